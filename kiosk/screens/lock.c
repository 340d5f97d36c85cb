/* Somebody went away: nobody goes on in another's session. Who sits there again types the PIN; another person starts anew. */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"

#include "base/intl.h"

enum { FIELD_ID_PIN = 1, FIELD_ID_GO_ON, FIELD_ID_OTHER, FIELD_COUNT = 3 };

struct lock_state {
    struct common common;
    struct field array[FIELD_COUNT];
    struct fields fields;
    struct area text, area;
    char refusal[COMMON_MESSAGE];
    int answer;                                  /* of the question whether another person really starts */
    bool asking;                                 /* the keeper looks at the PIN */
};

enum { ACTION_GO_ON = 1 };

static const struct action actions[] = {
    { .name = "field", .keys = "Up Down Tab BackTab", .label = N_("move"), .help = N_("Goes between the PIN and the button") },
    { .code = ACTION_GO_ON, .name = "go on", .keys = "Enter", .label = N_("go on"), .help = N_("Goes on, or does what the marked button says"), .rank = 1 },
};

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct lock_state *state = memory;
    bool guest = context->person.guest;
    (void)args;
    (void)effects;
    common_init(&state->common, &screen_lock, state, context);
    state->array[0] = (struct field){ .kind = FIELD_PIN, .id = FIELD_ID_PIN, .limit = 12, .hidden = guest };
    state->array[1] = (struct field){ .kind = FIELD_BUTTON, .id = FIELD_ID_GO_ON, .hidden = !guest };
    state->array[2] = (struct field){ .kind = FIELD_BUTTON, .id = FIELD_ID_OTHER };
    fields_init(&state->fields, NULL, state->array, FIELD_COUNT);
}

static void sign_in(struct lock_state *state, const struct context *context, struct effects *effects)
{
    struct field *pin = &state->array[0];
    if (!field_text(pin)[0]) {
        field_message(pin, "%s", _("Please type your PIN."));
        return;
    }
    state->refusal[0] = 0;
    state->asking = true;
    effect_SIGN_IN(effects, &(struct request_sign_in){ .number = context->person.number, .pin = field_text(pin) });
}

static void ask_other(struct lock_state *state, const struct context *context, struct effects *effects)
{
    struct buf text = BUF_INIT;
    if (context->person.guest)
        buf_text(&text, _("The work so far is saved without a name, and the guest is signed out."));
    else
        buf_format(&text, _("%s is signed out. Every answer is saved; a quiz that is not finished can be gone on with after signing in again."),
                   context->person.name ? context->person.name : "");
    message_ask(effects, _("Another person?"), text.data, _("Another person starts"), &state->answer);
    buf_release(&text);
}

static unsigned on_result(struct lock_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result = common_result(&state->common, event, REQUEST_SIGN_IN, false);
    if (result) {
        state->asking = false;
        prompt_clear(&state->array[0].prompt);
        if (result->code == 0)
            return SCREEN_HANDLED | SCREEN_LEAVE;
        /* it is shown whole, beside the PIN: it says how long to wait */
        snprintf(state->refusal, sizeof state->refusal, "%s", state->common.message);
        state->common.message[0] = 0;
    }
    if (common_result(&state->common, event, REQUEST_SIGN_OUT, false))
        effect_attract(effects);
    return SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct lock_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_RESUMED) {
        if (state->answer == MESSAGE_YES)
            effect_SIGN_OUT(effects, NULL);
        state->answer = MESSAGE_NOTHING;
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (state->asking)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    size_t focus = state->fields.focus;
    if (event_is(event, PRESS_ENTER) && focus < FIELD_COUNT && state->array[focus].id == FIELD_ID_PIN) {
        sign_in(state, context, effects);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    unsigned flags = fields_event(&state->fields, event, state->area);
    if (flags & WIDGET_ACCEPTED && state->array[state->fields.focus].id == FIELD_ID_GO_ON)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (flags & WIDGET_ACCEPTED)
        ask_other(state, context, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct lock_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->text = area_middle(text, text.rows, 52);
    state->area = state->text;
    int above = text.rows > 14 ? 8 : 6;
    state->array[0].label = _("Your PIN");       /* here, for the language may be another one than before */
    state->array[1].label = _("Go on");
    state->array[2].label = _("Another person starts");
    state->area.row += above;
    state->area.rows -= above;
    fields_layout(&state->fields, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct lock_state *state = memory;
    struct buf who = BUF_INIT;
    if (!common_frame(&state->common, context, grid, context->centre, NULL, NULL, false))
        return;
    struct area area = state->text;
    int first = area.row + (area.rows > 14 ? 2 : 0);
    common_who(&who, context);
    grid_put(grid, first, area.col, area.cols, STYLE_DIM, _("Signed in"));
    grid_put(grid, first + 1, area.col, area.cols, STYLE_HEADING, who.data);
    grid_put(grid, first + 3, area.col, area.cols, STYLE_TEXT, _("Everything is saved."));
    grid_put(grid, first + 4, area.col, area.cols, STYLE_TEXT,
             context->person.guest ? _("Enter takes you back to where you were.") : _("Your PIN takes you back to where you were."));
    fields_draw(&state->fields, grid, state->area, true);
    struct area below = area_below(state->area, fields_rows(&state->fields, state->area.cols) + 1);
    if (state->refusal[0])
        paint_words(grid, below, STYLE_ATTENTION, state->refusal);
    else if (!context->person.guest)
        paint_words(grid, below, STYLE_DIM, _("Forgotten? The manager gives you a new PIN."));
    buf_release(&who);
}

static void release(void *memory)
{
    struct lock_state *state = memory;
    fields_release(&state->fields);
}

const struct screen_type screen_lock = {
    .name = "lock", .size = sizeof(struct lock_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release, .no_idle_lock = true,
};
