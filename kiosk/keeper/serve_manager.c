/* Requests of facilitators and managers: PINs, staff, packs, the date, settings. */
#include "keeper/serve.h"

#include <sodium.h>

#include "records/aside.h"
#include "records/log.h"
#include "records/pin.h"
#include "records/queries.h"
#include "records/timekeeping.h"

const char *seat_actor(const struct seat *seat)
{
    return *seat->person ? seat->person : NULL;
}

int serve_pin_reset(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_pin *answer,
                    struct error *error)
{
    struct person person;
    char pin[PIN_MOST + 1], hash[PIN_HASH_SIZE] = "";
    int code = people_get(service->records, ask->text, arena, &person, error);
    if (code)
        return code;
    if (person.role != ROLE_LEARNER && !seat->command && seat->role != ROLE_MANAGER)
        return error_set(error, ERROR_REFUSED, N_("only a manager may give staff a new PIN"));
    pin_draw(service->random, pin);
    code = pin_hash(hash, pin, error);
    if (!code)
        code = people_set_pin(service->records, person.id, hash, true, seat_actor(seat), error);
    answer->number = person.number;
    answer->pin = arena_text(arena, pin);
    if (!code && !answer->pin)
        code = error_memory(error);
    sodium_memzero(pin, sizeof pin);
    sodium_memzero(hash, sizeof hash);
    return code;
}

/* A manager enrols everybody, a facilitator learners. While a centre has no manager, whoever sets it up makes the first one. */
static int may_enrol(struct service *service, const struct seat *seat, enum person_role role, struct error *error)
{
    bool has_manager;
    enum person_role own = *seat->person && !seat->guest ? seat->role : ROLE_LEARNER;
    if (seat->command || own == ROLE_MANAGER || (own == ROLE_FACILITATOR && role == ROLE_LEARNER))
        return 0;
    int code = people_has_role(service->records, ROLE_MANAGER, &has_manager, error);
    if (code)
        return code;
    if (!has_manager && role == ROLE_MANAGER)
        return 0;
    return error_set(error, ERROR_REFUSED, N_("only a manager may do this"));
}

/* Whether this very enrolment was asked for before, and its answer was lost: then the answer is the same. */
static int enrolled_before(struct service *service, const struct ask_enrol *ask, struct arena *arena, const char **number, struct error *error)
{
    struct person person;
    char hash[PIN_HASH_SIZE] = "";
    *number = NULL;
    if (!*ask->id)
        return 0;
    if (!*ask->pin)
        return error_set(error, ERROR_INVALID, N_("who is enrolled with an id has a PIN"));
    int code = people_get(service->records, ask->id, arena, &person, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        return 0;
    }
    if (!code)
        code = people_pin(service->records, person.id, hash, error);
    if (!code && (strcmp(person.name, ask->name) != 0 || (int)person.role != ask->role || !pin_matches(hash, ask->pin)))
        code = error_set(error, ERROR_EXISTS, N_("somebody else has this id"));
    if (!code)
        *number = person.number;
    sodium_memzero(hash, sizeof hash);
    return code;
}

int serve_enrol(struct service *service, struct seat *seat, const struct ask_enrol *ask, struct arena *arena, struct keeper_pin *answer,
                struct error *error)
{
    char pin[PIN_MOST + 1] = "", hash[PIN_HASH_SIZE] = "", number[LEARNER_NUMBER_SIZE];
    const char *before;
    struct person person = { .id = none_for_empty(ask->id), .name = ask->name, .language = none_for_empty(ask->language) };
    if (ask->role < ROLE_LEARNER || ask->role > ROLE_MANAGER)
        return error_set(error, ERROR_INVALID, N_("a person is a learner, a facilitator or a manager"));
    if (*ask->pin && !pin_valid(ask->pin))
        return error_set(error, ERROR_INVALID, N_("a PIN has %d to %d digits"), PIN_LEAST, PIN_MOST);
    if (*ask->id && !uuid_valid(ask->id))
        return error_set(error, ERROR_INVALID, N_("the person's id is no UUID"));
    person.role = (enum person_role)ask->role;
    int code = may_enrol(service, seat, person.role, error);
    if (!code)
        code = profile_read(ask->values, ask->value_count, arena, &person, error);
    if (!code)
        code = enrolled_before(service, ask, arena, &before, error);
    if (code)
        return code;
    if (*ask->pin)
        snprintf(pin, sizeof pin, "%s", ask->pin);
    else
        pin_draw(service->random, pin);
    if (!before)
        code = pin_hash(hash, pin, error);
    if (!code && !before)
        code = people_add(service->records, &person, hash, seat_actor(seat), NULL, number, error);
    if (!code)
        answer->number = before ? before : arena_text(arena, number);
    answer->pin = arena_text(arena, pin);
    if (!code && (!answer->pin || !answer->number))
        code = error_memory(error);
    sodium_memzero(pin, sizeof pin);
    sodium_memzero(hash, sizeof hash);
    return code;
}

int serve_known(struct service *service, struct seat *seat, const struct ask_known *ask, struct arena *arena, struct keeper_people *answer,
                struct error *error)
{
    struct person person;
    (void)seat;
    int code = people_same(service->records, ask->name, none_for_empty(ask->born), arena, &person, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        return 0;
    }
    struct keeper_row *row = code ? NULL : arena_alloc(arena, sizeof *row);
    if (!row)
        return code ? code : error_memory(error);
    *row = (struct keeper_row){ .id = person.id, .number = person.number, .name = person.name, .place = "", .role = (int)person.role,
                                .provisional = person.provisional, .has_pin = person.has_pin };
    answer->rows = row;
    answer->count = 1;
    return 0;
}

int serve_packs(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_packs *answer,
                struct error *error)
{
    struct pack_row *found;
    size_t count;
    (void)seat, (void)ask;
    int code = query_packs(service->records, arena, &found, &count, error);
    if (code)
        return code;
    answer->count = count < 1000 ? count : 1000;
    struct keeper_pack *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++)
        rows[i] = (struct keeper_pack){ .id = found[i].pack, .version = found[i].version, .installed = found[i].installed,
                                        .active = found[i].active, .attempts = found[i].attempts };
    answer->rows = rows;
    return 0;
}

static int pack_event(struct service *service, const struct seat *seat, const struct ask_pack *ask, enum event_kind kind, struct error *error)
{
    struct event event = { .kind = kind, .actor = seat_actor(seat), .pack = ask->id, .version = ask->version };
    if (kind == EVENT_PACK_INSTALLED) {
        event.pack_installed.file_digest = none_for_empty(ask->file_digest);
        event.pack_installed.publisher = none_for_empty(ask->publisher);
    }
    return records_append(service->records, &event, 1, error);
}

int serve_pack_installed(struct service *service, struct seat *seat, const struct ask_pack *ask, struct arena *arena, struct keeper_none *answer,
                         struct error *error)
{
    (void)arena, (void)answer;
    return pack_event(service, seat, ask, EVENT_PACK_INSTALLED, error);
}

int serve_pack_activated(struct service *service, struct seat *seat, const struct ask_pack *ask, struct arena *arena, struct keeper_none *answer,
                         struct error *error)
{
    (void)arena, (void)answer;
    return pack_event(service, seat, ask, EVENT_PACK_ACTIVATED, error);
}

int serve_pack_removed(struct service *service, struct seat *seat, const struct ask_pack *ask, struct arena *arena, struct keeper_none *answer,
                       struct error *error)
{
    bool used;
    (void)arena, (void)answer;
    int code = query_pack_used(service->records, ask->id, ask->version, &used, error);
    if (code)
        return code;
    if (used)
        return error_set(error, ERROR_BUSY, N_("attempts refer to %s %s; it is kept, so that they can be looked at again"), ask->id, ask->version);
    return pack_event(service, seat, ask, EVENT_PACK_REMOVED, error);
}

int serve_confirm_date(struct service *service, struct seat *seat, const struct ask_date *ask, struct arena *arena, struct keeper_none *answer,
                       struct error *error)
{
    struct date date;
    (void)arena, (void)answer;
    date_from(&date, ask->wall, 0);
    if (date.year < 2025 || date.year > 2125)
        return error_set(error, ERROR_INVALID, N_("the year %d cannot be right"), date.year);
    return time_confirm(service->records, seat_actor(seat), ask->wall, error);
}

int serve_setting(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct ask_setting *answer,
                  struct error *error)
{
    struct settings settings;
    struct buf text = BUF_INIT;
    (void)seat;
    const struct setting *setting = setting_find(ask->text);
    if (!setting)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no setting \"%s\""), ask->text);
    int code = service_settings(service, arena, &settings, error);
    if (code)
        return code;
    setting_write(&text, setting, &settings);
    answer->name = setting->name;
    answer->value = arena_copy(arena, text.data, text.length);
    if (buf_failed(&text) || !answer->value)
        code = error_memory(error);
    buf_release(&text);
    return code;
}

int serve_set(struct service *service, struct seat *seat, const struct ask_setting *ask, struct arena *arena, struct keeper_none *answer,
              struct error *error)
{
    struct settings settings;
    (void)answer;
    const struct setting *setting = setting_find(ask->name);
    if (!setting)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no setting \"%s\""), ask->name);
    if (!setting->on_screen)
        return error_set(error, ERROR_REFUSED, N_("%s is set in kiosk.cfg alone"), ask->name);
    int code = service_settings(service, arena, &settings, error);
    if (!code)
        code = setting_read(setting, ask->value, arena, &settings, error);
    if (code)
        return code;
    if (!settings_offer(&settings, settings.language))
        return error_set(error, ERROR_INVALID, N_("the language \"%s\" is not offered here"), settings.language);
    struct event event = { .kind = EVENT_SETTING_CHANGED, .actor = seat_actor(seat) };
    event.setting_changed.name = setting->name;
    event.setting_changed.value = ask->value;
    return records_append(service->records, &event, 1, error);
}

int serve_counts(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_counts *answer,
                 struct error *error)
{
    struct counts counts;
    (void)seat, (void)ask, (void)arena;
    int code = query_counts(service->records, &counts, error);
    if (code)
        return code;
    *answer = (struct keeper_counts){ .people = counts.people, .events = counts.events, .attempts = counts.attempts,
                                      .attempts_running = counts.attempts_running, .answers = counts.answers, .origins = counts.origins,
                                      .texts = counts.texts };
    return 0;
}

int serve_notices(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_notices *answer,
                  struct error *error)
{
    struct aside aside = { .name = "" };
    struct room room = { 0 };
    (void)seat, (void)ask;
    aside_unread(service->folder, &aside);       /* a folder that cannot be read keeps nobody from working */
    bool told = service->room(service->folder, &room);
    *answer = (struct keeper_notices){ .rescue = arena_text(arena, aside.name), .day = arena_text(arena, aside.day), .sure = aside.sure, .gap = aside.gap, .lost = aside.lost,
                                       .first = aside.first, .last = aside.last, .texts = aside.texts, .people = aside.people, .little_room = told && room_little(&room),
                                       .free = (int64_t)room.free, .bytes = (int64_t)room.bytes };
    return answer->rescue && answer->day ? 0 : error_memory(error);
}

int serve_rescue_read(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_none *answer,
                      struct error *error)
{
    (void)seat, (void)arena, (void)answer;
    return aside_mark(service->folder, ask->text, error);
}
