#include "collect/items.h"

#include "base/encoding.h"
#include "base/number.h"
#include "collect/store.h"
#include "learning/grade.h"
#include "model/gift.h"
#include "model/lesson.h"
#include "pack/container.h"

enum { SQL_KNOWN, SQL_PACK, SQL_FORGET_ITEMS, SQL_FORGET_OPTIONS, SQL_ITEM, SQL_OPTION, SQL_COUNT_ITEMS, SQL_PACKS, SQL_COUNT };
static const char *const sql[SQL_COUNT] = {
    [SQL_KNOWN] = "SELECT digest FROM pack WHERE id = ?1 AND version = ?2",
    [SQL_PACK] = "INSERT INTO pack VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET digest = excluded.digest, title = excluded.title, added = excluded.added",
    [SQL_FORGET_ITEMS] = "DELETE FROM item_text WHERE pack = ?1 AND version = ?2",
    [SQL_FORGET_OPTIONS] = "DELETE FROM option_text WHERE pack = ?1 AND version = ?2",
    [SQL_ITEM] = "INSERT OR IGNORE INTO item_text VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    [SQL_OPTION] = "INSERT INTO option_text VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_COUNT_ITEMS] = "SELECT count(DISTINCT item) FROM item_text WHERE pack = ?1 AND version = ?2",
    [SQL_PACKS] =
        "SELECT p.id, p.version, p.title, (SELECT group_concat(language, ' ') FROM (SELECT DISTINCT language FROM item_text t WHERE t.pack = p.id"
        " AND t.version = p.version AND t.language <> '' ORDER BY language)), (SELECT count(DISTINCT item) FROM item_text t WHERE t.pack = p.id"
        " AND t.version = p.version), p.added FROM pack p ORDER BY p.id, p.version",
};
_Static_assert(SQL_COUNT <= CENTRAL_STATEMENTS, "too many statements");

/* What is being read, and where it goes. */
struct items {
    struct central *central;
    struct pack *pack;
    const struct manifest *manifest;
    const struct manifest_unit *unit;
    const struct manifest_file *file;
    const char *path;                            /* of the pack */
    struct buf text;                             /* scratch */
    struct report *report;
    struct error *error;
};

static sqlite3_stmt *statement_of(struct central *central, int index)
{
    return central_statement(central, CENTRAL_ITEMS, index, sql[index]);
}

/* Of this pack and version. */
static sqlite3_stmt *of_pack(struct items *items, int index)
{
    sqlite3_stmt *statement = statement_of(items->central, index);
    central_bind_text(statement, 1, items->manifest->id);
    central_bind_text(statement, 2, items->manifest->version);
    return statement;
}

/* Binds the scratch text; whether memory sufficed for it. */
static int bind_text(struct items *items, sqlite3_stmt *statement, int index)
{
    if (buf_failed(&items->text))
        return error_memory(items->error);
    sqlite3_bind_text(statement, index, items->text.data, (int)items->text.length, SQLITE_TRANSIENT);
    return 0;
}

/* One option, whose text is the scratch text. fraction NULL: not known. */
static int add_option(struct items *items, const struct question *question, int64_t option, double fraction)
{
    sqlite3_stmt *statement = of_pack(items, SQL_OPTION);
    central_bind_text(statement, 3, question->id);
    central_bind_text(statement, 4, items->file->language);
    sqlite3_bind_int64(statement, 5, option);
    int code = bind_text(items, statement, 6);
    sqlite3_bind_double(statement, 7, fraction);
    return code ? code : central_run(items->central, statement, items->error);
}

/* Options, or answers that are accepted. */
static int add_answers(struct items *items, const struct question *question)
{
    int code = 0;
    for (size_t i = 0; i < question->answer_count && !code; i++) {
        const struct answer *answer = &question->answers[i];
        buf_clear(&items->text);
        markup_plain(&items->text, answer->text.text, answer->text.format);
        if (question->type == QUESTION_NUMERICAL && !answer->any && answer->tolerance > 0) {
            char number[NUMBER_SIZE];
            buf_format(&items->text, " (± %s)", number_text(number, answer->tolerance));
        }
        code = add_option(items, question, (int64_t)i, answer->fraction);
    }
    return code;
}

/* "1" is true: as responses have it. */
static int add_true_false(struct items *items, const struct question *question)
{
    int code = 0;
    for (int i = 0; i < 2 && !code; i++) {
        buf_clear(&items->text);
        buf_text(&items->text, i ? "true" : "false");
        code = add_option(items, question, i, question->correct == (i == 1));
    }
    return code;
}

static int add_pairs(struct items *items, const struct question *question)
{
    size_t stems = 0;
    int code = 0;
    for (size_t i = 0; i < question->pair_count; i++)
        stems += question->pairs[i].stem.text[0] != 0;
    for (size_t i = 0; i < question->pair_count && !code; i++) {
        const struct pair *pair = &question->pairs[i];
        buf_clear(&items->text);
        markup_plain(&items->text, pair->stem.text, pair->stem.format);
        buf_text(&items->text, items->text.length ? " → " : "→ ");
        markup_plain(&items->text, pair->answer, TEXT_PLAIN);
        code = add_option(items, question, (int64_t)i, pair->stem.text[0] ? 1.0 / (double)stems : 0);
    }
    return code;
}

static int add_question(struct items *items, const struct question *question)
{
    if (!question->id[0])                        /* no answer can name it */
        return 0;
    sqlite3_stmt *statement = of_pack(items, SQL_ITEM);
    central_bind_text(statement, 3, question->id);
    central_bind_text(statement, 4, items->file->language);
    central_bind_text(statement, 5, items->unit->id);
    central_bind_text(statement, 6, question_type_name(question->type));
    buf_clear(&items->text);
    markup_plain(&items->text, question->stem.text, question->stem.format);
    int code = bind_text(items, statement, 7);
    buf_clear(&items->text);
    if (!code && grade_solution(&items->text, question))
        code = bind_text(items, statement, 8);
    if (!code && buf_failed(&items->text))
        code = error_memory(items->error);
    if (!code)
        code = central_run(items->central, statement, items->error);
    if (code)
        return code;
    if (sqlite3_changes(items->central->db) == 0) {
        struct error error = { 0 };
        error_at(&error, items->path, 0, 0);
        error_in(&error, items->file->path);
        error_set(&error, ERROR_EXISTS, N_("the question %s is in this pack twice; the first one is taken"), question->id);
        report_warn(items->report, &error);
        return 0;
    }
    switch (question->type) {
    case QUESTION_MULTICHOICE:
    case QUESTION_SHORTANSWER:
    case QUESTION_NUMERICAL:
        return add_answers(items, question);
    case QUESTION_TRUEFALSE:
        return add_true_false(items, question);
    case QUESTION_MATCH:
        return add_pairs(items, question);
    case QUESTION_ESSAY:
    case QUESTION_DESCRIPTION:
    case QUESTION_TYPE_COUNT:
        break;
    }
    return 0;
}

static int add_bank(struct items *items, struct arena *arena, const struct buf *text)
{
    struct bank bank;
    int code = bank_parse(arena, text->data, text->length, items->file->path, items->report, &bank);
    if (code)
        return code == ERROR_MEMORY ? error_memory(items->error) : 0; /* the report says what is wrong */
    for (size_t i = 0; i < bank.count && !code; i++)
        code = add_question(items, &bank.questions[i]);
    return code;
}

static int add_lesson(struct items *items, struct arena *arena, const struct buf *text)
{
    struct lesson *lesson;
    int code = lesson_parse(arena, text->data, text->length, items->file->path, NULL, items->report, &lesson);
    if (code)
        return code == ERROR_MEMORY ? error_memory(items->error) : 0;
    for (size_t i = 0; i < lesson->question_count && !code; i++)
        code = add_question(items, lesson->questions[i]);
    return code;
}

static int add_file(struct items *items)
{
    struct buf raw = BUF_INIT, text = BUF_INIT;
    struct arena arena;
    enum encoding encoding;
    arena_init(&arena, NULL, 0);
    int code = pack_read_file(items->pack, items->file, &raw, items->error);
    if (!code) {
        code = encoding_decode(&text, raw.data, raw.length, &encoding, items->error);
        if (code && code != ERROR_MEMORY) {
            error_at(items->error, items->file->path, items->error->line, items->error->column);
            report_add(items->report, items->error);
            error_clear(items->error);
            code = 0;
        } else if (!code && buf_failed(&text)) {
            code = error_memory(items->error);
        } else if (!code) {
            code = items->unit->kind == PACK_BANK ? add_bank(items, &arena, &text) : add_lesson(items, &arena, &text);
        }
    }
    arena_release(&arena);
    buf_release(&text);
    buf_release(&raw);
    return code;
}

/* Whether this very pack, or another of its id and version, is there. */
static int look(struct items *items, const char *digest, bool *same, bool *other)
{
    sqlite3_stmt *statement = of_pack(items, SQL_KNOWN);
    int row = central_step(items->central, statement, items->error);
    if (row <= 0)
        return row;
    *same = strcmp((const char *)sqlite3_column_text(statement, 0), digest) == 0;
    *other = !*same;
    sqlite3_reset(statement);
    return 0;
}

static int write_pack(struct items *items, const char *digest, bool other)
{
    int code = 0;
    if (other) {
        struct error error = { 0 };
        error_at(&error, items->path, 0, 0);
        error_set(&error, ERROR_EXISTS, N_("another pack of the name %s %s was there; its texts are replaced"), items->manifest->id, items->manifest->version);
        report_warn(items->report, &error);
    }
    for (int i = SQL_FORGET_ITEMS; i <= SQL_FORGET_OPTIONS && !code; i++)
        code = central_run(items->central, of_pack(items, i), items->error);
    sqlite3_stmt *statement = of_pack(items, SQL_PACK);
    central_bind_text(statement, 3, digest);
    central_bind_text(statement, 4, localized_get(&items->manifest->title, items->manifest->languages[0]));
    sqlite3_bind_int64(statement, 5, clock_wall(items->central->clock));
    if (!code)
        code = central_run(items->central, statement, items->error);
    for (size_t i = 0; i < items->manifest->unit_count && !code; i++) {
        items->unit = &items->manifest->units[i];
        for (size_t j = 0; j < items->unit->file_count && !code && (items->unit->kind == PACK_BANK || items->unit->kind == PACK_LESSON); j++) {
            items->file = &items->unit->files[j];
            code = add_file(items);
        }
    }
    return code;
}

static int count_items(struct items *items, int64_t *count)
{
    sqlite3_stmt *statement = of_pack(items, SQL_COUNT_ITEMS);
    int row = central_step(items->central, statement, items->error);
    if (row < 0)
        return row;
    *count = row ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    return 0;
}

int items_add(struct central *central, const char *path, const char *keys, struct arena *arena, struct items_added *added, struct report *report,
              struct error *error)
{
    struct items items = { .central = central, .path = path, .text = BUF_INIT, .report = report, .error = error };
    struct items_added result = { 0 };
    struct keyring keyring = { 0 };
    char digest[2 * SIGNATURE_HASH_BYTES + 1];
    bool other = false;
    int code = keys ? keyring_add_folder(&keyring, keys, error) : 0;
    if (!code)
        code = pack_open(path, &keyring, keys ? 0 : PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY, NULL, &items.pack, error);
    if (code)
        goto cleanup;
    items.manifest = pack_manifest(items.pack);
    hex_from(digest, pack_hash(items.pack), SIGNATURE_HASH_BYTES);
    code = look(&items, digest, &result.known, &other);
    if (!code && !result.known) {
        code = central_enter(central, error);
        if (!code)
            code = central_leave(central, write_pack(&items, digest, other), error);
    }
    if (!code)
        code = count_items(&items, &result.items);
    if (!code) {
        result.id = arena_text(arena, items.manifest->id);
        result.version = arena_text(arena, items.manifest->version);
        code = arena_failed(arena) ? error_memory(error) : 0;
    }
    if (!code)
        *added = result;
cleanup:
    pack_close(items.pack);
    keyring_release(&keyring);
    buf_release(&items.text);
    return code;
}

int items_packs(struct central *central, struct arena *arena, struct items_pack **rows, size_t *count, struct error *error)
{
    sqlite3_stmt *statement = statement_of(central, SQL_PACKS);
    struct items_pack *list = arena_alloc(arena, sizeof *list);
    size_t n = 0, capacity = 0;
    int row = 0;
    while (list && (row = central_step(central, statement, error)) > 0) {
        if (n == capacity)
            list = arena_grow(arena, list, n, &capacity, sizeof *list);
        if (!list)
            break;
        list[n++] = (struct items_pack){
            .id = central_arena_text(arena, statement, 0), .version = central_arena_text(arena, statement, 1),
            .title = central_arena_text(arena, statement, 2), .languages = central_arena_text(arena, statement, 3),
            .items = sqlite3_column_int64(statement, 4), .added = sqlite3_column_int64(statement, 5),
        };
    }
    if (statement)
        sqlite3_reset(statement);
    if (arena_failed(arena))
        return error_memory(error);
    if (row < 0)
        return row;
    *rows = list;
    *count = n;
    return 0;
}
