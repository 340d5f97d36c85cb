/*
 * The central database's shape, by versions: PRAGMA user_version. One row of the table a version, one transaction each. Within the room.
 */
#ifndef COLLECT_SCHEMA_H
#define COLLECT_SCHEMA_H

#include <sqlite3.h>

#include "base/error.h"

#define SCHEMA_APPLICATION 0x456d7043            /* "EmpC": PRAGMA application_id */
#define SCHEMA_VERSION 2

/* Brings the database to SCHEMA_VERSION. ERROR_VERSION where it is of a later one, ERROR_DAMAGED where it is something else. */
int schema_make(sqlite3 *db, const char *path, struct error *error);
/* The same without changing anything: ERROR_VERSION also where it is of an earlier one. */
int schema_check(sqlite3 *db, const char *path, struct error *error);

#endif
