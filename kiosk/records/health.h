/*
 * A short look at the records, for whoever looks after the machine: seconds, where records_check reads everything. Changes nothing.
 */
#ifndef RECORDS_HEALTH_H
#define RECORDS_HEALTH_H

#include "base/error.h"
#include "records/records.h"

struct records_health {
    bool whole;                                  /* SQLite's quick check found nothing */
    int64_t seq, journal;                        /* number of the last event in the database, and in the journal: 0 where there is no line, or no file */
    int64_t bytes, waiting_bytes;                /* of records.db, and of what SQLite has not moved into it yet (its WAL) */
};

/*
 * Opens the records of a folder for reading. Where nobody writes, SQLite is told so and leaves no file beside the database. ERROR_NOT_FOUND: there are none; ERROR_REFUSED: they are another user's;
 * and those of records_open.
 */
int records_open_look(struct records **records, const char *folder, struct error *error);

/* SQLite's quick check, sizes, and the end of the journal. What is wrong with either is added to report; a negative code only where it could not be looked at. */
int records_health(struct records *records, struct report *report, struct records_health *health, struct error *error);

const char *records_library(void);               /* the version of SQLite */

#endif
