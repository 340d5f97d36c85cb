/* Results leave the centre: whom they go to, what lies on a stick for this centre, and the job that writes. */
#include "app/app.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "app/job.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"
#include "keeper/wire.h"
#include "records/document.h"

#define STICK_FOLDER "empretec"                  /* on a stick, where all of it lies */
#define LOOKED_AT 4000                           /* entries of a folder: a stick full of other things costs no more */
#define PAPERS 100                               /* papers that are shown */
#define CLUSTER 65536                            /* what a file takes more than its bytes, at most; as kiosk-admin export counts */

static int managers_alone(const struct services *services, struct error *error)
{
    return services->person->rank == RANK_MANAGER ? 0 : error_set(error, ERROR_REFUSED, N_("only a manager may take results out, or join a coordinator"));
}

/* What came from elsewhere, fit to be shown. */
static const char *shown(struct arena *arena, const char *text)
{
    struct buf clean = BUF_INIT;
    text_clean(&clean, text, strlen(text), false);
    const char *kept = arena_text(arena, clean.data);
    buf_release(&clean);
    return kept ? kept : "";
}

/* The keeper's sentences have their arguments in them already: those without find their translation, others stay as they are. */
static const char *translated(struct arena *arena, const char *text)
{
    return text[0] ? shown(arena, intl_translate(text)) : "";
}

static int look_at_trust(struct services *services, struct arena *arena, struct trust_view *view, struct keeper_trust *trust, struct error *error)
{
    struct keeper_none none = { 0 };
    int code = client_trust(services->client, &none, arena, trust, error);
    if (code)
        return code;
    struct coordinator_line *rows = arena_array(arena, trust->count, sizeof *rows);
    for (size_t i = 0; rows && i < trust->count; i++) {
        const struct keeper_coordinator *row = &trust->rows[i];
        rows[i] = (struct coordinator_line){ .name = shown(arena, row->name), .fingerprint = shown(arena, row->fingerprint), .enrolled = row->granted,
                                             .arrived = row->arrived, .arrived_at = row->arrived_at, .waiting = row->waiting };
    }
    *view = (struct trust_view){ .name = shown(arena, trust->name), .fingerprint = shown(arena, trust->fingerprint), .rows = rows, .count = trust->count,
                                 .waiting = trust->waiting, .trouble = translated(arena, trust->trouble) };
    return arena_failed(arena) ? error_memory(error) : 0;
}

int service_TRUST(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_trust trust;
    struct trust_view *view = arena_alloc(arena, sizeof *view);
    (void)asked;
    if (services->person->rank == RANK_LEARNER)
        return error_set(error, ERROR_REFUSED, N_("only a manager may see where results go"));
    int code = view ? look_at_trust(services, arena, view, &trust, error) : error_memory(error);
    if (!code)
        *data = view;
    return code;
}

/* ---- What a coordinator gave ---- */

struct search {
    struct services *services;
    struct arena *arena;
    const char *centre;                          /* this one's id */
    const char *place;                           /* its label */
    struct paper *rows;
    size_t count, capacity;
};

static bool kind_of_name(const char *name, enum paper_kind *kind)
{
    static const char *const endings[] = { [PAPER_JOINING] = ".joining", [PAPER_GRANT] = ".grant", [PAPER_RECEIPT] = ".receipt" };
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t end = strlen(endings[i]);
        if (length > end && strcasecmp(name + length - end, endings[i]) == 0) {
            *kind = (enum paper_kind)i;
            return name[0] != '.';
        }
    }
    return false;
}

/* A coordinator's stick goes from centre to centre: most of what lies there may be for others, and is nobody's business here. */
static bool for_another(const struct buf *text, const char *centre)
{
    static const char field[] = "\ncentre ";
    const char *at = memmem(text->data, text->length, field, sizeof field - 1);
    size_t length = strlen(centre);
    if (!at)
        return false;
    at += sizeof field - 1;
    return (size_t)(text->data + text->length - at) < length || memcmp(at, centre, length) != 0;
}

/* Asks the keeper about one file. ERROR_BUSY: there is no keeper to be asked; other failures are the paper's. */
static int ask_about(struct search *search, struct paper *paper, const struct buf *text, struct error *error)
{
    struct keeper_document answer;
    const struct ask_document ask = { .text = text->data };
    int code = client_document(search->services->client, &ask, search->arena, &answer, error);
    if (code)
        return code;
    static const enum document_kind kinds[] = { [PAPER_JOINING] = DOCUMENT_INVITATION, [PAPER_GRANT] = DOCUMENT_GRANT, [PAPER_RECEIPT] = DOCUMENT_RECEIPT };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(answer.kind, document_word(kinds[i])) == 0)
            paper->kind = (enum paper_kind)i;
    paper->state = answer.known ? PAPER_KNOWN : answer.asks ? PAPER_ASKS : PAPER_TAKEN;
    paper->who = shown(search->arena, answer.who);
    paper->fingerprint = shown(search->arena, answer.fingerprint);
    paper->up_to = answer.up_to;
    paper->up_to_at = answer.up_to_at;
    paper->renewed = answer.renewed;
    return 0;
}

/* As much as the keeper takes, and nothing that a message would cut short. */
static int read_paper(const char *path, struct buf *text, struct error *error)
{
    int code = file_read(path, WIRE_TEXT_LIMIT - 1, text, error);
    if (!code && memchr(text->data, 0, text->length))
        code = error_set(error, ERROR_SYNTAX, N_("this is no document of this program"));
    return code;
}

static int take_paper(struct search *search, const char *path, const char *name, enum paper_kind kind, struct error *error)
{
    struct buf text = BUF_INIT;
    struct error why = { 0 };
    char words[400];
    struct paper *rows = search->rows;
    int code = read_paper(path, &text, &why);
    if (!code && kind != PAPER_JOINING && for_another(&text, search->centre))
        goto cleanup;
    rows = arena_grow(search->arena, search->rows, search->count, &search->capacity, sizeof *rows);
    if (!rows) {
        code = error_memory(error);
        goto cleanup;
    }
    search->rows = rows;
    struct paper *paper = &rows[search->count++];
    *paper = (struct paper){ .path = arena_text(search->arena, path), .file = shown(search->arena, name), .place = search->place, .kind = kind, .who = "", .fingerprint = "",
                             .trouble = "", .state = PAPER_REFUSED };
    if (!code)
        code = ask_about(search, paper, &text, &why);
    if (code == ERROR_BUSY) {
        if (error)
            *error = why;
        goto cleanup;
    }
    if (code)
        paper->trouble = shown(search->arena, error_message(&why, intl_translate, words, sizeof words));
    code = arena_failed(search->arena) ? error_memory(error) : 0;
cleanup:
    buf_release(&text);
    return code;
}

/* Nothing is followed out of the stick: links are left alone. */
static int search_folder(struct search *search, const char *path, struct error *error)
{
    struct stat status;
    int code = 0;
    if (lstat(path, &status) < 0 || !S_ISDIR(status.st_mode))
        return 0;
    DIR *folder = opendir(path);
    size_t seen = 0;
    for (struct dirent *entry; folder && !code && search->count < PAPERS && seen < LOOKED_AT && (entry = readdir(folder)); seen++) {
        char file[PATH_MAX];
        enum paper_kind kind;
        if (kind_of_name(entry->d_name, &kind) && path_join(file, sizeof file, path, entry->d_name) && lstat(file, &status) == 0 && S_ISREG(status.st_mode))
            code = take_paper(search, file, entry->d_name, kind, error);
    }
    if (folder)
        closedir(folder);
    return code;
}

static int search_place(struct search *search, const char *path, const char *label, struct error *error)
{
    char inside[PATH_MAX];
    search->place = label;
    int code = search_folder(search, path, error);
    if (!code && path_join(inside, sizeof inside, path, STICK_FOLDER))
        code = search_folder(search, inside, error);
    return code;
}

static int by_kind(const void *a, const void *b)
{
    const struct paper *x = a, *y = b;
    return x->kind != y->kind ? (int)x->kind - (int)y->kind : strcmp(x->path, y->path);
}

int service_PAPERS(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_path *ask = asked;
    struct keeper_trust trust;
    struct trust_view own;
    struct papers_view *view = arena_alloc(arena, sizeof *view);
    int code = managers_alone(services, error);
    if (!code)
        code = view ? look_at_trust(services, arena, &own, &trust, error) : error_memory(error);
    if (code)
        return code;
    struct search search = { .services = services, .arena = arena, .centre = trust.centre };
    if (ask->path[0]) {
        code = search_place(&search, ask->path, "", error);
    } else {
        void *found = NULL;
        code = service_PLACES(services, NULL, arena, &found, error);
        const struct places_view *places = found;
        for (size_t i = 0; !code && i < places->count; i++)
            if (!places->rows[i].packs)
                code = search_place(&search, places->rows[i].path, places->rows[i].label, error);
    }
    if (code)
        return code;
    if (search.count > 1)
        qsort(search.rows, search.count, sizeof *search.rows, by_kind);
    *view = (struct papers_view){ search.rows, search.count };
    *data = view;
    return 0;
}

/* The file is read once: what was compared is what is joined. */
int service_JOIN(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_join *ask = asked;
    struct keeper_document answer;
    struct buf text = BUF_INIT;
    (void)data;
    int code = managers_alone(services, error);
    if (!code)
        code = read_paper(ask->path, &text, error);
    struct ask_document document = { .text = text.data };
    if (!code)
        code = client_document(services->client, &document, arena, &answer, error);
    if (!code && strcmp(shown(arena, answer.fingerprint), ask->fingerprint) != 0)
        code = error_set(error, ERROR_REFUSED, N_("this is another file now; compare its numbers again"));
    document.accept = true;
    if (!code && answer.asks)
        code = client_document(services->client, &document, arena, &answer, error);
    if (!code && !answer.taken && !answer.known)
        code = error_set(error, ERROR_REFUSED, N_("the coordinator was not joined; ask for a new joining file"));
    buf_release(&text);
    return code;
}

/* ---- What goes onto a stick ---- */

/* What a file takes there: nothing where it lies there as long as it has to be. */
static int64_t still_needed(const char *stick, const struct keeper_bundle *bundle)
{
    char path[PATH_MAX];
    struct stat status;
    int length = snprintf(path, sizeof path, "%s/" STICK_FOLDER "/%s", stick, bundle->name);
    if (length > 0 && (size_t)length < sizeof path && lstat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == bundle->bytes)
        return 0;
    return bundle->bytes + CLUSTER;
}

static int count_files(struct services *services, const char *stick, struct arena *arena, struct export_look *look, struct error *error)
{
    bool more = true;
    int code = 0;
    for (size_t offset = 0; more && !code;) {
        struct keeper_bundles page;
        struct arena rows;
        arena_init(&rows, NULL, 0);              /* there may be many pages */
        code = client_bundles(services->client, &(struct ask_bundles){ .offset = offset }, &rows, &page, error);
        for (size_t i = 0; !code && i < page.count; i++)
            look->needed += still_needed(stick, &page.rows[i]);
        if (!code) {
            offset += page.count;
            more = page.more && page.count > 0;
            look->files = offset;
            look->bytes = page.bytes;
            look->making = page.running;
            look->per_cent = page.total > 0 ? (int)(page.done * 100 / page.total) : 0;
            look->trouble = translated(arena, page.trouble);
        }
        arena_release(&rows);
    }
    return code;
}

int service_EXPORT_LOOK(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_look *ask = asked;
    struct keeper_trust trust;
    struct statvfs space;
    struct export_look *look = arena_alloc(arena, sizeof *look);
    int code = managers_alone(services, error);
    if (!code && !look)
        code = error_memory(error);
    if (!code && statvfs(ask->path, &space) < 0) {
        int number = errno;
        error_at(error, ask->path, 0, 0);
        code = error_system(error, number, N_("this folder cannot be opened; is the stick still there?"));
    }
    if (!code)
        code = look_at_trust(services, arena, &look->trust, &trust, error);
    if (!code && !ask->again && trust.count > 0)
        code = client_bundles_make(services->client, &(struct ask_bundles){ .all = false }, arena, NULL, error);
    if (code)
        return code;
    int64_t block = space.f_frsize > 0 ? (int64_t)space.f_frsize : 512;
    look->trouble = "";
    look->read_only = (space.f_flag & ST_RDONLY) || access(ask->path, W_OK) < 0;
    look->space = space.f_bavail > (uint64_t)(INT64_MAX / block) ? INT64_MAX : (int64_t)space.f_bavail * block;
    code = count_files(services, ask->path, arena, look, error);
    look->needed += CLUSTER;                     /* the request */
    if (!code && arena_failed(arena))
        code = error_memory(error);
    if (!code)
        *data = look;
    return code;
}

/* A job: its results come from the loop, as the child goes on. */
int service_EXPORT(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_path *ask = asked;
    (void)arena;
    (void)data;
    int code = managers_alone(services, error);
    if (code)
        return code;
    const char *argv[] = { services->paths->admin, "export", "--centre", services->paths->centre, "--progress-fd", "@", "--ticket-fd", "0", "-o", ask->path, NULL };
    return job_for_manager(services, argv, error);
}

int service_BACKUP_LOOK(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_backup backup;
    struct backup_look *look = arena_alloc(arena, sizeof *look);
    (void)asked;
    int code = managers_alone(services, error);
    if (!code)
        code = look ? client_backup(services->client, &none, arena, &backup, error) : error_memory(error);
    if (code)
        return code;
    *look = (struct backup_look){ .coded = backup.coded, .bytes = backup.about };
    *data = look;
    return 0;
}

/* A job, as EXPORT. */
int service_BACKUP(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_path *ask = asked;
    (void)arena;
    (void)data;
    int code = managers_alone(services, error);
    if (code)
        return code;
    const char *argv[] = { services->paths->admin, "backup", "--centre", services->paths->centre, "--progress-fd", "@", "--ticket-fd", "0", "-o", ask->path, NULL };
    return job_for_manager(services, argv, error);
}

int service_JOB_STOP(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    (void)asked;
    (void)arena;
    (void)data;
    (void)error;
    job_stop(services->job);
    return 0;
}
