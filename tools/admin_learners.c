/* kiosk-admin learners, kiosk-admin pin: who is here, and a way back in for who forgot their PIN. */
#include "admin.h"

#include "base/intl.h"
#include "base/text.h"

static int list(struct admin *admin, const char *prefix, struct error *error)
{
    struct arena page;
    char after[1024] = "";
    bool more = true;
    int code = 0;
    while (more && !code) {
        struct keeper_people people;
        const struct ask_people ask = { .prefix = prefix, .after = after };
        arena_init(&page, NULL, 0);
        code = client_learners(admin->client, &ask, &page, &people, error);
        for (size_t i = 0; i < people.count && !code; i++) {
            static const char *const roles[] = { [KEEPER_LEARNER] = N_("learner"), [KEEPER_FACILITATOR] = N_("facilitator"),
                                                 [KEEPER_MANAGER] = N_("manager") };
            const struct keeper_row *row = &people.rows[i];
            admin_column(row->number, 14);
            printf(" ");
            admin_column(row->role >= 0 && row->role <= KEEPER_MANAGER ? _(roles[row->role]) : "", 12);
            printf(" ");
            admin_column(row->name, 0);
            printf("%s\n", row->has_pin ? "" : _("  (no PIN yet)"));
            snprintf(after, sizeof after, "%s", row->place);
        }
        more = !code && people.more && people.count > 0;
        arena_release(&page);
    }
    return code;
}

static int run_learners(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code)
        code = list(&admin, command_given(call, "find") ? command_value(call, "find") : "", &error);
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

static int run_pin(struct command_call *call)
{
    struct error error = { 0 };
    struct admin admin;
    struct keeper_people people;
    struct keeper_pin made;
    const char *number = call->operands[0];
    int code = admin_open(&admin, admin_centre(call), &error);
    if (!code) {
        const struct ask_people ask = { .prefix = number };
        code = client_learners(admin.client, &ask, &admin.arena, &people, &error);
    }
    if (!code && (people.count != 1 || !ascii_digit(*number))) /* a card of a row that was joined into another is that one's */
        code = error_set(&error, ERROR_NOT_FOUND, N_("nobody has the number %s; kiosk-admin learners lists all"), number);
    if (!code)
        code = client_pin_reset(admin.client, &(struct ask_text){ .text = people.rows[0].id }, &admin.arena, &made, &error);
    if (!code)
        printf(_("The new PIN of %s is %s (write it down now: it is not kept).\n"), people.rows[0].name, made.pin);
    admin_close(&admin);
    return code ? command_fail(call, &error) : command_printed(call);
}

static const struct command_option options[] = {
    { .name = "find", .argument = "TEXT", .help = N_("Only those with a name that has a word beginning so, or with this number.") },
    { 0 },
};

extern const struct command admin_learners, admin_pin;
const struct command admin_learners = {
    .name = "learners", .operands = "", .run = run_learners, .options = options,
    .help = N_("List learners and staff with their numbers."),
    .example = "kiosk-admin learners --find Grace",
};
const struct command admin_pin = {
    .name = "pin", .operands = "NUMBER", .least = 1, .most = 1, .run = run_pin,
    .help = N_("Give somebody who forgot it a new PIN."),
    .example = "kiosk-admin pin 0110017",
};
