/*
 * What leaves the centre, from the screen to the keeper and back, without a terminal: papers on a stick, joining, what goes, and the job that writes, played by a script.
 */
#include "check_main.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "app/session.h"
#include "base/file.h"
#include "base/random.h"
#include "coordinator_fixture.h"
#include "keeper/centre.h"
#include "pack_fixture.h"

#define ROWS 40
#define COLS 80

#define well(call)                                                                                              \
    do {                                                                                                        \
        char well_text[1024];                                                                                   \
        int well_code = (call);                                                                                 \
        ck_assert_msg(well_code == 0, "%s", error_text(&error, NULL, well_text, sizeof well_text));             \
    } while (0)

struct desk {
    char folder[64], stick[300];
    struct app_paths paths;
    struct fixed_clock clock;
    struct services services;
    struct session session;
    struct person_view person;
    struct arena arena, person_arena;
    struct grid grid;
    struct party office;
    bool date_sound;
};

static void desk_init(struct desk *desk)
{
    struct error error = { 0 };
    struct settings settings;
    struct keeper_pin manager;
    char shipped[600];
    ck_assert_int_ge(sodium_init(), 0);
    memset(desk, 0, sizeof *desk);
    fixture_folder(desk->folder);
    fixed_clock_init(&desk->clock, 1790000000000);
    arena_init(&desk->arena, NULL, 0);
    arena_init(&desk->person_arena, NULL, 0);
    party_make(&desk->office, 7);
    path_join(desk->paths.centre, sizeof desk->paths.centre, desk->folder, "centre");
    path_join(desk->paths.data, sizeof desk->paths.data, desk->folder, "data");
    path_join(desk->paths.admin, sizeof desk->paths.admin, desk->folder, "admin");
    path_join(desk->stick, sizeof desk->stick, desk->folder, "stick");
    path_join(shipped, sizeof shipped, desk->paths.data, "packs");
    well(folder_make(shipped, 0755, &error));
    well(folder_make(desk->stick, 0755, &error));
    setenv("HOME", desk->stick, 1);              /* a place that is offered */
    settings_default(&settings);
    well(centre_make(desk->paths.centre, &settings, &error));
    desk->services = (struct services){ .clock = &desk->clock.clock, .random = &random_system, .paths = &desk->paths, .language = "en",
                                        .person = &desk->person, .person_arena = &desk->person_arena, .date_sound = &desk->date_sound };
    const struct client_options options = { .centre = desk->paths.centre, .spawn = true };
    well(client_open(&desk->services.client, &options, &error));
    const struct session_options look = { .look = &look_plain, .rows = ROWS, .cols = COLS };
    well(session_open(&desk->session, &desk->services, &look, &error));
    well(grid_init(&desk->grid, NULL, ROWS, COLS, &desk->session.look, &error));
    struct ask_enrol query = { .name = "Mariam Keita", .language = "en", .pin = "4711", .role = KEEPER_MANAGER };
    well(client_enrol(desk->services.client, &query, &desk->arena, &manager, &error));
    void *data = NULL;
    well(service_SIGN_IN(&desk->services, &(struct request_sign_in){ .number = manager.number, .pin = "4711" }, &desk->arena, &data, &error));
}

static void desk_release(struct desk *desk)
{
    session_close(&desk->session);
    library_close(desk->services.library);       /* opened at the first request */
    grid_release(&desk->grid);
    client_free(desk->services.client);
    arena_release(&desk->arena);
    arena_release(&desk->person_arena);
    fixture_remove(desk->folder);
}

/* ---- Papers ---- */

static void put(struct desk *desk, const char *name, const char *text, size_t length)
{
    struct error error = { 0 };
    char path[600], folder[400];
    path_join(folder, sizeof folder, desk->stick, "empretec");
    well(folder_make(folder, 0755, &error));
    path_join(path, sizeof path, desk->stick, name);
    well(file_write(path, text, length, 0644, &error));
}

static void put_document(struct desk *desk, const char *name, const struct document *document)
{
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    well(party_write(&desk->office, document, &text, &error));
    put(desk, name, text.data, text.length);
    buf_release(&text);
}

static const struct papers_view *papers(struct desk *desk, const char *path)
{
    struct error error = { 0 };
    void *data = NULL;
    well(service_PAPERS(&desk->services, &(struct request_path){ path }, &desk->arena, &data, &error));
    return data;
}

static const struct trust_view *trust(struct desk *desk)
{
    struct error error = { 0 };
    void *data = NULL;
    well(service_TRUST(&desk->services, NULL, &desk->arena, &data, &error));
    return data;
}

static const char *centre_id(struct desk *desk, const char **key)
{
    struct error error = { 0 };
    struct keeper_none none = { 0 };
    struct ask_text request;
    struct document document;
    well(client_request(desk->services.client, &none, &desk->arena, &request, &error));
    well(document_read(&document, DOCUMENT_REQUEST, request.text, strlen(request.text), "request", &desk->arena, &error));
    *key = document.request.key;
    return document.request.centre;
}

static void join(struct desk *desk)
{
    struct error error = { 0 };
    struct document invitation = party_invitation(&desk->office, 1, "Empretec Zambia");
    put_document(desk, "zambia.joining", &invitation);
    const struct papers_view *view = papers(desk, desk->stick);
    ck_assert_uint_eq(view->count, 1);
    well(service_JOIN(&desk->services, &(struct request_join){ view->rows[0].path, view->rows[0].fingerprint }, &desk->arena, NULL, &error));
}

START_TEST(what_a_coordinator_gave_takes_effect_and_joining_asks)
{
    struct desk desk;
    struct error error = { 0 };
    const char *key;
    desk_init(&desk);
    ck_assert_uint_eq(trust(&desk)->count, 0);
    const char *centre = centre_id(&desk, &key);
    struct document invitation = party_invitation(&desk.office, 1, "Empretec Zambia");
    put_document(&desk, "empretec/zambia.joining", &invitation);
    const struct papers_view *view = papers(&desk, "");
    ck_assert_uint_eq(view->count, 1);
    ck_assert_int_eq(view->rows[0].state, PAPER_ASKS);
    ck_assert_str_eq(view->rows[0].who, "Empretec Zambia");
    ck_assert_str_eq(view->rows[0].place, "Home folder");
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    trust_fingerprint(fingerprint, desk.office.sign.public);
    ck_assert_str_eq(view->rows[0].fingerprint, fingerprint);
    ck_assert_uint_eq(trust(&desk)->count, 0);
    /* other numbers were compared than those of the file that is there now */
    struct request_join ask = { view->rows[0].path, "0000 0000 0000 0000 0000 0000" };
    ck_assert_int_eq(service_JOIN(&desk.services, &ask, &desk.arena, NULL, &error), ERROR_REFUSED);
    ck_assert_error(error, "this is another file now; compare its numbers again");
    ck_assert_uint_eq(trust(&desk)->count, 0);
    ask.fingerprint = fingerprint;
    error_clear(&error);
    well(service_JOIN(&desk.services, &ask, &desk.arena, NULL, &error));
    ck_assert_uint_eq(trust(&desk)->count, 1);
    ck_assert(!trust(&desk)->rows[0].enrolled);
    ck_assert_int_gt(trust(&desk)->waiting, 0);
    /* a grant of this centre, and one of another, on the same stick */
    struct document grant = party_grant(&desk.office, 1, centre, "Here", key);
    put_document(&desk, "ours.grant", &grant);
    grant = party_grant(&desk.office, 1, "7b0e6d5e-0b46-4e38-9b0f-0d5c8a1b2c3d", "There", key);
    put_document(&desk, "theirs.grant", &grant);
    view = papers(&desk, desk.stick);
    ck_assert_uint_eq(view->count, 2);
    ck_assert_int_eq(view->rows[0].state, PAPER_KNOWN);
    ck_assert_int_eq(view->rows[1].kind, PAPER_GRANT);
    ck_assert_int_eq(view->rows[1].state, PAPER_TAKEN);
    ck_assert(trust(&desk)->rows[0].enrolled);
    ck_assert_int_eq(papers(&desk, desk.stick)->rows[1].state, PAPER_KNOWN);
    desk_release(&desk);
}
END_TEST

START_TEST(odd_files_on_a_stick_are_named_or_passed_over)
{
    struct desk desk;
    char path[600], target[600];
    desk_init(&desk);
    struct document invitation = party_invitation(&desk.office, 1, "Empretec Zambia");
    put_document(&desk, "empretec/.hidden.joining", &invitation);
    put_document(&desk, "elsewhere", &invitation);
    path_join(target, sizeof target, desk.stick, "elsewhere");
    path_join(path, sizeof path, desk.stick, "link.joining");
    ck_assert_int_eq(symlink(target, path), 0);
    path_join(path, sizeof path, desk.stick, "folder.grant");
    ck_assert_int_eq(mkdir(path, 0755), 0);
    path_join(path, sizeof path, desk.stick, "pipe.receipt");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert_uint_eq(papers(&desk, desk.stick)->count, 0);
    put(&desk, "bad\x1b[2J.JOINING", "no document", 11);
    char *large = calloc(1, DOCUMENT_LIMIT + 2);
    put(&desk, "large.receipt", large, DOCUMENT_LIMIT + 1);
    put(&desk, "zeros.receipt", large, 5000);
    memset(large, 'a', 65536);
    put(&desk, "longer.receipt", large, 65536);
    free(large);
    const struct papers_view *view = papers(&desk, desk.stick);
    ck_assert_uint_eq(view->count, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert_int_eq(view->rows[i].state, PAPER_REFUSED);
        ck_assert(view->rows[i].trouble[0] != 0);
        ck_assert(!strchr(view->rows[i].file, '\x1b'));
    }
    /* what no message to the keeper could hold */
    ck_assert_str_eq(view->rows[1].trouble, "this file is larger than 65535 bytes, the most that is read");
    ck_assert_str_eq(view->rows[2].trouble, "this file is larger than 65535 bytes, the most that is read");
    ck_assert_str_eq(view->rows[3].trouble, "this is no document of this program");
    ck_assert_uint_eq(papers(&desk, "/nowhere")->count, 0);
    desk_release(&desk);
}
END_TEST

START_TEST(only_a_manager_takes_results_out)
{
    struct desk desk;
    struct error error = { 0 };
    void *data = NULL;
    const struct request_path path = { "/tmp" };
    desk_init(&desk);
    for (enum rank rank = RANK_LEARNER; rank < RANK_MANAGER; rank++) {
        desk.services.person->rank = rank;
        ck_assert_int_eq(service_PAPERS(&desk.services, &path, &desk.arena, &data, &error), ERROR_REFUSED);
        ck_assert_int_eq(service_EXPORT_LOOK(&desk.services, &(struct request_look){ .path = "/tmp" }, &desk.arena, &data, &error), ERROR_REFUSED);
        ck_assert_int_eq(service_EXPORT(&desk.services, &path, &desk.arena, &data, &error), ERROR_REFUSED);
        ck_assert_int_eq(service_JOIN(&desk.services, &(struct request_join){ "/tmp", "" }, &desk.arena, &data, &error), ERROR_REFUSED);
        ck_assert_error(error, "only a manager may take results out, or join a coordinator");
    }
    desk.services.person->rank = RANK_LEARNER;
    ck_assert_int_eq(service_TRUST(&desk.services, NULL, &desk.arena, &data, &error), ERROR_REFUSED);
    ck_assert_error(error, "only a manager may see where results go");
    desk_release(&desk);
}
END_TEST

/* ---- What goes ---- */

static const struct export_look *look(struct desk *desk)
{
    struct error error = { 0 };
    void *data = NULL;
    bool again = false;
    do {
        well(service_EXPORT_LOOK(&desk->services, &(struct request_look){ .path = desk->stick, .again = again }, &desk->arena, &data, &error));
        again = true;
        poll(NULL, 0, 20);
    } while (((struct export_look *)data)->making);
    return data;
}

START_TEST(what_would_go_is_counted_with_the_room_that_it_takes)
{
    struct desk desk;
    struct error error = { 0 };
    struct keeper_bundles bundles;
    void *data = NULL;
    char name[200];
    desk_init(&desk);
    ck_assert_int_eq(service_EXPORT_LOOK(&desk.services, &(struct request_look){ .path = "/nowhere" }, &desk.arena, &data, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "/nowhere: this folder cannot be opened; is the stick still there?: No such file or directory");
    error_clear(&error);
    join(&desk);
    const struct export_look *first = look(&desk);
    ck_assert_str_eq(first->trouble, "");
    ck_assert_uint_eq(first->files, 1);
    ck_assert_uint_eq(first->trust.count, 1);
    ck_assert_int_gt(first->bytes, 0);
    ck_assert_int_eq(first->needed, first->bytes + 2 * 65536);
    ck_assert_int_gt(first->space, 0);
    ck_assert(!first->read_only);
    /* a file that lies there already takes no more room; one that was cut off does */
    well(client_bundles(desk.services.client, &(struct ask_bundles){ .all = false }, &desk.arena, &bundles, &error));
    char *zeros = calloc(1, (size_t)first->bytes);
    snprintf(name, sizeof name, "empretec/%s", bundles.rows[0].name);
    put(&desk, name, zeros, (size_t)first->bytes - 1);
    ck_assert_int_eq(look(&desk)->needed, first->needed);
    put(&desk, name, zeros, (size_t)first->bytes);
    free(zeros);
    ck_assert_int_eq(look(&desk)->needed, 65536);
    desk_release(&desk);
}
END_TEST

/* ---- The job ---- */

static bool holds(struct desk *desk, const char *text)
{
    bool seen = false;
    session_draw(&desk->session, &desk->grid, true);
    for (int row = 0; row < ROWS && !seen; row++) {
        struct buf line = BUF_INIT;
        for (int col = 0; col < COLS; col++)
            buf_text(&line, grid_at(&desk->grid, row, col)->text);
        seen = strstr(line.data, text) != NULL;
        buf_release(&line);
    }
    return seen;
}

/* As the loop does it: the job's words first, then seconds go by. */
static void until(struct desk *desk, const char *text)
{
    for (int tries = 0; tries < 200 && !holds(desk, text); tries++) {
        struct pollfd descriptors[2] = { { .fd = desk->session.job.progress, .events = POLLIN }, { .fd = desk->session.job.words, .events = POLLIN } };
        poll(descriptors, 2, 50);
        if (desk->session.job.pid && (descriptors[0].revents || descriptors[1].revents))
            session_job(&desk->session);
        fixed_clock_advance(&desk->clock, 1000);
        session_tick(&desk->session);
    }
    ck_assert_msg(holds(desk, text), "\"%s\" does not come", text);
}

static void press(struct desk *desk, enum key key)
{
    struct event event = event_key(key);
    session_event(&desk->session, &event);
}

/* In the place of kiosk-admin: it gets "export --centre CENTRE --progress-fd N -o STICK". */
static void script(struct desk *desk, const char *text)
{
    struct error error = { 0 };
    struct buf whole = BUF_INIT;
    buf_format(&whole, "#!/bin/sh\n[ \"$1 $2 $4 $6 $7 $8\" = 'export --centre --progress-fd --ticket-fd 0 -o' ] || exit 9\n"
                      "read -r ticket; [ ${#ticket} = 32 ] || exit 9\nexec 3>\"/dev/fd/$5\"\nshift 2\n%s", text);
    well(file_write(desk->paths.admin, whole.data, whole.length, 0755, &error));
    buf_release(&whole);
}

static void begin_to_write(struct desk *desk)
{
    struct error error = { 0 };
    well(stack_start(desk->session.stack, &screen_export, &error));
    press(desk, PRESS_END);
    press(desk, PRESS_ENTER);
    until(desk, "[ Write results ]");
    press(desk, PRESS_ENTER);
}

START_TEST(a_job_tells_what_it_does_until_it_is_done)
{
    struct desk desk;
    struct error error = { 0 };
    char go[400];
    desk_init(&desk);
    join(&desk);
    script(&desk, "echo '42 Copying \033[2Jfiles' >&3; while [ ! -e \"$7/go\" ]; do sleep 0.02; done; echo '100 Done' >&3\n");
    begin_to_write(&desk);
    until(&desk, "42 %");
    ck_assert(holds(&desk, "Copying [2Jfiles"));
    ck_assert(!holds(&desk, "Done."));
    path_join(go, sizeof go, desk.stick, "go");
    well(file_write(go, "", 0, 0644, &error));
    until(&desk, "Done. The results are in the folder.");
    ck_assert(holds(&desk, "1 file is there."));
    desk_release(&desk);
}
END_TEST

/* In the place of kiosk-admin: it gets "doctor --centre CENTRE --progress-fd N --screen COLSxROWS [--support FILE]". */
START_TEST(a_job_tells_what_it_found)
{
    static const char text[] = "#!/bin/sh\n[ \"$1 $2 $4 $6 $7\" = 'doctor --centre --progress-fd --screen 80x40' ] || exit 9\nexec 3>\"/dev/fd/$5\"\n"
                               "printf '50 Looking\\n= bad\\tDisk\\033[2J space\\t5 MiB free\\tTake files away.\\n= good\\tMemory\\n' >&3\n"
                               "[ -z \"$8\" ] || { echo x >\"$9\"; printf '= file\\t\\t%s\\n' \"${9##*/}\" >&3; }\n";
    struct desk desk;
    struct error error = { 0 };
    char file[400];
    desk_init(&desk);
    well(file_write(desk.paths.admin, text, sizeof text - 1, 0755, &error));
    well(stack_start(desk.session.stack, &screen_doctor, &error));
    until(&desk, "Take files away.");
    ck_assert(holds(&desk, "1 thing is bad."));
    ck_assert(holds(&desk, "Disk[2J space"));
    ck_assert(holds(&desk, "Memory"));
    press(&desk, PRESS_DOWN);
    ck_assert(holds(&desk, "Nothing is to be done here."));
    struct event typed = event_text("f");
    session_event(&desk.session, &typed);
    until(&desk, "Plug in the stick");
    press(&desk, PRESS_END);
    press(&desk, PRESS_ENTER);
    until(&desk, "Written: kiosk-support-20260921-1413.txt.");
    path_join(file, sizeof file, desk.stick, "kiosk-support-20260921-1413.txt");
    ck_assert_int_eq(access(file, F_OK), 0);
    desk_release(&desk);
}
END_TEST

START_TEST(a_job_that_fails_says_why)
{
    struct desk desk;
    desk_init(&desk);
    join(&desk);
    script(&desk, "echo 'kiosk-admin: the stick is full; take another one' >&2; exit 1\n");
    begin_to_write(&desk);
    until(&desk, "the stick is full; take another one");
    ck_assert(holds(&desk, "Nothing is lost"));
    script(&desk, "echo '100 Done' >&3\n");
    press(&desk, PRESS_ENTER);
    until(&desk, "[ Write results ]");
    press(&desk, PRESS_ENTER);
    until(&desk, "Done. The results are in the folder.");
    desk_release(&desk);
}
END_TEST

static void stop(struct desk *desk)
{
    press(desk, PRESS_ESCAPE);
    press(desk, PRESS_RIGHT);
    press(desk, PRESS_ENTER);
    ck_assert(holds(desk, "Stopping"));
}

START_TEST(a_job_ends_when_nobody_reads_it_any_more)
{
    struct desk desk;
    char path[400];
    desk_init(&desk);
    join(&desk);
    script(&desk, "trap '' PIPE\nwhile echo '5 Writing' >&3; do sleep 0.02; done 2>/dev/null\n: >\"$7/put-away\"; exit 1\n");
    begin_to_write(&desk);
    until(&desk, "5 %");
    stop(&desk);
    until(&desk, "You stopped the writing.");
    path_join(path, sizeof path, desk.stick, "put-away");
    ck_assert_int_eq(access(path, F_OK), 0);     /* it came to its own end */
    ck_assert_int_eq(desk.session.job.pid, 0);
    desk_release(&desk);
}
END_TEST

START_TEST(a_job_that_does_not_end_is_killed)
{
    struct desk desk;
    desk_init(&desk);
    join(&desk);
    script(&desk, "echo '5 Writing' >&3; exec sleep 600\n");
    begin_to_write(&desk);
    until(&desk, "5 %");
    stop(&desk);
    until(&desk, "You stopped the writing.");
    ck_assert_int_eq(desk.session.job.pid, 0);
    desk_release(&desk);
}
END_TEST

START_TEST(also_where_it_does_not_listen)
{
    struct desk desk;
    desk_init(&desk);
    join(&desk);
    script(&desk, "trap '' TERM\necho '5 Writing' >&3; exec sleep 600\n"); /* what is ignored stays so behind exec */
    begin_to_write(&desk);
    until(&desk, "5 %");
    stop(&desk);
    until(&desk, "You stopped the writing.");
    ck_assert_int_eq(desk.session.job.pid, 0);
    desk_release(&desk);
}
END_TEST

TEST_MAIN("services of results", what_a_coordinator_gave_takes_effect_and_joining_asks, odd_files_on_a_stick_are_named_or_passed_over, only_a_manager_takes_results_out,
          what_would_go_is_counted_with_the_room_that_it_takes, a_job_tells_what_it_does_until_it_is_done, a_job_tells_what_it_found, a_job_that_fails_says_why,
          a_job_ends_when_nobody_reads_it_any_more, a_job_that_does_not_end_is_killed, also_where_it_does_not_listen)
