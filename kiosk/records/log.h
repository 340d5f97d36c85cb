/*
 * The log: append-only, the source of truth.
 */
#ifndef RECORDS_LOG_H
#define RECORDS_LOG_H

#include "base/digest.h"
#include "records/event.h"
#include "records/records.h"

/*
 * Appends events as one transaction: numbers them, chains them, stores free text apart, changes the projections, and when they are durable
 * adds their lines to the journal. On success each event's seq, origin (alive as records_origin) and at are set. All or none: an event that event_check refuses fails them all.
 */
int records_append(struct records *records, struct event *events, size_t count, struct error *error);

/* Calls visit for the events of an origin (NULL: of all origins, oldest first) with seq from first to last, in order; line is the canonical line. The event lives
 * until visit returns, which stops with a code other than 0: that is returned. */
typedef int log_visit(void *context, const struct event *event, const char *line, size_t length, struct error *error);
int log_each(struct records *records, const char *origin, int64_t first, int64_t last, log_visit *visit, void *context, struct error *error);

/* The free text of an event. ERROR_NOT_FOUND where there is none, or it was erased. */
int log_body(struct records *records, const char *origin, int64_t seq, struct buf *out, struct error *error);

/* The same with its salt, as a bundle carries it; body is appended to. */
int log_payload(struct records *records, const char *origin, int64_t seq, unsigned char salt[PAYLOAD_SALT], struct buf *body, struct error *error);

/* The chain's head behind event seq of an origin; seq 0: the beginning. It is computed from the nearest head below that is kept. ERROR_NOT_FOUND: the origin has no such event. */
int log_head(struct records *records, const char *origin, int64_t seq, struct digest *head, struct error *error);
/* The same where a head is known already, behind event from <= seq: the walk begins there, or at a nearer one that is kept. */
int log_head_from(struct records *records, const char *origin, int64_t from, const struct digest *known, int64_t seq, struct digest *head, struct error *error);
bool log_head_kept(struct records *records, const char *origin, int64_t seq);
/* Keeps such a head, so that a later one has not far to walk. Only what log_head or a walk through this log gave. */
int log_keep_head(struct records *records, const char *origin, int64_t seq, const struct digest *head, struct error *error);

#endif
