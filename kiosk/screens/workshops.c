/* The workshops of the centre: running, coming and past ones; a new one by its name, first day and number of days. */
#include "screens/common.h"

#include "base/clock.h"
#include "base/intl.h"

enum step { STEP_LIST, STEP_NAME, STEP_FIRST, STEP_DAYS };

struct workshops_state {
    struct common common;
    const struct workshops_view *view;
    struct list list;
    struct area area;
    enum step step;
    struct prompt name, first, days;
    char text[3][80];                            /* of the row that is drawn */
};

enum { ACTION_OPEN = 1, ACTION_NEW, ACTION_BACK };

static bool lists(const void *memory) { return ((const struct workshops_state *)memory)->step == STEP_LIST; }
static bool asks(const void *memory) { return !lists(memory); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .guard = lists, .label = N_("open"), .help = N_("Opens what is marked"), .rank = 0 },
    { .code = ACTION_NEW, .name = "new", .keys = "N", .guard = lists, .label = N_("new workshop"), .help = N_("Makes a new workshop; you are asked for its name and days"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "next", .keys = "Enter", .guard = asks, .label = N_("next"), .help = N_("Takes what was typed, and goes on"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    /* the list asks for a row only while it draws; what is formatted lies in the state until the next one */
    struct workshops_state *state = (struct workshops_state *)(uintptr_t)context;
    const struct workshop_line *line = &state->view->rows[index];
    snprintf(state->text[0], sizeof state->text[0], "%s", line->first);
    snprintf(state->text[1], sizeof state->text[1], P_("%d member", "%d members", line->members), line->members);
    row->text[0] = line->name;
    row->text[1] = state->text[0];
    row->text[2] = state->text[1];
    row->text[3] = line->cancelled ? _("cancelled") : line->when < 0 ? _("past") : line->when > 0 ? _("coming") : _("running");
    row->style[1] = row->style[2] = STYLE_DIM;
    row->style[3] = line->when == 0 && !line->cancelled ? STYLE_GOOD : STYLE_DIM;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct workshops_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_workshops, state, context);
    prompt_init(&state->name, NULL, PROMPT_TEXT, 60);
    prompt_init(&state->first, NULL, PROMPT_DATE, 10);
    prompt_init(&state->days, NULL, PROMPT_DIGITS, 2);
    state->common.waiting = true;
    effect_WORKSHOPS(effects, NULL);
}

static unsigned on_result(struct workshops_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result = common_result(&state->common, event, REQUEST_WORKSHOPS, true);
    if (result && result->code == 0) {
        size_t focus = state->list.focus;
        state->view = result->data;
        list_init(&state->list, state->view->count, list_row, state);
        state->list.columns = 4;
        state->list.column[1] = (struct list_column){ .cols = 11 };
        state->list.column[2] = (struct list_column){ .cols = 13, .at_end = true };
        state->list.column[3] = (struct list_column){ .cols = 12, .at_end = true };
        if (focus && focus < state->view->count)
            list_focus(&state->list, focus);
    }
    result = common_result(&state->common, event, REQUEST_WORKSHOP_MAKE, false);
    if (result && result->code == 0) {
        state->step = STEP_LIST;
        common_say(&state->common, true, _("The workshop is made. Enter opens it, to put people into it."));
        effect_WORKSHOPS(effects, NULL);
    }
    return SCREEN_LAYOUT;
}

static void begin_new(struct workshops_state *state, const struct context *context)
{
    char day[24];
    struct date date;
    date_from(&date, context->wall, context->offset_minutes);
    snprintf(day, sizeof day, "%04d-%02d-%02d", date.year % 10000, date.month, date.day);
    prompt_clear(&state->name);
    prompt_set(&state->first, context->date_sound ? day : "");
    prompt_set(&state->days, "6");
    state->common.message[0] = 0;
    state->step = STEP_NAME;
}

static struct prompt *prompt_of(struct workshops_state *state)
{
    return state->step == STEP_NAME ? &state->name : state->step == STEP_FIRST ? &state->first : &state->days;
}

static unsigned typing(struct workshops_state *state, const struct event *event, struct effects *effects)
{
    if (event_is(event, PRESS_ESCAPE)) {
        state->step = state->step == STEP_NAME ? STEP_LIST : state->step - 1;
        state->common.message[0] = 0;
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = prompt_event(prompt_of(state), event);
    if (flags & WIDGET_ACCEPTED) {
        state->common.message[0] = 0;
        if (!prompt_text(prompt_of(state))[0])
            common_say(&state->common, false, _("Type something first."));
        else if (state->step < STEP_DAYS)
            state->step++;
        else
            effect_WORKSHOP_MAKE(effects, &(struct request_workshop_make){ .name = prompt_text(&state->name), .first = prompt_text(&state->first),
                                                                           .days = atoi(prompt_text(&state->days)) });
    }
    return SCREEN_LAYOUT | SCREEN_DRAW | SCREEN_HANDLED;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct workshops_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_RESUMED)
        effect_WORKSHOPS(effects, NULL);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (common_event(&state->common, event, state->step != STEP_LIST, context, effects))
        return SCREEN_HANDLED;
    if (state->step != STEP_LIST)
        return typing(state, event, effects);
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->view)
        return 0;
    if (action && action->code == ACTION_NEW) {
        begin_new(state, context);
        return SCREEN_LAYOUT | SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus < state->view->count) {
        const struct workshop_line *line = &state->view->rows[state->list.focus];
        effect_push(effects, &screen_workshop, &(struct screen_args){ .item = line->id, .title = line->name });
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct workshops_state *state = memory;
    state->area = common_layout(&state->common, context).text;
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw_new(const struct workshops_state *state, struct grid *grid)
{
    static const char *const labels[] = { N_("Its name:"), N_("First day:"), N_("How many days:") };
    const struct prompt *prompts[] = { &state->name, &state->first, &state->days };
    int row = state->area.row, col = state->area.col, cols = state->area.cols;
    grid_put(grid, row, col, cols, STYLE_HEADING, _("New workshop"));
    for (int i = 0; i <= (int)state->step - STEP_NAME; i++) {
        grid_put(grid, row + 2 + 2 * i, col, 18, STYLE_TEXT, _(labels[i]));
        if (i < (int)state->step - STEP_NAME)
            prompt_draw(prompts[i], grid, row + 2 + 2 * i, col + 20, cols - 20, false);
    }
    if (state->step == STEP_FIRST)
        grid_put(grid, row + 5, col + 20, cols - 20, STYLE_DIM, _("Year, month, day, such as 2026-04-01."));
    prompt_draw(prompts[state->step - STEP_NAME], grid, row + 2 + 2 * ((int)state->step - STEP_NAME), col + 20, cols - 20, true);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct workshops_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Workshops"), NULL, false))
        return;
    if (state->step != STEP_LIST)
        draw_new(state, grid);
    else if (state->view->count == 0)
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_DIM, _("There is no workshop yet. N makes one."));
    else
        list_draw(&state->list, grid, state->area, true);
}

static void release(void *memory)
{
    struct workshops_state *state = memory;
    prompt_release(&state->name);
    prompt_release(&state->first);
    prompt_release(&state->days);
}

const struct screen_type screen_workshops = {
    .name = "workshops", .size = sizeof(struct workshops_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
