/* One person's page, and what is done there: a new PIN, editing, a role, retiring, joining two rows, erasing. */
#include "check_main.h"

#include "screens/golden.h"
#include "screens/message.h"
#include "screens/world.h"

static struct drive drive;
static struct world world;

static void begin(void)
{
    drive_init(&drive);
    world_init(&world);
    drive.context.person = (struct person_view){ .id = "p4", .number = "1000041", .name = "Mary Zulu", .language = "en", .rank = RANK_MANAGER };
}

static void end(void)
{
    drive_release(&drive);
    world_release(&world);
}

#define open(screen, ...) world_open(&world, &drive, &screen_##screen, &(struct screen_args){ __VA_ARGS__ })
#define keys(script) world_keys(&world, &drive, script)
#define shows(text) ck_assert_msg(drive_shows(&drive, text), "\"%s\" does not stand there", text)
#define hides(text) ck_assert_msg(!drive_shows(&drive, text), "\"%s\" stands there", text)
#define logged(text) ck_assert_msg(strstr(world.log.data, text) != NULL, "\"%s\" was not asked for: %s", text, world.log.data)
#define not_logged(text) ck_assert_msg(!strstr(world.log.data, text), "\"%s\" was asked for", text)

/* The question that was asked is answered with yes. */
static void say_yes(void)
{
    const struct screen_args *args = drive_opened(&drive, &screen_message);
    ck_assert_ptr_nonnull(args);
    *(int *)(uintptr_t)args->data = MESSAGE_YES;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    world_settle(&world, &drive);
}

START_TEST(the_page_tells_who_what_was_learnt_and_who_changed_what)
{
    begin();
    open(person, .item = "p1");
    drive_golden(&drive, "person");
    shows("Grace Banda");
    shows("1000017");
    shows("What was learnt");
    world.hostile = true;
    open(person, .item = "p1");
    drive_golden(&drive, "person-hostile");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(a_new_pin_is_shown_once)
{
    begin();
    open(person, .item = "p2");
    keys("Down Enter");
    drive_golden(&drive, "person-pin");
    keys("Enter");
    not_logged("new pin");
    keys("'2' Right Enter");
    logged("new pin p2");
    shows("483920");
    keys("Enter");
    hides("483920");
    end();
}
END_TEST

START_TEST(a_role_is_given_after_it_was_chosen)
{
    begin();
    open(person, .item = "p1");
    keys("'4'");
    drive_golden(&drive, "person-role");
    keys("Enter");
    not_logged("role");
    keys("'4' Right Right Enter");
    logged("role p1 facilitator");
    shows("The role is changed.");
    end();
}
END_TEST

START_TEST(who_is_retired_comes_back_with_one_key)
{
    begin();
    open(person, .item = "p1");
    keys("'5' Enter");
    not_logged("retire");
    keys("'5' Right Enter");
    logged("retire p1 yes");
    shows("Bring back");
    hides("New PIN");
    drive_golden(&drive, "person-retired");
    keys("Enter");
    logged("retire p1 back");
    shows("New PIN");
    end();
}
END_TEST

START_TEST(nobody_is_offered_what_they_may_not_do)
{
    begin();
    open(person, .item = "p4");                  /* oneself */
    hides("Retire");
    hides("Role");
    shows("Erase");
    drive.context.person = (struct person_view){ .id = "p3", .number = "1000033", .name = "Ann", .language = "en", .rank = RANK_FACILITATOR };
    open(person, .item = "p1");
    shows("Edit");
    shows("New PIN");
    hides("Erase");
    hides("Join");
    end();
}
END_TEST

START_TEST(editing_sends_all_fields_and_keeps_the_centre_s_own_answers)
{
    begin();
    open(person_edit, .item = "p1");
    drive_golden(&drive, "person-edit");
    keys("End ' Phiri' Tab End '7' Tab Tab");
    keys("Tab Tab Tab Tab Tab Tab Tab Tab Enter");
    logged("change p1 Grace Banda Phiri");
    logged("0700 123 4567|en|3");
    logged("sex=female");
    logged("cows=3");
    ck_assert(drive.left);
    open(person_edit, .item = "p1");
    for (int i = 0; i < 12; i++)
        keys("Backspace");
    keys("Tab Tab Tab Tab Tab Tab Tab Tab Tab Tab Enter");
    shows("A person has a name.");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(two_rows_stand_side_by_side_and_where_they_differ_one_chooses)
{
    begin();
    open(person_join, .item = "p1", .text = "p2");
    drive_golden(&drive, "person-join");
    shows("differs");
    shows("stays: 1000017");
    keys("Down Down Down Down");                 /* born */
    keys("Right");
    drive_golden(&drive, "person-join-chosen");
    keys("Enter");
    not_logged("join");
    say_yes();
    logged("join p2 p1");
    logged("  2 3 born");
    ck_assert(drive.left);
    world.hostile = true;
    open(person_join, .item = "p1", .text = "p2");
    drive_golden(&drive, "person-join-hostile");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(erasing_needs_the_number)
{
    begin();
    open(person_erase, .item = "p1", .title = "Grace Banda", .text = "1000017");
    drive_golden(&drive, "person-erase");
    keys("'1000025' Enter");
    not_logged("erase");
    shows("This is not the number of the person above. Nothing was erased.");
    keys("Backspace Backspace '17' Enter");
    logged("erase p1 1000017");
    open(person_erase, .item = "p4", .title = "Mary Zulu", .text = "1000041");
    shows("This is you");
    drive_golden(&drive, "person-erase-oneself");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(a_quiz_is_taken_together_by_all_who_typed_their_own_pin)
{
    begin();
    open(quiz, .pack = "business", .unit = "test", .title = "Post-test");
    drive_golden(&drive, "quiz-together-offered");
    keys("Down Enter");
    ck_assert_str_eq(drive_opened(&drive, &screen_together)->unit, "test");
    open(together, .pack = "business", .unit = "test", .title = "Post-test");
    drive_golden(&drive, "together-nobody");
    hides("Begin together");
    keys("Tab Tab Enter");
    shows("Please type your number.");
    keys("'1000025' Enter '4711' Enter Enter");
    logged("member 1000025 4711");
    shows("José Núñez");
    hides("4711");
    drive_golden(&drive, "together-one");
    for (int i = 0; i < 4; i++)
        keys("'1000033' Enter '4711' Enter Enter");
    hides("Add");                                /* six is all that there may be */
    drive_golden(&drive, "together-all");
    keys("Enter");
    ck_assert_int_eq(drive_opened(&drive, &screen_attempt)->number, 1);
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test", .number = 1);
    logged("start together test");
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test");
    logged("start test");
    world.hostile = true;
    world.others = 2;
    open(together, .pack = "business", .unit = "test", .title = "Post-test");
    keys("'1000025' Enter '4711' Enter Enter");
    drive_golden(&drive, "together-hostile");
    drive.context.person = (struct person_view){ .id = "g", .guest = true, .language = "en" };
    open(quiz, .pack = "business", .unit = "test", .title = "Post-test");
    hides("We do this together");                /* a guest has no number */
    end();
}
END_TEST

TEST_MAIN("screens of one person", a_quiz_is_taken_together_by_all_who_typed_their_own_pin, the_page_tells_who_what_was_learnt_and_who_changed_what, a_new_pin_is_shown_once, a_role_is_given_after_it_was_chosen,
          who_is_retired_comes_back_with_one_key, nobody_is_offered_what_they_may_not_do, editing_sends_all_fields_and_keeps_the_centre_s_own_answers,
          two_rows_stand_side_by_side_and_where_they_differ_one_chooses, erasing_needs_the_number)
