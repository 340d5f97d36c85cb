/*
 * Makes a pack. The same entries give the same bytes: sorted names, the time 1980-01-01 00:00, deflate at one level, no other attribute than
 * "a file, mode 0644".
 */
#ifndef PACK_WRITER_H
#define PACK_WRITER_H

#include <stddef.h>

#include "base/error.h"
#include "pack/signature.h"

struct pack_writer;

int pack_writer_new(struct pack_writer **writer, struct error *error);
void pack_writer_free(struct pack_writer *writer); /* NULL is fine */

/* Copies the bytes. ERROR_INVALID for a name that may not stand in a pack, ERROR_EXISTS for one that is there already (also in other case), ERROR_LIMIT. */
int pack_writer_add(struct pack_writer *writer, const char *name, const void *bytes, size_t length, struct error *error);

/* Writes the file, atomically, and signs it where key is not NULL; trusted is the trusted comment, "ID VERSION". */
int pack_writer_finish(struct pack_writer *writer, const char *path, const struct secret_key *key, const char *trusted, struct error *error);

/* Signs a pack that is there, in place, atomically; an earlier signature is replaced. */
int pack_sign_file(const char *path, const struct secret_key *key, const char *trusted, struct error *error);

#endif
