#include "check_main.h"

#include "collect/csv_parts.h"
#include "collect/ledger.h"
#include "csv_fixture.h"
#include "records/people.h"
#include "records/queries.h"
#include "records/timekeeping.h"

#define QUIZ_2 "01930000-0000-7000-8000-0000000000a2"
#define QUIZ_3 "01930000-0000-7000-8000-0000000000a3"
#define CHANDA "01930000-0000-7000-8000-000000000003"

static struct fixture fixture;
static struct desk desk;
static struct arena arena;
static struct error error;

static struct event at_lesson(enum event_kind kind, const char *actor, const char *unit)
{
    return (struct event){ .kind = kind, .actor = actor, .pack = "business-skills", .version = "1.0.0", .unit = unit, .language = "en" };
}

static void opens(const char *actor, const char *unit, int pages, const char *version)
{
    struct event event = at_lesson(EVENT_LESSON_OPENED, actor, unit);
    event.version = version;
    event.lesson_opened.pages = pages;
    append(fixture.records, event);
    fixed_clock_advance(&fixture.clock, 61000);
}

static void reads(const char *actor, const char *unit, int page, int seconds)
{
    struct event event = at_lesson(EVENT_PAGE_READ, actor, unit);
    event.page_read = (struct event_page_read){ page, seconds };
    append(fixture.records, event);
    fixed_clock_advance(&fixture.clock, 61000);
}

static void block(const char *actor, const char *unit, const char *item, const char *response, double fraction)
{
    struct event event = at_lesson(EVENT_BLOCK_ANSWERED, actor, unit);
    event.item = item;
    event.block_answered = (struct event_block_answered){ 1, response, fraction };
    append(fixture.records, event);
    fixed_clock_advance(&fixture.clock, 61000);
}

static void starts(const char *actor, const char *attempt, int questions)
{
    struct event event = start_event(actor);
    event.attempt = attempt;
    event.attempt_started.questions = questions;
    append(fixture.records, event);
    fixed_clock_advance(&fixture.clock, 61000);
}

static void answers(const char *actor, const char *attempt, const char *item, const char *response, int seconds, const char *text)
{
    struct event event = answer_event(actor, item, response);
    event.attempt = attempt;
    event.answered.seconds = seconds;
    event.body = text;
    event.body_length = text ? strlen(text) : 0;
    append(fixture.records, event);
    fixed_clock_advance(&fixture.clock, 61000);
}

static void submits(const char *actor, const char *attempt, struct event_attempt_submitted end)
{
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_SUBMITTED, .actor = actor, .attempt = attempt, .attempt_submitted = end });
    fixed_clock_advance(&fixture.clock, 61000);
}

static void claims(const char *actor, const char *guest)
{
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_CLAIMED, .actor = actor, .attempt_claimed.guest = guest });
}

/* Days of a centre in which everything happens that the projections know. */
static void a_centre_works(void)
{
    opens(AMINA, "idea", 5, "1.0.0");
    reads(AMINA, "idea", 1, 20);
    reads(AMINA, "idea", 3, 10);
    reads(AMINA, "idea", 1, 5);
    block(AMINA, "idea", "q1", "0", 0);
    block(AMINA, "idea", "q1", "1", 1);
    block(AMINA, "idea", "q2", "0", 0.5);
    append(fixture.records, at_lesson(EVENT_LESSON_FINISHED, AMINA, "idea"));
    opens(AMINA, "idea", 6, "1.1.0");
    starts(AMINA, ATTEMPT, 4);
    answers(AMINA, ATTEMPT, "b", "1", 5, NULL);
    answers(AMINA, ATTEMPT, "a", "0,2", 11, NULL);
    answers(AMINA, ATTEMPT, "b", "3", 19, NULL);
    answers(AMINA, ATTEMPT, "e", NULL, 40, "An essay, with \"quotes\"\nand two lines");
    answers(AMINA, ATTEMPT, "a", NULL, 44, NULL);
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_MINUTE, .actor = AMINA, .attempt = ATTEMPT, .attempt_minute.seconds = 61 });
    submits(AMINA, ATTEMPT, (struct event_attempt_submitted){ 2, 3, 0, 70, "a=0 b=1 bb=0.3333333", "asked" });
    /* a guest's work, before and after it was claimed */
    starts(GUEST, QUIZ_2, 2);
    answers(GUEST, QUIZ_2, "b", "2", 3, NULL);
    reads(GUEST, "idea", 2, 7);
    block(GUEST, "idea", "q1", "2", 0.25);
    block(GUEST, "idea", "q2", "1", 1);
    claims(BEN, GUEST);
    answers(GUEST, QUIZ_2, "a", "-1.5", 9, NULL);
    append(fixture.records, (struct event){ .kind = EVENT_ITEM_FLAGGED, .actor = GUEST, .attempt = QUIZ_2, .item = "f", .item_flagged.flagged = 1 });
    /* an attempt alone is claimed */
    starts(CHANDA, QUIZ_3, 1);
    answers(CHANDA, QUIZ_3, "b", "0", 2, NULL);
    append(fixture.records, (struct event){ .kind = EVENT_ATTEMPT_CLAIMED, .actor = AMINA, .attempt = QUIZ_3 });
    /* a provisional profile is joined to the real one */
    reads(CHANDA, "idea", 4, 3);
    block(CHANDA, "idea", "q2", "7", 0);
    append(fixture.records, (struct event){ .kind = EVENT_LEARNER_MERGED, .learner_merged = { CHANDA, AMINA } });
    reads(CHANDA, "costs", 1, 2);
}

static void begin(void)
{
    fixture_init(&fixture);
    fixture_open(&fixture);
    desk_init(&desk);
    desk_enrol(&desk);
    arena_init(&arena, NULL, 0);
}

static void end(void)
{
    arena_release(&arena);
    desk_release(&desk);
    fixture_release(&fixture);
}

static void is_real(const struct sheet *sheet, size_t row, const char *column, double want)
{
    char *end;
    const char *text = cell(sheet, row, column);
    double have = strtod(text, &end);
    ck_assert_msg(*text && !*end && have == want, "%s is \"%s\", not %.17g", column, text, want);
}

static void is_date(const struct sheet *sheet, size_t row, const char *column, const char *boot, int64_t at)
{
    struct dated dated;
    char text[DATE_SIZE];
    ck_done(time_date(fixture.records, boot, at, &dated, &error), error);
    ck_assert_str_eq(cell(sheet, row, column), date_iso(text, dated.at));
    ck_assert_int_eq(number(sheet, row, "date_certain"), dated.certain);
}

static void compare_attempts(const char *person, size_t expect)
{
    struct sheet attempts = sheet_read(&desk, "attempts.csv"), events = sheet_read(&desk, "answers.csv");
    struct attempt_row *rows;
    struct answer_row *given;
    size_t count, answer_count, mine = 0;
    ck_done(query_attempts(fixture.records, &(struct attempt_filter){ .person = person }, &arena, &rows, &count, &error), error);
    ck_assert_uint_eq(count, expect);
    for (size_t i = 1; i < attempts.count; i++)
        mine += strcmp(cell(&attempts, i, "person"), person) == 0;
    ck_assert_uint_eq(mine, count);
    for (size_t i = 0; i < count; i++) {
        size_t row = find(&attempts, 1, "attempt", rows[i].id, "person", person);
        ck_assert_uint_gt(row, 0);
        ck_assert_str_eq(cell(&attempts, row, "unit"), rows[i].unit);
        ck_assert_str_eq(cell(&attempts, row, "mode"), rows[i].mode);
        ck_assert_int_eq(number(&attempts, row, "questions"), rows[i].questions);
        ck_assert_int_eq(number(&attempts, row, "answered"), rows[i].answered);
        ck_assert_int_eq(number(&attempts, row, "seconds"), rows[i].seconds);
        ck_assert_int_eq(number(&attempts, row, "submitted"), rows[i].state == ATTEMPT_SUBMITTED);
        is_date(&attempts, row, "started", rows[i].boot, rows[i].started);
        if (rows[i].state == ATTEMPT_SUBMITTED) {
            is_date(&attempts, row, "ended", rows[i].boot, rows[i].submitted);
            is_real(&attempts, row, "marks", rows[i].marks);
            is_real(&attempts, row, "possible", rows[i].possible);
        } else {
            ck_assert_str_eq(cell(&attempts, row, "ended"), "");
            ck_assert_str_eq(cell(&attempts, row, "marks"), "");
        }
        ck_done(query_answers(fixture.records, rows[i].id, &arena, &given, &answer_count, &error), error);
        size_t standing = 0;
        for (size_t j = 1; j < events.count; j++)
            standing += strcmp(cell(&events, j, "attempt"), rows[i].id) == 0 && number(&events, j, "stands");
        ck_assert_int_eq((int64_t)standing, rows[i].answered);
        for (size_t j = 0; j < answer_count; j++) {
            char seq[24];
            snprintf(seq, sizeof seq, "%lld", (long long)given[j].seq);
            size_t event = given[j].origin ? find(&events, 1, "origin", given[j].origin, "seq", seq) : 0;
            if (!given[j].origin)
                continue;
            ck_assert_uint_gt(event, 0);
            ck_assert_int_eq(number(&events, event, "stands"), given[j].answered);
            ck_assert_str_eq(cell(&events, event, "person"), person);
            ck_assert_str_eq(cell(&events, event, "response"), given[j].response ? given[j].response : "");
            ck_assert_str_eq(cell(&events, event, "text"), given[j].body ? given[j].body : "");
            ck_assert_int_eq(number(&events, event, "seconds"), given[j].seconds);
        }
    }
    sheet_release(&attempts);
    sheet_release(&events);
}

static void compare_lessons(const char *person, size_t expect)
{
    struct sheet lessons = sheet_read(&desk, "lessons.csv"), events = sheet_read(&desk, "answers.csv");
    struct lesson_row *rows;
    struct block_row *blocks;
    size_t count, block_count, mine = 0;
    ck_done(query_lessons(fixture.records, person, NULL, &arena, &rows, &count, &error), error);
    ck_assert_uint_eq(count, expect);
    for (size_t i = 1; i < lessons.count; i++)
        mine += strcmp(cell(&lessons, i, "person"), person) == 0;
    ck_assert_uint_eq(mine, count);
    for (size_t i = 0; i < count; i++) {
        size_t row = find(&lessons, 1, "person", person, "unit", rows[i].unit);
        ck_assert_uint_gt(row, 0);
        const struct { const char *column; int64_t value; } want[] = {
            { "pages", rows[i].pages }, { "pages_read", rows[i].pages_read }, { "seconds", rows[i].seconds }, { "questions", rows[i].questions },
            { "right", rows[i].right }, { "finished", rows[i].finished },
        };
        for (size_t j = 0; j < sizeof want / sizeof *want; j++)
            ck_assert_msg(number(&lessons, row, want[j].column) == want[j].value, "%s of %s: %s", want[j].column, rows[i].unit, cell(&lessons, row, want[j].column));
        ck_assert_str_eq(cell(&lessons, row, "version"), rows[i].version);
        is_date(&lessons, row, "first", BOOT_A, rows[i].opened);
        is_date(&lessons, row, "last", BOOT_A, rows[i].last);
        ck_done(query_blocks(fixture.records, person, rows[i].pack, rows[i].unit, &arena, &blocks, &block_count, &error), error);
        for (size_t j = 0; j < block_count; j++) {
            size_t standing = 0, which = 0;
            for (size_t k = 1; k < events.count; k++)
                if (!*cell(&events, k, "attempt") && strcmp(cell(&events, k, "person"), person) == 0 && strcmp(cell(&events, k, "item"), blocks[j].item) == 0
                    && number(&events, k, "stands"))
                    standing++, which = k;
            ck_assert_msg(standing == 1, "%s: %zu", blocks[j].item, standing);
            ck_assert_str_eq(cell(&events, which, "response"), blocks[j].response);
            is_real(&events, which, "fraction", blocks[j].fraction);
        }
    }
    sheet_release(&lessons);
    sheet_release(&events);
}

START_TEST(the_tables_say_what_the_centres_own_projections_say)
{
    begin();
    a_centre_works();
    desk_take(&desk, &fixture, records_origin(fixture.records), NULL, 0);
    desk_export(&desk, NULL, NULL);
    compare_attempts(AMINA, 2);
    compare_attempts(BEN, 1);
    compare_attempts(GUEST, 0);
    compare_attempts(CHANDA, 0);
    compare_lessons(AMINA, 2);
    compare_lessons(BEN, 1);
    compare_lessons(GUEST, 0);
    ck_assert_int_eq(rows_of(&desk, "attempts"), 3);
    end();
}
END_TEST

START_TEST(so_they_do_where_a_terminal_goes_on_under_another_origin)
{
    char first[UUID_SIZE];
    begin();
    a_centre_works();
    snprintf(first, sizeof first, "%s", records_origin(fixture.records));
    ck_done(records_renew_origin(fixture.records, "asked", &error), error);
    answers(GUEST, QUIZ_2, "b", "0", 30, NULL);
    block(AMINA, "idea", "q1", "3", 0.75);
    submits(GUEST, QUIZ_2, (struct event_attempt_submitted){ 1, 2, -1, 33, "a=0 b=1", "time" });
    desk_take(&desk, &fixture, records_origin(fixture.records), NULL, 0);
    desk_take(&desk, &fixture, first, NULL, 0);
    desk_export(&desk, NULL, NULL);
    compare_attempts(AMINA, 2);
    compare_attempts(BEN, 1);
    compare_lessons(AMINA, 2);
    compare_lessons(BEN, 1);
    end();
}
END_TEST

START_TEST(also_where_the_clock_is_not_sure_from_then_on)
{
    char first[UUID_SIZE];
    begin();
    append(fixture.records, (struct event){ .kind = EVENT_BOOT, .booted = { .sound = 1 } });
    a_centre_works();
    snprintf(first, sizeof first, "%s", records_origin(fixture.records));
    ck_done(records_renew_origin(fixture.records, "asked", &error), error);
    fixture.options.boot = BOOT_B;
    fixture.options.sound = false;
    fixture_reopen(&fixture);
    answers(GUEST, QUIZ_2, "b", "0", 30, NULL);
    block(AMINA, "idea", "q1", "3", 0.75);
    desk_take(&desk, &fixture, first, NULL, 0);
    desk_take(&desk, &fixture, records_origin(fixture.records), NULL, 0);
    desk_export(&desk, NULL, NULL);
    compare_attempts(BEN, 1);
    end();
}
END_TEST

START_TEST(counts_are_those_of_the_ledger_and_of_the_log)
{
    struct ledger_origin *origins;
    size_t count;
    int64_t sum = 0;
    begin();
    a_centre_works();
    desk_take(&desk, &fixture, records_origin(fixture.records), NULL, 0);
    desk_export(&desk, NULL, NULL);
    struct sheet terminals = sheet_read(&desk, "terminals.csv"), events = sheet_read(&desk, "answers.csv");
    for (size_t i = 1; i < terminals.count; i++)
        sum += number(&terminals, i, "events");
    ck_assert_int_eq(sum, desk_number(&desk, "SELECT count(*) FROM event"));
    ck_assert_int_eq((int64_t)events.count - 1, desk_number(&desk, "SELECT count(*) FROM event e JOIN kind k ON k.id = e.kind WHERE k.name IN ('answered', 'block-answered')"));
    ck_assert_int_eq((int64_t)events.count - 1, rows_of(&desk, "answers"));
    ck_done(ledger_origins(desk.central, NULL, &arena, &origins, &count, &error), error);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(number(&terminals, 1, "up_to"), origins[0].branches[0].up_to);
    ck_assert_int_eq(number(&terminals, 1, "up_to"), records_seq(fixture.records));
    ck_assert_str_eq(cell(&terminals, 1, "origin"), records_origin(fixture.records));
    ck_assert_str_eq(cell(&terminals, 1, "centre"), CENTRE);
    ck_assert_str_eq(cell(&terminals, 1, "centre_name"), "Lusaka");
    ck_assert_str_eq(cell(&terminals, 1, "lacks"), "");
    ck_assert_str_eq(cell(&terminals, 1, "last_added"), "2025-11-23T12:13:20.000Z");
    sheet_release(&terminals);
    sheet_release(&events);
    end();
}
END_TEST

START_TEST(fractions_per_cent_and_marks_are_numbers_and_empty_where_nothing_is_known)
{
    begin();
    a_centre_works();
    desk_take(&desk, &fixture, records_origin(fixture.records), NULL, 0);
    desk_export(&desk, NULL, NULL);
    struct sheet attempts = sheet_read(&desk, "attempts.csv"), events = sheet_read(&desk, "answers.csv");
    size_t row = find(&attempts, 1, "attempt", ATTEMPT, NULL, NULL);
    ck_assert_str_eq(cell(&attempts, row, "per_cent"), "66.67");
    ck_assert_str_eq(cell(&attempts, row, "passed"), "0");
    row = find(&attempts, 1, "attempt", QUIZ_2, NULL, NULL);
    ck_assert_str_eq(cell(&attempts, row, "per_cent"), "");
    ck_assert_str_eq(cell(&attempts, row, "passed"), "");
    /* b was answered twice: the first does not stand; a was taken back */
    row = find(&events, 1, "attempt", ATTEMPT, "item", "b");
    ck_assert_str_eq(cell(&events, row, "stands"), "0");
    ck_assert_str_eq(cell(&events, row, "fraction"), "");
    row = find(&events, row + 1, "attempt", ATTEMPT, "item", "b");
    ck_assert_str_eq(cell(&events, row, "stands"), "1");
    ck_assert_str_eq(cell(&events, row, "fraction"), "1");
    row = find(&events, 1, "attempt", ATTEMPT, "item", "a");
    row = find(&events, row + 1, "attempt", ATTEMPT, "item", "a");
    ck_assert_str_eq(cell(&events, row, "stands"), "0");
    row = find(&events, 1, "attempt", ATTEMPT, "item", "e");
    ck_assert_str_eq(cell(&events, row, "fraction"), ""); /* a person has to mark it */
    ck_assert_str_eq(cell(&events, row, "text"), "An essay, with \"quotes\"\nand two lines");
    /* a number that somebody typed stays one, and the actor is who it was */
    row = find(&events, 1, "attempt", QUIZ_2, "item", "a");
    ck_assert_str_eq(cell(&events, row, "response"), "-1.5");
    ck_assert_str_eq(cell(&events, row, "actor"), GUEST);
    ck_assert_str_eq(cell(&events, row, "person"), BEN);
    sheet_release(&attempts);
    sheet_release(&events);
    end();
}
END_TEST

static void put(const char *text, const char *want)
{
    struct buf out = BUF_INIT;
    csv_put_text(&out, text, strlen(text));
    ck_assert_str_eq(out.data, want);
    buf_release(&out);
}

START_TEST(a_text_never_runs_in_a_spreadsheet_and_can_be_had_back)
{
    put("", "");
    put("plain", "plain");
    put("a,b", "\"a,b\"");
    put("say \"no\"", "\"say \"\"no\"\"\"");
    put("two\nlines", "\"two\nlines\"");
    put("=1+1", "\"'=1+1\"");
    put("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\"");
    put("+1 for it", "\"'+1 for it\"");
    put("-2,0", "\"'-2,0\"");
    put("-", "\"'-\"");
    put("@SUM(A1)", "\"'@SUM(A1)\"");
    put("\t=1", "\"' =1\"");
    put("\r\n=1", "\"'\n=1\"");
    put("  =1", "\"'  =1\"");
    put("\xc2\xa0=1", "\"'\xc2\xa0=1\"");
    put("\xef\xbc\x9d" "1", "\"'\xef\xbc\x9d" "1\"");
    put("'quoted'", "\"''quoted'\"");
    put("-12.5", "-12.5");
    put("+7", "+7");
    put("0,2", "\"0,2\"");
    put("12.", "12.");
    put("-12.", "\"'-12.\"");
    put("-1e5", "\"'-1e5\"");
    put(" edge ", "\" edge \"");
    put("\x1b[31mred\x07", "[31mred");
    put("\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7\xe2\x80\xae" "abc", "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7" "abc");
    put("\xff", "\xef\xbf\xbd");
}
END_TEST

START_TEST(dates_outside_of_the_calendar_are_nothing)
{
    static const struct { int64_t at; const char *want; } rows[] = {
        { 0, "1970-01-01T00:00:00.000Z" }, { 253402300799999, "9999-12-31T23:59:59.999Z" }, { 253402300800000, "" }, { INT64_MAX, "" }, { INT64_MIN, "" },
        { -62167219200000, "0000-01-01T00:00:00.000Z" }, { -62167219200001, "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf out = BUF_INIT;
        csv_put_date(&out, rows[i].at);
        ck_assert_str_eq(out.data, rows[i].want);
        buf_release(&out);
    }
}
END_TEST

/* A database by hand: two centres, a terminal that has forked at 3 and lacks 2, one that lacks nothing. */
#define ROW(origin, branch, seq, at, boot, person, kind, data) \
    "INSERT INTO event VALUES(" #origin "," #branch "," #seq "," #at "," #boot ", x'0193000000007000800000000000000" #person "', " #kind ", NULL, 1, 1, '" data "', NULL);"
#define KITWE "01930000-0000-7000-8000-00000000c001"
#define NDOLA "01930000-0000-7000-8000-00000000c002"
static const char by_hand[] =
    "INSERT INTO centre VALUES(1, x'0193000000007000800000000000c001', 'Kitwe', x'01', 1, 1, 1, NULL, NULL, NULL, NULL),"
    " (2, x'0193000000007000800000000000c002', '=Ndola', x'02', 1, 1, 1, NULL, NULL, NULL, NULL);"
    "INSERT INTO origin VALUES(1, x'019300000000700080000000000000f2', 1, x'00', 1, NULL, NULL, NULL, NULL),"
    " (2, x'019300000000700080000000000000f1', 2, x'00', 1, NULL, NULL, NULL, NULL);"
    "INSERT INTO boot VALUES(1, x'11111111222243338444555555555555', 1, NULL, 1, 1, 1, NULL, NULL, NULL),"
    " (2, x'11111111222243338444666666666666', 0, 3600000, 1, 1, 1, 1, 1, 1), (3, x'11111111222243338444777777777777', 0, NULL, 1, 1, 1, NULL, NULL, NULL),"
    " (4, x'11111111222243338444888888888888', 0, 9223372036854775807, 1, 1, 1, 1, 1, 1);"
    "INSERT INTO kind VALUES(1, 'block-answered'), (2, 'page-read'), (3, 'answered'), (4, 'of-a-later-version');"
    "INSERT INTO source VALUES(1, 'skills', '1.0.0', 'idea', '', 'en');"
    "INSERT INTO item VALUES(1, 'q1');"
    "INSERT INTO branch VALUES(1, 0, NULL, 0), (1, 1, 0, 3), (2, 0, NULL, 0);"
    "INSERT INTO segment VALUES(1, 0, 1, 1, zeroblob(32), zeroblob(32)), (1, 0, 3, 5, zeroblob(32), zeroblob(32)), (1, 1, 4, 4, zeroblob(32), zeroblob(32)),"
    " (2, 0, 1, 3, zeroblob(32), zeroblob(32));"
    "INSERT INTO bundle VALUES(x'01', 1, 0, 1, 1, 1, x'', x'', 1, 1763900000000, 'b', 1);"
    ROW(1, 0, 1, 1000, 1, 1, 1, "{\"seed\":1,\"response\":\"0\",\"fraction\":0}")
    ROW(1, 0, 3, 2000, 2, 1, 1, "{\"seed\":1,\"response\":\"1\",\"fraction\":0.5}")
    ROW(1, 0, 4, 3000, 3, 1, 1, "{\"seed\":1,\"response\":\"2\",\"fraction\":1}")
    ROW(1, 0, 5, 4000, 4, 1, 1, "{\"seed\":1")
    ROW(1, 1, 4, 5000, 1, 2, 1, "{\"seed\":1,\"response\":\"3\",\"fraction\":0}")
    ROW(2, 0, 1, 9223372036854775807, 4, 3, 3, "{\"seed\":1,\"response\":\"1\",\"seconds\":4}")
    ROW(2, 0, 2, 7000, 1, 3, 4, "whatever")
    ROW(2, 0, 3, 7000, 1, 3, 2, "{\"page\":2,\"seconds\":9}");

START_TEST(branches_and_gaps_count_each_event_once)
{
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    desk_export(&desk, NULL, NULL);
    struct sheet events = sheet_read(&desk, "answers.csv"), terminals = sheet_read(&desk, "terminals.csv");
    ck_assert_uint_eq(events.count, 1 + 6);
    /* in the order of origin, branch, number */
    static const char *const seqs[] = { "1", "1", "3", "4", "5", "4" };
    for (size_t i = 0; i < 6; i++)
        ck_assert_str_eq(cell(&events, i + 1, "seq"), seqs[i]);
    ck_assert_str_eq(cell(&events, 6, "branch"), "1");
    ck_assert_uint_eq(terminals.count, 1 + 3);
    int64_t sum = 0;
    for (size_t i = 1; i < terminals.count; i++)
        sum += number(&terminals, i, "events");
    ck_assert_int_eq(sum, desk_number(&desk, "SELECT count(*) FROM event"));
    size_t row = find(&terminals, 1, "origin", "01930000-0000-7000-8000-0000000000f2", "branch", "0");
    ck_assert_str_eq(cell(&terminals, row, "lacks"), "2-2");
    ck_assert_str_eq(cell(&terminals, row, "up_to"), "1");
    ck_assert_str_eq(cell(&terminals, row, "last"), "5");
    row = find(&terminals, 1, "origin", "01930000-0000-7000-8000-0000000000f2", "branch", "1");
    ck_assert_str_eq(cell(&terminals, row, "shared"), "3");
    ck_assert_str_eq(cell(&terminals, row, "events"), "1");
    row = find(&terminals, 1, "origin", "01930000-0000-7000-8000-0000000000f1", NULL, NULL);
    ck_assert_str_eq(cell(&terminals, row, "lacks"), "");
    ck_assert_str_eq(cell(&terminals, row, "last_added"), "");
    ck_assert_str_eq(cell(&terminals, row, "centre_name"), "'=Ndola");
    sheet_release(&events);
    sheet_release(&terminals);
    desk_release(&desk);
}
END_TEST

/* The clone's clock was never sure: what it said comes behind what it had from before it parted, and so it stands. */
START_TEST(a_branch_comes_behind_what_it_goes_on_from)
{
    static const char clone[] =
        "INSERT INTO branch VALUES(2, 1, 0, 4); INSERT INTO boot VALUES(9, x'11111111222243338444999999999999', 0, NULL, 1, 1, 1, NULL, NULL, NULL);"
        ROW(2, 0, 4, 8000, 1, 1, 1, "{\"seed\":1,\"response\":\"4\",\"fraction\":0}")
        ROW(2, 1, 5, 10, 9, 1, 1, "{\"seed\":1,\"response\":\"5\",\"fraction\":1}");
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    desk_sql(&desk, "DELETE FROM event WHERE origin = 1");
    desk_sql(&desk, clone);
    desk_export(&desk, NULL, NULL);
    struct sheet events = sheet_read(&desk, "answers.csv");
    size_t row = find(&events, 1, "branch", "1", "seq", "5");
    ck_assert_uint_gt(row, 0);
    ck_assert_int_eq(number(&events, row, "stands"), 1);
    row = find(&events, 1, "branch", "0", "seq", "4");
    ck_assert_int_eq(number(&events, row, "stands"), 0);
    sheet_release(&events);
    desk_release(&desk);
}
END_TEST

START_TEST(dates_are_corrected_where_they_can_be_and_said_to_be_certain_or_not)
{
    static const struct { const char *date, *certain, *response, *fraction; } want[] = {
        { "", "1", "1", "" },                    /* more than there is time */
        { "1970-01-01T00:00:01.000Z", "1", "0", "0" },
        { "1970-01-01T01:00:02.000Z", "1", "1", "0.5" },
        { "1970-01-01T00:00:03.000Z", "0", "2", "1" },
        { "", "1", "", "" },                     /* what cannot be read says nothing */
        { "1970-01-01T00:00:05.000Z", "1", "3", "0" },
    };
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    desk_export(&desk, NULL, NULL);
    struct sheet events = sheet_read(&desk, "answers.csv");
    for (size_t i = 0; i < 6; i++) {
        ck_assert_str_eq(cell(&events, i + 1, "date"), want[i].date);
        ck_assert_str_eq(cell(&events, i + 1, "date_certain"), want[i].certain);
        ck_assert_str_eq(cell(&events, i + 1, "response"), want[i].response);
        ck_assert_str_eq(cell(&events, i + 1, "fraction"), want[i].fraction);
    }
    sheet_release(&events);
    desk_release(&desk);
}
END_TEST

START_TEST(one_centre_alone_can_be_written)
{
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    desk_export(&desk, "01930000-0000-7000-8000-00000000c002", NULL);
    ck_assert_int_eq(rows_of(&desk, "answers"), 1);
    ck_assert_int_eq(rows_of(&desk, "lessons"), 1);
    ck_assert_int_eq(rows_of(&desk, "terminals"), 1);
    desk_export(&desk, CENTRE, NULL);
    ck_assert_int_eq(rows_of(&desk, "answers"), 5);
    ck_assert_int_eq(rows_of(&desk, "lessons"), 0);
    ck_assert_int_eq(rows_of(&desk, "terminals"), 2);
    struct error none = { 0 };
    ck_assert_int_eq(csv_export(desk.central, desk.out, &(struct csv_options){ .centre = AMINA }, desk.counts, &desk.count, &none), ERROR_NOT_FOUND);
    ck_assert_error(none, "there is no such centre; kiosk-collect status lists all");
    desk_release(&desk);
}
END_TEST

START_TEST(what_one_centre_says_changes_no_attempt_and_no_lesson_of_another)
{
    desk_init(&desk);
    desk_sql(&desk, by_hand);
#define SAYS(origin, seq, kind, data) \
    "INSERT INTO event VALUES(" #origin ", 0, " #seq ", 8000, 1, x'01930000000070008000000000000003', " #kind ", x'019300000000700080000000000000aa', 1, NULL, '" data "', NULL);"
    /* Kitwe has an attempt and a lesson; Ndola says that it was handed in with full marks, and that whose they are became another */
    desk_sql(&desk, "INSERT INTO kind VALUES(5, 'attempt-started'), (6, 'attempt-submitted'), (7, 'learner-merged'), (8, 'attempt-claimed');"
             SAYS(1, 6, 5, "{\"mode\":\"exam\",\"seed\":1,\"questions\":2}") SAYS(1, 7, 2, "{\"page\":1,\"seconds\":5}")
             SAYS(2, 4, 6, "{\"seconds\":1,\"marks\":2,\"possible\":2,\"passed\":1}")
             SAYS(2, 5, 7, "{\"person\":\"01930000-0000-7000-8000-000000000003\",\"into\":\"01930000-0000-7000-8000-000000000009\"}")
             SAYS(2, 6, 8, "{}") SAYS(2, 7, 2, "{\"page\":2,\"seconds\":50}"));
    desk_export(&desk, NULL, NULL);
    struct sheet attempts = sheet_read(&desk, "attempts.csv"), lessons = sheet_read(&desk, "lessons.csv");
    size_t kitwe = 0, lesson = 0;
    for (size_t i = 1; i < attempts.count; i++)
        if (strcmp(cell(&attempts, i, "centre"), KITWE) == 0)
            kitwe = i;
    ck_assert_uint_ne(kitwe, 0);
    ck_assert_str_eq(cell(&attempts, kitwe, "mode"), "exam");
    ck_assert_str_eq(cell(&attempts, kitwe, "person"), "01930000-0000-7000-8000-000000000003");
    ck_assert_str_eq(cell(&attempts, kitwe, "marks"), "");
    ck_assert_str_eq(cell(&attempts, kitwe, "ended"), "");
    for (size_t i = 1; i < lessons.count; i++)
        if (strcmp(cell(&lessons, i, "centre"), KITWE) == 0 && strcmp(cell(&lessons, i, "person"), "01930000-0000-7000-8000-000000000003") == 0)
            lesson = i;
    ck_assert_uint_ne(lesson, 0);
    ck_assert_str_eq(cell(&lessons, lesson, "pages_read"), "1");
    ck_assert_str_eq(cell(&lessons, lesson, "seconds"), "5");
    sheet_release(&attempts);
    sheet_release(&lessons);
    desk_release(&desk);
}
END_TEST

START_TEST(an_attempt_of_several_counts_for_each_and_its_answers_once)
{
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    /* 3 begins; 5 and 7 take part; 7 was 5's second row */
    desk_sql(&desk, "INSERT INTO kind VALUES(5, 'attempt-started'), (6, 'attempt-submitted'), (7, 'learner-merged'), (8, 'attempt-member');"
             SAYS(1, 6, 5, "{\"mode\":\"test\",\"seed\":1,\"questions\":2}")
             SAYS(1, 7, 8, "{\"person\":\"01930000-0000-7000-8000-000000000005\"}") SAYS(1, 8, 8, "{\"person\":\"01930000-0000-7000-8000-000000000007\"}")
             SAYS(1, 9, 6, "{\"seconds\":1,\"marks\":2,\"possible\":2,\"passed\":1}"));
    desk_export(&desk, NULL, NULL);
    struct sheet attempts = sheet_read(&desk, "attempts.csv"), members = sheet_read(&desk, "members.csv");
    size_t row = find(&attempts, 1, "attempt", "01930000-0000-7000-8000-0000000000aa", "person", "01930000-0000-7000-8000-000000000003");
    ck_assert_int_eq(number(&attempts, row, "members"), 3);
    ck_assert_uint_eq(members.count, 4);         /* with the names of its columns */
    ck_assert_str_eq(cell(&members, 1, "person"), "01930000-0000-7000-8000-000000000003");
    ck_assert_str_eq(cell(&members, 1, "began"), "1");
    ck_assert_str_eq(cell(&members, 2, "person"), "01930000-0000-7000-8000-000000000005");
    ck_assert_str_eq(cell(&members, 2, "began"), "0");
    sheet_release(&attempts);
    sheet_release(&members);
    desk_sql(&desk, SAYS(1, 10, 7, "{\"person\":\"01930000-0000-7000-8000-000000000007\",\"into\":\"01930000-0000-7000-8000-000000000005\"}"));
    desk_export(&desk, NULL, NULL);
    attempts = sheet_read(&desk, "attempts.csv");
    members = sheet_read(&desk, "members.csv");
    row = find(&attempts, 1, "attempt", "01930000-0000-7000-8000-0000000000aa", "person", "01930000-0000-7000-8000-000000000003");
    ck_assert_int_eq(number(&attempts, row, "members"), 2);
    ck_assert_uint_eq(members.count, 3);
    sheet_release(&attempts);
    sheet_release(&members);
    desk_release(&desk);
}
END_TEST

START_TEST(a_person_has_one_profile_at_a_centre_and_the_erased_have_none)
{
    desk_init(&desk);
    desk_sql(&desk, by_hand);
#define PROFILE(person, origin, version, sex) \
    "INSERT INTO profile VALUES(x'0193000000007000800000000000000" #person "', " #origin ", " #version ", 1000, 0, '" sex "', NULL, NULL, NULL, '2-4', 'rural', NULL, 1, 0, 1, 0);"
    desk_sql(&desk, PROFILE(1, 1, 1, "male") PROFILE(1, 3, 3, "female") PROFILE(1, 2, 9, "other") PROFILE(2, 1, 1, "other") PROFILE(3, 1, 9, "male") PROFILE(4, 1, 1, "male") PROFILE(5, 2, 2, "female")
             "INSERT INTO origin VALUES(3, x'019300000000700080000000000000f3', 1, x'00', 1, NULL, NULL, NULL, NULL);"
             "INSERT INTO erased VALUES(1, x'01930000000070008000000000000002'), (2, x'01930000000070008000000000000004');"
             /* 3 became 1; 5 became somebody whose profile did not come; that 4 became 1, another centre says than theirs */
             "INSERT INTO kind VALUES(5, 'learner-merged');"
             "INSERT INTO event VALUES(1, 0, 6, 9000, 1, NULL, 5, NULL, NULL, NULL, "
             "'{\"person\":\"01930000-0000-7000-8000-000000000003\",\"into\":\"01930000-0000-7000-8000-000000000001\"}', NULL),"
             " (2, 0, 4, 9000, 1, NULL, 5, NULL, NULL, NULL, "
             "'{\"person\":\"01930000-0000-7000-8000-000000000005\",\"into\":\"01930000-0000-7000-8000-000000000006\"}', NULL),"
             " (2, 0, 5, 9000, 1, NULL, 5, NULL, NULL, NULL, "
             "'{\"person\":\"01930000-0000-7000-8000-000000000004\",\"into\":\"01930000-0000-7000-8000-000000000001\"}', NULL);"
             "UPDATE segment SET last = 6 WHERE last = 5; UPDATE segment SET last = 5 WHERE last = 3");
    desk_export(&desk, NULL, NULL);
    struct sheet profiles = sheet_read(&desk, "profiles.csv");
    ck_assert_uint_eq(profiles.count, 1 + 4);
    ck_assert_str_eq(cell(&profiles, 1, "person"), AMINA);
    ck_assert_str_eq(cell(&profiles, 1, "version"), "3");
    ck_assert_str_eq(cell(&profiles, 1, "sex"), "female");
    ck_assert_str_eq(cell(&profiles, 1, "born"), "");
    ck_assert_str_eq(cell(&profiles, 1, "workers"), "2-4");
    ck_assert_str_eq(cell(&profiles, 1, "role"), "learner");
    ck_assert_str_eq(cell(&profiles, 1, "place"), "rural");
    ck_assert_str_eq(cell(&profiles, 1, "follow_up"), "1");
    ck_assert_str_eq(cell(&profiles, 1, "surveys"), "0");
    ck_assert_str_eq(cell(&profiles, 1, "centre"), KITWE);
    ck_assert_str_eq(cell(&profiles, 2, "person"), AMINA);
    ck_assert_str_eq(cell(&profiles, 2, "centre"), NDOLA);
    ck_assert_str_eq(cell(&profiles, 2, "sex"), "other");
    ck_assert_str_eq(cell(&profiles, 3, "person"), "01930000-0000-7000-8000-000000000004");
    ck_assert_str_eq(cell(&profiles, 4, "person"), "01930000-0000-7000-8000-000000000006");
    sheet_release(&profiles);
    desk_release(&desk);
}
END_TEST

START_TEST(items_come_in_the_language_that_is_asked_for_where_there_is_one)
{
    desk_init(&desk);
    desk_sql(&desk, "INSERT INTO item_text VALUES('p', '1', 'a', 'en', 'bank', 'multichoice', 'Why?', 'x'), ('p', '1', 'a', 'fr', 'bank', 'multichoice', '=Pourquoi', 'x'),"
             " ('p', '1', 'a', 'pt', 'bank', 'multichoice', 'Porque', NULL), ('p', '1', 'b', '', 'bank', 'essay', 'All', NULL);"
             "INSERT INTO option_text VALUES('p', '1', 'a', 'en', 0, 'yes', 1), ('p', '1', 'a', 'en', 1, 'no', -0.333333), ('p', '1', 'a', 'fr', 0, 'oui', 1)");
    desk_export(&desk, NULL, NULL);
    ck_assert_int_eq(rows_of(&desk, "items"), 4);
    ck_assert_int_eq(rows_of(&desk, "options"), 3);
    desk_export(&desk, NULL, "fr");
    struct sheet items = sheet_read(&desk, "items.csv");
    ck_assert_uint_eq(items.count, 3);
    ck_assert_str_eq(cell(&items, 1, "text"), "'=Pourquoi");
    ck_assert_str_eq(cell(&items, 2, "text"), "All");
    sheet_release(&items);
    desk_export(&desk, NULL, "pt_BR");
    items = sheet_read(&desk, "items.csv");
    ck_assert_str_eq(cell(&items, 1, "text"), "Porque");
    sheet_release(&items);
    desk_export(&desk, NULL, "sw");
    struct sheet options = sheet_read(&desk, "options.csv");
    ck_assert_uint_eq(options.count, 3);
    ck_assert_str_eq(cell(&options, 2, "option"), "1");
    ck_assert_str_eq(cell(&options, 2, "fraction"), "-0.333333");
    sheet_release(&options);
    desk_release(&desk);
}
END_TEST

START_TEST(the_codebook_has_each_column_of_each_file)
{
    desk_init(&desk);
    desk_export(&desk, NULL, NULL);
    struct sheet book = sheet_read(&desk, "codebook.csv");
    ck_assert_uint_eq(desk.count, 9);
    size_t row = 1;
    for (size_t i = 0; i < desk.count - 1; i++) {
        char name[40];
        snprintf(name, sizeof name, "%s.csv", desk.counts[i].table);
        struct sheet sheet = sheet_read(&desk, name);
        ck_assert_uint_eq(sheet.count, 1);
        ck_assert_int_eq(desk.counts[i].rows, 0);
        for (size_t j = 0; j < sheet.columns; j++, row++) {
            ck_assert_str_eq(cell(&book, row, "file"), name);
            ck_assert_str_eq(cell(&book, row, "column"), sheet.rows[0][j]);
            ck_assert_uint_gt(strlen(cell(&book, row, "description")), 3);
        }
        sheet_release(&sheet);
    }
    ck_assert_uint_eq(row, book.count);
    sheet_release(&book);
    desk_release(&desk);
}
END_TEST

START_TEST(a_failure_leaves_the_files_that_were_there)
{
    struct error refused = { 0 };
    char path[200];
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    path_join(path, sizeof path, desk.out, "answers.csv");
    ck_assert_int_eq(file_write(path, "old", 3, 0600, &error), 0);
    desk_sql(&desk, "DROP TABLE option_text");
    ck_assert_int_lt(csv_export(desk.central, desk.out, &(struct csv_options){ 0 }, desk.counts, &desk.count, &refused), 0);
    struct buf text = BUF_INIT;
    ck_assert_int_eq(file_read(path, 100, &text, &error), 0);
    ck_assert_str_eq(text.data, "old");
    buf_release(&text);
    int files = 0;
    DIR *folder = opendir(desk.out);
    for (struct dirent *entry; (entry = readdir(folder));)
        files += entry->d_name[0] != '.';
    closedir(folder);
    ck_assert_int_eq(files, 1);
    /* nothing is left open, and it goes on */
    desk_sql(&desk, "CREATE TABLE option_text(pack, version, item, language, option, text, fraction)");
    desk_export(&desk, NULL, NULL);
    ck_assert_int_eq(rows_of(&desk, "answers"), 6);
    desk_release(&desk);
}
END_TEST

START_TEST(a_database_can_be_read_while_another_adds_to_it)
{
    struct central *reader;
    desk_init(&desk);
    desk_sql(&desk, by_hand);
    ck_done(central_open(&reader, &(struct central_options){ .path = desk.path, .read_only = true }, &error), error);
    desk_sql(&desk, "BEGIN IMMEDIATE; " ROW(1, 1, 5, 6000, 1, 2, 1, "{\"response\":\"new\"}"));
    ck_done(csv_export(reader, desk.out, &(struct csv_options){ 0 }, desk.counts, &desk.count, &error), error);
    ck_assert_int_eq(rows_of(&desk, "answers"), 6);
    desk_sql(&desk, "COMMIT");
    ck_done(csv_export(reader, desk.out, &(struct csv_options){ 0 }, desk.counts, &desk.count, &error), error);
    ck_assert_int_eq(rows_of(&desk, "answers"), 7);
    central_close(reader);
    desk_release(&desk);
}
END_TEST

TEST_MAIN("csv", the_tables_say_what_the_centres_own_projections_say, so_they_do_where_a_terminal_goes_on_under_another_origin,
          also_where_the_clock_is_not_sure_from_then_on,
    counts_are_those_of_the_ledger_and_of_the_log, fractions_per_cent_and_marks_are_numbers_and_empty_where_nothing_is_known,
          a_text_never_runs_in_a_spreadsheet_and_can_be_had_back, dates_outside_of_the_calendar_are_nothing, branches_and_gaps_count_each_event_once,
          a_branch_comes_behind_what_it_goes_on_from,
    dates_are_corrected_where_they_can_be_and_said_to_be_certain_or_not, one_centre_alone_can_be_written,
          what_one_centre_says_changes_no_attempt_and_no_lesson_of_another,
          an_attempt_of_several_counts_for_each_and_its_answers_once, a_person_has_one_profile_at_a_centre_and_the_erased_have_none, items_come_in_the_language_that_is_asked_for_where_there_is_one,
          the_codebook_has_each_column_of_each_file, a_failure_leaves_the_files_that_were_there, a_database_can_be_read_while_another_adds_to_it)
