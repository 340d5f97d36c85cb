/*
 * The rows: what the log and its journal do not hold (people, what they were, their PIN hashes, free text), change by change as it was committed. With a snapshot, or alone from an empty
 * database on, they bring those tables back where the database is damaged. rows/N.rows, N from 1; each opening for writing and each snapshot begins the next file. Drafts and sessions are not in
 * them. Owner alone may read them. Whoever is erased is in the older files until the next snapshot, which removes them (snapshot.h).
 *
 *   file         the line "empretec-kiosk rows 1", LF; then records
 *   record       4 bytes length (little-endian), BLAKE2b-256 of the bytes, the bytes: a changeset of SQLite's session extension
 *
 * File 1 begins with an empty database; where the database is older than its rows, the first file is 2.
 */
#ifndef RECORDS_ROWS_H
#define RECORDS_ROWS_H

#include "base/error.h"
#include "records/records.h"

#define ROWS_FOLDER "rows"

struct rows_found {
    int64_t first, last;                         /* numbers of the files; 0: there are none */
};
/* The files of a centre's folder; none is no error. */
int rows_find(const char *folder, struct rows_found *found, struct error *error);

struct rows_report {
    int64_t changes;                             /* records that were applied */
    bool gap;                                    /* something is missing: a file was cut off, is damaged, is not there, or could not be written in its time */
};
/* Applies the files from number first on to open records, within a transaction of its own. What is there already is let stand or overwritten: the last change holds. */
int rows_apply(struct records *records, const char *folder, int64_t first, struct rows_report *report, struct error *error);

/* Removes the files below a number. What cannot be removed stays. */
void rows_remove(const char *folder, int64_t below);

/* Ends the file that is written, so that a snapshot which is begun afterwards holds all of it. Returns the next one's number, which is the snapshot's. */
int64_t records_next_rows(struct records *records);

#endif
