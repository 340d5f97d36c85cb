/* Several people in one attempt: each types their own PIN before it is begun, and its result counts for each. */
#include "keeper/serve.h"

static int tell(struct service *service, const struct seat *seat, struct arena *arena, struct keeper_members *answer, struct error *error)
{
    struct keeper_row *rows = arena_array(arena, seat->member_count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < seat->member_count; i++) {
        struct person person;
        int code = people_get(service->records, seat->members[i], arena, &person, error);
        if (code)
            return code;
        rows[i] = (struct keeper_row){ .id = "", .number = person.number, .name = person.name, .place = "" };
    }
    answer->rows = rows;
    answer->count = seat->member_count;
    return 0;
}

int serve_member_add(struct service *service, struct seat *seat, const struct ask_sign_in *ask, struct arena *arena, struct keeper_members *answer,
                     struct error *error)
{
    struct person person;
    if (seat->member_count == KEEPER_TOGETHER - 1)
        return error_set(error, ERROR_REFUSED, N_("at most %d people take a quiz together"), KEEPER_TOGETHER);
    int code = who_signs(service, ask->number, ask->pin, arena, &person, error);
    if (code)
        return code;
    bool there = strcmp(person.id, seat->person) == 0;
    for (size_t i = 0; i < seat->member_count; i++)
        there = there || strcmp(person.id, seat->members[i]) == 0;
    if (there)
        return error_set(error, ERROR_EXISTS, N_("%s takes part already"), person.name);
    snprintf(seat->members[seat->member_count++], UUID_SIZE, "%s", person.id);
    return tell(service, seat, arena, answer, error);
}

int serve_members_clear(struct service *service, struct seat *seat, const struct keeper_none *ask, struct arena *arena, struct keeper_members *answer,
                        struct error *error)
{
    (void)ask;
    seat->member_count = 0;
    return tell(service, seat, arena, answer, error);
}
