#include "base/text.h"

#include <limits.h>
#include <unicase.h>
#include <unictype.h>
#include <unigbrk.h>
#include <unilbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <wchar.h>

static const unsigned char *bytes_of(const char *text) { return (const unsigned char *)text; }

/* How many of the first bytes are ASCII. Most text is nothing else, so eight are looked at together. */
static size_t ascii_run(const char *text, size_t length)
{
    size_t done = 0;
    for (; length - done >= 8; done += 8) {
        uint64_t eight;
        memcpy(&eight, text + done, 8);
        if (eight & 0x8080808080808080u)
            break;
    }
    while (done < length && bytes_of(text)[done] < 0x80)
        done++;
    return done;
}

static bool printable_ascii(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    return true;
}

bool text_valid(const char *text, size_t length)
{
    size_t ascii = ascii_run(text, length);
    return ascii == length || !u8_check(bytes_of(text) + ascii, length - ascii);
}

uint32_t text_next(const char *text, size_t length, size_t *size)
{
    if (length == 0) {
        *size = 0;
        return 0;
    }
    if (*bytes_of(text) < 0x80) {
        *size = 1;
        return *bytes_of(text);
    }
    ucs4_t codepoint;
    int taken = u8_mbtoucr(&codepoint, bytes_of(text), length);
    if (taken <= 0) {
        *size = 1;
        return 0xfffd;
    }
    *size = (size_t)taken;
    return codepoint;
}

/* The line ends beyond CR and LF: VT, FF, NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR. */
static bool odd_line_end(uint32_t c)
{
    return c == 0x0b || c == 0x0c || c == 0x85 || c == 0x2028 || c == 0x2029;
}

bool text_printable(uint32_t c)
{
    if (c < 0x7f)
        return c >= 0x20;
    if (c < 0xa0 || c > 0x10ffff || odd_line_end(c))
        return false;
    if ((c >= 0xd800 && c <= 0xdfff) || (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef))
        return false;
    return !(c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
}

void text_clean(struct buf *out, const char *text, size_t length, bool keep_lines)
{
    buf_reserve(out, length);
    for (size_t at = 0; at < length;) {
        size_t run = at;
        while (run < length && bytes_of(text)[run] >= 0x20 && bytes_of(text)[run] < 0x7f)
            run++;
        buf_add(out, text + at, run - at);
        at = run;
        if (at == length)
            break;
        size_t size;
        uint32_t c = text_next(text + at, length - at, &size);
        if (c == '\r' && at + 1 < length && text[at + 1] == '\n')
            size = 2;
        if (c == '\n' || c == '\r' || odd_line_end(c))
            buf_char(out, keep_lines ? '\n' : ' ');
        else if (c == '\t')
            buf_char(out, ' ');
        else if (text_printable(c))
            buf_codepoint(out, c);
        at += size;
    }
}

int codepoint_width(uint32_t c)
{
    if (c < 0x7f)
        return 1;
    int width = wcwidth((wchar_t)c);
    return width < 0 ? 1 : width;
}

int text_width(const char *text, size_t length)
{
    int width = 0;
    for (size_t at = 0; at < length;) {
        size_t size = ascii_run(text + at, length - at);
        size_t cells = size;
        if (size == 0)
            cells = (size_t)codepoint_width(text_next(text + at, length - at, &size));
        if (cells > (size_t)(INT_MAX - width))
            return INT_MAX;
        width += (int)cells;
        at += size;
    }
    return width;
}

/*
 * libunistring's own walk looks at pairs alone, which cuts flags and families of emoji apart: rules GB11 to GB13 want what came before the
 * pair. The limit is that of the Stream-Safe Text Format (UAX #15, 30 marks); without it a page of marks would be one cell.
 */
#define CLUSTER_LIMIT 32

size_t text_cluster(const char *text, size_t length)
{
    if (length == 0)
        return 0;
    const unsigned char *bytes = bytes_of(text);
    if (bytes[0] < 0x80 && (length == 1 || bytes[1] < 0x80))
        return length > 1 && bytes[0] == '\r' && bytes[1] == '\n' ? 2 : 1;
    size_t size, done;
    uint32_t before = text_next(text, length, &done);
    bool pictograph = uc_is_property_extended_pictographic(before);
    bool flag = uc_graphemeclusterbreak_property(before) == GBP_RI;
    for (int count = 1; done < length && count < CLUSTER_LIMIT; count++) {
        uint32_t next = text_next(text + done, length - done, &size);
        bool is_pictograph = uc_is_property_extended_pictographic(next);
        bool is_flag = uc_graphemeclusterbreak_property(next) == GBP_RI;
        bool joined = before == 0x200d && pictograph && is_pictograph;
        bool paired = flag && is_flag;
        if (!joined && !paired && uc_is_grapheme_break(before, next))
            break;
        if (is_pictograph)
            pictograph = true;
        else if (uc_graphemeclusterbreak_property(next) != GBP_EXTEND && next != 0x200d)
            pictograph = false;
        flag = is_flag && !paired;
        before = next;
        done += size;
    }
    return done;
}

size_t text_fit(const char *text, size_t length, int cells, int *used)
{
    size_t at = 0;
    int width = 0;
    while (at < length) {
        size_t size = text_cluster(text + at, length - at);
        int more = size == 1 ? 1 : text_width(text + at, size);
        if (more > cells - width)
            break;
        width += more;
        at += size;
    }
    if (used)
        *used = width;
    return at;
}

void text_shorten(struct buf *out, const char *text, size_t length, int cells, bool ascii)
{
    if (cells <= 0)
        return;
    size_t fits = text_fit(text, length, cells, NULL);
    if (fits == length) {
        buf_add(out, text, length);
        return;
    }
    int ellipsis = !ascii ? 1 : cells < 3 ? cells : 3;
    fits = text_fit(text, length, cells - ellipsis, NULL);
    buf_add(out, text, fits);
    if (ascii)
        buf_fill(out, '.', (size_t)ellipsis);
    else
        buf_text(out, "\xe2\x80\xa6");
}

/* Blanks that a line may end with and that are then not drawn. U+00A0, U+2007 and U+202F are not: they hold words together. */
static bool hangs(uint32_t c)
{
    return (c <= 0x20 && ascii_space((int)c)) || c == 0x1680 || (c >= 0x2000 && c <= 0x200b && c != 0x2007) || c == 0x205f
        || c == 0x3000 || c == 0x2028 || c == 0x2029 || c == 0x85;
}

struct wrap {
    struct arena *arena;
    const char *text;
    int cells;
    struct text_line *lines;
    size_t count, capacity;
    struct buf breaks;                           /* what libunistring says of each byte of the paragraph */
};

static bool add_line(struct wrap *wrap, size_t start, size_t end, int width, bool hard)
{
    struct text_line *lines = arena_grow(wrap->arena, wrap->lines, wrap->count, &wrap->capacity, sizeof *lines);
    if (!lines)
        return false;
    wrap->lines = lines;
    lines[wrap->count++] = (struct text_line){ .start = start, .length = end - start, .width = width, .hard = hard };
    return true;
}

/* The part of a cluster that is wider than a whole line which still fits; at least one code point. */
static size_t cut_cluster(const char *text, size_t length, int cells, int *width)
{
    size_t done = 0;
    *width = 0;
    while (done < length) {
        size_t size;
        int more = codepoint_width(text_next(text + done, length - done, &size));
        if (done > 0 && more > 0 && more > cells - *width)
            break;
        *width += more;
        done += size;
    }
    return done;
}

static bool wrap_paragraph(struct wrap *wrap, size_t start, size_t end)
{
    const char *text = wrap->text;
    if (start == end)
        return add_line(wrap, start, start, 0, true);
    if (end - start <= (size_t)wrap->cells && printable_ascii(text + start, end - start)) {
        size_t trimmed = end;
        while (trimmed > start && text[trimmed - 1] == ' ')
            trimmed--;
        return add_line(wrap, start, trimmed, (int)(trimmed - start), true);
    }
    buf_clear(&wrap->breaks);
    if (!buf_reserve(&wrap->breaks, end - start)) {
        wrap->arena->failed = true;
        return false;
    }
    u8_possible_linebreaks(bytes_of(text) + start, end - start, "UTF-8", wrap->breaks.data);
    const char *breaks = wrap->breaks.data;

    /* inked: up to the last thing drawn, where the line would end; chance: the last place to break at, with inked as it was then */
    size_t line = start, at = start, chance = start, chance_inked = start, inked = start;
    int width = 0, inked_width = 0, chance_width = 0;
    while (at < end) {
        char may = breaks[at - start];
        if (may == UC_BREAK_POSSIBLE && at > line) {
            chance = at;
            chance_inked = inked;
            chance_width = inked_width;
        }
        size_t size = text_cluster(text + at, end - at), first;
        uint32_t c = text_next(text + at, end - at, &first);
        if (may == UC_BREAK_MANDATORY || may == UC_BREAK_CR_BEFORE_LF) {
            if (at + size < end && !add_line(wrap, line, inked, inked_width, true))
                return false;
            at += size;
            if (at < end) {
                line = inked = chance = at;
                width = inked_width = 0;
            }
            continue;
        }
        int more = size == 1 ? 1 : text_width(text + at, size);
        bool blank = hangs(c) && size == first;
        if (!blank && more > wrap->cells - width) {
            if (chance > line) {
                /* what stands between the chance and here is measured once more; it is less than a line, and only once */
                if (!add_line(wrap, line, chance_inked, chance_width, false))
                    return false;
                at = chance;
            } else if (at > line) {
                if (!add_line(wrap, line, inked, inked_width, false))
                    return false;
            } else {
                size_t part = cut_cluster(text + at, size, wrap->cells, &more);
                if (part == size)
                    goto place;                  /* nothing can be cut off: it sticks out, and what follows breaks */
                if (!add_line(wrap, at, at + part, more, false))
                    return false;
                at += part;
            }
            line = inked = chance = at;
            width = inked_width = 0;
            continue;
        }
    place:
        width = more > INT_MAX - width ? INT_MAX : width + more;
        at += size;
        if (!blank) {
            inked = at;
            inked_width = width;
        }
    }
    return add_line(wrap, line, inked, inked_width, true);
}

struct text_line *text_wrap(struct arena *arena, const char *text, size_t length, int cells, size_t *count)
{
    struct wrap wrap = { .arena = arena, .text = text, .cells = cells < 1 ? 1 : cells };
    bool good = true;
    buf_init(&wrap.breaks, arena->allocator);
    for (size_t start = 0; good && start <= length;) {
        const char *newline = start < length ? memchr(text + start, '\n', length - start) : NULL;
        size_t end = newline ? (size_t)(newline - text) : length;
        good = wrap_paragraph(&wrap, start, end);
        start = end + 1;
    }
    buf_release(&wrap.breaks);
    if (!good)
        return NULL;
    *count = wrap.count;
    return wrap.lines;
}

/* Appends what libunistring made with malloc(3), and frees it. */
static bool take(struct buf *out, uint8_t *made, size_t length)
{
    if (!made) {
        out->failed = true;
        return false;
    }
    buf_add(out, made, length);
    free(made);
    return !buf_failed(out);
}

static bool add_lower_ascii(struct buf *out, const char *text, size_t length)
{
    if (!buf_reserve(out, length))
        return false;
    for (size_t i = 0; i < length; i++)
        out->data[out->length + i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] + ('a' - 'A') : text[i]);
    out->length += length;
    out->data[out->length] = 0;
    return true;
}

/* libunistring refuses what is not UTF-8; the contract excludes it, and a caller's slip must not look like a lack of memory. */
static bool mended(struct buf *copy, const struct buf *out, const char **text, size_t *length)
{
    buf_init(copy, out->allocator);
    if (text_valid(*text, *length))
        return true;
    for (size_t at = 0, size; at < *length; at += size)
        buf_codepoint(copy, text_next(*text + at, *length - at, &size));
    *text = copy->data;
    *length = copy->length;
    return !buf_failed(copy);
}

enum form { FORM_NFC, FORM_FOLD, FORM_SEARCH };

static bool add_form(struct buf *out, const char *text, size_t length, enum form form)
{
    if (ascii_run(text, length) == length) {
        if (form != FORM_NFC)
            return add_lower_ascii(out, text, length);
        buf_add(out, text, length);
        return !buf_failed(out);
    }
    struct buf copy;
    bool good = false;
    if (!mended(&copy, out, &text, &length)) {
        out->failed = true;
        goto cleanup;
    }
    size_t made = 0;
    if (form == FORM_NFC) {
        uint8_t *nfc = u8_normalize(UNINORM_NFC, bytes_of(text), length, NULL, &made);
        good = take(out, nfc, made);
    } else if (form == FORM_FOLD) {
        uint8_t *folded = u8_casefold(bytes_of(text), length, NULL, UNINORM_NFC, NULL, &made);
        good = take(out, folded, made);
    } else {
        /* folded twice, since a compatibility form may come apart into capitals: ㎒ is "MHz" */
        uint8_t *first = u8_casefold(bytes_of(text), length, NULL, UNINORM_NFKD, NULL, &made);
        uint8_t *folded = first ? u8_casefold(first, made, NULL, UNINORM_NFKD, NULL, &made) : NULL;
        free(first);
        if (!folded) {
            out->failed = true;
            goto cleanup;
        }
        for (size_t at = 0, size; at < made; at += size) {
            uint32_t c = text_next((const char *)folded + at, made - at, &size);
            int class = c < 0x300 ? 0 : uc_combining_class(c);
            /* marks of class 0 and viramas (9) are letters in effect: without them words of India's scripts would fall together */
            bool mark = class != UC_CCC_NR && class != UC_CCC_VR;
            bool unseen = c == 0xad || c == 0x640 || (c >= 0x200b && c <= 0x200d) || c == 0xfeff || (c >= 0xfe00 && c <= 0xfe0f);
            if (!mark && !unseen)
                buf_add(out, folded + at, size);
        }
        free(folded);
        good = !buf_failed(out);
    }
cleanup:
    buf_release(&copy);
    return good;
}

bool text_nfc(struct buf *out, const char *text, size_t length)
{
    return add_form(out, text, length, FORM_NFC);
}

bool text_fold(struct buf *out, const char *text, size_t length)
{
    return add_form(out, text, length, FORM_FOLD);
}

bool text_search_form(struct buf *out, const char *text, size_t length)
{
    return add_form(out, text, length, FORM_SEARCH);
}

const char *text_trim(const char *text, size_t *length)
{
    const char *end = text + *length;
    for (;;) {
        if (text < end && ascii_space(*text))
            text++;
        else if (end - text >= 2 && memcmp(text, "\xc2\xa0", 2) == 0)
            text += 2;
        else
            break;
    }
    for (;;) {
        if (text < end && ascii_space(end[-1]))
            end--;
        else if (end - text >= 2 && memcmp(end - 2, "\xc2\xa0", 2) == 0)
            end -= 2;
        else
            break;
    }
    *length = (size_t)(end - text);
    return text;
}

bool text_equal(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}
