#include "keeper/set_up.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/backup.h"
#include "keeper/centre.h"
#include "keeper/machine.h"
#include "keeper/trust_store.h"
#include "records/backup.h"
#include "records/learner_number.h"
#include "records/people.h"
#include "records/pin.h"

#define READY "ready"

static int too_long(struct error *error)
{
    return error_set(error, ERROR_LIMIT, N_("this path is too long"));
}

static int fail(const char *path, const char *message, struct error *error)
{
    int number = errno;
    error_at(error, path, 0, 0);
    return error_system(error, number, message, "");
}

static bool dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

static bool one_of(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* A folder that is none, or has something in it, is not empty. */
static bool empty_folder(int at, const char *name)
{
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    bool empty = dir != NULL;
    if (!dir && fd >= 0)
        close(fd);
    for (struct dirent *entry; dir && empty && (entry = readdir(dir));)
        empty = dots(entry->d_name);
    if (dir)
        closedir(dir);
    return empty;
}

int set_up_look(const char *folder, bool *fresh, struct error *error)
{
    static const char *const centres[] = { CENTRE_CONFIG, "records.db", NULL };
    static const char *const ours[] = { SET_UP_FOLDER, "keeper.lock", KEEPER_SOCKET, "lost+found", NULL };
    static const char *const folders[] = { "packs", "journal", "keys", "trust", "outbox", NULL };
    bool centre = false, unfinished = false;
    char odd[NAME_MAX + 1] = "";
    DIR *dir = opendir(folder);
    if (!dir && errno == ENOENT) {
        *fresh = true;
        return 0;
    }
    if (!dir)
        return fail(folder, N_("this folder cannot be opened"), error);
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        unfinished = unfinished || strcmp(name, SET_UP_FOLDER) == 0;
        centre = centre || one_of(name, centres) || (strcmp(name, "journal") == 0 && !empty_folder(dirfd(dir), name));
        if (!*odd && !dots(name) && !one_of(name, ours) && !(one_of(name, folders) && empty_folder(dirfd(dir), name)))
            snprintf(odd, sizeof odd, "%s", name);
    }
    closedir(dir);
    if (*odd && !centre && !unfinished) {
        error_at(error, folder, 0, 0);
        return error_set(error, ERROR_EXISTS, N_("this folder is no centre, and it is not empty (\"%s\" lies there); name an empty one, or one that is not there yet"), odd);
    }
    *fresh = unfinished || !centre;
    return 0;
}

/* What lies in a folder that this file has made: folders of files, and files. No link is followed. */
static int throw_away(const char *path, int depth, struct error *error)
{
    char inside[PATH_MAX];
    int code = 0;
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT ? 0 : fail(path, N_("this folder cannot be opened"), error);
    for (struct dirent *entry; !code && (entry = readdir(dir));) {
        if (dots(entry->d_name))
            continue;
        if (!path_join(inside, sizeof inside, path, entry->d_name)) {
            code = too_long(error);
        } else if (unlink(inside) != 0) {
            code = errno == EISDIR && depth > 0 ? throw_away(inside, depth - 1, error) : fail(inside, N_("this file cannot be removed"), error);
        }
    }
    closedir(dir);
    return code || rmdir(path) == 0 ? code : fail(path, N_("this folder cannot be removed"), error);
}

static int sync_all(const char *path, struct error *error)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return fail(path, N_("this folder cannot be opened"), error);
    int code = syncfs(fd) == 0 ? 0 : fail(path, N_("this folder cannot be written to the disk"), error);
    close(fd);
    return code;
}

static int move(const char *from, const char *to, const char *name, struct error *error)
{
    char old[PATH_MAX], new[PATH_MAX];
    if (!path_join(old, sizeof old, from, name) || !path_join(new, sizeof new, to, name))
        return too_long(error);
    /* a file of that name is not ours to replace; a folder is replaced by rename where it is empty, and else not */
    struct stat status;
    if (lstat(new, &status) == 0 && !S_ISDIR(status.st_mode)) {
        error_at(error, new, 0, 0);
        return error_set(error, ERROR_EXISTS, N_("this file is in the way of the new centre; move it elsewhere, and start again"));
    }
    return rename(old, new) == 0 ? 0 : fail(new, N_("this cannot be moved to its place"), error);
}

/* The settings go last: what has them has all. */
static int move_all(const char *made, const char *folder, void (*step)(void), struct error *error)
{
    static const char *const last[] = { READY, CENTRE_CONFIG, NULL };
    char config[PATH_MAX];
    int code = 0;
    DIR *dir = opendir(made);
    if (!dir)
        return fail(made, N_("this folder cannot be opened"), error);
    for (struct dirent *entry; !code && (entry = readdir(dir));)
        if (!dots(entry->d_name) && !one_of(entry->d_name, last)) {
            if (step)
                step();
            code = move(made, folder, entry->d_name, error);
        }
    closedir(dir);
    if (step && !code)
        step();
    if (!code && !path_join(config, sizeof config, made, CENTRE_CONFIG))
        code = too_long(error);
    if (!code && access(config, F_OK) == 0)
        code = move(made, folder, CENTRE_CONFIG, error);
    if (!code)
        code = sync_all(folder, error);
    if (step && !code)
        step();
    return code ? code : throw_away(made, 1, error);
}

static int paths(const char *folder, char made[PATH_MAX], char ready[PATH_MAX], struct error *error)
{
    if (!path_join(made, PATH_MAX, folder, SET_UP_FOLDER) || !path_join(ready, PATH_MAX, folder, SET_UP_FOLDER "/" READY))
        return too_long(error);
    return 0;
}

int set_up_mend(const char *folder, bool *there, struct error *error)
{
    char made[PATH_MAX], ready[PATH_MAX], config[PATH_MAX];
    int code = paths(folder, made, ready, error);
    if (code)
        return code;
    bool whole = access(ready, F_OK) == 0;
    code = whole ? move_all(made, folder, NULL, error) : throw_away(made, 1, error);
    if (code)
        return code;
    *there = whole || (path_join(config, sizeof config, folder, CENTRE_CONFIG) && access(config, F_OK) == 0);
    return 0;
}

/* What ask says goes before the settings that were there; each is read as kiosk.cfg is. */
static int read_settings(const struct ask_set_up *ask, struct arena *arena, struct settings *settings, struct error *error)
{
    char number[24];
    snprintf(number, sizeof number, "%lld", (long long)ask->terminal);
    const struct { const char *name, *value; } said[] = {
        { "name", ask->name }, { "terminal", number }, { "languages", ask->languages }, { "language", ask->language }, { "keyboard", ask->keyboard },
    };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        if (i > 1 && !*said[i].value)
            continue;
        int code = setting_read(setting_find(said[i].name), said[i].value, arena, settings, error);
        if (code)
            return code;
    }
    if (!settings_offer(settings, settings->language))
        return error_set(error, ERROR_INVALID, N_("language is \"%s\", which is not one of languages (\"%s\")"), settings->language, settings->languages);
    return 0;
}

/* The records, with the manager in them. */
static int make_records(const struct keeper_options *options, const char *made, int terminal, const struct ask_set_up *ask, const char *hash,
                        char number[LEARNER_NUMBER_SIZE], struct error *error)
{
    char identity[512], boot[UUID_SIZE];
    struct records *records = NULL;
    struct records_options how = { .folder = made, .hardware = options->hardware, .boot = options->boot, .sound = options->sound, .terminal = terminal, .create = true,
                                   .clock = options->clock, .random = options->random };
    const struct person manager = { .name = ask->manager, .role = ROLE_MANAGER, .language = *ask->language ? ask->language : NULL };
    if (!how.hardware && machine_identity("", options->centre, identity, sizeof identity))
        how.hardware = identity;
    if (!how.boot) {
        if (!machine_boot("", boot))
            uuid_make(boot, options->clock, options->random);
        how.boot = boot;
        how.sound = machine_clock_sound("");
    }
    int code = records_open(&records, &how, error);
    if (!code)
        code = people_add(records, &manager, hash, NULL, NULL, number, error);
    if (!code)
        code = records_sync(records, error);
    records_close(records);
    return code;
}

/* The centre's keys, and the request that a coordinator needs. */
static int make_keys(const struct keeper_options *options, const char *made, const char *name, char code_text[TRUST_CODE_SIZE], char mark[BACKUP_MARK_SIZE],
                     struct error *error)
{
    struct centre_identity identity = { 0 };
    struct buf request = BUF_INIT;
    int code = centre_identity_open(&identity, made, options->clock, options->random, error);
    if (!code)
        code = centre_request(&identity, made, name, clock_wall(options->clock), &request, error);
    if (!code)
        code = backup_new_code(made, options->random, code_text, mark, error);
    centre_identity_forget(&identity);
    buf_release(&request);
    return code;
}

int set_up_make(const struct keeper_options *options, const struct settings *settings, const struct ask_set_up *ask, void (*step)(void), struct arena *arena,
                struct keeper_set_up *answer, struct error *error)
{
    char made[PATH_MAX], ready[PATH_MAX], hash[PIN_HASH_SIZE] = "", number[LEARNER_NUMBER_SIZE] = "", secret[TRUST_CODE_SIZE] = "", mark[BACKUP_MARK_SIZE] = "";
    struct keeper_options how = *options;
    struct settings chosen = *settings;
    how.clock = how.clock ? how.clock : &clock_system;
    how.random = how.random ? how.random : &random_system;
    int code = read_settings(ask, arena, &chosen, error);
    if (!code && (*ask->name == ' ' || ask->name[strlen(ask->name) - 1] == ' '))
        code = error_set(error, ERROR_INVALID, N_("a name does not begin or end with a blank"));
    if (!code && !pin_valid(ask->pin))
        code = error_set(error, ERROR_INVALID, N_("a PIN has %d to %d digits"), PIN_LEAST, PIN_MOST);
    if (!code)
        code = pin_hash(hash, ask->pin, error);
    if (!code)
        code = paths(how.centre, made, ready, error);
    if (!code)
        code = throw_away(made, 1, error);
    if (code)
        goto cleanup;
#define STEP(what) do { if (step && !code) step(); if (!code) code = (what); } while (0)
    STEP(centre_make(made, &chosen, error));
    STEP(make_records(&how, made, (int)chosen.terminal, ask, hash, number, error));
    STEP(make_keys(&how, made, chosen.name, secret, mark, error));
    answer->number = arena_text(arena, number);
    answer->code = arena_text(arena, secret);
    answer->mark = arena_text(arena, mark);
    if (!code && arena_failed(arena))
        code = error_memory(error);
    STEP(sync_all(made, error));
    STEP(file_write(ready, "", 0, 0600, error));
    if (code)
        throw_away(made, 1, NULL);
    STEP(move_all(made, how.centre, step, error));
#undef STEP
cleanup:
    sodium_memzero(hash, sizeof hash);
    sodium_memzero(secret, sizeof secret);
    return code;
}
