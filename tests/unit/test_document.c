/* Signed documents: one form alone, one key alone. */
#include "check_main.h"

#include <sodium.h>

#include "records/document.h"
#include "records/trust.h"

#define CENTRE "01930000-0000-7000-8000-00000000c001"
#define ORIGIN "01930000-0000-7000-8000-0000000000f1"
#define OTHER "01930000-0000-7000-8000-0000000000f2"

struct party {
    unsigned char secret[TRUST_SECRET];
    struct sign_pair sign, receipt;
    struct seal_pair seal, exchange;
    char sign_hex[65], receipt_hex[65], seal_hex[65], exchange_hex[65];
};

static void party_make(struct party *party, int number)
{
    ck_assert_int_ge(sodium_init(), 0);
    memset(party->secret, number, sizeof party->secret);
    trust_sign_pair(&party->sign, party->secret, TRUST_SIGN);
    trust_sign_pair(&party->receipt, party->secret, TRUST_RECEIPT);
    trust_seal_pair(&party->seal, party->secret, TRUST_SEAL);
    trust_seal_pair(&party->exchange, party->secret, TRUST_EXCHANGE);
    hex_from(party->sign_hex, party->sign.public, 32);
    hex_from(party->receipt_hex, party->receipt.public, 32);
    hex_from(party->seal_hex, party->seal.public, 32);
    hex_from(party->exchange_hex, party->exchange.public, 32);
}

static const struct document_named recipients[] = { { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "The safe in Geneva" } };

static struct document invitation(const struct party *party)
{
    return (struct document){ .kind = DOCUMENT_INVITATION,
                              .invitation = { .serial = 1763900000000, .name = "Empretec Zambia", .sign = party->sign_hex, .seal = party->seal_hex,
                                              .receipt = party->receipt_hex, .exchange = party->exchange_hex, .recipient = { recipients, 1 } } };
}

static const struct document_arrived arrived[] = {
    { ORIGIN, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 130, 1763900001000 },
    { OTHER, "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", 0, 0 },
};

static struct document receipt(const struct party *party)
{
    return (struct document){ .kind = DOCUMENT_RECEIPT,
                              .receipt = { .serial = 7, .coordinator = party->sign_hex, .receipt = party->receipt_hex, .centre = CENTRE, .arrived = { arrived, 2 } } };
}

/* Writes it, and expects it to be read as the same. */
static void write_and_read(const struct document *document, const unsigned char secret[64], struct buf *text, struct arena *arena, struct document *read)
{
    struct error error = { 0 };
    struct buf again = BUF_INIT, signed_text = BUF_INIT;
    ck_assert_int_eq(document_write(text, document, secret, &error), 0);
    ck_assert(!buf_failed(text));
    ck_assert_int_eq(document_look(text->data, text->length), document->kind);
    int code = document_read(read, document->kind, text->data, text->length, "a.file", arena, &error);
    char words[600];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, words, sizeof words));
    ck_assert_int_eq(document_text(&again, read, &error), 0);
    ck_assert_int_eq(document_text(&signed_text, document, &error), 0);
    ck_assert_str_eq(again.data, signed_text.data);
    buf_release(&again);
    buf_release(&signed_text);
}

START_TEST(each_kind_is_read_as_it_was_written)
{
    struct party us, centre, terminal;
    struct document read;
    struct arena arena;
    struct buf text = BUF_INIT;
    char follows[2 * TRUST_SIGNATURE + 1];
    party_make(&us, 1);
    party_make(&centre, 2);
    party_make(&terminal, 3);
    arena_init(&arena, NULL, 0);
    struct document document = invitation(&us);
    trust_follow(follows, &centre.sign, us.sign_hex);
    document.invitation.previous = centre.sign_hex;
    document.invitation.follows = follows;
    write_and_read(&document, us.sign.secret, &text, &arena, &read);
    ck_assert_str_eq(read.invitation.name, "Empretec Zambia");
    ck_assert_uint_eq(read.invitation.recipient.count, 1);
    ck_assert_str_eq(read.invitation.recipient.rows[0].text, "The safe in Geneva");
    ck_assert_uint_eq(read.invitation.publisher.count, 0);
    ck_assert(trust_follows(read.invitation.follows, read.invitation.previous, read.invitation.sign));
    buf_clear(&text);

    document = (struct document){ .kind = DOCUMENT_REQUEST, .request = { .serial = 1, .centre = CENTRE, .name = "Empretec Lusaka", .key = centre.sign_hex,
                                                                         .seal = centre.seal_hex } };
    write_and_read(&document, centre.sign.secret, &text, &arena, &read);
    ck_assert_ptr_null(read.request.previous);
    ck_assert_str_eq(read.request.centre, CENTRE);
    buf_clear(&text);

    document = (struct document){ .kind = DOCUMENT_GRANT, .grant = { .serial = 2, .coordinator = us.sign_hex, .centre = CENTRE, .name = "Empretec Lusaka",
                                                                     .key = centre.sign_hex } };
    write_and_read(&document, us.sign.secret, &text, &arena, &read);
    ck_assert_int_eq(read.grant.serial, 2);
    buf_clear(&text);

    document = receipt(&us);
    write_and_read(&document, us.receipt.secret, &text, &arena, &read);
    ck_assert_uint_eq(read.receipt.arrived.count, 2);
    ck_assert_int_eq(read.receipt.arrived.rows[0].last, 130);
    ck_assert_int_eq(read.receipt.arrived.rows[0].at, 1763900001000);
    ck_assert_str_eq(read.receipt.arrived.rows[1].origin, OTHER);
    buf_release(&text);
    arena_release(&arena);
}
END_TEST

START_TEST(the_written_form_is_the_one_that_the_document_says)
{
    struct party us;
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    party_make(&us, 1);
    struct document document = receipt(&us);
    ck_assert_int_eq(document_text(&text, &document, &error), 0);
    char want[1000];
    snprintf(want, sizeof want, "empretec-kiosk receipt 1\nserial 7\ncoordinator %s\nreceipt %s\ncentre " CENTRE "\narrived " ORIGIN " 130 "
             "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff 1763900001000\narrived " OTHER " 0 "
             "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff 0\n", us.sign_hex, us.receipt_hex);
    ck_assert_str_eq(text.data, want);
    buf_release(&text);
}
END_TEST

START_TEST(mail_may_change_line_ends_and_add_blanks)
{
    struct party us;
    struct error error = { 0 };
    struct document read;
    struct arena arena;
    struct buf text = BUF_INIT, mailed = BUF_INIT;
    party_make(&us, 1);
    arena_init(&arena, NULL, 0);
    struct document document = receipt(&us);
    ck_assert_int_eq(document_write(&text, &document, us.receipt.secret, &error), 0);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\n')
            buf_char(&mailed, '\r');
        buf_char(&mailed, text.data[i]);
    }
    buf_text(&mailed, "\r\n  \n");
    ck_assert_int_eq(document_look(mailed.data, mailed.length), DOCUMENT_RECEIPT);
    ck_assert_int_eq(document_read(&read, DOCUMENT_RECEIPT, mailed.data, mailed.length, "a", &arena, &error), 0);
    struct buf marked = BUF_INIT;
    buf_text(&marked, "\xef\xbb\xbf");          /* an editor's mark in front */
    buf_add(&marked, mailed.data, mailed.length);
    ck_assert_int_eq(document_look(marked.data, marked.length), DOCUMENT_RECEIPT);
    ck_assert_int_eq(document_read(&read, DOCUMENT_RECEIPT, marked.data, marked.length, "a", &arena, &error), 0);
    buf_clear(&marked);
    buf_text(&marked, "\xef\xbb\xbf\xef\xbb\xbf"); /* one is enough */
    buf_add(&marked, mailed.data, mailed.length);
    ck_assert_int_eq(document_look(marked.data, marked.length), DOCUMENT_NONE);
    ck_assert_int_eq(document_read(&read, DOCUMENT_RECEIPT, marked.data, marked.length, "a", &arena, &error), ERROR_SYNTAX);
    memset(&error, 0, sizeof error);
    buf_release(&marked);
    buf_cut(&text, text.length - 1);             /* the last line end may lack */
    ck_assert_int_eq(document_read(&read, DOCUMENT_NONE, text.data, text.length, "a", &arena, &error), 0);
    buf_release(&text);
    buf_release(&mailed);
    arena_release(&arena);
}
END_TEST

START_TEST(every_other_byte_is_refused)
{
    struct party us;
    struct document read;
    struct arena arena;
    struct buf text = BUF_INIT;
    party_make(&us, 1);
    struct error error = { 0 };
    struct document document = receipt(&us);
    ck_assert_int_eq(document_write(&text, &document, us.receipt.secret, &error), 0);
    for (size_t at = 0; at < text.length; at++)
        for (int bit = 0; bit < 8; bit++) {
            char before = text.data[at];
            text.data[at] = (char)(before ^ 1 << bit);
            arena_init(&arena, NULL, 0);
            memset(&error, 0, sizeof error);
            /* the last line end may be any blank */
            bool blank = at == text.length - 1 && text.data[at] == '\v';
            if (!blank)
                ck_assert_msg(document_read(&read, DOCUMENT_NONE, text.data, text.length, "a", &arena, &error) < 0, "byte %zu, bit %d", at, bit);
            arena_release(&arena);
            text.data[at] = before;
        }
    for (size_t length = 0; length + 1 < text.length; length++) {
        arena_init(&arena, NULL, 0);
        ck_assert_msg(document_read(&read, DOCUMENT_NONE, text.data, length, "a", &arena, &error) < 0, "%zu bytes", length);
        arena_release(&arena);
    }
    buf_release(&text);
}
END_TEST

static void refused(const char *text, enum document_kind kind, const char *want)
{
    struct error error = { 0 };
    struct document read = { .kind = DOCUMENT_NONE };
    struct arena arena;
    arena_init(&arena, NULL, 0);
    ck_assert_int_lt(document_read(&read, kind, text, strlen(text), "stick/a.receipt", &arena, &error), 0);
    ck_assert_error(error, want);
    ck_assert_int_eq(read.kind, DOCUMENT_NONE);
    arena_release(&arena);
}

#define K64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
START_TEST(a_refusal_says_where_and_what)
{
    refused("Dear manager,\n", DOCUMENT_NONE, "stick/a.receipt:1: this is no document of this program");
    refused("", DOCUMENT_RECEIPT, "stick/a.receipt:1: this is no receipt of this program");
    refused("empretec-kiosk grant 1\n", DOCUMENT_RECEIPT, "stick/a.receipt:1: this is no receipt of this program");
    refused("empretec-kiosk bundle 1\n", DOCUMENT_NONE, "stick/a.receipt:1: this is no document of this program");
    refused("empretec-kiosk receipt 2\n", DOCUMENT_NONE, "stick/a.receipt:1: this receipt was made by a later version; use the newer program");
    refused("empretec-kiosk receipt 1\ncentre x\n", DOCUMENT_NONE, "stick/a.receipt:2: the line \"serial\" is missing here; take the file again from where it came");
    refused("empretec-kiosk receipt 1\nserial 007\n", DOCUMENT_NONE,
            "stick/a.receipt:2: \"serial\" is not written as it must be; take the file again from where it came");
    refused("empretec-kiosk receipt 1\nserial 7\ncoordinator " K64 "\nreceipt " K64 "\ncentre " CENTRE "\narrived " ORIGIN " 1 " K64 "\n", DOCUMENT_NONE,
            "stick/a.receipt:6: \"arrived\" is not written as it must be; take the file again from where it came");
    refused("empretec-kiosk receipt 1\nserial 7\ncoordinator " K64 "\nreceipt " K64 "\ncentre " CENTRE "\n", DOCUMENT_NONE,
            "stick/a.receipt:6: the line \"signature\" is missing here; take the file again from where it came");
    refused("empretec-kiosk receipt 1\nserial 7\ncoordinator " K64 "\nreceipt " K64 "\ncentre " CENTRE "\nsignature " K64 K64 "\nmore\n", DOCUMENT_NONE,
            "stick/a.receipt:7: there is more behind the signature; take the file again from where it came");
    refused("empretec-kiosk receipt 1\nserial 7\ncoordinator " K64 "\nreceipt " K64 "\ncentre " CENTRE "\nsignature " K64 K64 "\n", DOCUMENT_NONE,
            "stick/a.receipt: the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came");
}
END_TEST

START_TEST(what_may_not_be_written_is_refused)
{
    struct party us, other;
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    party_make(&us, 1);
    party_make(&other, 2);
    struct document document = invitation(&us);
    ck_assert_int_eq(document_write(&text, &document, other.sign.secret, &error), ERROR_INVALID);
    ck_assert_error(error, "this document names another key than the one that signs it");
    const char *const names[] = { "", " Lusaka", "Lusaka ", "two\nlines", "\x1b[31m", "\xff", "turned\xe2\x80\xae round", NULL };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        error = (struct error){ 0 };
        document.invitation.name = names[i];
        buf_clear(&text);
        ck_assert_int_eq(document_text(&text, &document, &error), ERROR_INVALID);
        ck_assert_str_eq(error.entry, "name");
    }
    document = invitation(&us);
    document.invitation.serial = -1;
    ck_assert_int_eq(document_text(&text, &document, &error), ERROR_INVALID);
    ck_assert_str_eq(error.entry, "serial");
    buf_release(&text);
}
END_TEST

START_TEST(a_field_that_is_there_more_often_than_it_may_is_refused)
{
    struct buf text = BUF_INIT;
    struct error error = { 0 };
    struct document read;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    buf_text(&text, "empretec-kiosk receipt 1\nserial 7\ncoordinator " K64 "\nreceipt " K64 "\ncentre " CENTRE "\n");
    for (int i = 0; i <= DOCUMENT_MANY; i++)
        buf_text(&text, "arrived " ORIGIN " 1 " K64 " 1\n");
    ck_assert_int_eq(document_read(&read, DOCUMENT_RECEIPT, text.data, text.length, "a", &arena, &error), ERROR_LIMIT);
    ck_assert_error(error, "a:4102: there are too many lines \"arrived\"");
    buf_fill(&text, ' ', DOCUMENT_LIMIT);
    ck_assert_int_eq(document_read(&read, DOCUMENT_RECEIPT, text.data, text.length, "a", &arena, &error), ERROR_LIMIT);
    buf_release(&text);
    arena_release(&arena);
}
END_TEST

START_TEST(a_head_ends_with_an_empty_line_and_gives_its_length)
{
    struct party centre, terminal;
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    struct arena arena;
    struct document read;
    char signature[129];
    size_t head = 0;
    party_make(&centre, 2);
    party_make(&terminal, 3);
    arena_init(&arena, NULL, 0);
    struct document certificate = { .kind = DOCUMENT_CERTIFICATE, .certificate = { .centre = CENTRE, .key = centre.sign_hex, .origin = ORIGIN,
                                                                                   .terminal = terminal.sign_hex } };
    ck_assert_int_eq(document_sign(signature, &certificate, centre.sign.secret, &error), 0);
    ck_assert_int_eq(document_check(&certificate, signature, &error), 0);
    certificate.certificate.grant = K64;
    ck_assert_int_eq(document_check(&certificate, signature, &error), ERROR_REFUSED);
    struct document bundle = { .kind = DOCUMENT_BUNDLE, .bundle = { .centre = CENTRE, .key = centre.sign_hex, .origin = ORIGIN, .terminal = terminal.sign_hex,
                                                                    .certificate = signature, .first = 1, .last = 12, .count = 12, .before = K64, .after = K64,
                                                                    .made = 5, .recipient = { recipients, 1 } } };
    ck_assert_int_eq(document_head_write(&text, &bundle, &error), 0);
    size_t length = text.length;
    buf_text(&text, "sealed bytes\n\n");
    ck_assert_int_eq(document_head_read(&read, DOCUMENT_BUNDLE, text.data, text.length, "a", &arena, &head, &error), 0);
    ck_assert_uint_eq(head, length);
    ck_assert_int_eq(read.bundle.last, 12);
    ck_assert_int_lt(document_head_read(&read, DOCUMENT_BUNDLE, text.data, length - 1, "a.bundle", &arena, &head, &error), 0);
    ck_assert_error(error, "a.bundle:15: the empty line is missing that ends the head; copy the file again from where it came");
    buf_release(&text);
    arena_release(&arena);
}
END_TEST

START_TEST(a_lack_of_memory_is_said)
{
    struct party us;
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    party_make(&us, 1);
    struct document document = receipt(&us), read;
    ck_assert_int_eq(document_write(&text, &document, us.receipt.secret, &error), 0);
    int code = ERROR_MEMORY, tries = 0;
    for (size_t at = 1; code; at++, tries++) {
        struct failing_allocator failing;
        struct arena arena;
        failing_allocator_init(&failing, at);
        arena_init(&arena, &failing.allocator, 0);
        memset(&error, 0, sizeof error);
        code = document_read(&read, DOCUMENT_RECEIPT, text.data, text.length, "a", &arena, &error);
        ck_assert(code == 0 || code == ERROR_MEMORY);
        arena_release(&arena);
    }
    ck_assert_int_gt(tries, 1);
    buf_release(&text);
}
END_TEST

TEST_MAIN("document", each_kind_is_read_as_it_was_written, the_written_form_is_the_one_that_the_document_says, mail_may_change_line_ends_and_add_blanks,
          every_other_byte_is_refused, a_refusal_says_where_and_what, what_may_not_be_written_is_refused,
          a_field_that_is_there_more_often_than_it_may_is_refused, a_head_ends_with_an_empty_line_and_gives_its_length, a_lack_of_memory_is_said)
