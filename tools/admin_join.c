/* kiosk-admin join: takes in what a coordinator sent: a joining file, a grant, a receipt. */
#include "admin.h"

#include "base/file.h"
#include "base/intl.h"
#include "admin_trust.h"
#include "records/document.h"
#include "records/trust.h"

/* Who else could read results, and whose packs could be installed: whoever agrees to the coordinator's fingerprint agrees to these, and should hear their names. */
static void say_others(struct admin *admin, const char *path, const struct buf *text)
{
    struct document document;
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    if (document_read(&document, DOCUMENT_INVITATION, text->data, text->length, path, &admin->arena, NULL) != 0)
        return;
    const struct document_named_list *readers = &document.invitation.recipient, *publishers = &document.invitation.publisher;
    for (size_t i = 0; i < readers->count; i++) {
        trust_fingerprint_hex(fingerprint, readers->rows[i].hex);
        printf(_("Results could also be read by %s, fingerprint %s\n"), readers->rows[i].text, fingerprint);
    }
    for (size_t i = 0; i < publishers->count; i++)
        printf(_("Packs could be installed that %s signs\n"), publishers->rows[i].text);
    fflush(stdout);
}

static int join_one(struct admin *admin, const struct command_call *call, const char *path, struct error *error)
{
    struct buf text = BUF_INIT;
    struct keeper_document answer;
    const char *digits = command_value(call, "fingerprint");
    int code = admin_read_document(path, &text, error);
    if (!code)
        code = admin_document(admin, path, text.data, false, &answer, error);
    if (!code && answer.asks) {
        say_others(admin, path, &text);
        int same = digits ? trust_fingerprint_compare(digits, answer.fingerprint, error) : 0;
        if (same) {
            error_at(error, path, 0, 0);
            code = same != ERROR_REFUSED ? same : error_set(error, ERROR_REFUSED, N_("the fingerprint of %s in this file is %s, not the one that was given: do not take it in; ask the coordinator"),
                             answer.who, answer.fingerprint);
        } else if (!digits && !command_given(call, "yes")) {
            error_at(error, path, 0, 0);
            code = error_set(error, ERROR_REFUSED, N_("call %s at a number that you know, and compare the fingerprint: %s. Then say kiosk-admin join --fingerprint DIGITS"),
                             answer.who, answer.fingerprint);
        } else {
            code = admin_document(admin, path, text.data, true, &answer, error);
        }
    }
    buf_release(&text);
    if (!code)
        admin_document_print(&answer);
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    int result = 0;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (code)
        result = command_fail(call, &error);
    for (int i = 0; !code && i < call->operand_count; i++) {
        error_clear(&error);
        if (join_one(&admin, call, call->operands[i], &error))
            result = command_fail(call, &error);
    }
    admin_close(&admin);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "fingerprint", .argument = "DIGITS", .help = N_("The fingerprint as the coordinator read it out: taken in only if the file has the same.") },
    { .name = "yes", .help = N_("The fingerprint was compared already.") },
    { 0 },
};

extern const struct command admin_join;
const struct command admin_join = {
    .name = "join", .operands = "FILE…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Take in a coordinator's joining file, so that results are sealed for it; also its grants and receipts."),
    .example = "kiosk-admin join /media/stick/national.joining --fingerprint \"1234 5678 9012 3456 7890 1234\"",
};
