/* The grid, the theme, and text in both directions on it. */
#include "check_main.h"

#include <math.h>

#include "screens/golden.h"
#include "base/text.h"
#include "ui/ui.h"

static const struct look mirrored = { .colours = COLOURS_256, .glyphs = GLYPHS_UNICODE, .direction = DIRECTION_RTL };
static const struct look ascii = { .colours = COLOURS_NONE, .glyphs = GLYPHS_ASCII };

/* A row as text, with the right halves of wide characters left out. */
static const char *row_text(const struct grid *grid, int row)
{
    static char text[4096];
    text[0] = 0;
    for (int col = 0; col < grid->cols; col++)
        strncat(text, grid_at(grid, row, col)->text, sizeof text - strlen(text) - 1);
    return text;
}

START_TEST(text_stands_where_it_was_put)
{
    struct grid grid = golden_grid(2, 10, &look_plain);
    ck_assert_int_eq(grid_put(&grid, 1, 2, 5, STYLE_GOOD, "abc"), 3);
    ck_assert_text(row_text(&grid, 1), "  abc     ");
    ck_assert_int_eq(grid_at(&grid, 1, 2)->style, STYLE_GOOD);
    ck_assert_int_eq(grid_at(&grid, 1, 5)->style, STYLE_TEXT);
    ck_assert_ptr_null(grid_at(&grid, 2, 0));
    grid_release(&grid);
}
END_TEST

START_TEST(what_is_longer_ends_with_an_ellipsis)
{
    struct grid grid = golden_grid(2, 10, &look_plain);
    ck_assert_int_eq(grid_put(&grid, 0, 0, 6, STYLE_TEXT, "break-even"), 6);
    ck_assert_text(row_text(&grid, 0), "break…    ");
    grid.look = &ascii;
    grid_put(&grid, 1, 0, 6, STYLE_TEXT, "break-even");
    ck_assert_text(row_text(&grid, 1), "brea..    ");
    grid_release(&grid);
}
END_TEST

START_TEST(marks_share_their_letters_cell_and_wide_characters_take_two)
{
    struct grid grid = golden_grid(1, 8, &look_plain);
    ck_assert_int_eq(grid_put(&grid, 0, 0, 8, STYLE_TEXT, "e\u0301語x"), 4);
    ck_assert_text(grid_at(&grid, 0, 0)->text, "e\u0301");
    ck_assert_int_eq(grid_at(&grid, 0, 1)->width, 2);
    ck_assert_int_eq(grid_at(&grid, 0, 2)->width, 0);
    ck_assert_text(grid_at(&grid, 0, 3)->text, "x");
    grid_put(&grid, 0, 2, 1, STYLE_TEXT, "y");   /* half of a wide character is none */
    ck_assert_text(row_text(&grid, 0), "e\u0301 yx    ");
    grid_release(&grid);
}
END_TEST

START_TEST(a_wide_character_is_not_cut_in_half)
{
    struct grid grid = golden_grid(1, 4, &look_plain);
    grid_put(&grid, 0, 3, 4, STYLE_TEXT, "語");
    ck_assert_int_ne(grid_at(&grid, 0, 3)->width, 2);
    grid_release(&grid);
}
END_TEST

START_TEST(control_characters_never_reach_a_cell)
{
    struct grid grid = golden_grid(1, 20, &look_plain);
    grid_put(&grid, 0, 0, 20, STYLE_TEXT, "a\033[2Jb\x7f\u202ec\xc2\x9b" "d\xff");
    for (int col = 0; col < 20; col++)
        for (const char *c = grid_at(&grid, 0, col)->text; *c; c++)
            ck_assert(((unsigned char)*c >= 0x20 && *c != 0x7f));
    ck_assert_ptr_null(strstr(row_text(&grid, 0), "\u202e"));
    ck_assert_ptr_null(strstr(row_text(&grid, 0), "\xc2\x9b"));
    ck_assert(text_valid(row_text(&grid, 0), strlen(row_text(&grid, 0))));
    grid_release(&grid);
}
END_TEST

START_TEST(a_cell_holds_a_bounded_number_of_marks)
{
    struct grid grid = golden_grid(1, 4, &look_plain);
    char text[200] = "e";
    for (int i = 0; i < 50; i++)
        strncat(text, "\u0301", sizeof text - strlen(text) - 1);
    ck_assert_int_eq(grid_put(&grid, 0, 0, 4, STYLE_TEXT, text), 1);
    ck_assert_uint_le(strlen(grid_at(&grid, 0, 0)->text), 1 + 4 * 2);
    grid_release(&grid);
}
END_TEST

START_TEST(nothing_is_drawn_outside_the_grid_or_the_clip)
{
    struct grid grid = golden_grid(3, 10, &look_plain);
    grid_put(&grid, -1, 0, 10, STYLE_TEXT, "above");
    grid_put(&grid, 3, 0, 10, STYLE_TEXT, "below");
    grid_put(&grid, 0, 8, 10, STYLE_TEXT, "right");
    ck_assert_text(row_text(&grid, 0), "        r…");
    grid_clip(&grid, (struct area){ 1, 2, 1, 3 });
    grid_fill(&grid, (struct area){ -5, -5, 50, 50 }, STYLE_TEXT, "#");
    ck_assert_text(row_text(&grid, 1), "  ###     ");
    ck_assert_text(row_text(&grid, 2), "          ");
    grid_cursor(&grid, 2, 2);
    ck_assert_int_eq(grid.cursor_row, -1);
    grid_release(&grid);
}
END_TEST

START_TEST(a_mirrored_layout_counts_from_the_right)
{
    struct grid grid = golden_grid(2, 12, &mirrored);
    grid_put(&grid, 0, 0, 5, STYLE_TEXT, "abc");
    grid_put_end(&grid, 0, 0, 12, STYLE_TEXT, "z");
    ck_assert_text(row_text(&grid, 0), "z        abc");
    grid_glyph(&grid, 1, 0, STYLE_FOCUS, GLYPH_FOCUS);
    ck_assert_text(row_text(&grid, 1), "           ◂");
    grid_cursor(&grid, 1, 0);
    ck_assert_int_eq(grid.cursor_col, 11);
    grid_release(&grid);
}
END_TEST

START_TEST(right_to_left_text_is_ordered_within_its_own_cells)
{
    struct grid grid = golden_grid(2, 12, &look_plain);
    static const char text[] = "ab אבג 12";
    ck_assert_int_eq(grid_put(&grid, 0, 1, 11, STYLE_TEXT, text), 9);
    ck_assert_text(row_text(&grid, 0), " ab 12 גבא  ");
    /* א is the fourth cluster, and stands last; the digits behind the Hebrew stand before it. */
    ck_assert_int_eq(grid_text_column(&grid, 1, 11, text, strlen(text), 3), 9);
    ck_assert_uint_eq(grid_text_offset(&grid, 1, 11, text, strlen(text), 9), 3);
    ck_assert_uint_eq(grid_text_offset(&grid, 1, 11, text, strlen(text), 0), strlen(text));
    grid_release(&grid);
}
END_TEST

START_TEST(columns_and_offsets_are_each_others_inverse)
{
    const struct look *const looks[] = { &look_plain, &mirrored };
    static const char *const texts[] = { "plain words", "ab אבג 12 cd", "سمير 123 abc", "é語x" };
    for (size_t l = 0; l < 2; l++) {
        struct grid grid = golden_grid(1, 40, looks[l]);
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            size_t length = strlen(texts[t]);
            for (size_t at = 0; at < length; at += text_cluster(texts[t] + at, length - at)) {
                int col = grid_text_column(&grid, 3, 30, texts[t], length, at);
                ck_assert_uint_eq(grid_text_offset(&grid, 3, 30, texts[t], length, col), at);
            }
        }
        grid_release(&grid);
    }
}
END_TEST

START_TEST(a_grid_without_memory_says_so_and_keeps_what_it_had)
{
    struct failing_allocator failing;
    struct error error = { 0 };
    struct grid grid;
    failing_allocator_init(&failing, 2);
    ck_assert_int_eq(grid_init(&grid, &failing.allocator, 4, 4, &look_plain, &error), 0);
    grid_put(&grid, 0, 0, 4, STYLE_TEXT, "kept");
    ck_assert_int_eq(grid_resize(&grid, 40, 40, &error), ERROR_MEMORY);
    ck_assert_int_eq(grid.rows, 4);
    ck_assert_text(row_text(&grid, 0), "kept");
    grid_put(&grid, 1, 0, 4, STYLE_TEXT, "אב");   /* ordering needs memory: shown in the order of reading, not lost */
    ck_assert_text(row_text(&grid, 1), "אב  ");
    grid_release(&grid);
}
END_TEST

/* Relative luminance and contrast as WCAG has them. */
static double contrast(int r, int g, int b, bool on_white)
{
    double part[3] = { r / 255.0, g / 255.0, b / 255.0 };
    for (int i = 0; i < 3; i++)
        part[i] = part[i] <= 0.04045 ? part[i] / 12.92 : pow((part[i] + 0.055) / 1.055, 2.4);
    double light = 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
    return on_white ? 1.05 / (light + 0.05) : (light + 0.05) / 0.05;
}

START_TEST(every_colour_is_legible_on_dark_and_on_light)
{
    static const int levels[] = { 0, 95, 135, 175, 215, 255 };
    for (int style = 0; style < STYLE_COUNT; style++) {
        int colour = style_appearance((enum style)style, COLOURS_256).colour, r, g, b;
        if (colour < 0)
            continue;
        ck_assert_int_ge(colour, 16);            /* the first sixteen are whatever the user made of them */
        if (colour >= 232) {
            r = g = b = 8 + (colour - 232) * 10;
        } else {
            r = levels[(colour - 16) / 36];
            g = levels[(colour - 16) / 6 % 6];
            b = levels[(colour - 16) % 6];
        }
        ck_assert_double_ge(contrast(r, g, b, true), 3.5);
        ck_assert_double_ge(contrast(r, g, b, false), 3.5);
    }
}
END_TEST

START_TEST(what_colour_tells_is_told_without_it_too)
{
    static const enum style telling[] = { STYLE_FOCUS, STYLE_SELECTED, STYLE_GOOD, STYLE_ATTENTION, STYLE_INPUT_FOCUS, STYLE_KEY };
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
        ck_assert_uint_ne(style_appearance(telling[i], COLOURS_NONE).attributes, 0);
        ck_assert_int_eq(style_appearance(telling[i], COLOURS_NONE).colour, -1);
        ck_assert_int_lt(style_appearance(telling[i], COLOURS_8).colour, 8);
        ck_assert_int_lt(style_appearance(telling[i], COLOURS_16).colour, 16);
    }
}
END_TEST

START_TEST(styles_have_letters_of_their_own)
{
    for (int a = 0; a < STYLE_COUNT; a++)
        for (int b = 0; b < a; b++)
            ck_assert_int_ne(style_letter((enum style)a), style_letter((enum style)b));
}
END_TEST

START_TEST(glyphs_fit_their_terminals)
{
    /* What the 256 glyphs of the Linux console's default font hold, beside ASCII. */
    static const char console[] = "►◄√·•○▼▲↑↓←→█▒░│─┌┐└┘┤├┬┴┼▄";
    for (int i = 0; i < GLYPH_COUNT; i++) {
        const char *full = glyph_form((enum glyph)i, GLYPHS_UNICODE), *on_console = glyph_form((enum glyph)i, GLYPHS_LINUX);
        ck_assert_int_eq(text_width(full, strlen(full)), 1);
        if (i != GLYPH_ELLIPSIS) {
            ck_assert_int_eq(text_width(on_console, strlen(on_console)), 1);
            ck_assert_uint_eq(strlen(glyph_form((enum glyph)i, GLYPHS_ASCII)), 1);
            ck_assert((unsigned char)on_console[0] < 0x80 || strstr(console, on_console));
        }
        for (const char *c = glyph_form((enum glyph)i, GLYPHS_ASCII); *c; c++)
            ck_assert((unsigned char)*c < 0x80);
    }
}
END_TEST

START_TEST(a_dump_shows_text_cursor_and_styles)
{
    struct grid grid = golden_grid(2, 6, &look_plain);
    struct buf out = BUF_INIT;
    grid_put(&grid, 0, 1, 5, STYLE_FOCUS, "語a");
    grid_cursor(&grid, 0, 1);
    grid_dump(&grid, &out);
    ck_assert_text(out.data, "2x6 cursor 0,1\n 語a\n\nstyles\n.>>>\n\n");
    buf_release(&out);
    grid_release(&grid);
}
END_TEST

TEST_MAIN("grid", text_stands_where_it_was_put, what_is_longer_ends_with_an_ellipsis,
          marks_share_their_letters_cell_and_wide_characters_take_two, a_wide_character_is_not_cut_in_half,
          control_characters_never_reach_a_cell, a_cell_holds_a_bounded_number_of_marks, nothing_is_drawn_outside_the_grid_or_the_clip,
          a_mirrored_layout_counts_from_the_right, right_to_left_text_is_ordered_within_its_own_cells,
          columns_and_offsets_are_each_others_inverse, a_grid_without_memory_says_so_and_keeps_what_it_had,
          every_colour_is_legible_on_dark_and_on_light, what_colour_tells_is_told_without_it_too, styles_have_letters_of_their_own,
          glyphs_fit_their_terminals, a_dump_shows_text_cursor_and_styles)
