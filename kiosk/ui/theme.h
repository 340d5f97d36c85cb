/*
 * How things look. One table of styles with fixed meanings, one of glyphs; each row has a form for every kind of terminal. The terminal's own
 * background is kept; every colour is legible on black and on white. Colour never carries a meaning alone: a sign or a word stands beside it.
 */
#ifndef UI_THEME_H
#define UI_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bidi.h"

enum colours { COLOURS_NONE, COLOURS_8, COLOURS_16, COLOURS_256 };
enum glyphs { GLYPHS_UNICODE, GLYPHS_LINUX, GLYPHS_ASCII };

/* What the terminal can do, and which way the language runs. Found out by tty/, handed to everything that draws (grid.look). */
struct look {
    enum colours colours;
    enum glyphs glyphs;
    enum direction direction;                    /* DIRECTION_RTL: every layout is mirrored (see grid.h) */
    bool mouse;
    bool slow;                                   /* a serial line: no clock seconds, no animation */
};
extern const struct look look_plain;             /* Unicode, 256 colours, left to right */

/* X(name, letter in golden dumps, colour of 256, of 16, of 8 (-1: the terminal's own), attributes with colour, attributes without) */
#define STYLES(X)                                                                                              \
    X(TEXT,       '.',  -1, -1, -1, 0,                   0)                  /* running text */                \
    X(DIM,        'd', 243,  8, -1, 0,                   ATTRIBUTE_DIM)      /* less important */              \
    X(TITLE,      't',  -1, -1, -1, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* title line: where */           \
    X(TITLE_BAR,  'T', 243,  8, -1, 0,                   0)                  /* title line: the rest */        \
    X(RULE,       '-', 243,  8, -1, 0,                   0)                  /* lines of the frame */          \
    X(KEY,        'k',  32, 12,  4, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* a key in the footer */         \
    X(FOOTER,     'f', 243,  8, -1, 0,                   0)                  /* what it does */                \
    X(FOCUS,      '>',  32, 12,  4, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* the focused item, its mark */  \
    X(SELECTED,   '#',  32, 12,  4, ATTRIBUTE_BOLD | ATTRIBUTE_REVERSE, ATTRIBUTE_REVERSE) /* focused button */ \
    X(GOOD,       'g',  28,  2,  2, 0,                   ATTRIBUTE_BOLD)     /* right, saved, done */          \
    X(ATTENTION,  'a', 166,  9,  1, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* wrong, missing, nearly over */ \
    X(HEADING,    'h',  -1, -1, -1, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)                                       \
    X(STRONG,     's',  -1, -1, -1, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)                                       \
    X(EMPHASIS,   'e',  -1, -1, -1, ATTRIBUTE_UNDERLINE, ATTRIBUTE_UNDERLINE)                                  \
    X(CODE,       'c', 133, 13,  5, 0,                   0)                                                    \
    X(QUOTE_BAR,  'q', 243,  8, -1, 0,                   0)                                                    \
    X(TASK_BAR,   'Q', 166,  9,  1, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* what to do tomorrow */         \
    X(NOTE_BAR,   'n',  32, 12,  4, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)                                       \
    X(SERIES_1,   '1',  32, 12,  4, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* of charts */                   \
    X(SERIES_2,   '2', 166,  9,  1, 0,                   0)                                                    \
    X(SERIES_3,   '3',  28,  2,  2, 0,                   0)                                                    \
    X(SERIES_4,   '4', 133, 13,  5, 0,                   0)                                                    \
    X(AXIS,       'x', 243,  8, -1, 0,                   0)                                                    \
    X(INPUT,      'i',  -1, -1, -1, ATTRIBUTE_UNDERLINE, ATTRIBUTE_UNDERLINE) /* where one may type */         \
    X(INPUT_FOCUS, 'I', 32, 12,  4, ATTRIBUTE_BOLD | ATTRIBUTE_UNDERLINE, ATTRIBUTE_BOLD | ATTRIBUTE_UNDERLINE) \
    X(DISABLED,   '~', 243,  8, -1, ATTRIBUTE_DIM,       ATTRIBUTE_DIM)                                        \
    X(CHOSEN,     'C',  -1, -1, -1, ATTRIBUTE_BOLD,      ATTRIBUTE_BOLD)     /* chosen, not focused */         \
    X(BAR_FULL,   'B',  32, 12,  4, 0,                   0)                                                    \
    X(BAR_GUESS,  'b', 243,  8, -1, 0,                   0)                  /* a second value in a bar */     \
    X(BAR_EMPTY,  '_', 243,  8, -1, 0,                   ATTRIBUTE_DIM)

enum attribute { ATTRIBUTE_BOLD = 1, ATTRIBUTE_DIM = 2, ATTRIBUTE_UNDERLINE = 4, ATTRIBUTE_REVERSE = 8 };

enum style {
#define X(name, ...) STYLE_##name,
    STYLES(X)
#undef X
    STYLE_COUNT
};

/* How a style is shown: colour is an index of the terminal's palette, or -1 for its own foreground. */
struct appearance {
    int colour;
    unsigned attributes;                         /* of enum attribute */
};
struct appearance style_appearance(enum style style, enum colours colours);
char style_letter(enum style style);

/* X(name, Unicode, Linux console (what 256-glyph fonts hold), ASCII, its mirror image). One cell wide, but for ELLIPSIS outside Unicode. */
#define GLYPHS(X)                                                              \
    X(FOCUS,      "▸", "►", ">",  FOCUS_RTL)                                   \
    X(FOCUS_RTL,  "◂", "◄", "<",  FOCUS)                                       \
    X(CHECK,      "✓", "√", "+",  CHECK)      /* right, done, saved */         \
    X(CROSS,      "✗", "x", "x",  CROSS)      /* wrong */                      \
    X(DOT,        "·", "·", "-",  DOT)        /* between words; not yet */     \
    X(NOW,        "●", "•", "*",  NOW)        /* here; the PIN's digits */     \
    X(RING,       "○", "○", "o",  RING)       /* an option not chosen */       \
    X(FLAG,       "⚑", "!", "!",  FLAG)                                        \
    X(BOX_OFF,    "☐", "○", " ",  BOX_OFF)    /* drawn in [ ] outside Unicode */ \
    X(BOX_ON,     "☑", "√", "x",  BOX_ON)                                      \
    X(MORE_BELOW, "▾", "▼", "v",  MORE_BELOW)                                  \
    X(MORE_ABOVE, "▴", "▲", "^",  MORE_ABOVE)                                  \
    X(RISEN,      "▲", "▲", "^",  RISEN)                                       \
    X(FALLEN,     "▼", "▼", "v",  FALLEN)                                      \
    X(UP,         "↑", "↑", "^",  UP)                                          \
    X(DOWN,       "↓", "↓", "v",  DOWN)                                        \
    X(LEFT,       "←", "←", "<",  RIGHT)                                       \
    X(RIGHT,      "→", "→", ">",  LEFT)                                        \
    X(BULLET,     "•", "•", "*",  BULLET)                                      \
    X(BULLET_2,   "◦", "·", "-",  BULLET_2)                                    \
    X(ELLIPSIS,   "…", "..", "..", ELLIPSIS)                                   \
    X(DASH,       "–", "-", "-",  DASH)                                        \
    X(FULL,       "█", "█", "#",  FULL)                                        \
    X(SHADE,      "▒", "▒", "=",  SHADE)                                       \
    X(LIGHT,      "░", "░", ":",  LIGHT)                                       \
    X(EMPTY,      "·", "·", ".",  EMPTY)      /* the rest of a bar */          \
    X(BAR_MARK,   "┃", "│", "|",  BAR_MARK)   /* quote, note, task */          \
    X(H_LINE,     "─", "─", "-",  H_LINE)                                      \
    X(V_LINE,     "│", "│", "|",  V_LINE)                                      \
    X(H_DOTS,     "┈", "·", ".",  H_DOTS)     /* guide lines of charts */      \
    X(V_DOTS,     "┊", "·", ":",  V_DOTS)                                      \
    X(TOP_LEFT,     "┌", "┌", "+", TOP_RIGHT)                                  \
    X(TOP_RIGHT,    "┐", "┐", "+", TOP_LEFT)                                   \
    X(BOTTOM_LEFT,  "└", "└", "+", BOTTOM_RIGHT)                               \
    X(BOTTOM_RIGHT, "┘", "┘", "+", BOTTOM_LEFT)                                \
    X(TEE_LEFT,   "┤", "┤", "+",  TEE_RIGHT)                                   \
    X(TEE_RIGHT,  "├", "├", "+",  TEE_LEFT)                                    \
    X(TEE_DOWN,   "┬", "┬", "+",  TEE_DOWN)                                    \
    X(TEE_UP,     "┴", "┴", "+",  TEE_UP)                                      \
    X(CORNER,     "┼", "┼", "+",  CORNER)

enum glyph {
#define X(name, ...) GLYPH_##name,
    GLYPHS(X)
#undef X
    GLYPH_COUNT
};

/* The glyph as this terminal shows it, mirrored where the layout is. */
const char *glyph_text(enum glyph glyph, const struct look *look);
/* The same in so many terms, whatever the direction is. */
const char *glyph_form(enum glyph glyph, enum glyphs glyphs);

#endif
