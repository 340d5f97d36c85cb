/* Erasing a person: what goes and what stays, and the number typed to say whom. args.item: the id, title: the name, text: the number. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

struct person_erase_state {
    struct common common;
    struct prompt prompt;
    char id[64], name[150], number[32];
    bool oneself, sent, done;
    struct area text, line;
};

enum { ACTION_ERASE = 1, ACTION_BACK };

static bool asks(const void *memory) { return !((const struct person_erase_state *)memory)->done; }

static const struct action actions[] = {
    { .code = ACTION_ERASE, .name = "erase", .keys = "Enter", .guard = asks, .label = N_("erase"), .help = N_("Erases the person, where the number that was typed is theirs"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("leave it"), .help = N_("Goes back; nothing is erased"), .at_end = true },
};

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct person_erase_state *state = memory;
    (void)effects;
    common_init(&state->common, &screen_person_erase, state, context);
    snprintf(state->id, sizeof state->id, "%s", args->item);
    snprintf(state->name, sizeof state->name, "%s", args->title);
    snprintf(state->number, sizeof state->number, "%s", args->text);
    state->oneself = context->person.id && strcmp(context->person.id, state->id) == 0;
    prompt_init(&state->prompt, NULL, PROMPT_DIGITS, 12);
}

static void erase(struct person_erase_state *state, struct effects *effects)
{
    if (strcmp(prompt_text(&state->prompt), state->number) != 0) {
        common_say(&state->common, false, _("This is not the number of the person above. Nothing was erased."));
        return;
    }
    state->sent = true;
    state->common.message[0] = 0;
    effect_PERSON_ERASE(effects, &(struct request_erase){ .id = state->id, .number = state->number, .oneself = state->oneself });
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct person_erase_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_PERSON_ERASE, false);
        if (result) {
            state->sent = false;
            state->done = result->code == 0;
        }
        if (state->done && state->oneself)
            effect_attract(effects);
        else if (state->done) {
            effect_pop(effects);
            effect_pop(effects);                 /* the person's page as well: there is no such person */
        }
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (state->sent)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    unsigned flags = prompt_event(&state->prompt, event);
    if (flags & WIDGET_ACCEPTED)
        erase(state, effects);
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static void layout(void *memory, const struct context *context)
{
    struct person_erase_state *state = memory;
    state->text = common_layout(&state->common, context).text;
    state->line = area_below(state->text, state->text.rows - 2);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct person_erase_state *state = memory;
    char text[400];
    if (!common_frame(&state->common, context, grid, _("Erase a person"), NULL, NULL, false))
        return;
    struct area area = state->text;
    bool airy = area.rows > 14;
    snprintf(text, sizeof text, _("%s, number %s"), state->name, state->number);
    area = area_below(area, paint_words(grid, area, STYLE_HEADING, text) + 1);
    if (state->oneself)
        area = area_below(area, paint_words(grid, area, STYLE_ATTENTION, _("This is you: you will be signed out, and cannot sign in any more.")) + airy);
    area = area_below(area, paint_words(grid, area, STYLE_TEXT,
        _("What goes, for good: the name, all numbers, where the person is reached, the PIN, the profile with all earlier versions, and every text that was written freely.")) + airy);
    area = area_below(area, paint_words(grid, area, STYLE_TEXT,
        _("What stays: which lessons were read and which answers were given, under a number that nobody can name any more. The coordinator is told to erase as well.")) + airy);
    paint_words(grid, area, STYLE_DIM, _("Older backups still hold the person, sealed: make a new one. Who may come back is rather retired."));
    int used = grid_put(grid, state->line.row, state->line.col, state->line.cols, STYLE_HEADING, _("Type the person's number to erase:"));
    prompt_draw(&state->prompt, grid, state->line.row, state->line.col + used + 2, 14, true);
}

static void release(void *memory)
{
    prompt_release(&((struct person_erase_state *)memory)->prompt);
}

const struct screen_type screen_person_erase = {
    .name = "person_erase", .size = sizeof(struct person_erase_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
