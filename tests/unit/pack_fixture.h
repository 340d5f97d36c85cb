/* Packs for tests, made at run time: no binary file is kept. */
#ifndef TESTS_PACK_FIXTURE_H
#define TESTS_PACK_FIXTURE_H

#include "base/buf.h"
#include "pack/manifest.h"
#include "pack/signature.h"

struct fixture_file {
    const char *kind, *id, *title, *quiz;        /* title, quiz: NULL for none. The same id in a row: another language of the unit */
    const char *language, *path, *text;          /* language "": one file for all */
};

/* The manifest of these files: id, version and a title in "en" (and "fr" where a file is French). */
void fixture_manifest(struct buf *out, const char *id, const char *version, const struct fixture_file *files, size_t count);
/* Writes the pack; key NULL: unsigned. */
void fixture_pack(const char *path, const char *id, const char *version, const struct fixture_file *files, size_t count,
                  const struct secret_key *key);
/* A pair that follows from a seed. */
void fixture_keys(int seed, struct public_key *public_key, struct secret_key *secret_key);
/* An empty folder, removed with all in it by fixture_remove. */
char *fixture_folder(char out[64]);
void fixture_remove(const char *folder);

/* A ZIP file put together by hand, so that any field can be wrong. Entries are stored. */
struct raw_entry {
    const char *name, *data;
    const char *local_name;                      /* NULL: as name */
    uint32_t attributes, size;                   /* size: to be claimed; 0: the true one */
    uint16_t flags, method, extra;               /* extra: bytes of extra field, in both headers */
    uint32_t gap;                                /* bytes of rubbish before the local header */
};
void raw_zip(struct buf *out, const struct raw_entry *entries, size_t count, const char *comment, size_t comment_length);

#endif
