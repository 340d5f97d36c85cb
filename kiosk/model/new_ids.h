/*
 * Writes missing ids into the source of a bank: a line `// [id:q-CATEGORY-xxxxxx]` above each question that has none, with the line end that is used
 * there. Every other byte stays as it is. The bytes may be UTF-8 or any encoding that holds ASCII (Windows-1252), not UTF-16.
 */
#ifndef MODEL_NEW_IDS_H
#define MODEL_NEW_IDS_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/random.h"

/*
 * Appends the new text to out. A new id is none of those in the text nor of taken[0 … taken_count-1] (the other banks of the pack). *made is how many were
 * written; 0 means that out got the same bytes. Texts that are longer than BANK_LIMIT or UTF-16 are refused; a bank that has mistakes of another kind gets its ids.
 */
int new_ids(struct buf *out, const char *text, size_t length, const char *const *taken, size_t taken_count,
            const struct random_source *source, size_t *made, struct error *error);

/* Ids that are taken. The texts lie in an arena. */
struct id_list {
    const char **ids;
    size_t count, capacity;
};

/* Adds all ids that a bank's source gives, also where the bank has mistakes. 0 or ERROR_MEMORY. */
int id_list_collect(struct id_list *list, struct arena *arena, const char *text, size_t length);

#endif
