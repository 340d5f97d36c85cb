#include "model/gift_block.h"

#include "base/id.h"
#include "base/text.h"
#include "model/gift.h"

/* [name:value] in a comment, as Moodle writes ids and tags; "\]" is a bracket in the value. */
static void read_mark(struct block *block, const char *name, const char *value, struct place place)
{
    if (strcmp(name, "id") == 0) {
        if (block->id)
            MISTAKE_AT(block, place, N_("a second id; a question has one, or a blank line is missing above this one"));
        else if (!name_valid(value))
            MISTAKE_AT(block, place, N_("the id '%s' is not valid; use 1 to 64 of a-z 0-9 . _ - and begin with a letter or digit"), value);
        block->id = value;
        block->id_place = place;
    } else if (strcmp(name, "tag") == 0) {
        if (*value == 0 || block_characters(value) > QUESTION_NAME_LIMIT) {
            MISTAKE_AT(block, place, N_("a tag has 1 to %d characters"), QUESTION_NAME_LIMIT);
        } else if (block->tag_count >= QUESTION_TAGS_LIMIT) {
            MISTAKE_AT(block, place, N_("more than %d tags; take some away"), QUESTION_TAGS_LIMIT);
        } else {
            const char **tags = arena_grow(block->arena, block->tags, block->tag_count, &block->tag_capacity, sizeof *tags);
            if (!tags)
                return;
            block->tags = tags;
            block->tags[block->tag_count++] = value;
        }
    } else if (strcmp(name, "points") == 0) {
        double points = 0;
        if (block->has_points)
            MISTAKE_AT(block, place, N_("the points are given twice; keep one"));
        else if (!gift_number(value, strlen(value), &points) || !(points > 0) || points > QUESTION_POINTS_LIMIT)
            MISTAKE_AT(block, place, N_("'%s' are no points; write a number above 0, at most %d"), value, QUESTION_POINTS_LIMIT);
        block->has_points = true;
        block->points = points;
    } else if (strcmp(name, "case") == 0) {
        if (strcmp(value, "exact") != 0)
            MISTAKE_AT(block, place, N_("[case:%s] is not known; only [case:exact] is"), value);
        block->match_case = true;
    }
}

static void read_marks(struct block *block, size_t start, size_t end)
{
    static const char *const names[] = { "id", "tag", "points", "case" };
    const char *text = block->source;
    for (size_t at = start; at < end; at++) {
        if (text[at] != '[')
            continue;
        const char *name = NULL;
        for (size_t i = 0; i < sizeof names / sizeof *names && !name; i++) {
            size_t length = strlen(names[i]);
            if (end - at > length + 1 && memcmp(text + at + 1, names[i], length) == 0 && text[at + 1 + length] == ':')
                name = names[i];
        }
        if (!name)
            continue;
        struct place place = block_place_of(block, at);
        size_t from = at + strlen(name) + 2, close = from;
        while (close < end && text[close] != ']' && text[close] != '[')
            close += text[close] == '\\' && close + 1 < end ? 2 : 1;
        if (close >= end || text[close] == '[') {
            MISTAKE_AT(block, place, N_("[%s: is not closed; write ] behind its value"), name);
            return;
        }
        char *value = arena_copy(block->arena, text + from, close - from);
        if (!value)
            return;
        size_t length = 0;
        for (size_t i = 0; i < close - from; i++) {
            if (value[i] == '\\' && value[i + 1] == ']')
                continue;
            value[length++] = value[i];
        }
        value[length] = 0;
        const char *trimmed = text_trim(value, &length);
        value[(size_t)(trimmed - value) + length] = 0;
        read_mark(block, name, trimmed, place);
        at = close;
    }
}

/* // check: EXPRESSION = NUMBER. The number stands behind the last '=', since an expression may compare. */
static void read_check(struct block *block, size_t start, size_t end)
{
    const char *text = block->source;
    size_t equals = end;
    while (equals > start && text[equals - 1] != '=')
        equals--;
    size_t left_length = equals > start ? equals - 1 - start : 0, right_length = end - equals;
    const char *left = text_trim(text + start, &left_length), *right = text_trim(text + equals, &right_length);
    struct place place = block_place_of(block, (size_t)((left_length ? left : right) - text));
    bool digit = false, odd = false;
    for (size_t i = 0; i < right_length; i++) {
        digit |= ascii_digit(right[i]);
        odd |= !ascii_digit(right[i]) && !strchr("+-.", right[i]);
    }
    if (left_length == 0 || !digit || odd) {
        MISTAKE_AT(block, place, N_("write a check as: check: EXPRESSION = NUMBER, the number with digits and a point alone"));
        return;
    }
    struct figure_check *checks = arena_grow(block->arena, block->checks, block->check_count, &block->check_capacity, sizeof *checks);
    if (!checks)
        return;
    block->checks = checks;
    struct figure_check *check = &checks[block->check_count];
    check->expression = arena_copy(block->arena, left, left_length);
    check->number = arena_copy(block->arena, right, right_length);
    check->line = place.line;
    check->column = place.column;
    block->check_count += check->expression && check->number;
}

void block_comment(struct block *block, size_t start, size_t end)
{
    const char *text = block->source;
    size_t at = start;
    while (at < end && (text[at] == '/' || text[at] == ' ' || text[at] == '\t'))
        at++;
    if (end - at >= 6 && memcmp(text + at, "check:", 6) == 0)
        read_check(block, at + 6, end);
    else
        read_marks(block, at, end);
}
