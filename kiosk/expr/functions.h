/*
 * The functions that an expression may call: those of SQLite that are let through, and our own.
 */
#ifndef EXPR_FUNCTIONS_H
#define EXPR_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct sqlite3;
struct sqlite3_context;
struct sqlite3_value;

enum function_kind {
    FUNCTION_SQLITE,                             /* SQLite's own */
    FUNCTION_OURS,                               /* registered by functions_register */
    FUNCTION_ENGINE,                             /* registered by each engine */
    FUNCTION_COLUMN,                             /* prev and total: written by authors, unknown to SQLite (see script.h) */
    FUNCTION_HIDDEN,                             /* SQLite may call it, authors do not write it */
};

struct function {
    const char *name;
    enum function_kind kind;
    int least, most;                             /* arguments */
    void (*call)(struct sqlite3_context *context, int count, struct sqlite3_value **arguments); /* FUNCTION_OURS */
};

/* In any case of letters; NULL where there is none that an author may write. */
const struct function *function_find(const char *name, size_t length);

/* Whether SQLite may call it. */
bool function_allowed(const char *name);

/* Registers those of FUNCTION_OURS. Returns SQLite's code. */
int functions_register(struct sqlite3 *db);

#endif
