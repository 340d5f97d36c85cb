/*
 * Flat tables for whoever reports: CSV (RFC 4180) in UTF-8, one file a kind of thing, keyed by ids, numbers as numbers with a point, times in ISO 8601 UTC, nothing for "not known".
 * One table describes each column: the files, their codebook and the documents come from it.
 */
#ifndef COLLECT_CSV_H
#define COLLECT_CSV_H

#include "collect/central.h"

struct csv_options {
    const char *centre;                          /* UUID; NULL: all */
    const char *language;                        /* of the items' texts, where a pack has it; else its parent (pt for pt_BR), else English. NULL: all languages */
    void (*progress)(void *context, const char *table, int64_t rows); /* now and then; table NULL: the log is read. NULL: none */
    void *context;
};
struct csv_count {
    const char *table;                           /* constant */
    int64_t rows;
};
#define CSV_TABLE_COUNT_LIMIT 16
/*
 * Writes answers.csv, attempts.csv, profiles.csv, lessons.csv, items.csv, options.csv, terminals.csv and codebook.csv into folder, all of one moment of the
 * database; where something fails, what was there stays. Memory does not grow with the log, only by a row for each terminal; SQLite sorts in temporary files
 * (TMPDIR). counts: of CSV_TABLE_COUNT_LIMIT places.
 * A text that a spreadsheet could take for a formula gets an apostrophe before it, and so does one that begins with an apostrophe: a reader takes one away.
 */
int csv_export(struct central *central, const char *folder, const struct csv_options *options, struct csv_count *counts, size_t *count,
               struct error *error);

#endif
