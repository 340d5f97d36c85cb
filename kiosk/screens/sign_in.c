/* Signing in: the number from the card, or the name from a list; then the PIN. args.number 1: a guest's work becomes this person's. args.item "names": begins
 * with the list. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

#define NAMES_AT_ONCE 50

enum { FIELD_ID_NUMBER = 1, FIELD_ID_NAME, FIELD_ID_PIN, FIELD_COUNT = 3 };
enum { NUMBER, NAME, PIN };                      /* places in the array */

struct sign_in_state {
    struct common common;
    struct field array[FIELD_COUNT];
    struct fields fields;
    bool claim, names_listed, many_languages;
    bool by_name;                                /* the list of names is shown */
    bool only_names;                             /* it was opened with the list: Esc goes back from there */
    bool asking;                                 /* the keeper looks at the PIN */
    struct prompt prefix;
    const struct names *names;
    uint32_t asked;                              /* the latest request for names; older answers are late */
    struct list list;
    char number[32], name[160];                  /* who was chosen from the list */
    char refusal[COMMON_MESSAGE];
    struct area text, area, list_area;
};

enum { ACTION_GO_ON = 1, ACTION_NAMES, ACTION_BACK };

static bool is_form(const void *memory) { return !((const struct sign_in_state *)memory)->by_name; }
static bool is_list(const void *memory) { return ((const struct sign_in_state *)memory)->by_name; }
static bool may_list(const void *memory)
{
    const struct sign_in_state *state = memory;
    return state->names_listed && !state->by_name;
}

static const struct action actions[] = {
    { .name = "field", .keys = "Up Down Tab BackTab", .guard = is_form, .label = N_("move"), .help = N_("Goes between number and PIN"), .rank = 3 },
    { .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = is_list, .label = N_("choose"), .help = N_("Goes up and down the list of names") },
    { .code = ACTION_GO_ON, .name = "go on", .keys = "Enter", .label = N_("go on"), .help = N_("Goes on to the PIN, then signs you in"), .rank = 1 },
    { .code = ACTION_NAMES, .name = "names", .keys = "N F2", .guard = may_list, .label = N_("my name"),
      .help = N_("Shows the list of names, if you do not have your number with you"), .rank = 4 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("back"), .help = N_("Goes back; you are not signed in"), .at_end = true },
};

static void name_row(const void *memory, size_t index, struct list_row *row)
{
    const struct sign_in_state *state = memory;
    row->text[0] = state->names->rows[index].name;
    row->text[1] = state->names->rows[index].number;
    row->style[1] = STYLE_DIM;
}

static void ask_names(struct sign_in_state *state, struct effects *effects)
{
    state->asked = effect_NAMES(effects, &(struct request_names){ .prefix = prompt_text(&state->prefix), .limit = NAMES_AT_ONCE });
}

static void show_list(struct sign_in_state *state, struct effects *effects)
{
    state->by_name = true;
    state->refusal[0] = 0;
    ask_names(state, effects);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct sign_in_state *state = memory;
    common_init(&state->common, &screen_sign_in, state, context);
    state->claim = args->number == 1;
    state->names_listed = context->names_listed;
    state->many_languages = state->common.many_languages;
    state->array[NUMBER] = (struct field){ .kind = FIELD_DIGITS, .id = FIELD_ID_NUMBER, .limit = 12, .cols = 14 };
    state->array[NAME] = (struct field){ .kind = FIELD_SHOWN, .id = FIELD_ID_NAME, .hidden = true, .style = STYLE_STRONG };
    state->array[PIN] = (struct field){ .kind = FIELD_PIN, .id = FIELD_ID_PIN, .limit = 12, .cols = 14 };
    state->array[NAME].value = state->name;
    fields_init(&state->fields, NULL, state->array, FIELD_COUNT);
    prompt_init(&state->prefix, NULL, PROMPT_TEXT, 40);
    if (state->names_listed && strcmp(args->item, "names") == 0) {
        state->only_names = true;
        show_list(state, effects);
    }
}

static const char *number_of(const struct sign_in_state *state)
{
    return state->number[0] ? state->number : field_text(&state->array[NUMBER]);
}

static unsigned sign_in(struct sign_in_state *state, struct effects *effects)
{
    fields_messages_clear(&state->fields);
    state->refusal[0] = 0;
    if (!number_of(state)[0]) {
        field_message(&state->array[NUMBER], "%s", _("Please type the number from your card."));
        fields_focus(&state->fields, NUMBER);
    } else if (!field_text(&state->array[PIN])[0]) {
        field_message(&state->array[PIN], "%s", _("Please type your PIN."));
        fields_focus(&state->fields, PIN);
    } else {
        state->asking = true;
        effect_SIGN_IN(effects, &(struct request_sign_in){ .number = number_of(state), .pin = field_text(&state->array[PIN]), .claim = state->claim });
    }
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

/* The number from the card again, or the name that was chosen. */
static void show_form(struct sign_in_state *state, const struct name_line *chosen)
{
    state->by_name = false;
    state->number[0] = state->name[0] = 0;
    if (chosen) {
        snprintf(state->number, sizeof state->number, "%s", chosen->number);
        snprintf(state->name, sizeof state->name, "%s", chosen->name);
    }
    state->array[NUMBER].hidden = chosen != NULL;
    state->array[NAME].hidden = chosen == NULL;
    prompt_clear(&state->array[PIN].prompt);
    fields_messages_clear(&state->fields);
    fields_focus(&state->fields, chosen ? PIN : NUMBER);
}

static unsigned on_result(struct sign_in_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_NAMES, false))) {
        if (result->code == 0 && result->number == state->asked) {
            state->names = result->data;
            list_init(&state->list, state->names->count, name_row, state);
            state->list.columns = 2;
            state->list.column[1] = (struct list_column){ .cols = 12, .at_end = true };
        } else if (result->number == state->asked || result->code == 0) {
            state->names = NULL;                 /* what it pointed at is gone */
            state->list.count = 0;
        }
    } else if ((result = common_result(&state->common, event, REQUEST_SIGN_IN, false))) {
        state->asking = false;
        prompt_clear(&state->array[PIN].prompt);
        if (result->code == 0) {
            effect_home(effects);
            return SCREEN_HANDLED;
        }
        /* it is shown whole, below the PIN: it says how long to wait */
        snprintf(state->refusal, sizeof state->refusal, "%s", state->common.message);
        state->common.message[0] = 0;
        bool number_wrong = result->code == ERROR_INVALID || result->code == ERROR_NOT_FOUND;
        fields_focus(&state->fields, number_wrong && !state->number[0] ? NUMBER : PIN);
    }
    return SCREEN_LAYOUT;
}

static unsigned on_list(struct sign_in_state *state, const struct event *event, struct effects *effects)
{
    unsigned flags = 0;
    bool typed = event->kind == EVENT_TEXT || event_is(event, PRESS_BACKSPACE) || event_is(event, PRESS_DELETE);
    if (typed)
        flags = prompt_event(&state->prefix, event);
    else if (state->names)
        flags = list_event(&state->list, event, state->list_area);
    if (flags & WIDGET_CHANGED)
        ask_names(state, effects);
    if (flags & WIDGET_ACCEPTED && !typed && state->names && state->list.focus < state->names->count)
        show_form(state, &state->names->rows[state->list.focus]);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static unsigned go_back(struct sign_in_state *state, struct effects *effects)
{
    if (state->by_name && !state->only_names) {
        show_form(state, NULL);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    if (!state->by_name && state->number[0]) {
        show_list(state, effects);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    return SCREEN_HANDLED | SCREEN_LEAVE;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct sign_in_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (state->asking)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, state->by_name, context, effects))
        return SCREEN_HANDLED;
    bool typing = state->by_name && event->kind == EVENT_TEXT;
    const struct action *action = typing ? NULL : common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_BACK:
        return go_back(state, effects);
    case ACTION_NAMES:
        show_list(state, effects);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    default:
        break;
    }
    if (state->by_name)
        return on_list(state, event, effects);
    unsigned flags = fields_event(&state->fields, event, state->area);
    if (flags & WIDGET_CHANGED)
        state->refusal[0] = 0;
    if (flags & WIDGET_ACCEPTED)
        return sign_in(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct sign_in_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->array[NUMBER].label = _("Your number"); /* here, for the language may be another one than before */
    state->array[NAME].label = _("Your name");
    state->array[PIN].label = _("Your PIN");
    state->prefix.placeholder = _("the first letters of your name");
    int down = text.rows > 14 ? 2 : 0;
    state->common.many_languages = state->many_languages && !state->by_name; /* letters belong to the name there */
    state->text = area_middle(text, text.rows, 56);
    state->area = area_below(state->text, down + 4);
    state->list_area = area_below(state->text, 4);
    state->list_area.rows--;
    fields_layout(&state->fields, state->area);
    if (state->names)
        list_layout(&state->list, state->list_area);
}

static void draw_list(const struct sign_in_state *state, struct grid *grid)
{
    struct area area = state->text;
    grid_put(grid, area.row, area.col, area.cols, STYLE_HEADING, _("Look for your name"));
    prompt_draw(&state->prefix, grid, area.row + 2, area.col + 2, 40, true);
    if (!state->names)
        return;
    /* the cursor stays where one types; the mark is strong all the same */
    int row = grid->cursor_row, col = grid->cursor_col;
    list_draw(&state->list, grid, state->list_area, true);
    grid->cursor_row = row;
    grid->cursor_col = col;
    int last = area.row + area.rows - 1;
    if (state->names->count == 0)
        grid_put(grid, state->list_area.row, area.col + 2, area.cols - 2, STYLE_DIM, _("No name begins like this."));
    else if (state->names->more)
        grid_put(grid, last, area.col + 2, area.cols - 2, STYLE_DIM, _("There are more names. Type another letter."));
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct sign_in_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Sign in"), NULL, false))
        return;
    if (state->by_name) {
        draw_list(state, grid);
        return;
    }
    struct area area = state->text;
    int head = state->area.row - 4;
    grid_put(grid, head, area.col, area.cols, STYLE_HEADING, state->number[0] ? _("Is it you?") : _("Welcome back"));
    grid_put(grid, head + 2, area.col, area.cols, STYLE_TEXT,
             state->number[0] ? _("Type your PIN, then press Enter.") : _("Type the number from your card, then your PIN."));
    fields_draw(&state->fields, grid, state->area, true);
    struct area below = area_below(state->area, fields_rows(&state->fields, state->area.cols) + 1);
    if (state->refusal[0]) {
        grid_glyph(grid, below.row, below.col, STYLE_ATTENTION, GLYPH_FLAG);
        below.col += 2;
        below.cols -= 2;
        below = area_below(below, paint_words(grid, below, STYLE_ATTENTION, state->refusal) + 1);
        below.col -= 2;
        below.cols += 2;
    }
    if (state->claim)
        below = area_below(below, paint_words(grid, below, STYLE_TEXT, _("What you did as a guest becomes yours.")) + 1);
    paint_words(grid, below, STYLE_DIM, _("PIN forgotten? The manager gives you a new one."));
}

static void release(void *memory)
{
    struct sign_in_state *state = memory;
    fields_release(&state->fields);
    prompt_release(&state->prefix);
}

const struct screen_type screen_sign_in = {
    .name = "sign_in", .size = sizeof(struct sign_in_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
