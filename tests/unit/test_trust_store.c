/* Whom results go to: each document is taken in for one reason alone, and refused with a sentence that says what to do. */
#include "check_main.h"

#include "coordinator_fixture.h"
#include "keeper/trust_store.h"
#include "pack/signature.h"
#include "records/working.h"
#include "records_fixture.h"

#define CENTRE_OTHER "01930000-0000-7000-8000-00000000c002"
#define OTHER_KEY "00112233445566778899aabbccddeeff00112233445566778899aabbccddee11"

static struct fixture fixture;
static struct centre_identity centre;
static struct arena arena;
static struct error error;
static struct party zambia, ghana;
static struct trust_taken taken;

static void start(void)
{
    fixture_init(&fixture);
    fixture_open(&fixture);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(centre_identity_open(&centre, fixture.folder, &fixture.clock.clock, &fixture.random.source, &error), 0);
    party_make(&zambia, 1);
    party_make(&ghana, 2);
}

static void finish(void)
{
    arena_release(&arena);
    fixture_release(&fixture);
}

static int take_text(const char *text, bool accept)
{
    error_clear(&error);
    taken = (struct trust_taken){ .who = "" };
    return trust_store_take(fixture.folder, &centre, text, accept, &arena, &taken, &error);
}

static int take(const struct party *party, const struct document *document, bool accept)
{
    struct buf text = BUF_INIT;
    ck_assert_int_eq(party_write(party, document, &text, &error), 0);
    int code = take_text(text.data, accept);
    buf_release(&text);
    return code;
}

static void join(const struct party *party, int64_t serial)
{
    struct document document = party_invitation(party, serial, "Empretec Zambia");
    ck_assert_int_eq(take(party, &document, true), 0);
    ck_assert(taken.taken && !taken.known && !taken.asks);
}

static struct trust_store read_store(size_t broken)
{
    struct trust_store store;
    struct report report;
    report_init(&report);
    ck_assert_int_eq(trust_store_read(&store, fixture.folder, &centre, &arena, &report, &error), 0);
    ck_assert_uint_eq(report.count, broken);
    if (broken)
        error = report.kept[0];
    report_release(&report);
    return store;
}

static const char *in_folder(const char *name, const char *suffix)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/%s%s", fixture.folder, name, suffix);
    return path;
}

static const char *file_of(const struct party *party, const char *suffix)
{
    static char path[300];
    snprintf(path, sizeof path, "%s/trust/%s%s", fixture.folder, party->id, suffix);
    return path;
}

START_TEST(a_centre_has_one_key_for_ever)
{
    struct centre_identity again;
    struct stat status;
    start();
    ck_assert(uuid_valid(centre.id));
    ck_assert_int_eq(stat(in_folder("keys/centre", ".key"), &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(centre_identity_open(&again, fixture.folder, &fixture.clock.clock, &fixture.random.source, &error), 0);
    ck_assert_str_eq(again.id, centre.id);
    ck_assert_str_eq(again.key, centre.key);
    ck_assert_str_eq(again.fingerprint, centre.fingerprint);
    finish();
}
END_TEST

START_TEST(a_key_that_is_lost_is_not_made_anew_in_silence)
{
    struct centre_identity again;
    char text[600];
    start();
    join(&zambia, 1);
    unlink(in_folder("keys/centre", ".key"));
    ck_assert_int_eq(centre_identity_open(&again, fixture.folder, &fixture.clock.clock, &fixture.random.source, &error), ERROR_NOT_FOUND);
    ck_assert_str_eq(error_message(&error, NULL, text, sizeof text),
                     "the centre's key is gone: restore it from a backup. Training goes on, but no results can leave until then");
    ck_assert_str_eq(error.file, in_folder("keys/centre", ".key"));
    finish();
}
END_TEST

START_TEST(the_request_is_the_same_until_the_name_changes)
{
    struct buf first = BUF_INIT, second = BUF_INIT, third = BUF_INIT;
    struct document document;
    start();
    ck_assert_int_eq(centre_request(&centre, fixture.folder, "Empretec Lusaka", 1000, &first, &error), 0);
    ck_assert_int_eq(centre_request(&centre, fixture.folder, "Empretec Lusaka", 9000, &second, &error), 0);
    ck_assert_str_eq(first.data, second.data);
    /* with a clock that went back, the serial goes on */
    ck_assert_int_eq(centre_request(&centre, fixture.folder, "Empretec Ndola", 5, &third, &error), 0);
    ck_assert_int_eq(document_read(&document, DOCUMENT_REQUEST, third.data, third.length, "", &arena, &error), 0);
    ck_assert_int_eq(document.request.serial, 1001);
    ck_assert_str_eq(document.request.name, "Empretec Ndola");
    ck_assert_str_eq(document.request.centre, centre.id);
    ck_assert_str_eq(document.request.key, centre.key);
    ck_assert_str_eq(document.request.seal, centre.seal_hex);
    buf_release(&first);
    buf_release(&second);
    buf_release(&third);
    finish();
}
END_TEST

START_TEST(another_key_of_the_centre_has_the_word_of_the_one_before)
{
    struct centre_identity new, later;
    struct document document;
    struct buf text = BUF_INIT, same = BUF_INIT;
    struct stat status;
    start();
    join(&zambia, 1);
    document = (struct document){ .kind = DOCUMENT_GRANT, .grant = { .serial = 1, .coordinator = zambia.sign_hex, .centre = centre.id, .name = "Empretec Lusaka",
                                                                     .key = centre.key } };
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(read_store(0).rows[0].granted);
    ck_assert_int_eq(centre_request(&centre, fixture.folder, "Empretec Lusaka", 1000, &text, &error), 0);
    ck_assert_int_eq(centre_identity_renew(fixture.folder, &fixture.random.source, &error), 0);
    ck_assert_int_eq(centre_identity_open(&new, fixture.folder, &fixture.clock.clock, &fixture.random.source, &error), 0);
    ck_assert_str_eq(new.id, centre.id);
    ck_assert_str_ne(new.key, centre.key);
    ck_assert_str_ne(new.seal_hex, centre.seal_hex);
    ck_assert_str_eq(new.previous, centre.key);
    ck_assert(trust_follows(new.follows, centre.key, new.key));
    ck_assert_int_eq(stat(in_folder("keys/centre", ".previous"), &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    ck_assert_int_lt(stat(in_folder("keys/centre", ".next"), &status), 0);
    /* the request says so, with a larger serial though the clock went back; and it stays as it is */
    buf_clear(&text);
    ck_assert_int_eq(centre_request(&new, fixture.folder, "Empretec Lusaka", 5, &text, &error), 0);
    ck_assert_int_eq(document_read(&document, DOCUMENT_REQUEST, text.data, text.length, "", &arena, &error), 0);
    ck_assert_int_eq(document.request.serial, 1001);
    ck_assert_str_eq(document.request.key, new.key);
    ck_assert_str_eq(document.request.previous, centre.key);
    ck_assert(trust_follows(document.request.follows, document.request.previous, document.request.key));
    ck_assert_int_eq(centre_request(&new, fixture.folder, "Empretec Lusaka", 9000, &same, &error), 0);
    ck_assert_str_eq(same.data, text.data);
    /* the grant of the old key is no mistake, and no grant */
    const struct centre_identity before = centre;
    centre = new;
    ck_assert(!read_store(0).rows[0].granted);
    /* a key that was left half changed is changed again without harm */
    ck_assert_int_eq(unlink(in_folder("keys/centre", ".previous")), 0);
    ck_assert_int_eq(file_write(in_folder("keys/centre", ".next"), "half", 4, 0600, &error), 0);
    ck_assert_int_eq(centre_identity_renew(fixture.folder, &fixture.random.source, &error), 0);
    ck_assert_int_eq(centre_identity_open(&later, fixture.folder, &fixture.clock.clock, &fixture.random.source, &error), 0);
    ck_assert_str_eq(later.previous, new.key);
    centre = before;
    buf_release(&text);
    buf_release(&same);
    finish();
}
END_TEST

START_TEST(an_unknown_coordinator_is_asked_about_and_nothing_is_done)
{
    start();
    struct document document = party_invitation(&zambia, 5, "Empretec Zambia");
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.asks && !taken.taken && !taken.known);
    ck_assert_str_eq(taken.who, "Empretec Zambia");
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    trust_fingerprint(fingerprint, zambia.sign.public);
    ck_assert_str_eq(taken.fingerprint, fingerprint);
    ck_assert_uint_eq(read_store(0).count, 0);
    ck_assert_int_ne(access(file_of(&zambia, ".joining"), F_OK), 0);
    ck_assert_int_eq(take(&zambia, &document, true), 0);
    ck_assert(taken.taken);
    struct trust_store store = read_store(0);
    ck_assert_uint_eq(store.count, 1);
    ck_assert_str_eq(store.rows[0].id, zambia.id);
    ck_assert_uint_eq(coordinator_recipients(&store.rows[0]), 1);
    ck_assert(!store.rows[0].granted && !store.rows[0].received);
    finish();
}
END_TEST

START_TEST(the_same_and_older_joining_files_change_nothing)
{
    start();
    join(&zambia, 5);
    for (int64_t serial = 4; serial <= 5; serial++) {
        struct document document = party_invitation(&zambia, serial, "Another name");
        ck_assert_int_eq(take(&zambia, &document, true), 0);
        ck_assert(taken.known && !taken.taken && !taken.asks);
    }
    ck_assert_str_eq(read_store(0).rows[0].invitation.name, "Empretec Zambia");
    finish();
}
END_TEST

START_TEST(a_newer_one_asks_only_where_more_could_read_or_sign)
{
    start();
    join(&zambia, 5);
    struct document document = party_invitation(&zambia, 6, "New name");
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.taken && !taken.asks);
    ck_assert_str_eq(read_store(0).rows[0].invitation.name, "New name");

    const struct document_named safe = { ghana.seal_hex, "The safe" };
    document.invitation.serial = 7;
    document.invitation.recipient = (struct document_named_list){ &safe, 1 };
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.asks && !taken.taken);
    ck_assert_uint_eq(coordinator_recipients(&read_store(0).rows[0]), 1);
    ck_assert_int_eq(take(&zambia, &document, true), 0);
    ck_assert(taken.taken);
    ck_assert_uint_eq(coordinator_recipients(&read_store(0).rows[0]), 2);

    const struct document_named publisher = { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "geneva.pub" };
    document.invitation.serial = 8;
    document.invitation.publisher = (struct document_named_list){ &publisher, 1 };
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.asks && !taken.taken);
    ck_assert_int_ne(access(in_folder("keys/geneva", ".pub"), F_OK), 0);

    /* fewer may come without a question */
    document = party_invitation(&zambia, 9, "New name");
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.taken);
    finish();
}
END_TEST

START_TEST(publishers_become_keys_that_packs_are_checked_with)
{
    struct keyring keyring = { 0 };
    start();
    ck_assert_int_eq(file_write(in_folder("keys/geneva", ".pub"), "another key", 11, 0644, &error), 0);
    const struct document_named publishers[] = {
        { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "geneva" },
        { "01112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "Empretec Zambia.pub" },
    };
    struct document document = party_invitation(&zambia, 5, "Empretec Zambia");
    document.invitation.publisher = (struct document_named_list){ publishers, 2 };
    ck_assert_int_eq(take(&zambia, &document, true), 0);
    /* a file that is there is not replaced */
    const unsigned char other[KEY_ID_BYTES] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 };
    char id_text[KEY_ID_SIZE], beside[64];
    snprintf(beside, sizeof beside, "keys/geneva-%s", key_id_text(id_text, other));
    ck_assert_int_eq(keyring_add_file(&keyring, in_folder(beside, ".pub"), &error), 0);
    ck_assert_int_eq(keyring_add_file(&keyring, in_folder("keys/Empretec Zambia", ".pub"), &error), 0);
    ck_assert_uint_eq(keyring.count, 2);
    unsigned char id[KEY_ID_BYTES] = { 0x01, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 };
    const struct public_key *key = keyring_find(&keyring, id);
    ck_assert_ptr_nonnull(key);
    ck_assert_int_eq(key->key[0], 0x88);
    ck_assert_int_eq(key->key[31], 0x77);
    keyring_release(&keyring);
    finish();
}
END_TEST

static int give_publishers(const struct document_named *rows, size_t count, int64_t serial)
{
    struct document document = party_invitation(&zambia, serial, "Empretec Zambia");
    document.invitation.publisher = (struct document_named_list){ rows, count };
    return take(&zambia, &document, true);
}

START_TEST(no_file_in_the_folder_of_keys_is_replaced_whatever_it_is)
{
    struct keyring keyring = { 0 };
    struct stat status;
    const struct document_named publisher = { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "geneva" };
    const unsigned char bytes[KEY_ID_BYTES] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 };
    char id[KEY_ID_SIZE], beside[64], large[KEY_FILE_LIMIT + 1], want[400];
    start();
    memset(large, 'x', sizeof large);            /* more than is read of a key */
    ck_assert_int_eq(file_write(in_folder("keys/geneva", ".pub"), large, sizeof large, 0644, &error), 0);
    ck_assert_int_eq(give_publishers(&publisher, 1, 5), 0);
    ck_assert_int_eq(stat(in_folder("keys/geneva", ".pub"), &status), 0);
    ck_assert_int_eq(status.st_size, sizeof large);
    snprintf(beside, sizeof beside, "keys/geneva-%s", key_id_text(id, bytes));
    ck_assert_int_eq(keyring_add_file(&keyring, in_folder(beside, ".pub"), &error), 0);
    keyring_release(&keyring);
    ck_assert_int_eq(file_write(in_folder(beside, ".pub"), "mine", 4, 0644, &error), 0);
    ck_assert_int_eq(give_publishers(&publisher, 1, 6), ERROR_EXISTS);
    snprintf(want, sizeof want, "%s: this file is in the way of a publisher's key; move it out of keys/", in_folder(beside, ".pub"));
    ck_assert_error(error, want);
    ck_assert_int_eq(stat(in_folder(beside, ".pub"), &status), 0);
    ck_assert_int_eq(status.st_size, 4);
    finish();
}
END_TEST

START_TEST(publishers_that_would_keep_packs_from_being_opened_are_refused)
{
    struct keyring keyring = { 0 };
    /* two keys that claim one id: it is what its maker says it is */
    const struct document_named one[] = { { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "geneva" },
                                          { "00112233445566770099aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "lusaka" } };
    struct document_named many[KEYRING_LIMIT + 1];
    char hex[KEYRING_LIMIT + 1][81];
    start();
    ck_assert_int_eq(give_publishers(one, 2, 5), ERROR_EXISTS);
    ck_assert_error(error, "two different keys have the same number; ask the publisher which one is theirs, and remove the other");
    for (int i = 0; i <= KEYRING_LIMIT; i++) {
        snprintf(hex[i], sizeof hex[i], "%016x%064d", i, 1);
        many[i] = (struct document_named){ hex[i], "many" };
    }
    error_clear(&error);
    ck_assert_int_eq(give_publishers(many, KEYRING_LIMIT + 1, 5), ERROR_LIMIT);
    ck_assert_int_ne(access(file_of(&zambia, ".joining"), F_OK), 0);
    /* and one that the folder has already */
    error_clear(&error);
    ck_assert_int_eq(give_publishers(one, 1, 5), 0);
    ck_assert_int_eq(give_publishers(one + 1, 1, 6), ERROR_EXISTS);
    ck_assert_int_eq(keyring_add_folder(&keyring, in_folder("keys", ""), &error), 0);
    ck_assert_uint_eq(keyring.count, 1);
    keyring_release(&keyring);
    finish();
}
END_TEST

START_TEST(what_is_no_joining_file_for_us_is_refused_in_its_own_words)
{
    const struct document_named climbing = { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "../x" };
    const struct document_named short_key = { "0011", "geneva" };
    const struct document_named no_key = { "0000000000000000000000000000000000000000000000000000000000000000", "The safe" };
    static struct document_named many[BUNDLE_RECIPIENTS];
    static char hex[BUNDLE_RECIPIENTS][65];
    start();
    struct document document = party_invitation(&zambia, 5, "Empretec Zambia");
    document.invitation.publisher = (struct document_named_list){ &climbing, 1 };
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_INVALID);
    ck_assert_error(error, "this joining file has a publisher \"../x\", which cannot be the name of a file; ask the coordinator for a new file");
    document.invitation.publisher = (struct document_named_list){ &short_key, 1 };
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_INVALID);
    ck_assert_error(error, "this joining file holds a key that cannot be one; ask the coordinator for a new file");
    document = party_invitation(&zambia, 5, "Empretec Zambia");
    document.invitation.recipient = (struct document_named_list){ &no_key, 1 };
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_INVALID);
    ck_assert_error(error, "this joining file holds a key that cannot be one; ask the coordinator for a new file");
    for (int i = 0; i < BUNDLE_RECIPIENTS; i++) {
        struct party party;
        party_make(&party, 40 + i);
        memcpy(hex[i], party.seal_hex, sizeof hex[i]);
        many[i] = (struct document_named){ hex[i], "One more" };
    }
    document.invitation.recipient = (struct document_named_list){ many, BUNDLE_RECIPIENTS };
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_LIMIT);
    ck_assert_error(error, "with this joining file bundles would be sealed for more than 32 keys; more cannot be");
    document.invitation.recipient.count--;
    ck_assert_int_eq(take(&zambia, &document, true), 0);
    ck_assert_int_eq(take_text("hello", true), ERROR_SYNTAX);
    ck_assert_error(error, "this is no document of this program");
    ck_assert_int_eq(error.line, 1);
    document = (struct document){ .kind = DOCUMENT_REQUEST, .request = { .serial = 1, .centre = CENTRE_OTHER, .name = "X", .key = zambia.sign_hex, .seal = zambia.seal_hex } };
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "a centre takes in joining files, grants and receipts; this is a request");
    finish();
}
END_TEST

START_TEST(a_grant_is_for_this_centre_by_somebody_who_was_joined)
{
    start();
    struct document document = party_grant(&zambia, 5, centre.id, "Empretec Lusaka", centre.key);
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "this grant is by a coordinator that this centre has not joined; take in its joining file first");
    join(&zambia, 1);
    document.grant.centre = CENTRE_OTHER;
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "this grant is for the centre \"Empretec Lusaka\", not for this one; ask the coordinator for the right file");
    document = party_grant(&zambia, 5, centre.id, "Empretec Lusaka", OTHER_KEY);
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "this grant is for another key of this centre; give the coordinator the centre's request again");
    ck_assert(!read_store(0).rows[0].granted);
    document = party_grant(&zambia, 5, centre.id, "Empretec Lusaka", centre.key);
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.taken);
    ck_assert_str_eq(read_store(0).rows[0].grant_digest, taken.digest);
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.known && !taken.taken);
    finish();
}
END_TEST

START_TEST(a_document_that_mail_has_changed_keeps_its_digest)
{
    struct buf text = BUF_INIT, mailed = BUF_INIT;
    char digest[DIGEST_HEX];
    start();
    join(&zambia, 1);
    struct document document = party_grant(&zambia, 5, centre.id, "Empretec Lusaka", centre.key);
    ck_assert_int_eq(party_write(&zambia, &document, &text, &error), 0);
    struct digest bytes;
    digest_of(&bytes, text.data, text.length);
    hex_from(digest, bytes.bytes, DIGEST_BYTES);
    for (const char *at = text.data; *at; at++) {
        if (*at == '\n')
            buf_char(&mailed, '\r');
        buf_char(&mailed, *at);
    }
    buf_text(&mailed, " \r\n\r\n");
    ck_assert_int_eq(take_text(mailed.data, false), 0);
    ck_assert_str_eq(taken.digest, digest);
    ck_assert_str_eq(read_store(0).rows[0].grant_digest, digest);
    buf_release(&text);
    buf_release(&mailed);
    finish();
}
END_TEST

START_TEST(a_receipt_is_signed_with_the_key_for_receipts_of_somebody_who_was_joined)
{
    start();
    struct document document = party_receipt(&zambia, 5, centre.id, NULL, 0);
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "this receipt is by a coordinator that this centre has not joined; take in its joining file first");
    join(&zambia, 1);
    document.receipt.receipt = ghana.receipt_hex;
    ck_assert_int_eq(take(&ghana, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "this receipt is not signed with the key that Empretec Zambia signs receipts with; ask for a new one");
    document = party_receipt(&zambia, 5, CENTRE_OTHER, NULL, 0);
    ck_assert_int_eq(take(&zambia, &document, true), ERROR_REFUSED);
    ck_assert_error(error, "this receipt is for another centre; ask the coordinator for the right file");
    document = party_receipt(&zambia, 5, centre.id, NULL, 0);
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.taken);
    document.receipt.serial = 4;
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.known && !taken.taken);
    ck_assert_int_eq(read_store(0).rows[0].receipt.serial, 5);
    finish();
}
END_TEST

/* An invitation of `ghana` that says that its key follows the one of `zambia`. */
static struct document following(char signature[2 * TRUST_SIGNATURE + 1])
{
    struct document document = party_invitation(&ghana, 9, "Empretec Zambia");
    trust_follow(signature, &zambia.sign, ghana.sign_hex);
    document.invitation.previous = zambia.sign_hex;
    document.invitation.follows = signature;
    return document;
}

START_TEST(a_key_that_follows_a_known_one_is_taken_without_a_question)
{
    char signature[2 * TRUST_SIGNATURE + 1], head[DIGEST_HEX];
    struct digest bytes;
    int64_t has;
    bool odd;
    start();
    join(&zambia, 5);
    append(fixture.records, start_event(AMINA));
    records_head(fixture.records, &bytes);
    const struct document_arrived arrived = { records_origin(fixture.records), hex_from(head, bytes.bytes, DIGEST_BYTES), records_seq(fixture.records), 0 };
    struct document receipt = party_receipt(&zambia, 5, centre.id, &arrived, 1);
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);

    struct document document = following(signature);
    ck_assert_int_eq(take(&ghana, &document, false), 0);
    ck_assert(taken.taken && !taken.asks);
    ck_assert_int_eq(access(file_of(&zambia, ".ended"), F_OK), 0);
    ck_assert_int_ne(access(file_of(&zambia, ".joining"), F_OK), 0);
    struct trust_store store = read_store(0);
    ck_assert_uint_eq(store.count, 1);
    ck_assert_str_eq(store.rows[0].id, ghana.id);
    /* it is the same office: what had arrived has arrived */
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, records_origin(fixture.records), &has, &odd, &error), 0);
    ck_assert_int_eq(has, records_seq(fixture.records));
    ck_assert(!odd);

    /* the old file on some stick changes nothing any more */
    document = party_invitation(&zambia, 5, "Empretec Zambia");
    ck_assert_int_eq(take(&zambia, &document, false), 0);
    ck_assert(taken.known && !taken.asks);
    /* the old one may not give grants any more */
    document = party_grant(&zambia, 9, centre.id, "Empretec Lusaka", centre.key);
    ck_assert_int_eq(take(&zambia, &document, false), ERROR_REFUSED);
    finish();
}
END_TEST

START_TEST(a_rename_that_was_cut_off_leaves_one_coordinator_all_the_same)
{
    char signature[2 * TRUST_SIGNATURE + 1], ended[300];
    start();
    join(&zambia, 5);
    struct document document = following(signature);
    ck_assert_int_eq(take(&ghana, &document, false), 0);
    snprintf(ended, sizeof ended, "%s", file_of(&zambia, ".ended"));
    ck_assert_int_eq(rename(ended, file_of(&zambia, ".joining")), 0);
    struct trust_store store = read_store(0);
    ck_assert_uint_eq(store.count, 1);
    ck_assert_str_eq(store.rows[0].id, ghana.id);
    finish();
}
END_TEST

START_TEST(a_key_that_only_claims_to_follow_is_asked_about)
{
    char signature[2 * TRUST_SIGNATURE + 1];
    start();
    join(&zambia, 5);
    struct document document = following(signature);
    trust_follow(signature, &ghana.sign, ghana.sign_hex);
    ck_assert_int_eq(take(&ghana, &document, false), 0);
    ck_assert(taken.asks && !taken.taken);
    /* and where somebody accepts it, the other one stays */
    ck_assert_int_eq(take(&ghana, &document, true), 0);
    ck_assert_uint_eq(read_store(0).count, 2);
    finish();
}
END_TEST

START_TEST(a_key_that_follows_asks_where_more_could_read)
{
    char signature[2 * TRUST_SIGNATURE + 1];
    struct party safe;
    party_make(&safe, 77);
    const struct document_named reader = { safe.seal_hex, "The safe" };
    start();
    join(&zambia, 5);
    struct document document = following(signature);
    document.invitation.recipient = (struct document_named_list){ &reader, 1 };
    ck_assert_int_eq(take(&ghana, &document, false), 0);
    ck_assert(taken.asks && !taken.taken);
    finish();
}
END_TEST

START_TEST(a_broken_file_is_said_and_passed_over)
{
    struct buf text = BUF_INIT;
    char path[300], words[600];
    start();
    join(&zambia, 1);
    join(&ghana, 1);
    snprintf(path, sizeof path, "%s", file_of(&zambia, ".joining"));
    ck_assert_int_eq(file_read(path, 100000, &text, &error), 0);
    *strstr(text.data, "Zambia") = 'z';
    ck_assert_int_eq(file_write(path, text.data, text.length, 0600, &error), 0);
    struct trust_store store = read_store(1);
    ck_assert_str_eq(error_message(&error, NULL, words, sizeof words),
                     "the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came");
    ck_assert_str_eq(error.file, path);
    ck_assert_uint_eq(store.count, 1);
    ck_assert_str_eq(store.rows[0].id, ghana.id);
    /* a good file under another's name is not its own */
    buf_clear(&text);
    ck_assert_int_eq(file_read(file_of(&ghana, ".joining"), 100000, &text, &error), 0);
    ck_assert_int_eq(file_write(path, text.data, text.length, 0600, &error), 0);
    store = read_store(1);
    ck_assert_str_eq(error_message(&error, NULL, words, sizeof words),
                     "this file does not belong to this coordinator, or to this centre; take it in again from where it came");
    ck_assert_uint_eq(store.count, 1);
    buf_release(&text);
    finish();
}
END_TEST

START_TEST(a_receipt_holds_as_far_as_it_fits_the_log)
{
    char heads[8][DIGEST_HEX];
    int64_t has;
    bool odd;
    start();
    join(&zambia, 1);
    const char *origin = records_origin(fixture.records);
    int64_t base = records_seq(fixture.records);
    for (int i = 0; i < 6; i++) {
        struct digest head;
        append(fixture.records, answer_event(AMINA, "a", "1"));
        ck_assert_int_eq(log_head(fixture.records, origin, base + i + 1, &head, &error), 0);
        hex_from(heads[i], head.bytes, DIGEST_BYTES);
    }
    struct document_arrived rows[] = { { origin, heads[1], base + 2, 0 }, { origin, heads[1], base + 4, 0 }, { CENTRE_OTHER, heads[0], 3, 0 } };
    struct document receipt = party_receipt(&zambia, 1, centre.id, rows, 3);
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);
    struct trust_store store = read_store(0);
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, origin, &has, &odd, &error), 0);
    ck_assert_int_eq(has, base + 2);
    ck_assert(odd);                              /* the other line: somebody else has written under these numbers, too */
    receipt.receipt.serial = 2;
    receipt.receipt.arrived.count = 1;
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);
    store = read_store(0);
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, origin, &has, &odd, &error), 0);
    ck_assert_int_eq(has, base + 2);
    ck_assert(!odd);
    /* another head */
    rows[0].head = heads[4];
    receipt.receipt.serial = 3;
    receipt.receipt.arrived.count = 3;
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);
    store = read_store(0);
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, origin, &has, &odd, &error), 0);
    ck_assert_int_eq(has, 0);
    ck_assert(odd);
    /* ahead of the log */
    rows[0] = (struct document_arrived){ origin, heads[5], base + 7, 0 };
    receipt.receipt.serial = 4;
    receipt.receipt.arrived.count = 1;
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);
    store = read_store(0);
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, origin, &has, &odd, &error), 0);
    ck_assert(odd);
    /* and so it is where another line fits: those numbers are somebody's */
    rows[1] = (struct document_arrived){ origin, heads[2], base + 3, 0 };
    receipt.receipt.serial = 5;
    receipt.receipt.arrived.count = 2;
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);
    store = read_store(0);
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, origin, &has, &odd, &error), 0);
    ck_assert_int_eq(has, base + 3);
    ck_assert(odd);
    /* an origin that nobody speaks of */
    receipt.receipt.serial = 6;
    receipt.receipt.arrived.count = 0;
    ck_assert_int_eq(take(&zambia, &receipt, false), 0);
    store = read_store(0);
    ck_assert_int_eq(coordinator_has(&store.rows[0], fixture.records, origin, &has, &odd, &error), 0);
    ck_assert_int_eq(has, 0);
    ck_assert(!odd);
    finish();
}
END_TEST

TEST_MAIN("trust store", a_centre_has_one_key_for_ever, a_key_that_is_lost_is_not_made_anew_in_silence, the_request_is_the_same_until_the_name_changes, another_key_of_the_centre_has_the_word_of_the_one_before,
          an_unknown_coordinator_is_asked_about_and_nothing_is_done, the_same_and_older_joining_files_change_nothing,
          a_newer_one_asks_only_where_more_could_read_or_sign, publishers_become_keys_that_packs_are_checked_with, no_file_in_the_folder_of_keys_is_replaced_whatever_it_is,
          publishers_that_would_keep_packs_from_being_opened_are_refused,
          what_is_no_joining_file_for_us_is_refused_in_its_own_words, a_grant_is_for_this_centre_by_somebody_who_was_joined,
          a_document_that_mail_has_changed_keeps_its_digest, a_receipt_is_signed_with_the_key_for_receipts_of_somebody_who_was_joined,
          a_key_that_follows_a_known_one_is_taken_without_a_question, a_rename_that_was_cut_off_leaves_one_coordinator_all_the_same,
          a_key_that_only_claims_to_follow_is_asked_about, a_key_that_follows_asks_where_more_could_read, a_broken_file_is_said_and_passed_over,
          a_receipt_holds_as_far_as_it_fits_the_log)
