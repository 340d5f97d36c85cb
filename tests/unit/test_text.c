/* Text: validity, width, clusters, cutting, lines, forms. */
#include "check_main.h"

#include "base/text.h"

START_TEST(only_true_utf8_is_valid)
{
    static const struct { const char *text; bool valid; } cases[] = {
        { "", true }, { "plain ascii, longer than eight", true }, { "caf\u00e9 \u20ac \U0001f600", true }, { "\x80", false }, { "abcdefgh\xe9", false },
        { "\xc0\x80", false }, { "\xe0\x80\x80", false }, { "\xed\xa0\x80", false }, { "\xf4\x90\x80\x80", false }, { "\xe2\x82", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(text_valid(cases[i].text, strlen(cases[i].text)) == cases[i].valid, "case %zu", i);
}
END_TEST

START_TEST(a_broken_byte_is_one_replacement)
{
    size_t size = 9;
    ck_assert_uint_eq(text_next("\xe2\x82\xac", 3, &size), 0x20ac);
    ck_assert_uint_eq(size, 3);
    ck_assert_uint_eq(text_next("\xe2\x82", 2, &size), 0xfffd);
    ck_assert_uint_eq(size, 1);
    ck_assert_uint_eq(text_next("a", 0, &size), 0);
    ck_assert_uint_eq(size, 0);
}
END_TEST

START_TEST(what_could_harm_a_terminal_is_cleaned_away)
{
    static const struct { const char *text; bool lines; const char *clean; } cases[] = {
        { "a\033[2Jb\a\x7f", false, "a[2Jb" }, { "a\xc2\x9b" "2Jb", false, "a2Jb" }, { "a\u202eb\u2066c\u200fd\u061c", false, "abcd" },
        { "a\tb\nc\r\nd\re", false, "a b c d e" }, { "a\tb\nc\r\nd\re", true, "a b\nc\nd\ne" }, { "a\u2028b\xc2\x85" "c", true, "a\nb\nc" },
        { "a\xff\xc0\x80" "b", false, "a\ufffd\ufffd\ufffd" "b" }, { "\uffff\ufdd0x", false, "x" }, { "e\u0301 \u6f22 \U0001f468\u200d\U0001f469", false, "e\u0301 \u6f22 \U0001f468\u200d\U0001f469" },
    };
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&out);
        text_clean(&out, cases[i].text, strlen(cases[i].text), cases[i].lines);
        ck_assert_str_eq(out.data, cases[i].clean);
    }
    buf_release(&out);
}
END_TEST

START_TEST(clusters_and_widths_are_those_of_the_terminal)
{
    /* the first cluster's bytes and cells */
    static const struct { const char *text; size_t bytes; int cells; } cases[] = {
        { "", 0, 0 }, { "ab", 1, 1 }, { "\r\nx", 2, 2 }, { "e\u0301x", 3, 1 }, { "e\u0301\u0302x", 5, 1 }, { "\u00e9x", 2, 1 }, { "\u6f22\u5b57", 3, 2 },
        { "\ud55c\uae00", 3, 2 }, { "\u1112\u1161\u11ab\u1100", 9, 2 }, { "\U0001f468\u200d\U0001f469\u200d\U0001f467x", 18, 6 },
        { "\U0001f1eb\U0001f1f7\U0001f1e9\U0001f1ea", 8, 2 }, { "\U0001f44d\U0001f3fdx", 8, 4 }, { "\u2764\ufe0fx", 6, 1 }, { "\u0301x", 2, 0 },
        { "\xff\xff", 1, 1 }, { "\033x", 1, 1 }, { "\u0915\u093fx", 6, 2 }, { "a\u200d\U0001f469", 4, 1 }, { "\xc2\x85", 2, 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t bytes = text_cluster(cases[i].text, strlen(cases[i].text));
        ck_assert_msg(bytes == cases[i].bytes, "case %zu: %zu bytes", i, bytes);
        int cells = text_width(cases[i].text, bytes);
        ck_assert_msg(cells == cases[i].cells, "case %zu: %d cells", i, cells);
    }
    char marks[200] = "e";
    for (int i = 0; i < 90; i++)
        memcpy(marks + 1 + 2 * i, "\u0301", 2);
    ck_assert_uint_eq(text_cluster(marks, 181), 63);                                 /* 32 code points, no more */
}
END_TEST

START_TEST(a_text_is_cut_at_whole_clusters)
{
    static const struct { const char *text; int cells; const char *unicode, *ascii; } cases[] = {
        { "hello", 5, "hello", "hello" }, { "hello", 4, "hel\u2026", "h..." }, { "hello", 2, "h\u2026", ".." }, { "hello", 1, "\u2026", "." },
        { "hello", 0, "", "" }, { "hello", -1, "", "" }, { "\u6f22\u5b57\u6f22", 6, "\u6f22\u5b57\u6f22", "\u6f22\u5b57\u6f22" },
        { "\u6f22\u5b57\u6f22", 5, "\u6f22\u5b57\u2026", "\u6f22..." }, { "\u6f22\u5b57\u6f22", 4, "\u6f22\u2026", "..." },
        { "e\u0301e\u0301e\u0301", 2, "e\u0301\u2026", ".." }, { "", 3, "", "" },
    };
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&out);
        text_shorten(&out, cases[i].text, strlen(cases[i].text), cases[i].cells, false);
        ck_assert_str_eq(out.data, cases[i].unicode);
        buf_clear(&out);
        text_shorten(&out, cases[i].text, strlen(cases[i].text), cases[i].cells, true);
        ck_assert_str_eq(out.data, cases[i].ascii);
    }
    int used = 9;
    ck_assert_uint_eq(text_fit("a\u6f22b", 5, 2, &used), 1);
    ck_assert_int_eq(used, 1);
    ck_assert_uint_eq(text_fit("e\u0301", 3, 0, &used), 0);
    buf_release(&out);
}
END_TEST

START_TEST(lines_break_where_people_break_them)
{
    /* a line's end is "|", of a hard one "$" */
    static const struct { const char *text; int cells; const char *lines; } cases[] = {
        { "", 5, "$" }, { "a", 1, "a$" }, { "hello world", 11, "hello world$" }, { "hello world", 10, "hello|world$" }, { "hello   world", 6, "hello|world$" },
        { "one\ntwo\n\nthree\n", 9, "one$two$$three$$" }, { "one\r\ntwo\r", 9, "one$two$" }, { "trailing   ", 8, "trailing$" }, { "trailing   ", 20, "trailing$" },
        { "  indented text", 10, "  indented|text$" }, { "a\u00a0b c", 3, "a\u00a0b|c$" }, { "aa\u00a0bb", 3, "aa\u00a0|bb$" }, { "abcdefgh", 3, "abc|def|gh$" },
        { "x abcdefgh", 3, "x|abc|def|gh$" }, { "co-operate", 6, "co-|operat|e$" }, { "wait !", 4, "wait|!$" }, { "1,000.00 100", 8, "1,000.00|100$" },
        { "\u6f22\u5b57\u6f22\u5b57", 5, "\u6f22\u5b57|\u6f22\u5b57$" }, { "\u6f22\u5b57\u3002", 4, "\u6f22|\u5b57\u3002$" }, { "e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301|e\u0301$" },
        { "\u6f22\u5b57", 1, "\u6f22|\u5b57$" }, { "\U0001f468\u200d\U0001f469 x", 4, "\U0001f468\u200d\U0001f469|x$" },
        { "\U0001f468\u200d\U0001f469", 3, "\U0001f468\u200d|\U0001f469$" }, { "zero\u200bwidth", 6, "zero|width$" }, { "a\vb", 9, "a$b$" }, { "a b", 0, "a|b$" },
        { "\u0639\u0631\u0628\u064a \u0639\u0631\u0628\u064a", 5, "\u0639\u0631\u0628\u064a|\u0639\u0631\u0628\u064a$" },
    };
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena;
        size_t count = 0;
        arena_init(&arena, NULL, 0);
        struct text_line *lines = text_wrap(&arena, cases[i].text, strlen(cases[i].text), cases[i].cells, &count);
        ck_assert_ptr_nonnull(lines);
        buf_clear(&out);
        for (size_t j = 0; j < count; j++) {
            buf_add(&out, cases[i].text + lines[j].start, lines[j].length);
            buf_char(&out, lines[j].hard ? '$' : '|');
            ck_assert_int_eq(lines[j].width, text_width(cases[i].text + lines[j].start, lines[j].length));
        }
        ck_assert_msg(strcmp(out.data, cases[i].lines) == 0, "\"%s\" in %d: have %s, want %s", cases[i].text, cases[i].cells, out.data, cases[i].lines);
        arena_release(&arena);
    }
    buf_release(&out);
}
END_TEST

START_TEST(a_megabyte_without_a_blank_is_wrapped_in_one_go)
{
    struct arena arena;
    struct buf text = BUF_INIT;
    size_t count = 0;
    arena_init(&arena, NULL, 0);
    buf_fill(&text, 'x', 1 << 20);
    ck_assert_ptr_nonnull(text_wrap(&arena, text.data, text.length, 64, &count));
    ck_assert_uint_eq(count, (1 << 20) / 64);
    buf_release(&text);
    arena_release(&arena);
}
END_TEST

START_TEST(forms_are_made_as_they_are_compared)
{
    static const struct { const char *text, *nfc, *fold, *search; } cases[] = {
        { "", "", "", "" }, { "Price LIST", "Price LIST", "price list", "price list" }, { "E\u0301lodie", "\u00c9lodie", "\u00e9lodie", "elodie" },
        { "\u00c9lodie", "\u00c9lodie", "\u00e9lodie", "elodie" }, { "Stra\u00dfe", "Stra\u00dfe", "strasse", "strasse" }, { "\ufb01n \u33ab", "\ufb01n \u33ab", "fin \u33ab", "fin mpa" },
        { "\u0645\u064f\u062d\u0640\u0645\u062f", "\u0645\u064f\u062d\u0640\u0645\u062f", "\u0645\u064f\u062d\u0640\u0645\u062f", "\u0645\u062d\u0645\u062f" },
        { "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947", "\u0928\u092e\u0938\u094d\u0924\u0947" },
        { "a\xff", "a\ufffd", "a\ufffd", "a\ufffd" },
    };
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].text);
        buf_clear(&out);
        ck_assert(text_nfc(&out, cases[i].text, length));
        ck_assert_str_eq(out.data, cases[i].nfc);
        buf_clear(&out);
        ck_assert(text_fold(&out, cases[i].text, length));
        ck_assert_str_eq(out.data, cases[i].fold);
        buf_clear(&out);
        ck_assert(text_search_form(&out, cases[i].text, length));
        ck_assert_str_eq(out.data, cases[i].search);
    }
    buf_release(&out);
}
END_TEST

START_TEST(blanks_at_both_ends_are_trimmed)
{
    static const struct { const char *text, *trimmed; } cases[] = {
        { " \t\u00a0 a \u00a0b\n\u00a0", "a \u00a0b" }, { "", "" }, { " \u00a0 ", "" }, { "\u00e0", "\u00e0" }, { "x", "x" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t length = strlen(cases[i].text);
        const char *trimmed = text_trim(cases[i].text, &length);
        ck_assert_uint_eq(length, strlen(cases[i].trimmed));
        ck_assert_int_eq(strncmp(trimmed, cases[i].trimmed, length), 0);
    }
    ck_assert(text_equal("a", "a") && text_equal(NULL, NULL) && !text_equal("a", NULL) && !text_equal(NULL, "a") && !text_equal("a", "b"));
}
END_TEST

START_TEST(a_lack_of_memory_at_any_place_is_noticed)
{
    struct buf text = BUF_INIT;
    for (int i = 0; i < 3000; i++)
        buf_text(&text, "\u00c9lodie ");
    size_t n = 1;
    for (bool done = false; !done; n++) {
        struct failing_allocator failing;
        struct arena arena;
        size_t count = 77;
        failing_allocator_init(&failing, n);
        arena_init(&arena, &failing.allocator, 0);
        done = text_wrap(&arena, text.data, text.length, 10, &count);
        ck_assert_int_eq(arena_failed(&arena), !done);
        ck_assert_int_eq(count == 77, !done);
        arena_release(&arena);
    }
    ck_assert_uint_gt(n, 4);
    bool (*const forms[])(struct buf *, const char *, size_t) = { text_nfc, text_fold, text_search_form };
    for (size_t form = 0; form < 3; form++)
        for (size_t at = 1, done = 0; !done; at++) {
            struct failing_allocator failing;
            struct buf out;
            failing_allocator_init(&failing, at);
            buf_init(&out, &failing.allocator);
            done = forms[form](&out, text.data, text.length);
            ck_assert_int_eq(buf_failed(&out), !done);
            ck_assert(done || at < 50);
            buf_release(&out);
        }
    buf_release(&text);
}
END_TEST

TEST_MAIN("text", only_true_utf8_is_valid, a_broken_byte_is_one_replacement, what_could_harm_a_terminal_is_cleaned_away,
          clusters_and_widths_are_those_of_the_terminal, a_text_is_cut_at_whole_clusters, lines_break_where_people_break_them,
          a_megabyte_without_a_blank_is_wrapped_in_one_go, forms_are_made_as_they_are_compared, blanks_at_both_ends_are_trimmed,
          a_lack_of_memory_at_any_place_is_noticed)
