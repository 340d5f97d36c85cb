#include "ui/buttons.h"

#include "base/arena.h"
#include "base/text.h"

#define GAP 3

static int label_cols(const struct buttons *buttons, int i)
{
    return text_width(buttons->label[i], strlen(buttons->label[i])) + 4;
}

int buttons_cols(const struct buttons *buttons)
{
    int cols = 0;
    for (int i = 0; i < buttons->count; i++)
        cols += label_cols(buttons, i) + (i ? GAP : 0);
    return cols;
}

unsigned buttons_event(struct buttons *buttons, const struct event *event, struct area area)
{
    int last = buttons->count - 1;
    if (last < 0)
        return WIDGET_IGNORED;
    if (event_is(event, PRESS_LEFT) || event_is(event, PRESS_BACK_TAB)) {
        if (buttons->focus == 0)
            return event_is(event, PRESS_LEFT) ? WIDGET_HANDLED : WIDGET_IGNORED;
        buttons->focus--;
        return WIDGET_HANDLED | WIDGET_MOVED;
    }
    if (event_is(event, PRESS_RIGHT) || event_is(event, PRESS_TAB)) {
        if (buttons->focus >= last)
            return event_is(event, PRESS_RIGHT) ? WIDGET_HANDLED : WIDGET_IGNORED;
        buttons->focus++;
        return WIDGET_HANDLED | WIDGET_MOVED;
    }
    if (event_is(event, PRESS_ENTER) || event_letter(event, ' '))
        return WIDGET_HANDLED | WIDGET_ACCEPTED;
    if (event->kind == EVENT_MOUSE && event->mouse == MOUSE_CLICK && event->row == area.row) {
        int col = area.col;
        for (int i = 0; i < buttons->count; col += label_cols(buttons, i) + GAP, i++)
            if (event->col >= col && event->col < col + label_cols(buttons, i)) {
                buttons->focus = i;
                return WIDGET_HANDLED | WIDGET_MOVED | WIDGET_ACCEPTED;
            }
    }
    return WIDGET_IGNORED;
}

void buttons_draw(const struct buttons *buttons, struct grid *grid, struct area area, bool focused)
{
    int col = area.col, end = area.col + area.cols;
    for (int i = 0; i < buttons->count && area.rows > 0; i++) {
        int cols = label_cols(buttons, i) < end - col ? label_cols(buttons, i) : end - col;
        bool mirrored = grid->look->direction == DIRECTION_RTL;
        bool here = focused && i == buttons->focus;
        enum style style = here ? STYLE_SELECTED : STYLE_TEXT;
        if (cols < 5)
            break;
        grid_fill(grid, (struct area){ area.row, col, 1, cols }, style, " ");
        grid_put(grid, area.row, col, 1, style, mirrored ? "]" : "[");
        grid_put(grid, area.row, col + 2, cols - 4, style, buttons->label[i]);
        grid_put(grid, area.row, col + cols - 1, 1, style, mirrored ? "[" : "]");
        if (here)
            grid_cursor(grid, area.row, col + 2);
        col += cols + GAP;
    }
}

static struct area dialogue_area(const struct dialogue *dialogue, struct area area, struct arena *arena, struct text_line **lines,
                                 size_t *count)
{
    int cols = area.cols - 4 < 64 ? area.cols - 4 : 64;
    *count = 0;
    *lines = cols > 8 ? text_wrap(arena, dialogue->message, strlen(dialogue->message), cols - 8, count) : NULL;
    return area_middle(area, (int)*count + 6 + (dialogue->title ? 2 : 0), cols);
}

unsigned dialogue_event(struct dialogue *dialogue, const struct event *event, struct area area)
{
    if (event_is(event, PRESS_ESCAPE))
        return WIDGET_HANDLED | WIDGET_CANCELLED;
    struct arena arena;
    struct text_line *lines;
    size_t count;
    arena_init(&arena, NULL, 0);
    struct area box = dialogue_area(dialogue, area, &arena, &lines, &count);
    arena_release(&arena);
    struct area row = { box.row + box.rows - 3, box.col + 4, 1, box.cols - 8 };
    return buttons_event(&dialogue->buttons, event, row);
}

void dialogue_draw(const struct dialogue *dialogue, struct grid *grid, struct area area)
{
    struct arena arena;
    struct text_line *lines;
    size_t count;
    arena_init(&arena, grid->allocator, 0);
    struct area box = dialogue_area(dialogue, area, &arena, &lines, &count);
    grid_fill(grid, box, STYLE_TEXT, " ");
    grid_box(grid, box, dialogue->attention ? STYLE_ATTENTION : STYLE_RULE);
    int row = box.row + 2, col = box.col + 4, cols = box.cols - 8, last = box.row + box.rows - 4;
    if (dialogue->title) {
        grid_put(grid, row, col, cols, dialogue->attention ? STYLE_ATTENTION : STYLE_HEADING, dialogue->title);
        row += 2;
    }
    for (size_t i = 0; i < count && row < last; i++, row++)
        grid_text(grid, row, col, cols, STYLE_TEXT, dialogue->message + lines[i].start, lines[i].length);
    buttons_draw(&dialogue->buttons, grid, (struct area){ box.row + box.rows - 3, col, 1, cols }, true);
    arena_release(&arena);
}
