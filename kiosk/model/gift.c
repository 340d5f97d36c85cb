#include "model/gift.h"

#include "base/text.h"
#include "model/gift_block.h"

struct reader {
    struct block block;
    struct question *questions;
    size_t count, capacity;
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
    if ((*path == 0 && !rooted) || block_characters(path) > QUESTION_NAME_LIMIT)
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
        if (block_blank(*at))
            *at = ' ';
    }
    question->name = line;
    question->named = *line != 0;
    if (block_characters(line) > QUESTION_NAME_LIMIT)
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
        while (text[i] == '\n' && next < feedback.end && block_blank(text[next]))
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

/* What Moodle does without a word with lines of these kinds is hardly what was meant. */
static void suspect_line(struct block *block, size_t start, size_t end)
{
    const char *text = block->source;
    if (end - start == 1 && text[start] == '0')
        MISTAKE_AT(block, block_place_of(block, start), N_("Moodle takes a line that holds only 0 for a blank line; write the 0 into the line above"));
    if (end - start >= 10 && text[start] == '$' && strncasecmp(text + start, "$CATEGORY:", 10) == 0) {
        bool alone = true;
        for (size_t i = 0; i < block->length && alone; i++)
            alone = block_blank(block->text[i]);
        if (memcmp(text + start, "$CATEGORY:", 10) != 0)
            MISTAKE_AT(block, block_place_of(block, start), N_("write $CATEGORY: in capitals"));
        else if (!alone)
            MISTAKE_AT(block, block_place_of(block, start), N_("a blank line must stand before $CATEGORY"));
    }
}

static void read_line(struct reader *reader, size_t start, size_t end)
{
    struct block *block = &reader->block;
    const char *text = block->source;
    if (end - start >= 2 && text[start] == '/' && text[start + 1] == '/') {
        block_comment(block, start, end);
        end = start;
    } else {
        suspect_line(block, start, end);
    }
    block_line(block, start, end);
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
        while (start < end && block_blank(text[start]))
            start++;
        while (end > start && block_blank(text[end - 1]))
            end--;
        if (start == end) {
            if (open && !too_many(reader, block->start.line))
                read_block(reader);
            open = skip = false;
            continue;
        }
        if (!open && !skip) {
            block_begin(block, at, line);
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
    *bank = (struct bank){ .questions = reader.questions, .count = reader.count, .by_id = index, .id_count = id_count, .checks = reader.block.checks,
                           .check_count = reader.block.check_count, .categories = reader.categories, .category_count = reader.category_count };
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
