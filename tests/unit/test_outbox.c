/* Bundles out of a log: whole, without gaps, with what belongs to them and nothing else; which ranges are missing, and for whom. */
#include "check_main.h"

#include <sqlite3.h>
#include <unistd.h>

#include "coordinator_fixture.h"
#include "records/outbox.h"
#include "records/people.h"
#include "records/working.h"
#include "records_fixture.h"

#define CENTRE "01930000-0000-7000-8000-00000000c001"
#define ESSAY "I sell fried fish\tat the market.\nTwo \\ stalls."

static struct fixture fixture;
static struct arena arena;
static struct error error;
static struct party coordinator, safe;
static struct sign_pair centre_key;

static void start(void)
{
    unsigned char secret[TRUST_SECRET] = { 9 };
    fixture_init(&fixture);
    fixture_open(&fixture);
    arena_init(&arena, NULL, 0);
    party_make(&coordinator, 1);
    party_make(&safe, 2);
    trust_sign_pair(&centre_key, secret, TRUST_SIGN);
}

static void finish(void)
{
    arena_release(&arena);
    fixture_release(&fixture);
}

static void good(int code)
{
    char text[600];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

struct watched {
    size_t steps, made, stop;
    struct outbox_made last;
};

static bool step(void *context)
{
    struct watched *watched = context;
    return ++watched->steps != watched->stop;
}

static void made(void *context, const struct outbox_made *bundle)
{
    struct watched *watched = context;
    watched->made++;
    watched->last = *bundle;
}

static int make_for(const struct party *reader, int64_t first, int64_t last, int64_t most, struct watched *watched)
{
    struct origin_key key;
    unsigned char recipients[1][TRUST_PUBLIC];
    const struct outbox_watch watch = { .step = step, .made = made, .context = watched, .most = most };
    memcpy(recipients[0], reader->seal.public, TRUST_PUBLIC);
    error_clear(&error);
    good(origin_key_load(&key, fixture.folder, records_origin(fixture.records), &error));
    const struct bundle_maker maker = { .centre = CENTRE, .centre_key = &centre_key, .recipients = (const unsigned char (*)[TRUST_PUBLIC])recipients, .recipient_count = 1,
                                        .origin = records_origin(fixture.records), .terminal_secret = key.secret, .random = &fixture.random.source, .made = START };
    const struct outbox_range range = { .origin = maker.origin, .first = first, .last = last };
    return outbox_make(fixture.records, fixture.folder, &maker, &range, &watch, &error);
}

static void make(int64_t first, int64_t last)
{
    struct watched watched = { 0 };
    good(make_for(&coordinator, first, last, 0, &watched));
    ck_assert_uint_eq(watched.steps, (size_t)(last - first + 1));
    ck_assert_uint_eq(watched.made, 1);
}

static struct outbox look(void)
{
    struct outbox outbox;
    struct report report;
    report_init(&report);
    good(outbox_read(fixture.folder, &arena, &outbox, &report, &error));
    ck_assert_uint_eq(report.count, 0);
    report_release(&report);
    return outbox;
}

/* What is in a bundle. */
struct content {
    struct buf lines, bodies, profiles;
    int64_t first, last;
};

static int see_event(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *wrong)
{
    struct content *content = context;
    (void)head, (void)wrong;
    if (!content->first)
        content->first = seq;
    content->last = seq;
    buf_add(&content->lines, line, length);
    buf_char(&content->lines, '\n');
    return 0;
}

static int see_payload(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *wrong)
{
    struct content *content = context;
    struct digest digest;
    char hex[DIGEST_HEX];
    (void)wrong;
    payload_digest(&digest, salt, body, length);
    buf_format(&content->bodies, "%lld ", (long long)seq);
    buf_add(&content->bodies, body, length);
    buf_char(&content->bodies, '\n');
    ck_assert_ptr_nonnull(strstr(content->lines.data, hex_from(hex, digest.bytes, DIGEST_BYTES)));
    return 0;
}

static int see_profile(void *context, const struct bundle_profile *profile, struct error *wrong)
{
    struct content *content = context;
    (void)wrong;
    buf_format(&content->profiles, "%s %lld %s %s %d%d%d\n", person_role_name(profile->role), (long long)profile->version,
               profile->values[PROFILE_SEX] ? profile->values[PROFILE_SEX] : "-", profile->values[PROFILE_PLACE] ? profile->values[PROFILE_PLACE] : "-", profile->follow_up,
               profile->surveys, profile->government);
    return 0;
}

static struct content content_of(const struct outbox_bundle *bundle, const struct party *reader)
{
    struct content content = { .lines = BUF_INIT, .bodies = BUF_INIT, .profiles = BUF_INIT };
    const struct bundle_visitor visitor = { see_event, see_payload, see_profile, &content };
    struct bundle_reader *open = NULL;
    char path[400];
    snprintf(path, sizeof path, "%s/outbox/%s", fixture.folder, bundle->name);
    good(bundle_open(&open, path, NULL, &error));
    good(bundle_verify(open, &error));
    good(bundle_read(open, &reader->seal, &visitor, &error));
    bundle_close(open);
    return content;
}

static void content_release(struct content *content)
{
    buf_release(&content->lines);
    buf_release(&content->bodies);
    buf_release(&content->profiles);
}

/* The log's lines as the journal has them. */
static void journal_lines(struct buf *out)
{
    char path[200];
    good(records_sync(fixture.records, &error));
    snprintf(path, sizeof path, "%s/journal/%s.tsv", fixture.folder, records_origin(fixture.records));
    good(file_read(path, 1000000, out, &error));
}

static void essay(const char *body)
{
    struct event event = answer_event(AMINA, "essay", NULL);
    event.body = body;
    event.body_length = strlen(body);
    append(fixture.records, event);
}

START_TEST(a_bundle_has_the_lines_the_texts_and_the_codes_and_no_name)
{
    struct buf lines = BUF_INIT;
    char id[UUID_SIZE], gone[UUID_SIZE];
    start();
    struct person person = { .name = "Amina Diallo", .role = ROLE_LEARNER, .profile = { [PROFILE_SEX] = "female" }, .surveys = true };
    good(people_add(fixture.records, &person, NULL, NULL, id, NULL, &error));
    person.name = "Ben Erased";
    good(people_add(fixture.records, &person, NULL, NULL, gone, NULL, &error));
    person.id = id;
    person.name = "Amina D.";
    person.profile[PROFILE_PLACE] = "rural";
    good(people_change(fixture.records, &person, NULL, &error));
    essay(ESSAY);
    essay("");
    good(people_erase(fixture.records, gone, NULL, &error));
    make(1, records_seq(fixture.records));
    struct outbox outbox = look();
    ck_assert_uint_eq(outbox.count, 1);
    ck_assert_int_eq(outbox.rows[0].first, 1);
    ck_assert_int_eq(outbox.rows[0].last, records_seq(fixture.records));
    struct content content = content_of(&outbox.rows[0], &coordinator);
    journal_lines(&lines);
    ck_assert_str_eq(content.lines.data, lines.data);
    char want[200];
    snprintf(want, sizeof want, "%lld " ESSAY "\n%lld \n", (long long)records_seq(fixture.records) - 2, (long long)records_seq(fixture.records) - 1);
    ck_assert_str_eq(content.bodies.data, want);
    ck_assert_str_eq(content.profiles.data, "learner 2 female rural 010\n");
    /* all that is in it, in the clear */
    ck_assert_ptr_null(strstr(content.lines.data, "Amina"));
    struct digest head;
    records_head(fixture.records, &head);
    ck_assert_int_eq(memcmp(&outbox.rows[0].after, &head, sizeof head), 0);
    content_release(&content);
    buf_release(&lines);
    finish();
}
END_TEST

START_TEST(the_text_of_somebody_who_was_erased_does_not_leave)
{
    start();
    struct person person = { .id = AMINA, .name = "Amina Diallo", .role = ROLE_LEARNER };
    good(people_add(fixture.records, &person, NULL, NULL, NULL, NULL, &error));
    essay(ESSAY);
    good(people_erase(fixture.records, AMINA, NULL, &error));
    make(1, records_seq(fixture.records));
    struct outbox outbox = look();
    struct content content = content_of(&outbox.rows[0], &coordinator);
    ck_assert_str_eq(content.bodies.data, "");
    ck_assert_str_eq(content.profiles.data, "");
    ck_assert_int_eq(content.last, records_seq(fixture.records));
    content_release(&content);
    finish();
}
END_TEST

START_TEST(a_long_range_is_cut_into_bundles_that_follow_each_other)
{
    struct buf lines = BUF_INIT, together = BUF_INIT;
    struct watched watched = { 0 };
    start();
    for (int i = 0; i < 20; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    int64_t end = records_seq(fixture.records);
    good(make_for(&coordinator, 1, end, 7, &watched));
    struct outbox outbox = look();
    ck_assert_uint_eq(outbox.count, (size_t)(end + 6) / 7);
    ck_assert_uint_eq(watched.made, outbox.count);
    ck_assert_int_eq(watched.last.last, end);
    for (size_t i = 0; i < outbox.count; i++) {
        struct content content = content_of(&outbox.rows[i], &coordinator);
        buf_text(&together, content.lines.data);
        if (i > 0) {
            ck_assert_int_eq(outbox.rows[i].first, outbox.rows[i - 1].last + 1);
            ck_assert_int_eq(memcmp(&outbox.rows[i].before, &outbox.rows[i - 1].after, sizeof(struct digest)), 0);
        }
        content_release(&content);
    }
    journal_lines(&lines);
    ck_assert_str_eq(together.data, lines.data);
    buf_release(&lines);
    buf_release(&together);
    finish();
}
END_TEST

START_TEST(a_making_that_is_stopped_leaves_whole_bundles_and_nothing_else)
{
    start();
    for (int i = 0; i < 20; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    struct watched watched = { .stop = 12 };
    ck_assert_int_eq(make_for(&coordinator, 1, 20, 7, &watched), ERROR_CANCELLED);
    struct outbox outbox = look();
    ck_assert_uint_eq(outbox.count, 1);
    ck_assert_int_eq(outbox.rows[0].last, 7);
    char path[300];
    snprintf(path, sizeof path, "%s/outbox", fixture.folder);
    size_t files = 0;
    DIR *dir = opendir(path);
    for (struct dirent *entry; (entry = readdir(dir));)
        files += entry->d_name[0] != '.';
    closedir(dir);
    ck_assert_uint_eq(files, 1);
    finish();
}
END_TEST

START_TEST(left_overs_of_one_that_was_killed_are_swept_away)
{
    char path[400], kept[400];
    start();
    make(1, 2);
    struct outbox outbox = look();
    snprintf(kept, sizeof kept, "%s/outbox/%s", fixture.folder, outbox.rows[0].name);
    snprintf(path, sizeof path, "%s/outbox/%s.new-abcdef", fixture.folder, outbox.rows[0].name);
    good(file_write(path, "half", 4, 0600, &error));
    outbox_sweep(fixture.folder);
    ck_assert_int_ne(access(path, F_OK), 0);
    ck_assert_int_eq(access(kept, F_OK), 0);
    good(outbox_remove(fixture.folder, outbox.rows[0].name, &error));
    good(outbox_remove(fixture.folder, outbox.rows[0].name, &error));
    ck_assert_uint_eq(look().count, 0);
    finish();
}
END_TEST

START_TEST(a_file_that_is_no_bundle_is_said_and_passed_over)
{
    struct outbox outbox;
    struct report report;
    struct buf bytes = BUF_INIT;
    char path[400], words[600];
    start();
    ck_assert_uint_eq(look().count, 0);          /* there is no folder yet */
    make(1, 2);
    outbox = look();
    snprintf(path, sizeof path, "%s/outbox/%s", fixture.folder, outbox.rows[0].name);
    good(file_read(path, 1000000, &bytes, &error));
    snprintf(path, sizeof path, "%s/outbox/%s-0000000001-0000000009.bundle", fixture.folder, records_origin(fixture.records));
    good(file_write(path, bytes.data, bytes.length, 0600, &error));
    report_init(&report);
    good(outbox_read(fixture.folder, &arena, &outbox, &report, &error));
    ck_assert_uint_eq(outbox.count, 1);
    ck_assert_uint_eq(report.count, 1);
    ck_assert_str_eq(report.kept[0].file, path);
    ck_assert_str_eq(error_message(&report.kept[0], NULL, words, sizeof words), "this bundle is not the one that its name says; it is not written to a stick");
    report_release(&report);
    buf_release(&bytes);
    finish();
}
END_TEST

START_TEST(a_damaged_bundle_is_removed_where_it_can_be_made_again)
{
    struct buf bytes = BUF_INIT;
    char path[2][400];
    start();
    for (int i = 0; i < 4; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    make(1, 2);
    make(3, 4);
    struct outbox outbox = look();
    good(outbox_compare(fixture.records, &outbox, &error));
    good(outbox_mend(fixture.folder, &outbox, &error));
    ck_assert_uint_eq(outbox.count, 2);          /* both are whole */
    for (int i = 0; i < 2; i++) {
        buf_clear(&bytes);
        snprintf(path[i], sizeof path[i], "%s/outbox/%s", fixture.folder, outbox.rows[i].name);
        good(file_read(path[i], 1000000, &bytes, &error));
        bytes.data[bytes.length - 100] ^= 1;     /* in the sealed part: the head is as it was */
        good(file_write(path[i], bytes.data, bytes.length, 0600, &error));
    }
    buf_release(&bytes);
    outbox.rows[1].odd = true;
    good(outbox_mend(fixture.folder, &outbox, &error));
    ck_assert_uint_eq(outbox.count, 1);
    ck_assert_int_eq(outbox.rows[0].first, 3);
    ck_assert_int_ne(access(path[0], F_OK), 0);
    ck_assert_int_eq(access(path[1], F_OK), 0);  /* the only copy, such as it is */
    finish();
}
END_TEST

START_TEST(heads_are_found_from_the_nearest_one_that_is_kept)
{
    struct digest head, want, wrong = { { 1 } };
    start();
    for (int i = 0; i < 20; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    const char *origin = records_origin(fixture.records);
    records_head(fixture.records, &want);
    good(log_head(fixture.records, origin, records_seq(fixture.records), &head, &error));
    ck_assert_int_eq(memcmp(&head, &want, sizeof head), 0);
    good(log_head(fixture.records, origin, 0, &head, &error));
    ck_assert_int_eq(memcmp(&head, &(struct digest){ { 0 } }, sizeof head), 0);
    good(log_head(fixture.records, origin, 9, &want, &error));
    good(log_head(fixture.records, origin, 5, &head, &error));
    good(log_keep_head(fixture.records, origin, 5, &head, &error));
    good(log_head(fixture.records, origin, 9, &head, &error));
    ck_assert_int_eq(memcmp(&head, &want, sizeof head), 0);
    /* that it begins there is seen by what a wrong one does */
    good(log_keep_head(fixture.records, origin, 7, &wrong, &error));
    good(log_head(fixture.records, origin, 9, &head, &error));
    ck_assert_int_ne(memcmp(&head, &want, sizeof head), 0);
    good(log_head(fixture.records, origin, 6, &head, &error));
    ck_assert(log_head_kept(fixture.records, origin, 7) && !log_head_kept(fixture.records, origin, 8));
    /* one that is known is nearer */
    struct digest eight;
    good(log_head_from(fixture.records, origin, 7, &wrong, 8, &eight, &error));
    good(log_head(fixture.records, origin, 9, &want, &error));
    good(log_head_from(fixture.records, origin, 8, &eight, 9, &head, &error));
    ck_assert_int_eq(memcmp(&head, &want, sizeof head), 0);
    good(log_head_from(fixture.records, origin, 8, &wrong, 9, &head, &error));
    ck_assert_int_ne(memcmp(&head, &want, sizeof head), 0);
    ck_assert_int_eq(log_head(fixture.records, origin, records_seq(fixture.records) + 1, &head, &error), ERROR_NOT_FOUND);
    char text[300], words[600];
    snprintf(text, sizeof text, "the log has no event %lld of the terminal %s", (long long)records_seq(fixture.records) + 1, origin);
    ck_assert_str_eq(error_message(&error, NULL, words, sizeof words), text);
    finish();
}
END_TEST

START_TEST(an_altered_log_makes_no_bundle)
{
    struct origin_row *origins;
    struct outbox_range *ranges;
    struct outbox outbox = { 0 };
    size_t origin_count, count;
    start();
    append(fixture.records, answer_event(AMINA, "a", "1"));
    append(fixture.records, answer_event(AMINA, "b", "1"));
    sqlite3 *db = *(sqlite3 **)(void *)fixture.records;
    ck_assert_int_eq(sqlite3_exec(db, "UPDATE event SET data = replace(data, '\"1\"', '\"2\"') WHERE seq = 3", NULL, NULL, NULL), SQLITE_OK);
    good(records_origins(fixture.records, &arena, &origins, &origin_count, &error));
    const struct outbox_need need = { records_origin(fixture.records), "0011223344556677", 0 };
    good(outbox_plan(&outbox, &need, 1, origins, origin_count, &arena, &ranges, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_nonnull(ranges[0].head);
    struct origin_key key;
    good(origin_key_load(&key, fixture.folder, need.origin, &error));
    const unsigned char recipients[1][TRUST_PUBLIC] = { { 9 } };
    const struct bundle_maker maker = { .centre = CENTRE, .centre_key = &centre_key, .recipients = recipients, .recipient_count = 1, .origin = need.origin,
                                        .terminal_secret = key.secret, .random = &fixture.random.source, .made = START };
    ck_assert_int_eq(outbox_make(fixture.records, fixture.folder, &maker, &ranges[0], &(struct outbox_watch){ 0 }, &error), ERROR_DAMAGED);
    ck_assert_error(error, "the log was altered: its chain is broken before event 4; kiosk-admin check says where");
    ck_assert_uint_eq(look().count, 0);
    finish();
}
END_TEST

START_TEST(bundles_of_another_history_are_odd)
{
    start();
    for (int i = 0; i < 6; i++)
        append(fixture.records, answer_event(AMINA, "a", "1"));
    make(1, 4);
    make(5, 8);
    struct outbox outbox = look();
    good(outbox_compare(fixture.records, &outbox, &error));
    ck_assert(!outbox.rows[0].odd && !outbox.rows[1].odd);
    outbox.rows[1].after.bytes[0] ^= 1;
    good(outbox_compare(fixture.records, &outbox, &error));
    ck_assert(!outbox.rows[0].odd && outbox.rows[1].odd);
    outbox.rows[0].before.bytes[0] ^= 1;
    outbox.rows[1].after.bytes[0] ^= 1;
    good(outbox_compare(fixture.records, &outbox, &error));
    ck_assert(outbox.rows[0].odd && !outbox.rows[1].odd);
    outbox.rows[0].before.bytes[0] ^= 1;
    outbox.rows[1].last = 9;
    good(outbox_compare(fixture.records, &outbox, &error));
    ck_assert(outbox.rows[1].odd);
    finish();
}
END_TEST

/* Plans, written as "ORIGIN FIRST-LAST …"; what is there as rows of first, last, readers. */
#define A "a"
#define B "b"
struct there {
    const char *origin;
    int64_t first, last;
    const char *readers;                         /* of "12" */
    bool odd;
};
static const char reader_1[] = "1111111111111111", reader_2[] = "2222222222222222";

static void plan_is(const struct there *rows, size_t count, const struct outbox_need *needs, size_t need_count, const char *want)
{
    static const struct origin_row origins[] = { { .id = A, .seq = 100 }, { .id = B, .seq = 10 } };
    struct outbox_bundle bundles[8];
    struct document_named recipients[8][2];
    struct outbox_range *ranges;
    struct buf text = BUF_INIT;
    size_t range_count;
    for (size_t i = 0; i < count; i++) {
        bundles[i] = (struct outbox_bundle){ .name = "", .origin = rows[i].origin, .first = rows[i].first, .last = rows[i].last, .odd = rows[i].odd, .recipients = recipients[i] };
        if (strchr(rows[i].readers, '1'))
            recipients[i][bundles[i].recipient_count++].hex = reader_1;
        if (strchr(rows[i].readers, '2'))
            recipients[i][bundles[i].recipient_count++].hex = reader_2;
    }
    const struct outbox outbox = { bundles, count };
    arena_init(&arena, NULL, 0);
    good(outbox_plan(&outbox, needs, need_count, origins, 2, &arena, &ranges, &range_count, &error));
    for (size_t i = 0; i < range_count; i++)
        buf_format(&text, "%s%s %lld-%lld", i ? " " : "", ranges[i].origin, (long long)ranges[i].first, (long long)ranges[i].last);
    ck_assert_str_eq(text.data, want);
    buf_release(&text);
    arena_release(&arena);
}

START_TEST(what_is_missing_is_planned_once)
{
    const struct outbox_need first[] = { { A, reader_1, 0 }, { B, reader_1, 10 } };
    plan_is(NULL, 0, first, 2, "a 1-100");
    const struct there some[] = { { A, 1, 30, "1", false }, { A, 41, 60, "1", false } };
    plan_is(some, 2, first, 2, "a 31-40 a 61-100");
    /* numbers that overlap */
    const struct there over[] = { { A, 1, 30, "1", false }, { A, 20, 70, "1", false }, { A, 50, 60, "1", false } };
    plan_is(over, 3, first, 2, "a 71-100");
    const struct there whole[] = { { A, 1, 100, "1", false } };
    plan_is(whole, 1, first, 2, "");
    /* ahead of the log, and of another history */
    const struct there odd[] = { { A, 1, 120, "1", true } };
    plan_is(odd, 1, first, 2, "a 1-100");
    const struct outbox_need later[] = { { A, reader_1, 50 }, { B, reader_1, 3 } };
    plan_is(some, 2, later, 2, "a 61-100 b 4-10");
}
END_TEST

START_TEST(each_reader_gets_what_it_can_open)
{
    const struct outbox_need both[] = { { A, reader_1, 40 }, { A, reader_2, 0 } };
    const struct there first[] = { { A, 41, 80, "1", false } };
    plan_is(first, 1, both, 2, "a 1-100");
    const struct there shared[] = { { A, 1, 40, "2", false }, { A, 41, 80, "12", false } };
    plan_is(shared, 2, both, 2, "a 81-100");
    const struct outbox_need apart[] = { { A, reader_1, 90 }, { A, reader_2, 10 } };
    const struct there middle[] = { { A, 11, 50, "2", false }, { A, 56, 100, "2", false } };
    plan_is(middle, 2, apart, 2, "a 51-55 a 91-100");
}
END_TEST

START_TEST(another_making_of_the_same_range_takes_the_place_of_the_first)
{
    struct watched watched = { 0 };
    start();
    make(1, 2);
    good(make_for(&safe, 1, 2, 0, &watched));
    struct outbox outbox = look();
    ck_assert_uint_eq(outbox.count, 1);
    char id[TRUST_ID_SIZE];
    trust_seal_id(id, safe.seal.public);
    ck_assert(outbox_opens(&outbox.rows[0], id));
    trust_seal_id(id, coordinator.seal.public);
    ck_assert(!outbox_opens(&outbox.rows[0], id));
    finish();
}
END_TEST

TEST_MAIN("outbox", a_bundle_has_the_lines_the_texts_and_the_codes_and_no_name, the_text_of_somebody_who_was_erased_does_not_leave,
          a_long_range_is_cut_into_bundles_that_follow_each_other, a_making_that_is_stopped_leaves_whole_bundles_and_nothing_else,
          left_overs_of_one_that_was_killed_are_swept_away, a_file_that_is_no_bundle_is_said_and_passed_over,
          a_damaged_bundle_is_removed_where_it_can_be_made_again,
          heads_are_found_from_the_nearest_one_that_is_kept, an_altered_log_makes_no_bundle, bundles_of_another_history_are_odd,
          what_is_missing_is_planned_once, each_reader_gets_what_it_can_open, another_making_of_the_same_range_takes_the_place_of_the_first)
