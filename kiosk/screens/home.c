/* Home: what to go on with, the packs, and the way to everything else. */
#include "screens/common.h"
#include "screens/message.h"

#include "base/intl.h"

enum row_kind { ROW_HEADING, ROW_GAP, ROW_PLAN, ROW_GO_ON, ROW_PACK, ROW_PROGRESS, ROW_KEPT, ROW_MANAGER };
struct row {
    enum row_kind kind;
    const char *heading;
    size_t index;
};

struct home_state {
    struct common common;
    const struct home *home;
    struct arena arena;
    struct row *rows;
    struct list list;
    struct area area;
    bool staff, manager, guest;
    int leaving;                                 /* enum message_answer */
    const struct look *look;
    char text[200];                              /* of the row that is drawn */
};

enum { ACTION_OPEN = 1, ACTION_SEARCH, ACTION_PROGRESS, ACTION_OUT, ACTION_CLAIM };

static bool is_guest(const void *state)
{
    return ((const struct home_state *)state)->guest;
}

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("open"), .help = N_("Opens what is marked"), .rank = 1 },
    { .code = ACTION_SEARCH, .name = "search", .keys = "/ S", .label = N_("search"), .help = N_("Looks for a word in all lessons"), .rank = 4 },
    { .code = ACTION_PROGRESS, .name = "progress", .keys = "P", .label = N_("progress"), .help = N_("Shows what you have done so far"), .rank = 5 },
    { .code = ACTION_CLAIM, .name = "claim", .keys = "R", .guard = is_guest, .label = N_("keep my work"),
      .help = N_("Signs you in or gives you a number, so that your work is kept under your name"), .rank = 3 },
    { .code = ACTION_OUT, .name = "out", .keys = "Esc", .label = N_("sign out"), .help = N_("Signs you out, after asking. Everything is saved; a guest is asked whose it shall be."), .at_end = true },
};

static struct row *add_row(struct home_state *state, size_t *count, size_t *capacity, enum row_kind kind, const char *heading, size_t index)
{
    struct row *rows = arena_grow(&state->arena, state->rows, *count, capacity, sizeof *rows);
    if (!rows)
        return NULL;
    state->rows = rows;
    rows[*count] = (struct row){ kind, heading, index };
    return &rows[(*count)++];
}

static void unit_words(struct buf *out, const struct go_on *row)
{
    if (row->attempt[0])
        buf_format(out, _("%d of %d answered"), row->page, row->pages);
    else
        buf_format(out, _("page %d of %d"), row->page, row->pages);
}

static void list_row(const void *context, size_t index, struct list_row *out)
{
    /* the list asks for a row only while it draws; what is formatted lies in the state until the next one */
    struct home_state *state = (struct home_state *)(uintptr_t)context;
    const struct row *row = &state->rows[index];
    struct buf text = BUF_INIT;
    for (int i = 0; i < LIST_COLUMNS; i++)
        out->bar[i] = -1;
    state->text[0] = 0;
    switch (row->kind) {
    case ROW_HEADING:
        out->kind = LIST_HEADING;
        out->text[0] = row->heading;
        if (row->index) {                        /* of a workshop; from 1 */
            const struct planned_line *line = &state->home->plan[row->index - 1];
            snprintf(state->text, sizeof state->text, _("Your workshop: %s"), line->workshop);
            out->text[0] = state->text;
        }
        break;
    case ROW_GAP:
        out->kind = LIST_GAP;
        break;
    case ROW_GO_ON: {
        const struct go_on *go_on = &state->home->go_on[row->index];
        unit_words(&text, go_on);
        snprintf(state->text, sizeof state->text, "%s", text.data);
        out->text[0] = go_on->unit_title;
        out->text[1] = state->text;
        out->bar[2] = go_on->part;
        break;
    }
    case ROW_PLAN: {
        const struct planned_line *line = &state->home->plan[row->index];
        out->text[0] = line->title;
        out->text[1] = line->why[0] ? line->state : line->role;
        out->style[1] = line->why[0] ? STYLE_DIM : STYLE_GOOD;
        if (line->why[0])
            out->style[0] = STYLE_DIM;
        break;
    }
    case ROW_PACK: {
        const struct pack_line *pack = &state->home->packs[row->index];
        out->text[0] = pack->title;
        if (pack->unsigned_pack)
            snprintf(state->text, sizeof state->text, "%s", _("not signed"));
        else if (pack->minutes > 0)
            snprintf(state->text, sizeof state->text, _("%d minutes"), pack->minutes);
        out->style[1] = pack->unsigned_pack ? STYLE_ATTENTION : STYLE_DIM;
        out->text[1] = state->text;
        out->bar[2] = pack->done;
        break;
    }
    case ROW_PROGRESS:
        out->text[0] = _("My progress");
        break;
    case ROW_KEPT:
        out->text[0] = _("What is kept of me");
        break;
    case ROW_MANAGER:
        out->text[0] = state->manager ? _("Manage the centre") : _("Look after learners");
        break;
    }
    buf_release(&text);
}

/* What the workshops ask for stands first: it is what the day is for. */
static void fill_plan(struct home_state *state, size_t *count, size_t *capacity)
{
    const struct home *home = state->home;
    for (size_t i = 0; i < home->plan_count; i++) {
        if (i == 0 || strcmp(home->plan[i].workshop, home->plan[i - 1].workshop) != 0)
            add_row(state, count, capacity, ROW_HEADING, NULL, i + 1);
        add_row(state, count, capacity, ROW_PLAN, NULL, i);
        if (i + 1 == home->plan_count || strcmp(home->plan[i].workshop, home->plan[i + 1].workshop) != 0)
            add_row(state, count, capacity, ROW_GAP, NULL, 0);
    }
}

static void fill(struct home_state *state)
{
    size_t count = 0, capacity = 0;
    const struct home *home = state->home;
    arena_release(&state->arena);
    state->rows = NULL;
    fill_plan(state, &count, &capacity);
    if (home->go_on_count > 0) {
        add_row(state, &count, &capacity, ROW_HEADING, _("Go on"), 0);
        for (size_t i = 0; i < home->go_on_count; i++)
            add_row(state, &count, &capacity, ROW_GO_ON, NULL, i);
        add_row(state, &count, &capacity, ROW_GAP, NULL, 0);
    }
    add_row(state, &count, &capacity, ROW_HEADING, home->pack_count ? _("Packs") : _("No packs yet. The manager brings them on a stick."), 0);
    for (size_t i = 0; i < home->pack_count; i++)
        add_row(state, &count, &capacity, ROW_PACK, NULL, i);
    add_row(state, &count, &capacity, ROW_GAP, NULL, 0);
    add_row(state, &count, &capacity, ROW_HEADING, _("You"), 0);
    add_row(state, &count, &capacity, ROW_PROGRESS, NULL, 0);
    add_row(state, &count, &capacity, ROW_KEPT, NULL, 0);
    if (state->staff)
        add_row(state, &count, &capacity, ROW_MANAGER, NULL, 0);
    size_t focus = state->list.focus;
    bool again = state->list.count > 0;
    list_init(&state->list, count, list_row, state);
    state->list.columns = 3;
    state->list.column[0] = (struct list_column){ 0 };
    state->list.column[1] = (struct list_column){ .cols = 18, .at_end = true };
    state->list.column[2] = (struct list_column){ .cols = 10, .bar = true };
    if (again && focus < count)
        list_focus(&state->list, focus);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct home_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_home, state, context);
    arena_init(&state->arena, NULL, 0);
    state->common.waiting = true;
    effect_HOME(effects, NULL);
}

static void open_row(struct home_state *state, struct effects *effects)
{
    if (state->list.focus >= state->list.count)
        return;
    const struct row *row = &state->rows[state->list.focus];
    switch (row->kind) {
    case ROW_GO_ON: {
        const struct go_on *go_on = &state->home->go_on[row->index];
        struct screen_args args = { .pack = go_on->pack, .unit = go_on->unit, .attempt = go_on->attempt, .title = go_on->unit_title };
        effect_push(effects, go_on->attempt[0] ? &screen_attempt : &screen_lesson, &args);
        break;
    }
    case ROW_PLAN: {
        const struct planned_line *line = &state->home->plan[row->index];
        struct screen_args args = { .pack = line->pack, .unit = line->unit, .attempt = line->attempt, .title = line->title };
        if (line->why[0])
            message_show(effects, line->title, line->why);
        else
            effect_push(effects, line->lesson ? &screen_lesson : line->attempt[0] ? &screen_attempt : &screen_quiz, &args);
        break;
    }
    case ROW_PACK:
        effect_push(effects, &screen_pack, &(struct screen_args){ .pack = state->home->packs[row->index].id,
                                                                  .title = state->home->packs[row->index].title });
        break;
    case ROW_PROGRESS:
        effect_push(effects, &screen_progress, NULL);
        break;
    case ROW_KEPT:
        effect_push(effects, &screen_kept, NULL);
        break;
    case ROW_MANAGER:
        effect_push(effects, &screen_manager, NULL);
        break;
    case ROW_HEADING:
    case ROW_GAP:
        break;
    }
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct home_state *state = memory;
    state->staff = context->person.rank != RANK_LEARNER;
    state->manager = context->person.rank == RANK_MANAGER;
    state->guest = context->person.guest;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_HOME, true);
        if (result && result->code == 0) {
            state->home = result->data;
            fill(state);
        }
        const struct result *out = common_result(&state->common, event, REQUEST_SIGN_OUT, false);
        if (out)
            effect_attract(effects);
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED) {
        if (state->leaving == MESSAGE_YES)
            effect_SIGN_OUT(effects, NULL);
        else
            effect_HOME(effects, NULL);
        state->leaving = MESSAGE_NOTHING;
        return SCREEN_DRAW;
    }
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_SEARCH:
        effect_push(effects, &screen_search, NULL);
        return SCREEN_HANDLED;
    case ACTION_PROGRESS:
        effect_push(effects, &screen_progress, NULL);
        return SCREEN_HANDLED;
    case ACTION_CLAIM:
        effect_push(effects, &screen_claim, NULL);
        return SCREEN_HANDLED;
    case ACTION_OUT:
        if (state->guest) {                      /* a stray Esc must not cost the work */
            effect_push(effects, &screen_claim, &(struct screen_args){ .number = 1 });
            return SCREEN_HANDLED;
        }
        message_ask(effects, _("Sign out?"), _("Everything is saved."), _("Sign out"), &state->leaving);
        return SCREEN_HANDLED;
    default:
        break;
    }
    if (!state->home)
        return 0;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        open_row(state, effects);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct home_state *state = memory;
    state->area = layout_frame(context->rows, context->cols).text;
    if (state->home)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct home_state *state = memory;
    if (common_frame(&state->common, context, grid, context->centre, NULL, NULL, false))
        list_draw(&state->list, grid, state->area, true);
}

static void release(void *memory)
{
    struct home_state *state = memory;
    arena_release(&state->arena);
}

const struct screen_type screen_home = {
    .name = "home", .size = sizeof(struct home_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
