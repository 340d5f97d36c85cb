/* kiosk-collect export: flat tables for whoever reports. */
#include "collect.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/intl.h"
#include "collect/csv.h"

/* A line that is written over, on a terminal, from the second second on. */
struct progress {
    int64_t begun, shown;
};

static void show(void *context, const char *table, int64_t rows)
{
    struct progress *progress = context;
    int64_t now = clock_running(&clock_system);
    if (!isatty(STDERR_FILENO) || now - progress->begun < 1000 || now - progress->shown < 250)
        return;
    progress->shown = now;
    fprintf(stderr, "\r\033[K%s: %lld", table ? table : _("reading the log"), (long long)rows);
    fflush(stderr);
}

static int export(struct collect *collect, const char *folder, struct error *error)
{
    struct central_centre centre;
    struct csv_count counts[CSV_TABLE_COUNT_LIMIT];
    struct progress progress = { .begun = clock_running(&clock_system) };
    size_t count = 0;
    const char *which = command_value(collect->call, "centre");
    struct csv_options options = { .language = command_value(collect->call, "language"), .progress = show, .context = &progress };
    int code = which ? central_centre(collect->central, which, &collect->arena, &centre, error) : 0;
    if (!code && which)
        options.centre = centre.uuid;
    if (!code)
        code = folder_make(folder, 0755, error);
    if (!code)
        code = csv_export(collect->central, folder, &options, counts, &count, error);
    if (progress.shown)
        fprintf(stderr, "\r\033[K");
    for (size_t i = 0; i < count && !code; i++)
        printf(P_("%s/%s.csv: %lld row\n", "%s/%s.csv: %lld rows\n", counts[i].rows), folder, counts[i].table, (long long)counts[i].rows);
    return code;
}

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    int result = collect_open(&collect, call, COLLECT_DATABASE);
    if (!result)
        result = export(&collect, command_value(call, "output"), &error) ? command_fail(call, &error) : command_printed(call);
    collect_close(&collect);
    return result;
}

static const struct command_option options[] = {
    { .name = "csv", .help = N_("Tables as CSV."), .required = true },
    { .name = "output", .letter = 'o', .argument = "DIR", .help = N_("Write the tables into DIR."), .required = true },
    { .name = "centre", .argument = "NAME", .help = N_("Only what this centre sent.") },
    { .name = "language", .argument = "CODE", .help = N_("Texts of questions in this language alone, where there is one.") },
    { 0 },
};

extern const struct command collect_export;
const struct command collect_export = {
    .name = "export", .operands = "", .run = run, .options = options,
    .help = N_("Write all that was collected as tables."),
    .example = "kiosk-collect export --database zambia.db --csv -o tables",
};
