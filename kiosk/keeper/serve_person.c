/* Requests of staff about one person: all that is known of them, editing, roles, joining two rows, retiring, erasing. */
#include "keeper/serve.h"

#include "base/text.h"
#include "records/people_manage.h"
#include "records/queries.h"

#define HAPPENINGS 40                            /* read at once; each has a row a field */

static bool is_manager(const struct seat *seat)
{
    return seat->command || (*seat->person && seat->role == ROLE_MANAGER);
}

/* A person whom this seat may look after: staff is a manager's. */
static int look_after(struct service *service, const struct seat *seat, const char *id, struct arena *arena, struct person *person, struct error *error)
{
    int code = people_get(service->records, id, arena, person, error);
    if (!code && person->role != ROLE_LEARNER && !is_manager(seat) && strcmp(person->id, seat->person) != 0)
        code = error_set(error, ERROR_REFUSED, N_("only a manager looks after staff"));
    return code;
}

int profile_values(const struct person *person, struct arena *arena, const struct keeper_value **values, size_t *count, struct error *error)
{
    struct keeper_value *list = arena_array(arena, PROFILE_COUNT + person->extras_count, sizeof *list);
    size_t n = 0;
    if (!list)
        return error_memory(error);
    for (int field = 0; field < PROFILE_COUNT; field++)
        if (person->profile[field])
            list[n++] = (struct keeper_value){ profile_name((enum profile_field)field), person->profile[field] };
    for (size_t i = 0; i < person->extras_count; i++)
        list[n++] = (struct keeper_value){ person->extras[i].question, person->extras[i].value };
    *values = list;
    *count = n;
    return 0;
}

int serve_person(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_whole *answer,
                 struct error *error)
{
    struct person person;
    struct kept kept;
    int64_t added;
    char boot[UUID_SIZE];
    int code = look_after(service, seat, ask->text, arena, &person, error);
    if (!code)
        code = query_kept(service->records, person.id, &kept, error);
    if (!code)
        code = people_numbers(service->records, person.id, arena, &answer->numbers, error);
    if (!code)
        code = people_added(service->records, person.id, &added, boot, error);
    if (!code)
        code = profile_values(&person, arena, &answer->values, &answer->value_count, error);
    if (code)
        return code;
    answer->id = person.id;
    answer->number = person.number;
    answer->name = person.name;
    answer->language = person.language;
    answer->contact = person.contact;
    answer->role = (int)person.role;
    answer->provisional = person.provisional;
    answer->has_pin = person.has_pin;
    answer->retired = person.retired;
    answer->follow_up = person.follow_up;
    answer->surveys = person.surveys;
    answer->government = person.government;
    answer->version = person.version;
    answer->added = sure_time(service, boot, added);
    answer->first = kept.first;
    answer->last = kept.last;
    answer->attempts = kept.attempts;
    answer->answers = kept.answers;
    answer->texts = kept.texts;
    answer->lessons = kept.lessons;
    answer->seconds = kept.seconds;
    return 0;
}

/* The value of a field by its name in the log. "extras" are several: only that they changed is told. */
static const char *value_of(const struct person *person, const char *field)
{
    const char *value = "";
    if (strcmp(field, "name") == 0)
        value = person->name;
    else if (strcmp(field, "number") == 0)
        value = person->number;
    else if (strcmp(field, "language") == 0)
        value = person->language;
    else if (strcmp(field, "contact") == 0)
        value = person->contact;
    else if (strcmp(field, "role") == 0)
        value = person_role_name(person->role);
    else if (strcmp(field, "retired") == 0)
        value = person->retired ? "yes" : "no";
    for (int i = 0; i < PROFILE_COUNT; i++)
        if (strcmp(field, profile_name((enum profile_field)i)) == 0)
            value = person->profile[i];
    return value ? value : "";
}

struct telling {
    struct service *service;
    struct arena *arena;
    struct keeper_happening *rows;
    size_t count;
};

/* One row a field, with what it was and what it became. An own change of the PIN has neither. */
static int tell_change(struct telling *telling, const struct person_happening *happening, const struct keeper_happening *row, struct error *error)
{
    struct person before = { 0 }, after = { 0 };
    struct error unknown = { 0 };
    bool both = happening->version > 1 &&
        people_version(telling->service->records, happening->person, happening->version - 1, telling->arena, &before, &unknown) == 0 &&
        people_version(telling->service->records, happening->person, happening->version, telling->arena, &after, &unknown) == 0;
    size_t length;
    for (const char *at = happening->detail; *at; at += length + (at[length] == ' ')) {
        length = strcspn(at, " ");
        if (telling->count == KEEPER_ROWS)
            return 0;
        char *field = arena_copy(telling->arena, at, length);
        if (!field)
            return error_memory(error);
        struct keeper_happening *told = &telling->rows[telling->count++];
        *told = *row;
        told->field = field;
        told->before = both ? value_of(&before, field) : "";
        told->after = both ? value_of(&after, field) : "";
    }
    return 0;
}

static int tell(struct telling *telling, const struct person_happening *happening, struct error *error)
{
    struct person other;
    struct error unknown = { 0 };
    struct keeper_happening row = { .kind = happening->kind, .who = happening->actor_name, .field = "", .before = "", .after = happening->detail,
                                    .at = sure_time(telling->service, happening->boot, happening->at) };
    if (strcmp(happening->kind, "person-changed") == 0)
        return tell_change(telling, happening, &row, error);
    if (strcmp(happening->kind, "learner-merged") == 0)
        row.after = people_get(telling->service->records, happening->detail, telling->arena, &other, &unknown) == 0 ? other.number : "";
    telling->rows[telling->count++] = row;
    return 0;
}

int serve_person_history(struct service *service, struct seat *seat, const struct ask_history *ask, struct arena *arena,
                         struct keeper_history *answer, struct error *error)
{
    struct person person;
    struct person_happening *found;
    size_t count, i = 0;
    struct telling telling = { .service = service, .arena = arena, .rows = arena_array(arena, KEEPER_ROWS, sizeof *telling.rows) };
    int code = telling.rows ? look_after(service, seat, ask->person, arena, &person, error) : error_memory(error);
    if (!code)
        code = people_history(service->records, person.id, ask->offset, HAPPENINGS + 1, arena, &found, &count, error);
    while (!code && i < count && i < HAPPENINGS && telling.count < KEEPER_ROWS)
        code = tell(&telling, &found[i++], error);
    if (code)
        return code;
    answer->rows = telling.rows;
    answer->count = telling.count;
    answer->next = i < count ? ask->offset + i : 0;
    return 0;
}

int serve_person_lessons(struct service *service, struct seat *seat, const struct ask_history *ask, struct arena *arena, struct keeper_lessons *answer,
                         struct error *error)
{
    struct person person;
    int code = look_after(service, seat, ask->person, arena, &person, error);
    return code ? code : lessons_of(service, person.id, NULL, ask->offset, arena, answer, error);
}

int serve_person_attempts(struct service *service, struct seat *seat, const struct ask_history *ask, struct arena *arena,
                          struct keeper_attempts *answer, struct error *error)
{
    struct person person;
    const struct ask_attempts all = { .pack = "", .unit = "" };
    int code = look_after(service, seat, ask->person, arena, &person, error);
    return code ? code : attempts_of(service, person.id, &all, arena, answer, error);
}

int serve_person_change(struct service *service, struct seat *seat, const struct ask_change *ask, struct arena *arena, struct keeper_none *answer,
                        struct error *error)
{
    struct settings settings;
    struct person person;
    (void)answer;
    int code = look_after(service, seat, ask->id, arena, &person, error);
    if (!code)
        code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    if (person.merged_into)
        return error_set(error, ERROR_INVALID, N_("%s was joined with another person; look for that one"), person.name);
    if (*ask->language && !settings_offer(&settings, ask->language))
        return error_set(error, ERROR_INVALID, N_("the language \"%s\" is not offered here"), ask->language);
    person.version = ask->version;
    person.name = ask->name;
    person.language = none_for_empty(ask->language);
    person.contact = none_for_empty(ask->contact);
    for (int i = 0; i < PROFILE_COUNT; i++)
        person.profile[i] = NULL;
    person.extras_count = 0;
    code = profile_read(ask->values, ask->value_count, arena, &person, error);
    return code ? code : people_change(service->records, &person, seat_actor(seat), error);
}

/* What was done to somebody shows at whatever seat they sit. */
static int turned(struct service *service, int code)
{
    service->people_turn += code == 0;
    return code;
}

int serve_person_role(struct service *service, struct seat *seat, const struct ask_role *ask, struct arena *arena, struct keeper_none *answer,
                      struct error *error)
{
    (void)arena, (void)answer;
    if (ask->role < ROLE_LEARNER || ask->role > ROLE_MANAGER)
        return error_set(error, ERROR_INVALID, N_("a person is a learner, a facilitator or a manager"));
    if (strcmp(ask->id, seat->person) == 0)
        return error_set(error, ERROR_REFUSED, N_("nobody changes their own role; another manager can do it"));
    return turned(service, people_set_role(service->records, ask->id, (enum person_role)ask->role, seat_actor(seat), error));
}

int serve_person_join(struct service *service, struct seat *seat, const struct ask_join *ask, struct arena *arena, struct keeper_none *answer,
                      struct error *error)
{
    const struct person_join join = { .id = ask->id, .into = ask->into, .version = ask->version, .into_version = ask->into_version, .take = ask->take };
    (void)arena, (void)answer;
    return turned(service, people_join(service->records, &join, seat_actor(seat), error));
}

int serve_person_retire(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_none *answer,
                        struct error *error)
{
    (void)arena, (void)answer;
    if (strcmp(ask->text, seat->person) == 0)
        return error_set(error, ERROR_REFUSED, N_("nobody retires themselves; another manager can do it"));
    return turned(service, people_retire(service->records, ask->text, true, seat_actor(seat), error));
}

int serve_person_return(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_none *answer,
                        struct error *error)
{
    (void)arena, (void)answer;
    return turned(service, people_retire(service->records, ask->text, false, seat_actor(seat), error));
}

int serve_person_erase(struct service *service, struct seat *seat, const struct ask_erase *ask, struct arena *arena, struct keeper_none *answer,
                       struct error *error)
{
    struct person person;
    (void)answer;
    int code = people_get(service->records, ask->id, arena, &person, error);
    if (code)
        return code;
    if (strcmp(person.number, ask->number) != 0)
        return error_set(error, ERROR_REFUSED, N_("this is not the number of %s; nobody was erased"), person.name);
    if (strcmp(person.id, seat->person) == 0 && !ask->oneself)
        return error_set(error, ERROR_REFUSED, N_("this is you: you would be signed out, and could not sign in any more"));
    code = people_erase_one(service->records, person.id, seat_actor(seat), error);
    if (!code)
        code = service_forget(service, person.id, error);
    return turned(service, code);
}
