/*
 * What rescues have set aside (snapshot.h), and whether a manager has read of it. In set-aside/DATE-TIME/ of a centre's folder:
 *
 *   records.db …  the damaged files, for whoever can read more out of them
 *   report        lines "NAME NUMBER": what the rescue brought back, and what it could not. Names that are not known are passed over
 *   read          an empty file: a manager has read it
 */
#ifndef RECORDS_ASIDE_H
#define RECORDS_ASIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define ASIDE_KEPT 3                             /* more go, the oldest first, but for those that no manager has read */
#define ASIDE_ROWS 64                            /* that are looked at: the oldest */
#define ASIDE_NAME 24

struct aside {
    char name[ASIDE_NAME];                       /* of the folder: when it was, in UTC, as 20260401-143200; with -2, -3 … behind it for further ones of that second */
    char day[11];                                /* 2026-04-01 */
    bool read;
    bool sure;                                   /* false: there is no report, or the damaged file could not say how far it went: more may be lost */
    bool gap;                                    /* something of people or texts is missing that cannot be counted */
    int64_t events;                              /* that are there */
    int64_t lost, first, last;                   /* events: how many, and the numbers from which to which; 0: none */
    int64_t texts, people;                       /* lost */
};

/* The oldest first. A folder that has none is no error. ERROR_REFUSED: another user's. */
int aside_list(const char *folder, struct aside rows[ASIDE_ROWS], size_t *count, struct error *error);
/* The oldest that nobody has read. False: there is none. */
bool aside_unread(const char *folder, struct aside *aside);
/* A manager has read it. Then what is too much goes. ERROR_NOT_FOUND: there is no such one. */
int aside_mark(const char *folder, const char *name, struct error *error);
/* Removes what is too much; what cannot be removed stays. */
void aside_trim(const char *folder);

#endif
