/* Text of any bytes: cleaned, cut, wrapped, folded, put into visual order. The first byte is the width of the lines. */
#include <stdint.h>

#include "base/bidi.h"
#include "base/intl.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* wcwidth wants the locale; libFuzzer's main() knows of none. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    intl_start();
    return 0;
}

static void wrap(struct arena *arena, const char *text, size_t length, int cells)
{
    size_t count = 0, before = 0;
    struct text_line *lines = text_wrap(arena, text, length, cells, &count);
    if (!lines || count == 0)
        abort();
    for (size_t i = 0; i < count; i++) {
        /* lines are in order, within the text; what is wider than a line sticks out by one cell at most, on a line of one */
        if (lines[i].start < before || lines[i].start + lines[i].length > length || lines[i].width > (cells > 1 ? cells : 2))
            abort();
        before = lines[i].start + lines[i].length;
        if (lines[i].width != text_width(text + lines[i].start, lines[i].length))
            abort();
    }
}

static void order(struct arena *arena, const char *text, size_t length)
{
    struct bidi_paragraph *paragraph = bidi_resolve(arena, text, length, DIRECTION_RTL);
    if (!paragraph)
        abort();
    uint32_t *visual = arena_array(arena, paragraph->count, sizeof *visual);
    bool *seen = arena_array(arena, paragraph->count, sizeof *seen);
    bidi_order(paragraph, 0, paragraph->count, visual);
    for (size_t i = 0; i < paragraph->count; i++) {
        if (visual[i] >= paragraph->count || seen[visual[i]] || paragraph->clusters[i].source >= length)
            abort();
        seen[visual[i]] = true;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size < 1 || size > 100000)
        return 0;
    int cells = bytes[0] % 100 + 1, used;
    const char *text = (const char *)bytes + 1;
    size_t length = size - 1;
    struct buf clean = BUF_INIT, other = BUF_INIT;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    wrap(&arena, text, length, cells);
    order(&arena, text, length);
    text_clean(&clean, text, length, bytes[0] & 1);
    if (!text_valid(clean.data, clean.length))
        abort();
    wrap(&arena, clean.data, clean.length, cells);
    text_shorten(&other, clean.data, clean.length, cells, bytes[0] & 2);
    if (text_width(other.data, other.length) > cells || text_fit(clean.data, clean.length, cells, &used) > clean.length || used > cells)
        abort();
    buf_clear(&other);
    if (!text_nfc(&other, text, length) || !text_fold(&other, text, length) || !text_search_form(&other, text, length)
        || !text_valid(other.data, other.length))
        abort();
    text_trim(text, &length);
    buf_release(&clean);
    buf_release(&other);
    arena_release(&arena);
    return 0;
}
