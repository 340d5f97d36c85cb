/* A session without a terminal, with a real keeper and a real pack: what a learner did is kept, whatever happens around it. */
#include "check_main.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "app/indexer.h"
#include "app/session.h"
#include "app/shelf.h"
#include "base/file.h"
#include "base/random.h"
#include "keeper/centre.h"
#include "pack_fixture.h"

#define ROWS 24
#define COLS 80

/* It went well; else the error is told. */
#define well(call)                                                                                              \
    do {                                                                                                        \
        char well_text[1024];                                                                                   \
        int well_code = (call);                                                                                 \
        ck_assert_msg(well_code == 0, "%s", error_text(&error, NULL, well_text, sizeof well_text));             \
    } while (0)

struct desk {
    char folder[64], number[32];
    struct app_paths paths;
    struct fixed_clock clock;
    struct services services;
    struct session session;
    struct person_view person;                   /* where there is no session */
    struct arena arena, person_arena;
    struct grid grid;
    bool date_sound;
};

static const char lesson[] = "# Apples\n\nAn apple is round.\n";
static const char bank[] =
    "// [id:a]\n::A:: One?{=yes ~no}\n\n"
    "// [id:b]\n::B:: Two?{=yes ~no}\n\n"
    "// [id:c]\n::C:: Three?{=three}\n\n"
    "// [id:d]\n::D:: Say why.{}\n";

#define QUIZ(id, kind, feedback, rules) \
    "id = \"" id "\";\nkind = \"" kind "\";\ntitle = { en = \"The " id "\"; };\ndraw = ( { bank = \"bank\"; ids = ( \"a\", \"b\", \"c\", \"d\" ); } );\norder = \"as-written\";\n" \
    "shuffle_options = false;\n" rules "feedback = \"" feedback "\";\nreview = \"full\";\n"

static const struct fixture_file files[] = {
    { "lesson", "apples", "Apples", NULL, "en", "en/apples.md", lesson },
    { "quiz", "exam", "The exam", NULL, "", "exam.quiz", QUIZ("exam", "exam", "deferred", "time_limit = 10;\nattempts = 2;\n") },
    { "quiz", "practice", "The practice", NULL, "", "practice.quiz", QUIZ("practice", "practice", "immediate", "") },
    { "bank", "bank", NULL, NULL, "en", "en/bank.gift", bank },
};

static void library_paths(const struct desk *desk, char packs[600], char keys[600])
{
    path_join(packs, 600, desk->paths.centre, "packs");
    path_join(keys, 600, desk->paths.centre, "keys");
}

/* The keeper is there, and nobody sits before the screen. */
static void sit(struct desk *desk)
{
    struct error error = { 0 };
    char packs[600], keys[600];
    library_paths(desk, packs, keys);
    desk->services = (struct services){ .clock = &desk->clock.clock, .random = &random_system, .paths = &desk->paths, .language = "en",
                                        .person = &desk->person, .person_arena = &desk->person_arena, .date_sound = &desk->date_sound };
    const struct client_options options = { .centre = desk->paths.centre, .spawn = true };
    well(client_open(&desk->services.client, &options, &error));
    well(library_open(packs, keys, &(struct library_options){ .read_only = true }, &desk->services.library, &error));
    well(expr_engine_new(NULL, &desk->services.engine, &error));
}

static void stand_up(struct desk *desk)
{
    expr_engine_free(desk->services.engine);
    library_close(desk->services.library);
    client_free(desk->services.client);
}

static void desk_init(struct desk *desk)
{
    struct error error = { 0 };
    struct settings settings;
    struct library *library;
    struct library_options options = { .allow_unsigned = true, .indexer = &lesson_indexer };
    struct keeper_signed person;
    char packs[600], keys[600], pack[200];
    ck_assert_int_ge(sodium_init(), 0);
    memset(desk, 0, sizeof *desk);
    fixture_folder(desk->folder);
    fixed_clock_init(&desk->clock, 1790000000000);
    arena_init(&desk->arena, NULL, 0);
    arena_init(&desk->person_arena, NULL, 0);
    path_join(desk->paths.centre, sizeof desk->paths.centre, desk->folder, "centre");
    settings_default(&settings);
    settings.unsigned_packs = true;
    well(centre_make(desk->paths.centre, &settings, &error));
    path_join(pack, sizeof pack, desk->folder, "fruit.pack");
    fixture_pack(pack, "fruit", "1.0.0", files, sizeof files / sizeof *files, NULL);
    library_paths(desk, packs, keys);
    well(library_open(packs, keys, &options, &library, &error));
    well(library_install(library, pack, NULL, NULL, &error));
    library_close(library);
    sit(desk);
    struct ask_register query = { .name = "Grace Banda", .pin = "2468", .language = "en" };
    well(client_register(desk->services.client, &query, &desk->arena, &person, &error));
    snprintf(desk->number, sizeof desk->number, "%s", person.person.number);
}

static void desk_release(struct desk *desk)
{
    stand_up(desk);
    arena_release(&desk->arena);
    arena_release(&desk->person_arena);
    fixture_remove(desk->folder);
}

/* The centre's settings are away: a keeper that wants to begin says so, and goes. */
static void hide_settings(const struct desk *desk, bool hide)
{
    char path[600], hidden[600];
    path_join(path, sizeof path, desk->paths.centre, "kiosk.cfg");
    path_join(hidden, sizeof hidden, desk->paths.centre, "hidden");
    ck_assert_int_eq(hide ? rename(path, hidden) : rename(hidden, path), 0);
}

/* The keeper is killed, and no other can begin until keeper_may_begin. */
static void keeper_is_gone(const struct desk *desk)
{
    char path[600], text[32] = "";
    path_join(path, sizeof path, desk->paths.centre, "keeper.lock");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_gt(read(fd, text, sizeof text - 1), 0);
    close(fd);
    ck_assert_int_gt(atoi(text), 1);
    hide_settings(desk, true);
    ck_assert_int_eq(kill(atoi(text), SIGKILL), 0);
}

static void keeper_may_begin(const struct desk *desk) { hide_settings(desk, false); }

static struct attempt_view *begin(struct desk *desk, const char *quiz)
{
    struct error error = { 0 };
    void *data = NULL;
    well(service_ATTEMPT_START(&desk->services, &(struct request_unit){ .pack = "fruit", .unit = quiz }, &desk->arena, &data, &error));
    return data;
}

static struct attempt_view *resume(struct desk *desk, const char *id)
{
    struct error error = { 0 };
    void *data = NULL;
    well(service_ATTEMPT_RESUME(&desk->services, &(struct request_attempt){ id }, &desk->arena, &data, &error));
    return data;
}

static int answer(struct desk *desk, struct attempt_view *view, size_t item, const char *response)
{
    struct error error = { 0 };
    well(attempt_answer(view->attempt, item, response, &error));
    const struct request_answer ask = { .view = view, .item = view->attempt->items[item].question->id, .response = response, .used = 5000 };
    return service_ANSWER(&desk->services, &ask, &desk->arena, NULL, &error);
}

static int hand_in(struct desk *desk, struct attempt_view *view)
{
    struct error error = { 0 };
    const struct request_answer ask = { .view = view, .item = "", .response = "asked", .used = 9000 };
    return service_SUBMIT(&desk->services, &ask, &desk->arena, NULL, &error);
}

START_TEST(what_could_not_be_saved_is_saved_with_the_next_answer)
{
    struct desk desk;
    desk_init(&desk);
    struct attempt_view *view = begin(&desk, "exam");
    keeper_is_gone(&desk);
    ck_assert_int_eq(answer(&desk, view, 0, "0"), ERROR_NOT_FOUND);
    ck_assert(!view->attempt->items[0].saved);
    keeper_may_begin(&desk);
    ck_assert_int_eq(answer(&desk, view, 1, "1"), 0);
    ck_assert(view->attempt->items[0].saved && view->attempt->items[1].saved);
    struct attempt_view *again = resume(&desk, view->attempt->id);
    ck_assert_text(again->attempt->items[0].response, "0");
    ck_assert_text(again->attempt->items[1].response, "1");
    ck_assert_text(again->attempt->items[2].response, "");
    desk_release(&desk);
}
END_TEST

START_TEST(what_is_marked_is_what_is_recorded)
{
    struct desk desk;
    desk_init(&desk);
    struct attempt_view *view = begin(&desk, "exam");
    ck_assert_int_eq(answer(&desk, view, 1, "0"), 0);
    keeper_is_gone(&desk);
    ck_assert_int_eq(answer(&desk, view, 0, "0"), ERROR_NOT_FOUND);
    ck_assert_int_eq(answer(&desk, view, 1, ""), ERROR_NOT_FOUND);        /* taken back */
    keeper_may_begin(&desk);
    ck_assert_int_eq(hand_in(&desk, view), 0);
    struct attempt_view *again = resume(&desk, view->attempt->id);
    ck_assert(again->attempt->submitted);
    ck_assert_text(again->attempt->items[0].response, "0");
    ck_assert_text(again->attempt->items[1].response, "");
    ck_assert_double_eq(attempt_mark(again->attempt).points, 1);
    desk_release(&desk);
}
END_TEST

START_TEST(a_draft_counts_and_is_recorded_when_the_attempt_is_handed_in)
{
    struct desk desk;
    struct error error = { 0 };
    desk_init(&desk);
    struct attempt_view *view = begin(&desk, "exam");
    const struct request_answer draft = { .view = view, .item = "c", .response = "three" };
    well(service_DRAFT(&desk.services, &draft, &desk.arena, NULL, &error));
    struct attempt_view *again = resume(&desk, view->attempt->id);   /* after a power cut */
    ck_assert_text(again->attempt->items[2].response, "three");
    ck_assert_int_eq(hand_in(&desk, again), 0);
    again = resume(&desk, view->attempt->id);
    ck_assert_text(again->attempt->items[2].response, "three");
    ck_assert_double_eq(attempt_mark(again->attempt).points, 1);
    desk_release(&desk);
}
END_TEST

START_TEST(after_a_pause_an_essay_can_be_gone_on_with_and_a_shown_answer_cannot_be_changed)
{
    struct desk desk;
    desk_init(&desk);
    struct attempt_view *view = begin(&desk, "practice");
    ck_assert_int_eq(answer(&desk, view, 0, "1"), 0);
    ck_assert_int_eq(answer(&desk, view, 3, "Because"), 0);
    struct attempt_view *again = resume(&desk, view->attempt->id);
    ck_assert(again->attempt->items[0].fixed);
    ck_assert(!again->attempt->items[3].fixed);
    ck_assert_int_eq(answer(&desk, again, 3, "Because it is so"), 0);
    desk_release(&desk);
}
END_TEST

/* Somebody sits before the screen, and is signed in. */
static void open_session(struct desk *desk)
{
    struct error error = { 0 };
    void *data = NULL;
    const struct session_options options = { .look = &look_plain, .rows = ROWS, .cols = COLS };
    well(session_open(&desk->session, &desk->services, &options, &error));
    well(grid_init(&desk->grid, NULL, ROWS, COLS, &desk->session.look, &error));
    well(service_SIGN_IN(&desk->services, &(struct request_sign_in){ .number = desk->number, .pin = "2468" }, &desk->arena, &data, &error));
    well(stack_start(desk->session.stack, &screen_home, &error));
}

static void close_session(struct desk *desk)
{
    session_close(&desk->session);
    grid_release(&desk->grid);
}

static void press(struct desk *desk, enum key key)
{
    struct event event = event_key(key);
    session_event(&desk->session, &event);
}

static void type(struct desk *desk, const char *text)
{
    for (; *text; text++) {
        struct event event = event_text((char[]){ *text, 0 });
        session_event(&desk->session, &event);
    }
}

static void pass(struct desk *desk, int64_t seconds)
{
    for (; seconds > 0; seconds--) {
        fixed_clock_advance(&desk->clock, 1000);
        session_tick(&desk->session);
    }
}

#define ck_assert_top(desk, want) ck_assert_str_eq(stack_top((desk)->session.stack)->name, want)

/* From home into the exam, which is the second of its pack's units. */
static void open_exam(struct desk *desk)
{
    press(desk, PRESS_ENTER);
    ck_assert_top(desk, "pack");
    press(desk, PRESS_DOWN);
    press(desk, PRESS_ENTER);
    ck_assert_top(desk, "quiz");
    press(desk, PRESS_ENTER);
    ck_assert_top(desk, "attempt");
}

static struct keeper_attempt the_attempt(struct desk *desk)
{
    struct error error = { 0 };
    struct keeper_attempts attempts;
    well(client_attempts(desk->services.client, &(struct ask_attempts){ .pack = "fruit", .unit = "exam" }, &desk->arena, &attempts, &error));
    ck_assert_uint_eq(attempts.count, 1);
    return attempts.rows[0];
}

START_TEST(the_time_of_a_quiz_is_written_down_while_another_screen_lies_on_it)
{
    struct desk desk;
    desk_init(&desk);
    open_session(&desk);
    open_exam(&desk);
    press(&desk, PRESS_F1);
    ck_assert_top(&desk, "help");
    pass(&desk, 150);
    ck_assert_int_ge(the_attempt(&desk).seconds, 120);
    press(&desk, PRESS_ESCAPE);
    ck_assert_top(&desk, "attempt");
    close_session(&desk);
    desk_release(&desk);
}
END_TEST

START_TEST(a_quiz_whose_time_is_over_is_handed_in_under_the_lock_which_stays)
{
    struct desk desk;
    desk_init(&desk);
    open_session(&desk);
    open_exam(&desk);
    type(&desk, "1");
    press(&desk, PRESS_F10);
    ck_assert_top(&desk, "unanswered");
    pass(&desk, 301);
    ck_assert_top(&desk, "lock");
    ck_assert(!the_attempt(&desk).submitted);
    pass(&desk, 300);
    ck_assert_top(&desk, "lock");
    struct keeper_attempt attempt = the_attempt(&desk);
    ck_assert(attempt.submitted);
    ck_assert_double_eq(attempt.marks, 1);
    type(&desk, "2468");
    press(&desk, PRESS_ENTER);
    ck_assert_top(&desk, "result");
    close_session(&desk);
    desk_release(&desk);
}
END_TEST

START_TEST(when_time_is_over_no_key_changes_an_answer)
{
    struct desk desk;
    desk_init(&desk);
    open_session(&desk);
    open_exam(&desk);
    type(&desk, "2");
    fixed_clock_advance(&desk.clock, 600000);
    type(&desk, "1");
    ck_assert_top(&desk, "result");
    struct keeper_attempt attempt = the_attempt(&desk);
    ck_assert(attempt.submitted);
    ck_assert_double_eq(attempt.marks, 0);
    close_session(&desk);
    desk_release(&desk);
}
END_TEST

START_TEST(who_walks_on_for_ever_can_still_be_locked)
{
    struct desk desk;
    desk_init(&desk);
    open_session(&desk);
    for (int i = 0; i < 40; i++) {
        type(&desk, "/");
        ck_assert_top(&desk, "search");
        type(&desk, "apple");
        press(&desk, PRESS_ENTER);
        if (strcmp(stack_top(desk.session.stack)->name, "search") == 0)
            press(&desk, PRESS_ENTER);
        ck_assert_top(&desk, "lesson");
    }
    pass(&desk, 301);
    ck_assert_top(&desk, "lock");
    type(&desk, "2468");
    press(&desk, PRESS_ENTER);
    ck_assert_top(&desk, "lesson");
    for (int i = 0; i < 100 && strcmp(stack_top(desk.session.stack)->name, "home") != 0; i++)
        press(&desk, PRESS_ESCAPE);
    ck_assert_top(&desk, "home");
    close_session(&desk);
    desk_release(&desk);
}
END_TEST

START_TEST(a_catalogue_that_is_lost_or_damaged_is_made_anew)
{
    struct desk desk;
    struct error error = { 0 };
    struct library *library;
    struct library_pack *packs;
    char path[600];
    size_t count = 0;
    desk_init(&desk);
    path_join(path, sizeof path, desk.paths.centre, "packs/catalogue.db");
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(unlink(path), 0);
        if (i)
            well(file_write(path, "no catalogue", 12, 0644, &error));
        well(shelf_open(desk.paths.centre, true, &library, &error));
        well(library_packs(library, &desk.arena, "en", true, &packs, &count, &error));
        ck_assert_uint_eq(count, 1);
        struct library_hit *hits;
        well(library_search(library, &desk.arena, "round", "en", 5, &hits, &count, &error));
        ck_assert_uint_eq(count, 1);
        library_close(library);
    }
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(mkdir(path, 0755), 0);      /* what cannot be mended is said */
    ck_assert_int_lt(shelf_open(desk.paths.centre, true, &library, &error), 0);
    ck_assert_int_ne(error.code, 0);
    desk_release(&desk);
}
END_TEST

START_TEST(the_mark_stays_on_its_place_while_places_are_asked_for_again)
{
    struct desk desk;
    struct error error = { 0 };
    struct keeper_pin manager;
    char shipped[300];
    void *data = NULL;
    desk_init(&desk);
    path_join(desk.paths.data, sizeof desk.paths.data, desk.folder, "data");
    path_join(shipped, sizeof shipped, desk.paths.data, "packs");
    well(folder_make(desk.paths.data, 0755, &error));
    well(folder_make(shipped, 0755, &error));
    setenv("HOME", desk.folder, 1);
    open_session(&desk);
    struct ask_enrol query = { .name = "Mariam Keita", .language = "en", .pin = "4711", .role = KEEPER_MANAGER };
    well(client_enrol(desk.services.client, &query, &desk.arena, &manager, &error));
    well(service_SIGN_IN(&desk.services, &(struct request_sign_in){ .number = manager.number, .pin = "4711" }, &desk.arena, &data, &error));
    well(stack_start(desk.session.stack, &screen_install, &error));
    press(&desk, PRESS_END);
    ck_assert_int_eq(rmdir(shipped), 0);         /* the one above it goes, as a stick does */
    pass(&desk, 3);
    press(&desk, PRESS_ENTER);                   /* the last one is the home folder, where the pack lies */
    session_draw(&desk.session, &desk.grid, true);
    bool seen = false;
    for (int row = 0; row < ROWS; row++) {
        struct buf line = BUF_INIT;
        for (int col = 0; col < COLS; col++)
            buf_text(&line, grid_at(&desk.grid, row, col)->text);
        seen = seen || strstr(line.data, "fruit.pack");
        buf_release(&line);
    }
    ck_assert(seen);
    close_session(&desk);
    desk_release(&desk);
}
END_TEST

TEST_MAIN("session", the_mark_stays_on_its_place_while_places_are_asked_for_again, a_catalogue_that_is_lost_or_damaged_is_made_anew, the_time_of_a_quiz_is_written_down_while_another_screen_lies_on_it,
          a_quiz_whose_time_is_over_is_handed_in_under_the_lock_which_stays, when_time_is_over_no_key_changes_an_answer,
          who_walks_on_for_ever_can_still_be_locked, what_could_not_be_saved_is_saved_with_the_next_answer, what_is_marked_is_what_is_recorded,
          a_draft_counts_and_is_recorded_when_the_attempt_is_handed_in,
          after_a_pause_an_essay_can_be_gone_on_with_and_a_shown_answer_cannot_be_changed)
