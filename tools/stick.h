/*
 * What lies on a stick: the folder empretec/ at its top. Files are written there under a temporary name, synced, renamed, and read back from the stick itself.
 */
#ifndef TOOLS_STICK_H
#define TOOLS_STICK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#define STICK_FOLDER "empretec"

struct stick {
    char top[900], folder[1000];
    bool (*step)(void *context, uint64_t bytes); /* so many bytes more are done; false: stop (ERROR_CANCELLED) */
    void *context;
};
/* ERROR_INVALID where top is no folder, or its folder is a link; it says what to do. Half files of an export that was cut off are removed. */
int stick_open(struct stick *stick, const char *top, struct error *error);

/* The same for a folder whose files lie right in it. */
int stick_open_folder(struct stick *stick, const char *folder, struct error *error);

/* Files on the stick's top and in its folder whose name ends so, by name; no links. The paths lie in arena. */
int stick_find(const struct stick *stick, const char *ending, struct arena *arena, const char ***paths, size_t *count, struct error *error);

/* Whether the stick has the file already, byte for byte. */
bool stick_has(const struct stick *stick, const char *name, const char *source, uint64_t bytes);
/* Room for so many files of so many bytes in all: ERROR_FULL says how much is needed and how much is free. */
int stick_room(const struct stick *stick, size_t files, uint64_t bytes, struct error *error);

/* Copies a file, and compares what is on the stick with it. */
int stick_copy(const struct stick *stick, const char *name, const char *source, struct error *error);
/* The same for a small text. Nothing is written where it is there already. */
int stick_put(const struct stick *stick, const char *name, const struct buf *text, struct error *error);

#endif
