/*
 * BLAKE2b with 32 bytes (libsodium's crypto_generichash): the chain of the log, digests of units.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define DIGEST_BYTES 32
#define DIGEST_HEX (2 * DIGEST_BYTES + 1)

struct digest {
    unsigned char bytes[DIGEST_BYTES];
};

void digest_of(struct digest *digest, const void *bytes, size_t length);
/* Of two parts, one behind the other. */
void digest_of_two(struct digest *digest, const void *a, size_t a_length, const void *b, size_t b_length);

/* Lower-case hexadecimal; out has 2·length+1 bytes. */
char *hex_from(char *out, const void *bytes, size_t length);
/* Exactly length bytes from 2·length hexadecimal digits and a NUL; -1 if it is anything else. */
int hex_to(void *bytes, size_t length, const char *hex);

#endif
