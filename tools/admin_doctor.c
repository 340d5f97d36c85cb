/* kiosk-admin doctor: what is well with machine and centre and what is not, and how to mend each. It only looks. */
#include "admin.h"

#include <limits.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"
#include "doctor.h"
#include "progress.h"
#include "records/queries.h"

#define WIDTH 80
#define VERDICT 20                               /* cells of the first two columns */
#define LABEL 18
#define ROWS 40                                  /* of the table, at most */

struct examined {
    struct doctor_finding findings[ROWS];
    size_t count, bad, attention;
};

static void examine(struct doctor *doctor, struct examined *examined)
{
    /* the keeper is asked first: it knows whether the date is sure */
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; doctor_rows[i].name && i < ROWS; i++) {
            struct doctor_finding *finding = &examined->findings[i];
            if ((doctor_rows[i].look == look_keeper) != (pass == 0))
                continue;
            doctor_find(finding, DOCTOR_NONE, "", "%s", "");
            doctor_rows[i].look(doctor, finding);
        }
    for (examined->count = 0; doctor_rows[examined->count].name && examined->count < ROWS; examined->count++) {
        examined->bad += examined->findings[examined->count].verdict == DOCTOR_BAD;
        examined->attention += examined->findings[examined->count].verdict == DOCTOR_ATTENTION;
    }
}

static void padded(struct buf *out, const char *text, int cells)
{
    int width = text_width(text, strlen(text));
    buf_text(out, text);
    buf_fill(out, ' ', width < cells ? (size_t)(cells - width) : 1);
}

/* Text in lines of what is left of the width behind so many blanks; the first line's are there already. Broken at blanks alone, so that a command stays whole. */
static void wrapped(struct buf *out, const char *text, int indent)
{
    int at = indent;
    for (const char *word = text; *word; word += strspn(word, " ")) {
        size_t length = strcspn(word, " ");
        int width = text_width(word, length);
        if (at > indent && at + 1 + width > WIDTH) {
            buf_char(out, '\n');
            buf_fill(out, ' ', (size_t)indent);
            at = indent;
        } else if (at > indent) {
            buf_char(out, ' ');
            at++;
        }
        buf_add(out, word, length);
        at += width;
        word += length;
    }
    buf_char(out, '\n');
}

static void write_table(struct buf *out, const struct examined *examined)
{
    for (size_t i = 0; i < examined->count; i++) {
        const struct doctor_finding *finding = &examined->findings[i];
        if (finding->verdict == DOCTOR_NONE)
            continue;
        padded(out, doctor_word(finding->verdict), VERDICT);
        padded(out, _(doctor_rows[i].label), LABEL);
        wrapped(out, finding->value, VERDICT + LABEL);
        if (*finding->advice) {
            buf_fill(out, ' ', VERDICT);
            wrapped(out, _(finding->advice), VERDICT);
        }
    }
}

static void write_end(struct buf *out, const struct examined *examined)
{
    buf_char(out, '\n');
    if (examined->bad)
        buf_format(out, P_("%zu thing is bad: mend it first.\n", "%zu things are bad: mend these first.\n", examined->bad), examined->bad);
    if (examined->attention)
        buf_format(out, P_("%zu thing needs attention.\n", "%zu things need attention.\n", examined->attention), examined->attention);
    if (!examined->bad && !examined->attention)
        buf_format(out, "%s\n", _("All is well."));
}

static const char *const verdict_words[] = { [DOCTOR_GOOD] = "good", [DOCTOR_ATTENTION] = "attention", [DOCTOR_BAD] = "bad", [DOCTOR_UNKNOWN] = "unknown" };

/* For the kiosk's screen: verdict, label, value, advice. The worst come first. */
static void tell(struct progress *progress, const struct examined *examined, const char *file)
{
    static const enum doctor_verdict order[] = { DOCTOR_BAD, DOCTOR_ATTENTION, DOCTOR_UNKNOWN, DOCTOR_GOOD };
    for (size_t at = 0; at < sizeof order / sizeof *order; at++)
        for (size_t i = 0; i < examined->count; i++) {
            const struct doctor_finding *finding = &examined->findings[i];
            if (finding->verdict == order[at])
                progress_row(progress, (const char *const[]){ verdict_words[order[at]], _(doctor_rows[i].label), finding->value, *finding->advice ? _(finding->advice) : "", NULL });
        }
    const char *slash = file ? strrchr(file, '/') : NULL;
    if (file)
        progress_row(progress, (const char *const[]){ "file", "", slash ? slash + 1 : file, NULL });
}

static void write_json(struct buf *out, const struct examined *examined)
{
    buf_format(out, "{ \"bad\": %zu, \"attention\": %zu, \"things\": [", examined->bad, examined->attention);
    const char *between = "\n  ";
    for (size_t i = 0; i < examined->count; i++) {
        const struct doctor_finding *finding = &examined->findings[i];
        if (finding->verdict == DOCTOR_NONE)
            continue;
        buf_format(out, "%s{ \"name\": \"%s\", \"verdict\": \"%s\", \"value\": ", between, doctor_rows[i].name, verdict_words[finding->verdict]);
        json_string(out, finding->value);
        buf_text(out, ", \"advice\": ");
        json_string(out, *finding->advice ? _(finding->advice) : "");
        buf_text(out, " }");
        between = ",\n  ";
    }
    buf_text(out, "\n] }\n");
}

/* Texts that people typed stay here: the centre's name. */
static void write_settings(struct buf *out, struct doctor *doctor)
{
    for (const struct setting *setting = setting_table; setting->name; setting++) {
        const char *changed = NULL;
        buf_format(out, "%s = ", setting->name);
        if (setting->kind == SETTING_TEXT) {
            buf_format(out, "%s\n", _("(left out)"));
            continue;
        }
        setting_write(out, setting, &doctor->settings);
        struct settings again = doctor->settings;
        if (doctor->records && query_setting(doctor->records, setting->name, &doctor->arena, &changed, NULL) == 0 && changed &&
            setting_read(setting, changed, &doctor->arena, &again, NULL) == 0)
            buf_format(out, _(", changed on the screen to %s"), changed);
        buf_char(out, '\n');
    }
}

static void write_counts(struct buf *out, const struct doctor *doctor)
{
    struct counts counts;
    if (!doctor->records || query_counts(doctor->records, &counts, NULL)) {
        buf_format(out, "%s\n", _("They cannot be told here."));
        return;
    }
    const struct { const char *label; int64_t count; } rows[] = {
        { _("people"), counts.people }, { _("events"), counts.events }, { _("attempts"), counts.attempts }, { _("attempts that run"), counts.attempts_running },
        { _("answers"), counts.answers }, { _("free texts"), counts.texts }, { _("terminals in the log"), counts.origins } };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        padded(out, rows[i].label, 24);
        buf_format(out, "%lld\n", (long long)rows[i].count);
    }
}

static bool whole_number(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == 0;
}

/* The folder of the centre that a file lies in, and what kind it is: its name could be somebody's. */
static void write_place(struct buf *out, const struct doctor *doctor, const struct error *error)
{
    static const char *const known[] = { "kiosk.cfg", "profile.form", "records.db", "keys", "packs", "trust", "outbox", "journal" };
    size_t length = strlen(doctor->centre);
    const char *within = strncmp(error->file, doctor->centre, length) == 0 ? error->file + length + strspn(error->file + length, "/") : "";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(within, known[i], strlen(known[i])) == 0) {
            buf_text(out, known[i]);
            buf_format(out, error->line ? ":%ld: " : ": ", error->line);
            return;
        }
}

/* The sentence of an error, without texts that may have been typed: numbers alone are filled in. */
static void write_error(struct buf *out, const struct doctor *doctor, const struct error *error)
{
    struct error shown = *error;
    char text[1000];
    for (int i = 0; i < shown.arguments && i < ERROR_ARGUMENTS; i++)
        if (!whole_number(shown.argument[i]))
            snprintf(shown.argument[i], sizeof shown.argument[i], "...");
    write_place(out, doctor, error);
    *shown.entry = 0;
    buf_format(out, "%s (%d)\n", error_message(&shown, intl_translate, text, sizeof text), (int)shown.code);
}

static void write_support(struct buf *out, struct doctor *doctor, const struct examined *examined)
{
    char date[DATE_SIZE];
    date_iso(date, clock_wall(doctor->clock));
    date[10] = 0;
    buf_format(out, _("Empretec Kiosk: what the doctor found, %s\n\n"), date);
    wrapped(out, _("This file is for whoever helps from afar; read it before you give it away. It holds: what was looked at on this machine and how that is, the settings, how many people and events "
                   "there are, what is wrong, and the versions of the programs."), 0);
    wrapped(out, _("It does not hold: names, numbers, ids, profiles, answers or free texts of people, PINs, keys, the centre's name, or the machine's name and addresses."), 0);
    buf_format(out, "\n%s\n\n", _("What was looked at"));
    write_table(out, examined);
    write_end(out, examined);
    buf_format(out, "\n%s\n\n", _("Settings"));
    write_settings(out, doctor);
    buf_format(out, "\n%s\n\n", _("Counts"));
    write_counts(out, doctor);
    buf_format(out, "\n%s\n\n", _("What is wrong"));
    for (size_t i = 0; i < report_kept(&doctor->report); i++)
        write_error(out, doctor, &doctor->report.kept[i]);
    if (!report_kept(&doctor->report))
        buf_format(out, "%s\n", _("Nothing."));
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    return a && *a ? a : b && *b ? b : c;
}

/* screen: "80x24" of the one who asks, where it is not this program's own; NULL. False: it is none. */
static bool find_terminal(struct doctor *doctor, const char *screen)
{
    struct winsize size;
    char rest;
    if (screen) {
        doctor->term = getenv("TERM");
        return sscanf(screen, "%4dx%4d%c", &doctor->cols, &doctor->rows, &rest) == 2 && doctor->cols > 0 && doctor->rows > 0;
    }
    if (!isatty(STDOUT_FILENO))
        return true;
    doctor->term = getenv("TERM");
    bool told = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;
    doctor->rows = told ? size.ws_row : 24;
    doctor->cols = told ? size.ws_col : 80;
    return true;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct examined examined = { 0 };
    struct buf page = BUF_INIT, support = BUF_INIT;
    const char *root = command_value(call, "root"), *file = command_value(call, "support");
    struct doctor doctor = { .root = root ? root : "", .centre = admin_centre(call), .clock = &clock_system, .space = doctor_space_of,
                             .locale = first_of(getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG")) };
    struct progress progress;
    int usage = progress_open(&progress, call);
    if (!usage && !find_terminal(&doctor, command_value(call, "screen")))
        usage = command_usage(call, N_("--screen is columns and rows, such as 80x24"));
    if (usage)
        return usage;
    progress_say(&progress, 5, _("Looking at the records"));
    doctor_begin(&doctor);
    progress_say(&progress, 50, _("Looking at the machine"));
    examine(&doctor, &examined);
    if (command_given(call, "json")) {
        write_json(&page, &examined);
    } else {
        write_table(&page, &examined);
        write_end(&page, &examined);
    }
    int code = 0;
    if (file) {
        write_support(&support, &doctor, &examined);
        code = buf_failed(&support) ? error_memory(&error) : file_write(file, support.data, support.length, 0640, &error);
    }
    if (!code && buf_failed(&page))
        code = error_memory(&error);
    if (!code && progress.fd >= 0)
        tell(&progress, &examined, file);
    else if (!code)
        printf("%s", page.data);
    doctor_end(&doctor);
    buf_release(&page);
    buf_release(&support);
    if (code)
        return command_fail(call, &error);
    int printed = command_printed(call);
    return examined.bad && progress.fd < 0 ? 1 : printed;
}

static const struct command_option options[] = {
    { .name = "support", .argument = "FILE", .help = N_("Also write what was found for whoever helps from afar: no names, no answers, no keys.") },
    { .name = "json", .help = N_("Print JSON.") },
    { .name = "progress-fd", .argument = "N", .help = N_("Write progress and then what was found to descriptor N, for a screen; the exit code does not tell how it is.") },
    { .name = "screen", .argument = "COLSxROWS", .help = N_("The size of the screen that this is about, where it is not this terminal.") },
    { .name = "root", .argument = "DIR", .help = N_("Look at the machine whose files are below DIR, such as a card's.") },
    { 0 },
};

extern const struct command admin_doctor;
const struct command admin_doctor = {
    .name = "doctor", .operands = "", .run = run,
    .help = N_("Say in one page what is well with this machine and its centre, what is not, and how to mend it. Nothing is changed."),
    .example = "kiosk-admin doctor",
    .options = options,
};
