/*
 * A saved answer as a kiosk meets it: asked through the socket, durable, acknowledged; against a lone durable INSERT of a line of the same length into a bare
 * table of a database in the same mode. Then fifty kiosks that answer without a pause, against the same INSERTs one after the other.
 */
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/id.h"
#include "keeper/centre.h"
#include "keeper/client.h"
#include "keeper/keeper.h"
#include "keeper/protocol.h"
#include "keeper/write.h"

#define ROUNDS 5
#define ANSWERS 100                              /* a round */
#define KIOSKS 50
#define EACH 20                                  /* answers of each kiosk */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void give_up(const char *what, const struct error *error)
{
    char text[500] = "";
    fprintf(stderr, "bench_keeper: %s %s\n", what, error ? error_text(error, NULL, text, sizeof text) : text);
    exit(1);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void bare_add(sqlite3_stmt *insert, int count)
{
    char line[301];
    memset(line, 'x', 300);
    line[300] = 0;
    for (int i = 0; i < count; i++) {
        sqlite3_bind_text(insert, 1, line, -1, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            give_up("the bare table fails", NULL);
        sqlite3_reset(insert);
    }
}

static const char attempt_form[] = "01930000-0000-7000-8000-%012d";

static void start_attempt(struct client *client, int number)
{
    struct error error = { 0 };
    char attempt[UUID_SIZE];
    snprintf(attempt, sizeof attempt, attempt_form, number);
    struct event event = { .kind = EVENT_ATTEMPT_STARTED, .attempt = attempt, .pack = "business-skills", .version = "1.0.0", .unit = "post-test",
                           .attempt_started = { .seed = 7, .mode = "test", .questions = 25 } };
    if (client_write(client, &event, 1, NULL, NULL, NULL, &error))
        give_up("an attempt is not begun:", &error);
}

static void client_add(struct client *client, int number, int count)
{
    struct error error = { 0 };
    char attempt[UUID_SIZE], item[32];
    snprintf(attempt, sizeof attempt, attempt_form, number);
    for (int i = 0; i < count; i++) {
        snprintf(item, sizeof item, "price.item-%d", i % 25);
        struct event event = { .kind = EVENT_ANSWERED, .attempt = attempt, .pack = "business-skills", .version = "1.0.0", .unit = "post-test",
                               .language = "en", .item = item, .answered = { .seed = 42, .response = "1", .seconds = i } };
        if (client_write(client, &event, 1, NULL, NULL, NULL, &error))
            give_up("an answer is not saved:", &error);
    }
}

/* Kiosks that are only sockets: one process plays them all. */
struct kiosk {
    int fd, answered;
    uint32_t number;
    double asked;
    struct buf in;
};

static void send_frame(struct kiosk *kiosk, enum message_kind kind, const void *ask)
{
    struct buf bytes = BUF_INIT;
    if (frame_ask(&bytes, kind, ++kiosk->number, ask, NULL) || file_write_all(kiosk->fd, bytes.data, bytes.length))
        give_up("a kiosk cannot send", NULL);
    kiosk->asked = seconds();
    buf_release(&bytes);
}

static bool take_answer(struct kiosk *kiosk)
{
    struct frame frame;
    char bytes[4096];
    ssize_t got = recv(kiosk->fd, bytes, sizeof bytes, 0);
    if (got <= 0)
        give_up("the keeper hung up", NULL);
    buf_add(&kiosk->in, bytes, (size_t)got);
    if (frame_read(kiosk->in.data, kiosk->in.length, &frame, NULL) != 1)
        return false;
    struct cursor cursor;
    cursor_init(&cursor, frame.body, frame.length);
    if (cursor_u32(&cursor) != 0)
        give_up("the keeper refuses", NULL);
    buf_clear(&kiosk->in);
    return true;
}

static void wait_answer(struct kiosk *kiosk)
{
    while (!take_answer(kiosk))
        ;
}

static void answer(struct kiosk *kiosk, int index, const char *kind, const char *data)
{
    char attempt[UUID_SIZE], item[32];
    snprintf(attempt, sizeof attempt, attempt_form, 1000 + index);
    snprintf(item, sizeof item, "price.item-%d", kiosk->answered % 25);
    const struct keeper_event event = { .kind = kind, .attempt = attempt, .pack = "business-skills", .version = "1.0.0", .unit = "post-test",
                                        .language = "en", .item = *kind == 'a' && kind[1] == 'n' ? item : "", .data = data };
    send_frame(kiosk, MESSAGE_append, &(struct ask_append){ .events = &event, .count = 1 });
}

static void plug_in(struct kiosk *kiosk, int index, const char *socket_path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    char id[UUID_SIZE];
    snprintf(address.sun_path, sizeof address.sun_path, "%.100s", socket_path);
    *kiosk = (struct kiosk){ .fd = socket(AF_UNIX, SOCK_STREAM, 0), .in = BUF_INIT };
    if (connect(kiosk->fd, (struct sockaddr *)&address, sizeof address))
        give_up("a kiosk cannot connect", NULL);
    uuid_make(id, &clock_system, &random_system);
    send_frame(kiosk, MESSAGE_hello, &(struct ask_hello){ .version = KEEPER_VERSION, .client = id });
    wait_answer(kiosk);
    send_frame(kiosk, MESSAGE_guest, &(struct ask_text){ .text = "en" });
    wait_answer(kiosk);
    answer(kiosk, index, "attempt-started", "{\"seed\":7,\"mode\":\"test\",\"questions\":25}");
    wait_answer(kiosk);
}

static double crowd(const char *socket_path, double *waits)
{
    static struct kiosk kiosks[KIOSKS];
    struct pollfd polled[KIOSKS];
    static const char data[] = "{\"seed\":42,\"response\":\"1\",\"seconds\":7}";
    size_t done = 0;
    for (int i = 0; i < KIOSKS; i++) {
        plug_in(&kiosks[i], i, socket_path);
        polled[i] = (struct pollfd){ .fd = kiosks[i].fd, .events = POLLIN };
    }
    double start = seconds();
    for (int i = 0; i < KIOSKS; i++)
        answer(&kiosks[i], i, "answered", data);
    while (done < KIOSKS * EACH) {
        if (poll(polled, KIOSKS, -1) < 0 && errno != EINTR)
            give_up("no answer comes", NULL);
        for (int i = 0; i < KIOSKS; i++) {
            if (!(polled[i].revents & POLLIN) || !take_answer(&kiosks[i]))
                continue;
            waits[done++] = seconds() - kiosks[i].asked;
            if (++kiosks[i].answered < EACH)
                answer(&kiosks[i], i, "answered", data);
        }
    }
    double took = seconds() - start;
    for (int i = 0; i < KIOSKS; i++) {
        close(kiosks[i].fd);
        buf_release(&kiosks[i].in);
    }
    return took;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

int main(void)
{
    const char *base = getenv("TMPDIR");
    char folder[512], path[600];
    struct error error = { 0 };
    struct client *client;
    struct arena arena;
    struct keeper_signed guest;
    sqlite3 *db;
    sqlite3_stmt *insert;
    double ours[ROUNDS], theirs[ROUNDS];
    static double waits[KIOSKS * EACH];
    snprintf(folder, sizeof folder, "%s/bench-keeper-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder) || centre_make(folder, NULL, &error))
        give_up("there is no place for a centre", &error);
    if (client_open(&client, &(struct client_options){ .centre = folder, .spawn = true }, &error))
        give_up("the keeper does not start:", &error);
    arena_init(&arena, NULL, 0);
    if (client_guest(client, NULL, &arena, &guest, &error))
        give_up("nobody can sit down:", &error);
    path_join(path, sizeof path, folder, "bare.db");
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE line(seq INTEGER PRIMARY KEY, line TEXT)", NULL, NULL,
                     NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(db, "INSERT INTO line(line) VALUES(?1)", -1, &insert, NULL) != SQLITE_OK)
        give_up("the bare table cannot be made", NULL);
    /* in turns, so that both meet the same disk */
    for (int i = 0; i < ROUNDS; i++) {
        start_attempt(client, i);
        double start = seconds();
        bare_add(insert, ANSWERS);
        theirs[i] = (seconds() - start) / ANSWERS;
        start = seconds();
        client_add(client, i, ANSWERS);
        ours[i] = (seconds() - start) / ANSWERS;
    }
    qsort(ours, ROUNDS, sizeof *ours, ascending);
    qsort(theirs, ROUNDS, sizeof *theirs, ascending);
    double one = ours[ROUNDS / 2], bare = theirs[ROUNDS / 2];
    printf("keeper: a saved answer through the socket %.0f us, a lone durable INSERT %.0f us, ratio %.2f\n", one * 1e6, bare * 1e6, one / bare);
    path_join(path, sizeof path, folder, KEEPER_SOCKET);
    double took = crowd(path, waits) / (KIOSKS * EACH);
    qsort(waits, KIOSKS * EACH, sizeof *waits, ascending);
    printf("keeper: %d kiosks at once: %.0f us an answer, ratio to the INSERT %.2f; each waits %.1f ms, the slowest of a hundred %.1f ms\n", KIOSKS,
           took * 1e6, took / bare, waits[KIOSKS * EACH / 2] * 1e3, waits[KIOSKS * EACH * 99 / 100] * 1e3);
    sqlite3_finalize(insert);
    sqlite3_close(db);
    client_free(client);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
