/*
 * Units of installed packs, read and parsed. What is in a pack was checked when it was made; still each mistake is an error here, with
 * the unit's name, since a pack may come from anybody.
 */
#ifndef APP_UNITS_H
#define APP_UNITS_H

#include "app/app.h"

/* version NULL: the active one. found says which file it was; its strings lie in arena. */
int unit_lesson(struct services *services, struct arena *arena, const char *pack, const char *version, const char *unit,
                const char *language, struct lesson **lesson, struct library_found *found, struct error *error);
int unit_quiz(struct services *services, struct arena *arena, const char *pack, const char *version, const char *unit,
              const char *language, struct quiz **quiz, struct library_found *found, struct error *error);

/* The banks that a quiz draws from, each once. */
struct unit_banks {
    struct quiz_bank *banks;
    struct unit_digest *digests;
    size_t count;
};
int unit_banks(struct services *services, struct arena *arena, const char *pack, const char *version, const struct quiz *quiz,
               const char *language, struct unit_banks *banks, struct error *error);

/* A form beside the program or in the centre's folder. */
int unit_form(struct arena *arena, const char *path, struct form **form, struct error *error);

#endif
