/* Help: which keys work on the screen below, which will later, and how one moves at all. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"
#include "base/text.h"

struct help_state {
    struct common common;
    const struct common *below;                  /* of the screen that is explained */
    const struct look *look;
    struct pane pane;
    struct area area;
};

enum { ACTION_BACK = 1 };

static const struct action actions[] = {
    ACTIONS_SCROLL,
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Enter Backspace", .label = N_("back"), .help = N_("Goes back to where you were"), .at_end = true },
};

/* How one moves on any screen. What a key is called here is how ui/action.c shows it. */
static const struct { enum key key; const char *text; } general[] = {
    { PRESS_ENTER, N_("goes on, or opens what is marked") },
    { PRESS_ESCAPE, N_("goes back one step; nothing is lost by it") },
    { PRESS_TAB, N_("goes to the next field or button") },
    { PRESS_BACKSPACE, N_("takes back the last character while you type") },
};

struct lines {
    struct pane *pane;
    const struct look *look;
    int cols;                                    /* of the keys */
    bool measuring, later;                       /* later: the heading of what does not work now stands already */
};

static void add_row(struct lines *lines, const char *keys, const char *help, enum style keys_style, enum style style)
{
    paint_pair(lines->pane, lines->cols, keys_style, keys, style, help);
}

static void row(void *context, const char *keys, const char *help, bool now)
{
    struct lines *lines = context;
    if (lines->measuring) {
        int cols = text_width(keys, strlen(keys));
        lines->cols = cols > lines->cols ? cols : lines->cols;
        return;
    }
    if (!now && !lines->later) {
        pane_space(lines->pane, 1);
        pane_text(lines->pane, STYLE_HEADING, _("These do not work just now"));
        pane_space(lines->pane, 1);
        lines->later = true;
    }
    add_row(lines, keys, help, now ? STYLE_KEY : STYLE_DISABLED, now ? STYLE_TEXT : STYLE_DISABLED);
}

static void fill(struct help_state *state)
{
    struct lines lines = { .pane = &state->pane, .look = state->look, .measuring = true };
    struct error error = { 0 };
    struct buf arrows = BUF_INIT;
    pane_begin(&state->pane, state->area.cols);
    keymap_help(state->below->maps, 2, state->look, row, &lines);
    for (size_t i = 0; i < sizeof general / sizeof *general; i++)
        row(&lines, _(press_name(general[i].key)), "", true);
    lines.measuring = false;
    if (lines.cols > state->area.cols / 2)
        lines.cols = state->area.cols / 2;

    pane_text(&state->pane, STYLE_HEADING, _("The keys that work now"));
    pane_space(&state->pane, 1);
    keymap_help(state->below->maps, 2, state->look, row, &lines);
    pane_space(&state->pane, 1);
    pane_text(&state->pane, STYLE_HEADING, _("Everywhere"));
    pane_space(&state->pane, 1);
    buf_format(&arrows, "%s%s%s%s", glyph_form(GLYPH_UP, state->look->glyphs), glyph_form(GLYPH_DOWN, state->look->glyphs),
               glyph_form(GLYPH_LEFT, state->look->glyphs), glyph_form(GLYPH_RIGHT, state->look->glyphs));
    add_row(&lines, arrows.data, _("move the mark"), STYLE_KEY, STYLE_TEXT);
    add_row(&lines, _("digits"), _("choose what has that number"), STYLE_KEY, STYLE_TEXT);
    for (size_t i = 0; i < sizeof general / sizeof *general; i++)
        add_row(&lines, _(press_name(general[i].key)), _(general[i].text), STYLE_KEY, STYLE_TEXT);
    pane_space(&state->pane, 1);
    pane_text(&state->pane, STYLE_DIM, _("The lowest line of the screen always shows the keys that work. No key can break anything, and whatever you answer is saved."));
    if (pane_end(&state->pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = true;
    }
    buf_release(&arrows);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct help_state *state = memory;
    (void)effects;
    common_init(&state->common, &screen_help, state, context);
    state->common.maps[1].count = 0;             /* no help about the help */
    state->below = args->data ? args->data : &state->common;
    state->look = context->look;
    pane_init(&state->pane, NULL);
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct help_state *state = memory;
    (void)context;
    (void)effects;
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    const struct action *action = common_action(&state->common, event, NULL);
    if ((action && action->code == ACTION_BACK) || event_is(event, PRESS_F1))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    return pane_event(&state->pane, event) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct help_state *state = memory;
    state->area = layout_frame(context->rows, context->cols).text;
    state->look = context->look;
    fill(state);
    pane_layout(&state->pane, state->area);
}

static void draw_pane(const struct help_state *state, struct grid *grid)
{
    pane_draw(&state->pane, grid, state->area);
    grid_cursor(grid, state->area.row, state->area.col); /* where one begins to read */
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct help_state *state = memory;
    char far[40] = "";
    if (!pane_fits(&state->pane))
        snprintf(far, sizeof far, _("%d %%"), pane_percent(&state->pane));
    if (common_frame(&state->common, context, grid, _("Help"), NULL, far[0] ? far : NULL, false))
        draw_pane(state, grid);
}

static void release(void *memory)
{
    struct help_state *state = memory;
    pane_release(&state->pane);
}

const struct screen_type screen_help = {
    .name = "help", .size = sizeof(struct help_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
