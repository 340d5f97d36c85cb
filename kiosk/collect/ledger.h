/*
 * What came, what lacks, since when: the coordinator's ledger, and the receipts that go back.
 */
#ifndef COLLECT_LEDGER_H
#define COLLECT_LEDGER_H

#include "collect/central.h"

struct ledger_range {
    int64_t first, last;
};
struct ledger_branch {
    int branch;                                  /* 0: the first one that came */
    int64_t shared;                              /* the last number that it shares with the branch that it leaves; 0 in branch 0 */
    int64_t last, events;                        /* highest number; how many there are in this branch alone */
    const struct ledger_range *lacks;            /* ranges below last that did not come */
    size_t lack_count;
    int64_t up_to, up_to_at;                     /* events 1 to up_to are all there; the time of that event, as its clock had it */
    const char *head;                            /* the chain's at up_to, hex; NULL where up_to is 0 */
};
/* A number at which another terminal of the same centre went on from this one, as a restored backup does, and a head that is there behind it. */
struct ledger_point {
    int64_t last, at;
    const char *head;                            /* hex */
};
struct ledger_origin {
    const char *origin, *centre;                 /* centre: UUID */
    const char *follows;                         /* the origin that this machine had before, by its first event; NULL */
    int64_t follows_seq;
    const struct ledger_branch *branches;        /* more than one: forked */
    size_t branch_count;
    const struct ledger_point *points;
    size_t point_count;
    int64_t bundles, last_added, revoked;        /* last_added: by the coordinator's clock */
};
/* Of a centre (UUID; NULL: of all), by centre and origin. */
int ledger_origins(struct central *central, const char *centre, struct arena *arena, struct ledger_origin **rows, size_t *count, struct error *error);

struct ledger_aside {
    const char *digest, *name, *centre, *origin, *why; /* name: of the file that it came as */
    const char *holder;                          /* the centre that the terminal belongs to here (UUID); NULL: to none yet */
    int64_t first, last, since;
};
int ledger_aside(struct central *central, struct arena *arena, struct ledger_aside **rows, size_t *count, struct error *error);

/*
 * The receipt for a centre: each branch of each terminal as far as it is whole, and the points. A terminal that was restored to an earlier number has gone on under another name, and
 * does not know what was behind: by its point it learns that all it had has come. Of what is more than a document holds nothing is
 * said. Ready to be written to a file. ERROR_NOT_FOUND where nothing came yet.
 */
int ledger_receipt(struct central *central, const char *centre, const struct trust_secret *coordinator, struct buf *out, struct error *error);

#endif
