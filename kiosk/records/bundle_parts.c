#include "records/bundle_parts.h"

int64_t bundle_sealed(int64_t deflated)
{
    return BUNDLE_STREAM_HEAD + deflated + (deflated + BUNDLE_CHUNK - 1) / BUNDLE_CHUNK * BUNDLE_STREAM_MORE;
}

int bundle_seal_key(unsigned char out[BUNDLE_SEALED_KEY], const unsigned char key[BUNDLE_STREAM_KEY], const unsigned char recipient[TRUST_PUBLIC],
                    const struct random_source *random)
{
    unsigned char seed[crypto_box_SEEDBYTES], secret[crypto_box_SECRETKEYBYTES], nonce[crypto_box_NONCEBYTES];
    crypto_generichash_state state;
    random->bytes(random->context, seed, sizeof seed);
    crypto_box_seed_keypair(out, secret, seed);
    crypto_generichash_init(&state, NULL, 0, sizeof nonce);
    crypto_generichash_update(&state, out, crypto_box_PUBLICKEYBYTES);
    crypto_generichash_update(&state, recipient, TRUST_PUBLIC);
    crypto_generichash_final(&state, nonce, sizeof nonce);
    int result = crypto_box_easy(out + crypto_box_PUBLICKEYBYTES, key, BUNDLE_STREAM_KEY, nonce, recipient, secret);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret, sizeof secret);
    return result;
}

struct document bundle_certificate(const struct document_bundle *head)
{
    return (struct document){ .kind = DOCUMENT_CERTIFICATE, .certificate = { .centre = head->centre, .key = head->key, .origin = head->origin,
                                                                             .terminal = head->terminal, .grant = head->grant } };
}

bool bundle_line_fits(const char *line, size_t length, const char *origin, int64_t seq)
{
    char number[24];
    size_t uuid = UUID_SIZE - 1, digits = sizeof number;
    do {
        number[--digits] = (char)('0' + seq % 10);
        seq /= 10;
    } while (seq > 0);
    size_t size = sizeof number - digits;
    return length > uuid + size + 2 && memcmp(line, origin, uuid) == 0 && line[uuid] == '\t' && memcmp(line + uuid + 1, number + digits, size) == 0 &&
           line[uuid + 1 + size] == '\t' && !memchr(line, 0, length) && !memchr(line, '\n', length);
}

int bundle_line_payload(struct digest *digest, const char *line, size_t length)
{
    const size_t digits = 2 * DIGEST_BYTES;
    char hex[2 * DIGEST_BYTES + 1];
    if (length >= 3 && memcmp(line + length - 3, "\t\\N", 3) == 0)
        return 0;
    if (length <= digits || line[length - digits - 1] != '\t')
        return -1;
    memcpy(hex, line + length - digits, digits);
    hex[digits] = 0;
    return hex_to(digest->bytes, sizeof digest->bytes, hex) ? -1 : 1;
}

bool bundle_code_valid(const char *code)
{
    size_t length = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return length > 0 && length <= 40 && code[length] == 0;
}

/* Each block has its size in front of it. */
union block {
    size_t size;
    max_align_t align;
};

static voidpf zlib_take(voidpf context, uInt items, uInt size)
{
    const struct allocator *allocator = context;
    size_t bytes = (size_t)items * size + sizeof(union block);
    union block *block = memory_resize(allocator, NULL, bytes);
    if (!block)
        return Z_NULL;
    block->size = bytes;
    memset(block + 1, 0, bytes - sizeof *block); /* so that the same lines give the same bytes, and no tool sees old ones */
    return block + 1;
}

static void zlib_give(voidpf context, voidpf memory)
{
    const struct allocator *allocator = context;
    union block *block = (union block *)memory - 1;
    sodium_memzero(block, block->size);
    memory_resize(allocator, block, 0);
}

void bundle_zlib_init(z_stream *zlib, const struct allocator *allocator)
{
    *zlib = (z_stream){ .zalloc = zlib_take, .zfree = zlib_give, .opaque = (voidpf)(uintptr_t)(allocator ? allocator : &allocator_system) };
}
