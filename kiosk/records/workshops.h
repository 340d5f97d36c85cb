/*
 * Workshops: a name, a first and a last day, members, who was there, which units in which order, and what is open to whom. All of it is events; what is read here are their
 * projections (workshop_tables.h). actor: who did it, NULL: a command. Days are "2026-04-01". Strings that are read lie in the arena.
 *
 * Errors of writers: ERROR_NOT_FOUND (no such workshop, member, unit), ERROR_INVALID, ERROR_LIMIT; nothing is written then. What is said already is not written again.
 */
#ifndef RECORDS_WORKSHOPS_H
#define RECORDS_WORKSHOPS_H

#include "base/arena.h"
#include "records/records.h"

#define WORKSHOP_NAME_LIMIT 120                  /* bytes */
#define WORKSHOP_REASON_LIMIT 200
#define WORKSHOP_DAYS 60
#define WORKSHOP_MEMBERS 200
#define WORKSHOP_UNITS 200
#define WORKSHOP_MORE_TIME 14400                 /* seconds that a reopened attempt may get */
#define DAY_SIZE 11

/* A unit's role says what it is for; an exam is opened and closed by hand alone. */
#define UNIT_ROLES(R) R(LESSON, "lesson") R(PRE_TEST, "pre-test") R(PRACTICE, "practice") R(POST_TEST, "post-test") R(EXAM, "exam")
#define UNLOCK_RULES(R) R(AT_ONCE, "at-once") R(AFTER, "after") R(DAY, "day") R(HAND, "hand")
enum unit_role {
#define R(NAME, name) UNIT_##NAME,
    UNIT_ROLES(R)
#undef R
    UNIT_ROLE_COUNT
};
enum unlock_rule {
#define R(NAME, name) UNLOCK_##NAME,
    UNLOCK_RULES(R)
#undef R
    UNLOCK_RULE_COUNT
};
const char *unit_role_name(enum unit_role role);
const char *unlock_rule_name(enum unlock_rule rule);
int unit_role_named(const char *name);           /* -1: there is none */
int unlock_rule_named(const char *name);

bool workshop_day_valid(const char *day);        /* "2026-04-01", a day that there is */
int workshop_day_number(const char *first, const char *day); /* 1 for the first day; 0 or less before it */
char *workshop_day_of(char text[DAY_SIZE], const char *first, int number); /* the day with that number */

struct workshop {
    const char *id;                              /* UUID; NULL for workshop_put: made there */
    const char *name, *first, *last;
    const char *facilitator;                     /* a person's id, NULL */
    bool cancelled;
    int64_t members, units, revision;            /* set by readers */
};
/* A new one, or another state of one that there is. id: where a new one's goes, may be NULL. */
int workshop_put(struct records *records, const struct workshop *workshop, const char *actor, char id[UUID_SIZE], struct error *error);
/* The latest first. Cancelled ones are there, at most limit. */
int workshop_list(struct records *records, size_t limit, struct arena *arena, struct workshop **rows, size_t *count, struct error *error);
int workshop_get(struct records *records, const char *id, struct arena *arena, struct workshop *row, struct error *error);

struct workshop_member {
    const char *person, *name, *number;          /* name NULL: nobody who is known here (erased, or of another terminal) */
    int64_t half_days;                           /* attended in all */
};
int workshop_member_put(struct records *records, const char *workshop, const char *person, bool member, const char *actor, struct error *error);
/* By name. Whoever was merged into somebody is that one. */
int workshop_members(struct records *records, const char *workshop, struct arena *arena, struct workshop_member **rows, size_t *count, struct error *error);

struct attendance {
    const char *person, *day;
    int part;                                    /* 1 half, 2 whole */
};
/* day: of the workshop. part: 0, 1, 2. */
int workshop_attend(struct records *records, const char *workshop, const char *person, const char *day, int part, const char *actor, struct error *error);
int workshop_attendance(struct records *records, const char *workshop, struct arena *arena, struct attendance **rows, size_t *count, struct error *error);

/* Why a unit is not open to a person. */
enum unit_lock { LOCK_NONE, LOCK_AFTER, LOCK_DAY, LOCK_HAND, LOCK_EXAM };
struct workshop_unit {
    const char *workshop, *pack, *version, *unit; /* version: the pack's when it was assigned; not read back */
    enum unit_role role;
    enum unlock_rule rule;
    int64_t place;                               /* of order, from 1; 0 for workshop_assign: behind all */
    int64_t day;                                 /* of UNLOCK_DAY, from 1 */
    bool removed;
    bool open;                                   /* by hand: it was opened, and not closed since */
};
int workshop_assign(struct records *records, const struct workshop_unit *unit, const char *actor, struct error *error);
int workshop_open(struct records *records, const struct workshop_unit *unit, bool open, const char *actor, struct error *error); /* workshop, pack, version, unit are read */
/* In the order of the plan. */
int workshop_units(struct records *records, const char *workshop, struct arena *arena, struct workshop_unit **rows, size_t *count, struct error *error);

/* What somebody's workshops say: those that are not cancelled and whose last day is not past, the one that began last first; each with its units in order. */
struct planned {
    struct workshop_unit unit;
    const char *name, *first, *last;             /* of the workshop */
    bool done;                                   /* the lesson was finished, the quiz handed in */
    enum unit_lock lock;
    const char *after_pack, *after_unit;         /* LOCK_AFTER: what has to be done first; else NULL */
};
/* today NULL: the date is not sure. Then no workshop is past, and what waits for a day does not wait: a wrong clock keeps nobody out. */
int workshop_plan(struct records *records, const char *person, const char *today, struct arena *arena, struct planned **rows, size_t *count,
                  struct error *error);
/*
 * Whether somebody may begin a unit: 0, or ERROR_REFUSED with the sentence that says why, and when. An exam of any workshop, past ones too, is open to the members for whom it was opened alone. Anything else is
 * locked only where a plan of their own says so, and no other plan of theirs opens it.
 */
int workshop_may_begin(struct records *records, const char *person, const char *pack, const char *unit, const char *today, struct arena *arena,
                       struct error *error);
/* Whether an attempt that runs may be answered: the same for exams; all else is not closed any more once it was begun. */
int workshop_may_answer(struct records *records, const char *person, const char *pack, const char *unit, struct error *error);

/* An attempt that was handed in goes on, with so many seconds more. reason: printable, 1 to WORKSHOP_REASON_LIMIT bytes. ERROR_NOT_FOUND, ERROR_EXISTS where it is not handed in. */
int attempt_reopen(struct records *records, const char *attempt, const char *reason, int64_t seconds, const char *actor, struct error *error);

/* Questions that do not count: of a pack, by item. */
struct dropped_item {
    const char *pack, *version, *unit, *item, *reason; /* unit: the quiz where it was noticed; version is not read back */
    double points;                               /* that it is worth */
    bool dropped;                                /* false for item_drop: it counts again */
};
int item_drop(struct records *records, const struct dropped_item *item, const char *actor, struct error *error);
int item_drops(struct records *records, const char *pack, struct arena *arena, struct dropped_item **rows, size_t *count, struct error *error);

/* Where everybody stands: for the overview, one row a member. */
struct member_place {
    const char *person, *name, *number;
    const char *pack, *version, *unit, *attempt; /* what was touched last; NULL: nothing. attempt NULL: a lesson */
    int64_t page, pages;                         /* of the lesson */
    int64_t answered, questions;                 /* of the attempt */
    bool submitted;
    int64_t wrong;                               /* the last answers of the attempt that were not right, in a row */
    int64_t last;                                /* by the clock of its boot */
};
int workshop_places(struct records *records, const char *workshop, struct arena *arena, struct member_place **rows, size_t *count, struct error *error);

#endif
