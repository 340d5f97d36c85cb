#include "ui/editor.h"

void editor_init(struct editor *editor, const struct allocator *allocator, size_t limit)
{
    *editor = (struct editor){ .limit = limit, .cols = 40, .rows = 4 };
    buf_init(&editor->text, allocator);
    arena_init(&editor->arena, allocator, 0);
}

void editor_release(struct editor *editor)
{
    buf_release(&editor->text);
    arena_release(&editor->arena);
    editor->lines = NULL;
    editor->count = 0;
}

static size_t line_of_cursor(const struct editor *editor)
{
    size_t line = 0;
    while (line + 1 < editor->count && editor->lines[line + 1].start <= editor->cursor)
        line++;
    return line;
}

/* Breaks the text into lines again. Without memory for it the old lines must not be used: there are none then. */
static void wrap(struct editor *editor)
{
    const struct allocator *allocator = editor->arena.allocator;
    size_t count = 0;
    arena_release(&editor->arena);
    arena_init(&editor->arena, allocator, 0);
    editor->lines = text_wrap(&editor->arena, editor->text.data, editor->text.length, editor->cols, &count);
    editor->count = editor->lines ? count : 0;
    size_t line = line_of_cursor(editor), rows = editor->rows > 0 ? (size_t)editor->rows : 1;
    if (line < editor->top)
        editor->top = line;
    if (line >= editor->top + rows)
        editor->top = line - rows + 1;
    if (editor->top + rows > editor->count)
        editor->top = editor->count > rows ? editor->count - rows : 0;
}

void editor_set(struct editor *editor, const char *text)
{
    buf_clear(&editor->text);
    text_clean(&editor->text, text, strlen(text), true);
    editor->cursor = editor->text.length;
    wrap(editor);
}

void editor_layout(struct editor *editor, struct area area)
{
    editor->cols = area.cols > 2 ? area.cols - 1 : 1; /* one cell stays free for the cursor behind a full line */
    editor->rows = area.rows;
    wrap(editor);
}

static bool replace(struct editor *editor, size_t from, size_t gone, const char *text, size_t length)
{
    struct buf *buf = &editor->text;
    size_t rest = buf->length - from - gone;
    if (length > gone && !buf_reserve(buf, length - gone)) {
        buf->failed = false;
        return false;
    }
    memmove(buf->data + from + length, buf->data + from + gone, rest + 1);
    memcpy(buf->data + from, text, length);
    buf->length = from + length + rest;
    editor->cursor = from + length;
    wrap(editor);
    return true;
}

static unsigned insert(struct editor *editor, const char *text)
{
    struct buf clean = BUF_INIT;
    buf_init(&clean, editor->text.allocator);
    text_clean(&clean, text, strlen(text), true);
    bool done = clean.length && !buf_failed(&clean) && (!editor->limit || editor->text.length + clean.length <= editor->limit) &&
                replace(editor, editor->cursor, 0, clean.data, clean.length);
    buf_release(&clean);
    return WIDGET_HANDLED | (done ? WIDGET_CHANGED : 0);
}

static int column(const struct editor *editor, size_t line)
{
    const struct text_line *at = &editor->lines[line];
    size_t to = editor->cursor > at->start ? editor->cursor - at->start : 0;
    return text_width(editor->text.data + at->start, to);
}

static unsigned to_line(struct editor *editor, size_t line)
{
    int used, wanted = column(editor, line_of_cursor(editor));
    const struct text_line *at = &editor->lines[line];
    editor->cursor = at->start + text_fit(editor->text.data + at->start, at->length, wanted, &used);
    wrap(editor);
    return WIDGET_HANDLED;
}

static size_t cluster_before(const struct editor *editor)
{
    /* Clusters do not reach over a line's end, so the search begins at the last one. */
    size_t before = editor->cursor, from = 0;
    while (before > 0 && editor->text.data[before - 1] != '\n')
        before--;
    from = before;
    if (from == editor->cursor)
        return from ? from - 1 : 0;
    for (size_t size; from < editor->cursor; from += size) {
        before = from;
        size = text_cluster(editor->text.data + from, editor->text.length - from);
        if (!size)
            break;
    }
    return before;
}

unsigned editor_event(struct editor *editor, const struct event *event)
{
    if (event->kind == EVENT_TEXT)
        return insert(editor, event->text);
    if (event->kind != EVENT_KEY)
        return WIDGET_IGNORED;
    if (!editor->count)
        wrap(editor);
    if (!editor->count)
        return WIDGET_HANDLED;
    size_t line = line_of_cursor(editor), last = editor->count - 1, page = editor->rows > 1 ? (size_t)editor->rows - 1 : 1;
    size_t size;
    switch (event->key) {
    case PRESS_ENTER: return insert(editor, "\n");
    case PRESS_UP: return to_line(editor, line ? line - 1 : 0);
    case PRESS_DOWN: return to_line(editor, line < last ? line + 1 : last);
    case PRESS_PAGE_UP: return to_line(editor, line > page ? line - page : 0);
    case PRESS_PAGE_DOWN: return to_line(editor, last - line > page ? line + page : last);
    case PRESS_HOME: editor->cursor = editor->lines[line].start; break;
    case PRESS_END: editor->cursor = editor->lines[line].start + editor->lines[line].length; break;
    case PRESS_LEFT: editor->cursor = cluster_before(editor); break;
    case PRESS_RIGHT:
        editor->cursor += text_cluster(editor->text.data + editor->cursor, editor->text.length - editor->cursor);
        break;
    case PRESS_BACKSPACE:
        size = editor->cursor - cluster_before(editor);
        return size && replace(editor, editor->cursor - size, size, "", 0) ? WIDGET_HANDLED | WIDGET_CHANGED : WIDGET_HANDLED;
    case PRESS_DELETE:
        size = text_cluster(editor->text.data + editor->cursor, editor->text.length - editor->cursor);
        return size && replace(editor, editor->cursor, size, "", 0) ? WIDGET_HANDLED | WIDGET_CHANGED : WIDGET_HANDLED;
    default: return WIDGET_IGNORED;
    }
    wrap(editor);
    return WIDGET_HANDLED;
}

void editor_draw(const struct editor *editor, struct grid *grid, struct area area, bool focused)
{
    enum style style = focused ? STYLE_INPUT_FOCUS : STYLE_INPUT;
    struct area before = grid_clip(grid, area_cross(area, grid->clip));
    grid_fill(grid, area, style, " ");
    size_t cursor_line = line_of_cursor(editor);
    for (int i = 0; i < area.rows && editor->top + (size_t)i < editor->count; i++) {
        const struct text_line *line = &editor->lines[editor->top + (size_t)i];
        const char *text = editor->text.data + line->start;
        grid_text(grid, area.row + i, area.col, area.cols, style, text, line->length);
        if (focused && editor->top + (size_t)i == cursor_line) {
            size_t to = editor->cursor > line->start ? editor->cursor - line->start : 0;
            /* Blanks at a line's end are not part of the line, but the cursor stands behind them. */
            int behind = to > line->length ? text_width(text + line->length, to - line->length) : 0;
            int col = grid_text_column(grid, area.col, area.cols, text, line->length, to < line->length ? to : line->length) + behind;
            grid_cursor(grid, area.row + i, col < area.col + area.cols ? col : area.col + area.cols - 1);
        }
    }
    if (focused && !editor->count)
        grid_cursor(grid, area.row, area.col);
    grid_clip(grid, before);
}
