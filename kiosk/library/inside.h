/* What the files of this room share. Private to it. */
#ifndef LIBRARY_INSIDE_H
#define LIBRARY_INSIDE_H

#include <sqlite3.h>
#include <sys/stat.h>

#include "library/library.h"
#include "pack/container.h"

#define CATALOGUE_NAME "catalogue.db"
#define CATALOGUE_VERSION 1
#define INCOMING ".incoming-"
#define PIN_ENDING ".active"                     /* ID.active holds the version that was made active by hand */

struct library {
    char folder[900], keys_folder[900], shipped[900]; /* shipped: "" for none */
    struct library_options options;
    struct keyring keys;
    sqlite3 *db;
    int lock;                                    /* of packs/.lock; -1: not held */
};

/* catalogue.c: rows */
int catalogue_open(struct library *library, struct error *error);
int catalogue_begin(struct library *library, struct error *error);
int catalogue_commit(struct library *library, struct error *error); /* counts the generation up */
void catalogue_rollback(struct library *library);
int catalogue_clear(struct library *library, struct error *error);  /* inside a transaction */
int catalogue_fail(struct library *library, struct error *error);   /* what SQLite says */
sqlite3_stmt *catalogue_prepare(struct library *library, const char *sql, struct error *error); /* NULL on failure */
/* Runs a statement of which no row is wanted; format as of sqlite3_mprintf's place is not used: arguments are bound as texts, in order, ended by NULL. */
int catalogue_run(struct library *library, struct error *error, const char *sql, ...) __attribute__((sentinel));
/* Puts a verified pack and the file that it lies in into the catalogue, in place of what was there for the file. */
int catalogue_add(struct library *library, struct pack *pack, const char *file, int64_t size, int64_t mtime, struct error *error);
int catalogue_remember(struct library *library, const char *file, int64_t size, int64_t mtime, const char *refused, struct error *error);
int catalogue_forget(struct library *library, const char *file, struct error *error);
/* Chooses the active version of an id: the one that was pinned, else the newest. */
int catalogue_choose(struct library *library, const char *id, struct error *error);

/* folder.c: files */
int folder_lock(struct library *library, struct error *error);      /* ERROR_BUSY */
void folder_unlock(struct library *library);
/* Makes the catalogue agree with the folder. The lock is held. */
int folder_sync(struct library *library, struct report *report, struct error *error);
int folder_path(const struct library *library, const char *name, char out[1000], struct error *error);
int folder_pin(struct library *library, const char *id, const char *version, struct error *error); /* version NULL: none */
/* Opens a pack from a file that stays the caller's, as the options allow it. */
int folder_open_pack(struct library *library, int fd, const char *name, struct pack **pack, struct error *error);
int64_t folder_mtime(const struct stat *status);

unsigned library_pack_options(const struct library *library);
const char *column_text(sqlite3_stmt *statement, int column);       /* "" for NULL */
/* The part before '_': pt of pt_BR; the language itself where it has none. */
void language_parent(const char *language, char out[32]);

#endif
