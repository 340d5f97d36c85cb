#include "records/projections.h"

#include <stdlib.h>

#include "records/log.h"
#include "records/store.h"
#include "records/workshop_tables.h"

/* The tables, which must follow from the log alone: no clock, no chance, no other table is looked at. Of each, PRIMARY KEY comes first in the order that queries want. */
#define TABLES(T)                                                                                                                       \
    T(attempt, "id BLOB PRIMARY KEY, person BLOB, pack TEXT, version TEXT, unit TEXT, digest TEXT, language TEXT, mode TEXT,"            \
               " settings TEXT, seed INTEGER, questions INTEGER, boot BLOB, started INTEGER, last INTEGER, submitted INTEGER,"          \
               " seconds INTEGER, state INTEGER, marks REAL, possible REAL, passed INTEGER, fractions TEXT, submits INTEGER")          \
    T(attempt_member, "attempt BLOB, person BLOB, PRIMARY KEY(person, attempt)")                                                        \
    T(answer, "attempt BLOB, item TEXT, origin BLOB, seq INTEGER, at INTEGER, response TEXT, seconds INTEGER, times INTEGER,"            \
              " answered INTEGER, flagged INTEGER, fraction REAL, PRIMARY KEY(attempt, item)")                                          \
    T(lesson, "person BLOB, pack TEXT, unit TEXT, version TEXT, pages INTEGER, page INTEGER, seconds INTEGER, opened INTEGER,"           \
              " last INTEGER, finished INTEGER, PRIMARY KEY(person, pack, unit)")                                                       \
    T(lesson_page, "person BLOB, pack TEXT, unit TEXT, page INTEGER, seconds INTEGER, PRIMARY KEY(person, pack, unit, page)")            \
    T(lesson_item, "person BLOB, pack TEXT, unit TEXT, item TEXT, response TEXT, fraction REAL, times INTEGER,"                          \
                   " PRIMARY KEY(person, pack, unit, item)")                                                                            \
    T(activity, "person BLOB PRIMARY KEY, pack TEXT, version TEXT, unit TEXT, attempt BLOB, page INTEGER, first INTEGER, last INTEGER,"  \
                " events INTEGER")                                                                                                      \
    T(pack_version, "pack TEXT, version TEXT, installed INTEGER, active INTEGER, attempts INTEGER, PRIMARY KEY(pack, version)")          \
    T(setting, "name TEXT PRIMARY KEY, value TEXT")                                                                                     \
    T(person_event, "person BLOB, origin BLOB, seq INTEGER, at INTEGER, boot BLOB, actor BLOB, kind TEXT, detail TEXT, version INTEGER,"   \
                    " PRIMARY KEY(person, origin, seq)")                                                                                \
    T(alias, "alias BLOB PRIMARY KEY, person BLOB")                                                                                     \
    T(boot_time, "boot BLOB PRIMARY KEY, sound INTEGER, offset INTEGER")                                                                 \
    WORKSHOP_TABLES(T)

#define T_MAIN(name, columns) "CREATE TABLE main." #name "(" columns ") WITHOUT ROWID;"
#define T_TEMP(name, columns) "CREATE TEMP TABLE " #name "(" columns ") WITHOUT ROWID;"
#define T_DROP(name, columns) "DROP TABLE IF EXISTS main." #name ";"
static const char create_main[] = TABLES(T_MAIN) "CREATE INDEX main.attempt_person ON attempt(person);";
static const char create_temp[] = TABLES(T_TEMP) "CREATE INDEX temp.attempt_person ON attempt(person);";
static const char drop_main[] = TABLES(T_DROP);

#define T_COMPARE(name, columns)                                                                                                        \
    { #name, "SELECT (SELECT count(*) FROM main." #name "), (SELECT count(*) FROM temp." #name "),"                                     \
             " (SELECT count(*) FROM (SELECT * FROM main." #name " EXCEPT SELECT * FROM temp." #name "))" },
static const struct {
    const char *table, *sql;
} comparisons[] = { TABLES(T_COMPARE) };

/* Of two rows that become one: what was read later says where the reader is; times add up. */
#define MERGE_LESSON                                                                                                                    \
    "INSERT INTO lesson SELECT ?2, pack, unit, version, pages, page, seconds, opened, last, finished FROM lesson WHERE person = ?1"      \
    " ON CONFLICT DO UPDATE SET version = iif(excluded.last > last, excluded.version, version),"                                        \
    " pages = iif(excluded.last > last, excluded.pages, pages), page = iif(excluded.last > last, excluded.page, page),"                 \
    " seconds = seconds + excluded.seconds, opened = min(opened, excluded.opened), last = max(last, excluded.last),"                    \
    " finished = max(finished, excluded.finished)"

enum {
    SQL_ALIAS, SQL_ACTIVITY, SQL_START, SQL_PACK_ATTEMPT, SQL_ANSWER, SQL_FLAG, SQL_USED, SQL_SUBMIT, SQL_CLAIM, SQL_OPEN, SQL_READ, SQL_PAGE,
    SQL_BLOCK, SQL_TOUCH, SQL_FINISH, SQL_INSTALL, SQL_REMOVE, SQL_DEACTIVATE, SQL_ACTIVATE, SQL_SETTING, SQL_BOOT, SQL_DATE,
    SQL_HAPPENED, SQL_MEMBER, SQL_FORGET, SQL_VERSION, SQL_VERSION_SET, SQL_MERGE,
    SQL_COUNT = SQL_MERGE + 13
};

static const char *const sql[SQL_COUNT] = {
    [SQL_ALIAS] = "SELECT person FROM alias WHERE alias = ?1",
    [SQL_ACTIVITY] =
        "INSERT INTO activity VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, 1) ON CONFLICT DO UPDATE SET last = excluded.last, events = events + 1,"
        " version = iif(excluded.pack IS NULL, version, excluded.version), unit = iif(excluded.pack IS NULL, unit, excluded.unit),"
        " attempt = iif(excluded.pack IS NULL, attempt, excluded.attempt), page = iif(excluded.pack IS NULL, page, excluded.page),"
        " pack = coalesce(excluded.pack, pack)",
    [SQL_START] =
        "INSERT OR IGNORE INTO attempt VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, 0, 0, 0, 0.0, 0.0, -1, NULL, 0)",
    [SQL_PACK_ATTEMPT] = "INSERT INTO pack_version VALUES(?1, ?2, 0, 0, 1) ON CONFLICT DO UPDATE SET attempts = attempts + 1",
    [SQL_ANSWER] =
        "INSERT INTO answer VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8, 0, ?9) ON CONFLICT DO UPDATE SET origin = excluded.origin, seq = excluded.seq,"
        " at = excluded.at, response = excluded.response, seconds = excluded.seconds, times = times + 1, answered = excluded.answered,"
        " fraction = excluded.fraction",
    [SQL_FLAG] = "INSERT INTO answer VALUES(?1, ?2, NULL, NULL, 0, NULL, 0, 0, 0, ?3, NULL) ON CONFLICT DO UPDATE SET flagged = excluded.flagged",
    [SQL_USED] = "UPDATE attempt SET last = ?2, seconds = max(seconds, ?3) WHERE id = ?1",
    [SQL_SUBMIT] =
        "UPDATE attempt SET last = ?2, submitted = ?2, state = 1, seconds = max(seconds, ?3), marks = ?4, possible = ?5, passed = ?6,"
        " fractions = ?7, submits = submits + 1 WHERE id = ?1",
    [SQL_CLAIM] = "UPDATE attempt SET person = ?2 WHERE id = ?1",
    [SQL_OPEN] =
        "INSERT INTO lesson VALUES(?1, ?2, ?3, ?4, ?5, 0, 0, ?6, ?6, 0) ON CONFLICT DO UPDATE SET version = excluded.version,"
        " pages = excluded.pages, last = excluded.last",
    [SQL_READ] =
        "INSERT INTO lesson VALUES(?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?7, 0) ON CONFLICT DO UPDATE SET version = excluded.version,"
        " page = excluded.page, seconds = seconds + excluded.seconds, last = excluded.last",
    [SQL_PAGE] = "INSERT INTO lesson_page VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds",
    [SQL_BLOCK] =
        "INSERT INTO lesson_item VALUES(?1, ?2, ?3, ?4, ?5, ?6, 1) ON CONFLICT DO UPDATE SET response = excluded.response,"
        " fraction = excluded.fraction, times = times + 1",
    [SQL_TOUCH] = "UPDATE lesson SET last = ?4 WHERE person = ?1 AND pack = ?2 AND unit = ?3",
    [SQL_FINISH] =
        "INSERT INTO lesson VALUES(?1, ?2, ?3, ?4, 0, 0, 0, ?5, ?5, 1) ON CONFLICT DO UPDATE SET version = excluded.version, last = excluded.last,"
        " finished = 1",
    [SQL_INSTALL] = "INSERT INTO pack_version VALUES(?1, ?2, 1, 0, 0) ON CONFLICT DO UPDATE SET installed = 1",
    [SQL_REMOVE] = "UPDATE pack_version SET installed = 0, active = 0 WHERE pack = ?1 AND version = ?2",
    [SQL_DEACTIVATE] = "UPDATE pack_version SET active = 0 WHERE pack = ?1",
    [SQL_ACTIVATE] = "INSERT INTO pack_version VALUES(?1, ?2, 0, 1, 0) ON CONFLICT DO UPDATE SET active = 1",
    [SQL_SETTING] = "INSERT INTO setting VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
    [SQL_BOOT] = "INSERT INTO boot_time VALUES(?1, ?2, NULL) ON CONFLICT DO UPDATE SET sound = excluded.sound",
    [SQL_DATE] = "INSERT INTO boot_time VALUES(?1, 0, ?2) ON CONFLICT DO UPDATE SET offset = excluded.offset",
    [SQL_MEMBER] = "INSERT OR IGNORE INTO attempt_member VALUES(?1, ?2)",
    [SQL_HAPPENED] = "INSERT OR REPLACE INTO person_event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    /* The rows of ?1 become those of ?2, one statement after another. */
    [SQL_MERGE + 0] = "UPDATE attempt SET person = ?2 WHERE person = ?1",
    [SQL_MERGE + 1] = MERGE_LESSON,
    [SQL_MERGE + 2] = "DELETE FROM lesson WHERE person = ?1",
    [SQL_MERGE + 3] =
        "INSERT INTO lesson_page SELECT ?2, pack, unit, page, seconds FROM lesson_page WHERE person = ?1"
        " ON CONFLICT DO UPDATE SET seconds = seconds + excluded.seconds",
    [SQL_MERGE + 4] = "DELETE FROM lesson_page WHERE person = ?1",
    [SQL_MERGE + 5] =
        "INSERT INTO lesson_item SELECT ?2, pack, unit, item, response, fraction, times FROM lesson_item WHERE person = ?1"
        " ON CONFLICT DO UPDATE SET response = iif(excluded.fraction > fraction, excluded.response, response),"
        " fraction = max(fraction, excluded.fraction), times = times + excluded.times",
    [SQL_MERGE + 6] = "DELETE FROM lesson_item WHERE person = ?1",
    [SQL_MERGE + 7] =
        "INSERT INTO activity SELECT ?2, pack, version, unit, attempt, page, first, last, events FROM activity WHERE person = ?1"
        " ON CONFLICT DO UPDATE SET pack = coalesce(excluded.pack, pack), version = iif(excluded.pack IS NULL, version, excluded.version),"
        " unit = iif(excluded.pack IS NULL, unit, excluded.unit), attempt = iif(excluded.pack IS NULL, attempt, excluded.attempt),"
        " page = iif(excluded.pack IS NULL, page, excluded.page), first = min(first, excluded.first), last = max(last, excluded.last),"
        " events = events + excluded.events",
    [SQL_MERGE + 8] = "DELETE FROM activity WHERE person = ?1",
    [SQL_MERGE + 11] = "INSERT OR IGNORE INTO attempt_member SELECT attempt, ?2 FROM attempt_member WHERE person = ?1",
    [SQL_MERGE + 12] = "DELETE FROM attempt_member WHERE person = ?1",
    [SQL_MERGE + 9] = "UPDATE alias SET person = ?2 WHERE person = ?1",
    [SQL_MERGE + 10] = "INSERT INTO alias VALUES(?1, ?2) ON CONFLICT DO UPDATE SET person = excluded.person",
    [SQL_FORGET] =
        "DELETE FROM payload WHERE EXISTS(SELECT 1 FROM event e WHERE e.origin = payload.origin AND e.seq = payload.seq"
        " AND (e.actor = ?1 OR e.actor IN (SELECT alias FROM alias WHERE person = ?1)))",
    [SQL_VERSION] = "SELECT value FROM meta WHERE name = 'projections'",
    [SQL_VERSION_SET] = "INSERT INTO meta VALUES('projections', ?1) ON CONFLICT DO UPDATE SET value = excluded.value",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

/* Binding to a statement that could not be prepared does nothing; run() says why it failed. */
static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_PROJECTIONS, index, sql[index], error);
}

static int run(struct records *records, sqlite3_stmt *statement, struct error *error)
{
    return store_run(records, statement, error);
}

/* Whose the work is: a guest's that was claimed, or a learner's who was merged, is another one's. */
static int resolve(struct records *records, const char *actor, char person[UUID_SIZE], struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ALIAS, error);
    store_bind_uuid(statement, 1, actor);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row == 0) {
        snprintf(person, UUID_SIZE, "%s", actor);
        return 0;
    }
    store_column_uuid(statement, 0, person);
    sqlite3_reset(statement);
    return 0;
}

/* person, pack, unit and perhaps version: the beginning of most statements about lessons. */
static sqlite3_stmt *lesson_statement(struct records *records, int index, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, person);
    store_bind_text(statement, 2, event->pack);
    store_bind_text(statement, 3, event->unit);
    return statement;
}

static int lesson_opened(struct records *records, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = lesson_statement(records, SQL_OPEN, event, person, error);
    store_bind_text(statement, 4, event->version);
    sqlite3_bind_int64(statement, 5, event->lesson_opened.pages);
    sqlite3_bind_int64(statement, 6, event->at);
    return run(records, statement, error);
}

static int page_read(struct records *records, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = lesson_statement(records, SQL_READ, event, person, error);
    store_bind_text(statement, 4, event->version);
    sqlite3_bind_int64(statement, 5, event->page_read.page);
    sqlite3_bind_int64(statement, 6, event->page_read.seconds);
    sqlite3_bind_int64(statement, 7, event->at);
    int code = run(records, statement, error);
    if (code)
        return code;
    statement = lesson_statement(records, SQL_PAGE, event, person, error);
    sqlite3_bind_int64(statement, 4, event->page_read.page);
    sqlite3_bind_int64(statement, 5, event->page_read.seconds);
    return run(records, statement, error);
}

static int block_answered(struct records *records, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = lesson_statement(records, SQL_BLOCK, event, person, error);
    store_bind_text(statement, 4, event->item);
    store_bind_text(statement, 5, event->block_answered.response);
    sqlite3_bind_double(statement, 6, event->block_answered.fraction);
    int code = run(records, statement, error);
    if (code)
        return code;
    statement = lesson_statement(records, SQL_TOUCH, event, person, error);
    sqlite3_bind_int64(statement, 4, event->at);
    return run(records, statement, error);
}

static int lesson_finished(struct records *records, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = lesson_statement(records, SQL_FINISH, event, person, error);
    store_bind_text(statement, 4, event->version);
    sqlite3_bind_int64(statement, 5, event->at);
    return run(records, statement, error);
}

static int attempt_started(struct records *records, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_START, error);
    const char *texts[] = { event->pack, event->version, event->unit, event->digest, event->language, event->attempt_started.mode,
                            event->attempt_started.settings };
    store_bind_uuid(statement, 1, event->attempt);
    store_bind_uuid(statement, 2, person);
    for (int i = 0; i < 7; i++)
        store_bind_text(statement, 3 + i, texts[i]);
    sqlite3_bind_int64(statement, 10, event->attempt_started.seed);
    sqlite3_bind_int64(statement, 11, event->attempt_started.questions);
    store_bind_uuid(statement, 12, event->boot);
    sqlite3_bind_int64(statement, 13, event->at);
    int code = run(records, statement, error);
    if (code || sqlite3_changes(records->db) == 0)
        return code;
    statement = statement_of(records, SQL_PACK_ATTEMPT, error);
    store_bind_text(statement, 1, event->pack);
    store_bind_text(statement, 2, event->version);
    return run(records, statement, error);
}

static int attempt_used(struct records *records, const struct event *event, int64_t seconds, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_USED, error);
    store_bind_uuid(statement, 1, event->attempt);
    sqlite3_bind_int64(statement, 2, event->at);
    sqlite3_bind_int64(statement, 3, seconds);
    return run(records, statement, error);
}

/* A part of an answer's points, as the event has it. */
static bool fraction_read(const char *text, double *fraction)
{
    char *end;
    if (!text || !text[0] || text[strspn(text, "-.0123456789")])
        return false;
    double value = strtod(text, &end);
    if (*end || !(value >= -1 && value <= 1))
        return false;
    *fraction = value;
    return true;
}

static int answered(struct records *records, const struct event *event, struct error *error)
{
    double fraction;
    sqlite3_stmt *statement = statement_of(records, SQL_ANSWER, error);
    store_bind_uuid(statement, 1, event->attempt);
    store_bind_text(statement, 2, event->item);
    store_bind_uuid(statement, 3, event->origin);
    sqlite3_bind_int64(statement, 4, event->seq);
    sqlite3_bind_int64(statement, 5, event->at);
    store_bind_text(statement, 6, event->answered.response);
    sqlite3_bind_int64(statement, 7, event->answered.seconds);
    sqlite3_bind_int(statement, 8, event->answered.response || event->payload);
    if (fraction_read(event->answered.fraction, &fraction))
        sqlite3_bind_double(statement, 9, fraction);
    int code = run(records, statement, error);
    return code ? code : attempt_used(records, event, event->answered.seconds, error);
}

static int item_flagged(struct records *records, const struct event *event, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_FLAG, error);
    store_bind_uuid(statement, 1, event->attempt);
    store_bind_text(statement, 2, event->item);
    sqlite3_bind_int(statement, 3, event->item_flagged.flagged != 0);
    return run(records, statement, error);
}

static int attempt_submitted(struct records *records, const struct event *event, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_SUBMIT, error);
    store_bind_uuid(statement, 1, event->attempt);
    sqlite3_bind_int64(statement, 2, event->at);
    sqlite3_bind_int64(statement, 3, event->attempt_submitted.seconds);
    sqlite3_bind_double(statement, 4, event->attempt_submitted.marks);
    sqlite3_bind_double(statement, 5, event->attempt_submitted.possible);
    sqlite3_bind_int64(statement, 6, event->attempt_submitted.passed);
    store_bind_text(statement, 7, event->attempt_submitted.fractions);
    return run(records, statement, error);
}

/* All that from did becomes into's. */
static int merge(struct records *records, const char *from, const char *into, struct error *error)
{
    char source[UUID_SIZE], target[UUID_SIZE];
    if (!from || !into || !store_uuid_valid(from) || !store_uuid_valid(into))
        return 0;
    int code = resolve(records, from, source, error);
    if (!code)
        code = resolve(records, into, target, error);
    if (code || strcmp(source, target) == 0)
        return code;
    for (int i = SQL_MERGE; !code && i < SQL_COUNT; i++) {
        sqlite3_stmt *statement = statement_of(records, i, error);
        store_bind_uuid(statement, 1, source);
        store_bind_uuid(statement, 2, target);
        code = run(records, statement, error);
    }
    return code;
}

static int attempt_member(struct records *records, const struct event *event, struct error *error)
{
    char member[UUID_SIZE];
    if (!event->attempt_member.person || !store_uuid_valid(event->attempt_member.person))
        return 0;
    int code = resolve(records, event->attempt_member.person, member, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(records, SQL_MEMBER, error);
    store_bind_uuid(statement, 1, event->attempt);
    store_bind_uuid(statement, 2, member);
    return run(records, statement, error);
}

static int attempt_claimed(struct records *records, const struct event *event, const char *person, struct error *error)
{
    if (event->attempt_claimed.guest)
        return merge(records, event->attempt_claimed.guest, person, error);
    sqlite3_stmt *statement = statement_of(records, SQL_CLAIM, error);
    store_bind_uuid(statement, 1, event->attempt);
    store_bind_uuid(statement, 2, person);
    return run(records, statement, error);
}

static int pack_changed(struct records *records, int index, const struct event *event, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_text(statement, 1, event->pack);
    store_bind_text(statement, 2, event->version);
    return run(records, statement, error);
}

static int date_changed(struct records *records, int index, const char *boot, int64_t value, struct error *error)
{
    if (!boot || !store_uuid_valid(boot))
        return 0;
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, boot);
    sqlite3_bind_int64(statement, 2, value);
    return run(records, statement, error);
}

static int setting_changed(struct records *records, const struct event *event, struct error *error)
{
    if (!event->setting_changed.name)
        return 0;
    sqlite3_stmt *statement = statement_of(records, SQL_SETTING, error);
    store_bind_text(statement, 1, event->setting_changed.name);
    store_bind_text(statement, 2, event->setting_changed.value);
    return run(records, statement, error);
}

/* What happened to a person, for who looks after them: what, when, and by whom. */
static int happened(struct records *records, const struct event *event, const char *person, const char *detail, int64_t version, struct error *error)
{
    if (!person || !store_uuid_valid(person))
        return 0;
    sqlite3_stmt *statement = statement_of(records, SQL_HAPPENED, error);
    store_bind_uuid(statement, 1, person);
    store_bind_uuid(statement, 2, event->origin);
    sqlite3_bind_int64(statement, 3, event->seq);
    sqlite3_bind_int64(statement, 4, event->at);
    store_bind_uuid(statement, 5, event->boot);
    store_bind_uuid(statement, 6, event->actor);
    store_bind_text(statement, 7, event_kind_name(event->kind));
    store_bind_text(statement, 8, detail);
    sqlite3_bind_int64(statement, 9, version);
    return run(records, statement, error);
}

static int consented(struct records *records, const struct event *event, struct error *error)
{
    char given[40];
    snprintf(given, sizeof given, "%s%s%s", event->consent.follow_up ? "follow-up " : "", event->consent.surveys ? "surveys " : "",
             event->consent.government ? "government " : "");
    size_t length = strlen(given);
    if (length)
        given[length - 1] = 0;
    return happened(records, event, event->consent.person, given, 0, error);
}

static int learner_merged(struct records *records, const struct event *event, struct error *error)
{
    const char *from = event->learner_merged.person, *into = event->learner_merged.into;
    int code = happened(records, event, from, into, 0, error);
    if (!code)
        code = happened(records, event, into, from, 0, error);
    return code ? code : merge(records, from, into, error);
}

/* That somebody did something, and, where it is learning, where they were. */
static int active(struct records *records, const struct event *event, const char *person, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ACTIVITY, error);
    store_bind_uuid(statement, 1, person);
    bool lesson = event->kind == EVENT_LESSON_OPENED || event->kind == EVENT_PAGE_READ;
    if (lesson || event->kind == EVENT_ATTEMPT_STARTED || event->kind == EVENT_ANSWERED) {
        store_bind_text(statement, 2, event->pack);
        store_bind_text(statement, 3, event->version);
        store_bind_text(statement, 4, event->unit);
        store_bind_uuid(statement, 5, lesson ? NULL : event->attempt);
    }
    sqlite3_bind_int64(statement, 6, event->kind == EVENT_PAGE_READ ? event->page_read.page : 0);
    sqlite3_bind_int64(statement, 7, event->at);
    return run(records, statement, error);
}

static int project_kind(struct records *records, const struct event *event, const char *person, struct error *error)
{
    int code;
    switch (event->kind) {
    case EVENT_BOOT:
        return date_changed(records, SQL_BOOT, event->boot, event->booted.sound != 0, error);
    case EVENT_DATE_CONFIRMED:
        return date_changed(records, SQL_DATE, event->date_confirmed.boot, event->date_confirmed.offset, error);
    case EVENT_SETTING_CHANGED:
        return setting_changed(records, event, error);
    case EVENT_PERSON_ADDED:
        return happened(records, event, event->person_added.person, event->person_added.role, 0, error);
    case EVENT_PERSON_CHANGED:
        return happened(records, event, event->person_changed.person, event->person_changed.fields, event->person_changed.version, error);
    case EVENT_CONSENT:
        return consented(records, event, error);
    case EVENT_PIN_RESET:
        return happened(records, event, event->pin_reset.person, NULL, 0, error);
    case EVENT_LEARNER_MERGED:
        return learner_merged(records, event, error);
    case EVENT_PACK_INSTALLED:
        return pack_changed(records, SQL_INSTALL, event, error);
    case EVENT_PACK_REMOVED:
        return pack_changed(records, SQL_REMOVE, event, error);
    case EVENT_PACK_ACTIVATED:
        code = pack_changed(records, SQL_DEACTIVATE, event, error);
        return code ? code : pack_changed(records, SQL_ACTIVATE, event, error);
    case EVENT_LESSON_OPENED:
        return lesson_opened(records, event, person, error);
    case EVENT_PAGE_READ:
        return page_read(records, event, person, error);
    case EVENT_BLOCK_ANSWERED:
        return block_answered(records, event, person, error);
    case EVENT_LESSON_FINISHED:
        return lesson_finished(records, event, person, error);
    case EVENT_ATTEMPT_STARTED:
        return attempt_started(records, event, person, error);
    case EVENT_ANSWERED:
        return answered(records, event, error);
    case EVENT_ITEM_FLAGGED:
        return item_flagged(records, event, error);
    case EVENT_ATTEMPT_RESUMED:
        return attempt_used(records, event, event->attempt_resumed.seconds, error);
    case EVENT_ATTEMPT_MINUTE:
        return attempt_used(records, event, event->attempt_minute.seconds, error);
    case EVENT_ATTEMPT_SUBMITTED:
        return attempt_submitted(records, event, error);
    case EVENT_ATTEMPT_MEMBER:
        return attempt_member(records, event, error);
    case EVENT_ATTEMPT_CLAIMED:
        return attempt_claimed(records, event, person, error);
    default:                                     /* nothing else is asked for, but of workshops */
        return 0;
    }
}

static int project(struct records *records, const struct event *event, struct error *error)
{
    char person[UUID_SIZE] = "";
    int code = 0;
    if (event->actor) {
        code = resolve(records, event->actor, person, error);
        if (!code)
            code = active(records, event, person, error);
    }
    if (!code)
        code = project_kind(records, event, person, error);
    return code ? code : workshop_project(records, event, error);
}

/* Not a projection, but as repeatable: what an erased event names is gone, in a restored backup too. */
static int forget(struct records *records, const struct event *event, struct error *error)
{
    const char *person = event->kind == EVENT_ERASED ? event->erased.person : NULL;
    if (!person || !store_uuid_valid(person))
        return 0;
    records->erased = true;
    sqlite3_stmt *statement = statement_of(records, SQL_FORGET, error);
    store_bind_uuid(statement, 1, person);
    int code = run(records, statement, error);
    return code ? code : people_forget(records, person, error);
}

int projection_apply(struct records *records, const struct event *event, struct error *error)
{
    int code = project(records, event, error);
    return code ? code : forget(records, event, error);
}

static int visit_apply(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    (void)line, (void)length;
    return projection_apply(context, event, error);
}

static int visit_project(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    (void)line, (void)length;
    return project(context, event, error);
}

/* A statement that waits in the cache would keep its table from being dropped. */
static void reset_all(struct records *records)
{
    for (int m = 0; m < STORE_MODULES; m++)
        for (int i = 0; i < STORE_STATEMENTS; i++)
            sqlite3_reset(records->statements[m][i]);
}

int projection_rebuild(struct records *records, struct error *error)
{
    int code = store_enter(records, error);
    if (code)
        return code;
    reset_all(records);
    code = store_exec(records, drop_main, error);
    if (!code)
        code = store_exec(records, create_main, error);
    if (!code)
        code = log_each(records, NULL, 1, INT64_MAX, visit_apply, records, error);
    if (!code) {
        sqlite3_stmt *statement = statement_of(records, SQL_VERSION_SET, error);
        sqlite3_bind_int(statement, 1, PROJECTION_VERSION);
        code = run(records, statement, error);
    }
    return store_leave(records, code, error);
}

int projection_start(struct records *records, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_VERSION, error);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    int version = row ? sqlite3_column_int(statement, 0) : 0;
    sqlite3_reset(statement);
    return version == PROJECTION_VERSION ? 0 : projection_rebuild(records, error);
}

static int compare_table(struct records *records, size_t table, struct report *report, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(records->db, comparisons[table].sql, -1, &statement, NULL) != SQLITE_OK)
        return store_error(records, error);
    int row = store_step(records, statement, error);
    if (row > 0) {
        int64_t grown = sqlite3_column_int64(statement, 0), rebuilt = sqlite3_column_int64(statement, 1);
        int64_t other = sqlite3_column_int64(statement, 2);
        if (grown != rebuilt || other)
            report_at(report, ERROR_DAMAGED, records->path, 0, 0,
                      N_("the table %s does not follow from the log (%lld rows, %lld when rebuilt, %lld of them differ): rebuild the projections"),
                      comparisons[table].table, (long long)grown, (long long)rebuilt, (long long)other);
    }
    sqlite3_finalize(statement);
    return row < 0 ? row : 0;
}

int projection_compare(struct records *records, struct report *report, struct error *error)
{
    /* Names without a schema mean the temporary tables while there are any: the same statements fill them. */
    reset_all(records);
    int code = store_exec(records, "SAVEPOINT compare", error);
    if (code)
        return code;
    code = store_exec(records, create_temp, error);
    if (!code)
        code = log_each(records, NULL, 1, INT64_MAX, visit_project, records, error);
    for (size_t i = 0; !code && i < sizeof comparisons / sizeof *comparisons; i++)
        code = compare_table(records, i, report, error);
    reset_all(records);
    sqlite3_exec(records->db, "ROLLBACK TO compare; RELEASE compare", NULL, NULL, NULL);
    return code;
}
