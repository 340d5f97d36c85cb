/*
 * Writing events from a kiosk. Apart from client.h, since records/event.h and ui/ui.h each have a struct event: a source file includes one of them.
 */
#ifndef KEEPER_WRITE_H
#define KEEPER_WRITE_H

#include "keeper/client.h"
#include "records/event.h"

/*
 * Sends events (kind, attempt, pack, version, unit, digest, language, item, body, and the kind's fields are read) as one append; with 0 they are durable. draft_attempt
 * and draft_item name a draft that goes with them, NULL for none; item NULL with an attempt: all of it. appended may be NULL.
 */
int client_write(struct client *client, const struct event *events, size_t count, const char *draft_attempt, const char *draft_item,
                 struct keeper_appended *appended, struct error *error);
/* The same of one attempt-started, with those whom member_add added: all are durable together. */
int client_write_together(struct client *client, const struct event *started, struct error *error);

#endif
