/*
 * A pack as a file: a ZIP archive whose comment is its signature (docs/pack-format.md).
 *
 * pack_open checks, in this order: the end of the file and its comment, the signature, the archive's structure byte for byte (nothing before, between or behind
 * the entries), every name, the limits as declared, the manifest, and that its files and the archive's are the same. It inflates nothing but the manifest.
 * pack_check inflates all of it. Memory does not grow with the pack; the same descriptor serves from the first byte to the last.
 * Errors name the file, and the entry where there is one.
 */
#ifndef PACK_CONTAINER_H
#define PACK_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "pack/manifest.h"
#include "pack/signature.h"

#define PACK_FILE_LIMIT ((uint64_t)1 << 30)      /* bytes of the file */
#define PACK_ENTRIES_LIMIT 10000
#define PACK_ENTRY_LIMIT ((uint64_t)64 << 20)    /* bytes of an entry, inflated */
#define PACK_TOTAL_LIMIT ((uint64_t)2 << 30)     /* bytes of all of them, inflated */

/* Tests put smaller ones. */
struct pack_limits {
    uint64_t file, entry, total;
    uint32_t entries;
};
extern const struct pack_limits pack_limits_usual;

enum pack_trust {
    PACK_UNSIGNED,                               /* no comment at all */
    PACK_UNKNOWN_KEY,                            /* signed, by nobody whose key we have: nothing is proved */
    PACK_TRUSTED,
};
enum pack_option {
    PACK_ALLOW_UNSIGNED = 1,
    PACK_ALLOW_UNKNOWN_KEY = 2,
    PACK_SEEN_BEFORE = 4,                        /* the very bytes were verified before: the signature is not checked again, and trust is not known */
};

struct pack;

/* keys and limits may be NULL: none, and the usual ones. A bad signature of a known key is refused whatever the options say. */
int pack_open(const char *path, const struct keyring *keys, unsigned options, const struct pack_limits *limits, struct pack **pack,
              struct error *error);
/* The same for an open descriptor, which stays the caller's and must stay open; name is for messages. */
int pack_open_fd(int fd, const char *name, const struct keyring *keys, unsigned options, const struct pack_limits *limits, struct pack **pack,
                 struct error *error);
void pack_close(struct pack *pack);              /* NULL is fine */

const struct manifest *pack_manifest(const struct pack *pack); /* lives as long as the pack */
enum pack_trust pack_trust(const struct pack *pack);
const struct signature *pack_signature(const struct pack *pack); /* NULL: unsigned */
const struct public_key *pack_signer(const struct pack *pack);   /* NULL: not trusted; lives in keys */
uint64_t pack_size(const struct pack *pack);     /* of the file, bytes */
/* BLAKE2b-512 of the signed bytes. All zero with PACK_SEEN_BEFORE. */
const unsigned char *pack_hash(const struct pack *pack);

struct pack_entry {
    const char *name;
    uint64_t size, packed;                       /* bytes */
};
size_t pack_entry_count(const struct pack *pack);
const struct pack_entry *pack_entry(const struct pack *pack, size_t index); /* in the archive's order */

/* Appends an entry's content. ERROR_NOT_FOUND; ERROR_DAMAGED where it is not as long as declared, or its check sum is wrong. */
int pack_read(struct pack *pack, const char *name, struct buf *out, struct error *error);
/* The file of a unit, and its digest against the manifest's. */
int pack_read_file(struct pack *pack, const struct manifest_file *file, struct buf *out, struct error *error);
/* Reads everything, keeps nothing. progress may be NULL; it returns false to stop (ERROR_CANCELLED). */
int pack_check(struct pack *pack, bool (*progress)(void *context, uint64_t done, uint64_t total), void *context, struct error *error);

/* Where the signature lies: the bytes before the comment, and the comment itself ("" where unsigned). */
int pack_cut(int fd, const char *name, uint64_t *body, struct buf *comment, struct error *error);
/* Streams the signed bytes (the same file, its comment empty) to sink. */
int pack_body(int fd, const char *name, int (*sink)(void *context, const void *bytes, size_t length, struct error *error), void *context,
              struct error *error);

#endif
