/* Responses, marking, attempts. Questions are written as authors write them. */
#include "check_main.h"

#include <math.h>

#include "base/random.h"
#include "learning/attempt.h"

static struct arena arena;
static struct bank bank;

static const struct question *questions(const char *gift)
{
    struct report report;
    char text[600] = "";
    report_init(&report);
    arena_init(&arena, NULL, 0);
    int code = bank_parse(&arena, gift, strlen(gift), "test.gift", &report, &bank);
    if (report_kept(&report))
        error_text(&report.kept[0], NULL, text, sizeof text);
    ck_assert_msg(code == 0, "%s", text);
    report_release(&report);
    return bank.questions;
}

static double fraction(const struct question *question, const char *response)
{
    return grade_response(question, response).fraction;
}

#define ck_fraction(question, response, want) ck_assert_double_eq_tol(fraction(question, response), want, 1e-9)

START_TEST(a_single_choice_gives_its_options_weight)
{
    const struct question *q = questions("// [id:a]\nQ {=right ~%50%half#nearly ~%-25%harmful ~wrong}\n");
    ck_fraction(q, "0", 1);
    ck_fraction(q, "1", 0.5);
    ck_fraction(q, "2", -0.25);
    ck_fraction(q, "3", 0);
    ck_assert_int_eq(grade_response(q, "1").state, GRADE_PARTLY);
    ck_assert_str_eq(grade_response(q, "1").feedback->text, "nearly");
    ck_assert_int_eq(grade_response(q, "").state, GRADE_NONE);
    ck_assert_int_eq(grade_response(q, "0,1").state, GRADE_NONE);
    arena_release(&arena);
}
END_TEST

START_TEST(several_choices_add_up_between_none_and_all)
{
    const struct question *q = questions("// [id:a]\nQ {~%50%one ~%50%two ~%-100%three ~%-100%four}\n");
    ck_fraction(q, "0", 0.5);
    ck_fraction(q, "0,1", 1);
    ck_fraction(q, "0,1,2", 0);
    ck_fraction(q, "2,3", 0);
    ck_assert_int_eq(grade_response(q, "0,1").state, GRADE_RIGHT);
    ck_assert_int_eq(grade_response(q, "2,3").state, GRADE_WRONG);
    arena_release(&arena);
}
END_TEST

START_TEST(thirds_make_a_whole)
{
    const struct question *q = questions("// [id:a]\nQ {~%33.33333%a ~%33.33333%b ~%33.33333%c ~%-100%d}\n");
    ck_assert_int_eq(grade_response(q, "0,1,2").state, GRADE_RIGHT);
    arena_release(&arena);
}
END_TEST

START_TEST(true_and_false_have_feedback_of_their_own)
{
    const struct question *q = questions("// [id:a]\nQ {FALSE#you said true#you said false}\n");
    ck_fraction(q, "1", 0);
    ck_fraction(q, "0", 1);
    ck_assert_str_eq(grade_response(q, "1").feedback->text, "you said true");
    ck_assert_str_eq(grade_response(q, "0").feedback->text, "you said false");
    arena_release(&arena);
}
END_TEST

START_TEST(short_answers_are_trimmed_folded_and_composed)
{
    ck_assert(short_answer_matches("margin", "  MarGin ", false));
    ck_assert(!short_answer_matches("margin", "Margin", true));
    ck_assert(short_answer_matches("caf\xc3\xa9", "CAFE\xcc\x81", false));
    ck_assert(!short_answer_matches("cafe", "caf\xc3\xa9", false));
    ck_assert(short_answer_matches("stra\xc3\x9f" "e", "STRASSE", false));
}
END_TEST

START_TEST(a_star_stands_for_any_run_and_an_escaped_one_for_itself)
{
    ck_assert(short_answer_matches("*fix*cost*", "the fixed costs", false));
    ck_assert(short_answer_matches("a*", "a", false));
    ck_assert(!short_answer_matches("a*b", "a", false));
    ck_assert(short_answer_matches("2 \\* 3", "2 * 3", false));
    ck_assert(!short_answer_matches("2 \\* 3", "2 x 3", false));
    ck_assert(!short_answer_matches("", "x", false));
    ck_assert(short_answer_matches("*", "", false));
}
END_TEST

START_TEST(a_hostile_pattern_takes_no_exponential_time)
{
    char pattern[2001], text[5001];
    for (int i = 0; i < 2000; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[2000] = 0;
    memset(text, 'a', 5000);
    text[4999] = 'b';
    text[5000] = 0;
    ck_assert(!short_answer_matches(pattern, text, false));
}
END_TEST

START_TEST(the_first_matching_answer_wins)
{
    const struct question *q = questions("// [id:a]\nQ {=%50%pro*#nearly =profit#yes =%0%*#no}\n");
    ck_fraction(q, "profit", 0.5);
    ck_assert_str_eq(grade_response(q, "loss").feedback->text, "no");
    arena_release(&arena);
}
END_TEST

START_TEST(a_tolerance_includes_its_bounds)
{
    const struct question *q = questions("// [id:a]\nQ {#=66.7:0.1 =%50%66:1 =%0%40:0#margin}\n");
    ck_fraction(q, "66.8", 1);
    ck_fraction(q, "66.6", 1);
    ck_fraction(q, "66.81", 0.5);
    ck_fraction(q, "67.1", 0);
    ck_assert_str_eq(grade_response(q, "40").feedback->text, "margin");
    ck_fraction(q, "66,7 %", 1);
    ck_assert_int_eq(grade_response(q, "sixty").state, GRADE_WRONG);
    arena_release(&arena);
}
END_TEST

START_TEST(a_range_is_as_good_as_a_tolerance)
{
    const struct question *q = questions("// [id:a]\nQ {#90..110}\n");
    ck_fraction(q, "90", 1);
    ck_fraction(q, "110", 1);
    ck_fraction(q, "110.5", 0);
    ck_fraction(q, " 100,0 ", 1);
    arena_release(&arena);
}
END_TEST

START_TEST(a_match_gives_a_part_for_each_right_pair)
{
    const struct question *q = questions("// [id:a]\nQ {=a -> 1 =b -> 2 =c -> 1 = -> 3}\n");
    ck_fraction(q, "0,1,0,-", 1);
    ck_fraction(q, "0,1,2,-", 1);
    ck_fraction(q, "0,3,-,-", 1. / 3);
    ck_assert_int_eq(grade_response(q, "-,-,-,-").state, GRADE_NONE);
    ck_assert(!response_valid(q, "0,1,9,-"));
    ck_assert(!response_valid(q, "0,1"));
    arena_release(&arena);
}
END_TEST

START_TEST(an_essay_waits_for_a_person)
{
    const struct question *q = questions("// [id:a]\nQ {}\n");
    ck_assert_int_eq(grade_response(q, "My plan").state, GRADE_MANUAL);
    ck_assert_int_eq(grade_response(q, "  ").state, GRADE_NONE);
    arena_release(&arena);
}
END_TEST

START_TEST(toggling_keeps_options_in_order)
{
    struct buf out = BUF_INIT;
    static const struct { const char *before; size_t option; const char *after; } steps[] = {
        { "", 2, "2" }, { "2", 0, "0,2" }, { "0,2", 1, "0,1,2" }, { "0,1,2", 1, "0,2" }, { "0,2", 11, "0,2,11" }, { "0", 0, "" },
        { NULL, 3, "3" }, { "11", 2, "2,11" },
    };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        buf_clear(&out);
        response_toggle(&out, steps[i].before, steps[i].option);
        ck_assert_str_eq(out.data, steps[i].after);
    }
    buf_release(&out);
}
END_TEST

START_TEST(a_response_and_a_solution_are_said_in_words)
{
    const struct question *q = questions("// [id:a]\nQ {~%50%o\\=ne ~%50%two ~%-100%three}\n\n// [id:b]\nM {=a -> 1 =b -> 2}\n\n"
                                         "// [id:c]\nN {#5:0.5}\n");
    struct buf out = BUF_INIT;
    response_describe(&out, &q[0], "0,2");
    ck_assert_str_eq(out.data, "o=ne; three");
    buf_clear(&out);
    ck_assert(grade_solution(&out, &q[0]));
    ck_assert_str_eq(out.data, "o=ne; two");
    buf_clear(&out);
    ck_assert(grade_solution(&out, &q[1]));
    ck_assert_str_eq(out.data, "a: 1; b: 2");
    buf_clear(&out);
    ck_assert(grade_solution(&out, &q[2]));
    ck_assert_str_eq(out.data, "5 (4.5 to 5.5)");
    buf_release(&out);
    arena_release(&arena);
}
END_TEST

/* An attempt over a bank of twelve questions of all types. */
static struct quiz *quiz;

static struct attempt *attempt(uint64_t seed, const char *settings)
{
    static const char gift[] =
        "$CATEGORY: a\n\n// [id:a1]\nQ {=x ~y ~z}\n\n// [id:a2]\nQ {=x ~y ~z}\n\n// [id:a3]\nQ {T}\n\n// [id:a4]\nQ {=word}\n\n"
        "$CATEGORY: a/b\n\n// [id:a5]\nQ {#5}\n\n// [id:a6]\nQ {=a -> 1 =b -> 2 =c -> 3}\n\n// [id:a7]\nQ {}\n\n// [id:a8]\nJust read.\n\n"
        "$CATEGORY: c\n\n// [id:c1] [points:2]\nQ {=x ~y}\n\n// [id:c2] [points:2]\nQ {=x ~y}\n\n// [id:c3] [points:2]\nQ {=x ~y}\n";
    char text[1000];
    struct report report;
    struct error error = { 0 };
    struct attempt *made = NULL;
    questions(gift);
    report_init(&report);
    snprintf(text, sizeof text, "id = \"q\"; title = \"Q\"; %s", settings);
    ck_assert_int_eq(quiz_parse(&arena, text, strlen(text), "q.quiz", &report, &quiz), 0);
    report_release(&report);
    struct quiz_bank banks[] = { { "bank", &bank } };
    ck_assert_int_eq(attempt_new(&arena, quiz, banks, 1, "id", seed, &made, &error), 0);
    return made;
}

#define DRAWS "draw = ( { bank = \"bank\"; category = \"a\"; count = 4; }, { bank = \"bank\"; category = \"c\"; count = 2; }," \
    " { bank = \"bank\"; ids = [ \"a7\", \"a8\", \"a1\" ]; } ); pass_mark = 70;"

START_TEST(no_question_comes_twice_and_essays_only_by_name)
{
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct attempt *a = attempt(seed, DRAWS);
        ck_assert_uint_eq(a->count, 9);
        int essays = 0;
        for (size_t i = 0; i < a->count; i++) {
            essays += a->items[i].question->type == QUESTION_ESSAY;
            for (size_t j = 0; j < i; j++)
                ck_assert_ptr_ne(a->items[i].question, a->items[j].question);
        }
        ck_assert_int_eq(essays, 1);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(a_seed_gives_the_same_attempt_for_ever)
{
    /* recorded attempts are made again from their seed: these orders must never change */
    struct attempt *a = attempt(20260401, DRAWS);
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < a->count; i++) {
        buf_format(&out, "%s", a->items[i].question->id);
        for (size_t j = 0; j < a->items[i].option_count; j++)
            buf_format(&out, "%c%u", j ? ',' : ':', a->items[i].order[j]);
        buf_char(&out, ' ');
    }
    ck_assert_str_eq(out.data, "a3 a8 c2:1,0 a1:2,1,0 c3:1,0 a5 a6:0,1,2 a7 a2:0,1,2 ");
    buf_release(&out);
    arena_release(&arena);
}
END_TEST

START_TEST(as_written_keeps_the_authors_order)
{
    struct attempt *a = attempt(7, DRAWS " order = \"as-written\"; shuffle_options = false;");
    for (size_t i = 1; i < 4; i++)
        ck_assert_int_lt(strcmp(a->items[i - 1].question->id, a->items[i].question->id), 0);
    for (size_t i = 0; i < a->count; i++)
        for (size_t j = 0; a->items[i].question->type == QUESTION_MULTICHOICE && j < a->items[i].option_count; j++)
            ck_assert_uint_eq(a->items[i].order[j], j);
    arena_release(&arena);
}
END_TEST

static const char *right(const struct question *question)
{
    switch (question->type) {
    case QUESTION_MULTICHOICE: return "0";
    case QUESTION_TRUEFALSE: return "1";
    case QUESTION_SHORTANSWER: return "Word";
    case QUESTION_NUMERICAL: return "5.0";
    case QUESTION_MATCH: return "0,1,2";
    default: return "text";
    }
}

START_TEST(any_order_of_answering_gives_the_same_mark)
{
    struct mark first = { 0 };
    for (uint64_t seed = 0; seed < 100; seed++) {
        struct attempt *a = attempt(3, DRAWS);
        struct sequence sequence;
        struct error error = { 0 };
        uint32_t order[9];
        sequence_init(&sequence, seed);
        for (uint32_t i = 0; i < 9; i++)
            order[i] = i;
        sequence_shuffle(&sequence, order, 9);
        for (int round = 0; round < 2; round++)          /* changed once on the way */
            for (size_t i = 0; i < 9; i++) {
                const struct question *q = a->items[order[i]].question;
                if (q->type == QUESTION_DESCRIPTION || (order[i] == 2 && round == 1))
                    continue;
                ck_assert_int_eq(attempt_answer(a, order[i], round ? right(q) : "", &error), 0);
            }
        struct mark mark = attempt_mark(a);
        if (seed == 0)
            first = mark;
        ck_assert_double_gt(mark.points, 0);
        ck_assert_mem_eq(&mark.points, &first.points, sizeof mark.points);
        ck_assert_uint_eq(mark.right, first.right);
        ck_assert_uint_eq(mark.manual, first.manual);
        arena_release(&arena);
    }
}
END_TEST

START_TEST(a_replayed_attempt_has_the_same_mark)
{
    struct attempt *a = attempt(5, DRAWS);
    struct error error = { 0 };
    char ids[9][20], responses[9][20];
    for (size_t i = 0; i < a->count; i++) {
        snprintf(ids[i], 20, "%s", a->items[i].question->id);
        snprintf(responses[i], 20, "%s", a->items[i].question->type == QUESTION_DESCRIPTION ? "" : right(a->items[i].question));
        if (responses[i][0])
            ck_assert_int_eq(attempt_answer(a, i, responses[i], &error), 0);
    }
    struct mark mark = attempt_mark(a);
    arena_release(&arena);
    a = attempt(5, DRAWS);
    attempt_replay(a, "gone", "1");
    for (size_t i = 9; i > 0; i--)
        attempt_replay(a, ids[i - 1], responses[i - 1]);
    attempt_replay(a, ids[0], "\xff");
    struct mark again = attempt_mark(a);
    ck_assert_double_eq(mark.points, again.points);
    ck_assert_double_eq(mark.per_cent, 100);
    ck_assert(!mark.whole);
    ck_assert(!mark.passed);
    arena_release(&arena);
}
END_TEST

START_TEST(seven_of_ten_pass_at_seventy)
{
    struct attempt *a = attempt(1, "draw = ( { bank = \"bank\"; ids = [ \"a1\", \"c1\", \"c2\", \"c3\", \"a2\", \"a3\", \"a4\" ]; } );"
                                   " pass_mark = 70; order = \"as-written\";");
    struct error error = { 0 };
    for (size_t i = 0; i < 4; i++)
        attempt_answer(a, i, "0", &error);
    struct mark mark = attempt_mark(a);
    ck_assert_double_eq(mark.points, 7);
    ck_assert_double_eq(mark.of, 10);
    ck_assert(mark.passed);
    ck_assert_uint_eq(attempt_unanswered(a, NULL, 0), 3);
    arena_release(&arena);
}
END_TEST

START_TEST(what_was_handed_in_or_shown_cannot_change)
{
    struct attempt *a = attempt(1, DRAWS " order = \"as-written\";");
    struct error error = { 0 };
    a->items[0].fixed = true;
    ck_assert_int_eq(attempt_answer(a, 0, "", &error), ERROR_REFUSED);
    ck_assert_error(error, "the answer was shown already; it can no longer be changed");
    a->submitted = true;
    ck_assert_int_eq(attempt_answer(a, 1, "", &error), ERROR_REFUSED);
    ck_assert_int_eq(attempt_answer(a, 99, "", &error), ERROR_INVALID);
    arena_release(&arena);
}
END_TEST

START_TEST(a_long_text_typed_key_by_key_takes_little_memory)
{
    struct error error = { 0 };
    struct attempt *a = attempt(1, DRAWS);
    char text[10001] = "";
    size_t essay = 0;
    while (a->items[essay].question->type != QUESTION_ESSAY)
        essay++;
    size_t before = arena.used;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        text[i] = 'x';
        ck_assert_int_eq(attempt_answer(a, essay, text, &error), 0);
    }
    ck_assert_str_eq(a->items[essay].response, text);
    ck_assert_uint_lt(arena.used - before, 8 * sizeof text);
    arena_release(&arena);
}
END_TEST

START_TEST(time_runs_out_and_no_further)
{
    struct attempt *a = attempt(1, DRAWS " time_limit = 10;");
    ck_assert_int_eq(attempt_time_left(a, 0), 600000);
    ck_assert_int_eq(attempt_time_left(a, 599999), 1);
    ck_assert_int_eq(attempt_time_left(a, 700000), 0);
    arena_release(&arena);
    a = attempt(1, DRAWS);
    ck_assert_int_eq(attempt_time_left(a, 700000), -1);
    arena_release(&arena);
}
END_TEST

START_TEST(a_bank_that_is_too_small_is_said)
{
    struct attempt *a = attempt(1, DRAWS);
    struct error error = { 0 };
    struct quiz_bank none = { "other", &bank };
    struct attempt *made = NULL;
    ck_assert_int_lt(attempt_new(&arena, a->quiz, &none, 1, "id", 1, &made, &error), 0);
    ck_assert_ptr_null(made);
    quiz->draws[1].count = 4;
    struct quiz_bank banks[] = { { "bank", &bank } };
    ck_assert_int_eq(attempt_new(&arena, quiz, banks, 1, "id", 1, &made, &error), ERROR_INVALID);
    ck_assert_error(error, "this quiz draws 4 questions from \"c\", which has only 3 left");
    arena_release(&arena);
}
END_TEST

START_TEST(mastery_is_the_part_that_is_right)
{
    ck_assert_double_eq(lesson_mastery((double[]){ 1, 0.5, -0.5, 0 }, 4, true), 0.375);
    ck_assert_double_eq(lesson_mastery(NULL, 0, true), 1);
    ck_assert_double_eq(lesson_mastery(NULL, 0, false), 0);
}
END_TEST

TEST_MAIN("learning", a_single_choice_gives_its_options_weight, several_choices_add_up_between_none_and_all, thirds_make_a_whole,
          true_and_false_have_feedback_of_their_own, short_answers_are_trimmed_folded_and_composed,
          a_star_stands_for_any_run_and_an_escaped_one_for_itself, a_hostile_pattern_takes_no_exponential_time,
          the_first_matching_answer_wins, a_tolerance_includes_its_bounds, a_range_is_as_good_as_a_tolerance,
          a_match_gives_a_part_for_each_right_pair, an_essay_waits_for_a_person, toggling_keeps_options_in_order,
          a_response_and_a_solution_are_said_in_words, no_question_comes_twice_and_essays_only_by_name,
          a_seed_gives_the_same_attempt_for_ever, as_written_keeps_the_authors_order, any_order_of_answering_gives_the_same_mark,
          a_replayed_attempt_has_the_same_mark, seven_of_ten_pass_at_seventy, what_was_handed_in_or_shown_cannot_change,
          a_long_text_typed_key_by_key_takes_little_memory, time_runs_out_and_no_further, a_bank_that_is_too_small_is_said, mastery_is_the_part_that_is_right)
