/*
 * The one loop: waits for a key, a change of size, a job, a second; gives it to the stack of screens; shows what changed.
 */
#ifndef APP_LOOP_H
#define APP_LOOP_H

#include <stdbool.h>

#include "base/error.h"

struct services;
struct demo;

struct loop_options {
    bool mouse;
    bool may_quit;                               /* the attract screen offers to leave the program */
    const struct demo *demo;                     /* NULL but for the demonstration */
};

/* Takes the terminal until a screen asks for the end or the terminal is gone. */
int loop_run(struct services *services, const struct loop_options *options, struct error *error);

#endif
