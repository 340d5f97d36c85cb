/*
 * The kiosk's end of the keeper's socket: calls that wait for their answer.
 *
 * A client outlives its connection. Where the keeper was killed or restarted, a call connects (or starts the child) again, takes its seat again by the session that it
 * holds, and sends the request once more; the keeper does what is marked DOES_ONCE once all the same. If there is no keeper in time, the call gives ERROR_BUSY,
 * and the next call tries again. ERROR_VERSION: this program is older or newer than the keeper; it must be started again.
 * ERROR_REFUSED with nobody signed in after a lost session: the person has to sign in again.
 *
 * One request is under way at a time; not for several threads.
 */
#ifndef KEEPER_CLIENT_H
#define KEEPER_CLIENT_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "keeper/message.h"

struct client;
struct packer;

struct client_options {
    const char *centre;                          /* the centre's folder */
    bool spawn;                                  /* where no keeper answers on the centre's socket, start one as a child on a socket pair */
    bool may_set_up;                             /* the child waits for set_up where there is no centre yet; else that is an error */
    bool command;                                /* with a manager's rights by the user id (kiosk-admin) */
    const char *ticket;                          /* with the rights of the manager who had it given (message ticket); NULL: none */
    const struct packer *packer;                 /* of the keeper that is started with spawn; NULL: it does not change packs */
    int timeout;                                 /* milliseconds that a call may take in all; 0: 10 s */
};

/*
 * Connects and says hello. With spawn, it must be called before curses and threads are started: the child is forked, runs keeper_run, and ends when this client
 * closes its end or dies. The child also listens on the centre's socket, so that kiosk-admin and further kiosks find it.
 */
int client_open(struct client **client, const struct client_options *options, struct error *error);
/* On a descriptor that is connected to a keeper, which is then owned; it does not connect again. For tests. */
int client_open_fd(struct client **client, int fd, const struct client_options *options, struct error *error);
void client_free(struct client *client);         /* NULL is fine. A child is waited for */

/*
 * What the keeper said at the last hello, kept up to date by sign_in, register, guest, sign_out, set, confirm_date and set_up. Its texts are valid until the next call of
 * any message (a keeper that died is found again, and says hello anew) or client_free: copy what is kept longer.
 */
const struct keeper_hello *client_centre(const struct client *client);

int client_fd(const struct client *client);      /* to be polled for the end of the connection; -1 while there is none */

/* The next request carries these along; they stay the caller's, and open until its answer is there. */
void client_pass(struct client *client, const int fds[2]);

/*
 * One function a message: client_names(client, &ask, arena, &answer, error), … Texts and rows of the answer lie in arena. Where the answer is keeper_none it may be NULL.
 */
#define X(name, ask_type, answer_type, right, does) \
    int client_##name(struct client *client, const ask_type *ask, struct arena *arena, answer_type *answer, struct error *error);
MESSAGES(X)
#undef X

#endif
