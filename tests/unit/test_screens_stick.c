/* The stick: what comes and what goes in one list, done with one key, and every way that this ends. */
#include "check_main.h"

#include "screens/golden.h"
#include "screens/world.h"

#define STICK "/media/stick/KINGSTON"

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

#define open() world_open(&world, &drive, &screen_stick, NULL)
#define keys(script) world_keys(&world, &drive, script)
#define shows(text) ck_assert_msg(drive_shows(&drive, text), "\"%s\" does not stand there", text)
#define hides(text) ck_assert_msg(!drive_shows(&drive, text), "\"%s\" stands there", text)
#define logged(text) ck_assert_msg(strstr(world.log.data, text) != NULL, "\"%s\" was not asked for, but\n%s", text, world.log.data)
#define unlogged(text) ck_assert_msg(!strstr(world.log.data, text), "\"%s\" was asked for:\n%s", text, world.log.data)

static void tick(void)
{
    drive_event(&drive, &(struct event){ .kind = EVENT_TICK });
    world_settle(&world, &drive);
}

static void resize(void)
{
    static const struct { int rows, cols; } sizes[] = { { 18, 60 }, { 60, 200 }, { 5, 20 }, { 1, 1 }, { 24, 80 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        drive.context.rows = sizes[i].rows;
        drive.context.cols = sizes[i].cols;
        drive_event(&drive, &(struct event){ .kind = EVENT_RESIZE, .rows = sizes[i].rows, .cols = sizes[i].cols });
        struct grid grid = drive_draw(&drive);
        grid_release(&grid);
    }
}

static void keep_waiting(void) { world.answered = drive.effects.count; }

static void job(enum request_kind kind, int per_cent, const char *doing, bool done)
{
    struct job_view view = { .doing = doing, .per_cent = per_cent, .done = done };
    drive_result(&drive, kind, &view);
}

START_TEST(all_that_is_ticked_is_done_with_one_key)
{
    begin();
    open();
    drive_golden(&drive, "stick-places");
    keys("Enter");
    drive_golden(&drive, "stick-list");
    unlogged("install");
    unlogged("export");
    shows("Pack: Saving together 1.0.0");        /* of the folder empretec/ */
    shows("compare its numbers");
    keys("End");
    shows("All of this centre in one file");
    keys("Enter");
    logged("install /p/business-1.1.pack \ninstall /p/savings.pack \nexport " STICK " \nbackup " STICK " \n");
    drive_golden(&drive, "stick-end");
    shows("Done. You may take out the stick.");
    keys("Enter");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(what_is_not_ticked_is_left)
{
    begin();
    open();
    keys("Enter");
    keys("End ' ' Up ' '");
    shows("Room: 0 KB are needed");
    keys("Enter");
    logged("install /p/savings.pack");
    unlogged("export");
    unlogged("backup");
    keys("Right Enter Enter");                   /* another stick, and at it again */
    shows("Out: onto the stick");
    world.log.data[0] = 0;
    world.log.length = 0;
    keys("End ' ' Up ' '");
    for (int i = 0; i < 8; i++)
        keys("Up");
    for (int i = 0; i < 9; i++) {
        if (drive_shows(&drive, "▸ ☑"))
            keys("' '");
        keys("Down");
    }
    keys("End Enter");
    shows("Nothing is ticked: there is nothing to do.");
    end();
}
END_TEST

START_TEST(the_work_shows_where_it_is_and_can_be_stopped)
{
    begin();
    open();
    keys("Enter End");
    drive_keys(&drive, "Enter");
    keep_waiting();
    job(REQUEST_INSTALL, 40, "", false);
    drive_golden(&drive, "stick-work");
    shows("1 of 4: Pack: Business skills 1.1.0");
    resize();
    drive_keys(&drive, "Esc");
    shows("Stop?");
    drive_keys(&drive, "Esc");                   /* no */
    job(REQUEST_INSTALL, 100, "", true);
    shows("2 of 4");
    drive_keys(&drive, "Esc");
    job(REQUEST_INSTALL, 100, "", true);         /* meanwhile the next thing begins */
    shows("Stop?");
    drive_keys(&drive, "Right Enter");
    ck_assert_ptr_nonnull(strstr(drive_effects(&drive), "request JOB_STOP"));
    shows("Stopping");
    keep_waiting();
    drive_refuse(&drive, REQUEST_EXPORT, ERROR_CANCELLED, "this was stopped; nothing was changed");
    world_settle(&world, &drive);
    shows("Results for Empretec Zambia, UNCTAD Geneva: not done: stopped");
    shows("Backup of the centre: not done: its turn did not come");
    shows("Not all of it was done. Nothing is lost.");
    unlogged("backup");
    keys("Enter");                               /* try again: as it is now */
    shows("Out: onto the stick");
    end();
}
END_TEST

START_TEST(what_fails_does_not_stop_the_rest)
{
    begin();
    open();
    keys("Enter End");
    world.refusing = true;
    world.refused = REQUEST_EXPORT;
    keys("Enter");
    logged("install /p/savings.pack");
    logged("backup " STICK);
    drive_golden(&drive, "stick-failed");
    shows("UNCTAD Geneva: not done: the disk is");
    shows("Backup of the centre: done");
    end();
}
END_TEST

START_TEST(a_stick_that_is_pulled_out_is_said)
{
    begin();
    open();
    keys("Enter");
    world.pulled = true;
    tick();
    shows("The stick is no longer there. Nothing was written.");
    keys("Enter");
    ck_assert(!drive.left);
    world.pulled = false;
    tick();
    keys("Enter End");
    drive_keys(&drive, "Enter");
    keep_waiting();
    job(REQUEST_INSTALL, 100, "", true);
    world.pulled = true;
    drive_refuse(&drive, REQUEST_INSTALL, ERROR_INVALID, "this file cannot be read: Input/output error");
    world_settle(&world, &drive);
    drive_golden(&drive, "stick-gone");
    shows("Pack: Business skills 1.1.0: done");
    shows("Pack: Saving together 1.0.0: not done: the stick is no longer there");
    unlogged("export");
    hides("You may take out");
    end();
}
END_TEST

START_TEST(room_is_told_and_what_does_not_fit_is_not_ticked)
{
    begin();
    world.look.needed = 5000000;
    world.look.space = 2000000;
    open();
    keys("Enter End");
    shows("Room: 1.4 MB are needed, 2.0 MB are free.");
    keys("Up ' ' Enter");
    shows("Not enough room: 6.4 MB are needed, 2.0 MB are free.");
    shows("There is not enough room. Take a tick away, or take another stick.");
    unlogged("install");
    world.look.read_only = true;
    keys("Esc Enter");
    shows("This stick cannot be written on.");
    keys("End ' ' Enter");
    shows("Take the ticks below \"Out\" away");
    unlogged("install");
    keys("' ' Enter");                           /* what comes needs no room there */
    logged("install /p/business-1.1.pack");
    unlogged("backup");
    end();
}
END_TEST

START_TEST(files_that_are_still_made_are_waited_for)
{
    begin();
    world.look.making = true;
    world.look.per_cent = 30;
    open();
    keys("Enter");
    shows("Getting the results ready");
    shows("30 %");
    keys("Enter ' '");
    world.look.making = false;
    tick();
    keys("End");
    shows("Out: onto the stick");
    shows("Backup of the centre");
    end();
}
END_TEST

START_TEST(a_centre_without_coordinator_or_code_is_told_so)
{
    begin();
    world.alone = true;
    open();
    keys("Enter End");
    drive_golden(&drive, "stick-alone");
    shows("no code for it yet");
    shows("A backup is opened by a code on paper alone");
    keys("Up");
    shows("Nobody collects the results of this centre yet.");
    end();
}
END_TEST

START_TEST(a_joining_file_leads_to_its_numbers)
{
    begin();
    open();
    keys("Enter");
    keys("Up ' '");                              /* nothing is there to be ticked */
    ck_assert_ptr_null(drive_opened(&drive, &screen_coordinator));
    keys("Home Down Enter");
    ck_assert_ptr_nonnull(drive_opened(&drive, &screen_coordinator));
    ck_assert_str_eq(drive_opened(&drive, &screen_coordinator)->text, STICK);
    unlogged("install");
    drive_effects(&drive);
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    world_settle(&world, &drive);
    drive_wants(&drive, "request PAPERS; request FOLDER; request FOLDER; request EXPORT_LOOK; request BACKUP_LOOK");
    end();
}
END_TEST

START_TEST(what_cannot_be_looked_at_is_said)
{
    static const enum request_kind refused[] = { REQUEST_PAPERS, REQUEST_FOLDER, REQUEST_EXPORT_LOOK };
    for (size_t i = 0; i < 3; i++) {
        begin();
        open();
        world.refusing = true;
        world.refused = refused[i];
        keys("Enter");
        shows("the disk is full; tell the manager.");
        shows("Plug in the stick");
        world.refusing = false;
        keys("Enter");
        shows("Out: onto the stick");
        end();
    }
    begin();
    open();
    world.refusing = true;
    world.refused = REQUEST_BACKUP_LOOK;
    keys("Enter End");
    shows("cannot be made");
    shows("the disk is full; tell the manager.");
    end();
}
END_TEST

START_TEST(late_answers_and_hostile_names_do_no_harm)
{
    begin();
    world.hostile = true;
    open();
    drive_keys(&drive, "Enter Esc");
    world_settle(&world, &drive);
    shows("Plug in the stick");
    keys("Enter");
    resize();
    drive_golden(&drive, "stick-hostile");
    for (int i = 0; i < 12; i++) {
        keys("Down");
        resize();
    }
    drive.context.rows = 60;
    keys("Enter");
    shows("Done. You may take out the stick.");
    world.hostile = false;
    world.empty = true;
    open();
    keys("Enter");
    shows("Nothing is plugged in.");
    end();
}
END_TEST

START_TEST(who_is_no_manager_is_told_so)
{
    begin();
    drive.context.person.rank = RANK_FACILITATOR;
    open();
    drive_wants(&drive, "");
    shows("This is for the manager. Ask for help.");
    keys("Enter ' ' Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

TEST_MAIN("the stick", all_that_is_ticked_is_done_with_one_key, what_is_not_ticked_is_left, the_work_shows_where_it_is_and_can_be_stopped, what_fails_does_not_stop_the_rest,
          a_stick_that_is_pulled_out_is_said, room_is_told_and_what_does_not_fit_is_not_ticked, files_that_are_still_made_are_waited_for,
          a_centre_without_coordinator_or_code_is_told_so, a_joining_file_leads_to_its_numbers, what_cannot_be_looked_at_is_said, late_answers_and_hostile_names_do_no_harm,
          who_is_no_manager_is_told_so)
