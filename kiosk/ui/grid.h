/*
 * The screen in memory: rows x cols of cells. Everything is drawn here, and tty/ carries it to the terminal.
 *
 * A cell holds one spacing character with its marks. Rows and columns count from 0. Where look->direction is DIRECTION_RTL all columns
 * are counted from the right edge: a layout written once is mirrored, texts begin at the right. What falls outside the clip is not drawn.
 * Text is cleaned on its way in: a control character can never reach the terminal through a grid.
 */
#ifndef UI_GRID_H
#define UI_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "ui/theme.h"

#define CELL_BYTES 22
#define CELL_POINTS 5                            /* code points: the character and four marks, as ncurses holds */
#define GRID_MAX 1000                            /* rows or columns; a larger terminal is used in part */

struct cell {
    char text[CELL_BYTES];                       /* ended by NUL; "" in the right half of a wide character */
    uint8_t width;                               /* 1 or 2; 0: the right half */
    uint8_t style;                               /* enum style */
};

struct area {
    int row, col, rows, cols;
};

struct grid {
    int rows, cols;
    struct cell *cells;                          /* owned; physical: from left to right */
    struct area clip;
    int cursor_row, cursor_col;                  /* physical column; -1: nothing is focused */
    const struct look *look;                     /* not owned, never NULL */
    const struct allocator *allocator;
};

int grid_init(struct grid *grid, const struct allocator *allocator, int rows, int cols, const struct look *look,
              struct error *error);
/* The contents are gone afterwards, but on failure, when all is as it was. */
int grid_resize(struct grid *grid, int rows, int cols, struct error *error);
void grid_release(struct grid *grid);
void grid_clear(struct grid *grid);              /* blanks, no cursor, no clip */

static inline struct area grid_area(const struct grid *grid) { return (struct area){ 0, 0, grid->rows, grid->cols }; }
/* Draws no further than area from now on; returns the clip before, to be put back. */
struct area grid_clip(struct grid *grid, struct area area);
struct area area_cross(struct area a, struct area b);    /* what both share; 0 rows or cols if nothing */
struct area area_inset(struct area area, int rows, int cols); /* smaller by so much on each side */
struct area area_top(struct area area, int rows);        /* its first rows */
struct area area_below(struct area area, int rows);      /* the rest */
struct area area_middle(struct area area, int rows, int cols); /* of at most that size, in its middle */

/* Text in at most so many cells from col on. What is longer is cut and ends with an ellipsis. Right-to-left text is put into visual order
 * within its cells. Returns the cells used. */
int grid_text(struct grid *grid, int row, int col, int cells, enum style style, const char *text, size_t length);
/* The same for a string; at the end, in the middle of its cells. NULL is "". */
int grid_put(struct grid *grid, int row, int col, int cells, enum style style, const char *text);
int grid_put_end(struct grid *grid, int row, int col, int cells, enum style style, const char *text);
int grid_put_centre(struct grid *grid, int row, int col, int cells, enum style style, const char *text);
int grid_format(struct grid *grid, int row, int col, int cells, enum style style, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
/* Text that is in visual order already: no bidi, no ellipsis; begins at the left of its cells, also in a mirrored layout. */
int grid_visual(struct grid *grid, int row, int col, int cells, enum style style, const char *text, size_t length);

/* Where grid_text puts the cluster that begins at byte offset (length: the place behind the last): its column, counted as col is. */
int grid_text_column(const struct grid *grid, int col, int cells, const char *text, size_t length, size_t offset);
/* The byte offset of the cluster that grid_text shows at column; length if none. For the mouse. */
size_t grid_text_offset(const struct grid *grid, int col, int cells, const char *text, size_t length, int column);

int grid_glyph(struct grid *grid, int row, int col, enum style style, enum glyph glyph); /* returns its width */
void grid_fill(struct grid *grid, struct area area, enum style style, const char *text); /* text: one cluster one cell wide */
void grid_hline(struct grid *grid, int row, int col, int cols, enum style style);
void grid_box(struct grid *grid, struct area area, enum style style);
void grid_restyle(struct grid *grid, struct area area, enum style style); /* keeps the text */
/* The physical column of so many cells that begin at logical col; and back: it is its own inverse. */
static inline int grid_physical(const struct grid *grid, int col, int cells)
{
    return grid->look->direction == DIRECTION_RTL ? grid->cols - col - cells : col;
}
/* The hardware cursor: on the focused item, where screen readers and Braille lines look. Outside the clip it is not set. */
void grid_cursor(struct grid *grid, int row, int col);
const struct cell *grid_at(const struct grid *grid, int row, int col); /* physical; NULL outside */
bool grid_equal(const struct grid *a, const struct grid *b);

/* For tests: "ROWSxCOLS cursor R,C", the lines of text without blanks at their ends, "styles", and the same lines with a letter for each
 * cell's style (style_letter). */
void grid_dump(const struct grid *grid, struct buf *out);

#endif
