/*
 * An expression as its author wrote it, read into the SQL that SQLite gets to see. Only what expr.h lists passes; so SQLite's
 * own refusals (see expr.c) are the second fence, not the first.
 *
 * In the SQL numbers are REAL, `:name` is ?1, ?2, ... by the place of the name in names, and total('x') and prev('x') are calls of
 * COLUMN_FUNCTION with that place. `a / b` is written `a *1.0/ b`: a quotient of lengths or of truth values is not cut to a whole number either.
 */
#ifndef EXPR_SCRIPT_H
#define EXPR_SCRIPT_H

#include "base/arena.h"
#include "base/buf.h"
#include "expr/expr.h"

#define COLUMN_FUNCTION "kiosk_column"

/* Where a piece of the SQL comes from: bytes from the beginning of either. */
struct script_mark {
    size_t sql, source;
};

struct script {
    struct arena arena;                          /* owns names, marks and source */
    struct buf sql;                              /* "SELECT (...)" */
    char *source;
    size_t length;
    struct expr_place place;
    struct expr_name *names;
    size_t name_count, name_capacity;
    struct script_mark *marks;
    size_t mark_count, mark_capacity;
};

/* Release it in any case. Errors as expr_compile, with their place. */
int script_read(struct script *script, const struct allocator *allocator, const char *text, size_t length,
                const struct expr_place *place, struct error *error);
void script_release(struct script *script);

/* Puts the place of a byte of the source into error. */
void script_at(const struct script *script, size_t source, struct error *error);

/* The byte of the source that a byte of the SQL comes from; length of the source where it is behind all of it. */
size_t script_source(const struct script *script, size_t sql);

/* The token that begins at a byte of the source, as text ended by NUL; cut where it is long. */
void script_token(const struct script *script, size_t source, char *text, size_t size);

#endif
