/*
 * The plug is pulled: a learner takes a quiz by keys, and kiosk and keeper are killed together at random moments, again and again. After each
 * restart every answer that had been drawn as saved must be drawn the same, and the attempt goes on. At the end the records must hold together.
 *
 *     drill PACK PROFILE-FOLDER [KILLS]       PACK: the shipped pack's file
 *
 * The moments follow from the machine's speed; what must hold does not.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sodium.h>

#include "app/indexer.h"
#include "app/session.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/random.h"
#include "keeper/centre.h"
#include "records/check.h"

#define QUESTIONS 100
#define DUMP 6000
#define ROWS 40
#define COLS 80

static int test_count, test_failed;

static void ok(bool holds, const char *what)
{
    printf("%s %d - %s\n", holds ? "ok" : "not ok", ++test_count, what);
    fflush(stdout);
    test_failed += !holds;
}

static void bail(const char *what, const struct error *error)
{
    char text[1024];
    printf("Bail out! %s: %s\n", what, error_text(error, NULL, text, sizeof text));
    exit(1);
}

struct world {
    char folder[200];
    struct app_paths paths;
    char number[32];
};

/* What was drawn as saved: of each question the rows of its screen. */
struct seen {
    char dump[QUESTIONS][DUMP];
};

static void connect_all(const struct world *world, struct services *services)
{
    struct error error = { 0 };
    char packs[600], keys[600];
    memset(services, 0, sizeof *services);
    services->clock = &clock_system;
    services->random = &random_system;
    services->paths = &world->paths;
    path_join(packs, sizeof packs, world->paths.centre, "packs");
    path_join(keys, sizeof keys, world->paths.centre, "keys");
    if (client_open(&services->client, &(struct client_options){ .centre = world->paths.centre, .spawn = true }, &error)
        || library_open(packs, keys, &(struct library_options){ .read_only = true }, &services->library, &error)
        || expr_engine_new(NULL, &services->engine, &error))
        bail("the centre does not start", &error);
}

static void disconnect(struct services *services)
{
    expr_engine_free(services->engine);
    library_close(services->library);
    client_free(services->client);
}

static void make_world(struct world *world, const char *pack)
{
    struct error error = { 0 };
    struct settings settings;
    char packs[600], keys[600];
    struct library *library;
    struct library_options options = { .allow_unsigned = true, .indexer = &lesson_indexer };
    snprintf(world->folder, sizeof world->folder, "/tmp/kiosk-drill-XXXXXX");
    if (!mkdtemp(world->folder))
        exit(1);
    path_join(world->paths.centre, sizeof world->paths.centre, world->folder, "centre");
    settings_default(&settings);
    settings.unsigned_packs = true;
    if (centre_make(world->paths.centre, &settings, &error))
        bail("no centre", &error);
    path_join(packs, sizeof packs, world->paths.centre, "packs");
    path_join(keys, sizeof keys, world->paths.centre, "keys");
    if (library_open(packs, keys, &options, &library, &error) || library_install(library, pack, NULL, NULL, &error))
        bail("no pack", &error);
    library_close(library);

    struct services services;
    struct arena arena;
    struct keeper_signed person;
    arena_init(&arena, NULL, 0);
    connect_all(world, &services);
    struct ask_register query = { .name = "Grace Banda", .pin = "2468", .language = "en" };
    if (client_register(services.client, &query, &arena, &person, &error))
        bail("nobody can register", &error);
    snprintf(world->number, sizeof world->number, "%s", person.person.number);
    disconnect(&services);
    arena_release(&arena);
}

static void press(struct session *session, enum key code)
{
    struct event event = event_key(code);
    session_event(session, &event);
}

static void row_text(const struct grid *grid, int row, struct buf *out)
{
    for (int col = 0; col < grid->cols; col++)
        buf_text(out, grid_at(grid, row, col)->text);
}

static bool on_screen(const struct grid *grid, const char *text, int *at)
{
    bool found = false;
    for (int row = 0; row < grid->rows && !found; row++) {
        struct buf line = BUF_INIT;
        row_text(grid, row, &line);
        found = strstr(line.data, text) != NULL;
        if (found && at)
            *at = row;
        buf_release(&line);
    }
    return found;
}

/* The question's number, and its screen without the marks of focus and of saving. 0: no question is shown. */
static int dump_question(const struct grid *grid, char dump[DUMP])
{
    struct buf out = BUF_INIT;
    int head, number = 0;
    if (on_screen(grid, "Question ", &head)) {
        struct buf line = BUF_INIT;
        row_text(grid, head, &line);
        sscanf(strstr(line.data, "Question "), "Question %d of", &number);
        buf_release(&line);
        for (int row = head + 1; row < grid->rows - 3; row++) {
            row_text(grid, row, &out);
            buf_char(&out, '\n');
        }
    }
    char *to = dump;
    for (const char *at = out.data; *at && to < dump + DUMP - 1; at++) {
        if (strncmp(at, "▸", 3) == 0) {
            *to++ = ' ';
            at += 2;
        } else {
            *to++ = *at;
        }
    }
    *to = 0;
    buf_release(&out);
    return number < QUESTIONS ? number : 0;
}

static void tell(int fd, char what, int number, const char *dump)
{
    char message[DUMP + 64];
    int length = snprintf(message, sizeof message, "%c%d\n%s", what, number, dump);
    (void)!write(fd, message, (size_t)length + 1);
}

/* From the home screen into the quiz, whether it was begun or not. */
static bool open_quiz(struct session *session, struct grid *grid)
{
    stack_start(session->stack, &screen_home, NULL);
    session_draw(session, grid, true);
    bool begun = on_screen(grid, "Go on", NULL);
    press(session, PRESS_ENTER);
    if (!begun) {
        press(session, PRESS_END);
        press(session, PRESS_ENTER);
        press(session, PRESS_ENTER);
    }
    session_draw(session, grid, true);
    return on_screen(grid, "Question ", NULL);
}

static void clear_line(struct session *session)
{
    press(session, PRESS_END);
    for (int i = 0; i < 500; i++)
        press(session, PRESS_BACKSPACE);
}

static void answer_at_random(struct session *session, struct sequence *chance)
{
    static const char *const typed[] = { "margin", "66.7", "300", "profit", "12" };
    unsigned what = sequence_below(chance, 10);
    if (what < 6) {
        char digit[2] = { (char)('1' + sequence_below(chance, 4)), 0 };
        struct event event = event_text(digit);
        session_event(session, &event);
    } else if (what == 6) {
        for (const char *at = typed[sequence_below(chance, 5)]; *at; at++) {
            struct event event = event_text((char[]){ *at, 0 });
            session_event(session, &event);
        }
    } else {
        press(session, what == 7 ? PRESS_LEFT : what == 8 ? PRESS_BACK_TAB : PRESS_TAB);
    }
}

/* The learner: checks what was seen before, then goes on answering until killed. */
static void learner(const struct world *world, const struct seen *seen, int fd, uint64_t seed)
{
    struct error error = { 0 };
    struct services services;
    struct session session;
    struct grid grid;
    struct sequence chance;
    char dump[DUMP];
    void *data = NULL;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    sequence_init(&chance, seed);
    connect_all(world, &services);
    if (session_open(&session, &services, &(struct session_options){ .look = &look_plain, .rows = ROWS, .cols = COLS }, &error)
        || grid_init(&grid, NULL, ROWS, COLS, &session.look, &error)
        || service_SIGN_IN(&services, &(struct request_sign_in){ world->number, "2468", false }, &arena, &data, &error)) {
        tell(fd, 'X', 0, error_text(&error, NULL, dump, sizeof dump));
        pause();
    }
    if (!open_quiz(&session, &grid)) {
        tell(fd, 'X', 1, "the quiz cannot be gone on with");
        pause();
    }
    tell(fd, 'R', 0, "");
    press(&session, PRESS_BACK_TAB);
    for (int i = 0; i < QUESTIONS; i++)
        press(&session, PRESS_BACK_TAB);           /* to the first question */
    int last = 0;
    for (;;) {
        session_draw(&session, &grid, true);
        int number = dump_question(&grid, dump);
        if (number == 0)
            break;
        if (number == last) {                    /* what was typed is no number: the screen asks for another */
            tell(fd, 'P', number, "");
            clear_line(&session);
            press(&session, PRESS_TAB);
            session_draw(&session, &grid, true);
            if (dump_question(&grid, dump) == last)
                break;
            continue;
        }
        last = number;
        if (seen->dump[number][0] && strcmp(seen->dump[number], dump) != 0)
            tell(fd, 'L', number, dump);
        press(&session, PRESS_TAB);
    }
    if (last == 0)
        tell(fd, 'X', 2, "no question was found");
    session_draw(&session, &grid, true);
    if (on_screen(&grid, "Go on answering", NULL))
        press(&session, PRESS_ESCAPE);           /* back from the list of what is not answered */
    for (uint32_t i = sequence_below(&chance, 30); i > 0; i--)
        press(&session, PRESS_BACK_TAB);         /* the questions are answered in any order */
    tell(fd, 'V', 0, "");
    int number_shown = 0;
    for (;;) {
        if (number_shown > 0)
            tell(fd, 'P', number_shown, "");     /* from here on another answer may be the last one */
        answer_at_random(&session, &chance);
        session_draw(&session, &grid, true);
        int number = number_shown = dump_question(&grid, dump);
        if (number == 0 && on_screen(&grid, "Go on answering", NULL))
            press(&session, PRESS_ESCAPE);       /* back from the list: never hand in */
        else if (number == 0 && !open_quiz(&session, &grid))
            tell(fd, 'X', 3, "the quiz was left and cannot be found again");
        if (on_screen(&grid, "This is not a number", NULL) || on_screen(&grid, "Do you mean", NULL))
            clear_line(&session);
        if (number > 0 && on_screen(&grid, "answer saved", NULL))
            tell(fd, 'S', number, dump);
    }
}

/* Takes the whole messages that came before the kill. */
static void take(struct seen *seen, const struct buf *came, int *saved, int *lost, int *broken, int *verified)
{
    const char *at = came->data, *end = came->data + came->length;
    while (at < end && memchr(at, 0, (size_t)(end - at))) {
        const char *dump = strchr(at, '\n') + 1;
        int number = atoi(at + 1);
        switch (*at) {
        case 'S':
            snprintf(seen->dump[number], DUMP, "%s", dump);
            ++*saved;
            break;
        case 'P':
            seen->dump[number][0] = 0;
            break;
        case 'L':
            ++*lost;
            printf("# question %d was drawn as saved as\n%s# and now is\n%s", number, seen->dump[number], dump);
            break;
        case 'X':
            ++*broken;
            printf("# %s\n", dump);
            break;
        case 'V':
            ++*verified;
            break;
        default:
            break;
        }
        at = dump + strlen(dump) + 1;
    }
}

/* The keeper is a child of the kiosk's process. */
static pid_t keeper_of(pid_t parent)
{
    DIR *processes = opendir("/proc");
    pid_t found = 0;
    for (struct dirent *entry; processes && !found && (entry = readdir(processes));) {
        char path[300], line[300] = "";
        int pid = atoi(entry->d_name), above = 0;
        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        FILE *stat_file = pid > 0 ? fopen(path, "re") : NULL;
        if (!stat_file)
            continue;
        char *name_end = fgets(line, sizeof line, stat_file) ? strrchr(line, ')') : NULL;
        if (name_end && sscanf(name_end + 1, " %*c %d", &above) == 1 && above == parent)
            found = pid;
        fclose(stat_file);
    }
    if (processes)
        closedir(processes);
    return found;
}

/* Both at once, now the one first, now the other. */
static void pull_the_plug(pid_t child, bool keeper_first)
{
    pid_t keeper = keeper_of(child);
    if (keeper && keeper_first)
        kill(keeper, SIGKILL);
    kill(child, SIGKILL);
    if (keeper)
        kill(keeper, SIGKILL);
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
        ;
}

static void one_power_cut(const struct world *world, struct seen *seen, struct sequence *chance, int *saved, int *lost, int *broken, int *verified)
{
    int pipes[2];
    struct buf came = BUF_INIT;
    if (pipe(pipes) < 0)
        exit(1);
    fcntl(pipes[0], F_SETPIPE_SZ, 1 << 20);
    uint64_t seed = sequence_next(chance);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        close(pipes[0]);
        learner(world, seen, pipes[1], seed);
        _exit(1);
    }
    setpgid(child, child);
    close(pipes[1]);
    /* one in four soon after the start, the others after so many answers and a little more */
    bool soon = sequence_below(chance, 4) == 0;
    int life = soon ? 5 + (int)sequence_below(chance, 60) : 20000;
    size_t answers = 1 + sequence_below(chance, 40), seen_answers = 0;
    useconds_t more = sequence_below(chance, 3000);
    struct timespec start, now;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (bool dead = false;;) {
        char part[65536];
        clock_gettime(CLOCK_MONOTONIC, &now);
        int gone = (int)((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000);
        if (!dead && (gone >= life || (!soon && seen_answers >= answers))) {
            usleep(more);
            pull_the_plug(child, seed & 1);
            dead = true;
        }
        struct pollfd one = { .fd = pipes[0], .events = POLLIN };
        if (poll(&one, 1, dead ? 2000 : life - gone) == 0 && dead)
            break;
        if (!one.revents)
            continue;
        ssize_t got = read(pipes[0], part, sizeof part);
        if (got <= 0)
            break;
        for (ssize_t i = 0; i < got; i++)
            seen_answers += part[i] == 0;
        buf_add(&came, part, (size_t)got);
    }
    close(pipes[0]);
    take(seen, &came, saved, lost, broken, verified);
    buf_release(&came);
}

static bool records_hold(const struct world *world)
{
    struct services services;
    struct report report;
    struct check_summary summary;
    struct error error = { 0 };
    struct records *records = NULL;
    char text[1024];
    connect_all(world, &services);               /* the keeper mends what a cut left half done */
    disconnect(&services);
    report_init(&report);
    int code = records_open(&records, &(struct records_options){ .folder = world->paths.centre, .read_only = true }, &error);
    if (!code) {
        code = records_check(records, &report, &summary, &error);
        records_close(records);
    }
    if (code)
        printf("# %s\n", error_text(&error, NULL, text, sizeof text));
    for (size_t i = 0; i < report_kept(&report); i++)
        printf("# %s\n", error_text(&report.kept[i], NULL, text, sizeof text));
    bool holds = !code && !report_failed(&report);
    if (holds)
        printf("# %lld events\n", (long long)summary.events);
    report_release(&report);
    return holds;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    return remove(path);
}

int main(int argc, char **argv)
{
    struct world world = { 0 };
    struct seen *seen = calloc(1, sizeof *seen);
    struct sequence chance;
    int saved = 0, lost = 0, broken = 0, verified = 0;
    if (argc < 3 || !seen)
        return 2;
    int kills = argc > 3 ? atoi(argv[3]) : 200;
    intl_start();
    if (sodium_init() < 0)
        return 1;
    signal(SIGPIPE, SIG_IGN);
    snprintf(world.paths.data, sizeof world.paths.data, "%s", argv[2]);
    make_world(&world, argv[1]);
    sequence_init(&chance, 20261123);
    for (int i = 0; i < kills; i++)
        one_power_cut(&world, seen, &chance, &saved, &lost, &broken, &verified);
    printf("# %d power cuts, %d times an answer was drawn as saved, %d times all of them were looked at again\n", kills, saved, verified);
    ok(saved >= kills, "answers are saved between power cuts");
    ok(verified >= kills / 2, "the answers are looked at again after power cuts");
    ok(lost == 0, "every answer drawn as saved is there after each power cut");
    ok(broken == 0, "the attempt goes on after each power cut");
    ok(records_hold(&world), "the records hold together after all of them");
    printf("1..%d\n", test_count);
    nftw(world.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(seen);
    return test_failed != 0;
}
