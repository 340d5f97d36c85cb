/* What is well with this machine and what is not: the worst first, and below it what to do. On request a file for whoever helps from afar. */
#include "screens/common.h"
#include "screens/paint.h"
#include "screens/places.h"

#include "base/intl.h"

enum { ADVICE_ROWS = 5, SUMMARY_ROWS = 2 };      /* rows below the list, and above it */
enum stage { AT_WORK, AT_LIST, AT_PLACES };

struct doctor_state {
    struct common common;
    enum stage stage;
    const struct job_row *rows;                  /* of the last look that came to its end; NULL */
    size_t count, bad, attention;                /* of the rows that are shown */
    uint32_t number;                             /* of the look that goes on */
    int per_cent;
    char doing[200];
    bool stopping;
    struct list list;
    struct places places;
    struct area text, area, advice;
};

enum { ACTION_AGAIN = 1, ACTION_FILE, ACTION_TAKE, ACTION_BACK };

static const struct doctor_state *of(const void *memory) { return memory; }
static bool listed(const void *memory) { return of(memory)->stage == AT_LIST; }
static bool places_shown(const void *memory) { return of(memory)->stage == AT_PLACES; }
static bool moves(const void *memory) { return of(memory)->stage != AT_WORK; }
static bool marks(const void *memory) { return places_shown(memory) && places_marked(&of(memory)->places); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = moves, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_TAKE, .name = "take", .keys = "Enter", .guard = marks, .label = N_("write it there"), .help = N_("Writes the file for whoever helps you"), .rank = 0 },
    { .code = ACTION_AGAIN, .name = "again", .keys = "Enter R", .guard = listed, .label = N_("look again"), .help = N_("Looks at everything once more"), .rank = 1 },
    { .code = ACTION_FILE, .name = "file", .keys = "F", .guard = listed, .label = N_("file for a helper"),
      .help = N_("Writes what was found into a file on the stick, for whoever helps from afar. It holds no names, numbers, answers or keys."), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static const char *what_to_do(void) { return _("Plug in the stick and wait a moment. The file holds no names, numbers, answers or keys."); }

static void look(struct doctor_state *state, const char *path, const struct context *context, struct effects *effects)
{
    uint32_t number = effect_DOCTOR(effects, &(struct request_doctor){ .path = path, .rows = context->rows, .cols = context->cols });
    if (!number)
        return;
    state->number = number;
    state->stage = AT_WORK;
    state->per_cent = 0;
    state->doing[0] = 0;
    state->stopping = false;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct doctor_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_doctor, state, context);
    state->places.writing = true;
    if (context->person.rank == RANK_LEARNER) {
        common_say(&state->common, false, _("This is for the manager. Ask for help."));
        state->common.failed = true;
        return;
    }
    look(state, "", context, effects);
}

/* ---- What comes back ---- */

static const struct { const char *name, *word; enum style style; } verdicts[] = {
    { "bad", N_("bad"), STYLE_ATTENTION },
    { "attention", N_("look at it"), STYLE_ATTENTION },
    { "unknown", N_("not known"), STYLE_DIM },
    { "good", N_("good"), STYLE_GOOD },
};

static bool is(const struct job_row *row, const char *verdict) { return strcmp(row->field[DOCTOR_VERDICT], verdict) == 0; }

static void list_row(const void *context, size_t index, struct list_row *row)
{
    const struct doctor_state *state = context;
    const struct job_row *found = &state->rows[index];
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++)
        if (is(found, verdicts[i].name)) {
            row->text[0] = _(verdicts[i].word);
            row->style[0] = verdicts[i].style;
        }
    row->text[1] = found->field[DOCTOR_LABEL];
    row->text[2] = found->field[DOCTOR_VALUE];
    row->style[2] = STYLE_DIM;
}

/* The last row tells the file's name, where one was written. */
static void take(struct doctor_state *state, const struct job_view *view)
{
    char words[COMMON_MESSAGE];
    bool again = state->rows != NULL;
    size_t focus = state->list.focus;
    state->rows = view->rows;
    state->count = state->bad = state->attention = 0;
    for (size_t i = 0; i < view->count; i++) {
        const struct job_row *row = &view->rows[i];
        if (is(row, "file")) {
            snprintf(words, sizeof words, _("Written: %s. You may take out the stick."), row->field[DOCTOR_VALUE]);
            common_say(&state->common, true, words);
            break;
        }
        state->count++;
        state->bad += is(row, "bad");
        state->attention += is(row, "attention");
    }
    list_init(&state->list, state->count, list_row, state);
    state->list.columns = 3;
    state->list.column[0] = (struct list_column){ .cols = 12 };
    state->list.column[1] = (struct list_column){ .cols = 18 };
    if (again && focus < state->count)
        list_focus(&state->list, focus);
    state->stage = AT_LIST;
}

static void on_job(struct doctor_state *state, const struct result *result)
{
    const struct job_view *view = result->data;
    if (result->number != state->number)
        return;
    if (result->code) {
        state->stage = AT_LIST;
        state->common.failed = !state->rows;     /* then there is nothing else to show */
    } else if (view->done) {
        take(state, view);
    } else {
        state->per_cent = view->per_cent;
        snprintf(state->doing, sizeof state->doing, "%s", view->doing);
    }
}

static unsigned on_result(struct doctor_state *state, const struct event *event)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_DOCTOR, false)))
        on_job(state, result);
    else if ((result = common_result(&state->common, event, REQUEST_PLACES, false)) && result->code == 0)
        places_take(&state->places, result->data, state->places.view != NULL);
    return SCREEN_LAYOUT;
}

/* ---- Keys ---- */

static unsigned go_back(struct doctor_state *state, struct effects *effects)
{
    if (state->stage == AT_WORK && !state->stopping)
        state->stopping = effect_JOB_STOP(effects, NULL) != 0;
    if (state->stage != AT_PLACES)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    state->stage = AT_LIST;
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned on_action(struct doctor_state *state, const struct action *action, const struct context *context, struct effects *effects)
{
    const struct place *place = places_marked(&state->places);
    switch (action->code) {
    case ACTION_BACK:
        return go_back(state, effects);
    case ACTION_AGAIN:
        look(state, "", context, effects);
        break;
    case ACTION_FILE:
        state->stage = AT_PLACES;
        effect_PLACES(effects, NULL);
        break;
    case ACTION_TAKE:
        look(state, place->path, context, effects);
        break;
    default:
        return 0;
    }
    state->common.message[0] = 0;
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct doctor_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_TICK && state->stage == AT_PLACES)
        effect_PLACES(effects, NULL);            /* a stick may have been plugged in, or pulled out */
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (state->common.failed)
        return action && action->code == ACTION_BACK ? SCREEN_HANDLED | SCREEN_LEAVE : 0;
    unsigned flags = action ? on_action(state, action, context, effects) : 0;
    if (!flags && state->stage == AT_LIST)
        flags = list_event(&state->list, event, state->area) & WIDGET_MOVED;
    else if (!flags && state->stage == AT_PLACES && state->places.view)
        flags = list_event(&state->places.list, event, places_area(state->text, what_to_do())) & WIDGET_MOVED;
    return flags & WIDGET_MOVED ? SCREEN_DRAW | SCREEN_HANDLED : flags;
}

/* ---- Drawing ---- */

static void layout(void *memory, const struct context *context)
{
    struct doctor_state *state = memory;
    state->text = common_layout(&state->common, context).text;
    state->advice = area_below(state->text, state->text.rows - ADVICE_ROWS);
    state->area = area_below(area_top(state->text, state->text.rows - ADVICE_ROWS - 1), SUMMARY_ROWS);
    if (state->rows)
        list_layout(&state->list, state->area);
    if (state->places.view)
        places_layout(&state->places, state->text, what_to_do());
}

static void draw_summary(const struct doctor_state *state, struct grid *grid)
{
    struct buf text = BUF_INIT;
    if (state->bad)
        buf_format(&text, P_("%zu thing is bad.", "%zu things are bad.", state->bad), state->bad);
    if (state->bad && state->attention)
        buf_char(&text, ' ');
    if (state->attention)
        buf_format(&text, P_("%zu thing should be looked at.", "%zu things should be looked at.", state->attention), state->attention);
    bool well = state->bad == 0 && state->attention == 0;
    grid_put(grid, state->text.row, state->text.col, state->text.cols, well ? STYLE_GOOD : STYLE_STRONG, well ? _("All is well.") : text.data);
    buf_release(&text);
}

static void draw_list(const struct doctor_state *state, struct grid *grid)
{
    draw_summary(state, grid);
    list_draw(&state->list, grid, state->area, true);
    if (state->list.focus >= state->count)
        return;
    const struct job_row *row = &state->rows[state->list.focus];
    const char *advice = row->field[DOCTOR_ADVICE];
    int rows = paint_words(grid, state->advice, STYLE_DIM, row->field[DOCTOR_VALUE]); /* the list may have cut it */
    paint_words(grid, area_below(state->advice, rows), advice[0] ? STYLE_STRONG : STYLE_DIM, advice[0] ? advice : _("Nothing is to be done here."));
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct doctor_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Check this machine"), NULL, false))
        return;
    if (state->stage == AT_WORK) {
        progress_draw(grid, area_top(state->text, 3), state->per_cent, 100, state->doing[0] ? state->doing : _("One moment."));
        grid_cursor(grid, state->text.row + 1, state->text.col);
    } else if (state->stage == AT_PLACES && state->places.view) {
        places_draw(&state->places, grid, state->text, what_to_do());
    } else if (state->stage == AT_LIST && state->rows) {
        draw_list(state, grid);
    }
}

const struct screen_type screen_doctor = {
    .name = "doctor", .size = sizeof(struct doctor_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
