#include "records/records.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/migrations.h"
#include "records/store.h"

static int fail(struct error *error, const char *path, int number, const char *message)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, message, "");
}

/* One writer a folder: SQLite would let others in between two transactions, and they would give the same seq. */
static int lock(struct records *records, struct error *error)
{
    char path[STORE_PATH];
    if (!path_join(path, sizeof path, records->folder, "records.lock"))
        return fail(error, records->folder, ENAMETOOLONG, N_("the records cannot be opened"));
    records->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (records->lock < 0)
        return fail(error, path, errno, N_("the records cannot be opened"));
    if (flock(records->lock, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno != EWOULDBLOCK)
        return fail(error, path, errno, N_("the records cannot be opened"));
    error_at(error, records->folder, 0, 0);
    return error_set(error, ERROR_BUSY, N_("the keeper of this centre is running already"));
}

/* SQLite would let everybody read it; what it makes beside it takes its mode. */
static int make_private(const char *path, struct error *error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(error, path, errno, N_("this file cannot be written"));
    close(fd);
    return 0;
}

/* The database's name for SQLite: a URI that says that nobody writes, its path in percent signs where need be. */
static void still_name(struct buf *out, const char *path)
{
    buf_text(out, *path == '/' ? "file://" : "file:");
    for (; *path; path++) {
        if (*path == '%' || *path == '?' || *path == '#')
            buf_format(out, "%%%02x", (unsigned char)*path);
        else
            buf_char(out, *path);
    }
    buf_text(out, "?immutable=1");
}

static int open_database(struct records *records, const struct records_options *options, struct error *error)
{
    int flags = options->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (options->create ? SQLITE_OPEN_CREATE : 0);
    if (!options->create && access(records->path, F_OK) < 0)
        return fail(error, records->path, errno, N_("there are no records here"));
    /* what a file system leaves after a power cut, sometimes: SQLite would take it for a new database, and throw its log away */
    struct stat status;
    if (!options->create && stat(records->path, &status) == 0 && status.st_size == 0) {
        error_at(error, records->path, 0, 0);
        return error_set(error, ERROR_DAMAGED, N_("the records are damaged: restore a backup, or rebuild them from the journal"));
    }
    if (options->create && !options->read_only) {
        int code = make_private(records->path, error);
        if (code)
            return code;
    }
    struct buf still = BUF_INIT;
    if (options->read_only && options->still) {
        still_name(&still, records->path);
        flags |= SQLITE_OPEN_URI;
    }
    int result = buf_failed(&still) ? SQLITE_NOMEM : sqlite3_open_v2(still.length ? still.data : records->path, &records->db,
                                                                     flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, options->vfs);
    buf_release(&still);
    if (result != SQLITE_OK)
        return store_error_of(records->db, result, records->path, error);
    sqlite3_extended_result_codes(records->db, 1);
    sqlite3_busy_timeout(records->db, 2000);
    sqlite3_db_config(records->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(records->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(records->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(records->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (options->read_only)
        return migrate_check(records->db, migrations, migrations_count, records->path, error);
    int code = store_exec(records, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 16777216",
                          error);
    if (!code)
        code = migrate(records->db, migrations, migrations_count, records->path, error);
    return code ? code : store_prepare_undo(records, error);
}

/* Who this terminal is, for a reader: as the writer left it. */
static int read_origin(struct records *records, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_RECORDS, 0,
        "SELECT o.id, o.uuid, o.seq, o.head FROM meta m JOIN origin o ON o.id = m.value WHERE m.name = 'origin'", error);
    int row = store_step(records, statement, error);
    if (row <= 0)
        return row;
    records->origin_id = sqlite3_column_int64(statement, 0);
    store_column_uuid(statement, 1, records->origin);
    records->seq = sqlite3_column_int64(statement, 2);
    int bytes = sqlite3_column_bytes(statement, 3);
    if (bytes == DIGEST_BYTES)
        memcpy(records->head.bytes, sqlite3_column_blob(statement, 3), DIGEST_BYTES);
    sqlite3_reset(statement);
    return bytes == DIGEST_BYTES ? 0 : error_set(error, ERROR_DAMAGED, N_("the records are damaged: the log's head is missing"));
}

static int start(struct records *records, const struct records_options *options, struct error *error)
{
    int code = read_origin(records, error);
    if (code || options->read_only)
        return code;
    code = rows_start(records, error);
    if (!code)
        code = projection_start(records, error);
    bool ahead = false;
    if (!code)
        code = log_boot_row(records, records->boot, &records->boot_id, error);
    if (!code && records->origin[0])
        code = journal_open(records, &ahead, error);
    if (!code && ahead)
        code = origin_renew(records, "journal", error);
    if (!code && options->restored)
        code = people_pass_numbers(records, RECORDS_NUMBERS_PASSED, error);
    if (!code && options->restored && !ahead)
        code = origin_renew(records, "restored", error);
    else if (!code && !ahead)
        code = origin_start(records, error);
    return code ? code : time_start(records, error);
}

int store_open(struct records **records, const struct records_options *options, const char *name, bool plain, struct error *error)
{
    if (sodium_init() < 0)
        return error_set(error, ERROR_SYSTEM, N_("the cryptographic library does not start"));
    if (!options->read_only && !plain && (!options->boot || !store_uuid_valid(options->boot)))
        return error_set(error, ERROR_INVALID, N_("the id of this boot is missing or no UUID"));
    struct records *made = memory_resize(options->allocator, NULL, sizeof *made);
    if (!made)
        return error_memory(error);
    memset(made, 0, sizeof *made);
    made->allocator = options->allocator;
    made->clock = options->clock ? options->clock : &clock_system;
    made->random = options->random ? options->random : &random_system;
    made->read_only = options->read_only;
    made->sound = options->sound;
    made->terminal = options->terminal;
    made->lock = made->journal = made->rows.fd = -1;
    snprintf(made->boot, sizeof made->boot, "%s", options->boot ? options->boot : "");
    buf_init(&made->lines, options->allocator);
    buf_init(&made->line, options->allocator);
    buf_init(&made->data, options->allocator);

    int code = 0;
    if (options->hardware) {
        size_t length = strlen(options->hardware) + 1;
        made->hardware = memory_resize(options->allocator, NULL, length);
        if (made->hardware)
            memcpy(made->hardware, options->hardware, length);
        else
            code = error_memory(error);
    }
    if (!code && strlen(options->folder) + 80 >= sizeof made->folder)
        code = fail(error, options->folder, ENAMETOOLONG, N_("the records cannot be opened"));
    if (code)
        goto cleanup;
    snprintf(made->folder, sizeof made->folder, "%s", options->folder);
    path_join(made->path, sizeof made->path, made->folder, name);
    if (options->create && !options->read_only)
        code = folder_make(options->folder, 0700, error);
    else if (access(made->path, F_OK) < 0)
        code = fail(error, made->path, errno, N_("there are no records here"));
    if (!code && !options->read_only)
        code = lock(made, error);
    if (!code)
        code = open_database(made, options, error);
    if (!code && !plain)
        code = start(made, options, error);
cleanup:
    if (code)
        records_close(made);
    else
        *records = made;
    return code;
}

int records_open(struct records **records, const struct records_options *options, struct error *error)
{
    return store_open(records, options, "records.db", false, error);
}

void records_close(struct records *records)
{
    if (!records)
        return;
    if (records->depth > 0)
        records_rollback(records);
    journal_close(records);
    rows_close(records);
    for (int m = 0; m < STORE_MODULES; m++)
        for (int i = 0; i < STORE_STATEMENTS; i++)
            sqlite3_finalize(records->statements[m][i]);
    sqlite3_close(records->db);
    if (records->lock >= 0)
        close(records->lock);
    buf_release(&records->lines);
    buf_release(&records->line);
    buf_release(&records->data);
    memory_resize(records->allocator, records->hardware, 0);
    memory_resize(records->allocator, records, 0);
}

int records_begin(struct records *records, struct error *error)
{
    if (records->depth > 0)
        return error_set(error, ERROR_INVALID, N_("a group of changes is open already"));
    int code = store_enter(records, error);
    records->group = !code;
    records->broken = false;
    return code;
}

int records_commit(struct records *records, struct error *error)
{
    int code = 0;
    if (!records->group)
        return error_set(error, ERROR_INVALID, N_("no group of changes is open"));
    if (records->broken || sqlite3_get_autocommit(records->db))
        code = error_set(error, ERROR_CANCELLED, N_("this group of changes was undone, since one of them failed; try them again"));
    code = store_leave(records, code, error);
    records->group = records->broken = false;
    return code;
}

void records_rollback(struct records *records)
{
    struct error ignored = { 0 };
    while (records->depth > 0)
        store_leave(records, ERROR_CANCELLED, &ignored);
    records->group = records->broken = false;
}

bool records_failed(const struct records *records) { return records->failed; }
bool records_in_group(const struct records *records) { return records->group; }
const char *records_origin(const struct records *records) { return records->origin; }
int64_t records_seq(const struct records *records) { return records->seq; }
const char *records_boot(const struct records *records) { return records->boot; }
void records_head(const struct records *records, struct digest *head) { *head = records->head; }

int records_sync(struct records *records, struct error *error)
{
    return journal_sync(records, error);
}

int records_backup(struct records *records, const char *path, struct error *error)
{
    char temporary[STORE_PATH];
    sqlite3 *copy = NULL;
    int code = 0;
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary)
        return fail(error, path, ENAMETOOLONG, N_("the backup cannot be written"));
    unlink(temporary);
    code = make_private(temporary, error);
    if (code)
        return code;
    int result = sqlite3_open_v2(temporary, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (result == SQLITE_OK) {
        sqlite3_extended_result_codes(copy, 1);
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", records->db, "main");
        result = backup ? sqlite3_backup_step(backup, -1) : sqlite3_extended_errcode(copy);
        if (backup)
            sqlite3_backup_finish(backup);
        if (result == SQLITE_DONE)
            result = sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    }
    if (result != SQLITE_OK)
        code = store_error_of(copy, result, temporary, error);
    sqlite3_close(copy);
    if (!code) {
        int fd = open(temporary, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fsync(fd) < 0 || rename(temporary, path) < 0)
            code = fail(error, path, errno, N_("the backup cannot be written"));
        if (fd >= 0)
            close(fd);
    }
    if (!code)
        return file_sync_folder(path, error);
    unlink(temporary);
    return code;
}
