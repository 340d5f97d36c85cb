/* The whole stack of screens with a small world behind it: walked at random, resized at any step. Nothing crashes, nobody is shut in. */
#include "check_main.h"

#include "app/stack.h"
#include "base/random.h"
#include "screens/golden.h"
#include "screens/world.h"

static const char *const languages[] = { "en", "ar", NULL };

static const struct screen_type *const all_screens[] = {
#define X(name) &screen_##name,
    SCREENS(X)
#undef X
};
#define SCREEN_TYPES (sizeof all_screens / sizeof *all_screens)

struct walk {
    struct world world;
    struct look look;
    struct context context;
    struct stack *stack;
    const struct screen_type *start;             /* where it began last */
    struct sequence chance;
    bool seen[SCREEN_TYPES];                              /* screens, in the order of SCREENS */
    struct buf trace;                            /* the last events, for the message of a failure */
};

static void walk_begin(struct walk *walk, const struct screen_type *first, uint64_t seed)
{
    struct error error = { 0 };
    memset(walk, 0, sizeof *walk);
    world_init(&walk->world);
    sequence_init(&walk->chance, seed);
    walk->look = look_plain;
    walk->trace = (struct buf)BUF_INIT;
    walk->context = (struct context){ .look = &walk->look, .language = "en", .languages = languages, .centre = "Empretec Centre Lusaka", .wall = 1770000000000,
                                      .date_sound = true, .names_listed = true, .guests_allowed = true, .registering_allowed = true, .may_quit = true,
                                      .rows = 24, .cols = 80 };
    walk->world.context = &walk->context;
    if (first != &screen_attract)
        walk->context.person = (struct person_view){ .id = "p1", .number = "1000017", .name = "Grace Banda", .language = "en", .rank = RANK_MANAGER };
    walk->stack = stack_new(&walk->context, world_serve, &walk->world);
    ck_assert_ptr_nonnull(walk->stack);
    walk->start = first;
    ck_assert_int_eq(stack_start(walk->stack, first, &error), 0);
}

static void walk_end(struct walk *walk)
{
    stack_free(walk->stack);
    buf_release(&walk->trace);
    world_release(&walk->world);
}

static const char *told(const struct event *event)
{
    static char text[60];
    switch (event->kind) {
    case EVENT_KEY: return press_name(event->key);
    case EVENT_TEXT: snprintf(text, sizeof text, "'%s'", event->text); return text;
    case EVENT_RESIZE: snprintf(text, sizeof text, "resize %dx%d", event->cols, event->rows); return text;
    case EVENT_MOUSE: snprintf(text, sizeof text, "mouse %d at %d,%d", event->mouse, event->row, event->col); return text;
    case EVENT_TICK: return "tick";
    default: return "event";
    }
}

static void give(struct walk *walk, const struct event *event)
{
    if (walk->trace.length > 4000)
        buf_clear(&walk->trace);
    buf_format(&walk->trace, "%s: %s\n", stack_top(walk->stack)->name, told(event));
    if (event->kind == EVENT_RESIZE) {
        walk->context.rows = event->rows;
        walk->context.cols = event->cols;
    }
    if (event->kind == EVENT_TICK)
        walk->context.running += 1000;
    stack_event(walk->stack, event);
    for (size_t i = 0; i < SCREEN_TYPES; i++)
        walk->seen[i] = walk->seen[i] || stack_top(walk->stack) == all_screens[i];
}

static bool row_is_empty(const struct grid *grid, int row)
{
    for (int col = 0; col < grid->cols; col++)
        if (strcmp(grid_at(grid, row, col)->text, " ") != 0)
            return false;
    return true;
}

/* What holds of every picture: keys are offered; the cursor, where there is one, is in the window and not on the frame or in a corner. */
static void look_at(struct walk *walk)
{
    struct grid grid = golden_grid(walk->context.rows, walk->context.cols, &walk->look);
    const char *name = stack_top(walk->stack)->name;
    stack_draw(walk->stack, &grid, true);
    bool too_small = grid.rows < LAYOUT_MIN_ROWS || grid.cols < LAYOUT_MIN_COLS;
    if (!too_small) {
        ck_assert_msg(!row_is_empty(&grid, grid.rows - 1), "%s has no keys in its footer after\n%s", name, walk->trace.data);
        ck_assert_msg(!row_is_empty(&grid, 0), "%s has no title after\n%s", name, walk->trace.data);
        ck_assert_msg(grid.cursor_row < grid.rows - 2 && grid.cursor_row != 0 && grid.cursor_row != 1, "%s: the cursor stands on the frame, row %d, after\n%s", name,
                      grid.cursor_row, walk->trace.data);
        ck_assert_msg(grid.cursor_row != grid.rows - 3 || (grid.cursor_col > 0 && grid.cursor_col < grid.cols - 1), "%s: the cursor is in a corner after\n%s", name,
                      walk->trace.data);
    }
    for (int row = 0; row < grid.rows; row++)
        for (int col = 0; col < grid.cols; col++) {
            const char *text = grid_at(&grid, row, col)->text;
            /* an assertion a cell would take longer than the walk */
            if (text[0] && (unsigned char)text[0] < 0x20)
                ck_abort_msg("%s draws a control character after\n%s", name, walk->trace.data);
        }
    grid_release(&grid);
}

static struct event random_event(struct walk *walk)
{
    static const char *const texts[] = { " ", "a", "e", "E", "f", "F", "s", "l", "p", "r", "/", "?", ",", ".", "-", "é", "&", "à", "漢", "ш", "م", "\xcc\x81", "𝄞", "x" };
    struct sequence *chance = &walk->chance;
    uint32_t what = sequence_below(chance, 100);
    if (what < 45) {
        /* the keys that lead somewhere come more often */
        static const enum key often[] = { PRESS_ENTER, PRESS_ENTER, PRESS_ENTER, PRESS_DOWN, PRESS_DOWN, PRESS_UP, PRESS_RIGHT, PRESS_LEFT, PRESS_TAB, PRESS_PAGE_DOWN };
        return event_key(often[sequence_below(chance, sizeof often / sizeof *often)]);
    }
    if (what < 60)
        return event_key((enum key)(1 + sequence_below(chance, PRESS_COUNT - 1)));
    if (what < 75) {
        char digit[2] = { (char)('0' + sequence_below(chance, 10)), 0 };
        return event_text(digit);
    }
    if (what < 88)
        return event_text(texts[sequence_below(chance, sizeof texts / sizeof *texts)]);
    if (what < 92)
        return (struct event){ .kind = EVENT_MOUSE, .mouse = (enum mouse)sequence_below(chance, 3), .row = (int)sequence_below(chance, 70), .col = (int)sequence_below(chance, 210) };
    if (what < 96)
        return (struct event){ .kind = EVENT_RESIZE, .rows = 1 + (int)sequence_below(chance, 60), .cols = 1 + (int)sequence_below(chance, 200) };
    return (struct event){ .kind = EVENT_TICK };
}

/* From wherever one is, Esc leads to the first screen or home within so many presses; where it asks before it leaves, the way is to say yes. */
static void get_out(struct walk *walk)
{
    bool leaving = false;
    for (int i = 0; i < 80 && stack_depth(walk->stack) > 1; i++) {
        const struct screen_type *top = stack_top(walk->stack);
        struct event event = event_key(PRESS_ESCAPE);
        if (top == &screen_claim)
            leaving = !leaving;
        if (top == &screen_message || top == &screen_lock || (top == &screen_claim && leaving)) {
            /* a question: its second button; the lock: its second way; a guest's work: the last one leaves it behind, where the guest is leaving; else Esc leads back */
            event = event_key(top == &screen_message ? PRESS_RIGHT : top == &screen_lock ? PRESS_DOWN : PRESS_END);
            give(walk, &event);
            event = event_key(PRESS_ENTER);
        }
        give(walk, &event);
    }
    const struct screen_type *top = stack_top(walk->stack);
    ck_assert_msg(stack_depth(walk->stack) == 1, "%s cannot be left; the last steps were\n%s", top->name, walk->trace.data);
}

/* In turn from the first screen, from home and from the manager's: what lies deep is come to as well. */
static void start_again(struct walk *walk, const struct screen_type *first, int turn)
{
    const struct screen_type *const starts[] = { first, &screen_home, &screen_manager };
    const struct screen_type *start = first == &screen_manager ? first : starts[turn % 3];
    walk->context.person = start == &screen_attract ? (struct person_view){ 0 }
                                                    : (struct person_view){ .id = "p1", .number = "1000017", .name = "Grace Banda", .language = "en", .rank = RANK_MANAGER };
    walk->start = start;
    ck_assert_int_eq(stack_start(walk->stack, start, NULL), 0);
}

/* Comes past all screens but so many. */
static void wander(const struct screen_type *first, uint64_t seed, int steps, bool hostile, size_t unseen_allowed)
{
    struct walk walk;
    struct buf unseen = BUF_INIT;
    size_t unseen_count = 0;
    walk_begin(&walk, first, seed);
    walk.world.hostile = hostile;
    for (int i = 0; i < steps; i++) {
        struct event event = random_event(&walk);
        give(&walk, &event);
        if (i % 1500 == 700 && walk.context.person.id) {
            stack_lock(walk.stack);              /* nobody touched a key for long */
            look_at(&walk);
        }
        if (stack_depth(walk.stack) == 0 && walk.start == &screen_manager)
            ck_assert_int_eq(stack_start(walk.stack, walk.start, NULL), 0); /* in the program home lies below it */
        if (stack_depth(walk.stack) == 0)
            ck_abort_msg("no screen is left after\n%s", walk.trace.data);
        /* sometimes a service fails, now and then the direction is another, the disk is full */
        if (i % 97 == 0) {
            walk.world.refusing = sequence_below(&walk.chance, 4) == 0;
            walk.world.refused = (enum request_kind)sequence_below(&walk.chance, REQUEST_KINDS);
            walk.look.direction = sequence_below(&walk.chance, 4) == 0 ? DIRECTION_RTL : DIRECTION_LTR;
            walk.look.glyphs = (enum glyphs)sequence_below(&walk.chance, 3);
            walk.world.empty = sequence_below(&walk.chance, 5) == 0;
            walk.world.alone = i % 6 == 5;
            walk.world.pulled = i % 5 == 4;
            walk.world.unsure = i % 4 == 3;
            walk.world.look.making = i % 7 == 6;
            walk.world.look.read_only = i % 8 == 7;
        }
        if (i % 3 == 0)
            look_at(&walk);
        if (i % 1000 == 999) {
            give(&walk, &(struct event){ .kind = EVENT_RESIZE, .rows = 24, .cols = 80 });
            walk.world.refusing = false;
            get_out(&walk);
            start_again(&walk, first, i / 1000);
        }
    }
    for (size_t i = 0; i < SCREEN_TYPES; i++)
        if (!walk.seen[i] && all_screens[i] != &screen_setup) { /* no way leads there: it is the first one, or none */
            unseen_count++;
            buf_format(&unseen, " %s", all_screens[i]->name);
        }
    ck_assert_msg(unseen_count <= unseen_allowed, "the walk did not come to%s", unseen.data);
    buf_release(&unseen);
    walk_end(&walk);
}

START_TEST(forty_thousand_random_events_from_home_do_no_harm)
{
    wander(&screen_home, 1, 40000, false, 4);
}
END_TEST

START_TEST(forty_thousand_random_events_from_the_first_screen_do_no_harm)
{
    wander(&screen_attract, 2, 40000, false, 3);
}
END_TEST

START_TEST(forty_thousand_random_events_among_hostile_texts_do_no_harm)
{
    wander(&screen_home, 3, 40000, true, 5);
}
END_TEST

START_TEST(twenty_thousand_random_events_of_a_manager_do_no_harm)
{
    wander(&screen_manager, 4, 20000, true, SCREEN_TYPES - 9); /* the manager's own, and help, languages, message, lock */
}
END_TEST

START_TEST(random_events_at_the_first_start_do_no_harm)
{
    for (uint64_t seed = 5; seed < 25; seed++)
        wander(&screen_setup, seed, 990, seed % 2, SCREEN_TYPES);
}
END_TEST

/* ---- Resizing ---- */

/* Goes through a script, with a resize to and fro after each event or without; what it looked like at the end, and what was asked meanwhile. */
static void session(const struct screen_type *type, const struct screen_args *args, const char *const *script, bool resized, struct buf *seen, struct buf *asked)
{
    static const struct { int rows, cols; } sizes[] = { { 18, 60 }, { 60, 200 }, { 10, 30 }, { 24, 132 }, { 1, 1 } };
    struct drive drive;
    struct world world;
    drive_init(&drive);
    world_init(&world);
    world_open(&world, &drive, type, args);
    for (size_t i = 0; script[i]; i++) {
        world_keys(&world, &drive, script[i]);
        for (size_t j = 0; resized && j < sizeof sizes / sizeof *sizes + 1; j++) {
            bool back = j == sizeof sizes / sizeof *sizes;
            drive.context.rows = back ? 24 : sizes[(i + j) % (sizeof sizes / sizeof *sizes)].rows;
            drive.context.cols = back ? 80 : sizes[(i + j) % (sizeof sizes / sizeof *sizes)].cols;
            drive_event(&drive, &(struct event){ .kind = EVENT_RESIZE, .rows = drive.context.rows, .cols = drive.context.cols });
            drive.type->layout(drive.state, &drive.context);
            struct grid grid = drive_draw(&drive);
            grid_release(&grid);
            world_settle(&world, &drive);
        }
        struct grid grid = drive_draw(&drive);
        buf_format(seen, "after step %zu, %s\n", i, script[i]);
        grid_dump(&grid, seen);
        grid_release(&grid);
    }
    buf_text(asked, world.log.data);
    buf_text(asked, drive_effects(&drive));
    drive_release(&drive);
    world_release(&world);
}

static void same_with_resizes(const struct screen_type *type, const struct screen_args *args, const char *const *script)
{
    struct buf seen[2] = { BUF_INIT, BUF_INIT }, asked[2] = { BUF_INIT, BUF_INIT };
    session(type, args, script, false, &seen[0], &asked[0]);
    session(type, args, script, true, &seen[1], &asked[1]);
    ck_assert_str_eq(asked[0].data, asked[1].data);
    ck_assert(strstr(asked[0].data, "1200") != NULL);
    size_t same = 0, line = 0;
    while (seen[0].data[same] && seen[0].data[same] == seen[1].data[same])
        if (seen[0].data[same++] == '\n')
            line = same;
    ck_assert_msg(strcmp(seen[0].data, seen[1].data) == 0, "without resizes:\n%.700s\nwith them:\n%.700s", seen[0].data + line, seen[1].data + line);
    for (int i = 0; i < 2; i++) {
        buf_release(&seen[i]);
        buf_release(&asked[i]);
    }
}

START_TEST(resizing_at_any_step_changes_nothing_of_a_lesson)
{
    static const char *const script[] = { "PageDown", "Down", "Right", "'2'", "Enter", "Enter", "'13'", "Enter", "Enter", "Right", "'1,200'", "Enter", "Up", "Enter",
                                          "Enter", "'mar'", "Left", "'x'", "Backspace", "End", "'gin'", "Enter", "Tab", "'2'", "'1'", "Right", "PageUp", "F8", "F8", "PageDown",
                                          "F8", "Down", "F7", "Esc", NULL };
    same_with_resizes(&screen_lesson, &(struct screen_args){ .pack = "business", .unit = "bread", .title = "" }, script);
}
END_TEST

START_TEST(resizing_at_any_step_changes_nothing_of_an_attempt)
{
    static const char *const script[] = { "Down", "'2'", "Enter", "'1'", "Down", "' '", "Enter", "F2", "'1'", "Enter", "'marg'", "Left", "'i'", "F7", "Enter", "Enter",
                                          "'1,200'", "Enter", "Up", "Enter", "'1'", "Right", "'2'", "Tab", "PageDown", "'3'", "Enter", "Enter", "'One.'", "Enter", "'Two.'",
                                          "Up", "'x'", "Tab", "Down", "Down", "Enter", "F5", "Tab", "F10", NULL };
    same_with_resizes(&screen_attempt, &(struct screen_args){ .pack = "business", .unit = "test", .title = "Post-test" }, script);
}
END_TEST

TEST_MAIN("walks over all screens", forty_thousand_random_events_from_home_do_no_harm, forty_thousand_random_events_from_the_first_screen_do_no_harm,
          forty_thousand_random_events_among_hostile_texts_do_no_harm, twenty_thousand_random_events_of_a_manager_do_no_harm, random_events_at_the_first_start_do_no_harm,
          resizing_at_any_step_changes_nothing_of_a_lesson,
          resizing_at_any_step_changes_nothing_of_an_attempt)
