/* The first start: the keeper makes the centre, and its manager sits down. */
#include "app/app.h"

#include "base/intl.h"

int service_SET_UP(struct services *services, const void *asked, struct arena *arena, void **data, struct error *error)
{
    const struct request_set_up *ask = asked;
    const struct ask_set_up query = { .name = ask->name, .terminal = ask->terminal, .languages = "", .language = ask->language, .keyboard = ask->keyboard,
                                      .manager = ask->manager, .pin = ask->pin };
    struct keeper_set_up made;
    struct set_up_view *view = arena_alloc(arena, sizeof *view);
    void *person;
    int code = view ? client_set_up(services->client, &query, arena, &made, error) : error_memory(error);
    if (code)
        return code;
    *view = (struct set_up_view){ .number = made.number, .code = made.code, .mark = made.mark };
    *data = view;
    /* The centre is there: from here on nothing may take the code from the screen. Who could not be signed in does that by hand; the date can be said later. */
    if (service_SIGN_IN(services, &(struct request_sign_in){ .number = made.number, .pin = ask->pin }, arena, &person, NULL) == 0 && ask->wall)
        service_CONFIRM_DATE(services, &(struct request_date){ ask->wall }, arena, &person, NULL);
    return 0;
}
