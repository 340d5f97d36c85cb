/*
 * Figures that a text states and that can be computed: `EXPRESSION = NUMBER` in lessons and banks. The value, rounded to the decimals that the
 * number shows, must be the number.
 */
#ifndef MODEL_FIGURE_H
#define MODEL_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

struct expr_engine;

/* A name that an expression may use as :name. */
struct figure {
    const char *name;
    double value;
    const char *working;                         /* what is shown in its place; not used here */
};

/* The value of an expression that begins at the place; error's place is the fault in it. ERROR_INVALID where it has no value. */
int figure_compute(struct expr_engine *engine, const char *expression, const struct figure *figures, size_t count, const char *file, long line,
                   long column, double *value, struct error *error);

/* The first number in a text that has a unit before or behind it: "4 crowns", "$ 1,200", "66.7 %", "-5". False where there is none. *value is one reading of it. */
bool figure_stated(const char *text, size_t length, size_t *start, size_t *size, double *value);

/* Computes the expression and reports at the place where result does not state its value. False where it was reported. */
bool figure_check(struct expr_engine *engine, const char *expression, const char *result, const struct figure *figures, size_t count, const char *file,
                  long line, long column, struct report *report);

#endif
