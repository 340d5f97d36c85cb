/* The first start: each step, back and forth; nothing is made before the PIN was typed twice, and the code has to be on paper. */
#include "check_main.h"

#include "screens/golden.h"
#include "screens/world.h"

static struct drive drive;
static struct world world;

static void begin(void)
{
    drive_init(&drive);
    world_init(&world);
    drive.context.person = (struct person_view){ 0 };
    drive.context.centre = "";
    drive.context.wall += 544LL * 86400000;      /* 2026-04-01 */
    world_open(&world, &drive, &screen_setup, NULL);
}

static void end(void)
{
    drive_release(&drive);
    world_release(&world);
}

#define keys(script) world_keys(&world, &drive, script)
#define shows(text) ck_assert_msg(drive_shows(&drive, text), "\"%s\" does not stand there", text)
#define hides(text) ck_assert_msg(!drive_shows(&drive, text), "\"%s\" stands there", text)
#define logged(text) (strstr(world.log.data, text) != NULL)

START_TEST(each_step_is_as_it_was_drawn)
{
    begin();
    drive_golden(&drive, "setup-language");
    keys("Enter");
    drive_golden(&drive, "setup-keyboard");
    keys("'2'");
    drive_golden(&drive, "setup-date");
    keys("Enter Enter 'Empretec Lusaka'");
    drive_golden(&drive, "setup-centre");
    keys("Enter Enter 'Grace Banda'");
    drive_golden(&drive, "setup-manager");
    keys("Enter '4711' Enter '47'");
    drive_golden(&drive, "setup-pin");
    ck_assert(!logged("set up"));
    keys("'11' Enter");
    ck_assert(logged("set up Empretec Lusaka Grace Banda\n"));
    ck_assert(logged("keyboard gb en\n"));
    drive_golden(&drive, "setup-code");
    keys("Enter");
    drive_golden(&drive, "setup-code-back");
    end();
}
END_TEST

START_TEST(a_step_back_loses_nothing)
{
    begin();
    keys("Enter Down Down Enter Enter Enter 'Lusaka' Enter Backspace '7' Enter 'Mary' Enter '1357' Enter '13'");
    shows("step 6 of 9");
    keys("Esc Esc Esc Esc Esc");
    shows("step 1 of 9");
    ck_assert(!drive.left);
    keys("Esc");
    shows("step 1 of 9");
    keys("Enter Enter Enter Enter");
    shows("Lusaka");
    shows("7");
    keys("Enter Enter");
    shows("Mary");
    keys("Enter Enter '57' Enter");
    ck_assert(logged("set up Lusaka Mary\n"));
    ck_assert(logged("keyboard fr en\n"));
    const struct request_set_up *asked = drive_asked(&drive, REQUEST_SET_UP);
    ck_assert_int_eq(asked->terminal, 7);
    ck_assert_str_eq(asked->pin, "1357");
    ck_assert_int_eq(asked->wall, drive.context.wall);
    end();
}
END_TEST

START_TEST(what_cannot_be_is_said_where_it_is_typed)
{
    begin();
    keys("Enter Enter Backspace Backspace '45' Enter Enter");
    shows("This is no date. Type year, month and day, such as 2026-04-01.");
    keys("Backspace Backspace '01' Enter Backspace Backspace '99' Enter");
    shows("This is no time. Type hours and minutes, such as 14:05.");
    keys("Backspace Backspace '05' Enter");
    shows("step 4 of 9");
    keys("Enter Enter");
    shows("Please type a name.");
    keys("'   ' Enter Enter");
    shows("Please type a name.");
    keys("'Kitwe' Enter Backspace '0' Enter");
    shows("The number is 1 to 99. The first machine of a centre is 1.");
    keys("Backspace '2' Enter 'Mary' Enter '12' Enter Enter");
    shows("Please type 4 to 12 digits.");
    keys("'34' Enter '1235' Enter");
    shows("That is another PIN. Please type the same one.");
    ck_assert(!logged("set up"));
    keys("Backspace '4' Enter");
    ck_assert(logged("set up Kitwe Mary\n"));
    end();
}
END_TEST

START_TEST(a_refusal_leaves_all_that_was_typed)
{
    begin();
    world.refusing = true;
    world.refused = REQUEST_SET_UP;
    keys("Enter Enter Enter Enter 'Kitwe' Enter Enter 'Mary' Enter '1234' Enter '1234' Enter");
    shows("the disk is full");
    shows("step 6 of 9");
    world.refusing = false;
    keys("Enter");
    ck_assert(logged("set up Kitwe Mary\n"));
    shows("Write this code on paper");
    end();
}
END_TEST

START_TEST(the_code_has_to_be_on_paper_and_then_packs_come)
{
    begin();
    drive.context.running = 0;                   /* groups 1 and 2 are asked for */
    keys("Enter Enter Enter Enter 'Kitwe' Enter Enter 'Mary' Enter '1234' Enter '1234' Enter");
    shows("ABCD");
    keys("Esc");
    shows("Write this code on paper");           /* there is no way back from here: the centre is there */
    keys("Enter 'ABCD' Enter 'XXXX' Enter");
    shows("That is not what the code says there.");
    hides("EFGH");
    keys("Esc");
    shows("EFGH");
    keys("Enter 'abcd' Enter 'efgh' Enter");
    drive_golden(&drive, "setup-results");
    keys("Down Enter");
    ck_assert_ptr_nonnull(drive_opened(&drive, &screen_coordinator));
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    keys("Up Enter");
    drive_golden(&drive, "setup-packs");
    ck_assert(!logged("install"));
    keys("Enter");
    ck_assert(logged("install "));
    shows("The centre is ready.");
    drive_golden(&drive, "setup-done");
    keys("Enter");
    ck_assert_str_eq(drive_opened(&drive, &screen_attract)->item, "look");
    end();
}
END_TEST

TEST_MAIN("screens setup", each_step_is_as_it_was_drawn, a_step_back_loses_nothing, what_cannot_be_is_said_where_it_is_typed, a_refusal_leaves_all_that_was_typed,
          the_code_has_to_be_on_paper_and_then_packs_come)
