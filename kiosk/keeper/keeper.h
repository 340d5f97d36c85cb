/*
 * The keeper: the one process that owns a centre's records.db and keys. Kiosks ask over sockets; it answers in rounds. A round reads what every connection has
 * sent, runs all whole requests inside one transaction, commits once, and only then answers: so nothing is acknowledged that is not durable, and two hundred kiosks
 * cost one commit together. A connection has buffers with limits and no more: who is slow, or sends what is no message, harms nobody else.
 *
 * One thread. No function here blocks but for the disk and for the hashing of a PIN (one a round).
 */
#ifndef KEEPER_KEEPER_H
#define KEEPER_KEEPER_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "keeper/room.h"

#define KEEPER_CONNECTIONS 500
#define KEEPER_SOCKET "keeper.sock"              /* in the centre's folder */

struct keeper;
struct packer;

struct keeper_options {
    const char *centre;                          /* the folder; made by centre_make */
    const char *hardware, *boot;                 /* this machine's identity and boot; NULL: machine.h reads them */
    bool sound;                                  /* the clock can be trusted; asked of the machine where boot is NULL */
    bool may_set_up;                             /* where there is no centre yet, wait for set_up, and make it (set_up.h) */
    void (*made)(const char *centre);            /* called when set_up has made it, before the answer goes out; may be NULL */
    bool restored;                               /* the records come from a backup (records.h) */
    room_look *room;                             /* NULL: room_of */
    const struct packer *packer;                 /* NULL: packs are not changed by this keeper */
    const struct clock *clock;                   /* NULL: the system's */
    const struct random_source *random;
};

/* Takes the centre's lock (ERROR_BUSY: another keeper has it), reads kiosk.cfg, opens records.db and checks its end and whose machine this is. A
 * new centre's records.db is made; one that is lost (a journal is there) is ERROR_NOT_FOUND. */
int keeper_open(struct keeper **keeper, const struct keeper_options *options, struct error *error);
void keeper_free(struct keeper *keeper);

/* Listens on a Unix socket, mode 0660; one that nobody listens on any more is replaced. */
int keeper_listen(struct keeper *keeper, const char *path, struct error *error);
/* Serves a connected descriptor, which is then owned. parent: keeper_run ends when the other side closes it. */
int keeper_add(struct keeper *keeper, int fd, bool parent, struct error *error);

/* One round: waits up to so many milliseconds (-1: until something comes). 0, or -code where the keeper cannot go on. */
int keeper_round(struct keeper *keeper, int timeout, struct error *error);
/* Rounds until *stop (NULL: never) or the parent's end. A service manager that wants to know (notify.h) is told that it is alive.
 * The journal is written to disk each minute, when somebody signs out, and at the end. */
int keeper_run(struct keeper *keeper, const volatile sig_atomic_t *stop, struct error *error);

/* For tests: what was done so far. */
struct keeper_tally {
    size_t rounds, commits, requests, writes, connections, refused, syncs;
};
struct keeper_tally keeper_tally(const struct keeper *keeper);

#endif
