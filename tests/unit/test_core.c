/* Errors, memory, buffers, arenas, cursors, time, chance, ids, digests, files. */
#include "check_main.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/cursor.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/id.h"
#include "base/random.h"

START_TEST(an_error_names_place_and_arguments)
{
    struct error error = { 0 };
    error_at(&error, "bank.gift", 12, 3);
    ck_assert_int_eq(error_set(&error, ERROR_SYNTAX, "%s holds %d of %zu (%lld)", "x", 3, (size_t)4, 5LL), ERROR_SYNTAX);
    ck_assert_error(error, "bank.gift:12:3: x holds 3 of 4 (5)");
}
END_TEST

static const char *swap(const char *text)
{
    (void)text;
    return "%2$s vor %1$s";
}

START_TEST(a_translation_may_change_the_order_of_arguments)
{
    struct error error = { 0 };
    char text[100];
    error_set(&error, ERROR_INVALID, "%s after %s", "a", "b");
    ck_assert_str_eq(error_text(&error, swap, text, sizeof text), "b vor a");
}
END_TEST

START_TEST(control_characters_in_arguments_do_not_reach_the_terminal)
{
    struct error error = { 0 };
    error_set(&error, ERROR_INVALID, "%s", "a\033[2J\xc2\x9b" "b");
    ck_assert_error(error, "a?[2J?b");
}
END_TEST

START_TEST(a_long_argument_is_cut_at_a_whole_character)
{
    struct error error = { 0 };
    char longer[400], text[600];
    for (int i = 0; i < 133; i++)
        memcpy(longer + 3 * i, "\xe2\x82\xac", 3);
    longer[399] = 0;
    error_set(&error, ERROR_INVALID, "%s", longer);
    error_text(&error, NULL, text, sizeof text);
    ck_assert_uint_eq(strlen(text) % 3, 0);
    ck_assert_uint_gt(strlen(text), 100);
}
END_TEST

START_TEST(a_report_keeps_the_first_and_counts_all)
{
    struct report report;
    report_init(&report);
    for (int i = 0; i < 250; i++)
        report_at(&report, ERROR_SYNTAX, "f", i + 1, 1, "wrong");
    ck_assert_uint_eq(report.count, 250);
    ck_assert_uint_eq(report_kept(&report), REPORT_KEPT);
    ck_assert_int_eq(report.kept[99].line, 100);
    ck_assert(report_failed(&report));
    report_release(&report);
}
END_TEST

START_TEST(warnings_alone_are_no_failure)
{
    struct report report;
    struct error error = { 0 };
    report_init(&report);
    error_set(&error, ERROR_ENCODING, "odd");
    report_warn(&report, &error);
    ck_assert(!report_failed(&report));
    report_release(&report);
}
END_TEST

START_TEST(a_buffer_grows_and_ends_with_nul)
{
    struct buf buf;
    buf_init(&buf, NULL);
    ck_assert_str_eq(buf.data, "");
    for (int i = 0; i < 1000; i++)
        buf_format(&buf, "%d,", i);
    ck_assert_uint_eq(buf.length, 3890);
    ck_assert_uint_eq(strlen(buf.data), buf.length);
    buf_cut(&buf, 4);
    ck_assert_str_eq(buf.data, "0,1,");
    buf_release(&buf);
}
END_TEST

START_TEST(a_failed_buffer_stays_failed_and_does_nothing)
{
    struct failing_allocator failing;
    struct buf buf;
    failing_allocator_init(&failing, 2);
    buf_init(&buf, &failing.allocator);
    buf_text(&buf, "short");
    ck_assert(!buf_failed(&buf));
    buf_fill(&buf, 'x', 10000);
    ck_assert(buf_failed(&buf));
    buf_text(&buf, "more");
    ck_assert_str_eq(buf.data, "short");
    ck_assert_ptr_null(buf_take(&buf, NULL));
    buf_release(&buf);
}
END_TEST

START_TEST(code_points_are_written_as_utf8)
{
    struct buf buf = BUF_INIT;
    buf_codepoint(&buf, 'A');
    buf_codepoint(&buf, 0xe9);
    buf_codepoint(&buf, 0x20ac);
    buf_codepoint(&buf, 0x1f600);
    ck_assert_str_eq(buf.data, "A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
    buf_release(&buf);
}
END_TEST

START_TEST(an_arena_gives_zeroed_aligned_memory_up_to_its_limit)
{
    struct arena arena;
    arena_init(&arena, NULL, 100000);
    for (size_t size = 1; size < 400; size++) {
        char *block = arena_alloc(&arena, size);
        ck_assert_ptr_nonnull(block);
        ck_assert_uint_eq((uintptr_t)block % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            ck_assert_int_eq(block[i], 0);
        memset(block, 0xff, size);
    }
    ck_assert_ptr_null(arena_alloc(&arena, 100000));
    ck_assert(arena_failed(&arena));
    arena_release(&arena);
}
END_TEST

START_TEST(an_array_whose_size_overflows_is_refused)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    ck_assert_ptr_null(arena_array(&arena, SIZE_MAX / 2, 16));
    arena_release(&arena);
}
END_TEST

START_TEST(an_arena_fails_at_each_allocation_without_harm)
{
    for (size_t n = 1; n < 20; n++) {
        struct failing_allocator failing;
        struct arena arena;
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        bool all = true;
        for (int i = 0; i < 10; i++)
            all = arena_alloc(&arena, 10000) && all;
        ck_assert_int_eq(all, n > 10);
        ck_assert_int_eq(arena_failed(&arena), n <= 10);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(a_cursor_reads_what_a_buffer_wrote)
{
    struct buf buf = BUF_INIT;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    buf_u8(&buf, 200);
    buf_u16(&buf, 60000);
    buf_u32(&buf, 4000000000u);
    buf_u64(&buf, 0x0123456789abcdefu);
    buf_string(&buf, "Grace");
    struct cursor cursor;
    cursor_init(&cursor, buf.data, buf.length);
    ck_assert_uint_eq(cursor_u8(&cursor), 200);
    ck_assert_uint_eq(cursor_u16(&cursor), 60000);
    ck_assert_uint_eq(cursor_u32(&cursor), 4000000000u);
    ck_assert_uint_eq(cursor_u64(&cursor), 0x0123456789abcdefu);
    ck_assert_str_eq(cursor_string(&cursor, &arena, 10), "Grace");
    ck_assert(cursor_done(&cursor));
    arena_release(&arena);
    buf_release(&buf);
}
END_TEST

START_TEST(a_cursor_past_the_end_stays_failed)
{
    struct cursor cursor;
    cursor_init(&cursor, "\0\0\0", 3);
    ck_assert_uint_eq(cursor_u32(&cursor), 0);
    ck_assert(!cursor.ok);
    ck_assert_uint_eq(cursor_u8(&cursor), 0);
    ck_assert_uint_eq(cursor_left(&cursor), 0);
}
END_TEST

START_TEST(a_string_with_nul_or_broken_utf8_or_a_false_length_is_refused)
{
    static const struct { const char *bytes; size_t length; } bad[] = {
        { "\0\0\0\2a\0", 6 }, { "\0\0\0\1\xff", 5 }, { "\0\0\0\x09" "abc", 7 }, { "\xff\xff\xff\xff" "abc", 7 }, { "\0\0\0\5abcde", 9 },
    };
    struct arena arena;
    arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cursor cursor;
        cursor_init(&cursor, bad[i].bytes, bad[i].length);
        ck_assert_str_eq(cursor_string(&cursor, &arena, 4), "");
        ck_assert(!cursor.ok);
    }
    arena_release(&arena);
}
END_TEST

START_TEST(dates_go_both_ways)
{
    static const struct { int64_t at; const char *iso; int weekday; } known[] = {
        { 0, "1970-01-01T00:00:00.000Z", 4 }, { 951782399999, "2000-02-28T23:59:59.999Z", 1 },
        { 951782400000, "2000-02-29T00:00:00.000Z", 2 }, { 4107542400000, "2100-03-01T00:00:00.000Z", 1 },
        { -1, "1969-12-31T23:59:59.999Z", 3 },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char text[DATE_SIZE];
        struct date date;
        ck_assert_str_eq(date_iso(text, known[i].at), known[i].iso);
        date_from(&date, known[i].at, 0);
        ck_assert_int_eq(date.weekday, known[i].weekday);
        ck_assert_int_eq(date_to(&date), known[i].at - (known[i].at % 1000 + 1000) % 1000);
    }
}
END_TEST

START_TEST(the_recorded_sequence_never_changes)
{
    struct sequence sequence;
    sequence_init(&sequence, 1234567);
    /* the published values of SplitMix64 for this seed */
    ck_assert_uint_eq(sequence_next(&sequence), 6457827717110365317u);
    ck_assert_uint_eq(sequence_next(&sequence), 3203168211198807973u);
    ck_assert_uint_eq(sequence_next(&sequence), 9817491932198370423u);
    uint32_t order[6] = { 0, 1, 2, 3, 4, 5 };
    sequence_init(&sequence, 42);
    sequence_shuffle(&sequence, order, 6);
    unsigned seen = 0;
    for (int i = 0; i < 6; i++)
        seen |= 1u << order[i];
    ck_assert_uint_eq(seen, 63);
}
END_TEST

START_TEST(draws_below_a_bound_are_even)
{
    struct sequence sequence;
    int count[7] = { 0 };
    sequence_init(&sequence, 1);
    for (int i = 0; i < 70000; i++)
        count[sequence_below(&sequence, 7)]++;
    for (int i = 0; i < 7; i++) {
        ck_assert_int_gt(count[i], 9600);
        ck_assert_int_lt(count[i], 10400);
    }
}
END_TEST

START_TEST(a_uuid_carries_its_time_and_version)
{
    struct fixed_clock clock;
    struct seeded_source source;
    char text[UUID_SIZE];
    fixed_clock_init(&clock, 0x0123456789ab);
    seeded_source_init(&source, 7);
    uuid_make(text, &clock.clock, &source.source);
    ck_assert_int_eq(strncmp(text, "01234567-89ab-7", 15), 0);
    ck_assert(uuid_valid(text));
    text[14] = '4';
    ck_assert(!uuid_valid(text));
}
END_TEST

START_TEST(names_are_checked)
{
    ck_assert(name_valid("price.markup-1"));
    ck_assert(!name_valid(""));
    ck_assert(!name_valid("-x"));
    ck_assert(!name_valid("Price"));
    ck_assert(!name_valid("a/b"));
    ck_assert(!name_valid("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
}
END_TEST

START_TEST(a_digest_of_parts_is_that_of_the_whole)
{
    struct digest whole, parts;
    char hex[DIGEST_HEX];
    unsigned char back[DIGEST_BYTES];
    digest_of(&whole, "abc", 3);
    digest_of_two(&parts, "a", 1, "bc", 2);
    ck_assert_mem_eq(&whole, &parts, sizeof whole);
    /* b2sum -l 256 of "abc" */
    ck_assert_str_eq(hex_from(hex, whole.bytes, DIGEST_BYTES), "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    ck_assert_int_eq(hex_to(back, DIGEST_BYTES, hex), 0);
    ck_assert_mem_eq(back, whole.bytes, DIGEST_BYTES);
    ck_assert_int_eq(hex_to(back, DIGEST_BYTES, "zz"), -1);
}
END_TEST

static char folder[] = "/tmp/test-core-XXXXXX";

START_TEST(a_written_file_is_whole_and_leaves_nothing_beside_it)
{
    char path[200];
    struct error error = { 0 };
    struct buf buf = BUF_INIT;
    ck_assert_ptr_nonnull(mkdtemp(folder));
    path_join(path, sizeof path, folder, "a");
    ck_assert_int_eq(file_write(path, "one", 3, 0640, &error), 0);
    ck_assert_int_eq(file_write(path, "two!", 4, 0640, &error), 0);
    ck_assert_int_eq(file_read(path, 100, &buf, &error), 0);
    ck_assert_str_eq(buf.data, "two!");
    struct stat status;
    stat(path, &status);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
    buf_release(&buf);
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused_and_nothing_is_appended)
{
    char path[] = "/tmp/test-core-file-XXXXXX", want[300];
    struct error error = { 0 };
    struct buf buf = BUF_INIT;
    int fd = mkstemp(path);
    ck_assert_int_eq(file_write_all(fd, "12345678", 8), 0);
    close(fd);
    buf_text(&buf, "kept");
    ck_assert_int_eq(file_read(path, 7, &buf, &error), ERROR_LIMIT);
    ck_assert_str_eq(buf.data, "kept");
    snprintf(want, sizeof want, "%s: this file is larger than 7 bytes, the most that is read", path);
    ck_assert_error(error, want);
    unlink(path);
    buf_release(&buf);
}
END_TEST

START_TEST(a_full_disk_is_said_and_the_old_file_stays)
{
    struct error error = { 0 };
    struct file_writer writer = FILE_WRITER_INIT;
    if (access("/dev/full", W_OK) != 0)
        return;
    writer.fd = 0;
    snprintf(writer.path, sizeof writer.path, "/x");
    FILE *full = fopen("/dev/full", "w");
    writer.fd = fileno(full);
    ck_assert_int_eq(file_writer_add(&writer, "x", 1, &error), ERROR_FULL);
    ck_assert_error(error, "/x: this file cannot be written: No space left on device");
    fclose(full);
}
END_TEST

START_TEST(a_folder_is_made_with_those_above_it)
{
    char base[] = "/tmp/test-core-XXXXXX", path[200];
    struct error error = { 0 };
    ck_assert_ptr_nonnull(mkdtemp(base));
    snprintf(path, sizeof path, "%s/a/b/c", base);
    ck_assert_int_eq(folder_make(path, 0755, &error), 0);
    ck_assert_int_eq(folder_make(path, 0755, &error), 0);
    while (strcmp(path, base) != 0) {
        ck_assert_int_eq(rmdir(path), 0);
        *strrchr(path, '/') = 0;
    }
    rmdir(base);
}
END_TEST

TEST_MAIN("core", an_error_names_place_and_arguments, a_translation_may_change_the_order_of_arguments,
          control_characters_in_arguments_do_not_reach_the_terminal, a_long_argument_is_cut_at_a_whole_character,
          a_report_keeps_the_first_and_counts_all, warnings_alone_are_no_failure, a_buffer_grows_and_ends_with_nul,
          a_failed_buffer_stays_failed_and_does_nothing, code_points_are_written_as_utf8,
          an_arena_gives_zeroed_aligned_memory_up_to_its_limit, an_array_whose_size_overflows_is_refused,
          an_arena_fails_at_each_allocation_without_harm, a_cursor_reads_what_a_buffer_wrote,
          a_cursor_past_the_end_stays_failed, a_string_with_nul_or_broken_utf8_or_a_false_length_is_refused, dates_go_both_ways,
          the_recorded_sequence_never_changes, draws_below_a_bound_are_even, a_uuid_carries_its_time_and_version,
          names_are_checked, a_digest_of_parts_is_that_of_the_whole, a_written_file_is_whole_and_leaves_nothing_beside_it,
          a_file_over_the_limit_is_refused_and_nothing_is_appended, a_full_disk_is_said_and_the_old_file_stays,
          a_folder_is_made_with_those_above_it)
