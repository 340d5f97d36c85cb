#include "records/workshops.h"

#include "base/text.h"
#include "records/log.h"
#include "records/queries.h"
#include "records/store.h"

/* Whoever was merged into ?1 was a member as ?1. */
#define IS(column, person) "(" column " = " person " OR " column " IN (SELECT alias FROM alias WHERE alias.person = " person "))"
#define WHO(column) "coalesce((SELECT person FROM alias WHERE alias.alias = " column "), " column ")"
#define UNIT_COLUMNS "u.pack, u.unit, u.role, u.rule, u.place, u.day, coalesce(g.open, 0)"
#define UNIT_GATE " LEFT JOIN workshop_gate g ON g.workshop = u.workshop AND g.pack = u.pack AND g.unit = u.unit"

enum {
    SQL_LIST, SQL_GET, SQL_MEMBERS, SQL_MEMBER, SQL_ATTENDANCE, SQL_ATTENDED, SQL_UNITS, SQL_UNIT, SQL_LAST_PLACE, SQL_GATE, SQL_PLAN, SQL_EXAM,
    SQL_EXAM_OPEN, SQL_PLANNED, SQL_DROP, SQL_DROPS, SQL_PLACES, SQL_STREAK, SQL_COUNT
};
#define LIST_COLUMNS                                                                                                                    \
    "w.id, w.name, w.first, w.last, w.facilitator, w.cancelled, w.revision,"                                                            \
    " (SELECT count(*) FROM workshop_member m WHERE m.workshop = w.id AND m.member),"                                                   \
    " (SELECT count(*) FROM workshop_unit u WHERE u.workshop = w.id AND NOT u.removed)"
static const char *const sql[] = {
    [SQL_LIST] = "SELECT " LIST_COLUMNS " FROM workshop w ORDER BY w.first DESC, w.id DESC LIMIT ?1",
    [SQL_GET] = "SELECT " LIST_COLUMNS " FROM workshop w WHERE w.id = ?1",
    [SQL_MEMBERS] =
        "SELECT m.who, p.name, p.number, (SELECT coalesce(sum(a.part), 0) FROM attendance a WHERE a.workshop = ?1 AND " WHO("a.person") " = m.who)"
        " FROM (SELECT DISTINCT " WHO("person") " AS who FROM workshop_member WHERE workshop = ?1 AND member) m LEFT JOIN person p ON p.id = m.who"
        " ORDER BY p.name IS NULL, p.name, m.who LIMIT 1000",
    [SQL_MEMBER] = "SELECT member, revision FROM workshop_member WHERE workshop = ?1 AND person = ?2",
    [SQL_ATTENDANCE] =
        "SELECT " WHO("person") ", day, max(part) FROM attendance WHERE workshop = ?1 AND part > 0 GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 20000",
    [SQL_ATTENDED] = "SELECT part, revision FROM attendance WHERE workshop = ?1 AND person = ?2 AND day = ?3",
    [SQL_UNITS] =
        "SELECT " UNIT_COLUMNS " FROM workshop_unit u" UNIT_GATE " WHERE u.workshop = ?1 AND NOT u.removed ORDER BY u.place, u.pack, u.unit LIMIT 1000",
    [SQL_UNIT] = "SELECT removed, revision, role, rule, place, day FROM workshop_unit WHERE workshop = ?1 AND pack = ?2 AND unit = ?3",
    [SQL_LAST_PLACE] = "SELECT coalesce(max(place), 0) FROM workshop_unit WHERE workshop = ?1 AND NOT removed",
    [SQL_GATE] = "SELECT open, revision FROM workshop_gate WHERE workshop = ?1 AND pack = ?2 AND unit = ?3",
    /* the tables of workshops are small: it is the person's work that is found by index */
    [SQL_PLAN] =
        "SELECT " UNIT_COLUMNS ", w.id, w.name, w.first, w.last,"
        " EXISTS(SELECT 1 FROM lesson l WHERE l.person = ?1 AND l.pack = u.pack AND l.unit = u.unit AND l.finished)"
        " OR EXISTS(SELECT 1 FROM attempt a WHERE a.person = ?1 AND a.pack = u.pack AND a.unit = u.unit AND a.state = 1)"
        " FROM workshop w JOIN workshop_unit u ON u.workshop = w.id" UNIT_GATE
        " WHERE NOT w.cancelled AND NOT u.removed AND (?2 IS NULL OR w.last >= ?2)"
        " AND EXISTS(SELECT 1 FROM workshop_member m WHERE m.workshop = w.id AND m.member AND " IS("m.person", "?1") ")"
        " ORDER BY w.first DESC, w.id DESC, u.place, u.pack, u.unit LIMIT 1000",
    [SQL_EXAM] =
        "SELECT 1 FROM workshop_unit u JOIN workshop w ON w.id = u.workshop WHERE u.pack = ?1 AND u.unit = ?2 AND u.role = 'exam' AND NOT u.removed"
        " AND NOT w.cancelled LIMIT 1",
    [SQL_EXAM_OPEN] =
        "SELECT 1 FROM workshop_unit u JOIN workshop w ON w.id = u.workshop JOIN workshop_gate g ON g.workshop = u.workshop AND g.pack = u.pack"
        " AND g.unit = u.unit WHERE u.pack = ?1 AND u.unit = ?2 AND u.role = 'exam' AND NOT u.removed AND NOT w.cancelled AND g.open"
        " AND EXISTS(SELECT 1 FROM workshop_member m WHERE m.workshop = w.id AND m.member AND " IS("m.person", "?3") ") LIMIT 1",
    [SQL_PLANNED] = "SELECT 1 FROM workshop_unit WHERE pack = ?1 AND unit = ?2 AND NOT removed LIMIT 1",
    [SQL_DROP] = "SELECT dropped, revision, reason, points FROM item_dropped WHERE pack = ?1 AND item = ?2",
    [SQL_DROPS] = "SELECT pack, unit, item, reason, points FROM item_dropped WHERE pack = ?1 AND dropped ORDER BY item LIMIT 1000",
    [SQL_PLACES] =
        "SELECT m.who, p.name, p.number, c.pack, c.version, c.unit, c.attempt, c.page, c.last, coalesce(l.pages, 0),"
        " coalesce(a.questions, 0), coalesce(a.state, 0), (SELECT count(*) FROM answer x WHERE x.attempt = c.attempt AND x.answered)"
        " FROM (SELECT DISTINCT " WHO("person") " AS who FROM workshop_member WHERE workshop = ?1 AND member) m LEFT JOIN person p ON p.id = m.who"
        " LEFT JOIN activity c ON c.person = m.who LEFT JOIN lesson l ON l.person = m.who AND l.pack = c.pack AND l.unit = c.unit"
        " LEFT JOIN attempt a ON a.id = c.attempt ORDER BY p.name IS NULL, p.name, m.who LIMIT 1000",
    [SQL_STREAK] = "SELECT fraction FROM answer WHERE attempt = ?1 AND answered AND fraction IS NOT NULL ORDER BY at DESC, seq DESC LIMIT 100",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

#define R(NAME, name) [UNIT_##NAME] = name,
static const char *const roles[UNIT_ROLE_COUNT] = { UNIT_ROLES(R) };
#undef R
#define R(NAME, name) [UNLOCK_##NAME] = name,
static const char *const rules[UNLOCK_RULE_COUNT] = { UNLOCK_RULES(R) };
#undef R

static int named(const char *const *names, int count, const char *name)
{
    for (int i = 0; name && i < count; i++)
        if (strcmp(names[i], name) == 0)
            return i;
    return -1;
}

const char *unit_role_name(enum unit_role role) { return roles[role]; }
const char *unlock_rule_name(enum unlock_rule rule) { return rules[rule]; }
int unit_role_named(const char *name) { return named(roles, UNIT_ROLE_COUNT, name); }
int unlock_rule_named(const char *name) { return named(rules, UNLOCK_RULE_COUNT, name); }

#define DAY_MS INT64_C(86400000)

static bool day_read(const char *day, int64_t *at)
{
    struct date date = { 0 }, back;
    if (!day || strlen(day) != DAY_SIZE - 1 || day[4] != '-' || day[7] != '-')
        return false;
    for (int i = 0; i < DAY_SIZE - 1; i++)
        if (i != 4 && i != 7 && !ascii_digit((unsigned char)day[i]))
            return false;
    date.year = (day[0] - '0') * 1000 + (day[1] - '0') * 100 + (day[2] - '0') * 10 + day[3] - '0';
    date.month = (day[5] - '0') * 10 + day[6] - '0';
    date.day = (day[8] - '0') * 10 + day[9] - '0';
    if (date.year < 2000 || date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
        return false;
    *at = date_to(&date);
    date_from(&back, *at, 0);
    return back.day == date.day;                 /* there is no 31 April */
}

bool workshop_day_valid(const char *day)
{
    int64_t at;
    return day_read(day, &at);
}

int workshop_day_number(const char *first, const char *day)
{
    int64_t from, at;
    return day_read(first, &from) && day_read(day, &at) ? (int)((at - from) / DAY_MS) + 1 : 0;
}

char *workshop_day_of(char text[DAY_SIZE], const char *first, int number)
{
    int64_t from = 0;
    struct date date;
    day_read(first, &from);
    date_from(&date, from + (number - 1) * DAY_MS, 0);
    snprintf(text, DAY_SIZE, "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
    return text;
}

static sqlite3_stmt *statement_of(struct records *records, int index, struct error *error)
{
    return store_statement(records, STORE_WORKSHOPS, index, sql[index], error);
}

/* The row of something that is written in revisions: *was is its first column, 0 where there is none; revision is the one that comes next. */
static int standing(struct records *records, sqlite3_stmt *statement, int64_t *was, int64_t *revision, struct error *error)
{
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *was = row ? sqlite3_column_int64(statement, 0) : 0;
    *revision = row ? sqlite3_column_int64(statement, 1) + 1 : 1;
    if (row)
        sqlite3_reset(statement);
    return 0;
}

static int append(struct records *records, struct event event, const char *actor, struct error *error)
{
    event.actor = actor;
    return records_append(records, &event, 1, error);
}

/* What a person typed, as it may be kept and shown. */
static int typed(const char *text, size_t limit, struct error *error)
{
    size_t length = text ? strlen(text) : 0, size;
    bool good = length > 0 && length <= limit && text_valid(text, length) && text[0] != ' ' && text[length - 1] != ' ';
    for (size_t at = 0; good && at < length; at += size)
        good = text_printable(text_next(text + at, length - at, &size));
    return good ? 0 : error_set(error, ERROR_INVALID, N_("this has 1 to %zu bytes that can be shown, and no blanks around them"), limit);
}

static void read_workshop(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct workshop *)out = (struct workshop){
        .id = store_arena_uuid(arena, s, 0),
        .name = store_arena_text(arena, s, 1),
        .first = store_arena_text(arena, s, 2),
        .last = store_arena_text(arena, s, 3),
        .facilitator = store_arena_uuid(arena, s, 4),
        .cancelled = sqlite3_column_int(s, 5),
        .revision = sqlite3_column_int64(s, 6),
        .members = sqlite3_column_int64(s, 7),
        .units = sqlite3_column_int64(s, 8),
    };
}

int workshop_list(struct records *records, size_t limit, struct arena *arena, struct workshop **rows, size_t *count, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_LIST, error);
    void *list;
    sqlite3_bind_int64(statement, 1, (int64_t)limit);
    int code = store_rows(records, statement, read_workshop, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

int workshop_get(struct records *records, const char *id, struct arena *arena, struct workshop *row, struct error *error)
{
    sqlite3_stmt *statement;
    void *list;
    size_t count;
    if (!id || !store_uuid_valid(id))
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such workshop"));
    statement = statement_of(records, SQL_GET, error);
    store_bind_uuid(statement, 1, id);
    int code = store_rows(records, statement, read_workshop, sizeof *row, arena, &list, &count, error);
    if (!code && count == 0)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such workshop"));
    if (!code)
        *row = *(struct workshop *)list;
    return code;
}

static int check_workshop(const struct workshop *workshop, struct error *error)
{
    int code = typed(workshop->name, WORKSHOP_NAME_LIMIT, error);
    if (code)
        return code;
    if (!workshop_day_valid(workshop->first) || !workshop_day_valid(workshop->last))
        return error_set(error, ERROR_INVALID, N_("a day is written as year, month and day, such as 2026-04-01"));
    int days = workshop_day_number(workshop->first, workshop->last);
    if (days < 1)
        return error_set(error, ERROR_INVALID, N_("the last day is before the first one"));
    if (days > WORKSHOP_DAYS)
        return error_set(error, ERROR_LIMIT, N_("a workshop has at most %d days"), WORKSHOP_DAYS);
    if (workshop->facilitator && !store_uuid_valid(workshop->facilitator))
        return error_set(error, ERROR_INVALID, N_("the person's id is no UUID"));
    return 0;
}

int workshop_put(struct records *records, const struct workshop *workshop, const char *actor, char id[UUID_SIZE], struct error *error)
{
    struct arena arena;
    struct workshop was;
    char made[UUID_SIZE];
    int code = check_workshop(workshop, error);
    if (code)
        return code;
    if (!workshop->id) {
        uuid_make(made, records->clock, records->random);
        code = append(records, (struct event){ .kind = EVENT_WORKSHOP_MADE, .workshop_made = {
            .workshop = made, .revision = 1, .name = workshop->name, .first = workshop->first, .last = workshop->last, .facilitator = workshop->facilitator } },
                      actor, error);
        if (!code && id)
            memcpy(id, made, UUID_SIZE);
        return code;
    }
    arena_init(&arena, NULL, 0);
    code = workshop_get(records, workshop->id, &arena, &was, error);
    bool same = !code && strcmp(was.name, workshop->name) == 0 && strcmp(was.first, workshop->first) == 0 && strcmp(was.last, workshop->last) == 0 &&
                text_equal(was.facilitator, workshop->facilitator) && was.cancelled == workshop->cancelled;
    if (!code && !same)
        code = append(records, (struct event){ .kind = EVENT_WORKSHOP_CHANGED, .workshop_changed = {
            .workshop = workshop->id, .revision = was.revision + 1, .name = workshop->name, .first = workshop->first, .last = workshop->last,
            .facilitator = workshop->facilitator, .cancelled = workshop->cancelled } }, actor, error);
    arena_release(&arena);
    if (!code && id)
        snprintf(id, UUID_SIZE, "%s", workshop->id);
    return code;
}

/* Whether there is this workshop, and how many members and units it has; its texts are gone. */
static int look(struct records *records, const char *id, struct workshop *workshop, struct error *error)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    int code = workshop_get(records, id, &arena, workshop, error);
    arena_release(&arena);
    return code;
}

static sqlite3_stmt *of(struct records *records, int index, const char *workshop, const char *second, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, workshop);
    store_bind_uuid(statement, 2, second);
    return statement;
}

int workshop_member_put(struct records *records, const char *workshop, const char *person, bool member, const char *actor, struct error *error)
{
    struct workshop row;
    int64_t was, revision;
    if (!store_uuid_valid(person))
        return error_set(error, ERROR_INVALID, N_("the person's id is no UUID"));
    int code = look(records, workshop, &row, error);
    if (!code)
        code = standing(records, of(records, SQL_MEMBER, workshop, person, error), &was, &revision, error);
    if (code || was == member)
        return code;
    if (member && row.members >= WORKSHOP_MEMBERS)
        return error_set(error, ERROR_LIMIT, N_("a workshop has at most %d members"), WORKSHOP_MEMBERS);
    if (member)
        return append(records, (struct event){ .kind = EVENT_MEMBER_ADDED, .member_added = { workshop, revision, person } }, actor, error);
    return append(records, (struct event){ .kind = EVENT_MEMBER_REMOVED, .member_removed = { workshop, revision, person } }, actor, error);
}

static void read_member(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct workshop_member *)out = (struct workshop_member){ .person = store_arena_uuid(arena, s, 0), .name = store_arena_text(arena, s, 1),
                                                               .number = store_arena_text(arena, s, 2), .half_days = sqlite3_column_int64(s, 3) };
}

static int of_workshop(struct records *records, int index, const char *workshop, store_read *read, size_t size, struct arena *arena, void **rows,
                       size_t *count, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, workshop);
    return store_rows(records, statement, read, size, arena, rows, count, error);
}

int workshop_members(struct records *records, const char *workshop, struct arena *arena, struct workshop_member **rows, size_t *count, struct error *error)
{
    void *list;
    int code = of_workshop(records, SQL_MEMBERS, workshop, read_member, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

int workshop_attend(struct records *records, const char *workshop, const char *person, const char *day, int part, const char *actor, struct error *error)
{
    struct workshop row;
    struct arena arena;
    int64_t was, revision;
    if (!store_uuid_valid(person))
        return error_set(error, ERROR_INVALID, N_("the person's id is no UUID"));
    if (part < 0 || part > 2)
        return error_set(error, ERROR_INVALID, N_("somebody is there the whole day, half of it, or not"));
    arena_init(&arena, NULL, 0);
    int code = workshop_get(records, workshop, &arena, &row, error);
    if (!code && (!workshop_day_valid(day) || strcmp(day, row.first) < 0 || strcmp(day, row.last) > 0))
        code = error_set(error, ERROR_INVALID, N_("%s is no day of this workshop"), day ? day : "");
    arena_release(&arena);
    if (!code)
        code = standing(records, of(records, SQL_MEMBER, workshop, person, error), &was, &revision, error);
    if (code)
        return code;
    if (!was && part)
        return error_set(error, ERROR_NOT_FOUND, N_("who is not a member of the workshop cannot be there"));
    sqlite3_stmt *statement = of(records, SQL_ATTENDED, workshop, person, error);
    store_bind_text(statement, 3, day);
    code = standing(records, statement, &was, &revision, error);
    if (code || was == part)
        return code;
    return append(records, (struct event){ .kind = EVENT_ATTENDED, .attended = { workshop, revision, person, day, part } }, actor, error);
}

static void read_attendance(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct attendance *)out = (struct attendance){ store_arena_uuid(arena, s, 0), store_arena_text(arena, s, 1), sqlite3_column_int(s, 2) };
}

int workshop_attendance(struct records *records, const char *workshop, struct arena *arena, struct attendance **rows, size_t *count, struct error *error)
{
    void *list;
    int code = of_workshop(records, SQL_ATTENDANCE, workshop, read_attendance, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

static void read_unit(sqlite3_stmt *s, struct arena *arena, void *out)
{
    struct workshop_unit *unit = out;
    int role = unit_role_named((const char *)sqlite3_column_text(s, 2)), rule = unlock_rule_named((const char *)sqlite3_column_text(s, 3));
    *unit = (struct workshop_unit){ .pack = store_arena_text(arena, s, 0), .unit = store_arena_text(arena, s, 1), .place = sqlite3_column_int64(s, 4),
                                    .day = sqlite3_column_int64(s, 5), .open = sqlite3_column_int(s, 6) };
    /* what a later version knows is closed here until somebody opens it */
    unit->role = role < 0 ? UNIT_LESSON : (enum unit_role)role;
    unit->rule = rule < 0 || unit->role == UNIT_EXAM ? UNLOCK_HAND : (enum unlock_rule)rule;
}

int workshop_units(struct records *records, const char *workshop, struct arena *arena, struct workshop_unit **rows, size_t *count, struct error *error)
{
    void *list;
    int code = of_workshop(records, SQL_UNITS, workshop, read_unit, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

static sqlite3_stmt *of_unit(struct records *records, int index, const struct workshop_unit *unit, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_uuid(statement, 1, unit->workshop);
    store_bind_text(statement, 2, unit->pack);
    store_bind_text(statement, 3, unit->unit);
    return statement;
}

static int last_place(struct records *records, const char *workshop, int64_t *place, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_LAST_PLACE, error);
    store_bind_uuid(statement, 1, workshop);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *place = row ? sqlite3_column_int64(statement, 0) : 0;
    if (row)
        sqlite3_reset(statement);
    return 0;
}

int workshop_assign(struct records *records, const struct workshop_unit *unit, const char *actor, struct error *error)
{
    struct workshop row;
    int64_t was = 0, revision = 1, place = unit->place;
    bool there = false, same = false;
    enum unlock_rule rule = unit->role == UNIT_EXAM ? UNLOCK_HAND : unit->rule;
    if ((unsigned)unit->role >= UNIT_ROLE_COUNT || (unsigned)unit->rule >= UNLOCK_RULE_COUNT || unit->place < 0 || unit->place > 100000)
        return error_set(error, ERROR_INVALID, N_("a unit of a workshop has a role, a rule and a place"));
    if (rule == UNLOCK_DAY && (unit->day < 1 || unit->day > WORKSHOP_DAYS))
        return error_set(error, ERROR_INVALID, N_("the day is from 1 to %d"), WORKSHOP_DAYS);
    int code = look(records, unit->workshop, &row, error);
    if (code)
        return code;
    sqlite3_stmt *statement = of_unit(records, SQL_UNIT, unit, error);
    int found = store_step(records, statement, error);
    if (found < 0)
        return found;
    if (found) {
        was = sqlite3_column_int64(statement, 0);
        revision = sqlite3_column_int64(statement, 1) + 1;
        there = !was;
        place = place ? place : sqlite3_column_int64(statement, 4);
        same = was == unit->removed && unit_role_named((const char *)sqlite3_column_text(statement, 2)) == (int)unit->role &&
               unlock_rule_named((const char *)sqlite3_column_text(statement, 3)) == (int)rule && sqlite3_column_int64(statement, 4) == place &&
               sqlite3_column_int64(statement, 5) == (rule == UNLOCK_DAY ? unit->day : 0);
        sqlite3_reset(statement);
    }
    if (same || (unit->removed && !there))
        return 0;
    if (!there && row.units >= WORKSHOP_UNITS)
        return error_set(error, ERROR_LIMIT, N_("a workshop has at most %d units"), WORKSHOP_UNITS);
    if (!there && !unit->place) {
        code = last_place(records, unit->workshop, &place, error);
        if (code)
            return code;
        place++;
    }
    return append(records, (struct event){ .kind = EVENT_UNIT_ASSIGNED, .pack = unit->pack, .version = unit->version, .unit = unit->unit, .unit_assigned = {
        .workshop = unit->workshop, .revision = revision, .place = place, .role = roles[unit->role], .rule = rules[rule],
        .day = rule == UNLOCK_DAY ? unit->day : 0, .removed = unit->removed } }, actor, error);
}

int workshop_open(struct records *records, const struct workshop_unit *unit, bool open, const char *actor, struct error *error)
{
    struct workshop row;
    int64_t was, revision;
    int code = look(records, unit->workshop, &row, error);
    if (code)
        return code;
    sqlite3_stmt *statement = of_unit(records, SQL_UNIT, unit, error);
    int found = store_step(records, statement, error);
    if (found < 0)
        return found;
    bool there = found && !sqlite3_column_int(statement, 0);
    if (found)
        sqlite3_reset(statement);
    if (!there)
        return error_set(error, ERROR_NOT_FOUND, N_("this unit is not in the workshop's plan"));
    code = standing(records, of_unit(records, SQL_GATE, unit, error), &was, &revision, error);
    if (code || was == open)
        return code;
    struct event event = { .kind = open ? EVENT_UNIT_OPENED : EVENT_UNIT_CLOSED, .pack = unit->pack, .version = unit->version, .unit = unit->unit };
    if (open)
        event.unit_opened = (struct event_unit_opened){ unit->workshop, revision };
    else
        event.unit_closed = (struct event_unit_closed){ unit->workshop, revision };
    return append(records, event, actor, error);
}

static void read_planned(sqlite3_stmt *s, struct arena *arena, void *out)
{
    struct planned *row = out;
    read_unit(s, arena, &row->unit);
    row->unit.workshop = store_arena_uuid(arena, s, 7);
    row->name = store_arena_text(arena, s, 8);
    row->first = store_arena_text(arena, s, 9);
    row->last = store_arena_text(arena, s, 10);
    row->done = sqlite3_column_int(s, 11);
}

/* before: what stands ahead of it in the same plan, NULL for the first. What was opened by hand is open, whatever its rule. */
static void lock(struct planned *row, const struct planned *before, const char *today)
{
    const struct workshop_unit *unit = &row->unit;
    if (unit->open)
        return;
    if (unit->role == UNIT_EXAM)
        row->lock = LOCK_EXAM;
    else if (unit->rule == UNLOCK_HAND)
        row->lock = LOCK_HAND;
    else if (unit->rule == UNLOCK_DAY && today && workshop_day_number(row->first, today) < unit->day)
        row->lock = LOCK_DAY;
    else if (unit->rule == UNLOCK_AFTER && before && !before->done)
        row->lock = LOCK_AFTER;
    if (row->lock == LOCK_AFTER) {
        row->after_pack = before->unit.pack;
        row->after_unit = before->unit.unit;
    }
}

int workshop_plan(struct records *records, const char *person, const char *today, struct arena *arena, struct planned **rows, size_t *count,
                  struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_PLAN, error);
    void *found;
    store_bind_uuid(statement, 1, person);
    store_bind_text(statement, 2, today);
    int code = store_rows(records, statement, read_planned, sizeof **rows, arena, &found, count, error);
    if (code)
        return code;
    struct planned *list = found;
    for (size_t i = 0; i < *count; i++)
        lock(&list[i], i && strcmp(list[i - 1].unit.workshop, list[i].unit.workshop) == 0 ? &list[i - 1] : NULL, today);
    *rows = list;
    return 0;
}

/* Whether a statement about a unit, and perhaps a person, finds a row. */
static int finds(struct records *records, int index, const char *pack, const char *unit, const char *person, bool *found, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, index, error);
    store_bind_text(statement, 1, pack);
    store_bind_text(statement, 2, unit);
    if (person)
        store_bind_uuid(statement, 3, person);
    int row = store_step(records, statement, error);
    if (row < 0)
        return row;
    *found = row > 0;
    if (row)
        sqlite3_reset(statement);
    return 0;
}

static int exam_closed(struct records *records, const char *person, const char *pack, const char *unit, bool *closed, struct error *error)
{
    bool exam, open = false;
    int code = finds(records, SQL_EXAM, pack, unit, NULL, &exam, error);
    if (!code && exam)
        code = finds(records, SQL_EXAM_OPEN, pack, unit, person, &open, error);
    if (!code)
        *closed = exam && !open;
    return code;
}

static int refuse(const struct planned *row, struct error *error)
{
    char day[DAY_SIZE];
    switch (row->lock) {
    case LOCK_AFTER:
        return error_set(error, ERROR_REFUSED, N_("this opens when you have done what comes before it in your workshop: %s"), row->after_unit);
    case LOCK_DAY:
        return error_set(error, ERROR_REFUSED, N_("this opens on %s, day %lld of your workshop"), workshop_day_of(day, row->first, (int)row->unit.day),
                         (long long)row->unit.day);
    default:
        return error_set(error, ERROR_REFUSED, N_("your facilitator opens this when it is time"));
    }
}

int workshop_may_begin(struct records *records, const char *person, const char *pack, const char *unit, const char *today, struct arena *arena,
                       struct error *error)
{
    bool planned, closed;
    struct planned *rows = NULL, *locked = NULL;
    size_t count = 0;
    int code = finds(records, SQL_PLANNED, pack, unit, NULL, &planned, error);
    if (code || !planned)
        return code;
    code = exam_closed(records, person, pack, unit, &closed, error);
    if (!code && closed)
        return error_set(error, ERROR_REFUSED, N_("this examination is closed; the facilitator opens it"));
    if (!code)
        code = workshop_plan(records, person, today, arena, &rows, &count, error);
    for (size_t i = 0; !code && i < count; i++) {
        if (strcmp(rows[i].unit.pack, pack) != 0 || strcmp(rows[i].unit.unit, unit) != 0)
            continue;
        if (rows[i].lock == LOCK_NONE)
            return 0;
        locked = locked ? locked : &rows[i];
    }
    return code || !locked ? code : refuse(locked, error);
}

int workshop_may_answer(struct records *records, const char *person, const char *pack, const char *unit, struct error *error)
{
    bool closed;
    int code = exam_closed(records, person, pack, unit, &closed, error);
    return code || !closed ? code : error_set(error, ERROR_REFUSED, N_("this examination was closed; what was saved counts. Hand it in"));
}

int attempt_reopen(struct records *records, const char *attempt, const char *reason, int64_t seconds, const char *actor, struct error *error)
{
    struct arena arena;
    struct attempt_row row;
    int code = typed(reason, WORKSHOP_REASON_LIMIT, error);
    if (code)
        return code;
    if (seconds < 0 || seconds > WORKSHOP_MORE_TIME)
        return error_set(error, ERROR_INVALID, N_("a reopened attempt gets 0 to %d minutes more"), WORKSHOP_MORE_TIME / 60);
    if (!store_uuid_valid(attempt))
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such attempt"));
    arena_init(&arena, NULL, 0);
    code = query_attempt(records, attempt, &arena, &row, error);
    if (!code && row.state != ATTEMPT_SUBMITTED)
        code = error_set(error, ERROR_EXISTS, N_("this attempt is not handed in; it can go on"));
    arena_release(&arena);
    if (code)
        return code;
    return append(records, (struct event){ .kind = EVENT_ATTEMPT_REOPENED, .attempt = attempt, .attempt_reopened = { reason, seconds } }, actor, error);
}

int item_drop(struct records *records, const struct dropped_item *item, const char *actor, struct error *error)
{
    int64_t was, revision;
    int code = typed(item->reason, WORKSHOP_REASON_LIMIT, error);
    if (code)
        return code;
    if (!(item->points > 0 && item->points <= 1000))
        return error_set(error, ERROR_INVALID, N_("a question that counts is worth more than 0 points"));
    sqlite3_stmt *statement = statement_of(records, SQL_DROP, error);
    store_bind_text(statement, 1, item->pack);
    store_bind_text(statement, 2, item->item);
    code = standing(records, statement, &was, &revision, error);
    if (code || was == item->dropped)
        return code;
    return append(records, (struct event){ .kind = EVENT_ITEM_DROPPED, .pack = item->pack, .version = item->version, .unit = item->unit, .item = item->item,
                                           .item_dropped = { revision, item->dropped, item->points, item->reason } }, actor, error);
}

static void read_drop(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct dropped_item *)out = (struct dropped_item){
        .pack = store_arena_text(arena, s, 0), .unit = store_arena_text(arena, s, 1), .item = store_arena_text(arena, s, 2),
        .reason = store_arena_text(arena, s, 3), .points = sqlite3_column_double(s, 4), .dropped = true,
    };
}

int item_drops(struct records *records, const char *pack, struct arena *arena, struct dropped_item **rows, size_t *count, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_DROPS, error);
    void *list;
    store_bind_text(statement, 1, pack);
    int code = store_rows(records, statement, read_drop, sizeof **rows, arena, &list, count, error);
    if (!code)
        *rows = list;
    return code;
}

static void read_place(sqlite3_stmt *s, struct arena *arena, void *out)
{
    *(struct member_place *)out = (struct member_place){
        .person = store_arena_uuid(arena, s, 0), .name = store_arena_text(arena, s, 1), .number = store_arena_text(arena, s, 2),
        .pack = store_arena_text(arena, s, 3), .version = store_arena_text(arena, s, 4), .unit = store_arena_text(arena, s, 5),
        .attempt = store_arena_uuid(arena, s, 6), .page = sqlite3_column_int64(s, 7), .last = sqlite3_column_int64(s, 8),
        .pages = sqlite3_column_int64(s, 9), .questions = sqlite3_column_int64(s, 10), .submitted = sqlite3_column_int(s, 11),
        .answered = sqlite3_column_int64(s, 12),
    };
}

/* Answers that were not right, from the last one back to the first right one. */
static int streak(struct records *records, struct member_place *place, struct error *error)
{
    sqlite3_stmt *statement = statement_of(records, SQL_STREAK, error);
    int row;
    store_bind_uuid(statement, 1, place->attempt);
    while ((row = store_step(records, statement, error)) > 0 && sqlite3_column_double(statement, 0) <= 0)
        place->wrong++;
    if (row > 0)
        sqlite3_reset(statement);
    return row < 0 ? row : 0;
}

int workshop_places(struct records *records, const char *workshop, struct arena *arena, struct member_place **rows, size_t *count, struct error *error)
{
    void *found;
    int code = of_workshop(records, SQL_PLACES, workshop, read_place, sizeof **rows, arena, &found, count, error);
    struct member_place *list = code ? NULL : found;
    for (size_t i = 0; !code && i < *count; i++)
        if (list[i].attempt && !list[i].submitted)
            code = streak(records, &list[i], error);
    if (!code)
        *rows = list;
    return code;
}
