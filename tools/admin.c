#include "admin.h"

#include <limits.h>
#include <unistd.h>

#include "app/indexer.h"
#include "app/shelf.h"
#include "base/file.h"
#include "base/intl.h"
#include "code.h"
#include "keeper/centre.h"

#define KEEP_FREE (16u << 20)                    /* bytes that an installation leaves for the records */

const char *admin_centre(const struct command_call *call)
{
    const char *centre = command_value(call, "centre");
    if (!centre || !*centre)
        centre = getenv("KIOSK_CENTRE");
    return centre && *centre ? centre : CENTRE_DEFAULT;
}

static int open_as(struct admin *admin, const char *centre, const char *ticket, struct error *error)
{
    *admin = (struct admin){ 0 };
    arena_init(&admin->arena, NULL, 0);
    if (!path_join(admin->packs, sizeof admin->packs, centre, "packs") || !path_join(admin->keys, sizeof admin->keys, centre, "keys"))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    return client_open(&admin->client, &(struct client_options){ .centre = centre, .spawn = true, .command = true, .ticket = ticket, .packer = &shelf_packer },
                       error);
}

int admin_open(struct admin *admin, const char *centre, struct error *error)
{
    return open_as(admin, centre, NULL, error);
}

/* One line, as the kiosk's job writes it. Not in the command line, which every user of the machine can see. */
static int read_ticket(const char *descriptor, char *ticket, size_t size, struct error *error)
{
    char *end;
    size_t length = 0;
    long number = strtol(descriptor, &end, 10);
    while (!*end && end != descriptor && number >= 0 && number < 1024 && length < size - 1) {
        ssize_t got = read((int)number, ticket + length, size - 1 - length);
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    ticket[length] = 0;
    ticket[strcspn(ticket, "\n")] = 0;
    return *ticket ? 0 : error_set(error, ERROR_INVALID, N_("--ticket-fd is the number of an open descriptor that brings a ticket"));
}

int admin_open_job(struct admin *admin, const struct command_call *call, struct error *error)
{
    char ticket[64] = "";
    const char *descriptor = command_value(call, "ticket-fd");
    *admin = (struct admin){ 0 };
    arena_init(&admin->arena, NULL, 0);
    int code = descriptor ? read_ticket(descriptor, ticket, sizeof ticket, error) : 0;
    if (!code)
        code = open_as(admin, admin_centre(call), descriptor ? ticket : NULL, error);
    explicit_bzero(ticket, sizeof ticket);
    return code;
}

void admin_close(struct admin *admin)
{
    client_free(admin->client);
    arena_release(&admin->arena);
}

int admin_library(const struct admin *admin, struct library **library, struct error *error)
{
    bool odd = client_centre(admin->client)->unsigned_packs;
    char shipped[PATH_MAX];
    const struct library_options options = { .allow_unsigned = odd, .allow_unknown = odd, .shipped = shelf_shipped(shipped, sizeof shipped), .keep_free = KEEP_FREE,
                                             .indexer = &lesson_indexer };
    return library_open(admin->packs, admin->keys, &options, library, error);
}

int admin_new_code(struct admin *admin, struct error *error)
{
    struct keeper_code answer;
    struct buf out = BUF_INIT;
    int code = client_backup_code(admin->client, NULL, &admin->arena, &answer, error);
    if (!code)
        code_put(&out, answer.code);
    if (!code && buf_failed(&out))
        code = error_memory(error);
    if (!code) {
        printf(_("The code that opens the backups of this terminal, with the mark %s:\n%s"), answer.mark, out.data);
        printf(_("Write code and mark down now (the code is kept nowhere), and lock the paper away, far from this computer.\n"));
        explicit_bzero((char *)(uintptr_t)answer.code, strlen(answer.code));
    }
    if (out.capacity)
        explicit_bzero(out.data, out.capacity);
    buf_release(&out);
    return code;
}

void admin_column(const char *text, int cells)
{
    command_column(text, cells);
}
