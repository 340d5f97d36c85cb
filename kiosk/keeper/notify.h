/*
 * What a service manager is told: ready, alive, ending. The protocol is systemd's (sd_notify(3)): one datagram to the socket that NOTIFY_SOCKET names. Where it is not set
 * nobody asked, and nothing is sent. It never fails: a keeper that cannot be heard keeps records all the same.
 */
#ifndef KEEPER_NOTIFY_H
#define KEEPER_NOTIFY_H

#include <stdbool.h>

#define NOTIFY_READY "READY=1"
#define NOTIFY_ALIVE "WATCHDOG=1"
#define NOTIFY_ENDING "STOPPING=1"

/* True if it was sent. A path or, behind a '@', an abstract name. Waits for nobody. */
bool notify_send(const char *state);

#endif
