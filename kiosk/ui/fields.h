/*
 * A form: labels, and what one fills in beside them; a message below a field that does not hold.
 */
#ifndef UI_FIELDS_H
#define UI_FIELDS_H

#include "ui/event.h"
#include "ui/grid.h"
#include "ui/prompt.h"

enum field_kind {
    FIELD_HEADING,
    FIELD_NOTE,                                  /* a sentence, wrapped */
    FIELD_TEXT, FIELD_NUMBER, FIELD_DIGITS, FIELD_PIN, FIELD_DATE,
    FIELD_CHOICE,                                /* one of options: Left, Right, Space, or its digit */
    FIELD_CHECK,                                 /* yes or no: Space */
    FIELD_SHOWN,                                 /* a value that is computed: value, style */
    FIELD_BUTTON,                                /* Enter: ACCEPTED */
};

#define FIELD_MESSAGE 160

struct field {
    enum field_kind kind;
    int id;                                      /* the caller's */
    const char *label;
    const char *hint;                            /* dim, behind or below the field while it is focused; or NULL */
    const char *unit;                            /* behind the field: "crowns"; or NULL */
    int cols;                                    /* of the input; 0: by kind */
    size_t limit;                                /* characters */
    bool required, hidden, disabled;             /* hidden: takes no room */
    const char *const *options;                  /* FIELD_CHOICE */
    size_t option_count;
    int chosen;                                  /* index, -1: none yet */
    bool checked;
    const char *value;                           /* FIELD_SHOWN */
    enum style style;
    struct prompt prompt;                        /* the typed ones; by fields_init */
    char message[FIELD_MESSAGE];                 /* what is wrong with it; "": nothing */
};

struct fields {
    struct field *array;                         /* the caller's array; its prompts are owned by it */
    size_t count;
    size_t focus;                                /* SIZE_MAX if no field can be */
    int top, rows, cols;                         /* by fields_layout */
    int label_cols;
    bool airy;                                   /* there is room for a free row below each field */
};

void fields_init(struct fields *fields, const struct allocator *allocator, struct field *array, size_t count);
void fields_release(struct fields *fields);
struct field *fields_find(const struct fields *fields, int id); /* NULL if there is none */
const char *field_text(const struct field *field);         /* what was typed */
void field_message(struct field *field, const char *format, ...) __attribute__((format(printf, 2, 3)));
void fields_messages_clear(struct fields *fields);
bool fields_required(struct fields *fields);           /* sets a message at each required field that is empty, focuses the first; true if none is */
/* Tab, BackTab, Up, Down: MOVED. Typing, Space, Left, Right: CHANGED (field[focus]). Enter goes to the next field; on a button or behind the
 * last field: ACCEPTED. */
unsigned fields_event(struct fields *fields, const struct event *event, struct area area);
void fields_focus(struct fields *fields, size_t index);
int fields_rows(const struct fields *fields, int cols);          /* the rows that it would like */
void fields_layout(struct fields *fields, struct area area);
void fields_draw(const struct fields *fields, struct grid *grid, struct area area, bool focused);

#endif
