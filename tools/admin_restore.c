/* kiosk-admin restore: a centre from its backup, in a new folder. */
#include "admin.h"

#include <sodium.h>

#include "base/intl.h"
#include "code.h"
#include "keeper/restore.h"
#include "records/backup.h"

static int ask_code(const char *file, struct arena *arena, unsigned char secret[TRUST_SECRET], struct error *error)
{
    struct document_backup head;
    char date[DATE_SIZE];
    int code = backup_look(file, arena, &head, error);
    if (code)
        return code;
    printf(_("A backup of %s, terminal %lld, made on %.16s by the clock of that computer; it opens with the code that has the mark %.8s.\n"), head.name,
           (long long)head.terminal, date_iso(date, head.made), head.recipient.rows[0].hex);
    fflush(stdout);
    return code_read(secret, error);
}

static void print_end(const struct restore *restore, const struct restored *restored)
{
    char date[DATE_SIZE];
    printf(_("The centre is in %s again, and was checked from its first event to its last (%lld); people: %lld.\n"), restore->folder, (long long)restored->events,
           (long long)restored->people);
    if (restored->taken_back)
        printf(P_("%lld event came from the journal.\n", "%lld events came from the journal.\n", (unsigned long)restored->taken_back), (long long)restored->taken_back);
    date_iso(date, restored->head.made);
    if (restore->journal)
        printf(_("What is missing since %.16s: who registered then, changed their PIN, or wrote free text; answers and marks are here, as far as the journal goes.\n"), date);
    else
        printf(_("What is missing is all that was done after %.16s: event %lld was the last one. What has arrived with a coordinator since then is safe there.\n"), date,
               (long long)restored->head.last);
    printf(_("Who was erased after it is here again: erase them again. Who registered after it registers again; numbers that were on their cards are given to nobody else.\n"));
    printf(_("This terminal goes on as %s, and the code of its backups holds. Install the packs again with kiosk-admin install.\n"), restored->origin);
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct arena arena;
    struct restored restored;
    unsigned char secret[TRUST_SECRET] = { 0 };
    const struct restore restore = { .file = call->operands[0], .folder = command_value(call, "output"), .journal = command_value(call, "journal") };
    arena_init(&arena, NULL, 0);
    int code = centre_restore_folder(restore.folder, &error);
    if (!code)
        code = ask_code(restore.file, &arena, secret, &error);
    if (!code)
        code = centre_restore(&restore, secret, &arena, &restored, &error);
    sodium_memzero(secret, sizeof secret);
    if (!code)
        print_end(&restore, &restored);
    arena_release(&arena);
    return code ? command_fail(call, &error) : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "DIR", .help = N_("The centre's folder, which is not there yet, or empty."), .required = true },
    { .name = "journal", .argument = "DIR", .help = N_("The folder journal/ of the lost centre, if it can be read: what was done since the backup comes from there.") },
    { 0 },
};

extern const struct command admin_restore;
const struct command admin_restore = {
    .name = "restore", .operands = "FILE", .least = 1, .most = 1, .run = run, .options = options,
    .help = N_("Make a centre from its backup, in a new folder; the code is asked for on standard input."),
    .example = "kiosk-admin restore empretec-lusaka-1-2026-11-25-034107.backup -o /var/lib/empretec-kiosk",
};
