/* What is made of a value: a number, a checked figure, a decision. */
#include "expr/expr.h"

#include <math.h>

#include "base/number.h"

int expr_number(struct expr_engine *engine, const char *text, size_t length, const struct expr_place *place,
                const struct expr_values *values, double *value, struct error *error)
{
    struct expr *expr = NULL;
    struct expr_value result;
    int code = expr_compile(engine, text, length, place, &expr, error);
    if (code == 0)
        code = expr_eval(expr, values, &result, error);
    if (code == 0 && result.kind != EXPR_REAL) {
        if (place)
            error_at(error, place->file, place->line, place->column);
        code = error_set(error, ERROR_INVALID, result.kind == EXPR_NULL ? N_("the expression has no value") :
                         N_("the expression gives a text, not a number"));
    }
    if (code == 0)
        *value = result.real;
    expr_free(expr);
    return code;
}

/* How many digits stand behind the last mark, if it is a decimal mark and number is so the text's reading. */
static int decimals_shown(const char *text, double number)
{
    int decimals = 0;
    double digits = 0, scale = 1;
    bool marked = false;
    for (const char *at = text; *at; at++) {
        if (*at == '.' || *at == ',' || strncmp(at, "\xd9\xab", 2) == 0) {
            marked = true;
            decimals = 0;
            scale = 1;
        } else if (*at >= '0' && *at <= '9') {
            digits = digits * 10 + (*at - '0');
            decimals++;
            scale *= 10;
        }
    }
    return marked && decimals <= 15 && fabs(digits / scale - fabs(number)) <= 1e-9 * fabs(number) ? decimals : 0;
}

/* As number_fixed shows it, and the text says it: so a half is rounded as everywhere else. */
static bool rounds_to(double value, double number, const char *text)
{
    char shown[NUMBER_SIZE];
    number_fixed(shown, value, decimals_shown(text, number), "");
    return strtod(shown, NULL) == number;
}

int expr_check(struct expr_engine *engine, const char *text, size_t length, const struct expr_place *place,
               const struct expr_values *values, const char *number_text, double *value, bool *equal, struct error *error)
{
    struct number number = number_read(number_text, strlen(number_text));
    double result;
    if (number.reading != NUMBER_GOOD && number.reading != NUMBER_TWO_WAYS) {
        if (place)
            error_at(error, place->file, place->line, place->column);
        return error_set(error, ERROR_INVALID, N_("'%s' is not a number"), number_text);
    }
    int code = expr_number(engine, text, length, place, values, &result, error);
    if (code)
        return code;
    *value = result;
    *equal = rounds_to(result, number.value, number_text) ||
             (number.reading == NUMBER_TWO_WAYS && rounds_to(result, number.other, number_text));
    return 0;
}

/* As SQL reads a text where it wants a number: what it begins with, in decimals. */
static double as_number(const struct expr_value *value)
{
    if (value->kind == EXPR_REAL)
        return value->real;
    const char *digits = value->text + (*value->text == '-' || *value->text == '+');
    bool decimal = *digits >= '0' && *digits <= '9' && digits[1] != 'x' && digits[1] != 'X';
    return decimal || *digits == '.' ? strtod(value->text, NULL) : 0;
}

bool expr_true_relevant(const struct expr_value *value)
{
    return value->kind != EXPR_NULL && as_number(value) != 0;
}

bool expr_passes_constraint(const struct expr_value *value)
{
    return value->kind == EXPR_NULL || as_number(value) != 0;
}
