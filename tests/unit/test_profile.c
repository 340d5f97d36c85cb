/* The centre's own questions: what is wrong with a form is said with its place; what is right is evaluated as its author meant it. */
#include "check_main.h"

#include <unistd.h>

#include "app/app.h"
#include "app/profile.h"
#include "base/file.h"

static char folder[64];
static struct expr_engine *engine;

static const char head[] = "id = \"centre\";\ntitle = { en = \"Ours\"; };\nfields = (\n";
#define MARKET "{ id = \"market\"; kind = \"yes-no\"; label = { en = \"Do you sell at a market?\"; }; }"
#define STALLS "{ id = \"stalls\"; kind = \"integer\"; label = { en = \"How many stalls?\"; }; "
#define HEARD "{ id = \"heard\"; kind = \"multiple\"; label = { en = \"Heard?\"; };\n" \
    "choices = ( { id = \"radio\"; label = { en = \"Radio\"; }; }, { id = \"friend\"; label = { en = \"A friend\"; }; } ); "

/* The mistakes of a form with these fields, one a line. */
static int open_form(struct profile **profile, const char *fields, struct buf *mistakes)
{
    struct error error = { 0 };
    struct report report;
    struct buf text = BUF_INIT;
    char path[100], line[1024];
    snprintf(folder, sizeof folder, "/tmp/test-profile-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/profile.form", folder);
    buf_format(&text, "%s%s\n);\n", head, fields);
    ck_assert_int_eq(file_write(path, text.data, text.length, 0600, &error), 0);
    if (!engine)
        ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    report_init(&report);
    *profile = NULL;
    int code = profile_open(profile, path, engine, &report);
    for (size_t i = 0; i < report_kept(&report); i++) {
        snprintf(report.kept[i].file, sizeof report.kept[i].file, "f");
        buf_format(mistakes, "%s\n", error_text(&report.kept[i], NULL, line, sizeof line));
    }
    report_release(&report);
    buf_release(&text);
    unlink(path);
    rmdir(folder);
    return code;
}

static void refused(const char *fields, const char *want)
{
    struct buf mistakes = BUF_INIT;
    struct profile *profile;
    ck_assert_int_ne(open_form(&profile, fields, &mistakes), 0);
    ck_assert_ptr_null(profile);
    ck_assert_str_eq(mistakes.data, want);
    buf_release(&mistakes);
}

static struct profile *accepted(const char *fields)
{
    struct buf mistakes = BUF_INIT;
    struct profile *profile;
    int code = open_form(&profile, fields, &mistakes);
    ck_assert_str_eq(mistakes.data, "");
    ck_assert_int_eq(code, 0);
    ck_assert_ptr_nonnull(profile);
    buf_release(&mistakes);
    return profile;
}

static void finish(struct profile *profile)
{
    profile_free(profile);
    expr_engine_free(engine);
    engine = NULL;
}

START_TEST(a_centre_without_questions_has_no_profile)
{
    struct report report;
    struct profile *profile = (struct profile *)&report;
    report_init(&report);
    ck_assert_int_eq(profile_open(&profile, "/nowhere/profile.form", NULL, &report), 0);
    ck_assert_ptr_null(profile);
    ck_assert_uint_eq(report.count, 0);
    report_release(&report);
}
END_TEST

START_TEST(mistakes_in_conditions_are_said_with_their_place)
{
    refused(MARKET ",\n" STALLS "relevant = \":markt = 'yes'\"; }", "f:5: there is no field 'markt'\n");
    refused(MARKET ",\n" STALLS "constraint = \":stalls >= (1\"; }", "f:5: '(' is not closed\n");
    refused(STALLS "relevant = \":market = 'yes'\"; },\n" MARKET, "f:4: `market` is asked later; a condition reads what was asked before it\n");
    refused(STALLS "relevant = \":stalls > 1\"; }", "f:4: `stalls` is asked later; a condition reads what was asked before it\n");
    refused(STALLS "constraint = \"total('stalls') > 1\"; }", "f:4: `prev` and `total` belong to tables; there is none here\n");
    refused(STALLS "relevant = \":stals = 1\"; constraint = \":stalls >\"; }", "f:4: there is no field 'stals'\nf:4: the expression is not complete: something is missing at its end\n");
    finish(NULL);
}
END_TEST

START_TEST(what_a_person_s_record_does_not_hold_is_not_asked)
{
    struct buf many = BUF_INIT;
    refused("{ id = \"sector\"; kind = \"yes-no\"; label = { en = \"?\"; }; }", "f:4: the core profile asks for `sector` already; give this question another id\n");
    refused("{ id = \"essay\"; kind = \"text\"; length = 501; label = { en = \"?\"; }; }", "f:4: an answer in the profile has at most 500 characters\n");
    for (int i = 0; i < 65; i++)
        buf_format(&many, "%s{ id = \"q%d\"; kind = \"yes-no\"; label = { en = \"?\"; }; }", i ? ",\n" : "", i);
    refused(many.data, "f:68: a centre asks at most 64 questions of its own\n");
    buf_release(&many);
    finish(NULL);
}
END_TEST

static bool asked(struct profile *profile, size_t field, const char *name, const char *value)
{
    const struct form_rules *rules = profile_rules(profile);
    return rules->relevant(rules->context, &profile_form(profile)->fields[field], &(struct named_value){ name, value }, name ? 1 : 0);
}

START_TEST(a_question_is_asked_where_its_condition_holds_and_hidden_where_it_is_unknown)
{
    struct profile *profile = accepted(MARKET ",\n" STALLS "relevant = \":market = 'yes'\"; },\n" HEARD "relevant = \":sex = 'female' OR :stalls >= 2\"; }");
    ck_assert(asked(profile, 0, NULL, NULL));
    ck_assert(asked(profile, 1, "market", "yes"));
    ck_assert(!asked(profile, 1, "market", "no"));
    ck_assert(!asked(profile, 1, "market", ""));
    ck_assert(!asked(profile, 1, NULL, NULL));
    ck_assert(asked(profile, 2, "sex", "female")); /* of the core profile */
    ck_assert(asked(profile, 2, "stalls", "10"));  /* a number, not a text */
    ck_assert(!asked(profile, 2, "stalls", "1"));
    struct form_field other = { .id = "other" };
    const struct form_rules *rules = profile_rules(profile);
    ck_assert(rules->relevant(rules->context, &other, NULL, 0)); /* of another form: no rule of ours */
    ck_assert_ptr_null(rules->wrong(rules->context, &other, "en", NULL, 0));
    finish(profile);
}
END_TEST

static const char *wrong(struct profile *profile, size_t field, const char *language, const char *name, const char *value)
{
    const struct form_rules *rules = profile_rules(profile);
    return rules->wrong(rules->context, &profile_form(profile)->fields[field], language, &(struct named_value){ name, value }, 1);
}

START_TEST(an_answer_that_breaks_its_constraint_is_refused_in_the_learner_s_language)
{
    struct profile *profile = accepted(STALLS "constraint = \":stalls >= 1\"; message = { en = \"One at least.\"; fr = \"Un au moins.\"; }; },\n"
                                       HEARD "constraint = \"NOT (selected(:heard, 'radio') AND selected(:heard, 'friend'))\"; }");
    ck_assert_str_eq(wrong(profile, 0, "en", "stalls", "0"), "One at least.");
    ck_assert_str_eq(wrong(profile, 0, "fr", "stalls", "0"), "Un au moins.");
    ck_assert_ptr_null(wrong(profile, 0, "en", "stalls", "1"));
    ck_assert_ptr_null(wrong(profile, 0, "en", "stalls", "")); /* unknown passes */
    ck_assert_str_eq(wrong(profile, 1, "en", "heard", "radio friend"), ""); /* its author said nothing */
    ck_assert_ptr_null(wrong(profile, 1, "en", "heard", "radio"));
    finish(profile);
}
END_TEST

START_TEST(registering_goes_without_a_broken_form_and_says_so)
{
    struct app_paths paths = { 0 };
    struct error error = { 0 };
    struct arena arena;
    const char *source = getenv("srcdir");
    char path[600];
    snprintf(folder, sizeof folder, "/tmp/test-profile-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(paths.centre, sizeof paths.centre, "%s", folder);
    snprintf(paths.data, sizeof paths.data, "%s/content", source ? source : ".");
    path_join(path, sizeof path, folder, "profile.form");
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    arena_init(&arena, NULL, 0);
    for (int broken = 0; broken < 2; broken++) {
        static const char *const texts[] = {
            "id = \"centre\";\ntitle = { en = \"Ours\"; };\nfields = (\n" MARKET "\n);\n",
            "id = \"centre\";\ntitle = { en = \"Ours\"; };\nfields = (\n{ id = \"market\"; kind = \"maybe\"; label = { en = \"?\"; }; }\n);\n",
        };
        struct services services = { .paths = &paths, .engine = engine, .language = "en" };
        void *data = NULL;
        arena_init(&services.forms_arena, NULL, 0);
        ck_assert_int_eq(file_write(path, texts[broken], strlen(texts[broken]), 0600, &error), 0);
        ck_assert_int_eq(service_FORMS(&services, NULL, &arena, &data, &error), 0);
        const struct profile_forms *forms = data;
        ck_assert_str_eq(forms->core->id, "core");
        if (broken) {
            ck_assert_ptr_null(forms->centre);
            ck_assert_ptr_null(forms->rules);
            ck_assert_str_eq(forms->trouble, "This centre's own questions are left out, since their form has a mistake. Tell the manager: profile.form:4: "
                             "\"kind\" cannot be \"maybe\"; it is one of \"single\", \"multiple\", \"text\", \"integer\", \"year-band\", \"yes-no\"");
        } else {
            ck_assert_str_eq(forms->centre->id, "centre");
            ck_assert_ptr_nonnull(forms->rules);
            ck_assert_ptr_null(forms->trouble);
        }
        profile_free(services.profile);
        arena_release(&services.forms_arena);
    }
    unlink(path);
    rmdir(folder);
    arena_release(&arena);
    finish(NULL);
}
END_TEST

TEST_MAIN("the centre's own questions", a_centre_without_questions_has_no_profile, mistakes_in_conditions_are_said_with_their_place,
          what_a_person_s_record_does_not_hold_is_not_asked, a_question_is_asked_where_its_condition_holds_and_hidden_where_it_is_unknown,
          an_answer_that_breaks_its_constraint_is_refused_in_the_learner_s_language, registering_goes_without_a_broken_form_and_says_so)
