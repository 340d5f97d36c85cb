#include "records/workshop_tables.h"

#include "records/store.h"

/* The later row stands: the greater stamp, whatever came first. */
#define STAMPED                                                                                                                         \
    " WHERE (excluded.revision, excluded.at, excluded.origin, excluded.seq) > (revision, at, origin, seq)"
#define TAKE_STAMP "revision = excluded.revision, at = excluded.at, origin = excluded.origin, seq = excluded.seq"

enum { SQL_WORKSHOP, SQL_MEMBER, SQL_ATTENDED, SQL_UNIT, SQL_GATE, SQL_DROP, SQL_REOPEN, SQL_STATE, SQL_COUNT };
/* ?1 to ?4 are the stamp. */
static const char *const sql[] = {
    [SQL_WORKSHOP] =
        "INSERT INTO workshop VALUES(?5, ?6, ?7, ?8, ?9, ?10, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET name = excluded.name, first = excluded.first,"
        " last = excluded.last, facilitator = excluded.facilitator, cancelled = excluded.cancelled, " TAKE_STAMP STAMPED,
    [SQL_MEMBER] =
        "INSERT INTO workshop_member VALUES(?5, ?6, ?7, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET member = excluded.member, " TAKE_STAMP STAMPED,
    [SQL_ATTENDED] =
        "INSERT INTO attendance VALUES(?5, ?6, ?7, ?8, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET part = excluded.part, " TAKE_STAMP STAMPED,
    [SQL_UNIT] =
        "INSERT INTO workshop_unit VALUES(?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET place = excluded.place,"
        " role = excluded.role, rule = excluded.rule, day = excluded.day, removed = excluded.removed, " TAKE_STAMP STAMPED,
    [SQL_GATE] =
        "INSERT INTO workshop_gate VALUES(?5, ?6, ?7, ?8, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET open = excluded.open, " TAKE_STAMP STAMPED,
    [SQL_DROP] =
        "INSERT INTO item_dropped VALUES(?5, ?6, ?7, ?8, ?9, ?10, ?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET unit = excluded.unit,"
        " points = excluded.points, dropped = excluded.dropped, reason = excluded.reason, " TAKE_STAMP STAMPED,
    [SQL_REOPEN] = "INSERT OR REPLACE INTO attempt_reopened VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
    /* handed in more often than opened again: whichever of the two is known first */
    [SQL_STATE] = "UPDATE attempt SET state = submits > (SELECT count(*) FROM attempt_reopened r WHERE r.attempt = ?1) WHERE id = ?1",
};
_Static_assert(SQL_COUNT <= STORE_STATEMENTS, "too many statements");

/* The statement with its stamp. */
static sqlite3_stmt *stamped(struct records *records, int index, const struct event *event, int64_t revision, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_WORKSHOP_TABLES, index, sql[index], error);
    sqlite3_bind_int64(statement, 1, revision);
    sqlite3_bind_int64(statement, 2, event->at);
    store_bind_uuid(statement, 3, event->origin);
    sqlite3_bind_int64(statement, 4, event->seq);
    return statement;
}

static bool id(const char *text)
{
    return text && store_uuid_valid(text);
}

static int workshop(struct records *records, const struct event *event, const struct event_workshop_changed *as, struct error *error)
{
    if (!id(as->workshop) || !as->name)
        return 0;
    sqlite3_stmt *statement = stamped(records, SQL_WORKSHOP, event, as->revision, error);
    store_bind_uuid(statement, 5, as->workshop);
    store_bind_text(statement, 6, as->name);
    store_bind_text(statement, 7, as->first ? as->first : "");
    store_bind_text(statement, 8, as->last ? as->last : "");
    store_bind_uuid(statement, 9, id(as->facilitator) ? as->facilitator : NULL);
    sqlite3_bind_int(statement, 10, as->cancelled != 0);
    return store_run(records, statement, error);
}

static int made(struct records *records, const struct event *event, struct error *error)
{
    const struct event_workshop_made *as = &event->workshop_made;
    return workshop(records, event,
                    &(struct event_workshop_changed){ .workshop = as->workshop, .revision = as->revision, .name = as->name, .first = as->first,
                                                      .last = as->last, .facilitator = as->facilitator }, error);
}

static int member(struct records *records, const struct event *event, const char *in, const char *person, int64_t revision, bool is, struct error *error)
{
    if (!id(in) || !id(person))
        return 0;
    sqlite3_stmt *statement = stamped(records, SQL_MEMBER, event, revision, error);
    store_bind_uuid(statement, 5, in);
    store_bind_uuid(statement, 6, person);
    sqlite3_bind_int(statement, 7, is);
    return store_run(records, statement, error);
}

static int attended(struct records *records, const struct event *event, struct error *error)
{
    const struct event_attended *as = &event->attended;
    if (!id(as->workshop) || !id(as->person) || !as->day)
        return 0;
    sqlite3_stmt *statement = stamped(records, SQL_ATTENDED, event, as->revision, error);
    store_bind_uuid(statement, 5, as->workshop);
    store_bind_uuid(statement, 6, as->person);
    store_bind_text(statement, 7, as->day);
    sqlite3_bind_int64(statement, 8, as->part);
    return store_run(records, statement, error);
}

static int assigned(struct records *records, const struct event *event, struct error *error)
{
    const struct event_unit_assigned *as = &event->unit_assigned;
    if (!id(as->workshop) || !as->role || !as->rule)
        return 0;
    sqlite3_stmt *statement = stamped(records, SQL_UNIT, event, as->revision, error);
    store_bind_text(statement, 5, event->pack);
    store_bind_text(statement, 6, event->unit);
    store_bind_uuid(statement, 7, as->workshop);
    sqlite3_bind_int64(statement, 8, as->place);
    store_bind_text(statement, 9, as->role);
    store_bind_text(statement, 10, as->rule);
    sqlite3_bind_int64(statement, 11, as->day);
    sqlite3_bind_int(statement, 12, as->removed != 0);
    return store_run(records, statement, error);
}

static int gate(struct records *records, const struct event *event, const char *in, int64_t revision, bool open, struct error *error)
{
    if (!id(in))
        return 0;
    sqlite3_stmt *statement = stamped(records, SQL_GATE, event, revision, error);
    store_bind_uuid(statement, 5, in);
    store_bind_text(statement, 6, event->pack);
    store_bind_text(statement, 7, event->unit);
    sqlite3_bind_int(statement, 8, open);
    return store_run(records, statement, error);
}

static int dropped(struct records *records, const struct event *event, struct error *error)
{
    const struct event_item_dropped *as = &event->item_dropped;
    sqlite3_stmt *statement = stamped(records, SQL_DROP, event, as->revision, error);
    store_bind_text(statement, 5, event->pack);
    store_bind_text(statement, 6, event->item);
    store_bind_text(statement, 7, event->unit);
    sqlite3_bind_double(statement, 8, as->points);
    sqlite3_bind_int(statement, 9, as->dropped != 0);
    store_bind_text(statement, 10, as->reason);
    return store_run(records, statement, error);
}

static int state_of(struct records *records, const struct event *event, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_WORKSHOP_TABLES, SQL_STATE, sql[SQL_STATE], error);
    store_bind_uuid(statement, 1, event->attempt);
    return store_run(records, statement, error);
}

static int reopened(struct records *records, const struct event *event, struct error *error)
{
    sqlite3_stmt *statement = store_statement(records, STORE_WORKSHOP_TABLES, SQL_REOPEN, sql[SQL_REOPEN], error);
    store_bind_uuid(statement, 1, event->attempt);
    store_bind_uuid(statement, 2, event->origin);
    sqlite3_bind_int64(statement, 3, event->seq);
    sqlite3_bind_int64(statement, 4, event->at);
    store_bind_text(statement, 5, event->attempt_reopened.reason);
    sqlite3_bind_int64(statement, 6, event->attempt_reopened.seconds > 0 ? event->attempt_reopened.seconds : 0);
    int code = store_run(records, statement, error);
    return code ? code : state_of(records, event, error);
}

int workshop_project(struct records *records, const struct event *event, struct error *error)
{
    switch (event->kind) {
    case EVENT_WORKSHOP_MADE:
        return made(records, event, error);
    case EVENT_WORKSHOP_CHANGED:
        return workshop(records, event, &event->workshop_changed, error);
    case EVENT_MEMBER_ADDED:
        return member(records, event, event->member_added.workshop, event->member_added.person, event->member_added.revision, true, error);
    case EVENT_MEMBER_REMOVED:
        return member(records, event, event->member_removed.workshop, event->member_removed.person, event->member_removed.revision, false, error);
    case EVENT_ATTENDED:
        return attended(records, event, error);
    case EVENT_UNIT_ASSIGNED:
        return assigned(records, event, error);
    case EVENT_UNIT_OPENED:
        return gate(records, event, event->unit_opened.workshop, event->unit_opened.revision, true, error);
    case EVENT_UNIT_CLOSED:
        return gate(records, event, event->unit_closed.workshop, event->unit_closed.revision, false, error);
    case EVENT_ATTEMPT_REOPENED:
        return reopened(records, event, error);
    case EVENT_ATTEMPT_SUBMITTED:                /* after projections.c has counted it */
        return state_of(records, event, error);
    case EVENT_ITEM_DROPPED:
        return dropped(records, event, error);
    default:
        return 0;
    }
}
