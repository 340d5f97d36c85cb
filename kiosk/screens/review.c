/* Looking back at a quiz: one's own answers, what is right, and why; all of them or the mistakes alone. */
#include "screens/common.h"
#include "screens/ask.h"

#include "base/intl.h"

struct review_state {
    struct common common;
    const struct attempt_view *view;             /* of the screen below */
    const char *title;
    size_t *items;                               /* those that are shown; owned */
    size_t count, at;
    struct ask ask;
    struct pane pane;
    struct area area;
};

enum { ACTION_NEXT = 1, ACTION_BEFORE, ACTION_SCROLL, ACTION_BACK };

static bool has_before(const void *memory) { return ((const struct review_state *)memory)->at > 0; }

static const struct action actions[] = {
    { .code = ACTION_NEXT, .name = "next", .keys = "Enter Right Tab", .label = N_("next"), .help = N_("Goes to the next question"), .rank = 0 },
    { .code = ACTION_BEFORE, .name = "before", .keys = "Left Backspace BackTab", .guard = has_before, .label = N_("before"),
      .help = N_("Goes to the question before"), .rank = 1 },
    { .code = ACTION_SCROLL, .name = "scroll", .keys = "Down Up PageDown PageUp", .label = N_("scroll"), .help = N_("Moves the text up and down"), .rank = 3 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back to the result"), .at_end = true },
};

static const struct attempt_item *current(const struct review_state *state)
{
    return &state->view->attempt->items[state->items[state->at]];
}

static void open_item(struct review_state *state, size_t at)
{
    state->at = at;
    const struct attempt_item *item = current(state);
    ask_release(&state->ask);
    if (!ask_init(&state->ask, item->question, item->order, item->option_count, item->response)) {
        struct error error = { 0 };
        error_memory(&error);
        common_error(&state->common, &error);
        state->common.failed = true;
        return;
    }
    ask_reveal(&state->ask);
    pane_top(&state->pane);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct review_state *state = memory;
    (void)effects;
    common_init(&state->common, &screen_review, state, context);
    pane_init(&state->pane, NULL);
    state->view = args->data;
    state->title = args->title;
    const struct attempt *attempt = state->view->attempt;
    state->items = calloc(attempt->count + 1, sizeof *state->items);
    for (size_t i = 0; state->items && i < attempt->count; i++) {
        enum grade_state grade = grade_response(attempt->items[i].question, attempt->items[i].response).state;
        if (!args->number || grade == GRADE_WRONG || grade == GRADE_PARTLY || grade == GRADE_NONE || grade == GRADE_FAILED)
            state->items[state->count++] = i;
    }
    if (state->count > 0) {
        open_item(state, 0);
        return;
    }
    struct error error = { 0 };                  /* it is opened where there is something to see */
    error_memory(&error);
    common_error(&state->common, &error);
    state->common.failed = true;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct review_state *state = memory;
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    int code = action ? action->code : ACTION_SCROLL;
    if (code == ACTION_BACK || state->common.failed)
        return code == ACTION_BACK ? SCREEN_HANDLED | SCREEN_LEAVE : 0;
    switch (code) {
    case ACTION_NEXT:
        if (event_is(event, PRESS_ENTER) && !pane_at_end(&state->pane)) {
            struct event down = event_key(PRESS_PAGE_DOWN);
            pane_event(&state->pane, &down);
            return SCREEN_DRAW | SCREEN_HANDLED;
        }
        if (state->at + 1 >= state->count)
            return SCREEN_HANDLED | SCREEN_LEAVE;
        open_item(state, state->at + 1);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    case ACTION_BEFORE:
        open_item(state, state->at - 1);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    default:
        return pane_event(&state->pane, event) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
    }
}

static void layout(void *memory, const struct context *context)
{
    struct review_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    struct error error = { 0 };
    if (state->common.failed)
        return;
    const struct question *question = current(state)->question;
    const char *response = current(state)->response;
    struct arena arena;
    struct buf words = BUF_INIT;
    enum style style;
    arena_init(&arena, NULL, 0);
    state->area = area_below(text, 2);
    pane_begin(&state->pane, text.cols);
    pane_text(&state->pane, STYLE_TEXT, ask_stem(&arena, question));
    pane_space(&state->pane, 1);
    int rows = ask_rows(&state->ask, text.cols);
    if (rows > 0) {
        pane_block(&state->pane, rows, 1);
        pane_space(&state->pane, 1);
    }
    const char *verdict = ask_verdict(grade_response(question, response).state, &style);
    struct pane_format barred = { .indent = 2, .bar = true, .bar_style = style };
    if (verdict[0])
        pane_paragraph(&state->pane, &barred, SPAN(verdict, style), 1);
    if (question->type != QUESTION_MULTICHOICE && question->type != QUESTION_TRUEFALSE && grade_solution(&words, question)) {
        struct span spans[] = { { _("The right answer: "), strlen(_("The right answer: ")), STYLE_DIM }, { words.data, words.length, STYLE_STRONG } };
        pane_paragraph(&state->pane, &barred, spans, 2);
    }
    buf_clear(&words);
    ask_feedback(&words, question, response);
    if (words.length)
        pane_paragraph(&state->pane, &barred, SPAN(words.data, STYLE_TEXT), 1);
    if (pane_end(&state->pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = true;
    }
    pane_layout(&state->pane, state->area);
    struct area where = state->area;
    where.rows = rows;
    ask_layout(&state->ask, where);
    buf_release(&words);
    arena_release(&arena);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct review_state *state = memory;
    char text[80];
    struct area where;
    if (!common_frame(&state->common, context, grid, state->view->pack_title, state->title, NULL, false))
        return;
    struct area area = layout_frame(context->rows, context->cols).text;
    snprintf(text, sizeof text, _("Question %zu of %zu"), state->items[state->at] + 1, state->view->attempt->count);
    grid_put(grid, area.row, area.col, area.cols, STYLE_HEADING, text);
    if (state->count < state->view->attempt->count) {
        snprintf(text, sizeof text, _("mistake %zu of %zu"), state->at + 1, state->count);
        grid_put_end(grid, area.row, area.col + area.cols / 2, area.cols - area.cols / 2, STYLE_DIM, text);
    }
    pane_draw(&state->pane, grid, state->area);
    if (pane_block_area(&state->pane, state->area, 1, &where)) {
        struct area before = grid_clip(grid, area_cross(grid->clip, area_top(state->area, state->pane.rows)));
        ask_draw(&state->ask, grid, where, false);
        grid_clip(grid, before);
    }
    grid_cursor(grid, area.row, area.col);
}

static void release(void *memory)
{
    struct review_state *state = memory;
    ask_release(&state->ask);
    pane_release(&state->pane);
    free(state->items);
}

const struct screen_type screen_review = {
    .name = "review", .size = sizeof(struct review_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
