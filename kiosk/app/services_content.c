/* What there is to learn: home, packs, lessons, search, progress. */
#include "app/app.h"

#include "app/units.h"
#include "base/intl.h"
#include "keeper/write.h"

/* All that this person did in lessons and quizzes, asked for once and then looked up. */
struct done {
    struct keeper_lesson *lessons;
    size_t lesson_count, lesson_capacity;
    const struct keeper_attempt *attempts;
    size_t attempt_count;
};

/* person NULL: of the one who sits there. */
static int ask_done(struct services *services, struct arena *arena, const char *person, const char *pack, struct done *done, struct error *error)
{
    struct keeper_lessons lessons;
    struct keeper_attempts attempts;
    do {
        struct ask_unit query = { .pack = pack, .unit = "", .offset = done->lesson_count };
        struct ask_history other = { .person = person, .offset = done->lesson_count };
        int code = person ? client_person_lessons(services->client, &other, arena, &lessons, error)
                          : client_lessons(services->client, &query, arena, &lessons, error);
        if (code)
            return code;
        for (size_t i = 0; i < lessons.count; i++) {
            struct keeper_lesson *grown = arena_grow(arena, done->lessons, done->lesson_count, &done->lesson_capacity, sizeof *grown);
            if (!grown)
                return error_memory(error);
            done->lessons = grown;
            grown[done->lesson_count++] = lessons.rows[i];
        }
    } while (lessons.more && lessons.count > 0);
    struct ask_attempts query = { .pack = pack, .unit = "" };
    int code = person ? client_person_attempts(services->client, &(struct ask_history){ .person = person }, arena, &attempts, error)
                      : client_attempts(services->client, &query, arena, &attempts, error);
    if (code)
        return code;
    done->attempts = attempts.rows;
    done->attempt_count = attempts.count;
    return 0;
}

static const struct keeper_lesson *lesson_done(const struct done *done, const char *pack, const char *unit)
{
    for (size_t i = 0; i < done->lesson_count; i++)
        if (strcmp(done->lessons[i].unit, unit) == 0 && strcmp(done->lessons[i].pack, pack) == 0)
            return &done->lessons[i];
    return NULL;
}

static double lesson_part(const struct keeper_lesson *lesson)
{
    if (!lesson)
        return 0;
    if (lesson->finished)
        return 1;
    return lesson->pages > 0 ? 0.95 * (double)lesson->pages_read / (double)lesson->pages : 0;
}

static struct unit_view unit_view(const struct done *done, const char *pack, const struct library_unit *unit)
{
    struct unit_view view = { .id = unit->id, .kind = unit->kind_word, .title = unit->title, .quiz = unit->quiz, .minutes = unit->minutes,
                              .best = -1, .unfinished = "" };
    const struct keeper_lesson *lesson = lesson_done(done, pack, unit->id);
    if (lesson) {
        view.begun = true;
        view.done = lesson->finished;
        view.page = (int)lesson->page;
        view.pages = (int)lesson->pages;
    }
    for (size_t i = 0; i < done->attempt_count; i++) {
        const struct keeper_attempt *attempt = &done->attempts[i];
        if (strcmp(attempt->unit, unit->id) != 0 || strcmp(attempt->pack, pack) != 0)
            continue;
        view.begun = true;
        view.attempts++;
        if (!attempt->submitted) {
            view.unfinished = attempt->id;
        } else {
            double mark = attempt->possible > 0 ? 100 * attempt->marks / attempt->possible : 0;
            view.best = mark > view.best ? mark : view.best;
            /* done is what was passed; where nobody passes or fails, what was handed in */
            if (attempt->passed != 0)
                view.done = true;
        }
    }
    return view;
}

static struct pack_line pack_line(const struct library_pack *pack)
{
    return (struct pack_line){ .id = pack->id, .title = pack->title, .summary = pack->summary, .version = pack->version,
                               .minutes = pack->minutes, .unsigned_pack = pack->trust != PACK_TRUSTED };
}

static bool shown(const struct library_unit *unit)
{
    return unit->kind == PACK_LESSON || unit->kind == PACK_QUIZ;
}

/* How far somebody is in a pack: the mean over its lessons; of a pack without any, over its quizzes. */
static double pack_part(const struct done *done, const char *pack, const struct library_unit *units, size_t count)
{
    double sum = 0;
    size_t lessons = 0, quizzes = 0, quizzes_done = 0;
    for (size_t i = 0; i < count; i++) {
        if (units[i].kind == PACK_LESSON) {
            lessons++;
            sum += lesson_part(lesson_done(done, pack, units[i].id));
        } else if (units[i].kind == PACK_QUIZ) {
            quizzes++;
            quizzes_done += unit_view(done, pack, &units[i]).done;
        }
    }
    if (lessons)
        return sum / (double)lessons;
    return quizzes ? (double)quizzes_done / (double)quizzes : 0;
}

static bool touched(const struct done *done, const char *pack)
{
    for (size_t i = 0; i < done->lesson_count; i++)
        if (strcmp(done->lessons[i].pack, pack) == 0)
            return true;
    for (size_t i = 0; i < done->attempt_count; i++)
        if (strcmp(done->attempts[i].pack, pack) == 0)
            return true;
    return false;
}

static const struct library_unit *find_unit(const struct library_unit *units, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(units[i].id, id) == 0)
            return &units[i];
    return NULL;
}

/* Where to go on: unfinished quizzes, the newest first, and the lesson that was read last. */
static int fill_go_on(struct services *services, struct arena *arena, const struct done *done, struct home *home, struct error *error)
{
    enum { MOST = 3 };
    struct keeper_none none = { 0 };
    struct keeper_activity activity;
    struct go_on *rows = arena_array(arena, MOST, sizeof *rows);
    struct library_unit *units;
    struct library_pack pack;
    size_t unit_count;
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < done->attempt_count && home->go_on_count < MOST - 1; i++) {
        const struct keeper_attempt *attempt = &done->attempts[i];
        if (attempt->submitted
            || library_pack(services->library, arena, attempt->pack, attempt->version, services->language, &pack, NULL) != 0
            || library_units(services->library, arena, attempt->pack, attempt->version, services->language, &units, &unit_count, NULL) != 0)
            continue;
        const struct library_unit *unit = find_unit(units, unit_count, attempt->unit);
        if (unit)
            rows[home->go_on_count++] = (struct go_on){
                .pack = pack.id, .pack_title = pack.title, .unit = unit->id, .unit_title = unit->title, .kind = unit->kind_word,
                .attempt = attempt->id, .page = (int)attempt->answered, .pages = (int)attempt->questions,
                .part = attempt->questions > 0 ? (double)attempt->answered / (double)attempt->questions : 0 };
    }
    int code = client_activity(services->client, &none, arena, &activity, error);
    if (code)
        return code;
    const struct keeper_lesson *latest = NULL;
    for (size_t i = 0; i < done->lesson_count; i++)
        if (!done->lessons[i].finished && (!latest || done->lessons[i].last > latest->last))
            latest = &done->lessons[i];
    if (activity.pack[0] && !activity.attempt[0]) {
        const struct keeper_lesson *last = lesson_done(done, activity.pack, activity.unit);
        if (last && !last->finished)
            latest = last;                       /* order is the log's, not the clock's */
    }
    if (latest && library_pack(services->library, arena, latest->pack, NULL, services->language, &pack, NULL) == 0
        && library_units(services->library, arena, latest->pack, NULL, services->language, &units, &unit_count, NULL) == 0) {
        const struct library_unit *unit = find_unit(units, unit_count, latest->unit);
        if (unit)
            rows[home->go_on_count++] = (struct go_on){
                .pack = pack.id, .pack_title = pack.title, .unit = unit->id, .unit_title = unit->title, .kind = unit->kind_word, .attempt = "",
                .page = (int)latest->page, .pages = (int)latest->pages, .part = lesson_part(latest) };
    }
    home->go_on = rows;
    return 0;
}

/* The attempt at a quiz that was begun and not handed in, or "". */
static const char *attempt_of(const struct done *done, const char *pack, const char *unit)
{
    for (size_t i = 0; i < done->attempt_count; i++)
        if (!done->attempts[i].submitted && strcmp(done->attempts[i].unit, unit) == 0 && strcmp(done->attempts[i].pack, pack) == 0)
            return done->attempts[i].id;
    return "";
}

/* Why it is locked, in a sentence and in a few words. */
static void lock_words(struct services *services, struct arena *arena, const struct keeper_planned *row, struct planned_line *line)
{
    struct library_unit *units;
    size_t count;
    line->why = line->state = "";
    if (strcmp(row->lock, "after") == 0) {
        const struct library_unit *before = NULL;
        if (library_units(services->library, arena, row->after_pack, NULL, services->language, &units, &count, NULL) == 0)
            before = find_unit(units, count, row->after_unit);
        line->why = arena_format(arena, _("This opens when you have done what comes before it: %s."), before ? before->title : row->after_unit);
        line->state = _("not open yet");
    } else if (strcmp(row->lock, "day") == 0) {
        line->why = arena_format(arena, _("This opens on %s."), row->day);
        line->state = arena_format(arena, _("on %s"), row->day);
    } else if (strcmp(row->lock, "exam") == 0) {
        line->why = _("This examination is closed. Your facilitator opens it when it is time.");
        line->state = _("closed");
    } else if (row->lock[0]) {
        line->why = _("Your facilitator opens this when it is time.");
        line->state = _("not open yet");
    }
}

/* False: what it says is not installed here. */
static bool plan_line(struct services *services, struct arena *arena, const struct done *done, const struct keeper_planned *row, struct planned_line *line)
{
    struct library_unit *units;
    size_t count;
    const struct library_unit *unit = NULL;
    if (library_units(services->library, arena, row->pack, NULL, services->language, &units, &count, NULL) == 0)
        unit = find_unit(units, count, row->unit);
    if (!unit)
        return false;
    *line = (struct planned_line){ .workshop = row->name, .pack = row->pack, .unit = row->unit, .title = unit->title, .role = service_role_words(row->role),
                                   .lesson = unit->kind == PACK_LESSON, .attempt = attempt_of(done, row->pack, row->unit) };
    lock_words(services, arena, row, line);
    return true;
}

/* What the learner's workshops have for them and is not done: of each, what is open first. What is not installed here is left out. */
static int fill_plan(struct services *services, struct arena *arena, const struct done *done, struct home *home, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_plan plan;
    int code = client_plan(services->client, &none, arena, &plan, error);
    struct planned_line *rows = code ? NULL : arena_array(arena, plan.count + 1, sizeof *rows);
    if (!rows)
        return code ? code : error_memory(error);
    for (size_t from = 0, to; from < plan.count; from = to) {
        for (to = from; to < plan.count && strcmp(plan.rows[to].workshop, plan.rows[from].workshop) == 0;)
            to++;
        for (size_t i = from; i < to; i++)
            if (!plan.rows[i].done && !plan.rows[i].lock[0])
                home->plan_count += plan_line(services, arena, done, &plan.rows[i], &rows[home->plan_count]);
        for (size_t i = from; i < to; i++)
            if (!plan.rows[i].done && plan.rows[i].lock[0])
                home->plan_count += plan_line(services, arena, done, &plan.rows[i], &rows[home->plan_count]);
    }
    home->plan = rows;
    return arena_failed(arena) ? error_memory(error) : 0;
}

int service_HOME(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct done done = { 0 };
    struct library_pack *packs;
    size_t count;
    struct home *home = arena_alloc(arena, sizeof *home);
    (void)asked;
    int code = home ? ask_done(services, arena, NULL, "", &done, error) : error_memory(error);
    if (!code)
        code = library_packs(services->library, arena, services->language, true, &packs, &count, error);
    if (code)
        return code;
    struct pack_line *rows = arena_array(arena, count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < count; i++) {
        struct library_unit *units;
        size_t unit_count;
        rows[i] = pack_line(&packs[i]);
        if (!touched(&done, packs[i].id))        /* with two hundred packs, most are not */
            continue;
        code = library_units(services->library, arena, packs[i].id, NULL, services->language, &units, &unit_count, error);
        if (code)
            return code;
        rows[i].done = pack_part(&done, packs[i].id, units, unit_count);
    }
    home->packs = rows;
    home->pack_count = count;
    code = fill_go_on(services, arena, &done, home, error);
    if (!code)
        code = fill_plan(services, arena, &done, home, error);
    if (!code)
        *data = home;
    return code;
}

int service_PACK(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_unit *ask = asked;
    struct done done = { 0 };
    struct library_pack pack;
    struct library_unit *units;
    size_t count;
    struct pack_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? library_pack(services->library, arena, ask->pack, NULL, services->language, &pack, error) : error_memory(error);
    if (!code)
        code = library_units(services->library, arena, ask->pack, NULL, services->language, &units, &count, error);
    if (!code)
        code = ask_done(services, arena, NULL, pack.id, &done, error);
    if (code)
        return code;
    struct unit_view *rows = arena_array(arena, count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        if (shown(&units[i]))
            rows[view->unit_count++] = unit_view(&done, pack.id, &units[i]);
    view->pack = pack_line(&pack);
    view->pack.done = pack_part(&done, pack.id, units, count);
    view->units = rows;
    *data = view;
    return 0;
}

static int fill_neighbours(struct services *services, struct arena *arena, struct lesson_view *view, struct error *error)
{
    struct library_unit *units;
    size_t count;
    int code = library_units(services->library, arena, view->pack, view->version, services->language, &units, &count, error);
    if (code)
        return code;
    bool found = false;
    view->quiz = view->quiz_title = view->next = view->next_title = "";
    for (size_t i = 0; i < count; i++) {
        if (units[i].kind != PACK_LESSON)
            continue;
        if (found) {
            view->next = units[i].id;
            view->next_title = units[i].title;
            break;
        }
        view->number++;
        found = strcmp(units[i].id, view->unit) == 0;
        if (found && units[i].quiz[0]) {
            const struct library_unit *quiz = find_unit(units, count, units[i].quiz);
            view->quiz = units[i].quiz;
            view->quiz_title = quiz ? quiz->title : "";
        }
    }
    return 0;
}

static struct event lesson_event(const struct lesson_view *view, enum event_kind kind)
{
    return (struct event){ .kind = kind, .pack = view->pack, .version = view->version, .unit = view->unit, .digest = view->digest,
                           .language = view->language };
}

int service_LESSON(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_unit *ask = asked;
    struct library_found found = { 0 };
    struct keeper_blocks blocks;
    struct keeper_lessons lessons;
    struct library_pack pack;
    struct lesson *lesson;
    struct lesson_view *view = arena_alloc(arena, sizeof *view);
    char *digest = arena_alloc(arena, DIGEST_HEX);
    int code = view && digest ? unit_lesson(services, arena, ask->pack, NULL, ask->unit, services->language, &lesson, &found, error)
                              : error_memory(error);
    if (!code)
        code = library_pack(services->library, arena, ask->pack, found.version, services->language, &pack, error);
    struct ask_unit query = { .pack = ask->pack, .unit = ask->unit };
    if (!code)
        code = client_blocks(services->client, &query, arena, &blocks, error);
    if (!code)
        code = client_lessons(services->client, &query, arena, &lessons, error);
    if (code)
        return code;
    struct block_answer *answers = arena_array(arena, blocks.count, sizeof *answers);
    if (!answers)
        return error_memory(error);
    for (size_t i = 0; i < blocks.count; i++)
        answers[i] = (struct block_answer){ blocks.rows[i].item, blocks.rows[i].response, blocks.rows[i].fraction };
    *view = (struct lesson_view){
        .pack = pack.id, .pack_title = pack.title, .version = arena_text(arena, found.version), .unit = arena_text(arena, ask->unit),
        .language = arena_text(arena, found.language), .digest = hex_from(digest, found.digest.bytes, DIGEST_BYTES), .lesson = lesson,
        .page = ask->page, .answers = answers, .answer_count = blocks.count,
    };
    if (arena_failed(arena))
        return error_memory(error);
    for (size_t i = 0; view->page == 0 && i < lessons.count; i++)
        if (strcmp(lessons.rows[i].unit, ask->unit) == 0 && !lessons.rows[i].finished)
            view->page = (int)lessons.rows[i].page;
    if (view->page < 1)
        view->page = 1;
    if ((size_t)view->page > lesson->page_count)
        view->page = (int)lesson->page_count;
    code = fill_neighbours(services, arena, view, error);
    if (code)
        return code;
    struct event event = lesson_event(view, EVENT_LESSON_OPENED);
    event.lesson_opened.pages = (int64_t)lesson->page_count;
    code = client_write(services->client, &event, 1, NULL, NULL, NULL, error);
    if (!code)
        *data = view;
    return code;
}

int service_PAGE_READ(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_page *ask = asked;
    (void)arena;
    (void)data;
    struct event event = lesson_event(ask->view, EVENT_PAGE_READ);
    event.page_read.page = ask->page;
    event.page_read.seconds = ask->seconds;
    return client_write(services->client, &event, 1, NULL, NULL, NULL, error);
}

int service_BLOCK_ANSWER(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_block *ask = asked;
    (void)arena;
    (void)data;
    struct event event = lesson_event(ask->view, EVENT_BLOCK_ANSWERED);
    event.item = ask->item;
    event.block_answered.response = ask->response;
    event.block_answered.fraction = ask->fraction > 0 ? ask->fraction : 0;
    return client_write(services->client, &event, 1, NULL, NULL, NULL, error);
}

int service_LESSON_DONE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_page *ask = asked;
    (void)arena;
    (void)data;
    struct event event = lesson_event(ask->view, EVENT_LESSON_FINISHED);
    return client_write(services->client, &event, 1, NULL, NULL, NULL, error);
}

/* Titles alone are found of quizzes too. */
static bool is_quiz(struct services *services, struct arena *arena, const char *pack, const char *unit)
{
    struct library_unit *units;
    size_t count;
    if (library_units(services->library, arena, pack, NULL, services->language, &units, &count, NULL) != 0)
        return false;
    const struct library_unit *found = find_unit(units, count, unit);
    return found && found->kind == PACK_QUIZ;
}

int service_SEARCH(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_search *ask = asked;
    struct library_hit *hits;
    size_t count;
    struct search_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? library_search(services->library, arena, ask->query, services->language, 50, &hits, &count, error)
                    : error_memory(error);
    if (code)
        return code;
    struct search_hit *rows = arena_array(arena, count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct search_hit){ hits[i].pack, hits[i].pack_title, hits[i].unit, hits[i].unit_title, hits[i].snippet, hits[i].page,
                                       hits[i].page == 0 && is_quiz(services, arena, hits[i].pack, hits[i].unit) };
    *view = (struct search_view){ .hits = rows, .count = count };
    *data = view;
    return 0;
}

int service_progress_of(struct services *services, const char *person, struct arena *arena, struct progress_view *view, struct error *error)
{
    struct done done = { 0 };
    struct library_pack *packs;
    struct progress_line *rows = NULL;
    size_t count, capacity = 0;
    int code = ask_done(services, arena, person, "", &done, error);
    if (!code)
        code = library_packs(services->library, arena, services->language, true, &packs, &count, error);
    for (size_t i = 0; !code && i < count; i++) {
        struct library_unit *units;
        size_t unit_count;
        if (!touched(&done, packs[i].id))
            continue;
        code = library_units(services->library, arena, packs[i].id, NULL, services->language, &units, &unit_count, error);
        for (size_t j = 0; !code && j < unit_count; j++) {
            struct unit_view unit = unit_view(&done, packs[i].id, &units[j]);
            if (!shown(&units[j]) || !unit.begun)
                continue;
            rows = arena_grow(arena, rows, view->count, &capacity, sizeof *rows);
            if (!rows)
                return error_memory(error);
            bool lesson = units[j].kind == PACK_LESSON;
            rows[view->count++] = (struct progress_line){
                .pack_title = packs[i].title, .unit_title = unit.title, .kind = unit.kind, .pack = packs[i].id, .unit = unit.id,
                .done = lesson ? lesson_part(lesson_done(&done, packs[i].id, unit.id)) : unit.best > 0 ? unit.best / 100 : 0,
                .best = unit.best, .attempts = unit.attempts, .passed = !lesson && unit.done };
            view->lessons_done += lesson && unit.done;
        }
    }
    if (!code)
        view->rows = rows;
    return code;
}

int service_PROGRESS(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    struct keeper_none none = { 0 };
    struct keeper_kept kept;
    struct progress_view *view = arena_alloc(arena, sizeof *view);
    (void)asked;
    int code = view ? service_progress_of(services, NULL, arena, view, error) : error_memory(error);
    if (!code)
        code = client_kept(services->client, &none, arena, &kept, error);
    if (code)
        return code;
    view->questions_answered = (int)kept.answers;
    view->minutes = (int)(kept.seconds / 60);
    *data = view;
    return 0;
}
