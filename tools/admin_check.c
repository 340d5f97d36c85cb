/* kiosk-admin check: does all that is written down hold together? It reads alone, beside a keeper too. */
#include "admin.h"
#include "doctor.h"

#include "app/profile.h"
#include "base/file.h"
#include "base/intl.h"
#include "keeper/centre.h"
#include "pack/container.h"
#include "records/aside.h"
#include "records/check.h"

static int check_records(struct command_call *call, const char *centre, struct report *report, struct error *error)
{
    struct records *records = NULL;
    struct check_summary summary;
    const struct records_options options = { .folder = centre, .read_only = true };
    (void)call;
    int code = records_open(&records, &options, error);
    if (!code)
        code = records_check(records, report, &summary, error);
    if (!code && !report_failed(report)) {
        printf(P_("The log is whole: %lld event, ", "The log is whole: %lld events, ", summary.events), (long long)summary.events);
        printf(P_("%lld person, ", "%lld persons, ", summary.people), (long long)summary.people);
        printf(P_("%lld free text.\n", "%lld free texts.\n", summary.texts), (long long)summary.texts);
    }
    records_close(records);
    return code;
}

/* What rescues have said, as long as no manager has read it. Nothing is wrong any more. */
static void say_rescues(const char *centre)
{
    struct aside rows[ASIDE_ROWS];
    struct buf text = BUF_INIT;
    size_t count = 0;
    if (aside_list(centre, rows, &count, NULL))
        return;
    for (size_t i = 0; i < count; i++)
        if (!rows[i].read) {
            buf_clear(&text);
            doctor_lost(&text, &rows[i]);
            printf(_("On %s the records were damaged and brought back; lost: %s.\n"), rows[i].day, text.data);
        }
    buf_release(&text);
}

/* Every installed pack is read from its first byte to its last. */
static int check_packs(const char *centre, bool unsigned_packs, struct report *report, struct error *error)
{
    char packs[1024], keys_folder[1024], path[1300];
    struct keyring keys = { 0 };
    struct library *library = NULL;
    struct library_pack *rows = NULL;
    struct arena arena;
    size_t count = 0, good = 0;
    arena_init(&arena, NULL, 0);
    int code = 0;
    if (!path_join(packs, sizeof packs, centre, "packs") || !path_join(keys_folder, sizeof keys_folder, centre, "keys"))
        code = error_set(error, ERROR_LIMIT, N_("this path is too long"));
    const struct library_options options = { .read_only = true };
    if (!code)
        code = library_open(packs, keys_folder, &options, &library, error);
    if (code == ERROR_NOT_FOUND) {               /* no catalogue: nothing was ever installed */
        error_clear(error);
        arena_release(&arena);
        printf("%s\n", _("No packs are installed."));
        return 0;
    }
    if (!code)
        code = keyring_add_sound(&keys, keys_folder, report, error);
    if (!code)
        code = library_packs(library, &arena, "en", false, &rows, &count, error);
    for (size_t i = 0; i < count && !code; i++) {
        struct pack *pack = NULL;
        struct error wrong = { 0 };
        snprintf(path, sizeof path, "%s/%s-%s.pack", packs, rows[i].id, rows[i].version);
        /* one that was let in without a signature, as those that came with the program are, is whole all the same */
        bool unsigned_pack = unsigned_packs || rows[i].trust != PACK_TRUSTED;
        int bad = pack_open(path, &keys, unsigned_pack ? PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY : 0, NULL, &pack, &wrong);
        if (!bad)
            bad = pack_check(pack, NULL, NULL, &wrong);
        pack_close(pack);
        if (bad)
            report_add(report, &wrong);
        else
            good++;
    }
    if (!code)
        printf(P_("%zu of %zu pack is whole.\n", "%zu of %zu packs are whole.\n", count), good, count);
    library_close(library);
    keyring_release(&keys);
    arena_release(&arena);
    return code;
}

/* The questions that the centre asks of its own. */
static int check_profile(const char *centre, struct report *report, struct error *error)
{
    char path[1024];
    struct expr_engine *engine;
    struct profile *profile = NULL;
    int code = expr_engine_new(NULL, &engine, error);
    if (code)
        return code;
    if (!path_join(path, sizeof path, centre, "profile.form"))
        code = error_set(error, ERROR_LIMIT, N_("this path is too long"));
    else
        profile_open(&profile, path, engine, report); /* its mistakes are in the report */
    if (profile)
        printf(P_("The centre asks %zu question of its own.\n", "The centre asks %zu questions of its own.\n", profile_form(profile)->count),
               profile_form(profile)->count);
    profile_free(profile);
    expr_engine_free(engine);
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct report report;
    struct settings settings;
    struct arena arena;
    const char *centre = admin_centre(call);
    report_init(&report);
    arena_init(&arena, NULL, 0);
    int result = 0;
    int code = centre_read(centre, &arena, &settings, &report);
    if (!code) {
        if (check_records(call, centre, &report, &error))
            result = command_fail(call, &error);
        say_rescues(centre);
        error_clear(&error);
        if (check_packs(centre, settings.unsigned_packs, &report, &error))
            result = command_fail(call, &error);
        error_clear(&error);
        if (check_profile(centre, &report, &error))
            result = command_fail(call, &error);
    }
    if (command_report(call, &report))
        result = 1;
    if (!result)
        printf("%s\n", _("All is well."));
    else if (code != ERROR_NOT_FOUND)
        fprintf(stderr, "kiosk-admin: %s\n", _("Something is wrong; copy the folder before anything else is done with it."));
    report_release(&report);
    arena_release(&arena);
    return result ? result : command_printed(call);
}

extern const struct command admin_check;
const struct command admin_check = {
    .name = "check", .operands = "", .run = run,
    .help = N_("Check settings, records, journal, packs and the centre's own questions, and say what is wrong. Nothing is changed."),
    .example = "kiosk-admin check",
};
