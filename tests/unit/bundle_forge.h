/*
 * Bundles for tests: parties with fixed keys, lines that follow from their number, and a forge that seals and signs whatever it is given, sense or
 * nonsense, as bundle_writer never would. No libcheck: fuzz targets and other programs use it too.
 */
#ifndef TESTS_BUNDLE_FORGE_H
#define TESTS_BUNDLE_FORGE_H

#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "records/bundle.h"
#include "records/origin.h"

#define FORGE_CENTRE "01930000-0000-7000-8000-00000000c001"
#define FORGE_ORIGIN "01930000-0000-7000-8000-0000000000f1"
#define FORGE_PERSON "01930000-0000-7000-8000-%012lld"
#define FORGE_GRANT "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define FORGE_TRY(good)                                                   \
    do {                                                                  \
        if (!(good)) {                                                    \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #good);    \
            abort();                                                      \
        }                                                                 \
    } while (0)

struct forge {
    struct sign_pair centre, terminal;
    struct seal_pair coordinator, safe, stranger;
    unsigned char recipients[3][TRUST_PUBLIC];   /* coordinator, safe, and the coordinator again */
    struct seeded_source random;
    struct bundle_maker maker;
};

static inline void forge_sign_pair(struct sign_pair *pair, int number)
{
    unsigned char secret[TRUST_SECRET];
    memset(secret, number, sizeof secret);
    trust_sign_pair(pair, secret, TRUST_SIGN);
}

static inline void forge_seal_pair(struct seal_pair *pair, int number)
{
    unsigned char secret[TRUST_SECRET];
    memset(secret, number, sizeof secret);
    trust_seal_pair(pair, secret, TRUST_SEAL);
}

static inline void forge_init(struct forge *forge, size_t recipients)
{
    FORGE_TRY(sodium_init() >= 0);
    memset(forge, 0, sizeof *forge);
    forge_sign_pair(&forge->centre, 2);
    forge_sign_pair(&forge->terminal, 3);
    forge_seal_pair(&forge->coordinator, 1);
    forge_seal_pair(&forge->safe, 4);
    forge_seal_pair(&forge->stranger, 5);
    memcpy(forge->recipients[0], forge->coordinator.public, TRUST_PUBLIC);
    memcpy(forge->recipients[1], forge->safe.public, TRUST_PUBLIC);
    memcpy(forge->recipients[2], forge->coordinator.public, TRUST_PUBLIC);
    seeded_source_init(&forge->random, 1);
    forge->maker = (struct bundle_maker){ .centre = FORGE_CENTRE, .centre_key = &forge->centre,
                                          .recipients = (const unsigned char (*)[TRUST_PUBLIC])forge->recipients, .recipient_count = recipients,
                                          .grant = FORGE_GRANT, .origin = FORGE_ORIGIN, .terminal_secret = forge->terminal.secret,
                                          .random = &forge->random.source, .made = 1763900000000 };
}

/* The line of event seq, without line end. */
static inline void forge_line(struct buf *out, int64_t seq, const char *payload)
{
    char item[24], actor[UUID_SIZE];
    snprintf(item, sizeof item, "item-%lld", (long long)seq % 40);
    snprintf(actor, sizeof actor, FORGE_PERSON, (long long)seq % 9);
    struct event event = { .kind = EVENT_ANSWERED, .kind_name = "answered", .actor = actor, .attempt = "01930000-0000-7000-8000-0000000000a1",
                           .pack = "business-skills", .version = "1.0.0", .unit = "post-test", .digest = FORGE_GRANT, .language = "en", .item = item,
                           .at = 1763900000000 + seq * 7001, .origin = FORGE_ORIGIN, .boot = "11111111-2222-4333-8444-555555555555", .seq = seq,
                           .payload = payload, .answered = { .seed = (int64_t)((uint64_t)seq * 0x9e3779b97f4a7c15), .response = "a\tb \\ \"c\"\nd", .seconds = 7 } };
    struct buf data = BUF_INIT;
    event_data_write(&data, &event);
    event.data = data.data;
    event_line_write(out, &event);
    FORGE_TRY(!buf_failed(out) && !buf_failed(&data));
    buf_release(&data);
}

static inline void forge_salt(unsigned char salt[PAYLOAD_SALT], int64_t seq)
{
    memset(salt, (int)(seq % 250) + 1, PAYLOAD_SALT);
}

/* Event seq with free text: the line, LF, the line of the text, LF. */
static inline void forge_text(struct buf *out, int64_t seq, const char *body)
{
    unsigned char salt[PAYLOAD_SALT];
    struct digest digest;
    char hex[DIGEST_HEX], salt_hex[2 * PAYLOAD_SALT + 1];
    forge_salt(salt, seq);
    payload_digest(&digest, salt, body, strlen(body));
    forge_line(out, seq, hex_from(hex, digest.bytes, DIGEST_BYTES));
    buf_format(out, "\n\tpayload\t%s\t", hex_from(salt_hex, salt, sizeof salt));
    for (const char *at = body; *at; at++)
        if (*at == '\\' || *at == '\t' || *at == '\n' || *at == '\r')
            buf_format(out, "\\%c", *at == '\t' ? 't' : *at == '\n' ? 'n' : *at == '\r' ? 'r' : '\\');
        else
            buf_char(out, *at);
    buf_char(out, '\n');
}

/* What may be wrong with a bundle that is signed all the same; all 0: nothing. */
struct forgery {
    int64_t first, last, count;                  /* 0: 1, the number of event lines, as many as from first to last */
    const struct digest *before, *after;         /* NULL: 0, what the lines give */
    bool deflated;                               /* the bytes given are not lines, but what they would be deflated to */
    bool no_final, early_final, rekey;           /* marks of chunks */
    bool bad_key;                                /* what is sealed for the recipients is no key */
    int64_t bytes;                               /* added to what the head says of them */
};

static inline void forge_deflate(struct buf *out, const void *bytes, size_t length)
{
    uLongf size = compressBound(length);
    FORGE_TRY(buf_reserve(out, size));
    FORGE_TRY(compress2((Bytef *)out->data + out->length, &size, bytes, length, 6) == Z_OK);
    out->length += size;
}

/* Appends a whole bundle. */
static inline void forge_bundle(struct forge *forge, const struct forgery *forgery, const void *bytes, size_t length, struct buf *out)
{
    enum { SEALED = crypto_box_SEALBYTES + 32, CHUNK = BUNDLE_CHUNK };
    static unsigned char chunk[CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES];
    unsigned char key[32], sealed[3][SEALED], head[crypto_secretstream_xchacha20poly1305_HEADERBYTES], signature[64];
    char key_hex[65], terminal_hex[65], certificate[129], before[65], after[65], ids[3][TRUST_ID_SIZE], keys[3][2 * SEALED + 1];
    struct document_named recipients[3];
    struct digest chain = { { 0 } }, associated;
    struct buf deflated = BUF_INIT;
    struct error error = { 0 };
    int64_t lines = 0;
    size_t start = out->length;
    memset(key, 9, sizeof key);
    for (size_t i = 0; i < forge->maker.recipient_count; i++) {
        crypto_box_seal(sealed[i], key, sizeof key, forge->recipients[i]);
        sealed[i][SEALED - 1] ^= forgery->bad_key;
        trust_seal_id(ids[i], forge->recipients[i]);
        recipients[i] = (struct document_named){ ids[i], hex_from(keys[i], sealed[i], SEALED) };
    }
    if (forgery->before)
        chain = *forgery->before;
    hex_from(before, chain.bytes, DIGEST_BYTES);
    if (forgery->deflated)
        buf_add(&deflated, bytes, length);
    else
        forge_deflate(&deflated, bytes, length);
    for (const char *at = bytes, *end = at + length, *stop; !forgery->deflated && at < end && (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1)
        if (*at != '\t') {
            event_chain(&chain, at, (size_t)(stop - at));
            lines++;
        }
    hex_from(after, forgery->after ? forgery->after->bytes : chain.bytes, DIGEST_BYTES);
    int64_t first = forgery->first ? forgery->first : 1, last = forgery->last ? forgery->last : first + lines - 1;
    struct document document = { .kind = DOCUMENT_CERTIFICATE, .certificate = { .centre = FORGE_CENTRE,
        .key = hex_from(key_hex, forge->centre.public, 32), .origin = FORGE_ORIGIN, .terminal = hex_from(terminal_hex, forge->terminal.public, 32) } };
    FORGE_TRY(document_sign(certificate, &document, forge->centre.secret, &error) == 0);
    document = (struct document){ .kind = DOCUMENT_BUNDLE, .bundle = { .centre = FORGE_CENTRE, .key = key_hex, .origin = FORGE_ORIGIN, .terminal = terminal_hex,
        .certificate = certificate, .first = first, .last = last, .count = forgery->count ? forgery->count : last - first + 1, .before = before, .after = after,
        .made = 5, .bytes = (int64_t)deflated.length + forgery->bytes, .recipient = { recipients, forge->maker.recipient_count } } };
    FORGE_TRY(document_head_write(out, &document, &error) == 0);
    digest_of(&associated, out->data + start, out->length - start);
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_secretstream_xchacha20poly1305_init_push(&stream, head, key);
    buf_add(out, head, sizeof head);
    for (size_t at = 0; at < deflated.length; at += CHUNK) {
        size_t part = deflated.length - at < CHUNK ? deflated.length - at : CHUNK;
        bool end = at + part == deflated.length;
        unsigned char tag = (end && !forgery->no_final) || forgery->early_final ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                            : forgery->rekey ? crypto_secretstream_xchacha20poly1305_TAG_REKEY : 0;
        crypto_secretstream_xchacha20poly1305_push(&stream, chunk, NULL, (unsigned char *)deflated.data + at, part, associated.bytes, DIGEST_BYTES, tag);
        buf_add(out, chunk, part + crypto_secretstream_xchacha20poly1305_ABYTES);
    }
    crypto_sign_state sign;
    crypto_sign_init(&sign);
    crypto_sign_update(&sign, (unsigned char *)out->data + start, out->length - start);
    crypto_sign_final_create(&sign, signature, NULL, forge->terminal.secret);
    buf_add(out, signature, sizeof signature);
    FORGE_TRY(!buf_failed(out));
    buf_release(&deflated);
}

/* A file without a name; path is how it can be opened. The caller closes it. */
static inline int forge_file(char path[40], const void *bytes, size_t length)
{
    int fd = memfd_create("bundle", MFD_CLOEXEC);
    FORGE_TRY(fd >= 0 && write(fd, bytes, length) == (ssize_t)length);
    snprintf(path, 40, "/proc/self/fd/%d", fd);
    return fd;
}

/* A visitor that writes down what it was given, for people. */
static inline int forge_see_event(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *error)
{
    (void)seq, (void)head, (void)error;
    buf_add(context, line, length);
    buf_char(context, '\n');
    return 0;
}

static inline int forge_see_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    char hex[2 * PAYLOAD_SALT + 1];
    (void)error;
    buf_format(context, "(text of %lld, %s, %zu bytes: ", (long long)seq, hex_from(hex, salt, PAYLOAD_SALT), length);
    buf_add(context, body, length);
    buf_text(context, ")\n");
    return 0;
}

static inline int forge_see_profile(void *context, const struct bundle_profile *profile, struct error *error)
{
    (void)error;
    buf_format(context, "(profile of %s, %lld %lld, %s:", profile->person, (long long)profile->version, (long long)profile->changed, person_role_name(profile->role));
    for (int i = 0; i < PROFILE_COUNT; i++)
        buf_format(context, " %s", profile->values[i] ? profile->values[i] : "-");
    buf_format(context, "; %d %d %d %d)\n", profile->follow_up, profile->surveys, profile->government, profile->provisional);
    return 0;
}

static inline struct bundle_visitor forge_visitor(struct buf *seen)
{
    return (struct bundle_visitor){ .event = forge_see_event, .payload = forge_see_payload, .profile = forge_see_profile, .context = seen };
}

/* A visitor that writes the lines again, as they were in the bundle. */
static inline void forge_column(struct buf *out, const char *text, size_t length)
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

static inline int forge_again_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    char hex[2 * PAYLOAD_SALT + 1];
    (void)seq, (void)error;
    buf_format(context, "\tpayload\t%s\t", hex_from(hex, salt, PAYLOAD_SALT));
    forge_column(context, body, length);
    buf_char(context, '\n');
    return 0;
}

static inline int forge_again_profile(void *context, const struct bundle_profile *profile, struct error *error)
{
    (void)error;
    buf_format(context, "\tprofile\t%s\t%lld\t%lld\t%s", profile->person, (long long)profile->version, (long long)profile->changed,
               person_role_name(profile->role));
    for (int i = 0; i < PROFILE_COUNT; i++)
        buf_format(context, "\t%s", profile->values[i] ? profile->values[i] : "\\N");
    buf_format(context, "\t%d\t%d\t%d\t%d\n", profile->follow_up, profile->surveys, profile->government, profile->provisional);
    return 0;
}

static inline struct bundle_visitor forge_again(struct buf *lines)
{
    return (struct bundle_visitor){ .event = forge_see_event, .payload = forge_again_payload, .profile = forge_again_profile, .context = lines };
}

#endif
