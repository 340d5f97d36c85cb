#include "collect/central.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "collect/schema.h"
#include "collect/store.h"

static int fail(struct error *error, const char *path, int number, const char *message)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, message, "");
}

/* One writer, not only while a transaction is open: it has caches of what is there. */
static int lock(struct central *central, struct error *error)
{
    char path[CENTRAL_PATH + 8];
    snprintf(path, sizeof path, "%s.lock", central->path);
    central->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (central->lock < 0)
        return fail(error, path, errno, N_("the database cannot be opened"));
    if (flock(central->lock, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (errno != EWOULDBLOCK)
        return fail(error, path, errno, N_("the database cannot be opened"));
    error_at(error, central->path, 0, 0);
    return error_set(error, ERROR_BUSY, N_("another program is writing to this database; close it and try again"));
}

/* SQLite would let everybody read it; what it makes beside it takes its mode. */
static int make_file(const char *path, struct error *error)
{
    struct stat status;
    /* an empty one is what was left where the power went while it was made */
    bool left = stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0;
    int fd = open(path, O_RDWR | O_CREAT | (left ? 0 : O_EXCL) | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_EXISTS, N_("there is a file of this name already: add to it, or give another name"));
    }
    if (fd < 0)
        return fail(error, path, errno, N_("this file cannot be written"));
    close(fd);
    return 0;
}

static int look_for(const char *path, struct error *error)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return fail(error, path, errno, N_("there is no database here: make one with init"));
    error_at(error, path, 0, 0);
    /* what a file system leaves after a power cut, sometimes: SQLite would take it for a new database */
    if (!S_ISREG(status.st_mode) || status.st_size == 0)
        return error_set(error, ERROR_DAMAGED, N_("the database is damaged: restore a backup, or make a new one and add all bundles again"));
    return 0;
}

/* Whether it lies where nothing can be written: a DVD, a stick with its switch set. SQLite wants to write beside it even to read, unless it is told that nobody changes it. */
static bool on_fixed_medium(const char *path)
{
    struct statvfs system;
    return statvfs(path, &system) == 0 && (system.f_flag & ST_RDONLY);
}

/* As a URI that says so. */
static int fixed_name(struct buf *name, const char *path, struct error *error)
{
    struct stat status;
    char beside[CENTRAL_PATH + 10];
    snprintf(beside, sizeof beside, "%s-wal", path);
    if (stat(beside, &status) == 0 && status.st_size > 0) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_REFUSED, N_("this database was copied while it was in use, and here nothing can be written: copy it and the files beside it to a disk first"));
    }
    buf_text(name, "file:");
    for (; *path; path++)
        if (ascii_alpha(*path) || ascii_digit(*path) || strchr("/._-", *path))
            buf_char(name, *path);
        else
            buf_format(name, "%%%02x", (unsigned char)*path);
    buf_text(name, "?immutable=1");
    return buf_failed(name) ? error_memory(error) : 0;
}

static int open_database(struct central *central, struct error *error)
{
    int flags = central->read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    struct buf name;
    buf_init(&name, central->allocator);
    bool fixed = central->read_only && on_fixed_medium(central->path);
    int code = fixed ? fixed_name(&name, central->path, error) : 0;
    int result = code ? SQLITE_OK : sqlite3_open_v2(fixed ? name.data : central->path, &central->db,
                                                    flags | (fixed ? SQLITE_OPEN_URI : 0) | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, NULL);
    buf_release(&name);
    if (code)
        return code;
    if (result != SQLITE_OK)
        return central_error_of(central->db, result, central->path, error);
    sqlite3_extended_result_codes(central->db, 1);
    sqlite3_busy_timeout(central->db, 2000);
    sqlite3_db_config(central->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(central->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(central->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(central->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (central->read_only)
        return schema_check(central->db, central->path, error);
    /* 8 MB of pages; WAL, so that whoever reports reads on while something is added */
    if (sqlite3_exec(central->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"
                     "PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -8192", NULL, NULL, NULL) != SQLITE_OK)
        return central_error(central, error);
    return schema_make(central->db, central->path, error);
}

/* What lies beside the database has its name: by a symbolic link there would be a second lock and a second quarantine. */
static int follow_link(struct central *central, struct error *error)
{
    struct stat status;
    if (lstat(central->path, &status) < 0 || !S_ISLNK(status.st_mode))
        return 0;
    char *path = realpath(central->path, NULL);
    int code = !path ? fail(error, central->path, errno, N_("the database cannot be opened"))
             : strlen(path) + 100 >= CENTRAL_PATH ? fail(error, path, ENAMETOOLONG, N_("the database cannot be opened")) : 0;
    if (!code)
        snprintf(central->path, sizeof central->path, "%s", path);
    free(path);
    return code;
}

int central_open(struct central **central, const struct central_options *options, struct error *error)
{
    if (sodium_init() < 0)
        return error_set(error, ERROR_SYSTEM, N_("the cryptographic library does not start"));
    if (strlen(options->path) + 100 >= CENTRAL_PATH)
        return fail(error, options->path, ENAMETOOLONG, N_("the database cannot be opened"));
    struct central *made = memory_resize(options->allocator, NULL, sizeof *made);
    if (!made)
        return error_memory(error);
    memset(made, 0, sizeof *made);
    made->allocator = options->allocator;
    made->clock = options->clock ? options->clock : &clock_system;
    made->read_only = options->read_only && !options->create;
    made->lock = -1;
    snprintf(made->path, sizeof made->path, "%s", options->path);

    bool created = false;
    int code = options->create ? make_file(made->path, error) : look_for(made->path, error);
    created = !code && options->create;
    if (!code)
        code = follow_link(made, error);
    if (!code && !made->read_only)
        code = lock(made, error);
    if (!code)
        code = open_database(made, error);
    if (code) {
        central_close(made);
        if (created)
            unlink(options->path);
        return code;
    }
    *central = made;
    return 0;
}

void central_close(struct central *central)
{
    if (!central)
        return;
    for (int m = 0; m < CENTRAL_MODULES; m++)
        for (int i = 0; i < CENTRAL_STATEMENTS; i++)
            sqlite3_finalize(central->statements[m][i]);
    sqlite3_close(central->db);
    if (central->lock >= 0)
        close(central->lock);
    memory_resize(central->allocator, central, 0);
}
