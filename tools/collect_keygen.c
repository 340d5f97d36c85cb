/* kiosk-collect keygen: a coordinator's or a recipient's key, with what others may know of it and a sheet to be locked away; or the key again, from the sheet. */
#include "code.h"
#include "collect.h"

#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intl.h"

struct paths {
    char key[1000], public[1000], sheet[1000];
};

static int none_there(const char *path, struct error *error)
{
    struct stat status;
    if (lstat(path, &status) != 0)
        return 0;
    error_at(error, path, 0, 0);
    return error_set(error, ERROR_EXISTS, N_("there is such a file already; choose another name"));
}

/* A page of plain text. Whoever finds it in a safe in ten years has nothing else to go by. */
static int write_sheet(const struct trust_secret *secret, const char *path, struct error *error)
{
    struct buf out = BUF_INIT;
    char code[TRUST_CODE_SIZE], fingerprint[TRUST_FINGERPRINT_SIZE];
    bool recipient = strcmp(secret->owner, "recipient") == 0;
    trust_code(code, secret->secret);
    collect_fingerprint(fingerprint, secret);
    buf_format(&out, "%s\n\n", _("EMPRETEC KIOSK: RECOVERY SHEET"));
    buf_format(&out, "%s %s\n", _("Whose key:  "), secret->name);
    buf_format(&out, "%s %s\n", _("What it is: "), recipient ? _("a recipient's key; it opens bundles") : _("a coordinator's key; it enrols centres and opens bundles"));
    buf_format(&out, "%s %s\n", _("Fingerprint:"), fingerprint);
    buf_format(&out, "%s\n", _("Made on:     ____________________   by  ____________________"));
    buf_format(&out, "%s\n\n", _("Copies are in: _____________________________________________"));
    buf_format(&out, "%s\n\n", _("The code has 14 groups of four signs. The last group checks the others."));
    code_put(&out, code);
    buf_format(&out, "\n%s\n", _("In the code there is no letter O, I, L or U: what looks like one is 0 or 1."));
    buf_format(&out, "\n%s\n", _("What to do with this sheet:"));
    buf_format(&out, "%s\n", _("1. Print it, compare it with the screen, and delete the file."));
    buf_format(&out, "%s\n", _("2. Lock it away where money would be kept, far from the computer. A second copy lies in another house."));
    buf_format(&out, "%s\n", _("3. Whoever has it can do whatever the key can. If it was seen by somebody else, make a new key."));
    buf_format(&out, "\n%s\n", _("To have the key again, on any computer with this program, type"));
    buf_format(&out, "    kiosk-collect keygen --restore%s -o NAME --for \"%s\"\n", recipient ? " --recipient" : "", secret->name);
    buf_format(&out, "%s\n", _("and then the 14 groups. The fingerprint that it shows must be the one above."));
    int result = buf_failed(&out) ? error_memory(error) : file_write(path, out.data, out.length, 0600, error);
    sodium_memzero(code, sizeof code);
    if (out.capacity)
        sodium_memzero(out.data, out.capacity);
    buf_release(&out);
    return result;
}

static int generate(struct trust_secret *secret, const struct paths *paths, struct error *error)
{
    struct collect_public public;
    int code = none_there(paths->key, error);
    if (!code)
        code = none_there(paths->public, error);
    if (!code)
        code = none_there(paths->sheet, error);
    if (code)
        return code;
    collect_public_of(&public, secret);
    code = trust_secret_save(secret, paths->key, error);
    if (!code)
        code = collect_public_save(&public, paths->public, error);
    if (!code)
        code = write_sheet(secret, paths->sheet, error);
    if (code) {                                  /* a key without its sheet is not left to be used; all of them are ours */
        unlink(paths->key);
        unlink(paths->public);
    }
    return code;
}

static int restore(struct trust_secret *secret, const struct paths *paths, struct error *error)
{
    int code = none_there(paths->key, error);    /* before somebody types for nothing */
    if (!code)
        code = code_read(secret->secret, error);
    return code ? code : trust_secret_save(secret, paths->key, error);
}

static int run(struct command_call *call)
{
    const char *name = command_value(call, "output"), *whose = command_value(call, "for");
    struct error error = { 0 };
    struct trust_secret secret;
    struct paths paths;
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    bool again = command_given(call, "restore");
    if (snprintf(paths.key, sizeof paths.key, "%s.key", name) >= (int)sizeof paths.key
        || snprintf(paths.public, sizeof paths.public, "%s.pub", name) >= (int)sizeof paths.public
        || snprintf(paths.sheet, sizeof paths.sheet, "%s.sheet", name) >= (int)sizeof paths.sheet)
        return command_usage(call, N_("the name is too long"));
    if (!whose)
        whose = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
    int code = trust_secret_make(&secret, command_given(call, "recipient") ? "recipient" : "coordinator", whose, &random_system, &error);
    if (!code)
        code = again ? restore(&secret, &paths, &error) : generate(&secret, &paths, &error);
    if (!code)
        collect_fingerprint(fingerprint, &secret);
    trust_secret_forget(&secret);
    if (code)
        return command_fail(call, &error);
    printf(_("The key of %s, fingerprint %s\n"), whose, fingerprint);
    if (again)
        printf(_("%s: is here again; compare the fingerprint with the sheet\n"), paths.key);
    else
        printf(_("%s: keep it secret\n%s: what others may know of it\n%s: print it, lock the paper away, and delete the file\n"), paths.key, paths.public, paths.sheet);
    return command_printed(call);
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "NAME", .help = N_("Write NAME.key, NAME.pub and NAME.sheet."), .required = true },
    { .name = "for", .argument = "TEXT", .help = N_("Whose key it is, as centres read it (else the last part of NAME).") },
    { .name = "recipient", .help = N_("A key that opens bundles and does nothing else.") },
    { .name = "restore", .help = N_("Make NAME.key anew from the code of the sheet, on standard input.") },
    { 0 },
};

extern const struct command collect_keygen;
const struct command collect_keygen = {
    .name = "keygen", .operands = "", .run = run, .options = options,
    .help = N_("Make a coordinator's key, with a recovery sheet to be locked away."),
    .example = "kiosk-collect keygen -o zambia --for \"Empretec Zambia\"",
};
