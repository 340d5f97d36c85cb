/*
 * What the subcommands of kiosk-admin share. Each speaks to the centre's keeper; where none runs, one is started for as long as the command takes: so there is
 * one way to change anything, and it holds the centre's lock.
 */
#ifndef TOOLS_ADMIN_H
#define TOOLS_ADMIN_H

#include "command.h"

#include "base/arena.h"
#include "keeper/client.h"
#include "library/library.h"

struct admin {
    struct client *client;
    struct arena arena;
    char packs[1024], keys[1024];
};

/* The folder: --centre, else KIOSK_CENTRE, else the usual one. */
const char *admin_centre(const struct command_call *call);

int admin_open(struct admin *admin, const char *centre, struct error *error);
void admin_close(struct admin *admin);
/* The centre's library, to be changed: whether unsigned packs may come in is the centre's to say. */
int admin_library(const struct admin *admin, bool unsigned_packs, struct library **library, struct error *error);

/* Asks for a new code for the backups, and prints it: nobody can tell it again. */
int admin_new_code(struct admin *admin, struct error *error);

/* Prints text, padded with blanks to so many cells. */
void admin_column(const char *text, int cells);

#endif
