/* kiosk-admin remove: takes a pack out. Versions that attempts refer to stay. */
#include "admin.h"

#include "base/intl.h"
#include "keeper/pack_change.h"

#define PATIENCE 600000                          /* milliseconds that a backup, say, may take before */

static bool listed(const struct library_pack *rows, size_t count, const struct library_pack *row)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(rows[i].id, row->id) == 0 && strcmp(rows[i].version, row->version) == 0)
            return true;
    return false;
}

/* The log hears of what is really gone: with several versions, some may stay. */
static int record(struct admin *admin, struct library *library, const char *id, const struct library_pack *before, size_t count,
                  struct error *error)
{
    struct library_pack *after;
    size_t left;
    int code = library_packs(library, &admin->arena, "en", false, &after, &left, error);
    for (size_t i = 0; i < count && !code; i++) {
        const struct ask_pack ask = { .id = id, .version = before[i].version };
        if (strcmp(before[i].id, id) != 0 || listed(after, left, &before[i]))
            continue;
        code = client_pack_removed(admin->client, &ask, &admin->arena, NULL, error);
        if (!code)
            printf(_("%s %s is removed.\n"), id, before[i].version);
    }
    return code;
}

static int remove_pack(struct command_call *call, struct admin *admin, struct library *library, struct error *error)
{
    struct keeper_pack_changed done;
    struct library_pack *before;
    size_t count;
    const char *id = call->operands[0];
    const struct pack_change change = { .id = id, .version = command_value(call, "only"), .patience = PATIENCE };
    int code = library_packs(library, &admin->arena, "en", false, &before, &count, error);
    if (code)
        return code;
    int removed = pack_change_run(admin->client, &change, &admin->arena, &done, error);
    if (removed == ERROR_NOT_FOUND)
        return removed;
    struct error recording = { 0 };
    code = record(admin, library, id, before, count, &recording);
    if (removed)
        return removed;
    if (code)
        *error = recording;
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct library *library = NULL;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = admin_library(&admin, &library, &error);
    if (!code)
        code = remove_pack(call, &admin, library, &error);
    library_close(library);
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "only", .argument = "VERSION", .help = N_("Only this version; else all that no attempt refers to.") },
    { 0 },
};

extern const struct command admin_remove;
const struct command admin_remove = {
    .name = "remove", .operands = "ID", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Remove a pack. Versions that attempts refer to are kept, so that they can be looked at again."),
    .example = "kiosk-admin remove business-skills",
};
