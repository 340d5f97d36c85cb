/*
 * A few lines that one writes: an essay, a remark. Wrapped; Enter makes a new line, so that it is left by Tab.
 */
#ifndef UI_EDITOR_H
#define UI_EDITOR_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "ui/event.h"
#include "ui/grid.h"

struct editor {
    struct buf text;                             /* owned */
    size_t cursor, limit;                        /* bytes */
    int cols, rows;                              /* by editor_layout */
    size_t top;
    struct arena arena;
    struct text_line *lines;
    size_t count;
};

void editor_init(struct editor *editor, const struct allocator *allocator, size_t limit);
void editor_release(struct editor *editor);
void editor_set(struct editor *editor, const char *text);
/* Characters, Enter, arrows, Home, End, PageUp, PageDown, Backspace, Delete. Tab, BackTab and Esc are ignored. */
unsigned editor_event(struct editor *editor, const struct event *event);
void editor_layout(struct editor *editor, struct area area);
void editor_draw(const struct editor *editor, struct grid *grid, struct area area, bool focused);

#endif
