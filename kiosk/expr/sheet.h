/*
 * A sheet: fields, and the expressions that calculate, show and check them. A value that is set re-evaluates what depends on it and nothing else, each
 * expression once, after all that it reads.
 *
 * A field holds one value, or is a column of a table and holds one a row. An expression of a column is evaluated for each row: `:x` of a column of
 * the same table is that row's, prev('x') the row's above, total('x') the sum of all; a field outside the table is the same for all
 * rows. A column is read from outside its table by total('x') alone.
 *
 * A hidden field (its `relevant` is 0 or NULL) is unanswered to all expressions; what was set is kept for when it is shown again. A hidden field passes its constraint.
 */
#ifndef EXPR_SHEET_H
#define EXPR_SHEET_H

#include "expr/expr.h"

#define EXPR_SHEET_FIELDS_LIMIT 2000
#define EXPR_SHEET_CELLS_LIMIT 20000             /* values of all fields and rows */
#define EXPR_SHEET_READS_LIMIT 1000000           /* of one cell by one expression in one row */

struct expr_sheet;

enum expr_purpose { EXPR_CALCULATE, EXPR_RELEVANT, EXPR_CONSTRAINT };

struct expr_field {
    const char *name;                            /* as in :name; unique in the sheet, at most EXPR_NAME_LIMIT bytes */
    size_t table;                                /* 0: one value; else a column of tables[table - 1] */
};

struct expr_rule {
    size_t field;                                /* index in fields */
    enum expr_purpose purpose;                   /* at most one of each for a field */
    const char *text;
    size_t length;
    struct expr_place place;
};

struct expr_plan {
    const struct expr_field *fields;
    size_t field_count;
    const size_t *rows;                          /* rows[i]: rows of the table i + 1 */
    size_t table_count;
    const struct expr_rule *rules;
    size_t rule_count;
};

/*
 * Copies the plan, compiles its expressions, orders them, and evaluates all with every field unanswered. ERROR_NOT_FOUND for a name that is no field; ERROR_INVALID for a
 * circle, which is named ("a, b, a": a needs b, b needs a); ERROR_LIMIT; else as expr_compile. The engine must outlive the sheet.
 */
int expr_sheet_new(struct expr_engine *engine, const struct expr_plan *plan, struct expr_sheet **sheet, struct error *error);
void expr_sheet_free(struct expr_sheet *sheet);  /* NULL is allowed */

/* Sets a value (copied) and re-evaluates. row is 0 for a field outside tables. ERROR_INVALID for a calculated field. Where an evaluation
 * fails (a text grows too long), its value is NULL, the others are right, and the first such error is returned. */
int expr_sheet_set(struct expr_sheet *sheet, size_t field, size_t row, const struct expr_value *value, struct error *error);

/* The same in two steps, to set many values (a draft) and evaluate once. */
int expr_sheet_put(struct expr_sheet *sheet, size_t field, size_t row, const struct expr_value *value, struct error *error);
int expr_sheet_run(struct expr_sheet *sheet, struct error *error);

/* As calculated, or as set; hidden or not. Lives until the cell changes. Out of range: NULL value, true. */
struct expr_value expr_sheet_value(const struct expr_sheet *sheet, size_t field, size_t row);
bool expr_sheet_shown(const struct expr_sheet *sheet, size_t field, size_t row);
bool expr_sheet_valid(const struct expr_sheet *sheet, size_t field, size_t row); /* its constraint passes, or it is hidden or has none */

/* How many evaluations there have been since expr_sheet_new returned. */
size_t expr_sheet_evaluations(const struct expr_sheet *sheet);

#endif
