/*
 * Tickets: a manager who sits at a kiosk lets one job of that kiosk speak to the keeper in their name. They are kept in the keeper's memory alone. A ticket has to be taken soon, by one
 * program; it holds until its session ends, or its time is over. Times are running milliseconds. Within the keeper alone.
 */
#ifndef KEEPER_TICKET_H
#define KEEPER_TICKET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/random.h"

#define TICKET_SIZE 33                           /* 16 bytes as hex */
#define TICKETS 32                               /* at one time */
#define TICKET_TO_TAKE (60 * 1000)               /* until it is taken */
#define TICKET_TO_WORK (6 * 3600 * 1000)         /* from then on */

struct ticket {
    char text[TICKET_SIZE];                      /* "": a free place */
    char session[33], person[UUID_SIZE];
    char client[UUID_SIZE];                      /* of who took it; "": nobody yet */
    int64_t until;
};
struct tickets {
    struct ticket rows[TICKETS];
};

/* A new one. One of that session that nobody has taken yet ends. ERROR_LIMIT where too many are held. */
int ticket_give(struct tickets *tickets, const struct random_source *random, int64_t now, const char *session, const char *person, char text[TICKET_SIZE],
                struct error *error);
/* For the program that says hello with it, also when it says hello again: whose rights it has. NULL: it holds no more, never did, or is another program's. */
const char *ticket_take(struct tickets *tickets, int64_t now, const char *text, const char *client);
bool ticket_holds(const struct tickets *tickets, int64_t now, const char *text);
void ticket_end(struct tickets *tickets, const char *session); /* all of a session */

#endif
