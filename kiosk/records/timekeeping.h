/*
 * Which date an event really had. A boot's clock is sound, or unsound until somebody confirms the date; the answer dates the whole boot.
 */
#ifndef RECORDS_TIMEKEEPING_H
#define RECORDS_TIMEKEEPING_H

#include "records/records.h"

struct dated {
    int64_t at;                                  /* milliseconds since 1970 UTC, corrected where a correction is known */
    bool certain;                                /* the clock was sound, or somebody confirmed the date */
};

/* ERROR_NOT_FOUND for a boot that is not known. */
int time_date(struct records *records, const char *boot, int64_t at, struct dated *dated, struct error *error);

/* This boot: whether the date should be asked for. */
int time_unsound(struct records *records, bool *unsound, struct error *error);

/* Somebody says that it is now `now`: appends date-confirmed for this boot. */
int time_confirm(struct records *records, const char *actor, int64_t now, struct error *error);

#endif
