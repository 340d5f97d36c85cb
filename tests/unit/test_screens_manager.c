/* What the manager does: packs, sticks, learners, the date. */
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

#define open(screen) world_open(&world, &drive, &screen_##screen, NULL)
#define keys(script) world_keys(&world, &drive, script)
#define shows(text) ck_assert_msg(drive_shows(&drive, text), "\"%s\" does not stand there", text)
#define hides(text) ck_assert_msg(!drive_shows(&drive, text), "\"%s\" stands there", text)

START_TEST(the_date_is_confirmed_by_typing_it)
{
    begin();
    drive.context.date_sound = false;
    open(manager);
    drive_golden(&drive, "manager");
    keys("End Enter");
    keys("Backspace Backspace '45' Enter");
    drive_golden(&drive, "manager-date");
    shows("This is no date.");
    ck_assert(!strstr(world.log.data, "date"));
    keys("Esc");
    ck_assert(!drive.left);
    keys("Enter Enter");
    ck_assert(strstr(world.log.data, "date") != NULL);
    shows("Thank you. The date is noted.");
    keys("Esc");
    ck_assert(drive.left);
    drive.context.person.rank = RANK_LEARNER;
    open(manager);
    shows("This is for the manager. Ask for help.");
    keys("Enter Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(a_rescue_stands_first_until_a_manager_has_read_it)
{
    begin();
    world.rescued = world.full = true;
    open(manager);
    drive_golden(&drive, "manager-notices");
    shows("Please read this");
    keys("Home Enter");
    ck_assert_ptr_eq(drive.effects.list[drive.effects.count - 1].screen, &screen_message);
    const struct screen_args *args = &drive.effects.list[drive.effects.count - 1].args;
    ck_assert_str_eq(args->title, "The records were brought back");
    ck_assert_str_eq(args->text, "On 2026-04-01 the records were damaged and brought back. Lost: 3 entries, from number 12 to 14, 1 free text.\n"
                     "Learners go on. Make a backup soon, and have the disk looked at: if this comes again, it is failing.");
    ck_assert_str_eq(args->item, "I have read it");
    *(int *)(uintptr_t)args->data = MESSAGE_NO;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    world_settle(&world, &drive);
    shows("Please read this");
    ck_assert(!strstr(world.log.data, "read"));
    keys("Home Enter");
    *(int *)(uintptr_t)drive.effects.list[drive.effects.count - 1].args.data = MESSAGE_YES;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    world_settle(&world, &drive);
    ck_assert(strstr(world.log.data, "read 20260401-143200") != NULL);
    hides("Please read this");
    keys("Home Enter");
    ck_assert_str_eq(drive.effects.list[drive.effects.count - 1].args.title, "The disk gets full");
    ck_assert_int_eq(strncmp(drive.effects.list[drive.effects.count - 1].args.text, "183 MB are free on the disk of this centre.\n", 44), 0);
    end();
    begin();                                     /* a facilitator reads it, and a manager still has to */
    world.rescued = true;
    drive.context.person.rank = RANK_FACILITATOR;
    open(manager);
    keys("Home Enter");
    ck_assert_str_eq(drive.effects.list[drive.effects.count - 1].args.title, "The records were brought back");
    ck_assert(!drive.effects.list[drive.effects.count - 1].args.item || !*drive.effects.list[drive.effects.count - 1].args.item);
    end();
}
END_TEST

START_TEST(the_machine_is_checked)
{
    begin();
    open(doctor);
    drive_golden(&drive, "doctor");
    shows("1 thing is bad. 1 thing should be looked at.");
    shows("Answers will soon not be saved");
    keys("Down");
    shows("Say whether the date is right");
    hides("Answers will soon not be saved");
    keys("End");
    shows("Nothing is to be done here.");
    ck_assert_str_eq(world.log.data, "doctor  \n");
    keys("'f'");
    drive_golden(&drive, "doctor-places");
    keys("Esc");
    shows("1 thing is bad.");
    keys("'f' Enter");
    shows("Written: kiosk-support-20260401-1432.txt. You may take out the stick.");
    ck_assert(strstr(world.log.data, "doctor /media/") != NULL);
    hides("file   ");
    world.empty = true;
    keys("'r'");
    shows("All is well.");
    hides("Written:");
    keys("Esc");
    ck_assert(drive.left);
    drive.context.person.rank = RANK_LEARNER;
    open(doctor);
    shows("This is for the manager. Ask for help.");
    end();
}
END_TEST

START_TEST(a_pack_is_removed_after_a_yes)
{
    begin();
    open(packs);
    drive_golden(&drive, "packs");
    keys("Down Down Delete");
    drive_golden(&drive, "packs-asked");
    hides("install   ");
    keys("Enter");
    ck_assert(!strstr(world.log.data, "remove"));
    keys("Delete Right Enter");
    ck_assert(strstr(world.log.data, "remove own 0.1.0\n") != NULL);
    shows("The pack is removed.");
    keys("Esc");
    ck_assert(drive.left);
    world.empty = true;
    open(packs);
    shows("No pack is installed yet.");
    end();
}
END_TEST

START_TEST(packs_are_installed_from_a_stick)
{
    begin();
    open(install);
    drive_golden(&drive, "install-places");
    keys("Down");
    drive_event(&drive, &(struct event){ .kind = EVENT_TICK });
    world_settle(&world, &drive);                /* the places are looked for again: the mark stays where it was */
    keys("Up Enter");
    drive_golden(&drive, "install-folder");
    keys("Down Down Down Enter");
    shows("the file is cut off; copy it to the stick again");
    ck_assert(!strstr(world.log.data, "install"));
    keys("Up Up Enter");
    ck_assert(strstr(world.log.data, "install /p/business-1.1.pack") != NULL);
    shows("Installed.");
    keys("Esc");
    ck_assert(!drive.left);
    keys("Down");
    drive_event(&drive, &(struct event){ .kind = EVENT_TICK });
    world_settle(&world, &drive);
    keys("Enter");
    shows("/srv/packs");
    keys("Esc Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(the_list_finds_people_and_shows_the_retired_on_demand)
{
    begin();
    open(learners);
    drive_golden(&drive, "learners");
    keys("F6");
    ck_assert(strstr(world.log.data, "the retired") != NULL);
    drive_golden(&drive, "learners-retired");
    keys("F6");
    shows("Learners");
    keys("Down Enter");
    ck_assert_str_eq(drive_opened(&drive, &screen_person)->item, "p2");
    keys("Esc");
    ck_assert(drive.left);
    world.hostile = true;
    open(learners);
    drive_golden(&drive, "learners-hostile");
    end();
}
END_TEST

START_TEST(a_facilitator_sees_what_is_a_facilitator_s)
{
    begin();
    drive.context.person.rank = RANK_FACILITATOR;
    open(manager);
    drive_golden(&drive, "manager-facilitator");
    shows("Learners");
    shows("Date and time");
    hides("Packs");
    hides("Coordinator");
    hides("Results to the stick");
    keys("Enter");
    ck_assert_ptr_nonnull(drive_opened(&drive, &screen_learners));
    end();
}
END_TEST

START_TEST(a_workshop_is_made_and_looked_after)
{
    begin();
    open(workshops);
    drive_golden(&drive, "workshops");
    keys("'n' 'Empretec, June' Enter");
    drive_golden(&drive, "workshops-new");
    keys("Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace Backspace '20260601' Enter Enter");
    ck_assert(strstr(world.log.data, "workshop Empretec, June 2026-06-01\n") != NULL);
    shows("The workshop is made. Enter opens it, to put people into it.");
    keys("'n' Enter");
    shows("Type something first.");
    keys("Esc");
    ck_assert(!drive.left);
    keys("Down Enter");
    ck_assert_ptr_nonnull(drive_opened(&drive, &screen_workshop));
    world.empty = true;
    open(workshops);
    shows("There is no workshop yet. N makes one.");
    end();
}
END_TEST

START_TEST(who_needs_help_stands_first_and_attendance_is_a_key)
{
    begin();
    open(workshop);
    drive_golden(&drive, "workshop");
    shows("4 wrong in a row");
    shows("7 minutes on this page");
    shows("today");
    keys("' '");
    ck_assert(strstr(world.log.data, "attend p1 whole\n") != NULL);
    keys("Left Left ' ' Down ' '");
    ck_assert(strstr(world.log.data, "attend p1 half\n") != NULL);
    ck_assert(strstr(world.log.data, "attend p2 half\n") != NULL);
    keys("Right ' '");
    shows("Day 2 of 6");
    hides("today");
    keys("'a' '1000041' Enter");
    ck_assert(strstr(world.log.data, "1000041\n") != NULL);
    keys("Esc");
    ck_assert(!drive.left);
    keys("End Enter");
    ck_assert(strstr(world.log.data, "open business exam\n") != NULL);
    shows("examination, opened by hand");
    keys("Esc");
    ck_assert(drive.left);
    drive.context.date_sound = false;
    world.context = &drive.context;
    open(workshop);
    shows("The date is not sure: choose the day yourself.");
    world.empty = true;
    open(workshop);
    shows("Nobody is in this workshop yet. A adds somebody.");
    shows("The plan is empty. P puts lessons and quizzes into it.");
    keys("' ' Enter Down Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(the_plan_is_made_by_keys)
{
    begin();
    open(workshop);
    keys("'r' 'w' 'u' 'd' 'x'");                 /* on a person they do nothing */
    ck_assert_str_eq(world.log.data ? world.log.data : "", "");
    keys("End 'r' 'w' 'u' 'd' Up Left Right");
    drive_golden(&drive, "workshop-plan");
    ck_assert_str_eq(world.log.data, "role business exam\nrule business exam\nup business exam\ndown business exam\nearlier business practice\nlater business practice\n");
    shows("Day 3 of 6");                         /* Left and Right were the unit's */
    keys("Delete");
    ck_assert_ptr_nonnull(drive_opened(&drive, &screen_message));
    hides("out business");
    open(workshop);
    keys("'p'");
    ck_assert_ptr_nonnull(drive_opened(&drive, &screen_workshop_add));
    end();
}
END_TEST

START_TEST(units_of_the_packs_are_put_into_the_plan)
{
    begin();
    world_open(&world, &drive, &screen_workshop_add, &(struct screen_args){ .item = "w2", .title = "Empretec, February" });
    shows("Which pack is it in?");
    keys("Enter");
    shows("What shall people do in this workshop?");
    keys("Down Enter");
    drive_golden(&drive, "workshop-add");
    ck_assert_msg(strstr(world.log.data, "plan business ") != NULL, "%s", world.log.data);
    shows("In the plan now: ");
    keys("Esc");
    ck_assert(!drive.left);
    shows("Which pack is it in?");
    hides("In the plan now: ");
    world.refusing = true;
    world.refused = REQUEST_WORKSHOP_PLAN;
    keys("Enter Enter");
    hides("In the plan now: ");
    keys("Esc Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

TEST_MAIN("screens of the manager", a_rescue_stands_first_until_a_manager_has_read_it, the_date_is_confirmed_by_typing_it, the_machine_is_checked, a_pack_is_removed_after_a_yes, packs_are_installed_from_a_stick,
          the_list_finds_people_and_shows_the_retired_on_demand, a_facilitator_sees_what_is_a_facilitator_s,
          a_workshop_is_made_and_looked_after, who_needs_help_stands_first_and_attendance_is_a_key,
          the_plan_is_made_by_keys, units_of_the_packs_are_put_into_the_plan)
