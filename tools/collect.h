/*
 * What the subcommands of kiosk-collect share: the coordinator's database and key, the names of files, and how a file that came is said.
 */
#ifndef TOOLS_COLLECT_H
#define TOOLS_COLLECT_H

#include "command.h"

#include "base/arena.h"
#include "base/buf.h"
#include "collect/add.h"
#include "collect/central.h"
#include "records/trust.h"

/* Bits of what collect_open is to open. */
enum collect_need {
    COLLECT_DATABASE = 1,                        /* for reading */
    COLLECT_CHANGE = 2,                          /* the database, to be changed */
    COLLECT_KEY = 4,                             /* a coordinator's */
    COLLECT_ANY_KEY = 8,                         /* a coordinator's or a recipient's */
};
struct collect {
    struct command_call *call;
    struct central *central;
    struct trust_secret secret;
    struct seal_pair seal;                       /* of that secret */
    struct arena arena;
};
/* Returns 0, or the exit code: then what is wrong was printed. Call collect_close in any case. */
int collect_open(struct collect *collect, struct command_call *call, unsigned needs);
void collect_close(struct collect *collect);

/* Whether the key is the one of the coordinator whose database it is; ERROR_REFUSED says whose each is. take: a database that is nobody's becomes theirs; so does one whose coordinator has changed the key, where
 * --changed-key says so. */
int collect_owner(struct collect *collect, bool take, struct error *error);
/* The coordinator's `sign` key, hex. */
void collect_sign_hex(const struct collect *collect, char hex[2 * TRUST_PUBLIC + 1]);
/* A folder that is there: a stick whose name was mistyped must not be made. */
int collect_folder(const char *folder, struct error *error);

/* "12345678": the last digits of a terminal's id, by which people know it. */
#define COLLECT_SHORT 9
const char *collect_short(char text[COLLECT_SHORT], const char *uuid);
/* A centre's name, else its id. In the arena, cleaned. */
/* Says so where a centre dates its request later than today. */
void collect_say_ahead(const struct central_centre *centre);
const char *collect_centre_name(struct collect *collect, const char *uuid);
/* FOLDER/NAME.SUFFIX, NAME made of the centre's name; where two centres have the same, with the end of its id. */
int collect_path(struct collect *collect, char *path, size_t size, const char *folder, const struct central_centre *centre, const char *suffix,
                 struct error *error);
/* "2026-11-23 14:32"; "-" for 0. */
const char *collect_date(char text[20], int64_t at);

/* What became of the files, as they are added. */
struct collect_tally {
    struct collect *collect;
    int64_t files, events, merged, known, requests, aside, refused;
    bool again;                                  /* what was kept aside is tried again: only what is taken in is worth a line */
};
add_visit collect_visit;                         /* its context is the tally */

/* While it is on, a dot is put onto standard error, where that is a terminal, with each second. Turned off, or cleared before something is printed, the line is
 * empty again. */
void collect_busy(bool on);
void collect_busy_clear(void);

/* Members of a flat JSON object; the first one brings no comma. text NULL: null. */
void collect_json_text(struct buf *out, const char *name, const char *text);
void collect_json_int(struct buf *out, const char *name, int64_t value);

/* What others may know of a key: its seal key and whose it is (NAME.pub). */
struct collect_public {
    char owner[16], name[TRUST_NAME_LIMIT + 1], seal[2 * TRUST_PUBLIC + 1];
};
void collect_public_of(struct collect_public *public, const struct trust_secret *secret);
int collect_public_save(const struct collect_public *public, const char *path, struct error *error);
int collect_public_load(struct collect_public *public, const char *path, struct error *error);
/* What two people compare: a coordinator's `sign` key's fingerprint, a recipient's `seal` key's. */
void collect_fingerprint(char text[TRUST_FINGERPRINT_SIZE], const struct trust_secret *secret);

#endif
