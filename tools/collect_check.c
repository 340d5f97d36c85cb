/* kiosk-collect check: whether all that was collected holds together. */
#include "collect.h"

#include "base/intl.h"
#include "collect/check.h"

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    struct report report;
    struct central_check checked = { 0 };
    report_init(&report);
    int result = collect_open(&collect, call, COLLECT_DATABASE);
    collect_busy(!result);
    int code = result ? 0 : central_check(collect.central, &report, &checked, &error);
    collect_busy(false);
    if (code) {
        result = command_fail(call, &error);
    } else if (!result) {
        printf(_("Terminals: %lld, histories: %lld, events: %lld, free texts: %lld.\n"), (long long)checked.origins, (long long)checked.branches, (long long)checked.events,
               (long long)checked.texts);
        result = command_report(call, &report);
        if (result)
            fprintf(stderr, "kiosk-collect: %s\n", _("Something is wrong; make a new database and add all bundles again, or restore a backup."));
        else
            printf("%s\n", _("All is well."));
    }
    report_release(&report);
    collect_close(&collect);
    return result ? result : command_printed(call);
}

extern const struct command collect_check;
const struct command collect_check = {
    .name = "check", .operands = "", .run = run,
    .help = N_("Compute every chain of the database again, and say what is wrong. Nothing is changed."),
    .example = "kiosk-collect check --database zambia.db",
};
