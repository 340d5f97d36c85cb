/* A minute of practice for somebody who has never used a keyboard: a key is shown, one presses it. Any key may be skipped, and Esc always leaves. */
#include "screens/common.h"
#include "screens/paint.h"

#include "base/intl.h"

/* One row a step. digit: any key counts that types it, shifted or not. */
static const struct step {
    enum key key;
    int digit;                                   /* -1: the key above */
    const char *text;
} steps[] = {
    { PRESS_DOWN, -1, N_("Four keys with arrows stand together, low on the right of the keyboard. They move the mark on the screen.") },
    { PRESS_UP, -1, N_("The arrow that points up moves the mark up again.") },
    { PRESS_RIGHT, -1, N_("These two go to the right and to the left, from button to button.") },
    { PRESS_LEFT, -1, N_("And back to the left.") },
    { PRESS_NOTHING, 2, N_("The digits stand in the top row. A digit chooses the answer that has this number.") },
    { PRESS_NOTHING, 5, N_("You also type your number and your PIN with them.") },
    { PRESS_BACKSPACE, -1, N_("Did you type something wrong? This key takes back the last character. It is large, at the right end of the top row.") },
    { PRESS_ENTER, -1, N_("The most important one: it goes on. It is large, on the right side.") },
    { PRESS_ESCAPE, -1, N_("This one goes back, and never loses anything. It stands alone, in the upper left corner. Here it takes you out.") },
};
#define STEPS (sizeof steps / sizeof *steps)

struct keys_state {
    struct common common;
    size_t step;
    bool pressed;                                /* a key was pressed that was not asked for */
    char other[64];                              /* which one */
    struct area area;
};

enum { ACTION_SKIP = 1, ACTION_BACK };

static const struct action actions[] = {
    { .name = "press", .keys = "Up Down Left Right", .help = N_("Press the key that is shown") },
    { .code = ACTION_SKIP, .name = "skip", .keys = "Space Tab", .label = N_("skip this key"), .help = N_("Goes on to the next key"), .rank = 1 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .label = N_("leave"), .help = N_("Ends the practice"), .at_end = true },
};

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct keys_state *state = memory;
    (void)args;
    (void)effects;
    common_init(&state->common, &screen_keys, state, context);
    state->common.many_languages = false;        /* a letter is a key like any other here */
}

static bool is_asked_for(const struct step *step, const struct event *event)
{
    return step->digit < 0 ? event_is(event, step->key) : event->kind == EVENT_TEXT && event_digit(event, true) == step->digit;
}

static unsigned go_on(struct keys_state *state)
{
    state->step = state->step + 1 < STEPS ? state->step + 1 : STEPS - 1;
    state->pressed = false;
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct keys_state *state = memory;
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESUMED)
        return SCREEN_DRAW;
    if (event->kind != EVENT_KEY && event->kind != EVENT_TEXT)
        return 0;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (is_asked_for(&steps[state->step], event)) {
        common_say(&state->common, true, state->step + 2 < STEPS ? _("Yes, that was it.") : _("Yes, that was it. This is the last one."));
        return go_on(state);
    }
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    state->common.message[0] = 0;
    if (action && action->code == ACTION_SKIP)
        return go_on(state);
    state->pressed = true;
    snprintf(state->other, sizeof state->other, "%s", event->kind == EVENT_TEXT ? event->text : _(press_name(event->key)));
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static void layout(void *memory, const struct context *context)
{
    struct keys_state *state = memory;
    state->area = layout_frame(context->rows, context->cols).text;
}

static void draw_key(struct grid *grid, int row, int col, int cols, const char *name, bool wanted)
{
    grid_box(grid, (struct area){ row, col, 3, cols }, wanted ? STYLE_FOCUS : STYLE_RULE);
    grid_put_centre(grid, row + 1, col + 1, cols - 2, wanted ? STYLE_FOCUS : STYLE_DIM, name);
    if (wanted)
        grid_cursor(grid, row + 1, col + cols / 2);
}

/* Keys stand on the keyboard where they stand on it in a mirrored layout too: the columns are turned back. */
static int keyboard_col(const struct grid *grid, int col, int cols)
{
    return grid_physical(grid, col, cols);
}

static void draw_picture(struct grid *grid, struct area area, const struct step *step)
{
    const enum glyphs glyphs = grid->look->glyphs;
    int middle = area.col + area.cols / 2, left = grid->look->direction == DIRECTION_RTL ? grid->cols - middle : middle, row = area.row;
    if (step->digit >= 0) {
        for (int i = 1; i <= 9; i++) {
            char name[2] = { (char)('0' + i), 0 };
            draw_key(grid, row + 2, keyboard_col(grid, left - 27 + (i - 1) * 6, 5), 5, name, i == step->digit);
        }
        return;
    }
    switch (step->key) {
    case PRESS_UP: case PRESS_DOWN: case PRESS_LEFT: case PRESS_RIGHT:
        draw_key(grid, row, keyboard_col(grid, left - 3, 7), 7, glyph_form(GLYPH_UP, glyphs), step->key == PRESS_UP);
        draw_key(grid, row + 3, keyboard_col(grid, left - 11, 7), 7, glyph_form(GLYPH_LEFT, glyphs), step->key == PRESS_LEFT);
        draw_key(grid, row + 3, keyboard_col(grid, left - 3, 7), 7, glyph_form(GLYPH_DOWN, glyphs), step->key == PRESS_DOWN);
        draw_key(grid, row + 3, keyboard_col(grid, left + 5, 7), 7, glyph_form(GLYPH_RIGHT, glyphs), step->key == PRESS_RIGHT);
        break;
    case PRESS_ESCAPE:
        draw_key(grid, row + 2, keyboard_col(grid, left - 6, 12), 12, _(press_name(step->key)), true);
        break;
    default: {
        /* both have an arrow on most keyboards, and a word on the others */
        char name[64];
        snprintf(name, sizeof name, "%s %s", glyph_form(GLYPH_LEFT, glyphs), _(press_name(step->key)));
        draw_key(grid, row + 2, keyboard_col(grid, left - 11, 22), 22, name, true);
        break;
    }
    }
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct keys_state *state = memory;
    const struct step *step = &steps[state->step];
    struct area area = state->area;
    char far[48], now[120], other[160];
    snprintf(far, sizeof far, _("key %zu of %zu"), state->step + 1, STEPS);
    if (!common_frame(&state->common, context, grid, _("Keyboard practice"), NULL, far, false))
        return;
    int rows = paint_words(grid, area, STYLE_TEXT, _(step->text));
    struct area picture = area_below(area, rows + (area.rows > 14 ? 2 : 1));
    draw_picture(grid, picture, step);
    if (step->digit >= 0)
        snprintf(now, sizeof now, _("Now you: press %d"), step->digit);
    else
        snprintf(now, sizeof now, _("Now you: press this key: %s"), _(press_name(step->key)));
    int row = picture.row + (area.rows > 14 ? 8 : 7);
    grid_put_centre(grid, row, area.col, area.cols, STYLE_STRONG, now);
    if (state->pressed) {
        snprintf(other, sizeof other, _("That was %s. No harm done: try again, or press Space to skip."), state->other);
        grid_put_centre(grid, row + 1, area.col, area.cols, STYLE_ATTENTION, other);
    }
}

const struct screen_type screen_keys = {
    .name = "keys", .size = sizeof(struct keys_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw,
};
