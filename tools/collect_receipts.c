/* kiosk-collect receipts: what has arrived is said to the centres, so that they need not send it again. */
#include "collect.h"

#include "base/file.h"
#include "base/intl.h"
#include "collect/ledger.h"

/* What a receipt covers, as it says itself. */
static void say(struct collect *collect, const struct central_centre *centre, const char *path, const struct buf *text)
{
    struct document document;
    char terminal[COLLECT_SHORT];
    command_column(path, 0);
    printf(": %s", collect_centre_name(collect, centre->uuid));
    if (document_read(&document, DOCUMENT_RECEIPT, text->data, text->length, path, &collect->arena, NULL) == 0)
        for (size_t i = 0; i < document.receipt.arrived.count; i++)
            printf(_("%s terminal %s 1 to %lld"), i ? "," : ":", collect_short(terminal, document.receipt.arrived.rows[i].origin),
                   (long long)document.receipt.arrived.rows[i].last);
    printf("\n");
}

static bool by_this_key(struct collect *collect, const struct central_centre *centre)
{
    struct document grant;
    char own[2 * TRUST_PUBLIC + 1];
    collect_sign_hex(collect, own);
    return document_read(&grant, DOCUMENT_GRANT, centre->grant, strlen(centre->grant), "", &collect->arena, NULL) == 0 && strcmp(grant.grant.coordinator, own) == 0;
}

static int one(struct collect *collect, const struct central_centre *centre, const char *folder, struct error *error)
{
    struct buf text = BUF_INIT;
    char path[1000];
    int code = ledger_receipt(collect->central, centre->uuid, &collect->secret, &text, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        printf(_("%s: nothing has come yet; its grant alone is written\n"), collect_centre_name(collect, centre->uuid));
        code = 0;
    } else if (!code) {
        code = buf_failed(&text) ? error_memory(error) : collect_path(collect, path, sizeof path, folder, centre, "receipt", error);
        if (!code)
            code = file_write(path, text.data, text.length, 0644, error);
        if (!code)
            say(collect, centre, path, &text);
    }
    if (!code && !by_this_key(collect, centre)) {
        printf(_("%s: its grant is by the key before; kiosk-collect enrol gives it another one\n"), collect_centre_name(collect, centre->uuid));
    } else if (!code) {
        code = collect_path(collect, path, sizeof path, folder, centre, "grant", error);
        if (!code)
            code = file_write(path, centre->grant, strlen(centre->grant), 0644, error);
    }
    buf_release(&text);
    return code;
}

static int all(struct collect *collect, const char *folder, struct error *error)
{
    struct central_centre *centres = NULL;
    size_t count = 0, written = 0;
    int code = collect_folder(folder, error);
    if (!code)
        code = collect_owner(collect, false, error);
    if (!code)
        code = central_centres(collect->central, &collect->arena, &centres, &count, error);
    for (size_t i = 0; i < count && !code; i++) {
        if (centres[i].enrolled && !centres[i].revoked && !centres[i].grant)
            printf(_("%s: no receipt: it asks with a new key; kiosk-collect enrol grants it\n"), collect_centre_name(collect, centres[i].uuid));
        if (!centres[i].grant || centres[i].revoked)
            continue;
        code = one(collect, &centres[i], folder, error);
        written++;
    }
    if (!code && !written)
        code = error_set(error, ERROR_NOT_FOUND, N_("no centre is enrolled; kiosk-collect status says who asks"));
    return code;
}

static int run(struct command_call *call)
{
    struct collect collect;
    struct error error = { 0 };
    int result = collect_open(&collect, call, COLLECT_DATABASE | COLLECT_KEY);
    if (!result)
        result = all(&collect, command_value(call, "output"), &error) ? command_fail(call, &error) : command_printed(call);
    collect_close(&collect);
    return result;
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "DIR", .help = N_("Write a receipt and a grant for each centre into DIR."), .required = true },
    { 0 },
};

extern const struct command collect_receipts;
const struct command collect_receipts = {
    .name = "receipts", .operands = "", .run = run, .options = options,
    .help = N_("Write receipts, by which centres learn what has arrived."),
    .example = "kiosk-collect receipts --database zambia.db --key zambia.key -o /media/stick/empretec",
};
