#include "base/number.h"

#include <math.h>
#include <unictype.h>

#include "base/text.h"

/* More digits and marks than any figure has. */
#define MOST_DIGITS 60
#define MOST_MARKS 20

enum mark { MARK_BLANK, MARK_APOSTROPHE, MARK_GROUP, MARK_DECIMAL, MARK_DOT, MARK_COMMA, MARK_NONE };

static bool blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xa0 || c == 0x202f || c == 0x2009;
}

static enum mark mark_of(uint32_t c)
{
    return blank(c) ? MARK_BLANK : c == '\'' || c == 0x2019 ? MARK_APOSTROPHE : c == 0x66c ? MARK_GROUP
        : c == 0x66b ? MARK_DECIMAL : c == '.' ? MARK_DOT : c == ',' ? MARK_COMMA : MARK_NONE;
}

/* Digits in runs with marks between them: runs[0] mark[0] runs[1] mark[1] … */
struct figure {
    char digits[MOST_DIGITS];
    size_t count;
    enum mark marks[MOST_MARKS];
    size_t at[MOST_MARKS];                       /* byte offset of a mark */
    size_t ends[MOST_MARKS + 1];                 /* digits before the end of a run */
    size_t mark_count;
    bool negative;
    char exponent[8];                            /* "" or "e-12" */
};

static size_t run_length(const struct figure *figure, size_t run)
{
    return figure->ends[run] - (run ? figure->ends[run - 1] : 0);
}

/* The first marks of them all group: alike, with three digits behind each, and one to three before, which do not begin with 0. */
static bool groups(const struct figure *figure, size_t marks)
{
    if (marks == 0)
        return true;
    size_t first = run_length(figure, 0);
    if (first < 1 || first > 3 || figure->digits[0] == '0' || figure->marks[0] == MARK_DECIMAL)
        return false;
    for (size_t i = 0; i < marks; i++)
        if (figure->marks[i] != figure->marks[0] || run_length(figure, i + 1) != 3)
            return false;
    return true;
}

/* Whether the first marks can be read with all of them grouping, and with the last as the decimal mark. */
static void readings(const struct figure *figure, size_t marks, bool *grouped, bool *decimal)
{
    enum mark last = marks ? figure->marks[marks - 1] : MARK_NONE;
    *grouped = groups(figure, marks);
    *decimal = (last == MARK_DOT || last == MARK_COMMA || last == MARK_DECIMAL) && groups(figure, marks - 1)
        && (marks < 2 || figure->marks[0] != last) && figure->ends[marks] > 0;
}

static double value_of(const struct figure *figure, bool decimal)
{
    char text[MOST_DIGITS + 20];
    size_t whole = decimal ? figure->ends[figure->mark_count - 1] : figure->count;
    snprintf(text, sizeof text, "%s%.*s.%.*s%s", figure->negative ? "-" : "", (int)whole, figure->digits,
             (int)(figure->count - whole), figure->digits + whole, figure->exponent);
    double value = strtod(text, NULL);           /* LC_NUMERIC is C (intl_start) */
    return value == 0 ? 0 : value;
}

static struct number bad(size_t at)
{
    return (struct number){ .reading = NUMBER_BAD, .bad_at = at };
}

struct number number_read(const char *text, size_t length)
{
    struct figure figure = { .count = 0 };
    size_t at = 0, size, exponent = 0;
    bool ascii = true;
    uint32_t c;
#define NEXT() (c = text_next(text + at, length - at, &size))
    while (NEXT(), size && blank(c))
        at += size;
    if (at == length)
        return (struct number){ .reading = NUMBER_EMPTY };
    if (c == '+' || c == '-' || c == 0x2212) {
        figure.negative = c != '+';
        ascii = c < 0x80;
        at += size;
        while (NEXT(), size && blank(c))
            at += size;
    }
    for (; NEXT(), size; at += size) {
        int digit = ascii_digit((int)(c < 0x80 ? c : 0)) ? (int)c - '0' : c < 0x80 ? -1 : uc_decimal_value(c);
        enum mark mark = mark_of(c);
        if (digit >= 0) {
            if (figure.count == MOST_DIGITS)
                return bad(at);
            figure.digits[figure.count++] = (char)('0' + digit);
        } else if (mark == MARK_NONE) {
            break;
        } else {
            if (mark == MARK_BLANK) {            /* one that no digit follows is not of the figure */
                size_t more;
                uint32_t next = text_next(text + at + size, length - at - size, &more);
                if (!more || uc_decimal_value(next) < 0)
                    break;
            }
            if (figure.mark_count == MOST_MARKS)
                return bad(at);
            figure.ends[figure.mark_count] = figure.count;
            figure.at[figure.mark_count] = at;
            figure.marks[figure.mark_count++] = mark;
        }
        ascii = ascii && c < 0x80;
    }
    figure.ends[figure.mark_count] = figure.count;
    if (figure.count == 0)
        return bad(figure.mark_count ? figure.at[0] : at);
    if (size && (c == 'e' || c == 'E')) {
        size_t digits = at + 1;
        if (digits < length && (text[digits] == '+' || text[digits] == '-'))
            digits++;
        exponent = digits;
        while (exponent < length && ascii_digit(text[exponent]))
            exponent++;
        if (!ascii || exponent == digits || exponent - at >= sizeof figure.exponent)
            return bad(at);
        memcpy(figure.exponent, text + at, exponent - at);
        at = exponent;
    }
    while (NEXT(), size && blank(c))
        at += size;
    if (size && (c == '%' || c == 0x66a || c == 0xff05)) {
        at += size;
        while (NEXT(), size && blank(c))
            at += size;
    }
    if (at < length)
        return bad(at);
#undef NEXT
    bool grouped, decimal;
    readings(&figure, figure.mark_count, &grouped, &decimal);
    if (!grouped && !decimal) {
        /* the first mark with which no reading is left */
        size_t marks = 1;
        for (; marks < figure.mark_count; marks++) {
            readings(&figure, marks, &grouped, &decimal);
            if (!grouped && !decimal)
                break;
        }
        return bad(figure.at[marks - 1]);
    }
    struct number number = { .reading = grouped && decimal ? NUMBER_TWO_WAYS : NUMBER_GOOD };
    number.value = value_of(&figure, !grouped);
    number.other = grouped && decimal ? value_of(&figure, true) : number.value;
    return isfinite(number.value) ? number : bad(0);
}

/* The fewest digits that read back as value (> 0, finite): 0.digits × 10^point. Returns how many. */
static int shortest(double value, char digits[20], int *point)
{
    char text[40];
    int precision = 0;
    for (; precision <= 16; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, value);
        if (strtod(text, NULL) == value)
            break;
    }
    int count = 0;
    char *at = text;
    for (; *at && *at != 'e'; at++)
        if (ascii_digit(*at))
            digits[count++] = *at;
    *point = *at ? (int)strtol(at + 1, NULL, 10) + 1 : 1;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

static char digit_at(const char *digits, int count, int index)
{
    return index >= 0 && index < count ? digits[index] : '0';
}

static char *not_finite(char out[NUMBER_SIZE], double value)
{
    snprintf(out, NUMBER_SIZE, "%s", isnan(value) ? "?" : value < 0 ? "-\xe2\x88\x9e" : "\xe2\x88\x9e");
    return out;
}

char *number_text(char out[NUMBER_SIZE], double value)
{
    char digits[20], *at = out;
    int point;
    if (!isfinite(value))
        return not_finite(out, value);
    if (value == 0) {
        memcpy(out, "0", 2);
        return out;
    }
    int count = shortest(fabs(value), digits, &point);
    if (value < 0)
        *at++ = '-';
    bool exponent = fabs(value) >= 1e15 || point < -14;
    int whole = exponent ? 1 : point;
    if (whole <= 0)
        *at++ = '0';
    for (int i = 0; i < whole; i++)
        *at++ = digit_at(digits, count, i);
    if (count > whole) {
        *at++ = '.';
        for (int i = whole; i < count; i++)
            *at++ = digit_at(digits, count, i);
    }
    if (exponent)
        at += snprintf(at, 8, "e%d", point - 1);
    *at = 0;
    return out;
}

char *number_fixed(char out[NUMBER_SIZE], double value, int decimals, const char *separator)
{
    char digits[20], rounded[40], *at = out;
    int point, count = 0, first = 0;
    if (!isfinite(value) || fabs(value) >= 1e15)
        return number_text(out, value);
    decimals = decimals < 0 ? 0 : decimals > 12 ? 12 : decimals;
    if (value != 0)
        count = shortest(fabs(value), digits, &point);
    else
        point = 0;
    /* rounded: a 0 for the carry, the whole part, the decimals */
    int whole = point > 0 ? point : 1, shift = point > 0 ? 0 : point - 1, length = whole + decimals;
    rounded[0] = '0';
    for (int i = 0; i < length; i++)
        rounded[1 + i] = digit_at(digits, count, i + shift);
    if (digit_at(digits, count, length + shift) >= '5') {
        int i = length;
        while (rounded[i] == '9')
            rounded[i--] = '0';
        rounded[i]++;
    }
    first = rounded[0] == '0' ? 1 : 0;
    bool zero = true;
    for (int i = first; i <= length; i++)
        zero = zero && rounded[i] == '0';
    if (value < 0 && !zero)
        *at++ = '-';
    size_t gap = strlen(separator) <= 3 ? strlen(separator) : 0;
    for (int i = first; i <= whole; i++) {
        *at++ = rounded[i];
        if (i < whole && (whole - i) % 3 == 0) {
            memcpy(at, separator, gap);
            at += gap;
        }
    }
    if (decimals) {
        *at++ = '.';
        memcpy(at, rounded + 1 + whole, (size_t)decimals);
        at += decimals;
    }
    *at = 0;
    return out;
}
