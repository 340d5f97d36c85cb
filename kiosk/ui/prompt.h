/*
 * A line that one types into. It moves by whole clusters; the cursor stands where the next character comes.
 */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include "base/buf.h"
#include "ui/event.h"
#include "ui/grid.h"

enum prompt_kind {
    PROMPT_TEXT,
    PROMPT_NUMBER,                               /* digits, signs, marks, blanks: what number_read reads */
    PROMPT_DIGITS,                               /* 0-9 alone, also from the unshifted top row of AZERTY, and from other scripts */
    PROMPT_PIN,                                  /* the same, shown as dots */
    PROMPT_DATE,                                 /* YYYY-MM-DD: the dashes come by themselves */
};

#define PROMPT_LIMIT 4096                        /* bytes, where no limit is set */

struct prompt {
    enum prompt_kind kind;
    struct buf text;                             /* owned */
    size_t cursor;                               /* byte offset */
    size_t limit;                                /* characters (clusters); 0: PROMPT_LIMIT bytes alone */
    const char *placeholder;                     /* shown dim while empty */
};

void prompt_init(struct prompt *prompt, const struct allocator *allocator, enum prompt_kind kind, size_t limit);
void prompt_release(struct prompt *prompt);      /* wipes a PIN's memory */
void prompt_set(struct prompt *prompt, const char *text);  /* cursor at the end */
void prompt_clear(struct prompt *prompt);
static inline const char *prompt_text(const struct prompt *prompt) { return prompt->text.data; }
/* Characters, Left, Right, Home, End, Backspace, Delete: CHANGED or HANDLED. Enter: ACCEPTED. What cannot be typed is HANDLED without CHANGED. */
unsigned prompt_event(struct prompt *prompt, const struct event *event);
void prompt_draw(const struct prompt *prompt, struct grid *grid, int row, int col, int cells, bool focused);

#endif
