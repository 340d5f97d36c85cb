/* Lessons: what is read, what is refused and in which words, and that no size or lack of memory breaks the reader. */
#include "check_main.h"

#include "expr/expr.h"
#include "model/lesson.h"
#include "model/question.h"

static struct expr_engine *engine;
static struct arena arena;
static struct report report;
static struct lesson *lesson;

static int parse(const char *text)
{
    lesson = NULL;
    return lesson_parse(&arena, text, strlen(text), "l.md", engine, &report, &lesson);
}

static void begin(void)
{
    struct error error = { 0 };
    arena_init(&arena, NULL, 0);
    report_init(&report);
    ck_assert_int_eq(expr_engine_new(NULL, &engine, &error), 0);
}

static void finish(void)
{
    expr_engine_free(engine);
    report_release(&report);
    arena_release(&arena);
}

/* All mistakes and warnings, a line each. */
static const char *mistakes(void)
{
    static char all[8000];
    size_t used = 0;
    all[0] = 0;
    for (size_t i = 0; i < report_kept(&report) && used < sizeof all - 1100; i++) {
        if (report.warning[i])
            used += (size_t)snprintf(all + used, sizeof all - used, "warning: ");
        error_text(&report.kept[i], NULL, all + used, sizeof all - used);
        used += strlen(all + used);
        used += (size_t)snprintf(all + used, sizeof all - used, "\n");
    }
    return all;
}

/* A page as text that shows its structure, so that one comparison says all. */
static void show_blocks(struct buf *out, const struct lesson_blocks *blocks, int depth);

static void show_text(struct buf *out, const struct lesson_text *text)
{
    for (size_t i = 0; i < text->count; i++) {
        const struct lesson_span *span = &text->spans[i];
        buf_text(out, span->style & SPAN_EMPHASIS ? "{em " : span->style & SPAN_STRONG ? "{st " : span->style & SPAN_CODE ? "{co "
                 : span->style & SPAN_LINK ? "{li " : "");
        buf_add(out, span->text, span->length);
        if (span->target)
            buf_format(out, "->%s", span->target);
        buf_text(out, span->style ? "}" : "");
    }
}

static void show_block(struct buf *out, const struct lesson_block *block, int depth)
{
    static const char *const names[] = { "p", "h", "list", "table", "quote", "code", "note", "task", "example", "working", "chart", "question", "worksheet" };
    buf_fill(out, ' ', (size_t)depth * 2);
    buf_format(out, "%ld %s", block->line, names[block->kind]);
    switch (block->kind) {
    case BLOCK_HEADING:
        buf_format(out, "%d", block->level);
        /* fall through */
    case BLOCK_PARAGRAPH:
        buf_char(out, ' ');
        show_text(out, &block->text);
        break;
    case BLOCK_LIST:
        buf_format(out, " %s %u", block->list.ordered ? "ordered" : "bullets", block->list.start);
        for (size_t i = 0; i < block->list.count; i++) {
            buf_char(out, '\n');
            buf_fill(out, ' ', (size_t)depth * 2);
            buf_text(out, " -\n");
            show_blocks(out, &block->list.items[i], depth + 1);
            out->length -= out->length && out->data[out->length - 1] == '\n';
        }
        break;
    case BLOCK_TABLE:
        for (size_t i = 0; i < block->table.columns * (block->table.rows + 1); i++) {
            buf_text(out, i % block->table.columns ? " | " : "\n  ");
            if (i < block->table.columns)
                buf_format(out, "%d:", block->table.alignment[i]);
            show_text(out, i < block->table.columns ? &block->table.header[i] : &block->table.cells[i - block->table.columns]);
        }
        break;
    case BLOCK_QUOTE:
    case BLOCK_NOTE:
    case BLOCK_TASK:
    case BLOCK_EXAMPLE:
        buf_char(out, '\n');
        show_blocks(out, &block->inside, depth + 1);
        out->length -= out->length && out->data[out->length - 1] == '\n';
        break;
    case BLOCK_CODE:
        buf_format(out, " [%s]", block->code);
        break;
    case BLOCK_WORKING:
        buf_format(out, " %s: %s = %s%s", block->working.label, block->working.working, block->working.result, block->working.plain ? " plain" : "");
        break;
    case BLOCK_QUESTION:
        buf_format(out, " %s", block->question->id);
        break;
    case BLOCK_WORKSHEET:
        buf_format(out, " %s", block->worksheet);
        break;
    default:
        break;
    }
    buf_char(out, '\n');
}

static void show_blocks(struct buf *out, const struct lesson_blocks *blocks, int depth)
{
    for (size_t i = 0; i < blocks->count; i++)
        show_block(out, &blocks->blocks[i], depth);
}

static void holds(const char *text, const char *want)
{
    struct buf out;
    buf_init(&out, NULL);
    begin();
    parse(text);
    ck_assert_str_eq(mistakes(), "");
    for (size_t i = 0; i < lesson->page_count; i++) {
        buf_format(&out, "= %s %ld\n", lesson->pages[i].title, lesson->pages[i].line);
        show_blocks(&out, &lesson->pages[i].body, 0);
    }
    ck_assert_str_eq(out.data, want);
    buf_release(&out);
    finish();
}

static void refused(const char *text, const char *want)
{
    begin();
    ck_assert_int_lt(parse(text), 0);
    ck_assert_ptr_null(lesson);
    ck_assert_str_eq(mistakes(), want);
    finish();
}

START_TEST(pages_are_divided_and_named_after_their_headings)
{
    holds("# Bread\n\nHello.\n\n---\n\n## Cost\n\nSix.\n\n***\n\nNo heading.\n",
          "= Bread 1\n1 h1 Bread\n3 p Hello.\n= Cost 7\n7 h2 Cost\n9 p Six.\n= Bread 13\n13 p No heading.\n");
}
END_TEST

START_TEST(text_keeps_its_styles)
{
    holds("# T\n\nA *b* **c** `d` [e](http://f.org/x?a&amp;b) g &amp; &eacute;\\\nh  \ni\nj\n",
          "= T 1\n1 h1 T\n3 p A {em b} {st c} {co d} {li e->http://f.org/x?a&b} g & \xc3\xa9\nh\ni j\n");
}
END_TEST

START_TEST(lists_hold_blocks)
{
    holds("# T\n\n3. one\n   two\n\n   three\n4. - x\n   - y\n",
          "= T 1\n1 h1 T\n3 list ordered 3\n -\n  3 p one two\n  6 p three\n -\n  7 list bullets 0\n   -\n    7 p x\n   -\n    8 p y\n");
}
END_TEST

START_TEST(tables_have_aligned_cells)
{
    holds("# T\n\n| a | b | c |\n|---|:-:|--:|\n| 1 | *2* | 3 |\n| 4 |\n",
          "= T 1\n1 h1 T\n3 table\n  0:a | 1:b | 2:c\n  1 | {em 2} | 3\n  4 |  | \n");
}
END_TEST

START_TEST(quotes_and_code_stand_as_they_are)
{
    holds("# T\n\n> said\n> he\n\n```sh\nls  -l\n\n  *x*\n```\n\n    indented\n",
          "= T 1\n1 h1 T\n3 quote\n  3 p said he\n7 code [ls  -l\n\n  *x*]\n12 code [indented]\n");
}
END_TEST

START_TEST(a_divider_within_a_fence_ends_no_page)
{
    holds("# T\n\n~~~~\n---\n\n---\n```\n~~~~\n---\n\nx\n", "= T 1\n1 h1 T\n4 code [---\n\n---\n```]\n= T 11\n11 p x\n");
}
END_TEST

START_TEST(a_fence_within_a_list_is_code)
{
    holds("# T\n\n- ```\n  a\n\n  ---\n  ```\n  b\n10. ```\n    c\n    ```\n\n> ```\n> d\n\n---\n\ne\n",
          "= T 1\n1 h1 T\n4 list bullets 0\n -\n  4 code [a\n\n---]\n  8 p b\n10 list ordered 10\n -\n  10 code [c]\n14 quote\n  14 code [d]\n= T 18\n18 p e\n");
}
END_TEST

START_TEST(html_is_text_and_comments_are_nothing)
{
    holds("# T\n<!-- a\n\n---\n-->\n<b>x</b> y <!-- z --> w\n\n`<!-- kept -->`\n",
          "= T 1\n1 h1 T\n6 p <b>x</b> y w\n8 p {co <!-- kept -->}\n");
}
END_TEST

START_TEST(notes_and_tasks_hold_markdown)
{
    holds("# T\n\n```note\nA *b*.\n\n- c\n```\n\n```task\n1. d\n<!-- e -->\n```\n",
          "= T 1\n1 h1 T\n4 note\n  4 p A {em b}.\n  6 list bullets 0\n   -\n    6 p c\n10 task\n  10 list ordered 1\n   -\n    10 p d\n");
}
END_TEST

START_TEST(an_example_shows_its_working)
{
    holds("# T\n\n```example\nAmina bakes.\n\nset rent = 1200\nset left = 10 - 6\ncalc Left | :left | 4 crowns\ncalc Loaves | :rent / :left * 1 | 300 loaves\n"
          "calc Rent | :rent | 1,200 crowns\n\nGood.\n```\n",
          "= T 1\n1 h1 T\n4 example\n  4 p Amina bakes.\n  8 working Left: (10 - 6) = 4 crowns\n"
          "  9 working Loaves: 1200 \xc3\xb7 (10 - 6) \xc3\x97 1 = 300 loaves\n  10 working Rent: 1200 = 1,200 crowns plain\n  12 p Good.\n");
}
END_TEST

START_TEST(results_are_read_with_their_units_and_decimals)
{
    holds("# T\n\n```example\ncalc a | 2 / 3 * 100 | 66.7 %\ncalc b | 1 / 8 | $ 0.13\ncalc c | 0 - 5 | -5 crowns\ncalc d | 1234567 | 1,234,567\n"
          "calc e | 1200 | 1 200 crowns\ncalc f | 5 / 4 | 1,25 kg\ncalc g | 1200 | about 1,200\n```\n",
          "= T 1\n1 h1 T\n4 example\n  4 working a: 2 \xc3\xb7 3 \xc3\x97 100 = 66.7 %\n  5 working b: 1 \xc3\xb7 8 = $ 0.13\n"
          "  6 working c: 0 - 5 = -5 crowns\n  7 working d: 1234567 = 1,234,567 plain\n  8 working e: 1200 = 1 200 crowns plain\n"
          "  9 working f: 5 \xc3\xb7 4 = 1,25 kg\n  10 working g: 1200 = about 1,200 plain\n");
}
END_TEST

START_TEST(a_chart_has_points_and_series)
{
    begin();
    parse("# T\n\n```chart\ntype: line\ntitle: When?\nx: 0, 100, 200\nx-label: loaves\ny-label: crowns\nseries sales: 0, 1000, 2000\n"
          "series costs = 1200 + 6 * :x\nmark: 150, break-even\n```\n");
    ck_assert_str_eq(mistakes(), "");
    const struct lesson_chart *chart = lesson->pages[0].body.blocks[1].chart;
    ck_assert_int_eq(chart->type, LESSON_LINE);
    ck_assert_str_eq(chart->title, "When?");
    ck_assert_str_eq(chart->x_label, "loaves");
    ck_assert_str_eq(chart->y_label, "crowns");
    ck_assert_uint_eq(chart->count, 3);
    ck_assert_str_eq(chart->labels[1], "100");
    ck_assert_double_eq(chart->x[2], 200);
    ck_assert_uint_eq(chart->series_count, 2);
    ck_assert_str_eq(chart->series[0].name, "sales");
    ck_assert_double_eq(chart->series[0].values[2], 2000);
    ck_assert_double_eq(chart->series[1].values[0], 1200);
    ck_assert_double_eq(chart->series[1].values[2], 2400);
    ck_assert(chart->marked);
    ck_assert_double_eq(chart->mark, 150);
    ck_assert_str_eq(chart->mark_label, "break-even");
    finish();
}
END_TEST

START_TEST(labels_count_as_1_2_3)
{
    begin();
    parse("# T\n\n```chart\ntype: bar\nx: Mon, Tue\nseries a = :x * 10\n```\n");
    ck_assert_str_eq(mistakes(), "");
    ck_assert_double_eq(lesson->pages[0].body.blocks[1].chart->series[0].values[1], 20);
    ck_assert_str_eq(lesson->pages[0].body.blocks[1].chart->title, "");
    finish();
}
END_TEST

START_TEST(embedded_questions_and_worksheets_are_found)
{
    begin();
    parse("# T\n\n```question\n// [id:l.one]\n// check: 1 + 1 = 2\n::N:: What? {=a ~b}\n```\n\n```worksheet costs\n```\n");
    ck_assert_str_eq(mistakes(), "");
    ck_assert_uint_eq(lesson->question_count, 1);
    ck_assert_str_eq(lesson->questions[0]->id, "l.one");
    ck_assert_int_eq(lesson->questions[0]->line, 6);
    ck_assert_uint_eq(lesson->check_count, 1);
    ck_assert_str_eq(lesson->checks[0].expression, "1 + 1");
    ck_assert_str_eq(lesson->checks[0].result, "2");
    ck_assert_int_eq(lesson->checks[0].line, 5);
    ck_assert_int_eq(lesson->checks[0].column, 11);
    ck_assert_int_eq(lesson->pages[0].body.blocks[1].kind, BLOCK_QUESTION);
    ck_assert_str_eq(lesson->pages[0].body.blocks[2].worksheet, "costs");
    finish();
}
END_TEST

START_TEST(any_line_ends_and_a_mark_are_read)
{
    holds("\xef\xbb\xbf# T\r\n\r\na\r\n\r\n---\r\rb\n", "= T 1\n1 h1 T\n3 p a\n= T 7\n7 p b\n");
}
END_TEST

START_TEST(what_could_disturb_a_terminal_is_taken_out)
{
    holds("# T\n\na\033[2Jb\xe2\x80\xae" "c e\xcc\x81 &#27;\n", "= T 1\n1 h1 T\n3 p a[2Jbc \xc3\xa9 \n");
}
END_TEST

START_TEST(the_plain_text_of_a_page_is_what_is_read)
{
    struct buf out;
    buf_init(&out, NULL);
    begin();
    parse("# T\n\nA *b*\\\nc\n\n| d | e |\n|---|---|\n| f | g |\n\n- h\n\n```example\ncalc i | 1 + 1 | 2\n```\n\n```chart\ntype: bar\ntitle: j\nx: k\n"
          "series l: 1\n```\n\n```question\n// [id:q]\nm? {=n ~o}\n```\n");
    ck_assert_str_eq(mistakes(), "");
    ck_assert(lesson_plain_text(&lesson->pages[0], &out));
    ck_assert_str_eq(out.data, "T\nA b c\nd\te\nf\tg\nh\ni: 1 + 1 = 2\nj\nl\nm?\n");
    buf_release(&out);
    finish();
}
END_TEST

START_TEST(a_lesson_without_a_title_is_refused)
{
    refused("\n## Cost\n\nx\n", "l.md:2:1: a lesson begins with its title: write `# Title` in the first line\n");
    refused("", "l.md:1:1: the lesson is empty: write `# Title` in the first line\nl.md:1:1: this page is empty: take away one of the lines --- around it\n");
}
END_TEST

START_TEST(underlined_headings_are_refused)
{
    refused("# T\n\nCost\n====\n", "l.md:3:1: this text is a heading because it is underlined: write ## before it, or a blank line below it\n");
    refused("# T\n\na\n-\n", "l.md:3:1: this text is a heading because it is underlined: write ## before it, or a blank line below it\n");
    refused("# T\n\nCost\n---\n\nx\n",
            "l.md:4:1: a line of dashes right under a text: put a blank line above it to end the page, or write ## before the text for a heading\n");
}
END_TEST

START_TEST(wrong_headings_are_refused)
{
    refused("# T\n\n# U\n\n#### V\n\n- # W\n",
            "l.md:3:3: a lesson has one title alone: write ## for a heading\nl.md:5:6: headings are ## or ###, not smaller\n"
            "l.md:7:5: a heading cannot stand within a list, a quote or another block\n");
}
END_TEST

START_TEST(empty_pages_are_refused)
{
    refused("# T\n\n---\n\n---\n\nx\n\n---\n",
            "l.md:4:1: this page is empty: take away one of the lines --- around it\n"
            "l.md:10:1: this page is empty: take away one of the lines --- around it\n");
}
END_TEST

START_TEST(open_fences_and_comments_are_refused)
{
    refused("# T\n\n```\nx\n", "l.md:3:1: this block is not closed: write its fence again, alone on a line, behind it\n");
    refused("# T\n\nx <!-- y\n", "l.md:3:3: this comment is not closed: write --> behind it\n");
    refused("# T\n\n<!-- y --> x\n", "l.md:3:1: text follows a comment: put the comment on a line of its own\n");
    refused("# T\n\nz <!-- y\n--> x\n", "l.md:3:3: a comment behind a text must end in the same line: put it on lines of its own\n");
}
END_TEST

START_TEST(live_blocks_in_the_wrong_place_are_refused)
{
    refused("# T\n\n- ```note\n  x\n  ```\n", "l.md:4:1: a block `note` cannot stand within a list, a quote or another block\n");
    refused("# T\n\n````note\n```task\nx\n```\n````\n", "l.md:5:1: a block `task` cannot stand within a list, a quote or another block\n");
    refused("# T\n\n```note\n```\n\n```note x\ny\n```\n\n```note\na\n\n---\n```\n",
            "l.md:3:1: this `note` is empty\nl.md:7:1: nothing stands behind `note` in its line: put the text below it\n"
            "l.md:13:1: a page cannot end here, within a block: take the line away\n");
}
END_TEST

START_TEST(wrong_arithmetic_is_refused_with_what_it_gives)
{
    refused("# T\n\n<!-- check: 10 - 6 = 5 -->\n\nx <!-- check: 2 / 3 = 0.66 -->\n",
            "l.md:3:13: 10 - 6 gives 4, not 5: mend the text or the expression\n"
            "l.md:5:15: 2 / 3 gives 0.6666666666666666, not 0.66: mend the text or the expression\n");
    refused("# T\n\n```example\nset a = 3\ncalc A | :a * 2 | 7 crowns\n```\n", "l.md:5:10: :a * 2 gives 6, not 7 crowns: mend the text or the expression\n");
    refused("# T\n\n<!-- check 1 = 1 -->\n<!-- check: 1 -->\n<!-- check: 1 = x -->\n",
            "l.md:3:6: a colon is missing: write `check: EXPRESSION = NUMBER`\nl.md:4:13: a check is `check: EXPRESSION = NUMBER`: there is no =\n"
            "l.md:5:13: `x` is no number: write what the expression gives\n");
}
END_TEST

START_TEST(wrong_examples_are_refused)
{
    refused("# T\n\n```example\nset a = 1\nset a = 2\nset 1b = 2\ncalc A | :b | 7\ncalc B | 7\ncalc C | 7 | crowns\ncalc | 1 | 1\ncalc D | | 1\n```\n",
            "l.md:5:5: `a` is set twice: give the second one another name\nl.md:6:5: `1b` is no name: take letters, digits and _\n"
            "l.md:7:10: `:b` has no figure yet: write `set b = \xe2\x80\xa6` above\nl.md:8:6: write `calc LABEL | EXPRESSION | RESULT`\n"
            "l.md:9:6: the result holds no number: write it with its unit, as 4 crowns\n"
            "l.md:10:6: the label is empty: write `calc LABEL | EXPRESSION | RESULT`\n"
            "l.md:11:6: the expression is empty: write `calc LABEL | EXPRESSION | RESULT`\n");
}
END_TEST

START_TEST(a_working_that_grows_without_end_is_refused)
{
    struct buf text;
    buf_init(&text, NULL);
    buf_text(&text, "# T\n\n```example\nset a0 = 1\n");
    for (int i = 1; i < 40; i++)
        buf_format(&text, "set a%d = :a%d + :a%d\n", i, i - 1, i - 1);
    buf_text(&text, "```\n");
    begin();
    ck_assert_int_lt(parse(text.data), 0);
    char first[300];
    ck_assert_str_eq(error_text(&report.kept[0], NULL, first, sizeof first), "l.md:10:10: the working is longer than 200 bytes: divide it into steps");
    finish();
    buf_release(&text);
}
END_TEST

START_TEST(wrong_charts_are_refused)
{
    refused("# T\n\n```chart\ncolour: red\nwords\n```\n",
            "l.md:4:1: a chart has no `colour`: it has type, title, x, x-label, y-label, series and mark\n"
            "l.md:5:1: this line of a chart has no colon: write `key: value`\nl.md:4:1: the chart has no type: write `type: bar`, line or stacked\n"
            "l.md:4:1: the chart has no x: write its points, as `x: Monday, Tuesday`\n"
            "l.md:4:1: the chart has no series: write `series NAME: 1, 2, 3`\n");
    refused("# T\n\n```chart\ntype: pie\nx: a, b\nx: c\nseries s: 1, 2, 3\nseries s: 1, x\nseries t\n```\n",
            "l.md:4:7: a chart cannot be `pie`: write bar, line or stacked\nl.md:6:1: `x` is there twice\nl.md:8:8: there are two series `s`\n"
            "l.md:9:8: write `series NAME: 1, 2, 3` or `series NAME = EXPRESSION`\n"
            "l.md:7:11: the series `s` has 3 values for 1 points of x\nl.md:8:14: `x` is no number: write digits, with a point for decimals\n");
    refused("# T\n\n```chart\ntype: line\nx: 1, 3, 2\nseries s: 1, 2, 3\nmark: 5\n```\n",
            "l.md:5:10: the x of a line must rise: 2 does not\nl.md:6:11: the series `s` has 3 values for 2 points of x\n"
            "l.md:7:7: the mark 5 lies outside of x\n");
    refused("# T\n\n```chart\ntype: stacked\nx: a,, b\nseries s: -1\nmark: 1\n```\n",
            "l.md:5:6: a point of x is empty: write it between the commas\nl.md:6:11: values that are stacked cannot be below 0\n"
            "l.md:7:7: only a line has a mark: take it away, or write `type: line`\n");
    refused("# T\n\n```chart\ntype: bar\nx: 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25\nseries a = 1\nseries b = 1\nseries c = 1\n"
            "series d = 1\nseries e = 1\n```\n",
            "l.md:10:8: a chart has at most 4 series\nl.md:5:67: a chart has at most 24 points along x\n");
}
END_TEST

START_TEST(questions_need_ids_of_their_own)
{
    refused("# T\n\n```question\nWhat? {=a ~b}\n```\n",
            "l.md:4:1: the question has no id: write `// [id:\xe2\x80\xa6]` above it, or call kiosk-pack new-ids\n");
    refused("# T\n\n```question\n// [id:x]\nWhat? {=a ~b}\n```\n\n```question\n// [id:x]\nWhat? {=a ~b}\n```\n\n```question\n// [id:y]\nWhy? {}\n```\n",
            "l.md:10: the id `x` stands at two questions of this lesson: change one of them\n"
            "l.md:15: the question `y` cannot be marked by the kiosk: put it into a bank, or ask in a `task`\n");
}
END_TEST

START_TEST(worksheets_are_named_and_empty)
{
    refused("# T\n\n```worksheet A b\nx\n```\n",
            "l.md:4:1: `A b` is no name of a worksheet: write ```worksheet NAME\n"
            "l.md:4:1: nothing stands within a `worksheet`: its texts are in the worksheet itself\n");
}
END_TEST

START_TEST(pictures_and_unknown_entities_are_warned_of)
{
    begin();
    ck_assert_int_eq(parse("# T\n\nx ![a bird](b.png) &foo;\n"), 0);
    ck_assert_str_eq(mistakes(), "warning: l.md:3:3: pictures are not shown; the text that describes it is shown in its place\n"
                     "warning: l.md:3:20: `&foo;` is not known: write the character itself\n");
    finish();
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
    begin();
    ck_assert_int_eq(lesson_parse(&arena, "# \xff", 3, "l.md", NULL, &report, &lesson), ERROR_ENCODING);
    ck_assert_int_eq(lesson_parse(&arena, "# \0", 3, "l.md", NULL, &report, &lesson), ERROR_ENCODING);
    ck_assert_str_eq(mistakes(), "l.md: this is not UTF-8 text: save it as UTF-8\nl.md: this is no text: it holds NUL bytes\n");
    finish();
}
END_TEST

/* `# T`, then part repeated, then end. */
static void repeated(const char *part, size_t times, const char *end, int code, const char *first)
{
    struct buf text;
    char have[1000];
    buf_init(&text, NULL);
    buf_text(&text, "# T\n\n");
    for (size_t i = 0; i < times; i++)
        buf_text(&text, part);
    buf_text(&text, end);
    begin();
    ck_assert_msg(lesson_parse(&arena, text.data, text.length, "l.md", engine, &report, &lesson) == code, "%zu times %s: %s", times, part, mistakes());
    if (first)
        ck_assert_str_eq(error_text(&report.kept[0], NULL, have, sizeof have), first);
    finish();
    buf_release(&text);
}

START_TEST(depth_is_limited)
{
    repeated("> ", 16, "x\n", 0, NULL);
    repeated("> ", 17, "x\n", ERROR_SYNTAX, "l.md:3:1: lists and quotes are nested more than 16 deep here: make it flatter");
    repeated(">", 10000, "x\n", ERROR_SYNTAX, "l.md:3:1: lists and quotes are nested more than 16 deep here: make it flatter");
    repeated("- ", 5000, "x\n", ERROR_SYNTAX, "l.md:3:1: lists and quotes are nested more than 16 deep here: make it flatter");
    repeated("*a **b ", 2000, "x\n", 0, NULL);
    repeated("[", 10000, "x\n", 0, NULL);
    repeated("![", 7000, "x\n", 0, NULL);
    repeated("a`", 7000, "x\n", 0, NULL);
    repeated("<!--x-->", 2000, "\n", 0, NULL);
}
END_TEST

START_TEST(sizes_are_limited)
{
    repeated("x\n", 1000000, "", ERROR_LIMIT, "l.md: the lesson is longer than 1048576 bytes: divide it into several");
    repeated("\n", 1000000, "", 0, NULL);
    repeated("x\n\n", 30000, "", ERROR_SYNTAX, "l.md:1:1: this page is longer than 65536 bytes: divide it with a line ---");
    repeated("x", 20000, "", ERROR_LIMIT, "l.md:3: this line is longer than 16384 bytes: break it into several");
    repeated("x\n\n---\n\n", 200, "x", ERROR_SYNTAX, "l.md:802:1: a lesson has at most 200 pages: divide it into several");
    repeated("```note\nx\n```\n\n", 33, "", ERROR_SYNTAX, "l.md:1:1: this page has more than 32 live blocks: divide it");
    repeated("\n|a|b|c|d|e|f|g|h|i|j|k|l|m|\n---|---|---|---|---|---|---|---|---|---|---|---|---\n", 1, "", ERROR_SYNTAX, "l.md:4:1: a table has at most 12 columns");
    repeated("---\n", 100000, "", ERROR_SYNTAX, NULL);
}
END_TEST

START_TEST(memory_may_be_short_at_any_call)
{
    static const char text[] =
        "# T\n\nA *b* [c](d) &amp; <!-- check: 1 = 1 --> e\n\n- f\n  1. g\n\n| h | i |\n|---|---|\n| j | k |\n\n> l\n\n```\nm\n```\n\n---\n\n```note\nn\n```\n\n"
        "```example\nset o = 1 + 1\ncalc p | :o | 2\n```\n\n```chart\ntype: line\nx: 1, 2\nseries q: 1, 2\nseries r = :x\nmark: 1, s\n```\n\n"
        "```question\n// [id:t]\nu {=v ~w}\n```\n\n```worksheet x\n```\n";
    int code = ERROR_MEMORY;
    size_t n = 1;
    begin();
    for (; code != 0; n++) {
        struct failing_allocator failing;
        struct arena short_arena;
        struct report short_report;
        failing_allocator_init(&failing, n);
        arena_init(&short_arena, &failing.allocator, 0);
        report_init(&short_report);
        lesson = NULL;
        code = lesson_parse(&short_arena, text, sizeof text - 1, "l.md", engine, &short_report, &lesson);
        ck_assert(code == 0 || code == ERROR_MEMORY);
        ck_assert((code == 0) == (lesson != NULL));
        ck_assert((code == 0) == !report_failed(&short_report));
        report_release(&short_report);
        arena_release(&short_arena);
        ck_assert_uint_lt(n, 10000);
    }
    ck_assert_uint_gt(n, 20);
    finish();
}
END_TEST

TEST_MAIN("lesson", a_fence_within_a_list_is_code, pages_are_divided_and_named_after_their_headings, text_keeps_its_styles, lists_hold_blocks, tables_have_aligned_cells,
          quotes_and_code_stand_as_they_are, a_divider_within_a_fence_ends_no_page, html_is_text_and_comments_are_nothing,
          notes_and_tasks_hold_markdown, an_example_shows_its_working, results_are_read_with_their_units_and_decimals,
          a_chart_has_points_and_series, labels_count_as_1_2_3, embedded_questions_and_worksheets_are_found, any_line_ends_and_a_mark_are_read,
          what_could_disturb_a_terminal_is_taken_out, the_plain_text_of_a_page_is_what_is_read, a_lesson_without_a_title_is_refused,
          underlined_headings_are_refused, wrong_headings_are_refused, empty_pages_are_refused, open_fences_and_comments_are_refused,
          live_blocks_in_the_wrong_place_are_refused, wrong_arithmetic_is_refused_with_what_it_gives, wrong_examples_are_refused,
          a_working_that_grows_without_end_is_refused, wrong_charts_are_refused, questions_need_ids_of_their_own, worksheets_are_named_and_empty,
          pictures_and_unknown_entities_are_warned_of, what_is_no_text_is_refused, depth_is_limited, sizes_are_limited,
          memory_may_be_short_at_any_call)
