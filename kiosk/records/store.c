#include "records/store.h"

#include <errno.h>

int store_error_of(sqlite3 *db, int result, const char *path, struct error *error)
{
    int system = db ? sqlite3_system_errno(db) : 0;
    error_at(error, path, 0, 0);
    switch (result & 0xff) {
    case SQLITE_NOMEM:
        return error_memory(error);
    case SQLITE_FULL:
        return error_set(error, ERROR_FULL, N_("the disk is full; what was recorded is kept: free some space and go on"));
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error_set(error, ERROR_REFUSED, N_("the records cannot be changed: their file or disk is read-only"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_BUSY, N_("another program is writing to these records; close it and try again"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(error, ERROR_DAMAGED, N_("the records are damaged: restore a backup, or rebuild them from the journal"));
    case SQLITE_CANTOPEN:
        return error_system(error, system ? system : EACCES, N_("the records cannot be opened"));
    case SQLITE_IOERR:
        if (result == SQLITE_IOERR_NOMEM)
            return error_memory(error);
        return error_system(error, system ? system : EIO, N_("the records cannot be read or written"));
    default:
        return error_set(error, ERROR_SYSTEM, N_("the records cannot be used: %s"), db ? sqlite3_errmsg(db) : sqlite3_errstr(result));
    }
}

int store_error(struct records *records, struct error *error)
{
    int result = sqlite3_extended_errcode(records->db), kind = result & 0xff;
    /* A write that was refused is undone, and said. What was read wrong, or may not have reached the disk, is no ground to stand on. */
    if (kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || result == SQLITE_IOERR_FSYNC || result == SQLITE_IOERR_DIR_FSYNC || result == SQLITE_IOERR_READ || result == SQLITE_IOERR_SHORT_READ)
        records->failed = true;
    return store_error_of(records->db, result, records->path, error);
}

int store_exec(struct records *records, const char *sql, struct error *error)
{
    return sqlite3_exec(records->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : store_error(records, error);
}

sqlite3_stmt *store_statement(struct records *records, enum store_module module, int index, const char *sql, struct error *error)
{
    sqlite3_stmt **slot = &records->statements[module][index];
    if (*slot) {
        sqlite3_reset(*slot);
        sqlite3_clear_bindings(*slot);
    } else if (sqlite3_prepare_v3(records->db, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK) {
        store_error(records, error);
        return NULL;
    }
    return *slot;
}

int store_step(struct records *records, sqlite3_stmt *statement, struct error *error)
{
    if (!statement)
        return store_error(records, error);      /* of its preparation */
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        return 1;
    int code = result == SQLITE_DONE ? 0 : store_error(records, error);
    sqlite3_reset(statement);
    return code;
}

int store_rows(struct records *records, sqlite3_stmt *statement, store_read *read, size_t size, struct arena *arena, void **rows, size_t *count, struct error *error)
{
    size_t n = 0, capacity = 0;
    char *list = arena_alloc(arena, size);
    int row;
    while ((row = store_step(records, statement, error)) > 0) {
        char *grown = n == capacity ? arena_grow(arena, list, n, &capacity, size) : list;
        if (!grown)
            break;
        list = grown;
        memset(list + n * size, 0, size);
        read(statement, arena, list + n++ * size);
    }
    if (row > 0)
        sqlite3_reset(statement);
    if (row < 0)
        return row;
    if (arena_failed(arena))
        return error_memory(error);
    *rows = list;
    *count = n;
    return 0;
}

int store_run(struct records *records, sqlite3_stmt *statement, struct error *error)
{
    int code = store_step(records, statement, error);
    if (code > 0) {
        sqlite3_reset(statement);
        code = 0;
    }
    return code;
}

static void mark(struct records *records)
{
    records->marks[records->depth++] = (struct store_mark){ records->seq, records->head, records->lines.length };
}

static void back_to_mark(struct records *records)
{
    const struct store_mark *kept = &records->marks[records->depth];
    records->seq = kept->seq;
    records->head = kept->head;
    buf_cut(&records->lines, kept->lines);
    records->lines.failed = false;
}

static const char savepoint[STORE_DEPTH][24] = { "BEGIN IMMEDIATE", "SAVEPOINT a", "SAVEPOINT b", "SAVEPOINT c" };
static const char release[STORE_DEPTH][24] = { "COMMIT", "RELEASE a", "RELEASE b", "RELEASE c" };
static const char undo[STORE_DEPTH][40] = { "ROLLBACK", "ROLLBACK TO a; RELEASE a", "ROLLBACK TO b; RELEASE b", "ROLLBACK TO c; RELEASE c" };

/* Prepared when the records are opened, since undoing must work where nothing can be allocated any more. */
int store_prepare_undo(struct records *records, struct error *error)
{
    return store_statement(records, STORE_RECORDS, STORE_UNDO, undo[0], error) ? 0 : store_error(records, error);
}

static bool undo_all(struct records *records)
{
    sqlite3_stmt *statement = records->statements[STORE_RECORDS][STORE_UNDO];
    if (sqlite3_get_autocommit(records->db))
        return true;
    sqlite3_step(statement);
    sqlite3_reset(statement);
    return sqlite3_get_autocommit(records->db);
}

int store_enter(struct records *records, struct error *error)
{
    if (records->read_only)
        return error_set(error, ERROR_REFUSED, N_("these records were opened for reading only"));
    if (records->depth == 0 && !undo_all(records))
        return store_error(records, error);
    if (records->depth > 0 && (records->broken || sqlite3_get_autocommit(records->db))) {
        records->broken = true;
        return error_set(error, ERROR_CANCELLED, N_("this group of changes was undone, since one of them failed; try them again"));
    }
    if (records->depth >= STORE_DEPTH)
        return error_set(error, ERROR_INVALID, N_("transactions lie in each other too deeply"));
    int code = store_exec(records, savepoint[records->depth], error);
    if (code)
        return code;
    mark(records);
    return 0;
}

int store_leave(struct records *records, int code, struct error *error)
{
    int depth = --records->depth;
    if (!code && records->lines.failed)
        code = error_memory(error);
    if (!code)
        code = store_exec(records, release[depth], error);
    if (code) {
        back_to_mark(records);
        /* A full disk may have made SQLite undo everything; then there is nothing to go back to. */
        if (depth == 0)
            undo_all(records);
        else if (sqlite3_get_autocommit(records->db) || sqlite3_exec(records->db, undo[depth], NULL, NULL, NULL) != SQLITE_OK)
            records->broken = true;
        return code;
    }
    if (depth == 0) {
        journal_append(records);
        rows_commit(records);
        records->rows.due = records->rows.due || records->erased; /* the older rows and snapshots must forget too */
        /* What is erased still stands in the WAL. A reader that holds it back is no failure: the next checkpoint will do. */
        if (records->erased)
            sqlite3_wal_checkpoint_v2(records->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        records->erased = false;
    }
    return 0;
}

static int hex_digit(char c)
{
    static const signed char digits[256] = {     /* the digit's value and one more */
        ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
        ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    };
    return digits[(unsigned char)c] - 1;
}

static bool uuid_pack(unsigned char out[16], const char *text)
{
    size_t n = 0;
    for (int i = 0; i < 36; i += 2) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-')
                return false;
            i++;
        }
        int high = hex_digit(text[i]), low = high < 0 ? -1 : hex_digit(text[i + 1]);
        if (low < 0)
            return false;
        out[n++] = (unsigned char)(high << 4 | low);
    }
    return text[36] == 0;
}

bool store_uuid_valid(const char *text)
{
    unsigned char bytes[16];
    return uuid_pack(bytes, text);
}

void store_bind_uuid(sqlite3_stmt *statement, int index, const char *text)
{
    unsigned char bytes[16];
    if (text && uuid_pack(bytes, text))
        sqlite3_bind_blob(statement, index, bytes, sizeof bytes, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, index);
}

void store_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

bool store_column_uuid(sqlite3_stmt *statement, int column, char text[UUID_SIZE])
{
    const unsigned char *bytes = sqlite3_column_blob(statement, column);
    text[0] = 0;
    if (!bytes || sqlite3_column_bytes(statement, column) != 16)
        return false;
    char hex[33];
    hex_from(hex, bytes, 16);
    snprintf(text, UUID_SIZE, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
    return true;
}

const char *store_arena_uuid(struct arena *arena, sqlite3_stmt *statement, int column)
{
    char text[UUID_SIZE];
    return store_column_uuid(statement, column, text) ? arena_copy(arena, text, UUID_SIZE - 1) : NULL;
}

const char *store_arena_text(struct arena *arena, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? arena_copy(arena, text, (size_t)sqlite3_column_bytes(statement, column)) : NULL;
}
