/* A line of the log: what is read is written again byte for byte, and its fields survive being written anew. */
#include "records/event.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct event event;
    struct error error = { 0 };
    arena_init(&arena, NULL, 4 << 20);
    if (event_line_read(&event, (const char *)data, size, &arena, &error) == 0) {
        struct buf line = BUF_INIT;
        event_line_write(&line, &event);
        if (line.length != size || memcmp(line.data, data, size) != 0)
            __builtin_trap();
        buf_clear(&line);
        event_data_write(&line, &event);
        struct event again = event;
        again.data = line.data;
        if (event_data_read(&again, &arena, &error) < 0 && error.code != ERROR_MEMORY)
            __builtin_trap();
        buf_release(&line);
    }
    arena_release(&arena);
    return 0;
}
