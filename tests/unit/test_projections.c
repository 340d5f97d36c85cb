#include "check_main.h"

#include <sqlite3.h>

#include "records/projections.h"
#include "records/queries.h"
#include "records/timekeeping.h"
#include "records_fixture.h"

static struct fixture fixture;
static struct arena arena;
static struct error error;

static void begin(void)
{
    fixture_init(&fixture);
    fixture_open(&fixture);
    arena_init(&arena, NULL, 0);
}

static void end(void)
{
    arena_release(&arena);
    fixture_release(&fixture);
}

static struct event lesson_event(enum event_kind kind, const char *actor)
{
    return (struct event){ .kind = kind, .actor = actor, .pack = "business-skills", .version = "1.0.0", .unit = "idea", .language = "en" };
}

static void read_page(const char *actor, int page, int seconds)
{
    struct event event = lesson_event(EVENT_PAGE_READ, actor);
    event.page_read = (struct event_page_read){ page, seconds };
    append(fixture.records, event);
}

static void answer_block(const char *actor, const char *item, const char *response, double fraction)
{
    struct event event = lesson_event(EVENT_BLOCK_ANSWERED, actor);
    event.item = item;
    event.block_answered = (struct event_block_answered){ 1, response, fraction };
    append(fixture.records, event);
}

START_TEST(an_attempt_is_known_with_its_answers_and_marks)
{
    struct attempt_row *attempts, attempt;
    struct answer_row *answers;
    size_t count;
    begin();
    append(fixture.records, start_event(AMINA));
    append(fixture.records, answer_event(AMINA, "b", "1"));
    append(fixture.records, answer_event(AMINA, "a", "0,2"));
    append(fixture.records, answer_event(AMINA, "b", "3"));
    append(fixture.records, (struct event){ .kind = EVENT_ITEM_FLAGGED, .actor = AMINA, .attempt = ATTEMPT, .item = "c", .item_flagged.flagged = 1 });
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_MINUTE, .actor = AMINA, .attempt = ATTEMPT, .attempt_minute.seconds = 61 });
    struct event essay = answer_event(AMINA, "d", NULL);
    essay.body = "An essay";
    essay.body_length = 8;
    append(fixture.records, essay);
    append(fixture.records, answer_event(AMINA, "a", NULL));

    struct attempt_filter filter = { .person = AMINA, .running = true };
    ck_assert_int_eq(query_attempts(fixture.records, &filter, &arena, &attempts, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(attempts[0].id, ATTEMPT);
    ck_assert_str_eq(attempts[0].digest, DIGEST);
    ck_assert_str_eq(attempts[0].settings, "time=30");
    ck_assert_uint_eq(attempts[0].seed, 42);
    ck_assert_int_eq(attempts[0].seconds, 61);
    ck_assert_int_eq(attempts[0].answered, 2);
    ck_assert_int_eq(attempts[0].flagged, 1);
    ck_assert_int_eq(attempts[0].passed, -1);

    ck_assert_int_eq(query_answers(fixture.records, ATTEMPT, &arena, &answers, &count, &error), 0);
    ck_assert_uint_eq(count, 4);
    ck_assert_str_eq(answers[0].item, "a");
    ck_assert(!answers[0].answered);
    ck_assert_int_eq(answers[0].times, 2);
    ck_assert_str_eq(answers[1].response, "3");
    ck_assert_ptr_null(answers[1].body);
    ck_assert(answers[2].flagged && !answers[2].answered);
    ck_assert_ptr_null(answers[2].origin);
    ck_assert_str_eq(answers[3].body, "An essay");
    ck_assert(answers[3].answered);

    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_SUBMITTED, .actor = AMINA, .attempt = ATTEMPT,
                                            .attempt_submitted = { 2.5, 3, 1, 70, "a=0 b=1", "asked" } });
    ck_assert_int_eq(query_attempts(fixture.records, &filter, &arena, &attempts, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(query_attempt(fixture.records, ATTEMPT, &arena, &attempt, &error), 0);
    ck_assert_int_eq(attempt.state, ATTEMPT_SUBMITTED);
    ck_assert(attempt.marks == 2.5 && attempt.possible == 3 && attempt.passed == 1 && attempt.seconds == 70);
    ck_assert_str_eq(attempt.fractions, "a=0 b=1");
    ck_assert_int_eq(query_attempt(fixture.records, GUEST, &arena, &attempt, &error), ERROR_NOT_FOUND);
    fixture_content(fixture.records);
    end();
}
END_TEST

START_TEST(progress_in_a_lesson_counts_pages_once_and_the_latest_answers)
{
    struct lesson_row *lessons;
    struct block_row *blocks;
    struct activity_row activity;
    int64_t *pages;
    size_t count;
    begin();
    struct event opened = lesson_event(EVENT_LESSON_OPENED, AMINA);
    opened.lesson_opened.pages = 5;
    append(fixture.records, opened);
    read_page(AMINA, 1, 20);
    read_page(AMINA, 3, 10);
    read_page(AMINA, 1, 5);
    answer_block(AMINA, "q1", "0", 0);
    answer_block(AMINA, "q1", "1", 1);
    answer_block(AMINA, "q2", "0", 0.5);
    ck_assert_int_eq(query_lessons(fixture.records, AMINA, NULL, &arena, &lessons, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(lessons[0].pages, 5);
    ck_assert_int_eq(lessons[0].page, 1);
    ck_assert_int_eq(lessons[0].pages_read, 2);
    ck_assert_int_eq(lessons[0].seconds, 35);
    ck_assert_int_eq(lessons[0].questions, 2);
    ck_assert_int_eq(lessons[0].right, 1);
    ck_assert(!lessons[0].finished);
    ck_assert_int_eq(query_pages(fixture.records, AMINA, "business-skills", "idea", &arena, &pages, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(pages[1], 3);
    ck_assert_int_eq(query_blocks(fixture.records, AMINA, "business-skills", "idea", &arena, &blocks, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(blocks[0].response, "1");
    ck_assert_int_eq(blocks[0].times, 2);
    append(fixture.records, lesson_event(EVENT_LESSON_FINISHED, AMINA));
    append(fixture.records, (struct event){ .kind = EVENT_SIGNED_OUT, .actor = AMINA, .signed_out.how = "asked" });
    ck_assert_int_eq(query_lessons(fixture.records, AMINA, "business-skills", &arena, &lessons, &count, &error), 0);
    ck_assert(lessons[0].finished);
    ck_assert_int_eq(query_activity(fixture.records, AMINA, &arena, &activity, &error), 0);
    ck_assert_str_eq(activity.unit, "idea");
    ck_assert_int_eq(activity.page, 1);
    ck_assert_ptr_null(activity.attempt);
    ck_assert_int_eq(activity.events, 9);
    ck_assert_int_eq(query_activity(fixture.records, BEN, &arena, &activity, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "nothing was begun yet");
    end();
}
END_TEST

START_TEST(a_guest_s_work_joins_the_person_who_claims_it)
{
    struct attempt_row *attempts;
    struct lesson_row *lessons;
    struct activity_row activity;
    struct kept kept;
    size_t count;
    begin();
    read_page(AMINA, 2, 10);
    read_page(GUEST, 1, 7);
    read_page(GUEST, 2, 7);
    append(fixture.records, start_event(GUEST));
    struct event essay = answer_event(GUEST, "essay", NULL);
    essay.body = "mine";
    essay.body_length = 4;
    append(fixture.records, essay);
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_CLAIMED, .actor = AMINA, .attempt_claimed.guest = GUEST });
    struct attempt_filter filter = { .person = AMINA };
    ck_assert_int_eq(query_attempts(fixture.records, &filter, &arena, &attempts, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(query_lessons(fixture.records, AMINA, NULL, &arena, &lessons, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(lessons[0].pages_read, 2);
    ck_assert_int_eq(lessons[0].seconds, 24);
    ck_assert_int_eq(query_activity(fixture.records, AMINA, &arena, &activity, &error), 0);
    ck_assert_str_eq(activity.attempt, ATTEMPT);
    /* what the guest's session still sends is the person's too */
    append(fixture.records, answer_event(GUEST, "b", "1"));
    ck_assert_int_eq(query_kept(fixture.records, AMINA, &kept, &error), 0);
    ck_assert_int_eq(kept.attempts, 1);
    ck_assert_int_eq(kept.answers, 2);
    ck_assert_int_eq(kept.texts, 1);
    ck_assert_int_eq(kept.lessons, 1);
    ck_assert_int_eq(kept.events, 7);
    /* and goes with them */
    append(fixture.records, (struct event){ .kind = EVENT_ERASED, .erased.person = AMINA });
    ck_assert_int_eq(query_kept(fixture.records, AMINA, &kept, &error), 0);
    ck_assert_int_eq(kept.texts, 0);
    fixture_content(fixture.records);
    end();
}
END_TEST

START_TEST(a_pack_version_is_used_once_an_attempt_refers_to_it)
{
    struct pack_row *packs;
    const char *version;
    size_t count;
    bool used;
    begin();
    for (int i = 0; i < 2; i++) {
        append(fixture.records, (struct event){ .kind = EVENT_PACK_INSTALLED, .pack = "business-skills", .version = i ? "1.1.0" : "1.0.0" });
        append(fixture.records, (struct event){ .kind = EVENT_PACK_ACTIVATED, .pack = "business-skills", .version = i ? "1.1.0" : "1.0.0" });
    }
    ck_assert_int_eq(query_pack_used(fixture.records, "business-skills", "1.0.0", &used, &error), 0);
    ck_assert(!used);
    append(fixture.records, start_event(AMINA));
    ck_assert_int_eq(query_pack_used(fixture.records, "business-skills", "1.0.0", &used, &error), 0);
    ck_assert(used);
    ck_assert_int_eq(query_pack_active(fixture.records, "business-skills", &arena, &version, &error), 0);
    ck_assert_str_eq(version, "1.1.0");
    append(fixture.records, (struct event){ .kind = EVENT_PACK_REMOVED, .pack = "business-skills", .version = "1.1.0" });
    ck_assert_int_eq(query_pack_active(fixture.records, "business-skills", &arena, &version, &error), ERROR_NOT_FOUND);
    ck_assert_int_eq(query_packs(fixture.records, &arena, &packs, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert(packs[0].installed && !packs[0].active && packs[0].attempts == 1);
    ck_assert(!packs[1].installed && !packs[1].active && packs[1].attempts == 0);
    end();
}
END_TEST

START_TEST(settings_are_as_last_changed)
{
    const char *value;
    begin();
    ck_assert_int_eq(query_setting(fixture.records, "names", &arena, &value, &error), ERROR_NOT_FOUND);
    append(fixture.records, (struct event){ .kind = EVENT_SETTING_CHANGED, .setting_changed = { "names", "off" } });
    append(fixture.records, (struct event){ .kind = EVENT_SETTING_CHANGED, .setting_changed = { "names", "on" } });
    ck_assert_int_eq(query_setting(fixture.records, "names", &arena, &value, &error), 0);
    ck_assert_str_eq(value, "on");
    end();
}
END_TEST

START_TEST(a_confirmed_date_dates_the_whole_boot)
{
    struct dated dated;
    bool unsound;
    begin();
    ck_assert_int_eq(time_unsound(fixture.records, &unsound, &error), 0);
    ck_assert(!unsound);
    fixture.options.boot = BOOT_B;
    fixture.options.sound = false;
    fixture_reopen(&fixture);
    ck_assert_int_eq(time_unsound(fixture.records, &unsound, &error), 0);
    ck_assert(unsound);
    ck_assert_int_eq(time_date(fixture.records, BOOT_B, START, &dated, &error), 0);
    ck_assert(!dated.certain && dated.at == START);
    fixed_clock_advance(&fixture.clock, 60000);
    ck_assert_int_eq(time_confirm(fixture.records, NULL, START + 1000060000, &error), 0);
    ck_assert_int_eq(time_date(fixture.records, BOOT_B, START, &dated, &error), 0);
    ck_assert(dated.certain && dated.at == START + 1000000000);
    ck_assert_int_eq(time_date(fixture.records, BOOT_A, START, &dated, &error), 0);
    ck_assert(dated.certain && dated.at == START);
    ck_assert_int_eq(time_date(fixture.records, GUEST, START, &dated, &error), ERROR_NOT_FOUND);
    fixture_reopen(&fixture);
    ck_assert_int_eq(time_unsound(fixture.records, &unsound, &error), 0);
    ck_assert(!unsound);
    fixture_content(fixture.records);
    end();
}
END_TEST

/* Anything in any order: what makes no sense must project as repeatably as what does. */
static void random_event(struct sequence *chance, struct event *event, char (*names)[UUID_SIZE])
{
    static const char *const items[] = { "a", "b", "c", "d", "e" }, *const units[] = { "idea", "goal", "cost" }, *const versions[] = { "1.0.0", "1.1.0" };
    char *actor = names[0], *other = names[1], *attempt = names[2];
    snprintf(actor, UUID_SIZE, "01930000-0000-7000-8000-%012u", sequence_below(chance, 15));
    snprintf(other, UUID_SIZE, "01930000-0000-7000-8000-%012u", sequence_below(chance, 15));
    snprintf(attempt, UUID_SIZE, "01930000-0000-7000-9000-%012u", sequence_below(chance, 40));
    *event = (struct event){
        .kind = (enum event_kind)(1 + sequence_below(chance, EVENT_KIND_COUNT - 1)), .actor = actor, .attempt = attempt,
        .pack = sequence_below(chance, 2) ? "business-skills" : "crafts", .version = versions[sequence_below(chance, 2)],
        .unit = units[sequence_below(chance, 3)], .language = "en", .item = items[sequence_below(chance, 5)],
        .at = START + sequence_below(chance, 1000000),
    };
    int64_t number = sequence_below(chance, 10);
    switch (event->kind) {
    case EVENT_LESSON_OPENED: event->lesson_opened.pages = number; break;
    case EVENT_PAGE_READ: event->page_read = (struct event_page_read){ number, number * 3 }; break;
    case EVENT_BLOCK_ANSWERED: event->block_answered = (struct event_block_answered){ number, "1", (double)number / 9 }; break;
    case EVENT_ATTEMPT_STARTED: event->attempt_started = (struct event_attempt_started){ number, "test", number, "s" }; break;
    case EVENT_ANSWERED: event->answered = (struct event_answered){ number, number > 3 ? "0,1" : NULL, number * 10, number & 1 ? "0.5" : NULL }; break;
    case EVENT_ITEM_FLAGGED: event->item_flagged.flagged = number & 1; break;
    case EVENT_ATTEMPT_MINUTE: event->attempt_minute.seconds = number * 60; break;
    case EVENT_ATTEMPT_SUBMITTED: event->attempt_submitted = (struct event_attempt_submitted){ (double)number / 7, 10, 1, 5, "a=1", "asked" }; break;
    case EVENT_ATTEMPT_CLAIMED: event->attempt_claimed.guest = number == 1 ? other : NULL; break;
    case EVENT_LEARNER_MERGED: event->learner_merged = (struct event_learner_merged){ number < 3 ? actor : NULL, other }; break;
    case EVENT_ERASED: event->erased.person = number == 1 ? other : NULL; break;
    case EVENT_SETTING_CHANGED: event->setting_changed = (struct event_setting_changed){ "x", number & 1 ? "on" : NULL }; break;
    case EVENT_WORKSHOP_MADE: event->workshop_made = (struct event_workshop_made){ other, number, "w", "2026-04-01", "2026-04-06", actor }; break;
    case EVENT_WORKSHOP_CHANGED: event->workshop_changed = (struct event_workshop_changed){ other, number, "v", "2026-04-01", NULL, NULL, number & 1 }; break;
    case EVENT_MEMBER_ADDED: event->member_added = (struct event_member_added){ other, number, actor }; break;
    case EVENT_MEMBER_REMOVED: event->member_removed = (struct event_member_removed){ other, number, number ? actor : "x" }; break;
    case EVENT_ATTENDED: event->attended = (struct event_attended){ other, number, actor, "2026-04-01", number % 3 }; break;
    case EVENT_UNIT_ASSIGNED: event->unit_assigned = (struct event_unit_assigned){ other, number, number, "exam", number & 1 ? "hand" : NULL, 0, number == 3 }; break;
    case EVENT_UNIT_OPENED: event->unit_opened = (struct event_unit_opened){ other, number }; break;
    case EVENT_UNIT_CLOSED: event->unit_closed = (struct event_unit_closed){ number & 1 ? other : NULL, number }; break;
    case EVENT_ATTEMPT_REOPENED: event->attempt_reopened = (struct event_attempt_reopened){ "why", number * 60 - 60 }; break;
    case EVENT_ITEM_DROPPED: event->item_dropped = (struct event_item_dropped){ number, number & 1, (double)number, "why" }; break;
    case EVENT_DATE_CONFIRMED: event->date_confirmed = (struct event_date_confirmed){ BOOT_B, number }; break;
    default: break;
    }
    if (event->kind == EVENT_ANSWERED && number == 2) {
        event->body = "free text";
        event->body_length = 9;
    }
}

START_TEST(rebuilt_is_grown)
{
    struct sequence chance;
    begin();
    for (int round = 0; round < 4; round++) {
        sequence_init(&chance, (uint64_t)round + 100);
        for (int group = 0; group < 25; group++) {
            struct event events[40];
            char names[40][3][UUID_SIZE];
            for (int i = 0; i < 40; i++)
                random_event(&chance, &events[i], names[i]);
            ck_assert_int_eq(records_append(fixture.records, events, 40, &error), 0);
        }
        fixture_content(fixture.records);
        /* the comparison has left the real tables in use */
        append(fixture.records, start_event(AMINA));
        ck_assert_int_eq(projection_rebuild(fixture.records, &error), 0);
        fixture_content(fixture.records);
    }
    ck_assert_int_gt(records_seq(fixture.records), 4000);
    end();
}
END_TEST

START_TEST(projections_of_another_version_are_rebuilt_at_the_start)
{
    struct attempt_row attempt;
    begin();
    append(fixture.records, start_event(AMINA));
    sqlite3 *db = *(sqlite3 **)(void *)fixture.records;
    ck_assert_int_eq(sqlite3_exec(db, "UPDATE meta SET value = 0 WHERE name = 'projections'; DROP TABLE lesson; DELETE FROM attempt", NULL, NULL, NULL),
                     SQLITE_OK);
    fixture_reopen(&fixture);
    ck_assert_int_eq(query_attempt(fixture.records, ATTEMPT, &arena, &attempt, &error), 0);
    fixture_content(fixture.records);
    end();
}
END_TEST

TEST_MAIN("projections", an_attempt_is_known_with_its_answers_and_marks, progress_in_a_lesson_counts_pages_once_and_the_latest_answers,
          a_guest_s_work_joins_the_person_who_claims_it, a_pack_version_is_used_once_an_attempt_refers_to_it, settings_are_as_last_changed,
          a_confirmed_date_dates_the_whole_boot, rebuilt_is_grown, projections_of_another_version_are_rebuilt_at_the_start)
