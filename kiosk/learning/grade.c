#include "learning/grade.h"

#include <math.h>

#include "base/error.h"
#include "base/intl.h"
#include "base/number.h"
#include "base/text.h"
#include "learning/response.h"

/* Moodle's bounds for "right" and "wrong" (question_state::graded_state_for_fraction). */
#define ALMOST 0.000001

static struct grade graded(double fraction, const struct rich_text *feedback, int answer)
{
    struct grade grade = { .fraction = fraction, .answer = answer };
    grade.feedback = feedback && feedback->text && feedback->text[0] ? feedback : NULL;
    grade.state = fraction > 1 - ALMOST ? GRADE_RIGHT : fraction < ALMOST ? GRADE_WRONG : GRADE_PARTLY;
    return grade;
}

static struct grade grade_choice(const struct question *question, const char *response)
{
    double sum = 0;
    int chosen = -1, count = 0;
    for (size_t i = 0; i < question->answer_count; i++) {
        if (response_has(response, i)) {
            sum += question->answers[i].fraction;
            chosen = (int)i;
            count++;
        }
    }
    if (question->single)
        return graded(sum, chosen >= 0 ? &question->answers[chosen].feedback : NULL, chosen);
    return graded(fmin(fmax(sum, 0), 1), count == 1 ? &question->answers[chosen].feedback : NULL, count == 1 ? chosen : -1);
}

static struct grade grade_match(const struct question *question, const char *response)
{
    size_t asked = 0, right = 0;
    for (size_t i = 0; i < question->pair_count; i++) {
        if (!question->pairs[i].stem.text[0])
            continue;
        asked++;
        int answer = response_match(response, i);
        /* equal answers of two pairs are the same choice */
        if (answer >= 0 && (size_t)answer < question->pair_count
            && strcmp(question->pairs[answer].answer, question->pairs[i].answer) == 0)
            right++;
    }
    return graded(asked ? (double)right / (double)asked : 0, NULL, -1);
}

static struct grade grade_short(const struct question *question, const char *response)
{
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct answer *answer = &question->answers[i];
        int met = answer->any ? 1 : short_answer_matches(answer->text.text, response, question->match_case);
        if (met < 0)
            return (struct grade){ .state = GRADE_FAILED, .answer = -1 };
        if (met)
            return graded(answer->fraction, &answer->feedback, (int)i);
    }
    return graded(0, NULL, -1);
}

static struct grade grade_number(const struct question *question, const char *response)
{
    struct number number = number_read(response, strlen(response));
    bool readable = number.reading == NUMBER_GOOD || number.reading == NUMBER_TWO_WAYS;
    for (size_t i = 0; i < question->answer_count; i++) {
        const struct answer *answer = &question->answers[i];
        /* the bounds are included; a hair more, since 0.1 + 0.2 is not 0.3 */
        double hair = 1e-12 * fmax(fabs(answer->value), fabs(number.value));
        if (answer->any || (readable && fabs(number.value - answer->value) <= answer->tolerance + hair))
            return graded(answer->fraction, &answer->feedback, (int)i);
    }
    return graded(0, NULL, -1);
}

struct grade grade_response(const struct question *question, const char *response)
{
    struct grade none = { .state = GRADE_NONE, .answer = -1 };
    if (question->type == QUESTION_DESCRIPTION) {
        none.state = GRADE_UNMARKED;
        return none;
    }
    if (!response_given(question, response) || !response_valid(question, response))
        return none;
    switch (question->type) {
    case QUESTION_MULTICHOICE:
        return grade_choice(question, response);
    case QUESTION_TRUEFALSE: {
        bool said = response[0] == '1';
        return graded(said == question->correct, said ? &question->feedback_true : &question->feedback_false, said);
    }
    case QUESTION_SHORTANSWER:
        return grade_short(question, response);
    case QUESTION_NUMERICAL:
        return grade_number(question, response);
    case QUESTION_MATCH:
        return grade_match(question, response);
    case QUESTION_ESSAY:
        none.state = GRADE_MANUAL;
        break;
    case QUESTION_DESCRIPTION:
    case QUESTION_TYPE_COUNT:
        break;
    }
    return none;
}

/* '*' any run, "\*" a star, anything else itself. The last star that was met is the only one to go back to: so the time is at most the
 * product of the lengths. */
static bool wildcard(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    for (;;) {
        if (*pattern == '*') {
            star = ++pattern;
            resume = text;
            continue;
        }
        bool escaped = pattern[0] == '\\' && pattern[1] == '*';
        char want = escaped ? '*' : *pattern;
        if (*text && want && *text == want) {
            pattern += escaped ? 2 : 1;
            text++;
            continue;
        }
        if (!*text && !*pattern)
            return true;
        if (!star || !*resume)
            return false;
        pattern = star;
        text = ++resume;
    }
}

int short_answer_matches(const char *pattern, const char *response, bool match_case)
{
    struct buf p = BUF_INIT, r = BUF_INIT;
    size_t p_length = strlen(pattern), r_length = strlen(response);
    pattern = text_trim(pattern, &p_length);
    response = text_trim(response, &r_length);
    bool (*normalise)(struct buf *, const char *, size_t) = match_case ? text_nfc : text_fold;
    bool normal = normalise(&p, pattern, p_length) && normalise(&r, response, r_length);
    int same = normal ? wildcard(p.data, r.data) : ERROR_MEMORY;
    buf_release(&p);
    buf_release(&r);
    return same;
}

static void solve_number(struct buf *out, const struct answer *answer)
{
    char value[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE];
    buf_text(out, number_text(value, answer->value));
    if (answer->tolerance > 0)
        buf_format(out, _(" (%s to %s)"), number_text(low, answer->value - answer->tolerance),
                   number_text(high, answer->value + answer->tolerance));
}

/* A pattern as one would write the answer: without the escapes; a star is an ellipsis. */
static void solve_short(struct buf *out, const char *pattern)
{
    for (const char *at = pattern; *at; at++) {
        if (at[0] == '\\' && at[1] == '*')
            buf_char(out, *++at);
        else if (*at == '*')
            buf_text(out, "…");
        else
            buf_char(out, *at);
    }
}

bool grade_solution(struct buf *out, const struct question *question)
{
    size_t start = out->length;
    double best = 0;
    for (size_t i = 0; i < question->answer_count; i++)
        best = fmax(best, question->answers[i].fraction);
    switch (question->type) {
    case QUESTION_MULTICHOICE:
        for (size_t i = 0; i < question->answer_count; i++) {
            double fraction = question->answers[i].fraction;
            if (fraction <= 0 || (question->single && fraction < best))
                continue;
            if (out->length > start)
                buf_text(out, "; ");
            markup_plain(out, question->answers[i].text.text, question->answers[i].text.format);
        }
        break;
    case QUESTION_TRUEFALSE:
        buf_text(out, question->correct ? _("True") : _("False"));
        break;
    case QUESTION_SHORTANSWER:
    case QUESTION_NUMERICAL:
        for (size_t i = 0; i < question->answer_count; i++) {
            if (question->answers[i].fraction < best || question->answers[i].any)
                continue;
            if (question->type == QUESTION_NUMERICAL)
                solve_number(out, &question->answers[i]);
            else
                solve_short(out, question->answers[i].text.text);
            break;
        }
        break;
    case QUESTION_MATCH:
        for (size_t i = 0; i < question->pair_count; i++) {
            if (!question->pairs[i].stem.text[0])
                continue;
            if (out->length > start)
                buf_text(out, "; ");
            markup_plain(out, question->pairs[i].stem.text, question->pairs[i].stem.format);
            buf_text(out, ": ");
            markup_plain(out, question->pairs[i].answer, TEXT_PLAIN);
        }
        break;
    case QUESTION_ESSAY:
    case QUESTION_DESCRIPTION:
    case QUESTION_TYPE_COUNT:
        break;
    }
    return !buf_failed(out) && out->length > start;
}
