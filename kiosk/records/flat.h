/*
 * Flat JSON: one object of texts and numbers, no blanks, as the log's data column and a person's own fields are written. Within the room.
 */
#ifndef RECORDS_FLAT_H
#define RECORDS_FLAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

void flat_open(struct buf *out);
void flat_text(struct buf *out, const char *name, const char *value); /* NULL is left out */
void flat_int(struct buf *out, const char *name, int64_t value);
void flat_real(struct buf *out, const char *name, double value);      /* the shortest form that reads back as the same double */
void flat_close(struct buf *out);

struct flat_value {
    const char *name;
    const char *text;                            /* NULL for a number */
    int64_t integer;                             /* of a number: 0 where it is none that fits */
    double real;
};
/* Calls visit for each member; it stops the reading by returning false. Names and texts lie in the arena. True if all was read; false for what is no flat object, for
 * a text with NUL, or for a lack of memory (arena_failed). */
bool flat_read(const char *json, size_t length, struct arena *arena, bool (*visit)(void *context, const struct flat_value *value), void *context);

#endif
