/* Quizzes: begun, taken up again, answered, handed in. */
#include "app/app.h"

#include "app/units.h"
#include "base/id.h"
#include "base/intl.h"
#include "keeper/write.h"

/* A quiz's settings as they were when the attempt began: so that a later version of the quiz changes nothing about it. */
static const char *settings_text(struct arena *arena, const struct quiz *quiz)
{
    const char *text = arena_format(arena, "time=%ld attempts=%d pass=%d feedback=%s review=%s order=%s options=%s", quiz->time_limit_s,
                                    quiz->attempts, quiz->pass_mark, quiz_feedback_names[quiz->feedback],
                                    quiz_review_names[quiz->review], quiz->shuffled ? "shuffled" : "as-written",
                                    quiz->shuffle_options ? "shuffled" : "as-written");
    return text ? text : "";
}

static int pack_title(struct services *services, struct arena *arena, const char *pack, const char *version, const char **title,
                      struct error *error)
{
    struct library_pack row;
    int code = library_pack(services->library, arena, pack, version, services->language, &row, error);
    if (!code)
        *title = row.title;
    return code;
}

static struct attempt_line attempt_line(struct arena *arena, const struct keeper_attempt *row)
{
    return (struct attempt_line){
        .attempt = row->id,
        .when = service_date(arena, row->submitted ? row->ended : row->started),
        .mark = row->submitted && row->possible > 0 ? 100 * (row->marks > 0 ? row->marks : 0) / row->possible : -1,
        .submitted = row->submitted,
        .passed = row->passed == 1,
        .together = row->together,
    };
}

int service_QUIZ(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_unit *ask = asked;
    struct library_found found = { 0 };
    struct keeper_attempts attempts;
    struct quiz *quiz;
    struct quiz_view *view = arena_alloc(arena, sizeof *view);
    int code = view ? unit_quiz(services, arena, ask->pack, NULL, ask->unit, services->language, &quiz, &found, error) : error_memory(error);
    if (code)
        return code;
    struct ask_attempts query = { .pack = ask->pack, .unit = ask->unit };
    code = client_attempts(services->client, &query, arena, &attempts, error);
    if (code)
        return code;
    struct attempt_line *rows = arena_array(arena, attempts.count, sizeof *rows);
    if (!rows)
        return error_memory(error);
    view->unfinished = "";
    for (size_t i = 0; i < attempts.count; i++) {
        rows[i] = attempt_line(arena, &attempts.rows[i]);
        if (!rows[i].submitted && !view->unfinished[0])
            view->unfinished = rows[i].attempt;
    }
    view->pack = arena_text(arena, ask->pack);
    view->unit = arena_text(arena, ask->unit);
    view->language = services->language;
    view->quiz = quiz;
    view->item_count = quiz->questions;
    view->attempts = rows;
    view->attempt_count = attempts.count;
    view->may_start = !view->unfinished[0] && (quiz->attempts == 0 || attempts.count < (size_t)quiz->attempts);
    code = pack_title(services, arena, ask->pack, NULL, &view->pack_title, error);
    if (!code)
        *data = view;
    return code;
}

/* The attempt with its quiz and banks, as it was drawn. */
static int open_attempt(struct services *services, struct arena *arena, struct attempt_view *view, const char *pack, const char *version,
                        const char *unit, const char *language, const char *id, uint64_t seed, char digest[DIGEST_HEX], struct error *error)
{
    struct library_found found = { 0 };
    struct unit_banks banks;
    struct quiz *quiz;
    int code = unit_quiz(services, arena, pack, version, unit, language, &quiz, &found, error);
    if (!code)
        code = unit_banks(services, arena, pack, found.version, quiz, language, &banks, error);
    if (!code)
        code = attempt_new(arena, quiz, banks.banks, banks.count, id, seed, &view->attempt, error);
    if (!code)
        code = pack_title(services, arena, pack, found.version, &view->pack_title, error);
    if (code)
        return code;
    hex_from(digest, found.digest.bytes, DIGEST_BYTES);
    view->pack = arena_text(arena, pack);
    view->version = arena_text(arena, found.version);
    view->unit = arena_text(arena, unit);
    view->language = arena_text(arena, language);
    view->quiz = quiz;
    view->digests = banks.digests;
    view->digest_count = banks.count;
    return arena_failed(arena) ? error_memory(error) : 0;
}

int service_ATTEMPT_START(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_unit *ask = asked;
    char id[UUID_SIZE], digest[DIGEST_HEX];
    uint64_t seed = random_u64(services->random);
    struct attempt_view *view = arena_alloc(arena, sizeof *view);
    struct quiz_view *before;
    void *before_data = NULL;
    if (!view)
        return error_memory(error);
    int code = service_QUIZ(services, ask, arena, &before_data, error);
    if (code)
        return code;
    before = before_data;
    if (!before->may_start)
        return error_set(error, ERROR_REFUSED, before->unfinished[0] ? N_("an attempt at this quiz is not finished; go on with that one")
                                                                     : N_("all attempts at this quiz are used; ask your facilitator"));
    uuid_make(id, services->clock, services->random);
    code = open_attempt(services, arena, view, ask->pack, NULL, ask->unit, services->language, id, seed, digest, error);
    if (code)
        return code;
    struct event event = {
        .kind = EVENT_ATTEMPT_STARTED, .attempt = id, .pack = view->pack, .version = view->version, .unit = view->unit, .digest = digest,
        .language = view->language,
        .attempt_started = { .seed = (int64_t)seed, .mode = quiz_kind_names[view->quiz->kind],
                             .questions = (int64_t)view->attempt->count, .settings = settings_text(arena, view->quiz) },
    };
    code = arena_failed(arena) ? error_memory(error) : ask->together ? client_write_together(services->client, &event, error)
                                                     : client_write(services->client, &event, 1, NULL, NULL, NULL, error);
    if (!code)
        *data = view;
    return code;
}

/* Puts the recorded answers back, page by page. */
static int replay(struct services *services, struct arena *arena, struct attempt *attempt, struct keeper_attempt_whole *whole, struct error *error)
{
    size_t offset = 0;
    for (;;) {
        for (size_t i = 0; i < whole->count; i++) {
            const struct keeper_answer *row = &whole->rows[i];
            struct attempt_item *item = attempt_find(attempt, row->item);
            if (!item)
                continue;
            item->flagged = row->flagged;
            if (row->answered)
                attempt_replay(attempt, row->item, row->response);
            item->fixed = row->answered && attempt_reveals(attempt, item);
        }
        if (arena_failed(arena))                 /* an answer that is not there would be marked as none */
            return error_memory(error);
        offset += whole->count;
        if (!whole->more || whole->count == 0)
            return 0;
        struct ask_attempt query = { .attempt = attempt->id, .offset = offset };
        int code = client_attempt(services->client, &query, arena, whole, error);
        if (code)
            return code;
    }
}

/* What was being typed when the power went. */
static void take_drafts(struct services *services, struct arena *arena, struct attempt *attempt)
{
    for (size_t i = 0; i < attempt->count; i++) {
        struct attempt_item *item = &attempt->items[i];
        enum question_type type = item->question->type;
        if (item->fixed || (type != QUESTION_ESSAY && type != QUESTION_SHORTANSWER && type != QUESTION_NUMERICAL))
            continue;
        struct keeper_draft query = { .attempt = attempt->id, .item = item->question->id, .text = "" }, draft;
        if (client_draft_get(services->client, &query, arena, &draft, NULL) == 0 && draft.text[0]
            && attempt_answer(attempt, i, draft.text, NULL) == 0)
            item->saved = false;
    }
}

/* An attempt that was opened again has so much more time. */
static int more_time(struct arena *arena, struct attempt_view *view, int64_t seconds, struct error *error)
{
    struct quiz *quiz = arena_alloc(arena, sizeof *quiz);
    if (!quiz)
        return error_memory(error);
    *quiz = *view->quiz;
    quiz->time_limit_s += (long)seconds;
    view->quiz = view->attempt->quiz = quiz;
    return 0;
}

int service_ATTEMPT_RESUME(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_attempt *ask = asked;
    char digest[DIGEST_HEX];
    struct keeper_attempt_whole whole;
    struct attempt_view *view = arena_alloc(arena, sizeof *view);
    struct ask_attempt query = { .attempt = ask->attempt };
    int code = view ? client_attempt(services->client, &query, arena, &whole, error) : error_memory(error);
    if (code)
        return code;
    struct keeper_attempt row = whole.attempt;
    code = open_attempt(services, arena, view, row.pack, row.version, row.unit, row.language, row.id, row.seed, digest, error);
    if (!code)
        code = replay(services, arena, view->attempt, &whole, error);
    if (code)
        return code;
    if (row.more_seconds && view->quiz->time_limit_s > 0)
        code = more_time(arena, view, row.more_seconds, error);
    if (code)
        return code;
    view->together = row.together;
    view->used_before = row.seconds * 1000;
    view->attempt->used = view->used_before;
    view->attempt->submitted = row.submitted;
    if (!row.submitted) {
        take_drafts(services, arena, view->attempt);
        struct event event = { .kind = EVENT_ATTEMPT_RESUMED, .attempt = row.id, .pack = view->pack, .version = view->version,
                               .unit = view->unit, .attempt_resumed = { .seconds = row.seconds } };
        code = client_write(services->client, &event, 1, NULL, NULL, NULL, error);
    }
    if (!code)
        *data = view;
    return code;
}

#define FRACTION_SIZE 16                         /* of an answer's worth, in decimal */

static const char *digest_of_unit(const struct attempt_view *view, const char *unit)
{
    for (size_t i = 0; i < view->digest_count; i++)
        if (strcmp(view->digests[i].unit, unit) == 0)
            return view->digests[i].digest;
    return NULL;
}

/* An event about an attempt, with what all of them have. */
static struct event attempt_event(const struct attempt_view *view, enum event_kind kind, const struct attempt_item *item)
{
    return (struct event){
        .kind = kind, .attempt = view->attempt->id, .pack = view->pack, .version = view->version, .language = view->language,
        .unit = item ? item->unit : view->unit,
        .digest = item ? digest_of_unit(view, item->unit) : NULL,
        .item = item ? item->question->id : NULL,
    };
}

static int item_of(const struct request_answer *ask, struct attempt_item **item, struct error *error)
{
    *item = attempt_find(ask->view->attempt, ask->item);
    return *item ? 0 : error_set(error, ERROR_NOT_FOUND, N_("this question is not in the attempt"));
}

/* What the answer is worth, for whoever looks after the room; NULL where nothing was answered, or a person marks it. */
static const char *fraction_text(char text[FRACTION_SIZE], const struct question *question, const char *response)
{
    struct grade grade = grade_response(question, response);
    if (grade.state != GRADE_RIGHT && grade.state != GRADE_PARTLY && grade.state != GRADE_WRONG)
        return NULL;
    snprintf(text, FRACTION_SIZE, "%.4f", grade.fraction);
    for (size_t end = strlen(text); end > 1 && strchr(text, '.') && (text[end - 1] == '0' || text[end - 1] == '.'); end--) {
        bool point = text[end - 1] == '.';
        text[end - 1] = 0;
        if (point)
            break;
    }
    return text;
}

/* fraction: where its text lies, as long as the event. */
static struct event answer_event(const struct attempt_view *view, const struct attempt_item *item, const char *response, int64_t used,
                                 char fraction[FRACTION_SIZE])
{
    struct event event = attempt_event(view, EVENT_ANSWERED, item);
    event.answered.seed = (int64_t)view->attempt->seed;
    event.answered.seconds = used / 1000;
    event.answered.fraction = fraction_text(fraction, item->question, response);
    if (response[0] && item->question->type == QUESTION_ESSAY) {
        event.body = response;
        event.body_length = strlen(response);
    } else if (response[0]) {
        event.answered.response = response;
    }
    return event;
}

/* Adds the answers that could not be written down when they were given: of a full disk or a lost keeper nothing must be left behind but the wait. */
#define APPEND_BYTES 100000                      /* of answers in one message: far below the keeper's limit */
static size_t add_unsaved(const struct attempt_view *view, const struct attempt_item *but, int64_t used, struct event *events,
                          char (*fractions)[FRACTION_SIZE], struct attempt_item **items, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < view->attempt->count && count < KEEPER_EVENTS; i++) {
        struct attempt_item *item = &view->attempt->items[i];
        if (item == but || item->saved)
            continue;
        bytes += strlen(item->response);
        if (bytes > APPEND_BYTES && count > 0)
            break;
        items[count] = item;
        events[count] = answer_event(view, item, item->response, used, fractions[count]);
        count++;
    }
    return count;
}

int service_ANSWER(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_answer *ask = asked;
    struct attempt_item *item;
    (void)arena;
    (void)data;
    int code = item_of(ask, &item, error);
    if (code)
        return code;
    char fractions[KEEPER_EVENTS][FRACTION_SIZE];
    struct event events[KEEPER_EVENTS] = { answer_event(ask->view, item, ask->response, ask->used, fractions[0]) };
    struct attempt_item *items[KEEPER_EVENTS] = { item };
    size_t count = add_unsaved(ask->view, item, ask->used, events, fractions, items, 1);
    code = client_write(services->client, events, count, events[0].attempt, events[0].item, NULL, error);
    for (size_t i = 0; !code && i < count; i++)
        if (i > 0 || strcmp(item->response, ask->response) == 0)
            items[i]->saved = true;
    return code;
}

int service_FLAG(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_answer *ask = asked;
    struct attempt_item *item;
    (void)arena;
    (void)data;
    int code = item_of(ask, &item, error);
    if (code)
        return code;
    struct event event = attempt_event(ask->view, EVENT_ITEM_FLAGGED, item);
    event.item_flagged.flagged = ask->response[0] == '1';
    return client_write(services->client, &event, 1, NULL, NULL, NULL, error);
}

int service_DRAFT(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_answer *ask = asked;
    struct keeper_none none = { 0 };
    (void)data;
    struct keeper_draft draft = { .attempt = ask->view->attempt->id, .item = ask->item, .text = ask->response };
    return client_draft_put(services->client, &draft, arena, &none, error);
}

int service_MINUTE(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_answer *ask = asked;
    (void)arena;
    (void)data;
    struct event event = attempt_event(ask->view, EVENT_ATTEMPT_MINUTE, NULL);
    event.attempt_minute.seconds = ask->used / 1000;
    return client_write(services->client, &event, 1, NULL, NULL, NULL, error);
}

/* Writes down what could not be when it was answered. An examination that was closed meanwhile takes no more: then what stands in the records counts. */
static int save_rest(struct services *services, struct arena *arena, const struct request_answer *ask, struct error *error)
{
    struct attempt *attempt = ask->view->attempt;
    int code = 0;
    for (size_t count = 1; !code && count > 0;) {
        char fractions[KEEPER_EVENTS][FRACTION_SIZE];
        struct event events[KEEPER_EVENTS];
        struct attempt_item *items[KEEPER_EVENTS];
        count = add_unsaved(ask->view, NULL, ask->used, events, fractions, items, 0);
        if (count > 0)
            code = client_write(services->client, events, count, NULL, NULL, NULL, error);
        for (size_t i = 0; !code && i < count; i++)
            items[i]->saved = true;
    }
    if (code != ERROR_REFUSED)
        return code;
    struct keeper_attempt_whole whole;
    struct ask_attempt query = { .attempt = attempt->id };
    error_clear(error);
    code = client_attempt(services->client, &query, arena, &whole, error);
    for (size_t i = 0; !code && i < attempt->count; i++)
        if (!attempt->items[i].saved)
            attempt_replay(attempt, attempt->items[i].question->id, "");
    return code ? code : replay(services, arena, attempt, &whole, error);
}

int service_SUBMIT(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_answer *ask = asked;
    struct attempt *attempt = ask->view->attempt;
    struct buf fractions = BUF_INIT;
    char number[40];
    (void)data;
    /* what is recorded is what is marked */
    int code = save_rest(services, arena, ask, error);
    if (code)
        return code;
    struct mark mark = attempt_mark(attempt);
    for (size_t i = 0; i < attempt->count; i++) {
        struct grade grade = grade_response(attempt->items[i].question, attempt->items[i].response);
        if (grade.state == GRADE_FAILED)
            code = error_memory(error);
        if (grade.state == GRADE_MANUAL || grade.state == GRADE_UNMARKED)
            continue;
        snprintf(number, sizeof number, "%.7g", grade.fraction);
        buf_format(&fractions, "%s%s=%s", fractions.length ? " " : "", attempt->items[i].question->id, number);
    }
    if (mark.failed || buf_failed(&fractions))
        code = error_memory(error);
    if (fractions.length > EVENT_LINE_LIMIT / 2) /* they can be computed again; that the attempt is over must be written down */
        buf_clear(&fractions);
    if (!code) {
        struct event event = attempt_event(ask->view, EVENT_ATTEMPT_SUBMITTED, NULL);
        event.attempt_submitted.marks = mark.points;
        event.attempt_submitted.possible = mark.of;
        event.attempt_submitted.passed = attempt->quiz->pass_mark == 0 || !mark.whole ? -1 : mark.passed;
        event.attempt_submitted.seconds = ask->used / 1000;
        event.attempt_submitted.fractions = fractions.data;
        event.attempt_submitted.how = strcmp(ask->response, "time") == 0 ? "time" : "asked";
        code = client_write(services->client, &event, 1, attempt->id, NULL, NULL, error);
    }
    if (!code)
        attempt->submitted = true;
    buf_release(&fractions);
    return code;
}
