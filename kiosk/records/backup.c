#include "records/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "records/bundle_parts.h"
#include "records/store.h"

#define KEY_HEAD "empretec-kiosk backup key 1\n"
#define LINE_SIZE (BACKUP_NAME + 24)             /* "NAME BYTES\n" */
#define SEALED_CHUNK (BUNDLE_CHUNK + 17)
#define LEVEL 6
_Static_assert(SEALED_CHUNK == BUNDLE_CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES, "bytes of a sealed chunk");

static const char cut_off[] = N_("this backup is cut off: copy it again, or take another one");
static const char altered[] = N_("this backup was altered or damaged: copy it again, or take another one");
static const char nonsense[] = N_("what is in this backup is not what a backup holds; take another one");

static int refuse(const char *path, enum error_code code, const char *message, struct error *error)
{
    error_at(error, path, 0, 0);
    return error_set(error, code, message, "");
}

static int fail(const char *path, int number, const char *message, struct error *error)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, message, "");
}

/* The key that is kept here */
void backup_mark(char mark[BACKUP_MARK_SIZE], const unsigned char seal[TRUST_PUBLIC])
{
    char id[TRUST_ID_SIZE];
    trust_seal_id(id, seal);
    snprintf(mark, BACKUP_MARK_SIZE, "%.8s", id);
}

static int key_path(char path[STORE_PATH], const char *folder, struct error *error)
{
    if (path_join(path, STORE_PATH, folder, BACKUP_KEY))
        return 0;
    return error_set(error, ERROR_LIMIT, N_("this path is too long"));
}

int backup_key_load(unsigned char seal[TRUST_PUBLIC], const char *folder, struct error *error)
{
    char path[STORE_PATH];
    unsigned char read[TRUST_PUBLIC];
    struct buf text = BUF_INIT;
    const size_t head = sizeof KEY_HEAD - 1;
    int code = key_path(path, folder, error);
    if (!code)
        code = file_read(path, 1024, &text, error);
    if (!code) {
        bool good = text.length == head + 2 * TRUST_PUBLIC + 1 && memcmp(text.data, KEY_HEAD, head) == 0 && text.data[text.length - 1] == '\n';
        if (good) {
            text.data[text.length - 1] = 0;
            good = hex_to(read, sizeof read, text.data + head) == 0;
        }
        if (good)
            memcpy(seal, read, sizeof read);
        else
            code = refuse(path, ERROR_DAMAGED, N_("this is not the key of the backups; make a new code with kiosk-admin backup --new-code"), error);
    }
    buf_release(&text);
    return code;
}

int backup_key_save(const unsigned char seal[TRUST_PUBLIC], const char *folder, struct error *error)
{
    char path[STORE_PATH], hex[2 * TRUST_PUBLIC + 1], text[sizeof KEY_HEAD + sizeof hex + 1];
    int code = key_path(path, folder, error);
    int length = snprintf(text, sizeof text, KEY_HEAD "%s\n", hex_from(hex, seal, TRUST_PUBLIC));
    return code ? code : file_write(path, text, (size_t)length, 0600, error);
}

bool backup_name_allowed(const char *name)
{
    static const char *const whole[] = { "kiosk.cfg", "profile.form", "records.db" }, *const folders[] = { "keys/", "trust/" };
    size_t length = strlen(name), size;
    char centre[UUID_SIZE];
    if (length == 0 || length > BACKUP_NAME || !text_valid(name, length))
        return false;
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strcmp(name, whole[i]) == 0)
            return true;
    for (size_t at = 0; at < length; at += size)
        if (!text_printable(text_next(name + at, length - at, &size)))
            return false;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t folder = strlen(folders[i]);
        if (strncmp(name, folders[i], folder) == 0)
            return name[folder] && name[folder] != '.' && !strchr(name + folder, '/');
    }
    snprintf(centre, sizeof centre, "%.36s", name);
    return length == UUID_SIZE - 1 + strlen(".request") && strcmp(name + UUID_SIZE - 1, ".request") == 0 && store_uuid_valid(centre);
}

/* Reading: chunks are opened, inflated, and handed on. */
struct body {
    const char *path;
    int fd;
    crypto_secretstream_xchacha20poly1305_state stream;
    struct digest associated;
    z_stream zlib;
    int (*take)(void *context, const unsigned char *bytes, size_t length, struct error *error);
    void *context;
    unsigned char sealed[SEALED_CHUNK + 1], packed[BUNDLE_CHUNK], plain[BUNDLE_CHUNK];
};

/* As many bytes as there are, up to length. */
static int read_some(const struct body *body, void *out, size_t length, size_t *got, struct error *error)
{
    *got = 0;
    while (*got < length) {
        ssize_t some = read(body->fd, (char *)out + *got, length - *got);
        if (some < 0 && errno == EINTR)
            continue;
        if (some < 0)
            return fail(body->path, errno, N_("this file cannot be read"), error);
        if (some == 0)
            break;
        *got += (size_t)some;
    }
    return 0;
}

static int inflate_chunk(struct body *body, size_t length, bool *ended, struct error *error)
{
    body->zlib.next_in = body->packed;
    body->zlib.avail_in = (uInt)length;
    do {
        body->zlib.next_out = body->plain;
        body->zlib.avail_out = sizeof body->plain;
        int result = *ended ? Z_DATA_ERROR : inflate(&body->zlib, Z_NO_FLUSH);
        if (result == Z_MEM_ERROR)
            return error_memory(error);
        if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
            return refuse(body->path, ERROR_DAMAGED, nonsense, error);
        *ended = result == Z_STREAM_END;
        int code = body->take(body->context, body->plain, sizeof body->plain - body->zlib.avail_out, error);
        if (code)
            return code;
    } while (body->zlib.avail_in > 0 || (body->zlib.avail_out == 0 && !*ended));
    return 0;
}

/* From the stream's head, where the descriptor stands, to the end of the file. */
static int read_body(struct body *body, const unsigned char key[BUNDLE_STREAM_KEY], struct error *error)
{
    unsigned char head[crypto_secretstream_xchacha20poly1305_HEADERBYTES], tag = 0;
    unsigned long long opened;
    size_t held, more = 0;
    bool ended = false;
    int code = read_some(body, head, sizeof head, &held, error);
    if (!code && held < sizeof head)
        code = refuse(body->path, ERROR_DAMAGED, cut_off, error);
    if (code)
        return code;
    crypto_secretstream_xchacha20poly1305_init_pull(&body->stream, head, key);
    bundle_zlib_init(&body->zlib, NULL);
    if (inflateInit(&body->zlib) != Z_OK)
        return error_memory(error);
    code = read_some(body, body->sealed, SEALED_CHUNK, &held, error);
    while (!code && held) {
        if (crypto_secretstream_xchacha20poly1305_pull(&body->stream, body->packed, &opened, &tag, body->sealed, held, body->associated.bytes, DIGEST_BYTES) != 0)
            code = refuse(body->path, ERROR_REFUSED, altered, error);
        if (!code)
            code = inflate_chunk(body, (size_t)opened, &ended, error);
        if (!code)
            code = read_some(body, body->sealed, SEALED_CHUNK, &more, error);
        if (!code && more && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL)
            code = refuse(body->path, ERROR_REFUSED, altered, error);
        held = more;
    }
    inflateEnd(&body->zlib);
    if (!code && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL)
        code = refuse(body->path, ERROR_DAMAGED, cut_off, error);
    if (!code && !ended)
        code = refuse(body->path, ERROR_DAMAGED, nonsense, error);
    return code;
}

/* Writing */
struct packing {
    const char *path;
    struct file_writer file;
    struct document_backup head;
    struct document_named recipient;
    char id[TRUST_ID_SIZE], sealed_key[2 * BUNDLE_SEALED_KEY + 1];
    unsigned char key[BUNDLE_STREAM_KEY];
    crypto_secretstream_xchacha20poly1305_state stream;
    struct digest associated;
    crypto_generichash_state plain_hash, read_hash;
    const struct backup_watch *watch;
    z_stream zlib;
    size_t held;                                 /* bytes in packed */
    int64_t head_length;
    unsigned char packed[BUNDLE_CHUNK], sealed[SEALED_CHUNK], bytes[BUNDLE_CHUNK];
};

static int seal_chunk(struct packing *packing, unsigned char tag, struct error *error)
{
    unsigned long long length;
    crypto_secretstream_xchacha20poly1305_push(&packing->stream, packing->sealed, &length, packing->packed, packing->held, packing->associated.bytes, DIGEST_BYTES, tag);
    packing->held = 0;
    return file_writer_add(&packing->file, packing->sealed, (size_t)length, error);
}

/* With Z_FINISH the rest is sealed as the last chunk. */
static int pack(struct packing *packing, const void *bytes, size_t length, int flush, struct error *error)
{
    int result;
    if (length)
        crypto_generichash_update(&packing->plain_hash, bytes, length);
    packing->zlib.next_in = (z_const Bytef *)(uintptr_t)bytes;
    packing->zlib.avail_in = (uInt)length;
    for (;;) {
        packing->zlib.next_out = packing->packed + packing->held;
        packing->zlib.avail_out = (uInt)(sizeof packing->packed - packing->held);
        result = deflate(&packing->zlib, flush);
        packing->held = sizeof packing->packed - packing->zlib.avail_out;
        if (result == Z_STREAM_END)
            return seal_chunk(packing, crypto_secretstream_xchacha20poly1305_TAG_FINAL, error);
        if (packing->zlib.avail_out > 0)
            return 0;
        int code = seal_chunk(packing, crypto_secretstream_xchacha20poly1305_TAG_MESSAGE, error);
        if (code)
            return code;
    }
}

static int changed(const char *path, struct error *error)
{
    return refuse(path, ERROR_CANCELLED, N_("this file changed while the backup was made; begin it again"), error);
}

static int pack_file(struct packing *packing, const struct backup_file *file, struct error *error)
{
    char line[LINE_SIZE];
    int size = snprintf(line, sizeof line, "%s %lld\n", file->name, (long long)file->bytes), code = 0;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    if (fd < 0)
        return fail(file->path, errno, N_("this file cannot be opened"), error);
    const struct body from = { .path = file->path, .fd = fd };
    code = pack(packing, line, (size_t)size, Z_NO_FLUSH, error);
    for (int64_t left = file->bytes; !code && left > 0;) {
        size_t got, want = left < BUNDLE_CHUNK ? (size_t)left : BUNDLE_CHUNK;
        code = read_some(&from, packing->bytes, want, &got, error);
        if (!code && got < want)
            code = changed(file->path, error);
        if (!code)
            code = pack(packing, packing->bytes, got, Z_NO_FLUSH, error);
        if (!code && packing->watch && !packing->watch->step(packing->watch->context, (int64_t)got))
            code = error_set(error, ERROR_CANCELLED, N_("cancelled"));
        left -= (int64_t)want;
    }
    if (!code && read(fd, packing->bytes, 1) > 0)
        code = changed(file->path, error);
    close(fd);
    return code;
}

static int write_head(struct packing *packing, const unsigned char seal[TRUST_PUBLIC], const struct random_source *random, struct error *error)
{
    unsigned char sealed[BUNDLE_SEALED_KEY], stream_head[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
    struct buf text = BUF_INIT;
    random->bytes(random->context, packing->key, sizeof packing->key);
    random->bytes(random->context, stream_head, sizeof stream_head);
    trust_seal_id(packing->id, seal);
    if (bundle_seal_key(sealed, packing->key, seal, random) != 0)
        return error_set(error, ERROR_INVALID, N_("nothing can be sealed for the key of the backups: make a new code with kiosk-admin backup --new-code"));
    packing->recipient = (struct document_named){ packing->id, hex_from(packing->sealed_key, sealed, sizeof sealed) };
    packing->head.recipient = (struct document_named_list){ &packing->recipient, 1 };
    const struct document document = { .kind = DOCUMENT_BACKUP, .backup = packing->head };
    int code = document_head_write(&text, &document, error);
    if (!code && buf_failed(&text))
        code = error_memory(error);
    if (!code) {
        digest_of(&packing->associated, text.data, text.length);
        packing->head_length = (int64_t)text.length;
        code = file_writer_add(&packing->file, text.data, text.length, error);
    }
    if (!code)
        code = file_writer_add(&packing->file, stream_head, sizeof stream_head, error);
    crypto_secretstream_xchacha20poly1305_init_pull(&packing->stream, stream_head, packing->key);
    buf_release(&text);
    return code;
}

static int hash_plain(void *context, const unsigned char *bytes, size_t length, struct error *error)
{
    struct packing *packing = context;
    (void)error;
    crypto_generichash_update(&packing->read_hash, bytes, length);
    return 0;
}

/* What lies on the disk opens, and is what was packed. */
static int read_back(struct packing *packing, struct error *error)
{
    struct digest wrote, read;
    struct body *body = calloc(1, sizeof *body);
    if (!body)
        return error_memory(error);
    *body = (struct body){ .path = packing->path, .associated = packing->associated, .take = hash_plain, .context = packing };
    body->fd = open(packing->file.temporary, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int code = body->fd < 0 || fsync(packing->file.fd) != 0 ? fail(packing->path, errno, N_("this file cannot be written"), error) : 0;
    if (!code) {
        posix_fadvise(body->fd, 0, 0, POSIX_FADV_DONTNEED);
        lseek(body->fd, (off_t)packing->head_length, SEEK_SET);
        crypto_generichash_init(&packing->read_hash, NULL, 0, DIGEST_BYTES);
        code = read_body(body, packing->key, error);
    }
    if (!code) {
        crypto_generichash_final(&packing->plain_hash, wrote.bytes, DIGEST_BYTES);
        crypto_generichash_final(&packing->read_hash, read.bytes, DIGEST_BYTES);
        if (memcmp(&wrote, &read, sizeof wrote) != 0)
            code = refuse(packing->path, ERROR_DAMAGED, N_("what was read back is not what was written: the disk fails. Write the backup to another one"), error);
    }
    if (body->fd >= 0)
        close(body->fd);
    sodium_memzero(body, sizeof *body);
    free(body);
    return code;
}

int backup_write(const char *path, const struct document_backup *head, const struct backup_file *files, size_t count, const unsigned char seal[TRUST_PUBLIC],
                 const struct random_source *random, const struct backup_watch *watch, struct error *error)
{
    struct packing *packing = calloc(1, sizeof *packing);
    if (!packing)
        return error_memory(error);
    *packing = (struct packing){ .path = path, .file = FILE_WRITER_INIT, .head = *head, .watch = watch };
    int code = 0;
    packing->head.bytes = 0;
    for (size_t i = 0; i < count; i++) {
        packing->head.bytes += files[i].bytes;
        if (!code && (count > BACKUP_FILES || files[i].bytes < 0 || !backup_name_allowed(files[i].name)))
            code = refuse(files[i].path, ERROR_INVALID, N_("this file cannot be in a backup; give it another name, or move it away"), error);
    }
    bundle_zlib_init(&packing->zlib, NULL);
    if (!code && deflateInit(&packing->zlib, LEVEL) != Z_OK)
        code = error_memory(error);
    else if (!code) {
        crypto_generichash_init(&packing->plain_hash, NULL, 0, DIGEST_BYTES);
        code = file_writer_open(&packing->file, path, 0640, error);
        if (!code)
            code = write_head(packing, seal, random, error);
        for (size_t i = 0; i < count && !code; i++)
            code = pack_file(packing, &files[i], error);
        if (!code)
            code = pack(packing, NULL, 0, Z_FINISH, error);
        deflateEnd(&packing->zlib);
    }
    if (!code)
        code = read_back(packing, error);
    if (!code)
        code = file_writer_commit(&packing->file, error);
    file_writer_abort(&packing->file);
    sodium_memzero(packing, sizeof *packing);
    free(packing);
    return code;
}

/* Looking and unpacking */
static int open_head(const char *path, int *fd, struct arena *arena, struct document *document, size_t *head, struct digest *digest, struct error *error)
{
    struct stat status;
    size_t got = 0;
    char *bytes = arena_alloc(arena, BUNDLE_HEAD_LIMIT);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (!bytes || file < 0) {
        int number = errno;
        if (file >= 0)
            close(file);
        return bytes ? fail(path, number, N_("this file cannot be opened"), error) : error_memory(error);
    }
    const struct body body = { .path = path, .fd = file };
    int code = fstat(file, &status) == 0 && S_ISREG(status.st_mode) ? 0 : refuse(path, ERROR_INVALID, N_("this is not a file; name a file"), error);
    if (!code)
        code = read_some(&body, bytes, BUNDLE_HEAD_LIMIT, &got, error);
    if (!code)
        code = document_head_read(document, DOCUMENT_BACKUP, bytes, got, path, arena, head, error);
    if (!code && document->backup.recipient.count != 1)
        code = refuse(path, ERROR_SYNTAX, N_("this is no backup of this program"), error);
    if (code) {
        close(file);
        return code;
    }
    digest_of(digest, bytes, *head);
    *fd = file;
    return 0;
}

int backup_look(const char *path, struct arena *arena, struct document_backup *head, struct error *error)
{
    struct document document;
    struct digest digest;
    size_t length;
    int fd;
    int code = open_head(path, &fd, arena, &document, &length, &digest, error);
    if (code)
        return code;
    close(fd);
    *head = document.backup;
    return 0;
}

struct unpacking {
    const char *path, *folder;
    int64_t bytes, left;                         /* of all files; of the file that is open */
    size_t files, held;
    int fd;                                      /* -1 */
    char line[LINE_SIZE], file[STORE_PATH];
};

static bool has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name), more = strlen(ending);
    return length > more && strcmp(name + length - more, ending) == 0;
}

static mode_t mode_of(const char *name)
{
    bool others = strcmp(name, "kiosk.cfg") == 0 || strcmp(name, "profile.form") == 0 || has_ending(name, ".request") || has_ending(name, ".pub");
    return others ? 0640 : 0600;
}

static int end_file(struct unpacking *unpacking, struct error *error)
{
    int number = fsync(unpacking->fd) < 0 ? errno : 0;
    if (close(unpacking->fd) < 0 && !number)
        number = errno;
    unpacking->fd = -1;
    if (number)
        return fail(unpacking->file, number, N_("this file cannot be written"), error);
    return file_sync_folder(unpacking->file, error);
}

static int begin_file(struct unpacking *unpacking, struct error *error)
{
    char *blank = strrchr(unpacking->line, ' ');
    size_t digits = blank ? strspn(blank + 1, "0123456789") : 0;
    if (!blank || digits == 0 || digits > 15 || blank[1 + digits] || unpacking->files++ == BACKUP_FILES)
        return refuse(unpacking->path, ERROR_DAMAGED, nonsense, error);
    *blank = 0;
    unpacking->left = strtoll(blank + 1, NULL, 10);
    unpacking->bytes -= unpacking->left;
    if (unpacking->bytes < 0 || !backup_name_allowed(unpacking->line))
        return refuse(unpacking->path, ERROR_DAMAGED, nonsense, error);
    if (!path_join(unpacking->file, sizeof unpacking->file, unpacking->folder, unpacking->line))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    unpacking->fd = open(unpacking->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_of(unpacking->line));
    unpacking->held = 0;
    if (unpacking->fd < 0 && errno == EEXIST)    /* one name twice */
        return refuse(unpacking->path, ERROR_DAMAGED, nonsense, error);
    if (unpacking->fd < 0)
        return fail(unpacking->file, errno, N_("this file cannot be written"), error);
    return unpacking->left ? 0 : end_file(unpacking, error);
}

static int take_bytes(void *context, const unsigned char *bytes, size_t length, struct error *error)
{
    struct unpacking *unpacking = context;
    int code = 0;
    while (length > 0 && !code) {
        if (unpacking->fd < 0) {
            char c = (char)*bytes++;
            length--;
            if (c == '\n') {
                unpacking->line[unpacking->held] = 0;
                code = begin_file(unpacking, error);
            } else if (c == 0 || unpacking->held + 1 == sizeof unpacking->line) {
                code = refuse(unpacking->path, ERROR_DAMAGED, nonsense, error);
            } else {
                unpacking->line[unpacking->held++] = c;
            }
            continue;
        }
        size_t part = (int64_t)length < unpacking->left ? length : (size_t)unpacking->left;
        int number = file_write_all(unpacking->fd, bytes, part);
        if (number)
            return fail(unpacking->file, -number, N_("this file cannot be written"), error);
        bytes += part;
        length -= part;
        unpacking->left -= (int64_t)part;
        if (unpacking->left == 0)
            code = end_file(unpacking, error);
    }
    return code;
}

static int open_key(const char *path, const struct document_backup *head, const unsigned char secret[TRUST_SECRET], unsigned char key[BUNDLE_STREAM_KEY],
                    struct error *error)
{
    struct seal_pair pair;
    unsigned char sealed[BUNDLE_SEALED_KEY];
    char id[TRUST_ID_SIZE], made[BACKUP_MARK_SIZE], typed[BACKUP_MARK_SIZE];
    int code = 0;
    trust_seal_pair(&pair, secret, TRUST_BACKUP);
    trust_seal_id(id, pair.public);
    backup_mark(typed, pair.public);
    snprintf(made, sizeof made, "%.8s", head->recipient.rows[0].hex);
    if (strcmp(id, head->recipient.rows[0].hex) != 0) {
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_REFUSED, N_("this backup was made for the code with the mark %s; the one that was typed has the mark %s: look for the other sheet"),
                         made, typed);
    } else if (hex_to(sealed, sizeof sealed, head->recipient.rows[0].text) || crypto_box_seal_open(key, sealed, sizeof sealed, pair.public, pair.secret) != 0) {
        code = refuse(path, ERROR_REFUSED, altered, error);
    }
    sodium_memzero(&pair, sizeof pair);
    return code;
}

int backup_unpack(const char *path, const unsigned char secret[TRUST_SECRET], const char *folder, struct error *error)
{
    struct arena arena;
    struct document document;
    struct unpacking unpacking = { .path = path, .folder = folder, .fd = -1 };
    unsigned char key[BUNDLE_STREAM_KEY];
    size_t length;
    struct body *body = calloc(1, sizeof *body);
    if (!body)
        return error_memory(error);
    arena_init(&arena, NULL, 4 << 20);
    *body = (struct body){ .path = path, .fd = -1, .take = take_bytes, .context = &unpacking };
    int code = open_head(path, &body->fd, &arena, &document, &length, &body->associated, error);
    if (!code)
        code = open_key(path, &document.backup, secret, key, error);
    if (!code) {
        unpacking.bytes = document.backup.bytes;
        lseek(body->fd, (off_t)length, SEEK_SET);
        code = read_body(body, key, error);
    }
    if (!code && (unpacking.fd >= 0 || unpacking.held > 0 || unpacking.bytes != 0))
        code = refuse(path, ERROR_DAMAGED, nonsense, error);
    if (unpacking.fd >= 0)
        close(unpacking.fd);
    if (body->fd >= 0)
        close(body->fd);
    sodium_memzero(key, sizeof key);
    sodium_memzero(body, sizeof *body);
    free(body);
    arena_release(&arena);
    return code;
}
