#include "keeper/restore.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/centre.h"
#include "keeper/keeper.h"
#include "records/backup.h"
#include "records/check.h"
#include "records/origin.h"

#define ASIDE ".restoring-"
#define KEEP_FREE (16 << 20)
#define DEPTH 4                                  /* folders within each other that a centre has, and one more */

static int too_long(struct error *error)
{
    return error_set(error, ERROR_LIMIT, N_("this path is too long"));
}

static int damaged(const char *file, struct error *error)
{
    error_clear(error);
    error_at(error, file, 0, 0);
    return error_set(error, ERROR_DAMAGED, N_("what is in this backup is no whole centre; take another one"));
}

static void remove_tree(int parent, const char *name, int depth)
{
    int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir && fd >= 0)
        close(fd);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(fd, entry->d_name, 0) != 0 && depth > 0)
            remove_tree(fd, entry->d_name, depth - 1);
    }
    if (dir)
        closedir(dir);
    unlinkat(parent, name, AT_REMOVEDIR);
}

/* The folder's parent and name, without slashes at the end. */
static int split(const char *folder, char whole[PATH_MAX], char parent[PATH_MAX], const char **name, struct error *error)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    if (length == 0 || length + 40 >= PATH_MAX)
        return too_long(error);
    snprintf(whole, PATH_MAX, "%.*s", (int)length, folder);
    const char *slash = strrchr(whole, '/');
    *name = slash ? slash + 1 : whole;
    snprintf(parent, PATH_MAX, "%.*s", slash ? (int)(slash - whole) + (slash == whole) : 1, slash ? whole : ".");
    if (**name && strcmp(*name, ".") != 0 && strcmp(*name, "..") != 0)
        return 0;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_INVALID, N_("this cannot be a new folder; name one that is not there yet"));
}

int centre_restore_folder(const char *folder, struct error *error)
{
    struct stat status;
    if (lstat(folder, &status) != 0 && errno == ENOENT)
        return 0;
    DIR *dir = opendir(folder);
    bool empty = dir != NULL;
    for (struct dirent *entry; dir && empty && (entry = readdir(dir));)
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    if (dir)
        closedir(dir);
    if (empty)
        return 0;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_EXISTS, N_("there is something here already, and nothing is ever restored over it; name a new folder"));
}

/* A folder beside the new one, and no left-overs of one that was killed. */
static int make_aside(const char *whole, const char *parent, const char *name, char aside[PATH_MAX], struct error *error)
{
    char begin[NAME_MAX + 16];
    int code = folder_make(parent, 0755, error);
    if (code)
        return code;
    snprintf(begin, sizeof begin, "%s" ASIDE, name);
    DIR *dir = opendir(parent);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (strncmp(entry->d_name, begin, strlen(begin)) == 0 && strlen(entry->d_name) == strlen(begin) + 6)
            remove_tree(dirfd(dir), entry->d_name, DEPTH);
    if (dir)
        closedir(dir);
    if (snprintf(aside, PATH_MAX, "%s" ASIDE "XXXXXX", whole) >= PATH_MAX)
        return too_long(error);
    if (!mkdtemp(aside)) {
        int number = errno;
        *aside = 0;
        error_at(error, parent, 0, 0);
        return error_system(error, number, N_("this folder cannot be made"));
    }
    return 0;
}

/* Unpacked, and the database and its journal as long as it. */
static int check_room(const char *parent, const struct document_backup *head, struct error *error)
{
    uint64_t space, need = 2 * (uint64_t)head->bytes + KEEP_FREE;
    int code = file_space(parent, &space, error);
    if (code || (space >= need && head->bytes < INT64_MAX / 4))
        return code;
    error_at(error, parent, 0, 0);
    return error_set(error, ERROR_FULL, N_("there is no room to restore this backup: %lld KiB are needed, %lld KiB are free; choose another disk, or remove something"),
                     (long long)(need >> 10) + 1, (long long)(space >> 10));
}

/* The journal of the terminal that made the backup; what it has more is taken back when the records are opened. */
static int copy_journal(const char *journal, const char *aside, const char *origin, struct error *error)
{
    char from[PATH_MAX], to[PATH_MAX], bytes[16384];
    struct file_writer writer = FILE_WRITER_INIT;
    if (snprintf(from, sizeof from, "%s/%s.tsv", journal, origin) >= (int)sizeof from || snprintf(to, sizeof to, "%s/journal/%s.tsv", aside, origin) >= (int)sizeof to)
        return too_long(error);
    int fd = open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    error_at(error, from, 0, 0);
    if (fd < 0 && errno == ENOENT)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no journal of the terminal that made this backup; name the folder journal/ of the lost centre, or leave --journal out"));
    if (fd < 0)
        return error_system(error, errno, N_("this file cannot be opened"));
    error_at(error, "", 0, 0);
    int code = file_writer_open(&writer, to, 0600, error);
    while (!code) {
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_at(error, from, 0, 0);
            code = error_system(error, errno, N_("this file cannot be read"));
        }
        if (got <= 0)
            break;
        code = file_writer_add(&writer, bytes, (size_t)got, error);
    }
    if (!code)
        code = file_writer_commit(&writer, error);
    file_writer_abort(&writer);
    close(fd);
    return code;
}

/* The keeper's own way in: settings, records, keys; a new origin. */
static int open_once(const struct restore *restore, const char *aside, struct error *error)
{
    struct keeper *keeper = NULL;
    const struct keeper_options options = { .centre = aside, .hardware = restore->hardware, .boot = restore->boot, .sound = restore->boot != NULL, .restored = true,
                                            .clock = restore->clock, .random = restore->random };
    int code = keeper_open(&keeper, &options, error);
    keeper_free(keeper);
    return code;
}

static int find_origin(struct records *records, struct restored *restored, const char *file, struct arena *arena, struct error *error)
{
    struct origin_row *rows;
    size_t count = 0;
    const struct origin_row *then = NULL;
    int code = records_origins(records, arena, &rows, &count, error);
    if (code)
        return code;
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].id, restored->head.origin) == 0)
            then = &rows[i];
    if (!then || then->seq < restored->head.last)
        return damaged(file, error);
    restored->taken_back = then->seq - restored->head.last;
    restored->origin = arena_text(arena, records_origin(records));
    return restored->origin ? 0 : error_memory(error);
}

static int look_through(const char *aside, const char *file, struct arena *arena, struct restored *restored, struct error *error)
{
    struct records *records = NULL;
    struct report report;
    struct check_summary summary;
    const struct records_options options = { .folder = aside, .read_only = true };
    report_init(&report);
    int code = records_open(&records, &options, error);
    if (!code)
        code = records_check(records, &report, &summary, error);
    if (!code && report.count > report.warnings)
        code = damaged(file, error);
    if (!code)
        code = find_origin(records, restored, file, arena, error);
    if (!code) {
        restored->events = summary.events;
        restored->people = summary.people;
    }
    records_close(records);
    report_release(&report);
    return code;
}

static int whole_centre(const char *aside, const char *file, struct error *error)
{
    static const char *const parts[] = { "records.db", "keys/centre.key" };
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (!path_join(path, sizeof path, aside, parts[i]) || access(path, F_OK) != 0)
            return damaged(file, error);
    return 0;
}

int centre_restore(const struct restore *restore, const unsigned char secret[TRUST_SECRET], struct arena *arena, struct restored *restored, struct error *error)
{
    char whole[PATH_MAX], parent[PATH_MAX], aside[PATH_MAX] = "";
    const char *name = "";
    struct restored made = { .origin = "" };
    int code = split(restore->folder, whole, parent, &name, error);
    if (!code)
        code = centre_restore_folder(whole, error);
    if (!code)
        code = backup_look(restore->file, arena, &made.head, error);
    if (!code)
        code = make_aside(whole, parent, name, aside, error);
    if (!code)
        code = check_room(parent, &made.head, error);
    if (!code)
        code = centre_folders(aside, error);
    if (!code)
        code = backup_unpack(restore->file, secret, aside, error);
    if (!code)
        code = whole_centre(aside, restore->file, error);
    if (!code && restore->journal)
        code = copy_journal(restore->journal, aside, made.head.origin, error);
    if (!code)
        code = open_once(restore, aside, error);
    if (!code)
        code = look_through(aside, restore->file, arena, &made, error);
    if (!code && rename(aside, whole) != 0) {
        error_at(error, whole, 0, 0);
        code = error_system(error, errno, N_("the restored centre cannot be moved here; name a folder that is not there yet"));
    }
    if (!code)
        code = file_sync_folder(whole, error);
    else if (*aside)
        remove_tree(AT_FDCWD, aside, DEPTH);
    if (!code)
        *restored = made;
    return code;
}
