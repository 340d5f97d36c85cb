/* Several people take a quiz at one machine: each types number and PIN, and its result counts for each. args as the quiz has them. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

#define OTHERS 5                                 /* besides who sits there */
enum { FIELD_ID_NUMBER, FIELD_ID_PIN, FIELD_ID_ADD, FIELD_ID_BEGIN, FIELD_COUNT };

struct together_state {
    struct common common;
    const char *pack, *unit, *title;
    const struct names *others;
    struct field array[FIELD_COUNT];
    struct fields fields;
    char refusal[COMMON_MESSAGE];
    bool asking;                                 /* the keeper looks at the PIN */
    struct area head, area, list;
};

static const struct action actions[] = {
    { .name = "field", .keys = "Up Down Tab BackTab", .label = N_("move"), .help = N_("Goes between number, PIN and the buttons") },
    { .name = "go on", .keys = "Enter", .label = N_("next"), .help = N_("Goes to the next field; on a button it does what that says"), .rank = 1 },
    { .name = "back", .keys = "Esc", .label = N_("not together"), .help = N_("Goes back; nothing is begun"), .at_end = true },
};

static bool anybody(const struct together_state *state) { return state->others && state->others->count > 0; }

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct together_state *state = memory;
    common_init(&state->common, &screen_together, state, context);
    state->pack = args->pack;
    state->unit = args->unit;
    state->title = args->title;
    state->array[FIELD_ID_NUMBER] = (struct field){ .kind = FIELD_DIGITS, .id = FIELD_ID_NUMBER, .limit = 12 };
    state->array[FIELD_ID_PIN] = (struct field){ .kind = FIELD_PIN, .id = FIELD_ID_PIN, .limit = 12 };
    state->array[FIELD_ID_ADD] = (struct field){ .kind = FIELD_BUTTON, .id = FIELD_ID_ADD };
    state->array[FIELD_ID_BEGIN] = (struct field){ .kind = FIELD_BUTTON, .id = FIELD_ID_BEGIN, .hidden = true };
    fields_init(&state->fields, NULL, state->array, FIELD_COUNT);
    state->common.waiting = true;
    effect_MEMBERS_CLEAR(effects, NULL);
}

/* What came back: all who take part besides who sits there. */
static void took(struct together_state *state, const struct names *others)
{
    bool full;
    state->others = others;
    full = others->count >= OTHERS;
    state->array[FIELD_ID_BEGIN].hidden = others->count == 0;
    state->array[FIELD_ID_NUMBER].hidden = state->array[FIELD_ID_PIN].hidden = state->array[FIELD_ID_ADD].hidden = full;
    fields_focus(&state->fields, full ? FIELD_ID_BEGIN : FIELD_ID_NUMBER);
}

static unsigned on_result(struct together_state *state, const struct event *event)
{
    const struct result *result = common_result(&state->common, event, REQUEST_MEMBERS_CLEAR, true);
    if (result && result->code == 0)
        took(state, result->data);
    result = common_result(&state->common, event, REQUEST_MEMBER_ADD, false);
    if (result) {
        state->asking = false;
        prompt_clear(&state->array[FIELD_ID_PIN].prompt);
        if (result->code == 0) {
            prompt_clear(&state->array[FIELD_ID_NUMBER].prompt);
            took(state, result->data);
        } else {
            /* it is shown whole, below the fields: it says how long to wait */
            snprintf(state->refusal, sizeof state->refusal, "%s", state->common.message);
            state->common.message[0] = 0;
            fields_focus(&state->fields, FIELD_ID_PIN);
        }
    }
    return SCREEN_LAYOUT;
}

static void add(struct together_state *state, struct effects *effects)
{
    for (size_t i = FIELD_ID_NUMBER; i <= FIELD_ID_PIN; i++)
        if (!field_text(&state->array[i])[0]) {
            field_message(&state->array[i], "%s", i == FIELD_ID_PIN ? _("Please type your PIN.") : _("Please type your number."));
            fields_focus(&state->fields, i);
            return;
        }
    state->refusal[0] = 0;
    state->asking = true;
    effect_MEMBER_ADD(effects, &(struct request_sign_in){ .number = field_text(&state->array[FIELD_ID_NUMBER]), .pin = field_text(&state->array[FIELD_ID_PIN]) });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct together_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (state->asking)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->others)
        return 0;
    unsigned flags = fields_event(&state->fields, event, state->area);
    if (flags & WIDGET_CHANGED)
        fields_messages_clear(&state->fields);
    if (flags & WIDGET_ACCEPTED && state->fields.focus == FIELD_ID_BEGIN)
        effect_replace(effects, &screen_attempt, &(struct screen_args){ .pack = state->pack, .unit = state->unit, .title = state->title, .number = 1 });
    else if (flags & WIDGET_ACCEPTED)
        add(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static const char *words(const struct together_state *state)
{
    return anybody(state) ? _("Each answer is saved once, and the result counts for each of you.")
                          : _("Everybody who takes part types their own number and PIN, one after another. The result counts for each of you.");
}

static void layout(void *memory, const struct context *context)
{
    struct together_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    int others = state->others ? (int)state->others->count : 0;
    bool airy = text.rows > 14;
    state->array[FIELD_ID_NUMBER].label = _("Number"); /* here, for the language may be another one than before */
    state->array[FIELD_ID_PIN].label = _("PIN");
    state->array[FIELD_ID_ADD].label = _("Add");
    state->array[FIELD_ID_BEGIN].label = _("Begin together");
    state->head = area_top(text, paint_words_rows(words(state), text.cols));
    state->list = area_below(text, state->head.rows + 1);
    state->list.rows = others + 1;
    state->area = area_below(text, state->head.rows + 1 + others + 1 + airy);
    fields_layout(&state->fields, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct together_state *state = memory;
    if (!common_frame(&state->common, context, grid, _("Together"), state->title, NULL, false))
        return;
    paint_words(grid, state->head, STYLE_TEXT, words(state));
    struct area list = state->list;
    grid_glyph(grid, list.row, list.col + 2, STYLE_GOOD, GLYPH_CHECK);
    grid_put(grid, list.row, list.col + 4, list.cols - 4, STYLE_STRONG, context->person.name ? context->person.name : "");
    for (size_t i = 0; i < state->others->count; i++) {
        int row = list.row + 1 + (int)i;
        grid_glyph(grid, row, list.col + 2, STYLE_GOOD, GLYPH_CHECK);
        int used = grid_put(grid, row, list.col + 4, list.cols - 20, STYLE_STRONG, state->others->rows[i].name);
        grid_put(grid, row, list.col + 6 + used, list.cols - 6 - used, STYLE_DIM, state->others->rows[i].number);
    }
    fields_draw(&state->fields, grid, state->area, true);
    if (state->refusal[0])
        paint_words(grid, area_below(state->area, fields_rows(&state->fields, state->area.cols)), STYLE_ATTENTION, state->refusal);
}

static void release(void *memory)
{
    fields_release(&((struct together_state *)memory)->fields);
}

const struct screen_type screen_together = {
    .name = "together", .size = sizeof(struct together_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
