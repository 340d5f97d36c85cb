/* Numbers as people type them, and as they are shown. */
#include "check_main.h"

#include <math.h>

#include "base/number.h"
#include "base/random.h"

START_TEST(what_people_type_is_read_asked_back_or_refused)
{
    static const struct { const char *text; enum number_reading reading; double value, other; size_t bad_at; } cases[] = {
        { "0", NUMBER_GOOD, 0 }, { "7", NUMBER_GOOD, 7 }, { " 42 ", NUMBER_GOOD, 42 }, { "007", NUMBER_GOOD, 7 },
        { "", NUMBER_EMPTY }, { " \t\xc2\xa0", NUMBER_EMPTY },
        { "-3", NUMBER_GOOD, -3 }, { "\xe2\x88\x92" "3", NUMBER_GOOD, -3 }, { "- 3", NUMBER_GOOD, -3 }, { "+3", NUMBER_GOOD, 3 }, { "-0", NUMBER_GOOD, 0 },
        { "12,50", NUMBER_GOOD, 12.5 }, { "12.5", NUMBER_GOOD, 12.5 }, { "0,5", NUMBER_GOOD, 0.5 }, { ".5", NUMBER_GOOD, 0.5 }, { ",5", NUMBER_GOOD, 0.5 },
        { "5.", NUMBER_GOOD, 5 }, { "0,500", NUMBER_GOOD, 0.5 }, { "0.125", NUMBER_GOOD, 0.125 }, { "1,2345", NUMBER_GOOD, 1.2345 },
        { "1234,567", NUMBER_GOOD, 1234.567 }, { ",500", NUMBER_GOOD, 0.5 },
        { "1,200", NUMBER_TWO_WAYS, 1200, 1.2 }, { "1.200", NUMBER_TWO_WAYS, 1200, 1.2 }, { "-12,000", NUMBER_TWO_WAYS, -12000, -12 },
        { "999.999", NUMBER_TWO_WAYS, 999999, 999.999 },
        { "1,200,000", NUMBER_GOOD, 1200000 }, { "1.200.000", NUMBER_GOOD, 1200000 }, { "1,200,000.50", NUMBER_GOOD, 1200000.5 },
        { "1.200,50", NUMBER_GOOD, 1200.5 }, { "1,200.5", NUMBER_GOOD, 1200.5 }, { "1.200,500", NUMBER_GOOD, 1200.5 },
        { "1 200,5", NUMBER_GOOD, 1200.5 }, { "1 200", NUMBER_GOOD, 1200 }, { "1\xc2\xa0" "200", NUMBER_GOOD, 1200 },
        { "1\xe2\x80\xaf" "200\xe2\x80\x89" "300", NUMBER_GOOD, 1200300 }, { "1'200.05", NUMBER_GOOD, 1200.05 }, { "1\xe2\x80\x99" "200", NUMBER_GOOD, 1200 },
        { "\xd9\xa1\xd9\xa2\xd9\xab\xd9\xa5", NUMBER_GOOD, 12.5 },                      /* ١٢٫٥ */
        { "\xd9\xa1\xd9\xac\xd9\xa2\xd9\xa0\xd9\xa0", NUMBER_GOOD, 1200 },              /* ١٬٢٠٠ */
        { "\xd9\xa1,\xd9\xa2\xd9\xa0\xd9\xa0", NUMBER_TWO_WAYS, 1200, 1.2 },            /* ١,٢٠٠ */
        { "\xdb\xb4\xdb\xb2", NUMBER_GOOD, 42 }, { "\xe0\xa5\xa7\xe0\xa5\xa8", NUMBER_GOOD, 12 }, /* ۴۲, १२ */
        { "40 %", NUMBER_GOOD, 40 }, { "40%", NUMBER_GOOD, 40 }, { "\xd9\xa4\xd9\xa0\xd9\xaa", NUMBER_GOOD, 40 }, { "12,5 % ", NUMBER_GOOD, 12.5 },
        { "1e3", NUMBER_GOOD, 1000 }, { "1.5E-2", NUMBER_GOOD, 0.015 }, { "2e+1", NUMBER_GOOD, 20 },
        { "abc", NUMBER_BAD, .bad_at = 0 }, { "12 abc", NUMBER_BAD, .bad_at = 3 }, { "5x", NUMBER_BAD, .bad_at = 1 }, { "-", NUMBER_BAD, .bad_at = 1 },
        { "--3", NUMBER_BAD, .bad_at = 1 }, { ".", NUMBER_BAD, .bad_at = 0 }, { "1e", NUMBER_BAD, .bad_at = 1 }, { "1e9999", NUMBER_BAD, .bad_at = 0 },
        { "\xd9\xa1" "e3", NUMBER_BAD, .bad_at = 2 }, { "40 % x", NUMBER_BAD, .bad_at = 5 }, { "40 %%", NUMBER_BAD, .bad_at = 4 }, { "%", NUMBER_BAD, .bad_at = 0 },
        { "1,2,3", NUMBER_BAD, .bad_at = 3 }, { "1,200,00", NUMBER_BAD, .bad_at = 5 }, { "12 34", NUMBER_BAD, .bad_at = 2 }, { "1  200", NUMBER_BAD, .bad_at = 3 },
        { "1,200,000.5.5", NUMBER_BAD, .bad_at = 11 }, { "0 500", NUMBER_BAD, .bad_at = 1 }, { "0,500,000", NUMBER_BAD, .bad_at = 5 },
        { "1.2.3.4", NUMBER_BAD, .bad_at = 3 }, { "1,,2", NUMBER_BAD, .bad_at = 2 }, { "1'", NUMBER_BAD, .bad_at = 1 }, { "\xff", NUMBER_BAD, .bad_at = 0 },
        { "1\xff", NUMBER_BAD, .bad_at = 1 }, { "0x10", NUMBER_BAD, .bad_at = 1 }, { "inf", NUMBER_BAD, .bad_at = 0 }, { "nan", NUMBER_BAD, .bad_at = 0 },
        { "\xc2\xb2", NUMBER_BAD, .bad_at = 0 }, { "3-", NUMBER_BAD, .bad_at = 1 },
        { "1111111111111111111111111111111111111111111111111111111111111", NUMBER_BAD, .bad_at = 60 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct number number = number_read(cases[i].text, strlen(cases[i].text));
        ck_assert_msg(number.reading == cases[i].reading, "\"%s\" reads as %d", cases[i].text, number.reading);
        if (number.reading == NUMBER_GOOD || number.reading == NUMBER_TWO_WAYS)
            ck_assert_msg(number.value == cases[i].value, "\"%s\" is %.17g", cases[i].text, number.value);
        if (number.reading == NUMBER_TWO_WAYS)
            ck_assert_msg(number.other == cases[i].other, "\"%s\" is also %.17g", cases[i].text, number.other);
        if (number.reading == NUMBER_BAD)
            ck_assert_msg(number.bad_at == cases[i].bad_at, "\"%s\" is bad at %zu", cases[i].text, number.bad_at);
    }
}
END_TEST

START_TEST(a_number_is_shown_by_its_shortest_decimal)
{
    static const struct { double value; const char *text; } cases[] = {
        { 0, "0" }, { -0.0, "0" }, { 1, "1" }, { -3, "-3" }, { 0.1, "0.1" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1200.5, "1200.5" }, { 100, "100" },
        { 999999999999999.0, "999999999999999" }, { 1e15, "1e15" }, { -1.5e300, "-1.5e300" }, { 0.05, "0.05" }, { 1e-15, "0.000000000000001" },
        { 1e-16, "1e-16" }, { 1.0 / 3, "0.3333333333333333" }, { 5e-324, "5e-324" }, { INFINITY, "\xe2\x88\x9e" }, { -INFINITY, "-\xe2\x88\x9e" }, { NAN, "?" },
    };
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(number_text(text, cases[i].value), cases[i].text);
}
END_TEST

START_TEST(what_is_shown_reads_back_as_the_same_number)
{
    struct sequence sequence;
    char text[NUMBER_SIZE];
    sequence_init(&sequence, 5);
    for (int i = 0; i < 20000; i++) {
        uint64_t bits = sequence_next(&sequence);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (i % 2)
            value = (double)(int64_t)(bits >> 20) / 1000;
        if (!isfinite(value))
            continue;
        number_text(text, value);
        ck_assert_msg(strtod(text, NULL) == value, "%s is not %.17g", text, value);
        ck_assert_uint_lt(strlen(text), NUMBER_SIZE);
    }
}
END_TEST

START_TEST(decimals_are_rounded_half_away_from_zero_as_shown)
{
    static const struct { double value; int decimals; const char *separator, *text; } cases[] = {
        { 0, 0, ",", "0" }, { 0, 2, ",", "0.00" }, { 1.005, 2, "", "1.01" }, { -1.005, 2, "", "-1.01" }, { 2.5, 0, "", "3" }, { -2.5, 0, "", "-3" }, { 0.5, 0, "", "1" },
        { 0.49, 0, "", "0" }, { -0.004, 2, "", "0.00" }, { 0.005, 2, "", "0.01" }, { 0.0005, 2, "", "0.00" }, { 9.995, 2, "", "10.00" }, { 999.5, 0, ",", "1,000" },
        { 1234567.891, 1, ",", "1,234,567.9" }, { -1200, 0, "\xc2\xa0", "-1\xc2\xa0" "200" }, { 120, 0, ",", "120" }, { 1200, 2, "", "1200.00" },
        { 999999999999999.0, 0, ",", "999,999,999,999,999" }, { 1e15, 2, ",", "1e15" }, { 0.1, 12, "", "0.100000000000" }, { 0.1, 99, "", "0.100000000000" },
        { 12.345, -1, "", "12" }, { 0.05, 1, "", "0.1" }, { 99.95, 1, "", "100.0" }, { 999999.5, 0, ",", "1,000,000" }, { NAN, 2, ",", "?" },
    };
    char text[NUMBER_SIZE];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_str_eq(number_fixed(text, cases[i].value, cases[i].decimals, cases[i].separator), cases[i].text);
}
END_TEST

TEST_MAIN("number", what_people_type_is_read_asked_back_or_refused, a_number_is_shown_by_its_shortest_decimal,
          what_is_shown_reads_back_as_the_same_number, decimals_are_rounded_half_away_from_zero_as_shown)
