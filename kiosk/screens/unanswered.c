/* Before handing in: what is not answered, what is flagged, and the button. */
#include "screens/common.h"

#include "base/intl.h"

struct unanswered_state {
    struct common common;
    struct attempt *attempt;                     /* of the screen below */
    const char *title;
    size_t *items;                               /* not answered or flagged; owned */
    size_t count, open;
    struct list list;
    struct buttons buttons;
    bool on_buttons;
    struct area area, button_area;
    struct arena arena;
    char number[24];
};

enum { ACTION_GO = 1, ACTION_SWITCH, ACTION_BACK };

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down", .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_GO, .name = "go", .keys = "Enter", .label = N_("do it"), .help = N_("Goes to the question, or presses the button"), .rank = 0 },
    { .code = ACTION_SWITCH, .name = "switch", .keys = "Tab BackTab Left Right", .label = N_("buttons"),
      .help = N_("Goes between the list and the buttons"), .rank = 2 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back to the question"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    struct unanswered_state *state = (struct unanswered_state *)(uintptr_t)context;
    const struct attempt_item *item = &state->attempt->items[state->items[index]];
    snprintf(state->number, sizeof state->number, "%zu", state->items[index] + 1);
    row->text[0] = state->number;
    row->style[0] = STYLE_DIM;
    row->text[1] = item->question->name;
    row->text[2] = item->flagged ? _("flagged") : _("not answered");
    row->style[2] = STYLE_ATTENTION;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct unanswered_state *state = memory;
    (void)effects;
    common_init(&state->common, &screen_unanswered, state, context);
    /* the attempt is the state of the screen below, which lives longer and hands it over to be changed */
    state->attempt = (struct attempt *)(uintptr_t)args->data;
    state->title = args->title;
    state->items = calloc(state->attempt->count + 1, sizeof *state->items);
    for (size_t i = 0; state->items && i < state->attempt->count; i++) {
        const struct attempt_item *item = &state->attempt->items[i];
        bool open = item->question->type != QUESTION_DESCRIPTION && !response_given(item->question, item->response);
        state->open += open;
        if (open || item->flagged)
            state->items[state->count++] = i;
    }
    list_init(&state->list, state->count, list_row, state);
    state->list.columns = 3;
    state->list.column[0] = (struct list_column){ .cols = 3, .at_end = true };
    state->list.column[2] = (struct list_column){ .cols = 16, .at_end = true };
    state->buttons = (struct buttons){ .label = { _("Go on answering"), _("Hand in") }, .count = 2 };
    state->on_buttons = state->count == 0;
    state->buttons.focus = state->count == 0;
}

static unsigned leave_to(struct unanswered_state *state, size_t index)
{
    state->attempt->at = index;
    return SCREEN_HANDLED | SCREEN_LEAVE;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct unanswered_state *state = memory;
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->on_buttons && (event_is(event, PRESS_TAB) || event_is(event, PRESS_RIGHT) || event_is(event, PRESS_BACK_TAB))) {
        state->on_buttons = true;
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    if (state->on_buttons && state->count > 0 && (event_is(event, PRESS_UP) || event_is(event, PRESS_BACK_TAB))) {
        state->on_buttons = false;
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    if (!state->on_buttons && event_is(event, PRESS_DOWN) && state->list.focus + 1 >= state->list.count) {
        state->on_buttons = true;
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    if (!state->on_buttons) {
        unsigned flags = list_event(&state->list, event, state->area);
        if (flags & WIDGET_ACCEPTED && state->list.focus < state->count)
            return leave_to(state, state->items[state->list.focus]);
        if (flags)
            return SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = buttons_event(&state->buttons, event, state->button_area);
    if (flags & WIDGET_ACCEPTED && state->buttons.focus == 1)
        state->attempt->submitted = true;        /* the screen below records it */
    if (flags & WIDGET_ACCEPTED)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct unanswered_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    int rows = text.rows - 6;
    if ((int)state->count < rows)
        rows = (int)state->count;
    state->area = (struct area){ text.row + 3, text.col, rows, text.cols };
    state->button_area = (struct area){ text.row + 4 + rows, text.col, 1, text.cols };
    list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct unanswered_state *state = memory;
    char text[160];
    if (!common_frame(&state->common, context, grid, state->title, _("Hand in?"), NULL, false))
        return;
    struct area area = layout_frame(context->rows, context->cols).text;
    if (state->open > 0)
        snprintf(text, sizeof text, P_("%zu question is not answered yet.", "%zu questions are not answered yet.", state->open), state->open);
    else
        snprintf(text, sizeof text, "%s", _("Every question is answered."));
    grid_put(grid, area.row, area.col, area.cols, state->open ? STYLE_ATTENTION : STYLE_GOOD, text);
    grid_put(grid, area.row + 1, area.col, area.cols, STYLE_DIM, _("After handing in, answers can no longer be changed."));
    list_draw(&state->list, grid, state->area, !state->on_buttons);
    buttons_draw(&state->buttons, grid, state->button_area, state->on_buttons);
}

static void release(void *memory)
{
    struct unanswered_state *state = memory;
    free(state->items);
}

const struct screen_type screen_unanswered = {
    .name = "unanswered", .size = sizeof(struct unanswered_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
