/*
 * libconfig from outside: scanned first, then read, and taken apart by a table of what may be in it. Every mistake is reported with its line; unknown settings are
 * mistakes too, with the name that was perhaps meant.
 */
#ifndef BASE_CFG_H
#define BASE_CFG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libconfig.h>

#include "base/arena.h"
#include "base/error.h"

/* Refuses @include, integers over 32 bits without L, nesting over 32, more than 4096 settings in one group, texts and comments without an end, control characters but
 * tabs and line ends, and what is longer than 4 MiB. */
int cfg_scan(const char *text, size_t length, const char *file, struct error *error);

/* Scans and parses (UTF-8). config need not be initialised; it must be released with config_destroy on success alone, and
 * must not be moved (its settings point at it). */
int cfg_parse(config_t *config, const char *text, size_t length, const char *file, struct error *error);

/* Getters: *out is left as it was where the setting is absent, which is true unless it is required. What is missing, of a wrong type or out of range is reported and gives
 * false, as does a lack of memory. Strings are copied to the arena, NFC, and refused where they hold what is not printable, or more than a line. */
struct cfg {
    const char *file;
    struct arena *arena;
    struct report *report;
};
bool cfg_string(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char **out);
bool cfg_text(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char **out); /* may hold '\n' */
bool cfg_name(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char **out); /* an id */
bool cfg_int(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, int64_t least, int64_t most, int64_t *out);
bool cfg_real(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, double *out);
bool cfg_bool(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, bool *out);
/* One of words (ended by NULL); *out is its place. */
bool cfg_word(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char *const *words, int *out);
/* An array or list of strings. */
bool cfg_strings(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char ***out, size_t *count);
/* A list or group below; NULL where it is absent or of another kind (reported). */
config_setting_t *cfg_list(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required);
config_setting_t *cfg_group(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required);
/* Reports every setting of group whose name is not in names (ended by NULL). */
void cfg_known(const struct cfg *cfg, const config_setting_t *group, const char *const *names);
void cfg_report(const struct cfg *cfg, const config_setting_t *setting, const char *message, ...) __attribute__((format(printf, 3, 4)));

/* A text in several languages: { en = "…"; fr = "…"; }, or one string for all (its language is ""). It may hold '\n'. */
struct localized_text {
    const char *language, *text;
};
struct localized {
    struct localized_text *texts;
    size_t count;
};
bool cfg_localized(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, struct localized *out);
/* In the language, else in its parent (pt for pt_BR), else the first one; "" where there is none. */
const char *localized_get(const struct localized *localized, const char *language);

#endif
