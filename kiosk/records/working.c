#include "records/working.h"

#include "records/store.h"

enum { SQL_SET, SQL_GET, SQL_REMOVE, SQL_CLEAR, SQL_EACH, SQL_CLEAR_PREFIX, SQL_COUNT };
static const char *const sql[] = {
    [SQL_SET] = "INSERT INTO working VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET at = excluded.at, value = excluded.value",
    [SQL_GET] = "SELECT value FROM working WHERE scope = ?1 AND key = ?2",
    [SQL_REMOVE] = "DELETE FROM working WHERE scope = ?1 AND key = ?2",
    [SQL_CLEAR] = "DELETE FROM working WHERE scope = ?1",
    [SQL_EACH] = "SELECT key, value, at FROM working WHERE scope = ?1 ORDER BY key",
    [SQL_CLEAR_PREFIX] = "DELETE FROM working WHERE scope = ?1 AND key >= ?2 AND key < ?3",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct records *records, int index, const char *scope, const char *key, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_WORKING, index, sql[index], error);
    store_bind_text(statement, 1, scope);
    if (key)
        store_bind_text(statement, 2, key);
    return statement;
}

static int change(struct records *records, sqlite3_stmt *statement, struct error *error)
{
    return store_leave(records, store_run(records, statement, error), error);
}

int working_set(struct records *records, const char *scope, const char *key, const void *value, size_t length, struct error *error)
{
    if (strlen(scope) > WORKING_NAME_LIMIT || strlen(key) > WORKING_NAME_LIMIT || length > WORKING_VALUE_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("this is too long to be kept (%zu bytes)"), length);
    int code = store_enter(records, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(records, SQL_SET, scope, key, error);
    sqlite3_bind_int64(statement, 3, clock_wall(records->clock));
    sqlite3_bind_blob(statement, 4, length ? value : "", (int)length, SQLITE_STATIC);
    return change(records, statement, error);
}

int working_get(struct records *records, const char *scope, const char *key, struct buf *value, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_GET, scope, key, error);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("nothing is kept under this name"));
    buf_add(value, sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0));
    sqlite3_reset(statement);
    return buf_failed(value) ? error_memory(error) : 0;
}

int working_remove(struct records *records, const char *scope, const char *key, struct error *error)
{
    int code = store_enter(records, error);
    return code ? code : change(records, statement_of(records, SQL_REMOVE, scope, key, error), error);
}

int working_clear(struct records *records, const char *scope, struct error *error)
{
    int code = store_enter(records, error);
    return code ? code : change(records, statement_of(records, SQL_CLEAR, scope, NULL, error), error);
}

int working_each(struct records *records, const char *scope,
                 int (*visit)(void *context, const char *key, const void *value, size_t length, int64_t at), void *context, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_EACH, scope, NULL, error);
    int row, code = 0;
    while ((row = store_step(records, statement, error)) > 0) {
        const void *value = sqlite3_column_blob(statement, 1);
        code = visit(context, (const char *)sqlite3_column_text(statement, 0), value ? value : "", (size_t)sqlite3_column_bytes(statement, 1),
                     sqlite3_column_int64(statement, 2));
        if (code) {
            sqlite3_reset(statement);
            return code;
        }
    }
    return row;
}

/* The scope is the person's, so that erasing the person finds it. */
static int draft_names(char scope[WORKING_NAME_LIMIT + 1], char key[WORKING_NAME_LIMIT + 1], const char *person, const char *attempt, const char *item,
                       struct error *error)
{
    int a = snprintf(scope, WORKING_NAME_LIMIT + 1, "draft/%s", person);
    int b = snprintf(key, WORKING_NAME_LIMIT + 1, "%s/%s", attempt, item);
    if (a > WORKING_NAME_LIMIT || b > WORKING_NAME_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("this is too long to be kept (%zu bytes)"), (size_t)(a > b ? a : b));
    return 0;
}

int draft_set(struct records *records, const char *person, const char *attempt, const char *item, const char *text, size_t length, struct error *error)
{
    char scope[WORKING_NAME_LIMIT + 1], key[WORKING_NAME_LIMIT + 1];
    int code = draft_names(scope, key, person, attempt, item, error);
    if (code)
        return code;
    return length ? working_set(records, scope, key, text, length, error) : working_remove(records, scope, key, error);
}

int draft_get(struct records *records, const char *person, const char *attempt, const char *item, struct buf *text, struct error *error)
{
    char scope[WORKING_NAME_LIMIT + 1], key[WORKING_NAME_LIMIT + 1];
    int code = draft_names(scope, key, person, attempt, item, error);
    return code ? code : working_get(records, scope, key, text, error);
}

int draft_clear(struct records *records, const char *person, const char *attempt, struct error *error)
{
    char scope[WORKING_NAME_LIMIT + 1], from[WORKING_NAME_LIMIT + 1], to[WORKING_NAME_LIMIT + 1];
    int code = draft_names(scope, from, person, attempt, "", error);
    if (code)
        return code;
    snprintf(to, sizeof to, "%.*s0", (int)strlen(from) - 1, from); /* '0' comes after '/' */
    code = store_enter(records, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(records, SQL_CLEAR_PREFIX, scope, from, error);
    store_bind_text(statement, 3, to);
    return change(records, statement, error);
}
