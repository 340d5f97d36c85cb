/*
 * The kinds of unit that a pack may hold. A row: name in C, in the manifest, the ending of its files, whether this version reads it.
 * Reserved kinds, and kinds that are not in the table, are kept and marked, never refused: so that packs of a later version still install, with what is
 * known in them.
 */
#ifndef PACK_UNIT_KIND_H
#define PACK_UNIT_KIND_H

#include <stdbool.h>

#define PACK_KINDS_TABLE(X)                     \
    X(LESSON, "lesson", ".md", true)            \
    X(BANK, "bank", ".gift", true)              \
    X(QUIZ, "quiz", ".quiz", true)              \
    X(FORM, "form", ".form", true)              \
    X(SURVEY, "survey", ".form", false)         \
    X(ASSESSMENT, "assessment", ".form", false) \
    X(WORKSHEET, "worksheet", ".form", false)   \
    X(CHECKLIST, "checklist", ".form", false)   \
    X(DIRECTORY, "directory", ".csv", false)

enum pack_kind {
#define X(name, word, ending, read) PACK_##name,
    PACK_KINDS_TABLE(X)
#undef X
    PACK_UNKNOWN,                                /* not in the table; its word is kept beside it */
    PACK_KINDS = PACK_UNKNOWN
};

enum pack_kind pack_kind_from(const char *word);
const char *pack_kind_word(enum pack_kind kind); /* "" for PACK_UNKNOWN */
const char *pack_kind_ending(enum pack_kind kind); /* "" for PACK_UNKNOWN */
bool pack_kind_read(enum pack_kind kind);        /* does this version know what to do with it? */

#endif
