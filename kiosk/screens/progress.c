/* What the learner has done: a few numbers, then each unit with a bar, under its pack. */
#include "screens/common.h"

#include "base/intl.h"

struct progress_state {
    struct common common;
    const struct progress_view *view;
    struct arena arena;                          /* owns lines */
    struct line {
        size_t index;                            /* of the view's rows; for a heading, of the first row below it */
        bool heading, gap;
    } *lines;
    struct list list;
    const struct look *look;
    struct area head, area;
    char text[48];                               /* of the row that is drawn */
};

enum { ACTION_OPEN = 1, ACTION_BACK };

static bool has_rows(const void *memory)
{
    return ((const struct progress_state *)memory)->list.count > 0;
}

static const struct action actions[] = {
    { .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = has_rows, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .guard = has_rows, .label = N_("open"), .help = N_("Opens the lesson or the quiz that is marked"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back to your packs"), .at_end = true },
};

static bool is_lesson(const struct progress_line *line)
{
    return strcmp(line->kind, "lesson") == 0;
}

static void list_row(const void *context, size_t index, struct list_row *row)
{
    /* the list asks for a row only while it draws; what is formatted lies in the state until the next one */
    struct progress_state *state = (struct progress_state *)(uintptr_t)context;
    const struct line *line = &state->lines[index];
    const struct progress_line *unit = &state->view->rows[line->index];
    if (line->heading || line->gap) {
        row->kind = line->gap ? LIST_GAP : LIST_HEADING;
        row->text[0] = line->gap ? NULL : unit->pack_title;
        return;
    }
    state->text[0] = 0;
    row->text[0] = unit->unit_title;
    bool good = is_lesson(unit) ? unit->done >= 1 : unit->passed;
    row->text[3] = good ? glyph_text(GLYPH_CHECK, state->look) : NULL;
    row->style[3] = STYLE_GOOD;
    if (is_lesson(unit)) {
        row->bar[1] = unit->done;
        row->style[2] = unit->done >= 1 ? STYLE_GOOD : STYLE_DIM;
        if (unit->done >= 1)
            snprintf(state->text, sizeof state->text, "%s", _("done"));
        else if (unit->done > 0)
            snprintf(state->text, sizeof state->text, _("%.0f %% read"), unit->done * 100);
    } else if (unit->best >= 0) {
        row->bar[1] = unit->best / 100;
        row->style[2] = unit->passed ? STYLE_GOOD : STYLE_DIM;
        snprintf(state->text, sizeof state->text, unit->passed ? _("%.0f %%, passed") : _("best %.0f %%"), unit->best);
    } else if (unit->attempts > 0) {
        snprintf(state->text, sizeof state->text, "%s", _("not marked yet"));
    }
    row->text[2] = state->text;
}

static void add(struct progress_state *state, size_t *count, size_t *capacity, struct line line)
{
    struct line *lines = arena_grow(&state->arena, state->lines, *count, capacity, sizeof *lines);
    if (!lines)
        return;
    state->lines = lines;
    lines[(*count)++] = line;
}

static void fill(struct progress_state *state)
{
    const struct progress_view *view = state->view;
    size_t count = 0, capacity = 0, focus = state->list.focus;
    bool again = state->list.count > 0;
    arena_release(&state->arena);
    state->lines = NULL;
    for (size_t i = 0; i < view->count; i++) {
        if (i == 0 || strcmp(view->rows[i].pack, view->rows[i - 1].pack) != 0) {
            if (i > 0)
                add(state, &count, &capacity, (struct line){ .index = i, .gap = true });
            add(state, &count, &capacity, (struct line){ .index = i, .heading = true });
        }
        add(state, &count, &capacity, (struct line){ .index = i });
    }
    list_init(&state->list, count, list_row, state);
    state->list.columns = 4;
    state->list.column[1] = (struct list_column){ .cols = 10, .bar = true };
    state->list.column[2] = (struct list_column){ .cols = 14, .at_end = true };
    state->list.column[3] = (struct list_column){ .cols = 1 };
    if (again)
        list_focus(&state->list, focus);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct progress_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_progress, state, context);
    state->look = context->look;
    arena_init(&state->arena, NULL, 0);
    state->common.waiting = true;
    effect_PROGRESS(effects, NULL);
}

static void open_unit(struct progress_state *state, struct effects *effects)
{
    if (state->list.focus >= state->list.count)
        return;
    const struct progress_line *unit = &state->view->rows[state->lines[state->list.focus].index];
    effect_push(effects, is_lesson(unit) ? &screen_lesson : &screen_quiz,
                &(struct screen_args){ .pack = unit->pack, .unit = unit->unit, .title = unit->unit_title });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct progress_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_PROGRESS, true);
        if (result && result->code == 0) {
            state->view = result->data;
            fill(state);
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED)
        effect_PROGRESS(effects, NULL);
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->view)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        open_unit(state, effects);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct progress_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->head = area_top(text, 2);
    state->area = area_below(text, 3);
    if (state->view)
        list_layout(&state->list, state->area);
}

/* A number with what it counts below it. */
static void draw_number(struct grid *grid, struct area area, int number, const char *what)
{
    grid_format(grid, area.row, area.col, area.cols, STYLE_STRONG, "%d", number);
    grid_put(grid, area.row + 1, area.col, area.cols, STYLE_DIM, what);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct progress_state *state = memory;
    if (!common_frame(&state->common, context, grid, _("My progress"), NULL, NULL, false))
        return;
    const struct progress_view *view = state->view;
    struct area third = state->head;
    third.cols = state->head.cols / 3 - 1;
    third.col = state->head.col + 2;
    draw_number(grid, third, view->lessons_done, P_("lesson done", "lessons done", view->lessons_done));
    third.col += state->head.cols / 3;
    draw_number(grid, third, view->questions_answered, P_("question answered", "questions answered", view->questions_answered));
    third.col += state->head.cols / 3;
    draw_number(grid, third, view->minutes, P_("minute", "minutes", view->minutes));
    if (state->list.count)
        list_draw(&state->list, grid, state->area, true);
    else
        grid_put(grid, state->area.row, state->area.col + 2, state->area.cols - 2, STYLE_DIM, _("Nothing yet. Open a pack and read its first page."));
}

static void release(void *memory)
{
    struct progress_state *state = memory;
    arena_release(&state->arena);
}

const struct screen_type screen_progress = {
    .name = "progress", .size = sizeof(struct progress_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
