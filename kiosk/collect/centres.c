#include "collect/central.h"

#include "collect/store.h"

enum { SQL_FIND, SQL_ADD, SQL_ASK, SQL_FOLLOW, SQL_GRANT, SQL_KEY_OWNER, SQL_KEY_ADD, SQL_KEY_END, SQL_KEYS_FORGET, SQL_SEARCH, SQL_ALL, SQL_REVOKE,
       SQL_REVOKE_ORIGIN, SQL_META, SQL_META_SET, SQL_SERIAL_SET, SQL_COUNT };
#define COLUMNS "id, uuid, name, key, serial, asked, enrolled, revoked, grant"
#define SEARCH_FITS 10                           /* its column, behind these and the request */
static const char *const sql[] = {
    [SQL_FIND] = "SELECT " COLUMNS " FROM centre WHERE uuid = ?1",
    [SQL_ADD] = "INSERT INTO centre(uuid, name, key, serial, asked, request) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_ASK] = "UPDATE centre SET name = ?2, key = ?3, serial = ?4, asked = ?5, request = ?6 WHERE id = ?1",
    [SQL_FOLLOW] = "UPDATE centre SET grant = NULL WHERE id = ?1",
    [SQL_GRANT] = "UPDATE centre SET name = ?2, key = ?3, enrolled = ?4, grant = ?5, revoked = NULL, reason = NULL WHERE id = ?1",
    [SQL_KEY_OWNER] = "SELECT centre FROM centre_key WHERE key = ?1",
    [SQL_KEY_ADD] = "INSERT INTO centre_key(key, centre, since) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET ended = NULL",
    [SQL_KEY_END] = "UPDATE centre_key SET ended = ?2 WHERE centre = ?1 AND ended IS NULL",
    [SQL_KEYS_FORGET] = "DELETE FROM centre_key WHERE centre = ?1",
    /* the UUID, or else its beginning or the name: what fits best comes first */
    [SQL_SEARCH] = "SELECT " COLUMNS ", request, fits FROM (SELECT *, CASE WHEN uuid = ?1 THEN 0 WHEN name = ?2 THEN 1 WHEN name = ?2 COLLATE NOCASE THEN 2"
                   " WHEN length(?3) >= 4 AND substr(lower(hex(uuid)), 1, length(?3)) = ?3 THEN 3"
                   " WHEN length(?2) >= 3 AND substr(name, 1, length(?2)) = ?2 COLLATE NOCASE THEN 3 END AS fits FROM centre)"
                   " WHERE fits IS NOT NULL ORDER BY fits, id LIMIT 2",
    [SQL_ALL] = "SELECT " COLUMNS ", request FROM centre ORDER BY name, uuid",
    [SQL_REVOKE] = "UPDATE centre SET revoked = ?2, reason = ?3 WHERE uuid = ?1",
    [SQL_REVOKE_ORIGIN] = "UPDATE origin SET revoked = ?2, reason = ?3 WHERE uuid = ?1",
    [SQL_META] = "SELECT value FROM meta WHERE name = ?1",
    [SQL_META_SET] = "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
    [SQL_SERIAL_SET] = "INSERT INTO meta VALUES('grant-serial', ?1) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)",
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct central *central, int index)
{
    return central_statement(central, CENTRAL_CENTRES, index, sql[index]);
}

/* What is known of a centre, as far as a decision hangs on it. */
struct known {
    int64_t id, serial;                          /* id 0: nothing */
    bool enrolled;                               /* and not revoked since */
    char key[DIGEST_HEX];
};

static int find(struct central *central, const char *uuid, struct known *known, struct error *error)
{
    memset(known, 0, sizeof *known);
    sqlite3_stmt *statement = statement_of(central, SQL_FIND);
    central_bind_uuid(statement, 1, uuid);
    int row = central_step(central, statement, error);
    if (row <= 0)
        return row;
    struct digest key;
    known->id = sqlite3_column_int64(statement, 0);
    known->serial = sqlite3_column_int64(statement, 4);
    known->enrolled = sqlite3_column_int64(statement, 6) && !sqlite3_column_int64(statement, 7);
    if (central_column_digest(statement, 3, &key))
        hex_from(known->key, key.bytes, sizeof key.bytes);
    sqlite3_reset(statement);
    return 0;
}

/* A key belongs to one centre for ever: else who certified something would depend on when one asks. */
static int own_key(struct central *central, const char *key, int64_t centre, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_KEY_OWNER);
    central_bind_hex(statement, 1, key);
    int row = central_step(central, statement, error);
    if (row <= 0)
        return row;
    bool other = sqlite3_column_int64(statement, 0) != centre;
    sqlite3_reset(statement);
    return other ? error_set(error, ERROR_REFUSED, N_("this key belongs to another centre: each centre must have a key of its own")) : 0;
}

static int add_key(struct central *central, const char *key, int64_t centre, int64_t now, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_KEY_ADD);
    central_bind_hex(statement, 1, key);
    sqlite3_bind_int64(statement, 2, centre);
    sqlite3_bind_int64(statement, 3, now);
    return central_run(central, statement, error);
}

static int end_keys(struct central *central, int64_t centre, int64_t now, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_KEY_END);
    sqlite3_bind_int64(statement, 1, centre);
    sqlite3_bind_int64(statement, 2, now);
    return central_run(central, statement, error);
}

/* An enrolled centre changes its key by the old one's word. Its grant is for the old key, and has to be given anew. */
static int follow(struct central *central, const struct known *known, const struct document_request *request, int64_t now, struct error *error)
{
    if (!request->previous || !request->follows || strcmp(request->previous, known->key) != 0 ||
        !trust_follows(request->follows, request->previous, request->key))
        return error_set(error, ERROR_REFUSED, N_("the centre %s asks with another key than the one that was enrolled: compare its fingerprint by telephone, and enrol it anew"),
                         request->name);
    int code = end_keys(central, known->id, now, error);
    if (!code)
        code = add_key(central, request->key, known->id, now, error);
    if (!code) {
        sqlite3_stmt *statement = statement_of(central, SQL_FOLLOW);
        sqlite3_bind_int64(statement, 1, known->id);
        code = central_run(central, statement, error);
    }
    return code;
}

static int note(struct central *central, const struct document_request *request, const char *text, struct error *error)
{
    struct known known;
    int64_t now = clock_wall(central->clock);
    int code = find(central, request->centre, &known, error);
    bool same = strcmp(known.key, request->key) == 0;
    if (code || (known.id && (known.enrolled || same) && request->serial <= known.serial))
        return code;
    code = own_key(central, request->key, known.id, error);
    if (!code && known.enrolled && !same)
        code = follow(central, &known, request, now, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(central, known.id ? SQL_ASK : SQL_ADD);
    if (known.id)
        sqlite3_bind_int64(statement, 1, known.id);
    else
        central_bind_uuid(statement, 1, request->centre);
    central_bind_text(statement, 2, request->name);
    central_bind_hex(statement, 3, request->key);
    sqlite3_bind_int64(statement, 4, request->serial < now ? request->serial : now);
    sqlite3_bind_int64(statement, 5, now);
    central_bind_text(statement, 6, text);
    return central_run(central, statement, error);
}

int central_request(struct central *central, const struct document_request *request, const char *text, struct error *error)
{
    int code = central_enter(central, error);
    return code ? code : central_leave(central, note(central, request, text, error), error);
}

#define OWNER "coordinator"
#define OWNER_NAME "coordinator-name"

static int meta_text(struct central *central, const char *name, struct arena *arena, const char **value, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_META);
    central_bind_text(statement, 1, name);
    int row = central_step(central, statement, error);
    *value = NULL;
    if (row > 0) {
        *value = central_arena_text(arena, statement, 0);
        sqlite3_reset(statement);
    }
    return row < 0 ? row : arena_failed(arena) ? error_memory(error) : 0;
}

int central_coordinator(struct central *central, struct arena *arena, const char **key, const char **name, struct error *error)
{
    int code = meta_text(central, OWNER, arena, key, error);
    return code ? code : meta_text(central, OWNER_NAME, arena, name, error);
}

int central_own(struct central *central, const char *key, const char *name, struct error *error)
{
    const char *rows[][2] = { { OWNER, key }, { OWNER_NAME, name } };
    int code = central_enter(central, error);
    if (code)
        return code;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !code; i++) {
        sqlite3_stmt *statement = statement_of(central, SQL_META_SET);
        central_bind_text(statement, 1, rows[i][0]);
        central_bind_text(statement, 2, rows[i][1]);
        code = central_run(central, statement, error);
    }
    return central_leave(central, code, error);
}

int central_grant_serial(struct central *central, int64_t *serial, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_META);
    central_bind_text(statement, 1, "grant-serial");
    int row = central_step(central, statement, error);
    int64_t now = clock_wall(central->clock), last = 0;
    if (row > 0) {
        last = sqlite3_column_int64(statement, 0);
        sqlite3_reset(statement);
    }
    if (row >= 0)
        *serial = now > last ? now : last + 1;
    return row < 0 ? row : 0;
}

static int grant_it(struct central *central, const struct document_grant *grant, const char *text, struct error *error)
{
    struct known known;
    struct arena arena;
    const char *owner;
    int64_t now = clock_wall(central->clock);
    int code = find(central, grant->centre, &known, error);
    if (code)
        return code;
    arena_init(&arena, central->allocator, 0);
    code = meta_text(central, OWNER, &arena, &owner, error);
    if (!code && owner && strcmp(owner, grant->coordinator) != 0)
        code = error_set(error, ERROR_REFUSED, N_("this database belongs to another coordinator"));
    arena_release(&arena);
    sqlite3_stmt *serial = statement_of(central, SQL_SERIAL_SET);
    if (!code && serial)
        sqlite3_bind_int64(serial, 1, grant->serial);
    if (!code)
        code = central_run(central, serial, error);
    if (code)
        return code;
    if (!known.id)
        return error_set(error, ERROR_NOT_FOUND, N_("no request of the centre %s has come: add it first"), grant->name);
    if (strcmp(known.key, grant->key) != 0)
        return error_set(error, ERROR_REFUSED, N_("this grant is for another key than the one that the centre %s asks with"), grant->name);
    code = own_key(central, grant->key, known.id, error);
    if (code)
        return code;
    /* a key that came without the old one's word ends all that was before it */
    sqlite3_stmt *statement = statement_of(central, SQL_KEY_OWNER);
    central_bind_hex(statement, 1, grant->key);
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    if (row > 0) {
        sqlite3_reset(statement);
    } else {
        statement = statement_of(central, SQL_KEYS_FORGET);
        sqlite3_bind_int64(statement, 1, known.id);
        code = central_run(central, statement, error);
        if (!code)
            code = add_key(central, grant->key, known.id, now, error);
    }
    if (code)
        return code;
    statement = statement_of(central, SQL_GRANT);
    sqlite3_bind_int64(statement, 1, known.id);
    central_bind_text(statement, 2, grant->name);
    central_bind_hex(statement, 3, grant->key);
    sqlite3_bind_int64(statement, 4, now);
    central_bind_text(statement, 5, text);
    return central_run(central, statement, error);
}

int central_enrol(struct central *central, const struct document_grant *grant, const char *text, struct error *error)
{
    int code = central_enter(central, error);
    return code ? code : central_leave(central, grant_it(central, grant, text, error), error);
}

#define AHEAD_ALLOWED ((int64_t)2 * 24 * 3600 * 1000) /* clocks, and what people call today, differ by less */

/* The serial of a request that was made later than it came; 0. */
static int64_t dated_ahead(struct arena *arena, const unsigned char *request, int64_t asked)
{
    struct document document;
    if (!request || document_read(&document, DOCUMENT_REQUEST, (const char *)request, strlen((const char *)request), "", arena, NULL) != 0)
        return 0;
    return document.request.serial > asked + AHEAD_ALLOWED ? document.request.serial : 0;
}

static int read_centre(sqlite3_stmt *statement, struct arena *arena, struct central_centre *centre, struct error *error)
{
    *centre = (struct central_centre){
        .uuid = central_arena_uuid(arena, statement, 1), .name = central_arena_text(arena, statement, 2), .key = central_arena_hex(arena, statement, 3),
        .asked = sqlite3_column_int64(statement, 5), .enrolled = sqlite3_column_int64(statement, 6), .revoked = sqlite3_column_int64(statement, 7),
        .grant = central_arena_text(arena, statement, 8), .ahead = dated_ahead(arena, sqlite3_column_text(statement, 9), sqlite3_column_int64(statement, 5)),
    };
    return arena_failed(arena) ? error_memory(error) : 0;
}

int central_centre(struct central *central, const char *which, struct arena *arena, struct central_centre *centre, struct error *error)
{
    char digits[UUID_SIZE];
    size_t length = 0;
    for (const char *at = which; *at && length < sizeof digits - 1; at++)
        if (*at != '-')
            digits[length++] = *at;
    digits[length] = 0;
    sqlite3_stmt *statement = statement_of(central, SQL_SEARCH);
    central_bind_uuid(statement, 1, strlen(which) == UUID_SIZE - 1 ? which : NULL);
    central_bind_text(statement, 2, which);
    central_bind_text(statement, 3, digits);
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    if (row == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no centre %s here: give its name, its id, or the beginning of either"), which);
    struct central_centre found;
    int code = read_centre(statement, arena, &found, error);
    int fits = code ? 0 : sqlite3_column_int(statement, SEARCH_FITS);
    row = code ? 0 : central_step(central, statement, error);
    bool several = row > 0 && sqlite3_column_int(statement, SEARCH_FITS) == fits;
    sqlite3_reset(statement);
    if (code || row < 0)
        return code ? code : row;
    if (several)
        return error_set(error, ERROR_INVALID, N_("there are several centres %s: give the whole id"), which);
    *centre = found;
    return 0;
}

int central_centres(struct central *central, struct arena *arena, struct central_centre **rows, size_t *count, struct error *error)
{
    struct central_centre *all = NULL;
    size_t n = 0, capacity = 0;
    int code = 0, row = 0;
    sqlite3_stmt *statement = statement_of(central, SQL_ALL);
    while (!code && (row = central_step(central, statement, error)) > 0) {
        all = arena_grow(arena, all, n, &capacity, sizeof *all);
        code = all ? read_centre(statement, arena, &all[n++], error) : error_memory(error);
    }
    if (statement)
        sqlite3_reset(statement);
    if (code || row < 0)
        return code ? code : row;
    *rows = all;
    *count = n;
    return 0;
}

static int revoke(struct central *central, const char *uuid, const char *reason, struct error *error)
{
    for (int index = SQL_REVOKE; index <= SQL_REVOKE_ORIGIN; index++) {
        sqlite3_stmt *statement = statement_of(central, index);
        central_bind_uuid(statement, 1, uuid);
        sqlite3_bind_int64(statement, 2, clock_wall(central->clock));
        central_bind_text(statement, 3, reason);
        int code = central_run(central, statement, error);
        if (code || sqlite3_changes(central->db))
            return code;
    }
    return error_set(error, ERROR_NOT_FOUND, N_("there is no centre and no terminal %s here"), uuid);
}

int central_revoke(struct central *central, const char *uuid, const char *reason, struct error *error)
{
    int code = central_enter(central, error);
    return code ? code : central_leave(central, revoke(central, uuid, reason, error), error);
}
