/* Lists, options, running text, prompts, forms, buttons, bars and charts: what keys do to them, and how they look. */
#include "check_main.h"

#include "screens/golden.h"
#include "base/text.h"
#include "ui/ui.h"

static const struct look console = { .colours = COLOURS_8, .glyphs = GLYPHS_LINUX };
static const struct look ascii = { .colours = COLOURS_NONE, .glyphs = GLYPHS_ASCII };
static const struct look arabic = { .colours = COLOURS_256, .glyphs = GLYPHS_UNICODE, .direction = DIRECTION_RTL };
static const struct area whole = { 0, 0, 18, 60 };

/* --- list --- */

static const struct list_row home_rows[] = {
    { .kind = LIST_HEADING, .text = { "Go on" } },
    { .text = { "Business skills · 3 Fixed and variable cost", NULL, "page 4 of 8" }, .bar = { -1, 0.45, -1 } },
    { .text = { "Your twelve-week cash forecast", NULL, "yesterday" }, .bar = { -1, -1, -1 } },
    { .kind = LIST_GAP },
    { .kind = LIST_HEADING, .text = { "Packs", "done", "minutes" } },
    { .text = { "Business skills", NULL, "140" }, .bar = { -1, 0.6, -1 }, .marked = true, .mark = GLYPH_CHECK },
    { .text = { "مهارات العمل", NULL, "140" }, .bar = { -1, 0.001, -1 } },
    { .kind = LIST_DISABLED, .text = { "Exporting", NULL, "not here yet" }, .bar = { -1, -1, -1 } },
    { .text = { "事業の計画", NULL, "150" }, .bar = { -1, 0.999, -1 } },
    { .text = { "A pack with a name that is much longer than there is room for", NULL, "25" }, .bar = { -1, 1, -1 } },
};
static void home_row(const void *context, size_t index, struct list_row *row)
{
    (void)context;
    *row = home_rows[index];
}
static struct list home_list(void)
{
    struct list list;
    list_init(&list, sizeof home_rows / sizeof *home_rows, home_row, NULL);
    list.columns = 3;
    list.column[1] = (struct list_column){ .cols = 10, .bar = true };
    list.column[2] = (struct list_column){ .cols = 12, .at_end = true };
    return list;
}
static unsigned list_key(struct list *list, enum key key)
{
    struct event event = event_key(key);
    return list_event(list, &event, whole);
}

START_TEST(the_focus_of_a_list_passes_over_what_is_no_item)
{
    struct list list = home_list();
    list_layout(&list, whole);
    ck_assert_uint_eq(list.focus, 1);
    ck_assert_uint_eq(list_key(&list, PRESS_DOWN), WIDGET_HANDLED | WIDGET_MOVED);
    list_key(&list, PRESS_DOWN);
    ck_assert_uint_eq(list.focus, 5);
    list_key(&list, PRESS_DOWN);
    list_key(&list, PRESS_DOWN);
    ck_assert_uint_eq(list.focus, 8);
    list_key(&list, PRESS_END);
    ck_assert_uint_eq(list.focus, 9);
    ck_assert_uint_eq(list_key(&list, PRESS_DOWN), WIDGET_HANDLED);
    list_key(&list, PRESS_HOME);
    ck_assert_uint_eq(list.focus, 1);
    ck_assert_uint_eq(list_key(&list, PRESS_ENTER), WIDGET_HANDLED | WIDGET_ACCEPTED);
    ck_assert_uint_eq(list_key(&list, PRESS_F1), WIDGET_IGNORED);
}
END_TEST

START_TEST(a_list_looks_as_it_should)
{
    const struct look *const looks[] = { &look_plain, &console, &ascii, &arabic };
    static const char *const names[] = { "list", "list-console", "list-ascii", "list-mirrored" };
    for (size_t i = 0; i < 4; i++) {
        struct grid grid = golden_grid(18, 60, looks[i]);
        struct list list = home_list();
        list_layout(&list, area_inset(whole, 1, 2));
        list_draw(&list, &grid, area_inset(whole, 1, 2), true);
        golden_check(names[i], &grid);
        grid_release(&grid);
    }
}
END_TEST

START_TEST(a_list_that_does_not_fit_says_how_many_more_there_are)
{
    struct grid grid = golden_grid(6, 60, &look_plain);
    struct list list = home_list();
    struct area area = { 0, 0, 6, 60 };
    list_layout(&list, area);
    list_draw(&list, &grid, area, true);
    golden_check("list-scrolled-1", &grid);
    list_focus(&list, 8);
    list_layout(&list, area);
    grid_clear(&grid);
    list_draw(&list, &grid, area, true);
    golden_check("list-scrolled-2", &grid);
    ck_assert_int_ge(grid.cursor_row, 0);
    grid_release(&grid);
}
END_TEST

static size_t rows_asked;
static void counted_row(const void *context, size_t index, struct list_row *row)
{
    (void)context;
    (void)index;
    rows_asked++;
    row->text[0] = "somebody";
}

START_TEST(a_long_list_is_asked_for_what_is_seen_alone)
{
    struct grid grid = golden_grid(18, 60, &look_plain);
    struct list list;
    rows_asked = 0;
    list_init(&list, 50000, counted_row, NULL);
    list_layout(&list, whole);
    list_key(&list, PRESS_END);
    list_draw(&list, &grid, whole, true);
    ck_assert_uint_eq(list.focus, 49999);
    ck_assert_uint_lt(rows_asked, 200);
    grid_release(&grid);
}
END_TEST

START_TEST(an_empty_list_takes_no_key)
{
    struct grid grid = golden_grid(4, 20, &look_plain);
    struct list list;
    list_init(&list, 0, home_row, NULL);
    list_layout(&list, whole);
    ck_assert_uint_eq(list.focus, SIZE_MAX);
    ck_assert_uint_eq(list_key(&list, PRESS_DOWN), WIDGET_IGNORED);
    list_draw(&list, &grid, whole, true);
    ck_assert_int_eq(grid.cursor_row, -1);
    grid_release(&grid);
}
END_TEST

START_TEST(the_digits_of_a_numbered_list_choose)
{
    struct list list = home_list();
    struct event event = event_text("3");
    list.numbered = true;
    list_layout(&list, whole);
    ck_assert_uint_eq(list_event(&list, &event, whole), WIDGET_HANDLED | WIDGET_MOVED | WIDGET_ACCEPTED);
    ck_assert_uint_eq(list.focus, 5);
    event = event_text("9");
    ck_assert_uint_eq(list_event(&list, &event, whole), WIDGET_HANDLED);
    ck_assert_uint_eq(list.focus, 5);
}
END_TEST

/* --- choice --- */

START_TEST(a_digit_chooses_and_enter_goes_on)
{
    struct choice_option options[] = { { .text = "40 %" }, { .text = "66.7 %" }, { .text = "60 %" } };
    struct choice choice;
    struct event two = event_text("2"), four = event_text("4"), enter = event_key(PRESS_ENTER), down = event_key(PRESS_DOWN);
    choice_init(&choice, options, 3, false);
    choice_layout(&choice, whole);
    ck_assert_uint_eq(choice_event(&choice, &two, whole), WIDGET_HANDLED | WIDGET_MOVED | WIDGET_CHANGED);
    ck_assert(options[1].chosen);
    ck_assert_uint_eq(choice_event(&choice, &two, whole), WIDGET_HANDLED);
    ck_assert_uint_eq(choice_event(&choice, &enter, whole), WIDGET_HANDLED | WIDGET_ACCEPTED);
    choice_event(&choice, &down, whole);
    ck_assert_uint_eq(choice_event(&choice, &enter, whole), WIDGET_HANDLED | WIDGET_CHANGED);
    ck_assert(options[2].chosen && !options[1].chosen);
    ck_assert_uint_eq(choice_event(&choice, &four, whole), WIDGET_IGNORED);
    choice.locked = true;
    choice_event(&choice, &two, whole);
    ck_assert(options[2].chosen && !options[1].chosen);
}
END_TEST

START_TEST(of_several_each_is_chosen_and_given_back)
{
    struct choice_option options[] = { { .text = "rent" }, { .text = "flour" } };
    struct choice choice;
    struct event one = event_text("1"), two = event_text("2"), enter = event_key(PRESS_ENTER);
    choice_init(&choice, options, 2, true);
    choice_event(&choice, &one, whole);
    choice_event(&choice, &two, whole);
    ck_assert(options[0].chosen && options[1].chosen);
    choice_event(&choice, &one, whole);
    ck_assert(!options[0].chosen && options[1].chosen);
    ck_assert_uint_eq(choice_event(&choice, &enter, whole), WIDGET_HANDLED | WIDGET_ACCEPTED);
}
END_TEST

START_TEST(options_and_their_verdicts_look_as_they_should)
{
    struct choice_option options[] = {
        { .text = "40 %", .remark = "That is the margin: 40 of the 100 that the customer pays, and not what was asked for here.",
          .chosen = true, .verdict = CHOICE_WRONG },
        { .text = "66.7 %", .verdict = CHOICE_MISSED },
        { .text = "60 %, the cost as a part of the price, which is neither the one nor the other of them", .chosen = true },
        { .text = "كلفة ثابتة", .chosen = true, .verdict = CHOICE_RIGHT },
    };
    struct grid grid = golden_grid(18, 60, &look_plain);
    struct choice choice;
    choice_init(&choice, options, 4, true);
    choice_layout(&choice, whole);
    choice_draw(&choice, &grid, whole, true);
    golden_check("choice", &grid);
    grid_clear(&grid);
    struct area small = { 0, 0, 5, 60 };
    choice.focus = 3;
    choice_layout(&choice, small);
    choice_draw(&choice, &grid, small, true);
    golden_check("choice-scrolled", &grid);
    grid_release(&grid);
}
END_TEST

/* --- pane --- */

static void lesson(struct pane *pane, int cols)
{
    struct error error = { 0 };
    struct span spans[] = { { "Each loaf sells for ", 20, STYLE_TEXT }, { "10 crowns", 9, STYLE_STRONG },
                            { " and costs 6 to make. The other 4 first pay the rent.", 53, STYLE_TEXT } };
    pane_begin(pane, cols);
    pane_paragraph(pane, &(struct pane_format){ 0 }, SPAN("When do you start to earn?", STYLE_HEADING), 1);
    pane_space(pane, 1);
    pane_paragraph(pane, &(struct pane_format){ 0 }, spans, 3);
    pane_block(pane, 3, 7);
    pane_paragraph(pane, &(struct pane_format){ .indent = 2, .bar = true, .bar_style = STYLE_TASK_BAR },
                   SPAN("Tomorrow: write down every cost of one day. Put an F or a V beside each.", STYLE_TEXT), 1);
    pane_paragraph(pane, &(struct pane_format){ .indent = 4, .marker = "2." }, SPAN("second, at some length, so that it is wrapped", STYLE_TEXT), 1);
    pane_paragraph(pane, &(struct pane_format){ .indent = 3, .marker = "•" },
                   SPAN("مرحبا بالعالم (100) هذا نص عربي طويل بما يكفي لكي ينقسم إلى سطرين", STYLE_TEXT), 1);
    pane_paragraph(pane, &(struct pane_format){ .verbatim = true },
                   SPAN("a b   c\nverbatim lines are cut where they are too long for it", STYLE_CODE), 1);
    ck_assert_int_eq(pane_end(pane, &error), 0);
}

START_TEST(running_text_is_wrapped_with_its_styles_in_both_directions)
{
    struct grid grid = golden_grid(18, 60, &look_plain);
    struct area area = { 1, 4, 17, 44 }, block;
    struct pane pane;
    pane_init(&pane, NULL);
    lesson(&pane, area.cols);
    pane_layout(&pane, area);
    pane_draw(&pane, &grid, area);
    ck_assert(pane_block_area(&pane, area, 7, &block));
    ck_assert_int_eq(block.rows, 3);
    grid_fill(&grid, block, STYLE_SERIES_1, "#");
    golden_check("pane", &grid);
    ck_assert(!pane_block_area(&pane, area, 8, &block));
    pane_release(&pane);
    grid_release(&grid);
}
END_TEST

START_TEST(a_pane_scrolls_to_its_end_and_lets_go_of_the_key_then)
{
    struct grid grid = golden_grid(18, 60, &look_plain);
    struct area area = { 0, 0, 6, 44 };
    struct pane pane;
    struct event space = event_text(" "), up = event_key(PRESS_UP);
    pane_init(&pane, NULL);
    lesson(&pane, area.cols);
    pane_layout(&pane, area);
    ck_assert(!pane_at_end(&pane));
    ck_assert_uint_eq(pane_event(&pane, &up), WIDGET_IGNORED);
    int pages = 0, percent = pane_percent(&pane);
    while (pane_event(&pane, &space)) {
        ck_assert_int_gt(pane_percent(&pane), percent);
        percent = pane_percent(&pane);
        ck_assert_int_lt(++pages, 10);
    }
    ck_assert(pane_at_end(&pane));
    ck_assert_int_eq(percent, 100);
    pane_draw(&pane, &grid, area);
    golden_check("pane-end", &grid);
    pane_release(&pane);
    grid_release(&grid);
}
END_TEST

START_TEST(the_place_in_a_text_is_kept_when_it_is_wrapped_again)
{
    struct area area = { 0, 0, 6, 60 };
    struct pane pane;
    struct event end = event_key(PRESS_END);
    pane_init(&pane, NULL);
    lesson(&pane, 60);
    pane_layout(&pane, area);
    pane_event(&pane, &end);
    lesson(&pane, 30);
    pane_layout(&pane, area);
    ck_assert_uint_gt(pane.top, pane.count / 3);
    pane_release(&pane);
}
END_TEST

START_TEST(a_pane_without_memory_says_so)
{
    struct failing_allocator failing;
    struct error error = { 0 };
    struct grid grid = golden_grid(18, 60, &look_plain);
    int result = ERROR_MEMORY;
    for (size_t n = 1; result != 0 && n < 500; n++) {
        struct pane pane;
        failing_allocator_init(&failing, n);
        pane_init(&pane, &failing.allocator);
        pane_begin(&pane, 40);
        pane_text(&pane, STYLE_TEXT, "one\nسلام عليكم");
        result = pane_end(&pane, &error);
        ck_assert(result == 0 || result == ERROR_MEMORY);
        pane_layout(&pane, whole);
        pane_draw(&pane, &grid, whole);
        pane_release(&pane);
    }
    ck_assert_int_eq(result, 0);
    grid_release(&grid);
}
END_TEST

/* --- prompt, editor --- */

static void type(struct prompt *prompt, const char *text)
{
    for (size_t at = 0, size; text[at]; at += size) {
        struct event event = { .kind = EVENT_TEXT };
        size = text_cluster(text + at, strlen(text + at));
        snprintf(event.text, sizeof event.text, "%.*s", (int)size, text + at);
        prompt_event(prompt, &event);
    }
}
static unsigned prompt_key(struct prompt *prompt, enum key key)
{
    struct event event = event_key(key);
    return prompt_event(prompt, &event);
}

START_TEST(a_prompt_moves_and_erases_by_whole_clusters)
{
    struct prompt prompt;
    prompt_init(&prompt, NULL, PROMPT_TEXT, 0);
    type(&prompt, "ae\u0301b");
    prompt_key(&prompt, PRESS_LEFT);
    ck_assert_uint_eq(prompt_key(&prompt, PRESS_BACKSPACE), WIDGET_HANDLED | WIDGET_CHANGED);
    ck_assert_text(prompt_text(&prompt), "ab");
    prompt_key(&prompt, PRESS_HOME);
    prompt_key(&prompt, PRESS_DELETE);
    ck_assert_text(prompt_text(&prompt), "b");
    type(&prompt, "ç");
    ck_assert_text(prompt_text(&prompt), "çb");
    ck_assert_uint_eq(prompt_key(&prompt, PRESS_ENTER), WIDGET_HANDLED | WIDGET_ACCEPTED);
    ck_assert_uint_eq(prompt_key(&prompt, PRESS_TAB), WIDGET_IGNORED);
    prompt_release(&prompt);
}
END_TEST

START_TEST(a_prompt_takes_what_its_kind_allows)
{
    static const struct {
        enum prompt_kind kind;
        size_t limit;
        const char *typed, *kept;
    } cases[] = {
        { PROMPT_TEXT, 3, "abcde", "abc" },
        { PROMPT_TEXT, 2, "e\u0301o\u0301x", "e\u0301o\u0301" },
        { PROMPT_TEXT, 0, "a\tb", "a b" },
        { PROMPT_DIGITS, 6, "1a2 3-4", "12364" },
        { PROMPT_DIGITS, 6, "&é\"'(", "12345" },
        { PROMPT_PIN, 4, "١٢٣٤٥", "1234" },
        { PROMPT_NUMBER, 0, "-1 200,5x", "-1 200,5" },
        { PROMPT_DATE, 0, "20260131999", "2026-01-31" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct prompt prompt;
        prompt_init(&prompt, NULL, cases[i].kind, cases[i].limit);
        type(&prompt, cases[i].typed);
        ck_assert_text(prompt_text(&prompt), cases[i].kept);
        prompt_release(&prompt);
    }
}
END_TEST

START_TEST(erasing_a_date_erases_its_dashes)
{
    struct prompt prompt;
    prompt_init(&prompt, NULL, PROMPT_DATE, 0);
    type(&prompt, "202601");
    ck_assert_text(prompt_text(&prompt), "2026-01-");
    prompt_key(&prompt, PRESS_BACKSPACE);
    ck_assert_text(prompt_text(&prompt), "2026-0");
    prompt_release(&prompt);
}
END_TEST

START_TEST(a_prompt_without_memory_keeps_what_it_has)
{
    struct failing_allocator failing;
    struct prompt prompt;
    failing_allocator_init(&failing, 1);
    prompt_init(&prompt, &failing.allocator, PROMPT_TEXT, 0);
    type(&prompt, "a");
    ck_assert_text(prompt_text(&prompt), "");
    failing.fail_at = 0;
    type(&prompt, "b");
    ck_assert_text(prompt_text(&prompt), "b");
    prompt_release(&prompt);
}
END_TEST

START_TEST(prompts_look_as_they_should)
{
    static const char *const texts[] = { "short", "a text that is longer than the field is wide", "سلام abc", "1234" };
    struct grid grid = golden_grid(8, 30, &look_plain);
    for (int i = 0; i < 4; i++) {
        struct prompt prompt;
        prompt_init(&prompt, NULL, i == 3 ? PROMPT_PIN : PROMPT_TEXT, 0);
        type(&prompt, texts[i]);
        prompt_draw(&prompt, &grid, i, 2, 12, i == 1);
        prompt_release(&prompt);
    }
    golden_check("prompt", &grid);
    grid_release(&grid);
}
END_TEST

START_TEST(on_the_console_an_empty_line_is_seen_and_what_is_typed_keeps_its_blanks)
{
    struct prompt prompt;
    struct grid grid = golden_grid(3, 30, &console);
    prompt_init(&prompt, NULL, PROMPT_TEXT, 0);
    prompt_draw(&prompt, &grid, 0, 2, 8, true);
    type(&prompt, "a b");
    prompt_draw(&prompt, &grid, 1, 2, 8, true);
    for (int col = 2; col < 10; col++) {
        static const char typed[] = "a b_____";
        ck_assert_str_eq(grid_at(&grid, 0, col)->text, "_");
        ck_assert_int_eq(grid_at(&grid, 1, col)->text[0], typed[col - 2]);
    }
    prompt_release(&prompt);
    grid_release(&grid);
}
END_TEST

START_TEST(an_editor_wraps_and_its_cursor_goes_up_and_down)
{
    struct grid grid = golden_grid(8, 30, &look_plain);
    struct area area = { 1, 2, 4, 21 };
    struct editor editor;
    struct event up = event_key(PRESS_UP), tab = event_key(PRESS_TAB), x = event_text("x"), enter = event_key(PRESS_ENTER);
    editor_init(&editor, NULL, 100);
    editor_set(&editor, "We bake bread and sell it on the market.\nEvery day.");
    editor_layout(&editor, area);
    editor_event(&editor, &up);
    ck_assert_uint_eq(editor_event(&editor, &x), WIDGET_HANDLED | WIDGET_CHANGED);
    editor_event(&editor, &enter);
    ck_assert_uint_eq(editor_event(&editor, &tab), WIDGET_IGNORED);
    editor_draw(&editor, &grid, area, true);
    golden_check("editor", &grid);
    editor_release(&editor);
    grid_release(&grid);
}
END_TEST

/* --- fields --- */

enum { NAME = 1, SEX, SECTOR, WORKERS, DATE, PIN, CONSENT, LEFT_OVER, SAVE };
static const char *const sexes[] = { "woman", "man", "not said" };
static const char *const sectors[] = { "Agriculture, forestry, fishing", "Manufacturing", "Trade, repair of vehicles" };
#define FIELDS                                                                                                             \
    { { FIELD_HEADING, .label = "About you" },                                                                             \
      { FIELD_TEXT, NAME, "Name", .required = true, .limit = 40 },                                                         \
      { FIELD_CHOICE, SEX, "Sex", .options = sexes, .option_count = 3, .chosen = -1, .required = true },                   \
      { FIELD_CHOICE, SECTOR, "What do you do?", .options = sectors, .option_count = 3, .chosen = 1 },                     \
      { FIELD_NUMBER, WORKERS, "Workers", .unit = "people", .hint = "yourself included" },                                 \
      { FIELD_DATE, DATE, "Registered on" },                                                                               \
      { FIELD_PIN, PIN, "PIN", .limit = 6 },                                                                               \
      { FIELD_CHECK, CONSENT, "The centre may ask me in half a year how my business goes" },                               \
      { FIELD_SHOWN, LEFT_OVER, "Left each month", .value = "1,240 crowns", .style = STYLE_GOOD },                         \
      { FIELD_BUTTON, SAVE, "Save" } }

static unsigned fields_key(struct fields *fields, enum key key)
{
    struct event event = event_key(key);
    return fields_event(fields, &event, whole);
}
static unsigned fields_type(struct fields *fields, const char *text)
{
    struct event event = event_text(text);
    return fields_event(fields, &event, whole);
}

START_TEST(a_form_is_walked_through_and_filled_in)
{
    struct field array[] = FIELDS;
    struct fields fields;
    fields_init(&fields, NULL, array, sizeof array / sizeof *array);
    fields_layout(&fields, whole);
    ck_assert_uint_eq(fields.focus, 1);
    ck_assert_uint_eq(fields_type(&fields, "G"), WIDGET_HANDLED | WIDGET_CHANGED);
    ck_assert_uint_eq(fields_key(&fields, PRESS_ENTER), WIDGET_HANDLED | WIDGET_MOVED);
    fields_type(&fields, "2");
    ck_assert_int_eq(fields_find(&fields, SEX)->chosen, 1);
    fields_key(&fields, PRESS_RIGHT);
    ck_assert_int_eq(fields_find(&fields, SEX)->chosen, 2);
    for (int i = 0; i < 5; i++)
        fields_key(&fields, PRESS_TAB);
    ck_assert_uint_eq(fields_type(&fields, " "), WIDGET_HANDLED | WIDGET_CHANGED);
    ck_assert(fields_find(&fields, CONSENT)->checked);
    fields_key(&fields, PRESS_DOWN);
    ck_assert_int_eq(array[fields.focus].id, SAVE);
    ck_assert_uint_eq(fields_key(&fields, PRESS_DOWN), WIDGET_IGNORED);
    ck_assert_uint_eq(fields_key(&fields, PRESS_ENTER), WIDGET_HANDLED | WIDGET_ACCEPTED);
    ck_assert_text(field_text(fields_find(&fields, NAME)), "G");
    fields_release(&fields);
}
END_TEST

START_TEST(what_is_required_and_empty_is_said_beside_it)
{
    struct field array[] = FIELDS;
    struct fields fields;
    fields_init(&fields, NULL, array, sizeof array / sizeof *array);
    fields_focus(&fields, 9);
    ck_assert(!fields_required(&fields));
    ck_assert_uint_eq(fields.focus, 1);
    ck_assert_text(array[1].message, "please fill this in");
    ck_assert_text(array[2].message, "please fill this in");
    fields_type(&fields, "x");
    ck_assert_text(array[1].message, "");
    array[2].chosen = 0;
    ck_assert(fields_required(&fields));
    fields_release(&fields);
}
END_TEST

START_TEST(forms_look_as_they_should)
{
    static const struct {
        const char *name;
        int rows;
        const struct look *look;
    } cases[] = { { "form", 24, &look_plain }, { "form-low", 12, &look_plain }, { "form-ascii", 18, &ascii }, { "form-mirrored", 18, &arabic } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct field array[] = FIELDS;
        struct fields fields;
        struct grid grid = golden_grid(cases[i].rows, 64, cases[i].look);
        struct area area = area_inset(grid_area(&grid), 1, 2);
        fields_init(&fields, NULL, array, sizeof array / sizeof *array);
        prompt_set(&array[1].prompt, "Élodie Mbeki");
        field_message(&array[5], "this is not a date: year, month, day");
        fields_focus(&fields, 4);
        fields_layout(&fields, area);
        fields_draw(&fields, &grid, area, true);
        golden_check(cases[i].name, &grid);
        fields_release(&fields);
        grid_release(&grid);
    }
}
END_TEST

/* --- buttons, dialogue --- */

START_TEST(a_dialogue_begins_where_enter_does_no_harm)
{
    struct grid grid = golden_grid(18, 60, &look_plain);
    struct dialogue dialogue = { .title = "Hand in now?", .attention = true, .buttons = { { "Go on", "Hand in" }, 2, 0 },
                                 .message = "10 of 12 questions have an answer. Questions 5 and 9 have none.\n\nNothing can be changed then." };
    struct event right = event_key(PRESS_RIGHT), enter = event_key(PRESS_ENTER), escape = event_key(PRESS_ESCAPE);
    dialogue_draw(&dialogue, &grid, whole);
    golden_check("dialogue", &grid);
    ck_assert_uint_eq(dialogue_event(&dialogue, &enter, whole), WIDGET_HANDLED | WIDGET_ACCEPTED);
    ck_assert_int_eq(dialogue.buttons.focus, 0);
    ck_assert_uint_eq(dialogue_event(&dialogue, &right, whole), WIDGET_HANDLED | WIDGET_MOVED);
    ck_assert_uint_eq(dialogue_event(&dialogue, &right, whole), WIDGET_HANDLED);
    ck_assert_int_eq(dialogue.buttons.focus, 1);
    ck_assert_uint_eq(dialogue_event(&dialogue, &escape, whole), WIDGET_HANDLED | WIDGET_CANCELLED);
    grid_release(&grid);
}
END_TEST

/* --- bars, tabs, charts --- */

START_TEST(bars_are_never_empty_for_something_nor_full_for_less)
{
    static const double fractions[] = { 0, 0.001, 0.45, 0.5, 0.999, 1, -1, 7 };
    const struct look *const looks[] = { &look_plain, &console, &ascii, &arabic };
    struct grid grid = golden_grid(18, 60, &look_plain);
    for (int l = 0; l < 4; l++) {
        grid.look = looks[l];
        for (int i = 0; i < 8; i++)
            bar_draw(&grid, i, l * 14, 10, fractions[i], STYLE_BAR_FULL);
    }
    grid.look = &look_plain;
    bar_draw_pair(&grid, 9, 0, 25, 0.6, 0.76, STYLE_BAR_FULL);
    bar_draw_pair(&grid, 10, 0, 25, 0.84, 0.72, STYLE_BAR_FULL);
    progress_draw(&grid, (struct area){ 12, 0, 2, 40 }, 118, 400, "packs/business-skills-1.0.0.pack");
    double values[] = { 3, 5, NAN, 8, 9, 4, 6, 1 };
    for (int l = 0; l < 3; l++) {
        grid.look = looks[l];
        spark_draw(&grid, 15, l * 14, 10, values, 8, STYLE_SERIES_1);
    }
    golden_check("bars", &grid);
    grid_release(&grid);
}
END_TEST

START_TEST(the_questions_of_a_test_are_seen_at_a_glance)
{
    uint8_t states[40] = { TAB_ANSWERED, TAB_ANSWERED, TAB_OPEN, TAB_ANSWERED, TAB_OPEN, TAB_FLAGGED, TAB_RIGHT, TAB_WRONG, TAB_PARTLY };
    struct grid grid = golden_grid(8, 76, &look_plain);
    struct tabs twelve = { states, 12, 3 }, forty = { states, 40, 35 };
    struct area area = { 0, 4, 1, 70 }, below = { 2, 4, 2, 72 };
    ck_assert_int_eq(tabs_rows(&twelve, 70), 1);
    ck_assert_int_eq(tabs_rows(&forty, 72), 3);
    tabs_draw(&twelve, &grid, area);
    tabs_draw(&forty, &grid, below);
    golden_check("tabs", &grid);
    ck_assert_uint_eq(tabs_at(&twelve, area, 0, 4), 0);
    ck_assert_uint_eq(tabs_at(&twelve, area, 0, 4 + 11 * 6), 11);
    ck_assert_uint_eq(tabs_at(&twelve, area, 1, 4), SIZE_MAX);
    grid_release(&grid);
}
END_TEST

static const double loaves[] = { 0, 100, 200, 300, 400 };
static const double sales[] = { 0, 1000, 2000, 3000, 4000 }, costs[] = { 1200, 1800, 2400, 3000, 3600 };
static const struct chart break_even = {
    .kind = CHART_LINE, .title = "When do you start to earn?", .x_label = "loaves", .y_label = "crowns", .points = 5, .series_count = 2,
    .x = loaves, .series = { { "sales", sales }, { "costs", costs } }, .mark = 300, .mark_text = "break-even",
};

START_TEST(a_line_chart_looks_as_it_should_on_each_terminal)
{
    static const struct look uncoloured = { .colours = COLOURS_NONE, .glyphs = GLYPHS_UNICODE };
    const struct look *const looks[] = { &look_plain, &console, &ascii, &arabic, &uncoloured };
    static const char *const names[] = { "chart-line", "chart-line-console", "chart-line-ascii", "chart-line-mirrored", "chart-line-mono" };
    for (size_t i = 0; i < 5; i++) {
        struct grid grid = golden_grid(18, 76, looks[i]);
        chart_draw(&break_even, &grid, (struct area){ 1, 2, chart_rows(&break_even, 72), 72 });
        golden_check(names[i], &grid);
        grid_release(&grid);
    }
}
END_TEST

START_TEST(bar_charts_look_as_they_should)
{
    static const char *const labels[] = { "Rent", "Flour and yeast", "كهرباء" };
    static const double planned[] = { 1200, 3100, 350 }, spent[] = { 1200, 2800.5, NAN }, left[] = { 400, -250, 1000 };
    struct chart chart = { .kind = CHART_BAR, .y_label = "crowns", .points = 3, .series_count = 2, .labels = labels,
                           .series = { { "planned", planned }, { "spent", spent } }, .mark = NAN };
    struct grid grid = golden_grid(40, 76, &look_plain);
    int row = 1, rows = chart_rows(&chart, 72);
    chart_draw(&chart, &grid, (struct area){ row, 2, rows, 72 });
    chart.kind = CHART_STACKED;
    chart_draw(&chart, &grid, (struct area){ row += rows + 1, 2, chart_rows(&chart, 72), 72 });
    row += chart_rows(&chart, 72) + 1;
    chart.kind = CHART_BAR;
    chart.series_count = 1;
    chart.series[0].values = left;
    chart_draw(&chart, &grid, (struct area){ row, 2, chart_rows(&chart, 72), 72 });
    golden_check("chart-bars", &grid);
    grid_release(&grid);
}
END_TEST

START_TEST(on_the_console_widgets_draw_what_its_font_holds)
{
    static const char held[] = "►◄√·•○▼▲↑↓←→█▄▒░│─┌┐└┘┤├┬┴┼";
    static const char *const labels[] = { "Rent", "Flour" };
    static const double values[] = { 3, 7 }, more[] = { 2, 5 };
    struct choice_option options[] = { { .text = "one", .chosen = true, .verdict = CHOICE_WRONG }, { .text = "two", .verdict = CHOICE_MISSED } };
    struct field array[] = FIELDS;
    struct chart bars = { .kind = CHART_STACKED, .points = 2, .series_count = 2, .labels = labels,
                          .series = { { "a", values }, { "b", more } }, .mark = NAN };
    uint8_t states[] = { TAB_OPEN, TAB_ANSWERED, TAB_FLAGGED, TAB_RIGHT, TAB_WRONG, TAB_PARTLY };
    struct tabs tabs = { states, 6, 0 };
    struct dialogue dialogue = { .message = "Sure?", .buttons = { { "Yes" }, 1, 0 } };
    struct grid grid = golden_grid(60, 76, &console);
    struct choice choice;
    struct fields fields;
    choice_init(&choice, options, 2, true);
    choice_draw(&choice, &grid, (struct area){ 0, 0, 6, 60 }, true);
    fields_init(&fields, NULL, array, sizeof array / sizeof *array);
    fields_required(&fields);
    fields_layout(&fields, (struct area){ 6, 0, 14, 70 });
    fields_draw(&fields, &grid, (struct area){ 6, 0, 14, 70 }, true);
    chart_draw(&bars, &grid, (struct area){ 21, 0, 7, 70 });
    chart_draw(&break_even, &grid, (struct area){ 28, 0, 15, 70 });
    tabs_draw(&tabs, &grid, (struct area){ 44, 0, 1, 70 });
    spark_draw(&grid, 45, 0, 10, costs, 5, STYLE_SERIES_1);
    bar_draw_pair(&grid, 46, 0, 10, 0.3, 0.6, STYLE_BAR_FULL);
    dialogue_draw(&dialogue, &grid, (struct area){ 47, 0, 12, 60 });
    for (int row = 0; row < grid.rows; row++)
        for (int col = 0; col < grid.cols; col++) {
            const char *text = grid_at(&grid, row, col)->text;
            ck_assert_msg((unsigned char)*text < 0x80 || strstr(held, text), "row %d, column %d: %s", row, col, text);
        }
    fields_release(&fields);
    grid_release(&grid);
}
END_TEST

START_TEST(a_chart_is_told_in_words)
{
    struct buf out = BUF_INIT;
    chart_words(&break_even, &out);
    ck_assert_str_eq(out.data, "0 loaves: sales 0, costs 1,200\n100 loaves: sales 1,000, costs 1,800\n200 loaves: sales 2,000, costs 2,400\n"
                               "300 loaves: sales 3,000, costs 3,000\n400 loaves: sales 4,000, costs 3,600\n");
    buf_release(&out);
}
END_TEST

START_TEST(charts_of_odd_figures_and_sizes_do_no_harm)
{
    static const double odd[] = { NAN, INFINITY, -1e300, 1e300, 0 };
    static const char *const labels[] = { "a", "b", "c", "d", "e" };
    for (int kind = CHART_BAR; kind <= CHART_STACKED; kind++)
        for (int rows = 0; rows < 20; rows += 3)
            for (int cols = 0; cols < 60; cols += 7) {
                struct grid grid = golden_grid(20, 60, &look_plain);
                struct chart chart = { .kind = (enum chart_kind)kind, .points = 5, .series_count = 1, .x = loaves, .labels = labels,
                                       .series = { { "odd", odd } }, .mark = NAN };
                chart_draw(&chart, &grid, (struct area){ 0, 0, rows, cols });
                for (int col = cols; col < 60; col++)
                    ck_assert_text(grid_at(&grid, 0, col)->text, " ");
                grid_release(&grid);
            }
}
END_TEST

START_TEST(hundreds_of_options_are_gone_through_by_pages_where_the_caller_has_no_pages)
{
    static struct choice_option options[250];
    struct choice choice;
    struct area small = { 0, 0, 10, 60 };
    struct event end = event_key(PRESS_END), home = event_key(PRESS_HOME), page_down = event_key(PRESS_PAGE_DOWN), page_up = event_key(PRESS_PAGE_UP),
                 one = event_text("1"), enter = event_key(PRESS_ENTER);
    for (size_t i = 0; i < 250; i++)
        options[i].text = "a district";
    choice_init(&choice, options, 250, false);
    ck_assert_uint_eq(choice.count, 250);
    choice_layout(&choice, small);
    ck_assert_uint_eq(choice_event(&choice, &page_down, small), WIDGET_IGNORED);
    choice.paged = choice.unnumbered = true;
    ck_assert_uint_eq(choice_event(&choice, &one, small), WIDGET_IGNORED);
    ck_assert_uint_eq(choice_event(&choice, &page_up, small), WIDGET_HANDLED);
    ck_assert_uint_eq(choice_event(&choice, &page_down, small), WIDGET_HANDLED | WIDGET_MOVED);
    ck_assert_uint_eq(choice.focus, 9);
    choice_event(&choice, &end, small);
    ck_assert_uint_eq(choice.focus, 249);
    ck_assert_uint_eq(choice.top, 240);          /* ten rows, and the last option in the last one */
    choice_event(&choice, &page_up, small);
    ck_assert_uint_eq(choice.focus, 240);
    choice_event(&choice, &home, small);
    ck_assert_uint_eq(choice.top, 0);
    choice_event(&choice, &enter, small);
    ck_assert(options[0].chosen);
}
END_TEST

TEST_MAIN("widgets", the_focus_of_a_list_passes_over_what_is_no_item, a_list_looks_as_it_should,
          a_list_that_does_not_fit_says_how_many_more_there_are, a_long_list_is_asked_for_what_is_seen_alone, an_empty_list_takes_no_key,
          the_digits_of_a_numbered_list_choose, a_digit_chooses_and_enter_goes_on, of_several_each_is_chosen_and_given_back,
          options_and_their_verdicts_look_as_they_should, hundreds_of_options_are_gone_through_by_pages_where_the_caller_has_no_pages, running_text_is_wrapped_with_its_styles_in_both_directions,
          a_pane_scrolls_to_its_end_and_lets_go_of_the_key_then, the_place_in_a_text_is_kept_when_it_is_wrapped_again,
          a_pane_without_memory_says_so, a_prompt_moves_and_erases_by_whole_clusters, a_prompt_takes_what_its_kind_allows,
          erasing_a_date_erases_its_dashes, a_prompt_without_memory_keeps_what_it_has, prompts_look_as_they_should, on_the_console_an_empty_line_is_seen_and_what_is_typed_keeps_its_blanks,
          an_editor_wraps_and_its_cursor_goes_up_and_down, a_form_is_walked_through_and_filled_in,
          what_is_required_and_empty_is_said_beside_it, forms_look_as_they_should, a_dialogue_begins_where_enter_does_no_harm,
          bars_are_never_empty_for_something_nor_full_for_less, the_questions_of_a_test_are_seen_at_a_glance,
          a_line_chart_looks_as_it_should_on_each_terminal, bar_charts_look_as_they_should, on_the_console_widgets_draw_what_its_font_holds, a_chart_is_told_in_words,
          charts_of_odd_figures_and_sizes_do_no_harm)
