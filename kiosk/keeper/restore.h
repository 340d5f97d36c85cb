/*
 * A centre from its backup, in a new folder. All is done beside that folder, in one that nobody else looks into, and verified there: unpacked, opened once (so that it has a new origin, and no
 * number is given twice), and read from the first event to the last. Then it is moved into its place in one step. A crash leaves what was unpacked beside it, and the next restoring removes that.
 */
#ifndef KEEPER_RESTORE_H
#define KEEPER_RESTORE_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "records/document.h"
#include "records/trust.h"

struct restore {
    const char *file;                            /* the backup */
    const char *folder;                          /* that is not there, or empty */
    const char *journal;                         /* the folder journal/ that the lost centre left, for what was done since; NULL: none */
    const char *hardware, *boot;                 /* as in keeper_options */
    const struct clock *clock;                   /* NULL: the system's */
    const struct random_source *random;
};
struct restored {
    struct document_backup head;                 /* as the backup has it; texts lie in the arena */
    const char *origin;                          /* the new one */
    int64_t events, people, taken_back;          /* taken_back: events that the journal has and the backup has not */
};
/* ERROR_EXISTS: something is in the folder. ERROR_REFUSED, ERROR_DAMAGED, as backup_unpack. Nothing is in the folder unless 0 is returned. */
int centre_restore(const struct restore *restore, const unsigned char secret[TRUST_SECRET], struct arena *arena, struct restored *restored, struct error *error);

/* Whether it could be restored into the folder, asked before somebody types a code for nothing. */
int centre_restore_folder(const char *folder, struct error *error);

#endif
