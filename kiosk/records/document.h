/*
 * Small signed texts: what centre and coordinator tell each other on a stick. docs/bundle-format.md has the format for other readers.
 *
 *   empretec-kiosk KIND 1
 *   FIELD VALUE                                 in the order of the table below, LF behind each line
 *   …
 *   signature HEX                               Ed25519 over all bytes before this line
 *
 * One table: structs, reader and writer are made from it. There is one way to write a document, and a reader refuses every other; so what is signed, written and
 * read are the same bytes. Each kind names the key that signs it, and document_read has checked the signature with it: whoever reads one has only to ask whether that key is
 * trusted, and for what.
 */
#ifndef RECORDS_DOCUMENT_H
#define RECORDS_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#define DOCUMENT_LIMIT 1048576                   /* bytes of one */
#define DOCUMENT_TEXT_LIMIT 200                  /* bytes of a text */
#define DOCUMENT_MANY 4096                       /* lines of a field that may be there more than once */

/* Types of field, as they are written:
 *   INT      0 and more, decimal, no leading zeros
 *   TEXT     printable UTF-8, 1 to DOCUMENT_TEXT_LIMIT bytes, no blanks at its ends
 *   UUID     36 characters, lower case
 *   KEY      32 bytes in lower-case hex: a public key, a digest
 *   SIGNATURE  64 bytes in hex
 *   NAMED    "HEX TEXT", HEX of 1 to 80 bytes: a key and whose it is; or a key's id and what was sealed for it
 *   ARRIVED  "UUID INT KEY INT": origin, last number, chain's head there, time of that event (milliseconds since 1970 UTC as its clock had it)
 * ONE is there once; MAYBE once or not at all (NULL; INT: -1); MANY any number of times. */
#define DOCUMENTS(D)                                                                                        \
    D(INVITATION, invitation, "invitation", sign)                                                           \
    D(REQUEST, request, "request", key)                                                                     \
    D(GRANT, grant, "grant", coordinator)                                                                   \
    D(CERTIFICATE, certificate, "certificate", key)                                                         \
    D(RECEIPT, receipt, "receipt", receipt)                                                                 \
    D(BUNDLE, bundle, "bundle", terminal)                                                                   \
    D(BACKUP, backup, "backup", key)

/* A joining file: who collects, and the keys that go with it. serial: of two from the same coordinator the larger one holds; milliseconds since 1970 at its maker's clock.
 * sign: signs invitations and grants. seal: X25519, bundles are sealed for it. receipt: signs receipts. exchange: for recovery by telephone (crypto_kx).
 * recipient: further X25519 keys that bundles are sealed for, such as a key in a safe. publisher: minisign's key (id and key, 40 bytes) and the name of its file.
 * previous, follows: the coordinator's key before, and its signature over the two keys (trust.h): a centre that trusts that one goes along without being asked. */
#define DOCUMENT_FIELDS_invitation(F, of)                                                                   \
    F(of, serial, INT, ONE) F(of, name, TEXT, ONE) F(of, sign, KEY, ONE) F(of, seal, KEY, ONE) F(of, receipt, KEY, ONE)                      \
    F(of, exchange, KEY, ONE) F(of, recipient, NAMED, MANY) F(of, publisher, NAMED, MANY) F(of, previous, KEY, MAYBE) F(of, follows, SIGNATURE, MAYBE)
/* A centre asks to be enrolled. key: signs certificates and requests; seal: X25519, what is sealed for the centre. previous, follows: as above, of a centre that changed its key. */
#define DOCUMENT_FIELDS_request(F, of)                                                                      \
    F(of, serial, INT, ONE) F(of, centre, UUID, ONE) F(of, name, TEXT, ONE) F(of, key, KEY, ONE) F(of, seal, KEY, ONE)                        \
    F(of, previous, KEY, MAYBE) F(of, follows, SIGNATURE, MAYBE)
/* The coordinator says: this centre belongs to us, with this key. coordinator: its key `sign`. */
#define DOCUMENT_FIELDS_grant(F, of)                                                                        \
    F(of, serial, INT, ONE) F(of, coordinator, KEY, ONE) F(of, centre, UUID, ONE) F(of, name, TEXT, ONE) F(of, key, KEY, ONE)
/* The centre says: this terminal is ours, with this key. grant: digest of the grant's whole text; none before there is one. It is not a file of its own: a bundle's head
 * has its fields, and its signature as `certificate`. */
#define DOCUMENT_FIELDS_certificate(F, of)                                                                  \
    F(of, centre, UUID, ONE) F(of, key, KEY, ONE) F(of, origin, UUID, ONE) F(of, terminal, KEY, ONE) F(of, grant, KEY, MAYBE)
/* What has arrived of a centre: each origin's events from 1 to last, without a gap. An origin that has forked is there once for each branch. */
#define DOCUMENT_FIELDS_receipt(F, of)                                                                      \
    F(of, serial, INT, ONE) F(of, coordinator, KEY, ONE) F(of, receipt, KEY, ONE) F(of, centre, UUID, ONE) F(of, arrived, ARRIVED, MANY)
/* The clear head of a bundle (bundle.h): it ends with an empty line in place of a signature, which stands at the file's end. before, after: h(first-1), h(last) of the origin's
 * chain. made: when, by the terminal's clock. bytes: of the deflated lines, so that a file that was cut off is known as such. recipient: the first 8 bytes of the digest of a recipient's seal key, and the bundle's key sealed for it (80 bytes). */
#define DOCUMENT_FIELDS_bundle(F, of)                                                                       \
    F(of, centre, UUID, ONE) F(of, key, KEY, ONE) F(of, origin, UUID, ONE) F(of, terminal, KEY, ONE) F(of, grant, KEY, MAYBE)                 \
    F(of, certificate, SIGNATURE, ONE) F(of, first, INT, ONE) F(of, last, INT, ONE) F(of, count, INT, ONE) F(of, before, KEY, ONE)            \
    F(of, after, KEY, ONE) F(of, made, INT, ONE) F(of, bytes, INT, ONE) F(of, recipient, NAMED, MANY)
/* The clear head of a backup (backup.h), ended as a bundle's; nothing signs it, the code opens it or not. key: the centre's. terminal: the number of the machine in the centre. origin, last: where its log stood;
 * events: in the log, of all origins. bytes: of the files within. recipient: one, as a bundle's. */
#define DOCUMENT_FIELDS_backup(F, of)                                                                       \
    F(of, centre, UUID, ONE) F(of, name, TEXT, ONE) F(of, key, KEY, ONE) F(of, terminal, INT, ONE) F(of, origin, UUID, ONE)                   \
    F(of, last, INT, ONE) F(of, events, INT, ONE) F(of, made, INT, ONE) F(of, bytes, INT, ONE) F(of, recipient, NAMED, MANY)

struct document_named {
    const char *hex, *text;
};
struct document_arrived {
    const char *origin, *head;
    int64_t last, at;
};
struct document_named_list {
    const struct document_named *rows;
    size_t count;
};
struct document_arrived_list {
    const struct document_arrived *rows;
    size_t count;
};

#define DOCUMENT_C_INT int64_t
#define DOCUMENT_C_TEXT const char *
#define DOCUMENT_C_UUID const char *
#define DOCUMENT_C_KEY const char *
#define DOCUMENT_C_SIGNATURE const char *
#define DOCUMENT_C_NAMED struct document_named_list
#define DOCUMENT_C_ARRIVED struct document_arrived_list
#define DOCUMENT_MEMBER(of, name, type, times) DOCUMENT_C_##type name;
#define D(NAME, member, word, signer)                                                                       \
    struct document_##member {                                                                              \
        DOCUMENT_FIELDS_##member(DOCUMENT_MEMBER, member)                                                   \
    };
DOCUMENTS(D)
#undef D

enum document_kind {
    DOCUMENT_NONE,
#define D(NAME, member, word, signer) DOCUMENT_##NAME,
    DOCUMENTS(D)
#undef D
    DOCUMENT_KINDS
};

/* Texts belong to the maker, or to the arena that it was read into. */
struct document {
    enum document_kind kind;
    union {
#define D(NAME, member, word, signer) struct document_##member member;
        DOCUMENTS(D)
#undef D
    };
};

const char *document_word(enum document_kind kind); /* "invitation"; NULL */

/* What kind its first line says, DOCUMENT_NONE where it is none, or of another version. */
enum document_kind document_look(const char *text, size_t length);

/*
 * Reads a whole document, and checks its signature with the key that it names. kind: what is expected, DOCUMENT_NONE: any but a head. Line ends may be CR LF, U+FEFF may stand in front, and blanks
 * and empty lines may follow it: people send such files by mail, and look at them with editors.
 * ERROR_SYNTAX (line), ERROR_VERSION, ERROR_LIMIT, ERROR_ENCODING, ERROR_REFUSED (the signature does not fit), ERROR_MEMORY. file is named in errors.
 */
int document_read(struct document *document, enum document_kind kind, const char *text, size_t length, const char *file, struct arena *arena,
                  struct error *error);

/* Appends the text that is signed. A lack of memory shows in out. ERROR_INVALID: a field holds what may not be written; the entry names it. */
int document_text(struct buf *out, const struct document *document, struct error *error);
/* Appends document_text and the signature. secret: of the key that the kind names as its signer (64 bytes, as libsodium has it); ERROR_INVALID where it is another one's. */
int document_write(struct buf *out, const struct document *document, const unsigned char secret[64], struct error *error);

/* The head of a bundle or backup, with the empty line that ends it. The reader gives its length in bytes; ERROR_SYNTAX also where no empty line comes within `length` bytes. */
int document_head_write(struct buf *out, const struct document *document, struct error *error);
int document_head_read(struct document *document, enum document_kind kind, const char *bytes, size_t length, const char *file, struct arena *arena, size_t *head,
                       struct error *error);

/* Whether `signature` (128 hex digits) is the one of a document that is not there as a file: a certificate. ERROR_REFUSED. */
int document_check(const struct document *document, const char *signature, struct error *error);
/* The signature of such a one, as 128 hex digits and NUL. */
int document_sign(char signature[129], const struct document *document, const unsigned char secret[64], struct error *error);

#endif
