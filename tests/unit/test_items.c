#include "check_main.h"

#include "collect/items.h"
#include "csv_fixture.h"
#include "pack_fixture.h"

static struct desk desk;
static struct arena arena;
static struct report report;
static struct public_key public_key;
static struct secret_key secret_key;
static struct error error;
static char path[300];

static const char bank_en[] =
    "// [id:price]\nWhat is a <b>price</b>? {=What it costs~%-50%Nothing~%25%A guess}\n\n"
    "// [id:sum]\n2 + 2 {#4:0.5}\n\n"
    "// [id:capital]\nThe capital? {=Lusaka =%50%Lus*}\n\n"
    "// [id:true]\n=1+1 is two {T}\n\n"
    "// [id:pairs]\nPut together {=bread -> flour =shirt -> cloth = -> sand}\n\n"
    "// [id:essay]\nSay more {}\n\n"
    "// [id:text]\nOnly read this\n\n"
    "Nobody can name this {T}\n";
static const char bank_fr[] = "// [id:price]\nQu'est-ce qu'un prix ? {=Ce que cela co\xc3\xbbte~%-50%Rien~%25%Une id\xc3\xa9""e}\n";
static const char lesson[] = "# An idea\n\nText.\n\n```question\n// [id:in-lesson]\nIs it so? {F}\n```\n";

static void begin(void)
{
    desk_init(&desk);
    arena_init(&arena, NULL, 0);
    report_init(&report);
    fixture_keys(7, &public_key, &secret_key);
    path_join(path, sizeof path, desk.folder, "skills.pack");
}

static void end(void)
{
    report_release(&report);
    arena_release(&arena);
    desk_release(&desk);
}

static void make(const char *english)
{
    const struct fixture_file files[] = {
        { "lesson", "idea", "An idea", NULL, "en", "en/idea.md", lesson },
        { "bank", "bank", NULL, NULL, "en", "en/bank.gift", english },
        { "bank", "bank", NULL, NULL, "fr", "fr/bank.gift", bank_fr },
        { "worksheet", "costs", "Costs", NULL, "en", "en/costs.form", "whatever" },
    };
    fixture_pack(path, "skills", "1.0.0", files, sizeof files / sizeof *files, &secret_key);
}

static struct items_added add(void)
{
    struct items_added added;
    ck_done(items_add(desk.central, path, NULL, &arena, &added, &report, &error), error);
    return added;
}

START_TEST(each_question_is_known_with_its_options_in_the_order_of_the_source)
{
    begin();
    make(bank_en);
    struct items_added added = add();
    ck_assert_str_eq(added.id, "skills");
    ck_assert_str_eq(added.version, "1.0.0");
    ck_assert_int_eq(added.items, 8);
    ck_assert(!added.known);
    ck_assert_uint_eq(report.count, 0);
    desk_export(&desk, NULL, NULL);
    struct sheet items = sheet_read(&desk, "items.csv"), options = sheet_read(&desk, "options.csv");
    static const struct { const char *item, *kind, *unit, *text, *answer; } want[] = {
        { "price", "multichoice", "bank", "What is a price?", "What it costs" },
        { "sum", "numerical", "bank", "2 + 2", "4 (3.5 to 4.5)" },
        { "capital", "shortanswer", "bank", "The capital?", "Lusaka" },
        { "true", "truefalse", "bank", "'=1+1 is two", "True" },
        { "pairs", "match", "bank", "Put together", "bread: flour; shirt: cloth" },
        { "essay", "essay", "bank", "Say more", "" },
        { "text", "description", "bank", "Only read this", "" },
        { "in-lesson", "truefalse", "idea", "Is it so?", "False" },
    };
    ck_assert_uint_eq(items.count, 1 + 8 + 1);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        size_t row = find(&items, 1, "item", want[i].item, "language", "en");
        ck_assert_msg(row > 0, "%s", want[i].item);
        ck_assert_str_eq(cell(&items, row, "kind"), want[i].kind);
        ck_assert_str_eq(cell(&items, row, "unit"), want[i].unit);
        ck_assert_str_eq(cell(&items, row, "text"), want[i].text);
        ck_assert_str_eq(cell(&items, row, "answer"), want[i].answer);
    }
    size_t row = find(&items, 1, "item", "price", "language", "fr");
    ck_assert_str_eq(cell(&items, row, "text"), "Qu'est-ce qu'un prix ?");
    static const struct { const char *item, *option, *text, *fraction; } offered[] = {
        { "price", "0", "What it costs", "1" }, { "price", "1", "Nothing", "-0.5" }, { "price", "2", "A guess", "0.25" }, { "sum", "0", "4 (\xc2\xb1 0.5)", "1" },
        { "capital", "0", "Lusaka", "1" }, { "capital", "1", "Lus*", "0.5" }, { "true", "0", "false", "0" }, { "true", "1", "true", "1" },
        { "pairs", "0", "bread \xe2\x86\x92 flour", "0.5" }, { "pairs", "1", "shirt \xe2\x86\x92 cloth", "0.5" }, { "pairs", "2", "\xe2\x86\x92 sand", "0" },
        { "in-lesson", "0", "false", "1" }, { "in-lesson", "1", "true", "0" },
    };
    ck_assert_uint_eq(options.count, 1 + sizeof offered / sizeof *offered + 3);
    for (size_t i = 0; i < sizeof offered / sizeof *offered; i++) {
        row = find(&options, 1, "item", offered[i].item, "option", offered[i].option);
        ck_assert_msg(row > 0, "%s %s", offered[i].item, offered[i].option);
        ck_assert_str_eq(cell(&options, row, "text"), offered[i].text);
        ck_assert_str_eq(cell(&options, row, "fraction"), offered[i].fraction);
    }
    sheet_release(&items);
    sheet_release(&options);
    end();
}
END_TEST

START_TEST(a_pack_is_known_by_its_bytes_and_another_of_its_name_takes_its_place)
{
    struct items_pack *packs;
    size_t count;
    begin();
    make(bank_en);
    add();
    ck_assert(add().known);
    ck_assert_int_eq(add().items, 8);
    ck_assert_uint_eq(report.count, 0);
    make("// [id:only]\nOne {T}\n");
    struct items_added added = add();
    ck_assert(!added.known);
    ck_assert_int_eq(added.items, 3);            /* only, price in French, the lesson's */
    ck_assert_uint_eq(report.count, 1);
    ck_assert(!report_failed(&report));
    error_at(&report.kept[0], "", 0, 0);
    ck_assert_error(report.kept[0], "another pack of the name skills 1.0.0 was there; its texts are replaced");
    ck_done(items_packs(desk.central, &arena, &packs, &count, &error), error);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(packs[0].id, "skills");
    ck_assert_str_eq(packs[0].title, "Pack of tests");
    ck_assert_str_eq(packs[0].languages, "en fr");
    ck_assert_int_eq(packs[0].items, 3);
    ck_assert_int_eq(packs[0].added, START);
    end();
}
END_TEST

START_TEST(what_cannot_be_read_is_said_and_the_rest_is_taken)
{
    begin();
    make("// [id:good]\nGood {T}\n\n// [id:bad]\nBad {#no number}\n");
    struct items_added added = add();
    ck_assert_int_eq(added.items, 2);
    ck_assert(report_failed(&report));
    ck_assert_str_eq(report.kept[0].file, "en/bank.gift");
    report_release(&report);
    report_init(&report);
    make("// [id:one]\nOne {T}\n\n// [id:in-lesson]\nAgain {T}\n");
    add();
    size_t last = report_kept(&report) - 1;
    error_at(&report.kept[last], "", 0, 0);
    ck_assert_error(report.kept[last], "en/bank.gift: the question in-lesson is in this pack twice; the first one is taken");
    ck_assert(!report_failed(&report));
    end();
}
END_TEST

START_TEST(with_publishers_keys_a_pack_of_nobody_is_refused)
{
    struct items_added added;
    char keys[200], file[300];
    struct buf text = BUF_INIT;
    begin();
    make(bank_en);
    path_join(keys, sizeof keys, desk.folder, "keys");
    ck_assert_int_eq(mkdir(keys, 0700), 0);
    ck_assert_int_eq(items_add(desk.central, path, keys, &arena, &added, &report, &error), ERROR_REFUSED);
    path_join(file, sizeof file, keys, "publisher.pub");
    public_key_write(&public_key, &text);
    error_clear(&error);
    ck_done(file_write(file, text.data, text.length, 0600, &error), error);
    ck_done(items_add(desk.central, path, keys, &arena, &added, &report, &error), error);
    ck_assert_int_eq(added.items, 8);
    path_join(file, sizeof file, desk.folder, "none.pack");
    ck_assert_int_eq(items_add(desk.central, file, NULL, &arena, &added, &report, &error), ERROR_NOT_FOUND);
    buf_release(&text);
    end();
}
END_TEST

TEST_MAIN("items", each_question_is_known_with_its_options_in_the_order_of_the_source, a_pack_is_known_by_its_bytes_and_another_of_its_name_takes_its_place,
          what_cannot_be_read_is_said_and_the_rest_is_taken, with_publishers_keys_a_pack_of_nobody_is_refused)
