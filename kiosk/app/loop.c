#include "app/loop.h"

#include "app/demo.h"
#include "app/session.h"
#include "base/intl.h"
#include "tty/tty.h"

static void show(struct session *session, struct tty *tty, struct grid *grid, bool all)
{
    if (session_draw(session, grid, all))
        tty_show(tty, grid);
}

static int take_event(struct session *session, struct tty *tty, struct grid *grid, struct event *event, bool *closed, struct error *error)
{
    if (event->kind == EVENT_CLOSE) {
        *closed = true;
        return 0;
    }
    if (event->kind == EVENT_RESIZE) {
        int code = grid_resize(grid, event->rows, event->cols, error);
        if (code)
            return code;
        event->rows = grid->rows;
        event->cols = grid->cols;
    }
    if (event_is(event, PRESS_REDRAW)) {
        tty_redraw(tty);
        show(session, tty, grid, true);
    } else if (event->kind != EVENT_NONE && !event_is(event, PRESS_INTERRUPT)) {
        session_event(session, event);
    }
    return 0;
}

static int one_round(struct session *session, struct tty *tty, struct grid *grid, bool *closed, struct error *error)
{
    struct event event = { 0 };
    struct pollfd descriptors[2] = { { .fd = session->job.progress, .events = POLLIN }, { .fd = session->job.words, .events = POLLIN } };
    show(session, tty, grid, false);
    int64_t wait = 1000 - (clock_running(session->services->clock) - session->ticked);
    int came = tty_wait(tty, descriptors, 2, wait < 0 ? 0 : wait > 1000 ? 1000 : (int)wait, &event, error);
    if (came < 0)
        return came;
    if (session->job.pid && (descriptors[0].revents || descriptors[1].revents))
        session_job(session);
    int code = came ? take_event(session, tty, grid, &event, closed, error) : 0;
    if (!code && !*closed)
        session_tick(session);
    return code;
}

int loop_run(struct services *services, const struct loop_options *options, struct error *error)
{
    struct session session = { .services = services };
    struct tty *tty = NULL;
    struct grid grid = { 0 };
    char hint[300] = "";
    int rows, cols;
    bool closed = false;
    int code = tty_open(&tty, &(struct tty_options){ .mouse = options->mouse, .out = 1 }, error);
    if (code)
        return code;
    struct look look = tty_look(tty);
    tty_size(tty, &rows, &cols);
    code = grid_init(&grid, NULL, rows, cols, &session.look, error);
    if (options->demo)
        snprintf(hint, sizeof hint, _("A demonstration: nothing is kept. The manager's number is %s, the PIN %s."), options->demo->number,
                 options->demo->pin);
    if (!code)
        code = session_open(&session, services, &(struct session_options){ .look = &look, .rows = grid.rows, .cols = grid.cols,
                                                                           .may_quit = options->may_quit, .hint = hint[0] ? hint : NULL }, error);
    while (!code && !closed && !session_over(&session))
        code = one_round(&session, tty, &grid, &closed, error);
    session_close(&session);
    tty_close(tty);
    grid_release(&grid);
    return code;
}
