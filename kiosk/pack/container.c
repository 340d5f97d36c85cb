#include "pack/container.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "pack/layout.h"

#define CHUNK 65536
#define COMMENT_LENGTH_BYTES 2                   /* the last two of the end record */

const struct pack_limits pack_limits_usual = {
    .file = PACK_FILE_LIMIT, .entry = PACK_ENTRY_LIMIT, .total = PACK_TOTAL_LIMIT, .entries = PACK_ENTRIES_LIMIT,
};

/* The signed bytes of a descriptor, as a file of their own: everything before the comment, the comment's length put to 0. */
struct body {
    int fd;
    uint64_t length, position;
    zip_error_t error;
};

static int body_read(const struct body *body, uint64_t offset, void *bytes, size_t length, struct error *error)
{
    int code = layout_bytes(body->fd, offset, bytes, length, error);
    uint64_t zeroes = body->length - COMMENT_LENGTH_BYTES;
    for (uint64_t at = offset > zeroes ? offset : zeroes; !code && at < offset + length; at++)
        ((char *)bytes)[at - offset] = 0;
    return code;
}

struct named_entry {
    struct pack_entry entry;
    const struct manifest_file *file;            /* NULL: the manifest, or in a reserved folder */
};

struct pack {
    int fd;
    bool own_fd, is_signed;
    char name[200];                              /* for messages */
    struct arena arena;
    struct body body;
    struct signature signature;
    const struct public_key *signer;
    enum pack_trust trust;
    unsigned char hash[SIGNATURE_HASH_BYTES];
    uint64_t size;
    struct named_entry *entries;                 /* in the arena, in the file's order */
    size_t count;
    uint32_t *by_name;                           /* places in entries, in the order of names */
    struct manifest *manifest;
    zip_t *zip;
};

static int find_end(int fd, const char *name, const struct pack_limits *limits, struct layout_end *end, struct error *error)
{
    int code = layout_find_end(fd, limits, end, error);
    if (code)
        error_at(error, name, 0, 0);
    return code;
}

static int read_comment(int fd, const struct layout_end *end, struct buf *comment, struct error *error)
{
    char text[SIGNATURE_TEXT_LIMIT];
    int code = layout_bytes(fd, end->file_size - end->comment, text, end->comment, error);
    if (!code)
        buf_add(comment, text, end->comment);
    return code ? code : buf_failed(comment) ? error_memory(error) : 0;
}

int pack_cut(int fd, const char *name, uint64_t *body, struct buf *comment, struct error *error)
{
    struct layout_end end;
    int code = find_end(fd, name, &pack_limits_usual, &end, error);
    if (!code)
        code = read_comment(fd, &end, comment, error);
    if (code)
        error_at(error, name, 0, 0);
    else
        *body = end.file_size - end.comment;
    return code;
}

static int stream_body(const struct body *body, int (*sink)(void *context, const void *bytes, size_t length, struct error *error), void *context,
                       struct error *error)
{
    char *chunk = malloc(CHUNK);
    int code = chunk ? 0 : error_memory(error);
    for (uint64_t at = 0; !code && at < body->length;) {
        size_t part = body->length - at < CHUNK ? (size_t)(body->length - at) : CHUNK;
        code = body_read(body, at, chunk, part, error);
        if (!code)
            code = sink(context, chunk, part, error);
        at += part;
    }
    free(chunk);
    return code;
}

int pack_body(int fd, const char *name, int (*sink)(void *context, const void *bytes, size_t length, struct error *error), void *context,
              struct error *error)
{
    struct layout_end end;
    int code = find_end(fd, name, &pack_limits_usual, &end, error);
    if (code)
        return code;
    struct body body = { .fd = fd, .length = end.file_size - end.comment };
    return stream_body(&body, sink, context, error);
}

static int add_to_hash(void *context, const void *bytes, size_t length, struct error *error)
{
    (void)error;
    signature_hash_add(context, bytes, length);
    return 0;
}

static int verify(struct pack *pack, const struct layout_end *end, const struct keyring *keys, unsigned options, struct error *error)
{
    struct buf comment = BUF_INIT;
    int code = read_comment(pack->fd, end, &comment, error);
    if (!code && end->comment) {
        code = signature_parse(comment.data, comment.length, &pack->signature, error);
        pack->is_signed = true;
    }
    buf_release(&comment);
    if (code || (options & PACK_SEEN_BEFORE))
        return code;
    if (!pack->is_signed && !(options & PACK_ALLOW_UNSIGNED))
        return error_set(error, ERROR_REFUSED, N_("this pack is not signed; ask its publisher for a signed one"));
    if (pack->is_signed)
        pack->signer = keyring_find(keys, pack->signature.id);
    if (pack->is_signed && !pack->signer && !(options & PACK_ALLOW_UNKNOWN_KEY)) {
        char id[KEY_ID_SIZE];
        return error_set(error, ERROR_REFUSED, N_("signed with the key %s, which is not among the publishers' keys here; if you trust the publisher, add their .pub (a centre keeps them in its folder keys)"),
                         key_id_text(id, pack->signature.id));
    }
    struct signature_hash hash;
    signature_hash_start(&hash);
    code = stream_body(&pack->body, add_to_hash, &hash, error);
    if (code)
        return code;
    signature_hash_end(&hash, pack->hash);
    pack->trust = pack->signer ? PACK_TRUSTED : pack->is_signed ? PACK_UNKNOWN_KEY : PACK_UNSIGNED;
    return pack->signer ? signature_check(&pack->signature, pack->signer, pack->hash, error) : 0;
}

/* libzip reads through this, and so sees the signed bytes and nothing else. */
static zip_int64_t body_source(void *context, void *data, zip_uint64_t length, zip_source_cmd_t command)
{
    struct body *body = context;
    switch (command) {
    case ZIP_SOURCE_OPEN:
        body->position = 0;
        return 0;
    case ZIP_SOURCE_READ: {
        uint64_t left = body->length - body->position;
        size_t part = length < left ? (size_t)length : (size_t)left;
        if (body_read(body, body->position, data, part, NULL) < 0) {
            zip_error_set(&body->error, ZIP_ER_READ, EIO);
            return -1;
        }
        body->position += part;
        return (zip_int64_t)part;
    }
    case ZIP_SOURCE_SEEK: {
        zip_int64_t offset = zip_source_seek_compute_offset(body->position, body->length, data, length, &body->error);
        if (offset < 0)
            return -1;
        body->position = (uint64_t)offset;
        return 0;
    }
    case ZIP_SOURCE_TELL:
        return (zip_int64_t)body->position;
    case ZIP_SOURCE_STAT: {
        zip_stat_t *status = ZIP_SOURCE_GET_ARGS(zip_stat_t, data, length, &body->error);
        if (!status)
            return -1;
        zip_stat_init(status);
        status->size = body->length;
        status->valid = ZIP_STAT_SIZE;
        return sizeof *status;
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&body->error, data, length);
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    default:
        zip_error_set(&body->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

static int open_zip(struct pack *pack, struct error *error)
{
    zip_error_t zip_error;
    int code = 0;
    zip_error_init(&zip_error);
    zip_source_t *source = zip_source_function_create(body_source, &pack->body, &zip_error);
    if (source)
        pack->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &zip_error);
    if (source && !pack->zip)
        zip_source_free(source);
    if (!pack->zip)
        code = zip_error_code_zip(&zip_error) == ZIP_ER_MEMORY ? error_memory(error)
            : error_set(error, ERROR_DAMAGED, N_("the archive cannot be opened (%s)"), zip_error_strerror(&zip_error));
    else if (zip_get_num_entries(pack->zip, 0) != (zip_int64_t)pack->count)
        code = error_set(error, ERROR_REFUSED, N_("the archive can be read in two ways; do not use this file"));
    zip_error_fini(&zip_error);
    return code;
}

static int by_name(const void *a, const void *b, void *context)
{
    const struct pack *pack = context;
    return strcmp(pack->entries[*(const uint32_t *)a].entry.name, pack->entries[*(const uint32_t *)b].entry.name);
}

static long find_entry(const struct pack *pack, const char *name)
{
    size_t low = 0, high = pack->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, pack->entries[pack->by_name[middle]].entry.name);
        if (order == 0)
            return pack->by_name[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

static int take_entries(struct pack *pack, const struct layout_end *end, const struct pack_limits *limits, struct error *error)
{
    struct layout_entry *layout;
    int code = layout_read(pack->fd, end, limits, &pack->arena, &layout, error);
    if (code)
        return code;
    pack->count = end->entries;
    pack->entries = arena_array(&pack->arena, pack->count, sizeof *pack->entries);
    pack->by_name = arena_array(&pack->arena, pack->count, sizeof *pack->by_name);
    if (!pack->entries || !pack->by_name)
        return error_memory(error);
    for (uint32_t i = 0; i < pack->count; i++) {
        pack->entries[i].entry = layout[i].entry;
        pack->by_name[i] = i;
    }
    qsort_r(pack->by_name, pack->count, sizeof *pack->by_name, by_name, pack);
    return 0;
}

/* Reads an entry piece by piece; each piece goes to sink. Whether there is more, or less, than was declared is found on the way. */
static int inflate_entry(struct pack *pack, size_t index, int (*sink)(void *context, const void *bytes, size_t length, struct error *error),
                         void *context, struct error *error)
{
    const struct pack_entry *entry = &pack->entries[index].entry;
    char *chunk = malloc(CHUNK);
    int code = chunk ? 0 : error_memory(error);
    uint64_t done = 0;
    zip_file_t *file = NULL;
    const char *name = zip_get_name(pack->zip, index, ZIP_FL_ENC_RAW);
    if (!code && (!name || strcmp(name, entry->name) != 0))
        code = error_set(error, ERROR_REFUSED, N_("the archive can be read in two ways; do not use this file"));
    if (!code && !(file = zip_fopen_index(pack->zip, index, 0)))
        code = error_set(error, ERROR_DAMAGED, N_("this entry cannot be read (%s)"), zip_strerror(pack->zip));
    while (!code) {
        zip_int64_t got = zip_fread(file, chunk, CHUNK);
        if (got < 0) {
            code = error_set(error, ERROR_DAMAGED, N_("this entry cannot be read (%s)"), zip_file_strerror(file));
            break;
        }
        done += (uint64_t)got;
        if (done > entry->size || (got == 0 && done < entry->size))
            code = error_set(error, ERROR_DAMAGED, N_("this entry is not as long as it says; do not use this file"));
        else if (got == 0)
            break;
        else
            code = sink(context, chunk, (size_t)got, error);
    }
    if (file && zip_fclose(file) != 0 && !code)
        code = error_set(error, ERROR_DAMAGED, N_("this entry cannot be read (%s)"), zip_strerror(pack->zip));
    if (code) {
        error_at(error, pack->name, 0, 0);
        error_in(error, entry->name);
    }
    free(chunk);
    return code;
}

static int add_to_buf(void *context, const void *bytes, size_t length, struct error *error)
{
    buf_add(context, bytes, length);
    return buf_failed(context) ? error_memory(error) : 0;
}

int pack_read(struct pack *pack, const char *name, struct buf *out, struct error *error)
{
    long index = find_entry(pack, name);
    size_t start = out->length;
    if (index < 0) {
        error_at(error, pack->name, 0, 0);
        error_in(error, name);
        return error_set(error, ERROR_NOT_FOUND, N_("this file is not in the pack"));
    }
    int code = inflate_entry(pack, (size_t)index, add_to_buf, out, error);
    if (code)
        buf_cut(out, start);
    return code;
}

static int wrong_digest(struct pack *pack, const char *name, struct error *error)
{
    error_at(error, pack->name, 0, 0);
    error_in(error, name);
    return error_set(error, ERROR_DAMAGED, N_("this file is not the one that the manifest means: its digest differs"));
}

int pack_read_file(struct pack *pack, const struct manifest_file *file, struct buf *out, struct error *error)
{
    size_t start = out->length;
    struct digest digest;
    int code = pack_read(pack, file->path, out, error);
    if (code)
        return code;
    digest_of(&digest, out->data + start, out->length - start);
    if (memcmp(&digest, &file->digest, sizeof digest) == 0)
        return 0;
    buf_cut(out, start);
    return wrong_digest(pack, file->path, error);
}

static int add_to_digest(void *context, const void *bytes, size_t length, struct error *error)
{
    (void)error;
    crypto_generichash_update(context, bytes, length);
    return 0;
}

int pack_check(struct pack *pack, bool (*progress)(void *context, uint64_t done, uint64_t total), void *context, struct error *error)
{
    uint64_t done = 0, total = 0;
    for (size_t i = 0; i < pack->count; i++)
        total += pack->entries[i].entry.size;
    for (size_t i = 0; i < pack->count; i++) {
        const struct named_entry *entry = &pack->entries[i];
        crypto_generichash_state state;
        struct digest digest;
        crypto_generichash_init(&state, NULL, 0, sizeof digest.bytes);
        int code = inflate_entry(pack, i, add_to_digest, &state, error);
        if (code)
            return code;
        crypto_generichash_final(&state, digest.bytes, sizeof digest.bytes);
        if (entry->file && memcmp(&digest, &entry->file->digest, sizeof digest) != 0)
            return wrong_digest(pack, entry->entry.name, error);
        done += entry->entry.size;
        if (progress && !progress(context, done, total))
            return error_set(error, ERROR_CANCELLED, N_("stopped"));
    }
    return 0;
}

static bool reserved(const char *name)
{
    return strncmp(name, "audio/", 6) == 0 || strncmp(name, "pictures/", 9) == 0;
}

/* The manifest, and every file of it against the archive's. */
static int take_manifest(struct pack *pack, struct error *error)
{
    struct buf text = BUF_INIT;
    struct report report;
    report_init(&report);
    long index = find_entry(pack, MANIFEST_NAME);
    int code = 0;
    if (index < 0) {
        code = error_set(error, ERROR_INVALID, N_("the pack has no manifest (%s)"), MANIFEST_NAME);
        goto cleanup;
    }
    error_in(error, MANIFEST_NAME);
    if (pack->entries[index].entry.size > MANIFEST_SIZE_LIMIT)
        code = error_set(error, ERROR_LIMIT, N_("the manifest is larger than %zu bytes"), MANIFEST_SIZE_LIMIT);
    else
        code = pack_read(pack, MANIFEST_NAME, &text, error);
    if (code)
        goto cleanup;
    code = manifest_parse(&pack->arena, text.data, text.length, pack->name, &report, &pack->manifest);
    if (code) {
        if (error && report_kept(&report))
            *error = report.kept[0];
        error_in(error, MANIFEST_NAME);
        goto cleanup;
    }
    for (size_t u = 0; u < pack->manifest->unit_count && !code; u++) {
        const struct manifest_unit *unit = &pack->manifest->units[u];
        for (size_t f = 0; f < unit->file_count && !code; f++) {
            index = find_entry(pack, unit->files[f].path);
            error_in(error, unit->files[f].path);
            if (index < 0)
                code = error_set(error, ERROR_INVALID, N_("the manifest names this file, but it is not in the pack"));
            else if (pack->entries[index].file || strcmp(unit->files[f].path, MANIFEST_NAME) == 0)
                code = error_set(error, ERROR_INVALID, N_("two units name this file"));
            else
                pack->entries[index].file = &unit->files[f];
        }
    }
    for (size_t i = 0; i < pack->count && !code; i++) {
        const char *name = pack->entries[i].entry.name;
        error_in(error, name);
        if (!pack->entries[i].file && strcmp(name, MANIFEST_NAME) != 0 && !reserved(name))
            code = error_set(error, ERROR_INVALID, N_("this file is not in the manifest"));
    }
    if (!code)
        error_in(error, "");
cleanup:
    buf_release(&text);
    report_release(&report);
    return code;
}

static int open_all(struct pack *pack, const struct keyring *keys, unsigned options, const struct pack_limits *limits, struct error *error)
{
    struct layout_end end;
    int code = layout_find_end(pack->fd, limits, &end, error);
    if (code)
        return code;
    pack->size = end.file_size;
    pack->body = (struct body){ .fd = pack->fd, .length = end.file_size - end.comment };
    zip_error_init(&pack->body.error);
    code = verify(pack, &end, keys, options, error);
    if (!code)
        code = take_entries(pack, &end, limits, error);
    if (!code)
        code = open_zip(pack, error);
    if (!code)
        code = take_manifest(pack, error);
    return code;
}

int pack_open_fd(int fd, const char *name, const struct keyring *keys, unsigned options, const struct pack_limits *limits, struct pack **pack,
                 struct error *error)
{
    struct pack *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_memory(error);
    opened->fd = fd;
    arena_init(&opened->arena, NULL, (size_t)64 << 20);
    snprintf(opened->name, sizeof opened->name, "%s", name);
    int code = open_all(opened, keys, options, limits ? limits : &pack_limits_usual, error);
    if (code) {
        if (error && !error->file[0])
            error_at(error, name, 0, 0);
        pack_close(opened);
        return code;
    }
    *pack = opened;
    return 0;
}

int pack_open(const char *path, const struct keyring *keys, unsigned options, const struct pack_limits *limits, struct pack **pack,
              struct error *error)
{
    struct pack *opened;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this pack cannot be opened"));
    }
    int code = pack_open_fd(fd, path, keys, options, limits, &opened, error);
    if (code) {
        close(fd);
        return code;
    }
    opened->own_fd = true;
    *pack = opened;
    return 0;
}

void pack_close(struct pack *pack)
{
    if (!pack)
        return;
    if (pack->zip)
        zip_discard(pack->zip);
    zip_error_fini(&pack->body.error);
    if (pack->own_fd)
        close(pack->fd);
    arena_release(&pack->arena);
    free(pack);
}

const struct manifest *pack_manifest(const struct pack *pack)
{
    return pack->manifest;
}

enum pack_trust pack_trust(const struct pack *pack)
{
    return pack->trust;
}

const struct signature *pack_signature(const struct pack *pack)
{
    return pack->is_signed ? &pack->signature : NULL;
}

const struct public_key *pack_signer(const struct pack *pack)
{
    return pack->signer;
}

uint64_t pack_size(const struct pack *pack)
{
    return pack->size;
}

const unsigned char *pack_hash(const struct pack *pack)
{
    return pack->hash;
}

size_t pack_entry_count(const struct pack *pack)
{
    return pack->count;
}

const struct pack_entry *pack_entry(const struct pack *pack, size_t index)
{
    return &pack->entries[index].entry;
}
