#include "keeper/keeper.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "keeper/centre.h"
#include "keeper/machine.h"
#include "keeper/notify.h"
#include "keeper/protocol.h"
#include "keeper/serve.h"
#include "keeper/set_up.h"
#include "keeper/spawn.h"
#include "records/snapshot.h"

#define PER_ROUND 8                              /* requests of one connection in a round: the others come to their turn */
#define OUT_LIMIT (2 * FRAME_LIMIT)              /* who does not fetch answers is read no further */
#define HALF_TIME 10000                          /* milliseconds for a message that has begun, or an answer that is not fetched */
#define JOURNAL_TIME 60000
#define ALIVE_TIME 5000                          /* a service manager is told no more often */

struct done {
    uint16_t kind;
    uint32_t number;
};
struct connection {
    int fd;                                      /* -1: a free place */
    bool parent, closing;
    struct buf in, out;
    struct passed passed;
    size_t sent;                                 /* of out */
    int64_t half_since, stuck_since;             /* running milliseconds; 0: not so */
    struct seat seat;
    /* of this round */
    struct seat seat_before;
    size_t out_before;
    struct done done[PER_ROUND];
    size_t done_count;
    bool changed;                                /* a request that writes was among them */
};

struct keeper {
    struct service service;
    struct keeper_options options;               /* boot and hardware are the caller's, or those of the machine */
    struct arena settings_arena, arena;          /* the file's settings; one request */
    char folder[PATH_MAX], socket[sizeof ((struct sockaddr_un *)0)->sun_path];
    int lock, listener;
    struct connection *connections[KEEPER_CONNECTIONS];
    size_t count, first;                         /* first: whose turn is first, so that nobody is always last */
    struct pollfd polled[KEEPER_CONNECTIONS + 2];
    int64_t synced;
    bool sync_due;                               /* somebody signed out: the journal goes to the disk before its minute is over */
    bool waiting;                                /* whole requests are left for the next round */
    bool parent_gone;
    int broken;                                  /* a code: the centre was made, and cannot be opened; the next start says why */
    struct keeper_tally tally;
    struct rescue rescue;                        /* at this start; aside "": none was needed */
};

static int64_t now(const struct keeper *keeper) { return clock_running(keeper->service.clock) + 1; }

static const struct seat *seat_at(const void *seats, size_t index)
{
    const struct keeper *keeper = seats;
    return index < keeper->count ? &keeper->connections[index]->seat : NULL;
}

static void report_error(const struct report *report, struct error *error)
{
    for (size_t i = 0; i < report_kept(report); i++)
        if (!report->warning[i]) {
            *error = report->kept[i];
            return;
        }
    error_memory(error);
}

static int read_settings(struct keeper *keeper, struct error *error)
{
    struct report report;
    report_init(&report);
    int code = centre_read(keeper->folder, &keeper->settings_arena, &keeper->service.from_file, &report);
    if (code && error)
        report_error(&report, error);
    report_release(&report);
    return code;
}

/* A centre that has written something down: where its records.db is missing, it is lost, and an empty one must not take its place in silence. */
static bool has_journal(const char *folder)
{
    char path[PATH_MAX];
    bool found = false;
    if (!path_join(path, sizeof path, folder, "journal"))
        return false;
    DIR *journal = opendir(path);
    for (struct dirent *entry; journal && !found && (entry = readdir(journal));)
        found = strlen(entry->d_name) > 4 && strcmp(entry->d_name + strlen(entry->d_name) - 4, ".tsv") == 0;
    if (journal)
        closedir(journal);
    return found;
}

/* The records; a database that is damaged or gone is made anew where that loses nobody. */
static int open_records(struct keeper *keeper, const struct records_options *options, struct error *error)
{
    struct error own = { 0 }, why = { 0 };
    error = error ? error : &own;
    int code = options->restored ? 0 : records_look_first(options->folder, error);
    if (!code)
        code = records_open(&keeper->service.records, options, error);
    bool gone = code == ERROR_NOT_FOUND && !options->create;
    if (options->restored || (code != ERROR_DAMAGED && !gone))
        return code;
    int again = records_rescue(options, &keeper->rescue, &why);
    if (!again) {
        error_clear(error);
        return records_open(&keeper->service.records, options, error);
    }
    if (again != ERROR_NOT_FOUND)
        *error = why;
    else if (gone)
        error_set(error, code, N_("the records are gone, but their journal is there: restore a backup, or rebuild them from the journal"));
    return again != ERROR_NOT_FOUND ? again : code;
}

/* The centre is there, and locked. */
static int open_centre(struct keeper *keeper, struct error *error)
{
    char identity[512], boot[UUID_SIZE];
    const struct keeper_options *options = &keeper->options;
    /* forked before this process knows anything of the database */
    int code = maker_new(&keeper->service.maker, keeper->folder, options->packer, keeper->service.clock, keeper->service.random, error);
    if (code)
        return code;
    struct records_options records = { .folder = keeper->folder, .hardware = options->hardware, .boot = options->boot, .sound = options->sound,
                                       .terminal = (int)keeper->service.from_file.terminal, .create = !options->restored && !has_journal(keeper->folder), .restored = options->restored,
                                       .clock = options->clock, .random = options->random };
    if (!records.hardware && machine_identity("", keeper->folder, identity, sizeof identity))
        records.hardware = identity;
    if (!records.boot) {
        if (!machine_boot("", boot))             /* no such file: each start counts as a boot */
            uuid_make(boot, keeper->service.clock, keeper->service.random);
        records.boot = boot;
        records.sound = machine_clock_sound("");
    }
    code = open_records(keeper, &records, error);
    if (!code)
        code = service_prune(&keeper->service, error);
    if (!code)
        service_export_open(&keeper->service);
    keeper->synced = now(keeper);
    keeper->service.opened = keeper->service.asked = clock_running(keeper->service.clock);
    return code;
}

/* A folder without a centre. What a set-up left behind that was cut off is moved to its place, or goes. */
static int open_fresh(struct keeper *keeper, struct error *error)
{
    bool there, absent = access(keeper->folder, F_OK) != 0;
    int code = folder_make(keeper->folder, 0750, error);
    if (!code && absent)
        chmod(keeper->folder, 0750);             /* whatever the umask says: kiosks of the group find the socket in it */
    if (!code)
        code = centre_lock(keeper->folder, &keeper->lock, error);
    if (!code)
        code = set_up_mend(keeper->folder, &there, error);
    if (code)
        return code;
    keeper->service.fresh = !there;
    keeper->service.sound = keeper->options.boot ? keeper->options.sound : machine_clock_sound("");
    struct error none = { 0 };
    code = read_settings(keeper, &none);         /* those of the system, where there are any */
    if (code == ERROR_NOT_FOUND && !there) {
        settings_default(&keeper->service.from_file);
        return 0;
    }
    if (code && error)
        *error = none;
    return code;
}

int keeper_open(struct keeper **out, const struct keeper_options *options, struct error *error)
{
    struct error own = { 0 };
    bool fresh = false;
    error = error ? error : &own;
    struct keeper *keeper = calloc(1, sizeof *keeper);
    if (!keeper)
        return error_memory(error);
    keeper->lock = keeper->listener = -1;
    keeper->options = *options;
    keeper->options.centre = keeper->folder;
    keeper->service.clock = options->clock ? options->clock : &clock_system;
    keeper->service.random = options->random ? options->random : &random_system;
    keeper->service.room = options->room ? options->room : room_of;
    keeper->service.folder = keeper->folder;
    keeper->service.seat_at = seat_at;
    keeper->service.seats = keeper;
    arena_init(&keeper->settings_arena, NULL, FRAME_MEMORY);
    arena_init(&keeper->arena, NULL, 8 * FRAME_MEMORY);
    int code = 0;
    if (snprintf(keeper->folder, sizeof keeper->folder, "%s", options->centre) >= (int)sizeof keeper->folder)
        code = error_set(error, ERROR_LIMIT, N_("this path is too long"));
    if (!code && options->may_set_up)
        code = set_up_look(keeper->folder, &fresh, error);
    if (!code && fresh)
        code = open_fresh(keeper, error);
    if (!code && !fresh)
        code = read_settings(keeper, error);
    if (!code && !fresh)
        code = centre_lock(keeper->folder, &keeper->lock, error);
    if (!code && !keeper->service.fresh)
        code = open_centre(keeper, error);
    if (code)
        code = room_explain(code, keeper->service.room, keeper->folder, error);
    if (code)
        keeper_free(keeper);
    else
        *out = keeper;
    return code;
}

/* The centre is made, and this goes on as its keeper. */
static int make_it(void *memory, const struct ask_set_up *ask, struct arena *arena, struct keeper_set_up *answer, struct error *error)
{
    struct keeper *keeper = memory;
    bool there;
    /* one that was made, and could not be moved to its place: that is tried again before another one is made */
    int code = set_up_mend(keeper->folder, &there, error);
    if (!code && there)
        error_set(error, ERROR_EXISTS, N_("this centre is set up already; sign in as its manager"));
    if (!code && !there)
        code = set_up_make(&keeper->options, &keeper->service.from_file, ask, NULL, arena, answer, error);
    if (code)
        return code;
    keeper->service.fresh = false;
    struct error wrong = { 0 };
    keeper->broken = read_settings(keeper, &wrong);
    if (!keeper->broken)
        keeper->broken = open_centre(keeper, &wrong);
    if (keeper->broken)
        *error = wrong;
    else if (keeper->options.made)
        keeper->options.made(keeper->folder);
    return keeper->broken ? keeper->broken : there ? ERROR_EXISTS : 0;
}

static void close_connection(struct keeper *keeper, size_t i)
{
    struct connection *connection = keeper->connections[i];
    if (connection->parent)
        keeper->parent_gone = true;
    close(connection->fd);
    passed_close(&connection->passed);
    buf_release(&connection->in);
    buf_release(&connection->out);
    free(connection);
    keeper->connections[i] = keeper->connections[--keeper->count];
}

void keeper_free(struct keeper *keeper)
{
    if (!keeper)
        return;
    while (keeper->count)
        close_connection(keeper, 0);
    if (keeper->listener >= 0) {
        unlink(keeper->socket);
        close(keeper->listener);
    }
    maker_free(keeper->service.maker);
    records_close(keeper->service.records);
    centre_identity_forget(&keeper->service.centre);
    if (keeper->lock >= 0)
        close(keeper->lock);
    arena_release(&keeper->settings_arena);
    arena_release(&keeper->arena);
    free(keeper);
}

int keeper_listen(struct keeper *keeper, const char *path, struct error *error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    error_at(error, path, 0, 0);
    if (strlen(path) >= sizeof address.sun_path)
        return error_set(error, ERROR_LIMIT, N_("the path of a socket has at most %zu bytes; use a shorter folder"),
                         sizeof address.sun_path - 1);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return error_system(error, errno, N_("the socket cannot be made"));
    /* we hold the centre's lock: a socket that lies there belongs to a keeper that is no more */
    struct stat status;
    if (lstat(path, &status) == 0 && S_ISSOCK(status.st_mode))
        unlink(path);
    mode_t mask = umask(0117);
    int bound = bind(fd, (struct sockaddr *)&address, sizeof address);
    int number = errno;
    umask(mask);
    if (bound == 0 && listen(fd, 128) != 0) {
        number = errno;
        bound = -1;
        unlink(path);
    }
    if (bound != 0) {
        close(fd);
        return error_system(error, number, N_("the socket cannot be made"));
    }
    error_at(error, "", 0, 0);
    memcpy(keeper->socket, address.sun_path, sizeof keeper->socket);
    keeper->listener = fd;
    return 0;
}

int keeper_add(struct keeper *keeper, int fd, bool parent, struct error *error)
{
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (keeper->count == KEEPER_CONNECTIONS) {
        close(fd);
        keeper->tally.refused++;
        return error_set(error, ERROR_LIMIT, N_("more than %d programs want to speak to the keeper"), KEEPER_CONNECTIONS);
    }
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        close(fd);
        return error_memory(error);
    }
    buf_init(&connection->in, NULL);
    buf_init(&connection->out, NULL);
    connection->fd = fd;
    connection->parent = parent;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0)
        connection->seat.own_user = credentials.uid == geteuid() || credentials.uid == 0;
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    keeper->connections[keeper->count++] = connection;
    keeper->tally.connections++;
    return 0;
}

static void accept_all(struct keeper *keeper)
{
    for (;;) {
        int fd = accept4(keeper->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        keeper_add(keeper, fd, false, NULL);
    }
}

static void receive(struct connection *connection)
{
    size_t most = FRAME_LIMIT + FRAME_HEAD;
    while (connection->in.length < most) {
        if (!buf_reserve(&connection->in, 4096)) {
            connection->closing = true;
            return;
        }
        size_t room = connection->in.capacity - connection->in.length - 1;
        if (room > most - connection->in.length)
            room = most - connection->in.length;
        int fds[2];
        ssize_t got = spawn_receive(connection->fd, connection->in.data + connection->in.length, room, 0, fds);
        if (got >= 0 && fds[0] >= 0) {
            passed_close(&connection->passed);
            connection->passed = (struct passed){ .fds = { fds[0], fds[1] }, .count = 2 };
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (got <= 0) {                          /* what came whole before the end is still done, as far as it goes */
            connection->closing = true;
            return;
        }
        connection->in.length += (size_t)got;
        connection->in.data[connection->in.length] = 0;
    }
}

static void drop_front(struct buf *buf, size_t length)
{
    memmove(buf->data, buf->data + length, buf->length - length);
    /* PINs come through here: nothing of a request stays behind */
    explicit_bzero(buf->data + buf->length - length, length);
    buf_cut(buf, buf->length - length);
    if (buf->length == 0 && buf->capacity > 65536)
        buf_release(buf);
}

/* Does whole requests of a connection. A code: the group has to be undone. */
static int run_requests(struct keeper *keeper, struct connection *connection, bool *hashed, struct error *error)
{
    size_t at = 0;
    int code = 0;
    while (!keeper->broken && connection->done_count < PER_ROUND && connection->out.length - connection->sent < OUT_LIMIT) {
        struct frame frame;
        int found = frame_read(connection->in.data + at, connection->in.length - at, &frame, NULL);
        if (found < 0) {
            connection->closing = true;
            keeper->tally.refused++;
        }
        if (found <= 0)
            break;
        keeper->service.asked = clock_running(keeper->service.clock);
        if (message_hashes(frame.kind)) {
            if (*hashed)                         /* a hash takes the time of many answers: one a round */
                break;
            *hashed = true;
        }
        if (keeper->service.fresh) {
            keeper->tally.requests++;
            code = serve_fresh(&keeper->service, &connection->seat, &frame, &keeper->arena, make_it, keeper, &connection->out, error);
            arena_release(&keeper->arena);
            at += frame.size;
            if (code || keeper->broken)
                break;
            continue;
        }
        if (message_changes(frame.kind)) {
            if (!records_in_group(keeper->service.records))
                code = records_begin(keeper->service.records, error);
            connection->changed = true;
            keeper->sync_due = keeper->sync_due || frame.kind == MESSAGE_sign_out;
            keeper->tally.writes++;
        }
        connection->done[connection->done_count++] = (struct done){ .kind = frame.kind, .number = frame.number };
        keeper->tally.requests++;
        keeper->service.passed = &connection->passed;
        if (!code)
            code = serve(&keeper->service, &connection->seat, &frame, &keeper->arena, &connection->out, error);
        arena_release(&keeper->arena);
        at += frame.size;
        if (code)
            break;
    }
    if (at > 0)
        drop_front(&connection->in, at);
    return code;
}

/* The group was not made durable: whoever wrote in this round is told so, and sits where they sat before it. */
static void take_back(struct connection *connection, const struct error *why)
{
    if (!connection->changed)
        return;
    connection->seat = connection->seat_before;
    buf_cut(&connection->out, connection->out_before);
    for (size_t i = 0; i < connection->done_count; i++)
        if (frame_error(&connection->out, connection->done[i].kind, connection->done[i].number, why, NULL))
            connection->closing = true;
}

static void send_out(struct connection *connection, int64_t time)
{
    while (connection->sent < connection->out.length) {
        ssize_t sent = send(connection->fd, connection->out.data + connection->sent, connection->out.length - connection->sent, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (!connection->stuck_since)
                connection->stuck_since = time;
            return;
        }
        if (sent <= 0) {
            connection->closing = true;
            return;
        }
        connection->sent += (size_t)sent;
        connection->stuck_since = 0;
    }
    explicit_bzero(connection->out.data, connection->out.length); /* a new PIN went out here */
    buf_clear(&connection->out);
    connection->sent = 0;
}

/* A message that has begun has to end; an answer has to be fetched. */
static void look_after(struct keeper *keeper, struct connection *connection)
{
    int64_t time = now(keeper);
    struct frame frame;
    int found = frame_read(connection->in.data, connection->in.length, &frame, NULL);
    bool half = connection->in.length > 0 && found == 0;
    /* a whole request that is left over: its bytes are here already, so no poll would wake us for it */
    if (found == 1 && !connection->closing && connection->out.length - connection->sent < OUT_LIMIT)
        keeper->waiting = true;
    if (!half)
        connection->half_since = 0;
    else if (!connection->half_since)
        connection->half_since = time;
    if ((connection->half_since && time - connection->half_since > HALF_TIME) ||
        (connection->stuck_since && time - connection->stuck_since > HALF_TIME)) {
        connection->closing = true;
        keeper->tally.refused++;
    }
}

static int wait_for_input(struct keeper *keeper, int timeout, struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < keeper->count; i++) {
        const struct connection *connection = keeper->connections[i];
        bool unsent = connection->sent < connection->out.length;
        bool hungry = connection->in.length < FRAME_LIMIT + FRAME_HEAD && connection->out.length - connection->sent < OUT_LIMIT;
        keeper->polled[count++] = (struct pollfd){ .fd = connection->fd, .events = (short)((hungry ? POLLIN : 0) | (unsent ? POLLOUT : 0)) };
    }
    keeper->polled[count] = (struct pollfd){ .fd = keeper->listener, .events = POLLIN };
    keeper->polled[count + 1] = (struct pollfd){ .fd = keeper->service.maker ? maker_fd(keeper->service.maker) : -1, .events = POLLIN };
    if (poll(keeper->polled, count + 2, timeout) < 0 && errno != EINTR)
        return error_system(error, errno, N_("the keeper cannot wait for its kiosks"));
    return 0;
}

static int sync_journal(struct keeper *keeper, struct error *error)
{
    if (keeper->service.fresh || keeper->broken)
        return 0;
    if (!keeper->sync_due && now(keeper) - keeper->synced < JOURNAL_TIME)
        return 0;
    keeper->sync_due = false;
    keeper->tally.syncs++;
    keeper->synced = now(keeper);
    return records_sync(keeper->service.records, error);
}

int keeper_round(struct keeper *keeper, int timeout, struct error *error)
{
    struct error wrong = { 0 };
    bool hashed = false;
    int code = wait_for_input(keeper, keeper->waiting ? 0 : timeout, error);
    if (code)
        return code;
    size_t count = keeper->count;                /* those who were polled */
    for (size_t i = 0; i < count; i++) {
        struct connection *connection = keeper->connections[i];
        connection->seat_before = connection->seat;
        connection->out_before = connection->out.length;
        connection->done_count = 0;
        connection->changed = false;
        if (keeper->polled[i].revents & (POLLIN | POLLHUP | POLLERR))
            receive(connection);
    }
    if (keeper->polled[count].revents & POLLIN)
        accept_all(keeper);

    keeper->waiting = false;
    for (size_t n = 0; n < count && !code; n++) {
        struct connection *connection = keeper->connections[(keeper->first + n) % count];
        if (connection->in.length)
            code = run_requests(keeper, connection, &hashed, &wrong);
    }
    keeper->first++;
    if (keeper->service.records && records_in_group(keeper->service.records)) {
        if (code)
            records_rollback(keeper->service.records);
        else
            code = records_commit(keeper->service.records, &wrong);
        keeper->tally.commits += code == 0;
    }
    for (size_t i = 0; i < count && code; i++)
        take_back(keeper->connections[i], &wrong);
    keeper->tally.rounds++;
    if (!keeper->service.fresh && !keeper->broken)
        service_after(&keeper->service);

    for (size_t i = keeper->count; i-- > 0;) {
        struct connection *connection = keeper->connections[i];
        send_out(connection, now(keeper));
        look_after(keeper, connection);
        if (connection->closing)
            close_connection(keeper, i);
    }
    /* a full disk at the journal is no reason to stop: the next sync, and the next start, mend it */
    sync_journal(keeper, NULL);
    if (keeper->broken || !keeper->service.records || !records_failed(keeper->service.records))
        return keeper->broken;
    /* A page is damaged, or a write did not reach the disk: nothing more is promised on top of it. The next start looks through all of it. */
    records_suspect(keeper->folder);
    error_at(error, keeper->folder, 0, 0);
    return error_set(error, ERROR_DAMAGED, N_("the records cannot be read or written as they should; the keeper ends, and looks through them when it starts again"));
}

int keeper_run(struct keeper *keeper, const volatile sig_atomic_t *stop, struct error *error)
{
    int code = 0;
    int64_t told = 0;
    while (!code && !keeper->parent_gone && !(stop && *stop)) {
        if (!told || now(keeper) - told >= ALIVE_TIME) {
            notify_send(NOTIFY_ALIVE);
            told = now(keeper);
        }
        code = keeper_round(keeper, ALIVE_TIME, error);
    }
    if (keeper->service.records)
        records_sync(keeper->service.records, NULL);
    return code;
}

struct keeper_tally keeper_tally(const struct keeper *keeper)
{
    return keeper->tally;
}
