/*
 * Question banks in Moodle's GIFT, read as Moodle's importer reads them; what it would silently make something else of is an error here.
 *
 * A question's comment lines may carry [id:…] [tag:…] [points:N] [case:exact], and `// check: EXPRESSION = NUMBER`. The text is UTF-8 (see encoding.h),
 * with LF, CR LF or CR. Reading takes time linear in length, and memory of the arena of some 10 times length.
 */
#ifndef MODEL_GIFT_H
#define MODEL_GIFT_H

#include "base/arena.h"
#include "base/error.h"
#include "model/question.h"

#define BANK_LIMIT (4 * 1024 * 1024)             /* bytes of a file */
#define BANK_QUESTIONS_LIMIT 20000
#define QUESTION_LIMIT (64 * 1024)               /* bytes of one question with its comments */
#define QUESTION_ANSWERS_LIMIT 50                /* answers or pairs */
#define QUESTION_TAGS_LIMIT 20
#define QUESTION_NAME_LIMIT 255                  /* characters of a name, a tag, a category: as in Moodle */
#define QUESTION_POINTS_LIMIT 1000

/*
 * Reads a bank. All mistakes are added to report, with file, line and column (in characters). 0 if there are none but warnings; else ERROR_MEMORY, ERROR_LIMIT,
 * ERROR_ENCODING or ERROR_SYNTAX, and *bank is untouched (what is in the arena is of no use). Questions without an id are read.
 */
int bank_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct bank *bank);

/* The same for a text that holds exactly one question (a block in a lesson) and begins in the file's line first_line. */
int question_parse(struct arena *arena, const char *text, size_t length, const char *file, long first_line, struct report *report,
                   struct question *question);

/* Adds an error for every question without an id; what is packed needs them. */
int bank_need_ids(const struct bank *bank, const char *file, struct report *report);

#endif
