/*
 * A list of people, as a centre has it from a spreadsheet, read into what enrolling wants. Columns stand in any order, under names in English, French, Spanish, Portuguese or Arabic;
 * values are the codes of the core profile, or people's words for them in these languages (roster_words.c). An empty field is "not said". All mistakes are reported, each with its line and column and
 * with what may stand there; consents are never read from a list: they are the learner's own.
 */
#ifndef RECORDS_ROSTER_H
#define RECORDS_ROSTER_H

#include "base/arena.h"
#include "base/error.h"
#include "records/people.h"

#define ROSTER_LIMIT 20000                       /* people */

/* What a column may hold. The profile's fields come first, with their own numbers. */
enum roster_field {
    ROSTER_FULL_NAME = PROFILE_COUNT,
    ROSTER_NAME,                                 /* the whole name, or the other half of one that has a column for a half */
    ROSTER_GIVEN, ROSTER_FAMILY, ROSTER_PIN, ROSTER_LANGUAGE,
    ROSTER_FIELDS,
    ROSTER_NONE = -1
};

struct roster_person {
    long line;
    const char *name;                            /* given before family name; without what cannot be shown, NFC */
    const char *pin, *language;                  /* "" where there is none */
    const char *profile[PROFILE_COUNT];          /* codes, NULL: not said */
    long double_of;                              /* line of who came before, of the same name (but for capitals) and years of birth; 0 */
    const char *key;                             /* private */
};
struct roster {
    struct roster_person *people;                /* in the arena */
    size_t count;
    char separator;
};
struct roster_options {
    const char *columns;                         /* "name,sex,-": what the columns are where no head line says it ("-": passed over); NULL: the first line says it */
    const char *languages;                       /* those that may be named, codes divided by blanks */
};

/* text: UTF-8 (encoding.h). file: for the report. 0 where nothing is wrong: *roster is set; warnings may be in report. Else the first mistake's code. */
int roster_read(const char *file, const char *text, size_t length, const struct roster_options *options, struct arena *arena, struct roster *roster,
                struct report *report);

/* The words, in the form that roster_form makes. words: divided by '|'. */
struct roster_word {
    int field;
    const char *code;                            /* NULL: the name of the column; else the value */
    const char *words;
};
extern const struct roster_word roster_words[];
extern const size_t roster_word_count;
/* How words are compared: without case, accents and punctuation, Arabic digits as others. False if memory lacks. out is emptied first. */
struct buf;
bool roster_form(struct buf *out, const char *text, size_t length);

#endif
