/*
 * The database's shape, by versions: PRAGMA user_version. One row of a table a version, one transaction each. Within the room.
 */
#ifndef RECORDS_MIGRATIONS_H
#define RECORDS_MIGRATIONS_H

#include <sqlite3.h>

#include "base/error.h"

#define RECORDS_APPLICATION 0x456d704b           /* "EmpK": PRAGMA application_id */

struct migration {
    int version;                                 /* 1, 2, 3 … */
    const char *sql;                             /* brings the version before to this one */
};
extern const struct migration migrations[];
extern const size_t migrations_count;

/* Brings the database to the last version of the table. ERROR_VERSION where it is of a later one, ERROR_DAMAGED where it is something else. */
int migrate(sqlite3 *db, const struct migration *table, size_t count, const char *path, struct error *error);
/* The same without changing anything: ERROR_VERSION also where it is of an earlier one. */
int migrate_check(sqlite3 *db, const struct migration *table, size_t count, const char *path, struct error *error);

#endif
