/* Lines, pages, fences and comments: what MD4C does not tell, since it gives no places and knows no pages. */
#include "base/text.h"
#include "model/lesson_parts.h"

bool part_line(struct part *rest, struct part *line)
{
    if (!rest->length)
        return false;
    const char *end = memchr(rest->text, '\n', rest->length);
    size_t length = end ? (size_t)(end - rest->text) : rest->length;
    *line = (struct part){ rest->text, length };
    if (end)
        length++;
    *rest = (struct part){ rest->text + length, rest->length - length };
    return true;
}

struct part part_trim(struct part slice)
{
    while (slice.length && ascii_space(*slice.text)) {
        slice.text++;
        slice.length--;
    }
    while (slice.length && ascii_space(slice.text[slice.length - 1]))
        slice.length--;
    return slice;
}

bool part_is(struct part slice, const char *text)
{
    return slice.length == strlen(text) && memcmp(slice.text, text, slice.length) == 0;
}

bool part_word(struct part slice, const char *word, struct part *rest)
{
    size_t length = strlen(word);
    if (slice.length < length || memcmp(slice.text, word, length) || (slice.length > length && !ascii_space(slice.text[length])))
        return false;
    *rest = part_trim((struct part){ slice.text + length, slice.length - length });
    return true;
}

bool part_divide(struct part slice, char mark, struct part *before, struct part *after)
{
    const char *at = slice.length ? memchr(slice.text, mark, slice.length) : NULL;
    if (!at)
        return false;
    size_t length = (size_t)(at - slice.text);
    *before = (struct part){ slice.text, length };
    *after = (struct part){ at + 1, slice.length - length - 1 };
    return true;
}

const char *part_text(struct lesson_reader *reader, struct part slice)
{
    const char *text = arena_copy(reader->arena, slice.text, slice.length);
    return text ? text : "";
}

long lesson_line(struct lesson_reader *reader, const char *at)
{
    while (at < reader->line_at) {               /* line_at is always the beginning of a line */
        reader->line_at--;
        while (reader->line_at > reader->source && reader->line_at[-1] != '\n')
            reader->line_at--;
        reader->line--;
    }
    while (reader->line_at < at) {
        const char *end = memchr(reader->line_at, '\n', (size_t)(at - reader->line_at));
        if (!end)
            break;
        reader->line_at = end + 1;
        reader->line++;
    }
    return reader->line;
}

void lesson_place(struct lesson_reader *reader, const char *at, long *line, long *column)
{
    *line = lesson_line(reader, at);
    const char *start = at;
    long characters = 1;
    while (start > reader->source && start[-1] != '\n') {
        start--;
        if (((unsigned char)*start & 0xc0) != 0x80)
            characters++;
    }
    *column = characters;
}

const char *lesson_clean(struct lesson_reader *reader, struct part slice, bool keep_lines)
{
    struct buf clean, composed;
    const char *text = NULL;
    buf_init(&clean, reader->arena->allocator);
    buf_init(&composed, reader->arena->allocator);
    text_clean(&clean, slice.text, slice.length, keep_lines);
    if (text_nfc(&composed, clean.data, clean.length) && !buf_failed(&clean) && !buf_failed(&composed))
        text = arena_copy(reader->arena, composed.data, composed.length);
    else
        reader->arena->failed = true;
    buf_release(&clean);
    buf_release(&composed);
    return text;
}

/* How many of c begin the line behind at most three blanks; *rest is what follows. */
static size_t run(struct part line, char c, struct part *rest)
{
    size_t indent = 0, count = 0;
    while (indent < 3 && indent < line.length && line.text[indent] == ' ')
        indent++;
    while (indent + count < line.length && line.text[indent + count] == c)
        count++;
    *rest = (struct part){ line.text + indent + count, line.length - indent - count };
    return count;
}

struct fence {
    const char *opened;                          /* NULL outside */
    char mark;
    size_t count;
    bool nested;                                 /* within a list or quote, which may end before it */
};

/* What follows the marks of lists and quotes. CommonMark 0.30 §5. */
static struct part behind_marks(struct part line, bool lists)
{
    for (;;) {
        size_t at = 0, digits = 0;
        while (at < line.length && (line.text[at] == ' ' || line.text[at] == '\t' || line.text[at] == '>'))
            at++;
        line = (struct part){ line.text + at, line.length - at };
        while (digits < line.length && digits < 9 && ascii_digit(line.text[digits]))
            digits++;
        size_t mark = digits;
        if (!lists || mark + 1 >= line.length || line.text[mark + 1] != ' ' || !strchr(digits ? ".)" : "-+*", line.text[mark]))
            return line;
        line = (struct part){ line.text + mark + 1, line.length - mark - 1 };
    }
}

/* CommonMark §4.5. */
static bool fence_opens(struct part line, struct fence *fence)
{
    struct part info, inner = behind_marks(line, true);
    for (const char *mark = "`~"; *mark; mark++) {
        size_t count = run(inner, *mark, &info);
        if (count < 3 || (*mark == '`' && info.length && memchr(info.text, '`', info.length)))
            continue;
        *fence = (struct fence){ line.text, *mark, count, .nested = run(line, *mark, &info) < 3 };
        return true;
    }
    return false;
}

static bool fence_closes(struct part line, const struct fence *fence)
{
    struct part rest, inner = fence->nested ? behind_marks(line, false) : line;
    return run(inner, fence->mark, &rest) >= fence->count && !part_trim(rest).length;
}

/* A line at the very left is outside of any list and quote, and so of a fence in them. */
static bool fence_is_left(struct part line, const struct fence *fence)
{
    return fence->nested && line.length && !ascii_space(*line.text) && *line.text != '>';
}

/* CommonMark §4.1: three or more of one mark, blanks between them. */
static bool divides(struct part line)
{
    struct part rest;
    for (const char *mark = "-*_"; *mark; mark++) {
        size_t count = run(line, *mark, &rest);
        if (!count)
            continue;
        for (; rest.length && (*rest.text == *mark || *rest.text == ' ' || *rest.text == '\t'); rest.text++, rest.length--)
            count += *rest.text == *mark;
        return count >= 3 && !rest.length;
    }
    return false;
}

/* A divider that is nothing but dashes in one run: right under a text CommonMark reads it as the underline of a heading. */
static bool dashes(struct part line)
{
    struct part rest;
    return run(line, '-', &rest) >= 3 && !part_trim(rest).length;
}

static const char *find(struct part in, const char *text)
{
    return in.length ? memmem(in.text, in.length, text, strlen(text)) : NULL;
}

/* The next "<!--" in (the rest of) a line that is neither escaped nor within a code span which opens and closes in it. */
static const char *comment_in(struct part line)
{
    for (size_t i = 0; i < line.length; i++) {
        if (line.text[i] == '\\') {
            i++;
        } else if (line.text[i] == '`') {
            size_t count = 1, close;
            while (i + count < line.length && line.text[i + count] == '`')
                count++;
            for (close = i + count; close < line.length;) {
                size_t run_length = 0;
                while (close + run_length < line.length && line.text[close + run_length] == '`')
                    run_length++;
                if (run_length == count)
                    break;
                close += run_length ? run_length : 1;
            }
            i = (close < line.length ? close + count : i + count) - 1;
        } else if (line.length - i >= 4 && memcmp(line.text + i, "<!--", 4) == 0) {
            return line.text + i;
        }
    }
    return NULL;
}

/* Overwrites, but for line ends. Within a line tabs are used: two blanks before its end would be a line break to CommonMark. */
static void wipe(struct lesson_reader *reader, const char *from, const char *to, char with)
{
    for (char *at = reader->source + (from - reader->source); at < to; at++)
        if (*at != '\n')
            *at = with;
}

/* Deals with the comments that begin in the line; where one goes on over line ends, *line becomes what is behind it, and *rest goes on there. True if nothing else
 * stands in the line. */
static bool comments(struct lesson_reader *reader, struct part *line, struct part *rest)
{
    const char *all_end = rest->text + rest->length, *begin;
    struct part tail = *line;
    bool any = false;
    while ((begin = comment_in(tail))) {
        bool alone = !part_trim((struct part){ line->text, (size_t)(begin - line->text) }).length;
        struct part inside = { begin + 4, (size_t)(all_end - begin - 4) };
        const char *end = find(inside, "-->");
        any = true;
        if (!end) {
            lesson_mistake(reader, begin, N_("this comment is not closed: write --> behind it"));
            wipe(reader, begin, all_end, ' ');
            *rest = (struct part){ all_end, 0 };
            return alone;
        }
        inside.length = (size_t)(end - inside.text);
        lesson_comment(reader, part_trim(inside));
        wipe(reader, begin, end + 3, alone ? ' ' : '\t');
        if (end + 3 > line->text + line->length) {
            if (!alone)
                lesson_mistake(reader, begin, N_("a comment behind a text must end in the same line: put it on lines of its own"));
            *rest = (struct part){ end + 3, (size_t)(all_end - end - 3) };
            if (!part_line(rest, line))
                *line = (struct part){ all_end, 0 };
            tail = *line;
        } else {
            tail = (struct part){ end + 3, (size_t)(line->text + line->length - end - 3) };
        }
        struct part behind = part_trim(tail);
        if (alone && behind.length && comment_in(behind) != behind.text)
            lesson_mistake(reader, begin, N_("text follows a comment: put the comment on a line of its own"));
    }
    return any && !part_trim(*line).length;
}

static void add_break(struct lesson_reader *reader, struct page_breaks *breaks, struct part line, const char *next)
{
    struct page_break *grown = arena_grow(reader->arena, breaks->at, breaks->count, &breaks->capacity, sizeof *grown);
    if (!grown)
        return;
    breaks->at = grown;
    breaks->at[breaks->count++] = (struct page_break){ line.text, next };
}

void lesson_scan(struct lesson_reader *reader, struct part part, struct page_breaks *breaks)
{
    struct part rest = part, line;
    struct fence fence = { 0 };
    bool blank = true;
    while (part_line(&rest, &line)) {
        if (fence.opened && fence_is_left(line, &fence))
            fence.opened = NULL;
        if (fence.opened) {
            if (fence_closes(line, &fence))
                fence.opened = NULL;
            blank = !fence.opened || !part_trim(line).length; /* a divider may follow a fence at once */
            continue;
        }
        if (fence_opens(line, &fence))
            continue;
        if (comments(reader, &line, &rest)) {
            blank = true;
            continue;
        }
        if (divides(line)) {
            if (!breaks) {
                lesson_mistake(reader, line.text, N_("a page cannot end here, within a block: take the line away"));
            } else if (!blank && dashes(line)) {
                lesson_mistake(reader, line.text, N_("a line of dashes right under a text: put a blank line above it to end the page, or write ## before the text for a heading"));
            } else {
                add_break(reader, breaks, line, rest.text);
            }
            wipe(reader, line.text, line.text + line.length, ' ');
            blank = true;
            continue;
        }
        blank = !part_trim(line).length;
    }
    if (fence.opened && !fence.nested)
        lesson_mistake(reader, fence.opened, N_("this block is not closed: write its fence again, alone on a line, behind it"));
}
