/*
 * The journal: journal/ORIGIN.tsv, the log's lines once more, each ended by LF. With a backup, or alone, it rebuilds the log. It is appended
 * after each commit, so it never runs ahead of a database that has lost nothing; a last line that is torn is not there.
 */
#ifndef RECORDS_JOURNAL_H
#define RECORDS_JOURNAL_H

#include "base/digest.h"
#include "base/error.h"
#include "records/event.h"

struct journal_report {
    int64_t first, last;                         /* seq; 0 where there is no line */
    int64_t lines;
    struct digest head;                          /* of the chain, if first is 1 */
    uint64_t length;                             /* bytes up to the end of the last whole line */
    bool torn;                                   /* bytes that make no line follow */
};

/*
 * Reads a journal in bounded memory, calling visit (may be NULL) for each line in order, as log_each does. Lines must belong to origin and be numbered without gaps.
 * Bytes at the end that are no whole line are passed over; a bad line followed by good ones is ERROR_DAMAGED, with the line's number.
 * ERROR_NOT_FOUND where there is no file.
 */
int journal_read(const char *path, const char *origin, const struct allocator *allocator,
                 int (*visit)(void *context, const struct event *event, const char *line, size_t length, struct error *error), void *context,
                 struct journal_report *report, struct error *error);
/* The same from bytes; file is named in errors. */
int journal_parse(const char *bytes, size_t length, const char *file, const char *origin, const struct allocator *allocator,
                  int (*visit)(void *context, const struct event *event, const char *line, size_t length, struct error *error), void *context,
                  struct journal_report *report, struct error *error);

/*
 * Makes folder/records.db anew from all journals in folder/journal, where the database is lost: the log and its projections. People and free text
 * come from a backup or from the people's return. ERROR_EXISTS while there is a records.db. lines: how many events came back.
 */
int journal_rebuild(const char *folder, int64_t *lines, struct error *error);

#endif
