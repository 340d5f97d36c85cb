#include "records/snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/check.h"
#include "records/rows.h"
#include "records/store.h"

#define WORK SNAPSHOT_FOLDER "/.new"
#define KEEP_FREE (16 << 20)                     /* bytes that a snapshot leaves for the records */

static int fail(struct error *error, const char *path, int number)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, N_("the snapshot cannot be read or written"));
}

static int too_long(const char *folder, struct error *error)
{
    return fail(error, folder, ENAMETOOLONG);
}

int64_t snapshot_before(const char *folder, int64_t below)
{
    char path[STORE_PATH];
    int64_t newest = 0;
    DIR *dir = path_join(path, sizeof path, folder, SNAPSHOT_FOLDER) ? opendir(path) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char *end;
        long number = *entry->d_name >= '1' && *entry->d_name <= '9' && strlen(entry->d_name) < 10 ? strtol(entry->d_name, &end, 10) : 0;
        if (number > newest && number < below && *end == 0)
            newest = number;
    }
    if (dir)
        closedir(dir);
    return newest;
}

int64_t snapshot_newest(const char *folder) { return snapshot_before(folder, INT64_MAX); }

static void remove_folder(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
    rmdir(path);
}

static int check_room(const char *folder, struct error *error)
{
    char path[STORE_PATH], wal[STORE_PATH];
    struct stat status;
    uint64_t space, need = KEEP_FREE;
    if (!path_join(path, sizeof path, folder, "records.db") || !path_join(wal, sizeof wal, folder, "records.db-wal"))
        return too_long(folder, error);
    need += stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
    need += stat(wal, &status) == 0 ? (uint64_t)status.st_size : 0;
    int code = file_space(folder, &space, error);
    if (code || space >= need)
        return code;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_FULL, N_("there is no room for the records' snapshot: %lld KiB are needed, %lld KiB are free; remove packs that nobody uses"),
                     (long long)(need >> 10) + 1, (long long)(space >> 10));
}

static int copy(const char *folder, const char *path, struct error *error)
{
    struct records *records = NULL;
    const struct records_options options = { .folder = folder, .read_only = true };
    int code = records_open(&records, &options, error);
    if (!code)
        code = records_backup(records, path, error);
    records_close(records);
    return code;
}

static int quick_check(struct records *records, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(records->db, "PRAGMA quick_check(1)", -1, &statement, NULL) != SQLITE_OK)
        return store_error(records, error);
    int row = store_step(records, statement, error);
    const char *text = row > 0 ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool good = text && strcmp(text, "ok") == 0;
    sqlite3_finalize(statement);
    return row < 0 ? row : good ? 0 : store_error_of(records->db, SQLITE_CORRUPT, records->path, error);
}

/* The copy is read, not what it was made of. */
static int check_copy(const char *work, struct error *error)
{
    struct records *records = NULL;
    struct report report;
    const struct records_options options = { .folder = work, .read_only = true };
    report_init(&report);
    int code = records_open(&records, &options, error);
    if (!code)
        code = quick_check(records, error);
    if (!code)
        code = records_check(records, &report, NULL, error);
    if (!code && report.count > report.warnings)
        code = store_error_of(NULL, SQLITE_CORRUPT, work, error);
    records_close(records);
    report_release(&report);
    return code;
}

/* How many were erased, as this copy knows; -1: it cannot be read. */
static int64_t erased_in(const char *folder, int64_t number)
{
    char path[STORE_PATH];
    struct records *records = NULL;
    sqlite3_stmt *statement = NULL;
    int64_t count = -1;
    if (snprintf(path, sizeof path, "%s/" SNAPSHOT_FOLDER "/%lld", folder, (long long)number) >= (int)sizeof path)
        return -1;
    const struct records_options options = { .folder = path, .read_only = true, .still = true };
    if (records_open(&records, &options, NULL) == 0 && sqlite3_prepare_v2(records->db, "SELECT count(*) FROM event WHERE kind = 'erased'", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        count = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    records_close(records);
    return count;
}

static void remove_old(const char *folder, int64_t newest)
{
    int64_t erased = erased_in(folder, newest), needed = newest;
    int kept = 1;
    for (int64_t number = snapshot_before(folder, newest); number; number = snapshot_before(folder, number)) {
        char path[STORE_PATH];
        if (kept < SNAPSHOT_KEPT && erased >= 0 && erased_in(folder, number) == erased) {
            needed = number;
            kept++;
        } else if (snprintf(path, sizeof path, "%s/" SNAPSHOT_FOLDER "/%lld", folder, (long long)number) < (int)sizeof path) {
            remove_folder(path);
        }
    }
    rows_remove(folder, needed);
}

int snapshot_make(const char *folder, int64_t number, struct error *error)
{
    struct error own = { 0 };
    char work[STORE_PATH], path[STORE_PATH], final[STORE_PATH];
    error = error ? error : &own;
    if (!path_join(work, sizeof work, folder, WORK) || !path_join(path, sizeof path, work, "records.db") ||
        snprintf(final, sizeof final, "%s/" SNAPSHOT_FOLDER "/%lld", folder, (long long)number) >= (int)sizeof final)
        return too_long(folder, error);
    remove_folder(work);
    int code = check_room(folder, error);
    if (!code)
        code = folder_make(work, 0700, error);
    if (code)
        return code;
    code = copy(folder, path, error);
    if (!code)
        code = check_copy(work, error);
    if (code == ERROR_DAMAGED)
        records_suspect(folder);
    if (!code && rename(work, final) < 0)
        code = fail(error, final, errno);
    if (!code)
        code = file_sync_folder(final, error);
    if (code)
        remove_folder(work);
    else
        remove_old(folder, number);
    return code;
}

void records_suspect(const char *folder)
{
    char path[STORE_PATH];
    if (path_join(path, sizeof path, folder, SNAPSHOT_SUSPECT))
        file_write(path, "", 0, 0600, NULL);
}

int records_look_first(const char *folder, struct error *error)
{
    char path[STORE_PATH], other[STORE_PATH];
    struct stat status, wal;
    struct records *records = NULL;
    if (!path_join(path, sizeof path, folder, "records.db") || !path_join(other, sizeof other, folder, "records.db-wal"))
        return too_long(folder, error);
    if (stat(path, &status) < 0)
        return 0;
    bool all = status.st_size <= SNAPSHOT_CHECK_BYTES || (stat(other, &wal) == 0 && wal.st_size > 0);
    bool suspect = path_join(other, sizeof other, folder, SNAPSHOT_SUSPECT) && access(other, F_OK) == 0;
    const struct records_options options = { .folder = folder, .read_only = true };
    int code = store_open(&records, &options, "records.db", true, error);
    if (!code && (all || suspect))
        code = quick_check(records, error);
    if (!code && suspect) {
        struct report report;
        report_init(&report);
        code = records_check(records, &report, NULL, error);
        if (!code && report.count > report.warnings)
            code = store_error_of(NULL, SQLITE_CORRUPT, path, error);
        report_release(&report);
    }
    records_close(records);
    if (!code && suspect)
        unlink(other);
    return code == ERROR_VERSION ? 0 : code;     /* of an older one: it is migrated when it is opened */
}
