/* Installing packs: where they lie, which there are, progress. */
#include "screens/common.h"
#include "screens/places.h"

#include "base/intl.h"

struct install_state {
    struct common common;
    struct places places;
    const struct folder_view *folder;            /* NULL: the places are shown */
    struct list list;                            /* of the folder */
    struct area text, area;
    bool running;
    int per_cent;
    char doing[200];
};

enum { ACTION_OPEN = 1, ACTION_UP, ACTION_BACK };

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter Right", .label = N_("open or install"), .help = N_("Opens a folder, or installs a pack"), .rank = 0 },
    { .code = ACTION_UP, .name = "up", .keys = "Left Backspace", .label = N_("up"), .help = N_("Goes to the folder above"), .rank = 2 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back. What is being installed goes on to its end."), .at_end = true },
};

static const char *what_to_do(void) { return _("Plug in the stick and wait a moment, or choose a folder."); }

static void folder_row(const void *context, size_t index, struct list_row *row)
{
    const struct install_state *state = context;
    const struct folder_line *line = &state->folder->rows[index];
    row->text[0] = line->title[0] ? line->title : line->name;
    row->text[1] = line->folder ? _("folder") : line->version;
    row->style[1] = STYLE_DIM;
    row->text[2] = line->note;
    row->style[2] = line->folder ? STYLE_DIM : line->good ? STYLE_GOOD : STYLE_ATTENTION;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct install_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_install, state, context);
    state->common.waiting = true;
    effect_PLACES(effects, NULL);
}

static unsigned on_result(struct install_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_PLACES, !state->places.view)) && result->code == 0) {
        places_take(&state->places, result->data, true);
    } else if ((result = common_result(&state->common, event, REQUEST_FOLDER, false)) && result->code == 0) {
        bool again = state->folder != NULL && state->list.count > 0;
        size_t focus = state->list.focus;
        state->folder = result->data;
        list_init(&state->list, state->folder->count, folder_row, state);
        state->list.columns = 3;
        state->list.column[1] = (struct list_column){ .cols = 8 };
        state->list.column[2] = (struct list_column){ .cols = 30 };
        if (again && state->running == false && focus < state->folder->count)
            list_focus(&state->list, focus);
    } else if ((result = common_result(&state->common, event, REQUEST_INSTALL, false))) {
        const struct job_view *view = result->data;
        state->running = result->code == 0 && !view->done;
        if (result->code == 0)
            state->per_cent = view->per_cent;
        if (result->code == 0 && view->done)
            common_say(&state->common, true, _("Installed."));
        if (!state->running && state->folder)
            effect_FOLDER(effects, &(struct request_path){ state->folder->path });
    }
    return SCREEN_LAYOUT;
}

static void open_row(struct install_state *state, struct effects *effects)
{
    state->common.message[0] = 0;
    if (!state->folder) {
        effect_FOLDER(effects, &(struct request_path){ places_marked(&state->places)->path });
        return;
    }
    const struct folder_line *line = &state->folder->rows[state->list.focus];
    if (line->folder) {
        effect_FOLDER(effects, &(struct request_path){ line->path });
    } else if (!line->good) {
        common_say(&state->common, false, line->note);
    } else {
        snprintf(state->doing, sizeof state->doing, _("Installing \"%s\" %s"), line->title, line->version);
        state->running = true;
        state->per_cent = 0;
        effect_INSTALL(effects, &(struct request_path){ line->path });
    }
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct install_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_TICK && !state->folder && !state->running && state->places.view) {
        effect_PLACES(effects, NULL);            /* a stick may have been plugged in */
        return 0;
    }
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK) {
        if (!state->folder || state->common.failed)
            return SCREEN_HANDLED | SCREEN_LEAVE;
        state->folder = NULL;
        places_take(&state->places, state->places.view, false);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    if (state->running || !state->places.view)
        return 0;
    if (action && action->code == ACTION_UP) {
        if (state->folder && state->folder->parent[0])
            effect_FOLDER(effects, &(struct request_path){ state->folder->parent });
        return SCREEN_HANDLED;
    }
    struct list *list = state->folder ? &state->list : &state->places.list;
    unsigned flags = action && action->code == ACTION_OPEN ? WIDGET_ACCEPTED : list_event(list, event, state->area);
    if (flags & WIDGET_ACCEPTED && list->focus < list->count)
        open_row(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct install_state *state = memory;
    state->text = layout_frame(context->rows, context->cols).text;
    state->area = state->folder ? area_below(state->text, 3) : places_area(state->text, what_to_do());
    places_layout(&state->places, state->text, what_to_do());
    if (state->folder)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct install_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Install packs"), NULL, false))
        return;
    struct area text = state->text;
    if (state->running) {
        progress_draw(grid, area_top(text, 3), state->per_cent, 100, state->doing);
        return;
    }
    if (!state->folder) {
        places_draw(&state->places, grid, text, what_to_do());
        return;
    }
    grid_put(grid, text.row, text.col, text.cols, STYLE_TEXT, _("Choose a pack and press Enter."));
    grid_put(grid, text.row + 1, text.col, text.cols, STYLE_DIM, state->folder->path);
    if (state->list.count == 0)
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_DIM, _("There are no packs in this folder."));
    else
        list_draw(&state->list, grid, state->area, true);
}

const struct screen_type screen_install = {
    .name = "install", .size = sizeof(struct install_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
