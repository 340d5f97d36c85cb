/* kiosk-collect init: an empty database. */
#include "collect.h"

#include "base/intl.h"

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct central *central = NULL;
    const char *path = call->operands[0];
    if (central_open(&central, &(struct central_options){ .path = path, .create = true }, &error))
        return command_fail(call, &error);
    central_close(central);
    printf(_("The database is in %s. Set KIOSK_DATABASE to it, or give --database.\n"), path);
    return command_printed(call);
}

extern const struct command collect_init;
const struct command collect_init = {
    .name = "init", .operands = "DB", .least = 1, .most = 1, .run = run,
    .help = N_("Make an empty database."),
    .example = "kiosk-collect init /srv/empretec/zambia.db",
};
