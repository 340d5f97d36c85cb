/*
 * The stick: all that comes from it and all that goes onto it, in one list. What is sensible is ticked; one press of Enter does the whole, one thing after the
 * other, and each line says at the end what came of it. What needs no person's eye (receipts, grants) takes effect when the stick is looked at.
 */
#include "screens/common.h"
#include "screens/paint.h"
#include "screens/places.h"
#include "screens/trust.h"

#include "base/intl.h"

#define BELOW_ROWS 5                             /* a free row, three about what is marked, one about the room */
#define NOTE_COLS 20
#define ITEMS_MAX 600

enum stage { AT_PLACES, AT_LOOK, AT_LIST, AT_WORK, AT_END };
enum kind { KIND_PAPER, KIND_JOINING, KIND_PACK, KIND_RESULTS, KIND_BACKUP, KINDS };
enum outcome { NOT_YET, DONE, FAILED };
enum does { DO_LEAVE, DO_LOOK, DO_PLACES };

/* What is done with a thing that is ticked; begin NULL: nothing, it is only shown. */
static const struct {
    bool out;
    const char *doing;
    enum request_kind request;
    uint32_t (*begin)(struct effects *effects, const struct request_path *ask);
} kinds[KINDS] = {
    [KIND_PAPER] = { .out = false },
    [KIND_JOINING] = { .out = false },
    [KIND_PACK] = { .doing = N_("Installing"), .request = REQUEST_INSTALL, .begin = effect_INSTALL },
    [KIND_RESULTS] = { .out = true, .doing = N_("Writing the results"), .request = REQUEST_EXPORT, .begin = effect_EXPORT },
    [KIND_BACKUP] = { .out = true, .doing = N_("Writing the backup"), .request = REQUEST_BACKUP, .begin = effect_BACKUP },
};

struct item {
    enum kind kind;
    const char *id, *version;                    /* of a pack */
    const char *path, *title, *note, *about;     /* path: what its request is asked with; about: a sentence, all that is known */
    enum style style;                            /* of the note */
    int64_t bytes;                               /* that are shown; 0: not */
    int64_t needed;                              /* bytes on the stick */
    bool may, ticked;
    enum outcome outcome;
    const char *why;                             /* FAILED */
};

struct stick_state {
    struct common common;
    const struct context *context;
    enum stage stage;
    struct places places;
    char path[1024], label[120];
    bool stick;                                  /* else a folder: nothing is taken out */
    uint32_t asked[5];                           /* papers, the top, its folder, results, backup: what was asked last; other answers are late */
    size_t missing;                              /* of these */
    bool making;                                 /* the files of the results */
    int making_per_cent;
    struct arena arena;                          /* owns the items and their texts */
    struct item *items;
    size_t count, capacity;
    int64_t space;
    bool read_only;
    struct list list;
    char size[40];                               /* of the row that is drawn */
    size_t current;                              /* that is being done */
    uint32_t job_number;
    int per_cent;
    char doing[200];
    bool checking, stopping, gone;               /* checking: something failed; is the stick still there? */
    bool asking;
    struct dialogue dialogue;
    struct buttons buttons;
    enum does does[BUTTONS_MAX];
    struct pane pane;
    struct area text, area, below, body, row;
};
enum { ASKED_PAPERS, ASKED_TOP, ASKED_FOLDER, ASKED_RESULTS, ASKED_BACKUP, ASKED };

enum { ACTION_BACK = 1, ACTION_STOP, ACTION_TICK, ACTION_DO, ACTION_COMPARE };

static const struct stick_state *of(const void *memory) { return memory; }
static const struct item *marked(const struct stick_state *state);
static bool at_places(const void *memory) { return of(memory)->stage == AT_PLACES && places_marked(&of(memory)->places); }
static bool lists(const void *memory) { return of(memory)->stage == AT_PLACES || of(memory)->stage == AT_LIST; }
static bool joins(const void *memory) { return of(memory)->stage == AT_LIST && marked(memory) && marked(memory)->kind == KIND_JOINING; }
static bool ticks(const void *memory) { return of(memory)->stage == AT_LIST && marked(memory) && marked(memory)->may; }
static bool does(const void *memory) { return of(memory)->stage == AT_LIST && !joins(memory); }
static bool works(const void *memory) { return of(memory)->stage == AT_WORK && !of(memory)->asking; }
static bool may_go(const void *memory) { return of(memory)->stage != AT_WORK; }
static bool has_buttons(const void *memory) { return of(memory)->asking || of(memory)->stage == AT_END; }
static bool scrolls(const void *memory) { return of(memory)->stage == AT_END && !pane_fits(&of(memory)->pane); }

static const struct action actions[] = {
    { .code = ACTION_WIDGET, .name = "choose", .keys = "Up Down Home End PageUp PageDown", .guard = lists, .label = N_("choose"), .help = N_("Goes up and down the list"), .rank = 2 },
    { .code = ACTION_WIDGET, .name = "open", .keys = "Enter", .guard = at_places, .label = N_("take this one"), .help = N_("Looks at the stick; nothing is written yet"), .rank = 0 },
    { .code = ACTION_COMPARE, .name = "compare", .keys = "Enter Space", .guard = joins, .label = N_("compare its numbers"), .help = N_("Opens the joining file, to compare its numbers by telephone"), .rank = 0 },
    { .code = ACTION_DO, .name = "do", .keys = "Enter", .guard = does, .label = N_("do all that is ticked"), .help = N_("Does all that is ticked, one after the other"), .rank = 0 },
    { .code = ACTION_TICK, .name = "tick", .keys = "Space", .guard = ticks, .label = N_("tick"), .help = N_("Ticks what is marked, or takes the tick away"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "scroll", .keys = "Down Up PageDown PageUp Home End", .guard = scrolls, .label = N_("scroll"), .help = N_("Moves the text up and down"), .rank = 2 },
    { .code = ACTION_WIDGET, .name = "button", .keys = "Left Right Tab BackTab", .guard = has_buttons, .label = N_("choose"), .help = N_("Goes from button to button"), .rank = 1 },
    { .code = ACTION_WIDGET, .name = "press", .keys = "Enter Space", .guard = has_buttons, .label = N_("do it"), .help = N_("Does what the marked button says"), .rank = 0 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc Backspace", .guard = may_go, .label = N_("back"), .help = N_("Goes back"), .at_end = true },
    { .code = ACTION_STOP, .name = "stop", .keys = "Esc", .guard = works, .label = N_("stop"), .help = N_("Stops the work; you are asked first"), .at_end = true },
};

static const char *what_to_do(void) { return _("Plug in the stick and wait a moment. Choose it, and press Enter."); }

/* ---- The list: "In", what comes, a gap, "Out", what goes. Items lie in that order. ---- */

static size_t in_count(const struct stick_state *state)
{
    size_t count = 0;
    while (count < state->count && !kinds[state->items[count].kind].out)
        count++;
    return count;
}

enum { ROW_IN = 1, ROW_NOTHING, ROW_GAP, ROW_OUT };
/* An item, or NULL and what the row is instead. */
static const struct item *item_at(const struct stick_state *state, size_t index, int *instead)
{
    size_t in = in_count(state), shown = in ? in : 1;
    *instead = 0;
    if (index == 0)
        *instead = ROW_IN;
    else if (index <= shown && in > 0)
        return &state->items[index - 1];
    else if (index <= shown)
        *instead = ROW_NOTHING;
    else if (index <= shown + 2)
        *instead = index == shown + 1 ? ROW_GAP : ROW_OUT;
    else
        return in + index - shown - 3 < state->count ? &state->items[in + index - shown - 3] : NULL;
    return NULL;
}

static const struct item *marked(const struct stick_state *state)
{
    int instead;
    return state->list.focus < state->list.count ? item_at(state, state->list.focus, &instead) : NULL;
}

static const char *box(const struct stick_state *state, const struct item *item)
{
    const struct look *look = state->context->look;
    if (!item->may)
        return item->style == STYLE_GOOD ? glyph_text(GLYPH_CHECK, look) : item->style == STYLE_ATTENTION ? glyph_text(GLYPH_FLAG, look) : glyph_text(GLYPH_DOT, look);
    if (look->glyphs == GLYPHS_UNICODE)
        return glyph_text(item->ticked ? GLYPH_BOX_ON : GLYPH_BOX_OFF, look);
    return item->ticked ? "[x]" : "[ ]";
}

static void list_row(const void *memory, size_t index, struct list_row *row)
{
    struct stick_state *state = (struct stick_state *)(uintptr_t)memory; /* what is formatted lies there until the next row */
    int instead;
    const struct item *item = item_at(state, index, &instead);
    if (!item) {
        static const enum list_kind looks[] = { LIST_GAP, LIST_HEADING, LIST_DISABLED, LIST_GAP, LIST_HEADING };
        row->kind = looks[instead];
        row->text[instead == ROW_NOTHING] = instead == ROW_IN ? _("In: from the stick") : instead == ROW_OUT ? _("Out: onto the stick") : instead == ROW_NOTHING ? _("nothing for this centre") : NULL;
        return;
    }
    row->text[0] = box(state, item);
    row->style[0] = item->may ? STYLE_TEXT : item->style;
    row->text[1] = item->title;
    row->style[1] = item->may || item->kind == KIND_JOINING ? STYLE_TEXT : STYLE_DIM;
    row->text[2] = item->note;
    row->style[2] = item->style;
    if (item->bytes > 0) {
        struct buf size = BUF_INIT;
        trust_bytes(&size, item->bytes);
        snprintf(state->size, sizeof state->size, "%s", size.data);
        buf_release(&size);
        row->text[3] = state->size;
        row->style[3] = STYLE_DIM;
    }
}

static void make_list(struct stick_state *state)
{
    size_t in = in_count(state);
    list_init(&state->list, 3 + (in ? in : 1) + state->count - in, list_row, state);
    state->list.columns = 4;
    state->list.column[0] = (struct list_column){ .cols = 3 };
    state->list.column[2] = (struct list_column){ .cols = NOTE_COLS };
    state->list.column[3] = (struct list_column){ .cols = 8, .at_end = true, .optional = true };
    for (size_t i = 0; i < state->list.count; i++) {
        int instead;
        const struct item *item = item_at(state, i, &instead);
        if (item && item->may) {
            list_focus(&state->list, i);         /* Enter does all that is ticked there */
            break;
        }
    }
}

/* ---- What is asked for ---- */

static void go_to(struct stick_state *state, enum stage stage)
{
    state->stage = stage;
    state->asking = false;
    state->buttons = (struct buttons){ 0 };
    state->common.message[0] = 0;
    pane_top(&state->pane);
}

static void look_at(struct stick_state *state, struct effects *effects)
{
    char inside[sizeof state->path + 10];
    snprintf(inside, sizeof inside, "%s/empretec", state->path);
    go_to(state, AT_LOOK);
    arena_release(&state->arena);
    arena_init(&state->arena, NULL, 0);
    state->items = NULL;
    state->count = state->capacity = 0;
    state->making = state->gone = state->stopping = state->checking = false;
    state->making_per_cent = 0;
    state->missing = ASKED;
    state->asked[ASKED_PAPERS] = effect_PAPERS(effects, &(struct request_path){ state->path });
    state->asked[ASKED_TOP] = effect_FOLDER(effects, &(struct request_path){ state->path });
    state->asked[ASKED_FOLDER] = effect_FOLDER(effects, &(struct request_path){ inside });
    state->asked[ASKED_RESULTS] = effect_EXPORT_LOOK(effects, &(struct request_look){ .path = state->path });
    state->asked[ASKED_BACKUP] = 0;
}

static void choose_place(struct stick_state *state, struct effects *effects)
{
    const struct place *place = places_marked(&state->places);
    if (!place || strlen(place->path) >= sizeof state->path)
        return;
    snprintf(state->path, sizeof state->path, "%s", place->path);
    snprintf(state->label, sizeof state->label, "%.*s", (int)sizeof state->label - 1, place->label);
    state->stick = place->stick;
    look_at(state, effects);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct stick_state *state = memory;
    (void)args;
    common_init(&state->common, &screen_stick, state, context);
    pane_init(&state->pane, NULL);
    arena_init(&state->arena, NULL, 0);
    state->context = context;
    state->places.writing = true;
    if (context->person.rank != RANK_MANAGER) {
        common_say(&state->common, false, _("This is for the manager. Ask for help."));
        state->common.failed = true;
        return;
    }
    state->common.waiting = true;
    effect_PLACES(effects, NULL);
}

/* ---- What lies there, and what goes ---- */

static struct item *add_item(struct stick_state *state, enum kind kind)
{
    if (state->count >= ITEMS_MAX)
        return NULL;
    struct item *items = arena_grow(&state->arena, state->items, state->count, &state->capacity, sizeof *items);
    if (!items)
        return NULL;
    state->items = items;
    items[state->count] = (struct item){ .kind = kind, .id = "", .version = "", .path = "", .title = "", .note = "", .about = "", .why = "", .style = STYLE_DIM };
    return &items[state->count++];
}

static const char *keep(struct stick_state *state, struct buf *text)
{
    const char *kept = arena_text(&state->arena, text->data ? text->data : "");
    buf_clear(text);
    return kept ? kept : "";
}

static void add_paper(struct stick_state *state, const struct paper *paper)
{
    static const struct { const char *note; enum style style; } states[] = {
        [PAPER_TAKEN] = { N_("taken in"), STYLE_GOOD }, [PAPER_KNOWN] = { N_("known already"), STYLE_DIM }, [PAPER_ASKS] = { N_("compare its numbers"), STYLE_STRONG },
        [PAPER_REFUSED] = { N_("cannot be used"), STYLE_ATTENTION },
    };
    static const char *const titles[] = { [PAPER_JOINING] = N_("Joining file of %s"), [PAPER_GRANT] = N_("Enrolment by %s"), [PAPER_RECEIPT] = N_("Receipt of %s") };
    struct item *item = add_item(state, paper->state == PAPER_ASKS ? KIND_JOINING : KIND_PAPER);
    struct buf text = BUF_INIT;
    if (!item)
        return;
    if (paper->who[0])
        buf_format(&text, _(titles[paper->kind]), paper->who);
    else
        buf_text(&text, paper->file);
    item->title = keep(state, &text);
    item->note = _(states[paper->state].note);
    item->style = states[paper->state].style;
    trust_paper(&text, paper, state->context);
    item->about = keep(state, &text);
    buf_release(&text);
}

static bool is_listed(const struct stick_state *state, const struct folder_line *line)
{
    for (size_t i = 0; i < state->count; i++)
        if (line->id[0] && strcmp(state->items[i].id, line->id) == 0 && strcmp(state->items[i].version, line->version) == 0)
            return true;
    return false;
}

static void add_pack(struct stick_state *state, const struct folder_line *line)
{
    static const char *const notes[] = { [PACK_UNFIT] = N_("cannot be used"), [PACK_THERE] = N_("installed already"), [PACK_NEW] = N_("new"), [PACK_NEWER] = N_("newer"),
                                         [PACK_OLDER] = N_("older") };
    struct item *item = is_listed(state, line) ? NULL : add_item(state, KIND_PACK);
    struct buf text = BUF_INIT;
    if (!item)
        return;
    bool fit = line->standing != PACK_UNFIT;
    buf_format(&text, fit ? _("Pack: %s %s") : "%s%s", fit ? line->title : line->name, fit ? line->version : "");
    item->title = keep(state, &text);
    item->path = arena_text(&state->arena, line->path);
    buf_text(&text, line->id);
    item->id = keep(state, &text);
    buf_text(&text, line->version);
    item->version = keep(state, &text);
    item->bytes = line->bytes;
    item->may = line->standing == PACK_NEW || line->standing == PACK_NEWER || line->standing == PACK_OLDER;
    item->ticked = item->may && line->standing != PACK_OLDER;
    item->note = _(notes[line->standing]);
    item->style = item->ticked ? STYLE_GOOD : fit ? STYLE_DIM : STYLE_ATTENTION;
    if (!fit)
        buf_format(&text, _("The file %s cannot be used: %s"), line->name, line->note);
    else if (line->unsigned_pack)
        buf_format(&text, _("%s %s. Nobody whom this centre knows has signed it."), line->title, line->version);
    else
        buf_format(&text, _("%s %s, signed by %s."), line->title, line->version, line->publisher);
    item->about = keep(state, &text);
    buf_release(&text);
}

static void add_results(struct stick_state *state, const struct export_look *look)
{
    struct item *item = add_item(state, KIND_RESULTS);
    struct buf text = BUF_INIT;
    bool request = false;
    if (!item)
        return;
    state->space = look->space;
    state->read_only = look->read_only;
    item->title = _("Results");
    item->path = state->path;
    item->bytes = look->bytes;
    item->needed = look->needed;
    for (size_t i = 0; i < look->trust.count; i++) {
        request = request || !look->trust.rows[i].enrolled;
        buf_format(&text, i ? ", %s" : "%s", look->trust.rows[i].name);
    }
    const char *whom = keep(state, &text);
    if (look->trust.count == 0) {
        item->note = _("no coordinator yet");
        item->about = _("Nobody collects the results of this centre yet. Ask a coordinator for a joining file. Nothing is lost meanwhile.");
    } else if (look->files == 0 && !request) {
        item->note = look->trouble[0] ? _("not made ready") : _("all has arrived");
        buf_format(&text, look->trouble[0] ? _("Not all results could be made ready: %s") : _("All results have arrived at %s."), look->trouble[0] ? look->trouble : whom);
    } else {
        buf_format(&text, look->files ? _("Results for %s") : _("Request to %s"), whom);
        item->title = keep(state, &text);
        if (look->files)
            trust_entries(&text, look->trust.waiting);
        else
            buf_text(&text, _("to be enrolled"));
        item->note = keep(state, &text);
        item->may = true;
        buf_format(&text, look->trouble[0] ? _("Not all results could be made ready: %s") : !look->files ? _("The results have arrived; what goes to %s is the request to be enrolled.") : _("Locked: only %s can read them. Until a receipt comes the same results go onto each stick."),
                   look->trouble[0] ? look->trouble : whom);
    }
    item->style = look->trouble[0] ? STYLE_ATTENTION : STYLE_DIM;
    if (text.length)
        item->about = keep(state, &text);
    buf_release(&text);
}

static void add_backup(struct stick_state *state, const struct result *result)
{
    const struct backup_look *look = result->data;
    struct item *item = add_item(state, KIND_BACKUP);
    if (!item)
        return;
    item->title = _("Backup of the centre");
    item->path = state->path;
    if (result->code) {
        char words[COMMON_MESSAGE];
        struct buf text = BUF_INIT;
        item->note = _("cannot be made");
        item->style = STYLE_ATTENTION;
        buf_text(&text, error_message(result->error, intl_translate, words, sizeof words));
        item->about = keep(state, &text);
        buf_release(&text);
    } else if (!look->coded) {
        item->note = _("no code for it yet");
        item->about = _("A backup is opened by a code on paper alone, and none was printed yet. Ask for it who looks after this machine.");
    } else {
        item->note = _("locked");
        item->about = _("All of this centre in one file, people and keys too. Only the code on paper opens it. Keep the stick in another house than the computer.");
        item->bytes = item->needed = look->bytes;
        item->may = true;
    }
}

static int64_t needed(const struct stick_state *state)
{
    int64_t sum = 0;
    for (size_t i = 0; i < state->count; i++)
        if (state->items[i].ticked && kinds[state->items[i].kind].out && state->items[i].needed > 0)
            sum += state->items[i].needed < INT64_MAX - sum ? state->items[i].needed : INT64_MAX - sum;
    return sum;
}
static bool lacks_room(const struct stick_state *state) { return needed(state) > state->space; }

/* All answers are there. What goes is ticked as far as there is room, results first. */
static void show_list(struct stick_state *state)
{
    go_to(state, AT_LIST);
    for (size_t i = in_count(state); i < state->count; i++) {
        struct item *item = &state->items[i];
        item->ticked = item->may && !state->read_only;
        if (lacks_room(state)) {
            item->ticked = false;
            item->note = _("does not fit");
            item->style = STYLE_ATTENTION;
        }
    }
    make_list(state);
}

/* ---- What comes back ---- */

static void leave_stick(struct stick_state *state, const char *text)
{
    go_to(state, AT_PLACES);
    common_say(&state->common, false, text);
}

static void got(struct stick_state *state)
{
    state->missing--;
    if (arena_failed(&state->arena)) {
        struct error error = { 0 };
        error_memory(&error);
        go_to(state, AT_PLACES);
        common_error(&state->common, &error);
    } else if (state->missing == 0) {
        show_list(state);
    }
}

static void on_look(struct stick_state *state, const struct result *result, struct effects *effects)
{
    size_t which = 0;
    while (which < ASKED && (state->asked[which] == 0 || state->asked[which] != result->number))
        which++;
    if (which == ASKED || state->stage != AT_LOOK)
        return;
    if (result->code && which != ASKED_FOLDER && which != ASKED_BACKUP) { /* the folder need not be there */
        char words[COMMON_MESSAGE];
        leave_stick(state, error_message(result->error, intl_translate, words, sizeof words));
        return;
    }
    const struct papers_view *papers = result->data;
    const struct folder_view *folder = result->data;
    const struct export_look *look = result->data;
    if (which == ASKED_PAPERS)
        for (size_t i = 0; i < papers->count; i++)
            add_paper(state, &papers->rows[i]);
    else if (which == ASKED_TOP || which == ASKED_FOLDER)
        for (size_t i = 0; result->code == 0 && i < folder->count; i++)
            if (!folder->rows[i].folder)
                add_pack(state, &folder->rows[i]);
    if (which == ASKED_RESULTS && look->making) {
        state->making = true;                    /* asked again at the next tick */
        state->making_per_cent = look->per_cent;
        return;
    }
    if (which == ASKED_RESULTS) {
        state->making = false;
        add_results(state, look);
        state->asked[ASKED_BACKUP] = effect_BACKUP_LOOK(effects, NULL); /* last, as its row is */
    }
    if (which == ASKED_BACKUP)
        add_backup(state, result);
    state->asked[which] = 0;
    got(state);
}

/* The next thing that is ticked and not done; at their end what came of them all. */
static void do_next(struct stick_state *state, struct effects *effects)
{
    size_t next = state->stage == AT_WORK ? state->current + 1 : 0;
    while (next < state->count && (!state->items[next].ticked || state->items[next].outcome == DONE))
        next++;
    if (next >= state->count || state->gone || state->stopping) {
        go_to(state, AT_END);
        return;
    }
    const struct item *item = &state->items[next];
    bool asking = state->asking;                 /* whether to stop */
    go_to(state, AT_WORK);
    state->asking = asking;
    state->current = next;
    state->per_cent = 0;
    state->doing[0] = 0;
    state->job_number = kinds[item->kind].begin(effects, &(struct request_path){ item->path });
    if (!state->job_number)
        go_to(state, AT_END);                    /* the frame says that memory is short */
}

static void begin(struct stick_state *state, struct effects *effects)
{
    bool any = false, out = false;
    for (size_t i = 0; i < state->count; i++) {
        any = any || state->items[i].ticked;
        out = out || (state->items[i].ticked && kinds[state->items[i].kind].out);
    }
    if (!any)
        common_say(&state->common, true, _("Nothing is ticked: there is nothing to do."));
    else if (out && state->read_only)
        common_say(&state->common, false, _("This stick cannot be written on. Take the ticks below \"Out\" away, or take another stick."));
    else if (lacks_room(state))
        common_say(&state->common, false, _("There is not enough room. Take a tick away, or take another stick."));
    else
        do_next(state, effects);
}

static void on_job(struct stick_state *state, const struct result *result, struct effects *effects)
{
    const struct job_view *view = result->data;
    struct item *item = state->stage == AT_WORK && !state->checking ? &state->items[state->current] : NULL;
    if (!item || result->number != state->job_number)
        return;
    if (result->code == 0 && !view->done) {
        state->per_cent = view->per_cent;
        snprintf(state->doing, sizeof state->doing, "%s", view->doing);
        return;
    }
    if (result->code == 0) {
        item->outcome = DONE;
        do_next(state, effects);
        return;
    }
    char words[COMMON_MESSAGE];
    const char *why = arena_text(&state->arena, error_message(result->error, intl_translate, words, sizeof words));
    item->outcome = FAILED;
    item->why = state->stopping && result->code == ERROR_CANCELLED ? _("stopped") : why ? why : "";
    state->checking = effect_PLACES(effects, NULL) != 0; /* is the stick there at all? */
    if (!state->checking)
        do_next(state, effects);
}

static void on_places(struct stick_state *state, const struct places_view *view, struct effects *effects)
{
    places_take(&state->places, view, true);
    bool there = places_hold(&state->places, state->path);
    if ((state->stage == AT_LIST || state->stage == AT_LOOK) && !there)
        leave_stick(state, _("The stick is no longer there. Nothing was written."));
    if (state->stage != AT_WORK || !state->checking)
        return;
    state->checking = false;
    state->gone = !there;
    do_next(state, effects);
}

static unsigned on_result(struct stick_state *state, const struct event *event, struct effects *effects)
{
    static const enum request_kind looks[] = { REQUEST_PAPERS, REQUEST_FOLDER, REQUEST_EXPORT_LOOK, REQUEST_BACKUP_LOOK };
    static const enum request_kind jobs[] = { REQUEST_INSTALL, REQUEST_EXPORT, REQUEST_BACKUP };
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_PLACES, !state->places.view)) && result->code == 0)
        on_places(state, result->data, effects);
    else if (result && state->checking) {
        state->checking = false;
        do_next(state, effects);
    }
    char kept[COMMON_MESSAGE];
    snprintf(kept, sizeof kept, "%s", state->common.message);
    bool good = state->common.good;
    for (size_t i = 0; !result && i < sizeof looks / sizeof *looks; i++)
        if ((result = common_result(&state->common, event, looks[i], false))) {
            snprintf(state->common.message, sizeof state->common.message, "%s", kept); /* what failed has a text of its own here */
            state->common.good = good;
            on_look(state, result, effects);
        }
    for (size_t i = 0; !result && i < sizeof jobs / sizeof *jobs; i++)
        if ((result = common_result(&state->common, event, jobs[i], false))) {
            snprintf(state->common.message, sizeof state->common.message, "%s", kept);
            state->common.good = good;
            on_job(state, result, effects);
        }
    state->common.waiting = !state->common.failed && !state->places.view;
    return SCREEN_LAYOUT;
}

/* ---- Keys ---- */

static unsigned go_back(struct stick_state *state)
{
    if (state->stage == AT_PLACES || state->stage == AT_END || state->common.failed || state->common.waiting)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    go_to(state, AT_PLACES);
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned press_button(struct stick_state *state, struct effects *effects)
{
    enum does what = state->does[state->buttons.focus];
    if (what == DO_LEAVE)
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (what == DO_LOOK) {
        look_at(state, effects);
    } else {
        go_to(state, AT_PLACES);
        effect_PLACES(effects, NULL);
    }
    return SCREEN_HANDLED | SCREEN_LAYOUT;
}

static unsigned dialogue_turn(struct stick_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    unsigned flags = dialogue_event(&state->dialogue, event, layout_frame(context->rows, context->cols).content);
    if (flags & WIDGET_ACCEPTED && state->dialogue.buttons.focus == 1 && (state->checking || effect_JOB_STOP(effects, NULL)))
        state->stopping = true;
    if (flags & (WIDGET_ACCEPTED | WIDGET_CANCELLED))
        state->asking = false;
    return SCREEN_DRAW | SCREEN_HANDLED;
}

static void ask_to_stop(struct stick_state *state)
{
    state->dialogue = (struct dialogue){ .title = _("Stop?"), .message = _("What is done so far stays. The rest is not lost: it can be done another time."),
                                         .buttons = { .label = { _("Go on"), _("Stop") }, .count = 2 } };
    state->asking = true;
}

static void on_action(struct stick_state *state, const struct action *action, struct effects *effects)
{
    int instead;
    struct item *item;
    switch (action->code) {
    case ACTION_TICK:
        item = (struct item *)(uintptr_t)item_at(state, state->list.focus, &instead); /* ticks: it is one */
        item->ticked = !item->ticked;
        state->common.message[0] = 0;
        break;
    case ACTION_DO:
        begin(state, effects);
        break;
    case ACTION_COMPARE:
        effect_push(effects, &screen_coordinator, &(struct screen_args){ .text = state->path });
        break;
    case ACTION_STOP:
        if (!state->stopping)
            ask_to_stop(state);
        break;
    default:
        break;
    }
}

static unsigned on_tick(struct stick_state *state, struct effects *effects)
{
    if (state->common.waiting || state->common.failed)
        return 0;
    if (state->stage == AT_PLACES || state->stage == AT_LIST || state->stage == AT_LOOK)
        effect_PLACES(effects, NULL);            /* a stick may have been plugged in, or pulled out */
    if (state->stage == AT_LOOK && state->making)
        state->asked[ASKED_RESULTS] = effect_EXPORT_LOOK(effects, &(struct request_look){ .path = state->path, .again = true });
    return SCREEN_DRAW;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct stick_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, effects);
    if (event->kind == EVENT_TICK)
        return on_tick(state, effects);
    if (event->kind == EVENT_RESUMED && state->stage == AT_LIST)
        look_at(state, effects);                 /* a coordinator may have been joined meanwhile */
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (state->asking)
        return dialogue_turn(state, event, context, effects);
    if (common_event(&state->common, event, false, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = common_action(&state->common, event, NULL);
    if (action && action->code == ACTION_BACK)
        return go_back(state);
    if (state->common.failed || state->common.waiting)
        return 0;
    if (action && action->code != ACTION_WIDGET) {
        on_action(state, action, effects);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    if (state->stage == AT_PLACES) {
        unsigned flags = list_event(&state->places.list, event, places_area(state->body, what_to_do()));
        if (flags & WIDGET_ACCEPTED)
            choose_place(state, effects);
        return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
    }
    if (state->stage == AT_LIST)
        return list_event(&state->list, event, state->area) ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
    unsigned flags = state->stage == AT_END ? buttons_event(&state->buttons, event, state->row) : 0;
    if (flags & WIDGET_ACCEPTED)
        return press_button(state, effects);
    return flags || (state->stage == AT_END && pane_event(&state->pane, event)) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

/* ---- What came of it ---- */

static bool all_done(const struct stick_state *state)
{
    for (size_t i = 0; i < state->count; i++)
        if (state->items[i].ticked && state->items[i].outcome != DONE)
            return false;
    return true;
}

static void say_item(struct stick_state *state, const struct item *item)
{
    struct buf text = BUF_INIT;
    bool done = item->outcome == DONE;
    const char *why = state->gone ? _("the stick is no longer there") : item->outcome == FAILED ? item->why : _("its turn did not come");
    const struct pane_format format = { .indent = 2, .marker = glyph_text(done ? GLYPH_CHECK : GLYPH_FLAG, state->context->look), .marker_style = done ? STYLE_GOOD : STYLE_ATTENTION };
    buf_format(&text, done ? _("%s: done") : _("%s: not done: %s"), item->title, why);
    pane_paragraph(&state->pane, &format, SPAN(text.data, STYLE_TEXT), 1);
    buf_release(&text);
}

static void say_end(struct stick_state *state)
{
    bool done = all_done(state);
    struct pane *pane = &state->pane;
    for (size_t i = 0; i < state->count; i++)
        if (state->items[i].ticked)
            say_item(state, &state->items[i]);
    pane_space(pane, 1);
    if (done) {
        pane_text(pane, STYLE_GOOD, state->stick ? _("Done. You may take out the stick.") : _("Done."));
    } else if (state->gone) {
        pane_text(pane, STYLE_ATTENTION, _("The stick is no longer there. Was it pulled out before the end?"));
        pane_text(pane, STYLE_TEXT, _("Nothing is lost. Plug it in again, wait a moment, and choose \"Try again\"."));
    } else {
        pane_text(pane, STYLE_ATTENTION, _("Not all of it was done. Nothing is lost."));
        pane_text(pane, STYLE_TEXT, state->stick ? _("Do what is said above and choose \"Try again\". Or take out the stick, and do the rest another time.")
                                                 : _("Do what is said above and choose \"Try again\", or do the rest another time."));
    }
}

/* ---- Layout ---- */

static void add_button(struct stick_state *state, enum does does, const char *label)
{
    state->does[state->buttons.count] = does;
    state->buttons.label[state->buttons.count++] = label;
}

static void fill_end(struct stick_state *state)
{
    struct error error = { 0 };
    int focus = state->buttons.focus;
    state->buttons = (struct buttons){ 0 };
    if (!all_done(state))
        add_button(state, DO_LOOK, _("Try again"));
    add_button(state, DO_LEAVE, _("Back to the menu"));
    add_button(state, DO_PLACES, _("Another stick"));
    state->buttons.focus = focus < state->buttons.count ? focus : 0;
    pane_begin(&state->pane, state->body.cols);
    say_end(state);
    if (pane_end(&state->pane, &error))
        common_error(&state->common, &error);
    pane_layout(&state->pane, state->body);
}

static void layout(void *memory, const struct context *context)
{
    struct stick_state *state = memory;
    state->text = common_layout(&state->common, context).text;
    state->body = area_top(state->text, state->text.rows - 2);
    state->row = area_below(state->text, state->text.rows - 1);
    state->area = area_top(state->text, state->text.rows - BELOW_ROWS);
    state->below = area_below(state->text, state->text.rows - BELOW_ROWS + 1);
    if (state->common.waiting || state->common.failed)
        return;
    places_layout(&state->places, state->body, what_to_do());
    if (state->stage == AT_LIST) {
        state->list.column[0].cols = context->look->glyphs == GLYPHS_UNICODE ? 1 : 3;
        list_layout(&state->list, state->area);
    }
    if (state->stage == AT_END)
        fill_end(state);
}

/* ---- Drawing ---- */

static void draw_room(const struct stick_state *state, struct grid *grid)
{
    struct buf need = BUF_INIT, space = BUF_INIT, text = BUF_INIT;
    bool lack = lacks_room(state);
    trust_bytes(&need, needed(state));
    trust_bytes(&space, state->space);
    if (state->read_only)
        buf_text(&text, state->stick ? _("This stick cannot be written on. Some have a small switch at their side.") : _("Nothing can be written in this folder."));
    else
        buf_format(&text, lack ? _("Not enough room: %s are needed, %s are free.") : _("Room: %s are needed, %s are free."), need.data, space.data);
    grid_put(grid, state->row.row, state->row.col, state->row.cols, lack || state->read_only ? STYLE_ATTENTION : STYLE_DIM, text.data);
    buf_release(&need);
    buf_release(&space);
    buf_release(&text);
}

static void draw_list(const struct stick_state *state, struct grid *grid)
{
    const struct item *item = marked(state);
    struct area about = area_top(state->below, 3);
    list_draw(&state->list, grid, state->area, true);
    if (item && item->about[0])
        paint_words(grid, about, STYLE_DIM, item->about);
    draw_room(state, grid);
}

static void draw_work(const struct stick_state *state, struct grid *grid)
{
    struct buf text = BUF_INIT;
    size_t number = 0, total = 0;
    for (size_t i = 0; i < state->count; i++) {
        total += state->items[i].ticked;
        number += state->items[i].ticked && i <= state->current;
    }
    const struct item *item = &state->items[state->current];
    struct area top = area_below(state->body, 2);
    buf_format(&text, _("%zu of %zu: %s"), number, total, item->title);
    grid_put(grid, state->body.row, state->body.col, state->body.cols, STYLE_HEADING, text.data);
    progress_draw(grid, area_top(top, 3), state->per_cent, 100, state->stopping ? _("Stopping") : state->doing[0] ? state->doing : _(kinds[item->kind].doing));
    if (state->stick)
        paint_words(grid, area_below(top, 4), STYLE_TEXT, _("Leave the stick plugged in until it is said here that you may take it out."));
    grid_cursor(grid, top.row + 1, top.col);
    buf_release(&text);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct stick_state *state = memory;
    if (!common_frame(&state->common, context, grid, context->centre, _("The stick"), NULL, false))
        return;
    switch (state->stage) {
    case AT_PLACES:
        places_draw(&state->places, grid, state->body, what_to_do());
        break;
    case AT_LOOK:
        if (state->making)
            progress_draw(grid, area_top(state->body, 3), state->making_per_cent, 100, _("Getting the results ready"));
        else
            grid_put(grid, state->body.row, state->body.col, state->body.cols, STYLE_DIM, _("One moment."));
        break;
    case AT_LIST:
        draw_list(state, grid);
        break;
    case AT_WORK:
        draw_work(state, grid);
        break;
    case AT_END:
        pane_draw(&state->pane, grid, state->body);
        buttons_draw(&state->buttons, grid, state->row, true);
        break;
    }
    if (state->asking)
        dialogue_draw(&state->dialogue, grid, layout_frame(context->rows, context->cols).content);
}

static void release(void *memory)
{
    struct stick_state *state = memory;
    pane_release(&state->pane);
    arena_release(&state->arena);
}

const struct screen_type screen_stick = {
    .name = "stick", .size = sizeof(struct stick_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
