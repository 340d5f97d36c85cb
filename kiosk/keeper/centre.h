/*
 * A centre's folder: kiosk.cfg, records.db, journal/, packs/, keys/, trust/, outbox/. And its settings: one table, from which the reader, the sample configuration and its manual page come.
 */
#ifndef KEEPER_CENTRE_H
#define KEEPER_CENTRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#define CENTRE_DEFAULT LOCALSTATEDIR "/lib/empretec-kiosk"
#define CENTRE_CONFIG "kiosk.cfg"                /* in the folder, else in SYSCONFDIR/empretec-kiosk */

/* T(member, C type, kind, least, most, default as text, on_screen, description). Text: least and most are lengths in bytes. on_screen: a manager may change it there. */
#define SETTINGS(T)                                                                                                             \
    T(name, const char *, TEXT, 1, 100, "Empretec Centre", true, N_("The name of the centre, as it stands on the screen."))   \
    T(terminal, int64_t, INT, 1, 99, "1", false,                                                                             \
      N_("The number of this terminal, another one on each machine of the centre: the numbers of learners who register here begin with it.")) \
    T(languages, const char *, LANGUAGES, 2, 200, "en", false, N_("The languages that are offered, as codes with blanks between."))  \
    T(language, const char *, LANGUAGES, 2, 10, "en", true, N_("The language that the screen begins with. One of languages."))  \
    T(keyboard, const char *, LAYOUT, 2, 20, "us", false,                                                                     \
      N_("The keyboard's layout, by its X name: us, gb, fr, es, pt, br, ara, ru. A service of the system's sets it on the console when the machine starts.")) \
    T(names_list, bool, BOOL, 0, 1, "true", true, N_("Whether learners may choose their name from a list. If not, they type their number.")) \
    T(guests, bool, BOOL, 0, 1, "true", true, N_("Whether somebody may learn as a guest, without a name."))                      \
    T(registering, bool, BOOL, 0, 1, "true", true, N_("Whether learners may register by themselves. If not, staff enrols them.")) \
    T(idle_minutes, int64_t, INT, 0, 240, "5", true, N_("Minutes without a key until the screen locks; 0: never."))            \
    T(unsigned_packs, bool, BOOL, 0, 1, "false", false,                                                                        \
      N_("Whether packs without the signature of a publisher that the centre trusts may be installed. They are marked on the screen."))

enum setting_kind { SETTING_TEXT, SETTING_INT, SETTING_BOOL, SETTING_LANGUAGES, SETTING_LAYOUT };

struct settings {
#define T(member, type, kind, least, most, default_text, on_screen, text) type member;
    SETTINGS(T)
#undef T
};

struct setting {
    const char *name;
    enum setting_kind kind;
    int64_t least, most;
    const char *otherwise;                       /* the default, as text */
    bool on_screen;
    const char *text;                            /* what it is for */
    size_t offset;                               /* in struct settings */
};
extern const struct setting setting_table[];     /* ended by a row without a name */

const struct setting *setting_find(const char *name); /* NULL */
void settings_default(struct settings *settings);     /* constant texts */
/* From its text; texts go to the arena. ERROR_INVALID says what it may be. */
int setting_read(const struct setting *setting, const char *text, struct arena *arena, struct settings *settings, struct error *error);
void setting_write(struct buf *out, const struct setting *setting, const struct settings *settings); /* its text */

bool settings_offer(const struct settings *settings, const char *language); /* it is one of languages */

/* Reads the folder's kiosk.cfg. What is absent has its default; every mistake is reported. -code where there was any. */
int centre_read(const char *folder, struct arena *arena, struct settings *settings, struct report *report);
/* The sample configuration: each setting with what it is for, and its value; NULL: the defaults. */
void centre_write(struct buf *out, const struct settings *settings);

/* Makes the folder with all that is in it but the records: ERROR_EXISTS where it is a centre already. The folder, packs/, outbox/ and keys/ can be read by the group (kiosks run
 * in it; secret keys are files for the owner alone), journal/ and trust/ by the owner alone. */
int centre_make(const char *folder, const struct settings *settings, struct error *error); /* NULL: the defaults */

/* The folder with its empty folders alone. */
int centre_folders(const char *folder, struct error *error);

/* The folder's lock: one process at a time opens records.db for writing. The descriptor holds it until it is closed. ERROR_BUSY says by which process. */
int centre_lock(const char *folder, int *fd, struct error *error);

#endif
