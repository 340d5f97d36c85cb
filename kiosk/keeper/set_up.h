/*
 * Making a centre out of an empty folder, at one stroke. It is built in FOLDER/.set-up: settings, records with their first manager, keys, the recovery code's public half. When all of it is on
 * the disk, .set-up/ready says so. From that moment there is a centre: what lies in .set-up is moved to its place, now or when the folder is looked at next. What has no `ready` is
 * nothing, and is thrown away. So the plug may be pulled at any moment.
 *
 * Nothing that lies in the folder and is not ours is written over or removed.
 */
#ifndef KEEPER_SET_UP_H
#define KEEPER_SET_UP_H

#include <stdbool.h>

#include "base/arena.h"
#include "keeper/keeper.h"
#include "keeper/message.h"

struct settings;

#define SET_UP_FOLDER ".set-up"

/* Without changing anything. *fresh: there is no such folder, or nothing is in it but what an unfinished set-up left, a keeper's lock and socket, and folders of a centre that are empty.
 * Else a centre should be there (centre_read says what is wrong with it). ERROR_EXISTS: there is something, and it is no centre. */
int set_up_look(const char *folder, bool *fresh, struct error *error);
/* Moves a whole centre out of .set-up to its place, and throws away what is not whole. *there: there is a centre now. Under the folder's lock. */
int set_up_mend(const char *folder, bool *there, struct error *error);

/*
 * Makes the centre. Under the folder's lock, and on a folder that set_up_look calls fresh. settings: what ask says nothing about. options: machine, clock and chance. step (may be NULL) is
 * called before each of the steps: tests die there. ERROR_INVALID says what of ask cannot be, and nothing is made then.
 */
int set_up_make(const struct keeper_options *options, const struct settings *settings, const struct ask_set_up *ask, void (*step)(void), struct arena *arena,
                struct keeper_set_up *answer, struct error *error);

#endif
