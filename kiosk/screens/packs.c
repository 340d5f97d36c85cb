/* The manager's list of packs: versions, who published them, what may go. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

struct packs_state {
    struct common common;
    const struct installed_view *view;
    struct list list;
    struct area area, about;
    bool asking;
    struct dialogue dialogue;
    char message[300], version[40], note[40];
};

enum { ACTION_REMOVE = 1, ACTION_INSTALL, ACTION_BACK };

static bool has_packs(const void *memory)
{
    const struct packs_state *state = memory;
    return state->view && state->view->count > 0 && !state->asking;
}

static bool asks(const void *memory) { return ((const struct packs_state *)memory)->asking; }
static bool lists(const void *memory) { return !asks(memory); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_WIDGET, .name = "button", .keys = "Left Right Tab", .guard = asks, .label = N_("choose"), .help = N_("Goes from button to button") },
    { .code = ACTION_WIDGET, .name = "press", .keys = "Enter", .guard = asks, .label = N_("do it"), .help = N_("Does what the marked button says"), .rank = 1 },
    { .code = ACTION_REMOVE, .name = "remove", .keys = "Delete D", .guard = has_packs, .label = N_("remove"), .help = N_("Takes a pack away; you are asked first"), .rank = 2 },
    { .code = ACTION_INSTALL, .name = "install", .keys = "I", .guard = lists, .label = N_("install"), .help = N_("Installs packs from a stick or a folder"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    struct packs_state *state = (struct packs_state *)(uintptr_t)context;
    const struct installed_line *pack = &state->view->rows[index];
    snprintf(state->version, sizeof state->version, "%s", pack->version);
    row->text[0] = pack->title;
    row->text[1] = state->version;
    row->style[1] = STYLE_DIM;
    row->text[2] = pack->unsigned_pack ? _("not signed") : !pack->active ? _("earlier version") : pack->in_use ? _("in use") : "";
    row->style[2] = pack->unsigned_pack ? STYLE_ATTENTION : STYLE_DIM;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct packs_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_packs, state, context);
    state->common.waiting = true;
    effect_MANAGER_PACKS(effects, NULL);
}

static void ask_remove(struct packs_state *state)
{
    const struct installed_line *pack = &state->view->rows[state->list.focus];
    snprintf(state->message, sizeof state->message,
             pack->in_use ? _("Learners have answered questions of \"%s\" %s. It is kept for looking back at them, but no longer offered.")
                          : _("\"%s\" %s is taken off this machine. It can be installed again from a stick."), pack->title, pack->version);
    state->dialogue = (struct dialogue){ .title = _("Remove this pack?"), .message = state->message,
                                         .buttons = { .label = { _("Keep it"), _("Remove") }, .count = 2 } };
    state->asking = true;
}

static unsigned dialogue_turn(struct packs_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    unsigned flags = dialogue_event(&state->dialogue, event, layout_frame(context->rows, context->cols).content);
    if (flags & WIDGET_ACCEPTED && state->dialogue.buttons.focus == 1) {
        const struct installed_line *pack = &state->view->rows[state->list.focus];
        effect_PACK_REMOVE(effects, &(struct request_unit){ .pack = pack->id, .unit = pack->version });
    }
    if (flags & (WIDGET_ACCEPTED | WIDGET_CANCELLED))
        state->asking = false;
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct packs_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_MANAGER_PACKS, true);
        if (result && result->code == 0) {
            size_t focus = state->list.focus;
            bool again = state->view != NULL;
            state->view = result->data;
            list_init(&state->list, state->view->count, list_row, state);
            state->list.columns = 3;
            state->list.column[1] = (struct list_column){ .cols = 10, .at_end = true };
            state->list.column[2] = (struct list_column){ .cols = 16, .at_end = true };
            if (again && focus < state->view->count)
                list_focus(&state->list, focus);
        }
        result = common_result(&state->common, event, REQUEST_PACK_REMOVE, false);
        if (result) {
            if (result->code == 0)
                common_say(&state->common, true, _("The pack is removed."));
            state->asking = false;
            effect_MANAGER_PACKS(effects, NULL);
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED)
        effect_MANAGER_PACKS(effects, NULL);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (state->asking)
        return dialogue_turn(state, event, context, effects);
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_BACK:
        return SCREEN_HANDLED | SCREEN_LEAVE;
    case ACTION_INSTALL:
        effect_push(effects, &screen_install, NULL);
        return SCREEN_HANDLED;
    case ACTION_REMOVE:
        if (state->list.focus < state->view->count)
            ask_remove(state);
        return SCREEN_DRAW | SCREEN_HANDLED;
    default:
        break;
    }
    if (!state->view)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct packs_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->area = area_top(text, text.rows - 4);
    state->about = area_below(text, text.rows - 3);
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct packs_state *state = memory;
    char text[200];
    if (!common_frame(&state->common, context, grid, context->centre, _("Packs"), NULL, false))
        return;
    if (state->view->count == 0) {
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_TEXT, _("No pack is installed yet. Press I to install one from a stick."));
        return;
    }
    list_draw(&state->list, grid, state->area, !state->asking);
    if (state->list.focus < state->view->count) {
        const struct installed_line *pack = &state->view->rows[state->list.focus];
        if (pack->publisher[0])
            snprintf(text, sizeof text, _("Published by %s. Languages: %s. %.1f MB."), pack->publisher, pack->languages, (double)pack->bytes / 1e6);
        else
            snprintf(text, sizeof text, _("Nobody says who published it. Languages: %s. %.1f MB."), pack->languages, (double)pack->bytes / 1e6);
        paint_words(grid, state->about, STYLE_DIM, text);
    }
    if (state->asking)
        dialogue_draw(&state->dialogue, grid, layout_frame(context->rows, context->cols).content);
}

const struct screen_type screen_packs = {
    .name = "packs", .size = sizeof(struct packs_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
