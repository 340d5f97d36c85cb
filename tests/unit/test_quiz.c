/* Quizzes: what is read, what is refused and in which words, and whether draws can be filled. */
#include "check_main.h"

#include "model/gift.h"
#include "model/quiz.h"

static struct arena arena;
static struct report report;
static struct quiz *quiz;

static void begin(void)
{
    arena_init(&arena, NULL, 0);
    report_init(&report);
    quiz = NULL;
}

static void finish(void)
{
    report_release(&report);
    arena_release(&arena);
}

static int parse(const char *text)
{
    return quiz_parse(&arena, text, strlen(text), "q.quiz", &report, &quiz);
}

static const char *mistakes(void)
{
    static char all[8000];
    size_t used = 0;
    all[0] = 0;
    for (size_t i = 0; i < report_kept(&report) && used < sizeof all - 1100; i++) {
        used += (size_t)snprintf(all + used, sizeof all - used, "%s", report.warning[i] ? "warning: " : "");
        error_text(&report.kept[i], NULL, all + used, sizeof all - used);
        used += strlen(all + used);
        used += (size_t)snprintf(all + used, sizeof all - used, "\n");
    }
    return all;
}

static void refused(const char *text, const char *want)
{
    begin();
    ck_assert_int_lt(parse(text), 0);
    ck_assert_ptr_null(quiz);
    ck_assert_str_eq(mistakes(), want);
    finish();
}

#define HEAD "id = \"q\"; title = { en = \"Q\"; };\n"
#define DRAW "draw = ( { bank = \"b\"; count = 1; } );\n"

START_TEST(a_quiz_has_its_settings)
{
    begin();
    ck_assert_int_eq(parse("id = \"post\"; kind = \"exam\"; title = { en = \"Post\"; fr = \"Apr\xc3\xa8s\"; }; summary = { en = \"S\"; };\n"
                           "draw = ( { bank = \"b\"; category = \"c\"; count = 3; }, { bank = \"b\"; ids = [ \"x\", \"y\" ]; } );\n"
                           "order = \"as-written\"; shuffle_options = false; time_limit = 30; attempts = 2; pass_mark = 50;\n"
                           "feedback = \"none\"; review = \"mark\";\n"), 0);
    ck_assert_str_eq(mistakes(), "");
    ck_assert_str_eq(quiz->id, "post");
    ck_assert_int_eq(quiz->kind, QUIZ_EXAM);
    ck_assert_str_eq(localized_get(&quiz->title, "fr"), "Apr\xc3\xa8s");
    ck_assert_uint_eq(quiz->draw_count, 2);
    ck_assert_uint_eq(quiz->questions, 5);
    ck_assert_str_eq(quiz->draws[0].category, "c");
    ck_assert_uint_eq(quiz->draws[0].count, 3);
    ck_assert_int_eq(quiz->draws[0].line, 2);
    ck_assert_ptr_null(quiz->draws[1].category);
    ck_assert_str_eq(quiz->draws[1].ids[1], "y");
    ck_assert(!quiz->shuffled);
    ck_assert(!quiz->shuffle_options);
    ck_assert_int_eq(quiz->time_limit_s, 1800);
    ck_assert_int_eq(quiz->attempts, 2);
    ck_assert_int_eq(quiz->pass_mark, 50);
    ck_assert_int_eq(quiz->feedback, FEEDBACK_NONE);
    ck_assert_int_eq(quiz->review, REVIEW_MARK);
    finish();
}
END_TEST

START_TEST(what_is_left_out_has_its_default)
{
    begin();
    ck_assert_int_eq(parse(HEAD DRAW), 0);
    ck_assert_int_eq(quiz->kind, QUIZ_PRACTICE);
    ck_assert_str_eq(quiz->draws[0].category, "");
    ck_assert(quiz->shuffled && quiz->shuffle_options);
    ck_assert_int_eq(quiz->time_limit_s, 0);
    ck_assert_int_eq(quiz->attempts, 0);
    ck_assert_int_eq(quiz->pass_mark, 70);
    ck_assert_int_eq(quiz->feedback, FEEDBACK_IMMEDIATE);
    ck_assert_int_eq(quiz->review, REVIEW_FULL);
    ck_assert_int_eq(parse(HEAD DRAW "kind = \"test\";"), 0);
    ck_assert_int_eq(quiz->feedback, FEEDBACK_DEFERRED);
    finish();
}
END_TEST

START_TEST(wrong_draws_are_refused)
{
    refused(HEAD "draw = ( { bank = \"b\"; count = 1; ids = [ \"x\" ]; } );", "q.quiz:2: a draw has either ids or a category with a count, not both\n");
    refused(HEAD "draw = ( { bank = \"b\"; ids = [ ]; } );", "q.quiz:2: ids is empty: name the questions, or take it away\n");
    refused(HEAD "draw = ( \"b\" );", "q.quiz:2: a draw is { bank = \xe2\x80\xa6; category = \xe2\x80\xa6; count = \xe2\x80\xa6; } or { bank = \xe2\x80\xa6; ids = [ \xe2\x80\xa6 ]; }\n");
    refused(HEAD "draw = ( );", "q.quiz:2: a quiz has 1 to 100 draws\n");
    refused(HEAD "draw = ( { bank = \"b\"; ids = [ \"x\", \"x\" ]; } );", "q.quiz:2: the question `x` is drawn twice: name it once\n");
    refused(HEAD "draw = ( { bank = \"b\"; count = 400; }, { bank = \"c\"; count = 400; } );", "q.quiz:2: a quiz has at most 500 questions, this one has 800\n");
}
END_TEST

START_TEST(wrong_settings_are_refused)
{
    refused(HEAD DRAW "kind = \"exam\"; feedback = \"immediate\";", "q.quiz:3: an exam gives no immediate feedback: write deferred or none\n");
    refused(HEAD DRAW "pass_mark = 101; kind = \"tset\";", "q.quiz:3: \"kind\" cannot be \"tset\"; did you mean \"test\"?\nq.quiz:3: \"pass_mark\" must be from 0 to 100\n");
    refused(HEAD DRAW "time_limt = 3;", "q.quiz:3: unknown setting \"time_limt\"; did you mean \"time_limit\"?\n");
}
END_TEST

/* A bank with category a (3 questions, one of them an essay) and a/b (2). */
static const char bank_text[] =
    "$CATEGORY: a\n\n// [id:a1]\nQ {T}\n\n// [id:a2]\nQ {T}\n\n// [id:essay]\nQ {}\n\n$CATEGORY: a/b\n\n// [id:b1]\nQ {T}\n\n// [id:b2]\nQ {T}\n";

static void checked(const char *draws, const char *want)
{
    struct bank bank;
    struct buf text = BUF_INIT;
    begin();
    ck_assert_int_eq(bank_parse(&arena, bank_text, sizeof bank_text - 1, "b.gift", &report, &bank), 0);
    const struct quiz_bank banks[] = { { "b", &bank } };
    buf_format(&text, HEAD "draw = ( %s );", draws);
    ck_assert_int_eq(parse(text.data), 0);
    quiz_check(&arena, quiz, "q.quiz", banks, 1, &report);
    ck_assert_str_eq(mistakes(), want);
    buf_release(&text);
    finish();
}

START_TEST(draws_that_cannot_be_filled_are_told_of)
{
    checked("{ bank = \"b\"; category = \"a\"; count = 2; }", "");
    checked("{ bank = \"b\"; category = \"a\"; count = 3; }",
            "warning: q.quiz:2: `a` has 4 questions and 3 are drawn: with so few to choose from, each attempt is nearly the same\n");
    checked("{ bank = \"b\"; category = \"a\"; count = 5; }", "q.quiz:2: `a` has 4 questions that can be drawn, and 5 are needed: write more, or draw fewer\n");
    checked("{ bank = \"b\"; category = \"c\"; count = 1; }", "q.quiz:2: the bank `b` has no category `c`\n");
    checked("{ bank = \"c\"; count = 1; }", "q.quiz:2: there is no bank `c`\n");
    checked("{ bank = \"b\"; ids = [ \"essay\", \"x\" ]; }", "q.quiz:2: the bank `b` has no question `x`\n");
    checked("{ bank = \"b\"; ids = [ \"essay\", \"a1\" ]; }", "");
}
END_TEST

START_TEST(earlier_draws_take_away_from_later_ones)
{
    checked("{ bank = \"b\"; category = \"a\"; count = 2; }, { bank = \"b\"; category = \"a/b\"; count = 1; }",
            "q.quiz:2: `a/b` has 2 questions that can be drawn, and 3 are needed: write more, or draw fewer\n");
    checked("{ bank = \"b\"; category = \"a\"; count = 3; }, { bank = \"b\"; ids = [ \"a1\", \"b1\" ]; }",
            "q.quiz:2: `a` has 2 questions that can be drawn, and 3 are needed: write more, or draw fewer\n");
}
END_TEST

START_TEST(the_pool_of_a_draw_is_what_a_machine_can_mark)
{
    struct bank bank;
    struct error error = { 0 };
    const struct question **pool;
    size_t count;
    begin();
    ck_assert_int_eq(bank_parse(&arena, bank_text, sizeof bank_text - 1, "b.gift", &report, &bank), 0);
    const struct quiz_bank banks[] = { { "b", &bank } };
    ck_assert_int_eq(parse(HEAD "draw = ( { bank = \"b\"; category = \"a\"; count = 1; }, { bank = \"b\"; ids = [ \"essay\", \"a2\" ]; } );"), 0);
    ck_assert_int_eq(quiz_pool(&arena, quiz, 0, banks, 1, &pool, &count, &error), 0);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(pool[0]->id, "a1");
    ck_assert_str_eq(pool[1]->id, "b1");
    ck_assert_int_eq(quiz_pool(&arena, quiz, 1, banks, 1, &pool, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(pool[0]->id, "essay");
    finish();
}
END_TEST

START_TEST(memory_may_be_short_at_any_call)
{
    static const char text[] = HEAD "summary = { en = \"S\"; }; draw = ( { bank = \"b\"; category = \"c\"; count = 1; }, { bank = \"b\"; ids = [ \"x\" ]; } );";
    int code = ERROR_MEMORY;
    for (size_t n = 1; code != 0; n++) {
        struct failing_allocator failing;
        begin();
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        code = parse(text);
        ck_assert((code == 0) == (quiz != NULL));
        ck_assert((code == 0) == !report_failed(&report));
        ck_assert_uint_lt(n, 1000);
        finish();
    }
}
END_TEST

TEST_MAIN("quiz", a_quiz_has_its_settings, what_is_left_out_has_its_default, wrong_draws_are_refused, wrong_settings_are_refused,
          draws_that_cannot_be_filled_are_told_of, earlier_draws_take_away_from_later_ones, the_pool_of_a_draw_is_what_a_machine_can_mark,
          memory_may_be_short_at_any_call)
