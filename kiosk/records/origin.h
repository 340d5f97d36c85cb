/*
 * The terminal's id, and its key (Ed25519). An origin never gives a seq twice: whoever finds itself on other hardware, or behind its own journal, takes a new one.
 */
#ifndef RECORDS_ORIGIN_H
#define RECORDS_ORIGIN_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/id.h"
#include "base/random.h"
#include "records/records.h"

#define ORIGIN_PUBLIC 32
#define ORIGIN_SECRET 64
#define ORIGIN_SIGNATURE 64

struct origin_key {
    unsigned char public[ORIGIN_PUBLIC], secret[ORIGIN_SECRET];
};

void origin_key_make(struct origin_key *key, const struct random_source *random);
/* keys/ORIGIN.key in the centre's folder, mode 0600. ERROR_NOT_FOUND, ERROR_DAMAGED. */
int origin_key_load(struct origin_key *key, const char *folder, const char *origin, struct error *error);
int origin_key_save(const struct origin_key *key, const char *folder, const char *origin, struct error *error);
void origin_key_forget(struct origin_key *key);  /* wipes it */

/* What the previous key signs: "empretec-kiosk origin 1\n" ORIGIN "\n" KEY "\n" PREVIOUS "\n" PREVIOUS_SEQ "\n" PREVIOUS_HEAD "\n", keys and head in hex. */
struct origin_succession {
    const char *origin, *key, *previous, *previous_head;
    int64_t previous_seq;
};
void origin_sign(char signature[2 * ORIGIN_SIGNATURE + 1], const struct origin_succession *succession, const struct origin_key *previous);
bool origin_verify(const char *signature, const struct origin_succession *succession, const unsigned char previous_public[ORIGIN_PUBLIC]);

/* Hardware is kept as BLAKE2b-256(ORIGIN || hardware), so that no serial number is in the database. */
void origin_hardware(struct digest *digest, const char *origin, const char *hardware);

/* The origins that this log holds, in the order of their making: this terminal's own, now and before. Rows and texts go to the arena. */
struct origin_row {
    const char *id;
    int64_t seq;                                 /* of its last event; head: the chain's there */
    struct digest head;
};
int records_origins(struct records *records, struct arena *arena, struct origin_row **rows, size_t *count, struct error *error);

/* A new origin for this terminal: reason as in the event origin-made. Not within a group. */
int records_renew_origin(struct records *records, const char *reason, struct error *error);

#endif
