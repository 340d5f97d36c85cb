#include "ui/list.h"

#include "base/intl.h"
#include "base/text.h"
#include "ui/bar.h"
#include "ui/layout.h"

#define GAP 2                                    /* between columns */

static struct list_row row_at(const struct list *list, size_t index)
{
    struct list_row row = { 0 };
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        row.bar[i] = -1;
    list->row(list->context, index, &row);
    return row;
}

static bool can_focus(const struct list *list, size_t index)
{
    return index < list->count && row_at(list, index).kind == LIST_ITEM;
}

/* The nearest item from index on, looking in direction +1 or -1; SIZE_MAX if there is none. */
static size_t nearest(const struct list *list, size_t index, int direction)
{
    while (index < list->count) {
        if (can_focus(list, index))
            return index;
        index += (size_t)direction;              /* wraps beyond count below 0, which ends it */
    }
    return SIZE_MAX;
}

void list_init(struct list *list, size_t count, void (*row)(const void *, size_t, struct list_row *), const void *context)
{
    *list = (struct list){ .count = count, .row = row, .context = context, .rows = 1 };
    list->focus = nearest(list, 0, 1);
}

/* Keeps the focus in sight, and the headings above it where there is room. */
static void scroll(struct list *list)
{
    size_t rows = list->rows > 0 ? (size_t)list->rows : 1;
    if (list->focus != SIZE_MAX) {
        size_t first = list->focus;
        if (first >= list->top + rows)
            list->top = first - rows + 1;
        while (first > 0 && list->focus - first + 1 < rows && row_at(list, first - 1).kind == LIST_HEADING)
            first--;
        if (first < list->top)
            list->top = first;
    }
    if (list->top + rows > list->count)
        list->top = list->count > rows ? list->count - rows : 0;
}

void list_count(struct list *list, size_t count)
{
    list->count = count;
    if (list->focus >= count || !can_focus(list, list->focus)) {
        size_t after = nearest(list, list->focus, 1);
        list->focus = after != SIZE_MAX ? after : count ? nearest(list, count - 1, -1) : SIZE_MAX;
    }
    scroll(list);
}

void list_focus(struct list *list, size_t index)
{
    size_t there = nearest(list, index, 1);
    if (there == SIZE_MAX && index < list->count)
        there = nearest(list, index, -1);
    if (there != SIZE_MAX)
        list->focus = there;
    scroll(list);
}

void list_layout(struct list *list, struct area area)
{
    list->rows = list->count > (size_t)area.rows ? area.rows - 1 : area.rows;
    if (list->rows < 1)
        list->rows = 1;
    scroll(list);
}

/* The n-th item, from 1. Only the first nine can be asked for, so it ends soon unless there are thousands of headings. */
static size_t numbered_item(const struct list *list, int number)
{
    for (size_t i = 0; i < list->count; i++)
        if (can_focus(list, i) && --number == 0)
            return i;
    return SIZE_MAX;
}

static unsigned move(struct list *list, size_t from, int direction)
{
    size_t there = nearest(list, from, direction);
    if (there == SIZE_MAX)
        there = nearest(list, from, -direction);
    bool moved = there != SIZE_MAX && there != list->focus;
    if (moved)
        list->focus = there;
    /* At an end, what stands before the first item (headings) comes into sight. */
    if (!moved && direction < 0)
        list->top = 0;
    scroll(list);
    return WIDGET_HANDLED | (moved ? WIDGET_MOVED : 0);
}

unsigned list_event(struct list *list, const struct event *event, struct area area)
{
    if (list->focus == SIZE_MAX)
        return WIDGET_IGNORED;
    size_t page = list->rows > 1 ? (size_t)list->rows - 1 : 1, last = list->count - 1;
    if (event->kind == EVENT_MOUSE) {
        size_t index = list->top + (size_t)(event->row - area.row);
        bool here = event->row >= area.row && event->row < area.row + list->rows && event->col >= area.col &&
                    event->col < area.col + area.cols;
        if (event->mouse == MOUSE_WHEEL_DOWN)
            return move(list, list->focus + 1 > last ? last : list->focus + 1, 1);
        if (event->mouse == MOUSE_WHEEL_UP)
            return move(list, list->focus ? list->focus - 1 : 0, -1);
        if (!here || !can_focus(list, index))
            return WIDGET_IGNORED;
        list->focus = index;
        return WIDGET_HANDLED | WIDGET_MOVED | WIDGET_ACCEPTED;
    }
    if (list->numbered && event_digit(event, true) > 0) {
        size_t index = numbered_item(list, event_digit(event, true));
        if (index == SIZE_MAX)
            return WIDGET_HANDLED;
        list->focus = index;
        scroll(list);
        return WIDGET_HANDLED | WIDGET_MOVED | WIDGET_ACCEPTED;
    }
    if (event->kind != EVENT_KEY)
        return WIDGET_IGNORED;
    switch (event->key) {
    case PRESS_UP: return list->focus ? move(list, list->focus - 1, -1) : move(list, 0, -1);
    case PRESS_DOWN: return move(list, list->focus < last ? list->focus + 1 : last, 1);
    case PRESS_HOME: list->top = 0; return move(list, 0, 1);
    case PRESS_END: return move(list, last, -1);
    case PRESS_PAGE_UP: return move(list, list->focus > page ? list->focus - page : 0, -1);
    case PRESS_PAGE_DOWN: return move(list, last - list->focus > page ? list->focus + page : last, 1);
    case PRESS_ENTER: return WIDGET_HANDLED | WIDGET_ACCEPTED;
    default: return WIDGET_IGNORED;
    }
}

/* Where each column begins and how wide it is. A column that has no room has no cells. */
static void columns(const struct list *list, int from, int cols, int start[LIST_COLUMNS], int width[LIST_COLUMNS], bool narrow)
{
    size_t count = list->columns < LIST_COLUMNS ? list->columns : LIST_COLUMNS;
    int fixed = 0;
    for (size_t i = 0; i < LIST_COLUMNS; i++)
        width[i] = start[i] = 0;
    if (!count) {
        start[0] = from;
        width[0] = cols;
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (!list->column[i].optional || !narrow) {
            width[i] = list->column[i].cols;
            fixed += width[i] + (i ? GAP : 0);
        } else {
            width[i] = -1;
        }
    for (size_t i = 0; i < count; i++) {
        if (width[i] == 0)
            width[i] = cols > fixed ? cols - fixed : 0;
        else if (width[i] < 0)
            width[i] = 0;
        start[i] = from;
        from += width[i] ? width[i] + GAP : 0;
    }
}

static void row_draw(const struct list *list, struct grid *grid, struct area area, int at, size_t index, bool focused, int number)
{
    struct list_row row = row_at(list, index);
    int start[LIST_COLUMNS], width[LIST_COLUMNS];
    bool heading = row.kind == LIST_HEADING, here = index == list->focus;
    int lead = 2 + (list->numbered ? 4 : 0);
    columns(list, area.col + lead, area.cols - lead, start, width, area.cols < LAYOUT_MIN_COLS - 4);
    if (heading) {                               /* begins where the marks stand */
        width[0] += lead;
        start[0] -= lead;
        bool alone = true;
        for (size_t i = 1; i < LIST_COLUMNS; i++)
            alone = alone && (!row.text[i] || !*row.text[i]);
        if (alone)
            width[0] = area.cols;                /* a sentence, perhaps */
    }
    if (here)
        grid_glyph(grid, at, area.col, focused ? STYLE_FOCUS : STYLE_DIM, GLYPH_FOCUS);
    if (list->numbered && number > 0 && number < 10)
        grid_format(grid, at, area.col + 2, 2, here && focused ? STYLE_FOCUS : STYLE_KEY, "%d", number);
    for (size_t i = 0; i < LIST_COLUMNS; i++) {
        enum style style = row.style[i];
        if (heading && style == STYLE_TEXT)
            style = i ? STYLE_DIM : STYLE_HEADING;
        if (row.kind == LIST_DISABLED)
            style = STYLE_DISABLED;
        if (here && focused && i == 0)
            style = STYLE_FOCUS;
        if (i < list->columns && list->column[i].bar && row.kind == LIST_ITEM && !row.text[i] && row.bar[i] >= 0 && width[i] > 0) {
            bar_draw(grid, at, start[i], width[i], row.bar[i], STYLE_BAR_FULL);
            continue;
        }
        int col = start[i], cols = width[i];
        if (i == 0 && row.marked && cols > 2) {
            grid_glyph(grid, at, col, style, row.mark);
            col += 2;
            cols -= 2;
        }
        if (i < list->columns && list->column[i].at_end)
            grid_put_end(grid, at, col, cols, style, row.text[i]);
        else
            grid_put(grid, at, col, cols, style, row.text[i]);
    }
    if (here && focused)
        grid_cursor(grid, at, area.col);
}

void list_draw(const struct list *list, struct grid *grid, struct area area, bool focused)
{
    size_t rows = list->rows > 0 ? (size_t)list->rows : 1, shown = 0;
    int number = 0;
    for (size_t i = 0; list->numbered && i < list->top && number < 9; i++)
        number += can_focus(list, i);
    for (; shown < rows && list->top + shown < list->count && (int)shown < area.rows; shown++) {
        number += list->numbered && can_focus(list, list->top + shown);
        row_draw(list, grid, area, area.row + (int)shown, list->top + shown, focused, can_focus(list, list->top + shown) ? number : 0);
    }
    size_t above = list->top, below = list->count - list->top - shown;
    if ((!above && !below) || (int)shown >= area.rows)
        return;
    struct buf text = BUF_INIT;
    if (above) {
        buf_format(&text, P_("%s %zu more above", "%s %zu more above", above), glyph_text(GLYPH_MORE_ABOVE, grid->look), above);
        buf_text(&text, below ? "   " : "");
    }
    if (below)
        buf_format(&text, P_("%zu more below %s", "%zu more below %s", below), below, glyph_text(GLYPH_MORE_BELOW, grid->look));
    grid_put_end(grid, area.row + (int)shown, area.col, area.cols, STYLE_DIM, text.data);
    buf_release(&text);
}
