/*
 * The program: one loop, one stack of screens, the services that run what screens ask for. This header is for the files of app/ alone.
 */
#ifndef APP_APP_H
#define APP_APP_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/random.h"
#include "expr/expr.h"
#include "keeper/client.h"
#include "library/library.h"
#include "screens/request.h"

/* Where things lie. */
struct app_paths {
    char centre[512];                            /* the centre's folder */
    char data[512];                              /* what was installed with the program: profile/, packs/ */
    char admin[512];                             /* kiosk-admin */
};

/* What services work with. They know nothing of screens or of the terminal. */
struct services {
    struct client *client;
    struct library *library;
    struct expr_engine *engine;
    const struct clock *clock;
    const struct random_source *random;
    const struct app_paths *paths;
    const char *language;                        /* of the person who sits there */
    struct person_view *person;                  /* kept up to date by signing in and out; strings in person_arena */
    struct arena *person_arena;
    bool *date_sound;                            /* of the context of the screens */
    struct job *job;                             /* the one that runs, or NULL */
    struct arena forms_arena;                    /* profile forms, read once */
    struct profile_forms *forms;
    struct profile *profile;                     /* the centre's own questions, which forms points to; NULL: none */
};

/*
 * One service a request: asks the keeper or the library, fills *data (in arena, which lives as long as the result). Called between two
 * frames, so it must be short: what takes longer starts a job, and gives ERROR_BUSY with the job set: results then come from it.
 */
struct service {
    int (*run)(struct services *services, const void *ask, struct arena *arena, void **data, struct error *error);
};
extern const struct service service_table[REQUEST_KINDS];

#define X(name, ask_type, answer_type) \
    int service_##name(struct services *services, const void *ask, struct arena *arena, void **data, struct error *error);
REQUESTS(X)
#undef X

/* Starts a job of kiosk-admin in the name of the manager who sits there: a ticket of the keeper goes to its standard input. */
int job_for_manager(struct services *services, const char *const *argv, struct error *error);

/* A profile's value in words, by the form that asked for it, and what it was asked as; NULL where the form does not ask it. */
const char *service_value_words(const struct form *form, const char *language, const char *name, const char *value, const char **label);
/* What somebody did, unit by unit; person NULL: who sits there. */
int service_progress_of(struct services *services, const char *person, struct arena *arena, struct progress_view *view, struct error *error);
/* A date for people, in the local time zone: "2026-04-01 14:10"; "" where at is 0. */
const char *service_role_words(const char *role); /* of a unit in a plan, translated */
const char *service_date(struct arena *arena, int64_t at);

#endif
