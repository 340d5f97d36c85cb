/* Workshops in the keeper's hands: a plan holds whatever a kiosk shows, an examination is opened and closed, and the overview sees who needs help. */
#include "check_main.h"

#include "keeper/message.h"
#include "kiosk_fixture.h"

static struct kiosk staff, learner;
static char workshop[UUID_SIZE], amina[UUID_SIZE];

static void good(int code)
{
    char text[700];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static void refused(int code, const char *sentence)
{
    char text[700];
    ck_assert_int_eq(code, ERROR_REFUSED);
    ck_assert_str_eq(error_message(&error, NULL, text, sizeof text), sentence);
}

/* A facilitator has made a workshop of today and the five days behind it, with Amina in it; both sit at a kiosk. */
static void begin(void)
{
    struct keeper_signed signed_in;
    struct ask_text made;
    char number[20];
    start(NULL);
    enrol("Manager", "111111", KEEPER_MANAGER);
    snprintf(number, sizeof number, "%s", enrol("Ada", "222222", KEEPER_FACILITATOR));
    new_kiosk(&staff);
    good(sign_in(&staff, number, "222222", &signed_in));
    snprintf(number, sizeof number, "%s", enrol("Amina", "333333", KEEPER_LEARNER));
    new_kiosk(&learner);
    good(sign_in(&learner, number, "333333", &signed_in));
    snprintf(amina, sizeof amina, "%s", signed_in.person.id);
    good(ask_it(&staff, MESSAGE_workshop_put, &(struct keeper_workshop){ .name = "September", .first = "2026-09-21", .last = "2026-09-26" }, &made));
    snprintf(workshop, sizeof workshop, "%s", made.text);
    good(ask_it(&staff, MESSAGE_member_put, &(struct ask_member){ workshop, amina, true }, NULL));
}

static void end(void)
{
    unplug(&staff);
    unplug(&learner);
    finish();
}

static void assign(const char *unit, const char *role, const char *rule, int day)
{
    good(ask_it(&staff, MESSAGE_assign,
                &(struct keeper_assigned){ .workshop = workshop, .pack = "skills", .version = "1.0.0", .unit = unit, .role = role, .rule = rule, .day = day }, NULL));
}

static void gate(const char *unit, bool open)
{
    good(ask_it(&staff, MESSAGE_open_close,
                &(struct keeper_assigned){ .workshop = workshop, .pack = "skills", .version = "1.0.0", .unit = unit, .open = open }, NULL));
}

static int open_lesson(struct kiosk *kiosk, const char *unit)
{
    const struct keeper_event event = { .kind = "lesson-opened", .pack = "skills", .version = "1.0.0", .unit = unit, .language = "en", .data = "{\"pages\":8}" };
    return append(kiosk, &event, 1, NULL);
}

static int begin_attempt(const char *attempt)
{
    return append(&learner, &(struct keeper_event[]){ started(attempt) }[0], 1, NULL);
}

static int answer(const char *item, const char *data)
{
    hands.wall += 1000;
    return append(&learner, &(struct keeper_event[]){ answered(ATTEMPT, item, data) }[0], 1, NULL);
}

START_TEST(a_closed_examination_takes_no_attempt_and_no_answer)
{
    struct keeper_attempt_whole whole;
    begin();
    assign("post-test", "exam", "hand", 0);
    refused(begin_attempt(ATTEMPT), "this examination is closed; the facilitator opens it");
    gate("post-test", true);
    good(begin_attempt(ATTEMPT));
    good(answer("a", "{\"seed\":7,\"response\":\"1\",\"seconds\":3,\"fraction\":\"1\"}"));
    gate("post-test", false);
    refused(answer("b", "{\"seed\":7,\"response\":\"1\",\"seconds\":3}"), "this examination was closed; what was saved counts. Hand it in");
    good(append(&learner, &(struct keeper_event[]){ submitted(ATTEMPT) }[0], 1, NULL));
    good(ask_it(&staff, MESSAGE_reopen, &(struct ask_reopen){ ATTEMPT, "The power failed", 600 }, NULL));
    good(ask_it(&learner, MESSAGE_attempt, &(struct ask_attempt){ .attempt = ATTEMPT }, &whole));
    ck_assert(!whole.attempt.submitted);
    ck_assert_int_eq(whole.attempt.more_seconds, 600);
    refused(answer("b", "{\"seed\":7,\"response\":\"1\",\"seconds\":3}"), "this examination was closed; what was saved counts. Hand it in");
    gate("post-test", true);
    good(answer("b", "{\"seed\":7,\"response\":\"1\",\"seconds\":3}"));
    end();
}
END_TEST

START_TEST(a_plan_holds_in_the_keeper_and_says_when_it_opens)
{
    struct keeper_plan plan;
    begin();
    assign("idea", "lesson", "at-once", 0);
    assign("goal", "lesson", "after", 0);
    assign("cost", "lesson", "day", 2);
    refused(open_lesson(&learner, "goal"), "this opens when you have done what comes before it in your workshop: idea");
    refused(open_lesson(&learner, "cost"), "this opens on 2026-09-22, day 2 of your workshop");
    good(open_lesson(&staff, "cost"));           /* who teaches may look */
    good(open_lesson(&learner, "idea"));
    good(ask_it(&learner, MESSAGE_plan, NULL, &plan));
    ck_assert_uint_eq(plan.count, 3);
    ck_assert_str_eq(plan.rows[0].name, "September");
    ck_assert_str_eq(plan.rows[0].lock, "");
    ck_assert_str_eq(plan.rows[1].lock, "after");
    ck_assert_str_eq(plan.rows[1].after_unit, "idea");
    ck_assert_str_eq(plan.rows[2].lock, "day");
    ck_assert_str_eq(plan.rows[2].day, "2026-09-22");
    hands.wall += 86400000;
    good(open_lesson(&learner, "cost"));
    end();
}
END_TEST

START_TEST(the_overview_sees_four_misses_in_a_row_and_who_sits_still)
{
    struct keeper_overview overview;
    static const char wrong[] = "{\"seed\":7,\"response\":\"1\",\"seconds\":3,\"fraction\":\"0\"}";
    begin();
    good(begin_attempt(ATTEMPT));
    for (int i = 0; i < 4; i++)
        good(answer((const char *[]){ "a", "b", "c", "d" }[i], wrong));
    hands.running += 360000;
    const struct keeper_event minute = { .kind = "attempt-minute", .attempt = ATTEMPT, .data = "{\"seconds\":360}" };
    good(append(&learner, &minute, 1, NULL));
    good(ask_it(&staff, MESSAGE_overview, &(struct ask_text){ workshop }, &overview));
    ck_assert_uint_eq(overview.count, 1);
    ck_assert_str_eq(overview.rows[0].name, "Amina");
    ck_assert_str_eq(overview.rows[0].unit, "post-test");
    ck_assert(overview.rows[0].attempt && overview.rows[0].seated && !overview.rows[0].submitted);
    ck_assert_int_eq(overview.rows[0].at, 4);
    ck_assert_int_eq(overview.rows[0].of, 3);
    ck_assert_int_eq(overview.rows[0].wrong, 4);
    ck_assert_int_eq(overview.rows[0].still, 360);
    good(ask_it(&learner, MESSAGE_sign_out, &(struct ask_text){ "asked" }, NULL));
    good(ask_it(&staff, MESSAGE_overview, &(struct ask_text){ workshop }, &overview));
    ck_assert(!overview.rows[0].seated);
    ck_assert_int_eq(overview.rows[0].still, 0);
    end();
}
END_TEST

START_TEST(attendance_is_a_digit_a_day_and_today_is_known)
{
    struct keeper_workshop_whole whole;
    struct keeper_workshops list;
    begin();
    good(ask_it(&staff, MESSAGE_attend, &(struct ask_attend){ workshop, amina, "2026-09-21", 2 }, NULL));
    good(ask_it(&staff, MESSAGE_attend, &(struct ask_attend){ workshop, amina, "2026-09-23", 1 }, NULL));
    ck_assert_int_eq(ask_it(&staff, MESSAGE_attend, &(struct ask_attend){ workshop, amina, "2026-09-27", 1 }, NULL), ERROR_INVALID);
    good(ask_it(&staff, MESSAGE_workshop, &(struct ask_text){ workshop }, &whole));
    ck_assert_uint_eq(whole.member_count, 1);
    ck_assert_str_eq(whole.members[0].days, "201000");
    ck_assert(whole.date_sound);
    ck_assert_int_eq(whole.today, 1);
    good(ask_it(&staff, MESSAGE_workshops, NULL, &list));
    ck_assert_uint_eq(list.count, 1);
    ck_assert_int_eq(list.rows[0].members, 1);
    end();
}
END_TEST

START_TEST(a_question_that_was_dropped_counts_no_more)
{
    struct keeper_attempt_whole whole;
    begin();
    good(begin_attempt(ATTEMPT));
    struct keeper_event handed_in = submitted(ATTEMPT);
    handed_in.data = "{\"marks\":2,\"possible\":3,\"passed\":0,\"seconds\":9,\"fractions\":\"a=0 b=1 c=1\"}";
    good(append(&learner, &handed_in, 1, NULL));
    const struct ask_drop drop = { .pack = "skills", .version = "1.0.0", .unit = "post-test", .item = "a", .reason = "Two answers are right", .points = 1, .dropped = true };
    good(ask_it(&staff, MESSAGE_drop_item, &drop, NULL));
    good(ask_it(&learner, MESSAGE_attempt, &(struct ask_attempt){ .attempt = ATTEMPT }, &whole));
    ck_assert(whole.attempt.marks == 2 && whole.attempt.possible == 2);
    ck_assert_int_eq(whole.attempt.dropped, 1);
    ck_assert_str_eq(whole.attempt.dropped_reason, "Two answers are right");
    end();
}
END_TEST

TEST_MAIN("keeper_workshops", a_closed_examination_takes_no_attempt_and_no_answer, a_plan_holds_in_the_keeper_and_says_when_it_opens,
          the_overview_sees_four_misses_in_a_row_and_who_sits_still, attendance_is_a_digit_a_day_and_today_is_known,
          a_question_that_was_dropped_counts_no_more)
