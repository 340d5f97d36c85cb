/*
 * How it is said what has arrived at a coordinator, how much goes there, and which numbers two people compare.
 */
#ifndef SCREENS_TRUST_H
#define SCREENS_TRUST_H

#include "screens/screen.h"

/* "all up to yesterday, 14:10"; a date where it is longer ago; "all up to number 1234" where the time is not sure; "nothing yet". */
void trust_arrived(struct buf *out, int64_t arrived, int64_t arrived_at, const struct context *context);
void trust_entries(struct buf *out, int64_t count);        /* "342 entries" */
void trust_bytes(struct buf *out, int64_t bytes);          /* "1.4 MB" */
/* A fingerprint in one piece, which no line end divides and no writing from right to left turns round. */
void trust_numbers(struct buf *out, const char *fingerprint);
/* A paper in a sentence: what it is, whose, and what came of it. */
void trust_paper(struct buf *out, const struct paper *paper, const struct context *context);

#endif
