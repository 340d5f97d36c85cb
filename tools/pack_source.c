/* Reading recipes and the files that they name. */
#include "pack_source.h"

#include "base/encoding.h"
#include "base/text.h"
#include "model/figure.h"

#define SETTINGS_LIMIT ((size_t)1 << 20)         /* bytes of a quiz, form or recipe */

static const size_t limits[] = { [UNIT_LESSON] = LESSON_SIZE_LIMIT, [UNIT_BANK] = BANK_LIMIT, [UNIT_QUIZ] = SETTINGS_LIMIT, [UNIT_FORM] = SETTINGS_LIMIT };
_Static_assert(sizeof limits / sizeof *limits == UNIT_KINDS, "a limit for each kind");

/* False where it could not be read, which was reported. */
static bool read_text(struct arena *arena, struct source_file *file, size_t limit, struct report *report)
{
    struct buf text = BUF_INIT;
    bool good = encoding_read(file->path, limit, &text, report) == 0;
    if (good) {
        file->text = arena_copy(arena, text.data, text.length);
        file->length = text.length;
        good = file->text;
        if (!good)
            report_at(report, ERROR_MEMORY, file->path, 0, 0, N_("out of memory; close other programs and try again"));
    }
    buf_release(&text);
    return good;
}

static bool read_bank(struct arena *arena, struct source_file *file, struct expr_engine *engine, struct report *report, struct source_counts *counts)
{
    struct bank *bank = arena_alloc(arena, sizeof *bank);
    if (!bank || bank_parse(arena, file->text, file->length, file->path, report, bank) < 0)
        return false;
    bool good = bank_need_ids(bank, file->path, report) == 0;
    for (size_t i = 0; i < bank->check_count; i++)
        good &= figure_check(engine, bank->checks[i].expression, bank->checks[i].number, NULL, 0, file->path, bank->checks[i].line,
                             bank->checks[i].column, report);
    file->bank = bank;
    counts->banks++;
    counts->questions += bank->count;
    counts->figures += bank->check_count;
    return good;
}

static bool read_lesson(struct arena *arena, struct source_file *file, struct expr_engine *engine, struct report *report, struct source_counts *counts)
{
    struct lesson *lesson;
    if (lesson_parse(arena, file->text, file->length, file->path, engine, report, &lesson) < 0)
        return false;
    file->lesson = lesson;
    counts->lessons++;
    counts->questions += lesson->question_count;
    counts->figures += lesson->check_count;
    return true;
}

static void check_expression(const struct form_expression *expression, const struct form *form, const char *path, struct expr_engine *engine,
                             struct report *report)
{
    const struct expr_place place = { path, expression->line, 0 };
    struct error error = { 0 };
    struct expr *expr = NULL;
    size_t count = 0;
    if (!expression->text)
        return;
    error_at(&error, path, expression->line, 0);
    if (expr_compile(engine, expression->text, strlen(expression->text), &place, &expr, &error) < 0) {
        report_add(report, &error);
        return;
    }
    const struct expr_name *names = expr_names(expr, &count);
    for (size_t i = 0; i < count; i++)
        if (!form_field(form, names[i].name)) {
            expr_unknown(expr, &names[i], &error);
            report_add(report, &error);
        }
    expr_free(expr);
}

static bool read_form(struct arena *arena, struct source_file *file, struct expr_engine *engine, struct report *report, struct source_counts *counts)
{
    struct form *form;
    if (form_parse(arena, file->text, file->length, file->path, report, &form) < 0)
        return false;
    for (size_t i = 0; i < form->count; i++) {
        check_expression(&form->fields[i].relevant, form, file->path, engine, report);
        check_expression(&form->fields[i].constraint, form, file->path, engine, report);
    }
    file->form = form;
    counts->forms++;
    return true;
}

bool source_parse_file(struct arena *arena, enum unit_kind kind, struct source_file *file, struct expr_engine *engine, struct report *report,
                       struct source_counts *counts)
{
    struct quiz *quiz;
    switch (kind) {
    case UNIT_LESSON:
        return read_lesson(arena, file, engine, report, counts);
    case UNIT_BANK:
        return read_bank(arena, file, engine, report, counts);
    case UNIT_FORM:
        return read_form(arena, file, engine, report, counts);
    case UNIT_QUIZ:
        if (quiz_parse(arena, file->text, file->length, file->path, report, &quiz) < 0)
            return false;
        file->quiz = quiz;
        counts->quizzes++;
        return true;
    case UNIT_KINDS:
        break;
    }
    return false;
}

bool source_read_file(struct arena *arena, enum unit_kind kind, struct source_file *file, struct expr_engine *engine, struct report *report,
                      struct source_counts *counts)
{
    return read_text(arena, file, limits[kind], report) && source_parse_file(arena, kind, file, engine, report, counts);
}

/* A quiz and a form say their id themselves; the recipe must say the same. */
static void check_id(const struct recipe_unit *unit, const struct source_file *file, struct report *report)
{
    const char *id = file->quiz ? file->quiz->id : file->form ? file->form->id : unit->id;
    if (!text_equal(id, unit->id))
        report_at(report, ERROR_INVALID, file->path, 0, 0, N_("its id is `%s`, but the recipe calls it `%s`: make them the same"), id, unit->id);
}

static bool read_unit(struct arena *arena, const struct source *source, struct source_unit *unit, struct expr_engine *engine, struct report *report,
                      struct source_counts *counts)
{
    const struct recipe *recipe = source->recipe;
    unit->file_count = unit->recipe->shared ? 1 : recipe->language_count;
    unit->files = arena_array(arena, unit->file_count, sizeof *unit->files);
    if (!unit->files)
        return false;
    for (size_t i = 0; i < unit->file_count; i++) {
        struct source_file *file = &unit->files[i];
        struct buf path = BUF_INIT;
        file->language = unit->recipe->shared ? "" : recipe->languages[i];
        if (recipe_path(recipe, source->path, unit->recipe, file->language, &path))
            file->path = arena_copy(arena, path.data, path.length);
        buf_release(&path);
        file->inside = unit->recipe->shared ? unit->recipe->file + 3 : arena_format(arena, "%s/%s", file->language, unit->recipe->file);
        if (!file->path || !file->inside)
            return false;
        if (source_read_file(arena, unit->recipe->kind, file, engine, report, counts))
            check_id(unit->recipe, file, report);
    }
    return true;
}

struct source *source_read(struct arena *arena, const char *path, struct expr_engine *engine, struct report *report, struct source_counts *counts)
{
    struct source_file file = { .path = path };
    struct recipe *recipe;
    size_t mistakes = report->count - report->warnings;
    if (!read_text(arena, &file, SETTINGS_LIMIT, report) || recipe_parse(arena, file.text, file.length, path, report, &recipe) < 0)
        return NULL;
    counts->recipes++;
    struct source *source = arena_alloc(arena, sizeof *source);
    struct source_unit *units = arena_array(arena, recipe->unit_count, sizeof *units);
    if (!source || !units)
        goto memory;
    *source = (struct source){ path, recipe, units, recipe->unit_count };
    for (size_t i = 0; i < recipe->unit_count; i++) {
        units[i].recipe = &recipe->units[i];
        if (!read_unit(arena, source, &units[i], engine, report, counts))
            goto memory;
    }
    source_check_ids(source, report);
    if (report->count - report->warnings == mistakes) {      /* else every draw from a bank that is not there would be told of as well */
        source_check_links(arena, source, report);
        source_check_languages(source, report);
    }
    return source;
memory:
    report_at(report, ERROR_MEMORY, path, 0, 0, N_("out of memory; close other programs and try again"));
    return NULL;
}
