/*
 * Marking, as Moodle marks. A fraction is of the question's points.
 *
 * multichoice one: the option's weight, which may be negative, as Moodle has it · several: the sum of the chosen options' weights, clamped to 0…1 (qtype_multichoice_multi_question) ·
 * truefalse: 1 or 0 · shortanswer: the first answer that matches wins; trimmed, NFC, case folded unless the question minds case, `*` any run, `\*` a star
 * (qtype_shortanswer compare_string_with_wildcard) · numerical: the first answer whose tolerance, bounds included, holds the number wins; `*` catches the rest;
 * what reads two ways or not
 * at all should have been asked back when it was typed (number_read); here the first reading counts · match: right pairs / pairs · essay: a person marks it · description: nothing to mark.
 */
#ifndef LEARNING_GRADE_H
#define LEARNING_GRADE_H

#include <stdbool.h>

#include "base/buf.h"
#include "model/question.h"

enum grade_state {
    GRADE_NONE,                                  /* not answered: counts as 0 */
    GRADE_RIGHT,                                 /* fraction is 1 (to 0.000001) */
    GRADE_PARTLY,
    GRADE_WRONG,                                 /* fraction is 0 or below */
    GRADE_MANUAL,                                /* an essay: waits for a person */
    GRADE_UNMARKED,                              /* a description */
    GRADE_FAILED,                                /* memory lacked: nothing is known, and nothing may be recorded */
};
struct grade {
    enum grade_state state;
    double fraction;                             /* -1…1; 0 for NONE, MANUAL, UNMARKED, FAILED */
    const struct rich_text *feedback;            /* of the one answer that was met, or NULL; the question owns it */
    int answer;                                  /* its index, or -1 */
};
struct grade grade_response(const struct question *question, const char *response);

/* A pattern of a short answer; both are normalised here. 1 or 0; ERROR_MEMORY. Linear in the product of the lengths, at most. */
int short_answer_matches(const char *pattern, const char *response, bool match_case);

/* The right answer for people, in plain text: the best options, the first full answer, "5 (4.5 to 5.5)", the pairs. False where there is none (essay), or memory lacks. */
bool grade_solution(struct buf *out, const struct question *question);

#endif
