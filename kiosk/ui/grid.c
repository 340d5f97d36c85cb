#include "ui/grid.h"

#include "base/arena.h"
#include "base/text.h"

static const struct cell blank = { .text = " ", .width = 1, .style = STYLE_TEXT };

static int clamped(int value)
{
    return value < 1 ? 1 : value > GRID_MAX ? GRID_MAX : value;
}

int grid_init(struct grid *grid, const struct allocator *allocator, int rows, int cols, const struct look *look,
              struct error *error)
{
    *grid = (struct grid){ .look = look, .allocator = allocator };
    return grid_resize(grid, rows, cols, error);
}

int grid_resize(struct grid *grid, int rows, int cols, struct error *error)
{
    rows = clamped(rows);
    cols = clamped(cols);
    struct cell *cells = memory_resize(grid->allocator, grid->cells, (size_t)rows * (size_t)cols * sizeof *cells);
    if (!cells)
        return error_memory(error);
    grid->cells = cells;
    grid->rows = rows;
    grid->cols = cols;
    grid_clear(grid);
    return 0;
}

void grid_release(struct grid *grid)
{
    if (grid->cells)
        memory_resize(grid->allocator, grid->cells, 0);
    grid->cells = NULL;
    grid->rows = grid->cols = 0;
}

void grid_clear(struct grid *grid)
{
    for (int i = 0; i < grid->rows * grid->cols; i++)
        grid->cells[i] = blank;
    grid->clip = grid_area(grid);
    grid->cursor_row = grid->cursor_col = -1;
}

struct area area_cross(struct area a, struct area b)
{
    int top = a.row > b.row ? a.row : b.row, left = a.col > b.col ? a.col : b.col;
    int bottom = a.row + a.rows < b.row + b.rows ? a.row + a.rows : b.row + b.rows;
    int right = a.col + a.cols < b.col + b.cols ? a.col + a.cols : b.col + b.cols;
    return (struct area){ top, left, bottom > top ? bottom - top : 0, right > left ? right - left : 0 };
}

struct area area_inset(struct area area, int rows, int cols)
{
    area.row += rows;
    area.col += cols;
    area.rows = area.rows > 2 * rows ? area.rows - 2 * rows : 0;
    area.cols = area.cols > 2 * cols ? area.cols - 2 * cols : 0;
    return area;
}

struct area area_top(struct area area, int rows)
{
    area.rows = rows < 0 ? 0 : rows < area.rows ? rows : area.rows;
    return area;
}

struct area area_below(struct area area, int rows)
{
    rows = rows < 0 ? 0 : rows < area.rows ? rows : area.rows;
    area.row += rows;
    area.rows -= rows;
    return area;
}

struct area area_middle(struct area area, int rows, int cols)
{
    rows = rows < area.rows ? rows : area.rows;
    cols = cols < area.cols ? cols : area.cols;
    return (struct area){ area.row + (area.rows - rows) / 2, area.col + (area.cols - cols) / 2, rows, cols };
}

struct area grid_clip(struct grid *grid, struct area area)
{
    struct area before = grid->clip;
    grid->clip = area_cross(area, grid_area(grid));
    return before;
}

/* Is the physical cell inside the clip, whose columns are logical? */
static bool inside(const struct grid *grid, int row, int at)
{
    int col = grid_physical(grid, at, 1);
    const struct area *clip = &grid->clip;
    return row >= clip->row && row < clip->row + clip->rows && col >= clip->col && col < clip->col + clip->cols;
}

/* A wide character that loses one half loses the other: half a character cannot be shown. */
static void part_wide(struct grid *grid, int row, int at)
{
    struct cell *line = grid->cells + (size_t)row * (size_t)grid->cols;
    if (line[at].width == 0 && at > 0) {
        memcpy(line[at - 1].text, " ", 2);
        line[at - 1].width = 1;
    }
    if (line[at].width == 2 && at + 1 < grid->cols) {
        memcpy(line[at + 1].text, " ", 2);
        line[at + 1].width = 1;
    }
}

static void put_cell(struct grid *grid, int row, int at, const char *text, size_t length, int width, enum style style)
{
    if (!inside(grid, row, at) || (width == 2 && !inside(grid, row, at + 1)))
        return;
    struct cell *cell = grid->cells + (size_t)row * (size_t)grid->cols + at;
    part_wide(grid, row, at);
    if (width == 2)
        part_wide(grid, row, at + 1);
    memcpy(cell->text, text, length);
    cell->text[length] = 0;
    cell->width = (uint8_t)width;
    cell->style = (uint8_t)style;
    if (width == 2)
        cell[1] = (struct cell){ .style = (uint8_t)style };
}

/* Puts a cluster at the physical column: a cell for each spacing character (a joined emoji has several), its marks with it. Joiners have done
 * their work when text was shaped; a terminal that saw one would join what must stay apart here. Returns the cells used. */
static int put_cluster(struct grid *grid, int row, int at, int end, const char *text, size_t length, enum style style)
{
    char cell[CELL_BYTES];
    size_t used = 0;
    int points = 0, width = 0, start = at;
    for (size_t i = 0, size; i < length; i += size) {
        uint32_t codepoint = text_next(text + i, length - i, &size);
        const char *bytes = text + i;
        size_t count = size;
        int cells = codepoint_width(codepoint);
        if (codepoint == '\t' || codepoint == '\n' || codepoint == '\r' || codepoint == 0xa0)
            bytes = " ", count = 1, cells = 1;
        else if (codepoint == 0xfffd && size == 1)
            bytes = "?", count = 1, cells = 1;
        else if (!text_printable(codepoint)) {
            if (codepoint_width(codepoint) == 0 && codepoint > 0xff)
                continue;
            bytes = "?", count = 1, cells = 1;
        } else if (codepoint >= 0x200b && codepoint <= 0x200d)
            continue;
        if (cells > 0) {
            if (width)
                put_cell(grid, row, at, cell, used, width, style), at += width;
            used = 0, points = 0, width = 0;
            if (at + cells > end)
                break;
            width = cells;
        } else if (!width) {                     /* a mark with nothing below it stands on a blank */
            if (at + 1 > end)
                break;
            cell[0] = ' ';
            used = 1, points = 1, width = 1;
        }
        if (points < CELL_POINTS && used + count < CELL_BYTES) {
            memcpy(cell + used, bytes, count);
            used += count;
            points++;
        }
    }
    if (width)
        put_cell(grid, row, at, cell, used, width, style), at += width;
    return at - start;
}

static int put_visual(struct grid *grid, int row, int at, int end, const char *text, size_t length, enum style style)
{
    int start = at;
    for (size_t i = 0, size; i < length && at < end; i += size) {
        size = text_cluster(text + i, length - i);
        if (!size)
            break;
        at += put_cluster(grid, row, at, end, text + i, size, style);
    }
    return at - start;
}

/* A line of text as it will stand: its clusters in logical order, as many as fit, and where each goes. */
struct run {
    struct bidi_paragraph *paragraph;            /* NULL: plain, from left to right */
    uint32_t *visual;
    size_t count;                                /* clusters */
    size_t length;                               /* plain: bytes */
    int used;                                    /* cells, with the ellipsis */
    bool cut;
    bool from_right;                             /* the ellipsis stands at the left */
};

static struct run run_layout(const struct grid *grid, struct arena *arena, int cells, const char *text, size_t length)
{
    struct run run = { .length = length };
    const char *dots = glyph_form(GLYPH_ELLIPSIS, grid->look->glyphs);
    int dots_cells = text_width(dots, strlen(dots)), used;
    if (cells < dots_cells)
        dots_cells = 0;
    if (length > (size_t)cells * 64)             /* what cannot be shown need not be looked at */
        length = text_fit(text, length, cells * 4, &used);
    if (bidi_needed(text, length)) {
        run.paragraph = bidi_resolve(arena, text, length, grid->look->direction);
        run.visual = run.paragraph ? arena_array(arena, run.paragraph->count + 1, sizeof *run.visual) : NULL;
        if (!run.visual)
            run.paragraph = NULL;
    }
    if (!run.paragraph) {
        size_t fit = text_fit(text, length, cells, &run.used);
        if (fit < length) {
            run.cut = dots_cells > 0;
            fit = text_fit(text, length, cells - dots_cells, &run.used);
            run.used += dots_cells;
        }
        run.length = fit;
        return run;
    }
    const struct bidi_paragraph *paragraph = run.paragraph;
    int total = 0, kept = 0;
    size_t fits = 0;
    for (size_t i = 0; i < paragraph->count; i++) {
        total += paragraph->clusters[i].width;
        if (total <= cells - dots_cells) {
            kept = total;
            fits = i + 1;
        }
        if (total > cells)
            break;
    }
    run.cut = total > cells;
    run.count = run.cut ? fits : paragraph->count;
    run.used = run.cut ? kept + dots_cells : total;
    run.cut = run.cut && dots_cells > 0;
    run.from_right = paragraph->direction == DIRECTION_RTL;
    bidi_order(paragraph, 0, run.count, run.visual);
    return run;
}

int grid_text(struct grid *grid, int row, int col, int cells, enum style style, const char *text, size_t length)
{
    if (cells > grid->cols - col)
        cells = grid->cols - col;
    if (cells <= 0 || row < 0 || row >= grid->rows || !length)
        return 0;
    struct arena arena;
    arena_init(&arena, grid->allocator, 0);
    struct run run = run_layout(grid, &arena, cells, text, length);
    int at = grid_physical(grid, col, run.used), end = at + run.used;
    const char *dots = glyph_form(GLYPH_ELLIPSIS, grid->look->glyphs);
    
    bool dots_first = run.cut && run.from_right;
    if (dots_first)
        at += put_visual(grid, row, at, end, dots, strlen(dots), style);
    if (!run.paragraph)
        at += put_visual(grid, row, at, end, text, run.length, style);
    for (size_t i = 0; run.paragraph && i < run.count; i++) {
        const struct bidi_cluster *cluster = &run.paragraph->clusters[run.visual[i]];
        at += put_cluster(grid, row, at, end, cluster->text, cluster->length, style);
    }
    if (run.cut && !dots_first)
        put_visual(grid, row, at, end, dots, strlen(dots), style);
    arena_release(&arena);
    return run.used;
}

int grid_put(struct grid *grid, int row, int col, int cells, enum style style, const char *text)
{
    return text ? grid_text(grid, row, col, cells, style, text, strlen(text)) : 0;
}

int grid_put_end(struct grid *grid, int row, int col, int cells, enum style style, const char *text)
{
    int width = text ? text_width(text, strlen(text)) : 0;
    int free = width < cells ? cells - width : 0;
    return grid_put(grid, row, col + free, cells - free, style, text);
}

int grid_put_centre(struct grid *grid, int row, int col, int cells, enum style style, const char *text)
{
    int width = text ? text_width(text, strlen(text)) : 0;
    int free = width < cells ? (cells - width) / 2 : 0;
    return grid_put(grid, row, col + free, cells - free, style, text);
}

int grid_format(struct grid *grid, int row, int col, int cells, enum style style, const char *format, ...)
{
    struct buf text = BUF_INIT;
    buf_init(&text, grid->allocator);
    va_list list;
    va_start(list, format);
    buf_format_list(&text, format, list);
    va_end(list);
    int used = grid_text(grid, row, col, cells, style, text.data, text.length);
    buf_release(&text);
    return used;
}

int grid_visual(struct grid *grid, int row, int col, int cells, enum style style, const char *text, size_t length)
{
    int at = grid_physical(grid, col, cells);
    return put_visual(grid, row, at, at + cells, text, length, style);
}

int grid_text_column(const struct grid *grid, int col, int cells, const char *text, size_t length, size_t offset)
{
    struct arena arena;
    arena_init(&arena, grid->allocator, 0);
    struct run run = run_layout(grid, &arena, cells, text, length);
    int start = grid_physical(grid, col, run.used), at = start;
    if (!run.paragraph) {
        at += text_width(text, offset < run.length ? offset : run.length);
    } else {
        size_t wanted = run.count;               /* the cluster that holds offset */
        for (size_t i = 0; i < run.count && wanted == run.count; i++)
            if (run.paragraph->clusters[i].source + (i + 1 < run.paragraph->count ?
                    run.paragraph->clusters[i + 1].source - run.paragraph->clusters[i].source : length) > offset && offset < length)
                wanted = i;
        bool behind = wanted == run.count && run.count > 0;
        if (behind)
            wanted = run.count - 1;
        for (size_t i = 0; i < run.count; i++) {
            const struct bidi_cluster *cluster = &run.paragraph->clusters[run.visual[i]];
            if (run.visual[i] == wanted) {
                if (behind)
                    at += cluster->level % 2 ? -1 : cluster->width;
                break;
            }
            at += cluster->width;
        }
    }
    arena_release(&arena);
    return grid_physical(grid, at, 1);
}

size_t grid_text_offset(const struct grid *grid, int col, int cells, const char *text, size_t length, int column)
{
    struct arena arena;
    arena_init(&arena, grid->allocator, 0);
    struct run run = run_layout(grid, &arena, cells, text, length);
    int at = grid_physical(grid, col, run.used), wanted = grid_physical(grid, column, 1);
    size_t found = length;
    if (wanted >= at && wanted < at + run.used) {
        if (!run.paragraph) {
            int used;
            found = text_fit(text, run.length, wanted - at, &used);
        }
        for (size_t i = 0; run.paragraph && i < run.count && found == length; i++) {
            const struct bidi_cluster *cluster = &run.paragraph->clusters[run.visual[i]];
            at += cluster->width;
            if (wanted < at)
                found = cluster->source;
        }
    }
    arena_release(&arena);
    return found;
}

int grid_glyph(struct grid *grid, int row, int col, enum style style, enum glyph glyph)
{
    const char *text = glyph_text(glyph, grid->look);
    int width = text_width(text, strlen(text));
    grid_visual(grid, row, col, width, style, text, strlen(text));
    return width;
}

void grid_fill(struct grid *grid, struct area area, enum style style, const char *text)
{
    area = area_cross(area, grid->clip);
    for (int row = area.row; row < area.row + area.rows; row++)
        for (int col = area.col; col < area.col + area.cols; col++)
            put_cell(grid, row, grid_physical(grid, col, 1), text, strlen(text) < CELL_BYTES ? strlen(text) : 0, 1, style);
}

void grid_hline(struct grid *grid, int row, int col, int cols, enum style style)
{
    grid_fill(grid, (struct area){ row, col, 1, cols }, style, glyph_text(GLYPH_H_LINE, grid->look));
}

void grid_box(struct grid *grid, struct area area, enum style style)
{
    if (area.rows < 2 || area.cols < 2)
        return;
    int bottom = area.row + area.rows - 1, end = area.col + area.cols - 1;
    const char *side = glyph_text(GLYPH_V_LINE, grid->look);
    grid_hline(grid, area.row, area.col, area.cols, style);
    grid_hline(grid, bottom, area.col, area.cols, style);
    grid_fill(grid, (struct area){ area.row + 1, area.col, area.rows - 2, 1 }, style, side);
    grid_fill(grid, (struct area){ area.row + 1, end, area.rows - 2, 1 }, style, side);
    grid_glyph(grid, area.row, area.col, style, GLYPH_TOP_LEFT);
    grid_glyph(grid, area.row, end, style, GLYPH_TOP_RIGHT);
    grid_glyph(grid, bottom, area.col, style, GLYPH_BOTTOM_LEFT);
    grid_glyph(grid, bottom, end, style, GLYPH_BOTTOM_RIGHT);
}

void grid_restyle(struct grid *grid, struct area area, enum style style)
{
    area = area_cross(area, grid->clip);
    for (int row = area.row; row < area.row + area.rows; row++)
        for (int col = area.col; col < area.col + area.cols; col++)
            grid->cells[row * grid->cols + grid_physical(grid, col, 1)].style = (uint8_t)style;
}

void grid_cursor(struct grid *grid, int row, int col)
{
    int at = grid_physical(grid, col, 1);
    if (inside(grid, row, at)) {
        grid->cursor_row = row;
        grid->cursor_col = at;
    }
}

const struct cell *grid_at(const struct grid *grid, int row, int col)
{
    bool there = row >= 0 && row < grid->rows && col >= 0 && col < grid->cols;
    return there ? &grid->cells[row * grid->cols + col] : NULL;
}

bool grid_equal(const struct grid *a, const struct grid *b)
{
    if (a->rows != b->rows || a->cols != b->cols || a->cursor_row != b->cursor_row || a->cursor_col != b->cursor_col)
        return false;
    for (int i = 0; i < a->rows * a->cols; i++)
        if (a->cells[i].width != b->cells[i].width || a->cells[i].style != b->cells[i].style || strcmp(a->cells[i].text, b->cells[i].text))
            return false;
    return true;
}

void grid_dump(const struct grid *grid, struct buf *out)
{
    buf_format(out, "%dx%d cursor %d,%d\n", grid->rows, grid->cols, grid->cursor_row, grid->cursor_col);
    for (int styles = 0; styles < 2; styles++) {
        if (styles)
            buf_text(out, "styles\n");
        for (int row = 0; row < grid->rows; row++) {
            const struct cell *line = grid->cells + (size_t)row * (size_t)grid->cols;
            size_t solid = out->length;          /* the line ends here */
            for (int col = 0; col < grid->cols; col++) {
                const struct cell *cell = &line[col];
                if (styles) {
                    buf_char(out, style_letter((enum style)cell->style));
                    if (cell->style != STYLE_TEXT)
                        solid = out->length;
                } else {
                    buf_text(out, cell->text);
                    if (cell->width && strcmp(cell->text, " ") != 0)
                        solid = out->length;
                }
            }
            buf_cut(out, solid);
            buf_char(out, '\n');
        }
    }
}
