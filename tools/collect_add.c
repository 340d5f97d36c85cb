/* kiosk-collect add: what came from the centres is taken in. */
#include "collect.h"

#include "base/intl.h"

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    struct collect_tally tally = { .collect = &collect };
    int result = collect_open(&collect, call, COLLECT_CHANGE | COLLECT_ANY_KEY);
    collect_busy(!result);
    for (int i = 0; !result && i < call->operand_count; i++) {
        int64_t before = tally.files;
        int code = add_path(collect.central, call->operands[i], &collect.seal, collect_visit, &tally, &error);
        if (!code && tally.files == before) {
            error_at(&error, call->operands[i], 0, 0);
            code = error_set(&error, ERROR_NOT_FOUND, N_("there is no bundle and no request in this folder"));
        }
        if (code)
            result = command_fail(call, &error);
    }
    collect_busy(false);
    if (tally.files)
        printf(P_("%lld file. New events: %lld. Known: %lld, asking: %lld, kept aside: %lld, refused: %lld.\n",
                  "%lld files. New events: %lld. Known: %lld, asking: %lld, kept aside: %lld, refused: %lld.\n", tally.files),
               (long long)tally.files, (long long)tally.events, (long long)tally.known, (long long)tally.requests, (long long)tally.aside, (long long)tally.refused);
    if (!result && tally.refused)
        result = 1;
    collect_close(&collect);
    return result ? result : command_printed(call);
}

extern const struct command collect_add;
const struct command collect_add = {
    .name = "add", .operands = "PATH…", .least = 1, .most = -1, .run = run,
    .help = N_("Take in bundles and requests: files, or folders with all that is below them."),
    .example = "kiosk-collect add --database zambia.db --key zambia.key /media/stick/empretec",
};
