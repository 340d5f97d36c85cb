/*
 * Charts of plain arrays: bars, lines, stacked bars. Each series has a colour, a name at its side, and a sign of its own where colours lack.
 */
#ifndef UI_CHART_H
#define UI_CHART_H

#include <math.h>

#include "ui/grid.h"

#define CHART_SERIES 4
#define CHART_POINTS 24

enum chart_kind { CHART_BAR, CHART_LINE, CHART_STACKED };

struct chart_series {
    const char *name;
    const double *values;                        /* NAN: none */
};

struct chart {
    enum chart_kind kind;
    const char *title, *x_label, *y_label;       /* NULL: none */
    size_t points, series_count;
    const double *x;                             /* CHART_LINE: rising */
    const char *const *labels;                   /* CHART_BAR, CHART_STACKED: one a point */
    struct chart_series series[CHART_SERIES];
    double mark;                                 /* CHART_LINE: an x that is pointed at; NAN: none */
    const char *mark_text;
    const char *separator;                       /* of thousands; NULL: "," */
};

int chart_rows(const struct chart *chart, int cols);       /* the rows that it would like */
void chart_draw(const struct chart *chart, struct grid *grid, struct area area);
/* The same in words, a line a point, for who cannot see it. */
void chart_words(const struct chart *chart, struct buf *out);

#endif
