/*
 * Bundles, as they come on a stick: the input is read as a file, and a second time as the lines within one, deflated, sealed and signed with keys that the target knows; so the
 * reader of lines is reached as well. %D in the input stands for the digest of the text "words" with the salt 02…02. What is taken must be the lines that were given.
 */
#include <stdint.h>

#include "unit/bundle_forge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define INPUT_LIMIT ((size_t)1 << 20)

static void column(struct buf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        switch (text[i]) {
        case '\\': buf_text(out, "\\\\"); break;
        case '\t': buf_text(out, "\\t"); break;
        case '\n': buf_text(out, "\\n"); break;
        case '\r': buf_text(out, "\\r"); break;
        default: buf_char(out, text[i]);
        }
}

static int again_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    char hex[2 * PAYLOAD_SALT + 1];
    (void)seq, (void)error;
    buf_format(context, "\tpayload\t%s\t", hex_from(hex, salt, PAYLOAD_SALT));
    column(context, body, length);
    buf_char(context, '\n');
    return 0;
}

static int again_profile(void *context, const struct bundle_profile *profile, struct error *error)
{
    (void)error;
    buf_format(context, "\tprofile\t%s\t%lld\t%lld\t%s", profile->person, (long long)profile->version, (long long)profile->changed,
               person_role_name(profile->role));
    for (int i = 0; i < PROFILE_COUNT; i++)
        buf_format(context, "\t%s", profile->values[i] ? profile->values[i] : "\\N");
    buf_format(context, "\t%d\t%d\t%d\t%d\n", profile->follow_up, profile->surveys, profile->government, profile->provisional);
    return 0;
}

/* Whether it was taken; seen: the lines again. */
static bool read_all(const struct forge *forge, const void *bytes, size_t length, struct buf *seen)
{
    const struct bundle_visitor visitor = { .event = forge_see_event, .payload = again_payload, .profile = again_profile, .context = seen };
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
