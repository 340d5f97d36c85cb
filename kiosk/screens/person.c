/* One person, for who looks after them: who that is, what may be done, what was learnt, and who changed what. args.item: the id. */
#include "screens/person.h"

#include "screens/common.h"

#include "base/intl.h"

enum asking { ASK_NOTHING, ASK_PIN, ASK_ROLE, ASK_RETIRE, TELL_PIN };
enum { DO_EDIT, DO_PIN, DO_JOIN, DO_ROLE, DO_RETIRE, DO_ERASE, DOINGS };

struct person_state {
    struct common common;
    const struct person_page *page;
    const struct context *context;
    char id[64];
    int doing[DOINGS], doing_count;              /* what this one may do with that one */
    struct list list, more;
    enum asking asking;
    struct dialogue dialogue;
    char message[400], text[300], when[48];               /* text: of the row that is drawn */
    struct area head, area, below;
};

enum { ACTION_DO = 1, ACTION_MORE, ACTION_BACK };

static bool asks(const void *memory) { return ((const struct person_state *)memory)->asking != ASK_NOTHING; }
static bool lists(const void *memory) { return !asks(memory); }

static bool goes_on(const void *memory)
{
    const struct person_state *state = memory;
    return !asks(memory) && state->page && (int)state->more.count > state->below.rows;
}

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "button", .keys = "Left Right Tab", .guard = asks, .label = N_("choose"), .help = N_("Goes from button to button") },
    { .code = ACTION_WIDGET, .name = "press", .keys = "Enter", .guard = asks, .label = N_("do it"), .help = N_("Does what the marked button says"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_DO, .name = "do", .keys = "Enter", .guard = lists, .label = N_("do it"), .help = N_("Does what is marked; you are asked first"), .rank = 1 },
    { .code = ACTION_MORE, .name = "more", .keys = "PageDown PageUp", .guard = goes_on, .label = N_("further down"), .help = N_("Moves what was learnt and changed up and down"), .rank = 2 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back"), .at_end = true },
};

static const struct { const char *title, *about; } doings[DOINGS] = {
    [DO_EDIT] = { N_("Edit"), N_("name, contact, language, profile") },
    [DO_PIN] = { N_("New PIN"), N_("for who has forgotten theirs") },
    [DO_JOIN] = { N_("Join with another"), N_("of somebody registered twice") },
    [DO_ROLE] = { N_("Role"), N_("learner, facilitator or manager") },
    [DO_RETIRE] = { N_("Retire"), N_("off the lists; one key brings back") },
    [DO_ERASE] = { N_("Erase"), N_("what is personal goes for good") },
};

const char *person_label(const char *field)
{
    static const struct { const char *name, *label; } labels[] = {
        { "sex", N_("Woman or man") }, { "born", N_("Born") }, { "sector", N_("Field of work") }, { "registered", N_("Firm registered") },
        { "workers", N_("Workers") }, { "place", N_("Town or country") }, { "disability", N_("Disability") },
    };
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (strcmp(labels[i].name, field) == 0)
            return _(labels[i].label);
    return NULL;
}

static const char *role_words(enum rank rank)
{
    return rank == RANK_MANAGER ? _("manager") : rank == RANK_FACILITATOR ? _("facilitator") : _("learner");
}

static void doing_row(const void *context, size_t index, struct list_row *row)
{
    const struct person_state *state = context;
    int doing = state->doing[index];
    bool back = doing == DO_RETIRE && state->page->retired;
    row->text[0] = back ? _("Bring back") : _(doings[doing].title);
    row->text[1] = back ? _("number and PIN work again") : _(doings[doing].about);
    row->style[1] = STYLE_DIM;
}

/* Learning first, then what happened: headings, and rows of both. */
static void more_row(const void *context, size_t index, struct list_row *row)
{
    struct person_state *state = (struct person_state *)(uintptr_t)context; /* what is formatted lies there until the next row */
    const struct person_page *page = state->page;
    size_t learnt = page->progress_count ? page->progress_count + 2 : 0;
    state->text[0] = 0;
    if (index < learnt) {
        const struct progress_line *line = index ? &page->progress[index - 1] : NULL;
        row->kind = index == 0 ? LIST_HEADING : index == learnt - 1 ? LIST_GAP : LIST_ITEM;
        if (index == 0)
            row->text[0] = _("What was learnt");
        else if (index < learnt - 1) {
            row->text[0] = line->unit_title;
            row->bar[1] = line->done;
            snprintf(state->text, sizeof state->text, "%.0f %%", line->best >= 0 ? line->best : line->done * 100);
            row->text[2] = state->text;
        }
        return;
    }
    index -= learnt;
    row->kind = index == 0 ? LIST_HEADING : LIST_ITEM;
    row->text[0] = _("What happened");
    if (index == 0)
        return;
    const struct happening_line *line = &page->history[index - 1];
    snprintf(state->text, sizeof state->text, "%s%s%s", line->what, line->who && line->who[0] ? " · " : "", line->who ? line->who : "");
    row->text[0] = state->text;
    snprintf(state->when, sizeof state->when, "%.10s", line->when && line->when[0] ? line->when : _("no date"));
    row->text[2] = state->when;
    row->style[2] = STYLE_DIM;
}

static bool may(const struct person_state *state, int doing)
{
    bool manages = state->context->person.rank == RANK_MANAGER;
    bool self = state->context->person.id && strcmp(state->context->person.id, state->id) == 0;
    if (state->page->retired)
        return manages && (doing == DO_RETIRE || doing == DO_ERASE);
    if (doing == DO_EDIT || doing == DO_PIN)
        return manages || state->page->rank == RANK_LEARNER;
    return manages && !(self && (doing == DO_ROLE || doing == DO_RETIRE));
}

static void take(struct person_state *state, const struct person_page *page)
{
    size_t focus = state->list.focus, learnt = page->progress_count ? page->progress_count + 2 : 0;
    bool first = !state->page;
    state->page = page;
    state->doing_count = 0;
    for (int doing = 0; doing < DOINGS; doing++)
        if (may(state, doing))
            state->doing[state->doing_count++] = doing;
    list_init(&state->list, (size_t)state->doing_count, doing_row, state);
    state->list.columns = 2;
    state->list.column[0] = (struct list_column){ .cols = 20 };
    state->list.numbered = true;
    if (!first)
        list_focus(&state->list, focus);
    list_init(&state->more, learnt + page->history_count + 1, more_row, state);
    state->more.columns = 3;
    state->more.column[1] = (struct list_column){ .cols = 10, .bar = true, .optional = true };
    state->more.column[2] = (struct list_column){ .cols = 10, .at_end = true };
}

static void look(struct person_state *state, struct effects *effects)
{
    effect_PERSON(effects, &(struct request_learner){ state->id });
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct person_state *state = memory;
    common_init(&state->common, &screen_person, state, context);
    state->context = context;
    snprintf(state->id, sizeof state->id, "%s", args->item);
    state->common.waiting = true;
    look(state, effects);
}

static void ask(struct person_state *state, enum asking asking, const char *title, const char *const *labels, int count)
{
    state->dialogue = (struct dialogue){ .title = title, .message = state->message, .buttons = { .count = count } };
    for (int i = 0; i < count; i++)
        state->dialogue.buttons.label[i] = labels[i];
    state->asking = asking;
}

static void begin(struct person_state *state, int doing, struct effects *effects)
{
    const struct person_page *page = state->page;
    const struct screen_args args = { .item = state->id, .title = page->name, .text = page->number, .data = page };
    state->common.message[0] = 0;
    switch (doing) {
    case DO_EDIT:
        effect_push(effects, &screen_person_edit, &args);
        break;
    case DO_JOIN:
        effect_push(effects, &screen_learners, &(struct screen_args){ .item = state->id, .number = 1, .title = page->name });
        break;
    case DO_ERASE:
        effect_push(effects, &screen_person_erase, &args);
        break;
    case DO_PIN:
        snprintf(state->message, sizeof state->message, _("%s, number %s. The old PIN will no longer work. Look at the person's card first."), page->name, page->number);
        ask(state, ASK_PIN, _("Give a new PIN?"), (const char *const[]){ _("No"), _("New PIN") }, 2);
        break;
    case DO_ROLE:
        snprintf(state->message, sizeof state->message,
                 _("%s is a %s now. A facilitator looks after learners and runs workshops. A manager does everything, this too."), page->name, role_words(page->rank));
        ask(state, ASK_ROLE, _("Which role?"), (const char *const[]){ _("As it is"), _("Learner"), _("Facilitator"), _("Manager") }, 4);
        break;
    case DO_RETIRE:
        if (page->retired) {
            effect_PERSON_RETIRE(effects, &(struct request_retire){ .id = state->id, .back = true });
            break;
        }
        snprintf(state->message, sizeof state->message,
                 _("%s will stand in no list and not sign in any more. All that was learnt stays, and one key brings the person back."), page->name);
        ask(state, ASK_RETIRE, _("Retire?"), (const char *const[]){ _("No"), _("Retire") }, 2);
        break;
    }
}

static unsigned dialogue_turn(struct person_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    unsigned flags = dialogue_event(&state->dialogue, event, layout_frame(context->rows, context->cols).content);
    enum asking asking = state->asking;
    int button = state->dialogue.buttons.focus;
    if (flags & (WIDGET_ACCEPTED | WIDGET_CANCELLED)) {
        state->asking = ASK_NOTHING;
        memset(state->message, 0, sizeof state->message); /* a PIN is shown once */
    }
    if (flags & WIDGET_ACCEPTED && button > 0) {
        if (asking == ASK_PIN)
            effect_PIN_RESET(effects, &(struct request_learner){ state->id });
        else if (asking == ASK_ROLE)
            effect_PERSON_ROLE(effects, &(struct request_role){ .id = state->id, .rank = RANK_LEARNER + (unsigned)button - 1 });
        else if (asking == ASK_RETIRE)
            effect_PERSON_RETIRE(effects, &(struct request_retire){ .id = state->id });
    }
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static unsigned on_result(struct person_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result = common_result(&state->common, event, REQUEST_PERSON, true);
    if (result && result->code == 0)
        take(state, result->data);
    result = common_result(&state->common, event, REQUEST_PIN_RESET, false);
    if (result && result->code == 0) {
        const struct pin_view *pin = result->data;
        snprintf(state->message, sizeof state->message, _("The new PIN of %s is\n%s\nWrite it down now: it is not shown again."), state->page->name, pin->pin);
        ask(state, TELL_PIN, _("New PIN"), (const char *const[]){ _("Written down") }, 1);
        look(state, effects);
    }
    result = common_result(&state->common, event, REQUEST_PERSON_ROLE, false);
    if (result && result->code == 0) {
        common_say(&state->common, true, _("The role is changed."));
        look(state, effects);
    }
    result = common_result(&state->common, event, REQUEST_PERSON_RETIRE, false);
    if (result && result->code == 0) {
        common_say(&state->common, true, state->page->retired ? _("Brought back.") : _("Retired. The list shows the retired with F6."));
        look(state, effects);
    }
    return SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct person_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_RESUMED)
        look(state, effects);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (state->asking != ASK_NOTHING)
        return dialogue_turn(state, event, context, effects);
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->page)
        return 0;
    if (action && action->code == ACTION_MORE) {
        int step = state->below.rows > 2 ? state->below.rows - 1 : 1, most = (int)state->more.count - state->below.rows;
        int top = (int)state->more.top + (event_is(event, PRESS_PAGE_DOWN) ? step : -step);
        state->more.top = (size_t)(top > most ? (most > 0 ? most : 0) : top < 0 ? 0 : top);
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->list.focus < (size_t)state->doing_count)
        begin(state, state->doing[state->list.focus], effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct person_state *state = memory;
    struct layout frame = common_layout_beside(&state->common, context);
    bool airy = frame.text.rows > 14;
    state->head = area_top(frame.text, 3);
    state->area = area_below(frame.text, airy ? 4 : 3);
    state->below = area_below(state->area, state->doing_count + (airy ? 1 : 0));
    state->area.rows = state->doing_count < state->area.rows ? state->doing_count : state->area.rows;
    if (frame.beside.cols > 0)
        state->below = frame.beside;
    if (state->page) {
        list_layout(&state->list, state->area);
        size_t top = state->more.top;
        list_layout(&state->more, state->below);
        state->more.top = top;
        state->more.focus = SIZE_MAX;            /* it is only looked at */
    }
}

static void draw_head(const struct person_state *state, struct grid *grid)
{
    const struct person_page *page = state->page;
    struct area head = state->head;
    char text[300];
    grid_put(grid, head.row, head.col, head.cols, STYLE_HEADING, page->name);
    snprintf(text, sizeof text, _("Number %s"), page->number);
    int used = grid_put(grid, head.row + 1, head.col, head.cols, STYLE_TEXT, text);
    if (page->numbers[0]) {
        snprintf(text, sizeof text, _(", also %s"), page->numbers);
        used += grid_put(grid, head.row + 1, head.col + used, head.cols - used, STYLE_TEXT, text);
    }
    used += grid_put(grid, head.row + 1, head.col + used, head.cols - used, STYLE_TEXT, " · ");
    used += grid_put(grid, head.row + 1, head.col + used, head.cols - used, STYLE_TEXT, role_words(page->rank));
    if (page->retired || !page->has_pin) {
        used += grid_put(grid, head.row + 1, head.col + used, head.cols - used, STYLE_TEXT, " · ");
        grid_put(grid, head.row + 1, head.col + used, head.cols - used, STYLE_ATTENTION, page->retired ? _("retired") : _("no PIN yet"));
    }
    used = 0;
    if (page->since[0]) {
        snprintf(text, sizeof text, _("here since %.10s, "), page->since);
        used = grid_put(grid, head.row + 2, head.col, head.cols, STYLE_DIM, text);
    }
    if (page->last[0])
        snprintf(text, sizeof text, _("last seen %s"), page->last);
    else
        snprintf(text, sizeof text, "%s", _("has not signed in yet"));
    grid_put(grid, head.row + 2, head.col + used, head.cols - used, STYLE_DIM, text);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct person_state *state = memory;
    if (!common_frame(&state->common, context, grid, _("Learners"), NULL, NULL, false))
        return;
    draw_head(state, grid);
    list_draw(&state->list, grid, state->area, state->asking == ASK_NOTHING);
    if (state->doing_count == 0)
        grid_put(grid, state->area.row, state->area.col, state->area.cols, STYLE_DIM, _("Only a manager can change this. Ask one."));
    list_draw(&state->more, grid, state->below, false);
    if (state->asking != ASK_NOTHING)
        dialogue_draw(&state->dialogue, grid, layout_frame(context->rows, context->cols).content);
}

static void release(void *memory)
{
    struct person_state *state = memory;
    memset(state->message, 0, sizeof state->message);
}

const struct screen_type screen_person = {
    .name = "person", .size = sizeof(struct person_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
