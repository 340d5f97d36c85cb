/* kiosk-collect revoke: from now on nothing is taken in of a centre, or of one terminal. */
#include "collect.h"

#include "base/intl.h"
#include "collect/ledger.h"

/* A terminal by its id, or by the end of it that is printed everywhere. */
static int find_terminal(struct collect *collect, const char *which, const char **uuid, struct error *error)
{
    struct ledger_origin *origins = NULL;
    size_t count = 0, length = strlen(which), found = 0;
    int code = ledger_origins(collect->central, NULL, &collect->arena, &origins, &count, error);
    for (size_t i = 0; i < count && !code; i++) {
        size_t whole = strlen(origins[i].origin);
        if (length < 4 || length > whole || strcmp(origins[i].origin + whole - length, which) != 0)
            continue;
        *uuid = origins[i].origin;
        found++;
    }
    if (code)
        return code;
    if (found == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no centre and no terminal %s here; kiosk-collect status lists all"), which);
    if (found > 1)
        return error_set(error, ERROR_INVALID, N_("there are several terminals %s: give the whole id"), which);
    return 0;
}

static int revoke(struct collect *collect, struct error *error)
{
    const char *which = collect->call->operands[0], *reason = command_value(collect->call, "reason"), *uuid = NULL;
    struct central_centre centre;
    char terminal[COLLECT_SHORT];
    int code = central_centre(collect->central, which, &collect->arena, &centre, error);
    bool is_centre = code == 0;
    if (is_centre) {
        uuid = centre.uuid;
    } else if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        code = find_terminal(collect, which, &uuid, error);
    }
    if (!code)
        code = central_revoke(collect->central, uuid, reason, error);
    if (code)
        return code;
    if (is_centre)
        printf(_("Nothing more is taken in of %s; what was taken in stays. To take it back, enrol it again.\n"), collect_centre_name(collect, uuid));
    else
        printf(_("Nothing more is taken in of terminal %s; what was taken in stays.\n"), collect_short(terminal, uuid));
    return 0;
}

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    int result = collect_open(&collect, call, COLLECT_CHANGE);
    if (!result)
        result = revoke(&collect, &error) ? command_fail(call, &error) : command_printed(call);
    collect_close(&collect);
    return result;
}

static const struct command_option options[] = {
    { .name = "reason", .argument = "TEXT", .help = N_("Why; it is kept in the database."), .required = true },
    { 0 },
};

extern const struct command collect_revoke;
const struct command collect_revoke = {
    .name = "revoke", .operands = "CENTRE|TERMINAL", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Take in nothing more of a centre, or of a terminal: what comes is kept aside."),
    .example = "kiosk-collect revoke Lusaka --database zambia.db --reason \"the computer was stolen\"",
};
