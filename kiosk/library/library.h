/*
 * The packs that are installed here: a folder of ID-VERSION.pack, and beside them catalogue.db, a cache of what is in them (titles, units, an index of
 * the lessons' words), so that a kiosk starts without opening a pack. The folder is the truth: a catalogue that is missing, damaged or of
 * another version is made again from it, and at each opening names, sizes and times of the files are compared.
 *
 * One process at a time changes the folder (a lock file); any number may read meanwhile, also with read permission alone. Rows are copied into the caller's
 * arena. Text that is shown is in the language asked for, else its parent (pt for pt_BR), else the pack's first one.
 */
#ifndef LIBRARY_LIBRARY_H
#define LIBRARY_LIBRARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "pack/container.h"

#define VERSION_SIZE 24
#define LIBRARY_HITS_LIMIT 200

/* Takes a unit apart for the index: calls page for each page, from 1. Called when a pack is installed, for the kinds of unit that it wants. */
struct library_page_sink {
    int (*page)(void *context, int number, const char *title, const char *text, size_t length, struct error *error);
    void *context;
};
struct library_indexer {
    int (*index)(void *context, enum pack_kind kind, const char *bytes, size_t length, const char *path, const struct library_page_sink *sink,
                 struct error *error);
    void *context;
};

struct library_options {
    bool read_only;                              /* change nothing, not even a catalogue that is out of date */
    bool allow_unsigned, allow_unknown;          /* install packs without a signature, or by publishers whose key is not here; they are marked */
    /* The folder of the packs that came with the program; NULL: none. A pack with the very bytes of one of them needs no signature, neither now nor when the catalogue is made again: who could
     * write there could replace the program. It is marked all the same. */
    const char *shipped;
    uint64_t keep_free;                          /* bytes that must stay free on the disk after an installation */
    const struct library_indexer *indexer;       /* NULL: titles alone are searched. Must outlive the library */
};

struct library;

/* keys: the folder of publishers' keys, *.pub. options may be NULL. read_only and no usable catalogue: ERROR_NOT_FOUND or ERROR_VERSION. */
int library_open(const char *packs, const char *keys, const struct library_options *options, struct library **library, struct error *error);
void library_close(struct library *library);     /* NULL is fine */
/* Makes the catalogue again from the folder. Packs that are refused now are passed over and added to report, which may be NULL. */
int library_rebuild(struct library *library, struct report *report, struct error *error);
/* Grows with each change of the catalogue, also by other processes: ask before you trust what you keep. */
int library_generation(struct library *library, int64_t *generation, struct error *error);

struct library_pack {
    const char *id, *version, *title, *summary, *publisher, *licence;
    const char *languages;                       /* "en fr" */
    int cluster, minutes;
    bool active;                                 /* the version that learners get; one of an id's versions is */
    enum pack_trust trust;
    const char *signer;                          /* the name of the trusted key, "" */
    int64_t bytes;
};
/* All of them, in the order of id, newest version first; or the active ones alone. */
int library_packs(struct library *library, struct arena *arena, const char *language, bool active_only, struct library_pack **rows, size_t *count,
                  struct error *error);
/* ERROR_NOT_FOUND where the pack is not installed. */
int library_active(struct library *library, const char *id, char version[VERSION_SIZE], struct error *error);
/* One row; version NULL: the active one. */
int library_pack(struct library *library, struct arena *arena, const char *id, const char *version, const char *language,
                 struct library_pack *row, struct error *error);

struct library_unit {
    const char *id, *kind_word, *title, *quiz;   /* quiz: "" */
    enum pack_kind kind;
    int minutes;
    const char *language;                        /* that it would be read in; "": one file for all */
    struct digest digest;                        /* of that file */
};
/* In the pack's order, banks and unknown kinds too. version NULL: the active one. */
int library_units(struct library *library, struct arena *arena, const char *id, const char *version, const char *language,
                  struct library_unit **rows, size_t *count, struct error *error);

/* Appends the bytes of a unit's file. Opens the pack only now; what is read is held against the digest that was recorded when the pack was verified. found may
 * be NULL; its strings lie in arena. version NULL: the active one. path is the file's name within the pack. */
struct library_found {
    const char *version, *language, *path;
    enum pack_kind kind;
    struct digest digest;
};
int library_read(struct library *library, struct arena *arena, const char *id, const char *version, const char *unit, const char *language,
                 struct buf *out, struct library_found *found, struct error *error);

/* Finds pages and titles that hold words beginning with every word of the query, in active packs, best first. A query without words finds nothing. */
struct library_hit {
    const char *pack, *pack_title, *unit, *unit_title;
    const char *snippet;                         /* of the page, around the first word that was found */
    int page;                                    /* from 1; 0: the unit's title alone */
};
int library_search(struct library *library, struct arena *arena, const char *query, const char *language, size_t limit,
                   struct library_hit **hits, size_t *count, struct error *error);

enum library_step { LIBRARY_CHECKING, LIBRARY_COPYING, LIBRARY_VERIFYING, LIBRARY_SAVING };
struct library_progress {
    /* Called often; returns false to stop, as long as the step is not LIBRARY_SAVING (ERROR_CANCELLED). */
    bool (*step)(void *context, enum library_step step, uint64_t done, uint64_t total);
    void *context;
};
struct library_installed {
    char id[65], version[VERSION_SIZE], previous[VERSION_SIZE]; /* previous: the version that was active; "" */
    char title[200], publisher[200];
    enum pack_trust trust;
    bool active;                                 /* false where a later version is installed, and stays active */
};
/*
 * Installs a pack from a file, which may be on a stick that is pulled out: the packs folder holds all of it or nothing. The newest version becomes
 * active. ERROR_EXISTS where the very version is there (said also where it has other bytes: a version never changes); ERROR_FULL; ERROR_REFUSED
 * and the others of pack_open. progress and installed may be NULL.
 */
int library_install(struct library *library, const char *path, const struct library_progress *progress, struct library_installed *installed,
                    struct error *error);

/* The same from a file that is open for reading, at its beginning; it stays the caller's. name: of the file, for sentences. */
int library_install_from(struct library *library, int fd, const char *name, const struct library_progress *progress, struct library_installed *installed,
                         struct error *error);

/* What a file would bring, without installing it: it is opened and its signature checked, but not inflated. */
int library_look(struct library *library, const char *path, const char *language, struct library_installed *found, struct error *error);

/* Makes an installed version the active one: also an earlier one. It stays so until a newer version is installed. */
int library_activate(struct library *library, const char *id, const char *version, struct error *error);

/* Whether recorded attempts refer to a version. */
struct library_use {
    bool (*in_use)(void *context, const char *id, const char *version);
    void *context;
};
/* Removes one version; version NULL: all that nothing refers to. ERROR_BUSY while attempts refer to it: they need it for review and regrading; it is then
 * only made inactive where another version is there. use may be NULL: nothing refers. */
int library_remove(struct library *library, const char *id, const char *version, const struct library_use *use, struct error *error);

#endif
