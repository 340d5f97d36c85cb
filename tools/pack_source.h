/*
 * What authors wrote, read and checked as a whole: a recipe with all its units in all its languages, or single files. For `check` and `build`.
 */
#ifndef TOOLS_PACK_SOURCE_H
#define TOOLS_PACK_SOURCE_H

#include "base/arena.h"
#include "base/error.h"
#include "expr/expr.h"
#include "model/form.h"
#include "model/gift.h"
#include "model/lesson.h"
#include "model/quiz.h"
#include "model/recipe.h"

/* One file of a unit: in one language, or for all. */
struct source_file {
    const char *language;                        /* "" for all */
    const char *path;                            /* on the disk */
    const char *inside;                          /* within the pack */
    const char *text;                            /* UTF-8 with LF */
    size_t length;
    const struct lesson *lesson;                 /* that of the unit's kind is set, where it has no mistake */
    const struct bank *bank;
    const struct quiz *quiz;
    const struct form *form;
};

struct source_unit {
    const struct recipe_unit *recipe;
    struct source_file *files;                   /* one a language, or a single one */
    size_t file_count;
};

struct source {
    const char *path;                            /* the recipe's */
    const struct recipe *recipe;
    struct source_unit *units;
    size_t unit_count;
};

/* How much was looked at. */
struct source_counts {
    size_t lessons, banks, quizzes, forms, recipes, packs, questions, figures;
};

/* Reads a recipe and all that it names, and checks everything that can be checked without opening a pack. Mistakes go to report; NULL where the recipe itself could not be read. Lies in the arena. */
struct source *source_read(struct arena *arena, const char *path, struct expr_engine *engine, struct report *report, struct source_counts *counts);

/* Parses and checks one file of a kind on its own: path, text and length are given. */
bool source_parse_file(struct arena *arena, enum unit_kind kind, struct source_file *file, struct expr_engine *engine, struct report *report,
                       struct source_counts *counts);
/* The same for one whose path alone is given. */
bool source_read_file(struct arena *arena, enum unit_kind kind, struct source_file *file, struct expr_engine *engine, struct report *report,
                      struct source_counts *counts);

/* What holds between units and between languages (pack_compare.c). */
void source_check_ids(const struct source *source, struct report *report);
void source_check_links(struct arena *arena, const struct source *source, struct report *report);
void source_check_languages(const struct source *source, struct report *report);

#endif
