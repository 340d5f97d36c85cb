/*
 * Two rows of one person, side by side: where they differ somebody chooses. args.item: the row that stays, text: the one that is joined into it. Whatever is chosen,
 * the work and both numbers belong to the one that stays.
 */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"
#include "screens/person.h"

#include "base/intl.h"

#define ROWS 110
#define NOTE_COLS 8

struct side {
    char id[64];
    uint32_t asked;
    bool here;
    const char *number, *name;
    int64_t version;
};
struct join_pair {
    const char *name, *label;                    /* name: as the request has it */
    const char *words[2];                        /* of the row that stays, and of the other; NULL: not said */
    int chosen;
    bool differs;
};

struct person_join_state {
    struct common common;
    const struct context *context;
    struct arena arena;                          /* owns all that follows: a result lives until the next one */
    struct side side[2];
    struct join_pair pairs[ROWS];
    size_t count;
    struct list list;
    int answer;
    bool sent;
    char text[2][160];                           /* of the row that is drawn */
    struct area head, area;
    int label_cols, value_cols;
};

enum { ACTION_CHOOSE = 1, ACTION_JOIN, ACTION_BACK };

static const struct action actions[] = {
    ACTIONS_LIST,
    { .code = ACTION_CHOOSE, .name = "side", .keys = "Left Right", .label = N_("which one"), .help = N_("Where both rows say something else: chooses what is kept"), .rank = 1 },
    { .code = ACTION_JOIN, .name = "join", .keys = "Enter", .label = N_("join"), .help = N_("Joins the two rows; you are asked first"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("leave it"), .help = N_("Goes back; both stay as they are"), .at_end = true },
};

static void list_row(const void *context, size_t index, struct list_row *row)
{
    struct person_join_state *state = (struct person_join_state *)(uintptr_t)context; /* what is formatted lies there until the next row */
    const struct join_pair *pair = &state->pairs[index];
    row->text[0] = pair->label;
    row->style[0] = STYLE_DIM;
    for (int i = 0; i < 2; i++) {
        bool kept = pair->words[i] && (pair->chosen == i || !pair->words[!i]);
        snprintf(state->text[i], sizeof state->text[i], "%s %s", kept ? glyph_text(GLYPH_CHECK, state->context->look) : " ",
                 pair->words[i] ? pair->words[i] : _("not said"));
        row->text[1 + i] = state->text[i];
        row->style[1 + i] = kept ? STYLE_TEXT : STYLE_DIM;
    }
    row->text[3] = pair->differs ? _("differs") : NULL;
    row->style[3] = STYLE_ATTENTION;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct person_join_state *state = memory;
    common_init(&state->common, &screen_person_join, state, context);
    state->context = context;
    arena_init(&state->arena, NULL, 0);
    snprintf(state->side[0].id, sizeof state->side[0].id, "%s", args->item);
    snprintf(state->side[1].id, sizeof state->side[1].id, "%s", args->text);
    state->common.waiting = true;
    for (int i = 0; i < 2; i++)
        state->side[i].asked = effect_PERSON(effects, &(struct request_learner){ state->side[i].id });
}

static void put(struct person_join_state *state, int side, const char *name, const char *label, const char *words, bool own_question)
{
    const char *key = own_question ? arena_format(&state->arena, "+%s", name) : arena_text(&state->arena, name);
    size_t i = 0;
    if (!key)
        return;
    while (i < state->count && strcmp(state->pairs[i].name, key) != 0)
        i++;
    if (i == ROWS)
        return;
    struct join_pair *pair = &state->pairs[i];
    if (i == state->count) {
        *pair = (struct join_pair){ .name = key, .label = arena_text(&state->arena, label) };
        state->count++;
    }
    pair->words[side] = words && *words ? arena_text(&state->arena, words) : NULL;
    pair->differs = pair->words[0] && pair->words[1] && strcmp(pair->words[0], pair->words[1]) != 0;
}

static void take_side(struct person_join_state *state, int side, const struct person_page *page)
{
    state->side[side].here = true;
    state->side[side].version = page->version;
    state->side[side].number = arena_text(&state->arena, page->number);
    state->side[side].name = arena_text(&state->arena, page->name);
    put(state, side, "name", _("Name"), page->name, false);
    put(state, side, "contact", _("Where reached"), page->contact, false);
    put(state, side, "language", _("Language"), language_name(page->language), false);
    for (size_t i = 0; i < page->profile_count; i++) {
        const struct profile_line *line = &page->profile[i];
        const char *label = person_label(line->name); /* the core's; all others are the centre's own questions */
        put(state, side, line->name, label ? label : line->label, line->words, !label);
    }
    if (!state->side[!side].here || arena_failed(&state->arena))
        return;
    list_init(&state->list, state->count, list_row, state);
    state->list.columns = 4;
    state->common.waiting = false;
}

static unsigned on_result(struct person_join_state *state, const struct event *event)
{
    const struct result *result = common_result(&state->common, event, REQUEST_PERSON, true);
    for (int i = 0; result && result->code == 0 && i < 2; i++)
        if (state->side[i].asked == result->number)
            take_side(state, i, result->data);
    if (result)
        state->common.waiting = !state->common.failed && !(state->side[0].here && state->side[1].here);
    result = common_result(&state->common, event, REQUEST_PERSON_JOIN, false);
    if (result) {
        state->sent = false;
        if (result->code == 0)
            return SCREEN_LAYOUT | SCREEN_LEAVE;
    }
    return SCREEN_LAYOUT;
}

static void join(struct person_join_state *state, struct effects *effects)
{
    struct buf take = BUF_INIT;
    for (size_t i = 0; i < state->count; i++)
        if (state->pairs[i].differs && state->pairs[i].chosen == 1)
            buf_format(&take, "%s ", state->pairs[i].name);
    state->sent = !buf_failed(&take);
    if (state->sent)
        effect_PERSON_JOIN(effects, &(struct request_join_people){ .id = state->side[1].id, .into = state->side[0].id, .take = take.data ? take.data : "",
                                                                   .version = state->side[1].version, .into_version = state->side[0].version });
    buf_release(&take);
}

static void ask_join(struct person_join_state *state, struct effects *effects)
{
    struct buf text = BUF_INIT;
    buf_format(&text, _("%s, number %s, goes into %s, number %s. Both cards go on to work, with the PIN of number %s.\nThis cannot be undone: whose an answer was is not known apart any more."),
               state->side[1].name, state->side[1].number, state->side[0].name, state->side[0].number, state->side[0].number);
    if (!buf_failed(&text))
        message_ask(effects, _("Join these two rows?"), text.data, _("Join"), &state->answer);
    buf_release(&text);
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct person_join_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESUMED) {
        if (state->answer == MESSAGE_YES)
            join(state, effects);
        state->answer = MESSAGE_NOTHING;
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESIZE)
        return SCREEN_LAYOUT;
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (state->sent)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->side[0].here || !state->side[1].here)
        return 0;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_CHOOSE && state->list.focus < state->count) {
        state->pairs[state->list.focus].chosen = event_is(event, PRESS_RIGHT);
        return SCREEN_DRAW | SCREEN_HANDLED;
    }
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        ask_join(state, effects);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct person_join_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    bool airy = text.rows > 14;
    state->head = area_top(text, 4);
    state->area = area_below(text, airy ? 6 : 5);
    state->label_cols = text.cols < LAYOUT_MIN_COLS ? 13 : 16;
    state->value_cols = (text.cols - 2 - state->label_cols - NOTE_COLS - 6) / 2;
    state->list.column[0] = (struct list_column){ .cols = state->label_cols };
    state->list.column[2] = (struct list_column){ .cols = state->value_cols };
    state->list.column[3] = (struct list_column){ .cols = NOTE_COLS };
    if (state->side[0].here && state->side[1].here)
        list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct person_join_state *state = memory;
    char text[2][80];
    if (!common_frame(&state->common, context, grid, _("Join two rows"), NULL, NULL, false))
        return;
    paint_words(grid, state->head, STYLE_TEXT,
                _("Is this the same person? What was learnt, and both numbers, belong to the left one from then on. Where the two differ, Left and Right choose what is kept. A consent holds where both gave it."));
    int row = state->area.row - 1, first = state->area.col + 2 + state->label_cols + 2;
    int second = state->area.col + state->area.cols - NOTE_COLS - 2 - state->value_cols;
    snprintf(text[0], sizeof text[0], _("stays: %s"), state->side[0].number);
    snprintf(text[1], sizeof text[1], _("goes in: %s"), state->side[1].number);
    grid_put(grid, row, first, second - first - 1, STYLE_HEADING, text[0]);
    grid_put(grid, row, second, state->area.col + state->area.cols - second, STYLE_HEADING, text[1]);
    list_draw(&state->list, grid, state->area, true);
}

static void release(void *memory)
{
    arena_release(&((struct person_join_state *)memory)->arena);
}

const struct screen_type screen_person_join = {
    .name = "person_join", .size = sizeof(struct person_join_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
