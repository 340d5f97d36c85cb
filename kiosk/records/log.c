#include "records/log.h"

#include <sodium.h>

#include "records/projections.h"
#include "records/store.h"
#include "records/working.h"

enum { SQL_ORIGIN, SQL_ORIGIN_ADD, SQL_BOOT, SQL_BOOT_ADD, SQL_SOURCE, SQL_SOURCE_ADD, SQL_EVENT, SQL_PAYLOAD, SQL_HEAD, SQL_BODY, SQL_END, SQL_COUNT };
static const char *const sql[] = {
    [SQL_ORIGIN] = "SELECT id FROM origin WHERE uuid = ?1",
    [SQL_ORIGIN_ADD] = "INSERT INTO origin(uuid, seq, head) VALUES(?1, 0, zeroblob(32))",
    [SQL_BOOT] = "SELECT id FROM boot WHERE uuid = ?1",
    [SQL_BOOT_ADD] = "INSERT INTO boot(uuid) VALUES(?1)",
    [SQL_SOURCE] = "SELECT id FROM source WHERE pack = ?1 AND version = ?2 AND unit = ?3 AND digest = ?4 AND language = ?5",
    [SQL_SOURCE_ADD] = "INSERT INTO source(pack, version, unit, digest, language) VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_EVENT] = "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)", /* in the order of migrations.c */
    [SQL_PAYLOAD] = "INSERT INTO payload(origin, seq, salt, body) VALUES(?1, ?2, ?3, ?4)",
    [SQL_HEAD] = "UPDATE origin SET seq = ?2, head = ?3 WHERE id = ?1",
    [SQL_BODY] = "SELECT p.body, p.salt FROM payload p JOIN origin o ON o.id = p.origin WHERE o.uuid = ?1 AND p.seq = ?2",
    [SQL_END] = "SELECT seq, head FROM origin WHERE uuid = ?1",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_LOG, index, sql[index], error);
}

/* The id of a row by its UUID; made where it is missing. */
static int row_of(struct records *records, int find, int add, const char *uuid, int64_t *id, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, find, error);
    if (!statement)
        return store_error(records, error);
    store_bind_uuid(statement, 1, uuid);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row > 0) {
        *id = sqlite3_column_int64(statement, 0);
        sqlite3_reset(statement);
        return 0;
    }
    statement = statement_of(records, add, error);
    if (!statement)
        return store_error(records, error);
    store_bind_uuid(statement, 1, uuid);
    int code = store_run(records, statement, error);
    if (!code)
        *id = sqlite3_last_insert_rowid(records->db);
    return code;
}

int log_origin_row(struct records *records, const char *origin, int64_t *id, struct error *error)
{
    return row_of(records, SQL_ORIGIN, SQL_ORIGIN_ADD, origin, id, error);
}

int log_boot_row(struct records *records, const char *boot, int64_t *id, struct error *error)
{
    return row_of(records, SQL_BOOT, SQL_BOOT_ADD, boot, id, error);
}

static void bind_source(sqlite3_stmt *statement, const struct event *event)
{
    const char *columns[] = { event->pack, event->version, event->unit, event->digest, event->language };
    for (int i = 0; i < 5; i++)
        store_bind_text(statement, i + 1, columns[i] ? columns[i] : "");
}

/* 0 where none of its columns is set. */
static int source_of(struct records *records, const struct event *event, int64_t *id, struct error *error)
{
    *id = 0;
    if (!event->pack && !event->version && !event->unit && !event->digest && !event->language)
        return 0;
    sqlite3_stmt *statement = statement_of(records, SQL_SOURCE, error);
    if (!statement)
        return store_error(records, error);
    bind_source(statement, event);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row > 0) {
        *id = sqlite3_column_int64(statement, 0);
        sqlite3_reset(statement);
        return 0;
    }
    statement = statement_of(records, SQL_SOURCE_ADD, error);
    if (!statement)
        return store_error(records, error);
    bind_source(statement, event);
    int code = store_run(records, statement, error);
    if (!code)
        *id = sqlite3_last_insert_rowid(records->db);
    return code;
}

int log_set_head(struct records *records, int64_t origin, int64_t seq, const struct digest *head, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_HEAD, error);
    if (!statement)
        return store_error(records, error);
    sqlite3_bind_int64(statement, 1, origin);
    sqlite3_bind_int64(statement, 2, seq);
    sqlite3_bind_blob(statement, 3, head->bytes, DIGEST_BYTES, SQLITE_STATIC);
    return store_run(records, statement, error);
}

int log_store(struct records *records, int64_t origin, int64_t boot, const struct event *event, struct error *error)
{
    int64_t source;
    int code = source_of(records, event, &source, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(records, SQL_EVENT, error);
    if (!statement)
        return store_error(records, error);
    unsigned char payload[DIGEST_BYTES];
    sqlite3_bind_int64(statement, 1, origin);
    sqlite3_bind_int64(statement, 2, event->seq);
    sqlite3_bind_int64(statement, 3, event->at);
    sqlite3_bind_int64(statement, 4, boot);
    store_bind_uuid(statement, 5, event->actor);
    store_bind_text(statement, 6, event->kind_name);
    store_bind_uuid(statement, 7, event->attempt);
    if (source)
        sqlite3_bind_int64(statement, 8, source);
    store_bind_text(statement, 9, event->item);
    store_bind_text(statement, 10, event->data);
    if (event->payload && hex_to(payload, sizeof payload, event->payload) == 0)
        sqlite3_bind_blob(statement, 11, payload, sizeof payload, SQLITE_STATIC);
    code = store_run(records, statement, error);
    return code ? code : projection_apply(records, event, error);
}

static int store_body(struct records *records, const struct event *event, const unsigned char salt[PAYLOAD_SALT], struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_PAYLOAD, error);
    if (!statement)
        return store_error(records, error);
    sqlite3_bind_int64(statement, 1, records->origin_id);
    sqlite3_bind_int64(statement, 2, event->seq);
    sqlite3_bind_blob(statement, 3, salt, PAYLOAD_SALT, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 4, event->body_length ? event->body : "", (int)event->body_length, SQLITE_STATIC);
    return store_run(records, statement, error);
}

static int append_one(struct records *records, const struct event *given, int64_t now, struct error *error)
{
    struct event event = *given;
    unsigned char salt[PAYLOAD_SALT];
    char hex[DIGEST_HEX];
    event.origin = records->origin;
    event.seq = records->seq + 1;
    event.boot = records->boot;
    if (!event.at)
        event.at = now;
    if (event.kind != EVENT_UNKNOWN)
        event.kind_name = event_kind_name(event.kind);
    event.payload = NULL;
    if (event.body) {
        struct digest digest;
        records->random->bytes(records->random->context, salt, sizeof salt);
        payload_digest(&digest, salt, event.body, event.body_length);
        event.payload = hex_from(hex, digest.bytes, DIGEST_BYTES);
    }
    buf_clear(&records->data);
    event_data_write(&records->data, &event);
    event.data = records->data.data;
    buf_clear(&records->line);
    event_line_write(&records->line, &event);
    if (buf_failed(&records->data) || buf_failed(&records->line))
        return error_memory(error);
    if (records->line.length > EVENT_LINE_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("a line of the log holds %zu bytes; it may hold %d"), records->line.length, EVENT_LINE_LIMIT);
    int code = log_store(records, records->origin_id, records->boot_id, &event, error);
    if (!code && event.body)
        code = store_body(records, &event, salt, error);
    if (code)
        return code;
    event_chain(&records->head, records->line.data, records->line.length);
    records->seq = event.seq;
    buf_add(&records->lines, records->line.data, records->line.length);
    buf_char(&records->lines, '\n');
    return 0;
}

int records_append(struct records *records, struct event *events, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        int code = event_check(&events[i], error);
        if (code)
            return code;
    }
    int code = store_enter(records, error);
    if (code)
        return code;
    int64_t first = records->seq + 1, now = clock_wall(records->clock);
    for (size_t i = 0; !code && i < count; i++)
        code = append_one(records, &events[i], now, error);
    if (!code && count)
        code = log_set_head(records, records->origin_id, records->seq, &records->head, error);
    code = store_leave(records, code, error);
    if (code)
        return code;
    for (size_t i = 0; i < count; i++) {
        events[i].seq = first + (int64_t)i;
        events[i].origin = records->origin;
        events[i].boot = records->boot;
        if (!events[i].at)
            events[i].at = now;
    }
    return 0;
}

/* A row as an event; its strings live until the arena is released. */
static int read_row(sqlite3_stmt *statement, struct arena *arena, struct event *event, struct error *error)
{
    memset(event, 0, sizeof *event);
    event->origin = store_arena_uuid(arena, statement, 0);
    event->seq = sqlite3_column_int64(statement, 1);
    event->at = sqlite3_column_int64(statement, 2);
    event->boot = store_arena_uuid(arena, statement, 3);
    event->actor = store_arena_uuid(arena, statement, 4);
    event->kind_name = store_arena_text(arena, statement, 5);
    event->attempt = store_arena_uuid(arena, statement, 6);
    const char **columns[] = { &event->pack, &event->version, &event->unit, &event->digest, &event->language };
    for (int i = 0; i < 5; i++)
        if (sqlite3_column_bytes(statement, 7 + i) > 0)
            *columns[i] = store_arena_text(arena, statement, 7 + i);
    event->item = store_arena_text(arena, statement, 12);
    event->data = store_arena_text(arena, statement, 13);
    const void *payload = sqlite3_column_blob(statement, 14);
    if (payload) {
        int length = sqlite3_column_bytes(statement, 14);
        char *hex = arena_alloc(arena, 2 * (size_t)length + 1);
        event->payload = hex ? hex_from(hex, payload, (size_t)length) : NULL;
    }
    if (arena_failed(arena))
        return error_memory(error);
    if (!event->origin || !event->boot || !event->kind_name || !event->data)
        return error_set(error, ERROR_DAMAGED, N_("event %lld of the log is damaged"), (long long)event->seq);
    event->kind = event_kind_named(event->kind_name);
    return event_data_read(event, arena, error);
}

int log_each(struct records *records, const char *origin, int64_t first, int64_t last, log_visit *visit, void *context, struct error *error)
{
    static const char all[] =
        "SELECT o.uuid, e.seq, e.at, b.uuid, e.actor, e.kind, e.attempt, s.pack, s.version, s.unit, s.digest, s.language, e.item, e.data, e.payload"
        " FROM event e CROSS JOIN origin o ON o.id = e.origin CROSS JOIN boot b ON b.id = e.boot LEFT JOIN source s ON s.id = e.source"
        " WHERE (?1 IS NULL OR e.origin = (SELECT id FROM origin WHERE uuid = ?1)) AND e.seq BETWEEN ?2 AND ?3 ORDER BY e.origin, e.seq",
        one[] =
        "SELECT o.uuid, e.seq, e.at, b.uuid, e.actor, e.kind, e.attempt, s.pack, s.version, s.unit, s.digest, s.language, e.item, e.data, e.payload"
        " FROM origin o CROSS JOIN event e ON o.id = e.origin CROSS JOIN boot b ON b.id = e.boot LEFT JOIN source s ON s.id = e.source"
        " WHERE o.uuid = ?1 AND e.seq BETWEEN ?2 AND ?3 ORDER BY e.seq";
    sqlite3_stmt *statement = NULL;
    struct buf line;
    struct arena arena;
    int code = 0, result = SQLITE_DONE;
    buf_init(&line, records->allocator);
    arena_init(&arena, records->allocator, 0);
    if (sqlite3_prepare_v2(records->db, origin ? one : all, -1, &statement, NULL) != SQLITE_OK) {
        code = store_error(records, error);
        goto cleanup;
    }
    store_bind_uuid(statement, 1, origin);
    sqlite3_bind_int64(statement, 2, first);
    sqlite3_bind_int64(statement, 3, last);
    while (!code && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        struct event event;
        arena_release(&arena);
        code = read_row(statement, &arena, &event, error);
        if (code)
            break;
        buf_clear(&line);
        event_line_write(&line, &event);
        code = buf_failed(&line) ? error_memory(error) : visit(context, &event, line.data, line.length, error);
    }
    if (!code && result != SQLITE_DONE)
        code = store_error(records, error);
cleanup:
    sqlite3_finalize(statement);
    arena_release(&arena);
    buf_release(&line);
    return code;
}

int log_payload(struct records *records, const char *origin, int64_t seq, unsigned char salt[PAYLOAD_SALT], struct buf *body, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_BODY, error);
    if (!statement)
        return store_error(records, error);
    store_bind_uuid(statement, 1, origin);
    sqlite3_bind_int64(statement, 2, seq);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no text with this event; it may have been erased"));
    bool whole = sqlite3_column_bytes(statement, 1) == PAYLOAD_SALT;
    if (whole)
        memcpy(salt, sqlite3_column_blob(statement, 1), PAYLOAD_SALT);
    buf_add(body, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
    sqlite3_reset(statement);
    if (!whole)
        return error_set(error, ERROR_DAMAGED, N_("event %lld of the log is damaged"), (long long)seq);
    return buf_failed(body) ? error_memory(error) : 0;
}

int log_body(struct records *records, const char *origin, int64_t seq, struct buf *out, struct error *error)
{
    unsigned char salt[PAYLOAD_SALT];
    return log_payload(records, origin, seq, salt, out, error);
}

/* Heads are kept as working state: they follow from the log, and a walk finds them again. Keys are in the order of numbers. */
#define HEAD_KEY_SIZE 24
static void head_scope(char scope[64], const char *origin)
{
    snprintf(scope, 64, "log.head/%.36s", origin);
}

struct nearest {
    int64_t most, seq;
    struct digest head;
};

static int look_nearest(void *context, const char *key, const void *value, size_t length, int64_t at)
{
    struct nearest *nearest = context;
    int64_t seq = strtoll(key, NULL, 10);
    (void)at;
    if (seq > nearest->most)
        return 1;
    if (length == DIGEST_BYTES && seq > nearest->seq) {
        nearest->seq = seq;
        memcpy(nearest->head.bytes, value, DIGEST_BYTES);
    }
    return 0;
}

static int chain_on(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct nearest *nearest = context;
    (void)error;
    event_chain(&nearest->head, line, length);
    nearest->seq = event->seq;
    return 0;
}

int log_head(struct records *records, const char *origin, int64_t seq, struct digest *head, struct error *error)
{
    const struct digest begin = { { 0 } };
    return log_head_from(records, origin, 0, &begin, seq, head, error);
}

int log_head_from(struct records *records, const char *origin, int64_t from, const struct digest *known, int64_t seq, struct digest *head, struct error *error)
{
    struct nearest nearest = { .most = seq, .seq = from, .head = *known };
    char scope[64];
    sqlite3_stmt *statement = statement_of(records, SQL_END, error);
    if (!statement)
        return store_error(records, error);
    store_bind_uuid(statement, 1, origin);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    int64_t end = row ? sqlite3_column_int64(statement, 0) : -1;
    if (row && end == seq && sqlite3_column_bytes(statement, 1) == DIGEST_BYTES) {
        memcpy(head->bytes, sqlite3_column_blob(statement, 1), DIGEST_BYTES);
        sqlite3_reset(statement);
        return 0;
    }
    sqlite3_reset(statement);
    if (seq < 0 || seq > end)
        return error_set(error, ERROR_NOT_FOUND, N_("the log has no event %lld of the terminal %s"), (long long)seq, origin);
    head_scope(scope, origin);
    int code = working_each(records, scope, look_nearest, &nearest, error);
    if (code < 0)
        return code;
    code = log_each(records, origin, nearest.seq + 1, seq, chain_on, &nearest, error);
    if (code)
        return code;
    if (nearest.seq != seq)
        return error_set(error, ERROR_DAMAGED, N_("the log ends at %lld and should go on to %lld"), (long long)nearest.seq, (long long)seq);
    *head = nearest.head;
    return 0;
}

bool log_head_kept(struct records *records, const char *origin, int64_t seq)
{
    char scope[64], key[HEAD_KEY_SIZE];
    struct buf value = BUF_INIT;
    head_scope(scope, origin);
    snprintf(key, sizeof key, "%019lld", (long long)seq);
    bool kept = working_get(records, scope, key, &value, NULL) == 0;
    buf_release(&value);
    return kept;
}

int log_keep_head(struct records *records, const char *origin, int64_t seq, const struct digest *head, struct error *error)
{
    char scope[64], key[HEAD_KEY_SIZE];
    head_scope(scope, origin);
    snprintf(key, sizeof key, "%019lld", (long long)seq);
    return working_set(records, scope, key, head->bytes, DIGEST_BYTES, error);
}
