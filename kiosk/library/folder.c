#include <sys/stat.h>

#include "library/inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"

int folder_path(const struct library *library, const char *name, char out[1000], struct error *error)
{
    if (path_join(out, 1000, library->folder, name))
        return 0;
    error_at(error, library->folder, 0, 0);
    return error_set(error, ERROR_LIMIT, N_("the path of this folder is too long"));
}

int64_t folder_mtime(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;
}

int folder_lock(struct library *library, struct error *error)
{
    char path[1000];
    int code = folder_path(library, ".lock", path, error);
    if (code)
        return code;
    if (library->options.read_only)
        return error_set(error, ERROR_REFUSED, N_("packs are not changed from here; use kiosk-admin"));
    library->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (library->lock < 0) {
        error_at(error, library->folder, 0, 0);
        return error_system(error, errno, N_("the folder of packs cannot be changed"));
    }
    if (flock(library->lock, LOCK_EX | LOCK_NB) == 0)
        return 0;
    folder_unlock(library);
    error_at(error, library->folder, 0, 0);
    return error_set(error, ERROR_BUSY, N_("another program is installing or removing a pack; wait until it is done"));
}

void folder_unlock(struct library *library)
{
    if (library->lock >= 0)
        close(library->lock);
    library->lock = -1;
}

int folder_pin(struct library *library, const char *id, const char *version, struct error *error)
{
    char name[100], path[1000], text[VERSION_SIZE + 2];
    struct stat status;
    snprintf(name, sizeof name, "%s" PIN_ENDING, id);
    int code = folder_path(library, name, path, error);
    if (code)
        return code;
    if (!version) {
        if (unlink(path) == 0)
            code = file_sync_folder(path, error);
        return code ? code : catalogue_run(library, error, "DELETE FROM file WHERE name = ?", name, NULL);
    }
    int length = snprintf(text, sizeof text, "%s\n", version);
    code = file_write(path, text, (size_t)length, 0644, error);
    if (code)
        return code;
    if (stat(path, &status) < 0) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this file cannot be read"));
    }
    return catalogue_remember(library, name, status.st_size, folder_mtime(&status), NULL, error);
}

static bool ends(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

static int is_ours(const struct dirent *entry)
{
    const char *name = entry->d_name;
    return name[0] != '.' && (ends(name, ".pack") || ends(name, PIN_ENDING));
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* What an installation left behind that was cut short. */
static void sweep(struct library *library)
{
    DIR *folder = opendir(library->folder);
    struct dirent *entry;
    char path[1000];
    while (folder && (entry = readdir(folder)))
        if ((strncmp(entry->d_name, INCOMING, strlen(INCOMING)) == 0 || strstr(entry->d_name, PIN_ENDING ".new-"))
            && path_join(path, sizeof path, library->folder, entry->d_name))
            unlink(path);
    if (folder)
        closedir(folder);
}

/* Whether two files hold the same bytes; what cannot be read is not the same. */
static bool same_bytes(int a, int b, off_t size)
{
    enum { PIECE = 16384 };
    char one[PIECE], other[PIECE];
    for (off_t at = 0; at < size;) {
        size_t want = size - at < PIECE ? (size_t)(size - at) : PIECE;
        ssize_t got = pread(a, one, want, at);
        for (size_t have = 0; got > 0 && have < (size_t)got;) {
            ssize_t more = pread(b, other + have, (size_t)got - have, at + (off_t)have);
            if (more <= 0)
                return false;
            have += (size_t)more;
        }
        if (got <= 0 || memcmp(one, other, (size_t)got) != 0)
            return false;
        at += got;
    }
    return true;
}

/* Whether the file is a copy of a pack that came with the program. The originals have other names: they go without a version. */
static bool is_shipped(const struct library *library, int fd)
{
    struct stat here, there;
    bool found = false;
    if (!library->shipped[0] || fstat(fd, &here) < 0 || !S_ISREG(here.st_mode))
        return false;
    DIR *folder = opendir(library->shipped);
    for (struct dirent *entry; folder && !found && (entry = readdir(folder));) {
        int original = ends(entry->d_name, ".pack") ? openat(dirfd(folder), entry->d_name, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
        if (original < 0)
            continue;
        /* one that anybody could have put there or changed did not come with the program */
        found = fstat(original, &there) == 0 && S_ISREG(there.st_mode) && there.st_size == here.st_size && (there.st_uid == 0 || there.st_uid == geteuid())
            && !(there.st_mode & S_IWOTH) && same_bytes(fd, original, here.st_size);
        close(original);
    }
    if (folder)
        closedir(folder);
    return found;
}

int folder_open_pack(struct library *library, int fd, const char *name, struct pack **pack, struct error *error)
{
    int code = pack_open_fd(fd, name, &library->keys, library_pack_options(library), NULL, pack, error);
    if (code != ERROR_REFUSED || !is_shipped(library, fd))
        return code;
    error_clear(error);
    return pack_open_fd(fd, name, &library->keys, PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY, NULL, pack, error);
}

/* A pack that lies in the folder and is not in the catalogue as it is. A refusal is remembered, so that it is not looked at again at each start. */
static int take_file(struct library *library, const char *name, const char *path, const struct stat *status, struct report *report,
                     struct error *error)
{
    struct pack *pack = NULL;
    struct error refused = { 0 };
    char text[600];
    int code = catalogue_forget(library, name, error);
    if (code)
        return code;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), verdict = 0;
    if (fd < 0) {
        error_at(&refused, path, 0, 0);
        verdict = error_system(&refused, errno, N_("this pack cannot be opened"));
    }
    if (!verdict)
        verdict = folder_open_pack(library, fd, path, &pack, &refused);
    if (!verdict)
        verdict = pack_check(pack, NULL, NULL, &refused);
    if (!verdict) {
        sqlite3_stmt *twin = catalogue_prepare(library, "SELECT 1 FROM pack WHERE id = ? AND version = ?", error);
        if (!twin) {
            pack_close(pack);
            close(fd);
            return catalogue_fail(library, error);
        }
        sqlite3_bind_text(twin, 1, pack_manifest(pack)->id, -1, SQLITE_STATIC);
        sqlite3_bind_text(twin, 2, pack_manifest(pack)->version, -1, SQLITE_STATIC);
        if (sqlite3_step(twin) == SQLITE_ROW) {
            error_at(&refused, path, 0, 0);
            verdict = error_set(&refused, ERROR_EXISTS, N_("the same version of this pack is there under another name; remove one"));
        }
        sqlite3_finalize(twin);
    }
    if (!verdict) {
        code = catalogue_add(library, pack, name, status->st_size, folder_mtime(status), error);
    } else if (verdict == ERROR_MEMORY || verdict == ERROR_SYSTEM) {
        if (error)
            *error = refused;
        code = verdict;                          /* not the pack's fault */
    } else {
        report_add(report, &refused);
        code = catalogue_remember(library, name, status->st_size, folder_mtime(status), error_text(&refused, NULL, text, sizeof text), error);
    }
    pack_close(pack);
    if (fd >= 0)
        close(fd);
    return code;
}

/* Takes up one name of the folder if it is new or has changed. */
static int sync_one(struct library *library, const char *name, sqlite3_stmt *known, bool *changed, struct report *report, struct error *error)
{
    char path[1000];
    struct stat status;
    int code = folder_path(library, name, path, error);
    if (code)
        return code;
    if (stat(path, &status) < 0 || !S_ISREG(status.st_mode))
        return 0;
    sqlite3_bind_text(known, 1, name, -1, SQLITE_STATIC);
    bool same = sqlite3_step(known) == SQLITE_ROW && sqlite3_column_int64(known, 0) == status.st_size
        && sqlite3_column_int64(known, 1) == folder_mtime(&status);
    sqlite3_reset(known);
    if (same)
        return 0;
    *changed = true;
    if (ends(name, ".pack"))
        return take_file(library, name, path, &status, report, error);
    code = catalogue_remember(library, name, status.st_size, folder_mtime(&status), NULL, error);
    if (!code) {
        char id[100];
        snprintf(id, sizeof id, "%.*s", (int)(strlen(name) - strlen(PIN_ENDING)), name);
        code = catalogue_choose(library, id, error);
    }
    return code;
}

/* Rows whose file is gone, one after the other: what they took with them is chosen anew. */
static int forget_gone(struct library *library, struct dirent **names, int count, bool *changed, struct error *error)
{
    sqlite3_stmt *all = catalogue_prepare(library, "SELECT file.name, coalesce(pack.id, '') FROM file LEFT JOIN pack ON pack.file = file.name", error);
    struct buf gone = BUF_INIT;                  /* name NUL id NUL … */
    int code = all ? 0 : catalogue_fail(library, error), step = SQLITE_DONE;
    while (!code && (step = sqlite3_step(all)) == SQLITE_ROW) {
        const char *name = column_text(all, 0);
        int low = 0, high = count;
        while (low < high) {
            int middle = (low + high) / 2;
            if (strcmp(names[middle]->d_name, name) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < count && strcmp(names[low]->d_name, name) == 0)
            continue;
        buf_add(&gone, name, strlen(name) + 1);
        if (ends(name, PIN_ENDING))
            buf_add(&gone, name, strlen(name) - strlen(PIN_ENDING));
        else
            buf_text(&gone, column_text(all, 1));
        buf_char(&gone, 0);
    }
    if (!code && step != SQLITE_DONE)
        code = catalogue_fail(library, error);
    sqlite3_finalize(all);
    if (!code && buf_failed(&gone))
        code = error_memory(error);
    for (const char *at = gone.data; !code && at < gone.data + gone.length;) {
        const char *id = at + strlen(at) + 1;
        *changed = true;
        code = catalogue_forget(library, at, error);
        if (!code && *id)
            code = catalogue_choose(library, id, error);
        at = id + strlen(id) + 1;
    }
    buf_release(&gone);
    return code;
}

int folder_sync(struct library *library, struct report *report, struct error *error)
{
    struct dirent **names = NULL;
    bool changed = false;
    sweep(library);
    int count = scandir(library->folder, &names, is_ours, by_bytes);
    if (count < 0) {
        error_at(error, library->folder, 0, 0);
        return error_system(error, errno, N_("this folder of packs cannot be read"));
    }
    sqlite3_stmt *known = NULL;
    int code = catalogue_begin(library, error);
    if (!code && !(known = catalogue_prepare(library, "SELECT size, mtime FROM file WHERE name = ?", error)))
        code = catalogue_fail(library, error);
    if (!code)
        code = forget_gone(library, names, count, &changed, error);
    for (int i = 0; i < count; i++) {
        if (!code)
            code = sync_one(library, names[i]->d_name, known, &changed, report, error);
        free(names[i]);
    }
    free(names);
    sqlite3_finalize(known);
    if (!code && changed)
        code = catalogue_commit(library, error);
    catalogue_rollback(library);
    return code;
}
