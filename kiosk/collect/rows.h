/*
 * An event, a text, a profile as rows of the database, and what the log bids the collector to do: date boots, join people, forget them. What a centre says of people holds for what
 * came in its own origins alone. Within the room.
 */
#ifndef COLLECT_ROWS_H
#define COLLECT_ROWS_H

#include "collect/store.h"
#include "records/bundle.h"
#include "records/event.h"

/* Row ids of what repeats, by its bytes. What is full is emptied. */
struct rows_ids {
    struct rows_id *slots;                       /* owned; NULL before the first */
    size_t count;
    struct buf keys;
    size_t last_at, last_length;                 /* of the key that was asked for last, and its id */
    int64_t last;
};

struct rows {
    struct central *central;
    int64_t origin;                              /* row of the origin whose events are added */
    const char *terminal;                        /* its key as the certificate has it, hex */
    struct rows_ids boots, kinds, sources, items;
    bool sweep;                                  /* something came that may belong to the erased */
    int64_t elsewhere;                           /* words that are new, on people of whom another centre sent something as well: nothing of that is touched */
    bool erased;                                 /* something was deleted: the WAL must forget it too */
    char gone_person[UUID_SIZE];                 /* who was asked for last, and the answer */
    bool gone;
};
void rows_init(struct rows *rows, struct central *central, int64_t origin, const char *terminal);
void rows_release(struct rows *rows);

/* A new event of a branch, and what follows from it. ERROR_DAMAGED where it contradicts the certificate. */
int rows_event(struct rows *rows, int branch, const struct event *event, struct error *error);
/* Its text, unless its person (NULL: nobody's) was erased. What is there stays. ERROR_DAMAGED where it is not the one whose digest the event has. */
int rows_payload(struct rows *rows, int branch, const struct event *event, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length,
                 struct error *error);
/* The later version holds. */
int rows_profile(struct rows *rows, const struct bundle_profile *profile, struct error *error);
/* Before the commit: what of the erased came in another order is gone. */
int rows_sweep(struct rows *rows, struct error *error);

#endif
