#include "app/shelf.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/indexer.h"
#include "base/file.h"

#define KEEP_FREE (16u << 20)                    /* bytes that an installation leaves for the records */

void shelf_data(char *out, size_t size)
{
    char self[PATH_MAX];
    const char *data = getenv("KIOSK_DATADIR");
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = 0;
    char *slash = strrchr(self, '/');
    if (slash)
        *slash = 0;
    snprintf(out, size, "%.460s/../share/" PACKAGE_TARNAME, self);
    if (data && *data)
        snprintf(out, size, "%s", data);
    else if (access(out, F_OK) < 0)
        snprintf(out, size, "%s", PKGDATADIR);
}

const char *shelf_shipped(char *out, size_t size)
{
    char data[512];
    shelf_data(data, sizeof data);
    return path_join(out, size, data, "packs") ? out : NULL;
}

static int open_with(const char *centre, struct library_options options, bool unsigned_packs, struct library **library, struct error *error)
{
    char packs[PATH_MAX], keys[PATH_MAX], shipped[PATH_MAX];
    options.shipped = shelf_shipped(shipped, sizeof shipped);
    options.allow_unsigned = options.allow_unknown = unsigned_packs;
    options.indexer = &lesson_indexer;
    if (!path_join(packs, sizeof packs, centre, "packs") || !path_join(keys, sizeof keys, centre, "keys"))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    return library_open(packs, keys, &options, library, error);
}

int shelf_change(const char *centre, bool unsigned_packs, struct library **library, struct error *error)
{
    return open_with(centre, (struct library_options){ .keep_free = KEEP_FREE }, unsigned_packs, library, error);
}

int shelf_open(const char *centre, bool unsigned_packs, struct library **library, struct error *error)
{
    const struct library_options reading = { .read_only = true };
    struct library *made;
    int code = open_with(centre, reading, unsigned_packs, library, error);
    if (code != ERROR_NOT_FOUND && code != ERROR_DAMAGED && code != ERROR_VERSION)
        return code;
    error_clear(error);
    code = shelf_change(centre, unsigned_packs, &made, error);
    if (code)
        return code;
    library_close(made);
    return open_with(centre, reading, unsigned_packs, library, error);
}

/* What the packer asks of whoever began it. */
struct asker {
    bool (*step)(void *context, enum packer_step step, int64_t done, int64_t total);
    void *context;
};

static bool step(void *context, enum library_step at, uint64_t done, uint64_t total)
{
    static const enum packer_step steps[] = { [LIBRARY_CHECKING] = PACKER_CHECKING, [LIBRARY_COPYING] = PACKER_COPYING, [LIBRARY_VERIFYING] = PACKER_VERIFYING,
                                              [LIBRARY_SAVING] = PACKER_SAVING };
    const struct asker *asker = context;
    return asker->step(asker->context, steps[at], (int64_t)done, (int64_t)total);
}

static int install(struct library *library, const struct packer_order *order, int fd, struct asker *asker, struct packer_done *done, struct error *error)
{
    struct library_installed installed;
    struct library_pack row;
    struct arena arena;
    const struct library_progress progress = { .step = step, .context = asker };
    int code = library_install_from(library, fd, order->name, &progress, &installed, error);
    if (code)
        return code;
    arena_init(&arena, NULL, 0);
    bool known = library_pack(library, &arena, installed.id, installed.version, "en", &row, NULL) == 0;
    *done = (struct packer_done){ .active = installed.active, .trusted = installed.trust == PACK_TRUSTED };
    snprintf(done->id, sizeof done->id, "%s", installed.id);
    snprintf(done->version, sizeof done->version, "%s", installed.version);
    snprintf(done->title, sizeof done->title, "%s", installed.title);
    snprintf(done->signer, sizeof done->signer, "%s", known ? row.signer : "");
    arena_release(&arena);
    return 0;
}

static bool in_use(void *context, const char *id, const char *version)
{
    const struct packer_order *order = context;
    for (size_t i = 0; i < order->used_count; i++)
        if (strcmp(order->id, id) == 0 && strcmp(order->used[i], version) == 0)
            return true;
    return false;
}

static int change(const char *centre, const struct packer_order *order, int fd, bool (*told)(void *context, enum packer_step step, int64_t done, int64_t total),
                  void *context, struct packer_done *done, struct error *error)
{
    struct library *library = NULL;
    struct asker asker = { .step = told, .context = context };
    const struct library_use use = { .in_use = in_use, .context = (void *)(uintptr_t)order };
    int code = shelf_change(centre, order->unsigned_packs, &library, error);
    if (!code && order->remove)
        code = library_remove(library, order->id, *order->version ? order->version : NULL, &use, error);
    else if (!code)
        code = install(library, order, fd, &asker, done, error);
    library_close(library);
    return code;
}

const struct packer shelf_packer = { .change = change };
