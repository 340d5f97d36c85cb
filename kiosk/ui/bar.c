#include "ui/bar.h"

#include <math.h>


/* From one eighth to seven, growing from the left. */
static const char *const eighths[] = { "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
/* From low to high. */
static const char *const levels[] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };

static double share(double value)
{
    return isnan(value) || value < 0 ? 0 : value > 1 ? 1 : value;
}

/* In eighths of a cell where they can be drawn, else in whole cells: never nothing for something, never all for less. */
static int steps(int cells, double fraction, int fine)
{
    int all = cells * fine, wanted = (int)floor(share(fraction) * all + 0.5);
    if (fraction > 0 && wanted == 0)
        wanted = 1;
    if (fraction < 1 && wanted == all && all > 1)
        wanted = all - 1;
    return wanted;
}

void bar_draw(struct grid *grid, int row, int col, int cells, double fraction, enum style style)
{
    bar_draw_pair(grid, row, col, cells, fraction, 0, style);
}

void bar_draw_pair(struct grid *grid, int row, int col, int cells, double fraction, double guess, enum style style)
{
    if (cells <= 0)
        return;
    /* Eighths grow from the left alone, so a mirrored bar is of whole cells. */
    bool fine = grid->look->glyphs == GLYPHS_UNICODE && grid->look->direction == DIRECTION_LTR;
    int filled = steps(cells, fraction, fine ? 8 : 1), guessed = steps(cells, share(guess), 1);
    int whole = fine ? filled / 8 : filled, part = fine ? filled % 8 : 0;
    for (int i = 0; i < cells; i++) {
        if (i < whole)
            grid_glyph(grid, row, col + i, style, GLYPH_FULL);
        else if (i == whole && part)
            grid_put(grid, row, col + i, 1, style, eighths[part - 1]);
        else if (i < guessed)
            grid_glyph(grid, row, col + i, STYLE_BAR_GUESS, GLYPH_SHADE);
        else
            grid_glyph(grid, row, col + i, STYLE_BAR_EMPTY, GLYPH_EMPTY);
    }
}

void progress_draw(struct grid *grid, struct area area, long long done, long long total, const char *what)
{
    if (area.rows < 1 || area.cols < 10)
        return;
    double fraction = total > 0 ? (double)done / (double)total : 0;
    bar_draw(grid, area.row, area.col, area.cols - 6, fraction, STYLE_BAR_FULL);
    if (total > 0)
        grid_format(grid, area.row, area.col + area.cols - 5, 5, STYLE_TEXT, "%3d %%", (int)(share(fraction) * 100));
    if (area.rows > 1)
        grid_put(grid, area.row + 1, area.col, area.cols, STYLE_DIM, what);
}

void spark_draw(struct grid *grid, int row, int col, int cells, const double *values, size_t count, enum style style)
{
    static const char *const ascii[] = { "_", ".", "-", "=", "^" };
    static const char *const console[] = { "_", "▄", "█" };
    if (cells <= 0)
        return;
    if (count > (size_t)cells) {
        values += count - (size_t)cells;
        count = (size_t)cells;
    }
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        low = fmin(low, values[i]);
        high = fmax(high, values[i]);
    }
    const char *const *signs = levels;
    int most = 7;
    if (grid->look->glyphs == GLYPHS_LINUX)
        signs = console, most = 2;
    else if (grid->look->glyphs == GLYPHS_ASCII)
        signs = ascii, most = 4;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i])) {
            double height = high > low ? (values[i] - low) / (high - low) : 0.5;
            grid_put(grid, row, col + (int)i, 1, style, signs[(int)floor(height * most + 0.5)]);
        }
}

#define MOST_ROWS 3

static int digits(size_t count)
{
    return count < 10 ? 1 : count < 100 ? 2 : count < 1000 ? 3 : 4;
}

/* A tab is the number, a blank, the sign; and three blanks behind it, or two where all of them fit into one row then. */
static int tab_cols(const struct tabs *tabs, int cols)
{
    int tab = digits(tabs->count) + 2, count = (int)tabs->count;
    return count * (tab + 3) - 3 > cols && count * (tab + 2) - 2 <= cols ? tab + 2 : tab + 3;
}

static int tabs_in_row(const struct tabs *tabs, int cols)
{
    int fit = (cols + 3) / tab_cols(tabs, cols);
    if ((int)tabs->count * tab_cols(tabs, cols) - 2 <= cols)
        fit = (int)tabs->count;
    return fit > 0 ? fit : 1;
}

int tabs_rows(const struct tabs *tabs, int cols)
{
    int in_row = tabs_in_row(tabs, cols), rows = ((int)tabs->count + in_row - 1) / in_row;
    return rows < 1 ? 1 : rows < MOST_ROWS ? rows : MOST_ROWS;
}

static size_t first_tab(const struct tabs *tabs, struct area area)
{
    int in_row = tabs_in_row(tabs, area.cols), rows = ((int)tabs->count + in_row - 1) / in_row;
    if (tabs->current >= tabs->count || rows <= area.rows)
        return 0;
    int top = (int)tabs->current / in_row - area.rows / 2;
    if (top > rows - area.rows)
        top = rows - area.rows;
    return top > 0 ? (size_t)top * (size_t)in_row : 0;
}

void tabs_draw(const struct tabs *tabs, struct grid *grid, struct area area)
{
    static const struct {
        enum glyph glyph;
        enum style style;
    } signs[] = {
        [TAB_OPEN] = { GLYPH_DOT, STYLE_DIM },
        [TAB_ANSWERED] = { GLYPH_CHECK, STYLE_GOOD },
        [TAB_FLAGGED] = { GLYPH_FLAG, STYLE_ATTENTION },
        [TAB_RIGHT] = { GLYPH_CHECK, STYLE_GOOD },
        [TAB_WRONG] = { GLYPH_CROSS, STYLE_ATTENTION },
        [TAB_PARTLY] = { GLYPH_RING, STYLE_ATTENTION },
    };
    int in_row = tabs_in_row(tabs, area.cols), width = digits(tabs->count), step = tab_cols(tabs, area.cols);
    size_t first = first_tab(tabs, area);
    for (size_t i = first; i < tabs->count; i++) {
        int place = (int)(i - first), row = area.row + place / in_row, col = area.col + place % in_row * step;
        if (row >= area.row + area.rows)
            break;
        bool now = i == tabs->current;
        unsigned state = tabs->states[i] <= TAB_PARTLY ? tabs->states[i] : TAB_OPEN;
        grid_format(grid, row, col, width, now ? STYLE_FOCUS : STYLE_TEXT, "%*zu", width, i + 1);
        grid_glyph(grid, row, col + width + 1, now ? STYLE_FOCUS : signs[state].style, now && (state == TAB_OPEN || state == TAB_ANSWERED) ? GLYPH_NOW : signs[state].glyph);
        if (now)
            grid_restyle(grid, (struct area){ row, col, 1, width + 2 }, STYLE_FOCUS);
    }
}

size_t tabs_at(const struct tabs *tabs, struct area area, int row, int col)
{
    int in_row = tabs_in_row(tabs, area.cols), step = tab_cols(tabs, area.cols);
    if (row < area.row || row >= area.row + area.rows || col < area.col || (col - area.col) / step >= in_row)
        return SIZE_MAX;
    size_t at = first_tab(tabs, area) + (size_t)(row - area.row) * (size_t)in_row + (size_t)((col - area.col) / step);
    return at < tabs->count ? at : SIZE_MAX;
}
