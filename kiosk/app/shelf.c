#include "app/shelf.h"

#include <limits.h>

#include "app/indexer.h"
#include "base/file.h"

static int open_with(const char *centre, struct library_options options, bool unsigned_packs, struct library **library, struct error *error)
{
    char packs[PATH_MAX], keys[PATH_MAX];
    options.allow_unsigned = options.allow_unknown = unsigned_packs;
    options.indexer = &lesson_indexer;
    if (!path_join(packs, sizeof packs, centre, "packs") || !path_join(keys, sizeof keys, centre, "keys"))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    return library_open(packs, keys, &options, library, error);
}

int shelf_change(const char *centre, bool unsigned_packs, struct library **library, struct error *error)
{
    return open_with(centre, (struct library_options){ 0 }, unsigned_packs, library, error);
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
