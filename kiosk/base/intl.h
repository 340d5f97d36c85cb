/*
 * The interface's language: gettext in C.UTF-8, the language by LANGUAGE; numbers keep the C form.
 */
#ifndef BASE_INTL_H
#define BASE_INTL_H

#include <libintl.h>

#include "base/error.h"

#define _(text) gettext(text)
#define P_(one, many, count) ngettext(one, many, (unsigned long)(count))

/* Sets the locale and binds the catalogue; called once by each program. The folder can be moved by KIOSK_LOCALEDIR. */
void intl_start(void);

/* Changes the language of all following texts ("en", "fr", "pt_BR"); false where there is no catalogue, "en" always is. */
bool intl_language(const char *language);

/* gettext for error_text and the like. */
const char *intl_translate(const char *text);

#endif
