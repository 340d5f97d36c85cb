/* Marking and attempts when memory runs out: nothing is taken for a wrong answer, and nothing is lost without a word. */
#include "check_main.h"

#include "learning/attempt.h"
#include "memory_fault.h"

static const char gift[] =
    "// [id:one]\nQ {=<b>right</b> ~%50%half ~wrong}\n\n"
    "// [id:several]\nQ {~%50%first ~%50%second ~%-100%third}\n\n"
    "// [id:true]\nQ {TRUE}\n\n"
    "// [id:short]\nQ {=%50%caf\xc3\xa9 =b\xc3\xa9n\xc3\xa9* =margin}\n\n"
    "// [id:number]\nQ {#5:0.5}\n\n"
    "// [id:match]\nQ {=rent -> fixed =flour -> variable =fuel -> variable =wages -> fixed}\n\n"
    "// [id:essay]\nQ {}\n\n";
static const char settings[] = "id = \"q\"; kind = \"test\"; title = { en = \"Q\"; }; pass_mark = 50; draw = ( { bank = \"bank\"; ids = [ "
                               "\"one\", \"several\", \"true\", \"short\", \"number\", \"match\", \"essay\" ]; } );";

static struct arena source;
static struct bank bank;
static struct quiz *quiz;
static struct quiz_bank banks[] = { { "bank", &bank } };

static void read_sources(void)
{
    struct report report;
    report_init(&report);
    arena_init(&source, NULL, 0);
    ck_assert_int_eq(bank_parse(&source, gift, strlen(gift), "bank.gift", &report, &bank), 0);
    ck_assert_int_eq(quiz_parse(&source, settings, strlen(settings), "q.quiz", &report, &quiz), 0);
    report_release(&report);
}

static const struct question *question(const char *id)
{
    for (size_t i = 0; i < bank.count; i++)
        if (strcmp(bank.questions[i].id, id) == 0)
            return &bank.questions[i];
    ck_abort_msg("there is no question %s", id);
    return NULL;
}

/* An arena hands out many pieces of one allocation; its limit makes each of them fail in turn. */
START_TEST(an_attempt_is_whole_or_not_there)
{
    size_t limit = 16, refused = 0;
    read_sources();
    for (int code = ERROR_MEMORY; code; limit += 16) {
        struct arena arena;
        struct attempt *made = NULL;
        struct error error = { 0 };
        arena_init(&arena, NULL, limit);
        code = attempt_new(&arena, quiz, banks, 1, "id", 7, &made, &error);
        if (code) {
            ck_assert_int_eq(code, ERROR_MEMORY);
            ck_assert_error(error, "out of memory; close other programs and try again");
            ck_assert_ptr_null(made);
            refused++;
        } else {
            ck_assert_uint_eq(made->count, 7);
        }
        arena_release(&arena);
    }
    ck_assert_uint_gt(refused, 10);
    arena_release(&source);
}
END_TEST

static int new_attempt(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct arena arena;
    struct attempt *made = NULL;
    (void)context;
    arena_init(&arena, NULL, 0);
    fault_arm(fault, at);
    int code = attempt_new(&arena, quiz, banks, 1, "id", 7, &made, error);
    *reached = fault_disarm();
    ck_assert((made != NULL) == (code == 0));
    arena_release(&arena);
    return code;
}

static int options(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct arena arena;
    uint32_t *order = NULL;
    size_t count = 99;
    arena_init(&arena, NULL, 0);
    fault_arm(fault, at);
    int code = question_options(&arena, question(context), 3, &order, &count, error);
    *reached = fault_disarm();
    ck_assert_uint_eq(count, code ? 99 : 2);             /* each of the answers "fixed" and "variable" once */
    ck_assert((order == NULL) == (code != 0));
    arena_release(&arena);
    return code;
}

START_TEST(an_attempt_and_the_options_of_a_question_need_memory_and_say_so)
{
    char match[] = "match";
    read_sources();
    fault_every(new_attempt, NULL, false);
    fault_every(options, match, false);
    arena_release(&source);
}
END_TEST

START_TEST(an_answer_that_cannot_be_kept_leaves_the_one_before)
{
    read_sources();
    for (size_t limit = 0;; limit += 16) {
        struct arena arena;
        struct attempt *made = NULL;
        struct error error = { 0 };
        arena_init(&arena, NULL, 0);
        ck_assert_int_eq(attempt_new(&arena, quiz, banks, 1, "id", 7, &made, &error), 0);
        size_t essay = (size_t)(attempt_find(made, "essay") - made->items);
        ck_assert_int_eq(attempt_answer(made, essay, "A second oven.", &error), 0);
        made->items[essay].saved = true;
        arena.limit = arena.used + limit;
        int code = attempt_answer(made, essay, "A second oven, and flour.", &error);
        ck_assert_str_eq(made->items[essay].response, code ? "A second oven." : "A second oven, and flour.");
        ck_assert_int_eq(made->items[essay].saved, code != 0);
        ck_assert(code == 0 || code == ERROR_MEMORY);
        /* what is replayed and does not fit is seen in the arena */
        attempt_replay(made, "short", "margin");
        ck_assert_str_eq(attempt_find(made, "short")->response, arena_failed(&arena) ? "" : "margin");
        bool whole = !arena_failed(&arena);
        arena_release(&arena);
        if (whole)
            break;
        ck_assert_uint_lt(limit, 1024);
    }
    arena_release(&source);
}
END_TEST

static int grade(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    static const char *const right[][2] = { { "one", "0" }, { "several", "0,1" }, { "true", "1" }, { "short", "B\xc3\x89N\xc3\x89""FICE" },
                                            { "number", "5.5" }, { "match", "0,1,1,0" } };
    int code = 0;
    (void)context;
    *reached = false;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        const struct question *asked = question(right[i][0]);
        fault_arm(fault, at);
        struct grade grade = grade_response(asked, right[i][1]);
        bool now = fault_disarm();
        *reached = *reached || now;
        ck_assert_msg(grade.state == GRADE_RIGHT || (now && grade.state == GRADE_FAILED), "%s became %d", right[i][0], grade.state);
        if (grade.state == GRADE_FAILED)
            code = error_memory(error);
    }
    return code;
}

START_TEST(a_right_answer_is_never_marked_wrong_for_lack_of_memory)
{
    read_sources();
    fault_every(grade, NULL, false);
    arena_release(&source);
}
END_TEST

static int mark(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    fault_arm(fault, at);
    struct mark mark = attempt_mark(context);
    *reached = fault_disarm();
    if (mark.failed) {
        ck_assert(!mark.whole && !mark.passed);
        return error_memory(error);
    }
    ck_assert_uint_eq(mark.right, 2);
    ck_assert_uint_eq(mark.unanswered, 5);
    return 0;
}

START_TEST(a_mark_is_the_true_one_or_none)
{
    struct arena arena;
    struct attempt *made = NULL;
    struct error error = { 0 };
    read_sources();
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(attempt_new(&arena, quiz, banks, 1, "id", 7, &made, &error), 0);
    attempt_replay(made, "short", "marg\xc4\xb1n");
    ck_assert_int_eq(grade_response(question("short"), "marg\xc4\xb1n").state, GRADE_WRONG);
    attempt_replay(made, "short", "B\xc3\xa9n\xc3\xa9""fice");
    attempt_replay(made, "true", "1");
    fault_every(mark, made, false);
    arena_release(&arena);
    arena_release(&source);
}
END_TEST

struct words { const struct question *question; const char *response; };

static int words(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    const struct words *about = context;
    struct buf out = BUF_INIT;
    fault_arm(fault, at);
    bool there = true;
    if (about->response)
        response_describe(&out, about->question, about->response);
    else
        there = grade_solution(&out, about->question);
    *reached = fault_disarm();
    int code = buf_failed(&out) ? error_memory(error) : 0;
    ck_assert(about->response || there == (code == 0));
    buf_release(&out);
    return code;
}

START_TEST(what_is_said_of_an_answer_is_whole_or_has_failed)
{
    read_sources();
    struct words all[] = {
        { question("one"), NULL }, { question("several"), NULL }, { question("true"), NULL }, { question("short"), NULL },
        { question("number"), NULL }, { question("match"), NULL }, { question("one"), "0" }, { question("several"), "0,2" },
        { question("true"), "0" }, { question("short"), "caf\xc3\xa9" }, { question("match"), "0,1,1,0" }, { question("essay"), "My plan.\nIs long." },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        fault_every(words, &all[i], false);
    arena_release(&source);
}
END_TEST

TEST_MAIN("memory_learning", an_attempt_is_whole_or_not_there, an_attempt_and_the_options_of_a_question_need_memory_and_say_so,
          an_answer_that_cannot_be_kept_leaves_the_one_before, a_right_answer_is_never_marked_wrong_for_lack_of_memory,
          a_mark_is_the_true_one_or_none, what_is_said_of_an_answer_is_whole_or_has_failed)
