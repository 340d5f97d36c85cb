/* A real terminal: what the grid holds is what it shows, and what is typed there arrives. The terminal is libvterm behind a pty. */
#include "check_main.h"

#ifndef HAVE_VTERM
int main(void)
{
    puts("1..0 # SKIP libvterm is missing: install libvterm-dev");
    return 0;
}
#else

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <vterm.h>

#include "base/text.h"
#include "tty/keys.h"
#include "tty/tty.h"
#include "ui/ui.h"

/* A bit of everything: styles, marks, wide and right-to-left letters, lines, braille, the last corner. */
static void content(struct grid *grid)
{
    static const double x[] = { 0, 1, 2, 3 }, y[] = { 0, 7, 3, 9 };
    const struct chart chart = { .kind = CHART_LINE, .points = 4, .series_count = 1, .x = x, .series = { { "sales", y } }, .mark = NAN };
    struct frame frame = { "Empretec Centre Lusaka", "3 Fixed cost", "Élodie Mbeki · 104-7", "14:32", false };
    if (!frame_draw(&frame, grid, NULL, 0))
        return;
    for (int i = 0; i < STYLE_COUNT; i++)
        grid_put(grid, 3 + i / 16, 2 + i % 16 * 3, 2, (enum style)i, "Ab");
    grid_put(grid, 5, 2, 50, STYLE_TEXT, "e\u0301 語語 סדר مرحبا — “quoted” ½");
    grid_glyph(grid, 6, 2, STYLE_FOCUS, GLYPH_FOCUS);
    bar_draw(grid, 6, 4, 20, 0.42, STYLE_BAR_FULL);
    chart_draw(&chart, grid, (struct area){ 7, 2, 9, 50 });
    grid_put(grid, grid->rows - 1, grid->cols - 3, 3, STYLE_GOOD, "end");
    grid_cursor(grid, 6, 2);
}

/* The program at the terminal's other end: shows the grid, and says through the pipe what it gets. */
static _Noreturn void program(const char *term, int report)
{
    struct error error = { 0 };
    struct grid grid;
    struct tty *tty;
    struct event event;
    int rows, cols;
    unsetenv("NO_COLOR");
    unsetenv("KIOSK_COLOURS");
    unsetenv("KIOSK_GLYPHS");
    unsetenv("SSH_CONNECTION");
    if (tty_open(&tty, &(struct tty_options){ .term = term, .mouse = true }, &error) < 0) {
        char text[300];
        dprintf(report, "failed %s\n", error_text(&error, NULL, text, sizeof text));
        _exit(1);
    }
    struct look look = tty_look(tty);
    tty_size(tty, &rows, &cols);
    grid_init(&grid, NULL, rows, cols, &look, &error);
    content(&grid);
    tty_show(tty, &grid);
    tcdrain(STDOUT_FILENO);
    dprintf(report, "shown %dx%d glyphs %d colours %d%s\n", rows, cols, look.glyphs, look.colours, look.slow ? " slow" : "");
    while (tty_wait(tty, NULL, 0, -1, &event, &error) == 1) {
        if (event.kind == EVENT_KEY)
            dprintf(report, "key %s\n", press_name(event.key));
        else if (event.kind == EVENT_TEXT)
            dprintf(report, "text %s\n", event.text);
        else if (event.kind == EVENT_MOUSE)
            dprintf(report, "mouse %d at %d,%d\n", event.mouse, event.row, event.col);
        else if (event.kind == EVENT_RESIZE) {
            grid_resize(&grid, event.rows, event.cols, &error);
            content(&grid);
            tty_show(tty, &grid);
            tcdrain(STDOUT_FILENO);
            dprintf(report, "resized %dx%d\n", event.rows, event.cols);
        } else if (event.kind == EVENT_CLOSE)
            break;
        if (event_letter(&event, 'q'))
            break;
        if (event_letter(&event, '!')) {         /* as a signal handler would after a crash */
            tty_restore();
            dprintf(report, "restored\n");
            _exit(3);
        }
    }
    grid_release(&grid);
    tty_close(tty);
    dprintf(report, "closed\n");
    _exit(0);
}

static speed_t line_speed = B0;                  /* of the next session's line; B0: as it is */

struct session {
    int master, report;
    pid_t child;
    VTerm *vterm;
    VTermScreen *screen;
    struct buf raw;                              /* all that was sent to the terminal */
    struct termios modes;                        /* as they were */
};

static void session_start(struct session *session, const char *term, int rows, int cols)
{
    int report[2];
    struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
    *session = (struct session){ 0 };
    buf_init(&session->raw, NULL);
    ck_assert_int_eq(pipe(report), 0);
    session->child = forkpty(&session->master, NULL, NULL, &size);
    ck_assert_int_ge(session->child, 0);
    if (session->child == 0) {
        char go;
        close(report[0]);
        if (read(STDIN_FILENO, &go, 1) == 1)     /* a line: only now are the modes looked at and changed */
            program(term, report[1]);
        _exit(2);
    }
    close(report[1]);
    session->report = report[0];
    ck_assert_int_eq(tcgetattr(session->master, &session->modes), 0);
    if (line_speed != B0) {
        cfsetospeed(&session->modes, line_speed);
        cfsetispeed(&session->modes, line_speed);
        ck_assert_int_eq(tcsetattr(session->master, TCSANOW, &session->modes), 0);
    }
    ck_assert_int_eq((int)write(session->master, "\n", 1), 1);
    fcntl(session->master, F_SETFL, O_NONBLOCK);
    session->vterm = vterm_new(rows, cols);
    vterm_set_utf8(session->vterm, 1);
    session->screen = vterm_obtain_screen(session->vterm);
    vterm_screen_enable_altscreen(session->screen, 1);
    vterm_screen_reset(session->screen, 1);
}

/* Until the program has read all that was typed. */
static void taken(const struct session *session)
{
    int slave = open(ptsname(session->master), O_RDWR | O_NOCTTY), waiting = 1;
    while (slave >= 0 && ioctl(slave, FIONREAD, &waiting) == 0 && waiting > 0)
        poll(NULL, 0, 1);
    ck_assert_int_eq(waiting, 0);
    close(slave);
}

static void drain(struct session *session)
{
    char block[4096];
    ssize_t got;
    while ((got = read(session->master, block, sizeof block)) > 0) {
        buf_add(&session->raw, block, (size_t)got);
        vterm_input_write(session->vterm, block, (size_t)got);
    }
}

/* Feeds the terminal until the program reports a line, and with all that was sent before it. */
static const char *reported(struct session *session)
{
    static char line[400];
    size_t length = 0;
    for (;;) {
        struct pollfd both[] = { { .fd = session->master, .events = POLLIN }, { .fd = session->report, .events = POLLIN } };
        poll(both, 2, 20000);
        drain(session);
        if (!both[0].revents && !both[1].revents)
            return "nothing came";
        if (both[1].revents) {
            ssize_t got = read(session->report, line + length, 1);
            if (got <= 0)
                return "the program ended";
            if (line[length] == '\n') {
                line[length] = 0;
                drain(session);
                return line;
            }
            length += length + 2 < sizeof line;
        }
    }
}

static int session_end(struct session *session)
{
    int status = 0;
    waitpid(session->child, &status, 0);
    if (session->master >= 0)
        close(session->master);
    close(session->report);
    vterm_free(session->vterm);
    buf_release(&session->raw);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void same_as_grid(struct session *session, const struct grid *grid, const char *term)
{
    bool coloured = grid->look->colours != COLOURS_NONE;
    for (int row = 0; row < grid->rows; row++)
        for (int col = 0; col < grid->cols; col++) {
            const struct cell *want = grid_at(grid, row, col);
            char text[CELL_BYTES];
            VTermScreenCell have;
            struct buf shown = BUF_INIT;
            if (!want->width)
                continue;
            ck_assert(vterm_screen_get_cell(session->screen, (VTermPos){ row, col }, &have));
            for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && have.chars[i]; i++)
                buf_codepoint(&shown, have.chars[i]);
            if (!shown.length)
                buf_char(&shown, ' ');
            cell_reduced(text, want, grid->look->glyphs);
            ck_assert_msg(strcmp(shown.data, text) == 0, "%s %dx%d, row %d, column %d: '%s' is shown for '%s'", term, grid->rows,
                          grid->cols, row, col, shown.data, text);
            struct appearance as = style_appearance((enum style)want->style, grid->look->colours);
            bool blank = strcmp(text, " ") == 0;
            ck_assert_msg(blank || have.attrs.bold == !!(as.attributes & ATTRIBUTE_BOLD), "%s, row %d, column %d: bold", term, row, col);
            ck_assert_msg(have.attrs.reverse == !!(as.attributes & ATTRIBUTE_REVERSE), "%s, row %d, column %d: reverse", term, row, col);
            if (coloured && as.colour >= 0 && !blank) {
                ck_assert(VTERM_COLOR_IS_INDEXED(&have.fg));
                ck_assert_msg(have.fg.indexed.idx % 256 == as.colour, "%s, row %d, column %d: colour %d for %d", term, row, col,
                              have.fg.indexed.idx, as.colour);
            }
            ck_assert(VTERM_COLOR_IS_DEFAULT_BG(&have.bg) || !coloured);
            buf_release(&shown);
        }
    VTermPos cursor;
    vterm_state_get_cursorpos(vterm_obtain_state(session->vterm), &cursor);
    if (grid->cursor_row >= 0) {
        ck_assert_int_eq(cursor.row, grid->cursor_row);
        ck_assert_int_eq(cursor.col, grid->cursor_col);
    }
}

START_TEST(what_the_grid_holds_is_what_the_terminal_shows)
{
    static const struct {
        const char *term;
        struct look look;
    } terms[] = {
        { "xterm-256color", { .colours = COLOURS_256, .glyphs = GLYPHS_UNICODE } },
        { "linux", { .colours = COLOURS_8, .glyphs = GLYPHS_LINUX } },
        { "vt100", { .colours = COLOURS_NONE, .glyphs = GLYPHS_ASCII } },
    };
    static const int sizes[][2] = { { 24, 80 }, { 18, 60 }, { 60, 200 }, { 10, 40 } };
    for (size_t t = 0; t < 3; t++)
        for (size_t s = 0; s < 4; s++) {
            struct session session;
            struct grid grid;
            char want[200];
            int rows = sizes[s][0], cols = sizes[s][1];
            session_start(&session, terms[t].term, rows, cols);
            snprintf(want, sizeof want, "shown %dx%d glyphs %d colours %d", rows, cols, terms[t].look.glyphs, terms[t].look.colours);
            ck_assert_str_eq(reported(&session), want);
            ck_assert_int_eq(grid_init(&grid, NULL, rows, cols, &terms[t].look, NULL), 0);
            content(&grid);
            same_as_grid(&session, &grid, terms[t].term);
            grid_release(&grid);
            ck_assert_int_eq((int)write(session.master, "q", 1), 1);
            ck_assert_str_eq(reported(&session), "text q");
            ck_assert_str_eq(reported(&session), "closed");
            ck_assert_int_eq(session_end(&session), 0);
        }
}
END_TEST

START_TEST(a_change_of_size_is_drawn_anew)
{
    struct session session;
    struct grid grid;
    struct winsize size = { .ws_row = 30, .ws_col = 100 };
    session_start(&session, "xterm-256color", 24, 80);
    reported(&session);
    vterm_set_size(session.vterm, 30, 100);
    ck_assert_int_eq(ioctl(session.master, TIOCSWINSZ, &size), 0);
    ck_assert_str_eq(reported(&session), "resized 30x100");
    ck_assert_int_eq(grid_init(&grid, NULL, 30, 100, &look_plain, NULL), 0);
    content(&grid);
    same_as_grid(&session, &grid, "resized");
    grid_release(&grid);
    kill(session.child, SIGTERM);
    ck_assert_str_eq(reported(&session), "closed");
    ck_assert_int_eq(session_end(&session), 0);
}
END_TEST

START_TEST(keys_arrive_as_events_and_ctrl_z_stops_nothing)
{
    static const char *const keys[][2] = {
        { "\033OA", "key Up" }, { "\r", "key Enter" }, { "\t", "key Tab" }, { "\033[Z", "key BackTab" }, { "\033OP", "key F1" },
        { "\177", "key Backspace" }, { "\033[6~", "key PageDown" }, { "é", "text é" }, { "語", "text 語" }, { "\003", "key ^C" },
        { "\032x", "text x" }, { "\033", "key Esc" },
    };
    struct session session;
    session_start(&session, "xterm-256color", 24, 80);
    reported(&session);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        ck_assert_int_eq(write(session.master, keys[i][0], strlen(keys[i][0])), (ssize_t)strlen(keys[i][0]));
        ck_assert_str_eq(reported(&session), keys[i][1]);
    }
    ck_assert_int_eq((int)write(session.master, "q", 1), 1);
    reported(&session);
    ck_assert_str_eq(reported(&session), "closed");
    ck_assert_int_eq(session_end(&session), 0);
}
END_TEST

START_TEST(a_slow_line_does_not_split_an_arrow_key)
{
    struct session session;
    line_speed = B9600;
    session_start(&session, "vt100", 24, 80);
    line_speed = B0;
    ck_assert_str_eq(reported(&session), "shown 24x80 glyphs 2 colours 0 slow");
    ck_assert_int_eq((int)write(session.master, "\033", 1), 1);
    taken(&session);
    ck_assert_int_eq((int)write(session.master, "O", 1), 1);
    taken(&session);
    ck_assert_int_eq((int)write(session.master, "A", 1), 1);
    ck_assert_str_eq(reported(&session), "key Up");
    ck_assert_int_eq((int)write(session.master, "q", 1), 1);
    ck_assert_str_eq(reported(&session), "text q");
    ck_assert_str_eq(reported(&session), "closed");
    ck_assert_int_eq(session_end(&session), 0);
}
END_TEST

START_TEST(a_click_and_the_wheel_say_where)
{
    struct session session;
    session_start(&session, "xterm-256color", 24, 80);
    reported(&session);
    ck_assert_int_eq((int)write(session.master, "\033[<0;5;3M", 10), 10);
    ck_assert_str_eq(reported(&session), "mouse 0 at 2,4");
    ck_assert_int_eq((int)write(session.master, "\033[<65;1;1M", 11), 11);
    ck_assert_str_eq(reported(&session), "mouse 2 at 0,0");
    kill(session.child, SIGTERM);
    ck_assert_str_eq(reported(&session), "closed");
    ck_assert_int_eq(session_end(&session), 0);
}
END_TEST

START_TEST(every_signal_that_ends_a_program_ends_it_in_order)
{
    static const int ends[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct session session;
        session_start(&session, "xterm-256color", 24, 80);
        reported(&session);
        kill(session.child, ends[i]);
        ck_assert_str_eq(reported(&session), "closed");
        ck_assert_int_eq(session_end(&session), 0);
    }
}
END_TEST

static bool holds(const struct buf *raw, const char *text)
{
    return memmem(raw->data, raw->length, text, strlen(text)) != NULL;
}

static void same_modes(const struct session *session)
{
    struct termios now;
    ck_assert_int_eq(tcgetattr(session->master, &now), 0);
    ck_assert_uint_eq(now.c_lflag, session->modes.c_lflag);
    ck_assert_uint_eq(now.c_iflag, session->modes.c_iflag);
    ck_assert_uint_eq(now.c_oflag, session->modes.c_oflag);
}

START_TEST(the_terminal_is_given_back_as_it_was)
{
    static const char *const ends[][2] = { { "q", "closed" }, { "!", "restored" } };
    for (int i = 0; i < 2; i++) {
        struct session session;
        session_start(&session, "xterm-256color", 24, 80);
        reported(&session);
        ck_assert(holds(&session.raw, "\033[8l"));
        ck_assert(!holds(&session.raw, "\033[8h"));
        ck_assert_int_eq((int)write(session.master, ends[i][0], 1), 1);
        reported(&session);
        ck_assert_str_eq(reported(&session), ends[i][1]);
        ck_assert(holds(&session.raw, "\033[8h"));
        ck_assert(holds(&session.raw, "\033[?1049l"));
        same_modes(&session);
        ck_assert_int_eq(session_end(&session), i ? 3 : 0);
    }
}
END_TEST

START_TEST(a_terminal_that_goes_away_ends_the_program)
{
    struct session session;
    session_start(&session, "xterm-256color", 24, 80);
    reported(&session);
    close(session.master);
    session.master = -1;
    char line[20] = "";
    ck_assert_int_gt((int)read(session.report, line, sizeof line - 1), 0);
    ck_assert_str_eq(line, "closed\n");
    ck_assert_int_eq(session_end(&session), 0);
}
END_TEST

START_TEST(an_unknown_terminal_is_refused_in_words)
{
    struct session session;
    session_start(&session, "no-such-terminal", 24, 80);
    ck_assert_str_eq(reported(&session), "failed the terminal \"no-such-terminal\" is unknown: set TERM to one that is installed, such as vt100");
    ck_assert_int_eq(session_end(&session), 1);
    session_start(&session, "dumb", 24, 80);
    ck_assert_str_eq(reported(&session), "failed the terminal \"dumb\" cannot move its cursor: set TERM to another one, such as vt100");
    ck_assert_int_eq(session_end(&session), 1);
}
END_TEST

START_TEST(what_is_no_terminal_is_refused_in_words)
{
    struct error error = { 0 };
    struct tty *tty = NULL;
    int null = open("/dev/null", O_RDWR);
    ck_assert_int_eq(tty_open(&tty, &(struct tty_options){ .term = "xterm", .in = null, .out = null }, &error), ERROR_INVALID);
    ck_assert_error(error, "this is not a terminal: start it in a terminal window or on a console");
    ck_assert_ptr_null(tty);
    close(null);
}
END_TEST

TEST_MAIN("tty", what_the_grid_holds_is_what_the_terminal_shows, a_change_of_size_is_drawn_anew,
          keys_arrive_as_events_and_ctrl_z_stops_nothing, a_slow_line_does_not_split_an_arrow_key, a_click_and_the_wheel_say_where, every_signal_that_ends_a_program_ends_it_in_order,
          the_terminal_is_given_back_as_it_was,
          a_terminal_that_goes_away_ends_the_program, an_unknown_terminal_is_refused_in_words, what_is_no_terminal_is_refused_in_words)
#endif
