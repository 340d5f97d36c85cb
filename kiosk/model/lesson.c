#include "model/lesson.h"

#include "base/text.h"
#include "model/lesson_parts.h"

/* A copy that may be written to, with LF as line ends and without a mark at its beginning. False if memory lacks. */
static bool take_source(struct lesson_reader *reader, const char *text, size_t length, bool *long_line)
{
    long lines = 1;
    reader->source = arena_alloc(reader->arena, length + 1);
    if (!reader->source)
        return false;
    size_t used = 0, line_start = 0, from = length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (size_t i = from; i < length; i++) {
        char c = text[i];
        if (c == '\r') {
            if (i + 1 < length && text[i + 1] == '\n')
                continue;
            c = '\n';
        }
        reader->source[used++] = c;
        if (c == '\n')
            line_start = used;
        *long_line = *long_line || used - line_start > LESSON_LINE_LIMIT;
        lines += !*long_line && c == '\n';
    }
    reader->length = used;
    reader->line_at = reader->source;
    reader->line = 1;
    if (*long_line)
        report_at(reader->report, ERROR_LIMIT, reader->file, lines, 0, N_("this line is longer than %zu bytes: break it into several"), LESSON_LINE_LIMIT);
    return true;
}

/* Anything but text would only be found out later, and then on a screen. */
static bool only_text(struct lesson_reader *reader, const char *text, size_t length)
{
    if (!text_valid(text, length)) {
        report_at(reader->report, ERROR_ENCODING, reader->file, 0, 0, N_("this is not UTF-8 text: save it as UTF-8"));
        return false;
    }
    if (length && memchr(text, 0, length)) {
        report_at(reader->report, ERROR_ENCODING, reader->file, 0, 0, N_("this is no text: it holds NUL bytes"));
        return false;
    }
    return true;
}

static void need_title(struct lesson_reader *reader)
{
    struct part rest = { reader->source, reader->length }, line, title;
    while (part_line(&rest, &line))
        if (part_trim(line).length) {
            if (!part_word(line, "#", &title) || !title.length)
                lesson_mistake(reader, line.text, N_("a lesson begins with its title: write `# Title` in the first line"));
            return;
        }
    lesson_mistake(reader, reader->source, N_("the lesson is empty: write `# Title` in the first line"));
}

static bool read_page(struct lesson_reader *reader, struct part part, struct lesson_page *page)
{
    struct part trimmed = part_trim(part);
    if (trimmed.length > LESSON_PAGE_LIMIT) {
        lesson_mistake(reader, part.text, N_("this page is longer than %zu bytes: divide it with a line ---"), LESSON_PAGE_LIMIT);
        return true;
    }
    page->line = lesson_line(reader, trimmed.length ? trimmed.text : part.text);
    if (!trimmed.length) {
        lesson_mistake(reader, part.text, N_("this page is empty: take away one of the lines --- around it"));
        return true;
    }
    if (!lesson_markdown(reader, part, true, &page->body))
        return false;
    for (size_t i = 0; i < page->body.count && !page->title; i++)
        if (page->body.blocks[i].kind == BLOCK_HEADING) {
            page->title = lesson_text_flat(reader->arena, &page->body.blocks[i].text);
            if (!page->title)
                return false;
        }
    return true;
}

static struct lesson *read_lesson(struct lesson_reader *reader)
{
    struct page_breaks breaks = { 0 };
    struct part all = { reader->source, reader->length };
    lesson_scan(reader, all, &breaks);
    need_title(reader);
    struct lesson *lesson = arena_alloc(reader->arena, sizeof *lesson);
    if (!lesson)
        return NULL;
    lesson->page_count = breaks.count + 1;
    if (lesson->page_count > LESSON_PAGES_LIMIT) {
        lesson_mistake(reader, breaks.at[LESSON_PAGES_LIMIT - 1].next, N_("a lesson has at most %d pages: divide it into several"), LESSON_PAGES_LIMIT);
        return lesson;
    }
    lesson->pages = arena_array(reader->arena, lesson->page_count, sizeof *lesson->pages);
    if (!lesson->pages)
        return NULL;
    const char *from = all.text;
    for (size_t i = 0; i < lesson->page_count; i++) {
        const char *end = i < breaks.count ? breaks.at[i].end : all.text + all.length;
        if (!read_page(reader, (struct part){ from, (size_t)(end - from) }, &lesson->pages[i]))
            return NULL;
        from = i < breaks.count ? breaks.at[i].next : end;
    }
    lesson->title = lesson->pages[0].title ? lesson->pages[0].title : "";
    for (size_t i = 0; i < lesson->page_count; i++)
        if (!lesson->pages[i].title)
            lesson->pages[i].title = lesson->title;
    lesson->questions = reader->questions;
    lesson->question_count = reader->question_count;
    lesson->checks = reader->checks;
    lesson->check_count = reader->check_count;
    return lesson;
}

int lesson_parse(struct arena *arena, const char *text, size_t length, const char *file, struct expr_engine *engine,
                 struct report *report, struct lesson **lesson)
{
    struct lesson_reader reader = { .arena = arena, .file = file, .engine = engine, .report = report };
    size_t mistakes = report->count - report->warnings;
    if (length > LESSON_SIZE_LIMIT) {
        report_at(report, ERROR_LIMIT, file, 0, 0, N_("the lesson is longer than %zu bytes: divide it into several"), LESSON_SIZE_LIMIT);
        return ERROR_LIMIT;
    }
    if (!only_text(&reader, text, length))
        return ERROR_ENCODING;
    bool long_line = false;
    struct lesson *made = take_source(&reader, text, length, &long_line) && !long_line ? read_lesson(&reader) : NULL;
    if (long_line)
        return ERROR_LIMIT;
    if (!made || arena_failed(arena)) {
        struct error error = { 0 };
        error_at(&error, file, 0, 0);
        error_memory(&error);
        report_add(report, &error);
        return ERROR_MEMORY;
    }
    if (report->count - report->warnings > mistakes)
        return ERROR_SYNTAX;
    *lesson = made;
    return 0;
}
