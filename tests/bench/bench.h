/* What the programs that measure whole programs share: clocks, medians, programs run and killed, folders removed. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"

static inline double bench_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline _Noreturn void bench_give_up(const char *what, const struct error *error)
{
    char text[600] = "";
    fprintf(stderr, "bench: %s %s\n", what, error ? error_text(error, NULL, text, sizeof text) : "");
    exit(1);
}

static inline int bench_ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static inline double bench_median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, bench_ascending);
    return values[count / 2];
}

/* The folder that the build was made in: this program is in tests/bench of it. */
static inline void bench_build(char out[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);
    out[length > 0 ? length : 0] = 0;
    for (int i = 0; i < 3; i++) {
        char *slash = strrchr(out, '/');
        if (slash)
            *slash = 0;
    }
}

static inline int bench_remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

/* Makes a folder for all that is generated, and goes there. */
static inline void bench_folder(char out[PATH_MAX])
{
    const char *base = getenv("TMPDIR");
    snprintf(out, PATH_MAX, "%s/bench-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(out) || chdir(out))
        bench_give_up("there is no place for what is measured:", NULL);
}

static inline void bench_folder_remove(const char *folder)
{
    if (chdir("/") || nftw(folder, bench_remove_one, 16, FTW_DEPTH | FTW_PHYS))
        fprintf(stderr, "bench: %s is left over\n", folder);
}

/* Runs a program to its end without its output: seconds; with cpu, user and system time too. It must succeed. */
static inline double bench_run(double *cpu, const char *const argv[])
{
    char *words[512];
    struct rusage usage;
    int status;
    double start = bench_seconds();
    pid_t pid = fork();
    if (pid == 0) {
        size_t count = 0;
        while (argv[count] && count + 1 < sizeof words / sizeof *words)
            count++;
        memcpy(words, argv, count * sizeof *words);
        words[count] = NULL;
        int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(null, 1);
        execvp(words[0], words);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        bench_give_up(argv[0], NULL);
    if (cpu)
        *cpu = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    return bench_seconds() - start;
}

static inline void bench_write(const char *path, const struct buf *text)
{
    struct error error = { 0 };
    if (file_write(path, text->data, text->length, 0644, &error))
        bench_give_up("a file cannot be written:", &error);
}

/* Running text that deflates like text: words of a small language, drawn by a fixed sequence. */
static inline void bench_words(struct buf *out, size_t length, uint32_t *state)
{
    static const char *const syllables[] = { "ka", "lo", "mi", "ren", "to", "sa", "vel", "ni", "dor", "pe", "shu", "gar", "an", "es", "il", "om" };
    size_t line = 0, end = out->length + length;
    while (out->length < end) {
        size_t before = out->length;
        for (uint32_t i = 0, count = 1 + (*state >> 28) % 4; i < count; i++) {
            *state = *state * 1664525u + 1013904223u;
            buf_text(out, syllables[*state >> 28]);
        }
        line += out->length - before + 1;
        buf_text(out, line > 66 ? "\n" : " ");
        line = line > 66 ? 0 : line;
        *state = *state * 1664525u + 1013904223u;
    }
    buf_text(out, "\n");
}

#endif
