/*
 * Projections: tables that follow from the log alone. They are changed in the transaction that appends, and may be dropped and rebuilt at will;
 * after a change of what they hold, PROJECTION_VERSION goes up and they are rebuilt when the records are opened.
 */
#ifndef RECORDS_PROJECTIONS_H
#define RECORDS_PROJECTIONS_H

#include "records/event.h"
#include "records/records.h"

#define PROJECTION_VERSION 4

/* Drops them all and makes them from the log, in one transaction. */
int projection_rebuild(struct records *records, struct error *error);

/* Makes them once more in temporary tables and compares; adds to report what differs, by table. Nothing is changed. */
int projection_compare(struct records *records, struct report *report, struct error *error);

/* For log.c: an event was stored; for the erased one, forget what it names. */
int projection_apply(struct records *records, const struct event *event, struct error *error);

#endif
