/* kiosk-admin keep: the keeper, in the foreground, until it is told to end. */
#include "admin.h"

#include <signal.h>
#include <sys/stat.h>

#include "app/shelf.h"
#include "base/file.h"
#include "base/intl.h"
#include "keeper/centre.h"
#include "keeper/keeper.h"
#include "keeper/notify.h"

static volatile sig_atomic_t stopped;            /* the one thing that a signal may touch */

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

/* Kiosks that may not write find a catalogue that is right. What is wrong with the packs is no reason not to keep records. */
static void look_at_packs(const char *centre)
{
    struct settings settings;
    struct report report;
    struct arena arena;
    struct error error = { 0 };
    struct library *library = NULL;
    char text[1024];
    arena_init(&arena, NULL, 0);
    report_init(&report);
    if (centre_read(centre, &arena, &settings, &report) == 0 && shelf_change(centre, settings.unsigned_packs, &library, &error) != 0)
        fprintf(stderr, "kiosk-admin: %s\n", error_text(&error, intl_translate, text, sizeof text));
    library_close(library);
    report_release(&report);
    arena_release(&arena);
}

/* The same for a centre that was made just now. */
static void look_at_new_packs(const char *centre)
{
    mode_t mask = umask(0022);
    look_at_packs(centre);
    umask(mask);
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct keeper *keeper = NULL;
    char path[1024];
    const char *centre = admin_centre(call), *socket = command_value(call, "socket");
    struct sigaction action = { .sa_handler = stop };
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    look_at_packs(centre);
    umask(0077);                                 /* what the keeper makes holds names */
    int code = 0;
    if (!socket && !path_join(path, sizeof path, centre, KEEPER_SOCKET))
        code = error_set(&error, ERROR_LIMIT, N_("this path is too long"));
    if (!code)
        code = keeper_open(&keeper, &(struct keeper_options){ .centre = centre, .may_set_up = true, .packer = &shelf_packer, .made = look_at_new_packs }, &error);
    if (!code)
        code = keeper_listen(keeper, socket ? socket : path, &error);
    if (!code) {
        printf(_("The keeper of %s listens on %s.\n"), centre, socket ? socket : path);
        fflush(stdout);
        notify_send(NOTIFY_READY);
        code = keeper_run(keeper, &stopped, &error);
        notify_send(NOTIFY_ENDING);
    }
    keeper_free(keeper);
    return code ? command_fail(call, &error) : 0;
}

static const struct command_option options[] = {
    { .name = "socket", .argument = "PATH", .help = N_("Listen there, and not in the centre's folder.") },
    { 0 },
};

extern const struct command admin_keep;
const struct command admin_keep = {
    .name = "keep", .operands = "", .run = run, .options = options,
    .help = N_("Run the keeper of the centre, until it is ended by a signal. A service starts it at boot."),
    .example = "kiosk-admin keep --centre /var/lib/empretec-kiosk",
};
