/*
 * What happens to a screen. tty/ makes events of keys, text, mouse and size; app/ of clocks and results.
 */
#ifndef UI_EVENT_H
#define UI_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum event_kind {
    EVENT_NONE,                                  /* nothing came within the time */
    EVENT_KEY,
    EVENT_TEXT,                                  /* a printable character as typed */
    EVENT_MOUSE,
    EVENT_RESIZE,
    EVENT_TICK,                                  /* a second went by */
    EVENT_IDLE,                                  /* nobody touched it for the time that the settings say */
    EVENT_RESULT,                                /* an effect was carried out */
    EVENT_RESUMED,                               /* the screen above is gone: this one is seen again */
    EVENT_CLOSE,                                 /* the terminal is gone, or the program is asked to end */
};

/* X(name here, name in key maps and in the manual). Translated where a key is shown: keyboards have them in many languages. */
#define KEYS(X)                                                                                             \
    X(UP, N_("Up")) X(DOWN, N_("Down")) X(LEFT, N_("Left")) X(RIGHT, N_("Right")) X(ENTER, N_("Enter"))     \
    X(ESCAPE, N_("Esc")) X(TAB, N_("Tab")) X(BACK_TAB, N_("BackTab")) X(HOME, N_("Home")) X(END, N_("End")) \
    X(PAGE_UP, N_("PageUp")) X(PAGE_DOWN, N_("PageDown")) X(BACKSPACE, N_("Backspace"))                     \
    X(DELETE, N_("Delete")) X(INSERT, N_("Insert"))                                                         \
    X(F1, "F1") X(F2, "F2") X(F3, "F3") X(F4, "F4") X(F5, "F5") X(F6, "F6") X(F7, "F7") X(F8, "F8")         \
    X(F9, "F9") X(F10, "F10") X(F11, "F11") X(F12, "F12") X(INTERRUPT, "^C") X(REDRAW, "^L")

enum key {
    PRESS_NOTHING,
#define X(id, name) PRESS_##id,
    KEYS(X)
#undef X
    PRESS_COUNT
};
const char *press_name(enum key key);              /* "Up"; "" for PRESS_NOTHING */

enum mouse { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

#define EVENT_TEXT_SIZE 32

struct event {
    enum event_kind kind;
    enum key key;                                /* EVENT_KEY */
    char text[EVENT_TEXT_SIZE];                  /* EVENT_TEXT: UTF-8, ended by NUL; a space is text */
    enum mouse mouse;                            /* EVENT_MOUSE */
    int row, col;                                /* its cell; col is counted as the grid counts it (grid.h) */
    int rows, cols;                              /* EVENT_RESIZE */
    uint32_t screen, request;                    /* EVENT_RESULT: who asked, for what */
    int code;                                    /* 0 or a negative enum error_code */
    const void *payload;                         /* what it is, the request says; valid during update only */
};

static inline struct event event_key(enum key key) { return (struct event){ .kind = EVENT_KEY, .key = key }; }
struct event event_text(const char *text);       /* cut to EVENT_TEXT_SIZE - 1 bytes */

static inline bool event_is(const struct event *event, enum key key)
{
    return event->kind == EVENT_KEY && event->key == key;
}
/* That ASCII letter or sign, in either case. On Cyrillic, Greek and Arabic keyboards the letter in the same place will do. */
bool event_letter(const struct event *event, char letter);

/* The digit that was typed, in any script, or -1. With loose, for places where only digits fit: also the unshifted top row of an AZERTY
 * keyboard (& é " ' ( - è _ ç à are 1 … 9, 0). */
int event_digit(const struct event *event, bool loose);

/* What a widget made of an event. */
enum widget_flags {
    WIDGET_IGNORED = 0,
    WIDGET_HANDLED = 1,                          /* it was for the widget; draw again */
    WIDGET_CHANGED = 2,                          /* a value is another one now */
    WIDGET_MOVED = 4,                            /* the focus is on another item */
    WIDGET_ACCEPTED = 8,                         /* Enter: go on with it */
    WIDGET_CANCELLED = 16,
};

#endif
