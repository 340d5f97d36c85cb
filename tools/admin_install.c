/* kiosk-admin install: packs into the centre. Run by managers, and by the kiosk as a job that reports through a pipe. */
#include "admin.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "base/buf.h"
#include "base/intl.h"

struct progress {
    int fd;                                      /* -1: none */
    int file, files;
    int said;
};

/* Lines "PER-CENT TEXT". Whoever does not read them any more has cancelled. */
static bool step(void *context, enum library_step at, uint64_t done, uint64_t total)
{
    /* how much of the whole each step is, roughly; the last one cannot be stopped */
    static const struct { int start, share; const char *text; } steps[] = {
        [LIBRARY_CHECKING] = { 0, 5, N_("Checking the signature") },
        [LIBRARY_COPYING] = { 5, 45, N_("Copying") },
        [LIBRARY_VERIFYING] = { 50, 40, N_("Checking every file") },
        [LIBRARY_SAVING] = { 90, 9, N_("Saving") },
    };
    struct progress *progress = context;
    int part = steps[at].start + (total ? (int)((double)done / (double)total * steps[at].share) : 0);
    int per_cent = (progress->file * 100 + part) / progress->files;
    if (progress->fd < 0 || per_cent == progress->said)
        return true;
    progress->said = per_cent;
    return dprintf(progress->fd, "%d %s\n", per_cent, _(steps[at].text)) >= 0;
}

static int install(struct admin *admin, struct library *library, const char *path, struct progress *progress, struct error *error)
{
    struct library_installed installed;
    const struct library_progress reports = { .step = step, .context = progress };
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
    struct progress progress = { .fd = -1, .files = call->operand_count, .said = -1 };
    const char *descriptor = command_value(call, "progress-fd");
    int result = 0;
    if (descriptor) {
        char *end;
        long number = strtol(descriptor, &end, 10);
        if (*end || end == descriptor || number < 3 || number > 1023 || fcntl((int)number, F_GETFD) < 0)
            return command_usage(call, N_("--progress-fd is the number of an open descriptor"));
        progress.fd = (int)number;
        fcntl(progress.fd, F_SETFD, FD_CLOEXEC);
        signal(SIGPIPE, SIG_IGN);
    }
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = admin_library(&admin, &library, &error);
    if (code)
        result = command_fail(call, &error);
    for (; !code && progress.file < call->operand_count; progress.file++) {
        error_clear(&error);
        if (install(&admin, library, call->operands[progress.file], &progress, &error))
            result = command_fail(call, &error);
    }
    if (!result && progress.fd >= 0)
        dprintf(progress.fd, "100 %s\n", _("Done"));
    library_close(library);
    admin_close(&admin);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "progress-fd", .argument = "N", .help = N_("Write lines of progress, \"PER-CENT TEXT\", to descriptor N.") },
    { 0 },
};

extern const struct command admin_install;
const struct command admin_install = {
    .name = "install", .operands = "FILE…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Install packs. All of a pack comes in, or nothing."),
    .example = "kiosk-admin install /media/stick/business-skills-1.0.0.pack",
};
