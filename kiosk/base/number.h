/*
 * Numbers as people type them, and as they are shown. Blanks (also U+00A0, U+202F, U+2009) and apostrophes group digits; Arabic-Indic (U+0660, U+06F0) and other
 * decimal digits of Unicode are read; decimal marks are '.', ',' and U+066B; U+066C groups. "1,200" reads two ways and is asked back.
 */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

enum number_reading {
    NUMBER_GOOD,
    NUMBER_EMPTY,                                /* nothing but blanks */
    NUMBER_TWO_WAYS,                             /* value is the one, other the other: 1200 and 1.2 */
    NUMBER_BAD,
};

struct number {
    enum number_reading reading;
    double value, other;
    size_t bad_at;                               /* NUMBER_BAD: byte offset of what could not be read */
};

/* A sign (+, -, U+2212), digits, at most one decimal mark, an exponent (e, E) only if all the rest is ASCII; a per-cent sign behind it is passed over. Two or more groups of three behind the same mark group ("1,200,000"). */
struct number number_read(const char *text, size_t length);

/* The shortest decimal that reads back as the same double; "." as mark, no grouping, no exponent from 1e-15 to below 1e15. What is not finite is "?", "∞", "-∞". */
#define NUMBER_SIZE 64
char *number_text(char out[NUMBER_SIZE], double value);
/* With so many decimals, and groups of three behind separator ("," or U+00A0; "" for none). Rounds half away from zero on the decimal value that number_text shows. At most
 * 12 decimals; from 1e15 on, and what is not finite, as number_text. */
char *number_fixed(char out[NUMBER_SIZE], double value, int decimals, const char *separator);

#endif
