#include "collect/store.h"

#include <errno.h>

int central_error_of(sqlite3 *db, int result, const char *path, struct error *error)
{
    int system = db ? sqlite3_system_errno(db) : 0;
    error_at(error, path, 0, 0);
    switch (result & 0xff) {
    case SQLITE_NOMEM:
        return error_memory(error);
    case SQLITE_FULL:
        return error_set(error, ERROR_FULL, N_("the disk is full; what was collected is kept: free some space and add the file again"));
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error_set(error, ERROR_REFUSED, N_("the database cannot be changed: its file or disk is read-only"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_BUSY, N_("another program is writing to this database; close it and try again"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(error, ERROR_DAMAGED, N_("the database is damaged: restore a backup, or make a new one and add all bundles again"));
    case SQLITE_CANTOPEN:
        return error_system(error, system ? system : EACCES, N_("the database cannot be opened"));
    case SQLITE_IOERR:
        if (result == SQLITE_IOERR_NOMEM)
            return error_memory(error);
        if (system == ENOSPC || system == EDQUOT)
            return error_set(error, ERROR_FULL, N_("the disk is full; what was collected is kept: free some space and add the file again"));
        return error_system(error, system ? system : EIO, N_("the database cannot be read or written"));
    default:
        return error_set(error, ERROR_SYSTEM, N_("the database cannot be used: %s"), db ? sqlite3_errmsg(db) : sqlite3_errstr(result));
    }
}

int central_error(struct central *central, struct error *error)
{
    central->failed = true;
    return central_error_of(central->db, sqlite3_extended_errcode(central->db), central->path, error);
}

sqlite3_stmt *central_statement(struct central *central, enum central_module module, int index, const char *sql)
{
    sqlite3_stmt **slot = &central->statements[module][index];
    if (*slot) {
        sqlite3_reset(*slot);
        sqlite3_clear_bindings(*slot);
    } else if (sqlite3_prepare_v3(central->db, sql, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK) {
        return NULL;
    }
    return *slot;
}

int central_step(struct central *central, sqlite3_stmt *statement, struct error *error)
{
    if (!statement)
        return central_error(central, error);    /* of its preparation */
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        return 1;
    int code = result == SQLITE_DONE ? 0 : central_error(central, error);
    sqlite3_reset(statement);
    return code;
}

int central_run(struct central *central, sqlite3_stmt *statement, struct error *error)
{
    int code = central_step(central, statement, error);
    if (code > 0) {
        sqlite3_reset(statement);
        code = 0;
    }
    return code;
}

int central_enter(struct central *central, struct error *error)
{
    if (central->read_only)
        return error_set(error, ERROR_REFUSED, N_("this database was opened for reading only"));
    return central_run(central, central_statement(central, CENTRAL_STORE, 0, "BEGIN IMMEDIATE"), error);
}

int central_leave(struct central *central, int code, struct error *error)
{
    if (!code)
        code = central_run(central, central_statement(central, CENTRAL_STORE, 1, "COMMIT"), error);
    /* a full disk may have made SQLite undo everything by itself */
    if (code && !sqlite3_get_autocommit(central->db))
        central_run(central, central_statement(central, CENTRAL_STORE, 2, "ROLLBACK"), NULL);
    return code;
}

int central_see(struct central *central, bool *opened, struct error *error)
{
    *opened = sqlite3_get_autocommit(central->db);
    return *opened ? central_run(central, central_statement(central, CENTRAL_STORE, 3, "BEGIN"), error) : 0;
}

void central_seen(struct central *central, bool opened)
{
    if (opened)
        central_leave(central, 0, NULL);
}

static int hex_digit(char c)
{
    static const signed char digits[256] = {     /* the digit's value and one more */
        ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
        ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
    };
    return digits[(unsigned char)c] - 1;
}

bool central_uuid_pack(unsigned char out[16], const char *text)
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

void central_bind_uuid(sqlite3_stmt *statement, int index, const char *text)
{
    unsigned char bytes[16];
    if (text && central_uuid_pack(bytes, text))
        sqlite3_bind_blob(statement, index, bytes, sizeof bytes, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, index);
}

void central_bind_hex(sqlite3_stmt *statement, int index, const char *hex)
{
    struct digest digest;
    if (hex && hex_to(digest.bytes, sizeof digest.bytes, hex) == 0)
        sqlite3_bind_blob(statement, index, digest.bytes, sizeof digest.bytes, SQLITE_TRANSIENT);
    else
        sqlite3_bind_null(statement, index);
}

void central_bind_digest(sqlite3_stmt *statement, int index, const struct digest *digest)
{
    sqlite3_bind_blob(statement, index, digest->bytes, sizeof digest->bytes, SQLITE_STATIC);
}

void central_bind_text(sqlite3_stmt *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, index, text, -1, SQLITE_STATIC);
}

bool central_column_uuid(sqlite3_stmt *statement, int column, char text[UUID_SIZE])
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

bool central_column_digest(sqlite3_stmt *statement, int column, struct digest *digest)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    if (!bytes || sqlite3_column_bytes(statement, column) != DIGEST_BYTES)
        return false;
    memcpy(digest->bytes, bytes, DIGEST_BYTES);
    return true;
}

const char *central_arena_uuid(struct arena *arena, sqlite3_stmt *statement, int column)
{
    char text[UUID_SIZE];
    return central_column_uuid(statement, column, text) ? arena_copy(arena, text, UUID_SIZE - 1) : NULL;
}

const char *central_arena_text(struct arena *arena, sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? arena_copy(arena, text, (size_t)sqlite3_column_bytes(statement, column)) : NULL;
}

const char *central_arena_hex(struct arena *arena, sqlite3_stmt *statement, int column)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    size_t length = (size_t)sqlite3_column_bytes(statement, column);
    char *hex = bytes ? arena_alloc(arena, 2 * length + 1) : NULL;
    return hex ? hex_from(hex, bytes, length) : NULL;
}
