#include "screens/page.h"

#include "base/intl.h"
#include "base/text.h"

#define MARGIN 2                                 /* cells that a list or a bar takes */
#define COLUMN_GAP 2

void page_init(struct page *page)
{
    memset(page, 0, sizeof *page);
    pane_init(&page->pane, NULL);
}

void page_release(struct page *page)
{
    pane_release(&page->pane);
}

/* What a block inherits from those around it. */
struct around {
    struct pane_format format;
    struct arena *arena;
    struct ask *asks;
    size_t ask_count, ask;
    int cols;
    bool tight;                                  /* no free row between blocks: in lists */
};

static enum style span_style(unsigned style)
{
    return style & SPAN_CODE ? STYLE_CODE : style & SPAN_STRONG ? STYLE_STRONG : style & SPAN_EMPHASIS ? STYLE_EMPHASIS
        : style & SPAN_LINK ? STYLE_EMPHASIS : STYLE_TEXT;
}

static void paragraph(struct page *page, struct around *around, const struct lesson_text *text, enum style plain)
{
    struct span *spans = arena_array(around->arena, text->count ? text->count : 1, sizeof *spans);
    if (!spans)
        return;
    for (size_t i = 0; i < text->count; i++) {
        enum style style = span_style(text->spans[i].style);
        spans[i] = (struct span){ text->spans[i].text, text->spans[i].length, style == STYLE_TEXT ? plain : style };
    }
    pane_paragraph(&page->pane, &around->format, spans, text->count);
    around->format.marker = NULL;                /* a marker stands before the first line alone */
}

static void line(struct page *page, const struct around *around, enum style style, const char *text)
{
    if (text)                                    /* else the arena has failed, and page_build with it */
        pane_paragraph(&page->pane, &around->format, SPAN(text, style), 1);
}

static void blocks(struct page *page, struct around *around, const struct lesson_blocks *source);

static void list(struct page *page, struct around *around, const struct lesson_list *source)
{
    char number[16];
    int digits = snprintf(number, sizeof number, "%zu.", (size_t)source->start + source->count);
    int width = source->ordered ? digits + 1 : MARGIN;
    for (size_t i = 0; i < source->count; i++) {
        struct around inside = *around;
        inside.format.indent += width;
        inside.tight = true;
        inside.cols -= width;
        inside.format.marker = source->ordered ? arena_format(around->arena, "%zu.", (size_t)source->start + i)
                                               : glyph_text(GLYPH_BULLET, &look_plain);
        inside.format.marker_style = STYLE_DIM;
        blocks(page, &inside, &source->items[i]);
        around->ask = inside.ask;
    }
}

/* Texts set off by a bar at their side. */
static void barred(struct page *page, struct around *around, const struct lesson_blocks *source, enum style style, const char *title)
{
    struct around inside = *around;
    inside.format.bar = true;
    inside.format.bar_style = style;
    inside.format.bar_at = around->format.indent;
    inside.format.indent += MARGIN;
    inside.cols -= MARGIN;
    if (title)
        line(page, &inside, style, title);
    blocks(page, &inside, source);
    around->ask = inside.ask;
}

/* "Left from each loaf   10 - 6 = 4 crowns": the labels of neighbouring lines are one column. */
static void workings(struct page *page, struct around *around, const struct lesson_blocks *source, size_t first, size_t last)
{
    int widest = 0;
    for (size_t i = first; i < last; i++) {
        int width = text_width(source->blocks[i].working.label, strlen(source->blocks[i].working.label));
        widest = width > widest ? width : widest;
    }
    for (size_t i = first; i < last; i++) {
        const struct lesson_working *working = &source->blocks[i].working;
        int label = text_width(working->label, strlen(working->label));
        int rest = text_width(working->working, strlen(working->working)) + text_width(working->result, strlen(working->result)) + 5;
        bool column = widest + 2 + rest <= around->cols;
        int gap = column ? widest - label + 2 : 2;
        struct span spans[] = {
            { working->label, strlen(working->label), STYLE_TEXT },
            { "                                                                        ", (size_t)(gap < 72 ? gap : 2), STYLE_TEXT },
            { working->working, working->plain ? 0 : strlen(working->working), STYLE_DIM },
            { " = ", working->plain ? 0 : 3, STYLE_DIM },
            { working->result, strlen(working->result), STYLE_STRONG },
        };
        pane_paragraph(&page->pane, &around->format, spans, sizeof spans / sizeof *spans);
    }
}

/* Widths of a table's columns: as wide as their texts, the widest ones cut back until all fit. */
static void column_widths(const struct lesson_table *table, int cols, int *widths)
{
    int sum = 0;
    for (size_t c = 0; c < table->columns; c++) {
        widths[c] = 1;
        for (size_t r = 0; r <= table->rows; r++) {
            const struct lesson_text *cell = r == 0 ? &table->header[c] : &table->cells[(r - 1) * table->columns + c];
            int width = 0;
            for (size_t i = 0; i < cell->count; i++)
                width += text_width(cell->spans[i].text, cell->spans[i].length);
            widths[c] = width > widths[c] ? width : widths[c];
        }
        sum += widths[c];
    }
    int room = cols - COLUMN_GAP * ((int)table->columns - 1);
    while (sum > room) {
        size_t widest = 0;
        for (size_t c = 1; c < table->columns; c++)
            if (widths[c] > widths[widest])
                widest = c;
        if (widths[widest] <= 3)
            break;
        widths[widest]--;
        sum--;
    }
}

static void cell_text(struct buf *out, const struct lesson_text *cell)
{
    for (size_t i = 0; i < cell->count; i++)
        buf_add(out, cell->spans[i].text, cell->spans[i].length);
}

/* Draws a row of cells, or only measures it where grid is NULL. Returns its height. */
static int table_row(const struct lesson_table *table, const struct lesson_text *cells, const int *widths, struct grid *grid, int row, int col,
                     enum style style)
{
    int rows = 1;
    for (size_t c = 0; c < table->columns; c++) {
        struct arena arena;
        struct buf text = BUF_INIT;
        size_t count = 0;
        arena_init(&arena, NULL, 0);
        cell_text(&text, &cells[c]);
        struct text_line *lines = text_wrap(&arena, text.data, text.length, widths[c], &count);
        for (size_t i = 0; lines && grid && i < count; i++) {
            int free_cells = widths[c] - lines[i].width;
            int shift = table->alignment[c] == ALIGN_END ? free_cells : table->alignment[c] == ALIGN_CENTRE ? free_cells / 2 : 0;
            grid_text(grid, row + (int)i, col + shift, widths[c] - shift, style, text.data + lines[i].start, lines[i].length);
        }
        if (lines && (int)count > rows)
            rows = (int)count;
        col += widths[c] + COLUMN_GAP;
        arena_release(&arena);
        buf_release(&text);
    }
    return rows;
}

static int table_all(const struct lesson_table *table, int cols, struct grid *grid, struct area area)
{
    int widths[LESSON_COLUMNS_LIMIT], total = 0, row = area.row;
    column_widths(table, cols, widths);
    for (size_t c = 0; c < table->columns; c++)
        total += widths[c] + (c ? COLUMN_GAP : 0);
    row += table_row(table, table->header, widths, grid, row, area.col, STYLE_STRONG);
    if (grid)
        grid_hline(grid, row, area.col, total, STYLE_RULE);
    row++;
    for (size_t r = 0; r < table->rows; r++)
        row += table_row(table, &table->cells[r * table->columns], widths, grid, row, area.col, STYLE_TEXT);
    return row - area.row;
}

static void chart_of(const struct lesson_chart *source, struct chart *chart)
{
    *chart = (struct chart){
        .kind = source->type == LESSON_LINE ? CHART_LINE : source->type == LESSON_STACKED ? CHART_STACKED : CHART_BAR,
        .title = source->title[0] ? source->title : NULL, .x_label = source->x_label[0] ? source->x_label : NULL,
        .y_label = source->y_label[0] ? source->y_label : NULL, .points = source->count, .series_count = source->series_count,
        .x = source->x, .labels = source->labels, .mark = source->marked ? source->mark : NAN,
        .mark_text = source->marked ? source->mark_label : NULL,
    };
    for (size_t i = 0; i < source->series_count && i < CHART_SERIES; i++)
        chart->series[i] = (struct chart_series){ .name = source->series[i].name, .values = source->series[i].values };
}

static void item(struct page *page, const struct around *around, enum page_item_kind kind, const struct lesson_block *block, struct ask *ask, int rows)
{
    if (page->count >= PAGE_ITEMS || rows < 1)
        return;
    page->items[page->count] = (struct page_item){ .kind = kind, .block = block, .indent = around->format.indent, .ask = ask };
    page->count++;
    pane_block(&page->pane, rows, (int)page->count);
}

static void question(struct page *page, struct around *around, const struct lesson_block *block)
{
    struct ask *ask = around->ask < around->ask_count ? &around->asks[around->ask++] : NULL;
    if (!ask || !ask->question)
        return;
    line(page, around, STYLE_STRONG, ask_stem(around->arena, block->question));
    if (!ask->revealed && ask_instruction(block->question)[0])
        line(page, around, STYLE_DIM, ask_instruction(block->question));
    pane_space(&page->pane, 1);
    item(page, around, PAGE_QUESTION, block, ask, ask_rows(ask, around->cols));
    if (!ask->revealed)
        return;
    enum style style;
    struct buf text = BUF_INIT;
    const char *verdict = ask_verdict(grade_response(block->question, ask_response(ask)).state, &style);
    pane_space(&page->pane, 1);
    struct around inside = *around;
    inside.format.bar = true;
    inside.format.bar_style = style;
    inside.format.bar_at = around->format.indent;
    inside.format.indent += MARGIN;
    line(page, &inside, style, verdict);
    ask_feedback(&text, block->question, ask_response(ask));
    if (text.length)
        line(page, &inside, STYLE_TEXT, arena_text(around->arena, text.data));
    buf_release(&text);
}

static void block(struct page *page, struct around *around, const struct lesson_blocks *source, size_t *index)
{
    const struct lesson_block *one = &source->blocks[*index];
    switch (one->kind) {
    case BLOCK_PARAGRAPH:
        paragraph(page, around, &one->text, STYLE_TEXT);
        break;
    case BLOCK_HEADING:
        paragraph(page, around, &one->text, STYLE_HEADING);
        break;
    case BLOCK_LIST:
        list(page, around, &one->list);
        break;
    case BLOCK_TABLE:
        item(page, around, PAGE_TABLE, one, NULL, table_all(&one->table, around->cols, NULL, (struct area){ 0 }));
        break;
    case BLOCK_QUOTE:
        barred(page, around, &one->inside, STYLE_QUOTE_BAR, NULL);
        break;
    case BLOCK_CODE: {
        struct around inside = *around;
        inside.format.verbatim = true;
        inside.format.indent += MARGIN;
        line(page, &inside, STYLE_CODE, one->code);
        break;
    }
    case BLOCK_NOTE:
        barred(page, around, &one->inside, STYLE_NOTE_BAR, NULL);
        break;
    case BLOCK_TASK:
        barred(page, around, &one->inside, STYLE_TASK_BAR, _("To do tomorrow"));
        break;
    case BLOCK_EXAMPLE:
        barred(page, around, &one->inside, STYLE_QUOTE_BAR, _("Example"));
        break;
    case BLOCK_WORKING: {
        size_t last = *index;
        while (last < source->count && source->blocks[last].kind == BLOCK_WORKING)
            last++;
        workings(page, around, source, *index, last);
        *index = last - 1;
        break;
    }
    case BLOCK_CHART: {
        struct chart chart;
        chart_of(one->chart, &chart);
        item(page, around, PAGE_CHART, one, NULL, chart_rows(&chart, around->cols));
        break;
    }
    case BLOCK_QUESTION:
        question(page, around, one);
        break;
    case BLOCK_WORKSHEET:
        line(page, around, STYLE_DIM, arena_format(around->arena, _("Worksheet: %s"), one->worksheet));
        break;
    case BLOCK_KINDS:
        break;
    }
}

static void blocks(struct page *page, struct around *around, const struct lesson_blocks *source)
{
    for (size_t i = 0; i < source->count; i++) {
        if (i > 0 && !around->tight) {
            if (around->format.bar)
                pane_paragraph(&page->pane, &around->format, SPAN("", STYLE_TEXT), 1); /* the bar goes on */
            else
                pane_space(&page->pane, 1);
        }
        block(page, around, source, &i);
    }
}

int page_build(struct page *page, const struct lesson_page *source, struct ask *asks, size_t ask_count, int cols, struct error *error)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct around around = { .arena = &arena, .asks = asks, .ask_count = ask_count, .cols = cols };
    page->count = 0;
    pane_begin(&page->pane, cols);
    blocks(page, &around, &source->body);
    int code = pane_end(&page->pane, error);
    if (!code && arena_failed(&arena))
        code = error_memory(error);
    arena_release(&arena);
    return code;
}

static bool item_area(const struct page *page, struct area area, size_t index, struct area *where)
{
    if (!pane_block_area(&page->pane, area, (int)index + 1, where))
        return false;
    where->col += page->items[index].indent;
    where->cols -= page->items[index].indent;
    return true;
}

bool page_ask_area(const struct page *page, struct area area, const struct ask *ask, struct area *where)
{
    for (size_t i = 0; i < page->count; i++)
        if (page->items[i].ask == ask && ask)
            return item_area(page, area, i, where);
    return false;
}

void page_show(struct page *page, const struct ask *ask)
{
    for (size_t i = 0; i < page->count; i++) {
        if (!ask || page->items[i].ask != ask)
            continue;
        size_t first = pane_block_line(&page->pane, (int)i + 1);
        if (first == SIZE_MAX)
            return;
        size_t last = first + (size_t)ask_rows(ask, page->pane.cols - page->items[i].indent) - 1;
        pane_show(&page->pane, last < page->pane.count ? last : first);
        pane_show(&page->pane, first);
        /* the question itself stands above its answers: some of it too, where there is room */
        if (first >= 3 && last - first + 4 <= (size_t)page->pane.rows)
            pane_show(&page->pane, first - 3);
    }
}

void page_show_focus(struct page *page, const struct ask *ask)
{
    for (size_t i = 0; i < page->count; i++) {
        size_t line = page->items[i].ask == ask && ask ? pane_block_line(&page->pane, (int)i + 1) : SIZE_MAX;
        int first, rows;
        if (line == SIZE_MAX)
            continue;
        ask_focus_rows(ask, page->pane.cols - page->items[i].indent, &first, &rows);
        pane_show(&page->pane, line + (size_t)(first + rows) - 1);
        pane_show(&page->pane, line + (size_t)first);
    }
}

void page_draw(const struct page *page, struct grid *grid, struct area area, const struct ask *focus)
{
    pane_draw(&page->pane, grid, area);
    for (size_t i = 0; i < page->count; i++) {
        const struct page_item *one = &page->items[i];
        struct area where;
        if (!item_area(page, area, i, &where))
            continue;
        struct area before = grid_clip(grid, area_cross(grid->clip, area_top(area, page->pane.rows)));
        switch (one->kind) {
        case PAGE_TABLE:
            table_all(&one->block->table, where.cols, grid, where);
            break;
        case PAGE_CHART: {
            struct chart chart;
            chart_of(one->block->chart, &chart);
            chart_draw(&chart, grid, where);
            break;
        }
        case PAGE_QUESTION:
            ask_draw(one->ask, grid, where, one->ask == focus);
            break;
        }
        grid_clip(grid, before);
    }
}
