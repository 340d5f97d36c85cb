/* kiosk-collect status: what came, what lacks, who asks. */
#include "collect.h"

#include "base/intl.h"
#include "collect/ledger.h"

struct status {
    struct collect *collect;
    struct central_centre *centres;
    struct ledger_origin *origins;
    struct ledger_aside *aside;
    size_t centre_count, origin_count, aside_count;
    const char *only;                            /* UUID of a centre; NULL: all */
};

/* Asks, and has no answer that holds. */
static bool waits(const struct central_centre *centre)
{
    return !centre->grant || (centre->revoked && centre->asked > centre->revoked);
}

static bool shown(const struct status *status, const char *centre)
{
    return !status->only || (centre && strcmp(status->only, centre) == 0);
}

static int load(struct status *status, struct error *error)
{
    struct collect *collect = status->collect;
    const char *which = command_value(collect->call, "centre");
    struct central_centre centre;
    int code = which ? central_centre(collect->central, which, &collect->arena, &centre, error) : 0;
    if (!code && which)
        status->only = centre.uuid;
    if (!code)
        code = central_centres(collect->central, &collect->arena, &status->centres, &status->centre_count, error);
    if (!code)
        code = ledger_origins(collect->central, status->only, &collect->arena, &status->origins, &status->origin_count, error);
    if (!code)
        code = ledger_aside(collect->central, &collect->arena, &status->aside, &status->aside_count, error);
    return code;
}

static void ranges(struct buf *out, const struct ledger_branch *branch, const char *between)
{
    for (size_t i = 0; i < branch->lack_count; i++)
        buf_format(out, "%s%lld%s%lld", i ? ", " : "", (long long)branch->lacks[i].first, between, (long long)branch->lacks[i].last);
}

static void say_branch(const struct ledger_origin *origin, const struct ledger_branch *branch)
{
    char terminal[COLLECT_SHORT], number[40], date[20];
    struct buf lacks = BUF_INIT;
    ranges(&lacks, branch, _(" to "));
    printf("  ");
    command_column(branch->branch ? "" : collect_short(terminal, origin->origin), 10);
    snprintf(number, sizeof number, "%lld", (long long)branch->events);
    command_column(number, 10);
    snprintf(number, sizeof number, "1-%lld", (long long)branch->up_to);
    command_column(branch->up_to ? number : "-", 14);
    command_column(collect_date(date, origin->last_added), 18);
    if (lacks.length)
        printf(_("lacks %s"), lacks.data);
    else if (branch->branch == 0)
        printf("%s", _("whole"));
    if (branch->branch)
        printf(_("%sfork: the same as the one that it leaves up to %lld"), lacks.length ? ", " : "", (long long)branch->shared);
    if (origin->revoked && branch->branch == 0)
        printf("%s", _(", revoked"));
    printf("\n");
    buf_release(&lacks);
}

static void say_centre(const struct status *status, const struct central_centre *centre)
{
    char date[20], fingerprint[TRUST_FINGERPRINT_SIZE];
    size_t terminals = 0;
    printf("%s (%s): ", collect_centre_name(status->collect, centre->uuid), centre->uuid);
    if (centre->revoked)
        printf(_("revoked %s"), collect_date(date, centre->revoked));
    else if (centre->enrolled)
        printf(_("enrolled %s"), collect_date(date, centre->enrolled));
    if (waits(centre)) {
        trust_fingerprint_hex(fingerprint, centre->key);
        printf(_("%sasks since %s, fingerprint %s"), centre->revoked || centre->enrolled ? "; " : "", collect_date(date, centre->asked), fingerprint);
    }
    printf("\n");
    for (size_t i = 0; i < status->origin_count; i++) {
        const struct ledger_origin *origin = &status->origins[i];
        if (strcmp(origin->centre, centre->uuid) != 0)
            continue;
        if (terminals++ == 0) {
            printf("  ");
            command_column(_("terminal"), 10);
            command_column(_("events"), 10);
            command_column(_("all of"), 14);
            printf("%s\n", _("came last (UTC)"));
        }
        for (size_t j = 0; j < origin->branch_count; j++)
            say_branch(origin, &origin->branches[j]);
        if (origin->branch_count > 1)
            printf(_("  Terminal %s has forked: a card was copied or a backup restored; all its histories are kept.\n"), collect_short(date, origin->origin));
    }
    if (!terminals)
        printf("  %s\n", _("nothing has come yet"));
}

static void say(const struct status *status)
{
    char terminal[COLLECT_SHORT], date[20];
    size_t aside = 0;
    if (!status->centre_count)
        printf("%s\n", _("No centre is known; kiosk-collect add takes in what came."));
    for (size_t i = 0; i < status->centre_count; i++)
        if (shown(status, status->centres[i].uuid))
            say_centre(status, &status->centres[i]);
    for (size_t i = 0; i < status->aside_count; i++) {
        const struct ledger_aside *row = &status->aside[i];
        if (!shown(status, row->centre))
            continue;
        if (aside++ == 0)
            printf("%s\n", _("Kept aside:"));
        printf("  ");
        command_column(row->name, 0);
        printf(_(" of %s, terminal %s, %lld to %lld, since %s: %s\n"), row->centre ? collect_centre_name(status->collect, row->centre) : "-",
               row->origin ? collect_short(terminal, row->origin) : "-", (long long)row->first, (long long)row->last, collect_date(date, row->since), _(row->why));
    }
}

static void json_open(struct buf *out, size_t *n)
{
    buf_text(out, (*n)++ ? ",\n  {" : "\n  {");
}

static void json_centres(struct buf *out, const struct status *status)
{
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    size_t n = 0;
    buf_text(out, "{\"centres\": [");
    for (size_t i = 0; i < status->centre_count; i++) {
        const struct central_centre *centre = &status->centres[i];
        if (!shown(status, centre->uuid))
            continue;
        trust_fingerprint_hex(fingerprint, centre->key);
        json_open(out, &n);
        collect_json_text(out, "centre", centre->uuid);
        collect_json_text(out, "name", centre->name);
        collect_json_text(out, "fingerprint", fingerprint);
        collect_json_int(out, "asked", centre->asked);
        collect_json_int(out, "enrolled", centre->enrolled);
        collect_json_int(out, "revoked", centre->revoked);
        collect_json_int(out, "waits", waits(centre));
        buf_char(out, '}');
    }
    buf_text(out, "],\n");
}

static void json_terminals(struct buf *out, const struct status *status)
{
    struct buf lacks = BUF_INIT;
    size_t n = 0;
    buf_text(out, " \"terminals\": [");
    for (size_t i = 0; i < status->origin_count; i++)
        for (size_t j = 0; j < status->origins[i].branch_count; j++) {
            const struct ledger_origin *origin = &status->origins[i];
            const struct ledger_branch *branch = &origin->branches[j];
            buf_clear(&lacks);
            for (size_t k = 0; k < branch->lack_count; k++)
                buf_format(&lacks, "%s%lld-%lld", k ? " " : "", (long long)branch->lacks[k].first, (long long)branch->lacks[k].last);
            json_open(out, &n);
            collect_json_text(out, "origin", origin->origin);
            collect_json_text(out, "centre", origin->centre);
            collect_json_text(out, "follows", origin->follows);
            collect_json_int(out, "branch", branch->branch);
            collect_json_int(out, "shared", branch->shared);
            collect_json_int(out, "events", branch->events);
            collect_json_int(out, "up_to", branch->up_to);
            collect_json_int(out, "last", branch->last);
            collect_json_text(out, "lacks", lacks.data);
            collect_json_int(out, "bundles", origin->bundles);
            collect_json_int(out, "last_added", origin->last_added);
            collect_json_int(out, "revoked", origin->revoked);
            buf_char(out, '}');
        }
    buf_text(out, "],\n");
    if (buf_failed(&lacks))
        out->failed = true;
    buf_release(&lacks);
}

static void json_aside(struct buf *out, const struct status *status)
{
    size_t n = 0;
    buf_text(out, " \"aside\": [");
    for (size_t i = 0; i < status->aside_count; i++) {
        const struct ledger_aside *row = &status->aside[i];
        if (!shown(status, row->centre))
            continue;
        json_open(out, &n);
        collect_json_text(out, "name", row->name);
        collect_json_text(out, "digest", row->digest);
        collect_json_text(out, "centre", row->centre);
        collect_json_text(out, "origin", row->origin);
        collect_json_int(out, "first", row->first);
        collect_json_int(out, "last", row->last);
        collect_json_int(out, "since", row->since);
        collect_json_text(out, "why", row->why);
        buf_char(out, '}');
    }
    buf_text(out, "]}\n");
}

static int run(struct command_call *call)
{
    struct collect collect;
    struct status status = { .collect = &collect };
    struct error error = { 0 };
    struct buf out = BUF_INIT;
    int result = collect_open(&collect, call, COLLECT_DATABASE);
    int code = result ? 0 : load(&status, &error);
    if (!result && !code && command_given(call, "json")) {
        json_centres(&out, &status);
        json_terminals(&out, &status);
        json_aside(&out, &status);
        code = buf_failed(&out) ? error_memory(&error) : 0;
        fwrite(out.data, 1, code ? 0 : out.length, stdout);
    } else if (!result && !code) {
        say(&status);
    }
    if (code)
        result = command_fail(call, &error);
    collect_close(&collect);
    buf_release(&out);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "centre", .argument = "NAME", .help = N_("Only this centre.") },
    { .name = "json", .help = N_("Print JSON.") },
    { 0 },
};

extern const struct command collect_status;
const struct command collect_status = {
    .name = "status", .operands = "", .run = run, .options = options,
    .help = N_("Show what came of each centre and terminal, what lacks, and who asks to be enrolled."),
    .example = "kiosk-collect status --database zambia.db",
};
