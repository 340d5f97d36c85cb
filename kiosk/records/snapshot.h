/*
 * Snapshots and rescue: what brings a damaged database back on the same disk. It helps against a bad page or a file system's mistake, not against loss: that is what the sealed backup is for.
 *
 *   snapshot/N/records.db   a copy of the database, read from the first event to the last before it counts; what was written since is in the journal and in the rows from N.rows on (rows.h)
 *   set-aside/DATE-TIME/    a damaged records.db with what SQLite had beside it, and what was told of it (aside.h)
 *   records.suspect         the database was found damaged while it was open: the next start looks through all of it
 */
#ifndef RECORDS_SNAPSHOT_H
#define RECORDS_SNAPSHOT_H

#include "base/error.h"
#include "records/records.h"

#define SNAPSHOT_FOLDER "snapshot"
#define SNAPSHOT_ASIDE "set-aside"
#define SNAPSHOT_SUSPECT "records.suspect"
#define SNAPSHOT_KEPT 2
#define SNAPSHOT_CHECK_BYTES (64 << 20)          /* of a database that is looked through at each start */

/*
 * Makes snapshot number N (records_next_rows), in a process that has no records open, and beside a keeper. Then older ones go, all but SNAPSHOT_KEPT, those that know somebody who was erased
 * since, and the rows that no snapshot needs. ERROR_DAMAGED: the database is not whole; it is marked as suspect, and there is no new snapshot. ERROR_FULL says how much is needed.
 */
int snapshot_make(const char *folder, int64_t number, struct error *error);
/* Numbers; 0: there is none. */
int64_t snapshot_newest(const char *folder);
int64_t snapshot_before(const char *folder, int64_t number); /* the next older one */
/* Whether it is time for one: there is none, a start or an erasure was since, or the rows have a gap. */
bool records_snapshot_due(const struct records *records);

/*
 * Before the records are opened. Looks through the database where it is suspect, small, or was not closed in peace (a WAL is left), and else at its head alone: to read all of it takes time in
 * proportion to its size. 0: nothing was found, or there is nothing. ERROR_DAMAGED, and those of records_open.
 */
int records_look_first(const char *folder, struct error *error);
/* The database was found damaged: says so to the next start. */
void records_suspect(const char *folder);

struct rescue {
    char aside[64];                              /* where the damaged files lie, in the centre's folder; "": there were none */
    int64_t events;                              /* in the log, of all terminals */
    int64_t read;                                /* of them, those that only the damaged file still had */
    int64_t lost, lost_first, lost_last;         /* events that are gone, and their numbers: of the last terminal that lost some */
    bool sure;                                   /* the damaged file could say how far it went; else more may be gone than is counted in lost */
    int64_t texts, people;                       /* lost: texts that were written since the snapshot, people who were added since */
    bool gap;                                    /* something of people or texts is missing that cannot be named */
};
/*
 * Makes the database anew: the newest snapshot that is whole, or an empty one where all rows are there; the rows; what the journals have more; what the damaged file has more and is readable. The
 * damaged one is set aside when the new one is complete, so that a crash at any time leaves what can be rescued again. The next opening takes a new origin. options: folder, clock, terminal.
 * ERROR_NOT_FOUND: neither a snapshot nor all rows are here: nothing was changed, a backup is needed.
 */
int records_rescue(const struct records_options *options, struct rescue *rescue, struct error *error);

#endif
