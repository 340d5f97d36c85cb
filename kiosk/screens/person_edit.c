/* Editing a person: a form of what the centre keeps. args.item: the id. What it does not ask, such as the centre's own questions, stays as it was answered. */
#include "screens/common.h"
#include "screens/person.h"

#include "base/intl.h"
#include "base/text.h"

enum { FIELD_ID_NAME = 1, FIELD_ID_CONTACT, FIELD_ID_LANGUAGE, FIELD_ID_PROFILE, FIELD_ID_SAVE = 100, FIELD_ID_MOST = 14 };

struct person_edit_state {
    struct common common;
    const struct context *context;
    const struct profile_forms *forms;
    const struct person_page *page;
    struct arena arena;                          /* owns options and codes */
    struct field array[FIELD_ID_MOST];
    const char *const *codes[FIELD_ID_MOST];     /* of a field with options, in their order */
    const char *names[FIELD_ID_MOST];
    struct fields fields;
    size_t count;
    char id[64];
    bool sent;
    struct area area;
};

static bool ready(const void *memory) { const struct person_edit_state *state = memory; return state->count > 0; }

static const struct action actions[] = {
    { .name = "field", .keys = "Up Down Tab BackTab", .guard = ready, .label = N_("move"), .help = N_("Goes from field to field") },
    { .name = "choose", .keys = "Left Right", .guard = ready, .label = N_("choose"), .help = N_("Chooses one of several answers"), .rank = 1 },
    { .name = "go on", .keys = "Enter", .guard = ready, .label = N_("next, save"), .help = N_("Goes to the next field; on the button it saves"), .rank = 1 },
    { .name = "back", .keys = "Esc", .label = N_("leave it"), .help = N_("Goes back; nothing is changed"), .at_end = true },
};

static const char *short_label(const struct form_field *field, const char *language)
{
    const char *label = person_label(field->id);
    return label ? label : localized_get(&field->label, language);
}

static const char *value_of(const struct person_page *page, const char *name)
{
    for (size_t i = 0; i < page->profile_count; i++)
        if (strcmp(page->profile[i].name, name) == 0)
            return page->profile[i].value;
    return FORM_NOT_SAID;
}

/* A field with options; the first one that has value is chosen. */
static void add_choice(struct person_edit_state *state, int id, const char *name, const char *label, const char *const *options, const char *const *codes,
                       size_t count, const char *value)
{
    struct field *field = &state->array[state->count];
    *field = (struct field){ .kind = FIELD_CHOICE, .id = id, .label = label, .options = options, .option_count = count, .chosen = -1 };
    for (size_t i = 0; i < count && field->chosen < 0; i++)
        if (strcmp(codes[i], value) == 0)
            field->chosen = (int)i;
    state->names[state->count] = name;
    state->codes[state->count++] = codes;
}

static void add_languages(struct person_edit_state *state)
{
    size_t count = 0;
    while (state->context->languages[count])
        count++;
    const char **options = arena_array(&state->arena, count + 1, sizeof *options);
    for (size_t i = 0; options && i < count; i++)
        options[i] = language_name(state->context->languages[i]);
    if (options)
        add_choice(state, FIELD_ID_LANGUAGE, "language", _("Language"), options, state->context->languages, count, state->page->language);
}

static void add_profile(struct person_edit_state *state, const struct form_field *field)
{
    const char **options = arena_array(&state->arena, field->choice_count + 1, sizeof *options);
    const char **codes = arena_array(&state->arena, field->choice_count + 1, sizeof *codes);
    if (!options || !codes || state->count >= FIELD_ID_MOST - 2 || field->choice_count == 0)
        return;
    for (size_t i = 0; i < field->choice_count; i++) {
        codes[i] = field->choices[i].id;
        options[i] = strcmp(codes[i], FORM_NOT_SAID) == 0 ? _("not said") : localized_get(&field->choices[i].label, state->context->language);
        if (!*options[i])
            options[i] = codes[i];
    }
    add_choice(state, FIELD_ID_PROFILE, field->id, short_label(field, state->context->language), options, codes, field->choice_count,
               value_of(state->page, field->id));
}

static void begin(struct person_edit_state *state)
{
    const struct person_page *page = state->page;
    if (!page || !state->forms || state->count)
        return;
    state->array[state->count++] = (struct field){ .kind = FIELD_TEXT, .id = FIELD_ID_NAME, .label = _("Name"), .required = true, .limit = 60, .cols = 40 };
    state->array[state->count++] = (struct field){ .kind = FIELD_TEXT, .id = FIELD_ID_CONTACT, .label = _("Where reached"), .limit = 60, .cols = 40,
                                                   .hint = _("A telephone or an address. It stays in this centre.") };
    add_languages(state);
    for (size_t i = 0; i < state->forms->core->count; i++)
        add_profile(state, &state->forms->core->fields[i]);
    state->array[state->count++] = (struct field){ .kind = FIELD_BUTTON, .id = FIELD_ID_SAVE, .label = _("Save") };
    fields_init(&state->fields, NULL, state->array, state->count);
    prompt_set(&state->array[0].prompt, page->name);
    prompt_set(&state->array[1].prompt, page->contact);
    state->common.waiting = false;
}

static void init(void *memory, const struct screen_args *args, const struct context *context, struct effects *effects)
{
    struct person_edit_state *state = memory;
    common_init(&state->common, &screen_person_edit, state, context);
    state->context = context;
    snprintf(state->id, sizeof state->id, "%s", args->item);
    arena_init(&state->arena, NULL, 0);
    state->common.waiting = true;
    effect_FORMS(effects, NULL);
    effect_PERSON(effects, &(struct request_learner){ state->id });
}

/* Whether the form says what this field is now; all other answers are kept as they are. */
static bool said(const struct person_edit_state *state, const char *name)
{
    for (size_t i = 0; i < state->count; i++)
        if (state->array[i].kind == FIELD_CHOICE && state->array[i].chosen >= 0 && strcmp(state->names[i], name) == 0)
            return true;
    return false;
}

static void save(struct person_edit_state *state, struct effects *effects)
{
    struct named_value values[FIELD_ID_MOST + 100];
    size_t count = 0;
    const char *language = state->page->language;
    size_t length = strlen(field_text(&state->array[0]));
    text_trim(field_text(&state->array[0]), &length);
    if (length == 0) {
        field_message(&state->array[0], "%s", _("A person has a name."));
        fields_focus(&state->fields, 0);
        return;
    }
    for (size_t i = 0; i < state->count; i++) {
        const struct field *field = &state->array[i];
        if (field->kind != FIELD_CHOICE || field->chosen < 0)
            continue;
        if (field->id == FIELD_ID_LANGUAGE)
            language = state->codes[i][field->chosen];
        else
            values[count++] = (struct named_value){ state->names[i], state->codes[i][field->chosen] };
    }
    for (size_t i = 0; i < state->page->profile_count && count < sizeof values / sizeof *values; i++)
        if (!said(state, state->page->profile[i].name))
            values[count++] = (struct named_value){ state->page->profile[i].name, state->page->profile[i].value };
    state->sent = true;
    state->common.message[0] = 0;
    effect_PERSON_CHANGE(effects, &(struct request_person){ .id = state->id, .name = field_text(&state->array[0]), .contact = field_text(&state->array[1]),
                                                            .language = language, .version = state->page->version, .values = values, .value_count = count });
}

static unsigned on_result(struct person_edit_state *state, const struct event *event)
{
    const struct result *result = common_result(&state->common, event, REQUEST_FORMS, true);
    if (result) {
        if (result->code == 0)
            state->forms = result->data;
        state->common.waiting = !state->common.failed && state->count == 0;
    }
    result = common_result(&state->common, event, REQUEST_PERSON, true);
    if (result) {
        if (result->code == 0)
            state->page = result->data;
        state->common.waiting = !state->common.failed && state->count == 0;
    }
    begin(state);
    result = common_result(&state->common, event, REQUEST_PERSON_CHANGE, false);
    if (result) {
        state->sent = false;
        if (result->code == 0)
            return SCREEN_LAYOUT | SCREEN_LEAVE;
    }
    return SCREEN_LAYOUT;
}

static unsigned update(void *memory, const struct event *event, const struct context *context, struct effects *effects)
{
    struct person_edit_state *state = memory;
    if (event->kind == EVENT_RESULT)
        return on_result(state, event);
    if (event->kind == EVENT_RESIZE || event->kind == EVENT_RESUMED)
        return SCREEN_LAYOUT;
    if (event->kind == EVENT_TICK)
        return SCREEN_DRAW;
    if (state->sent)
        return SCREEN_HANDLED;
    if (common_event(&state->common, event, true, context, effects))
        return SCREEN_HANDLED;
    if (event_is(event, PRESS_ESCAPE))
        return SCREEN_HANDLED | SCREEN_LEAVE;
    if (!state->count)
        return 0;
    unsigned flags = fields_event(&state->fields, event, state->area);
    if (flags & WIDGET_CHANGED)
        fields_messages_clear(&state->fields);
    if (flags & WIDGET_ACCEPTED)
        save(state, effects);
    return flags ? SCREEN_LAYOUT | SCREEN_HANDLED : 0;
}

static void layout(void *memory, const struct context *context)
{
    struct person_edit_state *state = memory;
    state->area = common_layout(&state->common, context).text;
    if (state->count)
        fields_layout(&state->fields, state->area);
}

static void draw(const void *memory, const struct context *context, struct grid *grid)
{
    const struct person_edit_state *state = memory;
    if (common_frame(&state->common, context, grid, _("Edit a person"), state->page ? state->page->name : NULL, NULL, false))
        fields_draw(&state->fields, grid, state->area, true);
}

static void release(void *memory)
{
    struct person_edit_state *state = memory;
    if (state->count)
        fields_release(&state->fields);
    arena_release(&state->arena);
}

const struct screen_type screen_person_edit = {
    .name = "person_edit", .size = sizeof(struct person_edit_state), .actions = actions, .action_count = sizeof actions / sizeof *actions,
    .init = init, .update = update, .layout = layout, .draw = draw, .release = release,
};
