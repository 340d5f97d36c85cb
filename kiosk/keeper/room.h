/*
 * Room on the centre's disk. Where it gets little, staff is told; where there is hardly any, what takes much is refused first, then what begins something new, and what learners have begun
 * goes on to the last byte.
 *
 *   little     less than a tenth of the disk, since a nearly full file system and a nearly full card get slow and wear out; or than 200 MB, which a pack, a snapshot and a backup take together
 *   for jobs   20 MB at least, or packs are not installed, and bundles and backups not made: their own checks ask for what they need above that
 *   to begin   10 MB at least, or no quiz is begun: it is room for an examination of fifty, answers, journal and rows, that has begun
 */
#ifndef KEEPER_ROOM_H
#define KEEPER_ROOM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

#define ROOM_LITTLE 200000000
#define ROOM_FOR_JOBS 20000000
#define ROOM_TO_BEGIN 10000000

struct room {
    uint64_t free, bytes;                        /* free: for who is not root */
};
/* What the system says; false: it says nothing. The kind of function that a test gives in its place. */
bool room_of(const char *folder, struct room *room);
bool room_little(const struct room *room);

typedef bool room_look(const char *folder, struct room *room);
/* ERROR_REFUSED: there is less, and the sentence says how much has to be freed. A disk that says nothing refuses nothing. */
int room_for_job(room_look *look, const char *folder, struct error *error);
int room_to_begin(room_look *look, const char *folder, struct error *error);
/* Why the centre could not be opened: where it was for want of room, error says so, how much has to be freed, and that nothing is lost; the code is ERROR_FULL then. Else both stay. */
int room_explain(int code, room_look *look, const char *folder, struct error *error);

#endif
