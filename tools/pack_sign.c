/* kiosk-pack sign: puts a publisher's signature on packs. */
#include "command.h"

#include "pack/container.h"
#include "pack/writer.h"
#include "pack_key.h"

static int sign(const char *path, const struct secret_key *key, struct error *error)
{
    struct pack *pack = NULL;
    char comment[SIGNATURE_COMMENT_LIMIT];
    /* nothing is signed that a centre would refuse */
    int code = pack_open(path, NULL, PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY, NULL, &pack, error);
    if (!code)
        code = pack_check(pack, NULL, NULL, error);
    if (!code) {
        snprintf(comment, sizeof comment, "%s %s", pack_manifest(pack)->id, pack_manifest(pack)->version);
        code = pack_sign_file(path, key, comment, error);
    }
    pack_close(pack);
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct secret_key key = { 0 };
    int result = 0;
    if (secret_key_load(command_value(call, "key"), &key, &error) < 0)
        return command_fail(call, &error);
    for (int i = 0; i < call->operand_count; i++) {
        error_clear(&error);
        if (sign(call->operands[i], &key, &error) < 0)
            result = command_fail(call, &error);
    }
    secret_key_wipe(&key);
    return result;
}

static const struct command_option options[] = {
    { .name = "key", .argument = "KEY", .help = N_("The secret key, NAME.key."), .required = true },
    { 0 },
};

extern const struct command pack_sign;
const struct command pack_sign = {
    .name = "sign", .operands = "FILE…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Sign packs, in place."),
    .example = "kiosk-pack sign --key publisher.key business-skills-1.0.0.pack",
};
