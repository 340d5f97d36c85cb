/*
 * Key maps: one row an action. The footer, the help screen and the manual are made from the rows, so that they cannot disagree with what
 * the keys do.
 */
#ifndef UI_ACTION_H
#define UI_ACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "ui/event.h"
#include "ui/grid.h"

/* A code of 0 means: hand the event to the focused widget. Screens number their own from 1. */
#define ACTION_WIDGET 0

struct action {
    int code;
    const char *name;                            /* for the manual and tests: "flag" */
    const char *keys;                            /* "Enter Space n": names of event.h, Space, characters, or a range "1-9"; the first is shown */
    bool (*guard)(const void *state);            /* does it work now? NULL: always */
    int (*digits)(const void *state);            /* of a range: the highest digit that works now. NULL: all of it */
    const char *label;                           /* N_("flag"): short, for the footer; NULL: not shown there */
    const char *help;                            /* N_("Marks the question, to come back to it"): for the help screen */
    int rank;                                    /* the footer leaves out the highest first; 0 stays longest */
    bool at_end;                                 /* stands at the end of the footer (Esc) */
};

/* A table in use. Screens chain theirs in front of the one that works everywhere (F1, L …). */
struct keymap {
    const struct action *actions;
    size_t count;
    const void *state;                           /* for guard and digits */
    bool typing;                                 /* characters, Left and Right belong to a field now: an action is shown by its other keys, or not at all */
};

/* The row that the event means now, or NULL. Letters match in either case. *digit (may be NULL): the digit of a range, or -1. */
const struct action *keymap_find(const struct action *actions, size_t count, const void *state, const struct event *event,
                                 int *digit);

/* As many keys with their labels as fit into the row, by rank; labels are translated here. */
void keymap_footer(struct grid *grid, struct area area, const struct keymap *maps, size_t count);

/* Sets typing in all of them. */
static inline void keymap_typing(struct keymap *maps, size_t count, bool typing)
{
    for (size_t i = 0; i < count; i++)
        maps[i].typing = typing;
}

/* The keys of an action as people read them ("↑↓", "1-4", "Enter"), with the first only or with all of them. */
void action_keys(struct buf *out, const struct action *action, const void *state, const struct look *look, bool all);

/* Lines for the help screen: calls row for each action with help text, first those that work now. keys is "Enter, n". */
void keymap_help(const struct keymap *maps, size_t count, const struct look *look,
                 void (*row)(void *context, const char *keys, const char *help, bool now), void *context);

/* Rows that every screen with such a widget needs; the code is ACTION_WIDGET. */
#define ACTIONS_LIST                                                                                          \
    { .name = "choose", .keys = "Up Down Home End PageUp PageDown", .label = N_("choose"),                    \
      .help = N_("Goes up and down the list") }
#define ACTIONS_SCROLL                                                                                        \
    { .name = "scroll", .keys = "Down Up PageDown PageUp Home End", .label = N_("scroll"),                    \
      .help = N_("Moves the text up and down") }
#define ACTIONS_BUTTONS                                                                                       \
    { .name = "button", .keys = "Left Right Tab BackTab", .label = N_("choose"),                              \
      .help = N_("Goes from button to button") }
#define ACTIONS_FORM                                                                                          \
    { .name = "field", .keys = "Up Down Tab BackTab", .label = N_("move"),                                    \
      .help = N_("Goes from field to field") }

#endif
