/* The manager's packs: what is installed, where new ones lie, installing. */
#include "app/app.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/job.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"
#include "keeper/pack_change.h"

#define FOLDER_LIMIT 500                         /* entries that are shown */

static bool in_use(void *context, const char *id, const char *version)
{
    const struct keeper_packs *packs = context;
    for (size_t i = 0; i < packs->count; i++)
        if (packs->rows[i].attempts > 0 && strcmp(packs->rows[i].id, id) == 0 && strcmp(packs->rows[i].version, version) == 0)
            return true;
    return false;
}

int service_MANAGER_PACKS(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_packs known;
    struct library_pack *packs;
    size_t count;
    struct installed_view *view = arena_alloc(arena, sizeof *view);
    (void)asked;
    int code = view ? client_packs(services->client, &none, arena, &known, error) : error_memory(error);
    if (!code)
        code = library_packs(services->library, arena, services->language, false, &packs, &count, error);
    if (code)
        return code;
    struct installed_line *rows = arena_array(arena, count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct installed_line){ .id = packs[i].id, .version = packs[i].version, .title = packs[i].title,
                                           .publisher = packs[i].publisher, .languages = packs[i].languages, .active = packs[i].active,
                                           .unsigned_pack = packs[i].trust != PACK_TRUSTED,
                                           .in_use = in_use(&known, packs[i].id, packs[i].version), .bytes = packs[i].bytes };
    *view = (struct installed_view){ .rows = rows, .count = count };
    *data = view;
    return 0;
}

/* unit: the version. Short enough to be waited for: a file is unlinked. */
int service_PACK_REMOVE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_unit *ask = asked;
    struct keeper_none none = { 0 };
    struct keeper_pack_changed done;
    const struct pack_change change = { .id = ask->pack, .version = ask->unit };
    (void)data;
    if (services->person->rank != RANK_MANAGER)
        return error_set(error, ERROR_REFUSED, N_("only a manager may remove packs"));
    int code = pack_change_run(services->client, &change, arena, &done, error);
    struct ask_pack told = { .id = ask->pack, .version = ask->unit, .file_digest = "", .publisher = "" };
    if (!code)
        code = client_pack_removed(services->client, &told, arena, &none, error);
    return code;
}

static void add_place(struct arena *arena, struct place *places, size_t *count, size_t most, const char *path, const char *label, bool stick, bool packs)
{
    struct stat status;
    if (*count >= most || stat(path, &status) < 0 || !S_ISDIR(status.st_mode) || access(path, R_OK | X_OK) < 0)
        return;
    places[(*count)++] = (struct place){ .path = arena_text(arena, path), .label = arena_text(arena, label), .stick = stick, .packs = packs };
}

/* Text from a file's name, fit to be shown. */
static const char *name_text(struct arena *arena, const char *name)
{
    struct buf clean = BUF_INIT;
    text_clean(&clean, name, strlen(name), false);
    const char *text = arena_text(arena, clean.data);
    buf_release(&clean);
    return text ? text : "";
}

static bool says_removable(const char *folder)
{
    char path[PATH_MAX + 20], digit = '0';
    snprintf(path, sizeof path, "%s/removable", folder);
    FILE *file = fopen(path, "re");
    if (file) {
        if (fread(&digit, 1, 1, file) != 1)
            digit = '0';
        fclose(file);
    }
    return digit == '1';
}

/* Whether a device is plugged in and pulled out: by USB, or as its driver says; a loop device stands for one. A part of a disk lies in the disk's folder. */
static bool comes_and_goes(const char *device)
{
    char there[PATH_MAX], link[PATH_MAX + 20], folder[PATH_MAX];
    if (strncmp(device, "/dev/", 5) != 0 || !realpath(device, there))
        return false;
    const char *name = strrchr(there, '/') + 1;
    if (strncmp(name, "loop", 4) == 0)
        return true;
    snprintf(link, sizeof link, "/sys/class/block/%s", name);
    if (!realpath(link, folder))
        return false;
    if (strstr(folder, "/usb") || says_removable(folder))
        return true;
    *strrchr(folder, '/') = 0;
    return says_removable(folder);
}

/* Below the folders where sticks alone are mounted everything is one; below /mnt lie disks and shares too. */
static bool is_stick(const char *device, const char *path)
{
    static const char *const folders[] = { "/media/", "/run/media/", "/run/empretec-kiosk/sticks/" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        if (strncmp(path, folders[i], strlen(folders[i])) == 0)
            return true;
    return (strcmp(path, "/mnt") == 0 || strncmp(path, "/mnt/", 5) == 0) && comes_and_goes(device);
}

/* What is mounted where sticks are mounted, then the folder of the packs that came with the program. */
int service_PLACES(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    enum { MOST = 20 };
    struct places_view *view = arena_alloc(arena, sizeof *view);
    struct place *places = arena_array(arena, MOST, sizeof *places);
    char line[PATH_MAX * 2], device[PATH_MAX], path[PATH_MAX];
    (void)asked;
    if (!view || !places)
        return error_memory(error);
    FILE *mounts = fopen("/proc/self/mounts", "re");
    while (mounts && fgets(line, sizeof line, mounts)) {
        if (sscanf(line, "%4095s %4095s", device, path) != 2)
            continue;
        /* blanks are written as \040 there */
        for (char *at = path; (at = strstr(at, "\\040")); at++) {
            *at = ' ';
            memmove(at + 1, at + 4, strlen(at + 4) + 1);
        }
        if (is_stick(device, path)) {
            const char *slash = strrchr(path, '/');
            add_place(arena, places, &view->count, MOST, path, name_text(arena, slash ? slash + 1 : path), true, false);
        }
    }
    if (mounts)
        fclose(mounts);
    char shipped[600];
    path_join(shipped, sizeof shipped, services->paths->data, "packs");
    add_place(arena, places, &view->count, MOST, shipped, _("Packs that came with the program"), false, true);
    const char *home = getenv("HOME");
    if (home && *home)
        add_place(arena, places, &view->count, MOST, home, _("Home folder"), false, false);
    if (arena_failed(arena))
        return error_memory(error);
    view->rows = places;
    *data = view;
    return 0;
}

static int by_name(const void *a, const void *b)
{
    const struct folder_line *x = a, *y = b;
    return x->folder != y->folder ? y->folder - x->folder : strcoll(x->name, y->name);
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), end = strlen(ending);
    return length > end && strcmp(text + length - end, ending) == 0;
}

/* What installing it would do. */
static void look_at(struct services *services, struct library *by, struct arena *arena, struct folder_line *line)
{
    struct library_installed found = { 0 };
    struct error error = { 0 };
    struct library_pack there;
    char words[400];
    line->id = line->version = line->title = line->publisher = line->note = "";
    int code = library_look(by, line->path, services->language, &found, &error);
    if (code) {
        line->note = arena_text(arena, error_message(&error, intl_translate, words, sizeof words));
        return;
    }
    bool installed = library_pack(services->library, arena, found.id, found.version, services->language, &there, NULL) == 0;
    line->good = !installed;
    line->unsigned_pack = found.trust != PACK_TRUSTED;
    line->standing = installed ? PACK_THERE : !found.previous[0] ? PACK_NEW : found.active ? PACK_NEWER : PACK_OLDER;
    line->id = arena_text(arena, found.id);
    line->version = arena_text(arena, found.version);
    line->title = arena_text(arena, found.title);
    line->publisher = arena_text(arena, found.publisher);
    if (installed)
        line->note = _("installed already");
    else if (!found.previous[0])
        line->note = _("new");
    else
        line->note = found.active ? _("newer than what is installed") : _("older than what is installed");
}

int service_FOLDER(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_path *ask = asked;
    struct folder_view *view = arena_alloc(arena, sizeof *view);
    struct folder_line *rows = NULL;
    size_t capacity = 0;
    if (!view)
        return error_memory(error);
    if (services->person->rank == RANK_LEARNER)
        return error_set(error, ERROR_REFUSED, N_("only a manager may look at folders"));
    DIR *folder = opendir(ask->path);
    if (!folder) {
        error_at(error, ask->path, 0, 0);
        return error_system(error, errno, N_("this folder cannot be opened; is the stick still there?"));
    }
    for (struct dirent *entry; (entry = readdir(folder)) && view->count < FOLDER_LIMIT;) {
        char path[PATH_MAX];
        struct stat status;
        if (entry->d_name[0] == '.' || !path_join(path, sizeof path, ask->path, entry->d_name) || stat(path, &status) < 0)
            continue;
        bool is_folder = S_ISDIR(status.st_mode);
        if (!is_folder && !(S_ISREG(status.st_mode) && ends_with(entry->d_name, ".pack")))
            continue;
        rows = arena_grow(arena, rows, view->count, &capacity, sizeof *rows);
        if (!rows)
            break;
        rows[view->count] = (struct folder_line){ .name = name_text(arena, entry->d_name), .path = arena_text(arena, path), .folder = is_folder,
                                                  .bytes = (int64_t)status.st_size, .id = "", .version = "", .title = "", .publisher = "", .note = "" };
        if (!is_folder)
            look_at(services, services->library, arena, &rows[view->count]);
        view->count++;
    }
    closedir(folder);
    if (arena_failed(arena))
        return error_memory(error);
    if (view->count > 1)
        qsort(rows, view->count, sizeof *rows, by_name);
    view->path = arena_text(arena, ask->path);
    char *parent = arena_text(arena, ask->path);
    char *slash = parent ? strrchr(parent, '/') : NULL;
    if (slash)
        *slash = 0;
    view->parent = slash && parent[0] ? parent : "";
    view->rows = rows;
    *data = view;
    return arena_failed(arena) ? error_memory(error) : 0;
}

int job_for_manager(struct services *services, const char *const *argv, struct error *error)
{
    struct ask_text ticket;
    struct arena arena;
    char line[100];
    arena_init(&arena, NULL, 0);
    int code = client_ticket(services->client, NULL, &arena, &ticket, error);
    if (!code) {
        snprintf(line, sizeof line, "%s\n", ticket.text);
        code = job_start(services->job, argv, line, error);
        explicit_bzero(line, sizeof line);
    }
    arena_release(&arena);
    return code;
}

/* A job: what is well with this machine, and with a path, a file about it that may be given away. Its name has the day and the minute, so that the files of several machines lie beside each other. */
int service_DOCTOR(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_doctor *ask = asked;
    char size[40], file[PATH_MAX] = "", name[60];
    struct date date;
    (void)arena;
    (void)data;
    if (services->person->rank == RANK_LEARNER)
        return error_set(error, ERROR_REFUSED, N_("only a manager may check this machine"));
    snprintf(size, sizeof size, "%dx%d", ask->cols, ask->rows);
    date_from(&date, clock_wall(services->clock), 0);
    snprintf(name, sizeof name, "kiosk-support-%04d%02d%02d-%02d%02d.txt", date.year % 10000, date.month, date.day, date.hour, date.minute);
    if (ask->path[0] && !path_join(file, sizeof file, ask->path, name))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    const char *argv[] = { services->paths->admin, "doctor", "--centre", services->paths->centre, "--progress-fd", "@", "--screen", size, file[0] ? "--support" : NULL, file, NULL };
    return job_start(services->job, argv, NULL, error);
}

int service_INSTALL(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_path *ask = asked;
    (void)arena;
    (void)data;
    if (services->person->rank != RANK_MANAGER)
        return error_set(error, ERROR_REFUSED, N_("only a manager may install packs"));
    const char *argv[] = { services->paths->admin, "install", "--centre", services->paths->centre, "--progress-fd", "@", "--ticket-fd", "0", "--", ask->path, NULL };
    return job_for_manager(services, argv, error);
}
