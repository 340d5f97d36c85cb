/* What is decoded is valid UTF-8 without control characters, and what is refused leaves nothing behind. */
#include <stdint.h>

#include "base/encoding.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf out = BUF_INIT;
    struct error error = { 0 };
    enum encoding encoding;
    if (encoding_decode(&out, bytes, size, &encoding, &error)) {
        if (out.length > 0 || !error.message)
            abort();
    } else {
        if (!text_valid(out.data, out.length) || strlen(out.data) != out.length || strchr(out.data, '\r') || strchr(out.data, '\033'))
            abort();
    }
    buf_release(&out);
    return 0;
}
