/*
 * Slips to be printed and handed out: each learner's name, number and PIN, with a line to cut along; plain text, so many on a page. It is the one place where the PINs stand, and for its owner alone.
 */
#ifndef TOOLS_SLIPS_H
#define TOOLS_SLIPS_H

#include <stddef.h>

#include "base/error.h"

#define SLIP_LINES 10
#define SLIPS_ON_PAGE 6                          /* a page has 66 lines; then comes a form feed */

struct slips {
    int fd;                                      /* -1: not open */
    const char *path, *centre;                   /* the caller's */
    size_t count;
};

/* Makes the file. One that is there already is refused: it may hold PINs that stand nowhere else. */
int slips_open(struct slips *slips, const char *path, const char *centre, struct error *error);
/* With 0, the slip is on the disk. */
int slips_add(struct slips *slips, const char *name, const char *number, const char *pin, struct error *error);
void slips_close(struct slips *slips);

#endif
