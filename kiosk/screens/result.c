/* After a quiz: the mark as a bar, what was right, and the way to one's own mistakes. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

struct result_state {
    struct common common;
    const char *id, *title;
    bool time_over;
    const struct attempt_view *view;
    struct mark mark;
    struct buttons buttons;
    enum { BUTTON_MISTAKES, BUTTON_ALL, BUTTON_DONE } button[3];
    struct area button_area;
};

enum { ACTION_PRESS = 1, ACTION_BACK };

static const struct action actions[] = {
    ACTIONS_BUTTONS,
    { .code = ACTION_PRESS, .name = "press", .keys = "Enter", .label = N_("do it"), .help = N_("Does what is marked"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("done"), .help = N_("Goes back to the pack"), .at_end = true },
};

static void add_button(struct result_state *state, int kind, const char *label)
{
    state->button[state->buttons.count] = kind;
    state->buttons.label[state->buttons.count++] = label;
}

static void opened(struct result_state *state, const struct attempt_view *view)
{
    state->view = view;
    state->mark = attempt_mark(view->attempt);
    if (state->mark.failed) {
        struct error error = { 0 };
        error_memory(&error);
        common_error(&state->common, &error);
        state->common.failed = true;
        return;
    }
    state->buttons = (struct buttons){ 0 };
    size_t mistakes = state->mark.wrong + state->mark.partly + state->mark.unanswered;
    if (view->quiz->review == REVIEW_FULL || view->quiz->review == REVIEW_MISTAKES) {
        if (mistakes > 0)
            add_button(state, BUTTON_MISTAKES, _("Look at my mistakes"));
        if (view->quiz->review == REVIEW_FULL)
            add_button(state, BUTTON_ALL, _("Look at all answers"));
    }
    add_button(state, BUTTON_DONE, _("Done"));
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct result_state *state = memory;
    common_init(&state->common, &screen_result, state, context);
    state->id = args->attempt;
    state->title = args->title;
    state->time_over = args->number == 1;
    state->common.waiting = true;
    effect_ATTEMPT_RESUME(effects, &(struct request_attempt){ state->id });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct result_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_ATTEMPT_RESUME, true);
        if (result && result->code == 0)
            opened(state, result->data);
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->view)
        return 0;
    unsigned flags = buttons_event(&state->buttons, event, state->button_area);
    if (flags & WIDGET_ACCEPTED) {
        int kind = state->button[state->buttons.focus];
        if (kind == BUTTON_DONE)
            return SCREEN_HANDLED | SCREEN_LEAVE;
        effect_push(effects, &screen_review, &(struct screen_args){ .data = state->view, .title = state->title, .number = kind == BUTTON_MISTAKES });
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct result_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->button_area = (struct area){ text.row + (text.rows > 15 ? 13 : text.rows - 1), text.col, 1, text.cols };
}

static void count_row(struct grid *grid, int row, int col, int cols, enum glyph glyph, enum style style, const char *label, size_t count, size_t all)
{
    char number[24];
    if (count == 0)
        return;
    snprintf(number, sizeof number, "%zu", count);
    grid_glyph(grid, row, col, style, glyph);
    grid_put(grid, row, col + 2, 18, STYLE_TEXT, label);
    grid_put_end(grid, row, col + 20, 4, STYLE_TEXT, number);
    bar_draw(grid, row, col + 26, cols - 26 > 40 ? 40 : cols - 26, all ? (double)count / (double)all : 0, style);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct result_state *state = memory;
    char text[160];
    if (!common_frame(&state->common, context, grid, state->view ? state->view->pack_title : state->title, state->title, NULL, false))
        return;
    struct area area = layout_frame(context->rows, context->cols).text;
    const struct mark *mark = &state->mark;
    const struct quiz *quiz = state->view->quiz;
    int row = area.row, col = area.col, cols = area.cols;
    if (state->time_over)
        grid_put(grid, row, col, cols, STYLE_ATTENTION, _("The time is over. What you had answered counts."));
    else
        grid_put(grid, row, col, cols, STYLE_GOOD, _("Handed in and saved."));
    if (state->view->together && state->view->together[0]) {
        snprintf(text, sizeof text, _("Together with %s; it counts for each."), state->view->together);
        grid_put(grid, row + 1, col, cols, STYLE_DIM, text);
    }
    if (quiz->review == REVIEW_NONE) {
        grid_put(grid, row + 2, col, cols, STYLE_TEXT, _("Your facilitator will tell you the result."));
        buttons_draw(&state->buttons, grid, state->button_area, true);
        return;
    }
    snprintf(text, sizeof text, _("%g of %g points, %.0f %%"), mark->points > 0 ? mark->points : 0, mark->of, mark->per_cent);
    grid_put(grid, row + 2, col, cols, STYLE_HEADING, text);
    bar_draw(grid, row + 3, col, cols > 66 ? 66 : cols, mark->per_cent / 100, mark->passed || !quiz->pass_mark ? STYLE_GOOD : STYLE_BAR_FULL);
    if (!mark->whole)
        grid_put(grid, row + 5, col, cols, STYLE_TEXT, _("Your texts wait for a person to mark them."));
    else if (quiz->pass_mark && mark->passed)
        grid_put(grid, row + 5, col, cols, STYLE_GOOD, _("Passed. Well done!"));
    else if (quiz->pass_mark) {
        snprintf(text, sizeof text, _("Not passed yet: %d %% are needed. Look at the mistakes, then try again."), quiz->pass_mark);
        row += paint_words(grid, (struct area){ row + 5, col, 3, cols }, STYLE_ATTENTION, text) - 1;
    }
    size_t all = mark->right + mark->partly + mark->wrong + mark->unanswered + mark->manual;
    int line = row + (area.rows > 15 ? 7 : 6);
    struct { enum glyph glyph; enum style style; const char *label; size_t count; } rows[] = {
        { GLYPH_CHECK, STYLE_GOOD, _("right"), mark->right },
        { GLYPH_DOT, STYLE_BAR_FULL, _("partly right"), mark->partly },
        { GLYPH_CROSS, STYLE_ATTENTION, _("not right"), mark->wrong },
        { GLYPH_RING, STYLE_DIM, _("not answered"), mark->unanswered },
        { GLYPH_NOW, STYLE_DIM, _("to be marked"), mark->manual },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows && line < state->button_area.row - 1; i++) {
        if (rows[i].count > 0)
            count_row(grid, line++, col, cols, rows[i].glyph, rows[i].style, rows[i].label, rows[i].count, all);
    }
    buttons_draw(&state->buttons, grid, state->button_area, true);
}

const struct screen_type screen_result = {
    .name = "result", .size = sizeof(struct result_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
