/* kiosk-collect packs: the packs whose questions have a text here. */
#include "collect.h"

#include "base/intl.h"
#include "collect/items.h"

static int add(struct collect *collect, int from)
{
    const struct command_call *call = collect->call;
    int result = 0;
    for (int i = from; i < call->operand_count; i++) {
        struct error error = { 0 };
        struct report report;
        struct items_added added;
        report_init(&report);
        int code = items_add(collect->central, call->operands[i], command_value(call, "publishers"), &collect->arena, &added, &report, &error);
        if (!code && added.known)
            printf(P_("%s %s: known, %lld question\n", "%s %s: known, %lld questions\n", added.items), added.id, added.version, (long long)added.items);
        else if (!code)
            printf(P_("%s %s: %lld question\n", "%s %s: %lld questions\n", added.items), added.id, added.version, (long long)added.items);
        if (command_report(call, &report))
            result = 1;
        if (code)
            result = command_fail(call, &error);
        report_release(&report);
    }
    return result;
}

static int list(struct collect *collect)
{
    struct error error = { 0 };
    struct items_pack *rows = NULL;
    size_t count = 0;
    if (items_packs(collect->central, &collect->arena, &rows, &count, &error))
        return command_fail(collect->call, &error);
    if (!count)
        printf("%s\n", _("No packs are known; kiosk-collect packs add FILE reads one."));
    for (size_t i = 0; i < count; i++) {
        char number[40];
        snprintf(number, sizeof number, "%lld", (long long)rows[i].items);
        command_column(rows[i].id, 28);
        printf(" ");
        command_column(rows[i].version, 10);
        printf(" ");
        command_column(number, 6);
        printf(" ");
        command_column(rows[i].languages ? rows[i].languages : "", 12);
        printf(" ");
        command_column(rows[i].title ? rows[i].title : "", 0);
        printf("\n");
    }
    return 0;
}

static int run(struct command_call *call)
{
    struct collect collect;
    bool adds = strcmp(call->operands[0], "add") == 0;
    if (!adds && strcmp(call->operands[0], "list") != 0)
        return command_usage(call, N_("\"%s\" is neither add nor list"), call->operands[0]);
    if (adds && call->operand_count < 2)
        return command_usage(call, N_("something is missing: %s"), "FILE…");
    if (!adds && call->operand_count > 1)
        return command_usage(call, N_("\"%s\" is too much"), call->operands[1]);
    int result = collect_open(&collect, call, adds ? COLLECT_CHANGE : COLLECT_DATABASE);
    if (!result)
        result = adds ? add(&collect, 1) : list(&collect);
    collect_close(&collect);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "publishers", .argument = "DIR", .help = N_("Only packs signed with one of the keys in DIR (else any pack).") },
    { 0 },
};

extern const struct command collect_packs;
const struct command collect_packs = {
    .name = "packs", .operands = "add FILE…|list", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Read the texts of questions from packs, or list the packs that were read."),
    .example = "kiosk-collect packs add --database zambia.db business-skills-1.0.0.pack",
};
