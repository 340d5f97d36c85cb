/*
 * A learner and a manager go through every screen while memory runs out: nothing crashes, nothing is recorded that was not answered, and as soon as there
 * is memory the kiosk goes on.
 */
#include "check_main.h"

#include "app/stack.h"
#include "memory_fault.h"
#include "screens/golden.h"
#include "screens/world.h"

struct sitting {
    struct world world;
    struct look look;
    struct context context;
    struct stack *stack;
    struct grid grid;
    size_t served;
};

static const char *const languages[] = { "en", "fr", NULL };

/* The keeper and the library are elsewhere: they have memory. */
static int serve(void *memory, enum request_kind kind, const void *ask, struct arena *arena, void **data, struct error *error)
{
    struct sitting *sitting = memory;
    bool armed = fault_pause();
    sitting->served++;
    int code = world_serve(&sitting->world, kind, ask, arena, data, error);
    fault_resume(armed);
    return code;
}

static void sit_down(struct sitting *sitting, int rows, int cols)
{
    memset(sitting, 0, sizeof *sitting);
    world_init(&sitting->world);
    sitting->look = look_plain;
    sitting->context = (struct context){
        .look = &sitting->look, .language = "en", .languages = languages, .centre = "Empretec Centre Lusaka", .wall = 1728000000000, .running = 5000,
        .offset_minutes = 120, .date_sound = true, .names_listed = true, .guests_allowed = true, .registering_allowed = true, .rows = rows, .cols = cols,
    };
    sitting->world.context = &sitting->context;
    sitting->grid = golden_grid(rows, cols, &sitting->look);
    sitting->stack = stack_new(&sitting->context, serve, sitting);
    ck_assert_ptr_nonnull(sitting->stack);
}

static void stand_up(struct sitting *sitting)
{
    stack_free(sitting->stack);
    grid_release(&sitting->grid);
    world_release(&sitting->world);
}

static enum key key_named(const char *name, size_t length)
{
    for (int key = 1; key < PRESS_COUNT; key++)
        if (strlen(press_name((enum key)key)) == length && strncmp(press_name((enum key)key), name, length) == 0)
            return (enum key)key;
    ck_abort_msg("there is no key %.*s", (int)length, name);
    return 0;
}

static void press(struct sitting *sitting, const struct event *event)
{
    sitting->context.running += 100;
    stack_event(sitting->stack, event);
    stack_draw(sitting->stack, &sitting->grid, false);
}

/* As drive_keys; "Tick" lets a second go by. */
static void keys(struct sitting *sitting, const char *script)
{
    while (*script) {
        size_t length = strcspn(script, " ");
        if (*script == '\'') {
            for (script++; *script && *script != '\''; script++) {
                struct event event = event_text((char[]){ *script, 0 });
                press(sitting, &event);
            }
            script += *script == '\'';
        } else if (length == 4 && strncmp(script, "Tick", 4) == 0) {
            sitting->context.running += 1000;
            press(sitting, &(struct event){ .kind = EVENT_TICK });
            script += length;
        } else if (length) {
            struct event event = event_key(key_named(script, length));
            press(sitting, &event);
            script += length;
        }
        script += strspn(script, " ");
    }
}

static bool shows(struct sitting *sitting, const char *text)
{
    struct buf dump = BUF_INIT;
    stack_draw(sitting->stack, &sitting->grid, true);
    grid_dump(&sitting->grid, &dump);
    bool shown = strstr(dump.data, text) != NULL;
    buf_release(&dump);
    return shown;
}

/* Each begins at a screen of its own, so that a failure early on does not hide what comes later. */
static const struct route { const struct screen_type *first; const char *script; bool signed_in, planned; } routes[] = {
    { &screen_attract, "Enter '1000017' Enter '1234' Enter Tick Down Up F1 Esc", false },
    { &screen_attract, "'l' Down Enter", false },
    { &screen_sign_in, "'Gra' Down Enter '1234' Enter", false },
    { &screen_registering, "'Jose' Enter '24681' Enter '24681' Enter '1' Tab '12' Tab Enter Enter Enter Enter", false },
    { &screen_keys, "Down Up Right Left Enter 'a' Backspace Tab Enter Esc", false },
    { &screen_home, "Down Down Up F1 Down Esc 'l' Esc Down Down Down Enter Enter", true },
    { &screen_home, "Down Down Enter Enter Right Right '2' Enter Tab '12' Enter Tab '2' Enter", true },
    { &screen_home, "Enter Esc Down Enter Enter Down Enter '2' Esc", true, true },
    { &screen_search, "'earn' Down Enter Right Esc Backspace 'z'", true },
    { &screen_progress, "Down Enter Esc", true },
    { &screen_kept, "Down PageDown Esc", true },
    { &screen_manager, "Down Enter Down Enter Esc Esc Enter", true },
    { &screen_packs, "Down Enter Enter Esc Down Enter", true },
    { &screen_install, "Down Enter Enter Enter Down Enter Esc", true },
    { &screen_doctor, "Down 'f' Enter 'r' Esc", true },
    { &screen_export, "Enter Down Right Right Enter Esc Left Enter Tick Enter Right Enter", true },
    { &screen_stick, "Enter Down Enter Esc Enter End Tick ' ' Enter Right Enter", true },
    { &screen_coordinator, "Down Right Enter Down Enter Tick Right Enter Esc Down Esc", true },
    { &screen_learners, "'Gra' Down F6 Enter Esc", true },
    { &screen_person, "'2' Right Enter Enter '4' Esc PageDown Esc", true },
    { &screen_workshops, "'n' 'June' Enter Enter Enter Down Enter ' ' 'a' '10' Enter Tick Esc", true },
    { &screen_workshops, "Down Enter End Up 'r' 'w' Right 'u' 'x' Tab Enter 'p' Enter Down Enter Esc Esc", true },
    { &screen_lock, "'1234' Enter Tick Down Enter", true },
};

/* Screens that are opened with something, by a screen of the test's own below them. */
static struct screen_args given;
static const struct screen_type *given_type;
static void open_given(void *state, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    (void)state, (void)args, (void)context;
    effect_push(effects, given_type, &given);
}
static unsigned ignore(void *state, const struct event *event, const struct context *context, struct effects *effects)
{
    (void)state, (void)event, (void)context, (void)effects;
    return 0;
}
static void draw_nothing(const void *state, const struct context *context, struct grid *grid) { (void)state, (void)context, (void)grid; }
static const struct screen_type screen_below = { .name = "below", .size = 1, .init = open_given, .update = ignore, .draw = draw_nothing };

static void walk(const struct route *route, const struct screen_args *args, const char *last)
{
    for (int fault = FAULT_ONCE; fault <= FAULT_EVER; fault++) {
        /* each of the first ones, then in growing steps: a walk has thousands */
        for (size_t at = 1, step = 1;; at += step, step = at / 100 + 1) {
            struct sitting sitting;
            struct error error = { 0 };
            sit_down(&sitting, 24, 80);
            sitting.world.planned = route->planned;
            if (route->signed_in)
                sitting.context.person = (struct person_view){ .id = "p1", .number = "1000017", .name = "Grace Banda", .language = "en", .rank = RANK_MANAGER };
            if (args) {
                given = *args;
                given_type = route->first;
            }
            fault_arm((enum fault)fault, at);
            int code = stack_start(sitting.stack, args ? &screen_below : route->first, &error);
            stack_draw(sitting.stack, &sitting.grid, true);
            keys(&sitting, route->script);
            bool reached = fault_disarm();
            ck_assert(code == 0 || (reached && code == ERROR_MEMORY));
            /* what was recorded of answers is what is typed in these walks, never less; a question that was passed by is recorded as not answered */
            ck_assert_msg(route->first != &screen_attempt || (!strstr(sitting.world.log.data, "answer q.one \n") && !strstr(sitting.world.log.data, "answer q.essay \n")),
                          "allocation %zu: %s", at, sitting.world.log.data);
            if (!reached) {
                if (last)
                    ck_assert_msg(shows(&sitting, last), "\"%s\" does not stand there", last);
                stand_up(&sitting);
                break;
            }
            /* there is memory again: the same kiosk, the same person, from the beginning */
            keys(&sitting, "Esc");
            ck_assert_int_eq(stack_start(sitting.stack, args ? &screen_below : route->first, &error), 0);
            ck_assert_uint_ge(stack_depth(sitting.stack), args ? 2 : 1);
            ck_assert_ptr_eq(stack_top(sitting.stack), route->first);
            stack_draw(sitting.stack, &sitting.grid, true);
            stand_up(&sitting);
        }
    }
}

START_TEST(every_screen_lives_through_a_lack_of_memory)
{
    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        walk(&routes[i], NULL, NULL);
}
END_TEST

START_TEST(lessons_live_through_a_lack_of_memory)
{
    const struct route lesson = { &screen_lesson, "Right Right '2' Enter Tab '12' Enter Right '1,200' Enter Down Enter Right Enter", true };
    walk(&lesson, &(struct screen_args){ .pack = "business", .unit = "bread", .title = "Bread" }, NULL);
    const struct route pack = { &screen_pack, "Down Enter Esc", true };
    walk(&pack, &(struct screen_args){ .pack = "business", .title = "Business" }, NULL);
}
END_TEST

/* Through all types of question, handed in, looked at. */
static const char whole_quiz[] = "'2' Enter '13' Enter '2' Enter 'Margin' Enter '1,200' Enter Up Enter '1' '2' '3' Enter '1' Enter Enter "
                                 "'A second oven.' Enter 'And flour.' Tab '1' Enter Tick";

START_TEST(a_quiz_lives_through_a_lack_of_memory)
{
    const struct route test = { &screen_attempt, whole_quiz, true };
    walk(&test, &(struct screen_args){ .pack = "business", .unit = "test", .title = "Post-test" }, NULL);
    const struct route practice = { &screen_attempt, "'3' Enter Enter '13' Enter Enter '1' Enter Enter 'margin' Enter Enter", true };
    walk(&practice, &(struct screen_args){ .pack = "business", .unit = "practice", .title = "Practice" }, NULL);
    const struct route quiz = { &screen_quiz, "Enter '2' Enter Esc", true };
    walk(&quiz, &(struct screen_args){ .pack = "business", .unit = "test", .title = "Post-test" }, NULL);
}
END_TEST

START_TEST(an_answer_that_could_not_be_sent_is_sent_when_one_goes_on)
{
    size_t unsent = 0;
    for (size_t at = 1;; at++) {
        struct sitting sitting;
        struct error error = { 0 };
        sit_down(&sitting, 24, 80);
        given = (struct screen_args){ .pack = "business", .unit = "test", .title = "Post-test" };
        given_type = &screen_attempt;
        ck_assert_int_eq(stack_start(sitting.stack, &screen_below, &error), 0);
        stack_draw(sitting.stack, &sitting.grid, true);
        fault_arm(FAULT_EVER, at);
        keys(&sitting, "'1'");
        bool reached = fault_disarm();
        if (!strstr(sitting.world.log.data, "answer q.one ")) {
            unsent++;
            ck_assert_msg(shows(&sitting, "out of memory"), "allocation %zu: nothing is said", at);
            keys(&sitting, at % 2 ? "Enter" : "Esc");    /* to the next question, or away from the quiz */
        }
        const char *sent = strstr(sitting.world.log.data, "answer q.one ");
        ck_assert_msg(sent && sent[13] >= '0' && sent[13] <= '9', "allocation %zu: %s", at, sitting.world.log.data);
        stand_up(&sitting);
        if (!reached)
            break;
    }
    ck_assert_uint_gt(unsent, 0);
}
END_TEST

TEST_MAIN("memory_screens", every_screen_lives_through_a_lack_of_memory, lessons_live_through_a_lack_of_memory, a_quiz_lives_through_a_lack_of_memory,
          an_answer_that_could_not_be_sent_is_sent_when_one_goes_on)
