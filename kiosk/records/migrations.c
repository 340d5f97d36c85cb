#include "records/migrations.h"

#include "records/store.h"

/*
 * UUIDs and digests are blobs; what repeats on every line (origin, boot, the text that was shown) is a row of its own, so that an answer takes some
 * 130 bytes. Projections are not here: they make themselves.
 */
static const char version_1[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE origin(id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, seq INTEGER NOT NULL, head BLOB NOT NULL, hardware BLOB, key BLOB);"
    "CREATE TABLE boot(id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE);"
    "CREATE TABLE source(id INTEGER PRIMARY KEY, pack TEXT NOT NULL, version TEXT NOT NULL, unit TEXT NOT NULL, digest TEXT NOT NULL,"
    " language TEXT NOT NULL, UNIQUE(pack, version, unit, digest, language));"
    "CREATE TABLE event(origin INTEGER NOT NULL REFERENCES origin(id), seq INTEGER NOT NULL, at INTEGER NOT NULL,"
    " boot INTEGER NOT NULL REFERENCES boot(id), actor BLOB, kind TEXT NOT NULL, attempt BLOB, source INTEGER REFERENCES source(id),"
    " item TEXT, data TEXT NOT NULL, payload BLOB, PRIMARY KEY(origin, seq)) WITHOUT ROWID;"
    "CREATE TABLE payload(origin INTEGER NOT NULL, seq INTEGER NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL, PRIMARY KEY(origin, seq),"
    " FOREIGN KEY(origin, seq) REFERENCES event(origin, seq)) WITHOUT ROWID;"
    "CREATE TABLE person(id BLOB PRIMARY KEY, version INTEGER NOT NULL, changed INTEGER NOT NULL, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " language TEXT, role INTEGER NOT NULL, sex TEXT, born TEXT, sector TEXT, registered TEXT, workers TEXT, place TEXT, disability TEXT,"
    " extras TEXT NOT NULL, follow_up INTEGER NOT NULL, surveys INTEGER NOT NULL, government INTEGER NOT NULL, provisional INTEGER NOT NULL,"
    " merged_into BLOB) WITHOUT ROWID;"
    "CREATE INDEX person_role ON person(role) WHERE role > 0;"
    "CREATE INDEX person_merged ON person(merged_into) WHERE merged_into IS NOT NULL;"
    "CREATE TABLE person_past(id BLOB NOT NULL, version INTEGER NOT NULL, changed INTEGER NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL,"
    " language TEXT, role INTEGER NOT NULL, sex TEXT, born TEXT, sector TEXT, registered TEXT, workers TEXT, place TEXT, disability TEXT,"
    " extras TEXT NOT NULL, follow_up INTEGER NOT NULL, surveys INTEGER NOT NULL, government INTEGER NOT NULL, provisional INTEGER NOT NULL,"
    " merged_into BLOB, PRIMARY KEY(id, version)) WITHOUT ROWID;"
    "CREATE TABLE person_name(key TEXT NOT NULL, person BLOB NOT NULL REFERENCES person(id) ON DELETE CASCADE,"
    " word INTEGER NOT NULL, PRIMARY KEY(key, person)) WITHOUT ROWID;"
    "CREATE INDEX person_name_person ON person_name(person);"
    "CREATE TABLE pin(person BLOB PRIMARY KEY REFERENCES person(id) ON DELETE CASCADE, hash TEXT NOT NULL, changed INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE working(scope TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, value BLOB NOT NULL, PRIMARY KEY(scope, key)) WITHOUT ROWID;";

/* Where somebody is reached; and who is not here any more, but may come back. */
static const char version_2[] =
    "ALTER TABLE person ADD COLUMN contact TEXT;"
    "ALTER TABLE person ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE person_past ADD COLUMN contact TEXT;"
    "ALTER TABLE person_past ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;";

const struct migration migrations[] = {
    { 1, version_1 },
    { 2, version_2 },
};
const size_t migrations_count = sizeof migrations / sizeof *migrations;

static int pragma(sqlite3 *db, const char *sql, int *value)
{
    sqlite3_stmt *statement;
    int result = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (result != SQLITE_OK)
        return result;
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *value = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return result == SQLITE_ROW ? SQLITE_OK : result;
}

static int look(sqlite3 *db, const struct migration *table, size_t count, const char *path, int *version, struct error *error)
{
    int application = 0, tables = 0;
    int result = pragma(db, "PRAGMA user_version", version);
    if (result == SQLITE_OK)
        result = pragma(db, "PRAGMA application_id", &application);
    if (result == SQLITE_OK)
        result = pragma(db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (result != SQLITE_OK)
        return store_error_of(db, result, path, error);
    if (application != RECORDS_APPLICATION && (application || *version || tables)) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_DAMAGED, N_("this is a database of something else, not records"));
    }
    if (*version > table[count - 1].version) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_VERSION, N_("these records are of version %d, this program knows %d: use the newer program"), *version,
                         table[count - 1].version);
    }
    return 0;
}

int migrate_check(sqlite3 *db, const struct migration *table, size_t count, const char *path, struct error *error)
{
    int version = 0;
    int code = look(db, table, count, path, &version, error);
    if (!code && version < table[count - 1].version) {
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_VERSION, N_("these records are of version %d: open them once for writing, so that they become version %d"),
                         version, table[count - 1].version);
    }
    return code;
}

static int step(sqlite3 *db, const struct migration *migration, const char *path, struct error *error)
{
    char pragmas[120];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", RECORDS_APPLICATION, migration->version);
    int result = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, migration->sql, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, pragmas, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        return 0;
    int code = store_error_of(db, sqlite3_extended_errcode(db), path, error);
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

int migrate(sqlite3 *db, const struct migration *table, size_t count, const char *path, struct error *error)
{
    int version = 0;
    int code = look(db, table, count, path, &version, error);
    for (size_t i = 0; !code && i < count; i++)
        if (table[i].version > version)
            code = step(db, &table[i], path, error);
    return code;
}
