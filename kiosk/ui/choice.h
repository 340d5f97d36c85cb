/*
 * The options of a question or of a field: numbered, wrapped, one or several to be chosen by digits, arrows and Enter or Space.
 */
#ifndef UI_CHOICE_H
#define UI_CHOICE_H

#include "base/arena.h"
#include "ui/event.h"
#include "ui/grid.h"

#define CHOICE_MAX 400                           /* as many as a form may have; digits reach the first nine, arrows all of them */

enum choice_verdict { CHOICE_PLAIN, CHOICE_RIGHT, CHOICE_WRONG, CHOICE_MISSED }; /* in a review; a sign and a word */

struct choice_option {
    const char *text;
    const char *remark;                          /* below the option: feedback; or NULL */
    bool chosen;
    enum choice_verdict verdict;
};

struct choice {
    struct choice_option *options;               /* the caller's */
    size_t count;
    bool several;                                /* check marks; else one alone */
    bool locked;                                 /* shown, not changed */
    bool paged;                                  /* PageUp and PageDown are its own too */
    bool unnumbered;                             /* digits are the caller's: none is drawn nor taken */
    size_t focus, top;
    bool airy;                                   /* by choice_layout: a free row between the options */
};

void choice_init(struct choice *choice, struct choice_option *options, size_t count, bool several);
/* Arrows, PageUp and PageDown if paged: MOVED. A digit chooses (MOVED | CHANGED); Space or Enter on what is not chosen too: CHANGED. Enter on what is chosen already, or
 * with several: ACCEPTED. */
unsigned choice_event(struct choice *choice, const struct event *event, struct area area);
int choice_rows(const struct choice *choice, int cols, bool airy); /* the rows that it would like */
/* Where the focused option stands, counted from the choice's first row. */
void choice_focus_rows(const struct choice *choice, int cols, int *first, int *rows);
void choice_layout(struct choice *choice, struct area area);
void choice_draw(const struct choice *choice, struct grid *grid, struct area area, bool focused);

#endif
