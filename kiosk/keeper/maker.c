#include "keeper/maker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/spawn.h"
#include "keeper/trust_store.h"
#include "records/log.h"
#include "records/snapshot.h"

#define REPORT_EACH 1000                         /* events from one word of progress to the next */
#define LOCK_WAIT 100                            /* tenths of a second until one that is being killed has let go */

/* From the making to the keeper, whole or not at all (SOCK_SEQPACKET). */
struct note {
    enum { NOTE_PROGRESS, NOTE_HEAD, NOTE_ODD, NOTE_BACKUP, NOTE_PACK, NOTE_TROUBLE, NOTE_END } what;
    int64_t done, total, seq;
    char origin[UUID_SIZE];
    struct digest head;
    char text[600];
    struct backup_made backup;
    enum packer_step step;
    struct packer_done pack;
    struct error wrong;                          /* its sentence is a constant: both processes are forks of one, which has it at one place */
};

struct maker {
    int fd;
    pid_t child;
    enum maker_what what;                        /* under way, or last */
    struct maker_state states[MAKE_KINDS];
    int64_t pack_number;
};

/* The process that makes */
struct making {
    const char *folder;
    const struct packer *packer;
    int passed[2];                               /* the pack, and what stops its installation; -1: none */
    const struct clock *clock;
    const struct random_source *random;
    int fd;
    bool all;
    struct centre_identity identity;
    struct trust_store store;
    struct records *records;
    struct outbox outbox;
    struct origin_row *origins;
    size_t origin_count;
    struct outbox_need *needs;
    size_t need_count;
    struct outbox_range *ranges;
    size_t range_count;
    struct arena arena;
    struct note progress;
    bool deaf;                                   /* the keeper has gone */
};

static bool send_note(struct making *making, const struct note *note, int flags)
{
    ssize_t sent;
    do
        sent = send(making->fd, note, sizeof *note, flags | MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
        making->deaf = true;
    return sent >= 0;
}

static void send_error(struct making *making, const struct error *error)
{
    struct note note = { .what = NOTE_TROUBLE, .wrong = *error };
    error_text(error, NULL, note.text, sizeof note.text);
    send_note(making, &note, 0);
}

static bool step(void *context)
{
    struct making *making = context;
    if (++making->progress.done % REPORT_EACH == 0)
        send_note(making, &making->progress, MSG_DONTWAIT);
    return !making->deaf;
}

static void made(void *context, const struct outbox_made *bundle)
{
    struct making *making = context;
    struct note note = { .what = NOTE_HEAD, .seq = bundle->last, .head = bundle->after };
    snprintf(note.origin, sizeof note.origin, "%s", bundle->origin);
    send_note(making, &note, 0);
}

/* One making at a time, also where the one of a keeper that was killed has not ended yet. */
static int lock(const struct making *making, struct error *error)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/" OUTBOX, making->folder) >= (int)sizeof path - 8)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    int code = folder_make(path, 0750, error);
    if (code)
        return code;
    chmod(path, 0750);                           /* all in it is sealed: whoever may run the kiosk may copy it to a stick */
    strncat(path, "/.lock", sizeof path - strlen(path) - 1);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    for (int i = 0; fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        if (errno != EWOULDBLOCK || i == LOCK_WAIT) {
            int number = errno;
            close(fd);
            error_at(error, path, 0, 0);
            return number == EWOULDBLOCK ? error_set(error, ERROR_BUSY, N_("another program makes bundles of this centre; wait until it is done"))
                                         : error_system(error, number, N_("this file cannot be locked"));
        }
        poll(NULL, 0, 100);
    }
    error_at(error, path, 0, 0);
    if (fd < 0)
        return error_system(error, errno, N_("this file cannot be opened"));
    error_at(error, "", 0, 0);
    return 0;                                    /* held until this process ends */
}

static int find_out(struct making *making, struct error *error)
{
    const struct records_options options = { .folder = making->folder, .read_only = true, .clock = making->clock, .random = making->random };
    int code = centre_identity_open(&making->identity, making->folder, making->clock, making->random, error);
    if (!code)
        code = trust_store_read(&making->store, making->folder, &making->identity, &making->arena, NULL, error);
    if (!code)
        code = records_open(&making->records, &options, error);
    if (!code)
        code = records_origins(making->records, &making->arena, &making->origins, &making->origin_count, error);
    if (!code)
        code = outbox_read(making->folder, &making->arena, &making->outbox, NULL, error);
    if (!code)
        code = outbox_compare(making->records, &making->outbox, error);
    if (!code)
        code = outbox_mend(making->folder, &making->outbox, error);
    if (!code)
        code = trust_store_needs(&making->store, making->records, making->origins, making->origin_count, making->all, &making->arena, &making->needs,
                                 &making->need_count, error);
    if (!code)
        code = outbox_plan(&making->outbox, making->needs, making->need_count, making->origins, making->origin_count, &making->arena, &making->ranges,
                           &making->range_count, error);
    return code;
}

/* What the comparing has shown: the keeper keeps the heads, so that it need not walk along the log itself. */
static void say_compared(struct making *making)
{
    for (size_t i = 0; i < making->outbox.count; i++) {
        const struct outbox_bundle *row = &making->outbox.rows[i];
        struct note note = { .what = row->odd ? NOTE_ODD : NOTE_HEAD, .seq = row->last, .head = row->after };
        snprintf(note.origin, sizeof note.origin, "%s", row->origin);
        if (row->odd || !log_head_kept(making->records, row->origin, row->last))
            send_note(making, &note, 0);
    }
}

static int make_range(struct making *making, const struct outbox_range *range, struct error *error)
{
    struct origin_key key;
    unsigned char recipients[BUNDLE_RECIPIENTS][TRUST_PUBLIC];
    const struct outbox_watch watch = { .step = step, .made = made, .context = making };
    int code = origin_key_load(&key, making->folder, range->origin, error);
    if (code == ERROR_NOT_FOUND)
        return error_set(error, code, N_("the key of the terminal %s is gone, so its events cannot leave: restore it from a backup"), range->origin);
    if (code)
        return code;
    struct bundle_maker maker = { .centre = making->identity.id, .centre_key = &making->identity.sign, .recipients = recipients, .origin = range->origin,
                                  .terminal_secret = key.secret, .random = making->random, .made = clock_wall(making->clock) };
    maker.recipient_count = trust_store_recipients(&making->store, recipients);
    for (size_t i = 0; i < making->store.count && !maker.grant; i++)
        if (making->store.rows[i].granted)
            maker.grant = making->store.rows[i].grant_digest;
    code = outbox_make(making->records, making->folder, &maker, range, &watch, error);
    origin_key_forget(&key);
    return code;
}

/* What nobody of those who have joined can open, and what lies within a range that was made again for more of them, is of no use. What is not of this log could never be made again. */
static bool is_useless(const struct making *making, const struct outbox_bundle *bundle)
{
    bool read = false;
    if (bundle->odd)
        return false;
    for (size_t i = 0; i < making->store.count; i++)
        read = read || outbox_opens(bundle, making->store.rows[i].seal_id);
    for (size_t i = 0; i < making->range_count && read; i++) {
        const struct outbox_range *range = &making->ranges[i];
        bool within = strcmp(range->origin, bundle->origin) == 0 && range->first <= bundle->first && bundle->last <= range->last;
        int64_t from = bundle->first - range->first, end = bundle->first + BUNDLE_EVENTS - 1;
        /* the same numbers as a new one: then that has taken its place */
        read = !within || (from % BUNDLE_EVENTS == 0 && bundle->last == (end < range->last ? end : range->last));
    }
    return !read;
}

static void remove_useless(struct making *making)
{
    for (size_t i = 0; i < making->outbox.count && making->store.count; i++)
        if (is_useless(making, &making->outbox.rows[i]))
            outbox_remove(making->folder, making->outbox.rows[i].name, NULL);
}

static void make_all(struct making *making)
{
    struct error error = { 0 };
    int code = lock(making, &error);
    if (!code) {
        outbox_sweep(making->folder);
        code = find_out(making, &error);
    }
    if (!code)
        say_compared(making);
    making->progress = (struct note){ .what = NOTE_PROGRESS };
    for (size_t i = 0; i < making->range_count && !code; i++)
        making->progress.total += making->ranges[i].last - making->ranges[i].first + 1;
    if (!code)
        send_note(making, &making->progress, 0);
    /* a key that is missing keeps the events of its own terminal here, not those of the others */
    bool whole = code == 0;
    for (size_t i = 0; i < making->range_count && !code; i++) {
        struct error wrong = { 0 };
        int one = make_range(making, &making->ranges[i], &wrong);
        if (!one)
            continue;
        if (whole)
            error = wrong;
        whole = false;
        if (one != ERROR_NOT_FOUND && one != ERROR_DAMAGED)
            break;
    }
    if (!whole && !making->deaf)
        send_error(making, &error);
    if (whole)
        remove_useless(making);
    send_note(making, &making->progress, 0);
}

static bool step_backup(void *context, int64_t done, int64_t total)
{
    struct making *making = context;
    making->progress = (struct note){ .what = NOTE_PROGRESS, .done = done, .total = total };
    send_note(making, &making->progress, MSG_DONTWAIT);
    return !making->deaf;
}

static void make_backup(struct making *making, const struct maker_order *order)
{
    struct error error = { 0 };
    struct note note = { .what = NOTE_BACKUP };
    const struct backup_job job = { .folder = making->folder, .name = order->name, .terminal = order->terminal, .clock = making->clock, .random = making->random,
                                    .step = step_backup, .context = making };
    int code = lock(making, &error);             /* the same one: neither changes under the other's hands */
    if (!code)
        code = backup_make(&job, &note.backup, &error);
    if (code)
        send_error(making, &error);
    else
        send_note(making, &note, 0);
}

static void make_snapshot(struct making *making, int64_t number)
{
    struct error error = { 0 };
    int code = lock(making, &error);
    if (!code)
        code = snapshot_make(making->folder, number, &error);
    if (code)
        send_error(making, &error);
}

/* Whoever asked has closed the other end of the pipe, or is no more. */
static bool step_pack(void *context, enum packer_step step, int64_t done, int64_t total)
{
    struct making *making = context;
    struct pollfd asker = { .fd = making->passed[1] };
    making->progress = (struct note){ .what = NOTE_PROGRESS, .step = step, .done = done, .total = total };
    send_note(making, &making->progress, MSG_DONTWAIT);
    return !making->deaf && (poll(&asker, 1, 0) <= 0 || !(asker.revents & (POLLHUP | POLLERR | POLLNVAL)));
}

static void change_pack(struct making *making, const struct maker_order *order)
{
    struct error error = { 0 };
    struct note note = { .what = NOTE_PACK };
    umask(0022);                                 /* the packs and their catalogue are no secret: kiosks of other users read them */
    int code = making->packer ? making->packer->change(making->folder, &order->pack, making->passed[0], step_pack, making, &note.pack, &error)
                              : error_set(&error, ERROR_REFUSED, N_("this keeper does not change packs; start it with kiosk-admin keep"));
    if (code)
        send_error(making, &error);
    else
        send_note(making, &note, 0);
}

static int make_main(const struct making *given, const struct maker_order *order)
{
    struct making making = *given;
    making.all = order->all;
    arena_init(&making.arena, NULL, 0);
    if (order->what == MAKE_PACK)
        change_pack(&making, order);
    else if (order->what == MAKE_BACKUP)
        make_backup(&making, order);
    else if (order->what == MAKE_SNAPSHOT)
        make_snapshot(&making, order->number);
    else
        make_all(&making);
    records_close(making.records);
    arena_release(&making.arena);
    centre_identity_forget(&making.identity);
    return 0;
}

/* The process that waits for orders. */
static void run_order(struct making *making, const struct maker_order *order)
{
    const struct note end = { .what = NOTE_END };
    struct error error = { 0 };
    int held[2], status = 0;                     /* the making holds one end: the other one says when it is over, however it ends */
    pid_t child = pipe2(held, O_CLOEXEC) == 0 ? fork() : -1;
    if (child == 0) {
        close(held[0]);
        quick_exit(make_main(making, order));
    }
    if (child < 0) {
        error_system(&error, errno, N_("what was to be made cannot be begun"));
        send_error(making, &error);
        send_note(making, &end, 0);
        return;
    }
    close(held[1]);
    struct pollfd polled[2] = { { .fd = held[0], .events = POLLIN }, { .fd = making->fd, .events = POLLRDHUP } };
    while (poll(polled, 2, -1) < 0 && errno == EINTR) {
    }
    if (!polled[0].revents)                      /* the keeper has gone */
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    close(held[0]);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        error_set(&error, ERROR_SYSTEM, order->what == MAKE_PACK   ? N_("the changing of packs was stopped; nothing is lost: begin it again")
                                        : order->what == MAKE_BACKUP ? N_("the making of the backup was stopped; nothing is lost: begin it again")
                                        : order->what == MAKE_SNAPSHOT ? N_("the copying of the records was stopped; nothing is lost: it is begun again by itself")
                                                                   : N_("the making of bundles was stopped; nothing is lost: begin it again"));
        send_error(making, &error);
    }
    send_note(making, &end, 0);
}

static int wait_main(struct making *making)
{
    struct maker_order order;
    for (;;) {
        ssize_t got = spawn_receive(making->fd, &order, sizeof order, 0, making->passed);
        if (got < 0 && errno == EINTR)
            continue;
        if (got != (ssize_t)sizeof order || making->deaf)
            return 0;
        run_order(making, &order);
        for (int i = 0; i < 2; i++)
            if (making->passed[i] >= 0)
                close(making->passed[i]);
    }
}

/* The keeper's side */
int maker_new(struct maker **out, const char *folder, const struct packer *packer, const struct clock *clock, const struct random_source *random, struct error *error)
{
    int pair[2];
    struct maker *maker = calloc(1, sizeof *maker);
    if (!maker)
        return error_memory(error);
    maker->child = -1;
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
        free(maker);
        return error_system(error, errno, N_("the socket cannot be made"));
    }
    maker->child = fork();
    if (maker->child == 0) {
        struct making making = { .folder = folder, .packer = packer, .passed = { -1, -1 }, .clock = clock, .random = random };
        making.fd = spawn_own_process(pair[1]);
        quick_exit(wait_main(&making));
    }
    int number = errno;
    close(pair[1]);
    maker->fd = pair[0];
    if (maker->child < 0) {
        maker_free(maker);
        return error_system(error, number, N_("the keeper cannot be started"));
    }
    *out = maker;
    return 0;
}

void maker_free(struct maker *maker)
{
    if (!maker)
        return;
    if (maker->fd >= 0)
        close(maker->fd);
    while (maker->child > 0 && waitpid(maker->child, NULL, 0) < 0 && errno == EINTR) {
    }
    free(maker);
}

/* What goes on, for whoever asks for something else meanwhile. */
static int busy(const struct maker *maker, struct error *error)
{
    switch (maker->what) {
    case MAKE_BACKUP: return error_set(error, ERROR_BUSY, N_("a backup is being made just now; wait until it is done"));
    case MAKE_SNAPSHOT: return error_set(error, ERROR_BUSY, N_("a copy of the records is being made just now, which takes some minutes at most; wait until it is done"));
    case MAKE_PACK: return error_set(error, ERROR_BUSY, N_("a pack is being installed or removed just now; wait until that is done"));
    default: return error_set(error, ERROR_BUSY, N_("bundles are being made just now; wait until they are done"));
    }
}

static int start(struct maker *maker, const struct maker_order *order, const int *fds, struct error *error)
{
    struct maker_state *state = &maker->states[order->what];
    if (maker_busy(maker))
        return busy(maker, error);
    *state = (struct maker_state){ .running = false };
    if (spawn_send(maker->fd, order, sizeof *order, MSG_NOSIGNAL | MSG_DONTWAIT, fds) < 0) {
        struct error wrong = { 0 };
        error_system(&wrong, errno, N_("the making of bundles and backups cannot be started; start the program again"));
        error_text(&wrong, NULL, state->trouble, sizeof state->trouble);
        if (error)
            *error = wrong;
        return wrong.code;
    }
    state->running = true;
    maker->what = order->what;
    return 0;
}

int maker_start(struct maker *maker, const struct maker_order *order, struct error *error)
{
    return start(maker, order, NULL, error);
}

int maker_change_pack(struct maker *maker, const struct maker_order *order, const int fds[2], int64_t *number, struct error *error)
{
    int code = start(maker, order, fds, error);
    if (!code)
        *number = ++maker->pack_number;
    return code;
}

int64_t maker_pack_number(const struct maker *maker) { return maker->pack_number; }

int maker_fd(const struct maker *maker) { return maker->fd; }
const struct maker_state *maker_state(const struct maker *maker, enum maker_what what) { return &maker->states[what]; }
bool maker_busy(const struct maker *maker) { return maker->states[maker->what].running; }

void maker_look(struct maker *maker, struct maker_news *news)
{
    struct note note;
    struct maker_state *state = &maker->states[maker->what];
    *news = (struct maker_news){ .what = MAKER_NOTHING };
    while (news->what == MAKER_NOTHING && maker->fd >= 0) {
        ssize_t got = recv(maker->fd, &note, sizeof note, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0) {                          /* the process that waits was killed */
            close(maker->fd);
            maker->fd = -1;
            if (state->running)
                error_set(&state->wrong, ERROR_SYSTEM, N_("the changing of packs was stopped; start the program again"));
            if (state->running)
                snprintf(state->trouble, sizeof state->trouble, "%s", maker->what == MAKE_BACKUP ? "the making of the backup was stopped; start the program again"
                                                           : maker->what == MAKE_SNAPSHOT ? "the copying of the records was stopped; start the program again"
                                                                                                            : "the making of bundles was stopped; start the program again");
            state->running = false;
        }
        if (got != (ssize_t)sizeof note)
            return;
        note.origin[UUID_SIZE - 1] = note.text[sizeof note.text - 1] = 0;
        switch (note.what) {
        case NOTE_PROGRESS:
            state->done = note.done;
            state->step = note.step;
            state->total = note.total;
            break;
        case NOTE_BACKUP:
            note.backup.file[BACKUP_FILE_SIZE - 1] = 0;
            state->backup = note.backup;
            break;
        case NOTE_PACK:
            state->pack = note.pack;
            break;
        case NOTE_TROUBLE:
            state->wrong = note.wrong;
            memcpy(state->trouble, note.text, sizeof state->trouble);
            break;
        case NOTE_END:
            state->running = false;
            break;
        case NOTE_HEAD:
        case NOTE_ODD:
            news->what = note.what == NOTE_HEAD ? MAKER_HEAD : MAKER_ODD;
            memcpy(news->origin, note.origin, sizeof news->origin);
            news->seq = note.seq;
            news->head = note.head;
            break;
        }
    }
}
