#include <sys/stat.h>

#include "library/inside.h"

#include <stdarg.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

#define BUSY_MS 10000
#define PAGES_LIMIT 1000                         /* of a unit, in the index */

static const char schema[] =
    "CREATE TABLE file (name TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime INTEGER NOT NULL, refused TEXT) WITHOUT ROWID;"
    "CREATE TABLE pack (key INTEGER PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, rank INTEGER NOT NULL, file TEXT NOT NULL UNIQUE,"
    " active INTEGER NOT NULL DEFAULT 0, trust INTEGER NOT NULL, signer TEXT NOT NULL, bytes INTEGER NOT NULL, cluster INTEGER NOT NULL,"
    " minutes INTEGER NOT NULL, licence TEXT NOT NULL, publisher TEXT NOT NULL, languages TEXT NOT NULL, hash BLOB NOT NULL, UNIQUE (id, version));"
    "CREATE TABLE pack_text (pack INTEGER NOT NULL REFERENCES pack ON DELETE CASCADE, place INTEGER NOT NULL, language TEXT NOT NULL,"
    " title TEXT NOT NULL, summary TEXT NOT NULL, PRIMARY KEY (pack, place)) WITHOUT ROWID;"
    "CREATE TABLE unit (key INTEGER PRIMARY KEY, pack INTEGER NOT NULL REFERENCES pack ON DELETE CASCADE, place INTEGER NOT NULL, id TEXT NOT NULL,"
    " kind TEXT NOT NULL, minutes INTEGER NOT NULL, quiz TEXT NOT NULL, UNIQUE (pack, place), UNIQUE (pack, id));"
    "CREATE TABLE unit_text (unit INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE, place INTEGER NOT NULL, language TEXT NOT NULL,"
    " title TEXT NOT NULL, PRIMARY KEY (unit, place)) WITHOUT ROWID;"
    "CREATE TABLE unit_file (unit INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE, place INTEGER NOT NULL, language TEXT NOT NULL,"
    " path TEXT NOT NULL, digest BLOB NOT NULL, PRIMARY KEY (unit, place)) WITHOUT ROWID;"
    "CREATE TABLE page (key INTEGER PRIMARY KEY, unit INTEGER NOT NULL REFERENCES unit ON DELETE CASCADE, language TEXT NOT NULL,"
    " number INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL);"
    "CREATE INDEX page_unit ON page (unit, number);"
    /* rowid is page's key; what stands in it is already folded (text_search_form) */
    "CREATE VIRTUAL TABLE words USING fts5 (title, body, tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');"
    "CREATE TABLE generation (number INTEGER NOT NULL);"
    "INSERT INTO generation VALUES (1);";

int catalogue_fail(struct library *library, struct error *error)
{
    int number = library->db ? sqlite3_errcode(library->db) & 0xff : SQLITE_NOMEM;
    error_at(error, CATALOGUE_NAME, 0, 0);
    switch (number) {
    case SQLITE_NOMEM:
        return error_memory(error);
    case SQLITE_FULL:
        return error_set(error, ERROR_FULL, N_("the disk is full; remove something that is not needed, and try again"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(error, ERROR_BUSY, N_("another program is changing the catalogue of packs; wait a moment, and try again"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return error_set(error, ERROR_DAMAGED, N_("the catalogue of packs is damaged; start again, and it is made anew (%s)"), sqlite3_errmsg(library->db));
    default:
        return error_set(error, ERROR_SYSTEM, N_("the catalogue of packs cannot be used (%s)"), sqlite3_errmsg(library->db));
    }
}

sqlite3_stmt *catalogue_prepare(struct library *library, const char *sql, struct error *error)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(library->db, sql, -1, &statement, NULL) == SQLITE_OK)
        return statement;
    catalogue_fail(library, error);
    return NULL;
}

const char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? text : "";
}

static int finish(struct library *library, sqlite3_stmt *statement, struct error *error)
{
    int step = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    int code = step == SQLITE_DONE || step == SQLITE_ROW ? 0 : catalogue_fail(library, error);
    sqlite3_finalize(statement);
    return code;
}

int catalogue_run(struct library *library, struct error *error, const char *sql, ...)
{
    sqlite3_stmt *statement = catalogue_prepare(library, sql, error);
    const char *text;
    va_list list;
    int place = 1;
    if (!statement)
        return catalogue_fail(library, error);
    va_start(list, sql);
    while ((text = va_arg(list, const char *)))
        sqlite3_bind_text(statement, place++, text, -1, SQLITE_STATIC);
    va_end(list);
    return finish(library, statement, error);
}

static int execute(struct library *library, const char *sql, struct error *error)
{
    return sqlite3_exec(library->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : catalogue_fail(library, error);
}

int catalogue_begin(struct library *library, struct error *error)
{
    return execute(library, "BEGIN IMMEDIATE", error);
}

int catalogue_commit(struct library *library, struct error *error)
{
    int code = execute(library, "UPDATE generation SET number = number + 1", error);
    return code ? code : execute(library, "COMMIT", error);
}

void catalogue_rollback(struct library *library)
{
    if (!sqlite3_get_autocommit(library->db))
        sqlite3_exec(library->db, "ROLLBACK", NULL, NULL, NULL);
}

int catalogue_clear(struct library *library, struct error *error)
{
    return execute(library, "DELETE FROM words; DELETE FROM pack; DELETE FROM file", error);
}

static int user_version(struct library *library, int *version, struct error *error)
{
    sqlite3_stmt *statement = catalogue_prepare(library, "PRAGMA user_version", error);
    if (!statement)
        return catalogue_fail(library, error);
    int code = sqlite3_step(statement) == SQLITE_ROW ? 0 : catalogue_fail(library, error);
    if (!code)
        *version = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return code;
}

/* Takes out whatever another version put there. In place, not by a new file: readers have it open. */
static int drop_all(struct library *library, struct error *error)
{
    for (;;) {
        sqlite3_stmt *statement = catalogue_prepare(library,
            "SELECT type, name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            " ORDER BY sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 1", error); /* a virtual table takes its own tables with it */
        if (!statement)
            return catalogue_fail(library, error);
        char sql[300] = "";
        if (sqlite3_step(statement) == SQLITE_ROW)
            sqlite3_snprintf(sizeof sql, sql, "DROP %s \"%w\"", column_text(statement, 0), column_text(statement, 1));
        sqlite3_finalize(statement);
        if (!*sql)
            return 0;
        int code = execute(library, sql, error);
        if (code)
            return code;
    }
}

static int make(struct library *library, struct error *error)
{
    char sql[40];
    int version = 0;
    int code = catalogue_begin(library, error);
    if (!code)
        code = user_version(library, &version, error); /* another process may have been faster */
    if (!code && version != CATALOGUE_VERSION) {
        snprintf(sql, sizeof sql, "PRAGMA user_version = %d", CATALOGUE_VERSION);
        code = drop_all(library, error);
        if (!code)
            code = execute(library, schema, error);
        if (!code)
            code = execute(library, sql, error);
    }
    if (!code)
        code = catalogue_commit(library, error);
    if (code)
        catalogue_rollback(library);
    return code;
}

static int open_once(struct library *library, const char *path, struct error *error)
{
    bool read_only = library->options.read_only;
    int version = 0, code;
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(path, &library->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return catalogue_fail(library, error);
    sqlite3_busy_timeout(library->db, BUSY_MS);
    /* A journal that is deleted, not a write-ahead log: readers then need no right to write. Nothing is spilled, so that readers wait for the
     * commit alone, not for the whole indexing of a pack. */
    code = execute(library, "PRAGMA foreign_keys = ON; PRAGMA cache_spill = OFF; PRAGMA trusted_schema = OFF", error);
    if (!code && !read_only)
        code = execute(library, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", error);
    if (!code)
        code = user_version(library, &version, error);
    if (!code && version != CATALOGUE_VERSION) {
        if (!read_only)
            return make(library, error);
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_VERSION, N_("the catalogue of packs is of another version; start the keeper, which makes it anew"));
    }
    return code;
}

static void close_db(struct library *library)
{
    sqlite3_close(library->db);
    library->db = NULL;
}

int catalogue_open(struct library *library, struct error *error)
{
    char path[1000], journal[1010];
    struct stat status;
    int code = folder_path(library, CATALOGUE_NAME, path, error);
    if (code)
        return code;
    if (library->options.read_only && stat(path, &status) < 0) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_NOT_FOUND, N_("there is no catalogue of packs; start the keeper, which makes it"));
    }
    code = open_once(library, path, error);
    if (code != ERROR_DAMAGED || library->options.read_only)
        return code;
    close_db(library);                           /* it is a cache: away with it */
    snprintf(journal, sizeof journal, "%s-journal", path);
    unlink(path);
    unlink(journal);
    error_clear(error);
    return open_once(library, path, error);
}

int catalogue_remember(struct library *library, const char *file, int64_t size, int64_t mtime, const char *refused, struct error *error)
{
    sqlite3_stmt *statement = catalogue_prepare(library, "REPLACE INTO file (name, size, mtime, refused) VALUES (?, ?, ?, ?)", error);
    if (!statement)
        return catalogue_fail(library, error);
    sqlite3_bind_text(statement, 1, file, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, size);
    sqlite3_bind_int64(statement, 3, mtime);
    sqlite3_bind_text(statement, 4, refused, -1, SQLITE_STATIC);
    return finish(library, statement, error);
}

int catalogue_forget(struct library *library, const char *file, struct error *error)
{
    int code = catalogue_run(library, error,
        "DELETE FROM words WHERE rowid IN (SELECT page.key FROM page JOIN unit ON unit.key = page.unit JOIN pack ON pack.key = unit.pack"
        " WHERE pack.file = ?)", file, NULL);
    if (!code)
        code = catalogue_run(library, error, "DELETE FROM pack WHERE file = ?", file, NULL);
    return code ? code : catalogue_run(library, error, "DELETE FROM file WHERE name = ?", file, NULL);
}

int catalogue_choose(struct library *library, const char *id, struct error *error)
{
    char name[100], path[1000];
    struct buf pin = BUF_INIT;
    const char *version = "";
    snprintf(name, sizeof name, "%s" PIN_ENDING, id);
    int code = folder_path(library, name, path, error);
    if (code)
        return code;
    if (file_read(path, VERSION_SIZE, &pin, NULL) == 0) {
        size_t length = pin.length;
        const char *text = text_trim(pin.data, &length);
        buf_cut(&pin, (size_t)(text - pin.data) + length);
        version = text;
    }
    code = catalogue_run(library, error,
        "UPDATE pack SET active = (key = (SELECT best.key FROM pack AS best WHERE best.id = pack.id ORDER BY best.version = ?2 DESC, best.rank DESC LIMIT 1))"
        " WHERE id = ?1", id, version, NULL);
    buf_release(&pin);
    return code;
}

/* Pages of one file on their way into the index. */
struct adding {
    struct library *library;
    sqlite3_stmt *page, *words;
    sqlite3_int64 unit;
    const char *language;
    int pages;
};

static int add_page(void *context, int number, const char *title, const char *text, size_t length, struct error *error)
{
    struct adding *adding = context;
    struct buf title_form = BUF_INIT, form = BUF_INIT;
    int code = 0;
    if (++adding->pages > PAGES_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("a lesson has more than %d pages"), PAGES_LIMIT);
    if (!text_search_form(&title_form, title, strlen(title)) || !text_search_form(&form, text, length)) {
        code = error_memory(error);
        goto cleanup;
    }
    sqlite3_bind_int64(adding->page, 1, adding->unit);
    sqlite3_bind_text(adding->page, 2, adding->language, -1, SQLITE_STATIC);
    sqlite3_bind_int(adding->page, 3, number);
    sqlite3_bind_text(adding->page, 4, title, -1, SQLITE_STATIC);
    sqlite3_bind_text64(adding->page, 5, text, length, SQLITE_STATIC, SQLITE_UTF8);
    if (sqlite3_step(adding->page) == SQLITE_DONE) {
        sqlite3_bind_int64(adding->words, 1, sqlite3_last_insert_rowid(adding->library->db));
        sqlite3_bind_text(adding->words, 2, title_form.data, -1, SQLITE_STATIC);
        sqlite3_bind_text64(adding->words, 3, form.data, form.length, SQLITE_STATIC, SQLITE_UTF8);
        if (sqlite3_step(adding->words) != SQLITE_DONE)
            code = catalogue_fail(adding->library, error);
    } else {
        code = catalogue_fail(adding->library, error);
    }
    sqlite3_reset(adding->page);
    sqlite3_reset(adding->words);
    sqlite3_clear_bindings(adding->page);
    sqlite3_clear_bindings(adding->words);
cleanup:
    buf_release(&title_form);
    buf_release(&form);
    return code;
}

static bool shown(enum pack_kind kind)
{
    return kind != PACK_BANK && pack_kind_read(kind);
}

static int index_unit(struct adding *adding, struct pack *pack, const struct manifest_unit *unit, struct error *error)
{
    const struct library_indexer *indexer = adding->library->options.indexer;
    const struct library_page_sink sink = { .page = add_page, .context = adding };
    struct buf bytes = BUF_INIT;
    int code = 0;
    for (size_t i = 0; i < unit->title.count && !code; i++) {
        adding->pages = 0;
        adding->language = unit->title.texts[i].language;
        code = add_page(adding, 0, unit->title.texts[i].text, "", 0, error);
    }
    for (size_t i = 0; i < unit->file_count && !code && indexer; i++) {
        adding->pages = 0;
        adding->language = unit->files[i].language;
        buf_clear(&bytes);
        code = pack_read_file(pack, &unit->files[i], &bytes, error);
        if (code)
            break;
        code = indexer->index(indexer->context, unit->kind, bytes.data, bytes.length, unit->files[i].path, &sink, error);
        /* what cannot be taken apart is not searched; that is no reason to do without the pack */
        if (code == ERROR_SYNTAX || code == ERROR_INVALID || code == ERROR_LIMIT || code == ERROR_ENCODING || code == ERROR_VERSION) {
            error_clear(error);
            code = 0;
        }
    }
    buf_release(&bytes);
    return code;
}

static int add_unit(struct adding *adding, struct pack *pack, sqlite3_int64 pack_key, size_t place, struct error *error)
{
    struct library *library = adding->library;
    const struct manifest_unit *unit = &pack_manifest(pack)->units[place];
    sqlite3_stmt *statement = catalogue_prepare(library, "INSERT INTO unit (pack, place, id, kind, minutes, quiz) VALUES (?, ?, ?, ?, ?, ?)", error);
    if (!statement)
        return catalogue_fail(library, error);
    sqlite3_bind_int64(statement, 1, pack_key);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)place);
    sqlite3_bind_text(statement, 3, unit->id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, unit->kind_word, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 5, unit->minutes);
    sqlite3_bind_text(statement, 6, unit->quiz ? unit->quiz : "", -1, SQLITE_STATIC);
    int code = finish(library, statement, error);
    adding->unit = sqlite3_last_insert_rowid(library->db);
    for (size_t i = 0; i < unit->title.count && !code; i++) {
        statement = catalogue_prepare(library, "INSERT INTO unit_text VALUES (?, ?, ?, ?)", error);
        if (!statement)
            return catalogue_fail(library, error);
        sqlite3_bind_int64(statement, 1, adding->unit);
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)i);
        sqlite3_bind_text(statement, 3, unit->title.texts[i].language, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 4, unit->title.texts[i].text, -1, SQLITE_STATIC);
        code = finish(library, statement, error);
    }
    for (size_t i = 0; i < unit->file_count && !code; i++) {
        statement = catalogue_prepare(library, "INSERT INTO unit_file VALUES (?, ?, ?, ?, ?)", error);
        if (!statement)
            return catalogue_fail(library, error);
        sqlite3_bind_int64(statement, 1, adding->unit);
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)i);
        sqlite3_bind_text(statement, 3, unit->files[i].language, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 4, unit->files[i].path, -1, SQLITE_STATIC);
        sqlite3_bind_blob(statement, 5, unit->files[i].digest.bytes, DIGEST_BYTES, SQLITE_STATIC);
        code = finish(library, statement, error);
    }
    if (!code && shown(unit->kind))
        code = index_unit(adding, pack, unit, error);
    return code;
}

static int add_texts(struct library *library, const struct manifest *manifest, sqlite3_int64 pack_key, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < manifest->title.count && !code; i++) {
        const char *language = manifest->title.texts[i].language;
        sqlite3_stmt *statement = catalogue_prepare(library, "INSERT INTO pack_text VALUES (?, ?, ?, ?, ?)", error);
        if (!statement)
            return catalogue_fail(library, error);
        sqlite3_bind_int64(statement, 1, pack_key);
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)i);
        sqlite3_bind_text(statement, 3, language, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 4, manifest->title.texts[i].text, -1, SQLITE_STATIC);
        sqlite3_bind_text(statement, 5, localized_get(&manifest->summary, language), -1, SQLITE_STATIC);
        code = finish(library, statement, error);
    }
    return code;
}

int catalogue_add(struct library *library, struct pack *pack, const char *file, int64_t size, int64_t mtime, struct error *error)
{
    const struct manifest *manifest = pack_manifest(pack);
    struct adding adding = { .library = library };
    struct buf languages = BUF_INIT;
    int numbers[3] = { 0 };
    sqlite3_stmt *statement = NULL;
    int code = catalogue_forget(library, file, error);
    if (!code)
        code = catalogue_remember(library, file, size, mtime, NULL, error);
    if (code)
        return code;
    for (size_t i = 0; i < manifest->language_count; i++)
        buf_format(&languages, "%s%s", i ? " " : "", manifest->languages[i]);
    statement = catalogue_prepare(library, "INSERT INTO pack (id, version, rank, file, trust, signer, bytes, cluster, minutes, licence, publisher,"
                                  " languages, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", error);
    adding.page = catalogue_prepare(library, "INSERT INTO page (unit, language, number, title, body) VALUES (?, ?, ?, ?, ?)", error);
    adding.words = catalogue_prepare(library, "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)", error);
    if (!statement || !adding.page || !adding.words || buf_failed(&languages)) {
        code = buf_failed(&languages) ? error_memory(error) : catalogue_fail(library, error);
        sqlite3_finalize(statement);
        goto cleanup;
    }
    pack_version_read(manifest->version, numbers);
    sqlite3_bind_text(statement, 1, manifest->id, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, manifest->version, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, numbers[0] * 1000000000000LL + numbers[1] * 1000000LL + numbers[2]);
    sqlite3_bind_text(statement, 4, file, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 5, (int)pack_trust(pack));
    sqlite3_bind_text(statement, 6, pack_signer(pack) ? pack_signer(pack)->name : "", -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 7, (sqlite3_int64)pack_size(pack));
    sqlite3_bind_int(statement, 8, manifest->cluster);
    sqlite3_bind_int(statement, 9, manifest->minutes);
    sqlite3_bind_text(statement, 10, manifest->licence, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 11, manifest->publisher, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 12, languages.data, -1, SQLITE_STATIC);
    sqlite3_bind_blob(statement, 13, pack_hash(pack), SIGNATURE_HASH_BYTES, SQLITE_STATIC);
    code = finish(library, statement, error);
    sqlite3_int64 key = sqlite3_last_insert_rowid(library->db);
    if (!code)
        code = add_texts(library, manifest, key, error);
    for (size_t i = 0; i < manifest->unit_count && !code; i++)
        code = add_unit(&adding, pack, key, i, error);
    if (!code)
        code = catalogue_choose(library, manifest->id, error);
cleanup:
    sqlite3_finalize(adding.page);
    sqlite3_finalize(adding.words);
    buf_release(&languages);
    return code;
}
