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
/* For commands that a kiosk runs as jobs: with the rights of the manager whose ticket --ticket-fd brings, else with those of the user. */
int admin_open_job(struct admin *admin, const struct command_call *call, struct error *error);
#define TICKET_OPTION { .name = "ticket-fd", .argument = "N", .help = N_("Read a ticket of the keeper from descriptor N, and act for the manager who had it given.") }
void admin_close(struct admin *admin);
/* The centre's library, to be changed: whether unsigned packs may come in is the centre's to say. */
int admin_library(const struct admin *admin, struct library **library, struct error *error);

/* Asks for a new code for the backups, and prints it: nobody can tell it again. */
int admin_new_code(struct admin *admin, struct error *error);

/* Prints text, padded with blanks to so many cells. */
void admin_column(const char *text, int cells);

#endif
