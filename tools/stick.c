#include "stick.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define CHUNK 65536
#define CLUSTER 65536                            /* what a file takes more than its bytes, at most, on the sticks that there are */
#define FOUND_LIMIT 1000

static int fail(struct error *error, const char *path, int number, const char *message)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, message, "");
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), more = strlen(ending);
    return length > more && strcmp(name + length - more, ending) == 0;
}

/* NAME.new-XXXXXX, as file_writer calls what is not whole yet. */
static void remove_halves(const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        const char *half = strstr(entry->d_name, ".new-");
        if (half && strlen(half) == strlen(".new-XXXXXX"))
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

static int open_top(struct stick *stick, const char *top, const char *folder, struct error *error)
{
    struct stat status;
    if (stat(top, &status) != 0)
        return fail(error, top, errno, N_("there is no such folder; put the stick in, and name its folder"));
    if (!S_ISDIR(status.st_mode)) {
        error_at(error, top, 0, 0);
        return error_set(error, ERROR_INVALID, N_("this is not a folder; name the folder of the stick"));
    }
    if (strlen(top) >= sizeof stick->top || !path_join(stick->folder, sizeof stick->folder, top, folder))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    if (lstat(stick->folder, &status) == 0 && !S_ISDIR(status.st_mode)) {
        error_at(error, stick->folder, 0, 0);
        return error_set(error, ERROR_INVALID, N_("this is not a folder; remove it from the stick, or take another stick"));
    }
    snprintf(stick->top, sizeof stick->top, "%s", top);
    return 0;
}

int stick_open(struct stick *stick, const char *top, struct error *error)
{
    int code = open_top(stick, top, STICK_FOLDER, error);
    if (!code)
        remove_halves(stick->folder);
    return code;
}

int stick_open_folder(struct stick *stick, const char *folder, struct error *error)
{
    return open_top(stick, folder, ".", error);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Nothing is followed out of the stick, and no device or pipe is opened: links and the like are left alone. */
static bool is_file(DIR *dir, const char *name)
{
    struct stat status;
    return fstatat(dirfd(dir), name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

int stick_find(const struct stick *stick, const char *ending, struct arena *arena, const char ***paths, size_t *count, struct error *error)
{
    const char *const folders[] = { stick->top, stick->folder };
    const char **found = NULL;
    size_t number = 0, capacity = 0;
    for (size_t i = 0; i < 2; i++) {
        DIR *dir = opendir(folders[i]);
        for (struct dirent *entry; dir && number < FOUND_LIMIT && (entry = readdir(dir));) {
            /* "._NAME" is what some systems leave beside a file */
            if (entry->d_name[0] == '.' || !ends_with(entry->d_name, ending) || !is_file(dir, entry->d_name))
                continue;
            const char **grown = arena_grow(arena, found, number, &capacity, sizeof *grown);
            if (grown) {
                found = grown;
                found[number++] = arena_format(arena, "%s/%s", folders[i], entry->d_name);
            }
        }
        if (dir)
            closedir(dir);
    }
    if (arena_failed(arena))
        return error_memory(error);
    if (number > 1)
        qsort(found, number, sizeof *found, by_name);
    *paths = found;
    *count = number;
    return 0;
}

/* Whether two open files hold the same from here to their ends. 1, 0, or -errno of the one that cannot be read. */
static int same_content(const struct stick *stick, int a, int b, bool counts)
{
    char left[CHUNK], right[CHUNK];
    for (;;) {
        size_t have[2] = { 0, 0 };
        for (int i = 0; i < 2; i++) {
            char *into = i ? right : left;
            while (have[i] < CHUNK) {
                ssize_t got = read(i ? b : a, into + have[i], CHUNK - have[i]);
                if (got < 0 && errno == EINTR)
                    continue;
                if (got < 0)
                    return -errno;
                if (got == 0)
                    break;
                have[i] += (size_t)got;
            }
        }
        if (have[0] != have[1] || memcmp(left, right, have[0]) != 0)
            return 0;
        if (counts && stick->step && !stick->step(stick->context, have[0]))
            return -ECANCELED;
        if (have[0] < CHUNK)
            return 1;
    }
}

/* From the stick, not from what the system remembers of it. */
static int compare(const struct stick *stick, const char *path, const char *source, bool counts)
{
    int a = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK), b = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int same = a < 0 || b < 0 ? -errno : 0;
    if (!same) {
        posix_fadvise(b, 0, 0, POSIX_FADV_DONTNEED);
        same = same_content(stick, a, b, counts);
    }
    if (a >= 0)
        close(a);
    if (b >= 0)
        close(b);
    return same;
}

bool stick_has(const struct stick *stick, const char *name, const char *source, uint64_t bytes)
{
    char path[PATH_MAX];
    struct stat status;
    return path_join(path, sizeof path, stick->folder, name) && lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           (uint64_t)status.st_size == bytes && compare(stick, path, source, false) == 1;
}

int stick_room(const struct stick *stick, size_t files, uint64_t bytes, struct error *error)
{
    uint64_t space, need = bytes + (uint64_t)files * CLUSTER;
    int code = file_space(stick->top, &space, error);
    if (code || space >= need)
        return code;
    error_at(error, stick->top, 0, 0);
    return error_set(error, ERROR_FULL, N_("there is no room on the stick: %lld KiB are needed, %lld KiB are free; take another one, or remove something"),
                     (long long)(need >> 10) + 1, (long long)(space >> 10));
}

static int check_copy(const char *path, int same, struct error *error)
{
    if (same == 1)
        return 0;
    if (same == -ECANCELED)
        return error_set(error, ERROR_CANCELLED, N_("cancelled"));
    unlink(path);
    if (same < 0)
        return fail(error, path, -same, N_("what was written to the stick cannot be read back; take another stick"));
    error_at(error, path, 0, 0);
    return error_set(error, ERROR_DAMAGED, N_("what was read back from the stick is not what was written; take another stick"));
}

static int make_folder(const struct stick *stick, struct error *error)
{
    bool is_new = access(stick->folder, F_OK) != 0;
    int code = folder_make(stick->folder, 0755, error);
    if (!code && is_new)                         /* the coordinator is another user; file systems of most sticks have no modes */
        chmod(stick->folder, 0755);
    if (code == ERROR_SYSTEM && error && (error->system == EROFS || error->system == EACCES || error->system == EPERM))
        return fail(error, stick->top, error->system, N_("nothing can be written to the stick: it is locked, or belongs to somebody else"));
    return code;
}

static int copy_bytes(const struct stick *stick, int from, const char *source, struct file_writer *writer, struct error *error)
{
    char chunk[CHUNK];
    for (;;) {
        ssize_t got = read(from, chunk, sizeof chunk);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(error, source, errno, N_("this file cannot be read"));
        if (got == 0)
            return 0;
        int code = file_writer_add(writer, chunk, (size_t)got, error);
        if (code)
            return code;
        if (stick->step && !stick->step(stick->context, (uint64_t)got))
            return error_set(error, ERROR_CANCELLED, N_("cancelled"));
    }
}

int stick_copy(const struct stick *stick, const char *name, const char *source, struct error *error)
{
    char path[PATH_MAX];
    struct file_writer writer = FILE_WRITER_INIT;
    if (!path_join(path, sizeof path, stick->folder, name))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    int from = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (from < 0)
        return fail(error, source, errno, N_("this file cannot be opened"));
    int code = make_folder(stick, error);
    if (!code)
        code = file_writer_open(&writer, path, 0644, error);
    if (!code)
        code = copy_bytes(stick, from, source, &writer, error);
    if (!code)
        code = file_writer_commit(&writer, error);
    file_writer_abort(&writer);
    close(from);
    return code ? code : check_copy(path, compare(stick, path, source, true), error);
}

int stick_put(const struct stick *stick, const char *name, const struct buf *text, struct error *error)
{
    char path[PATH_MAX];
    struct buf there = BUF_INIT;
    if (!path_join(path, sizeof path, stick->folder, name))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    bool same = file_read(path, text->length, &there, NULL) == 0 && there.length == text->length && memcmp(there.data, text->data, text->length) == 0;
    int code = same ? 0 : make_folder(stick, error);
    if (!code && !same)
        code = file_write(path, text->data, text->length, 0644, error);
    buf_release(&there);
    return code;
}
