/*
 * A recipe: what goes into a pack, and what its manifest says (docs/authoring.md). Everything lies in the arena that the parser was given.
 */
#ifndef MODEL_RECIPE_H
#define MODEL_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cfg.h"
#include "base/error.h"

#define RECIPE_UNITS_LIMIT 500
#define RECIPE_LANGUAGES_LIMIT 64

enum unit_kind { UNIT_LESSON, UNIT_BANK, UNIT_QUIZ, UNIT_FORM, UNIT_KINDS };
extern const char *const unit_kind_names[];      /* "lesson", "bank", "quiz", "form", NULL */
extern const char *const unit_kind_endings[];    /* ".md", ".gift", ".quiz", ".form", NULL */

struct recipe_unit {
    enum unit_kind kind;
    const char *id;
    const char *file;                            /* as written: below source/LANGUAGE/, or "../…" for all languages */
    bool shared;                                 /* one file for all languages */
    int minutes;                                 /* 0: not said */
    const char *quiz;                            /* of a lesson: the id of a quiz; NULL */
    long line;
};

struct recipe {
    const char *id, *version;
    struct localized title, summary;
    const char **languages;                      /* at least one; the first is the fall-back */
    size_t language_count;
    const char *source;                          /* as written, relative to the recipe's folder */
    int cluster;                                 /* 1 to 8; 0: none */
    int *sdg;                                    /* 1 to 17, rising */
    size_t sdg_count;
    const char **audience;
    size_t audience_count;
    int minutes;
    const char *licence, *publisher;
    struct recipe_unit *units;                   /* at least one */
    size_t unit_count;
};

/* Reads a recipe (UTF-8). *recipe is set and 0 returned only where no mistake was reported. */
int recipe_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct recipe **recipe);

/* Where a unit's file lies: the recipe's folder, source, language and file put together. False if memory lacks. */
bool recipe_path(const struct recipe *recipe, const char *recipe_file, const struct recipe_unit *unit, const char *language, struct buf *out);

const struct recipe_unit *recipe_unit(const struct recipe *recipe, const char *id); /* NULL where there is none */

/* Three numbers divided by dots, each without needless zeroes and below 1,000,000: 1.0.0 */
bool version_valid(const char *text);

#endif
