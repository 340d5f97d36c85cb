/*
 * Where memory comes from. An allocator is handed in, so that a test can make the N-th call fail.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

struct allocator {
    /* As realloc(3); size 0 frees and returns NULL. */
    void *(*resize)(void *context, void *block, size_t size);
    void *context;
};

/* The system's. A NULL allocator means this one, everywhere. */
extern const struct allocator allocator_system;

void *memory_resize(const struct allocator *allocator, void *block, size_t size);

/* An allocator that fails from the N-th call on (from 1; 0: never), and counts. */
struct failing_allocator {
    struct allocator allocator;
    size_t calls, fail_at;
};
void failing_allocator_init(struct failing_allocator *failing, size_t fail_at);

#endif
