#include "ui/choice.h"

#include "base/intl.h"
#include "base/text.h"

#define LEAD 6                                   /* mark, digit, sign */
#define WORD 16                                  /* room for "chosen", "right", at the end of the line */
#define NARROW 60                                /* below it each cell is needed: only as much room as the word takes */

void choice_init(struct choice *choice, struct choice_option *options, size_t count, bool several)
{
    *choice = (struct choice){ .options = options, .count = count < CHOICE_MAX ? count : CHOICE_MAX, .several = several };
    for (size_t i = 0; i < choice->count && !several; i++)
        if (options[i].chosen)
            choice->focus = i;
}

static int text_cols(const struct choice *choice, int cols)
{
    const char *chosen = _("chosen");
    int word = text_width(chosen, strlen(chosen)) + 2;
    int room = cols - LEAD - (cols < NARROW && !choice->locked && word < WORD ? word : WORD);
    return room > 8 ? room : 8;
}

static int wrapped(struct arena *arena, const char *text, int cols, struct text_line **lines)
{
    size_t count = 0;
    *lines = text ? text_wrap(arena, text, strlen(text), cols, &count) : NULL;
    return *lines ? (int)count : 0;
}

static int option_rows(struct arena *arena, const struct choice *choice, size_t index, int cols)
{
    struct text_line *lines;
    const struct choice_option *option = &choice->options[index];
    cols = text_cols(choice, cols);
    return wrapped(arena, option->text, cols, &lines) + wrapped(arena, option->remark, cols, &lines);
}

int choice_rows(const struct choice *choice, int cols, bool airy)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    int rows = airy && choice->count ? (int)choice->count - 1 : 0;
    for (size_t i = 0; i < choice->count; i++)
        rows += option_rows(&arena, choice, i, cols);
    arena_release(&arena);
    return rows;
}

void choice_focus_rows(const struct choice *choice, int cols, int *first, int *rows)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    *first = *rows = 0;
    for (size_t i = choice->top; i < choice->count && i <= choice->focus; i++) {
        *first += *rows + (i > choice->top && choice->airy);
        *rows = option_rows(&arena, choice, i, cols);
    }
    arena_release(&arena);
}

void choice_layout(struct choice *choice, struct area area)
{
    choice->airy = choice_rows(choice, area.cols, true) <= area.rows;
    if (choice_rows(choice, area.cols, choice->airy) <= area.rows)
        choice->top = 0;
    if (choice->focus < choice->top)
        choice->top = choice->focus;
    /* The focused option is in sight as a whole, or as much of it as fits. */
    struct arena arena;
    arena_init(&arena, NULL, 0);
    int most = choice->focus + 1 == choice->count ? area.rows : area.rows - 1;
    size_t first = choice->focus;
    int rows = choice->count ? option_rows(&arena, choice, first, area.cols) : 0;
    while (first > choice->top) {
        rows += option_rows(&arena, choice, first - 1, area.cols) + choice->airy;
        if (rows > most)
            break;
        first--;
    }
    choice->top = first;
    /* No free rows below the last option while others stand above: the window may have grown. */
    rows = 0;
    for (size_t i = choice->count; i-- > 0 && choice->top > 0;) {
        rows += option_rows(&arena, choice, i, area.cols) + (choice->airy && i + 1 < choice->count);
        if (rows > area.rows)
            break;
        if (i < choice->top)
            choice->top = i;
    }
    arena_release(&arena);
}

static unsigned choose(struct choice *choice, size_t index)
{
    if (choice->locked)
        return WIDGET_HANDLED;
    bool was = choice->options[index].chosen;
    if (choice->several) {
        choice->options[index].chosen = !was;
        return WIDGET_HANDLED | WIDGET_CHANGED;
    }
    for (size_t i = 0; i < choice->count; i++)
        choice->options[i].chosen = i == index;
    return WIDGET_HANDLED | (was ? 0 : WIDGET_CHANGED);
}

static unsigned move(struct choice *choice, size_t index, struct area area)
{
    bool moved = index != choice->focus;
    choice->focus = index;
    choice_layout(choice, area);
    return WIDGET_HANDLED | (moved ? WIDGET_MOVED : 0);
}

/* The option that stands in the row; SIZE_MAX if none does. */
static size_t option_in(const struct choice *choice, struct area area, int row)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    size_t found = SIZE_MAX;
    int at = area.row;
    for (size_t i = choice->top; i < choice->count && found == SIZE_MAX && row >= at; i++) {
        int rows = option_rows(&arena, choice, i, area.cols);
        if (row < at + rows)
            found = i;
        at += rows + choice->airy;
    }
    arena_release(&arena);
    return found;
}

/* How far a page goes: so many options as are in sight, but one. */
static size_t page(const struct choice *choice, struct area area)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    size_t i = choice->top;
    for (int rows = 0; i < choice->count; i++) {
        rows += option_rows(&arena, choice, i, area.cols) + choice->airy;
        if (rows > area.rows)
            break;
    }
    arena_release(&arena);
    return i > choice->top + 2 ? i - choice->top - 1 : 1;
}

unsigned choice_event(struct choice *choice, const struct event *event, struct area area)
{
    if (!choice->count)
        return WIDGET_IGNORED;
    size_t last = choice->count - 1;
    int digit = choice->unnumbered ? -1 : event_digit(event, true);
    if (digit > 0 && (size_t)digit <= choice->count) {
        unsigned moved = move(choice, (size_t)digit - 1, area);
        return moved | choose(choice, choice->focus);
    }
    if (event_letter(event, ' '))
        return choose(choice, choice->focus);
    if (event->kind == EVENT_MOUSE && event->mouse == MOUSE_CLICK) {
        size_t index = event->row < area.row + area.rows ? option_in(choice, area, event->row) : SIZE_MAX;
        if (index == SIZE_MAX)
            return WIDGET_IGNORED;
        unsigned moved = move(choice, index, area);
        return moved | choose(choice, index);
    }
    if (event->kind == EVENT_MOUSE)
        return move(choice, event->mouse == MOUSE_WHEEL_UP ? (choice->focus ? choice->focus - 1 : 0) :
                                                             (choice->focus < last ? choice->focus + 1 : last), area);
    if (event->kind != EVENT_KEY)
        return WIDGET_IGNORED;
    size_t far = choice->paged && (event->key == PRESS_PAGE_UP || event->key == PRESS_PAGE_DOWN) ? page(choice, area) : 0;
    switch (event->key) {
    case PRESS_PAGE_UP: return far ? move(choice, choice->focus > far ? choice->focus - far : 0, area) : WIDGET_IGNORED;
    case PRESS_PAGE_DOWN: return far ? move(choice, last - choice->focus > far ? choice->focus + far : last, area) : WIDGET_IGNORED;
    case PRESS_UP: return move(choice, choice->focus ? choice->focus - 1 : 0, area);
    case PRESS_DOWN: return move(choice, choice->focus < last ? choice->focus + 1 : last, area);
    case PRESS_HOME: return move(choice, 0, area);
    case PRESS_END: return move(choice, last, area);
    case PRESS_ENTER:
        if (choice->several || choice->locked || choice->options[choice->focus].chosen)
            return WIDGET_HANDLED | WIDGET_ACCEPTED;
        return choose(choice, choice->focus);
    default: return WIDGET_IGNORED;
    }
}

static void word_draw(const struct choice_option *option, struct grid *grid, int row, int col, int cols, bool here)
{
    char text[80];
    enum style style = STYLE_GOOD;
    const char *word = NULL;
    enum glyph glyph = GLYPH_CHECK;
    switch (option->verdict) {
    case CHOICE_PLAIN:
        if (option->chosen)
            grid_put_end(grid, row, col, cols, here ? STYLE_FOCUS : STYLE_CHOSEN, _("chosen"));
        return;
    case CHOICE_RIGHT: word = _("right"); break;
    case CHOICE_WRONG: word = _("not right"); glyph = GLYPH_CROSS; style = STYLE_ATTENTION; break;
    case CHOICE_MISSED: word = _("right answer"); glyph = GLYPH_RIGHT; break;
    }
    if (!word)
        return;
    snprintf(text, sizeof text, "%s %s", glyph_text(glyph, grid->look), word);
    grid_put_end(grid, row, col, cols, style, text);
}

void choice_draw(const struct choice *choice, struct grid *grid, struct area area, bool focused)
{
    struct arena arena;
    arena_init(&arena, grid->allocator, 0);
    struct area before = grid_clip(grid, area_cross(area, grid->clip));
    int row = area.row, bottom = area.row + area.rows, cols = text_cols(choice, area.cols);
    size_t i = choice->top;
    for (; i < choice->count && row < bottom; i++) {
        const struct choice_option *option = &choice->options[i];
        struct text_line *lines, *remark;
        int count = wrapped(&arena, option->text, cols, &lines), remarks = wrapped(&arena, option->remark, cols, &remark);
        bool here = focused && i == choice->focus;
        enum style style = here ? STYLE_FOCUS : option->chosen ? STYLE_CHOSEN : STYLE_TEXT;
        if (i > choice->top && row + count > bottom)
            break;                               /* half an option would read as another one */
        if (here) {
            grid_glyph(grid, row, area.col, STYLE_FOCUS, GLYPH_FOCUS);
            grid_cursor(grid, row, area.col);
        }
        if (i < 9 && !choice->unnumbered)
            grid_format(grid, row, area.col + 2, 1, here ? STYLE_FOCUS : STYLE_KEY, "%zu", i + 1);
        grid_glyph(grid, row, area.col + 4, option->chosen ? style : STYLE_DIM,
                   choice->several ? (option->chosen ? GLYPH_BOX_ON : GLYPH_BOX_OFF) : (option->chosen ? GLYPH_NOW : GLYPH_RING));
        word_draw(option, grid, row, area.col + LEAD + cols, area.cols - LEAD - cols, here);
        for (int line = 0; line < count; line++, row++)
            grid_text(grid, row, area.col + LEAD, cols, style, option->text + lines[line].start, lines[line].length);
        for (int line = 0; line < remarks; line++, row++)
            grid_text(grid, row, area.col + LEAD, cols, STYLE_DIM, option->remark + remark[line].start, remark[line].length);
        row += choice->airy;
    }
    if (i < choice->count)
        grid_glyph(grid, bottom - 1, area.col + 1, STYLE_FOCUS, GLYPH_MORE_BELOW);
    if (choice->top > 0)
        grid_glyph(grid, area.row, area.col + 1, STYLE_FOCUS, GLYPH_MORE_ABOVE);
    grid_clip(grid, before);
    arena_release(&arena);
}
