/*
 * The list of people: found by name or number; Enter opens the person's page. args.number 1: whom args.item, called args.title, is joined with is chosen.
 */
#include "screens/common.h"

#include "base/intl.h"

#define PAGE 50

struct learners_state {
    struct common common;
    struct prompt prompt;
    const struct learners_view *view;
    size_t offset;
    struct list list;
    struct area title_area, line, area;
    bool retired;                                /* those who were retired are shown */
    bool picking, picked;
    bool stay;                                   /* the mark stays where it was: the list was asked for again */
    char into[64], title[200];
};

enum { ACTION_OPEN = 1, ACTION_MORE, ACTION_LESS, ACTION_RETIRED, ACTION_HERE, ACTION_BACK };

static bool more(const void *memory) { const struct learners_state *state = memory; return state->view && state->view->more; }
static bool less(const void *memory) { return ((const struct learners_state *)memory)->offset > 0; }
static bool here(const void *memory) { const struct learners_state *state = memory; return !state->retired && !state->picking; }
static bool gone(const void *memory) { return ((const struct learners_state *)memory)->retired; }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down", .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("open"), .help = N_("Opens the page of who is marked: editing, a new PIN and more"), .rank = 1 },
    { .code = ACTION_RETIRED, .name = "retired", .keys = "F6", .guard = here, .label = N_("the retired"), .help = N_("Shows who is retired, instead of who is here"), .rank = 2 },
    { .code = ACTION_HERE, .name = "here", .keys = "F6", .guard = gone, .label = N_("who is here"), .help = N_("Shows who is here again"), .rank = 2 },
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
    row->text[2] = line->retired ? _("retired") : line->rank == RANK_MANAGER ? _("manager") : line->rank == RANK_FACILITATOR ? _("facilitator") : line->note;
    row->style[2] = STYLE_DIM;
}

static void look(struct learners_state *state, size_t offset, struct effects *effects)
{
    state->offset = offset;
    effect_LEARNERS(effects, &(struct request_names){ .prefix = prompt_text(&state->prompt), .offset = offset, .limit = PAGE, .retired = state->retired });
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct learners_state *state = memory;
    common_init(&state->common, &screen_learners, state, context);
    state->picking = args->number == 1;
    snprintf(state->into, sizeof state->into, "%s", args->item);
    if (state->picking)
        snprintf(state->title, sizeof state->title, _("With which row is %s joined?"), args->title);
    prompt_init(&state->prompt, NULL, PROMPT_TEXT, 60);
    state->prompt.placeholder = _("the beginning of a name or a number");
    state->common.waiting = true;
    look(state, 0, effects);
}

static void open_person(struct learners_state *state, struct effects *effects)
{
    const struct learner_line *line = state->view && state->list.focus < state->view->count ? &state->view->rows[state->list.focus] : NULL;
    if (!line)
        return;
    if (!state->picking) {
        effect_push(effects, &screen_person, &(struct screen_args){ .item = line->id });
        return;
    }
    if (strcmp(line->id, state->into) == 0) {
        common_say(&state->common, false, _("This is the same row. Choose the other one of the same person."));
        return;
    }
    state->picked = true;
    effect_push(effects, &screen_person_join, &(struct screen_args){ .item = state->into, .text = line->id });
}

static unsigned on_result(struct learners_state *state, const struct event *event)
{
    const struct result *result = common_result(&state->common, event, REQUEST_LEARNERS, true);
    if (result && result->code == 0) {
        size_t focus = state->view ? state->list.focus : 0;
        state->view = result->data;
        list_init(&state->list, state->view->count, list_row, state);
        if (state->stay && focus < state->view->count)
            list_focus(&state->list, focus);
        state->stay = false;
        state->list.columns = 3;
        state->list.column[0] = (struct list_column){ .cols = 12 };
        state->list.column[2] = (struct list_column){ .cols = 20, .at_end = true };
    }
    return SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct learners_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESUMED && state->picked)
        return SCREEN_LEAVE;                     /* back to the person's page */
    if (event->kind == EVENT_RESUMED) {
        state->stay = true;
        look(state, state->offset, effects);
    }
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
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
    case ACTION_RETIRED:
    case ACTION_HERE:
        state->retired = !state->retired;
        look(state, 0, effects);
        return SCREEN_DRAW | SCREEN_HANDLED;
    case ACTION_OPEN:
        open_person(state, effects);
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
    struct area below = state->picking ? area_below(text, 2) : text;
    state->title_area = area_top(text, 1);
    state->line = area_top(below, 1);
    state->area = area_below(below, 2);
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct learners_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, state->retired ? _("The retired") : _("Learners"), NULL, false))
        return;
    if (state->picking)
        grid_put(grid, state->title_area.row, state->title_area.col, state->title_area.cols, STYLE_HEADING, state->title);
    int used = grid_put(grid, state->line.row, state->line.col, 20, STYLE_HEADING, _("Look for:"));
    if (state->view->count == 0)
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_DIM, state->retired ? _("Nobody is retired.") : _("Nobody was found."));
    else
        list_draw(&state->list, grid, state->area, true);
    prompt_draw(&state->prompt, grid, state->line.row, state->line.col + used + 2, state->line.cols - used - 2, false);
}

static void release(void *memory)
{
    prompt_release(&((struct learners_state *)memory)->prompt);
}

const struct screen_type screen_learners = {
    .name = "learners", .size = sizeof(struct learners_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
