/*
 * What the parts of the lesson's parser share; nobody else includes it.
 *
 * The whole source lies in one place, `source`; every part of it that is looked at (a page, a block) is a slice of it, so that
 * a pointer says the place in the file. Comments were overwritten with blanks, line ends are LF.
 */
#ifndef MODEL_LESSON_PARTS_H
#define MODEL_LESSON_PARTS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/lesson.h"

struct part {
    const char *text;
    size_t length;
};

struct lesson_reader {
    struct arena *arena;
    const char *file;
    struct expr_engine *engine;
    struct report *report;
    char *source;
    size_t length;
    const char *line_at;                         /* the place that was asked for last, and its line: asking goes mostly forwards */
    long line;
    struct question **questions;
    size_t question_count, question_capacity;
    struct lesson_check *checks;
    size_t check_count, check_capacity;
    bool titled;                                 /* the first heading was met */
};

/* Line and column (in characters) of a pointer into the source. */
void lesson_place(struct lesson_reader *reader, const char *at, long *line, long *column);
long lesson_line(struct lesson_reader *reader, const char *at);

/* A mistake at a pointer into the source. Places of what is only counted are not looked for. */
#define lesson_mistake(reader, at, ...)                                                                      \
    do {                                                                                                     \
        long mistake_line = 0, mistake_column = 0;                                                           \
        if ((reader)->report->count < REPORT_KEPT)                                                           \
            lesson_place(reader, at, &mistake_line, &mistake_column);                                        \
        report_at((reader)->report, ERROR_SYNTAX, (reader)->file, mistake_line, mistake_column, __VA_ARGS__); \
    } while (0)
#define lesson_warning(reader, at, ...)                                              \
    do {                                                                             \
        struct error warned = { 0 };                                                 \
        long warned_line = 0, warned_column = 0;                                     \
        if ((reader)->report->count < REPORT_KEPT)                                   \
            lesson_place(reader, at, &warned_line, &warned_column);                  \
        error_at(&warned, (reader)->file, warned_line, warned_column);               \
        error_set(&warned, ERROR_SYNTAX, __VA_ARGS__);                               \
        report_warn((reader)->report, &warned);                                      \
    } while (0)

/* The next line, without its end; false at the end. rest begins as the whole. */
bool part_line(struct part *rest, struct part *line);
struct part part_trim(struct part slice);
bool part_is(struct part slice, const char *text);
/* If slice begins with word and a blank (or ends there): true, and *rest is what follows, trimmed. */
bool part_word(struct part slice, const char *word, struct part *rest);
/* Divides at the first mark: false where there is none. */
bool part_divide(struct part slice, char mark, struct part *before, struct part *after);

/* A copy, for messages. Never NULL. */
const char *part_text(struct lesson_reader *reader, struct part slice);

/* Clean, NFC, in the arena; one line. NULL if memory lacks. */
const char *lesson_clean(struct lesson_reader *reader, struct part slice, bool keep_lines);

/* The pages' division: overwrites comments with blanks, looks at checks in them, and finds the lines that divide pages (where breaks is not NULL; else they are
 * mistakes). Fences are passed over. */
struct page_break {
    const char *end, *next;                      /* where the page before ends, and where the next begins */
};
struct page_breaks {
    struct page_break *at;
    size_t count, capacity;
};
void lesson_scan(struct lesson_reader *reader, struct part part, struct page_breaks *breaks);

/* Markdown to blocks. top: a page, where live blocks may stand; else the inside of a note or a task. */
bool lesson_markdown(struct lesson_reader *reader, struct part part, bool top, struct lesson_blocks *blocks);

/* A fenced block with a live word: fills block (its line is set). False if memory lacks; mistakes are reported. */
enum { LIVE_NONE = -1 };
int live_find(struct part word);                /* which live word it is, or LIVE_NONE */
bool live_parse(struct lesson_reader *reader, int which, struct part info, struct part inside, struct lesson_block *block);
bool live_chart(struct lesson_reader *reader, struct part inside, struct lesson_block *block);

/* Looks at what a comment holds: `check: EXPRESSION = NUMBER` is computed and kept in the lesson's checks, anything else passed over. */
void lesson_comment(struct lesson_reader *reader, struct part text);
void lesson_add_check(struct lesson_reader *reader, struct part expression, struct part result);

/* The text of spans in one line, in the arena; NULL if memory lacks. */
const char *lesson_text_flat(struct arena *arena, const struct lesson_text *text);

#endif
