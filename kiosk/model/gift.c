#include "model/gift.h"

#include <math.h>

#include "base/id.h"
#include "base/text.h"
#include "model/gift_block.h"

/* While an escaped sign is cooked it is one of these; the source may hold no control character, so nothing else is taken for it. */
static const char escaped[] = ":#={}~n";
static const char meant[] = ":#={}~\n";

struct reader {
    struct block block;
    struct question *questions;
    size_t count, capacity;
    struct figure_check *checks;
    size_t check_count, check_capacity;
    const char **categories;
    size_t category_count, category_capacity;
    const char *category, *counted;              /* in force; the one that the newest question was counted in */
    size_t mistakes;                             /* of all blocks */
    enum error_code code;                        /* that reading ends with, worse than mistakes */
};

#define CATEGORIES_LIMIT 1000

/* Lines end with LF, CR LF or CR. */
static size_t line_end(const char *text, size_t length, size_t at)
{
    while (at < length && text[at] != '\n' && text[at] != '\r')
        at++;
    return at;
}

static size_t next_line(const char *text, size_t length, size_t end)
{
    if (end < length)
        end += text[end] == '\r' && end + 1 < length && text[end + 1] == '\n' ? 2 : 1;
    return end;
}

/* Questions are asked for in rising order, so the walk goes on from the last one: linear in the block, not in block times answers. */
static struct place place_of(struct block *block, size_t offset)
{
    struct place place = offset >= block->last.offset ? block->last : block->start;
    const char *text = block->source;
    while (place.offset < offset) {
        char c = text[place.offset];
        if (c == '\n' || (c == '\r' && text[place.offset + 1] != '\n')) {
            place.line++;
            place.column = 1;
        } else if (((unsigned char)text[place.offset + 1] & 0xc0) != 0x80) {
            place.column++;
        }
        place.offset++;
    }
    block->last = place;
    return place;
}

struct place block_place(struct block *block, size_t at)
{
    if (block->length == 0)
        return block->start;
    if (at < block->length)
        return place_of(block, block->origin[at]);
    return place_of(block, block->origin[block->length - 1] + 1);
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct slice slice_trim(const struct block *block, struct slice slice)
{
    while (slice.start < slice.end && blank(block->text[slice.start]))
        slice.start++;
    while (slice.end > slice.start && blank(block->text[slice.end - 1]))
        slice.end--;
    return slice;
}

size_t slice_find(const struct block *block, struct slice slice, char c)
{
    const char *found = memchr(block->text + slice.start, c, slice.end - slice.start);
    return found ? (size_t)(found - block->text) : slice.end;
}

size_t slice_find_text(const struct block *block, struct slice slice, const char *text)
{
    const char *found = memmem(block->text + slice.start, slice.end - slice.start, text, strlen(text));
    return found ? (size_t)(found - block->text) : slice.end;
}

const char *block_text(struct block *block, const char *cooked, size_t length)
{
    char *text = length ? arena_copy(block->arena, cooked, length) : NULL;
    if (!text)
        return "";
    for (char *at = text; *at; at++) {
        if (*at >= 1 && (size_t)*at < sizeof meant)
            *at = meant[*at - 1];
    }
    while (length > 0 && blank(text[length - 1]))
        text[--length] = 0;
    while (blank(*text))
        text++;
    return text;
}

struct rich_text block_rich(struct block *block, const char *cooked, size_t length, enum text_format otherwise)
{
    struct rich_text rich = { "", otherwise };
    const char *end = length > 0 && cooked[0] == '[' ? memchr(cooked, ']', length) : NULL;
    if (end && text_format_find(cooked + 1, (size_t)(end - cooked - 1), &rich.format)) {
        length -= (size_t)(end + 1 - cooked);
        cooked = end + 1;
    }
    rich.text = block_text(block, cooked, length);
    return rich;
}

bool gift_number(const char *text, size_t length, double *value)
{
    char copy[64];
    size_t at = 0, digits = 0;
    if (length == 0 || length >= sizeof copy)
        return false;
    memcpy(copy, text, length);
    copy[length] = 0;
    if (copy[at] == '+' || copy[at] == '-')
        at++;
    for (; ascii_digit(copy[at]); at++)
        digits++;
    if (copy[at] == '.') {
        for (at++; ascii_digit(copy[at]); at++)
            digits++;
    }
    if (digits == 0)
        return false;
    if (copy[at] == 'e' || copy[at] == 'E') {
        at++;
        if (copy[at] == '+' || copy[at] == '-')
            at++;
        if (!ascii_digit(copy[at]))
            return false;
        while (ascii_digit(copy[at]))
            at++;
    }
    if (at != length)
        return false;
    double number = strtod(copy, NULL);
    if (!isfinite(number))
        return false;
    *value = number;
    return true;
}

/* Characters of valid UTF-8. */
static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xc0) != 0x80;
    return count;
}

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
        if (*value == 0 || characters(value) > QUESTION_NAME_LIMIT) {
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
        struct place place = place_of(block, at);
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
static void read_check(struct reader *reader, size_t start, size_t end)
{
    struct block *block = &reader->block;
    const char *text = block->source;
    size_t equals = end;
    while (equals > start && text[equals - 1] != '=')
        equals--;
    size_t left_length = equals > start ? equals - 1 - start : 0, right_length = end - equals;
    const char *left = text_trim(text + start, &left_length), *right = text_trim(text + equals, &right_length);
    struct place place = place_of(block, (size_t)((left_length ? left : right) - text));
    bool digit = false, odd = false;
    for (size_t i = 0; i < right_length; i++) {
        digit |= ascii_digit(right[i]);
        odd |= !ascii_digit(right[i]) && !strchr("+-.", right[i]);
    }
    if (left_length == 0 || !digit || odd) {
        MISTAKE_AT(block, place, N_("write a check as: check: EXPRESSION = NUMBER, the number with digits and a point alone"));
        return;
    }
    struct figure_check *checks = arena_grow(block->arena, reader->checks, reader->check_count, &reader->check_capacity, sizeof *checks);
    if (!checks)
        return;
    reader->checks = checks;
    struct figure_check *check = &checks[reader->check_count];
    check->expression = arena_copy(block->arena, left, left_length);
    check->number = arena_copy(block->arena, right, right_length);
    check->line = place.line;
    check->column = place.column;
    reader->check_count += check->expression && check->number;
}

static void read_comment(struct reader *reader, size_t start, size_t end)
{
    const char *text = reader->block.source;
    size_t at = start;
    while (at < end && (text[at] == '/' || text[at] == ' ' || text[at] == '\t'))
        at++;
    if (end - at >= 6 && memcmp(text + at, "check:", 6) == 0)
        read_check(reader, at + 6, end);
    else
        read_marks(&reader->block, at, end);
}

static void cook(struct block *block, char c, size_t origin)
{
    block->text[block->length] = c;
    block->origin[block->length++] = (uint32_t)origin;
}

/* A line's escapes resolved as Moodle does: "\\" is a backslash, a backslash before any other letter stays. */
static void cook_line(struct block *block, size_t start, size_t end)
{
    const char *text = block->source;
    for (size_t at = start; at < end; at++) {
        if (text[at] != '\\' || at + 1 >= end) {
            cook(block, text[at], at);
            continue;
        }
        const char *sign = strchr(escaped, text[at + 1]);
        if (text[at + 1] == '\\')
            cook(block, '\\', at++);
        else if (sign)
            cook(block, (char)(1 + (sign - escaped)), at++);
        else
            cook(block, '\\', at);
    }
    cook(block, '\n', end);
}

static void count_category(struct reader *reader)
{
    if (reader->counted == reader->category)
        return;
    reader->counted = reader->category;
    for (size_t i = 0; i < reader->category_count; i++) {
        if (strcmp(reader->categories[i], reader->category) == 0)
            return;
    }
    struct block *block = &reader->block;
    if (reader->category_count >= CATEGORIES_LIMIT) {
        MISTAKE(block, 0, N_("more than %d categories; make it several banks"), CATEGORIES_LIMIT);
        return;
    }
    const char **grown = arena_grow(block->arena, reader->categories, reader->category_count, &reader->category_capacity, sizeof *grown);
    if (!grown)
        return;
    reader->categories = grown;
    grown[reader->category_count++] = reader->category;
}

static void read_category(struct reader *reader, struct slice all)
{
    struct block *block = &reader->block;
    struct slice line = { all.start + strlen("$CATEGORY:"), slice_find(block, all, '\n') };
    struct slice rest = slice_trim(block, (struct slice){ line.end, all.end });
    line = slice_trim(block, line);
    if (rest.start < rest.end)
        MISTAKE(block, rest.start, N_("a blank line must follow $CATEGORY; without it all of this is the category's name"));
    if (block->id || block->tag_count > 0 || block->has_points)
        MISTAKE_AT(block, block->id ? block->id_place : block->start, N_("ids, tags and points stand above a question, not above $CATEGORY"));
    const char *path = block_text(block, block->text + line.start, line.end - line.start);
    /* $course$/ and the like say in Moodle where the categories begin */
    bool rooted = false;
    if (path[0] == '$') {
        const char *second = strchr(path + 1, '$');
        rooted = second && (second[1] == '/' || second[1] == 0);
        if (rooted)
            path = second + 1 + (second[1] == '/');
    }
    if (arena_failed(block->arena))
        return;
    if ((*path == 0 && !rooted) || characters(path) > QUESTION_NAME_LIMIT)
        MISTAKE(block, all.start, N_("a category's name has 1 to %d characters"), QUESTION_NAME_LIMIT);
    else
        reader->category = path;
}

/* A title of the question's own making: the beginning of its stem on one line, as Moodle has it. */
#define DEFAULT_NAME_CHARACTERS 80
static const char *default_name(struct block *block, struct rich_text stem)
{
    struct buf plain, line;
    buf_init(&plain, block->arena->allocator);
    buf_init(&line, block->arena->allocator);
    markup_plain(&plain, stem.text, stem.format);
    bool space = false;
    size_t count = 0, cut = 0;
    for (size_t i = 0; i < plain.length && count <= DEFAULT_NAME_CHARACTERS; i++) {
        char c = plain.data[i];
        if (c == ' ' || c == '\n') {
            space = line.length > 0;
            continue;
        }
        if (((unsigned char)c & 0xc0) != 0x80) {
            for (int new = 0; new < 1 + space; new++) {
                if (count == DEFAULT_NAME_CHARACTERS - 3)
                    cut = line.length + (size_t)new * space;
                count++;
            }
            if (space)
                buf_char(&line, ' ');
            space = false;
        }
        buf_char(&line, c);
    }
    if (count > DEFAULT_NAME_CHARACTERS) {
        buf_cut(&line, cut);
        buf_text(&line, "...");
    }
    const char *name = buf_failed(&plain) || buf_failed(&line) ? NULL : arena_copy(block->arena, line.data, line.length);
    if (!name)
        block->arena->failed = true;
    buf_release(&plain);
    buf_release(&line);
    return name ? name : "";
}

/* ::TITLE:: at the beginning; returns where the rest begins. */
static size_t read_title(struct block *block, struct slice all, struct question *question)
{
    question->name = "";
    if (all.end - all.start < 2 || memcmp(block->text + all.start, "::", 2) != 0)
        return all.start;
    struct slice inner = { all.start + 2, all.end };
    inner.end = slice_find_text(block, inner, "::");
    if (inner.end == all.end) {
        MISTAKE(block, all.start, N_("the title is not closed; write :: behind it"));
        return all.start + 2;
    }
    const char *name = block_text(block, block->text + inner.start, inner.end - inner.start);
    char *line = arena_text(block->arena, name);
    if (!line)
        return inner.end + 2;
    for (char *at = line; *at; at++) {
        if (blank(*at))
            *at = ' ';
    }
    question->name = line;
    question->named = *line != 0;
    if (characters(line) > QUESTION_NAME_LIMIT)
        MISTAKE(block, inner.start, N_("a title has at most %d characters"), QUESTION_NAME_LIMIT);
    return inner.end + 2;
}

/* Where the answers are; false if the braces do not fit. Without any it is a description: open == all.end. */
static bool find_braces(struct block *block, struct slice all, size_t *open, size_t *close)
{
    size_t first = slice_find(block, all, '{'), last = slice_find(block, all, '}');
    *open = first;
    *close = last;
    if (first == all.end && last == all.end)
        return true;
    if (last < first) {
        MISTAKE(block, last, N_("'}' without a '{' before it; a blank line within the answers ends the question; write \\} for the sign itself"));
        return false;
    }
    if (last == all.end) {
        MISTAKE(block, first, N_("'{' is not closed before the next blank line; write '}' behind the answers, and \\{ for the sign itself"));
        return false;
    }
    struct slice inner = { first + 1, last }, tail = { last + 1, all.end };
    size_t second = slice_find(block, inner, '{');
    if (second < inner.end) {
        MISTAKE(block, second, N_("'{' within the answers; write \\{ for the sign itself, or close the answers before it"));
        return false;
    }
    second = slice_find(block, tail, '{');
    if (second == tail.end)
        second = slice_find(block, tail, '}');
    if (second < tail.end) {
        MISTAKE(block, second, N_("a question has one pair of braces; put a blank line between questions, and write \\{ and \\} for the signs themselves"));
        return false;
    }
    return true;
}

/* Cuts "#### general feedback" off answers. The last four # count, as in Moodle. */
static void read_general_feedback(struct block *block, struct slice *answers, struct question *question)
{
    const char *text = block->text;
    size_t at = answers->end, hashes = 0;
    for (; at > answers->start && hashes < 4; at--)
        hashes = text[at - 1] == '#' ? hashes + 1 : 0;
    if (hashes < 4)
        return;
    struct slice before = { answers->start, at }, feedback = { at + 4, answers->end };
    size_t earlier = slice_find_text(block, before, "####");
    if (earlier < before.end)
        MISTAKE(block, earlier, N_("general feedback (####) is given twice; keep one"));
    struct slice trimmed = slice_trim(block, feedback);
    enum text_format format;
    size_t bracket = trimmed.start < trimmed.end && text[trimmed.start] == '[' ? slice_find(block, trimmed, ']') : trimmed.end;
    if (trimmed.start > feedback.start && bracket < trimmed.end && text_format_find(text + trimmed.start + 1, bracket - trimmed.start - 1, &format))
        MISTAKE(block, trimmed.start, N_("a format must follow #### without a blank; here it would be shown as text"));
    for (size_t i = feedback.start; i + 1 < feedback.end; i++) {
        size_t next = i + 1;
        while (text[i] == '\n' && next < feedback.end && blank(text[next]))
            next++;
        if (text[i] == '\n' && next < feedback.end && (text[next] == '=' || text[next] == '~')) {
            MISTAKE(block, next, N_("this answer is read as a part of the general feedback; write #### behind all answers"));
            break;
        }
    }
    question->general_feedback = block_rich(block, text + feedback.start, feedback.end - feedback.start, question->stem.format);
    *answers = slice_trim(block, before);
}

static void read_question(struct reader *reader, struct slice all)
{
    struct block *block = &reader->block;
    struct question question = { .id = block->id ? block->id : "", .points = block->has_points ? block->points : 1, .match_case = block->match_case,
                                 .category = reader->category, .tags = block->tags, .tag_count = block->tag_count };
    question.line = block_place(block, all.start).line;
    size_t first = all.start;
    all.start = read_title(block, all, &question);
    all = slice_trim(block, all);
    size_t open, close;
    if (!find_braces(block, all, &open, &close))
        return;
    bool description = open == all.end;
    /* the answers are taken out of the stem; where text follows them, a blank stands for them */
    const char *stem = block->text + all.start;
    size_t stem_length = open - all.start;
    if (!description && close + 1 < all.end) {
        char *joined = arena_alloc(block->arena, all.end - all.start + sizeof QUESTION_BLANK);
        if (!joined)
            return;
        memcpy(joined, stem, stem_length);
        memcpy(joined + stem_length, QUESTION_BLANK, strlen(QUESTION_BLANK));
        stem_length += strlen(QUESTION_BLANK);
        memcpy(joined + stem_length, block->text + close + 1, all.end - close - 1);
        stem_length += all.end - close - 1;
        stem = joined;
    }
    question.stem = block_rich(block, stem, stem_length, TEXT_MOODLE);
    question.general_feedback = question.feedback_true = question.feedback_false = (struct rich_text){ "", question.stem.format };
    if (question.stem.text[0] == 0 && !arena_failed(block->arena))
        MISTAKE(block, first, N_("a question without a text; write what is asked before the '{'"));
    if (description) {
        question.type = QUESTION_DESCRIPTION;
        question.points = 0;
    } else {
        struct slice answers = slice_trim(block, (struct slice){ open + 1, close });
        read_general_feedback(block, &answers, &question);
        gift_answers(block, answers, &question);
    }
    if (question.match_case && question.type != QUESTION_SHORTANSWER)
        MISTAKE_AT(block, block->start, N_("[case:exact] is for short answers alone"));
    if (block->mistakes > 0 || arena_failed(block->arena))
        return;
    if (!question.named)
        question.name = default_name(block, question.stem);
    count_category(reader);
    struct question *grown = arena_grow(block->arena, reader->questions, reader->count, &reader->capacity, sizeof *grown);
    if (!grown)
        return;
    reader->questions = grown;
    grown[reader->count++] = question;
}

static void read_block(struct reader *reader)
{
    struct block *block = &reader->block;
    struct slice all = slice_trim(block, (struct slice){ 0, block->length });
    if (all.start == all.end) {
        if (block->id || block->tag_count > 0 || block->has_points)
            MISTAKE_AT(block, block->id ? block->id_place : block->start,
                       N_("this comment belongs to no question; write it directly above one, without a blank line between"));
    } else if (all.end - all.start >= 10 && memcmp(block->text + all.start, "$CATEGORY:", 10) == 0) {
        read_category(reader, all);
    } else {
        read_question(reader, all);
    }
    reader->mistakes += block->mistakes;
}

static void begin_block(struct block *block, size_t offset, long line)
{
    block->length = block->mistakes = block->tag_count = block->tag_capacity = 0;
    block->start = block->last = (struct place){ offset, line, 1 };
    block->id = NULL;
    block->tags = NULL;
    block->points = 0;
    block->has_points = block->match_case = false;
}

/* Room for a further line of the block. */
static bool block_room(struct block *block, size_t more)
{
    size_t needed = block->length + more + 1;
    if (needed <= block->capacity)
        return true;
    size_t capacity = block->capacity ? 2 * block->capacity : 4096;
    while (capacity < needed)
        capacity *= 2;
    char *text = arena_alloc(block->arena, capacity);
    uint32_t *origin = arena_array(block->arena, capacity, sizeof *origin);
    if (!text || !origin)
        return false;
    if (block->length > 0) {
        memcpy(text, block->text, block->length);
        memcpy(origin, block->origin, block->length * sizeof *origin);
    }
    block->text = text;
    block->origin = origin;
    block->capacity = capacity;
    return true;
}

/* What Moodle does without a word with lines of these kinds is hardly what was meant. */
static void suspect_line(struct block *block, size_t start, size_t end)
{
    const char *text = block->source;
    if (end - start == 1 && text[start] == '0')
        MISTAKE_AT(block, place_of(block, start), N_("Moodle takes a line that holds only 0 for a blank line; write the 0 into the line above"));
    if (end - start >= 10 && text[start] == '$' && strncasecmp(text + start, "$CATEGORY:", 10) == 0) {
        bool alone = true;
        for (size_t i = 0; i < block->length && alone; i++)
            alone = blank(block->text[i]);
        if (memcmp(text + start, "$CATEGORY:", 10) != 0)
            MISTAKE_AT(block, place_of(block, start), N_("write $CATEGORY: in capitals"));
        else if (!alone)
            MISTAKE_AT(block, place_of(block, start), N_("a blank line must stand before $CATEGORY"));
    }
}

static void read_line(struct reader *reader, size_t start, size_t end)
{
    struct block *block = &reader->block;
    const char *text = block->source;
    if (end - start >= 2 && text[start] == '/' && text[start + 1] == '/') {
        read_comment(reader, start, end);
        end = start;
    } else {
        suspect_line(block, start, end);
    }
    if (block_room(block, end - start + 1))
        cook_line(block, start, end);
}

static bool too_many(struct reader *reader, long line)
{
    if (reader->count < BANK_QUESTIONS_LIMIT)
        return false;
    report_at(reader->block.report, ERROR_LIMIT, reader->block.file, line, 0, N_("more than %d questions; make it several banks"),
              BANK_QUESTIONS_LIMIT);
    reader->code = ERROR_LIMIT;
    return true;
}

static void read_all(struct reader *reader, size_t length, long line)
{
    struct block *block = &reader->block;
    const char *text = block->source;
    bool open = false, skip = false;
    for (size_t at = 0, next; at < length && !arena_failed(block->arena) && !reader->code; at = next, line++) {
        size_t end = line_end(text, length, at), start = at;
        next = next_line(text, length, end);
        while (start < end && blank(text[start]))
            start++;
        while (end > start && blank(text[end - 1]))
            end--;
        if (start == end) {
            if (open && !too_many(reader, block->start.line))
                read_block(reader);
            open = skip = false;
            continue;
        }
        if (!open && !skip) {
            begin_block(block, at, line);
            open = true;
        }
        if (open && end - block->start.offset > QUESTION_LIMIT) {
            report_at(block->report, ERROR_LIMIT, block->file, block->start.line, 0,
                      N_("a question of more than %d KiB; a blank line is perhaps missing"), QUESTION_LIMIT / 1024);
            reader->mistakes++;
            open = false;
            skip = true;
        }
        if (open)
            read_line(reader, start, end);
    }
    if (open && !arena_failed(block->arena) && !reader->code && !too_many(reader, block->start.line))
        read_block(reader);
}

static int by_id(const void *a, const void *b, void *context)
{
    const struct question *questions = context;
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    int order = strcmp(questions[left].id, questions[right].id);
    return order ? order : left < right ? -1 : left > right;
}

/* Sorts the questions by id, and reports ids that are there twice. */
static uint32_t *index_ids(struct reader *reader, size_t *count)
{
    struct block *block = &reader->block;
    uint32_t *index = arena_array(block->arena, reader->count + 1, sizeof *index);
    if (!index)
        return NULL;
    size_t filled = 0;
    for (size_t i = 0; i < reader->count; i++) {
        if (reader->questions[i].id[0])
            index[filled++] = (uint32_t)i;
    }
    qsort_r(index, filled, sizeof *index, by_id, reader->questions);
    for (size_t i = 1; i < filled; i++) {
        const struct question *one = &reader->questions[index[i - 1]], *other = &reader->questions[index[i]];
        if (strcmp(one->id, other->id) != 0)
            continue;
        reader->mistakes++;
        report_at(block->report, ERROR_INVALID, block->file, other->line, 0, N_("the id '%s' is that of the question in line %lld already; give each its own"),
                  other->id, (long long)one->line);
    }
    *count = filled;
    return index;
}

/* UTF-8 without control characters: places of what is not. Kept apart from reading, so that reading may lean on it. */
static int check_characters(const char *text, size_t length, const char *file, long line, struct report *report)
{
    long column = 1;
    for (size_t at = 0; at < length; at++) {
        unsigned char c = (unsigned char)text[at];
        if (c == '\n' || (c == '\r' && !(at + 1 < length && text[at + 1] == '\n'))) {
            line++;
            column = 0;
        } else if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f) {
            report_at(report, ERROR_ENCODING, file, line, column, N_("a control character (%d); take it away"), c);
            return ERROR_ENCODING;
        } else if (c >= 0x80) {
            size_t size;
            uint32_t codepoint = text_next(text + at, length - at, &size);
            if (codepoint == 0xfffd && size == 1) {
                report_at(report, ERROR_ENCODING, file, line, column, N_("this is not UTF-8; save the file as UTF-8"));
                return ERROR_ENCODING;
            }
            at += size - 1;
        }
        column++;
    }
    return 0;
}

static int parse(struct arena *arena, const char *text, size_t length, const char *file, long first_line, struct report *report, struct bank *bank)
{
    if (length > BANK_LIMIT) {
        report_at(report, ERROR_LIMIT, file, 0, 0, N_("longer than %d MiB; make it several banks"), BANK_LIMIT / 1024 / 1024);
        return ERROR_LIMIT;
    }
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    int code = check_characters(text, length, file, first_line, report);
    if (code)
        return code;
    /* a copy that is ended by NUL, so that looking one byte ahead is always allowed */
    const char *source = arena_copy(arena, text, length);
    struct reader reader = { .block = { .arena = arena, .report = report, .file = file, .source = source }, .category = "" };
    uint32_t *index = NULL;
    size_t id_count = 0;
    if (source) {
        read_all(&reader, length, first_line);
        if (!reader.code)
            index = index_ids(&reader, &id_count);
    }
    if (arena_failed(arena)) {
        struct error error = { 0 };
        error_at(&error, file, 0, 0);
        error_memory(&error);
        report_add(report, &error);
        return ERROR_MEMORY;
    }
    if (reader.code)
        return reader.code;
    if (reader.mistakes > 0)
        return ERROR_SYNTAX;
    *bank = (struct bank){ .questions = reader.questions, .count = reader.count, .by_id = index, .id_count = id_count, .checks = reader.checks,
                           .check_count = reader.check_count, .categories = reader.categories, .category_count = reader.category_count };
    return 0;
}

int bank_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct bank *bank)
{
    return parse(arena, text, length, file, 1, report, bank);
}

int question_parse(struct arena *arena, const char *text, size_t length, const char *file, long first_line, struct report *report,
                   struct question *question)
{
    struct bank bank;
    int code = parse(arena, text, length, file, first_line, report, &bank);
    if (code)
        return code;
    if (bank.count != 1) {
        report_at(report, ERROR_SYNTAX, file, bank.count > 1 ? bank.questions[1].line : first_line, 0,
                  bank.count > 1 ? N_("a second question; one block holds one") : N_("there is no question here; write one in GIFT"));
        return ERROR_SYNTAX;
    }
    *question = bank.questions[0];
    return 0;
}

int bank_need_ids(const struct bank *bank, const char *file, struct report *report)
{
    int code = 0;
    for (size_t i = 0; i < bank->count; i++) {
        const struct question *question = &bank->questions[i];
        if (question->id[0])
            continue;
        report_at(report, ERROR_INVALID, file, question->line, 0, N_("the question '%s' has no id; run kiosk-pack new-ids on this file"), question->name);
        code = ERROR_INVALID;
    }
    return code;
}
