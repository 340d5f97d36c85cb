#include "app/session.h"

#include "app/profile.h"
#include "app/shelf.h"
#include "base/intl.h"

static void set_language(struct session *session, const char *language)
{
    if (!language || !*language || strcmp(language, session->language) == 0)
        return;
    snprintf(session->language, sizeof session->language, "%.15s", language);
    intl_language(session->language);               /* where there is no catalogue, the interface stays as it is; the content follows */
    session->look.direction = strncmp(language, "ar", 2) == 0 || strncmp(language, "fa", 2) == 0 || strncmp(language, "he", 2) == 0
        || strncmp(language, "ur", 2) == 0 ? DIRECTION_RTL : DIRECTION_LTR;
}

static void read_centre(struct session *session)
{
    const struct keeper_hello *hello = client_centre(session->services->client);
    struct context *context = &session->context;
    context->centre = arena_text(&session->texts, hello->centre_name);
    context->names_listed = hello->names_listed;
    context->guests_allowed = hello->guests_allowed;
    context->registering_allowed = hello->registering_allowed;
    context->date_sound = hello->date_sound;
    session->idle_minutes = hello->idle_minutes;
    size_t count = 0;
    char *list = arena_text(&session->texts, hello->languages);
    for (char *rest = list, *word; list && count < SESSION_LANGUAGES && (word = strsep(&rest, " "));)
        if (*word)
            session->languages[count++] = word;
    if (count == 0)
        session->languages[count++] = "en";
    context->languages = session->languages;
    set_language(session, hello->language[0] ? hello->language : "en");
    context->language = session->language;
    session->services->language = session->language;
}

/* The way from a screen's request to its service. */
static int serve(void *memory, enum request_kind kind, const void *ask, struct arena *arena, void **data, struct error *error)
{
    struct session *session = memory;
    struct services *services = session->services;
    bool fresh = client_centre(services->client)->fresh;
    int code = 0;
    /* of a centre that was made just now */
    if (!fresh && !services->library)
        code = shelf_open(services->paths->centre, client_centre(services->client)->unsigned_packs, &services->library, error);
    if (!code)
        code = service_table[kind].run(session->services, ask, arena, data, error);
    if (kind == REQUEST_SET_UP && !client_centre(services->client)->fresh) {
        read_centre(session);
        set_language(session, ((const struct request_set_up *)ask)->language);
    }
    if (code)
        return code;
    if (kind == REQUEST_LANGUAGE)
        set_language(session, ((const struct request_language *)ask)->language);
    if (kind == REQUEST_SIGN_IN)
        set_language(session, session->context.person.language);
    if (kind != REQUEST_INSTALL && kind != REQUEST_EXPORT && kind != REQUEST_BACKUP && kind != REQUEST_DOCTOR)
        return 0;
    session->job_kind = kind;
    return STACK_PENDING;
}

static void look_at_clock(struct session *session)
{
    session->context.wall = clock_wall(session->services->clock);
    time_t now = (time_t)(session->context.wall / 1000);
    struct tm local;
    session->context.offset_minutes = localtime_r(&now, &local) ? (int)(local.tm_gmtoff / 60) : 0;
    session->context.running = clock_running(session->services->clock);
}

void session_job(struct session *session)
{
    struct error error = { 0 };
    int state = job_read(&session->job, &error);
    struct job_view *view = &session->telling;
    view->doing = session->job.doing;
    view->per_cent = state == 0 ? 100 : session->job.per_cent;
    view->done = state == 0;
    view->rows = state == 0 ? session->job.rows : NULL;
    view->count = state == 0 ? session->job.count : 0;
    stack_result(session->stack, session->job_kind, state < 0 ? state : 0, state < 0 ? NULL : view, &error);
}

static const struct screen_type *first_screen(const struct session *session)
{
    return client_centre(session->services->client)->fresh ? &screen_setup : &screen_attract;
}

static void idle(struct session *session)
{
    const struct screen_type *top = stack_top(session->stack);
    int64_t limit = (int64_t)session->idle_minutes * 60000;
    if (limit == 0 || !top || top->no_idle_lock || session->context.running - session->touched < limit)
        return;
    stack_event(session->stack, &(struct event){ .kind = EVENT_IDLE });
    if (session->context.person.id && !stack_lock(session->stack))
        return;                                  /* no memory for it now: at the next tick */
    session->touched = session->context.running;
    if (!session->context.person.id)
        stack_start(session->stack, first_screen(session), NULL);
}

/* Once a second: the clock, the time left, the idle lock. */
void session_tick(struct session *session)
{
    look_at_clock(session);
    if (session->context.running - session->ticked < 1000)
        return;
    session->ticked = session->context.running;
    if (session->job.stopping)
        job_stop(&session->job);
    stack_event(session->stack, &(struct event){ .kind = EVENT_TICK });
    idle(session);
}

int session_open(struct session *session, struct services *services, const struct session_options *options, struct error *error)
{
    memset(session, 0, sizeof *session);
    session->services = services;
    session->look = *options->look;
    arena_init(&session->person, NULL, 0);
    arena_init(&session->texts, NULL, 0);
    arena_init(&services->forms_arena, NULL, 0);
    job_init(&session->job);
    services->job = &session->job;
    services->person = &session->context.person;
    services->person_arena = &session->person;
    services->date_sound = &session->context.date_sound;
    session->context.look = &session->look;
    session->context.rows = options->rows;
    session->context.cols = options->cols;
    session->stack = stack_new(&session->context, serve, session);
    if (!session->stack)
        return error_memory(error);
    read_centre(session);
    session->context.may_quit = options->may_quit;
    session->context.hint = arena_text(&session->texts, options->hint);
    look_at_clock(session);
    session->touched = session->ticked = session->context.running;
    return stack_start(session->stack, first_screen(session), error);
}

void session_close(struct session *session)
{
    stack_free(session->stack);
    session->stack = NULL;
    if (session->context.person.id) {
        struct arena arena;
        arena_init(&arena, NULL, 0);
        service_SIGN_OUT(session->services, NULL, &arena, NULL, NULL);
        arena_release(&arena);
    }
    job_release(&session->job);
    arena_release(&session->services->forms_arena);
    profile_free(session->services->profile);
    session->services->forms = NULL;
    session->services->profile = NULL;
    arena_release(&session->texts);
    arena_release(&session->person);
}

void session_event(struct session *session, const struct event *event)
{
    look_at_clock(session);
    if (event->kind == EVENT_RESIZE) {
        session->context.rows = event->rows;
        session->context.cols = event->cols;
    } else {
        session->touched = session->context.running;
    }
    stack_event(session->stack, event);
}

bool session_draw(struct session *session, struct grid *grid, bool all)
{
    return stack_draw(session->stack, grid, all);
}

bool session_over(const struct session *session)
{
    return stack_quit(session->stack);
}
