/*
 * Whether all that was collected holds together.
 */
#ifndef COLLECT_CHECK_H
#define COLLECT_CHECK_H

#include "collect/central.h"

struct central_check {
    int64_t origins, branches, events, texts;
};
/*
 * SQLite's own integrity; each segment's numbers, and its chain computed again from the stored lines and held against its heads, the checkpoints, and those of the branches that leave it;
 * events outside of segments; digests of free texts. What is wrong is added to report; what a centre says of
 * people of whom another one sent something, as a warning, and so which terminal goes on from another one without
 * that one's word; a word that is false is wrong. Returns a negative code only where the check itself could not be done. Works read-only.
 */
int central_check(struct central *central, struct report *report, struct central_check *checked, struct error *error);

#endif
