#include "records/bundle_form.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "records/store.h"

#define FILE_SIZE 1024
#define TEXT_SIZE (BUNDLE_PAYLOAD_LIMIT + 4 * BUNDLE_CHUNK) /* of inflated lines: the longest one, and more */
#define INSIDE N_("what is inside this file is not what its head says (%s): the terminal that made it is broken, or its maker is not honest")

struct bundle_reader {
    const struct allocator *allocator;
    int fd;
    char path[FILE_SIZE];
    int64_t bytes, body, body_end;               /* of the file; where the sealed body begins and ends */
    struct arena arena;                          /* the head's texts */
    struct document head;
    struct buf head_text;
    struct digest head_digest, digest;
    bool verified;
};

static int fail(const struct bundle_reader *reader, int number, struct error *error)
{
    error_at(error, reader->path, 0, 0);
    return error_system(error, number, N_("this file cannot be read"));
}

static int refuse(const struct bundle_reader *reader, enum error_code code, const char *message, const char *argument, struct error *error)
{
    error_at(error, reader->path, 0, 0);
    return error_set(error, code, message, argument);
}

static int cut_off(const struct bundle_reader *reader, struct error *error)
{
    return refuse(reader, ERROR_DAMAGED, N_("this file is cut off: copy it again from the stick, or let the centre export again"), "", error);
}

/* Exactly length bytes from offset on. */
static int read_at(const struct bundle_reader *reader, void *bytes, size_t length, int64_t offset, struct error *error)
{
    char *at = bytes;
    while (length > 0) {
        ssize_t got = pread(reader->fd, at, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(reader, errno, error);
        if (got == 0)
            return cut_off(reader, error);
        at += got;
        offset += got;
        length -= (size_t)got;
    }
    return 0;
}

static bool hex_of(const char *text, size_t bytes)
{
    return strlen(text) == 2 * bytes && strspn(text, "0123456789abcdef") == 2 * bytes;
}

/* What no bundle's head says, though it is written as one. */
static int check_head(const struct bundle_reader *reader, struct error *error)
{
    const struct document_bundle *head = &reader->head.bundle;
    bool good = head->first >= 1 && head->last >= head->first && head->count == head->last - head->first + 1 && head->recipient.count >= 1 &&
                head->recipient.count <= BUNDLE_RECIPIENTS;
    for (size_t i = 0; good && i < head->recipient.count; i++)
        good = hex_of(head->recipient.rows[i].hex, (TRUST_ID_SIZE - 1) / 2) && hex_of(head->recipient.rows[i].text, BUNDLE_SEALED_KEY);
    return good ? 0 : refuse(reader, ERROR_SYNTAX, N_("the head of this file makes no sense; copy it again from where it came"), "", error);
}

static int read_head(struct bundle_reader *reader, struct error *error)
{
    char *bytes = memory_resize(reader->allocator, NULL, BUNDLE_HEAD_LIMIT);
    size_t length = reader->bytes < BUNDLE_HEAD_LIMIT ? (size_t)reader->bytes : BUNDLE_HEAD_LIMIT, head = 0;
    if (!bytes)
        return error_memory(error);
    int code = read_at(reader, bytes, length, 0, error);
    if (!code)
        code = document_head_read(&reader->head, bytes, length, reader->path, &reader->arena, &head, error);
    /* a whole head whose file ends too soon is cut off; so is the beginning of a head */
    if (code == ERROR_SYNTAX && document_look(bytes, length) == DOCUMENT_BUNDLE && !memmem(bytes, length, "\n\n", 2) && length < BUNDLE_HEAD_LIMIT)
        code = cut_off(reader, error);
    if (!code)
        code = check_head(reader, error);
    if (!code) {
        buf_add(&reader->head_text, bytes, head);
        if (buf_failed(&reader->head_text))
            code = error_memory(error);
        digest_of(&reader->head_digest, bytes, head);
        reader->body = (int64_t)head;
        reader->body_end = reader->bytes - TRUST_SIGNATURE;
        if (!code && reader->body_end - reader->body < BUNDLE_STREAM_HEAD + (int64_t)crypto_secretstream_xchacha20poly1305_ABYTES + 1)
            code = cut_off(reader, error);
    }
    memory_resize(reader->allocator, bytes, 0);
    return code;
}

int bundle_open(struct bundle_reader **out, const char *path, const struct allocator *allocator, struct error *error)
{
    struct stat status;
    if (sodium_init() < 0)
        return error_set(error, ERROR_SYSTEM, N_("the cryptographic library does not start"));
    struct bundle_reader *reader = memory_resize(allocator, NULL, sizeof *reader);
    if (!reader)
        return error_memory(error);
    memset(reader, 0, sizeof *reader);
    reader->allocator = allocator;
    arena_init(&reader->arena, allocator, 0);
    buf_init(&reader->head_text, allocator);
    snprintf(reader->path, sizeof reader->path, "%s", path);
    reader->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int code = 0;
    if (reader->fd < 0)
        code = fail(reader, errno, error);
    else if (fstat(reader->fd, &status) < 0)
        code = fail(reader, errno, error);
    else if (!S_ISREG(status.st_mode))
        code = refuse(reader, ERROR_INVALID, N_("this is not a file; name a file"), "", error);
    if (!code) {
        reader->bytes = (int64_t)status.st_size;
        code = read_head(reader, error);
    }
    if (code)
        bundle_close(reader);
    else
        *out = reader;
    return code;
}

void bundle_close(struct bundle_reader *reader)
{
    if (!reader)
        return;
    if (reader->fd >= 0)
        close(reader->fd);
    buf_release(&reader->head_text);
    arena_release(&reader->arena);
    memory_resize(reader->allocator, reader, 0);
}

const struct document_bundle *bundle_head(const struct bundle_reader *reader) { return &reader->head.bundle; }
int64_t bundle_bytes(const struct bundle_reader *reader) { return reader->bytes; }
const struct digest *bundle_digest(const struct bundle_reader *reader) { return &reader->digest; }

static int check_certificate(const struct bundle_reader *reader, struct error *error)
{
    const struct document_bundle *head = &reader->head.bundle;
    struct document certificate = { .kind = DOCUMENT_CERTIFICATE };
    certificate.certificate = (struct document_certificate){ .centre = head->centre, .key = head->key, .origin = head->origin, .terminal = head->terminal,
                                                             .grant = head->grant };
    int code = document_check(&certificate, head->certificate, error);
    if (code == ERROR_REFUSED)
        code = refuse(reader, ERROR_REFUSED, N_("the certificate of the terminal does not fit: the file was altered, or damaged on its way; copy it again from where it came"), "",
                      error);
    return code;
}

int bundle_verify(struct bundle_reader *reader, struct error *error)
{
    crypto_sign_state state;
    crypto_generichash_state digest;
    unsigned char signature[TRUST_SIGNATURE], terminal[TRUST_PUBLIC];
    int code = check_certificate(reader, error);
    if (code)
        return code;
    unsigned char *block = memory_resize(reader->allocator, NULL, BUNDLE_CHUNK);
    if (!block)
        return error_memory(error);
    /* the head as it was read, so that it is the one that was signed */
    crypto_sign_init(&state);
    crypto_generichash_init(&digest, NULL, 0, DIGEST_BYTES);
    crypto_sign_update(&state, (const unsigned char *)reader->head_text.data, reader->head_text.length);
    crypto_generichash_update(&digest, (const unsigned char *)reader->head_text.data, reader->head_text.length);
    for (int64_t at = reader->body; !code && at < reader->body_end;) {
        size_t length = reader->body_end - at < BUNDLE_CHUNK ? (size_t)(reader->body_end - at) : BUNDLE_CHUNK;
        code = read_at(reader, block, length, at, error);
        if (code)
            break;
        crypto_sign_update(&state, block, length);
        crypto_generichash_update(&digest, block, length);
        at += (int64_t)length;
    }
    if (!code)
        code = read_at(reader, signature, sizeof signature, reader->body_end, error);
    if (!code) {
        crypto_generichash_update(&digest, signature, sizeof signature);
        crypto_generichash_final(&digest, reader->digest.bytes, DIGEST_BYTES);
        hex_to(terminal, sizeof terminal, reader->head.bundle.terminal);
        if (crypto_sign_final_verify(&state, signature, terminal) != 0)
            code = refuse(reader, ERROR_REFUSED, N_("the signature does not fit: the file was cut off, altered, or damaged on its way; copy it again from where it came"), "",
                          error);
    }
    memory_resize(reader->allocator, block, 0);
    reader->verified = !code;
    return code;
}

/* Reading what is inside. */
struct inside {
    struct bundle_reader *reader;
    const struct bundle_visitor *visitor;
    struct error *error;
    int64_t seq;                                 /* of the last event line */
    struct digest chain;
    unsigned char payload[DIGEST_BYTES];         /* of the last event, where free text may follow */
    bool payload_due, profiles;
    int64_t profile_count;
    char *text;                                  /* TEXT_SIZE bytes of inflated lines */
    size_t length;                               /* that are there, and not passed on yet */
    char *body;                                  /* of a free text, without escapes */
};

static int broken(const struct inside *inside, const char *what)
{
    return refuse(inside->reader, ERROR_DAMAGED, INSIDE, what, inside->error);
}

/* "ORIGIN\tSEQ\t…\tPAYLOAD" */
static int take_event(struct inside *inside, const char *line, size_t length)
{
    const struct document_bundle *head = &inside->reader->head.bundle;
    char number[24];
    int size = snprintf(number, sizeof number, "\t%lld\t", (long long)inside->seq + 1);
    size_t origin = strlen(head->origin);
    if (inside->profiles || inside->seq == head->last)
        return broken(inside, "too many lines");
    if (length > EVENT_LINE_LIMIT)
        return broken(inside, "a line that is too long");
    if (length < origin + (size_t)size || memcmp(line, head->origin, origin) != 0 || memcmp(line + origin, number, (size_t)size) != 0)
        return broken(inside, "numbers that do not follow each other");
    const char *tab = memrchr(line, '\t', length), *end = line + length;
    char hex[DIGEST_HEX];
    inside->payload_due = end - tab - 1 == DIGEST_HEX - 1;
    if (inside->payload_due) {
        memcpy(hex, tab + 1, DIGEST_HEX - 1);
        hex[DIGEST_HEX - 1] = 0;
        inside->payload_due = hex_to(inside->payload, sizeof inside->payload, hex) == 0;
    }
    event_chain(&inside->chain, line, length);
    inside->seq++;
    return inside->visitor->event ? inside->visitor->event(inside->visitor->context, inside->seq, line, length, &inside->chain, inside->error) : 0;
}

/* Bytes without escapes; -1 for an escape that is none, or what a text cannot hold. */
static int64_t unescape(char *out, const char *from, size_t length)
{
    char *at = out;
    for (size_t i = 0; i < length; i++) {
        char c = from[i];
        if (c == 0 || c == '\t' || c == '\r')
            return -1;
        if (c == '\\') {
            c = ++i < length ? from[i] : 0;
            if (c != '\\' && c != 't' && c != 'n' && c != 'r')
                return -1;
            c = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : '\\';
        }
        *at++ = c;
    }
    return at - out;
}

static int take_payload(struct inside *inside, const char *line, size_t length)
{
    unsigned char salt[PAYLOAD_SALT];
    char hex[2 * PAYLOAD_SALT + 1];
    struct digest digest;
    if (!inside->payload_due)
        return broken(inside, "free text without its event");
    inside->payload_due = false;
    if (length < sizeof hex || line[sizeof hex - 1] != '\t')
        return broken(inside, "free text without its salt");
    memcpy(hex, line, sizeof hex - 1);
    hex[sizeof hex - 1] = 0;
    if (hex_to(salt, sizeof salt, hex))
        return broken(inside, "free text without its salt");
    int64_t size = unescape(inside->body, line + sizeof hex, length - sizeof hex);
    if (size < 0 || size > EVENT_BODY_LIMIT)
        return broken(inside, "free text that is not escaped, or too long");
    payload_digest(&digest, salt, inside->body, (size_t)size);
    if (memcmp(digest.bytes, inside->payload, sizeof digest.bytes) != 0)
        return broken(inside, "free text of another event");
    return inside->visitor->payload
               ? inside->visitor->payload(inside->visitor->context, inside->seq, salt, inside->body, (size_t)size, inside->error) : 0;
}

static bool read_number(const char *text, int64_t *value)
{
    char again[24];
    long long number = strtoll(text, NULL, 10);
    snprintf(again, sizeof again, "%lld", number);
    *value = number;
    return strcmp(again, text) == 0;
}

static bool read_flag(const char *text, bool *value)
{
    *value = text[0] == '1';
    return (text[0] == '0' || text[0] == '1') && text[1] == 0;
}

static bool read_profile(char *columns[BUNDLE_PROFILE_COLUMNS], struct bundle_profile *profile)
{
    bool good = store_uuid_valid(columns[0]) && read_number(columns[1], &profile->version) && read_number(columns[2], &profile->changed) && profile->version >= 1;
    bool role = false;
    profile->person = columns[0];
    for (int i = ROLE_LEARNER; i <= ROLE_MANAGER; i++)
        if (strcmp(columns[3], person_role_name((enum person_role)i)) == 0) {
            profile->role = (enum person_role)i;
            role = true;
        }
    for (int i = 0; i < PROFILE_COUNT; i++) {
        profile->values[i] = strcmp(columns[4 + i], "\\N") == 0 ? NULL : columns[4 + i];
        good = good && profile_valid((enum profile_field)i, profile->values[i]);
    }
    char **flags = columns + 4 + PROFILE_COUNT;
    return good && role && read_flag(flags[0], &profile->follow_up) && read_flag(flags[1], &profile->surveys) && read_flag(flags[2], &profile->government) &&
           read_flag(flags[3], &profile->provisional);
}

static int take_profile(struct inside *inside, const char *line, size_t length)
{
    char copy[512], *columns[BUNDLE_PROFILE_COLUMNS], *at = copy;
    struct bundle_profile profile;
    int count = 0;
    if (inside->seq != inside->reader->head.bundle.last)
        return broken(inside, "a profile before the last event");
    inside->profiles = true;
    inside->payload_due = false;
    if (++inside->profile_count > 2 * inside->reader->head.bundle.count)
        return broken(inside, "too many profiles");
    if (length >= sizeof copy || memchr(line, 0, length))
        return broken(inside, "a profile that is none");
    memcpy(copy, line, length);
    copy[length] = 0;
    while (count < BUNDLE_PROFILE_COLUMNS) {
        columns[count++] = at;
        char *tab = strchr(at, '\t');
        if (!tab) {
            at = NULL;
            break;
        }
        *tab = 0;
        at = tab + 1;
    }
    if (count != BUNDLE_PROFILE_COLUMNS || at || !read_profile(columns, &profile))
        return broken(inside, "a profile that is none");
    return inside->visitor->profile ? inside->visitor->profile(inside->visitor->context, &profile, inside->error) : 0;
}

static int take_line(struct inside *inside, const char *line, size_t length)
{
    static const char payload[] = BUNDLE_PAYLOAD_LINE, profile[] = BUNDLE_PROFILE_LINE;
    if (length == 0 || line[0] != '\t')
        return take_event(inside, line, length);
    if (length >= sizeof payload - 1 && memcmp(line, payload, sizeof payload - 1) == 0)
        return take_payload(inside, line + sizeof payload - 1, length - (sizeof payload - 1));
    if (length >= sizeof profile - 1 && memcmp(line, profile, sizeof profile - 1) == 0)
        return take_profile(inside, line + sizeof profile - 1, length - (sizeof profile - 1));
    return broken(inside, "a line of a kind that is none");
}

/* All whole lines of the text; what is left moves to its beginning. */
static int take_lines(struct inside *inside)
{
    char *at = inside->text, *end = inside->text + inside->length;
    for (char *stop; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1) {
        int code = take_line(inside, at, (size_t)(stop - at));
        if (code)
            return code;
    }
    inside->length = (size_t)(end - at);
    if (inside->length > BUNDLE_PAYLOAD_LIMIT)
        return broken(inside, "a line that is too long");
    memmove(inside->text, at, inside->length);
    return 0;
}

/* One opened chunk. *ended: the deflated stream has come to its end, with this chunk. */
static int inflate_chunk(struct inside *inside, z_stream *stream, const unsigned char *chunk, size_t length, bool *ended)
{
    stream->next_in = (unsigned char *)(uintptr_t)chunk;
    stream->avail_in = (unsigned)length;
    for (;;) {
        stream->next_out = (unsigned char *)inside->text + inside->length;
        stream->avail_out = (unsigned)(TEXT_SIZE - inside->length);
        int result = inflate(stream, Z_NO_FLUSH);
        if (result == Z_MEM_ERROR)
            return error_memory(inside->error);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return broken(inside, "no deflated lines");
        inside->length = TEXT_SIZE - stream->avail_out;
        bool full = stream->avail_out == 0;
        int code = take_lines(inside);
        if (code)
            return code;
        if (result == Z_STREAM_END) {
            *ended = true;
            return stream->avail_in == 0 ? 0 : broken(inside, "more behind the end");
        }
        if (stream->avail_in == 0 && !full)
            return 0;
    }
}

/* The key of the stream, by the recipient's. */
static int open_key(struct bundle_reader *reader, const struct seal_pair *recipient, unsigned char key[BUNDLE_KEY], struct error *error)
{
    const struct document_named_list *list = &reader->head.bundle.recipient;
    unsigned char sealed[BUNDLE_SEALED_KEY];
    char id[TRUST_ID_SIZE], others[ERROR_ARGUMENT_SIZE] = "";
    trust_seal_id(id, recipient->public);
    for (size_t i = 0; i < list->count; i++) {
        if (strlen(others) + TRUST_ID_SIZE + 2 < sizeof others)
            snprintf(others + strlen(others), sizeof others - strlen(others), "%s%s", i ? ", " : "", list->rows[i].hex);
        if (strcmp(list->rows[i].hex, id) != 0)
            continue;
        hex_to(sealed, sizeof sealed, list->rows[i].text);
        if (crypto_box_seal_open(key, sealed, sizeof sealed, recipient->public, recipient->secret) == 0)
            return 0;
        return refuse(reader, ERROR_REFUSED, N_("this file names the key %s, but cannot be opened with it; let the centre export again"), id, error);
    }
    error_at(error, reader->path, 0, 0);
    return error_set(error, ERROR_REFUSED, N_("this file is not for the key %s but for %s: give the key that the centre's joining file was made with"), id, others);
}

static int read_body(struct inside *inside, const unsigned char key[BUNDLE_KEY], z_stream *stream, unsigned char *sealed, unsigned char *plain)
{
    struct bundle_reader *reader = inside->reader;
    crypto_secretstream_xchacha20poly1305_state state;
    unsigned char stream_head[BUNDLE_STREAM_HEAD];
    int64_t at = reader->body;
    bool ended = false;
    int code = read_at(reader, stream_head, sizeof stream_head, at, inside->error);
    if (code)
        return code;
    at += BUNDLE_STREAM_HEAD;
    crypto_secretstream_xchacha20poly1305_init_pull(&state, stream_head, key);
    while (!code && at < reader->body_end) {
        size_t length = reader->body_end - at < (int64_t)BUNDLE_SEALED_CHUNK ? (size_t)(reader->body_end - at) : BUNDLE_SEALED_CHUNK;
        unsigned long long opened = 0;
        unsigned char tag = 0;
        code = read_at(reader, sealed, length, at, inside->error);
        if (code)
            break;
        at += (int64_t)length;
        if (crypto_secretstream_xchacha20poly1305_pull(&state, plain, &opened, &tag, sealed, length, reader->head_digest.bytes, DIGEST_BYTES) != 0)
            code = broken(inside, "a part that does not open");
        else if ((tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL) != (at == reader->body_end) || (at < reader->body_end && tag != 0))
            code = broken(inside, "an end that is not at the end");
        else
            code = ended ? broken(inside, "more behind the end") : inflate_chunk(inside, stream, plain, (size_t)opened, &ended);
    }
    sodium_memzero(&state, sizeof state);
    if (!code && (!ended || inside->length > 0 || inside->seq != reader->head.bundle.last))
        code = broken(inside, "too few lines");
    return code;
}

static void *zlib_alloc(void *context, unsigned items, unsigned size)
{
    return memory_resize(context, NULL, (size_t)items * size);
}

static void zlib_free(void *context, void *block)
{
    memory_resize(context, block, 0);
}

int bundle_read(struct bundle_reader *reader, const struct seal_pair *recipient, const struct bundle_visitor *visitor, struct error *error)
{
    enum { SIZE = TEXT_SIZE + BUNDLE_PAYLOAD_LIMIT + BUNDLE_SEALED_CHUNK + BUNDLE_CHUNK };
    unsigned char key[BUNDLE_KEY];
    char after[DIGEST_HEX];
    struct inside inside = { .reader = reader, .visitor = visitor, .error = error, .seq = reader->head.bundle.first - 1 };
    z_stream stream = { .zalloc = zlib_alloc, .zfree = zlib_free, .opaque = (void *)(uintptr_t)reader->allocator };
    if (!reader->verified)
        return error_set(error, ERROR_INVALID, N_("a bundle is verified before it is opened"));
    int code = open_key(reader, recipient, key, error);
    if (code)
        return code;
    char *memory = memory_resize(reader->allocator, NULL, SIZE);
    if (!memory || inflateInit(&stream) != Z_OK) {
        memory_resize(reader->allocator, memory, 0);
        sodium_memzero(key, sizeof key);
        return error_memory(error);
    }
    inside.text = memory;
    inside.body = memory + TEXT_SIZE;
    unsigned char *sealed = (unsigned char *)memory + TEXT_SIZE + BUNDLE_PAYLOAD_LIMIT;
    hex_to(inside.chain.bytes, DIGEST_BYTES, reader->head.bundle.before);
    code = read_body(&inside, key, &stream, sealed, sealed + BUNDLE_SEALED_CHUNK);
    if (!code && strcmp(hex_from(after, inside.chain.bytes, DIGEST_BYTES), reader->head.bundle.after) != 0)
        code = broken(&inside, "another end of the chain");
    inflateEnd(&stream);
    sodium_memzero(memory, SIZE);
    memory_resize(reader->allocator, memory, 0);
    sodium_memzero(key, sizeof key);
    return code;
}
