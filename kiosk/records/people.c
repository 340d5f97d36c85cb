#include "records/people.h"

#include "base/text.h"
#include "records/flat.h"
#include "records/log.h"
#include "records/store.h"

#define PROFILE_COLUMNS "sex, born, sector, registered, workers, place, disability"
#define COLUMNS                                                                                                                         \
    "id, version, changed, number, name, language, role, " PROFILE_COLUMNS ", extras, follow_up, surveys, government, provisional, merged_into, contact,"   \
    " retired"
#define MERGE_DEPTH 8
_Static_assert(PROFILE_COUNT == 7, "the columns of the profile are those of PROFILE_FIELDS");

/* A person and whoever was merged into them. */
#define WITH_MERGED \
    "WITH RECURSIVE gone(id) AS (SELECT ?1 UNION SELECT p.id FROM gone g CROSS JOIN person p ON p.merged_into = g.id) SELECT id FROM gone"

enum {
    SQL_INSERT, SQL_UPDATE, SQL_KEEP, SQL_GET, SQL_BY_NUMBER, SQL_SERIAL, SQL_SERIAL_SET, SQL_SERIALS_PASS, SQL_SERIAL_PASS, SQL_PIN, SQL_PIN_SET,
    SQL_PIN_CLEAR, SQL_PAST, SQL_NUMBERS, SQL_MERGED, SQL_NUMBER_TAKEN, SQL_COUNT_PEOPLE, SQL_ROLE, SQL_FORGET_PAST, SQL_FORGET, SQL_FORGET_DRAFTS,
    SQL_FORGET_TRIES, SQL_COUNT
};
static const char *const sql[] = {
    [SQL_INSERT] =
        "INSERT INTO person(" COLUMNS ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
    [SQL_UPDATE] =
        "UPDATE person SET version = ?2, changed = ?3, number = ?4, name = ?5, language = ?6, role = ?7, sex = ?8, born = ?9, sector = ?10,"
        " registered = ?11, workers = ?12, place = ?13, disability = ?14, extras = ?15, follow_up = ?16, surveys = ?17, government = ?18,"
        " provisional = ?19, merged_into = ?20, contact = ?21, retired = ?22 WHERE id = ?1",
    [SQL_KEEP] = "INSERT INTO person_past(" COLUMNS ") SELECT " COLUMNS " FROM person WHERE id = ?1",
    [SQL_GET] = "SELECT " COLUMNS ", EXISTS(SELECT 1 FROM pin WHERE person = id) FROM person WHERE id = ?1",
    [SQL_PAST] = "SELECT " COLUMNS ", 0 FROM person_past WHERE id = ?1 AND version = ?2",
    [SQL_NUMBERS] = "SELECT number FROM person WHERE id IN (" WITH_MERGED ") AND id <> ?1 ORDER BY number",
    [SQL_BY_NUMBER] = "SELECT id FROM person WHERE number = ?1",
    [SQL_SERIAL] = "SELECT value FROM meta WHERE name = ?1",
    [SQL_SERIAL_SET] = "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
    [SQL_SERIALS_PASS] = "UPDATE meta SET value = value + ?2 WHERE name GLOB 'serial-*' AND name <> ?1",
    [SQL_SERIAL_PASS] = "INSERT INTO meta VALUES(?1, ?2) ON CONFLICT DO UPDATE SET value = value + excluded.value",
    [SQL_PIN] = "SELECT hash FROM pin WHERE person = ?1",
    [SQL_PIN_SET] = "INSERT INTO pin VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET hash = excluded.hash, changed = excluded.changed",
    [SQL_PIN_CLEAR] = "DELETE FROM pin WHERE person = ?1",
    [SQL_MERGED] = "UPDATE person SET version = version + 1, changed = ?3, merged_into = ?2 WHERE id = ?1",
    [SQL_NUMBER_TAKEN] = "SELECT 1 FROM person WHERE number = ?1 AND id IS NOT ?2",
    [SQL_COUNT_PEOPLE] = "SELECT count(*) FROM person WHERE merged_into IS NULL",
    [SQL_ROLE] = "SELECT 1 FROM person WHERE role = ?1 AND role > 0 AND merged_into IS NULL AND NOT retired AND id IS NOT ?2 LIMIT 1",
    [SQL_FORGET_PAST] = "DELETE FROM person_past WHERE id IN (" WITH_MERGED ")",
    [SQL_FORGET] = "DELETE FROM person WHERE id IN (" WITH_MERGED ")",
    [SQL_FORGET_DRAFTS] = "DELETE FROM working WHERE scope = 'draft/' || ?1",
    [SQL_FORGET_TRIES] = "DELETE FROM working WHERE scope = 'pin' AND key = ?1",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

static const struct {
    const char *name, *codes;
} profile[PROFILE_COUNT] = {
#define P(NAME, field, field_codes) [PROFILE_##NAME] = { #field, field_codes },
    PROFILE_FIELDS(P)
#undef P
};

const char *profile_name(enum profile_field field) { return profile[field].name; }
const char *profile_codes(enum profile_field field) { return profile[field].codes; }

bool profile_valid(enum profile_field field, const char *code)
{
    if (!code)
        return true;
    size_t length = strlen(code);
    for (const char *at = profile[field].codes; length && *at;) {
        size_t word = strcspn(at, " ");
        if (word == length && memcmp(at, code, length) == 0)
            return true;
        at += word + (at[word] == ' ');
    }
    return false;
}

const char *person_role_name(enum person_role role)
{
    static const char names[][12] = { "learner", "facilitator", "manager" };
    return names[role];
}

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_PEOPLE, index, sql[index], error);
}

static sqlite3_stmt *by_id(struct records *records, int index, const char *id, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, id);
    return statement;
}

/* What a person may be. */

static bool printable(const char *text, size_t limit)
{
    size_t length = strlen(text);
    if (length > limit || !text_valid(text, length))
        return false;
    for (size_t at = 0, size; at < length; at += size)
        if (!text_printable(text_next(text + at, length - at, &size)))
            return false;
    return true;
}

static int check_person(const struct person *person, struct error *error)
{
    size_t name = person->name ? strlen(person->name) : 0;
    if (name) {
        const char *trimmed = text_trim(person->name, &name);
        if (name != strlen(person->name) || trimmed != person->name)
            return error_set(error, ERROR_INVALID, N_("a name does not begin or end with a blank"));
    }
    if (!name || !printable(person->name, PERSON_NAME_LIMIT))
        return error_set(error, ERROR_INVALID, N_("a name has 1 to %d bytes that can be shown"), PERSON_NAME_LIMIT);
    if (person->number && !learner_number_valid(person->number))
        return error_set(error, ERROR_INVALID, N_("%s is not a learner number: a digit is wrong or missing"), person->number);
    if (person->language && (!person->language[0] || !printable(person->language, 35)))
        return error_set(error, ERROR_INVALID, N_("%s is not a language"), person->language);
    if (person->contact && (!person->contact[0] || !printable(person->contact, PERSON_CONTACT_LIMIT)))
        return error_set(error, ERROR_INVALID, N_("where a person is reached has 1 to %d bytes that can be shown"), PERSON_CONTACT_LIMIT);
    if ((unsigned)person->role > ROLE_MANAGER)
        return error_set(error, ERROR_INVALID, N_("there is no role %d"), (int)person->role);
    for (int i = 0; i < PROFILE_COUNT; i++)
        if (!profile_valid((enum profile_field)i, person->profile[i]))
            return error_set(error, ERROR_INVALID, N_("%s is not a code of the profile's field %s"), person->profile[i], profile[i].name);
    if (person->extras_count > PERSON_EXTRAS_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("there are %zu answers to the centre's questions; there may be %d"), person->extras_count,
                         PERSON_EXTRAS_LIMIT);
    for (size_t i = 0; i < person->extras_count; i++) {
        const struct person_extra *extra = &person->extras[i];
        if (!extra->question || !name_valid(extra->question) || (i && strcmp(extra->question, person->extras[i - 1].question) <= 0))
            return error_set(error, ERROR_INVALID, N_("the centre's questions must have ids, in ascending order, each once"));
        if (!extra->value || strlen(extra->value) > PERSON_VALUE_LIMIT || !text_valid(extra->value, strlen(extra->value)))
            return error_set(error, ERROR_INVALID, N_("the answer to %s is missing, too long or not UTF-8"), extra->question);
    }
    if (person->id && !store_uuid_valid(person->id))
        return error_set(error, ERROR_INVALID, N_("the person's id is no UUID"));
    return 0;
}

static void write_extras(struct buf *out, const struct person *person)
{
    flat_open(out);
    for (size_t i = 0; i < person->extras_count; i++)
        flat_text(out, person->extras[i].question, person->extras[i].value);
    flat_close(out);
}

struct extras {
    struct person_extra *list;
    size_t count;
};

static bool take_extra(void *context, const struct flat_value *value)
{
    struct extras *extras = context;
    if (!value->text || extras->count == PERSON_EXTRAS_LIMIT)
        return false;
    extras->list[extras->count++] = (struct person_extra){ value->name, value->text };
    return true;
}

static int read_extras(struct person *person, const char *json, struct arena *arena, struct error *error)
{
    struct extras extras = { arena_array(arena, PERSON_EXTRAS_LIMIT, sizeof *extras.list), 0 };
    if (!extras.list)
        return error_memory(error);
    if (!flat_read(json, strlen(json), arena, take_extra, &extras))
        return arena_failed(arena) ? error_memory(error)
                                   : error_set(error, ERROR_DAMAGED, N_("the answers of a person to the centre's questions are damaged"));
    person->extras = extras.list;
    person->extras_count = extras.count;
    return 0;
}

/* Rows. */

static int read_row(sqlite3_stmt *statement, struct arena *arena, struct person *out, struct error *error)
{
    struct person person = {
        .id = store_arena_uuid(arena, statement, 0),
        .version = sqlite3_column_int64(statement, 1),
        .changed = sqlite3_column_int64(statement, 2),
        .number = store_arena_text(arena, statement, 3),
        .name = store_arena_text(arena, statement, 4),
        .language = store_arena_text(arena, statement, 5),
        .role = (enum person_role)sqlite3_column_int(statement, 6),
        .follow_up = sqlite3_column_int(statement, 15),
        .surveys = sqlite3_column_int(statement, 16),
        .government = sqlite3_column_int(statement, 17),
        .provisional = sqlite3_column_int(statement, 18),
        .merged_into = store_arena_uuid(arena, statement, 19),
        .contact = store_arena_text(arena, statement, 20),
        .retired = sqlite3_column_int(statement, 21),
        .has_pin = sqlite3_column_int(statement, 22),
    };
    for (int i = 0; i < PROFILE_COUNT; i++)
        person.profile[i] = store_arena_text(arena, statement, 7 + i);
    const char *extras = store_arena_text(arena, statement, 14);
    if (arena_failed(arena))
        return error_memory(error);
    if (!person.id || !person.name || !person.number || !extras || (unsigned)person.role > ROLE_MANAGER)
        return error_set(error, ERROR_DAMAGED, N_("the row of a person is damaged"));
    int code = read_extras(&person, extras, arena, error);
    if (!code)
        *out = person;
    return code;
}

static int write_row(struct records *records, int index, const struct person *person, struct error *error)
{
    struct buf extras;
    buf_init(&extras, records->allocator);
    write_extras(&extras, person);
    if (buf_failed(&extras)) {
        buf_release(&extras);
        return error_memory(error);
    }
    sqlite3_stmt *statement = by_id(records, index, person->id, error);
    sqlite3_bind_int64(statement, 2, person->version);
    sqlite3_bind_int64(statement, 3, person->changed);
    store_bind_text(statement, 4, person->number);
    store_bind_text(statement, 5, person->name);
    store_bind_text(statement, 6, person->language);
    sqlite3_bind_int(statement, 7, (int)person->role);
    for (int i = 0; i < PROFILE_COUNT; i++)
        store_bind_text(statement, 8 + i, person->profile[i]);
    store_bind_text(statement, 15, extras.data);
    sqlite3_bind_int(statement, 16, person->follow_up);
    sqlite3_bind_int(statement, 17, person->surveys);
    sqlite3_bind_int(statement, 18, person->government);
    sqlite3_bind_int(statement, 19, person->provisional);
    store_bind_uuid(statement, 20, person->merged_into);
    store_bind_text(statement, 21, person->contact);
    sqlite3_bind_int(statement, 22, person->retired);
    int code = store_run(records, statement, error);
    buf_release(&extras);
    return code;
}

static int number_taken(struct records *records, const char *number, const char *but, bool *taken, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_NUMBER_TAKEN, error);
    store_bind_text(statement, 1, number);
    store_bind_uuid(statement, 2, but);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    sqlite3_reset(statement);
    *taken = row > 0;
    return 0;
}

static int next_number(struct records *records, char number[LEARNER_NUMBER_SIZE], struct error *error)
{
    char name[16];
    bool taken = true;
    snprintf(name, sizeof name, "serial-%02d", records->terminal % 100);
    sqlite3_stmt *statement = statement_of(records, SQL_SERIAL, error);
    store_bind_text(statement, 1, name);
    int code = store_step(records, statement, error);
    if (code < 0)
        return code;
    int64_t serial = code ? sqlite3_column_int64(statement, 0) : 0;
    sqlite3_reset(statement);
    code = 0;
    while (!code && taken)                       /* one may have come from elsewhere, with a list or a provisional card */
        code = number_taken(records, learner_number_make(number, records->terminal, ++serial), NULL, &taken, error);
    if (code)
        return code;
    statement = statement_of(records, SQL_SERIAL_SET, error);
    store_bind_text(statement, 1, name);
    sqlite3_bind_int64(statement, 2, serial);
    return store_run(records, statement, error);
}

int people_pass_numbers(struct records *records, int64_t count, struct error *error)
{
    char name[16];
    snprintf(name, sizeof name, "serial-%02d", records->terminal % 100);
    sqlite3_stmt *statement = statement_of(records, SQL_SERIALS_PASS, error);
    store_bind_text(statement, 1, name);
    sqlite3_bind_int64(statement, 2, count);
    int code = store_run(records, statement, error);
    if (code)
        return code;
    statement = statement_of(records, SQL_SERIAL_PASS, error);
    store_bind_text(statement, 1, name);
    sqlite3_bind_int64(statement, 2, count);
    return store_run(records, statement, error);
}

static int write_pin(struct records *records, const char *id, const char *hash, struct error *error)
{
    if (!hash)
        return store_run(records, by_id(records, SQL_PIN_CLEAR, id, error), error);
    sqlite3_stmt *statement = by_id(records, SQL_PIN_SET, id, error);
    store_bind_text(statement, 2, hash);
    sqlite3_bind_int64(statement, 3, clock_wall(records->clock));
    return store_run(records, statement, error);
}

static int consent_event(struct records *records, const struct person *person, const char *actor, struct error *error)
{
    struct event event = { .kind = EVENT_CONSENT, .actor = actor,
                           .consent = { person->id, person->follow_up, person->surveys, person->government } };
    return records_append(records, &event, 1, error);
}

static int taken_error(const char *number, struct error *error)
{
    return error_set(error, ERROR_EXISTS, N_("the number %s belongs to somebody else"), number);
}

int people_add(struct records *records, const struct person *given, const char *pin_hash, const char *actor, char id[UUID_SIZE],
               char number[LEARNER_NUMBER_SIZE], struct error *error)
{
    struct person person = *given, there;
    char made_id[UUID_SIZE], made_number[LEARNER_NUMBER_SIZE] = "";
    struct arena arena;
    struct error none = { 0 };
    bool taken = false;
    int code = check_person(given, error);
    if (code)
        return code;
    snprintf(made_id, sizeof made_id, "%s", given->id ? given->id : "");
    if (!given->id)
        uuid_make(made_id, records->clock, records->random);
    person.id = made_id;
    person.version = 1;
    person.changed = clock_wall(records->clock);
    person.merged_into = NULL;
    arena_init(&arena, records->allocator, 0);
    code = store_enter(records, error);
    if (code)
        return code;
    if (people_get(records, made_id, &arena, &there, &none) == 0)
        code = error_set(error, ERROR_EXISTS, N_("this person is known already"));
    if (!code && given->number)
        code = number_taken(records, given->number, NULL, &taken, error);
    if (!code && taken)
        code = taken_error(given->number, error);
    if (!code && given->number)
        snprintf(made_number, sizeof made_number, "%s", given->number);
    if (!code && !given->number)
        code = next_number(records, made_number, error);
    person.number = made_number;
    if (!code)
        code = write_row(records, SQL_INSERT, &person, error);
    if (!code)
        code = people_write_names(records, made_id, person.name, error);
    if (!code && pin_hash)
        code = write_pin(records, made_id, pin_hash, error);
    if (!code) {
        struct event event = { .kind = EVENT_PERSON_ADDED, .actor = actor,
                               .person_added = { made_id, person_role_name(person.role), person.provisional } };
        code = records_append(records, &event, 1, error);
    }
    if (!code && (person.follow_up || person.surveys || person.government))
        code = consent_event(records, &person, actor, error);
    code = store_leave(records, code, error);
    arena_release(&arena);
    if (code)
        return code;
    if (id)
        snprintf(id, UUID_SIZE, "%s", made_id);
    if (number)
        snprintf(number, LEARNER_NUMBER_SIZE, "%s", made_number);
    return 0;
}

static bool same_extras(const struct person *a, const struct person *b)
{
    if (a->extras_count != b->extras_count)
        return false;
    for (size_t i = 0; i < a->extras_count; i++)
        if (strcmp(a->extras[i].question, b->extras[i].question) != 0 || strcmp(a->extras[i].value, b->extras[i].value) != 0)
            return false;
    return true;
}

/* The names of what differs, blanks between; values stay out of the log. */
static void list_changes(struct buf *out, const struct person *a, const struct person *b)
{
    if (!text_equal(a->number, b->number))
        buf_text(out, "number ");
    if (!text_equal(a->name, b->name))
        buf_text(out, "name ");
    if (!text_equal(a->language, b->language))
        buf_text(out, "language ");
    if (a->role != b->role)
        buf_text(out, "role ");
    for (int i = 0; i < PROFILE_COUNT; i++)
        if (!text_equal(a->profile[i], b->profile[i]))
            buf_format(out, "%s ", profile[i].name);
    if (!same_extras(a, b))
        buf_text(out, "extras ");
    if (a->provisional != b->provisional)
        buf_text(out, "provisional ");
    if (!text_equal(a->contact, b->contact))
        buf_text(out, "contact ");
    if (a->retired != b->retired)
        buf_text(out, "retired ");
}

int people_change(struct records *records, const struct person *given, const char *actor, struct error *error)
{
    struct person person = *given, before;
    struct arena arena;
    struct buf changes;
    bool taken = false, consents = false;
    int code = check_person(given, error);
    if (code)
        return code;
    arena_init(&arena, records->allocator, 0);
    buf_init(&changes, records->allocator);
    code = store_enter(records, error);
    if (code)
        return code;
    code = people_get(records, given->id, &arena, &before, error);
    if (code)
        goto cleanup;
    if (given->version && given->version != before.version) {
        code = error_set(error, ERROR_BUSY, N_("somebody else has changed this person meanwhile; look again"));
        goto cleanup;
    }
    person.number = given->number ? given->number : before.number;
    person.merged_into = before.merged_into;
    person.version = before.version + 1;
    person.changed = clock_wall(records->clock);
    list_changes(&changes, &before, &person);
    consents = before.follow_up != person.follow_up || before.surveys != person.surveys || before.government != person.government;
    if (buf_failed(&changes))
        code = error_memory(error);
    if (code || (!changes.length && !consents))
        goto cleanup;
    code = number_taken(records, person.number, person.id, &taken, error);
    if (!code && taken)
        code = taken_error(person.number, error);
    if (!code)
        code = store_run(records, by_id(records, SQL_KEEP, person.id, error), error);
    if (!code)
        code = write_row(records, SQL_UPDATE, &person, error);
    if (!code && !text_equal(before.name, person.name) && !person.merged_into)
        code = people_write_names(records, person.id, person.name, error);
    if (!code && changes.length) {
        buf_cut(&changes, changes.length - 1);
        struct event event = { .kind = EVENT_PERSON_CHANGED, .actor = actor, .person_changed = { person.id, person.version, changes.data } };
        code = records_append(records, &event, 1, error);
    }
    if (!code && consents)
        code = consent_event(records, &person, actor, error);
cleanup:
    code = store_leave(records, code, error);
    buf_release(&changes);
    arena_release(&arena);
    return code;
}

/* Whether there is such a person, without reading all of it. */
static int exists(struct records *records, const char *id, struct error *error)
{
    sqlite3_stmt *statement = by_id(records, SQL_GET, id, error);
    int row = store_step(records, statement, error);
    if (row > 0)
        sqlite3_reset(statement);
    return row > 0 ? 0 : row < 0 ? row : error_set(error, ERROR_NOT_FOUND, N_("nobody is known under this id"));
}

int people_set_pin(struct records *records, const char *id, const char *pin_hash_text, bool by_other, const char *actor, struct error *error)
{
    int code = store_enter(records, error);
    if (code)
        return code;
    code = exists(records, id, error);
    if (!code)
        code = write_pin(records, id, pin_hash_text, error);
    if (!code)
        code = pin_succeeded(records, id, error);
    if (!code) {
        struct event event = { .kind = by_other ? EVENT_PIN_RESET : EVENT_PERSON_CHANGED, .actor = actor };
        if (by_other)
            event.pin_reset.person = id;
        else
            event.person_changed = (struct event_person_changed){ .person = id, .fields = "pin" };
        code = records_append(records, &event, 1, error);
    }
    return store_leave(records, code, error);
}

int people_pin(struct records *records, const char *id, char hash[PIN_HASH_SIZE], struct error *error)
{
    sqlite3_stmt *statement = by_id(records, SQL_PIN, id, error);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    snprintf(hash, PIN_HASH_SIZE, "%s", row ? (const char *)sqlite3_column_text(statement, 0) : "");
    if (row)
        sqlite3_reset(statement);
    return 0;
}

int people_merge(struct records *records, const char *id, const char *into, const char *actor, struct error *error)
{
    if (strcmp(id, into) == 0)
        return error_set(error, ERROR_INVALID, N_("a person cannot be merged into themselves"));
    struct arena arena;
    struct person target;
    arena_init(&arena, records->allocator, 0);
    int code = store_enter(records, error);
    if (code)
        return code;
    code = exists(records, id, error);
    if (!code)
        code = people_get(records, into, &arena, &target, error);
    if (!code && target.merged_into)
        code = error_set(error, ERROR_INVALID, N_("the other person was merged themselves; merge into that one"));
    if (!code)
        code = store_run(records, by_id(records, SQL_KEEP, id, error), error);
    if (!code) {
        sqlite3_stmt *statement = by_id(records, SQL_MERGED, id, error);
        store_bind_uuid(statement, 2, into);
        sqlite3_bind_int64(statement, 3, clock_wall(records->clock));
        code = store_run(records, statement, error);
    }
    if (!code)
        code = people_write_names(records, id, "", error);
    if (!code)
        code = write_pin(records, id, NULL, error);
    if (!code) {
        struct event event = { .kind = EVENT_LEARNER_MERGED, .actor = actor, .learner_merged = { id, into } };
        code = records_append(records, &event, 1, error);
    }
    code = store_leave(records, code, error);
    arena_release(&arena);
    return code;
}

int people_forget(struct records *records, const char *id, struct error *error)
{
    int code = store_run(records, by_id(records, SQL_FORGET_PAST, id, error), error);
    if (!code)
        code = store_run(records, by_id(records, SQL_FORGET, id, error), error);
    for (int index = SQL_FORGET_DRAFTS; !code && index <= SQL_FORGET_TRIES; index++) {
        sqlite3_stmt *statement = statement_of(records, index, error);
        store_bind_text(statement, 1, id);
        code = store_run(records, statement, error);
    }
    return code;
}

int people_erase(struct records *records, const char *id, const char *actor, struct error *error)
{
    int code = store_enter(records, error);
    if (code)
        return code;
    code = exists(records, id, error);
    if (!code) {
        struct event event = { .kind = EVENT_ERASED, .actor = actor, .erased.person = id };
        code = records_append(records, &event, 1, error);
    }
    return store_leave(records, code, error);
}

int people_get(struct records *records, const char *id, struct arena *arena, struct person *person, struct error *error)
{
    sqlite3_stmt *statement = by_id(records, SQL_GET, id, error);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("nobody is known under this id"));
    int code = read_row(statement, arena, person, error);
    sqlite3_reset(statement);
    return code;
}

int people_by_number(struct records *records, const char *number, struct arena *arena, struct person *person, struct error *error)
{
    char id[UUID_SIZE];
    sqlite3_stmt *statement = statement_of(records, SQL_BY_NUMBER, error);
    store_bind_text(statement, 1, number);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("nobody here has the number %s"), number);
    store_column_uuid(statement, 0, id);
    sqlite3_reset(statement);
    for (int depth = 0; depth < MERGE_DEPTH; depth++) {
        struct person found;
        int code = people_get(records, id, arena, &found, error);
        if (code)
            return code;
        if (!found.merged_into) {
            *person = found;
            return 0;
        }
        snprintf(id, sizeof id, "%s", found.merged_into);
    }
    return error_set(error, ERROR_DAMAGED, N_("people were merged in a circle"));
}

int people_count(struct records *records, int64_t *count, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_COUNT_PEOPLE, error);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *count = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return 0;
}

int people_has_role(struct records *records, enum person_role role, bool *has, struct error *error)
{
    return people_other_has_role(records, role, NULL, has, error);
}

int people_other_has_role(struct records *records, enum person_role role, const char *but, bool *has, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_ROLE, error);
    sqlite3_bind_int(statement, 1, (int)role);
    store_bind_uuid(statement, 2, but);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *has = row > 0;
    if (row)
        sqlite3_reset(statement);
    return 0;
}

int people_version(struct records *records, const char *id, int64_t version, struct arena *arena, struct person *person, struct error *error)
{
    struct person now;
    int code = people_get(records, id, arena, &now, error);
    if (code)
        return code;
    if (now.version == version) {
        *person = now;
        return 0;
    }
    sqlite3_stmt *statement = by_id(records, SQL_PAST, id, error);
    sqlite3_bind_int64(statement, 2, version);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    if (row == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("how this person was then is not kept"));
    code = read_row(statement, arena, person, error);
    sqlite3_reset(statement);
    return code;
}

int people_numbers(struct records *records, const char *id, struct arena *arena, const char **numbers, struct error *error)
{
    struct buf text;
    buf_init(&text, records->allocator);
    sqlite3_stmt *statement = by_id(records, SQL_NUMBERS, id, error);
    int row;
    while ((row = store_step(records, statement, error)) > 0) {
        if (text.length)
            buf_char(&text, ' ');
        buf_text(&text, (const char *)sqlite3_column_text(statement, 0));
    }
    const char *copy = row < 0 ? NULL : arena_copy(arena, text.data, text.length);
    if (row == 0 && (buf_failed(&text) || !copy))
        row = error_memory(error);
    buf_release(&text);
    if (row)
        return row;
    *numbers = copy;
    return 0;
}
