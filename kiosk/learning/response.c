#include "learning/response.h"

#include "base/intl.h"
#include "base/text.h"

/* One number of a list at *at; false where there is none. */
static bool take_number(const char **at, long *value)
{
    const char *scan = *at;
    long number = 0;
    if (!ascii_digit(*scan))
        return false;
    while (ascii_digit(*scan)) {
        if (number > 100000)
            return false;
        number = number * 10 + (*scan++ - '0');
    }
    *at = scan;
    *value = number;
    return true;
}

static bool valid_choice(const struct question *question, const char *response)
{
    long value, last = -1;
    const char *at = response;
    for (;;) {
        if (!take_number(&at, &value) || value <= last || (size_t)value >= question->answer_count)
            return false;
        last = value;
        if (*at == 0)
            return true;
        if (question->single || *at++ != ',')
            return false;
    }
}

static bool valid_match(const struct question *question, const char *response)
{
    const char *at = response;
    for (size_t pair = 0; pair < question->pair_count; pair++) {
        long value;
        if (pair > 0 && *at++ != ',')
            return false;
        if (*at == '-')
            at++;
        else if (!take_number(&at, &value) || (size_t)value >= question->pair_count)
            return false;
    }
    return *at == 0;
}

bool response_valid(const struct question *question, const char *response)
{
    if (!response || !*response)
        return true;
    switch (question->type) {
    case QUESTION_MULTICHOICE:
        return valid_choice(question, response);
    case QUESTION_TRUEFALSE:
        return (response[0] == '0' || response[0] == '1') && response[1] == 0;
    case QUESTION_MATCH:
        return valid_match(question, response);
    case QUESTION_SHORTANSWER:
    case QUESTION_NUMERICAL:
    case QUESTION_ESSAY:
        return text_valid(response, strlen(response));
    case QUESTION_DESCRIPTION:
    case QUESTION_TYPE_COUNT:
        break;
    }
    return false;
}

bool response_given(const struct question *question, const char *response)
{
    if (!response)
        return false;
    size_t length = strlen(response);
    if (question->type == QUESTION_MATCH)
        return strspn(response, "-,") < length;
    text_trim(response, &length);
    return length > 0;
}

bool response_has(const char *response, size_t option)
{
    long value;
    for (const char *at = response ? response : ""; take_number(&at, &value); at++) {
        if ((size_t)value == option)
            return true;
        if (*at != ',')
            break;
    }
    return false;
}

void response_toggle(struct buf *out, const char *response, size_t option)
{
    bool had = false, placed = false;
    size_t start = out->length;
    long value;
    for (const char *at = response ? response : ""; take_number(&at, &value); at++) {
        if ((size_t)value == option) {
            had = placed = true;
        } else {
            if (!placed && (size_t)value > option && !response_has(response, option)) {
                buf_format(out, "%s%zu", out->length > start ? "," : "", option);
                placed = true;
            }
            buf_format(out, "%s%ld", out->length > start ? "," : "", value);
        }
        if (*at != ',')
            break;
    }
    if (!had && !placed)
        buf_format(out, "%s%zu", out->length > start ? "," : "", option);
}

/* Goes to the entry of a pair; NULL where the list is shorter. */
static const char *match_entry(const char *response, size_t pair)
{
    const char *at = response;
    for (; at && pair > 0; pair--) {
        at = strchr(at, ',');
        if (at)
            at++;
    }
    return at;
}

int response_match(const char *response, size_t pair)
{
    const char *at = response ? match_entry(response, pair) : NULL;
    long value;
    return at && take_number(&at, &value) ? (int)value : -1;
}

void response_set_match(struct buf *out, const struct question *question, const char *response, size_t pair, int answer)
{
    for (size_t i = 0; i < question->pair_count; i++) {
        int value = i == pair ? answer : response_match(response, i);
        if (i > 0)
            buf_char(out, ',');
        if (value < 0)
            buf_char(out, '-');
        else
            buf_format(out, "%d", value);
    }
}

static void describe_choice(struct buf *out, const struct question *question, const char *response)
{
    bool first = true;
    for (size_t i = 0; i < question->answer_count; i++) {
        if (!response_has(response, i))
            continue;
        if (!first)
            buf_text(out, "; ");
        first = false;
        markup_plain(out, question->answers[i].text.text, question->answers[i].text.format);
    }
}

void response_describe(struct buf *out, const struct question *question, const char *response)
{
    if (!response_given(question, response))
        return;
    bool first = true;
    switch (question->type) {
    case QUESTION_MULTICHOICE:
        describe_choice(out, question, response);
        break;
    case QUESTION_TRUEFALSE:
        buf_text(out, response[0] == '1' ? _("True") : _("False"));
        break;
    case QUESTION_MATCH:
        for (size_t i = 0; i < question->pair_count; i++) {
            int answer = response_match(response, i);
            if (!question->pairs[i].stem.text[0] || answer < 0 || (size_t)answer >= question->pair_count)
                continue;
            if (!first)
                buf_text(out, "; ");
            first = false;
            markup_plain(out, question->pairs[i].stem.text, question->pairs[i].stem.format);
            buf_text(out, ": ");
            markup_plain(out, question->pairs[answer].answer, TEXT_PLAIN);
        }
        break;
    case QUESTION_SHORTANSWER:
    case QUESTION_NUMERICAL:
    case QUESTION_ESSAY:
        text_clean(out, response, strlen(response), question->type == QUESTION_ESSAY);
        break;
    case QUESTION_DESCRIPTION:
    case QUESTION_TYPE_COUNT:
        break;
    }
}
