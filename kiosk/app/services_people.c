/* Who sits there: names, signing in and out, registering, what is kept; and the manager's side of it. */
#include "app/app.h"

#include "app/profile.h"
#include "app/units.h"
#include "base/file.h"
#include "base/intl.h"
#include "screens/common.h"

static enum rank rank_of(int role)
{
    return role == KEEPER_MANAGER ? RANK_MANAGER : role == KEEPER_FACILITATOR ? RANK_FACILITATOR : RANK_LEARNER;
}

int service_NAMES(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_names *ask = asked;
    struct keeper_people people;
    struct ask_people query = { .prefix = ask->prefix, .after = "", .offset = ask->offset, .limit = ask->limit };
    struct names *names = arena_alloc(arena, sizeof *names);
    int code = names ? client_names(services->client, &query, arena, &people, error) : error_memory(error);
    if (code)
        return code;
    struct name_line *rows = arena_array(arena, people.count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < people.count; i++)
        rows[i] = (struct name_line){ .number = people.rows[i].number, .name = people.rows[i].name };
    *names = (struct names){ .rows = rows, .count = people.count, .more = people.more };
    *data = names;
    return 0;
}

/* The centre's own questions. A form that is broken locks nobody out: it is left out, and the screen says so. */
static int own_questions(struct services *services, struct profile_forms *forms, struct error *error)
{
    char path[1100], text[700];
    struct report report;
    report_init(&report);
    profile_free(services->profile);
    services->profile = NULL;
    path_join(path, sizeof path, services->paths->centre, "profile.form");
    int code = profile_open(&services->profile, path, services->engine, &report);
    for (size_t i = 0; i < report_kept(&report) && !forms->trouble && code; i++) {
        struct error wrong = report.kept[i];
        if (report.warning[i])
            continue;
        snprintf(wrong.file, sizeof wrong.file, "profile.form");
        error_text(&wrong, intl_translate, text, sizeof text);
        forms->trouble = arena_format(&services->forms_arena, _("This centre's own questions are left out, since their form has a mistake. Tell the manager: %s"),
                                      text);
    }
    report_release(&report);
    if (!code && services->profile) {
        forms->centre = profile_form(services->profile);
        forms->rules = profile_rules(services->profile);
    }
    return arena_failed(&services->forms_arena) ? error_memory(error) : 0;
}

int service_FORMS(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    (void)asked;
    (void)arena;
    char path[1100];
    struct form *core, *consents;
    if (!services->forms) {
        path_join(path, sizeof path, services->paths->data, "profile/core.form");
        int code = unit_form(&services->forms_arena, path, &core, error);
        if (code)
            return code;
        path_join(path, sizeof path, services->paths->data, "profile/consents.form");
        code = unit_form(&services->forms_arena, path, &consents, error);
        if (code)
            return code;
        struct profile_forms *forms = arena_alloc(&services->forms_arena, sizeof *forms);
        if (!forms)
            return error_memory(error);
        *forms = (struct profile_forms){ .core = core, .consents = consents };
        code = own_questions(services, forms, error);
        if (code)
            return code;
        services->forms = forms;
    }
    *data = services->forms;
    return 0;
}

/* The person who sits there now; the screens' context looks at it from here on. */
static int seat(struct services *services, const struct keeper_person *person, struct arena *arena, void **data, struct error *error)
{
    struct arena kept;
    arena_init(&kept, NULL, 0);
    struct person_view view = {
        .id = arena_text(&kept, person->id),
        .number = arena_text(&kept, person->number),
        .name = arena_text(&kept, person->guest ? _("Guest") : person->name),
        .language = arena_text(&kept, person->language),
        .rank = rank_of(person->role),
        .guest = person->guest,
    };
    struct person_view *copy = arena_alloc(arena, sizeof *copy);
    if (arena_failed(&kept) || !copy) {
        arena_release(&kept);
        return error_memory(error);
    }
    /* only now: the screens' context looks at the one before */
    arena_release(services->person_arena);
    *services->person_arena = kept;
    *services->person = *copy = view;
    *data = copy;
    return 0;
}

int service_SIGN_IN(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_sign_in *ask = asked;
    struct keeper_signed answer;
    struct ask_sign_in query = { .number = ask->number, .pin = ask->pin, .claim = ask->claim };
    int code = client_sign_in(services->client, &query, arena, &answer, error);
    return code ? code : seat(services, &answer.person, arena, data, error);
}

static bool consented(const struct request_register *ask, const char *id)
{
    for (size_t i = 0; i < ask->consent_count; i++)
        if (strcmp(ask->consents[i], id) == 0)
            return true;
    return false;
}

int service_REGISTER(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_register *ask = asked;
    struct keeper_signed answer;
    struct keeper_value *values = arena_array(arena, ask->value_count, sizeof *values);
    if (!values)
        return error_memory(error);
    size_t count = 0;
    for (size_t i = 0; i < ask->value_count; i++)
        if (strcmp(ask->values[i].value, FORM_NOT_SAID) != 0)
            values[count++] = (struct keeper_value){ ask->values[i].name, ask->values[i].value };
    struct ask_register query = {
        .name = ask->name, .pin = ask->pin, .language = services->language, .values = values, .value_count = count,
        .follow_up = consented(ask, "follow-up"), .surveys = consented(ask, "surveys"), .government = consented(ask, "government"),
        .claim = ask->claim,
    };
    int code = client_register(services->client, &query, arena, &answer, error);
    return code ? code : seat(services, &answer.person, arena, data, error);
}

int service_GUEST(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    (void)asked;
    struct keeper_signed answer;
    struct ask_text query = { services->language };
    int code = client_guest(services->client, &query, arena, &answer, error);
    return code ? code : seat(services, &answer.person, arena, data, error);
}

int service_SIGN_OUT(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    (void)asked;
    (void)data;
    struct keeper_none none = { 0 };
    struct ask_text query = { "asked" };
    int code = client_sign_out(services->client, &query, arena, &none, error);
    /* whatever the keeper says: on this screen nobody sits there any more */
    memset(services->person, 0, sizeof *services->person);
    arena_release(services->person_arena);
    return code;
}

int service_LANGUAGE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_language *ask = asked;
    struct keeper_none none = { 0 };
    (void)data;
    if (!services->person->id)
        return 0;
    struct ask_text query = { ask->language };
    return client_language(services->client, &query, arena, &none, error);
}

int service_CONSENT(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_consent *ask = asked;
    struct keeper_none none = { 0 };
    (void)data;
    return client_consent(services->client, &(struct ask_consent){ .consent = ask->id, .given = ask->given }, arena, &none, error);
}

int service_LEARNERS(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_names *ask = asked;
    struct keeper_people people;
    struct ask_people query = { .prefix = ask->prefix, .after = "", .offset = ask->offset, .limit = ask->limit, .retired = ask->retired };
    struct learners_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? client_learners(services->client, &query, arena, &people, error) : error_memory(error);
    if (code)
        return code;
    struct learner_line *rows = arena_array(arena, people.count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < people.count; i++) {
        const struct keeper_row *row = &people.rows[i];
        rows[i] = (struct learner_line){ .id = row->id, .number = row->number, .name = row->name, .rank = rank_of(row->role), .retired = row->retired,
                                         .note = row->retired ? _("retired") : row->provisional ? _("not known here yet") : row->has_pin ? "" : _("no PIN yet") };
    }
    *view = (struct learners_view){ .rows = rows, .count = people.count, .more = people.more };
    *data = view;
    return 0;
}

int service_PIN_RESET(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_learner *ask = asked;
    struct keeper_pin pin;
    struct ask_text query = { ask->id };
    struct pin_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? client_pin_reset(services->client, &query, arena, &pin, error) : error_memory(error);
    if (code)
        return code;
    view->pin = pin.pin;
    *data = view;
    return 0;
}

int service_NOTICES(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_notices found;
    struct notices_view *view = arena_alloc(arena, sizeof *view);
    (void)asked;
    int code = view ? client_notices(services->client, &(struct keeper_none){ 0 }, arena, &found, error) : error_memory(error);
    if (code)
        return code;
    *view = (struct notices_view){ .rescue = found.rescue, .day = found.day, .sure = found.sure, .gap = found.gap, .lost = found.lost, .first = found.first, .last = found.last,
                                   .texts = found.texts, .people = found.people, .little_room = found.little_room, .free = found.free };
    *data = view;
    return 0;
}

int service_RESCUE_READ(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_rescue *ask = asked;
    struct keeper_none none = { 0 };
    (void)data;
    return client_rescue_read(services->client, &(struct ask_text){ ask->rescue }, arena, &none, error);
}

int service_CONFIRM_DATE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_date *ask = asked;
    struct keeper_none none = { 0 };
    struct ask_date query = { ask->wall };
    (void)data;
    int code = client_confirm_date(services->client, &query, arena, &none, error);
    if (!code)
        *services->date_sound = true;
    return code;
}

/* A profile's value in words, by the form that asked for it. */
const char *service_value_words(const struct form *form, const char *language, const char *name, const char *value, const char **label)
{
    const struct form_field *field = form ? form_field(form, name) : NULL;
    if (!field)
        return NULL;
    *label = localized_get(&field->label, language);
    const struct form_choice *choice = form_choice(field, value);
    return choice ? localized_get(&choice->label, language) : value;
}

struct kept_list {
    struct arena *arena;
    struct kept_line *rows;
    size_t count, capacity;
    const char *section;
};

static void kept_add(struct kept_list *list, const char *label, const char *value)
{
    struct kept_line *rows = arena_grow(list->arena, list->rows, list->count, &list->capacity, sizeof *rows);
    if (!rows)
        return;
    list->rows = rows;
    rows[list->count++] = (struct kept_line){ .label = label, .value = value ? value : "", .section = list->section };
}

static const char *count_text(struct arena *arena, int64_t count)
{
    return arena_format(arena, "%lld", (long long)count);
}

/* What may be agreed to, in the words of the form that asked for it; without the form nothing can be changed. */
static void kept_consents(const struct services *services, const struct profile_forms *forms, const struct keeper_kept *kept, struct arena *arena,
                          struct kept_view *view)
{
    const struct form *form = forms ? forms->consents : NULL;
    const struct { const char *id; bool given; } given[] = {
        { "follow-up", kept->follow_up }, { "surveys", kept->surveys }, { "government", kept->government },
    };
    struct kept_consent *rows = arena_array(arena, sizeof given / sizeof *given, sizeof *rows);
    size_t count = 0;
    for (size_t i = 0; rows && form && i < sizeof given / sizeof *given; i++) {
        const struct form_field *field = form_field(form, given[i].id);
        if (field)
            rows[count++] = (struct kept_consent){ .id = given[i].id, .label = localized_get(&field->label, services->language),
                                                   .hint = localized_get(&field->hint, services->language), .given = given[i].given };
    }
    view->consents = rows;
    view->consent_count = count;
}

int service_KEPT(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_kept kept;
    void *forms_data = NULL;
    struct kept_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? client_kept(services->client, &none, arena, &kept, error) : error_memory(error);
    if (code)
        return code;
    /* without the forms the codes are shown as they are: better than nothing */
    const struct profile_forms *forms = service_FORMS(services, asked, arena, &forms_data, NULL) == 0 ? forms_data : NULL;
    struct kept_list list = { .arena = arena, .section = _("You") };
    if (!kept.person.guest) {
        kept_add(&list, _("Name"), kept.person.name);
        kept_add(&list, _("Number"), kept.person.number);
    }
    kept_add(&list, _("Language"), language_name(kept.person.language));
    if (kept.contact[0])
        kept_add(&list, _("Where you are reached"), kept.contact);
    for (size_t i = 0; i < kept.value_count; i++) {
        const struct keeper_value *value = &kept.values[i];
        const char *label = value->name, *words = NULL;
        if (forms)
            words = service_value_words(forms->core, services->language, value->name, value->value, &label);
        if (forms && !words)
            words = service_value_words(forms->centre, services->language, value->name, value->value, &label);
        kept_add(&list, label, words ? words : value->value);
    }
    if (!kept.person.guest) {
        list.section = _("What you agreed to");
        kept_add(&list, _("To be asked later how you get on"), kept.follow_up ? _("yes") : _("no"));
        kept_add(&list, _("To take part in surveys"), kept.surveys ? _("yes") : _("no"));
        kept_add(&list, _("To pass data on to the government"), kept.government ? _("yes") : _("no"));
        kept_consents(services, forms, &kept, arena, view);
    }
    list.section = _("Your work");
    kept_add(&list, _("Lessons opened"), count_text(arena, kept.lessons));
    kept_add(&list, _("Quizzes begun"), count_text(arena, kept.attempts));
    kept_add(&list, _("Answers"), count_text(arena, kept.answers));
    kept_add(&list, _("Texts that you wrote"), count_text(arena, kept.texts));
    kept_add(&list, _("Lines in the record"), count_text(arena, kept.events));
    if (kept.first) {
        kept_add(&list, _("From"), service_date(arena, kept.first));
        kept_add(&list, _("Until"), service_date(arena, kept.last));
    }
    if (arena_failed(arena))
        return error_memory(error);
    view->rows = list.rows;
    view->count = list.count;
    *data = view;
    return 0;
}
