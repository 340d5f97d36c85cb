#include "collect/schema.h"

#include "collect/store.h"

/*
 * As in a centre, UUIDs and digests are blobs, and what repeats on every line is a row of its own. The log has no index but its key: rows come in its order, so that they are
 * added at the end of the tree. Row ids follow from the order of coming; nothing else does.
 *
 *   branch        parent NULL: it begins at event 1, or nobody knows yet where it leaves
 *   segment       events of one branch without a gap; before and after are h(first - 1) and h(last)
 *   checkpoint    h(seq) on the way, so that an overlap is compared without reading all from the start
 *   boot          the _origin, _seq and _at of what said it, so that the last word holds in whatever order it comes
 *   payload       person: the event's actor, by whom texts are erased
 *   alias, erased by the centre that said it: a person's work joins the one whom they became, or is forgotten
 */
static const char version_1[] =
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;"
    "CREATE TABLE centre(id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, name TEXT NOT NULL, key BLOB NOT NULL, serial INTEGER NOT NULL,"
    " asked INTEGER, enrolled INTEGER, revoked INTEGER, reason TEXT, request TEXT, grant TEXT);"
    "CREATE TABLE centre_key(key BLOB PRIMARY KEY, centre INTEGER NOT NULL REFERENCES centre(id), since INTEGER NOT NULL, ended INTEGER) WITHOUT ROWID;"
    "CREATE TABLE origin(id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, centre INTEGER NOT NULL REFERENCES centre(id), key BLOB NOT NULL,"
    " since INTEGER NOT NULL, follows BLOB, follows_seq INTEGER, revoked INTEGER, reason TEXT);"
    "CREATE INDEX origin_centre ON origin(centre);"
    "CREATE TABLE boot(id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, sound INTEGER, offset INTEGER, sound_origin INTEGER, sound_seq INTEGER,"
    " sound_at INTEGER, offset_origin INTEGER, offset_seq INTEGER, offset_at INTEGER);"
    "CREATE TABLE kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE source(id INTEGER PRIMARY KEY, pack TEXT NOT NULL, version TEXT NOT NULL, unit TEXT NOT NULL, digest TEXT NOT NULL,"
    " language TEXT NOT NULL, UNIQUE(pack, version, unit, digest, language));"
    "CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE event(origin INTEGER NOT NULL REFERENCES origin(id), branch INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,"
    " boot INTEGER NOT NULL REFERENCES boot(id), actor BLOB, kind INTEGER NOT NULL REFERENCES kind(id), attempt BLOB,"
    " source INTEGER REFERENCES source(id), item INTEGER REFERENCES item(id), data TEXT NOT NULL, payload BLOB,"
    " PRIMARY KEY(origin, branch, seq)) WITHOUT ROWID;"
    "CREATE TABLE payload(origin INTEGER NOT NULL, branch INTEGER NOT NULL, seq INTEGER NOT NULL, salt BLOB NOT NULL, body BLOB NOT NULL,"
    " person BLOB, PRIMARY KEY(origin, branch, seq)) WITHOUT ROWID;"
    "CREATE INDEX payload_person ON payload(person) WHERE person IS NOT NULL;"
    "CREATE TABLE branch(origin INTEGER NOT NULL REFERENCES origin(id), branch INTEGER NOT NULL, parent INTEGER, shared INTEGER NOT NULL,"
    " PRIMARY KEY(origin, branch)) WITHOUT ROWID;"
    "CREATE TABLE segment(origin INTEGER NOT NULL REFERENCES origin(id), branch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " before BLOB NOT NULL, after BLOB NOT NULL, PRIMARY KEY(origin, branch, first)) WITHOUT ROWID;"
    "CREATE TABLE checkpoint(origin INTEGER NOT NULL, branch INTEGER NOT NULL, seq INTEGER NOT NULL, head BLOB NOT NULL,"
    " PRIMARY KEY(origin, branch, seq)) WITHOUT ROWID;"
    "CREATE TABLE bundle(digest BLOB PRIMARY KEY, origin INTEGER NOT NULL REFERENCES origin(id), branch INTEGER NOT NULL, first INTEGER NOT NULL,"
    " last INTEGER NOT NULL, count INTEGER NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL, made INTEGER NOT NULL, added INTEGER NOT NULL,"
    " name TEXT NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE INDEX bundle_origin ON bundle(origin, first);"
    "CREATE TABLE quarantine(digest BLOB PRIMARY KEY, name TEXT NOT NULL, centre BLOB, origin BLOB, first INTEGER, last INTEGER, why TEXT NOT NULL,"
    " since INTEGER NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE profile(person BLOB NOT NULL, origin INTEGER NOT NULL REFERENCES origin(id), version INTEGER NOT NULL, changed INTEGER NOT NULL,"
    " role INTEGER NOT NULL, sex TEXT, born TEXT, sector TEXT, registered TEXT, workers TEXT, place TEXT, disability TEXT,"
    " follow_up INTEGER NOT NULL, surveys INTEGER NOT NULL, government INTEGER NOT NULL, provisional INTEGER NOT NULL,"
    " PRIMARY KEY(person, origin)) WITHOUT ROWID;"
    "CREATE TABLE alias(person BLOB NOT NULL, became BLOB NOT NULL, PRIMARY KEY(person, became)) WITHOUT ROWID;"
    "CREATE INDEX alias_became ON alias(became);"
    "CREATE TABLE erased(person BLOB PRIMARY KEY) WITHOUT ROWID;"
    "CREATE TABLE pack(id TEXT NOT NULL, version TEXT NOT NULL, digest TEXT NOT NULL, title TEXT, added INTEGER NOT NULL,"
    " PRIMARY KEY(id, version)) WITHOUT ROWID;"
    "CREATE TABLE item_text(pack TEXT NOT NULL, version TEXT NOT NULL, item TEXT NOT NULL, language TEXT NOT NULL, unit TEXT NOT NULL,"
    " kind TEXT NOT NULL, text TEXT NOT NULL, answer TEXT, PRIMARY KEY(pack, version, item, language)) WITHOUT ROWID;"
    "CREATE TABLE option_text(pack TEXT NOT NULL, version TEXT NOT NULL, item TEXT NOT NULL, language TEXT NOT NULL, option INTEGER NOT NULL,"
    " text TEXT NOT NULL, fraction REAL, PRIMARY KEY(pack, version, item, language, option)) WITHOUT ROWID;";

/* What is said of people is kept by who said it, and holds for what that centre sent. The log has it; a UUID there is 36 characters. */
#define SAID(name) "replace(json_extract(e.data, '$." name "'), '-', '')"
#define BY_KIND(kind) " FROM event e JOIN origin o ON o.id = e.origin WHERE e.kind = (SELECT id FROM kind WHERE name = '" kind "')"
static const char version_2[] =
    "ALTER TABLE alias RENAME TO alias_1;"
    "ALTER TABLE erased RENAME TO erased_1;"
    "DROP INDEX alias_became;"
    "CREATE TABLE alias(centre INTEGER NOT NULL REFERENCES centre(id), person BLOB NOT NULL, became BLOB NOT NULL, PRIMARY KEY(centre, person, became)) WITHOUT ROWID;"
    "CREATE INDEX alias_became ON alias(centre, became);"
    "CREATE TABLE erased(centre INTEGER NOT NULL REFERENCES centre(id), person BLOB NOT NULL, PRIMARY KEY(centre, person)) WITHOUT ROWID;"
    "CREATE TEMP TABLE said(centre INTEGER, person TEXT, became TEXT);"
    "INSERT INTO said SELECT o.centre, " SAID("person") ", " SAID("into") BY_KIND("learner-merged") ";"
    "INSERT INTO said SELECT o.centre, " SAID("guest") ", lower(hex(e.actor))" BY_KIND("attempt-claimed") ";"
    "INSERT INTO alias SELECT DISTINCT s.centre, a.person, a.became FROM said s JOIN alias_1 a ON lower(hex(a.person)) = s.person AND lower(hex(a.became)) = s.became;"
    "DELETE FROM said;"
    "INSERT INTO said SELECT o.centre, " SAID("person") ", NULL" BY_KIND("erased") ";"
    "INSERT INTO erased SELECT DISTINCT s.centre, x.person FROM said s JOIN erased_1 x ON lower(hex(x.person)) = s.person;"
    "DROP TABLE temp.said;"
    "DROP TABLE alias_1;"
    "DROP TABLE erased_1;";

static const struct {
    int version;
    const char *sql;                             /* brings the version before to this one */
} steps[] = {
    { 1, version_1 },
    { 2, version_2 },
};
_Static_assert(sizeof steps / sizeof *steps == SCHEMA_VERSION, "a version has one step");

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

static int look(sqlite3 *db, const char *path, int *version, struct error *error)
{
    int application = 0, tables = 0;
    int result = pragma(db, "PRAGMA user_version", version);
    if (result == SQLITE_OK)
        result = pragma(db, "PRAGMA application_id", &application);
    if (result == SQLITE_OK)
        result = pragma(db, "SELECT count(*) FROM sqlite_schema", &tables);
    if (result != SQLITE_OK)
        return central_error_of(db, result, path, error);
    error_at(error, path, 0, 0);
    if (application != SCHEMA_APPLICATION && (application || *version || tables))
        return error_set(error, ERROR_DAMAGED, N_("this is a database of something else, not what centres sent"));
    if (*version > SCHEMA_VERSION)
        return error_set(error, ERROR_VERSION, N_("this database is of version %d, this program knows %d: use the newer program"), *version, SCHEMA_VERSION);
    return 0;
}

int schema_check(sqlite3 *db, const char *path, struct error *error)
{
    int version = 0;
    int code = look(db, path, &version, error);
    if (!code && version < SCHEMA_VERSION)
        code = error_set(error, ERROR_VERSION, N_("this database is of version %d: open it once for writing, so that it becomes version %d"), version,
                         SCHEMA_VERSION);
    return code;
}

static int step(sqlite3 *db, int version, const char *sql, const char *path, struct error *error)
{
    char pragmas[120];
    snprintf(pragmas, sizeof pragmas, "PRAGMA application_id = %d; PRAGMA user_version = %d", SCHEMA_APPLICATION, version);
    int result = sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, pragmas, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    if (result == SQLITE_OK)
        return 0;
    int code = central_error_of(db, sqlite3_extended_errcode(db), path, error);
    if (!sqlite3_get_autocommit(db))
        sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return code;
}

int schema_make(sqlite3 *db, const char *path, struct error *error)
{
    int version = 0;
    int code = look(db, path, &version, error);
    for (int i = version; !code && i < SCHEMA_VERSION; i++)
        code = step(db, steps[i].version, steps[i].sql, path, error);
    return code;
}
