/*
 * Small things that several screens draw: a wrapped sentence, a line of two columns in a pane, and words in letters five rows high.
 */
#ifndef SCREENS_PAINT_H
#define SCREENS_PAINT_H

#include "ui/grid.h"
#include "ui/pane.h"

/* A paragraph from the area's first row on, wrapped; what does not fit is left out. '\n' begins a new line. Returns the rows it took. */
int paint_words(struct grid *grid, struct area area, enum style style, const char *text);
int paint_words_rows(const char *text, int cols); /* the rows that it would take */

/* A label and, from the same column on in each line, its value, wrapped within its own column. A label that is wider than cols has a line of its own. */
void paint_pair(struct pane *pane, int cols, enum style label_style, const char *label, enum style style, const char *value);

#define PAINT_BIG_ROWS 5
/* The cells that paint_big would need; 0 where it has no such letter. It has the digits and the letters of the project's name. */
int paint_big_cols(const char *text);
/* In the middle of the area's cells. Where there are too few of them, or a letter is lacking, the plain text in STYLE_STRONG stands in the middle
 * row. Big letters say nothing to a screen reader: say the same in plain text beside them. */
void paint_big(struct grid *grid, struct area area, enum style style, const char *text);

#endif
