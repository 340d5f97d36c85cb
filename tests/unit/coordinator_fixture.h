/*
 * A coordinator for a test: its keys follow from a number, and it writes the documents that a centre takes in.
 */
#ifndef TESTS_COORDINATOR_FIXTURE_H
#define TESTS_COORDINATOR_FIXTURE_H

#include <sodium.h>
#include <string.h>

#include "records/document.h"
#include "records/trust.h"

struct party {
    unsigned char secret[TRUST_SECRET];
    struct sign_pair sign, receipt;
    struct seal_pair seal, exchange;
    char sign_hex[65], receipt_hex[65], seal_hex[65], exchange_hex[65], id[TRUST_ID_SIZE];
};

static inline void party_make(struct party *party, int number)
{
    memset(party->secret, number, sizeof party->secret);
    trust_sign_pair(&party->sign, party->secret, TRUST_SIGN);
    trust_sign_pair(&party->receipt, party->secret, TRUST_RECEIPT);
    trust_seal_pair(&party->seal, party->secret, TRUST_SEAL);
    trust_seal_pair(&party->exchange, party->secret, TRUST_EXCHANGE);
    hex_from(party->sign_hex, party->sign.public, 32);
    hex_from(party->receipt_hex, party->receipt.public, 32);
    hex_from(party->seal_hex, party->seal.public, 32);
    hex_from(party->exchange_hex, party->exchange.public, 32);
    trust_seal_id(party->id, party->sign.public);
}

static inline struct document party_invitation(const struct party *party, int64_t serial, const char *name)
{
    return (struct document){ .kind = DOCUMENT_INVITATION,
                              .invitation = { .serial = serial, .name = name, .sign = party->sign_hex, .seal = party->seal_hex, .receipt = party->receipt_hex,
                                              .exchange = party->exchange_hex } };
}

static inline struct document party_grant(const struct party *party, int64_t serial, const char *centre, const char *name, const char *key)
{
    return (struct document){ .kind = DOCUMENT_GRANT,
                              .grant = { .serial = serial, .coordinator = party->sign_hex, .centre = centre, .name = name, .key = key } };
}

static inline struct document party_receipt(const struct party *party, int64_t serial, const char *centre, const struct document_arrived *rows, size_t count)
{
    return (struct document){ .kind = DOCUMENT_RECEIPT,
                              .receipt = { .serial = serial, .coordinator = party->sign_hex, .receipt = party->receipt_hex, .centre = centre,
                                           .arrived = { rows, count } } };
}

/* Signed with the key that goes with its kind. */
static inline int party_write(const struct party *party, const struct document *document, struct buf *out, struct error *error)
{
    buf_clear(out);
    return document_write(out, document, document->kind == DOCUMENT_RECEIPT ? party->receipt.secret : party->sign.secret, error);
}

#endif
