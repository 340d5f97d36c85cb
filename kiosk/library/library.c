#include <sys/stat.h>

#include "library/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"

unsigned library_pack_options(const struct library *library)
{
    return (library->options.allow_unsigned ? PACK_ALLOW_UNSIGNED : 0u) | (library->options.allow_unknown ? PACK_ALLOW_UNKNOWN_KEY : 0u);
}

void language_parent(const char *language, char out[32])
{
    snprintf(out, 32, "%.*s", (int)strcspn(language, "_"), language);
}

int library_open(const char *packs, const char *keys, const struct library_options *options, struct library **library, struct error *error)
{
    struct library *opened = calloc(1, sizeof *opened);
    int code = 0;
    if (!opened)
        return error_memory(error);
    opened->lock = -1;
    if (options)
        opened->options = *options;
    const char *shipped = opened->options.shipped ? opened->options.shipped : "";
    if (strlen(packs) >= sizeof opened->folder || strlen(keys) >= sizeof opened->keys_folder || strlen(shipped) >= sizeof opened->shipped) {
        error_at(error, packs, 0, 0);
        code = error_set(error, ERROR_LIMIT, N_("the path of this folder is too long"));
        goto cleanup;
    }
    snprintf(opened->folder, sizeof opened->folder, "%s", packs);
    snprintf(opened->keys_folder, sizeof opened->keys_folder, "%s", keys);
    snprintf(opened->shipped, sizeof opened->shipped, "%s", shipped);
    opened->options.shipped = NULL;              /* the caller's */
    if (!opened->options.read_only)
        code = folder_make(packs, 0755, error);
    if (!code)
        code = keyring_add_sound(&opened->keys, keys, NULL, error); /* one that is broken keeps no other publisher's packs out */
    if (!code)
        code = catalogue_open(opened, error);
    if (!code && !opened->options.read_only) {
        struct error busy = { 0 };
        code = folder_lock(opened, &busy);
        if (code == ERROR_BUSY)                  /* somebody is installing; they keep the catalogue right */
            code = 0;
        else if (!code)
            code = folder_sync(opened, NULL, error);
        else if (error)
            *error = busy;
        folder_unlock(opened);
    }
cleanup:
    if (code)
        library_close(opened);
    else
        *library = opened;
    return code;
}

void library_close(struct library *library)
{
    if (!library)
        return;
    sqlite3_close(library->db);
    folder_unlock(library);
    keyring_release(&library->keys);
    free(library);
}

int library_rebuild(struct library *library, struct report *report, struct error *error)
{
    struct keyring keys = { 0 };
    int code = folder_lock(library, error);
    if (code)
        return code;
    code = keyring_add_sound(&keys, library->keys_folder, report, error); /* keys may have come since */
    if (!code) {
        keyring_release(&library->keys);
        library->keys = keys;
        code = catalogue_begin(library, error);
    } else {
        keyring_release(&keys);
    }
    if (!code)
        code = catalogue_clear(library, error);
    if (!code)
        code = catalogue_commit(library, error);
    catalogue_rollback(library);
    if (!code)
        code = folder_sync(library, report, error);
    folder_unlock(library);
    return code;
}

int library_generation(struct library *library, int64_t *generation, struct error *error)
{
    sqlite3_stmt *statement = catalogue_prepare(library, "SELECT number FROM generation", error);
    int code = statement && sqlite3_step(statement) == SQLITE_ROW ? 0 : catalogue_fail(library, error);
    if (!code)
        *generation = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code;
}

/* The text in the language, in its parent, else the first: ?1 and ?2 are the language and its parent. */
#define BEST " ORDER BY language = ?1 DESC, language = ?2 DESC, place LIMIT 1)"

static const char pack_columns[] =
    "SELECT id, version, (SELECT title FROM pack_text WHERE pack = key" BEST ", (SELECT summary FROM pack_text WHERE pack = key" BEST ","
    " publisher, licence, languages, cluster, minutes, active, trust, signer, bytes FROM pack ";

static void take_pack(struct arena *arena, sqlite3_stmt *statement, struct library_pack *row)
{
    *row = (struct library_pack){
        .id = arena_text(arena, column_text(statement, 0)), .version = arena_text(arena, column_text(statement, 1)),
        .title = arena_text(arena, column_text(statement, 2)), .summary = arena_text(arena, column_text(statement, 3)),
        .publisher = arena_text(arena, column_text(statement, 4)), .licence = arena_text(arena, column_text(statement, 5)),
        .languages = arena_text(arena, column_text(statement, 6)), .cluster = sqlite3_column_int(statement, 7),
        .minutes = sqlite3_column_int(statement, 8), .active = sqlite3_column_int(statement, 9) != 0,
        .trust = (enum pack_trust)sqlite3_column_int(statement, 10), .signer = arena_text(arena, column_text(statement, 11)),
        .bytes = sqlite3_column_int64(statement, 12),
    };
}

static void bind_languages(sqlite3_stmt *statement, const char *language)
{
    char parent[32];
    language_parent(language, parent);
    sqlite3_bind_text(statement, 1, language, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, parent, -1, SQLITE_TRANSIENT);
}

int library_packs(struct library *library, struct arena *arena, const char *language, bool active_only, struct library_pack **rows, size_t *count,
                  struct error *error)
{
    char sql[800];
    struct library_pack *read = NULL;
    size_t found = 0, capacity = 0;
    int step = SQLITE_DONE, code = 0;
    snprintf(sql, sizeof sql, "%s WHERE active OR NOT ?3 ORDER BY id, rank DESC", pack_columns);
    sqlite3_stmt *statement = catalogue_prepare(library, sql, error);
    if (!statement)
        return catalogue_fail(library, error);
    bind_languages(statement, language);
    sqlite3_bind_int(statement, 3, active_only);
    while (!arena_failed(arena) && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        read = arena_grow(arena, read, found, &capacity, sizeof *read);
        if (read)
            take_pack(arena, statement, &read[found++]);
    }
    code = arena_failed(arena) ? error_memory(error) : step != SQLITE_DONE ? catalogue_fail(library, error) : 0;
    sqlite3_finalize(statement);
    if (code)
        return code;
    *rows = read;
    *count = found;
    return 0;
}

static int not_installed(const char *id, const char *version, struct error *error)
{
    return version ? error_set(error, ERROR_NOT_FOUND, N_("the pack \"%s\" is not installed in version %s"), id, version)
                   : error_set(error, ERROR_NOT_FOUND, N_("the pack \"%s\" is not installed"), id);
}

int library_pack(struct library *library, struct arena *arena, const char *id, const char *version, const char *language,
                 struct library_pack *row, struct error *error)
{
    char sql[800];
    struct library_pack read;
    snprintf(sql, sizeof sql, "%s WHERE id = ?3 AND CASE WHEN ?4 IS NULL THEN active ELSE version = ?4 END", pack_columns);
    sqlite3_stmt *statement = catalogue_prepare(library, sql, error);
    if (!statement)
        return catalogue_fail(library, error);
    bind_languages(statement, language);
    sqlite3_bind_text(statement, 3, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, version, -1, SQLITE_STATIC);
    int step = sqlite3_step(statement), code = 0;
    if (step == SQLITE_ROW)
        take_pack(arena, statement, &read);
    code = step == SQLITE_DONE ? not_installed(id, version, error) : step != SQLITE_ROW ? catalogue_fail(library, error)
        : arena_failed(arena) ? error_memory(error) : 0;
    sqlite3_finalize(statement);
    if (!code)
        *row = read;
    return code;
}

int library_active(struct library *library, const char *id, char version[VERSION_SIZE], struct error *error)
{
    sqlite3_stmt *statement = catalogue_prepare(library, "SELECT version FROM pack WHERE id = ? AND active", error);
    if (!statement)
        return catalogue_fail(library, error);
    sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW)
        snprintf(version, VERSION_SIZE, "%s", column_text(statement, 0));
    int code = step == SQLITE_ROW ? 0 : step == SQLITE_DONE ? not_installed(id, NULL, error) : catalogue_fail(library, error);
    sqlite3_finalize(statement);
    return code;
}

static void take_digest(sqlite3_stmt *statement, int column, struct digest *digest)
{
    memset(digest, 0, sizeof *digest);
    if (sqlite3_column_bytes(statement, column) == DIGEST_BYTES)
        memcpy(digest->bytes, sqlite3_column_blob(statement, column), DIGEST_BYTES);
}

int library_units(struct library *library, struct arena *arena, const char *id, const char *version, const char *language,
                  struct library_unit **rows, size_t *count, struct error *error)
{
    struct library_unit *read = NULL;
    size_t found = 0, capacity = 0;
    int step = SQLITE_DONE, code = 0;
    sqlite3_stmt *statement = catalogue_prepare(library,
        "SELECT unit.id, unit.kind, unit.minutes, unit.quiz, (SELECT title FROM unit_text WHERE unit = unit.key" BEST ","
        " (SELECT language FROM unit_file WHERE unit = unit.key" BEST ", (SELECT digest FROM unit_file WHERE unit = unit.key" BEST
        " FROM pack JOIN unit ON unit.pack = pack.key WHERE pack.id = ?3 AND CASE WHEN ?4 IS NULL THEN pack.active ELSE pack.version = ?4 END"
        " ORDER BY unit.place", error);
    if (!statement)
        return catalogue_fail(library, error);
    bind_languages(statement, language);
    sqlite3_bind_text(statement, 3, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, version, -1, SQLITE_STATIC);
    while (!arena_failed(arena) && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        read = arena_grow(arena, read, found, &capacity, sizeof *read);
        if (!read)
            break;
        struct library_unit *row = &read[found++];
        *row = (struct library_unit){
            .id = arena_text(arena, column_text(statement, 0)), .kind_word = arena_text(arena, column_text(statement, 1)),
            .kind = pack_kind_from(column_text(statement, 1)), .minutes = sqlite3_column_int(statement, 2),
            .quiz = arena_text(arena, column_text(statement, 3)), .title = arena_text(arena, column_text(statement, 4)),
            .language = arena_text(arena, column_text(statement, 5)),
        };
        take_digest(statement, 6, &row->digest);
    }
    code = arena_failed(arena) ? error_memory(error) : step != SQLITE_DONE ? catalogue_fail(library, error) : 0;
    sqlite3_finalize(statement);
    if (!code && found == 0)                     /* a pack has at least one unit */
        code = not_installed(id, version, error);
    if (code)
        return code;
    *rows = read;
    *count = found;
    return 0;
}

/* Opens the installed file: without a second look where it is the one that was verified, by size and time; else it is verified again. */
static int open_installed(struct library *library, const char *file, int64_t size, int64_t mtime, int *fd, struct pack **pack, struct error *error)
{
    char path[1000];
    struct stat status;
    int code = folder_path(library, file, path, error);
    if (code)
        return code;
    int opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (opened < 0 || fstat(opened, &status) < 0) {
        error_at(error, path, 0, 0);
        code = error_system(error, errno, N_("this pack cannot be opened; install it again"));
        if (opened >= 0)
            close(opened);
        return code;
    }
    bool seen = status.st_size == size && folder_mtime(&status) == mtime;
    code = seen ? pack_open_fd(opened, path, &library->keys, PACK_SEEN_BEFORE, NULL, pack, error) : folder_open_pack(library, opened, path, pack, error);
    if (code)
        close(opened);
    else
        *fd = opened;
    return code;
}

int library_read(struct library *library, struct arena *arena, const char *id, const char *version, const char *unit, const char *language,
                 struct buf *out, struct library_found *found, struct error *error)
{
    struct pack *pack = NULL;
    struct manifest_file file = { 0 };
    int fd = -1, code = 0;
    sqlite3_stmt *statement = catalogue_prepare(library,
        "SELECT f.language, f.path, f.digest, pack.file, file.size, file.mtime, pack.version, unit.kind"
        " FROM pack JOIN unit ON unit.pack = pack.key JOIN unit_file AS f ON f.unit = unit.key JOIN file ON file.name = pack.file"
        " WHERE pack.id = ?3 AND CASE WHEN ?4 IS NULL THEN pack.active ELSE pack.version = ?4 END AND unit.id = ?5"
        " ORDER BY f.language = ?1 DESC, f.language = ?2 DESC, f.place LIMIT 1", error);
    if (!statement)
        return catalogue_fail(library, error);
    bind_languages(statement, language);
    sqlite3_bind_text(statement, 3, id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, version, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 5, unit, -1, SQLITE_STATIC);
    int step = sqlite3_step(statement);
    if (step != SQLITE_ROW) {
        code = step == SQLITE_DONE ? error_set(error, ERROR_NOT_FOUND, N_("\"%s\" is not in the pack \"%s\", or the pack is not installed"), unit, id)
                                   : catalogue_fail(library, error);
        goto cleanup;
    }
    file.language = arena_text(arena, column_text(statement, 0));
    file.path = arena_text(arena, column_text(statement, 1));
    take_digest(statement, 2, &file.digest);
    const char *used_version = arena_text(arena, column_text(statement, 6));
    enum pack_kind kind = pack_kind_from(column_text(statement, 7));
    if (arena_failed(arena)) {
        code = error_memory(error);
        goto cleanup;
    }
    code = open_installed(library, column_text(statement, 3), sqlite3_column_int64(statement, 4), sqlite3_column_int64(statement, 5), &fd, &pack, error);
    if (!code)
        code = pack_read_file(pack, &file, out, error);
    if (!code && found)
        *found = (struct library_found){ used_version, file.language, file.path, kind, file.digest };
cleanup:
    sqlite3_finalize(statement);
    pack_close(pack);
    if (fd >= 0)
        close(fd);
    return code;
}
