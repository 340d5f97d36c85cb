#include "app/job.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/text.h"

#define ARGUMENTS 20
#define SAID_LIMIT 4000
#define LINE_LIMIT 2000
#define STOP_PATIENCE 6

void job_init(struct job *job)
{
    memset(job, 0, sizeof *job);
    job->progress = job->words = -1;
    buf_init(&job->line, NULL);
    buf_init(&job->said, NULL);
    arena_init(&job->finding, NULL, 0);
    arena_init(&job->found, NULL, 0);
}

static void close_pipe(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

int job_start(struct job *job, const char *const *argv, const char *input, struct error *error)
{
    int in[2] = { -1, -1 }, progress[2] = { -1, -1 }, words[2] = { -1, -1 };
    if (job->pid)
        return error_set(error, ERROR_BUSY, N_("something else is still going on; wait for its end"));
    if (pipe2(progress, O_CLOEXEC) < 0 || pipe2(words, O_CLOEXEC) < 0 || pipe2(in, O_CLOEXEC) < 0)
        goto failed;
    /* so little finds room in the pipe, whether it is read or not */
    if (input && write(in[1], input, strlen(input)) != (ssize_t)strlen(input))
        goto failed;
    close_pipe(&in[1]);
    pid_t pid = fork();
    if (pid < 0)
        goto failed;
    if (pid == 0) {
        char number[16];
        const char *copy[ARGUMENTS + 1];
        size_t count = 0;
        snprintf(number, sizeof number, "%d", progress[1]);
        for (; argv[count] && count < ARGUMENTS; count++)
            copy[count] = strcmp(argv[count], "@") == 0 ? number : argv[count];
        copy[count] = NULL;
        int null = open("/dev/null", O_RDWR);
        dup2(in[0], 0);
        dup2(null, 1);
        dup2(words[1], 2);
        fcntl(progress[1], F_SETFD, 0);
        execv(copy[0], (char *const *)(void *)copy);
        dprintf(2, "%s: %s\n", copy[0], strerror(errno));
        _exit(127);
    }
    close(progress[1]);
    close(words[1]);
    close(in[0]);
    fcntl(progress[0], F_SETFL, O_NONBLOCK);
    fcntl(words[0], F_SETFL, O_NONBLOCK);
    job->pid = pid;
    job->progress = progress[0];
    job->words = words[0];
    job->per_cent = 0;
    job->doing[0] = 0;
    job->stopping = 0;
    buf_clear(&job->line);
    buf_clear(&job->said);
    arena_release(&job->finding);
    job->rows = NULL;
    job->count = job->capacity = 0;
    return 0;
failed:;
    int number = errno;
    for (int i = 0; i < 2; i++) {
        close_pipe(&progress[i]);
        close_pipe(&words[i]);
        close_pipe(&in[i]);
    }
    return error_system(error, number, N_("this cannot be started"));
}

/* A row of what was found. Where there is no memory for it, the row is missing: job_read says so at the end. */
static void take_row(struct job *job, const char *text)
{
    if (job->count == JOB_ROWS)
        return;
    struct job_row *rows = arena_grow(&job->finding, job->rows, job->count, &job->capacity, sizeof *rows);
    if (!rows)
        return;
    job->rows = rows;
    struct job_row *row = &rows[job->count++];
    for (size_t i = 0; i < JOB_FIELDS; i++) {
        struct buf clean = BUF_INIT;
        size_t length = strcspn(text, "\t");
        text_clean(&clean, text, length, false);
        const char *field = arena_text(&job->finding, clean.data);
        row->field[i] = field ? field : "";
        buf_release(&clean);
        text += length + (text[length] == '\t');
    }
}

static void take_line(struct job *job)
{
    char *end;
    if (strncmp(job->line.data, "= ", 2) == 0) {
        take_row(job, job->line.data + 2);
        buf_clear(&job->line);
        return;
    }
    long value = strtol(job->line.data, &end, 10);
    if (end != job->line.data && value >= 0 && value <= 100) {
        struct buf clean = BUF_INIT;
        job->per_cent = (int)value;
        end += *end == ' ';
        text_clean(&clean, end, strlen(end), false);
        size_t length = clean.length < JOB_DOING ? clean.length : JOB_DOING - 1;
        while (length > 0 && length < clean.length && ((unsigned char)clean.data[length] & 0xc0) == 0x80)
            length--;                            /* no character is cut through */
        snprintf(job->doing, sizeof job->doing, "%.*s", (int)length, clean.data);
        buf_release(&clean);
    }
    buf_clear(&job->line);
}

/* Empties a pipe; closes it at its end. */
static void drain(struct job *job, int *fd, bool progress)
{
    char part[512];
    while (*fd >= 0) {
        ssize_t got = read(*fd, part, sizeof part);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return;
        if (got <= 0) {
            close_pipe(fd);
            return;
        }
        for (ssize_t i = 0; i < got; i++) {
            if (!progress) {
                if (job->said.length < SAID_LIMIT)
                    buf_char(&job->said, part[i]);
            } else if (part[i] == '\n') {
                take_line(job);
            } else if (job->line.length < LINE_LIMIT) {
                buf_char(&job->line, part[i]);
            }
        }
    }
}

/* The last line that the child said, without the program's name in front of it. */
static const char *last_words(struct job *job)
{
    while (job->said.length > 0 && job->said.data[job->said.length - 1] == '\n')
        buf_cut(&job->said, job->said.length - 1);
    const char *line = strrchr(job->said.data, '\n');
    line = line ? line + 1 : job->said.data;
    const char *behind = strstr(line, ": ");
    return behind && strncmp(line, "kiosk-", 6) == 0 ? behind + 2 : line;
}

int job_read(struct job *job, struct error *error)
{
    int status = 0;
    drain(job, &job->progress, true);
    drain(job, &job->words, false);
    if (job->progress >= 0 || job->words >= 0)
        return 1;
    while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
        ;
    job->pid = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        if (arena_failed(&job->finding))
            return error_memory(error);
        arena_release(&job->found);
        job->found = job->finding;
        arena_init(&job->finding, NULL, 0);
        return 0;
    }
    if (job->stopping || (WIFSIGNALED(status) && job->said.length == 0))
        return error_set(error, ERROR_CANCELLED, N_("this was stopped; nothing was changed"));
    return error_set(error, ERROR_INVALID, "%s", last_words(job));
}

void job_stop(struct job *job)
{
    if (!job->pid)
        return;
    close_pipe(&job->progress);
    if (++job->stopping == STOP_PATIENCE)
        kill(job->pid, SIGTERM);
    else if (job->stopping >= 2 * STOP_PATIENCE)
        kill(job->pid, SIGKILL);                 /* what it writes has its name only when it is whole */
}

void job_cancel(struct job *job)
{
    if (!job->pid)
        return;
    kill(job->pid, SIGTERM);
    close_pipe(&job->progress);
    close_pipe(&job->words);
    while (waitpid(job->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    job->pid = 0;
}

void job_release(struct job *job)
{
    job_cancel(job);
    buf_release(&job->line);
    buf_release(&job->said);
    arena_release(&job->finding);
    arena_release(&job->found);
}
