/*
 * A person in front of a screen, without the screen: the stack of screens, the services behind it, clock, language, jobs, the idle lock. The loop adds
 * a terminal to it; a test adds a script.
 */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include "app/app.h"
#include "app/job.h"
#include "app/stack.h"

#define SESSION_LANGUAGES 24

struct session {
    struct services *services;                   /* not owned; client, library, engine, clock, random and paths are set */
    struct stack *stack;
    struct look look;
    struct context context;
    struct arena person, texts;
    struct job job;
    enum request_kind job_kind;                  /* the request that began the job: its results go there */
    struct job_view telling;                     /* what was told of the job last */
    char language[16];
    const char *languages[SESSION_LANGUAGES + 1];
    int idle_minutes;
    int64_t touched, ticked;                     /* running time of the last key, the last tick */
};

struct session_options {
    const struct look *look;
    int rows, cols;
    bool may_quit;                               /* the attract screen offers to leave the program */
    const char *hint;                            /* copied; NULL: none */
};

/* Opens the attract screen, or that of the first start where there is no centre yet. It must not be moved afterwards. */
int session_open(struct session *session, struct services *services, const struct session_options *options, struct error *error);
void session_close(struct session *session);     /* signs out whoever sits there; also after a failed session_open */

/* A key, text, mouse or resize event (for which rows and cols are set before). */
void session_event(struct session *session, const struct event *event);
/* Once a second or more often: looks at the clock; ticks, and locks when nobody has touched a key for long. */
void session_tick(struct session *session);
/* When one of the job's descriptors can be read. */
void session_job(struct session *session);
/* Draws what changed; all: whatever it is. True if the grid is another one now. */
bool session_draw(struct session *session, struct grid *grid, bool all);
bool session_over(const struct session *session); /* a screen asked for the end */

#endif
