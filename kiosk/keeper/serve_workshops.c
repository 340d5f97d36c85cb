/* Requests about workshops: who is in them, who was there, what is open, who is where. What may be and what may not is records/workshops.h's. */
#include "keeper/serve.h"

#include <time.h>

#include "records/timekeeping.h"

/* NULL where a command does it, and nobody is signed in. */
static const char *actor_of(const struct seat *seat)
{
    return *seat->person ? seat->person : NULL;
}

int today_of(struct service *service, char text[DAY_SIZE], const char **today, struct error *error)
{
    struct dated now;
    struct tm local;
    *today = NULL;
    int code = time_date(service->records, records_boot(service->records), clock_wall(service->clock), &now, error);
    if (code || !now.certain)
        return code;
    time_t seconds = (time_t)(now.at / 1000);
    if (!localtime_r(&seconds, &local))
        return 0;
    snprintf(text, DAY_SIZE, "%04d-%02d-%02d", (local.tm_year + 1900) % 10000, (local.tm_mon + 1) % 100, local.tm_mday % 100);
    *today = text;
    return 0;
}

static struct keeper_workshop workshop_answer(const struct workshop *row)
{
    return (struct keeper_workshop){ .id = row->id, .name = row->name, .first = row->first, .last = row->last, .facilitator = row->facilitator,
                                     .cancelled = row->cancelled, .members = row->members, .units = row->units };
}

int serve_workshops(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_workshops *answer,
                    struct error *error)
{
    struct workshop *found;
    size_t count;
    (void)seat, (void)ask;
    int code = workshop_list(service->records, KEEPER_ROWS + 1, arena, &found, &count, error);
    if (code)
        return code;
    answer->more = count > KEEPER_ROWS;
    answer->count = answer->more ? KEEPER_ROWS : count;
    struct keeper_workshop *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++)
        rows[i] = workshop_answer(&found[i]);
    answer->rows = rows;
    return 0;
}

/* The members, each with a digit a day. */
static int members_answer(struct service *service, const struct workshop *workshop, struct arena *arena, struct keeper_workshop_whole *answer,
                          struct error *error)
{
    struct workshop_member *members;
    struct attendance *there;
    size_t count, there_count;
    int days = workshop_day_number(workshop->first, workshop->last);
    days = days < 0 ? 0 : days > WORKSHOP_DAYS ? WORKSHOP_DAYS : days;
    int code = workshop_members(service->records, workshop->id, arena, &members, &count, error);
    if (!code)
        code = workshop_attendance(service->records, workshop->id, arena, &there, &there_count, error);
    if (code)
        return code;
    answer->member_count = count < KEEPER_MEMBERS ? count : KEEPER_MEMBERS;
    struct keeper_member *rows = arena_array(arena, answer->member_count + 1, sizeof *rows);
    for (size_t i = 0; rows && i < answer->member_count; i++) {
        char *digits = arena_alloc(arena, (size_t)days + 1);
        if (!digits)
            break;
        memset(digits, '0', (size_t)days);
        for (size_t j = 0; j < there_count; j++) {
            int day = strcmp(there[j].person, members[i].person) == 0 ? workshop_day_number(workshop->first, there[j].day) : 0;
            if (day >= 1 && day <= days)
                digits[day - 1] = there[j].part == 2 ? '2' : '1';
        }
        rows[i] = (struct keeper_member){ .person = members[i].person, .name = members[i].name, .number = members[i].number, .days = digits };
    }
    answer->members = rows;
    return arena_failed(arena) ? error_memory(error) : 0;
}

int serve_workshop(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_workshop_whole *answer,
                   struct error *error)
{
    struct workshop workshop;
    struct workshop_unit *units;
    char text[DAY_SIZE];
    const char *today = NULL;
    (void)seat;
    int code = workshop_get(service->records, ask->text, arena, &workshop, error);
    if (!code)
        code = members_answer(service, &workshop, arena, answer, error);
    if (!code)
        code = workshop_units(service->records, workshop.id, arena, &units, &answer->unit_count, error);
    if (!code)
        code = today_of(service, text, &today, error);
    if (code)
        return code;
    answer->unit_count = answer->unit_count < KEEPER_PLAN ? answer->unit_count : KEEPER_PLAN;
    struct keeper_assigned *rows = arena_array(arena, answer->unit_count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->unit_count; i++)
        rows[i] = (struct keeper_assigned){ .pack = units[i].pack, .unit = units[i].unit, .role = unit_role_name(units[i].role),
                                            .rule = unlock_rule_name(units[i].rule), .place = units[i].place, .day = units[i].day, .open = units[i].open };
    answer->units = rows;
    answer->workshop = workshop_answer(&workshop);
    answer->date_sound = today;
    answer->today = today ? workshop_day_number(workshop.first, today) : 0;
    return 0;
}

int serve_workshop_put(struct service *service, struct seat *seat, const struct keeper_workshop *ask, struct arena *arena, struct ask_text *answer,
                       struct error *error)
{
    char *id = arena_alloc(arena, UUID_SIZE);
    if (!id)
        return error_memory(error);
    const struct workshop workshop = { .id = none_for_empty(ask->id), .name = ask->name, .first = ask->first, .last = ask->last,
                                       .facilitator = none_for_empty(ask->facilitator), .cancelled = ask->cancelled };
    answer->text = id;
    return workshop_put(service->records, &workshop, actor_of(seat), id, error);
}

int serve_member_put(struct service *service, struct seat *seat, const struct ask_member *ask, struct arena *arena, struct keeper_none *answer,
                     struct error *error)
{
    struct person person;
    (void)answer;
    int code = ask->member ? people_get(service->records, ask->person, arena, &person, error) : 0;
    return code ? code : workshop_member_put(service->records, ask->workshop, ask->person, ask->member, actor_of(seat), error);
}

int serve_attend(struct service *service, struct seat *seat, const struct ask_attend *ask, struct arena *arena, struct keeper_none *answer,
                 struct error *error)
{
    (void)arena, (void)answer;
    return workshop_attend(service->records, ask->workshop, ask->person, ask->day, ask->part, actor_of(seat), error);
}

int serve_assign(struct service *service, struct seat *seat, const struct keeper_assigned *ask, struct arena *arena, struct keeper_none *answer,
                 struct error *error)
{
    int role = unit_role_named(ask->role), rule = unlock_rule_named(ask->rule);
    (void)arena, (void)answer;
    if (role < 0 || rule < 0)
        return error_set(error, ERROR_INVALID, N_("a unit of a workshop has a role, a rule and a place"));
    const struct workshop_unit unit = { .workshop = ask->workshop, .pack = ask->pack, .version = ask->version, .unit = ask->unit, .role = (enum unit_role)role,
                                        .rule = (enum unlock_rule)rule, .place = ask->place, .day = ask->day, .removed = ask->removed };
    return workshop_assign(service->records, &unit, actor_of(seat), error);
}

int serve_open_close(struct service *service, struct seat *seat, const struct keeper_assigned *ask, struct arena *arena, struct keeper_none *answer,
                     struct error *error)
{
    (void)arena, (void)answer;
    const struct workshop_unit unit = { .workshop = ask->workshop, .pack = ask->pack, .version = ask->version, .unit = ask->unit };
    return workshop_open(service->records, &unit, ask->open, actor_of(seat), error);
}

int serve_reopen(struct service *service, struct seat *seat, const struct ask_reopen *ask, struct arena *arena, struct keeper_none *answer,
                 struct error *error)
{
    (void)arena, (void)answer;
    return attempt_reopen(service->records, ask->attempt, ask->reason, ask->seconds, actor_of(seat), error);
}

int serve_drop_item(struct service *service, struct seat *seat, const struct ask_drop *ask, struct arena *arena, struct keeper_none *answer,
                    struct error *error)
{
    (void)arena, (void)answer;
    const struct dropped_item item = { .pack = ask->pack, .version = ask->version, .unit = ask->unit, .item = ask->item, .reason = ask->reason,
                                       .points = ask->points, .dropped = ask->dropped };
    return item_drop(service->records, &item, actor_of(seat), error);
}

/* Where a person sits now; of two seats, the one where something was done last. */
static const struct seat *seat_of(const struct service *service, const char *person)
{
    const struct seat *found = NULL, *seat;
    for (size_t i = 0; service->seat_at && (seat = service->seat_at(service->seats, i)); i++)
        if (strcmp(seat->person, person) == 0 && (!found || seat->did > found->did))
            found = seat;
    return found;
}

int serve_overview(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_overview *answer,
                   struct error *error)
{
    struct workshop workshop;
    struct member_place *places;
    size_t count;
    int64_t now = clock_running(service->clock) + 1;
    (void)seat;
    int code = workshop_get(service->records, ask->text, arena, &workshop, error);
    if (!code)
        code = workshop_places(service->records, workshop.id, arena, &places, &count, error);
    if (code)
        return code;
    answer->count = count < KEEPER_MEMBERS ? count : KEEPER_MEMBERS;
    struct keeper_where *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++) {
        const struct member_place *place = &places[i];
        const struct seat *there = seat_of(service, place->person);
        rows[i] = (struct keeper_where){ .person = place->person, .name = place->name, .number = place->number, .pack = place->pack, .unit = place->unit,
                                         .attempt = place->attempt, .submitted = place->submitted, .at = place->attempt ? place->answered : place->page,
                                         .of = place->attempt ? place->questions : place->pages, .seated = there };
        rows[i].wrong = place->attempt ? place->wrong : there ? there->wrong : 0;
        rows[i].still = there && there->did ? (now - there->did) / 1000 : 0;
    }
    answer->rows = rows;
    return 0;
}

int serve_plan(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_plan *answer,
               struct error *error)
{
    static const char *const locks[] = { [LOCK_NONE] = "", [LOCK_AFTER] = "after", [LOCK_DAY] = "day", [LOCK_HAND] = "hand", [LOCK_EXAM] = "exam" };
    struct planned *found;
    size_t count;
    char text[DAY_SIZE], *day;
    const char *today;
    (void)ask;
    int code = today_of(service, text, &today, error);
    if (!code)
        code = workshop_plan(service->records, seat->person, today, arena, &found, &count, error);
    if (code)
        return code;
    answer->count = count < KEEPER_PLAN ? count : KEEPER_PLAN;
    struct keeper_planned *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    for (size_t i = 0; rows && i < answer->count; i++) {
        const struct planned *row = &found[i];
        rows[i] = (struct keeper_planned){ .workshop = row->unit.workshop, .name = row->name, .first = row->first, .last = row->last, .pack = row->unit.pack,
                                           .unit = row->unit.unit, .role = unit_role_name(row->unit.role), .done = row->done, .lock = locks[row->lock],
                                           .after_pack = row->after_pack, .after_unit = row->after_unit };
        if (row->lock == LOCK_DAY && (day = arena_alloc(arena, DAY_SIZE)))
            rows[i].day = workshop_day_of(day, row->first, (int)row->unit.day);
    }
    answer->rows = rows;
    return arena_failed(arena) ? error_memory(error) : 0;
}
