/*
 * An attempt at a quiz: which questions, in which order, what was answered, how much time is used, what mark it gives. All of it follows
 * from the quiz, its banks, a seed and the answers, in whatever order they were given: so an attempt can be taken up anywhere.
 * No files, no database, no screen, no clock of its own: the caller says how many running milliseconds were used.
 */
#ifndef LEARNING_ATTEMPT_H
#define LEARNING_ATTEMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "learning/grade.h"
#include "learning/response.h"
#include "model/gift.h"
#include "model/quiz.h"

struct attempt_item {
    const struct question *question;
    const char *unit;                            /* the bank's id */
    uint32_t *order;                             /* as shown: order[0] is the number of the option that stands first */
    size_t option_count;                         /* multichoice: answers; match: the distinct answers; else 0 */
    const char *response;                        /* in the attempt's arena; "" */
    bool flagged, saved, fixed;                  /* saved: nothing of it is left to be recorded; fixed: feedback was shown, it can no longer change */
    char *text;                                  /* where response is copied to, room bytes: so that typing a long text takes no memory a key */
    size_t room;
};
struct attempt {
    struct arena *arena;                         /* the caller's; outlives the attempt */
    const struct quiz *quiz;
    const char *id;
    uint64_t seed;
    struct attempt_item *items;
    size_t count;
    size_t at;                                   /* where the learner is */
    int64_t used;                                /* running milliseconds used until it was last saved or opened */
    bool submitted;
};

/*
 * Draws the questions: each row of the quiz in turn draws from its pool (model/quiz.h), without a question that an earlier row took. Then order and options are shuffled as the quiz says; the sequence is
 * base/random.h's with this seed: first all draws, then the order, then the options of each item in file order of the items as shown. Frozen.
 * ERROR_INVALID where a bank or enough questions are missing.
 */
int attempt_new(struct arena *arena, const struct quiz *quiz, const struct quiz_bank *banks, size_t bank_count,
                const char *id, uint64_t seed, struct attempt **out, struct error *error);

/* The options of one question that stands alone (in a lesson), as an attempt would show them: of a match in an order that follows from seed, else as
 * written. NULL and 0 where there are none. */
int question_options(struct arena *arena, const struct question *question, uint64_t seed, uint32_t **order, size_t *count, struct error *error);

struct attempt_item *attempt_find(struct attempt *attempt, const char *question_id); /* or NULL */
/* Copies response; ERROR_INVALID where it does not fit the question, ERROR_REFUSED where the item is fixed or the attempt handed in. */
int attempt_answer(struct attempt *attempt, size_t item, const char *response, struct error *error);
/* As recorded: nothing is refused, so that an old log can be played again; what does not fit is passed over. If memory lacks, the arena has failed. */
void attempt_replay(struct attempt *attempt, const char *question_id, const char *response);

/* Feedback is shown at once, so that the answer is fixed from then on: in a practice, and not where a person marks it. */
bool attempt_reveals(const struct attempt *attempt, const struct attempt_item *item);

size_t attempt_unanswered(const struct attempt *attempt, size_t *items, size_t most); /* counts; fills at most so many; descriptions do not count */
int64_t attempt_time_left(const struct attempt *attempt, int64_t used); /* milliseconds, at least 0; -1: no limit */

struct mark {
    double points, of;                           /* of: the points of all that was not left to a person */
    double per_cent;                             /* 100 · points / of; 0 where of is 0 */
    size_t right, partly, wrong, unanswered, manual;
    bool failed;                                 /* memory lacked in marking: nothing of this is to be shown or recorded */
    bool whole;                                  /* nothing waits for a person */
    bool passed;                                 /* whole, a pass mark is set, and it is reached */
};
struct mark attempt_mark(const struct attempt *attempt);

/* A lesson's mastery from its questions' best fractions: the part of them that is right; 1 for a lesson without questions once it is read. */
double lesson_mastery(const double *best, size_t count, bool read);

#endif
