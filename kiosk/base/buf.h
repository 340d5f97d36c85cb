/*
 * A growable run of bytes, the only one. It is always ended by a NUL that is not counted.
 * Failure is sticky: after a failed allocation every append does nothing, and buf_failed() says so; so appends need no check of their own.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"

struct buf {
    char *data;                                  /* never NULL once initialised; owned */
    size_t length, capacity;
    bool failed;
    const struct allocator *allocator;
};

extern char buf_empty[1];
#define BUF_INIT { .data = buf_empty }

void buf_init(struct buf *buf, const struct allocator *allocator);
void buf_release(struct buf *buf);
void buf_clear(struct buf *buf);                 /* empty, and not failed; keeps its memory */
bool buf_reserve(struct buf *buf, size_t more);  /* room for so many further bytes; false and failed if there is none */

void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_text(struct buf *buf, const char *text);
void buf_char(struct buf *buf, char c);
void buf_fill(struct buf *buf, char c, size_t count);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_format_list(struct buf *buf, const char *format, va_list list);
void buf_codepoint(struct buf *buf, uint32_t codepoint); /* as UTF-8 */
void buf_cut(struct buf *buf, size_t length);    /* shortens to length, if it is longer */

/* Numbers, big endian; a text or blob with its length in front of it (u32). The cursor reads them back. */
void buf_u8(struct buf *buf, uint8_t value);
void buf_u16(struct buf *buf, uint16_t value);
void buf_u32(struct buf *buf, uint32_t value);
void buf_u64(struct buf *buf, uint64_t value);
void buf_blob(struct buf *buf, const void *bytes, size_t length);
void buf_string(struct buf *buf, const char *text); /* NULL is written as "" */

/* Gives the memory away (free with memory_resize(allocator, p, 0)); the buf is empty afterwards. NULL if failed. */
char *buf_take(struct buf *buf, size_t *length);

static inline bool buf_failed(const struct buf *buf) { return buf->failed; }

#endif
