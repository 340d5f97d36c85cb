#include "keeper/wire.h"

/* Rows within rows go no deeper than the tables do; this only says so. */
#define DEPTH 4

static void write_struct(struct buf *buf, const struct wire_struct *wire, const char *value, int depth)
{
    for (const struct wire_field *field = wire->fields; field->kind != WIRE_END; field++) {
        const char *at = value + field->offset;
        switch (field->kind) {
        case WIRE_TEXT: buf_string(buf, *(const char *const *)(const void *)at); break;
        case WIRE_BOOL: buf_u8(buf, *(const bool *)at); break;
        case WIRE_I32: buf_u64(buf, (uint64_t)(int64_t)*(const int32_t *)(const void *)at); break;
        case WIRE_U32: buf_u64(buf, *(const uint32_t *)(const void *)at); break;
        case WIRE_I64:
        case WIRE_U64:
        case WIRE_REAL: {
            uint64_t bits;
            memcpy(&bits, at, sizeof bits);
            buf_u64(buf, bits);
            break;
        }
        case WIRE_STRUCT: write_struct(buf, field->of, at, depth + 1); break;
        case WIRE_ROWS: {
            const char *rows = *(const char *const *)(const void *)at;
            size_t count;
            memcpy(&count, value + field->count_offset, sizeof count);
            buf_u32(buf, (uint32_t)count);
            for (size_t i = 0; i < count && depth < DEPTH; i++)
                write_struct(buf, field->of, rows + i * field->of->size, depth + 1);
            break;
        }
        case WIRE_END: break;
        }
    }
}

void wire_write(struct buf *buf, const struct wire_struct *wire, const void *value)
{
    write_struct(buf, wire, value, 0);
}

static void read_struct(struct cursor *cursor, struct arena *arena, const struct wire_struct *wire, char *value, int depth);

static void read_rows(struct cursor *cursor, struct arena *arena, const struct wire_field *field, char *value, int depth)
{
    size_t count = cursor_u32(cursor);
    /* every row takes at least a byte: a count that the bytes cannot hold takes no memory */
    if (count > field->limit || count > cursor_left(cursor) || depth >= DEPTH)
        cursor->ok = false;
    if (!cursor->ok || count == 0)
        return;
    char *rows = arena_array(arena, count, field->of->size);
    if (!rows) {
        cursor->ok = false;
        return;
    }
    for (size_t i = 0; i < count && cursor->ok; i++)
        read_struct(cursor, arena, field->of, rows + i * field->of->size, depth + 1);
    memcpy(value + field->offset, &rows, sizeof rows);
    memcpy(value + field->count_offset, &count, sizeof count);
}

static void read_struct(struct cursor *cursor, struct arena *arena, const struct wire_struct *wire, char *value, int depth)
{
    for (const struct wire_field *field = wire->fields; field->kind != WIRE_END && cursor->ok; field++) {
        char *at = value + field->offset;
        switch (field->kind) {
        case WIRE_TEXT: {
            const char *text = cursor_string(cursor, arena, field->limit);
            memcpy(at, &text, sizeof text);
            break;
        }
        case WIRE_BOOL: {
            uint8_t byte = cursor_u8(cursor);
            if (byte > 1)
                cursor->ok = false;
            *(bool *)at = byte == 1;
            break;
        }
        case WIRE_I32: {
            int64_t number = (int64_t)cursor_u64(cursor);
            int32_t narrow = (int32_t)number;
            if (narrow != number)
                cursor->ok = false;
            memcpy(at, &narrow, sizeof narrow);
            break;
        }
        case WIRE_U32: {
            uint64_t number = cursor_u64(cursor);
            uint32_t narrow = (uint32_t)number;
            if (narrow != number)
                cursor->ok = false;
            memcpy(at, &narrow, sizeof narrow);
            break;
        }
        case WIRE_I64:
        case WIRE_U64:
        case WIRE_REAL: {
            uint64_t bits = cursor_u64(cursor);
            memcpy(at, &bits, sizeof bits);
            break;
        }
        case WIRE_STRUCT: read_struct(cursor, arena, field->of, at, depth + 1); break;
        case WIRE_ROWS: read_rows(cursor, arena, field, value, depth); break;
        case WIRE_END: break;
        }
    }
}

void wire_read(struct cursor *cursor, struct arena *arena, const struct wire_struct *wire, void *value)
{
    memset(value, 0, wire->size);
    read_struct(cursor, arena, wire, value, 0);
    if (!cursor->ok)
        memset(value, 0, wire->size);
}
