/* Whom results go to, what has arrived there, and joining: a person compares numbers by telephone before anybody may read what this centre writes. */
#include "screens/common.h"
#include "screens/paint.h"
#include "screens/trust.h"

#include "base/intl.h"
#include "base/text.h"

enum stage { AT_OVERVIEW, AT_FILES, AT_COMPARE };

struct coordinator_state {
    struct common common;
    enum stage stage;
    const struct trust_view *trust;              /* NULL: not known yet */
    const struct papers_view *papers;            /* what lies at path; NULL: not known yet */
    char path[1024];                             /* "": at all places */
    uint64_t plugged;                            /* the places as they were, to see that there is another one */
    bool looked;                                 /* plugged is set */
    struct list list;                            /* of the joining files among papers */
    char file[1024], who[240], numbers[40];      /* of the one whose numbers are compared */
    uint32_t join_number;
    bool joining_now;                            /* it was asked for */
    struct pane pane;
    struct buttons buttons;
    struct area text, body, row;                 /* body: without the row of buttons */
};

enum { ACTION_BACK = 1 };

static const struct coordinator_state *of(const void *memory) { return memory; }
static bool lists(const void *memory) { return of(memory)->stage == AT_FILES; }
static bool marks(const void *memory) { return lists(memory) && of(memory)->list.focus < of(memory)->list.count; }
static bool has_buttons(const void *memory) { return !lists(memory); }
static bool scrolls(const void *memory) { return of(memory)->stage == AT_OVERVIEW && !pane_fits(&of(memory)->pane); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_WIDGET, .name = "open", .keys = "Enter", .guard = marks, .label = N_("open"), .help = N_("Shows whose joining file it is; nothing is joined yet"), .rank = 0 },
    { .code = ACTION_WIDGET, .name = "scroll", .keys = "Down Up PageDown PageUp Home End", .guard = scrolls, .label = N_("scroll"), .help = N_("Moves the text up and down"), .rank = 2 },
    { .code = ACTION_WIDGET, .name = "button", .keys = "Left Right Tab BackTab", .guard = has_buttons, .label = N_("choose"), .help = N_("Goes from button to button"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "press", .keys = "Enter Space", .guard = has_buttons, .label = N_("do it"), .help = N_("Does what the marked button says"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .label = N_("back"), .help = N_("Goes back; nothing is joined"), .at_end = true },
};

static const char *how_to_join(void)
{
    return _("A joining file comes from the coordinator, on a stick. Plug it in and wait a moment. Choose the file, and press Enter.");
}

static struct area files_area(const struct coordinator_state *state)
{
    return area_below(state->body, paint_words_rows(how_to_join(), state->body.cols) + 1);
}

static void go_to(struct coordinator_state *state, enum stage stage)
{
    state->stage = stage;
    state->buttons.focus = 0;
    state->joining_now = false;
    state->common.message[0] = 0;
    pane_top(&state->pane);
}

static void look_for_files(struct coordinator_state *state, struct effects *effects)
{
    go_to(state, AT_FILES);
    state->looked = false;
    effect_PAPERS(effects, &(struct request_path){ state->path });
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct coordinator_state *state = memory;
    common_init(&state->common, &screen_coordinator, state, context);
    pane_init(&state->pane, NULL);
    state->common.waiting = true;
    effect_TRUST(effects, NULL);
    /* a stick to look at, or any: whoever comes to join comes to the joining files at once */
    if (args->text[0] && strlen(args->text) < sizeof state->path)
        snprintf(state->path, sizeof state->path, "%s", args->text);
    if (state->path[0] || args->number)
        look_for_files(state, effects);
}

/* ---- What comes back ---- */

static void file_row(const void *context, size_t index, struct list_row *row)
{
    const struct coordinator_state *state = context;
    const struct paper *paper = &state->papers->rows[index];
    static const char *const notes[] = { [PAPER_TAKEN] = N_("new numbers"), [PAPER_KNOWN] = N_("joined already"), [PAPER_ASKS] = N_("new"), [PAPER_REFUSED] = N_("cannot be used") };
    row->text[0] = paper->who[0] ? paper->who : paper->file;
    row->text[1] = paper->place[0] ? paper->place : paper->file;
    row->style[1] = STYLE_DIM;
    row->text[2] = _(notes[paper->state]);
    row->style[2] = paper->state == PAPER_ASKS ? STYLE_GOOD : paper->state == PAPER_REFUSED ? STYLE_ATTENTION : STYLE_DIM;
}

static void on_papers(struct coordinator_state *state, const struct papers_view *view, struct effects *effects)
{
    bool again = state->papers != NULL, taken = false;
    size_t focus = state->list.focus, count = 0;
    state->papers = view;
    for (size_t i = 0; i < view->count; i++) {
        count += view->rows[i].kind == PAPER_JOINING;
        taken = taken || view->rows[i].state == PAPER_TAKEN;
    }
    list_init(&state->list, count, file_row, state);
    state->list.columns = 3;
    state->list.column[1] = (struct list_column){ .cols = 14, .optional = true };
    state->list.column[2] = (struct list_column){ .cols = 14, .at_end = true };
    if (again && focus < count)
        list_focus(&state->list, focus);
    if (taken)
        effect_TRUST(effects, NULL);
    if (taken && !state->common.message[0])
        common_say(&state->common, true, _("What the coordinator has sent was taken in."));
}

/* Sticks are read again when others are plugged in, not each second. */
static void on_places(struct coordinator_state *state, const struct places_view *view, struct effects *effects)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < view->count; i++)
        for (const char *at = view->rows[i].path;; at++) {
            hash = (hash ^ (unsigned char)*at) * 1099511628211u;
            if (!*at)
                break;
        }
    if (state->looked && hash != state->plugged && state->stage == AT_FILES)
        effect_PAPERS(effects, &(struct request_path){ state->path });
    state->plugged = hash;
    state->looked = true;
}

static void on_join(struct coordinator_state *state, const struct result *result, struct effects *effects)
{
    if (result->number != state->join_number)
        return;
    state->joining_now = false;
    if (result->code == 0) {
        go_to(state, AT_OVERVIEW);
        common_say(&state->common, true, _("Joined. Now write the results to a stick: the request goes along."));
        effect_TRUST(effects, NULL);
    } else if (state->stage == AT_COMPARE) {
        /* what was compared may not be there any more: one begins anew */
        char why[COMMON_MESSAGE];
        snprintf(why, sizeof why, "%s", state->common.message);
        look_for_files(state, effects);
        common_say(&state->common, false, why);
    }
}

static unsigned on_result(struct coordinator_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_TRUST, !state->trust)) && result->code == 0)
        state->trust = result->data;
    else if ((result = common_result(&state->common, event, REQUEST_PAPERS, false)) && result->code == 0)
        on_papers(state, result->data, effects);
    else if ((result = common_result(&state->common, event, REQUEST_PLACES, false)) && result->code == 0)
        on_places(state, result->data, effects);
    else if ((result = common_result(&state->common, event, REQUEST_JOIN, false)))
        on_join(state, result, effects);
    state->common.waiting = !state->common.failed && !state->trust;
    return SCREEN_LAYOUT;
}

/* ---- Keys ---- */

static void open_file(struct coordinator_state *state)
{
    const struct paper *paper = &state->papers->rows[state->list.focus];
    if (paper->state == PAPER_REFUSED) {
        common_say(&state->common, false, paper->trouble);
    } else if (paper->state != PAPER_ASKS) {
        common_say(&state->common, true, _("This one is joined already. There is nothing to be done."));
    } else if (strlen(paper->path) < sizeof state->file) {
        go_to(state, AT_COMPARE);
        snprintf(state->file, sizeof state->file, "%s", paper->path);
        snprintf(state->who, sizeof state->who, "%s", paper->who);
        snprintf(state->numbers, sizeof state->numbers, "%s", paper->fingerprint);
    }
}

static unsigned press_button(struct coordinator_state *state, struct effects *effects)
{
    if (state->stage == AT_COMPARE && state->buttons.focus == 1) {
        if (!state->joining_now)
            state->join_number = effect_JOIN(effects, &(struct request_join){ .path = state->file, .fingerprint = state->numbers });
        state->joining_now = state->join_number != 0;
    } else if (state->stage == AT_COMPARE) {
        go_to(state, AT_FILES);
    } else if ((state->buttons.focus == 0) == (state->trust->count == 0)) {
        state->path[0] = 0;
        look_for_files(state, effects);
    } else {
        return SCREEN_HANDLED | SCREEN_LEAVE;
    }
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned go_back(struct coordinator_state *state)
{
    if (state->stage == AT_OVERVIEW)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    go_to(state, state->stage == AT_COMPARE ? AT_FILES : AT_OVERVIEW);
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct coordinator_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_TICK) {
        if (state->stage == AT_FILES && !state->common.waiting && !state->common.failed)
            effect_PLACES(effects, NULL);
        return SCREEN_DRAW;
    }
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (state->common.failed || state->common.waiting)
        return action && action->code == ACTION_BACK ? SCREEN_HANDLED | SCREEN_LEAVE : 0;
    if (action && action->code == ACTION_BACK)
        return go_back(state);
    if (state->stage == AT_FILES) {
        unsigned flags = list_event(&state->list, event, files_area(state));
        if (flags & WIDGET_ACCEPTED && marks(state))
            open_file(state);
        return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
    }
    unsigned flags = buttons_event(&state->buttons, event, state->row);
    if (flags & WIDGET_ACCEPTED)
        return press_button(state, effects);
    return flags || (state->stage == AT_OVERVIEW && pane_event(&state->pane, event)) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

/* ---- Layout ---- */

static void pair(struct pane *pane, enum style style, const char *label, struct buf *value)
{
    static const char *const labels[] = { N_("Numbers"), N_("Enrolled"), N_("Arrived"), N_("Waiting"), N_("Name") };
    int cols = 0, most = pane->cols / 2;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        int one = text_width(_(labels[i]), strlen(_(labels[i])));
        cols = one > cols ? one : cols;
    }
    paint_pair(pane, cols < most ? cols : most, STYLE_DIM, label, style, value->data);
    buf_clear(value);
}

static void say_coordinator(struct pane *pane, const struct coordinator_line *row, const struct context *context)
{
    struct buf value = BUF_INIT;
    pane_text(pane, STYLE_HEADING, row->name);
    trust_arrived(&value, row->arrived, row->arrived_at, context);
    pair(pane, STYLE_TEXT, _("Arrived"), &value);
    if (row->waiting == 0)
        buf_text(&value, _("nothing: all has arrived"));
    else
        trust_entries(&value, row->waiting);
    pair(pane, STYLE_TEXT, _("Waiting"), &value);
    buf_text(&value, row->enrolled ? _("yes, this centre is known there") : _("not yet: the request for it goes onto the next stick"));
    pair(pane, row->enrolled ? STYLE_GOOD : STYLE_ATTENTION, _("Enrolled"), &value);
    trust_numbers(&value, row->fingerprint);
    pair(pane, STYLE_TEXT, _("Numbers"), &value);
    pane_space(pane, 1);
    buf_release(&value);
}

static void fill(struct coordinator_state *state, const struct context *context)
{
    const struct trust_view *trust = state->trust;
    struct buf value = BUF_INIT;
    struct error error = { 0 };
    struct pane *pane = &state->pane;
    pane_begin(pane, state->body.cols);
    if (trust->trouble[0]) {
        buf_format(&value, _("Something is wrong in the folder of this centre: %s"), trust->trouble);
        pane_text(pane, STYLE_ATTENTION, value.data);
        pane_space(pane, 1);
        buf_clear(&value);
    }
    if (trust->count == 0) {
        pane_text(pane, STYLE_HEADING, _("Nobody collects the results of this centre yet."));
        pane_space(pane, 1);
        pane_text(pane, STYLE_TEXT, _("Ask your coordinator for a joining file, which comes on a stick. Plug the stick in, and choose \"Join a coordinator\". Until then learning goes on, and nothing is lost."));
        pane_space(pane, 1);
    }
    for (size_t i = 0; i < trust->count; i++)
        say_coordinator(pane, &trust->rows[i], context);
    pane_text(pane, STYLE_HEADING, _("This centre"));
    buf_text(&value, trust->name);
    pair(pane, STYLE_TEXT, _("Name"), &value);
    trust_numbers(&value, trust->fingerprint);
    pair(pane, STYLE_STRONG, _("Numbers"), &value);
    pane_text(pane, STYLE_DIM, _("When the coordinator enrols this centre and telephones, read these numbers out."));
    buf_release(&value);
    if (pane_end(pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = true;
    }
    pane_layout(pane, state->body);
}

static void layout(void *memory, const struct context *context)
{
    struct coordinator_state *state = memory;
    state->text = common_layout(&state->common, context).text;
    state->body = area_top(state->text, state->text.rows - 2);
    state->row = area_below(state->text, state->text.rows - 1);
    if (state->common.waiting || state->common.failed)
        return;
    int focus = state->buttons.focus;
    if (state->stage == AT_COMPARE)
        state->buttons = (struct buttons){ .label = { _("Not now"), _("Join") }, .count = 2, .focus = focus };
    else if (state->trust->count == 0)
        state->buttons = (struct buttons){ .label = { _("Join a coordinator"), _("Back") }, .count = 2, .focus = focus };
    else
        state->buttons = (struct buttons){ .label = { _("Back"), _("Join another coordinator") }, .count = 2, .focus = focus };
    list_layout(&state->list, files_area(state));
    fill(state, context);
}

/* ---- Drawing ---- */

static void draw_files(const struct coordinator_state *state, struct grid *grid)
{
    struct area below = files_area(state);
    paint_words(grid, area_top(state->body, state->body.rows - below.rows), STYLE_TEXT, how_to_join());
    if (!state->papers && !state->common.message[0])
        grid_put(grid, below.row, below.col, below.cols, STYLE_DIM, _("One moment."));
    else if (state->list.count == 0)
        grid_put(grid, below.row, below.col, below.cols, STYLE_DIM, _("There is no joining file."));
    else
        list_draw(&state->list, grid, below, true);
}

#define GROUPS 6
#define GROUP_SIZE 8

/* The groups of a fingerprint; how many there are. */
static int groups_of(const char *numbers, char groups[GROUPS][GROUP_SIZE])
{
    int count = 0;
    while (*numbers && count < GROUPS) {
        size_t length = strcspn(numbers, " ");
        snprintf(groups[count++], GROUP_SIZE, "%.*s", (int)length, numbers);
        numbers += length + strspn(numbers + length, " ");
    }
    return count;
}

/* Letters five rows high where there is room for them; two groups a row. From left to right whichever way the language runs, as numbers are read. */
static bool draw_big(struct grid *grid, struct area area, char groups[GROUPS][GROUP_SIZE], int count)
{
    enum { GAP = 6 };
    int cols = paint_big_cols(groups[0]), rows = (count + 1) / 2 * (PAINT_BIG_ROWS + 1);
    if (area.rows < rows || area.cols < 2 * cols + GAP)
        return false;
    int left = grid_physical(grid, area.col, area.cols) + (area.cols - 2 * cols - GAP) / 2;
    for (int i = 0; i < count; i++) {
        int at = left + i % 2 * (cols + GAP);
        paint_big(grid, (struct area){ area.row + i / 2 * (PAINT_BIG_ROWS + 1), grid_physical(grid, at, cols), PAINT_BIG_ROWS, cols }, STYLE_STRONG, groups[i]);
    }
    return true;
}

/* Three groups a row, the digits apart, so many rows from one to the next. */
static void draw_apart(struct grid *grid, struct area area, char groups[GROUPS][GROUP_SIZE], int count, int step)
{
    for (int i = 0, row = 0; i < count; row += step) {
        struct buf line = BUF_INIT;
        for (int end = i + 3; i < count && i < end; i++) {
            buf_text(&line, line.length ? "     " : "");
            for (const char *digit = groups[i]; *digit; digit++)
                buf_format(&line, "%s%c", digit > groups[i] ? " " : "", *digit);
        }
        int cols = (int)line.length;
        grid_visual(grid, area.row + row, area.col + (area.cols - cols) / 2, cols, STYLE_STRONG, line.data, line.length);
        buf_release(&line);
    }
}

/* Every digit is there however small the window is: the rest makes room. */
static void draw_compare(const struct coordinator_state *state, struct grid *grid)
{
    char groups[GROUPS][GROUP_SIZE], from[320];
    const char *what = _("Telephone the coordinator and compare these numbers. Join only if all are the same.");
    const char *care = _("Use a telephone number that you know, not one that came with the file. Who is joined can read the results of this centre.");
    struct area area = state->body;
    int count = groups_of(state->numbers, groups), lines = (count + 2) / 3;
    snprintf(from, sizeof from, _("Joining file of %s"), state->who);
    int heading = paint_words_rows(from, area.cols), rows = paint_words_rows(what, area.cols), more = paint_words_rows(care, area.cols);
    heading = heading < 2 ? heading : 2;
    bool wide = heading + 1 + rows + 1 + 2 * lines + more <= area.rows;
    bool airy = wide || heading + 1 + rows + 1 + lines <= area.rows;
    paint_words(grid, area_top(area, heading), STYLE_HEADING, from);
    area = area_below(area, heading + airy);
    paint_words(grid, area, STYLE_TEXT, what);
    area = area_below(area, rows + airy);
    draw_apart(grid, area, groups, count, wide ? 2 : 1);
    area = area_below(area, wide ? 2 * lines : lines + 1);
    if (wide && count > 0)
        draw_big(grid, area_top(area, area.rows - more - 1), groups, count);
    if (more <= area.rows)
        paint_words(grid, area_below(area, area.rows - more), STYLE_DIM, care);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct coordinator_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Coordinator"), NULL, false))
        return;
    if (state->stage == AT_FILES) {
        draw_files(state, grid);
        return;
    }
    if (state->stage == AT_OVERVIEW)
        pane_draw(&state->pane, grid, state->body);
    else
        draw_compare(state, grid);
    buttons_draw(&state->buttons, grid, state->row, true);
}

static void release(void *memory)
{
    struct coordinator_state *state = memory;
    pane_release(&state->pane);
}

const struct screen_type screen_coordinator = {
    .name = "coordinator", .size = sizeof(struct coordinator_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
