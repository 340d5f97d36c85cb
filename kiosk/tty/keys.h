/* Inside of tty/: what curses calls a key, and which terminals can show what. */
#ifndef TTY_KEYS_H
#define TTY_KEYS_H

#include <wchar.h>

#include "ui/event.h"
#include "ui/grid.h"

/* Home, End and arrows, as the terminals send them that are not quite what TERM says (PuTTY, tmux, a bare xterm); once keypad(3) is on. */
void keys_define(void);

/* The event of what get_wch(3) returned: OK or KEY_CODE_YES, and the code. False if it means nothing here. */
bool keys_event(bool function, wint_t code, struct event *event);

/* What the environment and the terminal's number of colours come to. term and locale may be NULL: then they are unknown. */
enum glyphs look_glyphs(const char *term, const char *locale, const char *wanted);
enum colours look_colours(int terminal, const char *no_color, const char *wanted);

/* The cell's text for a terminal without Unicode ("é" is "e", what cannot be spelled is "?"), or for the console: its font has no marks
 * and no more than ui/console.h says. Always one cell wide. */
void cell_reduced(char out[CELL_BYTES], const struct cell *cell, enum glyphs glyphs);

#endif
