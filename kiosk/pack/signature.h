/*
 * Keys and signatures in minisign's formats (https://jedisct1.github.io/minisign/): Ed25519 over the BLAKE2b-512 of a file ("ED", prehashed), and over the
 * signature with its trusted comment. Stock minisign reads what is written here, and the other way round.
 */
#ifndef PACK_SIGNATURE_H
#define PACK_SIGNATURE_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/random.h"

#define SIGNATURE_HASH_BYTES 64
#define SIGNATURE_TEXT_LIMIT 1023                /* bytes of the four lines */
#define SIGNATURE_COMMENT_LIMIT 500              /* bytes of a comment */
#define KEY_ID_BYTES 8
#define KEY_ID_SIZE 17                           /* 16 hexadecimal digits and NUL */
#define KEY_FILE_LIMIT 4096

struct public_key {
    unsigned char id[KEY_ID_BYTES], key[32];
    char name[80];                               /* of its file, without ".pub"; "" where there is none */
};
struct secret_key {
    unsigned char id[KEY_ID_BYTES], key[64];     /* wipe it with secret_key_wipe */
};
struct signature {
    unsigned char id[KEY_ID_BYTES], signature[64], global[64];
    char untrusted[SIGNATURE_COMMENT_LIMIT + 1], trusted[SIGNATURE_COMMENT_LIMIT + 1];
};

/* BLAKE2b-512, in steps. */
struct signature_hash {
    unsigned char state[384] __attribute__((aligned(64)));
};
void signature_hash_start(struct signature_hash *hash);
void signature_hash_add(struct signature_hash *hash, const void *bytes, size_t length);
void signature_hash_end(struct signature_hash *hash, unsigned char out[SIGNATURE_HASH_BYTES]);

/* Exactly minisign's four lines, each ended by LF, in printable UTF-8 (and tabs), at most SIGNATURE_TEXT_LIMIT bytes; else ERROR_SYNTAX. ERROR_VERSION for minisign's older form
 * that is not prehashed. */
int signature_parse(const char *text, size_t length, struct signature *signature, struct error *error);
void signature_write(const struct signature *signature, struct buf *out);

/* Signs. ERROR_INVALID where the comments are too long or not printable. */
int signature_make(const struct secret_key *key, const unsigned char hash[SIGNATURE_HASH_BYTES], const char *untrusted, const char *trusted,
                   struct signature *signature, struct error *error);
/* 0, or ERROR_REFUSED: made with another key, or for other bytes, or its trusted comment was altered. */
int signature_check(const struct signature *signature, const struct public_key *key, const unsigned char hash[SIGNATURE_HASH_BYTES],
                    struct error *error);

/* A new pair. */
void key_pair_make(const struct random_source *source, struct public_key *public_key, struct secret_key *secret_key);
void secret_key_wipe(struct secret_key *key);

int public_key_parse(const char *text, size_t length, struct public_key *key, struct error *error);
void public_key_write(const struct public_key *key, struct buf *out);
/* Unencrypted, as of `minisign -G -W`. ERROR_REFUSED for a key with a password: say how to take it off. */
int secret_key_parse(const char *text, size_t length, struct secret_key *key, struct error *error);
void secret_key_write(const struct secret_key *key, struct buf *out);

/* As minisign shows it: upper-case hexadecimal. */
char *key_id_text(char out[KEY_ID_SIZE], const unsigned char id[KEY_ID_BYTES]);

/* The publishers' keys that are trusted. */
#define KEYRING_LIMIT 256
struct keyring {
    struct public_key *keys;                     /* owned */
    size_t count;
};
void keyring_release(struct keyring *keyring);
int keyring_add(struct keyring *keyring, const struct public_key *key, struct error *error);
int keyring_add_file(struct keyring *keyring, const char *path, struct error *error);
/* Every *.pub of the folder, in the order of their names. A folder that is not there holds none. */
int keyring_add_folder(struct keyring *keyring, const char *path, struct error *error);
/* The same for whoever has to go on: a file that is broken, or holds another key of a number that is there already, is a warning in report (NULL: let pass), and the others count. A code only
 * where the folder itself cannot be read, or memory lacks. */
int keyring_add_sound(struct keyring *keyring, const char *path, struct report *report, struct error *error);
const struct public_key *keyring_find(const struct keyring *keyring, const unsigned char id[KEY_ID_BYTES]); /* or NULL */

#endif
