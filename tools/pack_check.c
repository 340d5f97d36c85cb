/* kiosk-pack check: every mistake in what authors wrote. */
#include "command.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/intl.h"
#include "pack/container.h"
#include "pack_source.h"

#define FOLDERS_DEEP 16

/* A file that a recipe named: it is not looked at again where its folder is. */
struct seen {
    dev_t device;
    ino_t inode;
};

struct check {
    struct command_call *call;
    bool recipes;                                /* the first of two walks: recipes alone */
    struct seen *seen;                           /* owned */
    size_t seen_count, seen_capacity;
    struct expr_engine *engine;
    struct report report;
    struct source_counts counts;
    size_t mistakes, warnings;
};

enum { KIND_NONE = -1, KIND_RECIPE = UNIT_KINDS, KIND_PACK };

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), size = strlen(ending);
    return length > size && strcmp(text + length - size, ending) == 0;
}

/* By its name; a .txt behind it does not matter. */
static int kind_of(const char *path)
{
    char name[1024];
    size_t length = strlen(path);
    if (length >= sizeof name)
        return KIND_NONE;
    memcpy(name, path, length + 1);
    if (ends_with(name, ".txt"))
        name[length - 4] = 0;
    for (int kind = 0; kind < UNIT_KINDS; kind++)
        if (ends_with(name, unit_kind_endings[kind]))
            return kind;
    return ends_with(name, ".cfg") ? KIND_RECIPE : ends_with(name, ".pack") ? KIND_PACK : KIND_NONE;
}

/* A unit of a pack is read as its author's file would be. */
static int check_unit(struct check *check, const char *path, struct pack *pack, const struct manifest_unit *unit, struct error *error)
{
    int code = 0, kind = 0;
    while (kind < UNIT_KINDS && strcmp(unit_kind_names[kind], unit->kind_word) != 0)
        kind++;
    for (size_t i = 0; !code && i < unit->file_count && kind < UNIT_KINDS; i++) {
        struct arena arena;
        struct buf text = BUF_INIT;
        char place[1400];
        snprintf(place, sizeof place, "%s/%s", path, unit->files[i].path);
        struct source_file file = { .language = unit->files[i].language, .path = place, .inside = unit->files[i].path };
        arena_init(&arena, NULL, 0);
        code = pack_read_file(pack, &unit->files[i], &text, error);
        file.text = text.data;
        file.length = text.length;
        if (!code)
            source_parse_file(&arena, (enum unit_kind)kind, &file, check->engine, &check->report, &check->counts);
        arena_release(&arena);
        buf_release(&text);
    }
    return code;
}

static void check_pack(struct check *check, const char *path)
{
    struct error error = { 0 };
    struct pack *pack = NULL;
    int code = pack_open(path, NULL, PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY, NULL, &pack, &error);
    if (!code)
        code = pack_check(pack, NULL, NULL, &error);
    for (size_t i = 0; !code && i < pack_manifest(pack)->unit_count; i++)
        code = check_unit(check, path, pack, &pack_manifest(pack)->units[i], &error);
    if (code)
        report_add(&check->report, &error);
    check->counts.packs++;
    pack_close(pack);
}

/* Prints what was found so far, so that many files do not make one another's mistakes be forgotten. */
static void print(struct check *check)
{
    command_report(check->call, &check->report);
    check->mistakes += check->report.count - check->report.warnings;
    check->warnings += check->report.warnings;
    report_release(&check->report);
    report_init(&check->report);
}

/* Without memory for it a file is looked at twice: no harm. */
static void remember(struct check *check, const struct source *source)
{
    for (size_t i = 0; i < source->unit_count; i++)
        for (size_t j = 0; j < source->units[i].file_count; j++) {
            struct stat status;
            const char *path = source->units[i].files[j].path;
            if (!path || stat(path, &status) < 0)
                continue;
            if (check->seen_count == check->seen_capacity) {
                size_t larger = check->seen_capacity ? 2 * check->seen_capacity : 64;
                struct seen *grown = realloc(check->seen, larger * sizeof *grown);
                if (!grown)
                    return;
                check->seen = grown;
                check->seen_capacity = larger;
            }
            check->seen[check->seen_count++] = (struct seen){ status.st_dev, status.st_ino };
        }
}

static bool was_seen(const struct check *check, const char *path)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return false;
    for (size_t i = 0; i < check->seen_count; i++)
        if (check->seen[i].device == status.st_dev && check->seen[i].inode == status.st_ino)
            return true;
    return false;
}

static void check_file(struct check *check, int kind, const char *path)
{
    if (check->recipes != (kind == KIND_RECIPE) || (kind != KIND_RECIPE && was_seen(check, path)))
        return;
    struct arena arena;
    struct source_file file = { .language = "", .path = path, .inside = "" };
    arena_init(&arena, NULL, 0);
    if (kind == KIND_PACK) {
        check_pack(check, path);
    } else if (kind == KIND_RECIPE) {
        const struct source *source = source_read(&arena, path, check->engine, &check->report, &check->counts);
        if (source)
            remember(check, source);
    } else {
        source_read_file(&arena, (enum unit_kind)kind, &file, check->engine, &check->report, &check->counts);
    }
    print(check);
    arena_release(&arena);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void check_folder(struct check *check, const char *path, int depth)
{
    struct dirent **entries = NULL;
    char below[1024];
    int count = depth < FOLDERS_DEEP ? scandir(path, &entries, visible, alphasort) : -1;
    if (count < 0) {
        struct error error = { 0 };
        error_at(&error, path, 0, 0);
        if (depth < FOLDERS_DEEP)
            error_system(&error, errno, N_("this folder cannot be read"));
        else
            error_set(&error, ERROR_LIMIT, N_("folders are more than %d deep here: name the ones that you mean"), FOLDERS_DEEP);
        if (check->recipes)
            report_add(&check->report, &error);
        print(check);
        return;
    }
    for (int i = 0; i < count; i++) {
        struct stat status;
        const char *name = entries[i]->d_name;
        if (!path_join(below, sizeof below, path, name) || lstat(below, &status) < 0)
            ;                                    /* gone meanwhile */
        else if (S_ISDIR(status.st_mode))
            check_folder(check, below, depth + 1);
        else if (S_ISREG(status.st_mode) && kind_of(name) != KIND_NONE && strcmp(name, "README.md") != 0)
            check_file(check, kind_of(name), below);
        free(entries[i]);
    }
    free(entries);
}

static void check_path(struct check *check, const char *path)
{
    struct stat status;
    struct error error = { 0 };
    error_at(&error, path, 0, 0);
    if (stat(path, &status) < 0) {
        error_system(&error, errno, N_("this file cannot be read"));
    } else if (S_ISDIR(status.st_mode)) {
        check_folder(check, path, 0);
        return;
    } else if (kind_of(path) == KIND_NONE) {
        error_set(&error, ERROR_INVALID, N_("this is no lesson (.md), bank (.gift), quiz (.quiz), form (.form), recipe (.cfg) or pack (.pack)"));
    } else {
        check_file(check, kind_of(path), path);
        return;
    }
    if (check->recipes)                          /* told once, in the first walk */
        report_add(&check->report, &error);
    print(check);
}

static void count_line(const char *what, size_t count)
{
    if (count)
        printf("%-18s %zu\n", what, count);
}

static int run(struct command_call *call)
{
    struct check check = { .call = call };
    struct error error = { 0 };
    if (expr_engine_new(NULL, &check.engine, &error) < 0)
        return command_fail(call, &error);
    report_init(&check.report);
    for (int walk = 0; walk < 2; walk++) {
        check.recipes = walk == 0;
        for (int i = 0; i < call->operand_count; i++)
            check_path(&check, call->operands[i]);
    }
    free(check.seen);
    report_release(&check.report);
    expr_engine_free(check.engine);
    count_line(_("recipes"), check.counts.recipes);
    count_line(_("lessons"), check.counts.lessons);
    count_line(_("banks"), check.counts.banks);
    count_line(_("questions"), check.counts.questions);
    count_line(_("quizzes"), check.counts.quizzes);
    count_line(_("forms"), check.counts.forms);
    count_line(_("packs"), check.counts.packs);
    count_line(_("checked figures"), check.counts.figures);
    printf("%-18s %zu\n", _("mistakes"), check.mistakes);
    printf("%-18s %zu\n", _("warnings"), check.warnings);
    return command_printed(call) || check.mistakes ? 1 : 0;
}

extern const struct command pack_check_command;
const struct command pack_check_command = {
    .name = "check", .operands = "PATH…", .least = 1, .most = -1, .run = run,
    .help = N_("Report every mistake in recipes, lessons, banks, quizzes, forms, packs and folders of them."),
    .example = "kiosk-pack check packs/business-skills.cfg",
};
