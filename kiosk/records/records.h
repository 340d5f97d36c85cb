/*
 * What is written down: records.db, its journal and the terminal's key, all in a centre's folder. One process at a time opens it for
 * writing (the keeper). Not for several threads at once.
 *
 * Changes: each function that changes something is one transaction, durable when it returns 0. Between records_begin and records_commit they
 * make one group and are durable when records_commit returns 0; one that fails in a group leaves the others as they are.
 * Errors: ERROR_FULL (disk), ERROR_REFUSED (read-only), ERROR_BUSY (opened elsewhere), ERROR_DAMAGED, ERROR_VERSION, ERROR_MEMORY, ERROR_SYSTEM; nothing is half done.
 */
#ifndef RECORDS_RECORDS_H
#define RECORDS_RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/id.h"
#include "base/memory.h"
#include "base/random.h"

struct records;

#define RECORDS_NUMBERS_PASSED 1000              /* of learners, of each terminal: as many may have been given since a backup */

struct records_options {
    const char *folder;                          /* of the centre: records.db, journal/, keys/ are in it */
    const char *hardware;                        /* what tells this machine from a clone (origin.h); NULL: not known, not compared */
    const char *boot;                            /* of this boot: /proc/sys/kernel/random/boot_id */
    bool sound;                                  /* the clock of this boot can be trusted */
    int terminal;                                /* 0 to 99: the first two digits of the numbers that are given here */
    bool create;                                 /* makes what is missing; else ERROR_NOT_FOUND */
    bool read_only;                              /* for queries and records_check beside a keeper: no origin, boot or journal is touched */
    bool still;                                  /* with read_only: nobody writes meanwhile, so that SQLite makes no file beside the database */
    bool restored;                               /* they come from a backup, and what came after it is not known: a new origin is made (reason "restored"), and numbers of learners are passed over */
    const struct clock *clock;                   /* NULL: the system's */
    const struct random_source *random;          /* NULL: the system's */
    const struct allocator *allocator;           /* NULL: the system's (SQLite has its own) */
    const char *vfs;                             /* SQLite's VFS by name; NULL: the default. For tests. */
};

/* Opens, migrates, rebuilds projections of another version, mends and compares the journal, compares or makes the origin, writes this boot down. */
int records_open(struct records **records, const struct records_options *options, struct error *error);
void records_close(struct records *records);     /* syncs the journal; NULL is let pass */

/* Groups; they do not nest. A failed commit has undone the whole group. */
int records_begin(struct records *records, struct error *error);
int records_commit(struct records *records, struct error *error);
void records_rollback(struct records *records);
bool records_in_group(const struct records *records);

/* This terminal's own, now. Strings live until the records are closed or the origin is renewed. */
const char *records_origin(const struct records *records);
int64_t records_seq(const struct records *records);
void records_head(const struct records *records, struct digest *head);
const char *records_boot(const struct records *records);

/* Since they were opened something in the file was found damaged, or the disk failed: what is in memory and what is on the disk may differ. Close them. */
bool records_failed(const struct records *records);

/* fsyncs the journal: each minute, at sign-out, before an export. Nothing to do is no error. */
int records_sync(struct records *records, struct error *error);

/* A copy of the database that is consistent, written beside, then moved to path. May go on beside writers. */
int records_backup(struct records *records, const char *path, struct error *error);

#endif
