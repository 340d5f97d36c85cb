#include "records/health.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/journal.h"
#include "records/store.h"

#define JOURNAL_TAIL 262144                      /* bytes of the journal's end that are read: more than the longest line */

static int64_t size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

static bool wal_there(const char *folder)
{
    char path[STORE_PATH];
    return path_join(path, sizeof path, folder, "records.db-wal") && access(path, F_OK) == 0;
}

int records_open_look(struct records **records, const char *folder, struct error *error)
{
    char path[STORE_PATH];
    struct error own = { 0 };
    error = error ? error : &own;
    if (path_join(path, sizeof path, folder, "records.db") && faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) < 0 && errno == EACCES) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_REFUSED, N_("this is another user's; run the command as root, or as that user"));
    }
    struct records_options options = { .folder = folder, .read_only = true, .still = !wal_there(folder) };
    int code = records_open(records, &options, error);
    if (code && options.still && wal_there(folder)) {   /* a keeper has begun to write meanwhile */
        options.still = false;
        error_clear(error);
        code = records_open(records, &options, error);
    }
    return code;
}

static int quick_check(struct records *records, struct report *report, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int row;
    if (sqlite3_prepare_v2(records->db, "PRAGMA quick_check(5)", -1, &statement, NULL) != SQLITE_OK)
        return store_error(records, error);
    while ((row = store_step(records, statement, error)) > 0) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (!text || strcmp(text, "ok") != 0)
            report_at(report, ERROR_DAMAGED, records->path, 0, 0, N_("SQLite finds: %s"), text ? text : "?");
    }
    sqlite3_finalize(statement);
    return row;
}

/* The number of the journal's last whole line: its end alone is read. */
static void journal_end(struct records *records, struct report *report, struct records_health *health)
{
    char path[STORE_PATH];
    struct stat status;
    struct buf tail = BUF_INIT;
    struct journal_report found = { 0 };
    struct error wrong = { 0 };
    int fd = *records->origin && journal_path(records, records->origin, path) ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && buf_reserve(&tail, JOURNAL_TAIL)) {
        off_t from = status.st_size > JOURNAL_TAIL ? status.st_size - JOURNAL_TAIL : 0;
        ssize_t got = pread(fd, tail.data, JOURNAL_TAIL, from);
        tail.length = got > 0 ? (size_t)got : 0;
        const char *begin = tail.data;
        if (from > 0 && tail.length) {           /* the first line was cut */
            const char *end = memchr(tail.data, '\n', tail.length);
            begin = end ? end + 1 : tail.data + tail.length;
        }
        if (journal_parse(begin, (size_t)(tail.data + tail.length - begin), path, records->origin, NULL, NULL, NULL, &found, &wrong))
            report_add(report, &wrong);
        else
            health->journal = found.last;
    }
    close(fd);
    buf_release(&tail);
}

int records_health(struct records *records, struct report *report, struct records_health *health, struct error *error)
{
    char wal[STORE_PATH + 8];
    struct records_health found = { .seq = records->seq, .bytes = size_of(records->path) };
    struct error own = { 0 };
    snprintf(wal, sizeof wal, "%s-wal", records->path);
    found.waiting_bytes = size_of(wal);
    size_t before = report->count;
    int code = quick_check(records, report, error ? error : &own);
    if (code)
        return code;
    found.whole = report->count == before;
    journal_end(records, report, &found);
    *health = found;
    return 0;
}

const char *records_library(void)
{
    return sqlite3_libversion();
}
