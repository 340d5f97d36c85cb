#include "collect/add.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "collect/merge.h"

enum { SQL_KEY = 2, SQL_ORIGIN, SQL_ORIGIN_ADD, SQL_DIGEST, SQL_RANGE, SQL_ASIDE, SQL_ASIDE_NAME, SQL_ASIDE_FORGET, SQL_SERIAL,
       SQL_HELD, SQL_LET_GO, SQL_LET_GO_LAST = SQL_LET_GO + 9, SQL_COUNT }; /* merge.c has the first ones */
static const char *const sql[] = {
    [SQL_KEY] = "SELECT c.id, c.enrolled, c.revoked FROM centre_key k JOIN centre c ON c.id = k.centre WHERE k.key = ?1 AND c.uuid = ?2",
    [SQL_ORIGIN] = "SELECT id, centre, key, revoked FROM origin WHERE uuid = ?1",
    [SQL_ORIGIN_ADD] = "INSERT INTO origin(uuid, centre, key, since) VALUES(?1, ?2, ?3, ?4)",
    [SQL_DIGEST] = "SELECT branch FROM bundle WHERE digest = ?1",
    [SQL_RANGE] = "SELECT branch FROM bundle WHERE origin = ?1 AND first = ?2 AND last = ?3 AND before = ?4 AND after = ?5",
    [SQL_ASIDE] = "INSERT INTO quarantine VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO UPDATE SET why = excluded.why",
    [SQL_ASIDE_NAME] = "SELECT name FROM quarantine WHERE digest = ?1",
    [SQL_ASIDE_FORGET] = "DELETE FROM quarantine WHERE digest = ?1",
    [SQL_SERIAL] = "INSERT INTO meta VALUES('serial', ?1) ON CONFLICT DO UPDATE SET value = max(value + 1, excluded.value)",
    [SQL_HELD] = "SELECT c.uuid, (SELECT count(*) FROM event e WHERE e.origin = o.id) FROM origin o JOIN centre c ON c.id = o.centre WHERE o.id = ?1",
    /* all of a terminal, its row last */
    [SQL_LET_GO] = "DELETE FROM event WHERE origin = ?1",
    [SQL_LET_GO + 1] = "DELETE FROM payload WHERE origin = ?1",
    [SQL_LET_GO + 2] = "DELETE FROM profile WHERE origin = ?1",
    [SQL_LET_GO + 3] = "DELETE FROM branch WHERE origin = ?1",
    [SQL_LET_GO + 4] = "DELETE FROM segment WHERE origin = ?1",
    [SQL_LET_GO + 5] = "DELETE FROM checkpoint WHERE origin = ?1",
    [SQL_LET_GO + 6] = "DELETE FROM bundle WHERE origin = ?1",
    [SQL_LET_GO + 7] = "UPDATE boot SET sound = NULL, sound_origin = NULL, sound_seq = NULL, sound_at = NULL WHERE sound_origin = ?1",
    [SQL_LET_GO + 8] = "UPDATE boot SET offset = NULL, offset_origin = NULL, offset_seq = NULL, offset_at = NULL WHERE offset_origin = ?1",
    [SQL_LET_GO_LAST] = "DELETE FROM origin WHERE id = ?1",
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

#define ADD_DEPTH 16                             /* of folders in each other */
#define ADD_FILES 1000000
#define ASIDE_SUFFIX ".quarantine"

static sqlite3_stmt *statement_of(struct central *central, int index)
{
    return central_statement(central, CENTRAL_ADD, index, sql[index]);
}

/* What a bundle's head says, held against what is known. */
struct standing {
    int64_t centre, origin;                      /* rows; origin 0: new */
    const char *why;                             /* it is kept aside; NULL */
    bool revoked;                                /* since its terminal was */
};

static int ask_centre(struct central *central, const struct document_bundle *head, struct standing *standing, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_KEY);
    central_bind_hex(statement, 1, head->key);
    central_bind_uuid(statement, 2, head->centre);
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    if (row == 0) {
        standing->why = N_("its centre is not enrolled with this key");
        return 0;
    }
    standing->centre = sqlite3_column_int64(statement, 0);
    if (!sqlite3_column_int64(statement, 1))
        standing->why = N_("its centre is not enrolled with this key");
    else if (sqlite3_column_int64(statement, 2))
        standing->why = N_("its centre was revoked");
    sqlite3_reset(statement);
    return 0;
}

static int ask_origin(struct central *central, const struct document_bundle *head, struct standing *standing, struct error *error)
{
    struct digest key, said;
    sqlite3_stmt *statement = statement_of(central, SQL_ORIGIN);
    central_bind_uuid(statement, 1, head->origin);
    int row = central_step(central, statement, error);
    if (row <= 0)
        return row;
    standing->origin = sqlite3_column_int64(statement, 0);
    if (sqlite3_column_int64(statement, 1) != standing->centre)
        standing->why = N_("its terminal belongs to another centre");
    else if (!central_column_digest(statement, 2, &key) || hex_to(said.bytes, sizeof said.bytes, head->terminal) || memcmp(&key, &said, sizeof key) != 0)
        standing->why = N_("its terminal has another key than before");
    else if (sqlite3_column_int64(statement, 3)) {
        standing->why = N_("its terminal was revoked");
        standing->revoked = true;
    }
    sqlite3_reset(statement);
    return 0;
}

static int ask(struct central *central, const struct document_bundle *head, struct standing *standing, struct error *error)
{
    *standing = (struct standing){ 0 };
    int code = ask_centre(central, head, standing, error);
    return code || standing->why ? code : ask_origin(central, head, standing, error);
}

static int is_known(struct central *central, struct bundle_reader *bundle, int64_t origin, bool *digest, bool *range, int *branch, struct error *error)
{
    const struct document_bundle *head = bundle_head(bundle);
    sqlite3_stmt *statement = statement_of(central, SQL_DIGEST);
    if (!statement)
        return central_error(central, error);
    central_bind_digest(statement, 1, bundle_digest(bundle));
    int row = central_step(central, statement, error);
    if (row == 0 && origin) {
        statement = statement_of(central, SQL_RANGE);
        sqlite3_bind_int64(statement, 1, origin);
        sqlite3_bind_int64(statement, 2, head->first);
        sqlite3_bind_int64(statement, 3, head->last);
        central_bind_hex(statement, 4, head->before);
        central_bind_hex(statement, 5, head->after);
        row = central_step(central, statement, error);
        *range = row > 0;
    } else {
        *digest = row > 0;
    }
    if (row <= 0)
        return row;
    *branch = sqlite3_column_int(statement, 0);
    sqlite3_reset(statement);
    return 0;
}

static void aside_path(const struct central *central, const struct digest *digest, char path[CENTRAL_PATH + 100])
{
    char hex[DIGEST_HEX];
    snprintf(path, CENTRAL_PATH + 100, "%s" ASIDE_SUFFIX "/%s" BUNDLE_SUFFIX, central->path, hex_from(hex, digest->bytes, sizeof digest->bytes));
}

static int copy_file(const char *from, const char *to, struct error *error)
{
    struct file_writer writer = FILE_WRITER_INIT;
    char bytes[65536];
    int code = 0;
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        error_at(error, from, 0, 0);
        return error_system(error, errno, N_("this file cannot be read"));
    }
    code = file_writer_open(&writer, to, 0600, error);
    while (!code) {
        ssize_t got = read(fd, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            error_at(error, from, 0, 0);
            code = error_system(error, errno, N_("this file cannot be read"));
        }
        if (got <= 0)
            break;
        code = file_writer_add(&writer, bytes, (size_t)got, error);
    }
    if (!code)
        code = file_writer_commit(&writer, error);
    file_writer_abort(&writer);
    close(fd);
    return code;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The file first, then its row: what is left of a power cut between them is a file that is looked at again. */
static int set_aside(struct central *central, const char *path, struct bundle_reader *bundle, const char *why, struct error *error)
{
    const struct document_bundle *head = bundle_head(bundle);
    char folder[CENTRAL_PATH + 20], kept[CENTRAL_PATH + 100];
    struct stat here, there;
    if (central->read_only)
        return error_set(error, ERROR_REFUSED, N_("this database was opened for reading only"));
    snprintf(folder, sizeof folder, "%s" ASIDE_SUFFIX, central->path);
    aside_path(central, bundle_digest(bundle), kept);
    int code = folder_make(folder, 0700, error);
    bool same = stat(path, &here) == 0 && stat(kept, &there) == 0 && there.st_size == here.st_size;
    if (!code && !same)
        code = copy_file(path, kept, error);
    if (!code)
        code = central_enter(central, error);
    if (code)
        return code;
    sqlite3_stmt *statement = statement_of(central, SQL_ASIDE);
    if (statement) {
        central_bind_digest(statement, 1, bundle_digest(bundle));
        central_bind_text(statement, 2, name_of(path));
        central_bind_uuid(statement, 3, head->centre);
        central_bind_uuid(statement, 4, head->origin);
        sqlite3_bind_int64(statement, 5, head->first);
        sqlite3_bind_int64(statement, 6, head->last);
        central_bind_text(statement, 7, why);
        sqlite3_bind_int64(statement, 8, clock_wall(central->clock));
    }
    code = central_run(central, statement, error);
    return central_leave(central, code, error);
}

/* As which it came, where it was kept aside in between. */
static int first_name(struct central *central, const char *path, const struct digest *digest, struct buf *name, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_ASIDE_NAME);
    if (!statement)
        return central_error(central, error);
    central_bind_digest(statement, 1, digest);
    int row = central_step(central, statement, error);
    if (row < 0)
        return row;
    buf_text(name, row > 0 ? (const char *)sqlite3_column_text(statement, 0) : name_of(path));
    if (row > 0)
        sqlite3_reset(statement);
    return buf_failed(name) ? error_memory(error) : 0;
}

static int forget_aside(struct central *central, const struct digest *digest, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_ASIDE_FORGET);
    if (!statement)
        return central_error(central, error);
    central_bind_digest(statement, 1, digest);
    return central_run(central, statement, error);
}

/* This very file was taken in before, and was kept aside since, while its centre was revoked. */
static int forget_known(struct central *central, const struct digest *digest, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_ASIDE_NAME);
    if (!statement)
        return central_error(central, error);
    central_bind_digest(statement, 1, digest);
    int row = central_step(central, statement, error);
    if (row <= 0)
        return row;
    sqlite3_reset(statement);
    int code = central_enter(central, error);
    return code ? code : central_leave(central, forget_aside(central, digest, error), error);
}

static int add_origin(struct central *central, const struct document_bundle *head, struct standing *standing, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_ORIGIN_ADD);
    central_bind_uuid(statement, 1, head->origin);
    sqlite3_bind_int64(statement, 2, standing->centre);
    central_bind_hex(statement, 3, head->terminal);
    sqlite3_bind_int64(statement, 4, clock_wall(central->clock));
    int code = central_run(central, statement, error);
    if (!code)
        standing->origin = sqlite3_last_insert_rowid(central->db);
    return code;
}

/* Receipts are numbered by when something came last, so that a new database goes on behind the one that was lost. */
static int count_up(struct central *central, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_SERIAL);
    sqlite3_bind_int64(statement, 1, clock_wall(central->clock));
    return central_run(central, statement, error);
}

/* The transaction of a bundle that is not known by its file. */
static int join(struct central *central, const char *path, struct bundle_reader *bundle, struct standing *standing, const struct seal_pair *recipient, bool range,
                struct merge_result *merged, struct error *error)
{
    struct buf name;
    buf_init(&name, central->allocator);
    int code = central_enter(central, error);
    if (code)
        goto cleanup;
    code = first_name(central, path, bundle_digest(bundle), &name, error);
    if (!code && range)
        code = merge_note(central, bundle, standing->origin, merged->branch, name.data, error);
    if (!code && !range && !standing->origin)
        code = add_origin(central, bundle_head(bundle), standing, error);
    if (!code && !range)
        code = merge_bundle(central, bundle, standing->origin, name.data, recipient, merged, error);
    if (!code && merged->added)
        code = count_up(central, error);
    if (!code)
        code = forget_aside(central, bundle_digest(bundle), error);
    code = central_leave(central, code, error);
cleanup:
    buf_release(&name);
    return code;
}

static int merge(struct central *central, const char *path, struct bundle_reader *bundle, struct standing *standing, const struct seal_pair *recipient,
                 struct add_result *result, struct error *error)
{
    bool digest = false, range = false;
    struct merge_result merged = { .forked = -1 };
    int code = is_known(central, bundle, standing->origin, &digest, &range, &merged.branch, error);
    if (!code)
        code = digest ? forget_known(central, bundle_digest(bundle), error) : join(central, path, bundle, standing, recipient, range, &merged, error);
    if (code)
        return code;
    /* What is erased still stands in the WAL. A reader that holds it back is no failure: the next checkpoint will do. */
    if (merged.erased)
        sqlite3_wal_checkpoint_v2(central->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    char kept[CENTRAL_PATH + 100];
    aside_path(central, bundle_digest(bundle), kept);
    unlink(kept);
    result->outcome = merged.added ? ADD_MERGED : ADD_KNOWN;
    result->added = merged.added;
    result->fork = merged.forked;
    result->branch = merged.branch;
    result->elsewhere = merged.elsewhere;
    return 0;
}

static int add_bundle(struct central *central, const char *path, const struct seal_pair *recipient, struct add_result *result, struct error *error)
{
    struct bundle_reader *bundle = NULL;
    struct standing standing;
    int code = bundle_open(&bundle, path, central->allocator, error);
    if (code)
        return code;
    const struct document_bundle *head = bundle_head(bundle);
    snprintf(result->centre, sizeof result->centre, "%s", head->centre);
    snprintf(result->origin, sizeof result->origin, "%s", head->origin);
    result->first = head->first;
    result->last = head->last;
    result->count = head->count;
    code = bundle_verify(bundle, error);
    if (!code)
        code = ask(central, head, &standing, error);
    if (!code && standing.why) {
        code = set_aside(central, path, bundle, standing.why, error);
        if (!code) {
            result->outcome = ADD_ASIDE;
            result->why = standing.why;
        }
        central->failed = central->failed || code; /* not the file's fault */
    } else if (!code) {
        code = merge(central, path, bundle, &standing, recipient, result, error);
    }
    bundle_close(bundle);
    return code;
}

static int add_request(struct central *central, const char *path, struct add_result *result, struct error *error)
{
    struct document document;
    struct arena arena;
    struct buf text;
    buf_init(&text, central->allocator);
    arena_init(&arena, central->allocator, 0);
    int code = file_read(path, DOCUMENT_LIMIT, &text, error);
    if (!code)
        code = document_read(&document, DOCUMENT_REQUEST, text.data, text.length, path, &arena, error);
    if (!code) {
        snprintf(result->centre, sizeof result->centre, "%s", document.request.centre);
        code = central_request(central, &document.request, text.data, error);
    }
    if (!code)
        result->outcome = ADD_NOTED;
    arena_release(&arena);
    buf_release(&text);
    return code;
}

static enum document_kind look(const char *path, struct error *error, int *code)
{
    char start[64];
    struct stat status;
    *code = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t got = fd < 0 ? -1 : fstat(fd, &status) < 0 ? -1 : !S_ISREG(status.st_mode) ? 0 : read(fd, start, sizeof start);
    if (got < 0) {
        error_at(error, path, 0, 0);
        *code = error_system(error, errno, N_("this file cannot be read"));
    }
    if (fd >= 0)
        close(fd);
    return got > 0 ? document_look(start, (size_t)got) : DOCUMENT_NONE;
}

int add_file(struct central *central, const char *path, const struct seal_pair *recipient, struct add_result *result, struct error *error)
{
    struct add_result made = { .outcome = ADD_REFUSED, .fork = -1 };
    int code;
    central->failed = false;
    error_clear(error);
    enum document_kind kind = look(path, error, &code);
    if (kind == DOCUMENT_BUNDLE)
        code = add_bundle(central, path, recipient, &made, error);
    else if (kind == DOCUMENT_REQUEST)
        code = add_request(central, path, &made, error);
    else if (!code)
        code = error_set(error, ERROR_SYNTAX, N_("this is neither a bundle nor a centre's request"));
    if (code) {
        if (central->failed || central->read_only || code == ERROR_MEMORY)
            return code;
        if (error && !error->file[0])
            error_at(error, path, error->line, error->column);
        made.outcome = ADD_REFUSED;
    }
    *result = made;
    return 0;
}

struct found {
    const char *path;
    bool request;
};
struct search {
    struct arena *arena;
    struct found *found;
    size_t count, capacity;
};

static bool ends_in(const char *name, const char *suffix)
{
    size_t length = strlen(name), end = strlen(suffix);
    return length > end && strcmp(name + length - end, suffix) == 0;
}

static int search(struct search *into, const char *path, int depth, struct error *error)
{
    DIR *folder = opendir(path);
    if (!folder) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this folder cannot be read"));
    }
    int code = 0;
    for (struct dirent *entry; !code && (entry = readdir(folder));) {
        struct stat status;
        bool request = ends_in(entry->d_name, ".request");
        if (entry->d_name[0] == '.' || ends_in(entry->d_name, ASIDE_SUFFIX))
            continue;
        char *below = arena_format(into->arena, "%s/%s", path, entry->d_name);
        if (!below)
            code = error_memory(error);
        else if (lstat(below, &status) < 0)
            continue;
        else if (S_ISDIR(status.st_mode) && depth < ADD_DEPTH)
            code = search(into, below, depth + 1, error);
        else if (S_ISREG(status.st_mode) && (request || ends_in(entry->d_name, BUNDLE_SUFFIX))) {
            into->found = into->count < ADD_FILES ? arena_grow(into->arena, into->found, into->count, &into->capacity, sizeof *into->found) : NULL;
            if (into->found)
                into->found[into->count++] = (struct found){ below, request };
            else
                code = arena_failed(into->arena) ? error_memory(error)
                                                 : error_set(error, ERROR_LIMIT, N_("there are more than %d files here: add them folder by folder"), ADD_FILES);
        }
    }
    closedir(folder);
    return code;
}

static int requests_first(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return x->request != y->request ? (x->request ? -1 : 1) : strcmp(x->path, y->path);
}

static int visit_file(struct central *central, const char *path, const struct seal_pair *recipient, add_visit *visit, void *context, struct error *error)
{
    struct add_result result;
    struct error said = { 0 };
    int code = add_file(central, path, recipient, &result, &said);
    if (code) {
        if (error)
            *error = said;
        return code;
    }
    return visit(context, path, &result, &said);
}

/* Half copies that a power cut left in the quarantine. Nobody else writes there: we hold the database's lock. */
static void sweep(const struct central *central)
{
    char folder[CENTRAL_PATH + 20], path[CENTRAL_PATH + 20 + NAME_MAX + 1];
    snprintf(folder, sizeof folder, "%s.quarantine", central->path);
    DIR *found = central->read_only ? NULL : opendir(folder);
    for (struct dirent *entry; found && (entry = readdir(found));)
        if (strstr(entry->d_name, BUNDLE_SUFFIX ".new-") && path_join(path, sizeof path, folder, entry->d_name))
            unlink(path);
    if (found)
        closedir(found);
}

int add_path(struct central *central, const char *path, const struct seal_pair *recipient, add_visit *visit, void *context, struct error *error)
{
    struct stat status;
    sweep(central);
    if (stat(path, &status) < 0) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this file cannot be read"));
    }
    if (!S_ISDIR(status.st_mode))
        return visit_file(central, path, recipient, visit, context, error);
    struct arena arena;
    arena_init(&arena, central->allocator, 0);
    struct search all = { .arena = &arena };
    int code = search(&all, path, 0, error);
    if (all.count)
        qsort(all.found, all.count, sizeof *all.found, requests_first);
    for (size_t i = 0; !code && i < all.count; i++)
        code = visit_file(central, all.found[i].path, recipient, visit, context, error);
    arena_release(&arena);
    return code;
}

int add_quarantine(struct central *central, const struct seal_pair *recipient, add_visit *visit, void *context, struct error *error)
{
    char folder[CENTRAL_PATH + 20];
    snprintf(folder, sizeof folder, "%s" ASIDE_SUFFIX, central->path);
    if (access(folder, F_OK) < 0)
        return 0;
    return add_path(central, folder, recipient, visit, context, error);
}

static int let_go(struct central *central, int64_t origin, struct error *error)
{
    int code = 0;
    for (int index = SQL_LET_GO; !code && index <= SQL_LET_GO_LAST; index++) {
        sqlite3_stmt *statement = statement_of(central, index);
        if (statement)
            sqlite3_bind_int64(statement, 1, origin);
        code = central_run(central, statement, error);
    }
    return code;
}

static int look_at_claim(struct central *central, const struct document_bundle *head, struct standing *standing, struct add_claim *claim, struct error *error)
{
    *standing = (struct standing){ 0 };
    *claim = (struct add_claim){ 0 };
    snprintf(claim->claimant, sizeof claim->claimant, "%s", head->centre);
    snprintf(claim->origin, sizeof claim->origin, "%s", head->origin);
    int code = ask_centre(central, head, standing, error);
    if (!code && standing->why)
        code = error_set(error, ERROR_REFUSED, N_("the centre of this file is not enrolled with its key, or was revoked: enrol it first"));
    if (!code)
        code = ask_origin(central, head, standing, error);
    if (!code && standing->revoked)
        code = error_set(error, ERROR_REFUSED, N_("this terminal was revoked; what comes of it stays aside"));
    if (code || !standing->why)
        return code;
    sqlite3_stmt *statement = statement_of(central, SQL_HELD);
    if (!statement)
        return central_error(central, error);
    sqlite3_bind_int64(statement, 1, standing->origin);
    int row = central_step(central, statement, error);
    if (row <= 0)
        return row ? row : error_set(error, ERROR_DAMAGED, N_("the database does not know whose this terminal is"));
    central_column_uuid(statement, 0, claim->holder);
    claim->events = sqlite3_column_int64(statement, 1);
    sqlite3_reset(statement);
    return 0;
}

int add_accept(struct central *central, const char *digest, bool sure, struct add_claim *claim, struct error *error)
{
    struct digest of;
    struct bundle_reader *bundle = NULL;
    struct standing standing = { 0 };
    struct add_claim found;
    char path[CENTRAL_PATH + 100];
    if (hex_to(of.bytes, sizeof of.bytes, digest))
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such file in quarantine; kiosk-collect quarantine list shows what there is"));
    aside_path(central, &of, path);
    int code = bundle_open(&bundle, path, central->allocator, error);
    if (!code)
        code = bundle_verify(bundle, error);
    if (!code)
        code = look_at_claim(central, bundle_head(bundle), &standing, &found, error);
    if (!code && sure && found.holder[0]) {
        code = central_enter(central, error);
        if (!code) {
            code = let_go(central, standing.origin, error);
            if (!code)
                code = add_origin(central, bundle_head(bundle), &standing, error);
            code = central_leave(central, code, error);
        }
    }
    bundle_close(bundle);
    if (!code)
        *claim = found;
    return code;
}

int add_drop(struct central *central, const char *digest, struct error *error)
{
    struct digest of;
    char path[CENTRAL_PATH + 100];
    int code = hex_to(of.bytes, sizeof of.bytes, digest) ? ERROR_NOT_FOUND : central_enter(central, error);
    if (!code) {
        code = forget_aside(central, &of, error);
        if (!code && sqlite3_changes(central->db) == 0)
            code = ERROR_NOT_FOUND;
        code = central_leave(central, code, error);
    }
    if (code == ERROR_NOT_FOUND)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such file in quarantine; kiosk-collect quarantine list shows what there is"));
    if (!code) {
        aside_path(central, &of, path);
        unlink(path);
    }
    return code;
}
