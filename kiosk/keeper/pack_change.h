/*
 * A pack comes into the centre, or goes out of it, at the kiosk's end: the keeper is asked to begin, and then how far it is, until it is done. The pack's file is opened here, with the rights of
 * whoever asks; the keeper's process gets the open file and copies from it.
 */
#ifndef KEEPER_PACK_CHANGE_H
#define KEEPER_PACK_CHANGE_H

#include "keeper/client.h"
#include "keeper/packer.h"

struct pack_change {
    const char *path;                            /* what is installed; NULL: versions are removed */
    const char *id, *version;                    /* which; version NULL: all that no attempt refers to */
    /* Called several times a second; false stops what has not been saved yet (ERROR_CANCELLED). waits: something else is being made, and this begins after it. May be NULL. */
    bool (*step)(void *context, bool waits, const struct keeper_pack_changed *state);
    void *context;
    int patience;                                /* milliseconds that it waits for something else to be done: then ERROR_BUSY */
};
/* The log hears of it from the caller: client_pack_installed, client_pack_activated, client_pack_removed. Texts of *done lie in arena. */
int pack_change_run(struct client *client, const struct pack_change *change, struct arena *arena, struct keeper_pack_changed *done, struct error *error);

#endif
