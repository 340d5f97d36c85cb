/* kiosk-collect invite: the joining file that centres are given. */
#include "collect.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/intl.h"
#include "pack/signature.h"

#define SUFFIX ".joining"
#define NAMED_LIMIT COMMAND_VALUES               /* keys of a kind: as many as a command line holds */

/* A publisher's key as a joining file has it: id and key, and the name of its file. */
static int publisher(struct arena *arena, const char *path, struct document_named *out, struct error *error)
{
    struct keyring ring = { 0 };
    unsigned char bytes[KEY_ID_BYTES + 32];
    char *hex = arena_alloc(arena, 2 * sizeof bytes + 1);
    int code = hex ? keyring_add_file(&ring, path, error) : error_memory(error);
    if (!code) {
        memcpy(bytes, ring.keys[0].id, KEY_ID_BYTES);
        memcpy(bytes + KEY_ID_BYTES, ring.keys[0].key, 32);
        *out = (struct document_named){ hex_from(hex, bytes, sizeof bytes), arena_text(arena, ring.keys[0].name) };
    }
    keyring_release(&ring);
    return code ? code : arena_failed(arena) ? error_memory(error) : 0;
}

static int recipient(struct arena *arena, const char *path, struct document_named *out, struct error *error)
{
    struct collect_public public;
    int code = collect_public_load(&public, path, error);
    if (!code)
        *out = (struct document_named){ arena_text(arena, public.seal), arena_text(arena, public.name) };
    return code ? code : arena_failed(arena) ? error_memory(error) : 0;
}

typedef int read_named(struct arena *arena, const char *path, struct document_named *out, struct error *error);

static int all_named(struct collect *collect, const char *option, read_named *read, struct document_named_list *list, struct error *error)
{
    struct document_named *rows = arena_array(&collect->arena, NAMED_LIMIT, sizeof *rows);
    const char *path;
    size_t count = 0;
    int code = rows ? 0 : error_memory(error);
    while (!code && count < NAMED_LIMIT && (path = command_value_at(collect->call, option, (int)count)))
        code = read(&collect->arena, path, &rows[count++], error);
    *list = (struct document_named_list){ rows, count };
    return code;
}

/* The clock's milliseconds; larger than that of the file whose place this one takes, if it is ours, wherever the clock stands: centres let a smaller one pass. */
static int next_serial(struct collect *collect, const char *path, const char *sign, int64_t *serial, struct error *error)
{
    struct document old;
    struct buf text = BUF_INIT;
    int64_t now = clock_wall(&clock_system);
    int code = file_read(path, DOCUMENT_LIMIT, &text, NULL);
    if (!code && document_read(&old, DOCUMENT_INVITATION, text.data, text.length, path, &collect->arena, NULL) == 0 && strcmp(old.invitation.sign, sign) == 0
        && old.invitation.serial >= now)
        now = old.invitation.serial + 1;
    buf_release(&text);
    *serial = now;
    return code == ERROR_MEMORY ? error_memory(error) : 0;
}

static int invitation(struct collect *collect, const char *previous, struct buf *out, struct error *error)
{
    struct sign_pair sign, receipt, old;
    struct seal_pair exchange;
    struct trust_secret before;
    char hex[5][2 * TRUST_PUBLIC + 1], follows[2 * TRUST_SIGNATURE + 1];
    trust_sign_pair(&sign, collect->secret.secret, TRUST_SIGN);
    trust_sign_pair(&receipt, collect->secret.secret, TRUST_RECEIPT);
    trust_seal_pair(&exchange, collect->secret.secret, TRUST_EXCHANGE);
    struct document document = { .kind = DOCUMENT_INVITATION, .invitation = {
        .name = collect->secret.name,
        .sign = hex_from(hex[0], sign.public, TRUST_PUBLIC), .seal = hex_from(hex[1], collect->seal.public, TRUST_PUBLIC),
        .receipt = hex_from(hex[2], receipt.public, TRUST_PUBLIC), .exchange = hex_from(hex[3], exchange.public, TRUST_PUBLIC) } };
    int code = next_serial(collect, command_value(collect->call, "output"), hex[0], &document.invitation.serial, error);
    if (!code)
        code = all_named(collect, "recipient", recipient, &document.invitation.recipient, error);
    if (!code)
        code = all_named(collect, "publisher", publisher, &document.invitation.publisher, error);
    if (!code && previous) {
        code = trust_secret_load(&before, "coordinator", previous, error);
        if (!code) {
            trust_sign_pair(&old, before.secret, TRUST_SIGN);
            trust_follow(follows, &old, hex[0]);
            document.invitation.previous = hex_from(hex[4], old.public, TRUST_PUBLIC);
            document.invitation.follows = follows;
            if (strcmp(hex[4], hex[0]) == 0) {
                error_at(error, previous, 0, 0);
                code = error_set(error, ERROR_INVALID, N_("this is the new key itself; --previous wants the one before"));
            }
        }
        trust_secret_forget(&before);
        sodium_memzero(&old, sizeof old);
    }
    if (!code)
        code = document_write(out, &document, sign.secret, error);
    for (size_t i = 0; !code && i < document.invitation.recipient.count; i++) {
        char fingerprint[TRUST_FINGERPRINT_SIZE];
        trust_fingerprint_hex(fingerprint, document.invitation.recipient.rows[i].hex);
        printf(_("Bundles can also be opened by %s, fingerprint %s\n"), document.invitation.recipient.rows[i].text, fingerprint);
    }
    sodium_memzero(&sign, sizeof sign);
    sodium_memzero(&receipt, sizeof receipt);
    sodium_memzero(&exchange, sizeof exchange);
    return code;
}

static int run(struct command_call *call)
{
    const char *path = command_value(call, "output");
    size_t length = strlen(path);
    struct collect collect;
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    if (length <= strlen(SUFFIX) || strcmp(path + length - strlen(SUFFIX), SUFFIX) != 0)
        return command_usage(call, N_("centres look for NAME.joining: let -o end so"));
    int result = collect_open(&collect, call, COLLECT_KEY);
    if (!result) {
        int code = invitation(&collect, command_value(call, "previous"), &text, &error);
        if (!code && buf_failed(&text))
            code = error_memory(&error);
        if (!code)
            code = file_write(path, text.data, text.length, 0644, &error);
        if (code) {
            result = command_fail(call, &error);
        } else {
            collect_fingerprint(fingerprint, &collect.secret);
            printf(_("%s: give it to the centres, on a stick or by mail.\n"), path);
            printf(_("When a centre asks, read out this fingerprint over the telephone, and let them compare it:\n    %s\n"), fingerprint);
            result = command_printed(call);
        }
    }
    collect_close(&collect);
    buf_release(&text);
    return result;
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "FILE", .help = N_("Write FILE, which ends in .joining."), .required = true },
    { .name = "recipient", .argument = "PUB", .help = N_("A further key that may open bundles: NAME.pub. May be given several times.") },
    { .name = "publisher", .argument = "PUB", .help = N_("A publisher of packs whom centres may trust. May be given several times.") },
    { .name = "previous", .argument = "OLDKEY", .help = N_("The key before: centres that trust it follow without asking.") },
    { 0 },
};

extern const struct command collect_invite;
const struct command collect_invite = {
    .name = "invite", .operands = "", .run = run, .options = options,
    .help = N_("Write the joining file that centres are given."),
    .example = "kiosk-collect invite --key zambia.key --recipient safe.pub -o zambia.joining",
};
