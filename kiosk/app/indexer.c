#include "app/indexer.h"

#include "base/encoding.h"
#include "model/lesson.h"

static int index_lesson(void *context, enum pack_kind kind, const char *bytes, size_t length, const char *path,
                        const struct library_page_sink *sink, struct error *error)
{
    (void)context;
    if (kind != PACK_LESSON)
        return 0;
    struct buf text = BUF_INIT, plain = BUF_INIT;
    struct arena arena;
    struct report report;
    struct lesson *lesson;
    enum encoding encoding;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = encoding_decode(&text, bytes, length, &encoding, error);
    if (!code && lesson_parse(&arena, text.data, text.length, path, NULL, &report, &lesson) == 0) {
        for (size_t i = 0; !code && i < lesson->page_count; i++) {
            buf_clear(&plain);
            code = lesson_plain_text(&lesson->pages[i], &plain)
                ? sink->page(sink->context, (int)i + 1, lesson->pages[i].title, plain.data, plain.length, error)
                : error_memory(error);
        }
    }
    /* a lesson that cannot be parsed is found by its title alone; it says what is wrong when it is opened */
    report_release(&report);
    arena_release(&arena);
    buf_release(&plain);
    buf_release(&text);
    return code;
}

const struct library_indexer lesson_indexer = { .index = index_lesson };
