#include "keeper/pack_change.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#define LOOK_EACH 50                             /* milliseconds */

static int open_pack(const char *path, int *file, struct error *error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    error_at(error, path, 0, 0);
    if (fd < 0)
        return error_system(error, errno, N_("this pack cannot be opened"));
    error_at(error, "", 0, 0);
    *file = fd;
    return 0;
}

static bool go_on(const struct pack_change *change, bool waits, const struct keeper_pack_changed *state)
{
    return !change->step || change->step(change->context, waits, state);
}

static int stopped(struct error *error)
{
    return error_set(error, ERROR_CANCELLED, N_("stopped; nothing was installed"));
}

/* Something else may be under way beside the keeper: a backup, the making of bundles. */
static int begin(struct client *client, const struct pack_change *change, const int fds[2], struct arena *arena, struct keeper_number *number, struct error *error)
{
    const struct ask_pack_change ask = { .remove = !change->path, .id = change->id ? change->id : "", .version = change->version ? change->version : "",
                                         .name = change->path ? change->path : "" };
    const struct keeper_pack_changed nothing = { .running = true };
    for (int waited = 0;; waited += LOOK_EACH) {
        if (change->path)
            client_pass(client, fds);
        int code = client_pack_change(client, &ask, arena, number, error);
        if (code != ERROR_BUSY || waited >= change->patience)
            return code;
        if (!go_on(change, true, &nothing))
            return stopped(error);
        poll(NULL, 0, LOOK_EACH);
    }
}

int pack_change_run(struct client *client, const struct pack_change *change, struct arena *arena, struct keeper_pack_changed *done, struct error *error)
{
    int file = -1, ends[2] = { -1, -1 };
    struct keeper_number number;
    struct keeper_pack_changed state = { .running = true };
    int code = change->path ? open_pack(change->path, &file, error) : 0;
    if (!code && pipe2(ends, O_CLOEXEC) != 0)
        code = error_system(error, errno, N_("this cannot be started"));
    if (!code)
        code = begin(client, change, (int[]){ file, ends[0] }, arena, &number, error);
    while (!code) {
        struct arena answers;
        arena_init(&answers, NULL, 0);
        code = client_pack_changed(client, &number, &answers, &state, error);
        bool running = !code && state.running;
        if (!code && !running) {
            state.id = arena_text(arena, state.id);
            state.version = arena_text(arena, state.version);
            state.title = arena_text(arena, state.title);
            state.signer = arena_text(arena, state.signer);
            code = arena_failed(arena) ? error_memory(error) : 0;
        }
        if (running && ends[1] >= 0 && !go_on(change, false, &state)) {
            close(ends[1]);                      /* and waits for its end */
            ends[1] = -1;
        }
        arena_release(&answers);
        if (!running)
            break;
        poll(NULL, 0, LOOK_EACH);
    }
    for (int i = 0; i < 2; i++)
        if (ends[i] >= 0)
            close(ends[i]);
    if (file >= 0)
        close(file);
    if (!code)
        *done = state;
    return code;
}
