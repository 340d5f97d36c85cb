/* kiosk-admin init: a new centre, with its first manager. */
#include "admin.h"

#include <errno.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/intl.h"
#include "keeper/centre.h"
#include "records/pin.h"

/* The first line of a file, or of standard input for "-": so that the PIN is in no list of processes. */
static int read_pin(const char *path, char pin[PIN_MOST + 1], struct error *error)
{
    char line[64] = "";
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    error_at(error, path, 0, 0);
    if (!file)
        return error_system(error, errno, N_("this file cannot be opened"));
    bool got = fgets(line, sizeof line, file) != NULL;
    if (file != stdin)
        fclose(file);
    line[strcspn(line, "\r\n")] = 0;
    if (!got || !pin_valid(line))
        return error_set(error, ERROR_INVALID, N_("a PIN has %d to %d digits"), PIN_LEAST, PIN_MOST);
    memcpy(pin, line, strlen(line) + 1);         /* pin_valid: at most PIN_MOST digits */
    explicit_bzero(line, sizeof line);
    error_at(error, "", 0, 0);
    return 0;
}

/* The options that are settings carry their names. */
static int read_settings(const struct command_call *call, struct arena *arena, struct settings *settings, struct error *error)
{
    settings_default(settings);
    for (const struct setting *setting = setting_table; setting->name; setting++) {
        if (!command_given(call, setting->name))
            continue;
        int code = setting_read(setting, command_value(call, setting->name), arena, settings, error);
        if (code)
            return code;
    }
    if (command_given(call, "languages") && !settings_offer(settings, settings->language)) {
        size_t length = strcspn(settings->languages, " ");
        settings->language = arena_copy(arena, settings->languages, length);
        if (!settings->language)
            return error_memory(error);
    }
    error_clear(error);
    return 0;
}

static int enrol_manager(struct admin *admin, const char *centre, const char *name, const char *pin, bool say_pin, struct error *error)
{
    struct keeper_pin made;
    int code = admin_open(admin, centre, error);
    if (!code && name) {
        const struct ask_enrol ask = { .name = name, .pin = pin, .role = KEEPER_MANAGER };
        code = client_enrol(admin->client, &ask, &admin->arena, &made, error);
    }
    if (!code)
        printf(_("The centre \"%s\" is in %s.\n"), client_centre(admin->client)->centre_name, centre);
    if (!code && name)
        printf(_("Manager: %s, number %s\n"), name, made.number);
    if (!code && name && say_pin)
        printf(_("PIN: %s (write it down now: it is not kept)\n"), made.pin);
    if (!code)                                   /* the centre's key is made, and what a coordinator needs to enrol it lies in the folder */
        code = client_request(admin->client, NULL, &admin->arena, NULL, error);
    if (!code)
        code = admin_new_code(admin, error);
    admin_close(admin);
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct settings settings;
    struct admin admin = { 0 };
    struct arena arena;
    char pin[PIN_MOST + 1] = "";
    const char *from = command_value(call, "pin-from"), *manager = command_value(call, "manager");
    if (from && !manager)
        return command_usage(call, N_("--pin-from needs --manager"));
    arena_init(&arena, NULL, 0);
    /* everything that can be wrong is looked at before anything is made */
    int code = read_settings(call, &arena, &settings, &error);
    if (!code && from)
        code = read_pin(from, pin, &error);
    if (!code)
        code = centre_make(call->operands[0], &settings, &error);
    if (!code)
        code = enrol_manager(&admin, call->operands[0], manager, pin, !from, &error);
    explicit_bzero(pin, sizeof pin);
    arena_release(&arena);
    return code ? command_fail(call, &error) : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "name", .argument = "NAME", .help = N_("The name of the centre, as it stands on the screen."), .required = true },
    { .name = "manager", .argument = "NAME", .help = N_("Enrol this person as the manager, with a number and a PIN.") },
    { .name = "pin-from", .argument = "FILE", .help = N_("Read the manager's PIN from FILE (-: standard input); else one is drawn.") },
    { .name = "languages", .argument = "CODES", .help = N_("The languages that are offered, with blanks between.") },
    { .name = "terminal", .argument = "N", .help = N_("The number of this terminal, 1 to 99, another one on each machine.") },
    { 0 },
};

extern const struct command admin_init;
const struct command admin_init = {
    .name = "init", .operands = "DIR", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Make a new centre: its folder, settings, keys and records."),
    .example = "kiosk-admin init /var/lib/empretec-kiosk --name \"Empretec Lusaka\" --manager \"Grace Banda\"",
};
