#include "app/profile.h"

#include <unistd.h>

#include "base/encoding.h"
#include "base/text.h"
#include "records/people.h"

/* A character takes at most four bytes of a person's record. */
#define TEXT_MOST (PERSON_VALUE_LIMIT / 4)

struct conditions {
    struct expr *relevant, *constraint;          /* NULL where there is none */
};

struct profile {
    struct arena arena;
    struct form *form;
    struct conditions *conditions;               /* one a field */
    struct form_rules rules;
};

static bool is_core(const char *name)
{
    for (int i = 0; i < PROFILE_COUNT; i++)
        if (strcmp(profile_name((enum profile_field)i), name) == 0)
            return true;
    return false;
}

/* ---- Reading ---- */

/* What an expression of field number at may read: the core profile, and fields before the limit. */
static bool names_known(const struct profile *profile, const struct expr *expr, size_t limit, struct error *error)
{
    size_t count;
    const struct expr_name *names = expr_names(expr, &count);
    for (size_t i = 0; i < count; i++) {
        const struct form_field *field = form_field(profile->form, names[i].name);
        if (names[i].use != EXPR_VALUE) {
            error_set(error, ERROR_INVALID, N_("`prev` and `total` belong to tables; there is none here"));
            return false;
        }
        if (field && (size_t)(field - profile->form->fields) >= limit) {
            error_set(error, ERROR_INVALID, N_("`%s` is asked later; a condition reads what was asked before it"), names[i].name);
            return false;
        }
        if (!field && !is_core(names[i].name)) {
            expr_unknown(expr, &names[i], error);
            return false;
        }
    }
    return true;
}

static struct expr *compile(const struct profile *profile, struct expr_engine *engine, const char *path, const struct form_expression *expression,
                            size_t limit, struct report *report)
{
    struct error error = { 0 };
    struct expr *expr = NULL;
    const struct expr_place place = { .file = path, .line = expression->line };
    if (!expression->text)
        return NULL;
    error_at(&error, path, expression->line, 0);
    if (expr_compile(engine, expression->text, strlen(expression->text), &place, &expr, &error) == 0 && names_known(profile, expr, limit, &error))
        return expr;
    report_add(report, &error);
    expr_free(expr);
    return NULL;
}

static void check_field(const struct form_field *field, const char *path, struct report *report)
{
    if (is_core(field->id))
        report_at(report, ERROR_INVALID, path, field->line, 0, N_("the core profile asks for `%s` already; give this question another id"), field->id);
    if (field->kind == FORM_TEXT && field->length > TEXT_MOST)
        report_at(report, ERROR_LIMIT, path, field->line, 0, N_("an answer in the profile has at most %d characters"), TEXT_MOST);
}

static int read_form(struct profile *profile, const char *path, struct expr_engine *engine, struct report *report)
{
    struct buf text = BUF_INIT;
    int code = encoding_read(path, 1 << 20, &text, report);
    if (!code)
        code = form_parse(&profile->arena, text.data, text.length, path, report, &profile->form);
    buf_release(&text);
    if (code)
        return code;
    const struct form *form = profile->form;
    profile->conditions = arena_array(&profile->arena, form->count, sizeof *profile->conditions);
    if (!profile->conditions) {
        struct error error = { 0 };
        code = error_memory(&error);
        report_add(report, &error);
        return code;
    }
    if (form->count > PERSON_EXTRAS_LIMIT)
        report_at(report, ERROR_LIMIT, path, form->fields[PERSON_EXTRAS_LIMIT].line, 0, N_("a centre asks at most %d questions of its own"),
                  PERSON_EXTRAS_LIMIT);
    for (size_t i = 0; i < form->count; i++) {
        const struct form_field *field = &form->fields[i];
        check_field(field, path, report);
        profile->conditions[i].relevant = compile(profile, engine, path, &field->relevant, i, report);
        profile->conditions[i].constraint = compile(profile, engine, path, &field->constraint, i + 1, report);
    }
    return report_failed(report) ? ERROR_INVALID : 0;
}

/* ---- Evaluating ---- */

struct answers {
    const struct form *form;
    const struct named_value *values;
    size_t count;
};

static void get(void *context, const struct expr_name *name, size_t index, struct expr_value *value)
{
    const struct answers *answers = context;
    const struct form_field *field = form_field(answers->form, name->name);
    (void)index;
    for (size_t i = 0; i < answers->count; i++) {
        const struct named_value *answer = &answers->values[i];
        if (strcmp(answer->name, name->name) != 0 || !*answer->value)
            continue;
        if (field && field->kind == FORM_INTEGER)
            *value = expr_real(strtod(answer->value, NULL));
        else
            *value = expr_text(answer->value);
    }
}

static struct expr_value evaluate(const struct profile *profile, struct expr *expr, const struct named_value *values, size_t count)
{
    struct answers answers = { profile->form, values, count };
    struct expr_value value = expr_null();
    if (expr_eval(expr, &(struct expr_values){ get, &answers }, &value, NULL))
        return expr_null();
    return value;
}

/* NULL for fields of other forms. */
static const struct conditions *conditions_of(const struct profile *profile, const struct form_field *field)
{
    for (size_t i = 0; i < profile->form->count; i++)
        if (&profile->form->fields[i] == field)
            return &profile->conditions[i];
    return NULL;
}

static bool relevant(const void *context, const struct form_field *field, const struct named_value *values, size_t count)
{
    const struct conditions *conditions = conditions_of(context, field);
    if (!conditions || !conditions->relevant)
        return true;
    struct expr_value value = evaluate(context, conditions->relevant, values, count);
    return expr_true_relevant(&value);
}

static const char *wrong(const void *context, const struct form_field *field, const char *language, const struct named_value *values, size_t count)
{
    const struct conditions *conditions = conditions_of(context, field);
    if (!conditions || !conditions->constraint)
        return NULL;
    struct expr_value value = evaluate(context, conditions->constraint, values, count);
    return expr_passes_constraint(&value) ? NULL : localized_get(&field->message, language);
}

int profile_open(struct profile **out, const char *path, struct expr_engine *engine, struct report *report)
{
    if (access(path, F_OK) != 0) {
        *out = NULL;
        return 0;
    }
    struct profile *profile = calloc(1, sizeof *profile);
    if (!profile) {
        struct error error = { 0 };
        int code = error_memory(&error);
        report_add(report, &error);
        return code;
    }
    arena_init(&profile->arena, NULL, 0);
    profile->rules = (struct form_rules){ .context = profile, .relevant = relevant, .wrong = wrong };
    int code = read_form(profile, path, engine, report);
    if (code)
        profile_free(profile);
    else
        *out = profile;
    return code;
}

void profile_free(struct profile *profile)
{
    if (!profile)
        return;
    for (size_t i = 0; profile->conditions && i < profile->form->count; i++) {
        expr_free(profile->conditions[i].relevant);
        expr_free(profile->conditions[i].constraint);
    }
    arena_release(&profile->arena);
    free(profile);
}

struct form *profile_form(struct profile *profile) { return profile->form; }
const struct form_rules *profile_rules(const struct profile *profile) { return &profile->rules; }
