/* CSV as spreadsheets write it. */
#include "check_main.h"

#include "base/csv.h"

/* All rows as text: fields between brackets, a row's end as '/', an error in the end. */
static void read_all(struct buf *out, const char *text, size_t length, char separator, const struct allocator *allocator)
{
    struct csv csv;
    struct csv_row row;
    struct error error = { 0 };
    char said[1024];
    int code;
    csv_init(&csv, text, length, separator, allocator);
    while ((code = csv_next(&csv, &row, &error)) == 1) {
        for (size_t i = 0; i < row.count; i++) {
            ck_assert_uint_eq(strlen(row.fields[i].text), row.fields[i].length);
            buf_format(out, "[%s]", row.fields[i].text);
        }
        buf_char(out, '/');
    }
    if (code && error.line)
        error_at(&error, "f", error.line, error.column);
    if (code)
        buf_text(out, error_text(&error, NULL, said, sizeof said));
    ck_assert_int_eq(csv_next(&csv, &row, NULL), code == ERROR_MEMORY && csv.starved ? ERROR_MEMORY : 0);
    csv_release(&csv);
}

START_TEST(rows_and_fields_are_those_that_a_spreadsheet_means)
{
    static const struct { const char *text, *rows; } cases[] = {
        { "", "" },
        { "\n\r\n\r", "" },
        { "a", "[a]/" },
        { "a,b\nc,d\n", "[a][b]/[c][d]/" },
        { "a,b\r\nc,d\r\n", "[a][b]/[c][d]/" },
        { "a,b\rc,d", "[a][b]/[c][d]/" },
        { "a;b\n\n\nc;d", "[a][b]/[c][d]/" },
        { "a\tb\nc\td", "[a][b]/[c][d]/" },
        { ",\n,", "[][]/[][]/" },
        { "a,\n", "[a][]/" },
        { "\"a\",\"b,c\"\n", "[a][b,c]/" },
        { "\"a \"\"quoted\"\" word\",\"\"\n", "[a \"quoted\" word][]/" },
        { "\"\"\"\",x", "[\"][x]/" },
        { "\"two\r\nlines\",\"a\rb\nc\"\nd,e", "[two\nlines][a\nb\nc]/[d][e]/" },
        { " \"a\" , b \n", "[a][ b ]/" },
        { "5\" pipe,b\"c\"\n", "[5\" pipe][b\"c\"]/" },
        { "sep=;\na;b,c\n", "[a][b,c]/" },
        { "sep=\t\r\na\tb;c\n", "[a][b;c]/" },
        { "sep=;", "" },
        { "sep=;b\nc;d", "[sep=][b]/[c][d]/" },
        { "\xc3\xa9;\xd8\xa7\n1;2", "[\xc3\xa9][\xd8\xa7]/[1][2]/" },
        /* the first line alone would not do: the one that divides all rows alike is meant */
        { "Name;Sector (farming, trade, other)\nA;x\nB;y\n", "[Name][Sector (farming, trade, other)]/[A][x]/[B][y]/" },
        { "Banda, Grace;1990\nPhiri, John;1985\nTembo;1970\n", "[Banda, Grace][1990]/[Phiri, John][1985]/[Tembo][1970]/" },
        { "name\nBanda\n", "[name]/[Banda]/" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = BUF_INIT;
        read_all(&out, cases[i].text, strlen(cases[i].text), 0, NULL);
        ck_assert_msg(strcmp(out.data, cases[i].rows) == 0, "case %zu: %s", i, out.data);
        buf_release(&out);
    }
}
END_TEST

START_TEST(what_is_broken_is_refused_with_its_place)
{
    static const struct { const char *text, *said; } cases[] = {
        { "a,b\n\xc3\xa9,\"c\nd,e\n", "[a][b]/f:2:3: a quotation mark is opened here and never closed; close it, or write one that belongs to the text twice, within two others" },
        { "a,\"", "f:1:3: a quotation mark is opened here and never closed; close it, or write one that belongs to the text twice, within two others" },
        { "a,\"b\" c,d\n", "f:1:7: there is text behind the quotation mark that closes this field; write a mark that belongs to the text twice" },
        { "a,\"two\nlines\"x", "f:2:7: there is text behind the quotation mark that closes this field; write a mark that belongs to the text twice" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = BUF_INIT;
        read_all(&out, cases[i].text, strlen(cases[i].text), ',', NULL);
        ck_assert_str_eq(out.data, cases[i].said);
        buf_release(&out);
    }
}
END_TEST

START_TEST(a_place_is_where_a_field_begins)
{
    static const char text[] = "\n\xc3\xa9t\xc3\xa9,\"x\ny\",  \"z\"\nlast";
    static const long places[][2] = { { 2, 1 }, { 2, 5 }, { 3, 6 }, { 4, 1 } };
    struct csv csv;
    struct csv_row row;
    size_t at = 0;
    csv_init(&csv, text, sizeof text - 1, ',', NULL);
    while (csv_next(&csv, &row, NULL) == 1) {
        ck_assert_int_eq(row.line, row.fields[0].line);
        for (size_t i = 0; i < row.count; i++, at++) {
            ck_assert_int_eq(row.fields[i].line, places[at][0]);
            ck_assert_int_eq(row.fields[i].column, places[at][1]);
        }
    }
    ck_assert_uint_eq(at, 4);
    csv_release(&csv);
}
END_TEST

START_TEST(a_row_has_its_limits)
{
    struct buf text = BUF_INIT, out = BUF_INIT;
    buf_fill(&text, ',', CSV_FIELDS_LIMIT - 1);
    read_all(&out, text.data, text.length, ',', NULL);
    ck_assert_uint_eq(out.length, 2 * CSV_FIELDS_LIMIT + 1);
    buf_clear(&out);
    buf_char(&text, ',');
    read_all(&out, text.data, text.length, ',', NULL);
    ck_assert_str_eq(out.data, "f:1:257: this line has more than 256 fields");
    for (int quoted = 0; quoted < 2; quoted++) {
        buf_clear(&text);
        buf_clear(&out);
        buf_text(&text, quoted ? "a,\"" : "a,");
        buf_fill(&text, 'x', CSV_ROW_LIMIT - 3);
        size_t fits = text.length;
        buf_text(&text, quoted ? "\"" : "");
        read_all(&out, text.data, text.length, ',', NULL);
        ck_assert_msg(out.length == CSV_ROW_LIMIT - 3 + 6, "%s", out.data + out.length - 80);
        buf_cut(&text, fits);
        buf_clear(&out);
        buf_fill(&text, quoted ? '"' : 'x', 5000000);
        read_all(&out, text.data, text.length, ',', NULL);
        ck_assert_str_eq(out.data, "f:1:3: this line has more than 65536 bytes; is a quotation mark missing, or is this no list?");
    }
    buf_release(&text);
    buf_release(&out);
}
END_TEST

/* The most that was held at once, and what is held now. */
struct weighing {
    struct allocator allocator;
    size_t most;
};
static void *weigh(void *context, void *block, size_t size)
{
    struct weighing *weighing = context;
    if (size > weighing->most)
        weighing->most = size;
    return memory_resize(NULL, block, size);
}

START_TEST(a_million_lines_take_the_memory_of_one)
{
    struct buf text = BUF_INIT;
    struct csv csv;
    struct csv_row row;
    long rows = 0;
    struct weighing weighing = { .allocator = { weigh, &weighing } };
    for (int i = 0; i < 1000000; i++)
        buf_format(&text, "%d;\"Banda, Grace\";1990\r\n", i);
    csv_init(&csv, text.data, text.length, 0, &weighing.allocator);
    while (csv_next(&csv, &row, NULL) == 1) {
        ck_assert_uint_eq(row.count, 3);
        rows++;
    }
    ck_assert_int_eq(rows, 1000000);
    ck_assert_int_eq(row.line, 1000000);
    ck_assert_uint_le(weighing.most, 4096);
    csv_release(&csv);
    buf_release(&text);
}
END_TEST

START_TEST(memory_may_lack_at_any_time)
{
    static const char text[] = "a;\"b\"\"c\";d,e\n\"a longer line with enough in it to want more memory than the one before had, again and again\";x;y\n";
    bool reached = true;
    for (size_t at = 1; reached; at++) {
        struct failing_allocator failing;
        struct buf out = BUF_INIT;
        failing_allocator_init(&failing, at);
        read_all(&out, text, sizeof text - 1, 0, &failing.allocator);
        reached = failing.calls >= at;
        if (reached)
            ck_assert_msg(strstr(out.data, "out of memory") != NULL, "%s", out.data);
        else
            ck_assert_ptr_null(strstr(out.data, "out of memory"));
        buf_release(&out);
    }
}
END_TEST

START_TEST(what_is_written_is_read_again)
{
    static const char *const texts[] = { "plain", "", "with, comma", "with \"marks\"", "two\nlines", " blank", "caf\xc3\xa9", "-12.5" };
    const size_t count = sizeof texts / sizeof *texts;
    struct buf out = BUF_INIT;
    struct csv csv;
    struct csv_row row;
    for (size_t i = 0; i < count; i++) {
        csv_put_text(&out, texts[i], strlen(texts[i]));
        buf_char(&out, ',');
    }
    csv_put_text(&out, "=1+1", 4);               /* no spreadsheet runs this */
    csv_init(&csv, out.data, out.length, ',', NULL);
    ck_assert_int_eq(csv_next(&csv, &row, NULL), 1);
    ck_assert_uint_eq(row.count, count + 1);
    for (size_t i = 0; i < count; i++)
        ck_assert_str_eq(row.fields[i].text, texts[i]);
    ck_assert_str_eq(row.fields[count].text, "'=1+1");
    csv_release(&csv);
    buf_release(&out);
}
END_TEST

TEST_MAIN("csv reader", rows_and_fields_are_those_that_a_spreadsheet_means, what_is_broken_is_refused_with_its_place, a_place_is_where_a_field_begins,
          a_row_has_its_limits, a_million_lines_take_the_memory_of_one, memory_may_lack_at_any_time, what_is_written_is_read_again)
