/*
 * Numbers as bars: progress, a share of a whole, a value and a guess, a spark line, the numbers of a test's questions.
 */
#ifndef UI_BAR_H
#define UI_BAR_H

#include "ui/event.h"
#include "ui/grid.h"

/* A bar in eighths of a cell where the terminal has them; the rest is dotted. fraction is cut to 0 … 1; more than 0 is never drawn empty,
 * less than 1 never full. */
void bar_draw(struct grid *grid, int row, int col, int cells, double fraction, enum style style);
/* The same with a second value: where guess goes beyond fraction, it is shaded. */
void bar_draw_pair(struct grid *grid, int row, int col, int cells, double fraction, double guess, enum style style);
/* Work that goes on: bar, per cent, and what is being done. total 0: not known yet. */
void progress_draw(struct grid *grid, struct area area, long long done, long long total, const char *what);
/* One cell a value, from low to high of the values; NAN leaves a gap. The last ones, if there are more values than cells. */
void spark_draw(struct grid *grid, int row, int col, int cells, const double *values, size_t count, enum style style);

/* The questions of a test: "1 ✓   2 ✓   3 ●   4 ⚑   5 ·". */
enum tab_state { TAB_OPEN, TAB_ANSWERED, TAB_FLAGGED, TAB_RIGHT, TAB_WRONG, TAB_PARTLY };
struct tabs {
    const uint8_t *states;                       /* enum tab_state, the caller's */
    size_t count, current;                       /* current SIZE_MAX: none */
};
int tabs_rows(const struct tabs *tabs, int cols);          /* at most 3; where that is too few, those around the current one are shown */
void tabs_draw(const struct tabs *tabs, struct grid *grid, struct area area);
size_t tabs_at(const struct tabs *tabs, struct area area, int row, int col); /* SIZE_MAX: none; for clicks, logical column */

#endif
