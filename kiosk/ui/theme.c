#include "ui/theme.h"

#include <stddef.h>

const struct look look_plain = { .colours = COLOURS_256, .glyphs = GLYPHS_UNICODE, .direction = DIRECTION_LTR };

static const struct {
    char letter;
    int16_t in_256, in_16, in_8;
    uint8_t attributes, plain_attributes;
} styles[STYLE_COUNT] = {
#define X(name, letter, in_256, in_16, in_8, attributes, plain) \
    [STYLE_##name] = { letter, in_256, in_16, in_8, attributes, plain },
    STYLES(X)
#undef X
};

static const struct {
    const char *form[3];
    enum glyph mirror;
} glyph_rows[GLYPH_COUNT] = {
#define X(name, full, console, ascii, mirror) \
    [GLYPH_##name] = { { [GLYPHS_UNICODE] = full, [GLYPHS_LINUX] = console, [GLYPHS_ASCII] = ascii }, GLYPH_##mirror },
    GLYPHS(X)
#undef X
};

struct appearance style_appearance(enum style style, enum colours colours)
{
    if (style >= STYLE_COUNT)
        style = STYLE_TEXT;
    struct appearance shown = { -1, styles[style].attributes };
    switch (colours) {
    case COLOURS_256: shown.colour = styles[style].in_256; break;
    case COLOURS_16: shown.colour = styles[style].in_16; break;
    case COLOURS_8: shown.colour = styles[style].in_8; break;
    case COLOURS_NONE: break;
    }
    /* Where there is no colour for a style that has one elsewhere, its other attributes tell it apart. */
    if (shown.colour < 0)
        shown.attributes = styles[style].plain_attributes;
    return shown;
}

char style_letter(enum style style)
{
    return style < STYLE_COUNT ? styles[style].letter : '?';
}

const char *glyph_form(enum glyph glyph, enum glyphs glyphs)
{
    return glyph < GLYPH_COUNT && glyphs <= GLYPHS_ASCII ? glyph_rows[glyph].form[glyphs] : "?";
}

const char *glyph_text(enum glyph glyph, const struct look *look)
{
    if (glyph < GLYPH_COUNT && look->direction == DIRECTION_RTL)
        glyph = glyph_rows[glyph].mirror;
    return glyph_form(glyph, look->glyphs);
}
