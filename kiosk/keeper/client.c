#include "keeper/client.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/id.h"
#include "keeper/keeper.h"
#include "keeper/protocol.h"
#include "keeper/spawn.h"
#include "keeper/write.h"

#define TIMEOUT 10000
#define PAUSE 50                                 /* milliseconds between two tries to connect */

struct client {
    char centre[PATH_MAX];
    bool spawn, may_set_up, command, fixed;      /* fixed: the descriptor was given, and cannot be had again */
    const struct packer *packer;
    char ticket[64];
    int passed[2];                               /* that go with the next request; -1: none */
    int timeout, fd;
    pid_t child;                                 /* 0: none */
    uint32_t number;
    char id[UUID_SIZE], session[64];
    struct buf in, out, unanswered;              /* unanswered: kind and body of a request that gave up waiting */
    uint32_t unanswered_number;
    struct arena centre_arena;
    struct keeper_hello hello;
};

static int64_t now(void) { return clock_running(&clock_system); }

static void hang_up(struct client *client)
{
    if (client->fd >= 0)
        close(client->fd);
    client->fd = -1;
    buf_clear(&client->in);
}

/* A child that lost its parent's end leaves by itself; one that does not is killed: what it acknowledged is on the disk. */
static void reap(struct client *client, bool wait)
{
    for (int tries = 0; client->child > 0; tries++) {
        if (waitpid(client->child, NULL, WNOHANG) != 0) {
            client->child = 0;
            return;
        }
        if (!wait)
            return;
        if (tries == 100)
            kill(client->child, SIGKILL);
        poll(NULL, 0, 20);
    }
}

void client_free(struct client *client)
{
    if (!client)
        return;
    hang_up(client);
    reap(client, true);
    buf_release(&client->in);
    buf_release(&client->out);
    buf_release(&client->unanswered);
    arena_release(&client->centre_arena);
    free(client);
}

const struct keeper_hello *client_centre(const struct client *client) { return &client->hello; }
int client_fd(const struct client *client) { return client->fd; }
void client_pass(struct client *client, const int fds[2]) { memcpy(client->passed, fds, sizeof client->passed); }

/* Waits until the descriptor is ready. 0, ERROR_BUSY when the time is over. */
static int wait_for(int fd, short events, int64_t deadline, struct error *error)
{
    for (;;) {
        struct pollfd one = { .fd = fd, .events = events };
        int64_t left = deadline - now();
        int ready = left > 0 ? poll(&one, 1, (int)left) : 0;
        if (ready > 0)
            return 0;
        if (ready == 0)
            return error_set(error, ERROR_BUSY, N_("the keeper does not answer; wait a moment, and try again"));
        if (errno != EINTR)
            return error_system(error, errno, N_("the keeper cannot be reached"));
    }
}

static int lost(struct error *error)
{
    return error_system(error, ECONNRESET, N_("the keeper cannot be reached"));
}

static int send_all(struct client *client, const int *fds, int64_t deadline, struct error *error)
{
    size_t sent = 0;
    while (sent < client->out.length) {
        ssize_t now_sent = spawn_send(client->fd, client->out.data + sent, client->out.length - sent, MSG_NOSIGNAL | MSG_DONTWAIT, sent ? NULL : fds);
        if (now_sent >= 0) {
            sent += (size_t)now_sent;
            continue;
        }
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK)
            return lost(error);
        int code = wait_for(client->fd, POLLOUT, deadline, error);
        if (code)
            return code;
    }
    return 0;
}

/* The answer to a request; others, which belong to requests that gave up, are passed over. The frame lies in client->in. */
static int receive(struct client *client, uint32_t number, int64_t deadline, struct frame *frame, struct error *error)
{
    size_t at = 0;
    for (;;) {
        int found = frame_read(client->in.data + at, client->in.length - at, frame, error);
        if (found < 0)
            return lost(error);
        if (found > 0) {
            if (frame->number == number)
                return 0;
            at += frame->size;
            continue;
        }
        int code = wait_for(client->fd, POLLIN, deadline, error);
        if (code)
            return code;
        if (!buf_reserve(&client->in, 16384))
            return error_memory(error);
        ssize_t got = recv(client->fd, client->in.data + client->in.length, client->in.capacity - client->in.length - 1, MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK))
            continue;
        if (got <= 0)
            return lost(error);
        client->in.length += (size_t)got;
    }
}

/* What is at the other end of a broken or silent connection is not known: every failure here but the keeper's own refusal ends it. */
static int exchange(struct client *client, uint16_t kind, uint32_t number, const void *ask, struct arena *arena, void *answer, int64_t deadline,
                    bool *refused, struct error *error)
{
    struct frame frame;
    *refused = false;
    buf_clear(&client->out);
    buf_clear(&client->in);
    int code = frame_ask(&client->out, (enum message_kind)kind, number, ask, error);
    if (code)
        return code;
    code = send_all(client, kind != MESSAGE_hello && client->passed[0] >= 0 ? client->passed : NULL, deadline, error);
    /* a keeper that could not begin says why before it goes: that is read even where nothing could be sent */
    if (!code || kind == MESSAGE_hello)
        code = receive(client, number, deadline, &frame, error);
    if (!code && frame.kind != kind)
        code = lost(error);
    if (!code) {
        error_clear(error);
        code = frame_read_answer(&frame, arena, answer, error);
        *refused = code != 0 && code != ERROR_MEMORY && code != ERROR_SYNTAX;
    }
    explicit_bzero(client->out.data, client->out.length); /* PINs went out here */
    if (client->in.length)
        explicit_bzero(client->in.data, client->in.length);
    buf_clear(&client->in);
    if (code && !*refused)
        hang_up(client);
    return code;
}

/* hopeless: the keeper gave a reason that stays, so that another try would hear it again; a keeper in another's way only has to wait. */
static int say_hello(struct client *client, int64_t deadline, bool *hopeless, struct error *error)
{
    const struct ask_hello ask = { .version = KEEPER_VERSION, .client = client->id, .session = client->session, .command = client->command,
                                   .ticket = client->ticket };
    struct keeper_hello hello;
    struct arena arena;
    bool refused;
    arena_init(&arena, NULL, FRAME_MEMORY);
    int code = exchange(client, MESSAGE_hello, ++client->number, &ask, &arena, &hello, deadline, &refused, error);
    if (code) {
        *hopeless = refused && code != ERROR_BUSY;
        arena_release(&arena);
        hang_up(client);
        return code;
    }
    arena_release(&client->centre_arena);
    client->centre_arena = arena;
    client->hello = hello;
    if (!*hello.person.id)
        *client->session = 0;
    return 0;
}

static int connect_socket(const char *centre)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (!path_join(address.sun_path, sizeof address.sun_path, centre, KEEPER_SOCKET))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* One try. */
static int reach(struct client *client, int64_t deadline, bool *hopeless, struct error *error)
{
    if (client->fixed)
        return lost(error);
    reap(client, false);
    client->fd = connect_socket(client->centre);
    if (client->fd < 0 && client->spawn) {
        reap(client, true);                      /* one that lost us must give back the lock first */
        int code = keeper_spawn(client->centre, client->may_set_up, client->packer, &client->fd, &client->child, error);
        if (code)
            return code;
    }
    if (client->fd < 0) {
        error_at(error, client->centre, 0, 0);
        return error_set(error, ERROR_BUSY, N_("no keeper is running for this centre; start it with kiosk-admin keep"));
    }
    return say_hello(client, deadline, hopeless, error);
}

static bool worth_another_try(int code)
{
    return code == ERROR_BUSY || code == ERROR_SYSTEM;
}

static int call(struct client *client, uint16_t kind, const void *ask, struct arena *arena, void *answer, struct error *error)
{
    int64_t deadline = now() + client->timeout;
    struct error ignored;
    bool refused = false, hopeless = false;
    int code;
    if (!error)
        error = &ignored;
    error_clear(error);
    /* the same request again, after the caller was told that there was no answer: under its old number, so that it is not done twice */
    struct buf body = BUF_INIT;
    code = frame_ask(&body, (enum message_kind)kind, 0, ask, error);
    if (code)
        goto cleanup;
    bool again = client->unanswered.length && client->unanswered.length == body.length &&
                 memcmp(client->unanswered.data, body.data, body.length) == 0;
    uint32_t number = again ? client->unanswered_number : ++client->number;
    for (;;) {
        code = client->fd >= 0 ? 0 : reach(client, deadline, &hopeless, error);
        if (!code)
            code = exchange(client, kind, number, ask, arena, answer, deadline, &refused, error);
        if (!code || refused || hopeless || !worth_another_try(code) || client->fixed || now() + PAUSE >= deadline)
            break;
        poll(NULL, 0, PAUSE);
    }
    /* the numbers of hellos in between may have passed this one's: the keeper compares for equality alone */
    buf_clear(&client->unanswered);
    if (code && !refused && message_types[kind].does == DOES_ONCE) {
        buf_add(&client->unanswered, body.data, body.length);
        client->unanswered_number = number;
        if (code == ERROR_SYSTEM && !hopeless)
            code = error_set(error, ERROR_BUSY, N_("the keeper does not answer; wait a moment, and try again"));
    }
cleanup:
    client->passed[0] = client->passed[1] = -1;
    if (body.length)
        explicit_bzero(body.data, body.length);
    buf_release(&body);
    return code;
}

static int copy_person(struct client *client, const struct keeper_person *from, struct error *error)
{
    struct keeper_person person = *from;
    person.id = arena_text(&client->centre_arena, from->id);
    person.number = arena_text(&client->centre_arena, from->number);
    person.name = arena_text(&client->centre_arena, from->name);
    person.language = arena_text(&client->centre_arena, from->language);
    if (arena_failed(&client->centre_arena))
        return error_memory(error);
    client->hello.person = person;
    return 0;
}

/* What an answer changes in what the client knows of who sits there. */
static int take_note(struct client *client, uint16_t kind, const void *ask, const void *answer, struct error *error)
{
    static const struct keeper_person nobody = { .id = "", .number = "", .name = "", .language = "" };
    if (kind == MESSAGE_sign_in || kind == MESSAGE_register || kind == MESSAGE_guest) {
        const struct keeper_signed *signed_in = answer;
        snprintf(client->session, sizeof client->session, "%s", signed_in->session);
        return copy_person(client, &signed_in->person, error);
    }
    if (kind == MESSAGE_sign_out) {
        *client->session = 0;
        client->hello.person = nobody;
    }
    if (kind == MESSAGE_set || kind == MESSAGE_confirm_date || kind == MESSAGE_set_up)    /* what the centre says of itself is another thing now */
        return say_hello(client, now() + client->timeout, &(bool){ false }, error);
    if (kind == MESSAGE_language) {
        const char *language = arena_text(&client->centre_arena, ((const struct ask_text *)ask)->text);
        if (language)
            client->hello.person.language = language;
    }
    return 0;
}

static int call_and_note(struct client *client, uint16_t kind, const void *ask, struct arena *arena, void *answer, struct error *error)
{
    struct arena own;
    arena_init(&own, NULL, FRAME_MEMORY);
    void *into = answer ? answer : arena_alloc(&own, message_types[kind].answer_size);
    int code = into ? call(client, kind, ask, arena ? arena : &own, into, error) : error_memory(error);
    if (!code)
        code = take_note(client, kind, ask, into, error);
    else if (kind == MESSAGE_set_up && code == ERROR_EXISTS) /* somebody else was first: what the keeper says of itself is another thing now */
        say_hello(client, now() + client->timeout, &(bool){ false }, NULL);
    arena_release(&own);
    return code;
}

#define X(name, ask_type, answer_type, right, does)                                                                                \
    int client_##name(struct client *client, const ask_type *ask, struct arena *arena, answer_type *answer, struct error *error)   \
    {                                                                                                                              \
        static const ask_type nothing;                                                                                             \
        return call_and_note(client, MESSAGE_##name, ask ? ask : &nothing, arena, answer, error);                                  \
    }
MESSAGES(X)
#undef X

static int client_make(struct client **out, const struct client_options *options, struct error *error)
{
    struct client *client = calloc(1, sizeof *client);
    if (!client)
        return error_memory(error);
    client->fd = -1;
    client->timeout = options && options->timeout ? options->timeout : TIMEOUT;
    client->spawn = options && options->spawn;
    client->may_set_up = options && options->may_set_up;
    client->command = options && options->command && !options->ticket;
    client->packer = options ? options->packer : NULL;
    snprintf(client->ticket, sizeof client->ticket, "%s", options && options->ticket ? options->ticket : "");
    client->passed[0] = client->passed[1] = -1;
    uuid_make(client->id, &clock_system, &random_system);
    buf_init(&client->in, NULL);
    buf_init(&client->out, NULL);
    buf_init(&client->unanswered, NULL);
    arena_init(&client->centre_arena, NULL, FRAME_MEMORY);
    *out = client;
    return 0;
}

int client_open_fd(struct client **out, int fd, const struct client_options *options, struct error *error)
{
    struct client *client;
    struct error ignored;
    int code = client_make(&client, options, error);
    if (code) {
        close(fd);
        return code;
    }
    client->fd = fd;
    client->fixed = true;
    code = say_hello(client, now() + client->timeout, &(bool){ false }, error ? error : &ignored);
    if (code)
        client_free(client);
    else
        *out = client;
    return code;
}

int client_open(struct client **out, const struct client_options *options, struct error *error)
{
    struct client *client;
    struct error ignored;
    if (!error)
        error = &ignored;
    int code = client_make(&client, options, error);
    if (code)
        return code;
    int64_t deadline = now() + client->timeout;
    bool hopeless = false;
    if (snprintf(client->centre, sizeof client->centre, "%s", options->centre) >= (int)sizeof client->centre)
        code = error_set(error, ERROR_LIMIT, N_("this path is too long"));
    else
        code = reach(client, deadline, &hopeless, error);
    /* a keeper that is just leaving still holds the lock for a moment, or resets who comes to its door */
    while (worth_another_try(code) && !hopeless && client->spawn && now() + PAUSE < deadline) {
        poll(NULL, 0, PAUSE);
        code = reach(client, deadline, &hopeless, error);
    }
    if (code)
        client_free(client);
    else
        *out = client;
    return code;
}

static int write_events(struct client *client, const struct event *events, size_t count, bool together, const char *draft_attempt,
                        const char *draft_item, struct keeper_appended *appended, struct error *error)
{
    struct keeper_event rows[KEEPER_EVENTS];
    struct buf data[KEEPER_EVENTS];
    if (count > KEEPER_EVENTS)
        return error_set(error, ERROR_LIMIT, N_("at most %d events are written down at once"), KEEPER_EVENTS);
    for (size_t i = 0; i < count; i++) {
        const struct event *event = &events[i];
        buf_init(&data[i], NULL);
        event_data_write(&data[i], event);
        rows[i] = (struct keeper_event){ .kind = event_kind_name(event->kind), .attempt = event->attempt, .pack = event->pack,
                                         .version = event->version, .unit = event->unit, .digest = event->digest, .language = event->language,
                                         .item = event->item, .data = data[i].data, .body = event->body };
    }
    const struct ask_append ask = { .events = rows, .count = count, .together = together, .drop_attempt = draft_attempt, .drop_item = draft_item };
    bool failed = false;
    for (size_t i = 0; i < count; i++)
        failed = failed || buf_failed(&data[i]);
    int code = failed ? error_memory(error) : client_append(client, &ask, NULL, appended, error);
    for (size_t i = 0; i < count; i++)
        buf_release(&data[i]);
    return code;
}

int client_write(struct client *client, const struct event *events, size_t count, const char *draft_attempt, const char *draft_item,
                 struct keeper_appended *appended, struct error *error)
{
    return write_events(client, events, count, false, draft_attempt, draft_item, appended, error);
}

int client_write_together(struct client *client, const struct event *started, struct error *error)
{
    return write_events(client, started, 1, true, NULL, NULL, NULL, error);
}
