#include "model/recipe.h"

#include "base/text.h"
#include "model/settings.h"

#define MINUTES_LIMIT 100000
#define UNIT_MINUTES_LIMIT 600
#define PATH_LIMIT 200

const char *const unit_kind_names[] = { [UNIT_LESSON] = "lesson", [UNIT_BANK] = "bank", [UNIT_QUIZ] = "quiz", [UNIT_FORM] = "form", NULL };
const char *const unit_kind_endings[] = { [UNIT_LESSON] = ".md", [UNIT_BANK] = ".gift", [UNIT_QUIZ] = ".quiz", [UNIT_FORM] = ".form", NULL };
_Static_assert(sizeof unit_kind_names / sizeof *unit_kind_names == UNIT_KINDS + 1, "a name for each kind");
_Static_assert(sizeof unit_kind_endings / sizeof *unit_kind_endings == UNIT_KINDS + 1, "an ending for each kind");

bool version_valid(const char *text)
{
    for (int part = 0; part < 3; part++) {
        size_t digits = 0;
        while (ascii_digit(text[digits]))
            digits++;
        if (!digits || digits > 6 || (digits > 1 && *text == '0'))
            return false;
        text += digits;
        if (part < 2 && *text++ != '.')
            return false;
    }
    return !*text;
}

/* As in settings (base/cfg.h): ISO 639, and a country behind it. */
static bool language_valid(const char *text)
{
    size_t letters = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    const char *country = text + letters;
    return (letters == 2 || letters == 3)
        && (!*country || (*country == '_' && strlen(country) == 3 && strspn(country + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2));
}

/* A relative path below a folder: no backslash, no empty, "." or ".." component. */
static bool path_below(const char *path)
{
    size_t length = strlen(path);
    if (!length || length > PATH_LIMIT || strchr(path, '\\'))
        return false;
    for (const char *part = path;;) {
        size_t size = strcspn(part, "/");
        if (!size || (size == 1 && part[0] == '.') || (size == 2 && part[0] == '.' && part[1] == '.'))
            return false;
        if (!part[size])
            return true;
        part += size + 1;
    }
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text), size = strlen(ending);
    return length > size && strcmp(text + length - size, ending) == 0;
}

static void read_languages(const struct cfg *cfg, const config_setting_t *root, struct recipe *recipe)
{
    const config_setting_t *setting = config_setting_get_member(root, "languages");
    if (!cfg_strings(cfg, root, "languages", true, &recipe->languages, &recipe->language_count) || !recipe->languages)
        return;
    if (!recipe->language_count || recipe->language_count > RECIPE_LANGUAGES_LIMIT)
        cfg_report(cfg, setting, N_("a pack has 1 to %d languages"), RECIPE_LANGUAGES_LIMIT);
    for (size_t i = 0; i < recipe->language_count; i++) {
        if (!language_valid(recipe->languages[i]))
            cfg_report(cfg, setting, N_("`%s` is no language: write en, fr or pt_BR"), recipe->languages[i]);
        for (size_t j = 0; j < i; j++)
            if (text_equal(recipe->languages[i], recipe->languages[j]))
                cfg_report(cfg, setting, N_("the language `%s` is there twice"), recipe->languages[i]);
    }
}

static void read_sdg(const struct cfg *cfg, const config_setting_t *root, struct recipe *recipe)
{
    const config_setting_t *setting = config_setting_get_member(root, "sdg");
    if (!setting)
        return;
    int length = config_setting_is_aggregate(setting) && !config_setting_is_group(setting) ? config_setting_length(setting) : -1;
    if (length < 0 || length > 17) {
        cfg_report(cfg, setting, N_("sdg is a list of goals: [ 4, 8 ]"));
        return;
    }
    recipe->sdg = arena_array(cfg->arena, (size_t)length, sizeof *recipe->sdg);
    for (int i = 0; recipe->sdg && i < length; i++) {
        const config_setting_t *item = config_setting_get_elem(setting, (unsigned)i);
        int goal = config_setting_type(item) == CONFIG_TYPE_INT ? config_setting_get_int(item) : 0;
        if (goal < 1 || goal > 17 || (i && goal <= recipe->sdg[i - 1])) {
            cfg_report(cfg, item, N_("sdg holds numbers from 1 to 17 that rise"));
            return;
        }
        recipe->sdg[recipe->sdg_count++] = goal;
    }
}

static void read_unit(const struct cfg *cfg, const config_setting_t *group, struct recipe_unit *unit)
{
    static const char *const known[] = { "kind", "id", "file", "minutes", "quiz", NULL };
    int kind = 0;
    int64_t minutes = 0;
    unit->line = (long)config_setting_source_line(group);
    if (!config_setting_is_group(group)) {
        cfg_report(cfg, group, N_("a unit is { kind = …; id = …; file = …; }"));
        return;
    }
    cfg_known(cfg, group, known);
    bool has_kind = cfg_word(cfg, group, "kind", true, unit_kind_names, &kind);
    unit->kind = (enum unit_kind)kind;
    cfg_name(cfg, group, "id", true, &unit->id);
    cfg_int(cfg, group, "minutes", false, 0, UNIT_MINUTES_LIMIT, &minutes);
    unit->minutes = (int)minutes;
    if (cfg_name(cfg, group, "quiz", false, &unit->quiz) && unit->quiz && kind != UNIT_LESSON)
        cfg_report(cfg, group, N_("only a lesson has a quiz of its own"));
    if (!cfg_string(cfg, group, "file", true, &unit->file) || !unit->file)
        return;
    unit->shared = strncmp(unit->file, "../", 3) == 0;
    if (!path_below(unit->file + (unit->shared ? 3 : 0)))
        cfg_report(cfg, group, N_("`%s` is no place below the source: write lessons/NAME.md, or ../quizzes/NAME.quiz"), unit->file);
    else if (has_kind && !ends_with(unit->file, unit_kind_endings[kind]) && !ends_with(unit->file, ".txt"))
        cfg_report(cfg, group, N_("the file of a %s ends with %s"), unit_kind_names[kind], unit_kind_endings[kind]);
}

static void check_quizzes(const struct cfg *cfg, const config_setting_t *list, const struct recipe *recipe)
{
    for (size_t i = 0; i < recipe->unit_count; i++) {
        const struct recipe_unit *unit = &recipe->units[i];
        const config_setting_t *setting = config_setting_get_elem(list, (unsigned)i);
        for (size_t j = 0; j < i; j++)
            if (unit->id && text_equal(unit->id, recipe->units[j].id))
                cfg_report(cfg, setting, N_("the id `%s` is there twice"), unit->id);
        const struct recipe_unit *quiz = unit->quiz ? recipe_unit(recipe, unit->quiz) : NULL;
        if (unit->quiz && (!quiz || quiz->kind != UNIT_QUIZ))
            cfg_report(cfg, setting, N_("the lesson's quiz `%s` is no quiz of this recipe"), unit->quiz);
    }
}

static void read_units(const struct cfg *cfg, const config_setting_t *root, struct recipe *recipe)
{
    config_setting_t *list = cfg_list(cfg, root, "units", true);
    int length = list ? config_setting_length(list) : 0;
    if (!list)
        return;
    if (length < 1 || length > RECIPE_UNITS_LIMIT) {
        cfg_report(cfg, list, N_("a pack has 1 to %d units"), RECIPE_UNITS_LIMIT);
        return;
    }
    recipe->units = arena_array(cfg->arena, (size_t)length, sizeof *recipe->units);
    if (!recipe->units)
        return;
    recipe->unit_count = (size_t)length;
    for (int i = 0; i < length; i++)
        read_unit(cfg, config_setting_get_elem(list, (unsigned)i), &recipe->units[i]);
    check_quizzes(cfg, list, recipe);
}

static void *read_recipe(const struct cfg *cfg, const config_setting_t *root)
{
    static const char *const known[] = { "format", "id", "version", "title", "summary", "languages", "source", "cluster", "sdg", "audience", "minutes",
                                         "licence", "publisher", "units", NULL };
    struct recipe *recipe = arena_alloc(cfg->arena, sizeof *recipe);
    int64_t format = 1, cluster = 0, minutes = 0;
    if (!recipe)
        return NULL;
    cfg_known(cfg, root, known);
    cfg_int(cfg, root, "format", true, 1, 1, &format);
    cfg_name(cfg, root, "id", true, &recipe->id);
    if (cfg_string(cfg, root, "version", true, &recipe->version) && recipe->version && !version_valid(recipe->version))
        cfg_report(cfg, config_setting_get_member(root, "version"), N_("`%s` is no version: write three numbers, as 1.0.0"), recipe->version);
    cfg_localized(cfg, root, "title", true, &recipe->title);
    cfg_localized(cfg, root, "summary", false, &recipe->summary);
    read_languages(cfg, root, recipe);
    recipe->source = ".";
    cfg_string(cfg, root, "source", false, &recipe->source);
    cfg_int(cfg, root, "cluster", false, 0, 8, &cluster);
    read_sdg(cfg, root, recipe);
    cfg_strings(cfg, root, "audience", false, &recipe->audience, &recipe->audience_count);
    cfg_int(cfg, root, "minutes", false, 0, MINUTES_LIMIT, &minutes);
    cfg_string(cfg, root, "licence", true, &recipe->licence);
    cfg_string(cfg, root, "publisher", true, &recipe->publisher);
    read_units(cfg, root, recipe);
    recipe->cluster = (int)cluster;
    recipe->minutes = (int)minutes;
    return recipe;
}

int recipe_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct recipe **recipe)
{
    void *made;
    int code = settings_read(arena, text, length, file, report, read_recipe, &made);
    if (code == 0)
        *recipe = made;
    return code;
}

bool recipe_path(const struct recipe *recipe, const char *recipe_file, const struct recipe_unit *unit, const char *language, struct buf *out)
{
    const char *slash = strrchr(recipe_file, '/'), *source = recipe->source;
    size_t folder = slash && *source != '/' ? (size_t)(slash - recipe_file) : 0;
    bool absolute = folder == 0 && slash && *source != '/';
    /* "packs/../content" is written "content": mistakes are told with these paths */
    while (folder && strncmp(source, "../", 3) == 0) {
        size_t start = folder;
        while (start && recipe_file[start - 1] != '/')
            start--;
        if (recipe_file[start] == '.')           /* "." or "..", or a hidden folder: left as it is */
            break;
        absolute = start == 1;
        folder = start > 1 ? start - 1 : 0;
        source += 3;
    }
    if (folder || absolute) {
        buf_add(out, recipe_file, folder);
        buf_char(out, '/');
    }
    if (strcmp(source, ".") != 0)
        buf_format(out, "%s/", source);
    if (unit->shared)
        buf_text(out, unit->file + 3);
    else
        buf_format(out, "%s/%s", language, unit->file);
    return !buf_failed(out);
}

const struct recipe_unit *recipe_unit(const struct recipe *recipe, const char *id)
{
    for (size_t i = 0; i < recipe->unit_count; i++)
        if (text_equal(recipe->units[i].id, id))
            return &recipe->units[i];
    return NULL;
}
