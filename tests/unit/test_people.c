#include "check_main.h"

#include <sqlite3.h>

#include "records/people.h"
#include "records/queries.h"
#include "records/working.h"
#include "records_fixture.h"

static struct fixture fixture;
static struct arena arena;
static struct error error;

static void begin(void)
{
    fixture_init(&fixture);
    fixture.options.terminal = 3;
    fixture_open(&fixture);
    arena_init(&arena, NULL, 0);
    memset(&error, 0, sizeof error);
}

static void end(void)
{
    fixture_content(fixture.records);
    arena_release(&arena);
    fixture_release(&fixture);
}

static void add(const char *id, const char *name, char number[LEARNER_NUMBER_SIZE])
{
    char text[1024];
    struct person person = { .id = id, .name = name };
    int code = people_add(fixture.records, &person, NULL, NULL, NULL, number, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

START_TEST(damm_s_digit_finds_every_wrong_digit_and_every_swap_of_neighbours)
{
    ck_assert_int_eq(damm_digit("572", 3), 4);   /* the example that the thesis is known by */
    for (int n = 0; n < 3000; n += 7) {
        char number[LEARNER_NUMBER_SIZE], wrong[LEARNER_NUMBER_SIZE];
        learner_number_make(number, n % 100, n + 1);
        ck_assert(learner_number_valid(number));
        for (size_t i = 0; number[i]; i++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                memcpy(wrong, number, sizeof wrong);
                wrong[i] = digit;
                ck_assert_int_eq(learner_number_valid(wrong), digit == number[i]);
            }
            memcpy(wrong, number, sizeof wrong);
            if (number[i + 1] && number[i] != number[i + 1]) {
                wrong[i] = number[i + 1];
                wrong[i + 1] = number[i];
                ck_assert(!learner_number_valid(wrong));
            }
        }
    }
    ck_assert(!learner_number_valid(""));
    ck_assert(!learner_number_valid("000000"));
    ck_assert(!learner_number_valid("03 0001 7"));
}
END_TEST

START_TEST(a_person_is_added_found_and_changed_with_versions)
{
    struct person person, again;
    char id[UUID_SIZE], number[LEARNER_NUMBER_SIZE];
    static const struct person_extra extras[] = { { "village", "Ki\"to" }, { "year", "2026" } };
    begin();
    struct person grace = { .name = "Grace Wanjiku", .language = "en", .profile = { [PROFILE_SEX] = "female", [PROFILE_BORN] = "1990-1994" },
                            .extras = extras, .extras_count = 2, .surveys = true };
    ck_assert_int_eq(people_add(fixture.records, &grace, "hash", AMINA, id, number, &error), 0);
    ck_assert_int_eq(strncmp(number, "030001", 6), 0);
    ck_assert(learner_number_valid(number));
    ck_assert_int_eq(people_by_number(fixture.records, number, &arena, &person, &error), 0);
    ck_assert_str_eq(person.id, id);
    ck_assert_str_eq(person.name, "Grace Wanjiku");
    ck_assert_str_eq(person.profile[PROFILE_BORN], "1990-1994");
    ck_assert_ptr_null(person.profile[PROFILE_SECTOR]);
    ck_assert_uint_eq(person.extras_count, 2);
    ck_assert_str_eq(person.extras[0].value, "Ki\"to");
    ck_assert(person.surveys && !person.follow_up && !person.government && person.has_pin);
    ck_assert_int_eq(person.version, 1);
    int64_t before = records_seq(fixture.records);
    ck_assert_int_eq(people_change(fixture.records, &person, AMINA, &error), 0);
    ck_assert_int_eq(records_seq(fixture.records), before);
    person.name = "Grace Kamau";
    person.profile[PROFILE_SECTOR] = "c";
    person.government = true;
    ck_assert_int_eq(people_change(fixture.records, &person, AMINA, &error), 0);
    ck_assert_int_eq(records_seq(fixture.records), before + 2);
    ck_assert_int_eq(people_change(fixture.records, &person, AMINA, &error), ERROR_BUSY);
    ck_assert_error(error, "somebody else has changed this person meanwhile; look again");
    ck_assert_int_eq(people_get(fixture.records, id, &arena, &again, &error), 0);
    ck_assert_int_eq(again.version, 2);
    ck_assert_str_eq(again.name, "Grace Kamau");
    ck_assert(again.government);
    end();
}
END_TEST

static int no_name(void *context, const struct event *event, const char *line, size_t length, struct error *unused)
{
    (void)context, (void)event, (void)unused;
    ck_assert_ptr_null(memmem(line, length, "Grace", 5));
    ck_assert_ptr_null(memmem(line, length, "rural", 5));
    return 0;
}

START_TEST(nothing_personal_gets_into_the_log)
{
    char id[UUID_SIZE];
    begin();
    struct person grace = { .name = "Grace", .profile = { [PROFILE_PLACE] = "rural" } };
    ck_assert_int_eq(people_add(fixture.records, &grace, NULL, NULL, id, NULL, &error), 0);
    grace.id = id;
    grace.name = "Grace W";
    ck_assert_int_eq(people_change(fixture.records, &grace, NULL, &error), 0);
    ck_assert_int_eq(log_each(fixture.records, NULL, 1, INT64_MAX, no_name, NULL, &error), 0);
    end();
}
END_TEST

START_TEST(what_makes_no_person_is_refused)
{
    static const struct person_extra disorder[] = { { "b", "1" }, { "a", "2" } };
    static const struct { struct person person; const char *message; } bad[] = {
        { { .name = NULL }, "a name has 1 to 120 bytes that can be shown" },
        { { .name = "" }, "a name has 1 to 120 bytes that can be shown" },
        { { .name = " Amina" }, "a name does not begin or end with a blank" },
        { { .name = "Am\x1b[2Jina" }, "a name has 1 to 120 bytes that can be shown" },
        { { .name = "Amina", .number = "0300011" }, "0300011 is not a learner number: a digit is wrong or missing" },
        { { .name = "Amina", .profile = { [PROFILE_SEX] = "f" } }, "f is not a code of the profile's field sex" },
        { { .name = "Amina", .profile = { [PROFILE_SEX] = "female male" } }, "female male is not a code of the profile's field sex" },
        { { .name = "Amina", .profile = { [PROFILE_SEX] = "" } }, " is not a code of the profile's field sex" },
        { { .name = "Amina", .role = (enum person_role)3 }, "there is no role 3" },
        { { .name = "Amina", .extras = disorder, .extras_count = 2 }, "the centre's questions must have ids, in ascending order, each once" },
    };
    begin();
    int64_t before = records_seq(fixture.records);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[1024];
        ck_assert_int_eq(people_add(fixture.records, &bad[i].person, NULL, NULL, NULL, NULL, &error), ERROR_INVALID);
        ck_assert_str_eq(error_message(&error, NULL, text, sizeof text), bad[i].message);
    }
    ck_assert_int_eq(records_seq(fixture.records), before);
    end();
}
END_TEST

START_TEST(a_number_is_given_once)
{
    char number[LEARNER_NUMBER_SIZE], next[LEARNER_NUMBER_SIZE], text[100];
    begin();
    learner_number_make(number, 3, 1);
    struct person first = { .name = "Amina", .number = number }, second = { .name = "Ben", .number = number };
    ck_assert_int_eq(people_add(fixture.records, &first, NULL, NULL, NULL, NULL, &error), 0);
    ck_assert_int_eq(people_add(fixture.records, &second, NULL, NULL, NULL, NULL, &error), ERROR_EXISTS);
    snprintf(text, sizeof text, "the number %s belongs to somebody else", number);
    ck_assert_error(error, text);
    second.number = NULL;
    ck_assert_int_eq(people_add(fixture.records, &second, NULL, NULL, NULL, next, &error), 0);
    ck_assert_int_eq(strncmp(next, "030002", 6), 0);
    end();
}
END_TEST

START_TEST(people_are_found_by_the_beginning_of_any_word_page_by_page)
{
    struct person_found *found;
    size_t count;
    char number[LEARNER_NUMBER_SIZE], want[100] = "", have[100] = "";
    begin();
    add(NULL, "Grace Wanjiku", number);
    add(NULL, "Élodie Grâce", number);
    add(NULL, "Wangari Wanza", number);
    add(NULL, "Ben", number);
    ck_assert_int_eq(people_find(fixture.records, "grac", NULL, 10, &arena, &found, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(found[0].name, "Élodie Grâce");
    ck_assert_str_eq(found[1].name, "Grace Wanjiku");
    ck_assert_int_eq(people_find(fixture.records, "WAN", NULL, 10, &arena, &found, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(found[0].name, "Wangari Wanza");
    ck_assert_int_eq(people_find(fixture.records, "grace wanj", NULL, 10, &arena, &found, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(people_find(fixture.records, "zz", NULL, 10, &arena, &found, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    const char *after = NULL;
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(people_find(fixture.records, "", after, 1, &arena, &found, &count, &error), 0);
        ck_assert_uint_eq(count, 1);
        snprintf(have + strlen(have), sizeof have - strlen(have), "%s|", found[0].name);
        after = found[0].place;
    }
    snprintf(want, sizeof want, "Ben|Élodie Grâce|Grace Wanjiku|Wangari Wanza|");
    ck_assert_str_eq(have, want);
    ck_assert_int_eq(people_find(fixture.records, "", after, 1, &arena, &found, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    end();
}
END_TEST

START_TEST(the_merged_are_found_as_whom_they_were_merged_into)
{
    char first[LEARNER_NUMBER_SIZE], second[LEARNER_NUMBER_SIZE];
    struct person person;
    struct person_found *found;
    struct attempt_row *attempts;
    size_t count;
    int64_t people;
    begin();
    add(AMINA, "Amina", first);
    add(BEN, "Amina on a card", second);
    append(fixture.records, start_event(BEN));
    ck_assert_int_eq(people_merge(fixture.records, BEN, AMINA, NULL, &error), 0);
    ck_assert_int_eq(people_by_number(fixture.records, second, &arena, &person, &error), 0);
    ck_assert_str_eq(person.id, AMINA);
    ck_assert_int_eq(people_find(fixture.records, "amina", NULL, 10, &arena, &found, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    struct attempt_filter filter = { .person = AMINA };
    ck_assert_int_eq(query_attempts(fixture.records, &filter, &arena, &attempts, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(people_count(fixture.records, &people, &error), 0);
    ck_assert_int_eq(people, 1);
    ck_assert_int_eq(people_merge(fixture.records, AMINA, BEN, NULL, &error), ERROR_INVALID);
    ck_assert_int_eq(people_merge(fixture.records, AMINA, AMINA, NULL, &error), ERROR_INVALID);
    ck_assert_error(error, "a person cannot be merged into themselves");
    end();
}
END_TEST

START_TEST(the_erased_are_gone_from_every_table_and_file)
{
    char number[LEARNER_NUMBER_SIZE];
    struct person person;
    struct buf bytes = BUF_INIT;
    begin();
    add(AMINA, "Zuleikha Uniquename", number);
    struct person changed = { .id = AMINA, .name = "Zuleikha Othername" };
    ck_assert_int_eq(people_change(fixture.records, &changed, NULL, &error), 0);
    add(BEN, "Zuleikha Onacard", number);
    ck_assert_int_eq(people_merge(fixture.records, BEN, AMINA, NULL, &error), 0);
    ck_assert_int_eq(draft_set(fixture.records, AMINA, ATTEMPT, "essay", "Zuleikha's draft", 16, &error), 0);
    ck_assert_int_eq(people_erase(fixture.records, AMINA, NULL, &error), 0);
    ck_assert_int_eq(people_get(fixture.records, AMINA, &arena, &person, &error), ERROR_NOT_FOUND);
    ck_assert_int_eq(people_get(fixture.records, BEN, &arena, &person, &error), ERROR_NOT_FOUND);
    ck_assert_int_eq(people_erase(fixture.records, AMINA, NULL, &error), ERROR_NOT_FOUND);
    fixture_content(fixture.records);
    fixture_close(&fixture);
    char path[200];
    path_join(path, sizeof path, fixture.folder, "records.db");
    ck_assert_int_eq(file_read(path, 1 << 24, &bytes, &error), 0);
    ck_assert_ptr_null(memmem(bytes.data, bytes.length, "Zuleikha", 8));
    ck_assert_ptr_null(memmem(bytes.data, bytes.length, "zuleikha", 8));
    buf_release(&bytes);
    fixture_open(&fixture);
    end();
}
END_TEST

START_TEST(pins_are_checked_and_waits_grow_but_end)
{
    char hash[PIN_HASH_SIZE], stored[PIN_HASH_SIZE], number[LEARNER_NUMBER_SIZE];
    int64_t wait;
    begin();
    ck_assert_int_eq(pin_hash(hash, "123", &error), ERROR_INVALID);
    ck_assert_error(error, "a PIN has 4 to 12 digits");
    ck_assert_int_eq(pin_hash(hash, "12a4", &error), ERROR_INVALID);
    ck_assert_int_eq(pin_hash(hash, "1234", &error), 0);
    ck_assert_int_eq(strncmp(hash, "$argon2id$v=19$m=8192,t=2,p=1$", 30), 0);
    ck_assert(pin_matches(hash, "1234"));
    ck_assert(!pin_matches(hash, "1235"));
    ck_assert(!pin_matches("", "1234"));
    add(AMINA, "Amina", number);
    ck_assert_int_eq(people_set_pin(fixture.records, AMINA, hash, true, BEN, &error), 0);
    ck_assert_int_eq(people_pin(fixture.records, AMINA, stored, &error), 0);
    ck_assert_str_eq(stored, hash);
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(pin_failed(fixture.records, AMINA, &error), 0);
    ck_assert_int_eq(pin_wait(fixture.records, AMINA, &wait, &error), 0);
    ck_assert_int_eq(wait, 0);
    ck_assert_int_eq(pin_failed(fixture.records, AMINA, &error), 0);
    ck_assert_int_eq(pin_wait(fixture.records, AMINA, &wait, &error), 0);
    ck_assert_int_eq(wait, 30000);
    fixed_clock_advance(&fixture.clock, 29999);
    pin_wait(fixture.records, AMINA, &wait, &error);
    ck_assert_int_eq(wait, 1);
    ck_assert_int_eq(pin_failed(fixture.records, AMINA, &error), 0);
    pin_wait(fixture.records, AMINA, &wait, &error);
    ck_assert_int_eq(wait, 60000);
    for (int i = 0; i < 40; i++)
        ck_assert_int_eq(pin_failed(fixture.records, AMINA, &error), 0);
    pin_wait(fixture.records, AMINA, &wait, &error);
    ck_assert_int_eq(wait, PIN_LONGEST_WAIT);
    fixed_clock_advance(&fixture.clock, -1000000000);
    pin_wait(fixture.records, AMINA, &wait, &error);
    ck_assert_int_eq(wait, PIN_LONGEST_WAIT);
    fixed_clock_advance(&fixture.clock, PIN_LONGEST_WAIT);
    pin_wait(fixture.records, AMINA, &wait, &error);
    ck_assert_int_eq(wait, 0);
    ck_assert_int_eq(pin_succeeded(fixture.records, AMINA, &error), 0);
    ck_assert_int_eq(pin_failed(fixture.records, AMINA, &error), 0);
    pin_wait(fixture.records, AMINA, &wait, &error);
    ck_assert_int_eq(wait, 0);
    end();
}
END_TEST

START_TEST(roles_are_known)
{
    bool has;
    begin();
    ck_assert_int_eq(people_has_role(fixture.records, ROLE_MANAGER, &has, &error), 0);
    ck_assert(!has);
    struct person manager = { .name = "Mary", .role = ROLE_MANAGER };
    ck_assert_int_eq(people_add(fixture.records, &manager, NULL, NULL, NULL, NULL, &error), 0);
    ck_assert_int_eq(people_has_role(fixture.records, ROLE_MANAGER, &has, &error), 0);
    ck_assert(has);
    end();
}
END_TEST

static int list_keys(void *context, const char *key, const void *value, size_t length, int64_t at)
{
    buf_format(context, "%s=%.*s@%lld ", key, (int)length, (const char *)value, (long long)(at - START));
    return 0;
}

START_TEST(working_state_is_overwritten_and_cleared_by_scope)
{
    struct buf text = BUF_INIT;
    begin();
    ck_assert_int_eq(working_set(fixture.records, "session", "b", "1", 1, &error), 0);
    ck_assert_int_eq(working_set(fixture.records, "session", "a", "2", 1, &error), 0);
    fixed_clock_advance(&fixture.clock, 5);
    ck_assert_int_eq(working_set(fixture.records, "session", "b", "3", 1, &error), 0);
    ck_assert_int_eq(working_each(fixture.records, "session", list_keys, &text, &error), 0);
    ck_assert_str_eq(text.data, "a=2@0 b=3@5 ");
    ck_assert_int_eq(working_clear(fixture.records, "session", &error), 0);
    ck_assert_int_eq(working_get(fixture.records, "session", "a", &text, &error), ERROR_NOT_FOUND);
    buf_clear(&text);
    ck_assert_int_eq(draft_set(fixture.records, AMINA, ATTEMPT, "one", "half a sen", 10, &error), 0);
    ck_assert_int_eq(draft_set(fixture.records, AMINA, GUEST, "one", "other", 5, &error), 0);
    ck_assert_int_eq(draft_get(fixture.records, AMINA, ATTEMPT, "one", &text, &error), 0);
    ck_assert_str_eq(text.data, "half a sen");
    ck_assert_int_eq(draft_clear(fixture.records, AMINA, ATTEMPT, &error), 0);
    ck_assert_int_eq(draft_get(fixture.records, AMINA, ATTEMPT, "one", &text, &error), ERROR_NOT_FOUND);
    ck_assert_int_eq(draft_get(fixture.records, AMINA, GUEST, "one", &text, &error), 0);
    ck_assert_int_eq(draft_set(fixture.records, AMINA, GUEST, "one", "", 0, &error), 0);
    ck_assert_int_eq(draft_get(fixture.records, AMINA, GUEST, "one", &text, &error), ERROR_NOT_FOUND);
    buf_release(&text);
    end();
}
END_TEST

static int count_steps(void *steps)
{
    ++*(int *)steps;
    return 0;
}

START_TEST(names_are_found_at_once_among_fifty_thousand)
{
    static const char *const first[] = { "Amina", "Ben", "Chidi", "Dalia", "Esi", "Fatou", "Grace", "Hana", "Ibrahim", "Juma" };
    struct person_found *found;
    size_t count;
    begin();
    ck_assert_int_eq(records_begin(fixture.records, &error), 0);
    for (int i = 0; i < 50000; i++) {
        char name[80], number[LEARNER_NUMBER_SIZE];
        snprintf(name, sizeof name, "%s Surname%05d", first[i % 10], i);
        add(NULL, name, number);
    }
    ck_assert_int_eq(records_commit(fixture.records, &error), 0);
    /* SQLite's own steps, in hundreds: a look through all of them would take thousands */
    int steps = 0;
    sqlite3_progress_handler(*(sqlite3 **)(void *)fixture.records, 100, count_steps, &steps);
    for (int i = 0; i < 10; i++) {
        const char *after = NULL;
        for (int page = 0; page < 3; page++) {
            ck_assert_int_eq(people_find(fixture.records, i & 1 ? "a" : "surname49", after, 20, &arena, &found, &count, &error), 0);
            ck_assert_uint_eq(count, 20);
            after = found[19].place;
        }
    }
    sqlite3_progress_handler(*(sqlite3 **)(void *)fixture.records, 0, NULL, NULL);
    ck_assert_int_gt(steps, 0);
    ck_assert_int_lt(steps, 30 * 20);
    arena_release(&arena);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("people", damm_s_digit_finds_every_wrong_digit_and_every_swap_of_neighbours, a_person_is_added_found_and_changed_with_versions,
          nothing_personal_gets_into_the_log, what_makes_no_person_is_refused, a_number_is_given_once,
          people_are_found_by_the_beginning_of_any_word_page_by_page, the_merged_are_found_as_whom_they_were_merged_into,
          the_erased_are_gone_from_every_table_and_file, pins_are_checked_and_waits_grow_but_end, roles_are_known,
          working_state_is_overwritten_and_cleared_by_scope, names_are_found_at_once_among_fifty_thousand)
