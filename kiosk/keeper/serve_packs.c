/* Packs come in and go out, on the keeper's side: it only begins that and says how far it is. The maker does it. */
#include "keeper/serve.h"

#include <unistd.h>

#include "records/queries.h"

void passed_close(struct passed *passed)
{
    for (int i = 0; i < passed->count; i++)
        close(passed->fds[i]);
    passed->count = 0;
}

/* They need their version for review and regrading. */
static int versions_used(struct service *service, const char *id, struct arena *arena, struct packer_order *order, struct error *error)
{
    struct pack_row *rows;
    size_t count;
    int code = query_packs(service->records, arena, &rows, &count, error);
    for (size_t i = 0; i < count && !code; i++) {
        if (rows[i].attempts == 0 || strcmp(rows[i].pack, id) != 0)
            continue;
        if (order->used_count == PACKER_USED)
            return error_set(error, ERROR_LIMIT, N_("attempts refer to more than %d versions of %s; none is removed"), PACKER_USED, id);
        snprintf(order->used[order->used_count++], PACKER_VERSION, "%s", rows[i].version);
    }
    return code;
}

static int order_of(struct service *service, const struct ask_pack_change *ask, struct arena *arena, struct maker_order *order, struct error *error)
{
    struct settings settings;
    int code = service_settings(service, arena, &settings, error);
    *order = (struct maker_order){ .what = MAKE_PACK, .pack = { .remove = ask->remove, .unsigned_packs = !code && settings.unsigned_packs } };
    if (!code && ask->remove)
        code = versions_used(service, ask->id, arena, &order->pack, error);
    if (!code && (strlen(ask->id) >= sizeof order->pack.id || strlen(ask->version) >= sizeof order->pack.version))
        code = error_set(error, ERROR_NOT_FOUND, N_("the pack \"%s\" is not installed in version %s"), ask->id, ask->version);
    if (code)
        return code;
    snprintf(order->pack.id, sizeof order->pack.id, "%s", ask->id);
    snprintf(order->pack.version, sizeof order->pack.version, "%s", ask->version);
    snprintf(order->pack.name, sizeof order->pack.name, "%s", ask->name);
    return 0;
}

int serve_pack_change(struct service *service, struct seat *seat, const struct ask_pack_change *ask, struct arena *arena, struct keeper_number *answer,
                      struct error *error)
{
    struct maker_order order;
    struct passed *passed = service->passed;
    (void)seat;
    int code = ask->remove ? 0 : room_for_job(service->room, service->folder, error);
    if (code)
        return code;
    if (!ask->remove && (!passed || passed->count != 2))
        return error_set(error, ERROR_INVALID, N_("a pack that is to be installed comes as an open file"));
    code = order_of(service, ask, arena, &order, error);
    /* what is due has waited longer */
    if (!code && service->backup_due)
        code = error_set(error, ERROR_BUSY, N_("a backup is being made just now; wait until it is done"));
    if (!code && service->make_due)
        code = error_set(error, ERROR_BUSY, N_("bundles are being made just now; wait until they are done"));
    if (!code)
        code = maker_change_pack(service->maker, &order, ask->remove ? NULL : passed->fds, &answer->number, error);
    if (passed)
        passed_close(passed);
    return code;
}

int serve_pack_changed(struct service *service, struct seat *seat, const struct keeper_number *ask, struct arena *arena, struct keeper_pack_changed *answer,
                       struct error *error)
{
    const struct maker_state *state = maker_state(service->maker, MAKE_PACK);
    (void)seat;
    if (ask->number != maker_pack_number(service->maker))
        return error_set(error, ERROR_NOT_FOUND, N_("how this ended is not known any more; look at the list of packs"));
    if (!state->running && state->wrong.code) {
        *error = state->wrong;
        return error->code;
    }
    const struct packer_done *done = &state->pack;
    *answer = (struct keeper_pack_changed){ .running = state->running, .step = state->step, .done = state->done, .total = state->total, .active = done->active,
                                            .trusted = done->trusted };
    answer->id = arena_text(arena, done->id);
    answer->version = arena_text(arena, done->version);
    answer->title = arena_text(arena, done->title);
    answer->signer = arena_text(arena, done->signer);
    return arena_failed(arena) ? error_memory(error) : 0;
}
