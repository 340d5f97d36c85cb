/* kiosk-pack: what authors and publishers need. A subcommand is a file tools/pack_VERB.c and a row here. */
#include "command.h"

#include "base/intl.h"

extern const struct command pack_build_command, pack_check_command, pack_new_command;
extern const struct command pack_keygen, pack_new_ids, pack_show, pack_sign, pack_verify;

static const struct command *const commands[] = {
    &pack_new_command,
    &pack_check_command,
    &pack_build_command,
    &pack_new_ids,
    &pack_keygen,
    &pack_sign,
    &pack_verify,
    &pack_show,
    NULL,
};

static const struct command_program program = {
    .name = "kiosk-pack",
    .help = N_("Makes, signs and shows packs of lessons, question banks and quizzes."),
    .commands = commands,
};

int main(int argc, char **argv)
{
    intl_start();
    return command_main(&program, argc, argv);
}
