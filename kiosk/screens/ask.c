#include "screens/ask.h"

#include "base/intl.h"

#define ESSAY_LIMIT 20000                        /* bytes */
#define TYPED_LIMIT 500                          /* characters */
#define ESSAY_ROWS 7

/* How each kind is answered; a new kind of question gets its row here. */
enum way { WAY_CHOICE, WAY_PROMPT, WAY_MATCH, WAY_EDITOR, WAY_NONE };
static const struct { enum way way; const char *instruction; } ways[] = {
    [QUESTION_MULTICHOICE] = { WAY_CHOICE, N_("Choose one: press its number, or the arrows and Enter.") },
    [QUESTION_TRUEFALSE] = { WAY_CHOICE, N_("True or false? Press its number, or the arrows and Enter.") },
    [QUESTION_SHORTANSWER] = { WAY_PROMPT, N_("Type your answer, then press Enter.") },
    [QUESTION_NUMERICAL] = { WAY_PROMPT, N_("Type a number, then press Enter.") },
    [QUESTION_MATCH] = { WAY_MATCH, N_("For each line press the number of what belongs to it.") },
    [QUESTION_ESSAY] = { WAY_EDITOR, N_("Write as much as you like. Tab goes on.") },
    [QUESTION_DESCRIPTION] = { WAY_NONE, "" },
};
_Static_assert(sizeof ways / sizeof *ways == QUESTION_TYPE_COUNT, "each kind of question is answered in some way");

static enum way way_of(const struct ask *ask)
{
    return ways[ask->question->type].way;
}

static const char *plain(struct arena *arena, const struct rich_text *text)
{
    struct buf out = BUF_INIT;
    markup_plain(&out, text->text, text->format);
    const char *copy = arena_copy(arena, out.data, out.length);
    buf_release(&out);
    return copy ? copy : "";
}

const char *ask_stem(struct arena *arena, const struct question *question)
{
    return plain(arena, &question->stem);
}

static size_t source_of(const struct ask *ask, size_t shown)
{
    return ask->order ? ask->order[shown] : shown;
}

static void show_chosen(struct ask *ask)
{
    const char *response = ask->response.data;
    for (size_t i = 0; i < ask->choice.count; i++) {
        size_t source = source_of(ask, i);
        ask->options[i].chosen = ask->question->type == QUESTION_TRUEFALSE ? response[0] == (source == 0 ? '1' : '0')
                                                                            : response_has(response, source);
    }
}

static bool init_choice(struct ask *ask)
{
    bool binary = ask->question->type == QUESTION_TRUEFALSE;
    size_t count = binary ? 2 : ask->option_count;
    ask->options = arena_array(&ask->arena, count, sizeof *ask->options);
    if (!ask->options)
        return false;
    for (size_t i = 0; i < count; i++)
        ask->options[i].text = binary ? (i == 0 ? _("True") : _("False")) : plain(&ask->arena, &ask->question->answers[source_of(ask, i)].text);
    bool several = !binary && !ask->question->single;
    choice_init(&ask->choice, ask->options, count, several);
    show_chosen(ask);
    choice_init(&ask->choice, ask->options, count, several);
    return true;
}

static bool init_match(struct ask *ask)
{
    const struct question *question = ask->question;
    ask->pairs = arena_array(&ask->arena, question->pair_count, sizeof *ask->pairs);
    ask->answers = arena_array(&ask->arena, ask->option_count, sizeof *ask->answers);
    if (!ask->pairs || !ask->answers)
        return false;
    for (size_t i = 0; i < question->pair_count; i++)
        if (question->pairs[i].stem.text[0])
            ask->pairs[ask->pair_count++] = (struct fitting){ plain(&ask->arena, &question->pairs[i].stem), i };
    for (size_t i = 0; i < ask->option_count; i++)
        ask->answers[i] = plain(&ask->arena, &(struct rich_text){ question->pairs[source_of(ask, i)].answer, TEXT_PLAIN });
    return true;
}

bool ask_init(struct ask *ask, const struct question *question, const uint32_t *order, size_t option_count, const char *response)
{
    memset(ask, 0, sizeof *ask);
    ask->question = question;
    ask->order = order;
    ask->option_count = order ? option_count : question->type == QUESTION_MATCH ? question->pair_count : question->answer_count;
    arena_init(&ask->arena, NULL, 0);
    buf_init(&ask->response, NULL);
    if (response && response_valid(question, response))
        buf_text(&ask->response, response);
    enum prompt_kind kind = question->type == QUESTION_NUMERICAL ? PROMPT_NUMBER : PROMPT_TEXT;
    prompt_init(&ask->prompt, NULL, kind, TYPED_LIMIT);
    editor_init(&ask->editor, NULL, ESSAY_LIMIT);
    bool whole = true;
    switch (way_of(ask)) {
    case WAY_CHOICE:
        whole = init_choice(ask);
        break;
    case WAY_MATCH:
        whole = init_match(ask);
        break;
    case WAY_PROMPT:
        prompt_set(&ask->prompt, ask->response.data);
        break;
    case WAY_EDITOR:
        editor_set(&ask->editor, ask->response.data);
        break;
    case WAY_NONE:
        break;
    }
    /* a field that does not hold what was answered would take its place at the next key */
    const char *shown = way_of(ask) == WAY_PROMPT ? prompt_text(&ask->prompt) : way_of(ask) == WAY_EDITOR ? ask->editor.text.data : NULL;
    if (shown && ask->response.data[0] && !shown[0])
        whole = false;
    if (whole && !arena_failed(&ask->arena) && !buf_failed(&ask->response))
        return true;
    /* nothing stands there, and nothing can be typed */
    ask->option_count = ask->pair_count = ask->choice.count = 0;
    ask->locked = true;
    return false;
}

void ask_release(struct ask *ask)
{
    if (!ask->question)
        return;
    prompt_release(&ask->prompt);
    editor_release(&ask->editor);
    buf_release(&ask->response);
    arena_release(&ask->arena);
    ask->question = NULL;
}

/* The option's worth, for marking it after the fact. */
static double worth(const struct ask *ask, size_t shown)
{
    if (ask->question->type == QUESTION_TRUEFALSE)
        return (shown == 0) == ask->question->correct;
    return ask->question->answers[source_of(ask, shown)].fraction;
}

void ask_reveal(struct ask *ask)
{
    double best = 0;
    ask->locked = ask->revealed = true;
    ask->note[0] = 0;
    if (way_of(ask) != WAY_CHOICE)
        return;
    ask->choice.locked = true;
    for (size_t i = 0; i < ask->choice.count; i++)
        best = worth(ask, i) > best ? worth(ask, i) : best;
    for (size_t i = 0; i < ask->choice.count; i++) {
        struct choice_option *option = &ask->options[i];
        bool right = ask->choice.several ? worth(ask, i) > 0 : worth(ask, i) >= best;
        option->verdict = option->chosen ? (right ? CHOICE_RIGHT : CHOICE_WRONG) : right ? CHOICE_MISSED : CHOICE_PLAIN;
        if (option->chosen && ask->question->type == QUESTION_MULTICHOICE) {
            const char *feedback = plain(&ask->arena, &ask->question->answers[source_of(ask, i)].feedback);
            option->remark = feedback[0] ? feedback : NULL;
        }
    }
}

/* Room for a new response, and the old one out of the way; without memory the old one stays, and has failed. */
static bool begin_response(struct ask *ask, size_t length)
{
    ask->response.failed = false;
    if (!buf_reserve(&ask->response, length + ask->response.length))
        return false;
    buf_clear(&ask->response);
    return true;
}

#define CHOICE_DIGITS 22                         /* of an option's number, with its comma */

static void take_choice(struct ask *ask)
{
    if (!begin_response(ask, ask->choice.count * CHOICE_DIGITS))
        return;
    for (size_t source = 0; source < ask->question->answer_count || source < 2; source++)
        for (size_t i = 0; i < ask->choice.count; i++) {
            if (source_of(ask, i) != source || !ask->options[i].chosen)
                continue;
            if (ask->question->type == QUESTION_TRUEFALSE)
                buf_text(&ask->response, source == 0 ? "1" : "0");
            else
                buf_format(&ask->response, "%s%zu", ask->response.length ? "," : "", source);
        }
}

/* What was typed, as the response. While it reads two ways the text stays as it is. */
static void take_text(struct ask *ask, const char *text)
{
    if (begin_response(ask, strlen(text)))
        buf_text(&ask->response, text);
}

/* What the widget shows, once more, where memory was short. */
static void take_again(struct ask *ask)
{
    switch (way_of(ask)) {
    case WAY_CHOICE:
        take_choice(ask);
        break;
    case WAY_PROMPT:
        take_text(ask, prompt_text(&ask->prompt));
        break;
    case WAY_EDITOR:
        take_text(ask, ask->editor.text.data);
        break;
    case WAY_MATCH:                              /* shows the response itself */
    case WAY_NONE:
        ask->response.failed = false;
        break;
    }
}

bool ask_settle(struct ask *ask)
{
    if (ask_failed(ask) && !ask->locked)
        take_again(ask);
    ask->note[0] = 0;
    ask->two_ways = false;
    if (ask->question->type != QUESTION_NUMERICAL || ask->locked)
        return true;
    const char *text = prompt_text(&ask->prompt);
    struct number number = number_read(text, strlen(text));
    switch (number.reading) {
    case NUMBER_GOOD:
    case NUMBER_EMPTY:
        return true;
    case NUMBER_TWO_WAYS:
        number_text(ask->both[0], number.value);
        number_text(ask->both[1], number.other);
        snprintf(ask->note, sizeof ask->note, _("Do you mean %s or %s? Press Up for the first, Down for the second."), ask->both[0], ask->both[1]);
        ask->two_ways = true;
        return false;
    case NUMBER_BAD:
        snprintf(ask->note, sizeof ask->note, "%s", _("This is not a number. Type digits, such as 1200 or 66.7"));
        return false;
    }
    return true;
}

static unsigned prompt_way(struct ask *ask, const struct event *event)
{
    if (ask->two_ways && (event_is(event, PRESS_UP) || event_is(event, PRESS_DOWN))) {
        prompt_set(&ask->prompt, ask->both[event_is(event, PRESS_DOWN)]);
        take_text(ask, prompt_text(&ask->prompt));
        ask->two_ways = false;
        ask->note[0] = 0;
        return WIDGET_HANDLED | WIDGET_CHANGED;
    }
    /* in an empty line there is nothing to move in or to take back: the key may mean something else to the screen */
    if (!prompt_text(&ask->prompt)[0] && (event_is(event, PRESS_LEFT) || event_is(event, PRESS_RIGHT) || event_is(event, PRESS_BACKSPACE)))
        return WIDGET_IGNORED;
    unsigned flags = prompt_event(&ask->prompt, event);
    if (flags & WIDGET_CHANGED) {
        ask->note[0] = 0;
        ask->two_ways = false;
        take_text(ask, prompt_text(&ask->prompt));
    }
    if (flags & WIDGET_ACCEPTED && !ask_settle(ask))
        flags &= ~(unsigned)WIDGET_ACCEPTED;
    return flags;
}

static unsigned set_pair(struct ask *ask, int answer)
{
    struct buf changed = BUF_INIT;
    response_set_match(&changed, ask->question, ask->response.data, ask->pairs[ask->pair].pair, answer);
    if (buf_failed(&changed))
        ask->response.failed = true;
    else
        take_text(ask, changed.data);
    buf_release(&changed);
    return WIDGET_HANDLED | WIDGET_CHANGED;
}

/* Where the answer that was put to a pair stands; -1 for none. */
static int shown_answer(const struct ask *ask, size_t pair)
{
    int answer = response_match(ask->response.data, pair);
    for (size_t i = 0; answer >= 0 && i < ask->option_count; i++)
        if (source_of(ask, i) == (size_t)answer)
            return (int)i;
    return -1;
}

static unsigned match_way(struct ask *ask, const struct event *event)
{
    int digit = event_digit(event, true);
    if (digit > 0 && (size_t)digit <= ask->option_count) {
        unsigned flags = set_pair(ask, (int)source_of(ask, (size_t)digit - 1));
        if (ask->pair + 1 < ask->pair_count)
            ask->pair++;
        return flags;
    }
    if (event->kind != EVENT_KEY)
        return WIDGET_IGNORED;
    int now = ask->pair_count ? shown_answer(ask, ask->pairs[ask->pair].pair) : -1;
    int count = (int)ask->option_count;
    switch (event->key) {
    case PRESS_UP:
        if (ask->pair > 0)
            ask->pair--;
        return WIDGET_HANDLED | WIDGET_MOVED;
    case PRESS_DOWN:
        if (ask->pair + 1 < ask->pair_count)
            ask->pair++;
        return WIDGET_HANDLED | WIDGET_MOVED;
    case PRESS_RIGHT:
        return set_pair(ask, (int)source_of(ask, (size_t)((now + 1) % count)));
    case PRESS_LEFT:
        return set_pair(ask, (int)source_of(ask, (size_t)((now < 0 ? count : now) + count - 1) % (size_t)count));
    case PRESS_BACKSPACE:
    case PRESS_DELETE:
        return set_pair(ask, -1);
    case PRESS_ENTER:
        if (ask->pair + 1 < ask->pair_count) {
            ask->pair++;
            return WIDGET_HANDLED | WIDGET_MOVED;
        }
        return WIDGET_HANDLED | WIDGET_ACCEPTED;
    default:
        return WIDGET_IGNORED;
    }
}

unsigned ask_event(struct ask *ask, const struct event *event, struct area area)
{
    if (ask->locked || way_of(ask) == WAY_NONE)
        return event_is(event, PRESS_ENTER) ? WIDGET_HANDLED | WIDGET_ACCEPTED : WIDGET_IGNORED;
    unsigned flags = WIDGET_IGNORED;
    switch (way_of(ask)) {
    case WAY_CHOICE:
        flags = choice_event(&ask->choice, event, area);
        if (flags & WIDGET_CHANGED)
            take_choice(ask);
        break;
    case WAY_PROMPT:
        flags = prompt_way(ask, event);
        break;
    case WAY_MATCH:
        flags = match_way(ask, event);
        break;
    case WAY_EDITOR:
        flags = editor_event(&ask->editor, event);
        if (flags & WIDGET_CHANGED)
            take_text(ask, ask->editor.text.data);
        break;
    case WAY_NONE:
        break;
    }
    return flags;
}

bool ask_typing(const struct ask *ask)
{
    return ask_typed(ask) && !ask->locked;
}

bool ask_typed(const struct ask *ask)
{
    return way_of(ask) == WAY_PROMPT || way_of(ask) == WAY_EDITOR;
}

bool ask_takes_keys(const struct ask *ask)
{
    return !ask->locked && (ask_typed(ask) || way_of(ask) == WAY_MATCH);
}

int ask_digits(const struct ask *ask)
{
    size_t count = ask->locked ? 0 : way_of(ask) == WAY_CHOICE ? ask->choice.count : way_of(ask) == WAY_MATCH ? ask->option_count : 0;
    return count > 9 ? 9 : (int)count;
}

const char *ask_instruction(const struct question *question)
{
    if (question->type == QUESTION_MULTICHOICE && !question->single)
        return _("Choose all that are right: press their numbers, then Enter.");
    const char *text = ways[question->type].instruction;
    return *text ? _(text) : "";
}

static int stem_cols(int cols)
{
    return cols / 2 - 4;
}

static int wrapped_rows(const char *text, int cols)
{
    struct arena arena;
    size_t count = 0;
    arena_init(&arena, NULL, 0);
    bool there = text_wrap(&arena, text, strlen(text), cols > 1 ? cols : 1, &count) != NULL;
    arena_release(&arena);
    return there ? (int)count : 1;
}

static int pair_rows(const struct ask *ask, size_t pair, int cols)
{
    int shown = shown_answer(ask, ask->pairs[pair].pair);
    int stem = wrapped_rows(ask->pairs[pair].stem, stem_cols(cols));
    int answer = shown < 0 ? 1 : wrapped_rows(ask->answers[shown], cols - stem_cols(cols) - 8);
    return stem > answer ? stem : answer;
}

/* Room for the longest answer that may be put there, so that nothing jumps while one chooses. */
static int pair_room(const struct ask *ask, size_t pair, int cols)
{
    int rows = ask->locked ? pair_rows(ask, pair, cols) : wrapped_rows(ask->pairs[pair].stem, stem_cols(cols));
    for (size_t i = 0; i < ask->option_count && !ask->locked; i++) {
        int answer = wrapped_rows(ask->answers[i], cols - stem_cols(cols) - 8);
        rows = answer > rows ? answer : rows;
    }
    return rows;
}

int ask_rows(const struct ask *ask, int cols)
{
    int rows = 0;
    switch (way_of(ask)) {
    case WAY_CHOICE:
        return choice_rows(&ask->choice, cols, ask->choice.count <= 6);
    case WAY_PROMPT:
        return ask->revealed ? 1 : 3;
    case WAY_EDITOR:
        return ESSAY_ROWS;
    case WAY_MATCH:
        for (size_t i = 0; i < ask->pair_count; i++)
            rows += pair_room(ask, i, cols);
        if (ask->locked)
            return rows;
        rows++;
        for (size_t i = 0; i < ask->option_count; i++)
            rows += wrapped_rows(ask->answers[i], cols - 6);
        return rows;
    case WAY_NONE:
        break;
    }
    return 0;
}

void ask_focus_rows(const struct ask *ask, int cols, int *first, int *rows)
{
    *first = 0;
    *rows = ask_rows(ask, cols);
    if (way_of(ask) == WAY_CHOICE)
        choice_focus_rows(&ask->choice, cols, first, rows);
    if (way_of(ask) != WAY_MATCH)
        return;
    for (size_t i = 0; i < ask->pair; i++)
        *first += pair_room(ask, i, cols);
    *rows = ask->pair < ask->pair_count ? pair_room(ask, ask->pair, cols) : 1;
}

void ask_layout(struct ask *ask, struct area area)
{
    if (way_of(ask) == WAY_CHOICE)
        choice_layout(&ask->choice, area);
    if (way_of(ask) == WAY_EDITOR)
        editor_layout(&ask->editor, area);
}

/* Text over several rows; returns how many. */
static int draw_wrapped(struct grid *grid, int row, int col, int cols, enum style style, const char *text)
{
    struct arena arena;
    size_t count = 0;
    arena_init(&arena, NULL, 0);
    struct text_line *lines = text_wrap(&arena, text, strlen(text), cols > 1 ? cols : 1, &count);
    for (size_t i = 0; lines && i < count; i++)
        grid_text(grid, row + (int)i, col, cols, style, text + lines[i].start, lines[i].length);
    arena_release(&arena);
    return lines ? (int)count : 1;
}

static void draw_match(const struct ask *ask, struct grid *grid, struct area area, bool focused)
{
    int left = stem_cols(area.cols), right = area.cols - left - 8, row = area.row;
    for (size_t i = 0; i < ask->pair_count; i++) {
        bool here = focused && !ask->locked && i == ask->pair;
        int shown = shown_answer(ask, ask->pairs[i].pair);
        enum style style = here ? STYLE_FOCUS : STYLE_TEXT;
        if (here) {
            grid_glyph(grid, row, area.col, STYLE_FOCUS, GLYPH_FOCUS);
            grid_cursor(grid, row, area.col);
        }
        draw_wrapped(grid, row, area.col + 2, left, style, ask->pairs[i].stem);
        grid_glyph(grid, row, area.col + left + 4, STYLE_DIM, GLYPH_RIGHT);
        if (ask->revealed) {
            int right_answer = response_match(ask->response.data, ask->pairs[i].pair);
            bool good = right_answer >= 0
                && strcmp(ask->question->pairs[right_answer].answer, ask->question->pairs[ask->pairs[i].pair].answer) == 0;
            style = good ? STYLE_GOOD : STYLE_ATTENTION;
            grid_glyph(grid, row, area.col, style, good ? GLYPH_CHECK : GLYPH_CROSS);
        }
        if (shown >= 0)
            draw_wrapped(grid, row, area.col + left + 6, right, ask->revealed ? style : here ? STYLE_FOCUS : STYLE_CHOSEN, ask->answers[shown]);
        else
            grid_put(grid, row, area.col + left + 6, right, STYLE_DIM, "_____");
        row += pair_room(ask, i, area.cols);
    }
    row++;
    for (size_t i = 0; i < ask->option_count && !ask->locked; i++) {
        char digit[12] = "";
        if (i < 9)
            snprintf(digit, sizeof digit, "%zu", i + 1);
        grid_put(grid, row, area.col + 2, 2, STYLE_KEY, digit);
        row += draw_wrapped(grid, row, area.col + 6, area.cols - 6, STYLE_TEXT, ask->answers[i]);
    }
}

static void draw_prompt(const struct ask *ask, struct grid *grid, struct area area, bool focused)
{
    int cols = ask->question->type == QUESTION_NUMERICAL ? 24 : area.cols - 4;
    if (ask->locked) {
        struct grade grade = grade_response(ask->question, ask->response.data);
        enum style style = STYLE_CHOSEN;
        if (ask->revealed)
            ask_verdict(grade.state, &style);
        if (ask->revealed && grade.state != GRADE_NONE)
            grid_glyph(grid, area.row, area.col, style, grade.fraction > 0 ? GLYPH_CHECK : GLYPH_CROSS);
        grid_put(grid, area.row, area.col + 2, area.cols - 2, style, ask->response.length ? ask->response.data : _("(nothing)"));
        return;
    }
    if (focused)
        grid_glyph(grid, area.row, area.col, STYLE_FOCUS, GLYPH_FOCUS);
    prompt_draw(&ask->prompt, grid, area.row, area.col + 2, cols, focused);
    if (ask->note[0])
        draw_wrapped(grid, area.row + 1, area.col + 2, area.cols - 2, STYLE_ATTENTION, ask->note);
}

void ask_draw(const struct ask *ask, struct grid *grid, struct area area, bool focused)
{
    switch (way_of(ask)) {
    case WAY_CHOICE:
        choice_draw(&ask->choice, grid, area, focused);
        break;
    case WAY_PROMPT:
        draw_prompt(ask, grid, area, focused);
        break;
    case WAY_MATCH:
        draw_match(ask, grid, area, focused);
        break;
    case WAY_EDITOR:
        editor_draw(&ask->editor, grid, area, focused && !ask->locked);
        break;
    case WAY_NONE:
        break;
    }
}

static void add_paragraph(struct buf *out, const struct rich_text *text)
{
    if (!text || !text->text || !text->text[0])
        return;
    if (out->length > 0 && out->data[out->length - 1] != '\n')
        buf_char(out, '\n');
    markup_plain(out, text->text, text->format);
}

void ask_feedback(struct buf *out, const struct question *question, const char *response)
{
    struct grade grade = grade_response(question, response);
    /* a choice says it beside the option already */
    if (question->type != QUESTION_MULTICHOICE)
        add_paragraph(out, grade.feedback);
    add_paragraph(out, &question->general_feedback);
}

const char *ask_verdict(enum grade_state state, enum style *style)
{
    static const struct { const char *text; enum style style; } verdicts[] = {
        [GRADE_NONE] = { N_("Not answered"), STYLE_ATTENTION },
        [GRADE_RIGHT] = { N_("Right"), STYLE_GOOD },
        [GRADE_PARTLY] = { N_("Partly right"), STYLE_STRONG },
        [GRADE_WRONG] = { N_("Not right"), STYLE_ATTENTION },
        [GRADE_MANUAL] = { N_("A person will mark this"), STYLE_STRONG },
        [GRADE_UNMARKED] = { "", STYLE_TEXT },
        [GRADE_FAILED] = { N_("This cannot be marked now: memory is short"), STYLE_ATTENTION },
    };
    if (style)
        *style = verdicts[state].style;
    return verdicts[state].text[0] ? _(verdicts[state].text) : "";
}
