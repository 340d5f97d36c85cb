/*
 * What the parsers of quizzes, forms and recipes have in common: a libconfig text is scanned and parsed, taken apart by a function, and let go.
 */
#ifndef MODEL_SETTINGS_H
#define MODEL_SETTINGS_H

#include "base/cfg.h"

/* read gives what it made, in the arena, or NULL where memory lacks; mistakes it reports. *made is set and 0 returned only where it reported none. */
int settings_read(struct arena *arena, const char *text, size_t length, const char *file, struct report *report,
                  void *(*read)(const struct cfg *cfg, const config_setting_t *root), void **made);

#endif
