/* kiosk-pack verify: is a pack whole, and signed by this key? */
#include "command.h"

#include "base/intl.h"
#include "pack/container.h"

static int verify(const char *path, const struct keyring *keys, struct error *error)
{
    struct pack *pack = NULL;
    int code = pack_open(path, keys, 0, NULL, &pack, error);
    if (!code)
        code = pack_check(pack, NULL, NULL, error);
    if (!code)
        printf(_("%s: %s %s, signed with the key \"%s\"\n"), path, pack_manifest(pack)->id, pack_manifest(pack)->version, pack_signer(pack)->name);
    pack_close(pack);
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct keyring keys = { 0 };
    int result = 0;
    if (keyring_add_file(&keys, command_value(call, "key"), &error) < 0)
        return command_fail(call, &error);
    for (int i = 0; i < call->operand_count; i++) {
        error_clear(&error);
        if (verify(call->operands[i], &keys, &error) < 0)
            result = command_fail(call, &error);
    }
    keyring_release(&keys);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "key", .argument = "PUB", .help = N_("The publisher's public key, NAME.pub."), .required = true },
    { 0 },
};

extern const struct command pack_verify;
const struct command pack_verify = {
    .name = "verify", .operands = "FILE…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Check packs: the signature, and every file in them."),
    .example = "kiosk-pack verify --key publisher.pub business-skills-1.0.0.pack",
};
