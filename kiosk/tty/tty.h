/*
 * The terminal: a grid goes out, events come in. The only room that knows curses; one terminal a process.
 */
#ifndef TTY_TTY_H
#define TTY_TTY_H

#include <poll.h>

#include "base/error.h"
#include "ui/event.h"
#include "ui/grid.h"

struct tty;

struct tty_options {
    const char *term;                            /* NULL: TERM of the environment */
    int in, out;                                 /* descriptors; both 0: standard input and output */
    bool mouse;
};

/* Takes the terminal over. What it can do is found from its entry in terminfo, its speed, and NO_COLOR, KIOSK_COLOURS (none, 8, 16, 256)
 * and KIOSK_GLYPHS (unicode, linux, ascii). ERROR_INVALID if it cannot move the cursor. */
int tty_open(struct tty **tty, const struct tty_options *options, struct error *error);
/* Gives it back as it was. Also right after a failure elsewhere, and twice. tty may be NULL. */
void tty_close(struct tty *tty);
/* For a signal handler that ends the program: restores modes and screen with write(2) and tcsetattr(3) alone. */
void tty_restore(void);

/* What a terminal of this name (NULL: TERM) could do, without taking it over: for who looks after the machine. *colours: as terminfo has it, before NO_COLOR and the like;
 * -1: none. ERROR_INVALID as of tty_open. Not while a terminal is open. */
int tty_ask(const char *term, struct look *look, int *colours, struct error *error);
const char *tty_library(void);                   /* the version of ncurses */

struct look tty_look(const struct tty *tty);     /* direction is the caller's to set */
void tty_size(const struct tty *tty, int *rows, int *cols);

/* Waits for a key, a change of size, or one of the descriptors (revents are set), at most so many milliseconds (-1: for ever; 0: looks only).
 * Returns 1 with an event (its kind is EVENT_NONE if only descriptors are ready), 0 if the time went by, or ERROR_SYSTEM. When the
 * terminal is gone: EVENT_CLOSE. */
int tty_wait(struct tty *tty, struct pollfd *descriptors, size_t count, int milliseconds, struct event *event, struct error *error);

/* Shows the grid: what differs from what is there. */
void tty_show(struct tty *tty, const struct grid *grid);
void tty_redraw(struct tty *tty);                /* the next tty_show draws everything: something wrote over the screen */
void tty_bell(struct tty *tty);

#endif
