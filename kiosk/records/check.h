/*
 * Whether all that is written down holds together.
 */
#ifndef RECORDS_CHECK_H
#define RECORDS_CHECK_H

#include "base/error.h"
#include "records/records.h"

struct check_summary {
    int64_t origins, events, texts, people;
};

/*
 * SQLite's own integrity and foreign keys; each origin's numbers without gaps and its chain; digests of free texts; projections as rebuilt; the journal line for
 * line. What is wrong is added to report (warnings: what mends itself). Returns a negative code only where the check itself could not be done. Works read-only.
 */
int records_check(struct records *records, struct report *report, struct check_summary *summary, struct error *error);

#endif
