/* What must hold between the units of a pack, and between its languages. */
#include "base/text.h"
#include "model/figure.h"
#include "pack_source.h"

/* ---- ids of questions ---- */

struct place {
    const char *id, *language, *path;
    long line;
};

static int by_id(const void *a, const void *b)
{
    const struct place *left = a, *right = b;
    int order = strcmp(left->id, right->id);
    if (!order)
        order = strcmp(left->language, right->language);
    if (!order)
        order = strcmp(left->path, right->path);
    return order ? order : (left->line > right->line) - (left->line < right->line);
}

static size_t questions_of(const struct source_file *file)
{
    return file->bank ? file->bank->count : file->lesson ? file->lesson->question_count : 0;
}

static const struct question *question_of(const struct source_file *file, size_t i)
{
    return file->bank ? &file->bank->questions[i] : file->lesson->questions[i];
}

/* A learner's answer is recorded under the question's id, so that in a pack no two may share one. Within a file the parsers look. */
void source_check_ids(const struct source *source, struct report *report)
{
    size_t count = 0, used = 0;
    for (size_t i = 0; i < source->unit_count; i++)
        for (size_t j = 0; j < source->units[i].file_count; j++)
            count += questions_of(&source->units[i].files[j]);
    struct place *places = calloc(count ? count : 1, sizeof *places);
    if (!places) {
        report_at(report, ERROR_MEMORY, source->path, 0, 0, N_("out of memory; close other programs and try again"));
        return;
    }
    for (size_t i = 0; i < source->unit_count; i++)
        for (size_t j = 0; j < source->units[i].file_count; j++) {
            const struct source_file *file = &source->units[i].files[j];
            for (size_t k = 0; k < questions_of(file); k++) {
                const struct question *question = question_of(file, k);
                if (*question->id)
                    places[used++] = (struct place){ question->id, file->language, file->path, question->line };
            }
        }
    qsort(places, used, sizeof *places, by_id);
    for (size_t i = 1; i < used; i++)
        if (text_equal(places[i].id, places[i - 1].id) && text_equal(places[i].language, places[i - 1].language)
            && !text_equal(places[i].path, places[i - 1].path))
            report_at(report, ERROR_INVALID, places[i].path, places[i].line, 0, N_("the question id `%s` is also in %s: change one of them"), places[i].id,
                      places[i - 1].path);
    free(places);
}

/* ---- links ---- */

static void check_worksheets(const struct lesson_blocks *blocks, const struct source *source, const char *path, struct report *report)
{
    /* live blocks stand at the top of a page alone */
    for (size_t i = 0; i < blocks->count; i++)
        if (blocks->blocks[i].kind == BLOCK_WORKSHEET && !recipe_unit(source->recipe, blocks->blocks[i].worksheet))
            report_at(report, ERROR_NOT_FOUND, path, blocks->blocks[i].line, 0, N_("there is no worksheet `%s` in this pack"), blocks->blocks[i].worksheet);
}

void source_check_links(struct arena *arena, const struct source *source, struct report *report)
{
    const struct recipe *recipe = source->recipe;
    struct quiz_bank *banks = arena_array(arena, source->unit_count, sizeof *banks);
    for (size_t l = 0; l < recipe->language_count && banks; l++) {
        size_t bank_count = 0;
        for (size_t i = 0; i < source->unit_count; i++) {
            const struct source_unit *unit = &source->units[i];
            const struct source_file *file = &unit->files[unit->file_count > 1 ? l : 0];
            if (file->bank)
                banks[bank_count++] = (struct quiz_bank){ unit->recipe->id, file->bank };
            for (size_t p = 0; file->lesson && p < file->lesson->page_count; p++)
                check_worksheets(&file->lesson->pages[p].body, source, file->path, report);
        }
        for (size_t i = 0; i < source->unit_count; i++) {
            const struct source_unit *unit = &source->units[i];
            const struct source_file *file = &unit->files[unit->file_count > 1 ? l : 0];
            if (file->quiz && (l == 0 || unit->file_count > 1))
                quiz_check(arena, file->quiz, file->path, banks, bank_count, report);
        }
    }
}

/* ---- languages ---- */

static const char *fault_of_options(const struct question *a, const struct question *b)
{
    if (a->answer_count != b->answer_count || a->pair_count != b->pair_count)
        return N_("the question `%s` has another number of options than in %s");
    for (size_t i = 0; i < a->answer_count; i++) {
        const struct answer *left = &a->answers[i], *right = &b->answers[i];
        if (left->fraction != right->fraction)
            return N_("the question `%s` has its key elsewhere than in %s");
        if (a->type == QUESTION_NUMERICAL && (left->value != right->value || left->tolerance != right->tolerance || left->any != right->any))
            return N_("the question `%s` has other numbers than in %s");
    }
    for (size_t i = 0; i < a->pair_count; i++)
        if (!*a->pairs[i].stem.text != !*b->pairs[i].stem.text)
            return N_("the question `%s` has its key elsewhere than in %s");
    return NULL;
}

static const char *fault_of(const struct question *a, const struct question *b)
{
    if (a->type != b->type || a->single != b->single)
        return N_("the question `%s` is of another kind than in %s");
    if (a->correct != b->correct)
        return N_("the question `%s` has its key elsewhere than in %s");
    if (a->points != b->points)
        return N_("the question `%s` has other points than in %s");
    if (!text_equal(a->category, b->category))
        return N_("the question `%s` is in another category than in %s: names of categories are not translated");
    return fault_of_options(a, b);
}

static void compare_questions(const struct source_file *first, const struct source_file *other, struct report *report)
{
    size_t i = 0, firsts = questions_of(first), others = questions_of(other);
    for (; i < firsts && i < others; i++) {
        const struct question *a = question_of(first, i), *b = question_of(other, i);
        if (!text_equal(a->id, b->id)) {
            report_at(report, ERROR_INVALID, other->path, b->line, 0, N_("here is the question `%s`, but `%s` in %s: the same ones must come in the same order"), b->id,
                      a->id, first->path);
            return;
        }
        const char *fault = fault_of(b, a);
        if (fault)
            report_at(report, ERROR_INVALID, other->path, b->line, 0, fault, b->id, first->path);
    }
    if (firsts != others)
        report_at(report, ERROR_INVALID, i < others ? other->path : first->path, i < others ? question_of(other, i)->line : question_of(first, i)->line, 0,
                  N_("the question `%s` is missing in %s"), i < others ? question_of(other, i)->id : question_of(first, i)->id,
                  i < others ? first->path : other->path);
}

/* Figures may be rounded otherwise, but not be others. */
static void compare_figures(const struct source_file *first, const struct source_file *other, struct report *report)
{
    size_t count = first->lesson->check_count, start, size;
    if (other->lesson->check_count != count) {
        report_at(report, ERROR_INVALID, other->path, 0, 0, N_("it has %zu checked figures, but %s has %zu"), other->lesson->check_count, first->path, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct lesson_check *a = &first->lesson->checks[i], *b = &other->lesson->checks[i];
        double left = 0, right = 0;
        if (!figure_stated(a->result, strlen(a->result), &start, &size, &left) || !figure_stated(b->result, strlen(b->result), &start, &size, &right)
            || left != right)
            report_at(report, ERROR_INVALID, other->path, b->line, b->column, N_("the figure is %s here, but %s in %s"), b->result, a->result, first->path);
    }
}

static void compare_forms(const struct source_file *first, const struct source_file *other, struct report *report)
{
    const struct form *a = first->form, *b = other->form;
    bool same = a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++) {
        const struct form_field *left = &a->fields[i], *right = &b->fields[i];
        same = text_equal(left->id, right->id) && left->kind == right->kind && left->choice_count == right->choice_count && left->least == right->least
            && left->most == right->most && left->required == right->required;
        for (size_t j = 0; same && j < left->choice_count; j++)
            same = text_equal(left->choices[j].id, right->choices[j].id);
        if (!same)
            report_at(report, ERROR_INVALID, other->path, right->line, 0, N_("the field `%s` is not as in %s"), right->id, first->path);
    }
    if (a->count != b->count)
        report_at(report, ERROR_INVALID, other->path, 0, 0, N_("it has %zu fields, but %s has %zu"), b->count, first->path, a->count);
}

/* A text that one file holds for all languages. */
static void check_localized(const struct recipe *recipe, const struct localized *texts, const char *name, const char *path, struct report *report)
{
    if (!texts->count || !*texts->texts[0].language)         /* left out, or one for all */
        return;
    for (size_t l = 0; l < recipe->language_count; l++) {
        bool found = false;
        for (size_t i = 0; i < texts->count; i++)
            found |= text_equal(texts->texts[i].language, recipe->languages[l]);
        if (!found)
            report_at(report, ERROR_NOT_FOUND, path, 0, 0, N_("the %s is not there in the language `%s`"), name, recipe->languages[l]);
    }
}

static void check_form_texts(const struct recipe *recipe, const struct form *form, const char *path, struct report *report)
{
    check_localized(recipe, &form->title, "title", path, report);
    for (size_t i = 0; i < form->count; i++) {
        check_localized(recipe, &form->fields[i].label, form->fields[i].id, path, report);
        for (size_t j = 0; j < form->fields[i].choice_count; j++)
            check_localized(recipe, &form->fields[i].choices[j].label, form->fields[i].choices[j].id, path, report);
    }
}

void source_check_languages(const struct source *source, struct report *report)
{
    const struct recipe *recipe = source->recipe;
    check_localized(recipe, &recipe->title, "title", source->path, report);
    check_localized(recipe, &recipe->summary, "summary", source->path, report);
    for (size_t i = 0; i < source->unit_count; i++) {
        const struct source_unit *unit = &source->units[i];
        const struct source_file *first = &unit->files[0];
        if (unit->file_count == 1 && first->quiz) {
            check_localized(recipe, &first->quiz->title, "title", first->path, report);
            check_localized(recipe, &first->quiz->summary, "summary", first->path, report);
        }
        if (unit->file_count == 1 && first->form)
            check_form_texts(recipe, first->form, first->path, report);
        for (size_t l = 1; l < unit->file_count; l++) {
            const struct source_file *other = &unit->files[l];
            compare_questions(first, other, report);
            if (first->lesson)
                compare_figures(first, other, report);
            if (first->form)
                compare_forms(first, other, report);
        }
    }
}
