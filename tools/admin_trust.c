/* kiosk-admin trust: whom results go to, and what has arrived. kiosk-admin request: what a coordinator needs to enrol this centre. */
#include "admin_trust.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/intl.h"
#include "keeper/wire.h"

int admin_read_document(const char *path, struct buf *text, struct error *error)
{
    int code = file_read(path, WIRE_TEXT_LIMIT - 1, text, error);
    if (!code && memchr(text->data, 0, text->length)) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_SYNTAX, N_("this is no document of this program"));
    }
    return code;
}

int admin_document(struct admin *admin, const char *path, const char *text, bool accept, struct keeper_document *answer, struct error *error)
{
    const struct ask_document ask = { .text = text, .accept = accept };
    int code = client_document(admin->client, &ask, &admin->arena, answer, error);
    if (code && error && !*error->file)
        error_at(error, path, error->line, error->column);
    return code;
}

static const char *day(char text[DATE_SIZE], int64_t at)
{
    date_iso(text, at);
    text[10] = 0;
    return text;
}

void admin_document_print(const struct keeper_document *answer)
{
    char date[DATE_SIZE];
    if (answer->known)
        printf(_("%s: nothing new.\n"), answer->who);
    else if (strcmp(answer->kind, "invitation") == 0)
        printf(_("Results are sealed for %s from now on.\n"), answer->who);
    else if (strcmp(answer->kind, "grant") == 0)
        printf(_("%s has enrolled this centre.\n"), answer->who);
    else if (answer->renewed)
        printf(_("%s has had other results under this terminal's name, so it goes on under a new one. Nothing is lost.\n"), answer->who);
    else if (!answer->up_to)
        printf(_("%s has sent a receipt; nothing is in it yet of this terminal as it is now.\n"), answer->who);
    else if (answer->up_to_at)
        printf(_("%s has received everything up to number %lld (%s).\n"), answer->who, (long long)answer->up_to, day(date, answer->up_to_at));
    else
        printf(_("%s has received everything up to number %lld.\n"), answer->who, (long long)answer->up_to);
}

int admin_request_text(struct admin *admin, struct buf *text, struct error *error)
{
    struct ask_text answer;
    int code = client_request(admin->client, NULL, &admin->arena, &answer, error);
    if (code)
        return code;
    buf_text(text, answer.text);
    return buf_failed(text) ? error_memory(error) : 0;
}

static void print_coordinator(const struct keeper_coordinator *row)
{
    char date[DATE_SIZE];
    printf("\n%s\n", row->name);
    printf(_("  fingerprint:  %s\n"), row->fingerprint);
    printf(_("  enrolled:     %s\n"), row->granted ? _("yes") : _("not yet; give it the centre's request"));
    printf(_("  can be read by %lld of its keys\n"), (long long)row->recipients);
    if (row->arrived && row->arrived_at)
        printf(_("  arrived:      up to number %lld (%s)\n"), (long long)row->arrived, day(date, row->arrived_at));
    else if (row->arrived)
        printf(_("  arrived:      up to number %lld\n"), (long long)row->arrived);
    else
        printf("%s\n", _("  arrived:      nothing that a receipt names"));
    printf(P_("  waiting:      %lld event\n", "  waiting:      %lld events\n", row->waiting), (long long)row->waiting);
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct keeper_trust trust;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = client_trust(admin.client, NULL, &admin.arena, &trust, &error);
    if (!code && *trust.centre) {
        printf(_("Centre:      %s (%s)\n"), trust.name, trust.centre);
        printf(_("Fingerprint: %s\n"), trust.fingerprint);
    }
    if (!code && *trust.centre && trust.count == 0)
        printf("%s\n", _("No coordinator collects the results yet; kiosk-admin join FILE takes a joining file in."));
    for (size_t i = 0; !code && i < trust.count; i++)
        print_coordinator(&trust.rows[i]);
    int result = code ? command_fail(call, &error) : command_printed(call);
    if (!code && *trust.trouble) {
        fprintf(stderr, "%s: %s\n", call->program->name, trust.trouble);
        result = 1;
    }
    admin_close(&admin);
    return result;
}

static int run_request(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct buf text = BUF_INIT;
    const char *path = command_value(call, "output");
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = admin_request_text(&admin, &text, &error);
    if (!code)
        code = file_write(path, text.data, text.length, 0644, &error);
    if (!code)
        printf(_("The request is in %s. The coordinator enrols the centre with it.\n"), path);
    buf_release(&text);
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

static int run_new_key(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct ask_text fingerprint = { "" };
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code && !command_given(call, "yes"))
        code = error_set(&error, ERROR_REFUSED, N_("the centre would have another key, and each coordinator would have to grant it again; say --yes if that is what you want"));
    if (!code)
        code = client_new_key(admin.client, &(struct keeper_none){ 0 }, &admin.arena, &fingerprint, &error);
    if (!code) {
        printf(_("This centre has a new key, with the fingerprint %s.\n"), fingerprint.text);
        printf("%s\n", _("The next export brings a request, in which the old key vouches for the new one. If somebody else may have the old key, call the coordinator: it has to be revoked."));
    }
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

extern const struct command admin_trust, admin_request, admin_new_key;
const struct command admin_trust = {
    .name = "trust", .operands = "", .run = run,
    .help = N_("Show whom results go to, what has arrived there, and the centre's own fingerprint."),
    .example = "kiosk-admin trust",
};

static const struct command_option request_options[] = {
    { .name = "output", .letter = 'o', .argument = "FILE", .help = N_("Where to write it."), .required = true },
    { 0 },
};
const struct command admin_request = {
    .name = "request", .operands = "", .run = run_request, .options = request_options,
    .help = N_("Write the centre's request, with which a coordinator enrols it. An export writes it as well."),
    .example = "kiosk-admin request -o /media/stick/centre.request",
};

static const struct command_option new_key_options[] = {
    { .name = "yes", .help = N_("It is meant.") },
    { 0 },
};
const struct command admin_new_key = {
    .name = "new-key", .operands = "", .run = run_new_key, .options = new_key_options,
    .help = N_("Give the centre another key; the old one vouches for it."),
    .example = "kiosk-admin new-key --yes",
};
