#include "admin.h"

#include "app/indexer.h"
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

int admin_open(struct admin *admin, const char *centre, struct error *error)
{
    *admin = (struct admin){ 0 };
    arena_init(&admin->arena, NULL, 0);
    if (!path_join(admin->packs, sizeof admin->packs, centre, "packs") || !path_join(admin->keys, sizeof admin->keys, centre, "keys"))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    return client_open(&admin->client, &(struct client_options){ .centre = centre, .spawn = true, .command = true }, error);
}

void admin_close(struct admin *admin)
{
    client_free(admin->client);
    arena_release(&admin->arena);
}

int admin_library(const struct admin *admin, bool unsigned_packs, struct library **library, struct error *error)
{
    bool odd = unsigned_packs || client_centre(admin->client)->unsigned_packs;
    const struct library_options options = { .allow_unsigned = odd, .allow_unknown = odd, .keep_free = KEEP_FREE, .indexer = &lesson_indexer };
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
