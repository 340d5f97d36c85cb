/*
 * Keys of a coordinator and of a centre. Each has one secret of 32 bytes, from which a key for each purpose is derived (crypto_kdf, context "EmpKiosk", the purpose as its
 * number): so one thing is kept, written on paper and lost, and no key serves for two things. A terminal's key is its origin's (origin.h).
 */
#ifndef RECORDS_TRUST_H
#define RECORDS_TRUST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/random.h"

#define TRUST_SECRET 32
#define TRUST_PUBLIC 32
#define TRUST_SIGNATURE 64
#define TRUST_NAME_LIMIT 200

/* Numbers are for ever. */
enum trust_purpose {
    TRUST_SIGN = 1,                              /* Ed25519: invitations and grants; of a centre: requests and certificates */
    TRUST_SEAL = 2,                              /* X25519: crypto_box_seal */
    TRUST_RECEIPT = 3,                           /* Ed25519: receipts */
    TRUST_EXCHANGE = 4,                          /* X25519: crypto_kx */
    TRUST_BACKUP = 5,                            /* X25519: crypto_box_seal, of the secret that is a backup's recovery code */
};

struct sign_pair {
    unsigned char public[TRUST_PUBLIC], secret[64];
};
struct seal_pair {
    unsigned char public[TRUST_PUBLIC], secret[32];
};
void trust_sign_pair(struct sign_pair *pair, const unsigned char secret[TRUST_SECRET], enum trust_purpose purpose);
void trust_seal_pair(struct seal_pair *pair, const unsigned char secret[TRUST_SECRET], enum trust_purpose purpose);

/* The secret as it is kept. owner: "coordinator", "recipient" or "centre"; name: whose, as people call it (a centre: its UUID). */
struct trust_secret {
    char owner[16], name[TRUST_NAME_LIMIT + 1];
    unsigned char secret[TRUST_SECRET];
};
/* A new one; name must be a text of a document. ERROR_INVALID. */
int trust_secret_make(struct trust_secret *secret, const char *owner, const char *name, const struct random_source *random, struct error *error);
/* A file of mode 0600: the lines "empretec-kiosk OWNER secret 1", NAME, the secret in hex. owner NULL: any. ERROR_NOT_FOUND, ERROR_DAMAGED, ERROR_REFUSED (another owner's). */
int trust_secret_load(struct trust_secret *secret, const char *owner, const char *path, struct error *error);
int trust_secret_save(const struct trust_secret *secret, const char *path, struct error *error); /* ERROR_EXISTS where there is a file */
void trust_secret_forget(struct trust_secret *secret); /* wipes it */

/*
 * The secret as a code to be written down: 14 groups of four characters of Crockford's base 32 (no I, L, O, U), blanks between; the last group checks the others.
 * Reading takes small letters, O for 0, I and L for 1, and any blanks and hyphens. ERROR_SYNTAX, ERROR_DAMAGED (says that a character is wrong).
 */
#define TRUST_CODE_SIZE 70
/* How many signs of a code are in a text, numbers of groups left out. */
size_t trust_code_signs(const char *code);
void trust_code(char code[TRUST_CODE_SIZE], const unsigned char secret[TRUST_SECRET]);
/* Small letters, O for 0, I and L for 1, blanks and hyphens are taken; so are the groups' numbers, as the sheet has them before each group. */
int trust_code_read(unsigned char secret[TRUST_SECRET], const char *code, struct error *error);

/* What two people compare over the telephone: 24 digits in six groups, from the key's digest ("EmpKiosk fingerprint" and the key). 79 bits. */
#define TRUST_FINGERPRINT_SIZE 30
void trust_fingerprint(char text[TRUST_FINGERPRINT_SIZE], const unsigned char public[TRUST_PUBLIC]);
/* The same of a key in hex; "" where it is none. */
/* Whether somebody typed this very one: digits count, what stands between them does not. ERROR_INVALID with a sentence where it is a slip: another number of digits, or one group alone
 * that differs (which is named, so that it can be read out again). ERROR_REFUSED without a sentence where it is another fingerprint. */
int trust_fingerprint_compare(const char *typed, const char *fingerprint, struct error *error);
void trust_fingerprint_hex(char text[TRUST_FINGERPRINT_SIZE], const char *hex);

/* The id of a seal key in a bundle's head: the first 8 bytes of its BLAKE2b-256, in hex. */
#define TRUST_ID_SIZE 17
void trust_seal_id(char id[TRUST_ID_SIZE], const unsigned char public[TRUST_PUBLIC]);

/* An old key says which one comes after it: its signature over "empretec-kiosk succession 1\nOLD\nNEW\n", keys in hex. */
void trust_follow(char signature[2 * TRUST_SIGNATURE + 1], const struct sign_pair *old, const char *new_hex);
bool trust_follows(const char *signature, const char *old_hex, const char *new_hex);

#endif
