/* A pack: its lessons and quizzes, how far each is. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

struct pack_state {
    struct common common;
    const char *pack, *title;
    const struct pack_view *view;
    struct list list;
    struct area area, about;
    char text[80], number[16];                   /* of the row that is drawn */
};

enum { ACTION_OPEN = 1, ACTION_SEARCH, ACTION_BACK };

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("open"), .help = N_("Opens the lesson or the quiz that is marked"), .rank = 1 },
    { .code = ACTION_SEARCH, .name = "search", .keys = "/ S", .label = N_("search"), .help = N_("Looks for a word in all lessons"), .rank = 4 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back to the list of packs"), .at_end = true },
};

static bool is_lesson(const struct unit_view *unit)
{
    return strcmp(unit->kind, "lesson") == 0;
}

static void unit_state(struct pack_state *state, const struct unit_view *unit)
{
    char *text = state->text;
    size_t size = sizeof state->text;
    text[0] = 0;
    if (is_lesson(unit)) {
        if (unit->done)
            snprintf(text, size, "%s", _("done"));
        else if (unit->begun)
            snprintf(text, size, _("page %d of %d"), unit->page, unit->pages);
        else if (unit->minutes > 0)
            snprintf(text, size, _("%d minutes"), unit->minutes);
    } else if (unit->unfinished[0]) {
        snprintf(text, size, "%s", _("not finished"));
    } else if (unit->best >= 0) {
        snprintf(text, size, _("best %.0f %%"), unit->best);
    } else if (unit->begun) {
        snprintf(text, size, "%s", _("handed in"));
    } else {
        snprintf(text, size, "%s", _("quiz"));
    }
}

static void list_row(const void *context, size_t index, struct list_row *out)
{
    struct pack_state *state = (struct pack_state *)(uintptr_t)context;
    const struct unit_view *unit = &state->view->units[index];
    size_t lessons = 0;
    for (size_t i = 0; i <= index; i++)
        lessons += is_lesson(&state->view->units[i]);
    state->number[0] = 0;
    if (is_lesson(unit))
        snprintf(state->number, sizeof state->number, "%zu", lessons);
    unit_state(state, unit);
    out->text[0] = state->number;
    out->style[0] = STYLE_DIM;
    out->text[1] = unit->title;
    out->text[2] = state->text;
    out->style[2] = unit->done ? STYLE_GOOD : unit->unfinished[0] ? STYLE_ATTENTION : STYLE_DIM;
    out->marked = unit->done;
    out->mark = GLYPH_CHECK;
}

static void fill(struct pack_state *state)
{
    bool again = state->list.count > 0;
    size_t focus = state->list.focus;
    list_init(&state->list, state->view->unit_count, list_row, state);
    state->list.columns = 3;
    state->list.column[0] = (struct list_column){ .cols = 2, .at_end = true };
    state->list.column[1] = (struct list_column){ 0 };
    state->list.column[2] = (struct list_column){ .cols = 18, .at_end = true };
    if (again) {
        list_focus(&state->list, focus);
        return;
    }
    /* the first thing that is not done yet */
    for (size_t i = 0; i < state->view->unit_count; i++) {
        if (!state->view->units[i].done) {
            list_focus(&state->list, i);
            break;
        }
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct pack_state *state = memory;
    common_init(&state->common, &screen_pack, state, context);
    state->pack = args->pack;
    state->title = args->title;
    state->common.waiting = true;
    effect_PACK(effects, &(struct request_unit){ .pack = state->pack });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct pack_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_PACK, true);
        if (result && result->code == 0) {
            state->view = result->data;
            state->title = state->view->pack.title;
            fill(state);
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED)
        effect_PACK(effects, &(struct request_unit){ .pack = state->pack });
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_BACK:
        return SCREEN_HANDLED | SCREEN_LEAVE;
    case ACTION_SEARCH:
        effect_push(effects, &screen_search, NULL);
        return SCREEN_HANDLED;
    default:
        break;
    }
    if (!state->view)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus < state->view->unit_count) {
        const struct unit_view *unit = &state->view->units[state->list.focus];
        struct screen_args args = { .pack = state->pack, .unit = unit->id, .title = unit->title };
        effect_push(effects, is_lesson(unit) ? &screen_lesson : &screen_quiz, &args);
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct pack_state *state = memory;
    struct layout frame = layout_frame(context->rows, context->cols);
    int rows = state->view ? paint_words_rows(state->view->pack.summary, frame.text.cols) : 1;
    rows = rows > 2 ? 2 : rows;
    state->about = area_top(frame.text, rows + 2);
    state->area = area_below(frame.text, rows + 2);
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct pack_state *state = memory;
    char done[40];
    if (!common_frame(&state->common, context, grid, state->title, NULL, NULL, false))
        return;
    const struct pack_line *pack = &state->view->pack;
    int cols = state->about.cols;
    snprintf(done, sizeof done, _("%.0f %% done"), pack->done * 100);
    int bar = state->about.row + state->about.rows - 2;
    paint_words(grid, area_top(state->about, state->about.rows - 2), STYLE_DIM, pack->summary);
    bar_draw(grid, bar, state->about.col, cols - 14, pack->done, STYLE_BAR_FULL);
    grid_put_end(grid, bar, state->about.col + cols - 13, 13, STYLE_DIM, done);
    list_draw(&state->list, grid, state->area, true);
}

const struct screen_type screen_pack = {
    .name = "pack", .size = sizeof(struct pack_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
