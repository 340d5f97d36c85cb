#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static int fail(struct error *error, const char *path, int number, const char *message)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, message, "");
}

int file_read(const char *path, size_t limit, struct buf *out, struct error *error)
{
    int code = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return fail(error, path, errno, N_("this file cannot be opened"));
    struct stat status;
    size_t start = out->length;
    if (fstat(fd, &status) < 0) {
        code = fail(error, path, errno, N_("this file cannot be read"));
        goto cleanup;
    }
    if (!S_ISREG(status.st_mode)) {
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_INVALID, N_("this is not a file; name a file"));
        goto cleanup;
    }
    if (status.st_size > 0 && (uint64_t)status.st_size <= limit)
        buf_reserve(out, (size_t)status.st_size + 1);
    for (;;) {
        if (!buf_reserve(out, 16384)) {
            code = error_memory(error);
            goto cleanup;
        }
        size_t room = out->capacity - out->length - 1;
        ssize_t got = read(fd, out->data + out->length, room);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            code = fail(error, path, errno, N_("this file cannot be read"));
            goto cleanup;
        }
        if (got == 0)
            break;
        out->length += (size_t)got;
        if (out->length - start > limit) {
            error_at(error, path, 0, 0);
            code = error_set(error, ERROR_LIMIT, N_("this file is larger than %zu bytes, the most that is read"), limit);
            goto cleanup;
        }
    }
    out->data[out->length] = 0;
cleanup:
    close(fd);
    if (code && out->length > start)
        buf_cut(out, start);
    return code;
}

int file_write_all(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t wrote = write(fd, at, length);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return -errno;
        at += wrote;
        length -= (size_t)wrote;
    }
    return 0;
}

int file_sync_folder(const char *path, struct error *error)
{
    char folder[PATH_MAX];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 1;
    if (slash == path)
        length = 1;
    if (length >= sizeof folder)
        return fail(error, path, ENAMETOOLONG, N_("this folder cannot be written to disk"));
    memcpy(folder, slash ? path : ".", length);
    folder[length] = 0;
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(error, folder, errno, N_("this folder cannot be opened"));
    int number = fsync(fd) < 0 ? errno : 0;
    close(fd);
    if (number && number != EINVAL)              /* some file systems cannot sync a folder, and need not */
        return fail(error, folder, number, N_("this folder cannot be written to disk"));
    return 0;
}

int file_writer_open(struct file_writer *writer, const char *path, mode_t mode, struct error *error)
{
    writer->fd = -1;
    if (strlen(path) >= sizeof writer->path)
        return fail(error, path, ENAMETOOLONG, N_("this file cannot be written"));
    snprintf(writer->path, sizeof writer->path, "%s", path);
    snprintf(writer->temporary, sizeof writer->temporary, "%s.new-XXXXXX", path);
    writer->fd = mkostemp(writer->temporary, O_CLOEXEC);
    if (writer->fd < 0)
        return fail(error, path, errno, N_("this file cannot be written"));
    if (fchmod(writer->fd, mode) < 0) {
        int number = errno;
        file_writer_abort(writer);
        /* FAT file systems have no modes; what cannot be set there is not needed there */
        if (number != EPERM && number != ENOTSUP)
            return fail(error, path, number, N_("this file cannot be written"));
        return file_writer_open(writer, path, 0600, error);
    }
    return 0;
}

int file_writer_add(struct file_writer *writer, const void *bytes, size_t length, struct error *error)
{
    int code = file_write_all(writer->fd, bytes, length);
    return code ? fail(error, writer->path, -code, N_("this file cannot be written")) : 0;
}

int file_writer_commit(struct file_writer *writer, struct error *error)
{
    int number = fsync(writer->fd) < 0 ? errno : 0;
    if (close(writer->fd) < 0 && !number)
        number = errno;
    writer->fd = -1;
    if (!number && rename(writer->temporary, writer->path) < 0)
        number = errno;
    if (number) {
        unlink(writer->temporary);
        return fail(error, writer->path, number, N_("this file cannot be written"));
    }
    return file_sync_folder(writer->path, error);
}

void file_writer_abort(struct file_writer *writer)
{
    if (writer->fd < 0)
        return;
    close(writer->fd);
    writer->fd = -1;
    unlink(writer->temporary);
}

int file_write(const char *path, const void *bytes, size_t length, mode_t mode, struct error *error)
{
    struct file_writer writer = FILE_WRITER_INIT;
    int code = file_writer_open(&writer, path, mode, error);
    if (!code)
        code = file_writer_add(&writer, bytes, length, error);
    if (!code)
        code = file_writer_commit(&writer, error);
    file_writer_abort(&writer);
    return code;
}

int file_space(const char *path, uint64_t *free_bytes, struct error *error)
{
    struct statvfs status;
    if (statvfs(path, &status) < 0)
        return fail(error, path, errno, N_("the free space here cannot be told"));
    *free_bytes = (uint64_t)status.f_bavail * status.f_frsize;
    return 0;
}

int folder_make(const char *path, mode_t mode, struct error *error)
{
    char part[PATH_MAX];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof part)
        return fail(error, path, ENAMETOOLONG, N_("this folder cannot be made"));
    memcpy(part, path, length + 1);
    for (char *at = part + 1;; at++) {
        if (*at && *at != '/')
            continue;
        char kept = *at;
        *at = 0;
        if (mkdir(part, mode) < 0 && errno != EEXIST)
            return fail(error, part, errno, N_("this folder cannot be made"));
        *at = kept;
        if (!kept)
            break;
    }
    struct stat status;
    if (stat(path, &status) < 0 || !S_ISDIR(status.st_mode))
        return fail(error, path, ENOTDIR, N_("this folder cannot be made"));
    return 0;
}

bool path_join(char *out, size_t size, const char *folder, const char *name)
{
    int length = snprintf(out, size, "%s/%s", folder, name);
    return length >= 0 && (size_t)length < size;
}
