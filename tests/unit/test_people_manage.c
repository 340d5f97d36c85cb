/* What staff does with people: retiring, roles, joining two rows of one person, what is told of it; and that the last manager stays. */
#include "check_main.h"

#include "records/people_manage.h"
#include "records/projections.h"
#include "records/queries.h"
#include "records_fixture.h"

#define BOSS "01930000-0000-7000-8000-000000000003"

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

/* Every test ends with records that check out: the projections too, made once more. */
static void end(void)
{
    fixture_content(fixture.records);
    arena_release(&arena);
    fixture_release(&fixture);
}

static void good(int code)
{
    char text[1024];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static void add(const struct person *person, const char *pin, char number[LEARNER_NUMBER_SIZE])
{
    good(people_add(fixture.records, person, pin, NULL, NULL, number, &error));
}

static struct person now(const char *id)
{
    struct person person;
    good(people_get(fixture.records, id, &arena, &person, &error));
    return person;
}

static void refused(int code, int want, const char *sentence)
{
    ck_assert_int_eq(code, want);
    ck_assert_error(error, sentence);
    error_clear(&error);
}

START_TEST(the_retired_are_found_among_the_retired_alone_and_come_back_as_they_were)
{
    struct person_found *found;
    struct person person;
    char number[LEARNER_NUMBER_SIZE], hash[PIN_HASH_SIZE];
    size_t count;
    begin();
    add(&(struct person){ .id = AMINA, .name = "Amina Okello", .contact = "0700 1" }, "hash", number);
    good(people_retire(fixture.records, AMINA, true, BOSS, &error));
    good(people_retire(fixture.records, AMINA, true, BOSS, &error));
    ck_assert_int_eq(now(AMINA).version, 2);     /* the second time nothing was done */
    good(people_find(fixture.records, "", NULL, 10, &arena, &found, &count, &error));
    ck_assert_uint_eq(count, 0);
    good(people_find(fixture.records, "okel", NULL, 10, &arena, &found, &count, &error));
    ck_assert_uint_eq(count, 0);
    good(people_find_retired(fixture.records, "okel", NULL, 10, &arena, &found, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(found[0].id, AMINA);
    good(people_by_number(fixture.records, number, &arena, &person, &error));
    ck_assert(person.retired);
    good(people_retire(fixture.records, AMINA, false, BOSS, &error));
    good(people_find(fixture.records, "ami", NULL, 10, &arena, &found, &count, &error));
    ck_assert_uint_eq(count, 1);
    good(people_find_retired(fixture.records, "", NULL, 10, &arena, &found, &count, &error));
    ck_assert_uint_eq(count, 0);
    good(people_pin(fixture.records, AMINA, hash, &error));
    ck_assert_str_eq(hash, "hash");
    ck_assert_str_eq(now(AMINA).contact, "0700 1");
    end();
}
END_TEST

START_TEST(the_last_manager_stays_a_manager)
{
    bool has;
    static const char only[] = "Boss is the only manager here; make somebody else a manager first";
    begin();
    add(&(struct person){ .id = BOSS, .name = "Boss", .role = ROLE_MANAGER }, NULL, NULL);
    add(&(struct person){ .id = BEN, .name = "Ben", .role = ROLE_MANAGER }, NULL, NULL);
    good(people_retire(fixture.records, BEN, true, NULL, &error));
    /* who is retired manages nothing */
    refused(people_retire(fixture.records, BOSS, true, NULL, &error), ERROR_REFUSED, only);
    refused(people_set_role(fixture.records, BOSS, ROLE_FACILITATOR, NULL, &error), ERROR_REFUSED, only);
    refused(people_erase_one(fixture.records, BOSS, NULL, &error), ERROR_REFUSED, only);
    good(people_retire(fixture.records, BEN, false, NULL, &error));
    good(people_set_role(fixture.records, BOSS, ROLE_LEARNER, NULL, &error));
    refused(people_set_role(fixture.records, BEN, ROLE_LEARNER, NULL, &error), ERROR_REFUSED,
            "Ben is the only manager here; make somebody else a manager first");
    good(people_has_role(fixture.records, ROLE_MANAGER, &has, &error));
    ck_assert(has);
    end();
}
END_TEST

static void two_rows(char first[LEARNER_NUMBER_SIZE], char second[LEARNER_NUMBER_SIZE])
{
    static const struct person_extra one[] = { { "cows", "3" }, { "goats", "5" } }, other[] = { { "bees", "1" }, { "goats", "7" } };
    add(&(struct person){ .id = AMINA, .name = "Amina Okello", .language = "en", .extras = one, .extras_count = 2, .follow_up = true, .surveys = true,
                          .profile = { [PROFILE_SEX] = "female", [PROFILE_BORN] = "1990-1994" } }, NULL, first);
    add(&(struct person){ .id = BEN, .name = "Amina O.", .language = "sw", .contact = "0700 2", .extras = other, .extras_count = 2, .surveys = true,
                          .profile = { [PROFILE_BORN] = "1985-1989", [PROFILE_PLACE] = "rural" } }, "hash", second);
}

START_TEST(two_rows_become_one_with_the_values_that_were_chosen)
{
    char first[LEARNER_NUMBER_SIZE], second[LEARNER_NUMBER_SIZE], hash[PIN_HASH_SIZE];
    const char *numbers;
    struct attempt_row *attempts;
    struct person person;
    size_t count;
    begin();
    two_rows(first, second);
    struct event start_it = { .kind = EVENT_ATTEMPT_STARTED, .actor = BEN, .attempt = ATTEMPT, .pack = "skills", .version = "1.0.0", .unit = "pre-test" };
    good(records_append(fixture.records, &start_it, 1, &error));
    good(people_join(fixture.records, &(struct person_join){ .id = BEN, .into = AMINA, .version = 1, .into_version = 1, .take = "born +goats" }, BOSS, &error));
    person = now(AMINA);
    ck_assert_str_eq(person.name, "Amina Okello");
    ck_assert_str_eq(person.language, "en");
    ck_assert_str_eq(person.contact, "0700 2");  /* one of them alone said it */
    ck_assert_str_eq(person.profile[PROFILE_SEX], "female");
    ck_assert_str_eq(person.profile[PROFILE_BORN], "1985-1989");
    ck_assert_str_eq(person.profile[PROFILE_PLACE], "rural");
    ck_assert_uint_eq(person.extras_count, 3);
    ck_assert_str_eq(person.extras[0].question, "bees");
    ck_assert_str_eq(person.extras[1].value, "3");
    ck_assert_str_eq(person.extras[2].value, "7");
    ck_assert(!person.follow_up && person.surveys && !person.government); /* where both agreed */
    /* both cards find the one row, with the PIN that there was */
    good(people_by_number(fixture.records, second, &arena, &person, &error));
    ck_assert_str_eq(person.id, AMINA);
    good(people_numbers(fixture.records, AMINA, &arena, &numbers, &error));
    ck_assert_str_eq(numbers, second);
    good(people_pin(fixture.records, AMINA, hash, &error));
    ck_assert_str_eq(hash, "hash");
    good(query_attempts(fixture.records, &(struct attempt_filter){ .person = AMINA }, &arena, &attempts, &count, &error));
    ck_assert_uint_eq(count, 1);
    end();
}
END_TEST

START_TEST(a_joining_that_is_refused_changes_nothing)
{
    struct person before;
    begin();
    two_rows(NULL, NULL);
    add(&(struct person){ .id = BOSS, .name = "Boss", .role = ROLE_MANAGER }, NULL, NULL);
    before = now(AMINA);
    struct person_join join = { .id = BEN, .into = AMINA, .take = "" };
    struct person_join stale = { .id = BEN, .into = AMINA, .into_version = 4, .take = "" }, wrong = { .id = BEN, .into = AMINA, .take = "born height" };
    struct person_join staff = { .id = BOSS, .into = AMINA, .take = "" }, self = { .id = BEN, .into = BEN, .take = "" };
    refused(people_join(fixture.records, &stale, NULL, &error), ERROR_BUSY, "somebody else has changed this person meanwhile; look again");
    refused(people_join(fixture.records, &wrong, NULL, &error), ERROR_INVALID, "there is no field \"height\" to be taken over");
    refused(people_join(fixture.records, &staff, NULL, &error), ERROR_REFUSED,
            "Boss is staff; only a learner is joined into another person: change the role first");
    refused(people_join(fixture.records, &self, NULL, &error), ERROR_INVALID, "a person cannot be merged into themselves");
    good(people_retire(fixture.records, AMINA, true, NULL, &error));
    refused(people_join(fixture.records, &join, NULL, &error), ERROR_REFUSED, "Amina Okello is retired; bring that person back first");
    good(people_retire(fixture.records, AMINA, false, NULL, &error));
    ck_assert_ptr_null(now(BEN).merged_into);
    ck_assert_str_eq(now(AMINA).profile[PROFILE_BORN], before.profile[PROFILE_BORN]);
    good(people_join(fixture.records, &join, NULL, &error));
    refused(people_join(fixture.records, &join, NULL, &error), ERROR_INVALID, "Amina O. was joined with another person; look for that one");
    refused(people_retire(fixture.records, BEN, true, NULL, &error), ERROR_INVALID, "Amina O. was joined with another person; look for that one");
    end();
}
END_TEST

START_TEST(what_happened_is_told_with_who_did_it_and_outlives_a_rebuild)
{
    static const char *const want[] = { "learner-merged", "consent", "pin-reset", "person-changed", "person-added" };
    struct person_happening *rows;
    struct person then;
    size_t count;
    int64_t at;
    char boot[UUID_SIZE];
    begin();
    add(&(struct person){ .id = BOSS, .name = "Boss", .role = ROLE_MANAGER }, NULL, NULL);
    add(&(struct person){ .id = AMINA, .name = "Amina" }, NULL, NULL);
    fixture.clock.wall += 1000;
    struct person person = now(AMINA);
    person.name = "Amina Okello";
    person.profile[PROFILE_SEX] = "female";
    good(people_change(fixture.records, &person, BOSS, &error));
    good(people_set_pin(fixture.records, AMINA, "hash", true, BOSS, &error));
    person = now(AMINA);
    person.follow_up = person.government = true;
    good(people_change(fixture.records, &person, AMINA, &error));
    add(&(struct person){ .id = BEN, .name = "Amina O." }, NULL, NULL);
    good(people_merge(fixture.records, BEN, AMINA, BOSS, &error));
    for (int round = 0; round < 2; round++) {
        good(people_history(fixture.records, AMINA, 0, 10, &arena, &rows, &count, &error));
        ck_assert_uint_eq(count, 7);             /* of the joined row too: added, merged */
        size_t found = 0;
        for (size_t i = 0; i < count && found < 5; i++)
            found += strcmp(rows[i].kind, want[found]) == 0 && strcmp(rows[i].person, AMINA) == 0;
        ck_assert_uint_eq(found, 5);
        ck_assert_str_eq(rows[count - 1].detail, "learner");
        ck_assert_ptr_null(rows[count - 1].actor);
        ck_assert_str_eq(rows[count - 2].detail, "name sex");
        ck_assert_int_eq(rows[count - 2].version, 2);
        ck_assert_str_eq(rows[count - 2].actor_name, "Boss");
        ck_assert_str_eq(rows[count - 4].detail, "follow-up government");
        good(people_history(fixture.records, AMINA, 6, 10, &arena, &rows, &count, &error));
        ck_assert_uint_eq(count, 1);
        good(projection_rebuild(fixture.records, &error));
    }
    good(people_version(fixture.records, AMINA, 1, &arena, &then, &error));
    ck_assert_str_eq(then.name, "Amina");
    good(people_version(fixture.records, AMINA, 2, &arena, &then, &error));
    ck_assert_str_eq(then.name, "Amina Okello");
    ck_assert_int_eq(people_version(fixture.records, AMINA, 9, &arena, &then, &error), ERROR_NOT_FOUND);
    error_clear(&error);
    good(people_added(fixture.records, AMINA, &at, boot, &error));
    ck_assert_int_eq(at, START);
    ck_assert_str_eq(boot, BOOT_A);
    end();
}
END_TEST

START_TEST(where_a_person_is_reached_is_checked_and_erased)
{
    struct buf bytes = BUF_INIT;
    char path[200], number[LEARNER_NUMBER_SIZE];
    begin();
    add(&(struct person){ .id = AMINA, .name = "Amina", .contact = "0700 uniquephone" }, NULL, number);
    struct person person = now(AMINA);
    person.contact = "0700\n1";
    refused(people_change(fixture.records, &person, NULL, &error), ERROR_INVALID, "where a person is reached has 1 to 200 bytes that can be shown");
    person.contact = "0701";
    good(people_change(fixture.records, &person, NULL, &error));
    good(people_erase_one(fixture.records, AMINA, NULL, &error));
    fixture_close(&fixture);
    path_join(path, sizeof path, fixture.folder, "records.db");
    good(file_read(path, 1 << 24, &bytes, &error));
    ck_assert_ptr_null(memmem(bytes.data, bytes.length, "uniquephone", 11));
    buf_release(&bytes);
    fixture_open(&fixture);
    end();
}
END_TEST

TEST_MAIN("people manage", the_retired_are_found_among_the_retired_alone_and_come_back_as_they_were, the_last_manager_stays_a_manager,
          two_rows_become_one_with_the_values_that_were_chosen, a_joining_that_is_refused_changes_nothing,
          what_happened_is_told_with_who_did_it_and_outlives_a_rebuild, where_a_person_is_reached_is_checked_and_erased)
