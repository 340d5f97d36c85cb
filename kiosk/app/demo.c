#include "app/demo.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/indexer.h"
#include "base/file.h"
#include "base/intl.h"
#include "keeper/centre.h"

static int install_shipped(const char *centre, const char *data, struct error *error)
{
    char packs[PATH_MAX], keys[PATH_MAX], shipped[PATH_MAX], path[PATH_MAX];
    struct library *library = NULL;
    struct library_options options = { .allow_unsigned = true, .allow_unknown = true, .indexer = &lesson_indexer };
    path_join(packs, sizeof packs, centre, "packs");
    path_join(keys, sizeof keys, centre, "keys");
    path_join(shipped, sizeof shipped, data, "packs");
    int code = library_open(packs, keys, &options, &library, error);
    if (code)
        return code;
    DIR *folder = opendir(shipped);
    if (!folder) {
        error_at(error, shipped, 0, 0);
        code = error_system(error, errno, N_("the shipped packs are not there"));
    }
    for (struct dirent *entry; folder && !code && (entry = readdir(folder));) {
        size_t length = strlen(entry->d_name);
        if (length > 5 && strcmp(entry->d_name + length - 5, ".pack") == 0 && path_join(path, sizeof path, shipped, entry->d_name))
            code = library_install(library, path, NULL, NULL, error);
    }
    if (folder)
        closedir(folder);
    library_close(library);
    return code;
}

int demo_make(struct demo *demo, const struct app_paths *paths, struct error *error)
{
    const char *temporary = getenv("TMPDIR");
    struct settings settings;
    char inside[sizeof demo->folder + 16];
    snprintf(demo->folder, sizeof demo->folder, "%.400s/kiosk-demo-XXXXXX", temporary && *temporary ? temporary : "/tmp");
    if (!mkdtemp(demo->folder)) {
        int number = errno;
        demo->folder[0] = 0;
        return error_system(error, number, N_("no folder can be made for the demonstration"));
    }
    settings_default(&settings);
    settings.name = _("Demonstration centre");
    settings.unsigned_packs = true;
    path_join(inside, sizeof inside, demo->folder, "centre");
    int code = centre_make(inside, &settings, error);
    return code ? code : install_shipped(inside, paths->data, error);
}

int demo_people(struct demo *demo, struct services *services, struct error *error)
{
    struct arena arena;
    struct keeper_pin pin;
    struct library_pack *packs;
    size_t count;
    arena_init(&arena, NULL, 0);
    struct ask_enrol query = { .name = _("Demo Manager"), .language = "en", .pin = "1234", .role = KEEPER_MANAGER };
    int code = client_enrol(services->client, &query, &arena, &pin, error);
    if (!code) {
        snprintf(demo->pin, sizeof demo->pin, "1234");
        snprintf(demo->number, sizeof demo->number, "%s", pin.number);
        struct ask_sign_in seat = { .number = demo->number, .pin = demo->pin };
        struct keeper_signed signed_in;
        code = client_sign_in(services->client, &seat, &arena, &signed_in, error);
    }
    if (!code)
        code = library_packs(services->library, &arena, "en", true, &packs, &count, error);
    for (size_t i = 0; !code && i < count; i++) {
        struct keeper_none none;
        struct ask_pack told = { .id = packs[i].id, .version = packs[i].version, .file_digest = "", .publisher = packs[i].publisher };
        code = client_pack_installed(services->client, &told, &arena, &none, error);
    }
    if (!code)
        code = client_sign_out(services->client, &(struct ask_text){ .text = "asked" }, &arena, NULL, error);
    arena_release(&arena);
    return code;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status;
    (void)flag;
    (void)walk;
    remove(path);
    return 0;
}

void demo_remove(struct demo *demo)
{
    if (demo->folder[0])
        nftw(demo->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    demo->folder[0] = 0;
}
