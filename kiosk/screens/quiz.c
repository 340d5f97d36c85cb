/* Before a quiz: what it is, what the rules are, what one did before; and the button to begin. */
#include "screens/common.h"

#include "base/intl.h"

#define WAYS 12

enum way_kind { WAY_BEGIN, WAY_TOGETHER, WAY_RESUME, WAY_BACK, WAY_REVIEW };

struct quiz_state {
    struct common common;
    const char *pack, *unit, *title;
    const struct quiz_view *view;
    struct list list;
    struct { enum way_kind kind; size_t attempt; } ways[WAYS];
    size_t way_count;
    struct pane pane;
    struct area about, area;
    bool alone;                                  /* a guest has no number, and an examination is taken alone */
    char mark[40], line[200];
};

enum { ACTION_OPEN = 1, ACTION_BACK };

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("do it"), .help = N_("Does what is marked"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back to the pack"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    struct quiz_state *state = (struct quiz_state *)(uintptr_t)context;
    const struct attempt_line *attempt = &state->view->attempts[state->ways[index].attempt];
    switch (state->ways[index].kind) {
    case WAY_BEGIN:
        row->text[0] = state->view->attempt_count ? _("Begin another time") : _("Begin");
        break;
    case WAY_TOGETHER:
        row->text[0] = _("We do this together");
        break;
    case WAY_RESUME:
        row->text[0] = _("Go on where you stopped");
        break;
    case WAY_BACK:
        row->text[0] = _("Back");
        break;
    case WAY_REVIEW:
        row->text[0] = attempt->when[0] ? attempt->when : _("An earlier attempt");
        if (attempt->together && attempt->together[0]) {
            snprintf(state->line, sizeof state->line, _("%s, with %s"), row->text[0], attempt->together);
            row->text[0] = state->line;
        }
        if (attempt->mark >= 0)
            snprintf(state->mark, sizeof state->mark, "%.0f %%", attempt->mark);
        else
            snprintf(state->mark, sizeof state->mark, "%s", _("waits for a person"));
        row->text[1] = state->mark;
        row->style[1] = attempt->passed ? STYLE_GOOD : STYLE_TEXT;
        row->text[2] = attempt->passed ? _("passed") : "";
        row->style[2] = STYLE_GOOD;
        break;
    }
}

static void add_way(struct quiz_state *state, enum way_kind kind, size_t attempt)
{
    if (state->way_count == WAYS)
        return;
    state->ways[state->way_count].kind = kind;
    state->ways[state->way_count++].attempt = attempt;
}

static void fill(struct quiz_state *state)
{
    const struct quiz_view *view = state->view;
    state->way_count = 0;
    if (view->unfinished[0])
        add_way(state, WAY_RESUME, 0);
    else if (view->may_start)
        add_way(state, WAY_BEGIN, 0);
    if (!view->unfinished[0] && view->may_start && !state->alone && view->quiz->kind != QUIZ_EXAM)
        add_way(state, WAY_TOGETHER, 0);
    for (size_t i = 0; i < view->attempt_count; i++)
        if (view->attempts[i].submitted)
            add_way(state, WAY_REVIEW, i);
    if (state->way_count == 0)
        add_way(state, WAY_BACK, 0);
    list_init(&state->list, state->way_count, list_row, state);
    state->list.columns = 3;
    state->list.column[1] = (struct list_column){ .cols = 18, .at_end = true };
    state->list.column[2] = (struct list_column){ .cols = 10 };
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct quiz_state *state = memory;
    common_init(&state->common, &screen_quiz, state, context);
    pane_init(&state->pane, NULL);
    state->pack = args->pack;
    state->unit = args->unit;
    state->title = args->title;
    state->common.waiting = true;
    state->alone = context->person.guest || !context->person.id;
    effect_QUIZ(effects, &(struct request_unit){ .pack = state->pack, .unit = state->unit });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct quiz_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_QUIZ, true);
        if (result && result->code == 0) {
            state->view = result->data;
            fill(state);
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED)
        effect_QUIZ(effects, &(struct request_unit){ .pack = state->pack, .unit = state->unit });
    if (event->kind == EVENT_RESUMED || event->kind == EVENT_RESIZE)
        return SCREEN_LAYOUT;
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->view)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus < state->way_count) {
        struct screen_args args = { .pack = state->pack, .unit = state->unit, .title = state->title };
        switch (state->ways[state->list.focus].kind) {
        case WAY_BEGIN:
            effect_push(effects, &screen_attempt, &args);
            break;
        case WAY_TOGETHER:
            effect_push(effects, &screen_together, &args);
            break;
        case WAY_RESUME:
            args.attempt = state->view->unfinished;
            effect_push(effects, &screen_attempt, &args);
            break;
        case WAY_REVIEW:
            args.attempt = state->view->attempts[state->ways[state->list.focus].attempt].attempt;
            effect_push(effects, &screen_result, &args);
            break;
        case WAY_BACK:
            return SCREEN_HANDLED | SCREEN_LEAVE;
        }
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void rules(struct quiz_state *state, const struct context *context)
{
    const struct quiz *quiz = state->view->quiz;
    struct pane *pane = &state->pane;
    char text[200];
    const char *summary = localized_get(&quiz->summary, context->language);
    if (summary[0]) {
        pane_text(pane, STYLE_TEXT, summary);
        pane_space(pane, 1);
    }
    if (quiz->time_limit_s)
        snprintf(text, sizeof text, _("%zu questions, %ld minutes. The clock stands still while the machine is off."), state->view->item_count,
                 quiz->time_limit_s / 60);
    else
        snprintf(text, sizeof text, _("%zu questions, no time limit."), state->view->item_count);
    pane_text(pane, STYLE_TEXT, text);
    if (quiz->pass_mark) {
        snprintf(text, sizeof text, _("%d %% are needed to pass."), quiz->pass_mark);
        pane_text(pane, STYLE_TEXT, text);
    } else {
        pane_text(pane, STYLE_TEXT, _("Nobody passes or fails here."));
    }
    pane_text(pane, STYLE_TEXT, quiz->feedback == FEEDBACK_IMMEDIATE ? _("After each question you see what is right.")
                                : quiz->feedback == FEEDBACK_DEFERRED ? _("You see what is right after handing in.")
                                                                      : _("What is right is not shown."));
    if (quiz->attempts > 0) {
        size_t used = state->view->attempt_count;
        if (quiz->attempts == 1)
            snprintf(text, sizeof text, "%s", used ? _("You may take it once, and have taken it.") : _("You may take it once."));
        else
            snprintf(text, sizeof text, _("You may take it %d times; used so far: %zu."), quiz->attempts, used);
        pane_text(pane, used < (size_t)quiz->attempts ? STYLE_TEXT : STYLE_ATTENTION, text);
    }
    pane_text(pane, STYLE_DIM, _("Every answer is saved at once. You can pause and go on later."));
}

static void layout(void *memory, const struct context *context)
{
    struct quiz_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    struct error error = { 0 };
    if (!state->view)
        return;
    pane_begin(&state->pane, text.cols);
    rules(state, context);
    if (pane_end(&state->pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = true;
        return;
    }
    int rows = (int)state->pane.count < text.rows - 4 ? (int)state->pane.count : text.rows - 4;
    state->about = area_top(text, rows);
    state->area = area_below(text, rows + 1);
    pane_layout(&state->pane, state->about);
    list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct quiz_state *state = memory;
    if (!common_frame(&state->common, context, grid, state->view ? state->view->pack_title : state->title, state->view ? state->title : NULL, NULL,
                      false))
        return;
    pane_draw(&state->pane, grid, state->about);
    list_draw(&state->list, grid, state->area, true);
}

static void release(void *memory)
{
    pane_release(&((struct quiz_state *)memory)->pane);
}

const struct screen_type screen_quiz = {
    .name = "quiz", .size = sizeof(struct quiz_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
