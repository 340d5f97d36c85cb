/*
 * Whom results go to: the folder trust/ holds the documents that were taken in (KEYID.joining, KEYID.grant, KEYID.receipt; KEYID are the first 16 hex digits of the digest of the coordinator's key),
 * and is the only place where that is written down. Each is verified again when it is read; one that is broken is reported and passed over. KEYID.ended is the joining file of a key that another one
 * has followed.
 *
 * keys/centre.key is the centre's secret (trust.h), with the centre's id as its name.
 */
#ifndef KEEPER_TRUST_STORE_H
#define KEEPER_TRUST_STORE_H

#include "base/arena.h"
#include "records/document.h"
#include "records/outbox.h"
#include "records/records.h"
#include "records/trust.h"

#define TRUST_FOLDER "trust"                     /* in the centre's folder */
#define TRUST_COORDINATORS BUNDLE_RECIPIENTS

/* Who the centre is, and its keys. */
struct centre_identity {
    char id[UUID_SIZE];
    struct sign_pair sign;
    unsigned char seal[TRUST_PUBLIC];
    char key[2 * TRUST_PUBLIC + 1], seal_hex[2 * TRUST_PUBLIC + 1], fingerprint[TRUST_FINGERPRINT_SIZE];
    char previous[2 * TRUST_PUBLIC + 1], follows[2 * TRUST_SIGNATURE + 1]; /* the key before (keys/centre.previous), and its word for this one; "" where there is none */
};
/* Reads keys/centre.key. Where there is none it is made, unless something in the folder shows that there was one: then ERROR_NOT_FOUND, with what to do. */
int centre_identity_open(struct centre_identity *identity, const char *folder, const struct clock *clock, const struct random_source *random,
                         struct error *error);
/* A new secret for the same centre, where the old one may have been seen: keys/centre.previous keeps the old one, whose word the next requests carry, so that a coordinator who has enrolled
 * it goes along. Either the old key or the new one is there, at every moment. */
int centre_identity_renew(const char *folder, const struct random_source *random, struct error *error);
void centre_identity_forget(struct centre_identity *identity);

/*
 * The centre's enrolment request: folder/CENTRE.request. It is written anew, with a larger serial, where the centre's name or key is another one by now. The text is appended to out.
 */
int centre_request(const struct centre_identity *identity, const char *folder, const char *name, int64_t now, struct buf *out, struct error *error);

struct coordinator {
    char id[TRUST_ID_SIZE], seal_id[TRUST_ID_SIZE];
    struct document_invitation invitation;
    struct document_grant grant;
    struct document_receipt receipt;             /* of the key before, as long as this one has sent none */
    bool granted, received;
    char grant_digest[DIGEST_HEX];
    bool ended;                                  /* another one of the list follows it */
};
struct trust_store {
    struct coordinator *rows;                    /* by id; the ended are left out */
    size_t count;
};
/* Texts go to the arena. No folder: nobody. */
int trust_store_read(struct trust_store *store, const char *folder, const struct centre_identity *identity, struct arena *arena, struct report *report,
                     struct error *error);

/* The seal keys of all, each once. They fit: trust_store_take sees to it. */
size_t trust_store_recipients(const struct trust_store *store, unsigned char keys[BUNDLE_RECIPIENTS][TRUST_PUBLIC]);
/* How many keys there are because of one coordinator. */
size_t coordinator_recipients(const struct coordinator *coordinator);

/*
 * Up to which number this log's events of an origin have arrived there: the last line of its receipt that fits the log. *odd: a line names the origin that does not fit: somebody
 * else has used its numbers, or this log has lost its end.
 */
int coordinator_has(const struct coordinator *coordinator, struct records *records, const char *origin, int64_t *has, bool *odd, struct error *error);
/* What each coordinator wants of each origin; all: from number 1. */
int trust_store_needs(const struct trust_store *store, struct records *records, const struct origin_row *origins, size_t origin_count, bool all,
                      struct arena *arena, struct outbox_need **needs, size_t *count, struct error *error);

struct trust_taken {
    enum document_kind kind;
    const char *who;                             /* the coordinator's name */
    char id[TRUST_ID_SIZE], fingerprint[TRUST_FINGERPRINT_SIZE], digest[DIGEST_HEX];
    const char *from;                            /* the coordinator's key, hex */
    bool taken, known, asks;                     /* as in message.h */
};
/*
 * A document that came: checks it, and writes it down where it is to be taken. Publishers of a joining file become keys/NAME.pub. A joining file that nobody has compared asks: of an unknown coordinator,
 * and of a known one where more people could read the bundles, or sign packs, than before.
 * ERROR_REFUSED, ERROR_INVALID, ERROR_LIMIT: it is not for this centre, or holds what cannot be.
 */
int trust_store_take(const char *folder, const struct centre_identity *identity, const char *text, bool accept, struct arena *arena,
                     struct trust_taken *taken, struct error *error);

#endif
