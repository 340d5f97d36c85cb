#include "collect/check.h"

#include "collect/history.h"
#include "collect/stored.h"
#include "records/origin.h"

struct checker {
    struct central *central;
    struct report *report;
    struct central_check *checked;
    char origin[UUID_SIZE];
};

enum { SQL_ORIGINS, SQL_CHECKPOINTS, SQL_COUNT_EVENTS, SQL_TEXTS, SQL_ELSEWHERE, SQL_MADE, SQL_KEY, SQL_COUNT };
static const char *const sql[] = {
    [SQL_ORIGINS] = "SELECT id, uuid FROM origin ORDER BY uuid",
    [SQL_CHECKPOINTS] = "SELECT head FROM checkpoint WHERE origin = ?1 AND branch = ?2 AND seq = ?3",
    [SQL_COUNT_EVENTS] = "SELECT count(*) FROM event WHERE origin = ?1",
    [SQL_TEXTS] =
        ("SELECT p.seq, p.salt, p.body, e.payload, o.uuid FROM payload p JOIN origin o ON o.id = p.origin"
         " LEFT JOIN event e ON e.origin = p.origin AND e.branch = p.branch AND e.seq = p.seq"),
    [SQL_ELSEWHERE] =
        "WITH said(centre, person, erased) AS (SELECT centre, person, 1 FROM erased UNION SELECT centre, person, 0 FROM alias),"
        " sent(person, centre) AS (SELECT p.person, o.centre FROM profile p JOIN origin o ON o.id = p.origin"
        "  UNION SELECT p.person, o.centre FROM payload p JOIN origin o ON o.id = p.origin WHERE p.person IS NOT NULL)"
        " SELECT c.name, x.person, x.erased, d.name FROM said x JOIN sent s ON s.person = x.person AND s.centre <> x.centre JOIN centre c ON c.id = x.centre"
        " JOIN centre d ON d.id = s.centre ORDER BY c.name, c.uuid, x.person, x.erased, d.name, d.uuid",
    [SQL_MADE] = "SELECT e.data, o.uuid, o.centre FROM event e JOIN origin o ON o.id = e.origin WHERE e.seq = 1 AND e.kind = (SELECT id FROM kind WHERE name = 'origin-made')"
                 " ORDER BY o.uuid, e.branch",
    [SQL_KEY] = "SELECT key, centre FROM origin WHERE uuid = ?1",
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct checker *checker, int index)
{
    return central_statement(checker->central, CENTRAL_CHECK, index, sql[index]);
}

static void wrong(const struct checker *checker, const char *message, const char *what, long long seq)
{
    report_at(checker->report, ERROR_DAMAGED, checker->central->path, 0, 0, message, what, seq);
}

static int check_sqlite(struct checker *checker, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    int row;
    if (sqlite3_prepare_v2(checker->central->db, "PRAGMA integrity_check", -1, &statement, NULL) != SQLITE_OK)
        return central_error(checker->central, error);
    while ((row = central_step(checker->central, statement, error)) > 0) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);
        if (!text || strcmp(text, "ok") != 0)
            report_at(checker->report, ERROR_DAMAGED, checker->central->path, 0, 0, N_("SQLite finds: %s"), text ? text : "?");
    }
    sqlite3_finalize(statement);
    return row;
}

static int check_checkpoint(struct checker *checker, const struct history *history, int branch, const struct stored *stored, struct error *error)
{
    struct digest head;
    sqlite3_stmt *statement = statement_of(checker, SQL_CHECKPOINTS);
    if (!statement)
        return central_error(checker->central, error);
    sqlite3_bind_int64(statement, 1, history->origin);
    sqlite3_bind_int(statement, 2, branch);
    sqlite3_bind_int64(statement, 3, stored->seq);
    int row = central_step(checker->central, statement, error);
    if (row < 0)
        return row;
    if (row == 0 || !central_column_digest(statement, 0, &head) || memcmp(&head, &stored->head, sizeof head) != 0)
        wrong(checker, N_("terminal %s: the checkpoint at event %lld lacks or is another one"), checker->origin, stored->seq);
    if (row > 0)
        sqlite3_reset(statement);
    return 0;
}

/* Branches that leave this segment here must begin with its head. */
static void check_leaving(struct checker *checker, const struct history *history, size_t index, const struct stored *stored)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct history_run *run = &history->runs[i];
        if (run->from == (int)index && run->first - 1 == stored->seq && memcmp(&run->before, &stored->head, sizeof stored->head) != 0)
            wrong(checker, N_("terminal %s: a branch leaves at event %lld that does not continue it"), checker->origin, stored->seq);
    }
}

static int check_segment(struct checker *checker, const struct history *history, size_t index, struct error *error)
{
    const struct history_run *run = &history->runs[index];
    struct stored stored;
    struct error why = { 0 };
    int row = 0, code = stored_open(&stored, checker->central, history->origin, run->branch, run->first, run->last, &run->before, error);
    while (!code && (row = stored_next(&stored, &why)) > 0) {
        checker->checked->events++;
        if (stored.seq % STORED_CHECKPOINT == 0)
            code = check_checkpoint(checker, history, run->branch, &stored, error);
        check_leaving(checker, history, index, &stored);
    }
    if (row == ERROR_DAMAGED) {
        report_add(checker->report, &why);
    } else if (row < 0) {
        code = row;
        if (error)
            *error = why;
    } else if (!code && stored.seq != run->last) {
        wrong(checker, N_("terminal %s: its events end before number %lld"), checker->origin, run->last);
    } else if (!code && memcmp(&stored.head, &run->after, sizeof stored.head) != 0) {
        wrong(checker, N_("terminal %s: the chain up to event %lld is broken: an event was altered"), checker->origin, run->last);
    }
    stored_close(&stored);
    return code;
}

static int check_origin(struct checker *checker, int64_t id, struct error *error)
{
    struct history history;
    int64_t in_segments = 0;
    int code = history_load(&history, checker->central, id, error);
    for (size_t i = 0; !code && i < history.count; i++) {
        in_segments += history.runs[i].last - history.runs[i].first + 1;
        code = check_segment(checker, &history, i, error);
    }
    checker->checked->origins++;
    checker->checked->branches += (int64_t)history.branch_count;
    history_release(&history);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(checker, SQL_COUNT_EVENTS);
    sqlite3_bind_int64(statement, 1, id);
    int row = central_step(checker->central, statement, error);
    if (row < 0)
        return row;
    if (row > 0 && sqlite3_column_int64(statement, 0) != in_segments)
        wrong(checker, N_("terminal %s: %lld events are stored, another number than its segments say"), checker->origin, sqlite3_column_int64(statement, 0));
    if (row > 0)
        sqlite3_reset(statement);
    return 0;
}

static int check_texts(struct checker *checker, struct error *error)
{
    int row;
    sqlite3_stmt *statement = statement_of(checker, SQL_TEXTS);
    while ((row = central_step(checker->central, statement, error)) > 0) {
        struct digest said, is;
        const void *salt = sqlite3_column_blob(statement, 1), *body = sqlite3_column_blob(statement, 2);
        checker->checked->texts++;
        if (salt && sqlite3_column_bytes(statement, 1) == PAYLOAD_SALT && central_column_digest(statement, 3, &said)) {
            payload_digest(&is, salt, body ? body : "", (size_t)sqlite3_column_bytes(statement, 2));
            if (memcmp(&is, &said, sizeof is) == 0)
                continue;
        }
        char origin[UUID_SIZE];
        central_column_uuid(statement, 4, origin);
        wrong(checker, N_("terminal %s: the text of event %lld is not the one that was written down"), origin, sqlite3_column_int64(statement, 0));
    }
    return row;
}

/* What a centre says of people of whom another one sent something: it was not obeyed there, and somebody has to ask. */
static int check_elsewhere(struct checker *checker, struct error *error)
{
    int row;
    sqlite3_stmt *statement = statement_of(checker, SQL_ELSEWHERE);
    while ((row = central_step(checker->central, statement, error)) > 0) {
        struct error why = { 0 };
        char person[UUID_SIZE];
        const char *who = (const char *)sqlite3_column_text(statement, 0), *other = (const char *)sqlite3_column_text(statement, 3);
        central_column_uuid(statement, 1, person);
        error_at(&why, checker->central->path, 0, 0);
        error_set(&why, ERROR_REFUSED, sqlite3_column_int(statement, 2)
                  ? N_("%s says that the person %s was erased: what %s sent of them is still here. Ask %s whether to erase them there, too")
                  : N_("%s says that the person %s became another one: what %s sent of them was not joined. Ask %s whether they are the same"),
                  who ? who : "", person, other ? other : "", other ? other : "");
        report_warn(checker->report, &why);
    }
    return row;
}

/* Whether the terminal that another one goes on from has vouched for it: its key signed what origin.h says. */
static int check_made(struct checker *checker, const struct event *event, const char *origin, int64_t centre, struct error *error)
{
    const struct event_origin_made *made = &event->origin_made;
    struct error why = { 0 };
    struct digest key = { { 0 } };
    unsigned char bytes[16];
    if (strlen(made->previous) != UUID_SIZE - 1 || !central_uuid_pack(bytes, made->previous))
        return 0;                                /* names nothing */
    sqlite3_stmt *statement = statement_of(checker, SQL_KEY);
    central_bind_uuid(statement, 1, made->previous);
    int row = central_step(checker->central, statement, error);
    if (row < 0)
        return row;
    bool known = row > 0 && central_column_digest(statement, 0, &key), other = row > 0 && sqlite3_column_int64(statement, 1) != centre;
    if (row > 0)
        sqlite3_reset(statement);
    const struct origin_succession succession = { .origin = origin, .key = made->key ? made->key : "", .previous = made->previous,
                                                  .previous_head = made->previous_head ? made->previous_head : "", .previous_seq = made->previous_seq };
    error_at(&why, checker->central->path, 0, 0);
    if (other)
        error_set(&why, ERROR_REFUSED, N_("terminal %s says that it goes on from %s, which is another centre's: ask both"), origin, made->previous);
    else if (!made->signature)
        error_set(&why, ERROR_REFUSED, N_("terminal %s says that it goes on from %s, whose key was lost: nobody vouches for that but its centre"), origin, made->previous);
    else if (!known)
        error_set(&why, ERROR_REFUSED, N_("terminal %s says that it goes on from %s, of which nothing has come: that cannot be verified yet"), origin, made->previous);
    else if (!origin_verify(made->signature, &succession, key.bytes))
        report_at(checker->report, ERROR_REFUSED, checker->central->path, 0, 0, N_("terminal %s says that it goes on from %s, whose key did not sign that: ask its centre"), origin,
                  made->previous);
    if (why.code)
        report_warn(checker->report, &why);
    return 0;
}

static int check_successions(struct checker *checker, struct error *error)
{
    int code = 0, row = 0;
    sqlite3_stmt *statement = statement_of(checker, SQL_MADE);
    while (!code && (row = central_step(checker->central, statement, error)) > 0) {
        struct event event = { .kind = EVENT_ORIGIN_MADE, .data = (const char *)sqlite3_column_text(statement, 0) };
        struct arena arena;
        char origin[UUID_SIZE];
        arena_init(&arena, checker->central->allocator, 0);
        central_column_uuid(statement, 1, origin);
        code = event_data_read(&event, &arena, error);
        if (!code && event.origin_made.previous)
            code = check_made(checker, &event, origin, sqlite3_column_int64(statement, 2), error);
        else if (code == ERROR_SYNTAX)
            code = 0;                            /* what cannot be read says nothing */
        arena_release(&arena);
    }
    if (statement && code)
        sqlite3_reset(statement);
    return code ? code : row;
}

int central_check(struct central *central, struct report *report, struct central_check *checked, struct error *error)
{
    struct central_check counted = { 0 };
    struct checker checker = { .central = central, .report = report, .checked = &counted };
    bool opened;
    int row = 0, code = central_see(central, &opened, error);
    if (code)
        return code;
    code = check_sqlite(&checker, error);
    sqlite3_stmt *statement = code ? NULL : statement_of(&checker, SQL_ORIGINS);
    while (!code && (row = central_step(central, statement, error)) > 0) {
        central_column_uuid(statement, 1, checker.origin);
        code = check_origin(&checker, sqlite3_column_int64(statement, 0), error);
    }
    if (statement)
        sqlite3_reset(statement);
    if (!code && row < 0)
        code = row;
    if (!code)
        code = check_texts(&checker, error);
    if (!code)
        code = check_elsewhere(&checker, error);
    if (!code)
        code = check_successions(&checker, error);
    central_seen(central, opened);
    if (!code)
        *checked = counted;
    return code;
}
