/*
 * A keeper as a child, for --demo and for a single user. Within the keeper alone: client.h starts it.
 */
#ifndef KEEPER_SPAWN_H
#define KEEPER_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/error.h"
#include "keeper/packer.h"

/*
 * Forks a child that serves one end of a socket pair, and the centre's socket besides; it ends when the other end, *fd, is closed. What keeps it from beginning
 * it says as its answer to the hello. may_set_up: as in keeper.h. Its memory, descriptors and signals are its own; it has no terminal.
 */
int keeper_spawn(const char *centre, bool may_set_up, const struct packer *packer, int *fd, pid_t *child, struct error *error);

/* Within a child that was just forked: its own session, the usual signals, no descriptors but this one, which may get another number: that is returned. */
int spawn_own_process(int fd);

/* send and recv with two descriptors; fds NULL: without. What is received is closed in programs that are started; fds are -1 where none came. */
ssize_t spawn_send(int fd, const void *bytes, size_t length, int flags, const int *fds);
ssize_t spawn_receive(int fd, void *bytes, size_t length, int flags, int fds[2]);

#endif
