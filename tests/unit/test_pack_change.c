/* A pack comes in through the keeper: what is passed, what is stopped, what goes wrong. The packer is the test's own; the real one is in app/shelf.c. */
#include "check_main.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/centre.h"
#include "keeper/keeper.h"
#include "keeper/pack_change.h"
#include "keeper/protocol.h"

#define PATIENCE 30000                           /* milliseconds until a test gives up */

static char folder[64], source[100];
static struct client *client;
static struct arena arena;
static struct error error;

static void note(const char *centre, const char *name, const char *text)
{
    char path[300];
    struct error ignored = { 0 };
    if (path_join(path, sizeof path, centre, name))
        file_write(path, text, strlen(text), 0600, &ignored);
}

/* "slow" goes on until it is stopped; "bad" fails; all else is copied to CENTRE/got. Removing says what it was told. */
static int change(const char *centre, const struct packer_order *order, int fd, bool (*step)(void *context, enum packer_step step, int64_t done, int64_t total),
                  void *context, struct packer_done *done, struct error *wrong)
{
    char text[400] = "";
    if (order->remove) {
        snprintf(text, sizeof text, "%s %s %zu", order->id, order->version, order->used_count);
        note(centre, "removed", text);
        return 0;
    }
    if (strstr(order->name, "bad")) {
        error_at(wrong, order->name, 0, 0);
        return error_set(wrong, ERROR_DAMAGED, N_("the pack cannot be opened: %s"), "its end is missing");
    }
    for (int i = 0; strstr(order->name, "slow"); i++) {
        if (!step(context, PACKER_COPYING, i, 1000)) {
            note(centre, "stopped", "");
            return error_set(wrong, ERROR_CANCELLED, N_("stopped; nothing was installed"));
        }
        poll(NULL, 0, 5);
    }
    ssize_t got = read(fd, text, sizeof text - 1);
    note(centre, "got", got > 0 ? text : "nothing");
    *done = (struct packer_done){ .id = "skills", .version = "1.0.0", .title = "Skills", .active = true };
    return 0;
}
static const struct packer packer = { .change = change };

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static void begin(const char *name, const struct packer *hands)
{
    snprintf(folder, sizeof folder, "/tmp/test-pack-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(centre_make(folder, NULL, &error), 0);
    path_join(source, sizeof source, folder, name);
    ck_assert_int_eq(file_write(source, "these bytes", 11, 0644, &error), 0);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(client_open(&client, &(struct client_options){ .centre = folder, .spawn = true, .command = true, .packer = hands, .timeout = PATIENCE }, &error), 0);
}

static void end(void)
{
    client_free(client);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool there(const char *name)
{
    char path[200];
    return path_join(path, sizeof path, folder, name) && access(path, F_OK) == 0;
}

static void comes(const char *name)
{
    for (int waited = 0; !there(name) && waited < PATIENCE; waited += 20)
        poll(NULL, 0, 20);
    ck_assert_msg(there(name), "%s does not come", name);
}

static void holds(const char *name, const char *text)
{
    char path[200];
    struct buf found = BUF_INIT;
    path_join(path, sizeof path, folder, name);
    ck_assert_int_eq(file_read(path, 1000, &found, &error), 0);
    ck_assert_str_eq(found.data, text);
    buf_release(&found);
}

START_TEST(the_keeper_reads_the_file_that_was_opened_and_says_what_came)
{
    struct keeper_pack_changed done;
    begin("skills.pack", &packer);
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .path = source }, &arena, &done, &error), 0);
    ck_assert_str_eq(done.id, "skills");
    ck_assert_str_eq(done.title, "Skills");
    ck_assert(done.active && !done.trusted && !done.running);
    holds("got", "these bytes");
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .id = "skills", .version = "1.0.0" }, &arena, &done, &error), 0);
    holds("removed", "skills 1.0.0 0");
    end();
}
END_TEST

START_TEST(what_goes_wrong_is_said_with_its_place_and_its_arguments)
{
    struct keeper_pack_changed done;
    char text[400], wanted[400];
    begin("bad.pack", &packer);
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .path = source }, &arena, &done, &error), ERROR_DAMAGED);
    snprintf(wanted, sizeof wanted, "%s: the pack cannot be opened: its end is missing", source);
    ck_assert_str_eq(error_text(&error, NULL, text, sizeof text), wanted);
    unlink(source);
    error_clear(&error);
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .path = source }, &arena, &done, &error), ERROR_NOT_FOUND);
    ck_assert_str_eq(error.message, "this pack cannot be opened");
    end();
}
END_TEST

static bool never(void *context, bool waits, const struct keeper_pack_changed *state)
{
    int *asked = context;
    ck_assert(!waits && state->running);
    return ++*asked < 3;
}

START_TEST(who_wants_no_more_stops_it)
{
    struct keeper_pack_changed done;
    int asked = 0;
    begin("slow.pack", &packer);
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .path = source, .step = never, .context = &asked }, &arena, &done, &error), ERROR_CANCELLED);
    ck_assert_str_eq(error.message, "stopped; nothing was installed");
    ck_assert_int_eq(asked, 3);
    ck_assert(there("stopped") && !there("got"));
    end();
}
END_TEST

/* Somebody else installs, in a process of its own, and is under way when this comes back. */
static pid_t another(void)
{
    pid_t child = fork();
    if (child == 0) {
        struct client *own;
        struct keeper_pack_changed done;
        if (client_open(&own, &(struct client_options){ .centre = folder, .command = true }, NULL) == 0)
            pack_change_run(own, &(struct pack_change){ .path = source, .patience = PATIENCE }, &arena, &done, NULL);
        _exit(0);
    }
    struct keeper_pack_changed done;
    int code = 0;
    for (int waited = 0; code != ERROR_BUSY && waited < PATIENCE; waited += 20, poll(NULL, 0, 20))
        code = pack_change_run(client, &(struct pack_change){ .id = "none", .version = "1" }, &arena, &done, &error);
    ck_assert_int_eq(code, ERROR_BUSY);
    return child;
}

START_TEST(it_stops_when_whoever_asked_is_killed_and_the_next_one_has_its_turn)
{
    struct keeper_pack_changed done;
    begin("slow.pack", &packer);
    pid_t child = another();
    kill(child, SIGKILL);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
    comes("stopped");
    ck_assert(!there("got"));
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .id = "next", .version = "2.0.0", .patience = PATIENCE }, &arena, &done, &error), 0);
    holds("removed", "next 2.0.0 0");
    end();
}
END_TEST

START_TEST(a_keeper_without_a_packer_says_so)
{
    struct keeper_pack_changed done;
    begin("skills.pack", NULL);
    ck_assert_int_eq(pack_change_run(client, &(struct pack_change){ .path = source }, &arena, &done, &error), ERROR_REFUSED);
    ck_assert_str_eq(error.message, "this keeper does not change packs; start it with kiosk-admin keep");
    end();
}
END_TEST

/* So many descriptors with one byte of a hello. */
static void send_descriptors(int fd, const void *bytes, size_t length, int count)
{
    int fds[16];
    union { struct cmsghdr head; char room[CMSG_SPACE(sizeof fds)]; } control = { .room = "" };
    struct iovec part = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = length };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_SPACE((size_t)count * sizeof(int)) };
    for (int i = 0; i < count; i++)
        fds[i] = STDERR_FILENO;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    *head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN((size_t)count * sizeof(int)) };
    memcpy(CMSG_DATA(head), fds, (size_t)count * sizeof(int));
    ck_assert_int_eq(sendmsg(fd, &message, MSG_NOSIGNAL), (ssize_t)length);
}

static int open_descriptors(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

START_TEST(descriptors_that_nobody_asked_for_are_not_kept)
{
    static const int counts[] = { 1, 2, 3, 16, 2, 2 };
    struct keeper *keeper;
    struct buf hello = BUF_INIT;
    int pair[2];
    snprintf(folder, sizeof folder, "/tmp/test-pack-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(centre_make(folder, NULL, &error), 0);
    ck_assert_int_eq(keeper_open(&keeper, &(struct keeper_options){ .centre = folder, .boot = "00000000-0000-4000-8000-000000000001", .sound = true }, &error), 0);
    ck_assert_int_eq(frame_ask(&hello, MESSAGE_hello, 1, &(struct ask_hello){ .version = KEEPER_VERSION }, &error), 0);
    int before = open_descriptors();
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    ck_assert_int_eq(keeper_add(keeper, pair[1], false, &error), 0);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        send_descriptors(pair[0], hello.data, hello.length, counts[i]);
        ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
        ck_assert_int_le(open_descriptors(), before + 2 + 2); /* both ends, and the last two */
    }
    close(pair[0]);
    ck_assert_int_eq(keeper_round(keeper, 1000, &error), 0);
    ck_assert_int_eq(open_descriptors(), before);
    keeper_free(keeper);
    buf_release(&hello);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

TEST_MAIN("pack change", the_keeper_reads_the_file_that_was_opened_and_says_what_came, what_goes_wrong_is_said_with_its_place_and_its_arguments,
          who_wants_no_more_stops_it, it_stops_when_whoever_asked_is_killed_and_the_next_one_has_its_turn, a_keeper_without_a_packer_says_so,
          descriptors_that_nobody_asked_for_are_not_kept)
