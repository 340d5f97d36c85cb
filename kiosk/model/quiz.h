/*
 * A quiz: which questions it draws and how it is taken (docs/authoring.md). Everything lies in the arena that the parser was given.
 */
#ifndef MODEL_QUIZ_H
#define MODEL_QUIZ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/cfg.h"
#include "base/error.h"

struct bank;                                     /* model/gift.h */
struct question;

#define QUIZ_DRAWS_LIMIT 100
#define QUIZ_QUESTIONS_LIMIT 500                 /* of one attempt */

enum quiz_kind { QUIZ_PRACTICE, QUIZ_TEST, QUIZ_EXAM };
enum quiz_feedback { FEEDBACK_IMMEDIATE, FEEDBACK_DEFERRED, FEEDBACK_NONE };
enum quiz_review { REVIEW_FULL, REVIEW_MISTAKES, REVIEW_MARK, REVIEW_NONE };

/* Either count questions of a category at random, or the questions that are named. */
struct quiz_draw {
    const char *bank;                            /* the unit's id */
    const char *category;                        /* "" for the whole bank; NULL where ids are named */
    const char **ids;
    size_t id_count;
    size_t count;                                /* how many questions it gives: id_count where ids are named */
    long line;
};

struct quiz {
    const char *id;
    enum quiz_kind kind;
    struct localized title, summary;
    struct quiz_draw *draws;
    size_t draw_count;
    size_t questions;                            /* the sum of their counts, at least 1 */
    bool shuffled;                               /* order = "shuffled" */
    bool shuffle_options;
    long time_limit_s;                           /* 0: none */
    int attempts;                                /* 0: as many as one likes */
    int pass_mark;                               /* per cent; 0: never passed or failed */
    enum quiz_feedback feedback;
    enum quiz_review review;
};

/* Reads a quiz (UTF-8). As lesson_parse: *quiz is set and 0 returned only where no mistake was reported. */
int quiz_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct quiz **quiz);

/* A bank under the id that draws know it by. */
struct quiz_bank {
    const char *id;
    const struct bank *bank;
};

/*
 * The questions that the draw numbered `draw` may take, in the order of the bank; for named ids, in their order. A category stands for itself and
 * those below it; from a category come only questions that a machine can mark (no essay, no description), and none that any draw of this quiz
 * names by its id. Earlier draws of the same category may have taken some: whoever draws passes over what he already has.
 * *pool and its array lie in the arena. ERROR_NOT_FOUND where the bank or an id is missing (error says which), ERROR_MEMORY.
 */
int quiz_pool(struct arena *arena, const struct quiz *quiz, size_t draw, const struct quiz_bank *banks, size_t bank_count,
              const struct question ***pool, size_t *count, struct error *error);

/*
 * Whether each draw can always be filled: banks, categories and ids are there, and the questions suffice even where earlier draws took theirs from the same
 * categories. Fewer than QUIZ_SPARE questions more than drawn is a warning, unless all are meant ("as-written" order, or ids). file is the quiz's.
 */
#define QUIZ_SPARE 2
void quiz_check(struct arena *arena, const struct quiz *quiz, const char *file, const struct quiz_bank *banks, size_t bank_count,
                struct report *report);

extern const char *const quiz_kind_names[];      /* "practice", "test", "exam", NULL */
extern const char *const quiz_feedback_names[];
extern const char *const quiz_review_names[];

#endif
