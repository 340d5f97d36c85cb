#include "keeper/room.h"

#include <errno.h>
#include <sys/statvfs.h>

#define MB 1000000

bool room_of(const char *folder, struct room *room)
{
    struct statvfs status;
    if (statvfs(folder, &status) < 0)
        return false;
    *room = (struct room){ .free = (uint64_t)status.f_bavail * status.f_frsize, .bytes = (uint64_t)status.f_blocks * status.f_frsize };
    return true;
}

bool room_little(const struct room *room) { return room->free < ROOM_LITTLE || room->free < room->bytes / 10; }

static bool lacks(room_look *look, const char *folder, uint64_t needed, long long *missing)
{
    struct room room;
    if (!look(folder, &room) || room.free >= needed)
        return false;
    *missing = (long long)((needed - room.free + MB - 1) / MB);
    return true;
}

int room_for_job(room_look *look, const char *folder, struct error *error)
{
    long long missing;
    if (!lacks(look, folder, ROOM_FOR_JOBS, &missing))
        return 0;
    return error_set(error, ERROR_REFUSED, N_("the disk is nearly full, and what is left is kept for answers: free %lld MB first; remove packs that nobody uses, or files that are not the kiosk's"), missing);
}

int room_to_begin(room_look *look, const char *folder, struct error *error)
{
    long long missing;
    if (!lacks(look, folder, ROOM_TO_BEGIN, &missing))
        return 0;
    return error_set(error, ERROR_REFUSED, N_("the disk is nearly full, so no quiz is begun now; quizzes that have begun go on. Call the manager: %lld MB have to be freed"), missing);
}

int room_explain(int code, room_look *look, const char *folder, struct error *error)
{
    long long missing = 1;
    if (code != ERROR_FULL && error->system != ENOSPC && error->system != EDQUOT)
        return code;
    lacks(look, folder, ROOM_TO_BEGIN, &missing);
    error_clear(error);
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_FULL, N_("the disk is full, so the records cannot be opened; nothing that was saved is lost: free %lld MB (files that are not the kiosk's), and start again"), missing);
}
