/* Making the database anew on the same disk; snapshot.h is the contract. */
#include "records/snapshot.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "records/aside.h"
#include "records/log.h"
#include "records/origin.h"
#include "records/projections.h"
#include "records/rows.h"
#include "records/store.h"

#define MADE "records.db.new"

static int fail(struct error *error, const char *path, int number)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, N_("the records cannot be made anew"));
}

static void remove_made(const char *folder)
{
    static const char *const files[] = { MADE, MADE "-wal", MADE "-shm", MADE ".new" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[STORE_PATH];
        if (path_join(path, sizeof path, folder, files[i]))
            unlink(path);
    }
}

/* A copy of a snapshot; one that is no good itself gives way to an older one. */
static int from_snapshot(const char *folder, int64_t number, struct error *error)
{
    char path[STORE_PATH], made[STORE_PATH];
    struct records *records = NULL;
    if (snprintf(path, sizeof path, "%s/" SNAPSHOT_FOLDER "/%lld", folder, (long long)number) >= (int)sizeof path || !path_join(made, sizeof made, folder, MADE))
        return fail(error, folder, ENAMETOOLONG);
    int code = records_look_first(path, error);
    const struct records_options options = { .folder = path, .read_only = true, .still = true };
    if (!code)
        code = records_open(&records, &options, error);
    if (!code)
        code = records_backup(records, made, error);
    records_close(records);
    return code;
}

/* What the new database begins with. first: the rows that come on top of it. */
static int begin(const char *folder, int64_t *first, struct error *error)
{
    struct rows_found rows;
    int code = rows_find(folder, &rows, error);
    if (code)
        return code;
    for (int64_t number = snapshot_newest(folder); number; number = snapshot_before(folder, number)) {
        struct error why = { 0 };
        code = from_snapshot(folder, number, &why);
        if (code == ERROR_FULL || code == ERROR_MEMORY) {
            *error = why;
            return code;
        }
        if (!code) {
            *first = number;
            return 0;
        }
    }
    *first = 1;
    if (rows.first == 1)
        return 0;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_NOT_FOUND, N_("there is no snapshot of the records here, so people and texts would be missing: restore a backup (kiosk-admin restore)"));
}

/* Sessions of another day mean nothing any more; drafts do, and how often a PIN was tried. Numbers of learners that may have been given since are not given again. */
static int tidy(struct records *records, struct error *error)
{
    int code = store_exec(records,
        "DELETE FROM working WHERE scope <> 'pin' AND scope NOT GLOB 'draft/*';"
        "INSERT INTO meta SELECT 'serial-' || substr(number, 1, 2), max(CAST(substr(number, 3, length(number) - 3) AS INTEGER)) FROM person WHERE true GROUP BY 1"
        " ON CONFLICT DO UPDATE SET value = max(value, excluded.value);"
        "INSERT OR REPLACE INTO meta VALUES('renew', 'journal')", error);
    return code ? code : people_pass_numbers(records, RECORDS_NUMBERS_PASSED, error);
}

/* The number of the last event that the damaged file had of an origin; 0: it had none, -1: it cannot say. */
static int64_t last_of(struct records *damaged, const char *origin)
{
    int64_t last = -1;
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(damaged->db, "SELECT max(seq) FROM origin WHERE uuid = ?", -1, &statement, NULL) != SQLITE_OK)
        return -1;
    store_bind_uuid(statement, 1, origin);
    if (sqlite3_step(statement) == SQLITE_ROW)
        last = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return last;
}

static void count_lost(struct rescue *rescue, struct records *damaged, const char *origin, int64_t there)
{
    int64_t last = last_of(damaged, origin);
    rescue->sure = rescue->sure && last >= 0;
    if (last <= there)
        return;
    rescue->lost += last - there;
    rescue->lost_first = there + 1;
    rescue->lost_last = last;
}

/* Events that no journal has, since a full disk kept it behind or a power cut cut it off. What cannot be read there is no failure. */
static int read_damaged(struct rebuild *rebuild, const char *folder, struct rescue *rescue, struct error *error)
{
    struct records *damaged = NULL;
    struct origin_row *rows;
    struct arena arena;
    size_t count = 0;
    const struct records_options options = { .folder = folder, .read_only = true };
    if (store_open(&damaged, &options, "records.db", true, NULL))
        return 0;
    int64_t before = rebuild->lines;
    arena_init(&arena, NULL, 0);
    rescue->sure = true;
    int code = records_origins(rebuild->records, &arena, &rows, &count, error);
    for (size_t i = 0; i < count && !code; i++) {
        struct error why = { 0 };
        code = rebuild_begin(rebuild, rows[i].id, error);
        if (!code)
            code = store_enter(rebuild->records, error);
        if (code)
            break;
        log_each(damaged, rows[i].id, rebuild->seq + 1, INT64_MAX, rebuild_line, rebuild, &why);
        count_lost(rescue, damaged, rows[i].id, rebuild->seq);
        code = log_set_head(rebuild->records, rebuild->origin_id, rebuild->seq, &rebuild->head, error);
        code = store_leave(rebuild->records, why.code == ERROR_FULL || why.code == ERROR_MEMORY ? why.code : code, error);
    }
    arena_release(&arena);
    records_close(damaged);
    rescue->read = rebuild->lines - before;
    return code;
}

static int count_events(struct records *records, int64_t *events, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_RECORDS, 6, "SELECT count(*) FROM event", error);
    int row = store_step(records, statement, error);
    if (row > 0)
        *events = sqlite3_column_int64(statement, 0);
    if (statement)
        sqlite3_reset(statement);
    return row < 0 ? row : 0;
}

static int fill(struct records *records, const char *folder, int64_t first, struct rescue *rescue, struct error *error)
{
    struct rebuild rebuild = { .records = records, .lenient = true };
    struct rows_report rows = { 0 };
    int code = store_exec(records, "PRAGMA foreign_keys = OFF", error); /* texts come before their events */
    if (!code)
        code = projection_start(records, error);
    if (!code)
        code = rows_apply(records, folder, first, &rows, error);
    if (!code)
        code = journal_replay(&rebuild, error);
    if (!code)
        code = read_damaged(&rebuild, folder, rescue, error);
    if (!code)
        code = tidy(records, error);
    if (!code)
        code = count_events(records, &rescue->events, error);
    rescue->texts = rebuild.texts;
    rescue->people = rebuild.people;
    rescue->gap = rows.gap;
    return code;
}

/* The folder's name for the damaged files; not yet made. */
static int name_aside(const struct records_options *options, char name[64], struct error *error)
{
    struct tm tm;
    time_t seconds = (time_t)(clock_wall(options->clock ? options->clock : &clock_system) / 1000);
    gmtime_r(&seconds, &tm);
    for (int i = 1; i < 1000; i++) {
        char date[32], path[STORE_PATH];
        strftime(date, sizeof date, "%Y%m%d-%H%M%S", &tm);
        snprintf(name, 64, i == 1 ? SNAPSHOT_ASIDE "/%s" : SNAPSHOT_ASIDE "/%s-%d", date, i);
        if (!path_join(path, sizeof path, options->folder, name))
            return fail(error, options->folder, ENAMETOOLONG);
        if (access(path, F_OK) < 0)
            return 0;
    }
    return fail(error, options->folder, EEXIST);
}

static void write_report(const char *path, const struct rescue *rescue)
{
    struct buf text = BUF_INIT;
    char file[STORE_PATH];
    buf_format(&text, "events %lld\nread-from-damaged %lld\nevents-lost %lld\nlost-first %lld\nlost-last %lld\nsure %d\ntexts-lost %lld\npeople-lost %lld\ngap %d\n",
               (long long)rescue->events, (long long)rescue->read, (long long)rescue->lost, (long long)rescue->lost_first, (long long)rescue->lost_last, rescue->sure,
               (long long)rescue->texts, (long long)rescue->people, rescue->gap);
    if (!buf_failed(&text) && path_join(file, sizeof file, path, "report"))
        file_write(file, text.data, text.length, 0600, NULL);
    buf_release(&text);
}

/* The database goes first: without it nothing is opened, and a crash in between is a rescue once more. A WAL must never lie beside another one. */
static int change_places(const struct records_options *options, struct rescue *rescue, struct error *error)
{
    static const char *const files[] = { "records.db", "records.db-wal", "records.db-shm" };
    char path[STORE_PATH], to[STORE_PATH], aside[STORE_PATH];
    int code = name_aside(options, rescue->aside, error);
    if (!code && !path_join(aside, sizeof aside - 20, options->folder, rescue->aside))
        code = fail(error, options->folder, ENAMETOOLONG);
    if (!code)
        code = folder_make(aside, 0700, error);
    for (size_t i = 0; i < sizeof files / sizeof *files && !code; i++)
        if (!path_join(path, sizeof path, options->folder, files[i]) || !path_join(to, sizeof to, aside, files[i]) || (rename(path, to) < 0 && errno != ENOENT))
            code = fail(error, path, errno);
    if (!code)
        code = file_sync_folder(to, error);
    write_report(aside, rescue);
    if (!code && (!path_join(path, sizeof path, options->folder, MADE) || !path_join(to, sizeof to, options->folder, "records.db") || rename(path, to) < 0))
        code = fail(error, to, errno);
    if (!code)
        code = file_sync_folder(to, error);
    if (!code && path_join(path, sizeof path, options->folder, SNAPSHOT_SUSPECT))
        unlink(path);
    if (!code)
        aside_trim(options->folder);
    return code;
}

int records_rescue(const struct records_options *options, struct rescue *rescue, struct error *error)
{
    struct error own = { 0 };
    error = error ? error : &own;
    struct records *records = NULL;
    struct rescue made = { .aside = "" };
    int64_t first = 0;
    struct records_options plain = *options;
    plain.create = true;
    plain.read_only = plain.restored = false;
    remove_made(options->folder);
    int code = begin(options->folder, &first, error);
    if (!code)
        code = store_open(&records, &plain, MADE, true, error);
    if (!code)
        code = fill(records, options->folder, first, &made, error);
    records_close(records);                      /* closing moves all of it into the file: no WAL is left */
    if (!code)
        code = change_places(options, &made, error);
    if (code)
        remove_made(options->folder);
    else
        *rescue = made;
    return code;
}
