#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "records/bundle_parts.h"
#include "records/store.h"

#define LEVEL 6
#define SCRATCH 65536

struct bundle_writer {
    struct bundle_maker maker;
    const struct allocator *allocator;
    char folder[1024];
    unsigned char recipients[BUNDLE_RECIPIENTS][TRUST_PUBLIC];
    size_t recipient_count;

    int64_t first, next, profiles;               /* next: the number that is expected */
    struct digest before, head;
    bool expects;                                /* free text whose digest is payload may come */
    struct digest payload;

    int fd;                                      /* of the deflated lines, a file without a name */
    int64_t deflated;
    bool deflating, over;                        /* over: finished, or failed; nothing more is taken */
    z_stream zlib;
    size_t held;                                 /* bytes of lines in plain */
    unsigned char plain[SCRATCH], packed[SCRATCH];
};

static int fail(struct bundle_writer *writer, int number, struct error *error)
{
    writer->over = true;
    error_at(error, writer->folder, 0, 0);
    return error_system(error, number, N_("a bundle cannot be written here"));
}

static int wrong(struct bundle_writer *writer, struct error *error)
{
    writer->over = true;
    return error_set(error, ERROR_INVALID, N_("this does not belong at this place of a bundle"));
}

/* A file that no crash leaves behind. */
static int open_unnamed(const char *folder)
{
    char path[1100];
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    if (!path_join(path, sizeof path, folder, ".bundle-XXXXXX")) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);              /* FAT, and some others, know no such files */
    if (fd >= 0)
        unlink(path);
    return fd;
}

static int take_recipients(struct bundle_writer *writer, const struct bundle_maker *maker, struct error *error)
{
    for (size_t i = 0; i < maker->recipient_count; i++) {
        size_t at = 0;
        while (at < writer->recipient_count && memcmp(writer->recipients[at], maker->recipients[i], TRUST_PUBLIC) != 0)
            at++;
        if (at < writer->recipient_count)
            continue;
        if (at == BUNDLE_RECIPIENTS)
            return error_set(error, ERROR_LIMIT,
                             N_("a bundle can be sealed for %d keys, not for more; take some of them out of trust/"), BUNDLE_RECIPIENTS);
        memcpy(writer->recipients[writer->recipient_count++], maker->recipients[i], TRUST_PUBLIC);
    }
    if (writer->recipient_count == 0)
        return error_set(error, ERROR_INVALID, N_("there is nobody to seal a bundle for; join a coordinator first"));
    return 0;
}

int bundle_writer_new(struct bundle_writer **writer, const struct bundle_maker *maker, const char *folder, int64_t first, const struct digest *before,
                      const struct allocator *allocator, struct error *error)
{
    if (first < 1 || sodium_init() < 0)
        return error_set(error, ERROR_INVALID, N_("this does not belong at this place of a bundle"));
    struct bundle_writer *made = memory_resize(allocator, NULL, sizeof *made);
    if (!made)
        return error_memory(error);
    memset(made, 0, offsetof(struct bundle_writer, plain));
    made->maker = *maker;
    made->allocator = allocator;
    made->first = made->next = first;
    made->before = made->head = *before;
    made->fd = -1;
    int code = take_recipients(made, maker, error);
    if (!code && (size_t)snprintf(made->folder, sizeof made->folder, "%s", folder) >= sizeof made->folder)
        code = fail(made, ENAMETOOLONG, error);
    if (!code && (made->fd = open_unnamed(folder)) < 0)
        code = fail(made, errno, error);
    if (!code) {
        bundle_zlib_init(&made->zlib, allocator);
        made->deflating = deflateInit(&made->zlib, LEVEL) == Z_OK;
        code = made->deflating ? 0 : error_memory(error);
    }
    if (code)
        bundle_writer_free(made);
    else
        *writer = made;
    return code;
}

/* Deflates what is given, and with Z_FINISH all that there was. */
static int deflate_bytes(struct bundle_writer *writer, const void *bytes, size_t length, int flush, struct error *error)
{
    int result;
    writer->zlib.next_in = (z_const Bytef *)(uintptr_t)bytes;
    writer->zlib.avail_in = (uInt)length;
    do {
        writer->zlib.next_out = writer->packed;
        writer->zlib.avail_out = sizeof writer->packed;
        result = deflate(&writer->zlib, flush);
        size_t made = sizeof writer->packed - writer->zlib.avail_out;
        int number = -file_write_all(writer->fd, writer->packed, made);
        if (number)
            return fail(writer, number, error);
        writer->deflated += (int64_t)made;
    } while (writer->zlib.avail_out == 0 && result != Z_STREAM_END);
    return 0;
}

static int put(struct bundle_writer *writer, const char *bytes, size_t length, struct error *error)
{
    int code = 0;
    if (length > sizeof writer->plain - writer->held) {
        code = deflate_bytes(writer, writer->plain, writer->held, Z_NO_FLUSH, error);
        writer->held = 0;
    }
    if (!code && length > sizeof writer->plain)
        return deflate_bytes(writer, bytes, length, Z_NO_FLUSH, error);
    if (!code) {
        memcpy(writer->plain + writer->held, bytes, length);
        writer->held += length;
    }
    return code;
}

/* A column, escaped as COPY has it; \N for NULL. */
static int put_column(struct bundle_writer *writer, const char *text, size_t length, struct error *error)
{
    if (!text)
        return put(writer, "\\N", 2, error);
    int code = 0;
    size_t start = 0;
    for (size_t at = 0; !code && at < length; at++) {
        char c = text[at];
        if (c != '\\' && c != '\t' && c != '\n' && c != '\r')
            continue;
        const char escape[] = { '\\', c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\' };
        code = put(writer, text + start, at - start, error);
        if (!code)
            code = put(writer, escape, sizeof escape, error);
        start = at + 1;
    }
    return code ? code : put(writer, text + start, length - start, error);
}

int bundle_writer_event(struct bundle_writer *writer, int64_t seq, const char *line, size_t length, struct error *error)
{
    if (writer->over || writer->profiles || seq != writer->next || length > EVENT_LINE_LIMIT || !bundle_line_fits(line, length, writer->maker.origin, seq))
        return wrong(writer, error);
    if (seq - writer->first >= BUNDLE_EVENTS) {
        writer->over = true;
        return error_set(error, ERROR_LIMIT, N_("a bundle holds %d events at most; make several"), BUNDLE_EVENTS);
    }
    int expects = bundle_line_payload(&writer->payload, line, length);
    if (expects < 0)
        return wrong(writer, error);
    int code = put(writer, line, length, error);
    if (!code)
        code = put(writer, "\n", 1, error);
    if (code)
        return code;
    event_chain(&writer->head, line, length);
    writer->expects = expects;
    writer->next++;
    return 0;
}

int bundle_writer_payload(struct bundle_writer *writer, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    struct digest digest;
    char hex[2 * PAYLOAD_SALT + 1];
    if (writer->over || writer->profiles || !writer->expects || length > EVENT_BODY_LIMIT || memchr(body, 0, length) || !text_valid(body, length))
        return wrong(writer, error);
    payload_digest(&digest, salt, body, length);
    if (memcmp(&digest, &writer->payload, sizeof digest) != 0) {
        writer->over = true;
        return error_set(error, ERROR_DAMAGED,
                         N_("the free text of event %lld is not the one that was written down; look with kiosk-admin check"),
                         (long long)writer->next - 1);
    }
    writer->expects = false;
    int code = put(writer, "\tpayload\t", 9, error);
    if (!code)
        code = put(writer, hex_from(hex, salt, PAYLOAD_SALT), 2 * PAYLOAD_SALT, error);
    if (!code)
        code = put(writer, "\t", 1, error);
    if (!code)
        code = put_column(writer, body, length, error);
    return code ? code : put(writer, "\n", 1, error);
}

static bool profile_fits(const struct bundle_profile *profile)
{
    bool fits = profile->person && store_uuid_valid(profile->person) && profile->version > 0 && profile->changed >= 0 && (unsigned)profile->role <= ROLE_MANAGER;
    for (int i = 0; fits && i < PROFILE_COUNT; i++)
        fits = profile_valid((enum profile_field)i, profile->values[i]);
    return fits;
}

int bundle_writer_profile(struct bundle_writer *writer, const struct bundle_profile *profile, struct error *error)
{
    char numbers[80], flags[12];
    int64_t events = writer->next - writer->first;
    if (writer->over || events == 0 || writer->profiles >= 2 * events || !profile_fits(profile))
        return wrong(writer, error);
    writer->profiles++;
    int size = snprintf(numbers, sizeof numbers, "\t%lld\t%lld\t", (long long)profile->version, (long long)profile->changed);
    int code = put(writer, "\tprofile\t", 9, error);
    if (!code)
        code = put(writer, profile->person, strlen(profile->person), error);
    if (!code)
        code = put(writer, numbers, (size_t)size, error);
    if (!code)
        code = put_column(writer, person_role_name(profile->role), strlen(person_role_name(profile->role)), error);
    for (int i = 0; !code && i < PROFILE_COUNT; i++) {
        code = put(writer, "\t", 1, error);
        if (!code)
            code = put_column(writer, profile->values[i], profile->values[i] ? strlen(profile->values[i]) : 0, error);
    }
    size = snprintf(flags, sizeof flags, "\t%d\t%d\t%d\t%d\n", profile->follow_up, profile->surveys, profile->government, profile->provisional);
    return code ? code : put(writer, flags, (size_t)size, error);
}

/* What finish works with. */
struct sealing {
    unsigned char key[BUNDLE_STREAM_KEY], stream_head[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_sign_state signature;
    struct file_writer file;
    char ids[BUNDLE_RECIPIENTS][TRUST_ID_SIZE], keys[BUNDLE_RECIPIENTS][2 * BUNDLE_SEALED_KEY + 1];
    struct document_named recipients[BUNDLE_RECIPIENTS];
    char centre_key[2 * TRUST_PUBLIC + 1], terminal[2 * TRUST_PUBLIC + 1], certificate[2 * TRUST_SIGNATURE + 1], before[DIGEST_HEX], after[DIGEST_HEX];
    struct buf head;
    struct digest head_digest;
};

static void random_bytes(struct bundle_writer *writer, void *out, size_t length)
{
    const struct random_source *random = writer->maker.random;
    random->bytes(random->context, out, length);
}

static int seal_for_all(struct bundle_writer *writer, struct sealing *sealing, struct error *error)
{
    unsigned char sealed[BUNDLE_SEALED_KEY];
    random_bytes(writer, sealing->key, sizeof sealing->key);
    random_bytes(writer, sealing->stream_head, sizeof sealing->stream_head);
    for (size_t i = 0; i < writer->recipient_count; i++) {
        trust_seal_id(sealing->ids[i], writer->recipients[i]);
        if (bundle_seal_key(sealed, sealing->key, writer->recipients[i], writer->maker.random) != 0) {
            error_in(error, sealing->ids[i]);
            return error_set(error, ERROR_INVALID,
                             N_("nothing can be sealed for this key: it is none; take a new joining file from the coordinator"));
        }
        hex_from(sealing->keys[i], sealed, sizeof sealed);
        sealing->recipients[i] = (struct document_named){ .hex = sealing->ids[i], .text = sealing->keys[i] };
    }
    return 0;
}

static int make_head(struct bundle_writer *writer, struct sealing *sealing, struct error *error)
{
    unsigned char terminal[TRUST_PUBLIC];
    crypto_sign_ed25519_sk_to_pk(terminal, writer->maker.terminal_secret);
    struct document document = { .kind = DOCUMENT_BUNDLE, .bundle = {
        .centre = writer->maker.centre, .key = hex_from(sealing->centre_key, writer->maker.centre_key->public, TRUST_PUBLIC),
        .origin = writer->maker.origin, .terminal = hex_from(sealing->terminal, terminal, sizeof terminal), .grant = writer->maker.grant,
        .certificate = sealing->certificate, .first = writer->first, .last = writer->next - 1, .count = writer->next - writer->first,
        .before = hex_from(sealing->before, writer->before.bytes, DIGEST_BYTES), .after = hex_from(sealing->after, writer->head.bytes, DIGEST_BYTES),
        .made = writer->maker.made, .bytes = writer->deflated, .recipient = { sealing->recipients, writer->recipient_count } } };
    const struct document certificate = bundle_certificate(&document.bundle);
    int code = document_sign(sealing->certificate, &certificate, writer->maker.centre_key->secret, error);
    if (!code)
        code = document_head_write(&sealing->head, &document, error);
    if (!code && buf_failed(&sealing->head))
        code = error_memory(error);
    if (!code)
        digest_of(&sealing->head_digest, sealing->head.data, sealing->head.length);
    return code;
}

static int add(struct sealing *sealing, const void *bytes, size_t length, struct error *error)
{
    crypto_sign_update(&sealing->signature, bytes, length);
    return file_writer_add(&sealing->file, bytes, length, error);
}

static int read_back(struct bundle_writer *writer, void *out, size_t length, int64_t offset, struct error *error)
{
    for (size_t have = 0; have < length;) {
        ssize_t got = pread(writer->fd, (char *)out + have, length - have, (off_t)offset + (off_t)have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(writer, got < 0 ? errno : EIO, error);
        have += (size_t)got;
    }
    return 0;
}

static int seal_body(struct bundle_writer *writer, struct sealing *sealing, struct error *error)
{
    unsigned char *sealed = memory_resize(writer->allocator, NULL, BUNDLE_CHUNK + BUNDLE_STREAM_MORE);
    if (!sealed)
        return error_memory(error);
    _Static_assert(BUNDLE_CHUNK <= SCRATCH, "a chunk is read back into packed");
    /* What init_push would do with a head of libsodium's own choice: with ours, both sides begin alike. */
    crypto_secretstream_xchacha20poly1305_init_pull(&sealing->stream, sealing->stream_head, sealing->key);
    int code = add(sealing, sealing->stream_head, sizeof sealing->stream_head, error);
    for (int64_t at = 0; !code && at < writer->deflated; at += BUNDLE_CHUNK) {
        int64_t left = writer->deflated - at;
        size_t length = left > BUNDLE_CHUNK ? BUNDLE_CHUNK : (size_t)left;
        unsigned char tag = left > BUNDLE_CHUNK ? crypto_secretstream_xchacha20poly1305_TAG_MESSAGE : crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        code = read_back(writer, writer->packed, length, at, error);
        if (code)
            break;
        crypto_secretstream_xchacha20poly1305_push(&sealing->stream, sealed, NULL, writer->packed, length, sealing->head_digest.bytes, DIGEST_BYTES, tag);
        code = add(sealing, sealed, length + (size_t)BUNDLE_STREAM_MORE, error);
    }
    memory_resize(writer->allocator, sealed, 0);
    return code;
}

static int write_file(struct bundle_writer *writer, struct sealing *sealing, const char *path, struct error *error)
{
    unsigned char signature[crypto_sign_BYTES];
    int code = file_writer_open(&sealing->file, path, 0640, error);
    if (code)
        return code;
    crypto_sign_init(&sealing->signature);
    code = add(sealing, sealing->head.data, sealing->head.length, error);
    if (!code)
        code = seal_body(writer, sealing, error);
    if (!code) {
        crypto_sign_final_create(&sealing->signature, signature, NULL, writer->maker.terminal_secret);
        code = file_writer_add(&sealing->file, signature, sizeof signature, error);
    }
    if (!code)
        code = file_writer_commit(&sealing->file, error);
    file_writer_abort(&sealing->file);
    return code;
}

int bundle_writer_finish(struct bundle_writer *writer, char name[BUNDLE_NAME_SIZE], struct digest *after, struct error *error)
{
    char own[BUNDLE_NAME_SIZE], path[1100];
    if (writer->over || writer->next == writer->first)
        return wrong(writer, error);
    struct sealing *sealing = memory_resize(writer->allocator, NULL, sizeof *sealing);
    if (!sealing)
        return error_memory(error);
    memset(sealing, 0, sizeof *sealing);
    sealing->file.fd = -1;
    buf_init(&sealing->head, writer->allocator);
    writer->over = true;
    snprintf(own, sizeof own, "%s-%010lld-%010lld" BUNDLE_SUFFIX, writer->maker.origin, (long long)writer->first, (long long)writer->next - 1);
    int code = deflate_bytes(writer, writer->plain, writer->held, Z_FINISH, error);
    if (!code && !path_join(path, sizeof path, writer->folder, own))
        code = fail(writer, ENAMETOOLONG, error);
    if (!code)
        code = seal_for_all(writer, sealing, error);
    if (!code)
        code = make_head(writer, sealing, error);
    if (!code)
        code = write_file(writer, sealing, path, error);
    if (!code) {
        memcpy(name, own, sizeof own);
        *after = writer->head;
    }
    buf_release(&sealing->head);
    sodium_memzero(sealing, sizeof *sealing);
    memory_resize(writer->allocator, sealing, 0);
    return code;
}

void bundle_writer_free(struct bundle_writer *writer)
{
    if (!writer)
        return;
    if (writer->deflating)
        deflateEnd(&writer->zlib);
    if (writer->fd >= 0)
        close(writer->fd);
    const struct allocator *allocator = writer->allocator;
    sodium_memzero(writer, sizeof *writer);
    memory_resize(allocator, writer, 0);
}
