/* kiosk-admin install: packs into the centre. Run by managers, and by the kiosk as a job that reports through a pipe. */
#include "admin.h"
#include "progress.h"

#include "base/buf.h"
#include "base/intl.h"

struct installing {
    struct progress progress;
    int file, files;
};

static bool step(void *context, enum library_step at, uint64_t done, uint64_t total)
{
    /* how much of the whole each step is, roughly; the last one cannot be stopped */
    static const struct { int start, share; const char *text; } steps[] = {
        [LIBRARY_CHECKING] = { 0, 5, N_("Checking the signature") },
        [LIBRARY_COPYING] = { 5, 45, N_("Copying") },
        [LIBRARY_VERIFYING] = { 50, 40, N_("Checking every file") },
        [LIBRARY_SAVING] = { 90, 9, N_("Saving") },
    };
    struct installing *installing = context;
    int part = steps[at].start + (total ? (int)((double)done / (double)total * steps[at].share) : 0);
    return progress_say(&installing->progress, (installing->file * 100 + part) / installing->files, _(steps[at].text));
}

static int install(struct admin *admin, struct library *library, const char *path, struct installing *installing, struct error *error)
{
    struct library_installed installed;
    const struct library_progress reports = { .step = step, .context = installing };
    int code = library_install(library, path, &reports, &installed, error);
    if (code)
        return code;
    struct library_pack row;
    code = library_pack(library, &admin->arena, installed.id, installed.version, client_centre(admin->client)->language, &row, error);
    const struct ask_pack ask = { .id = installed.id, .version = installed.version, .publisher = code ? "" : row.signer };
    if (!code)
        code = client_pack_installed(admin->client, &ask, &admin->arena, NULL, error);
    if (!code && installed.active)
        code = client_pack_activated(admin->client, &ask, &admin->arena, NULL, error);
    if (code)
        return code;
    printf(_("%s %s is installed: %s\n"), installed.id, installed.version, installed.title);
    if (installed.trust != PACK_TRUSTED)
        printf(_("  It is not signed by a publisher that this centre knows, and is marked on the screen.\n"));
    if (!installed.active)
        printf(_("  A later version is installed and stays active.\n"));
    return 0;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct library *library = NULL;
    struct installing installing = { .files = call->operand_count };
    int result = progress_open(&installing.progress, call);
    if (result)
        return result;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = admin_library(&admin, command_given(call, "unsigned"), &library, &error);
    if (code)
        result = command_fail(call, &error);
    for (; !code && installing.file < call->operand_count; installing.file++) {
        error_clear(&error);
        if (install(&admin, library, call->operands[installing.file], &installing, &error))
            result = command_fail(call, &error);
    }
    if (!result)
        progress_say(&installing.progress, 100, _("Done"));
    library_close(library);
    admin_close(&admin);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "unsigned", .help = N_("Take packs, too, that no publisher signed whom this centre knows; they are marked on the screen.") },
    PROGRESS_OPTION,
    { 0 },
};

extern const struct command admin_install;
const struct command admin_install = {
    .name = "install", .operands = "FILE…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Install packs. All of a pack comes in, or nothing."),
    .example = "kiosk-admin install /media/stick/business-skills-1.0.0.pack",
};
