/* Whatever comes in (the first byte says in which format), what comes out may be shown: valid, printable, trimmed, and not much longer. */
#include <stdint.h>

#include "base/text.h"
#include "model/markup.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf text = BUF_INIT, out = BUF_INIT;
    if (size == 0)
        return 0;
    buf_add(&text, bytes + 1, size - 1);
    markup_plain(&out, text.data, (enum text_format)(bytes[0] % TEXT_FORMAT_COUNT));
    if (!text_valid(out.data, out.length) || out.length > 8 * size + 64)
        abort();
    for (size_t at = 0, step; at < out.length; at += step) {
        uint32_t codepoint = text_next(out.data + at, out.length - at, &step);
        if (codepoint != '\n' && !text_printable(codepoint))
            abort();
    }
    if (out.length > 0 && strchr(" \n", out.data[out.length - 1]))
        abort();
    if (strstr(out.data, " \n") || strstr(out.data, "\n\n\n"))
        abort();
    buf_release(&text);
    buf_release(&out);
    return 0;
}
