/* kiosk-admin install: packs into the centre. Run by managers, and by the kiosk as a job that reports through a pipe. */
#include "admin.h"
#include "progress.h"

#include "base/buf.h"
#include "base/intl.h"
#include "keeper/pack_change.h"

#define PATIENCE 600000                          /* milliseconds that a backup, say, may take before */

struct installing {
    struct progress progress;
    int file, files;
};

static bool step(void *context, bool waits, const struct keeper_pack_changed *state)
{
    /* how much of the whole each step is, roughly; the last one cannot be stopped */
    static const struct { int start, share; const char *text; } steps[] = {
        [PACKER_CHECKING] = { 0, 5, N_("Checking the signature") },
        [PACKER_COPYING] = { 5, 45, N_("Copying") },
        [PACKER_VERIFYING] = { 50, 40, N_("Checking every file") },
        [PACKER_SAVING] = { 90, 9, N_("Saving") },
    };
    struct installing *installing = context;
    size_t at = state->step >= 0 && (size_t)state->step < sizeof steps / sizeof *steps ? (size_t)state->step : 0;
    int part = steps[at].start + (state->total > 0 ? (int)((double)state->done / (double)state->total * steps[at].share) : 0);
    return progress_say(&installing->progress, (installing->file * 100 + part) / installing->files, waits ? _("Waiting until something else is done") : _(steps[at].text));
}

static int install(struct admin *admin, const char *path, struct installing *installing, struct error *error)
{
    struct keeper_pack_changed done;
    const struct pack_change change = { .path = path, .step = step, .context = installing, .patience = PATIENCE };
    int code = pack_change_run(admin->client, &change, &admin->arena, &done, error);
    if (code)
        return code;
    const struct ask_pack ask = { .id = done.id, .version = done.version, .publisher = done.signer };
    code = client_pack_installed(admin->client, &ask, &admin->arena, NULL, error);
    if (!code && done.active)
        code = client_pack_activated(admin->client, &ask, &admin->arena, NULL, error);
    if (code)
        return code;
    printf(_("%s %s is installed: %s\n"), done.id, done.version, done.title);
    if (!done.trusted)
        printf(_("  It is not signed by a publisher that this centre knows, and is marked on the screen.\n"));
    if (!done.active)
        printf(_("  A later version is installed and stays active.\n"));
    return 0;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct installing installing = { .files = call->operand_count };
    int result = progress_open(&installing.progress, call);
    if (result)
        return result;
    int code = admin_open_job(&admin, call, &error);
    if (code)
        result = command_fail(call, &error);
    for (; !code && installing.file < call->operand_count; installing.file++) {
        error_clear(&error);
        if (install(&admin, call->operands[installing.file], &installing, &error))
            result = command_fail(call, &error);
    }
    if (!result)
        progress_say(&installing.progress, 100, _("Done"));
    admin_close(&admin);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    PROGRESS_OPTION,
    TICKET_OPTION,
    { 0 },
};

extern const struct command admin_install;
const struct command admin_install = {
    .name = "install", .operands = "FILE…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Install packs. All of a pack comes in, or nothing."),
    .example = "kiosk-admin install /media/stick/business-skills-1.0.0.pack",
};
