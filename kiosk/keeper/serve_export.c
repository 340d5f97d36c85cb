/* Requests about what leaves the centre: who collects, documents that came from them, and the bundles. */
#include "keeper/serve.h"

int serve_trust(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_trust *answer,
                struct error *error)
{
    (void)service, (void)seat, (void)ask, (void)arena, (void)answer, (void)error;
    return 0;
}

int serve_document(struct service *service, struct seat *seat, const struct ask_document *ask, struct arena *arena, struct keeper_document *answer,
                   struct error *error)
{
    (void)service, (void)seat, (void)ask, (void)arena, (void)answer, (void)error;
    return 0;
}

int serve_request(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct ask_text *answer,
                  struct error *error)
{
    (void)service, (void)seat, (void)ask, (void)arena, (void)answer, (void)error;
    return 0;
}

int serve_bundles_make(struct service *service, struct seat *seat, const struct ask_bundles *ask, struct arena *arena, struct keeper_none *answer,
                       struct error *error)
{
    (void)service, (void)seat, (void)ask, (void)arena, (void)answer, (void)error;
    return 0;
}

int serve_bundles(struct service *service, struct seat *seat, const struct ask_bundles *ask, struct arena *arena, struct keeper_bundles *answer,
                  struct error *error)
{
    (void)service, (void)seat, (void)ask, (void)arena, (void)answer, (void)error;
    return 0;
}
