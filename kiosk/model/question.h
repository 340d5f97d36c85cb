/*
 * What a question and a bank of questions are, once parsed (gift.h) and validated. All of it lies in the arena of whoever parsed it; no
 * text is NULL. Options are known by their place in the source (answers[i], pairs[i]), ids are stable over languages and versions.
 */
#ifndef MODEL_QUESTION_H
#define MODEL_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/markup.h"

/* constant, name in files and records, for people. A kind of question is one row here, and one in each room that must know it. */
#define QUESTION_TYPES(X)                                             \
    X(QUESTION_MULTICHOICE, "multichoice", N_("choice"))              \
    X(QUESTION_TRUEFALSE, "truefalse", N_("true or false"))           \
    X(QUESTION_SHORTANSWER, "shortanswer", N_("short answer"))        \
    X(QUESTION_NUMERICAL, "numerical", N_("number"))                  \
    X(QUESTION_MATCH, "match", N_("matching"))                        \
    X(QUESTION_ESSAY, "essay", N_("free text"))                       \
    X(QUESTION_DESCRIPTION, "description", N_("text to read"))

enum question_type {
#define X(constant, name, title) constant,
    QUESTION_TYPES(X)
#undef X
    QUESTION_TYPE_COUNT
};

const char *question_type_name(enum question_type type);   /* "multichoice" */
const char *question_type_title(enum question_type type);  /* for people, untranslated */

/* Stands in a stem where the answer goes, if text follows it (the missing word of a multichoice, shortanswer, numerical …). */
#define QUESTION_BLANK "_____"

/* An option of a multichoice, or an accepted answer of a shortanswer or numerical: the first that fits counts. */
struct answer {
    struct rich_text text;                       /* shortanswer: '*' stands for any run of characters, "\*" for the asterisk itself; numerical: the number as number_text shows it, or "*" */
    struct rich_text feedback;
    double fraction;                             /* -1 … 1 of the points */
    double value, tolerance;                     /* numerical: |given - value| <= tolerance; tolerance >= 0 */
    bool any;                                    /* numerical and shortanswer: "*", catches whatever no other answer did */
    long line, column;
};

/* Of a match. An empty stem is a distractor: its answer is offered and fits nothing. */
struct pair {
    struct rich_text stem;
    const char *answer;                          /* plain text; equal answers of two pairs are the same choice */
    long line, column;
};

struct question {
    const char *id;                              /* "" where there is none yet */
    enum question_type type;
    bool named;                                  /* name is the author's; else it is the beginning of the stem */
    const char *name;                            /* plain, one line */
    struct rich_text stem;
    const char *category;                        /* "pricing/margin"; "" */
    const char *const *tags;
    size_t tag_count;
    struct rich_text general_feedback;
    double points;                               /* > 0; 1 unless [points:N] says else; 0 for a description */
    bool single;                                 /* multichoice: exactly one option can be chosen */
    bool match_case;                             /* shortanswer: [case:exact] */
    const struct answer *answers;                /* multichoice, shortanswer, numerical */
    size_t answer_count;
    bool correct;                                /* truefalse */
    struct rich_text feedback_true, feedback_false; /* truefalse: shown to who answered true, false */
    const struct pair *pairs;                    /* match; at least two with a stem, or one and a distractor */
    size_t pair_count;
    long line;                                   /* where the question (not its comments) begins; 1 is the file's first */
};

/* A comment `// check: EXPRESSION = NUMBER`. */
struct figure_check {
    const char *expression, *number;             /* trimmed; number as written */
    long line, column;                           /* of the expression */
};

struct bank {
    const struct question *questions;            /* in the order of the file, descriptions too */
    size_t count;
    const uint32_t *by_id;                       /* indices of the questions that have an id, sorted by it */
    size_t id_count;
    const struct figure_check *checks;
    size_t check_count;
    const char *const *categories;               /* that hold a question, in the order of their first coming; "" if some are in none */
    size_t category_count;
};

const struct question *bank_find(const struct bank *bank, const char *id); /* NULL where there is none */

/* A category stands for itself and the ones below it: "pricing" holds "pricing/margin"; "" holds all. */
bool category_holds(const char *category, const char *other);

#endif
