/* Missing ids written into the source of a bank. */
#include "check_main.h"

#include "base/id.h"
#include "model/gift.h"
#include "model/new_ids.h"

static struct buf out;
static size_t made;
static struct error error;

static int run(const char *text, const char *const *taken, size_t taken_count)
{
    struct seeded_source source;
    seeded_source_init(&source, 1);
    buf_clear(&out);
    made = 99;
    error_clear(&error);
    return new_ids(&out, text, strlen(text), taken, taken_count, &source.source, &made, &error);
}

/* Every new id is written as ******, so that a test can say what it expects. */
static void gives(const char *text, const char *want, size_t count)
{
    out = (struct buf)BUF_INIT;
    ck_assert_int_eq(run(text, NULL, 0), 0);
    ck_assert_uint_eq(made, count);
    for (char *at = out.data; (at = strstr(at, "[id:q-")) != NULL; at++) {
        char *end = strchr(at, ']');
        memset(end - 6, '*', 6);
    }
    ck_assert_str_eq(out.data, want);
    buf_release(&out);
}

START_TEST(an_id_is_written_directly_above_the_question)
{
    gives("// a comment\nSky {T}\n", "// a comment\n// [id:q-******]\nSky {T}\n", 1);
    gives("A {T}\n\n\nB {\n=a\n~b\n}\n", "// [id:q-******]\nA {T}\n\n\n// [id:q-******]\nB {\n=a\n~b\n}\n", 2);
    gives("Only text, a description", "// [id:q-******]\nOnly text, a description", 1);
}
END_TEST

START_TEST(a_question_that_has_an_id_keeps_it)
{
    gives("// [id:a] [tag:b]\nA {T}\n\n// [tag:x][id:b]\n\tB {T}\n", "// [id:a] [tag:b]\nA {T}\n\n// [tag:x][id:b]\n\tB {T}\n", 0);
    gives("// check: [id:a] = 1\nA {T}\n", "// check: [id:a] = 1\n// [id:q-******]\nA {T}\n", 1);
    gives("A {T}\n// [id:below]\n", "A {T}\n// [id:below]\n", 0);
}
END_TEST

START_TEST(an_id_names_its_category)
{
    gives("$CATEGORY: $course$/Pricing/Mark-up & more\n\nA {T}\n", "$CATEGORY: $course$/Pricing/Mark-up & more\n\n// [id:q-pricing-mark-up-more-******]\nA {T}\n", 1);
    gives("$CATEGORY: \xc3\xa9\n\nA {T}", "$CATEGORY: \xc3\xa9\n\n// [id:q-******]\nA {T}", 1);
}
END_TEST

START_TEST(line_ends_marks_and_bytes_stay_as_they_are)
{
    gives("A {T}\r\n\r\nB {T}", "// [id:q-******]\r\nA {T}\r\n\r\n// [id:q-******]\r\nB {T}", 2);
    gives("A {T}\r\rB {T}\r", "// [id:q-******]\rA {T}\r\r// [id:q-******]\rB {T}\r", 2);
    gives("\xef\xbb\xbf" "A {T}\n", "\xef\xbb\xbf// [id:q-******]\nA {T}\n", 1);
    gives("Caf\xe9 {T}\n  \t\n\xa0 x\n", "// [id:q-******]\nCaf\xe9 {T}\n  \t\n// [id:q-******]\n\xa0 x\n", 2);
    gives("", "", 0);
    gives("// alone\n\n", "// alone\n\n", 0);
}
END_TEST

START_TEST(new_ids_are_valid_and_the_bank_can_be_read_with_them)
{
    struct arena arena;
    struct report report;
    struct bank bank;
    struct buf text = BUF_INIT;
    out = (struct buf)BUF_INIT;
    buf_text(&text, "$CATEGORY: a rather long name of a category that goes on and on until no id could hold all of it\n\n");
    for (int i = 0; i < 3000; i++)
        buf_format(&text, "Question %d {T}\n\n", i);
    ck_assert_int_eq(run(text.data, NULL, 0), 0);
    ck_assert_uint_eq(made, 3000);
    arena_init(&arena, NULL, 0);
    report_init(&report);
    ck_assert_int_eq(bank_parse(&arena, out.data, out.length, "x", &report, &bank), 0);
    ck_assert_int_eq(bank_need_ids(&bank, "x", &report), 0);
    ck_assert_uint_eq(bank.id_count, 3000);
    for (size_t i = 0; i < bank.count; i++)
        ck_assert(name_valid(bank.questions[i].id));
    report_release(&report);
    arena_release(&arena);
    buf_release(&text);
    buf_release(&out);
}
END_TEST

START_TEST(a_taken_id_is_not_given_again)
{
    char first[100], second[100];
    out = (struct buf)BUF_INIT;
    ck_assert_int_eq(run("A {T}\n", NULL, 0), 0);
    ck_assert_int_eq(sscanf(out.data, "// [id:%99[^]]", first), 1);
    const char *taken[] = { "other", first };
    ck_assert_int_eq(run("A {T}\n", taken, 2), 0);
    ck_assert_int_eq(sscanf(out.data, "// [id:%99[^]]", second), 1);
    ck_assert_str_ne(first, second);
    buf_release(&out);
}
END_TEST

START_TEST(utf16_is_refused)
{
    struct seeded_source source;
    seeded_source_init(&source, 1);
    out = (struct buf)BUF_INIT;
    ck_assert_int_eq(new_ids(&out, "\xff\xfe" "A\0", 4, NULL, 0, &source.source, &made, &error), ERROR_ENCODING);
    ck_assert_error(error, "this is UTF-16; save the file as UTF-8 first");
    ck_assert_uint_eq(out.length, 0);
}
END_TEST

START_TEST(a_bank_that_is_too_long_is_refused)
{
    struct buf text = BUF_INIT;
    out = (struct buf)BUF_INIT;
    buf_fill(&text, 'x', BANK_LIMIT + 1);
    ck_assert_int_eq(run(text.data, NULL, 0), ERROR_LIMIT);
    ck_assert_error(error, "longer than 4 MiB; make it several banks");
    ck_assert_uint_eq(made, 99);
    buf_release(&text);
}
END_TEST

START_TEST(a_lack_of_memory_leaves_nothing_behind)
{
    struct seeded_source source;
    bool done = false;
    for (size_t n = 1; !done && n < 200; n++) {
        struct failing_allocator failing;
        struct buf to;
        failing_allocator_init(&failing, n);
        buf_init(&to, &failing.allocator);
        seeded_source_init(&source, 1);
        made = 99;
        static const char text[] = "// [id:a]\nA {T}\n\nB {T}\n\nC {T}\n";
        int code = new_ids(&to, text, strlen(text), NULL, 0, &source.source, &made, &error);
        done = code == 0;
        if (!done) {
            ck_assert_int_eq(code, ERROR_MEMORY);
            ck_assert_uint_eq(to.length, 0);
            ck_assert_uint_eq(made, 99);
        }
        buf_release(&to);
    }
    ck_assert(done);
    ck_assert_uint_eq(made, 2);
}
END_TEST

TEST_MAIN("new_ids", an_id_is_written_directly_above_the_question, a_question_that_has_an_id_keeps_it, an_id_names_its_category,
          line_ends_marks_and_bytes_stay_as_they_are, new_ids_are_valid_and_the_bank_can_be_read_with_them, a_taken_id_is_not_given_again,
          utf16_is_refused, a_bank_that_is_too_long_is_refused, a_lack_of_memory_leaves_nothing_behind)
