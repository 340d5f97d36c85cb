#include "model/figure.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"

/* How many bytes a sign takes at text; 0 where there is none. *minus is set for a minus. */
static size_t sign(const char *text, size_t length, bool *minus)
{
    *minus = false;
    if (!length)
        return 0;
    if (*text == '+' || *text == '-') {
        *minus = *text == '-';
        return 1;
    }
    *minus = length >= 3 && memcmp(text, "\xe2\x88\x92", 3) == 0; /* U+2212 */
    return *minus ? 3 : 0;
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

/* How many decimals the author showed, where text is read as value: those behind the last mark, if reading it as a point gives that value. */
static int shown_decimals(const char *text, size_t length, double value)
{
    char digits[64];
    size_t used = 0;
    int behind = -1;
    for (size_t i = 0; i < length && used + 2 < sizeof digits; i++) {
        if (ascii_digit(text[i])) {
            digits[used++] = text[i];
            behind += behind >= 0;
        } else if (text[i] == '.' || text[i] == ',') {
            behind = 0;
        }
    }
    digits[used] = 0;
    if (behind <= 0)
        return 0;
    return fabs(strtod(digits, NULL) / pow(10, behind) - fabs(value)) <= 1e-9 * fabs(value) ? behind : 0;
}

bool figure_stated(const char *text, size_t length, struct stated *stated)
{
    for (size_t at = 0; at < length; at++) {
        bool minus;
        size_t start = at, lead = sign(text + at, length - at, &minus);
        if (lead && (at + lead >= length || !ascii_digit(text[at + lead])))
            lead = 0, minus = false;
        if (!ascii_digit(text[at + lead]))
            continue;
        size_t size = number_length(text + at + lead, length - at - lead);
        struct number number = number_read(text + start, lead + size);
        if (number.reading != NUMBER_GOOD && number.reading != NUMBER_TWO_WAYS)
            return false;
        *stated = (struct stated){ .value = { number.value, number.other }, .readings = number.reading == NUMBER_TWO_WAYS ? 2 : 1 };
        for (int i = 0; i < stated->readings; i++)
            stated->decimals[i] = shown_decimals(text + at + lead, size, stated->value[i]);
        return true;
    }
    return false;
}

/* Is value, rounded as the author rounded, what was stated? */
static bool agrees(double value, double stated, int decimals)
{
    char have[NUMBER_SIZE], want[NUMBER_SIZE];
    number_fixed(have, value, decimals, "");
    number_fixed(want, stated, decimals, "");
    return strcmp(have, want) == 0 || (strtod(have, NULL) == 0 && strtod(want, NULL) == 0);
}

bool figure_check(struct expr_engine *engine, struct arena *arena, const char *expression, const char *result, const struct figure *figures,
                  size_t count, const char *file, long line, long column, struct report *report)
{
    struct stated stated;
    struct error error = { 0 };
    double value;
    char text[NUMBER_SIZE];
    if (!figure_stated(result, strlen(result), &stated)) {
        report_at(report, ERROR_SYNTAX, file, line, column, N_("`%s` is no number: write what the expression gives"), result);
        return false;
    }
    error_at(&error, file, line, column);
    if (figure_compute(engine, arena, expression, figures, count, &value, &error) < 0) {
        report_add(report, &error);
        return false;
    }
    for (int i = 0; i < stated.readings; i++)
        if (agrees(value, stated.value[i], stated.decimals[i]))
            return true;
    number_text(text, value);
    report_at(report, ERROR_INVALID, file, line, column, N_("%s gives %s, not %s: mend the text or the expression"), expression, text, result);
    return false;
}
