/*
 * What the learner agreed to, to be changed: each consent yes or no, saved at once. A mark stands only for what is saved: until then it stays as it was.
 */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

struct consents_state {
    struct common common;
    struct arena arena;                          /* options and remarks; filled anew with each view */
    const struct kept_view *view;
    struct choice choice;
    size_t asked;                                /* the consent that is being saved; SIZE_MAX: none */
    struct area text, area;
};

enum { ACTION_CHANGE = 1, ACTION_BACK };

static int digits(const void *memory) { return (int)((const struct consents_state *)memory)->choice.count; }
static bool has_some(const void *memory) { return digits(memory) > 0; }

static const struct action actions[] = {
    { .name = "digit", .keys = "1-9", .guard = has_some, .digits = digits, .label = N_("yes or no"), .help = N_("Says yes, or takes it back"), .rank = 2 },
    { .name = "move", .keys = "Up Down Home End", .guard = has_some, .label = N_("move"), .help = N_("Goes from one to the next"), .rank = 3 },
    { .code = ACTION_CHANGE, .name = "change", .keys = "Enter Space", .guard = has_some, .label = N_("change"), .help = N_("Says yes to what is marked, or takes it back"),
      .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back to what is kept of you"), .at_end = true },
};

/* What stands below each question. */
static const char *remark_of(struct consents_state *state, const struct kept_consent *consent, bool given)
{
    return arena_format(&state->arena, "%s %s", given ? _("Yes, you agreed.") : _("No, you did not agree."), consent->hint);
}

static void fill(struct consents_state *state)
{
    size_t focus = state->choice.focus, count = state->view->consent_count;
    arena_release(&state->arena);
    struct choice_option *options = arena_array(&state->arena, count, sizeof *options);
    for (size_t i = 0; options && i < count; i++) {
        const struct kept_consent *consent = &state->view->consents[i];
        options[i] = (struct choice_option){ .text = consent->label, .remark = remark_of(state, consent, consent->given), .chosen = consent->given };
    }
    choice_init(&state->choice, options, options ? count : 0, true);
    state->choice.focus = focus < state->choice.count ? focus : 0;
    if (arena_failed(&state->arena)) {
        struct error error = { 0 };
        error_memory(&error);
        common_error(&state->common, &error);
        state->common.failed = true;
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct consents_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_consents, state, context);
    arena_init(&state->arena, NULL, 0);
    state->asked = SIZE_MAX;
    state->common.waiting = true;
    effect_KEPT(effects, NULL);
}

static unsigned on_result(struct consents_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_KEPT, true))) {
        if (result->code == 0) {
            state->view = result->data;
            fill(state);
        }
    } else if ((result = common_result(&state->common, event, REQUEST_CONSENT, false))) {
        if (result->code == 0 && state->asked < state->choice.count) {
            struct choice_option *option = &state->choice.options[state->asked];
            option->chosen = !option->chosen;
            option->remark = remark_of(state, &state->view->consents[state->asked], option->chosen);
            common_say(&state->common, true, option->chosen ? _("Saved: yes, from now on.") : _("Saved: no, from now on."));
        }
        state->asked = SIZE_MAX;
        if (result->code)
            effect_KEPT(effects, NULL);          /* what holds is what the keeper says */
    }
    return SCREEN_LAYOUT;
}

/* The mark goes back to what is saved; the wish goes to the keeper. */
static void change(struct consents_state *state, struct effects *effects)
{
    struct choice_option *option = &state->choice.options[state->choice.focus];
    const struct kept_consent *consent = &state->view->consents[state->choice.focus];
    common_say(&state->common, true, "");
    if (effect_CONSENT(effects, &(struct request_consent){ .id = consent->id, .given = !option->chosen }))
        state->asked = state->choice.focus;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct consents_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_RESUMED)
        effect_KEPT(effects, NULL);              /* the labels, perhaps in another language now */
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->view || state->common.failed || state->asked != SIZE_MAX)
        return 0;                                /* one at a time */
    unsigned flags = choice_event(&state->choice, event, state->area);
    if (flags & WIDGET_CHANGED)                  /* the widget has turned the mark already */
        state->choice.options[state->choice.focus].chosen ^= true;
    if (flags & (WIDGET_CHANGED | WIDGET_ACCEPTED))
        change(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static const char *words(void)
{
    return _("Each is your choice, and you are trained here all the same. What you change holds from now on; what was passed on before cannot be called back.");
}

static void layout(void *memory, const struct context *context)
{
    struct consents_state *state = memory;
    state->text = common_layout(&state->common, context).text;
    state->area = area_below(state->text, paint_words_rows(words(), state->text.cols) + 1);
    choice_layout(&state->choice, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct consents_state *state = memory;
    if (!common_frame(&state->common, context, grid, _("What I agreed to"), NULL, NULL, false))
        return;
    paint_words(grid, state->text, STYLE_TEXT, words());
    choice_draw(&state->choice, grid, state->area, true);
}

static void release(void *memory)
{
    struct consents_state *state = memory;
    arena_release(&state->arena);
}

const struct screen_type screen_consents = {
    .name = "consents", .size = sizeof(struct consents_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
