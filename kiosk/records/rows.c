#include "records/rows.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/snapshot.h"
#include "records/store.h"

#define HEAD "empretec-kiosk rows 1\n"
#define HEAD_BYTES (sizeof HEAD - 1)
#define RECORD_HEAD (4 + DIGEST_BYTES)
#define RECORD_LIMIT (256 << 20)                 /* bytes of one change: a roster of 100,000 people has some 60 MB */
#define FILES 100000

static const char *const tables[] = { "person", "person_past", "person_name", "pin", "payload" };

static int fail(struct error *error, const char *path, int number)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, N_("the rows cannot be read or written"));
}

/* N.rows, or N.lost: one that is known to have a gap. */
static int64_t number_of(const char *name, bool *lost)
{
    char *end;
    if (*name < '1' || *name > '9')
        return 0;
    errno = 0;
    long long number = strtoll(name, &end, 10);
    *lost = strcmp(end, ".lost") == 0;
    return errno || number > INT32_MAX || (!*lost && strcmp(end, ".rows") != 0) ? 0 : number;
}

static bool path_of(char path[STORE_PATH], const char *folder, int64_t number, const char *suffix)
{
    return snprintf(path, STORE_PATH, "%s/" ROWS_FOLDER "/%lld%s", folder, (long long)number, suffix) < STORE_PATH;
}

int rows_find(const char *folder, struct rows_found *found, struct error *error)
{
    char path[STORE_PATH];
    struct rows_found all = { 0 };
    if (!path_join(path, sizeof path, folder, ROWS_FOLDER))
        return fail(error, folder, ENAMETOOLONG);
    DIR *dir = opendir(path);
    if (!dir && errno != ENOENT)
        return fail(error, path, errno);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        bool lost;
        int64_t number = number_of(entry->d_name, &lost);
        if (!number)
            continue;
        all.first = !all.first || number < all.first ? number : all.first;
        all.last = number > all.last ? number : all.last;
    }
    if (dir)
        closedir(dir);
    *found = all;
    return 0;
}

void rows_remove(const char *folder, int64_t below)
{
    char path[STORE_PATH];
    DIR *dir = path_join(path, sizeof path, folder, ROWS_FOLDER) ? opendir(path) : NULL;
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        bool lost;
        int64_t number = number_of(entry->d_name, &lost);
        if (number && number < below)
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

/* Writing */

static bool watch(struct records *records)
{
    struct rows *rows = &records->rows;
    if (sqlite3session_create(records->db, "main", &rows->session) != SQLITE_OK) {
        rows->session = NULL;
        return false;
    }
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if (sqlite3session_attach(rows->session, tables[i]) != SQLITE_OK)
            return false;
    return true;
}

static void unwatch(struct records *records)
{
    if (records->rows.session)
        sqlite3session_delete(records->rows.session);
    records->rows.session = NULL;
}

static int open_file(struct records *records)
{
    char path[STORE_PATH];
    struct rows *rows = &records->rows;
    struct error ignored = { 0 };
    if (!path_join(path, sizeof path, records->folder, ROWS_FOLDER) || folder_make(path, 0700, &ignored) || !path_of(path, records->folder, rows->number, ".rows"))
        return -1;
    rows->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    return rows->fd < 0 || file_write_all(rows->fd, HEAD, HEAD_BYTES) || file_sync_folder(path, &ignored) ? -1 : 0;
}

static void close_file(struct records *records)
{
    struct rows *rows = &records->rows;
    if (rows->fd >= 0) {
        close(rows->fd);
        rows->number++;
    }
    rows->fd = -1;
}

/* What could not be written is in the database alone. The file says so by its name, for which there is room on a full disk; the next snapshot makes it good. */
static void lose(struct records *records)
{
    char path[STORE_PATH], lost[STORE_PATH];
    struct rows *rows = &records->rows;
    if (path_of(path, records->folder, rows->number, ".rows") && path_of(lost, records->folder, rows->number, ".lost") && rename(path, lost) < 0) {
        int fd = open(lost, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd >= 0)
            close(fd);
    }
    if (rows->fd < 0)
        rows->number++;
    close_file(records);
    rows->due = true;
}

int rows_start(struct records *records, struct error *error)
{
    struct rows_found found;
    char folder[STORE_PATH];
    if (!path_join(folder, sizeof folder, records->folder, ROWS_FOLDER))
        return fail(error, records->folder, ENAMETOOLONG);
    int code = rows_find(records->folder, &found, error);
    if (code)
        return code;
    if (found.last >= FILES) {
        error_at(error, folder, 0, 0);
        return error_set(error, ERROR_LIMIT, N_("there are too many files of rows"));
    }
    int64_t snapshot = snapshot_newest(records->folder), next = found.last ? found.last + 1 : records->origin[0] ? 2 : 1;
    records->rows.number = next > snapshot ? next : snapshot;
    records->rows.due = records->rows.number > 1 && records->rows.number > snapshot;
    if (!watch(records))
        return store_error(records, error);
    /* 1 lies there from the beginning, also where nobody has come yet: so it is known that none are missing */
    if (records->rows.number == 1 && open_file(records))
        lose(records);
    return 0;
}

void rows_commit(struct records *records)
{
    struct rows *rows = &records->rows;
    unsigned char head[RECORD_HEAD];
    struct digest digest;
    void *bytes = NULL;
    int length = 0;
    if (!rows->session || sqlite3session_isempty(rows->session))
        return;
    bool good = sqlite3session_changeset(rows->session, &length, &bytes) == SQLITE_OK && length <= RECORD_LIMIT;
    if (good && length > 0) {
        for (int i = 0; i < 4; i++)
            head[i] = (unsigned char)((unsigned)length >> 8 * i);
        digest_of(&digest, bytes, (size_t)length);
        memcpy(head + 4, digest.bytes, DIGEST_BYTES);
        good = (rows->fd >= 0 || open_file(records) == 0) && file_write_all(rows->fd, head, sizeof head) == 0 && file_write_all(rows->fd, bytes, (size_t)length) == 0 &&
               fdatasync(rows->fd) == 0;
    }
    sqlite3_free(bytes);
    if (!good)
        lose(records);
    unwatch(records);
    if (!watch(records)) {                       /* no memory: from here on nothing is written, and what is there says so */
        unwatch(records);
        lose(records);
    }
}

void rows_close(struct records *records)
{
    unwatch(records);
    close_file(records);
}

int64_t records_next_rows(struct records *records)
{
    close_file(records);
    records->rows.due = false;
    return records->rows.number;
}

bool records_snapshot_due(const struct records *records) { return records->rows.due; }

/* Reading */

/* Whatever stands there gives way to the change, and what is gone stays gone. */
static int settle(void *context, int conflict, sqlite3_changeset_iter *change)
{
    (void)context, (void)change;
    return conflict == SQLITE_CHANGESET_DATA || conflict == SQLITE_CHANGESET_CONFLICT ? SQLITE_CHANGESET_REPLACE : SQLITE_CHANGESET_OMIT;
}

static bool read_exactly(int fd, void *bytes, size_t length)
{
    for (size_t done = 0; done < length;) {
        ssize_t got = read(fd, (char *)bytes + done, length - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    return true;
}

/* 1: applied; 0: the file ends here. *gap where it ends in the middle. */
static int apply_record(struct records *records, int fd, off_t left, bool *gap, struct error *error)
{
    unsigned char head[RECORD_HEAD];
    struct digest digest;
    if (left == 0)
        return 0;
    *gap = true;
    if (left < RECORD_HEAD || !read_exactly(fd, head, sizeof head))
        return 0;
    uint32_t length = head[0] | (uint32_t)head[1] << 8 | (uint32_t)head[2] << 16 | (uint32_t)head[3] << 24;
    if (length == 0 || length > RECORD_LIMIT || (off_t)length > left - RECORD_HEAD)
        return 0;
    void *bytes = malloc(length);
    if (!bytes)
        return error_memory(error);
    int code = 0;
    if (read_exactly(fd, bytes, length)) {
        digest_of(&digest, bytes, length);
        if (memcmp(digest.bytes, head + 4, DIGEST_BYTES) == 0) {
            int result = sqlite3changeset_apply(records->db, (int)length, bytes, NULL, settle, NULL);
            code = result == SQLITE_OK ? 1 : store_error_of(records->db, result, records->path, error);
            *gap = code != 1;
        }
    }
    free(bytes);
    return code;
}

static int apply_file(struct records *records, const char *path, struct rows_report *report, struct error *error)
{
    char head[HEAD_BYTES];
    struct stat status;
    bool gap = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), code = 0;
    if (fd < 0)
        return fail(error, path, errno);
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || !read_exactly(fd, head, sizeof head) || memcmp(head, HEAD, sizeof head) != 0)
        gap = true;
    else
        while ((code = apply_record(records, fd, status.st_size - lseek(fd, 0, SEEK_CUR), &gap, error)) > 0)
            report->changes++;
    close(fd);
    report->gap = report->gap || gap;
    return code;
}

int rows_apply(struct records *records, const char *folder, int64_t first, struct rows_report *report, struct error *error)
{
    struct rows_found found;
    struct rows_report made = { 0 };
    char path[STORE_PATH];
    int code = rows_find(folder, &found, error);
    if (!code)
        code = store_enter(records, error);
    if (code)
        return code;
    for (int64_t number = first; found.last && number <= found.last && !code; number++) {
        if (path_of(path, folder, number, ".lost") && access(path, F_OK) == 0)
            made.gap = true;
        else
            path_of(path, folder, number, ".rows");
        if (access(path, F_OK) == 0)
            code = apply_file(records, path, &made, error);
        else
            made.gap = true;
    }
    code = store_leave(records, code, error);
    if (!code)
        *report = made;
    return code;
}
