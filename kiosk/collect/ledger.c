#include "collect/ledger.h"

#include <sodium.h>

#include "collect/history.h"

#define AT_END 253402300800000                   /* the year 10000; what a clock says behind it is no date, and no document holds it */

enum { SQL_ORIGINS, SQL_BUNDLES, SQL_AT, SQL_ASIDE, SQL_SERIAL, SQL_POINTS, SQL_COUNT };
static const char *const sql[] = {
    [SQL_ORIGINS] = ("SELECT o.id, o.uuid, c.uuid, o.follows, o.follows_seq, o.revoked FROM origin o JOIN centre c ON c.id = o.centre"
                     " WHERE ?1 IS NULL OR c.uuid = ?1 ORDER BY c.name, c.uuid, o.uuid"),
    [SQL_BUNDLES] = "SELECT count(*), max(added) FROM bundle WHERE origin = ?1",
    [SQL_AT] = "SELECT at FROM event WHERE origin = ?1 AND branch = ?2 AND seq = ?3",
    [SQL_ASIDE] = "SELECT q.digest, q.name, q.centre, q.origin, q.why, q.first, q.last, q.since, c.uuid FROM quarantine q LEFT JOIN origin o ON o.uuid = q.origin"
                  " LEFT JOIN centre c ON c.id = o.centre ORDER BY q.since, q.digest",
    [SQL_POINTS] = ("SELECT DISTINCT f.follows_seq FROM origin o JOIN origin f ON f.centre = o.centre AND f.follows = o.uuid"
                    " WHERE o.id = ?1 AND f.follows_seq > 0 ORDER BY 1"),
    [SQL_SERIAL] = "SELECT value FROM meta WHERE name = 'serial'",
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct central *central, int index)
{
    return central_statement(central, CENTRAL_LEDGER, index, sql[index]);
}

/* Along a branch from event 1: what it shares with those that it leaves, then its own. */
struct walk {
    const struct history *history;
    struct arena *arena;
    struct ledger_branch *branch;
    struct ledger_range *lacks;
    size_t capacity;
    int64_t next;                                /* the number that should come now */
    int run, whole;                              /* the one before; the last one that nothing lacks before, -1 */
    int64_t up_to;
};

static const struct history_branch *branch_named(const struct history *history, int branch)
{
    for (size_t i = 0; i < history->branch_count; i++)
        if (history->branches[i].branch == branch)
            return &history->branches[i];
    return NULL;
}

static void lack(struct walk *walk, int64_t last)
{
    struct ledger_branch *branch = walk->branch;
    if (walk->next > last)
        return;
    if (branch->lack_count == 0) {
        walk->up_to = walk->next - 1;
        walk->whole = walk->run;
    }
    walk->lacks = arena_grow(walk->arena, walk->lacks, branch->lack_count, &walk->capacity, sizeof *walk->lacks);
    if (walk->lacks)
        walk->lacks[branch->lack_count++] = (struct ledger_range){ walk->next, last };
    walk->next = last + 1;
}

/* The part of a branch up to a number. Branches leave each other in one direction only; depth is for a database that was tampered with. */
static void walk_branch(struct walk *walk, int branch, int64_t up_to, size_t depth)
{
    const struct history *history = walk->history;
    const struct history_branch *row = branch_named(history, branch);
    if (row && row->parent >= 0 && depth < history->branch_count)
        walk_branch(walk, row->parent, row->shared, depth + 1);
    for (size_t i = 0; i < history->count; i++) {
        const struct history_run *run = &history->runs[i];
        if (run->branch != branch || run->first > up_to)
            continue;
        lack(walk, run->first - 1);
        walk->next = (run->last < up_to ? run->last : up_to) + 1;
        walk->run = (int)i;
    }
    if (depth > 0)
        lack(walk, up_to);
}

static int time_of(struct history *history, int branch, int64_t seq, int64_t *at, struct error *error)
{
    sqlite3_stmt *statement = statement_of(history->central, SQL_AT);
    if (!statement)
        return central_error(history->central, error);
    sqlite3_bind_int64(statement, 1, history->origin);
    sqlite3_bind_int(statement, 2, branch);
    sqlite3_bind_int64(statement, 3, seq);
    int row = central_step(history->central, statement, error);
    if (row < 0)
        return row;
    *at = row > 0 ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    return 0;
}

static int read_up_to(struct history *history, struct walk *walk, struct error *error)
{
    struct ledger_branch *branch = walk->branch;
    struct digest head;
    if (branch->lack_count == 0) {
        walk->up_to = walk->next - 1;
        walk->whole = walk->run;
    }
    if (walk->up_to < 1 || walk->whole < 0)
        return 0;
    int code = history_head(history, walk->whole, walk->up_to, &head, error);
    if (code)
        return code;
    code = time_of(history, history->runs[walk->whole].branch, walk->up_to, &branch->up_to_at, error);
    if (code)
        return code;
    char hex[DIGEST_HEX];
    branch->up_to = walk->up_to;
    branch->head = arena_copy(walk->arena, hex_from(hex, head.bytes, sizeof head.bytes), DIGEST_HEX - 1);
    return 0;
}

static int read_branch(struct history *history, const struct history_branch *row, struct arena *arena, struct ledger_branch *branch, struct error *error)
{
    struct walk walk = { .history = history, .arena = arena, .branch = branch, .next = 1, .run = -1, .whole = -1 };
    *branch = (struct ledger_branch){ .branch = row->branch, .shared = row->shared };
    for (size_t i = 0; i < history->count; i++) {
        const struct history_run *run = &history->runs[i];
        if (run->branch != row->branch)
            continue;
        branch->events += run->last - run->first + 1;
        if (run->last > branch->last)
            branch->last = run->last;
    }
    walk_branch(&walk, row->branch, branch->last, 0);
    branch->lacks = walk.lacks;
    int code = read_up_to(history, &walk, error);
    return code ? code : arena_failed(arena) ? error_memory(error) : 0;
}

/* The run that has a number of a branch, or of what it shares; -1. */
static int run_with(const struct history *history, int branch, int64_t seq, size_t depth)
{
    const struct history_branch *row = branch_named(history, branch);
    if (row && row->parent >= 0 && seq <= row->shared && depth < history->branch_count)
        return run_with(history, row->parent, seq, depth + 1);
    for (size_t i = 0; i < history->count; i++)
        if (history->runs[i].branch == branch && history->runs[i].first <= seq && seq <= history->runs[i].last)
            return (int)i;
    return -1;
}

struct points {
    struct arena *arena;
    struct ledger_point *rows;
    size_t count, capacity;
};

static int add_point(struct points *points, struct history *history, int run, int64_t seq, struct error *error)
{
    struct digest head;
    char hex[DIGEST_HEX];
    int64_t at;
    int code = history_head(history, run, seq, &head, error);
    if (!code)
        code = time_of(history, history->runs[run].branch, seq, &at, error);
    if (code)
        return code;
    hex_from(hex, head.bytes, sizeof head.bytes);
    for (size_t i = 0; i < points->count; i++)
        if (points->rows[i].last == seq && strcmp(points->rows[i].head, hex) == 0)
            return 0;
    points->rows = arena_grow(points->arena, points->rows, points->count, &points->capacity, sizeof *points->rows);
    const char *copy = arena_copy(points->arena, hex, DIGEST_HEX - 1);
    if (!points->rows || !copy)
        return error_memory(error);
    points->rows[points->count++] = (struct ledger_point){ .last = seq, .at = at, .head = copy };
    return 0;
}

/* Only what lies below the end of a branch: the end itself is said anyway. */
static int read_points(struct history *history, const struct ledger_origin *origin, struct points *points, struct error *error)
{
    int64_t *numbers = NULL;
    size_t count = 0, capacity = 0;
    int row, code = 0;
    sqlite3_stmt *statement = statement_of(history->central, SQL_POINTS);
    if (!statement)
        return central_error(history->central, error);
    sqlite3_bind_int64(statement, 1, history->origin);
    while ((row = central_step(history->central, statement, error)) > 0) {
        numbers = arena_grow(points->arena, numbers, count, &capacity, sizeof *numbers);
        if (!numbers) {
            sqlite3_reset(statement);
            return error_memory(error);
        }
        numbers[count++] = sqlite3_column_int64(statement, 0);
    }
    if (row < 0)
        return row;
    for (size_t i = 0; i < count; i++)
        for (size_t b = 0; b < origin->branch_count && !code; b++) {
            int run = numbers[i] < origin->branches[b].up_to ? run_with(history, origin->branches[b].branch, numbers[i], 0) : -1;
            if (run >= 0)
                code = add_point(points, history, run, numbers[i], error);
        }
    return code;
}

static int read_branches(struct central *central, int64_t id, struct arena *arena, struct ledger_origin *origin, struct error *error)
{
    struct history history;
    int code = history_load(&history, central, id, error);
    struct ledger_branch *branches = code ? NULL : arena_array(arena, history.branch_count, sizeof *branches);
    if (!code && !branches)
        code = error_memory(error);
    for (size_t i = 0; !code && i < history.branch_count; i++)
        code = read_branch(&history, &history.branches[i], arena, &branches[i], error);
    origin->branches = branches;
    origin->branch_count = history.branch_count;
    struct points points = { .arena = arena };
    if (!code)
        code = read_points(&history, origin, &points, error);
    origin->points = points.rows;
    origin->point_count = points.count;
    history_release(&history);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(central, SQL_BUNDLES);
    sqlite3_bind_int64(statement, 1, id);
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    origin->bundles = row > 0 ? sqlite3_column_int64(statement, 0) : 0;
    origin->last_added = row > 0 ? sqlite3_column_int64(statement, 1) : 0;
    sqlite3_reset(statement);
    return 0;
}

int ledger_origins(struct central *central, const char *centre, struct arena *arena, struct ledger_origin **rows, size_t *count, struct error *error)
{
    struct ledger_origin *all = NULL;
    size_t n = 0, capacity = 0;
    int code = 0, row = 0;
    sqlite3_stmt *statement = statement_of(central, SQL_ORIGINS);
    if (!statement)
        return central_error(central, error);
    central_bind_uuid(statement, 1, centre);
    while (!code && (row = central_step(central, statement, error)) > 0) {
        all = arena_grow(arena, all, n, &capacity, sizeof *all);
        if (!all) {
            code = error_memory(error);
            break;
        }
        all[n] = (struct ledger_origin){
            .origin = central_arena_uuid(arena, statement, 1), .centre = central_arena_uuid(arena, statement, 2),
            .follows = central_arena_uuid(arena, statement, 3), .follows_seq = sqlite3_column_int64(statement, 4),
            .revoked = sqlite3_column_int64(statement, 5),
        };
        code = read_branches(central, sqlite3_column_int64(statement, 0), arena, &all[n], error);
        n++;
    }
    sqlite3_reset(statement);
    if (!code && row < 0)
        code = row;
    if (!code && arena_failed(arena))
        code = error_memory(error);
    if (code)
        return code;
    *rows = all;
    *count = n;
    return 0;
}

int ledger_aside(struct central *central, struct arena *arena, struct ledger_aside **rows, size_t *count, struct error *error)
{
    struct ledger_aside *all = NULL;
    size_t n = 0, capacity = 0;
    int row;
    sqlite3_stmt *statement = statement_of(central, SQL_ASIDE);
    while ((row = central_step(central, statement, error)) > 0) {
        all = arena_grow(arena, all, n, &capacity, sizeof *all);
        if (all)
            all[n++] = (struct ledger_aside){
                .digest = central_arena_hex(arena, statement, 0), .name = central_arena_text(arena, statement, 1),
                .centre = central_arena_uuid(arena, statement, 2), .origin = central_arena_uuid(arena, statement, 3),
                .why = central_arena_text(arena, statement, 4), .first = sqlite3_column_int64(statement, 5),
                .last = sqlite3_column_int64(statement, 6), .since = sqlite3_column_int64(statement, 7),
                .holder = central_arena_uuid(arena, statement, 8),
            };
        if (arena_failed(arena)) {
            sqlite3_reset(statement);
            return error_memory(error);
        }
    }
    if (row < 0)
        return row;
    *rows = all;
    *count = n;
    return 0;
}

static int read_serial(struct central *central, int64_t *serial, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_SERIAL);
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    *serial = row > 0 ? sqlite3_column_int64(statement, 0) : 0;
    if (row > 0)
        sqlite3_reset(statement);
    return 0;
}

static bool was_said(const struct document_arrived *arrived, size_t from, size_t to, int64_t last, const char *head)
{
    for (size_t i = from; i < to; i++)
        if (arrived[i].last == last && strcmp(arrived[i].head, head) == 0)
            return true;
    return false;
}

struct saying {
    struct document_arrived *rows;
    size_t count, begin;                         /* begin: of the origin of which it speaks now */
    const char *origin;
};

/* Two that have come equally far by the same way are said once. What no document has room for is not said, and is sent once more. */
static void say(struct saying *saying, int64_t last, const char *head, int64_t at)
{
    if (saying->count < DOCUMENT_MANY && !was_said(saying->rows, saying->begin, saying->count, last, head))
        saying->rows[saying->count++] = (struct document_arrived){ .origin = saying->origin, .head = head, .last = last, .at = at > 0 && at < AT_END ? at : 0 };
}

/* Each branch of each terminal, and its points. */
static size_t list_arrived(const struct ledger_origin *origins, size_t count, struct document_arrived *arrived)
{
    struct saying saying = { .rows = arrived };
    for (size_t i = 0; i < count; i++) {
        saying.origin = origins[i].origin;
        saying.begin = saying.count;
        for (size_t b = 0; b < origins[i].branch_count; b++)
            if (origins[i].branches[b].up_to > 0)
                say(&saying, origins[i].branches[b].up_to, origins[i].branches[b].head, origins[i].branches[b].up_to_at);
        for (size_t p = 0; p < origins[i].point_count; p++)
            say(&saying, origins[i].points[p].last, origins[i].points[p].head, origins[i].points[p].at);
    }
    return saying.count;
}

int ledger_receipt(struct central *central, const char *centre, const struct trust_secret *coordinator, struct buf *out, struct error *error)
{
    struct arena arena;
    struct ledger_origin *origins;
    struct sign_pair signing, receipts;
    char sign_hex[DIGEST_HEX], receipt_hex[DIGEST_HEX];
    size_t count, branches = 0;
    int64_t serial;
    arena_init(&arena, central->allocator, 0);
    trust_sign_pair(&signing, coordinator->secret, TRUST_SIGN);
    trust_sign_pair(&receipts, coordinator->secret, TRUST_RECEIPT);
    bool opened;
    int code = central_see(central, &opened, error); /* the serial belongs to what is said */
    if (!code) {
        code = read_serial(central, &serial, error);
        if (!code)
            code = ledger_origins(central, centre, &arena, &origins, &count, error);
        central_seen(central, opened);
    }
    if (code)
        goto cleanup;
    for (size_t i = 0; i < count; i++)
        branches += origins[i].branch_count + origins[i].point_count;
    struct document_arrived *arrived = arena_array(&arena, branches + 1, sizeof *arrived);
    if (!arrived) {
        code = error_memory(error);
        goto cleanup;
    }
    struct document document = { .kind = DOCUMENT_RECEIPT, .receipt = {
        .serial = serial, .coordinator = hex_from(sign_hex, signing.public, sizeof signing.public),
        .receipt = hex_from(receipt_hex, receipts.public, sizeof receipts.public), .centre = centre,
        .arrived = { arrived, list_arrived(origins, count, arrived) } } };
    code = document.receipt.arrived.count ? document_write(out, &document, receipts.secret, error)
                                          : error_set(error, ERROR_NOT_FOUND, N_("nothing has come of this centre yet that a receipt could say"));
cleanup:
    sodium_memzero(&signing, sizeof signing);
    sodium_memzero(&receipts, sizeof receipts);
    arena_release(&arena);
    return code;
}
