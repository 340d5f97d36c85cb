/* kiosk-admin: what installers and managers need. A subcommand is a file tools/admin_VERB.c and a row here. */
#include "command.h"

#include <sys/stat.h>

#include "base/intl.h"

extern const struct command admin_init, admin_install, admin_remove, admin_packs, admin_learners, admin_pin, admin_slips, admin_import, admin_join, admin_trust, admin_request, admin_new_key,
    admin_export, admin_backup, admin_restore, admin_check, admin_doctor, admin_keep;

static const struct command *const commands[] = {
    &admin_init, &admin_install, &admin_remove, &admin_packs, &admin_learners, &admin_pin, &admin_slips, &admin_import, &admin_join, &admin_trust,
    &admin_request, &admin_new_key, &admin_export, &admin_backup, &admin_restore, &admin_check, &admin_doctor, &admin_keep, NULL,
};

static const struct command_option options[] = {
    { .name = "centre", .argument = "DIR", .help = N_("The centre's folder (else KIOSK_CENTRE, else the usual one).") },
    { 0 },
};

static const struct command_program program = {
    .name = "kiosk-admin",
    .help = N_("Makes a centre, installs packs, looks after learners, sends results, and checks what is written down."),
    .commands = commands,
    .options = options,
};

int main(int argc, char **argv)
{
    umask(0027);                                 /* packs are read by the kiosks' group; records and keys have narrower rights of their own */
    intl_start();
    return command_main(&program, argc, argv);
}
