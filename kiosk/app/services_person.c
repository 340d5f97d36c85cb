/* Staff's side of one person: all that is known of them, editing, roles, joining two rows, retiring, erasing. */
#include "app/app.h"

#include "base/intl.h"
#include "base/text.h"
#include "screens/common.h"

static enum rank rank_of(int role)
{
    return role == KEEPER_MANAGER ? RANK_MANAGER : role == KEEPER_FACILITATOR ? RANK_FACILITATOR : RANK_LEARNER;
}

static const struct profile_forms *forms_of(struct services *services, struct arena *arena)
{
    void *data = NULL;
    return service_FORMS(services, NULL, arena, &data, NULL) == 0 ? data : NULL; /* without the forms codes are shown as they are */
}

static const char *words_of(struct services *services, const struct profile_forms *forms, const char *name, const char *value, const char **label)
{
    const char *words = NULL;
    *label = name;
    if (forms)
        words = service_value_words(forms->core, services->language, name, value, label);
    if (forms && !words)
        words = service_value_words(forms->centre, services->language, name, value, label);
    return words ? words : value;
}

static int fill_profile(struct services *services, const struct keeper_whole *whole, struct arena *arena, struct person_page *page, struct error *error)
{
    const struct profile_forms *forms = forms_of(services, arena);
    struct profile_line *lines = arena_array(arena, whole->value_count + 1, sizeof *lines);
    if (!lines)
        return error_memory(error);
    for (size_t i = 0; i < whole->value_count; i++) {
        const struct keeper_value *value = &whole->values[i];
        lines[i] = (struct profile_line){ .name = value->name, .value = value->value };
        lines[i].words = words_of(services, forms, value->name, value->value, &lines[i].label);
    }
    page->profile = lines;
    page->profile_count = whole->value_count;
    return 0;
}

/* The fields that are not of a form. */
static const struct { const char *name, *label; } fields[] = {
    { "name", N_("Name") }, { "number", N_("Number") }, { "language", N_("Language") }, { "contact", N_("Where reached") }, { "role", N_("Role") },
    { "extras", N_("The centre's own questions") }, { "provisional", N_("A card that was not known here") },
};

static const char *role_words(const char *role)
{
    return strcmp(role, "manager") == 0 ? _("manager") : strcmp(role, "facilitator") == 0 ? _("facilitator") : _("learner");
}

static const char *or_nothing(const char *text)
{
    return *text ? text : _("not said");
}

static const char *change_words(struct services *services, const struct profile_forms *forms, const struct keeper_happening *row, struct arena *arena)
{
    const char *label = NULL, *before = row->before, *after = row->after, *unused;
    if (strcmp(row->field, "pin") == 0)
        return _("A PIN of one's own");
    if (strcmp(row->field, "retired") == 0)
        return strcmp(after, "yes") == 0 ? _("Retired") : _("Brought back");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(fields[i].name, row->field) == 0)
            label = _(fields[i].label);
    if (strcmp(row->field, "role") == 0 && *before && *after) {
        before = role_words(before);
        after = role_words(after);
    }
    if (!label) {
        before = words_of(services, forms, row->field, before, &label);
        after = words_of(services, forms, row->field, after, &unused);
    }
    if (!*before && !*after)
        return arena_format(arena, _("%s: changed"), label);
    return arena_format(arena, _("%s: %s, before %s"), label, or_nothing(after), or_nothing(before));
}

static const char *happening_words(struct services *services, const struct profile_forms *forms, const struct keeper_happening *row, struct arena *arena)
{
    if (strcmp(row->kind, "person-added") == 0)
        return arena_format(arena, _("Registered as %s"), role_words(row->after));
    if (strcmp(row->kind, "person-changed") == 0)
        return change_words(services, forms, row, arena);
    if (strcmp(row->kind, "pin-reset") == 0)
        return _("A new PIN was given");
    if (strcmp(row->kind, "consent") == 0)
        return *row->after ? _("Agreed to something, or took some of it back") : _("Took back all that was agreed to");
    if (strcmp(row->kind, "learner-merged") == 0)
        return arena_format(arena, _("Joined with the row of number %s"), row->after);
    return row->kind;
}

static int fill_history(struct services *services, const char *id, struct arena *arena, struct person_page *page, struct error *error)
{
    struct keeper_history history;
    const struct profile_forms *forms = forms_of(services, arena);
    int code = client_person_history(services->client, &(struct ask_history){ .person = id }, arena, &history, error);
    if (code)
        return code;
    struct happening_line *lines = arena_array(arena, history.count + 1, sizeof *lines);
    if (!lines)
        return error_memory(error);
    for (size_t i = 0; i < history.count; i++)
        lines[i] = (struct happening_line){ .when = service_date(arena, history.rows[i].at), .who = history.rows[i].who,
                                            .what = happening_words(services, forms, &history.rows[i], arena) };
    page->history = lines;
    page->history_count = history.count;
    return arena_failed(arena) ? error_memory(error) : 0;
}

int service_PERSON(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_learner *ask = asked;
    struct keeper_whole whole;
    struct progress_view progress = { 0 };
    struct person_page *page = arena_alloc(arena, sizeof *page);
    int code = page ? client_person(services->client, &(struct ask_text){ ask->id }, arena, &whole, error) : error_memory(error);
    if (code)
        return code;
    *page = (struct person_page){
        .id = whole.id, .number = whole.number, .numbers = whole.numbers, .name = whole.name, .language = whole.language, .contact = whole.contact,
        .rank = rank_of(whole.role), .retired = whole.retired, .has_pin = whole.has_pin, .version = whole.version,
        .since = service_date(arena, whole.added), .last = service_date(arena, whole.last), .lessons = (int)whole.lessons,
        .attempts = (int)whole.attempts, .answers = (int)whole.answers, .minutes = (int)(whole.seconds / 60) };
    code = fill_profile(services, &whole, arena, page, error);
    if (!code)
        code = fill_history(services, whole.id, arena, page, error);
    if (!code)
        code = service_progress_of(services, whole.id, arena, &progress, error);
    if (code)
        return code;
    page->progress = progress.rows;
    page->progress_count = progress.count;
    *data = page;
    return 0;
}

static int members(const struct keeper_members *answer, struct arena *arena, void **data, struct error *error)
{
    struct names *names = arena_alloc(arena, sizeof *names);
    struct name_line *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!names || !rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++)
        rows[i] = (struct name_line){ .number = answer->rows[i].number, .name = answer->rows[i].name };
    *names = (struct names){ .rows = rows, .count = answer->count };
    *data = names;
    return 0;
}

int service_MEMBER_ADD(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_sign_in *ask = asked;
    struct keeper_members answer;
    int code = client_member_add(services->client, &(struct ask_sign_in){ .number = ask->number, .pin = ask->pin }, arena, &answer, error);
    return code ? code : members(&answer, arena, data, error);
}

int service_MEMBERS_CLEAR(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_members answer;
    (void)asked;
    int code = client_members_clear(services->client, &none, arena, &answer, error);
    return code ? code : members(&answer, arena, data, error);
}

int service_PERSON_CHANGE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_person *ask = asked;
    struct keeper_none none = { 0 };
    struct keeper_value *values = arena_array(arena, ask->value_count + 1, sizeof *values);
    (void)data;
    if (!values)
        return error_memory(error);
    for (size_t i = 0; i < ask->value_count; i++)
        values[i] = (struct keeper_value){ ask->values[i].name, ask->values[i].value };
    struct ask_change query = { .id = ask->id, .name = ask->name, .language = ask->language, .contact = ask->contact, .version = ask->version,
                                .values = values, .value_count = ask->value_count };
    return client_person_change(services->client, &query, arena, &none, error);
}

int service_PERSON_ROLE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    static const int roles[] = { [RANK_LEARNER] = KEEPER_LEARNER, [RANK_FACILITATOR] = KEEPER_FACILITATOR, [RANK_MANAGER] = KEEPER_MANAGER };
    const struct request_role *ask = asked;
    struct keeper_none none = { 0 };
    (void)data;
    return client_person_role(services->client, &(struct ask_role){ ask->id, roles[ask->rank] }, arena, &none, error);
}

int service_PERSON_JOIN(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_join_people *ask = asked;
    struct keeper_none none = { 0 };
    struct ask_join query = { .id = ask->id, .into = ask->into, .version = ask->version, .into_version = ask->into_version, .take = ask->take };
    (void)data;
    return client_person_join(services->client, &query, arena, &none, error);
}

int service_PERSON_RETIRE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_retire *ask = asked;
    struct keeper_none none = { 0 };
    struct ask_text query = { ask->id };
    (void)data;
    return ask->back ? client_person_return(services->client, &query, arena, &none, error)
                     : client_person_retire(services->client, &query, arena, &none, error);
}

int service_PERSON_ERASE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_erase *ask = asked;
    struct keeper_none none = { 0 };
    bool oneself = services->person->id && strcmp(services->person->id, ask->id) == 0;
    (void)data;
    int code = client_person_erase(services->client, &(struct ask_erase){ ask->id, ask->number, ask->oneself }, arena, &none, error);
    if (!code && oneself) {                      /* nobody sits there any more */
        memset(services->person, 0, sizeof *services->person);
        arena_release(services->person_arena);
    }
    return code;
}
