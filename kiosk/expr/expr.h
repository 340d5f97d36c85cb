/*
 * Expressions: the one formula language of the project, for skip logic, constraints, worksheets, scoring and checked examples. An expression is
 * an SQL expression over named parameters, `:price * :quantity`, evaluated by SQLite in a private in-memory connection that holds no table.
 *
 * What may stand in one (everything else is refused, with its place):
 *   numbers        12, 0.5, 1e3: always REAL, so that 1/3 is a third; division is never that of whole numbers
 *   texts          'in single quotes', a quote inside doubled
 *   names          :name of letters, digits and '_', not beginning with a digit; case matters
 *   operators      + - * / %  ||  = == <> != < <= > >=  AND OR NOT  IS  IS NOT  ISNULL NOTNULL  IN (a, b)  BETWEEN a AND b  LIKE
 *   CASE WHEN a THEN b ELSE c END, CAST(x AS REAL), CAST(x AS INTEGER), CAST(x AS TEXT), NULL, TRUE (1), FALSE (0)
 *   functions of SQLite (https://sqlite.org/lang_corefunc.html): abs ceil coalesce floor ifnull iif instr length lower ltrim max min
 *                  nullif replace round rtrim sign substr trim upper; max and min of two values or more
 *   our functions:
 *     today()                  the day by the engine's clock, 'YYYY-MM-DD'; NULL where the engine has none
 *     selected(:x, 'a')        1 if the choices in :x, divided by blanks, hold 'a', else 0; NULL where :x is NULL
 *     clamp(x, least, most)    x, but never below least nor above most
 *     total('column')          the sum over all rows of a table's column, unanswered rows left out
 *     prev('column')           the column's value one row above; NULL in the first row
 *     pmt(i, n, P)             the level instalment that pays back P in n periods at the rate i a period: P*i/(1-(1+i)^-n), and P/n
 *                              at i = 0. The annuity formula: Brealey, Myers, Allen, "Principles of Corporate Finance", ch. 2
 *     npv(i, a, b, ...)        net present value, the first flow now: a + b/(1+i) + ... (ibid., ch. 2). A spreadsheet's NPV discounts the first
 *                              flow by a period as well
 *     irr(a, b, ...)           the rate a period at which npv is 0 (ibid., ch. 5); where several, the one with 1+i nearest to 1; NULL where none
 *     apr(net, payment, n)     12 times the irr of receiving net now and paying n monthly payments: the nominal annual rate of
 *                              Regulation Z, 12 CFR 1026, Appendix J. The effective one is (1 + apr/12)^12 - 1
 *   Functions of money and time are NULL where an argument is NULL or makes no sense (n < 1, i <= -1; over 1200 payments
 *   in apr). n is rounded to a whole number. % cuts both sides to whole numbers, as SQL has it; || writes the number 5 as '5.0'.
 *
 * Values: an unanswered field is NULL, a number REAL, anything else TEXT. A number and a text are never equal: choices are compared
 * as texts (:sex = 'f'), also where they look like numbers. What is NaN or infinite becomes NULL.
 * NULL, if nothing else is said: a `relevant` that is NULL hides, a `constraint` that is NULL passes (expr_true_relevant, expr_passes_constraint).
 *
 * An engine and its expressions belong to one thread. Every evaluation ends: length, depth, size of texts and steps are limited.
 */
#ifndef EXPR_EXPR_H
#define EXPR_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"

#define EXPR_LENGTH_LIMIT 4000                   /* bytes of an expression */
#define EXPR_DEPTH_LIMIT 30                      /* parentheses and CASE within one another */
#define EXPR_NAMES_LIMIT 500                     /* names in one expression */
#define EXPR_NAME_LIMIT 64                       /* bytes of a name */
#define EXPR_ARGUMENTS_LIMIT 100                 /* of a function */
#define EXPR_TEXT_LIMIT 16384                    /* bytes of a text, given or made */

struct expr_engine;
struct expr;

enum expr_kind { EXPR_NULL, EXPR_REAL, EXPR_TEXT };

struct expr_value {
    enum expr_kind kind;
    double real;                                 /* EXPR_REAL; never NaN nor infinite in what this room gives */
    const char *text;                            /* EXPR_TEXT: UTF-8, ended by NUL in what this room gives */
    size_t length;                               /* EXPR_TEXT: bytes */
};

static inline struct expr_value expr_null(void) { return (struct expr_value){ .kind = EXPR_NULL }; }
static inline struct expr_value expr_real(double real) { return (struct expr_value){ .kind = EXPR_REAL, .real = real }; }
struct expr_value expr_text(const char *text);   /* not copied */

struct expr_options {
    const struct allocator *allocator;           /* for what is not SQLite's own; NULL: the system's */
    const struct clock *clock;                   /* today(); must outlive the engine; NULL: today() is NULL */
    int offset_minutes;                          /* of local time to UTC */
    int steps;                                   /* instructions of SQLite's machine that an evaluation may take; 0: EXPR_STEPS */
};
#define EXPR_STEPS 100000

/* options may be NULL: all defaults. Free the expressions before their engine. */
int expr_engine_new(const struct expr_options *options, struct expr_engine **engine, struct error *error);
void expr_engine_free(struct expr_engine *engine);
const struct allocator *expr_engine_allocator(const struct expr_engine *engine);

/* Where a text begins in its author's file; errors point there. line 0: unknown, then column has no meaning either. Copied, file too. */
struct expr_place {
    const char *file;                            /* may be NULL */
    long line, column;                           /* of the first byte, from 1; column in bytes; 0: unknown */
};

/* ERROR_SYNTAX, ERROR_LIMIT, ERROR_REFUSED (not allowed here), ERROR_MEMORY. The text may span lines; it is copied. place may be NULL. */
int expr_compile(struct expr_engine *engine, const char *text, size_t length, const struct expr_place *place,
                 struct expr **expr, struct error *error);
void expr_free(struct expr *expr);               /* NULL is allowed */

enum expr_use { EXPR_VALUE, EXPR_PREVIOUS, EXPR_TOTAL };

/* What an expression reads: `:name`, `prev('name')`, `total('name')`, each pair once, in the order of their first coming. */
struct expr_name {
    const char *name;
    enum expr_use use;
    long line, column;                           /* in the author's file, of its first coming; 0: unknown */
};
const struct expr_name *expr_names(const struct expr *expr, size_t *count); /* owned by expr */

/* The error for a name that the caller does not know, with its place: "there is no field 'pricee' that :pricee could mean". Returns ERROR_NOT_FOUND. */
int expr_unknown(const struct expr *expr, const struct expr_name *name, struct error *error);

/* Where an evaluation gets its values: called once for each name (for prev and total only where they are reached). *value is NULL before. What it points to must stay until expr_eval
 * returns. index is that of name in expr_names. Must not evaluate anything with the same engine. */
struct expr_values {
    void (*get)(void *context, const struct expr_name *name, size_t index, struct expr_value *value);
    void *context;
};

/* values may be NULL: all are NULL. A text in *out lives until the next evaluation of the same expr, or expr_free. ERROR_LIMIT, ERROR_MEMORY, ERROR_INVALID. */
int expr_eval(struct expr *expr, const struct expr_values *values, struct expr_value *out, struct error *error);

/* Compiles, evaluates once, frees; for a result that is a number (NULL and texts are ERROR_INVALID). */
int expr_number(struct expr_engine *engine, const char *text, size_t length, const struct expr_place *place,
                const struct expr_values *values, double *value, struct error *error);

/*
 * A checked figure: is the expression's value, rounded to the decimals that number_text shows, the number written there? number_text is read by
 * base/number.h; where it reads two ways ("1,200") either may be meant. *value is the unrounded value. ERROR_INVALID where number_text is
 * no number or the value is none.
 */
int expr_check(struct expr_engine *engine, const char *text, size_t length, const struct expr_place *place,
               const struct expr_values *values, const char *number_text, double *value, bool *equal, struct error *error);

/* Whether a field with such a `relevant` is shown: only for a number other than 0 (a text counts as the number that it begins with). */
bool expr_true_relevant(const struct expr_value *value);
/* Whether an answer with such a `constraint` may stand: unless it is 0 (a text as above); NULL passes. */
bool expr_passes_constraint(const struct expr_value *value);

#endif
