#include "tty/tty.h"

#include <errno.h>
#include <fcntl.h>
#include <ncurses.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "tty/keys.h"

#define DESCRIPTORS 32                           /* that may be waited for at once */

/* Bidi done here, not by the terminal (ECMA-48 BDSM); what does not know it passes it over. */
#define BIDI_HERE "\033[8l"
#define BIDI_THERE "\033[8h"

/* What ends the program, in order: the folder of a demonstration goes, somebody is signed out. */
static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
#define ENDS (sizeof ends / sizeof *ends)

struct tty {
    FILE *in, *out;
    SCREEN *screen;
    struct look look;
    struct grid shown;                           /* what the terminal shows */
    bool redraw, gone, bidi;
    struct sigaction old_winch, old_ends[ENDS], old_tstp;
};

/* Signal handlers reach nothing but what is static: a process has one terminal. */
static struct {
    int pipe[2];                                 /* a byte for each signal */
    int out;
    bool open;
    struct termios modes;                        /* as they were before */
    bool modes_known;
    char leave[256];                             /* what puts the screen back */
    size_t leave_length;
} terminal = { .pipe = { -1, -1 } };

static void on_signal(int number)
{
    int saved = errno;
    char byte = number == SIGWINCH ? 'w' : 'e';
    ssize_t written = write(terminal.pipe[1], &byte, 1);
    (void)written;
    errno = saved;
}

static void catch_signals(struct tty *tty)
{
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    sigemptyset(&action.sa_mask);
    sigaction(SIGWINCH, &action, &tty->old_winch);
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &action, &tty->old_ends[i]);
    sigaction(SIGTSTP, &ignore, &tty->old_tstp);
}

static void release_signals(const struct tty *tty)
{
    sigaction(SIGWINCH, &tty->old_winch, NULL);
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &tty->old_ends[i], NULL);
    sigaction(SIGTSTP, &tty->old_tstp, NULL);
}

static void remember(const char *capability)
{
    size_t length = capability && capability != (const char *)-1 ? strlen(capability) : 0;
    if (length && terminal.leave_length + length < sizeof terminal.leave) {
        memcpy(terminal.leave + terminal.leave_length, capability, length);
        terminal.leave_length += length;
    }
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    return a && *a ? a : b && *b ? b : c;
}

static struct look find_look(const char *term)
{
    const char *locale = first_of(getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG"));
    int baud = baudrate();
    return (struct look){
        .colours = look_colours(tigetnum("colors"), getenv("NO_COLOR"), getenv("KIOSK_COLOURS")),
        .glyphs = look_glyphs(term, locale, getenv("KIOSK_GLYPHS")),
        .slow = baud > 0 && baud < 38400,
    };
}

/* A byte of an arrow key may come late over a network or a serial line; a person's Esc is answered in time all the same. */
static int escape_delay(const struct look *look)
{
    return look->slow ? 600 : getenv("SSH_CONNECTION") ? 300 : 50;
}

static void start_colours(const struct look *look)
{
    if (look->colours == COLOURS_NONE || start_color() != OK)
        return;
    short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
    for (int i = 0; i < STYLE_COUNT; i++) {
        int colour = style_appearance((enum style)i, look->colours).colour;
        init_pair((short)(i + 1), (short)(colour < 0 && background >= 0 ? COLOR_WHITE : colour), background);
    }
}

static void write_all(int descriptor, const char *bytes, size_t length)
{
    while (length) {
        ssize_t written = write(descriptor, bytes, length);
        if (written <= 0 && errno != EINTR)
            return;
        if (written > 0) {
            bytes += written;
            length -= (size_t)written;
        }
    }
}

static FILE *duplicate(int descriptor, const char *mode)
{
    int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    FILE *file = copy < 0 ? NULL : fdopen(copy, mode);
    if (!file && copy >= 0)
        close(copy);
    return file;
}

static void tty_free(struct tty *tty)
{
    if (tty->screen)
        delscreen(tty->screen);
    if (tty->in)
        fclose(tty->in);
    if (tty->out)
        fclose(tty->out);
    grid_release(&tty->shown);
    for (int i = 0; i < 2; i++)
        if (terminal.pipe[i] >= 0) {
            close(terminal.pipe[i]);
            terminal.pipe[i] = -1;
        }
    free(tty);
}

/* Loads the terminal's entry of terminfo; it is cur_term then. */
static int find_entry(const char *term, int descriptor, struct error *error)
{
    int known;
    if (!term || !*term || setupterm(term, descriptor, &known) != OK)
        return error_set(error, ERROR_INVALID, N_("the terminal \"%s\" is unknown: set TERM to one that is installed, such as vt100"), term ? term : "");
    const char *move_cursor = tigetstr("cup");
    if (move_cursor && move_cursor != (const char *)-1)
        return 0;
    del_curterm(cur_term);
    return error_set(error, ERROR_INVALID, N_("the terminal \"%s\" cannot move its cursor: set TERM to another one, such as vt100"), term);
}

int tty_ask(const char *term, struct look *look, int *colours, struct error *error)
{
    term = term ? term : getenv("TERM");
    if (terminal.open)
        return error_set(error, ERROR_USAGE, N_("the terminal is in use already"));
    int code = find_entry(term, STDOUT_FILENO, error);
    if (code)
        return code;
    *look = find_look(term);
    *colours = tigetnum("colors");
    del_curterm(cur_term);
    return 0;
}

const char *tty_library(void)
{
    return curses_version();
}

int tty_open(struct tty **out, const struct tty_options *options, struct error *error)
{
    bool standard = options->in == 0 && options->out == 0;
    const char *term = options->term ? options->term : getenv("TERM");
    struct tty *tty = calloc(1, sizeof *tty);
    int result = 0, rows, cols;
    if (!tty)
        return error_memory(error);
    if (terminal.open) {
        free(tty);
        return error_set(error, ERROR_USAGE, N_("the terminal is in use already"));
    }
    tty->in = duplicate(standard ? STDIN_FILENO : options->in, "r");
    tty->out = duplicate(standard ? STDOUT_FILENO : options->out, "w");
    if (!tty->in || !tty->out || pipe2(terminal.pipe, O_CLOEXEC | O_NONBLOCK) < 0) {
        result = error_system(error, errno, N_("the terminal cannot be opened"));
        goto failed;
    }
    terminal.modes_known = tcgetattr(fileno(tty->in), &terminal.modes) == 0;
    if (!terminal.modes_known || !isatty(fileno(tty->out))) {
        result = error_set(error, ERROR_INVALID, N_("this is not a terminal: start it in a terminal window or on a console"));
        goto failed;
    }
    result = find_entry(term, fileno(tty->out), error); /* newterm would end the program for an unknown terminal: look first */
    if (result)
        goto failed;
    del_curterm(cur_term);
    tty->screen = newterm(term, tty->out, tty->in);
    if (!tty->screen) {
        result = error_set(error, ERROR_INVALID, N_("the terminal \"%s\" is unknown: set TERM to one that is installed, such as vt100"), term);
        goto failed;
    }
    tty->look = find_look(term);
    set_escdelay(escape_delay(&tty->look));
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    keys_define();
    nodelay(stdscr, TRUE);
    leaveok(stdscr, FALSE);
    start_colours(&tty->look);
    if (options->mouse && mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL)) {
        mouseinterval(0);
        tty->look.mouse = true;
    }
    tty_size(tty, &rows, &cols);
    if (grid_init(&tty->shown, NULL, rows, cols, &look_plain, error) < 0) {
        endwin();
        result = ERROR_MEMORY;
        goto failed;
    }
    terminal.out = fileno(tty->out);
    terminal.leave_length = 0;
    tty->bidi = tty->look.glyphs == GLYPHS_UNICODE;
    if (tty->bidi) {
        write_all(terminal.out, BIDI_HERE, strlen(BIDI_HERE));
        remember(BIDI_THERE);
    }
    remember(tigetstr("sgr0"));
    remember(tigetstr("rmkx"));
    remember(tigetstr("cnorm"));
    remember(tigetstr("rmcup"));
    tty->redraw = true;
    terminal.open = true;
    catch_signals(tty);
    *out = tty;
    return 0;

failed:
    tty_free(tty);
    return result;
}

void tty_close(struct tty *tty)
{
    if (!tty)
        return;
    if (terminal.open) {
        terminal.open = false;
        release_signals(tty);
        if (tty->look.mouse)
            mousemask(0, NULL);
        if (!tty->gone)
            endwin();
        if (tty->bidi && !tty->gone)
            write_all(terminal.out, BIDI_THERE, strlen(BIDI_THERE));
        if (terminal.modes_known)
            tcsetattr(fileno(tty->in), TCSADRAIN, &terminal.modes);
    }
    tty_free(tty);
}

void tty_restore(void)
{
    if (!terminal.open)
        return;
    terminal.open = false;
    write_all(terminal.out, terminal.leave, terminal.leave_length);
    if (terminal.modes_known)
        tcsetattr(terminal.out, TCSANOW, &terminal.modes);
}

struct look tty_look(const struct tty *tty)
{
    return tty->look;
}

void tty_size(const struct tty *tty, int *rows, int *cols)
{
    struct winsize size;
    bool known = ioctl(fileno(tty->out), TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;
    *rows = known ? size.ws_row : LINES > 0 ? LINES : 24;
    *cols = known ? size.ws_col : COLS > 0 ? COLS : 80;
}

/* What signals have left in the pipe. */
static bool signal_event(struct tty *tty, struct event *event)
{
    char byte;
    bool resized = false, ended = false;
    while (read(terminal.pipe[0], &byte, 1) == 1) {
        resized = resized || byte == 'w';
        ended = ended || byte == 'e';
    }
    if (ended) {
        *event = (struct event){ .kind = EVENT_CLOSE };
        return true;
    }
    if (resized) {
        *event = (struct event){ .kind = EVENT_RESIZE };
        tty_size(tty, &event->rows, &event->cols);
        resizeterm(event->rows, event->cols);
        tty->redraw = true;
    }
    return resized;
}

static bool key_event(struct tty *tty, struct event *event)
{
    wint_t code;
    int result;
    while ((result = get_wch(&code)) != ERR) {
        if (result == KEY_CODE_YES && code == KEY_RESIZE)
            continue;                            /* the pipe tells */
        if (keys_event(result == KEY_CODE_YES, code, event)) {
            if (event->kind == EVENT_MOUSE && tty->look.direction == DIRECTION_RTL)
                event->col = tty->shown.cols - 1 - event->col;
            return true;
        }
    }
    return false;
}

int tty_wait(struct tty *tty, struct pollfd *descriptors, size_t count, int milliseconds, struct event *event, struct error *error)
{
    struct pollfd all[DESCRIPTORS + 2];
    struct timespec start, now;
    if (count > DESCRIPTORS)
        return error_set(error, ERROR_LIMIT, N_("more than %d descriptors are waited for at once"), DESCRIPTORS);
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int left = milliseconds;;) {
        bool found = signal_event(tty, event) || key_event(tty, event);
        all[0] = (struct pollfd){ .fd = fileno(tty->in), .events = POLLIN };
        all[1] = (struct pollfd){ .fd = terminal.pipe[0], .events = POLLIN };
        if (count)
            memcpy(all + 2, descriptors, count * sizeof *descriptors);
        int ready = poll(all, (nfds_t)count + 2, found ? 0 : left);
        if (ready < 0 && errno != EINTR)
            return error_system(error, errno, N_("the terminal cannot be waited for"));
        int others = 0;
        for (size_t i = 0; i < count; i++) {
            descriptors[i].revents = ready > 0 ? all[i + 2].revents : 0;
            others += descriptors[i].revents != 0;
        }
        if (found)
            return 1;
        int waiting = 0;
        bool readable = ready > 0 && (all[0].revents & POLLIN);
        if (ready > 0 && all[0].revents && (!readable || (ioctl(all[0].fd, FIONREAD, &waiting) == 0 && waiting == 0))) {
            tty->gone = true;
            *event = (struct event){ .kind = EVENT_CLOSE };
            return 1;
        }
        if (others && !all[0].revents && !all[1].revents) {
            *event = (struct event){ .kind = EVENT_NONE };
            return 1;
        }
        if (ready == 0)
            return 0;
        if (milliseconds >= 0) {
            clock_gettime(CLOCK_MONOTONIC, &now);
            long long passed = (now.tv_sec - start.tv_sec) * 1000LL + (now.tv_nsec - start.tv_nsec) / 1000000;
            left = passed >= milliseconds ? 0 : (int)(milliseconds - passed);
        }
    }
}

static void put_cell(const struct tty *tty, int row, int col, const struct cell *cell)
{
    char text[CELL_BYTES];
    wchar_t wide[CELL_POINTS + 1];
    cchar_t shown;
    size_t count = 0;
    cell_reduced(text, cell, tty->look.glyphs);
    for (size_t i = 0, size, length = strlen(text); i < length && count < CELL_POINTS; i += size)
        wide[count++] = (wchar_t)text_next(text + i, length - i, &size);
    wide[count] = 0;
    struct appearance appearance = style_appearance((enum style)cell->style, tty->look.colours);
    attr_t attributes = 0;
    attributes |= appearance.attributes & ATTRIBUTE_BOLD ? A_BOLD : 0;
    attributes |= appearance.attributes & ATTRIBUTE_DIM ? A_DIM : 0;
    attributes |= appearance.attributes & ATTRIBUTE_UNDERLINE ? A_UNDERLINE : 0;
    attributes |= appearance.attributes & ATTRIBUTE_REVERSE ? A_REVERSE : 0;
    short pair = tty->look.colours != COLOURS_NONE && appearance.colour >= 0 ? (short)(cell->style + 1) : 0;
    if (setcchar(&shown, wide, attributes, pair, NULL) == OK)
        mvadd_wch(row, col, &shown);             /* the last corner says ERR and is written all the same */
    if (cell->width == 2 && tty->look.glyphs != GLYPHS_UNICODE) /* what stands for it is narrow */
        mvaddch(row, col + 1, ' ');
}

void tty_show(struct tty *tty, const struct grid *grid)
{
    bool everything = tty->redraw || grid->rows != tty->shown.rows || grid->cols != tty->shown.cols;
    tty->look.direction = grid->look->direction;
    if (everything) {
        clearok(stdscr, TRUE);
        erase();
    }
    bool kept = !(grid->rows != tty->shown.rows || grid->cols != tty->shown.cols) ||
                grid_resize(&tty->shown, grid->rows, grid->cols, NULL) == 0;
    for (int row = 0; row < grid->rows && row < LINES; row++) {
        const struct cell *line = grid->cells + (size_t)row * (size_t)grid->cols;
        struct cell *old = kept ? tty->shown.cells + (size_t)row * (size_t)grid->cols : NULL;
        if (!everything && old && memcmp(old, line, (size_t)grid->cols * sizeof *line) == 0)
            continue;
        for (int col = 0; col < grid->cols && col < COLS; col++)
            if (line[col].width)
                put_cell(tty, row, col, &line[col]);
        if (old)
            memcpy(old, line, (size_t)grid->cols * sizeof *line);
    }
    tty->redraw = !kept;
    bool cursor = grid->cursor_row >= 0 && grid->cursor_row < LINES && grid->cursor_col < COLS;
    curs_set(cursor ? 1 : 0);
    if (cursor)
        move(grid->cursor_row, grid->cursor_col);
    wnoutrefresh(stdscr);
    doupdate();
}

void tty_redraw(struct tty *tty)
{
    tty->redraw = true;
}

void tty_bell(struct tty *tty)
{
    (void)tty;
    beep();
}
