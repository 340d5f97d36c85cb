/*
 * Reads bytes that came from outside. Failure is sticky: after a read past the end ok is false and every read gives 0 or "",
 * so that a parser may read a whole record and check once. Numbers are big endian, as buf.h writes them.
 */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct cursor {
    const unsigned char *at, *end;
    bool ok;
};

void cursor_init(struct cursor *cursor, const void *bytes, size_t length);
size_t cursor_left(const struct cursor *cursor);
bool cursor_done(const struct cursor *cursor);   /* ok, and nothing is left */

uint8_t cursor_u8(struct cursor *cursor);
uint16_t cursor_u16(struct cursor *cursor);
uint32_t cursor_u32(struct cursor *cursor);
uint64_t cursor_u64(struct cursor *cursor);
const unsigned char *cursor_bytes(struct cursor *cursor, size_t length); /* within the input; NULL on failure */
/* What buf_blob wrote: its bytes, within the input. */
const unsigned char *cursor_blob(struct cursor *cursor, size_t *length);
/* What buf_string wrote, copied; at most limit bytes, valid UTF-8 without NUL, else it fails. "" on failure, never NULL. */
const char *cursor_string(struct cursor *cursor, struct arena *arena, size_t limit);

#endif
