/* A workshop as it runs: who is where and who needs help, first of all; who was there on a day; which units are open. */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"

#include "base/intl.h"

#define POLL 2000                                /* running milliseconds from look to look */

struct workshop_state {
    struct common common;
    const struct workshop_view *view;
    struct list list;
    struct area line, area;
    char id[40];
    struct prompt number;
    bool adding;
    int removing;                                /* enum message_answer */
    char removing_pack[200], removing_unit[200]; /* copies: while it is asked, a newer view may come */
    int day;                                     /* which is marked, from 1; 0: not chosen yet */
    int64_t looked;
    const struct look *look;
    char text[3][120];                           /* of the row that is drawn */
};

enum { ACTION_MARK = 1, ACTION_BEFORE, ACTION_AFTER, ACTION_ADD, ACTION_GATE, ACTION_TAKE, ACTION_PLAN, ACTION_REMOVE, ACTION_BACK,
       ACTION_CHANGE /* and on: + enum plan_change */ };

static bool adds(const void *memory) { return ((const struct workshop_state *)memory)->adding; }
static bool lists(const void *memory) { return !adds(memory); }
static const struct workshop_person *person_at(const struct workshop_state *state)
{
    return state->view && state->list.focus < state->view->member_count ? &state->view->members[state->list.focus] : NULL;
}
static const struct workshop_part *unit_at(const struct workshop_state *state)
{
    size_t heading = state->view ? state->view->member_count + 1 : 0; /* a gap and a heading stand between */
    return state->view && state->list.focus > heading && state->list.focus - heading - 1 < state->view->unit_count ? &state->view->units[state->list.focus - heading - 1] : NULL;
}
static bool on_person(const void *memory) { return lists(memory) && person_at(memory); }
static bool on_unit(const void *memory) { return lists(memory) && unit_at(memory); }
static bool on_dated(const void *memory) { return on_unit(memory) && unit_at(memory)->day; }
static bool looks_at_days(const void *memory) { return lists(memory) && !on_dated(memory); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_MARK, .name = "mark", .keys = "Space", .guard = on_person, .label = N_("was there"), .help = N_("Says that who is marked was there on the day above: the whole day, half of it, or not"), .rank = 0 },
    { .code = ACTION_BEFORE, .name = "before", .keys = "Left", .guard = looks_at_days, .label = N_("day before"), .help = N_("Goes to the day before"), .rank = 3 },
    { .code = ACTION_AFTER, .name = "after", .keys = "Right", .guard = looks_at_days, .label = N_("next day"), .help = N_("Goes to the next day"), .rank = 3 },
    { .code = ACTION_GATE, .name = "gate", .keys = "Enter", .guard = on_unit, .label = N_("open or close"), .help = N_("Opens what is marked to the members, or closes it"), .rank = 0 },
    { .code = ACTION_CHANGE + PLAN_ROLE, .name = "role", .keys = "R", .guard = on_unit, .label = N_("what for"), .help = N_("Says what a quiz is for: practice, a pre-test, a post-test or an examination"), .rank = 1 },
    { .code = ACTION_CHANGE + PLAN_RULE, .name = "rule", .keys = "W", .guard = on_unit, .label = N_("when"), .help = N_("Says when it opens: from the beginning, after the one before, on a day, or by hand"), .rank = 1 },
    { .code = ACTION_ADD, .name = "add", .keys = "A", .guard = lists, .label = N_("add somebody"), .help = N_("Puts somebody into the workshop, by learner number"), .rank = 1 },
    { .code = ACTION_PLAN, .name = "plan", .keys = "P", .guard = lists, .label = N_("add a unit"), .help = N_("Puts lessons and quizzes of the packs into the plan, at its end"), .rank = 1 },
    { .code = ACTION_CHANGE + PLAN_EARLIER, .name = "earlier", .keys = "Left", .guard = on_dated, .label = N_("a day earlier"), .help = N_("Opens what is marked a day earlier"), .rank = 3 },
    { .code = ACTION_CHANGE + PLAN_LATER, .name = "later", .keys = "Right", .guard = on_dated, .label = N_("a day later"), .help = N_("Opens what is marked a day later"), .rank = 3 },
    { .code = ACTION_CHANGE + PLAN_UP, .name = "up", .keys = "U", .guard = on_unit, .label = N_("move up"), .help = N_("Puts what is marked before the one above it"), .rank = 4 },
    { .code = ACTION_CHANGE + PLAN_DOWN, .name = "down", .keys = "D", .guard = on_unit, .label = N_("move down"), .help = N_("Puts what is marked behind the one below it"), .rank = 4 },
    { .code = ACTION_REMOVE, .name = "remove", .keys = "Delete X", .guard = on_unit, .label = N_("take out"), .help = N_("Takes what is marked out of the plan, after asking"), .rank = 4 },
    { .code = ACTION_TAKE, .name = "take", .keys = "Enter", .guard = adds, .label = N_("add"), .help = N_("Puts the person with this number into the workshop"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

/* What a facilitator wants to know of somebody, in words. */
static void where_words(char *text, size_t size, const struct workshop_person *person)
{
    int minutes = (int)(person->still / 60);
    if (person->need == NEED_WRONG)
        snprintf(text, size, P_("%d wrong in a row", "%d wrong in a row", person->wrong), person->wrong);
    else if (person->need == NEED_STILL && person->in_quiz)
        snprintf(text, size, P_("%d minute, no answer", "%d minutes, no answer", minutes), minutes);
    else if (person->need == NEED_STILL)
        snprintf(text, size, P_("%d minute on this page", "%d minutes on this page", minutes), minutes);
    else if (!person->seated)
        snprintf(text, size, "%s", _("not at a screen here"));
    else if (person->in_quiz)
        snprintf(text, size, _("%d of %d answered"), person->at, person->of);
    else if (person->at)
        snprintf(text, size, _("page %d of %d"), person->at, person->of);
    else
        snprintf(text, size, "%s", _("signed in"));
}

static const char *part_words(const struct workshop_state *state, const struct workshop_person *person)
{
    char digit = state->day >= 1 && (size_t)state->day <= strlen(person->days) ? person->days[state->day - 1] : '0';
    return digit == '2' ? _("there") : digit == '1' ? _("half of it") : _("not there");
}

static void list_row(const void *context, size_t index, struct list_row *row)
{
    struct workshop_state *state = (struct workshop_state *)(uintptr_t)context;
    const struct workshop_view *view = state->view;
    if (index < view->member_count) {
        const struct workshop_person *person = &view->members[index];
        where_words(state->text[0], sizeof state->text[0], person);
        row->text[0] = person->name;
        row->text[1] = state->text[0];
        row->text[2] = part_words(state, person);
        row->style[1] = person->need ? STYLE_ATTENTION : STYLE_DIM;
        row->marked = person->need;
        row->mark = GLYPH_FLAG;
        return;
    }
    index -= view->member_count;
    if (index < 2) {
        row->kind = index ? LIST_HEADING : LIST_GAP;
        row->text[0] = !index ? NULL : view->unit_count ? _("Plan") : _("The plan is empty. P puts lessons and quizzes into it.");
        return;
    }
    const struct workshop_part *unit = &view->units[index - 2];
    row->text[0] = unit->title;
    row->text[1] = unit->rule;
    row->text[2] = unit->open ? _("open") : unit->by_hand ? _("closed") : "";
    row->style[1] = STYLE_DIM;
    row->style[2] = unit->open ? STYLE_GOOD : STYLE_DIM;
}

static void look(struct workshop_state *state, const struct context *context, struct effects *effects)
{
    state->looked = context->running;
    effect_WORKSHOP(effects, &(struct request_learner){ .id = state->id });
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct workshop_state *state = memory;
    common_init(&state->common, &screen_workshop, state, context);
    prompt_init(&state->number, NULL, PROMPT_DIGITS, 12);
    snprintf(state->id, sizeof state->id, "%s", args && args->item ? args->item : "");
    state->common.waiting = true;
    look(state, context, effects);
}

/* The focus stays with the person or the unit, not with the row: who needs help moves to the top, and what is moved takes the focus along. */
static void take_view(struct workshop_state *state, const struct workshop_view *view)
{
    size_t focus = state->list.focus;
    const struct workshop_person *person = person_at(state); /* of the view before, which still stands */
    const struct workshop_part *unit = unit_at(state);
    bool first = !state->view;
    state->view = view;
    size_t count = view->member_count + 2 + view->unit_count;
    list_init(&state->list, count, list_row, state);
    state->list.columns = 3;
    state->list.column[1] = (struct list_column){ .cols = 26 };
    state->list.column[2] = (struct list_column){ .cols = 10, .at_end = true };
    if (!first && focus < count)
        list_focus(&state->list, focus);
    for (size_t i = 0; person && i < view->member_count; i++)
        if (strcmp(view->members[i].id, person->id) == 0)
            list_focus(&state->list, i);
    for (size_t i = 0; unit && i < view->unit_count; i++)
        if (strcmp(view->units[i].pack, unit->pack) == 0 && strcmp(view->units[i].id, unit->id) == 0)
            list_focus(&state->list, view->member_count + 2 + i);
    if (!state->day)
        state->day = view->today < 1 ? 1 : view->today > view->days ? view->days : view->today;
}

static unsigned on_result(struct workshop_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    static const enum request_kind changes[] = { REQUEST_WORKSHOP_ADD, REQUEST_WORKSHOP_ATTEND, REQUEST_WORKSHOP_OPEN, REQUEST_WORKSHOP_PLAN };
    const struct result *result = common_result(&state->common, event, REQUEST_WORKSHOP, !state->view);
    if (result && result->code == 0)
        take_view(state, result->data);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        result = common_result(&state->common, event, changes[i], false);
        if (!result || result->code)
            continue;
        state->common.message[0] = 0;
        if (changes[i] == REQUEST_WORKSHOP_ADD)
            prompt_clear(&state->number);
        look(state, context, effects);
    }
    return SCREEN_LAYOUT;
}

static unsigned add_turn(struct workshop_state *state, const struct event *event, struct effects *effects)
{
    if (event_is(event, PRESS_ESCAPE)) {
        state->adding = false;
        state->common.message[0] = 0;
        return SCREEN_LAYOUT | SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = prompt_event(&state->number, event);
    if (flags & WIDGET_ACCEPTED && prompt_text(&state->number)[0])
        effect_WORKSHOP_ADD(effects, &(struct request_workshop_add){ .workshop = state->id, .number = prompt_text(&state->number) });
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static void mark(const struct workshop_state *state, struct effects *effects)
{
    const struct workshop_person *person = person_at(state);
    if (!person || state->day < 1 || (size_t)state->day > strlen(person->days))
        return;
    char digit = person->days[state->day - 1];
    int part = digit == '0' ? 2 : digit == '2' ? 1 : 0; /* the whole day first: that is what is said most often */
    effect_WORKSHOP_ATTEND(effects, &(struct request_attend){ .workshop = state->id, .person = person->id, .first = state->view->first, .day = state->day, .part = part });
}

static void change(const struct workshop_state *state, enum plan_change what, struct effects *effects)
{
    const struct workshop_part *unit = unit_at(state);
    if (unit)
        effect_WORKSHOP_PLAN(effects, &(struct request_plan){ .workshop = state->id, .pack = unit->pack, .unit = unit->id, .change = what });
}

static void ask_removal(struct workshop_state *state, struct effects *effects)
{
    const struct workshop_part *unit = unit_at(state);
    char text[400];
    snprintf(text, sizeof text, _("\"%s\" is no longer part of this workshop. What people did in it is kept."), unit->title);
    snprintf(state->removing_pack, sizeof state->removing_pack, "%s", unit->pack);
    snprintf(state->removing_unit, sizeof state->removing_unit, "%s", unit->id);
    message_ask(effects, _("Take it out of the plan?"), text, _("Take it out"), &state->removing);
}

/* Back from a question, or from the list of units: the plan may be another one. */
static unsigned resumed(struct workshop_state *state, const struct context *context, struct effects *effects)
{
    if (state->removing == MESSAGE_YES)
        effect_WORKSHOP_PLAN(effects, &(struct request_plan){ .workshop = state->id, .pack = state->removing_pack, .unit = state->removing_unit, .change = PLAN_REMOVE });
    else
        look(state, context, effects);
    state->removing = MESSAGE_NOTHING;
    return SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct workshop_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, context, effects);
    if (event->kind == EVENT_TICK) {
        if (state->view && context->running - state->looked >= POLL)
            look(state, context, effects);
        return SCREEN_DRAW;
    }
    if (event->kind == EVENT_RESUMED)
        return resumed(state, context, effects);
    if (event->kind == EVENT_RESIZE)
        return SCREEN_LAYOUT;
    if (common_event(&state->common, event, state->adding, context, effects))
        return SCREEN_HANDLED;
    if (state->adding)
        return add_turn(state, event, effects);
    const struct action *action = common_action(&state->common, event, NULL);
    int code = action ? action->code : ACTION_WIDGET;
    if (code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->view)
        return 0;
    switch (code) {
    case ACTION_MARK:
        mark(state, effects);
        return SCREEN_HANDLED;
    case ACTION_BEFORE:
    case ACTION_AFTER:
        state->day += code == ACTION_AFTER ? state->day < state->view->days : -(state->day > 1);
        return SCREEN_DRAW | SCREEN_HANDLED;
    case ACTION_ADD:
        state->adding = true;
        return SCREEN_LAYOUT | SCREEN_DRAW | SCREEN_HANDLED;
    case ACTION_GATE: {
        const struct workshop_part *unit = unit_at(state);
        effect_WORKSHOP_OPEN(effects, &(struct request_gate){ .workshop = state->id, .pack = unit->pack, .unit = unit->id, .open = !unit->open });
        return SCREEN_HANDLED;
    }
    case ACTION_PLAN:
        effect_push(effects, &screen_workshop_add, &(struct screen_args){ .item = state->id, .title = state->view->name });
        return SCREEN_HANDLED;
    case ACTION_REMOVE:
        ask_removal(state, effects);
        return SCREEN_HANDLED;
    default:
        if (code < ACTION_CHANGE)
            break;
        change(state, (enum plan_change)(code - ACTION_CHANGE), effects);
        return SCREEN_HANDLED;
    }
    unsigned flags = list_event(&state->list, event, state->area);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct workshop_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    state->line = area_top(text, 2);
    state->area = area_top(area_below(text, 3), text.rows - 5);
    if (state->view)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct workshop_state *state = memory;
    char text[160];
    if (!common_frame(&state->common, context, grid, _("Workshops"), state->view ? state->view->name : NULL, NULL, false))
        return;
    int row = state->line.row, col = state->line.col, cols = state->line.cols;
    snprintf(text, sizeof text, _("Day %d of %d"), state->day, state->view->days);
    int used = grid_put(grid, row, col, cols, STYLE_HEADING, text);
    if (!state->view->date_sound)
        grid_put(grid, row, col + used + 2, cols - used - 2, STYLE_ATTENTION, _("The date is not sure: choose the day yourself."));
    else if (state->day == state->view->today)
        grid_put(grid, row, col + used + 2, cols - used - 2, STYLE_GOOD, _("today"));
    if (state->view->member_count == 0)
        grid_put(grid, state->area.row, col, cols, STYLE_DIM, _("Nobody is in this workshop yet. A adds somebody."));
    list_draw(&state->list, grid, state->area, !state->adding);
    grid_put(grid, state->area.row + state->area.rows + 1, col, cols, STYLE_DIM, _("Other terminals of the centre are not seen here."));
    const struct workshop_person *person = person_at(state);
    const struct workshop_part *unit = unit_at(state);
    if (!state->adding && person && person->unit[0])
        snprintf(text, sizeof text, "%s: %s", person->number, person->unit);
    else
        snprintf(text, sizeof text, "%s%s%s", unit ? unit->role : "", unit ? ", " : "", unit ? unit->rule : person ? person->number : "");
    if (!state->adding)
        grid_put(grid, row + 1, col, cols, STYLE_DIM, text);
    if (state->adding) {
        used = grid_put(grid, row + 1, col, cols, STYLE_TEXT, _("Learner number:"));
        prompt_draw(&state->number, grid, row + 1, col + used + 2, cols - used - 2, true);
    }
}

static void release(void *memory)
{
    prompt_release(&((struct workshop_state *)memory)->number);
}

const struct screen_type screen_workshop = {
    .name = "workshop", .size = sizeof(struct workshop_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
