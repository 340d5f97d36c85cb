#include "model/markup.h"

#include "base/text.h"
#include "model/markup_entity.h"

static const char *const format_names[] = {
#define X(constant, name) [constant] = name,
    TEXT_FORMATS(X)
#undef X
};
_Static_assert(sizeof format_names / sizeof *format_names == TEXT_FORMAT_COUNT, "a name for each format");

const char *text_format_name(enum text_format format)
{
    return (unsigned)format < TEXT_FORMAT_COUNT ? format_names[format] : "";
}

bool text_format_find(const char *name, size_t length, enum text_format *format)
{
    for (int i = 0; i < TEXT_FORMAT_COUNT; i++) {
        if (strlen(format_names[i]) == length && memcmp(format_names[i], name, length) == 0) {
            *format = (enum text_format)i;
            return true;
        }
    }
    return false;
}

/* Blanks and line ends wait until something follows them, so that none is doubled nor stands at an end. */
#define LISTS 8
struct writer {
    struct buf *out;
    size_t begin;                                /* of what is ours in out */
    size_t bullet;                               /* end of the newest item's bullet: its text follows on the same line */
    int lines;                                   /* line ends that wait */
    bool space, keep_lines, preformatted;
    int list, items[LISTS];                      /* depth; the number of the newest item, -1 in a list without numbers */
    bool no_tag_end, no_comment_end;             /* none comes any more: never looked for again */
};

static void flush(struct writer *writer)
{
    if (writer->lines > 0) {
        struct buf *out = writer->out;
        int before = 0;                          /* lines of nothing but blanks, in pre */
        while (out->length > writer->begin && strchr(" \n", out->data[out->length - 1])) {
            before += out->data[out->length - 1] == '\n';
            buf_cut(out, out->length - 1);
        }
        if (out->length > writer->begin)
            buf_fill(out, '\n', before + writer->lines > 1 ? 2 : 1);
    } else if (writer->space && writer->out->length > writer->begin) {
        buf_char(writer->out, ' ');
    }
    writer->lines = 0;
    writer->space = false;
}

static void break_lines(struct writer *writer, int lines)
{
    if (writer->bullet > writer->begin && writer->out->length == writer->bullet)
        return;
    if (writer->lines < lines)
        writer->lines = lines;
    writer->space = false;
}

static void write_codepoint(struct writer *writer, uint32_t codepoint)
{
    if (codepoint == '\n' && (writer->keep_lines || writer->preformatted)) {
        writer->lines += writer->lines < 2;
        writer->space = false;
    } else if (codepoint == ' ' || codepoint == '\n' || codepoint == '\t' || codepoint == '\r') {
        if (!writer->preformatted) {
            writer->space = writer->lines == 0;
        } else if (writer->lines > 0 || writer->out->length > writer->begin) {
            flush(writer);
            buf_char(writer->out, ' ');
        }
    } else if (text_printable(codepoint)) {
        flush(writer);
        buf_codepoint(writer->out, codepoint);
    }
}

static void write_text(struct writer *writer, const char *text, size_t length)
{
    for (size_t at = 0, size; at < length; at += size)
        write_codepoint(writer, text_next(text + at, length - at, &size));
}

/* The tags that mean something on a terminal. All others are taken away without a trace. */
enum tag { TAG_OTHER, TAG_BREAK, TAG_LINE, TAG_PARAGRAPH, TAG_ITEM, TAG_LIST, TAG_NUMBERED, TAG_CELL, TAG_SUB, TAG_SUP, TAG_PRE, TAG_IMAGE, TAG_HIDDEN };

static const struct {
    const char *name;
    enum tag tag;
} tags[] = {
    { "br", TAG_BREAK }, { "p", TAG_PARAGRAPH }, { "div", TAG_LINE }, { "li", TAG_ITEM }, { "ul", TAG_LIST }, { "ol", TAG_NUMBERED },
    { "sub", TAG_SUB }, { "sup", TAG_SUP }, { "pre", TAG_PRE }, { "img", TAG_IMAGE }, { "script", TAG_HIDDEN }, { "style", TAG_HIDDEN },
    { "tr", TAG_LINE }, { "td", TAG_CELL }, { "th", TAG_CELL }, { "table", TAG_PARAGRAPH }, { "blockquote", TAG_PARAGRAPH }, { "hr", TAG_PARAGRAPH },
    { "dt", TAG_LINE }, { "dd", TAG_LINE }, { "dl", TAG_PARAGRAPH }, { "h1", TAG_PARAGRAPH }, { "h2", TAG_PARAGRAPH }, { "h3", TAG_PARAGRAPH },
    { "h4", TAG_PARAGRAPH }, { "h5", TAG_PARAGRAPH }, { "h6", TAG_PARAGRAPH }, { "section", TAG_PARAGRAPH }, { "article", TAG_PARAGRAPH },
};

static enum tag find_tag(const char *name, size_t length)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (strlen(tags[i].name) == length && strncasecmp(tags[i].name, name, length) == 0)
            return tags[i].tag;
    }
    return TAG_OTHER;
}

/* A picture is shown as its alternative text in brackets. */
static void write_image(struct writer *writer, const char *tag, size_t length)
{
    for (size_t at = 1; at + 6 < length; at++) {
        if (!ascii_space(tag[at - 1]) || strncasecmp(tag + at, "alt=", 4) != 0 || (tag[at + 4] != '"' && tag[at + 4] != '\''))
            continue;
        const char *text = tag + at + 5, *end = memchr(text, tag[at + 4], length - at - 5);
        if (end && end > text) {
            write_codepoint(writer, '[');
            write_text(writer, text, (size_t)(end - text));
            write_codepoint(writer, ']');
        }
        return;
    }
}

static void write_item(struct writer *writer)
{
    break_lines(writer, 1);
    int *number = writer->list > 0 && writer->list <= LISTS ? &writer->items[writer->list - 1] : NULL;
    if (number && *number >= 0) {
        char text[16];
        snprintf(text, sizeof text, "%d. ", ++*number);
        write_text(writer, text, strlen(text));
    } else {
        write_text(writer, "\xe2\x80\xa2 ", 4);
    }
    writer->bullet = writer->out->length;
}

static void write_list(struct writer *writer, bool closing, bool numbered)
{
    bool nested = closing ? writer->list > 1 : writer->list > 0;
    break_lines(writer, nested ? 1 : 2);
    if (!closing && writer->list++ < LISTS)
        writer->items[writer->list - 1] = numbered ? 0 : -1;
    else if (closing && writer->list > 0)
        writer->list--;
}

static void write_tag(struct writer *writer, enum tag tag, bool closing, const char *text, size_t length)
{
    switch (tag) {
    case TAG_BREAK:
        writer->lines += writer->lines < 2;
        writer->space = false;
        break;
    case TAG_LINE:
        break_lines(writer, 1);
        break;
    case TAG_PARAGRAPH:
        break_lines(writer, 2);
        break;
    case TAG_PRE:
        break_lines(writer, 2);
        writer->preformatted = !closing;
        break;
    case TAG_LIST:
    case TAG_NUMBERED:
        write_list(writer, closing, tag == TAG_NUMBERED);
        break;
    case TAG_ITEM:
        if (!closing)
            write_item(writer);
        break;
    case TAG_CELL:
        if (!closing && writer->lines == 0 && writer->out->length > writer->begin)
            write_text(writer, " | ", 3);
        break;
    case TAG_SUB:
    case TAG_SUP:
        if (!closing)
            write_codepoint(writer, tag == TAG_SUB ? '_' : '^');
        break;
    case TAG_IMAGE:
        write_image(writer, text, length);
        break;
    case TAG_HIDDEN:
    case TAG_OTHER:
        break;
    }
}

/* Where the tag that hides its content is closed; the end of the text if it never is. */
static size_t skip_hidden(const char *text, size_t length, const char *name, size_t name_length)
{
    for (size_t at = 0; at + name_length + 2 <= length; at++) {
        if (text[at] == '<' && text[at + 1] == '/' && strncasecmp(text + at + 2, name, name_length) == 0)
            return at;
    }
    return length;
}

/* A tag or comment at text ('<'): how many bytes it takes; 0 where '<' is only a sign ("a < b"). */
static size_t read_tag(struct writer *writer, const char *text, size_t length)
{
    if (length >= 4 && memcmp(text, "<!--", 4) == 0) {
        const char *end = writer->no_comment_end ? NULL : memmem(text + 4, length - 4, "-->", 3);
        writer->no_comment_end = !end;
        return end ? (size_t)(end + 3 - text) : 0;
    }
    bool closing = length > 1 && text[1] == '/';
    size_t name = closing ? 2 : 1, at = name;
    if (at >= length || !(ascii_alpha(text[at]) || (text[at] == '!' && !closing)))
        return 0;
    while (at < length && (ascii_alpha(text[at]) || ascii_digit(text[at])))
        at++;
    const char *end = writer->no_tag_end ? NULL : memchr(text + at, '>', length - at);
    writer->no_tag_end = !end;
    if (!end)
        return 0;
    size_t size = (size_t)(end + 1 - text);
    enum tag tag = find_tag(text + name, at - name);
    write_tag(writer, tag, closing, text, size);
    if (tag == TAG_HIDDEN && !closing)
        size += skip_hidden(text + size, length - size, text + name, at - name);
    return size;
}

/* literal: per byte, 0 markup as it stands, 1 left out, 2 only a character; NULL: all 0. */
static void write_html(struct writer *writer, const char *text, size_t length, const char *literal)
{
    for (size_t at = 0, size; at < length; at += size) {
        size = 1;
        if (literal && literal[at] == 1)
            continue;
        if (text[at] == '<' && !(literal && literal[at])) {
            size = read_tag(writer, text + at, length - at);
            if (size > 0)
                continue;
        } else if (text[at] == '&' && !(literal && literal[at])) {
            uint32_t codepoint = entity_read(text + at, length - at, &size);
            if (codepoint) {
                write_codepoint(writer, codepoint == 0xa0 ? ' ' : codepoint);
                continue;
            }
        }
        write_codepoint(writer, text_next(text + at, length - at, &size));
    }
}

/* The opening marks that wait for their closing one, by sign and length of the run. */
struct emphasis {
    size_t open[2][4];                           /* place + 1; 0: none */
    size_t link;                                 /* the same for '[' */
};

static bool word(const char *text, size_t length, size_t at)
{
    return at < length && (ascii_alpha(text[at]) || ascii_digit(text[at]) || (unsigned char)text[at] >= 0x80);
}

static size_t mark_emphasis(struct emphasis *emphasis, const char *text, size_t length, size_t at, char *literal)
{
    char sign = text[at];
    size_t run = 1;
    while (at + run < length && text[at + run] == sign)
        run++;
    bool before = at > 0 && !ascii_space(text[at - 1]), after = at + run < length && !ascii_space(text[at + run]);
    bool opens = after, closes = before;
    if (sign == '_') {                           /* not within words: a_b_c */
        opens = after && !(at > 0 && word(text, length, at - 1));
        closes = before && !word(text, length, at + run);
    }
    size_t *open = &emphasis->open[sign == '_'][run <= 3 ? run : 0];
    if (run > 3) {
        return run;
    } else if (closes && *open) {
        memset(literal + *open - 1, 1, run);
        memset(literal + at, 1, run);
        *open = 0;
    } else if (opens) {
        *open = at + 1;
    }
    return run;
}

#define ADDRESS_LIMIT 2000

static size_t mark_link(struct emphasis *emphasis, const char *text, size_t length, size_t at, char *literal)
{
    if (text[at] == '[') {
        emphasis->link = at + 1;
        return 1;
    }
    if (!emphasis->link || at + 1 >= length || text[at + 1] != '(')
        return 1;
    size_t room = length - at < ADDRESS_LIMIT ? length - at : ADDRESS_LIMIT;
    const char *end = memchr(text + at, ')', room);
    if (!end || memchr(text + at, '\n', (size_t)(end - text - at)))
        return 1;
    size_t open = emphasis->link - 1;
    literal[open] = 1;
    if (open > 0 && text[open - 1] == '!')
        literal[open - 1] = 1;
    memset(literal + at, 1, (size_t)(end + 1 - text - at));
    emphasis->link = 0;
    return (size_t)(end + 1 - text - at);
}

/* `code`: up to a run of as many backticks. none[n]: no run of n comes any more. */
static size_t mark_code(const char *text, size_t length, size_t at, char *literal, bool none[8])
{
    size_t run = 1;
    while (at + run < length && text[at + run] == '`')
        run++;
    if (run >= 8 || none[run])
        return run;
    for (size_t end = at + run; end < length;) {
        size_t other = 0;
        while (end + other < length && text[end + other] == '`')
            other++;
        if (other == run) {
            memset(literal + at, 1, run);
            memset(literal + at + run, 2, end - at - run);
            memset(literal + end, 1, run);
            return end + run - at;
        }
        end += other ? other : 1;
    }
    none[run] = true;
    return run;
}

static bool punctuation(char c)
{
    return c > ' ' && c < 0x7f && !ascii_alpha(c) && !ascii_digit(c);
}

static size_t mark_heading(const char *text, size_t length, size_t at, char *literal)
{
    size_t run = 0;
    while (at + run < length && text[at + run] == '#')
        run++;
    if (run > 0 && run <= 6 && at + run < length && text[at + run] == ' ')
        memset(literal + at, 1, run + 1);
    return run ? run : 1;
}

/* Says of each byte what write_html shall do with it. */
static void mark_markdown(const char *text, size_t length, char *literal)
{
    struct emphasis emphasis = { 0 };
    bool none[8] = { false };
    for (size_t at = 0; at < length;) {
        bool line_start = at == 0 || text[at - 1] == '\n';
        if (line_start && text[at] == '#') {
            at += mark_heading(text, length, at, literal);
            continue;
        }
        switch (text[at]) {
        case '\\':
            if (at + 1 < length && punctuation(text[at + 1])) {
                literal[at] = 1;
                literal[++at] = 2;
            }
            at++;
            break;
        case '`':
            at += mark_code(text, length, at, literal, none);
            break;
        case '*':
        case '_':
            at += mark_emphasis(&emphasis, text, length, at, literal);
            break;
        case '[':
        case ']':
            at += mark_link(&emphasis, text, length, at, literal);
            break;
        case '\n':
            if (at + 1 < length && text[at + 1] == '\n')
                emphasis = (struct emphasis){ 0 };   /* a paragraph ends all that is open */
            at++;
            break;
        default:
            at++;
        }
    }
}

void markup_plain(struct buf *out, const char *text, enum text_format format)
{
    struct writer writer = { .out = out, .begin = out->length };
    size_t length = strlen(text);
    struct buf literal;
    buf_init(&literal, out->allocator);
    switch (format) {
    case TEXT_PLAIN:
        writer.keep_lines = true;
        writer.preformatted = true;
        write_text(&writer, text, length);
        break;
    case TEXT_MARKDOWN:
        writer.keep_lines = true;
        buf_fill(&literal, 0, length);
        if (buf_failed(&literal)) {
            out->failed = true;
            break;
        }
        mark_markdown(text, length, literal.data);
        write_html(&writer, text, length, literal.data);
        break;
    case TEXT_MOODLE:
        writer.keep_lines = true;
        write_html(&writer, text, length, NULL);
        break;
    case TEXT_HTML:
    case TEXT_FORMAT_COUNT:
        write_html(&writer, text, length, NULL);
        break;
    }
    while (out->length > writer.begin && strchr(" \n", out->data[out->length - 1]))
        buf_cut(out, out->length - 1);
    buf_release(&literal);
}
