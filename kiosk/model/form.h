/*
 * A form: fields that a person fills in (the core profile, consents; surveys and worksheets grow from it). Read from libconfig
 * (docs/authoring.md); everything lies in the arena that the parser was given.
 */
#ifndef MODEL_FORM_H
#define MODEL_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cfg.h"
#include "base/error.h"

#define FORM_FIELDS_LIMIT 200
#define FORM_CHOICES_LIMIT 250
#define FORM_TEXT_LIMIT 2000                     /* characters of an answer */

enum form_kind {
    FORM_SINGLE,                                /* one of choices; its value is the choice's id */
    FORM_MULTIPLE,                              /* any of choices; ids divided by a blank */
    FORM_TEXT,                                  /* at most length characters, one line */
    FORM_INTEGER,                               /* least to most */
    FORM_YEAR_BAND,                             /* a year of birth by bands: its choices were made from first, last and width: "1990-1994" */
    FORM_YES_NO,                                /* "yes" or "no" */
    FORM_KINDS
};

struct form_choice {
    const char *id;                              /* never changes; what records hold */
    struct localized label;
};

/* An expression of the form's author, kept as text with its place, so that an error in it can point there. */
struct form_expression {
    const char *text;                            /* NULL where there is none */
    long line;
};

struct form_field {
    const char *id;
    enum form_kind kind;
    struct localized label, hint;
    bool required;                               /* must be answered; "not said" is an answer, where there is such a choice */
    const char *otherwise;                       /* the value before anybody answers ("no" of a consent); NULL where there is none */
    struct form_choice *choices;
    size_t choice_count;
    int64_t least, most;                         /* integer */
    size_t length;                               /* text */
    int first, last, width;                      /* year band */
    struct form_expression relevant, constraint; /* over :id of the fields; see DESIGN on NULL */
    struct localized message;                    /* shown where the constraint fails */
    long line;
};

struct form {
    const char *id;
    struct localized title, summary;
    struct form_field *fields;                   /* at least one */
    size_t count;
};

/* The choice that stands for "I would rather not say": it is answered and counted as such. */
#define FORM_NOT_SAID "not-said"

/* Reads a form (UTF-8). *form is set and 0 returned only where no mistake was reported. */
int form_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct form **form);

const struct form_field *form_field(const struct form *form, const char *id); /* NULL where there is none */
const struct form_choice *form_choice(const struct form_field *field, const char *id);

/* Whether a value may stand in the field, but for the expressions: "" (unanswered) only where it is not required. */
bool form_value_valid(const struct form_field *field, const char *value);

extern const char *const form_kind_names[];     /* "single", …, NULL */

#endif
