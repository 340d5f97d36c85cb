/*
 * The parts of the flat tables: what follows from the log (csv_follow.c), which columns there are and where they come from (csv_tables.c), and how they are
 * written (csv.c). Within the room.
 */
#ifndef COLLECT_CSV_PARTS_H
#define COLLECT_CSV_PARTS_H

#include <sqlite3.h>

#include "base/buf.h"
#include "base/csv.h"
#include "collect/csv.h"

/*
 * Reads the log once, in the order in which things happened, and makes of it, as a centre's own projections do (records/projections.c), temporary tables:
 *
 *   follow_origin(origin, rank)                 in which order origins of one machine come
 *   follow_begin(origin, branch, until)         the latest certain date of what a history goes on from
 *   follow_whom(centre, person, became)         whose the work of a guest who was claimed is, or of a learner who was merged
 *   follow_attempt, follow_answer               attempts; of each item the answer that was given last
 *   follow_member                               who takes part in an attempt besides the one whose it is
 *   follow_lesson, follow_page, follow_item     lessons; pages of them that were read; questions in them, with the answer that counts
 *
 * All but the first two are by centre: what one centre wrote down never changes what another's people did.
 * Within an origin the order is seq. Between origins it is the date, as far as it is certain; but what goes on from another comes behind it. centre: id in the
 * table centre, 0: all. In the transaction of the caller, whose end takes them away.
 */
int csv_follow(struct central *central, int64_t centre, const struct csv_options *options, struct error *error);
#define CSV_PROGRESS 4096                        /* rows between two reports */

/* How a value is written. */
enum csv_type {
    CSV_ID,                                      /* a blob of 16 bytes: a UUID */
    CSV_TEXT,
    CSV_INTEGER,
    CSV_NUMBER,
    CSV_FLAG,                                    /* 1, 0 */
    CSV_DATE,                                    /* milliseconds since 1970 UTC */
    CSV_TYPES
};
const char *csv_type_name(enum csv_type type);

enum csv_file { CSV_ANSWERS, CSV_ATTEMPTS, CSV_MEMBERS, CSV_PROFILES, CSV_LESSONS, CSV_ITEMS, CSV_OPTIONS, CSV_TERMINALS, CSV_FILES };

/* A column of a file: its name, how it is written, the SQL that gives it, and what it means. The table is ordered by file; within a file, as the columns stand in it. */
struct csv_column {
    enum csv_file file;
    const char *name;
    enum csv_type type;
    const char *sql;
    const char *help;                            /* N_() */
};
extern const struct csv_column csv_columns[];
extern const size_t csv_column_count;

struct csv_source {
    const char *name;                            /* "answers" */
    const char *from;                            /* SQL behind the columns; ?1 is the centre's id or NULL, ?2 the language or NULL */
};
extern const struct csv_source csv_sources[CSV_FILES];

/* Functions that the columns' SQL calls. */
int csv_functions(sqlite3 *db);

void csv_put_date(struct buf *out, int64_t milliseconds);

#endif
