/* Requests about learning: what is written down, and what is asked back. All of it is about whoever sits there: no request names another person. */
#include "keeper/serve.h"

#include "records/event.h"
#include "records/log.h"
#include "records/queries.h"
#include "records/working.h"

/* Leaves room in a frame for what stands around the rows. */
#define ROWS_BYTES 200000

/* What a learner does at a kiosk. All other kinds are the keeper's to write. */
static bool kiosk_may_write(enum event_kind kind)
{
    switch (kind) {
    case EVENT_LESSON_OPENED:
    case EVENT_PAGE_READ:
    case EVENT_BLOCK_ANSWERED:
    case EVENT_LESSON_FINISHED:
    case EVENT_ATTEMPT_STARTED:
    case EVENT_ANSWERED:
    case EVENT_ITEM_FLAGGED:
    case EVENT_ATTEMPT_RESUMED:
    case EVENT_ATTEMPT_MINUTE:
    case EVENT_ATTEMPT_SUBMITTED:
        return true;
    default:
        return false;
    }
}

/* An attempt is begun once, goes on by the same person alone, and not after it was handed in. before: the events that stand ahead in the same append. */
static int check_attempt(struct service *service, const struct seat *seat, const struct event *event, const struct event *before, size_t count, struct arena *arena,
                         struct error *error)
{
    struct attempt_row row;
    bool begun = false, ended = false;
    if (!event->attempt)
        return 0;
    for (size_t i = 0; i < count; i++) {
        if (!before[i].attempt || strcmp(before[i].attempt, event->attempt) != 0)
            continue;
        begun = true;
        ended = ended || before[i].kind == EVENT_ATTEMPT_SUBMITTED;
    }
    if (!begun) {
        int code = query_attempt(service->records, event->attempt, arena, &row, error);
        if (code == ERROR_NOT_FOUND)
            error_clear(error);
        bool takes_part = false;
        if (code == 0)
            code = query_takes_part(service->records, event->attempt, event->actor, &takes_part, error);
        if (code && code != ERROR_NOT_FOUND)
            return code;
        if (code == 0 && !takes_part)
            return error_set(error, ERROR_REFUSED, N_("this attempt is another person's"));
        begun = code == 0;
        ended = begun && row.state == ATTEMPT_SUBMITTED;
        if (begun && !ended && event->kind == EVENT_ANSWERED && seat->role == ROLE_LEARNER) {
            code = workshop_may_answer(service->records, event->actor, row.pack, row.unit, error);
            if (code)
                return code;
        }
    }
    if (event->kind == EVENT_ATTEMPT_STARTED && begun)
        return error_set(error, ERROR_EXISTS, N_("this attempt was begun already"));
    if (event->kind != EVENT_ATTEMPT_STARTED && !begun)
        return error_set(error, ERROR_NOT_FOUND, N_("this attempt was never begun"));
    if (ended)
        return error_set(error, ERROR_REFUSED, N_("this attempt was handed in; nothing in it can be changed any more"));
    return 0;
}

/* What a workshop has locked is not begun: by whoever teaches it alone. */
static int check_plan(struct service *service, const struct seat *seat, const struct event *event, struct arena *arena, struct error *error)
{
    char text[DAY_SIZE];
    const char *today;
    if ((event->kind != EVENT_LESSON_OPENED && event->kind != EVENT_ATTEMPT_STARTED) || seat->role != ROLE_LEARNER)
        return 0;
    int code = today_of(service, text, &today, error);
    return code ? code : workshop_may_begin(service->records, event->actor, event->pack, event->unit, today, arena, error);
}

/* For the overview: that something was done, and how many answers in a lesson were not right in a row. */
static void note_done(struct service *service, struct seat *seat, const struct event *event)
{
    if (event->kind != EVENT_ATTEMPT_MINUTE)
        seat->did = clock_running(service->clock) + 1;
    if (event->kind == EVENT_BLOCK_ANSWERED)
        seat->wrong = event->block_answered.fraction > 0 ? 0 : seat->wrong + 1;
    else if (event->kind == EVENT_LESSON_OPENED || event->kind == EVENT_ATTEMPT_STARTED)
        seat->wrong = 0;
}

/* Those who take part in the attempt that is begun are written down with it. */
static int add_members(struct seat *seat, struct event *events, size_t count, size_t *all, struct error *error)
{
    const struct event *started = &events[0];
    if (started->kind != EVENT_ATTEMPT_STARTED || count != 1)
        return error_set(error, ERROR_INVALID, N_("several people begin an attempt together, and nothing else"));
    if (seat->member_count == 0)
        return error_set(error, ERROR_REFUSED, N_("the others have to type their PINs again: the connection was broken meanwhile"));
    if (started->attempt_started.mode && strcmp(started->attempt_started.mode, "exam") == 0)
        return error_set(error, ERROR_REFUSED, N_("an examination is taken by each person alone"));
    for (size_t i = 0; i < seat->member_count; i++)
        events[(*all)++] = (struct event){ .kind = EVENT_ATTEMPT_MEMBER, .actor = seat->person, .attempt = started->attempt,
                                           .attempt_member.person = seat->members[i] };
    return 0;
}

int serve_append(struct service *service, struct seat *seat, const struct ask_append *ask, struct arena *arena, struct keeper_appended *answer,
                 struct error *error)
{
    struct event *events = arena_array(arena, ask->count + KEEPER_TOGETHER, sizeof *events);
    size_t all = ask->count;
    if (!events)
        return error_memory(error);
    if (ask->count == 0)
        return error_set(error, ERROR_INVALID, N_("there is nothing to be written down"));
    for (size_t i = 0; i < ask->count; i++) {
        const struct keeper_event *asked = &ask->events[i];
        struct event *event = &events[i];
        event->kind = event_kind_named(asked->kind);
        if (!kiosk_may_write(event->kind))
            return error_set(error, ERROR_REFUSED, N_("a kiosk may not write down \"%s\""), asked->kind);
        event->actor = seat->person;
        event->attempt = none_for_empty(asked->attempt);
        event->pack = none_for_empty(asked->pack);
        event->version = none_for_empty(asked->version);
        event->unit = none_for_empty(asked->unit);
        event->digest = none_for_empty(asked->digest);
        event->language = none_for_empty(asked->language);
        event->item = none_for_empty(asked->item);
        event->body = none_for_empty(asked->body);
        event->body_length = strlen(asked->body);
        event->data = *asked->data ? asked->data : "{}";
        int code = event_data_read(event, arena, error);
        if (!code)
            code = event_check(event, error);
        if (!code)
            code = check_attempt(service, seat, event, events, i, arena, error);
        if (!code)
            code = check_plan(service, seat, event, arena, error);
        if (!code && event->kind == EVENT_ATTEMPT_STARTED)
            code = room_to_begin(service->room, service->folder, error);
        if (code)
            return code;
    }
    int code = ask->together ? add_members(seat, events, ask->count, &all, error) : 0;
    if (!code)
        code = records_append(service->records, events, all, error);
    if (!code && ask->together)
        seat->member_count = 0;
    if (!code && *ask->drop_attempt && *ask->drop_item)
        code = draft_set(service->records, seat->person, ask->drop_attempt, ask->drop_item, "", 0, error);
    else if (!code && *ask->drop_attempt)
        code = draft_clear(service->records, seat->person, ask->drop_attempt, error);
    if (code)
        return code;
    for (size_t i = 0; i < ask->count; i++)
        note_done(service, seat, &events[i]);
    answer->first = events[0].seq;
    answer->last = events[ask->count - 1].seq;
    return 0;
}

int serve_draft_put(struct service *service, struct seat *seat, const struct keeper_draft *ask, struct arena *arena, struct keeper_none *answer,
                    struct error *error)
{
    (void)arena, (void)answer;
    return draft_set(service->records, seat->person, ask->attempt, ask->item, ask->text, strlen(ask->text), error);
}

int serve_draft_get(struct service *service, struct seat *seat, const struct keeper_draft *ask, struct arena *arena, struct keeper_draft *answer,
                    struct error *error)
{
    struct buf text = BUF_INIT;
    int code = draft_get(service->records, seat->person, ask->attempt, ask->item, &text, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        code = 0;
    }
    *answer = *ask;
    answer->text = arena_copy(arena, text.data, text.length);
    if (!code && !answer->text)
        code = error_memory(error);
    buf_release(&text);
    return code;
}

int serve_draft_drop(struct service *service, struct seat *seat, const struct ask_text *ask, struct arena *arena, struct keeper_none *answer,
                     struct error *error)
{
    (void)arena, (void)answer;
    return draft_clear(service->records, seat->person, ask->text, error);
}

int serve_activity(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena,
                   struct keeper_activity *answer, struct error *error)
{
    struct activity_row row;
    (void)ask;
    int code = query_activity(service->records, seat->person, arena, &row, error);
    if (code == ERROR_NOT_FOUND) {
        error_clear(error);
        return 0;
    }
    if (code)
        return code;
    *answer = (struct keeper_activity){ .pack = row.pack, .version = row.version, .unit = row.unit, .attempt = row.attempt, .page = row.page,
                                        .first = row.first, .last = row.last, .events = row.events };
    return 0;
}

int lessons_of(struct service *service, const char *person, const char *pack, size_t offset, struct arena *arena, struct keeper_lessons *answer,
               struct error *error)
{
    struct lesson_row *found;
    size_t count;
    int code = query_lessons(service->records, person, pack, arena, &found, &count, error);
    if (code)
        return code;
    offset = offset < count ? offset : count;
    answer->count = count - offset < KEEPER_ROWS ? count - offset : KEEPER_ROWS;
    answer->more = count - offset > answer->count;
    struct keeper_lesson *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++) {
        const struct lesson_row *row = &found[offset + i];
        rows[i] = (struct keeper_lesson){ .pack = row->pack, .version = row->version, .unit = row->unit, .pages = row->pages, .page = row->page,
                                          .pages_read = row->pages_read, .seconds = row->seconds, .opened = row->opened, .last = row->last,
                                          .questions = row->questions, .right = row->right, .finished = row->finished };
    }
    answer->rows = rows;
    return 0;
}

int serve_lessons(struct service *service, struct seat *seat, const struct ask_unit *ask, struct arena *arena, struct keeper_lessons *answer,
                  struct error *error)
{
    return lessons_of(service, seat->person, none_for_empty(ask->pack), ask->offset, arena, answer, error);
}

int serve_pages(struct service *service, struct seat *seat, const struct ask_unit *ask, struct arena *arena, struct keeper_pages *answer,
                struct error *error)
{
    int64_t *pages;
    size_t count;
    int code = query_pages(service->records, seat->person, ask->pack, ask->unit, arena, &pages, &count, error);
    if (code)
        return code;
    answer->count = count < 10000 ? count : 10000;
    struct keeper_page *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++)
        rows[i].page = pages[i];
    answer->rows = rows;
    return 0;
}

int serve_blocks(struct service *service, struct seat *seat, const struct ask_unit *ask, struct arena *arena, struct keeper_blocks *answer,
                 struct error *error)
{
    struct block_row *found;
    size_t count;
    int code = query_blocks(service->records, seat->person, ask->pack, ask->unit, arena, &found, &count, error);
    if (code)
        return code;
    answer->count = count < KEEPER_ROWS ? count : KEEPER_ROWS;
    struct keeper_block *rows = arena_array(arena, answer->count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < answer->count; i++)
        rows[i] = (struct keeper_block){ .item = found[i].item, .response = found[i].response, .fraction = found[i].fraction,
                                         .times = found[i].times };
    answer->rows = rows;
    return 0;
}

static struct keeper_attempt attempt_answer(struct service *service, const struct attempt_row *row, bool whole)
{
    return (struct keeper_attempt){
        .id = row->id, .pack = row->pack, .version = row->version, .unit = row->unit, .digest = row->digest, .language = row->language,
        .mode = row->mode, .settings = whole ? row->settings : "", .fractions = whole ? row->fractions : "", .seed = row->seed,
        .questions = row->questions, .answered = row->answered, .flagged = row->flagged, .started = sure_time(service, row->boot, row->started),
        .last = sure_time(service, row->boot, row->last), .ended = sure_time(service, row->boot, row->submitted), .seconds = row->seconds,
        .submitted = row->state == ATTEMPT_SUBMITTED, .marks = row->marks, .possible = row->possible, .passed = row->passed,
        .dropped = row->dropped, .dropped_reason = row->dropped_reason ? row->dropped_reason : "", .more_seconds = row->more_seconds };
}

int attempts_of(struct service *service, const char *person, const struct ask_attempts *ask, struct arena *arena, struct keeper_attempts *answer,
                struct error *error)
{
    struct attempt_row *found;
    size_t count;
    const struct attempt_filter filter = { .person = person, .pack = none_for_empty(ask->pack), .unit = none_for_empty(ask->unit),
                                           .running = ask->running, .submitted = ask->submitted,
                                           .limit = ask->limit == 0 || ask->limit > KEEPER_ROWS ? KEEPER_ROWS : ask->limit };
    int code = query_attempts(service->records, &filter, arena, &found, &count, error);
    if (code)
        return code;
    struct keeper_attempt *rows = arena_array(arena, count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < count; i++)
        rows[i] = attempt_answer(service, &found[i], false);
    for (size_t i = 0; i < count && !code; i++)
        if (found[i].members)
            code = query_together(service->records, found[i].id, person, arena, &rows[i].together, error);
    if (code)
        return code;
    answer->rows = rows;
    answer->count = count;
    return 0;
}

int serve_attempts(struct service *service, struct seat *seat, const struct ask_attempts *ask, struct arena *arena,
                   struct keeper_attempts *answer, struct error *error)
{
    return attempts_of(service, seat->person, ask, arena, answer, error);
}

int serve_attempt(struct service *service, struct seat *seat, const struct ask_attempt *ask, struct arena *arena,
                  struct keeper_attempt_whole *answer, struct error *error)
{
    struct attempt_row row;
    struct answer_row *found;
    size_t count, bytes = 0;
    bool takes_part = false;
    int code = query_attempt(service->records, ask->attempt, arena, &row, error);
    if (!code)
        code = query_takes_part(service->records, ask->attempt, seat->person, &takes_part, error);
    if (!code && !takes_part)
        code = ERROR_NOT_FOUND;
    if (code == ERROR_NOT_FOUND) {               /* another person's is as little there as none */
        error_clear(error);
        return error_set(error, ERROR_NOT_FOUND, N_("there is no such attempt of yours"));
    }
    if (!code)
        code = query_answers(service->records, ask->attempt, arena, &found, &count, error);
    if (code)
        return code;
    struct keeper_answer *rows = arena_array(arena, KEEPER_ROWS, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = ask->offset; i < count && answer->count < KEEPER_ROWS; i++) {
        const char *text = found[i].body ? arena_copy(arena, found[i].body, found[i].body_length) : found[i].response;
        if (found[i].body && !text)
            return error_memory(error);
        bytes += strlen(found[i].item) + (text ? strlen(text) : 0) + 64;
        if (bytes > ROWS_BYTES && answer->count > 0)
            break;
        rows[answer->count++] = (struct keeper_answer){ .item = found[i].item, .response = text, .answered = found[i].answered,
                                                        .flagged = found[i].flagged, .seconds = found[i].seconds, .times = found[i].times };
    }
    answer->more = ask->offset < count && answer->count < count - ask->offset;
    answer->rows = rows;
    answer->attempt = attempt_answer(service, &row, true);
    return row.members ? query_together(service->records, row.id, seat->person, arena, &answer->attempt.together, error) : 0;
}

int serve_kept(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_kept *answer,
               struct error *error)
{
    struct kept kept;
    struct person person = { 0 };
    (void)ask;
    int code = person_answer(service, seat, arena, &answer->person, error);
    if (!code)
        code = query_kept(service->records, seat->person, &kept, error);
    if (!code && !seat->guest)
        code = people_get(service->records, seat->person, arena, &person, error);
    if (code)
        return code;
    code = profile_values(&person, arena, &answer->values, &answer->value_count, error);
    if (code)
        return code;
    answer->contact = person.contact;
    answer->follow_up = person.follow_up;
    answer->surveys = person.surveys;
    answer->government = person.government;
    answer->events = kept.events;
    answer->attempts = kept.attempts;
    answer->answers = kept.answers;
    answer->texts = kept.texts;
    answer->lessons = kept.lessons;
    answer->seconds = kept.seconds;
    answer->versions = kept.versions;
    answer->first = kept.first;
    answer->last = kept.last;
    return 0;
}
