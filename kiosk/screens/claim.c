/*
 * A guest's work, and whose it becomes: of somebody who has a number already, or of somebody who gets one now. args.number 1: the guest is about to leave, and
 * may leave the work behind too.
 */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

enum way { WAY_NUMBER, WAY_NAME, WAY_NEW, WAY_LEAVE, WAYS };

struct claim_state {
    struct common common;
    enum way ways[WAYS];                         /* those that there are here */
    size_t way_count;
    bool leaving, may_register;
    struct list list;
    struct area text, area;
};

enum { ACTION_OPEN = 1, ACTION_BACK };

static const struct action actions[] = {
    { .name = "choose", .keys = "Up Down Home End", .label = N_("choose"), .help = N_("Goes up and down the list"), .rank = 2 },
    { .code = ACTION_OPEN, .name = "open", .keys = "Enter", .label = N_("go on"), .help = N_("Takes the way that is marked; its digit does too"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back to your packs; you are a guest still"), .at_end = true },
};

static void way_row(const void *memory, size_t index, struct list_row *row)
{
    const struct claim_state *state = memory;
    row->style[1] = STYLE_DIM;
    switch (state->ways[index]) {
    case WAY_NUMBER:
        row->text[0] = _("I have a number");
        row->text[1] = _("from your card");
        break;
    case WAY_NAME:
        row->text[0] = _("I look for my name");
        break;
    case WAY_NEW:
        row->text[0] = _("I am new here");
        row->text[1] = _("you get a number");
        break;
    case WAY_LEAVE:
        row->text[0] = _("I leave it behind");
        row->text[1] = _("it is lost to you");
        break;
    case WAYS:
        break;
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct claim_state *state = memory;
    (void)effects;
    common_init(&state->common, &screen_claim, state, context);
    state->leaving = args->number == 1;
    state->may_register = context->registering_allowed;
    state->ways[state->way_count++] = WAY_NUMBER;
    if (context->names_listed)
        state->ways[state->way_count++] = WAY_NAME;
    if (state->may_register)
        state->ways[state->way_count++] = WAY_NEW;
    if (state->leaving)
        state->ways[state->way_count++] = WAY_LEAVE;
    list_init(&state->list, state->way_count, way_row, state);
    state->list.numbered = true;
    state->list.columns = 2;
    state->list.column[1] = (struct list_column){ .cols = 18 };
}

static void take_way(struct claim_state *state, struct effects *effects)
{
    if (state->list.focus >= state->way_count)
        return;
    switch (state->ways[state->list.focus]) {
    case WAY_NUMBER: effect_push(effects, &screen_sign_in, &(struct screen_args){ .number = 1 }); break;
    case WAY_NAME: effect_push(effects, &screen_sign_in, &(struct screen_args){ .number = 1, .item = "names" }); break;
    case WAY_NEW: effect_push(effects, &screen_registering, &(struct screen_args){ .number = 1 }); break;
    case WAY_LEAVE: effect_SIGN_OUT(effects, NULL); break;
    case WAYS: break;
    }
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct claim_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        /* whatever the keeper said: nobody sits there any more */
        if (common_result(&state->common, event, REQUEST_SIGN_OUT, false))
            effect_attract(effects);
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    unsigned flags = list_event(&state->list, event, state->area);
    if (flags & WIDGET_ACCEPTED)
        take_way(state, effects);
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static const char *words_of(const struct claim_state *state)
{
    if (state->leaving)
        return _("A guest's work can be found by nobody later. It becomes yours when you sign in or get a number now.");
    return _("What you did as a guest becomes yours: lessons, answers and results.");
}

static void layout(void *memory, const struct context *context)
{
    struct claim_state *state = memory;
    struct area text = layout_frame(context->rows, context->cols).text;
    state->text = area_middle(text, text.rows, 56);
    if (text.rows > 14)
        state->text = area_below(state->text, 2);
    state->area = area_below(state->text, 3 + paint_words_rows(words_of(state), state->text.cols));
    state->area.rows = (int)state->way_count;
    list_layout(&state->list, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct claim_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, NULL, NULL, false))
        return;
    grid_put(grid, state->text.row, state->text.col, state->text.cols, STYLE_HEADING, state->leaving ? _("Before you leave") : _("Keep my work"));
    paint_words(grid, area_below(state->text, 2), STYLE_TEXT, words_of(state));
    list_draw(&state->list, grid, state->area, true);
    if (!state->may_register)
        paint_words(grid, area_below(state->text, state->area.row - state->text.row + state->area.rows + 1), STYLE_DIM,
                    _("Are you new? A facilitator gives you a number; your work waits here meanwhile."));
}

const struct screen_type screen_claim = {
    .name = "claim", .size = sizeof(struct claim_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
