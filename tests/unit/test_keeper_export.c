/* What leaves a centre: a keeper in a process of its own, a maker beside it, and what is left when either is killed. */
#include "check_main.h"

#include "keeper_fixture.h"
#include "records/bundle.h"
#include "records/log.h"
#include "records/outbox.h"

static struct keeper_trust trust(void)
{
    struct keeper_trust answer;
    good(client_trust(client, NULL, &arena, &answer, &error));
    return answer;
}

static void begin(bool all)
{
    good(client_bundles_make(client, &(struct ask_bundles){ .all = all }, &arena, NULL, &error));
}

static struct keeper_bundles wait_for_bundles(bool all)
{
    struct keeper_bundles bundles;
    for (int i = 0; i < 30000; i++) {
        good(client_bundles(client, &(struct ask_bundles){ .all = all }, &arena, &bundles, &error));
        if (!bundles.running)
            return bundles;
        poll(NULL, 0, 1);
    }
    ck_abort_msg("the making does not end");
    return bundles;
}

static struct keeper_bundles make(void)
{
    begin(false);
    struct keeper_bundles bundles = wait_for_bundles(false);
    ck_assert_str_eq(bundles.trouble, "");
    return bundles;
}

static const char *bundle_path(const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/outbox/%s", folder, name);
    return path;
}

static void digest_of_bundle(const char *name, struct digest *digest)
{
    struct buf bytes = BUF_INIT;
    good(file_read(bundle_path(name), 1 << 24, &bytes, &error));
    digest_of(digest, bytes.data, bytes.length);
    buf_release(&bytes);
}

/* Reading as a coordinator does: lines of all bundles of an origin, each number once and in order. */
struct reading {
    struct buf lines;
    int64_t last;
};

static int see_event(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *wrong)
{
    struct reading *reading = context;
    (void)head, (void)wrong;
    if (seq <= reading->last)
        return 0;
    ck_assert_int_eq(seq, reading->last + 1);
    reading->last = seq;
    buf_add(&reading->lines, line, length);
    buf_char(&reading->lines, '\n');
    return 0;
}
static int see_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *wrong)
{
    (void)context, (void)seq, (void)salt, (void)body, (void)length, (void)wrong;
    return 0;
}
static int see_profile(void *context, const struct bundle_profile *profile, struct error *wrong)
{
    (void)context, (void)profile, (void)wrong;
    return 0;
}

static void read_bundle(const char *name, const struct party *party, struct reading *reading)
{
    const struct bundle_visitor visitor = { see_event, see_payload, see_profile, reading };
    struct bundle_reader *bundle = NULL;
    good(bundle_open(&bundle, bundle_path(name), NULL, &error));
    good(bundle_verify(bundle, &error));
    good(bundle_read(bundle, &party->seal, &visitor, &error));
    bundle_close(bundle);
}

static bool opens(const char *name, const struct party *party)
{
    struct bundle_reader *bundle = NULL;
    char id[TRUST_ID_SIZE];
    bool found = false;
    trust_seal_id(id, party->seal.public);
    good(bundle_open(&bundle, bundle_path(name), NULL, &error));
    for (size_t i = 0; i < bundle_head(bundle)->recipient.count; i++)
        found = found || strcmp(bundle_head(bundle)->recipient.rows[i].hex, id) == 0;
    bundle_close(bundle);
    return found;
}

/* Everything that the journal of an origin holds is in the bundles that this one can open. */
static void all_is_there(const struct keeper_bundles *bundles, const char *origin, const struct party *party)
{
    struct reading reading = { .lines = BUF_INIT };
    struct buf journal = BUF_INIT;
    char path[300];
    for (size_t i = 0; i < bundles->count; i++)
        if (strcmp(bundles->rows[i].origin, origin) == 0 && opens(bundles->rows[i].name, party))
            read_bundle(bundles->rows[i].name, party, &reading);
    snprintf(path, sizeof path, "%s/journal/%s.tsv", folder, origin);
    good(file_read(path, 1 << 26, &journal, &error));
    ck_assert_uint_eq(reading.lines.length, journal.length);
    ck_assert_int_eq(memcmp(reading.lines.data, journal.data, journal.length), 0);
    buf_release(&reading.lines);
    buf_release(&journal);
}

static struct document receipt_up_to(const struct party *party, int64_t serial, const struct keeper_bundle *bundle, struct document_arrived *row)
{
    struct bundle_reader *reader = NULL;
    good(bundle_open(&reader, bundle_path(bundle->name), NULL, &error));
    *row = (struct document_arrived){ arena_text(&arena, bundle->origin), arena_text(&arena, bundle_head(reader)->after), bundle->last, 0 };
    bundle_close(reader);
    return party_receipt(party, serial, arena_text(&arena, trust().centre), row, 1);
}

static const char *terminal(void) { return arena_text(&arena, client_centre(client)->terminal); }

static void again(void)
{
    client_free(client);
    open_client();
}

static size_t files_in_outbox(const char *ending)
{
    size_t count = 0;
    DIR *dir = opendir(in_folder("outbox"));
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count += strstr(entry->d_name, ending) != NULL;
    closedir(dir);
    return count;
}

START_TEST(before_anybody_has_joined_nothing_leaves_and_what_to_do_is_said)
{
    start();
    learn(10);
    struct keeper_trust now = trust();
    ck_assert(uuid_valid(now.centre));
    ck_assert_str_eq(now.name, "Empretec Centre");
    ck_assert_uint_eq(strlen(now.fingerprint), TRUST_FINGERPRINT_SIZE - 1);
    ck_assert_uint_eq(now.count, 0);
    ck_assert_int_ge(now.waiting, 12);
    ck_assert_str_eq(now.trouble, "");
    ck_assert_int_eq(client_bundles_make(client, &(struct ask_bundles){ .all = false }, &arena, NULL, &error), ERROR_REFUSED);
    ck_assert_error(error, "no coordinator collects the results of this centre yet: ask yours for a joining file, and put it on a stick. Training goes on meanwhile, and nothing is lost");
    struct keeper_bundles bundles;
    ck_assert_int_eq(client_bundles(client, &(struct ask_bundles){ .all = false }, &arena, &bundles, &error), ERROR_REFUSED);
    finish();
}
END_TEST

START_TEST(a_learner_has_nothing_to_say_about_it)
{
    struct client *kiosk;
    struct keeper_signed signed_in;
    struct keeper_trust answer;
    struct keeper_document taken;
    struct ask_text request;
    struct keeper_bundles bundles;
    start();
    good(client_open(&kiosk, &(struct client_options){ .centre = folder }, &error));
    good(client_guest(kiosk, &(struct ask_text){ .text = "en" }, &arena, &signed_in, &error));
    ck_assert_int_eq(client_trust(kiosk, NULL, &arena, &answer, &error), ERROR_REFUSED);
    ck_assert_error(error, "only a facilitator or a manager may do this");
    ck_assert_int_eq(client_document(kiosk, &(struct ask_document){ .text = "" }, &arena, &taken, &error), ERROR_REFUSED);
    ck_assert_error(error, "only a manager may do this");
    ck_assert_int_eq(client_request(kiosk, NULL, &arena, &request, &error), ERROR_REFUSED);
    ck_assert_int_eq(client_bundles_make(kiosk, &(struct ask_bundles){ .all = false }, &arena, NULL, &error), ERROR_REFUSED);
    ck_assert_int_eq(client_bundles(kiosk, &(struct ask_bundles){ .all = false }, &arena, &bundles, &error), ERROR_REFUSED);
    client_free(kiosk);
    finish();
}
END_TEST

START_TEST(a_joining_file_asks_and_is_written_down_when_it_is_taken)
{
    struct keeper_document answer;
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    start();
    trust_fingerprint(fingerprint, zambia.sign.public);
    struct document document = party_invitation(&zambia, 1, "Empretec Zambia");
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.asks && !answer.taken && !answer.known);
    ck_assert_str_eq(answer.kind, "invitation");
    ck_assert_str_eq(answer.who, "Empretec Zambia");
    ck_assert_str_eq(answer.fingerprint, fingerprint);
    ck_assert_uint_eq(trust().count, 0);
    int64_t before = trust().waiting;
    good(give(&zambia, &document, true, &answer));
    ck_assert(answer.taken && !answer.asks);
    struct keeper_trust now = trust();
    ck_assert_uint_eq(now.count, 1);
    ck_assert_str_eq(now.rows[0].fingerprint, fingerprint);
    ck_assert_int_eq(now.rows[0].recipients, 1);
    ck_assert(!now.rows[0].granted);
    ck_assert_int_eq(now.waiting, before + 1);   /* document-taken */
    document = party_grant(&zambia, 2, now.centre, "Empretec Centre", "");
    char key[2 * TRUST_PUBLIC + 1];
    struct ask_text request;
    good(client_request(client, NULL, &arena, &request, &error));
    const char *line = strstr(request.text, "\nkey ");
    ck_assert_ptr_nonnull(line);
    snprintf(key, sizeof key, "%.64s", line + 5);
    document.grant.key = key;
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.taken);
    ck_assert_str_eq(answer.kind, "grant");
    ck_assert(trust().rows[0].granted);
    struct keeper_bundles bundles = make();
    struct reading reading = { .lines = BUF_INIT };
    read_bundle(bundles.rows[0].name, &zambia, &reading);
    char want[300];
    snprintf(want, sizeof want, "{\"document\":\"invitation\",\"from\":\"%s\"", zambia.sign_hex);
    ck_assert_ptr_nonnull(strstr(reading.lines.data, want));
    snprintf(want, sizeof want, "{\"document\":\"grant\",\"from\":\"%s\"", zambia.sign_hex);
    ck_assert_ptr_nonnull(strstr(reading.lines.data, want));
    buf_release(&reading.lines);
    /* the grant is in the bundle's head */
    struct bundle_reader *reader = NULL;
    good(bundle_open(&reader, bundle_path(bundles.rows[0].name), NULL, &error));
    ck_assert_ptr_nonnull(bundle_head(reader)->grant);
    bundle_close(reader);
    finish();
}
END_TEST

START_TEST(a_refusal_comes_back_in_its_own_words)
{
    struct keeper_document answer;
    start();
    struct document document = party_receipt(&zambia, 1, "01930000-0000-7000-8000-00000000c002", NULL, 0);
    ck_assert_int_eq(give(&zambia, &document, false, &answer), ERROR_REFUSED);
    ck_assert_error(error, "this receipt is by a coordinator that this centre has not joined; take in its joining file first");
    finish();
}
END_TEST

START_TEST(bundles_that_wait_stay_the_same_and_new_ones_hold_what_is_new)
{
    struct digest first, now;
    start();
    join(&zambia, "Empretec Zambia");
    learn(40);
    struct keeper_bundles bundles = make();
    ck_assert_uint_eq(bundles.count, 1);
    ck_assert_int_eq(bundles.rows[0].first, 1);
    ck_assert_int_eq(bundles.total, bundles.rows[0].last);
    ck_assert_int_eq(bundles.done, bundles.total);
    struct stat status;
    ck_assert_int_eq(stat(bundle_path(bundles.rows[0].name), &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    ck_assert_int_eq(status.st_size, bundles.rows[0].bytes);
    ck_assert_int_eq(bundles.bytes, bundles.rows[0].bytes);
    digest_of_bundle(bundles.rows[0].name, &first);
    for (int i = 0; i < 2; i++) {
        bundles = make();
        ck_assert_uint_eq(bundles.count, 1);
        ck_assert_int_eq(bundles.total, 0);
        digest_of_bundle(bundles.rows[0].name, &now);
        ck_assert_int_eq(memcmp(&first, &now, sizeof now), 0);
        again();                                 /* and with another keeper */
    }
    learn(3);
    bundles = make();
    ck_assert_uint_eq(bundles.count, 2);
    ck_assert_int_eq(bundles.rows[1].first, bundles.rows[0].last + 1);
    digest_of_bundle(bundles.rows[0].name, &now);
    ck_assert_int_eq(memcmp(&first, &now, sizeof now), 0);
    all_is_there(&bundles, terminal(), &zambia);
    finish();
}
END_TEST

START_TEST(a_receipt_empties_the_outbox_as_far_as_it_goes)
{
    struct keeper_document answer;
    struct document_arrived row;
    start();
    good(client_confirm_date(client, &(struct ask_date){ .wall = clock_wall(&clock_system) }, &arena, NULL, &error));
    join(&zambia, "Empretec Zambia");
    learn(5);
    make();
    learn(5);
    struct keeper_bundles bundles = make();
    ck_assert_uint_eq(bundles.count, 2);
    struct document document = receipt_up_to(&zambia, 1, &bundles.rows[0], &row);
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.taken && !answer.renewed);
    ck_assert_str_eq(answer.kind, "receipt");
    ck_assert_int_eq(answer.up_to, bundles.rows[0].last);
    ck_assert_int_gt(answer.up_to_at, 1700000000000);
    ck_assert_uint_eq(files_in_outbox(".bundle"), 1);
    struct keeper_trust now = trust();
    ck_assert_int_eq(now.rows[0].arrived, bundles.rows[0].last);
    ck_assert_int_eq(now.rows[0].arrived_at, answer.up_to_at);
    ck_assert_int_eq(now.rows[0].waiting, bundles.rows[1].last - bundles.rows[0].last);
    /* the same once more, and an older one */
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.known && !answer.taken);
    struct keeper_bundles left = make();
    ck_assert_uint_eq(left.count, 1);
    ck_assert_int_eq(left.rows[0].last, bundles.rows[1].last);
    /* all of it from the beginning, for who lost it */
    begin(true);
    left = wait_for_bundles(true);
    ck_assert_str_eq(left.trouble, "");
    ck_assert_int_eq(left.rows[0].first, 1);
    all_is_there(&left, terminal(), &zambia);
    /* what is written without --all is what waits */
    left = wait_for_bundles(false);
    ck_assert_uint_eq(left.count, 1);
    document = receipt_up_to(&zambia, 2, &bundles.rows[1], &row);
    good(give(&zambia, &document, false, &answer));
    ck_assert_uint_eq(files_in_outbox(".bundle"), 0);
    ck_assert_int_eq(trust().waiting, 0);
    /* a coordinator that says now that it has less gets it again */
    document = party_receipt(&zambia, 3, trust().centre, NULL, 0);
    good(give(&zambia, &document, false, &answer));
    left = make();
    ck_assert_uint_eq(left.count, 1);
    all_is_there(&left, terminal(), &zambia);
    finish();
}
END_TEST

START_TEST(a_receipt_that_does_not_fit_makes_a_new_terminal_and_loses_nothing)
{
    struct keeper_document answer;
    struct document_arrived row;
    start();
    join(&zambia, "Empretec Zambia");
    learn(5);
    struct keeper_bundles bundles = make();
    const char *old = terminal();
    struct document document = receipt_up_to(&zambia, 1, &bundles.rows[0], &row);
    row.last += 7;                               /* somebody has had more of this terminal than it has itself */
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.taken && answer.renewed);
    ck_assert_int_eq(answer.up_to, 0);
    again();
    ck_assert_str_ne(terminal(), old);
    /* said once */
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.known && !answer.renewed);
    learn(5);
    bundles = make();
    ck_assert_uint_eq(bundles.count, 2);
    all_is_there(&bundles, old, &zambia);
    all_is_there(&bundles, terminal(), &zambia);
    struct reading reading = { .lines = BUF_INIT };
    for (size_t i = 0; i < 2; i++)
        if (strcmp(bundles.rows[i].origin, old) != 0)
            read_bundle(bundles.rows[i].name, &zambia, &reading);
    ck_assert_ptr_nonnull(strstr(reading.lines.data, "\"reason\":\"receipt\""));
    buf_release(&reading.lines);
    finish();
}
END_TEST

START_TEST(what_a_receipt_says_is_looked_up_in_the_log_once)
{
    struct keeper_document answer;
    struct document_arrived row;
    struct records *records = NULL;
    start();
    join(&zambia, "Empretec Zambia");
    learn(40);
    struct keeper_bundles bundles = make();
    const char *old = terminal();
    struct document document = receipt_up_to(&zambia, 1, &bundles.rows[0], &row);
    row.last -= 20;                              /* another history, which has come less far than this log */
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.renewed);
    good(records_open(&records, &(struct records_options){ .folder = folder, .read_only = true }, &error));
    ck_assert(log_head_kept(records, old, row.last));
    ck_assert(!log_head_kept(records, old, row.last - 1));
    records_close(records);
    finish();
}
END_TEST

static void copy_file(const char *from, const char *to)
{
    struct buf bytes = BUF_INIT;
    good(file_read(from, 1 << 26, &bytes, &error));
    good(file_write(to, bytes.data, bytes.length, 0600, &error));
    buf_release(&bytes);
}

/* The records as they were, with no journal that would show it: what trust/ and outbox/ have does. */
static void go_back(const char *backup)
{
    client_free(client);
    copy_file(backup, in_folder("records.db"));
    unlink(in_folder("records.db-wal"));
    unlink(in_folder("records.db-shm"));
    DIR *dir = opendir(in_folder("journal"));
    for (struct dirent *entry; (entry = readdir(dir));)
        unlinkat(dirfd(dir), entry->d_name, 0);
    closedir(dir);
    open_client();
}

START_TEST(a_restored_backup_is_noticed_by_what_has_left)
{
    struct keeper_document answer;
    struct document_arrived row;
    char backup[100];
    start();
    snprintf(backup, sizeof backup, "%s/backup", folder);
    join(&zambia, "Empretec Zambia");
    learn(5);
    again();                                     /* the last one closes the database: one file */
    const char *old = terminal();
    client_free(client);
    copy_file(in_folder("records.db"), backup);
    open_client();
    learn(5);
    struct keeper_bundles bundles = make();
    go_back(backup);
    ck_assert_str_ne(terminal(), old);           /* by the bundle in the outbox */
    learn(2);
    bundles = make();
    const char *second = terminal();
    all_is_there(&bundles, second, &zambia);
    /* by a receipt, where the outbox is empty */
    for (size_t i = 0; i < bundles.count; i++)
        if (strcmp(bundles.rows[i].origin, second) == 0) {
            struct document document = receipt_up_to(&zambia, 1, &bundles.rows[i], &row);
            good(give(&zambia, &document, false, &answer));
            ck_assert(!answer.renewed);
        }
    client_free(client);
    copy_file(in_folder("records.db"), backup);
    open_client();
    learn(5);
    bundles = make();
    for (size_t i = 0; i < bundles.count; i++)
        if (strcmp(bundles.rows[i].origin, second) == 0) {
            struct document document = receipt_up_to(&zambia, 2, &bundles.rows[i], &row);
            good(give(&zambia, &document, false, &answer));
            ck_assert(answer.taken && !answer.renewed);
        }
    go_back(backup);
    ck_assert_str_ne(terminal(), second);
    finish();
}
END_TEST

START_TEST(a_bundle_of_a_lost_history_stays_until_a_receipt_has_its_own_head)
{
    struct keeper_document answer;
    struct document_arrived row;
    char backup[100], name[BUNDLE_NAME_SIZE];
    start();
    snprintf(backup, sizeof backup, "%s/backup", folder);
    join(&zambia, "Empretec Zambia");
    learn(5);
    again();
    client_free(client);
    copy_file(in_folder("records.db"), backup);
    open_client();
    learn(5);
    struct keeper_bundles bundles = make();
    ck_assert_uint_eq(bundles.count, 1);
    const struct keeper_bundle lost = bundles.rows[0];
    snprintf(name, sizeof name, "%s", lost.name);
    go_back(backup);
    /* a third history, of a clone, has gone further under the same name */
    struct document document = receipt_up_to(&zambia, 1, &lost, &row);
    row.last += 3;
    row.head = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.taken);
    ck_assert_int_eq(access(bundle_path(name), F_OK), 0);
    /* as far, but it is not this one */
    row.last -= 3;
    document.receipt.serial = 2;
    good(give(&zambia, &document, false, &answer));
    ck_assert_int_eq(access(bundle_path(name), F_OK), 0);
    document = receipt_up_to(&zambia, 3, &lost, &row);
    good(give(&zambia, &document, false, &answer));
    ck_assert_int_ne(access(bundle_path(name), F_OK), 0);
    finish();
}
END_TEST

START_TEST(a_bundle_of_another_history_takes_no_place_of_this_one)
{
    char name[BUNDLE_NAME_SIZE], kept[400];
    start();
    join(&zambia, "Empretec Zambia");
    learn(5);
    struct keeper_bundles bundles = make();
    const char *old = terminal();
    snprintf(name, sizeof name, "%s", bundles.rows[0].name);
    snprintf(kept, sizeof kept, "%s", bundle_path(name));
    struct buf bytes = BUF_INIT;
    good(file_read(kept, 1 << 24, &bytes, &error));
    char *after = strstr(bytes.data, "\nafter ");
    ck_assert_ptr_nonnull(after);
    after[7] = after[7] == '0' ? '1' : '0';
    good(file_write(kept, bytes.data, bytes.length, 0640, &error));
    buf_release(&bytes);
    bundles = make();
    /* made again, and the terminal goes on under a new name */
    ck_assert_uint_eq(bundles.count, 1);
    all_is_there(&bundles, old, &zambia);
    again();
    ck_assert_str_ne(terminal(), old);
    finish();
}
END_TEST

START_TEST(whoever_joins_later_gets_everything)
{
    struct keeper_document answer;
    struct document_arrived row;
    start();
    join(&zambia, "Empretec Zambia");
    learn(5);
    struct keeper_bundles bundles = make();
    struct document document = receipt_up_to(&zambia, 1, &bundles.rows[0], &row);
    good(give(&zambia, &document, false, &answer));
    learn(5);
    bundles = make();
    int64_t first_waiting = bundles.rows[0].first;
    join(&ghana, "Empretec Ghana");
    bundles = make();
    all_is_there(&bundles, terminal(), &ghana);
    struct keeper_trust now = trust();
    ck_assert_uint_eq(now.count, 2);
    for (size_t i = 0; i < 2; i++)
        ck_assert_int_eq(now.rows[i].waiting, now.waiting - (strcmp(now.rows[i].id, zambia.id) == 0 ? first_waiting - 1 : 0));
    /* and nothing goes before both have it */
    document = receipt_up_to(&zambia, 2, &bundles.rows[0], &row);
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.taken && !answer.renewed);
    bundles = make();
    all_is_there(&bundles, terminal(), &ghana);
    document = receipt_up_to(&ghana, 1, &bundles.rows[0], &row);
    good(give(&ghana, &document, false, &answer));
    bundles = wait_for_bundles(false);
    ck_assert_uint_eq(bundles.count, 0);
    ck_assert_int_eq(trust().waiting, 0);
    ck_assert_uint_eq(files_in_outbox(".bundle"), 0);
    finish();
}
END_TEST

START_TEST(what_nobody_can_open_any_more_is_made_again_for_who_follows)
{
    struct keeper_document answer;
    char signature[2 * TRUST_SIGNATURE + 1];
    start();
    join(&zambia, "Empretec Zambia");
    learn(5);
    make();
    struct document document = party_invitation(&ghana, 9, "Empretec Zambia");
    trust_follow(signature, &zambia.sign, ghana.sign_hex);
    document.invitation.previous = zambia.sign_hex;
    document.invitation.follows = signature;
    good(give(&ghana, &document, false, &answer));
    ck_assert(answer.taken && !answer.asks);
    struct keeper_bundles bundles = make();
    ck_assert_uint_eq(bundles.count, 1);
    ck_assert_uint_eq(files_in_outbox(".bundle"), 1);
    all_is_there(&bundles, terminal(), &ghana);
    finish();
}
END_TEST

START_TEST(what_cannot_be_made_again_outlives_the_key_that_it_was_sealed_for)
{
    struct keeper_document answer;
    struct document_arrived row;
    char backup[100], signature[2 * TRUST_SIGNATURE + 1];
    start();
    snprintf(backup, sizeof backup, "%s/backup", folder);
    join(&zambia, "Empretec Zambia");
    again();
    client_free(client);
    copy_file(in_folder("records.db"), backup);
    open_client();
    learn(5);
    const struct keeper_bundle lost = make().rows[0];
    go_back(backup);                             /* its events are in that bundle alone */
    struct document document = party_invitation(&ghana, 9, "Empretec Zambia");
    trust_follow(signature, &zambia.sign, ghana.sign_hex);
    document.invitation.previous = zambia.sign_hex;
    document.invitation.follows = signature;
    good(give(&ghana, &document, false, &answer));
    ck_assert(answer.taken && !answer.asks);
    for (int i = 0; i < 2; i++) {
        struct keeper_bundles bundles = make();
        bool found = false;
        for (size_t n = 0; n < bundles.count; n++)
            found = found || strcmp(bundles.rows[n].name, lost.name) == 0;
        ck_assert(found);
        all_is_there(&bundles, terminal(), &ghana);
        ck_assert_int_eq(access(bundle_path(lost.name), F_OK), 0);
    }
    /* somebody else's numbers, as many */
    document = receipt_up_to(&ghana, 9, &lost, &row);
    const char *head = row.head;
    row.head = ghana.sign_hex;
    good(give(&ghana, &document, false, &answer));
    ck_assert(answer.taken);
    ck_assert_int_eq(access(bundle_path(lost.name), F_OK), 0);
    /* the office has its old key still */
    row.head = head;
    document = party_receipt(&ghana, 10, document.receipt.centre, &row, 1);
    good(give(&ghana, &document, false, &answer));
    ck_assert(answer.taken);
    ck_assert_int_ne(access(bundle_path(lost.name), F_OK), 0);
    finish();
}
END_TEST

START_TEST(without_the_centres_key_learning_goes_on_and_nothing_leaves)
{
    char want[500];
    start();
    join(&zambia, "Empretec Zambia");
    client_free(client);
    ck_assert_int_eq(unlink(in_folder("keys/centre.key")), 0);
    open_client();
    learn(5);
    ck_assert_int_eq(client_bundles_make(client, &(struct ask_bundles){ .all = false }, &arena, NULL, &error), ERROR_NOT_FOUND);
    snprintf(want, sizeof want, "%s/keys/centre.key: the centre's key is gone: restore it from a backup. Training goes on, but no results can leave until then", folder);
    ck_assert_error(error, want);
    ck_assert_str_eq(trust().trouble, want);
    ck_assert_int_ne(access(in_folder("keys/centre.key"), F_OK), 0);
    finish();
}
END_TEST

START_TEST(a_terminals_key_that_is_gone_keeps_its_own_events_alone)
{
    struct keeper_document answer;
    struct document_arrived row;
    char path[300], want[500];
    start();
    join(&zambia, "Empretec Zambia");
    learn(5);
    struct keeper_bundles bundles = make();
    const char *old = terminal();
    learn(2);
    struct document document = receipt_up_to(&zambia, 1, &bundles.rows[0], &row);
    row.last += 70;
    good(give(&zambia, &document, false, &answer));
    ck_assert(answer.renewed);
    again();
    snprintf(path, sizeof path, "%s/keys/%s.key", folder, old);
    ck_assert_int_eq(unlink(path), 0);
    begin(false);
    bundles = wait_for_bundles(false);
    snprintf(want, sizeof want, "%s: the key of the terminal %s is gone, so its events cannot leave: restore it from a backup", path, old);
    ck_assert_str_eq(bundles.trouble, want);
    all_is_there(&bundles, terminal(), &zambia);
    finish();
}
END_TEST

START_TEST(one_making_goes_on_at_a_time_and_the_keeper_answers_meanwhile)
{
    struct keeper_bundles bundles;
    struct keeper_counts counts;
    int answered = 0;
    start();
    join(&zambia, "Empretec Zambia");
    learn(20000);
    begin(false);
    begin(false);                                /* goes on */
    ck_assert_int_eq(client_bundles_make(client, &(struct ask_bundles){ .all = true }, &arena, NULL, &error), ERROR_BUSY);
    ck_assert_error(error, "bundles are being made already; wait until they are done");
    for (;;) {
        good(client_counts(client, NULL, &arena, &counts, &error));
        good(client_bundles(client, &(struct ask_bundles){ .all = false }, &arena, &bundles, &error));
        if (!bundles.running)
            break;
        ck_assert_uint_eq(bundles.count, 0);
        answered++;
    }
    ck_assert_int_ge(answered, 2);
    ck_assert_uint_eq(bundles.count, 1);
    all_is_there(&bundles, terminal(), &zambia);
    finish();
}
END_TEST

START_TEST(many_bundles_come_in_pages)
{
    struct keeper_bundles page;
    start();
    join(&zambia, "Empretec Zambia");
    for (int i = 0; i < KEEPER_ROWS + 3; i++) {
        learn(1);
        make();
    }
    good(client_bundles(client, &(struct ask_bundles){ .offset = 0 }, &arena, &page, &error));
    ck_assert_uint_eq(page.count, KEEPER_ROWS);
    ck_assert(page.more);
    int64_t last = page.rows[page.count - 1].last, bytes = page.bytes;
    good(client_bundles(client, &(struct ask_bundles){ .offset = KEEPER_ROWS }, &arena, &page, &error));
    ck_assert_uint_eq(page.count, 3);
    ck_assert(!page.more);
    ck_assert_int_eq(page.rows[0].first, last + 1);
    ck_assert_int_eq(page.bytes, bytes);
    finish();
}
END_TEST

/* Bundles that were seen once, and what was in them. */
#define SEEN 400
static struct seen {
    char name[BUNDLE_NAME_SIZE];
    struct digest digest;
} seen[SEEN];
static size_t seen_count;

static void look_at_all(void)
{
    DIR *dir = opendir(in_folder("outbox"));
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct digest digest;
        size_t i = 0, length = strlen(entry->d_name);
        if (length < 7 || strcmp(entry->d_name + length - 7, ".bundle") != 0)
            continue;
        digest_of_bundle(entry->d_name, &digest);
        while (i < seen_count && strcmp(seen[i].name, entry->d_name) != 0)
            i++;
        if (i == seen_count) {
            ck_assert_uint_lt(seen_count, SEEN);
            snprintf(seen[seen_count].name, BUNDLE_NAME_SIZE, "%.90s", entry->d_name);
            seen[seen_count++].digest = digest;
        }
        ck_assert_int_eq(memcmp(&seen[i].digest, &digest, sizeof digest), 0);
    }
    if (dir)
        closedir(dir);
}

static struct keeper_bundles make_until_it_is_done(void)
{
    struct keeper_bundles bundles;
    for (int i = 0; i < 50; i++) {
        begin(false);
        bundles = wait_for_bundles(false);
        if (!*bundles.trouble)
            return bundles;
    }
    ck_abort_msg("the making does not come to its end: %s", bundles.trouble);
    return bundles;
}

START_TEST(a_making_that_is_killed_leaves_whole_bundles_or_none)
{
    int killed = 0;
    seen_count = 0;
    start();
    join(&zambia, "Empretec Zambia");
    learn(3000);
    for (int moment = 0; moment < 40; moment++) {
        learn(40);
        begin(false);
        poll(NULL, 0, moment / 4);
        pid_t waiter = child_of(keeper_process()), maker = waiter ? child_of(waiter) : 0;
        if (maker > 0 && kill(maker, SIGKILL) == 0) {
            struct keeper_bundles bundles = wait_for_bundles(false);
            if (*bundles.trouble) {
                ck_assert_str_eq(bundles.trouble, "the making of bundles was stopped; nothing is lost: begin it again");
                killed++;
            }
        }
        wait_for_bundles(false);
        look_at_all();
    }
    ck_assert_int_ge(killed, 1);
    struct keeper_bundles bundles = make_until_it_is_done();
    look_at_all();
    all_is_there(&bundles, terminal(), &zambia);
    ck_assert_uint_eq(files_in_outbox(".new-"), 0);
    finish();
}
END_TEST

START_TEST(a_keeper_that_is_killed_while_bundles_are_made_loses_nothing)
{
    seen_count = 0;
    start();
    join(&zambia, "Empretec Zambia");
    learn(3000);
    for (int moment = 0; moment < 25; moment++) {
        learn(40);
        begin(false);
        poll(NULL, 0, moment / 3);
        kill(keeper_process(), SIGKILL);
        again();
        look_at_all();
    }
    struct keeper_bundles bundles = make_until_it_is_done();
    look_at_all();
    all_is_there(&bundles, terminal(), &zambia);
    ck_assert_uint_eq(files_in_outbox(".new-"), 0);
    finish();
}
END_TEST

START_TEST(where_the_waiting_process_is_killed_the_keeper_goes_on_and_says_so)
{
    struct keeper_counts counts;
    start();
    join(&zambia, "Empretec Zambia");
    kill(child_of(keeper_process()), SIGKILL);
    learn(5);
    begin(false);
    struct keeper_bundles bundles = wait_for_bundles(false);
    ck_assert_ptr_nonnull(strstr(bundles.trouble, "start the program again"));
    good(client_counts(client, NULL, &arena, &counts, &error));
    again();
    bundles = make();
    all_is_there(&bundles, terminal(), &zambia);
    finish();
}
END_TEST

TEST_MAIN("keeper export", before_anybody_has_joined_nothing_leaves_and_what_to_do_is_said, a_learner_has_nothing_to_say_about_it,
          a_joining_file_asks_and_is_written_down_when_it_is_taken, a_refusal_comes_back_in_its_own_words,
          bundles_that_wait_stay_the_same_and_new_ones_hold_what_is_new, a_receipt_empties_the_outbox_as_far_as_it_goes,
          a_receipt_that_does_not_fit_makes_a_new_terminal_and_loses_nothing,
          what_a_receipt_says_is_looked_up_in_the_log_once, a_restored_backup_is_noticed_by_what_has_left,
          a_bundle_of_a_lost_history_stays_until_a_receipt_has_its_own_head,
          a_bundle_of_another_history_takes_no_place_of_this_one, whoever_joins_later_gets_everything,
          what_nobody_can_open_any_more_is_made_again_for_who_follows, what_cannot_be_made_again_outlives_the_key_that_it_was_sealed_for,
          without_the_centres_key_learning_goes_on_and_nothing_leaves,
          a_terminals_key_that_is_gone_keeps_its_own_events_alone, one_making_goes_on_at_a_time_and_the_keeper_answers_meanwhile,
          many_bundles_come_in_pages, a_making_that_is_killed_leaves_whole_bundles_or_none,
          a_keeper_that_is_killed_while_bundles_are_made_loses_nothing, where_the_waiting_process_is_killed_the_keeper_goes_on_and_says_so)
