/*
 * Text as people read it: UTF-8, its width on a terminal, where it may break, what may be shown.
 * Widths are in cells, by wcwidth(3) of the C.UTF-8 locale, as ncurses has it. Strings are valid UTF-8 unless said otherwise; what is not is
 * refused or mended at the border (encoding.h, text_clean). Nothing here depends on the interface's language.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

bool text_valid(const char *text, size_t length);          /* UTF-8, no surrogates, no overlong forms */

/* One code point at text, which has length bytes left; *size is how many bytes it takes. U+FFFD and 1 for a broken byte; 0 and 0 at the end. */
uint32_t text_next(const char *text, size_t length, size_t *size);

/* Printable: neither control nor line end (U+0085, 2028, 2029), nor surrogate, nor non-character, nor a bidi control (U+061C, 200E, 200F, 202A-202E, 2066-2069), which could turn a screen round. */
bool text_printable(uint32_t codepoint);

/* Appends text without what is not printable. Tabs and line ends become blanks, unless keep_lines, which keeps '\n' (CR LF and CR become it). Broken UTF-8 becomes U+FFFD. */
void text_clean(struct buf *out, const char *text, size_t length, bool keep_lines);

int text_width(const char *text, size_t length);           /* cells; controls and broken bytes count as one */
int codepoint_width(uint32_t codepoint);                   /* 0, 1 or 2 */

/* Bytes of the grapheme cluster (UAX #29) that begins at text; 0 at the end; at most 32 code points. ASCII passes libunistring by. Its width is the sum of its code
 * points', as ncurses draws it: 1 for a letter with marks, 4 for two joined emoji. */
size_t text_cluster(const char *text, size_t length);
/* Bytes of the longest beginning that is at most cells wide and ends with a whole cluster; *used is its width. */
size_t text_fit(const char *text, size_t length, int cells, int *used);
/* Appends text, cut to cells; where it is longer, it ends with an ellipsis ('…', or '...' if ascii). */
void text_shorten(struct buf *out, const char *text, size_t length, int cells, bool ascii);

/* Line breaking (UAX #14). One line of a paragraph: a slice of it. */
struct text_line {
    size_t start, length;                        /* bytes; without the blanks and the line end that it breaks at */
    int width;
    bool hard;                                   /* ended by '\n' or by the end of the text */
};
/* Breaks text into lines of at most cells (>= 1); a word that is longer is broken between clusters, a cluster that is wider than a line within it (a wide character on
 * a line of one cell sticks out). U+00A0 holds together. "" has one empty line, "a\n" has "a" and an empty one. Lines lie in the arena. NULL if memory lacks; *count is untouched then. */
struct text_line *text_wrap(struct arena *arena, const char *text, size_t length, int cells, size_t *count);

/* NFC, appended; NFC and case folded; NFKD without marks and case folded, as search wants it ("Élodie" finds "elodie"; the vowel signs of
 * India's scripts stay, the Arabic tatweel goes). Broken UTF-8 counts as U+FFFD. False if memory lacks. */
bool text_nfc(struct buf *out, const char *text, size_t length);
bool text_fold(struct buf *out, const char *text, size_t length);
bool text_search_form(struct buf *out, const char *text, size_t length);

/* ASCII helpers that no locale changes. */
static inline bool ascii_digit(int c) { return c >= '0' && c <= '9'; }
static inline bool ascii_space(int c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static inline bool ascii_alpha(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/* A slice without blanks (ASCII ones and U+00A0) at its ends. */
const char *text_trim(const char *text, size_t *length);
bool text_equal(const char *a, const char *b);             /* both may be NULL; NULL equals NULL alone */

#endif
