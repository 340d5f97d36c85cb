/* Tickets: a job of a kiosk speaks to the keeper in the name of the manager who sits there, and for no longer than that. */
#include "check_main.h"

#include "keeper/message.h"
#include "keeper/ticket.h"
#include "kiosk_fixture.h"
#include "records/learner_number.h"

#define JOB "01890000-0000-7000-8000-0000000000a1"
#define OTHER "01890000-0000-7000-8000-0000000000a2"
#define OVER "the manager who began this has signed out, or it took too long; sign in, and begin again"

static const struct ask_setting other_name = { .name = "name", .value = "Empretec Ndola" };

static int hello_with(struct kiosk *job, const char *client, const char *ticket, struct keeper_hello *hello)
{
    const struct ask_hello ask = { .version = KEEPER_VERSION, .client = client, .ticket = ticket };
    return ask_it(job, MESSAGE_hello, &ask, hello);
}

/* A manager sits at kiosk; their id, and a ticket. */
static void manager_sits(struct kiosk *kiosk, char id[UUID_SIZE], char ticket[TICKET_SIZE])
{
    struct keeper_signed here;
    struct ask_text given;
    char number[LEARNER_NUMBER_SIZE];
    snprintf(number, sizeof number, "%s", enrol("Grace Banda", "4711", KEEPER_MANAGER));
    new_kiosk(kiosk);
    ck_assert_int_eq(sign_in(kiosk, number, "4711", &here), 0);
    snprintf(id, UUID_SIZE, "%s", here.person.id);
    ck_assert_int_eq(ask_it(kiosk, MESSAGE_ticket, NULL, &given), 0);
    ck_assert_uint_eq(strlen(given.text), TICKET_SIZE - 1);
    snprintf(ticket, TICKET_SIZE, "%s", given.text);
}

START_TEST(a_job_with_a_ticket_acts_for_the_manager_who_sits_there)
{
    struct kiosk kiosk, job;
    struct keeper_hello hello;
    char id[UUID_SIZE], ticket[TICKET_SIZE];
    start(NULL);
    manager_sits(&kiosk, id, ticket);
    plug_in(&job);
    ck_assert_int_eq(hello_with(&job, JOB, ticket, &hello), 0);
    ck_assert_str_eq(hello.person.id, id);
    ck_assert_int_eq(hello.person.role, KEEPER_MANAGER);
    ck_assert_int_eq(ask_it(&job, MESSAGE_set, &other_name, NULL), 0);
    /* who did it stands in the journal, in the line of the change */
    char path[200], wanted[200];
    struct buf journal = BUF_INIT;
    unplug(&job);
    const char *origin = hello.terminal;
    snprintf(path, sizeof path, "%s/journal/%s.tsv", folder, origin);
    ck_assert_int_eq(file_read(path, 1 << 20, &journal, &error), 0);
    const char *line = strstr(journal.data, "setting-changed");
    ck_assert_ptr_nonnull(line);
    while (line > journal.data && line[-1] != '\n')
        line--;
    snprintf(wanted, sizeof wanted, "\t%s\t", id);
    const char *actor = strstr(line, wanted);
    ck_assert_ptr_nonnull(actor);
    ck_assert(!strchr(line, '\n') || actor < strchr(line, '\n'));
    buf_release(&journal);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_ticket_ends_with_its_session_also_for_a_job_that_has_begun)
{
    struct kiosk kiosk, job, late;
    char id[UUID_SIZE], ticket[TICKET_SIZE];
    start(NULL);
    manager_sits(&kiosk, id, ticket);
    plug_in(&job);
    ck_assert_int_eq(hello_with(&job, JOB, ticket, NULL), 0);
    ck_assert_int_eq(ask_it(&job, MESSAGE_counts, NULL, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_sign_out, &(struct ask_text){ .text = "asked" }, NULL), 0);
    ck_assert_int_eq(ask_it(&job, MESSAGE_set, &other_name, NULL), ERROR_REFUSED);
    ck_assert_str_eq(error.message, OVER);
    plug_in(&late);
    ck_assert_int_eq(hello_with(&late, JOB, ticket, NULL), ERROR_REFUSED);
    ck_assert_str_eq(error.message, OVER);
    unplug(&kiosk), unplug(&job), unplug(&late);
    finish();
}
END_TEST

START_TEST(a_ticket_is_for_one_program_and_for_a_time)
{
    struct kiosk kiosk, job, other;
    struct ask_text second;
    char id[UUID_SIZE], ticket[TICKET_SIZE];
    start(NULL);
    manager_sits(&kiosk, id, ticket);
    plug_in(&job), plug_in(&other);
    ck_assert_int_eq(hello_with(&job, JOB, ticket, NULL), 0);
    ck_assert_int_eq(hello_with(&job, JOB, ticket, NULL), 0); /* it says hello again */
    ck_assert_int_eq(hello_with(&other, OTHER, ticket, NULL), ERROR_REFUSED);
    ck_assert_int_eq(hello_with(&other, "", ticket, NULL), ERROR_REFUSED);
    ck_assert_int_eq(hello_with(&other, OTHER, "0123456789abcdef0123456789abcdef", NULL), ERROR_REFUSED);
    /* one that nobody takes in time */
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_ticket, NULL, &second), 0);
    hands.running += TICKET_TO_TAKE;
    ck_assert_int_eq(hello_with(&other, OTHER, second.text, NULL), ERROR_REFUSED);
    ck_assert_int_eq(ask_it(&job, MESSAGE_counts, NULL, NULL), 0);
    hands.running += TICKET_TO_WORK;
    ck_assert_int_eq(ask_it(&job, MESSAGE_counts, NULL, NULL), ERROR_REFUSED);
    ck_assert_str_eq(error.message, OVER);
    unplug(&kiosk), unplug(&job), unplug(&other);
    finish();
}
END_TEST

START_TEST(only_a_manager_with_a_session_of_their_own_gets_one)
{
    struct kiosk kiosk, job, command;
    char id[UUID_SIZE], ticket[TICKET_SIZE];
    start(NULL);
    manager_sits(&kiosk, id, ticket);
    plug_in(&job), plug_in(&command);
    ck_assert_int_eq(hello_with(&job, JOB, ticket, NULL), 0);
    ck_assert_int_eq(ask_it(&job, MESSAGE_ticket, NULL, NULL), ERROR_REFUSED);
    ck_assert_str_eq(error.message, "only a manager who is signed in may do this");
    ck_assert_int_eq(hello_as(&command, "", "", true, NULL), 0);
    ck_assert_int_eq(ask_it(&command, MESSAGE_ticket, NULL, NULL), ERROR_REFUSED);
    unplug(&kiosk), unplug(&job), unplug(&command);
    finish();
}
END_TEST

START_TEST(not_more_than_so_many_are_held)
{
    struct tickets tickets = { 0 };
    char text[TICKET_SIZE], session[33];
    seeded_source_init(&chance, 1);
    for (int i = 0; i < TICKETS; i++) {
        snprintf(session, sizeof session, "session %d", i);
        ck_assert_int_eq(ticket_give(&tickets, &chance.source, 0, session, "somebody", text, &error), 0);
        ck_assert_ptr_nonnull(ticket_take(&tickets, 0, text, JOB));
    }
    ck_assert_int_eq(ticket_give(&tickets, &chance.source, 1, "one more", "somebody", text, &error), ERROR_LIMIT);
    ck_assert_str_eq(error.message, "too much is under way in this centre; wait until some of it is done, and try again");
    ticket_end(&tickets, "session 3");
    ck_assert_int_eq(ticket_give(&tickets, &chance.source, 1, "one more", "somebody", text, &error), 0);
    ck_assert(ticket_holds(&tickets, 1, text));
}
END_TEST

START_TEST(a_pack_without_an_open_file_is_no_pack)
{
    struct kiosk kiosk;
    char id[UUID_SIZE], ticket[TICKET_SIZE];
    start(NULL);
    manager_sits(&kiosk, id, ticket);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_change, NULL, NULL), ERROR_INVALID);
    ck_assert_str_eq(error.message, "a pack that is to be installed comes as an open file");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_changed, &(struct keeper_number){ .number = 7 }, NULL), ERROR_NOT_FOUND);
    unplug(&kiosk);
    finish();
}
END_TEST

TEST_MAIN("keeper tickets", a_job_with_a_ticket_acts_for_the_manager_who_sits_there, a_ticket_ends_with_its_session_also_for_a_job_that_has_begun,
          a_ticket_is_for_one_program_and_for_a_time, only_a_manager_with_a_session_of_their_own_gets_one, not_more_than_so_many_are_held,
          a_pack_without_an_open_file_is_no_pack)
