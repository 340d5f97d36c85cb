/*
 * What went wrong, where, and what to do about it.
 *
 * A function that can fail returns 0 or a negative enum error_code, and fills the caller's struct error. Out-parameters are
 * untouched on failure. An error keeps its message apart from the arguments, so that whoever shows it can translate it:
 * the message is a constant string marked with N_() and holds only %s, %d, %lld and %zu.
 * No function here allocates; all may be called with a NULL error.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#define N_(text) text

enum error_code {
    ERROR_NONE = 0,
    ERROR_MEMORY = -1,       /* an allocation failed */
    ERROR_SYSTEM = -2,       /* a system call failed: struct error's system holds errno */
    ERROR_NOT_FOUND = -3,
    ERROR_EXISTS = -4,
    ERROR_SYNTAX = -5,       /* a text breaks its format */
    ERROR_INVALID = -6,      /* well-formed, but it makes no sense */
    ERROR_ENCODING = -7,
    ERROR_LIMIT = -8,        /* larger, longer or deeper than is read */
    ERROR_REFUSED = -9,      /* not allowed: a wrong PIN, an unknown key, a bad signature */
    ERROR_DAMAGED = -10,     /* truncated, altered, or an inconsistent database */
    ERROR_FULL = -11,        /* no space left */
    ERROR_BUSY = -12,
    ERROR_VERSION = -13,     /* made by a version that this one does not read */
    ERROR_CANCELLED = -14,
    ERROR_USAGE = -15,
};

#define ERROR_ARGUMENTS 4
#define ERROR_ARGUMENT_SIZE 160

struct error {
    enum error_code code;
    int system;                                  /* errno, or 0 */
    char file[200];                              /* "" where there is none */
    char entry[120];                             /* an entry of an archive, a table's row, a setting's path; "" */
    long line, column;                           /* from 1; 0: unknown */
    const char *message;                         /* the untranslated format, NULL while nothing is wrong */
    char argument[ERROR_ARGUMENTS][ERROR_ARGUMENT_SIZE];
    int arguments;
};

/* Sets code and message, keeps the place. Returns code, so that `return error_set(…)` reads well. */
int error_set(struct error *error, enum error_code code, const char *message, ...)
    __attribute__((format(printf, 3, 4)));
int error_set_list(struct error *error, enum error_code code, const char *message, va_list list);

/* The same for a failed system call: code is ERROR_FULL for ENOSPC and EDQUOT, ERROR_NOT_FOUND for ENOENT, ERROR_MEMORY for ENOMEM,
 * else ERROR_SYSTEM. The system's own words are appended when it is shown. */
int error_system(struct error *error, int number, const char *message, ...) __attribute__((format(printf, 3, 4)));

int error_memory(struct error *error);           /* "out of memory" */

void error_clear(struct error *error);
void error_at(struct error *error, const char *file, long line, long column);
void error_in(struct error *error, const char *entry);

/* "file:line:column: message"; with translate NULL in English. Control characters in the arguments are shown as '?'. Returns text. */
char *error_text(const struct error *error, const char *(*translate)(const char *), char *text, size_t size);

/* The message alone, without the place. */
char *error_message(const struct error *error, const char *(*translate)(const char *), char *text, size_t size);

/*
 * All the mistakes of a file, not the first alone. Keeps the first REPORT_KEPT in the order of their coming, counts the rest. Where memory lacks it keeps
 * the first alone: one that failed always has something to say. It must not be copied.
 */
#define REPORT_KEPT 100

struct report {
    struct error *kept;                          /* owned; or lone */
    size_t count;                                /* how many were added; kept holds the first of them */
    size_t warnings;                             /* how many of count are only warnings */
    bool *warning;                               /* owned: warning[i] belongs to kept[i] */
    size_t capacity;
    struct error lone;
    bool lone_warning;
};

void report_init(struct report *report);
void report_release(struct report *report);
/* Adds a copy. */
void report_add(struct report *report, const struct error *error);
void report_warn(struct report *report, const struct error *error);
size_t report_kept(const struct report *report);
bool report_failed(const struct report *report); /* any that is not a warning */

/* error_set + error_at + report_add in one. */
void report_at(struct report *report, enum error_code code, const char *file, long line, long column,
               const char *message, ...) __attribute__((format(printf, 6, 7)));

#endif
