#include "learning/attempt.h"

#include "base/random.h"

static bool taken(const struct attempt *attempt, const struct question *question)
{
    for (size_t i = 0; i < attempt->count; i++)
        if (attempt->items[i].question == question)
            return true;
    return false;
}

/* Takes draw->count of the pool, leaving out what earlier draws took. */
static int draw_items(struct attempt *attempt, size_t number, const struct quiz_bank *banks, size_t bank_count,
                      struct sequence *sequence, struct error *error)
{
    const struct quiz_draw *draw = &attempt->quiz->draws[number];
    const struct question **pool;
    size_t pool_count, free_count = 0;
    int code = quiz_pool(attempt->arena, attempt->quiz, number, banks, bank_count, &pool, &pool_count, error);
    if (code)
        return code;
    uint32_t *order = arena_array(attempt->arena, pool_count, sizeof *order);
    bool *chosen = arena_array(attempt->arena, pool_count, sizeof *chosen);
    if (!order || !chosen)
        return error_memory(error);
    for (size_t i = 0; i < pool_count; i++)
        if (!taken(attempt, pool[i]))
            order[free_count++] = (uint32_t)i;
    if (free_count < draw->count)
        return error_set(error, ERROR_INVALID, N_("this quiz draws %zu questions from \"%s\", which has only %zu left"), draw->count,
                         draw->category && draw->category[0] ? draw->category : draw->bank, free_count);
    if (draw->category)
        sequence_shuffle(sequence, order, free_count);
    for (size_t i = 0; i < draw->count; i++)
        chosen[order[i]] = true;
    for (size_t i = 0; i < pool_count; i++)
        if (chosen[i])
            attempt->items[attempt->count++] = (struct attempt_item){ .question = pool[i], .unit = draw->bank, .response = "", .saved = true };
    return 0;
}

/* The options that an item shows, in the order of the file: of a match, each answer once. */
static int list_options(struct arena *arena, struct attempt_item *item, struct error *error)
{
    const struct question *question = item->question;
    size_t most = question->type == QUESTION_MULTICHOICE ? question->answer_count
        : question->type == QUESTION_MATCH ? question->pair_count : 0;
    if (most == 0)
        return 0;
    item->order = arena_array(arena, most, sizeof *item->order);
    if (!item->order)
        return error_memory(error);
    for (size_t i = 0; i < most; i++) {
        bool again = false;
        for (size_t j = 0; question->type == QUESTION_MATCH && j < i && !again; j++)
            again = strcmp(question->pairs[i].answer, question->pairs[j].answer) == 0;
        if (!again)
            item->order[item->option_count++] = (uint32_t)i;
    }
    return 0;
}

int attempt_new(struct arena *arena, const struct quiz *quiz, const struct quiz_bank *banks, size_t bank_count, const char *id,
                uint64_t seed, struct attempt **out, struct error *error)
{
    struct sequence sequence;
    size_t most = 0;
    for (size_t i = 0; i < quiz->draw_count; i++)
        most += quiz->draws[i].count;
    struct attempt *attempt = arena_alloc(arena, sizeof *attempt);
    if (!attempt)
        return error_memory(error);
    attempt->arena = arena;
    attempt->quiz = quiz;
    attempt->seed = seed;
    attempt->id = arena_text(arena, id);
    attempt->items = arena_array(arena, most, sizeof *attempt->items);
    if (!attempt->id || !attempt->items)
        return error_memory(error);

    sequence_init(&sequence, seed);
    for (size_t i = 0; i < quiz->draw_count; i++) {
        int code = draw_items(attempt, i, banks, bank_count, &sequence, error);
        if (code)
            return code;
    }
    if (quiz->shuffled) {
        uint32_t *order = arena_array(arena, attempt->count, sizeof *order);
        struct attempt_item *items = arena_array(arena, attempt->count, sizeof *items);
        if (!order || !items)
            return error_memory(error);
        for (size_t i = 0; i < attempt->count; i++)
            order[i] = (uint32_t)i;
        sequence_shuffle(&sequence, order, attempt->count);
        for (size_t i = 0; i < attempt->count; i++)
            items[i] = attempt->items[order[i]];
        attempt->items = items;
    }
    for (size_t i = 0; i < attempt->count; i++) {
        struct attempt_item *item = &attempt->items[i];
        int code = list_options(arena, item, error);
        if (code)
            return code;
        /* the answers of a match in the order of the file would give it away */
        if (quiz->shuffle_options || item->question->type == QUESTION_MATCH)
            sequence_shuffle(&sequence, item->order, item->option_count);
    }
    *out = attempt;
    return 0;
}

int question_options(struct arena *arena, const struct question *question, uint64_t seed, uint32_t **order, size_t *count, struct error *error)
{
    struct attempt_item item = { .question = question };
    struct sequence sequence;
    int code = list_options(arena, &item, error);
    if (code)
        return code;
    sequence_init(&sequence, seed);
    if (question->type == QUESTION_MATCH)
        sequence_shuffle(&sequence, item.order, item.option_count);
    *order = item.order;
    *count = item.option_count;
    return 0;
}

struct attempt_item *attempt_find(struct attempt *attempt, const char *question_id)
{
    for (size_t i = 0; i < attempt->count; i++)
        if (strcmp(attempt->items[i].question->id, question_id) == 0)
            return &attempt->items[i];
    return NULL;
}

/* An arena gives nothing back: a text that grows key by key is copied to a place that doubles. */
static bool keep(struct attempt *attempt, struct attempt_item *item, const char *response)
{
    size_t size = strlen(response) + 1;
    if (size > item->room) {
        size_t room = item->room ? 2 * size : size;
        char *text = arena_alloc(attempt->arena, room);
        if (!text)
            return false;
        item->text = text;
        item->room = room;
    }
    item->response = memmove(item->text, response, size);
    return true;
}

int attempt_answer(struct attempt *attempt, size_t number, const char *response, struct error *error)
{
    struct attempt_item *item = number < attempt->count ? &attempt->items[number] : NULL;
    if (!item || !response_valid(item->question, response))
        return error_set(error, ERROR_INVALID, N_("this answer does not fit the question"));
    if (attempt->submitted)
        return error_set(error, ERROR_REFUSED, N_("this attempt was handed in; it can no longer be changed"));
    if (item->fixed)
        return error_set(error, ERROR_REFUSED, N_("the answer was shown already; it can no longer be changed"));
    if (!keep(attempt, item, response ? response : ""))
        return error_memory(error);
    item->saved = false;
    return 0;
}

void attempt_replay(struct attempt *attempt, const char *question_id, const char *response)
{
    struct attempt_item *item = attempt_find(attempt, question_id);
    if (!item || !response_valid(item->question, response))
        return;
    if (keep(attempt, item, response ? response : ""))
        item->saved = true;
}

bool attempt_reveals(const struct attempt *attempt, const struct attempt_item *item)
{
    return attempt->quiz->feedback == FEEDBACK_IMMEDIATE && item->question->type != QUESTION_ESSAY
        && response_given(item->question, item->response);
}

size_t attempt_unanswered(const struct attempt *attempt, size_t *items, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < attempt->count; i++) {
        const struct attempt_item *item = &attempt->items[i];
        if (item->question->type == QUESTION_DESCRIPTION || response_given(item->question, item->response))
            continue;
        if (count < most)
            items[count] = i;
        count++;
    }
    return count;
}

int64_t attempt_time_left(const struct attempt *attempt, int64_t used)
{
    if (attempt->quiz->time_limit_s == 0)
        return -1;
    int64_t left = (int64_t)attempt->quiz->time_limit_s * 1000 - used;
    return left > 0 ? left : 0;
}

struct mark attempt_mark(const struct attempt *attempt)
{
    struct mark mark = { .whole = true };
    for (size_t i = 0; i < attempt->count; i++) {
        const struct attempt_item *item = &attempt->items[i];
        struct grade grade = grade_response(item->question, item->response);
        switch (grade.state) {
        case GRADE_RIGHT:
            mark.right++;
            break;
        case GRADE_PARTLY:
            mark.partly++;
            break;
        case GRADE_WRONG:
            mark.wrong++;
            break;
        case GRADE_NONE:
            mark.unanswered++;
            break;
        case GRADE_MANUAL:
            mark.manual++;
            mark.whole = false;
            continue;
        case GRADE_UNMARKED:
            continue;
        case GRADE_FAILED:
            return (struct mark){ .failed = true };
        }
        mark.points += grade.fraction * item->question->points;
        mark.of += item->question->points;
    }
    if (mark.of > 0 && mark.points > 0)
        mark.per_cent = 100 * mark.points / mark.of;
    /* 7 of 10 must pass at 70 per cent, whatever binary fractions make of it */
    mark.passed = mark.whole && attempt->quiz->pass_mark > 0 && mark.per_cent + 1e-9 >= attempt->quiz->pass_mark;
    return mark;
}

double lesson_mastery(const double *best, size_t count, bool read)
{
    if (count == 0)
        return read ? 1 : 0;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += best[i] > 0 ? best[i] : 0;
    return sum / (double)count;
}
