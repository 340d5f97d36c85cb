/* The manager's entry: packs, learners, results, the date. */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"

#include "base/clock.h"
#include "base/intl.h"

enum { ACTION_OPEN = 1, ACTION_BACK };
enum { ROW_RESCUE, ROW_ROOM, ROW_STICK, ROW_PACKS, ROW_INSTALL, ROW_LEARNERS, ROW_EXPORT, ROW_COORDINATOR, ROW_DOCTOR, ROW_WORKSHOPS, ROW_DATE, ROWS };

/* staff: a facilitator's as well; all others are a manager's alone, as the keeper has it. */
static const struct { const char *title, *about; bool staff; } rows[ROWS] = {
    [ROW_RESCUE] = { N_("Please read this"), N_("the records were damaged and brought back"), true },
    [ROW_ROOM] = { N_("The disk gets full"), N_("what to do about it"), true },
    [ROW_STICK] = { N_("The stick"), N_("all that comes from it and goes onto it") },
    [ROW_PACKS] = { N_("Packs"), N_("what is installed here, and removing it") },
    [ROW_INSTALL] = { N_("Install packs"), N_("from a USB stick or a folder") },
    [ROW_LEARNERS] = { N_("Learners"), N_("who is registered; a new PIN for somebody"), true },
    [ROW_EXPORT] = { N_("Results to the stick"), N_("for the coordinator; only they can read it") },
    [ROW_COORDINATOR] = { N_("Coordinator"), N_("whom results go to, and what has arrived") },
    [ROW_DOCTOR] = { N_("Check this machine"), N_("what is well, and how to mend the rest"), true },
    [ROW_WORKSHOPS] = { N_("Workshops"), N_("who is in one, who was there, who needs help"), true },
    [ROW_DATE] = { N_("Date and time"), N_("say whether the machine's clock is right"), true },
};

struct manager_state {
    struct common common;
    struct list list;
    struct prompt date;
    enum rank rank;
    const struct notices_view *notices;          /* NULL: not known yet */
    int answer;                                  /* of the dialogue about a rescue: enum message_answer */
    int shown[ROWS], shown_count;                /* the rows that are for whoever sits there */
    bool asking;                                 /* the date is being typed */
    struct area area, date_area;
};

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("open"), .help = N_("Opens what is marked"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    const struct manager_state *state = context;
    row->text[0] = _(rows[state->shown[index]].title);
    row->text[1] = _(rows[state->shown[index]].about);
    row->style[1] = STYLE_DIM;
    if (state->shown[index] == ROW_RESCUE || state->shown[index] == ROW_ROOM)
        row->style[0] = row->style[1] = STYLE_ATTENTION;
}

/* What there is to tell stands first, and only while there is. */
static bool is_shown(const struct manager_state *state, int row)
{
    const struct notices_view *notices = state->notices;
    if (row == ROW_RESCUE)
        return notices && notices->rescue[0];
    if (row == ROW_ROOM)
        return notices && notices->little_room;
    return rows[row].staff || state->rank == RANK_MANAGER;
}

/* What was marked stays so, but for the first row. */
static void fill(struct manager_state *state)
{
    int marked = state->shown_count && state->list.focus ? state->shown[state->list.focus] : -1, focus = 0;
    state->shown_count = 0;
    for (int i = 0; i < ROWS; i++)
        if (is_shown(state, i)) {
            focus = i == marked ? state->shown_count : focus;
            state->shown[state->shown_count++] = i;
        }
    list_init(&state->list, (size_t)state->shown_count, list_row, state);
    state->list.columns = 2;
    state->list.column[0] = (struct list_column){ .cols = 20 };
    state->list.numbered = true;
    list_focus(&state->list, (size_t)focus);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct manager_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_manager, state, context);
    prompt_init(&state->date, NULL, PROMPT_DATE, 10);
    state->rank = context->person.rank;
    fill(state);
    if (context->person.rank == RANK_LEARNER) {
        common_say(&state->common, false, _("This is for the manager. Ask for help."));
        state->common.failed = true;
    } else {
        effect_NOTICES(effects, &(struct request_none){ 0 });
    }
}

/* "3 events (numbers 12 to 14), 1 free text", or "nothing". */
static void say_lost(char *out, size_t size, const struct notices_view *notices)
{
    char events[120] = "", texts[80] = "", people[80] = "";
    if (notices->lost == 1)
        snprintf(events, sizeof events, _("the entry number %lld"), (long long)notices->last);
    else if (notices->lost)
        snprintf(events, sizeof events, P_("%lld entry, from number %lld to %lld", "%lld entries, from number %lld to %lld", notices->lost), (long long)notices->lost, (long long)notices->first,
                 (long long)notices->last);
    if (notices->texts)
        snprintf(texts, sizeof texts, P_("%lld free text", "%lld free texts", notices->texts), (long long)notices->texts);
    if (notices->people)
        snprintf(people, sizeof people, P_("%lld person", "%lld persons", notices->people), (long long)notices->people);
    if (!*events && !*texts && !*people)
        snprintf(out, size, "%s", notices->sure && !notices->gap ? _("nothing") : _("nothing that is known of"));
    else
        snprintf(out, size, "%s%s%s%s%s", events, *events && *texts ? ", " : "", texts, (*events || *texts) && *people ? ", " : "", people);
}

static void tell_rescue(struct manager_state *state, struct effects *effects)
{
    char lost[300], text[1200];
    const struct notices_view *notices = state->notices;
    say_lost(lost, sizeof lost, notices);
    snprintf(text, sizeof text, _("On %s the records were damaged and brought back. Lost: %s.%s\nLearners go on. Make a backup soon, and have the disk looked at: if this comes again, it is failing."),
             notices->day, lost, notices->sure && !notices->gap ? "" : _(" More may be missing."));
    state->answer = MESSAGE_NOTHING;
    if (state->rank == RANK_MANAGER)
        message_ask(effects, _("The records were brought back"), text, _("I have read it"), &state->answer);
    else
        message_show(effects, _("The records were brought back"), text);
}

static void tell_room(const struct manager_state *state, struct effects *effects)
{
    char text[800];
    snprintf(text, sizeof text, _("%lld MB are free on the disk of this centre.\nRemove packs that nobody uses, and files that are not the kiosk's. When hardly any room is left, packs, results and backups have "
                                  "to wait, then no quiz is begun; quizzes that have begun go on."), (long long)(state->notices->free / 1000000));
    message_show(effects, _("The disk gets full"), text);
}

/* The day that was typed, at the time of day that the clock says. */
static bool typed_date(const struct manager_state *state, const struct context *context, int64_t *wall)
{
    struct date now, typed;
    if (sscanf(prompt_text(&state->date), "%d-%d-%d", &typed.year, &typed.month, &typed.day) != 3)
        return false;
    date_from(&now, context->wall, context->offset_minutes);
    typed.hour = now.hour;
    typed.minute = now.minute;
    typed.second = now.second;
    if (typed.year < 2024 || typed.year > 2100 || typed.month < 1 || typed.month > 12 || typed.day < 1 || typed.day > 31)
        return false;
    *wall = date_to(&typed) - (int64_t)context->offset_minutes * 60000;
    struct date back;
    date_from(&back, *wall, context->offset_minutes);
    return back.day == typed.day;                /* there is no 31 April */
}

static unsigned date_event(struct manager_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    int64_t wall;
    if (event_is(event, PRESS_ESCAPE)) {
        state->asking = false;
        state->common.message[0] = 0;
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = prompt_event(&state->date, event);
    if (flags & WIDGET_ACCEPTED) {
        if (typed_date(state, context, &wall))
            effect_CONFIRM_DATE(effects, &(struct request_date){ wall });
        else
            common_say(&state->common, false, _("This is no date. Type year, month and day, such as 2026-04-01."));
    }
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static void open_row(struct manager_state *state, const struct context *context, struct effects *effects)
{
    char text[24];
    struct date date;
    switch (state->shown[state->list.focus]) {
    case ROW_RESCUE:
        tell_rescue(state, effects);
        break;
    case ROW_ROOM:
        tell_room(state, effects);
        break;
    case ROW_STICK:
        effect_push(effects, &screen_stick, NULL);
        break;
    case ROW_PACKS:
        effect_push(effects, &screen_packs, NULL);
        break;
    case ROW_INSTALL:
        effect_push(effects, &screen_install, NULL);
        break;
    case ROW_LEARNERS:
        effect_push(effects, &screen_learners, NULL);
        break;
    case ROW_WORKSHOPS:
        effect_push(effects, &screen_workshops, NULL);
        break;
    case ROW_EXPORT:
        effect_push(effects, &screen_export, NULL);
        break;
    case ROW_COORDINATOR:
        effect_push(effects, &screen_coordinator, NULL);
        break;
    case ROW_DOCTOR:
        effect_push(effects, &screen_doctor, NULL);
        break;
    case ROW_DATE:
        date_from(&date, context->wall, context->offset_minutes);
        snprintf(text, sizeof text, "%04d-%02d-%02d", date.year % 10000, date.month, date.day);
        prompt_set(&state->date, text);
        state->asking = true;
        state->common.message[0] = 0;
        break;
    default:
        break;
    }
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct manager_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_CONFIRM_DATE, false);
        if (result && result->code == 0) {
            state->asking = false;
            common_say(&state->common, true, _("Thank you. The date is noted."));
        }
        if (common_result(&state->common, event, REQUEST_RESCUE_READ, false))
            effect_NOTICES(effects, &(struct request_none){ 0 });
        result = common_result(&state->common, event, REQUEST_NOTICES, false);
        if (result && result->code == 0) {
            state->notices = result->data;
            fill(state);
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED) {
        if (state->answer == MESSAGE_YES && state->notices)
            effect_RESCUE_READ(effects, &(struct request_rescue){ state->notices->rescue });
        else if (!state->common.failed)
            effect_NOTICES(effects, &(struct request_none){ 0 });
        state->answer = MESSAGE_NOTHING;
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESIZE)
        return SCREEN_LAYOUT;
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, state->asking, context, effects))
        return SCREEN_HANDLED;
    if (state->asking)
        return date_event(state, event, context, effects) | SCREEN_LAYOUT;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    unsigned flags = state->common.failed ? 0 : list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        open_row(state, context, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static const char *about_clock(const struct context *context)
{
    return context->date_sound ? _("The clock is trusted.") : _("Nobody has said yet whether this is right. Learning goes on meanwhile.");
}

/* The date stands below the list, which is scrolled where there is no room for both. */
static void layout(void *memory, const struct context *context)
{
    struct manager_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    int date = 1 + paint_words_rows(about_clock(context), text.cols) + (state->asking ? 3 : 0);
    int room = text.rows - date - 1;
    bool roomy = room > state->shown_count;
    state->area = area_top(text, roomy ? state->shown_count : room);
    state->date_area = area_below(text, state->area.rows + (roomy ? 2 : 1));
    list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct manager_state *state = memory;
    char text[80], clock[CLOCK_SIZE];
    struct date date;
    if (!common_frame(&state->common, context, grid, context->centre, context->person.rank == RANK_MANAGER ? _("Manage the centre") : _("Look after learners"), NULL, false))
        return;
    list_draw(&state->list, grid, state->area, !state->asking);
    struct area below = state->date_area;
    date_from(&date, context->wall, context->offset_minutes);
    snprintf(clock, sizeof clock, "%02d:%02d", date.hour % 24, date.minute % 60);
    snprintf(text, sizeof text, _("The machine says %04d-%02d-%02d, %s."), date.year, date.month, date.day, clock);
    grid_put(grid, below.row, below.col, below.cols, STYLE_TEXT, text);
    int row = below.row + 1 + paint_words(grid, area_below(below, 1), context->date_sound ? STYLE_GOOD : STYLE_ATTENTION, about_clock(context));
    if (state->asking) {
        int used = grid_put(grid, row + 1, below.col, below.cols, STYLE_HEADING, _("Today is:"));
        prompt_draw(&state->date, grid, row + 1, below.col + used + 2, 12, true);
        grid_put(grid, row + 2, below.col, below.cols, STYLE_DIM, _("Year, month, day. Enter confirms, Esc leaves it."));
    }
}

static void release(void *memory)
{
    prompt_release(&((struct manager_state *)memory)->date);
}

const struct screen_type screen_manager = {
    .name = "manager", .size = sizeof(struct manager_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
