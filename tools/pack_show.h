/*
 * What `kiosk-pack show FILE` can show: a row an ending, in tools/pack_show.c. To add one: a file tools/pack_show_KIND.c with its function, and its row.
 */
#ifndef TOOLS_PACK_SHOW_H
#define TOOLS_PACK_SHOW_H

#include "command.h"

/* Prints the file, as JSON if json; returns the exit code. */
int pack_show_pack(struct command_call *call, const char *path, bool json);
int pack_show_gift(struct command_call *call, const char *path, bool json);

#endif
