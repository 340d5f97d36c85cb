/* libconfig from outside: what is refused, and what is said about it. */
#include "check_main.h"

#include "base/buf.h"
#include "base/cfg.h"

/* What reading text says: "" when it is taken. */
static char *read_text(const char *text, char said[600])
{
    struct error error = { 0 };
    config_t config;
    said[0] = 0;
    if (cfg_parse(&config, text, strlen(text), "f", &error) == 0)
        config_destroy(&config);
    else
        error_text(&error, NULL, said, 600);
    return said;
}

START_TEST(what_libconfig_would_take_wrongly_is_refused)
{
    static const struct { const char *text, *said; } cases[] = {
        { "a = 1;", "" },
        { "@include \"x\"\n", "f:1:1: other files are not included here; take out \"@\" and what follows" },
        { "a = 1;\n \t@include\t\"x\"", "f:2:3: other files are not included here; take out \"@\" and what follows" },
        { "/* x */@include \"x\"", "f:1:8: other files are not included here; take out \"@\" and what follows" },
        { "a = 1; @INCLUDE \"x\"", "f:1:8: other files are not included here; take out \"@\" and what follows" },
        { "a = \"é\"; @include_dir \"x\"", "f:1:10: other files are not included here; take out \"@\" and what follows" },
        { "a = \"\n@include \\\"x\\\"\n\";", "" },
        { "# @include \"x\"\n// @include \"x\"\n/*\n@include \"x\"\n*/ a = \"me@x\";", "" },
        { "a = \"\\\\\"; @include \"x\"", "f:1:11: other files are not included here; take out \"@\" and what follows" },
        { "# x\r@include \"x\"\n", "f:1:4: there is a control character here; take it out" },
        { "a = 1;\f@include \"x\"\n", "f:1:7: there is a control character here; take it out" },
        { "a = 1;\r\nb = 2;\r\n", "" },
        { "a = 2147483647; b = -2147483648; c = 0x7fffffff;", "" },
        { "a = 2147483648;", "f:1:5: 2147483648 needs an L behind it, since it is over 32 bits: 2147483648L" },
        { "a = -2147483649;", "f:1:5: -2147483649 needs an L behind it, since it is over 32 bits: -2147483649L" },
        { "a = [1, 0x80000000];", "f:1:9: 0x80000000 needs an L behind it, since it is over 32 bits: 0x80000000L" },
        { "a = 00000000000000000001; b = 2147483648L; c = 9223372036854775807LL; d = 3000000000.5; e = 99999999999e2; a3000000000 = 1;", "" },
        { "a = 9223372036854775808L;", "f:1:5: 9223372036854775808 is larger than any number here may be" },
        { "a = \"2147483648\"; # 2147483648", "" },
        { "a = \"x", "f:1:5: this text never ends; close it with a quotation mark" },
        { "a = 1; \"x\\\"", "f:1:8: this text never ends; close it with a quotation mark" },
        { "a = 1; /* x *", "f:1:8: this comment never ends; close it with \"*/\"" },
        { "a = \"x\\x00y\";", "f:1:7: \"\\x00\" would end the text here; take it out" },
        { "a = \"\xff\";", "f: this is not UTF-8" },
        { "a = 1;\nb = ;\n", "f:2: this is not understood; look here and just before for a missing \";\", \"=\", quotation mark or bracket" },
        { "a = 1;\nb = 2;\na = 3;\n", "f:3: a setting of this name is already there; take one of them out" },
        { "a = [1, \"x\"];", "f:1: all in [ ] must be of one kind; use ( ) for a list of several kinds" },
    };
    char said[600];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(read_text(cases[i].text, said), cases[i].said);
}
END_TEST

START_TEST(depth_length_and_number_of_settings_are_capped)
{
    struct buf text = BUF_INIT;
    char said[600];
    for (int depth = 32; depth <= 33; depth++) {
        buf_clear(&text);
        buf_text(&text, "a = ");
        buf_fill(&text, '(', (size_t)depth);
        buf_fill(&text, ')', (size_t)depth);
        ck_assert_str_eq(read_text(text.data, said), depth == 32 ? ""
                         : "f:1:37: brackets are nested more than 32 deep here, the most that is read");
    }
    buf_clear(&text);
    for (int i = 0; i < 4096; i++)
        buf_format(&text, "a%d = 1;", i);
    ck_assert_str_eq(read_text(text.data, said), "");
    buf_text(&text, "\nb : 1;");
    ck_assert_str_eq(read_text(text.data, said), "f:2:3: there are more than 4096 settings in this group, the most that is read");
    buf_clear(&text);
    buf_fill(&text, ' ', 4 << 20);
    ck_assert_str_eq(read_text(text.data, said), "");
    buf_char(&text, ' ');
    ck_assert_str_eq(read_text(text.data, said), "f: this file is longer than 4194304 bytes, the most that is read");
    buf_release(&text);
}
END_TEST

START_TEST(a_nul_within_is_refused)
{
    struct error error = { 0 };
    ck_assert_int_eq(cfg_scan("a = 1;\0b", 8, "f", &error), ERROR_SYNTAX);
    ck_assert_error(error, "f:1:7: there is a control character here; take it out");
}
END_TEST

/* A parsed text with all that getters want. */
struct fixture {
    config_t config;
    struct arena arena;
    struct report report;
    struct cfg cfg;
    const config_setting_t *root;
};

static void fixture_open(struct fixture *fixture, const char *text, const struct allocator *allocator)
{
    struct error error = { 0 };
    ck_assert_int_eq(cfg_parse(&fixture->config, text, strlen(text), "f", &error), 0);
    arena_init(&fixture->arena, allocator, 0);
    report_init(&fixture->report);
    fixture->cfg = (struct cfg){ "f", &fixture->arena, &fixture->report };
    fixture->root = config_root_setting(&fixture->config);
}

static void fixture_close(struct fixture *fixture)
{
    config_destroy(&fixture->config);
    arena_release(&fixture->arena);
    report_release(&fixture->report);
}

/* All that was reported, a line each. */
static const char *reported(struct fixture *fixture)
{
    static char all[4000];
    all[0] = 0;
    for (size_t i = 0; i < report_kept(&fixture->report); i++) {
        size_t used = strlen(all);
        error_text(&fixture->report.kept[i], NULL, all + used, sizeof all - used - 2);
        memcpy(all + strlen(all), "\n", 2);
    }
    return all;
}

static const char *const kinds[] = { "quiz", "survey", "worksheet", NULL };

START_TEST(settings_are_read_as_their_kind)
{
    struct fixture f;
    fixture_open(&f, "s = \"Cafe\\xcc\\x81\"; t = \"a\\nb\"; id = \"unit-1\"; i = 5; big = 5000000000L; r = 2; x = 1.5; b = true;\n"
                 "kind = \"survey\"; list = ( \"a\", \"b\" ); array = [ \"c\" ]; none = ( ); g = { };", NULL);
    const char *s = NULL, *t = NULL, *id = NULL, *kept = "kept", **list = NULL;
    int64_t i = 0, big = 0;
    double r = 0, x = 0;
    bool b = false;
    int kind = -1;
    size_t count = 9;
    ck_assert(cfg_string(&f.cfg, f.root, "s", true, &s));
    ck_assert_text(s, "Caf\xc3\xa9");
    ck_assert(cfg_text(&f.cfg, f.root, "t", true, &t));
    ck_assert_text(t, "a\nb");
    ck_assert(cfg_name(&f.cfg, f.root, "id", true, &id));
    ck_assert_text(id, "unit-1");
    ck_assert(cfg_int(&f.cfg, f.root, "i", true, 5, 5, &i));
    ck_assert_int_eq(i, 5);
    ck_assert(cfg_int(&f.cfg, f.root, "big", true, 0, INT64_MAX, &big));
    ck_assert_int_eq(big, 5000000000);
    ck_assert(cfg_real(&f.cfg, f.root, "r", true, &r));
    ck_assert(cfg_real(&f.cfg, f.root, "x", true, &x));
    ck_assert(r == 2 && x == 1.5);
    ck_assert(cfg_bool(&f.cfg, f.root, "b", true, &b));
    ck_assert(b);
    ck_assert(cfg_word(&f.cfg, f.root, "kind", true, kinds, &kind));
    ck_assert_int_eq(kind, 1);
    ck_assert(cfg_strings(&f.cfg, f.root, "list", true, &list, &count));
    ck_assert_uint_eq(count, 2);
    ck_assert_text(list[1], "b");
    ck_assert(cfg_strings(&f.cfg, f.root, "array", true, &list, &count));
    ck_assert_text(list[0], "c");
    ck_assert(cfg_strings(&f.cfg, f.root, "none", true, &list, &count));
    ck_assert_uint_eq(count, 0);
    ck_assert_ptr_nonnull(cfg_list(&f.cfg, f.root, "list", true));
    ck_assert_ptr_nonnull(cfg_group(&f.cfg, f.root, "g", true));
    ck_assert(cfg_string(&f.cfg, f.root, "absent", false, &kept));
    ck_assert_text(kept, "kept");
    ck_assert_str_eq(reported(&f), "");
    fixture_close(&f);
}
END_TEST

START_TEST(each_mistake_in_a_setting_is_said_with_its_line)
{
    struct fixture f;
    fixture_open(&f, "s = 1;\nt = \"a\\nb\";\nu = \"a\\x1b[2J\";\nv = \"\\xff\";\nid = \"No\";\ni = 1.5;\nj = 7;\nr = \"x\";\nb = 1;\n"
                 "kind = \"survay\";\nword = \"zebra\";\nlist = \"x\";\nlist2 = ( \"a\", 1 );\ng = ( );\ninf = 1e999;\nturn = \"\\xe2\\x80\\xae\";", NULL);
    const char *text = "kept", **texts = NULL;
    int64_t number = 3;
    double real = 3;
    bool yes = true;
    int word = 3;
    size_t count = 3;
    ck_assert(!cfg_string(&f.cfg, f.root, "s", true, &text));
    ck_assert(!cfg_string(&f.cfg, f.root, "t", true, &text));
    ck_assert(!cfg_string(&f.cfg, f.root, "u", true, &text));
    ck_assert(!cfg_string(&f.cfg, f.root, "v", true, &text));
    ck_assert(!cfg_name(&f.cfg, f.root, "id", true, &text));
    ck_assert(!cfg_int(&f.cfg, f.root, "i", true, 0, 9, &number));
    ck_assert(!cfg_int(&f.cfg, f.root, "j", true, 1, 6, &number));
    ck_assert(!cfg_real(&f.cfg, f.root, "r", true, &real));
    ck_assert(!cfg_bool(&f.cfg, f.root, "b", true, &yes));
    ck_assert(!cfg_word(&f.cfg, f.root, "kind", true, kinds, &word));
    ck_assert(!cfg_word(&f.cfg, f.root, "word", true, kinds, &word));
    ck_assert(!cfg_strings(&f.cfg, f.root, "list", true, &texts, &count));
    ck_assert(!cfg_strings(&f.cfg, f.root, "list2", true, &texts, &count));
    ck_assert_ptr_null(cfg_list(&f.cfg, f.root, "s", true));
    ck_assert_ptr_null(cfg_group(&f.cfg, f.root, "g", true));
    ck_assert(!cfg_real(&f.cfg, f.root, "inf", true, &real));
    ck_assert(!cfg_string(&f.cfg, f.root, "turn", true, &text));
    ck_assert(!cfg_string(&f.cfg, f.root, "absent", true, &text));
    ck_assert_str_eq(reported(&f),
        "f:1: \"s\" must be a text in quotation marks\n"
        "f:2: \"t\" must be one line; a long text may be written as several, one behind the other: \"…\" \"…\"\n"
        "f:3: \"u\" holds a character that cannot be shown, U+001B; take it out\n"
        "f:4: \"v\" is not UTF-8\n"
        "f:5: \"No\" cannot be an id: it takes 1 to 64 of a-z, 0-9, \".\", \"_\" and \"-\", a letter or digit first\n"
        "f:6: \"i\" must be a whole number\n"
        "f:7: \"j\" must be from 1 to 6\n"
        "f:8: \"r\" must be a number\n"
        "f:9: \"b\" must be true or false\n"
        "f:10: \"kind\" cannot be \"survay\"; did you mean \"survey\"?\n"
        "f:11: \"word\" cannot be \"zebra\"; it is one of \"quiz\", \"survey\", \"worksheet\"\n"
        "f:12: \"list\" must be a list of texts: ( \"…\", \"…\" )\n"
        "f:13: \"list2\" must be a text in quotation marks\n"
        "f:1: \"s\" must be a list in ( )\n"
        "f:14: \"g\" must be a group in { }\n"
        "f:15: \"inf\" must be a number\n"
        "f:16: \"turn\" holds a character that cannot be shown, U+202E; take it out\n"
        "f: the setting \"absent\" is missing\n");
    ck_assert_text(text, "kept");
    ck_assert(number == 3 && real == 3 && yes && word == 3 && count == 3 && !texts);
    fixture_close(&f);
}
END_TEST

START_TEST(a_misspelt_setting_is_named_with_what_was_meant)
{
    static const char *const known[] = { "title", "order", "pass_mark", "id", NULL };
    struct fixture f;
    fixture_open(&f, "title = 1;\ntitel = 1;\npasmark = 1;\nodrer = 1;\nie = 1;\ncolour = 1;\nix = { titel = 2; };", NULL);
    cfg_known(&f.cfg, f.root, known);
    ck_assert_str_eq(reported(&f),
        "f:2: unknown setting \"titel\"; did you mean \"title\"?\n"
        "f:3: unknown setting \"pasmark\"; did you mean \"pass_mark\"?\n"
        "f:4: unknown setting \"odrer\"; did you mean \"order\"?\n"
        "f:5: unknown setting \"ie\"; take it out\n"
        "f:6: unknown setting \"colour\"; take it out\n"
        "f:7: unknown setting \"ix\"; take it out\n");
    fixture_close(&f);
}
END_TEST

START_TEST(a_text_is_found_in_its_language_or_the_parent_or_the_first)
{
    struct fixture f;
    struct localized many = { 0 }, one = { 0 }, none = { 0 };
    fixture_open(&f, "a = { en = \"price\"; fr = \"prix\"; pt = \"preço\"; pt_BR = \"preco\"; };\nb = \"x\";\nc = { english = \"x\"; fr = 1; };\nd = { };", NULL);
    ck_assert(cfg_localized(&f.cfg, f.root, "a", true, &many));
    ck_assert(cfg_localized(&f.cfg, f.root, "b", true, &one));
    ck_assert_text(localized_get(&many, "fr"), "prix");
    ck_assert_text(localized_get(&many, "fr_CM"), "prix");
    ck_assert_text(localized_get(&many, "pt_BR"), "preco");
    ck_assert_text(localized_get(&many, "pt_AO"), "pre\xc3\xa7o");
    ck_assert_text(localized_get(&many, "ar"), "price");
    ck_assert_text(localized_get(&many, ""), "price");
    ck_assert_text(localized_get(&one, "sw"), "x");
    ck_assert_text(localized_get(&none, "en"), "");
    ck_assert(!cfg_localized(&f.cfg, f.root, "c", true, &none));
    ck_assert(!cfg_localized(&f.cfg, f.root, "d", true, &none));
    ck_assert_uint_eq(none.count, 0);
    ck_assert_str_eq(reported(&f),
        "f:3: \"english\" is not a language; write it as fr or pt_BR\n"
        "f:3: \"fr\" must be a text in quotation marks\n"
        "f:4: \"d\" holds no text; write { en = \"…\"; }, or take it out\n");
    fixture_close(&f);
}
END_TEST

START_TEST(a_lack_of_memory_at_any_place_is_said)
{
    size_t n = 1;
    for (bool done = false; !done; n++) {
        struct failing_allocator failing;
        struct fixture f;
        const char *text = "kept", **list = NULL;
        struct localized localized = { 0 };
        size_t count = 7;
        failing_allocator_init(&failing, n);
        fixture_open(&f, "s = \"x\"; list = ( \"a\", \"b\" ); many = { en = \"x\"; fr = \"y\"; };", &failing.allocator);
        bool first = cfg_string(&f.cfg, f.root, "s", true, &text);
        bool second = cfg_strings(&f.cfg, f.root, "list", true, &list, &count);
        bool third = cfg_localized(&f.cfg, f.root, "many", true, &localized);
        done = first && second && third;
        ck_assert_str_eq(text, first ? "x" : "kept");
        ck_assert_uint_eq(count, second ? 2 : 7);
        ck_assert_uint_eq(localized.count, third ? 2 : 0);
        ck_assert_int_eq(report_failed(&f.report), !done);
        if (!done)
            ck_assert_int_eq(f.report.kept[0].code, ERROR_MEMORY);
        fixture_close(&f);
    }
    ck_assert_uint_gt(n, 4);
}
END_TEST

TEST_MAIN("cfg", what_libconfig_would_take_wrongly_is_refused, depth_length_and_number_of_settings_are_capped, a_nul_within_is_refused,
          settings_are_read_as_their_kind, each_mistake_in_a_setting_is_said_with_its_line, a_misspelt_setting_is_named_with_what_was_meant,
          a_text_is_found_in_its_language_or_the_parent_or_the_first, a_lack_of_memory_at_any_place_is_said)
