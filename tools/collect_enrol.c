/* kiosk-collect enrol: a centre asks, a person compares, and it belongs to us. */
#include "collect.h"

#include <sodium.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"

#define SUFFIX ".request"

/* Notes the request of a file. A centre that comes with another key than the enrolled one is taken only by whoever has compared that very key's fingerprint. */
static int note(struct collect *collect, const char *path, const char *typed, char centre[UUID_SIZE], struct error *error)
{
    struct document document;
    struct central_centre asks;
    struct buf text = BUF_INIT;
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    int code = file_read(path, DOCUMENT_LIMIT, &text, error);
    if (!code)
        code = document_read(&document, DOCUMENT_REQUEST, text.data, text.length, path, &collect->arena, error);
    if (!code) {
        snprintf(centre, UUID_SIZE, "%s", document.request.centre);
        code = central_request(collect->central, &document.request, text.data, error);
        trust_fingerprint_hex(fingerprint, document.request.key);
        bool compared = typed && trust_fingerprint_compare(typed, fingerprint, NULL) == 0;
        bool other = !code && central_centre(collect->central, centre, &collect->arena, &asks, NULL) == 0 && strcmp(asks.key, document.request.key) != 0;
        if ((code == ERROR_REFUSED || other) && compared) {
            code = central_revoke(collect->central, centre, "another key", error);
            if (!code)
                code = central_request(collect->central, &document.request, text.data, error);
        }
    }
    buf_release(&text);
    return code;
}

/* By this very key: a grant of the key before is of no use to a centre that has joined the new one. */
static bool is_granted(struct collect *collect, const struct central_centre *centre)
{
    struct document grant;
    char own[2 * TRUST_PUBLIC + 1];
    collect_sign_hex(collect, own);
    return centre->grant && !centre->revoked
        && document_read(&grant, DOCUMENT_GRANT, centre->grant, strlen(centre->grant), "", &collect->arena, NULL) == 0 && strcmp(grant.grant.key, centre->key) == 0
        && strcmp(grant.grant.coordinator, own) == 0;
}

static int grant(struct collect *collect, const struct central_centre *centre, struct buf *text, struct error *error)
{
    struct sign_pair sign;
    char hex[2 * TRUST_PUBLIC + 1];
    int64_t serial;
    int code = central_grant_serial(collect->central, &serial, error);
    if (code)
        return code;
    trust_sign_pair(&sign, collect->secret.secret, TRUST_SIGN);
    struct document document = { .kind = DOCUMENT_GRANT, .grant = {
        .serial = serial, .coordinator = hex_from(hex, sign.public, TRUST_PUBLIC), .centre = centre->uuid, .name = centre->name, .key = centre->key } };
    code = document_write(text, &document, sign.secret, error);
    if (!code && buf_failed(text))
        code = error_memory(error);
    if (!code)
        code = central_enrol(collect->central, &document.grant, text->data, error);
    sodium_memzero(&sign, sizeof sign);
    return code;
}

static int take_aside(struct collect *collect, struct error *error)
{
    struct collect_tally tally = { .collect = collect, .again = true };
    collect_busy(true);
    int code = add_quarantine(collect->central, &collect->seal, collect_visit, &tally, error);
    collect_busy(false);
    if (!code && tally.merged + tally.known)
        printf(P_("What was kept aside is taken in: %lld file, new events: %lld.\n", "What was kept aside is taken in: %lld files, new events: %lld.\n",
                  tally.merged + tally.known), (long long)(tally.merged + tally.known), (long long)tally.events);
    return code;
}

static int enrol(struct collect *collect, struct error *error)
{
    const struct command_call *call = collect->call;
    const char *which = call->operands[0], *typed = command_value(call, "fingerprint"), *folder = command_value(call, "output");
    struct central_centre centre;
    struct stat status;
    struct buf text = BUF_INIT;
    char uuid[UUID_SIZE], fingerprint[TRUST_FINGERPRINT_SIZE], path[1000];
    int code = collect_folder(folder, error);
    if (code)
        return code;
    size_t length = strlen(which);
    bool file = length > strlen(SUFFIX) && strcmp(which + length - strlen(SUFFIX), SUFFIX) == 0;
    if (file || (stat(which, &status) == 0 && S_ISREG(status.st_mode))) {
        code = note(collect, which, typed, uuid, error);
        which = uuid;
    }
    if (!code)
        code = central_centre(collect->central, which, &collect->arena, &centre, error);
    if (code)
        return code;
    const char *name = collect_centre_name(collect, centre.uuid);
    trust_fingerprint_hex(fingerprint, centre.key);
    printf(_("Centre:      %s (%s)\nFingerprint: %s\n"), name, centre.uuid, fingerprint);
    bool granted = is_granted(collect, &centre);
    collect_say_ahead(&centre);
    int same = typed ? trust_fingerprint_compare(typed, fingerprint, error) : 0;
    if (same == ERROR_REFUSED)
        code = error_set(error, ERROR_REFUSED, N_("this is not the fingerprint that was given: the request is not the one that this centre made; nothing is granted. Where the centre's own request is at hand, name its file"));
    else if (same)
        code = same;
    else if (!typed && !granted && !command_given(call, "yes"))
        code = error_set(error, ERROR_REFUSED, N_("nothing is granted yet: telephone the centre at a number that you know, let them read out theirs, and give it with --fingerprint"));
    if (!code)
        code = collect_path(collect, path, sizeof path, folder, &centre, "grant", error);
    if (!code)
        code = collect_owner(collect, true, error);
    if (!code && granted)
        buf_text(&text, centre.grant);
    else if (!code)
        code = grant(collect, &centre, &text, error);
    if (!code)
        code = file_write(path, text.data, text.length, 0644, error);
    buf_release(&text);
    if (code)
        return code;
    if (granted)
        printf(_("It is enrolled already; its grant is in %s again.\n"), path);
    else
        printf(_("It is enrolled. Give it %s, on the next stick or by mail.\n"), path);
    return take_aside(collect, error);
}

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    int result = collect_open(&collect, call, COLLECT_CHANGE | COLLECT_KEY);
    if (!result)
        result = enrol(&collect, &error) ? command_fail(call, &error) : command_printed(call);
    collect_close(&collect);
    return result;
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "DIR", .help = N_("Write the grant into DIR."), .required = true },
    { .name = "fingerprint", .argument = "DIGITS", .help = N_("What the centre read out over the telephone.") },
    { .name = "yes", .help = N_("The fingerprint was compared already.") },
    { .name = "changed-key", .help = N_("The coordinator has another key than the one that the database was begun with.") },
    { 0 },
};

extern const struct command collect_enrol;
const struct command collect_enrol = {
    .name = "enrol", .operands = "FILE.request|CENTRE", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Enrol a centre that asks, once its fingerprint was compared."),
    .example = "kiosk-collect enrol /media/stick/empretec/lusaka.request -o /media/stick/empretec --fingerprint \"0123 4567 8901 2345 6789 0123\"",
};
