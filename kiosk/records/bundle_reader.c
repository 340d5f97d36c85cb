#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "records/bundle_parts.h"
#include "records/store.h"

#define STEP 65536                               /* bytes that are inflated in one go: they stay in the processor's cache until their lines are read */
#define SEALED_CHUNK (BUNDLE_CHUNK + 17)
_Static_assert(SEALED_CHUNK == BUNDLE_CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES, "bytes of a sealed chunk");

static const char cut_off[] = N_("this file is cut off: copy it again from the stick, or export again");
static const char altered[] = N_("this bundle was altered or damaged on its way: copy it again from the stick, or export again");

struct bundle_reader {
    const struct allocator *allocator;
    struct arena arena;
    const char *file;
    int fd;
    int64_t size;
    const char *head;                            /* its bytes, as they were read once */
    size_t head_length;
    struct document document;
    struct digest digest;
    bool verified;
};

static int refuse(const struct bundle_reader *reader, enum error_code code, const char *message, struct error *error)
{
    error_at(error, reader->file, 0, 0);
    return error_set(error, code, message, "");
}

static int read_at(const struct bundle_reader *reader, void *out, size_t length, int64_t offset, struct error *error)
{
    for (size_t have = 0; have < length;) {
        ssize_t got = pread(reader->fd, (char *)out + have, length - have, (off_t)offset + (off_t)have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_at(error, reader->file, 0, 0);
            return error_system(error, errno, N_("this file cannot be read"));
        }
        if (got == 0)
            return refuse(reader, ERROR_DAMAGED, cut_off, error);
        have += (size_t)got;
    }
    return 0;
}

/* Numbers that fit each other, and the file's length. */
static int check_head(const struct bundle_reader *reader, struct error *error)
{
    const struct document_bundle *head = &reader->document.bundle;
    if (head->recipient.count > BUNDLE_RECIPIENTS || head->count > BUNDLE_EVENTS)
        return refuse(reader, ERROR_LIMIT,
                      N_("this bundle is larger, or for more recipients, than this version reads; use the newer program"), error);
    bool good = head->first > 0 && head->count > 0 && head->last >= head->first && head->last - head->first + 1 == head->count && head->bytes > 0;
    for (size_t i = 0; good && i < head->recipient.count; i++)
        good = strlen(head->recipient.rows[i].hex) == TRUST_ID_SIZE - 1 && strlen(head->recipient.rows[i].text) == 2 * BUNDLE_SEALED_KEY;
    if (!good || head->recipient.count == 0)
        return refuse(reader, ERROR_SYNTAX,
                      N_("the numbers or keys at the head of this bundle do not fit each other: copy it again from the stick, or export again"), error);
    int64_t want = (int64_t)reader->head_length + bundle_sealed(head->bytes) + BUNDLE_SIGNATURE;
    if (reader->size < want)
        return refuse(reader, ERROR_DAMAGED, cut_off, error);
    if (reader->size > want)
        return refuse(reader, ERROR_DAMAGED,
                      N_("there is more behind the end of this bundle: copy it again from the stick, or export again"), error);
    return 0;
}

static int read_head(struct bundle_reader *reader, struct error *error)
{
    static const char start[] = "empretec-kiosk bundle 1\n";
    size_t length = reader->size < BUNDLE_HEAD_LIMIT ? (size_t)reader->size : BUNDLE_HEAD_LIMIT;
    char *bytes = arena_alloc(&reader->arena, length + 1);
    if (!bytes)
        return error_memory(error);
    int code = read_at(reader, bytes, length, 0, error);
    if (code)
        return code;
    size_t same = length < sizeof start - 1 ? length : sizeof start - 1;
    if (length < BUNDLE_HEAD_LIMIT && memcmp(bytes, start, same) == 0 && !memmem(bytes, length, "\n\n", 2))
        return refuse(reader, ERROR_DAMAGED, cut_off, error);
    reader->head = bytes;
    code = document_head_read(&reader->document, DOCUMENT_BUNDLE, bytes, length, reader->file, &reader->arena, &reader->head_length, error);
    return code ? code : check_head(reader, error);
}

int bundle_open(struct bundle_reader **reader, const char *path, const struct allocator *allocator, struct error *error)
{
    struct stat status;
    struct bundle_reader *made = memory_resize(allocator, NULL, sizeof *made);
    if (!made)
        return error_memory(error);
    *made = (struct bundle_reader){ .allocator = allocator, .fd = -1 };
    arena_init(&made->arena, allocator, 16 * BUNDLE_HEAD_LIMIT);
    made->file = arena_text(&made->arena, path);
    int code = made->file ? 0 : error_memory(error);
    if (!code && sodium_init() < 0)
        code = refuse(made, ERROR_SYSTEM, N_("libsodium cannot be used here"), error);
    if (!code) {
        made->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (made->fd < 0 || fstat(made->fd, &status) < 0) {
            error_at(error, path, 0, 0);
            code = error_system(error, errno, N_("this file cannot be opened"));
        } else if (!S_ISREG(status.st_mode)) {
            code = refuse(made, ERROR_INVALID, N_("this is not a file; name a file"), error);
        } else {
            made->size = status.st_size;
            code = read_head(made, error);
        }
    }
    if (code)
        bundle_close(made);
    else
        *reader = made;
    return code;
}

const struct document_bundle *bundle_head(const struct bundle_reader *reader)
{
    return &reader->document.bundle;
}

int64_t bundle_bytes(const struct bundle_reader *reader)
{
    return reader->size;
}

const struct digest *bundle_digest(const struct bundle_reader *reader)
{
    return &reader->digest;
}

void bundle_close(struct bundle_reader *reader)
{
    if (!reader)
        return;
    if (reader->fd >= 0)
        close(reader->fd);
    arena_release(&reader->arena);
    memory_resize(reader->allocator, reader, 0);
}

/* The head is taken as it was read at the beginning, whatever the file says by now. */
static int check_signature(struct bundle_reader *reader, unsigned char *buffer, struct error *error)
{
    unsigned char signature[crypto_sign_BYTES], terminal[TRUST_PUBLIC];
    crypto_sign_state sign;
    crypto_generichash_state hash;
    int code = 0;
    crypto_sign_init(&sign);
    crypto_generichash_init(&hash, NULL, 0, DIGEST_BYTES);
    crypto_sign_update(&sign, (const unsigned char *)reader->head, reader->head_length);
    crypto_generichash_update(&hash, (const unsigned char *)reader->head, reader->head_length);
    const int64_t end = reader->size - BUNDLE_SIGNATURE;
    for (int64_t at = (int64_t)reader->head_length; !code && at < end;) {
        size_t part = end - at < STEP ? (size_t)(end - at) : STEP;
        code = read_at(reader, buffer, part, at, error);
        if (code)
            break;
        crypto_sign_update(&sign, buffer, part);
        crypto_generichash_update(&hash, buffer, part);
        at += (int64_t)part;
    }
    if (!code)
        code = read_at(reader, signature, sizeof signature, end, error);
    if (!code && (hex_to(terminal, sizeof terminal, reader->document.bundle.terminal) || crypto_sign_final_verify(&sign, signature, terminal) != 0))
        code = refuse(reader, ERROR_REFUSED, altered, error);
    if (!code) {
        crypto_generichash_update(&hash, signature, sizeof signature);
        crypto_generichash_final(&hash, reader->digest.bytes, DIGEST_BYTES);
    }
    return code;
}

int bundle_verify(struct bundle_reader *reader, struct error *error)
{
    const struct document certificate = bundle_certificate(&reader->document.bundle);
    struct error why = { 0 };
    int code = document_check(&certificate, reader->document.bundle.certificate, &why);
    if (code == ERROR_REFUSED)
        return refuse(reader, ERROR_REFUSED,
                      N_("the centre has not certified this terminal's key: the bundle was altered on its way, or made by somebody else; export again"), error);
    if (code)
        return error_memory(error);
    unsigned char *buffer = memory_resize(reader->allocator, NULL, STEP);
    if (!buffer)
        return error_memory(error);
    code = check_signature(reader, buffer, error);
    memory_resize(reader->allocator, buffer, 0);
    if (!code)
        reader->verified = true;
    return code;
}

/* The sealed part. */
struct body {
    struct bundle_reader *reader;
    const struct bundle_visitor *visitor;
    const struct document_bundle *head;
    crypto_secretstream_xchacha20poly1305_state stream;
    struct digest associated;                    /* of the head: bound to every chunk */
    crypto_generichash_state *hash;              /* of the file, once more */
    int64_t at, end;                             /* in the file */
    bool final;
    z_stream zlib;
    bool inflating, ended;

    int64_t seq, profiles;                       /* of the last event line; 0: none yet */
    bool expects;                                /* free text whose digest is payload may come */
    struct digest chain, payload;
    size_t held;                                 /* bytes in text */
    unsigned char sealed[SEALED_CHUNK], plain[BUNDLE_CHUNK];
    char text[BUNDLE_PAYLOAD_LINE + 1 + STEP];   /* the beginning of a line waits here for its end */
};

/* What only a broken or lying terminal signs. */
static int nonsense(const struct body *body, const char *message, struct error *error)
{
    error_at(error, body->reader->file, 0, 0);
    return error_set(error, ERROR_DAMAGED, message, (long long)(body->seq ? body->seq : body->head->first - 1));
}

static int find_key(struct body *body, const struct seal_pair *recipient, unsigned char key[BUNDLE_STREAM_KEY], struct error *error)
{
    unsigned char sealed[BUNDLE_SEALED_KEY];
    char id[TRUST_ID_SIZE], ids[ERROR_ARGUMENT_SIZE] = "";
    const struct document_named_list *list = &body->head->recipient;
    bool named = false;
    size_t used = 0;
    trust_seal_id(id, recipient->public);
    error_at(error, body->reader->file, 0, 0);
    for (size_t i = 0; i < list->count; i++) {
        if (strcmp(list->rows[i].hex, id) == 0) {
            named = true;
            if (hex_to(sealed, sizeof sealed, list->rows[i].text) == 0 &&
                crypto_box_seal_open(key, sealed, sizeof sealed, recipient->public, recipient->secret) == 0) {
                error_at(error, "", 0, 0);
                return 0;
            }
        }
        if (used + TRUST_ID_SIZE < sizeof ids)
            used += (size_t)snprintf(ids + used, sizeof ids - used, "%s%s", i ? " " : "", list->rows[i].hex);
    }
    if (named)
        return error_set(error, ERROR_REFUSED,
                         N_("what this bundle has sealed for the key %s does not open with it: export again with the newest program"), id);
    return error_set(error, ERROR_REFUSED,
                     N_("this bundle is sealed for others (keys %s); the key that was tried is %s. Take the secret that it was made for"), ids, id);
}

static int open_chunk(struct body *body, size_t *length, struct error *error)
{
    unsigned long long opened;
    unsigned char tag;
    int64_t left = body->end - body->at;
    size_t size = left < SEALED_CHUNK ? (size_t)left : SEALED_CHUNK;
    int code = read_at(body->reader, body->sealed, size, body->at, error);
    if (code)
        return code;
    crypto_generichash_update(body->hash, body->sealed, size);
    if (crypto_secretstream_xchacha20poly1305_pull(&body->stream, body->plain, &opened, &tag, body->sealed, size, body->associated.bytes, DIGEST_BYTES) != 0)
        return nonsense(body,
                        N_("what is sealed in this bundle does not open, behind event %lld: copy it again from the stick, or export again"), error);
    body->at += (int64_t)size;
    body->final = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    if (body->final != (body->at == body->end) || (!body->final && tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE))
        return nonsense(body,
                        N_("what is sealed in this bundle ends at the wrong place, behind event %lld: have the terminal looked at with kiosk-admin check"), error);
    *length = (size_t)opened;
    return 0;
}

static int take_event(struct body *body, const char *line, size_t length, struct error *error)
{
    int64_t seq = body->seq ? body->seq + 1 : body->head->first;
    if (body->profiles || seq > body->head->last)
        return nonsense(body,
                        N_("there are more events in this bundle than its head says, behind event %lld: have the terminal looked at with kiosk-admin check"), error);
    int expects = length > EVENT_LINE_LIMIT || !bundle_line_fits(line, length, body->head->origin, seq) ? -1 : bundle_line_payload(&body->payload, line, length);
    if (expects < 0)
        return nonsense(body,
                        N_("the line behind event %lld of this bundle is not the next event: have the terminal looked at with kiosk-admin check"), error);
    event_chain(&body->chain, line, length);
    body->seq = seq;
    body->expects = expects;
    return body->visitor->event ? body->visitor->event(body->visitor->context, seq, line, length, &body->chain, error) : 0;
}

/* Undoes COPY's escapes where the text stands: it gets no longer. False where it is written otherwise. */
static bool unescape(char *text, size_t *length)
{
    char *end = text + *length, *out = memchr(text, '\\', *length);
    if (memchr(text, '\t', *length) || memchr(text, '\r', *length))
        return false;
    if (!out)
        return true;
    for (char *at = out; at < end; at++) {
        if (*at != '\\') {
            *out++ = *at;
            continue;
        }
        at++;
        char c = at < end ? *at : 0;
        if (c != '\\' && c != 't' && c != 'n' && c != 'r')
            return false;
        *out++ = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : '\\';
    }
    *length = (size_t)(out - text);
    return true;
}

static int take_payload(struct body *body, char *columns, size_t length, struct error *error)
{
    unsigned char salt[PAYLOAD_SALT];
    struct digest digest;
    const size_t digits = 2 * PAYLOAD_SALT;
    bool good = body->expects && !body->profiles && length > digits && columns[digits] == '\t';
    if (good) {
        columns[digits] = 0;
        good = hex_to(salt, sizeof salt, columns) == 0;
    }
    char *text = columns + digits + 1;
    size_t size = good ? length - digits - 1 : 0;
    good = good && unescape(text, &size) && size <= EVENT_BODY_LIMIT && !memchr(text, 0, size) && text_valid(text, size);
    if (good) {
        payload_digest(&digest, salt, text, size);
        good = memcmp(&digest, &body->payload, sizeof digest) == 0;
    }
    if (!good)
        return nonsense(body,
                        N_("the free text behind event %lld of this bundle does not belong to it: have the terminal looked at with kiosk-admin check"), error);
    body->expects = false;
    text[size] = 0;
    return body->visitor->payload ? body->visitor->payload(body->visitor->context, body->seq, salt, text, size, error) : 0;
}

/* 0 and more, as it is written; -1 for all else. */
static int64_t whole_number(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits == 0 || digits > 18 || text[digits] || (text[0] == '0' && digits > 1) ? -1 : strtoll(text, NULL, 10);
}

static bool read_flag(const char *text, bool *flag)
{
    *flag = text[0] == '1';
    return (text[0] == '0' || text[0] == '1') && text[1] == 0;
}

static bool read_role(const char *text, enum person_role *role)
{
    for (int i = ROLE_LEARNER; i <= ROLE_MANAGER; i++)
        if (strcmp(text, person_role_name((enum person_role)i)) == 0) {
            *role = (enum person_role)i;
            return true;
        }
    return false;
}

static bool read_profile(struct bundle_profile *profile, char *columns, size_t length)
{
    const char *column[BUNDLE_PROFILE_COLUMNS];
    int count = 0;
    if (memchr(columns, 0, length))
        return false;
    for (char *at = columns; at;) {
        char *tab = memchr(at, '\t', (size_t)(columns + length - at));
        if (count == BUNDLE_PROFILE_COLUMNS)
            return false;
        column[count++] = at;
        at = tab ? tab + 1 : NULL;
        if (tab)
            *tab = 0;
    }
    if (count < BUNDLE_PROFILE_COLUMNS)
        return false;
    *profile = (struct bundle_profile){ .person = column[0], .version = whole_number(column[1]), .changed = whole_number(column[2]) };
    bool good = store_uuid_valid(column[0]) && profile->version > 0 && profile->changed >= 0 && read_role(column[3], &profile->role);
    for (int i = 0; good && i < PROFILE_COUNT; i++) {
        profile->values[i] = strcmp(column[4 + i], "\\N") ? column[4 + i] : NULL;
        good = !profile->values[i] || bundle_code_valid(profile->values[i]);
    }
    const char *const *flag = column + 4 + PROFILE_COUNT;
    return good && read_flag(flag[0], &profile->follow_up) && read_flag(flag[1], &profile->surveys) && read_flag(flag[2], &profile->government) &&
           read_flag(flag[3], &profile->provisional);
}

static int take_profile(struct body *body, char *columns, size_t length, struct error *error)
{
    struct bundle_profile profile;
    if (body->seq != body->head->last || body->profiles >= 2 * body->head->count)
        return nonsense(body,
                        N_("a profile stands at the wrong place of this bundle, behind event %lld: have the terminal looked at with kiosk-admin check"), error);
    if (!read_profile(&profile, columns, length))
        return nonsense(body,
                        N_("a profile of this bundle, behind event %lld, is not written as it must be: have the terminal looked at with kiosk-admin check"), error);
    body->profiles++;
    return body->visitor->profile ? body->visitor->profile(body->visitor->context, &profile, error) : 0;
}

static int take_line(struct body *body, char *line, size_t length, struct error *error)
{
    static const char payload[] = "\tpayload\t", profile[] = "\tprofile\t";
    const size_t mark = sizeof payload - 1;
    line[length] = 0;                            /* in the place of its line end */
    if (line[0] != '\t')
        return take_event(body, line, length, error);
    if (length >= mark && length <= BUNDLE_PAYLOAD_LINE && memcmp(line, payload, mark) == 0)
        return take_payload(body, line + mark, length - mark, error);
    if (length >= mark && length <= BUNDLE_PAYLOAD_LINE && memcmp(line, profile, mark) == 0)
        return take_profile(body, line + mark, length - mark, error);
    return nonsense(body,
                    N_("this bundle holds a line of no known sort behind event %lld: have the terminal looked at with kiosk-admin check"), error);
}

/* All whole lines in text; what is left moves to its beginning. */
static int take_lines(struct body *body, struct error *error)
{
    char *at = body->text, *end = body->text + body->held;
    int code = 0;
    for (char *stop; !code && (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1)
        code = take_line(body, at, (size_t)(stop - at), error);
    if (code)
        return code;
    body->held = (size_t)(end - at);
    if (body->held > BUNDLE_PAYLOAD_LINE || (body->held > EVENT_LINE_LIMIT && *at != '\t'))
        return nonsense(body,
                        N_("the line behind event %lld of this bundle is too long: have the terminal looked at with kiosk-admin check"), error);
    memmove(body->text, at, body->held);
    return 0;
}

static int inflate_chunk(struct body *body, size_t length, struct error *error)
{
    body->zlib.next_in = body->plain;
    body->zlib.avail_in = (uInt)length;
    for (bool more = true; more;) {
        int result = Z_DATA_ERROR;
        body->zlib.next_out = (Bytef *)body->text + body->held;
        body->zlib.avail_out = STEP;
        if (!body->ended)
            result = inflate(&body->zlib, Z_NO_FLUSH);
        if (result == Z_MEM_ERROR)
            return error_memory(error);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return nonsense(body,
                            N_("what was sealed in this bundle is not deflated as it must be, behind event %lld: have the terminal looked at with kiosk-admin check"), error);
        body->held += STEP - body->zlib.avail_out;
        body->ended = result == Z_STREAM_END;
        int code = take_lines(body, error);
        if (code)
            return code;
        more = body->ended ? body->zlib.avail_in > 0 : body->zlib.avail_out == 0;
    }
    return 0;
}

static int check_end(const struct body *body, struct error *error)
{
    unsigned char signature[crypto_sign_BYTES];
    struct digest digest;
    if (!body->ended || body->held > 0 || body->seq != body->head->last)
        return nonsense(body,
                        N_("this bundle ends behind event %lld, but its head names more: have the terminal looked at with kiosk-admin check"), error);
    char hex[DIGEST_HEX];
    if (strcmp(hex_from(hex, body->chain.bytes, DIGEST_BYTES), body->head->after) != 0)
        return nonsense(body,
                        N_("the chain of this bundle, to event %lld, is not the one that its head names: have the terminal looked at with kiosk-admin check"), error);
    /* on a stick it may have changed since it was verified */
    int code = read_at(body->reader, signature, sizeof signature, body->end, error);
    if (code)
        return code;
    crypto_generichash_update(body->hash, signature, sizeof signature);
    crypto_generichash_final(body->hash, digest.bytes, DIGEST_BYTES);
    return memcmp(&digest, &body->reader->digest, sizeof digest) == 0 ? 0 : refuse(body->reader, ERROR_REFUSED, altered, error);
}

static int open_body(struct body *body, struct bundle_reader *reader, const struct seal_pair *recipient, const struct bundle_visitor *visitor,
                     crypto_generichash_state *hash, struct error *error)
{
    unsigned char key[BUNDLE_STREAM_KEY], stream_head[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    memset(body, 0, offsetof(struct body, sealed));
    body->reader = reader;
    body->visitor = visitor;
    body->hash = hash;
    body->head = &reader->document.bundle;
    body->at = (int64_t)reader->head_length + BUNDLE_STREAM_HEAD;
    body->end = reader->size - BUNDLE_SIGNATURE;
    digest_of(&body->associated, reader->head, reader->head_length);
    int code = hex_to(body->chain.bytes, DIGEST_BYTES, body->head->before) ? refuse(reader, ERROR_SYNTAX, altered, error) : 0;
    if (!code)
        code = find_key(body, recipient, key, error);
    if (!code)
        code = read_at(reader, stream_head, sizeof stream_head, (int64_t)reader->head_length, error);
    if (!code) {
        crypto_generichash_init(hash, NULL, 0, DIGEST_BYTES);
        crypto_generichash_update(hash, (const unsigned char *)reader->head, reader->head_length);
        crypto_generichash_update(hash, stream_head, sizeof stream_head);
        crypto_secretstream_xchacha20poly1305_init_pull(&body->stream, stream_head, key);
    }
    sodium_memzero(key, sizeof key);
    if (!code) {
        bundle_zlib_init(&body->zlib, reader->allocator);
        body->inflating = inflateInit(&body->zlib) == Z_OK;
        code = body->inflating ? 0 : error_memory(error);
    }
    return code;
}

int bundle_read(struct bundle_reader *reader, const struct seal_pair *recipient, const struct bundle_visitor *visitor, struct error *error)
{
    if (!reader->verified)
        return refuse(reader, ERROR_INVALID, N_("a bundle must be verified before it is read"), error);
    struct body *body = memory_resize(reader->allocator, NULL, sizeof *body);
    if (!body)
        return error_memory(error);
    crypto_generichash_state hash;               /* it wants an alignment that an allocator need not give */
    int code = open_body(body, reader, recipient, visitor, &hash, error);
    while (!code && !body->final) {
        size_t length = 0;
        code = open_chunk(body, &length, error);
        if (!code)
            code = inflate_chunk(body, length, error);
    }
    if (!code)
        code = check_end(body, error);
    if (body->inflating)
        inflateEnd(&body->zlib);
    sodium_memzero(body, sizeof *body);
    memory_resize(reader->allocator, body, 0);
    return code;
}
