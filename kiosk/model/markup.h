/*
 * Texts of questions, in the four formats that Moodle's GIFT knows, and how they are shown on a terminal.
 */
#ifndef MODEL_MARKUP_H
#define MODEL_MARKUP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* constant, name in GIFT */
#define TEXT_FORMATS(X)            \
    X(TEXT_MOODLE, "moodle")       \
    X(TEXT_HTML, "html")           \
    X(TEXT_PLAIN, "plain")         \
    X(TEXT_MARKDOWN, "markdown")

enum text_format {
#define X(constant, name) constant,
    TEXT_FORMATS(X)
#undef X
    TEXT_FORMAT_COUNT
};

/* A text with its format. text is never NULL in what bank_parse gives; it may hold '\n', and markup. */
struct rich_text {
    const char *text;
    enum text_format format;
};

const char *text_format_name(enum text_format format);
bool text_format_find(const char *name, size_t length, enum text_format *format);

/*
 * Appends text as a terminal shows it: valid UTF-8 without control characters but '\n', without blanks at the ends of lines, and
 * without '\n' at its own end; nothing is wrapped.
 * html and moodle: tags are taken away (br, p, div, li, tr, headings and the like become line ends, li a bullet, sub and sup _x and ^x), comments,
 * scripts and styles with what is in them, entities are decoded, runs of blanks are one; in moodle a line end of the source stays one, in html not (but in pre).
 * markdown: marks of emphasis and code, backslashes and links' addresses are taken away; lists stay as they are. plain: only cleaned.
 * Time and memory are linear in length.
 */
void markup_plain(struct buf *out, const char *text, enum text_format format);

#endif
