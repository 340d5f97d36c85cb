#include "pack/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/file.h"
#include "base/text.h"
#include "pack/container.h"

#define LEVEL 9
#define DOS_TIME 0
#define DOS_DATE (0 << 9 | 1 << 5 | 1)           /* 1980-01-01 */
#define UNIX_ATTRIBUTES ((zip_uint32_t)(S_IFREG | 0644) << 16)

struct writer_entry {
    char *name, *fold;
    char *bytes;
    size_t length;
};
struct pack_writer {
    struct writer_entry *entries;
    size_t count, capacity;
    uint64_t total;
};

int pack_writer_new(struct pack_writer **writer, struct error *error)
{
    struct pack_writer *made = calloc(1, sizeof *made);
    if (!made)
        return error_memory(error);
    *writer = made;
    return 0;
}

static void release_entry(struct writer_entry *entry)
{
    free(entry->name);
    free(entry->fold);
    free(entry->bytes);
}

void pack_writer_free(struct pack_writer *writer)
{
    if (!writer)
        return;
    for (size_t i = 0; i < writer->count; i++)
        release_entry(&writer->entries[i]);
    free(writer->entries);
    free(writer);
}

int pack_writer_add(struct pack_writer *writer, const char *name, const void *bytes, size_t length, struct error *error)
{
    struct buf fold = BUF_INIT;
    struct writer_entry entry = { 0 };
    int code = 0;
    error_in(error, name);
    const char *fault = pack_path_fault(name, strlen(name));
    if (fault)
        return error_set(error, ERROR_INVALID, fault, "");
    if (length > PACK_ENTRY_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("this file holds more than %lld bytes"), (long long)PACK_ENTRY_LIMIT);
    if (writer->count >= PACK_ENTRIES_LIMIT || writer->total + length > PACK_FILE_LIMIT / 2)
        return error_set(error, ERROR_LIMIT, N_("with this file the pack becomes too large; divide it into two packs"));
    if (!text_fold(&fold, name, strlen(name))) {
        code = error_memory(error);
        goto cleanup;
    }
    for (size_t i = 0; i < writer->count; i++)
        if (strcmp(writer->entries[i].fold, fold.data) == 0) {
            code = error_set(error, ERROR_EXISTS, N_("this name is there twice, perhaps in upper and lower case"));
            goto cleanup;
        }
    if (writer->count == writer->capacity) {
        size_t capacity = writer->capacity ? 2 * writer->capacity : 32;
        struct writer_entry *grown = realloc(writer->entries, capacity * sizeof *grown);
        if (!grown) {
            code = error_memory(error);
            goto cleanup;
        }
        writer->entries = grown;
        writer->capacity = capacity;
    }
    entry = (struct writer_entry){ .name = strdup(name), .fold = strdup(fold.data), .bytes = malloc(length + 1), .length = length };
    if (!entry.name || !entry.fold || !entry.bytes) {
        release_entry(&entry);
        code = error_memory(error);
        goto cleanup;
    }
    if (length)
        memcpy(entry.bytes, bytes, length);
    writer->entries[writer->count++] = entry;
    writer->total += length;
    error_in(error, "");
cleanup:
    buf_release(&fold);
    return code;
}

/* pack.cfg comes first, so that who looks at the file meets it first; then by bytes. */
static int by_name(const void *a, const void *b)
{
    const struct writer_entry *left = a, *right = b;
    int left_first = strcmp(left->name, MANIFEST_NAME) == 0, right_first = strcmp(right->name, MANIFEST_NAME) == 0;
    return left_first != right_first ? right_first - left_first : strcmp(left->name, right->name);
}

static int add_entry(zip_t *zip, const struct writer_entry *entry)
{
    zip_source_t *source = zip_source_buffer(zip, entry->bytes, entry->length, 0);
    zip_int64_t index = source ? zip_file_add(zip, entry->name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && index < 0)
        zip_source_free(source);
    if (index < 0)
        return -1;
    zip_uint64_t place = (zip_uint64_t)index;
    return zip_set_file_compression(zip, place, entry->length ? ZIP_CM_DEFLATE : ZIP_CM_STORE, LEVEL) < 0
            || zip_file_set_dostime(zip, place, DOS_TIME, DOS_DATE, 0) < 0
            || zip_file_set_external_attributes(zip, place, 0, ZIP_OPSYS_UNIX, UNIX_ATTRIBUTES) < 0
        ? -1 : 0;
}

static int cannot_write(const char *path, const char *why, struct error *error)
{
    error_at(error, path, 0, 0);
    return error_set(error, errno == ENOSPC ? ERROR_FULL : ERROR_SYSTEM, N_("the pack cannot be written (%s)"), why);
}

static int write_zip(const struct pack_writer *writer, const char *path, struct error *error)
{
    int number = 0, code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &number);
    if (!zip) {
        zip_error_t zip_error;
        zip_error_init_with_code(&zip_error, number);
        code = cannot_write(path, zip_error_strerror(&zip_error), error);
        zip_error_fini(&zip_error);
        return code;
    }
    for (size_t i = 0; i < writer->count && !code; i++)
        if (add_entry(zip, &writer->entries[i]) < 0)
            code = cannot_write(path, zip_strerror(zip), error);
    if (!code && zip_close(zip) < 0)
        code = cannot_write(path, zip_strerror(zip), error);
    if (code)
        zip_discard(zip);
    return code;
}

struct copy {
    struct file_writer *writer;
    struct signature_hash *hash;
    char held[2];                                /* the comment's length, known only when the signature is */
    size_t held_count;
};

static int copy_body(void *context, const void *bytes, size_t length, struct error *error)
{
    struct copy *copy = context;
    signature_hash_add(copy->hash, bytes, length);
    /* hold the last two bytes back */
    struct buf all = BUF_INIT;
    buf_add(&all, copy->held, copy->held_count);
    buf_add(&all, bytes, length);
    int code = buf_failed(&all) ? error_memory(error) : 0;
    copy->held_count = all.length < sizeof copy->held ? all.length : sizeof copy->held;
    if (!code)
        code = file_writer_add(copy->writer, all.data, all.length - copy->held_count, error);
    if (!code)
        memcpy(copy->held, all.data + all.length - copy->held_count, copy->held_count);
    buf_release(&all);
    return code;
}

/* Copies a pack with another comment. */
static int seal(const char *from, const char *path, const struct secret_key *key, const char *trusted, struct error *error)
{
    struct file_writer writer = FILE_WRITER_INIT;
    struct signature_hash state;
    struct copy copy = { .writer = &writer, .hash = &state };
    struct signature signature;
    struct buf comment = BUF_INIT;
    unsigned char hash[SIGNATURE_HASH_BYTES];
    int code = 0;
    int fd = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error_at(error, from, 0, 0);
        return error_system(error, errno, N_("this pack cannot be opened"));
    }
    signature_hash_start(&state);
    code = file_writer_open(&writer, path, 0644, error);
    if (!code)
        code = pack_body(fd, from, copy_body, &copy, error);
    if (code)
        goto cleanup;
    signature_hash_end(&state, hash);
    if (key) {
        code = signature_make(key, hash, "signature of an Empretec Kiosk pack", trusted, &signature, error);
        if (code)
            goto cleanup;
        signature_write(&signature, &comment);
        if (buf_failed(&comment)) {
            code = error_memory(error);
            goto cleanup;
        }
    }
    const unsigned char length[2] = { comment.length & 0xff, (unsigned char)(comment.length >> 8) };
    code = file_writer_add(&writer, length, sizeof length, error);
    if (!code)
        code = file_writer_add(&writer, comment.data, comment.length, error);
    if (!code)
        code = file_writer_commit(&writer, error);
cleanup:
    file_writer_abort(&writer);
    buf_release(&comment);
    close(fd);
    return code;
}

int pack_writer_finish(struct pack_writer *writer, const char *path, const struct secret_key *key, const char *trusted, struct error *error)
{
    char part[4096];
    int length = snprintf(part, sizeof part, "%s.part-%ld", path, (long)getpid());
    if (length < 0 || (size_t)length >= sizeof part) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    }
    if (writer->count)
        qsort(writer->entries, writer->count, sizeof *writer->entries, by_name);
    int code = write_zip(writer, part, error);
    if (!code)
        code = seal(part, path, key, trusted, error);
    unlink(part);
    return code;
}

int pack_sign_file(const char *path, const struct secret_key *key, const char *trusted, struct error *error)
{
    return seal(path, path, key, trusted, error);
}
