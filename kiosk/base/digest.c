#include "base/digest.h"

#include <sodium.h>

void digest_of_two(struct digest *digest, const void *a, size_t a_length, const void *b, size_t b_length)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof digest->bytes);
    if (a_length)
        crypto_generichash_update(&state, a, a_length);
    if (b_length)
        crypto_generichash_update(&state, b, b_length);
    crypto_generichash_final(&state, digest->bytes, sizeof digest->bytes);
}

void digest_of(struct digest *digest, const void *bytes, size_t length)
{
    digest_of_two(digest, bytes, length, NULL, 0);
}

char *hex_from(char *out, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++) {
        out[2 * i] = "0123456789abcdef"[at[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[at[i] & 15];
    }
    out[2 * length] = 0;
    return out;
}

int hex_to(void *bytes, size_t length, const char *hex)
{
    unsigned char *out = bytes;
    if (strlen(hex) != 2 * length)
        return -1;
    for (size_t i = 0; i < 2 * length; i++) {
        char c = hex[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        out[i / 2] = (unsigned char)(i % 2 ? out[i / 2] | digit : digit << 4);
    }
    return 0;
}
