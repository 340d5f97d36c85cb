#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>

struct arena_block {
    struct arena_block *older;
    max_align_t start[];
};

#define BLOCK_SIZE 16384

void arena_init(struct arena *arena, const struct allocator *allocator, size_t limit)
{
    memset(arena, 0, sizeof *arena);
    arena->allocator = allocator;
    arena->limit = limit;
}

void arena_release(struct arena *arena)
{
    while (arena->blocks) {
        struct arena_block *older = arena->blocks->older;
        memory_resize(arena->allocator, arena->blocks, 0);
        arena->blocks = older;
    }
    arena_init(arena, arena->allocator, arena->limit);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (arena->failed || size > SIZE_MAX / 2)
        goto fail;
    size = size ? (size + align - 1) / align * align : align;
    if (arena->limit && size > arena->limit - arena->used)
        goto fail;
    if (size > (size_t)(arena->end - arena->next)) {
        size_t room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE;
        struct arena_block *block = memory_resize(arena->allocator, NULL, sizeof *block + room);
        if (!block)
            goto fail;
        block->older = arena->blocks;
        arena->blocks = block;
        if (room == size) {                      /* a large one has a block of its own; what is left of the last one is given up */
            arena->next = arena->end = NULL;
            arena->used += size;
            return memset(block->start, 0, size);
        }
        arena->next = (char *)block->start;
        arena->end = arena->next + room;
    }
    void *given = arena->next;
    arena->next += size;
    arena->used += size;
    return memset(given, 0, size);
fail:
    arena->failed = true;
    return NULL;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        arena->failed = true;
        return NULL;
    }
    return arena_alloc(arena, count * size);
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = length < SIZE_MAX ? arena_alloc(arena, length + 1) : NULL;
    if (copy && length)
        memcpy(copy, text, length);
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(NULL, 0, format, list);
    va_end(list);
    char *text = length < 0 ? NULL : arena_alloc(arena, (size_t)length + 1);
    if (!text)
        return NULL;
    va_start(list, format);
    vsnprintf(text, (size_t)length + 1, format, list);
    va_end(list);
    return text;
}

void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return array;
    size_t larger = *capacity ? *capacity * 2 : 8;
    void *grown = arena_array(arena, larger, size);
    if (!grown)
        return NULL;
    if (count)
        memcpy(grown, array, count * size);
    *capacity = larger;
    return grown;
}
