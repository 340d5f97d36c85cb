#include "screens/paint.h"

#include "base/arena.h"
#include "base/text.h"

static struct text_line *wrapped(struct arena *arena, const char *text, int cols, size_t *count)
{
    *count = 0;
    return text && *text && cols > 0 ? text_wrap(arena, text, strlen(text), cols, count) : NULL;
}

int paint_words_rows(const char *text, int cols)
{
    struct arena arena;
    size_t count;
    arena_init(&arena, NULL, 0);
    int rows = wrapped(&arena, text, cols, &count) ? (int)count : 0;
    arena_release(&arena);
    return rows;
}

int paint_words(struct grid *grid, struct area area, enum style style, const char *text)
{
    struct arena arena;
    size_t count;
    int rows = 0;
    arena_init(&arena, grid->allocator, 0);
    const struct text_line *lines = wrapped(&arena, text, area.cols, &count);
    for (; lines && rows < (int)count && rows < area.rows; rows++)
        grid_text(grid, area.row + rows, area.col, area.cols, style, text + lines[rows].start, lines[rows].length);
    arena_release(&arena);
    return rows;
}

void paint_pair(struct pane *pane, int cols, enum style label_style, const char *label, enum style style, const char *value)
{
    struct buf padded = BUF_INIT;
    int used = text_width(label, strlen(label));
    bool beside = used <= cols;
    if (beside) {
        /* a marker stands at the end of its indent: filled up, it begins where the others do */
        buf_format(&padded, "%s%*s", label, cols - used + 1, "");
    } else {
        struct pane_format alone = { .indent = 2 };
        pane_paragraph(pane, &alone, SPAN(label, label_style), 1);
    }
    struct pane_format format = { .indent = cols + 4, .marker = beside ? padded.data : NULL, .marker_style = label_style };
    pane_paragraph(pane, &format, SPAN(value, style), 1);
    buf_release(&padded);
}

/* Drawn in full blocks alone: the one block that every console font holds. Strokes are two cells wide, for a cell is twice as high as wide. */
static const struct letter {
    char letter;
    const char *rows[PAINT_BIG_ROWS];
} letters[] = {
    { 'E', { "#####", "##   ", "#### ", "##   ", "#####" } },
    { 'M', { "##   ##", "### ###", "#######", "## # ##", "##   ##" } },
    { 'P', { "##### ", "##  ##", "##### ", "##    ", "##    " } },
    { 'R', { "##### ", "##  ##", "##### ", "## ## ", "##  ##" } },
    { 'T', { "######", "  ##  ", "  ##  ", "  ##  ", "  ##  " } },
    { 'C', { " #####", "##    ", "##    ", "##    ", " #####" } },
    { '0', { " #### ", "##  ##", "##  ##", "##  ##", " #### " } },
    { '1', { "  ##  ", " ###  ", "  ##  ", "  ##  ", " #### " } },
    { '2', { "##### ", "    ##", " #### ", "##    ", "######" } },
    { '3', { "##### ", "    ##", " #### ", "    ##", "##### " } },
    { '4', { "##  ##", "##  ##", "######", "    ##", "    ##" } },
    { '5', { "######", "##    ", "##### ", "    ##", "##### " } },
    { '6', { " #### ", "##    ", "##### ", "##  ##", " #### " } },
    { '7', { "######", "    ##", "   ## ", "  ##  ", "  ##  " } },
    { '8', { " #### ", "##  ##", " #### ", "##  ##", " #### " } },
    { '9', { " #### ", "##  ##", " #####", "    ##", " #### " } },
};

static const struct letter *find(char letter)
{
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        if (letters[i].letter == letter)
            return &letters[i];
    return NULL;
}

int paint_big_cols(const char *text)
{
    int cols = 0;
    for (const char *at = text; *at; at++) {
        const struct letter *letter = find(*at);
        if (!letter)
            return 0;
        cols += (int)strlen(letter->rows[0]) + (at > text);
    }
    return cols;
}

void paint_big(struct grid *grid, struct area area, enum style style, const char *text)
{
    int cols = paint_big_cols(text);
    if (!cols || cols > area.cols || area.rows < PAINT_BIG_ROWS) {
        grid_put_centre(grid, area.row + area.rows / 2, area.col, area.cols, STYLE_STRONG, text);
        return;
    }
    /* digits and Latin letters run from left to right in a mirrored layout too */
    for (int row = 0; row < PAINT_BIG_ROWS; row++) {
        struct buf line = BUF_INIT;
        for (const char *at = text; *at; at++) {
            if (at > text)
                buf_char(&line, ' ');
            for (const char *cell = find(*at)->rows[row]; *cell; cell++)
                buf_text(&line, *cell == '#' ? glyph_text(GLYPH_FULL, grid->look) : " ");
        }
        grid_visual(grid, area.row + row, area.col + (area.cols - cols) / 2, cols, style, line.data, line.length);
        buf_release(&line);
    }
}
