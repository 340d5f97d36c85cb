#include "base/buf.h"

char buf_empty[1] = "";

void buf_init(struct buf *buf, const struct allocator *allocator)
{
    *buf = (struct buf)BUF_INIT;
    buf->allocator = allocator;
}

void buf_release(struct buf *buf)
{
    if (buf->capacity)
        memory_resize(buf->allocator, buf->data, 0);
    buf_init(buf, buf->allocator);
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->failed = false;
    if (buf->capacity)
        buf->data[0] = 0;
}

bool buf_reserve(struct buf *buf, size_t more)
{
    if (buf->failed)
        return false;
    if (more < buf->capacity - buf->length)
        return true;
    if (more > SIZE_MAX / 4 || buf->length > SIZE_MAX / 4) {
        buf->failed = true;
        return false;
    }
    size_t capacity = buf->capacity ? buf->capacity * 2 : 64;
    while (capacity <= buf->length + more)
        capacity *= 2;
    char *data = memory_resize(buf->allocator, buf->capacity ? buf->data : NULL, capacity);
    if (!data) {
        buf->failed = true;
        return false;
    }
    if (!buf->capacity)
        data[0] = 0;
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (length == 0 || !buf_reserve(buf, length))
        return;
    memcpy(buf->data + buf->length, bytes, length);
    buf->length += length;
    buf->data[buf->length] = 0;
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_fill(struct buf *buf, char c, size_t count)
{
    if (count == 0 || !buf_reserve(buf, count))
        return;
    memset(buf->data + buf->length, c, count);
    buf->length += count;
    buf->data[buf->length] = 0;
}

void buf_format_list(struct buf *buf, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, list);
    if (length < 0)
        buf->failed = true;
    else if (buf_reserve(buf, (size_t)length + 1)) {
        vsnprintf(buf->data + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    buf_format_list(buf, format, list);
    va_end(list);
}

void buf_codepoint(struct buf *buf, uint32_t c)
{
    char out[4];
    size_t length;
    if (c < 0x80) {
        out[0] = (char)c;
        length = 1;
    } else if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        length = 2;
    } else if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        length = 3;
    } else {
        out[0] = (char)(0xf0 | c >> 18);
        out[1] = (char)(0x80 | (c >> 12 & 0x3f));
        out[2] = (char)(0x80 | (c >> 6 & 0x3f));
        out[3] = (char)(0x80 | (c & 0x3f));
        length = 4;
    }
    buf_add(buf, out, length);
}

void buf_cut(struct buf *buf, size_t length)
{
    if (length >= buf->length)
        return;
    buf->length = length;
    buf->data[length] = 0;
}

static void big_endian(struct buf *buf, uint64_t value, int bytes)
{
    char out[8];
    for (int i = 0; i < bytes; i++)
        out[i] = (char)(value >> (8 * (bytes - 1 - i)));
    buf_add(buf, out, (size_t)bytes);
}

void buf_u8(struct buf *buf, uint8_t value) { big_endian(buf, value, 1); }
void buf_u16(struct buf *buf, uint16_t value) { big_endian(buf, value, 2); }
void buf_u32(struct buf *buf, uint32_t value) { big_endian(buf, value, 4); }
void buf_u64(struct buf *buf, uint64_t value) { big_endian(buf, value, 8); }

void buf_blob(struct buf *buf, const void *bytes, size_t length)
{
    if (length > UINT32_MAX) {
        buf->failed = true;
        return;
    }
    buf_u32(buf, (uint32_t)length);
    buf_add(buf, bytes, length);
}

void buf_string(struct buf *buf, const char *text)
{
    buf_blob(buf, text ? text : "", text ? strlen(text) : 0);
}

char *buf_take(struct buf *buf, size_t *length)
{
    if (!buf->capacity)
        buf_reserve(buf, 1);
    if (buf->failed)
        return NULL;
    char *data = buf->data;
    if (length)
        *length = buf->length;
    buf_init(buf, buf->allocator);
    return data;
}
