/* kiosk-admin backup: the centre in one file that only the recovery code opens. Run by managers, and by the kiosk as a job. */
#include "admin.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intl.h"
#include "keeper/backup.h"
#include "progress.h"
#include "records/backup.h"
#include "stick.h"

#define LOOK_EACH 100                            /* milliseconds */
#define MAKING 50                                /* per cent that the making is of the whole */
#define KEPT 3                                   /* backups of one terminal on a stick */

static volatile sig_atomic_t stopped;            /* the one thing that a signal may touch */

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

struct backup {
    const char *centre, *output;
    bool stick_given;                            /* output is a folder: the stick's */
    struct admin admin;
    struct stick stick;
    struct progress progress;
    struct keeper_backup made;
    char name[PATH_MAX];                         /* on the stick */
    uint64_t done;
};

static int cancelled(struct error *error)
{
    return error_set(error, ERROR_CANCELLED, N_("the backup was stopped; nothing new is on the stick"));
}

static bool step(void *context, uint64_t bytes)
{
    struct backup *backup = context;
    backup->done += bytes;
    int part = backup->made.bytes ? (int)((double)backup->done / (2 * (double)backup->made.bytes) * (99 - MAKING)) : 0;
    return progress_say(&backup->progress, MAKING + (part < 99 - MAKING ? part : 99 - MAKING), _("Writing the backup")) && !stopped;
}

/* Where it goes: the folder of a stick, or a file that is not there yet. */
static int open_output(struct backup *backup, struct error *error)
{
    struct stat status;
    char folder[PATH_MAX];
    bool there = stat(backup->output, &status) == 0;
    backup->stick = (struct stick){ .step = step, .context = backup };
    backup->stick_given = there && S_ISDIR(status.st_mode);
    if (backup->stick_given)
        return stick_open(&backup->stick, backup->output, error);
    const char *slash = strrchr(backup->output, '/');
    error_at(error, backup->output, 0, 0);
    if (there)
        return error_set(error, ERROR_EXISTS, N_("there is such a file already; choose another name"));
    if (slash && !slash[1])
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such folder; put the stick in, and name its folder"));
    if (strlen(backup->output) >= sizeof folder)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    error_at(error, "", 0, 0);
    snprintf(backup->name, sizeof backup->name, "%s", slash ? slash + 1 : backup->output);
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - backup->output) + (slash == backup->output) : 1, slash ? backup->output : ".");
    return stick_open_folder(&backup->stick, folder, error);
}

/* The keeper makes it, beside its own work; it is asked how far it is. */
static int make(struct backup *backup, struct error *error)
{
    int code = client_backup_make(backup->admin.client, NULL, &backup->admin.arena, NULL, error);
    while (!code) {
        code = client_backup(backup->admin.client, NULL, &backup->admin.arena, &backup->made, error);
        if (code || !backup->made.running)
            break;
        int part = backup->made.total ? (int)((double)backup->made.done / (double)backup->made.total * MAKING) : 0;
        if (!progress_say(&backup->progress, part, _("Putting the backup together")) || stopped)
            code = cancelled(error);
        else
            poll(NULL, 0, LOOK_EACH);
    }
    if (!code && *backup->made.trouble)
        return error_set(error, ERROR_SYSTEM, "%s", backup->made.trouble);
    if (!code && (!*backup->made.file || strchr(backup->made.file, '/')))
        return error_set(error, ERROR_SYSTEM, N_("the making of the backup was stopped; nothing is lost: begin it again"));
    return code;
}

static int copy(struct backup *backup, struct error *error)
{
    char source[PATH_MAX];
    if (snprintf(source, sizeof source, "%s/" BACKUP_FOLDER "/%s", backup->centre, backup->made.file) >= (int)sizeof source)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    if (backup->stick_given)
        snprintf(backup->name, sizeof backup->name, "%s", backup->made.file);
    int code = stick_room(&backup->stick, 1, (uint64_t)backup->made.bytes, error);
    if (!code)
        code = stick_copy(&backup->stick, backup->name, source, error);
    return code == ERROR_CANCELLED ? cancelled(error) : code;
}

struct old {
    const char *path;
    int64_t events, made;
};

/* The log tells which is newer; clocks are often wrong. */
static int newest_first(const void *a, const void *b)
{
    const struct old *left = a, *right = b;
    if (left->events != right->events)
        return left->events < right->events ? 1 : -1;
    return left->made < right->made ? 1 : left->made > right->made ? -1 : strcmp(left->path, right->path);
}

/* Of this terminal of this centre the newest stay; the one that was written just now stays in any case. */
static int remove_old(struct backup *backup, struct error *error)
{
    char own[PATH_MAX];
    const char **paths = NULL;
    size_t count = 0, found = 0;
    struct document_backup mine, head;
    struct arena *arena = &backup->admin.arena;
    if (!path_join(own, sizeof own, backup->stick.folder, backup->name))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    int code = backup_look(own, arena, &mine, error);
    if (!code)
        code = stick_find(&backup->stick, BACKUP_SUFFIX, arena, &paths, &count, error);
    struct old *rows = code ? NULL : arena_array(arena, count + 1, sizeof *rows);
    if (!code && !rows)
        code = error_memory(error);
    for (size_t i = 0; i < count && !code; i++) {
        bool there = strncmp(paths[i], backup->stick.folder, strlen(backup->stick.folder)) == 0 && strcmp(paths[i], own) != 0;
        if (there && backup_look(paths[i], arena, &head, NULL) == 0 && strcmp(head.centre, mine.centre) == 0 && head.terminal == mine.terminal)
            rows[found++] = (struct old){ paths[i], head.events, head.made };
    }
    if (found > 1)
        qsort(rows, found, sizeof *rows, newest_first);
    for (size_t i = KEPT - 1; i < found && !code; i++)
        if (unlink(rows[i].path) == 0)
            printf(_("%s: an older backup, removed; the newest %d are kept\n"), rows[i].path, KEPT);
    return code;
}

static int backup_to(struct backup *backup, struct error *error)
{
    int code = open_output(backup, error);
    if (!code)
        code = make(backup, error);
    if (!code)
        code = copy(backup, error);
    if (code)
        return code;
    if (backup->stick_given)
        printf(_("%s/%s: the backup (%lld KiB); the stick may be taken out. Keep it in another house than the computer.\n"), backup->stick.folder, backup->name,
               (long long)(backup->made.bytes >> 10) + 1);
    else
        printf(_("%s: the backup (%lld KiB)\n"), backup->output, (long long)(backup->made.bytes >> 10) + 1);
    return backup->stick_given ? remove_old(backup, error) : 0;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct backup backup = { .centre = admin_centre(call), .output = command_value(call, "output") };
    struct sigaction action = { .sa_handler = stop };
    bool new_code = command_given(call, "new-code");
    if (!backup.output && !new_code)
        return command_usage(call, N_("-o names the folder of the stick, or a file; --new-code makes a new code"));
    int result = progress_open(&backup.progress, call);
    if (result)
        return result;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int code = admin_open_job(&backup.admin, call, &error);
    if (!code && new_code)
        code = admin_new_code(&backup.admin, &error);
    if (!code && backup.output)
        code = backup_to(&backup, &error);
    if (!code)
        progress_say(&backup.progress, 100, _("Done"));
    admin_close(&backup.admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "DIR|FILE", .help = N_("The folder of the stick (the file goes into empretec/ there), or a new file.") },
    { .name = "new-code", .help = N_("Make a new code for the backups from now on, and print it once; older backups still need the older code.") },
    PROGRESS_OPTION,
    TICKET_OPTION,
    { 0 },
};

extern const struct command admin_backup;
const struct command admin_backup = {
    .name = "backup", .operands = "", .run = run, .options = options,
    .help = N_("Write records, keys and settings to one file, which only the written code opens; the newest three stay on a stick."),
    .example = "kiosk-admin backup -o /media/stick",
};
