#include "keeper/backup.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/centre.h"
#include "keeper/trust_store.h"
#include "records/backup.h"
#include "records/check.h"

#define WORK BACKUP_FOLDER "/.work"
#define KEEP_FREE (16 << 20)                     /* bytes that a backup leaves for the records */
#define NAME_PART 40

struct making {
    const struct backup_job *job;
    char folder[PATH_MAX], work[PATH_MAX];
    struct arena arena;
    struct backup_file *files;
    size_t count, capacity;
    struct document_backup head;
    int64_t done, total;
};

static int too_long(struct error *error)
{
    return error_set(error, ERROR_LIMIT, N_("this path is too long"));
}

/* The files right in a folder that end so ("": all; NULL: none), and backups that are not whole; subfolders are left. */
static void remove_files(const char *folder, const char *ending, const char *but)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        size_t length = strlen(entry->d_name), more = ending ? strlen(ending) : 0;
        bool half = strstr(entry->d_name, BACKUP_SUFFIX ".new-") != NULL;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || (but && strcmp(entry->d_name, but) == 0))
            continue;
        if (half || (ending && length >= more && strcmp(entry->d_name + length - more, ending) == 0))
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    if (dir)
        closedir(dir);
}

/* The folders; what a making left behind that was killed goes. */
static int begin(struct making *making, struct error *error)
{
    if (snprintf(making->folder, sizeof making->folder, "%s/" BACKUP_FOLDER, making->job->folder) >= (int)sizeof making->folder ||
        snprintf(making->work, sizeof making->work, "%s/" WORK, making->job->folder) >= (int)sizeof making->work - 200)
        return too_long(error);
    int code = folder_make(making->folder, 0750, error);
    if (!code)
        code = folder_make(making->work, 0700, error);
    if (code)
        return code;
    chmod(making->folder, 0750);                 /* what lies in it is sealed: whoever may run the kiosk may copy it to a stick */
    remove_files(making->work, "", NULL);
    remove_files(making->folder, NULL, NULL);
    return 0;
}

static void end(struct making *making)
{
    remove_files(making->work, "", NULL);
    rmdir(making->work);
}

static int64_t size_of(const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct stat status;
    return path_join(path, sizeof path, folder, name) && stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}

static int check_room(const struct making *making, struct error *error)
{
    const char *folder = making->job->folder;
    uint64_t space, need = 2 * (uint64_t)(size_of(folder, "records.db") + size_of(folder, "records.db-wal")) + KEEP_FREE;
    int code = file_space(making->folder, &space, error);
    if (code || space >= need)
        return code;
    error_at(error, making->folder, 0, 0);
    return error_set(error, ERROR_FULL, N_("there is no room to make a backup: %lld KiB are needed, %lld KiB are free; remove packs that nobody uses"),
                     (long long)(need >> 10) + 1, (long long)(space >> 10));
}

static int copy_records(const struct making *making, struct error *error)
{
    char path[PATH_MAX];
    struct records *records = NULL;
    const struct records_options options = { .folder = making->job->folder, .read_only = true };
    if (!path_join(path, sizeof path, making->work, "records.db"))
        return too_long(error);
    int code = records_open(&records, &options, error);
    if (!code)
        code = records_backup(records, path, error);
    records_close(records);
    return code;
}

/* The copy itself is opened and read, not what it was made of. */
static int check_copy(struct making *making, struct error *error)
{
    struct records *records = NULL;
    struct report report;
    struct origin_row *origins;
    size_t count = 0;
    const struct records_options options = { .folder = making->work, .read_only = true };
    report_init(&report);
    int code = records_open(&records, &options, error);
    if (!code)
        code = records_check(records, &report, NULL, error);
    if (!code && report.count > report.warnings) /* journals lie elsewhere: that they are missing is only a warning */
        code = error_set(error, ERROR_DAMAGED, N_("the records are not whole, so no backup was made: look with kiosk-admin check, and keep the older backups"));
    if (!code)
        code = records_origins(records, &making->arena, &origins, &count, error);
    for (size_t i = 0; i < count && !code; i++)
        making->head.events += origins[i].seq;
    if (!code) {
        making->head.origin = arena_text(&making->arena, records_origin(records));
        making->head.last = records_seq(records);
    }
    records_close(records);
    report_release(&report);
    return code;
}

static int add(struct making *making, const char *folder, const char *part, const char *name, struct error *error)
{
    struct stat status;
    const char *within = *part ? arena_format(&making->arena, "%s/%s", part, name) : arena_text(&making->arena, name);
    const char *path = within ? arena_format(&making->arena, "%s/%s", folder, within) : NULL;
    struct backup_file *files = arena_grow(&making->arena, making->files, making->count, &making->capacity, sizeof *files);
    if (!path || !files)
        return error_memory(error);
    making->files = files;
    if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return 0;
    files[making->count++] = (struct backup_file){ .name = within, .path = path, .bytes = (int64_t)status.st_size };
    making->total += (int64_t)status.st_size;
    return 0;
}

/* What lies in a folder and is whole. The centre's folder itself: requests alone. */
static int add_all(struct making *making, const char *part, struct error *error)
{
    char path[PATH_MAX];
    int code = 0;
    if (!path_join(path, sizeof path, making->job->folder, part))
        return too_long(error);
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && !code && (entry = readdir(dir));) {
        const char *ending = strrchr(entry->d_name, '.');
        bool request = ending && strcmp(ending, ".request") == 0 && backup_name_allowed(entry->d_name);
        if (entry->d_name[0] != '.' && !strstr(entry->d_name, ".new-") && (*part || request))
            code = add(making, making->job->folder, part, entry->d_name, error);
    }
    if (dir)
        closedir(dir);
    return code;
}

/* The copy of the records first: so no key is missing that they name, and a receipt may know more than they, but never less. */
static int gather(struct making *making, struct error *error)
{
    int code = add(making, making->work, "", "records.db", error);
    if (!code)
        code = add(making, making->job->folder, "", CENTRE_CONFIG, error);
    if (!code)
        code = add(making, making->job->folder, "", "profile.form", error);
    if (!code)
        code = add_all(making, "", error);
    if (!code)
        code = add_all(making, "keys", error);
    return code ? code : add_all(making, TRUST_FOLDER, error);
}

/* "empretec-lusaka-1-2026-11-25-034107.backup" */
static void name_file(const struct making *making, char file[BACKUP_FILE_SIZE])
{
    char part[NAME_PART + 1];
    size_t length = 0;
    struct date date;
    for (const char *at = making->head.name; *at && length < NAME_PART; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || (*at >= '0' && *at <= '9');
        if (plain)
            part[length++] = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
        else if (length > 0 && part[length - 1] != '-')
            part[length++] = '-';
    }
    while (length > 0 && part[length - 1] == '-')
        length--;
    part[length] = 0;
    date_from(&date, making->head.made, 0);
    snprintf(file, BACKUP_FILE_SIZE, "%s-%lld-%04d-%02d-%02d-%02d%02d%02d" BACKUP_SUFFIX, length ? part : "centre", (long long)making->head.terminal,
             date.year % 10000, date.month % 100, date.day % 100, date.hour % 100, date.minute % 100, date.second % 100);
}

static bool step(void *context, int64_t bytes)
{
    struct making *making = context;
    making->done += bytes;
    return making->job->step(making->job->context, making->done, making->total);
}

static int write_file(struct making *making, const unsigned char seal[TRUST_PUBLIC], struct backup_made *made, struct error *error)
{
    char path[PATH_MAX];
    struct backup_made own;
    const struct backup_watch watch = { .step = step, .context = making };
    int64_t now = clock_wall(making->job->clock);
    making->head.made = now > 0 ? now : 0;
    making->head.name = making->job->name;
    making->head.terminal = making->job->terminal;
    name_file(making, own.file);
    if (!path_join(path, sizeof path, making->folder, own.file))
        return too_long(error);
    int code = backup_write(path, &making->head, making->files, making->count, seal, making->job->random, &watch, error);
    if (code)
        return code;
    remove_files(making->folder, BACKUP_SUFFIX, own.file);
    own.bytes = size_of(making->folder, own.file);
    *made = own;
    return 0;
}

int backup_make(const struct backup_job *job, struct backup_made *made, struct error *error)
{
    struct making making = { .job = job };
    struct centre_identity identity;
    unsigned char seal[TRUST_PUBLIC];
    arena_init(&making.arena, NULL, 0);
    int code = backup_key_load(seal, job->folder, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        code = error_set(error, code, N_("there is no recovery code for backups yet: make one with kiosk-admin backup --new-code, and write it down"));
    }
    if (!code)
        code = centre_identity_open(&identity, job->folder, job->clock, job->random, error);
    if (!code) {
        making.head.centre = arena_text(&making.arena, identity.id);
        making.head.key = arena_text(&making.arena, identity.key);
        centre_identity_forget(&identity);
        code = begin(&making, error);
    }
    if (!code)
        code = check_room(&making, error);
    if (!code)
        code = copy_records(&making, error);
    if (!code)
        code = check_copy(&making, error);
    if (!code)
        code = gather(&making, error);
    if (!code && arena_failed(&making.arena))
        code = error_memory(error);
    if (!code)
        code = write_file(&making, seal, made, error);
    if (*making.work)
        end(&making);
    arena_release(&making.arena);
    return code;
}

int backup_new_code(const char *folder, const struct random_source *random, char code[TRUST_CODE_SIZE], char *mark, struct error *error)
{
    unsigned char secret[TRUST_SECRET];
    struct seal_pair pair;
    random->bytes(random->context, secret, sizeof secret);
    trust_seal_pair(&pair, secret, TRUST_BACKUP);
    int result = backup_key_save(pair.public, folder, error);
    if (!result) {
        trust_code(code, secret);
        backup_mark(mark, pair.public);
    }
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(&pair, sizeof pair);
    return result;
}
