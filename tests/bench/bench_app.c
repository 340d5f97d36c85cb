/*
 * The kiosk as somebody in front of it meets it, in a terminal of 80x24: until the first frame is there, with few and many packs and learners; until a key
 * has its effect; and what it takes of memory. Against a program that says hello with ncurses and nothing around it, in the same run.
 */
#include <poll.h>
#include <pty.h>

#include "bench/bench.h"
#include "records/people.h"

#define ROUNDS 11
#define KEYS 200
#define MANY_PACKS 200
#define MANY_PEOPLE 50000
#define QUIET 20                                 /* milliseconds without output after which a frame counts as whole */
#define LONGEST 20.0                             /* seconds */

#define DOWN "\033OB"
#define UP "\033OA"
#define RIGHT "\033OC"
#define LEFT "\033OD"

static char build[PATH_MAX], kiosk[PATH_MAX + 32], admin[PATH_MAX + 32], pack[PATH_MAX + 32], hello[PATH_MAX + 32];

/* ---- A program in a terminal ---- */

struct terminal {
    int fd;
    pid_t pid;
    double started, painted;                     /* painted: when the last output came */
    size_t bytes;                                /* of output */
    struct buf seen;                             /* since the last key */
};

static void start(struct terminal *terminal, const char *program, const char *centre)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    *terminal = (struct terminal){ .seen = BUF_INIT, .started = bench_seconds() };
    terminal->pid = forkpty(&terminal->fd, NULL, NULL, &size);
    if (terminal->pid == 0) {
        execl(program, program, centre ? "--centre" : (char *)NULL, centre, "--no-mouse", (char *)NULL);
        _exit(127);
    }
    if (terminal->pid < 0)
        bench_give_up("there is no terminal:", NULL);
}

/* Reads until the text has come (NULL: until something has), then until nothing more does. */
static void read_until(struct terminal *terminal, const char *text)
{
    char bytes[65536];
    struct pollfd polled = { .fd = terminal->fd, .events = POLLIN };
    double limit = bench_seconds() + LONGEST;
    for (;;) {
        bool whole = text ? terminal->seen.length && strstr(terminal->seen.data, text) : terminal->seen.length > 0;
        int ready = poll(&polled, 1, whole ? QUIET : 1000);
        if (ready == 0 && whole)
            return;
        ssize_t got = ready > 0 ? read(terminal->fd, bytes, sizeof bytes) : 0;
        if (got < 0 || bench_seconds() > limit) {
            fprintf(stderr, "%.2000s\n", terminal->seen.length ? terminal->seen.data : "(nothing)");
            bench_give_up(text ? text : "a frame", NULL);
        }
        if (got > 0) {
            terminal->painted = bench_seconds();
            terminal->bytes += (size_t)got;
            buf_add(&terminal->seen, bytes, (size_t)got);
        }
    }
}

/* Presses a key; seconds until its frame was whole. */
static double press(struct terminal *terminal, const char *key, const char *text)
{
    buf_clear(&terminal->seen);
    double pressed = bench_seconds();
    if (file_write_all(terminal->fd, key, strlen(key)))
        bench_give_up("a key cannot be pressed", NULL);
    read_until(terminal, text);
    return terminal->painted - pressed;
}

static void stop(struct terminal *terminal)
{
    kill(terminal->pid, SIGKILL);
    waitpid(terminal->pid, NULL, 0);
    close(terminal->fd);
    buf_release(&terminal->seen);
}

/* Seconds of CPU so far. */
static double cpu_of(pid_t pid)
{
    char path[64];
    struct buf text = BUF_INIT;
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
    double seconds = file_read(path, 1000, &text, NULL) ? 0 : strtod(text.data, NULL) / 1e9;
    buf_release(&text);
    return seconds;
}

/* Megabytes, what is shared counted by its part. */
static double memory_of(pid_t pid)
{
    char path[64];
    struct buf text = BUF_INIT;
    double kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    const char *line = file_read(path, 10000, &text, NULL) ? NULL : strstr(text.data, "\nPss:");
    if (line)
        kilobytes = strtod(line + 5, NULL);
    buf_release(&text);
    return kilobytes / 1e3;
}

/* ---- Centres ---- */

static void make_packs(void)
{
    struct buf text = BUF_INIT;
    char path[64], out[64];
    if (mkdir("sources", 0755) || mkdir("sources/en", 0755))
        bench_give_up("a folder cannot be made", NULL);
    buf_text(&text, "# A lesson\n\nOne page of text.\n\n---\n\n## More\n\nAnother page of text.\n");
    bench_write("sources/en/lesson.md", &text);
    for (int i = 1; i < MANY_PACKS; i++) {
        buf_clear(&text);
        buf_format(&text, "format = 1;\nid = \"pack-%03d\";\nversion = \"1.0.0\";\ntitle = { en = \"Pack number %d\"; };\nlanguages = [ \"en\" ];\nsource = \".\";\n"
                          "licence = \"CC0-1.0\";\npublisher = \"Bench\";\nunits = ( { kind = \"lesson\"; id = \"lesson\"; file = \"lesson.md\"; } );\n", i, i);
        snprintf(path, sizeof path, "sources/%03d.cfg", i);
        snprintf(out, sizeof out, "sources/%03d.pack", i);
        bench_write(path, &text);
        bench_run(NULL, (const char *[]){ pack, "build", path, "-o", out, NULL });
    }
    buf_release(&text);
}

static void make_centre(const char *centre, int packs, int people)
{
    struct buf settings = BUF_INIT, changed = BUF_INIT;
    struct error error = { 0 };
    char path[600];
    const char *install[MANY_PACKS + 8] = { admin, "--centre", centre, "install" };
    static char names[MANY_PACKS][32], shipped[PATH_MAX + 64];
    bench_run(NULL, (const char *[]){ admin, "init", "--name", "Bench", centre, NULL });
    path_join(path, sizeof path, centre, "kiosk.cfg");
    if (file_read(path, 1 << 20, &settings, &error))
        bench_give_up("the settings cannot be read:", &error);
    const char *at = strstr(settings.data, "unsigned_packs = false");
    if (!at)
        bench_give_up("the settings are not as expected", NULL);
    buf_add(&changed, settings.data, (size_t)(at - settings.data));
    buf_format(&changed, "unsigned_packs = true%s", at + strlen("unsigned_packs = false"));
    bench_write(path, &changed);
    buf_release(&settings);
    buf_release(&changed);

    snprintf(shipped, sizeof shipped, "%s/packs/business-skills.pack", build);
    install[4] = shipped;
    for (int i = 1; i < packs; i++) {
        snprintf(names[i], sizeof names[i], "sources/%03d.pack", i);
        install[4 + i] = names[i];
    }
    bench_run(NULL, install);

    struct records *records;
    const struct records_options options = { .folder = centre, .boot = "11111111-2222-4333-8444-555555555555", .sound = true, .terminal = 1 };
    if (records_open(&records, &options, &error) || records_begin(records, &error))
        bench_give_up("the records cannot be opened:", &error);
    for (int i = 0; i < people; i++) {
        char name[64];
        snprintf(name, sizeof name, "Learner %c%c Number %d", 'A' + i % 26, 'a' + i / 26 % 26, i);
        struct person person = { .name = name, .language = "en", .profile = { [PROFILE_SEX] = i % 2 ? "female" : "male" } };
        if (people_add(records, &person, NULL, NULL, NULL, NULL, &error))
            bench_give_up("a learner cannot be added:", &error);
    }
    if (records_commit(records, &error))
        bench_give_up("the learners cannot be added:", &error);
    records_close(records);
}

/* A keeper that runs already, as where it is a service. */
static pid_t keep(const char *centre)
{
    char path[600];
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(null, 1);
        execl(admin, admin, "--centre", centre, "keep", (char *)NULL);
        _exit(127);
    }
    path_join(path, sizeof path, centre, "keeper.sock");
    for (double limit = bench_seconds() + LONGEST; access(path, F_OK);)
        if (bench_seconds() > limit)
            bench_give_up("the keeper does not start", NULL);
    return pid;
}

static void end(pid_t pid)
{
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
}

/* ---- Measurements ---- */

static void row(const char *what, double ours, const char *unit, double theirs, const char *note)
{
    printf("%-74s %8.2f %-3s bare %8.2f %-3s ratio %7.2f  %s\n", what, ours, unit, theirs, unit, theirs > 0 ? ours / theirs : 0, note);
}

static double hello_time, hello_cpu, hello_memory; /* of the last first_frame */

/* The two take turns, so that both meet the same machine. */
static void first_frame(const char *centre, const char *what)
{
    double ours[ROUNDS], theirs[ROUNDS], our_cpu[ROUNDS], their_cpu[ROUNDS];
    struct terminal terminal;
    for (int i = 0; i < ROUNDS; i++) {
        start(&terminal, hello, NULL);
        read_until(&terminal, "help");
        theirs[i] = terminal.painted - terminal.started;
        their_cpu[i] = cpu_of(terminal.pid);
        hello_memory = memory_of(terminal.pid);
        stop(&terminal);
        start(&terminal, kiosk, centre);
        read_until(&terminal, "help");
        ours[i] = terminal.painted - terminal.started;
        our_cpu[i] = cpu_of(terminal.pid);
        stop(&terminal);
    }
    char note[80];
    double cpu = 1e3 * bench_median(our_cpu, ROUNDS);
    hello_time = 1e3 * bench_median(theirs, ROUNDS);
    hello_cpu = 1e3 * bench_median(their_cpu, ROUNDS);
    snprintf(note, sizeof note, "CPU %.1f ms, bare %.1f ms", cpu, hello_cpu);
    row(what, 1e3 * bench_median(ours, ROUNDS), "ms", hello_time, note);
}

/* One key so many times, then the other as often, and again; each until its frame is whole. */
static void keys(struct terminal *terminal, pid_t keeper, const char *there, const char *back, size_t times_each, const char *what)
{
    double times[KEYS];
    size_t bytes = terminal->bytes;
    double cpu = cpu_of(terminal->pid), keeper_cpu = cpu_of(keeper);
    for (size_t i = 0; i < KEYS; i++)
        times[i] = press(terminal, i / times_each % 2 ? back : there, NULL);
    double median = 1e3 * bench_median(times, KEYS); /* sorts them */
    printf("%-74s %8.2f ms  99 of 100 in %.2f ms; CPU %.2f ms a key, keeper %.2f ms; %zu bytes a key\n", what, median,
           1e3 * times[KEYS * 99 / 100], 1e3 * (cpu_of(terminal->pid) - cpu) / KEYS, 1e3 * (cpu_of(keeper) - keeper_cpu) / KEYS,
           (terminal->bytes - bytes) / KEYS);
}

static void in_use(const char *centre, const char *what, bool long_list)
{
    char text[100];
    struct terminal terminal;
    pid_t keeper = keep(centre);
    start(&terminal, kiosk, centre);
    read_until(&terminal, "help");
    press(&terminal, "\r", "Just look around");
    snprintf(text, sizeof text, "home, as a guest, %s", what);
    double cpu = cpu_of(terminal.pid), keeper_cpu = cpu_of(keeper);
    double home = press(&terminal, "4", "Business skills");
    printf("%-74s %8.2f ms  CPU %.2f ms, keeper %.2f ms\n", text, 1e3 * home, 1e3 * (cpu_of(terminal.pid) - cpu), 1e3 * (cpu_of(keeper) - keeper_cpu));
    snprintf(text, sizeof text, "arrow key in the list of packs, %s", what);
    keys(&terminal, keeper, DOWN, UP, long_list ? KEYS / 2 : 1, text);
    press(&terminal, "\r", "continuity");
    press(&terminal, DOWN, NULL);
    press(&terminal, "\r", "page 1 of");
    snprintf(text, sizeof text, "page turned in a lesson (it is recorded), %s", what);
    keys(&terminal, keeper, RIGHT, LEFT, 5, text);
    snprintf(text, sizeof text, "memory of a kiosk (Pss), %s", what);
    row(text, memory_of(terminal.pid), "MB", hello_memory, "");
    snprintf(text, sizeof text, "memory of the keeper (Pss), %s", what);
    row(text, memory_of(keeper), "MB", hello_memory, "");
    stop(&terminal);
    end(keeper);
}

int main(void)
{
    char folder[PATH_MAX];
    static const struct {
        const char *folder, *what;
        int packs, people;
    } centres[] = {
        { "small", "1 pack, 1 learner", 1, 1 },
        { "packs", "200 packs, 1 learner", MANY_PACKS, 1 },
        { "people", "1 pack, 50,000 learners", 1, MANY_PEOPLE },
        { "large", "200 packs, 50,000 learners", MANY_PACKS, MANY_PEOPLE },
    };
    bench_build(build);
    snprintf(kiosk, sizeof kiosk, "%s/kiosk/app/kiosk", build);
    snprintf(admin, sizeof admin, "%s/tools/kiosk-admin", build);
    snprintf(pack, sizeof pack, "%s/tools/kiosk-pack", build);
    snprintf(hello, sizeof hello, "%s/tests/bench/hello", build);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("LANGUAGE", "en", 1);
    bench_folder(folder);
    make_packs();
    for (size_t i = 0; i < sizeof centres / sizeof *centres; i++) {
        char text[100];
        make_centre(centres[i].folder, centres[i].packs, centres[i].people);
        snprintf(text, sizeof text, "first frame, %s", centres[i].what);
        pid_t keeper = keep(centres[i].folder);
        first_frame(centres[i].folder, text);
        end(keeper);
        snprintf(text, sizeof text, "  and its keeper started, %s", centres[i].what);
        first_frame(centres[i].folder, text);
    }
    in_use("small", centres[0].what, false);
    in_use("large", centres[3].what, true);
    bench_folder_remove(folder);
    return 0;
}
