/* A lesson: a page at a time, its questions answered in place, and at its end the way on. */
#include "screens/common.h"
#include "screens/page.h"

#include "base/digest.h"
#include "base/intl.h"

struct lesson_state {
    struct common common;
    const char *pack, *unit, *title;
    int wanted;                                  /* page to open at; 0: where the learner was */
    const struct lesson_view *view;
    int number;                                  /* page, from 1; page_count + 1: the end */
    struct ask *asks;                            /* of all pages, in the lesson's order; owned */
    double *best;                                /* of each question; -1: not answered */
    size_t ask_count;
    size_t first, count;                         /* those of this page */
    char language[16];                           /* that the interface had when the lesson was opened */
    size_t focus;                                /* of asks; SIZE_MAX: reading */
    struct page page;
    struct list ways;                            /* at the end */
    struct area area, beside;
    int64_t since;                               /* running time at which the page was opened */
    bool finished;
    char way_text[3][160];
    int way_kind[3];
};

enum { ACTION_NEXT = 1, ACTION_BEFORE, ACTION_QUESTION, ACTION_AGAIN, ACTION_SEARCH, ACTION_BACK };
enum { WAY_QUIZ, WAY_NEXT, WAY_BACK };

static bool at_end(const void *memory)
{
    const struct lesson_state *state = memory;
    return state->view && (size_t)state->number > state->view->lesson->page_count;
}

/* The question that keys go to: one that is scrolled out of sight gets none, nobody answers what he does not see. */
static struct ask *focused(const struct lesson_state *state)
{
    struct area where;
    if (state->focus == SIZE_MAX || !state->view || at_end(state))
        return NULL;
    struct ask *ask = &state->asks[state->focus];
    return page_ask_area(&state->page, state->area, ask, &where) ? ask : NULL;
}

static bool can_choose(const void *memory)
{
    const struct ask *ask = focused(memory);
    return ask && ask_digits(ask) > 0;
}

static int digits(const void *memory)
{
    const struct ask *ask = focused(memory);
    return ask ? ask_digits(ask) : 0;
}

static bool has_before(const void *memory)
{
    const struct lesson_state *state = memory;
    return state->number > 1;
}

static bool reads(const void *memory) { return !at_end(memory); }
static bool has_questions(const void *memory)
{
    const struct lesson_state *state = memory;
    return !at_end(memory) && state->count > 0;
}

static bool can_again(const void *memory)
{
    const struct ask *ask = focused(memory);
    return ask && ask->revealed;
}

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "1-9", .guard = can_choose, .digits = digits, .label = N_("choose"),
      .help = N_("Chooses an answer of the question"), .rank = 1 },
    { .code = ACTION_NEXT, .name = "next", .keys = "Enter Right Space F8", .label = N_("next"), .help = N_("Goes on: further down, then to the next page"),
      .rank = 0 },
    { .code = ACTION_BEFORE, .name = "before", .keys = "Left Backspace F7", .guard = has_before, .label = N_("back"),
      .help = N_("Goes to the page before"), .rank = 1 },
    { .code = ACTION_QUESTION, .name = "question", .keys = "Tab", .guard = has_questions, .label = N_("question"),
      .help = N_("Goes to the next question of the page"), .rank = 5 },
    { .code = ACTION_AGAIN, .name = "again", .keys = "A", .guard = can_again, .label = N_("again"), .help = N_("Answers the question once more"),
      .rank = 3 },
    { .code = ACTION_WIDGET, .name = "scroll", .keys = "Down Up PageDown PageUp Home End", .guard = reads, .help = N_("Moves the text up and down") },
    { .code = ACTION_SEARCH, .name = "search", .keys = "/ S", .label = N_("search"), .help = N_("Looks for a word in all lessons"), .rank = 6 },
    { .code = ACTION_BACK, .name = "leave", .keys = "Esc", .label = N_("leave"), .help = N_("Leaves the lesson. You can go on here later."),
      .at_end = true },
};

static uint64_t seed_of(const char *id)
{
    struct digest digest;
    uint64_t seed = 0;
    digest_of(&digest, id, strlen(id));
    for (int i = 0; i < 8; i++)
        seed = seed << 8 | digest.bytes[i];
    return seed;
}

static const struct block_answer *answer_of(const struct lesson_view *view, const char *id)
{
    for (size_t i = 0; i < view->answer_count; i++)
        if (strcmp(view->answers[i].item, id) == 0)
            return &view->answers[i];
    return NULL;
}

static bool ask_start(struct lesson_state *state, size_t index, const char *response)
{
    const struct question *question = state->view->lesson->questions[index];
    struct ask *ask = &state->asks[index];
    uint32_t *order = NULL;
    size_t count = 0;
    ask_release(ask);
    if (question->type != QUESTION_MATCH)
        return ask_init(ask, question, NULL, 0, response);
    /* the order must live as long as the ask: in its own arena, which ask_init empties; so it is made twice */
    struct arena kept;
    arena_init(&kept, NULL, 0);
    if (question_options(&kept, question, seed_of(question->id), &order, &count, NULL) != 0) {
        arena_release(&kept);
        return false;
    }
    bool made = ask_init(ask, question, order, count, response);
    uint32_t *own = arena_array(&ask->arena, count, sizeof *own);
    if (own)
        memcpy(own, order, count * sizeof *own);
    ask->order = own;
    arena_release(&kept);
    return made && own;
}

/* Questions of a page lie at any depth, in the order in which the lesson lists them. */
static size_t questions_in(const struct lesson_blocks *blocks)
{
    size_t count = 0;
    for (size_t i = 0; i < blocks->count; i++) {
        const struct lesson_block *block = &blocks->blocks[i];
        switch (block->kind) {
        case BLOCK_QUESTION:
            count++;
            break;
        case BLOCK_LIST:
            for (size_t j = 0; j < block->list.count; j++)
                count += questions_in(&block->list.items[j]);
            break;
        case BLOCK_QUOTE:
        case BLOCK_NOTE:
        case BLOCK_TASK:
        case BLOCK_EXAMPLE:
            count += questions_in(&block->inside);
            break;
        default:
            break;
        }
    }
    return count;
}

static void focus_next(struct lesson_state *state, size_t from)
{
    state->focus = SIZE_MAX;
    for (size_t i = from; i < state->first + state->count; i++) {
        if (!state->asks[i].revealed) {
            state->focus = i;
            return;
        }
    }
}

/* A question further down that is not answered yet and stands in sight. */
static bool focus_in_sight(struct lesson_state *state)
{
    size_t from = state->focus == SIZE_MAX ? state->first : state->focus;
    for (size_t i = from; i < state->first + state->count; i++) {
        struct area where;
        if (!state->asks[i].revealed && page_ask_area(&state->page, state->area, &state->asks[i], &where)) {
            bool moved = state->focus != i;
            state->focus = i;
            return moved;
        }
    }
    return false;
}

static void send_read(struct lesson_state *state, const struct context *context, struct effects *effects)
{
    struct request_page ask = { .view = state->view, .page = state->number, .seconds = (int)((context->running - state->since) / 1000) };
    if (!at_end(state))
        effect_PAGE_READ(effects, &ask);
}

static void open_page(struct lesson_state *state, int number, const struct context *context, struct effects *effects)
{
    const struct lesson *lesson = state->view->lesson;
    state->number = number;
    state->since = context->running;
    state->first = state->count = 0;
    state->focus = SIZE_MAX;
    state->common.message[0] = 0;
    if (at_end(state)) {
        if (!state->finished)
            effect_LESSON_DONE(effects, &(struct request_page){ .view = state->view, .page = (int)lesson->page_count });
        state->finished = true;
        return;
    }
    for (int i = 1; i < number; i++)
        state->first += questions_in(&lesson->pages[i - 1].body);
    state->count = questions_in(&lesson->pages[number - 1].body);
    if (state->first + state->count > lesson->question_count)
        state->count = 0;
    focus_next(state, state->first);
    pane_top(&state->page.pane);
    effect_PAGE_READ(effects, &(struct request_page){ .view = state->view, .page = number });
}

static void no_memory(struct lesson_state *state, bool fatal)
{
    struct error error = { 0 };
    error_memory(&error);
    common_error(&state->common, &error);
    state->common.failed = state->common.failed || fatal;
}

static void close_asks(struct lesson_state *state)
{
    for (size_t i = 0; state->asks && i < state->ask_count; i++)
        ask_release(&state->asks[i]);
    free(state->asks);
    free(state->best);
    state->asks = NULL;
    state->best = NULL;
}

static void opened(struct lesson_state *state, const struct lesson_view *view, const struct context *context, struct effects *effects)
{
    const struct lesson *lesson = view->lesson;
    close_asks(state);                           /* of the same lesson in another language */
    state->view = view;
    state->ask_count = lesson->question_count;
    snprintf(state->language, sizeof state->language, "%s", context->language);
    state->asks = calloc(lesson->question_count + 1, sizeof *state->asks);
    state->best = calloc(lesson->question_count + 1, sizeof *state->best);
    if (!state->asks || !state->best) {
        no_memory(state, true);
        return;
    }
    for (size_t i = 0; i < lesson->question_count; i++) {
        const struct block_answer *before = answer_of(view, lesson->questions[i]->id);
        if (!ask_start(state, i, before ? before->response : NULL)) {
            no_memory(state, true);
            return;
        }
        state->best[i] = before ? before->fraction : -1;
        if (before)
            ask_reveal(&state->asks[i]);
    }
    open_page(state, view->page, context, effects);
}

static void answer(struct lesson_state *state, struct effects *effects)
{
    struct ask *ask = focused(state);
    if (ask->revealed || !response_given(ask->question, ask_response(ask)) || !ask_settle(ask))
        return;
    struct grade grade = grade_response(ask->question, ask_response(ask));
    double fraction = grade.fraction;
    struct request_block saved = { .view = state->view, .item = ask->question->id, .response = ask_response(ask), .fraction = fraction };
    if (ask_failed(ask) || grade.state == GRADE_FAILED || effect_BLOCK_ANSWER(effects, &saved) == 0) {
        no_memory(state, false);
        return;
    }
    if (fraction > state->best[state->focus])
        state->best[state->focus] = fraction;
    ask_reveal(ask);
}

static void way_row(const void *context, size_t index, struct list_row *row)
{
    const struct lesson_state *state = context;
    row->text[0] = state->way_text[index];
}

static void fill_ways(struct lesson_state *state)
{
    size_t count = 0;
    const struct lesson_view *view = state->view;
    if (view->quiz[0]) {
        snprintf(state->way_text[count], sizeof state->way_text[0], _("Take the quiz: %s"), view->quiz_title);
        state->way_kind[count++] = WAY_QUIZ;
    }
    if (view->next[0]) {
        snprintf(state->way_text[count], sizeof state->way_text[0], _("Next lesson: %s"), view->next_title);
        state->way_kind[count++] = WAY_NEXT;
    }
    snprintf(state->way_text[count], sizeof state->way_text[0], "%s", _("Back to the pack"));
    state->way_kind[count++] = WAY_BACK;
    size_t focus = state->ways.focus;
    bool again = state->ways.count == count;
    list_init(&state->ways, count, way_row, state);
    if (again)
        list_focus(&state->ways, focus);
}

static unsigned end_event(struct lesson_state *state, const struct event *event, struct effects *effects)
{
    unsigned flags = list_event(&state->ways, event, state->area);
    if (!(flags & WIDGET_ACCEPTED) || state->ways.focus >= state->ways.count)
        return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
    const struct lesson_view *view = state->view;
    switch (state->way_kind[state->ways.focus]) {
    case WAY_QUIZ:
        effect_replace(effects, &screen_quiz, &(struct screen_args){ .pack = view->pack, .unit = view->quiz, .title = view->quiz_title });
        return SCREEN_HANDLED;
    case WAY_NEXT:
        effect_replace(effects, &screen_lesson, &(struct screen_args){ .pack = view->pack, .unit = view->next, .title = view->next_title });
        return SCREEN_HANDLED;
    default:
        return SCREEN_HANDLED | SCREEN_LEAVE;
    }
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct lesson_state *state = memory;
    common_init(&state->common, &screen_lesson, state, context);
    page_init(&state->page);
    state->pack = args->pack;
    state->unit = args->unit;
    state->title = args->title;
    state->wanted = args->number;
    state->focus = SIZE_MAX;
    state->common.waiting = true;
    effect_LESSON(effects, &(struct request_unit){ .pack = state->pack, .unit = state->unit, .page = state->wanted });
}

static unsigned on_result(struct lesson_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    const struct result *result = common_result(&state->common, event, REQUEST_LESSON, true);
    if (result && result->code == 0)
        opened(state, result->data, context, effects);
    result = common_result(&state->common, event, REQUEST_BLOCK_ANSWER, false);
    if (result && result->code == 0)
        common_say(&state->common, true, _("answer saved"));
    common_result(&state->common, event, REQUEST_PAGE_READ, false);
    common_result(&state->common, event, REQUEST_LESSON_DONE, false);
    return SCREEN_LAYOUT;
}

static unsigned ask_turn(struct lesson_state *state, const struct event *event, struct effects *effects)
{
    struct ask *ask = focused(state);
    struct area where = state->area;
    if (!ask || ask->revealed)
        return 0;
    page_ask_area(&state->page, state->area, ask, &where);
    /* Enter on a question that is not answered reads on: nobody is held up by it */
    if (event_is(event, PRESS_ENTER) && !response_given(ask->question, ask_response(ask)) && ask_typed(ask))
        return 0;
    unsigned flags = ask_event(ask, event, where);
    if (flags & WIDGET_ACCEPTED) {
        answer(state, effects);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    if (flags & WIDGET_CHANGED)
        state->common.message[0] = 0;
    if (flags)
        page_show_focus(&state->page, ask);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static unsigned go(struct lesson_state *state, int number, const struct context *context, struct effects *effects)
{
    send_read(state, context, effects);
    open_page(state, number, context, effects);
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct lesson_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, context, effects);
    /* another language was chosen: the same page in it, where the pack has it */
    if (event->kind == EVENT_RESUMED && state->view && strcmp(state->language, context->language) != 0) {
        struct request_unit ask = { .pack = state->pack, .unit = state->unit, .page = at_end(state) ? state->number - 1 : state->number };
        effect_LESSON(effects, &ask);
    }
    if (event->kind == EVENT_TICK || event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    struct ask *ask = state->view ? focused(state) : NULL;
    bool typing = ask && ask_typing(ask);
    if (common_event(&state->common, event, typing, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE)) {
        if (state->view)
            send_read(state, context, effects);
        return SCREEN_HANDLED | SCREEN_LEAVE;
    }
    if (!state->view || state->common.failed)
        return 0;
    if (at_end(state)) {
        unsigned flags = end_event(state, event, effects);
        if (flags)
            return flags;
    }
    unsigned flags = ask_turn(state, event, effects);
    if (flags)
        return flags;
    const struct action *action = typing && event->kind == EVENT_TEXT ? NULL : common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_NEXT:
        if (at_end(state))
            return 0;
        if (event_is(event, PRESS_ENTER) && focused(state) && focused(state)->revealed && focus_in_sight(state))
            return SCREEN_LAYOUT | SCREEN_HANDLED;
        if ((event_is(event, PRESS_ENTER) || event->kind == EVENT_TEXT) && !pane_at_end(&state->page.pane)) {
            struct event down = event_key(PRESS_PAGE_DOWN);
            pane_event(&state->page.pane, &down);
            if (!focused(state) || focused(state)->revealed)
                focus_in_sight(state);
            return SCREEN_LAYOUT | SCREEN_HANDLED;
        }
        return go(state, state->number + 1, context, effects);
    case ACTION_BEFORE:
        return go(state, state->number - 1, context, effects);
    case ACTION_QUESTION: {
        size_t next = state->focus == SIZE_MAX || state->focus + 1 >= state->first + state->count ? state->first : state->focus + 1;
        state->focus = next;
        page_show(&state->page, &state->asks[next]);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    case ACTION_AGAIN:
        state->common.message[0] = 0;
        if (!ask_start(state, state->focus, NULL))
            no_memory(state, true);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    case ACTION_SEARCH:
        effect_push(effects, &screen_search, NULL);
        return SCREEN_HANDLED;
    default:
        break;
    }
    if (!pane_event(&state->page.pane, event))
        return 0;
    if (!focused(state) || focused(state)->revealed)
        focus_in_sight(state);
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static const char *page_words(const struct lesson_state *state, char text[60])
{
    text[0] = 0;
    if (!at_end(state))
        snprintf(text, 60, _("page %d of %zu"), state->number, state->view->lesson->page_count);
    return text;
}

static void layout(void *memory, const struct context *context)
{
    struct lesson_state *state = memory;
    char far[60];
    if (state->view)
        state->common.taken = text_width(far, strlen(page_words(state, far))) + 2;
    struct layout frame = common_layout_beside(&state->common, context);
    struct error error = { 0 };
    state->area = frame.text;
    state->beside = frame.beside;
    if (!state->view || state->common.failed)
        return;
    if (at_end(state)) {
        keymap_typing(state->common.maps, 2, false);
        fill_ways(state);
        state->area = area_below(frame.text, 6);
        list_layout(&state->ways, state->area);
        return;
    }
    if (page_build(&state->page, &state->view->lesson->pages[state->number - 1], state->asks + state->first, state->count, state->area.cols, &error)) {
        common_error(&state->common, &error);
        state->common.failed = true;
        return;
    }
    pane_layout(&state->page.pane, state->area);
    struct ask *ask = focused(state);
    keymap_typing(state->common.maps, 2, ask && ask_takes_keys(ask));
    for (size_t i = 0; i < state->page.count; i++) {
        const struct page_item *item = &state->page.items[i];
        int cols = state->area.cols - item->indent;
        if (item->ask)
            ask_layout(item->ask, (struct area){ 0, 0, ask_rows(item->ask, cols), cols });
    }
}

/* The pages beside the page, where the screen is wide. */
static void draw_contents(const struct lesson_state *state, struct grid *grid)
{
    const struct lesson *lesson = state->view->lesson;
    struct area area = state->beside;
    if (area.cols < 20)
        return;
    grid_put(grid, area.row, area.col, area.cols, STYLE_DIM, _("In this lesson"));
    for (size_t i = 0; i < lesson->page_count && (int)i + 2 < area.rows; i++) {
        bool here = (int)i + 1 == state->number;
        int row = area.row + 2 + (int)i;
        if (here)
            grid_glyph(grid, row, area.col, STYLE_FOCUS, GLYPH_FOCUS);
        grid_format(grid, row, area.col + 2, 3, STYLE_DIM, "%zu", i + 1);
        grid_put(grid, row, area.col + 5, area.cols - 5, here ? STYLE_STRONG : STYLE_DIM, lesson->pages[i].title);
    }
}

static void draw_end(const struct lesson_state *state, const struct context *context, struct grid *grid)
{
    struct layout frame = common_layout_beside(&state->common, context);
    const struct lesson *lesson = state->view->lesson;
    double mastery = lesson_mastery(state->best, lesson->question_count, true);
    size_t answered = 0;
    for (size_t i = 0; i < lesson->question_count; i++)
        answered += state->best[i] >= 0;
    int row = frame.text.row, col = frame.text.col, cols = frame.text.cols;
    int used = grid_glyph(grid, row, col, STYLE_GOOD, GLYPH_CHECK);
    grid_put(grid, row, col + used + 1, cols - used - 1, STYLE_GOOD, _("You have reached the end of this lesson."));
    if (lesson->question_count > 0) {
        char text[120];
        snprintf(text, sizeof text, _("Questions answered: %zu of %zu. Mastered:"), answered, lesson->question_count);
        grid_put(grid, row + 2, col, cols, STYLE_TEXT, text);
        bar_draw(grid, row + 3, col, cols / 2, mastery, STYLE_GOOD);
        grid_format(grid, row + 3, col + cols / 2 + 2, 8, STYLE_TEXT, "%.0f %%", mastery * 100);
    }
    list_draw(&state->ways, grid, state->area, true);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct lesson_state *state = memory;
    char what[220], far[60];
    if (!state->view) {
        common_frame(&state->common, context, grid, state->title, NULL, NULL, false);
        return;
    }
    snprintf(what, sizeof what, "%d %s", state->view->number, state->view->lesson->title);
    if (!common_frame(&state->common, context, grid, state->view->pack_title, what, NULL, false))
        return;
    draw_contents(state, grid);
    if (at_end(state)) {
        draw_end(state, context, grid);
        return;
    }
    page_draw(&state->page, grid, state->area, focused(state));
    struct layout frame = layout_frame(context->rows, context->cols);
    int last = frame.content.row + frame.content.rows - 1;
    grid_put_end(grid, last, state->area.col, state->area.cols, STYLE_DIM, page_words(state, far));
    if (!focused(state) || focused(state)->revealed)
        grid_cursor(grid, state->area.row, state->area.col); /* reading begins there */
}

static void release(void *memory)
{
    struct lesson_state *state = memory;
    close_asks(state);
    page_release(&state->page);
}

const struct screen_type screen_lesson = {
    .name = "lesson", .size = sizeof(struct lesson_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
