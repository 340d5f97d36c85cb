/*
 * PINs: Argon2id hashes (libsodium's crypto_pwhash_str, 8 MiB, 2 passes: some 20 ms on an old PC), and the wait after wrong tries, which grows
 * but never lasts for good.
 */
#ifndef RECORDS_PIN_H
#define RECORDS_PIN_H

#include "base/random.h"
#include "records/records.h"

#define PIN_LEAST 4
#define PIN_MOST 12
#define PIN_HASH_SIZE 128
#define PIN_FREE_TRIES 5                         /* wrong tries before the first wait */
#define PIN_FIRST_WAIT 30000                     /* milliseconds; doubled with each further wrong try */
#define PIN_LONGEST_WAIT 900000

#define PIN_DRAWN 4                              /* digits */

/* One that is easily kept in mind; not one of the first that anybody would try. */
char *pin_draw(const struct random_source *random, char pin[PIN_DRAWN + 1]);
bool pin_valid(const char *pin);                 /* 4 to 12 ASCII digits */
int pin_hash(char hash[PIN_HASH_SIZE], const char *pin, struct error *error); /* ERROR_INVALID, ERROR_MEMORY */
bool pin_matches(const char *hash, const char *pin); /* slow on purpose */

/*
 * Tries in a row, kept as working state. subject is a person's id, or whatever else is guarded. Milliseconds to wait before the next try, 0 if none. A clock that was set back does not make
 * a wait longer than PIN_LONGEST_WAIT.
 */
int pin_wait(struct records *records, const char *subject, int64_t *milliseconds, struct error *error);
int pin_failed(struct records *records, const char *subject, struct error *error);
int pin_succeeded(struct records *records, const char *subject, struct error *error);

#endif
