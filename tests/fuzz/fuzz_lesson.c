/* A lesson that is read holds what its header promises: pages with blocks, clean texts, charts whose counts agree; one that is refused says why. */
#include <math.h>
#include <stdint.h>

#include "base/text.h"
#include "expr/expr.h"
#include "model/lesson.h"
#include "model/question.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void need(bool holds)
{
    if (!holds)
        abort();
}

static void check_text(const char *text, bool lines)
{
    size_t length = strlen(text), step;
    need(text_valid(text, length));
    for (size_t at = 0; at < length; at += step) {
        uint32_t c = text_next(text + at, length - at, &step);
        need(text_printable(c) || (lines && c == '\n'));
    }
}

static void check_spans(const struct lesson_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        need(text->spans[i].length > 0 && strlen(text->spans[i].text) == text->spans[i].length);
        check_text(text->spans[i].text, true);
        need(!(text->spans[i].style & SPAN_LINK) == !text->spans[i].target);
    }
}

static void check_chart(const struct lesson_chart *chart)
{
    need(chart->count >= 1 && chart->count <= CHART_X_LIMIT && chart->series_count >= 1 && chart->series_count <= CHART_SERIES_LIMIT);
    check_text(chart->title, false);
    for (size_t i = 0; i < chart->series_count; i++) {
        check_text(chart->series[i].name, false);
        for (size_t j = 0; j < chart->count; j++)
            need(isfinite(chart->series[i].values[j]));
    }
    for (size_t j = 0; j < chart->count; j++) {
        check_text(chart->labels[j], false);
        need(j == 0 || chart->x[j] > chart->x[j - 1]);
    }
    need(!chart->marked || (chart->mark >= chart->x[0] && chart->mark <= chart->x[chart->count - 1]));
}

static void check_blocks(const struct lesson_blocks *blocks, int depth)
{
    need(depth <= LESSON_NESTING_LIMIT + 2);
    for (size_t i = 0; i < blocks->count; i++) {
        const struct lesson_block *block = &blocks->blocks[i];
        need(block->line >= 1);
        switch (block->kind) {
        case BLOCK_HEADING:
            need(block->level >= 1 && block->level <= 3);
            /* fall through */
        case BLOCK_PARAGRAPH:
            need(block->text.count > 0);
            check_spans(&block->text);
            break;
        case BLOCK_LIST:
            for (size_t j = 0; j < block->list.count; j++)
                check_blocks(&block->list.items[j], depth + 1);
            break;
        case BLOCK_TABLE:
            need(block->table.columns >= 1 && block->table.columns <= LESSON_COLUMNS_LIMIT);
            for (size_t j = 0; j < block->table.columns * block->table.rows; j++)
                check_spans(&block->table.cells[j]);
            for (size_t j = 0; j < block->table.columns; j++)
                check_spans(&block->table.header[j]);
            break;
        case BLOCK_QUOTE:
        case BLOCK_NOTE:
        case BLOCK_TASK:
        case BLOCK_EXAMPLE:
            check_blocks(&block->inside, depth + 1);
            break;
        case BLOCK_CODE:
            check_text(block->code, true);
            break;
        case BLOCK_WORKING:
            check_text(block->working.label, false);
            check_text(block->working.working, false);
            check_text(block->working.result, false);
            break;
        case BLOCK_CHART:
            check_chart(block->chart);
            break;
        case BLOCK_QUESTION:
            need(*block->question->id);
            break;
        case BLOCK_WORKSHEET:
            need(*block->worksheet);
            break;
        case BLOCK_KINDS:
            need(false);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct expr_engine *engine;           /* one for all: making it is the dearest part */
    struct error error = { 0 };
    struct arena arena;
    struct report report;
    struct lesson *lesson = NULL;
    if (!engine)
        need(expr_engine_new(NULL, &engine, &error) == 0);
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = lesson_parse(&arena, (const char *)bytes, size, "l.md", engine, &report, &lesson);
    need((code == 0) == (lesson != NULL));
    need((code == 0) == !report_failed(&report));
    if (lesson) {
        need(lesson->page_count >= 1 && lesson->page_count <= LESSON_PAGES_LIMIT && *lesson->title);
        for (size_t i = 0; i < lesson->page_count; i++) {
            struct buf plain = BUF_INIT;
            need(lesson->pages[i].body.count > 0 && *lesson->pages[i].title);
            check_blocks(&lesson->pages[i].body, 0);
            need(lesson_plain_text(&lesson->pages[i], &plain));
            need(text_valid(plain.data, plain.length));
            buf_release(&plain);
        }
    }
    report_release(&report);
    arena_release(&arena);
    return 0;
}
