/* Forms: what is read, what is refused and in which words, which values may stand in a field; and the forms that ship. */
#include "check_main.h"

#include "base/file.h"
#include "model/form.h"
#include "records/people.h"

static struct arena arena;
static struct report report;
static struct form *form;

static void begin(void)
{
    arena_init(&arena, NULL, 0);
    report_init(&report);
    form = NULL;
}

static void finish(void)
{
    report_release(&report);
    arena_release(&arena);
}

static int parse(const char *text)
{
    return form_parse(&arena, text, strlen(text), "f.form", &report, &form);
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

#define HEAD "id = \"f\"; title = { en = \"F\"; };\n"
#define CHOICES "choices = ( { id = \"a\"; label = { en = \"A\"; }; }, { id = \"b\"; label = { en = \"B\"; }; } );"

static void refused(const char *fields, const char *want)
{
    struct buf text = BUF_INIT;
    begin();
    buf_format(&text, HEAD "fields = ( %s );", fields);
    ck_assert_int_lt(parse(text.data), 0);
    ck_assert_ptr_null(form);
    ck_assert_str_eq(mistakes(), want);
    buf_release(&text);
    finish();
}

/* Parses one field and gives it. */
static const struct form_field *field(const char *settings)
{
    struct buf text = BUF_INIT;
    buf_format(&text, HEAD "fields = ( { id = \"x\"; label = { en = \"X\"; fr = \"Y\"; }; %s } );", settings);
    parse(text.data);
    ck_assert_str_eq(mistakes(), "");
    buf_release(&text);
    return &form->fields[0];
}

START_TEST(a_choice_is_one_or_several)
{
    begin();
    const struct form_field *one = field("kind = \"single\"; required = true; hint = { en = \"H\"; }; " CHOICES);
    ck_assert_str_eq(localized_get(&one->label, "fr"), "Y");
    ck_assert_str_eq(localized_get(&one->hint, "en"), "H");
    ck_assert(one->required);
    ck_assert_uint_eq(one->choice_count, 2);
    ck_assert_str_eq(localized_get(&form_choice(one, "b")->label, "en"), "B");
    ck_assert(form_value_valid(one, "a"));
    ck_assert(!form_value_valid(one, "a b"));
    ck_assert(!form_value_valid(one, "c"));
    ck_assert(!form_value_valid(one, ""));
    const struct form_field *several = field("kind = \"multiple\"; " CHOICES);
    ck_assert(form_value_valid(several, ""));
    ck_assert(form_value_valid(several, "b a"));
    ck_assert(!form_value_valid(several, "a a"));
    ck_assert(!form_value_valid(several, "a "));
    ck_assert(!form_value_valid(several, " a"));
    ck_assert(!form_value_valid(several, "ab"));
    finish();
}
END_TEST

START_TEST(years_are_bands_the_youngest_first)
{
    begin();
    const struct form_field *band = field("kind = \"year-band\"; first = 1990; last = 2004; choices = ( { id = \"not-said\"; label = { en = \"N\"; }; } );");
    ck_assert_uint_eq(band->choice_count, 4);
    ck_assert_str_eq(band->choices[0].id, "2000-2004");
    ck_assert_str_eq(band->choices[2].id, "1990-1994");
    ck_assert_str_eq(localized_get(&band->choices[2].label, "fr"), "1990-1994");
    ck_assert_str_eq(band->choices[3].id, FORM_NOT_SAID);
    ck_assert(form_value_valid(band, "1995-1999"));
    ck_assert(!form_value_valid(band, "1995"));
    finish();
}
END_TEST

START_TEST(numbers_and_texts_have_limits)
{
    begin();
    const struct form_field *number = field("kind = \"integer\"; least = -5; most = 100;");
    ck_assert(form_value_valid(number, "-5"));
    ck_assert(form_value_valid(number, "100"));
    ck_assert(!form_value_valid(number, "101"));
    ck_assert(!form_value_valid(number, "-"));
    ck_assert(!form_value_valid(number, "1x"));
    ck_assert(!form_value_valid(number, "99999999999999999999"));
    const struct form_field *text = field("kind = \"text\"; length = 3;");
    ck_assert(form_value_valid(text, "\xc3\xa9t\xc3\xa9"));
    ck_assert(!form_value_valid(text, "four"));
    ck_assert(!form_value_valid(text, "a\nb"));
    ck_assert(!form_value_valid(text, "\xff"));
    const struct form_field *yes = field("kind = \"yes-no\"; default = \"no\"; relevant = \":a > 1\";");
    ck_assert_str_eq(yes->otherwise, "no");
    ck_assert_str_eq(yes->relevant.text, ":a > 1");
    ck_assert_int_eq(yes->relevant.line, 2);
    ck_assert_ptr_null(yes->constraint.text);
    ck_assert(form_value_valid(yes, "yes"));
    ck_assert(!form_value_valid(yes, "true"));
    finish();
}
END_TEST

#define X "id = \"x\"; label = \"X\"; "

START_TEST(wrong_fields_are_refused)
{
    refused("", "f.form:2: a form has 1 to 200 fields\n");
    refused("\"x\"", "f.form:2: a field is { id = \xe2\x80\xa6; kind = \xe2\x80\xa6; label = \xe2\x80\xa6; }\n");
    refused("{ " X "kind = \"yes-no\"; }, { " X "kind = \"text\"; }", "f.form:2: the field `x` is there twice\n");
    refused("{ " X "kind = \"yes-no\"; " CHOICES " }", "f.form:2: a field of kind `yes-no` has no `choices`\n");
    refused("{ " X "kind = \"text\"; least = 1; }", "f.form:2: a field of kind `text` has no `least`\n");
    refused("{ " X "kind = \"yes-no\"; default = \"maybe\"; }", "f.form:2: `maybe` is no value of this field\n");
    refused("{ " X "kind = \"yes-no\"; relevant = \"\"; }", "f.form:2: the expression is empty: write one, or take it away\n");
    refused("{ " X "kind = \"color\"; }",
            "f.form:2: \"kind\" cannot be \"color\"; it is one of \"single\", \"multiple\", \"text\", \"integer\", \"year-band\", \"yes-no\"\n");
}
END_TEST

START_TEST(wrong_choices_are_refused)
{
    refused("{ " X "kind = \"single\"; choices = ( { id = \"a\"; label = \"A\"; } ); }", "f.form:2: a field has 2 to 250 choices\n");
    refused("{ " X "kind = \"single\"; choices = ( { id = \"a\"; label = \"A\"; }, { id = \"a\"; label = \"A\"; } ); }",
            "f.form:2: the choice `a` is there twice\n");
    refused("{ " X "kind = \"single\"; choices = ( \"a\", { id = \"a\"; label = \"A\"; } ); }",
            "f.form:2: a choice is { id = \xe2\x80\xa6; label = { en = \xe2\x80\xa6; }; }\n");
    refused("{ " X "kind = \"year-band\"; first = 1990; last = 2000; }",
            "f.form:2: the years from first to last must be divided into whole bands, at most 60 of them\n");
}
END_TEST

START_TEST(memory_may_be_short_at_any_call)
{
    static const char text[] = HEAD "fields = ( { " X "kind = \"single\"; " CHOICES " }, { id = \"y\"; label = \"Y\"; kind = \"year-band\"; first = 1990; last = 1999; } );";
    int code = ERROR_MEMORY;
    for (size_t n = 1; code != 0; n++) {
        struct failing_allocator failing;
        begin();
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        code = parse(text);
        ck_assert((code == 0) == (form != NULL));
        ck_assert((code == 0) == !report_failed(&report));
        ck_assert_uint_lt(n, 1000);
        finish();
    }
}
END_TEST

static void load(const char *name)
{
    struct buf text = BUF_INIT;
    struct error error = { 0 };
    char path[1024];
    const char *srcdir = getenv("srcdir");
    ck_assert(path_join(path, sizeof path, srcdir ? srcdir : "..", name));
    ck_assert_int_eq(file_read(path, 1 << 20, &text, &error), 0);
    parse(text.data);
    ck_assert_str_eq(mistakes(), "");
    buf_release(&text);
}

START_TEST(every_field_of_the_core_profile_may_be_left_unsaid)
{
    static const char *const fields[] = { "sex", "born", "sector", "registered", "workers", "place", "disability" };
    begin();
    load("content/profile/core.form");
    ck_assert_uint_eq(form->count, sizeof fields / sizeof *fields);
    for (size_t i = 0; i < form->count; i++) {
        ck_assert_str_eq(form->fields[i].id, fields[i]);
        ck_assert(form_value_valid(&form->fields[i], FORM_NOT_SAID));
        ck_assert(form->fields[i].required == (strcmp(fields[i], "disability") != 0));
    }
    for (char section[] = "a"; *section <= 'u'; ++*section)
        ck_assert(form_choice(form_field(form, "sector"), section));
    finish();
}
END_TEST

/* The form offers what the records take, all of it and nothing else but "not said". */
START_TEST(the_core_profile_has_the_codes_of_the_records)
{
    static const struct { const char *name, *codes; } fields[] = {
#define P(NAME, field, field_codes) { #field, field_codes },
        PROFILE_FIELDS(P)
#undef P
    };
    begin();
    load("content/profile/core.form");
    ck_assert_uint_eq(form->count, PROFILE_COUNT);
    for (size_t i = 0; i < PROFILE_COUNT; i++) {
        const struct form_field *field = form_field(form, fields[i].name);
        ck_assert_msg(field != NULL, "%s", fields[i].name);
        size_t count = 0;
        for (const char *at = fields[i].codes; *at; at += strspn(at, " ")) {
            char code[40];
            size_t length = strcspn(at, " ");
            snprintf(code, sizeof code, "%.*s", (int)length, at);
            ck_assert_msg(form_choice(field, code) != NULL, "%s: %s is not offered", fields[i].name, code);
            at += length;
            count++;
        }
        ck_assert_msg(field->choice_count == count + 1, "%s offers what the records do not take", fields[i].name);
    }
    finish();
}
END_TEST

START_TEST(every_consent_is_no_until_somebody_says_yes)
{
    begin();
    load("content/profile/consents.form");
    ck_assert_uint_eq(form->count, 3);
    for (size_t i = 0; i < form->count; i++) {
        ck_assert_int_eq(form->fields[i].kind, FORM_YES_NO);
        ck_assert_str_eq(form->fields[i].otherwise, "no");
    }
    finish();
}
END_TEST

TEST_MAIN("form", a_choice_is_one_or_several, years_are_bands_the_youngest_first, numbers_and_texts_have_limits, wrong_fields_are_refused,
          wrong_choices_are_refused, memory_may_be_short_at_any_call, every_field_of_the_core_profile_may_be_left_unsaid,
          the_core_profile_has_the_codes_of_the_records,
          every_consent_is_no_until_somebody_says_yes)
