#include "ui/layout.h"

#include "base/intl.h"
#include "base/text.h"

#define BESIDE_COLS 48                           /* at most */
#define GAP 4                                    /* between text and what stands beside it */

struct layout layout_frame(int rows, int cols)
{
    struct layout layout = { .too_small = rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS };
    int text = cols - 4 < LAYOUT_TEXT_COLS ? cols - 4 : LAYOUT_TEXT_COLS;
    layout.title = (struct area){ 0, 1, 1, cols - 2 };
    layout.footer = (struct area){ rows - 1, 1, 1, cols - 2 };
    layout.content = (struct area){ 2, 0, rows > 4 ? rows - 4 : 0, cols };
    layout.text = area_middle(area_inset(layout.content, 1, 0), rows, text > 0 ? text : 0);
    layout.beside = (struct area){ layout.text.row, layout.text.col + layout.text.cols, layout.text.rows, 0 };
    return layout;
}

struct layout layout_beside(int rows, int cols)
{
    struct layout layout = layout_frame(rows, cols);
    int room = cols - 2 * GAP - LAYOUT_TEXT_COLS - GAP;
    if (cols >= LAYOUT_WIDE_COLS && room >= 30) {
        room = room < BESIDE_COLS ? room : BESIDE_COLS;
        layout.text.col = (cols - LAYOUT_TEXT_COLS - GAP - room) / 2;
        layout.beside.col = layout.text.col + LAYOUT_TEXT_COLS + GAP;
        layout.beside.cols = room;
    }
    return layout;
}

static int cells(const char *text)
{
    return text ? text_width(text, strlen(text)) : 0;
}

/* who and when are never cut while there is room for them alone; where gives way before what. */
static void title_draw(const struct frame *frame, struct grid *grid, struct area area)
{
    const int gap = 3;
    int end = area.col + area.cols;
    if (frame->when) {
        int width = cells(frame->when) < area.cols / 3 ? cells(frame->when) : area.cols / 3;
        grid_put(grid, area.row, end - width, width, frame->urgent ? STYLE_ATTENTION : STYLE_TITLE_BAR, frame->when);
        end -= width + gap;
    }
    if (frame->who) {
        int width = cells(frame->who) < area.cols / 2 ? cells(frame->who) : area.cols / 2;
        grid_put(grid, area.row, end - width, width, STYLE_TEXT, frame->who);
        end -= width + gap;
    }
    int room = end - area.col, what = cells(frame->what), where = cells(frame->where);
    if (frame->what && where + gap + what > room && room < LAYOUT_MIN_COLS / 2) {
        grid_put(grid, area.row, area.col, room, STYLE_TITLE, frame->what); /* the more exact of the two */
        return;
    }
    if (frame->what && where + gap + what > room) {
        int least = room / 3 < where ? room / 3 : where;
        what = what < room - gap - least ? what : room - gap - least;
        where = room - gap - what;
    }
    int used = grid_put(grid, area.row, area.col, frame->what ? where : room, STYLE_TITLE, frame->where);
    if (frame->what && what > 0) {
        int from = area.col + used + gap, free = end - from - what;
        grid_put(grid, area.row, from + (free > 0 ? free / 2 : 0), what, STYLE_TEXT, frame->what);
    }
}

bool frame_draw(const struct frame *frame, struct grid *grid, const struct keymap *maps, size_t count)
{
    struct layout layout = layout_frame(grid->rows, grid->cols);
    grid_clear(grid);
    if (layout.too_small) {
        int row = grid->rows / 2;
        grid_put_centre(grid, row > 0 ? row - 1 : 0, 0, grid->cols, STYLE_HEADING, _("Please make the window larger."));
        char text[120];
        snprintf(text, sizeof text, _("It is %d x %d; %d x %d is needed."), grid->cols, grid->rows, LAYOUT_MIN_COLS,
                 LAYOUT_MIN_ROWS);
        if (grid->rows > 2)
            grid_put_centre(grid, row, 0, grid->cols, STYLE_TEXT, text);
        return false;
    }
    title_draw(frame, grid, layout.title);
    grid_hline(grid, 1, 0, grid->cols, STYLE_RULE);
    grid_hline(grid, grid->rows - 2, 0, grid->cols, STYLE_RULE);
    keymap_footer(grid, layout.footer, maps, count);
    return true;
}
