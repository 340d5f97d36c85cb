/*
 * What the modules of this room share: the open database, transactions within transactions, statements that are prepared once. Within the room.
 */
#ifndef RECORDS_STORE_H
#define RECORDS_STORE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "records/event.h"
#include "records/records.h"

#define STORE_STATEMENTS 48                      /* of one module; each has a _Static_assert */
#define STORE_UNDO (STORE_STATEMENTS - 1)        /* of STORE_RECORDS: the ROLLBACK that is prepared beforehand */
#define STORE_DEPTH 4
#define STORE_PATH 1024
enum store_module {
    STORE_RECORDS, STORE_LOG, STORE_PROJECTIONS, STORE_PEOPLE, STORE_PEOPLE_SEARCH, STORE_PEOPLE_MANAGE, STORE_WORKING, STORE_TIME, STORE_ORIGIN, STORE_QUERIES,
    STORE_WORKSHOP_TABLES, STORE_WORKSHOPS, STORE_MODULES
};

/* What a roll-back brings back, besides the database. */
struct store_mark {
    int64_t seq;
    struct digest head;
    size_t lines;
};

/* What is committed is written to the rows (rows.h) too. */
struct rows {
    struct sqlite3_session *session;             /* watches the tables; NULL: not for this database */
    int64_t number;                              /* of the file that is written, or is to be begun */
    int fd;                                      /* -1 */
    bool due;                                    /* a snapshot */
};

struct records {
    sqlite3 *db;
    const struct allocator *allocator;
    const struct clock *clock;
    const struct random_source *random;
    char folder[STORE_PATH], path[STORE_PATH];
    bool read_only, sound;
    int terminal, lock;                          /* lock: descriptor of records.lock, -1 */
    char *hardware;                              /* owned; what tells this machine from a clone, NULL: not known */

    char origin[UUID_SIZE];
    int64_t origin_id, seq;
    struct digest head;
    char boot[UUID_SIZE];
    int64_t boot_id;

    int depth;                                   /* of transactions within each other */
    struct store_mark marks[STORE_DEPTH];
    bool erased;                                 /* the open transaction forgets somebody: the WAL must forget too */
    bool failed;                                 /* SQLite has said so: damaged, or an error of the disk */
    bool group, broken;                          /* records_begin was called; the database has undone the group by itself */

    int journal;                                 /* descriptor, -1 */
    bool journal_behind, journal_unsynced;
    struct buf lines;                            /* of the journal, waiting for the commit */
    struct buf line, data;                       /* scratch of records_append */
    struct rows rows;
    sqlite3_stmt *statements[STORE_MODULES][STORE_STATEMENTS];
};

/* records_open for a database of another name in the folder; plain: without projections, boot, origin and journal. */
int store_open(struct records **records, const struct records_options *options, const char *name, bool plain, struct error *error);

/* A transaction, or a savepoint in the one that is open. store_leave commits if code is 0, else undoes; it returns code, or what the commit failed with. */
int store_enter(struct records *records, struct error *error);
int store_leave(struct records *records, int code, struct error *error);
int store_prepare_undo(struct records *records, struct error *error);

/* The statement, ready for binding; prepared at the first call. NULL on failure. */
sqlite3_stmt *store_statement(struct records *records, enum store_module module, int index, const char *sql, struct error *error);
/* 1 for a row, 0 at the end (the statement is reset then), negative on failure (also reset). */
int store_step(struct records *records, sqlite3_stmt *statement, struct error *error);
/* All rows as an array of things of a size, which begin zeroed and are filled by read. Not NULL where there are none. */
typedef void store_read(sqlite3_stmt *statement, struct arena *arena, void *row);
int store_rows(struct records *records, sqlite3_stmt *statement, store_read *read, size_t size, struct arena *arena, void **rows, size_t *count, struct error *error);
/* For statements without rows. */
int store_run(struct records *records, sqlite3_stmt *statement, struct error *error);
int store_exec(struct records *records, const char *sql, struct error *error);
/* What SQLite last failed with. */
int store_error(struct records *records, struct error *error);
int store_error_of(sqlite3 *db, int result, const char *path, struct error *error);

/* UUIDs are 16 bytes in the database. Any version, lower case. */
bool store_uuid_valid(const char *text);
void store_bind_uuid(sqlite3_stmt *statement, int index, const char *text); /* NULL binds NULL */
void store_bind_text(sqlite3_stmt *statement, int index, const char *text); /* not copied */
bool store_column_uuid(sqlite3_stmt *statement, int column, char text[UUID_SIZE]); /* "" and false for NULL */
/* Copies to the arena; NULL for NULL. A lack of memory shows in the arena. */
const char *store_arena_uuid(struct arena *arena, sqlite3_stmt *statement, int column);
const char *store_arena_text(struct arena *arena, sqlite3_stmt *statement, int column);

/* The log. Stores an event that is complete (origin, seq, boot, data, payload), and its effects. */
int log_store(struct records *records, int64_t origin, int64_t boot, const struct event *event, struct error *error);
/* The row of an origin or a boot, made where it is missing. */
int log_origin_row(struct records *records, const char *origin, int64_t *id, struct error *error);
int log_boot_row(struct records *records, const char *boot, int64_t *id, struct error *error);
int log_set_head(struct records *records, int64_t origin, int64_t seq, const struct digest *head, struct error *error);

/* The journal of the open records. */
int journal_open(struct records *records, bool *ahead, struct error *error); /* ahead: it holds lines that the log lacks; they were added to the log */
void journal_close(struct records *records);
void journal_append(struct records *records);    /* records->lines; what fails is caught up later */
int journal_sync(struct records *records, struct error *error);
bool journal_path(const struct records *records, const char *origin, char path[STORE_PATH]);

/* Bringing events back, into records that were opened plain. */
struct rebuild {
    struct records *records;
    bool lenient;                                /* what a damaged journal still has is enough */
    int64_t origin_id, seq;                      /* of the origin at hand */
    struct digest head;
    int64_t lines, texts, people;                /* that came; of them, those whose text or person is not there */
};
int rebuild_begin(struct rebuild *rebuild, const char *origin, struct error *error); /* from where it stands */
int rebuild_line(void *rebuild, const struct event *event, const char *line, size_t length, struct error *error); /* a visit; what is there already is passed over */
int journal_replay(struct rebuild *rebuild, struct error *error); /* all journals, in the order of their origins */

/* The rows of the open records. */
int rows_start(struct records *records, struct error *error);
void rows_commit(struct records *records);       /* after a commit; what fails is made good by a snapshot */
void rows_close(struct records *records);        /* before the database is closed */

/* The origin at start. */
int origin_start(struct records *records, struct error *error);
int origin_renew(struct records *records, const char *reason, struct error *error);
int time_start(struct records *records, struct error *error);

/* Projections: made or rebuilt where they are of another version. */
int projection_start(struct records *records, struct error *error);
/* For the erased: people.c forgets whom it knows. */
int people_forget(struct records *records, const char *id, struct error *error);
/* The words by which a name is found; "": by none any more. */
int people_write_names(struct records *records, const char *id, const char *name, struct error *error);
/* So many numbers of each terminal are never given. */
int people_pass_numbers(struct records *records, int64_t count, struct error *error);

#endif
