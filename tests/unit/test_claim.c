/*
 * A guest's work becomes somebody's: the whole program but the terminal, with a keeper of its own, driven by keys. What was done as a guest must be found by the one who
 * registers or signs in, and by nobody else.
 */
#include "check_main.h"

#include <unistd.h>

#include "app/indexer.h"
#include "app/session.h"
#include "base/file.h"
#include "keeper/centre.h"
#include "pack_fixture.h"
#include "records/queries.h"

#define ROWS 40
#define COLS 80

static const char lesson_text[] = "# What to charge\n\nCount all your costs.\n\n---\n\nThen add a profit.\n";
static const char quiz_text[] =
    "id = \"quiz-price\";\nkind = \"test\";\ntitle = { en = \"Prices: a short quiz\"; };\n"
    "draw = ( { bank = \"bank\"; ids = [ \"q1\", \"q2\" ]; } );\norder = \"as-written\";\nshuffle_options = false;\n"
    "feedback = \"deferred\";\nreview = \"full\";\nattempts = 0;\npass_mark = 50;\n";
static const char bank_text[] =
    "// [id:q1]\n::One::Which of these is a cost? {=Rent ~A sale ~A gift}\n\n// [id:q2]\n::Two::What is left when all is paid? {=Profit ~Rent ~Wages}\n";

struct world {
    char root[64];
    struct app_paths paths;
    struct services services;
    struct session session;
    struct grid grid;
    struct arena arena;
    char number[32];                             /* of Grace, who registered before */
};

static void give_up(const char *what, const struct error *error)
{
    char text[1024];
    ck_abort_msg("%s: %s", what, error_text(error, NULL, text, sizeof text));
}

static void install(const struct world *world, const char *packs, const char *keys)
{
    struct error error = { 0 };
    char path[300];
    struct library *library;
    const struct fixture_file files[] = {
        { "lesson", "price", "What to charge", "quiz-price", "en", "en/price.md", lesson_text },
        { "quiz", "quiz-price", "Prices: a short quiz", NULL, "", "quiz-price.quiz", quiz_text },
        { "bank", "bank", NULL, NULL, "en", "en/bank.gift", bank_text },
    };
    snprintf(path, sizeof path, "%s/price.pack", world->root);
    fixture_pack(path, "price", "1.0.0", files, 3, NULL);
    const struct library_options options = { .allow_unsigned = true, .indexer = &lesson_indexer };
    if (library_open(packs, keys, &options, &library, &error) || library_install(library, path, NULL, NULL, &error))
        give_up("no pack", &error);
    library_close(library);
}

/* A centre with a pack, its keeper, Grace who has a number, and the first screen. */
static void world_init(struct world *world)
{
    struct error error = { 0 };
    struct settings settings;
    char packs[600], keys[600];
    const char *source = getenv("srcdir");
    memset(world, 0, sizeof *world);
    arena_init(&world->arena, NULL, 0);
    fixture_folder(world->root);
    snprintf(world->paths.centre, sizeof world->paths.centre, "%s/centre", world->root);
    snprintf(world->paths.data, sizeof world->paths.data, "%s/content", source ? source : ".");
    settings_default(&settings);
    settings.unsigned_packs = true;
    if (centre_make(world->paths.centre, &settings, &error))
        give_up("no centre", &error);
    path_join(packs, sizeof packs, world->paths.centre, "packs");
    path_join(keys, sizeof keys, world->paths.centre, "keys");
    install(world, packs, keys);
    struct services *services = &world->services;
    services->clock = &clock_system;
    services->random = &random_system;
    services->paths = &world->paths;
    if (client_open(&services->client, &(struct client_options){ .centre = world->paths.centre, .spawn = true }, &error)
        || library_open(packs, keys, &(struct library_options){ .read_only = true }, &services->library, &error)
        || expr_engine_new(NULL, &services->engine, &error))
        give_up("the centre does not start", &error);
    struct keeper_signed grace;
    const struct ask_register ask = { .name = "Grace Banda", .pin = "2468", .language = "en" };
    if (client_register(services->client, &ask, &world->arena, &grace, &error)
        || client_sign_out(services->client, &(struct ask_text){ "asked" }, &world->arena, NULL, &error))
        give_up("Grace cannot register", &error);
    snprintf(world->number, sizeof world->number, "%s", grace.person.number);
    if (session_open(&world->session, services, &(struct session_options){ .look = &look_plain, .rows = ROWS, .cols = COLS }, &error)
        || grid_init(&world->grid, NULL, ROWS, COLS, &world->session.look, &error))
        give_up("no screen", &error);
}

/* Ends the program, and opens its records to be looked at. */
static struct records *world_close(struct world *world)
{
    struct error error = { 0 };
    struct records *records = NULL;
    session_close(&world->session);
    grid_release(&world->grid);
    expr_engine_free(world->services.engine);
    library_close(world->services.library);
    client_free(world->services.client);
    if (records_open(&records, &(struct records_options){ .folder = world->paths.centre, .read_only = true }, &error))
        give_up("the records cannot be opened", &error);
    return records;
}

static void world_remove(struct world *world, struct records *records)
{
    records_close(records);
    arena_release(&world->arena);
    fixture_remove(world->root);
}

static void press(struct world *world, enum key key)
{
    struct event event = event_key(key);
    session_event(&world->session, &event);
}

static void type(struct world *world, const char *text)
{
    for (; *text; text++) {
        struct event event = event_text((char[]){ *text, 0 });
        session_event(&world->session, &event);
    }
}

static bool shows(struct world *world, const char *text)
{
    bool found = false;
    session_draw(&world->session, &world->grid, true);
    for (int row = 0; row < world->grid.rows && !found; row++) {
        struct buf line = BUF_INIT;
        for (int col = 0; col < world->grid.cols; col++)
            buf_text(&line, grid_at(&world->grid, row, col)->text);
        found = strstr(line.data, text) != NULL;
        buf_release(&line);
    }
    return found;
}

/* Goes down a list to the row, and opens it. */
static void open_row(struct world *world, const char *text)
{
    press(world, PRESS_HOME);
    for (int i = 0; i < 20; i++) {
        session_draw(&world->session, &world->grid, true);
        struct buf line = BUF_INIT;
        for (int col = 0; col < world->grid.cols; col++)
            buf_text(&line, grid_at(&world->grid, world->grid.cursor_row, col)->text);
        bool here = strstr(line.data, text) != NULL;
        buf_release(&line);
        if (here) {
            press(world, PRESS_ENTER);
            return;
        }
        press(world, PRESS_DOWN);
    }
    ck_abort_msg("there is no row \"%s\"", text);
}

/* All of the screen, for the message of a failed test. */
static const char *screen(struct world *world)
{
    static struct buf text = BUF_INIT;
    buf_clear(&text);
    for (int row = 0; row < world->grid.rows; row++) {
        for (int col = 0; col < world->grid.cols; col++)
            buf_text(&text, grid_at(&world->grid, row, col)->text);
        buf_char(&text, '\n');
    }
    return text.data;
}

#define ck_assert_shows(world, text) ck_assert_msg(shows(world, text), "the screen does not show \"%s\":\n%s", text, screen(world))

/* From the first screen: looks around, reads a page, answers the first question of the quiz, and goes home again. Returns the guest's id. */
static const char *work_as_guest(struct world *world)
{
    press(world, PRESS_ENTER);
    open_row(world, "Just look around");
    ck_assert(world->session.context.person.guest);
    const char *guest = arena_text(&world->arena, world->session.context.person.id);
    open_row(world, "Pack of tests");
    open_row(world, "What to charge");
    ck_assert_shows(world, "Count all your costs.");
    press(world, PRESS_ESCAPE);
    open_row(world, "Prices: a short quiz");
    press(world, PRESS_ENTER);
    ck_assert_shows(world, "Which of these is a cost?");
    type(world, "1");
    ck_assert_shows(world, "answer saved");
    press(world, PRESS_ESCAPE);
    for (int i = 0; i < 5 && stack_top(world->session.stack) != &screen_home; i++)
        press(world, PRESS_ESCAPE);
    ck_assert_shows(world, "keep my work");
    return guest;
}

/* The attempt, its answer and the lesson are this person's, on the screen too; another quiz goes on where the guest left it. */
static void owns_the_work(struct world *world)
{
    struct error error = { 0 };
    struct keeper_attempts attempts;
    struct keeper_lessons lessons;
    struct keeper_attempt_whole whole;
    struct client *client = world->services.client;
    ck_assert_ptr_eq(stack_top(world->session.stack), &screen_home);
    ck_assert(!world->session.context.person.guest);
    ck_assert_shows(world, "Prices: a short quiz");
    ck_assert_shows(world, "1 of 2 answered");
    ck_assert(!shows(world, "keep my work"));
    ck_assert_int_eq(client_attempts(client, &(struct ask_attempts){ .pack = "", .unit = "" }, &world->arena, &attempts, &error), 0);
    ck_assert_uint_eq(attempts.count, 1);
    ck_assert_int_eq(client_attempt(client, &(struct ask_attempt){ .attempt = attempts.rows[0].id }, &world->arena, &whole, &error), 0);
    ck_assert_uint_eq(whole.count, 1);
    ck_assert_str_eq(whole.rows[0].item, "q1");
    ck_assert(whole.rows[0].answered);
    ck_assert_int_eq(client_lessons(client, &(struct ask_unit){ .pack = "", .unit = "" }, &world->arena, &lessons, &error), 0);
    ck_assert_uint_eq(lessons.count, 1);
    ck_assert_int_eq(lessons.rows[0].page, 1);
    open_row(world, "Prices: a short quiz");
    ck_assert_shows(world, "What is left when all is paid?");
}

static void has_nothing_left(struct records *records, const char *guest, struct arena *arena)
{
    struct error error = { 0 };
    struct attempt_row *attempts;
    struct lesson_row *lessons;
    struct activity_row activity;
    size_t count;
    ck_assert_int_eq(query_attempts(records, &(struct attempt_filter){ .person = guest }, arena, &attempts, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(query_lessons(records, guest, NULL, arena, &lessons, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(query_activity(records, guest, arena, &activity, &error), ERROR_NOT_FOUND);
}

START_TEST(a_guest_who_is_new_takes_the_work_along)
{
    struct world world;
    world_init(&world);
    const char *guest = work_as_guest(&world);
    type(&world, "r");
    open_row(&world, "I am new here");
    type(&world, "Joseph Phiri");
    for (int i = 0; i < 100 && !shows(&world, "Choose a PIN"); i++)
        press(&world, PRESS_ENTER);              /* chooses what is marked, then goes on */
    type(&world, "1357");
    press(&world, PRESS_ENTER);
    type(&world, "1357");
    press(&world, PRESS_ENTER);
    ck_assert_shows(&world, "Welcome, Joseph Phiri.");
    press(&world, PRESS_ESCAPE);
    ck_assert_str_eq(world.session.context.person.name, "Joseph Phiri");
    owns_the_work(&world);
    struct records *records = world_close(&world);
    has_nothing_left(records, guest, &world.arena);
    world_remove(&world, records);
}
END_TEST

START_TEST(a_guest_who_has_a_number_takes_the_work_along)
{
    struct world world;
    world_init(&world);
    const char *guest = work_as_guest(&world);
    press(&world, PRESS_ESCAPE);                 /* about to leave: is asked whose the work shall be */
    ck_assert_shows(&world, "Before you leave");
    open_row(&world, "I have a number");
    ck_assert_shows(&world, "What you did as a guest becomes yours.");
    type(&world, world.number);
    press(&world, PRESS_ENTER);
    type(&world, "9999");                        /* a wrong PIN costs nothing of it */
    press(&world, PRESS_ENTER);
    ck_assert(world.session.context.person.guest);
    type(&world, "2468");
    press(&world, PRESS_ENTER);
    ck_assert_str_eq(world.session.context.person.name, "Grace Banda");
    owns_the_work(&world);
    struct records *records = world_close(&world);
    has_nothing_left(records, guest, &world.arena);
    world_remove(&world, records);
}
END_TEST

START_TEST(work_that_is_left_behind_is_nobody_else_s)
{
    struct world world;
    struct attempt_row *attempts;
    struct error error = { 0 };
    size_t count;
    world_init(&world);
    const char *guest = work_as_guest(&world);
    press(&world, PRESS_ESCAPE);
    open_row(&world, "I leave it behind");
    ck_assert_ptr_null(world.session.context.person.id);
    press(&world, PRESS_ENTER);
    open_row(&world, "I have a number");
    type(&world, world.number);
    press(&world, PRESS_ENTER);
    type(&world, "2468");
    press(&world, PRESS_ENTER);
    ck_assert_str_eq(world.session.context.person.name, "Grace Banda");
    ck_assert(!shows(&world, "1 of 2 answered"));
    struct records *records = world_close(&world);
    ck_assert_int_eq(query_attempts(records, &(struct attempt_filter){ .person = guest }, &world.arena, &attempts, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    world_remove(&world, records);
}
END_TEST

TEST_MAIN("a guest's work", a_guest_who_is_new_takes_the_work_along, a_guest_who_has_a_number_takes_the_work_along, work_that_is_left_behind_is_nobody_else_s)
