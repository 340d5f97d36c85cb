/* kiosk-collect quarantine: what is kept aside, and whose a terminal is that two centres claim. */
#include "collect.h"

#include "base/intl.h"
#include "collect/ledger.h"

#define DIGITS 8                                 /* of a file's digest: what people type */
#define DIGITS_LEAST 4

static int find(struct collect *collect, const char *which, const struct ledger_aside **found, struct error *error)
{
    struct ledger_aside *rows = NULL;
    const struct ledger_aside *one = NULL;
    size_t count = 0, length = strlen(which);
    int code = ledger_aside(collect->central, &collect->arena, &rows, &count, error);
    if (code)
        return code;
    for (size_t i = 0; i < count; i++) {
        bool fits = length >= DIGITS_LEAST && strncasecmp(rows[i].digest, which, length) == 0;
        if (fits && one)
            return error_set(error, ERROR_INVALID, N_("several files begin with %s; give more digits"), which);
        if (fits)
            one = &rows[i];
    }
    if (!one)
        return error_set(error, ERROR_NOT_FOUND, N_("no file in quarantine begins with %s; kiosk-collect quarantine list shows what there is"), which);
    *found = one;
    return 0;
}

static int list(struct collect *collect, struct error *error)
{
    struct ledger_aside *rows = NULL;
    size_t count = 0;
    char terminal[COLLECT_SHORT], date[20];
    int code = ledger_aside(collect->central, &collect->arena, &rows, &count, error);
    if (!code && !count)
        printf("%s\n", _("Nothing is kept aside."));
    for (size_t i = 0; !code && i < count; i++) {
        printf("%.*s  ", DIGITS, rows[i].digest);
        printf(_("%s, terminal %s, %lld to %lld, since %s: %s"), rows[i].centre ? collect_centre_name(collect, rows[i].centre) : "-",
               rows[i].origin ? collect_short(terminal, rows[i].origin) : "-", (long long)rows[i].first, (long long)rows[i].last, collect_date(date, rows[i].since), _(rows[i].why));
        if (rows[i].holder && (!rows[i].centre || strcmp(rows[i].holder, rows[i].centre) != 0))
            printf(_(" (%s)"), collect_centre_name(collect, rows[i].holder));
        printf("\n");
    }
    return code;
}

static int accept(struct collect *collect, const struct ledger_aside *file, struct error *error)
{
    struct add_claim claim;
    char terminal[COLLECT_SHORT];
    bool sure = command_given(collect->call, "yes");
    int code = add_accept(collect->central, file->digest, sure, &claim, error);
    if (code)
        return code;
    collect_short(terminal, claim.origin);
    const char *holder = claim.holder[0] ? collect_centre_name(collect, claim.holder) : "", *claimant = collect_centre_name(collect, claim.claimant);
    if (claim.holder[0] && !sure) {
        printf(P_("Terminal %s belongs to %s, which sent %lld event of it. %s claims it in this file.\n",
                  "Terminal %s belongs to %s, which sent %lld events of it. %s claims it in this file.\n", claim.events), terminal, holder, (long long)claim.events, claimant);
        return error_set(error, ERROR_REFUSED, N_("nothing is changed yet: ask both centres whose machine it is. With --yes it becomes the one of this file, and those events are deleted here"));
    }
    if (claim.holder[0])
        printf(P_("Terminal %s is %s's now; %lld event that %s had sent is deleted.\n", "Terminal %s is %s's now; %lld events that %s had sent are deleted.\n", claim.events),
               terminal, claimant, (long long)claim.events, holder);
    struct collect_tally tally = { .collect = collect, .again = true };
    return add_quarantine(collect->central, &collect->seal, collect_visit, &tally, error);
}

static int change(struct collect *collect, bool accepts, struct error *error)
{
    const struct ledger_aside *file = NULL;
    int code = find(collect, collect->call->operands[1], &file, error);
    if (code || accepts)
        return code ? code : accept(collect, file, error);
    if (!command_given(collect->call, "yes"))
        return error_set(error, ERROR_REFUSED, N_("%s would be deleted from the quarantine; say --yes if that is what you want"), file->name);
    code = add_drop(collect->central, file->digest, error);
    if (!code) {
        command_column(file->name, 0);
        printf("%s\n", _(": deleted from the quarantine; when it comes again, it is kept aside again"));
    }
    return code;
}

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    const char *what = call->operands[0];
    bool lists = strcmp(what, "list") == 0, accepts = strcmp(what, "accept") == 0;
    if (!lists && !accepts && strcmp(what, "drop") != 0)
        return command_usage(call, N_("\"%s\" is neither list, accept nor drop"), what);
    if (lists && call->operand_count > 1)
        return command_usage(call, N_("\"%s\" is too much"), call->operands[1]);
    if (!lists && call->operand_count < 2)
        return command_usage(call, N_("something is missing: %s"), "ID");
    int result = collect_open(&collect, call, lists ? COLLECT_DATABASE : accepts ? COLLECT_CHANGE | COLLECT_ANY_KEY : COLLECT_CHANGE);
    if (!result && (lists ? list(&collect, &error) : change(&collect, accepts, &error)))
        result = command_fail(call, &error);
    collect_close(&collect);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "yes", .help = N_("It is meant: what is said to be deleted is deleted.") },
    { 0 },
};

extern const struct command collect_quarantine;
const struct command collect_quarantine = {
    .name = "quarantine", .operands = "list|accept ID|drop ID", .least = 1, .most = 2, .run = run, .options = options,
    .help = N_("Show what is kept aside; give a terminal that two centres claim to the one of a file; or delete a file."),
    .example = "kiosk-collect quarantine list --database zambia.db",
};
