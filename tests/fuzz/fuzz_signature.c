/* A signature that is taken must be written as the same bytes; keys likewise. */
#include <stdint.h>

#include "pack/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct signature signature;
    struct public_key public_key, public_again;
    struct secret_key secret_key;
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    const char *input = (const char *)bytes;
    if (signature_parse(input, size, &signature, &error) == 0) {
        signature_write(&signature, &text);
        if (text.length != size || memcmp(text.data, input, size) != 0)
            abort();
    }
    buf_clear(&text);
    if (public_key_parse(input, size, &public_key, &error) == 0) {
        public_key_write(&public_key, &text);
        if (public_key_parse(text.data, text.length, &public_again, &error) != 0 || memcmp(public_again.key, public_key.key, sizeof public_key.key) != 0)
            abort();
    }
    secret_key_parse(input, size, &secret_key, &error);
    buf_release(&text);
    return 0;
}
