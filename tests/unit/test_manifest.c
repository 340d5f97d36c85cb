/* pack.cfg: what is written is read; every mistake is named with its line. */
#include "check_main.h"

#include "pack/manifest.h"

#define D "1111111111111111111111111111111111111111111111111111111111111111"

static const char good[] =
    "format = 1;\n"
    "id = \"business-skills\";\n"
    "version = \"1.0.0\";\n"
    "title = { en = \"Business skills\"; fr = \"Gestion \\\"simple\\\"\"; };\n"
    "languages = [ \"en\", \"fr\" ];\n"
    "cluster = 1;\n"
    "sdg = [ 8, 9 ];\n"
    "audience = [ \"msme\" ];\n"
    "minutes = 140;\n"
    "licence = \"CC-BY-4.0\";\n"
    "publisher = \"UNCTAD Empretec\";\n"
    "units = (\n"
    "  {\n"
    "    kind = \"lesson\";\n"
    "    id = \"idea\";\n"
    "    title = { en = \"An idea\"; };\n"
    "    minutes = 15;\n"
    "    quiz = \"quiz-idea\";\n"
    "    files = { en = \"en/lessons/01.md\"; fr = \"fr/lessons/01.md\"; };\n"
    "    digest = { en = \"" D "\"; fr = \"" D "\"; };\n"
    "  },\n"
    "  {\n"
    "    kind = \"quiz\";\n"
    "    id = \"quiz-idea\";\n"
    "    files = \"quizzes/quiz-idea.quiz\";\n"
    "    digest = \"" D "\";\n"
    "  }\n"
    ");\n";

static int parse(struct arena *arena, const char *text, struct report *report, struct manifest **manifest)
{
    report_init(report);
    return manifest_parse(arena, text, strlen(text), "pack.cfg", report, manifest);
}

START_TEST(what_is_read_is_written_in_the_same_words)
{
    struct arena arena;
    struct report report;
    struct manifest *manifest = NULL;
    struct buf out = BUF_INIT;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(parse(&arena, good, &report, &manifest), 0);
    manifest_write(manifest, &out);
    ck_assert_str_eq(out.data, good);
    const struct manifest_unit *unit = manifest_unit(manifest, "idea");
    ck_assert_int_eq(unit->kind, PACK_LESSON);
    ck_assert_str_eq(manifest_file(unit, "fr_CI")->path, "fr/lessons/01.md");
    ck_assert_str_eq(manifest_file(unit, "sw")->path, "en/lessons/01.md");
    ck_assert_str_eq(manifest_file(manifest_unit(manifest, "quiz-idea"), "fr")->language, "");
    ck_assert_ptr_null(manifest_unit(manifest, "nothing"));
    buf_release(&out);
    report_release(&report);
    arena_release(&arena);
}
END_TEST

/* The good manifest with one part replaced. */
static void with(struct buf *out, const char *old, const char *new)
{
    const char *at = strstr(good, old);
    ck_assert_ptr_nonnull(at);
    buf_clear(out);
    buf_add(out, good, (size_t)(at - good));
    buf_text(out, new);
    buf_text(out, at + strlen(old));
}

START_TEST(each_mistake_is_named_with_its_line)
{
    static const struct {
        const char *old, *new, *want;
    } cases[] = {
        { "\"1.0.0\"", "\"1.0\"", "pack.cfg: \"1.0\" is no version; write it like 1.0.0" },
        { "\"1.0.0\"", "\"1.0.01\"", "pack.cfg: \"1.0.01\" is no version; write it like 1.0.0" },
        { "\"1.0.0\"", "\"1.0.1000000\"", "pack.cfg: \"1.0.1000000\" is no version; write it like 1.0.0" },
        { "[ 8, 9 ]", "[ 8, 18 ]", "pack.cfg:7: \"sdg\" is a list of numbers from 1 to 17" },
        { "[ \"en\", \"fr\" ]", "[ ]", "pack.cfg: a pack has 1 to 64 languages" },
        { "[ \"en\", \"fr\" ]", "[ \"en\", \"en\" ]", "pack.cfg: the language \"en\" is named twice" },
        { "[ \"en\", \"fr\" ]", "[ \"en\", \"../x\" ]", "pack.cfg: \"../x\" is no language; write it like en or pt_BR" },
        { "[ \"en\", \"fr\" ]", "[ \"en\" ]", "pack.cfg:13: \"files\" names a language that the pack does not have" },
        { "quiz = \"quiz-idea\"", "quiz = \"idea\"", "pack.cfg:13: \"idea\" is no quiz of this pack" },
        { "id = \"quiz-idea\"", "id = \"idea\"", "pack.cfg:22: two units are called \"idea\"" },
        { "\"quizzes/quiz-idea.quiz\"", "\"../quiz\"", "pack.cfg:22: this name leads out of its folder" },
        { "digest = \"" D "\"", "digest = \"12\"", "pack.cfg:22: the digest of \"quizzes/quiz-idea.quiz\" is not 64 hexadecimal digits" },
        { "digest = { en = \"" D "\"; ", "digest = { ", "pack.cfg:13: \"digest\" must have one value for each of \"files\"" },
        { "format = 1", "format = 2", "pack.cfg: this pack is of format 2; this version reads format 1: install a newer version of the program" },
    };
    struct buf text = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        struct report report;
        struct manifest *manifest = NULL;
        arena_init(&arena, NULL, 0);
        with(&text, cases[i].old, cases[i].new);
        ck_assert_msg(parse(&arena, text.data, &report, &manifest) < 0, "%s is taken", cases[i].new);
        ck_assert_ptr_null(manifest);
        ck_assert_uint_ge(report.count, 1);
        ck_assert_error(report.kept[0], cases[i].want);
        report_release(&report);
        arena_release(&arena);
    }
    buf_release(&text);
}
END_TEST

START_TEST(all_mistakes_are_reported)
{
    struct arena arena;
    struct report report;
    struct manifest *manifest = NULL;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(parse(&arena, "format = 1;\nunits = ( );\n", &report, &manifest), ERROR_INVALID);
    ck_assert_uint_ge(report.count, 6);          /* id, version, title, licence, publisher, languages, units */
    report_release(&report);
    arena_release(&arena);
}
END_TEST

START_TEST(what_a_later_version_adds_is_passed_over)
{
    struct arena arena;
    struct report report;
    struct manifest *manifest = NULL;
    struct buf text = BUF_INIT;
    arena_init(&arena, NULL, 0);
    with(&text, "cluster = 1;", "cluster = 1; colour = \"green\"; nested = { a = ( 1, 2 ); };");
    ck_assert_int_eq(parse(&arena, text.data, &report, &manifest), 0);
    with(&text, "kind = \"quiz\";\n    id = \"quiz-idea\"", "kind = \"hologram\";\n    id = \"other\"");
    ck_assert_int_eq(parse(&arena, text.data, &report, &manifest), ERROR_INVALID); /* the lesson's quiz is gone */
    report_release(&report);
    buf_release(&text);
    arena_release(&arena);
}
END_TEST

START_TEST(lack_of_memory_is_a_clean_failure)
{
    for (size_t n = 1;; n++) {
        struct failing_allocator failing;
        struct arena arena;
        struct report report;
        struct manifest *manifest = NULL;
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        int code = parse(&arena, good, &report, &manifest);
        report_release(&report);
        arena_release(&arena);
        if (code == 0)
            break;
        ck_assert_int_eq(code, ERROR_MEMORY);
        ck_assert_ptr_null(manifest);
        ck_assert_uint_lt(n, 10000);
    }
}
END_TEST

START_TEST(versions_are_compared_by_their_numbers)
{
    ck_assert_int_lt(pack_version_compare("1.9.0", "1.10.0"), 0);
    ck_assert_int_gt(pack_version_compare("2.0.0", "1.99.99"), 0);
    ck_assert_int_eq(pack_version_compare("1.0.0", "1.0.0"), 0);
    ck_assert_int_lt(pack_version_compare("", "0.0.0"), 0);
}
END_TEST

TEST_MAIN("manifest", what_is_read_is_written_in_the_same_words, each_mistake_is_named_with_its_line, all_mistakes_are_reported,
          what_a_later_version_adds_is_passed_over, lack_of_memory_is_a_clean_failure, versions_are_compared_by_their_numbers)
