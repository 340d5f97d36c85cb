#include "ui/pane.h"

#include "base/buf.h"
#include "base/intl.h"
#include "base/text.h"

#define MOST_LINES 100000

void pane_init(struct pane *pane, const struct allocator *allocator)
{
    *pane = (struct pane){ 0 };
    arena_init(&pane->arena, allocator, 0);
}

void pane_release(struct pane *pane)
{
    arena_release(&pane->arena);
    pane->lines = NULL;
    pane->count = 0;
}

void pane_begin(struct pane *pane, int cols)
{
    const struct allocator *allocator = pane->arena.allocator;
    arena_release(&pane->arena);
    struct pane fresh = { .cols = cols > 0 ? cols : 1, .rows = pane->rows, .place = pane->place };
    *pane = fresh;
    arena_init(&pane->arena, allocator, 0);
}

static struct pane_line *line_new(struct pane *pane)
{
    static const struct pane_format plain;
    if (pane->count >= MOST_LINES || arena_failed(&pane->arena))
        return NULL;
    if (pane->count == pane->capacity) {
        struct pane_line *grown = arena_grow(&pane->arena, pane->lines, pane->count, &pane->capacity, sizeof *grown);
        if (!grown)
            return NULL;
        pane->lines = grown;
    }
    struct pane_line *line = &pane->lines[pane->count++];
    *line = (struct pane_line){ .format = &plain };
    return line;
}

/* A paragraph in one string, with the style of each of its parts. */
struct source {
    const char *text;
    size_t length;
    const struct span *spans;
    size_t count;
};

static enum style style_at(const struct source *source, size_t offset)
{
    for (size_t i = 0; i < source->count; i++) {
        if (offset < source->spans[i].length)
            return source->spans[i].style;
        offset -= source->spans[i].length;
    }
    return STYLE_TEXT;
}

/* A line of plain text: slices of the source, cut where the style changes. */
static void line_plain(struct pane *pane, struct pane_line *line, const struct source *source, size_t start, size_t length)
{
    struct span *spans = arena_array(&pane->arena, source->count + 1, sizeof *spans);
    size_t from = 0, end = start + length;
    for (size_t i = 0; spans && i < source->count; i++) {
        size_t to = from + source->spans[i].length;
        size_t first = from > start ? from : start, last = to < end ? to : end;
        if (first < last)
            spans[line->count++] = (struct span){ source->text + first, last - first, source->spans[i].style };
        from = to;
    }
    line->spans = spans;
}

/* A line of a paragraph with right-to-left text: its clusters first … first + count - 1 in visual order, one span a run of one style. */
static void line_ordered(struct pane *pane, struct pane_line *line, const struct source *source, const struct bidi_paragraph *paragraph,
                         size_t first, size_t count)
{
    uint32_t *visual = arena_array(&pane->arena, count + 1, sizeof *visual);
    struct span *spans = arena_array(&pane->arena, count + 1, sizeof *spans);
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += paragraph->clusters[first + i].length;
    char *text = arena_alloc(&pane->arena, bytes + 1);
    if (!visual || !spans || !text)
        return;
    bidi_order(paragraph, first, count, visual);
    for (size_t i = 0; i < count; i++) {
        const struct bidi_cluster *cluster = &paragraph->clusters[visual[i]];
        enum style style = style_at(source, cluster->source);
        memcpy(text, cluster->text, cluster->length);
        if (!line->count || spans[line->count - 1].style != style)
            spans[line->count++] = (struct span){ text, 0, style };
        spans[line->count - 1].length += cluster->length;
        text += cluster->length;
    }
    line->spans = spans;
    line->direction = paragraph->direction;
}

static struct pane_line *line_of(struct pane *pane, const struct pane_format *format, bool first)
{
    struct pane_line *line = line_new(pane);
    if (line) {
        line->format = format;
        line->first = first;
    }
    return line;
}

static void wrap_plain(struct pane *pane, const struct pane_format *format, const struct source *source, int cells)
{
    size_t count = 0;
    struct text_line *lines = text_wrap(&pane->arena, source->text, source->length, cells, &count);
    for (size_t i = 0; lines && i < count; i++) {
        struct pane_line *line = line_of(pane, format, i == 0);
        if (!line)
            return;
        line_plain(pane, line, source, lines[i].start, lines[i].length);
        line->width = lines[i].width;
    }
}

/* Letters are joined before lines are broken: what is wrapped is the shaped text, and each line keeps the levels of its clusters. */
static void wrap_ordered(struct pane *pane, const struct pane_format *format, const struct source *source, int cells)
{
    struct bidi_paragraph *paragraph = bidi_resolve(&pane->arena, source->text, source->length, DIRECTION_LTR);
    struct buf shaped = BUF_INIT;
    buf_init(&shaped, pane->arena.allocator);
    for (size_t i = 0; paragraph && i < paragraph->count; i++)
        buf_add(&shaped, paragraph->clusters[i].text, paragraph->clusters[i].length);
    size_t count = 0, cluster = 0, at = 0;
    const char *text = paragraph && !buf_failed(&shaped) ? arena_copy(&pane->arena, shaped.data, shaped.length) : NULL;
    struct text_line *lines = text ? text_wrap(&pane->arena, text, shaped.length, cells, &count) : NULL;
    for (size_t i = 0; lines && i < count; i++) {
        while (cluster < paragraph->count && at < lines[i].start)
            at += paragraph->clusters[cluster++].length;
        size_t first = cluster;
        while (cluster < paragraph->count && at < lines[i].start + lines[i].length)
            at += paragraph->clusters[cluster++].length;
        struct pane_line *line = line_of(pane, format, i == 0);
        if (!line)
            break;
        line_ordered(pane, line, source, paragraph, first, cluster - first);
        line->width = lines[i].width;
    }
    if (!text)
        pane->arena.failed = true;
    buf_release(&shaped);
}

void pane_paragraph(struct pane *pane, const struct pane_format *format, const struct span *spans, size_t count)
{
    struct arena *arena = &pane->arena;
    struct pane_format *kept = arena_alloc(arena, sizeof *kept);
    struct span *parts = arena_array(arena, count + 1, sizeof *parts);
    size_t length = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        length += spans[i].length;
    char *text = arena_alloc(arena, length + 1);
    if (!kept || !parts || !text)
        return;
    for (size_t i = 0; i < count; i++) {
        memcpy(text + at, spans[i].text, spans[i].length);
        parts[i] = (struct span){ text + at, spans[i].length, spans[i].style };
        at += spans[i].length;
    }
    *kept = *format;
    kept->marker = arena_text(arena, format->marker);
    struct source source = { text, length, parts, count };
    int cells = pane->cols > kept->indent ? pane->cols - kept->indent : 1;
    /* Verbatim lines are as long as they are; drawing cuts them. */
    if (kept->verbatim) {
        for (size_t start = 0, end; start <= length; start = end + 1) {
            const char *stop = memchr(text + start, '\n', length - start);
            end = stop ? (size_t)(stop - text) : length;
            struct pane_line *line = line_of(pane, kept, start == 0);
            if (!line)
                return;
            line_plain(pane, line, &source, start, end - start);
            line->width = text_width(text + start, end - start);
        }
    } else if (bidi_needed(text, length)) {
        wrap_ordered(pane, kept, &source, cells);
    } else {
        wrap_plain(pane, kept, &source, cells);
    }
}

void pane_text(struct pane *pane, enum style style, const char *text)
{
    static const struct pane_format plain;
    for (const char *end = text; *end; text = end + 1) {
        end = text + strcspn(text, "\n");
        pane_paragraph(pane, &plain, &(struct span){ text, (size_t)(end - text), style }, 1);
        if (!*end)
            break;
    }
}

void pane_space(struct pane *pane, int rows)
{
    for (int i = 0; i < rows; i++)
        line_new(pane);
}

void pane_block(struct pane *pane, int rows, int id)
{
    for (int i = 0; i < rows; i++) {
        struct pane_line *line = line_new(pane);
        if (line) {
            line->block = i ? -1 : id;
            line->block_rows = rows;
        }
    }
}

int pane_end(struct pane *pane, struct error *error)
{
    /* Where the reader was: the same words are in sight after another wrapping. */
    bool same = pane->place.cols == pane->cols || pane->place.count == 0;
    pane->top = same ? pane->place.top : pane->place.top * pane->count / pane->place.count;
    if (arena_failed(&pane->arena))
        return error_memory(error);
    if (pane->count >= MOST_LINES)
        return error_set(error, ERROR_LIMIT, N_("the text has more than %d lines: divide it into pages"), MOST_LINES);
    return 0;
}

static size_t last_top(const struct pane *pane)
{
    size_t rows = pane->rows > 0 ? (size_t)pane->rows : 1;
    return pane->count > rows ? pane->count - rows : 0;
}

void pane_layout(struct pane *pane, struct area area)
{
    pane->rows = pane->count > (size_t)area.rows ? area.rows - 1 : area.rows;
    if (pane->top > last_top(pane))
        pane->top = last_top(pane);
}

static void settled(struct pane *pane)
{
    pane->place.top = pane->top;
    pane->place.count = pane->count;
    pane->place.cols = pane->cols;
}

void pane_top(struct pane *pane)
{
    pane->top = 0;
    settled(pane);
}

bool pane_at_end(const struct pane *pane)
{
    return pane->top >= last_top(pane);
}

bool pane_fits(const struct pane *pane)
{
    return last_top(pane) == 0;
}

int pane_percent(const struct pane *pane)
{
    size_t seen = pane->top + (size_t)(pane->rows > 0 ? pane->rows : 0);
    return seen >= pane->count ? 100 : (int)(seen * 100 / pane->count);
}

bool pane_show(struct pane *pane, size_t line)
{
    size_t before = pane->top, rows = pane->rows > 0 ? (size_t)pane->rows : 1;
    if (line < pane->top)
        pane->top = line;
    else if (line >= pane->top + rows)
        pane->top = line - rows + 1;
    if (pane->top > last_top(pane))
        pane->top = last_top(pane);
    if (pane->top != before)
        settled(pane);
    return pane->top != before;
}

unsigned pane_event(struct pane *pane, const struct event *event)
{
    size_t page = pane->rows > 2 ? (size_t)pane->rows - 1 : 1, last = last_top(pane), top = pane->top;
    long long by = 0;
    if (event->kind == EVENT_MOUSE)
        by = event->mouse == MOUSE_WHEEL_UP ? -3 : event->mouse == MOUSE_WHEEL_DOWN ? 3 : 0;
    else if (event_is(event, PRESS_DOWN))
        by = 1;
    else if (event_is(event, PRESS_UP))
        by = -1;
    else if (event_is(event, PRESS_PAGE_DOWN) || event_letter(event, ' '))
        by = (long long)page;
    else if (event_is(event, PRESS_PAGE_UP))
        by = -(long long)page;
    else if (event_is(event, PRESS_HOME))
        by = -(long long)top;
    else if (event_is(event, PRESS_END))
        by = (long long)last - (long long)top;
    long long there = (long long)top + by;
    pane->top = there < 0 ? 0 : (size_t)there > last ? last : (size_t)there;
    if (pane->top != top)
        settled(pane);
    return pane->top != top ? WIDGET_HANDLED | WIDGET_MOVED : WIDGET_IGNORED;
}

/* Lines stand by their own direction, whichever way the layout runs: so they are placed in physical columns. */
static void line_draw(const struct pane_line *line, struct grid *grid, int row, int left, int cols)
{
    const struct pane_format *format = line->format;
    int width = cols - format->indent < line->width ? cols - format->indent : line->width;
    bool right = line->direction == DIRECTION_RTL;
    int inner = format->centred && width < cols ? (cols - width) / 2 : format->indent;
    int at = right ? left + cols - inner - width : left + inner, end = at + width;
    if (format->bar) {
        const char *bar = glyph_form(GLYPH_BAR_MARK, grid->look->glyphs);
        int col = right ? left + cols - 1 - format->bar_at : left + format->bar_at;
        grid_visual(grid, row, grid_physical(grid, col, 1), 1, format->bar_style, bar, strlen(bar));
    }
    if (format->marker && line->first) {
        int marker = text_width(format->marker, strlen(format->marker));
        int col = right ? end + 1 : at - 1 - marker;
        grid_text(grid, row, grid_physical(grid, col, marker), marker, format->marker_style, format->marker, strlen(format->marker));
    }
    bool cut = line->width > width;
    if (cut)
        end -= grid->look->glyphs == GLYPHS_UNICODE ? 1 : 2;
    for (size_t i = 0; i < line->count && at < end; i++) {
        const struct span *span = &line->spans[i];
        int cells, room = end - at;
        size_t fit = text_fit(span->text, span->length, room, &cells);
        grid_visual(grid, row, grid_physical(grid, at, cells), cells, span->style, span->text, fit);
        at += cells;
        if (fit < span->length)
            break;
    }
    if (cut) {
        const char *dots = glyph_form(GLYPH_ELLIPSIS, grid->look->glyphs);
        int cells = text_width(dots, strlen(dots));
        grid_visual(grid, row, grid_physical(grid, end, cells), cells, STYLE_DIM, dots, strlen(dots));
    }
}

void pane_draw(const struct pane *pane, struct grid *grid, struct area area)
{
    int left = grid_physical(grid, area.col, area.cols);
    struct area before = grid_clip(grid, area_cross(area, grid->clip));
    for (int i = 0; i < pane->rows && i < area.rows && pane->top + (size_t)i < pane->count; i++) {
        const struct pane_line *line = &pane->lines[pane->top + (size_t)i];
        if (!line->block)
            line_draw(line, grid, area.row + i, left, area.cols);
    }
    if (!pane_fits(pane) && pane->rows < area.rows) {
        char text[80];
        if (pane_at_end(pane))
            snprintf(text, sizeof text, "%s %s", glyph_text(GLYPH_MORE_ABOVE, grid->look), _("end of the page"));
        else
            snprintf(text, sizeof text, "%d %%   %s %s", pane_percent(pane), _("more below"), glyph_text(GLYPH_MORE_BELOW, grid->look));
        grid_put_end(grid, area.row + area.rows - 1, area.col, area.cols, STYLE_DIM, text);
    }
    grid_clip(grid, before);
}

size_t pane_block_line(const struct pane *pane, int id)
{
    for (size_t i = 0; i < pane->count; i++)
        if (pane->lines[i].block == id && id > 0)
            return i;
    return SIZE_MAX;
}

bool pane_block_area(const struct pane *pane, struct area area, int id, struct area *block)
{
    size_t line = pane_block_line(pane, id);
    if (line == SIZE_MAX)
        return false;
    long long row = (long long)line - (long long)pane->top;
    int rows = pane->lines[line].block_rows;
    if (row + rows <= 0 || row >= pane->rows)
        return false;
    *block = (struct area){ area.row + (int)row, area.col, rows, area.cols };
    return true;
}
