/*
 * The frame that every screen has: a title line (where, what, who, when), a rule, the content, a rule, the keys that work now.
 */
#ifndef UI_LAYOUT_H
#define UI_LAYOUT_H

#include <stdbool.h>

#include "ui/action.h"
#include "ui/grid.h"

#define LAYOUT_MIN_ROWS 18
#define LAYOUT_MIN_COLS 60
#define LAYOUT_TEXT_COLS 72                      /* running text is never wider */
#define LAYOUT_WIDE_COLS 120                     /* from here on there is room for a second column */

struct frame {
    const char *where;                           /* "Business skills" */
    const char *what;                            /* "3 Fixed and variable cost", or NULL */
    const char *who;                             /* "Grace Banda · 104-7", or NULL while nobody is signed in */
    const char *when;                            /* "14:35", "21:40 left" */
    bool urgent;                                 /* when is drawn as wanting attention */
};

struct layout {
    bool too_small;
    struct area title, content, footer;          /* content: all between the rules */
    struct area text;                            /* the content's middle: at most LAYOUT_TEXT_COLS wide, one row free above and below */
    struct area beside;                          /* a column beside the text, where the screen is wide; else 0 cols */
};

struct layout layout_frame(int rows, int cols);
/* The same, with the text on the left and a second column of at least 30 cells beside it, if cols >= LAYOUT_WIDE_COLS. */
struct layout layout_beside(int rows, int cols);

/* Title line, rules and footer. Where the window is too small, says so instead and returns false: draw nothing else then. */
bool frame_draw(const struct frame *frame, struct grid *grid, const struct keymap *maps, size_t count);

#endif
