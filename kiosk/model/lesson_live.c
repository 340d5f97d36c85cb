/* The live blocks but charts: note, task, example, question, worksheet; and the checks of figures. */
#include "base/id.h"
#include "base/text.h"
#include "model/figure.h"
#include "model/gift.h"
#include "model/lesson_parts.h"

#define WORKING_LIMIT 200                        /* bytes of a shown working; it must fit a screen's lines */
#define EXAMPLE_FIGURES_LIMIT 50

void lesson_add_check(struct lesson_reader *reader, struct part expression, struct part result)
{
    struct lesson_check *grown = arena_grow(reader->arena, reader->checks, reader->check_count, &reader->check_capacity, sizeof *grown);
    if (!grown)
        return;
    reader->checks = grown;
    struct lesson_check *check = &grown[reader->check_count++];
    check->expression = part_text(reader, expression);
    check->result = part_text(reader, result);
    lesson_place(reader, expression.text, &check->line, &check->column);
}

/* `EXPRESSION = NUMBER`: the last sign of equality divides them, since an expression may hold others. */
static void stated_figure(struct lesson_reader *reader, struct part text)
{
    const char *equal = text.length ? memrchr(text.text, '=', text.length) : NULL;
    if (!equal) {
        lesson_mistake(reader, text.text, N_("a check is `check: EXPRESSION = NUMBER`: there is no ="));
        return;
    }
    struct part expression = part_trim((struct part){ text.text, (size_t)(equal - text.text) });
    struct part result = part_trim((struct part){ equal + 1, text.length - (size_t)(equal + 1 - text.text) });
    size_t before = reader->check_count;
    lesson_add_check(reader, expression, result);
    if (reader->check_count == before || !reader->engine)
        return;
    const struct lesson_check *check = &reader->checks[before];
    figure_check(reader->engine, check->expression, check->result, NULL, 0, reader->file, check->line, check->column, reader->report);
}

void lesson_comment(struct lesson_reader *reader, struct part text)
{
    if (text.length < 5 || memcmp(text.text, "check", 5) || (text.length > 5 && (ascii_alpha(text.text[5]) || text.text[5] == '-')))
        return;
    struct part rest = part_trim((struct part){ text.text + 5, text.length - 5 });
    if (!rest.length || *rest.text != ':') {
        lesson_mistake(reader, text.text, N_("a colon is missing: write `check: EXPRESSION = NUMBER`"));
        return;
    }
    stated_figure(reader, part_trim((struct part){ rest.text + 1, rest.length - 1 }));
}

/* ---- example ---- */

struct example {
    struct lesson_reader *reader;
    struct figure figures[EXAMPLE_FIGURES_LIMIT];
    size_t figure_count;
    struct lesson_block *blocks;
    size_t count, capacity;
};

static bool name_char(char c)
{
    return ascii_alpha(c) || ascii_digit(c) || c == '_';
}

static const struct figure *find_figure(const struct example *example, struct part name)
{
    for (size_t i = 0; i < example->figure_count; i++)
        if (part_is(name, example->figures[i].name))
            return &example->figures[i];
    return NULL;
}

/* The expression as learners see it: figures in place of names, and the signs for times and divided by that are taught in schools. NULL where it was reported. */
static const char *shown_working(struct example *example, struct part expression)
{
    struct lesson_reader *reader = example->reader;
    struct buf out;
    const char *text = NULL;
    bool known = true, quoted = false;
    buf_init(&out, reader->arena->allocator);
    for (size_t i = 0; i < expression.length && out.length <= WORKING_LIMIT; i++) {
        char c = expression.text[i];
        size_t end = i + 1;
        quoted ^= c == '\'';
        while (end < expression.length && name_char(expression.text[end]))
            end++;
        if (quoted || !strchr(":*/", c)) {
            buf_char(&out, c);
        } else if (c != ':') {
            buf_text(&out, c == '*' ? "\xc3\x97" : "\xc3\xb7");
        } else {
            struct part name = { expression.text + i + 1, end - i - 1 };
            const struct figure *figure = find_figure(example, name);
            if (!figure)
                lesson_mistake(reader, expression.text + i, N_("`:%s` has no figure yet: write `set %s = …` above"), part_text(reader, name),
                               part_text(reader, name));
            known = known && figure;
            buf_text(&out, figure ? figure->working : "?");
            i = end - 1;
        }
    }
    if (out.length > WORKING_LIMIT) {
        lesson_mistake(reader, expression.text, N_("the working is longer than %d bytes: divide it into steps"), WORKING_LIMIT);
        known = false;
    }
    if (buf_failed(&out))
        reader->arena->failed = true;
    else if (known)
        text = lesson_clean(reader, (struct part){ out.data, out.length }, false);
    buf_release(&out);
    return text;
}

static bool is_literal(struct part text)
{
    size_t digits = 0, points = 0;
    for (size_t i = 0; i < text.length; i++) {
        digits += ascii_digit(text.text[i]);
        points += text.text[i] == '.';
    }
    return digits && points <= 1 && digits + points == text.length;
}

static void set_line(struct example *example, struct part rest)
{
    struct lesson_reader *reader = example->reader;
    struct part name, expression;
    if (!part_divide(rest, '=', &name, &expression)) {
        lesson_mistake(reader, rest.text, N_("write `set NAME = NUMBER`"));
        return;
    }
    name = part_trim(name);
    expression = part_trim(expression);
    bool good = name.length && name.length <= 40 && (ascii_alpha(*name.text) || *name.text == '_');
    for (size_t i = 0; i < name.length; i++)
        good = good && name_char(name.text[i]);
    if (!good) {
        lesson_mistake(reader, rest.text, N_("`%s` is no name: take letters, digits and _"), part_text(reader, name));
        return;
    }
    if (find_figure(example, name)) {
        lesson_mistake(reader, rest.text, N_("`%s` is set twice: give the second one another name"), part_text(reader, name));
        return;
    }
    if (example->figure_count == EXAMPLE_FIGURES_LIMIT) {
        lesson_mistake(reader, rest.text, N_("an example sets at most %d figures"), EXAMPLE_FIGURES_LIMIT);
        return;
    }
    struct figure figure = { .name = part_text(reader, name) };
    figure.working = shown_working(example, expression);
    if (figure.working && !is_literal(expression))
        figure.working = arena_format(reader->arena, "(%s)", figure.working);
    if (!figure.working)
        return;
    if (reader->engine) {
        struct error error = { 0 };
        long line, column;
        lesson_place(reader, expression.text, &line, &column);
        if (figure_compute(reader->engine, part_text(reader, expression), example->figures, example->figure_count, reader->file, line, column,
                           &figure.value, &error) < 0)
            report_add(reader->report, &error);
    }
    example->figures[example->figure_count++] = figure;
}

static struct lesson_block *add_part(struct example *example, enum block_kind kind, long line)
{
    struct lesson_block *grown = arena_grow(example->reader->arena, example->blocks, example->count, &example->capacity, sizeof *grown);
    if (!grown)
        return NULL;
    example->blocks = grown;
    grown[example->count] = (struct lesson_block){ .kind = kind, .line = line };
    return &grown[example->count++];
}

/* False if memory lacks. */
static bool calc_line(struct example *example, struct part rest)
{
    struct lesson_reader *reader = example->reader;
    struct part label, expression, result;
    size_t start, size;
    double stated;
    const char *last = rest.length ? memrchr(rest.text, '|', rest.length) : NULL;
    if (!last || !part_divide(rest, '|', &label, &expression) || expression.text > last) {
        lesson_mistake(reader, rest.text, N_("write `calc LABEL | EXPRESSION | RESULT`"));
        return true;
    }
    result = part_trim((struct part){ last + 1, (size_t)(rest.text + rest.length - last - 1) });
    expression = part_trim((struct part){ expression.text, (size_t)(last - expression.text) });
    label = part_trim(label);
    if (!label.length || !expression.length || !figure_stated(result.text, result.length, &start, &size, &stated)) {
        lesson_mistake(reader, rest.text, !label.length ? N_("the label is empty: write `calc LABEL | EXPRESSION | RESULT`")
            : !expression.length ? N_("the expression is empty: write `calc LABEL | EXPRESSION | RESULT`")
            : N_("the result holds no number: write it with its unit, as 4 crowns"));
        return true;
    }
    struct lesson_block *block = add_part(example, BLOCK_WORKING, lesson_line(reader, rest.text));
    const char *working = shown_working(example, expression);
    if (!block)
        return false;
    if (!working)
        return !arena_failed(reader->arena);
    size_t before = reader->check_count;
    lesson_add_check(reader, expression, result);
    block->working.label = lesson_clean(reader, label, false);
    block->working.working = working;
    block->working.result = lesson_clean(reader, result, false);
    block->working.value = stated;
    block->working.plain = is_literal((struct part){ working, strlen(working) });
    if (arena_failed(reader->arena))
        return false;
    const struct lesson_check *check = &reader->checks[before];
    if (reader->engine)
        figure_check(reader->engine, check->expression, check->result, example->figures, example->figure_count, reader->file,
                     check->line, check->column, reader->report);
    return true;
}

static bool add_prose(struct example *example, struct part prose)
{
    struct lesson_blocks inside = { 0 };
    if (!part_trim(prose).length)
        return true;
    if (!lesson_markdown(example->reader, prose, false, &inside))
        return false;
    for (size_t i = 0; i < inside.count; i++) {
        struct lesson_block *block = add_part(example, inside.blocks[i].kind, 0);
        if (!block)
            return false;
        *block = inside.blocks[i];
    }
    return true;
}

static bool live_example(struct lesson_reader *reader, struct part inside, struct lesson_block *block)
{
    struct example *example = memory_resize(reader->arena->allocator, NULL, sizeof *example);
    struct part rest = inside, line, value, prose = { inside.text, 0 };
    bool done = false;
    if (!example) {
        reader->arena->failed = true;
        return false;
    }
    memset(example, 0, sizeof *example);
    example->reader = reader;
    lesson_scan(reader, inside, NULL);
    while (part_line(&rest, &line)) {
        struct part trimmed = part_trim(line);
        bool set = part_word(trimmed, "set", &value) && value.length && memchr(value.text, '=', value.length);
        bool calc = !set && part_word(trimmed, "calc", &value);
        if (!set && !calc) {
            prose.length = (size_t)(rest.text - prose.text);
            continue;
        }
        if (!add_prose(example, prose))
            goto cleanup;
        prose = (struct part){ rest.text, 0 };
        if (set)
            set_line(example, value);
        else if (!calc_line(example, value))
            goto cleanup;
    }
    if (!add_prose(example, prose))
        goto cleanup;
    block->inside = (struct lesson_blocks){ example->blocks, example->count };
    done = !arena_failed(reader->arena);
cleanup:
    memory_resize(reader->arena->allocator, example, 0);
    return done;
}

/* ---- question, worksheet, note, task ---- */

static bool add_question(struct lesson_reader *reader, struct question *question, const char *at)
{
    const char *fault = NULL;
    if (!*question->id)
        lesson_mistake(reader, at, N_("the question has no id: write `// [id:…]` above it, or call kiosk-pack new-ids"));
    for (size_t i = 0; *question->id && i < reader->question_count; i++)
        if (strcmp(reader->questions[i]->id, question->id) == 0)
            fault = N_("the id `%s` stands at two questions of this lesson: change one of them");
    if (question->type == QUESTION_ESSAY || question->type == QUESTION_DESCRIPTION)
        fault = N_("the question `%s` cannot be marked by the kiosk: put it into a bank, or ask in a `task`");
    if (fault)
        report_at(reader->report, ERROR_INVALID, reader->file, question->line, 0, fault, question->id);
    struct question **grown = arena_grow(reader->arena, reader->questions, reader->question_count, &reader->question_capacity, sizeof *grown);
    if (!grown)
        return false;
    reader->questions = grown;
    grown[reader->question_count++] = question;
    return true;
}

static bool live_question(struct lesson_reader *reader, struct part inside, struct lesson_block *block)
{
    struct part rest = inside, line;
    while (part_line(&rest, &line)) {
        line = part_trim(line);
        if (line.length > 2 && memcmp(line.text, "//", 2) == 0)
            lesson_comment(reader, part_trim((struct part){ line.text + 2, line.length - 2 }));
    }
    struct question *question = block->question = arena_alloc(reader->arena, sizeof *question);
    if (!question)
        return false;
    int code = question_parse(reader->arena, inside.text, inside.length, reader->file, lesson_line(reader, inside.text), reader->report, question);
    if (code == ERROR_MEMORY)
        reader->arena->failed = true;
    if (code < 0)
        return code != ERROR_MEMORY;             /* it was reported */
    return add_question(reader, question, inside.text);
}

static bool live_worksheet(struct lesson_reader *reader, struct part info, struct part inside, struct lesson_block *block)
{
    block->worksheet = part_text(reader, info);
    if (!name_valid(block->worksheet))
        lesson_mistake(reader, inside.text, N_("`%s` is no name of a worksheet: write ```worksheet NAME"), block->worksheet);
    if (part_trim(inside).length)
        lesson_mistake(reader, inside.text, N_("nothing stands within a `worksheet`: its texts are in the worksheet itself"));
    return !arena_failed(reader->arena);
}

enum live { LIVE_NOTE, LIVE_TASK, LIVE_EXAMPLE, LIVE_CHART, LIVE_QUESTION, LIVE_WORKSHEET, LIVE_WORDS };
static const struct {
    const char *word;
    enum block_kind kind;
    bool empty;                                  /* may be */
} live[] = {
    [LIVE_NOTE] = { "note", BLOCK_NOTE },
    [LIVE_TASK] = { "task", BLOCK_TASK },
    [LIVE_EXAMPLE] = { "example", BLOCK_EXAMPLE },
    [LIVE_CHART] = { "chart", BLOCK_CHART },
    [LIVE_QUESTION] = { "question", BLOCK_QUESTION },
    [LIVE_WORKSHEET] = { "worksheet", BLOCK_WORKSHEET, true },
};
_Static_assert(sizeof live / sizeof *live == LIVE_WORDS, "a row for each live word");

int live_find(struct part word)
{
    for (int i = 0; i < LIVE_WORDS; i++)
        if (part_is(word, live[i].word))
            return i;
    return LIVE_NONE;
}

bool live_parse(struct lesson_reader *reader, int which, struct part info, struct part inside, struct lesson_block *block)
{
    *block = (struct lesson_block){ .kind = live[which].kind, .line = block->line };
    if (info.length && which != LIVE_WORKSHEET)
        lesson_mistake(reader, inside.text, N_("nothing stands behind `%s` in its line: put the text below it"), live[which].word);
    if (!live[which].empty && !part_trim(inside).length) {
        lesson_mistake(reader, inside.text, N_("this `%s` is empty"), live[which].word);
        return true;
    }
    switch ((enum live)which) {
    case LIVE_NOTE:
    case LIVE_TASK:
        lesson_scan(reader, inside, NULL);
        return lesson_markdown(reader, inside, false, &block->inside);
    case LIVE_EXAMPLE:
        return live_example(reader, inside, block);
    case LIVE_CHART:
        return live_chart(reader, inside, block);
    case LIVE_QUESTION:
        return live_question(reader, inside, block);
    case LIVE_WORKSHEET:
        return live_worksheet(reader, info, inside, block);
    case LIVE_WORDS:
        break;
    }
    return false;
}
