/* The language: each one by its own name. */
#include "screens/common.h"

#include "base/intl.h"

struct languages_state {
    struct common common;
    const struct context *context;
    struct list list;
    struct area area;
};

enum { ACTION_CHOOSE = 1, ACTION_BACK };

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_CHOOSE, .name = "take", .keys = "Enter", .label = N_("take it"), .help = N_("Takes the language that is marked; its digit does too"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back; the language stays as it is"), .at_end = true },
};

static bool is_current(const struct languages_state *state, size_t index)
{
    return strcmp(state->context->languages[index], state->context->language) == 0;
}

static void list_row(const void *memory, size_t index, struct list_row *row)
{
    const struct languages_state *state = memory;
    row->text[0] = language_name(state->context->languages[index]);
    if (is_current(state, index)) {
        row->text[1] = _("now");
        row->style[1] = STYLE_DIM;
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct languages_state *state = memory;
    size_t count = 0;
    (void)args;
    (void)effects;
    common_init(&state->common, &screen_languages, state, context);
    state->common.many_languages = false;        /* L would open this screen on itself */
    state->context = context;
    while (context->languages && context->languages[count])
        count++;
    list_init(&state->list, count, list_row, state);
    state->list.numbered = true;
    state->list.columns = 2;
    state->list.column[1] = (struct list_column){ .cols = 12, .at_end = true };
    for (size_t i = 0; i < count; i++)
        if (is_current(state, i))
            list_focus(&state->list, i);
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct languages_state *state = memory;
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus < state->list.count) {
        effect_LANGUAGE(effects, &(struct request_language){ context->languages[state->list.focus] });
        return SCREEN_HANDLED | SCREEN_LEAVE;
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct languages_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    int cols = text.cols < 44 ? text.cols : 44, rows = text.rows - 2 < (int)state->list.count ? text.rows - 2 : (int)state->list.count;
    state->area = area_middle(area_below(text, 2), rows, cols);
    state->area.row = text.row + 2;
    list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct languages_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, NULL, NULL, false))
        return;
    grid_put(grid, state->area.row - 2, state->area.col, state->area.cols, STYLE_HEADING, _("Language"));
    list_draw(&state->list, grid, state->area, true);
}

const struct screen_type screen_languages = {
    .name = "languages", .size = sizeof(struct languages_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
