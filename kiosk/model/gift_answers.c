#include "model/gift_block.h"

#include <math.h>

#include "base/number.h"
#include "base/text.h"
#include "model/gift.h"

/* What stands between two marks. mark is the sign before it, 0 where there is none. */
struct piece {
    struct slice slice;
    char mark;
};

struct pieces {
    struct piece items[QUESTION_ANSWERS_LIMIT + 1];
    size_t count;
};

static bool empty(struct slice slice)
{
    return slice.start == slice.end;
}

static bool is_one(const struct block *block, struct slice slice, char c)
{
    return slice.end - slice.start == 1 && block->text[slice.start] == c;
}

/* A sign of arithmetic that is not the text's first character (where - and + belong to a number). */
static bool calculates(const struct block *block, struct slice text)
{
    static const char *const signs[] = { "\xc3\x97", "\xc3\xb7", "\xe2\x88\x92" }; /* times, divided by, minus */
    text = slice_trim(block, text);
    for (size_t at = text.start + 1; at < text.end; at++) {
        if (strchr("+-*/", block->text[at]))
            return true;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (slice_find_text(block, text, signs[i]) < text.end)
            return true;
    }
    return false;
}

/*
 * An '=' within a text begins an answer in Moodle, with full marks, although its author meant an equation (1200 / 4 = 300) or an attribute
 * (href="…"): it stands between two figures with blanks at both sides or at none, behind a calculation; or between a letter and a quotation mark.
 * before is where the answer that it is in begins. {~3~5=4} is no equation.
 */
static bool is_equation(const struct block *block, struct slice all, size_t before, size_t at)
{
    const char *text = block->text;
    size_t left = at, right = at + 1;
    while (left > all.start && text[left - 1] == ' ')
        left--;
    while (right < all.end && text[right] == ' ')
        right++;
    if (left == all.start || right == all.end || (left == at) != (right == at + 1))
        return false;
    char last = text[left - 1], next = text[right];
    if (left == at && ascii_alpha(last) && (next == '"' || next == '\''))
        return true;
    bool number = ascii_digit(next) || (next == '-' && right + 1 < all.end && ascii_digit(text[right + 1]));
    return (ascii_digit(last) || last == ')') && (number || next == '(') && calculates(block, (struct slice){ before, at });
}

/* Cuts answers at each of the marks (one or two). What stands before the first one is an answer too, if it is not empty. */
static bool cut(struct block *block, struct slice all, const char *marks, struct pieces *pieces)
{
    pieces->count = 0;
    struct piece piece = { { all.start, all.end }, 0 };
    for (size_t at = all.start; at <= all.end; at++) {
        if (at < all.end && block->text[at] != marks[0] && (marks[1] == 0 || block->text[at] != marks[1]))
            continue;
        if (at < all.end && block->text[at] == '=' && is_equation(block, all, piece.slice.start, at)) {
            MISTAKE(block, at, N_("this '=' would begin a new answer; write \\= for the sign itself"));
            return false;
        }
        piece.slice.end = at;
        piece.slice = slice_trim(block, piece.slice);
        if (piece.mark == 0 && is_one(block, piece.slice, '0')) {
            MISTAKE(block, piece.slice.start, N_("Moodle drops a first answer that is only 0; write it with = or ~ before it"));
            return false;
        }
        if (piece.mark || !empty(piece.slice)) {
            if (pieces->count >= QUESTION_ANSWERS_LIMIT) {
                MISTAKE(block, piece.slice.start, N_("more than %d answers; take some away"), QUESTION_ANSWERS_LIMIT);
                return false;
            }
            pieces->items[pieces->count++] = piece;
        }
        if (at < all.end)
            piece = (struct piece){ { at + 1, all.end }, block->text[at] };
    }
    return true;
}

/* %N% in front: the weight, in per cent. What only looks like one would be shown as text by Moodle. False after a mistake. */
static bool read_weight(struct block *block, struct slice *slice, bool allowed, double *fraction)
{
    const char *text = block->text;
    size_t at = slice->start;
    if (at >= slice->end || text[at] != '%')
        return true;
    for (at++; at < slice->end && strchr(" \t+-.", text[at]);)
        at++;
    if (at >= slice->end || !ascii_digit(text[at]))
        return true;
    size_t close = slice_find(block, (struct slice){ at, slice->end }, '%'), number = slice->start + 1;
    double weight = 0;
    bool digit_first = text[number] == '-' ? ascii_digit(text[number + 1]) : ascii_digit(text[number]);
    if (close == slice->end || !digit_first || memchr(text + number, 'e', close - number)
        || !gift_number(text + number, close - number, &weight) || fabs(weight) > 100) {
        MISTAKE(block, slice->start, N_("this weight is not valid; write it like %%50%% or %%-33.33333%%, from -100 to 100"));
        return false;
    }
    if (!allowed) {
        MISTAKE(block, slice->start, N_("an answer that begins with = counts 100 %% and takes no weight; write ~ instead of ="));
        return false;
    }
    *fraction = weight / 100;
    slice->start = close + 1;
    *slice = slice_trim(block, *slice);
    return true;
}

/* ANSWER # FEEDBACK. Gives back the answer's slice. */
static struct slice cut_feedback(struct block *block, struct slice slice, enum text_format format, struct rich_text *feedback)
{
    size_t hash = slice_find(block, slice, '#');
    *feedback = (struct rich_text){ "", format };
    if (hash < slice.end) {
        struct slice after = slice_trim(block, (struct slice){ hash + 1, slice.end });
        *feedback = block_rich(block, block->text + after.start, after.end - after.start, format);
    }
    return slice_trim(block, (struct slice){ slice.start, hash });
}

static struct answer *new_answers(struct block *block, struct question *question, size_t count)
{
    struct answer *answers = arena_array(block->arena, count, sizeof *answers);
    if (!answers)
        return NULL;
    question->answers = answers;
    question->answer_count = count;
    return answers;
}

/* Weight, text, feedback and place of one answer. False after a mistake. */
static bool read_answer(struct block *block, struct slice slice, bool weight_allowed, enum text_format format, struct answer *answer,
                        struct slice *text)
{
    struct place place = block_place(block, slice.start);
    answer->line = place.line;
    answer->column = place.column;
    if (!read_weight(block, &slice, weight_allowed, &answer->fraction))
        return false;
    *text = cut_feedback(block, slice, format, &answer->feedback);
    if (empty(*text)) {
        MISTAKE_AT(block, place, N_("an answer without a text; write it behind its = or ~"));
        return false;
    }
    answer->text = block_rich(block, block->text + text->start, text->end - text->start, format);
    if (answer->text.text[0] == 0 && !arena_failed(block->arena)) {
        MISTAKE_AT(block, place, N_("an answer without a text; write it behind its = or ~"));
        return false;
    }
    return true;
}

static void refuse_twins(struct block *block, const struct question *question, const struct answer *answers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            bool same = question->type == QUESTION_NUMERICAL
                ? answers[i].any == answers[j].any && answers[i].value == answers[j].value && answers[i].tolerance == answers[j].tolerance
                : strcmp(answers[i].text.text, answers[j].text.text) == 0;
            if (!same)
                continue;
            struct place place = { 0, answers[i].line, answers[i].column };
            MISTAKE_AT(block, place, N_("the answer '%s' is there twice; change or remove one"), answers[i].text.text);
            break;
        }
    }
}

static void need_full_marks(struct block *block, const struct answer *answers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (answers[i].fraction >= 0.99999)
            return;
    }
    MISTAKE_AT(block, block->start, N_("no answer counts 100 %%; give the right one with = and without a weight"));
}

static void read_multichoice(struct block *block, struct slice all, struct question *question)
{
    struct pieces pieces;
    question->single = slice_find(block, all, '=') < all.end;
    if (!cut(block, all, "=~", &pieces))
        return;
    if (pieces.count < 2) {
        MISTAKE(block, all.start, N_("only one option; write at least two"));
        return;
    }
    struct answer *answers = new_answers(block, question, pieces.count);
    if (!answers)
        return;
    double sum = 0;
    for (size_t i = 0; i < pieces.count; i++) {
        bool right = pieces.items[i].mark == '=';
        struct slice text;
        answers[i].fraction = right;
        if (!read_answer(block, pieces.items[i].slice, !right, question->stem.format, &answers[i], &text))
            return;
        if (answers[i].fraction > 0)
            sum += answers[i].fraction;
    }
    /* Moodle rounds the sum to whole per cent */
    if (!question->single && fabs(sum - 1) >= 0.005) {
        char percent[NUMBER_SIZE];
        snprintf(percent, sizeof percent, "%.6g", 100 * sum);
        MISTAKE_AT(block, block->start, N_("the weights of the right options add up to %s %%, not 100 %%; mark the right one with =, or mend the weights"), percent);
    }
    refuse_twins(block, question, answers, pieces.count);
}

static bool looks_like_truefalse(const char *text)
{
    static const char *const words[] = { "t", "f", "true", "false" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcasecmp(text, words[i]) == 0)
            return true;
    }
    return false;
}

static void read_shortanswer(struct block *block, struct slice all, struct question *question)
{
    struct pieces pieces;
    if (!cut(block, all, "=", &pieces))
        return;
    struct answer *answers = new_answers(block, question, pieces.count);
    if (!answers)
        return;
    for (size_t i = 0; i < pieces.count; i++) {
        struct slice text;
        answers[i].fraction = 1;
        if (!read_answer(block, pieces.items[i].slice, true, question->stem.format, &answers[i], &text))
            return;
        answers[i].any = strcmp(answers[i].text.text, "*") == 0;
        if (answers[i].any && i + 1 < pieces.count)
            WARNING(block, text.start, N_("* fits everything, so that no answer behind it is ever reached; put it last"));
    }
    if (pieces.count == 1 && looks_like_truefalse(answers[0].text.text))
        WARNING(block, all.start, N_("this is a short answer; for true or false write {T} or {F}, without ="));
    need_full_marks(block, answers, pieces.count);
    refuse_twins(block, question, answers, pieces.count);
}

/* VALUE, VALUE:TOLERANCE or LEAST..MOST, or * for whatever is left. */
static bool read_number(struct block *block, struct slice text, struct answer *answer)
{
    const char *bytes = block->text + text.start;
    size_t length = text.end - text.start;
    if (length == 1 && *bytes == '*') {
        answer->any = true;
        return true;
    }
    size_t range = slice_find_text(block, text, ".."), colon = slice_find(block, text, ':');
    struct slice first = text, second = { text.end, text.end };
    if (range < text.end && range > text.start) {
        first.end = range;
        second.start = range + 2;
    } else if (colon < text.end && colon > text.start) {
        first.end = colon;
        second.start = colon + 1;
    }
    bool two = first.end < text.end;
    first = slice_trim(block, first);
    second = slice_trim(block, second);
    double a = 0, b = 0;
    const struct slice *bad = !gift_number(block->text + first.start, first.end - first.start, &a) ? &first
        : two && !gift_number(block->text + second.start, second.end - second.start, &b) ? &second : NULL;
    if (bad) {
        const char *shown = block_text(block, block->text + bad->start, bad->end - bad->start);
        MISTAKE(block, bad->start, N_("'%s' is no number; write it like 1200, 0.5, 3:0.1 or 1..5, without units and blanks"), shown);
        return false;
    }
    if (range < text.end && range > text.start) {
        if (a > b) {
            MISTAKE(block, text.start, N_("this range ends below its beginning; write the smaller number first"));
            return false;
        }
        answer->value = a / 2 + b / 2;
        answer->tolerance = b - answer->value;
    } else {
        if (b < 0) {
            MISTAKE(block, second.start, N_("the tolerance is negative; write how far an answer may be off"));
            return false;
        }
        answer->value = a;
        answer->tolerance = b;
    }
    return true;
}

/* What stands behind ~ in a numerical question is the feedback to all other numbers. */
static bool read_wrong_feedback(struct block *block, struct slice all, enum text_format format, struct answer *answer)
{
    struct place place = block_place(block, all.start);
    struct slice inner = { all.start + 1, all.end };
    size_t hash = slice_find(block, inner, '#');
    if (hash == inner.end || !empty(slice_trim(block, (struct slice){ inner.start, hash })) || slice_find(block, inner, '~') < inner.end) {
        MISTAKE_AT(block, place, N_("behind ~ a numerical question has nothing but #feedback for all other numbers; give answers with ="));
        return false;
    }
    size_t equals = slice_find(block, inner, '=');
    if (equals < inner.end) {
        MISTAKE(block, equals, N_("this '=' is read as a part of the feedback behind ~; write ~#feedback last, and \\= for the sign itself"));
        return false;
    }
    cut_feedback(block, inner, format, &answer->feedback);
    answer->line = place.line;
    answer->column = place.column;
    answer->any = true;
    return true;
}

static void name_number(struct block *block, enum text_format format, struct answer *answer)
{
    char text[NUMBER_SIZE];
    const char *kept = arena_text(block->arena, answer->any ? "*" : number_text(text, answer->value));
    answer->text = (struct rich_text){ kept ? kept : "", format };
}

static void read_numerical(struct block *block, struct slice all, struct question *question)
{
    all = slice_trim(block, (struct slice){ all.start + 1, all.end });
    struct slice numbers = { all.start, slice_find(block, all, '~') };
    struct pieces pieces;
    if (!cut(block, slice_trim(block, numbers), "=", &pieces))
        return;
    if (pieces.count == 0) {
        MISTAKE(block, all.start, N_("no number; write the right one behind the #"));
        return;
    }
    size_t count = pieces.count + (numbers.end < all.end);
    struct answer *answers = new_answers(block, question, count);
    if (!answers)
        return;
    for (size_t i = 0; i < pieces.count; i++) {
        struct slice text;
        answers[i].fraction = 1;
        if (!read_answer(block, pieces.items[i].slice, true, question->stem.format, &answers[i], &text) || !read_number(block, text, &answers[i]))
            return;
    }
    if (count > pieces.count && !read_wrong_feedback(block, (struct slice){ numbers.end, all.end }, question->stem.format, &answers[count - 1]))
        return;
    for (size_t i = 0; i < count; i++)
        name_number(block, question->stem.format, &answers[i]);
    need_full_marks(block, answers, count);
    refuse_twins(block, question, answers, count);
}

static bool read_pair(struct block *block, struct slice slice, enum text_format format, struct pair *pair)
{
    struct place place = block_place(block, slice.start);
    pair->line = place.line;
    pair->column = place.column;
    size_t arrow = slice_find_text(block, slice, "->");
    if (arrow == slice.end) {
        MISTAKE_AT(block, place, N_("a pair without ->; write each as =LEFT -> RIGHT"));
        return false;
    }
    struct slice left = slice_trim(block, (struct slice){ slice.start, arrow }), right = slice_trim(block, (struct slice){ arrow + 2, slice.end });
    if (slice_find_text(block, right, "->") < right.end) {
        MISTAKE_AT(block, place, N_("two -> in one pair; begin each pair with =, or write the arrow as another sign"));
        return false;
    }
    size_t hash = slice_find(block, right, '#');
    if (hash < right.end) {
        MISTAKE(block, hash, N_("pairs have no feedback; write \\# for the sign itself"));
        return false;
    }
    pair->stem = block_rich(block, block->text + left.start, left.end - left.start, format);
    pair->answer = block_text(block, block->text + right.start, right.end - right.start);
    if (empty(right)) {
        MISTAKE_AT(block, place, N_("a pair without a right side; write it behind the ->"));
        return false;
    }
    return true;
}

static void read_match(struct block *block, struct slice all, struct question *question)
{
    struct pieces pieces;
    if (!cut(block, all, "=", &pieces))
        return;
    struct pair *pairs = pieces.count ? arena_array(block->arena, pieces.count, sizeof *pairs) : NULL;
    if (pieces.count > 0 && !pairs)
        return;
    size_t stems = 0;
    for (size_t i = 0; i < pieces.count; i++) {
        if (!read_pair(block, pieces.items[i].slice, question->stem.format, &pairs[i]))
            return;
        stems += pairs[i].stem.text[0] != 0;
        for (size_t j = 0; j < i; j++) {
            struct place place = { 0, pairs[i].line, pairs[i].column };
            bool distractor = pairs[i].stem.text[0] == 0;
            if (strcmp(pairs[i].stem.text, pairs[j].stem.text) == 0 && (!distractor || strcmp(pairs[i].answer, pairs[j].answer) == 0)) {
                MISTAKE_AT(block, place, N_("the pair '%s' is there twice; change or remove one"), distractor ? pairs[i].answer : pairs[i].stem.text);
                break;
            }
        }
    }
    if (pieces.count < 2 || stems == 0) {
        MISTAKE(block, all.start, N_("too few pairs; write at least two as =LEFT -> RIGHT"));
        return;
    }
    question->pairs = pairs;
    question->pair_count = pieces.count;
}

/* T or F, # feedback to the wrong answer, # feedback to the right one. False if it is no truefalse. */
static bool read_truefalse(struct block *block, struct slice all, struct question *question)
{
    size_t hash = slice_find(block, all, '#');
    struct slice word = slice_trim(block, (struct slice){ all.start, hash });
    const char *text = block->text + word.start;
    size_t length = word.end - word.start;
    bool is_true = (length == 1 && *text == 'T') || (length == 4 && memcmp(text, "TRUE", 4) == 0);
    bool is_false = (length == 1 && *text == 'F') || (length == 5 && memcmp(text, "FALSE", 5) == 0);
    if (!is_true && !is_false)
        return false;
    question->type = QUESTION_TRUEFALSE;
    question->correct = is_true;
    if (hash == all.end)
        return true;
    struct rich_text right = { "", question->stem.format };
    struct slice first = { hash + 1, all.end };
    size_t second = slice_find(block, first, '#');
    if (second < all.end) {
        struct slice rest = slice_trim(block, (struct slice){ second + 1, all.end });
        right = block_rich(block, block->text + rest.start, rest.end - rest.start, question->stem.format);
    }
    first = slice_trim(block, (struct slice){ first.start, second });
    struct rich_text wrong = block_rich(block, block->text + first.start, first.end - first.start, question->stem.format);
    question->feedback_true = is_true ? right : wrong;
    question->feedback_false = is_true ? wrong : right;
    return true;
}

void gift_answers(struct block *block, struct slice answers, struct question *question)
{
    if (empty(answers)) {
        question->type = QUESTION_ESSAY;
    } else if (block->text[answers.start] == '#') {
        question->type = QUESTION_NUMERICAL;
        read_numerical(block, answers, question);
    } else if (slice_find(block, answers, '~') < answers.end) {
        question->type = QUESTION_MULTICHOICE;
        read_multichoice(block, answers, question);
    } else if (slice_find(block, answers, '=') < answers.end && slice_find_text(block, answers, "->") < answers.end) {
        question->type = QUESTION_MATCH;
        read_match(block, answers, question);
    } else if (!read_truefalse(block, answers, question)) {
        question->type = QUESTION_SHORTANSWER;
        read_shortanswer(block, answers, question);
    }
}
