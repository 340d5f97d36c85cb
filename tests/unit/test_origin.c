#include "check_main.h"

#include "records/origin.h"
#include "records/people.h"
#include "records_fixture.h"

static struct fixture fixture;
static struct error error;

struct made {
    char origin[UUID_SIZE], key[65], previous[UUID_SIZE], head[65], signature[129], reason[20];
    int64_t seq;
    bool has_previous, has_signature;
};

static int take(void *context, const struct event *event, const char *line, size_t length, struct error *unused)
{
    struct made *made = context;
    (void)line, (void)length, (void)unused;
    const struct event_origin_made *says = &event->origin_made;
    ck_assert_int_eq(event->kind, EVENT_ORIGIN_MADE);
    memset(made, 0, sizeof *made);
    snprintf(made->origin, sizeof made->origin, "%s", event->origin);
    snprintf(made->key, sizeof made->key, "%s", says->key);
    snprintf(made->reason, sizeof made->reason, "%s", says->reason);
    made->has_previous = says->previous;
    made->has_signature = says->signature;
    made->seq = says->previous_seq;
    snprintf(made->previous, sizeof made->previous, "%s", says->previous ? says->previous : "");
    snprintf(made->head, sizeof made->head, "%s", says->previous_head ? says->previous_head : "");
    snprintf(made->signature, sizeof made->signature, "%s", says->signature ? says->signature : "");
    return 0;
}

static struct made made_event(void)
{
    struct made made;
    ck_assert_int_eq(log_each(fixture.records, records_origin(fixture.records), 1, 1, take, &made, &error), 0);
    return made;
}

START_TEST(the_same_machine_stays_the_same_terminal)
{
    char origin[UUID_SIZE], path[200];
    struct stat status;
    fixture_init(&fixture);
    fixture_open(&fixture);
    snprintf(origin, sizeof origin, "%s", records_origin(fixture.records));
    struct made made = made_event();
    ck_assert_str_eq(made.reason, "new");
    ck_assert(!made.has_previous && !made.has_signature);
    snprintf(path, sizeof path, "%s/keys/%s.key", fixture.folder, origin);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 07777, 0600);
    fixture_reopen(&fixture);
    ck_assert_str_eq(records_origin(fixture.records), origin);
    fixture.options.hardware = NULL;             /* could not be told this time */
    fixture_reopen(&fixture);
    ck_assert_str_eq(records_origin(fixture.records), origin);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_clone_is_another_terminal_and_its_key_is_signed_by_the_old_one)
{
    struct origin_key old_key;
    fixture_init(&fixture);
    fixture_open(&fixture);
    append(fixture.records, start_event(AMINA));
    struct made first = made_event();
    struct digest head;
    char hex[65];
    records_head(fixture.records, &head);
    ck_assert_int_eq(origin_key_load(&old_key, fixture.folder, first.origin, &error), 0);
    fixture.options.hardware = "board 2";
    fixture_reopen(&fixture);
    struct made made = made_event();
    ck_assert_str_ne(made.origin, first.origin);
    ck_assert_str_eq(made.reason, "hardware");
    ck_assert_str_eq(made.previous, first.origin);
    ck_assert_str_eq(made.head, hex_from(hex, head.bytes, DIGEST_BYTES));
    ck_assert_int_eq(made.seq, 3);
    struct origin_succession says = { made.origin, made.key, made.previous, made.head, made.seq };
    ck_assert(origin_verify(made.signature, &says, old_key.public));
    says.previous_seq = 4;
    ck_assert(!origin_verify(made.signature, &says, old_key.public));
    ck_assert(!origin_verify("00", &says, old_key.public));
    ck_assert_int_eq(records_seq(fixture.records), 1);
    append(fixture.records, answer_event(AMINA, "a", "1"));
    fixture_content(fixture.records);
    fixture_reopen(&fixture);
    ck_assert_str_eq(records_origin(fixture.records), made.origin);
    fixture_release(&fixture);
}
END_TEST

START_TEST(without_the_old_key_the_new_origin_says_so)
{
    char path[200];
    fixture_init(&fixture);
    fixture_open(&fixture);
    snprintf(path, sizeof path, "%s/keys/%s.key", fixture.folder, records_origin(fixture.records));
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(records_renew_origin(fixture.records, "asked", &error), 0);
    struct made made = made_event();
    ck_assert_str_eq(made.reason, "asked");
    ck_assert(made.has_previous && !made.has_signature);
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

START_TEST(without_its_key_a_terminal_goes_on_under_a_new_name)
{
    struct origin_key key;
    char old[UUID_SIZE], path[200];
    fixture_init(&fixture);
    fixture_open(&fixture);
    for (int damaged = 0; damaged < 2; damaged++) {
        snprintf(old, sizeof old, "%s", records_origin(fixture.records));
        snprintf(path, sizeof path, "%s/keys/%s.key", fixture.folder, old);
        ck_assert_int_eq(damaged ? file_write(path, "", 0, 0600, &error) : unlink(path), 0);
        fixture_reopen(&fixture);
        ck_assert_str_ne(records_origin(fixture.records), old);
        struct made made = made_event();
        ck_assert_str_eq(made.reason, "key");
        ck_assert_str_eq(made.previous, old);
        ck_assert(!made.has_signature);
        ck_assert_int_eq(origin_key_load(&key, fixture.folder, records_origin(fixture.records), &error), 0);
        snprintf(old, sizeof old, "%s", records_origin(fixture.records));
        fixture_reopen(&fixture);
        ck_assert_str_eq(records_origin(fixture.records), old);
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_new_origin_knows_its_machine_from_the_beginning)
{
    char renewed[UUID_SIZE];
    fixture_init(&fixture);
    fixture_open(&fixture);
    ck_assert_int_eq(records_renew_origin(fixture.records, "receipt", &error), 0);
    snprintf(renewed, sizeof renewed, "%s", records_origin(fixture.records));
    fixture.options.hardware = "board 2";        /* the card is copied before the program starts again */
    fixture_reopen(&fixture);
    ck_assert_str_ne(records_origin(fixture.records), renewed);
    struct made made = made_event();
    ck_assert_str_eq(made.reason, "hardware");
    ck_assert_str_eq(made.previous, renewed);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_key_that_is_none_is_refused)
{
    static const char *const bad[] = {
        "", "empretec-kiosk terminal key 1\n" AMINA "\n00\n", "empretec-kiosk terminal key 1\n" BEN "\n" DIGEST "\n",
        "empretec-kiosk terminal key 2\n" AMINA "\n" DIGEST "\n", "empretec-kiosk terminal key 1\n" AMINA "\n" DIGEST "\n\n",
    };
    char path[200], keys[200], want[400];
    struct origin_key key;
    fixture_init(&fixture);
    path_join(keys, sizeof keys, fixture.folder, "keys");
    ck_assert_int_eq(folder_make(keys, 0700, &error), 0);
    path_join(path, sizeof path, keys, AMINA ".key");
    snprintf(want, sizeof want, "%s: this is not the key of a terminal", path);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_int_eq(file_write(path, bad[i], strlen(bad[i]), 0600, &error), 0);
        ck_assert_int_eq(origin_key_load(&key, fixture.folder, AMINA, &error), ERROR_DAMAGED);
        ck_assert_error(error, want);
    }
    unlink(path);
    ck_assert_int_eq(origin_key_load(&key, fixture.folder, AMINA, &error), ERROR_NOT_FOUND);
    fixture_release(&fixture);
}
END_TEST

START_TEST(no_serial_number_is_in_the_database)
{
    struct buf bytes = BUF_INIT;
    char path[200];
    fixture_init(&fixture);
    fixture.options.hardware = "SERIAL-4711";
    fixture_open(&fixture);
    fixture_close(&fixture);
    path_join(path, sizeof path, fixture.folder, "records.db");
    ck_assert_int_eq(file_read(path, 1 << 24, &bytes, &error), 0);
    ck_assert_ptr_null(memmem(bytes.data, bytes.length, "4711", 4));
    buf_release(&bytes);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_restored_centre_has_a_new_origin_and_passes_numbers_over)
{
    char number[LEARNER_NUMBER_SIZE], want[LEARNER_NUMBER_SIZE];
    struct person person = { .name = "Grace Banda" };
    fixture_init(&fixture);
    fixture.options.terminal = 3;
    fixture_open(&fixture);
    ck_assert_int_eq(people_add(fixture.records, &person, NULL, NULL, NULL, number, &error), 0);
    ck_assert_str_eq(number, learner_number_make(want, 3, 1));
    struct made first = made_event();
    fixture.options.restored = true;
    fixture_reopen(&fixture);
    struct made made = made_event();
    ck_assert_str_eq(made.reason, "restored");
    ck_assert_str_eq(made.previous, first.origin);
    ck_assert(made.has_signature);
    ck_assert_int_eq(people_add(fixture.records, &person, NULL, NULL, NULL, number, &error), 0);
    ck_assert_str_eq(number, learner_number_make(want, 3, 1 + RECORDS_NUMBERS_PASSED + 1));
    /* and of a terminal that had given none */
    fixture.options.terminal = 4;
    fixture_reopen(&fixture);
    ck_assert_int_eq(people_add(fixture.records, &person, NULL, NULL, NULL, number, &error), 0);
    ck_assert_str_eq(number, learner_number_make(want, 4, RECORDS_NUMBERS_PASSED + 1));
    fixture.options.restored = false;
    made = made_event();
    fixture_reopen(&fixture);
    ck_assert_str_eq(records_origin(fixture.records), made.origin);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("origin", a_restored_centre_has_a_new_origin_and_passes_numbers_over, the_same_machine_stays_the_same_terminal, a_clone_is_another_terminal_and_its_key_is_signed_by_the_old_one,
          without_the_old_key_the_new_origin_says_so, without_its_key_a_terminal_goes_on_under_a_new_name, a_new_origin_knows_its_machine_from_the_beginning, a_key_that_is_none_is_refused, no_serial_number_is_in_the_database)
