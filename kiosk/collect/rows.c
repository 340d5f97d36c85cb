#include "collect/rows.h"

enum { SQL_EVENT, SQL_BOOT, SQL_BOOT_ADD, SQL_KIND, SQL_KIND_ADD, SQL_SOURCE, SQL_SOURCE_ADD, SQL_ITEM, SQL_ITEM_ADD, SQL_SOUND, SQL_OFFSET, SQL_ALIAS,
       SQL_ERASED, SQL_ELSEWHERE, SQL_FOLLOWS, SQL_PAYLOAD, SQL_PROFILE, SQL_GONE, SQL_SWEEP_PAYLOADS, SQL_SWEEP_PROFILES, SQL_COUNT };
/* A centre speaks of what came in its own origins, and of nothing else. ?9 is an origin of it. */
#define CENTRE "(SELECT centre FROM origin WHERE id = ?9)"
#define OWN " AND origin IN (SELECT id FROM origin WHERE centre = " CENTRE ")"
/* Everybody who was erased there, and who became one of them. */
#define GONE "WITH RECURSIVE gone(p) AS (SELECT person FROM erased WHERE centre = " CENTRE                                                 \
             " UNION SELECT a.person FROM gone CROSS JOIN alias a ON a.centre = " CENTRE " AND a.became = gone.p) "
/* What a boot says of its clock: of one origin the later number holds; of two (a terminal that took a new origin), the later time. */
#define LATER(of, value)                                                                                                        \
    " WHERE id = ?1 AND (" of "_seq IS NULL OR (" of "_origin = ?3 AND ?4 > " of "_seq)"                                         \
    " OR (" of "_origin = ?3 AND ?4 = " of "_seq AND (?5, ?2) > (" of "_at, " value "))"                                           \
    " OR (" of "_origin <> ?3 AND (?5, ?4, ?2) > (" of "_at, " of "_seq, " value ")))"
#define NAMES(NAME, name, codes) ", " #name
#define PLACES(NAME, name, codes) ", ?"
#define TAKEN(NAME, name, codes) ", " #name " = excluded." #name
#define NEW_CODES(NAME, name, codes) ", coalesce(excluded." #name ", '')"
#define OLD_CODES(NAME, name, codes) ", coalesce(profile." #name ", '')"
static const char *const sql[] = {
    [SQL_EVENT] = "INSERT INTO event VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)", /* in the order of schema.c */
    [SQL_BOOT] = "SELECT id FROM boot WHERE uuid = ?1",
    [SQL_BOOT_ADD] = "INSERT INTO boot(uuid) VALUES(?1)",
    [SQL_KIND] = "SELECT id FROM kind WHERE name = ?1",
    [SQL_KIND_ADD] = "INSERT INTO kind(name) VALUES(?1)",
    [SQL_SOURCE] = "SELECT id FROM source WHERE pack = ?1 AND version = ?2 AND unit = ?3 AND digest = ?4 AND language = ?5",
    [SQL_SOURCE_ADD] = "INSERT INTO source(pack, version, unit, digest, language) VALUES(?1, ?2, ?3, ?4, ?5)",
    [SQL_ITEM] = "SELECT id FROM item WHERE name = ?1",
    [SQL_ITEM_ADD] = "INSERT INTO item(name) VALUES(?1)",
    [SQL_SOUND] = "UPDATE boot SET sound = ?2, sound_origin = ?3, sound_seq = ?4, sound_at = ?5" LATER("sound", "sound"),
    [SQL_OFFSET] = "UPDATE boot SET offset = ?2, offset_origin = ?3, offset_seq = ?4, offset_at = ?5" LATER("offset", "offset"),
    [SQL_ALIAS] = "INSERT INTO alias VALUES(" CENTRE ", ?1, ?2) ON CONFLICT DO NOTHING",
    [SQL_ERASED] = "INSERT INTO erased VALUES(" CENTRE ", ?1) ON CONFLICT DO NOTHING",
    [SQL_ELSEWHERE] = "SELECT EXISTS(SELECT 1 FROM profile p JOIN origin o ON o.id = p.origin WHERE p.person = ?1 AND o.centre <> " CENTRE ")"
                      " OR EXISTS(SELECT 1 FROM payload p JOIN origin o ON o.id = p.origin WHERE p.person = ?1 AND o.centre <> " CENTRE ")",
    /* of an origin that forked at its first event, the smaller: some order has to be there */
    [SQL_FOLLOWS] = "UPDATE origin SET follows = ?2, follows_seq = ?3 WHERE id = ?1 AND (follows IS NULL OR (follows, follows_seq) > (?2, ?3))",
    [SQL_PAYLOAD] = "INSERT INTO payload VALUES(?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    [SQL_PROFILE] = "INSERT INTO profile(person, origin, version, changed, role, follow_up, surveys, government, provisional" PROFILE_FIELDS(NAMES)
                    ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?" PROFILE_FIELDS(PLACES) ") ON CONFLICT DO UPDATE SET version = excluded.version,"
                    " changed = excluded.changed, role = excluded.role, follow_up = excluded.follow_up, surveys = excluded.surveys,"
                    " government = excluded.government, provisional = excluded.provisional" PROFILE_FIELDS(TAKEN)
                    /* of one version and time, the greater by its codes: some order has to be there */
                    " WHERE (excluded.version, excluded.changed, excluded.role, excluded.follow_up, excluded.surveys, excluded.government,"
                    " excluded.provisional" PROFILE_FIELDS(NEW_CODES) ") > (profile.version, profile.changed, profile.role, profile.follow_up,"
                    " profile.surveys, profile.government, profile.provisional" PROFILE_FIELDS(OLD_CODES) ")",
    [SQL_GONE] = "WITH RECURSIVE up(p) AS (VALUES(?1) UNION SELECT a.became FROM up CROSS JOIN alias a ON a.centre = " CENTRE " AND a.person = up.p)"
                 " SELECT 1 FROM up CROSS JOIN erased ON erased.centre = " CENTRE " AND erased.person = up.p LIMIT 1",
    [SQL_SWEEP_PAYLOADS] = GONE "DELETE FROM payload WHERE person IN (SELECT p FROM gone)" OWN,
    [SQL_SWEEP_PROFILES] = GONE "DELETE FROM profile WHERE person IN (SELECT p FROM gone)" OWN,
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

#define OWN_ORIGIN 9                             /* the parameter of CENTRE */
#define IDS_SLOTS 16384                          /* a power of two */
#define IDS_BYTES (1 << 20)

struct rows_id {
    int64_t id;                                  /* 0: free */
    uint32_t at, length, hash;
};

static sqlite3_stmt *statement_of(struct rows *rows, int index)
{
    return central_statement(rows->central, CENTRAL_EVENTS, index, sql[index]);
}

void rows_init(struct rows *rows, struct central *central, int64_t origin, const char *terminal)
{
    memset(rows, 0, sizeof *rows);
    rows->central = central;
    rows->origin = origin;
    rows->terminal = terminal;
    struct rows_ids *all[] = { &rows->boots, &rows->kinds, &rows->sources, &rows->items };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_init(&all[i]->keys, central->allocator);
}

void rows_release(struct rows *rows)
{
    struct rows_ids *all[] = { &rows->boots, &rows->kinds, &rows->sources, &rows->items };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        buf_release(&all[i]->keys);
        memory_resize(rows->central->allocator, all[i]->slots, 0);
        all[i]->slots = NULL;
    }
}

/* FNV-1a, eight bytes at a time: keys are short, and nobody gains by collisions in a table that is emptied when it is full. */
static uint32_t hash_of(const char *key, size_t length)
{
    uint64_t hash = 14695981039346656037u;
    for (; length >= 8; key += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, key, 8);
        hash = (hash ^ word) * 1099511628211u;
        hash ^= hash >> 29;
    }
    for (; length > 0; key++, length--)
        hash = (hash ^ (unsigned char)*key) * 1099511628211u;
    return (uint32_t)(hash ^ hash >> 32);
}

/* The id of a key, 0 where it is not known; slot: where it belongs. */
static int64_t ids_find(struct rows_ids *ids, const char *key, size_t length, struct rows_id **slot, uint32_t *hash)
{
    *slot = NULL;
    if (ids->last && ids->last_length == length && memcmp(ids->keys.data + ids->last_at, key, length) == 0)
        return ids->last;
    *hash = hash_of(key, length);
    if (!ids->slots)
        return 0;
    for (uint32_t i = *hash;; i++) {
        struct rows_id *at = &ids->slots[i & (IDS_SLOTS - 1)];
        if (!at->id) {
            *slot = at;
            return 0;
        }
        if (at->hash == *hash && at->length == length && memcmp(ids->keys.data + at->at, key, length) == 0) {
            ids->last = at->id;
            ids->last_at = at->at;
            ids->last_length = length;
            return at->id;
        }
    }
}

static int ids_keep(struct rows *rows, struct rows_ids *ids, const char *key, size_t length, struct rows_id *slot, uint32_t hash, int64_t id,
                    struct error *error)
{
    if (ids->count >= IDS_SLOTS / 2 || ids->keys.length + length > IDS_BYTES) {
        memset(ids->slots, 0, IDS_SLOTS * sizeof *ids->slots);
        ids->count = 0;
        buf_clear(&ids->keys);
        slot = NULL;
    }
    if (!ids->slots) {
        ids->slots = memory_resize(rows->central->allocator, NULL, IDS_SLOTS * sizeof *ids->slots);
        if (!ids->slots)
            return error_memory(error);
        memset(ids->slots, 0, IDS_SLOTS * sizeof *ids->slots);
    }
    if (!slot)
        slot = &ids->slots[hash & (IDS_SLOTS - 1)];   /* the table is empty */
    *slot = (struct rows_id){ id, (uint32_t)ids->keys.length, (uint32_t)length, hash };
    buf_add(&ids->keys, key, length);
    ids->count++;
    ids->last = id;
    ids->last_at = slot->at;
    ids->last_length = length;
    return buf_failed(&ids->keys) ? error_memory(error) : 0;
}

/* Binds what a key is made of. */
typedef void bind_key(sqlite3_stmt *statement, const char *key, const struct event *event);

static void bind_uuid(sqlite3_stmt *statement, const char *key, const struct event *event)
{
    (void)event;
    central_bind_uuid(statement, 1, key);
}

static void bind_name(sqlite3_stmt *statement, const char *key, const struct event *event)
{
    (void)event;
    central_bind_text(statement, 1, key);
}

static void bind_source(sqlite3_stmt *statement, const char *key, const struct event *event)
{
    (void)key;
    const char *columns[] = { event->pack, event->version, event->unit, event->digest, event->language };
    for (int i = 0; i < 5; i++)
        central_bind_text(statement, i + 1, columns[i] ? columns[i] : "");
}

/* The row id of what is named by key; made where it is missing. */
static int id_of(struct rows *rows, struct rows_ids *ids, const char *key, size_t length, int find, bind_key *bind, const struct event *event,
                 int64_t *id, struct error *error)
{
    struct rows_id *slot;
    uint32_t hash = 0;
    *id = ids_find(ids, key, length, &slot, &hash);
    if (*id)
        return 0;
    sqlite3_stmt *statement = statement_of(rows, find);
    if (statement)
        bind(statement, key, event);
    int row = central_step(rows->central, statement, error);
    if (row < 0)
        return row;
    if (row > 0) {
        *id = sqlite3_column_int64(statement, 0);
        sqlite3_reset(statement);
    } else {
        statement = statement_of(rows, find + 1); /* its _ADD */
        if (statement)
            bind(statement, key, event);
        int code = central_run(rows->central, statement, error);
        if (code)
            return code;
        *id = sqlite3_last_insert_rowid(rows->central->db);
    }
    return ids_keep(rows, ids, key, length, slot, hash, *id, error);
}

/* 0 where none of its columns is set. */
static int source_of(struct rows *rows, const struct event *event, int64_t *id, struct error *error)
{
    const char *columns[] = { event->pack, event->version, event->unit, event->digest, event->language };
    char key[5 * (EVENT_TEXT_LIMIT + 1)];
    size_t length = 0;
    bool any = false;
    for (int i = 0; i < 5; i++) {
        size_t bytes = columns[i] ? strlen(columns[i]) : 0;
        if (length + bytes + 1 > sizeof key)
            return error_set(error, ERROR_LIMIT, N_("the columns of what was shown are too long"));
        if (bytes)
            memcpy(key + length, columns[i], bytes);
        key[length + bytes] = '\t';              /* none of them holds one */
        length += bytes + 1;
        any = any || columns[i];
    }
    *id = 0;
    return any ? id_of(rows, &rows->sources, key, length, SQL_SOURCE, bind_source, event, id, error) : 0;
}

static int store(struct rows *rows, int branch, const struct event *event, int64_t boot, struct error *error)
{
    int64_t kind, source, item = 0;
    unsigned char actor[16], attempt[16], payload[DIGEST_BYTES];
    int code = id_of(rows, &rows->kinds, event->kind_name, strlen(event->kind_name), SQL_KIND, bind_name, event, &kind, error);
    if (!code)
        code = source_of(rows, event, &source, error);
    if (!code && event->item)
        code = id_of(rows, &rows->items, event->item, strlen(event->item), SQL_ITEM, bind_name, event, &item, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(rows, SQL_EVENT);
    if (!statement)
        return central_error(rows->central, error);
    sqlite3_bind_int64(statement, 1, rows->origin);
    sqlite3_bind_int(statement, 2, branch);
    sqlite3_bind_int64(statement, 3, event->seq);
    sqlite3_bind_int64(statement, 4, event->at);
    sqlite3_bind_int64(statement, 5, boot);
    if (event->actor && central_uuid_pack(actor, event->actor))
        sqlite3_bind_blob(statement, 6, actor, sizeof actor, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 7, kind);
    if (event->attempt && central_uuid_pack(attempt, event->attempt))
        sqlite3_bind_blob(statement, 8, attempt, sizeof attempt, SQLITE_STATIC);
    if (source)
        sqlite3_bind_int64(statement, 9, source);
    if (item)
        sqlite3_bind_int64(statement, 10, item);
    central_bind_text(statement, 11, event->data);
    if (event->payload && hex_to(payload, sizeof payload, event->payload) == 0)
        sqlite3_bind_blob(statement, 12, payload, sizeof payload, SQLITE_STATIC);
    return central_run(rows->central, statement, error);
}

static bool is_uuid(const char *text)
{
    unsigned char bytes[16];
    return text && strlen(text) == UUID_SIZE - 1 && central_uuid_pack(bytes, text);
}

static int boot_says(struct rows *rows, int index, int64_t boot, int64_t value, const struct event *event, struct error *error)
{
    sqlite3_stmt *statement = statement_of(rows, index);
    sqlite3_bind_int64(statement, 1, boot);
    sqlite3_bind_int64(statement, 2, value);
    sqlite3_bind_int64(statement, 3, rows->origin);
    sqlite3_bind_int64(statement, 4, event->seq);
    sqlite3_bind_int64(statement, 5, event->at);
    return central_run(rows->central, statement, error);
}

/* Whether another centre sent something of this person, of which this one's word does not hold. */
static int count_elsewhere(struct rows *rows, const char *person, struct error *error)
{
    sqlite3_stmt *statement = statement_of(rows, SQL_ELSEWHERE);
    central_bind_uuid(statement, 1, person);
    if (statement)
        sqlite3_bind_int64(statement, OWN_ORIGIN, rows->origin);
    int row = central_step(rows->central, statement, error);
    if (row < 0)
        return row;
    rows->elsewhere += sqlite3_column_int(statement, 0);
    sqlite3_reset(statement);
    return 0;
}

static int people_say(struct rows *rows, int index, const char *person, const char *became, struct error *error)
{
    if (!is_uuid(person) || (index == SQL_ALIAS && (!is_uuid(became) || strcmp(person, became) == 0)))
        return 0;                                /* names nobody */
    sqlite3_stmt *statement = statement_of(rows, index);
    central_bind_uuid(statement, 1, person);
    if (index == SQL_ALIAS)
        central_bind_uuid(statement, 2, became);
    if (statement)
        sqlite3_bind_int64(statement, OWN_ORIGIN, rows->origin);
    rows->sweep = true;
    rows->gone_person[0] = 0;
    int code = central_run(rows->central, statement, error);
    return code || !sqlite3_changes(rows->central->db) ? code : count_elsewhere(rows, person, error);
}

static int origin_says(struct rows *rows, const struct event *event, struct error *error)
{
    if (!event->origin_made.key || strcmp(event->origin_made.key, rows->terminal) != 0)
        return error_set(error, ERROR_DAMAGED, N_("event %lld says that this terminal has another key than its certificate: ask the centre to export again"),
                         (long long)event->seq);
    if (event->seq != 1 || !is_uuid(event->origin_made.previous))
        return 0;
    sqlite3_stmt *statement = statement_of(rows, SQL_FOLLOWS);
    sqlite3_bind_int64(statement, 1, rows->origin);
    central_bind_uuid(statement, 2, event->origin_made.previous);
    sqlite3_bind_int64(statement, 3, event->origin_made.previous_seq);
    return central_run(rows->central, statement, error);
}

/* What is obeyed. It comes out the same in whatever order the events came. */
static int obey(struct rows *rows, const struct event *event, int64_t boot, struct error *error)
{
    switch (event->kind) {
    case EVENT_ORIGIN_MADE:
        return origin_says(rows, event, error);
    case EVENT_BOOT:
        return boot_says(rows, SQL_SOUND, boot, event->booted.sound != 0, event, error);
    case EVENT_DATE_CONFIRMED: {
        const char *of = event->date_confirmed.boot;
        int code = is_uuid(of) ? id_of(rows, &rows->boots, of, strlen(of), SQL_BOOT, bind_uuid, event, &boot, error) : 0;
        return code || !is_uuid(of) ? code : boot_says(rows, SQL_OFFSET, boot, event->date_confirmed.offset, event, error);
    }
    case EVENT_LEARNER_MERGED:
        return people_say(rows, SQL_ALIAS, event->learner_merged.person, event->learner_merged.into, error);
    case EVENT_ATTEMPT_CLAIMED:
        return people_say(rows, SQL_ALIAS, event->attempt_claimed.guest, event->actor, error);
    case EVENT_ERASED:
        return people_say(rows, SQL_ERASED, event->erased.person, NULL, error);
    default:
        return 0;
    }
}

int rows_event(struct rows *rows, int branch, const struct event *event, struct error *error)
{
    int64_t boot;
    int code = id_of(rows, &rows->boots, event->boot, strlen(event->boot), SQL_BOOT, bind_uuid, event, &boot, error);
    if (!code)
        code = store(rows, branch, event, boot, error);
    return code ? code : obey(rows, event, boot, error);
}

static int is_gone(struct rows *rows, const char *person, bool *gone, struct error *error)
{
    if (!person) {
        *gone = false;
        return 0;
    }
    if (strcmp(person, rows->gone_person) != 0) {
        sqlite3_stmt *statement = statement_of(rows, SQL_GONE);
        central_bind_uuid(statement, 1, person);
        if (statement)
            sqlite3_bind_int64(statement, OWN_ORIGIN, rows->origin);
        int row = central_step(rows->central, statement, error);
        if (row < 0)
            return row;
        if (row > 0)
            sqlite3_reset(statement);
        rows->gone = row > 0;
        snprintf(rows->gone_person, sizeof rows->gone_person, "%s", person);
    }
    *gone = rows->gone;
    return 0;
}

int rows_payload(struct rows *rows, int branch, const struct event *event, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length,
                 struct error *error)
{
    struct digest digest, said;
    bool gone;
    payload_digest(&digest, salt, body, length);
    if (!event->payload || hex_to(said.bytes, sizeof said.bytes, event->payload) || memcmp(&said, &digest, sizeof said) != 0)
        return error_set(error, ERROR_DAMAGED, N_("the text of event %lld is not the one that was written down: ask the centre to export again"),
                         (long long)event->seq);
    int code = is_gone(rows, event->actor, &gone, error);
    if (code || gone)
        return code;
    sqlite3_stmt *statement = statement_of(rows, SQL_PAYLOAD);
    if (!statement)
        return central_error(rows->central, error);
    sqlite3_bind_int64(statement, 1, rows->origin);
    sqlite3_bind_int(statement, 2, branch);
    sqlite3_bind_int64(statement, 3, event->seq);
    sqlite3_bind_blob(statement, 4, salt, PAYLOAD_SALT, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 5, length ? body : "", (int)length, SQLITE_STATIC);
    central_bind_uuid(statement, 6, event->actor);
    return central_run(rows->central, statement, error);
}

int rows_profile(struct rows *rows, const struct bundle_profile *profile, struct error *error)
{
    bool gone;
    int code = is_gone(rows, profile->person, &gone, error);
    if (code || gone)
        return code;
    sqlite3_stmt *statement = statement_of(rows, SQL_PROFILE);
    if (!statement)
        return central_error(rows->central, error);
    central_bind_uuid(statement, 1, profile->person);
    const int64_t numbers[] = { rows->origin, profile->version, profile->changed, profile->role, profile->follow_up, profile->surveys,
                                profile->government, profile->provisional };
    for (int i = 0; i < 8; i++)
        sqlite3_bind_int64(statement, i + 2, numbers[i]);
    for (int i = 0; i < PROFILE_COUNT; i++)
        central_bind_text(statement, i + 10, profile->values[i]);
    return central_run(rows->central, statement, error);
}

int rows_sweep(struct rows *rows, struct error *error)
{
    for (int index = SQL_SWEEP_PAYLOADS; rows->sweep && index <= SQL_SWEEP_PROFILES; index++) {
        sqlite3_stmt *statement = statement_of(rows, index);
        if (statement)
            sqlite3_bind_int64(statement, OWN_ORIGIN, rows->origin);
        int code = central_run(rows->central, statement, error);
        if (code)
            return code;
        rows->erased = rows->erased || sqlite3_changes(rows->central->db) > 0;
    }
    return 0;
}
