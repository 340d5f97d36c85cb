#include "ui/prompt.h"

#include "base/text.h"

void prompt_init(struct prompt *prompt, const struct allocator *allocator, enum prompt_kind kind, size_t limit)
{
    *prompt = (struct prompt){ .kind = kind, .limit = limit };
    buf_init(&prompt->text, allocator);
}

static void wipe(struct buf *text)
{
    if (text->capacity)
        explicit_bzero(text->data, text->capacity);
}

void prompt_release(struct prompt *prompt)
{
    if (prompt->kind == PROMPT_PIN)
        wipe(&prompt->text);
    buf_release(&prompt->text);
}

void prompt_clear(struct prompt *prompt)
{
    if (prompt->kind == PROMPT_PIN)
        wipe(&prompt->text);
    buf_clear(&prompt->text);
    prompt->cursor = 0;
}

void prompt_set(struct prompt *prompt, const char *text)
{
    prompt_clear(prompt);
    text_clean(&prompt->text, text, strlen(text), false);
    prompt->cursor = prompt->text.length;
}

/* Gives the bytes from, from + gone back, and puts text in their place. False if memory lacks; then nothing has changed. */
static bool replace(struct prompt *prompt, size_t from, size_t gone, const char *text, size_t length)
{
    struct buf *buf = &prompt->text;
    size_t rest = buf->length - from - gone;
    if (length > gone && !buf_reserve(buf, length - gone)) {
        buf->failed = false;
        return false;
    }
    memmove(buf->data + from + length, buf->data + from + gone, rest + 1);
    memcpy(buf->data + from, text, length);
    buf->length = from + length + rest;
    return true;
}

static size_t clusters(const char *text, size_t length)
{
    size_t count = 0;
    for (size_t i = 0, size; i < length && (size = text_cluster(text + i, length - i)) > 0; i += size)
        count++;
    return count;
}

/* Where the cluster before the cursor begins. */
static size_t cluster_before(const struct prompt *prompt)
{
    size_t before = 0;
    for (size_t i = 0, size; i < prompt->cursor; i += size) {
        before = i;
        size = text_cluster(prompt->text.data + i, prompt->text.length - i);
        if (!size)
            break;
    }
    return before;
}

static bool number_sign(uint32_t codepoint)
{
    return (codepoint < 0x80 && codepoint && strchr("+-.,' %", (int)codepoint)) || codepoint == 0x2212 || codepoint == 0x66b ||
           codepoint == 0x66c || codepoint == 0xa0 || codepoint == 0x202f || codepoint == 0x2019;
}

/* What the event would put in; 0 bytes if it does not fit the kind. */
static size_t typed(const struct prompt *prompt, const struct event *event, char out[EVENT_TEXT_SIZE])
{
    size_t length = strnlen(event->text, EVENT_TEXT_SIZE - 1), size;
    uint32_t codepoint = text_next(event->text, length, &size);
    int digit = event_digit(event, prompt->kind == PROMPT_DIGITS || prompt->kind == PROMPT_PIN || prompt->kind == PROMPT_DATE);
    switch (prompt->kind) {
    case PROMPT_DIGITS:
    case PROMPT_PIN:
    case PROMPT_DATE:
        out[0] = digit < 0 ? 0 : (char)('0' + digit);
        out[1] = 0;
        return digit < 0 ? 0 : 1;
    case PROMPT_NUMBER:
        if (digit < 0 && !number_sign(codepoint))
            return 0;
        break;
    case PROMPT_TEXT:
        break;
    }
    struct buf clean = BUF_INIT;
    text_clean(&clean, event->text, length, false);
    length = clean.length < EVENT_TEXT_SIZE ? clean.length : 0;
    memcpy(out, clean.data, length);
    out[length] = 0;
    buf_release(&clean);
    return length;
}

static unsigned insert(struct prompt *prompt, const struct event *event)
{
    char text[EVENT_TEXT_SIZE];
    size_t length = typed(prompt, event, text);
    if (!length || prompt->text.length + length > PROMPT_LIMIT)
        return WIDGET_HANDLED;
    if (prompt->kind == PROMPT_DATE) {
        if (prompt->text.length >= 10)
            return WIDGET_HANDLED;
        prompt->cursor = prompt->text.length;
    }
    if (!replace(prompt, prompt->cursor, 0, text, length))
        return WIDGET_HANDLED;
    /* A mark joins the cluster before it; so what counts is the whole, after it has been put in. */
    if (prompt->limit && clusters(prompt->text.data, prompt->text.length) > prompt->limit) {
        replace(prompt, prompt->cursor, length, "", 0);
        return WIDGET_HANDLED;
    }
    prompt->cursor += length;
    if (prompt->kind == PROMPT_DATE && (prompt->text.length == 4 || prompt->text.length == 7) &&
        replace(prompt, prompt->text.length, 0, "-", 1))
        prompt->cursor = prompt->text.length;
    return WIDGET_HANDLED | WIDGET_CHANGED;
}

unsigned prompt_event(struct prompt *prompt, const struct event *event)
{
    struct buf *text = &prompt->text;
    if (event->kind == EVENT_TEXT)
        return insert(prompt, event);
    if (event->kind != EVENT_KEY)
        return WIDGET_IGNORED;
    bool fixed = prompt->kind == PROMPT_DATE;    /* is filled from its beginning to its end */
    size_t before = cluster_before(prompt);
    switch (event->key) {
    case PRESS_LEFT:
        prompt->cursor = fixed ? prompt->cursor : before;
        return WIDGET_HANDLED;
    case PRESS_RIGHT:
        prompt->cursor += text_cluster(text->data + prompt->cursor, text->length - prompt->cursor);
        return WIDGET_HANDLED;
    case PRESS_HOME:
        prompt->cursor = fixed ? prompt->cursor : 0;
        return WIDGET_HANDLED;
    case PRESS_END:
        prompt->cursor = text->length;
        return WIDGET_HANDLED;
    case PRESS_BACKSPACE:
        if (!prompt->cursor)
            return WIDGET_HANDLED;
        if (fixed && text->data[prompt->cursor - 1] == '-')
            before--;
        replace(prompt, before, prompt->cursor - before, "", 0);
        prompt->cursor = before;
        return WIDGET_HANDLED | WIDGET_CHANGED;
    case PRESS_DELETE:
        if (prompt->cursor >= text->length)
            return WIDGET_HANDLED;
        replace(prompt, prompt->cursor, text_cluster(text->data + prompt->cursor, text->length - prompt->cursor), "", 0);
        return WIDGET_HANDLED | WIDGET_CHANGED;
    case PRESS_ENTER:
        return WIDGET_HANDLED | WIDGET_ACCEPTED;
    default:
        return WIDGET_IGNORED;
    }
}

void prompt_draw(const struct prompt *prompt, struct grid *grid, int row, int col, int cells, bool focused)
{
    enum style style = focused ? STYLE_INPUT_FOCUS : STYLE_INPUT;
    const struct buf *text = &prompt->text;
    /* The console of Linux shows an underline as a colour, and has none with a colour: there an empty line would not be seen. */
    bool drawn = grid->look->glyphs == GLYPHS_LINUX || (grid->look->glyphs == GLYPHS_ASCII && grid->look->colours == COLOURS_NONE);
    grid_fill(grid, (struct area){ row, col, 1, cells }, style, drawn ? "_" : " ");
    int at = col;
    if (prompt->kind == PROMPT_PIN) {
        int count = (int)clusters(text->data, text->length);
        for (int i = 0; i < count && i < cells; i++)
            grid_glyph(grid, row, col + i, style, GLYPH_NOW);
        at = col + (count < cells ? count : cells - 1);
    } else if (!text->length && prompt->placeholder) {
        grid_put(grid, row, col, cells, STYLE_DIM, prompt->placeholder);
    } else {
        /* What is left of the cursor and does not fit is not shown; one cell stays free for the cursor. */
        size_t from = 0;
        while (from < prompt->cursor && text_width(text->data + from, prompt->cursor - from) > cells - 1) {
            size_t size = text_cluster(text->data + from, text->length - from);
            if (!size)
                break;
            from += size;
        }
        int used;
        size_t shown = text_fit(text->data + from, text->length - from, cells, &used);
        grid_text(grid, row, col, cells, style, text->data + from, shown);
        at = grid_text_column(grid, col, cells, text->data + from, shown, prompt->cursor - from);
    }
    if (focused)
        grid_cursor(grid, row, at < col + cells ? at : col + cells - 1);
}
