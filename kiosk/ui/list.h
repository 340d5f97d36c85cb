/*
 * A list: rows with columns, under headings, scrolled, "3 more below" where it does not fit. Rows are asked for when they are drawn, so that
 * fifty thousand cost no more than twenty.
 */
#ifndef UI_LIST_H
#define UI_LIST_H

#include "ui/event.h"
#include "ui/grid.h"

#define LIST_COLUMNS 6

enum list_kind { LIST_ITEM, LIST_HEADING, LIST_GAP, LIST_DISABLED };

struct list_row {
    enum list_kind kind;
    const char *text[LIST_COLUMNS];              /* NULL: empty. Valid until the next row is asked for */
    enum style style[LIST_COLUMNS];              /* STYLE_TEXT: as usual */
    double bar[LIST_COLUMNS];                    /* of an item's column that is a bar and has no text: 0 to 1; less than 0: none */
    enum glyph mark;                             /* in front of the text, where marked */
    bool marked;
};

struct list_column {
    int cols;                                    /* 0: what remains; only one column may say so */
    bool at_end;                                 /* numbers and times stand at the end of their column */
    bool bar;
    bool optional;                               /* left out where the area is narrower than LAYOUT_MIN_COLS */
};

struct list {
    size_t count;
    void (*row)(const void *context, size_t index, struct list_row *row); /* row is zeroed before, but bar, which is -1 */
    const void *context;                         /* not owned */
    struct list_column column[LIST_COLUMNS];     /* none set: one column for all */
    size_t columns;
    bool numbered;                               /* the first nine items have a digit, that chooses them */
    size_t focus, top;                           /* focus is an index; SIZE_MAX where nothing can be focused */
    int rows;                                    /* by list_layout */
};

/* Puts the focus on the first item. row and columns are set by the caller before or after. */
void list_init(struct list *list, size_t count, void (*row)(const void *, size_t, struct list_row *), const void *context);
void list_count(struct list *list, size_t count);          /* the number changed; the focus stays where it can */
void list_focus(struct list *list, size_t index);
/* Arrows, Home, End, PageUp, PageDown, wheel, digits if numbered: MOVED. Enter, a digit, a click: ACCEPTED (focus tells which). */
unsigned list_event(struct list *list, const struct event *event, struct area area);
void list_layout(struct list *list, struct area area);
/* focused: the list has the focus (the mark is drawn strong and the cursor set). */
void list_draw(const struct list *list, struct grid *grid, struct area area, bool focused);

#endif
