#include "records/document.h"

#include <sodium.h>

#include "base/digest.h"
#include "base/text.h"
#include "records/store.h"

#define VERSION_LINE "empretec-kiosk"
#define SIGNATURE_BYTES 64
#define NAMED_HEX_LIMIT 160                      /* digits of a NAMED */

enum field_type { TYPE_INT, TYPE_TEXT, TYPE_UUID, TYPE_KEY, TYPE_SIGNATURE, TYPE_NAMED, TYPE_ARRIVED };
enum field_times { TIMES_ONE, TIMES_MAYBE, TIMES_MANY };

struct field {
    const char *name;
    enum field_type type;
    enum field_times times;
    size_t offset;                               /* in struct document */
};

#define FIELD(of, name, type, times) { #name, TYPE_##type, TIMES_##times, offsetof(struct document, of.name) },
#define D(NAME, member, word, signer) static const struct field fields_##member[] = { DOCUMENT_FIELDS_##member(FIELD, member) { .name = NULL } };
DOCUMENTS(D)
#undef D

static const struct kind {
    const char *word;
    const struct field *fields;
    size_t signer;                               /* offset of the key's field */
} kinds[DOCUMENT_KINDS] = {
#define D(NAME, member, word, signer) [DOCUMENT_##NAME] = { word, fields_##member, offsetof(struct document, member.signer) },
    DOCUMENTS(D)
#undef D
};

const char *document_word(enum document_kind kind)
{
    return kind > DOCUMENT_NONE && kind < DOCUMENT_KINDS ? kinds[kind].word : NULL;
}

static const char **text_at(const struct document *document, const struct field *field)
{
    return (const char **)(uintptr_t)((const char *)document + field->offset);
}

static int64_t *int_at(const struct document *document, const struct field *field)
{
    return (int64_t *)(uintptr_t)((const char *)document + field->offset);
}

static struct document_named_list *named_at(const struct document *document, const struct field *field)
{
    return (struct document_named_list *)(uintptr_t)((const char *)document + field->offset);
}

static struct document_arrived_list *arrived_at(const struct document *document, const struct field *field)
{
    return (struct document_arrived_list *)(uintptr_t)((const char *)document + field->offset);
}

/* What a value may be. */
static bool hex_valid(const char *text, size_t least, size_t most)
{
    size_t length = strspn(text, "0123456789abcdef");
    return text[length] == 0 && length % 2 == 0 && length >= least && length <= most;
}

static bool text_allowed(const char *text)
{
    size_t length = strlen(text), size;
    if (length == 0 || length > DOCUMENT_TEXT_LIMIT || text[0] == ' ' || text[length - 1] == ' ' || !text_valid(text, length))
        return false;
    for (size_t at = 0; at < length; at += size)
        if (!text_printable(text_next(text + at, length - at, &size)))
            return false;
    return true;
}

static bool value_allowed(enum field_type type, const char *text)
{
    switch (type) {
    case TYPE_TEXT: return text_allowed(text);
    case TYPE_UUID: return store_uuid_valid(text);
    case TYPE_KEY: return hex_valid(text, 2 * DIGEST_BYTES, 2 * DIGEST_BYTES);
    case TYPE_SIGNATURE: return hex_valid(text, 2 * SIGNATURE_BYTES, 2 * SIGNATURE_BYTES);
    default: return false;
    }
}

/* Writing */
static bool write_named(struct buf *out, const struct field *field, const struct document_named_list *list)
{
    bool good = list->count <= DOCUMENT_MANY;
    for (size_t i = 0; good && i < list->count; i++) {
        good = list->rows[i].hex && list->rows[i].text && hex_valid(list->rows[i].hex, 2, NAMED_HEX_LIMIT) && text_allowed(list->rows[i].text);
        if (good)
            buf_format(out, "%s %s %s\n", field->name, list->rows[i].hex, list->rows[i].text);
    }
    return good;
}

static bool write_arrived(struct buf *out, const struct field *field, const struct document_arrived_list *list)
{
    bool good = list->count <= DOCUMENT_MANY;
    for (size_t i = 0; good && i < list->count; i++) {
        const struct document_arrived *row = &list->rows[i];
        good = row->origin && row->head && store_uuid_valid(row->origin) && hex_valid(row->head, 2 * DIGEST_BYTES, 2 * DIGEST_BYTES) &&
               row->last >= 0 && row->at >= 0;
        if (good)
            buf_format(out, "%s %s %lld %s %lld\n", field->name, row->origin, (long long)row->last, row->head, (long long)row->at);
    }
    return good;
}

static bool write_field(struct buf *out, const struct document *document, const struct field *field)
{
    switch (field->type) {
    case TYPE_NAMED:
        return write_named(out, field, named_at(document, field));
    case TYPE_ARRIVED:
        return write_arrived(out, field, arrived_at(document, field));
    case TYPE_INT:
        if (*int_at(document, field) < 0)
            return false;
        buf_format(out, "%s %lld\n", field->name, (long long)*int_at(document, field));
        return true;
    default:
        break;
    }
    const char *text = *text_at(document, field);
    if (!text)
        return field->times == TIMES_MAYBE;
    if (!value_allowed(field->type, text))
        return false;
    buf_format(out, "%s %s\n", field->name, text);
    return true;
}

int document_text(struct buf *out, const struct document *document, struct error *error)
{
    size_t start = out->length;
    if (!document_word(document->kind))
        return error_set(error, ERROR_INVALID, N_("this is no kind of document"));
    buf_format(out, VERSION_LINE " %s 1\n", kinds[document->kind].word);
    for (const struct field *field = kinds[document->kind].fields; field->name; field++)
        if (!write_field(out, document, field)) {
            error_in(error, field->name);
            return error_set(error, ERROR_INVALID, N_("this field is missing, or holds what it may not hold"));
        }
    if (!buf_failed(out) && out->length - start > DOCUMENT_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("this document would be larger than %d bytes"), DOCUMENT_LIMIT);
    return 0;
}

static const char *signer_of(const struct document *document)
{
    return *(const char *const *)(const void *)((const char *)document + kinds[document->kind].signer);
}

int document_sign(char signature[129], const struct document *document, const unsigned char secret[64], struct error *error)
{
    unsigned char public[32], bytes[SIGNATURE_BYTES];
    char hex[65];
    struct buf text = BUF_INIT;
    int code = document_text(&text, document, error);
    if (!code && buf_failed(&text))
        code = error_memory(error);
    crypto_sign_ed25519_sk_to_pk(public, secret);
    if (!code && strcmp(hex_from(hex, public, sizeof public), signer_of(document)) != 0)
        code = error_set(error, ERROR_INVALID, N_("this document names another key than the one that signs it"));
    if (!code) {
        crypto_sign_detached(bytes, NULL, (const unsigned char *)text.data, text.length, secret);
        hex_from(signature, bytes, sizeof bytes);
    }
    buf_release(&text);
    return code;
}

int document_write(struct buf *out, const struct document *document, const unsigned char secret[64], struct error *error)
{
    char signature[2 * SIGNATURE_BYTES + 1];
    int code = document_sign(signature, document, secret, error);
    if (!code)
        code = document_text(out, document, error);
    if (!code)
        buf_format(out, "signature %s\n", signature);
    return code;
}

int document_head_write(struct buf *out, const struct document *document, struct error *error)
{
    int code = document_text(out, document, error);
    if (!code)
        buf_char(out, '\n');
    return code;
}

static int check_text(const struct document *document, const char *text, size_t length, const char *signature, struct error *error)
{
    unsigned char public[32], bytes[SIGNATURE_BYTES];
    if (hex_to(public, sizeof public, signer_of(document)) || hex_to(bytes, sizeof bytes, signature) ||
        crypto_sign_verify_detached(bytes, (const unsigned char *)text, length, public) != 0)
        return error_set(error, ERROR_REFUSED, N_("the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came"));
    return 0;
}

int document_check(const struct document *document, const char *signature, struct error *error)
{
    struct buf text = BUF_INIT;
    int code = document_text(&text, document, error);
    if (!code)
        code = buf_failed(&text) ? error_memory(error) : check_text(document, text.data, text.length, signature, error);
    buf_release(&text);
    return code;
}

/* Reading: lines of a text that ends each with LF. */
struct lines {
    const char *file, *at, *end;
    long number;                                 /* of the line at `at` */
    struct arena *arena;
    struct error *error;
};

static int refuse(const struct lines *lines, enum error_code code, const char *message, const char *argument)
{
    error_at(lines->error, lines->file, lines->number, 0);
    return error_set(lines->error, code, message, argument);
}

static int memory(const struct lines *lines)
{
    return error_memory(lines->error);
}

/* The line at `at` without its end; NULL where there is none. */
static const char *line_of(const struct lines *lines, size_t *length)
{
    const char *stop = lines->at < lines->end ? memchr(lines->at, '\n', (size_t)(lines->end - lines->at)) : NULL;
    if (!stop)
        return NULL;
    *length = (size_t)(stop - lines->at);
    return lines->at;
}

static void pass_line(struct lines *lines, size_t length)
{
    lines->at += length + 1;
    lines->number++;
}

/* If the next line is "NAME VALUE", the value is given and the line passed. */
static int take_line(struct lines *lines, const char *name, const char **value)
{
    size_t length, skip = strlen(name);
    const char *line = line_of(lines, &length);
    *value = NULL;
    if (!line || length <= skip || memcmp(line, name, skip) != 0 || line[skip] != ' ')
        return 0;
    if (memchr(line, 0, length))
        return refuse(lines, ERROR_SYNTAX, N_("this line holds a NUL; take the file again from where it came"), "");
    *value = arena_copy(lines->arena, line + skip + 1, length - skip - 1);
    if (!*value)
        return memory(lines);
    pass_line(lines, length);
    return 0;
}

static bool read_int(const char *text, int64_t *value)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 18 || text[digits] || (text[0] == '0' && digits > 1))
        return false;
    *value = strtoll(text, NULL, 10);
    return true;
}

static bool read_named(char *value, struct document_named *row)
{
    char *blank = strchr(value, ' ');
    if (!blank)
        return false;
    *blank = 0;
    *row = (struct document_named){ .hex = value, .text = blank + 1 };
    return hex_valid(row->hex, 2, NAMED_HEX_LIMIT) && text_allowed(row->text);
}

static bool read_arrived(char *value, struct document_arrived *row)
{
    char *part[4] = { value };
    for (int i = 1; i < 4; i++) {
        char *blank = strchr(part[i - 1], ' ');
        if (!blank)
            return false;
        *blank = 0;
        part[i] = blank + 1;
    }
    row->origin = part[0];
    row->head = part[2];
    return store_uuid_valid(row->origin) && hex_valid(row->head, 2 * DIGEST_BYTES, 2 * DIGEST_BYTES) && read_int(part[1], &row->last) &&
           read_int(part[3], &row->at);
}

/* All the lines of a field that may be there more than once. */
static int read_many(struct lines *lines, const struct field *field, struct document *document)
{
    const size_t size = field->type == TYPE_NAMED ? sizeof(struct document_named) : sizeof(struct document_arrived);
    char *rows = NULL;
    size_t count = 0, capacity = 0;
    for (;;) {
        const char *value;
        int code = take_line(lines, field->name, &value);
        if (code || !value) {
            if (code)
                return code;
            break;
        }
        lines->number--;                         /* what is said is about the line that was taken */
        if (count == DOCUMENT_MANY)
            return refuse(lines, ERROR_LIMIT, N_("there are too many lines \"%s\""), field->name);
        rows = arena_grow(lines->arena, rows, count, &capacity, size);
        if (!rows)
            return memory(lines);
        char *own = (char *)(uintptr_t)value, *row = rows + count * size;
        bool good = field->type == TYPE_NAMED ? read_named(own, (struct document_named *)(void *)row)
                                              : read_arrived(own, (struct document_arrived *)(void *)row);
        if (!good)
            return refuse(lines, ERROR_SYNTAX, N_("\"%s\" is not written as it must be; take the file again from where it came"), field->name);
        lines->number++;
        count++;
    }
    if (field->type == TYPE_NAMED)
        *named_at(document, field) = (struct document_named_list){ (const struct document_named *)(void *)rows, count };
    else
        *arrived_at(document, field) = (struct document_arrived_list){ (const struct document_arrived *)(void *)rows, count };
    return 0;
}

static int read_field(struct lines *lines, const struct field *field, struct document *document)
{
    if (field->times == TIMES_MANY)
        return read_many(lines, field, document);
    const char *value;
    int code = take_line(lines, field->name, &value);
    if (code)
        return code;
    if (!value)
        return field->times == TIMES_MAYBE ? 0 : refuse(lines, ERROR_SYNTAX, N_("the line \"%s\" is missing here; take the file again from where it came"), field->name);
    bool good;
    if (field->type == TYPE_INT)
        good = read_int(value, int_at(document, field));
    else {
        good = value_allowed(field->type, value);
        *text_at(document, field) = value;
    }
    if (good)
        return 0;
    lines->number--;
    return refuse(lines, ERROR_SYNTAX, N_("\"%s\" is not written as it must be; take the file again from where it came"), field->name);
}

/* The first line: "empretec-kiosk KIND VERSION". */
static enum document_kind look(const char *text, size_t length, bool *other_version)
{
    *other_version = false;
    for (int kind = DOCUMENT_NONE + 1; kind < DOCUMENT_KINDS; kind++) {
        char start[64];
        int size = snprintf(start, sizeof start, VERSION_LINE " %s ", kinds[kind].word);
        if (length <= (size_t)size || memcmp(text, start, (size_t)size) != 0)
            continue;
        *other_version = length < (size_t)size + 2 || text[size] != '1' || text[size + 1] != '\n';
        return (enum document_kind)kind;
    }
    return DOCUMENT_NONE;
}

/* Editors of some systems put U+FEFF in front. */
static const char *behind_mark(const char *text, size_t *length)
{
    bool marked = *length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;
    *length -= marked ? 3 : 0;
    return marked ? text + 3 : text;
}

enum document_kind document_look(const char *text, size_t length)
{
    bool other;
    text = behind_mark(text, &length);
    enum document_kind kind = look(text, length, &other);
    size_t line = kind ? strlen(VERSION_LINE) + strlen(kinds[kind].word) + 3 : 0; /* up to the line's end, where mail has put a CR */
    if (other && length > line + 1 && text[line - 1] == '1' && text[line] == '\r' && text[line + 1] == '\n')
        other = false;
    return other ? DOCUMENT_NONE : kind;
}

/* What is no file of its own. */
static bool is_part(enum document_kind kind)
{
    return kind == DOCUMENT_BUNDLE || kind == DOCUMENT_CERTIFICATE || kind == DOCUMENT_BACKUP;
}

static int read_fields(struct lines *lines, enum document_kind want, struct document *document)
{
    bool other;
    size_t left = (size_t)(lines->end - lines->at), length;
    enum document_kind kind = look(lines->at, left, &other);
    if (!kind || (want ? kind != want : is_part(kind))) {
        if (want)
            return refuse(lines, ERROR_SYNTAX, N_("this is no %s of this program"), kinds[want].word);
        return refuse(lines, ERROR_SYNTAX, N_("this is no document of this program"), "");
    }
    if (other)
        return refuse(lines, ERROR_VERSION, N_("this %s was made by a later version; use the newer program"), kinds[kind].word);
    memset(document, 0, sizeof *document);
    document->kind = kind;
    if (line_of(lines, &length))
        pass_line(lines, length);
    for (const struct field *field = kinds[kind].fields; field->name; field++) {
        int code = read_field(lines, field, document);
        if (code)
            return code;
    }
    return 0;
}

/* CR before LF is taken away, and what blanks there are behind the last line. */
static int plain_text(struct buf *out, const char *text, size_t length, const char *file, struct error *error)
{
    if (length > DOCUMENT_LIMIT) {
        error_at(error, file, 0, 0);
        return error_set(error, ERROR_LIMIT, N_("this document is larger than %d bytes, the most that is read"), DOCUMENT_LIMIT);
    }
    text = behind_mark(text, &length);
    while (length > 0 && ascii_space((unsigned char)text[length - 1]))
        length--;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '\r' || i + 1 == length || text[i + 1] != '\n')
            buf_char(out, text[i]);
    buf_char(out, '\n');
    return buf_failed(out) ? error_memory(error) : 0;
}

int document_read(struct document *document, enum document_kind kind, const char *text, size_t length, const char *file, struct arena *arena,
                  struct error *error)
{
    struct document read;
    struct buf plain, again;
    const char *signature = NULL;
    buf_init(&plain, arena->allocator);
    buf_init(&again, arena->allocator);
    int code = plain_text(&plain, text, length, file, error);
    struct lines lines = { .file = file, .at = plain.data, .end = plain.data + plain.length, .number = 1, .arena = arena, .error = error };
    if (!code)
        code = read_fields(&lines, kind, &read);
    size_t signed_length = (size_t)(lines.at - plain.data);
    if (!code)
        code = take_line(&lines, "signature", &signature);
    if (!code && (!signature || !value_allowed(TYPE_SIGNATURE, signature))) {
        if (signature)
            lines.number--;
        code = refuse(&lines, ERROR_SYNTAX, N_("the line \"%s\" is missing here; take the file again from where it came"), "signature");
    }
    if (!code && lines.at != lines.end)
        code = refuse(&lines, ERROR_SYNTAX, N_("there is more behind the signature; take the file again from where it came"), "");
    /* what is written again is the same: so nothing has a second form, and nothing hides */
    if (!code)
        code = document_text(&again, &read, error);
    if (!code && buf_failed(&again))
        code = error_memory(error);
    if (!code && (again.length != signed_length || memcmp(again.data, plain.data, signed_length) != 0)) {
        error_at(error, file, 0, 0);
        code = error_set(error, ERROR_SYNTAX, N_("this %s is not written as it must be; take the file again from where it came"), kinds[read.kind].word);
    }
    if (!code) {
        error_at(error, file, 0, 0);
        code = check_text(&read, plain.data, signed_length, signature, error);
    }
    if (!code) {
        error_at(error, "", 0, 0);
        *document = read;
    }
    buf_release(&plain);
    buf_release(&again);
    return code;
}

int document_head_read(struct document *document, enum document_kind kind, const char *bytes, size_t length, const char *file, struct arena *arena, size_t *head,
                       struct error *error)
{
    struct document read;
    struct buf again;
    struct lines lines = { .file = file, .at = bytes, .end = bytes + length, .number = 1, .arena = arena, .error = error };
    buf_init(&again, arena->allocator);
    int code = read_fields(&lines, kind, &read);
    size_t line_length = 1, used = (size_t)(lines.at - bytes);
    if (!code && (!line_of(&lines, &line_length) || line_length > 0))
        code = refuse(&lines, ERROR_SYNTAX, N_("the empty line is missing that ends the head; copy the file again from where it came"), "");
    if (!code)
        code = document_text(&again, &read, error);
    if (!code && buf_failed(&again))
        code = error_memory(error);
    if (!code && (again.length != used || memcmp(again.data, bytes, used) != 0)) {
        error_at(error, file, 0, 0);
        code = error_set(error, ERROR_SYNTAX, N_("this %s is not written as it must be; take the file again from where it came"), kinds[read.kind].word);
    }
    if (!code) {
        *document = read;
        *head = used + 1;
    }
    buf_release(&again);
    return code;
}
