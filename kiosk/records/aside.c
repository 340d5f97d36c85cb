#include "records/aside.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/snapshot.h"
#include "records/store.h"

#define REPORT_LIMIT 4096                        /* bytes */

/* DATE-TIME, or DATE-TIME-N: what name_aside of rescue.c makes. */
static bool is_name(const char *name)
{
    size_t length = strlen(name);
    if (length < 15 || length >= ASIDE_NAME || name[8] != '-' || strspn(name, "0123456789") != 8 || strspn(name + 9, "0123456789") != 6)
        return false;
    return length == 15 || (name[15] == '-' && length > 16 && strspn(name + 16, "0123456789") == length - 16);
}

/* By time, and of one second by number: -2 before -10. */
static int compare(const void *a, const void *b)
{
    const char *one = ((const struct aside *)a)->name, *two = ((const struct aside *)b)->name;
    int order = strncmp(one, two, 15);
    return order ? order : strlen(one) != strlen(two) ? (strlen(one) < strlen(two) ? -1 : 1) : strcmp(one, two);
}

static bool path_within(char path[STORE_PATH], const char *folder, const char *name, const char *file)
{
    return snprintf(path, STORE_PATH, "%s/" SNAPSHOT_ASIDE "/%s%s%s", folder, name, *file ? "/" : "", file) < STORE_PATH;
}

static void read_line(struct aside *aside, const char *line)
{
    const struct { const char *name; int64_t *to; } numbers[] = {
        { "events ", &aside->events }, { "events-lost ", &aside->lost }, { "lost-first ", &aside->first }, { "lost-last ", &aside->last },
        { "texts-lost ", &aside->texts }, { "people-lost ", &aside->people },
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        size_t length = strlen(numbers[i].name);
        if (strncmp(line, numbers[i].name, length) == 0) {
            long long number = strtoll(line + length, NULL, 10);
            *numbers[i].to = number > 0 ? number : 0;
        }
    }
    if (strncmp(line, "gap 1", 5) == 0)
        aside->gap = true;
    if (strncmp(line, "sure 1", 6) == 0)
        aside->sure = true;
}

static void read_one(const char *folder, struct aside *aside)
{
    char path[STORE_PATH];
    struct buf text = BUF_INIT;
    snprintf(aside->day, sizeof aside->day, "%.4s-%.2s-%.2s", aside->name, aside->name + 4, aside->name + 6);
    aside->read = path_within(path, folder, aside->name, "read") && access(path, F_OK) == 0;
    if (path_within(path, folder, aside->name, "report") && file_read(path, REPORT_LIMIT, &text, NULL) == 0)
        for (const char *line = text.data; line && *line;) {
            read_line(aside, line);
            line = strchr(line, '\n');
            line = line ? line + 1 : NULL;
        }
    buf_release(&text);
}

int aside_list(const char *folder, struct aside rows[ASIDE_ROWS], size_t *count, struct error *error)
{
    char path[STORE_PATH];
    size_t found = 0;
    if (!path_join(path, sizeof path, folder, SNAPSHOT_ASIDE))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    DIR *dir = opendir(path);
    if (!dir && errno != ENOENT) {
        error_at(error, path, 0, 0);
        return errno == EACCES ? error_set(error, ERROR_REFUSED, N_("this is another user's; run the command as root, or as that user"))
                               : error_system(error, errno, N_("this folder cannot be read"));
    }
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        struct aside one = { 0 };
        if (!is_name(entry->d_name))
            continue;
        snprintf(one.name, sizeof one.name, "%s", entry->d_name);
        if (found < ASIDE_ROWS)
            rows[found++] = one;
        else if (compare(&one, &rows[ASIDE_ROWS - 1]) < 0)
            rows[ASIDE_ROWS - 1] = one;
        qsort(rows, found, sizeof *rows, compare);
    }
    if (dir)
        closedir(dir);
    for (size_t i = 0; i < found; i++)
        read_one(folder, &rows[i]);
    *count = found;
    return 0;
}

bool aside_unread(const char *folder, struct aside *aside)
{
    struct aside rows[ASIDE_ROWS];
    size_t count;
    if (aside_list(folder, rows, &count, NULL))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!rows[i].read) {
            *aside = rows[i];
            return true;
        }
    return false;
}

int aside_mark(const char *folder, const char *name, struct error *error)
{
    char path[STORE_PATH];
    struct stat status;
    if (!is_name(name) || !path_within(path, folder, name, "") || stat(path, &status) < 0 || !S_ISDIR(status.st_mode))
        return error_set(error, ERROR_NOT_FOUND, N_("nothing of this name was set aside"));
    if (!path_within(path, folder, name, "read"))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    int code = file_write(path, "", 0, 0600, error);
    if (!code)
        aside_trim(folder);
    return code;
}

/* What is not ours in it lets it stay. The damaged database goes first: without it nothing is worth keeping. */
static bool remove_one(const char *folder, const char *name)
{
    static const char *const files[] = { "records.db", "records.db-wal", "records.db-shm", "report", "read" };
    char path[STORE_PATH];
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (path_within(path, folder, name, files[i]))
            unlink(path);
    return path_within(path, folder, name, "") && rmdir(path) == 0;
}

void aside_trim(const char *folder)
{
    struct aside rows[ASIDE_ROWS];
    size_t count;
    if (aside_list(folder, rows, &count, NULL))
        return;
    for (size_t i = 0, left = count; i < count && left > ASIDE_KEPT; i++)
        if (rows[i].read && remove_one(folder, rows[i].name))
            left--;
}
