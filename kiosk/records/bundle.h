/*
 * A bundle: a range of one origin's log as a file, with what belongs to it. docs/bundle-format.md is exact enough for a second reader.
 *
 *   head         document.h's `bundle`: clear text, ended by an empty line
 *   body         lines, deflated by zlib (one zlib stream, whose length the head names), sealed by libsodium's secretstream in chunks of BUNDLE_CHUNK bytes: 24 bytes of stream header, then each chunk with
 *                its 17 bytes; the digest (BLAKE2b-256) of the head is the associated data of every chunk; the last chunk, shorter or as long, is FINAL
 *   signature    64 bytes: Ed25519ph (libsodium's multi-part signature) by the terminal's key over all bytes before
 *
 * Lines, each ended by LF: event lines (event.h) from first to last; behind an event with free text, unless it was erased, "\tpayload\tSALT\tBODY" (salt in hex, body COPY-escaped); and
 * behind the last event, for each person whom an event of the bundle names as added, changed or asked for consent, and who is still known, "\tprofile\t" and the columns of struct
 * bundle_profile. A line that begins with a TAB is not in the chain.
 *
 * What leaves a centre of a person: an id, a role, the core profile's codes, consents. Never the name, number, contacts, or answers to the centre's own questions.
 *
 * Writing and reading stream: memory does not grow with the bundle.
 */
#ifndef RECORDS_BUNDLE_H
#define RECORDS_BUNDLE_H

#include "base/digest.h"
#include "records/document.h"
#include "records/event.h"
#include "records/people.h"
#include "records/trust.h"

#define BUNDLE_CHUNK 65536
#define BUNDLE_HEAD_LIMIT 65536                  /* bytes of the clear head */
#define BUNDLE_RECIPIENTS 32
#define BUNDLE_EVENTS 250000                     /* of one; an origin with more makes several */
#define BUNDLE_SUFFIX ".bundle"
#define BUNDLE_NAME_SIZE 96                      /* "ORIGIN-FIRST-LAST.bundle", numbers with 10 digits at least */

struct bundle_profile {
    const char *person;                          /* UUID */
    int64_t version, changed;                    /* as struct person has them */
    enum person_role role;
    const char *values[PROFILE_COUNT];           /* codes; NULL: not said */
    bool follow_up, surveys, government, provisional;
};

/* Who makes bundles: all that does not change from one to the next. What it points to must live as long as a writer that was made with it. */
struct bundle_maker {
    const char *centre;                          /* UUID */
    const struct sign_pair *centre_key;          /* certifies the terminal */
    const unsigned char (*recipients)[TRUST_PUBLIC]; /* seal keys, 1 to BUNDLE_RECIPIENTS; doubles are left out */
    size_t recipient_count;
    const char *grant;                           /* digest of the grant, hex; NULL */
    const char *origin;
    const unsigned char *terminal_secret;        /* 64 bytes: origin.h's */
    const struct random_source *random;
    int64_t made;                                /* milliseconds since 1970 UTC by this clock */
};

/* Lines go in one by one; they are deflated into a file without a name in the folder of path, and sealed at the end, when the head is known. */
struct bundle_writer;
int bundle_writer_new(struct bundle_writer **writer, const struct bundle_maker *maker, const char *folder, int64_t first, const struct digest *before,
                      const struct allocator *allocator, struct error *error);
/* Numbers must follow each other from first. ERROR_INVALID for all that a reader would refuse: another origin's line, another number, a profile before the last event … */
int bundle_writer_event(struct bundle_writer *writer, int64_t seq, const char *line, size_t length, struct error *error);
/* Of the event before. ERROR_DAMAGED where it has not the digest that the event names. */
int bundle_writer_payload(struct bundle_writer *writer, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error);
/* Behind the last event; two for each event at most. */
int bundle_writer_profile(struct bundle_writer *writer, const struct bundle_profile *profile, struct error *error);
/* Seals, signs, and puts it at folder/NAME (temporary name, fsync, rename, fsync of the folder). A crash leaves the whole bundle, or none. ERROR_INVALID where there is no event.
 * After a failure of any of these nothing more is taken: free it. */
int bundle_writer_finish(struct bundle_writer *writer, char name[BUNDLE_NAME_SIZE], struct digest *after, struct error *error);
void bundle_writer_free(struct bundle_writer *writer); /* also after finish; NULL is fine. Nothing is left behind */

/* Reading: open, then verify, then read. Errors name the file. */
struct bundle_reader;
/* Reads the clear head; believes nothing. ERROR_SYNTAX, ERROR_DAMAGED (shorter or longer than its head says: cut off), ERROR_VERSION, ERROR_LIMIT. */
int bundle_open(struct bundle_reader **reader, const char *path, const struct allocator *allocator, struct error *error);
const struct document_bundle *bundle_head(const struct bundle_reader *reader);
int64_t bundle_bytes(const struct bundle_reader *reader);
const struct digest *bundle_digest(const struct bundle_reader *reader); /* of the whole file; after bundle_verify */
/* The terminal's certificate by the centre's key that the head names, and the signature over all bytes by the terminal's. Whether that centre's key is to be trusted is
 * the caller's to ask. ERROR_REFUSED: altered, or damaged on the way. */
int bundle_verify(struct bundle_reader *reader, struct error *error);

/* Called in the order of the lines. What they are given lives until they return; a code other than 0 stops the reading and is returned. Nothing may be kept of it before bundle_read has
 * returned 0: only then the chain and the end were right. */
struct bundle_visitor {
    /* The line is not parsed beyond origin, seq and payload, which are checked (nor is it known to be UTF-8); a NUL stands behind it. head is the chain's with this line. */
    int (*event)(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *error);
    int (*payload)(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *error);
    /* A value is a code, perhaps one that only a later version knows. */
    int (*profile)(void *context, const struct bundle_profile *profile, struct error *error);
    void *context;
};
/* Opens it with one recipient's key (ERROR_REFUSED where it is not sealed for it), inflates, follows the chain from head->before and holds it against head->after; FINAL must be followed by
 * the signature and the end. ERROR_INVALID before bundle_verify. ERROR_DAMAGED where what is inside is not what the head says: a terminal that signs such a thing is broken. */
int bundle_read(struct bundle_reader *reader, const struct seal_pair *recipient, const struct bundle_visitor *visitor, struct error *error);
void bundle_close(struct bundle_reader *reader); /* NULL is fine */

#endif
