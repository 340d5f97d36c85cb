/* What there is to read on a page, without its looks: for the search index. */
#include "model/lesson.h"
#include "model/lesson_parts.h"
#include "model/markup.h"
#include "model/question.h"

static void add_spans(struct buf *out, const struct lesson_text *text)
{
    for (size_t i = 0; i < text->count; i++)
        for (size_t j = 0; j < text->spans[i].length; j++)
            buf_char(out, text->spans[i].text[j] == '\n' ? ' ' : text->spans[i].text[j]);
}

const char *lesson_text_flat(struct arena *arena, const struct lesson_text *text)
{
    struct buf out;
    const char *flat = NULL;
    buf_init(&out, arena->allocator);
    add_spans(&out, text);
    if (buf_failed(&out))
        arena->failed = true;
    else
        flat = arena_copy(arena, out.data, out.length);
    buf_release(&out);
    return flat;
}

static void add_line(struct buf *out, const char *text)
{
    if (!*text)
        return;
    buf_text(out, text);
    buf_char(out, '\n');
}

static void add_blocks(struct buf *out, const struct lesson_blocks *blocks);

static void add_table(struct buf *out, const struct lesson_table *table)
{
    for (size_t row = 0; row <= table->rows; row++) {
        for (size_t column = 0; column < table->columns; column++) {
            if (column)
                buf_char(out, '\t');
            add_spans(out, row ? &table->cells[(row - 1) * table->columns + column] : &table->header[column]);
        }
        buf_char(out, '\n');
    }
}

static void add_chart(struct buf *out, const struct lesson_chart *chart)
{
    add_line(out, chart->title);
    for (size_t i = 0; i < chart->series_count; i++)
        add_line(out, chart->series[i].name);
    add_line(out, chart->mark_label);
}

static void add_block(struct buf *out, const struct lesson_block *block)
{
    switch (block->kind) {
    case BLOCK_PARAGRAPH:
    case BLOCK_HEADING:
        add_spans(out, &block->text);
        buf_char(out, '\n');
        break;
    case BLOCK_LIST:
        for (size_t i = 0; i < block->list.count; i++)
            add_blocks(out, &block->list.items[i]);
        break;
    case BLOCK_TABLE:
        add_table(out, &block->table);
        break;
    case BLOCK_QUOTE:
    case BLOCK_NOTE:
    case BLOCK_TASK:
    case BLOCK_EXAMPLE:
        add_blocks(out, &block->inside);
        break;
    case BLOCK_CODE:
        add_line(out, block->code);
        break;
    case BLOCK_WORKING:
        buf_format(out, "%s: %s = %s\n", block->working.label, block->working.working, block->working.result);
        break;
    case BLOCK_CHART:
        add_chart(out, block->chart);
        break;
    case BLOCK_QUESTION:
        markup_plain(out, block->question->stem.text, block->question->stem.format);
        buf_char(out, '\n');
        break;
    case BLOCK_WORKSHEET:
    case BLOCK_KINDS:
        break;
    }
}

static void add_blocks(struct buf *out, const struct lesson_blocks *blocks)
{
    for (size_t i = 0; i < blocks->count; i++)
        add_block(out, &blocks->blocks[i]);
}

bool lesson_plain_text(const struct lesson_page *page, struct buf *out)
{
    add_blocks(out, &page->body);
    return !buf_failed(out);
}
