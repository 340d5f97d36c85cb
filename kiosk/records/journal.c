#include "records/journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/log.h"
#include "records/projections.h"
#include "records/store.h"

#define JOURNAL_TAIL (4 * EVENT_LINE_LIMIT)      /* bytes at the end in which the last good line is looked for */
#define JOURNAL_ORIGINS 1000                     /* files that a rebuild reads */

typedef int line_visit(void *context, const struct event *event, const char *line, size_t length, struct error *error);

static int fail(struct error *error, const char *path, int number)
{
    error_at(error, path, 0, 0);
    return error_system(error, number, N_("the journal cannot be read or written"));
}

/* Reading: lines are put together from chunks, and a bad one is only forgiven at the end. */
struct scan {
    const char *file, *origin;
    line_visit *visit;
    void *context;
    struct journal_report report;
    struct buf line;
    struct arena arena;
    long number, bad;                            /* of the line, from 1; of the first bad one, 0 */
    uint64_t offset;                             /* bytes of whole lines */
    bool skipping;                               /* in a line that is too long */
};

static void scan_init(struct scan *scan, const char *file, const char *origin, const struct allocator *allocator, line_visit *visit, void *context)
{
    *scan = (struct scan){ .file = file, .origin = origin, .visit = visit, .context = context };
    buf_init(&scan->line, allocator);
    arena_init(&scan->arena, allocator, 0);
}

static void scan_release(struct scan *scan)
{
    buf_release(&scan->line);
    arena_release(&scan->arena);
}

static int damaged(const struct scan *scan, long number, struct error *error)
{
    error_at(error, scan->file, number, 0);
    return error_set(error, ERROR_DAMAGED, N_("this line of the journal is damaged; keep the file, and take a new journal from the records"));
}

static int scan_line(struct scan *scan, struct error *error)
{
    struct event event;
    struct error why = { 0 };
    scan->number++;
    arena_release(&scan->arena);
    int code = scan->skipping ? ERROR_LIMIT : event_line_read(&event, scan->line.data, scan->line.length, &scan->arena, &why);
    if (code == ERROR_MEMORY || buf_failed(&scan->line))
        return error_memory(error);
    if (!code && scan->origin && strcmp(event.origin, scan->origin) != 0)
        code = ERROR_INVALID;
    if (code) {
        if (!scan->bad)
            scan->bad = scan->number;
        return 0;
    }
    if (scan->bad)
        return damaged(scan, scan->bad, error);
    if (scan->report.lines && event.seq != scan->report.last + 1)
        return damaged(scan, scan->number, error);
    if (!scan->report.lines)
        scan->report.first = event.seq;
    scan->report.last = event.seq;
    scan->report.lines++;
    event_chain(&scan->report.head, scan->line.data, scan->line.length);
    if (scan->visit) {
        code = scan->visit(scan->context, &event, scan->line.data, scan->line.length, error);
        if (code)
            return code;
    }
    scan->report.length = scan->offset;
    return 0;
}

static int scan_bytes(struct scan *scan, const char *bytes, size_t length, struct error *error)
{
    int code = 0;
    while (!code && length > 0) {
        const char *end = memchr(bytes, '\n', length);
        size_t part = end ? (size_t)(end - bytes) : length;
        if (!scan->skipping && scan->line.length + part > EVENT_LINE_LIMIT)
            scan->skipping = true;
        if (!scan->skipping)
            buf_add(&scan->line, bytes, part);
        scan->offset += part;
        bytes += part;
        length -= part;
        if (!end)
            break;
        scan->offset++;
        bytes++;
        length--;
        code = scan_line(scan, error);
        buf_clear(&scan->line);
        scan->skipping = false;
    }
    return !code && buf_failed(&scan->line) ? error_memory(error) : code;
}

static void scan_end(struct scan *scan, struct journal_report *report)
{
    scan->report.torn = scan->offset > scan->report.length;
    if (report)
        *report = scan->report;
}

int journal_parse(const char *bytes, size_t length, const char *file, const char *origin, const struct allocator *allocator, line_visit *visit,
                  void *context, struct journal_report *report, struct error *error)
{
    struct scan scan;
    scan_init(&scan, file, origin, allocator, visit, context);
    int code = scan_bytes(&scan, bytes, length, error);
    if (!code)
        scan_end(&scan, report);
    scan_release(&scan);
    return code;
}

int journal_read(const char *path, const char *origin, const struct allocator *allocator, line_visit *visit, void *context,
                 struct journal_report *report, struct error *error)
{
    struct scan scan;
    char bytes[16384];
    int code = 0, fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return fail(error, path, errno);
    scan_init(&scan, path, origin, allocator, visit, context);
    while (!code) {
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            code = fail(error, path, errno);
        if (got <= 0)
            break;
        code = scan_bytes(&scan, bytes, (size_t)got, error);
    }
    if (!code)
        scan_end(&scan, report);
    scan_release(&scan);
    close(fd);
    return code;
}

/* The journal of the open records. */

bool journal_path(const struct records *records, const char *origin, char path[STORE_PATH])
{
    return snprintf(path, STORE_PATH, "%s/journal/%s.tsv", records->folder, origin) < STORE_PATH;
}

struct compared {
    const char *line;
    size_t length;
    bool same, found;
};

static int compare_line(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct compared *compared = context;
    (void)event, (void)error;
    compared->found = true;
    compared->same = length == compared->length && memcmp(line, compared->line, length) == 0;
    return 0;
}

/* Whether the log has this very line. */
static int in_log(struct records *records, int64_t seq, const char *line, size_t length, bool *same, struct error *error)
{
    struct compared compared = { .line = line, .length = length };
    int code = log_each(records, records->origin, seq, seq, compare_line, &compared, error);
    if (!code)
        *same = compared.found && compared.same;
    return code;
}

struct tail {
    int64_t seq;                                 /* of the last good line; 0: none was found */
    off_t end;                                   /* behind its line end */
    struct buf line;
};

static int read_tail(struct records *records, const char *path, struct tail *tail, off_t *size, struct error *error)
{
    struct stat status;
    struct arena arena;
    struct buf bytes;
    int code = 0;
    tail->seq = 0;
    tail->end = 0;
    if (fstat(records->journal, &status) < 0)
        return fail(error, path, errno);
    *size = status.st_size;
    buf_init(&bytes, records->allocator);
    arena_init(&arena, records->allocator, 0);
    off_t from = status.st_size > JOURNAL_TAIL ? status.st_size - JOURNAL_TAIL : 0;
    size_t want = (size_t)(status.st_size - from);
    if (want == 0 || !buf_reserve(&bytes, want)) {
        code = want ? error_memory(error) : 0;
        goto cleanup;
    }
    while (bytes.length < want) {
        ssize_t got = pread(records->journal, bytes.data + bytes.length, want - bytes.length, from + (off_t)bytes.length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            code = fail(error, path, got < 0 ? errno : EIO);
            goto cleanup;
        }
        bytes.length += (size_t)got;
    }
    for (size_t end = bytes.length; end > 0 && !tail->seq;) {
        const char *stop = memrchr(bytes.data, '\n', end);
        if (!stop)
            break;
        const char *before = memrchr(bytes.data, '\n', (size_t)(stop - bytes.data));
        const char *start = before ? before + 1 : bytes.data;
        struct event event;
        struct error why = { 0 };
        arena_release(&arena);
        if (before || from == 0) {
            code = event_line_read(&event, start, (size_t)(stop - start), &arena, &why);
            if (code == ERROR_MEMORY) {
                code = error_memory(error);
                goto cleanup;
            }
            if (!code && strcmp(event.origin, records->origin) == 0) {
                tail->seq = event.seq;
                tail->end = from + (stop + 1 - bytes.data);
                buf_clear(&tail->line);
                buf_add(&tail->line, start, (size_t)(stop - start));
            }
            code = 0;
        }
        end = (size_t)(stop - bytes.data);
    }
    if (buf_failed(&tail->line))
        code = error_memory(error);
cleanup:
    buf_release(&bytes);
    arena_release(&arena);
    return code;
}

static int write_line(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct records *records = context;
    (void)event;
    buf_add(&records->data, line, length);
    buf_char(&records->data, '\n');
    if (records->data.length < 65536 && !buf_failed(&records->data))
        return 0;
    int number = buf_failed(&records->data) ? ENOMEM : -file_write_all(records->journal, records->data.data, records->data.length);
    buf_clear(&records->data);
    return number ? fail(error, "", number) : 0;
}

/* Lines from seq on, out of the log. */
static int write_lines(struct records *records, int64_t from, struct error *error)
{
    buf_clear(&records->data);
    int code = log_each(records, records->origin, from, INT64_MAX, write_line, records, error);
    if (!code && records->data.length) {
        int number = -file_write_all(records->journal, records->data.data, records->data.length);
        code = number ? fail(error, "", number) : 0;
    }
    buf_clear(&records->data);
    if (!code)
        records->journal_unsynced = true;
    return code;
}

/* A journal that does not fit the log is kept beside, under another name, and written anew. */
static int write_anew(struct records *records, const char *path, struct error *error)
{
    char aside[STORE_PATH + 40];
    for (int i = 1; i < 100; i++) {
        snprintf(aside, sizeof aside, "%s.odd-%d", path, i);
        if (link(path, aside) == 0 || errno != EEXIST)
            break;
    }
    close(records->journal);
    unlink(path);
    records->journal = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    return records->journal < 0 ? fail(error, path, errno) : write_lines(records, 1, error);
}

struct replay {
    struct records *records;
    int64_t head;                                /* where the log ends */
    bool fits;                                   /* its last line is in the journal, or it has none */
    struct digest chain;
};

static int replay_line(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct replay *replay = context;
    struct records *records = replay->records;
    if (event->seq < replay->head)
        return 0;
    if (event->seq == replay->head)
        return in_log(records, event->seq, line, length, &replay->fits, error);
    if (!replay->fits || event->seq != records->seq + 1)
        return 0;
    int64_t boot;
    int code = log_boot_row(records, event->boot, &boot, error);
    if (!code)
        code = log_store(records, records->origin_id, boot, event, error);
    if (code)
        return code;
    event_chain(&records->head, line, length);
    records->seq = event->seq;
    return 0;
}

/*
 * The journal knows more than the log: the database is a backup, or lost its end. What fits is taken back; either way this origin is over,
 * since there may have been even more.
 */
static int take_back(struct records *records, const char *path, struct error *error)
{
    struct replay replay = { .records = records, .head = records->seq, .fits = records->seq == 0 };
    int code = store_enter(records, error);
    if (code)
        return code;
    struct error why = { 0 };
    code = journal_read(path, records->origin, records->allocator, replay_line, &replay, NULL, &why);
    if (code == ERROR_DAMAGED)
        code = 0;                                /* up to there it was good */
    else if (code && error)
        *error = why;
    if (!code)
        code = log_set_head(records, records->origin_id, records->seq, &records->head, error);
    return store_leave(records, code, error);
}

static int catch_up(struct records *records, bool *ahead, struct error *error)
{
    char path[STORE_PATH];
    struct tail tail = { 0 };
    off_t size = 0;
    bool same = false;
    journal_path(records, records->origin, path);
    buf_init(&tail.line, records->allocator);
    int code = read_tail(records, path, &tail, &size, error);
    if (code)
        goto cleanup;
    if (tail.seq > records->seq) {
        *ahead = true;
        code = take_back(records, path, error);
        goto cleanup;
    }
    if (tail.seq)
        code = in_log(records, tail.seq, tail.line.data, tail.line.length, &same, error);
    if (code)
        goto cleanup;
    if (size > 0 && !same) {
        code = write_anew(records, path, error);
    } else {
        if (tail.end < size && ftruncate(records->journal, tail.end) < 0)
            code = fail(error, path, errno);
        if (!code && tail.seq < records->seq)
            code = write_lines(records, tail.seq + 1, error);
    }
    if (!code)
        records->journal_behind = false;
cleanup:
    buf_release(&tail.line);
    return code;
}

int journal_open(struct records *records, bool *ahead, struct error *error)
{
    char path[STORE_PATH], folder[STORE_PATH];
    journal_close(records);
    if (!path_join(folder, sizeof folder, records->folder, "journal") || !journal_path(records, records->origin, path))
        return fail(error, records->folder, ENAMETOOLONG);
    int code = folder_make(folder, 0700, error);
    if (code)
        return code;
    records->journal = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (records->journal < 0)
        return fail(error, path, errno);
    struct error why = { 0 };
    records->journal_behind = true;
    records->journal_unsynced = true;
    code = catch_up(records, ahead, &why);
    /* A full disk keeps nobody from learning: the journal catches up later. */
    if (code == ERROR_FULL)
        return 0;
    if (code && error)
        *error = why;
    return code;
}

void journal_close(struct records *records)
{
    if (records->journal < 0)
        return;
    journal_sync(records, NULL);
    close(records->journal);
    records->journal = -1;
}

void journal_append(struct records *records)
{
    struct error ignored = { 0 };
    bool ahead = false;
    if (records->journal >= 0 && records->lines.length) {
        if (!records->journal_behind && file_write_all(records->journal, records->lines.data, records->lines.length) == 0)
            records->journal_unsynced = true;
        else if (catch_up(records, &ahead, &ignored))
            records->journal_behind = true;
    }
    buf_clear(&records->lines);
}

int journal_sync(struct records *records, struct error *error)
{
    char path[STORE_PATH];
    bool ahead = false;
    if (records->journal < 0)
        return 0;
    if (records->journal_behind) {
        int code = catch_up(records, &ahead, error);
        if (code)
            return code;
    }
    if (!records->journal_unsynced)
        return 0;
    journal_path(records, records->origin, path);
    if (fsync(records->journal) < 0)
        return fail(error, path, errno);
    records->journal_unsynced = false;
    return file_sync_folder(path, error);
}

/* Rebuilding. */

struct found {
    char origin[UUID_SIZE], previous[UUID_SIZE];
    bool done;
};

static int first_line(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct found *found = context;
    (void)line, (void)length, (void)error;
    if (event->kind == EVENT_ORIGIN_MADE && event->origin_made.previous && store_uuid_valid(event->origin_made.previous))
        snprintf(found->previous, sizeof found->previous, "%s", event->origin_made.previous);
    return ERROR_CANCELLED;                      /* the first is enough */
}

/* Whether a row of this table is there for the event. */
static bool has_row(struct records *records, int slot, const char *sql, int64_t number, int64_t seq, const char *uuid)
{
    sqlite3_stmt *statement = store_statement(records, STORE_RECORDS, slot, sql, NULL);
    if (!statement)
        return false;
    if (uuid)
        store_bind_uuid(statement, 1, uuid);
    else
        sqlite3_bind_int64(statement, 1, number);
    if (!uuid)
        sqlite3_bind_int64(statement, 2, seq);
    bool there = store_step(records, statement, NULL) > 0;
    sqlite3_reset(statement);
    return there;
}

static void count_lost(struct rebuild *rebuild, const struct event *event)
{
    if (event->payload && !has_row(rebuild->records, 4, "SELECT 1 FROM payload WHERE origin = ?1 AND seq = ?2", rebuild->origin_id, event->seq, NULL))
        rebuild->texts++;
    if (event->kind == EVENT_PERSON_ADDED && event->person_added.person && store_uuid_valid(event->person_added.person) &&
        !has_row(rebuild->records, 5, "SELECT 1 FROM person WHERE id = ?1", 0, 0, event->person_added.person))
        rebuild->people++;
}

int rebuild_line(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct rebuild *rebuild = context;
    struct records *records = rebuild->records;
    int64_t boot;
    if (event->seq < rebuild->seq)
        return 0;
    if (event->seq == rebuild->seq) {            /* the last one that is there already */
        struct compared compared = { .line = line, .length = length };
        int same = log_each(records, event->origin, event->seq, event->seq, compare_line, &compared, error);
        return same || compared.same ? same : error_set(error, ERROR_DAMAGED, N_("this journal is another one's than the records"));
    }
    if (event->seq != rebuild->seq + 1)
        return error_set(error, ERROR_DAMAGED, N_("this journal does not begin with the first event; restore a backup, then it is taken back from here"));
    int code = log_boot_row(records, event->boot, &boot, error);
    if (!code)
        code = log_store(records, rebuild->origin_id, boot, event, error);
    if (code)
        return code;
    if (event->kind == EVENT_ORIGIN_MADE && event->origin_made.key) {
        unsigned char key[32];
        sqlite3_stmt *statement = store_statement(records, STORE_RECORDS, 1, "UPDATE origin SET key = ?2 WHERE id = ?1", error);
        sqlite3_bind_int64(statement, 1, rebuild->origin_id);
        if (hex_to(key, sizeof key, event->origin_made.key) == 0)
            sqlite3_bind_blob(statement, 2, key, sizeof key, SQLITE_STATIC);
        code = store_run(records, statement, error);
    }
    event_chain(&rebuild->head, line, length);
    rebuild->seq = event->seq;
    rebuild->lines++;
    count_lost(rebuild, event);
    return code;
}

static int list_journals(const struct records *records, struct found *found, size_t *count, struct error *error)
{
    char folder[STORE_PATH], path[STORE_PATH];
    path_join(folder, sizeof folder, records->folder, "journal");
    DIR *dir = opendir(folder);
    if (!dir)
        return fail(error, folder, errno);
    int code = 0;
    for (struct dirent *entry; !code && (entry = readdir(dir));) {
        char name[UUID_SIZE];
        if (strlen(entry->d_name) != 40 || strcmp(entry->d_name + 36, ".tsv") != 0)
            continue;
        snprintf(name, sizeof name, "%.36s", entry->d_name);
        if (!store_uuid_valid(name))
            continue;
        if (*count == JOURNAL_ORIGINS) {
            code = error_set(error, ERROR_LIMIT, N_("there are more than %d journals"), JOURNAL_ORIGINS);
            break;
        }
        struct error why = { 0 };
        struct found *one = &found[*count];
        *one = (struct found){ .done = false };
        snprintf(one->origin, sizeof one->origin, "%s", name);
        journal_path(records, name, path);
        code = journal_read(path, name, records->allocator, first_line, one, NULL, &why);
        if (code == ERROR_MEMORY || code == ERROR_SYSTEM)
            *error = why;
        else
            code = 0;
        if (!code)
            ++*count;
    }
    closedir(dir);
    return code;
}

/* The next origin whose previous one is done, or not here; in a circle, the first that is left. NULL when all are done. */
static struct found *next_origin(struct found *found, size_t count)
{
    struct found *any = NULL;
    for (size_t i = 0; i < count; i++) {
        bool waits = false;
        if (found[i].done)
            continue;
        for (size_t j = 0; j < count; j++)
            waits |= !found[j].done && strcmp(found[j].origin, found[i].previous) == 0;
        if (!waits)
            return &found[i];
        any = any ? any : &found[i];
    }
    return any;
}

int rebuild_begin(struct rebuild *rebuild, const char *origin, struct error *error)
{
    int code = log_origin_row(rebuild->records, origin, &rebuild->origin_id, error);
    if (code)
        return code;
    sqlite3_stmt *statement = store_statement(rebuild->records, STORE_RECORDS, 3, "SELECT seq, head FROM origin WHERE id = ?1", error);
    sqlite3_bind_int64(statement, 1, rebuild->origin_id);
    int row = store_step(rebuild->records, statement, error);
    if (row < 0)
        return row;
    if (row == 0 || sqlite3_column_bytes(statement, 1) != DIGEST_BYTES) {
        sqlite3_reset(statement);
        return error_set(error, ERROR_DAMAGED, N_("the records are damaged: the log's head is missing"));
    }
    rebuild->seq = sqlite3_column_int64(statement, 0);
    memcpy(rebuild->head.bytes, sqlite3_column_blob(statement, 1), DIGEST_BYTES);
    sqlite3_reset(statement);
    return 0;
}

static int rebuild_all(struct rebuild *rebuild, struct found *found, size_t count, struct error *error)
{
    struct records *records = rebuild->records;
    int code = store_enter(records, error);
    if (code)
        return code;
    for (struct found *one; !code && (one = next_origin(found, count)); one->done = true) {
        char path[STORE_PATH];
        struct error why = { 0 };
        journal_path(records, one->origin, path);
        code = rebuild_begin(rebuild, one->origin, error);
        if (code)
            break;
        code = journal_read(path, one->origin, records->allocator, rebuild_line, rebuild, NULL, &why);
        if (code == ERROR_DAMAGED && rebuild->lenient)
            code = 0;                            /* up to there it was good */
        else if (code)
            *error = why;
        if (!code)
            code = log_set_head(records, rebuild->origin_id, rebuild->seq, &rebuild->head, error);
    }
    if (!code && count) {
        /* There may have been events that no journal has: the next start takes a new origin. */
        sqlite3_stmt *statement = store_statement(records, STORE_RECORDS, 2, "INSERT OR REPLACE INTO meta VALUES('origin', ?1), ('renew', 'journal')", error);
        sqlite3_bind_int64(statement, 1, rebuild->origin_id);
        code = store_run(records, statement, error);
    }
    return store_leave(records, code, error);
}

int journal_replay(struct rebuild *rebuild, struct error *error)
{
    size_t count = 0;
    struct found *found = calloc(JOURNAL_ORIGINS, sizeof *found);
    int code = found ? list_journals(rebuild->records, found, &count, error) : error_memory(error);
    if (code == ERROR_NOT_FOUND && rebuild->lenient)
        code = 0;                                /* no folder */
    if (!code)
        code = rebuild_all(rebuild, found, count, error);
    free(found);
    return code;
}

int journal_rebuild(const char *folder, int64_t *lines, struct error *error)
{
    struct error own = { 0 };
    error = error ? error : &own;
    char target[STORE_PATH], made[STORE_PATH];
    struct records *records = NULL;
    path_join(target, sizeof target, folder, "records.db");
    path_join(made, sizeof made, folder, "records.db.new");
    if (access(target, F_OK) == 0) {
        error_at(error, target, 0, 0);
        return error_set(error, ERROR_EXISTS, N_("there are records here; move them away first"));
    }
    const struct records_options options = { .folder = folder, .create = true };
    unlink(made);
    int code = store_open(&records, &options, "records.db.new", true, error);
    if (code)
        return code;
    struct rebuild rebuild = { .records = records };
    code = projection_start(records, error);
    if (!code)
        code = journal_replay(&rebuild, error);
    records_close(records);
    if (!code && rename(made, target) < 0)
        code = fail(error, target, errno);
    if (!code)
        code = file_sync_folder(target, error);
    if (code)
        unlink(made);
    else
        *lines = rebuild.lines;
    return code;
}
