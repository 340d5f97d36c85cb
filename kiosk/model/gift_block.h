/*
 * For gift.c, gift_comment.c and gift_answers.c alone: one question's source while it is read.
 *
 * A block is what stands between two blank lines. Its text is "cooked": lines without blanks at their ends, joined by '\n', comment lines made blank, and
 * escaped signs replaced by control characters that no source may hold, so that what is left of : # = { } ~ has its meaning in GIFT.
 * origin[i] is the place in the file of cooked byte i, for messages.
 */
#ifndef MODEL_GIFT_BLOCK_H
#define MODEL_GIFT_BLOCK_H

#include "base/arena.h"
#include "base/error.h"
#include "model/question.h"

struct place {
    size_t offset;                               /* in the file */
    long line, column;
};

struct block {
    struct arena *arena;
    struct report *report;
    const char *file, *source;                   /* the whole source */
    char *text;                                  /* cooked */
    uint32_t *origin;
    size_t length, capacity;
    struct place start, last;                    /* of the block; the one that was asked for last */
    size_t mistakes;
    /* from its comments */
    const char *id;
    struct place id_place;
    const char **tags;
    size_t tag_count, tag_capacity;
    double points;
    bool has_points, match_case;
    /* of the whole file */
    struct figure_check *checks;
    size_t check_count, check_capacity;
};

/* A part of a block's cooked text. */
struct slice {
    size_t start, end;
};

/* Empties it for the block that begins at offset. */
void block_begin(struct block *block, size_t offset, long line);
/* Cooks a line of the source and adds it; escapes as Moodle has them: "\\" is a backslash, one before any other letter stays. */
void block_line(struct block *block, size_t start, size_t end);
/* Takes ids, tags, points and checks from a comment line. */
void block_comment(struct block *block, size_t start, size_t end);

/* Of a cooked byte; of an offset in the file. Fastest in rising order. */
struct place block_place(struct block *block, size_t at);
struct place block_place_of(struct block *block, size_t offset);

bool block_blank(char c);                        /* a blank of PHP's trim */
size_t block_characters(const char *text);       /* of valid UTF-8 */

#define MISTAKE_AT(block, where, ...)                                                                            \
    do {                                                                                                         \
        struct place place_ = (where);                                                                           \
        (block)->mistakes++;                                                                                     \
        report_at((block)->report, ERROR_SYNTAX, (block)->file, place_.line, place_.column, __VA_ARGS__);        \
    } while (0)
#define MISTAKE(block, at, ...) MISTAKE_AT(block, block_place(block, at), __VA_ARGS__)

#define WARNING(block, at, ...)                                                                                  \
    do {                                                                                                         \
        struct place place_ = block_place(block, at);                                                            \
        struct error error_ = { 0 };                                                                             \
        error_at(&error_, (block)->file, place_.line, place_.column);                                            \
        error_set(&error_, ERROR_INVALID, __VA_ARGS__);                                                          \
        report_warn((block)->report, &error_);                                                                   \
    } while (0)

/* As PHP's trim: blanks, tabs, line ends. */
struct slice slice_trim(const struct block *block, struct slice slice);
/* Place of the first c or text in slice, or slice.end. */
size_t slice_find(const struct block *block, struct slice slice, char c);
size_t slice_find_text(const struct block *block, struct slice slice, const char *text);

/* A copy in the arena, trimmed, with escaped signs as they are meant; "" (and the arena failed) if memory lacks. */
const char *block_text(struct block *block, const char *cooked, size_t length);
/* The same for a text that may begin with its format in brackets. */
struct rich_text block_rich(struct block *block, const char *cooked, size_t length, enum text_format otherwise);

/* Fills what a question has from answers (the part between the braces, trimmed, without general feedback). Mistakes go to the report. */
void gift_answers(struct block *block, struct slice answers, struct question *question);

/* A whole decimal number as PHP's is_numeric has it ("-.5", "1e3"), finite. */
bool gift_number(const char *text, size_t length, double *value);

#endif
