#include "check_main.h"

#include <sqlite3.h>

#include "records/migrations.h"
#include "records_fixture.h"

static struct error error;

static sqlite3 *memory(void)
{
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(":memory:", &db), SQLITE_OK);
    return db;
}

static int number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_step(statement), SQLITE_ROW);
    int value = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return value;
}

static void schema(sqlite3 *db, struct buf *out)
{
    sqlite3_stmt *statement;
    ck_assert_int_eq(sqlite3_prepare_v2(db, "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY 1, 2", -1, &statement, NULL), SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW)
        buf_format(out, "%s %s %s\n", (const char *)sqlite3_column_text(statement, 0), (const char *)sqlite3_column_text(statement, 1),
                   (const char *)sqlite3_column_text(statement, 2));
    sqlite3_finalize(statement);
}

START_TEST(every_earlier_version_becomes_the_newest_one)
{
    struct buf fresh = BUF_INIT, grown = BUF_INIT;
    sqlite3 *db = memory();
    ck_assert_int_eq(migrate(db, migrations, migrations_count, "x", &error), 0);
    schema(db, &fresh);
    ck_assert_int_eq(number(db, "PRAGMA user_version"), migrations[migrations_count - 1].version);
    sqlite3_close(db);
    for (size_t from = 1; from <= migrations_count; from++) {
        db = memory();
        ck_assert_int_eq(migrate(db, migrations, from, "x", &error), 0);
        ck_assert_int_eq(number(db, "PRAGMA user_version"), migrations[from - 1].version);
        ck_assert_int_eq(migrate(db, migrations, migrations_count, "x", &error), 0);
        buf_clear(&grown);
        schema(db, &grown);
        ck_assert_str_eq(grown.data, fresh.data);
        sqlite3_close(db);
    }
    for (size_t i = 0; i < migrations_count; i++)
        ck_assert_int_eq(migrations[i].version, (int)i + 1);
    buf_release(&fresh);
    buf_release(&grown);
}
END_TEST

static const struct migration three[] = {
    { 1, "CREATE TABLE a(x)" },
    { 2, "ALTER TABLE a ADD COLUMN y; UPDATE a SET y = x * 2" },
    { 3, "CREATE TABLE b(z); INSERT INTO b SELECT sum(y) FROM a" },
};

START_TEST(rows_are_carried_along_from_every_version)
{
    for (size_t from = 1; from <= 3; from++) {
        sqlite3 *db = memory();
        ck_assert_int_eq(migrate(db, three, from, "x", &error), 0);
        sqlite3_exec(db, from == 1 ? "INSERT INTO a VALUES(21)" : "INSERT INTO a VALUES(21, 42)", NULL, NULL, NULL);
        if (from == 3)
            sqlite3_exec(db, "UPDATE b SET z = 42", NULL, NULL, NULL);
        ck_assert_int_eq(migrate(db, three, 3, "x", &error), 0);
        ck_assert_int_eq(number(db, "SELECT z FROM b"), 42);
        ck_assert_int_eq(migrate(db, three, 3, "x", &error), 0);
        ck_assert_int_eq(number(db, "PRAGMA user_version"), 3);
        sqlite3_close(db);
    }
}
END_TEST

START_TEST(people_of_version_1_are_here_and_reached_nowhere)
{
    sqlite3 *db = memory();
    ck_assert_int_eq(migrate(db, migrations, 1, "x", &error), 0);
    ck_assert_int_eq(sqlite3_exec(db, "INSERT INTO person VALUES(x'01', 2, 5, '0300016', 'Amina', 'en', 0, 'female', NULL, NULL, NULL, NULL, NULL, NULL, '{}',"
                                  " 1, 0, 0, 0, NULL); INSERT INTO person_past SELECT * FROM person", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(migrate(db, migrations, migrations_count, "x", &error), 0);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM person WHERE name = 'Amina' AND sex = 'female' AND contact IS NULL AND retired = 0"), 1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM person_past WHERE name = 'Amina' AND contact IS NULL AND retired = 0"), 1);
    sqlite3_close(db);
}
END_TEST

START_TEST(a_migration_that_fails_leaves_the_version_before)
{
    static const struct migration bad[] = { { 1, "CREATE TABLE a(x)" }, { 2, "CREATE TABLE b(x); CREATE TABLE a(x)" } };
    sqlite3 *db = memory();
    ck_assert_int_eq(migrate(db, bad, 2, "x", &error), ERROR_SYSTEM);
    ck_assert_error(error, "x: the records cannot be used: table a already exists");
    ck_assert_int_eq(number(db, "PRAGMA user_version"), 1);
    ck_assert_int_eq(number(db, "SELECT count(*) FROM sqlite_schema"), 1);
    sqlite3_close(db);
}
END_TEST

START_TEST(a_later_version_and_other_databases_are_refused)
{
    sqlite3 *db = memory();
    ck_assert_int_eq(migrate(db, three, 3, "x", &error), 0);
    ck_assert_int_eq(migrate(db, three, 2, "x", &error), ERROR_VERSION);
    ck_assert_error(error, "x: these records are of version 3, this program knows 2: use the newer program");
    memset(&error, 0, sizeof error);
    sqlite3_exec(db, "PRAGMA user_version = 1", NULL, NULL, NULL);
    ck_assert_int_eq(migrate_check(db, three, 3, "x", &error), ERROR_VERSION);
    ck_assert_error(error, "x: these records are of version 1: open them once for writing, so that they become version 3");
    sqlite3_close(db);
    db = memory();
    sqlite3_exec(db, "CREATE TABLE recipes(x)", NULL, NULL, NULL);
    ck_assert_int_eq(migrate(db, three, 3, "x", &error), ERROR_DAMAGED);
    ck_assert_error(error, "x: this is a database of something else, not records");
    sqlite3_close(db);
}
END_TEST

START_TEST(what_is_no_database_is_said_to_be_damaged)
{
    struct fixture fixture;
    char path[200], want[400];
    fixture_init(&fixture);
    path_join(path, sizeof path, fixture.folder, "records.db");
    ck_assert_int_eq(records_open(&fixture.records, &(struct records_options){ .folder = fixture.folder, .boot = BOOT_A }, &error), ERROR_NOT_FOUND);
    snprintf(want, sizeof want, "%s: there are no records here: No such file or directory", path);
    ck_assert_error(error, want);
    memset(&error, 0, sizeof error);
    char junk[4096];
    memset(junk, 'x', sizeof junk);
    ck_assert_int_eq(file_write(path, junk, sizeof junk, 0600, &error), 0);
    ck_assert_int_eq(records_open(&fixture.records, &fixture.options, &error), ERROR_DAMAGED);
    snprintf(want, sizeof want, "%s: the records are damaged: restore a backup, or rebuild them from the journal", path);
    ck_assert_error(error, want);
    fixture.records = NULL;
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("migrations", every_earlier_version_becomes_the_newest_one, rows_are_carried_along_from_every_version,
          people_of_version_1_are_here_and_reached_nowhere,
          a_migration_that_fails_leaves_the_version_before, a_later_version_and_other_databases_are_refused,
          what_is_no_database_is_said_to_be_damaged)
