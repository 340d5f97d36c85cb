#include "records/event.h"

#include <errno.h>
#include <math.h>
#include <sodium.h>
#include <stddef.h>
#include <unistr.h>

#include "records/flat.h"
#include "records/store.h"

enum field_type { FIELD_TEXT, FIELD_INT, FIELD_REAL };

struct field {
    const char *name;
    enum field_type type;
    size_t offset;                               /* in the kind's struct, all of which begin at the same place of struct event */
};

#define TEXT(of, name) { #name, FIELD_TEXT, offsetof(struct event, of.name) },
#define INT(of, name) { #name, FIELD_INT, offsetof(struct event, of.name) },
#define REAL(of, name) { #name, FIELD_REAL, offsetof(struct event, of.name) },
#define K(NAME, member, kind_name, demands) \
    static const struct field fields_##member[] = { EVENT_FIELDS_##member(TEXT, INT, REAL, member) { NULL } };
EVENT_KINDS(K)
#undef K

static const struct kind {
    const char *name;
    const struct field *fields;
    unsigned demands;
} kinds[EVENT_KIND_COUNT] = {
#define K(NAME, member, kind_name, demands) [EVENT_##NAME] = { kind_name, fields_##member, demands },
    EVENT_KINDS(K)
#undef K
};

const char *event_kind_name(enum event_kind kind)
{
    return (unsigned)kind < EVENT_KIND_COUNT ? kinds[kind].name : NULL;
}

enum event_kind event_kind_named(const char *name)
{
    for (int i = EVENT_UNKNOWN + 1; i < EVENT_KIND_COUNT; i++)
        if (kinds[i].name[0] == name[0] && strcmp(kinds[i].name, name) == 0)
            return (enum event_kind)i;
    return EVENT_UNKNOWN;
}

static bool valid_utf8(const char *text, size_t length)
{
    size_t at = 0;
    uint64_t word = 0;
    for (; at + sizeof word <= length; at += sizeof word) { /* most lines are ASCII */
        memcpy(&word, text + at, sizeof word);
        if (word & 0x8080808080808080u)
            break;
    }
    return !u8_check((const uint8_t *)text + at, length - at);
}

/* What a short column may hold: nothing that could end a line or turn a screen round. */
static bool plain(const char *text)
{
    for (const char *at = text; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            return false;
    return true;
}

static int check_text(const char *column, const char *text, struct error *error)
{
    if (!text)
        return 0;
    size_t length = strlen(text);
    if (length == 0 || length > EVENT_TEXT_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("the column %s holds %zu bytes; it may hold 1 to %d"), column, length, EVENT_TEXT_LIMIT);
    if (!valid_utf8(text, length))
        return error_set(error, ERROR_ENCODING, N_("the column %s is not UTF-8"), column);
    if (!plain(text))
        return error_set(error, ERROR_INVALID, N_("the column %s holds a control character"), column);
    return 0;
}

static int check_uuid(const char *column, const char *text, struct error *error)
{
    if (text && !store_uuid_valid(text))
        return error_set(error, ERROR_INVALID, N_("the column %s is not a UUID in lower case"), column);
    return 0;
}

static bool digest_valid(const char *hex)
{
    unsigned char bytes[DIGEST_BYTES];
    return hex_to(bytes, sizeof bytes, hex) == 0;
}

static int check_columns(const struct event *event, struct error *error)
{
    const struct {
        const char *name, *text;
    } uuids[] = { { "actor", event->actor }, { "attempt", event->attempt }, { "origin", event->origin }, { "boot", event->boot } },
      texts[] = { { "pack", event->pack }, { "version", event->version }, { "unit", event->unit },
                  { "language", event->language }, { "item", event->item }, { "kind", event->kind_name } };
    int code = 0;
    for (size_t i = 0; !code && i < sizeof uuids / sizeof *uuids; i++)
        code = check_uuid(uuids[i].name, uuids[i].text, error);
    for (size_t i = 0; !code && i < sizeof texts / sizeof *texts; i++)
        code = check_text(texts[i].name, texts[i].text, error);
    if (!code && event->digest && !digest_valid(event->digest))
        code = error_set(error, ERROR_INVALID, N_("the column %s is not a digest in hexadecimal"), "digest");
    if (!code && event->payload && !digest_valid(event->payload))
        code = error_set(error, ERROR_INVALID, N_("the column %s is not a digest in hexadecimal"), "payload");
    return code;
}

static const char *lacking(const struct event *event, unsigned demands)
{
    if (demands & DEMAND_ACTOR && !event->actor)
        return "actor";
    if (demands & DEMAND_ATTEMPT && !event->attempt)
        return "attempt";
    if (demands & DEMAND_PACK && !event->pack)
        return "pack";
    if (demands & DEMAND_PACK && !event->version)
        return "version";
    if ((demands & DEMAND_UNIT) == DEMAND_UNIT && !event->unit)
        return "unit";
    if (demands & DEMAND_ITEM && !event->item)
        return "item";
    return NULL;
}

static const char *const *text_field(const struct event *event, const struct field *field)
{
    return (const char *const *)(const void *)((const char *)event + field->offset);
}

static int check_fields(const struct event *event, struct error *error)
{
    size_t sum = 0;
    for (const struct field *field = kinds[event->kind].fields; field->name; field++) {
        if (field->type == FIELD_TEXT && *text_field(event, field)) {
            const char *text = *text_field(event, field);
            size_t length = strlen(text);
            sum += length;
            if (sum > EVENT_LINE_LIMIT / 2)
                return error_set(error, ERROR_LIMIT, N_("the field %s is too long: long texts go into the body"), field->name);
            if (!valid_utf8(text, length))
                return error_set(error, ERROR_ENCODING, N_("the field %s is not UTF-8"), field->name);
        } else if (field->type == FIELD_REAL) {
            double value;
            memcpy(&value, (const char *)event + field->offset, sizeof value);
            if (!isfinite(value))
                return error_set(error, ERROR_INVALID, N_("the field %s is not a number"), field->name);
        }
    }
    return 0;
}

static int check_event(const struct event *event, const char *name, struct error *error)
{
    if (event->kind == EVENT_UNKNOWN && event_kind_named(name) != EVENT_UNKNOWN)
        return error_set(error, ERROR_INVALID, N_("this kind is known; its fields must be given"));
    int code = check_columns(event, error);
    if (code)
        return code;
    if (event->body_length > EVENT_BODY_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("the text holds %zu bytes; it may hold %d"), event->body_length, EVENT_BODY_LIMIT);
    if (event->body && (memchr(event->body, 0, event->body_length) || !valid_utf8(event->body, event->body_length)))
        return error_set(error, ERROR_ENCODING, N_("the text is not UTF-8"));
    if (event->kind == EVENT_UNKNOWN) {
        if (!event->data || strlen(event->data) > EVENT_LINE_LIMIT / 2 || !valid_utf8(event->data, strlen(event->data)))
            return error_set(error, ERROR_INVALID, N_("the data of an unknown kind is missing, too long or not UTF-8"));
        return 0;
    }
    const char *column = lacking(event, kinds[event->kind].demands);
    if (column)
        return error_set(error, ERROR_INVALID, N_("this kind of event needs the column %s"), column);
    return check_fields(event, error);
}

int event_check(const struct event *event, struct error *error)
{
    const char *name = event->kind == EVENT_UNKNOWN ? event->kind_name : event_kind_name(event->kind);
    if (!name)
        return error_set(error, ERROR_INVALID, N_("this event has no kind"));
    int code = check_event(event, name, error);
    if (code)
        error_in(error, name);
    return code;
}

void event_data_write(struct buf *out, const struct event *event)
{
    if (event->kind == EVENT_UNKNOWN) {
        buf_text(out, event->data ? event->data : "{}");
        return;
    }
    flat_open(out);
    for (const struct field *field = kinds[event->kind].fields; field->name; field++) {
        const char *at = (const char *)event + field->offset;
        int64_t integer;
        double real;
        switch (field->type) {
        case FIELD_TEXT:
            flat_text(out, field->name, *text_field(event, field));
            break;
        case FIELD_INT:
            memcpy(&integer, at, sizeof integer);
            flat_int(out, field->name, integer);
            break;
        case FIELD_REAL:
            memcpy(&real, at, sizeof real);
            flat_real(out, field->name, real);
            break;
        }
    }
    flat_close(out);
}

static bool take_field(void *context, const struct flat_value *value)
{
    struct event *event = context;
    for (const struct field *field = kinds[event->kind].fields; field->name; field++) {
        char *at = (char *)event + field->offset;
        if (strcmp(field->name, value->name) != 0)
            continue;
        if ((field->type == FIELD_TEXT) != (value->text != NULL))
            return false;
        if (field->type == FIELD_TEXT)
            memcpy(at, &value->text, sizeof value->text);
        else if (field->type == FIELD_INT)
            memcpy(at, &value->integer, sizeof value->integer);
        else
            memcpy(at, &value->real, sizeof value->real);
    }
    return true;
}

int event_data_read(struct event *event, struct arena *arena, struct error *error)
{
    if (event->kind == EVENT_UNKNOWN)
        return 0;
    for (const struct field *field = kinds[event->kind].fields; field->name; field++)
        memset((char *)event + field->offset, 0, field->type == FIELD_TEXT ? sizeof(char *) : 8);
    if (event->data && flat_read(event->data, strlen(event->data), arena, take_field, event))
        return 0;
    if (arena_failed(arena))
        return error_memory(error);
    return error_set(error, ERROR_SYNTAX, N_("the data of this event is not a flat JSON object of its fields"));
}

static void put_column(struct buf *out, const char *text)
{
    if (!text) {
        buf_text(out, "\\N");
        return;
    }
    for (const char *at = text; *at;) {
        size_t run = strcspn(at, "\\\t\n\r");
        buf_add(out, at, run);
        at += run;
        if (!*at)
            break;
        buf_char(out, '\\');
        buf_char(out, *at == '\t' ? 't' : *at == '\n' ? 'n' : *at == '\r' ? 'r' : '\\');
        at++;
    }
}

void event_line_write(struct buf *out, const struct event *event)
{
    char seq[24], at[24];
    snprintf(seq, sizeof seq, "%lld", (long long)event->seq);
    snprintf(at, sizeof at, "%lld", (long long)event->at);
    const char *columns[EVENT_COLUMNS] = {
        event->origin, seq, at, event->boot, event->actor, event->kind_name, event->attempt, event->pack, event->version,
        event->unit, event->digest, event->language, event->item, event->data, event->payload,
    };
    for (int i = 0; i < EVENT_COLUMNS; i++) {
        if (i)
            buf_char(out, '\t');
        put_column(out, columns[i]);
    }
}

static int bad(struct error *error, const char *line, const char *at, const char *message)
{
    error_at(error, error ? error->file : "", error ? error->line : 0, (long)(at - line) + 1);
    return error_set(error, ERROR_SYNTAX, message, "");
}

/* The first of them, or the line's end. */
static const char *find_first(const char *line, const char *end, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = memchr(line, bytes[i], (size_t)(end - line));
        end = found ? found : end;
    }
    return end;
}

/* One column, from *at to the next TAB or the end, written to *out, which has room for the rest of the line; *text is NULL for \N. escape: the line's next
 * backslash, or its end; stray: the first byte that no line may hold, or its end. */
static int read_column(const char *line, const char **at, const char *end, const char **escape, const char *stray, char **out, const char **text,
                       struct error *error)
{
    const char *start = *at, *stop = memchr(start, '\t', (size_t)(end - start));
    if (!stop)
        stop = end;
    *at = stop < end ? stop + 1 : NULL;
    *text = NULL;
    char *to = *out;
    if (*escape >= stop && stray >= stop) {
        memcpy(to, start, (size_t)(stop - start));
        to += stop - start;
    } else if (stop - start == 2 && memcmp(start, "\\N", 2) == 0) {
        to = NULL;
    } else {
        for (const char *from = start; from < stop; from++) {
            if (from == stray)
                return bad(error, line, from, N_("a line of the log holds NUL or an unescaped line end"));
            if (*from != '\\') {
                *to++ = *from;
                continue;
            }
            from++;
            char c = from < stop ? *from : 0;
            if (c != '\\' && c != 't' && c != 'n' && c != 'r')
                return bad(error, line, from, N_("a line of the log holds an escape other than \\\\ \\t \\n \\r"));
            *to++ = c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : '\\';
        }
    }
    if (*escape < stop)
        *escape = find_first(stop, end, "\\", 1);
    if (!to)
        return 0;
    *to++ = 0;
    *text = *out;
    *out = to;
    return 0;
}

/* Only the form that is written: no plus, no leading zeros. */
static bool read_integer(const char *text, int64_t *value)
{
    if (!text)
        return false;
    bool negative = *text == '-';
    const char *at = text + negative;
    uint64_t number = 0;
    if (*at < '0' || *at > '9' || (*at == '0' && (at[1] || negative)))
        return false;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (number > (uint64_t)INT64_MAX / 10)
            return false;
        number = 10 * number + (uint64_t)(*at - '0');
    }
    if (*at || number > (uint64_t)INT64_MAX + negative)
        return false;
    *value = negative ? (int64_t)(0 - number) : (int64_t)number;
    return true;
}

int event_line_read(struct event *event, const char *line, size_t length, struct arena *arena, struct error *error)
{
    if (length > EVENT_LINE_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("a line of the log holds %zu bytes; it may hold %d"), length, EVENT_LINE_LIMIT);
    if (!valid_utf8(line, length))
        return error_set(error, ERROR_ENCODING, N_("a line of the log is not UTF-8"));
    const char *columns[EVENT_COLUMNS], *at = line, *starts[EVENT_COLUMNS], *end = line + length;
    const char *escape = find_first(line, end, "\\", 1), *stray = find_first(line, end, "\0\n\r", 3);
    char *out = arena_alloc(arena, length + EVENT_COLUMNS);
    if (!out)
        return error_memory(error);
    for (int i = 0; i < EVENT_COLUMNS; i++) {
        if (!at)
            return bad(error, line, end, N_("a line of the log has too few columns"));
        starts[i] = at;
        int code = read_column(line, &at, end, &escape, stray, &out, &columns[i], error);
        if (code)
            return code;
    }
    if (at)
        return bad(error, line, at, N_("a line of the log has too many columns"));
    struct event read = {
        .origin = columns[0], .boot = columns[3], .actor = columns[4], .kind_name = columns[5], .attempt = columns[6],
        .pack = columns[7], .version = columns[8], .unit = columns[9], .digest = columns[10], .language = columns[11],
        .item = columns[12], .data = columns[13], .payload = columns[14],
    };
    if (!read_integer(columns[1], &read.seq) || read.seq < 1)
        return bad(error, line, starts[1], N_("the number of a line of the log is not a positive integer"));
    if (!read_integer(columns[2], &read.at))
        return bad(error, line, starts[2], N_("the time of a line of the log is not an integer"));
    if (!read.origin || !read.boot || !read.kind_name || !read.data)
        return bad(error, line, line, N_("a line of the log lacks origin, boot, kind or data"));
    int code = check_columns(&read, error);
    if (code)
        return code;
    read.kind = event_kind_named(read.kind_name);
    const char *column = lacking(&read, kinds[read.kind].demands);
    if (column)
        return error_set(error, ERROR_SYNTAX, N_("this kind of event needs the column %s"), column);
    code = event_data_read(&read, arena, error);
    if (code)
        return code;
    *event = read;
    return 0;
}

void event_chain(struct digest *head, const char *line, size_t length)
{
    struct digest before = *head;
    digest_of_two(head, before.bytes, sizeof before.bytes, line, length);
}

void payload_digest(struct digest *digest, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length)
{
    digest_of_two(digest, salt, PAYLOAD_SALT, body, length);
}
