/* Expressions: what they give, what is refused and where. */
#include "check_main.h"

#include <math.h>

#include "expr/expr.h"

static const struct expr_place in_form = { .file = "form.cfg", .line = 7, .column = 10 };

/* Values by name, for :name; columns by "total name" and "prev name". */
struct given {
    const char *name;
    struct expr_value value;
};

static void get_given(void *context, const struct expr_name *name, size_t index, struct expr_value *value)
{
    static const char *const uses[] = { [EXPR_VALUE] = "", [EXPR_PREVIOUS] = "prev ", [EXPR_TOTAL] = "total " };
    char key[100];
    (void)index;
    snprintf(key, sizeof key, "%s%s", uses[name->use], name->name);
    for (const struct given *given = context; given && given->name; given++)
        if (strcmp(given->name, key) == 0)
            *value = given->value;
}

/* "null", a number with 10 digits, a text in quotes, or the error. Lives until the next call. */
static const char *show_with(const struct expr_options *options, const char *text, struct given *given)
{
    static char shown[1200];
    struct expr_engine *engine = NULL;
    struct expr *expr = NULL;
    struct error error = { 0 };
    struct expr_value value;
    struct expr_values values = { get_given, given };
    int code = expr_engine_new(options, &engine, &error);
    if (code == 0)
        code = expr_compile(engine, text, strlen(text), &in_form, &expr, &error);
    if (code == 0)
        code = expr_eval(expr, &values, &value, &error);
    if (code)
        error_text(&error, NULL, shown, sizeof shown);
    else if (value.kind == EXPR_NULL)
        snprintf(shown, sizeof shown, "null");
    else if (value.kind == EXPR_REAL)
        snprintf(shown, sizeof shown, "%.10g", value.real);
    else
        snprintf(shown, sizeof shown, "'%.*s'", (int)value.length, value.text);
    expr_free(expr);
    expr_engine_free(engine);
    return shown;
}

static const char *show(const char *text)
{
    return show_with(NULL, text, NULL);
}

#define gives(text, want) ck_assert_str_eq(show(text), want)
#define refused(text, column, want) ck_assert_str_eq(show(text), "form.cfg:7:" #column ": " want)

START_TEST(arithmetic_is_that_of_school)
{
    gives("1 + 2 * 3", "7");
    gives("(1 + 2) * 3", "9");
    gives("-2 - -3", "1");
    gives("7 - 4 - 1", "2");
    gives("2 * 3 / 4", "1.5");
    gives("12 / 3 / 2", "2");
    gives("7 % 4", "3");
    gives(".5 + 5. + 1e1", "15.5");
    gives("1 = 1.0", "1");
    gives("3 > 2 AND NOT 2 >= 3", "1");
    gives("round(2.345, 2)", "2.35");
}
END_TEST

START_TEST(a_third_is_a_third)
{
    gives("1/3", "0.3333333333");
    gives("length('a') / length('abc')", "0.3333333333");
    gives("(2 > 1) / ((2 > 1) + (3 > 1))", "0.5");
    gives("CAST(1 AS INTEGER) / CAST(3 AS INTEGER)", "0.3333333333");
    gives("sign(5) / 2", "0.5");
    gives("(SELECT 1) / 3", "form.cfg:7:11: 'SELECT' means nothing here: a field begins with a colon, a text stands in single quotes");
}
END_TEST

START_TEST(large_whole_numbers_do_not_wrap)
{
    gives("9223372036854775807 + 1", "9.223372037e+18");
    gives("99999999999999999999999", "1e+23");
    gives("9223372036854775807 * 9223372036854775807", "8.507059173e+37");
}
END_TEST

START_TEST(names_are_bound_as_numbers_and_texts)
{
    struct given given[] = { { "price", expr_real(12.5) }, { "quantity", expr_real(4) }, { "sex", expr_text("f") },
                             { "Price", expr_real(1) }, { NULL, expr_null() } };
    ck_assert_str_eq(show_with(NULL, ":price * :quantity", given), "50");
    ck_assert_str_eq(show_with(NULL, ":quantity / 8", given), "0.5");
    ck_assert_str_eq(show_with(NULL, ":sex = 'f'", given), "1");
    ck_assert_str_eq(show_with(NULL, ":sex || '!'", given), "'f!'");
    ck_assert_str_eq(show_with(NULL, ":Price + :price + :price", given), "26");
    ck_assert_str_eq(show_with(NULL, ":nobody", given), "null");
}
END_TEST

START_TEST(an_unanswered_field_is_null_and_spreads)
{
    gives(":x + 1", "null");
    gives(":x = 1", "null");
    gives(":x IS NULL", "1");
    gives("coalesce(:x, 5)", "5");
    gives(":x > 1 AND 0", "0");
    gives("CASE WHEN :x THEN 1 ELSE 2 END", "2");
    gives(":x IN (1, 2)", "null");
    gives("2 IN (1, 2)", "1");
    gives("'b' NOT IN ('a', 'c')", "1");
    gives("2 BETWEEN 1 AND 3", "1");
    gives("'Flour' LIKE 'fl%'", "1");
}
END_TEST

START_TEST(what_is_no_number_any_more_is_null)
{
    gives("1 / 0", "null");
    gives("0 / 0", "null");
    gives("1e308 * 10", "null");
    gives("1e308 * 10 - 1e308 * 10", "null");
    gives("-1e308 * 10", "null");
    gives("pmt(0.01, 0, 100)", "null");
    struct given given[] = { { "x", expr_real(INFINITY) }, { "y", expr_real(NAN) }, { NULL, expr_null() } };
    ck_assert_str_eq(show_with(NULL, ":x IS NULL AND :y IS NULL", given), "1");
}
END_TEST

START_TEST(texts_keep_their_quotes)
{
    gives("'it''s'", "'it's'");
    gives("'a) FROM x; -- \"b\" /* :y ?1'", "'a) FROM x; -- \"b\" /* :y ?1'");
    gives("upper('ok') || '-' || trim('  x ')", "'OK-x'");
    gives("substr('abcdef', 2, 3)", "'bcd'");
    gives("replace('aXb', 'X', '') = 'ab'", "1");
    gives("instr('abc', 'c')", "3");
}
END_TEST

START_TEST(the_loan_of_the_curriculum)
{
    gives("round(1200/12 + 1200*0.01, 2)", "112");
    gives("round(100 * apr(1200, 112, 12), 2)", "21.46");
    gives("round(100 * 12 * irr(-1200,112,112,112,112,112,112,112,112,112,112,112,112), 2)", "21.46");
    gives("round(100 * ((1 + apr(1200,112,12)/12) - 1) * 12, 2)", "21.46");
    gives("round(pmt(0.01, 12, 1200), 2)", "106.62");
    gives("round(100 * apr(1200 - 36, 112, 12), 2)", "27.41");
    gives("round(pmt(apr(1200, 112, 12)/12, 12, 1200), 6)", "112");
    gives("pmt(0, 12, 1200)", "100");
    gives("round(pmt(1e-12, 12, 1200), 6)", "100");
    gives("apr(1200, 100, 12)", "0");
    gives("apr(0, 100, 12)", "null");
    gives("apr(1200, 112, 0)", "null");
    gives("pmt(-1, 12, 1200)", "null");
    gives("pmt(:x, 12, 1200)", "null");
}
END_TEST

START_TEST(the_effective_rate_of_the_curriculum)
{
    struct expr_engine *engine;
    struct error error = { 0 };
    double rate = 0;
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    ck_assert_int_eq(expr_number(engine, "apr(1200, 112, 12) / 12", 23, NULL, NULL, &rate, &error), 0);
    ck_assert_double_eq_tol(100 * (pow(1 + rate, 12) - 1), 23.70, 0.005);
    expr_engine_free(engine);
}
END_TEST

START_TEST(present_value_and_return)
{
    gives("npv(0.1, -100, 110)", "0");
    gives("round(npv(0.1, -100, 60, 60), 4)", "4.1322");
    gives("npv(0, 1, 2, 3)", "6");
    gives("npv(-1, 1, 2)", "null");
    gives("irr(-100, 110)", "0.1");
    gives("round(irr(-100, 50), 6)", "-0.5");
    gives("irr(-100, 100)", "0");
    gives("irr(100, 100)", "null");
    gives("irr(0, 0)", "null");
    gives("irr(-100, :x)", "null");
    gives("round(irr(-100, 230, -132), 6)", "0.1");
    gives("round(npv(irr(-70, 12, 15, 18, 21, 26), -70, 12, 15, 18, 21, 26), 6)", "0");
    gives("round(irr(-70, 12, 15, 18, 21, 26), 4)", "0.0866");
}
END_TEST

START_TEST(clamp_keeps_within_bounds)
{
    gives("clamp(5, 1, 3)", "3");
    gives("clamp(0, 1, 3)", "1");
    gives("clamp(2, 1, 3)", "2");
    gives("clamp(:x, 1, 3)", "null");
    gives("clamp(2, 3, 1)", "null");
    gives("max(1, 3, 2) - min(4, 6)", "-1");
    gives("ceil(1.2) + floor(-1.2)", "0");
}
END_TEST

START_TEST(selected_finds_whole_choices)
{
    struct given given[] = { { "x", expr_text("radio  internet tv") }, { "none", expr_text("") }, { NULL, expr_null() } };
    ck_assert_str_eq(show_with(NULL, "selected(:x, 'internet')", given), "1");
    ck_assert_str_eq(show_with(NULL, "selected(:x, 'tv') AND selected(:x, 'radio')", given), "1");
    ck_assert_str_eq(show_with(NULL, "selected(:x, 'inter')", given), "0");
    ck_assert_str_eq(show_with(NULL, "selected(:x, 'radio ')", given), "0");
    ck_assert_str_eq(show_with(NULL, "selected(:x, '')", given), "0");
    ck_assert_str_eq(show_with(NULL, "selected(:none, 'tv')", given), "0");
    ck_assert_str_eq(show_with(NULL, "selected(:y, 'tv')", given), "null");
}
END_TEST

START_TEST(today_is_the_day_of_the_clock_that_is_given)
{
    struct fixed_clock clock;
    struct date date = { .year = 2026, .month = 2, .day = 28, .hour = 23, .minute = 30 };
    fixed_clock_init(&clock, date_to(&date));
    struct expr_options options = { .clock = &clock.clock };
    ck_assert_str_eq(show_with(&options, "today()", NULL), "'2026-02-28'");
    options.offset_minutes = 60;
    ck_assert_str_eq(show_with(&options, "today() > '2026-02-28'", NULL), "1");
    gives("today()", "null");
}
END_TEST

START_TEST(columns_come_from_the_caller)
{
    struct given given[] = { { "total cost", expr_real(60) }, { "prev balance", expr_real(7) }, { "cost", expr_real(1) }, { NULL, expr_null() } };
    ck_assert_str_eq(show_with(NULL, "total('cost') - total( 'cost' ) / 2 + prev('balance') + :cost", given), "38");
    ck_assert_str_eq(show_with(NULL, "coalesce(prev('cost'), 3)", given), "3");
    refused("total(:x)", 10, "total takes the name of a column in single quotes and nothing else, like total('cost')");
    refused("1 + prev('a b')", 14, "prev takes the name of a column in single quotes and nothing else, like total('cost')");
    refused("prev('')", 10, "prev takes the name of a column in single quotes and nothing else, like total('cost')");
    refused("total('a', 'b')", 10, "total takes the name of a column in single quotes and nothing else, like total('cost')");
    refused("kiosk_column(0)", 10, "there is no function 'kiosk_column' in expressions");
}
END_TEST

START_TEST(names_are_listed_once_with_their_places)
{
    static const char text[] = ":a + total('a')\n * :b + :a";
    struct expr_engine *engine;
    struct expr *expr;
    struct error error = { 0 };
    size_t count;
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    ck_assert_int_eq(expr_compile(engine, text, strlen(text), &in_form, &expr, &error), 0);
    const struct expr_name *names = expr_names(expr, &count);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(names[0].name, "a");
    ck_assert_int_eq(names[0].use, EXPR_VALUE);
    ck_assert_str_eq(names[1].name, "a");
    ck_assert_int_eq(names[1].use, EXPR_TOTAL);
    ck_assert_str_eq(names[2].name, "b");
    ck_assert_int_eq(expr_unknown(expr, &names[2], &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "form.cfg:8:4: there is no field 'b'");
    expr_free(expr);
    expr_engine_free(engine);
}
END_TEST

START_TEST(a_second_query_cannot_be_smuggled_in)
{
    refused("1) FROM x; --", 11, "')' is not expected here");
    refused("1); DROP TABLE x", 11, "')' is not expected here");
    refused("1; SELECT 2", 11, "';' cannot stand in an expression");
    refused("1;", 11, "';' cannot stand in an expression");
    refused("1), (2", 11, "')' is not expected here");
    refused("1, 2", 11, "a comma divides the values of a function or of IN (...); decimals have a point");
    refused("(1, 2) = (1, 2)", 12, "a comma divides the values of a function or of IN (...); decimals have a point");
    refused("1) UNION SELECT (1", 11, "')' is not expected here");
    refused("1 UNION SELECT 1", 12, "'UNION' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("1 AS x", 12, "'AS' is not expected here");
    refused("VALUES (1)", 10, "there is no function 'VALUES' in expressions");
    refused("(WITH RECURSIVE t(n) AS (VALUES(1) UNION ALL SELECT n+1 FROM t) SELECT count(*) FROM t)", 11,
            "'WITH' means nothing here: a field begins with a colon, a text stands in single quotes");
}
END_TEST

START_TEST(there_are_no_subqueries_nor_tables)
{
    refused("(SELECT 1)", 11, "'SELECT' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("1 IN (SELECT 1)", 16, "'SELECT' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("1 IN sqlite_master", 15, "'sqlite_master' is not expected here");
    refused("EXISTS (SELECT 1)", 10, "there is no function 'EXISTS' in expressions");
    refused("price", 10, "'price' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("main.t.x", 10, "'main.t.x' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("pragma_function_list(1)", 10, "there is no function 'pragma_function_list' in expressions");
}
END_TEST

START_TEST(aggregates_and_windows_are_refused)
{
    refused("count(*)", 10, "there is no function 'count' in expressions");
    refused("sum(1)", 10, "there is no function 'sum' in expressions");
    refused("group_concat('a')", 10, "there is no function 'group_concat' in expressions");
    refused("max(1)", 10, "max takes 2 to 100 values, not 1");
    refused("min(:x)", 10, "min takes 2 to 100 values, not 1");
    refused("max(*)", 14, "'*' is not expected here");
    refused("npv(*)", 14, "'*' is not expected here");
    refused("row_number() OVER ()", 10, "there is no function 'row_number' in expressions");
    refused("max(1, 2) OVER ()", 20, "there is no function 'OVER' in expressions");
    refused("max(1, 2) FILTER (WHERE 1)", 20, "there is no function 'FILTER' in expressions");
    refused("max(DISTINCT 1, 2)", 14, "'DISTINCT' means nothing here: a field begins with a colon, a text stands in single quotes");
}
END_TEST

START_TEST(chance_time_and_the_machine_are_out_of_reach)
{
    refused("random()", 10, "there is no function 'random' in expressions");
    refused("date('now')", 10, "there is no function 'date' in expressions");
    refused("CURRENT_DATE", 10, "'CURRENT_DATE' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("load_extension('x')", 10, "there is no function 'load_extension' in expressions");
    refused("1 + readfile('/etc/passwd')", 14, "there is no function 'readfile' in expressions");
    refused("RAISE(ABORT, 'x')", 10, "there is no function 'RAISE' in expressions");
    refused("sqlite_version()", 10, "there is no function 'sqlite_version' in expressions");
    refused("changes()", 10, "there is no function 'changes' in expressions");
    refused("'a' MATCH 'b'", 14, "'MATCH' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("'a' REGEXP 'b'", 14, "'REGEXP' means nothing here: a field begins with a colon, a text stands in single quotes");
}
END_TEST

START_TEST(nothing_grows_without_bounds)
{
    refused("randomblob(1e9)", 10, "there is no function 'randomblob' in expressions");
    refused("zeroblob(1000000000)", 10, "there is no function 'zeroblob' in expressions");
    refused("printf('%1000000000d', 1)", 10, "there is no function 'printf' in expressions");
    refused("char(65)", 10, "there is no function 'char' in expressions");
    char text[2000] = "";
    for (int i = 0; i < 6; i++)
        strncat(text, "replace(", 9);
    strncat(text, "'0'", 4);
    for (int i = 0; i < 6; i++)
        strncat(text, ", '0', '000000000')", 20);
    refused(text, 10, "a text in the expression grows beyond 16384 bytes");
    char *field = malloc(20000);
    memset(field, 'a', 19999);
    field[19999] = 0;
    struct given given[] = { { "x", expr_text(field) }, { "total x", expr_text(field) }, { NULL, expr_null() } };
    ck_assert_str_eq(show_with(NULL, "length(:x)", given), "form.cfg:7:10: a text in the expression grows beyond 16384 bytes");
    ck_assert_str_eq(show_with(NULL, "total('x')", given), "form.cfg:7:10: a text in the expression grows beyond 16384 bytes");
    free(field);
}
END_TEST

START_TEST(a_pattern_cannot_keep_it_busy)
{
    char field[1500], text[600] = ":x LIKE '";
    memset(field, 'a', sizeof field - 1);
    field[sizeof field - 1] = 0;
    struct given given[] = { { "x", expr_text(field) }, { NULL, expr_null() } };
    for (int i = 0; i < 90; i++)
        strncat(text, "%a", 3);
    strncat(text, "%b'", 4);
    ck_assert_str_eq(show_with(NULL, text, given), "0");
    text[strlen(text) - 1] = 0;
    for (int i = 0; i < 90; i++)
        strncat(text, "%a", 3);
    strncat(text, "'", 2);
    ck_assert_str_eq(show_with(NULL, text, given), "form.cfg:7:10: the expression has no value: LIKE or GLOB pattern too complex");
    refused("'a' LIKE 'b' ESCAPE 'xx'", 23, "'ESCAPE' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("'a' GLOB '*'", 14, "'GLOB' means nothing here: a field begins with a colon, a text stands in single quotes");
}
END_TEST

START_TEST(double_quotes_and_other_names_are_refused)
{
    refused("\"abc\"", 10, "\": a text stands in single quotes here, 'like this'");
    refused(":sex = \"f\"", 17, "\": a text stands in single quotes here, 'like this'");
    refused("[abc]", 10, "'[' cannot stand in an expression");
    refused("`abc`", 10, "'`' cannot stand in an expression");
    refused("\xe2\x80\x98" "f\xe2\x80\x99", 10, "'\xe2\x80\x98' cannot stand in an expression");
}
END_TEST

START_TEST(comments_are_refused)
{
    refused("1 -- 2", 12, "'-' begins a comment, which an expression has not; put a blank between two signs");
    refused("1 /* 2 */", 12, "'/' begins a comment, which an expression has not; put a blank between two signs");
    refused("5--3", 11, "'-' begins a comment, which an expression has not; put a blank between two signs");
}
END_TEST

START_TEST(only_names_with_a_colon_are_bound)
{
    refused("?", 10, "'?' cannot stand in an expression");
    refused("?1", 10, "'?' cannot stand in an expression");
    refused("@x", 10, "'@' cannot stand in an expression");
    refused("$x", 10, "'$' cannot stand in an expression");
    refused("#x", 10, "'#' cannot stand in an expression");
    refused(":1", 10, "':1' is not a name: behind the colon stands a letter or '_', then letters, digits and '_'");
    refused(": x", 10, "':' is not a name: behind the colon stands a letter or '_', then letters, digits and '_'");
    refused("::x", 10, "':' is not a name: behind the colon stands a letter or '_', then letters, digits and '_'");
    refused(":x$", 12, "'$' cannot stand in an expression");
    refused(":caf\xc3\xa9", 14, "'\xc3\xa9' cannot stand in an expression");
    refused(":x :y", 13, "':y' is not expected here");
    gives(":_x1 IS NULL", "1");
}
END_TEST

START_TEST(hexadecimal_and_binary_literals_are_refused)
{
    refused("0x10", 10, "'0x10' is not a number: write it like 12 or 0.5");
    refused("x'ff'", 10, "'x' means nothing here: a field begins with a colon, a text stands in single quotes");
    refused("1_000", 10, "'1_000' is not a number: write it like 12 or 0.5");
    refused("1.2.3", 10, "'1.2.3' is not a number: write it like 12 or 0.5");
    refused("12abc", 10, "'12abc' is not a number: write it like 12 or 0.5");
    refused("1e", 10, "'1e' is not a number: write it like 12 or 0.5");
    refused(".", 10, "'.' is not a number: write it like 12 or 0.5");
    refused("1e999", 10, "the number 1e999 is too large");
    refused("1,5 * 2", 11, "a comma divides the values of a function or of IN (...); decimals have a point");
}
END_TEST

START_TEST(bits_and_documents_are_no_business_of_expressions)
{
    refused("1 << 62", 12, "'<' cannot stand in an expression");
    refused("1 >> 1", 12, "'>' cannot stand in an expression");
    refused("1 & 1", 12, "'&' cannot stand in an expression");
    refused("1 | 1", 12, "'|' cannot stand in an expression");
    refused("~1", 10, "'~' cannot stand in an expression");
    refused("'{}' -> 'a'", 15, "'-' cannot stand in an expression");
    refused("json('{}')", 10, "there is no function 'json' in expressions");
}
END_TEST

START_TEST(casts_know_three_types)
{
    gives("CAST('12.5 kg' AS REAL)", "12.5");
    gives("CAST(2.9 AS INTEGER)", "2");
    gives("CAST(1e300 AS INTEGER)", "9.223372037e+18");
    gives("CAST('a' AS TEXT)", "'a'");
    gives("CAST(CAST(:x AS REAL) AS TEXT)", "null");
    gives("abs(CAST('-9223372036854775808' AS INTEGER))", "form.cfg:7:10: the expression has no value: integer overflow");
    gives("CAST('9223372036854775807' AS INTEGER) + CAST('9223372036854775807' AS INTEGER)", "1.844674407e+19");
    refused("CAST('a' AS BLOB)", 22, "'BLOB' is no type: CAST knows REAL, INTEGER and TEXT");
    refused("CAST('a' AS)", 21, "')' is not expected here");
    refused("CAST('a' AS TEXT(5))", 26, "'(' is not expected here");
    refused("CAST('a' AS TEXT TEXT)", 27, "'TEXT' is not expected here");
    refused("CAST 'a'", 15, "''a'' is not expected here");
    refused("1 + TEXT", 14, "'TEXT' is not expected here");
    refused("'a' COLLATE NOCASE", 14, "'COLLATE' means nothing here: a field begins with a colon, a text stands in single quotes");
}
END_TEST

START_TEST(what_is_incomplete_is_said_so)
{
    refused("", 10, "the expression is empty");
    refused("  \n", 10, "the expression is empty");
    refused("1 +", 13, "the expression is not complete: something is missing at its end");
    refused("(1 + 2", 10, "'(' is not closed");
    refused("1 + max(1, 2", 14, "'max' is not closed");
    refused("CASE WHEN 1 THEN 2", 10, "'CASE' has no END");
    refused("(CASE WHEN 1 THEN 2) END", 29, "')' is not expected here");
    refused("1 END", 12, "'END' is not expected here");
    refused("'abc", 10, "the text 'abc has no closing quote");
    refused("abs", 13, "the expression is not complete: something is missing at its end");
    refused("2 IN", 14, "the expression is not complete: something is missing at its end");
    refused("()", 11, "')' is not expected here");
    refused("1 + * 2", 14, "'*' is not expected here");
    refused("1 2", 12, "'2' is not expected here");
    refused("'a' 'b'", 14, "''b'' is not expected here");
    refused("AND", 10, "'AND' is not expected here");
    refused("max(1,,2)", 16, "',' is not expected here");
    refused("round()", 10, "round takes 1 to 2 values, not 0");
    refused("pmt(1, 2)", 10, "pmt takes 3 values, not 2");
    refused("today(1)", 10, "today takes 0 values, not 1");
}
END_TEST

START_TEST(an_error_in_a_later_line_points_there)
{
    ck_assert_str_eq(show("1 +\n  2 +\n  foo"),
                     "form.cfg:9:3: 'foo' means nothing here: a field begins with a colon, a text stands in single quotes");
    ck_assert_str_eq(show("1 / 2 / :x /\n  / 2"), "form.cfg:8:3: '/' is not expected here");
}
END_TEST

START_TEST(too_long_too_deep_too_many_is_refused)
{
    char text[5000];
    memset(text, '1', sizeof text);
    text[4001] = 0;
    refused(text, 10, "the expression is longer than 4000 bytes");
    memset(text, '(', 31);
    text[31] = 0;
    refused(text, 40, "more than 30 parentheses within one another");
    memset(text, '-', 2000);
    for (int i = 0; i < 2000; i += 2)
        text[i] = ' ';
    text[2000] = '1';
    text[2001] = 0;
    refused(text, 10, "the expression is too large or too deep; divide it among several fields");
    text[0] = '1';
    for (int i = 1; i < 1501; i += 2)
        memcpy(text + i, "+1", 3);
    refused(text, 10, "the expression is too large or too deep; divide it among several fields");
    text[0] = 0;
    for (int i = 0; i < 29; i++)
        strncat(text, "abs(1+", 7);
    strncat(text, "1", 2);
    for (int i = 0; i < 29; i++)
        strncat(text, ")", 2);
    refused(text, 10, "the expression is too large or too deep; divide it among several fields");
    snprintf(text, sizeof text, "max(1");
    for (int i = 1; i < 101; i++)
        strncat(text, ",1", 3);
    strncat(text, ")", 2);
    refused(text, 10, "max takes 2 to 100 values, not 101");
    snprintf(text, sizeof text, ":%0*d", 70, 0);
    text[1] = 'a';
    ck_assert_ptr_nonnull(strstr(show(text), " is too long"));
}
END_TEST

START_TEST(the_longest_that_is_allowed_works)
{
    char text[5000] = "1";
    for (int i = 0; i < 499; i++)
        strncat(text, "+1", 3);
    gives(text, "500");
    text[0] = 0;
    for (int i = 0; i < 10; i++)
        strncat(text, "abs(1+", 7);
    strncat(text, "1", 2);
    for (int i = 0; i < 10; i++)
        strncat(text, ")", 2);
    gives(text, "11");
    snprintf(text, sizeof text, "2 in (1");
    for (int i = 0; i < 1990; i++)
        strncat(text, ",3", 3);
    strncat(text, ")", 2);
    gives(text, "0");
}
END_TEST

START_TEST(bytes_that_are_no_text_are_refused)
{
    refused("'\xff'", 10, "the expression is not UTF-8");
    struct expr_engine *engine;
    struct expr *expr = NULL;
    struct error error = { 0 };
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    ck_assert_int_eq(expr_compile(engine, "1\0+1", 4, &in_form, &expr, &error), ERROR_ENCODING);
    ck_assert_error(error, "form.cfg:7:10: the expression is not UTF-8");
    ck_assert_ptr_null(expr);
    expr_engine_free(engine);
}
END_TEST

START_TEST(steps_are_counted)
{
    struct expr_options options = { .steps = 2 };
    ck_assert_str_eq(show_with(&options, ":x IN (:a, :b, :c, :d, :e)", NULL), "form.cfg:7:10: the expression takes more than 2 steps");
}
END_TEST

START_TEST(steps_of_one_evaluation_are_not_counted_to_the_next)
{
    struct expr_options options = { .steps = 1000 };
    struct expr_engine *engine;
    struct expr *expr;
    struct error error = { 0 };
    struct expr_value value;
    ck_assert_int_eq(expr_engine_new(&options, &engine, &error), 0);
    ck_assert_int_eq(expr_compile(engine, ":a + :b", 7, NULL, &expr, &error), 0);
    for (int i = 0; i < 20000; i++)
        ck_assert_int_eq(expr_eval(expr, NULL, &value, &error), 0);
    expr_free(expr);
    expr_engine_free(engine);
}
END_TEST

START_TEST(a_text_lives_until_the_next_evaluation)
{
    struct expr_engine *engine;
    struct expr *one, *two;
    struct error error = { 0 };
    struct expr_value value, other;
    char field[] = "abc";
    struct given given[] = { { "x", expr_text(field) }, { NULL, expr_null() } };
    struct expr_values values = { get_given, given };
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    ck_assert_int_eq(expr_compile(engine, ":x", 2, NULL, &one, &error), 0);
    ck_assert_int_eq(expr_compile(engine, "'other'", 7, NULL, &two, &error), 0);
    ck_assert_int_eq(expr_eval(one, &values, &value, &error), 0);
    field[0] = 'X';
    ck_assert_int_eq(expr_eval(two, NULL, &other, &error), 0);
    ck_assert_str_eq(value.text, "abc");
    expr_free(one);
    expr_free(two);
    expr_engine_free(engine);
}
END_TEST

static bool checks(const char *text, const char *number)
{
    struct expr_engine *engine;
    struct error error = { 0 };
    double value;
    bool equal = false;
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    ck_assert_int_eq(expr_check(engine, text, strlen(text), &in_form, NULL, number, &value, &equal, &error), 0);
    expr_engine_free(engine);
    return equal;
}

START_TEST(a_checked_figure_is_rounded_to_the_decimals_that_it_shows)
{
    ck_assert(checks("(100 - 60) / 60 * 100", "66.7"));
    ck_assert(checks("(100 - 60) / 60 * 100", "67"));
    ck_assert(!checks("(100 - 60) / 60 * 100", "66"));
    ck_assert(!checks("(100 - 60) / 60 * 100", "66.6"));
    ck_assert(checks("100 * apr(1200, 112, 12)", "21.46"));
    ck_assert(checks("100 * (1 - 0.763)", "23.70"));
    ck_assert(!checks("23.71", "23.70"));
    ck_assert(checks("2.5", "3"));
    ck_assert(!checks("2.5", "2"));
    ck_assert(checks("-2.5", "-3"));
    ck_assert(checks("1.005", "1.01"));
    ck_assert(checks("1200", "1 200"));
    ck_assert(checks("1200", "1,200"));
    ck_assert(checks("1.2", "1,200"));
    ck_assert(checks("2 / 3", "0.667"));
    ck_assert(checks("1.2345", "1.235"));
    ck_assert(checks("1200000", "1,200,000"));
    ck_assert(!checks("1200.4", "1201"));
    ck_assert(checks("0 - 0.001", "0"));
    ck_assert(checks("900 - 250 - 700", "-50"));
}
END_TEST

START_TEST(a_checked_figure_must_be_a_number)
{
    struct expr_engine *engine;
    double value = 5;
    bool equal = true;
    struct error error = { 0 };
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
    ck_assert_int_eq(expr_check(engine, "1", 1, &in_form, NULL, "one", &value, &equal, &error), ERROR_INVALID);
    ck_assert_error(error, "form.cfg:7:10: 'one' is not a number");
    ck_assert_int_eq(expr_check(engine, "1/0", 3, &in_form, NULL, "1", &value, &equal, &error), ERROR_INVALID);
    ck_assert_error(error, "form.cfg:7:10: the expression has no value");
    ck_assert_int_eq(expr_check(engine, "'1'", 3, &in_form, NULL, "1", &value, &equal, &error), ERROR_INVALID);
    ck_assert_error(error, "form.cfg:7:10: the expression gives a text, not a number");
    ck_assert_double_eq(value, 5);
    ck_assert(equal);
    expr_engine_free(engine);
}
END_TEST

START_TEST(null_hides_a_field_and_passes_a_constraint)
{
    struct expr_value none = expr_null(), yes = expr_real(2), no = expr_real(0), word = expr_text("yes"), text = expr_text("-1 kg"),
                      hex = expr_text("0x10"), infinite = expr_text("infinity");
    ck_assert(!expr_true_relevant(&none));
    ck_assert(expr_true_relevant(&yes));
    ck_assert(!expr_true_relevant(&no));
    ck_assert(!expr_true_relevant(&word));
    ck_assert(expr_true_relevant(&text));
    ck_assert(!expr_true_relevant(&hex));
    ck_assert(!expr_true_relevant(&infinite));
    ck_assert(expr_passes_constraint(&none));
    ck_assert(expr_passes_constraint(&yes));
    ck_assert(!expr_passes_constraint(&no));
    ck_assert(!expr_passes_constraint(&word));
}
END_TEST

START_TEST(every_lack_of_memory_is_survived)
{
    static const char text[] = "CASE WHEN :a > 1 THEN 'x' || :b ELSE coalesce(prev('c'), total('d'), :a) END";
    struct given given[] = { { "a", expr_real(2) }, { "b", expr_text("a long text that must be copied") }, { NULL, expr_null() } };
    struct expr_values values = { get_given, given };
    size_t n = 1;
    for (int code = ERROR_MEMORY; code; n++) {
        struct failing_allocator failing;
        failing_allocator_init(&failing, n);
        struct expr_options options = { .allocator = &failing.allocator };
        struct expr_engine *engine = NULL;
        struct expr *expr = NULL;
        struct expr_value value = expr_null();
        struct error error = { 0 };
        code = expr_engine_new(&options, &engine, &error);
        if (code == 0)
            code = expr_compile(engine, text, strlen(text), &in_form, &expr, &error);
        if (code == 0)
            code = expr_eval(expr, &values, &value, &error);
        if (code) {
            ck_assert_int_eq(code, ERROR_MEMORY);
            ck_assert_int_eq(value.kind, EXPR_NULL);
        } else
            ck_assert_str_eq(value.text, "xa long text that must be copied");
        expr_free(expr);
        expr_engine_free(engine);
        ck_assert_uint_lt(n, 100);
    }
    ck_assert_uint_gt(n, 4);
}
END_TEST

TEST_MAIN("expr", arithmetic_is_that_of_school, a_third_is_a_third, large_whole_numbers_do_not_wrap, names_are_bound_as_numbers_and_texts,
          an_unanswered_field_is_null_and_spreads, what_is_no_number_any_more_is_null, texts_keep_their_quotes,
          the_loan_of_the_curriculum, the_effective_rate_of_the_curriculum, present_value_and_return, clamp_keeps_within_bounds,
          selected_finds_whole_choices, today_is_the_day_of_the_clock_that_is_given, columns_come_from_the_caller,
          names_are_listed_once_with_their_places, a_second_query_cannot_be_smuggled_in, there_are_no_subqueries_nor_tables,
          aggregates_and_windows_are_refused, chance_time_and_the_machine_are_out_of_reach, nothing_grows_without_bounds,
          a_pattern_cannot_keep_it_busy, double_quotes_and_other_names_are_refused, comments_are_refused, only_names_with_a_colon_are_bound,
          hexadecimal_and_binary_literals_are_refused, bits_and_documents_are_no_business_of_expressions, casts_know_three_types,
          what_is_incomplete_is_said_so, an_error_in_a_later_line_points_there, too_long_too_deep_too_many_is_refused,
          the_longest_that_is_allowed_works, bytes_that_are_no_text_are_refused, steps_are_counted,
          steps_of_one_evaluation_are_not_counted_to_the_next, a_text_lives_until_the_next_evaluation,
          a_checked_figure_is_rounded_to_the_decimals_that_it_shows, a_checked_figure_must_be_a_number,
          null_hides_a_field_and_passes_a_constraint, every_lack_of_memory_is_survived)
