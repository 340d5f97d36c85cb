/*
 * Figures that a text states and that can be computed: `EXPRESSION = NUMBER` in lessons and banks. The value, rounded to the decimals that the
 * number shows, must be the number.
 */
#ifndef MODEL_FIGURE_H
#define MODEL_FIGURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"

struct expr_engine;

/* A name that an expression may use as :name. */
struct figure {
    const char *name;
    double value;
    const char *working;                         /* what is shown in its place; not used here */
};

/* The value of an expression. error's place is where the expression begins; it is moved to the fault in it. ERROR_INVALID where there is no finite value. */
int figure_compute(struct expr_engine *engine, struct arena *arena, const char *expression, const struct figure *figures, size_t count,
                   double *value, struct error *error);

/* A number as an author writes it, with a unit before or behind it: "4 crowns", "1,200", "66.7 %". Where it reads two ways, both are kept. */
struct stated {
    double value[2];
    int decimals[2];                             /* that are shown */
    int readings;                                /* 1 or 2 */
};
bool figure_stated(const char *text, size_t length, struct stated *stated);

/* Computes the expression and reports at the place where result does not state its value. False where it was reported. */
bool figure_check(struct expr_engine *engine, struct arena *arena, const char *expression, const char *result, const struct figure *figures,
                  size_t count, const char *file, long line, long column, struct report *report);

#endif
