/*
 * What the modules of this room share: the open database, its transaction, statements that are prepared once. Within the room.
 */
#ifndef COLLECT_STORE_H
#define COLLECT_STORE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/digest.h"
#include "base/id.h"
#include "collect/central.h"

#define CENTRAL_STATEMENTS 48                    /* of one module; each has a _Static_assert */
#define CENTRAL_PATH 1024
enum central_module { CENTRAL_STORE, CENTRAL_CENTRES, CENTRAL_ADD, CENTRAL_EVENTS, CENTRAL_HISTORY, CENTRAL_LEDGER, CENTRAL_CHECK, CENTRAL_ITEMS, CENTRAL_MODULES };

struct central {
    sqlite3 *db;
    const struct allocator *allocator;
    const struct clock *clock;
    char path[CENTRAL_PATH];
    bool read_only;
    bool failed;                                 /* the database itself, not what is added to it; whoever asks clears it */
    int lock;                                    /* descriptor of DB.lock, -1 */
    sqlite3_stmt *statements[CENTRAL_MODULES][CENTRAL_STATEMENTS];
};

/* One transaction; they do not nest. leave commits if code is 0, else undoes; it returns code, or what the commit failed with. */
int central_enter(struct central *central, struct error *error);
/* One that only reads: all of one moment, whoever writes meanwhile. Where one is open already, that one goes on. opened: to be left by central_seen. */
int central_see(struct central *central, bool *opened, struct error *error);
void central_seen(struct central *central, bool opened);
int central_leave(struct central *central, int code, struct error *error);

/* The statement, ready for binding; prepared at the first call. NULL on failure, which central_step reports. */
sqlite3_stmt *central_statement(struct central *central, enum central_module module, int index, const char *sql);
/* 1 for a row, 0 at the end (the statement is reset then), negative on failure (also reset). */
int central_step(struct central *central, sqlite3_stmt *statement, struct error *error);
/* For statements without rows. */
int central_run(struct central *central, sqlite3_stmt *statement, struct error *error);
/* What SQLite last failed with. */
int central_error(struct central *central, struct error *error);
int central_error_of(sqlite3 *db, int result, const char *path, struct error *error);

/* UUIDs are 16 bytes in the database, digests and keys 32. Any version, lower case. */
bool central_uuid_pack(unsigned char out[16], const char *text);
void central_bind_uuid(sqlite3_stmt *statement, int index, const char *text); /* NULL binds NULL */
void central_bind_hex(sqlite3_stmt *statement, int index, const char *hex);   /* of 32 bytes; NULL binds NULL */
void central_bind_digest(sqlite3_stmt *statement, int index, const struct digest *digest); /* not copied */
void central_bind_text(sqlite3_stmt *statement, int index, const char *text); /* not copied */
bool central_column_uuid(sqlite3_stmt *statement, int column, char text[UUID_SIZE]); /* "" and false for NULL */
bool central_column_digest(sqlite3_stmt *statement, int column, struct digest *digest);
/* Copies to the arena; NULL for NULL. A lack of memory shows in the arena. */
const char *central_arena_uuid(struct arena *arena, sqlite3_stmt *statement, int column);
const char *central_arena_text(struct arena *arena, sqlite3_stmt *statement, int column);
const char *central_arena_hex(struct arena *arena, sqlite3_stmt *statement, int column);

#endif
