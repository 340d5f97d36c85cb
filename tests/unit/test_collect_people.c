/* What centres say of people: joined, erased, described. It holds for what came from that very centre. */
#include "check_main.h"

#include "collect_fixture.h"

static struct error error;

/* Whether the bytes stand in a file of the world's folder whose name begins like this. */
static bool stands_in(struct world *world, const char *name, const char *bytes)
{
    char path[200];
    struct buf all = BUF_INIT;
    path_join(path, sizeof path, world->folder, name);
    int code = file_read(path, 1 << 26, &all, &error);
    bool found = code == 0 && memmem(all.data, all.length, bytes, strlen(bytes));
    buf_release(&all);
    return found;
}

START_TEST(the_erased_are_forgotten_whatever_comes_first)
{
    struct world world;
    struct terminal terminal;
    char texts[300], erased[300];
    world_init(&world);
    busy_log(&world, &terminal);
    world_bundle(&world, &terminal, 1, 8, texts); /* what Ben and his guest wrote */
    world_bundle(&world, &terminal, 9, 30, erased); /* whose guest it was, and that Ben is to be forgotten */
    for (int round = 0; round < 2; round++) {
        world_again(&world, round ? "late.db" : "early.db");
        ck_assert_int_eq(world_add(&world, round ? erased : texts, &error).outcome, ADD_MERGED);
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM payload"), round ? 0 : 3);
        ck_assert_int_eq(world_add(&world, round ? texts : erased, &error).outcome, ADD_MERGED);
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM payload"), 1);
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM payload WHERE body = CAST('What Amina wrote' AS BLOB)"), 1);
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM profile"), 1);
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM event WHERE payload IS NOT NULL"), 3);
        world_content(&world);
        const char *name = round ? "late.db" : "early.db";
        char wal[40];
        snprintf(wal, sizeof wal, "%s-wal", name);
        ck_assert(!stands_in(&world, name, "What Ben wrote") && !stands_in(&world, wal, "What Ben wrote"));
        ck_assert(!stands_in(&world, name, "What a guest wrote") && !stands_in(&world, wal, "What a guest wrote"));
        ck_assert(stands_in(&world, name, "What Amina wrote") || stands_in(&world, wal, "What Amina wrote"));
    }
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

START_TEST(the_later_version_of_a_profile_holds)
{
    struct world world;
    struct terminal terminal;
    world_init(&world);
    busy_log(&world, &terminal);
    terminal.profiles[0].version = 3;
    terminal.profiles[0].changed = START + 3;
    terminal.profiles[0].values[PROFILE_SEX] = NULL;
    terminal.profiles[0].surveys = true;
    world_take(&world, &terminal, 6, 12);
    terminal.profiles[0].version = 2;
    terminal.profiles[0].values[PROFILE_SEX] = "female";
    terminal.profiles[0].surveys = false;
    world_take(&world, &terminal, 1, 5);
    ck_assert_int_eq(number(&world, "SELECT version FROM profile WHERE sex IS NULL AND surveys = 1"), 3);
    terminal_release(&terminal);
    world_release(&world);
}
END_TEST

/* Kitwe speaks of people whom Lusaka sent, as a forged or a broken log would: joined, claimed, erased. */
static void meddling_log(struct world *world, struct terminal *terminal)
{
    terminal_init(world, terminal, TERMINAL_B);
    terminal_add(terminal, answer_event(BEN, "essay", NULL), "What Ben wrote in Kitwe");
    terminal_add(terminal, (struct event){ .kind = EVENT_LEARNER_MERGED, .learner_merged = { .person = AMINA, .into = BEN } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_ATTEMPT_CLAIMED, .actor = BEN, .attempt_claimed = { .guest = GUEST } }, NULL);
    terminal_add(terminal, (struct event){ .kind = EVENT_ERASED, .actor = BEN, .erased.person = BEN }, NULL);
}

START_TEST(a_centre_speaks_for_what_it_sent_itself_and_for_nobody_elses)
{
    struct world world;
    struct terminal lusaka, kitwe;
    char of_lusaka[300], of_kitwe[300], text[1024];
    char *dumps[2];
    world_init(&world);
    terminal_init(&world, &lusaka, TERMINAL_A);
    terminal_add(&lusaka, answer_event(AMINA, "essay", NULL), "What Amina wrote");
    terminal_add(&lusaka, answer_event(BEN, "essay", NULL), "What Ben wrote");
    terminal_add(&lusaka, answer_event(GUEST, "essay", NULL), "What a guest wrote");
    lusaka.profiles[lusaka.profile_count++] = (struct bundle_profile){ .person = BEN, .version = 1, .changed = START, .role = ROLE_LEARNER, .values = { "male" } };
    meddling_log(&world, &kitwe);
    world_bundle(&world, &lusaka, 1, lusaka.last, of_lusaka);
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &kitwe, 1, kitwe.last, "kitwe.bundle", of_kitwe);
    for (int round = 0; round < 2; round++) {
        world_again(&world, round ? "late.db" : "early.db");
        world_enrol(&world, &world.kitwe, 1);
        ck_assert_int_eq(world_add(&world, round ? of_kitwe : of_lusaka, &error).outcome, ADD_MERGED);
        struct add_result second = world_add(&world, round ? of_lusaka : of_kitwe, &error);
        ck_assert_int_eq(second.outcome, ADD_MERGED);
        ck_assert_int_eq(second.elsewhere, round ? 0 : 3); /* what comes later is named by the check */
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM payload"), 3);
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM profile"), 1);
        ck_assert(!stands_in(&world, round ? "late.db" : "early.db", "What Ben wrote in Kitwe"));
        ck_assert_int_eq(number(&world, "SELECT count(*) FROM event"), lusaka.last + kitwe.last);
        dumps[round] = world_dump(&world);
    }
    ck_assert_str_eq(dumps[0], dumps[1]);
    struct report report;
    struct central_check checked;
    report_init(&report);
    ck_assert_int_eq(central_check(world.central, &report, &checked, &error), 0);
    ck_assert(!report_failed(&report));
    static const char *const said[] = {
        "Kitwe says that the person " AMINA " became another one: what Lusaka sent of them was not joined. Ask Lusaka whether they are the same",
        "Kitwe says that the person " BEN " was erased: what Lusaka sent of them is still here. Ask Lusaka whether to erase them there, too",
        "Kitwe says that the person " GUEST " became another one: what Lusaka sent of them was not joined. Ask Lusaka whether they are the same",
    };
    ck_assert_uint_eq(report_kept(&report), 3);
    for (size_t i = 0; i < 3; i++)
        ck_assert_str_eq(error_message(&report.kept[i], NULL, text, sizeof text), said[i]);
    report_release(&report);
    /* Lusaka says it as well: then it holds there, too, and nobody has to be asked */
    terminal_add(&lusaka, (struct event){ .kind = EVENT_ERASED, .actor = AMINA, .erased.person = BEN }, NULL);
    ck_assert_int_eq(world_take(&world, &lusaka, lusaka.last, lusaka.last).elsewhere, 0);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM payload"), 2);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM profile"), 0);
    for (int round = 0; round < 2; round++)
        free(dumps[round]);
    terminal_release(&lusaka);
    terminal_release(&kitwe);
    world_release(&world);
}
END_TEST

/* The tables of version 1, which knew what was said, but not by whom. */
static const char as_version_1[] =
    "DROP INDEX alias_became; DROP TABLE alias; DROP TABLE erased;"
    "CREATE TABLE alias(person BLOB NOT NULL, became BLOB NOT NULL, PRIMARY KEY(person, became)) WITHOUT ROWID;"
    "CREATE INDEX alias_became ON alias(became);"
    "CREATE TABLE erased(person BLOB PRIMARY KEY) WITHOUT ROWID;"
    "PRAGMA user_version = 1";

START_TEST(a_database_of_version_1_learns_from_its_log_who_said_what)
{
    struct world world;
    struct terminal one, two;
    world_init(&world);
    world_enrol(&world, &world.kitwe, 1);
    busy_log(&world, &one);
    meddling_log(&world, &two);
    world_take(&world, &one, 1, one.last);
    char path[300];
    world_bundle_for(&world, &world.kitwe, &world.coordinator, &two, 1, two.last, "kitwe.bundle", path);
    ck_assert_int_eq(world_add(&world, path, &error).outcome, ADD_MERGED);
    char *before = world_dump(&world);
    struct buf sql = BUF_INIT;
    buf_text(&sql, "CREATE TEMP TABLE a AS SELECT DISTINCT person, became FROM alias; CREATE TEMP TABLE b AS SELECT DISTINCT person FROM erased;");
    buf_text(&sql, as_version_1);
    buf_text(&sql, "; INSERT INTO alias SELECT * FROM temp.a; INSERT INTO erased SELECT * FROM temp.b");
    ck_assert_int_eq(sqlite3_exec(world.central->db, sql.data, NULL, NULL, NULL), SQLITE_OK);
    buf_release(&sql);
    central_close(world.central);
    world_open(&world, false);
    char *after = world_dump(&world);
    ck_assert_str_eq(after, before);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM alias"), 3);
    ck_assert_int_eq(number(&world, "SELECT count(*) FROM erased"), 2);
    world_content(&world);
    free(before);
    free(after);
    terminal_release(&one);
    terminal_release(&two);
    world_release(&world);
}
END_TEST

TEST_MAIN("what centres say of people",
    the_erased_are_forgotten_whatever_comes_first,
    a_centre_speaks_for_what_it_sent_itself_and_for_nobody_elses,
    a_database_of_version_1_learns_from_its_log_who_said_what,
    the_later_version_of_a_profile_holds)
