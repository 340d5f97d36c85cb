/* kiosk-collect: what coordinators need. A subcommand is a file tools/collect_VERB.c and a row here. */
#include "command.h"

#include <sodium.h>
#include <sys/stat.h>

#include "base/intl.h"

extern const struct command collect_keygen, collect_invite, collect_init, collect_enrol, collect_add, collect_status, collect_receipts, collect_export, collect_packs,
    collect_quarantine, collect_revoke, collect_check;

static const struct command *const commands[] = {
    &collect_keygen, &collect_invite, &collect_init, &collect_enrol, &collect_add, &collect_status, &collect_receipts, &collect_export, &collect_packs,
    &collect_quarantine, &collect_revoke, &collect_check, NULL,
};

static const struct command_option options[] = {
    { .name = "database", .argument = "FILE", .help = N_("The database (else KIOSK_DATABASE).") },
    { .name = "key", .argument = "FILE", .help = N_("The coordinator's key (else KIOSK_COLLECT_KEY).") },
    { 0 },
};

static const struct command_program program = {
    .name = "kiosk-collect",
    .help = N_("Enrols centres, gathers what their learners did, and makes tables of it."),
    .commands = commands,
    .options = options,
};

int main(int argc, char **argv)
{
    umask(0077);                                 /* what people did is for whoever collects it */
    intl_start();
    if (sodium_init() < 0) {
        fprintf(stderr, "kiosk-collect: %s\n", _("the cryptographic library does not start"));
        return 1;
    }
    return command_main(&program, argc, argv);
}
