/* Results to the stick: where to, what goes and for whom, writing it, and what to do with the stick. */
#include "screens/common.h"
#include "screens/paint.h"
#include "screens/places.h"
#include "screens/trust.h"

#include "base/intl.h"
#include "base/text.h"

enum stage { AT_PLACES, AT_LOOK, AT_WORK, AT_END, AT_TROUBLE, AT_NOBODY };
enum does { DO_WRITE, DO_LOOK, DO_PLACES, DO_COORDINATOR, DO_JOINING, DO_LEAVE };

struct export_state {
    struct common common;
    enum stage stage;
    const struct trust_view *trust;              /* NULL: not known yet */
    struct places places;
    const struct papers_view *papers;            /* of the stick that is looked at; NULL: not known yet, or any more */
    const struct export_look *look;
    uint32_t papers_number, look_number, job_number; /* of what was asked last: other answers are late */
    char path[1024], label[120];
    bool stick;                                  /* else a folder: nothing is taken out */
    size_t files;                                /* that are being written */
    int per_cent;
    char doing[200], trouble[COMMON_MESSAGE];
    bool stopping, stopped, gone;                /* gone: the stick is not plugged in any more */
    bool asking;
    struct dialogue dialogue;
    struct buttons buttons;
    enum does does[BUTTONS_MAX];
    struct pane pane;
    struct area text, body, row;                 /* body: without the row of buttons */
};

enum { ACTION_BACK = 1, ACTION_STOP };

static const struct export_state *of(const void *memory) { return memory; }
static bool lists(const void *memory) { return of(memory)->stage == AT_PLACES; }
static bool marks(const void *memory) { return lists(memory) && places_marked(&of(memory)->places); }
static bool has_buttons(const void *memory) { return of(memory)->asking || of(memory)->buttons.count > 0; }
static bool has_several(const void *memory) { return of(memory)->asking || of(memory)->buttons.count > 1; }
static bool works(const void *memory) { return of(memory)->stage == AT_WORK && !of(memory)->asking; }
static bool may_go(const void *memory) { return !works(memory); }
static bool shows_text(const struct export_state *state) { return state->stage != AT_PLACES && state->stage != AT_WORK && !(state->look && state->look->making); }
static bool scrolls(const void *memory) { return shows_text(memory) && !pane_fits(&of(memory)->pane); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list") },
    { .code = ACTION_WIDGET, .name = "open", .keys = "Enter", .guard = marks, .label = N_("take this one"), .help = N_("Looks at the stick; nothing is written yet"), .rank = 0 },
    { .code = ACTION_WIDGET, .name = "scroll", .keys = "Down Up PageDown PageUp Home End", .guard = scrolls, .label = N_("scroll"), .help = N_("Moves the text up and down"), .rank = 2 },
    { .code = ACTION_WIDGET, .name = "button", .keys = "Left Right Tab BackTab", .guard = has_several, .label = N_("choose"), .help = N_("Goes from button to button"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "press", .keys = "Enter Space", .guard = has_buttons, .label = N_("do it"), .help = N_("Does what the marked button says"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .guard = may_go, .label = N_("back"), .help = N_("Goes back"), .at_end = true },
    { .code = ACTION_STOP, .name = "stop", .keys = "Esc", .guard = works, .label = N_("stop"), .help = N_("Stops the writing; you are asked first"), .at_end = true },
};

static const char *what_to_do(void) { return _("Plug in the stick and wait a moment. Choose it, and press Enter."); }

/* ---- What is asked for ---- */

static void look_at(struct export_state *state, struct effects *effects)
{
    state->papers_number = effect_PAPERS(effects, &(struct request_path){ state->path });
    state->look_number = effect_EXPORT_LOOK(effects, &(struct request_look){ .path = state->path });
}

static void go_to(struct export_state *state, enum stage stage)
{
    state->stage = stage;
    state->asking = false;
    state->buttons.focus = 0;
    state->common.message[0] = 0;
    state->look = NULL;
    state->papers = NULL;
    pane_top(&state->pane);
}

static void choose_place(struct export_state *state, struct effects *effects)
{
    const struct place *place = places_marked(&state->places);
    if (!place || strlen(place->path) >= sizeof state->path)
        return;
    snprintf(state->path, sizeof state->path, "%s", place->path);
    struct buf label = BUF_INIT;
    text_shorten(&label, place->label, strlen(place->label), 30, true);
    snprintf(state->label, sizeof state->label, "%s", label.data);
    buf_release(&label);
    state->stick = place->stick;
    go_to(state, AT_LOOK);
    look_at(state, effects);
}

static void begin_to_write(struct export_state *state, struct effects *effects)
{
    size_t files = state->look->files;
    uint32_t number = effect_EXPORT(effects, &(struct request_path){ state->path });
    if (!number)
        return;
    go_to(state, AT_WORK);
    state->job_number = number;
    state->files = files;
    state->per_cent = 0;
    state->doing[0] = 0;
    state->stopping = state->stopped = state->gone = false;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct export_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_export, state, context);
    pane_init(&state->pane, NULL);
    state->places.writing = true;
    if (context->person.rank != RANK_MANAGER) {
        common_say(&state->common, false, _("This is for the manager. Ask for help."));
        state->common.failed = true;
        return;
    }
    state->common.waiting = true;
    effect_TRUST(effects, NULL);
    effect_PLACES(effects, NULL);
}

/* ---- What comes back ---- */

static void fail(struct export_state *state, const struct result *result, struct effects *effects)
{
    state->stopped = result->code == ERROR_CANCELLED && state->stopping;
    state->gone = false;
    go_to(state, AT_TROUBLE);
    error_message(result->error, intl_translate, state->trouble, sizeof state->trouble);
    effect_PLACES(effects, NULL);                /* is it the stick that is not there any more? */
}

static void on_places(struct export_state *state, const struct places_view *view)
{
    places_take(&state->places, view, true);
    bool there = places_hold(&state->places, state->path);
    if (state->stage == AT_LOOK && !there) {
        go_to(state, AT_PLACES);
        common_say(&state->common, false, _("The stick is no longer there. Nothing was written."));
    }
    state->gone = state->stage == AT_TROUBLE && !there;
}

static void on_look(struct export_state *state, const struct result *result, struct effects *effects)
{
    if (result->number != state->look_number || state->stage != AT_LOOK) {
        state->look = result->code ? state->look : NULL; /* what it said before is gone from memory */
        return;
    }
    if (result->code)
        fail(state, result, effects);
    else
        state->look = result->data;
}

static void on_papers(struct export_state *state, const struct result *result, struct effects *effects)
{
    if (result->code == 0)
        state->papers = result->number == state->papers_number && state->stage == AT_LOOK ? result->data : NULL;
    else if (result->number == state->papers_number && state->stage == AT_LOOK)
        fail(state, result, effects);
}

static void on_job(struct export_state *state, const struct result *result, struct effects *effects)
{
    const struct job_view *view = result->data;
    if (result->number != state->job_number || state->stage != AT_WORK)
        return;
    if (result->code) {
        fail(state, result, effects);
        return;
    }
    state->per_cent = view->per_cent;
    snprintf(state->doing, sizeof state->doing, "%s", view->doing);
    if (view->done)
        go_to(state, AT_END);
}

static unsigned on_result(struct export_state *state, const struct event *event, struct effects *effects)
{
    const struct result *result;
    char kept[COMMON_MESSAGE];
    snprintf(kept, sizeof kept, "%s", state->common.message);
    if ((result = common_result(&state->common, event, REQUEST_TRUST, !state->trust)) && result->code == 0) {
        state->trust = result->data;
        if (state->trust->count == 0 && (state->stage == AT_PLACES || state->stage == AT_LOOK))
            go_to(state, AT_NOBODY);
        else if (state->trust->count > 0 && state->stage == AT_NOBODY)
            go_to(state, AT_PLACES);
    } else if ((result = common_result(&state->common, event, REQUEST_PLACES, !state->places.view)) && result->code == 0) {
        on_places(state, result->data);
    } else if ((result = common_result(&state->common, event, REQUEST_EXPORT_LOOK, false))) {
        snprintf(state->common.message, sizeof state->common.message, "%s", kept); /* what failed has a text of its own here */
        on_look(state, result, effects);
    } else if ((result = common_result(&state->common, event, REQUEST_PAPERS, false))) {
        snprintf(state->common.message, sizeof state->common.message, "%s", kept);
        on_papers(state, result, effects);
    } else if ((result = common_result(&state->common, event, REQUEST_EXPORT, false))) {
        snprintf(state->common.message, sizeof state->common.message, "%s", kept);
        on_job(state, result, effects);
    }
    state->common.waiting = !state->common.failed && (!state->trust || !state->places.view);
    return SCREEN_LAYOUT;
}

/* ---- Keys ---- */

static unsigned go_back(struct export_state *state)
{
    if (state->stage != AT_LOOK && state->stage != AT_TROUBLE)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    go_to(state, AT_PLACES);
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned press_button(struct export_state *state, struct effects *effects)
{
    switch (state->does[state->buttons.focus]) {
    case DO_WRITE:
        if (state->look)
            begin_to_write(state, effects);
        break;
    case DO_LOOK:
        go_to(state, AT_LOOK);
        look_at(state, effects);
        break;
    case DO_PLACES:
        go_to(state, AT_PLACES);
        effect_PLACES(effects, NULL);
        break;
    case DO_COORDINATOR:
        effect_push(effects, &screen_coordinator, &(struct screen_args){ .number = 1 });
        break;
    case DO_JOINING:
        effect_push(effects, &screen_coordinator, &(struct screen_args){ .text = state->path });
        break;
    case DO_LEAVE:
        return SCREEN_HANDLED | SCREEN_LEAVE;
    }
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned dialogue_turn(struct export_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    unsigned flags = dialogue_event(&state->dialogue, event, layout_frame(context->rows, context->cols).content);
    if (flags & WIDGET_ACCEPTED && state->dialogue.buttons.focus == 1 && effect_JOB_STOP(effects, NULL))
        state->stopping = true;
    if (flags & (WIDGET_ACCEPTED | WIDGET_CANCELLED))
        state->asking = false;
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static void ask_to_stop(struct export_state *state)
{
    state->dialogue = (struct dialogue){ .title = _("Stop writing?"), .message = _("What is on the stick so far stays whole. The rest stays on this machine and is not lost: it can be written another time."),
                                         .buttons = { .label = { _("Go on writing"), _("Stop") }, .count = 2 } };
    state->asking = true;
}

static unsigned on_tick(struct export_state *state, struct effects *effects)
{
    if (state->common.waiting || state->common.failed)
        return 0;
    if (state->stage == AT_PLACES || state->stage == AT_LOOK || state->stage == AT_TROUBLE)
        effect_PLACES(effects, NULL);            /* a stick may have been plugged in, or pulled out */
    if (state->stage == AT_LOOK && state->look && state->look->making)
        state->look_number = effect_EXPORT_LOOK(effects, &(struct request_look){ .path = state->path, .again = true });
    return SCREEN_DRAW;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct export_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_TICK)
        return on_tick(state, effects);
    if (event->kind == EVENT_RESUMED) {
        effect_TRUST(effects, NULL);             /* a coordinator may have been joined meanwhile */
        if (state->stage == AT_LOOK)
            look_at(state, effects);
    }
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (state->asking)
        return dialogue_turn(state, event, context, effects);
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (state->common.failed || state->common.waiting)
        return action && action->code == ACTION_BACK ? SCREEN_HANDLED | SCREEN_LEAVE : 0;
    if (action && action->code == ACTION_BACK)
        return go_back(state);
    if (action && action->code == ACTION_STOP && !state->stopping)
        ask_to_stop(state);
    if (state->stage == AT_WORK)
        return SCREEN_DRAW | SCREEN_HANDLED;
    if (state->stage == AT_PLACES) {
        unsigned flags = list_event(&state->places.list, event, places_area(state->body, what_to_do()));
        if (flags & WIDGET_ACCEPTED)
            choose_place(state, effects);
        return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
    }
    unsigned flags = buttons_event(&state->buttons, event, state->row);
    if (flags & WIDGET_ACCEPTED)
        return press_button(state, effects);
    return flags || (shows_text(state) && pane_event(&state->pane, event)) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

/* ---- What it says ---- */

static void sentence(struct pane *pane, enum style style, const char *text)
{
    pane_text(pane, style, text);
    pane_space(pane, 1);
}

/* A label and its value; both owned by the caller. */
static void pair(struct pane *pane, enum style style, const char *label, struct buf *value)
{
    static const char *const labels[] = { N_("Results"), N_("Goes to"), N_("Arrived so far"), N_("Room on it") };
    int cols = 0, most = pane->cols / 2;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        int one = text_width(_(labels[i]), strlen(_(labels[i])));
        cols = one > cols ? one : cols;
    }
    paint_pair(pane, cols < most ? cols : most, STYLE_DIM, label, style, value->data);
    buf_clear(value);
}

static void say_goods(struct export_state *state, struct buf *value)
{
    const struct export_look *look = state->look;
    if (look->files == 0 && look->trust.waiting == 0) {
        buf_text(value, _("none: all has arrived"));
    } else {
        trust_entries(value, look->trust.waiting);
        buf_format(value, P_(", in %zu file, ", ", in %zu files, ", look->files), look->files);
        trust_bytes(value, look->bytes);
    }
    pair(&state->pane, STYLE_STRONG, _("Results"), value);
}

static void say_to_whom(struct export_state *state, const struct context *context, struct buf *value)
{
    const struct trust_view *trust = &state->look->trust;
    for (size_t i = 0; i < trust->count; i++) {
        const struct coordinator_line *row = &trust->rows[i];
        buf_text(value, row->name);
        pair(&state->pane, STYLE_TEXT, _("Goes to"), value);
        trust_arrived(value, row->arrived, row->arrived_at, context);
        pair(&state->pane, STYLE_TEXT, _("Arrived so far"), value);
    }
}

static void say_who_must_enrol(struct export_state *state, struct buf *value)
{
    const struct trust_view *trust = &state->look->trust;
    for (size_t i = 0; i < trust->count; i++) {
        if (trust->rows[i].enrolled)
            continue;
        buf_format(value, _("%s has not enrolled this centre; the request goes along."), trust->rows[i].name);
        pane_text(&state->pane, STYLE_ATTENTION, value->data);
        buf_clear(value);
    }
}

static bool room_lacks(const struct export_look *look) { return look->needed > look->space; }

static void say_trust_trouble(struct export_state *state, const struct trust_view *trust)
{
    struct buf value = BUF_INIT;
    buf_format(&value, _("Something is wrong in the folder of this centre: %s"), trust->trouble);
    if (trust->trouble[0])
        sentence(&state->pane, STYLE_ATTENTION, value.data);
    buf_release(&value);
}

/* What stands in the way, first of all. */
static void say_hindrance(struct export_state *state, struct buf *value)
{
    const struct export_look *look = state->look;
    say_trust_trouble(state, &look->trust);
    if (look->read_only && !state->stick) {
        sentence(&state->pane, STYLE_ATTENTION, _("Nothing can be written in this folder. Choose another place."));
    } else if (look->read_only) {
        sentence(&state->pane, STYLE_ATTENTION, _("This stick cannot be written on. Some sticks have a small switch at their side: push it over, and plug the stick in again. Or take another one."));
    } else if (room_lacks(look)) {
        struct buf needed = BUF_INIT;
        trust_bytes(&needed, look->needed);
        trust_bytes(value, look->space);
        struct buf text = BUF_INIT;
        buf_format(&text, _("There is not enough room: %s are needed, %s are free. Take another stick, or remove from this one what is not needed."), needed.data, value->data);
        sentence(&state->pane, STYLE_ATTENTION, text.data);
        buf_release(&text);
        buf_release(&needed);
        buf_clear(value);
    }
    if (look->trouble[0]) {
        buf_format(value, _("Not all results could be made ready: %s"), look->trouble);
        sentence(&state->pane, STYLE_ATTENTION, value->data);
        buf_clear(value);
    }
}

static void say_papers(struct export_state *state, const struct context *context, struct buf *value)
{
    if (!state->papers || state->papers->count == 0)
        return;
    pane_space(&state->pane, 1);
    pane_text(&state->pane, STYLE_HEADING, state->stick ? _("Also on the stick") : _("Also there"));
    for (size_t i = 0; i < state->papers->count; i++) {
        static const enum style styles[] = { [PAPER_TAKEN] = STYLE_GOOD, [PAPER_KNOWN] = STYLE_DIM, [PAPER_ASKS] = STYLE_TEXT, [PAPER_REFUSED] = STYLE_ATTENTION };
        const struct paper *paper = &state->papers->rows[i];
        const struct pane_format format = { .indent = 2, .marker = glyph_text(paper->state == PAPER_TAKEN ? GLYPH_CHECK : paper->state == PAPER_REFUSED ? GLYPH_FLAG : GLYPH_BULLET,
                                                                              context->look), .marker_style = styles[paper->state] };
        trust_paper(value, paper, context);
        pane_paragraph(&state->pane, &format, SPAN(value->data, styles[paper->state]), 1);
        buf_clear(value);
    }
}

static void say_look(struct export_state *state, const struct context *context)
{
    struct buf value = BUF_INIT;
    if (state->stick)
        buf_format(&value, _("The stick %s"), state->label);
    else
        buf_text(&value, state->label);
    sentence(&state->pane, STYLE_HEADING, value.data);
    buf_clear(&value);
    say_hindrance(state, &value);
    say_goods(state, &value);
    say_to_whom(state, context, &value);
    trust_bytes(&value, state->look->space);
    if (!room_lacks(state->look)) {
        struct buf text = BUF_INIT;
        buf_format(&text, _("%s free: enough"), value.data);
        pair(&state->pane, STYLE_TEXT, _("Room on it"), &text);
        buf_release(&text);
    }
    buf_clear(&value);
    pane_space(&state->pane, 1);
    say_who_must_enrol(state, &value);
    if (state->look->files > 0)
        pane_text(&state->pane, STYLE_DIM, _("The results are locked: only those to whom they go can read them. Who finds the stick cannot."));
    say_papers(state, context, &value);
    buf_release(&value);
}

static void say_end(struct export_state *state)
{
    struct buf value = BUF_INIT;
    sentence(&state->pane, STYLE_GOOD, state->stick ? _("Done. The results are on the stick.") : _("Done. The results are in the folder."));
    if (state->files > 0) {
        buf_format(&value, P_("%zu file is there. It was read back, and is whole.", "%zu files are there. They were read back, and are whole.", state->files), state->files);
        sentence(&state->pane, STYLE_TEXT, value.data);
        buf_clear(&value);
    }
    if (state->stick) {
        sentence(&state->pane, STYLE_STRONG, _("You may take the stick out now."));
        buf_text(&value, _("Give the stick to:"));
    } else {
        buf_format(&value, _("They lie in %s/empretec. Bring that folder to:"), state->path);
    }
    for (size_t i = 0; state->trust && i < state->trust->count; i++)
        buf_format(&value, "%s %s", i ? "," : "", state->trust->rows[i].name);
    sentence(&state->pane, STYLE_TEXT, value.data);
    sentence(&state->pane, STYLE_DIM, _("The coordinator gives you a receipt. Until it comes back on a stick, the same results go onto each stick: so a lost stick loses nothing."));
    buf_release(&value);
}

static void say_trouble(struct export_state *state)
{
    if (state->stopped) {
        sentence(&state->pane, STYLE_ATTENTION, _("You stopped the writing. What is on the stick is whole; no half file is left there."));
    } else {
        sentence(&state->pane, STYLE_ATTENTION, _("The results are not all on the stick."));
        sentence(&state->pane, STYLE_TEXT, state->gone ? _("The stick is no longer there. Was it pulled out before the end?") : state->trouble);
    }
    sentence(&state->pane, STYLE_TEXT, _("Nothing is lost: the results stay on this machine and go onto the next stick."));
    if (state->gone)
        sentence(&state->pane, STYLE_TEXT, _("Plug the stick in, wait a moment, and choose \"Try again\"."));
}

static void say_nobody(struct export_state *state)
{
    say_trust_trouble(state, state->trust);
    sentence(&state->pane, STYLE_HEADING, _("Nobody collects the results of this centre yet."));
    sentence(&state->pane, STYLE_TEXT, _("Results go to a coordinator. Ask yours for a joining file, which comes on a stick. Then choose \"Join a coordinator\"."));
    sentence(&state->pane, STYLE_TEXT, _("Until then learning goes on, and nothing is lost: all results wait on this machine."));
}

static void fill(struct export_state *state, const struct context *context)
{
    struct error error = { 0 };
    pane_begin(&state->pane, state->body.cols);
    if (state->stage == AT_LOOK && state->look)
        say_look(state, context);
    else if (state->stage == AT_END)
        say_end(state);
    else if (state->stage == AT_TROUBLE)
        say_trouble(state);
    else if (state->stage == AT_NOBODY)
        say_nobody(state);
    if (pane_end(&state->pane, &error)) {
        common_error(&state->common, &error);
        state->common.failed = state->stage != AT_WORK;
    }
    pane_layout(&state->pane, state->body);
}

/* ---- Layout ---- */

static void add_button(struct export_state *state, enum does does, const char *label)
{
    state->does[state->buttons.count] = does;
    state->buttons.label[state->buttons.count++] = label;
}

static bool may_write(const struct export_look *look)
{
    bool request = false;
    for (size_t i = 0; i < look->trust.count; i++)
        request = request || !look->trust.rows[i].enrolled;
    return !look->making && !look->read_only && !room_lacks(look) && (look->files > 0 || request);
}

static bool may_join(const struct export_state *state)
{
    for (size_t i = 0; state->papers && i < state->papers->count; i++)
        if (state->papers->rows[i].kind == PAPER_JOINING && state->papers->rows[i].state == PAPER_ASKS)
            return true;
    return false;
}

static void look_buttons(struct export_state *state)
{
    const struct export_look *look = state->look;
    if (!look || look->making)                   /* Enter that is pressed once too often leads nowhere */
        return;
    if (may_write(look))
        add_button(state, DO_WRITE, _("Write results"));
    if (look->read_only || room_lacks(look) || look->trouble[0])
        add_button(state, DO_LOOK, _("Look again"));
    if (may_join(state))
        add_button(state, DO_JOINING, _("Joining file"));
    if (state->buttons.count < 3)                /* Esc leads there, too */
        add_button(state, DO_PLACES, _("Another stick"));
}

static void make_buttons(struct export_state *state)
{
    int focus = state->buttons.focus;
    state->buttons = (struct buttons){ 0 };
    switch (state->stage) {
    case AT_LOOK:
        look_buttons(state);
        break;
    case AT_END:
        add_button(state, DO_LEAVE, _("Back to the menu"));
        add_button(state, DO_PLACES, _("Another stick"));
        break;
    case AT_TROUBLE:
        add_button(state, DO_LOOK, _("Try again"));
        add_button(state, DO_PLACES, _("Another stick"));
        break;
    case AT_NOBODY:
        add_button(state, DO_COORDINATOR, _("Join a coordinator"));
        break;
    case AT_PLACES:
    case AT_WORK:
        break;
    }
    state->buttons.focus = focus < state->buttons.count ? focus : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct export_state *state = memory;
    enum { BELOW = 2 };                          /* a free row, and the buttons or what waits */
    state->text = common_layout(&state->common, context).text;
    state->body = area_top(state->text, state->text.rows - BELOW);
    state->row = area_below(state->text, state->text.rows - 1);
    if (state->common.waiting || state->common.failed)
        return;
    make_buttons(state);
    places_layout(&state->places, state->body, what_to_do());
    fill(state, context);
}

/* ---- Drawing ---- */

static void draw_places(const struct export_state *state, struct grid *grid)
{
    struct buf value = BUF_INIT;
    places_draw(&state->places, grid, state->body, what_to_do());
    if (state->trust->waiting == 0) {
        buf_text(&value, _("Nothing waits: all results have arrived."));
    } else {
        long long waiting = state->trust->waiting;
        buf_format(&value, P_("%lld entry (an answer, a page read) has not arrived yet.", "%lld entries (answers, pages read) have not arrived yet.", waiting), waiting);
    }
    grid_put(grid, state->row.row, state->row.col, state->row.cols, STYLE_DIM, value.data);
    buf_release(&value);
}

static void draw_progress(const struct export_state *state, struct grid *grid, int per_cent, const char *doing, const char *about)
{
    struct area top = area_top(state->body, 3);
    progress_draw(grid, top, per_cent, 100, doing);
    paint_words(grid, area_below(state->body, 4), STYLE_TEXT, about);
    grid_cursor(grid, top.row + 1, top.col);     /* where it is said what goes on */
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct export_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("Results to the stick"), NULL, false))
        return;
    if (state->stage == AT_PLACES) {
        draw_places(state, grid);
    } else if (state->stage == AT_WORK) {
        draw_progress(state, grid, state->per_cent, state->stopping ? _("Stopping") : state->doing[0] ? state->doing : _("Writing the results"),
                      state->stick ? _("Leave the stick plugged in until it is said here that you may take it out.") : "");
    } else {
        if (state->stage == AT_LOOK && !state->look)
            grid_put(grid, state->body.row, state->body.col, state->body.cols, STYLE_DIM, _("One moment."));
        else if (state->stage == AT_LOOK && state->look->making)
            draw_progress(state, grid, state->look->per_cent, _("Getting the results ready"), _("Nothing is written on the stick yet."));
        else
            pane_draw(&state->pane, grid, state->body);
        buttons_draw(&state->buttons, grid, state->row, true);
    }
    if (state->asking)
        dialogue_draw(&state->dialogue, grid, layout_frame(context->rows, context->cols).content);
}

static void release(void *memory)
{
    struct export_state *state = memory;
    pane_release(&state->pane);
}

const struct screen_type screen_export = {
    .name = "export", .size = sizeof(struct export_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
