#include "records/people_manage.h"

#include "base/text.h"
#include "records/store.h"

enum { SQL_HISTORY, SQL_ADDED, SQL_COUNT };
static const char *const sql[] = {
    [SQL_HISTORY] =
        "SELECT h.person, h.kind, h.detail, h.version, h.at, h.boot, h.actor, p.name FROM person_event h LEFT JOIN person p ON p.id = h.actor"
        " WHERE h.person = ?1 OR h.person IN (SELECT alias FROM alias WHERE person = ?1) ORDER BY h.at DESC, h.seq DESC, h.origin LIMIT ?2 OFFSET ?3",
    [SQL_ADDED] = "SELECT at, boot FROM person_event WHERE person = ?1 AND kind = 'person-added'",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_PEOPLE_MANAGE, index, sql[index], error);
}

/* Without a manager nobody could make one. */
static int keep_a_manager(struct records *records, const struct person *person, struct error *error)
{
    bool other;
    if (person->role != ROLE_MANAGER || person->retired)
        return 0;
    int code = people_other_has_role(records, ROLE_MANAGER, person->id, &other, error);
    if (code || other)
        return code;
    return error_set(error, ERROR_REFUSED, N_("%s is the only manager here; make somebody else a manager first"), person->name);
}

/* A person who is there by a row of their own. */
static int get_own(struct records *records, const char *id, struct arena *arena, struct person *person, struct error *error)
{
    int code = people_get(records, id, arena, person, error);
    if (!code && person->merged_into)
        code = error_set(error, ERROR_INVALID, N_("%s was joined with another person; look for that one"), person->name);
    return code;
}

int people_retire(struct records *records, const char *id, bool retired, const char *actor, struct error *error)
{
    struct person person;
    struct arena arena;
    arena_init(&arena, records->allocator, 0);
    int code = get_own(records, id, &arena, &person, error);
    if (!code && retired)
        code = keep_a_manager(records, &person, error);
    if (!code) {
        person.retired = retired;
        code = people_change(records, &person, actor, error);
    }
    arena_release(&arena);
    return code;
}

int people_set_role(struct records *records, const char *id, enum person_role role, const char *actor, struct error *error)
{
    struct person person;
    struct arena arena;
    arena_init(&arena, records->allocator, 0);
    int code = get_own(records, id, &arena, &person, error);
    if (!code && role != ROLE_MANAGER)
        code = keep_a_manager(records, &person, error);
    if (!code) {
        person.role = role;
        code = people_change(records, &person, actor, error);
    }
    arena_release(&arena);
    return code;
}

int people_erase_one(struct records *records, const char *id, const char *actor, struct error *error)
{
    struct person person;
    struct arena arena;
    arena_init(&arena, records->allocator, 0);
    int code = get_own(records, id, &arena, &person, error);
    if (!code)
        code = keep_a_manager(records, &person, error);
    if (!code)
        code = people_erase(records, id, actor, error);
    arena_release(&arena);
    return code;
}

/* Joining. */

/* The next word of take, and where it ends; false at the end. */
static bool next_word(const char **at, size_t *length)
{
    *at += *length;
    *at += strspn(*at, " ");
    *length = strcspn(*at, " ");
    return *length > 0;
}

static bool takes(const char *take, const char *mark, const char *name)
{
    size_t length = 0, marks = strlen(mark), size = strlen(name);
    for (const char *at = take; next_word(&at, &length);)
        if (length == marks + size && memcmp(at, mark, marks) == 0 && memcmp(at + marks, name, size) == 0)
            return true;
    return false;
}

static bool has_extra(const struct person *person, const char *question, size_t length)
{
    for (size_t i = 0; i < person->extras_count; i++)
        if (strlen(person->extras[i].question) == length && memcmp(person->extras[i].question, question, length) == 0)
            return true;
    return false;
}

/* A word that names nothing would silently keep what somebody wanted to give up. */
static int check_take(const char *take, const struct person *from, struct error *error)
{
    static const char *const own[] = { "name", "language", "contact" };
    size_t length = 0;
    for (const char *at = take; next_word(&at, &length);) {
        char word[80];
        bool known = *at == '+' && has_extra(from, at + 1, length - 1);
        snprintf(word, sizeof word, "%.*s", (int)length, at);
        for (size_t i = 0; i < sizeof own / sizeof *own; i++)
            known = known || strcmp(own[i], word) == 0;
        for (int i = 0; i < PROFILE_COUNT; i++)
            known = known || strcmp(profile_name((enum profile_field)i), word) == 0;
        if (!known)
            return error_set(error, ERROR_INVALID, N_("there is no field \"%s\" to be taken over"), word);
    }
    return 0;
}

static const char *choose(const char *take, const char *name, const char *from, const char *into)
{
    return from && (!into || takes(take, "", name)) ? from : into;
}

/* Both lists are in ascending order of question, and so is what comes of them. */
static int join_extras(const char *take, const struct person *from, struct person *into, struct arena *arena, struct error *error)
{
    struct person_extra *both = arena_array(arena, from->extras_count + into->extras_count + 1, sizeof *both);
    size_t a = 0, b = 0, n = 0;
    if (!both)
        return error_memory(error);
    while (a < from->extras_count || b < into->extras_count) {
        int order = a == from->extras_count ? 1 : b == into->extras_count ? -1 : strcmp(from->extras[a].question, into->extras[b].question);
        bool from_it = order < 0 || (order == 0 && takes(take, "+", from->extras[a].question));
        both[n++] = from_it ? from->extras[a] : into->extras[b];
        a += order <= 0;
        b += order >= 0;
    }
    into->extras = both;
    into->extras_count = n;
    return 0;
}

static int join_values(const char *take, const struct person *from, struct person *into, struct arena *arena, struct error *error)
{
    into->name = choose(take, "name", from->name, into->name);
    into->language = choose(take, "language", from->language, into->language);
    into->contact = choose(take, "contact", from->contact, into->contact);
    for (int i = 0; i < PROFILE_COUNT; i++)
        into->profile[i] = choose(take, profile_name((enum profile_field)i), from->profile[i], into->profile[i]);
    into->follow_up = into->follow_up && from->follow_up;
    into->surveys = into->surveys && from->surveys;
    into->government = into->government && from->government;
    into->provisional = into->provisional && from->provisional;
    return join_extras(take, from, into, arena, error);
}

static int may_join(const struct person_join *join, const struct person *from, const struct person *into, struct error *error)
{
    if ((join->version && join->version != from->version) || (join->into_version && join->into_version != into->version))
        return error_set(error, ERROR_BUSY, N_("somebody else has changed this person meanwhile; look again"));
    if (from->role != ROLE_LEARNER)
        return error_set(error, ERROR_REFUSED, N_("%s is staff; only a learner is joined into another person: change the role first"), from->name);
    if (into->retired)
        return error_set(error, ERROR_REFUSED, N_("%s is retired; bring that person back first"), into->name);
    return check_take(join->take, from, error);
}

int people_join(struct records *records, const struct person_join *join, const char *actor, struct error *error)
{
    struct person from, into;
    struct arena arena;
    char hash[PIN_HASH_SIZE] = "";
    if (strcmp(join->id, join->into) == 0)
        return error_set(error, ERROR_INVALID, N_("a person cannot be merged into themselves"));
    int code = store_enter(records, error);
    if (code)
        return code;
    arena_init(&arena, records->allocator, 0);
    code = get_own(records, join->id, &arena, &from, error);
    if (!code)
        code = get_own(records, join->into, &arena, &into, error);
    if (!code)
        code = may_join(join, &from, &into, error);
    if (!code && !into.has_pin)
        code = people_pin(records, from.id, hash, error);
    if (!code)
        code = join_values(join->take, &from, &into, &arena, error);
    if (!code)
        code = people_merge(records, from.id, into.id, actor, error);
    if (!code)
        code = people_change(records, &into, actor, error);
    if (!code && *hash)
        code = people_set_pin(records, into.id, hash, true, actor, error);
    code = store_leave(records, code, error);
    memset(hash, 0, sizeof hash);
    arena_release(&arena);
    return code;
}

int people_history(struct records *records, const char *id, size_t offset, size_t limit, struct arena *arena, struct person_happening **rows,
                   size_t *count, struct error *error)
{
    struct person_happening *list = arena_array(arena, limit + 1, sizeof *list);
    size_t n = 0;
    int row = 0;
    if (!list)
        return error_memory(error);
    sqlite3_stmt *statement = statement_of(records, SQL_HISTORY, error);
    store_bind_uuid(statement, 1, id);
    sqlite3_bind_int64(statement, 2, (int64_t)limit);
    sqlite3_bind_int64(statement, 3, (int64_t)offset);
    while (n < limit && (row = store_step(records, statement, error)) > 0) {
        const char *detail = store_arena_text(arena, statement, 2);
        list[n++] = (struct person_happening){
            .person = store_arena_uuid(arena, statement, 0),
            .kind = store_arena_text(arena, statement, 1),
            .detail = detail ? detail : "",
            .version = sqlite3_column_int64(statement, 3),
            .at = sqlite3_column_int64(statement, 4),
            .boot = store_arena_uuid(arena, statement, 5),
            .actor = store_arena_uuid(arena, statement, 6),
            .actor_name = store_arena_text(arena, statement, 7),
        };
    }
    if (row > 0)
        sqlite3_reset(statement);
    if (row >= 0 && arena_failed(arena))
        return error_memory(error);
    if (row < 0)
        return row;
    *rows = list;
    *count = n;
    return 0;
}

int people_added(struct records *records, const char *id, int64_t *at, char boot[UUID_SIZE], struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ADDED, error);
    store_bind_uuid(statement, 1, id);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *at = row ? sqlite3_column_int64(statement, 0) : 0;
    *boot = 0;
    if (row) {
        store_column_uuid(statement, 1, boot);
        sqlite3_reset(statement);
    }
    return 0;
}
