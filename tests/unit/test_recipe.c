/* Recipes: what is read, what is refused and in which words, and where files are looked for. */
#include "check_main.h"

#include "model/recipe.h"

static struct arena arena;
static struct report report;
static struct recipe *recipe;

static void begin(void)
{
    arena_init(&arena, NULL, 0);
    report_init(&report);
    recipe = NULL;
}

static void finish(void)
{
    report_release(&report);
    arena_release(&arena);
}

static int parse(const char *text)
{
    return recipe_parse(&arena, text, strlen(text), "r.cfg", &report, &recipe);
}

static const char *mistakes(void)
{
    static char all[8000];
    size_t used = 0;
    all[0] = 0;
    for (size_t i = 0; i < report_kept(&report) && used < sizeof all - 1100; i++) {
        error_text(&report.kept[i], NULL, all + used, sizeof all - used);
        used += strlen(all + used);
        used += (size_t)snprintf(all + used, sizeof all - used, "\n");
    }
    return all;
}

#define HEAD(version, languages) "format = 1; id = \"r\"; version = \"" version "\"; title = { en = \"R\"; }; languages = [ " languages " ];\n" \
    "licence = \"CC0\"; publisher = \"P\"; source = \"../content/x\";\n"
#define BANK "{ kind = \"bank\"; id = \"b\"; file = \"b.gift\"; }"
#define WHOLE HEAD("1.0.0", "\"en\"") "units = ( " BANK " );"

static void refused(const char *text, const char *want)
{
    begin();
    ck_assert_int_lt(parse(text), 0);
    ck_assert_ptr_null(recipe);
    ck_assert_str_eq(mistakes(), want);
    finish();
}

START_TEST(a_recipe_says_what_is_in_a_pack)
{
    begin();
    ck_assert_int_eq(parse(HEAD("1.20.3", "\"en\", \"pt_BR\"") "cluster = 2; sdg = [ 4, 8 ]; audience = [ \"msme\" ]; minutes = 90; summary = \"S\";\n"
                           "units = ( { kind = \"lesson\"; id = \"l\"; file = \"lessons/l.md\"; minutes = 10; quiz = \"q\"; }, " BANK ",\n"
                           "{ kind = \"quiz\"; id = \"q\"; file = \"../quizzes/q.quiz\"; } );"), 0);
    ck_assert_str_eq(mistakes(), "");
    ck_assert_str_eq(recipe->version, "1.20.3");
    ck_assert_uint_eq(recipe->language_count, 2);
    ck_assert_str_eq(recipe->languages[1], "pt_BR");
    ck_assert_int_eq(recipe->cluster, 2);
    ck_assert_uint_eq(recipe->sdg_count, 2);
    ck_assert_int_eq(recipe->sdg[1], 8);
    ck_assert_str_eq(recipe->audience[0], "msme");
    ck_assert_int_eq(recipe->minutes, 90);
    ck_assert_uint_eq(recipe->unit_count, 3);
    ck_assert_int_eq(recipe->units[0].kind, UNIT_LESSON);
    ck_assert_str_eq(recipe->units[0].quiz, "q");
    ck_assert_int_eq(recipe->units[0].minutes, 10);
    ck_assert(!recipe->units[0].shared);
    ck_assert(recipe_unit(recipe, "q")->shared);
    ck_assert_int_eq(recipe->units[2].line, 5);
    ck_assert_ptr_null(recipe_unit(recipe, "z"));
    finish();
}
END_TEST

static void path_is(const char *source, const char *recipe_file, const char *file, const char *want)
{
    struct buf out = BUF_INIT;
    struct recipe one = { .source = source };
    struct recipe_unit unit = { .file = file, .shared = strncmp(file, "../", 3) == 0 };
    ck_assert(recipe_path(&one, recipe_file, &unit, "en", &out));
    ck_assert_str_eq(out.data, want);
    buf_release(&out);
}

START_TEST(files_are_looked_for_beside_the_recipe)
{
    path_is("../content/x", "packs/r.cfg", "b.gift", "content/x/en/b.gift");
    path_is("../content/x", "packs/r.cfg", "../q/q.quiz", "content/x/q/q.quiz");
    path_is("../content/x", "r.cfg", "b.gift", "../content/x/en/b.gift");
    path_is("../content/x", "/packs/r.cfg", "b.gift", "/content/x/en/b.gift");
    path_is("../content/x", "../packs/r.cfg", "b.gift", "../content/x/en/b.gift");
    path_is("../../x", "a/b/r.cfg", "b.gift", "x/en/b.gift");
    path_is("../x", "../r.cfg", "b.gift", "../../x/en/b.gift");
    path_is(".", "a/r.cfg", "../q.quiz", "a/q.quiz");
    path_is(".", "r.cfg", "b.gift", "en/b.gift");
    path_is("x", "/r.cfg", "b.gift", "/x/en/b.gift");
    path_is("/abs", "a/r.cfg", "b.gift", "/abs/en/b.gift");
}
END_TEST

START_TEST(versions_are_three_numbers)
{
    ck_assert(version_valid("0.0.0"));
    ck_assert(version_valid("12.999999.1"));
    ck_assert(!version_valid("1.0"));
    ck_assert(!version_valid("1.0.0.0"));
    ck_assert(!version_valid("01.0.0"));
    ck_assert(!version_valid("1.0.x"));
    ck_assert(!version_valid("1000000.0.0"));
    ck_assert(!version_valid(""));
}
END_TEST

START_TEST(wrong_settings_are_refused)
{
    refused("format = 1;",
            "r.cfg: the setting \"id\" is missing\nr.cfg: the setting \"version\" is missing\nr.cfg: the setting \"title\" is missing\nr.cfg: the setting \"languages\" is missing\n"
            "r.cfg: the setting \"licence\" is missing\nr.cfg: the setting \"publisher\" is missing\nr.cfg: the setting \"units\" is missing\n");
    refused(HEAD("1.0", "\"en\"") "units = ( " BANK " );", "r.cfg:1: `1.0` is no version: write three numbers, as 1.0.0\n");
    refused(HEAD("1.0.0", "\"EN\", \"fr\", \"fr\"") "units = ( " BANK " );",
            "r.cfg:1: `EN` is no language: write en, fr or pt_BR\nr.cfg:1: the language `fr` is there twice\n");
    refused(HEAD("1.0.0", "") "units = ( " BANK " );", "r.cfg:1: a pack has 1 to 64 languages\n");
    refused(WHOLE "sdg = [ 8, 4 ];", "r.cfg:3: sdg holds numbers from 1 to 17 that rise\n");
    refused(WHOLE "sdg = 8;", "r.cfg:3: sdg is a list of goals: [ 4, 8 ]\n");
    refused(WHOLE "cluster = 9;", "r.cfg:3: \"cluster\" must be from 0 to 8\n");
}
END_TEST

static void unit_refused(const char *units, const char *want)
{
    struct buf text = BUF_INIT;
    buf_format(&text, HEAD("1.0.0", "\"en\"") "units = ( %s );", units);
    refused(text.data, want);
    buf_release(&text);
}

START_TEST(wrong_units_are_refused)
{
    unit_refused("", "r.cfg:3: a pack has 1 to 500 units\n");
    unit_refused("1", "r.cfg:3: a unit is { kind = \xe2\x80\xa6; id = \xe2\x80\xa6; file = \xe2\x80\xa6; }\n");
    unit_refused(BANK ", " BANK, "r.cfg:3: the id `b` is there twice\n");
    unit_refused("{ kind = \"bank\"; id = \"b\"; file = \"b.md\"; }", "r.cfg:3: the file of a bank ends with .gift\n");
    unit_refused("{ kind = \"bank\"; id = \"b\"; file = \"../../b.gift\"; }",
                 "r.cfg:3: `../../b.gift` is no place below the source: write lessons/NAME.md, or ../quizzes/NAME.quiz\n");
    unit_refused("{ kind = \"bank\"; id = \"b\"; file = \"/b.gift\"; }",
                 "r.cfg:3: `/b.gift` is no place below the source: write lessons/NAME.md, or ../quizzes/NAME.quiz\n");
    unit_refused("{ kind = \"bank\"; id = \"b\"; file = \"b.gift\"; quiz = \"q\"; }",
                 "r.cfg:3: only a lesson has a quiz of its own\nr.cfg:3: the lesson's quiz `q` is no quiz of this recipe\n");
    unit_refused("{ kind = \"lesson\"; id = \"l\"; file = \"l.md\"; quiz = \"b\"; }, " BANK, "r.cfg:3: the lesson's quiz `b` is no quiz of this recipe\n");
}
END_TEST

START_TEST(memory_may_be_short_at_any_call)
{
    int code = ERROR_MEMORY;
    for (size_t n = 1; code != 0; n++) {
        struct failing_allocator failing;
        begin();
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        code = parse(WHOLE "sdg = [ 1 ]; audience = [ \"a\" ];");
        ck_assert((code == 0) == (recipe != NULL));
        ck_assert((code == 0) == !report_failed(&report));
        ck_assert_uint_lt(n, 1000);
        finish();
    }
}
END_TEST

TEST_MAIN("recipe", a_recipe_says_what_is_in_a_pack, files_are_looked_for_beside_the_recipe, versions_are_three_numbers, wrong_settings_are_refused,
          wrong_units_are_refused, memory_may_be_short_at_any_call)
