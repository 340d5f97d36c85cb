/*
 * An expression compiles and evaluates, or is refused with a message; what it gives is finite, and the same the second time. What was let
 * through is one expression: it means the same in parentheses (unless those make it too long or too deep).
 */
#include <math.h>
#include <stdint.h>

#include "expr/expr.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void get(void *context, const struct expr_name *name, size_t index, struct expr_value *value)
{
    (void)context;
    switch ((index + strlen(name->name)) % 4) {
    case 0: *value = expr_real(12.5); break;
    case 1: *value = expr_text("radio tv"); break;
    case 2: *value = expr_real(-3); break;
    default: break;
    }
}

/* 0 and the value as text, or the error. */
static int run(struct expr_engine *engine, const char *text, size_t length, char *shown, size_t size)
{
    struct expr_place place = { "fuzz", 1, 1 };
    struct expr_values values = { get, NULL };
    struct expr *expr = NULL;
    struct error error = { 0 };
    struct expr_value value;
    int code = expr_compile(engine, text, length, &place, &expr, &error);
    for (int turn = 0; code == 0 && turn < 2; turn++) {
        char before[200];
        snprintf(before, sizeof before, "%s", turn ? shown : "");
        code = expr_eval(expr, &values, &value, &error);
        if (code && turn)
            abort();
        if (code)
            break;
        if (value.kind == EXPR_REAL && !isfinite(value.real))
            abort();
        if (value.kind == EXPR_TEXT && value.length > EXPR_TEXT_LIMIT)
            abort();
        snprintf(shown, size, "%d %.17g %.100s", (int)value.kind, value.kind == EXPR_REAL ? value.real : 0,
                 value.kind == EXPR_TEXT ? value.text : "");
        if (turn && strcmp(before, shown) != 0)
            abort();
    }
    if (code && (!error.message || error.code != (enum error_code)code))
        abort();
    expr_free(expr);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct expr_engine *engine;
    char plain[200], wrapped[200], text[EXPR_LENGTH_LIMIT + 10];
    if (!engine && expr_engine_new(NULL, &engine, NULL) != 0)
        abort();
    int code = run(engine, (const char *)bytes, size, plain, sizeof plain);
    if (code || size + 2 > EXPR_LENGTH_LIMIT)
        return 0;
    text[0] = '(';
    memcpy(text + 1, bytes, size);
    text[size + 1] = ')';
    code = run(engine, text, size + 2, wrapped, sizeof wrapped);
    if (code ? code != ERROR_LIMIT : strcmp(plain, wrapped) != 0)
        abort();
    return 0;
}
