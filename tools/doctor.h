/*
 * What kiosk-admin doctor looks at: one row of a table a thing. Each row's function says in a few words what it found, how that is, and in one sentence what to do about it; it never fails and
 * changes nothing. To add one: a function, and its row in doctor.c.
 *
 * What is found holds no name, number or free text of a person, no key, and nothing that tells where the machine stands: it goes into a file for whoever helps from afar.
 */
#ifndef TOOLS_DOCTOR_H
#define TOOLS_DOCTOR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "keeper/centre.h"
#include "records/aside.h"
#include "records/health.h"

enum doctor_verdict {
    DOCTOR_NONE,                                 /* there is no such thing here: the row is left out */
    DOCTOR_GOOD,
    DOCTOR_ATTENTION,
    DOCTOR_BAD,
    DOCTOR_UNKNOWN,                              /* cannot be told here */
};

struct doctor_finding {
    enum doctor_verdict verdict;
    char value[200];                             /* a few words, translated */
    const char *advice;                          /* N_(), one sentence; "" where nothing is to be done */
};

struct doctor_space {
    uint64_t bytes, free_bytes, files, free_files; /* free: for who is not root; files 0: no limit */
};

struct doctor {
    /* given */
    const char *root;                            /* "": this machine; else a folder that stands for / */
    const char *centre;
    const struct clock *clock;
    const char *term;                            /* NULL: there is no terminal */
    int rows, cols;
    const char *locale;                          /* LC_ALL, LC_CTYPE or LANG; NULL: none is set */
    bool (*space)(const char *path, struct doctor_space *space);

    /* found by doctor_begin; what is wrong with the centre is in report, in the order of the rows */
    struct arena arena;
    struct report report;
    struct settings settings;
    bool settings_good;
    struct records *records;                     /* NULL: records_wrong says why */
    struct error records_wrong;
    struct records_health health;                /* of the records, where there are any: all 0 and not whole, if they could not be looked at */
    bool date_certain;                           /* somebody confirmed this boot's date, or its clock is sound */
};

struct doctor_row {
    const char *name;                            /* for programs */
    const char *label;                           /* N_() */
    void (*look)(struct doctor *doctor, struct doctor_finding *finding);
};
extern const struct doctor_row doctor_rows[];    /* ended by a row without a name */

/* Fills what is found; the given members are set before. */
void doctor_begin(struct doctor *doctor);
void doctor_end(struct doctor *doctor);
bool doctor_space_of(const char *path, struct doctor_space *space); /* the system's answer */

/* What rows are made of. The value is cleaned of what a terminal could run. */
void doctor_find(struct doctor_finding *finding, enum doctor_verdict verdict, const char *advice, const char *value, ...) __attribute__((format(printf, 4, 5)));
/* A whole small file of the system's, below root; false where it cannot be read. */
bool doctor_read(const struct doctor *doctor, const char *path, struct buf *text);
/* A whole number at the beginning of such a file. base as of strtoll. */
bool doctor_number(const struct doctor *doctor, const char *path, int base, long long *number);
void doctor_size(char text[32], uint64_t bytes); /* "3.4 GiB" */
/* "nothing", "3 events from number 12 to 14", translated. */
void doctor_lost(struct buf *out, const struct aside *aside);
const char *doctor_word(enum doctor_verdict verdict); /* "needs attention", translated */

/* doctor_machine.c */
void look_terminal(struct doctor *doctor, struct doctor_finding *finding);
void look_locale(struct doctor *doctor, struct doctor_finding *finding);
void look_console(struct doctor *doctor, struct doctor_finding *finding);
void look_disk(struct doctor *doctor, struct doctor_finding *finding);
void look_inodes(struct doctor *doctor, struct doctor_finding *finding);
void look_mount(struct doctor *doctor, struct doctor_finding *finding);
void look_wear(struct doctor *doctor, struct doctor_finding *finding);
void look_clock(struct doctor *doctor, struct doctor_finding *finding);
void look_memory(struct doctor *doctor, struct doctor_finding *finding);
void look_load(struct doctor *doctor, struct doctor_finding *finding);
void look_power(struct doctor *doctor, struct doctor_finding *finding);
void look_temperature(struct doctor *doctor, struct doctor_finding *finding);
void look_versions(struct doctor *doctor, struct doctor_finding *finding);

/* doctor_centre.c */
void look_settings(struct doctor *doctor, struct doctor_finding *finding);
void look_keeper(struct doctor *doctor, struct doctor_finding *finding);
void look_database(struct doctor *doctor, struct doctor_finding *finding);
void look_journal(struct doctor *doctor, struct doctor_finding *finding);
void look_rescue(struct doctor *doctor, struct doctor_finding *finding);
void look_packs(struct doctor *doctor, struct doctor_finding *finding);
void look_publishers(struct doctor *doctor, struct doctor_finding *finding);
void look_key(struct doctor *doctor, struct doctor_finding *finding);
void look_coordinators(struct doctor *doctor, struct doctor_finding *finding);
void look_rights(struct doctor *doctor, struct doctor_finding *finding);
void look_users(struct doctor *doctor, struct doctor_finding *finding);

#endif
