/*
 * A lesson: pages of blocks, read from CommonMark with tables and live fenced blocks (docs/authoring.md).
 *
 * Everything lies in the arena that the parser was given. All texts are valid UTF-8 in NFC, ended by NUL, without anything that could
 * disturb a terminal (text_clean). Lines are those of the source, from 1.
 */
#ifndef MODEL_LESSON_H
#define MODEL_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

struct question;                                 /* model/question.h */
struct expr_engine;                              /* expr/expr.h */

#define LESSON_SIZE_LIMIT ((size_t)1 << 20)      /* bytes of a lesson */
#define LESSON_PAGE_LIMIT ((size_t)64 << 10)     /* bytes of one page's source: bounds what the Markdown parser may take */
#define LESSON_LINE_LIMIT ((size_t)16 << 10)
#define LESSON_PAGES_LIMIT 200
#define LESSON_NESTING_LIMIT 16                  /* lists and quotes within one another */
#define LESSON_COLUMNS_LIMIT 12                  /* of a table */
#define CHART_X_LIMIT 24
#define CHART_SERIES_LIMIT 4

/* Text with its looks. A hard line break is a '\n' within the text of a span; there is no other control character. */
enum lesson_style {
    SPAN_EMPHASIS = 1,
    SPAN_STRONG = 2,
    SPAN_CODE = 4,
    SPAN_LINK = 8,                              /* target is where it leads; a kiosk has no network, so it is only shown */
};
struct lesson_span {
    const char *text;
    size_t length;
    unsigned style;                              /* bits of enum lesson_style */
    const char *target;                          /* NULL but for links */
};
struct lesson_text {
    struct lesson_span *spans;
    size_t count;
};

enum block_kind {
    BLOCK_PARAGRAPH,
    BLOCK_HEADING,
    BLOCK_LIST,
    BLOCK_TABLE,
    BLOCK_QUOTE,
    BLOCK_CODE,
    BLOCK_NOTE,
    BLOCK_TASK,
    BLOCK_EXAMPLE,
    BLOCK_WORKING,                               /* a calculated line; only within an example */
    BLOCK_CHART,
    BLOCK_QUESTION,
    BLOCK_WORKSHEET,
    BLOCK_KINDS
};

struct lesson_blocks {
    struct lesson_block *blocks;
    size_t count;
};

struct lesson_list {
    bool ordered;
    unsigned start;                              /* the first item's number, of an ordered list */
    struct lesson_blocks *items;
    size_t count;
};

enum cell_alignment { ALIGN_START, ALIGN_CENTRE, ALIGN_END };
struct lesson_table {
    size_t columns, rows;                        /* rows without the header */
    enum cell_alignment *alignment;              /* a column each */
    struct lesson_text *header;                  /* a column each */
    struct lesson_text *cells;                   /* row by row; a short row is filled up with empty cells */
};

/* `calc LABEL | EXPRESSION | RESULT`: "Left from each loaf   10 - 6 = 4 crowns" */
struct lesson_working {
    const char *label;
    const char *working;                         /* the expression with the figures put in for their names: "10 - 6" */
    const char *result;                          /* as the author wrote it: "4 crowns" */
    double value;                                /* the number in it */
    bool plain;                                  /* the working is nothing but the result's number: show the result alone */
};

enum lesson_chart_type { LESSON_BAR, LESSON_LINE, LESSON_STACKED };
struct lesson_series {
    const char *name;
    double *values;                              /* chart.count of them */
};
struct lesson_chart {
    enum lesson_chart_type type;
    const char *title;                           /* "" where there is none, as the labels of the axes */
    const char *x_label, *y_label;
    size_t count;                                /* points along x, 1 to CHART_X_LIMIT */
    const char **labels;                         /* a text for each */
    double *x;                                   /* a line's x, rising; else 1, 2, 3 … */
    struct lesson_series series[CHART_SERIES_LIMIT];
    size_t series_count;                         /* at least 1 */
    bool marked;
    double mark;                                 /* an x between the first and the last */
    const char *mark_label;                      /* "" where there is none */
};

struct lesson_block {
    enum block_kind kind;
    long line;
    union {
        struct lesson_text text;                 /* paragraph, heading */
        struct lesson_list list;
        struct lesson_table table;
        struct lesson_blocks inside;             /* quote, note, task, example */
        const char *code;                        /* lines divided by '\n', the last one not ended by it */
        struct lesson_working working;
        struct lesson_chart *chart;
        struct question *question;
        const char *worksheet;                   /* the id of a unit */
    };
    int level;                                   /* of a heading, 1 to 3 */
};

struct lesson_page {
    const char *title;                           /* its first heading, else the lesson's: for lists of contents */
    long line;
    struct lesson_blocks body;                   /* never empty; all that is shown, that heading too */
};

/* A figure that is computed when a pack is made: of a calc line or of a comment. */
struct lesson_check {
    const char *expression, *result;
    long line, column;
};

struct lesson {
    const char *title;
    struct lesson_page *pages;                   /* at least one */
    size_t page_count;
    struct question **questions;                 /* all that are embedded, in their order */
    size_t question_count;
    struct lesson_check *checks;
    size_t check_count;
};

/*
 * Reads a lesson. file is only its name in messages. Every mistake goes into report, with its place; *lesson is set, and 0 returned, only
 * where there was none (warnings are none). ERROR_MEMORY is the one failure that may come without a reported mistake: it is returned and reported.
 *
 * With engine NULL arithmetic is not checked, and a chart's series that is an expression has only zeroes: that is for tools which look at the text
 * alone. The kiosk and kiosk-pack give one.
 */
int lesson_parse(struct arena *arena, const char *text, size_t length, const char *file, struct expr_engine *engine,
                 struct report *report, struct lesson **lesson);

/* What there is to read on a page, in lines, for the search index. Questions give their text alone, not the answers. False if memory lacks. */
bool lesson_plain_text(const struct lesson_page *page, struct buf *out);

#endif
