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

static const unsigned char digits[256] = {       /* 16 and the digit's value */
    ['0'] = 16, ['1'] = 17, ['2'] = 18, ['3'] = 19, ['4'] = 20, ['5'] = 21, ['6'] = 22, ['7'] = 23, ['8'] = 24, ['9'] = 25,
    ['a'] = 26, ['b'] = 27, ['c'] = 28, ['d'] = 29, ['e'] = 30, ['f'] = 31,
};

int hex_to(void *bytes, size_t length, const char *hex)
{
    unsigned char *out = bytes;
    for (size_t i = 0; i < length; i++) {
        unsigned char high = digits[(unsigned char)hex[2 * i]], low = high ? digits[(unsigned char)hex[2 * i + 1]] : 0;
        if (!low)
            return -1;
        out[i] = (unsigned char)((high & 15) << 4 | (low & 15));
    }
    return hex[2 * length] ? -1 : 0;
}
