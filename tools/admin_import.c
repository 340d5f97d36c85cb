/* kiosk-admin import-learners: a list of people from a spreadsheet is enrolled, all of it or, where anything in it is wrong, nobody. */
#include "admin.h"

#include <signal.h>

#include "base/encoding.h"
#include "base/id.h"
#include "base/intl.h"
#include "base/text.h"
#include "records/pin.h"
#include "records/roster.h"
#include "slips.h"

#define FILE_LIMIT (16u << 20)                   /* bytes of a list */
#define SHOW_EACH 20                             /* people between two lines of progress */

static volatile sig_atomic_t stopped;            /* the one thing that a signal may touch */

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

struct import {
    const struct command_call *call;
    const char *file;
    struct admin admin;
    struct report report;
    struct buf text;
    struct roster roster;
    struct slips slips;
    bool *passed;                                /* over, of each person */
    size_t wanted, unpinned, done;               /* to be enrolled; those of them who have no PIN in the list; enrolled */
};

static int read_list(struct import *import, struct error *error)
{
    const struct roster_options options = { .columns = command_value(import->call, "columns"), .languages = client_centre(import->admin.client)->languages };
    if (encoding_read(import->file, FILE_LIMIT, &import->text, &import->report) != 0)
        return ERROR_INVALID;                    /* it stands in the report */
    int code = roster_read(import->file, import->text.data, import->text.length, &options, &import->admin.arena, &import->roster, &import->report);
    if (code)
        return code;
    import->passed = arena_array(&import->admin.arena, import->roster.count + 1, sizeof *import->passed);
    return import->passed ? 0 : error_memory(error);
}

static void warn_double(struct import *import, const struct roster_person *person, const char *number)
{
    bool taken = command_given(import->call, "with-doubles");
    struct error warning = { 0 };
    error_at(&warning, import->file, person->line, 0);
    if (number)
        error_set(&warning, ERROR_EXISTS, taken ? N_("%s is known already, with the number %s, and gets another one")
                  : N_("%s is known already, with the number %s, and is passed over (--with-doubles: this is somebody else)"), person->name, number);
    else
        error_set(&warning, ERROR_EXISTS, taken ? N_("%s stands in line %lld already, and is enrolled again")
                  : N_("%s stands in line %lld already, and is passed over (--with-doubles: this is somebody else)"), person->name, (long long)person->double_of);
    report_warn(&import->report, &warning);
}

/* Who stands in the list twice, or is known. */
static int look_for_doubles(struct import *import, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < import->roster.count && !code && !stopped; i++) {
        const struct roster_person *person = &import->roster.people[i];
        const char *born = person->profile[PROFILE_BORN];
        struct keeper_people known = { 0 };
        struct arena arena;
        arena_init(&arena, NULL, 0);
        if (!person->double_of)
            code = client_known(import->admin.client, &(struct ask_known){ .name = person->name, .born = born ? born : "" }, &arena, &known, error);
        if (!code && (person->double_of || known.count)) {
            warn_double(import, person, known.count ? known.rows[0].number : NULL);
            import->passed[i] = !command_given(import->call, "with-doubles");
        }
        if (!import->passed[i]) {
            import->wanted++;
            import->unpinned += !*person->pin;
        }
        arena_release(&arena);
    }
    return code;
}

static int enrol(struct import *import, const struct roster_person *person, struct error *error)
{
    struct keeper_value values[PROFILE_COUNT];
    struct keeper_pin made;
    struct arena arena;
    char id[UUID_SIZE], pin[PIN_MOST + 1];
    struct ask_enrol ask = { .id = uuid_make(id, &clock_system, &random_system), .name = person->name, .language = person->language, .pin = pin,
                             .role = KEEPER_LEARNER, .values = values };
    for (int field = 0; field < PROFILE_COUNT; field++)
        if (person->profile[field])
            values[ask.value_count++] = (struct keeper_value){ profile_name((enum profile_field)field), person->profile[field] };
    if (*person->pin)
        snprintf(pin, sizeof pin, "%s", person->pin);
    else
        pin_draw(&random_system, pin);
    arena_init(&arena, NULL, 0);
    int code = client_enrol(import->admin.client, &ask, &arena, &made, error);
    if (!code) {
        import->done++;
        if (import->slips.fd >= 0) {
            code = slips_add(&import->slips, person->name, made.number, pin, error);
        } else {
            admin_column(made.number, 14);
            printf(" ");
            admin_column(person->name, 0);
            printf("\n");
        }
    }
    explicit_bzero(pin, sizeof pin);
    arena_release(&arena);
    return code;
}

static void show(const struct import *import, bool end)
{
    if (import->slips.fd < 0 || import->wanted < 5 * SHOW_EACH || !isatty(STDERR_FILENO) || (!end && import->done % SHOW_EACH))
        return;
    fprintf(stderr, "\r\033[K");
    if (!end)
        fprintf(stderr, _("%zu of %zu are enrolled"), import->done, import->wanted);
}

static int enrol_all(struct import *import, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < import->roster.count && !code && !stopped; i++) {
        if (import->passed[i])
            continue;
        code = enrol(import, &import->roster.people[i], error);
        show(import, false);
    }
    show(import, true);
    if (!code && import->done < import->wanted)
        code = error_set(error, ERROR_CANCELLED, N_("this was stopped"));
    return code;
}

/* How many stand in the list, and how it was read. */
static void say_list(const struct import *import)
{
    const char *divided = import->roster.separator == ';' ? _("semicolons") : import->roster.separator == '\t' ? _("TABs") : _("commas");
    printf(P_("There is %zu person in %s (divided by %s).\n", "There are %zu people in %s (divided by %s).\n", import->roster.count), import->roster.count, import->file, divided);
}

static void say_end(const struct import *import, const char *slips)
{
    size_t passed = import->roster.count - import->wanted;
    printf(P_("%zu person is enrolled", "%zu people are enrolled", import->done), import->done);
    printf(P_("; %zu was passed over.\n", "; %zu were passed over.\n", passed), passed);
    if (slips && import->done)
        printf(_("Numbers and PINs are in %s: print it, hand the slips out, and delete it. The PINs stand nowhere else.\n"), slips);
}

static int fail_half(const struct import *import, const struct error *error)
{
    int code = command_fail(import->call, error);
    if (import->done)
        fprintf(stderr, _("%s: %zu of %zu people are enrolled; the same command, with another file for slips, takes the others\n"), import->call->program->name,
                import->done, import->wanted);
    return code;
}

/* The centre's name is copied: the client's own goes when a keeper dies under way and another one says hello. */
static int open_slips(struct import *import, const char *slips, struct error *error)
{
    const char *centre = arena_text(&import->admin.arena, client_centre(import->admin.client)->centre_name);
    return centre ? slips_open(&import->slips, slips, centre, error) : error_memory(error);
}

static int work(struct import *import, struct error *error)
{
    const char *slips = command_value(import->call, "slips");
    say_list(import);
    int code = look_for_doubles(import, error);
    command_report(import->call, &import->report);
    if (!code && stopped)
        code = error_set(error, ERROR_CANCELLED, N_("this was stopped"));
    if (code)
        return command_fail(import->call, error);
    if (command_given(import->call, "dry-run")) {
        printf(P_("%zu person would be enrolled", "%zu people would be enrolled", import->wanted), import->wanted);
        printf(_("; %zu would be passed over. Nothing was changed.\n"), import->roster.count - import->wanted);
        return command_printed(import->call);
    }
    if (!slips && import->unpinned) {
        error_set(error, ERROR_INVALID, N_("%zu of these people have no PIN in the list; name a file with --slips, where the drawn ones are written"), import->unpinned);
        return command_fail(import->call, error);
    }
    if (slips && import->wanted)
        code = open_slips(import, slips, error);
    if (!code)
        code = enrol_all(import, error);
    if (code)
        return fail_half(import, error);
    say_end(import, slips);
    return command_printed(import->call);
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct import import = { .call = call, .file = call->operands[0], .text = BUF_INIT, .slips = { .fd = -1 } };
    const struct sigaction action = { .sa_handler = stop };
    int result;
    report_init(&import.report);
    int code = admin_open(&import.admin, admin_centre(call), &error);
    sigaction(SIGINT, &action, NULL);            /* whoever is under way gets the slip all the same */
    sigaction(SIGTERM, &action, NULL);
    if (!code)
        code = read_list(&import, &error);
    if (code && report_failed(&import.report)) {
        result = command_report(call, &import.report);
        fprintf(stderr, _("%s: nobody was enrolled; put this right, and try again\n"), call->program->name);
    } else {
        result = code ? command_fail(call, &error) : work(&import, &error);
    }
    slips_close(&import.slips);
    if (import.text.length)
        explicit_bzero(import.text.data, import.text.length);
    buf_release(&import.text);
    report_release(&import.report);
    admin_close(&import.admin);
    return result;
}

static const struct command_option options[] = {
    { .name = "dry-run", .help = N_("Say what would be done, and change nothing.") },
    { .name = "slips", .argument = "FILE", .help = N_("Write each one's name, number and PIN to FILE, to be printed and cut; FILE must not be there yet.") },
    { .name = "columns", .argument = "NAMES", .help = N_("What the columns are, where the first line does not say it: name,sex,born (- for one that is passed over).") },
    { .name = "with-doubles", .help = N_("Also enrol who has the name and the years of birth of somebody who is known, or stands before.") },
    { 0 },
};

extern const struct command admin_import;
const struct command admin_import = {
    .name = "import-learners", .operands = "FILE", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Enrol the people of a list from a spreadsheet (CSV)."),
    .example = "kiosk-admin import-learners people.csv --slips slips.txt",
};
