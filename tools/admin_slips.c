/* kiosk-admin slips: new PINs for people whose slips were lost, or who come again after long; written to be printed and cut. */
#include "admin.h"

#include "base/intl.h"
#include "base/text.h"
#include "slips.h"

/* Everybody is found before anybody gets a new PIN. */
static int find_all(struct admin *admin, const struct command_call *call, const struct keeper_row **found, struct error *error)
{
    for (int i = 0; i < call->operand_count; i++) {
        const char *number = call->operands[i];
        struct keeper_people people = { 0 };
        int code = ascii_digit(*number) ? client_learners(admin->client, &(struct ask_people){ .prefix = number }, &admin->arena, &people, error) : 0;
        if (code)
            return code;
        if (people.count != 1)
            return error_set(error, ERROR_NOT_FOUND, N_("nobody has the number %s; kiosk-admin learners lists all"), number);
        if (people.rows[0].retired)
            return error_set(error, ERROR_REFUSED, N_("%s, number %s, is retired; bring that person back on the screen first"), people.rows[0].name, number);
        for (int k = 0; k < i; k++)
            if (strcmp(found[k]->id, people.rows[0].id) == 0)
                return error_set(error, ERROR_EXISTS, N_("%s stands in the command twice"), number);
        found[i] = people.rows;
    }
    return 0;
}

static int write_all(struct admin *admin, const struct keeper_row *const *found, int count, struct slips *slips, struct error *error)
{
    int code = 0;
    for (int i = 0; i < count && !code; i++) {
        struct keeper_pin made;
        struct arena arena;
        arena_init(&arena, NULL, 0);
        code = client_pin_reset(admin->client, &(struct ask_text){ .text = found[i]->id }, &arena, &made, error);
        if (!code) {
            code = slips_add(slips, found[i]->name, made.number, made.pin, error);
            explicit_bzero((char *)(uintptr_t)made.pin, strlen(made.pin));
        }
        arena_release(&arena);
    }
    return code;
}

static int run(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct slips slips = { .fd = -1 };
    const struct keeper_row **found = NULL;
    const char *file = command_value(call, "output"), *centre = NULL;
    int count = call->operand_count;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code) {
        found = arena_array(&admin.arena, (size_t)count, sizeof *found);
        centre = arena_text(&admin.arena, client_centre(admin.client)->centre_name);
        code = found && centre ? find_all(&admin, call, found, &error) : error_memory(&error);
    }
    if (!code)
        code = slips_open(&slips, file, centre, &error);
    if (!code)
        code = write_all(&admin, found, count, &slips, &error);
    if (!code) {
        printf(P_("%d person has a new PIN.\n", "%d people have new PINs.\n", count), count);
        printf(_("Numbers and PINs are in %s: print it, hand the slips out, and delete it. The PINs stand nowhere else.\n"), file);
    }
    slips_close(&slips);
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "output", .letter = 'o', .argument = "FILE", .required = true, .help = N_("Where the slips are written; FILE must not be there yet.") },
    { 0 },
};

extern const struct command admin_slips;
const struct command admin_slips = {
    .name = "slips", .operands = "NUMBER…", .least = 1, .most = -1, .run = run, .options = options,
    .help = N_("Give people new PINs, on slips to be printed and cut."),
    .example = "kiosk-admin slips 0110017 0110025 -o slips.txt",
};
