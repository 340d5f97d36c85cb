#include "keeper/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "keeper/keeper.h"
#include "keeper/protocol.h"

/* The keeper that could not begin answers the hello with the reason, so that the screen can say it. */
static void say_why(int fd, const struct error *why)
{
    char bytes[4096];
    struct buf out = BUF_INIT;
    struct frame frame;
    size_t have = 0;
    for (;;) {
        struct pollfd one = { .fd = fd, .events = POLLIN };
        ssize_t got = poll(&one, 1, 10000) > 0 ? recv(fd, bytes + have, sizeof bytes - have, 0) : 0;
        if (got <= 0)
            return;
        have += (size_t)got;
        int found = frame_read(bytes, have, &frame, NULL);
        if (found < 0 || have == sizeof bytes)
            return;
        if (found > 0)
            break;
    }
    if (frame_error(&out, frame.kind, frame.number, why, NULL) == 0)
        file_write_all(fd, out.data, out.length);
    buf_release(&out);
}

int spawn_own_process(int fd)
{
    if (fd < 3)                                  /* where the parent had no standard descriptors */
        fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    /* neither the terminal's signals nor its lines: a keeper is not stopped by the keys of whoever sits there */
    setsid();
    static const int defaults[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGWINCH, SIGALRM, SIGUSR1, SIGUSR2, SIGTSTP };
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
        signal(defaults[i], SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(0077);
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; i < 3 && null >= 0; i++)
        dup2(null, i);
    if (fd > 3)
        close_range(3, (unsigned)fd - 1, 0);
    close_range((unsigned)fd + 1, ~0u, 0);
    return fd;
}

ssize_t spawn_send(int fd, const void *bytes, size_t length, int flags, const int *fds)
{
    union { struct cmsghdr head; char room[CMSG_SPACE(2 * sizeof(int))]; } control = { .room = "" };
    struct iovec part = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = length };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
    if (fds) {
        message.msg_control = &control;
        message.msg_controllen = sizeof control.room;
        struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        *head = (struct cmsghdr){ .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(2 * sizeof(int)) };
        memcpy(CMSG_DATA(head), fds, 2 * sizeof(int));
    }
    return sendmsg(fd, &message, flags);
}

/* One descriptor alone, or more than two, are closed again: the kernel itself does that with those that find no room here. */
ssize_t spawn_receive(int fd, void *bytes, size_t length, int flags, int fds[2])
{
    union { struct cmsghdr head; char room[CMSG_SPACE(2 * sizeof(int))]; } control = { .room = "" };
    struct iovec part = { .iov_base = bytes, .iov_len = length };
    struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.room };
    fds[0] = fds[1] = -1;
    ssize_t got = recvmsg(fd, &message, flags | MSG_CMSG_CLOEXEC);
    struct cmsghdr *head = got >= 0 ? CMSG_FIRSTHDR(&message) : NULL;
    if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
        return got;
    memcpy(fds, CMSG_DATA(head), head->cmsg_len - CMSG_LEN(0) < 2 * sizeof(int) ? sizeof(int) : 2 * sizeof(int));
    if (fds[1] < 0 || (message.msg_flags & MSG_CTRUNC)) {
        for (int i = 0; i < 2; i++)
            if (fds[i] >= 0)
                close(fds[i]);
        fds[0] = fds[1] = -1;
    }
    return got;
}

static int child_main(const char *centre, bool may_set_up, const struct packer *packer, int fd)
{
    char path[PATH_MAX];
    struct error error = { 0 };
    struct keeper *keeper = NULL;
    fd = spawn_own_process(fd);
    const struct keeper_options options = { .centre = centre, .may_set_up = may_set_up, .packer = packer };
    int code = keeper_open(&keeper, &options, &error);
    if (code) {
        say_why(fd, &error);
        return 1;
    }
    /* without the socket only this kiosk is served: a path that is too long for one is no reason to stop */
    if (path_join(path, sizeof path, centre, KEEPER_SOCKET))
        keeper_listen(keeper, path, NULL);
    code = keeper_add(keeper, fd, true, &error);
    if (!code)
        code = keeper_run(keeper, NULL, &error);
    keeper_free(keeper);
    return code ? 1 : 0;
}

int keeper_spawn(const char *centre, bool may_set_up, const struct packer *packer, int *fd, pid_t *child, struct error *error)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return error_system(error, errno, N_("the socket cannot be made"));
    pid_t made = fork();
    if (made < 0) {
        int number = errno;
        close(pair[0]);
        close(pair[1]);
        return error_system(error, number, N_("the keeper cannot be started"));
    }
    if (made == 0)
        /* the process that is ended here is one of this room's own making; what the parent registered with atexit is the parent's to do */
        quick_exit(child_main(centre, may_set_up, packer, pair[1]));
    close(pair[1]);
    *fd = pair[0];
    *child = made;
    return 0;
}
