/*
 * A small world behind the screens: two lessons, a bank with every type of question, quizzes, packs, learners, a stick. It answers each request at
 * once, and remembers what was saved. A test puts it behind one screen (world_settle) or behind a whole stack of them (world_serve is a stack_service).
 */
#ifndef TESTS_SCREENS_WORLD_H
#define TESTS_SCREENS_WORLD_H

#include "expr/expr.h"
#include "model/gift.h"
#include "screens/drive.h"

#define WORLD_SAVED 60
#define WORLD_QUIZZES 4

struct world {
    struct arena arena;
    struct expr_engine *engine;
    struct lesson *bread, *arabic;
    struct bank bank;
    struct quiz *quizzes[WORLD_QUIZZES];
    struct form *core, *consents;
    struct context *context;                     /* whose person signs in and out; NULL: nobody's */
    struct world_saved { char quiz[24], item[40]; struct buf response; bool flagged; } saved[WORLD_SAVED];
    size_t saved_count;
    bool submitted[WORLD_QUIZZES];
    bool hostile;                                /* titles, names and places are as bad as they can be */
    bool empty;                                  /* nothing is installed, nobody registered, nothing done */
    bool retired;                                /* the person whose page is shown */
    size_t others;                               /* who were added to take a quiz together */
    bool alone;                                  /* nobody collects the results of this centre */
    bool pulled;                                 /* the stick is not plugged in any more */
    bool folders;                                /* the places are folders alone: one where something may be written, and that of the packs */
    bool torn;                                   /* a file of the centre's folder cannot be read */
    bool rescued, full;                          /* NOTICES tells of a rescue that nobody has read of, of a disk that gets full */
    bool unsure;                                 /* of what has arrived the time is not known */
    struct export_look look;                     /* what EXPORT_LOOK says, but for trust; world_init makes it that of a good stick */
    enum request_kind refused;                   /* this one fails, where refusing is set */
    bool refusing;
    struct buf log;                              /* what was asked, a line each */
    size_t answered;                             /* of a drive's effects: those that were settled */
};

void world_init(struct world *world);            /* reads tests/screens/world/ of the sources; aborts on a mistake in them */
void world_release(struct world *world);

/* The service: stack_service of app/stack.h. */
int world_serve(void *world, enum request_kind kind, const void *ask, struct arena *arena, void **data, struct error *error);

/* Answers all that the screen asked for and what it asks for thereupon; opens it first. */
void world_settle(struct world *world, struct drive *drive);
void world_open(struct world *world, struct drive *drive, const struct screen_type *type, const struct screen_args *args);
/* drive_keys, then world_settle after each key. */
void world_keys(struct world *world, struct drive *drive, const char *script);

#endif
