/*
 * Where everything lies in a pack's archive, read strictly: local headers, data, directory and end follow one another without a gap, and
 * headers and directory agree, so that no two programs can read two different archives in one file. Private to the room.
 */
#ifndef PACK_LAYOUT_H
#define PACK_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "pack/container.h"

struct layout_end {
    uint64_t file_size, end;                     /* end: offset of the end record */
    size_t comment;                              /* bytes of the comment behind it */
    uint64_t directory, directory_size;
    uint32_t entries;
};
/* Finds the end record, of which there must be one. The comment's content is not looked at. */
int layout_find_end(int fd, const struct pack_limits *limits, struct layout_end *end, struct error *error);

struct layout_entry {
    struct pack_entry entry;
    uint64_t offset;                             /* of the local header */
};
/* All entries, in the order of the file; they and their names lie in the arena. */
int layout_read(int fd, const struct layout_end *end, const struct pack_limits *limits, struct arena *arena, struct layout_entry **entries,
                struct error *error);

/* Exactly length bytes from offset; ERROR_DAMAGED where the file ends before. */
int layout_bytes(int fd, uint64_t offset, void *bytes, size_t length, struct error *error);

#endif
