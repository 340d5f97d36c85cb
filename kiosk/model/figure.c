#include "model/figure.h"

#include "base/number.h"
#include "base/text.h"
#include "expr/expr.h"

/* How many bytes a sign takes at text; 0 where there is none. */
static size_t sign(const char *text, size_t length)
{
    if (length && (*text == '+' || *text == '-'))
        return 1;
    return length >= 3 && memcmp(text, "\xe2\x88\x92", 3) == 0 ? 3 : 0; /* U+2212 */
}

/* A blank that groups digits: three digits, and not a fourth, must follow. */
static size_t grouping_blank(const char *text, size_t length)
{
    static const char *const blanks[] = { " ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89" };
    for (size_t i = 0; i < sizeof blanks / sizeof *blanks; i++) {
        size_t size = strlen(blanks[i]);
        if (length >= size + 3 && memcmp(text, blanks[i], size) == 0 && ascii_digit(text[size]) && ascii_digit(text[size + 1])
            && ascii_digit(text[size + 2]) && (length == size + 3 || !ascii_digit(text[size + 3])))
            return size;
    }
    return 0;
}

/* Digits with what may stand between them. A mark counts only where a digit follows: "It is 4." ends with none. */
static size_t number_length(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t blank;
        if (ascii_digit(text[at]))
            at++;
        else if ((text[at] == '.' || text[at] == ',') && at + 1 < length && ascii_digit(text[at + 1]))
            at++;
        else if (at && (blank = grouping_blank(text + at, length - at)))
            at += blank;
        else
            break;
    }
    return at;
}

bool figure_stated(const char *text, size_t length, size_t *start, size_t *size, double *value)
{
    for (size_t at = 0; at < length; at++) {
        size_t lead = sign(text + at, length - at);
        if (at + lead >= length || !ascii_digit(text[at + lead]))
            continue;
        size_t all = lead + number_length(text + at + lead, length - at - lead);
        struct number number = number_read(text + at, all);
        if (number.reading != NUMBER_GOOD && number.reading != NUMBER_TWO_WAYS)
            return false;
        *start = at;
        *size = all;
        *value = number.value;
        return true;
    }
    return false;
}

struct names {
    const struct figure *figures;
    size_t count;
};

static void get(void *context, const struct expr_name *name, size_t index, struct expr_value *value)
{
    const struct names *names = context;
    (void)index;
    for (size_t i = 0; i < names->count && name->use == EXPR_VALUE; i++)
        if (strcmp(names->figures[i].name, name->name) == 0)
            *value = expr_real(names->figures[i].value);
}

int figure_compute(struct expr_engine *engine, const char *expression, const struct figure *figures, size_t count, const char *file, long line,
                   long column, double *value, struct error *error)
{
    struct names names = { figures, count };
    const struct expr_values values = { get, &names };
    const struct expr_place place = { file, line, column };
    return expr_number(engine, expression, strlen(expression), &place, &values, value, error);
}

bool figure_check(struct expr_engine *engine, const char *expression, const char *result, const struct figure *figures, size_t count, const char *file,
                  long line, long column, struct report *report)
{
    struct names names = { figures, count };
    const struct expr_values values = { get, &names };
    const struct expr_place place = { file, line, column };
    struct error error = { 0 };
    size_t start, size;
    double value;
    bool equal = false;
    char token[64], text[NUMBER_SIZE];
    if (!figure_stated(result, strlen(result), &start, &size, &value) || size >= sizeof token) {
        report_at(report, ERROR_SYNTAX, file, line, column, N_("`%s` is no number: write what the expression gives"), result);
        return false;
    }
    memcpy(token, result + start, size);
    token[size] = 0;
    error_at(&error, file, line, column);
    if (expr_check(engine, expression, strlen(expression), &place, &values, token, &value, &equal, &error) < 0) {
        report_add(report, &error);
        return false;
    }
    if (equal)
        return true;
    number_text(text, value);
    report_at(report, ERROR_INVALID, file, line, column, N_("%s gives %s, not %s: mend the text or the expression"), expression, text, result);
    return false;
}
