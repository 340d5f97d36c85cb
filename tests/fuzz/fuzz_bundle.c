/*
 * Bundles, as they come on a stick: the input is read as a file, and a second time as the lines within one, deflated, sealed and signed with keys that the target knows; so the
 * reader of lines is reached as well. %D in the input stands for the digest of the text "words" with the salt 02…02. What is taken must be the lines that were given.
 */
#include <stdint.h>

#include "unit/bundle_forge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define INPUT_LIMIT ((size_t)1 << 20)

/* Whether it was taken; seen: the lines again. */
static bool read_all(const struct forge *forge, const void *bytes, size_t length, struct buf *seen)
{
    const struct bundle_visitor visitor = forge_again(seen);
    struct bundle_reader *reader = NULL;
    struct error error = { 0 };
    char path[40];
    int fd = forge_file(path, bytes, length);
    int code = bundle_open(&reader, path, NULL, &error);
    if (!code)
        code = bundle_verify(reader, &error);
    if (!code)
        code = bundle_read(reader, &forge->coordinator, &visitor, &error);
    FORGE_TRY(code == 0 || error.message);
    bundle_close(reader);
    close(fd);
    return code == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const struct forgery honest;
    unsigned char salt[PAYLOAD_SALT];
    struct forge forge;
    struct digest digest;
    struct buf lines = BUF_INIT, file = BUF_INIT, seen = BUF_INIT;
    char hex[DIGEST_HEX];
    if (size > INPUT_LIMIT)
        return 0;
    forge_init(&forge, 1);
    read_all(&forge, bytes, size, &seen);
    memset(salt, 2, sizeof salt);
    payload_digest(&digest, salt, "words", 5);
    hex_from(hex, digest.bytes, DIGEST_BYTES);
    for (size_t i = 0; i < size; i++) {
        bool mark = bytes[i] == '%' && i + 1 < size && bytes[i + 1] == 'D';
        buf_add(&lines, mark ? hex : (const char *)bytes + i, mark ? DIGEST_HEX - 1 : 1);
        i += mark;
    }
    buf_clear(&seen);
    forge_bundle(&forge, &honest, lines.data, lines.length, &file);
    if (read_all(&forge, file.data, file.length, &seen))
        FORGE_TRY(seen.length == lines.length && memcmp(seen.data, lines.data, seen.length) == 0);
    buf_release(&lines);
    buf_release(&file);
    buf_release(&seen);
    return 0;
}
