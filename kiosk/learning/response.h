/*
 * What a learner answered, as one line of text: so that it is recorded, compared and shown in one form whatever the question's type. Options are
 * numbered from 0 in the order of the author's file, never in the order shown.
 *
 *   multichoice (one)      "2"
 *   multichoice (several)  "0,3", ascending; "" for none
 *   truefalse              "1" for true, "0" for false
 *   match                  "2,0,-,1": for each pair in file order the number of the answer put to it, "-" for none
 *   shortanswer, numerical, essay   the text as typed
 * NULL or "" is: not answered.
 */
#ifndef LEARNING_RESPONSE_H
#define LEARNING_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "model/question.h"

bool response_valid(const struct question *question, const char *response); /* in the form above, numbers in range; "" is valid */
bool response_given(const struct question *question, const char *response); /* something was answered ("-,-" was not) */

/* multichoice of several: whether option is in response; response with option put in or taken out, appended to out. */
bool response_has(const char *response, size_t option);
void response_toggle(struct buf *out, const char *response, size_t option);

/* match: the answer put to pair, or -1; response with it changed, appended to out (answer -1: none). */
int response_match(const char *response, size_t pair);
void response_set_match(struct buf *out, const struct question *question, const char *response, size_t pair, int answer);

/* For people: the chosen options' texts, "True", the text as typed. In plain text. */
void response_describe(struct buf *out, const struct question *question, const char *response);

#endif
