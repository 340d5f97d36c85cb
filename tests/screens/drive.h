/*
 * One screen without a program around it: a test gives it keys and results, and looks at its effects and at what it draws. It is Grace Banda who sits
 * there, in Lusaka, at 14:32; the test may change the context before it opens a screen, and later.
 */
#ifndef TESTS_SCREENS_DRIVE_H
#define TESTS_SCREENS_DRIVE_H

#include "screens/screen.h"

struct drive {
    const struct screen_type *type;
    void *state;
    struct arena args, arena;                    /* arena: of the effects */
    struct effects effects;                      /* all since drive_init; requests may be answered at any time */
    size_t told_count;                           /* how many of them drive_effects told of */
    struct buf told;                             /* what drive_effects gave last */
    struct context context;
    struct look look;
    bool left;                                   /* update returned SCREEN_LEAVE */
};

/* Sets the context: 80x24, Unicode, Grace Banda, 1000017, English alone, no names, no guests, no registering. */
void drive_init(struct drive *drive);
/* Opens a screen (args may be NULL); what was open before is released. */
void drive_open(struct drive *drive, const struct screen_type *type, const struct screen_args *args);
void drive_release(struct drive *drive);

unsigned drive_event(struct drive *drive, const struct event *event);
/* A script: names of keys (event.h), divided by blanks; 'Grace Banda' types its characters. Aborts on a key that does not exist. */
unsigned drive_keys(struct drive *drive, const char *script);
/* The result of the latest request of this kind; aborts if there was none. The second refuses it: code, and a message without arguments. */
unsigned drive_result(struct drive *drive, enum request_kind kind, void *data);
unsigned drive_refuse(struct drive *drive, enum request_kind kind, int code, const char *message);

/* What the screen wanted since the last call, in order: "request SIGN_IN; push lesson; home". Valid until the next call. */
const char *drive_effects(struct drive *drive);
#define drive_wants(drive, want) ck_assert_str_eq(drive_effects(drive), want)
/* What was asked in the latest request of this kind, or NULL; valid until drive_release. */
const void *drive_asked(const struct drive *drive, enum request_kind kind);
/* What a screen was opened with, in the latest push or replace of it; NULL if there was none. */
const struct screen_args *drive_opened(const struct drive *drive, const struct screen_type *type);

/* Draws with the context as it is; the grid is the caller's to release. */
struct grid drive_draw(struct drive *drive);
/* Whether a row of the screen as it is now holds the text. */
bool drive_shows(struct drive *drive, const char *text);
/* Compares with expected/NAME-80.txt (80x24), -60 (60x18), -200 (200x60), -ascii (80x24, no colours). The context is as before afterwards. */
bool drive_matches(struct drive *drive, const char *name);
#define drive_golden(drive, name) ck_assert_msg(drive_matches(drive, name), "the screen is not as in tests/screens/expected/%s-*.txt", name)

#endif
