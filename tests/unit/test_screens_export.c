/* Results leave the centre, and a coordinator is joined: every way through the two screens, also those that end badly. */
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

#define open(screen) world_open(&world, &drive, &screen_##screen, NULL)
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

static void resume(void)
{
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    world_settle(&world, &drive);
}

/* To and fro, in the middle of whatever it is. */
static void resize(void)
{
    static const struct { int rows, cols; } sizes[] = { { 18, 60 }, { 60, 200 }, { 5, 20 }, { 24, 80 } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        drive.context.rows = sizes[i].rows;
        drive.context.cols = sizes[i].cols;
        drive_event(&drive, &(struct event){ .kind = EVENT_RESIZE, .rows = sizes[i].rows, .cols = sizes[i].cols });
        struct grid grid = drive_draw(&drive);
        grid_release(&grid);
    }
}

/* As if the service had not answered what was asked since. */
static void keep_waiting(void) { world.answered = drive.effects.count; }

/* Also as the Linux console shows it: fewer glyphs, eight colours. */
static bool console_matches(const char *name)
{
    struct look before = drive.look;
    char file[80];
    drive.look.glyphs = GLYPHS_LINUX;
    drive.look.colours = COLOURS_8;
    drive.type->layout(drive.state, &drive.context);
    struct grid grid = drive_draw(&drive);
    snprintf(file, sizeof file, "%s-console", name);
    bool same = golden_matches(file, &grid);
    grid_release(&grid);
    drive.look = before;
    drive.type->layout(drive.state, &drive.context);
    return same;
}
#define golden(name)                                                                                                         \
    do {                                                                                                                     \
        drive_golden(&drive, name);                                                                                          \
        ck_assert_msg(console_matches(name), "the screen is not as in tests/screens/expected/%s-console.txt", name);         \
    } while (0)

/* A screen that is writing: the job was begun, and has said nothing yet. */
static void begin_to_write(void)
{
    open(export);
    keys("Enter");
    drive_keys(&drive, "Enter");
    ck_assert_ptr_nonnull(drive_asked(&drive, REQUEST_EXPORT));
    keep_waiting();
}

static void progress(int per_cent, const char *doing, bool done)
{
    static struct job_view view;
    view = (struct job_view){ .doing = doing, .per_cent = per_cent, .done = done };
    drive_result(&drive, REQUEST_EXPORT, &view);
}

START_TEST(results_go_to_a_stick)
{
    begin();
    open(export);
    golden("export-places");
    shows("1549 entries (answers, pages read) have not arrived yet.");
    hides("/srv/packs");                         /* packs are read there; nothing is written */
    keys("Enter");
    golden("export-look");
    unlogged("export");
    drive_keys(&drive, "Enter");
    drive_wants(&drive, "request TRUST; request PLACES; request PAPERS; request EXPORT_LOOK; request EXPORT");
    ck_assert_str_eq(((const struct request_path *)drive_asked(&drive, REQUEST_EXPORT))->path, STICK);
    keep_waiting();
    progress(42, "Copying", false);
    golden("export-work");
    hides("Another stick");
    keys("Enter Right ' ' Backspace");         /* none of them does any harm */
    drive_wants(&drive, "");
    progress(100, "", true);
    golden("export-end");
    shows("2 files are there. They were read back, and are whole.");
    shows("You may take the stick out now.");
    keys("Right Enter");                         /* a second stick for the other coordinator */
    shows("Plug in the stick");
    keys("Enter Enter");
    shows("Done. The results are on the stick.");
    keys("Enter");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(what_does_not_fit_is_said_before_anything_is_written)
{
    begin();
    world.look.space = 1000000;
    open(export);
    keys("Enter");
    golden("export-full");
    shows("There is not enough room: 1.4 MB are needed, 1.0 MB are free.");
    hides("Write results");
    world.look.space = world.look.needed;        /* something was removed from it */
    keys("Enter");
    shows("Write results");
    hides("not enough room");
    world.look.read_only = true;
    keys("Esc Enter");
    shows("This stick cannot be written on.");
    hides("Write results");
    world.look.read_only = false;
    world.look.trouble = "the disk of this machine is full";
    keys("Enter");
    shows("Not all results could be made ready: the disk of this machine is full");
    shows("Write results");                  /* those that there are */
    end();
}
END_TEST

START_TEST(files_that_are_still_made_are_waited_for)
{
    begin();
    world.look.making = true;
    world.look.per_cent = 30;
    open(export);
    keys("Enter");
    golden("export-making");
    keys("Enter Right Enter");                   /* nothing is offered yet */
    unlogged("export");
    drive_effects(&drive);
    tick();
    drive_wants(&drive, "request PLACES; request EXPORT_LOOK");
    ck_assert(((const struct request_look *)drive_asked(&drive, REQUEST_EXPORT_LOOK))->again);
    world.look.making = false;
    tick();
    shows("Write results");
    keys("End");
    shows("A receipt of Empretec Zambia, taken in.");
    drive_effects(&drive);
    tick();
    drive_wants(&drive, "request PLACES");
    keys("Enter");
    logged("export " STICK);
    end();
}
END_TEST

START_TEST(stopping_is_asked_first_and_leaves_nothing_half)
{
    begin();
    begin_to_write();
    progress(10, "Writing", false);
    drive_keys(&drive, "Esc");
    golden("export-asked");
    drive_keys(&drive, "Enter");                 /* goes on */
    ck_assert_ptr_null(drive_asked(&drive, REQUEST_JOB_STOP));
    drive_keys(&drive, "Esc Esc");
    ck_assert(!drive.left);
    ck_assert_ptr_null(drive_asked(&drive, REQUEST_JOB_STOP));
    drive_keys(&drive, "Esc Right Enter");
    ck_assert_ptr_nonnull(drive_asked(&drive, REQUEST_JOB_STOP));
    shows("Stopping");
    drive_keys(&drive, "Esc Esc");
    ck_assert(!drive.left);                      /* it is still there, until it has stopped */
    hides("Stop writing?");
    keep_waiting();
    drive_refuse(&drive, REQUEST_EXPORT, ERROR_CANCELLED, "this was stopped; nothing was changed");
    world_settle(&world, &drive);
    golden("export-stopped");
    shows("You stopped the writing. What is on the stick is whole");
    keys("Enter");                               /* try again */
    shows("Write results");
    keys("Esc Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(what_is_done_while_one_asks_is_done)
{
    begin();
    begin_to_write();
    drive_keys(&drive, "Esc");
    progress(100, "", true);
    shows("Done. The results are on the stick.");
    hides("Stop writing?");
    drive_keys(&drive, "Enter");
    ck_assert(drive.left);
    /* it was asked to stop too late */
    begin_to_write();
    drive_keys(&drive, "Esc Right Enter");
    keep_waiting();
    progress(100, "", true);
    shows("Done. The results are on the stick.");
    end();
}
END_TEST

START_TEST(a_stick_that_is_pulled_out_loses_nothing)
{
    begin();
    open(export);
    keys("Enter");
    world.pulled = true;
    tick();                                      /* while it is looked at */
    shows("The stick is no longer there. Nothing was written.");
    shows("Nothing is plugged in.");
    keys("Enter");
    ck_assert(!drive.left);
    world.pulled = false;
    tick();
    begin_to_write();                            /* while it is written */
    world.pulled = true;
    drive_refuse(&drive, REQUEST_EXPORT, ERROR_INVALID, "this file cannot be written: Input/output error");
    shows("this file cannot be written: Input/output error");
    world_settle(&world, &drive);
    golden("export-gone");
    hides("Input/output error");
    world.pulled = false;
    tick();
    shows("Input/output error");                 /* it was not that, or it is plugged in again */
    keys("Enter Enter");
    shows("Done. The results are on the stick.");
    world.pulled = true;
    tick();
    shows("Done. The results are on the stick.");
    end();
}
END_TEST

START_TEST(what_fails_is_said_with_a_way_on)
{
    static const enum request_kind kinds[] = { REQUEST_PAPERS, REQUEST_EXPORT_LOOK, REQUEST_EXPORT };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        begin();
        world.refusing = true;
        world.refused = kinds[i];
        open(export);
        keys("Enter Enter");
        shows("The results are not all on the stick.");
        shows("the disk is full; tell the manager.");
        shows("Nothing is lost");
        world.refusing = false;
        keys("Enter");
        shows("Write results");
        keys("Esc Esc");
        ck_assert(drive.left);
        end();
    }
    begin();
    world.refusing = true;
    world.refused = REQUEST_TRUST;
    open(export);
    shows("This did not work.");
    keys("Enter Esc");
    ck_assert(drive.left);
    open(coordinator);
    shows("This did not work.");
    keys("Enter Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(answers_that_come_late_change_nothing)
{
    begin();
    open(export);
    drive_keys(&drive, "Enter");                 /* the stick answers slowly */
    shows("One moment.");
    resize();
    drive_keys(&drive, "Enter Down Right Enter");
    size_t asked = drive.effects.count;
    drive_keys(&drive, "Esc");
    shows("Plug in the stick");
    world_settle(&world, &drive);
    shows("Plug in the stick");                  /* not what lies on a stick that nobody looks at any more */
    keys("Enter");
    shows("Write results");
    ck_assert_uint_ge(drive.effects.count, asked);
    drive_keys(&drive, "Enter");
    keep_waiting();
    static struct export_look late;
    late = world.look;
    late.trouble = "late";
    drive_result(&drive, REQUEST_EXPORT_LOOK, &late);
    hides("late");
    drive_refuse(&drive, REQUEST_PAPERS, ERROR_BUSY, "late");
    hides("late");
    progress(7, "", false);
    shows("7 %");
    drive_keys(&drive, "Esc Right Enter");
    drive_refuse(&drive, REQUEST_EXPORT, ERROR_INVALID, "no more");
    keep_waiting();
    progress(100, "", true);                     /* of the job that failed */
    shows("no more");
    end();
}
END_TEST

START_TEST(a_resize_at_any_step_loses_nothing)
{
    begin();
    open(export);
    resize();
    keys("Enter");
    resize();
    keys("Right");
    resize();
    keys("Left");
    drive_keys(&drive, "Enter");
    keep_waiting();
    progress(55, "Copying", false);
    resize();
    shows("55 %");
    drive_keys(&drive, "Esc");
    resize();
    shows("Stop writing?");
    drive_keys(&drive, "Esc");
    progress(100, "", true);
    resize();
    shows("2 files are there.");
    open(coordinator);
    resize();
    keys("Right Enter");
    resize();
    keys("Down Enter");
    resize();
    shows("3 1 4 1     5 9 2 6     5 3 5 8");
    keys("Right");
    resize();
    keys("Enter");
    logged("join " STICK "/empretec/ministry.joining 3141 5926 5358 9793 2384 6264");
    end();
}
END_TEST

START_TEST(a_centre_without_a_coordinator_is_told_what_to_do)
{
    begin();
    world.alone = true;
    open(export);
    golden("export-nobody");
    drive_effects(&drive);
    keys("Enter");
    drive_wants(&drive, "push coordinator");
    ck_assert_int_eq(drive_opened(&drive, &screen_coordinator)->number, 1);
    resume();
    shows("Nobody collects the results of this centre yet.");
    world.alone = false;                         /* one was joined meanwhile */
    resume();
    shows("Plug in the stick");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(what_a_stick_brings_is_said_and_leads_on)
{
    begin();
    drive.context.rows = 40;
    open(export);
    keys("Enter");
    shows("A joining file of Ministry of Commerce. It is not joined yet.");
    shows("The file broken.joining cannot be used: its signature does not");
    shows("Empretec Zambia has enrolled this centre. Known already.");
    shows("UNCTAD Geneva has not enrolled this centre; the request goes along.");
    drive_effects(&drive);
    keys("Right Enter");
    drive_wants(&drive, "push coordinator");
    ck_assert_str_eq(drive_opened(&drive, &screen_coordinator)->text, STICK);
    resume();
    drive_wants(&drive, "request TRUST; request PAPERS; request EXPORT_LOOK");
    end();
}
END_TEST

START_TEST(where_the_time_is_not_sure_a_number_is_said)
{
    begin();
    open(export);
    keys("Enter");
    shows("all up to yesterday, 02:10");
    shows("nothing yet");
    drive.context.date_sound = false;            /* what yesterday is, nobody knows */
    keys("Esc Enter");
    shows("all up to 2024-10-03, 02:10");
    world.unsure = true;
    resume();
    shows("all up to number 1207");
    open(coordinator);
    shows("all up to number 1207");
    world.unsure = false;
    drive.context.date_sound = true;
    drive.context.wall -= 86400000;
    open(coordinator);
    shows("all up to today, 02:10");
    drive.context.wall += 10 * 86400000LL;
    open(coordinator);
    shows("all up to 2024-10-03, 02:10");
    end();
}
END_TEST

START_TEST(a_coordinator_is_joined_after_the_numbers_were_compared)
{
    begin();
    open(coordinator);
    golden("coordinator");
    keys("Right Enter");
    golden("coordinator-files");
    ck_assert_str_eq(((const struct request_path *)drive_asked(&drive, REQUEST_PAPERS))->path, "");
    shows("What the coordinator has sent was taken in.");
    keys("Enter");
    shows("This one is joined already.");
    keys("Down Down Enter");
    shows("its signature does not fit; ask for it again");
    keys("Up Enter");
    golden("coordinator-compare");
    keys("Enter");                               /* the safe one */
    unlogged("join");
    shows("A joining file comes from the coordinator");
    keys("Enter");                               /* the mark is where it was */
    shows("Joining file of Ministry of Commerce");
    keys("Esc Enter Right");
    drive_keys(&drive, "Enter Enter");           /* one press too many asks once */
    size_t asked = 0;
    for (size_t i = 0; i < drive.effects.count; i++)
        asked += drive.effects.list[i].kind == EFFECT_REQUEST && drive.effects.list[i].request == REQUEST_JOIN;
    ck_assert_uint_eq(asked, 1);
    world_settle(&world, &drive);
    logged("join " STICK "/empretec/ministry.joining 3141 5926 5358 9793 2384 6264");
    shows("Joined. Now write the results to a stick: the request goes along.");
    shows("Numbers");
    keys("Enter");                               /* back is what comes next */
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(a_joining_file_that_changed_is_not_joined)
{
    begin();
    open(coordinator);
    keys("Right Enter Down Enter Right");
    world.refusing = true;
    world.refused = REQUEST_JOIN;
    keys("Enter");
    shows("the disk is full; tell the manager.");
    shows("A joining file comes from the coordinator");
    hides("Joined.");
    keys("Esc");
    shows("This centre");
    hides("the disk is full");
    keys("Esc");
    ck_assert(drive.left);
    /* the joining files at once, for who comes to join */
    world_open(&world, &drive, &screen_coordinator, &(struct screen_args){ .number = 1 });
    shows("A joining file comes from the coordinator");
    keys("Esc");
    shows("This centre");
    /* the file of one stick alone, when one comes from there */
    world.refusing = false;
    world_open(&world, &drive, &screen_coordinator, &(struct screen_args){ .text = STICK });
    ck_assert_str_eq(((const struct request_path *)drive_asked(&drive, REQUEST_PAPERS))->path, STICK);
    shows("Ministry of Commerce");
    end();
}
END_TEST

START_TEST(sticks_are_read_again_when_others_are_plugged_in)
{
    begin();
    open(coordinator);
    tick();
    world.pulled = true;
    keys("Right Enter");
    drive_effects(&drive);
    tick();
    tick();
    drive_wants(&drive, "request PLACES; request PLACES");
    world.pulled = false;
    tick();
    drive_wants(&drive, "request PLACES; request PAPERS; request TRUST");
    tick();
    drive_wants(&drive, "request PLACES");
    world.empty = true;
    tick();
    drive_wants(&drive, "request PLACES; request PAPERS");
    golden("coordinator-no-files");
    keys("Enter ' '");
    shows("There is no joining file.");
    end();
}
END_TEST

START_TEST(a_centre_where_nobody_joined_and_one_with_hostile_names)
{
    begin();
    world.alone = true;
    open(coordinator);
    hides("Something is wrong");
    golden("coordinator-nobody");
    world.alone = false;
    world.hostile = true;
    open(coordinator);
    golden("coordinator-hostile");
    keys("Right Enter Down Enter");
    golden("coordinator-compare-hostile");
    open(export);
    keys("Enter");
    golden("export-hostile");
    end();
}
END_TEST

START_TEST(a_file_of_the_centre_that_cannot_be_read_is_said)
{
    begin();
    world.torn = true;
    open(coordinator);
    shows("Something is wrong in the folder of this centre: the grant of Empretec");
    open(export);
    keys("Enter");
    shows("Something is wrong in the folder of this centre: the grant of Empretec");
    shows("Write results");
    world.alone = true;
    open(export);
    shows("Something is wrong in the folder of this centre: the grant of Empretec");
    end();
}
END_TEST

START_TEST(a_folder_is_no_stick)
{
    begin();
    world.folders = true;
    open(export);
    keys("Enter");
    hides("stick Home");
    world.look.read_only = true;
    keys("Esc Enter");
    shows("Nothing can be written in this folder. Choose another place.");
    world.look.read_only = false;
    keys("Enter Enter");
    shows("Done. The results are in the folder.");
    shows("They lie in /home/mary/empretec.");
    hides("You may take the stick out now.");
    end();
}
END_TEST

START_TEST(who_is_no_manager_is_told_so)
{
    begin();
    drive.context.person.rank = RANK_FACILITATOR;
    open(export);
    drive_wants(&drive, "");
    shows("This is for the manager. Ask for help.");
    keys("Enter Tab Esc");
    ck_assert(drive.left);
    world.refusing = true;
    world.refused = REQUEST_PAPERS;
    open(coordinator);                           /* may be looked at; joining is refused by the service */
    shows("Empretec Zambia");
    keys("Right Enter");
    shows("the disk is full; tell the manager.");
    hides("One moment.");
    keys("Enter Esc");
    shows("This centre");
    end();
}
END_TEST

START_TEST(numbers_run_from_left_to_right_in_every_language)
{
    begin();
    drive.look.direction = DIRECTION_RTL;
    open(coordinator);
    shows("2718 2818 2845 9045 2353 6028");
    keys("Right Enter Down Enter");
    struct grid grid = drive_draw(&drive);
    golden_check("coordinator-mirrored", &grid);
    grid_release(&grid);
    shows("3 1 4 1     5 9 2 6     5 3 5 8");
    drive.context.rows = 50;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESIZE, .rows = 50, .cols = 80 });
    grid = drive_draw(&drive);
    golden_check("coordinator-mirrored-big", &grid);
    grid_release(&grid);
    open(export);
    keys("Enter");
    grid = drive_draw(&drive);
    golden_check("export-mirrored", &grid);
    grid_release(&grid);
    end();
}
END_TEST

START_TEST(when_all_has_arrived_there_is_nothing_to_write)
{
    static struct coordinator_line row = { .name = "Empretec Zambia", .fingerprint = "", .enrolled = true, .arrived = 1549, .arrived_at = 0 };
    static struct export_look look;
    static struct papers_view none;
    begin();
    open(export);
    drive_keys(&drive, "Enter");
    look = (struct export_look){ .trust = { .name = "", .fingerprint = "", .rows = &row, .count = 1, .trouble = "" }, .space = 1000, .needed = 100, .trouble = "" };
    drive_result(&drive, REQUEST_PAPERS, &none);
    drive_result(&drive, REQUEST_EXPORT_LOOK, &look);
    shows("none: all has arrived");
    hides("Write results");
    keep_waiting();
    row.enrolled = false;                        /* the request to be enrolled goes even so */
    drive_result(&drive, REQUEST_EXPORT_LOOK, &look);
    shows("Write results");
    row.enrolled = true;
    end();
}
END_TEST

TEST_MAIN("results leave the centre", results_go_to_a_stick, what_does_not_fit_is_said_before_anything_is_written, files_that_are_still_made_are_waited_for,
          stopping_is_asked_first_and_leaves_nothing_half, what_is_done_while_one_asks_is_done, a_stick_that_is_pulled_out_loses_nothing, what_fails_is_said_with_a_way_on,
          answers_that_come_late_change_nothing, a_resize_at_any_step_loses_nothing, a_centre_without_a_coordinator_is_told_what_to_do,
          what_a_stick_brings_is_said_and_leads_on, where_the_time_is_not_sure_a_number_is_said, a_coordinator_is_joined_after_the_numbers_were_compared,
          a_joining_file_that_changed_is_not_joined, sticks_are_read_again_when_others_are_plugged_in, a_centre_where_nobody_joined_and_one_with_hostile_names,
          a_file_of_the_centre_that_cannot_be_read_is_said, a_folder_is_no_stick, who_is_no_manager_is_told_so, numbers_run_from_left_to_right_in_every_language, when_all_has_arrived_there_is_nothing_to_write)
