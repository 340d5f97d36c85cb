/*
 * Both directions of the keeper's socket: whatever can be read as a request or an answer is written again as the same bytes. A seed that begins with "hex" holds the
 * bytes as hexadecimal digits.
 */
#include <stdint.h>

#include "keeper/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void same(const struct buf *out, const unsigned char *bytes, size_t length)
{
    if (buf_failed(out) || out->length != length || memcmp(out->data, bytes, length) != 0)
        abort();
}

static void both_ways(const struct frame *frame, const unsigned char *bytes)
{
    struct error error = { 0 };
    struct buf out = BUF_INIT;
    struct arena arena;
    arena_init(&arena, NULL, FRAME_MEMORY);
    const struct message_type *type = frame->kind < MESSAGE_KINDS ? &message_types[frame->kind] : NULL;
    void *ask = arena_alloc(&arena, type ? type->ask_size : 1), *answer = arena_alloc(&arena, type ? type->answer_size : 1);
    if (!ask || !answer)
        abort();
    if (frame_read_ask(frame, &arena, ask, &error) == 0) {
        if (!type || frame_ask(&out, (enum message_kind)frame->kind, frame->number, ask, &error))
            abort();
        same(&out, bytes, frame->size);
    }
    buf_clear(&out);
    error_clear(&error);
    int code = frame_read_answer(frame, &arena, answer, &error);
    if (code == 0) {
        if (frame_answer(&out, frame->kind, frame->number, answer, &error))
            abort();
        same(&out, bytes, frame->size);
    } else {
        char text[2000];
        error_text(&error, NULL, text, sizeof text);
        if (code > 0 || error.code != (enum error_code)code || !error.message)
            abort();
    }
    buf_release(&out);
    arena_release(&arena);
}

static int digit(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf decoded = BUF_INIT;
    struct frame frame;
    int high = -1;
    for (size_t i = 3; size > 3 && memcmp(bytes, "hex", 3) == 0 && i < size; i++) {
        int value = digit(bytes[i]);
        if (value >= 0 && high >= 0)
            buf_char(&decoded, (char)(high * 16 + value));
        if (value >= 0)
            high = high >= 0 ? -1 : value;
    }
    const unsigned char *at = decoded.length ? (const unsigned char *)decoded.data : bytes;
    size_t left = decoded.length ? decoded.length : size;
    while (frame_read(at, left, &frame, NULL) == 1) {
        if (frame.size > left || frame.length > frame.size)
            abort();
        both_ways(&frame, at);
        at += frame.size;
        left -= frame.size;
    }
    buf_release(&decoded);
    return 0;
}
