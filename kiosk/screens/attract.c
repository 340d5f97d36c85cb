/*
 * The first screen: whose centre it is, and the ways in. It has two faces: a welcome, where the language is chosen, and the list of the ways in, which
 * goes back to the welcome by itself when nobody touches it.
 */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"

#include "base/intl.h"

#define PATIENCE 60000                           /* milliseconds until the welcome comes back */
#define HINT_COLS 54

enum way { WAY_NUMBER, WAY_NAME, WAY_NEW, WAY_LOOK, WAY_KEYS, WAYS };

struct attract_state {
    struct common common;
    const struct context *context;
    bool begun;                                  /* the ways in are shown */
    enum way ways[WAYS];                         /* those that this centre has */
    size_t way_count, language_count;
    struct list list;                            /* of the ways */
    struct list languages;                       /* on the welcome, where there are several */
    struct area mark, head, area, hint;
    int64_t touched;                             /* running time */
    int answer;                                  /* whether to leave the program */
};

enum { ACTION_BEGIN = 1, ACTION_OPEN, ACTION_BACK, ACTION_QUIT };

static bool is_begun(const void *memory) { return ((const struct attract_state *)memory)->begun; }
static bool is_welcome(const void *memory) { return !((const struct attract_state *)memory)->begun; }
static bool chooses(const void *memory)
{
    const struct attract_state *state = memory;
    return state->begun || state->language_count > 1;
}
static bool may_quit(const void *memory)
{
    const struct attract_state *state = memory;
    return !state->begun && state->context->may_quit;
}

static const struct action actions[] = {
    { .name = "choose", .keys = "Up Down Home End", .guard = chooses, .label = N_("choose"), .help = N_("Goes up and down the list"), .rank = 1 },
    { .code = ACTION_BEGIN, .name = "begin", .keys = "Enter Space", .guard = is_welcome, .label = N_("begin"), .help = N_("Shows the ways in") },
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .guard = is_begun, .label = N_("go on"), .help = N_("Takes the way that is marked; its digit does too") },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .guard = is_begun, .label = N_("back"), .help = N_("Goes back to the welcome"), .at_end = true },
    { .code = ACTION_QUIT, .name = "quit", .keys = "Esc F10", .guard = may_quit, .label = N_("leave"), .help = N_("Leaves the program, after asking"), .at_end = true },
};

static const char *way_text(enum way way)
{
    switch (way) {
    case WAY_NUMBER: return _("I have a number");
    case WAY_NAME: return _("I look for my name");
    case WAY_NEW: return _("I am new here");
    case WAY_LOOK: return _("Just look around");
    case WAY_KEYS: return _("Keyboard practice");
    case WAYS: break;
    }
    return "";
}

static const char *way_remark(enum way way)
{
    switch (way) {
    case WAY_NUMBER: return _("from your card");
    case WAY_NAME: return "";
    case WAY_NEW: return _("you get a number");
    case WAY_LOOK: return _("no name is kept");
    case WAY_KEYS: return _("one minute");
    case WAYS: break;
    }
    return "";
}

static void way_row(const void *memory, size_t index, struct list_row *row)
{
    const struct attract_state *state = memory;
    row->text[0] = way_text(state->ways[index]);
    row->text[1] = way_remark(state->ways[index]);
    row->style[1] = STYLE_DIM;
}

static void language_row(const void *memory, size_t index, struct list_row *row)
{
    const struct attract_state *state = memory;
    row->text[0] = language_name(state->context->languages[index]);
}

static void focus_language(struct attract_state *state)
{
    for (size_t i = 0; i < state->language_count; i++)
        if (strcmp(state->context->languages[i], state->context->language) == 0)
            list_focus(&state->languages, i);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct attract_state *state = memory;
    common_init(&state->common, &screen_attract, state, context);
    state->context = context;
    state->ways[state->way_count++] = WAY_NUMBER;
    if (context->names_listed)
        state->ways[state->way_count++] = WAY_NAME;
    if (context->registering_allowed)
        state->ways[state->way_count++] = WAY_NEW;
    if (context->guests_allowed)
        state->ways[state->way_count++] = WAY_LOOK;
    state->ways[state->way_count++] = WAY_KEYS;
    while (context->languages && context->languages[state->language_count])
        state->language_count++;
    list_init(&state->list, state->way_count, way_row, state);
    state->list.numbered = true;
    state->list.columns = 2;
    state->list.column[1] = (struct list_column){ .cols = 18 };
    list_init(&state->languages, state->language_count, language_row, state);
    state->languages.numbered = true;
    focus_language(state);
    if (strcmp(args->item ? args->item : "", "look") == 0) { /* from the first start: whoever set it up looks at it as a learner */
        state->begun = true;
        effect_GUEST(effects, NULL);
    }
}

static void take_way(struct attract_state *state, struct effects *effects)
{
    if (state->list.focus >= state->way_count)
        return;
    switch (state->ways[state->list.focus]) {
    case WAY_NUMBER: effect_push(effects, &screen_sign_in, NULL); break;
    case WAY_NAME: effect_push(effects, &screen_sign_in, &(struct screen_args){ .item = "names" }); break;
    case WAY_NEW: effect_push(effects, &screen_registering, NULL); break;
    case WAY_LOOK: effect_GUEST(effects, NULL); break;
    case WAY_KEYS: effect_push(effects, &screen_keys, NULL); break;
    case WAYS: break;
    }
}

static void welcome(struct attract_state *state)
{
    state->begun = false;
    state->common.message[0] = 0;
    list_focus(&state->list, 0);
    focus_language(state);
}

static unsigned begin(struct attract_state *state)
{
    state->begun = true;
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static unsigned on_welcome(struct attract_state *state, const struct event *event, struct effects *effects)
{
    unsigned flags = state->language_count > 1 ? list_event(&state->languages, event, state->area) : 0;
    if (flags & WIDGET_ACCEPTED && state->languages.focus < state->language_count) {
        effect_LANGUAGE(effects, &(struct request_language){ state->context->languages[state->languages.focus] });
        return begin(state);
    }
    if (flags)
        return SCREEN_DRAW | SCREEN_HANDLED;
    bool touched = event->kind == EVENT_KEY || event->kind == EVENT_TEXT || (event->kind == EVENT_MOUSE && event->mouse == MOUSE_CLICK);
    return touched ? begin(state) : 0;           /* whatever key somebody presses who sees a keyboard for the first time */
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct attract_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_GUEST, false);
        if (result && result->code == 0)
            effect_home(effects);
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED) {
        state->touched = context->running;
        if (state->answer == MESSAGE_YES)
            effect_quit(effects);
        state->answer = MESSAGE_NOTHING;
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_TICK) {
        if (state->begun && context->running - state->touched > PATIENCE) {
            welcome(state);
            return SCREEN_LAYOUT;
        }
        return SCREEN_DRAW;
    }
    state->touched = context->running;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_BACK:
        welcome(state);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    case ACTION_QUIT:
        message_ask(effects, _("Leave the program?"), _("Everything is saved."), _("Leave"), &state->answer);
        return SCREEN_HANDLED;
    default:
        break;
    }
    if (!state->begun)
        return on_welcome(state, event, effects);
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        take_way(state, effects);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct attract_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    size_t count = state->begun ? state->way_count : state->language_count > 1 ? state->language_count : 1;
    bool roomy = text.rows >= 16;
    int rows = (int)count, hint = context->hint ? paint_words_rows(context->hint, HINT_COLS) : 0;
    /* the large letters give way where the list would not fit below them */
    int mark = text.rows - hint - rows >= PAINT_BIG_ROWS + 2 ? PAINT_BIG_ROWS : 1;
    int above = mark + (roomy ? 4 : 2);          /* the name, what it is, free rows */
    int most = text.rows - above - hint;
    rows = rows < most ? rows : most;
    int free = text.rows - above - rows - hint, top = text.row + (free > 1 ? free / 3 : 0);
    state->mark = (struct area){ top, text.col, mark, text.cols };
    state->head = (struct area){ top + mark + roomy, text.col, 1, text.cols };
    state->area = area_middle(text, rows, state->begun ? 48 : 22);
    state->area.row = top + above;
    state->hint = area_middle(text, hint, HINT_COLS);
    state->hint.row = text.row + text.rows - hint;
    list_layout(&state->list, state->area);
    list_layout(&state->languages, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct attract_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, NULL, NULL, false))
        return;
    paint_big(grid, state->mark, STYLE_KEY, "EMPRETEC");
    grid_put_centre(grid, state->head.row, state->head.col, state->head.cols, STYLE_TEXT, _("Training for people who run a firm, or want to"));
    if (state->begun) {
        list_draw(&state->list, grid, state->area, true);
    } else if (state->language_count > 1) {
        list_draw(&state->languages, grid, state->area, true);
    } else {
        int used = grid_put_centre(grid, state->area.row, state->head.col, state->head.cols, STYLE_FOCUS, _("Press Enter to begin"));
        grid_cursor(grid, state->area.row, state->head.col + (state->head.cols - used) / 2);
    }
    if (context->hint)
        paint_words(grid, state->hint, STYLE_DIM, context->hint);
}

const struct screen_type screen_attract = {
    .name = "attract", .size = sizeof(struct attract_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .no_idle_lock = true,
};
