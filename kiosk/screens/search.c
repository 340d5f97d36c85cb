/* Search: a word, and the pages that hold it. */
#include "screens/common.h"

#include "base/intl.h"

struct search_state {
    struct common common;
    struct prompt prompt;
    const struct search_view *view;
    struct list list;
    struct area line, area;
    char page[24];
};

enum { ACTION_OPEN = 1, ACTION_BACK };

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down PageDown PageUp", .label = N_("choose"), .help = N_("Goes up and down what was found") },
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("open"), .help = N_("Opens the page that is marked"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    struct search_state *state = (struct search_state *)(uintptr_t)context;
    const struct search_hit *hit = &state->view->hits[index / 3];
    if (index % 3 == 2) {
        row->kind = LIST_GAP;
        return;
    }
    if (index % 3 == 1) {
        row->kind = LIST_DISABLED;
        row->text[0] = hit->snippet;
        row->style[0] = STYLE_DIM;
        return;
    }
    row->text[0] = hit->unit_title;
    state->page[0] = 0;
    if (hit->page > 0)
        snprintf(state->page, sizeof state->page, _("page %d"), hit->page);
    row->text[1] = state->page;
    row->style[1] = STYLE_DIM;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct search_state *state = memory;
    (void)args;
    (void)effects;
    common_init(&state->common, &screen_search, state, context);
    prompt_init(&state->prompt, NULL, PROMPT_TEXT, 60);
    state->prompt.placeholder = _("a word, or the beginning of one");
}

static void fill(struct search_state *state)
{
    list_init(&state->list, state->view->count * 3, list_row, state);
    state->list.columns = 2;
    state->list.column[1] = (struct list_column){ .cols = 10, .at_end = true };
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct search_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_SEARCH, false);
        if (result && result->code == 0) {
            state->view = result->data;
            fill(state);
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    bool editing = event->kind == EVENT_TEXT || event_is(event, PRESS_BACKSPACE) || event_is(event, PRESS_DELETE) || event_is(event, PRESS_LEFT)
        || event_is(event, PRESS_RIGHT);
    if (editing) {
        unsigned flags = prompt_event(&state->prompt, event);
        if (flags & WIDGET_CHANGED) {
            state->common.message[0] = 0;
            state->view = NULL;
            effect_SEARCH(effects, &(struct request_search){ prompt_text(&state->prompt) });
        }
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    if (!state->view)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus / 3 < state->view->count) {
        const struct search_hit *hit = &state->view->hits[state->list.focus / 3];
        effect_push(effects, hit->quiz ? &screen_quiz : &screen_lesson, &(struct screen_args){ .pack = hit->pack, .unit = hit->unit, .title = hit->unit_title,
                                                                    .number = hit->page > 0 ? hit->page : 1 });
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct search_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->line = area_top(text, 1);
    state->area = area_below(text, 2);
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct search_state *state = memory;
    if (!common_frame(&state->common, context, grid, _("Search"), NULL, NULL, false))
        return;
    int used = grid_put(grid, state->line.row, state->line.col, 20, STYLE_HEADING, _("Look for:"));
    if (state->view && state->view->count > 0)
        list_draw(&state->list, grid, state->area, true);
    else if (state->view && prompt_text(&state->prompt)[0])
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_DIM, _("Nothing was found. Try a shorter word."));
    /* last, so that the cursor stands where one types */
    prompt_draw(&state->prompt, grid, state->line.row, state->line.col + used + 2, state->line.cols - used - 2, true);
}

static void release(void *memory)
{
    prompt_release(&((struct search_state *)memory)->prompt);
}

const struct screen_type screen_search = {
    .name = "search", .size = sizeof(struct search_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
