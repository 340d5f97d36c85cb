#include <sys/stat.h>

#include "library/inside.h"

#include "base/text.h"

#define WORDS_LIMIT 16
#define BEFORE 60                                /* bytes of a snippet before the word that was found, and in all */
#define SNIPPET 180

struct words {
    char *words[WORDS_LIMIT];                    /* folded; in the arena */
    size_t count;
};

static bool part_of_word(char c)
{
    return (unsigned char)c >= 0x80 || ascii_alpha((unsigned char)c) || ascii_digit((unsigned char)c);
}

static int take_words(struct arena *arena, const char *query, struct words *words, struct error *error)
{
    struct buf form = BUF_INIT;
    int code = 0;
    if (!text_search_form(&form, query, strlen(query)))
        code = error_memory(error);
    for (size_t at = 0; !code && at < form.length && words->count < WORDS_LIMIT;) {
        size_t start = at;
        while (at < form.length && part_of_word(form.data[at]))
            at++;
        if (at > start && !(words->words[words->count++] = arena_copy(arena, form.data + start, at - start)))
            code = error_memory(error);
        if (at == start)
            at++;
    }
    buf_release(&form);
    return code;
}

/* Does the word at text begin with one of the words, as search sees it? */
static bool begins(const struct words *words, const char *text, size_t length)
{
    struct buf form = BUF_INIT;
    bool found = false;
    if (text_search_form(&form, text, length))
        for (size_t i = 0; i < words->count && !found; i++)
            found = strncmp(form.data, words->words[i], strlen(words->words[i])) == 0;
    buf_release(&form);
    return found;
}

/* Around the first word that was found; from the beginning where it stands in the title. */
static const char *snippet(struct arena *arena, const struct words *words, const char *body)
{
    size_t length = strlen(body), found = 0;
    for (size_t at = 0; at < length;) {
        size_t start = at;
        while (at < length && part_of_word(body[at]))
            at++;
        if (at > start && begins(words, body + start, at - start)) {
            found = start;
            break;
        }
        if (at == start)
            at++;
    }
    size_t start = found > BEFORE ? found - BEFORE : 0;
    while (start > 0 && start < found && !ascii_space((unsigned char)body[start - 1]))
        start++;
    size_t end = start + SNIPPET < length ? start + SNIPPET : length;
    if (end < length) {
        size_t blank = end;
        while (blank > found + 20 && !ascii_space((unsigned char)body[blank]))
            blank--;
        end = blank > found + 20 ? blank : end;
        while (end > start && ((unsigned char)body[end] & 0xc0) == 0x80)
            end--;
    }
    char *text = arena_format(arena, "%s%.*s%s", start > 0 ? "… " : "", (int)(end - start), body + start, end < length ? " …" : "");
    for (char *at = text; at && *at; at++)
        if (*at == '\n')
            *at = ' ';
    return text;
}

static const char search_sql[] =
    "SELECT pack.id, (SELECT title FROM pack_text WHERE pack = pack.key ORDER BY language = ?1 DESC, language = ?2 DESC, place LIMIT 1), unit.id,"
    " (SELECT title FROM unit_text WHERE unit = unit.key ORDER BY language = ?1 DESC, language = ?2 DESC, place LIMIT 1), page.number, page.body"
    " FROM words JOIN page ON page.key = words.rowid JOIN unit ON unit.key = page.unit JOIN pack ON pack.key = unit.pack"
    " WHERE words MATCH ?3 AND pack.active"
    /* of each unit only what this learner would be shown */
    " AND page.language = CASE WHEN page.number = 0"
    "  THEN (SELECT language FROM unit_text WHERE unit = unit.key ORDER BY language = ?1 DESC, language = ?2 DESC, place LIMIT 1)"
    "  ELSE (SELECT language FROM unit_file WHERE unit = unit.key ORDER BY language = ?1 DESC, language = ?2 DESC, place LIMIT 1) END"
    " ORDER BY bm25(words, 5.0, 1.0), page.key LIMIT ?4";

int library_search(struct library *library, struct arena *arena, const char *query, const char *language, size_t limit,
                   struct library_hit **hits, size_t *count, struct error *error)
{
    struct words words = { .count = 0 };
    struct library_hit *read = NULL;
    struct buf match = BUF_INIT;
    char parent[32];
    size_t found = 0, capacity = 0;
    int step = SQLITE_DONE;
    sqlite3_stmt *statement = NULL;
    int code = take_words(arena, query, &words, error);
    if (code)
        return code;
    for (size_t i = 0; i < words.count; i++)
        buf_format(&match, "%s\"%s\"*", i ? " AND " : "", words.words[i]);
    if (buf_failed(&match)) {
        code = error_memory(error);
        goto cleanup;
    }
    if (words.count == 0)
        goto done;
    if (limit > LIBRARY_HITS_LIMIT)
        limit = LIBRARY_HITS_LIMIT;
    statement = catalogue_prepare(library, search_sql, error);
    if (!statement) {
        code = catalogue_fail(library, error);
        goto cleanup;
    }
    language_parent(language, parent);
    sqlite3_bind_text(statement, 1, language, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, parent, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 3, match.data, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)(2 * limit));
    while (found < limit && !arena_failed(arena) && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *pack = column_text(statement, 0), *unit = column_text(statement, 2), *body = column_text(statement, 5);
        int page = sqlite3_column_int(statement, 4);
        struct library_hit *same = NULL;
        /* a lesson's title is found again on its first page: that is one hit */
        for (size_t i = 0; i < found && page <= 1; i++)
            if (read[i].page <= 1 && strcmp(read[i].pack, pack) == 0 && strcmp(read[i].unit, unit) == 0)
                same = &read[i];
        if (same && page == 1) {
            same->page = 1;
            same->snippet = snippet(arena, &words, body);
        }
        if (same)
            continue;
        read = arena_grow(arena, read, found, &capacity, sizeof *read);
        if (!read)
            break;
        read[found++] = (struct library_hit){
            .pack = arena_text(arena, pack), .pack_title = arena_text(arena, column_text(statement, 1)), .unit = arena_text(arena, unit),
            .unit_title = arena_text(arena, column_text(statement, 3)), .page = page, .snippet = snippet(arena, &words, body),
        };
    }
    if (arena_failed(arena))
        code = error_memory(error);
    else if (step != SQLITE_DONE && step != SQLITE_ROW)
        code = catalogue_fail(library, error);
done:
    if (!code) {
        *hits = read;
        *count = found;
    }
cleanup:
    sqlite3_finalize(statement);
    buf_release(&match);
    return code;
}
