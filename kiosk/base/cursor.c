#include "base/cursor.h"

#include <unistr.h>

void cursor_init(struct cursor *cursor, const void *bytes, size_t length)
{
    cursor->at = bytes;
    cursor->end = cursor->at + length;
    cursor->ok = true;
}

size_t cursor_left(const struct cursor *cursor)
{
    return cursor->ok ? (size_t)(cursor->end - cursor->at) : 0;
}

bool cursor_done(const struct cursor *cursor)
{
    return cursor->ok && cursor->at == cursor->end;
}

const unsigned char *cursor_bytes(struct cursor *cursor, size_t length)
{
    if (!cursor->ok || length > (size_t)(cursor->end - cursor->at)) {
        cursor->ok = false;
        return NULL;
    }
    const unsigned char *given = cursor->at;
    cursor->at += length;
    return given;
}

static uint64_t big_endian(struct cursor *cursor, size_t length)
{
    const unsigned char *bytes = cursor_bytes(cursor, length);
    uint64_t value = 0;
    for (size_t i = 0; bytes && i < length; i++)
        value = value << 8 | bytes[i];
    return value;
}

uint8_t cursor_u8(struct cursor *cursor) { return (uint8_t)big_endian(cursor, 1); }
uint16_t cursor_u16(struct cursor *cursor) { return (uint16_t)big_endian(cursor, 2); }
uint32_t cursor_u32(struct cursor *cursor) { return (uint32_t)big_endian(cursor, 4); }
uint64_t cursor_u64(struct cursor *cursor) { return big_endian(cursor, 8); }

const unsigned char *cursor_blob(struct cursor *cursor, size_t *length)
{
    *length = cursor_u32(cursor);
    const unsigned char *bytes = cursor_bytes(cursor, *length);
    if (!bytes)
        *length = 0;
    return bytes;
}

const char *cursor_string(struct cursor *cursor, struct arena *arena, size_t limit)
{
    size_t length;
    const unsigned char *bytes = cursor_blob(cursor, &length);
    if (!cursor->ok)
        return "";
    if (length > limit || memchr(bytes, 0, length) || u8_check(bytes, length)) {
        cursor->ok = false;
        return "";
    }
    const char *copy = arena_copy(arena, (const char *)bytes, length);
    if (!copy)
        cursor->ok = false;
    return copy ? copy : "";
}
