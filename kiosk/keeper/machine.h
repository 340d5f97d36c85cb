/*
 * What this machine says of itself. Nothing here is secret, nothing fails: what cannot be read is not there.
 */
#ifndef KEEPER_MACHINE_H
#define KEEPER_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/id.h"

/*
 * What tells it from a clone of its disk: the board's serial number or DMI's UUID, and the serial of the disk or card that path lies on; one line. Never machine-id, which a
 * copied card takes along. root is "" (tests: a folder that stands for /). false where there is neither.
 */
bool machine_identity(const char *root, const char *path, char *text, size_t size);

bool machine_boot(const char *root, char boot[UUID_SIZE]); /* the kernel's random id of this boot */

/* Whether the clock can be trusted: there is a clock with a battery, or the kernel's was set by network time. */
bool machine_clock_sound(const char *root);

#endif
