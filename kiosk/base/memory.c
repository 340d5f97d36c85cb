#include "base/memory.h"

static void *resize_system(void *context, void *block, size_t size)
{
    (void)context;
    if (size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, size);
}

const struct allocator allocator_system = { .resize = resize_system };

void *memory_resize(const struct allocator *allocator, void *block, size_t size)
{
    if (!allocator)
        allocator = &allocator_system;
    return allocator->resize(allocator->context, block, size);
}

static void *resize_failing(void *context, void *block, size_t size)
{
    struct failing_allocator *failing = context;
    if (size > 0) {
        failing->calls++;
        if (failing->fail_at && failing->calls >= failing->fail_at)
            return NULL;
    }
    return resize_system(NULL, block, size);
}

void failing_allocator_init(struct failing_allocator *failing, size_t fail_at)
{
    failing->allocator.resize = resize_failing;
    failing->allocator.context = failing;
    failing->calls = 0;
    failing->fail_at = fail_at;
}
