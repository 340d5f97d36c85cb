/* Right-to-left text: joined, mirrored, in visual order. Wants are written from left to right, code point by code point. */
#include "check_main.h"

#include "base/bidi.h"
#include "base/buf.h"

/* All of a paragraph on one line, as it stands on the screen. */
static void shown(struct buf *out, const char *text, enum direction otherwise)
{
    struct arena arena;
    uint32_t visual[200];
    arena_init(&arena, NULL, 0);
    struct bidi_paragraph *paragraph = bidi_resolve(&arena, text, strlen(text), otherwise);
    ck_assert_ptr_nonnull(paragraph);
    ck_assert_uint_le(paragraph->count, 200);
    bidi_order(paragraph, 0, paragraph->count, visual);
    buf_clear(out);
    for (size_t i = 0; i < paragraph->count; i++)
        buf_add(out, paragraph->clusters[visual[i]].text, paragraph->clusters[visual[i]].length);
    arena_release(&arena);
}

START_TEST(text_stands_in_visual_order)
{
    static const struct { const char *logical; enum direction otherwise; const char *visual; } cases[] = {
        { "", DIRECTION_LTR, "" },
        { "abc (1)", DIRECTION_LTR, "abc (1)" },
        { "abc (1)", DIRECTION_RTL, "abc (1)" },                                     /* a letter decides, not the interface */
        { "12 34", DIRECTION_RTL, "34 12" },
        { "\u05d0\u05d1\u05d2", DIRECTION_LTR, "\u05d2\u05d1\u05d0" },
        { "\u05d0\u05d1 123 \u05d2", DIRECTION_LTR, "\u05d2 123 \u05d1\u05d0" },     /* digits keep their order */
        { "\u05d0 (b) \u05d1", DIRECTION_LTR, "\u05d1 (b) \u05d0" },                 /* brackets mirror */
        { "\u05d0 (\u05d1", DIRECTION_LTR, "\u05d1) \u05d0" },
        { "ab \u05d0\u05d1 cd", DIRECTION_LTR, "ab \u05d1\u05d0 cd" },
        { "\u05d0\u05d1 cd \u05d2", DIRECTION_LTR, "\u05d2 cd \u05d1\u05d0" },
        /* Ain initial, Reh final, Beh initial, Yeh final */
        { "abc 123 \u0639\u0631\u0628\u064a", DIRECTION_LTR, "abc 123 \ufef2\ufe91\ufeae\ufecb" },
        { "\u0639\u0631\u0628\u064a 123 abc", DIRECTION_LTR, "abc 123 \ufef2\ufe91\ufeae\ufecb" },
        { "\u0639\u0631\u0628\u064a \u0661\u0662", DIRECTION_LTR, "\u0661\u0662 \ufef2\ufe91\ufeae\ufecb" },
        { "\u0628", DIRECTION_LTR, "\ufe8f" },                                       /* alone: isolated */
        { "\u05d0\u05b8\u05d1", DIRECTION_LTR, "\u05d1\u05d0\u05b8" },               /* a mark stays behind its letter */
        { "caf\u00e9 \u6f22", DIRECTION_LTR, "caf\u00e9 \u6f22" },
    };
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        shown(&out, cases[i].logical, cases[i].otherwise);
        ck_assert_msg(strcmp(out.data, cases[i].visual) == 0, "%s: have %s, want %s", cases[i].logical, out.data, cases[i].visual);
    }
    buf_release(&out);
}
END_TEST

START_TEST(lam_and_alef_are_one_cluster)
{
    static const char text[] = "\u0633\u0644\u0627\u064b\u0645";                      /* Seen Lam Alef Fathatan Meem */
    struct arena arena;
    arena_init(&arena, NULL, 0);
    struct bidi_paragraph *paragraph = bidi_resolve(&arena, text, strlen(text), DIRECTION_LTR);
    ck_assert_ptr_nonnull(paragraph);
    ck_assert_int_eq(paragraph->direction, DIRECTION_RTL);
    ck_assert_uint_eq(paragraph->count, 3);
    const struct bidi_cluster *one = &paragraph->clusters[1];
    ck_assert_uint_eq(one->source, 2);
    ck_assert_uint_eq(one->width, 1);
    ck_assert_uint_eq(one->level, 1);
    ck_assert_int_eq(one->length, 5);
    ck_assert_mem_eq(one->text, "\ufefc\u064b", 5);                                   /* the ligature, final form, and its mark */
    ck_assert_uint_eq(paragraph->clusters[2].source, 8);
    ck_assert_mem_eq(paragraph->clusters[2].text, "\ufee1", 3);                       /* Meem alone: an Alef joins nothing behind it */
    arena_release(&arena);
}
END_TEST

START_TEST(blanks_at_the_end_of_a_line_go_to_the_end_of_the_paragraphs_direction)
{
    static const char text[] = "ab \u05d0\u05d1 \u05d2";
    struct arena arena;
    uint32_t visual[7];
    arena_init(&arena, NULL, 0);
    struct bidi_paragraph *paragraph = bidi_resolve(&arena, text, strlen(text), DIRECTION_LTR);
    ck_assert_uint_eq(paragraph->count, 7);
    bidi_order(paragraph, 3, 3, visual);                                             /* the line "אב " */
    static const uint32_t want[] = { 4, 3, 5 };
    ck_assert_mem_eq(visual, want, sizeof want);
    bidi_order(paragraph, 3, 4, visual);                                             /* "אב ג": the blank is between */
    static const uint32_t whole[] = { 6, 5, 4, 3 };
    ck_assert_mem_eq(visual, whole, sizeof whole);
    arena_release(&arena);
}
END_TEST

START_TEST(the_first_letter_decides_the_direction)
{
    ck_assert(!bidi_needed("abc 12", 6));
    ck_assert(!bidi_needed("\u20ac\u6f22\u00e9", 8));
    ck_assert(bidi_needed("abc \u05d0", 6));
    ck_assert(bidi_needed("\u0661", 2));
    ck_assert(bidi_needed("\U0001e900", 4));
    ck_assert_int_eq(bidi_direction("12 \u05d0 a", 7, DIRECTION_LTR), DIRECTION_RTL);
    ck_assert_int_eq(bidi_direction("12 a \u05d0", 7, DIRECTION_RTL), DIRECTION_LTR);
    ck_assert_int_eq(bidi_direction("12", 2, DIRECTION_RTL), DIRECTION_RTL);
    ck_assert_int_eq(bidi_direction("", 0, DIRECTION_LTR), DIRECTION_LTR);
}
END_TEST

START_TEST(clusters_cover_the_source_in_order)
{
    static const char text[] = "a\u0301 \u0644\u0627\u0644\u0627 \U0001f468\u200d\U0001f469 \u05d0\u05b8 \xff(";
    struct arena arena;
    uint32_t visual[40];
    arena_init(&arena, NULL, 0);
    struct bidi_paragraph *paragraph = bidi_resolve(&arena, text, strlen(text), DIRECTION_LTR);
    ck_assert_uint_eq(paragraph->count, 11);
    for (size_t i = 1; i < paragraph->count; i++)
        ck_assert_uint_gt(paragraph->clusters[i].source, paragraph->clusters[i - 1].source);
    ck_assert_uint_eq(paragraph->clusters[5].width, 4);
    bidi_order(paragraph, 0, paragraph->count, visual);
    unsigned seen = 0;
    for (size_t i = 0; i < paragraph->count; i++)
        seen |= 1u << visual[i];
    ck_assert_uint_eq(seen, (1u << 11) - 1);
    arena_release(&arena);
}
END_TEST

START_TEST(a_lack_of_memory_at_any_place_gives_nothing)
{
    struct buf text = BUF_INIT;
    for (int i = 0; i < 500; i++)
        buf_text(&text, "\u0639\u0631\u0628\u064a ab ");
    size_t n = 1;
    for (bool done = false; !done; n++) {
        struct failing_allocator failing;
        struct arena arena;
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        done = bidi_resolve(&arena, text.data, text.length, DIRECTION_LTR);
        ck_assert_int_eq(arena_failed(&arena), !done);
        arena_release(&arena);
    }
    ck_assert_uint_gt(n, 5);
    buf_release(&text);
}
END_TEST

TEST_MAIN("bidi", text_stands_in_visual_order, lam_and_alef_are_one_cluster,
          blanks_at_the_end_of_a_line_go_to_the_end_of_the_paragraphs_direction, the_first_letter_decides_the_direction,
          clusters_cover_the_source_in_order, a_lack_of_memory_at_any_place_gives_nothing)
