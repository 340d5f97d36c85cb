/* What the Linux console shows: its font holds all signs that the kiosk draws, and whatever the shipped packs say can be read with it. */
#include "check_main.h"

#include <glob.h>

#include "base/file.h"
#include "base/text.h"
#include "ui/console.h"
#include "ui/theme.h"

START_TEST(the_font_holds_every_sign_of_the_console)
{
    for (int glyph = 0; glyph < GLYPH_COUNT; glyph++) {
        const char *text = glyph_form((enum glyph)glyph, GLYPHS_LINUX);
        for (size_t i = 0, size, length = strlen(text); i < length; i += size)
            ck_assert_msg(console_holds(text_next(text + i, length - i, &size)), "%s", text);
    }
}
END_TEST

START_TEST(a_font_of_512_glyphs_is_enough)
{
    /* letters of three scripts that are one glyph: those behind the first of each word need none of their own */
    static const char shared[] = "AΑА BΒВ EΕЕ ZΖ HΗН IΙІ KΚК MΜМ NΝ OΟО PΡР TΤТ YΥ XΧХ CС SЅ JЈ aа eе oοо cс pр xх yу iі jј sѕ ΓГ ΠП ΦФ";
    size_t count = 0, spared = 0, place = 0;
    for (uint32_t codepoint = 0; codepoint < 0x30000; codepoint++)
        count += console_holds(codepoint);
    for (size_t i = 0, size, length = sizeof shared - 1; i < length; i += size) {
        uint32_t codepoint = text_next(shared + i, length - i, &size);
        place = codepoint == ' ' ? 0 : place + 1;
        ck_assert(console_holds(codepoint));
        spared += place > 1;
    }
    ck_assert_uint_gt(count, 500);
    ck_assert_uint_le(count - spared, 512);
}
END_TEST

START_TEST(what_the_font_lacks_is_shown_by_what_it_holds)
{
    for (uint32_t codepoint = 0x20; codepoint < 0x30000; codepoint++)
        if (!console_holds(console_form(codepoint)))
            ck_abort_msg("U+%04X", (unsigned)codepoint);
    ck_assert_uint_eq(console_form(0x201c), '"');
    ck_assert_uint_eq(console_form(0x2014), '-');
    ck_assert_uint_eq(console_form(0x25b8), 0x25ba);
    ck_assert_uint_eq(console_form(0x416), 0x416);
    ck_assert_uint_eq(console_form(0x6f22), '?');
    ck_assert_uint_eq(console_form(0x200b), '?');
    ck_assert(!console_holds(0x1f));
    ck_assert(!console_holds(0x7f));
}
END_TEST

START_TEST(the_shipped_packs_can_be_read_on_the_console)
{
    static const char *const patterns[] = { "content/*/*/lessons/*.md", "content/*/*/*.gift", "content/*/quizzes/*.quiz", "content/profile/*.form" };
    const char *root = getenv("srcdir");
    size_t files = 0;
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char pattern[1024];
        glob_t found;
        snprintf(pattern, sizeof pattern, "%s/%s", root && *root ? root : ".", patterns[i]);
        ck_assert_msg(glob(pattern, 0, NULL, &found) == 0, "there is no %s", pattern);
        for (size_t j = 0; j < found.gl_pathc; j++) {
            struct buf text = BUF_INIT;
            struct error error = { 0 };
            if (strstr(found.gl_pathv[j], "/ar/"))
                continue;                        /* no console joins Arabic letters: that language wants another terminal */
            ck_assert_int_eq(file_read(found.gl_pathv[j], 8 << 20, &text, &error), 0);
            long line = 1;
            for (size_t at = 0, size; at < text.length; at += size) {
                uint32_t codepoint = text_next(text.data + at, text.length - at, &size);
                line += codepoint == '\n';
                if (codepoint >= 0x20 && codepoint != '?' && console_form(codepoint) == '?')
                    ck_abort_msg("%s:%ld: U+%04X cannot be shown on the console", found.gl_pathv[j], line, (unsigned)codepoint);
            }
            files++;
            buf_release(&text);
        }
        globfree(&found);
    }
    ck_assert_uint_gt(files, 10);
}
END_TEST

TEST_MAIN("the console's font", the_font_holds_every_sign_of_the_console, a_font_of_512_glyphs_is_enough, what_the_font_lacks_is_shown_by_what_it_holds,
          the_shipped_packs_can_be_read_on_the_console)
