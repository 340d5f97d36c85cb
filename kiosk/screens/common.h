/*
 * What all screens share: the frame, the keys that work everywhere, what is shown while something is awaited or went wrong.
 * A screen's state begins with a struct common, so that the help screen can show the keys of the one below it.
 */
#ifndef SCREENS_COMMON_H
#define SCREENS_COMMON_H

#include "screens/screen.h"

#define COMMON_MESSAGE 400

struct common {
    const struct screen_type *type;
    struct keymap maps[2];                       /* its own keys, then those that work everywhere */
    bool many_languages;
    bool waiting;                                /* the first result has not come yet */
    bool failed;                                 /* the screen has nothing to show but message */
    char message[COMMON_MESSAGE];                /* translated; "": none. Without failed it stands above the footer */
    bool good;                                   /* the message is good news */
    int taken;                                   /* cells at the end of the message's last row that the screen draws itself */
};

/* First thing in init. */
void common_init(struct common *common, const struct screen_type *type, const void *state, const struct context *context);

/* Keys that work everywhere: F1 and ? for help, L for the language. typing: letters belong to a field, so F1 alone. True if it was one of them. */
bool common_event(struct common *common, const struct event *event, bool typing, const struct context *context, struct effects *effects);

/* The screen's action for an event, or NULL. *digit as keymap_find has it. */
const struct action *common_action(const struct common *common, const struct event *event, int *digit);

/* The payload of an EVENT_RESULT of this kind, else NULL. A failure is kept as the message; fatal: the screen then has nothing else to show. */
const struct result *common_result(struct common *common, const struct event *event, enum request_kind kind, bool fatal);

void common_say(struct common *common, bool good, const char *text); /* a message of the screen's own, translated */
void common_error(struct common *common, const struct error *error);

/*
 * Title line, rules, footer, message. when NULL: the time of day, where it is known. False: draw nothing else (the window is too small, something
 * is awaited, or all there is to show is the message, which was drawn).
 */
bool common_frame(const struct common *common, const struct context *context, struct grid *grid, const char *where, const char *what,
                  const char *when, bool urgent);

/* layout_frame, or layout_beside where wide and the screen has something to show beside; content and text end above a message that needs several rows. */
struct layout common_layout(const struct common *common, const struct context *context);
struct layout common_layout_beside(const struct common *common, const struct context *context);

/* "14:32", "" where the clock is unsound. */
#define CLOCK_SIZE 8
const char *common_clock(char text[CLOCK_SIZE], const struct context *context);
/* "Grace Banda · 104-7"; "" while nobody is signed in. */
void common_who(struct buf *out, const struct context *context);

/* "English" for "en", in the language itself; the code where it is not known. */
const char *language_name(const char *code);

#endif
