/*
 * A new learner: name, profile, consents, PIN; then the number, large, to be written on a card. One question a page, and going back loses nothing.
 * args.number 1: a guest registers, and keeps the work done so far.
 */
#include "screens/common.h"
#include "screens/message.h"
#include "screens/paint.h"

#include "base/intl.h"
#include "base/text.h"

#define NAME_LIMIT 60
#define PIN_SHORTEST 4
#define PIN_LONGEST 6

/* A field of the forms, with what was answered. */
struct entry {
    const struct form *form;
    const struct form_field *field;
    bool consent, first;                         /* first of its form */
    bool hidden;                                 /* by what was answered before it: neither asked nor sent; its answer is kept */
    struct choice choice;                        /* one or several of options; count 0: it is typed */
    const char **codes;                          /* of the options; "": left out of the profile */
    struct prompt prompt;                        /* the typed ones; of years: the year, which leads to its band */
};

enum stage { STAGE_NAME, STAGE_QUESTIONS, STAGE_PIN, STAGE_NUMBER };

struct registering_state {
    struct common common;
    const struct context *context;
    bool claim;
    struct arena arena;                          /* owns questions, options, codes */
    struct entry *questions;
    size_t count;
    const struct form_rules *rules;              /* of the centre's own questions, or NULL */
    const char *trouble;                         /* why they are not asked, or NULL */
    enum stage stage;
    size_t at;                                   /* the question, in STAGE_QUESTIONS */
    struct prompt name;
    struct field pins[2];
    struct fields fields;
    struct buttons buttons;                      /* at the end */
    bool sending;
    char refusal[COMMON_MESSAGE];
    const struct person_view *person;            /* who was registered */
    int answer;                                  /* whether to leave in the middle */
    struct area text, area;                      /* area: below the question */
    int head_rows;
};

enum { ACTION_GO_ON = 1, ACTION_HAS_NUMBER, ACTION_BACK, ACTION_START };

static const struct entry *current(const struct registering_state *state)
{
    return state->stage == STAGE_QUESTIONS && state->at < state->count ? &state->questions[state->at] : NULL;
}

static bool chooses(const void *memory)
{
    const struct entry *question = current(memory);
    return question && question->choice.count > 0;
}

static bool is_years(const struct entry *question)
{
    return question && question->field->kind == FORM_YEAR_BAND;
}

static bool chooses_by_digit(const void *memory)
{
    return chooses(memory) && !is_years(current(memory));
}

static bool types_year(const void *memory) { return is_years(current(memory)); }

static bool chooses_several(const void *memory)
{
    const struct entry *question = current(memory);
    return question && question->choice.count > 0 && question->choice.several;
}

static int digits(const void *memory)
{
    const struct entry *question = current(memory);
    return question && question->choice.count < 9 ? (int)question->choice.count : 9;
}

static bool has_pins(const void *memory) { return ((const struct registering_state *)memory)->stage == STAGE_PIN; }
static bool is_open(const void *memory) { return ((const struct registering_state *)memory)->stage != STAGE_NUMBER; }
static bool is_done(const void *memory) { return ((const struct registering_state *)memory)->stage == STAGE_NUMBER; }
static bool may_claim(const void *memory)
{
    const struct registering_state *state = memory;
    return state->claim && state->stage == STAGE_NAME;
}

static const struct action actions[] = {
    { .name = "choose", .keys = "1-9", .guard = chooses_by_digit, .digits = digits, .label = N_("choose"), .help = N_("Chooses an answer"), .rank = 2 },
    { .name = "year", .keys = "0-9", .guard = types_year, .label = N_("year"), .help = N_("Finds the year that you type"), .rank = 2 },
    { .name = "move", .keys = "Up Down Home End PageUp PageDown", .guard = chooses, .label = N_("move"), .help = N_("Goes from answer to answer"), .rank = 3 },
    { .name = "mark", .keys = "Space", .guard = chooses_several, .label = N_("choose or not"), .help = N_("Chooses the marked answer, or takes it back"), .rank = 4 },
    { .name = "field", .keys = "Up Down Tab BackTab", .guard = has_pins, .label = N_("move"), .help = N_("Goes from field to field"), .rank = 3 },
    { .code = ACTION_GO_ON, .name = "go on", .keys = "Enter", .guard = is_open, .label = N_("go on"), .help = N_("Goes on to the next question"), .rank = 1 },
    { .code = ACTION_HAS_NUMBER, .name = "has number", .keys = "F2", .guard = may_claim, .label = N_("I have a number"),
      .help = N_("Signs you in with the number that you have already; your work comes with you"), .rank = 4 },
    { .code = ACTION_BACK, .name = "back", .keys = "Esc", .guard = is_open, .label = N_("back"), .help = N_("Goes back one question; what you answered stays"),
      .at_end = true },
    { .name = "button", .keys = "Left Right Tab BackTab", .guard = is_done, .label = N_("choose"), .help = N_("Goes from button to button"), .rank = 2 },
    { .code = ACTION_START, .name = "start", .keys = "Enter Esc", .guard = is_done, .label = N_("do it"), .help = N_("Does what the marked button says; Esc starts"), .rank = 1 },
};

/* ---- The questions, from the forms ---- */

static bool is_typed(const struct form_field *field)
{
    return field->kind == FORM_TEXT || field->kind == FORM_INTEGER;
}

static void add_option(struct entry *question, const char *code, const char *text)
{
    size_t i = question->choice.count++;
    question->codes[i] = code;
    question->choice.options[i].text = text;
}

static bool is_chosen(const struct entry *question)
{
    for (size_t i = 0; i < question->choice.count; i++)
        if (question->choice.options[i].chosen)
            return true;
    return false;
}

/* False if memory lacks. */
static bool fill_question(struct registering_state *state, struct entry *question)
{
    const struct form_field *field = question->field;
    const char *language = state->context->language;
    if (is_typed(field)) {
        prompt_init(&question->prompt, NULL, field->kind == FORM_INTEGER ? PROMPT_NUMBER : PROMPT_TEXT, field->kind == FORM_INTEGER ? 18 : field->length);
        if (field->otherwise)
            prompt_set(&question->prompt, field->otherwise);
        return true;
    }
    size_t most = field->choice_count + 3;       /* yes, no, not said */
    struct choice_option *options = arena_array(&state->arena, most, sizeof *options);
    question->codes = arena_array(&state->arena, most, sizeof *question->codes);
    if (!options || !question->codes)
        return false;
    memset(options, 0, most * sizeof *options);
    question->choice.options = options;
    bool several = field->kind == FORM_MULTIPLE;
    if (field->kind == FORM_YES_NO) {
        bool no_first = field->otherwise && strcmp(field->otherwise, "no") == 0;
        add_option(question, no_first ? "no" : "yes", no_first ? _("No") : _("Yes"));
        add_option(question, no_first ? "yes" : "no", no_first ? _("Yes") : _("No"));
    }
    for (size_t i = 0; i < field->choice_count; i++)
        add_option(question, field->choices[i].id, localized_get(&field->choices[i].label, language));
    /* whoever does not want to say it can always leave it unsaid */
    if (!several && !question->consent && !field->required && !form_choice(field, FORM_NOT_SAID))
        add_option(question, "", _("I would rather not say"));
    size_t count = question->choice.count;
    for (size_t i = 0; i < count; i++)
        options[i].chosen = field->otherwise && strcmp(question->codes[i], field->otherwise) == 0;
    choice_init(&question->choice, options, count, several);
    question->choice.paged = true;
    if (is_years(question)) {
        /* the youngest come first: a third down is the middle of those who are of an age to run a firm */
        prompt_init(&question->prompt, NULL, PROMPT_DIGITS, 4);
        question->prompt.placeholder = "____";
        question->choice.unnumbered = true;
        if (!is_chosen(question))
            question->choice.focus = count / 3;
        question->choice.top = question->choice.focus / 2;
    }
    return true;
}

static void add_form(struct registering_state *state, const struct form *form, bool consent)
{
    for (size_t i = 0; form && i < form->count; i++)
        state->questions[state->count++] = (struct entry){ .form = form, .field = &form->fields[i], .consent = consent };
}

/* What was answered, as the records hold it; "" for nothing. */
static void answer_of(const struct entry *question, struct buf *out)
{
    if (is_typed(question->field)) {
        size_t length = question->prompt.text.length;
        const char *text = text_trim(prompt_text(&question->prompt), &length);
        buf_add(out, text, length);
        return;
    }
    for (size_t i = 0; i < question->choice.count; i++)
        if (question->choice.options[i].chosen && question->codes[i][0]) {
            buf_text(out, out->length ? " " : "");
            buf_text(out, question->codes[i]);
        }
}

/* ---- Which of them are asked ---- */

/* The values that rules go by: those of the questions that are asked. Consents are nobody's condition. */
static void add_value(const struct entry *question, struct arena *arena, struct named_value *values, size_t *count)
{
    struct buf value = BUF_INIT;
    answer_of(question, &value);
    const char *copy = value.length && !question->consent && !question->hidden ? arena_text(arena, value.data) : NULL;
    if (copy)
        values[(*count)++] = (struct named_value){ question->field->id, copy };
    buf_release(&value);
}

/* Hides and shows questions by what was answered before each. */
static void look_again(struct registering_state *state)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    const struct form_rules *rules = state->rules;
    struct named_value *values = arena_array(&arena, state->count + 1, sizeof *values);
    const struct form *form = NULL;
    size_t count = 0;
    for (size_t i = 0; values && i < state->count; i++) {
        struct entry *question = &state->questions[i];
        question->hidden = rules && !rules->relevant(rules->context, question->field, values, count);
        question->first = !question->hidden && question->form != form;
        form = question->hidden ? form : question->form;
        add_value(question, &arena, values, &count);
    }
    arena_release(&arena);
}

/* Whether the form's author takes this answer; else the refusal says why not, in the author's words. */
static bool author_takes(struct registering_state *state)
{
    struct arena arena;
    arena_init(&arena, NULL, 0);
    const struct form_rules *rules = state->rules;
    struct named_value *values = arena_array(&arena, state->count + 1, sizeof *values);
    const char *wrong = NULL;
    size_t count = 0;
    for (size_t i = 0; values && i <= state->at; i++)
        add_value(&state->questions[i], &arena, values, &count);
    if (rules && values)
        wrong = rules->wrong(rules->context, state->questions[state->at].field, state->context->language, values, count);
    if (wrong)
        snprintf(state->refusal, sizeof state->refusal, "%s", *wrong ? wrong : _("This answer does not fit. Please look at it again."));
    arena_release(&arena);
    return !wrong;
}

/* To the next question that is asked, or the one before; false where there is none. */
static bool step(struct registering_state *state, bool back)
{
    size_t at = state->at;
    do {
        if (back ? at == 0 : at + 1 >= state->count)
            return false;
        at += back ? (size_t)-1 : 1;
    } while (state->questions[at].hidden);
    state->at = at;
    return true;
}

static void take_forms(struct registering_state *state, const struct profile_forms *forms)
{
    size_t most = forms->core->count + (forms->centre ? forms->centre->count : 0) + forms->consents->count;
    struct entry *questions = arena_array(&state->arena, most, sizeof *questions);
    bool good = questions != NULL;
    state->questions = questions;
    if (good) {
        add_form(state, forms->core, false);
        add_form(state, forms->centre, false);
        add_form(state, forms->consents, true);
    }
    for (size_t i = 0; good && i < state->count; i++)
        good = fill_question(state, &state->questions[i]);
    state->rules = forms->rules;
    state->trouble = forms->trouble;
    if (good)
        look_again(state);
    if (!good) {
        struct error error = { 0 };
        error_memory(&error);
        common_error(&state->common, &error);
        state->common.failed = true;
    }
}

/* Whether one may go on from this question; else the refusal says why not. */
static bool check(struct registering_state *state, const struct entry *question)
{
    struct buf value = BUF_INIT;
    const struct form_field *field = question->field;
    answer_of(question, &value);
    bool good = is_typed(field) ? form_value_valid(field, value.data) : !field->required || question->choice.several || is_chosen(question);
    if (good && question->choice.several && field->required)
        good = value.length > 0;
    if (good && !is_typed(field) && !question->choice.several)
        good = is_chosen(question);
    if (!good && field->kind == FORM_INTEGER && value.length)
        snprintf(state->refusal, sizeof state->refusal, _("Please type a whole number from %lld to %lld."), (long long)field->least, (long long)field->most);
    else if (!good && is_typed(field))
        snprintf(state->refusal, sizeof state->refusal, "%s", _("Please type an answer."));
    else if (!good)
        snprintf(state->refusal, sizeof state->refusal, "%s", _("Please choose an answer."));
    buf_release(&value);
    return good;
}

static bool pins_good(struct registering_state *state)
{
    const char *pin = field_text(&state->pins[0]), *again = field_text(&state->pins[1]);
    fields_messages_clear(&state->fields);
    if (strlen(pin) < PIN_SHORTEST) {
        field_message(&state->pins[0], _("Please type %d to %d digits."), PIN_SHORTEST, PIN_LONGEST);
        fields_focus(&state->fields, 0);
        return false;
    }
    if (strcmp(pin, again) != 0) {
        field_message(&state->pins[1], "%s", again[0] ? _("That is another PIN. Please type the same one.") : _("Please type the PIN once more."));
        prompt_clear(&state->pins[1].prompt);
        fields_focus(&state->fields, 1);
        return false;
    }
    return true;
}

static void send(struct registering_state *state, struct effects *effects)
{
    struct arena arena;
    struct buf value = BUF_INIT;
    size_t length = state->name.text.length;
    arena_init(&arena, NULL, 0);
    const char *name = text_trim(prompt_text(&state->name), &length);
    struct request_register ask = { .name = arena_copy(&arena, name, length), .pin = field_text(&state->pins[0]), .claim = state->claim };
    struct named_value *values = arena_array(&arena, state->count + 1, sizeof *values);
    const char **consents = arena_array(&arena, state->count + 1, sizeof *consents);
    for (size_t i = 0; values && consents && i < state->count; i++) {
        const struct entry *question = &state->questions[i];
        if (question->hidden)
            continue;
        buf_clear(&value);
        answer_of(question, &value);
        if (question->consent && strcmp(value.data, "yes") == 0)
            consents[ask.consent_count++] = question->field->id;
        else if (!question->consent && value.length)
            values[ask.value_count++] = (struct named_value){ question->field->id, arena_text(&arena, value.data) };
    }
    ask.values = values;
    ask.consents = consents;
    if (arena_failed(&arena)) {
        struct error error = { 0 };
        error_memory(&error);
        error_message(&error, intl_translate, state->refusal, sizeof state->refusal);
    } else {
        state->sending = effect_REGISTER(effects, &ask) != 0;
    }
    buf_release(&value);
    arena_release(&arena);
}

/* ---- Going on and back ---- */

static unsigned go_on(struct registering_state *state, struct effects *effects)
{
    state->refusal[0] = 0;
    size_t length = state->name.text.length;
    switch (state->stage) {
    case STAGE_NAME:
        text_trim(prompt_text(&state->name), &length);
        if (length == 0) {
            snprintf(state->refusal, sizeof state->refusal, "%s", _("Please type your name."));
        } else {
            state->stage = state->count ? STAGE_QUESTIONS : STAGE_PIN;
            state->at = 0;
        }
        break;
    case STAGE_QUESTIONS:
        if (!check(state, &state->questions[state->at]) || !author_takes(state))
            break;
        look_again(state);
        if (!step(state, false))
            state->stage = STAGE_PIN;
        break;
    case STAGE_PIN:
        if (pins_good(state))
            send(state, effects);
        break;
    case STAGE_NUMBER:
        break;
    }
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static unsigned go_back(struct registering_state *state, struct effects *effects)
{
    state->refusal[0] = 0;
    switch (state->stage) {
    case STAGE_NAME:
        if (state->name.text.length == 0)
            return SCREEN_HANDLED | SCREEN_LEAVE;
        message_ask(effects, _("Stop registering?"), _("What you filled in so far is not kept."), _("Stop"), &state->answer);
        break;
    case STAGE_QUESTIONS:
        if (!step(state, true))
            state->stage = STAGE_NAME;
        break;
    case STAGE_PIN:
        state->stage = state->count ? STAGE_QUESTIONS : STAGE_NAME;
        break;
    case STAGE_NUMBER:
        break;
    }
    return SCREEN_LAYOUT | SCREEN_HANDLED;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct registering_state *state = memory;
    common_init(&state->common, &screen_registering, state, context);
    state->context = context;
    state->common.many_languages = false;        /* the forms stay in one language until the end */
    state->claim = args->number == 1;
    arena_init(&state->arena, NULL, 0);
    prompt_init(&state->name, NULL, PROMPT_TEXT, NAME_LIMIT);
    state->pins[0] = (struct field){ .kind = FIELD_PIN, .id = 1, .label = _("Your PIN"), .limit = PIN_LONGEST };
    state->pins[1] = (struct field){ .kind = FIELD_PIN, .id = 2, .label = _("Once more"), .limit = PIN_LONGEST };
    fields_init(&state->fields, NULL, state->pins, 2);
    state->common.waiting = true;
    effect_FORMS(effects, NULL);
}

static unsigned on_result(struct registering_state *state, const struct event *event)
{
    const struct result *result;
    if ((result = common_result(&state->common, event, REQUEST_FORMS, true))) {
        if (result->code == 0 && !state->questions)
            take_forms(state, result->data);
    } else if ((result = common_result(&state->common, event, REQUEST_REGISTER, false))) {
        state->sending = false;
        if (result->code == 0) {
            state->person = result->data;
            state->stage = STAGE_NUMBER;
            state->buttons = (struct buttons){ .label = { _("Start"), _("Practise the keys first") }, .count = 2 };
        } else {
            /* it is shown whole, below the PIN */
            snprintf(state->refusal, sizeof state->refusal, "%s", state->common.message);
            state->common.message[0] = 0;
        }
    }
    return SCREEN_LAYOUT;
}

static unsigned on_number(struct registering_state *state, const struct event *event, struct effects *effects)
{
    unsigned flags = buttons_event(&state->buttons, event, state->area);
    bool accepted = (flags & WIDGET_ACCEPTED) != 0;
    if (event_is(event, PRESS_ESCAPE) || (accepted && state->buttons.focus == 0)) {
        effect_home(effects);
        return SCREEN_HANDLED;
    }
    if (accepted)
        effect_push(effects, &screen_keys, NULL);
    if (!flags && (event_is(event, PRESS_TAB) || event_is(event, PRESS_BACK_TAB))) {
        state->buttons.focus = event_is(event, PRESS_TAB) ? 0 : state->buttons.count - 1; /* round and round: there is nothing else here */
        flags = WIDGET_HANDLED;
    }
    return flags ? SCREEN_DRAW | SCREEN_HANDLED : 0;
}

/* ---- Years ---- */

/* The first band with a year that begins with these digits; SIZE_MAX where there is none. */
static size_t band_of(const struct entry *question, const char *digits)
{
    for (size_t i = 0; i < question->choice.count; i++) {
        long first = strtol(question->codes[i], NULL, 10);
        for (int year = 0; first > 0 && year < question->field->width; year++) {
            char text[24];
            snprintf(text, sizeof text, "%ld", first + year);
            if (strncmp(text, digits, strlen(digits)) == 0)
                return i;
        }
    }
    return SIZE_MAX;
}

/* A year is typed, and the list follows; the fourth digit chooses. Arrows go through the list, and what was typed goes. */
static unsigned on_year(struct registering_state *state, struct entry *question, const struct event *event)
{
    bool accepts = event_is(event, PRESS_ENTER) && question->prompt.text.length > 0;
    if (event_digit(event, true) < 0 && !event_is(event, PRESS_BACKSPACE) && !accepts) {
        unsigned flags = choice_event(&question->choice, event, state->area);
        if (flags & (WIDGET_MOVED | WIDGET_CHANGED)) {
            prompt_clear(&question->prompt);
            state->refusal[0] = 0;
        }
        return flags;
    }
    if (!accepts)
        prompt_event(&question->prompt, event);
    size_t band = band_of(question, prompt_text(&question->prompt)), length = question->prompt.text.length;
    state->refusal[0] = 0;
    if (length > 0 && band != SIZE_MAX)
        question->choice.focus = band;
    for (size_t i = 0; length > 0 && i < question->choice.count; i++)
        question->choice.options[i].chosen = length == 4 && i == band;
    if (length > 0 && (band == SIZE_MAX || (accepts && length < 4)))
        snprintf(state->refusal, sizeof state->refusal, _("Please type a year from %d to %d."), question->field->first, question->field->last);
    return WIDGET_HANDLED | (accepts && !state->refusal[0] ? WIDGET_ACCEPTED : 0);
}

/* The widget of this page. */
static unsigned on_page(struct registering_state *state, const struct event *event)
{
    struct entry *question = state->stage == STAGE_QUESTIONS ? &state->questions[state->at] : NULL;
    if (state->stage == STAGE_PIN)
        return fields_event(&state->fields, event, state->area);
    if (!question)
        return prompt_event(&state->name, event);
    if (is_years(question))
        return on_year(state, question, event);
    return question->choice.count ? choice_event(&question->choice, event, state->area) : prompt_event(&question->prompt, event);
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct registering_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESUMED) {
        bool stop = state->answer == MESSAGE_YES;
        state->answer = MESSAGE_NOTHING;
        return SCREEN_LAYOUT | (stop ? SCREEN_LEAVE : 0);
    }
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (state->sending)
        return SCREEN_HANDLED;
    bool ready = !state->common.waiting && !state->common.failed;
    if (!ready)
        return event_is(event, PRESS_ESCAPE) ? SCREEN_HANDLED | SCREEN_LEAVE : 0;
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    if (state->stage == STAGE_NUMBER)
        return on_number(state, event, effects);
    if (event_is(event, PRESS_ESCAPE))
        return go_back(state, effects);
    const struct action *action = event->kind == EVENT_KEY ? common_action(&state->common, event, NULL) : NULL;
    if (action && action->code == ACTION_HAS_NUMBER) {
        effect_replace(effects, &screen_sign_in, &(struct screen_args){ .number = 1 });
        return SCREEN_HANDLED;
    }
    unsigned flags = on_page(state, event);
    if (flags & WIDGET_CHANGED)
        state->refusal[0] = 0;
    if (flags & WIDGET_ACCEPTED)
        return go_on(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

/* ---- What is seen ---- */

static const char *heading_of(const struct registering_state *state)
{
    const struct entry *question = current(state);
    switch (state->stage) {
    case STAGE_NAME: return _("What is your name?");
    case STAGE_QUESTIONS: return question ? localized_get(&question->field->label, state->context->language) : "";
    case STAGE_PIN: return _("Choose a PIN");
    case STAGE_NUMBER: return _("Write this number on your card");
    }
    return "";
}

static const char *words_of(const struct registering_state *state)
{
    const struct entry *question = current(state);
    switch (state->stage) {
    case STAGE_NAME:
        return state->claim ? _("As it should stand on your certificate. What you did as a guest becomes yours.") : _("As it should stand on your certificate.");
    case STAGE_QUESTIONS:
        if (!question)
            return "";
        if (localized_get(&question->field->hint, state->context->language)[0])
            return localized_get(&question->field->hint, state->context->language);
        if (is_years(question))
            return _("Type the year, or go through the list with the arrow keys.");
        return is_typed(question->field) && !question->field->required ? _("Leave it empty if you would rather not say.") : "";
    case STAGE_PIN:
        return _("4 to 6 digits that you can keep in mind and nobody else knows. You sign in with your number and this PIN.");
    case STAGE_NUMBER:
        return "";
    }
    return "";
}

/* What the form is for: above its first question. */
static const char *summary_of(const struct registering_state *state)
{
    const struct entry *question = current(state);
    return question && question->first ? localized_get(&question->form->summary, state->context->language) : "";
}

static void layout(void *memory, const struct context *context)
{
    struct registering_state *state = memory;
    state->text = layout_frame(context->rows, context->cols).text;
    int cols = state->text.cols, summary = paint_words_rows(summary_of(state), cols);
    state->head_rows = (summary ? summary + 1 : 0) + paint_words_rows(heading_of(state), cols) + paint_words_rows(words_of(state), cols);
    state->area = area_below(state->text, state->head_rows + 1);
    if (state->stage == STAGE_NUMBER)
        state->area = area_below(state->text, state->text.rows - 1);
    else if (state->refusal[0])
        state->area.rows -= paint_words_rows(state->refusal, cols);
    fields_layout(&state->fields, state->area);
    if (is_years(current(state)))
        state->area = area_below(state->area, 2); /* what is typed stands above the list */
    if (chooses(state))
        choice_layout(&state->questions[state->at].choice, state->area);
}

static void draw_number(const struct registering_state *state, struct grid *grid)
{
    struct area area = state->text;
    char text[200];
    int row = area.row + (area.rows > 14 ? 1 : 0);
    const char *number = state->person->number ? state->person->number : "";
    snprintf(text, sizeof text, _("Welcome, %s."), state->person->name ? state->person->name : "");
    grid_put_centre(grid, row, area.col, area.cols, STYLE_TEXT, text);
    paint_big(grid, (struct area){ row + 2, area.col, PAINT_BIG_ROWS, area.cols }, STYLE_GOOD, number);
    snprintf(text, sizeof text, _("Write this number on your card: %s"), number);
    grid_put_centre(grid, row + 8, area.col, area.cols, STYLE_STRONG, text);
    grid_put_centre(grid, row + 9, area.col, area.cols, STYLE_DIM, _("With it and your PIN you sign in on any machine here."));
    int cols = buttons_cols(&state->buttons), free = area.cols - cols;
    buttons_draw(&state->buttons, grid, (struct area){ state->area.row, area.col + (free > 0 ? free / 2 : 0), 1, cols }, true);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct registering_state *state = memory;
    char far[48] = "";
    size_t page = 1, pages = 2;
    for (size_t i = 0; i < state->count; i++) {
        pages += !state->questions[i].hidden;
        page += !state->questions[i].hidden && state->stage == STAGE_QUESTIONS && i <= state->at;
    }
    if (state->stage == STAGE_PIN)
        page = pages;
    const struct entry *question = current(state);
    if (state->stage != STAGE_NUMBER && !state->common.waiting && !state->common.failed)
        snprintf(far, sizeof far, _("%zu of %zu"), page, pages);
    if (!common_frame(&state->common, context, grid, _("I am new here"), question ? localized_get(&question->form->title, context->language) : NULL,
                      far[0] ? far : NULL, false))
        return;
    if (state->stage == STAGE_NUMBER) {
        draw_number(state, grid);
        return;
    }
    struct area area = state->text;
    int rows = paint_words(grid, area, STYLE_DIM, summary_of(state));
    area = area_below(area, rows ? rows + 1 : 0);
    area = area_below(area, paint_words(grid, area, STYLE_HEADING, heading_of(state)));
    area = area_below(area, paint_words(grid, area, STYLE_DIM, words_of(state)));
    if (state->stage == STAGE_NAME && state->trouble)
        paint_words(grid, area_below(area, 3), STYLE_ATTENTION, state->trouble);
    if (state->stage == STAGE_PIN)
        fields_draw(&state->fields, grid, state->area, true);
    else if (chooses(state)) {
        if (is_years(question))
            prompt_draw(&question->prompt, grid, state->area.row - 2, state->area.col + 6, 8, false);
        choice_draw(&question->choice, grid, state->area, true);
    }
    else
        prompt_draw(question ? &question->prompt : &state->name, grid, state->area.row, state->area.col + 2, state->area.cols < 44 ? state->area.cols : 44, true);
    if (!state->refusal[0])
        return;
    struct area below = area_below(state->text, state->text.rows - paint_words_rows(state->refusal, state->text.cols));
    if (!chooses(state) && state->stage != STAGE_PIN)
        below = area_below(state->area, 2);
    paint_words(grid, below, STYLE_ATTENTION, state->refusal);
}

static void release(void *memory)
{
    struct registering_state *state = memory;
    for (size_t i = 0; i < state->count; i++)
        if (is_typed(state->questions[i].field) || is_years(&state->questions[i]))
            prompt_release(&state->questions[i].prompt);
    prompt_release(&state->name);
    fields_release(&state->fields);
    arena_release(&state->arena);
}

const struct screen_type screen_registering = {
    .name = "registering", .size = sizeof(struct registering_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
