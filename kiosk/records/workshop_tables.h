/*
 * The projections of workshops: a part of projections.c's tables, and the statements that fill them. Within the room.
 *
 * Of two rows that were written for the same thing, the one with the greater (revision, at, origin, seq) stands: so the tables do not depend on the order in which events of
 * several terminals arrive. revision is one more than that of the row which whoever wrote it saw, so that on one terminal the later one stands whatever its clock says.
 */
#ifndef RECORDS_WORKSHOP_TABLES_H
#define RECORDS_WORKSHOP_TABLES_H

#include "records/event.h"
#include "records/records.h"

#define WORKSHOP_STAMP " revision INTEGER, at INTEGER, origin BLOB, seq INTEGER"
#define WORKSHOP_TABLES(T)                                                                                                              \
    T(workshop, "id BLOB PRIMARY KEY, name TEXT, first TEXT, last TEXT, facilitator BLOB, cancelled INTEGER," WORKSHOP_STAMP)            \
    T(workshop_member, "workshop BLOB, person BLOB, member INTEGER," WORKSHOP_STAMP ", PRIMARY KEY(workshop, person)")                   \
    T(workshop_unit, "pack TEXT, unit TEXT, workshop BLOB, place INTEGER, role TEXT, rule TEXT, day INTEGER, removed INTEGER,"           \
                     WORKSHOP_STAMP ", PRIMARY KEY(pack, unit, workshop)")                                                               \
    T(workshop_gate, "workshop BLOB, pack TEXT, unit TEXT, open INTEGER," WORKSHOP_STAMP ", PRIMARY KEY(workshop, pack, unit)")          \
    T(attendance, "workshop BLOB, person BLOB, day TEXT, part INTEGER," WORKSHOP_STAMP ", PRIMARY KEY(workshop, person, day)")           \
    T(attempt_reopened, "attempt BLOB, origin BLOB, seq INTEGER, at INTEGER, reason TEXT, seconds INTEGER,"                              \
                        " PRIMARY KEY(attempt, origin, seq)")                                                                           \
    T(item_dropped, "pack TEXT, item TEXT, unit TEXT, points REAL, dropped INTEGER, reason TEXT," WORKSHOP_STAMP                         \
                    ", PRIMARY KEY(pack, item)")

/* Does what an event says about workshops; any other kind is passed over. */
int workshop_project(struct records *records, const struct event *event, struct error *error);

#endif
