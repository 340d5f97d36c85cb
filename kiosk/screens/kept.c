/* What is kept of the learner: every line, by sections. Nobody has to ask for it. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"
#include "base/text.h"

struct kept_state {
    struct common common;
    const struct kept_view *view;
    struct pane pane;
    struct area area;
};

enum { ACTION_BACK = 1, ACTION_CONSENTS };

static bool has_consents(const void *memory)
{
    const struct kept_state *state = memory;
    return state->view && state->view->consent_count > 0;
}

static const struct action actions[] = {
    ACTIONS_SCROLL,
    { .code = ACTION_CONSENTS, .name = "consents", .keys = "C", .guard = has_consents, .label = N_("what I agreed to"),
      .help = N_("Takes back what you agreed to, or agrees to more"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Enter Backspace", .label = N_("back"), .help = N_("Goes back to your packs"), .at_end = true },
};

static void fill(struct kept_state *state)
{
    const struct kept_view *view = state->view;
    struct error error = { 0 };
    int label_cols = 0, most = state->area.cols / 2;
    for (size_t i = 0; i < view->count; i++) {
        int cols = text_width(view->rows[i].label, strlen(view->rows[i].label));
        label_cols = cols > label_cols ? cols : label_cols;
    }
    label_cols = label_cols < most ? label_cols : most;
    pane_begin(&state->pane, state->area.cols);
    pane_text(&state->pane, STYLE_DIM, _("This is all that the centre keeps of you."));
    for (size_t i = 0; i < view->count; i++) {
        const struct kept_line *line = &view->rows[i];
        if (i == 0 || strcmp(line->section, view->rows[i - 1].section) != 0) {
            pane_space(&state->pane, 1);
            pane_text(&state->pane, STYLE_HEADING, line->section);
        }
        bool said = line->value[0] != 0;
        paint_pair(&state->pane, label_cols, STYLE_DIM, line->label, said ? STYLE_TEXT : STYLE_DIM, said ? line->value : _("not said"));
    }
    pane_space(&state->pane, 1);
    pane_text(&state->pane, STYLE_DIM, view->consent_count ? _("What you agreed to you may change at any time: press C. Is anything else wrong? Tell the manager.")
                                                                : _("Is something wrong? Tell the manager."));
    if (pane_end(&state->pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = true;
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct kept_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_kept, state, context);
    pane_init(&state->pane, NULL);
    state->common.waiting = true;
    effect_KEPT(effects, NULL);
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct kept_state *state = memory;
    if (event->kind == EVENT_RESULT) {
        const struct result *result = common_result(&state->common, event, REQUEST_KEPT, true);
        if (result && result->code == 0)
            state->view = result->data;
        return SCREEN_LAYOUT;
    }
    if (event->kind == EVENT_RESUMED)
        effect_KEPT(effects, NULL);              /* the labels, perhaps in another language now */
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_CONSENTS) {
        effect_push(effects, &screen_consents, NULL);
        return SCREEN_HANDLED;
    }
    if (action && action->code == ACTION_BACK)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    return state->view && pane_event(&state->pane, event) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct kept_state *state = memory;
    state->area = layout_frame(context->rows, context->cols).text;
    if (!state->view)
        return;
    fill(state);
    pane_layout(&state->pane, state->area);
}

static void draw_pane(const struct kept_state *state, struct grid *grid)
{
    pane_draw(&state->pane, grid, state->area);
    grid_cursor(grid, state->area.row, state->area.col); /* where one begins to read */
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct kept_state *state = memory;
    char far[40] = "";
    if (state->view && !pane_fits(&state->pane))
        snprintf(far, sizeof far, _("%d %%"), pane_percent(&state->pane));
    if (common_frame(&state->common, context, grid, _("What is kept of me"), NULL, far[0] ? far : NULL, false))
        draw_pane(state, grid);
}

static void release(void *memory)
{
    struct kept_state *state = memory;
    pane_release(&state->pane);
}

const struct screen_type screen_kept = {
    .name = "kept", .size = sizeof(struct kept_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
