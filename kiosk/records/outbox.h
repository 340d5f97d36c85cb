/*
 * The bundles of a centre that wait for receipts: the folder outbox/ is the list, and what lies there whole is a bundle. Which ranges of the log are in none yet is computed from the folder, the log, and
 * what has arrived; the missing ones are made from records that are open for reading.
 */
#ifndef RECORDS_OUTBOX_H
#define RECORDS_OUTBOX_H

#include "base/arena.h"
#include "records/bundle.h"
#include "records/origin.h"
#include "records/records.h"

#define OUTBOX "outbox"                          /* in the centre's folder */

struct outbox_bundle {
    const char *name, *origin;
    int64_t first, last, bytes;
    struct digest before, after;
    const struct document_named *recipients;
    size_t recipient_count;
    bool odd;                                    /* not of this log, as far as outbox_compare has looked */
};
/* By origin and first. Rows and texts lie in the arena of the reading. */
struct outbox {
    struct outbox_bundle *rows;
    size_t count;
};

/* Looks at the heads of all bundles. One whose head cannot be read, or is another one's than its name says, is reported and passed over. No folder: none. */
int outbox_read(const char *folder, struct arena *arena, struct outbox *outbox, struct report *report, struct error *error);
/* Whether it can be opened with this seal key (trust_seal_id). */
bool outbox_opens(const struct outbox_bundle *bundle, const char *reader);

/* Marks the bundles whose events are not those of this log: they were made before a backup was restored, or on a clone. They are not counted by outbox_plan. */
int outbox_compare(struct records *records, struct outbox *outbox, struct error *error);

/* Reads all bundles of this log, after outbox_compare: one that was damaged where it lies, so that nobody would take it, is removed and left out, and outbox_plan has it made again. The others
 * could not be made again, and stay as they are. */
int outbox_mend(const char *folder, struct outbox *outbox, struct error *error);

/* A reader has the events 1 to `has` of an origin, and wants the others. */
struct outbox_need {
    const char *origin, *reader;
    int64_t has;
};
struct outbox_range {
    const char *origin;
    int64_t first, last;
    const struct digest *head;                   /* the chain's behind last, where that is the log's end; else NULL */
};
/* The ranges that some need is for and that no bundle has which its reader can open: by origin and first, apart from each other. */
int outbox_plan(const struct outbox *outbox, const struct outbox_need *needs, size_t need_count, const struct origin_row *origins, size_t origin_count,
                struct arena *arena, struct outbox_range **ranges, size_t *count, struct error *error);

struct outbox_made {
    char name[BUNDLE_NAME_SIZE];
    const char *origin;
    int64_t first, last;
    struct digest after;
};
/* Makes the bundles of a range, maker->origin's, in folder/outbox. step is called for each event, and may stop it (ERROR_CANCELLED); made for each bundle that is in its place.
 * ERROR_DAMAGED: the chain does not come out at the log's head; the last bundle was not made. */
struct outbox_watch {
    bool (*step)(void *context);
    void (*made)(void *context, const struct outbox_made *made);
    void *context;
    int64_t most;                                /* events of one bundle; 0: BUNDLE_EVENTS */
};
int outbox_make(struct records *records, const char *folder, const struct bundle_maker *maker, const struct outbox_range *range,
                const struct outbox_watch *watch, struct error *error);

/* Removes what a making left behind that was killed. Only while nobody makes any. */
void outbox_sweep(const char *folder);
int outbox_remove(const char *folder, const char *name, struct error *error); /* nothing there is no error */

#endif
