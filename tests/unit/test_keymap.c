/* Keys, what they mean, and what the footer and the help screen say of them. */
#include "check_main.h"

#include "screens/golden.h"
#include "ui/ui.h"

struct question {
    int options;
    bool answered;
};
static bool answered(const void *state) { return ((const struct question *)state)->answered; }
static int options(const void *state) { return ((const struct question *)state)->options; }

enum { CHOOSE = 1, NEXT, FLAG, HAND_IN, MINUS, HELP, PAUSE };
static const struct action actions[] = {
    { .code = CHOOSE, .name = "choose", .keys = "1-9 Up Down", .digits = options, .label = "choose", .help = "Chooses an answer" },
    { .code = NEXT, .name = "next", .keys = "Enter n", .guard = answered, .label = "next", .help = "Goes to the next question" },
    { .code = FLAG, .name = "flag", .keys = "f Space", .label = "flag", .help = "Marks the question", .rank = 3 },
    { .code = HAND_IN, .name = "hand-in", .keys = "e", .label = "hand in", .help = "Ends the test", .rank = 2 },
    { .code = MINUS, .name = "minus", .keys = "-" },
};
static const struct action everywhere[] = {
    { .code = HELP, .name = "help", .keys = "F1 ?", .label = "help", .help = "Shows this", .rank = 1 },
    { .code = PAUSE, .name = "pause", .keys = "Esc", .label = "pause", .help = "Pauses", .at_end = true },
};
#define COUNT(table) (sizeof (table) / sizeof *(table))

static int code_of(const struct question *state, struct event event, int *digit)
{
    const struct action *found = keymap_find(actions, COUNT(actions), state, &event, digit);
    return found ? found->code : -1;
}

START_TEST(a_key_finds_its_action)
{
    struct question state = { .options = 4, .answered = true };
    ck_assert_int_eq(code_of(&state, event_key(PRESS_ENTER), NULL), NEXT);
    ck_assert_int_eq(code_of(&state, event_text("n"), NULL), NEXT);
    ck_assert_int_eq(code_of(&state, event_text("F"), NULL), FLAG);
    ck_assert_int_eq(code_of(&state, event_text(" "), NULL), FLAG);
    ck_assert_int_eq(code_of(&state, event_key(PRESS_UP), NULL), CHOOSE);
    ck_assert_int_eq(code_of(&state, event_key(PRESS_F2), NULL), -1);
    ck_assert_int_eq(code_of(&state, event_text("x"), NULL), -1);
    ck_assert_int_eq(code_of(&state, event_key(PRESS_NOTHING), NULL), -1);
}
END_TEST

START_TEST(a_guard_keeps_an_action_from_being_found)
{
    struct question state = { .options = 4 };
    ck_assert_int_eq(code_of(&state, event_key(PRESS_ENTER), NULL), -1);
}
END_TEST

START_TEST(digits_choose_as_far_as_there_are_options)
{
    struct question state = { .options = 4 };
    int digit = -1;
    ck_assert_int_eq(code_of(&state, event_text("4"), &digit), CHOOSE);
    ck_assert_int_eq(digit, 4);
    ck_assert_int_eq(code_of(&state, event_text("5"), &digit), -1);
    ck_assert_int_eq(code_of(&state, event_text("0"), &digit), -1);
    ck_assert_int_eq(code_of(&state, event_text("٣"), &digit), CHOOSE);
    ck_assert_int_eq(digit, 3);
}
END_TEST

START_TEST(the_unshifted_top_row_of_azerty_counts_as_digits_unless_it_means_something)
{
    struct question state = { .options = 9 };
    int digit = -1;
    ck_assert_int_eq(code_of(&state, event_text("é"), &digit), CHOOSE);
    ck_assert_int_eq(digit, 2);
    ck_assert_int_eq(code_of(&state, event_text("ç"), &digit), CHOOSE);
    ck_assert_int_eq(digit, 9);
    ck_assert_int_eq(code_of(&state, event_text("-"), &digit), MINUS);
    ck_assert_int_eq(event_digit(&(struct event){ .kind = EVENT_TEXT, .text = "é" }, false), -1);
}
END_TEST

START_TEST(letters_are_found_by_their_place_on_other_keyboards)
{
    struct question state = { .options = 4, .answered = true };
    ck_assert_int_eq(code_of(&state, event_text("а"), NULL), FLAG);      /* Cyrillic а is on the key f */
    ck_assert_int_eq(code_of(&state, event_text("А"), NULL), FLAG);
    ck_assert_int_eq(code_of(&state, event_text("ب"), NULL), FLAG);
    ck_assert_int_eq(code_of(&state, event_text("φ"), NULL), FLAG);
}
END_TEST

START_TEST(every_key_has_a_name_that_key_maps_understand)
{
    for (int key = 1; key < PRESS_COUNT; key++) {
        struct action one = { .code = 7, .keys = press_name((enum key)key) };
        struct event event = event_key((enum key)key);
        const struct action *found = keymap_find(&one, 1, NULL, &event, NULL);
        ck_assert_ptr_nonnull(found);
    }
}
END_TEST

static void footer(int cols, const struct question *state, const char *want)
{
    struct grid grid = golden_grid(1, cols, &look_plain);
    struct buf out = BUF_INIT;
    struct keymap maps[] = { { .actions = actions, .count = COUNT(actions), .state = state }, { .actions = everywhere, .count = COUNT(everywhere) } };
    keymap_footer(&grid, (struct area){ 0, 1, 1, cols - 2 }, maps, 2);
    grid_dump(&grid, &out);
    char *line = strchr(out.data, '\n') + 1;
    *strchr(line, '\n') = 0;
    ck_assert_str_eq(line, want);
    buf_release(&out);
    grid_release(&grid);
}

START_TEST(the_footer_shows_the_keys_that_work_now)
{
    footer(80, &(struct question){ .options = 4 },
           " 1-4 ↑↓ choose   F flag   E hand in   F1 help                         Esc pause");
    footer(80, &(struct question){ .options = 4, .answered = true },
           " 1-4 ↑↓ choose   Enter next   F flag   E hand in   F1 help            Esc pause");
}
END_TEST

START_TEST(a_narrow_footer_leaves_out_the_least_needed_first)
{
    struct question state = { .options = 1, .answered = true };
    footer(62, &state, " 1 ↑↓ choose   Enter next   E hand in   F1 help     Esc pause");
    footer(40, &state, " 1 ↑↓ choose   Enter next     Esc pause");
}
END_TEST

static void collect(void *context, const char *keys, const char *help, bool now)
{
    buf_format(context, "%s%s: %s\n", now ? "" : "(not now) ", keys, help);
}

START_TEST(the_help_screen_is_made_of_the_same_rows)
{
    struct question state = { .options = 4 };
    struct keymap maps[] = { { .actions = actions, .count = COUNT(actions), .state = &state }, { .actions = everywhere, .count = COUNT(everywhere) } };
    struct buf out = BUF_INIT;
    keymap_help(maps, 2, &look_plain, collect, &out);
    ck_assert_str_eq(out.data, "1-4 ↑↓: Chooses an answer\nF, Space: Marks the question\nE: Ends the test\nF1, ?: Shows this\nEsc: Pauses\n"
                               "(not now) Enter, N: Goes to the next question\n");
    buf_release(&out);
}
END_TEST

static void framed(const char *name, int rows, int cols, const struct look *look)
{
    struct grid grid = golden_grid(rows, cols, look);
    struct question state = { .options = 4, .answered = true };
    struct keymap maps[] = { { .actions = actions, .count = COUNT(actions), .state = &state }, { .actions = everywhere, .count = COUNT(everywhere) } };
    struct frame frame = { "Business skills", "3 Fixed and variable cost", "Grace Banda · 104-7", "21:40 left", true };
    frame_draw(&frame, &grid, maps, 2);
    golden_check(name, &grid);
    grid_release(&grid);
}

START_TEST(the_frame_says_where_who_and_how_far_at_every_size)
{
    static const struct look console = { .colours = COLOURS_8, .glyphs = GLYPHS_LINUX };
    static const struct look arabic = { .colours = COLOURS_256, .glyphs = GLYPHS_UNICODE, .direction = DIRECTION_RTL };
    framed("frame-80", 24, 80, &look_plain);
    framed("frame-60", 18, 60, &look_plain);
    framed("frame-200", 18, 200, &console);
    framed("frame-mirrored", 18, 80, &arabic);
    framed("frame-too-small", 10, 40, &look_plain);
}
END_TEST

START_TEST(running_text_is_at_most_72_columns_and_in_the_middle)
{
    for (int cols = LAYOUT_MIN_COLS; cols < 240; cols++) {
        struct layout layout = layout_frame(24, cols);
        ck_assert_int_le(layout.text.cols, 72);
        ck_assert_int_le(abs(layout.text.col - (cols - layout.text.col - layout.text.cols)), 1);
        layout = layout_beside(24, cols);
        ck_assert_int_le(layout.beside.col + layout.beside.cols, cols);
        ck_assert(layout.beside.cols == 0 || (layout.text.cols == 72 && layout.beside.cols >= 30));
    }
}
END_TEST

TEST_MAIN("keymap", a_key_finds_its_action, a_guard_keeps_an_action_from_being_found, digits_choose_as_far_as_there_are_options,
          the_unshifted_top_row_of_azerty_counts_as_digits_unless_it_means_something, letters_are_found_by_their_place_on_other_keyboards,
          every_key_has_a_name_that_key_maps_understand, the_footer_shows_the_keys_that_work_now,
          a_narrow_footer_leaves_out_the_least_needed_first, the_help_screen_is_made_of_the_same_rows,
          the_frame_says_where_who_and_how_far_at_every_size, running_text_is_at_most_72_columns_and_in_the_middle)
