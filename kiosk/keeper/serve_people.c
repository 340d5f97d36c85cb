/* Requests about who sits there: signing in and out, registering, the list of names, one's own settings. */
#include "keeper/serve.h"

#include <sodium.h>

#include "base/cursor.h"
#include "base/digest.h"
#include "base/text.h"
#include "records/log.h"
#include "records/pin.h"
#include "records/queries.h"
#include "records/timekeeping.h"
#include "records/working.h"

/* Sessions are kept by their digest, so that a copy of the database opens none. */
static void session_key(char key[DIGEST_HEX], const char *session)
{
    struct digest digest;
    digest_of(&digest, session, strlen(session));
    hex_from(key, digest.bytes, sizeof digest.bytes);
}

static int session_begin(struct service *service, struct seat *seat, struct error *error)
{
    unsigned char bytes[(SESSION_SIZE - 1) / 2];
    char key[DIGEST_HEX];
    struct buf value = BUF_INIT;
    service->random->bytes(service->random->context, bytes, sizeof bytes);
    hex_from(seat->session, bytes, sizeof bytes);
    session_key(key, seat->session);
    buf_string(&value, seat->person);
    buf_u8(&value, seat->guest);
    buf_string(&value, seat->language);
    int code = buf_failed(&value) ? error_memory(error) : working_set(service->records, SESSION_SCOPE, key, value.data, value.length, error);
    buf_release(&value);
    return code;
}

static int session_end(struct service *service, const char *session, struct error *error)
{
    char key[DIGEST_HEX];
    if (!*session)
        return 0;
    ticket_end(&service->tickets, session);
    session_key(key, session);
    return working_remove(service->records, SESSION_SCOPE, key, error);
}

void seat_leave(struct seat *seat)
{
    *seat->person = *seat->session = *seat->language = *seat->ticket = 0;
    seat->guest = false;
    seat->role = ROLE_LEARNER;
    seat->member_count = 0;
}

/* Who that is today: whom they were joined into. ERROR_NOT_FOUND also for who was retired. */
static int person_now(struct service *service, const char *id, struct arena *arena, struct person *person, struct error *error)
{
    int code = people_get(service->records, id, arena, person, error);
    if (!code && person->merged_into)
        code = people_by_number(service->records, person->number, arena, person, error);
    if (!code && person->retired)
        code = error_set(error, ERROR_NOT_FOUND, N_("nobody is known under this id"));
    return code;
}

int seat_look_again(struct service *service, struct seat *seat, struct arena *arena, struct error *error)
{
    struct person person;
    if (seat->people_seen == service->people_turn)
        return 0;
    int code = *seat->person && !seat->guest ? person_now(service, seat->person, arena, &person, error) : 0;
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        seat_leave(seat);
        code = 0;
    } else if (!code && *seat->person && !seat->guest) {
        snprintf(seat->person, sizeof seat->person, "%s", person.id);
        seat->role = person.role;
    }
    if (!code)
        seat->people_seen = service->people_turn;
    return code;
}

int session_resume(struct service *service, struct seat *seat, const char *session, struct arena *arena, struct error *error)
{
    char key[DIGEST_HEX];
    struct buf value = BUF_INIT;
    struct cursor cursor;
    struct person person;
    if (strlen(session) != SESSION_SIZE - 1)
        return 0;
    session_key(key, session);
    int code = working_get(service->records, SESSION_SCOPE, key, &value, error);
    if (code)
        goto cleanup;
    cursor_init(&cursor, value.data, value.length);
    const char *id = cursor_string(&cursor, arena, UUID_SIZE - 1);
    bool guest = cursor_u8(&cursor) == 1;
    const char *language = cursor_string(&cursor, arena, LANGUAGE_SIZE - 1);
    if (!cursor_done(&cursor))
        goto cleanup;
    if (!guest) {
        code = person_now(service, id, arena, &person, error);
        if (code)
            goto cleanup;
        id = person.id;
        seat->role = person.role;
    }
    snprintf(seat->person, sizeof seat->person, "%s", id);
    seat->did = clock_running(service->clock) + 1;
    seat->wrong = 0;
    snprintf(seat->session, sizeof seat->session, "%s", session);
    snprintf(seat->language, sizeof seat->language, "%s", language);
    seat->guest = guest;
cleanup:
    buf_release(&value);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        code = 0;
    }
    return code;
}

int person_answer(struct service *service, const struct seat *seat, struct arena *arena, struct keeper_person *answer, struct error *error)
{
    struct person person;
    *answer = (struct keeper_person){ .id = seat->person, .language = seat->language, .role = KEEPER_LEARNER, .guest = seat->guest };
    if (!*seat->person || seat->guest)
        return 0;
    int code = people_get(service->records, seat->person, arena, &person, error);
    if (code)
        return code;
    answer->number = person.number;
    answer->name = person.name;
    answer->role = (int)person.role;
    return 0;
}

/* A job has the rights of the manager who began it, and no session of its own. */
static int sit_by_ticket(struct service *service, struct seat *seat, const struct ask_hello *ask, struct arena *arena, struct error *error)
{
    struct person person;
    const char *id = ticket_take(&service->tickets, clock_running(service->clock), ask->ticket, ask->client);
    int code = id ? person_now(service, id, arena, &person, error) : ERROR_NOT_FOUND;
    if (code == ERROR_NOT_FOUND || (!code && person.role != ROLE_MANAGER))
        return error_set(error, ERROR_REFUSED, N_("the manager who began this has signed out, or it took too long; sign in, and begin again"));
    if (code)
        return code;
    snprintf(seat->person, sizeof seat->person, "%s", person.id);
    snprintf(seat->ticket, sizeof seat->ticket, "%s", ask->ticket);
    seat->role = person.role;
    seat->people_seen = service->people_turn;
    return 0;
}

int serve_ticket(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct ask_text *answer, struct error *error)
{
    char text[TICKET_SIZE];
    (void)ask;
    if (!*seat->session || seat->role != ROLE_MANAGER)
        return error_set(error, ERROR_REFUSED, N_("only a manager who is signed in may do this"));
    int code = ticket_give(&service->tickets, service->random, clock_running(service->clock), seat->session, seat->person, text, error);
    if (code)
        return code;
    answer->text = arena_text(arena, text);
    sodium_memzero(text, sizeof text);
    return answer->text ? 0 : error_memory(error);
}

int hello_valid(const struct seat *seat, const struct ask_hello *ask, struct error *error)
{
    if (ask->version != KEEPER_VERSION)
        return error_set(error, ERROR_VERSION, N_("this program and its keeper are of different versions (%d and %d); start both again"),
                         (int)ask->version, KEEPER_VERSION);
    if (*ask->client && !uuid_valid(ask->client))
        return error_set(error, ERROR_INVALID, N_("a program says hello with an id of its own"));
    if (ask->command && !seat->own_user)
        return error_set(error, ERROR_REFUSED, N_("this command runs as the keeper's user or as root"));
    return 0;
}

void hello_greet(struct seat *seat, const struct ask_hello *ask)
{
    seat->greeted = true;
    seat->command = ask->command;
    seat->resent_looked = false;
    snprintf(seat->client, sizeof seat->client, "%s", ask->client);
}

int serve_hello(struct service *service, struct seat *seat, const struct ask_hello *ask, struct arena *arena, struct keeper_hello *answer,
                struct error *error)
{
    struct settings settings;
    bool unsound, has_manager;
    int code = hello_valid(seat, ask, error);
    if (!code)
        code = service_settings(service, arena, &settings, error);
    if (!code)
        code = time_unsound(service->records, &unsound, error);
    if (!code)
        code = people_has_role(service->records, ROLE_MANAGER, &has_manager, error);
    seat_leave(seat);
    if (!code && *ask->ticket)
        code = sit_by_ticket(service, seat, ask, arena, error);
    else if (!code)
        code = session_resume(service, seat, ask->session, arena, error);
    if (!code)
        code = person_answer(service, seat, arena, &answer->person, error);
    if (code)
        return code;
    hello_greet(seat, ask);
    answer->version = KEEPER_VERSION;
    answer->centre_name = settings.name;
    answer->terminal = records_origin(service->records);
    answer->languages = settings.languages;
    answer->language = settings.language;
    answer->names_listed = settings.names_list;
    answer->guests_allowed = settings.guests;
    answer->registering_allowed = settings.registering;
    answer->unsigned_packs = settings.unsigned_packs;
    answer->date_sound = !unsound;
    answer->has_manager = has_manager;
    answer->idle_minutes = (int)settings.idle_minutes;
    return 0;
}

/* The one person of a number, or nobody. */
static int person_by_number(struct service *service, const char *number, bool with_ids, struct arena *arena, struct keeper_people *answer,
                            struct error *error)
{
    struct person person;
    int code = people_by_number(service->records, number, arena, &person, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        return 0;
    }
    if (!code && person.retired && !with_ids)
        return 0;
    struct keeper_row *row = code ? NULL : arena_alloc(arena, sizeof *row);
    if (!row)
        return code ? code : error_memory(error);
    *row = (struct keeper_row){ .id = with_ids ? person.id : "", .number = person.number, .name = person.name, .role = (int)person.role,
                                .provisional = person.provisional, .has_pin = person.has_pin, .retired = person.retired };
    answer->rows = row;
    answer->count = 1;
    return 0;
}

/* A page of people. Passing over rows goes by pages too, so that memory stays that of a page. */
#define SKIP 500
static int people_page(struct service *service, const struct ask_people *ask, bool with_ids, struct arena *arena, struct keeper_people *answer,
                       struct error *error)
{
    struct person_found *found;
    size_t limit = ask->limit == 0 || ask->limit > KEEPER_PAGE ? KEEPER_PAGE : ask->limit;
    const char *after = none_for_empty(ask->after);
    struct buf place = BUF_INIT;
    size_t count = 0;
    int code = 0;
    bool retired = ask->retired && with_ids;
    int (*find)(struct records *, const char *, const char *, size_t, struct arena *, struct person_found **, size_t *, struct error *) =
        retired ? people_find_retired : people_find;
    if (ascii_digit(*ask->prefix))
        return person_by_number(service, ask->prefix, with_ids, arena, answer, error);
    for (size_t left = ask->offset; left > 0;) {
        struct arena passing;
        arena_init(&passing, NULL, 0);
        size_t step = left < SKIP ? left : SKIP;
        code = find(service->records, ask->prefix, after, step, &passing, &found, &count, error);
        if (!code && count == step) {
            buf_clear(&place);
            buf_text(&place, found[count - 1].place);
            after = place.data;
            code = buf_failed(&place) ? error_memory(error) : 0;
        }
        arena_release(&passing);
        if (code || count < step)
            goto cleanup;
        left -= step;
    }
    code = find(service->records, ask->prefix, after, limit + 1, arena, &found, &count, error);
    if (code)
        goto cleanup;
    answer->more = count > limit;
    count = answer->more ? limit : count;
    struct keeper_row *rows = arena_array(arena, count + 1, sizeof *rows);
    if (!rows) {
        code = error_memory(error);
        goto cleanup;
    }
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct keeper_row){ .id = with_ids ? found[i].id : "", .number = found[i].number, .name = found[i].name,
                                       .place = found[i].place, .role = (int)found[i].role, .provisional = found[i].provisional,
                                       .has_pin = found[i].has_pin, .retired = retired };
    answer->rows = rows;
    answer->count = count;
cleanup:
    buf_release(&place);
    return code;
}

int serve_names(struct service *service, struct seat *seat, const struct ask_people *ask, struct arena *arena, struct keeper_people *answer,
                struct error *error)
{
    struct settings settings;
    (void)seat;
    int code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    if (!settings.names_list)
        return error_set(error, ERROR_REFUSED, N_("the list of names is switched off here; type your number"));
    return people_page(service, ask, false, arena, answer, error);
}

int serve_learners(struct service *service, struct seat *seat, const struct ask_people *ask, struct arena *arena, struct keeper_people *answer,
                   struct error *error)
{
    (void)seat;
    return people_page(service, ask, true, arena, answer, error);
}

/* Sits person down: the session before ends, a guest's work is claimed where that was asked for. */
static int sit_down(struct service *service, struct seat *seat, const char *id, const char *language, bool guest, enum person_role role, bool claim,
                    struct arena *arena, struct keeper_signed *answer, struct error *error)
{
    struct event events[2] = { 0 };
    size_t count = 0;
    char old_guest[UUID_SIZE] = "", new_id[UUID_SIZE];
    snprintf(new_id, sizeof new_id, "%s", id);   /* id may lie in the seat */
    if (claim && seat->guest && *seat->person)
        snprintf(old_guest, sizeof old_guest, "%s", seat->person);
    int code = session_end(service, seat->session, error);
    if (code)
        return code;
    seat_leave(seat);
    snprintf(seat->person, sizeof seat->person, "%s", new_id);
    snprintf(seat->language, sizeof seat->language, "%s", language ? language : "");
    seat->guest = guest;
    seat->role = role;
    events[count].kind = EVENT_SIGNED_IN;
    events[count].actor = seat->person;
    events[count++].signed_in.how = guest ? "guest" : "pin";
    if (*old_guest) {
        events[count].kind = EVENT_ATTEMPT_CLAIMED;
        events[count].actor = seat->person;
        events[count++].attempt_claimed.guest = old_guest;
    }
    code = records_append(service->records, events, count, error);
    if (!code)
        code = session_begin(service, seat, error);
    if (!code)
        code = person_answer(service, seat, arena, &answer->person, error);
    answer->session = seat->session;
    return code;
}

static int wait_refusal(int64_t milliseconds, struct error *error)
{
    int64_t seconds = (milliseconds + 999) / 1000;
    return error_set(error, ERROR_REFUSED, N_("too many wrong tries; the next one is possible in %lld seconds, or a facilitator gives a new PIN"),
                     (long long)seconds);
}

/* Whether pin opens what hash guards. A wrong one is written down, whether or not there is such a person: so the answer does not tell who is here. */
static int try_pin(struct service *service, const char *subject, const char *hash, const char *pin, struct error *error)
{
    int64_t wait;
    int code = pin_wait(service->records, subject, &wait, error);
    if (code)
        return code;
    if (wait > 0)
        return wait_refusal(wait, error);
    if (hash && *hash && pin_valid(pin) && pin_matches(hash, pin))
        return pin_succeeded(service->records, subject, error);
    code = pin_failed(service->records, subject, error);
    if (!code)
        code = pin_wait(service->records, subject, &wait, error);
    if (code)
        return code;
    if (wait > 0)
        return wait_refusal(wait, error);
    return error_set(error, ERROR_REFUSED, N_("this number and this PIN do not belong together; try again, or ask a facilitator for a new PIN"));
}

int who_signs(struct service *service, const char *number, const char *pin, struct arena *arena, struct person *person, struct error *error)
{
    char hash[PIN_HASH_SIZE] = "", subject[WORKING_NAME_LIMIT];
    if (!learner_number_valid(number))
        return error_set(error, ERROR_INVALID, N_("no learner has this number; look at the card, all digits count"));
    int code = people_by_number(service->records, number, arena, person, error);
    bool known = code == 0;
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        code = 0;
    }
    if (!code && known)
        code = people_pin(service->records, person->id, hash, error);
    if (code)
        return code;
    /* one count of tries for each number that exists, one for all that do not: made-up numbers fill no table */
    snprintf(subject, sizeof subject, "%s", known ? person->id : "unknown-number");
    code = try_pin(service, subject, hash, pin, error);
    sodium_memzero(hash, sizeof hash);
    if (!code && person->retired)
        code = error_set(error, ERROR_REFUSED, N_("%s is not on the list of this centre any more; a manager can bring you back"), person->name);
    return code;
}

int serve_sign_in(struct service *service, struct seat *seat, const struct ask_sign_in *ask, struct arena *arena, struct keeper_signed *answer,
                  struct error *error)
{
    struct person person;
    struct settings settings;
    int code = who_signs(service, ask->number, ask->pin, arena, &person, error);
    if (!code)
        code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    const char *language = person.language && settings_offer(&settings, person.language) ? person.language : settings.language;
    return sit_down(service, seat, person.id, language, false, person.role, ask->claim, arena, answer, error);
}

static int compare_extras(const void *a, const void *b)
{
    return strcmp(((const struct person_extra *)a)->question, ((const struct person_extra *)b)->question);
}

int profile_read(const struct keeper_value *values, size_t count, struct arena *arena, struct person *person, struct error *error)
{
    struct person_extra *extras = arena_array(arena, count + 1, sizeof *extras);
    if (!extras)
        return error_memory(error);
    for (size_t i = 0; i < count; i++) {
        const char *name = values[i].name, *value = values[i].value;
        int field = 0;
        while (field < PROFILE_COUNT && strcmp(profile_name((enum profile_field)field), name) != 0)
            field++;
        if (!*value || strcmp(value, "not-said") == 0)
            continue;
        if (field == PROFILE_COUNT) {
            extras[person->extras_count++] = (struct person_extra){ .question = name, .value = value };
            continue;
        }
        if (!profile_valid((enum profile_field)field, value))
            return error_set(error, ERROR_INVALID, N_("\"%s\" is no answer to \"%s\""), value, name);
        person->profile[field] = value;
    }
    qsort(extras, person->extras_count, sizeof *extras, compare_extras);
    for (size_t i = 1; i < person->extras_count; i++)
        if (strcmp(extras[i - 1].question, extras[i].question) == 0)
            return error_set(error, ERROR_INVALID, N_("\"%s\" is answered twice"), extras[i].question);
    person->extras = extras;
    return 0;
}

int serve_register(struct service *service, struct seat *seat, const struct ask_register *ask, struct arena *arena, struct keeper_signed *answer,
                   struct error *error)
{
    struct settings settings;
    char hash[PIN_HASH_SIZE] = "", id[UUID_SIZE], number[LEARNER_NUMBER_SIZE];
    struct person person = { .name = ask->name, .role = ROLE_LEARNER, .follow_up = ask->follow_up, .surveys = ask->surveys,
                             .government = ask->government };
    int code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    if (!settings.registering && !seat->command && seat->role == ROLE_LEARNER)
        return error_set(error, ERROR_REFUSED, N_("here a facilitator enrols learners; ask for your number"));
    person.language = settings_offer(&settings, ask->language) ? ask->language : settings.language;
    code = profile_read(ask->values, ask->value_count, arena, &person, error);
    if (!code)
        code = pin_hash(hash, ask->pin, error);
    if (!code)
        code = people_add(service->records, &person, hash, NULL, id, number, error);
    sodium_memzero(hash, sizeof hash);
    if (code)
        return code;
    return sit_down(service, seat, id, person.language, false, ROLE_LEARNER, ask->claim, arena, answer, error);
}

int serve_guest(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_signed *answer,
                struct error *error)
{
    struct settings settings;
    char id[UUID_SIZE];
    int code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    if (!settings.guests)
        return error_set(error, ERROR_REFUSED, N_("there are no guests here; register, or ask a facilitator"));
    uuid_make(id, service->clock, service->random);
    return sit_down(service, seat, id, settings_offer(&settings, ask->text) ? ask->text : settings.language, true, ROLE_LEARNER, false, arena,
                    answer, error);
}

int serve_sign_out(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_none *answer,
                   struct error *error)
{
    static const char *const ways[] = { "asked", "idle", "stopped" };
    struct event event = { .kind = EVENT_SIGNED_OUT, .actor = seat->person };
    (void)arena, (void)answer;
    if (!*seat->person)
        return 0;
    event.signed_out.how = ways[0];
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i], ask->text) == 0)
            event.signed_out.how = ways[i];
    int code = records_append(service->records, &event, 1, error);
    if (!code)
        code = session_end(service, seat->session, error);
    if (!code)
        seat_leave(seat);
    return code;
}

int serve_language(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_none *answer,
                   struct error *error)
{
    struct settings settings;
    struct person person;
    (void)answer;
    int code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    if (!settings_offer(&settings, ask->text) || strlen(ask->text) >= LANGUAGE_SIZE)
        return error_set(error, ERROR_INVALID, N_("the language \"%s\" is not offered here"), ask->text);
    if (!seat->guest) {
        code = people_get(service->records, seat->person, arena, &person, error);
        if (code)
            return code;
        person.language = ask->text;
        code = people_change(service->records, &person, seat->person, error);
        if (code)
            return code;
    }
    snprintf(seat->language, sizeof seat->language, "%s", ask->text);
    return 0;
}

/* The consents, as the forms and the message name them. */
static const struct {
    const char *name;
    size_t offset;
} consents[] = {
    { "follow-up", offsetof(struct person, follow_up) },
    { "surveys", offsetof(struct person, surveys) },
    { "government", offsetof(struct person, government) },
};

/* One at a time: so two kiosks that change different ones do not undo each other's. */
int serve_consent(struct service *service, struct seat *seat, const struct ask_consent *ask, struct arena *arena, struct keeper_none *answer,
                  struct error *error)
{
    struct person person;
    size_t i = 0;
    (void)answer;
    while (i < sizeof consents / sizeof *consents && strcmp(consents[i].name, ask->consent) != 0)
        i++;
    if (i == sizeof consents / sizeof *consents)
        return error_set(error, ERROR_INVALID, N_("nobody is asked for a consent \"%s\""), ask->consent);
    int code = people_get(service->records, seat->person, arena, &person, error);
    if (code)
        return code;
    *(bool *)((char *)&person + consents[i].offset) = ask->given;
    return people_change(service->records, &person, seat->person, error);
}

int serve_pin_change(struct service *service, struct seat *seat, const struct ask_pin *ask, struct arena *arena, struct keeper_none *answer,
                     struct error *error)
{
    char hash[PIN_HASH_SIZE] = "";
    (void)arena, (void)answer;
    if (!pin_valid(ask->new_pin))
        return error_set(error, ERROR_INVALID, N_("a PIN has %d to %d digits"), PIN_LEAST, PIN_MOST);
    int code = people_pin(service->records, seat->person, hash, error);
    if (!code)
        code = try_pin(service, seat->person, hash, ask->old_pin, error);
    if (!code)
        code = pin_hash(hash, ask->new_pin, error);
    if (!code)
        code = people_set_pin(service->records, seat->person, hash, false, seat->person, error);
    sodium_memzero(hash, sizeof hash);
    return code;
}
