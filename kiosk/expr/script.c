#include "expr/script.h"

#include <math.h>
#include <strings.h>

#include "base/text.h"
#include "expr/functions.h"

enum token_kind {
    TOKEN_END,
    TOKEN_NUMBER,
    TOKEN_TEXT,
    TOKEN_NAME,                                  /* :x */
    TOKEN_WORD,
    TOKEN_OPERATOR,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
};

struct token {
    enum token_kind kind;
    size_t at, length;
};

/* What words may stand in an expression besides names of functions. */
enum word {
    WORD_PLAIN,                                  /* SQLite knows where it may stand */
    WORD_IN, WORD_CAST, WORD_CASE, WORD_END, WORD_AS,
    WORD_TYPE,                                   /* behind AS alone */
};

static const struct {
    const char *text;
    enum word word;
} words[] = {
    { "AND", WORD_PLAIN }, { "AS", WORD_AS }, { "BETWEEN", WORD_PLAIN }, { "CASE", WORD_CASE }, { "CAST", WORD_CAST },
    { "ELSE", WORD_PLAIN }, { "END", WORD_END }, { "FALSE", WORD_PLAIN }, { "IN", WORD_IN }, { "INTEGER", WORD_TYPE },
    { "IS", WORD_PLAIN }, { "ISNULL", WORD_PLAIN }, { "LIKE", WORD_PLAIN }, { "NOT", WORD_PLAIN }, { "NOTNULL", WORD_PLAIN },
    { "NULL", WORD_PLAIN }, { "OR", WORD_PLAIN }, { "REAL", WORD_TYPE }, { "TEXT", WORD_TYPE }, { "THEN", WORD_PLAIN },
    { "TRUE", WORD_PLAIN }, { "WHEN", WORD_PLAIN },
};

/* Longest first. */
static const char *const operators[] = { "||", "<=", ">=", "<>", "==", "!=", "+", "-", "*", "/", "%", "<", ">", "=", NULL };

/* What is open: a parenthesis, or a CASE. */
enum group { GROUP_PLAIN, GROUP_CALL, GROUP_LIST, GROUP_CAST, GROUP_CASE };

struct level {
    enum group group;
    const struct function *function;             /* GROUP_CALL */
    size_t at;                                   /* of what opened it */
    int commas;
    bool filled;
};

struct reader {
    struct script *script;
    size_t position;
    struct token token, before;                  /* this one, and the one that was written last */
    bool type_due, type_seen;                    /* behind AS; behind its type */
    struct level levels[EXPR_DEPTH_LIMIT];
    size_t depth;
    struct error *error;
};

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/* Reading goes to the end of the source, where a NUL stands. */
static char peek(const struct reader *reader, size_t ahead)
{
    size_t at = reader->position + ahead;
    return at < reader->script->length ? reader->script->source[at] : 0;
}

void script_at(const struct script *script, size_t source, struct error *error)
{
    long line = script->place.line, column = script->place.column;
    size_t begin = 0;
    for (size_t i = 0; i < source && i < script->length; i++)
        if (script->source[i] == '\n') {
            begin = i + 1;
            column = 1;
            line += line > 0;
        }
    if (column > 0)
        column += (long)(source - begin);
    error_at(error, script->place.file, line, line > 0 ? column : 0);
}

size_t script_source(const struct script *script, size_t sql)
{
    size_t source = script->length;
    for (size_t i = 0; i < script->mark_count && script->marks[i].sql <= sql; i++)
        source = script->marks[i].source;
    return source;
}

void script_token(const struct script *script, size_t source, char *text, size_t size)
{
    const char *begin = script->source + source;
    size_t length = 0, left = script->length - source;
    if (left > 0 && (is_letter(*begin) || is_digit(*begin) || *begin == ':' || *begin == '.'))
        do
            length++;
        while (length < left && (is_letter(begin[length]) || is_digit(begin[length]) || begin[length] == '.'));
    else if (left > 0 && *begin == '\'') {
        for (length = 1; length < left && begin[length] != '\''; )
            length++;
        length += length < left;
    } else
        while (length < left && (length == 0 || ((unsigned char)begin[length] & 0xc0) == 0x80))
            length++;
    if (length >= size)
        length = size - 1;
    while (length > 0 && length < left && ((unsigned char)begin[length] & 0xc0) == 0x80)
        length--;
    memcpy(text, begin, length);
    text[length] = 0;
}

static int refuse(struct reader *reader, size_t at, enum error_code code, const char *message)
{
    char text[60];
    script_at(reader->script, at, reader->error);
    script_token(reader->script, at, text, sizeof text);
    return error_set(reader->error, code, message, text);
}

static int refuse_unexpected(struct reader *reader)
{
    if (reader->token.kind == TOKEN_END)
        return refuse(reader, reader->token.at, ERROR_SYNTAX, N_("the expression is not complete: something is missing at its end"));
    return refuse(reader, reader->token.at, ERROR_SYNTAX, N_("'%s' is not expected here"));
}

/* Scanning: one token, without a thought for what it means. */

static int scan_number(struct reader *reader)
{
    size_t length = 0, digits = 0;
    for (; is_digit(peek(reader, length)); length++)
        digits++;
    if (peek(reader, length) == '.')
        for (length++; is_digit(peek(reader, length)); length++)
            digits++;
    char e = peek(reader, length);
    if (e == 'e' || e == 'E') {
        size_t exponent = length + 1;
        exponent += peek(reader, exponent) == '+' || peek(reader, exponent) == '-';
        if (is_digit(peek(reader, exponent))) {
            for (length = exponent; is_digit(peek(reader, length)); )
                length++;
        }
    }
    char next = peek(reader, length);
    if (digits == 0 || is_letter(next) || next == '.' || next == ':' || next == '\'')
        return refuse(reader, reader->position, ERROR_SYNTAX, N_("'%s' is not a number: write it like 12 or 0.5"));
    if (!isfinite(strtod(reader->script->source + reader->position, NULL)))
        return refuse(reader, reader->position, ERROR_LIMIT, N_("the number %s is too large"));
    reader->token = (struct token){ TOKEN_NUMBER, reader->position, length };
    return 0;
}

static int scan_text(struct reader *reader)
{
    size_t length = 1;
    for (;; length++) {
        if (reader->position + length >= reader->script->length)
            return refuse(reader, reader->position, ERROR_SYNTAX, N_("the text %s has no closing quote"));
        if (peek(reader, length) == '\'') {
            if (peek(reader, length + 1) != '\'')
                break;
            length++;
        }
    }
    reader->token = (struct token){ TOKEN_TEXT, reader->position, length + 1 };
    return 0;
}

static int scan_name(struct reader *reader)
{
    size_t length = 1;
    if (!is_letter(peek(reader, 1)))
        return refuse(reader, reader->position, ERROR_SYNTAX,
                      N_("'%s' is not a name: behind the colon stands a letter or '_', then letters, digits and '_'"));
    while (is_letter(peek(reader, length)) || is_digit(peek(reader, length)))
        length++;
    if (length - 1 > EXPR_NAME_LIMIT)
        return refuse(reader, reader->position, ERROR_LIMIT, N_("the name %s is too long"));
    reader->token = (struct token){ TOKEN_NAME, reader->position, length };
    return 0;
}

static int scan(struct reader *reader)
{
    while (is_blank(peek(reader, 0)))
        reader->position++;
    size_t at = reader->position;
    char c = peek(reader, 0), next = peek(reader, 1);
    if (at >= reader->script->length) {
        reader->token = (struct token){ TOKEN_END, at, 0 };
        return 0;
    }
    if (is_digit(c) || c == '.')
        return scan_number(reader);
    if (c == '\'')
        return scan_text(reader);
    if (c == ':')
        return scan_name(reader);
    if (is_letter(c)) {
        size_t length = 1;
        while (is_letter(peek(reader, length)) || is_digit(peek(reader, length)))
            length++;
        reader->token = (struct token){ TOKEN_WORD, at, length };
        return 0;
    }
    if (c == '(' || c == ')' || c == ',') {
        reader->token = (struct token){ c == '(' ? TOKEN_OPEN : c == ')' ? TOKEN_CLOSE : TOKEN_COMMA, at, 1 };
        return 0;
    }
    if (c == '"')
        return refuse(reader, at, ERROR_SYNTAX, N_("%s: a text stands in single quotes here, 'like this'"));
    if ((c == '-' && next == '-') || (c == '/' && next == '*'))
        return refuse(reader, at, ERROR_SYNTAX, N_("'%s' begins a comment, which an expression has not; put a blank between two signs"));
    for (size_t i = 0; operators[i]; i++) {
        size_t length = strlen(operators[i]);
        if (c == operators[i][0] && (length == 1 || next == operators[i][1])) {
            /* "<<", ">>" and "->" are other operators of SQL, not two of ours. */
            if ((c == '<' && next == '<') || (c == '>' && next == '>') || (c == '-' && next == '>'))
                break;
            reader->token = (struct token){ TOKEN_OPERATOR, at, length };
            return 0;
        }
    }
    return refuse(reader, at, ERROR_SYNTAX, N_("'%s' cannot stand in an expression"));
}

/* The next token becomes the current one. */
static int advance(struct reader *reader)
{
    reader->before = reader->token;
    reader->position = reader->token.at + reader->token.length;
    return scan(reader);
}

/* Writing the SQL. */

static int mark(struct reader *reader)
{
    struct script *script = reader->script;
    struct script_mark *marks = arena_grow(&script->arena, script->marks, script->mark_count, &script->mark_capacity, sizeof *marks);
    if (!marks)
        return error_memory(reader->error);
    script->marks = marks;
    script->marks[script->mark_count++] = (struct script_mark){ script->sql.length, reader->token.at };
    return 0;
}

static void write_token(struct reader *reader)
{
    struct buf *sql = &reader->script->sql;
    const char *text = reader->script->source + reader->token.at;
    size_t length = reader->token.length;
    buf_add(sql, text, length);
    if (reader->token.kind == TOKEN_NUMBER && !memchr(text, '.', length) && !memchr(text, 'e', length) && !memchr(text, 'E', length))
        buf_text(sql, ".0");
    buf_char(sql, ' ');
}

/* The place of a name in names, from 0; added where it is new. */
static int find_name(struct reader *reader, const char *name, size_t length, enum expr_use use, size_t *index)
{
    struct script *script = reader->script;
    for (size_t i = 0; i < script->name_count; i++)
        if (script->names[i].use == use && strlen(script->names[i].name) == length && memcmp(script->names[i].name, name, length) == 0) {
            *index = i;
            return 0;
        }
    if (script->name_count == EXPR_NAMES_LIMIT) {
        script_at(script, reader->token.at, reader->error);
        return error_set(reader->error, ERROR_LIMIT, N_("more than %d names in one expression"), EXPR_NAMES_LIMIT);
    }
    struct expr_name *names = arena_grow(&script->arena, script->names, script->name_count, &script->name_capacity, sizeof *names);
    char *copy = arena_copy(&script->arena, name, length);
    if (!names || !copy)
        return error_memory(reader->error);
    struct error place = { 0 };
    script_at(script, reader->token.at, &place);
    script->names = names;
    script->names[script->name_count] = (struct expr_name){ .name = copy, .use = use, .line = place.line, .column = place.column };
    *index = script->name_count++;
    return 0;
}

static int push(struct reader *reader, enum group group, const struct function *function, size_t at)
{
    if (reader->depth == EXPR_DEPTH_LIMIT) {
        script_at(reader->script, at, reader->error);
        return error_set(reader->error, ERROR_LIMIT, N_("more than %d parentheses within one another"), EXPR_DEPTH_LIMIT);
    }
    reader->levels[reader->depth++] = (struct level){ .group = group, .function = function, .at = at };
    return 0;
}

static struct level *top(struct reader *reader)
{
    return reader->depth ? &reader->levels[reader->depth - 1] : NULL;
}

/* Moves on to a "(" that must follow, and opens it. */
static int open_behind(struct reader *reader, enum group group, const struct function *function)
{
    size_t at = reader->token.at;
    int code = advance(reader);
    if (code)
        return code;
    if (reader->token.kind != TOKEN_OPEN)
        return refuse_unexpected(reader);
    code = push(reader, group, function, group == GROUP_CALL ? at : reader->token.at);
    if (code == 0)
        code = mark(reader);
    write_token(reader);
    return code;
}

/* total('x') and prev('x'): the name is a constant, so that what an expression reads is known before it is evaluated. */
static int read_column(struct reader *reader, const struct function *function)
{
    size_t at = reader->token.at, index;
    int code = advance(reader);
    if (code == 0 && reader->token.kind == TOKEN_OPEN)
        code = advance(reader);
    else if (code == 0)
        return refuse_unexpected(reader);
    if (code)
        return code;
    const char *name = reader->script->source + reader->token.at + 1;
    size_t length = reader->token.length - 2;
    bool good = reader->token.kind == TOKEN_TEXT && length > 0 && length <= EXPR_NAME_LIMIT && is_letter(*name);
    for (size_t i = 0; good && i < length; i++)
        good = is_letter(name[i]) || is_digit(name[i]);
    if (!good)
        return refuse(reader, at, ERROR_SYNTAX, N_("%s takes the name of a column in single quotes and nothing else, like total('cost')"));
    code = find_name(reader, name, length, strcmp(function->name, "prev") == 0 ? EXPR_PREVIOUS : EXPR_TOTAL, &index);
    if (code == 0)
        code = advance(reader);
    if (code)
        return code;
    if (reader->token.kind != TOKEN_CLOSE)
        return refuse(reader, at, ERROR_SYNTAX, N_("%s takes the name of a column in single quotes and nothing else, like total('cost')"));
    buf_format(&reader->script->sql, COLUMN_FUNCTION "(%zu) ", index);
    return 0;
}

static int read_word(struct reader *reader)
{
    const char *text = reader->script->source + reader->token.at;
    size_t length = reader->token.length;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i].text) != length || strncasecmp(words[i].text, text, length) != 0)
            continue;
        if (reader->type_due != (words[i].word == WORD_TYPE))
            return refuse_unexpected(reader);
        struct level *level = top(reader);
        write_token(reader);
        switch (words[i].word) {
        case WORD_PLAIN:
            return 0;
        case WORD_IN:
            return open_behind(reader, GROUP_LIST, NULL);
        case WORD_CAST:
            return open_behind(reader, GROUP_CAST, NULL);
        case WORD_CASE:
            return push(reader, GROUP_CASE, NULL, reader->token.at);
        case WORD_END:
            if (!level || level->group != GROUP_CASE)
                return refuse_unexpected(reader);
            reader->depth--;
            return 0;
        case WORD_AS:
            if (!level || level->group != GROUP_CAST)
                return refuse_unexpected(reader);
            reader->type_due = true;
            return 0;
        case WORD_TYPE:
            reader->type_due = false;
            reader->type_seen = true;
            return 0;
        }
    }
    if (reader->type_due)
        return refuse(reader, reader->token.at, ERROR_SYNTAX, N_("'%s' is no type: CAST knows REAL, INTEGER and TEXT"));
    const struct function *function = function_find(text, length);
    if (function && function->kind == FUNCTION_COLUMN)
        return read_column(reader, function);
    if (function) {
        write_token(reader);
        return open_behind(reader, GROUP_CALL, function);
    }
    size_t behind = length;
    while (is_blank(peek(reader, behind)))
        behind++;
    return refuse(reader, reader->token.at, ERROR_REFUSED, peek(reader, behind) == '(' ?
                  N_("there is no function '%s' in expressions") :
                  N_("'%s' means nothing here: a field begins with a colon, a text stands in single quotes"));
}

static int close_group(struct reader *reader)
{
    struct level *level = top(reader);
    if (!level || level->group == GROUP_CASE || reader->type_due)
        return refuse_unexpected(reader);
    const struct function *function = level->function;
    int arguments = level->filled ? level->commas + 1 : 0;
    if (function && (arguments < function->least || arguments > function->most)) {
        script_at(reader->script, level->at, reader->error);
        if (function->least == function->most)
            return error_set(reader->error, ERROR_SYNTAX, N_("%s takes %d values, not %d"), function->name, function->least, arguments);
        return error_set(reader->error, ERROR_SYNTAX, N_("%s takes %d to %d values, not %d"), function->name, function->least,
                         function->most, arguments);
    }
    reader->depth--;
    write_token(reader);
    return 0;
}

static int read_token(struct reader *reader)
{
    struct level *level = top(reader);
    struct buf *sql = &reader->script->sql;
    const char *text = reader->script->source + reader->token.at;
    size_t index;
    int code = mark(reader);
    if (code)
        return code;
    /* Behind AS comes a type, behind the type the end of CAST. */
    if ((reader->type_due && reader->token.kind != TOKEN_WORD) || (reader->type_seen && reader->token.kind != TOKEN_CLOSE))
        return refuse_unexpected(reader);
    reader->type_seen = false;
    if (level && reader->token.kind != TOKEN_CLOSE)
        level->filled = true;
    switch (reader->token.kind) {
    case TOKEN_NAME:
        code = find_name(reader, text + 1, reader->token.length - 1, EXPR_VALUE, &index);
        if (code == 0)
            buf_format(sql, "?%zu ", index + 1);
        return code;
    case TOKEN_WORD:
        return read_word(reader);
    case TOKEN_OPEN:
        code = push(reader, GROUP_PLAIN, NULL, reader->token.at);
        break;
    case TOKEN_CLOSE:
        return close_group(reader);
    case TOKEN_COMMA:
        if (!level || (level->group != GROUP_CALL && level->group != GROUP_LIST))
            return refuse(reader, reader->token.at, ERROR_SYNTAX,
                          N_("a comma divides the values of a function or of IN (...); decimals have a point"));
        level->commas++;
        break;
    case TOKEN_OPERATOR:
        /* f(*) has a meaning of its own in SQL. */
        if (reader->before.kind == TOKEN_OPEN && *text == '*')
            return refuse_unexpected(reader);
        if (*text == '/') {
            buf_text(sql, "*1.0/ ");
            return 0;
        }
        break;
    default:
        break;
    }
    write_token(reader);
    return code;
}

int script_read(struct script *script, const struct allocator *allocator, const char *text, size_t length,
                const struct expr_place *place, struct error *error)
{
    *script = (struct script){ .length = 0 };
    arena_init(&script->arena, allocator, 0);
    buf_init(&script->sql, allocator);
    if (place) {
        script->place = *place;
        script->place.file = arena_text(&script->arena, place->file);
    }
    if (length > EXPR_LENGTH_LIMIT) {
        script_at(script, 0, error);
        return error_set(error, ERROR_LIMIT, N_("the expression is longer than %d bytes"), EXPR_LENGTH_LIMIT);
    }
    script->source = arena_copy(&script->arena, text, length);
    if (arena_failed(&script->arena))
        return error_memory(error);
    script->length = length;
    if (!text_valid(text, length) || memchr(text, 0, length)) {
        script_at(script, 0, error);
        return error_set(error, ERROR_ENCODING, N_("the expression is not UTF-8"));
    }
    struct reader reader = { .script = script, .error = error };
    int code = scan(&reader);
    if (code == 0 && reader.token.kind == TOKEN_END) {
        script_at(script, 0, error);
        return error_set(error, ERROR_SYNTAX, N_("the expression is empty"));
    }
    buf_text(&script->sql, "SELECT (");
    while (code == 0 && reader.token.kind != TOKEN_END) {
        code = read_token(&reader);
        if (code == 0)
            code = advance(&reader);
    }
    if (code == 0 && reader.depth > 0)
        code = refuse(&reader, top(&reader)->at, ERROR_SYNTAX, top(&reader)->group == GROUP_CASE ?
                      N_("'%s' has no END") : N_("'%s' is not closed"));
    if (code)
        return code;
    /* What SQLite says about the closing parenthesis is about the end of the text. */
    reader.token.at = length;
    code = mark(&reader);
    buf_char(&script->sql, ')');
    return code == 0 && buf_failed(&script->sql) ? error_memory(error) : code;
}

void script_release(struct script *script)
{
    buf_release(&script->sql);
    arena_release(&script->arena);
}
