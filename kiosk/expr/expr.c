#include "expr/expr.h"

#include <limits.h>
#include <math.h>
#include <sqlite3.h>

#include "expr/functions.h"
#include "expr/script.h"

/* Instructions between two looks at the step limit. */
#define STEPS_AT_ONCE 1000

struct expr_engine {
    const struct allocator *allocator;
    const struct clock *clock;
    int offset_minutes;
    sqlite3 *db;
    int steps, at_once;                          /* allowed to an evaluation; between two calls of the progress handler */
    int left;                                    /* calls of the progress handler until the end */
    struct expr *running;                        /* while it is evaluated, for kiosk_column() */
    const struct expr_values *values;
};

struct expr {
    struct expr_engine *engine;
    struct script script;
    sqlite3_stmt *statement;
    struct buf text;                             /* the last result */
};

/* SQLite's own limits: what is left to a text that passed script_read, or a function that grows a text. */
static const struct {
    int id, value;
} limits[] = {
    { SQLITE_LIMIT_LENGTH, EXPR_TEXT_LIMIT },
    { SQLITE_LIMIT_SQL_LENGTH, 16 * EXPR_LENGTH_LIMIT },
    { SQLITE_LIMIT_COLUMN, 1 },
    { SQLITE_LIMIT_EXPR_DEPTH, 600 },
    { SQLITE_LIMIT_COMPOUND_SELECT, 1 },
    { SQLITE_LIMIT_VDBE_OP, 50000 },
    { SQLITE_LIMIT_FUNCTION_ARG, EXPR_ARGUMENTS_LIMIT },
    { SQLITE_LIMIT_ATTACHED, 0 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200 },
    { SQLITE_LIMIT_VARIABLE_NUMBER, EXPR_NAMES_LIMIT },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 0 },
    { SQLITE_LIMIT_WORKER_THREADS, 0 },
};

static const struct {
    int id, value;
} settings[] = {
    { SQLITE_DBCONFIG_DQS_DML, 0 },
    { SQLITE_DBCONFIG_DQS_DDL, 0 },
    { SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
    { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
    { SQLITE_DBCONFIG_DEFENSIVE, 1 },
};

/* The second fence: one SELECT without tables, and functions from the list. */
static int authorize(void *context, int action, const char *first, const char *second, const char *database, const char *trigger)
{
    (void)context, (void)first, (void)database, (void)trigger;
    if (action == SQLITE_SELECT || (action == SQLITE_FUNCTION && second && function_allowed(second)))
        return SQLITE_OK;
    return SQLITE_DENY;
}

static int count_steps(void *context)
{
    struct expr_engine *engine = context;
    return --engine->left < 0;
}

static void call_today(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count, (void)arguments;
    const struct expr_engine *engine = sqlite3_user_data(context);
    struct date date;
    char text[DATE_SIZE];
    if (!engine->clock)
        return;
    date_from(&date, clock_wall(engine->clock), engine->offset_minutes);
    snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
    sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}

static void get_value(const struct expr *expr, size_t index, struct expr_value *value)
{
    const struct expr_values *values = expr->engine->values;
    *value = expr_null();
    if (values && values->get)
        values->get(values->context, &expr->script.names[index], index, value);
    if (value->kind == EXPR_REAL && !isfinite(value->real))
        *value = expr_null();
}

static void call_column(sqlite3_context *context, int count, sqlite3_value **arguments)
{
    (void)count;
    const struct expr_engine *engine = sqlite3_user_data(context);
    int index = sqlite3_value_int(arguments[0]);
    struct expr_value value;
    if (!engine->running || index < 0 || (size_t)index >= engine->running->script.name_count)
        return;
    get_value(engine->running, (size_t)index, &value);
    if (value.kind == EXPR_REAL)
        sqlite3_result_double(context, value.real);
    else if (value.kind == EXPR_TEXT && value.length > EXPR_TEXT_LIMIT)
        sqlite3_result_error_toobig(context);
    else if (value.kind == EXPR_TEXT)
        sqlite3_result_text(context, value.text, (int)value.length, SQLITE_TRANSIENT);
}

int expr_engine_new(const struct expr_options *options, struct expr_engine **out, struct error *error)
{
    static const struct expr_options defaults;
    if (!options)
        options = &defaults;
    struct expr_engine *engine = memory_resize(options->allocator, NULL, sizeof *engine);
    if (!engine)
        return error_memory(error);
    *engine = (struct expr_engine){ .allocator = options->allocator, .clock = options->clock, .offset_minutes = options->offset_minutes };
    engine->steps = options->steps > 0 ? options->steps : EXPR_STEPS;
    engine->at_once = engine->steps < STEPS_AT_ONCE ? engine->steps : STEPS_AT_ONCE;
    int code = sqlite3_open_v2(":memory:", &engine->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                               NULL);
    for (size_t i = 0; code == SQLITE_OK && i < sizeof settings / sizeof *settings; i++)
        code = sqlite3_db_config(engine->db, settings[i].id, settings[i].value, NULL);
    if (code == SQLITE_OK)
        code = functions_register(engine->db);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(engine->db, "today", 0, SQLITE_UTF8, engine, call_today, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(engine->db, COLUMN_FUNCTION, 1, SQLITE_UTF8, engine, call_column, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_set_authorizer(engine->db, authorize, NULL);
    if (code != SQLITE_OK) {
        error_set(error, code == SQLITE_NOMEM ? ERROR_MEMORY : ERROR_SYSTEM, N_("SQLite does not start: %s"), sqlite3_errstr(code));
        expr_engine_free(engine);
        return code == SQLITE_NOMEM ? ERROR_MEMORY : ERROR_SYSTEM;
    }
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        sqlite3_limit(engine->db, limits[i].id, limits[i].value);
    sqlite3_progress_handler(engine->db, engine->at_once, count_steps, engine);
    *out = engine;
    return 0;
}

void expr_engine_free(struct expr_engine *engine)
{
    if (!engine)
        return;
    sqlite3_close(engine->db);
    memory_resize(engine->allocator, engine, 0);
}

const struct allocator *expr_engine_allocator(const struct expr_engine *engine)
{
    return engine->allocator;
}

/* What SQLite says of a text that passed script_read: mostly a syntax error, at a place that it may know. */
static int refuse_compile(const struct expr *expr, int sqlite_code, struct error *error)
{
    const char *message = sqlite3_errmsg(expr->engine->db);
    int offset = sqlite3_error_offset(expr->engine->db);
    size_t source = offset < 0 ? 0 : script_source(&expr->script, (size_t)offset);
    char token[60];
    if (sqlite_code == SQLITE_NOMEM)
        return error_memory(error);
    script_at(&expr->script, source, error);
    if (strstr(message, "parser stack overflow") || strstr(message, "too large") || strstr(message, "too many"))
        return error_set(error, ERROR_LIMIT, N_("the expression is too large or too deep; divide it among several fields"));
    if (sqlite_code == SQLITE_AUTH)
        return error_set(error, ERROR_REFUSED, N_("this is not allowed in an expression: %s"), message);
    if (offset >= 0 && source >= expr->script.length)
        return error_set(error, ERROR_SYNTAX, N_("the expression is not complete: something is missing at its end"));
    if (offset >= 0 && strstr(message, "syntax error")) {
        script_token(&expr->script, source, token, sizeof token);
        return error_set(error, ERROR_SYNTAX, N_("'%s' is not expected here"), token);
    }
    return error_set(error, ERROR_SYNTAX, N_("this is no expression: %s"), message);
}

int expr_compile(struct expr_engine *engine, const char *text, size_t length, const struct expr_place *place,
                 struct expr **out, struct error *error)
{
    struct expr *expr = memory_resize(engine->allocator, NULL, sizeof *expr);
    if (!expr)
        return error_memory(error);
    *expr = (struct expr){ .engine = engine };
    buf_init(&expr->text, engine->allocator);
    int code = script_read(&expr->script, engine->allocator, text, length, place, error);
    if (code)
        goto cleanup;
    /* Newer versions of SQLite count the steps of preparing, too. */
    engine->left = INT_MAX;
    const char *tail = NULL;
    int sqlite_code = sqlite3_prepare_v3(engine->db, expr->script.sql.data, (int)expr->script.sql.length + 1, SQLITE_PREPARE_PERSISTENT,
                                         &expr->statement, &tail);
    if (sqlite_code != SQLITE_OK)
        code = refuse_compile(expr, sqlite_code, error);
    else if (!expr->statement || *tail || sqlite3_column_count(expr->statement) != 1)
        code = error_set(error, ERROR_REFUSED, N_("this is more than one expression"));
    if (code == 0) {
        *out = expr;
        return 0;
    }
cleanup:
    expr_free(expr);
    return code;
}

void expr_free(struct expr *expr)
{
    if (!expr)
        return;
    sqlite3_finalize(expr->statement);
    script_release(&expr->script);
    buf_release(&expr->text);
    memory_resize(expr->engine->allocator, expr, 0);
}

const struct expr_name *expr_names(const struct expr *expr, size_t *count)
{
    *count = expr->script.name_count;
    return expr->script.names;
}

int expr_unknown(const struct expr *expr, const struct expr_name *name, struct error *error)
{
    error_at(error, expr->script.place.file, name->line, name->column);
    return error_set(error, ERROR_NOT_FOUND, N_("there is no field '%s'"), name->name);
}

static int refuse_eval(const struct expr *expr, int sqlite_code, struct error *error)
{
    if (sqlite_code == SQLITE_NOMEM)
        return error_memory(error);
    script_at(&expr->script, 0, error);
    if (sqlite_code == SQLITE_TOOBIG)
        return error_set(error, ERROR_LIMIT, N_("a text in the expression grows beyond %d bytes"), EXPR_TEXT_LIMIT);
    if (sqlite_code == SQLITE_INTERRUPT)
        return error_set(error, ERROR_LIMIT, N_("the expression takes more than %d steps"), expr->engine->steps);
    return error_set(error, ERROR_INVALID, N_("the expression has no value: %s"), sqlite3_errmsg(expr->engine->db));
}

static int bind(struct expr *expr)
{
    int code = SQLITE_OK;
    for (size_t i = 0; code == SQLITE_OK && i < expr->script.name_count; i++) {
        struct expr_value value;
        if (expr->script.names[i].use != EXPR_VALUE)
            continue;
        get_value(expr, i, &value);
        if (value.kind == EXPR_REAL)
            code = sqlite3_bind_double(expr->statement, (int)i + 1, value.real);
        else if (value.kind == EXPR_NULL)
            code = sqlite3_bind_null(expr->statement, (int)i + 1);
        else if (value.length > EXPR_TEXT_LIMIT)
            code = SQLITE_TOOBIG;
        else
            code = sqlite3_bind_text(expr->statement, (int)i + 1, value.text, (int)value.length, SQLITE_STATIC);
    }
    return code;
}

/* The result is copied: SQLite's may be the caller's own text, that was bound. */
static int take(struct expr *expr, struct expr_value *out, struct error *error)
{
    double real;
    switch (sqlite3_column_type(expr->statement, 0)) {
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        real = sqlite3_column_double(expr->statement, 0);
        *out = isfinite(real) ? expr_real(real) : expr_null();
        return 0;
    case SQLITE_TEXT:
        buf_clear(&expr->text);
        buf_add(&expr->text, sqlite3_column_text(expr->statement, 0), (size_t)sqlite3_column_bytes(expr->statement, 0));
        if (buf_failed(&expr->text))
            return error_memory(error);
        *out = (struct expr_value){ .kind = EXPR_TEXT, .text = expr->text.data, .length = expr->text.length };
        return 0;
    default:
        *out = expr_null();
        return 0;
    }
}

int expr_eval(struct expr *expr, const struct expr_values *values, struct expr_value *out, struct error *error)
{
    struct expr_engine *engine = expr->engine;
    int code = 0;
    engine->values = values;
    engine->running = expr;
    /* The handler may come once early: SQLite counts a statement's steps on from its last run. */
    engine->left = engine->steps / engine->at_once;
    int sqlite_code = bind(expr);
    if (sqlite_code == SQLITE_OK)
        sqlite_code = sqlite3_step(expr->statement);
    if (sqlite_code == SQLITE_ROW)
        code = take(expr, out, error);
    else
        code = refuse_eval(expr, sqlite_code, error);
    sqlite3_reset(expr->statement);
    engine->running = NULL;
    engine->values = NULL;
    return code;
}

struct expr_value expr_text(const char *text)
{
    return (struct expr_value){ .kind = EXPR_TEXT, .text = text, .length = strlen(text) };
}
