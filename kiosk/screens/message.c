/* A dialogue: a sentence with an OK, or a question with two answers (message.h). */
#include "screens/message.h"
#include "screens/common.h"

#include "base/intl.h"

/* args.number */
enum { KIND_SHOW, KIND_ASK };

struct message_state {
    struct common common;
    struct dialogue dialogue;
    int *answer;                                 /* in the state of the screen below, or NULL */
    struct area area;
};

enum { ACTION_BACK = 1 };

static bool is_question(const void *state)
{
    return ((const struct message_state *)state)->dialogue.buttons.count > 1;
}

static const struct action actions[] = {
    { .name = "button", .keys = "Left Right Tab BackTab", .guard = is_question, .label = N_("choose"), .help = N_("Goes from button to button") },
    { .name = "do", .keys = "Enter Space", .label = N_("do it"), .help = N_("Does what the marked button says") },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back; nothing is done"), .at_end = true },
};

void message_show(struct effects *effects, const char *title, const char *text)
{
    effect_push(effects, &screen_message, &(struct screen_args){ .title = title, .text = text, .number = KIND_SHOW });
}

void message_ask(struct effects *effects, const char *title, const char *text, const char *yes, int *answer)
{
    effect_push(effects, &screen_message, &(struct screen_args){ .title = title, .text = text, .item = yes, .number = KIND_ASK, .data = answer });
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct message_state *state = memory;
    (void)effects;
    common_init(&state->common, &screen_message, state, context);
    state->common.many_languages = false;        /* its words were chosen by the screen below, in one language */
    state->dialogue.title = args->title[0] ? args->title : NULL;
    state->dialogue.message = args->text;
    if (args->number == KIND_ASK) {
        state->answer = (int *)(uintptr_t)args->data;
        state->dialogue.attention = true;
        state->dialogue.buttons = (struct buttons){ .label = { _("No, go back"), args->item[0] ? args->item : _("Yes") }, .count = 2 };
    } else {
        state->dialogue.buttons = (struct buttons){ .label = { _("OK") }, .count = 1 };
    }
}

static unsigned leave(struct message_state *state, enum message_answer answer)
{
    if (state->answer)
        *state->answer = answer;
    return SCREEN_HANDLED | SCREEN_LEAVE;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct message_state *state = memory;
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    unsigned flags = dialogue_event(&state->dialogue, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        return leave(state, state->dialogue.buttons.focus == 1 ? MESSAGE_YES : MESSAGE_NO);
    if (flags & WIDGET_CANCELLED)
        return leave(state, MESSAGE_NO);
    if (flags)
        return SCREEN_DRAW | SCREEN_HANDLED;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    return action && action->code == ACTION_BACK ? leave(state, MESSAGE_NO) : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct message_state *state = memory;
    state->area = layout_frame(context->rows, context->cols).content;
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct message_state *state = memory;
    if (common_frame(&state->common, context, grid, context->centre, NULL, NULL, false))
        dialogue_draw(&state->dialogue, grid, state->area);
}

const struct screen_type screen_message = {
    .name = "message", .size = sizeof(struct message_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
