/*
 * An event, and its line: the canonical form that the chain digests, the journal keeps and bundles carry. docs/records.md has the format.
 *
 * A line has EVENT_COLUMNS columns with TABs between, escaped as PostgreSQL's COPY text (\N is NULL; \\ \t \n \r), without a line end:
 *   origin seq at boot actor kind attempt pack version unit digest language item data payload
 * data is a flat JSON object with the kind's fields; payload is the hex digest of salt and body where free text belongs to the event.
 * What is read of an unknown kind, and of unknown fields of a known kind, is kept verbatim in data.
 */
#ifndef RECORDS_EVENT_H
#define RECORDS_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "records/event_kinds.h"

#define EVENT_COLUMNS 15
#define EVENT_LINE_LIMIT 65536                   /* bytes of a line, and so of every field */
#define EVENT_TEXT_LIMIT 200                     /* bytes of pack, version, unit, item, language, kind */
#define EVENT_BODY_LIMIT 262144                  /* bytes of free text */

#define EVENT_TEXT(of, name) const char *name;
#define EVENT_INT(of, name) int64_t name;
#define EVENT_REAL(of, name) double name;
#define K(NAME, member, name, demands)                                    \
    struct event_##member {                                               \
        EVENT_FIELDS_##member(EVENT_TEXT, EVENT_INT, EVENT_REAL, member)          \
    };
EVENT_KINDS(K)
#undef K

/* Strings belong to the maker of the event; NULL where there is none. */
struct event {
    enum event_kind kind;
    const char *actor;                           /* UUID of a person or a guest */
    const char *attempt;                         /* UUID */
    const char *pack, *version, *unit;
    const char *digest;                          /* of the unit as it was shown: 64 hex digits */
    const char *language, *item;
    const char *body;                            /* free text: goes to the payload, never into the line */
    size_t body_length;
    int64_t at;                                  /* milliseconds since 1970 UTC by the clock of that boot; 0 in records_append: now */

    /* Set by records_append and by readers. */
    const char *origin, *boot;                   /* UUIDs */
    int64_t seq;
    const char *kind_name;
    const char *data;                            /* verbatim; needed by a writer for EVENT_UNKNOWN alone */
    const char *payload;                         /* hex digest, NULL where there is no free text */

    union {                                      /* by kind */
#define K(NAME, member, name, demands) struct event_##member member;
        EVENT_KINDS(K)
#undef K
    };
};

const char *event_kind_name(enum event_kind kind); /* NULL for EVENT_UNKNOWN */
enum event_kind event_kind_named(const char *name); /* EVENT_UNKNOWN if there is none */

/* Whether an event may be written: demands of its kind, lengths, UTF-8, ids. ERROR_INVALID, ERROR_LIMIT or ERROR_ENCODING; the entry is the kind's name. */
int event_check(const struct event *event, struct error *error);

/* Appends the data column's value (without COPY escapes) from the typed fields. */
void event_data_write(struct buf *out, const struct event *event);
/* Fills the typed fields from event->data and event->kind; strings go to the arena. ERROR_SYNTAX, ERROR_MEMORY. */
int event_data_read(struct event *event, struct arena *arena, struct error *error);

/* Appends the line, without a line end. data is written from event->data. A lack of memory shows in out. */
void event_line_write(struct buf *out, const struct event *event);
/* Reads a line (without line end); strings go to the arena. ERROR_SYNTAX (column is the byte, from 1), ERROR_ENCODING, ERROR_LIMIT, ERROR_MEMORY. */
int event_line_read(struct event *event, const char *line, size_t length, struct arena *arena, struct error *error);

/* h(n) = BLAKE2b-256(h(n-1) || line n), h(0) = 32 zero bytes. */
void event_chain(struct digest *head, const char *line, size_t length);

#define PAYLOAD_SALT 16
void payload_digest(struct digest *digest, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length);

#endif
