#include "model/quiz.h"

#include "base/text.h"
#include "model/question.h"
#include "model/settings.h"

#define TIME_LIMIT_MINUTES 600
#define ATTEMPTS_LIMIT 1000

const char *const quiz_kind_names[] = { [QUIZ_PRACTICE] = "practice", [QUIZ_TEST] = "test", [QUIZ_EXAM] = "exam", NULL };
const char *const quiz_feedback_names[] = {
    [FEEDBACK_IMMEDIATE] = "immediate", [FEEDBACK_DEFERRED] = "deferred", [FEEDBACK_NONE] = "none", NULL
};
const char *const quiz_review_names[] = {
    [REVIEW_FULL] = "full", [REVIEW_MISTAKES] = "mistakes", [REVIEW_MARK] = "mark", [REVIEW_NONE] = "none", NULL
};
static const char *const order_names[] = { "shuffled", "as-written", NULL };

static void read_draw(const struct cfg *cfg, const config_setting_t *group, struct quiz_draw *draw)
{
    static const char *const known[] = { "bank", "category", "count", "ids", NULL };
    int64_t count = 0;
    draw->line = (long)config_setting_source_line(group);
    if (!config_setting_is_group(group)) {
        cfg_report(cfg, group, N_("a draw is { bank = …; category = …; count = …; } or { bank = …; ids = [ … ]; }"));
        return;
    }
    cfg_known(cfg, group, known);
    cfg_name(cfg, group, "bank", true, &draw->bank);
    bool has_category = config_setting_get_member(group, "category"), has_count = config_setting_get_member(group, "count");
    if (config_setting_get_member(group, "ids")) {
        if (has_category || has_count)
            cfg_report(cfg, group, N_("a draw has either ids or a category with a count, not both"));
        if (!cfg_strings(cfg, group, "ids", true, &draw->ids, &draw->id_count))
            return;
        draw->count = draw->id_count;
        if (!draw->id_count)
            cfg_report(cfg, group, N_("ids is empty: name the questions, or take it away"));
        return;
    }
    draw->category = "";
    cfg_string(cfg, group, "category", false, &draw->category);
    cfg_int(cfg, group, "count", true, 1, QUIZ_QUESTIONS_LIMIT, &count);
    draw->count = (size_t)count;
}

static void read_draws(const struct cfg *cfg, const config_setting_t *root, struct quiz *quiz)
{
    config_setting_t *list = cfg_list(cfg, root, "draw", true);
    int length = list ? config_setting_length(list) : 0;
    if (!list)
        return;
    if (length < 1 || length > QUIZ_DRAWS_LIMIT) {
        cfg_report(cfg, list, N_("a quiz has 1 to %d draws"), QUIZ_DRAWS_LIMIT);
        return;
    }
    quiz->draws = arena_array(cfg->arena, (size_t)length, sizeof *quiz->draws);
    if (!quiz->draws)
        return;
    quiz->draw_count = (size_t)length;
    for (int i = 0; i < length; i++) {
        read_draw(cfg, config_setting_get_elem(list, (unsigned)i), &quiz->draws[i]);
        quiz->questions += quiz->draws[i].count;
    }
    if (quiz->questions > QUIZ_QUESTIONS_LIMIT)
        cfg_report(cfg, list, N_("a quiz has at most %d questions, this one has %zu"), QUIZ_QUESTIONS_LIMIT, quiz->questions);
}

/* The same question named twice would be asked twice. */
static void refuse_named_twice(const struct cfg *cfg, const config_setting_t *root, const struct quiz *quiz)
{
    for (size_t i = 0; i < quiz->draw_count; i++)
        for (size_t j = 0; j < quiz->draws[i].id_count; j++)
            for (size_t k = i; k < quiz->draw_count; k++)
                for (size_t l = k == i ? j + 1 : 0; l < quiz->draws[k].id_count; l++)
                    if (text_equal(quiz->draws[i].bank, quiz->draws[k].bank) && text_equal(quiz->draws[i].ids[j], quiz->draws[k].ids[l]))
                        cfg_report(cfg, config_setting_get_elem(config_setting_get_member(root, "draw"), (unsigned)k),
                                   N_("the question `%s` is drawn twice: name it once"), quiz->draws[k].ids[l]);
}

static void *read_quiz(const struct cfg *cfg, const config_setting_t *root)
{
    static const char *const known[] = { "id", "kind", "title", "summary", "draw", "order", "shuffle_options", "time_limit", "attempts", "pass_mark",
                                         "feedback", "review", NULL };
    struct quiz *quiz = arena_alloc(cfg->arena, sizeof *quiz);
    int kind = QUIZ_PRACTICE, order = 0, review = REVIEW_FULL;
    int64_t minutes = 0, attempts = 0, pass_mark = 70;
    if (!quiz)
        return NULL;
    quiz->shuffle_options = true;
    cfg_known(cfg, root, known);
    cfg_name(cfg, root, "id", true, &quiz->id);
    cfg_word(cfg, root, "kind", false, quiz_kind_names, &kind);
    cfg_localized(cfg, root, "title", true, &quiz->title);
    cfg_localized(cfg, root, "summary", false, &quiz->summary);
    read_draws(cfg, root, quiz);
    cfg_word(cfg, root, "order", false, order_names, &order);
    cfg_bool(cfg, root, "shuffle_options", false, &quiz->shuffle_options);
    cfg_int(cfg, root, "time_limit", false, 0, TIME_LIMIT_MINUTES, &minutes);
    cfg_int(cfg, root, "attempts", false, 0, ATTEMPTS_LIMIT, &attempts);
    cfg_int(cfg, root, "pass_mark", false, 0, 100, &pass_mark);
    int feedback = kind == QUIZ_PRACTICE ? FEEDBACK_IMMEDIATE : FEEDBACK_DEFERRED;
    cfg_word(cfg, root, "feedback", false, quiz_feedback_names, &feedback);
    cfg_word(cfg, root, "review", false, quiz_review_names, &review);
    if (kind == QUIZ_EXAM && feedback == FEEDBACK_IMMEDIATE)
        cfg_report(cfg, config_setting_get_member(root, "feedback"), N_("an exam gives no immediate feedback: write deferred or none"));
    refuse_named_twice(cfg, root, quiz);
    quiz->kind = (enum quiz_kind)kind;
    quiz->shuffled = order == 0;
    quiz->time_limit_s = (long)minutes * 60;
    quiz->attempts = (int)attempts;
    quiz->pass_mark = (int)pass_mark;
    quiz->feedback = (enum quiz_feedback)feedback;
    quiz->review = (enum quiz_review)review;
    return quiz;
}

int quiz_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct quiz **quiz)
{
    void *made;
    int code = settings_read(arena, text, length, file, report, read_quiz, &made);
    if (code == 0)
        *quiz = made;
    return code;
}

static const struct bank *find_bank(const struct quiz_bank *banks, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(banks[i].id, id))
            return banks[i].bank;
    return NULL;
}

static bool named(const struct quiz *quiz, const char *bank, const char *id)
{
    for (size_t i = 0; i < quiz->draw_count; i++)
        for (size_t j = 0; j < quiz->draws[i].id_count && text_equal(quiz->draws[i].bank, bank); j++)
            if (text_equal(quiz->draws[i].ids[j], id))
                return true;
    return false;
}

/* Can a category give this question? */
static bool drawable(const struct quiz *quiz, const struct quiz_draw *draw, const struct question *question)
{
    return question->type != QUESTION_ESSAY && question->type != QUESTION_DESCRIPTION && category_holds(draw->category, question->category)
        && !named(quiz, draw->bank, question->id);
}

int quiz_pool(struct arena *arena, const struct quiz *quiz, size_t number, const struct quiz_bank *banks, size_t bank_count,
              const struct question ***pool, size_t *count, struct error *error)
{
    const struct quiz_draw *draw = &quiz->draws[number];
    const struct bank *bank = find_bank(banks, bank_count, draw->bank);
    if (!bank)
        return error_set(error, ERROR_NOT_FOUND, N_("there is no bank `%s`"), draw->bank);
    size_t most = draw->ids ? draw->id_count : bank->count, found = 0;
    const struct question **made = arena_array(arena, most, sizeof *made);
    if (!made)
        return error_memory(error);
    for (size_t i = 0; i < most; i++) {
        if (!draw->ids) {
            if (drawable(quiz, draw, &bank->questions[i]))
                made[found++] = &bank->questions[i];
            continue;
        }
        made[found] = bank_find(bank, draw->ids[i]);
        if (!made[found++])
            return error_set(error, ERROR_NOT_FOUND, N_("the bank `%s` has no question `%s`"), draw->bank, draw->ids[i]);
    }
    *pool = made;
    *count = found;
    return 0;
}

/* How many of one pool are also in another; both in the bank's order. */
static size_t shared(const struct question **a, size_t a_count, const struct question **b, size_t b_count)
{
    size_t i = 0, j = 0, both = 0;
    while (i < a_count && j < b_count) {
        both += a[i] == b[j];
        if (a[i] < b[j])
            i++;
        else if (a[i] > b[j])
            j++;
        else
            i++, j++;
    }
    return both;
}

static bool has_category(const struct bank *bank, const char *category)
{
    for (size_t i = 0; i < bank->category_count; i++)
        if (category_holds(category, bank->categories[i]))
            return true;
    return false;
}

struct pool {
    const struct question **questions;
    size_t count;
};

static void check_category(const struct quiz *quiz, size_t number, const struct pool *pools, const struct bank *bank, struct error *place, struct report *report)
{
    const struct quiz_draw *draw = &quiz->draws[number];
    const char *category = *draw->category ? draw->category : draw->bank;
    size_t needed = draw->count;
    if (!has_category(bank, draw->category)) {
        error_set(place, ERROR_NOT_FOUND, N_("the bank `%s` has no category `%s`"), draw->bank, draw->category);
        report_add(report, place);
        return;
    }
    /* what earlier draws may have taken away from this one, at the worst */
    for (size_t i = 0; i < number; i++)
        if (!quiz->draws[i].ids && text_equal(quiz->draws[i].bank, draw->bank)) {
            size_t both = shared(pools[i].questions, pools[i].count, pools[number].questions, pools[number].count);
            needed += both < quiz->draws[i].count ? both : quiz->draws[i].count;
        }
    if (needed > pools[number].count) {
        error_set(place, ERROR_INVALID, N_("`%s` has %zu questions that can be drawn, and %zu are needed: write more, or draw fewer"), category,
                  pools[number].count, needed);
        report_add(report, place);
    } else if (needed + QUIZ_SPARE > pools[number].count && quiz->shuffled) {
        error_set(place, ERROR_INVALID, N_("`%s` has %zu questions and %zu are drawn: with so few to choose from, each attempt is nearly the same"), category,
                  pools[number].count, needed);
        report_warn(report, place);
    }
}

void quiz_check(struct arena *arena, const struct quiz *quiz, const char *file, const struct quiz_bank *banks, size_t bank_count,
                struct report *report)
{
    struct pool *pools = arena_array(arena, quiz->draw_count, sizeof *pools);
    struct error error = { 0 };
    for (size_t i = 0; i < quiz->draw_count; i++) {
        error_at(&error, file, quiz->draws[i].line, 0);
        int code = pools ? quiz_pool(arena, quiz, i, banks, bank_count, &pools[i].questions, &pools[i].count, &error) : error_memory(&error);
        if (code < 0)
            report_add(report, &error);
        else if (!quiz->draws[i].ids)
            check_category(quiz, i, pools, find_bank(banks, bank_count, quiz->draws[i].bank), &error, report);
        if (code == ERROR_MEMORY)
            return;
    }
}
