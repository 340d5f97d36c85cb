/*
 * A row of buttons, and a dialogue: a question with them below.
 */
#ifndef UI_BUTTONS_H
#define UI_BUTTONS_H

#include "ui/event.h"
#include "ui/grid.h"

#define BUTTONS_MAX 6

struct buttons {
    const char *label[BUTTONS_MAX];              /* translated; not owned */
    int count, focus;
};

/* Left, Right, Tab, BackTab: MOVED (Tab at the last: IGNORED, so that a screen can go on). Enter, Space, a click: ACCEPTED. */
unsigned buttons_event(struct buttons *buttons, const struct event *event, struct area area);
int buttons_cols(const struct buttons *buttons);
void buttons_draw(const struct buttons *buttons, struct grid *grid, struct area area, bool focused); /* in its first row, from its start */

struct dialogue {
    const char *title;                           /* "Hand in?" */
    const char *message;                         /* wrapped; '\n' parts paragraphs */
    bool attention;
    struct buttons buttons;                      /* the first is where Enter does no harm */
};
/* Esc: CANCELLED. */
unsigned dialogue_event(struct dialogue *dialogue, const struct event *event, struct area area);
/* A box in the middle of the area. */
void dialogue_draw(const struct dialogue *dialogue, struct grid *grid, struct area area);

#endif
