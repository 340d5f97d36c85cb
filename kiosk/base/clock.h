/*
 * Time is handed in. wall is milliseconds since 1970 UTC and may be wrong; running is milliseconds that only go forward, from an
 * arbitrary start, and counts examination time.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

struct clock {
    int64_t (*wall)(void *context);
    int64_t (*running)(void *context);
    void *context;
};

extern const struct clock clock_system;

static inline int64_t clock_wall(const struct clock *clock) { return clock->wall(clock->context); }
static inline int64_t clock_running(const struct clock *clock) { return clock->running(clock->context); }

/* A clock that stands still until it is moved. */
struct fixed_clock {
    struct clock clock;
    int64_t wall, running;
};
void fixed_clock_init(struct fixed_clock *fixed, int64_t wall);
void fixed_clock_advance(struct fixed_clock *fixed, int64_t milliseconds);

/* A calendar date in the proleptic Gregorian calendar, from milliseconds since 1970 UTC shifted by a fixed offset in minutes. */
struct date {
    int year, month, day, hour, minute, second, weekday; /* weekday 0: Sunday */
};
void date_from(struct date *date, int64_t milliseconds, int offset_minutes);
int64_t date_to(const struct date *date);        /* UTC milliseconds of year, month, day, hour, minute, second */
#define DATE_SIZE 32
char *date_iso(char text[DATE_SIZE], int64_t milliseconds); /* "2026-11-23T14:32:05.123Z" */

#endif
