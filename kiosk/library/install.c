#include <sys/stat.h>

#include "library/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

#define CHUNK 65536
#define INDEX_SHARE 3                            /* the catalogue may grow by so many times the pack */
#define SPARE ((uint64_t)1 << 20)

struct install {
    struct library *library;
    const struct library_progress *progress;
    const char *path;
    int from, to;
    char incoming[1000];                         /* "" once it is renamed or was never made */
    uint64_t size;
};

static bool go_on(const struct install *install, enum library_step step, uint64_t done, uint64_t total)
{
    const struct library_progress *progress = install->progress;
    return !progress || !progress->step || progress->step(progress->context, step, done, total);
}

static int stopped(struct error *error)
{
    return error_set(error, ERROR_CANCELLED, N_("stopped; nothing was installed"));
}

static int open_source(struct install *install, struct error *error)
{
    struct stat status;
    uint64_t space;
    error_at(error, install->path, 0, 0);
    if (fstat(install->from, &status) < 0)
        return error_system(error, errno, N_("this pack cannot be opened"));
    if (!S_ISREG(status.st_mode))
        return error_set(error, ERROR_INVALID, N_("this is not a file; name a file"));
    install->size = (uint64_t)status.st_size;
    if (install->size > PACK_FILE_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("the pack is larger than %lld MiB, the most that is read"), (long long)(PACK_FILE_LIMIT >> 20));
    int code = file_space(install->library->folder, &space, error);
    if (code)
        return code;
    uint64_t need = install->size * (1 + INDEX_SHARE) + SPARE + install->library->options.keep_free;
    if (space < need)
        return error_set(error, ERROR_FULL, N_("there is no room for this pack: it needs %lld MiB, %lld MiB are free; remove packs that are not needed"),
                         (long long)(need >> 20) + 1, (long long)(space >> 20));
    return 0;
}

/* Off the stick first: what is verified must be what is kept. */
static int copy(struct install *install, struct error *error)
{
    int code = folder_path(install->library, INCOMING "XXXXXX", install->incoming, error);
    uint64_t done = 0;
    if (code)
        return code;
    install->to = mkostemp(install->incoming, O_CLOEXEC);
    if (install->to < 0) {
        code = error_system(error, errno, N_("the folder of packs cannot be changed"));
        install->incoming[0] = 0;
        return code;
    }
    char *chunk = malloc(CHUNK);
    if (!chunk)
        return error_memory(error);
    while (!code) {
        ssize_t got = read(install->from, chunk, CHUNK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            code = error_system(error, errno, N_("the pack cannot be read; is the stick still there?"));
        if (got <= 0)
            break;
        done += (uint64_t)got;
        if (done > install->size) {
            code = error_set(error, ERROR_DAMAGED, N_("the pack is changing while it is read; wait until it is written, and try again"));
            break;
        }
        int number = file_write_all(install->to, chunk, (size_t)got);
        if (number)
            code = error_system(error, -number, N_("the pack cannot be written to the disk"));
        else if (!go_on(install, LIBRARY_COPYING, done, install->size))
            code = stopped(error);
    }
    free(chunk);
    if (!code && (fchmod(install->to, 0644) < 0 || fsync(install->to) < 0))
        code = error_system(error, errno, N_("the pack cannot be written to the disk"));
    return code;
}

static bool check_progress(void *context, uint64_t done, uint64_t total)
{
    return go_on(context, LIBRARY_VERIFYING, done, total);
}

/* The very version may be there: with the same bytes, or, against all rules, with others. */
static int check_new(struct library *library, struct pack *pack, struct error *error)
{
    const struct manifest *manifest = pack_manifest(pack);
    sqlite3_stmt *statement = catalogue_prepare(library, "SELECT hash FROM pack WHERE id = ? AND version = ?", error);
    if (!statement)
        return catalogue_fail(library, error);
    sqlite3_bind_text(statement, 1, manifest->id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, manifest->version, -1, SQLITE_STATIC);
    int step = sqlite3_step(statement), code = 0;
    if (step == SQLITE_ROW) {
        bool same = sqlite3_column_bytes(statement, 0) == SIGNATURE_HASH_BYTES
            && memcmp(sqlite3_column_blob(statement, 0), pack_hash(pack), SIGNATURE_HASH_BYTES) == 0;
        code = same ? error_set(error, ERROR_EXISTS, N_("%s %s is already installed"), manifest->id, manifest->version)
                    : error_set(error, ERROR_EXISTS, N_("%s %s is already installed, with another content; ask the publisher for a pack with a new version"),
                                manifest->id, manifest->version);
    } else if (step != SQLITE_DONE) {
        code = catalogue_fail(library, error);
    }
    sqlite3_finalize(statement);
    return code;
}

static int read_active(struct library *library, const char *id, char version[VERSION_SIZE], struct error *error)
{
    int code = library_active(library, id, version, error);
    if (code != ERROR_NOT_FOUND)
        return code;
    version[0] = 0;
    error_clear(error);
    return 0;
}

static void describe(struct library *library, struct pack *pack, const char *language, struct library_installed *found)
{
    const struct manifest *manifest = pack_manifest(pack);
    (void)library;
    snprintf(found->id, sizeof found->id, "%s", manifest->id);
    snprintf(found->version, sizeof found->version, "%s", manifest->version);
    snprintf(found->title, sizeof found->title, "%s", localized_get(&manifest->title, language));
    snprintf(found->publisher, sizeof found->publisher, "%s", manifest->publisher);
    found->trust = pack_trust(pack);
    found->active = pack_version_compare(manifest->version, found->previous) > 0;
}

/* The catalogue's rows are written, the file gets its name, then the rows are committed. Cut short in between, the folder is taken up at the next start. */
static int save(struct install *install, struct pack *pack, struct library_installed *installed, struct error *error)
{
    struct library *library = install->library;
    const struct manifest *manifest = pack_manifest(pack);
    char name[256], path[1000];
    struct stat status;
    snprintf(name, sizeof name, "%s-%s.pack", manifest->id, manifest->version);
    int code = folder_path(library, name, path, error);
    if (code)
        return code;
    if (fstat(install->to, &status) < 0)
        return error_system(error, errno, N_("this file cannot be read"));
    go_on(install, LIBRARY_SAVING, 0, 4);
    code = catalogue_begin(library, error);
    if (!code)
        code = catalogue_add(library, pack, name, status.st_size, folder_mtime(&status), error);
    if (code)
        goto cleanup;
    go_on(install, LIBRARY_SAVING, 1, 4);
    if (rename(install->incoming, path) < 0) {
        code = error_system(error, errno, N_("the pack cannot be written to the disk"));
        goto cleanup;
    }
    install->incoming[0] = 0;
    go_on(install, LIBRARY_SAVING, 2, 4);
    code = file_sync_folder(path, error);
    if (!code && installed->active)              /* the newest: what was made active by hand gives way */
        code = folder_pin(library, manifest->id, NULL, error);
    if (!code)
        code = catalogue_choose(library, manifest->id, error);
    go_on(install, LIBRARY_SAVING, 3, 4);
    if (!code)
        code = catalogue_commit(library, error);
    if (code)
        unlink(path);
    else
        go_on(install, LIBRARY_SAVING, 4, 4);
cleanup:
    catalogue_rollback(library);
    return code;
}

/* Is any installed version newer? Then it is that one which stays active. */
static int newest(struct library *library, const struct manifest *manifest, bool *newest_of_all, struct error *error)
{
    int numbers[3] = { 0 };
    pack_version_read(manifest->version, numbers);
    sqlite3_stmt *statement = catalogue_prepare(library, "SELECT NOT EXISTS (SELECT 1 FROM pack WHERE id = ? AND rank > ?)", error);
    if (!statement)
        return catalogue_fail(library, error);
    sqlite3_bind_text(statement, 1, manifest->id, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, numbers[0] * 1000000000000LL + numbers[1] * 1000000LL + numbers[2]);
    int code = sqlite3_step(statement) == SQLITE_ROW ? 0 : catalogue_fail(library, error);
    if (!code)
        *newest_of_all = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return code;
}

int library_install(struct library *library, const char *path, const struct library_progress *progress, struct library_installed *installed,
                    struct error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this pack cannot be opened"));
    }
    int code = library_install_from(library, fd, path, progress, installed, error);
    close(fd);
    return code;
}

int library_install_from(struct library *library, int fd, const char *path, const struct library_progress *progress, struct library_installed *installed,
                         struct error *error)
{
    struct install install = { .library = library, .progress = progress, .path = path, .from = fd, .to = -1 };
    struct library_installed result = { 0 };
    struct pack *pack = NULL;
    int code = folder_lock(library, error);
    if (code)
        return code;
    code = open_source(&install, error);
    if (!code && !go_on(&install, LIBRARY_CHECKING, 0, install.size))
        code = stopped(error);
    if (!code)
        code = copy(&install, error);
    if (!code)
        code = folder_open_pack(library, install.to, path, &pack, error);
    if (!code)
        code = check_new(library, pack, error);
    if (!code)
        code = pack_check(pack, check_progress, &install, error);
    if (code == ERROR_CANCELLED)
        code = stopped(error);
    if (!code)
        code = read_active(library, pack_manifest(pack)->id, result.previous, error);
    if (!code) {
        describe(library, pack, "", &result);
        code = newest(library, pack_manifest(pack), &result.active, error);
    }
    if (!code)
        code = save(&install, pack, &result, error);
    pack_close(pack);
    if (install.incoming[0])
        unlink(install.incoming);
    if (install.to >= 0)
        close(install.to);
    folder_unlock(library);
    if (!code)
        error_clear(error);                      /* the place of mistakes that were not made */
    if (!code && installed)
        *installed = result;
    return code;
}

int library_look(struct library *library, const char *path, const char *language, struct library_installed *found, struct error *error)
{
    struct pack *pack = NULL;
    struct library_installed result = { 0 };
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this pack cannot be opened"));
    }
    int code = folder_open_pack(library, fd, path, &pack, error);
    if (!code)
        code = read_active(library, pack_manifest(pack)->id, result.previous, error);
    if (!code) {
        describe(library, pack, language, &result);
        code = newest(library, pack_manifest(pack), &result.active, error);
    }
    pack_close(pack);
    close(fd);
    if (!code)
        *found = result;
    return code;
}

static int activate(struct library *library, const char *id, const char *version, struct error *error)
{
    char latest[VERSION_SIZE] = "";
    bool there = false;
    sqlite3_stmt *statement = catalogue_prepare(library, "SELECT version FROM pack WHERE id = ? ORDER BY rank DESC", error);
    if (!statement)
        return catalogue_fail(library, error);
    sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        if (!*latest)
            snprintf(latest, sizeof latest, "%s", column_text(statement, 0));
        there = there || strcmp(column_text(statement, 0), version) == 0;
    }
    sqlite3_finalize(statement);
    if (!there)
        return error_set(error, ERROR_NOT_FOUND, N_("the pack \"%s\" is not installed in version %s"), id, version);
    int code = catalogue_begin(library, error);
    if (!code)
        code = folder_pin(library, id, strcmp(latest, version) == 0 ? NULL : version, error);
    if (!code)
        code = catalogue_choose(library, id, error);
    if (!code)
        code = catalogue_commit(library, error);
    catalogue_rollback(library);
    return code;
}

int library_activate(struct library *library, const char *id, const char *version, struct error *error)
{
    int code = folder_lock(library, error);
    if (code)
        return code;
    code = activate(library, id, version, error);
    folder_unlock(library);
    return code;
}

struct removal {
    char version[VERSION_SIZE], file[300];
    bool active;
};

/* The file goes first: should the rows stay, the next start takes them out. */
static int remove_one(struct library *library, const char *id, const struct removal *removal, bool last, struct error *error)
{
    char path[1000];
    int code = folder_path(library, removal->file, path, error);
    if (code)
        return code;
    if (unlink(path) < 0 && errno != ENOENT) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this pack cannot be removed"));
    }
    code = file_sync_folder(path, error);
    if (!code)
        code = catalogue_begin(library, error);
    if (!code)
        code = catalogue_forget(library, removal->file, error);
    if (!code && (last || removal->active))      /* no pin to what is gone */
        code = folder_pin(library, id, NULL, error);
    if (!code)
        code = catalogue_choose(library, id, error);
    if (!code)
        code = catalogue_commit(library, error);
    catalogue_rollback(library);
    return code;
}

#define VERSIONS_LIMIT 100

int library_remove(struct library *library, const char *id, const char *version, const struct library_use *use, struct error *error)
{
    struct removal removals[VERSIONS_LIMIT];
    size_t count = 0, kept = 0, wanted = 0;
    int code = folder_lock(library, error);
    if (code)
        return code;
    sqlite3_stmt *statement = catalogue_prepare(library, "SELECT version, file, active FROM pack WHERE id = ? ORDER BY rank DESC", error);
    if (!statement) {
        code = catalogue_fail(library, error);
        goto cleanup;
    }
    sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    while (count < VERSIONS_LIMIT && sqlite3_step(statement) == SQLITE_ROW) {
        struct removal *removal = &removals[count++];
        snprintf(removal->version, sizeof removal->version, "%s", column_text(statement, 0));
        snprintf(removal->file, sizeof removal->file, "%s", column_text(statement, 1));
        removal->active = sqlite3_column_int(statement, 2);
    }
    sqlite3_finalize(statement);
    kept = count;
    for (size_t i = 0; i < count && !code; i++) {
        if (version && strcmp(version, removals[i].version) != 0)
            continue;
        wanted++;
        if (!use || !use->in_use(use->context, id, removals[i].version)) {
            code = remove_one(library, id, &removals[i], kept == 1, error);
            kept--;
            continue;
        }
        const char *other = NULL;
        for (size_t k = 0; k < count && version && removals[i].active && !other; k++)
            if (k != i)
                other = removals[k].version;
        code = other ? activate(library, id, other, error) : 0;
        if (!code && other)
            code = error_set(error, ERROR_BUSY, N_("%s %s stays on the disk, since attempts refer to it; learners now get version %s"), id, removals[i].version,
                             other);
        else if (!code)
            code = error_set(error, ERROR_BUSY, N_("%s %s cannot be removed: attempts refer to it, and need it to be reviewed"), id, removals[i].version);
        if (!version && code == ERROR_BUSY)      /* the others can still go */
            code = 0;
    }
    if (!code && wanted == 0)
        code = version ? error_set(error, ERROR_NOT_FOUND, N_("the pack \"%s\" is not installed in version %s"), id, version)
                       : error_set(error, ERROR_NOT_FOUND, N_("the pack \"%s\" is not installed"), id);
    else if (!code && !version && kept > 0)
        code = ERROR_BUSY;                       /* error says which */
cleanup:
    folder_unlock(library);
    return code;
}
