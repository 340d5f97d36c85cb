#include "records/check.h"

#include <unistd.h>

#include "records/journal.h"
#include "records/log.h"
#include "records/projections.h"
#include "records/store.h"

struct checker {
    struct records *records;
    struct report *report;
    struct check_summary *summary;
    /* of the origin at hand */
    const char *origin;
    int64_t seq;
    struct digest head;
    bool gap;
};

static void wrong(const struct checker *checker, const char *message, long long a, long long b)
{
    report_at(checker->report, ERROR_DAMAGED, checker->records->path, 0, 0, message, a, b);
}

/* SQLite's own checks: the first column of each row says what is wrong, "ok" that nothing is. */
static int check_sqlite(struct checker *checker, const char *pragma, const char *message, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int row;
    if (sqlite3_prepare_v2(checker->records->db, pragma, -1, &statement, NULL) != SQLITE_OK)
        return store_error(checker->records, error);
    while ((row = store_step(checker->records, statement, error)) > 0) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (!text || strcmp(text, "ok") != 0)
            report_at(checker->report, ERROR_DAMAGED, checker->records->path, 0, 0, message, text ? text : "?");
    }
    sqlite3_finalize(statement);
    return row;
}

static int visit(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct checker *checker = context;
    struct arena arena;
    struct event again;
    struct error why = { 0 };
    checker->summary->events++;
    if (event->seq != checker->seq + 1 && !checker->gap) {
        wrong(checker, N_("event %lld is followed by event %lld"), checker->seq, event->seq);
        checker->gap = true;
    }
    checker->seq = event->seq;
    event_chain(&checker->head, line, length);
    arena_init(&arena, checker->records->allocator, 0);
    int code = event_line_read(&again, line, length, &arena, &why);
    arena_release(&arena);
    if (code == ERROR_MEMORY)
        return error_memory(error);
    if (code)
        report_add(checker->report, &why);
    return 0;
}

static int check_origin(struct checker *checker, int64_t seq, const void *head, struct error *error)
{
    checker->seq = 0;
    checker->gap = false;
    memset(&checker->head, 0, sizeof checker->head);
    int code = log_each(checker->records, checker->origin, 1, INT64_MAX, visit, checker, error);
    if (code)
        return code;
    if (checker->seq != seq)
        wrong(checker, N_("the log ends with event %lld; it should end with event %lld"), checker->seq, seq);
    else if (!head || memcmp(head, checker->head.bytes, DIGEST_BYTES) != 0)
        wrong(checker, N_("the chain over %lld events is broken: an event was altered (%lld events were read)"), seq, checker->seq);
    return 0;
}

struct agreement {
    struct checker *checker;
    struct arena arena;
    int64_t differs;
};

struct one_line {
    const char *line;
    size_t length;
    bool same;
};

static int compare(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct one_line *one = context;
    (void)event, (void)error;
    one->same = one->length == length && memcmp(one->line, line, length) == 0;
    return 0;
}

static int agree(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct agreement *agreement = context;
    struct one_line one = { line, length, false };
    if (agreement->differs)
        return 0;
    int code = log_each(agreement->checker->records, event->origin, event->seq, event->seq, compare, &one, error);
    if (!code && !one.same)
        agreement->differs = event->seq;
    return code;
}

static int check_journal(struct checker *checker, int64_t seq, bool own, struct error *error)
{
    char path[STORE_PATH];
    struct journal_report found = { 0 };
    struct agreement agreement = { .checker = checker };
    struct error why = { 0 };
    if (!journal_path(checker->records, checker->origin, path) || (access(path, F_OK) < 0 && !own))
        return 0;                                /* the journals of earlier terminals may have stayed behind */
    int code = journal_read(path, checker->origin, checker->records->allocator, agree, &agreement, &found, &why);
    if (code == ERROR_MEMORY) {
        *error = why;
        return code;
    }
    if (code == ERROR_NOT_FOUND)
        report_warn(checker->report, &why);
    else if (code)
        report_add(checker->report, &why);
    else if (agreement.differs)
        report_at(checker->report, ERROR_DAMAGED, path, (long)agreement.differs, 0, N_("the journal and the log differ in event %lld"),
                  (long long)agreement.differs);
    else if (found.last != seq || (found.lines && found.first != 1) || found.torn) {
        error_at(&why, path, 0, 0);
        error_set(&why, ERROR_DAMAGED, N_("the journal has events %lld to %lld of %lld; it is completed at the next start"), (long long)found.first,
                  (long long)found.last, (long long)seq);
        report_warn(checker->report, &why);
    }
    return 0;
}

static int check_origins(struct checker *checker, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int row, code = 0;
    char uuid[UUID_SIZE];
    if (sqlite3_prepare_v2(checker->records->db, "SELECT uuid, seq, head, id FROM origin ORDER BY id", -1, &statement, NULL) != SQLITE_OK)
        return store_error(checker->records, error);
    while (!code && (row = store_step(checker->records, statement, error)) > 0) {
        checker->summary->origins++;
        store_column_uuid(statement, 0, uuid);
        checker->origin = uuid;
        bool whole = sqlite3_column_bytes(statement, 2) == DIGEST_BYTES;
        code = check_origin(checker, sqlite3_column_int64(statement, 1), whole ? sqlite3_column_blob(statement, 2) : NULL, error);
        if (!code)
            code = check_journal(checker, sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 3) == checker->records->origin_id, error);
    }
    sqlite3_finalize(statement);
    return code ? code : row;
}

static int check_texts(struct checker *checker, struct error *error)
{
    static const char sql[] = "SELECT p.seq, p.salt, p.body, e.payload FROM payload p JOIN event e ON e.origin = p.origin AND e.seq = p.seq";
    sqlite3_stmt *statement = NULL;
    int row;
    if (sqlite3_prepare_v2(checker->records->db, sql, -1, &statement, NULL) != SQLITE_OK)
        return store_error(checker->records, error);
    while ((row = store_step(checker->records, statement, error)) > 0) {
        struct digest digest;
        const void *body = sqlite3_column_blob(statement, 2);
        checker->summary->texts++;
        bool good = sqlite3_column_bytes(statement, 1) == PAYLOAD_SALT && sqlite3_column_bytes(statement, 3) == DIGEST_BYTES;
        if (good) {
            payload_digest(&digest, sqlite3_column_blob(statement, 1), body ? body : "", (size_t)sqlite3_column_bytes(statement, 2));
            good = memcmp(digest.bytes, sqlite3_column_blob(statement, 3), DIGEST_BYTES) == 0;
        }
        if (!good)
            wrong(checker, N_("the text of event %lld is not the one that was recorded (text %lld)"), sqlite3_column_int64(statement, 0),
                  checker->summary->texts);
    }
    sqlite3_finalize(statement);
    return row;
}

static int count_people(struct checker *checker, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(checker->records->db, "SELECT count(*) FROM person", -1, &statement, NULL) != SQLITE_OK)
        return store_error(checker->records, error);
    int row = store_step(checker->records, statement, error);
    if (row > 0)
        checker->summary->people = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return row < 0 ? row : 0;
}

int records_check(struct records *records, struct report *report, struct check_summary *summary, struct error *error)
{
    struct check_summary sum = { 0 };
    struct error own = { 0 };
    error = error ? error : &own;
    struct checker checker = { .records = records, .report = report, .summary = &sum };
    /* One snapshot for all of it, while a keeper may go on writing. */
    int code = store_exec(records, "SAVEPOINT looking", error);
    if (code)
        return code;
    code = check_sqlite(&checker, "PRAGMA integrity_check(20)", N_("SQLite finds: %s"), error);
    if (!code)
        code = check_sqlite(&checker, "PRAGMA foreign_key_check", N_("the table %s refers to a row that is not there"), error);
    if (!code)
        code = check_origins(&checker, error);
    if (!code)
        code = check_texts(&checker, error);
    if (!code)
        code = count_people(&checker, error);
    if (!code)
        code = projection_compare(records, report, error);
    sqlite3_exec(records->db, "ROLLBACK TO looking; RELEASE looking", NULL, NULL, NULL);
    if (!code && summary)
        *summary = sum;
    return code;
}
