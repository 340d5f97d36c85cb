/*
 * The coordinator's database: one SQLite file that holds what all centres' terminals wrote down, and the ledger of what came. docs/central-database.md describes its tables.
 *
 * The log is kept as it is in a centre (records.md), by origin and number, and by branch: where two histories of one origin part (a card that was cloned, a backup that was
 * restored), the later one is a branch of its own from there on. What was there is never changed by what comes later, but by erasure. So whatever comes twice, in another order, or
 * overlapping, the same database comes out.
 *
 * One process writes at a time (flock on DB.lock); others may read. Errors as records.h has them.
 */
#ifndef COLLECT_CENTRAL_H
#define COLLECT_CENTRAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "records/document.h"
#include "records/trust.h"

struct central;

struct central_options {
    const char *path;                            /* of the database */
    bool create;                                 /* ERROR_EXISTS where there is one; else ERROR_NOT_FOUND where there is none */
    bool read_only;
    const struct clock *clock;                   /* NULL: the system's */
    const struct allocator *allocator;           /* NULL: the system's */
};
int central_open(struct central **central, const struct central_options *options, struct error *error);
void central_close(struct central *central);     /* NULL is let pass */

/* Enrolment. A request waits until the coordinator grants it. */
struct central_centre {
    const char *uuid, *name, *key, *grant;       /* grant: its text; NULL while it only asks, and where it changed its key since */
    int64_t ahead;                               /* its request's serial where that is a time which has not come yet; else 0 */
    int64_t asked, enrolled, revoked;            /* milliseconds since 1970 by the coordinator's clock; 0: not so */
};
/*
 * Notes what a centre asks for. Anybody can write a request, so one says nothing before it was enrolled: until then one with another key takes the place of what was there, whatever its
 * serial. Of an enrolled centre what is older than what is known is let pass. A serial is a time; one that has not come yet counts as now, so that it keeps no later request out.
 * ERROR_REFUSED: another key than the enrolled one, and not followed by it: the coordinator has to enrol it anew.
 */
int central_request(struct central *central, const struct document_request *request, const char *text, struct error *error);
/* Whose database it is: the coordinator whose key `sign` this is, as hex; key NULL while nobody has granted anything. */
int central_coordinator(struct central *central, struct arena *arena, const char **key, const char **name, struct error *error);
/* From now on it is this one's: the first one's, or one whose key follows. */
int central_own(struct central *central, const char *key, const char *name, struct error *error);
/* The serial of the next grant: the clock's milliseconds, and larger than any that was given, wherever the clock stands. */
int central_grant_serial(struct central *central, int64_t *serial, struct error *error);
/* Grants: the coordinator has compared the fingerprint. text: the grant's document, written with the coordinator's key; it is kept, to be given again with receipts. */
/* ERROR_REFUSED also: by another coordinator than the one whose database it is. */
int central_enrol(struct central *central, const struct document_grant *grant, const char *text, struct error *error);
/* By UUID, by name in capital or small letters, or by the beginning of either; what fits best. ERROR_NOT_FOUND, ERROR_INVALID where it is not clear which. */
int central_centre(struct central *central, const char *which, struct arena *arena, struct central_centre *centre, struct error *error);
int central_centres(struct central *central, struct arena *arena, struct central_centre **rows, size_t *count, struct error *error);
/* From now on nothing new is taken from a centre (its UUID) or a terminal (its origin): what comes is kept aside. */
int central_revoke(struct central *central, const char *uuid, const char *reason, struct error *error);

#endif
