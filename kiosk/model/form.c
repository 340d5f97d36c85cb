#include "model/form.h"

#include "base/text.h"
#include "model/settings.h"

#define BANDS_LIMIT 60

const char *const form_kind_names[] = {
    [FORM_SINGLE] = "single", [FORM_MULTIPLE] = "multiple", [FORM_TEXT] = "text", [FORM_INTEGER] = "integer",
    [FORM_YEAR_BAND] = "year-band", [FORM_YES_NO] = "yes-no", NULL
};
_Static_assert(sizeof form_kind_names / sizeof *form_kind_names == FORM_KINDS + 1, "a name for each kind");

static bool has_choices(enum form_kind kind)
{
    return kind == FORM_SINGLE || kind == FORM_MULTIPLE || kind == FORM_YEAR_BAND;
}

static void read_choice(const struct cfg *cfg, const config_setting_t *group, struct form_field *field, struct form_choice *choice)
{
    static const char *const known[] = { "id", "label", NULL };
    if (!config_setting_is_group(group)) {
        cfg_report(cfg, group, N_("a choice is { id = …; label = { en = …; }; }"));
        return;
    }
    cfg_known(cfg, group, known);
    cfg_name(cfg, group, "id", true, &choice->id);
    cfg_localized(cfg, group, "label", true, &choice->label);
    for (struct form_choice *other = field->choices; choice->id && other < choice; other++)
        if (text_equal(other->id, choice->id))
            cfg_report(cfg, group, N_("the choice `%s` is there twice"), choice->id);
}

/* The bands of years, the last years first: whoever fills in the form is more often young. */
static bool add_bands(const struct cfg *cfg, struct form_field *field)
{
    for (int from = field->last - field->width + 1; from >= field->first; from -= field->width) {
        struct form_choice *choice = &field->choices[field->choice_count++];
        struct localized_text *label = arena_alloc(cfg->arena, sizeof *label);
        if (!label)
            return false;
        choice->id = field->width == 1 ? arena_format(cfg->arena, "%d", from) : arena_format(cfg->arena, "%d-%d", from, from + field->width - 1);
        *label = (struct localized_text){ "", choice->id };
        choice->label = (struct localized){ label, 1 };
        if (!choice->id)
            return false;
    }
    return true;
}

static int read_bands(const struct cfg *cfg, const config_setting_t *group, struct form_field *field)
{
    int64_t first = 0, last = 0, width = 5;
    if (!cfg_int(cfg, group, "first", true, 1900, 2100, &first) || !cfg_int(cfg, group, "last", true, 1900, 2100, &last)
        || !cfg_int(cfg, group, "width", false, 1, 20, &width))
        return -1;
    int64_t years = last - first + 1;
    if (years < width || years % width || years / width > BANDS_LIMIT) {
        cfg_report(cfg, group, N_("the years from first to last must be divided into whole bands, at most %d of them"), BANDS_LIMIT);
        return -1;
    }
    field->first = (int)first;
    field->last = (int)last;
    field->width = (int)width;
    return (int)(years / width);
}

static void read_choices(const struct cfg *cfg, const config_setting_t *group, struct form_field *field)
{
    config_setting_t *list = cfg_list(cfg, group, "choices", field->kind != FORM_YEAR_BAND);
    int length = list ? config_setting_length(list) : 0;
    int bands = field->kind == FORM_YEAR_BAND ? read_bands(cfg, group, field) : 0;
    if (bands < 0 || (!list && !bands))
        return;
    if (length + bands < 2 || length > FORM_CHOICES_LIMIT) {
        cfg_report(cfg, list ? list : group, N_("a field has 2 to %d choices"), FORM_CHOICES_LIMIT);
        return;
    }
    field->choices = arena_array(cfg->arena, (size_t)(length + bands), sizeof *field->choices);
    if (!field->choices || (bands && !add_bands(cfg, field)))
        return;
    for (int i = 0; i < length; i++)
        read_choice(cfg, config_setting_get_elem(list, (unsigned)i), field, &field->choices[field->choice_count++]);
}

static void read_expression(const struct cfg *cfg, const config_setting_t *group, const char *name, struct form_expression *expression)
{
    const config_setting_t *setting = config_setting_get_member(group, name);
    if (cfg_string(cfg, group, name, false, &expression->text) && setting)
        expression->line = (long)config_setting_source_line(setting);
    if (expression->text && !*expression->text)
        cfg_report(cfg, setting, N_("the expression is empty: write one, or take it away"));
}

/* A setting that this kind of field does not have. */
static void refuse_foreign(const struct cfg *cfg, const config_setting_t *group, const struct form_field *field)
{
    static const struct {
        const char *name;
        unsigned kinds;
    } own[] = {
        { "choices", 1U << FORM_SINGLE | 1U << FORM_MULTIPLE | 1U << FORM_YEAR_BAND },
        { "least", 1U << FORM_INTEGER }, { "most", 1U << FORM_INTEGER },
        { "length", 1U << FORM_TEXT },
        { "first", 1U << FORM_YEAR_BAND }, { "last", 1U << FORM_YEAR_BAND }, { "width", 1U << FORM_YEAR_BAND },
    };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        const config_setting_t *setting = config_setting_get_member(group, own[i].name);
        if (setting && !(own[i].kinds & 1U << field->kind))
            cfg_report(cfg, setting, N_("a field of kind `%s` has no `%s`"), form_kind_names[field->kind], own[i].name);
    }
}

static void read_field(const struct cfg *cfg, const config_setting_t *group, struct form_field *field)
{
    static const char *const known[] = { "id", "kind", "label", "hint", "required", "default", "choices", "least", "most", "length", "first", "last",
                                         "width", "relevant", "constraint", "message", NULL };
    int kind = 0;
    int64_t length = 200;
    field->line = (long)config_setting_source_line(group);
    if (!config_setting_is_group(group)) {
        cfg_report(cfg, group, N_("a field is { id = …; kind = …; label = …; }"));
        return;
    }
    cfg_known(cfg, group, known);
    cfg_name(cfg, group, "id", true, &field->id);
    cfg_localized(cfg, group, "label", true, &field->label);
    cfg_localized(cfg, group, "hint", false, &field->hint);
    cfg_bool(cfg, group, "required", false, &field->required);
    read_expression(cfg, group, "relevant", &field->relevant);
    read_expression(cfg, group, "constraint", &field->constraint);
    cfg_localized(cfg, group, "message", false, &field->message);
    if (!cfg_word(cfg, group, "kind", true, form_kind_names, &kind) || !config_setting_get_member(group, "kind"))
        return;
    field->kind = (enum form_kind)kind;
    refuse_foreign(cfg, group, field);
    if (has_choices(field->kind))
        read_choices(cfg, group, field);
    field->least = 0;
    field->most = 1000000000;
    if (field->kind == FORM_INTEGER) {
        cfg_int(cfg, group, "least", false, -field->most, field->most, &field->least);
        cfg_int(cfg, group, "most", false, field->least, field->most, &field->most);
    }
    if (field->kind == FORM_TEXT)
        cfg_int(cfg, group, "length", false, 1, FORM_TEXT_LIMIT, &length);
    field->length = (size_t)length;
    cfg_string(cfg, group, "default", false, &field->otherwise);
    if (field->otherwise && !form_value_valid(field, field->otherwise))
        cfg_report(cfg, config_setting_get_member(group, "default"), N_("`%s` is no value of this field"), field->otherwise);
}

static void *read_form(const struct cfg *cfg, const config_setting_t *root)
{
    static const char *const known[] = { "id", "title", "summary", "fields", NULL };
    struct form *form = arena_alloc(cfg->arena, sizeof *form);
    if (!form)
        return NULL;
    cfg_known(cfg, root, known);
    cfg_name(cfg, root, "id", true, &form->id);
    cfg_localized(cfg, root, "title", true, &form->title);
    cfg_localized(cfg, root, "summary", false, &form->summary);
    config_setting_t *list = cfg_list(cfg, root, "fields", true);
    int length = list ? config_setting_length(list) : 0;
    if (list && (length < 1 || length > FORM_FIELDS_LIMIT))
        cfg_report(cfg, list, N_("a form has 1 to %d fields"), FORM_FIELDS_LIMIT);
    if (length < 1 || length > FORM_FIELDS_LIMIT)
        return form;
    form->fields = arena_array(cfg->arena, (size_t)length, sizeof *form->fields);
    if (!form->fields)
        return NULL;
    form->count = (size_t)length;
    for (int i = 0; i < length; i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        read_field(cfg, group, &form->fields[i]);
        for (int j = 0; j < i && form->fields[i].id; j++)
            if (text_equal(form->fields[i].id, form->fields[j].id))
                cfg_report(cfg, group, N_("the field `%s` is there twice"), form->fields[i].id);
    }
    return form;
}

int form_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct form **form)
{
    void *made;
    int code = settings_read(arena, text, length, file, report, read_form, &made);
    if (code == 0)
        *form = made;
    return code;
}

const struct form_field *form_field(const struct form *form, const char *id)
{
    for (size_t i = 0; i < form->count; i++)
        if (text_equal(form->fields[i].id, id))
            return &form->fields[i];
    return NULL;
}

const struct form_choice *form_choice(const struct form_field *field, const char *id)
{
    for (size_t i = 0; i < field->choice_count; i++)
        if (text_equal(field->choices[i].id, id))
            return &field->choices[i];
    return NULL;
}

/* Ids divided by one blank each, none twice. */
static bool several(const struct form_field *field, const char *value)
{
    bool seen[FORM_CHOICES_LIMIT + BANDS_LIMIT] = { false };
    while (*value) {
        size_t length = strcspn(value, " "), i = 0;
        while (i < field->choice_count && (!field->choices[i].id || strlen(field->choices[i].id) != length || memcmp(field->choices[i].id, value, length)))
            i++;
        if (i == field->choice_count || seen[i])
            return false;
        seen[i] = true;
        value += length;
        if (*value && !*++value)
            return false;
    }
    return true;
}

static bool whole(const struct form_field *field, const char *value)
{
    size_t start = *value == '-', digits = strspn(value + start, "0123456789");
    if (!digits || digits > 10 || value[start + digits])
        return false;
    long long number = strtoll(value, NULL, 10);
    return number >= field->least && number <= field->most;
}

static bool line_of(const char *value, size_t limit)
{
    size_t length = strlen(value), size, characters = 0;
    if (!text_valid(value, length))
        return false;
    for (size_t at = 0; at < length; at += size, characters++)
        if (!text_printable(text_next(value + at, length - at, &size)))
            return false;
    return characters <= limit;
}

bool form_value_valid(const struct form_field *field, const char *value)
{
    if (!*value)
        return !field->required;
    switch (field->kind) {
    case FORM_SINGLE:
    case FORM_YEAR_BAND:
        return form_choice(field, value);
    case FORM_MULTIPLE:
        return several(field, value);
    case FORM_TEXT:
        return line_of(value, field->length);
    case FORM_INTEGER:
        return whole(field, value);
    case FORM_YES_NO:
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
    case FORM_KINDS:
        break;
    }
    return false;
}
