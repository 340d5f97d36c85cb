#include "tty/keys.h"

#include <ncurses.h>
#include <strings.h>
#include <uninorm.h>
#include <unistr.h>

#include "base/text.h"
#include "ui/console.h"

static const struct {
    int code;
    enum key key;
} function_keys[] = {
    { KEY_UP, PRESS_UP }, { KEY_DOWN, PRESS_DOWN }, { KEY_LEFT, PRESS_LEFT }, { KEY_RIGHT, PRESS_RIGHT },
    { KEY_ENTER, PRESS_ENTER }, { KEY_BTAB, PRESS_BACK_TAB }, { KEY_HOME, PRESS_HOME }, { KEY_END, PRESS_END },
    { KEY_PPAGE, PRESS_PAGE_UP }, { KEY_NPAGE, PRESS_PAGE_DOWN }, { KEY_BACKSPACE, PRESS_BACKSPACE }, { KEY_DC, PRESS_DELETE },
    { KEY_IC, PRESS_INSERT }, { KEY_A1, PRESS_HOME }, { KEY_A3, PRESS_PAGE_UP }, { KEY_C1, PRESS_END }, { KEY_C3, PRESS_PAGE_DOWN },
    { KEY_FIND, PRESS_HOME }, { KEY_SELECT, PRESS_END }, { KEY_EXIT, PRESS_ESCAPE }, { KEY_CANCEL, PRESS_ESCAPE },
};

static const struct {
    const char *sent;
    int code;
} other_sequences[] = {
    { "\033[1~", KEY_HOME }, { "\033[7~", KEY_HOME }, { "\033[H", KEY_HOME }, { "\033OH", KEY_HOME },
    { "\033[4~", KEY_END }, { "\033[8~", KEY_END }, { "\033[F", KEY_END }, { "\033OF", KEY_END },
    { "\033[A", KEY_UP }, { "\033OA", KEY_UP }, { "\033[B", KEY_DOWN }, { "\033OB", KEY_DOWN },
    { "\033[C", KEY_RIGHT }, { "\033OC", KEY_RIGHT }, { "\033[D", KEY_LEFT }, { "\033OD", KEY_LEFT },
};

void keys_define(void)
{
    for (size_t i = 0; i < sizeof other_sequences / sizeof *other_sequences; i++)
        if (key_defined(other_sequences[i].sent) == 0) /* 0: it means nothing here, and begins nothing */
            define_key(other_sequences[i].sent, other_sequences[i].code);
}

static enum key control_key(wint_t code)
{
    switch (code) {
    case '\r':
    case '\n': return PRESS_ENTER;
    case '\t': return PRESS_TAB;
    case 8:
    case 127: return PRESS_BACKSPACE;
    case 27: return PRESS_ESCAPE;
    case 3: return PRESS_INTERRUPT;
    case 12: return PRESS_REDRAW;
    default: return PRESS_NOTHING;
    }
}

static bool mouse_event(struct event *event)
{
    MEVENT mouse;
    if (getmouse(&mouse) != OK)
        return false;
    *event = (struct event){ .kind = EVENT_MOUSE, .row = mouse.y, .col = mouse.x };
    if (mouse.bstate & BUTTON4_PRESSED)
        event->mouse = MOUSE_WHEEL_UP;
    else if (mouse.bstate & BUTTON5_PRESSED)
        event->mouse = MOUSE_WHEEL_DOWN;
    else if (mouse.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED))
        event->mouse = MOUSE_CLICK;
    else
        return false;
    return true;
}

bool keys_event(bool function, wint_t code, struct event *event)
{
    enum key key = PRESS_NOTHING;
    if (function && code == KEY_MOUSE)
        return mouse_event(event);
    if (function) {
        for (size_t i = 0; i < sizeof function_keys / sizeof *function_keys; i++)
            if ((wint_t)function_keys[i].code == code)
                key = function_keys[i].key;
        if (code >= KEY_F(1) && code <= KEY_F(12))
            key = (enum key)(PRESS_F1 + (code - KEY_F(1)));
    } else {
        key = control_key(code);
        if (key == PRESS_NOTHING && text_printable((uint32_t)code)) {
            struct buf text = BUF_INIT;
            buf_codepoint(&text, (uint32_t)code);
            *event = event_text(text.data);
            buf_release(&text);
            return true;
        }
    }
    if (key == PRESS_NOTHING)
        return false;
    *event = event_key(key);
    return true;
}

static bool begins(const char *text, const char *with)
{
    return strncasecmp(text, with, strlen(with)) == 0;
}

enum glyphs look_glyphs(const char *term, const char *locale, const char *wanted)
{
    static const char *const old[] = { "vt1", "vt2", "vt3", "vt4", "vt5", "ansi", "pcansi", "dumb", "cons25", "sun", "wyse", "wy", "tvi", "adm" };
    if (wanted && strcasecmp(wanted, "unicode") == 0)
        return GLYPHS_UNICODE;
    if (wanted && strcasecmp(wanted, "linux") == 0)
        return GLYPHS_LINUX;
    if (wanted && strcasecmp(wanted, "ascii") == 0)
        return GLYPHS_ASCII;
    if (!term || !*term)
        return GLYPHS_ASCII;
    for (size_t i = 0; i < sizeof old / sizeof *old; i++)
        if (begins(term, old[i]))
            return GLYPHS_ASCII;
    /* "C" says nothing about the terminal; a locale that names another character set does. */
    const char *set = locale ? strchr(locale, '.') : NULL;
    if (set && !begins(set, ".utf"))
        return GLYPHS_ASCII;
    return begins(term, "linux") ? GLYPHS_LINUX : GLYPHS_UNICODE;
}

static enum colours colours_of(int number)
{
    return number >= 256 ? COLOURS_256 : number >= 16 ? COLOURS_16 : number >= 8 ? COLOURS_8 : COLOURS_NONE;
}

enum colours look_colours(int terminal, const char *no_color, const char *wanted)
{
    enum colours most = colours_of(terminal);
    if (wanted && *wanted) {
        enum colours asked = colours_of(atoi(wanted));
        return asked < most ? asked : most;
    }
    return no_color && *no_color ? COLOURS_NONE : most;
}

/* Letters that have no decomposition, and signs; in order of their code points. */
static const struct {
    uint32_t codepoint;
    char ascii;
} spelled[] = {
    { 0xa1, '!' }, { 0xab, '"' }, { 0xb0, 'o' }, { 0xb7, '.' }, { 0xbb, '"' }, { 0xbf, '?' }, { 0xc6, 'A' }, { 0xd0, 'D' }, { 0xd7, 'x' },
    { 0xd8, 'O' }, { 0xdf, 's' }, { 0xe6, 'a' }, { 0xf0, 'd' }, { 0xf7, '/' }, { 0xf8, 'o' }, { 0x110, 'D' }, { 0x111, 'd' }, { 0x131, 'i' },
    { 0x141, 'L' }, { 0x142, 'l' }, { 0x152, 'O' }, { 0x153, 'o' }, { 0x2010, '-' }, { 0x2011, '-' }, { 0x2012, '-' }, { 0x2013, '-' },
    { 0x2014, '-' }, { 0x2018, '\'' }, { 0x2019, '\'' }, { 0x201a, ',' }, { 0x201c, '"' }, { 0x201d, '"' }, { 0x201e, '"' }, { 0x2022, '*' },
    { 0x2026, '.' }, { 0x2039, '<' }, { 0x203a, '>' }, { 0x2190, '<' }, { 0x2191, '^' }, { 0x2192, '>' }, { 0x2193, 'v' }, { 0x2212, '-' },
    { 0x2248, '=' }, { 0x2260, '#' }, { 0x2264, '<' }, { 0x2265, '>' },
};

static char ascii_of(uint32_t codepoint)
{
    uint32_t parts[32];
    size_t count = sizeof parts / sizeof *parts;
    if (codepoint < 0x80)
        return (char)codepoint;
    for (size_t i = 0; i < sizeof spelled / sizeof *spelled; i++)
        if (spelled[i].codepoint == codepoint)
            return spelled[i].ascii;
    uint32_t *split = u32_normalize(UNINORM_NFKD, &codepoint, 1, parts, &count);
    char first = split && count && split[0] < 0x80 ? (char)split[0] : '?';
    if (split && split != parts)
        free(split);
    return first;
}

void cell_reduced(char out[CELL_BYTES], const struct cell *cell, enum glyphs glyphs)
{
    size_t size, length = strlen(cell->text);
    struct buf composed = BUF_INIT;
    if (glyphs == GLYPHS_LINUX && text_nfc(&composed, cell->text, length) && composed.length < CELL_BYTES)
        memcpy(out, composed.data, composed.length + 1);
    else
        memcpy(out, cell->text, length + 1);
    buf_release(&composed);
    uint32_t codepoint = text_next(out, strlen(out), &size);
    if (glyphs == GLYPHS_LINUX) {
        uint32_t form = console_form(codepoint);
        if (form == '?')
            form = (unsigned char)ascii_of(codepoint);
        int length_out = cell->text[0] ? u8_uctomb((uint8_t *)out, form, CELL_BYTES - 1) : 0;
        out[length_out > 0 ? length_out : 0] = 0; /* older consoles draw a mark in a cell of its own */
    } else if (glyphs == GLYPHS_ASCII) {
        out[0] = ascii_of(codepoint);
        out[1] = 0;
    }
}
