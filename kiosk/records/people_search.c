/* Finding people by name: the part of people.h that is about words. */
#include "records/people.h"

#include "base/text.h"
#include "records/store.h"

#define NAME_WORDS 8                             /* of a name, by which it is found */

enum { SQL_NAMES_CLEAR, SQL_NAME_ADD, SQL_FIND, SQL_FIND_ALL, SQL_SAME, SQL_COUNT };
static const char *const sql[] = {
    [SQL_NAMES_CLEAR] = "DELETE FROM person_name WHERE person = ?1",
    [SQL_NAME_ADD] = "INSERT OR IGNORE INTO person_name(key, person, word) VALUES(?1, ?2, ?3)",
    /* From a place on, within the prefix; of the words of one person that match, the first one counts. */
    [SQL_FIND] =
        "SELECT n.key, p.id, p.number, p.name, p.role, p.provisional, EXISTS(SELECT 1 FROM pin WHERE person = p.id)"
        " FROM person_name n CROSS JOIN person p ON p.id = n.person WHERE (n.key, n.person) > (?1, ?2) AND n.key < ?3"
        " AND NOT EXISTS(SELECT 1 FROM person_name q WHERE q.person = n.person AND q.key >= ?4 AND q.key < n.key) AND p.retired = ?6"
        " ORDER BY n.key, n.person LIMIT ?5",
    [SQL_FIND_ALL] =
        ("SELECT n.key, p.id, p.number, p.name, p.role, p.provisional, EXISTS(SELECT 1 FROM pin WHERE person = p.id)"
        " FROM person_name n CROSS JOIN person p ON p.id = n.person WHERE (n.key, n.person) > (?1, ?2) AND n.key < ?3 AND n.word = 0 AND p.retired = ?6"
        " ORDER BY n.key, n.person LIMIT ?5"),
    [SQL_SAME] =
        ("SELECT p.id, p.name FROM person_name n CROSS JOIN person p ON p.id = n.person WHERE n.key = ?1 AND n.word = 0 AND p.born IS ?2"
         " AND p.merged_into IS NULL ORDER BY p.id"),
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_PEOPLE_SEARCH, index, sql[index], error);
}

/* The name from each of its words on, the words before at the end: "Grace Wanjiku" is found by "gra" and by "wanj". */
int people_write_names(struct records *records, const char *id, const char *name, struct error *error)
{
    struct buf form, key;
    sqlite3_stmt *clear = statement_of(records, SQL_NAMES_CLEAR, error);
    store_bind_uuid(clear, 1, id);
    int code = store_run(records, clear, error);
    buf_init(&form, records->allocator);
    buf_init(&key, records->allocator);
    if (!code && !text_search_form(&form, name, strlen(name)))
        code = error_memory(error);
    size_t at = 0;
    for (int word = 0; !code && form.length && word < NAME_WORDS; word++) {
        buf_clear(&key);
        buf_add(&key, form.data + at, form.length - at);
        if (at) {
            buf_char(&key, ' ');
            buf_add(&key, form.data, at - 1);
        }
        if (buf_failed(&key)) {
            code = error_memory(error);
            break;
        }
        sqlite3_stmt *statement = statement_of(records, SQL_NAME_ADD, error);
        store_bind_text(statement, 1, key.data);
        store_bind_uuid(statement, 2, id);
        sqlite3_bind_int(statement, 3, word);
        code = store_run(records, statement, error);
        const char *blank = memchr(form.data + at, ' ', form.length - at);
        if (!blank || !blank[1])
            break;
        at = (size_t)(blank + 1 - form.data);
    }
    buf_release(&form);
    buf_release(&key);
    return code;
}

/* place is the key, U+001F and the id. */
static const char *make_place(struct arena *arena, sqlite3_stmt *statement)
{
    char id[UUID_SIZE];
    store_column_uuid(statement, 1, id);
    return arena_format(arena, "%s\x1f%s", (const char *)sqlite3_column_text(statement, 0), id);
}

static int find(struct records *records, bool retired, const char *prefix, const char *after, size_t limit, struct arena *arena,
                struct person_found **found, size_t *count, struct error *error)
{
    struct buf form, from, end;
    struct person_found *list = arena_array(arena, limit ? limit : 1, sizeof *list);
    size_t n = 0;
    int code = list ? 0 : error_memory(error);
    buf_init(&form, records->allocator);
    buf_init(&from, records->allocator);
    buf_init(&end, records->allocator);
    if (!code && !text_search_form(&form, prefix, strlen(prefix)))
        code = error_memory(error);
    const char *mark = after ? strchr(after, 0x1f) : NULL;
    if (mark)
        buf_add(&from, after, (size_t)(mark - after));
    else
        buf_add(&from, form.data, form.length);
    buf_add(&end, form.data, form.length);
    buf_char(&end, (char)0xff);                  /* after every byte of UTF-8 */
    if (!code && (buf_failed(&from) || buf_failed(&end)))
        code = error_memory(error);
    if (code)
        goto cleanup;
    sqlite3_stmt *statement = statement_of(records, form.length ? SQL_FIND : SQL_FIND_ALL, error);
    store_bind_text(statement, 1, from.data);
    if (mark)
        store_bind_uuid(statement, 2, mark + 1);
    else
        sqlite3_bind_blob(statement, 2, "", 0, SQLITE_STATIC);
    store_bind_text(statement, 3, end.data);
    if (form.length)
        store_bind_text(statement, 4, form.data);
    sqlite3_bind_int64(statement, 5, (int64_t)limit);
    sqlite3_bind_int(statement, 6, retired);
    while ((code = store_step(records, statement, error)) > 0 && n < limit) {
        list[n++] = (struct person_found){
            .place = make_place(arena, statement),
            .id = store_arena_uuid(arena, statement, 1),
            .number = store_arena_text(arena, statement, 2),
            .name = store_arena_text(arena, statement, 3),
            .role = (enum person_role)sqlite3_column_int(statement, 4),
            .provisional = sqlite3_column_int(statement, 5),
            .has_pin = sqlite3_column_int(statement, 6),
        };
    }
    if (code > 0) {
        sqlite3_reset(statement);
        code = 0;
    }
    if (!code && arena_failed(arena))
        code = error_memory(error);
    if (!code) {
        *found = list;
        *count = n;
    }
cleanup:
    buf_release(&form);
    buf_release(&from);
    buf_release(&end);
    return code;
}

int people_find(struct records *records, const char *prefix, const char *after, size_t limit, struct arena *arena, struct person_found **found,
                size_t *count, struct error *error)
{
    return find(records, false, prefix, after, limit, arena, found, count, error);
}

int people_find_retired(struct records *records, const char *prefix, const char *after, size_t limit, struct arena *arena,
                        struct person_found **found, size_t *count, struct error *error)
{
    return find(records, true, prefix, after, limit, arena, found, count, error);
}

/* Of those whose names are alike without accents, the one whose name is the same with them. */
int people_same(struct records *records, const char *name, const char *born, struct arena *arena, struct person *person, struct error *error)
{
    struct buf form, folded, other;
    const char *id = NULL;
    int code = 0, row = 0;
    buf_init(&form, records->allocator);
    buf_init(&folded, records->allocator);
    buf_init(&other, records->allocator);
    if (!text_search_form(&form, name, strlen(name)) || !text_fold(&folded, name, strlen(name))) {
        code = error_memory(error);
        goto cleanup;
    }
    sqlite3_stmt *statement = statement_of(records, SQL_SAME, error);
    store_bind_text(statement, 1, form.data);
    store_bind_text(statement, 2, born);
    while (!code && !id && (row = store_step(records, statement, error)) > 0) {
        const char *stored = (const char *)sqlite3_column_text(statement, 1);
        buf_clear(&other);
        if (!stored || !text_fold(&other, stored, strlen(stored)))
            code = error_memory(error);
        else if (strcmp(folded.data, other.data) == 0 && !(id = store_arena_uuid(arena, statement, 0)))
            code = error_memory(error);
    }
    if (statement)
        sqlite3_reset(statement);
    if (!code && row < 0)
        code = row;
    if (!code)
        code = id ? people_get(records, id, arena, person, error) : error_set(error, ERROR_NOT_FOUND, N_("nobody is called so"));
cleanup:
    buf_release(&form);
    buf_release(&folded);
    buf_release(&other);
    return code;
}
