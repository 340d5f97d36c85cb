/* What may go into the plan of a workshop: the packs, and the lessons and quizzes of each; Enter puts what is marked at the end of the plan. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

struct add_state {
    struct common common;
    char workshop[40];
    const struct home *home;
    const struct pack_view *pack;                /* NULL: the packs are listed */
    struct list list;
    struct area area;
    size_t from;                                 /* the pack that was opened */
    const char *asked;                           /* the title of what was put in last */
};

enum { ACTION_OPEN = 1, ACTION_PUT, ACTION_BACK };

static bool in_pack(const void *memory) { return ((const struct add_state *)memory)->pack; }
static bool in_packs(const void *memory) { return !in_pack(memory); }

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .guard = in_packs, .label = N_("open"), .help = N_("Shows the lessons and quizzes of the pack that is marked"), .rank = 1 },
    { .code = ACTION_PUT, .name = "put", .keys = "Enter", .guard = in_pack, .label = N_("put into the plan"), .help = N_("Puts what is marked at the end of the plan"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    const struct add_state *state = context;
    if (!state->pack) {
        row->text[0] = state->home->packs[index].title;
        return;
    }
    const struct unit_view *unit = &state->pack->units[index];
    row->text[0] = unit->title;
    row->text[1] = strcmp(unit->kind, "lesson") == 0 ? _("lesson") : _("quiz");
    row->style[1] = STYLE_DIM;
}

static void fill(struct add_state *state, size_t count, size_t focus)
{
    list_init(&state->list, count, list_row, state);
    state->list.columns = 2;
    state->list.column[1] = (struct list_column){ .cols = 12, .at_end = true };
    if (focus < count)
        list_focus(&state->list, focus);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct add_state *state = memory;
    common_init(&state->common, &screen_workshop_add, state, context);
    snprintf(state->workshop, sizeof state->workshop, "%s", args && args->item ? args->item : "");
    state->common.waiting = true;
    effect_HOME(effects, NULL);
}

static unsigned on_result(struct add_state *state, const struct event *event)
{
    char text[200];
    const struct result *result = common_result(&state->common, event, REQUEST_HOME, true);
    if (result && result->code == 0) {
        state->home = result->data;
        fill(state, state->home->pack_count, 0);
    }
    result = common_result(&state->common, event, REQUEST_PACK, false);
    if (result && result->code == 0) {
        state->pack = result->data;
        fill(state, state->pack->unit_count, 0);
    }
    result = common_result(&state->common, event, REQUEST_WORKSHOP_PLAN, false);
    if (result && result->code == 0) {
        snprintf(text, sizeof text, _("In the plan now: %s"), state->asked ? state->asked : "");
        common_say(&state->common, true, text);
    }
    return SCREEN_LAYOUT;
}

static unsigned back(struct add_state *state)
{
    state->common.message[0] = 0;
    if (!state->pack)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    state->pack = NULL;
    fill(state, state->home->pack_count, state->from);
    return SCREEN_HANDLED | SCREEN_LAYOUT | SCREEN_DRAW;
}

static void choose(struct add_state *state, struct effects *effects)
{
    size_t focus = state->list.focus;
    state->common.message[0] = 0;
    if (!state->pack) {
        state->from = focus;
        effect_PACK(effects, &(struct request_unit){ .pack = state->home->packs[focus].id, .unit = "" });
        return;
    }
    const struct unit_view *unit = &state->pack->units[focus];
    state->asked = unit->title;
    effect_WORKSHOP_PLAN(effects, &(struct request_plan){ .workshop = state->workshop, .pack = state->pack->pack.id, .unit = unit->id, .change = PLAN_ADD });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct add_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return back(state);
    if (!state->home)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus < state->list.count)
        choose(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct add_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    state->area = area_below(text, 2);
    if (state->home)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct add_state *state = memory;
    if (!common_frame(&state->common, context, grid, _("Add to the plan"), state->pack ? state->pack->pack.title : NULL, NULL, false))
        return;
    const char *says = state->pack ? _("What shall people do in this workshop?") : state->home->pack_count ? _("Which pack is it in?") : _("No packs yet. The manager brings them on a stick.");
    grid_put(grid, state->area.row - 2, state->area.col, state->area.cols, STYLE_HEADING, says);
    list_draw(&state->list, grid, state->area, true);
}

const struct screen_type screen_workshop_add = {
    .name = "workshop_add", .size = sizeof(struct add_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
