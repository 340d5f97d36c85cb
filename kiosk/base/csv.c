#include "base/csv.h"

#include "base/text.h"

#define GUESS_ROWS 50

static void start(struct csv *csv, const char *text, size_t length, char separator)
{
    csv->at = text;
    csv->end = text + length;
    csv->line = csv->column = 1;
    csv->separator = separator;
}

static bool at_line_end(const struct csv *csv)
{
    return csv->at == csv->end || *csv->at == '\n' || *csv->at == '\r';
}

/* Over one byte; a line's end counts as one. */
static void step(struct csv *csv)
{
    char c = *csv->at++;
    if (c == '\r' && csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    if (c == '\r' || c == '\n') {
        csv->line++;
        csv->column = 1;
    } else if (((unsigned char)c & 0xc0) != 0x80) {
        csv->column++;
    }
}

/* A field of quotation marks, from behind the first one. Line ends in it become LF. */
static int read_quoted(struct csv *csv, const struct csv_field *field, struct error *error)
{
    for (;;) {
        const char *from = csv->at;
        while (csv->at < csv->end && *csv->at != '"' && *csv->at != '\r' && (size_t)(csv->at - from) <= CSV_ROW_LIMIT)
            step(csv);
        buf_add(&csv->bytes, from, (size_t)(csv->at - from));
        if (csv->bytes.length > CSV_ROW_LIMIT || buf_failed(&csv->bytes))
            return 0;                            /* the caller says so */
        if (csv->at == csv->end) {
            error_at(error, "", field->line, field->column);
            return error_set(error, ERROR_SYNTAX, N_("a quotation mark is opened here and never closed; close it, or write one that belongs to the text twice, within two others"));
        }
        bool mark = *csv->at == '"';
        step(csv);
        if (mark && (csv->at == csv->end || *csv->at != '"'))
            break;
        buf_char(&csv->bytes, mark ? '"' : '\n');
        if (mark)
            step(csv);
    }
    while (csv->at < csv->end && *csv->at == ' ')
        step(csv);
    if (at_line_end(csv) || *csv->at == csv->separator)
        return 0;
    error_at(error, "", csv->line, csv->column);
    return error_set(error, ERROR_SYNTAX, N_("there is text behind the quotation mark that closes this field; write a mark that belongs to the text twice"));
}

static int read_field(struct csv *csv, struct csv_field *field, struct error *error)
{
    const char *from = csv->at;
    *field = (struct csv_field){ .line = csv->line, .column = csv->column };
    size_t offset = csv->bytes.length;
    int code = 0;
    while (csv->at < csv->end && *csv->at == ' ' && (size_t)(csv->at - from) <= CSV_ROW_LIMIT)
        step(csv);
    if (csv->at < csv->end && *csv->at == '"') {
        field->column = csv->column;
        step(csv);
        code = read_quoted(csv, field, error);
    } else {
        while (!at_line_end(csv) && *csv->at != csv->separator && (size_t)(csv->at - from) <= CSV_ROW_LIMIT)
            step(csv);
        buf_add(&csv->bytes, from, (size_t)(csv->at - from));
    }
    buf_char(&csv->bytes, 0);
    if (!code && buf_failed(&csv->bytes))
        code = error_memory(error);
    if (!code && csv->bytes.length > CSV_ROW_LIMIT) {
        error_at(error, "", field->line, field->column);
        code = error_set(error, ERROR_LIMIT, N_("this line has more than %d bytes; is a quotation mark missing, or is this no list?"), CSV_ROW_LIMIT);
    }
    if (!code)
        field->length = csv->bytes.length - offset - 1;
    return code;
}

static int read_row(struct csv *csv, struct csv_row *row, struct error *error)
{
    size_t count = 0;
    buf_clear(&csv->bytes);
    while (csv->at < csv->end && at_line_end(csv))
        step(csv);
    if (csv->at == csv->end)
        return 0;
    long line = csv->line;
    for (bool more = true; more; count++) {
        if (count == CSV_FIELDS_LIMIT) {
            error_at(error, "", csv->line, csv->column);
            return error_set(error, ERROR_LIMIT, N_("this line has more than %d fields"), CSV_FIELDS_LIMIT);
        }
        int code = read_field(csv, &csv->fields[count], error);
        if (code)
            return code;
        more = csv->at < csv->end && *csv->at == csv->separator;
        if (more || csv->at < csv->end)
            step(csv);
    }
    const char *text = csv->bytes.data;          /* it moves no more */
    for (size_t i = 0; i < count; i++) {
        csv->fields[i].text = text;
        text += csv->fields[i].length + 1;
    }
    *row = (struct csv_row){ .fields = csv->fields, .count = count, .line = line };
    return 1;
}

int csv_next(struct csv *csv, struct csv_row *row, struct error *error)
{
    int code = csv->starved ? error_memory(error) : read_row(csv, row, error);
    if (code < 0)
        csv->at = csv->end;
    return code;
}

/* How many of the first rows have as many fields as the very first one, if that has several. A row that cannot be read ends it. */
static size_t evenness(struct csv *csv, size_t *fields)
{
    struct csv_row row;
    size_t even = 0;
    int code = 1;
    *fields = 0;
    for (int i = 0; i < GUESS_ROWS && (code = csv_next(csv, &row, NULL)) == 1; i++) {
        if (i == 0)
            *fields = row.count;
        even += row.count == *fields;
    }
    csv->starved = csv->starved || code == ERROR_MEMORY;
    return *fields > 1 ? even : 0;
}

static char guess(struct csv *csv, const char *text, size_t length)
{
    static const char separators[] = { ',', ';', '\t' };
    char best = ',';
    size_t most = 0, widest = 0;
    for (size_t i = 0; i < sizeof separators; i++) {
        size_t fields;
        start(csv, text, length, separators[i]);
        size_t even = evenness(csv, &fields);
        if (even > most || (even == most && even && fields > widest)) {
            best = separators[i];
            most = even;
            widest = fields;
        }
    }
    return best;
}

void csv_init(struct csv *csv, const char *text, size_t length, char separator, const struct allocator *allocator)
{
    buf_init(&csv->bytes, allocator);
    bool said = length > 4 && memcmp(text, "sep=", 4) == 0 && strchr(",;\t", text[4]) && text[4] && (length == 5 || text[5] == '\n' || text[5] == '\r');
    if (said && !separator)
        separator = text[4];
    csv->starved = false;
    start(csv, text, length, separator ? separator : guess(csv, text, length));
    if (said)
        for (int i = 0; i < 5; i++)
            step(csv);
}

void csv_release(struct csv *csv)
{
    buf_release(&csv->bytes);
}

/* A number as people write it: harmless in a spreadsheet, and it stays a number. */
static bool plain_number(const char *text, size_t length)
{
    size_t at = length && (*text == '-' || *text == '+'), digits = 0, points = 0;
    for (; at < length; at++) {
        if (ascii_digit(text[at]))
            digits++;
        else if (text[at] != '.' || !digits || points++)
            return false;
    }
    return digits && text[length - 1] != '.';
}

/* What a spreadsheet might run: = + - @ at the beginning, also in full width, and also behind blanks. */
static bool risky(const char *text, size_t length)
{
    if (!length || plain_number(text, length))
        return false;
    if (*text == '\'')
        return true;
    while (length) {
        size_t size;
        uint32_t c = text_next(text, length, &size);
        if (c == '=' || c == '+' || c == '-' || c == '@' || c == 0xff1d || c == 0xff0b || c == 0xff0d || c == 0xff20)
            return true;
        if (c != ' ' && c != '\n' && c != 0xa0)
            return false;
        text += size;
        length -= size;
    }
    return false;
}

void csv_put_text(struct buf *out, const char *text, size_t length)
{
    struct buf clean = { .data = buf_empty, .allocator = out->allocator };
    text_clean(&clean, text, length, true);
    if (buf_failed(&clean))
        out->failed = true;
    bool guard = risky(clean.data, clean.length);
    bool quote = guard || memchr(clean.data, '"', clean.length) || memchr(clean.data, ',', clean.length) || memchr(clean.data, '\n', clean.length)
        || (clean.length && (clean.data[0] == ' ' || clean.data[clean.length - 1] == ' '));
    if (!quote) {
        buf_add(out, clean.data, clean.length);
    } else {
        buf_text(out, guard ? "\"'" : "\"");
        for (const char *at = clean.data, *end = at + clean.length; at < end;) {
            const char *mark = memchr(at, '"', (size_t)(end - at));
            const char *stop = mark ? mark + 1 : end;
            buf_add(out, at, (size_t)(stop - at));
            if (mark)
                buf_char(out, '"');
            at = stop;
        }
        buf_char(out, '"');
    }
    buf_release(&clean);
}
