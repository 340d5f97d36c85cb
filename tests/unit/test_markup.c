/* How texts in the four formats are shown on a terminal. */
#include "check_main.h"

#include "model/markup.h"

static void shows(enum text_format format, const char *text, const char *want)
{
    struct buf out = BUF_INIT;
    markup_plain(&out, text, format);
    ck_assert(!buf_failed(&out));
    ck_assert_str_eq(out.data, want);
    buf_release(&out);
}

START_TEST(paragraphs_and_breaks_become_lines)
{
    shows(TEXT_HTML, "<p>One</p>\n<p>two<br>three<br/>four</p>", "One\n\ntwo\nthree\nfour");
    shows(TEXT_HTML, "<div>a</div><div>b</div>", "a\nb");
    shows(TEXT_HTML, "<h2>Title</h2>text", "Title\n\ntext");
    shows(TEXT_HTML, "<p></p><p>  </p>", "");
}
END_TEST

START_TEST(lists_keep_their_bullets_and_numbers)
{
    shows(TEXT_HTML, "<ul><li>a</li><li><p>b</p></li></ul>c", "\xe2\x80\xa2 a\n\xe2\x80\xa2 b\n\nc");
    shows(TEXT_HTML, "<ol><li>a<li>b<ul><li>c</ul><li>d</ol>", "1. a\n2. b\n\xe2\x80\xa2 c\n3. d");
    shows(TEXT_HTML, "<li>alone", "\xe2\x80\xa2 alone");
    shows(TEXT_HTML, "</ul></ul><ul><ul><ul><ul><ul><ul><ul><ul><ul><ul><li>deep", "\xe2\x80\xa2 deep");
}
END_TEST

START_TEST(tables_are_read_row_by_row)
{
    shows(TEXT_HTML, "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>", "a | b\n1 | 2");
}
END_TEST

START_TEST(indices_powers_and_pictures_are_said)
{
    shows(TEXT_HTML, "H<sub>2</sub>O, x<sup>2</sup>", "H_2O, x^2");
    shows(TEXT_HTML, "<img src=\"a.png\" alt=\"a &gt; b\">.", "[a &gt; b].");
    shows(TEXT_HTML, "<img src='a.png'>.", ".");
}
END_TEST

START_TEST(blanks_run_together_but_not_in_pre)
{
    shows(TEXT_HTML, "  a \n\t b  ", "a b");
    shows(TEXT_HTML, "<p>x</p><pre>if\n    y  z</pre>", "x\n\nif\n    y  z");
    shows(TEXT_MOODLE, "a  b\nc", "a b\nc");
    shows(TEXT_MOODLE, "a\n\n\n\nb", "a\n\nb");
}
END_TEST

START_TEST(entities_become_characters)
{
    shows(TEXT_HTML, "a &lt; b &amp;&amp; c&nbsp;&gt; d &quot;e&apos;", "a < b && c > d \"e'");
    shows(TEXT_HTML, "&euro;&eacute;&Eacute;&rarr;&hellip;", "\xe2\x82\xac\xc3\xa9\xc3\x89\xe2\x86\x92\xe2\x80\xa6");
    shows(TEXT_HTML, "&#65;&#x42;&#X43;", "ABC");
    shows(TEXT_HTML, "&amp;lt;", "&lt;");
    shows(TEXT_HTML, "&nothing; &; & &#; &#x; &#xZ; &am", "&nothing; &; & &#; &#x; &#xZ; &am");
}
END_TEST

START_TEST(entities_bring_in_no_control_characters)
{
    shows(TEXT_HTML, "a&#27;[2Jb&#x202e;c&#0;&#155;", "a[2Jbc&#0;");
    shows(TEXT_HTML, "&#x110000;&#xd800;&#99999999999;", "\xef\xbf\xbd\xef\xbf\xbd&#99999999999;");
}
END_TEST

START_TEST(comments_scripts_and_styles_are_gone_with_their_content)
{
    shows(TEXT_HTML, "a<!-- <b>hidden --> b", "a b");
    shows(TEXT_HTML, "a<script>if (x<y) z();</script>b<STYLE>p{}</Style>c", "abc");
    shows(TEXT_HTML, "a<script>never closed", "a");
}
END_TEST

START_TEST(a_less_than_sign_stays_where_it_begins_no_tag)
{
    shows(TEXT_MOODLE, "a < b, 3<4, x <", "a < b, 3<4, x <");
    shows(TEXT_MOODLE, "<b>a</b> <i", "a <i");
    shows(TEXT_MOODLE, "<!-- open", "<!-- open");
}
END_TEST

START_TEST(plain_text_is_only_cleaned)
{
    shows(TEXT_PLAIN, "<b>a</b> &amp; *b*  c\n    d \n", "<b>a</b> &amp; *b*  c\n    d");
    shows(TEXT_PLAIN, "a\n  ", "a");
    shows(TEXT_PLAIN, "a\033[31mb\x7f\xc2\x9b", "a[31mb");
}
END_TEST

START_TEST(broken_utf8_becomes_a_replacement)
{
    shows(TEXT_PLAIN, "a\xff" "b\xe2\x82", "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd");
}
END_TEST

START_TEST(marks_of_markdown_are_taken_away)
{
    shows(TEXT_MARKDOWN, "Who's buried in **Grant's tomb**?", "Who's buried in Grant's tomb?");
    shows(TEXT_MARKDOWN, "*a* _b_ __c__ ***d***", "a b c d");
    shows(TEXT_MARKDOWN, "`a*b*c` ``x`y``", "a*b*c x`y");
    shows(TEXT_MARKDOWN, "[UNCTAD](https://unctad.org) ![chart](a.png)", "UNCTAD chart");
    shows(TEXT_MARKDOWN, "# Title\n\n* one\n* two", "Title\n\n* one\n* two");
    shows(TEXT_MARKDOWN, "a \\*b\\* \\<c>", "a *b* <c>");
    shows(TEXT_MARKDOWN, "a<br>b &lt; `<br> &lt;`", "a\nb < <br> &lt;");
}
END_TEST

START_TEST(signs_that_are_no_marks_of_markdown_stay)
{
    shows(TEXT_MARKDOWN, "2 * 3 = 6", "2 * 3 = 6");
    shows(TEXT_MARKDOWN, "a*b", "a*b");
    shows(TEXT_MARKDOWN, "snake_case_name", "snake_case_name");
    shows(TEXT_MARKDOWN, "Grant is _____ in _____ tomb", "Grant is _____ in _____ tomb");
    shows(TEXT_MARKDOWN, "*open\n\nnew*", "*open\n\nnew*");
    shows(TEXT_MARKDOWN, "a [b] (c) d]( e", "a [b] (c) d]( e");
    shows(TEXT_MARKDOWN, "#hash ` tick \\", "#hash ` tick \\");
}
END_TEST

START_TEST(text_is_appended_behind_what_is_there)
{
    struct buf out = BUF_INIT;
    buf_text(&out, "before ");
    markup_plain(&out, "<p> after </p>", TEXT_HTML);
    ck_assert_str_eq(out.data, "before after");
    buf_release(&out);
}
END_TEST

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Signs that open and never close must not be searched for again and again: a square of 300,000 would take minutes. */
START_TEST(signs_that_never_close_take_linear_time)
{
    static const char *const patterns[] = { "<a ", "<!-- ", "`", "`` `", "*a ", "[a](", "<ul><li>", "&#", "![", "<script", "**a__b" };
    double begin = seconds();
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct buf text = BUF_INIT, out = BUF_INIT;
        while (text.length < 300000)
            buf_text(&text, patterns[i]);
        markup_plain(&out, text.data, TEXT_MARKDOWN);
        markup_plain(&out, text.data, TEXT_HTML);
        ck_assert(!buf_failed(&out));
        buf_release(&text);
        buf_release(&out);
    }
    ck_assert(seconds() - begin < 20);
}
END_TEST

START_TEST(a_lack_of_memory_is_said_by_the_buffer)
{
    bool done = false;
    for (size_t n = 1; !done && n < 100; n++) {
        struct failing_allocator failing;
        struct buf out;
        failing_allocator_init(&failing, n);
        buf_init(&out, &failing.allocator);
        markup_plain(&out, "**a** long enough to be moved once or twice, since it is longer than what a buffer begins with", TEXT_MARKDOWN);
        done = !buf_failed(&out);
        if (done)
            ck_assert_uint_eq(strncmp(out.data, "a long", 6), 0);
        buf_release(&out);
    }
    ck_assert(done);
}
END_TEST

START_TEST(formats_have_their_names)
{
    enum text_format format;
    ck_assert_str_eq(text_format_name(TEXT_MARKDOWN), "markdown");
    ck_assert(text_format_find("html]", 4, &format));
    ck_assert_int_eq(format, TEXT_HTML);
    ck_assert(!text_format_find("HTML", 4, &format));
    ck_assert(!text_format_find("", 0, &format));
}
END_TEST

TEST_MAIN("markup", paragraphs_and_breaks_become_lines, lists_keep_their_bullets_and_numbers, tables_are_read_row_by_row,
          indices_powers_and_pictures_are_said, blanks_run_together_but_not_in_pre, entities_become_characters,
          entities_bring_in_no_control_characters, comments_scripts_and_styles_are_gone_with_their_content,
          a_less_than_sign_stays_where_it_begins_no_tag, plain_text_is_only_cleaned, broken_utf8_becomes_a_replacement,
          marks_of_markdown_are_taken_away, signs_that_are_no_marks_of_markdown_stay, text_is_appended_behind_what_is_there,
          signs_that_never_close_take_linear_time, a_lack_of_memory_is_said_by_the_buffer, formats_have_their_names)
