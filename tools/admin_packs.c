/* kiosk-admin packs: what is installed. */
#include "admin.h"

#include "base/intl.h"

static int64_t attempts_of(const struct keeper_packs *known, const struct library_pack *pack)
{
    for (size_t i = 0; i < known->count; i++)
        if (strcmp(known->rows[i].id, pack->id) == 0 && strcmp(known->rows[i].version, pack->version) == 0)
            return known->rows[i].attempts;
    return 0;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct library *library = NULL;
    struct library_pack *rows = NULL;
    struct keeper_packs known;
    size_t count = 0;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = admin_library(&admin, &library, &error);
    if (!code)
        code = client_packs(admin.client, NULL, &admin.arena, &known, &error);
    if (!code)
        code = library_packs(library, &admin.arena, client_centre(admin.client)->language, false, &rows, &count, &error);
    if (!code && count == 0)
        printf("%s\n", _("No packs are installed; kiosk-admin install FILE brings one in."));
    for (size_t i = 0; i < count && !code; i++) {
        admin_column(rows[i].id, 28);
        printf(" ");
        admin_column(rows[i].version, 10);
        printf(" ");
        admin_column(rows[i].active ? _("active") : _("kept"), 8);
        printf(" ");
        admin_column(rows[i].trust == PACK_TRUSTED ? rows[i].signer : rows[i].trust == PACK_UNSIGNED ? _("unsigned") : _("unknown signer"), 16);
        int64_t attempts = attempts_of(&known, &rows[i]);
        printf(P_(" %5lld attempt   %s\n", " %5lld attempts  %s\n", attempts), (long long)attempts, rows[i].title);
    }
    library_close(library);
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

extern const struct command admin_packs;
const struct command admin_packs = {
    .name = "packs", .operands = "", .run = run,
    .help = N_("List the packs that are installed."),
    .example = "kiosk-admin packs",
};
