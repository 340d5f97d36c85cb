#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>

/* Walks a message; for each conversion calls for its argument. The few conversions that messages may hold are listed in error.h. */
static const char *conversion_end(const char *at, int *position, char *kind)
{
    const char *scan = at + 1;
    *position = 0;
    const char *digits = scan;
    int number = 0;
    while (*digits >= '0' && *digits <= '9' && number < 100)
        number = number * 10 + (*digits++ - '0');
    if (*digits == '$') {
        *position = number;
        scan = digits + 1;
    }
    *kind = 0;
    if (*scan == 's' || *scan == 'd') {
        *kind = *scan;
        return scan + 1;
    }
    if (strncmp(scan, "lld", 3) == 0) {
        *kind = 'l';
        return scan + 3;
    }
    if (strncmp(scan, "zu", 2) == 0) {
        *kind = 'z';
        return scan + 2;
    }
    if (*scan == '%') {
        *kind = '%';
        return scan + 1;
    }
    return scan;
}

static void take_arguments(struct error *error, const char *message, va_list list)
{
    error->arguments = 0;
    for (const char *at = message; *at && error->arguments < ERROR_ARGUMENTS;) {
        if (*at != '%') {
            at++;
            continue;
        }
        int position;
        char kind;
        at = conversion_end(at, &position, &kind);
        char *slot = error->argument[error->arguments];
        switch (kind) {
        case 's': {
            const char *text = va_arg(list, const char *);
            snprintf(slot, ERROR_ARGUMENT_SIZE, "%s", text ? text : "");
            break;
        }
        case 'd':
            snprintf(slot, ERROR_ARGUMENT_SIZE, "%d", va_arg(list, int));
            break;
        case 'l':
            snprintf(slot, ERROR_ARGUMENT_SIZE, "%lld", va_arg(list, long long));
            break;
        case 'z':
            snprintf(slot, ERROR_ARGUMENT_SIZE, "%zu", va_arg(list, size_t));
            break;
        default:
            continue;
        }
        error->arguments++;
    }
    /* an argument that was cut must not end within a character */
    for (int i = 0; i < error->arguments; i++) {
        size_t length = strlen(error->argument[i]);
        if (length < ERROR_ARGUMENT_SIZE - 1)
            continue;
        size_t start = length;
        while (start > 0 && length - start < 4 && ((unsigned char)error->argument[i][start - 1] & 0xc0) == 0x80)
            start--;
        if (start > 0 && (unsigned char)error->argument[i][start - 1] >= 0xc0)
            error->argument[i][start - 1] = 0;
    }
}

static int set(struct error *error, enum error_code code, int number, const char *message, va_list list)
{
    if (!error)
        return code;
    error->code = code;
    error->system = number;
    error->message = message;
    take_arguments(error, message, list);
    return code;
}

int error_set(struct error *error, enum error_code code, const char *message, ...)
{
    va_list list;
    va_start(list, message);
    set(error, code, 0, message, list);
    va_end(list);
    return code;
}

int error_set_list(struct error *error, enum error_code code, const char *message, va_list list)
{
    return set(error, code, 0, message, list);
}

int error_system(struct error *error, int number, const char *message, ...)
{
    enum error_code code = number == ENOSPC || number == EDQUOT ? ERROR_FULL
        : number == ENOENT ? ERROR_NOT_FOUND : number == ENOMEM ? ERROR_MEMORY : ERROR_SYSTEM;
    va_list list;
    va_start(list, message);
    set(error, code, number, message, list);
    va_end(list);
    return code;
}

int error_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, N_("out of memory; close other programs and try again"));
}

void error_clear(struct error *error)
{
    if (error)
        memset(error, 0, sizeof *error);
}

void error_at(struct error *error, const char *file, long line, long column)
{
    if (!error)
        return;
    snprintf(error->file, sizeof error->file, "%s", file ? file : "");
    error->line = line;
    error->column = column;
}

void error_in(struct error *error, const char *entry)
{
    if (error)
        snprintf(error->entry, sizeof error->entry, "%s", entry ? entry : "");
}

struct out {
    char *text;
    size_t size, length;
};

static void put(struct out *out, char c)
{
    if (out->length + 1 < out->size)
        out->text[out->length++] = c;
}

static void put_trusted(struct out *out, const char *text)
{
    while (*text)
        put(out, *text++);
}

/* C0, DEL and the C1 controls (C2 80 to C2 9F) become '?': arguments come from outside. */
static void put_argument(struct out *out, const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        if (*at < 0x20 || *at == 0x7f) {
            put(out, '?');
        } else if (*at == 0xc2 && at[1] >= 0x80 && at[1] <= 0x9f) {
            put(out, '?');
            at++;
        } else {
            put(out, (char)*at);
        }
    }
}

static void put_message(struct out *out, const struct error *error, const char *(*translate)(const char *))
{
    if (!error->message)
        return;
    const char *message = translate ? translate(error->message) : error->message;
    int next = 0;
    for (const char *at = message; *at;) {
        if (*at != '%') {
            put(out, *at++);
            continue;
        }
        int position;
        char kind;
        at = conversion_end(at, &position, &kind);
        if (kind == '%') {
            put(out, '%');
        } else if (kind) {
            int index = position ? position - 1 : next++;
            if (index >= 0 && index < error->arguments)
                put_argument(out, error->argument[index]);
        }
    }
    if (error->system) {
        char words[128] = "";
        put_trusted(out, ": ");
        put_trusted(out, strerror_r(error->system, words, sizeof words));
    }
}

char *error_message(const struct error *error, const char *(*translate)(const char *), char *text, size_t size)
{
    struct out out = { text, size, 0 };
    put_message(&out, error, translate);
    if (size)
        text[out.length] = 0;
    return text;
}

char *error_text(const struct error *error, const char *(*translate)(const char *), char *text, size_t size)
{
    struct out out = { text, size, 0 };
    char number[32];
    if (error->file[0]) {
        put_argument(&out, error->file);
        if (error->line) {
            snprintf(number, sizeof number, ":%ld", error->line);
            put_trusted(&out, number);
            if (error->column) {
                snprintf(number, sizeof number, ":%ld", error->column);
                put_trusted(&out, number);
            }
        }
        put_trusted(&out, ": ");
    }
    if (error->entry[0]) {
        put_argument(&out, error->entry);
        put_trusted(&out, ": ");
    }
    put_message(&out, error, translate);
    if (size)
        text[out.length] = 0;
    return text;
}

void report_init(struct report *report)
{
    memset(report, 0, sizeof *report);
}

void report_release(struct report *report)
{
    if (report->kept != &report->lone) {
        free(report->kept);
        free(report->warning);
    }
    report_init(report);
}

static void add(struct report *report, const struct error *error, bool warning)
{
    if (!report)
        return;
    if (!report->kept) {
        report->kept = calloc(REPORT_KEPT, sizeof *report->kept);
        report->warning = calloc(REPORT_KEPT, sizeof *report->warning);
        report->capacity = REPORT_KEPT;
        if (!report->kept || !report->warning) {
            free(report->kept);
            free(report->warning);
            report->kept = &report->lone;
            report->warning = &report->lone_warning;
            report->capacity = 1;
        }
    }
    if (report->count < report->capacity) {
        report->kept[report->count] = *error;
        report->warning[report->count] = warning;
    }
    report->count++;
    if (warning)
        report->warnings++;
}

void report_add(struct report *report, const struct error *error)
{
    add(report, error, false);
}

void report_warn(struct report *report, const struct error *error)
{
    add(report, error, true);
}

size_t report_kept(const struct report *report)
{
    return report->count < report->capacity ? report->count : report->capacity;
}

bool report_failed(const struct report *report)
{
    return report->count > report->warnings;
}

void report_at(struct report *report, enum error_code code, const char *file, long line, long column,
               const char *message, ...)
{
    struct error error = { 0 };
    va_list list;
    va_start(list, message);
    set(&error, code, 0, message, list);
    va_end(list);
    error_at(&error, file, line, column);
    report_add(report, &error);
}
