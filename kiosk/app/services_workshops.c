/* Workshops, for facilitators and managers: the list, one as it runs, who was there, what is open. */
#include "app/app.h"

#include "base/intl.h"

#define NEED_AFTER 300                           /* seconds without an answer or a page */
#define NEED_MISSES 4

/* -1 past, 0 running, 1 coming; where the date is not sure, none is past or coming. */
static int when(const struct services *services, const struct keeper_workshop *row)
{
    char today[16];
    time_t seconds = (time_t)(clock_wall(services->clock) / 1000);
    struct tm local;
    if (!*services->date_sound || !localtime_r(&seconds, &local))
        return 0;
    snprintf(today, sizeof today, "%04d-%02d-%02d", (local.tm_year + 1900) % 10000, (local.tm_mon + 1) % 100, local.tm_mday % 100);
    return strcmp(today, row->first) < 0 ? 1 : strcmp(today, row->last) > 0 ? -1 : 0;
}

int service_WORKSHOPS(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_workshops found;
    struct workshops_view *view = arena_alloc(arena, sizeof *view);
    (void)asked;
    int code = view ? client_workshops(services->client, &none, arena, &found, error) : error_memory(error);
    if (code)
        return code;
    struct workshop_line *rows = arena_array(arena, found.count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < found.count; i++) {
        const struct keeper_workshop *row = &found.rows[i];
        rows[i] = (struct workshop_line){ .id = row->id, .name = row->name, .first = row->first, .last = row->last, .members = (int)row->members,
                                          .when = when(services, row), .cancelled = row->cancelled };
    }
    *view = (struct workshops_view){ .rows = rows, .count = found.count };
    *data = view;
    return 0;
}

static int64_t day_at(const char *day)
{
    struct date date = { 0 };
    return sscanf(day, "%d-%d-%d", &date.year, &date.month, &date.day) == 3 ? date_to(&date) : 0;
}

static const char *day_of(struct arena *arena, const char *first, int number)
{
    struct date date;
    date_from(&date, day_at(first) + (int64_t)(number - 1) * 86400000, 0);
    return arena_format(arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

int service_WORKSHOP_MAKE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_workshop_make *ask = asked;
    struct ask_text made;
    (void)data;
    if (ask->days < 1)
        return error_set(error, ERROR_INVALID, N_("a workshop has at least one day"));
    const char *last = day_of(arena, ask->first, ask->days);
    if (!last)
        return error_memory(error);
    return client_workshop_put(services->client, &(struct keeper_workshop){ .name = ask->name, .first = ask->first, .last = last }, arena, &made, error);
}

int service_WORKSHOP_ADD(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_workshop_add *ask = asked;
    struct keeper_people people;
    struct keeper_none none = { 0 };
    (void)data;
    int code = client_learners(services->client, &(struct ask_people){ .prefix = ask->number, .after = "", .limit = 2 }, arena, &people, error);
    if (code)
        return code;
    if (people.count != 1)
        return error_set(error, ERROR_NOT_FOUND, N_("nobody here has this number; look at the card again"));
    return client_member_put(services->client, &(struct ask_member){ .workshop = ask->workshop, .person = people.rows[0].id, .member = true }, arena, &none, error);
}

int service_WORKSHOP_ATTEND(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_attend *ask = asked;
    struct keeper_none none = { 0 };
    (void)data;
    const char *day = day_of(arena, ask->first, ask->day);
    if (!day)
        return error_memory(error);
    return client_attend(services->client, &(struct ask_attend){ .workshop = ask->workshop, .person = ask->person, .day = day, .part = ask->part }, arena, &none, error);
}

int service_WORKSHOP_OPEN(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_gate *ask = asked;
    struct keeper_none none = { 0 };
    struct library_pack pack;
    (void)data;
    int code = library_pack(services->library, arena, ask->pack, NULL, services->language, &pack, error);
    if (code)
        return code;
    const struct keeper_assigned gate = { .workshop = ask->workshop, .pack = ask->pack, .version = pack.version, .unit = ask->unit, .open = ask->open };
    return client_open_close(services->client, &gate, arena, &none, error);
}

/* "lesson", "quiz" or what else it is; NULL where the pack is not here. */
static const char *kind_of(struct services *services, struct arena *arena, const char *pack, const char *unit)
{
    struct library_unit *units;
    size_t count;
    if (library_units(services->library, arena, pack, NULL, services->language, &units, &count, NULL) != 0)
        return NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(units[i].id, unit) == 0)
            return units[i].kind_word;
    return NULL;
}

static const char *next_of(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return names[(i + 1) % count];
    return names[0];
}

/* A quiz goes round its roles. An examination that is open stays one: else its answers would not be refused any more after it is closed. */
static int next_role(struct keeper_assigned *unit, const char *kind, struct error *error)
{
    static const char *const roles[] = { "practice", "pre-test", "post-test", "exam" };
    if (kind && strcmp(kind, "lesson") == 0)
        return error_set(error, ERROR_INVALID, N_("a lesson stays a lesson; a quiz can be a test or an examination"));
    if (strcmp(unit->role, "exam") == 0 && unit->open)
        return error_set(error, ERROR_INVALID, N_("this examination is open; close it first"));
    unit->role = next_of(roles, sizeof roles / sizeof *roles, unit->role);
    if (strcmp(unit->role, "exam") == 0)
        unit->rule = "hand";
    return 0;
}

static int next_rule(struct keeper_assigned *unit, int64_t today, int64_t days, struct error *error)
{
    static const char *const rules[] = { "at-once", "after", "day", "hand" };
    if (strcmp(unit->role, "exam") == 0)
        return error_set(error, ERROR_INVALID, N_("an examination is opened and closed by hand alone"));
    unit->rule = next_of(rules, sizeof rules / sizeof *rules, unit->rule);
    unit->day = today < 1 ? 1 : today > days ? days : today;
    return 0;
}

/* Swaps two neighbours. Where places are the same, or have gaps, all of them are counted anew: a move that was broken off leaves an order, and the next one mends it. */
static int move(struct services *services, struct arena *arena, struct keeper_assigned *units, size_t count, size_t at, bool up, struct error *error)
{
    struct keeper_none none = { 0 };
    struct library_pack pack;
    size_t other = up ? at - 1 : at + 1;
    if ((up && at == 0) || other >= count)
        return 0;
    struct keeper_assigned moved = units[at];
    units[at] = units[other];
    units[other] = moved;
    int code = 0;
    for (size_t i = 0; !code && i < count; i++) {
        if (units[i].place == (int64_t)i + 1)
            continue;
        code = library_pack(services->library, arena, units[i].pack, NULL, services->language, &pack, error);
        units[i].workshop = moved.workshop;
        units[i].version = pack.version;
        units[i].place = (int64_t)i + 1;
        if (!code)
            code = client_assign(services->client, &units[i], arena, &none, error);
    }
    return code;
}

static int change(const struct request_plan *ask, struct keeper_assigned *unit, const char *kind, const struct keeper_workshop_whole *whole, struct error *error)
{
    int64_t days = (day_at(whole->workshop.last) - day_at(whole->workshop.first)) / 86400000 + 1;
    switch (ask->change) {
    case PLAN_ROLE:
        return next_role(unit, kind, error);
    case PLAN_RULE:
        return next_rule(unit, whole->today, days, error);
    case PLAN_EARLIER:
        unit->day -= unit->day > 1;
        return 0;
    case PLAN_LATER:
        unit->day += unit->day < days;
        return 0;
    case PLAN_REMOVE:
        unit->removed = true;
        return 0;
    case PLAN_ADD:
    case PLAN_UP:
    case PLAN_DOWN:
        break;
    }
    return error_set(error, ERROR_EXISTS, N_("this stands in the plan already"));
}

int service_WORKSHOP_PLAN(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_plan *ask = asked;
    struct keeper_workshop_whole whole;
    struct keeper_none none = { 0 };
    struct library_pack pack;
    (void)data;
    int code = client_workshop(services->client, &(struct ask_text){ ask->workshop }, arena, &whole, error);
    if (!code)
        code = library_pack(services->library, arena, ask->pack, NULL, services->language, &pack, error);
    struct keeper_assigned *units = code ? NULL : arena_array(arena, whole.unit_count + 1, sizeof *units);
    if (!units)
        return code ? code : error_memory(error);
    if (whole.unit_count)
        memcpy(units, whole.units, whole.unit_count * sizeof *units);
    size_t at = 0;
    while (at < whole.unit_count && (strcmp(units[at].pack, ask->pack) != 0 || strcmp(units[at].unit, ask->unit) != 0))
        at++;
    const char *kind = kind_of(services, arena, ask->pack, ask->unit);
    struct keeper_assigned *unit = &units[at];
    if (at == whole.unit_count && ask->change == PLAN_ADD)
        *unit = (struct keeper_assigned){ .pack = ask->pack, .unit = ask->unit, .role = kind && strcmp(kind, "quiz") == 0 ? "practice" : "lesson", .rule = "at-once" };
    else if (at == whole.unit_count)
        return error_set(error, ERROR_NOT_FOUND, N_("this is not in the plan any more"));
    unit->workshop = ask->workshop;
    unit->version = pack.version;
    if (ask->change == PLAN_UP || ask->change == PLAN_DOWN)
        return move(services, arena, units, whole.unit_count, at, ask->change == PLAN_UP, error);
    if (at < whole.unit_count)
        code = change(ask, unit, kind, &whole, error);
    return code ? code : client_assign(services->client, unit, arena, &none, error);
}

/* The title of a unit in the language of whoever looks; its id where the pack is not here. */
static const char *title_of(struct services *services, struct arena *arena, const char *pack, const char *unit)
{
    struct library_unit *units;
    size_t count;
    if (!pack[0] || library_units(services->library, arena, pack, NULL, services->language, &units, &count, NULL) != 0)
        return unit;
    for (size_t i = 0; i < count; i++)
        if (strcmp(units[i].id, unit) == 0)
            return units[i].title;
    return unit;
}

const char *service_role_words(const char *role)
{
    static const struct { const char *role, *words; } names[] = {
        { "lesson", N_("lesson") }, { "pre-test", N_("pre-test") }, { "practice", N_("practice") }, { "post-test", N_("post-test") }, { "exam", N_("examination") },
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].role, role) == 0)
            return _(names[i].words);
    return role;
}

static const char *rule_words(struct arena *arena, const struct keeper_assigned *unit)
{
    if (strcmp(unit->rule, "hand") == 0)
        return _("opened by hand");
    if (strcmp(unit->rule, "after") == 0)
        return _("after the one before");
    if (strcmp(unit->rule, "day") == 0)
        return arena_format(arena, _("from day %d on"), (int)unit->day);
    return _("from the beginning");
}

/* Who needs help stands first: misses before stillness; then by name, as they came. */
static int by_need(const void *a, const void *b)
{
    const struct workshop_person *left = a, *right = b;
    if (left->need != right->need)
        return left->need > right->need ? -1 : 1;
    return left->place < right->place ? -1 : left->place > right->place;
}

static struct workshop_person person_of(struct services *services, struct arena *arena, const struct keeper_where *where)
{
    struct workshop_person person = { .id = where->person, .name = where->name[0] ? where->name : _("not known here"), .number = where->number, .days = "",
                                      .unit = title_of(services, arena, where->pack, where->unit), .seated = where->seated,
                                      .in_quiz = where->attempt && !where->submitted, .at = (int)where->at, .of = (int)where->of, .wrong = (int)where->wrong,
                                      .still = where->still };
    bool busy = where->seated && !where->submitted && where->unit[0];
    if (busy && where->wrong >= NEED_MISSES)
        person.need = NEED_WRONG;
    else if (busy && where->still >= NEED_AFTER)
        person.need = NEED_STILL;
    return person;
}

static int fill_members(struct services *services, struct arena *arena, const struct keeper_workshop_whole *whole, struct workshop_view *view, struct error *error)
{
    struct keeper_overview overview;
    int code = client_overview(services->client, &(struct ask_text){ whole->workshop.id }, arena, &overview, error);
    struct workshop_person *rows = code ? NULL : arena_array(arena, overview.count + 1, sizeof *rows);
    if (!rows)
        return code ? code : error_memory(error);
    for (size_t i = 0; i < overview.count; i++) {
        rows[i] = person_of(services, arena, &overview.rows[i]);
        rows[i].place = i;
        for (size_t j = 0; j < whole->member_count; j++)
            if (strcmp(whole->members[j].person, rows[i].id) == 0)
                rows[i].days = whole->members[j].days;
    }
    qsort(rows, overview.count, sizeof *rows, by_need);
    view->members = rows;
    view->member_count = overview.count;
    return 0;
}

int service_WORKSHOP(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_learner *ask = asked;
    struct keeper_workshop_whole whole;
    struct workshop_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? client_workshop(services->client, &(struct ask_text){ ask->id }, arena, &whole, error) : error_memory(error);
    if (!code)
        code = fill_members(services, arena, &whole, view, error);
    struct workshop_part *units = code ? NULL : arena_array(arena, whole.unit_count + 1, sizeof *units);
    if (!units)
        return code ? code : error_memory(error);
    for (size_t i = 0; i < whole.unit_count; i++) {
        const struct keeper_assigned *row = &whole.units[i];
        units[i] = (struct workshop_part){ .pack = row->pack, .id = row->unit, .title = title_of(services, arena, row->pack, row->unit), .role = service_role_words(row->role),
                                           .rule = rule_words(arena, row), .day = strcmp(row->rule, "day") == 0 ? (int)row->day : 0, .by_hand = strcmp(row->rule, "hand") == 0, .open = row->open };
    }
    view->name = whole.workshop.name;
    view->first = whole.workshop.first;
    view->days = (int)((day_at(whole.workshop.last) - day_at(whole.workshop.first)) / 86400000) + 1;
    view->today = (int)whole.today;
    view->date_sound = whole.date_sound;
    view->units = units;
    view->unit_count = whole.unit_count;
    if (arena_failed(arena))
        return error_memory(error);
    *data = view;
    return 0;
}
