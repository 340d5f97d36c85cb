/* A quiz being taken: a question at a time, in any order, with flags, the time left, and every answer saved. */
#include "screens/common.h"
#include "screens/ask.h"

#include "base/intl.h"

#define MINUTE 60000

struct attempt_state {
    struct common common;
    const char *pack, *unit, *id, *title;
    const struct attempt_view *view;
    struct attempt *attempt;
    struct ask ask;                              /* of the question that is shown */
    struct pane pane;                            /* stem, answers, feedback */
    struct tabs tabs;
    uint8_t *states;                             /* owned */
    struct area tab_area, head, area;
    int64_t opened, minute;                      /* running time: when it was opened, when it was recorded last */
    int64_t used;
    bool shown;                                  /* feedback is shown (immediate) */
    bool submitting, over;                       /* handed in: waits for the result; time is over */
    bool unlaid;                                 /* there was no memory to show the question */
    uint32_t sent;                               /* the number of the latest ANSWER, and the item that it is about */
    size_t sent_item;
};

enum { ACTION_NEXT = 1, ACTION_BEFORE, ACTION_FLAG, ACTION_FIRST, ACTION_LAST, ACTION_HAND_IN, ACTION_PAUSE, ACTION_SCROLL };

static struct attempt_item *current(const struct attempt_state *state)
{
    return &state->attempt->items[state->attempt->at];
}

static bool can_choose(const void *memory) { const struct attempt_state *state = memory; return state->attempt && ask_digits(&state->ask) > 0; }
static int digits(const void *memory) { const struct attempt_state *state = memory; return state->attempt ? ask_digits(&state->ask) : 0; } /* help may be asked for first */
static bool has_before(const void *memory)
{
    const struct attempt_state *state = memory;
    return state->attempt && state->attempt->at > 0;
}

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "1-9", .guard = can_choose, .digits = digits, .label = N_("choose"),
      .help = N_("Chooses an answer"), .rank = 1 },
    { .code = ACTION_NEXT, .name = "next", .keys = "Enter Right Tab", .label = N_("next"), .help = N_("Goes to the next question; the answer is saved"),
      .rank = 0 },
    { .code = ACTION_BEFORE, .name = "before", .keys = "Left BackTab F7", .guard = has_before, .label = N_("before"),
      .help = N_("Goes to the question before"), .rank = 2 },
    { .code = ACTION_FLAG, .name = "flag", .keys = "F F2", .label = N_("flag"), .help = N_("Marks the question, to come back to it"), .rank = 4 },
    { .code = ACTION_HAND_IN, .name = "hand in", .keys = "E F10", .label = N_("hand in"), .help = N_("Shows what is not answered yet, then hands in"),
      .rank = 3 },
    { .code = ACTION_WIDGET, .name = "move", .keys = "Up Down", .help = N_("Goes from answer to answer") },
    { .code = ACTION_SCROLL, .name = "scroll", .keys = "PageDown PageUp", .help = N_("Moves a long question up and down") },
    { .code = ACTION_FIRST, .name = "first", .keys = "F5", .help = N_("Goes to the first question") },
    { .code = ACTION_LAST, .name = "last", .keys = "F6", .help = N_("Goes to the last question") },
    { .code = ACTION_PAUSE, .name = "pause", .keys = "Esc", .label = N_("pause"), .help = N_("Leaves the quiz. You can go on later where you are."),
      .at_end = true },
};

static void note_time(struct attempt_state *state, const struct context *context)
{
    state->used = state->view->used_before + (context->running - state->opened);
    state->attempt->used = state->used;
}

static struct request_answer about(const struct attempt_state *state, const char *item, const char *response)
{
    return (struct request_answer){ .view = state->view, .item = item, .response = response, .used = state->used };
}

static bool no_memory(struct attempt_state *state)
{
    struct error error = { 0 };
    error_memory(&error);
    common_error(&state->common, &error);
    return false;
}

/* False if it could not even be sent: then one must not go on. */
static bool save(struct attempt_state *state, struct effects *effects)
{
    struct attempt_item *item = current(state);
    if (item->saved || item->question->type == QUESTION_DESCRIPTION)
        return true;
    struct request_answer ask = about(state, item->question->id, item->response);
    state->sent = effect_ANSWER(effects, &ask);
    state->sent_item = state->attempt->at;
    return state->sent || no_memory(state);
}

/* The response of the widget, into the attempt. False where that failed; the message says why. */
static bool take(struct attempt_state *state, struct effects *effects, bool settled)
{
    struct attempt_item *item = current(state);
    struct error error = { 0 };
    if (ask_failed(&state->ask))
        return no_memory(state);
    if (strcmp(item->response, ask_response(&state->ask)) != 0) {
        if (attempt_answer(state->attempt, state->attempt->at, ask_response(&state->ask), &error) != 0) {
            common_error(&state->common, &error);
            return false;
        }
        state->common.message[0] = 0;
        if (!settled) {
            struct request_answer draft = about(state, item->question->id, item->response);
            effect_DRAFT(effects, &draft);
        }
    }
    return !settled || save(state, effects);
}

static void open_item(struct attempt_state *state, size_t index)
{
    state->attempt->at = index;
    struct attempt_item *item = current(state);
    ask_release(&state->ask);
    if (!ask_init(&state->ask, item->question, item->order, item->option_count, item->response)) {
        no_memory(state);
        state->common.failed = true;
        return;
    }
    state->shown = item->fixed;
    if (item->fixed)
        ask_reveal(&state->ask);
    pane_top(&state->pane);
}

static void hand_in(struct attempt_state *state, struct effects *effects, bool time)
{
    if (state->submitting)
        return;
    state->over = time;
    struct request_answer ask = about(state, "", time ? "time" : "asked");
    state->submitting = effect_SUBMIT(effects, &ask) != 0 || no_memory(state);
}

/* Leaves the question: what was typed must be readable first. False: it is asked back. */
static bool settle(struct attempt_state *state, struct effects *effects)
{
    if (!ask_settle(&state->ask))
        return false;
    return take(state, effects, true);
}

/* Once the question that is left was settled. */
static unsigned move(struct attempt_state *state, size_t index, struct effects *effects)
{
    state->common.message[0] = 0;
    if (index >= state->attempt->count)
        effect_push(effects, &screen_unanswered, &(struct screen_args){ .data = state->attempt, .title = state->title });
    else
        open_item(state, index);
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static unsigned go(struct attempt_state *state, size_t index, struct effects *effects)
{
    return settle(state, effects) ? move(state, index, effects) : SCREEN_LAYOUT | SCREEN_HANDLED;
}

/* Enter: in a practice the answer is shown first. */
static unsigned next(struct attempt_state *state, struct effects *effects)
{
    struct attempt_item *item = current(state);
    if (!settle(state, effects))
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    if (!item->fixed && attempt_reveals(state->attempt, item)) {
        item->fixed = state->shown = true;
        ask_reveal(&state->ask);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    return move(state, state->attempt->at + 1, effects);
}

static void opened(struct attempt_state *state, struct attempt_view *view, const struct context *context)
{
    state->view = view;
    state->attempt = view->attempt;
    state->opened = state->minute = context->running;
    state->used = view->used_before;
    state->states = calloc(state->attempt->count + 1, 1);
    size_t first = 0;
    while (first < state->attempt->count && state->attempt->items[first].saved)
        first++;                                 /* what was being typed */
    if (first == state->attempt->count && attempt_unanswered(state->attempt, &first, 1) == 0)
        first = state->attempt->count - 1;
    if (state->attempt->count > 0 && state->states) {
        open_item(state, first);
    } else {
        no_memory(state);                        /* a quiz has a question at least */
        state->common.failed = true;
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct attempt_state *state = memory;
    common_init(&state->common, &screen_attempt, state, context);
    pane_init(&state->pane, NULL);
    state->pack = args->pack;
    state->unit = args->unit;
    state->id = args->attempt;
    state->title = args->title;
    state->common.waiting = true;
    if (state->id[0])
        effect_ATTEMPT_RESUME(effects, &(struct request_attempt){ state->id });
    else
        effect_ATTEMPT_START(effects, &(struct request_unit){ .pack = state->pack, .unit = state->unit, .together = args->number == 1 });
}

/* A saved answer is told of its own question alone: of another one than the one shown, with its number. */
static void said_saved(struct attempt_state *state, const struct result *result)
{
    char text[80];
    if (result->code != 0 || result->number != state->sent)
        return;
    if (state->sent_item == state->attempt->at)
        snprintf(text, sizeof text, "%s", _("answer saved"));
    else
        snprintf(text, sizeof text, _("answer %zu saved"), state->sent_item + 1);
    common_say(&state->common, true, text);
}

static unsigned on_result(struct attempt_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_ATTEMPT_START, true))
        || (result = common_result(&state->common, event, REQUEST_ATTEMPT_RESUME, true))) {
        if (result->code == 0)
            opened(state, result->data, context);
    } else if ((result = common_result(&state->common, event, REQUEST_ANSWER, false))) {
        said_saved(state, result);
    } else if ((result = common_result(&state->common, event, REQUEST_SUBMIT, false))) {
        state->submitting = false;
        if (result->code == 0)
            effect_replace(effects, &screen_result, &(struct screen_args){ .attempt = state->attempt->id, .title = state->title,
                                                                            .number = state->over });
    } else {
        /* of these only a failure is told */
        common_result(&state->common, event, REQUEST_DRAFT, false);
        common_result(&state->common, event, REQUEST_FLAG, false);
        common_result(&state->common, event, REQUEST_MINUTE, false);
    }
    return SCREEN_LAYOUT;
}

static unsigned tick(struct attempt_state *state, const struct context *context, struct effects *effects)
{
    if (!state->attempt || state->common.failed)
        return SCREEN_DRAW;
    note_time(state, context);
    if (attempt_time_left(state->attempt, state->used) == 0 && !state->submitting) {
        /* what stands there counts, read as well as it can be */
        ask_settle(&state->ask);
        if (take(state, effects, true))          /* else the next second */
            hand_in(state, effects, true);
        return SCREEN_LAYOUT;
    }
    if (context->running - state->minute >= MINUTE) {
        state->minute = context->running;
        struct request_answer ask = about(state, "", "");
        effect_MINUTE(effects, &ask);
    }
    return SCREEN_DRAW;
}

/* Back from the list of what is not answered: it may have chosen a question, or handed in. */
static unsigned resumed(struct attempt_state *state, const struct context *context, struct effects *effects)
{
    if (!state->attempt || state->common.failed)
        return SCREEN_LAYOUT;
    note_time(state, context);
    if (state->attempt->submitted) {
        state->attempt->submitted = false;       /* the list's wish; it is so once it is recorded */
        hand_in(state, effects, attempt_time_left(state->attempt, state->used) == 0);
        return SCREEN_LAYOUT;
    }
    if (attempt_time_left(state->attempt, state->used) == 0)
        hand_in(state, effects, true);           /* it ran out meanwhile */
    open_item(state, state->attempt->at);
    return SCREEN_LAYOUT;
}

static unsigned act(struct attempt_state *state, int code, const struct event *event, struct effects *effects)
{
    struct attempt_item *item = current(state);
    switch (code) {
    case ACTION_NEXT:
        return event_is(event, PRESS_ENTER) ? next(state, effects) : go(state, state->attempt->at + 1, effects);
    case ACTION_BEFORE:
        return go(state, state->attempt->at - 1, effects);
    case ACTION_FIRST:
        return go(state, 0, effects);
    case ACTION_LAST:
        return go(state, state->attempt->count - 1, effects);
    case ACTION_FLAG: {
        item->flagged = !item->flagged;
        struct request_answer ask = about(state, item->question->id, item->flagged ? "1" : "0");
        effect_FLAG(effects, &ask);
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    case ACTION_HAND_IN:
        return go(state, state->attempt->count, effects);
    case ACTION_PAUSE: {
        if (ask_settle(&state->ask) && !take(state, effects, true))
            return SCREEN_LAYOUT | SCREEN_HANDLED; /* what was typed would be lost */
        struct request_answer ask = about(state, "", "");
        effect_MINUTE(effects, &ask);
        return SCREEN_HANDLED | SCREEN_LEAVE;
    }
    default:
        return pane_event(&state->pane, event) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
    }
}

/* Where the answers stand in the pane. */
static bool ask_place(const struct attempt_state *state, struct area *where)
{
    return pane_block_area(&state->pane, state->area, 1, where);
}

/* Scrolls, where the question is longer than the window, to the answer that has the focus. */
static void show_focus(struct attempt_state *state)
{
    size_t line = pane_block_line(&state->pane, 1);
    int first, rows;
    if (line == SIZE_MAX)
        return;
    ask_focus_rows(&state->ask, state->area.cols, &first, &rows);
    pane_show(&state->pane, line + (size_t)(first + rows) - 1);
    pane_show(&state->pane, line + (size_t)first);
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct attempt_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, context, effects);
    if (event->kind == EVENT_TICK)
        return tick(state, context, effects);
    if (event->kind == EVENT_RESUMED)
        return resumed(state, context, effects);
    if (event->kind == EVENT_RESIZE)
        return SCREEN_LAYOUT;
    if (state->unlaid && (event->kind == EVENT_KEY || event->kind == EVENT_TEXT)) {
        /* there was no memory to show the question; the answer is there all the same, and this key may be the one that saves it */
        state->unlaid = state->common.failed = false;
        return update(state, event, context, effects) | SCREEN_LAYOUT;
    }
    bool ready = state->attempt && !state->common.failed;
    bool typing = ready && ask_typing(&state->ask);
    if (ready)
        note_time(state, context);
    if (ready && attempt_time_left(state->attempt, state->used) == 0 && !event_is(event, PRESS_ESCAPE))
        return tick(state, context, effects);    /* a key that came before the second was over changes nothing more */
    if (common_event(&state->common, event, typing, context, effects))
        return SCREEN_HANDLED;
    if (!ready)
        return event_is(event, PRESS_ESCAPE) ? SCREEN_HANDLED | SCREEN_LEAVE : 0;
    if (state->submitting)
        return SCREEN_HANDLED;
    if (event->kind == EVENT_MOUSE && event->mouse == MOUSE_CLICK) {
        size_t clicked = tabs_at(&state->tabs, state->tab_area, event->row, event->col);
        if (clicked < state->attempt->count)
            return go(state, clicked, effects);
    }
    struct area where = state->area;
    bool in_sight = ask_place(state, &where);
    unsigned flags = in_sight || event->kind != EVENT_MOUSE ? ask_event(&state->ask, event, where) : 0;
    if (flags & WIDGET_CHANGED)
        take(state, effects, !ask_typed(&state->ask));
    if (flags & WIDGET_ACCEPTED)
        return next(state, effects);
    if (flags)
        show_focus(state);
    if (flags)
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    const struct action *action = typing && event->kind == EVENT_TEXT ? NULL : common_action(&state->common, event, NULL);
    return action && action->code != ACTION_WIDGET ? act(state, action->code, event, effects) : act(state, ACTION_SCROLL, event, effects);
}

static void show_states(struct attempt_state *state)
{
    for (size_t i = 0; i < state->attempt->count; i++) {
        const struct attempt_item *item = &state->attempt->items[i];
        bool given = response_given(item->question, item->response);
        state->states[i] = item->flagged ? TAB_FLAGGED : given ? TAB_ANSWERED : TAB_OPEN;
        if (item->fixed && !item->flagged) {
            enum grade_state grade = grade_response(item->question, item->response).state;
            state->states[i] = grade == GRADE_RIGHT ? TAB_RIGHT : grade == GRADE_PARTLY ? TAB_PARTLY : grade == GRADE_WRONG ? TAB_WRONG : TAB_ANSWERED;
        }
    }
    state->tabs = (struct tabs){ .states = state->states, .count = state->attempt->count, .current = state->attempt->at };
}

static void layout(void *memory, const struct context *context)
{
    struct attempt_state *state = memory;
    struct layout frame = common_layout(&state->common, context);
    struct error error = { 0 };
    if (!state->attempt || state->common.failed)
        return;
    show_states(state);
    keymap_typing(state->common.maps, 2, ask_takes_keys(&state->ask));
    const struct attempt_item *item = current(state);
    int tabs = tabs_rows(&state->tabs, frame.text.cols);
    if (frame.content.rows <= 14 && tabs > 1)
        tabs = 1;                                /* in a low window the question wants the room */
    state->tab_area = (struct area){ frame.content.row, frame.text.col, tabs, frame.text.cols };
    state->head = (struct area){ frame.content.row + tabs + (frame.content.rows > 14), frame.text.col, 1, frame.text.cols };
    int top = state->head.row + 2;
    state->area = (struct area){ top, frame.text.col, frame.content.row + frame.content.rows - 1 - top, frame.text.cols };

    struct arena arena;
    struct buf feedback = BUF_INIT;
    arena_init(&arena, NULL, 0);
    int cols = state->area.cols;
    pane_begin(&state->pane, cols);
    pane_text(&state->pane, STYLE_TEXT, ask_stem(&arena, item->question));
    if (!state->shown && ask_instruction(item->question)[0] && state->area.rows > 10)
        pane_text(&state->pane, STYLE_DIM, ask_instruction(item->question));
    pane_space(&state->pane, 1);
    if (ask_rows(&state->ask, cols) > 0)
        pane_block(&state->pane, ask_rows(&state->ask, cols), 1);
    if (state->shown) {
        enum style style;
        const char *verdict = ask_verdict(grade_response(item->question, item->response).state, &style);
        struct pane_format barred = { .indent = 2, .bar = true, .bar_style = style };
        pane_space(&state->pane, 1);
        pane_paragraph(&state->pane, &barred, SPAN(verdict, style), 1);
        ask_feedback(&feedback, item->question, item->response);
        if (feedback.length)
            pane_paragraph(&state->pane, &barred, SPAN(feedback.data, STYLE_TEXT), 1);
    }
    if (pane_end(&state->pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = state->unlaid = true;
    }
    pane_layout(&state->pane, state->area);
    struct area where = state->area;
    if (ask_place(state, &where))
        where.rows = ask_rows(&state->ask, cols);
    ask_layout(&state->ask, where);
    buf_release(&feedback);
    arena_release(&arena);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct attempt_state *state = memory;
    char when[40] = "", number[80], points[60];
    bool urgent = false;
    if (!state->attempt) {
        common_frame(&state->common, context, grid, state->title, NULL, NULL, false);
        return;
    }
    int64_t left = attempt_time_left(state->attempt, state->used);
    if (left >= 0) {
        int64_t seconds = (left + 999) / 1000;
        snprintf(when, sizeof when, _("%d:%02d left"), (int)(seconds / 60), (int)(seconds % 60));
        urgent = seconds < 120;
    }
    if (!common_frame(&state->common, context, grid, state->view->pack_title, state->title, left >= 0 ? when : NULL, urgent))
        return;
    const struct attempt_item *item = current(state);
    tabs_draw(&state->tabs, grid, state->tab_area);
    snprintf(number, sizeof number, _("Question %zu of %zu"), state->attempt->at + 1, state->attempt->count);
    int used = grid_put(grid, state->head.row, state->head.col, state->head.cols, STYLE_HEADING, number);
    if (item->flagged)
        grid_put(grid, state->head.row, state->head.col + used + 3, 20, STYLE_ATTENTION, _("flagged"));
    if (item->question->points > 0) {
        snprintf(points, sizeof points, P_("%g point", "%g points", item->question->points == 1 ? 1 : 2), item->question->points);
        grid_put_end(grid, state->head.row, state->head.col + state->head.cols - 20, 20, STYLE_DIM, points);
    }
    pane_draw(&state->pane, grid, state->area);
    grid_cursor(grid, state->head.row, state->head.col); /* where nothing else is to be done, reading begins here */
    struct area where;
    if (ask_place(state, &where)) {
        struct area before = grid_clip(grid, area_cross(grid->clip, area_top(state->area, state->pane.rows)));
        ask_draw(&state->ask, grid, where, true);
        grid_clip(grid, before);
    }
}

static void release(void *memory)
{
    struct attempt_state *state = memory;
    ask_release(&state->ask);
    pane_release(&state->pane);
    free(state->states);
}

const struct screen_type screen_attempt = {
    .name = "attempt", .size = sizeof(struct attempt_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release, .ticks_below = true,
};
