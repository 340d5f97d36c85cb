/* What leaves a centre, when memory runs out: nobody who has joined is forgotten, no key is replaced, no bundle is half. */
#include "check_main.h"

#include "coordinator_fixture.h"
#include "keeper/trust_store.h"
#include "memory_fault.h"
#include "records_fixture.h"

static struct fixture fixture;
static struct centre_identity centre;
static struct party zambia, ghana;
static struct error error;
static const struct document_named publisher = { "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0011223344556677", "geneva" };

static void start(void)
{
    char path[200];
    fixture_init(&fixture);
    fixture_open(&fixture);
    ck_assert_int_eq(centre_identity_open(&centre, fixture.folder, &fixture.clock.clock, &fixture.random.source, &error), 0);
    party_make(&zambia, 1);
    party_make(&ghana, 2);
    snprintf(path, sizeof path, "%s/keys/geneva.pub", fixture.folder);
    ck_assert_int_eq(file_write(path, "mine", 4, 0600, &error), 0);
}

static size_t joined(void)
{
    struct trust_store store;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(trust_store_read(&store, fixture.folder, &centre, &arena, NULL, &error), 0);
    size_t count = store.count;
    arena_release(&arena);
    return count;
}

static int take(void *context, enum fault fault, size_t at, bool *reached, struct error *wrong)
{
    const struct buf *text = context;
    struct trust_taken taken;
    struct arena arena;
    char path[300];
    snprintf(path, sizeof path, "%s/trust", fixture.folder);
    remove_tree(path);
    arena_init(&arena, NULL, 0);
    fault_arm(fault, at);
    int code = trust_store_take(fixture.folder, &centre, text->data, true, &arena, &taken, wrong);
    *reached = fault_disarm();
    arena_release(&arena);
    if (!code)
        ck_assert(taken.taken);
    ck_assert_uint_eq(joined(), code ? 0 : 1);
    struct buf there = BUF_INIT;
    snprintf(path, sizeof path, "%s/keys/geneva.pub", fixture.folder);
    ck_assert_int_eq(file_read(path, 100, &there, &error), 0);
    ck_assert_str_eq(there.data, "mine");
    buf_release(&there);
    return code;
}

START_TEST(a_joining_file_is_taken_whole_or_not_at_all)
{
    struct buf text = BUF_INIT;
    start();
    struct document document = party_invitation(&zambia, 1, "Empretec Zambia");
    document.invitation.publisher = (struct document_named_list){ &publisher, 1 };
    ck_assert_int_eq(party_write(&zambia, &document, &text, &error), 0);
    fault_every(take, &text, false);
    buf_release(&text);
    fixture_release(&fixture);
}
END_TEST

static void take_now(const struct party *party, const struct document *document)
{
    struct buf text = BUF_INIT;
    struct arena arena;
    struct trust_taken taken;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(party_write(party, document, &text, &error), 0);
    ck_assert_int_eq(trust_store_take(fixture.folder, &centre, text.data, true, &arena, &taken, &error), 0);
    ck_assert(taken.taken);
    arena_release(&arena);
    buf_release(&text);
}

static int read_all(void *context, enum fault fault, size_t at, bool *reached, struct error *wrong)
{
    struct trust_store store;
    struct arena arena;
    struct report report;
    (void)context;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    fault_arm(fault, at);
    int code = trust_store_read(&store, fixture.folder, &centre, &arena, &report, wrong);
    *reached = fault_disarm();
    ck_assert_uint_eq(report.count, 0);
    if (!code) {
        ck_assert_uint_eq(store.count, 1);
        ck_assert_str_eq(store.rows[0].id, ghana.id);
        ck_assert(store.rows[0].granted && store.rows[0].received);
    }
    report_release(&report);
    arena_release(&arena);
    return code;
}

START_TEST(whoever_has_joined_is_not_forgotten_where_memory_lacks)
{
    char signature[2 * TRUST_SIGNATURE + 1];
    start();
    struct document document = party_invitation(&zambia, 1, "Empretec Zambia");
    take_now(&zambia, &document);
    document = party_receipt(&zambia, 1, centre.id, NULL, 0);
    take_now(&zambia, &document);
    document = party_invitation(&ghana, 2, "Empretec Zambia");
    trust_follow(signature, &zambia.sign, ghana.sign_hex);
    document.invitation.previous = zambia.sign_hex;
    document.invitation.follows = signature;
    take_now(&ghana, &document);
    document = party_grant(&ghana, 1, centre.id, "Lusaka", centre.key);
    take_now(&ghana, &document);
    fault_every(read_all, NULL, false);
    fixture_release(&fixture);
}
END_TEST

struct making {
    struct bundle_maker maker;
    struct outbox_range range;
};

static size_t in_outbox(void)
{
    char path[300];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/outbox", fixture.folder);
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return count;
}

static int make(void *context, enum fault fault, size_t at, bool *reached, struct error *wrong)
{
    const struct making *making = context;
    char path[300];
    snprintf(path, sizeof path, "%s/outbox", fixture.folder);
    remove_tree(path);
    fault_arm(fault, at);
    int code = outbox_make(fixture.records, fixture.folder, &making->maker, &making->range, &(struct outbox_watch){ .most = 4 }, wrong);
    *reached = fault_disarm();
    struct outbox outbox;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(outbox_read(fixture.folder, &arena, &outbox, NULL, &error), 0);
    ck_assert_uint_eq(in_outbox(), outbox.count); /* what is there is whole */
    if (!code)
        ck_assert_uint_eq(outbox.count, 2);
    arena_release(&arena);
    return code;
}

START_TEST(bundles_are_whole_or_not_there)
{
    struct origin_key key;
    start();
    for (int i = 0; i < 6; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    ck_assert_int_eq(origin_key_load(&key, fixture.folder, records_origin(fixture.records), &error), 0);
    struct making making = { .range = { .origin = records_origin(fixture.records), .first = 1, .last = records_seq(fixture.records) } };
    unsigned char recipients[1][TRUST_PUBLIC];
    memcpy(recipients[0], zambia.seal.public, TRUST_PUBLIC);
    making.maker = (struct bundle_maker){ .centre = centre.id, .centre_key = &centre.sign, .recipients = (const unsigned char (*)[TRUST_PUBLIC])recipients, .recipient_count = 1,
                                          .origin = making.range.origin, .terminal_secret = key.secret, .random = &fixture.random.source, .made = START };
    fault_every(make, &making, false);
    fixture_release(&fixture);
}
END_TEST

static int read_outbox(void *context, enum fault fault, size_t at, bool *reached, struct error *wrong)
{
    struct outbox outbox;
    struct arena arena;
    struct origin_row *origins;
    struct outbox_range *ranges;
    size_t origin_count, count;
    const struct outbox_need need = { records_origin(fixture.records), context, 0 };
    arena_init(&arena, NULL, 0);
    fault_arm(fault, at);
    int code = outbox_read(fixture.folder, &arena, &outbox, NULL, wrong);
    if (!code)
        code = records_origins(fixture.records, &arena, &origins, &origin_count, wrong);
    if (!code)
        code = outbox_plan(&outbox, &need, 1, origins, origin_count, &arena, &ranges, &count, wrong);
    *reached = fault_disarm();
    if (!code) {
        ck_assert_uint_eq(outbox.count, 2);
        ck_assert_uint_eq(count, 1);
    }
    arena_release(&arena);
    return code;
}

START_TEST(what_is_there_is_seen_whole_or_not_at_all)
{
    struct origin_key key;
    unsigned char recipients[1][TRUST_PUBLIC];
    char id[TRUST_ID_SIZE];
    start();
    for (int i = 0; i < 6; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    ck_assert_int_eq(origin_key_load(&key, fixture.folder, records_origin(fixture.records), &error), 0);
    memcpy(recipients[0], zambia.seal.public, TRUST_PUBLIC);
    const struct bundle_maker maker = { .centre = centre.id, .centre_key = &centre.sign, .recipients = (const unsigned char (*)[TRUST_PUBLIC])recipients, .recipient_count = 1,
                                        .origin = records_origin(fixture.records), .terminal_secret = key.secret, .random = &fixture.random.source, .made = START };
    const struct outbox_range range = { .origin = maker.origin, .first = 1, .last = 7 };
    ck_assert_int_eq(outbox_make(fixture.records, fixture.folder, &maker, &range, &(struct outbox_watch){ .most = 4 }, &error), 0);
    trust_seal_id(id, zambia.seal.public);
    fault_every(read_outbox, id, false);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("export without memory", a_joining_file_is_taken_whole_or_not_at_all, whoever_has_joined_is_not_forgotten_where_memory_lacks,
          bundles_are_whole_or_not_there, what_is_there_is_seen_whole_or_not_at_all)
