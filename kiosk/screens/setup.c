/*
 * The first start of a machine: what a centre needs, one thing at a time. Nothing is made before the PIN was typed twice; until then Esc goes back, and what was typed stays. Then the
 * centre is there, and what follows (code, coordinator, packs) can be done later as well.
 */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"

#include <strings.h>

#include "base/clock.h"
#include "base/intl.h"

#define PACKS_MOST 40
#define GROUPS_MOST 16                           /* of the code */
#define GROUP 4                                  /* letters */

enum step { STEP_LANGUAGE, STEP_KEYBOARD, STEP_DATE, STEP_CENTRE, STEP_MANAGER, STEP_PIN, STEP_CODE, STEP_CODE_BACK, STEP_RESULTS, STEP_PACKS, STEP_DONE, STEPS };
enum { LINE_TRY, LINE_DATE, LINE_TIME, LINE_NAME, LINE_TERMINAL, LINE_MANAGER, LINE_PIN, LINE_AGAIN, LINE_FIRST, LINE_SECOND, LINES };

/* Each step: its number among those that people count, its heading, and the lines that are typed there. */
static const struct { int number; const char *heading; int first, count; } steps[STEPS] = {
    [STEP_LANGUAGE] = { 1, N_("Language"), 0, 0 },
    [STEP_KEYBOARD] = { 2, N_("Keyboard"), LINE_TRY, 0 },
    [STEP_DATE] = { 3, N_("Date and time"), LINE_DATE, 2 },
    [STEP_CENTRE] = { 4, N_("The centre"), LINE_NAME, 2 },
    [STEP_MANAGER] = { 5, N_("The manager"), LINE_MANAGER, 1 },
    [STEP_PIN] = { 6, N_("The manager's PIN"), LINE_PIN, 2 },
    [STEP_CODE] = { 7, N_("Write this code on paper"), 0, 0 },
    [STEP_CODE_BACK] = { 7, N_("From your paper"), LINE_FIRST, 2 },
    [STEP_RESULTS] = { 8, N_("Whom results go to"), 0, 0 },
    [STEP_PACKS] = { 9, N_("Lessons"), 0, 0 },
    [STEP_DONE] = { 9, N_("The centre is ready."), 0, 0 },
};
#define LAST_NUMBER 9

static const struct { enum prompt_kind kind; size_t limit; const char *label; } lines[LINES] = {
    [LINE_TRY] = { PROMPT_TEXT, 30, N_("Try it") },
    [LINE_DATE] = { PROMPT_DATE, 10, N_("Today is") },
    [LINE_TIME] = { PROMPT_TEXT, 5, N_("It is") },
    [LINE_NAME] = { PROMPT_TEXT, 50, N_("Name") },
    [LINE_TERMINAL] = { PROMPT_DIGITS, 2, N_("Machine number") },
    [LINE_MANAGER] = { PROMPT_TEXT, 60, N_("Name") },
    [LINE_PIN] = { PROMPT_PIN, 12, N_("PIN") },
    [LINE_AGAIN] = { PROMPT_PIN, 12, N_("Once more") },
    [LINE_FIRST] = { PROMPT_TEXT, GROUP, NULL },
    [LINE_SECOND] = { PROMPT_TEXT, GROUP, NULL },
};

/* X names; the words in brackets are the first letters in the top row, by which people know theirs. */
static const struct { const char *layout, *name; } keyboards[] = {
    { "us", N_("English, United States (QWERTY)") }, { "gb", N_("English, United Kingdom (QWERTY)") }, { "fr", N_("French (AZERTY)") }, { "es", N_("Spanish (QWERTY, with ñ)") },
    { "pt", N_("Portuguese, Portugal (QWERTY, with ç)") }, { "br", N_("Portuguese, Brazil (QWERTY, with ç)") }, { "ara", N_("Arabic") }, { "ru", N_("Russian") },
};
#define KEYBOARDS (sizeof keyboards / sizeof *keyboards)

enum result_way { RESULTS_LATER, RESULTS_JOIN, RESULT_WAYS };
enum done_way { DONE_TRY, DONE_MANAGE, DONE_FIRST, DONE_WAYS };

struct setup_pack {
    const char *path, *title, *version, *place;
    bool chosen, installed, failed;
};

struct setup_state {
    struct common common;
    const struct context *context;
    enum step step;
    struct prompt line[LINES];
    int focus;                                   /* of the step's lines */
    struct list languages, keyboards, results, packs_list, done;
    size_t language_count;
    int64_t clock_off;                           /* what was typed, against the machine's clock */
    bool asking;                                 /* the centre is being made */
    const struct set_up_view *made;
    char group[GROUPS_MOST][GROUP + 1];
    int groups, asked[2];                        /* which ones are to be typed */
    struct arena arena;                          /* of packs */
    struct setup_pack packs[PACKS_MOST];
    size_t pack_count, installing;
    const struct places_view *places;
    size_t place;                                /* the one that is looked at */
    bool looking, running, trying;
    int per_cent;
    int answer;                                  /* whether to leave the program */
    char arrows[320];
    struct area area, list_area;
};

enum { ACTION_ON = 1, ACTION_BACK, ACTION_AGAIN, ACTION_LEAVE, ACTION_MARK };

static const struct setup_state *of(const void *memory) { return memory; }
static bool begun(enum step step) { return step > STEP_LANGUAGE && step <= STEP_PIN; }
static bool can_back(const void *memory) { return begun(of(memory)->step) && !of(memory)->asking; }
static bool can_leave(const void *memory) { return of(memory)->step == STEP_LANGUAGE && of(memory)->context->may_quit; }
static bool shows_again(const void *memory) { return of(memory)->step == STEP_CODE_BACK; }
static bool has_packs(const void *memory) { return of(memory)->step == STEP_PACKS && of(memory)->pack_count > 0 && !of(memory)->running; }
static bool has_list(const void *memory)
{
    enum step step = of(memory)->step;
    return step == STEP_LANGUAGE || step == STEP_KEYBOARD || step == STEP_RESULTS || step == STEP_DONE || has_packs(memory);
}
static bool has_lines(const void *memory) { return steps[of(memory)->step].count > 1; }
static bool can_on(const void *memory) { return !of(memory)->asking && !of(memory)->running; }

static const struct action actions[] = {
    { .name = "choose", .keys = "Up Down", .guard = has_list, .label = N_("choose"), .help = N_("Goes up and down the list"), .rank = 1 },
    { .name = "field", .keys = "Up Down Tab BackTab", .guard = has_lines, .label = N_("move"), .help = N_("Goes from line to line"), .rank = 2 },
    { .code = ACTION_MARK, .name = "mark", .keys = "Space", .guard = has_packs, .label = N_("take or leave"), .help = N_("Takes the pack that is marked, or leaves it"), .rank = 1 },
    { .code = ACTION_ON, .name = "on", .keys = "Enter", .guard = can_on, .label = N_("go on"), .help = N_("Goes on"), .rank = 0 },
    { .code = ACTION_AGAIN, .name = "again", .keys = "Esc", .guard = shows_again, .label = N_("show it again"), .help = N_("Shows the code again"), .at_end = true },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .guard = can_back, .label = N_("one step back"), .help = N_("Goes one step back; what you typed stays"), .at_end = true },
    { .code = ACTION_LEAVE, .name = "leave", .keys = "Esc", .guard = can_leave, .label = N_("leave"), .help = N_("Leaves the program, after asking"), .at_end = true },
};

/* ---- Lists ---- */

static void language_row(const void *memory, size_t index, struct list_row *row) { row->text[0] = language_name(of(memory)->context->languages[index]); }

static void keyboard_row(const void *memory, size_t index, struct list_row *row)
{
    (void)memory;
    row->text[0] = _(keyboards[index].name);
}

static void results_row(const void *memory, size_t index, struct list_row *row)
{
    (void)memory;
    row->text[0] = index == RESULTS_LATER ? _("Go on") : _("I have a stick with a joining file");
    row->text[1] = index == RESULTS_LATER ? _("a coordinator can be joined at any time") : _("from your coordinator");
    row->style[1] = STYLE_DIM;
}

static void pack_row(const void *memory, size_t index, struct list_row *row)
{
    const struct setup_pack *pack = &of(memory)->packs[index];
    row->text[0] = pack->title;
    row->text[1] = pack->installed ? _("installed") : pack->failed ? _("it did not work") : pack->chosen ? _("to be installed") : _("left out");
    row->text[2] = pack->place;
    row->style[1] = pack->installed ? STYLE_GOOD : pack->failed ? STYLE_ATTENTION : STYLE_TEXT;
    row->style[2] = STYLE_DIM;
    row->marked = pack->chosen || pack->installed;
    row->mark = GLYPH_CHECK;
}

static void done_row(const void *memory, size_t index, struct list_row *row)
{
    static const char *const texts[DONE_WAYS] = { N_("Try it as a learner"), N_("Manage the centre"), N_("To the first screen") };
    static const char *const remarks[DONE_WAYS] = { N_("as a guest: it counts for nobody"), N_("people, packs, results"), N_("learners can begin") };
    (void)memory;
    row->text[0] = _(texts[index]);
    row->text[1] = _(remarks[index]);
    row->style[1] = STYLE_DIM;
}

static struct list *list_of(struct setup_state *state)
{
    switch (state->step) {
    case STEP_LANGUAGE: return &state->languages;
    case STEP_KEYBOARD: return &state->keyboards;
    case STEP_RESULTS: return &state->results;
    case STEP_PACKS: return state->pack_count && !state->running && !state->looking ? &state->packs_list : NULL;
    case STEP_DONE: return &state->done;
    default: return NULL;
    }
}

static void two_columns(struct list *list, int second)
{
    list->numbered = true;
    list->columns = 2;
    list->column[1] = (struct list_column){ .cols = second, .optional = true };
}

/* ---- Going on ---- */

static void go_to(struct setup_state *state, enum step step)
{
    state->step = step;
    state->focus = 0;
    state->common.message[0] = 0;
}

static void say_date(struct setup_state *state, const struct context *context)
{
    struct date date;
    char text[24];
    date_from(&date, context->wall, context->offset_minutes);
    if (date.year < 2025)                        /* a clock without a battery: nothing is better than what is surely wrong */
        return;
    snprintf(text, sizeof text, "%04d-%02d-%02d", date.year % 10000, date.month, date.day);
    prompt_set(&state->line[LINE_DATE], text);
    snprintf(text, sizeof text, "%02d:%02d", date.hour % 24, date.minute % 60);
    prompt_set(&state->line[LINE_TIME], text);
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct setup_state *state = memory;
    (void)args, (void)effects;
    common_init(&state->common, &screen_setup, state, context);
    state->common.many_languages = false;
    state->context = context;
    arena_init(&state->arena, NULL, 0);
    for (int i = 0; i < LINES; i++)
        prompt_init(&state->line[i], NULL, lines[i].kind, lines[i].limit);
    prompt_set(&state->line[LINE_TERMINAL], "1");
    say_date(state, context);
    while (context->languages && context->languages[state->language_count])
        state->language_count++;
    list_init(&state->languages, state->language_count, language_row, state);
    list_init(&state->keyboards, KEYBOARDS, keyboard_row, state);
    state->languages.numbered = state->keyboards.numbered = true;
    list_init(&state->results, RESULT_WAYS, results_row, state);
    list_init(&state->done, DONE_WAYS, done_row, state);
    two_columns(&state->results, 30);
    two_columns(&state->done, 34);
    for (size_t i = 0; i < state->language_count; i++)
        if (strcmp(context->languages[i], context->language) == 0)
            list_focus(&state->languages, i);
}

static bool say(struct setup_state *state, int focus, const char *text)
{
    common_say(&state->common, false, text);
    state->focus = focus;
    return false;
}

static bool date_good(struct setup_state *state, const struct context *context)
{
    struct date typed = { 0 }, back;
    int more = 0;
    if (sscanf(prompt_text(&state->line[LINE_DATE]), "%d-%d-%d", &typed.year, &typed.month, &typed.day) != 3 || typed.year < 2025 || typed.year > 2100 || typed.month < 1 ||
        typed.month > 12 || typed.day < 1 || typed.day > 31)
        return say(state, 0, _("This is no date. Type year, month and day, such as 2026-04-01."));
    if (sscanf(prompt_text(&state->line[LINE_TIME]), "%d:%d%n", &typed.hour, &typed.minute, &more) != 2 || prompt_text(&state->line[LINE_TIME])[more] || typed.hour < 0 ||
        typed.hour > 23 || typed.minute < 0 || typed.minute > 59)
        return say(state, 1, _("This is no time. Type hours and minutes, such as 14:05."));
    int64_t wall = date_to(&typed) - (int64_t)context->offset_minutes * 60000;
    date_from(&back, wall, context->offset_minutes);
    if (back.day != typed.day)
        return say(state, 0, _("This is no date. Type year, month and day, such as 2026-04-01."));
    int64_t off = wall - context->wall;
    state->clock_off = off > -120000 && off < 120000 ? 0 : off; /* the minute that it took to read it */
    return true;
}

/* Whether there is something else than blanks; those at the ends go. */
static bool trimmed(struct prompt *prompt)
{
    const char *text = prompt_text(prompt);
    size_t length = strlen(text), from = strspn(text, " ");
    char copy[400];
    while (length > from && text[length - 1] == ' ')
        length--;
    snprintf(copy, sizeof copy, "%.*s", (int)(length - from), text + from);
    prompt_set(prompt, copy);
    return copy[0] != 0;
}

/* Of the centre's and the manager's names: bytes, as the keeper counts them. */
static bool name_good(struct setup_state *state, int line, size_t most)
{
    if (!trimmed(&state->line[line]))
        return say(state, 0, _("Please type a name."));
    if (strlen(prompt_text(&state->line[line])) > most)
        return say(state, 0, _("This name is too long. Please type a shorter one."));
    return true;
}

static bool pin_good(struct setup_state *state)
{
    const char *pin = prompt_text(&state->line[LINE_PIN]), *again = prompt_text(&state->line[LINE_AGAIN]);
    if (strlen(pin) < 4)
        return say(state, 0, _("Please type 4 to 12 digits."));
    if (strcmp(pin, again) != 0)
        return say(state, 1, again[0] ? _("That is another PIN. Please type the same one.") : _("Please type the PIN once more."));
    return true;
}

static bool group_good(const struct setup_state *state, int which)
{
    return strcasecmp(prompt_text(&state->line[LINE_FIRST + which]), state->group[state->asked[which]]) == 0;
}

static void make(struct setup_state *state, const struct context *context, struct effects *effects)
{
    int64_t wall = context->wall + state->clock_off;
    state->asking = true;
    effect_SET_UP(effects, &(struct request_set_up){ .name = prompt_text(&state->line[LINE_NAME]), .terminal = atoi(prompt_text(&state->line[LINE_TERMINAL])),
                                                     .language = context->language, .keyboard = keyboards[state->keyboards.focus % KEYBOARDS].layout,
                                                     .manager = prompt_text(&state->line[LINE_MANAGER]), .pin = prompt_text(&state->line[LINE_PIN]), .wall = wall });
}

static void look_for_packs(struct setup_state *state, struct effects *effects)
{
    state->looking = true;
    state->pack_count = 0;
    state->place = 0;
    effect_PLACES(effects, NULL);
}

static void install_next(struct setup_state *state, struct effects *effects)
{
    while (state->installing < state->pack_count && (!state->packs[state->installing].chosen || state->packs[state->installing].installed))
        state->installing++;
    state->running = state->installing < state->pack_count;
    state->per_cent = 0;
    if (state->running)
        effect_INSTALL(effects, &(struct request_path){ state->packs[state->installing].path });
    else
        go_to(state, STEP_DONE);
}

static void choose_way(struct setup_state *state, struct effects *effects)
{
    switch (state->done.focus) {
    case DONE_TRY:
        state->trying = true;
        effect_SIGN_OUT(effects, NULL);
        break;
    case DONE_MANAGE:
        effect_replace(effects, &screen_attract, NULL);
        effect_home(effects);
        effect_push(effects, &screen_manager, NULL);
        break;
    default:
        effect_SIGN_OUT(effects, NULL);
        break;
    }
}

static void go_on(struct setup_state *state, const struct context *context, struct effects *effects)
{
    int terminal = atoi(prompt_text(&state->line[LINE_TERMINAL]));
    state->common.message[0] = 0;
    switch (state->step) {
    case STEP_LANGUAGE:
        if (state->languages.focus < state->language_count)
            effect_LANGUAGE(effects, &(struct request_language){ context->languages[state->languages.focus] });
        go_to(state, STEP_KEYBOARD);
        break;
    case STEP_KEYBOARD: go_to(state, STEP_DATE); break;
    case STEP_DATE:
        if (date_good(state, context))
            go_to(state, STEP_CENTRE);
        break;
    case STEP_CENTRE:
        if (!name_good(state, LINE_NAME, 100))
            break;
        if (terminal < 1)
            say(state, 1, _("The number is 1 to 99. The first machine of a centre is 1."));
        else
            go_to(state, STEP_MANAGER);
        break;
    case STEP_MANAGER:
        if (name_good(state, LINE_MANAGER, 120))
            go_to(state, STEP_PIN);
        break;
    case STEP_PIN:
        if (pin_good(state))
            make(state, context, effects);
        break;
    case STEP_CODE: go_to(state, STEP_CODE_BACK); break;
    case STEP_CODE_BACK:
        if (group_good(state, 0) && group_good(state, 1))
            go_to(state, STEP_RESULTS);
        else
            say(state, group_good(state, 0) ? 1 : 0, _("That is not what the code says there. Look at your paper; Esc shows the code again."));
        break;
    case STEP_RESULTS:
        if (state->results.focus == RESULTS_JOIN) {
            effect_push(effects, &screen_coordinator, NULL);
        } else {
            go_to(state, STEP_PACKS);
            look_for_packs(state, effects);
        }
        break;
    case STEP_PACKS:
        state->installing = 0;
        install_next(state, effects);
        break;
    case STEP_DONE: choose_way(state, effects); break;
    case STEPS: break;
    }
}

static unsigned go_back(struct setup_state *state)
{
    go_to(state, state->step - 1);
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

/* ---- Results ---- */

static void take_code(struct setup_state *state, const struct set_up_view *made, const struct context *context)
{
    state->made = made;
    state->groups = 0;
    for (const char *at = made->code; *at && state->groups < GROUPS_MOST;) {
        size_t length = strcspn(at, " ");
        snprintf(state->group[state->groups++], GROUP + 1, "%.*s", (int)(length < GROUP ? length : GROUP), at);
        at += length;
        at += strspn(at, " ");
    }
    int count = state->groups > 1 ? state->groups : 2;
    state->asked[0] = (int)(context->running % (count - 1));
    state->asked[1] = state->asked[0] + 1 + (int)(context->running / 7 % (count - 1 - state->asked[0]));
    prompt_clear(&state->line[LINE_PIN]);
    prompt_clear(&state->line[LINE_AGAIN]);
    go_to(state, STEP_CODE);
}

/* The next place where packs may lie: those that came with the program, and sticks. */
static void next_place(struct setup_state *state, struct effects *effects)
{
    const struct places_view *places = state->places;
    while (places && state->place < places->count && !places->rows[state->place].packs && !places->rows[state->place].stick)
        state->place++;
    state->looking = places && state->place < places->count;
    if (state->looking)
        effect_FOLDER(effects, &(struct request_path){ places->rows[state->place].path });
    list_init(&state->packs_list, state->pack_count, pack_row, state);
    state->packs_list.columns = 3;
    state->packs_list.column[1] = (struct list_column){ .cols = 16 };
    state->packs_list.column[2] = (struct list_column){ .cols = 20, .optional = true };
}

static void take_folder(struct setup_state *state, const struct folder_view *folder)
{
    const struct place *place = &state->places->rows[state->place];
    for (size_t i = 0; folder && i < folder->count && state->pack_count < PACKS_MOST; i++) {
        const struct folder_line *line = &folder->rows[i];
        bool twice = false;
        for (size_t j = 0; j < state->pack_count; j++)
            twice = twice || (strcmp(state->packs[j].title, line->title ? line->title : "") == 0 && strcmp(state->packs[j].version, line->version ? line->version : "") == 0);
        if (line->folder || !line->good || twice)
            continue;
        struct setup_pack pack = { .path = arena_text(&state->arena, line->path), .title = arena_text(&state->arena, line->title), .version = arena_text(&state->arena, line->version),
                                   .place = place->packs ? _("with the program") : _("on the stick"), .chosen = true };
        if (pack.path && pack.title && pack.version)
            state->packs[state->pack_count++] = pack;
    }
}

static void on_installed(struct setup_state *state, const struct result *result, struct effects *effects)
{
    const struct job_view *view = result->data;
    struct setup_pack *pack = &state->packs[state->installing];
    if (result->code == 0 && !view->done) {
        state->per_cent = view->per_cent;
        return;
    }
    pack->installed = result->code == 0;
    pack->failed = !pack->installed;
    if (pack->failed) {                          /* the others go on when somebody has read why */
        pack->chosen = state->running = false;
        return;
    }
    state->installing++;
    install_next(state, effects);
}

static unsigned on_result(struct setup_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_SET_UP, false))) {
        state->asking = false;
        if (result->code == 0)
            take_code(state, result->data, context);
        else if (result->code == ERROR_EXISTS)   /* another screen of this machine was first */
            effect_attract(effects);
    } else if ((result = common_result(&state->common, event, REQUEST_PLACES, false))) {
        state->places = result->code == 0 ? result->data : NULL;
        next_place(state, effects);
    } else if ((result = common_result(&state->common, event, REQUEST_FOLDER, false))) {
        state->common.message[0] = 0;            /* a stick that was pulled out just has no packs */
        if (result->code == 0)
            take_folder(state, result->data);
        state->place++;
        next_place(state, effects);
    } else if ((result = common_result(&state->common, event, REQUEST_INSTALL, false))) {
        on_installed(state, result, effects);
    } else if (common_result(&state->common, event, REQUEST_SIGN_OUT, false)) {
        effect_replace(effects, &screen_attract, &(struct screen_args){ .item = state->trying ? "look" : "" });
    }
    return SCREEN_LAYOUT;
}

/* ---- Update ---- */

static unsigned line_event(struct setup_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    int count = steps[state->step].count;
    bool down = event_is(event, PRESS_DOWN) || event_is(event, PRESS_TAB), up = event_is(event, PRESS_UP) || event_is(event, PRESS_BACK_TAB);
    if ((down && state->focus + 1 < count) || (up && state->focus > 0)) {
        state->focus += down ? 1 : -1;
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    unsigned flags = prompt_event(&state->line[steps[state->step].first + state->focus], event);
    if (flags & WIDGET_ACCEPTED) {
        if (state->focus + 1 < count)
            state->focus++;
        else
            go_on(state, context, effects);
    } else if (flags & WIDGET_CHANGED) {
        state->common.message[0] = 0;
    }
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static unsigned step_event(struct setup_state *state, const struct event *event, const struct context *context, struct effects *effects)
{
    if (steps[state->step].count)
        return line_event(state, event, context, effects);
    /* letters try the keyboard; digits choose */
    if (state->step == STEP_KEYBOARD && ((event->kind == EVENT_TEXT && event_digit(event, false) < 0) || event_is(event, PRESS_BACKSPACE)))
        return prompt_event(&state->line[LINE_TRY], event) ? SCREEN_DRAW | SCREEN_HANDLED : 0;
    struct list *list = list_of(state);
    if (list && list->count > 0 && state->step != STEP_PACKS) {
        unsigned flags = list_event(list, event, state->list_area);
        if (flags & WIDGET_ACCEPTED)
            go_on(state, context, effects);
        return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
    }
    if (event_is(event, PRESS_ENTER) && !state->running && !state->looking) {
        go_on(state, context, effects);
        return SCREEN_LAYOUT | SCREEN_HANDLED;
    }
    return list && list_event(list, event, state->list_area) ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct setup_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event, context, effects);
    if (event->kind == EVENT_RESUMED) {
        if (state->answer == MESSAGE_YES)
            effect_quit(effects);
        state->answer = MESSAGE_NOTHING;
    }
    if (event->kind == EVENT_RESUMED || event->kind == EVENT_RESIZE || event->kind == EVENT_TICK)
        return event->kind == EVENT_TICK ? SCREEN_DRAW : SCREEN_LAYOUT;
    if (state->asking)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    const struct action *action = event_is(event, PRESS_ENTER) ? NULL : common_action(&state->common, event, NULL);
    switch (action ? action->code : ACTION_WIDGET) {
    case ACTION_BACK: return go_back(state);
    case ACTION_AGAIN:
        prompt_clear(&state->line[LINE_FIRST]);
        prompt_clear(&state->line[LINE_SECOND]);
        return go_back(state);
    case ACTION_LEAVE:
        message_ask(effects, _("Leave the program?"), _("Nothing is made yet."), _("Leave"), &state->answer);
        return SCREEN_HANDLED;
    case ACTION_MARK:
        if (state->packs_list.focus < state->pack_count)
            state->packs[state->packs_list.focus].chosen = !state->packs[state->packs_list.focus].chosen;
        return SCREEN_DRAW | SCREEN_HANDLED;
    default: break;
    }
    return step_event(state, event, context, effects);
}

/* ---- Layout and drawing ---- */

static const char *words_of(const struct setup_state *state, const struct context *context)
{
    switch (state->step) {
    case STEP_LANGUAGE: return state->arrows;
    case STEP_KEYBOARD:
        return context->look->glyphs == GLYPHS_LINUX ? _("Which keyboard is this? Look at the first letters of the top row. It holds from the next start of the machine.")
                                                      : _("Which keyboard does this machine have? This window has a layout of its own, which stays; the choice is for the machine's own screen.");
    case STEP_DATE: return _("Is this right? Then press Enter. Else type the date as year, month, day, and the time.");
    case STEP_CENTRE: return _("The name stands on every screen. The machine number is 1, unless this centre has other machines: then it is one that none of them has.");
    case STEP_MANAGER: return _("Who looks after this centre? The manager enrols people, installs packs and takes the results.");
    case STEP_PIN: return _("4 to 12 digits that nobody else knows. When both lines are typed, the centre is made.");
    case STEP_CODE: return _("It opens the backups of this machine if the machine is lost. It is shown now, and kept nowhere. Lock the paper away, far from this machine.");
    case STEP_CODE_BACK: return _("So that it is sure that the code is on paper: please type these two groups of it.");
    case STEP_RESULTS: return _("The centre is made. A coordinator who collects its results gives you a joining file on a stick; without one, learning goes on and nothing is lost.");
    case STEP_PACKS:
        return state->pack_count ? _("These packs of lessons are here. Enter installs those with a mark.")
                                 : _("No packs are here: none came with the program, and none are on a stick. Enter goes on; the manager installs them later under \"Install packs\".");
    case STEP_DONE: return _("This is the manager's number. Write it down: with it and the PIN the manager signs in.");
    case STEPS: break;
    }
    return "";
}

/* How to choose, for somebody who reads one of these: before a language is chosen there is none to translate to. */
static void say_arrows(struct setup_state *state, const struct context *context)
{
    const char *up = glyph_text(GLYPH_UP, context->look), *down = glyph_text(GLYPH_DOWN, context->look);
    snprintf(state->arrows, sizeof state->arrows, "The keys %s %s go up and down, Enter goes on.\nLes touches %s %s montent et descendent, Entrée continue.\n"
             "Las teclas %s %s suben y bajan, Intro sigue.\nAs teclas %s %s sobem e descem, Enter continua.", up, down, up, down, up, down, up, down);
}

static int words_rows(const struct setup_state *state, const struct context *context) { return paint_words_rows(words_of(state, context), state->area.cols); }

static void layout(void *memory, const struct context *context)
{
    struct setup_state *state = memory;
    struct area text = common_layout(&state->common, context).text;
    state->area = area_middle(text, text.rows, 68);
    say_arrows(state, context);
    state->list_area = area_below(state->area, 3 + words_rows(state, context));
    if (state->step == STEP_KEYBOARD)
        state->list_area.rows -= 2;
    if (state->step == STEP_DONE) {
        state->list_area = area_below(state->list_area, state->area.rows >= 18 ? PAINT_BIG_ROWS + 3 : 2);
        state->list_area.rows = state->list_area.rows < DONE_WAYS ? state->list_area.rows : DONE_WAYS;
    }
    state->results.columns = state->done.columns = state->area.cols >= 64 ? 2 : 1; /* what is chosen goes before what is said of it */
    state->packs_list.columns = state->area.cols >= 64 ? 3 : 2;
    struct list *list = list_of(state);
    if (list)
        list_layout(list, state->list_area);
    keymap_typing(state->common.maps, 2, steps[state->step].count > 0 || state->step == STEP_KEYBOARD);
}

static void draw_line(const struct setup_state *state, struct grid *grid, int index, int row)
{
    int line = steps[state->step].first + index;
    char label[60];
    if (lines[line].label)
        snprintf(label, sizeof label, "%s", _(lines[line].label));
    else
        snprintf(label, sizeof label, _("Group %d"), state->asked[index] + 1);
    int cells = state->area.cols - 20;
    cells = lines[line].limit + 2 < (size_t)cells ? (int)lines[line].limit + 2 : cells;
    grid_put(grid, row, state->area.col, 18, index == state->focus ? STYLE_HEADING : STYLE_TEXT, label);
    prompt_draw(&state->line[line], grid, row, state->area.col + 20, cells, index == state->focus);
}

static void draw_code(const struct setup_state *state, struct grid *grid)
{
    int col = state->area.col + 2, row = state->list_area.row;
    for (int i = 0; i < state->groups; i++) {
        grid_format(grid, row + i / 4, col + i % 4 * 14, 3, STYLE_DIM, "%2d", i + 1);
        grid_put(grid, row + i / 4, col + i % 4 * 14 + 4, 6, STYLE_STRONG, state->group[i]);
    }
    row += (state->groups + 3) / 4 + 1;
    grid_format(grid, row, col, state->area.cols - 2, STYLE_TEXT, _("Mark of this paper: %s"), state->made ? state->made->mark : "");
    grid_cursor(grid, state->list_area.row, col + 4);
}

static void draw_packs(const struct setup_state *state, struct grid *grid)
{
    char doing[200];
    if (state->looking) {
        grid_put(grid, state->list_area.row, state->area.col, state->area.cols, STYLE_DIM, _("One moment."));
    } else if (state->running) {
        const struct setup_pack *pack = &state->packs[state->installing];
        snprintf(doing, sizeof doing, _("Installing \"%s\" %s"), pack->title, pack->version);
        progress_draw(grid, area_top(state->list_area, 3), state->per_cent, 100, doing);
    } else if (state->pack_count) {
        list_draw(&state->packs_list, grid, state->list_area, true);
    }
}

static void draw_done(const struct setup_state *state, struct grid *grid)
{
    int above = 3 + words_rows(state, state->context);
    const char *number = state->made ? state->made->number : "";
    struct area big = area_below(state->area, above);
    if (state->area.rows >= 18)
        paint_big(grid, area_top(big, PAINT_BIG_ROWS), STYLE_KEY, number);
    grid_format(grid, big.row + (state->area.rows >= 18 ? PAINT_BIG_ROWS + 1 : 0), state->area.col, state->area.cols, STYLE_STRONG, _("Number %s"), number);
    list_draw(&state->done, grid, state->list_area, true);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct setup_state *state = memory;
    char far[40];
    snprintf(far, sizeof far, _("step %d of %d"), steps[state->step].number, LAST_NUMBER);
    const char *where = context->centre && context->centre[0] ? context->centre : _("A new centre");
    if (!common_frame(&state->common, context, grid, where, NULL, far, false))
        return;
    struct area area = state->area;
    grid_put(grid, area.row, area.col, area.cols, STYLE_HEADING, _(steps[state->step].heading));
    paint_words(grid, area_below(area, 2), STYLE_TEXT, words_of(state, context));
    for (int i = 0; i < steps[state->step].count; i++)
        draw_line(state, grid, i, state->list_area.row + 2 * i);
    if (state->asking)
        grid_put(grid, state->list_area.row + 5, area.col, area.cols, STYLE_DIM, _("One moment: the centre is being made."));
    switch (state->step) {
    case STEP_LANGUAGE: list_draw(&state->languages, grid, state->list_area, true); break;
    case STEP_KEYBOARD: {
        list_draw(&state->keyboards, grid, state->list_area, true);
        int row = state->list_area.row + state->list_area.rows + 1;
        grid_put(grid, row, area.col, 18, STYLE_DIM, _("Type here to try"));
        prompt_draw(&state->line[LINE_TRY], grid, row, area.col + 20, 32, false);
        break;
    }
    case STEP_CODE: draw_code(state, grid); break;
    case STEP_RESULTS: list_draw(&state->results, grid, state->list_area, true); break;
    case STEP_PACKS: draw_packs(state, grid); break;
    case STEP_DONE: draw_done(state, grid); break;
    default: break;
    }
}

static void release(void *memory)
{
    struct setup_state *state = memory;
    for (int i = 0; i < LINES; i++)
        prompt_release(&state->line[i]);
    explicit_bzero(state->group, sizeof state->group);
    arena_release(&state->arena);
}

const struct screen_type screen_setup = {
    .name = "setup", .size = sizeof(struct setup_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
