/*
 * Running text with styles: wrapped when its width is known, then scrolled by the line or the page. Paragraphs in any direction.
 *
 *     pane_begin(&pane, cols);
 *     pane_paragraph(&pane, &(struct pane_format){ 0 }, spans, count);
 *     pane_space(&pane, 1);
 *     pane_block(&pane, 12, CHART_1);           rows that the screen draws by itself
 *     pane_end(&pane);
 */
#ifndef UI_PANE_H
#define UI_PANE_H

#include "base/arena.h"
#include "ui/event.h"
#include "ui/grid.h"

struct span {
    const char *text;
    size_t length;
    enum style style;
};
#define SPAN(string, span_style) (&(struct span){ .text = (string), .length = strlen(string), .style = (span_style) })

struct pane_format {
    int indent;                                  /* cells free before each line */
    const char *marker;                          /* before the first line, in the indent: "1." or a bullet; or NULL */
    enum style marker_style;
    bool bar;                                    /* a bar before each line (note, task, quote) */
    enum style bar_style;
    int bar_at;                                  /* its column, within the indent */
    bool verbatim;                               /* one line a '\n', not wrapped but cut: code, tables */
    bool centred;
};

struct pane_line {
    const struct span *spans;                    /* in visual order */
    size_t count;
    int width;
    enum direction direction;                    /* DIRECTION_RTL: stands at the right */
    const struct pane_format *format;
    bool first;                                  /* of its paragraph: has the marker */
    int block;                                   /* an id: the first row of a block; -1: a row inside it; 0: text */
    int block_rows;
};

struct pane {
    struct arena arena;                          /* owns all that follows; the spans' texts are copied */
    struct pane_line *lines;
    size_t count, capacity;
    int cols;                                    /* wrapped for this width */
    size_t top;
    int rows;                                    /* as drawn last: by pane_layout */
    struct { size_t top, count; int cols; } place; /* where somebody scrolled to: a window that shrinks and grows again ends there */
};

void pane_init(struct pane *pane, const struct allocator *allocator);
void pane_release(struct pane *pane);
/* Empties it for a new text or width; the place in the text is kept: the line, or in another width the part of its length. */
void pane_begin(struct pane *pane, int cols);
void pane_paragraph(struct pane *pane, const struct pane_format *format, const struct span *spans, size_t count);
void pane_text(struct pane *pane, enum style style, const char *text); /* paragraphs are divided by '\n' */
void pane_space(struct pane *pane, int rows);
void pane_block(struct pane *pane, int rows, int id);      /* id > 0 */
int pane_end(struct pane *pane, struct error *error);      /* ERROR_MEMORY, or ERROR_LIMIT over 100,000 lines */

void pane_layout(struct pane *pane, struct area area);     /* after pane_end, or when the area is another */
void pane_top(struct pane *pane);
bool pane_at_end(const struct pane *pane);                 /* nothing more below */
bool pane_fits(const struct pane *pane);                   /* nothing to scroll */
int pane_percent(const struct pane *pane);                 /* of the text, down to the last visible line */
bool pane_show(struct pane *pane, size_t line);            /* scrolls so that it is visible; true if it had to */
/* Down, Up, PageDown, PageUp, Home, End, Space, wheel: HANDLED if it moved; else IGNORED, so that Enter or Space can mean "next" at the end. */
unsigned pane_event(struct pane *pane, const struct event *event);
/* "▾ more" stands in the area's last row while there is more below, "▴" in its first while there is more above. */
void pane_draw(const struct pane *pane, struct grid *grid, struct area area);
/* Where block id is on the screen (its rows may lie outside the area in part: set the clip to area). False if it is not visible. */
bool pane_block_area(const struct pane *pane, struct area area, int id, struct area *block);
size_t pane_block_line(const struct pane *pane, int id);   /* SIZE_MAX if there is none */

#endif
