/*
 * What writer and reader of bundles share. Within the room.
 */
#ifndef RECORDS_BUNDLE_PARTS_H
#define RECORDS_BUNDLE_PARTS_H

#include <sodium.h>
#include <zlib.h>

#include "base/memory.h"
#include "records/bundle.h"

#define BUNDLE_STREAM_HEAD ((int64_t)crypto_secretstream_xchacha20poly1305_HEADERBYTES)
#define BUNDLE_STREAM_MORE ((int64_t)crypto_secretstream_xchacha20poly1305_ABYTES)
#define BUNDLE_STREAM_KEY crypto_secretstream_xchacha20poly1305_KEYBYTES
#define BUNDLE_SEALED_KEY (crypto_box_SEALBYTES + BUNDLE_STREAM_KEY)
#define BUNDLE_SIGNATURE ((int64_t)crypto_sign_BYTES)
#define BUNDLE_PAYLOAD_LINE (2 * EVENT_BODY_LIMIT + 200) /* bytes of a line with free text at most */
#define BUNDLE_PROFILE_COLUMNS (8 + PROFILE_COUNT)
_Static_assert(TRUST_SIGNATURE == crypto_sign_BYTES && DIGEST_BYTES == 32 && BUNDLE_STREAM_KEY == 32, "sizes of the format");

/* Bytes of the sealed body of so many deflated ones. */
int64_t bundle_sealed(int64_t deflated);
/* crypto_box_seal, but that chance comes from our source. Not 0 where recipient is no key. */
int bundle_seal_key(unsigned char out[BUNDLE_SEALED_KEY], const unsigned char key[BUNDLE_STREAM_KEY], const unsigned char recipient[TRUST_PUBLIC],
                    const struct random_source *random);
/* The certificate whose signature the head holds. */
struct document bundle_certificate(const struct document_bundle *head);
/* Whether a line begins with "ORIGIN\tSEQ\t", the number as it is written, and holds neither NUL nor line end. */
bool bundle_line_fits(const char *line, size_t length, const char *origin, int64_t seq);
/* The last column of an event's line: 1 with its digest, 0 where it is NULL, -1 where it is neither. */
int bundle_line_payload(struct digest *digest, const char *line, size_t length);
/* Whether it may be a profile's value: a code of this version or of a later one. */
bool bundle_code_valid(const char *code);
/* zlib's memory, from an allocator, wiped before it is given back: learners' words are in it. */
void bundle_zlib_init(z_stream *zlib, const struct allocator *allocator);

#endif
