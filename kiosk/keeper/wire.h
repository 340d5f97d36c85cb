/*
 * Plain structs to bytes and back. A struct is described once, by a table of its members, and both ends use that table: so what one writes the other reads, and
 * nothing is decoded by hand. Reading is strict: lengths are capped before memory is taken, text is UTF-8 without NUL, and what is left over is a mistake.
 *
 * Members: const char * (never NULL after reading), bool, int, unsigned, int64_t, uint64_t, size_t, double, a struct, and rows: a pointer to an array
 * with a size_t that counts them.
 */
#ifndef KEEPER_WIRE_H
#define KEEPER_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cursor.h"

enum wire_kind { WIRE_END, WIRE_TEXT, WIRE_BOOL, WIRE_I32, WIRE_U32, WIRE_I64, WIRE_U64, WIRE_REAL, WIRE_STRUCT, WIRE_ROWS };

struct wire_struct;
struct wire_field {
    enum wire_kind kind;
    size_t offset, count_offset;
    size_t limit;                                /* the longest text in bytes; the most rows */
    const struct wire_struct *of;
};
struct wire_struct {
    size_t size;
    const struct wire_field *fields;             /* ended by WIRE_END */
};

#define WIRE_TEXT_LIMIT 65536

/* One row of a table of fields. size_t is uint32_t or uint64_t by the machine; on the wire all integers have 64 bits. */
#define WIRE_MEMBER(type, member)                                                                        \
    { .kind = _Generic(((type *)0)->member, const char *: WIRE_TEXT, bool: WIRE_BOOL, int: WIRE_I32, uint32_t: WIRE_U32, \
                       int64_t: WIRE_I64, uint64_t: WIRE_U64, double: WIRE_REAL),                                 \
      .offset = offsetof(type, member), .limit = WIRE_TEXT_LIMIT }
#define WIRE_INNER(type, member, wire) { .kind = WIRE_STRUCT, .offset = offsetof(type, member), .of = &(wire) }
#define WIRE_ARRAY(type, member, count, most, wire)                                                         \
    { .kind = WIRE_ROWS, .offset = offsetof(type, member), .count_offset = offsetof(type, count), .limit = (most), .of = &(wire) }

/* Appends; a NULL text is written as "". The buf says whether memory was lacking. */
void wire_write(struct buf *buf, const struct wire_struct *wire, const void *value);
/* Fills *value, its texts and rows in arena. On failure cursor->ok is false and *value is zeroed. */
void wire_read(struct cursor *cursor, struct arena *arena, const struct wire_struct *wire, void *value);

#endif
