#include "check_main.h"

#include <sqlite3.h>

#include "records/queries.h"
#include "records_fixture.h"

#define LINE_HEAD "01930000-0000-7000-8000-0000000000ff\t7\t1763900000000\t" BOOT_A "\t"

static struct event read_line(struct arena *arena, const char *line)
{
    struct event event;
    struct error error = { 0 };
    char text[1024];
    int code = event_line_read(&event, line, strlen(line), arena, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
    return event;
}

START_TEST(a_line_is_read_as_it_was_written)
{
    static const char line[] = LINE_HEAD AMINA "\tanswered\t" ATTEMPT "\tbusiness-skills\t1.0.0\tpost-test\t" DIGEST
        "\ten\tprice.markup-1\t{\"seed\":-5,\"response\":\"a \\\\\"b\\\\\" \\\\\\\\ c\\\\nd\\\\u001b\",\"seconds\":12,\"later\":1}\t\\N";
    struct arena arena;
    struct buf again = BUF_INIT;
    arena_init(&arena, NULL, 0);
    struct event event = read_line(&arena, line);
    ck_assert_int_eq(event.kind, EVENT_ANSWERED);
    ck_assert_int_eq(event.seq, 7);
    ck_assert_int_eq(event.at, START);
    ck_assert_str_eq(event.item, "price.markup-1");
    ck_assert_int_eq(event.answered.seed, -5);
    ck_assert_int_eq(event.answered.seconds, 12);
    ck_assert_str_eq(event.answered.response, "a \"b\" \\ c\nd\x1b");
    ck_assert_ptr_null(event.payload);
    event_line_write(&again, &event);
    ck_assert_str_eq(again.data, line);
    buf_release(&again);
    arena_release(&arena);
}
END_TEST

START_TEST(an_unknown_kind_is_kept_verbatim)
{
    static const char line[] = LINE_HEAD "\\N\tfrom-the-future\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\tnot json \\t at \\\\ all\t\\N";
    struct arena arena;
    struct buf again = BUF_INIT;
    arena_init(&arena, NULL, 0);
    struct event event = read_line(&arena, line);
    ck_assert_int_eq(event.kind, EVENT_UNKNOWN);
    ck_assert_str_eq(event.kind_name, "from-the-future");
    ck_assert_str_eq(event.data, "not json \t at \\ all");
    event_line_write(&again, &event);
    ck_assert_str_eq(again.data, line);
    buf_release(&again);
    arena_release(&arena);
}
END_TEST

START_TEST(a_line_that_is_not_canonical_is_refused)
{
#define TAIL "\t\\N\tx\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\t\\N"
    static const struct { const char *line, *message; } bad[] = {
        { "", "a line of the log has too few columns" },
        { LINE_HEAD "\\N\tx", "a line of the log has too few columns" },
        { "01930000-0000-7000-8000-0000000000ff\t07\t1\t" BOOT_A TAIL, "the number of a line of the log is not a positive integer" },
        { "01930000-0000-7000-8000-0000000000ff\t0\t1\t" BOOT_A TAIL, "the number of a line of the log is not a positive integer" },
        { "01930000-0000-7000-8000-0000000000ff\t99999999999999999999\t1\t" BOOT_A TAIL, "the number of a line of the log is not a positive integer" },
        { "01930000-0000-7000-8000-0000000000ff\t1\t+1\t" BOOT_A TAIL, "the time of a line of the log is not an integer" },
        { "01930000-0000-7000-8000-0000000000FF\t1\t1\t" BOOT_A TAIL, "the column origin is not a UUID in lower case" },
        { "01930000-0000-7000-8000-0000000000ff\t1\t1\t\\N" TAIL, "a line of the log lacks origin, boot, kind or data" },
        { LINE_HEAD "\\N\t\\x\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\t\\N", "a line of the log holds an escape other than \\\\ \\t \\n \\r" },
        { LINE_HEAD "\\N\tx\t\\N\t\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\t\\N", "the column pack holds 0 bytes; it may hold 1 to 200" },
        { LINE_HEAD "\\N\tx\t\\N\t\xff\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\t\\N", "a line of the log is not UTF-8" },
        { LINE_HEAD "\\N\tx\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\ta\x1b[2J\t{}\t\\N", "the column item holds a control character" },
        { LINE_HEAD "\\N\tx\t\\N\t\\N\t\\N\t\\N\tabc\t\\N\t\\N\t{}\t\\N", "the column digest is not a digest in hexadecimal" },
        { LINE_HEAD "\\N\tboot\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{\"sound\":true}\t\\N",
          "the data of this event is not a flat JSON object of its fields" },
        { LINE_HEAD "\\N\tboot\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{\"sound\":\"1\"}\t\\N",
          "the data of this event is not a flat JSON object of its fields" },
        { LINE_HEAD "\\N\tsigned-in\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\t\\N", "this kind of event needs the column actor" },
        { LINE_HEAD "\\N\tx\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\t\\N\t", "a line of the log has too many columns" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena arena;
        struct event event;
        struct error error = { 0 };
        char text[1024];
        arena_init(&arena, NULL, 0);
        ck_assert_int_lt(event_line_read(&event, bad[i].line, strlen(bad[i].line), &arena, &error), 0);
        ck_assert_str_eq(error_message(&error, NULL, text, sizeof text), bad[i].message);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(a_line_is_read_without_harm_at_each_failing_allocation)
{
    static const char line[] = LINE_HEAD AMINA "\tboot\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t{\"sound\":1,\"more\":\"text\"}\t\\N";
    for (size_t n = 1; n < 50; n++) {
        struct failing_allocator failing;
        struct arena arena;
        struct event event = { .seq = 99 };
        struct error error = { 0 };
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        int code = event_line_read(&event, line, strlen(line), &arena, &error);
        arena_release(&arena);
        if (code == 0)
            return;
        ck_assert_int_eq(code, ERROR_MEMORY);
        ck_assert_int_eq(event.seq, 99);
    }
    ck_abort_msg("it never succeeded");
}
END_TEST

START_TEST(real_numbers_come_back_as_they_were)
{
    static const double values[] = { 0, 1, 0.1, 1.0 / 3, 1e-300, -2.5, 12345678.9012345, 1e15 };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct event event = { .kind = EVENT_ATTEMPT_SUBMITTED, .attempt_submitted = { .marks = values[i], .fractions = "a=1" } }, again;
        struct buf data = BUF_INIT;
        struct arena arena;
        arena_init(&arena, NULL, 0);
        event_data_write(&data, &event);
        again = (struct event){ .kind = EVENT_ATTEMPT_SUBMITTED, .data = data.data };
        ck_assert_int_eq(event_data_read(&again, &arena, NULL), 0);
        ck_assert(again.attempt_submitted.marks == values[i]);
        ck_assert_str_eq(again.attempt_submitted.fractions, "a=1");
        ck_assert_ptr_null(again.attempt_submitted.how);
        arena_release(&arena);
        buf_release(&data);
    }
}
END_TEST

START_TEST(a_new_log_begins_with_its_origin_and_boot)
{
    struct fixture fixture;
    fixture_init(&fixture);
    fixture_open(&fixture);
    ck_assert_int_eq(records_seq(fixture.records), 2);
    ck_assert(uuid_valid(records_origin(fixture.records)));
    ck_assert_str_eq(records_boot(fixture.records), BOOT_A);
    fixture_content(fixture.records);
    fixture_reopen(&fixture);
    ck_assert_int_eq(records_seq(fixture.records), 2);
    fixture_release(&fixture);
}
END_TEST

struct collected {
    struct buf kinds;
    struct digest head;
    int64_t next;
};

static int collect(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct collected *collected = context;
    (void)error;
    ck_assert_int_eq(event->seq, collected->next++);
    buf_format(&collected->kinds, "%s ", event->kind_name);
    event_chain(&collected->head, line, length);
    return 0;
}

START_TEST(events_are_numbered_without_gaps_and_chained)
{
    struct fixture fixture;
    struct error error = { 0 };
    struct collected collected = { .kinds = BUF_INIT, .next = 1 };
    struct digest head;
    fixture_init(&fixture);
    fixture_open(&fixture);
    struct event events[] = { start_event(AMINA), answer_event(AMINA, "a", "1"), answer_event(AMINA, "b", "0,2") };
    ck_assert_int_eq(records_append(fixture.records, events, 3, &error), 0);
    ck_assert_int_eq(events[0].seq, 3);
    ck_assert_int_eq(events[2].seq, 5);
    ck_assert_int_eq(events[2].at, START);
    ck_assert_str_eq(events[2].origin, records_origin(fixture.records));
    fixture_reopen(&fixture);
    ck_assert_int_eq(log_each(fixture.records, NULL, 1, INT64_MAX, collect, &collected, &error), 0);
    ck_assert_str_eq(collected.kinds.data, "origin-made boot attempt-started answered answered ");
    records_head(fixture.records, &head);
    ck_assert_mem_eq(&head, &collected.head, sizeof head);
    fixture_content(fixture.records);
    buf_release(&collected.kinds);
    fixture_release(&fixture);
}
END_TEST

START_TEST(one_bad_event_fails_its_group_and_leaves_nothing)
{
    struct fixture fixture;
    struct error error = { 0 };
    fixture_init(&fixture);
    fixture_open(&fixture);
    struct event events[] = { start_event(AMINA), answer_event(AMINA, NULL, "1") };
    ck_assert_int_eq(records_append(fixture.records, events, 2, &error), ERROR_INVALID);
    ck_assert_error(error, "answered: this kind of event needs the column item");
    ck_assert_int_eq(events[0].seq, 0);
    ck_assert_int_eq(records_seq(fixture.records), 2);
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

START_TEST(one_failure_in_an_open_group_leaves_the_others)
{
    struct fixture fixture;
    struct error error = { 0 };
    fixture_init(&fixture);
    fixture_open(&fixture);
    ck_assert_int_eq(records_begin(fixture.records, &error), 0);
    append(fixture.records, start_event(AMINA));
    struct event bad = answer_event("no uuid", "a", "1");
    ck_assert_int_eq(records_append(fixture.records, &bad, 1, &error), ERROR_INVALID);
    append(fixture.records, answer_event(AMINA, "a", "1"));
    ck_assert_int_eq(records_commit(fixture.records, &error), 0);
    ck_assert_int_eq(records_seq(fixture.records), 4);
    ck_assert_int_eq(records_begin(fixture.records, &error), 0);
    append(fixture.records, answer_event(AMINA, "a", "2"));
    records_rollback(fixture.records);
    ck_assert_int_eq(records_seq(fixture.records), 4);
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

START_TEST(free_text_lies_apart_and_goes_when_its_person_is_erased)
{
    struct fixture fixture;
    struct error error = { 0 };
    struct buf body = BUF_INIT;
    fixture_init(&fixture);
    fixture_open(&fixture);
    struct event event = answer_event(AMINA, "essay", NULL), other = answer_event(BEN, "essay", NULL);
    event.body = "My secret plan";
    event.body_length = strlen(event.body);
    other.body = "Ben's plan";
    other.body_length = strlen(other.body);
    ck_assert_int_eq(records_append(fixture.records, &event, 1, &error), 0);
    ck_assert_int_eq(records_append(fixture.records, &other, 1, &error), 0);
    ck_assert_int_eq(log_body(fixture.records, event.origin, event.seq, &body, &error), 0);
    ck_assert_str_eq(body.data, "My secret plan");
    fixture_content(fixture.records);
    append(fixture.records, (struct event){ .kind = EVENT_ERASED, .erased.person = AMINA });
    ck_assert_int_eq(log_body(fixture.records, event.origin, event.seq, &body, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "there is no text with this event; it may have been erased");
    buf_clear(&body);
    ck_assert_int_eq(log_body(fixture.records, other.origin, other.seq, &body, &error), 0);
    fixture_content(fixture.records);
    /* not a trace in any file, while the keeper goes on */
    static const char *const files[] = { "records.db", "records.db-wal" };
    for (size_t i = 0; i < 2; i++) {
        char path[200];
        path_join(path, sizeof path, fixture.folder, files[i]);
        buf_clear(&body);
        if (file_read(path, 1 << 24, &body, NULL) == 0)
            ck_assert_ptr_null(memmem(body.data, body.length, "secret plan", 11));
    }
    buf_release(&body);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_full_disk_is_said_and_nothing_is_half_done)
{
    struct fixture fixture;
    struct error error = { 0 };
    fixture_init(&fixture);
    fixture_open(&fixture);
    append(fixture.records, start_event(AMINA));
    /* SQLite counts pages itself: a limit on them is its full disk */
    sqlite3 *db = *(sqlite3 **)(void *)fixture.records;
    ck_assert_int_eq(sqlite3_exec(db, "PRAGMA max_page_count = 1", NULL, NULL, NULL), SQLITE_OK);
    int code = 0;
    int64_t acknowledged = 3;
    for (int i = 0; i < 5000 && !code; i++) {
        char item[20];
        snprintf(item, sizeof item, "item-%d", i);
        struct event event = answer_event(AMINA, item, "1");
        code = records_append(fixture.records, &event, 1, &error);
        if (!code)
            acknowledged = event.seq;
    }
    ck_assert_int_eq(code, ERROR_FULL);
    char text[1024];
    ck_assert_str_eq(error_message(&error, NULL, text, sizeof text), "the disk is full; what was recorded is kept: free some space and go on");
    ck_assert_int_eq(records_seq(fixture.records), acknowledged);
    sqlite3_exec(db, "PRAGMA max_page_count = 1073741823", NULL, NULL, NULL);
    append(fixture.records, answer_event(AMINA, "later", "1"));
    ck_assert_int_eq(records_seq(fixture.records), acknowledged + 1);
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_group_that_a_full_disk_has_undone_says_so_when_it_is_committed)
{
    struct fixture fixture;
    struct error error = { 0 };
    fixture_init(&fixture);
    fixture_open(&fixture);
    sqlite3 *db = *(sqlite3 **)(void *)fixture.records;
    int64_t before = records_seq(fixture.records);
    ck_assert_int_eq(records_begin(fixture.records, &error), 0);
    append(fixture.records, start_event(AMINA));
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    struct event event = answer_event(AMINA, "a", "1");
    ck_assert_int_eq(records_append(fixture.records, &event, 1, &error), ERROR_CANCELLED);
    ck_assert_int_eq(records_commit(fixture.records, &error), ERROR_CANCELLED);
    ck_assert_int_eq(records_seq(fixture.records), before);
    append(fixture.records, answer_event(AMINA, "a", "1"));
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

START_TEST(an_open_for_reading_changes_nothing)
{
    struct fixture fixture;
    struct records *reader;
    struct error error = { 0 };
    struct counts counts;
    fixture_init(&fixture);
    fixture_open(&fixture);
    append(fixture.records, start_event(AMINA));
    struct records_options options = { .folder = fixture.folder, .read_only = true };
    ck_assert_int_eq(records_open(&reader, &options, &error), 0);
    ck_assert_int_eq(query_counts(reader, &counts, &error), 0);
    ck_assert_int_eq(counts.attempts, 1);
    ck_assert_int_eq(counts.events, 3);
    struct event event = answer_event(AMINA, "a", "1");
    ck_assert_int_eq(records_append(reader, &event, 1, &error), ERROR_REFUSED);
    ck_assert_error(error, "these records were opened for reading only");
    fixture_content(reader);
    records_close(reader);
    fixture_release(&fixture);
}
END_TEST

START_TEST(nobody_else_may_read_the_records)
{
    static const char *const files[] = { "records.db", "records.db-wal", "backup.db" };
    struct fixture fixture;
    struct error error = { 0 };
    char path[200];
    fixture_init(&fixture);
    fixture_open(&fixture);
    path_join(path, sizeof path, fixture.folder, "backup.db");
    ck_assert_int_eq(records_backup(fixture.records, path, &error), 0);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct stat status;
        path_join(path, sizeof path, fixture.folder, files[i]);
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_int_eq(status.st_mode & 07777, 0600);
    }
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_second_writer_is_refused)
{
    struct fixture fixture;
    struct records *second;
    struct error error = { 0 };
    char want[200];
    fixture_init(&fixture);
    fixture_open(&fixture);
    ck_assert_int_eq(records_open(&second, &fixture.options, &error), ERROR_BUSY);
    snprintf(want, sizeof want, "%s: the keeper of this centre is running already", fixture.folder);
    ck_assert_error(error, want);
    fixture_release(&fixture);
}
END_TEST

START_TEST(an_altered_event_breaks_the_chain)
{
    struct fixture fixture;
    struct report report;
    struct error error = { 0 };
    char text[1024];
    fixture_init(&fixture);
    fixture_open(&fixture);
    append(fixture.records, start_event(AMINA));
    append(fixture.records, answer_event(AMINA, "a", "1"));
    sqlite3 *db = *(sqlite3 **)(void *)fixture.records;
    sqlite3_exec(db, "UPDATE event SET data = replace(data, '\"1\"', '\"2\"') WHERE seq = 4", NULL, NULL, NULL);
    report_init(&report);
    ck_assert_int_eq(records_check(fixture.records, &report, NULL, &error), 0);
    ck_assert_uint_eq(report.count, 3);
    ck_assert_str_eq(error_message(&report.kept[0], NULL, text, sizeof text),
                     "the chain over 4 events is broken: an event was altered (4 events were read)");
    ck_assert_str_eq(error_message(&report.kept[1], NULL, text, sizeof text), "the journal and the log differ in event 4");
    ck_assert_str_eq(error_message(&report.kept[2], NULL, text, sizeof text),
                     "the table answer does not follow from the log (1 rows, 1 when rebuilt, 1 of them differ): rebuild the projections");
    report_release(&report);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_backup_is_whole_and_opens_elsewhere)
{
    struct fixture fixture, copy;
    struct error error = { 0 };
    char path[200];
    fixture_init(&fixture);
    fixture_init(&copy);
    fixture_open(&fixture);
    append(fixture.records, start_event(AMINA));
    path_join(path, sizeof path, copy.folder, "records.db");
    ck_assert_int_eq(records_backup(fixture.records, path, &error), 0);
    copy.options.hardware = "board 2";
    seeded_source_init(&copy.random, 2);
    fixture_open(&copy);
    ck_assert_str_ne(records_origin(copy.records), records_origin(fixture.records));
    fixture_content(copy.records);
    fixture_release(&copy);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("log", a_line_is_read_as_it_was_written, an_unknown_kind_is_kept_verbatim, a_line_that_is_not_canonical_is_refused,
          a_line_is_read_without_harm_at_each_failing_allocation, real_numbers_come_back_as_they_were, a_new_log_begins_with_its_origin_and_boot,
          events_are_numbered_without_gaps_and_chained, one_bad_event_fails_its_group_and_leaves_nothing,
          one_failure_in_an_open_group_leaves_the_others, free_text_lies_apart_and_goes_when_its_person_is_erased,
          a_full_disk_is_said_and_nothing_is_half_done, a_group_that_a_full_disk_has_undone_says_so_when_it_is_committed,
          an_open_for_reading_changes_nothing, nobody_else_may_read_the_records, a_second_writer_is_refused, an_altered_event_breaks_the_chain,
          a_backup_is_whole_and_opens_elsewhere)
