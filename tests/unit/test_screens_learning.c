/* Learning: home, packs, lessons, quizzes, results; every type of question in all three places where it is met. */
#include "check_main.h"

#include "screens/golden.h"
#include "screens/world.h"

static struct drive drive;
static struct world world;

static void begin(void)
{
    drive_init(&drive);
    world_init(&world);
}

static void end(void)
{
    drive_release(&drive);
    world_release(&world);
}

static bool console_matches(const char *name)
{
    char file[200];
    struct look look = drive.look;
    drive.look.glyphs = GLYPHS_LINUX;
    drive.look.colours = COLOURS_8;
    drive.type->layout(drive.state, &drive.context);
    struct grid grid = drive_draw(&drive);
    snprintf(file, sizeof file, "%s-console", name);
    bool same = golden_matches(file, &grid);
    grid_release(&grid);
    drive.look = look;
    drive.type->layout(drive.state, &drive.context);
    return same;
}

/* At 80x24, 60x18, 200x60, without colour in ASCII, and on the Linux console. */
#define golden(name)                                                                                                    \
    do {                                                                                                                \
        drive_golden(&drive, name);                                                                                     \
        ck_assert_msg(console_matches(name), "the screen is not as in tests/screens/expected/%s-console.txt", name);    \
    } while (0)

#define open(screen, ...) world_open(&world, &drive, &screen_##screen, &(struct screen_args){ __VA_ARGS__ })
#define keys(script) world_keys(&world, &drive, script)
#define shows(text) ck_assert_msg(drive_shows(&drive, text), "\"%s\" does not stand there", text)
#define hides(text) ck_assert_msg(!drive_shows(&drive, text), "\"%s\" stands there", text)

static void tick(int64_t milliseconds)
{
    drive.context.running += milliseconds;
    drive_event(&drive, &(struct event){ .kind = EVENT_TICK });
    world_settle(&world, &drive);
}

/* ---- Home, packs, search ---- */

START_TEST(home_shows_what_to_go_on_with_and_what_there_is)
{
    begin();
    open(home);
    golden("home");
    keys("Down Enter");
    drive_wants(&drive, "request HOME; push attempt");
    ck_assert_text(drive_opened(&drive, &screen_attempt)->attempt, "a-test");
    keys("Up Enter Down Down Enter");
    drive_wants(&drive, "push lesson; push pack");
    world.empty = true;
    open(home);
    golden("home-empty");
    end();
}
END_TEST

START_TEST(what_a_workshop_asks_for_stands_first_and_says_why_it_is_locked)
{
    begin();
    world.planned = true;
    open(home);
    golden("home-workshop");
    shows("Your workshop: Empretec, February");
    shows("on 2026-02-03");
    keys("Enter");
    ck_assert_text(drive_opened(&drive, &screen_lesson)->unit, "bread");
    open(home);
    keys("Down Enter");
    ck_assert_msg(drive_opened(&drive, &screen_message) != NULL, "what is locked does not say why");
    ck_assert(drive_opened(&drive, &screen_quiz) == NULL);
    keys("Down Enter");
    ck_assert_text(drive_opened(&drive, &screen_attempt)->attempt, "a-test");
    world.planned = false;
    open(home);
    hides("Your workshop");
    end();
}
END_TEST

START_TEST(a_pack_opens_at_the_first_thing_that_is_not_done)
{
    begin();
    open(pack, .pack = "business", .title = "Business skills");
    golden("pack");
    drive_effects(&drive);
    keys("Enter Down Down Down Enter");
    drive_wants(&drive, "push lesson; push quiz");
    ck_assert_text(drive_opened(&drive, &screen_lesson)->unit, "arabic");
    ck_assert_text(drive_opened(&drive, &screen_quiz)->unit, "test");
    end();
}
END_TEST

START_TEST(a_search_shows_pages_and_says_when_there_is_none)
{
    begin();
    open(search);
    golden("search-empty");
    keys("'earn'");
    golden("search");
    drive_effects(&drive);
    keys("Down Down Enter Up Enter");
    drive_wants(&drive, "push quiz; push lesson");
    keys("Backspace Backspace Backspace Backspace 'z'");
    shows("Nothing was found. Try a shorter word.");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

/* ---- Lessons ---- */

START_TEST(a_lesson_is_read_page_by_page_and_ends_with_the_way_on)
{
    begin();
    open(lesson, .pack = "business", .unit = "bread", .title = "When do you start to earn?");
    golden("lesson-text");
    keys("Right Right Right");
    golden("lesson-worked");
    keys("Right");
    golden("lesson-end");
    ck_assert_text(world.log.data, "page bread 1\npage bread 1\npage bread 2\npage bread 2\npage bread 3\npage bread 3\npage bread 4\npage bread 4\nlesson done bread \n");
    drive_effects(&drive);
    keys("Enter");
    drive_wants(&drive, "replace quiz");
    keys("Down Enter");
    drive_wants(&drive, "replace lesson");
    ck_assert_text(drive_opened(&drive, &screen_lesson)->unit, "arabic");
    keys("Left");
    shows("page 4 of 4");
    keys("Esc");
    ck_assert(drive.left);
    end();
}
END_TEST

START_TEST(questions_of_a_lesson_are_answered_in_their_place)
{
    begin();
    open(lesson, .pack = "business", .unit = "bread", .title = "", .number = 2);
    golden("lesson-choices");
    keys("'2' Enter");
    golden("lesson-choice-wrong");
    ck_assert_text(world.log.data, "page bread 2\nblock l.cost 1\n");
    shows("answer saved");
    keys("Tab '12' Enter Tab '2' Enter");
    golden("lesson-choices-right");
    ck_assert(strstr(world.log.data, "block l.several 0,1\nblock l.true 0\n") != NULL);
    keys("'a' '1' Enter");
    ck_assert(strstr(world.log.data, "block l.true 1\n") != NULL);
    open(lesson, .pack = "business", .unit = "bread", .title = "", .number = 2);
    shows("Not right");                          /* what was answered is there again */
    end();
}
END_TEST

START_TEST(typed_answers_of_a_lesson_are_asked_back_where_they_read_two_ways)
{
    begin();
    open(lesson, .pack = "business", .unit = "bread", .title = "", .number = 3);
    keys("'1,200' Enter");
    golden("lesson-two-ways");
    ck_assert(!strstr(world.log.data, "block"));
    keys("Down Enter");
    ck_assert(strstr(world.log.data, "block l.number 1.2\n") != NULL);
    keys("Tab 'Margin' Enter Tab '1' '2' '1' Enter Tab '1' Enter");
    golden("lesson-typed-answered");
    ck_assert(strstr(world.log.data, "block l.short Margin\n") != NULL);
    end();
}
END_TEST

START_TEST(another_language_opens_the_same_page_again)
{
    begin();
    open(lesson, .pack = "business", .unit = "bread", .title = "", .number = 2);
    drive_effects(&drive);
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    drive_wants(&drive, "");
    drive.context.language = "fr";
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    drive_wants(&drive, "request LESSON");
    ck_assert_int_eq(((const struct request_unit *)drive_asked(&drive, REQUEST_LESSON))->page, 2);
    world_settle(&world, &drive);
    ck_assert(drive_shows(&drive, "page 2 of"));
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    ck_assert_ptr_null(strstr(drive_effects(&drive), "LESSON"));
    end();
}
END_TEST

START_TEST(an_arabic_lesson_runs_from_right_to_left)
{
    begin();
    drive.look.direction = DIRECTION_RTL;
    open(lesson, .pack = "business", .unit = "arabic", .title = "");
    golden("lesson-arabic");
    keys("'1' Enter");
    golden("lesson-arabic-answered");
    end();
}
END_TEST

/* ---- A quiz ---- */

START_TEST(before_a_quiz_its_rules_are_said)
{
    begin();
    open(quiz, .pack = "business", .unit = "test", .title = "Post-test");
    golden("quiz");
    open(quiz, .pack = "business", .unit = "practice", .title = "Practice: costs");
    golden("quiz-practice");
    drive_effects(&drive);
    keys("Enter");
    drive_wants(&drive, "push attempt");
    end();
}
END_TEST


static const char test_keys[][60] = { "'2' Enter", "'13' Enter", "'2' Enter", "'Margin' Enter", "'1,200' Enter Up Enter", "'1' '2' '3' Enter", "'1' Enter",
                                      "Enter", "'A second oven.' Enter 'And flour.' Tab", "'1' Enter" };

START_TEST(every_type_of_question_is_taken_in_a_test)
{
    static const char *const names[] = { "one", "several", "true", "short", "number", "match", "missing", "description", "essay", "hostile" };
    begin();
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test");
    for (size_t i = 0; i < 10; i++) {
        char name[60], half[60];
        snprintf(name, sizeof name, "attempt-%s", names[i]);
        snprintf(half, sizeof half, "%.*s", (int)strcspn(test_keys[i] + 1, "'") + 2, test_keys[i]);
        if (test_keys[i][0] == '\'')
            keys(half);
        golden(name);
        drive_effects(&drive);
        if (i == 4) {
            keys("Enter");
            golden("attempt-two-ways");
            ck_assert(!strstr(world.log.data, "answer q.number"));
            keys("Up");
            shows("1200");
            keys("Enter");
        } else {
            keys(test_keys[i] + (test_keys[i][0] == '\'' ? strlen(half) + 1 : 0));
        }
    }
    ck_assert(strstr(world.log.data, "answer q.number 1200\n") != NULL);
    ck_assert(strstr(world.log.data, "draft q.essay") != NULL);
    drive_wants(&drive, "push unanswered");
    end();
}
END_TEST

START_TEST(what_is_saved_is_said_of_the_question_that_was_saved_alone)
{
    begin();
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test");
    keys("'2'");
    shows("answer saved");
    keys("Enter");
    shows("Question 2 of 10");
    hides("answer saved");
    keys("Right Right 'margin'");                  /* typed: saved as one goes on */
    hides("answer saved");
    keys("Enter");
    shows("Question 5 of 10");
    shows("answer 4 saved");
    world.refusing = true;
    world.refused = REQUEST_ANSWER;
    keys("F7 F7 '1'");
    shows("the disk is full");
    hides("answer saved");
    end();
}
END_TEST

START_TEST(what_was_typed_is_saved_once)
{
    begin();
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test");
    keys("'2' Enter Right Right 'margin' Enter");
    const char *at = strstr(world.log.data, "answer q.short margin\n");
    ck_assert_ptr_nonnull(at);
    ck_assert_ptr_null(strstr(at + 1, "answer q.short margin\n"));
    keys("Left Enter");                          /* and not again by looking at it */
    ck_assert_ptr_null(strstr(at + 1, "answer q.short margin\n"));
    end();
}
END_TEST

START_TEST(a_flag_is_seen_and_comes_back)
{
    begin();
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test");
    keys("'f' Enter");
    keys("Left");
    golden("attempt-flagged");
    ck_assert(strstr(world.log.data, "flag q.one 1\n") != NULL);
    end();
}
END_TEST

START_TEST(a_practice_says_at_once_what_is_right)
{
    begin();
    open(attempt, .pack = "business", .unit = "practice", .title = "Practice: costs");
    keys("'3' Enter");
    golden("practice-wrong");
    keys("Enter '1' Enter");
    golden("practice-partly");
    keys("Enter '2' Enter Enter 'profit' Enter Enter '1200' Enter Enter '213' Enter");
    golden("practice-match");
    end();
}
END_TEST

START_TEST(when_time_is_over_what_stands_there_counts)
{
    begin();
    open(attempt, .pack = "business", .unit = "test", .title = "Post-test");
    tick(28 * 60000 + 30000);
    golden("attempt-nearly-over");
    keys("Right Right Right 'margin'");
    drive_effects(&drive);
    tick(90000);
    ck_assert(strstr(world.log.data, "answer q.short margin\nsubmit test time\n") != NULL);
    drive_wants(&drive, "request ANSWER; request SUBMIT; replace result");
    ck_assert_int_eq(drive_opened(&drive, &screen_result)->number, 1);
    end();
}
END_TEST

/* The attempt of the fixture, answered as in the test above but for two. */
static struct attempt_view *taken(const char *attempt)
{
    static const struct { const char *item, *response; } given[] = {
        { "q.one", "0" }, { "q.several", "0,2" }, { "q.true", "0" }, { "q.short", "profit" }, { "q.number", "1200" }, { "q.match", "0:0,1:0" },
        { "q.essay", "A second oven.\nThen flour." }, { "q.hostile", "2" },
    };
    void *data = NULL;
    struct error error = { 0 };
    ck_assert_int_eq(world_serve(&world, REQUEST_ATTEMPT_RESUME, &(struct request_attempt){ attempt }, &world.arena, &data, &error), 0);
    struct attempt_view *view = data;
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        attempt_replay(view->attempt, given[i].item, given[i].response);
    return view;
}

START_TEST(before_handing_in_stands_what_is_not_answered)
{
    begin();
    struct attempt_view *view = taken("a-test");
    view->attempt->items[0].flagged = true;
    open(unanswered, .title = "Post-test", .data = view->attempt);
    golden("unanswered");
    keys("Down Enter");
    ck_assert(drive.left);
    ck_assert_uint_eq(view->attempt->at, 5);
    ck_assert(!view->attempt->submitted);
    open(unanswered, .title = "Post-test", .data = view->attempt);
    keys("Tab Right Enter");
    ck_assert(drive.left);
    ck_assert(view->attempt->submitted);
    end();
}
END_TEST

START_TEST(a_result_tells_the_mark_in_words_and_bars)
{
    begin();
    struct attempt_view *view = taken("a-test");
    drive_open(&drive, &screen_result, &(struct screen_args){ .attempt = "a-test", .title = "Post-test" });
    drive_result(&drive, REQUEST_ATTEMPT_RESUME, view);
    golden("result-waits");
    view->quiz = world.quizzes[2];
    attempt_replay(view->attempt, "q.one", "1");
    view = taken("a-mistakes");
    drive_open(&drive, &screen_result, &(struct screen_args){ .attempt = "a-mistakes", .title = "Mistakes alone", .number = 1 });
    drive_result(&drive, REQUEST_ATTEMPT_RESUME, view);
    golden("result-failed");
    attempt_replay(view->attempt, "q.one", "1");
    drive_open(&drive, &screen_result, &(struct screen_args){ .attempt = "a-mistakes", .title = "Mistakes alone" });
    drive_result(&drive, REQUEST_ATTEMPT_RESUME, view);
    golden("result-passed");
    view = taken("a-exam");
    drive_open(&drive, &screen_result, &(struct screen_args){ .attempt = "a-exam", .title = "Examination" });
    drive_result(&drive, REQUEST_ATTEMPT_RESUME, view);
    golden("result-none");
    end();
}
END_TEST

START_TEST(every_type_of_question_is_looked_back_at)
{
    static const char *const names[] = { "one", "several", "true", "short", "number", "match", "missing", "description", "essay", "hostile" };
    begin();
    struct attempt_view *view = taken("a-test");
    open(review, .title = "Post-test", .data = view);
    for (size_t i = 0; i < 10; i++) {
        char name[60];
        snprintf(name, sizeof name, "review-%s", names[i]);
        golden(name);
        keys("Right");
    }
    ck_assert(drive.left);
    open(review, .title = "Post-test", .data = view, .number = 1);
    shows("mistake 1 of 6");
    end();
}
END_TEST

/* ---- What is bad ---- */

START_TEST(hostile_texts_stay_within_their_cells)
{
    begin();
    world.hostile = true;
    drive.context.person.name = "\x1b[2Jشخص 漢字 Nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";
    open(home);
    golden("hostile-home");
    open(pack, .pack = "business", .title = "x");
    golden("hostile-pack");
    open(search);
    keys("'e'");
    golden("hostile-search");
    open(lesson, .pack = "business", .unit = "bread", .title = "x", .number = 4);
    keys("Right");
    golden("hostile-lesson-end");
    end();
}
END_TEST

START_TEST(a_screen_without_its_data_says_why_and_can_be_left)
{
    static const struct { const struct screen_type *type; enum request_kind kind; } screens[] = {
        { &screen_home, REQUEST_HOME }, { &screen_pack, REQUEST_PACK }, { &screen_lesson, REQUEST_LESSON }, { &screen_quiz, REQUEST_QUIZ },
        { &screen_attempt, REQUEST_ATTEMPT_START }, { &screen_result, REQUEST_ATTEMPT_RESUME },
    };
    begin();
    world.refusing = true;
    for (size_t i = 0; i < sizeof screens / sizeof *screens; i++) {
        world.refused = screens[i].kind;
        world_open(&world, &drive, screens[i].type, &(struct screen_args){ .pack = "business", .unit = "bread", .title = "Title" });
        shows("the disk is full; tell the manager. Nothing that was saved is lost");
        if (screens[i].type == &screen_lesson)
            golden("failed");
        keys("Enter Down '1' Tab Esc");
        ck_assert_msg(drive.left || screens[i].type == &screen_home, "%s cannot be left", screens[i].type->name);
    }
    end();
}
END_TEST

TEST_MAIN("screens of learning", home_shows_what_to_go_on_with_and_what_there_is, what_a_workshop_asks_for_stands_first_and_says_why_it_is_locked, a_pack_opens_at_the_first_thing_that_is_not_done,
          a_search_shows_pages_and_says_when_there_is_none, a_lesson_is_read_page_by_page_and_ends_with_the_way_on,
          questions_of_a_lesson_are_answered_in_their_place, typed_answers_of_a_lesson_are_asked_back_where_they_read_two_ways,
          another_language_opens_the_same_page_again, an_arabic_lesson_runs_from_right_to_left, before_a_quiz_its_rules_are_said, every_type_of_question_is_taken_in_a_test,
          what_is_saved_is_said_of_the_question_that_was_saved_alone, what_was_typed_is_saved_once, a_flag_is_seen_and_comes_back, a_practice_says_at_once_what_is_right,
          when_time_is_over_what_stands_there_counts, before_handing_in_stands_what_is_not_answered, a_result_tells_the_mark_in_words_and_bars,
          every_type_of_question_is_looked_back_at, hostile_texts_stay_within_their_cells, a_screen_without_its_data_says_why_and_can_be_left)
