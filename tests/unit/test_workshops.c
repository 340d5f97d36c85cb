#include "check_main.h"

#include "records/people.h"
#include "records/projections.h"
#include "records/queries.h"
#include "records/store.h"
#include "records/workshops.h"
#include "records_fixture.h"

#define OTHER "01930000-0000-7000-8000-00000000000f"
#define NOBODY "01930000-0000-7000-8000-0000000000ff"

static struct fixture fixture;
static struct arena arena;
static struct error error;
static char id[UUID_SIZE];

#define GOOD(call) ck_assert_msg((call) == 0, "%s", error.message ? error.message : "")
#define REFUSED(code, call, sentence)             \
    do {                                          \
        ck_assert_int_eq(call, code);             \
        ck_assert_error(error, sentence);         \
        error_clear(&error);                      \
    } while (0)

static void person(const char *uuid, const char *name)
{
    GOOD(people_add(fixture.records, &(struct person){ .id = uuid, .name = name }, NULL, NULL, NULL, (char[LEARNER_NUMBER_SIZE]){ 0 }, &error));
}

/* A workshop of six days with Amina and Ben in it. */
static void begin(void)
{
    fixture_init(&fixture);
    fixture_open(&fixture);
    arena_init(&arena, NULL, 0);
    person(AMINA, "Amina");
    person(BEN, "Ben");
    GOOD(workshop_put(fixture.records, &(struct workshop){ .name = "Empretec, April", .first = "2026-03-30", .last = "2026-04-04" }, NULL, id, &error));
    GOOD(workshop_member_put(fixture.records, id, AMINA, true, NULL, &error));
    GOOD(workshop_member_put(fixture.records, id, BEN, true, NULL, &error));
}

static void end(void)
{
    fixture_content(fixture.records);
    arena_release(&arena);
    fixture_release(&fixture);
}

static struct workshop_unit unit_of(const char *unit, enum unit_role role, enum unlock_rule rule, int day)
{
    return (struct workshop_unit){ .workshop = id, .pack = "business-skills", .version = "1.0.0", .unit = unit, .role = role, .rule = rule, .day = day };
}

static void assign(const char *unit, enum unit_role role, enum unlock_rule rule, int day)
{
    struct workshop_unit assigned = unit_of(unit, role, rule, day);
    GOOD(workshop_assign(fixture.records, &assigned, NULL, &error));
}

static int begins(const char *who, const char *unit, const char *today)
{
    return workshop_may_begin(fixture.records, who, "business-skills", unit, today, &arena, &error);
}

START_TEST(a_workshop_has_members_and_days)
{
    struct workshop *rows, row;
    struct workshop_member *members;
    struct attendance *days;
    size_t count;
    begin();
    GOOD(workshop_attend(fixture.records, id, AMINA, "2026-03-30", 2, NULL, &error));
    GOOD(workshop_attend(fixture.records, id, AMINA, "2026-04-04", 1, NULL, &error));
    GOOD(workshop_attend(fixture.records, id, BEN, "2026-03-30", 2, NULL, &error));
    GOOD(workshop_attend(fixture.records, id, BEN, "2026-03-30", 0, NULL, &error));
    int64_t before = records_seq(fixture.records);
    GOOD(workshop_attend(fixture.records, id, AMINA, "2026-04-04", 1, NULL, &error));
    GOOD(workshop_member_put(fixture.records, id, AMINA, true, NULL, &error));
    ck_assert_int_eq(records_seq(fixture.records), before); /* what is said already is not written again */
    GOOD(workshop_members(fixture.records, id, &arena, &members, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(members[0].name, "Amina");
    ck_assert_int_eq(members[0].half_days, 3);
    ck_assert_int_eq(members[1].half_days, 0);
    GOOD(workshop_attendance(fixture.records, id, &arena, &days, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(days[1].day, "2026-04-04");
    ck_assert_int_eq(days[1].part, 1);
    GOOD(workshop_put(fixture.records, &(struct workshop){ .id = id, .name = "Empretec", .first = "2026-03-30", .last = "2026-04-04" }, NULL, NULL, &error));
    GOOD(workshop_list(fixture.records, 10, &arena, &rows, &count, &error));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(rows[0].name, "Empretec");
    ck_assert_int_eq(rows[0].members, 2);
    GOOD(workshop_member_put(fixture.records, id, BEN, false, NULL, &error));
    GOOD(workshop_get(fixture.records, id, &arena, &row, &error));
    ck_assert_int_eq(row.members, 1);
    ck_assert_int_eq(row.revision, 2);
    end();
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    char longer[WORKSHOP_NAME_LIMIT + 2];
    begin();
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    struct workshop made = { .name = longer, .first = "2026-03-30", .last = "2026-04-04" };
    REFUSED(ERROR_INVALID, workshop_put(fixture.records, &made, NULL, NULL, &error), "this has 1 to 120 bytes that can be shown, and no blanks around them");
    made.name = "a\x1b[2Jb";
    REFUSED(ERROR_INVALID, workshop_put(fixture.records, &made, NULL, NULL, &error), "this has 1 to 120 bytes that can be shown, and no blanks around them");
    made.name = "April";
    made.last = "2026-04-31";
    REFUSED(ERROR_INVALID, workshop_put(fixture.records, &made, NULL, NULL, &error), "a day is written as year, month and day, such as 2026-04-01");
    made.last = "2026-03-29";
    REFUSED(ERROR_INVALID, workshop_put(fixture.records, &made, NULL, NULL, &error), "the last day is before the first one");
    made.last = "2026-05-29";
    REFUSED(ERROR_LIMIT, workshop_put(fixture.records, &made, NULL, NULL, &error), "a workshop has at most 60 days");
    made.last = "2026-03-30";
    made.id = NOBODY;
    REFUSED(ERROR_NOT_FOUND, workshop_put(fixture.records, &made, NULL, NULL, &error), "there is no such workshop");
    REFUSED(ERROR_INVALID, workshop_attend(fixture.records, id, AMINA, "2026-04-05", 2, NULL, &error), "2026-04-05 is no day of this workshop");
    REFUSED(ERROR_NOT_FOUND, workshop_attend(fixture.records, id, NOBODY, "2026-04-04", 2, NULL, &error), "who is not a member of the workshop cannot be there");
    struct workshop_unit unit = unit_of("idea", UNIT_LESSON, UNLOCK_DAY, 0);
    REFUSED(ERROR_INVALID, workshop_assign(fixture.records, &unit, NULL, &error), "the day is from 1 to 60");
    REFUSED(ERROR_NOT_FOUND, workshop_open(fixture.records, &unit, true, NULL, &error), "this unit is not in the workshop's plan");
    end();
}
END_TEST

START_TEST(what_is_locked_says_why_and_when_it_opens)
{
    struct planned *plan;
    size_t count;
    begin();
    assign("idea", UNIT_LESSON, UNLOCK_AT_ONCE, 0);
    assign("goal", UNIT_LESSON, UNLOCK_AFTER, 0);
    assign("cost", UNIT_LESSON, UNLOCK_DAY, 3);
    assign("price", UNIT_PRACTICE, UNLOCK_HAND, 0);
    GOOD(begins(AMINA, "idea", "2026-03-30"));
    GOOD(begins(AMINA, "in-no-plan", "2026-03-30"));
    REFUSED(ERROR_REFUSED, begins(AMINA, "goal", "2026-03-30"), "this opens when you have done what comes before it in your workshop: idea");
    REFUSED(ERROR_REFUSED, begins(AMINA, "cost", "2026-03-31"), "this opens on 2026-04-01, day 3 of your workshop");
    GOOD(begins(AMINA, "cost", "2026-04-01"));
    GOOD(begins(AMINA, "cost", NULL));           /* a wrong clock keeps nobody out */
    REFUSED(ERROR_REFUSED, begins(AMINA, "price", NULL), "your facilitator opens this when it is time");
    GOOD(begins(OTHER, "price", NULL));          /* whose plan it is not */
    GOOD(begins(AMINA, "price", "2026-04-05"));  /* when the workshop is over */
    append(fixture.records, (struct event){ .kind = EVENT_LESSON_FINISHED, .actor = AMINA, .pack = "business-skills", .version = "1.0.0", .unit = "idea" });
    GOOD(begins(AMINA, "goal", "2026-03-30"));
    REFUSED(ERROR_REFUSED, begins(BEN, "goal", "2026-03-30"), "this opens when you have done what comes before it in your workshop: idea");
    struct workshop_unit price = unit_of("price", UNIT_PRACTICE, UNLOCK_HAND, 0);
    GOOD(workshop_open(fixture.records, &price, true, NULL, &error));
    GOOD(begins(AMINA, "price", "2026-03-30"));
    GOOD(workshop_plan(fixture.records, AMINA, "2026-03-30", &arena, &plan, &count, &error));
    ck_assert_uint_eq(count, 4);
    ck_assert(plan[0].done && plan[0].lock == LOCK_NONE && plan[2].lock == LOCK_DAY && plan[3].unit.open);
    price.removed = true;
    GOOD(workshop_assign(fixture.records, &price, NULL, &error));
    GOOD(workshop_plan(fixture.records, AMINA, "2026-03-30", &arena, &plan, &count, &error));
    ck_assert_uint_eq(count, 3);
    end();
}
END_TEST

START_TEST(an_exam_is_open_to_members_while_it_is_opened)
{
    begin();
    assign("post-test", UNIT_EXAM, UNLOCK_AT_ONCE, 0);
    struct workshop_unit exam = unit_of("post-test", UNIT_EXAM, UNLOCK_AT_ONCE, 0);
    REFUSED(ERROR_REFUSED, begins(AMINA, "post-test", NULL), "this examination is closed; the facilitator opens it");
    GOOD(workshop_open(fixture.records, &exam, true, NULL, &error));
    GOOD(begins(AMINA, "post-test", NULL));
    REFUSED(ERROR_REFUSED, begins(OTHER, "post-test", NULL), "this examination is closed; the facilitator opens it");
    GOOD(workshop_may_answer(fixture.records, AMINA, "business-skills", "post-test", &error));
    GOOD(workshop_open(fixture.records, &exam, false, NULL, &error));
    REFUSED(ERROR_REFUSED, workshop_may_answer(fixture.records, AMINA, "business-skills", "post-test", &error),
            "this examination was closed; what was saved counts. Hand it in");
    REFUSED(ERROR_REFUSED, begins(AMINA, "post-test", "2027-01-01"), "this examination is closed; the facilitator opens it");
    struct workshop cancelled = { .id = id, .name = "Empretec, April", .first = "2026-03-30", .last = "2026-04-04", .cancelled = true };
    GOOD(workshop_put(fixture.records, &cancelled, NULL, NULL, &error));
    GOOD(begins(AMINA, "post-test", NULL));
    end();
}
END_TEST

static void submit(double marks, const char *fractions)
{
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_SUBMITTED, .actor = AMINA, .attempt = ATTEMPT,
                                            .attempt_submitted = { marks, 4, 0, 70, fractions, "asked" } });
}

START_TEST(a_bad_question_is_taken_out_of_every_mark_and_back_again)
{
    struct attempt_row row;
    begin();
    struct event start = start_event(AMINA);
    start.attempt_started.settings = "time=30 attempts=1 pass=70 feedback=at-end";
    append(fixture.records, start);
    submit(2, "aa=0 a=0 b=1 c=1");
    struct dropped_item item = { .pack = "business-skills", .version = "1.0.0", .unit = "post-test", .item = "a", .reason = "Two answers are right", .points = 1.5,
                                 .dropped = true };
    GOOD(item_drop(fixture.records, &item, NULL, &error));
    GOOD(query_attempt(fixture.records, ATTEMPT, &arena, &row, &error));
    ck_assert(row.marks == 2 && row.possible == 2.5 && row.passed == 1);
    ck_assert_int_eq(row.dropped, 1);
    ck_assert_str_eq(row.dropped_reason, "Two answers are right");
    item.dropped = false;
    GOOD(item_drop(fixture.records, &item, NULL, &error));
    GOOD(query_attempt(fixture.records, ATTEMPT, &arena, &row, &error));
    ck_assert(row.marks == 2 && row.possible == 4 && row.passed == 0 && row.dropped == 0);
    item.points = 0;
    REFUSED(ERROR_INVALID, item_drop(fixture.records, &item, NULL, &error), "a question that counts is worth more than 0 points");
    end();
}
END_TEST

START_TEST(an_attempt_is_opened_again_and_handed_in_again)
{
    struct attempt_row row;
    begin();
    append(fixture.records, start_event(AMINA));
    REFUSED(ERROR_EXISTS, attempt_reopen(fixture.records, ATTEMPT, "The power failed", 600, NULL, &error), "this attempt is not handed in; it can go on");
    submit(1, "a=1");
    REFUSED(ERROR_INVALID, attempt_reopen(fixture.records, ATTEMPT, "The power failed", 20000, NULL, &error), "a reopened attempt gets 0 to 240 minutes more");
    REFUSED(ERROR_NOT_FOUND, attempt_reopen(fixture.records, NOBODY, "The power failed", 0, NULL, &error), "there is no such attempt");
    GOOD(attempt_reopen(fixture.records, ATTEMPT, "The power failed", 600, NULL, &error));
    GOOD(query_attempt(fixture.records, ATTEMPT, &arena, &row, &error));
    ck_assert_int_eq(row.state, ATTEMPT_RUNNING);
    ck_assert_int_eq(row.more_seconds, 600);
    submit(3, "a=1 b=1 c=1");
    GOOD(query_attempt(fixture.records, ATTEMPT, &arena, &row, &error));
    ck_assert_int_eq(row.state, ATTEMPT_SUBMITTED);
    ck_assert(row.marks == 3);
    end();
}
END_TEST

static void answer(const char *item, const char *fraction)
{
    struct event event = answer_event(AMINA, item, "1");
    event.answered.fraction = fraction;
    append(fixture.records, event);
    fixed_clock_advance(&fixture.clock, 1000);
}

START_TEST(four_misses_in_a_row_are_seen)
{
    struct member_place *rows;
    size_t count;
    begin();
    append(fixture.records, start_event(AMINA));
    answer("a", "1");
    answer("b", "0");
    answer("c", "-0.5");
    answer("d", "0");
    answer("e", NULL);                           /* which a person marks */
    answer("f", "0");
    GOOD(workshop_places(fixture.records, id, &arena, &rows, &count, &error));
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(rows[0].name, "Amina");
    ck_assert_str_eq(rows[0].unit, "post-test");
    ck_assert_int_eq(rows[0].answered, 6);
    ck_assert_int_eq(rows[0].wrong, 4);
    ck_assert_ptr_null(rows[1].unit);
    answer("b", "0.5");                          /* thought over: the last answer is right in part */
    GOOD(workshop_places(fixture.records, id, &arena, &rows, &count, &error));
    ck_assert_int_eq(rows[0].wrong, 0);
    end();
}
END_TEST

/* An event of another terminal arrives. */
static void arrives(const char *origin, int64_t seq, struct event event)
{
    struct buf data = BUF_INIT;
    int64_t origin_row, boot_row;
    event_data_write(&data, &event);
    event.origin = origin;
    event.boot = BOOT_B;
    event.seq = seq;
    event.data = data.data;
    event.kind_name = event_kind_name(event.kind);
    GOOD(log_origin_row(fixture.records, origin, &origin_row, &error));
    GOOD(log_boot_row(fixture.records, BOOT_B, &boot_row, &error));
    GOOD(log_store(fixture.records, origin_row, boot_row, &event, &error));
    buf_release(&data);
}

static struct event renamed(const char *name, int64_t revision, int64_t at)
{
    return (struct event){ .kind = EVENT_WORKSHOP_CHANGED, .at = at,
                           .workshop_changed = { .workshop = OTHER, .revision = revision, .name = name, .first = "2026-03-30", .last = "2026-04-04" } };
}

START_TEST(of_what_terminals_said_apart_one_stands_in_any_order_of_arrival)
{
    static const char *const first = "01930000-0000-7000-8000-0000000000c1", *const second = "01930000-0000-7000-8000-0000000000c2";
    static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
    const struct { const char *origin; int64_t seq; struct event event; } said[] = {
        { first, 1, renamed("revision 1, late clock", 1, START + 900000) },
        { first, 2, renamed("revision 2", 2, START + 5) },
        { second, 1, renamed("revision 2, later", 2, START + 6) },
    };
    for (size_t i = 0; i < 6; i++) {
        struct workshop row;
        struct report report;
        begin();
        for (int j = 0; j < 3; j++)
            arrives(said[orders[i][j]].origin, said[orders[i][j]].seq, said[orders[i][j]].event);
        GOOD(workshop_get(fixture.records, OTHER, &arena, &row, &error));
        ck_assert_str_eq(row.name, "revision 2, later");
        report_init(&report);
        GOOD(projection_compare(fixture.records, &report, &error));
        ck_assert(!report_failed(&report));
        report_release(&report);
        arena_release(&arena);
        fixture_release(&fixture);
    }
}
END_TEST

TEST_MAIN("workshops", a_workshop_has_members_and_days, what_cannot_be_is_refused, what_is_locked_says_why_and_when_it_opens,
          an_exam_is_open_to_members_while_it_is_opened, a_bad_question_is_taken_out_of_every_mark_and_back_again,
          an_attempt_is_opened_again_and_handed_in_again, four_misses_in_a_row_are_seen, of_what_terminals_said_apart_one_stands_in_any_order_of_arrival)
