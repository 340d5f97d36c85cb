/*
 * A verified bundle joins the database, within the caller's transaction. Within the room.
 */
#ifndef COLLECT_MERGE_H
#define COLLECT_MERGE_H

#include "collect/store.h"
#include "records/bundle.h"

struct merge_result {
    int64_t added, forked, elsewhere;                       /* as struct add_result has them */
    int branch;
    bool erased;                                 /* texts were deleted: the WAL must forget them too */
};
/* bundle: verified. origin: its row. name: of the file. A code other than 0 has changed things that the caller must undo. */
int merge_bundle(struct central *central, struct bundle_reader *bundle, int64_t origin, const char *name, const struct seal_pair *recipient,
                 struct merge_result *result, struct error *error);
/* Notes in the ledger that this file came. */
int merge_note(struct central *central, struct bundle_reader *bundle, int64_t origin, int branch, const char *name, struct error *error);

#endif
