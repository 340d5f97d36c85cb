#include "ui/chart.h"

#include "base/number.h"
#include "base/text.h"
#include "ui/bar.h"

#define PLOT_ROWS 9                              /* of a line chart, unless the area has fewer */
#define MOST_CELLS 160                           /* a plot's width and height in cells, at most */
#define MOST_ROWS 40

static const struct {
    enum style style;
    enum glyph fill;                             /* of bars */
    enum glyph sign;                             /* of lines without braille */
} looks[CHART_SERIES] = {
    { STYLE_SERIES_1, GLYPH_FULL, GLYPH_NOW },
    { STYLE_SERIES_2, GLYPH_SHADE, GLYPH_RING },
    { STYLE_SERIES_3, GLYPH_LIGHT, GLYPH_CORNER },
    { STYLE_SERIES_4, GLYPH_NOW, GLYPH_CROSS },
};

static size_t points_of(const struct chart *chart)
{
    return chart->points < CHART_POINTS ? chart->points : CHART_POINTS;
}

static size_t series_of(const struct chart *chart)
{
    return chart->series_count < CHART_SERIES ? chart->series_count : CHART_SERIES;
}

static int width_of(const char *text)
{
    return text ? text_width(text, strlen(text)) : 0;
}

static double value_at(const struct chart *chart, size_t series, size_t point)
{
    double value = chart->series[series].values[point];
    return isfinite(value) ? value : NAN;
}

/* As many decimals as the values need, at most two. */
static int decimals_for(const double *values, size_t count, int least)
{
    int decimals = least;
    for (size_t i = 0; i < count; i++)
        for (double scaled = values[i] * pow(10, decimals); decimals < 2 && isfinite(scaled) && fabs(scaled - round(scaled)) > 1e-6;)
            scaled = values[i] * pow(10, ++decimals);
    return decimals;
}

static int value_decimals(const struct chart *chart)
{
    int decimals = 0;
    for (size_t s = 0; s < series_of(chart); s++)
        decimals = decimals_for(chart->series[s].values, points_of(chart), decimals);
    return decimals;
}

static const char *shown(const struct chart *chart, char text[NUMBER_SIZE], double value, int decimals)
{
    return number_fixed(text, value, decimals, chart->separator ? chart->separator : ",");
}

/* The least and the greatest; of what is stacked, the sums. Zero is always among them: a bar that does not begin at zero lies. */
static void extent(const struct chart *chart, double *low, double *high)
{
    *low = *high = 0;
    for (size_t i = 0; i < points_of(chart); i++) {
        double sum = 0;
        for (size_t s = 0; s < series_of(chart); s++) {
            double value = value_at(chart, s, i);
            sum += isnan(value) ? 0 : value;
            if (chart->kind != CHART_STACKED) {
                *low = fmin(*low, value);
                *high = fmax(*high, value);
            }
        }
        if (chart->kind == CHART_STACKED) {
            *low = fmin(*low, sum);
            *high = fmax(*high, sum);
        }
    }
}

static bool has_legend(const struct chart *chart)
{
    return chart->kind != CHART_LINE && series_of(chart) > 1;
}

int chart_rows(const struct chart *chart, int cols)
{
    int points = (int)points_of(chart), series = (int)series_of(chart), rows = chart->title ? 2 : 0;
    (void)cols;
    if (chart->kind == CHART_LINE)
        return rows + 1 + PLOT_ROWS + 2;
    rows += (chart->kind == CHART_STACKED || series <= 1 ? points : points * series) + points - 1;
    return rows + (has_legend(chart) ? 2 : 0) + (chart->y_label ? 1 : 0);
}

/* 1, 2 or 5 times a power of ten, so that about so many steps make up the range. */
static double nice_step(double range, int steps)
{
    double raw = range / (steps > 0 ? steps : 1), power = pow(10, floor(log10(raw)));
    double lead = raw / power;
    return power * (lead <= 1.0000001 ? 1 : lead <= 2.0000001 ? 2 : lead <= 5.0000001 ? 5 : 10);
}

struct plot {
    const struct chart *chart;
    struct grid *grid;
    struct area area;                            /* of the lines */
    double low, high, first, last;
    int across, down;                            /* dots in a cell: 2 x 4 braille, else 1 x 1 */
    uint8_t dots[MOST_ROWS][MOST_CELLS];
    uint8_t owner[MOST_ROWS][MOST_CELLS];        /* series + 1 */
};

/* Dots from the left and from the top. */
static double dot_x(const struct plot *plot, double x)
{
    double range = plot->last - plot->first;
    return range > 0 ? (x - plot->first) / range * (plot->area.cols * plot->across - 1) : 0;
}

static double dot_y(const struct plot *plot, double y)
{
    double range = plot->high - plot->low;
    return (1 - (range > 0 ? (y - plot->low) / range : 0)) * (plot->area.rows * plot->down - 1);
}

static void set_dot(struct plot *plot, int x, int y, size_t series)
{
    static const uint8_t bits[4][2] = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };
    if (x < 0 || y < 0 || x >= plot->area.cols * plot->across || y >= plot->area.rows * plot->down)
        return;
    int row = y / plot->down, col = x / plot->across;
    plot->dots[row][col] |= plot->across == 2 ? bits[y % 4][x % 2] : 1;
    plot->owner[row][col] = (uint8_t)(series + 1);
}

/* From dot column to dot column; the vertical gap to the column before is closed, so that steep lines hold together. */
static void draw_series(struct plot *plot, size_t series)
{
    const struct chart *chart = plot->chart;
    for (size_t i = 0; i + 1 < points_of(chart); i++) {
        double a = value_at(chart, series, i), b = value_at(chart, series, i + 1);
        if (isnan(a) || isnan(b))
            continue;
        double x0 = dot_x(plot, chart->x[i]), x1 = dot_x(plot, chart->x[i + 1]), y0 = dot_y(plot, a), y1 = dot_y(plot, b);
        int from = (int)lround(x0), to = (int)lround(x1), before = (int)lround(y0);
        for (int x = from; x <= to; x++) {
            int y = (int)lround(x1 > x0 ? y0 + (y1 - y0) * fmin(1, fmax(0, (x - x0) / (x1 - x0))) : y1);
            int step = y > before ? 1 : -1;
            for (int at = before; at != y; at += step)
                if (at != before)
                    set_dot(plot, x, at, series);
            set_dot(plot, x, y, series);
            before = y;
        }
    }
    if (points_of(chart) == 1 && !isnan(value_at(chart, series, 0)))
        set_dot(plot, 0, (int)lround(dot_y(plot, value_at(chart, series, 0))), series);
}

static double interpolated(const struct chart *chart, size_t series, double x)
{
    for (size_t i = 0; i + 1 < points_of(chart); i++)
        if (x >= chart->x[i] && x <= chart->x[i + 1]) {
            double a = value_at(chart, series, i), b = value_at(chart, series, i + 1);
            double width = chart->x[i + 1] - chart->x[i];
            return width > 0 ? a + (b - a) * (x - chart->x[i]) / width : b;
        }
    return NAN;
}

/* Names stand beside the ends of their lines, each in a row of its own. */
static void draw_names(const struct plot *plot, int cols)
{
    const struct chart *chart = plot->chart;
    bool taken[MOST_ROWS] = { false };
    for (size_t s = 0; s < series_of(chart) && cols > 1; s++) {
        double end = NAN;
        for (size_t i = points_of(chart); i-- > 0 && isnan(end);)
            end = value_at(chart, s, i);
        if (isnan(end) || !chart->series[s].name)
            continue;
        int row = (int)lround(dot_y(plot, end)) / plot->down, wanted = row;
        for (int off = 0; off < plot->area.rows; off++) {
            row = wanted + (off % 2 ? (off + 1) / 2 : -(off / 2));
            if (row >= 0 && row < plot->area.rows && !taken[row])
                break;
        }
        if (row < 0 || row >= plot->area.rows)
            continue;
        taken[row] = true;
        int col = plot->area.col + plot->area.cols + 1;
        if (plot->across == 1) {
            grid_glyph(plot->grid, plot->area.row + row, col, looks[s].style, looks[s].sign);
            grid_put(plot->grid, plot->area.row + row, col + 2, cols - 3, looks[s].style, chart->series[s].name);
        } else {
            grid_put(plot->grid, plot->area.row + row, col, cols - 1, looks[s].style, chart->series[s].name);
        }
    }
}

static void draw_cells(const struct plot *plot)
{
    for (int row = 0; row < plot->area.rows; row++)
        for (int col = 0; col < plot->area.cols; col++) {
            if (!plot->owner[row][col])
                continue;
            size_t series = plot->owner[row][col] - 1u;
            if (plot->across == 1) {
                grid_glyph(plot->grid, plot->area.row + row, plot->area.col + col, looks[series].style, looks[series].sign);
                continue;
            }
            uint32_t point = 0x2800u + plot->dots[row][col];
            char text[4] = { (char)(0xe0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3f)), (char)(0x80 | (point & 0x3f)), 0 };
            grid_put(plot->grid, plot->area.row + row, plot->area.col + col, 1, looks[series].style, text);
        }
}

static void draw_mark(const struct plot *plot, int label_row)
{
    const struct chart *chart = plot->chart;
    if (isnan(chart->mark) || chart->mark < plot->first || chart->mark > plot->last)
        return;
    int col = plot->area.col + (int)lround(dot_x(plot, chart->mark)) / plot->across;
    for (int row = 0; row < plot->area.rows; row++)
        if (!plot->owner[row][col - plot->area.col])
            grid_glyph(plot->grid, plot->area.row + row, col, STYLE_AXIS, GLYPH_V_DOTS);
    double y = interpolated(chart, 0, chart->mark);
    if (!isnan(y)) {
        int row = (int)lround(dot_y(plot, y)) / plot->down;
        grid_glyph(plot->grid, plot->area.row + row, col, STYLE_STRONG, GLYPH_NOW);
    }
    int width = width_of(chart->mark_text), from = col - width / 2, end = plot->area.col + plot->area.cols;
    int least = plot->area.col + width_of(chart->y_label) / 2 + 2;
    if (from + width > end)
        from = end - width;
    if (from < least)
        from = least;
    grid_put(plot->grid, label_row, from, end - from, STYLE_STRONG, chart->mark_text);
}

static void draw_x_axis(const struct plot *plot)
{
    const struct chart *chart = plot->chart;
    int row = plot->area.row + plot->area.rows, left = plot->area.col - 1, free = left, decimals = decimals_for(chart->x, points_of(chart), 0);
    int label = width_of(chart->x_label), end = plot->area.col + plot->area.cols;
    grid_hline(plot->grid, row, left, plot->area.cols + 1, STYLE_AXIS);
    grid_glyph(plot->grid, row, left, STYLE_AXIS, GLYPH_BOTTOM_LEFT);
    for (size_t i = 0; i < points_of(chart); i++) {
        char text[NUMBER_SIZE];
        int col = plot->area.col + (int)lround(dot_x(plot, chart->x[i])) / plot->across, width;
        shown(chart, text, chart->x[i], decimals);
        width = width_of(text);
        int from = col - (width - 1) / 2;
        if (from < free || from + width > end + 1)
            continue;
        grid_glyph(plot->grid, row, col, STYLE_AXIS, GLYPH_TEE_DOWN);
        grid_put(plot->grid, row + 1, from, width, STYLE_DIM, text);
        free = from + width + 2;
    }
    if (label)
        grid_put(plot->grid, row, end + 1, label, STYLE_DIM, chart->x_label);
}

static void line_draw(const struct chart *chart, struct grid *grid, struct area area)
{
    struct plot plot = { .chart = chart, .grid = grid };
    double step;
    int names = width_of(chart->x_label), labels = 0, ticks, decimals;
    extent(chart, &plot.low, &plot.high);
    if (points_of(chart) == 0 || !chart->x || area.rows < 6)
        return;
    if (plot.high <= plot.low)
        plot.high = plot.low + 1;
    /* Dots of two lines look alike without colour; signs do not. */
    bool braille = grid->look->glyphs == GLYPHS_UNICODE && (grid->look->colours != COLOURS_NONE || series_of(chart) < 2);
    plot.across = braille ? 2 : 1;
    plot.down = braille ? 4 : 1;
    plot.area.rows = area.rows - 3 < MOST_ROWS ? area.rows - 3 : MOST_ROWS;
    ticks = plot.area.rows / 3 > 0 ? plot.area.rows / 3 : 1;
    step = nice_step(plot.high - plot.low, ticks);
    plot.low = floor(plot.low / step + 1e-9) * step;
    plot.high = ceil(plot.high / step - 1e-9) * step;
    decimals = decimals_for(&step, 1, 0);
    ticks = (int)lround((plot.high - plot.low) / step);
    for (int i = 0; i <= ticks; i++) {
        char text[NUMBER_SIZE];
        int width = width_of(shown(chart, text, plot.low + i * step, decimals));
        labels = width > labels ? width : labels;
    }
    for (size_t s = 0; s < series_of(chart); s++) {
        int width = width_of(chart->series[s].name) + (braille ? 0 : 2);
        names = width > names ? width : names;
    }
    names = names > area.cols / 4 ? area.cols / 4 : names;
    plot.area.row = area.row + 1;
    plot.area.col = area.col + labels + 2;
    plot.area.cols = area.cols - labels - 2 - names - 1;
    if (plot.area.cols > MOST_CELLS)
        plot.area.cols = MOST_CELLS;
    if (plot.area.cols < 8)
        return;
    plot.first = chart->x[0];
    plot.last = chart->x[points_of(chart) - 1];
    for (size_t s = series_of(chart); s-- > 0;)  /* the first lies on top */
        draw_series(&plot, s);
    grid_put(grid, area.row, area.col, labels + 12, STYLE_DIM, chart->y_label);
    for (int row = 0; row < plot.area.rows; row++)
        grid_glyph(grid, plot.area.row + row, plot.area.col - 1, STYLE_AXIS, GLYPH_V_LINE);
    for (int i = 0; i <= ticks; i++) {
        char text[NUMBER_SIZE];
        double value = plot.low + i * step;
        int row = plot.area.row + (int)lround(dot_y(&plot, value)) / plot.down;
        bool base = i == 0;
        grid_put_end(grid, row, area.col, labels, STYLE_DIM, shown(chart, text, value, decimals));
        grid_glyph(grid, row, plot.area.col - 1, STYLE_AXIS, GLYPH_TEE_LEFT);
        if (!base)
            grid_fill(grid, (struct area){ row, plot.area.col, 1, plot.area.cols }, STYLE_AXIS, glyph_text(GLYPH_H_DOTS, grid->look));
    }
    draw_cells(&plot);
    draw_mark(&plot, area.row);
    draw_names(&plot, names + 1);
    draw_x_axis(&plot);
}

static void legend_draw(const struct chart *chart, struct grid *grid, struct area area)
{
    int col = area.col, end = area.col + area.cols;
    for (size_t s = 0; s < series_of(chart) && col < end; s++) {
        grid_glyph(grid, area.row, col, looks[s].style, looks[s].fill);
        grid_glyph(grid, area.row, col + 1, looks[s].style, looks[s].fill);
        col += 3 + grid_put(grid, area.row, col + 3, end - col - 3, STYLE_DIM, chart->series[s].name) + 3;
    }
}

static void bars_draw(const struct chart *chart, struct grid *grid, struct area area)
{
    double low, high;
    int labels = 0, values = 0, decimals = value_decimals(chart);
    size_t series = series_of(chart);
    bool stacked = chart->kind == CHART_STACKED;
    extent(chart, &low, &high);
    if (high <= low)
        high = low + 1;
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < points_of(chart); i++) {
        double sum = 0;
        labels = width_of(chart->labels[i]) > labels ? width_of(chart->labels[i]) : labels;
        for (size_t s = 0; s < series; s++) {
            double value = value_at(chart, s, i);
            sum += isnan(value) ? 0 : value;
            int width = isnan(value) ? 1 : width_of(shown(chart, text, value, decimals));
            values = width > values ? width : values;
        }
        int width = stacked ? width_of(shown(chart, text, sum, decimals)) : 0;
        values = width > values ? width : values;
    }
    labels = labels > area.cols / 3 ? area.cols / 3 : labels;
    int from = area.col + labels + 2, cells = area.cols - labels - 2 - values - 2, row = area.row, bottom = area.row + area.rows;
    if (cells < 4)
        return;
    int each = stacked ? 1 : (int)series, all = (int)points_of(chart) * (each + 1) - 1 + (chart->y_label ? 1 : 0) + (has_legend(chart) ? 2 : 0);
    bool apart = each > 1 || all <= area.rows;
    int below_zero = low < 0 ? (int)ceil(cells * -low / (high - low)) : 0;
    if (chart->y_label) {
        grid_put_end(grid, row, from, cells + 2 + values, STYLE_DIM, chart->y_label);
        row++;
    }
    for (size_t i = 0; i < points_of(chart); i++) {
        double sum = 0;
        int col = from;
        if (row < bottom)
            grid_put(grid, row, area.col, labels, STYLE_TEXT, chart->labels[i]);
        for (size_t s = 0; s < series && row < bottom; s++) {
            double value = value_at(chart, s, i);
            if (stacked) {
                double before = sum;
                sum += value > 0 ? value : 0;
                int start = (int)lround(before / high * cells), end = (int)lround(sum / high * cells);
                grid_fill(grid, (struct area){ row, from + start, 1, end - start }, looks[s].style, glyph_text(looks[s].fill, grid->look));
                col = from + end;
                continue;
            }
            if (value < 0) {
                int size = (int)lround(cells * -value / (high - low));
                size = size < 1 ? 1 : size > below_zero ? below_zero : size;
                grid_fill(grid, (struct area){ row, from + below_zero - size, 1, size }, STYLE_ATTENTION,
                          glyph_text(looks[s].fill, grid->look));
            } else if (value > 0 && cells > below_zero) {
                double part = high > 0 ? value / high : 0;
                if (looks[s].fill == GLYPH_FULL) {
                    bar_draw(grid, row, from + below_zero, cells - below_zero, part, looks[s].style);
                } else {
                    int size = (int)lround((cells - below_zero) * part);
                    grid_fill(grid, (struct area){ row, from + below_zero, 1, size < 1 ? 1 : size }, looks[s].style,
                              glyph_text(looks[s].fill, grid->look));
                }
            }
            if (isnan(value))
                grid_put_end(grid, row, from + cells + 2, values, STYLE_DIM, glyph_text(GLYPH_DASH, grid->look));
            else
                grid_put_end(grid, row, from + cells + 2, values, STYLE_TEXT, shown(chart, text, value, decimals));
            row++;
        }
        if (stacked && row < bottom) {
            for (; col < from + cells; col++)
                grid_glyph(grid, row, col, STYLE_BAR_EMPTY, GLYPH_EMPTY);
            grid_put_end(grid, row, from + cells + 2, values, STYLE_TEXT, shown(chart, text, sum, decimals));
            row++;
        }
        row += apart;
    }
    row += !apart;
    if (has_legend(chart) && row < bottom)
        legend_draw(chart, grid, (struct area){ row, from, 1, area.cols - labels - 2 });
}

void chart_draw(const struct chart *chart, struct grid *grid, struct area area)
{
    if (chart->title) {
        grid_put(grid, area.row, area.col, area.cols, STYLE_HEADING, chart->title);
        area = area_below(area, 2);
    }
    if (chart->kind != CHART_LINE) {
        bars_draw(chart, grid, area);
        return;
    }
    /* Axes of numbers run from left to right in every language. */
    const struct look *look = grid->look;
    struct look straight = *look;
    struct area clip = grid->clip, physical = area;
    physical.col = grid_physical(grid, area.col, area.cols);
    grid->clip.col = grid_physical(grid, clip.col, clip.cols);
    straight.direction = DIRECTION_LTR;
    grid->look = &straight;
    line_draw(chart, grid, physical);
    grid->look = look;
    grid->clip = clip;
}

void chart_words(const struct chart *chart, struct buf *out)
{
    int decimals = value_decimals(chart), x_decimals = chart->x ? decimals_for(chart->x, points_of(chart), 0) : 0;
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < points_of(chart); i++) {
        if (chart->kind == CHART_LINE && chart->x)
            buf_format(out, "%s%s%s:", shown(chart, text, chart->x[i], x_decimals), chart->x_label ? " " : "", chart->x_label ? chart->x_label : "");
        else
            buf_format(out, "%s:", chart->labels[i]);
        for (size_t s = 0; s < series_of(chart); s++) {
            double value = value_at(chart, s, i);
            buf_format(out, "%s %s%s%s", s ? "," : "", chart->series[s].name ? chart->series[s].name : "", chart->series[s].name ? " " : "",
                       isnan(value) ? "-" : shown(chart, text, value, decimals));
        }
        buf_char(out, '\n');
    }
}
