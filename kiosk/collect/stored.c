#include "collect/stored.h"

int stored_open(struct stored *stored, struct central *central, int64_t origin, int branch, int64_t first, int64_t last, const struct digest *head,
                struct error *error)
{
    *stored = (struct stored){ .central = central, .seq = first - 1, .head = *head };
    buf_init(&stored->line, central->allocator);
    if (sqlite3_prepare_v2(central->db,
        "SELECT e.seq, e.at, o.uuid, b.uuid, e.actor, k.name, e.attempt, s.pack, s.version, s.unit, s.digest, s.language, i.name, e.data, e.payload"
        " FROM event e CROSS JOIN origin o ON o.id = e.origin CROSS JOIN boot b ON b.id = e.boot CROSS JOIN kind k ON k.id = e.kind"
        " LEFT JOIN source s ON s.id = e.source LEFT JOIN item i ON i.id = e.item"
        " WHERE e.origin = ?1 AND e.branch = ?2 AND e.seq BETWEEN ?3 AND ?4 ORDER BY e.seq", -1, &stored->statement, NULL) != SQLITE_OK)
        return central_error(central, error);
    sqlite3_bind_int64(stored->statement, 1, origin);
    sqlite3_bind_int(stored->statement, 2, branch);
    sqlite3_bind_int64(stored->statement, 3, first);
    sqlite3_bind_int64(stored->statement, 4, last);
    return 0;
}

static const char *text_of(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text && *text ? text : NULL;          /* '' stands for NULL in what was shown */
}

int stored_next(struct stored *stored, struct error *error)
{
    int result = sqlite3_step(stored->statement);
    if (result != SQLITE_ROW)
        return result == SQLITE_DONE ? 0 : central_error(stored->central, error);
    sqlite3_stmt *statement = stored->statement;
    char origin[UUID_SIZE], boot[UUID_SIZE], actor[UUID_SIZE], attempt[UUID_SIZE];
    struct digest payload;
    struct event event = {
        .seq = sqlite3_column_int64(statement, 0), .at = sqlite3_column_int64(statement, 1),
        .origin = central_column_uuid(statement, 2, origin) ? origin : NULL, .boot = central_column_uuid(statement, 3, boot) ? boot : NULL,
        .actor = central_column_uuid(statement, 4, actor) ? actor : NULL, .kind_name = text_of(statement, 5),
        .attempt = central_column_uuid(statement, 6, attempt) ? attempt : NULL, .pack = text_of(statement, 7), .version = text_of(statement, 8),
        .unit = text_of(statement, 9), .digest = text_of(statement, 10), .language = text_of(statement, 11), .item = text_of(statement, 12),
        .data = (const char *)sqlite3_column_text(statement, 13),
    };
    stored->payload[0] = 0;
    if (central_column_digest(statement, 14, &payload))
        event.payload = hex_from(stored->payload, payload.bytes, sizeof payload.bytes);
    if (event.seq != stored->seq + 1 || !event.origin || !event.boot || !event.kind_name || !event.data)
        return error_set(error, ERROR_DAMAGED, N_("event %lld of the stored log lacks or is damaged"), (long long)(stored->seq + 1));
    buf_clear(&stored->line);
    event_line_write(&stored->line, &event);
    if (buf_failed(&stored->line))
        return error_memory(error);
    event_chain(&stored->head, stored->line.data, stored->line.length);
    stored->seq = event.seq;
    return 1;
}

void stored_close(struct stored *stored)
{
    sqlite3_finalize(stored->statement);
    if (stored->line.data)
        buf_release(&stored->line);
    memset(stored, 0, sizeof *stored);
}

int stored_head(struct central *central, int64_t origin, int branch, int64_t first, const struct digest *before, int64_t seq, struct digest *head,
                struct error *error)
{
    int64_t from = first - 1;
    struct digest known = *before;
    sqlite3_stmt *statement = central_statement(central, CENTRAL_STORE, 4,
        "SELECT seq, head FROM checkpoint WHERE origin = ?1 AND branch = ?2 AND seq BETWEEN ?3 AND ?4 ORDER BY seq DESC LIMIT 1");
    if (statement) {
        sqlite3_bind_int64(statement, 1, origin);
        sqlite3_bind_int(statement, 2, branch);
        sqlite3_bind_int64(statement, 3, first);
        sqlite3_bind_int64(statement, 4, seq);
    }
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    if (row > 0) {
        from = sqlite3_column_int64(statement, 0);
        central_column_digest(statement, 1, &known);
        sqlite3_reset(statement);
    }
    struct stored stored;
    int code = stored_open(&stored, central, origin, branch, from + 1, seq, &known, error);
    while (!code && stored.seq < seq) {
        row = stored_next(&stored, error);
        if (row <= 0)
            code = row ? row : error_set(error, ERROR_DAMAGED, N_("event %lld of the stored log lacks or is damaged"), (long long)(stored.seq + 1));
    }
    if (!code)
        *head = stored.head;
    stored_close(&stored);
    return code;
}
