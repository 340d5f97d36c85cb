/* kiosk-pack keygen: a publisher's pair of keys, in minisign's formats. */
#include "command.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/intl.h"
#include "pack/signature.h"

static int run(struct command_call *call)
{
    const char *name = command_value(call, "output");
    struct error error = { 0 };
    struct public_key public_key;
    struct secret_key secret_key = { 0 };
    struct buf text = BUF_INIT;
    struct stat status;
    char secret_path[1000], public_path[1000], id[KEY_ID_SIZE];
    int code = 0;
    if (snprintf(secret_path, sizeof secret_path, "%s.key", name) >= (int)sizeof secret_path
        || snprintf(public_path, sizeof public_path, "%s.pub", name) >= (int)sizeof public_path)
        return command_usage(call, N_("the name is too long"));
    for (int i = 0; i < 2; i++) {                /* a key that is lost is lost for ever: never write over one */
        const char *path = i ? public_path : secret_path;
        if (lstat(path, &status) == 0) {
            error_at(&error, path, 0, 0);
            error_set(&error, ERROR_EXISTS, N_("there is such a file already; choose another name"));
            return command_fail(call, &error);
        }
    }
    key_pair_make(&random_system, &public_key, &secret_key);
    secret_key_write(&secret_key, &text);
    code = buf_failed(&text) ? error_memory(&error) : file_write(secret_path, text.data, text.length, 0600, &error);
    secret_key_wipe(&secret_key);
    memset(text.data, 0, text.length);
    buf_clear(&text);
    public_key_write(&public_key, &text);
    if (!code)
        code = buf_failed(&text) ? error_memory(&error) : file_write(public_path, text.data, text.length, 0644, &error);
    buf_release(&text);
    if (code)
        return command_fail(call, &error);
    printf(_("Key %s\n%s: keep it secret, and keep a copy\n%s: give it to the centres, for their folder keys\n"), key_id_text(id, public_key.id),
           secret_path, public_path);
    return command_printed(call);
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "NAME", .help = N_("Write NAME.key and NAME.pub."), .required = true },
    { 0 },
};

extern const struct command pack_keygen;
const struct command pack_keygen = {
    .name = "keygen", .operands = "", .run = run, .options = options,
    .help = N_("Make a publisher's keys: a secret one to sign with, a public one for the centres."),
    .example = "kiosk-pack keygen -o publisher",
};
