/* What curses calls a key, and what is made of a terminal's name. */
#include "check_main.h"

#include <ncurses.h>

#include "tty/keys.h"

static enum key key_of(bool function, wint_t code)
{
    struct event event = { 0 };
    return keys_event(function, code, &event) && event.kind == EVENT_KEY ? event.key : PRESS_NOTHING;
}

START_TEST(keys_have_their_meaning_whichever_way_they_come)
{
    ck_assert_int_eq(key_of(true, KEY_UP), PRESS_UP);
    ck_assert_int_eq(key_of(true, KEY_BTAB), PRESS_BACK_TAB);
    ck_assert_int_eq(key_of(true, KEY_F(1)), PRESS_F1);
    ck_assert_int_eq(key_of(true, KEY_F(12)), PRESS_F12);
    ck_assert_int_eq(key_of(true, KEY_F(13)), PRESS_NOTHING);
    ck_assert_int_eq(key_of(true, KEY_BACKSPACE), PRESS_BACKSPACE);
    ck_assert_int_eq(key_of(false, 127), PRESS_BACKSPACE);
    ck_assert_int_eq(key_of(false, 8), PRESS_BACKSPACE);
    ck_assert_int_eq(key_of(false, '\r'), PRESS_ENTER);
    ck_assert_int_eq(key_of(false, '\n'), PRESS_ENTER);
    ck_assert_int_eq(key_of(false, 27), PRESS_ESCAPE);
    ck_assert_int_eq(key_of(false, 3), PRESS_INTERRUPT);
    ck_assert_int_eq(key_of(false, 1), PRESS_NOTHING);
}
END_TEST

START_TEST(characters_come_as_text_and_controls_do_not)
{
    struct event event = { 0 };
    ck_assert(keys_event(false, 0xe9, &event));
    ck_assert_int_eq(event.kind, EVENT_TEXT);
    ck_assert_text(event.text, "é");
    ck_assert(!keys_event(false, 0x9b, &event));
    ck_assert(!keys_event(false, 0x202e, &event));
    ck_assert(!keys_event(false, 0, &event));
}
END_TEST

START_TEST(glyphs_follow_the_terminal_and_the_locale)
{
    static const struct {
        const char *term, *locale, *wanted;
        enum glyphs glyphs;
    } cases[] = {
        { "xterm-256color", "fr_FR.UTF-8", NULL, GLYPHS_UNICODE },
        { "xterm-256color", NULL, NULL, GLYPHS_UNICODE },
        { "xterm", "C", NULL, GLYPHS_UNICODE },
        { "xterm", "fr_FR.ISO-8859-1", NULL, GLYPHS_ASCII },
        { "linux", "C.UTF-8", NULL, GLYPHS_LINUX },
        { "linux-16color", "pt_BR.utf8", NULL, GLYPHS_LINUX },
        { "vt100", "C.UTF-8", NULL, GLYPHS_ASCII },
        { "vt220", NULL, NULL, GLYPHS_ASCII },
        { "", NULL, NULL, GLYPHS_ASCII },
        { NULL, NULL, NULL, GLYPHS_ASCII },
        { "vt100", NULL, "unicode", GLYPHS_UNICODE },
        { "xterm", NULL, "ascii", GLYPHS_ASCII },
        { "xterm", NULL, "nonsense", GLYPHS_UNICODE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_int_eq(look_glyphs(cases[i].term, cases[i].locale, cases[i].wanted), cases[i].glyphs);
}
END_TEST

START_TEST(colours_are_never_more_than_the_terminal_has)
{
    ck_assert_int_eq(look_colours(256, NULL, NULL), COLOURS_256);
    ck_assert_int_eq(look_colours(88, NULL, NULL), COLOURS_16);
    ck_assert_int_eq(look_colours(8, NULL, NULL), COLOURS_8);
    ck_assert_int_eq(look_colours(-1, NULL, NULL), COLOURS_NONE);
    ck_assert_int_eq(look_colours(256, "1", NULL), COLOURS_NONE);
    ck_assert_int_eq(look_colours(256, "", NULL), COLOURS_256);
    ck_assert_int_eq(look_colours(256, "1", "16"), COLOURS_16);
    ck_assert_int_eq(look_colours(8, NULL, "256"), COLOURS_8);
    ck_assert_int_eq(look_colours(256, NULL, "none"), COLOURS_NONE);
}
END_TEST

START_TEST(letters_are_spelled_where_they_cannot_be_shown)
{
    static const struct {
        const char *text, *console, *ascii;
    } cases[] = { { "é", "é", "e" }, { "e\u0301", "é", "e" }, { "q\u0301", "q", "q" }, { "Ø", "Ø", "O" }, { "’", "'", "'" },
                  { "語", "?", "?" }, { "a", "a", "a" }, { "ﬁ", "f", "f" }, { "→", "→", ">" }, { "—", "-", "-" }, { "Ж", "Ж", "?" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cell cell = { .width = 1 };
        char out[CELL_BYTES];
        memcpy(cell.text, cases[i].text, strlen(cases[i].text) + 1);
        cell_reduced(out, &cell, GLYPHS_LINUX);
        ck_assert_str_eq(out, cases[i].console);
        cell_reduced(out, &cell, GLYPHS_ASCII);
        ck_assert_str_eq(out, cases[i].ascii);
        cell_reduced(out, &cell, GLYPHS_UNICODE);
        ck_assert_str_eq(out, cases[i].text);
    }
}
END_TEST

TEST_MAIN("keys", keys_have_their_meaning_whichever_way_they_come, characters_come_as_text_and_controls_do_not,
          glyphs_follow_the_terminal_and_the_locale, colours_are_never_more_than_the_terminal_has,
          letters_are_spelled_where_they_cannot_be_shown)
