/*
 * Memory for what is read in one go and freed at once: a parsed lesson, a bank, a message.
 * Returns NULL where there is none, or more than the limit; that is sticky (arena_failed), so that a parser may check once.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

struct arena_block;
struct arena {
    struct arena_block *blocks;                  /* owned */
    char *next, *end;                            /* the free rest of the newest block */
    size_t used, limit;                          /* bytes given out; at most limit (0: no limit) */
    bool failed;
    const struct allocator *allocator;
};

void arena_init(struct arena *arena, const struct allocator *allocator, size_t limit);
void arena_release(struct arena *arena);

/* Zeroed, aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_array(struct arena *arena, size_t count, size_t size); /* checks the product */
/* A copy ended by NUL. */
char *arena_copy(struct arena *arena, const char *text, size_t length);
char *arena_text(struct arena *arena, const char *text);           /* NULL for NULL, which is no failure */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Doubles an array in the arena when count has reached *capacity; the old one stays behind until release. NULL on failure. */
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);

static inline bool arena_failed(const struct arena *arena) { return arena->failed; }

#endif
