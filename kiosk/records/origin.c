#include "records/origin.h"

#include <sodium.h>

#include "base/file.h"
#include "records/log.h"
#include "records/store.h"

enum { SQL_HARDWARE, SQL_SET, SQL_META, SQL_RENEW, SQL_RENEWED, SQL_SET_HARDWARE, SQL_ALL, SQL_COUNT };
static const char *const sql[] = {
    [SQL_HARDWARE] = "SELECT hardware FROM origin WHERE id = ?1",
    [SQL_SET] = "UPDATE origin SET hardware = ?2, key = ?3 WHERE id = ?1",
    [SQL_META] = "INSERT INTO meta VALUES('origin', ?1) ON CONFLICT DO UPDATE SET value = excluded.value",
    [SQL_RENEW] = "SELECT value FROM meta WHERE name = 'renew'",
    [SQL_RENEWED] = "DELETE FROM meta WHERE name = 'renew'",
    [SQL_SET_HARDWARE] = "UPDATE origin SET hardware = ?2 WHERE id = ?1",
    [SQL_ALL] = "SELECT uuid, seq, head FROM origin ORDER BY id",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static const char key_head[] = "empretec-kiosk terminal key 1";
_Static_assert(ORIGIN_PUBLIC == crypto_sign_PUBLICKEYBYTES && ORIGIN_SECRET == crypto_sign_SECRETKEYBYTES && ORIGIN_SIGNATURE == crypto_sign_BYTES,
               "sizes of Ed25519");

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_ORIGIN, index, sql[index], error);
}

void origin_key_make(struct origin_key *key, const struct random_source *random)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    random->bytes(random->context, seed, sizeof seed);
    crypto_sign_seed_keypair(key->public, key->secret, seed);
    sodium_memzero(seed, sizeof seed);
}

void origin_key_forget(struct origin_key *key)
{
    sodium_memzero(key, sizeof *key);
}

static int key_path(char path[STORE_PATH], const char *folder, const char *origin, struct error *error)
{
    if (snprintf(path, STORE_PATH, "%s/keys/%s.key", folder, origin) < STORE_PATH)
        return 0;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_LIMIT, N_("the name of this folder is too long"));
}

int origin_key_load(struct origin_key *key, const char *folder, const char *origin, struct error *error)
{
    char path[STORE_PATH], want[120];
    unsigned char seed[crypto_sign_SEEDBYTES];
    struct buf text = BUF_INIT;
    int code = key_path(path, folder, origin, error);
    if (!code)
        code = file_read(path, 1024, &text, error);
    if (code)
        goto cleanup;
    int head = snprintf(want, sizeof want, "%s\n%s\n", key_head, origin);
    bool good = text.length == (size_t)head + 2 * sizeof seed + 1 && memcmp(text.data, want, (size_t)head) == 0 && text.data[text.length - 1] == '\n';
    if (good) {
        text.data[text.length - 1] = 0;
        good = hex_to(seed, sizeof seed, text.data + head) == 0;
    }
    if (good) {
        crypto_sign_seed_keypair(key->public, key->secret, seed);
    } else {
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_DAMAGED, N_("this is not the key of a terminal"));
    }
cleanup:
    sodium_memzero(seed, sizeof seed);
    if (text.capacity)
        sodium_memzero(text.data, text.capacity);
    buf_release(&text);
    return code;
}

int origin_key_save(const struct origin_key *key, const char *folder, const char *origin, struct error *error)
{
    char path[STORE_PATH], keys[STORE_PATH], text[200], hex[2 * crypto_sign_SEEDBYTES + 1];
    unsigned char seed[crypto_sign_SEEDBYTES];
    int code = key_path(path, folder, origin, error);
    if (code)
        return code;
    path_join(keys, sizeof keys, folder, "keys");
    crypto_sign_ed25519_sk_to_seed(seed, key->secret);
    int length = snprintf(text, sizeof text, "%s\n%s\n%s\n", key_head, origin, hex_from(hex, seed, sizeof seed));
    code = folder_make(keys, 0700, error);
    if (!code)
        code = file_write(path, text, (size_t)length, 0600, error);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text, sizeof text);
    return code;
}

static size_t succession_text(char *text, size_t size, const struct origin_succession *s)
{
    int length = snprintf(text, size, "empretec-kiosk origin 1\n%s\n%s\n%s\n%lld\n%s\n", s->origin, s->key, s->previous, (long long)s->previous_seq,
                          s->previous_head);
    return length > 0 && (size_t)length < size ? (size_t)length : 0;
}

void origin_sign(char signature[2 * ORIGIN_SIGNATURE + 1], const struct origin_succession *succession, const struct origin_key *previous)
{
    char text[512];
    unsigned char bytes[ORIGIN_SIGNATURE];
    size_t length = succession_text(text, sizeof text, succession);
    crypto_sign_detached(bytes, NULL, (const unsigned char *)text, length, previous->secret);
    hex_from(signature, bytes, sizeof bytes);
}

bool origin_verify(const char *signature, const struct origin_succession *succession, const unsigned char previous_public[ORIGIN_PUBLIC])
{
    char text[512];
    unsigned char bytes[ORIGIN_SIGNATURE];
    size_t length = succession_text(text, sizeof text, succession);
    return length && hex_to(bytes, sizeof bytes, signature) == 0 &&
           crypto_sign_verify_detached(bytes, (const unsigned char *)text, length, previous_public) == 0;
}

void origin_hardware(struct digest *digest, const char *origin, const char *hardware)
{
    digest_of_two(digest, origin, strlen(origin), hardware, strlen(hardware));
}

static int write_rows(struct records *records, const struct origin_key *key, struct error *error)
{
    struct digest digest;
    sqlite3_stmt *statement = statement_of(records, SQL_SET, error);
    sqlite3_bind_int64(statement, 1, records->origin_id);
    if (records->hardware) {
        origin_hardware(&digest, records->origin, records->hardware);
        sqlite3_bind_blob(statement, 2, digest.bytes, DIGEST_BYTES, SQLITE_STATIC);
    }
    sqlite3_bind_blob(statement, 3, key->public, ORIGIN_PUBLIC, SQLITE_STATIC);
    int code = store_run(records, statement, error);
    if (code)
        return code;
    statement = statement_of(records, SQL_META, error);
    sqlite3_bind_int64(statement, 1, records->origin_id);
    code = store_run(records, statement, error);
    return code ? code : store_run(records, statement_of(records, SQL_RENEWED, error), error);
}

int origin_renew(struct records *records, const char *reason, struct error *error)
{
    struct origin_key key, old_key;
    struct error no_key = { 0 };
    char previous[UUID_SIZE], head[DIGEST_HEX], public[2 * ORIGIN_PUBLIC + 1], signature[2 * ORIGIN_SIGNATURE + 1] = "";
    int64_t old_id = records->origin_id, old_seq = records->seq;
    struct digest old_head = records->head;
    bool follows = records->origin[0];

    journal_close(records);
    snprintf(previous, sizeof previous, "%s", records->origin);
    origin_key_make(&key, records->random);
    uuid_make(records->origin, records->clock, records->random);
    hex_from(public, key.public, sizeof key.public);
    hex_from(head, old_head.bytes, DIGEST_BYTES);
    if (follows && origin_key_load(&old_key, records->folder, previous, &no_key) == 0) {
        const struct origin_succession succession = { records->origin, public, previous, head, old_seq };
        origin_sign(signature, &succession, &old_key);
        origin_key_forget(&old_key);
    }
    struct event event = {
        .kind = EVENT_ORIGIN_MADE,
        .origin_made = { .key = public, .reason = reason, .previous = follows ? previous : NULL, .previous_seq = old_seq,
                         .previous_head = follows ? head : NULL, .signature = signature[0] ? signature : NULL },
    };
    /* The key first: an origin without a key is worse than a key without an origin. */
    int code = origin_key_save(&key, records->folder, records->origin, error);
    if (!code)
        code = store_enter(records, error);
    if (!code) {
        records->seq = 0;
        memset(&records->head, 0, sizeof records->head);
        code = log_origin_row(records, records->origin, &records->origin_id, error);
        if (!code)
            code = write_rows(records, &key, error);
        if (!code)
            code = records_append(records, &event, 1, error);
        code = store_leave(records, code, error);
    }
    origin_key_forget(&key);
    if (code) {
        snprintf(records->origin, sizeof records->origin, "%s", previous);
        records->origin_id = old_id;
        records->seq = old_seq;
        records->head = old_head;
        return code;
    }
    bool ahead = false;
    return journal_open(records, &ahead, error);
}

/* The events of an origin whose key is gone cannot leave, so that none must come to them any more. A key that cannot be read at present may come back. */
static bool lost_key(const struct records *records)
{
    struct origin_key key;
    struct error wrong = { 0 };
    int code = origin_key_load(&key, records->folder, records->origin, &wrong);
    origin_key_forget(&key);
    return code == ERROR_NOT_FOUND || code == ERROR_DAMAGED;
}

int origin_start(struct records *records, struct error *error)
{
    if (!records->origin[0])
        return origin_renew(records, "new", error);
    sqlite3_stmt *statement = statement_of(records, SQL_RENEW, error);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row > 0) {
        char reason[32];
        snprintf(reason, sizeof reason, "%s", (const char *)sqlite3_column_text(statement, 0));
        sqlite3_reset(statement);
        return origin_renew(records, reason, error);
    }
    if (lost_key(records))
        return origin_renew(records, "key", error);
    if (!records->hardware)
        return 0;
    struct digest digest;
    origin_hardware(&digest, records->origin, records->hardware);
    statement = statement_of(records, SQL_HARDWARE, error);
    sqlite3_bind_int64(statement, 1, records->origin_id);
    row = store_step(records, statement, error);
    if (row < 0)
        return row;
    const void *stored = row ? sqlite3_column_blob(statement, 0) : NULL;
    bool known = stored && sqlite3_column_bytes(statement, 0) == DIGEST_BYTES;
    bool same = known && memcmp(stored, digest.bytes, DIGEST_BYTES) == 0;
    sqlite3_reset(statement);
    if (known)
        return same ? 0 : origin_renew(records, "hardware", error);
    statement = statement_of(records, SQL_SET_HARDWARE, error);
    sqlite3_bind_int64(statement, 1, records->origin_id);
    sqlite3_bind_blob(statement, 2, digest.bytes, DIGEST_BYTES, SQLITE_STATIC);
    return store_run(records, statement, error);
}

int records_renew_origin(struct records *records, const char *reason, struct error *error)
{
    if (records->depth > 0)
        return error_set(error, ERROR_INVALID, N_("a new origin cannot be made within a group of changes"));
    if (records->read_only)
        return error_set(error, ERROR_REFUSED, N_("these records were opened for reading only"));
    return origin_renew(records, reason, error);
}

int records_origins(struct records *records, struct arena *arena, struct origin_row **rows, size_t *count, struct error *error)
{
    struct origin_row *found = NULL;
    size_t number = 0, capacity = 0;
    sqlite3_stmt *statement = statement_of(records, SQL_ALL, error);
    int row;
    while ((row = store_step(records, statement, error)) > 0) {
        struct origin_row *grown = arena_grow(arena, found, number, &capacity, sizeof *grown);
        const char *id = store_arena_uuid(arena, statement, 0);
        bool whole = id && sqlite3_column_bytes(statement, 2) == DIGEST_BYTES;
        if (!grown || !whole) {
            sqlite3_reset(statement);
            return arena_failed(arena) ? error_memory(error) : error_set(error, ERROR_DAMAGED, N_("the records are damaged: the log's head is missing"));
        }
        found = grown;
        found[number] = (struct origin_row){ .id = id, .seq = sqlite3_column_int64(statement, 1) };
        memcpy(found[number++].head.bytes, sqlite3_column_blob(statement, 2), DIGEST_BYTES);
    }
    if (row < 0)
        return row;
    *rows = found;
    *count = number;
    return 0;
}
