/*
 * Documents of every kind, as they come on a stick. What is taken must be written as the same bytes. Signatures are found by no fuzzer, so the input is read a second time as
 * the fields alone, signed with a key that the target knows: %K in the input stands for that key.
 */
#include <sodium.h>
#include <stdint.h>

#include "base/digest.h"
#include "records/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void same_again(const struct document *document, const char *want, size_t length)
{
    struct buf text = BUF_INIT;
    struct error error = { 0 };
    if (document_text(&text, document, &error) || text.length != length || memcmp(text.data, want, length) != 0)
        abort();
    buf_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const unsigned char seed[crypto_sign_SEEDBYTES] = { 7 };
    unsigned char public[32], secret[64], signature[64];
    char hex[65], signature_hex[129];
    struct arena arena;
    struct buf text = BUF_INIT;
    struct document document;
    struct error error = { 0 };
    size_t head = 0;
    if (sodium_init() < 0)
        return 0;
    crypto_sign_seed_keypair(public, secret, seed);
    hex_from(hex, public, sizeof public);
    arena_init(&arena, NULL, 64u << 20);
    document_read(&document, DOCUMENT_NONE, (const char *)bytes, size, "input", &arena, &error);
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '%' && i + 1 < size && bytes[i + 1] == 'K') {
            buf_text(&text, hex);
            i++;
        } else {
            buf_char(&text, (char)bytes[i]);
        }
    }
    if (document_head_read(&document, DOCUMENT_BUNDLE, text.data, text.length, "input", &arena, &head, &error) == 0 ||
        document_head_read(&document, DOCUMENT_BACKUP, text.data, text.length, "input", &arena, &head, &error) == 0)
        same_again(&document, text.data, head - 1);
    size_t length = text.length;
    crypto_sign_detached(signature, NULL, (const unsigned char *)text.data, length, secret);
    buf_format(&text, "signature %s\n", hex_from(signature_hex, signature, sizeof signature));
    if (document_read(&document, DOCUMENT_NONE, text.data, text.length, "input", &arena, &error) == 0)
        same_again(&document, text.data, length);
    buf_release(&text);
    arena_release(&arena);
    return 0;
}
