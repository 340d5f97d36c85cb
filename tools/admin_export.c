/* kiosk-admin export: results to a stick, and what lies on it for this centre in. Run by managers, and by the kiosk as a job. */
#include "admin.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>

#include "admin_trust.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"
#include "progress.h"
#include "records/document.h"
#include "records/outbox.h"
#include "stick.h"

#define LOOK_EACH 100                            /* milliseconds */
#define MAKING 50                                /* per cent that the making is of the whole */

static volatile sig_atomic_t stopped;            /* the one thing that a signal may touch */

static void stop(int number)
{
    (void)number;
    stopped = 1;
}

struct export {
    const struct command_call *call;
    const char *centre;
    struct admin admin;
    struct stick stick;
    struct progress progress;
    struct keeper_trust trust;
    struct keeper_bundle *rows;
    size_t count, capacity;
    uint64_t done, total;                        /* bytes that are copied and compared */
    size_t written;
    uint64_t bytes;                              /* of what lies on the stick now */
    bool trouble;                                /* something did not work that keeps the rest from nothing */
};

static void warn(struct export *export, const struct error *error)
{
    char text[1200];
    fflush(stdout);
    fprintf(stderr, _("%s: warning: %s\n"), export->call->program->name, error_text(error, intl_translate, text, sizeof text));
}

static int cancelled(struct error *error)
{
    return error_set(error, ERROR_CANCELLED, N_("the export was stopped; what is on the stick is whole, and the rest is written the next time"));
}

static bool step(void *context, uint64_t bytes)
{
    struct export *export = context;
    export->done += bytes;
    int part = export->total ? (int)((double)export->done / (double)export->total * (99 - MAKING)) : 0;
    return progress_say(&export->progress, MAKING + (part < 99 - MAKING ? part : 99 - MAKING), _("Writing to the stick")) && !stopped;
}

/* The name of the file is whoever's who wrote the stick. */
static void say_waiting(const char *path, const struct keeper_document *answer)
{
    struct buf shown = BUF_INIT;
    text_clean(&shown, path, strlen(path), false);
    printf(_("A joining file waits: %s, from %s, fingerprint %s. Compare it by telephone, then say kiosk-admin join.\n"), shown.data, answer->who, answer->fingerprint);
    buf_release(&shown);
}

/* Inward: joining files are named, since a person has to compare them; grants and receipts are taken in. */
static int take_in(struct export *export, const char *path, struct error *error)
{
    struct buf text = BUF_INIT;
    struct document document;
    struct arena arena;
    struct keeper_document answer;
    arena_init(&arena, NULL, 8 << 20);
    int code = admin_read_document(path, &text, error);
    if (!code)
        code = document_read(&document, DOCUMENT_NONE, text.data, text.length, path, &arena, error);
    /* a stick goes from centre to centre: what is for others is none of ours */
    const char *whose = code ? NULL : document.kind == DOCUMENT_GRANT ? document.grant.centre : document.kind == DOCUMENT_RECEIPT ? document.receipt.centre : NULL;
    bool ours = !whose || strcmp(whose, export->trust.centre) == 0;
    if (!code && ours)
        code = admin_document(&export->admin, path, text.data, false, &answer, error);
    if (!code && ours && answer.asks)
        say_waiting(path, &answer);
    else if (!code && ours && !answer.known)
        admin_document_print(&answer);
    buf_release(&text);
    arena_release(&arena);
    return code;
}

static int take_in_all(struct export *export, struct error *error)
{
    /* receipts before grants: where one does not fit, what is written down from then on has the new name */
    static const char *const endings[] = { ".joining", ".receipt", ".grant" };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const char **paths;
        size_t count;
        int code = stick_find(&export->stick, endings[i], &export->admin.arena, &paths, &count, error);
        if (code)
            return code;
        for (size_t n = 0; n < count; n++) {
            struct error wrong = { 0 };
            if (take_in(export, paths[n], &wrong))
                warn(export, &wrong);
        }
    }
    return 0;
}

static int put_request(struct export *export, struct error *error)
{
    char name[64];
    struct buf text = BUF_INIT;
    int code = admin_request_text(&export->admin, &text, error);
    snprintf(name, sizeof name, "%s.request", export->trust.centre);
    if (!code)
        code = stick_room(&export->stick, 1, text.length, error);
    if (!code)
        code = stick_put(&export->stick, name, &text, error);
    buf_release(&text);
    return code;
}

/* Bundles are made by the keeper, which has the keys; it is asked how far it is. */
static int make_bundles(struct export *export, struct error *error)
{
    const struct ask_bundles ask = { .all = command_given(export->call, "all") };
    struct keeper_bundles bundles;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    int code = client_bundles_make(export->admin.client, &ask, &arena, NULL, error);
    while (!code) {
        arena_release(&arena);
        code = client_bundles(export->admin.client, &ask, &arena, &bundles, error);
        if (code || !bundles.running)
            break;
        int part = bundles.total ? (int)((double)bundles.done / (double)bundles.total * MAKING) : 0;
        if (!progress_say(&export->progress, part, _("Putting the results together")) || stopped)
            code = cancelled(error);
        else
            poll(NULL, 0, LOOK_EACH);
    }
    if (!code && *bundles.trouble) {
        fprintf(stderr, "%s: %s\n", export->call->program->name, bundles.trouble);
        export->trouble = true;
    }
    arena_release(&arena);
    return code;
}

static int list_bundles(struct export *export, struct error *error)
{
    struct ask_bundles ask = { .all = command_given(export->call, "all") };
    struct keeper_bundles page = { .more = true };
    while (page.more) {
        int code = client_bundles(export->admin.client, &ask, &export->admin.arena, &page, error);
        if (code)
            return code;
        for (size_t i = 0; i < page.count; i++) {
            struct keeper_bundle *rows = arena_grow(&export->admin.arena, export->rows, export->count, &export->capacity, sizeof *rows);
            if (!rows)
                return error_memory(error);
            export->rows = rows;
            rows[export->count++] = page.rows[i];
        }
        ask.offset += page.count;
        if (page.count == 0)
            break;
    }
    return 0;
}

static int source_of(const struct export *export, const struct keeper_bundle *row, char path[PATH_MAX], struct error *error)
{
    if (strchr(row->name, '/') || snprintf(path, PATH_MAX, "%s/" OUTBOX "/%s", export->centre, row->name) >= PATH_MAX)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    return 0;
}

/* What the stick has already, whole, is not written again. */
static int copy_bundles(struct export *export, struct error *error)
{
    char path[PATH_MAX];
    size_t missing = 0;
    uint64_t need = 0;
    bool *there = arena_array(&export->admin.arena, export->count + 1, sizeof *there);
    int code = there ? 0 : error_memory(error);
    for (size_t i = 0; i < export->count && !code; i++) {
        const struct keeper_bundle *row = &export->rows[i];
        code = source_of(export, row, path, error);
        there[i] = !code && stick_has(&export->stick, row->name, path, (uint64_t)row->bytes);
        export->bytes += (uint64_t)row->bytes;
        if (!there[i]) {
            missing++;
            need += (uint64_t)row->bytes;
        }
        if (!code && stopped)
            code = cancelled(error);
    }
    if (!code && missing)
        code = stick_room(&export->stick, missing, need, error);
    export->total = 2 * need;                    /* written, and read back */
    for (size_t i = 0; i < export->count && !code; i++) {
        if (there[i])
            continue;
        code = source_of(export, &export->rows[i], path, error);
        if (!code)
            code = stick_copy(&export->stick, export->rows[i].name, path, error);
        export->written += code == 0;
    }
    return code == ERROR_CANCELLED ? cancelled(error) : code;
}

static void print_end(const struct export *export)
{
    struct buf names = BUF_INIT;
    for (size_t i = 0; i < export->trust.count; i++)
        buf_format(&names, "%s%s", i ? ", " : "", export->trust.rows[i].name);
    if (export->count == 0 && export->trouble)
        printf(_("No results are on the stick: they could not be put together.\n"));
    else if (export->count == 0)
        printf(_("Everything has arrived already; there was nothing to be written. The stick may be taken out.\n"));
    else
        printf(P_("%zu file with results (%lld KiB) is on the stick, sealed for %s; %zu of them new. The stick may be taken out.\n",
                  "%zu files with results (%lld KiB) are on the stick, sealed for %s; %zu of them new. The stick may be taken out.\n", export->count),
               export->count, (long long)(export->bytes >> 10) + 1, names.data, export->written);
    buf_release(&names);
}

static int export_to(struct export *export, struct error *error)
{
    int code = client_trust(export->admin.client, NULL, &export->admin.arena, &export->trust, error);
    if (!code)
        code = stick_open(&export->stick, command_value(export->call, "output"), error);
    if (!code)
        code = take_in_all(export, error);
    if (!code)
        code = put_request(export, error);
    if (!code)
        code = make_bundles(export, error);
    if (!code)
        code = client_trust(export->admin.client, NULL, &export->admin.arena, &export->trust, error);
    if (!code)
        code = list_bundles(export, error);
    return code ? code : copy_bundles(export, error);
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct export export = { .call = call, .centre = admin_centre(call) };
    struct sigaction action = { .sa_handler = stop };
    int result = progress_open(&export.progress, call);
    if (result)
        return result;
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    export.stick = (struct stick){ .step = step, .context = &export };
    int code = admin_open_job(&export.admin, call, &error);
    if (!code)
        code = export_to(&export, &error);
    if (!code)
        print_end(&export);
    if (!code && !export.trouble)
        progress_say(&export.progress, 100, _("Done"));
    if (code)
        result = command_fail(call, &error);
    admin_close(&export.admin);
    return result ? result : export.trouble ? 1 : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "DIR", .help = N_("The folder of the stick; the files go into empretec/ there."), .required = true },
    { .name = "all", .help = N_("Also what has arrived already, from the beginning: for a coordinator who lost it.") },
    PROGRESS_OPTION,
    TICKET_OPTION,
    { 0 },
};

extern const struct command admin_export;
const struct command admin_export = {
    .name = "export", .operands = "", .run = run, .options = options,
    .help = N_("Write the results to a stick, sealed for the coordinators; take in the receipts that lie on it."),
    .example = "kiosk-admin export -o /media/stick",
};
