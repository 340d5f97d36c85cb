/*
 * Changing the packs of a centre, in the process beside the keeper: the keeper's user owns them, and a kiosk runs as another. The one who starts the keeper hands this table in (app/shelf.c
 * has it), since taking lessons apart for the index is not this room's.
 */
#ifndef KEEPER_PACKER_H
#define KEEPER_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define PACKER_ID 65
#define PACKER_VERSION 24
#define PACKER_USED 100

struct packer_order {
    bool remove;                                 /* else: install */
    char id[PACKER_ID], version[PACKER_VERSION]; /* of what is removed; version "": all that no attempt refers to */
    char used[PACKER_USED][PACKER_VERSION];      /* versions of it that attempts refer to */
    size_t used_count;
    char name[200];                              /* of the file to be installed, for sentences alone: it is not opened */
    bool unsigned_packs;                         /* may come in */
};
enum packer_step { PACKER_CHECKING, PACKER_COPYING, PACKER_VERIFYING, PACKER_SAVING };
struct packer_done {
    char id[PACKER_ID], version[PACKER_VERSION], title[200], signer[200];
    bool active, trusted;
};

struct packer {
    /* fd: the pack, open for reading at its beginning; the caller closes it. step returns false to stop, as long as it is not PACKER_SAVING. All of it is done, or nothing. */
    int (*change)(const char *centre, const struct packer_order *order, int fd, bool (*step)(void *context, enum packer_step step, int64_t done, int64_t total),
                  void *context, struct packer_done *done, struct error *error);
};

#endif
