#include "expr/functions.h"

#include <limits.h>
#include <math.h>
#include <sqlite3.h>

#include "expr/expr.h"
#include "expr/money.h"
#include "expr/script.h"

/* False for NULL, and for a text that is no number. */
static bool number(sqlite3_value *value, double *out)
{
    int type = sqlite3_value_numeric_type(value);
    if (type != SQLITE_INTEGER && type != SQLITE_FLOAT)
        return false;
    *out = sqlite3_value_double(value);
    return true;
}

static bool numbers(sqlite3_value **arguments, int count, double *out)
{
    for (int i = 0; i < count; i++)
        if (!number(arguments[i], &out[i]))
            return false;
    return true;
}

/* NaN becomes NULL in SQLite; an infinity must be made so, for what is calculated further. */
static void result(sqlite3_context *context, double value)
{
    if (isfinite(value))
        sqlite3_result_double(context, value);
    else
        sqlite3_result_null(context);
}

static void call_ceil(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x;
    if (numbers(arguments, count, &x))
        result(context, ceil(x));
}

static void call_floor(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x;
    if (numbers(arguments, count, &x))
        result(context, floor(x));
}

static void call_clamp(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x[3];
    if (numbers(arguments, count, x) && x[1] <= x[2])
        result(context, x[0] < x[1] ? x[1] : x[0] > x[2] ? x[2] : x[0]);
}

static void call_selected(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const char *chosen = (const char *)sqlite3_value_text(arguments[0]);
    const char *wanted = (const char *)sqlite3_value_text(arguments[1]);
    if (!chosen || !wanted)
        return;
    size_t length = strlen(wanted);
    bool found = false;
    while (length && *chosen && !found) {
        size_t blanks = strspn(chosen, " "), word = strcspn(chosen + blanks, " ");
        found = word == length && memcmp(chosen + blanks, wanted, length) == 0;
        chosen += blanks + word;
    }
    sqlite3_result_int(context, found);
}

static void call_pmt(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x[3];
    if (numbers(arguments, count, x))
        result(context, money_payment(x[0], x[1], x[2]));
}

static void call_npv(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x[EXPR_ARGUMENTS_LIMIT];
    if (count <= EXPR_ARGUMENTS_LIMIT && numbers(arguments, count, x))
        result(context, money_present_value(x[0], x + 1, (size_t)count - 1));
}

static void call_irr(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x[EXPR_ARGUMENTS_LIMIT];
    if (count <= EXPR_ARGUMENTS_LIMIT && numbers(arguments, count, x))
        result(context, money_return_rate(x, (size_t)count));
}

static void call_apr(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    double x[3];
    if (numbers(arguments, count, x))
        result(context, money_annual_rate(x[0], x[1], x[2]));
}

#define MANY EXPR_ARGUMENTS_LIMIT

/* Sorted by name. ceil and floor are ours because SQLite may be built without them; min and max of one value would be aggregates. */
static const struct function functions[] = {
    { "abs", FUNCTION_SQLITE, 1, 1, NULL },
    { "apr", FUNCTION_OURS, 3, 3, call_apr },
    { "ceil", FUNCTION_OURS, 1, 1, call_ceil },
    { "clamp", FUNCTION_OURS, 3, 3, call_clamp },
    { "coalesce", FUNCTION_SQLITE, 2, MANY, NULL },
    { "floor", FUNCTION_OURS, 1, 1, call_floor },
    { "ifnull", FUNCTION_SQLITE, 2, 2, NULL },
    { "iif", FUNCTION_SQLITE, 3, 3, NULL },
    { "instr", FUNCTION_SQLITE, 2, 2, NULL },
    { "irr", FUNCTION_OURS, 2, MANY, call_irr },
    { COLUMN_FUNCTION, FUNCTION_HIDDEN, 1, 1, NULL },
    { "length", FUNCTION_SQLITE, 1, 1, NULL },
    { "like", FUNCTION_HIDDEN, 2, 2, NULL },
    { "lower", FUNCTION_SQLITE, 1, 1, NULL },
    { "ltrim", FUNCTION_SQLITE, 1, 2, NULL },
    { "max", FUNCTION_SQLITE, 2, MANY, NULL },
    { "min", FUNCTION_SQLITE, 2, MANY, NULL },
    { "npv", FUNCTION_OURS, 2, MANY, call_npv },
    { "nullif", FUNCTION_SQLITE, 2, 2, NULL },
    { "pmt", FUNCTION_OURS, 3, 3, call_pmt },
    { "prev", FUNCTION_COLUMN, 1, 1, NULL },
    { "replace", FUNCTION_SQLITE, 3, 3, NULL },
    { "round", FUNCTION_SQLITE, 1, 2, NULL },
    { "rtrim", FUNCTION_SQLITE, 1, 2, NULL },
    { "selected", FUNCTION_OURS, 2, 2, call_selected },
    { "sign", FUNCTION_SQLITE, 1, 1, NULL },
    { "substr", FUNCTION_SQLITE, 2, 3, NULL },
    { "today", FUNCTION_ENGINE, 0, 0, NULL },
    { "total", FUNCTION_COLUMN, 1, 1, NULL },
    { "trim", FUNCTION_SQLITE, 1, 2, NULL },
    { "upper", FUNCTION_SQLITE, 1, 1, NULL },
};

static const struct function *find(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (strlen(functions[i].name) == length && sqlite3_strnicmp(functions[i].name, name, (int)length) == 0)
            return &functions[i];
    return NULL;
}

const struct function *function_find(const char *name, size_t length)
{
    if (length > INT_MAX)
        return NULL;
    const struct function *function = find(name, length);
    return function && function->kind == FUNCTION_HIDDEN ? NULL : function;
}

bool function_allowed(const char *name)
{
    const struct function *function = find(name, strlen(name));
    return function && function->kind != FUNCTION_COLUMN;
}

int functions_register(sqlite3 *db)
{
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        const struct function *function = &functions[i];
        if (function->kind != FUNCTION_OURS)
            continue;
        int count = function->least == function->most ? function->least : -1;
        int code = sqlite3_create_function_v2(db, function->name, count, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                              function->call, NULL, NULL, NULL);
        if (code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}
