#include "base/intl.h"

#include <locale.h>
#include <unistd.h>

static const char *catalogue_folder(void)
{
    const char *folder = getenv("KIOSK_LOCALEDIR");
    return folder && *folder ? folder : LOCALEDIR;
}

void intl_start(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C");
    bindtextdomain(PACKAGE, catalogue_folder());
    bind_textdomain_codeset(PACKAGE, "UTF-8");
    textdomain(PACKAGE);
}

bool intl_language(const char *language)
{
    bool there = strcmp(language, "en") == 0;
    if (!there) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/%s.mo", catalogue_folder(), language, PACKAGE);
        there = access(path, R_OK) == 0;
    }
    if (there) {
        extern int _nl_msg_cat_cntr;             /* glibc's: forget what was looked up in the old language */
        setenv("LANGUAGE", language, 1);
        _nl_msg_cat_cntr++;
    }
    return there;
}

const char *intl_translate(const char *text)
{
    return gettext(text);
}
