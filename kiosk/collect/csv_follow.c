#include "collect/csv_parts.h"

#include "base/arena.h"
#include "base/id.h"
#include "collect/store.h"
#include "records/event.h"

#define CERTAIN "(b.offset IS NOT NULL OR coalesce(b.sound, 0))"
/* The latest certain date of what the history behind d shares with one that leaves it, d's own beginning included. */
#define SHARED(origin, branch, last)                                                                                                                  \
    "max(d.until, coalesce((SELECT max(e.at + coalesce(b.offset, 0)) FROM event e JOIN boot b ON b.id = e.boot"                                        \
    " WHERE e.origin = " origin " AND e.branch = " branch " AND e.seq <= " last " AND " CERTAIN "), 0))"
/* UUIDs are blobs, as in the database; items and sources the ids of their rows. */
static const char tables[] =
    "CREATE TEMP TABLE follow_origin(origin INTEGER PRIMARY KEY, rank INTEGER NOT NULL);"
    "CREATE TEMP TABLE follow_whom(centre INTEGER, person BLOB, became BLOB NOT NULL, PRIMARY KEY(centre, person)) WITHOUT ROWID;"
    "CREATE INDEX temp.follow_whom_became ON follow_whom(centre, became);"
    "CREATE TEMP TABLE follow_attempt(centre INTEGER, id BLOB, person BLOB, origin INTEGER NOT NULL, source INTEGER, begun INTEGER NOT NULL DEFAULT 0, mode TEXT,"
    " questions INTEGER, started INTEGER, started_certain INTEGER, submitted INTEGER NOT NULL DEFAULT 0, ended INTEGER, ended_certain INTEGER,"
    " seconds INTEGER NOT NULL DEFAULT 0, marks REAL, possible REAL, passed INTEGER, fractions TEXT, PRIMARY KEY(centre, id)) WITHOUT ROWID;"
    "CREATE INDEX temp.follow_attempt_person ON follow_attempt(centre, person);"
    "CREATE TEMP TABLE follow_member(centre INTEGER, attempt BLOB, person BLOB, PRIMARY KEY(centre, attempt, person)) WITHOUT ROWID;"
    "CREATE INDEX temp.follow_member_person ON follow_member(centre, person);"
    "CREATE TEMP TABLE follow_answer(centre INTEGER, attempt BLOB, item INTEGER, origin INTEGER NOT NULL, branch INTEGER NOT NULL, seq INTEGER NOT NULL,"
    " given INTEGER NOT NULL, PRIMARY KEY(centre, attempt, item)) WITHOUT ROWID;"
    "CREATE TEMP TABLE follow_lesson(centre INTEGER, person BLOB, pack TEXT, unit TEXT, version TEXT NOT NULL, origin INTEGER NOT NULL, pages INTEGER NOT NULL,"
    " seconds INTEGER NOT NULL, opened INTEGER NOT NULL, last INTEGER NOT NULL, certain INTEGER NOT NULL, finished INTEGER NOT NULL,"
    " PRIMARY KEY(centre, person, pack, unit)) WITHOUT ROWID;"
    "CREATE TEMP TABLE follow_page(centre INTEGER, person BLOB, pack TEXT, unit TEXT, page INTEGER, PRIMARY KEY(centre, person, pack, unit, page)) WITHOUT ROWID;"
    "CREATE TEMP TABLE follow_item(centre INTEGER, person BLOB, pack TEXT, unit TEXT, item INTEGER, origin INTEGER NOT NULL, branch INTEGER NOT NULL,"
    " seq INTEGER NOT NULL, fraction REAL NOT NULL, PRIMARY KEY(centre, person, pack, unit, item)) WITHOUT ROWID;"
    /* An origin comes behind the one that its machine had before. One that is said to follow itself, by whatever way, comes first. */
    "WITH RECURSIVE depth(id, uuid, depth) AS (SELECT id, uuid, 0 FROM origin WHERE follows IS NULL OR follows NOT IN (SELECT uuid FROM origin)"
    " UNION ALL SELECT o.id, o.uuid, d.depth + 1 FROM depth d JOIN origin o ON o.follows = d.uuid)"
    " INSERT INTO follow_origin SELECT o.id, row_number() OVER (ORDER BY coalesce(d.depth, 0), o.uuid) FROM origin o LEFT JOIN depth d ON d.id = o.id;"
    /* So does what a branch, or an origin, goes on from come before it, where its own clock is not certain yet. Of an origin that forked, branch 0 is gone on from. */
    "CREATE TEMP TABLE follow_begin(origin INTEGER, branch INTEGER, until INTEGER NOT NULL, PRIMARY KEY(origin, branch)) WITHOUT ROWID;"
    "WITH RECURSIVE begin(origin, branch, until) AS (SELECT r.origin, r.branch, 0 FROM branch r JOIN origin o ON o.id = r.origin"
    "  WHERE r.parent IS NULL AND (o.follows IS NULL OR o.follows NOT IN (SELECT uuid FROM origin))"
    " UNION ALL SELECT r.origin, r.branch, " SHARED("d.origin", "d.branch", "r.shared") " FROM begin d JOIN branch r ON r.origin = d.origin AND r.parent = d.branch"
    " UNION ALL SELECT r.origin, r.branch, " SHARED("d.origin", "0", "f.follows_seq") " FROM begin d JOIN origin o ON o.id = d.origin AND d.branch = 0"
    "  JOIN origin f ON f.follows = o.uuid JOIN branch r ON r.origin = f.id AND r.parent IS NULL)"
    " INSERT OR IGNORE INTO follow_begin SELECT * FROM begin;";

/* A clock that goes back within an origin does not turn its order round: what counts between origins is the latest certain date until then, of what they go on
 * from too; what is before the first one comes first. */
static const char log_sql[] =
    "SELECT e.origin, e.branch, e.seq, e.date, e.certain, e.actor, k.name, e.attempt, e.source, s.pack, s.version, s.unit, e.item, e.data, e.text,"
    " o.centre"
    " FROM (SELECT e.origin, e.branch, e.seq, e.actor, e.kind, e.attempt, e.source, e.item, e.data, e.payload IS NOT NULL AS text,"
    "  e.at + coalesce(b.offset, 0) AS date, " CERTAIN " AS certain,"
    "  max(iif(" CERTAIN ", e.at + coalesce(b.offset, 0), NULL)) OVER (PARTITION BY e.origin, e.branch ORDER BY e.seq) AS until"
    "  FROM event e LEFT JOIN boot b ON b.id = e.boot WHERE e.kind IN (SELECT id FROM kind WHERE name IN ('lesson-opened', 'page-read', 'block-answered',"
    "  'lesson-finished', 'attempt-started', 'answered', 'attempt-resumed', 'attempt-minute', 'attempt-submitted', 'attempt-claimed',"
    "  'attempt-member', 'learner-merged'))) e"
    " JOIN kind k ON k.id = e.kind JOIN follow_origin f ON f.origin = e.origin JOIN origin o ON o.id = e.origin LEFT JOIN source s ON s.id = e.source"
    " LEFT JOIN follow_begin g ON g.origin = e.origin AND g.branch = e.branch"
    " WHERE ?1 IS NULL OR o.centre = ?1"
    " ORDER BY max(coalesce(e.until, 0), coalesce(g.until, 0)), f.rank, e.branch, e.seq";
enum {
    AT_ORIGIN, AT_BRANCH, AT_SEQ, AT_DATE, AT_CERTAIN, AT_ACTOR, AT_KIND, AT_ATTEMPT, AT_SOURCE, AT_PACK, AT_VERSION, AT_UNIT, AT_ITEM, AT_DATA, AT_PAYLOAD,
    AT_CENTRE,
};

/*
 * What an event does: parameters are ?1 person (whose the work is), ?2 attempt, ?3 pack, ?4 unit, ?5 version, ?6 item, ?7 origin, ?8 branch, ?9 seq, ?10 date,
 * ?11 certain, ?12 source, from ?13 on what the kind says, and ?20 the centre: what one centre wrote down says nothing of what another did, also where it names the same
 * people and attempts.
 */
enum { OF_PERSON = 1, OF_ATTEMPT, OF_PACK, OF_UNIT, OF_VERSION, OF_ITEM, OF_ORIGIN, OF_BRANCH, OF_SEQ, OF_DATE, OF_CERTAIN, OF_SOURCE, OF_KIND, OF_CENTRE = 20 };
#define STEPS(S)                                                                                                                                              \
    S(WHOM, "SELECT became FROM follow_whom WHERE centre = ?20 AND person = ?1")                                                                              \
    S(BEGIN, "INSERT OR IGNORE INTO follow_attempt(centre, id, person, origin, source) VALUES(?20, ?2, ?1, ?7, ?12)")                                         \
    S(START, "UPDATE follow_attempt SET begun = 1, person = ?1, origin = ?7, source = ?12, started = ?10, started_certain = ?11, mode = ?13,"                 \
             " questions = ?14 WHERE centre = ?20 AND id = ?2 AND NOT begun")                                                                                 \
    S(ANSWER, "INSERT INTO follow_answer VALUES(?20, ?2, ?6, ?7, ?8, ?9, ?13) ON CONFLICT DO UPDATE SET origin = excluded.origin, branch = excluded.branch,"  \
              " seq = excluded.seq, given = excluded.given")                                                                                                  \
    S(USED, "UPDATE follow_attempt SET seconds = max(seconds, ?13) WHERE centre = ?20 AND id = ?2")                                                           \
    S(SUBMIT, "UPDATE follow_attempt SET submitted = 1, ended = ?10, ended_certain = ?11, seconds = max(seconds, ?13), marks = ?14, possible = ?15,"          \
              " passed = ?16, fractions = ?17 WHERE centre = ?20 AND id = ?2")                                                                                \
    S(CLAIM, "UPDATE follow_attempt SET person = ?1 WHERE centre = ?20 AND id = ?2")                                                                          \
    S(MEMBER, "INSERT OR IGNORE INTO follow_member VALUES(?20, ?2, ?13)")                                                                                     \
    S(OPEN, "INSERT INTO follow_lesson VALUES(?20, ?1, ?3, ?4, ?5, ?7, ?13, 0, ?10, ?10, ?11, 0) ON CONFLICT DO UPDATE SET version = excluded.version,"       \
            " origin = excluded.origin, pages = excluded.pages, last = excluded.last, certain = min(certain, excluded.certain)")                              \
    S(READ, "INSERT INTO follow_lesson VALUES(?20, ?1, ?3, ?4, ?5, ?7, 0, ?13, ?10, ?10, ?11, 0) ON CONFLICT DO UPDATE SET version = excluded.version,"       \
            " origin = excluded.origin, seconds = seconds + excluded.seconds, last = excluded.last, certain = min(certain, excluded.certain)")                \
    S(PAGE, "INSERT OR IGNORE INTO follow_page VALUES(?20, ?1, ?3, ?4, ?13)")                                                                                 \
    S(BLOCK, "INSERT INTO follow_item VALUES(?20, ?1, ?3, ?4, ?6, ?7, ?8, ?9, ?13) ON CONFLICT DO UPDATE SET origin = excluded.origin,"                       \
             " branch = excluded.branch, seq = excluded.seq, fraction = excluded.fraction")                                                                   \
    S(TOUCH, "UPDATE follow_lesson SET last = ?10, certain = min(certain, ?11) WHERE centre = ?20 AND person = ?1 AND pack = ?3 AND unit = ?4")               \
    S(FINISH, "INSERT INTO follow_lesson VALUES(?20, ?1, ?3, ?4, ?5, ?7, 0, 0, ?10, ?10, ?11, 1) ON CONFLICT DO UPDATE SET version = excluded.version,"       \
              " origin = excluded.origin, last = excluded.last, certain = min(certain, excluded.certain), finished = 1")                                      \
    /* from here on: what ?1 did becomes ?2's, one statement behind the other */                                                                              \
    S(MERGE_ATTEMPT, "UPDATE follow_attempt SET person = ?2 WHERE centre = ?20 AND person = ?1")                                                              \
    S(MERGE_MEMBER, "INSERT OR IGNORE INTO follow_member SELECT ?20, attempt, ?2 FROM follow_member WHERE centre = ?20 AND person = ?1")                      \
    S(MERGE_MEMBER_GONE, "DELETE FROM follow_member WHERE centre = ?20 AND person = ?1")                                                                      \
    S(MERGE_LESSON, "INSERT INTO follow_lesson SELECT ?20, ?2, pack, unit, version, origin, pages, seconds, opened, last, certain, finished FROM follow_lesson" \
                    " WHERE centre = ?20 AND person = ?1 ON CONFLICT DO UPDATE SET version = iif(excluded.last > last, excluded.version, version),"           \
                    " origin = iif(excluded.last > last, excluded.origin, origin), pages = iif(excluded.last > last, excluded.pages, pages),"                 \
                    " seconds = seconds + excluded.seconds, opened = min(opened, excluded.opened), last = max(last, excluded.last),"                          \
                    " certain = min(certain, excluded.certain), finished = max(finished, excluded.finished)")                                                 \
    S(MERGE_LESSON_GONE, "DELETE FROM follow_lesson WHERE centre = ?20 AND person = ?1")                                                                      \
    S(MERGE_PAGE, "INSERT OR IGNORE INTO follow_page SELECT ?20, ?2, pack, unit, page FROM follow_page WHERE centre = ?20 AND person = ?1")                   \
    S(MERGE_PAGE_GONE, "DELETE FROM follow_page WHERE centre = ?20 AND person = ?1")                                                                          \
    S(MERGE_ITEM, "INSERT INTO follow_item SELECT ?20, ?2, pack, unit, item, origin, branch, seq, fraction FROM follow_item WHERE centre = ?20 AND person = ?1" \
                  " ON CONFLICT DO UPDATE SET origin = excluded.origin, branch = excluded.branch, seq = excluded.seq, fraction = excluded.fraction"           \
                  " WHERE excluded.fraction > fraction")                                                                                                      \
    S(MERGE_ITEM_GONE, "DELETE FROM follow_item WHERE centre = ?20 AND person = ?1")                                                                          \
    S(MERGE_WHOM, "UPDATE follow_whom SET became = ?2 WHERE centre = ?20 AND became = ?1")                                                                    \
    S(MERGED, "INSERT INTO follow_whom VALUES(?20, ?1, ?2) ON CONFLICT DO UPDATE SET became = excluded.became")
enum {
#define S(name, sql) STEP_##name,
    STEPS(S)
#undef S
    STEP_COUNT
};
static const char *const step_sql[STEP_COUNT] = {
#define S(name, sql) [STEP_##name] = sql,
    STEPS(S)
#undef S
};

struct follow {
    struct central *central;
    sqlite3_stmt *log, *steps[STEP_COUNT];
    uint32_t uses[STEP_COUNT];                   /* bit i: the statement has the parameter ?i */
    struct event event;                          /* the kind's own fields; texts lie in the arena */
    unsigned char person[16];
    /* most events are like the one before: what need not be done twice */
    bool merged;                                 /* somebody became another */
    unsigned char attempt[16];                   /* that has its row */
    int64_t centre;                              /* of that row */
    bool begun;
    int64_t used;                                /* its running time, -1: nothing that is not written yet */
    struct error *error;
};

static int failed(struct follow *follow)
{
    return central_error(follow->central, follow->error);
}

static int run(struct follow *follow, int step)
{
    int result = sqlite3_step(follow->steps[step]);
    sqlite3_reset(follow->steps[step]);
    return result == SQLITE_DONE || result == SQLITE_ROW ? 0 : failed(follow);
}

static int64_t centre_of(const struct follow *follow)
{
    return sqlite3_column_int64(follow->log, AT_CENTRE);
}

/* Whose the work of this person is, as this centre says. */
static int whom(struct follow *follow, const void *person, unsigned char out[16])
{
    sqlite3_stmt *statement = follow->steps[STEP_WHOM];
    if (!follow->merged) {
        memcpy(out, person, 16);
        return 0;
    }
    sqlite3_bind_blob(statement, OF_PERSON, person, 16, SQLITE_TRANSIENT);
    sqlite3_bind_int64(statement, OF_CENTRE, centre_of(follow));
    int result = sqlite3_step(statement);
    const void *became = result == SQLITE_ROW ? sqlite3_column_blob(statement, 0) : NULL;
    memcpy(out, became ? became : person, 16);
    sqlite3_reset(statement);
    return result == SQLITE_ROW || result == SQLITE_DONE ? 0 : failed(follow);
}

/* All that does not depend on the kind. */
static sqlite3_stmt *bound(struct follow *follow, int step)
{
    static const int columns[OF_KIND] = {
        [OF_ATTEMPT] = AT_ATTEMPT, [OF_PACK] = AT_PACK, [OF_UNIT] = AT_UNIT, [OF_VERSION] = AT_VERSION, [OF_ITEM] = AT_ITEM, [OF_ORIGIN] = AT_ORIGIN,
        [OF_BRANCH] = AT_BRANCH, [OF_SEQ] = AT_SEQ, [OF_DATE] = AT_DATE, [OF_CERTAIN] = AT_CERTAIN, [OF_SOURCE] = AT_SOURCE,
    };
    sqlite3_stmt *statement = follow->steps[step];
    if (follow->uses[step] & 1u << OF_PERSON)
        sqlite3_bind_blob(statement, OF_PERSON, follow->person, 16, SQLITE_TRANSIENT);
    for (int i = OF_ATTEMPT; i < OF_KIND; i++)
        if (follow->uses[step] & 1u << i)
            sqlite3_bind_value(statement, i, sqlite3_column_value(follow->log, columns[i]));
    sqlite3_bind_int64(statement, OF_CENTRE, centre_of(follow));
    return statement;
}

static int with_int(struct follow *follow, int step, int64_t value)
{
    sqlite3_bind_int64(bound(follow, step), OF_KIND, value);
    return run(follow, step);
}

/* The time of an attempt only grows: it is written when another one's turn comes. */
static int write_used(struct follow *follow)
{
    if (follow->used < 0)
        return 0;
    sqlite3_bind_blob(follow->steps[STEP_USED], OF_ATTEMPT, follow->attempt, 16, SQLITE_TRANSIENT);
    sqlite3_bind_int64(follow->steps[STEP_USED], OF_KIND, follow->used);
    sqlite3_bind_int64(follow->steps[STEP_USED], OF_CENTRE, follow->centre);
    follow->used = -1;
    return run(follow, STEP_USED);
}

static int used(struct follow *follow, int64_t seconds)
{
    if (seconds > follow->used)
        follow->used = seconds;
    return 0;
}

/* An attempt has a row from its first event on that came. */
static int begin(struct follow *follow)
{
    const void *attempt = sqlite3_column_blob(follow->log, AT_ATTEMPT);
    if (follow->begun && follow->centre == centre_of(follow) && memcmp(follow->attempt, attempt, 16) == 0)
        return 0;
    int code = write_used(follow);
    memcpy(follow->attempt, attempt, 16);
    follow->centre = centre_of(follow);
    follow->begun = true;
    if (code)
        return code;
    bound(follow, STEP_BEGIN);
    return run(follow, STEP_BEGIN);
}

static int started(struct follow *follow)
{
    sqlite3_stmt *statement = bound(follow, STEP_START);
    central_bind_text(statement, OF_KIND, follow->event.attempt_started.mode);
    sqlite3_bind_int64(statement, OF_KIND + 1, follow->event.attempt_started.questions);
    return run(follow, STEP_START);
}

static int answered(struct follow *follow)
{
    int code = with_int(follow, STEP_ANSWER, follow->event.answered.response || sqlite3_column_int(follow->log, AT_PAYLOAD));
    return code ? code : used(follow, follow->event.answered.seconds);
}

static int submitted(struct follow *follow)
{
    sqlite3_stmt *statement = bound(follow, STEP_SUBMIT);
    const struct event_attempt_submitted *end = &follow->event.attempt_submitted;
    sqlite3_bind_int64(statement, OF_KIND, end->seconds);
    sqlite3_bind_double(statement, OF_KIND + 1, end->marks);
    sqlite3_bind_double(statement, OF_KIND + 2, end->possible);
    sqlite3_bind_int64(statement, OF_KIND + 3, end->passed);
    central_bind_text(statement, OF_KIND + 4, end->fractions);
    return run(follow, STEP_SUBMIT);
}

static int page_read(struct follow *follow)
{
    int code = with_int(follow, STEP_READ, follow->event.page_read.seconds);
    return code ? code : with_int(follow, STEP_PAGE, follow->event.page_read.page);
}

static int block_answered(struct follow *follow)
{
    sqlite3_bind_double(bound(follow, STEP_BLOCK), OF_KIND, follow->event.block_answered.fraction);
    int code = run(follow, STEP_BLOCK);
    if (code)
        return code;
    bound(follow, STEP_TOUCH);
    return run(follow, STEP_TOUCH);
}

static int merge(struct follow *follow, const unsigned char from[16], const unsigned char into[16])
{
    unsigned char source[16], target[16];
    int code = whom(follow, from, source);
    if (!code)
        code = whom(follow, into, target);
    if (code || memcmp(source, target, 16) == 0)
        return code;
    follow->merged = true;
    for (int i = STEP_MERGE_ATTEMPT; !code && i < STEP_COUNT; i++) {
        sqlite3_bind_blob(follow->steps[i], 1, source, 16, SQLITE_TRANSIENT);
        sqlite3_bind_blob(follow->steps[i], 2, target, 16, SQLITE_TRANSIENT);
        sqlite3_bind_int64(follow->steps[i], OF_CENTRE, centre_of(follow));
        code = run(follow, i);
    }
    return code;
}

static int merge_texts(struct follow *follow, const char *from, const char *into)
{
    unsigned char source[16], target[16];
    if (!from || !into || !central_uuid_pack(source, from) || !central_uuid_pack(target, into))
        return 0;
    return merge(follow, source, target);
}

static int claimed(struct follow *follow)
{
    unsigned char guest[16];
    const char *text = follow->event.attempt_claimed.guest;
    if (text)
        return central_uuid_pack(guest, text) ? merge(follow, guest, follow->person) : 0;
    bound(follow, STEP_CLAIM);
    return run(follow, STEP_CLAIM);
}

static int takes_part(struct follow *follow)
{
    unsigned char named[16], member[16];
    if (!follow->event.attempt_member.person || !central_uuid_pack(named, follow->event.attempt_member.person))
        return 0;
    int code = whom(follow, named, member);
    if (code)
        return code;
    sqlite3_bind_blob(bound(follow, STEP_MEMBER), OF_KIND, member, 16, SQLITE_TRANSIENT);
    return run(follow, STEP_MEMBER);
}

static int apply(struct follow *follow)
{
    int code = 0;
    bool attempt = sqlite3_column_bytes(follow->log, AT_ATTEMPT) == 16, unit = sqlite3_column_type(follow->log, AT_UNIT) != SQLITE_NULL;
    if (follow->event.kind == EVENT_LEARNER_MERGED)
        return merge_texts(follow, follow->event.learner_merged.person, follow->event.learner_merged.into);
    if (sqlite3_column_bytes(follow->log, AT_ACTOR) != 16)
        return 0;
    code = whom(follow, sqlite3_column_blob(follow->log, AT_ACTOR), follow->person);
    if (!code && attempt && follow->event.kind != EVENT_ATTEMPT_CLAIMED)
        code = begin(follow);
    if (code)
        return code;
    switch (follow->event.kind) {
    case EVENT_LESSON_OPENED:
        return unit ? with_int(follow, STEP_OPEN, follow->event.lesson_opened.pages) : 0;
    case EVENT_PAGE_READ:
        return unit ? page_read(follow) : 0;
    case EVENT_BLOCK_ANSWERED:
        return unit && sqlite3_column_type(follow->log, AT_ITEM) != SQLITE_NULL ? block_answered(follow) : 0;
    case EVENT_LESSON_FINISHED:
        bound(follow, STEP_FINISH);
        return unit ? run(follow, STEP_FINISH) : 0;
    case EVENT_ATTEMPT_STARTED:
        return attempt ? started(follow) : 0;
    case EVENT_ANSWERED:
        return attempt && sqlite3_column_type(follow->log, AT_ITEM) != SQLITE_NULL ? answered(follow) : 0;
    case EVENT_ATTEMPT_RESUMED:
        return attempt ? used(follow, follow->event.attempt_resumed.seconds) : 0;
    case EVENT_ATTEMPT_MINUTE:
        return attempt ? used(follow, follow->event.attempt_minute.seconds) : 0;
    case EVENT_ATTEMPT_SUBMITTED:
        return attempt ? submitted(follow) : 0;
    case EVENT_ATTEMPT_MEMBER:
        return attempt ? takes_part(follow) : 0;
    case EVENT_ATTEMPT_CLAIMED:
        return claimed(follow);
    default:
        return 0;
    }
}

static int one_event(struct follow *follow)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    follow->event = (struct event){ .kind = event_kind_named((const char *)sqlite3_column_text(follow->log, AT_KIND)),
                                    .data = (const char *)sqlite3_column_text(follow->log, AT_DATA) };
    int code = event_data_read(&follow->event, &arena, follow->error);
    if (code == ERROR_SYNTAX)
        code = 0;                                /* what cannot be read says nothing; its row is written all the same */
    if (!code)
        code = apply(follow);
    arena_release(&arena);
    return code;
}

int csv_follow(struct central *central, int64_t centre, const struct csv_options *options, struct error *error)
{
    struct follow follow = { .central = central, .error = error, .used = -1 };
    int64_t rows = 0;
    int code = sqlite3_exec(central->db, tables, NULL, NULL, NULL) == SQLITE_OK ? 0 : failed(&follow);
    for (int i = 0; !code && i < STEP_COUNT; i++) {
        if (sqlite3_prepare_v2(central->db, step_sql[i], -1, &follow.steps[i], NULL) != SQLITE_OK)
            code = failed(&follow);
        for (int k = 1; !code && k <= sqlite3_bind_parameter_count(follow.steps[i]); k++)
            if (sqlite3_bind_parameter_name(follow.steps[i], k))
                follow.uses[i] |= 1u << k;
    }
    if (!code && sqlite3_prepare_v2(central->db, log_sql, -1, &follow.log, NULL) != SQLITE_OK)
        code = failed(&follow);
    if (!code && centre)
        sqlite3_bind_int64(follow.log, 1, centre);
    while (!code) {
        int result = sqlite3_step(follow.log);
        if (result == SQLITE_DONE)
            break;
        code = result == SQLITE_ROW ? one_event(&follow) : failed(&follow);
        if (options->progress && rows++ % CSV_PROGRESS == 0)
            options->progress(options->context, NULL, rows);
    }
    if (!code)
        code = write_used(&follow);
    sqlite3_finalize(follow.log);
    for (int i = 0; i < STEP_COUNT; i++)
        sqlite3_finalize(follow.steps[i]);
    return code;
}
