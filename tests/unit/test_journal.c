#include "check_main.h"

#include <fcntl.h>

#include "records/journal.h"
#include "records/queries.h"
#include "records_fixture.h"

static struct fixture fixture;
static struct error error;

static void begin(void)
{
    fixture_init(&fixture);
    fixture_open(&fixture);
    memset(&error, 0, sizeof error);
}

static void path_of(char path[200], const char *origin)
{
    snprintf(path, 200, "%s/journal/%s.tsv", fixture.folder, origin);
}

static void answers(int count)
{
    for (int i = 0; i < count; i++) {
        char item[20];
        snprintf(item, sizeof item, "item-%d", i);
        append(fixture.records, answer_event(AMINA, item, "1"));
    }
}

static void read_all(const char *path, struct buf *bytes)
{
    buf_clear(bytes);
    ck_assert_int_eq(file_read(path, 1 << 24, bytes, &error), 0);
}

START_TEST(the_journal_is_the_log_line_for_line)
{
    char path[200];
    struct journal_report report;
    struct digest head;
    begin();
    append(fixture.records, start_event(AMINA));
    answers(10);
    path_of(path, records_origin(fixture.records));
    ck_assert_int_eq(journal_read(path, records_origin(fixture.records), NULL, NULL, NULL, &report, &error), 0);
    records_head(fixture.records, &head);
    ck_assert_int_eq(report.first, 1);
    ck_assert_int_eq(report.last, 13);
    ck_assert(!report.torn);
    ck_assert_mem_eq(&report.head, &head, sizeof head);
    ck_assert_int_eq(records_sync(fixture.records, &error), 0);
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_journal_cut_at_any_length_is_completed_at_the_next_start)
{
    char path[200];
    struct buf whole = BUF_INIT, again = BUF_INIT;
    begin();
    append(fixture.records, start_event(AMINA));
    answers(3);
    path_of(path, records_origin(fixture.records));
    read_all(path, &whole);
    for (size_t length = 0; length <= whole.length; length += length < whole.length - 300 ? 37 : 1) {
        fixture_close(&fixture);
        ck_assert_int_eq(truncate(path, (off_t)length), 0);
        fixture_open(&fixture);
        ck_assert_int_eq(records_seq(fixture.records), 6);
        read_all(path, &again);
        ck_assert_uint_eq(again.length, whole.length);
        ck_assert_mem_eq(again.data, whole.data, whole.length);
    }
    fixture_content(fixture.records);
    buf_release(&whole);
    buf_release(&again);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_torn_end_is_passed_over_but_damage_within_is_not)
{
    char path[200], want[400];
    struct buf whole = BUF_INIT;
    struct journal_report report;
    begin();
    answers(3);
    const char *origin = records_origin(fixture.records);
    path_of(path, origin);
    read_all(path, &whole);
    for (size_t length = 0; length <= whole.length; length++) {
        int64_t lines = 0;
        for (size_t i = 0; i < length; i++)
            lines += whole.data[i] == '\n';
        ck_assert_int_eq(journal_parse(whole.data, length, "j", origin, NULL, NULL, NULL, &report, &error), 0);
        ck_assert_int_eq(report.lines, lines);
        ck_assert_int_eq(report.torn, length > 0 && whole.data[length - 1] != '\n');
    }
    char *second = memchr(whole.data, '\n', whole.length);
    second[5] = '\n';
    ck_assert_int_eq(journal_parse(whole.data, whole.length, "j", origin, NULL, NULL, NULL, &report, &error), ERROR_DAMAGED);
    ck_assert_error(error, "j:2: this line of the journal is damaged; keep the file, and take a new journal from the records");
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ck_assert_int_eq(pwrite(fd, "\n", 1, second + 5 - whole.data), 1);
    close(fd);
    struct report findings;
    report_init(&findings);
    ck_assert_int_eq(records_check(fixture.records, &findings, NULL, &error), 0);
    ck_assert_uint_eq(findings.count, 1);
    snprintf(want, sizeof want, "%s:2: this line of the journal is damaged; keep the file, and take a new journal from the records", path);
    ck_assert_error(findings.kept[0], want);
    report_release(&findings);
    buf_release(&whole);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_gap_or_another_origin_is_damage)
{
    char path[200], *lines[4];
    struct buf whole = BUF_INIT, odd = BUF_INIT;
    struct journal_report report;
    begin();
    answers(1);
    path_of(path, records_origin(fixture.records));
    read_all(path, &whole);
    lines[0] = whole.data;
    for (int i = 1; i < 4; i++)
        lines[i] = strchr(lines[i - 1], '\n') + 1;
    buf_add(&odd, lines[0], (size_t)(lines[1] - lines[0]));
    buf_text(&odd, lines[2]);
    ck_assert_int_eq(journal_parse(odd.data, odd.length, "j", NULL, NULL, NULL, NULL, &report, &error), ERROR_DAMAGED);
    ck_assert_error(error, "j:2: this line of the journal is damaged; keep the file, and take a new journal from the records");
    ck_assert_int_eq(journal_parse(whole.data, whole.length, "j", GUEST, NULL, NULL, NULL, &report, &error), 0);
    ck_assert_int_eq(report.lines, 0);
    ck_assert(report.torn);
    buf_release(&whole);
    buf_release(&odd);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_journal_is_read_without_harm_at_each_failing_allocation)
{
    char path[200];
    struct buf whole = BUF_INIT;
    bool done = false;
    begin();
    answers(2);
    path_of(path, records_origin(fixture.records));
    read_all(path, &whole);
    for (size_t n = 1; n < 500 && !done; n++) {
        struct failing_allocator failing;
        struct journal_report report = { .lines = -1 };
        failing_allocator_init(&failing, n);
        int code = journal_parse(whole.data, whole.length, "j", NULL, &failing.allocator, NULL, NULL, &report, &error);
        ck_assert_int_eq(code, code ? ERROR_MEMORY : 0);
        ck_assert_int_eq(report.lines, code ? -1 : 4);
        done = !code;
    }
    ck_assert(done);
    buf_release(&whole);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_lost_database_is_rebuilt_from_the_journal)
{
    char database[200], old[UUID_SIZE];
    int64_t lines = 0;
    struct attempt_row attempt;
    struct counts counts;
    struct arena arena;
    begin();
    append(fixture.records, start_event(AMINA));
    answers(20);
    snprintf(old, sizeof old, "%s", records_origin(fixture.records));
    path_join(database, sizeof database, fixture.folder, "records.db");
    ck_assert_int_eq(journal_rebuild(fixture.folder, &lines, &error), ERROR_EXISTS);
    fixture_close(&fixture);
    ck_assert_int_eq(unlink(database), 0);
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(journal_rebuild(fixture.folder, &lines, &error), 0);
    ck_assert_int_eq(lines, 23);
    fixture_open(&fixture);
    /* there may have been more: nothing goes on under the old origin */
    ck_assert_str_ne(records_origin(fixture.records), old);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(query_attempt(fixture.records, ATTEMPT, &arena, &attempt, &error), 0);
    ck_assert_int_eq(attempt.answered, 20);
    ck_assert_int_eq(query_counts(fixture.records, &counts, &error), 0);
    ck_assert_int_eq(counts.events, 24);
    ck_assert_int_eq(counts.origins, 2);
    fixture_content(fixture.records);
    /* once more, with two origins in their order */
    fixture_close(&fixture);
    unlink(database);
    ck_assert_int_eq(journal_rebuild(fixture.folder, &lines, &error), 0);
    ck_assert_int_eq(lines, 24);
    fixture_open(&fixture);
    fixture_content(fixture.records);
    arena_release(&arena);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_restored_backup_takes_back_what_the_journal_has_and_begins_a_new_origin)
{
    char database[200], backup[200], old[UUID_SIZE];
    struct attempt_row attempt;
    struct arena arena;
    begin();
    path_join(database, sizeof database, fixture.folder, "records.db");
    path_join(backup, sizeof backup, fixture.folder, "backup.db");
    append(fixture.records, start_event(AMINA));
    ck_assert_int_eq(records_backup(fixture.records, backup, &error), 0);
    answers(5);
    snprintf(old, sizeof old, "%s", records_origin(fixture.records));
    fixture_close(&fixture);
    ck_assert_int_eq(rename(backup, database), 0);
    fixture_open(&fixture);
    ck_assert_str_ne(records_origin(fixture.records), old);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(query_attempt(fixture.records, ATTEMPT, &arena, &attempt, &error), 0);
    ck_assert_int_eq(attempt.answered, 5);
    fixture_content(fixture.records);
    fixture_reopen(&fixture);
    fixture_content(fixture.records);
    arena_release(&arena);
    fixture_release(&fixture);
}
END_TEST

START_TEST(a_journal_that_tells_another_story_is_not_taken_back)
{
    char database[200], backup[200], path[200], old[UUID_SIZE];
    struct buf bytes = BUF_INIT;
    struct counts counts;
    begin();
    path_join(database, sizeof database, fixture.folder, "records.db");
    path_join(backup, sizeof backup, fixture.folder, "backup.db");
    append(fixture.records, start_event(AMINA));
    ck_assert_int_eq(records_backup(fixture.records, backup, &error), 0);
    answers(5);
    snprintf(old, sizeof old, "%s", records_origin(fixture.records));
    path_of(path, old);
    fixture_close(&fixture);
    ck_assert_int_eq(rename(backup, database), 0);
    read_all(path, &bytes);
    char *mode = strstr(bytes.data, "\"mode\":\"test\"");
    memcpy(mode, "\"mode\":\"exam\"", 13);
    ck_assert_int_eq(file_write(path, bytes.data, bytes.length, 0600, &error), 0);
    fixture_open(&fixture);
    ck_assert_str_ne(records_origin(fixture.records), old);
    ck_assert_int_eq(query_counts(fixture.records, &counts, &error), 0);
    ck_assert_int_eq(counts.answers, 0);
    buf_release(&bytes);
    fixture_release(&fixture);
}
END_TEST

START_TEST(garbage_at_the_end_goes_and_a_foreign_file_is_set_aside)
{
    char path[200], aside[220];
    struct buf whole = BUF_INIT, again = BUF_INIT;
    begin();
    answers(3);
    path_of(path, records_origin(fixture.records));
    read_all(path, &whole);
    fixture_close(&fixture);
    buf_add(&again, whole.data, whole.length);
    buf_fill(&again, 0, 5000);
    buf_text(&again, "\nhalf\n");
    ck_assert_int_eq(file_write(path, again.data, again.length, 0600, &error), 0);
    fixture_open(&fixture);
    read_all(path, &again);
    ck_assert_uint_eq(again.length, whole.length);
    fixture_close(&fixture);
    ck_assert_int_eq(file_write(path, "something else\n", 15, 0600, &error), 0);
    fixture_open(&fixture);
    read_all(path, &again);
    ck_assert_uint_eq(again.length, whole.length);
    ck_assert_mem_eq(again.data, whole.data, whole.length);
    snprintf(aside, sizeof aside, "%s.odd-1", path);
    read_all(aside, &again);
    ck_assert_str_eq(again.data, "something else\n");
    fixture_content(fixture.records);
    buf_release(&whole);
    buf_release(&again);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("journal", the_journal_is_the_log_line_for_line, a_journal_cut_at_any_length_is_completed_at_the_next_start,
          a_torn_end_is_passed_over_but_damage_within_is_not, a_gap_or_another_origin_is_damage,
          a_journal_is_read_without_harm_at_each_failing_allocation, a_lost_database_is_rebuilt_from_the_journal,
          a_restored_backup_takes_back_what_the_journal_has_and_begins_a_new_origin, a_journal_that_tells_another_story_is_not_taken_back,
          garbage_at_the_end_goes_and_a_foreign_file_is_set_aside)
