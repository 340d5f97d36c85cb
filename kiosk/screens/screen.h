/*
 * A screen is a constant table of functions and an opaque state. It never touches a file, the database, the clock or curses: what it knows
 * comes in events and in the context, what it wants goes out as effects. So a test feeds it events and looks at effects and a grid.
 *
 * The program calls, in this order: init once; update for each event; layout when the size or the content changed (SCREEN_LAYOUT); draw when flagged; release once.
 * A dialogue is a screen that is pushed on the stack, never a loop of its own. When a screen is popped, the one below gets an EVENT_RESUMED.
 */
#ifndef SCREENS_SCREEN_H
#define SCREENS_SCREEN_H

#include "base/arena.h"
#include "screens/request.h"
#include "ui/ui.h"

/* What every screen may look at. Owned by app/; changes only between two calls. */
struct context {
    const struct look *look;                     /* colours, glyphs, mouse */
    const char *language;                        /* of the interface and, where the pack has it, of the content */
    const char *const *languages;                /* offered, codes; ended by NULL */
    const char *centre;                          /* its name */
    const char *hint;                            /* a sentence for the attract screen (of the demonstration), or NULL */
    struct person_view person;                   /* id NULL while nobody is signed in */
    int64_t wall, running;                       /* milliseconds, as base/clock.h has them */
    int offset_minutes;                          /* of local time from UTC, now */
    bool date_sound;                             /* else no date is shown */
    bool names_listed, guests_allowed, registering_allowed;
    bool may_quit;                               /* the attract screen may leave the program: a demonstration, a single user */
    int rows, cols;
    bool memory_short;                           /* something that followed from the last key could not be done; the frame says so */
};

/* What update returns. */
enum {
    SCREEN_HANDLED = 1,
    SCREEN_LAYOUT = 2,                           /* content changed: layout, then draw */
    SCREEN_DRAW = 4,
    SCREEN_LEAVE = 8,                            /* pop this screen */
};

struct screen_type;
/* What a screen is opened with; strings are copied by effect_push and live as long as the screen. NULL is read as "". */
struct screen_args {
    const char *pack, *unit, *attempt, *title, *text, *item;
    int number;
    const void *data;                            /* must outlive the screen: a constant, or data of a screen below it */
};

enum effect_kind { EFFECT_REQUEST, EFFECT_PUSH, EFFECT_REPLACE, EFFECT_POP, EFFECT_HOME, EFFECT_ATTRACT, EFFECT_LOCK, EFFECT_QUIT };
struct effect {
    enum effect_kind kind;
    enum request_kind request;
    uint32_t number;                             /* the request's, from 1; comes back in the result */
    const void *ask;                             /* of the request's struct type, copied with its strings */
    const struct screen_type *screen;            /* PUSH, REPLACE */
    struct screen_args args;
};
struct effects {
    struct arena *arena;                         /* emptied by app/ after the effects ran */
    struct effect *list;
    size_t count, capacity;
    uint32_t next_number;                        /* kept by app/ over the whole run */
};

/* Each returns the request's number; 0 if memory lacks: then nothing was asked, the arena has failed, and app/ sets context.memory_short. */
#define X(name, ask, answer) uint32_t effect_##name(struct effects *effects, const ask *request);
REQUESTS(X)
#undef X
void effect_push(struct effects *effects, const struct screen_type *screen, const struct screen_args *args);
/* In the place of the screen that asks; what lies on it goes too, but for the lock. */
void effect_replace(struct effects *effects, const struct screen_type *screen, const struct screen_args *args);
void effect_pop(struct effects *effects);
void effect_home(struct effects *effects);       /* everything above the home screen is left */
void effect_attract(struct effects *effects);    /* everything is left; sign out first */
void effect_lock(struct effects *effects);
void effect_quit(struct effects *effects);       /* --demo and a single user only; else app/ goes to the attract screen */

/* The payload of an EVENT_RESULT: which request, how it went, and what came of it. */
struct result {
    enum request_kind kind;
    uint32_t number;
    int code;                                    /* 0 or an enum error_code */
    const struct error *error;                   /* where code is not 0 */
    void *data;                                  /* the answer's struct, where code is 0 and it has one */
};

struct screen_type {
    const char *name;                            /* for tests and logs */
    size_t size;                                 /* of the state, which app/ allocates zeroed */
    const struct action *actions;                /* the footer and the help come from them */
    size_t action_count;
    void (*init)(void *state, const struct screen_args *args, const struct context *context, struct effects *effects);
    unsigned (*update)(void *state, const struct event *event, const struct context *context, struct effects *effects);
    void (*layout)(void *state, const struct context *context);
    void (*draw)(const void *state, const struct context *context, struct grid *grid);
    void (*release)(void *state);
    bool no_idle_lock;                           /* attract, lock */
    bool ticks_below;                            /* gets ticks also while other screens lie on it: the time of a quiz goes on */
};

/* Memory for what lives as long as the screen is the screen's own: an arena in its state, released in release. */

#define SCREENS(X) \
    X(attract) X(languages) X(sign_in) X(registering) X(keys) X(home) X(pack) X(lesson) X(search) X(quiz) X(together) X(attempt) X(unanswered) X(result) X(review) \
    X(progress) X(kept) X(consents) X(claim) X(manager) X(packs) X(install) X(learners) X(person) X(person_edit) X(person_join) X(person_erase) X(export) X(coordinator) X(stick) X(doctor) X(workshops) X(workshop) X(workshop_add) X(help) X(message) X(lock) X(setup)
#define X(name) extern const struct screen_type screen_##name;
SCREENS(X)
#undef X

#endif
