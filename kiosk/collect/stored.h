/*
 * The stored log read back: the canonical lines of a branch, and its chain on the way. Within the room.
 */
#ifndef COLLECT_STORED_H
#define COLLECT_STORED_H

#include "base/buf.h"
#include "collect/store.h"
#include "records/event.h"

#define STORED_CHECKPOINT 4096                   /* numbers that this divides have their h(seq) in the table checkpoint */

struct stored {
    struct central *central;
    sqlite3_stmt *statement;
    struct buf line;
    int64_t seq;                                 /* of line */
    struct digest head;                          /* h(seq); before the first: h(first - 1) */
    char payload[DIGEST_HEX];                    /* of the event: hex, "" where there is none */
};
/* From first to last of a branch (not of those that it leaves). head: h(first - 1). */
int stored_open(struct stored *stored, struct central *central, int64_t origin, int branch, int64_t first, int64_t last, const struct digest *head,
                struct error *error);
/* 1 for the next one, 0 at the end, negative on failure. A number that lacks is ERROR_DAMAGED. */
int stored_next(struct stored *stored, struct error *error);
void stored_close(struct stored *stored);        /* also where opening failed; what is zeroed is let pass */

/* h(seq) within a segment that begins at first with before = h(first - 1); reads at most STORED_CHECKPOINT lines. */
int stored_head(struct central *central, int64_t origin, int branch, int64_t first, const struct digest *before, int64_t seq, struct digest *head,
                struct error *error);

#endif
