/*
 * A lesson's page, made ready for the screen: its blocks as running text in a pane, with tables, charts and questions as blocks in it that are drawn
 * by themselves.
 */
#ifndef SCREENS_PAGE_H
#define SCREENS_PAGE_H

#include "model/lesson.h"
#include "screens/ask.h"

#define PAGE_ITEMS 40

enum page_item_kind { PAGE_TABLE, PAGE_CHART, PAGE_QUESTION };
struct page_item {
    enum page_item_kind kind;
    const struct lesson_block *block;
    int indent;                                  /* cells that it stands in */
    struct ask *ask;                             /* PAGE_QUESTION: the screen's */
};

struct page {
    struct pane pane;
    struct page_item items[PAGE_ITEMS];          /* item i is block i + 1 of the pane */
    size_t count;
};

void page_init(struct page *page);
void page_release(struct page *page);

/* asks: an array of the page's questions in their order. Feedback stands below those that are revealed. */
int page_build(struct page *page, const struct lesson_page *source, struct ask *asks, size_t ask_count, int cols, struct error *error);
/* focus: the question that has it; SIZE_MAX for none. */
void page_draw(const struct page *page, struct grid *grid, struct area area, const struct ask *focus);
/* Where a question's answer stands on the screen; false if it is scrolled out of sight. */
bool page_ask_area(const struct page *page, struct area area, const struct ask *ask, struct area *where);
/* Scrolls so that the question is in sight; page_show_focus: what has the focus in it. */
void page_show(struct page *page, const struct ask *ask);
void page_show_focus(struct page *page, const struct ask *ask);

#endif
