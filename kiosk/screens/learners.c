/* The manager's list of people: found by name or number; a new PIN for who forgot theirs. */
#include "screens/common.h"

#include "base/intl.h"

#define PAGE 50

struct learners_state {
    struct common common;
    struct prompt prompt;
    const struct learners_view *view;
    size_t offset;
    struct list list;
    struct area line, area;
    bool asking, told;
    struct dialogue dialogue;
    char message[400], name[150];
};

enum { ACTION_RESET = 1, ACTION_MORE, ACTION_LESS, ACTION_BACK };

static bool more(const void *memory) { const struct learners_state *state = memory; return state->view && state->view->more && !state->asking; }
static bool less(const void *memory) { const struct learners_state *state = memory; return state->offset > 0 && !state->asking; }

static bool asks(const void *memory) { return ((const struct learners_state *)memory)->asking; }
static bool lists(const void *memory) { return !asks(memory); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "button", .keys = "Left Right Tab", .guard = asks, .label = N_("choose"), .help = N_("Goes from button to button") },
    { .code = ACTION_WIDGET, .name = "press", .keys = "Enter", .guard = asks, .label = N_("do it"), .help = N_("Does what the marked button says"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_RESET, .name = "reset", .keys = "Enter", .guard = lists, .label = N_("new PIN"), .help = N_("Gives a new PIN to who is marked; you are asked first"), .rank = 1 },
    { .code = ACTION_MORE, .name = "more", .keys = "PageDown F8", .guard = more, .label = N_("more"), .help = N_("Shows the next fifty"), .rank = 2 },
    { .code = ACTION_LESS, .name = "less", .keys = "PageUp F7", .guard = less, .label = N_("before"), .help = N_("Shows the fifty before"), .rank = 3 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    const struct learners_state *state = context;
    const struct learner_line *line = &state->view->rows[index];
    row->text[0] = line->number;
    row->style[0] = STYLE_DIM;
    row->text[1] = line->name;
    row->text[2] = line->rank == RANK_MANAGER ? _("manager") : line->rank == RANK_FACILITATOR ? _("facilitator") : line->note;
    row->style[2] = STYLE_DIM;
}

static void look(struct learners_state *state, size_t offset, struct effects *effects)
{
    state->offset = offset;
    effect_LEARNERS(effects, &(struct request_names){ .prefix = prompt_text(&state->prompt), .offset = offset, .limit = PAGE });
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct learners_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_learners, state, context);
    prompt_init(&state->prompt, NULL, PROMPT_TEXT, 60);
    state->prompt.placeholder = _("the beginning of a name or a number");
    state->common.waiting = true;
    look(state, 0, effects);
}

static void ask_reset(struct learners_state *state)
{
    const struct learner_line *line = &state->view->rows[state->list.focus];
    snprintf(state->name, sizeof state->name, "%s", line->name);
    snprintf(state->message, sizeof state->message, _("%s, number %s. The old PIN will no longer work. Look at the person's card first."), line->name, line->number);
    state->dialogue = (struct dialogue){ .title = _("Give a new PIN?"), .message = state->message,
                                         .buttons = { .label = { _("No"), _("New PIN") }, .count = 2 } };
    state->asking = true;
    state->told = false;
}

static unsigned dialogue_turn(struct learners_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    unsigned flags = dialogue_event(&state->dialogue, event, layout_frame(context->rows, context->cols).content);
    if (flags & WIDGET_ACCEPTED && !state->told && state->dialogue.buttons.focus == 1)
        effect_PIN_RESET(effects, &(struct request_learner){ state->view->rows[state->list.focus].id });
    if (flags & (WIDGET_ACCEPTED | WIDGET_CANCELLED))
        state->asking = false;
    if (!state->asking && state->told)
        memset(state->message, 0, sizeof state->message); /* the PIN is shown once */
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static unsigned on_result(struct learners_state *state, const struct event *event)
{
    const struct result *result = common_result(&state->common, event, REQUEST_LEARNERS, true);
    if (result && result->code == 0) {
        state->view = result->data;
        list_init(&state->list, state->view->count, list_row, state);
        state->list.columns = 3;
        state->list.column[0] = (struct list_column){ .cols = 12 };
        state->list.column[2] = (struct list_column){ .cols = 20, .at_end = true };
    }
    result = common_result(&state->common, event, REQUEST_PIN_RESET, false);
    if (result && result->code == 0) {
        const struct pin_view *pin = result->data;
        snprintf(state->message, sizeof state->message, _("The new PIN of %s is\n%s\nWrite it down now: it is not shown again."), state->name, pin->pin);
        state->dialogue = (struct dialogue){ .title = _("New PIN"), .message = state->message, .buttons = { .label = { _("Written down") }, .count = 1 } };
        state->asking = state->told = true;
    }
    return SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct learners_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (state->asking)
        return dialogue_turn(state, event, context, effects);
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = event->kind == EVENT_TEXT ? NULL : common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_BACK:
        return SCREEN_HANDLED | SCREEN_LEAVE;
    case ACTION_MORE:
        look(state, state->offset + PAGE, effects);
        return SCREEN_HANDLED;
    case ACTION_LESS:
        look(state, state->offset >= PAGE ? state->offset - PAGE : 0, effects);
        return SCREEN_HANDLED;
    case ACTION_RESET:
        if (state->view && state->list.focus < state->view->count)
            ask_reset(state);
        return SCREEN_DRAW | SCREEN_HANDLED;
    default:
        break;
    }
    unsigned flags = prompt_event(&state->prompt, event);
    if (flags & WIDGET_CHANGED)
        look(state, 0, effects);
    if (!flags && state->view)
        flags = list_event(&state->list, event, state->area);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct learners_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->line = area_top(text, 1);
    state->area = area_below(text, 2);
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct learners_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Learners"), NULL, false))
        return;
    int used = grid_put(grid, state->line.row, state->line.col, 20, STYLE_HEADING, _("Look for:"));
    if (state->view->count == 0)
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_DIM, _("Nobody was found."));
    else
        list_draw(&state->list, grid, state->area, !state->asking);
    prompt_draw(&state->prompt, grid, state->line.row, state->line.col + used + 2, state->line.cols - used - 2, false);
    if (state->asking)
        dialogue_draw(&state->dialogue, grid, layout_frame(context->rows, context->cols).content);
}

static void release(void *memory)
{
    struct learners_state *state = memory;
    prompt_release(&state->prompt);
    memset(state->message, 0, sizeof state->message);
}

const struct screen_type screen_learners = {
    .name = "learners", .size = sizeof(struct learners_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
