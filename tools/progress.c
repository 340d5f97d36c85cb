#include "progress.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "base/file.h"

int progress_open(struct progress *progress, const struct command_call *call)
{
    const char *descriptor = command_value(call, "progress-fd");
    *progress = (struct progress){ .fd = -1, .said = -1 };
    if (!descriptor)
        return 0;
    char *end;
    long number = strtol(descriptor, &end, 10);
    if (*end || end == descriptor || number < 3 || number > 1023 || fcntl((int)number, F_GETFD) < 0)
        return command_usage(call, N_("--progress-fd is the number of an open descriptor"));
    progress->fd = (int)number;
    fcntl(progress->fd, F_SETFD, FD_CLOEXEC);
    signal(SIGPIPE, SIG_IGN);
    return 0;
}

bool progress_say(struct progress *progress, int per_cent, const char *text)
{
    if (progress->fd < 0)
        return true;
    if (per_cent == progress->said) {
        struct pollfd reader = { .fd = progress->fd };
        return poll(&reader, 1, 0) <= 0 || !(reader.revents & POLLERR);
    }
    progress->said = per_cent;
    return dprintf(progress->fd, "%d %s\n", per_cent, text) >= 0;
}

bool progress_row(struct progress *progress, const char *const *fields)
{
    struct buf line = BUF_INIT;
    if (progress->fd < 0)
        return true;
    buf_text(&line, "=");
    for (size_t i = 0; fields[i]; i++) {
        buf_char(&line, i ? '\t' : ' ');
        for (const char *at = fields[i]; *at; at++)
            buf_char(&line, *at == '\t' || *at == '\n' ? ' ' : *at);
    }
    buf_char(&line, '\n');
    bool good = !buf_failed(&line) && file_write_all(progress->fd, line.data, line.length) == 0;
    buf_release(&line);
    return good;
}
