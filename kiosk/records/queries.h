/*
 * What the kiosk asks. All of it comes from projections, by index. Rows and their strings go to the arena; ERROR_LIMIT never: limits cut.
 */
#ifndef RECORDS_QUERIES_H
#define RECORDS_QUERIES_H

#include "base/arena.h"
#include "records/records.h"

enum attempt_state { ATTEMPT_RUNNING, ATTEMPT_SUBMITTED };

struct attempt_row {
    const char *id, *person, *pack, *version, *unit, *digest, *language, *mode, *settings;
    uint64_t seed;
    int64_t questions, answered, flagged;        /* answered: items with an answer now */
    int64_t started, last, submitted;            /* by the clock of their boot; submitted 0 while running */
    const char *boot;                            /* of the start: for time_date */
    int64_t seconds;                             /* running time used */
    enum attempt_state state;
    double marks, possible;                      /* without what counts no more */
    int passed;                                  /* 1, 0, -1: no pass mark */
    const char *fractions;
    int64_t dropped;                             /* questions of it that count no more, and why the first of them does not; NULL */
    const char *dropped_reason;
    int64_t members;                             /* who takes part besides person */
    int64_t more_seconds;                        /* that it got beyond the quiz's time when it was opened again */
};

/* NULL in a filter: any. */
struct attempt_filter {
    const char *person, *pack, *unit;            /* person is needed */
    bool running, submitted;                     /* only these; neither: all */
    size_t limit;                                /* 0: 1000 */
};
/* The newest first. */
int query_attempts(struct records *records, const struct attempt_filter *filter, struct arena *arena, struct attempt_row **rows, size_t *count,
                   struct error *error);
int query_attempt(struct records *records, const char *attempt, struct arena *arena, struct attempt_row *row, struct error *error); /* ERROR_NOT_FOUND */

/* Whether somebody takes part in an attempt: it is theirs, or they are a member. */
int query_takes_part(struct records *records, const char *attempt, const char *person, bool *takes_part, struct error *error);
/* The names of all who take part but one, divided by ", "; who was erased has none. */
int query_together(struct records *records, const char *attempt, const char *but, struct arena *arena, const char **names, struct error *error);

struct answer_row {
    const char *item, *response;                 /* response NULL: not answered, or the text is in body */
    const char *body;                            /* free text, NULL */
    size_t body_length;
    bool answered, flagged;
    int64_t at, seconds, times;                  /* when, at which running second, how many times it was answered */
    const char *origin;                          /* of the event, with seq; NULL where it is only flagged */
    int64_t seq;
};
/* By item. */
int query_answers(struct records *records, const char *attempt, struct arena *arena, struct answer_row **rows, size_t *count, struct error *error);

/* A lesson that somebody opened. */
struct lesson_row {
    const char *pack, *version, *unit;           /* the version read last */
    int64_t pages;                               /* of the lesson, as last opened */
    int64_t page, pages_read;                    /* the page read last, from 1; how many different ones */
    int64_t seconds, opened, last;
    int64_t questions, right;                    /* answered in place; with the full fraction, the latest answer counting */
    bool finished;
};
/* pack NULL: of all packs. By pack and unit. */
int query_lessons(struct records *records, const char *person, const char *pack, struct arena *arena, struct lesson_row **rows, size_t *count,
                  struct error *error);
/* Pages of a lesson that were read, ascending. */
int query_pages(struct records *records, const char *person, const char *pack, const char *unit, struct arena *arena, int64_t **pages, size_t *count,
                struct error *error);
/* Answers to a lesson's questions in place, the latest, by item. */
struct block_row {
    const char *item, *response;
    double fraction;
    int64_t times;
};
int query_blocks(struct records *records, const char *person, const char *pack, const char *unit, struct arena *arena, struct block_row **rows,
                 size_t *count, struct error *error);

/* What somebody did last: where to go on. ERROR_NOT_FOUND where they did nothing yet. */
struct activity_row {
    const char *pack, *version, *unit, *attempt; /* attempt NULL: a lesson */
    int64_t page;                                /* of the lesson, 0 in an attempt */
    int64_t first, last, events;
};
int query_activity(struct records *records, const char *person, struct arena *arena, struct activity_row *row, struct error *error);

struct pack_row {
    const char *pack, *version;
    bool installed, active;
    int64_t attempts;                            /* that refer to this version */
};
int query_packs(struct records *records, struct arena *arena, struct pack_row **rows, size_t *count, struct error *error);
int query_pack_used(struct records *records, const char *pack, const char *version, bool *used, struct error *error);
/* The active version; ERROR_NOT_FOUND. */
int query_pack_active(struct records *records, const char *pack, struct arena *arena, const char **version, struct error *error);

/* The value of a setting as last changed; ERROR_NOT_FOUND. */
int query_setting(struct records *records, const char *name, struct arena *arena, const char **value, struct error *error);

struct counts {
    int64_t people, events, attempts, attempts_running, answers, origins, texts;
};
int query_counts(struct records *records, struct counts *counts, struct error *error);

/* What is kept of me, besides the profile. */
struct kept {
    int64_t events, attempts, answers, texts, lessons, seconds, versions; /* texts: free texts; versions: of the profile */
    int64_t first, last;
};
int query_kept(struct records *records, const char *person, struct kept *kept, struct error *error);

#endif
