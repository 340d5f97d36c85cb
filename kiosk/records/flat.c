#include "records/flat.h"

#include <errno.h>
#include <math.h>

void flat_open(struct buf *out)
{
    buf_char(out, '{');
}

static void put_string(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (const char *at = text; *at; at++) {
        unsigned char c = (unsigned char)*at;
        if (c == '"' || c == '\\') {
            buf_char(out, '\\');
            buf_char(out, (char)c);
        } else if (c == '\n') {
            buf_text(out, "\\n");
        } else if (c == '\t') {
            buf_text(out, "\\t");
        } else if (c < 0x20 || c == 0x7f) {
            buf_format(out, "\\u%04x", c);
        } else {
            buf_char(out, (char)c);
        }
    }
    buf_char(out, '"');
}

static void put_name(struct buf *out, const char *name)
{
    if (out->length && out->data[out->length - 1] != '{')
        buf_char(out, ',');
    put_string(out, name);
    buf_char(out, ':');
}

void flat_text(struct buf *out, const char *name, const char *value)
{
    if (!value)
        return;
    put_name(out, name);
    put_string(out, value);
}

void flat_int(struct buf *out, const char *name, int64_t value)
{
    put_name(out, name);
    buf_format(out, "%lld", (long long)value);
}

void flat_real(struct buf *out, const char *name, double value)
{
    char text[40];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, isfinite(value) ? value : 0.0);
        if (strtod(text, NULL) == value)
            break;
    }
    put_name(out, name);
    buf_text(out, text);
}

void flat_close(struct buf *out)
{
    buf_char(out, '}');
}

struct reader {
    const char *at, *end;
    struct arena *arena;
};

static bool take(struct reader *reader, char c)
{
    if (reader->at >= reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool read_unit(struct reader *reader, uint32_t *unit)
{
    uint32_t value = 0;
    if (reader->end - reader->at < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(*reader->at++);
        if (digit < 0)
            return false;
        value = value << 4 | (uint32_t)digit;
    }
    *unit = value;
    return true;
}

static char *put_codepoint(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xc0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *out++ = (char)(0xe0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    } else {
        *out++ = (char)(0xf0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3f));
        *out++ = (char)(0x80 | (c >> 6 & 0x3f));
        *out++ = (char)(0x80 | (c & 0x3f));
    }
    return out;
}

/* What follows a backslash; never longer than its escape. */
static bool read_escape(struct reader *reader, char **out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    if (reader->at >= reader->end)
        return false;
    char c = *reader->at++;
    const char *found = c ? strchr(from, c) : NULL;
    if (found) {
        *(*out)++ = to[found - from];
        return true;
    }
    uint32_t unit, low;
    if (c != 'u' || !read_unit(reader, &unit) || unit == 0 || (unit >= 0xdc00 && unit < 0xe000))
        return false;
    if (unit >= 0xd800 && unit < 0xdc00) {
        if (!take(reader, '\\') || !take(reader, 'u') || !read_unit(reader, &low) || low < 0xdc00 || low >= 0xe000)
            return false;
        unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
    *out = put_codepoint(*out, unit);
    return true;
}

static const char *read_string(struct reader *reader)
{
    if (!take(reader, '"'))
        return NULL;
    const char *close = reader->at;
    while (close < reader->end && *close != '"')
        close += *close == '\\' && close + 1 < reader->end ? 2 : 1;
    if (close >= reader->end)
        return NULL;
    char *text = arena_alloc(reader->arena, (size_t)(close - reader->at) + 1), *out = text;
    if (!text)
        return NULL;
    while (reader->at < close) {
        char c = *reader->at++;
        if ((unsigned char)c < 0x20)
            return NULL;
        if (c != '\\')
            *out++ = c;
        else if (!read_escape(reader, &out))
            return NULL;
    }
    *out = 0;
    return take(reader, '"') ? text : NULL;
}

/* Digits alone, as most numbers are written; false for what has to be looked at more closely. */
static bool read_digits(struct reader *reader, struct flat_value *value)
{
    const char *at = reader->at;
    bool negative = at < reader->end && *at == '-';
    uint64_t number = 0;
    int digits = 0;
    for (at += negative; at < reader->end && *at >= '0' && *at <= '9' && digits < 19; at++, digits++)
        number = 10 * number + (uint64_t)(*at - '0');
    if (digits == 0 || number > INT64_MAX || (negative && number == 0) || (at < reader->end && strchr("+-0123456789.eE", *at)))
        return false;                            /* also NUL: strchr finds its end */
    reader->at = at;
    value->integer = negative ? -(int64_t)number : (int64_t)number;
    value->real = (double)value->integer;        /* the nearest double, as strtod has it */
    return true;
}

static bool read_number(struct reader *reader, struct flat_value *value)
{
    if (read_digits(reader, value))
        return true;
    char text[64];
    size_t length = 0;
    bool whole = true;
    while (reader->at < reader->end && strchr("+-0123456789.eE", *reader->at) && *reader->at) {
        if (length + 1 >= sizeof text)
            return false;
        if (strchr(".eE", *reader->at))
            whole = false;
        text[length++] = *reader->at++;
    }
    text[length] = 0;
    char *end;
    if (length == 0 || !(text[0] == '-' || (text[0] >= '0' && text[0] <= '9')))
        return false;
    value->real = strtod(text, &end);
    if (*end || !isfinite(value->real))
        return false;
    if (whole) {
        errno = 0;
        long long integer = strtoll(text, &end, 10);
        value->integer = errno || *end ? 0 : integer;
    }
    return true;
}

bool flat_read(const char *json, size_t length, struct arena *arena, bool (*visit)(void *context, const struct flat_value *value), void *context)
{
    struct reader reader = { json, json + length, arena };
    if (!take(&reader, '{'))
        return false;
    if (!take(&reader, '}')) {
        do {
            struct flat_value value = { .name = read_string(&reader) };
            if (!value.name || !take(&reader, ':'))
                return false;
            if (reader.at < reader.end && *reader.at == '"') {
                value.text = read_string(&reader);
                if (!value.text)
                    return false;
            } else if (!read_number(&reader, &value)) {
                return false;
            }
            if (!visit(context, &value))
                return false;
        } while (take(&reader, ','));
        if (!take(&reader, '}'))
            return false;
    }
    return reader.at == reader.end;
}
