#include "records/bundle_form.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include "base/file.h"
#include "records/origin.h"

#define FOLDER_SIZE 1024
#define DEFLATE_LEVEL 6

struct bundle_writer {
    const struct allocator *allocator;
    const struct random_source *random;
    char folder[FOLDER_SIZE];
    struct arena arena;                          /* the head's texts */
    struct document head;
    struct digest before, after;
    unsigned char terminal_secret[ORIGIN_SECRET];
    unsigned char recipients[BUNDLE_RECIPIENTS][TRUST_PUBLIC];
    size_t recipient_count;
    /* the body is deflated into a file without a name, until the head is known */
    int spool;
    z_stream stream;
    bool deflating, profiles, broken;            /* broken: half a line may be in the spool */
    int64_t payload_of;                          /* the event that may still have free text */
    struct buf line;
    unsigned char block[BUNDLE_SEALED_CHUNK];    /* of deflated bytes; sealed bytes when finishing */
    unsigned char plain[BUNDLE_CHUNK];
};

static void *zlib_alloc(void *context, unsigned items, unsigned size)
{
    return memory_resize(context, NULL, (size_t)items * size);
}

static void zlib_free(void *context, void *block)
{
    memory_resize(context, block, 0);
}

static int fail(const struct bundle_writer *writer, int number, struct error *error)
{
    error_at(error, writer->folder, 0, 0);
    return error_system(error, number, N_("the results cannot be written here"));
}

static int spool_open(struct bundle_writer *writer, struct error *error)
{
    writer->spool = open(writer->folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (writer->spool >= 0)
        return 0;
    /* not every file system has files without a name */
    char path[FOLDER_SIZE + 20];
    snprintf(path, sizeof path, "%s/.bundle-XXXXXX", writer->folder);
    writer->spool = mkostemp(path, O_CLOEXEC);
    if (writer->spool < 0)
        return fail(writer, errno, error);
    unlink(path);
    return 0;
}

/* Who made it, for whom: all of the head that is known from the beginning. */
static int head_begin(struct bundle_writer *writer, const struct bundle_maker *maker, int64_t first, struct error *error)
{
    char hex[2 * DIGEST_BYTES + 1], signature[2 * TRUST_SIGNATURE + 1];
    unsigned char terminal[ORIGIN_PUBLIC];
    struct arena *arena = &writer->arena;
    crypto_sign_ed25519_sk_to_pk(terminal, maker->terminal_secret);
    struct document certificate = { .kind = DOCUMENT_CERTIFICATE };
    certificate.certificate = (struct document_certificate){
        .centre = arena_text(arena, maker->centre),
        .key = arena_text(arena, hex_from(hex, maker->centre_key->public, TRUST_PUBLIC)),
        .origin = arena_text(arena, maker->origin),
        .grant = arena_text(arena, maker->grant),
    };
    certificate.certificate.terminal = arena_text(arena, hex_from(hex, terminal, sizeof terminal));
    if (arena_failed(arena))
        return error_memory(error);
    int code = document_sign(signature, &certificate, maker->centre_key->secret, error);
    if (code)
        return code;
    writer->head = (struct document){ .kind = DOCUMENT_BUNDLE };
    writer->head.bundle = (struct document_bundle){
        .centre = certificate.certificate.centre, .key = certificate.certificate.key, .origin = certificate.certificate.origin,
        .terminal = certificate.certificate.terminal, .grant = certificate.certificate.grant, .certificate = arena_text(arena, signature),
        .first = first, .last = first - 1, .before = arena_text(arena, hex_from(hex, writer->before.bytes, DIGEST_BYTES)), .made = maker->made,
    };
    return arena_failed(arena) ? error_memory(error) : 0;
}

static void take_recipients(struct bundle_writer *writer, const struct bundle_maker *maker)
{
    for (size_t i = 0; i < maker->recipient_count; i++) {
        bool there = false;
        for (size_t k = 0; k < writer->recipient_count; k++)
            there = there || memcmp(writer->recipients[k], maker->recipients[i], TRUST_PUBLIC) == 0;
        if (!there)
            memcpy(writer->recipients[writer->recipient_count++], maker->recipients[i], TRUST_PUBLIC);
    }
}

int bundle_writer_new(struct bundle_writer **out, const struct bundle_maker *maker, const char *folder, int64_t first, const struct digest *before,
                      const struct allocator *allocator, struct error *error)
{
    if (sodium_init() < 0)
        return error_set(error, ERROR_SYSTEM, N_("the cryptographic library does not start"));
    if (maker->recipient_count == 0 || maker->recipient_count > BUNDLE_RECIPIENTS)
        return error_set(error, ERROR_INVALID, N_("results are locked for 1 to %d keys, not for %zu"), BUNDLE_RECIPIENTS, maker->recipient_count);
    if (first < 1 || strlen(folder) >= FOLDER_SIZE)
        return error_set(error, ERROR_INVALID, N_("the results cannot be written here"));
    struct bundle_writer *writer = memory_resize(allocator, NULL, sizeof *writer);
    if (!writer)
        return error_memory(error);
    memset(writer, 0, sizeof *writer);
    writer->allocator = allocator;
    writer->random = maker->random;
    writer->spool = -1;
    writer->before = writer->after = *before;
    snprintf(writer->folder, sizeof writer->folder, "%s", folder);
    memcpy(writer->terminal_secret, maker->terminal_secret, sizeof writer->terminal_secret);
    arena_init(&writer->arena, allocator, 0);
    buf_init(&writer->line, allocator);
    take_recipients(writer, maker);
    int code = head_begin(writer, maker, first, error);
    if (!code)
        code = spool_open(writer, error);
    if (!code) {
        writer->stream.zalloc = zlib_alloc;
        writer->stream.zfree = zlib_free;
        writer->stream.opaque = (void *)(uintptr_t)allocator;
        writer->deflating = deflateInit(&writer->stream, DEFLATE_LEVEL) == Z_OK;
        writer->stream.next_out = writer->block;
        writer->stream.avail_out = BUNDLE_CHUNK;
        if (!writer->deflating)
            code = error_memory(error);
    }
    if (code)
        bundle_writer_free(writer);
    else
        *out = writer;
    return code;
}

static int spool_block(struct bundle_writer *writer, struct error *error)
{
    int number = file_write_all(writer->spool, writer->block, BUNDLE_CHUNK - writer->stream.avail_out);
    writer->stream.next_out = writer->block;
    writer->stream.avail_out = BUNDLE_CHUNK;
    return number ? fail(writer, -number, error) : 0;
}

static int put(struct bundle_writer *writer, const void *bytes, size_t length, int flush, struct error *error)
{
    writer->stream.next_in = (unsigned char *)(uintptr_t)bytes;
    writer->stream.avail_in = (unsigned)length;
    for (;;) {
        int result = deflate(&writer->stream, flush);
        if (writer->stream.avail_out == 0 || result == Z_STREAM_END) {
            int code = spool_block(writer, error);
            if (code)
                return code;
        }
        if (flush == Z_FINISH ? result == Z_STREAM_END : writer->stream.avail_in == 0)
            return 0;
        if (result != Z_OK && result != Z_BUF_ERROR)
            return error_set(error, ERROR_SYSTEM, N_("zlib fails; start the program again"));
    }
}

static int put_line(struct bundle_writer *writer, const char *line, size_t length, struct error *error)
{
    writer->broken = true;
    int code = put(writer, line, length, Z_NO_FLUSH, error);
    if (!code)
        code = put(writer, "\n", 1, Z_NO_FLUSH, error);
    writer->broken = code != 0;
    return code;
}

static int misuse(struct error *error)
{
    return error_set(error, ERROR_INVALID, N_("the lines of a bundle do not come in their order"));
}

int bundle_writer_event(struct bundle_writer *writer, int64_t seq, const char *line, size_t length, struct error *error)
{
    if (writer->broken || writer->profiles || seq != writer->head.bundle.last + 1)
        return misuse(error);
    if (length > EVENT_LINE_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("a line of the log holds %zu bytes; it may hold %d"), length, EVENT_LINE_LIMIT);
    int code = put_line(writer, line, length, error);
    if (code)
        return code;
    event_chain(&writer->after, line, length);
    writer->head.bundle.last = writer->payload_of = seq;
    return 0;
}

/* As PostgreSQL's COPY text escapes; the text holds no NUL. */
static void put_escaped(struct buf *out, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t run = at;
        while (run < length && text[run] != '\\' && text[run] != '\t' && text[run] != '\n' && text[run] != '\r')
            run++;
        buf_add(out, text + at, run - at);
        if (run < length) {
            char c = text[run];
            buf_char(out, '\\');
            buf_char(out, c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
        }
        at = run + 1;
    }
}

int bundle_writer_payload(struct bundle_writer *writer, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error)
{
    char hex[2 * PAYLOAD_SALT + 1];
    if (writer->broken || writer->profiles || writer->payload_of == 0)
        return misuse(error);
    if (length > EVENT_BODY_LIMIT || memchr(body, 0, length))
        return error_set(error, ERROR_LIMIT, N_("a free text holds a NUL, or more than %d bytes"), EVENT_BODY_LIMIT);
    buf_clear(&writer->line);
    buf_text(&writer->line, BUNDLE_PAYLOAD_LINE);
    buf_text(&writer->line, hex_from(hex, salt, PAYLOAD_SALT));
    buf_char(&writer->line, '\t');
    put_escaped(&writer->line, body, length);
    if (buf_failed(&writer->line))
        return error_memory(error);
    writer->payload_of = 0;
    return put_line(writer, writer->line.data, writer->line.length, error);
}

int bundle_writer_profile(struct bundle_writer *writer, const struct bundle_profile *profile, struct error *error)
{
    if (writer->broken || writer->head.bundle.last < writer->head.bundle.first)
        return misuse(error);
    struct buf *line = &writer->line;
    buf_clear(line);
    buf_format(line, BUNDLE_PROFILE_LINE "%s\t%lld\t%lld\t%s", profile->person, (long long)profile->version, (long long)profile->changed,
               person_role_name(profile->role));
    for (int i = 0; i < PROFILE_COUNT; i++) {
        if (!profile_valid((enum profile_field)i, profile->values[i]))
            return error_set(error, ERROR_INVALID, N_("a profile holds a code that is none"));
        buf_format(line, "\t%s", profile->values[i] ? profile->values[i] : "\\N");
    }
    buf_format(line, "\t%d\t%d\t%d\t%d", profile->follow_up, profile->surveys, profile->government, profile->provisional);
    if (buf_failed(line))
        return error_memory(error);
    writer->profiles = true;
    return put_line(writer, line->data, line->length, error);
}

/* The key of the stream, sealed for each recipient, into the head. */
static int seal_key(struct bundle_writer *writer, const unsigned char key[BUNDLE_KEY], struct error *error)
{
    unsigned char sealed[BUNDLE_SEALED_KEY];
    char id[TRUST_ID_SIZE], hex[2 * BUNDLE_SEALED_KEY + 1];
    struct document_named *rows = arena_array(&writer->arena, writer->recipient_count, sizeof *rows);
    for (size_t i = 0; rows && i < writer->recipient_count; i++) {
        if (crypto_box_seal(sealed, key, BUNDLE_KEY, writer->recipients[i]) != 0)
            return error_set(error, ERROR_INVALID, N_("one of the keys that results are locked for is no key; ask for a new joining file"));
        trust_seal_id(id, writer->recipients[i]);
        rows[i] = (struct document_named){ .hex = arena_text(&writer->arena, id), .text = arena_text(&writer->arena, hex_from(hex, sealed, sizeof sealed)) };
    }
    writer->head.bundle.recipient = (struct document_named_list){ rows, writer->recipient_count };
    return arena_failed(&writer->arena) ? error_memory(error) : 0;
}

/* What is written is signed. */
struct signed_file {
    struct file_writer file;
    crypto_sign_state state;
};

static int add(struct signed_file *out, const void *bytes, size_t length, struct error *error)
{
    crypto_sign_update(&out->state, bytes, length);
    return file_writer_add(&out->file, bytes, length, error);
}

static int read_spool(struct bundle_writer *writer, size_t length, struct error *error)
{
    for (size_t at = 0; at < length;) {
        ssize_t got = read(writer->spool, writer->plain + at, length - at);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(writer, got < 0 ? errno : EIO, error);
        at += (size_t)got;
    }
    return 0;
}

static int seal_body(struct bundle_writer *writer, struct signed_file *out, const struct digest *head, const unsigned char key[BUNDLE_KEY], struct error *error)
{
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char stream_head[BUNDLE_STREAM_HEAD];
    off_t left = lseek(writer->spool, 0, SEEK_END);
    if (left <= 0 || lseek(writer->spool, 0, SEEK_SET) < 0)
        return fail(writer, left < 0 ? errno : EIO, error);
    crypto_secretstream_xchacha20poly1305_init_push(&state, stream_head, key);
    int code = add(out, stream_head, sizeof stream_head, error);
    while (!code && left > 0) {
        size_t length = left > BUNDLE_CHUNK ? BUNDLE_CHUNK : (size_t)left;
        unsigned long long sealed = 0;
        code = read_spool(writer, length, error);
        if (code)
            break;
        left -= (off_t)length;
        crypto_secretstream_xchacha20poly1305_push(&state, writer->block, &sealed, writer->plain, length, head->bytes, DIGEST_BYTES,
                                                   left ? crypto_secretstream_xchacha20poly1305_TAG_MESSAGE : crypto_secretstream_xchacha20poly1305_TAG_FINAL);
        code = add(out, writer->block, (size_t)sealed, error);
    }
    sodium_memzero(&state, sizeof state);
    return code;
}

int bundle_writer_finish(struct bundle_writer *writer, char name[BUNDLE_NAME_SIZE], struct digest *after, struct error *error)
{
    unsigned char key[BUNDLE_KEY], signature[TRUST_SIGNATURE];
    char hex[DIGEST_HEX], path[FOLDER_SIZE + BUNDLE_NAME_SIZE], made[BUNDLE_NAME_SIZE];
    struct document_bundle *head = &writer->head.bundle;
    struct signed_file out = { .file = FILE_WRITER_INIT };
    struct digest digest;
    struct buf text;
    if (writer->broken || head->last < head->first)
        return misuse(error);
    writer->broken = true;                       /* whatever happens, it is finished once */
    buf_init(&text, writer->allocator);
    writer->random->bytes(writer->random->context, key, sizeof key);
    head->count = head->last - head->first + 1;
    head->after = arena_text(&writer->arena, hex_from(hex, writer->after.bytes, DIGEST_BYTES));
    int code = head->after ? put(writer, "", 0, Z_FINISH, error) : error_memory(error);
    if (!code)
        code = seal_key(writer, key, error);
    if (!code)
        code = document_head_write(&text, &writer->head, error);
    if (!code && buf_failed(&text))
        code = error_memory(error);
    if (code)
        goto cleanup;
    digest_of(&digest, text.data, text.length);
    snprintf(made, sizeof made, "%s-%010lld-%010lld" BUNDLE_SUFFIX, head->origin, (long long)head->first, (long long)head->last);
    path_join(path, sizeof path, writer->folder, made);
    crypto_sign_init(&out.state);
    code = file_writer_open(&out.file, path, 0640, error);
    if (!code)
        code = add(&out, text.data, text.length, error);
    if (!code)
        code = seal_body(writer, &out, &digest, key, error);
    if (!code) {
        crypto_sign_final_create(&out.state, signature, NULL, writer->terminal_secret);
        code = file_writer_add(&out.file, signature, sizeof signature, error);
    }
    if (!code)
        code = file_writer_commit(&out.file, error);
    file_writer_abort(&out.file);
    if (!code) {
        snprintf(name, BUNDLE_NAME_SIZE, "%s", made);
        *after = writer->after;
    }
cleanup:
    sodium_memzero(key, sizeof key);
    buf_release(&text);
    return code;
}

void bundle_writer_free(struct bundle_writer *writer)
{
    if (!writer)
        return;
    if (writer->deflating)
        deflateEnd(&writer->stream);
    if (writer->spool >= 0)
        close(writer->spool);
    if (writer->line.capacity)
        sodium_memzero(writer->line.data, writer->line.capacity);
    buf_release(&writer->line);
    arena_release(&writer->arena);
    const struct allocator *allocator = writer->allocator;
    sodium_memzero(writer, sizeof *writer);
    memory_resize(allocator, writer, 0);
}
