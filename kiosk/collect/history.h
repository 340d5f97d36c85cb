/*
 * The histories of one origin: which runs of events are there, where they leave each other, and which branch each belongs to. Within the room.
 *
 * A chain's head determines all that is before it. So an event is known by its number and h(number); two runs that have the same head at some number have the same events before it,
 * and two that differ there differ for ever after. Each event is stored once: a run that parts from another holds only what comes behind.
 *
 * Branches follow from the runs. A run goes on in the branch whose end it continues. One that leaves another in its middle, or at an end that goes on already, is a branch of its own. One that
 * nobody knows the beginning of (a gap lies before it) is taken for a continuation of the branch whose end lies nearest before it; where there is none, and where the gap has closed and the
 * heads did not meet, it is a branch of its own, of which nobody knows yet where it leaves.
 */
#ifndef COLLECT_HISTORY_H
#define COLLECT_HISTORY_H

#include "collect/store.h"

struct history_run {
    int branch;                                  /* where its events are stored now */
    int64_t first, last;
    struct digest before, after;                 /* h(first - 1), h(last) */
    int from;                                    /* the run that has event first - 1, or that begins beside this one; -1: not known, or first is 1 */
    bool fresh;                                  /* added since history_load */
    /* of the plan */
    int next;                                    /* the run that continues it, -1 */
    int guess;                                   /* at the end of what continues: the run behind the gap, -1 */
    bool inner;                                  /* it continues another, or lies behind its gap */
    int head;                                    /* the first run of its line: of what it continues, or lies behind the gaps of */
    int becomes;                                 /* its branch */
};
struct history_branch {
    int branch, parent;                          /* parent -1: none, or not known yet */
    int64_t shared;
};
struct history {
    struct central *central;
    int64_t origin;                              /* row */
    struct history_run *runs;                    /* owned, as branches is */
    size_t count, capacity;
    struct history_branch *branches;             /* as they are stored */
    size_t branch_count;
};

int history_load(struct history *history, struct central *central, int64_t origin, struct error *error);
void history_release(struct history *history);

/* A new run of nothing yet, behind event first - 1 with head before. Its branch is chosen so that up to last nothing is in its way. -1 without memory. */
int history_begin(struct history *history, int from, int64_t first, int64_t last, const struct digest *before);
/* h(seq) of a run that has it, or whose first - 1 it is. */
int history_head(struct history *history, int run, int64_t seq, struct digest *head, struct error *error);

/*
 * Puts all into order: branches, moved rows, merged segments. forked: the last number that two branches share, of those that this showed; -1 where it showed no new one.
 * A branch of which nobody knows where it leaves shares 0.
 */
int history_settle(struct history *history, int64_t *forked, struct error *error);

#endif
