#include "app/loop.h"

#include <signal.h>

#include "app/app.h"
#include "app/demo.h"
#include "app/job.h"
#include "app/stack.h"
#include "base/intl.h"
#include "tty/tty.h"

#define LANGUAGES_LIMIT 24

struct loop {
    struct services *services;
    struct stack *stack;
    struct tty *tty;
    struct grid grid;
    struct look look;
    struct context context;
    struct arena person, texts;
    struct job job;
    char language[16];
    const char *languages[LANGUAGES_LIMIT + 1];
    int idle_minutes;
    int64_t touched, ticked;                     /* running time of the last key, the last tick */
};

static void set_language(struct loop *loop, const char *language)
{
    if (!language || !*language || strcmp(language, loop->language) == 0)
        return;
    snprintf(loop->language, sizeof loop->language, "%.15s", language);
    intl_language(loop->language);               /* where there is no catalogue, the interface stays as it is; the content follows */
    loop->look.direction = strncmp(language, "ar", 2) == 0 || strncmp(language, "fa", 2) == 0 || strncmp(language, "he", 2) == 0
        || strncmp(language, "ur", 2) == 0 ? DIRECTION_RTL : DIRECTION_LTR;
}

/* The way from a screen's request to its service. */
static int serve(void *context, enum request_kind kind, const void *ask, struct arena *arena, void **data, struct error *error)
{
    struct loop *loop = context;
    int code = service_table[kind].run(loop->services, ask, arena, data, error);
    if (code)
        return code;
    if (kind == REQUEST_LANGUAGE)
        set_language(loop, ((const struct request_language *)ask)->language);
    if (kind == REQUEST_SIGN_IN)
        set_language(loop, loop->context.person.language);
    if (kind == REQUEST_INSTALL)
        return STACK_PENDING;
    return 0;
}

static void show(struct loop *loop)
{
    if (stack_draw(loop->stack, &loop->grid, false))
        tty_show(loop->tty, &loop->grid);
}

static int resize(struct loop *loop, int rows, int cols, struct error *error)
{
    int code = grid_resize(&loop->grid, rows, cols, error);
    if (code)
        return code;
    loop->context.rows = loop->grid.rows;
    loop->context.cols = loop->grid.cols;
    return 0;
}

static void look_at_clock(struct loop *loop)
{
    loop->context.wall = clock_wall(loop->services->clock);
    time_t now = (time_t)(loop->context.wall / 1000);
    struct tm local;
    loop->context.offset_minutes = localtime_r(&now, &local) ? (int)(local.tm_gmtoff / 60) : 0;
    loop->context.running = clock_running(loop->services->clock);
}

static void report_job(struct loop *loop)
{
    struct error error = { 0 };
    int state = job_read(&loop->job, &error);
    struct arena *arena = stack_result_arena(loop->stack, REQUEST_INSTALL);
    struct install_view *view = arena ? arena_alloc(arena, sizeof *view) : NULL;
    if (!view)
        return;
    view->title = view->version = "";
    view->per_cent = state == 0 ? 100 : loop->job.per_cent;
    view->done = state == 0;
    stack_result(loop->stack, REQUEST_INSTALL, state < 0 ? state : 0, state < 0 ? NULL : view, &error);
}

static void idle(struct loop *loop)
{
    const struct screen_type *top = stack_top(loop->stack);
    int64_t limit = (int64_t)loop->idle_minutes * 60000;
    if (limit == 0 || !top || top->no_idle_lock || loop->context.running - loop->touched < limit)
        return;
    loop->touched = loop->context.running;
    stack_event(loop->stack, &(struct event){ .kind = EVENT_IDLE });
    if (loop->context.person.id)
        stack_lock(loop->stack);
    else
        stack_start(loop->stack, &screen_attract, NULL);
}

/* Once a second: the clock, the time left, the idle lock. */
static void tick(struct loop *loop)
{
    if (loop->context.running - loop->ticked < 1000)
        return;
    loop->ticked = loop->context.running;
    stack_event(loop->stack, &(struct event){ .kind = EVENT_TICK });
    idle(loop);
}

static int one_round(struct loop *loop, bool *closed, struct error *error)
{
    struct event event = { 0 };
    struct pollfd descriptors[2] = { { .fd = loop->job.progress, .events = POLLIN }, { .fd = loop->job.words, .events = POLLIN } };
    show(loop);
    int64_t wait = 1000 - (clock_running(loop->services->clock) - loop->ticked);
    int came = tty_wait(loop->tty, descriptors, 2, wait < 0 ? 0 : wait > 1000 ? 1000 : (int)wait, &event, error);
    if (came < 0)
        return came;
    look_at_clock(loop);
    if (loop->job.pid && (descriptors[0].revents || descriptors[1].revents))
        report_job(loop);
    if (came && event.kind == EVENT_CLOSE) {
        *closed = true;
        return 0;
    }
    if (came && event.kind == EVENT_RESIZE) {
        int code = resize(loop, event.rows, event.cols, error);
        if (code)
            return code;
    }
    if (came && event.kind != EVENT_NONE) {
        if (event_is(&event, PRESS_REDRAW)) {
            tty_redraw(loop->tty);
            stack_draw(loop->stack, &loop->grid, true);
            tty_show(loop->tty, &loop->grid);
        } else if (!event_is(&event, PRESS_INTERRUPT)) {
            if (event.kind != EVENT_RESIZE)
                loop->touched = loop->context.running;
            stack_event(loop->stack, &event);
        }
    }
    tick(loop);
    return 0;
}

static void read_centre(struct loop *loop, const struct loop_options *options)
{
    const struct keeper_hello *hello = client_centre(loop->services->client);
    struct context *context = &loop->context;
    context->centre = arena_text(&loop->texts, hello->centre_name);
    context->names_listed = hello->names_listed;
    context->guests_allowed = hello->guests_allowed;
    context->registering_allowed = hello->registering_allowed;
    context->date_sound = hello->date_sound;
    context->may_quit = options->may_quit;
    loop->idle_minutes = hello->idle_minutes;
    size_t count = 0;
    char *list = arena_text(&loop->texts, hello->languages);
    for (char *rest = list, *word; list && count < LANGUAGES_LIMIT && (word = strsep(&rest, " "));)
        if (*word)
            loop->languages[count++] = word;
    if (count == 0)
        loop->languages[count++] = "en";
    context->languages = loop->languages;
    set_language(loop, hello->language[0] ? hello->language : "en");
    context->language = loop->language;
    loop->services->language = loop->language;
    if (options->demo)
        context->hint = arena_format(&loop->texts, _("A demonstration: nothing is kept. The manager's number is %s, the PIN %s."),
                                     options->demo->number, options->demo->pin);
}

int loop_run(struct services *services, const struct loop_options *options, struct error *error)
{
    struct loop loop = { .services = services };
    int rows, cols;
    bool closed = false;
    arena_init(&loop.person, NULL, 0);
    arena_init(&loop.texts, NULL, 0);
    arena_init(&services->forms_arena, NULL, 0);
    job_init(&loop.job);
    services->job = &loop.job;
    services->person = &loop.context.person;
    services->person_arena = &loop.person;
    services->date_sound = &loop.context.date_sound;
    loop.stack = stack_new(&loop.context, serve, &loop);
    int code = loop.stack ? tty_open(&loop.tty, &(struct tty_options){ .mouse = options->mouse, .out = 1 }, error) : error_memory(error);
    if (code)
        goto cleanup;
    loop.look = tty_look(loop.tty);
    loop.context.look = &loop.look;
    read_centre(&loop, options);
    look_at_clock(&loop);
    loop.touched = loop.ticked = loop.context.running;
    tty_size(loop.tty, &rows, &cols);
    code = grid_init(&loop.grid, NULL, rows, cols, &loop.look, error);
    if (!code) {
        loop.context.rows = loop.grid.rows;
        loop.context.cols = loop.grid.cols;
        code = stack_start(loop.stack, &screen_attract, error);
    }
    while (!code && !closed && !stack_quit(loop.stack))
        code = one_round(&loop, &closed, error);
cleanup:
    stack_free(loop.stack);
    if (services->person->id) {
        struct arena arena;
        arena_init(&arena, NULL, 0);
        service_SIGN_OUT(services, NULL, &arena, NULL, NULL);
        arena_release(&arena);
    }
    tty_close(loop.tty);
    grid_release(&loop.grid);
    job_release(&loop.job);
    arena_release(&services->forms_arena);
    arena_release(&loop.texts);
    arena_release(&loop.person);
    return code;
}
