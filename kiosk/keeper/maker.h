/*
 * Makes bundles, backups and snapshots (records/snapshot.h), and changes the packs, beside the keeper. SQLite must not be used in a process that was forked from one that has the same database open; so maker_new, called before the keeper opens its records, forks a
 * process that does nothing but fork again for each making. That one opens the records for reading, makes the files, and ends. It may be killed at any time: what lies in the outbox is whole.
 * Within the keeper alone.
 */
#ifndef KEEPER_MAKER_H
#define KEEPER_MAKER_H

#include <stdbool.h>

#include "base/clock.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/id.h"
#include "base/random.h"
#include "keeper/backup.h"
#include "keeper/packer.h"

struct maker;

/* folder: the centre's. packer NULL: packs are not changed here. */
int maker_new(struct maker **maker, const char *folder, const struct packer *packer, const struct clock *clock, const struct random_source *random, struct error *error);
void maker_free(struct maker *maker);            /* ends what is under way; NULL is fine */

enum maker_what { MAKE_BUNDLES, MAKE_BACKUP, MAKE_PACK, MAKE_SNAPSHOT, MAKE_KINDS };
struct maker_order {
    enum maker_what what;
    bool all;                                    /* of bundles: as in ask_bundles */
    char name[TRUST_NAME_LIMIT + 1];             /* of a backup: the centre's, as a document may hold it, and this terminal's number */
    int terminal;
    struct packer_order pack;                    /* of MAKE_PACK */
    int64_t number;                              /* of a snapshot */
};
/* ERROR_BUSY while one is under way. */
int maker_start(struct maker *maker, const struct maker_order *order, struct error *error);
/* The same with MAKE_PACK. fds: the pack and the reading end of a pipe, which stay the caller's; NULL where one is removed. *number: which change this is. */
int maker_change_pack(struct maker *maker, const struct maker_order *order, const int fds[2], int64_t *number, struct error *error);
int64_t maker_pack_number(const struct maker *maker); /* of the last one */
int maker_fd(const struct maker *maker);         /* to be polled */

/* Of each kind the last making. */
struct maker_state {
    bool running;
    int64_t done, total;                         /* events, or bytes of a backup */
    char trouble[600];                           /* why it failed; "" */
    struct backup_made backup;                   /* file "": none was made */
    enum packer_step step;                       /* of a pack, and so on */
    struct packer_done pack;
    struct error wrong;                          /* as trouble, to be translated by whoever shows it; code 0: none */
};
const struct maker_state *maker_state(const struct maker *maker, enum maker_what what);
bool maker_busy(const struct maker *maker);      /* with any */

/* What a making has found out that the keeper has to know. */
struct maker_news {
    enum { MAKER_NOTHING, MAKER_HEAD, MAKER_ODD } what; /* the chain's head behind seq of origin; bundles of origin are not of this log */
    char origin[UUID_SIZE];
    int64_t seq;
    struct digest head;
};
/* Reads what was reported; call it until *news is MAKER_NOTHING. Never waits. */
void maker_look(struct maker *maker, struct maker_news *news);

#endif
