/* kiosk-pack new-ids: missing ids written into the sources of banks. */
#include "command.h"

#include <errno.h>
#include <fts.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/intl.h"
#include "model/gift.h"
#include "model/new_ids.h"

struct source {
    const char *path;
    struct buf text;                             /* its bytes as they are */
    mode_t mode;
};

struct sources {
    struct arena arena;
    struct source *items;
    size_t count, capacity;
    struct id_list taken;
    struct report report;
};

static bool is_bank(const char *name)
{
    static const char *const endings[] = { ".gift", ".gift.txt" };
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);
        if (length > ending && strcmp(name + length - ending, endings[i]) == 0)
            return true;
    }
    return false;
}

static void report_errno(struct sources *sources, const char *path, int number)
{
    struct error error = { 0 };
    error_at(&error, path, 0, 0);
    error_system(&error, number, N_("this cannot be read"));
    report_add(&sources->report, &error);
}

static void read_source(struct sources *sources, const char *path, mode_t mode)
{
    struct error error = { 0 };
    struct source *grown = arena_grow(&sources->arena, sources->items, sources->count, &sources->capacity, sizeof *grown);
    char *name = arena_text(&sources->arena, path);
    if (!grown || !name) {
        error_memory(&error);
        report_add(&sources->report, &error);
        return;
    }
    sources->items = grown;
    struct source *source = &grown[sources->count];
    *source = (struct source){ .path = name, .mode = mode, .text = BUF_INIT };
    if (file_read(path, BANK_LIMIT, &source->text, &error)) {
        report_add(&sources->report, &error);
        buf_release(&source->text);
        return;
    }
    sources->count++;
}

/* Files by their name, folders with all banks in them, in the order of their names. */
static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void find_sources(struct sources *sources, char **operands, int count)
{
    char **paths = arena_array(&sources->arena, (size_t)count + 1, sizeof *paths); /* ended by NULL */
    FTS *walk = NULL;
    if (paths) {
        memcpy(paths, operands, (size_t)count * sizeof *paths);
        walk = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    }
    if (!walk) {
        report_errno(sources, operands[0], paths ? errno : ENOMEM);
        return;
    }
    for (FTSENT *entry; (errno = 0, entry = fts_read(walk)) != NULL;) {
        if (entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR)
            report_errno(sources, entry->fts_path, entry->fts_errno);
        else if (entry->fts_info == FTS_F && (entry->fts_level == 0 || is_bank(entry->fts_name)))
            read_source(sources, entry->fts_path, entry->fts_statp->st_mode & 0777);
    }
    fts_close(walk);
}

static void write_source(struct sources *sources, const struct source *source, bool dry)
{
    struct error error = { 0 };
    struct buf out = BUF_INIT;
    size_t made = 0;
    int code = new_ids(&out, source->text.data, source->text.length, sources->taken.ids, sources->taken.count, &random_system, &made, &error);
    if (code)
        error_at(&error, source->path, 0, 0);
    /* what this file got is taken for the next ones */
    if (!code && id_list_collect(&sources->taken, &sources->arena, out.data, out.length))
        code = error_memory(&error);
    if (!code && made > 0 && !dry)
        code = file_write(source->path, out.data, out.length, source->mode, &error);
    if (code) {
        report_add(&sources->report, &error);
    } else if (made > 0) {
        const char *text = dry ? P_("%s: %zu id would be written\n", "%s: %zu ids would be written\n", made)
            : P_("%s: %zu id written\n", "%s: %zu ids written\n", made);
        printf(text, source->path, made);
    }
    buf_release(&out);
}

static int run(struct command_call *call)
{
    struct sources sources = { 0 };
    arena_init(&sources.arena, NULL, 0);
    report_init(&sources.report);
    find_sources(&sources, call->operands, call->operand_count);
    for (size_t i = 0; i < sources.count; i++) {
        if (id_list_collect(&sources.taken, &sources.arena, sources.items[i].text.data, sources.items[i].text.length)) {
            struct error error = { 0 };
            error_memory(&error);
            report_add(&sources.report, &error);
        }
    }
    for (size_t i = 0; i < sources.count; i++) {
        write_source(&sources, &sources.items[i], command_given(call, "dry-run"));
        buf_release(&sources.items[i].text);
    }
    if (sources.count == 0 && !report_failed(&sources.report))
        report_at(&sources.report, ERROR_NOT_FOUND, call->operands[0], 0, 0, N_("there is no bank here; its name must end with .gift"));
    int result = command_report(call, &sources.report);
    report_release(&sources.report);
    arena_release(&sources.arena);
    return result ? result : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "dry-run", .help = N_("Write nothing, only say what would be written.") },
    { 0 },
};

extern const struct command pack_new_ids;
const struct command pack_new_ids = {
    .name = "new-ids", .operands = "PATH…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Write ids into question banks where questions have none."),
    .example = "kiosk-pack new-ids content/business-skills/en",
};
