#include "pack/layout.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/text.h"

enum {
    END_SIZE = 22, CENTRAL_SIZE = 46, LOCAL_SIZE = 30,
    FLAG_ENCRYPTED = 1 | 1 << 6 | 1 << 13, FLAG_LEVEL = 3 << 1, FLAG_STREAMED = 1 << 3, FLAG_UTF8 = 1 << 11,
    METHOD_STORE = 0, METHOD_DEFLATE = 8,
    DIRECTORY_LIMIT = 4 << 20,
};
#define CENTRAL_SIGNATURE 0x02014b50u
#define LOCAL_SIGNATURE 0x04034b50u

/* ZIP's numbers are little endian. */
static uint16_t le16(struct cursor *cursor)
{
    const unsigned char *at = cursor_bytes(cursor, 2);
    return at ? (uint16_t)(at[0] | at[1] << 8) : 0;
}

static uint32_t le32(struct cursor *cursor)
{
    uint32_t low = le16(cursor);
    return low | (uint32_t)le16(cursor) << 16;
}

int layout_bytes(int fd, uint64_t offset, void *bytes, size_t length, struct error *error)
{
    char *at = bytes;
    while (length > 0) {
        ssize_t got = pread(fd, at, length, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return error_system(error, errno, N_("this file cannot be read"));
        if (got == 0)
            return error_set(error, ERROR_DAMAGED, N_("the pack is cut short; copy it again from where it came"));
        at += got;
        length -= (size_t)got;
        offset += (uint64_t)got;
    }
    return 0;
}

static int no_end(int fd, uint64_t size, struct error *error)
{
    unsigned char first[4] = { 0 };
    if (size >= sizeof first && layout_bytes(fd, 0, first, sizeof first, NULL) == 0 && memcmp(first, "PK\3\4", 4) == 0)
        return error_set(error, ERROR_DAMAGED, N_("the pack is cut short, or something was added behind it; copy it again from where it came"));
    return error_set(error, ERROR_SYNTAX, N_("this is no pack: it is not a ZIP file"));
}

int layout_find_end(int fd, const struct pack_limits *limits, struct layout_end *end, struct error *error)
{
    struct stat status;
    unsigned char tail[END_SIZE + SIGNATURE_TEXT_LIMIT];
    if (fstat(fd, &status) < 0)
        return error_system(error, errno, N_("this file cannot be read"));
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_INVALID, N_("this is not a file; name a file"));
    uint64_t size = (uint64_t)status.st_size;
    if (size > limits->file)
        return error_set(error, ERROR_LIMIT, N_("the pack is larger than %lld MiB, the most that is read"), (long long)(limits->file >> 20));
    size_t length = size < sizeof tail ? (size_t)size : sizeof tail;
    int code = layout_bytes(fd, size - length, tail, length, error);
    if (code)
        return code;
    size_t found = 0, at = 0, comment = 0;
    for (size_t i = 0; i + END_SIZE <= length; i++) {
        size_t rest = length - i - END_SIZE;
        if (memcmp(tail + i, "PK\5\6", 4) == 0 && (size_t)(tail[i + 20] | tail[i + 21] << 8) == rest) {
            found++;
            at = i;
            comment = rest;
        }
    }
    if (found == 0)
        return no_end(fd, size, error);
    if (found > 1)
        return error_set(error, ERROR_REFUSED, N_("a second archive hides in the comment of this one; do not use this file"));
    struct cursor cursor;
    cursor_init(&cursor, tail + at + 4, END_SIZE - 4);
    unsigned disk = le16(&cursor), directory_disk = le16(&cursor), here = le16(&cursor), entries = le16(&cursor);
    struct layout_end read = { .file_size = size, .end = size - length + at, .comment = comment, .entries = entries };
    read.directory_size = le32(&cursor);
    read.directory = le32(&cursor);
    if (disk || directory_disk || here != entries || entries == 0xffff)
        return error_set(error, ERROR_REFUSED, N_("the archive is one of several parts, or of the form ZIP64; a pack is neither"));
    if (read.entries > limits->entries)
        return error_set(error, ERROR_LIMIT, N_("the pack holds %lld files; at most %lld are read"), (long long)entries, (long long)limits->entries);
    if (read.directory > read.end || read.directory_size > read.end - read.directory)
        return error_set(error, ERROR_DAMAGED, N_("the directory of the archive lies beyond its end; copy the file again from where it came"));
    if (read.directory + read.directory_size != read.end)
        return error_set(error, ERROR_REFUSED, N_("there is something before the archive, or between its directory and its end; do not use this file"));
    if (read.directory_size > DIRECTORY_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("the directory of the archive is larger than %d MiB"), DIRECTORY_LIMIT >> 20);
    *end = read;
    return 0;
}

/* What directory and local header both say. */
struct said {
    unsigned flags, method, name_length, extra_length;
    uint32_t time, crc, packed, size;
};

static void read_said(struct cursor *cursor, struct said *said)
{
    said->flags = le16(cursor);
    said->method = le16(cursor);
    said->time = le32(cursor);
    said->crc = le32(cursor);
    said->packed = le32(cursor);
    said->size = le32(cursor);
    said->name_length = le16(cursor);
    said->extra_length = le16(cursor);
}

static int check_said(const struct said *said, const struct pack_limits *limits, uint64_t *total, struct error *error)
{
    if (said->flags & FLAG_ENCRYPTED)
        return error_set(error, ERROR_REFUSED, N_("this entry is encrypted; packs are not"));
    if (said->flags & FLAG_STREAMED)
        return error_set(error, ERROR_REFUSED, N_("the size of this entry stands behind it; in a pack it stands in front"));
    if (said->flags & ~(unsigned)(FLAG_LEVEL | FLAG_UTF8))
        return error_set(error, ERROR_REFUSED, N_("this entry has flags that a pack does not use"));
    if (said->method != METHOD_STORE && said->method != METHOD_DEFLATE)
        return error_set(error, ERROR_REFUSED, N_("this entry is packed by method %d; a pack has only 0 (stored) and 8 (deflated)"), (int)said->method);
    if (said->extra_length)
        return error_set(error, ERROR_REFUSED, N_("this entry has extra fields; a pack has none (make it with kiosk-pack build, or zip -X)"));
    if (said->size > limits->entry)
        return error_set(error, ERROR_LIMIT, N_("this entry holds %lld bytes; at most %lld are read"), (long long)said->size, (long long)limits->entry);
    *total += said->size;
    if (*total > limits->total)
        return error_set(error, ERROR_LIMIT, N_("up to this entry the pack holds %lld bytes; at most %lld are read"), (long long)*total,
                         (long long)limits->total);
    if (said->method == METHOD_STORE && said->packed != said->size)
        return error_set(error, ERROR_DAMAGED, N_("this entry is stored, but its two sizes differ"));
    return 0;
}

static int check_name(const char *name, const struct said *said, uint32_t attributes, struct error *error)
{
    size_t length = said->name_length;
    unsigned type = attributes >> 16 & S_IFMT;
    if (type == S_IFLNK)
        return error_set(error, ERROR_REFUSED, N_("this is a symbolic link; a pack holds files alone"));
    if (type == S_IFDIR || (attributes & 0x10) || (length > 0 && name[length - 1] == '/'))
        return error_set(error, ERROR_REFUSED, N_("this is a folder; a pack holds files alone (zip -D)"));
    if (type && type != S_IFREG)
        return error_set(error, ERROR_REFUSED, N_("this is not a plain file; a pack holds files alone"));
    const char *fault = memchr(name, 0, length) ? N_("this name holds characters that cannot be shown") : pack_path_fault(name, length);
    if (fault)
        return error_set(error, ERROR_REFUSED, fault, "");
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)name[i] >= 0x80 && !(said->flags & FLAG_UTF8))
            return error_set(error, ERROR_REFUSED, N_("this name is not marked as UTF-8"));
    return 0;
}

/* The local header must stand where the last entry ended, and say what the directory says. */
static int check_local(int fd, uint64_t offset, const struct said *said, const char *name, struct error *error)
{
    unsigned char bytes[LOCAL_SIZE + PACK_PATH_LIMIT];
    struct cursor cursor;
    struct said local;
    int code = layout_bytes(fd, offset, bytes, LOCAL_SIZE + said->name_length, error);
    if (code)
        return code;
    cursor_init(&cursor, bytes, LOCAL_SIZE);
    uint32_t signature = le32(&cursor);
    le16(&cursor);                               /* the version that is needed to unpack: readers pay no heed */
    read_said(&cursor, &local);
    if (signature != LOCAL_SIGNATURE)
        return error_set(error, ERROR_DAMAGED, N_("this entry is not where the directory says"));
    if (local.extra_length)
        return error_set(error, ERROR_REFUSED, N_("this entry has extra fields; a pack has none (make it with kiosk-pack build, or zip -X)"));
    if (local.flags != said->flags || local.method != said->method || local.crc != said->crc || local.packed != said->packed
        || local.size != said->size || local.name_length != said->name_length
        || memcmp(bytes + LOCAL_SIZE, name, said->name_length) != 0)
        return error_set(error, ERROR_REFUSED, N_("this entry and the directory contradict each other; do not use this file"));
    return 0;
}

/* Names that differ in case alone are one file on some disks. */
struct folded {
    const char *fold, *name;
};

static int by_fold(const void *a, const void *b)
{
    return strcmp(((const struct folded *)a)->fold, ((const struct folded *)b)->fold);
}

static int check_twins(const struct layout_entry *entries, size_t count, struct arena *arena, struct error *error)
{
    struct buf fold = BUF_INIT;
    int code = 0;
    struct folded *names = arena_array(arena, count, sizeof *names);
    for (size_t i = 0; i < count && names; i++) {
        buf_clear(&fold);
        if (!text_fold(&fold, entries[i].entry.name, strlen(entries[i].entry.name)))
            goto memory;
        names[i] = (struct folded){ arena_copy(arena, fold.data, fold.length), entries[i].entry.name };
        if (!names[i].fold)
            goto memory;
    }
    if (!names)
        goto memory;
    if (count)
        qsort(names, count, sizeof *names, by_fold);
    for (size_t i = 1; i < count && !code; i++) {
        if (strcmp(names[i - 1].fold, names[i].fold) != 0)
            continue;
        error_in(error, names[i].name);
        code = error_set(error, ERROR_REFUSED, N_("this name is there twice, perhaps in upper and lower case"));
    }
    buf_release(&fold);
    return code;
memory:
    buf_release(&fold);
    return error_memory(error);
}

int layout_read(int fd, const struct layout_end *end, const struct pack_limits *limits, struct arena *arena, struct layout_entry **entries,
                struct error *error)
{
    uint64_t next = 0, total = 0;
    struct layout_entry *read = arena_array(arena, end->entries, sizeof *read);
    unsigned char *directory = malloc((size_t)end->directory_size + 1);
    struct cursor cursor;
    int code = read && directory ? layout_bytes(fd, end->directory, directory, (size_t)end->directory_size, error) : error_memory(error);
    if (code)
        goto cleanup;
    cursor_init(&cursor, directory, (size_t)end->directory_size);
    for (uint32_t i = 0; i < end->entries; i++) {
        struct said said;
        uint32_t signature = le32(&cursor);
        le32(&cursor);                           /* the versions that made it and that is needed */
        read_said(&cursor, &said);
        unsigned comment = le16(&cursor), disk = le16(&cursor);
        le16(&cursor);
        uint32_t attributes = le32(&cursor), offset = le32(&cursor);
        const unsigned char *name = cursor_bytes(&cursor, said.name_length);
        cursor_bytes(&cursor, said.extra_length + comment);
        if (!cursor.ok || !name || signature != CENTRAL_SIGNATURE) {
            code = error_set(error, ERROR_DAMAGED, N_("the directory of the archive is damaged; copy the file again from where it came"));
            goto cleanup;
        }
        char *copy = arena_copy(arena, (const char *)name, said.name_length);
        if (!copy) {
            code = error_memory(error);
            goto cleanup;
        }
        error_in(error, copy);
        code = check_name(copy, &said, attributes, error);
        if (!code)
            code = check_said(&said, limits, &total, error);
        if (!code && (comment || disk))
            code = error_set(error, ERROR_REFUSED, N_("this entry has a comment, or lies in another part; in a pack it does not"));
        if (!code && offset != next)
            code = error_set(error, ERROR_REFUSED, N_("there is something before this entry that does not belong to the pack; do not use this file"));
        if (!code && (uint64_t)LOCAL_SIZE + said.name_length + said.packed > end->directory - next)
            code = error_set(error, ERROR_DAMAGED, N_("this entry reaches into the directory of the archive"));
        if (!code)
            code = check_local(fd, offset, &said, copy, error);
        if (code)
            goto cleanup;
        error_in(error, "");
        read[i] = (struct layout_entry){ .entry = { copy, said.size, said.packed }, .offset = offset };
        next += (uint64_t)LOCAL_SIZE + said.name_length + said.packed;
    }
    if (!cursor_done(&cursor) || next != end->directory) {
        code = error_set(error, ERROR_REFUSED, N_("there is something behind the entries that does not belong to the pack; do not use this file"));
        goto cleanup;
    }
    code = check_twins(read, end->entries, arena, error);
    if (!code)
        *entries = read;
cleanup:
    free(directory);
    return code;
}
