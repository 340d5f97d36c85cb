/*
 * Making a centre's backup: a copy of the records, checked from the first event to the last, and with it the settings, the centre's own questions, its keys and what lies in trust/, in one file
 * that only the recovery code opens (records/backup.h). Packs are not in it, they are installed again; nor is outbox/, which is made again. Run by the maker, in a process that has no records open.
 */
#ifndef KEEPER_BACKUP_H
#define KEEPER_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "records/trust.h"

#define BACKUP_FOLDER "backup"                   /* in the centre's folder: the newest backup, until the next one is made */
#define BACKUP_FILE_SIZE 100

struct backup_job {
    const char *folder, *name;                   /* the centre's, as a document may hold it */
    int terminal;
    const struct clock *clock;
    const struct random_source *random;
    bool (*step)(void *context, int64_t done, int64_t total); /* bytes; false: stop */
    void *context;
};
struct backup_made {
    char file[BACKUP_FILE_SIZE];                 /* in BACKUP_FOLDER: CENTRE-TERMINAL-DATE-TIME.backup */
    int64_t bytes;
};
/* Only one at a time. ERROR_NOT_FOUND: no code was made yet. ERROR_FULL says how much is needed. ERROR_DAMAGED: the records are not whole; then there is no new backup. */
int backup_make(const struct backup_job *job, struct backup_made *made, struct error *error);

/* A new code for the backups that are made from now on. Nothing keeps it but the paper. */
int backup_new_code(const char *folder, const struct random_source *random, char code[TRUST_CODE_SIZE], char *mark, struct error *error);

#endif
