/* Question banks in GIFT: each type, Moodle's reading of corner cases, and every refusal with its message. */
#include "check_main.h"

#include <math.h>

#include "model/gift.h"

static struct arena arena;
static struct report report;
static struct bank bank;

static int parse(const char *text)
{
    arena_init(&arena, NULL, 0);
    report_init(&report);
    memset(&bank, 0, sizeof bank);
    return bank_parse(&arena, text, strlen(text), "b.gift", &report, &bank);
}

static void done(void)
{
    report_release(&report);
    arena_release(&arena);
}

/* One question that is read without a word. */
static const struct question *read_one(const char *text)
{
    char message[1024] = "";
    if (parse(text) != 0 || report.count > 0)
        error_text(&report.kept[0], NULL, message, sizeof message);
    ck_assert_str_eq(message, "");
    ck_assert_uint_eq(bank.count, 1);
    return &bank.questions[0];
}

static void has_answer(const struct question *question, size_t i, const char *text, double fraction, const char *feedback)
{
    ck_assert_uint_lt(i, question->answer_count);
    ck_assert_str_eq(question->answers[i].text.text, text);
    ck_assert_double_eq_tol(question->answers[i].fraction, fraction, 1e-9);
    ck_assert_str_eq(question->answers[i].feedback.text, feedback);
}

START_TEST(a_multichoice_with_one_right_option)
{
    const struct question *q = read_one("::T:: Who? {\n~a#no\n=b # yes\n~%50%c#half\n####all\n}");
    ck_assert_int_eq(q->type, QUESTION_MULTICHOICE);
    ck_assert(q->single && q->named);
    ck_assert_str_eq(q->name, "T");
    ck_assert_str_eq(q->stem.text, "Who?");
    ck_assert_uint_eq(q->answer_count, 3);
    has_answer(q, 0, "a", 0, "no");
    has_answer(q, 1, "b", 1, "yes");
    has_answer(q, 2, "c", 0.5, "half");
    ck_assert_int_eq(q->answers[1].line, 3);
    ck_assert_str_eq(q->general_feedback.text, "all");
    ck_assert_double_eq(q->points, 1);
    done();
}
END_TEST

START_TEST(a_multichoice_with_several_right_options)
{
    const struct question *q = read_one("Which? {~%50%a ~%50%b ~%-100%c ~d}");
    ck_assert(!q->single);
    has_answer(q, 2, "c", -1, "");
    has_answer(q, 3, "d", 0, "");
    done();
}
END_TEST

START_TEST(a_missing_word_has_a_blank_in_its_stem)
{
    const struct question *q = read_one("Grant is {~buried =entombed} in\nGrant's tomb.");
    ck_assert_str_eq(q->stem.text, "Grant is _____ in\nGrant's tomb.");
    ck_assert_int_eq(q->type, QUESTION_MULTICHOICE);
    ck_assert_str_eq(q->name, "Grant is _____ in Grant's tomb.");
    ck_assert(!q->named);
    done();
    q = read_one("Two and two is {=four}.");
    ck_assert_str_eq(q->stem.text, "Two and two is _____.");
    ck_assert_int_eq(q->type, QUESTION_SHORTANSWER);
    done();
}
END_TEST

START_TEST(true_and_false_with_feedback_to_each)
{
    const struct question *q = read_one("Sky {TRUE#wrong#right####why}");
    ck_assert_int_eq(q->type, QUESTION_TRUEFALSE);
    ck_assert(q->correct);
    ck_assert_str_eq(q->feedback_true.text, "right");
    ck_assert_str_eq(q->feedback_false.text, "wrong");
    ck_assert_str_eq(q->general_feedback.text, "why");
    done();
    q = read_one("Sky {F#wrong#right}");
    ck_assert(!q->correct);
    ck_assert_str_eq(q->feedback_true.text, "wrong");
    ck_assert_str_eq(q->feedback_false.text, "right");
    done();
}
END_TEST

START_TEST(short_answers_with_weights_and_wildcards)
{
    const struct question *q = read_one("// [case:exact]\nCapital? {=Nairobi#yes =%50%nai* =%0%*#no}");
    ck_assert_int_eq(q->type, QUESTION_SHORTANSWER);
    ck_assert(q->match_case);
    has_answer(q, 0, "Nairobi", 1, "yes");
    has_answer(q, 1, "nai*", 0.5, "");
    has_answer(q, 2, "*", 0, "no");
    ck_assert(!q->answers[1].any && q->answers[2].any);
    done();
    q = read_one("Number 1? {One}");
    has_answer(q, 0, "One", 1, "");
    done();
}
END_TEST

static void has_number(const struct question *question, size_t i, double value, double tolerance)
{
    ck_assert_double_eq_tol(question->answers[i].value, value, 1e-9);
    ck_assert_double_eq_tol(question->answers[i].tolerance, tolerance, 1e-9);
}

START_TEST(numbers_with_tolerances_and_ranges)
{
    const struct question *q = read_one("x {#=1822:2#close =%50%1 .. 5 =%25%-.5e1 ~#no}");
    ck_assert_int_eq(q->type, QUESTION_NUMERICAL);
    ck_assert_uint_eq(q->answer_count, 4);
    has_number(q, 0, 1822, 2);
    has_number(q, 1, 3, 2);
    has_number(q, 2, -5, 0);
    has_answer(q, 0, "1822", 1, "close");
    has_answer(q, 2, "-5", 0.25, "");
    has_answer(q, 3, "*", 0, "no");
    ck_assert(q->answers[3].any);
    done();
    q = read_one("x {#5..6}");
    has_number(q, 0, 5.5, 0.5);
    done();
    q = read_one("x {#=5 =%0%*#other}");
    ck_assert(q->answers[1].any);
    done();
}
END_TEST

START_TEST(pairs_and_distractors)
{
    const struct question *q = read_one("Match {=[html]<b>a</b> -> 1 =b->2 = -> 3}");
    ck_assert_int_eq(q->type, QUESTION_MATCH);
    ck_assert_uint_eq(q->pair_count, 3);
    ck_assert_str_eq(q->pairs[0].stem.text, "<b>a</b>");
    ck_assert_int_eq(q->pairs[0].stem.format, TEXT_HTML);
    ck_assert_str_eq(q->pairs[1].answer, "2");
    ck_assert_str_eq(q->pairs[2].stem.text, "");
    ck_assert_str_eq(q->pairs[2].answer, "3");
    done();
}
END_TEST

START_TEST(free_text_and_descriptions)
{
    const struct question *q = read_one("Write {####as you like}");
    ck_assert_int_eq(q->type, QUESTION_ESSAY);
    ck_assert_str_eq(q->general_feedback.text, "as you like");
    done();
    q = read_one("::Read::Only text");
    ck_assert_int_eq(q->type, QUESTION_DESCRIPTION);
    ck_assert_double_eq(q->points, 0);
    done();
}
END_TEST

START_TEST(escapes_are_moodles)
{
    const struct question *q = read_one("::a\\:\\:b:: \\{\\} \\= \\# \\~ C\\\\new one\\ntwo \\x {=\\~ =a\\\\}");
    ck_assert_str_eq(q->name, "a::b");
    ck_assert_str_eq(q->stem.text, "{} = # ~ C\\new one\ntwo \\x");
    has_answer(q, 0, "~", 1, "");
    has_answer(q, 1, "a\\", 1, "");
    done();
}
END_TEST

START_TEST(formats_are_the_questions_unless_said)
{
    const struct question *q = read_one("[markdown]*x* {=[plain]a#[html]<b>f</b> ~b#c ####[moodle]g}");
    ck_assert_int_eq(q->stem.format, TEXT_MARKDOWN);
    ck_assert_str_eq(q->stem.text, "*x*");
    ck_assert_int_eq(q->answers[0].text.format, TEXT_PLAIN);
    ck_assert_int_eq(q->answers[0].feedback.format, TEXT_HTML);
    ck_assert_int_eq(q->answers[1].text.format, TEXT_MARKDOWN);
    ck_assert_int_eq(q->general_feedback.format, TEXT_MOODLE);
    done();
    q = read_one("[unknown]hi {=a}");
    ck_assert_str_eq(q->stem.text, "[unknown]hi");
    done();
}
END_TEST

START_TEST(comments_carry_id_tags_points_and_checks)
{
    const struct question *q = read_one("// [id:price.1] [tag:a] [tag:b\\]c] [points:2.5]\n// check: 2 * 3 >= 1 = 1\n//check:10/4=2.5\nx {\n=a\n// [tag:within]\n~b}");
    ck_assert_str_eq(q->id, "price.1");
    ck_assert_uint_eq(q->tag_count, 3);
    ck_assert_str_eq(q->tags[1], "b]c");
    ck_assert_str_eq(q->tags[2], "within");
    ck_assert_double_eq(q->points, 2.5);
    ck_assert_int_eq(q->line, 4);
    ck_assert_uint_eq(bank.check_count, 2);
    ck_assert_str_eq(bank.checks[0].expression, "2 * 3 >= 1");
    ck_assert_str_eq(bank.checks[0].number, "1");
    ck_assert_str_eq(bank.checks[1].expression, "10/4");
    ck_assert_str_eq(bank.checks[1].number, "2.5");
    ck_assert_int_eq(bank.checks[1].line, 3);
    ck_assert_int_eq(bank.checks[1].column, 9);
    done();
}
END_TEST

START_TEST(questions_lie_in_their_categories)
{
    ck_assert_int_eq(parse("A {T}\n\n$CATEGORY: $course$/pricing/margin\n\n// [id:b]\nB {T}\n\n// note\n$CATEGORY: unused\n\n$CATEGORY: pricing\n\n// [id:a]\nC {T}"), 0);
    ck_assert_uint_eq(bank.count, 3);
    ck_assert_str_eq(bank.questions[0].category, "");
    ck_assert_str_eq(bank.questions[1].category, "pricing/margin");
    ck_assert_str_eq(bank.questions[2].category, "pricing");
    ck_assert_uint_eq(bank.category_count, 3);
    ck_assert_str_eq(bank.categories[1], "pricing/margin");
    ck_assert_uint_eq(bank.id_count, 2);
    ck_assert_ptr_eq(bank_find(&bank, "a"), &bank.questions[2]);
    ck_assert_ptr_eq(bank_find(&bank, "b"), &bank.questions[1]);
    ck_assert_ptr_null(bank_find(&bank, "c"));
    done();
    ck_assert(category_holds("pricing", "pricing/margin") && category_holds("pricing", "pricing") && category_holds("", "x"));
    ck_assert(!category_holds("pricing", "pricings") && !category_holds("pricing/margin", "pricing"));
}
END_TEST

START_TEST(any_line_end_gives_the_same_bank)
{
    static const char *const ends[] = { "\n", "\r\n", "\r" };
    for (size_t i = 0; i < 3; i++) {
        struct buf text = BUF_INIT;
        static const char source[] = "\xef\xbb\xbf$CATEGORY: a||// [id:x]|Q {|=a|b|~c}| |R {T}|";
        for (const char *at = source; *at; at++)
            *at == '|' ? buf_text(&text, ends[i]) : buf_char(&text, *at);
        ck_assert_int_eq(parse(text.data), 0);
        ck_assert_uint_eq(bank.count, 2);
        ck_assert_int_eq(bank.questions[0].line, 4);
        ck_assert_str_eq(bank.questions[0].answers[0].text.text, "a\nb");
        ck_assert_int_eq(bank.questions[0].answers[1].line, 7);
        ck_assert_int_eq(bank.questions[1].line, 9);
        done();
        buf_release(&text);
    }
}
END_TEST

START_TEST(a_long_stem_gives_a_title_of_80_characters)
{
    const struct question *q = read_one("[html]<p>The American holiday of Thanksgiving is\ncelebrated on the {~second =fourth} Thursday of November.</p>");
    ck_assert_str_eq(q->name, "The American holiday of Thanksgiving is celebrated on the _____ Thursday of N...");
    done();
}
END_TEST

static const struct refusal {
    const char *text, *message;
} refusals[] = {
    { "a {T", "b.gift:1:3: '{' is not closed before the next blank line; write '}' behind the answers, and \\{ for the sign itself" },
    { "a\nT}", "b.gift:2:2: '}' without a '{' before it; a blank line within the answers ends the question; write \\} for the sign itself" },
    { "a } b {T", "b.gift:1:3: '}' without a '{' before it; a blank line within the answers ends the question; write \\} for the sign itself" },
    { "a {=b {c} }", "b.gift:1:7: '{' within the answers; write \\{ for the sign itself, or close the answers before it" },
    { "a {=b} c {=d} e", "b.gift:1:10: a question has one pair of braces; put a blank line between questions, and write \\{ and \\} for the signs themselves" },
    { "a {=b} }", "b.gift:1:8: a question has one pair of braces; put a blank line between questions, and write \\{ and \\} for the signs themselves" },
    { "x {#abc}", "b.gift:1:5: 'abc' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks" },
    { "x {#1,5}", "b.gift:1:5: '1,5' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks" },
    { "x {#=5:\n}", "b.gift:1:8: '' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks" },
    { "x {#1..b}", "b.gift:1:8: 'b' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks" },
    { "x {#1e999}", "b.gift:1:5: '1e999' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks" },
    { "x {#10..5}", "b.gift:1:5: this range ends below its beginning; write the smaller number first" },
    { "x {#5:-1}", "b.gift:1:7: the tolerance is negative; write how far an answer may be off" },
    { "x {#}", "b.gift:1:5: no number; write the right one behind the #" },
    { "x {#0}", "b.gift:1:5: Moodle drops a first answer that is only 0; write it with = or ~ before it" },
    { "x {#5 ~6#no}", "b.gift:1:7: behind ~ a numerical question has nothing but #feedback for all other numbers; give answers with =" },
    { "x {#5 ~#no =6}", "b.gift:1:12: this '=' is read as a part of the feedback behind ~; write ~#feedback last, and \\= for the sign itself" },
    { "x {=}", "b.gift:1:5: an answer without a text; write it behind its = or ~" },
    { "x {~ ~a =b}", "b.gift:1:6: an answer without a text; write it behind its = or ~" },
    { "x {=#yes ~b}", "b.gift:1:5: an answer without a text; write it behind its = or ~" },
    { "x {~a}", "b.gift:1:4: only one option; write at least two" },
    { "x {~a ~b}", "b.gift:1:1: the weights of the right options add up to 0 %, not 100 %; mark the right one with =, or mend the weights" },
    { "x {~%50%a ~%49%b}", "b.gift:1:1: the weights of the right options add up to 99 %, not 100 %; mark the right one with =, or mend the weights" },
    { "x {~%.5%a ~%50.%b}", "b.gift:1:5: this weight is not valid; write it like %50% or %-33.33333%, from -100 to 100" },
    { "x {~%150%a ~b}", "b.gift:1:5: this weight is not valid; write it like %50% or %-33.33333%, from -100 to 100" },
    { "x {~%50 a ~b}", "b.gift:1:5: this weight is not valid; write it like %50% or %-33.33333%, from -100 to 100" },
    { "x {=%50%a ~b}", "b.gift:1:5: an answer that begins with = counts 100 % and takes no weight; write ~ instead of =" },
    { "x {=%50%a =%75%b}", "b.gift:1:1: no answer counts 100 %; give the right one with = and without a weight" },
    { "x {#=%50%1}", "b.gift:1:1: no answer counts 100 %; give the right one with = and without a weight" },
    { "x {=a ~a}", "b.gift:1:8: the answer 'a' is there twice; change or remove one" },
    { "x {#=1:1 =1.0:1}", "b.gift:1:11: the answer '1' is there twice; change or remove one" },
    { "x {~15#30 / 2 = 15 =b}", "b.gift:1:15: this '=' would begin a new answer; write \\= for the sign itself" },
    { "x {~15#3\xc3\x97" "5=15 =b}", "b.gift:1:11: this '=' would begin a new answer; write \\= for the sign itself" },
    { "x {~<a href=\"y\">z</a> =b}", "b.gift:1:12: this '=' would begin a new answer; write \\= for the sign itself" },
    { "x {0 ~a =b}", "b.gift:1:4: Moodle drops a first answer that is only 0; write it with = or ~ before it" },
    { "x {=a -> b}", "b.gift:1:4: too few pairs; write at least two as =LEFT -> RIGHT" },
    { "x {= -> b = -> c}", "b.gift:1:4: too few pairs; write at least two as =LEFT -> RIGHT" },
    { "x {=a -> b =c}", "b.gift:1:13: a pair without ->; write each as =LEFT -> RIGHT" },
    { "x {=a -> =c -> d}", "b.gift:1:5: a pair without a right side; write it behind the ->" },
    { "x {=a -> b -> c =d -> e}", "b.gift:1:5: two -> in one pair; begin each pair with =, or write the arrow as another sign" },
    { "x {=a -> b#f =d -> e}", "b.gift:1:11: pairs have no feedback; write \\# for the sign itself" },
    { "x {=a -> b =a -> e}", "b.gift:1:13: the pair 'a' is there twice; change or remove one" },
    { "x {=a -> b =c -> d = -> e = -> e}", "b.gift:1:29: the pair 'e' is there twice; change or remove one" },
    { "x {=a####b\n####c}", "b.gift:1:6: general feedback (####) is given twice; keep one" },
    { "x {=a####b\n  ~c}", "b.gift:2:3: this answer is read as a part of the general feedback; write #### behind all answers" },
    { "x {=a#### [html]b}", "b.gift:1:11: a format must follow #### without a blank; here it would be shown as text" },
    { "::T\nx {T}", "b.gift:1:1: the title is not closed; write :: behind it" },
    { "{T}", "b.gift:1:1: a question without a text; write what is asked before the '{'" },
    { "$CATEGORY: a\nx {T}", "b.gift:2:1: a blank line must follow $CATEGORY; without it all of this is the category's name" },
    { "x {T}\n$CATEGORY: a", "b.gift:2:1: a blank line must stand before $CATEGORY" },
    { "$category: a", "b.gift:1:1: write $CATEGORY: in capitals" },
    { "$CATEGORY:", "b.gift:1:1: a category's name has 1 to 255 characters" },
    { "// [id:a]\n$CATEGORY: a", "b.gift:1:4: ids, tags and points stand above a question, not above $CATEGORY" },
    { "// [id:a]\n\nx {T}", "b.gift:1:4: this comment belongs to no question; write it directly above one, without a blank line between" },
    { "// [id:A b]\nx {T}", "b.gift:1:4: the id 'A b' is not valid; use 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit" },
    { "// [id:a\nx {T}", "b.gift:1:4: [id: is not closed; write ] behind its value" },
    { "// [tag:a [id:b]\nx {T}", "b.gift:1:4: [tag: is not closed; write ] behind its value" },
    { "// [id:a]\n// [id:b]\nx {T}", "b.gift:2:4: a second id; a question has one, or a blank line is missing above this one" },
    { "// [id:a]\nx {T}\n\n// [id:a]\ny {T}", "b.gift:5: the id 'a' is that of the question in line 2 already; give each its own" },
    { "// [tag:]\nx {T}", "b.gift:1:4: a tag has 1 to 255 characters" },
    { "// [points:0]\nx {T}", "b.gift:1:4: '0' are no points; write a number above 0, at most 1000" },
    { "// [points:x]\nx {T}", "b.gift:1:4: 'x' are no points; write a number above 0, at most 1000" },
    { "// [points:1] [points:2]\nx {T}", "b.gift:1:15: the points are given twice; keep one" },
    { "// [case:upper]\nx {=a}", "b.gift:1:4: [case:upper] is not known; only [case:exact] is" },
    { "// [case:exact]\nx {T}", "b.gift:1:1: [case:exact] is for short answers alone" },
    { "// check: 1 + 1\nx {T}", "b.gift:1:11: write a check as: check: EXPRESSION = NUMBER, the number with digits and a point alone" },
    { "// check: 1 + 1 = two\n", "b.gift:1:11: write a check as: check: EXPRESSION = NUMBER, the number with digits and a point alone" },
    { "x\n0\ny {T}", "b.gift:2:1: Moodle takes a line that holds only 0 for a blank line; write the 0 into the line above" },
    { "\xc3\xa9\xc3\xa9 {T", "b.gift:1:4: '{' is not closed before the next blank line; write '}' behind the answers, and \\{ for the sign itself" },
    { "ab\x1b[2J {T}", "b.gift:1:3: a control character (27); take it away" },
    { "a\n\xe9t\xe9 {T}", "b.gift:2:1: this is not UTF-8; save the file as UTF-8" },
};

START_TEST(a_mistake_is_refused_with_its_place_and_what_to_do)
{
    const struct refusal *refusal = &refusals[_i];
    struct bank before = { .count = 77 };
    char message[1024];
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = bank_parse(&arena, refusal->text, strlen(refusal->text), "b.gift", &report, &before);
    ck_assert_msg(code == ERROR_SYNTAX || code == ERROR_ENCODING, "%s: read, though it is wrong", refusal->text);
    ck_assert_uint_eq(report.count, 1);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), refusal->message);
    ck_assert_uint_eq(before.count, 77);
    done();
}
END_TEST

START_TEST(all_mistakes_of_a_file_are_reported)
{
    char message[1024];
    ck_assert_int_eq(parse("a {T\n\n// [id:X]\nb {#x}\n\nc {T}\n\nd {~e}\n"), ERROR_SYNTAX);
    static const long lines[] = { 1, 3, 4, 8 };
    ck_assert_uint_eq(report.count, 4);
    for (size_t i = 0; i < 4; i++)
        ck_assert_int_eq(report.kept[i].line, lines[i]);
    ck_assert_str_eq(error_text(&report.kept[3], NULL, message, sizeof message), "b.gift:8:4: only one option; write at least two");
    done();
}
END_TEST

static const struct refusal warnings[] = {
    { "x {true}", "b.gift:1:4: this is a short answer; for true or false write {T} or {F}, without =" },
    { "x {=F}", "b.gift:1:4: this is a short answer; for true or false write {T} or {F}, without =" },
    { "x {=%0%* =a}", "b.gift:1:8: * fits everything, so that no answer behind it is ever reached; put it last" },
};

START_TEST(what_is_odd_but_clear_to_moodle_is_a_warning)
{
    char message[1024];
    ck_assert_int_eq(parse(warnings[_i].text), 0);
    ck_assert_uint_eq(bank.count, 1);
    ck_assert_uint_eq(report.warnings, 1);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), warnings[_i].message);
    done();
}
END_TEST

START_TEST(what_only_looks_odd_is_read)
{
    const struct question *q = read_one("100 % of {~% of the price =%d ~2 %} is");
    has_answer(q, 0, "% of the price", 0, "");
    has_answer(q, 1, "%d", 1, "");
    done();
    q = read_one("x {~-3~5=4}");
    has_answer(q, 2, "4", 1, "");
    done();
    q = read_one("x { ~ 3 ~ 5 = 4 }");
    has_answer(q, 2, "4", 1, "");
    done();
    q = read_one("$CATEGORY: a\n\n$CATEGORY: $course$/\n\nx {T}");
    ck_assert_str_eq(q->category, "");
    done();
    q = read_one("x {=a=b ~c}");
    ck_assert_uint_eq(q->answer_count, 3);
    done();
    q = read_one("a\n// [id:x]\nb :: c -> d 1 = 1 {T}");
    ck_assert_str_eq(q->stem.text, "a\n\nb :: c -> d 1 = 1");
    done();
}
END_TEST

START_TEST(limits_are_said)
{
    struct buf text = BUF_INIT;
    char message[1024];
    buf_fill(&text, 'x', BANK_LIMIT + 1);
    ck_assert_int_eq(parse(text.data), ERROR_LIMIT);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), "b.gift: longer than 4 MiB; make it several banks");
    done();
    buf_cut(&text, QUESTION_LIMIT + 1);
    buf_text(&text, "\n\ny {");
    ck_assert_int_eq(parse(text.data), ERROR_SYNTAX);
    ck_assert_uint_eq(report.count, 2);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), "b.gift:1: a question of more than 64 KiB; a blank line is perhaps missing");
    ck_assert_int_eq(report.kept[1].line, 3);
    done();
    buf_clear(&text);
    for (int i = 0; i <= BANK_QUESTIONS_LIMIT; i++)
        buf_text(&text, "x{T}\n\n");
    ck_assert_int_eq(parse(text.data), ERROR_LIMIT);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), "b.gift:40001: more than 20000 questions; make it several banks");
    done();
    buf_clear(&text);
    buf_text(&text, "x {");
    for (int i = 0; i <= QUESTION_ANSWERS_LIMIT; i++)
        buf_format(&text, "=a%d ", i);
    buf_text(&text, "}");
    ck_assert_int_eq(parse(text.data), ERROR_SYNTAX);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), "b.gift:1:245: more than 50 answers; take some away");
    done();
    buf_clear(&text);
    buf_text(&text, "// ");
    for (int i = 0; i <= QUESTION_TAGS_LIMIT; i++)
        buf_text(&text, "[tag:a]");
    buf_text(&text, "\nx {T}");
    ck_assert_int_eq(parse(text.data), ERROR_SYNTAX);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), "b.gift:1:144: more than 20 tags; take some away");
    done();
    buf_release(&text);
}
END_TEST

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Linear in the file, whatever is in it; a square of these would take minutes. */
START_TEST(pathological_banks_take_linear_time_and_bounded_memory)
{
    static const struct {
        const char *once, *repeated;
        size_t times;
    } cases[] = {
        { "", "\n", 4000000 }, { "", "x\n", 200000 }, { "", "x {T}\n\n", 19000 }, { "", "}\n\n", 200000 }, { "", "// [id:\n", 200000 },
        { "", "// [id:a]\n\n", 200000 }, { "", "$CATEGORY: a\n\n", 200000 }, { "", "{~\n", 200000 }, { "", "x {~a#\n\n", 200000 }, { "", "0\n", 200000 },
        { "x {", "####", 16000 }, { "", "[[[[", 16000 }, { "", "\\", 60000 }, { "x {#", "..", 30000 }, { "x {", "->", 30000 }, { "", "// check: = 1\n", 200000 },
    };
    double begin = seconds();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = BUF_INIT;
        buf_text(&text, cases[i].once);
        for (size_t n = 0; n < cases[i].times; n++)
            buf_text(&text, cases[i].repeated);
        parse(text.data);
        ck_assert(!arena_failed(&arena));
        ck_assert_uint_lt(arena.used, (size_t)64 << 20);
        done();
        buf_release(&text);
    }
    ck_assert(seconds() - begin < 30);
}
END_TEST

/* 10 MB of arena for 200,000 lines in 10,000 questions. */
START_TEST(a_bank_of_200000_lines_is_read)
{
    struct buf text = BUF_INIT;
    for (int i = 0; i < 10000; i++) {
        buf_format(&text, "// [id:q-%d] [tag:t]\n::Title %d:: Stem %d\n{\n", i, i, i);
        for (int line = 0; line < 15; line++)
            buf_format(&text, "%cAnswer %d#f\n", line ? '~' : '=', line);
        buf_text(&text, "}\n\n");
    }
    ck_assert_int_eq(parse(text.data), 0);
    ck_assert_uint_eq(bank.count, 10000);
    ck_assert_uint_eq(bank.questions[9999].answer_count, 15);
    ck_assert_ptr_eq(bank_find(&bank, "q-4711"), &bank.questions[4711]);
    done();
    buf_release(&text);
}
END_TEST

START_TEST(a_lack_of_memory_is_an_error_at_every_allocation)
{
    static const char text[] = "$CATEGORY: a\n\n// [id:x] [tag:y]\n// check: 1 = 1\n::T:: S {~a#b =c ####d}\n\nN {#1:2} m\n\nM {=a->b =c->d}\n\nT {T#a#b}\n\nE {}\n\nS {=a}";
    bool finished = false;
    for (size_t n = 1; !finished && n < 1000; n++) {
        struct failing_allocator failing;
        struct bank out = { .count = 77 };
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        report_init(&report);
        int code = bank_parse(&arena, text, strlen(text), "b", &report, &out);
        finished = code == 0;
        ck_assert(finished || code == ERROR_MEMORY);
        ck_assert_uint_eq(out.count, finished ? 6 : 77);
        ck_assert_uint_eq(report.count, !finished);
        done();
    }
    ck_assert(finished);
}
END_TEST

START_TEST(an_arena_with_a_limit_is_obeyed)
{
    for (size_t limit = 100; limit < 200000; limit += 1000) {
        struct bank out = { .count = 77 };
        arena_init(&arena, NULL, limit);
        report_init(&report);
        int code = bank_parse(&arena, "// [id:x]\nS {~a#b =c ####d}\n", 28, "b", &report, &out);
        ck_assert(code == 0 || code == ERROR_MEMORY);
        ck_assert_uint_le(arena.used, limit);
        done();
    }
}
END_TEST

START_TEST(one_question_of_a_lesson_is_read_with_the_lessons_lines)
{
    struct question question;
    char message[1024];
    arena_init(&arena, NULL, 0);
    report_init(&report);
    ck_assert_int_eq(question_parse(&arena, "// [id:a]\nx {T}", 15, "l.md", 40, &report, &question), 0);
    ck_assert_str_eq(question.id, "a");
    ck_assert_int_eq(question.line, 41);
    ck_assert_int_eq(question_parse(&arena, "x {T}\n\ny {T}", 12, "l.md", 40, &report, &question), ERROR_SYNTAX);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message), "l.md:42: a second question; one block holds one");
    ck_assert_int_eq(question_parse(&arena, "\n", 1, "l.md", 40, &report, &question), ERROR_SYNTAX);
    ck_assert_str_eq(error_text(&report.kept[1], NULL, message, sizeof message), "l.md:40: there is no question here; write one in GIFT");
    ck_assert_int_eq(question_parse(&arena, "x {", 3, "l.md", 40, &report, &question), ERROR_SYNTAX);
    ck_assert_int_eq(report.kept[2].line, 40);
    done();
}
END_TEST

START_TEST(what_is_packed_needs_ids)
{
    char message[1024];
    ck_assert_int_eq(parse("// [id:a]\nx {T}\n\n::Title:: y {T}"), 0);
    ck_assert_int_eq(bank_need_ids(&bank, "b.gift", &report), ERROR_INVALID);
    ck_assert_uint_eq(report.count, 1);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, message, sizeof message),
                     "b.gift:4: the question 'Title' has no id; run kiosk-pack new-ids on this file");
    done();
}
END_TEST

START_TEST(an_empty_bank_is_a_bank)
{
    ck_assert_int_eq(parse(""), 0);
    ck_assert_uint_eq(bank.count, 0);
    done();
    ck_assert_int_eq(parse("// only a comment\n\n$CATEGORY: x\n"), 0);
    ck_assert_uint_eq(bank.count + bank.category_count, 0);
    ck_assert_ptr_null(bank_find(&bank, ""));
    done();
}
END_TEST

int main(void)
{
    const TTest *const cases[] = {
        a_multichoice_with_one_right_option, a_multichoice_with_several_right_options, a_missing_word_has_a_blank_in_its_stem,
        true_and_false_with_feedback_to_each, short_answers_with_weights_and_wildcards, numbers_with_tolerances_and_ranges, pairs_and_distractors,
        free_text_and_descriptions, escapes_are_moodles, formats_are_the_questions_unless_said, comments_carry_id_tags_points_and_checks,
        questions_lie_in_their_categories, any_line_end_gives_the_same_bank, a_long_stem_gives_a_title_of_80_characters,
        all_mistakes_of_a_file_are_reported, what_only_looks_odd_is_read, limits_are_said, pathological_banks_take_linear_time_and_bounded_memory,
        a_bank_of_200000_lines_is_read, a_lack_of_memory_is_an_error_at_every_allocation, an_arena_with_a_limit_is_obeyed,
        one_question_of_a_lesson_is_read_with_the_lessons_lines, what_is_packed_needs_ids, an_empty_bank_is_a_bank,
    };
    intl_start();
    Suite *suite = suite_create("gift");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TCase *one = tcase_create(cases[i]->name);
        tcase_add_test(one, cases[i]);
        suite_add_tcase(suite, one);
    }
    TCase *refused = tcase_create("refusals"), *warned = tcase_create("warnings");
    tcase_add_loop_test(refused, a_mistake_is_refused_with_its_place_and_what_to_do, 0, sizeof refusals / sizeof *refusals);
    tcase_add_loop_test(warned, what_is_odd_but_clear_to_moodle_is_a_warning, 0, sizeof warnings / sizeof *warnings);
    suite_add_tcase(suite, refused);
    suite_add_tcase(suite, warned);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
