/* Sheets: what depends on what, and that nothing else is evaluated. */
#include "check_main.h"

#include <math.h>

#include "expr/sheet.h"

#define MOST 20

/* A plan in lines: fields as "a b c", columns as "x y" of one table, and rules by name of the field. */
struct setting {
    struct expr_engine *engine;
    struct expr_sheet *sheet;
    struct expr_field fields[MOST];
    struct expr_rule rules[MOST];
    struct expr_plan plan;
    size_t rows;
    struct error error;
    int code;
};

static size_t place_of(const struct setting *s, const char *name)
{
    for (size_t i = 0; i < s->plan.field_count; i++)
        if (strcmp(s->fields[i].name, name) == 0)
            return i;
    return MOST;
}

static void begin(struct setting *s, size_t rows, const struct allocator *allocator)
{
    struct expr_options options = { .allocator = allocator };
    *s = (struct setting){ .rows = rows };
    s->plan = (struct expr_plan){ .fields = s->fields, .rules = s->rules, .rows = &s->rows, .table_count = rows > 0 };
    s->code = expr_engine_new(&options, &s->engine, &s->error);
}

static void field(struct setting *s, const char *name, size_t table)
{
    s->fields[s->plan.field_count++] = (struct expr_field){ name, table };
}

static void rule(struct setting *s, const char *name, enum expr_purpose purpose, const char *text)
{
    size_t i = s->plan.rule_count++;
    s->rules[i] = (struct expr_rule){ place_of(s, name), purpose, text, strlen(text), { "sheet.cfg", (long)i + 1, 1 } };
}

static void finish(struct setting *s)
{
    if (s->code == 0)
        s->code = expr_sheet_new(s->engine, &s->plan, &s->sheet, &s->error);
}

static void end(struct setting *s)
{
    expr_sheet_free(s->sheet);
    expr_engine_free(s->engine);
}

static void set(struct setting *s, const char *name, size_t row, double value)
{
    struct expr_value real = expr_real(value);
    ck_assert_int_eq(expr_sheet_set(s->sheet, place_of(s, name), row, &real, &s->error), 0);
}

static double get(const struct setting *s, const char *name, size_t row)
{
    struct expr_value value = expr_sheet_value(s->sheet, place_of(s, name), row);
    return value.kind == EXPR_REAL ? value.real : NAN;
}

static void make_prices(struct setting *s, const struct allocator *allocator)
{
    begin(s, 0, allocator);
    field(s, "profit", 0), field(s, "sales", 0), field(s, "cost", 0), field(s, "price", 0), field(s, "quantity", 0), field(s, "note", 0);
    rule(s, "profit", EXPR_CALCULATE, ":sales - :cost");
    rule(s, "sales", EXPR_CALCULATE, ":price * :quantity");
    rule(s, "note", EXPR_RELEVANT, ":profit < 0");
    rule(s, "price", EXPR_CONSTRAINT, ":price > 0");
    finish(s);
}

START_TEST(what_depends_is_evaluated_after_what_it_reads)
{
    struct setting s;
    make_prices(&s, NULL);
    ck_assert_int_eq(s.code, 0);
    ck_assert(isnan(get(&s, "profit", 0)));
    set(&s, "price", 0, 10);
    set(&s, "quantity", 0, 5);
    set(&s, "cost", 0, 20);
    ck_assert_double_eq(get(&s, "sales", 0), 50);
    ck_assert_double_eq(get(&s, "profit", 0), 30);
    ck_assert(!expr_sheet_shown(s.sheet, place_of(&s, "note"), 0));
    set(&s, "cost", 0, 60);
    ck_assert_double_eq(get(&s, "profit", 0), -10);
    ck_assert(expr_sheet_shown(s.sheet, place_of(&s, "note"), 0));
    end(&s);
}
END_TEST

START_TEST(nothing_else_is_evaluated)
{
    struct setting s;
    make_prices(&s, NULL);
    set(&s, "price", 0, 10);
    set(&s, "quantity", 0, 5);
    set(&s, "cost", 0, 20);
    size_t before = expr_sheet_evaluations(s.sheet);
    set(&s, "cost", 0, 25);                      /* profit, note */
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 2);
    set(&s, "cost", 0, 25);                      /* the same value */
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 2);
    set(&s, "price", 0, 11);                     /* price's constraint, sales, profit, note */
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 6);
    set(&s, "note", 0, 1);                       /* nobody reads it */
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 6);
    end(&s);
}
END_TEST

START_TEST(what_comes_out_the_same_goes_no_further)
{
    struct setting s;
    begin(&s, 0, NULL);
    field(&s, "a", 0), field(&s, "big", 0), field(&s, "c", 0);
    rule(&s, "c", EXPR_CALCULATE, ":big * 2");
    rule(&s, "big", EXPR_CALCULATE, ":a > 10");
    finish(&s);
    set(&s, "a", 0, 1);
    size_t before = expr_sheet_evaluations(s.sheet);
    set(&s, "a", 0, 2);
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 1);
    set(&s, "a", 0, 20);
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 3);
    ck_assert_double_eq(get(&s, "c", 0), 2);
    end(&s);
}
END_TEST

START_TEST(a_draft_is_evaluated_once)
{
    struct setting s;
    struct expr_value two = expr_real(2);
    make_prices(&s, NULL);
    for (size_t i = 2; i < 5; i++)
        ck_assert_int_eq(expr_sheet_put(s.sheet, i, 0, &two, &s.error), 0);
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), 0);
    ck_assert_int_eq(expr_sheet_run(s.sheet, &s.error), 0);
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), 4);
    ck_assert_double_eq(get(&s, "profit", 0), 2);
    end(&s);
}
END_TEST

START_TEST(a_hidden_field_is_unanswered_and_keeps_its_value)
{
    struct setting s;
    begin(&s, 0, NULL);
    field(&s, "exports", 0), field(&s, "share", 0), field(&s, "home", 0);
    rule(&s, "share", EXPR_RELEVANT, ":exports = 1");
    rule(&s, "share", EXPR_CONSTRAINT, ":share <= 100");
    rule(&s, "home", EXPR_CALCULATE, "100 - coalesce(:share, 0)");
    finish(&s);
    ck_assert(!expr_sheet_shown(s.sheet, 1, 0));
    set(&s, "exports", 0, 1);
    ck_assert(expr_sheet_shown(s.sheet, 1, 0));
    set(&s, "share", 0, 140);
    ck_assert(!expr_sheet_valid(s.sheet, 1, 0));
    ck_assert_double_eq(get(&s, "home", 0), -40);
    set(&s, "exports", 0, 0);
    ck_assert(expr_sheet_valid(s.sheet, 1, 0));
    ck_assert_double_eq(get(&s, "home", 0), 100);
    ck_assert_double_eq(get(&s, "share", 0), 140);
    set(&s, "exports", 0, 1);
    ck_assert(!expr_sheet_valid(s.sheet, 1, 0));
    ck_assert_double_eq(get(&s, "home", 0), -40);
    end(&s);
}
END_TEST

START_TEST(a_table_reads_its_row_the_row_above_and_the_sum)
{
    struct setting s;
    begin(&s, 12, NULL);
    field(&s, "start", 0), field(&s, "in", 1), field(&s, "out", 1), field(&s, "opening", 1), field(&s, "closing", 1), field(&s, "all", 0);
    field(&s, "share", 1);
    rule(&s, "opening", EXPR_CALCULATE, "coalesce(prev('closing'), :start)");
    rule(&s, "closing", EXPR_CALCULATE, ":opening + coalesce(:in, 0) - coalesce(:out, 0)");
    rule(&s, "all", EXPR_CALCULATE, "total('in') - total('out')");
    rule(&s, "share", EXPR_CALCULATE, ":in / total('in')");
    finish(&s);
    ck_assert_int_eq(s.code, 0);
    set(&s, "start", 0, 100);
    set(&s, "in", 0, 50);
    set(&s, "out", 3, 20);
    set(&s, "in", 11, 150);
    ck_assert_double_eq(get(&s, "opening", 0), 100);
    ck_assert_double_eq(get(&s, "closing", 0), 150);
    ck_assert_double_eq(get(&s, "closing", 3), 130);
    ck_assert_double_eq(get(&s, "opening", 11), 130);
    ck_assert_double_eq(get(&s, "closing", 11), 280);
    ck_assert_double_eq(get(&s, "all", 0), 180);
    ck_assert_double_eq(get(&s, "share", 0), 0.25);
    ck_assert_double_eq(get(&s, "share", 11), 0.75);
    size_t before = expr_sheet_evaluations(s.sheet);
    set(&s, "out", 10, 5);                       /* closing 10, opening 11, closing 11, all */
    ck_assert_uint_eq(expr_sheet_evaluations(s.sheet), before + 4);
    ck_assert_double_eq(get(&s, "closing", 11), 275);
    end(&s);
}
END_TEST

#define refused(s, want) do { finish(&(s)); ck_assert_int_ne((s).code, 0); ck_assert_error((s).error, want); ck_assert_ptr_null((s).sheet); end(&(s)); } while (0)

START_TEST(circles_are_named)
{
    struct setting s;
    begin(&s, 0, NULL);
    field(&s, "x", 0), field(&s, "a", 0), field(&s, "b", 0), field(&s, "c", 0), field(&s, "behind", 0);
    rule(&s, "behind", EXPR_CALCULATE, ":c + 1");
    rule(&s, "a", EXPR_CALCULATE, ":b + :x");
    rule(&s, "b", EXPR_CALCULATE, ":c");
    rule(&s, "c", EXPR_RELEVANT, ":a > 1");
    refused(s, "sheet.cfg:4:1: these fields need one another in a circle: c, a, b, c");
    begin(&s, 0, NULL);
    field(&s, "a", 0);
    rule(&s, "a", EXPR_RELEVANT, ":a = 1");
    refused(s, "sheet.cfg:1:1: these fields need one another in a circle: a, a");
    begin(&s, 3, NULL);
    field(&s, "a", 1);
    rule(&s, "a", EXPR_CALCULATE, "total('a')");
    refused(s, "sheet.cfg:1:1: these fields need one another in a circle: a, a");
}
END_TEST

START_TEST(names_that_mean_nothing_are_refused_with_their_place)
{
    struct setting s;
    begin(&s, 3, NULL);
    field(&s, "a", 0), field(&s, "col", 1);
    rule(&s, "a", EXPR_CALCULATE, "1 + :b");
    refused(s, "sheet.cfg:1:5: there is no field 'b'");
    begin(&s, 3, NULL);
    field(&s, "a", 0), field(&s, "col", 1);
    rule(&s, "a", EXPR_CALCULATE, "1 + :col");
    refused(s, "sheet.cfg:1:5: 'col' is a column: outside its table it is read by total('col')");
    begin(&s, 3, NULL);
    field(&s, "a", 0), field(&s, "col", 1);
    rule(&s, "a", EXPR_CALCULATE, "prev('col')");
    refused(s, "sheet.cfg:1:6: 'col' has rows above only for the columns of its own table");
    begin(&s, 3, NULL);
    field(&s, "a", 0), field(&s, "col", 1);
    rule(&s, "col", EXPR_CALCULATE, "total('a')");
    refused(s, "sheet.cfg:1:7: 'a' is not a column of a table");
    begin(&s, 0, NULL);
    field(&s, "a", 0);
    rule(&s, "a", EXPR_CALCULATE, "1 +");
    refused(s, "sheet.cfg:1:4: the expression is not complete: something is missing at its end");
}
END_TEST

START_TEST(plans_that_contradict_themselves_are_refused)
{
    struct setting s;
    begin(&s, 0, NULL);
    field(&s, "a", 0), field(&s, "a", 0);
    refused(s, "there are two fields 'a'");
    begin(&s, 0, NULL);
    field(&s, "a", 1);
    refused(s, "the sheet has no table 1");
    begin(&s, 20001, NULL);
    field(&s, "a", 1);
    refused(s, "the sheet has more than 20000 values");
    begin(&s, 1500, NULL);
    field(&s, "a", 1), field(&s, "b", 1);
    rule(&s, "b", EXPR_CALCULATE, "total('a')");
    refused(s, "the sheet is too large: its expressions read more than 1000000 values");
    begin(&s, 0, NULL);
    field(&s, "a", 0);
    rule(&s, "a", EXPR_CALCULATE, "1");
    rule(&s, "a", EXPR_CALCULATE, "2");
    refused(s, "sheet.cfg:2:1: 'a' has two expressions of one kind");
    begin(&s, 0, NULL);
    rule(&s, "nobody", EXPR_CALCULATE, "1");
    refused(s, "sheet.cfg:1:1: the sheet has no field 20");
}
END_TEST

START_TEST(what_is_calculated_or_absent_cannot_be_set)
{
    struct setting s;
    struct expr_value one = expr_real(1);
    make_prices(&s, NULL);
    ck_assert_int_eq(expr_sheet_set(s.sheet, 0, 0, &one, &s.error), ERROR_INVALID);
    ck_assert_error(s.error, "'profit' is calculated, and not set");
    ck_assert_int_eq(expr_sheet_set(s.sheet, 3, 1, &one, &s.error), ERROR_INVALID);
    ck_assert_error(s.error, "the sheet has no field 3 in row 1");
    ck_assert_int_eq(expr_sheet_set(s.sheet, 99, 0, &one, &s.error), ERROR_INVALID);
    ck_assert_int_eq(expr_sheet_value(s.sheet, 99, 0).kind, EXPR_NULL);
    end(&s);
}
END_TEST

START_TEST(a_failing_evaluation_is_null_and_the_others_are_right)
{
    struct setting s;
    char text[9001];
    memset(text, 'a', 9000);
    text[9000] = 0;
    begin(&s, 0, NULL);
    field(&s, "x", 0), field(&s, "twice", 0), field(&s, "size", 0), field(&s, "gone", 0);
    rule(&s, "twice", EXPR_CALCULATE, ":x || :x");
    rule(&s, "size", EXPR_CALCULATE, "length(:x)");
    rule(&s, "gone", EXPR_CALCULATE, ":twice IS NULL");
    finish(&s);
    struct expr_value little = expr_text("ab"), large = expr_text(text);
    ck_assert_int_eq(expr_sheet_set(s.sheet, 0, 0, &little, &s.error), 0);
    ck_assert_str_eq(expr_sheet_value(s.sheet, 1, 0).text, "abab");
    ck_assert_double_eq(get(&s, "gone", 0), 0);
    ck_assert_int_eq(expr_sheet_set(s.sheet, 0, 0, &large, &s.error), ERROR_LIMIT);
    ck_assert_error(s.error, "sheet.cfg:1:1: a text in the expression grows beyond 16384 bytes");
    ck_assert_int_eq(expr_sheet_value(s.sheet, 1, 0).kind, EXPR_NULL);
    ck_assert_double_eq(get(&s, "size", 0), 9000);
    ck_assert_double_eq(get(&s, "gone", 0), 1);
    end(&s);
}
END_TEST

START_TEST(every_lack_of_memory_is_survived)
{
    struct expr_value text = expr_text("a text"), price = expr_real(2);
    size_t n = 1;
    for (int code = ERROR_MEMORY; code; n++) {
        struct failing_allocator failing;
        struct setting s;
        failing_allocator_init(&failing, n);
        make_prices(&s, &failing.allocator);
        code = s.code;
        if (code == 0)
            code = expr_sheet_set(s.sheet, 5, 0, &text, &s.error);
        if (code == 0)
            code = expr_sheet_set(s.sheet, 3, 0, &price, &s.error);
        ck_assert(code == 0 || code == ERROR_MEMORY);
        end(&s);
        ck_assert_uint_lt(n, 200);
    }
    ck_assert_uint_gt(n, 10);
}
END_TEST

TEST_MAIN("sheet", what_depends_is_evaluated_after_what_it_reads, nothing_else_is_evaluated, what_comes_out_the_same_goes_no_further,
          a_draft_is_evaluated_once, a_hidden_field_is_unanswered_and_keeps_its_value, a_table_reads_its_row_the_row_above_and_the_sum,
          circles_are_named, names_that_mean_nothing_are_refused_with_their_place, plans_that_contradict_themselves_are_refused,
          what_is_calculated_or_absent_cannot_be_set, a_failing_evaluation_is_null_and_the_others_are_right, every_lack_of_memory_is_survived)
