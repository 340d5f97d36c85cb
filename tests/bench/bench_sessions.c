/*
 * A room on one keeper: sessions that each answer a question every few seconds, as a class does that sits a test. How long each waits until its answer is saved, against a bare line
 * that is appended and synced; whether what was acknowledged is in the log, all of it and once; and what the keeper and real kiosks in terminals take of memory meanwhile.
 *
 *   bench_sessions [SESSIONS [SECONDS [KIOSKS]]]     200, 20 and 20
 */
#include <poll.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/id.h"
#include "bench/bench.h"
#include "keeper/keeper.h"
#include "keeper/protocol.h"
#include "keeper/write.h"
#include "records/log.h"

#define SESSIONS_MOST 400
#define KIOSKS_MOST 50
#define PAUSE_LEAST 2.0                          /* seconds from an answer to the next */
#define PAUSE_MOST 6.0
#define BARE 200
#define QUIET 50                                 /* milliseconds without output after which a frame counts as whole */
#define LONGEST 30.0                             /* seconds that anything may take */

struct session {
    int fd;
    int64_t answered;
    uint32_t number;
    bool waits;                                  /* for the answer of what it has asked */
    double asked, next;                          /* next: when it answers again */
    struct buf in;
};

struct waits {
    double *seconds;
    size_t count, capacity;
};

static uint32_t state = 20261125;                /* a fixed sequence: each run has the same pauses */
static double pause_length(void)
{
    state = state * 1664525u + 1013904223u;
    return PAUSE_LEAST + (PAUSE_MOST - PAUSE_LEAST) * (state >> 8) / 16777216.0;
}

static void ask(struct session *session, enum message_kind kind, const void *what)
{
    struct buf bytes = BUF_INIT;
    if (frame_ask(&bytes, kind, ++session->number, what, NULL) || file_write_all(session->fd, bytes.data, bytes.length))
        bench_give_up("a session cannot ask:", NULL);
    session->asked = bench_seconds();
    session->waits = true;
    buf_release(&bytes);
}

static bool take(struct session *session)
{
    struct frame frame;
    struct cursor cursor;
    char bytes[4096];
    ssize_t got = recv(session->fd, bytes, sizeof bytes, 0);
    if (got <= 0)
        bench_give_up("the keeper hung up:", NULL);
    buf_add(&session->in, bytes, (size_t)got);
    if (frame_read(session->in.data, session->in.length, &frame, NULL) != 1)
        return false;
    cursor_init(&cursor, frame.body, frame.length);
    if (cursor_u32(&cursor) != 0)
        bench_give_up("the keeper refuses:", NULL);
    buf_clear(&session->in);
    session->waits = false;
    return true;
}

static void ask_and_wait(struct session *session, enum message_kind kind, const void *what)
{
    ask(session, kind, what);
    while (!take(session))
        ;
}

static void append(struct session *session, int index, const char *kind, const char *item, const char *data)
{
    char attempt[UUID_SIZE];
    snprintf(attempt, sizeof attempt, "01930000-0000-7000-8000-%012d", index + 1);
    const struct keeper_event event = { .kind = kind, .attempt = attempt, .pack = "business-skills", .version = "1.0.0", .unit = "post-test", .digest = "",
                                        .language = "en", .item = item, .data = data, .body = "" };
    ask(session, MESSAGE_append, &(struct ask_append){ .events = &event, .count = 1, .drop_attempt = "", .drop_item = "" });
}

static void answer(struct session *session, int index)
{
    char item[32];
    snprintf(item, sizeof item, "price.item-%d", (int)(session->answered % 25));
    append(session, index, "answered", item, "{\"seed\":42,\"response\":\"1\",\"seconds\":7}");
}

static void sit_down(struct session *session, int index)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "centre/" KEEPER_SOCKET };
    char id[UUID_SIZE];
    *session = (struct session){ .fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), .in = BUF_INIT };
    if (session->fd < 0 || connect(session->fd, (struct sockaddr *)&address, sizeof address))
        bench_give_up("a session cannot connect:", NULL);
    uuid_make(id, &clock_system, &random_system);
    ask_and_wait(session, MESSAGE_hello, &(struct ask_hello){ .version = KEEPER_VERSION, .client = id, .session = "" });
    ask_and_wait(session, MESSAGE_guest, &(struct ask_text){ .text = "en" });
    append(session, index, "attempt-started", "", "{\"seed\":7,\"mode\":\"test\",\"questions\":25}");
    while (!take(session))
        ;
}

static void note_wait(struct waits *waits, double seconds)
{
    if (waits->count == waits->capacity) {
        waits->capacity = waits->capacity ? 2 * waits->capacity : 4096;
        waits->seconds = realloc(waits->seconds, waits->capacity * sizeof *waits->seconds);
        if (!waits->seconds)
            bench_give_up("no memory", NULL);
    }
    waits->seconds[waits->count++] = seconds;
}

/* Each goes on at its own pace for so long; then all wait for what they have asked. */
static void work(struct session *sessions, int count, double length, struct waits *waits)
{
    static struct pollfd polled[SESSIONS_MOST];
    double start = bench_seconds(), end = start + length;
    int waiting = 0;
    for (int i = 0; i < count; i++) {
        polled[i] = (struct pollfd){ .fd = sessions[i].fd, .events = POLLIN };
        sessions[i].next = start + pause_length() * i / count;
    }
    for (double now = start; now < end || waiting > 0; now = bench_seconds()) {
        double next = end;
        for (int i = 0; i < count; i++) {
            if (!sessions[i].waits && sessions[i].next <= now && now < end) {
                answer(&sessions[i], i);
                waiting++;
            }
            if (!sessions[i].waits && sessions[i].next < next)
                next = sessions[i].next;
            if (sessions[i].waits && now - sessions[i].asked > LONGEST)
                bench_give_up("an answer is not saved in time", NULL);
        }
        double left = 1e3 * (next - bench_seconds());
        if (poll(polled, (nfds_t)count, waiting && left > 100 ? 100 : left > 1 ? (int)left : now < end ? 1 : 100) < 0 && errno != EINTR)
            bench_give_up("no answer comes", NULL);
        for (int i = 0; i < count; i++) {
            if (!(polled[i].revents & POLLIN) || !take(&sessions[i]))
                continue;
            now = bench_seconds();
            note_wait(waits, now - sessions[i].asked);
            sessions[i].answered++;
            sessions[i].next = now + pause_length();
            waiting--;
        }
    }
}

/* The same bytes, durable, with nothing around them. */
static double bare_append(void)
{
    static double seconds[BARE];
    char line[300];
    int fd = open("bare", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    memset(line, 'x', sizeof line);
    for (int i = 0; i < BARE; i++) {
        double start = bench_seconds();
        if (fd < 0 || file_write_all(fd, line, sizeof line) || fdatasync(fd))
            bench_give_up("a line cannot be appended", NULL);
        seconds[i] = bench_seconds() - start;
    }
    close(fd);
    return bench_median(seconds, BARE);
}

/* Megabytes, what is shared counted by its part. */
static double memory_of(pid_t pid)
{
    char path[64];
    struct buf text = BUF_INIT;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    const char *line = file_read(path, 10000, &text, NULL) ? NULL : strstr(text.data, "\nPss:");
    double kilobytes = line ? strtod(line + 5, NULL) : 0;
    buf_release(&text);
    return kilobytes / 1e3;
}

/* Kiosks in terminals, with a person looking at a list of packs. */
struct kiosk {
    int fd;
    pid_t pid;
};

static void press(const struct kiosk *kiosk, const char *key, const char *text)
{
    struct pollfd polled = { .fd = kiosk->fd, .events = POLLIN };
    struct buf seen = BUF_INIT;
    char bytes[65536];
    double limit = bench_seconds() + LONGEST;
    if (file_write_all(kiosk->fd, key, strlen(key)))
        bench_give_up("a key cannot be pressed", NULL);
    for (;;) {
        bool whole = seen.length && strstr(seen.data, text);
        int ready = poll(&polled, 1, whole ? QUIET : 1000);
        if (ready == 0 && whole)
            break;
        ssize_t got = ready > 0 ? read(kiosk->fd, bytes, sizeof bytes) : 0;
        if (got < 0 || bench_seconds() > limit)
            bench_give_up(text, NULL);
        buf_add(&seen, bytes, (size_t)got);
    }
    buf_release(&seen);
}

static void open_kiosk(struct kiosk *kiosk, const char *program)
{
    struct winsize size = { .ws_row = 24, .ws_col = 80 };
    kiosk->pid = forkpty(&kiosk->fd, NULL, NULL, &size);
    if (kiosk->pid == 0) {
        execl(program, program, "--centre", "centre", "--no-mouse", (char *)NULL);
        _exit(127);
    }
    if (kiosk->pid < 0)
        bench_give_up("there is no terminal:", NULL);
    press(kiosk, "", "help");
    press(kiosk, "\r", "Just look around");
    press(kiosk, "4", "help");
}

static pid_t keep(const char *admin)
{
    pid_t pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(null, 1);
        execl(admin, admin, "--centre", "centre", "keep", (char *)NULL);
        _exit(127);
    }
    for (double limit = bench_seconds() + LONGEST; access("centre/" KEEPER_SOCKET, F_OK); poll(NULL, 0, 10))
        if (bench_seconds() > limit)
            bench_give_up("the keeper does not start", NULL);
    return pid;
}

static int count_answer(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    (void)line, (void)length, (void)error;
    *(int64_t *)context += event->kind == EVENT_ANSWERED;
    return 0;
}

/* After the keeper has ended: what the log has. */
static int64_t count_log(void)
{
    struct records *records = NULL;
    struct error error = { 0 };
    int64_t count = 0;
    if (records_open(&records, &(struct records_options){ .folder = "centre", .read_only = true }, &error) ||
        log_each(records, NULL, 1, INT64_MAX, count_answer, &count, &error))
        bench_give_up("the log cannot be read:", &error);
    records_close(records);
    return count;
}

static long number(const char *text, long least, long most)
{
    char *end;
    long value = strtol(text, &end, 10);
    if (*end || end == text || value < least || value > most)
        bench_give_up("a number is wrong: bench_sessions [SESSIONS [SECONDS [KIOSKS]]]", NULL);
    return value;
}

int main(int argc, char **argv)
{
    static struct session sessions[SESSIONS_MOST];
    static struct kiosk kiosks[KIOSKS_MOST];
    char build[PATH_MAX], admin[PATH_MAX + 32], kiosk[PATH_MAX + 32], folder[PATH_MAX];
    int count = (int)(argc > 1 ? number(argv[1], 1, SESSIONS_MOST) : 200);
    double length = (double)(argc > 2 ? number(argv[2], 1, 86400) : 20), kiosk_memory = 0;
    int kiosk_count = (int)(argc > 3 ? number(argv[3], 0, KIOSKS_MOST) : 20);
    struct waits waits = { 0 };
    int64_t acknowledged = 0;
    bench_build(build);
    snprintf(admin, sizeof admin, "%s/tools/kiosk-admin", build);
    snprintf(kiosk, sizeof kiosk, "%s/kiosk/app/kiosk", build);
    setenv("TERM", "xterm-256color", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("LANGUAGE", "en", 1);
    bench_folder(folder);
    bench_run(NULL, (const char *[]){ admin, "init", "--name", "Bench", "centre", NULL });
    pid_t keeper = keep(admin);
    double bare = bare_append();
    for (int i = 0; i < kiosk_count; i++)
        open_kiosk(&kiosks[i], kiosk);
    for (int i = 0; i < count; i++)
        sit_down(&sessions[i], i);
    work(sessions, count, length, &waits);
    for (int i = 0; i < count; i++)
        acknowledged += sessions[i].answered;
    for (int i = 0; i < kiosk_count; i++)
        kiosk_memory += memory_of(kiosks[i].pid) / kiosk_count;
    double keeper_memory = memory_of(keeper);
    for (int i = 0; i < kiosk_count; i++) {
        kill(kiosks[i].pid, SIGTERM);
        waitpid(kiosks[i].pid, NULL, 0);
        close(kiosks[i].fd);
    }
    kill(keeper, SIGTERM);
    waitpid(keeper, NULL, 0);
    int64_t logged = count_log();
    if (waits.count == 0)
        bench_give_up("nobody has answered", NULL);
    qsort(waits.seconds, waits.count, sizeof *waits.seconds, bench_ascending);
    double median = waits.seconds[waits.count / 2];
    printf("sessions: %d for %.0f s, %lld answers: saved in %.2f ms (p50), %.2f ms (p99), %.2f ms (the slowest); bare %.2f ms, ratio %.2f\n", count, length, (long long)acknowledged,
           1e3 * median, 1e3 * waits.seconds[waits.count * 99 / 100], 1e3 * waits.seconds[waits.count - 1], 1e3 * bare, median / bare);
    if (kiosk_count)
        printf("sessions: memory (Pss): the keeper %.2f MB, a kiosk %.2f MB (of %d in terminals)\n", keeper_memory, kiosk_memory, kiosk_count);
    else
        printf("sessions: memory (Pss): the keeper %.2f MB\n", keeper_memory);
    printf("sessions: acknowledged %lld, in the log %lld: %s\n", (long long)acknowledged, (long long)logged, acknowledged == logged ? "none lost" : "NOT THE SAME");
    for (int i = 0; i < count; i++) {
        close(sessions[i].fd);
        buf_release(&sessions[i].in);
    }
    free(waits.seconds);
    bench_folder_remove(folder);
    return acknowledged == logged ? 0 : 1;
}
