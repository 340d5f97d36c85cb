#include "records/queries.h"

#include <stdlib.h>

#include "records/store.h"
#include "records/workshops.h"

#define ATTEMPT_COLUMNS                                                                                                                 \
    "a.id, a.person, a.pack, a.version, a.unit, a.digest, a.language, a.mode, a.settings, a.seed, a.questions, a.boot, a.started, a.last," \
    " a.submitted, a.seconds, a.state, a.marks, a.possible, a.passed, a.fractions,"                                                     \
    " (SELECT count(*) FROM answer x WHERE x.attempt = a.id AND x.answered), (SELECT count(*) FROM answer x WHERE x.attempt = a.id AND x.flagged),"   \
    " (SELECT coalesce(sum(r.seconds), 0) FROM attempt_reopened r WHERE r.attempt = a.id),"                                          \
    " (SELECT count(*) FROM attempt_member m WHERE m.attempt = a.id AND m.person <> a.person)"

/* ?1 takes part in it. */
#define MINE "(a.person = ?1 OR a.id IN (SELECT attempt FROM attempt_member WHERE person = ?1))"

enum {
    SQL_TAKES_PART, SQL_TOGETHER, SQL_ATTEMPTS, SQL_ATTEMPT, SQL_ANSWERS, SQL_LESSONS, SQL_PAGES, SQL_BLOCKS, SQL_ACTIVITY, SQL_PACKS, SQL_PACK_USED, SQL_PACK_ACTIVE, SQL_SETTING,
    SQL_COUNTS, SQL_KEPT, SQL_COUNT
};
static const char *const sql[] = {
    /* ids are UUIDs of version 7: their order is that of making */
    [SQL_ATTEMPTS] =
        "SELECT " ATTEMPT_COLUMNS " FROM attempt a WHERE " MINE " AND (?2 IS NULL OR a.pack = ?2) AND (?3 IS NULL OR a.unit = ?3)"
        " AND (?4 IS NULL OR a.state = ?4) ORDER BY a.id DESC LIMIT ?5",
    [SQL_TAKES_PART] = "SELECT 1 FROM attempt a WHERE a.id = ?2 AND " MINE,
    [SQL_TOGETHER] =
        "SELECT p.name FROM (SELECT person FROM attempt WHERE id = ?1 UNION SELECT person FROM attempt_member WHERE attempt = ?1) m"
        " CROSS JOIN person p ON p.id = m.person WHERE m.person <> ?2 ORDER BY p.name",
    [SQL_ATTEMPT] = "SELECT " ATTEMPT_COLUMNS " FROM attempt a WHERE a.id = ?1",
    [SQL_ANSWERS] =
        "SELECT a.item, a.response, p.body, a.answered, a.flagged, a.at, a.seconds, a.times, a.origin, a.seq FROM answer a"
        " LEFT JOIN origin o ON o.uuid = a.origin LEFT JOIN payload p ON p.origin = o.id AND p.seq = a.seq WHERE a.attempt = ?1 ORDER BY a.item",
    [SQL_LESSONS] =
        "SELECT l.pack, l.version, l.unit, l.pages, l.page,"
        " (SELECT count(*) FROM lesson_page x WHERE x.person = l.person AND x.pack = l.pack AND x.unit = l.unit), l.seconds, l.opened, l.last,"
        " (SELECT count(*) FROM lesson_item x WHERE x.person = l.person AND x.pack = l.pack AND x.unit = l.unit),"
        " (SELECT count(*) FROM lesson_item x WHERE x.person = l.person AND x.pack = l.pack AND x.unit = l.unit AND x.fraction >= 1),"
        " l.finished FROM lesson l WHERE l.person = ?1 AND (?2 IS NULL OR l.pack = ?2) ORDER BY l.pack, l.unit",
    [SQL_PAGES] = "SELECT page FROM lesson_page WHERE person = ?1 AND pack = ?2 AND unit = ?3 ORDER BY page",
    [SQL_BLOCKS] = "SELECT item, response, fraction, times FROM lesson_item WHERE person = ?1 AND pack = ?2 AND unit = ?3 ORDER BY item",
    [SQL_ACTIVITY] = "SELECT pack, version, unit, attempt, page, first, last, events FROM activity WHERE person = ?1 AND pack IS NOT NULL",
    [SQL_PACKS] = "SELECT pack, version, installed, active, attempts FROM pack_version ORDER BY pack, version",
    [SQL_PACK_USED] = "SELECT 1 FROM pack_version WHERE pack = ?1 AND version = ?2 AND attempts > 0",
    [SQL_PACK_ACTIVE] = "SELECT version FROM pack_version WHERE pack = ?1 AND active",
    [SQL_SETTING] = "SELECT value FROM setting WHERE name = ?1",
    [SQL_COUNTS] =
        "SELECT (SELECT count(*) FROM person WHERE merged_into IS NULL), (SELECT coalesce(sum(seq), 0) FROM origin), (SELECT count(*) FROM attempt),"
        " (SELECT count(*) FROM attempt WHERE state = 0), (SELECT count(*) FROM answer WHERE answered), (SELECT count(*) FROM origin),"
        " (SELECT count(*) FROM payload)",
    [SQL_KEPT] =
        "SELECT coalesce((SELECT events FROM activity WHERE person = ?1), 0), (SELECT count(*) FROM attempt a WHERE " MINE "),"
        " (SELECT count(*) FROM attempt a CROSS JOIN answer x ON x.attempt = a.id WHERE " MINE " AND x.answered),"
        " (SELECT count(*) FROM payload p CROSS JOIN event e ON e.origin = p.origin AND e.seq = p.seq"
        "  WHERE e.actor = ?1 OR e.actor IN (SELECT alias FROM alias WHERE person = ?1)),"
        " (SELECT count(*) FROM lesson WHERE person = ?1), coalesce((SELECT sum(seconds) FROM attempt WHERE person = ?1), 0)"
        "  + coalesce((SELECT sum(seconds) FROM lesson WHERE person = ?1), 0),"
        " coalesce((SELECT version FROM person WHERE id = ?1), 0), coalesce((SELECT first FROM activity WHERE person = ?1), 0),"
        " coalesce((SELECT last FROM activity WHERE person = ?1), 0)",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_QUERIES, index, sql[index], error);
}

static int not_found(struct error *error, const char *message)
{
    return error_set(error, ERROR_NOT_FOUND, message, "");
}

/* One row; ERROR_NOT_FOUND with this message where there is none. */
static int read_one(struct records *records, sqlite3_stmt *statement, store_read *read, size_t size, struct arena *arena, void *out, const char *missing,
                    struct error *error)
{
    union { max_align_t align; char bytes[512]; } row;
    int found = store_step(records, statement, error);
    if (found < 0)
        return found;
    if (found == 0)
        return not_found(error, missing);
    read(statement, arena, row.bytes);
    sqlite3_reset(statement);
    if (arena && arena_failed(arena))
        return error_memory(error);
    memcpy(out, row.bytes, size);
    return 0;
}

static void read_attempt(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct attempt_row *)out = (struct attempt_row){
        .id = store_arena_uuid(arena, s, 0),
        .person = store_arena_uuid(arena, s, 1),
        .pack = store_arena_text(arena, s, 2),
        .version = store_arena_text(arena, s, 3),
        .unit = store_arena_text(arena, s, 4),
        .digest = store_arena_text(arena, s, 5),
        .language = store_arena_text(arena, s, 6),
        .mode = store_arena_text(arena, s, 7),
        .settings = store_arena_text(arena, s, 8),
        .seed = (uint64_t)sqlite3_column_int64(s, 9),
        .questions = sqlite3_column_int64(s, 10),
        .boot = store_arena_uuid(arena, s, 11),
        .started = sqlite3_column_int64(s, 12),
        .last = sqlite3_column_int64(s, 13),
        .submitted = sqlite3_column_int64(s, 14),
        .seconds = sqlite3_column_int64(s, 15),
        .state = sqlite3_column_int(s, 16) ? ATTEMPT_SUBMITTED : ATTEMPT_RUNNING,
        .marks = sqlite3_column_double(s, 17),
        .possible = sqlite3_column_double(s, 18),
        .passed = sqlite3_column_int(s, 19),
        .fractions = store_arena_text(arena, s, 20),
        .answered = sqlite3_column_int64(s, 21),
        .flagged = sqlite3_column_int64(s, 22),
        .more_seconds = sqlite3_column_int64(s, 23),
        .members = sqlite3_column_int64(s, 24),
    };
}

/* The part of an item's points in "item=fraction item=fraction"; false where it is not among them. */
static bool fraction_of(const char *fractions, const char *item, double *fraction)
{
    size_t length = strlen(item);
    for (const char *at = fractions; at && *at; at += strspn(at, " ")) {
        if (strncmp(at, item, length) == 0 && at[length] == '=') {
            *fraction = strtod(at + length + 1, NULL);
            return true;
        }
        at += strcspn(at, " ");
    }
    return false;
}

/* Takes out of a mark what counts no more: the points that were had for it, and those that could be had. */
static int without_dropped(struct records *records, struct attempt_row *row, struct arena *arena, struct error *error)
{
    struct dropped_item *items = NULL;
    size_t count = 0;
    double fraction;
    const char *pass = row->settings ? strstr(row->settings, "pass=") : NULL;
    if (row->state != ATTEMPT_SUBMITTED || !row->pack)
        return 0;
    int code = item_drops(records, row->pack, arena, &items, &count, error);
    for (size_t i = 0; !code && i < count; i++) {
        if (!fraction_of(row->fractions, items[i].item, &fraction))
            continue;
        row->marks -= fraction * items[i].points;
        row->possible -= items[i].points;
        row->dropped++;
        row->dropped_reason = row->dropped_reason ? row->dropped_reason : items[i].reason;
    }
    if (code || !row->dropped)
        return code;
    if (row->possible < 1e-9)
        row->marks = row->possible = 0;
    /* as attempt_mark has it: what waits for a person's marking stays undecided */
    if (row->passed >= 0 && pass)
        row->passed = row->possible > 0 && 100 * row->marks / row->possible + 1e-9 >= strtod(pass + 5, NULL);
    return 0;
}

int query_attempts(struct records *records, const struct attempt_filter *filter, struct arena *arena, struct attempt_row **rows, size_t *count,
                   struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ATTEMPTS, error);
    store_bind_uuid(statement, 1, filter->person);
    store_bind_text(statement, 2, filter->pack);
    store_bind_text(statement, 3, filter->unit);
    if (filter->running != filter->submitted)
        sqlite3_bind_int(statement, 4, filter->submitted ? 1 : 0);
    sqlite3_bind_int64(statement, 5, filter->limit ? (int64_t)filter->limit : 1000);
    void *list;
    int code = store_rows(records, statement, read_attempt, sizeof **rows, arena, &list, count, error);
    for (size_t i = 0; !code && i < *count; i++)
        code = without_dropped(records, (struct attempt_row *)list + i, arena, error);
    if (!code)
        *rows = list;
    return code;
}

int query_attempt(struct records *records, const char *attempt, struct arena *arena, struct attempt_row *row, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ATTEMPT, error);
    store_bind_uuid(statement, 1, attempt);
    struct attempt_row found;
    int code = read_one(records, statement, read_attempt, sizeof found, arena, &found, N_("there is no such attempt"), error);
    if (!code)
        code = without_dropped(records, &found, arena, error);
    if (!code)
        *row = found;
    return code;
}

int query_takes_part(struct records *records, const char *attempt, const char *person, bool *takes_part, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_TAKES_PART, error);
    store_bind_uuid(statement, 1, person);
    store_bind_uuid(statement, 2, attempt);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row)
        sqlite3_reset(statement);
    *takes_part = row > 0;
    return 0;
}

int query_together(struct records *records, const char *attempt, const char *but, struct arena *arena, const char **names, struct error *error)
{
    struct buf text;
    int row;
    buf_init(&text, records->allocator);
    sqlite3_stmt *statement = statement_of(records, SQL_TOGETHER, error);
    store_bind_uuid(statement, 1, attempt);
    store_bind_uuid(statement, 2, but);
    while ((row = store_step(records, statement, error)) > 0) {
        if (text.length)
            buf_text(&text, ", ");
        buf_text(&text, (const char *)sqlite3_column_text(statement, 0));
    }
    const char *copy = row < 0 ? NULL : arena_copy(arena, text.data, text.length);
    if (row == 0 && (buf_failed(&text) || !copy))
        row = error_memory(error);
    buf_release(&text);
    if (row)
        return row;
    *names = copy;
    return 0;
}

static void read_answer(sqlite3_stmt *s, struct arena *arena, void *out)
{
    struct answer_row *row = out;
    *row = (struct answer_row){
        .item = store_arena_text(arena, s, 0),
        .response = store_arena_text(arena, s, 1),
        .answered = sqlite3_column_int(s, 3),
        .flagged = sqlite3_column_int(s, 4),
        .at = sqlite3_column_int64(s, 5),
        .seconds = sqlite3_column_int64(s, 6),
        .times = sqlite3_column_int64(s, 7),
        .origin = store_arena_uuid(arena, s, 8),
        .seq = sqlite3_column_int64(s, 9),
    };
    if (sqlite3_column_type(s, 2) != SQLITE_NULL) {
        const void *body = sqlite3_column_blob(s, 2);
        row->body_length = (size_t)sqlite3_column_bytes(s, 2);
        row->body = arena_copy(arena, body ? body : "", row->body_length);
    }
}

int query_answers(struct records *records, const char *attempt, struct arena *arena, struct answer_row **rows, size_t *count, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ANSWERS, error);
    store_bind_uuid(statement, 1, attempt);
    void *list;
    int code = store_rows(records, statement, read_answer, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

static void read_lesson(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct lesson_row *)out = (struct lesson_row){
        .pack = store_arena_text(arena, s, 0),
        .version = store_arena_text(arena, s, 1),
        .unit = store_arena_text(arena, s, 2),
        .pages = sqlite3_column_int64(s, 3),
        .page = sqlite3_column_int64(s, 4),
        .pages_read = sqlite3_column_int64(s, 5),
        .seconds = sqlite3_column_int64(s, 6),
        .opened = sqlite3_column_int64(s, 7),
        .last = sqlite3_column_int64(s, 8),
        .questions = sqlite3_column_int64(s, 9),
        .right = sqlite3_column_int64(s, 10),
        .finished = sqlite3_column_int(s, 11),
    };
}

int query_lessons(struct records *records, const char *person, const char *pack, struct arena *arena, struct lesson_row **rows, size_t *count,
                  struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_LESSONS, error);
    store_bind_uuid(statement, 1, person);
    store_bind_text(statement, 2, pack);
    void *list;
    int code = store_rows(records, statement, read_lesson, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

static sqlite3_stmt *of_lesson(struct records *records, int index, const char *person, const char *pack, const char *unit, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, person);
    store_bind_text(statement, 2, pack);
    store_bind_text(statement, 3, unit);
    return statement;
}

static void read_page(sqlite3_stmt *s, struct arena *arena, void *out)
{
    (void)arena;
    *(int64_t *)out = sqlite3_column_int64(s, 0);
}

int query_pages(struct records *records, const char *person, const char *pack, const char *unit, struct arena *arena, int64_t **pages, size_t *count,
                struct error *error)
{
    void *list;
    int code = store_rows(records, of_lesson(records, SQL_PAGES, person, pack, unit, error), read_page, sizeof **pages, arena, &list, count, error);
    if (!code)
        *pages = list;
    return code;
}

static void read_block(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct block_row *)out = (struct block_row){
        .item = store_arena_text(arena, s, 0),
        .response = store_arena_text(arena, s, 1),
        .fraction = sqlite3_column_double(s, 2),
        .times = sqlite3_column_int64(s, 3),
    };
}

int query_blocks(struct records *records, const char *person, const char *pack, const char *unit, struct arena *arena, struct block_row **rows,
                 size_t *count, struct error *error)
{
    void *list;
    int code = store_rows(records, of_lesson(records, SQL_BLOCKS, person, pack, unit, error), read_block, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

static void read_activity(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct activity_row *)out = (struct activity_row){
        .pack = store_arena_text(arena, s, 0),
        .version = store_arena_text(arena, s, 1),
        .unit = store_arena_text(arena, s, 2),
        .attempt = store_arena_uuid(arena, s, 3),
        .page = sqlite3_column_int64(s, 4),
        .first = sqlite3_column_int64(s, 5),
        .last = sqlite3_column_int64(s, 6),
        .events = sqlite3_column_int64(s, 7),
    };
}

int query_activity(struct records *records, const char *person, struct arena *arena, struct activity_row *row, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ACTIVITY, error);
    store_bind_uuid(statement, 1, person);
    return read_one(records, statement, read_activity, sizeof *row, arena, row, N_("nothing was begun yet"), error);
}

static void read_pack(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct pack_row *)out = (struct pack_row){
        .pack = store_arena_text(arena, s, 0),
        .version = store_arena_text(arena, s, 1),
        .installed = sqlite3_column_int(s, 2),
        .active = sqlite3_column_int(s, 3),
        .attempts = sqlite3_column_int64(s, 4),
    };
}

int query_packs(struct records *records, struct arena *arena, struct pack_row **rows, size_t *count, struct error *error)
{
    void *list;
    int code = store_rows(records, statement_of(records, SQL_PACKS, error), read_pack, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

int query_pack_used(struct records *records, const char *pack, const char *version, bool *used, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_PACK_USED, error);
    store_bind_text(statement, 1, pack);
    store_bind_text(statement, 2, version);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *used = row > 0;
    if (row)
        sqlite3_reset(statement);
    return 0;
}

static void read_text(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(const char **)out = store_arena_text(arena, s, 0);
}

int query_pack_active(struct records *records, const char *pack, struct arena *arena, const char **version, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_PACK_ACTIVE, error);
    store_bind_text(statement, 1, pack);
    return read_one(records, statement, read_text, sizeof *version, arena, version, N_("no version of this pack is active"), error);
}

int query_setting(struct records *records, const char *name, struct arena *arena, const char **value, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_SETTING, error);
    store_bind_text(statement, 1, name);
    return read_one(records, statement, read_text, sizeof *value, arena, value, N_("this setting was never changed"), error);
}

static void read_counts(sqlite3_stmt *s, struct arena *arena, void *out)
{
    (void)arena;
    *(struct counts *)out = (struct counts){
        .people = sqlite3_column_int64(s, 0),
        .events = sqlite3_column_int64(s, 1),
        .attempts = sqlite3_column_int64(s, 2),
        .attempts_running = sqlite3_column_int64(s, 3),
        .answers = sqlite3_column_int64(s, 4),
        .origins = sqlite3_column_int64(s, 5),
        .texts = sqlite3_column_int64(s, 6),
    };
}

int query_counts(struct records *records, struct counts *counts, struct error *error)
{
    return read_one(records, statement_of(records, SQL_COUNTS, error), read_counts, sizeof *counts, NULL, counts, "", error);
}

static void read_kept(sqlite3_stmt *s, struct arena *arena, void *out)
{
    (void)arena;
    *(struct kept *)out = (struct kept){
        .events = sqlite3_column_int64(s, 0),
        .attempts = sqlite3_column_int64(s, 1),
        .answers = sqlite3_column_int64(s, 2),
        .texts = sqlite3_column_int64(s, 3),
        .lessons = sqlite3_column_int64(s, 4),
        .seconds = sqlite3_column_int64(s, 5),
        .versions = sqlite3_column_int64(s, 6),
        .first = sqlite3_column_int64(s, 7),
        .last = sqlite3_column_int64(s, 8),
    };
}

int query_kept(struct records *records, const char *person, struct kept *kept, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_KEPT, error);
    store_bind_uuid(statement, 1, person);
    return read_one(records, statement, read_kept, sizeof *kept, NULL, kept, "", error);
}
