#include "keeper/ticket.h"

#include <sodium.h>

#include "base/digest.h"

static struct ticket *find(const struct tickets *tickets, int64_t now, const char *text)
{
    const struct ticket *found = NULL;
    if (strlen(text) != TICKET_SIZE - 1)
        return NULL;
    for (size_t i = 0; i < TICKETS; i++) {
        const struct ticket *row = &tickets->rows[i];
        if (*row->text && now < row->until && sodium_memcmp(row->text, text, TICKET_SIZE - 1) == 0)
            found = row;
    }
    return (struct ticket *)(uintptr_t)found;
}

int ticket_give(struct tickets *tickets, const struct random_source *random, int64_t now, const char *session, const char *person, char text[TICKET_SIZE],
                struct error *error)
{
    unsigned char bytes[(TICKET_SIZE - 1) / 2];
    struct ticket *place = NULL;
    for (size_t i = 0; i < TICKETS; i++) {
        struct ticket *row = &tickets->rows[i];
        if (now >= row->until || (!*row->client && strcmp(row->session, session) == 0))
            *row = (struct ticket){ .until = 0 };
        if (!*row->text)
            place = row;
    }
    if (!place)
        return error_set(error, ERROR_LIMIT, N_("too much is under way in this centre; wait until some of it is done, and try again"));
    random->bytes(random->context, bytes, sizeof bytes);
    hex_from(place->text, bytes, sizeof bytes);
    snprintf(place->session, sizeof place->session, "%s", session);
    snprintf(place->person, sizeof place->person, "%s", person);
    place->until = now + TICKET_TO_TAKE;
    memcpy(text, place->text, TICKET_SIZE);
    sodium_memzero(bytes, sizeof bytes);
    return 0;
}

const char *ticket_take(struct tickets *tickets, int64_t now, const char *text, const char *client)
{
    struct ticket *row = find(tickets, now, text);
    if (!row || !*client || (*row->client && strcmp(row->client, client) != 0))
        return NULL;
    if (!*row->client) {
        snprintf(row->client, sizeof row->client, "%s", client);
        row->until = now + TICKET_TO_WORK;
    }
    return row->person;
}

bool ticket_holds(const struct tickets *tickets, int64_t now, const char *text)
{
    return find(tickets, now, text) != NULL;
}

void ticket_end(struct tickets *tickets, const char *session)
{
    for (size_t i = 0; i < TICKETS && *session; i++)
        if (strcmp(tickets->rows[i].session, session) == 0)
            tickets->rows[i] = (struct ticket){ .until = 0 };
}
