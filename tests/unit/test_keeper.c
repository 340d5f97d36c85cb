/* The keeper: who may do what, what is durable, what a hostile or a dying program can harm. Clock, chance and machine are the test's own; kiosks are socket pairs. */
#include "check_main.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/id.h"
#include "keeper/centre.h"
#include "keeper/client.h"
#include "keeper/keeper.h"
#include "keeper/protocol.h"
#include "keeper/write.h"
#include "kiosk_fixture.h"
#include "records/learner_number.h"
#include "records/people.h"
#include "records/log.h"

START_TEST(a_new_centre_greets_with_its_settings)
{
    struct settings settings;
    struct kiosk kiosk;
    struct keeper_hello hello;
    settings_default(&settings);
    settings.name = "Lusaka \"Central\"";
    settings.languages = "en fr";
    settings.language = "fr";
    settings.guests = false;
    start(&settings);
    plug_in(&kiosk);
    ck_assert_int_eq(hello_as(&kiosk, "", "", false, &hello), 0);
    ck_assert_str_eq(hello.centre_name, "Lusaka \"Central\"");
    ck_assert_str_eq(hello.languages, "en fr");
    ck_assert_str_eq(hello.language, "fr");
    ck_assert(uuid_valid(hello.terminal));
    ck_assert(!hello.guests_allowed && hello.names_listed && hello.date_sound && !hello.has_manager);
    ck_assert_int_eq(hello.idle_minutes, 5);
    ck_assert_str_eq(hello.person.id, "");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(another_version_is_told_to_start_again)
{
    struct kiosk kiosk;
    start(NULL);
    plug_in(&kiosk);
    const struct ask_hello ask = { .version = KEEPER_VERSION + 1 };
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_hello, &ask, NULL), ERROR_VERSION);
    ck_assert_error(error, "this program and its keeper are of different versions (5 and 4); start both again");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_packs, NULL, NULL), ERROR_REFUSED);
    ck_assert_error(error, "a program says hello first");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_registered_learner_signs_in_anywhere)
{
    struct kiosk one, two;
    struct keeper_signed signed_in;
    struct keeper_kept kept;
    start(NULL);
    new_kiosk(&one);
    new_kiosk(&two);
    const struct keeper_value values[] = { { "sex", "female" }, { "hometown", "Ndola" }, { "sector", "not-said" } };
    const struct ask_register ask = { .name = "Grace Banda", .pin = "4711", .language = "en", .values = values, .value_count = 3, .surveys = true };
    ck_assert_int_eq(ask_it(&one, MESSAGE_register, &ask, &signed_in), 0);
    ck_assert_str_eq(signed_in.person.name, "Grace Banda");
    ck_assert_int_eq(sign_in(&two, signed_in.person.number, "4711", &signed_in), 0);
    ck_assert_str_eq(signed_in.person.name, "Grace Banda");
    ck_assert_int_eq(signed_in.person.role, KEEPER_LEARNER);
    ck_assert_int_eq(ask_it(&two, MESSAGE_kept, NULL, &kept), 0);
    ck_assert_uint_eq(kept.value_count, 2);
    ck_assert_str_eq(kept.values[0].value, "female");
    ck_assert_str_eq(kept.values[1].name, "hometown");
    ck_assert(kept.surveys && !kept.follow_up && !kept.government);
    unplug(&one);
    unplug(&two);
    finish();
}
END_TEST

static int count_consents(void *count, const struct event *event, const char *line, size_t length, struct error *unused)
{
    (void)line, (void)length, (void)unused;
    *(int *)count += event->kind == EVENT_CONSENT && event->consent.surveys == 0;
    return 0;
}

START_TEST(a_learner_takes_back_what_was_agreed_to_and_the_log_says_so)
{
    struct kiosk kiosk, guest;
    struct keeper_signed signed_in;
    struct keeper_kept kept;
    struct records *records;
    int count = 0;
    start(NULL);
    new_kiosk(&kiosk);
    new_kiosk(&guest);
    const struct ask_register ask = { .name = "Grace Banda", .pin = "4711", .language = "en", .surveys = true, .government = true };
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_register, &ask, &signed_in), 0);
    for (int again = 0; again < 2; again++)      /* a client may send it twice: it is written down once */
        ck_assert_int_eq(ask_it(&kiosk, MESSAGE_consent, &(struct ask_consent){ "surveys", false }, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_consent, &(struct ask_consent){ "follow-up", true }, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_kept, NULL, &kept), 0);
    ck_assert(kept.follow_up && !kept.surveys && kept.government);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_consent, &(struct ask_consent){ "everything", true }, NULL), ERROR_INVALID);
    ck_assert_error(error, "nobody is asked for a consent \"everything\"");
    ck_assert_int_eq(ask_it(&guest, MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    ck_assert_int_eq(ask_it(&guest, MESSAGE_consent, &(struct ask_consent){ "surveys", true }, NULL), ERROR_REFUSED);
    unplug(&kiosk);
    unplug(&guest);
    keeper_free(keeper);
    keeper = NULL;
    ck_assert_int_eq(records_open(&records, &(struct records_options){ .folder = folder, .read_only = true }, &error), 0);
    ck_assert_int_eq(log_each(records, NULL, 0, INT64_MAX, count_consents, &count, &error), 0);
    ck_assert_int_eq(count, 2);                  /* surveys taken back; follow-up given, surveys still not */
    records_close(records);
    finish();
}
END_TEST

START_TEST(a_profile_value_that_is_no_code_is_refused)
{
    struct kiosk kiosk;
    start(NULL);
    new_kiosk(&kiosk);
    const struct keeper_value wrong[] = { { "sex", "x" } }, twice[] = { { "a", "1" }, { "a", "2" } };
    struct ask_register ask = { .name = "Grace", .pin = "4711", .values = wrong, .value_count = 1 };
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_register, &ask, NULL), ERROR_INVALID);
    ck_assert_error(error, "\"x\" is no answer to \"sex\"");
    ask.values = twice;
    ask.value_count = 2;
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_register, &ask, NULL), ERROR_INVALID);
    ck_assert_error(error, "\"a\" is answered twice");
    unplug(&kiosk);
    finish();
}
END_TEST

/* A list is taken in: each with a profile; the answer to one gets lost, and it is sent again. */
START_TEST(who_is_enrolled_with_an_id_is_enrolled_once)
{
    struct kiosk command;
    struct keeper_pin made, again;
    struct keeper_people known;
    struct keeper_counts counts;
    struct keeper_kept kept;
    start(NULL);
    plug_in(&command);
    ck_assert_int_eq(hello_as(&command, "", "", true, NULL), 0);
    const struct keeper_value values[] = { { "sex", "female" }, { "born", "1990-1994" } }, wrong[] = { { "born", "1990" } };
    struct ask_enrol ask = { .id = "01890000-0000-7000-8000-0000000000aa", .name = "\xc3\x89lodie Banda", .pin = "4711", .language = "en",
                             .values = values, .value_count = 2 };
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, &made), 0);
    ck_assert_str_eq(made.pin, "4711");
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, &again), 0);
    ck_assert_str_eq(again.number, made.number);
    ck_assert_str_eq(again.pin, "4711");
    ck_assert_int_eq(ask_it(&command, MESSAGE_counts, &(struct keeper_none){ 0 }, &counts), 0);
    ck_assert_int_eq(counts.people, 1);
    ask.pin = "4712";
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, NULL), ERROR_EXISTS);
    ck_assert_error(error, "somebody else has this id");
    ask.pin = "";
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, NULL), ERROR_INVALID);
    ck_assert_error(error, "who is enrolled with an id has a PIN");
    ask.id = "x";
    ask.pin = "4711";
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, NULL), ERROR_INVALID);
    ck_assert_error(error, "the person's id is no UUID");
    ask = (struct ask_enrol){ .name = "X", .values = wrong, .value_count = 1 };
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, NULL), ERROR_INVALID);
    ck_assert_error(error, "\"1990\" is no answer to \"born\"");
    /* who is known: by the very name, but for capitals, and the years of birth */
    static const struct { const char *name, *born; size_t count; } cases[] = {
        { "\xc3\x89lodie Banda", "1990-1994", 1 }, { "\xc3\xa9LODIE banda", "1990-1994", 1 }, { "Elodie Banda", "1990-1994", 0 },
        { "\xc3\x89lodie Banda", "", 0 }, { "\xc3\x89lodie", "1990-1994", 0 }, { "Banda \xc3\x89lodie", "1990-1994", 0 }, { "", "", 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct ask_known look = { .name = cases[i].name, .born = cases[i].born };
        ck_assert_int_eq(ask_it(&command, MESSAGE_known, &look, &known), 0);
        ck_assert_msg(known.count == cases[i].count, "case %zu", i);
        if (known.count)
            ck_assert_str_eq(known.rows[0].number, made.number);
    }
    unplug(&command);
    new_kiosk(&command);
    ck_assert_int_eq(sign_in(&command, made.number, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&command, MESSAGE_kept, &(struct keeper_none){ 0 }, &kept), 0);
    ck_assert_uint_eq(kept.value_count, 2);
    ck_assert(!kept.follow_up && !kept.surveys && !kept.government);
    ck_assert_int_eq(ask_it(&command, MESSAGE_known, &(struct ask_known){ .name = "X" }, NULL), ERROR_REFUSED);
    unplug(&command);
    finish();
}
END_TEST

START_TEST(wrong_pins_make_longer_and_longer_waits_that_end)
{
    struct kiosk kiosk;
    struct keeper_signed signed_in;
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(sign_in(&kiosk, number, "0000", NULL), ERROR_REFUSED);
        ck_assert_error(error, "this number and this PIN do not belong together; try again, or ask a facilitator for a new PIN");
    }
    ck_assert_int_eq(sign_in(&kiosk, number, "0000", NULL), ERROR_REFUSED);
    ck_assert_error(error, "too many wrong tries; the next one is possible in 30 seconds, or a facilitator gives a new PIN");
    /* the right one has to wait too, and asking does not make it longer */
    for (int i = 0; i < 10; i++)
        ck_assert_int_eq(sign_in(&kiosk, number, "4711", NULL), ERROR_REFUSED);
    fixed_clock_advance(&hands, 20000);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", NULL), ERROR_REFUSED);
    ck_assert_error(error, "too many wrong tries; the next one is possible in 10 seconds, or a facilitator gives a new PIN");
    fixed_clock_advance(&hands, 10000);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", &signed_in), 0);
    /* and all is forgotten */
    ck_assert_int_eq(sign_in(&kiosk, number, "0000", NULL), ERROR_REFUSED);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", &signed_in), 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(waits_outlive_the_keeper)
{
    struct kiosk kiosk;
    start(NULL);
    char number[20];
    snprintf(number, sizeof number, "%s", enrol("Grace", "4711", KEEPER_LEARNER));
    new_kiosk(&kiosk);
    for (int i = 0; i < 5; i++)
        ck_assert_int_eq(sign_in(&kiosk, number, "0000", NULL), ERROR_REFUSED);
    unplug(&kiosk);
    keeper_free(keeper);
    open_keeper();
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", NULL), ERROR_REFUSED);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_number_that_nobody_has_is_answered_like_a_wrong_pin)
{
    struct kiosk kiosk;
    char other[LEARNER_NUMBER_SIZE];
    start(NULL);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, learner_number_make(other, 1, 4000), "4711", NULL), ERROR_REFUSED);
    ck_assert_error(error, "this number and this PIN do not belong together; try again, or ask a facilitator for a new PIN");
    ck_assert_int_eq(sign_in(&kiosk, "12", "4711", NULL), ERROR_INVALID);
    ck_assert_error(error, "no learner has this number; look at the card, all digits count");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(an_answer_is_kept_under_the_one_who_sits_there)
{
    struct kiosk one, two;
    struct keeper_appended appended;
    struct keeper_attempts attempts;
    struct keeper_attempt_whole whole;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER), *john = enrol("John", "4712", KEEPER_LEARNER);
    new_kiosk(&one);
    new_kiosk(&two);
    const struct keeper_event begin[] = { started(ATTEMPT), answered(ATTEMPT, "q1", "{\"seed\":7,\"response\":\"2\",\"seconds\":5}") };
    ck_assert_int_eq(append(&one, begin, 2, NULL), ERROR_REFUSED);
    ck_assert_error(error, "nobody is signed in here; sign in again");
    ck_assert_int_eq(sign_in(&one, grace, "4711", NULL), 0);
    ck_assert_int_eq(sign_in(&two, john, "4712", NULL), 0);
    ck_assert_int_eq(append(&one, begin, 2, &appended), 0);
    ck_assert_int_eq(appended.last, appended.first + 1);
    const struct ask_attempts all = { .running = true };
    const struct ask_attempt this_one = { .attempt = ATTEMPT };
    ck_assert_int_eq(ask_it(&one, MESSAGE_attempts, &all, &attempts), 0);
    ck_assert_uint_eq(attempts.count, 1);
    ck_assert(attempts.rows[0].seed == 7 && attempts.rows[0].answered == 1 && !attempts.rows[0].submitted);
    ck_assert_int_eq(attempts.rows[0].started, 1790000000000);
    ck_assert_int_eq(ask_it(&one, MESSAGE_attempt, &this_one, &whole), 0);
    ck_assert_uint_eq(whole.count, 1);
    ck_assert_str_eq(whole.rows[0].response, "2");
    /* John neither sees it, nor can write into it */
    ck_assert_int_eq(ask_it(&two, MESSAGE_attempts, &all, &attempts), 0);
    ck_assert_uint_eq(attempts.count, 0);
    ck_assert_int_eq(ask_it(&two, MESSAGE_attempt, &this_one, &whole), ERROR_NOT_FOUND);
    ck_assert_error(error, "there is no such attempt of yours");
    ck_assert_int_eq(append(&two, &begin[1], 1, NULL), ERROR_REFUSED);
    ck_assert_error(error, "this attempt is another person's");
    unplug(&one);
    unplug(&two);
    finish();
}
END_TEST

START_TEST(an_attempt_is_begun_once_and_ends_when_it_is_handed_in)
{
    struct kiosk kiosk;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    const struct keeper_event begin = started(ATTEMPT), answer = answered(ATTEMPT, "q1", "{\"response\":\"1\"}"), end = submitted(ATTEMPT);
    ck_assert_int_eq(append(&kiosk, &answer, 1, NULL), ERROR_NOT_FOUND);
    ck_assert_error(error, "this attempt was never begun");
    ck_assert_int_eq(append(&kiosk, &begin, 1, NULL), 0);
    ck_assert_int_eq(append(&kiosk, &begin, 1, NULL), ERROR_EXISTS);
    ck_assert_int_eq(append(&kiosk, &answer, 1, NULL), 0);
    ck_assert_int_eq(append(&kiosk, &end, 1, NULL), 0);
    ck_assert_int_eq(append(&kiosk, &answer, 1, NULL), ERROR_REFUSED);
    ck_assert_error(error, "this attempt was handed in; nothing in it can be changed any more");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_kiosk_writes_nothing_but_what_a_learner_does)
{
    struct kiosk kiosk;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    static const char *const kinds[] = { "person-added", "pin-reset", "date-confirmed", "signed-in", "attempt-claimed", "erased", "nonsense", "" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct keeper_event event = { .kind = kinds[i], .data = "{}" };
        ck_assert_int_eq(append(&kiosk, &event, 1, NULL), ERROR_REFUSED);
    }
    struct keeper_event broken = started(ATTEMPT);
    broken.data = "{\"seed\":";
    ck_assert_int_eq(append(&kiosk, &broken, 1, NULL), ERROR_SYNTAX);
    ck_assert_int_eq(append(&kiosk, NULL, 0, NULL), ERROR_INVALID);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_guest_s_work_joins_the_one_who_signs_in)
{
    struct kiosk kiosk;
    struct keeper_signed guest, grace;
    struct keeper_attempts attempts;
    const struct ask_attempts all = { 0 };
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_guest, &(struct ask_text){ .text = "en" }, &guest), 0);
    ck_assert(guest.person.guest && uuid_valid(guest.person.id));
    const struct keeper_event begin = started(ATTEMPT), answer = answered(ATTEMPT, "q1", "{\"response\":\"1\"}");
    ck_assert_int_eq(append(&kiosk, &begin, 1, NULL), 0);
    const struct ask_sign_in ask = { .number = number, .pin = "4711", .claim = true };
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_sign_in, &ask, &grace), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_attempts, &all, &attempts), 0);
    ck_assert_uint_eq(attempts.count, 1);
    ck_assert_str_eq(attempts.rows[0].id, ATTEMPT);
    ck_assert_int_eq(append(&kiosk, &answer, 1, NULL), 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_guest_s_work_stays_apart_where_it_is_not_claimed)
{
    struct kiosk kiosk;
    struct keeper_attempts attempts;
    const struct ask_attempts all = { 0 };
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    const struct keeper_event begin = started(ATTEMPT);
    ck_assert_int_eq(append(&kiosk, &begin, 1, NULL), 0);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_attempts, &all, &attempts), 0);
    ck_assert_uint_eq(attempts.count, 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(after_signing_out_nobody_sits_there)
{
    struct kiosk kiosk;
    struct keeper_signed signed_in;
    struct keeper_hello hello;
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", &signed_in), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_sign_out, &(struct ask_text){ .text = "asked" }, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_kept, NULL, NULL), ERROR_REFUSED);
    ck_assert_int_eq(hello_as(&kiosk, "", signed_in.session, false, &hello), 0);
    ck_assert_str_eq(hello.person.id, "");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(the_journal_is_synced_each_minute_and_when_somebody_signs_out)
{
    struct kiosk kiosk;
    start(NULL);
    new_kiosk(&kiosk);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    ck_assert_uint_eq(keeper_tally(keeper).syncs, 0);
    fixed_clock_advance(&hands, 60000);
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    ck_assert_uint_eq(keeper_tally(keeper).syncs, 1);
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    ck_assert_uint_eq(keeper_tally(keeper).syncs, 1);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_sign_out, &(struct ask_text){ .text = "idle" }, NULL), 0);
    ck_assert_uint_eq(keeper_tally(keeper).syncs, 2);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_session_takes_its_seat_again_after_the_keeper_was_gone)
{
    struct kiosk kiosk;
    struct keeper_signed signed_in;
    struct keeper_hello hello;
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_FACILITATOR);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", &signed_in), 0);
    unplug(&kiosk);
    keeper_free(keeper);
    open_keeper();
    plug_in(&kiosk);
    ck_assert_int_eq(hello_as(&kiosk, "", "00000000000000000000000000000000", false, &hello), 0);
    ck_assert_str_eq(hello.person.id, "");
    ck_assert_int_eq(hello_as(&kiosk, "", signed_in.session, false, &hello), 0);
    ck_assert_str_eq(hello.person.name, "Grace");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_counts, NULL, NULL), 0); /* with the rights of her role */
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(what_is_sent_again_after_a_broken_connection_is_done_once)
{
    static const char client[] = "01890000-0000-7000-8000-0000000000ff";
    struct kiosk kiosk;
    struct keeper_signed signed_in;
    struct keeper_appended first, again, next;
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER);
    plug_in(&kiosk);
    ck_assert_int_eq(hello_as(&kiosk, client, "", false, NULL), 0);
    ck_assert_int_eq(sign_in(&kiosk, number, "4711", &signed_in), 0);
    const struct keeper_event begin = started(ATTEMPT);
    const struct ask_append ask = { .events = &begin, .count = 1 };
    send_only(&kiosk, MESSAGE_append, 900, &ask);
    ck_assert_int_eq(answer_of(&kiosk, &first), 0);
    unplug(&kiosk);
    keeper_free(keeper);
    open_keeper();
    plug_in(&kiosk);
    ck_assert_int_eq(hello_as(&kiosk, client, signed_in.session, false, NULL), 0);
    send_only(&kiosk, MESSAGE_append, 900, &ask);
    ck_assert_int_eq(answer_of(&kiosk, &again), 0);
    ck_assert_int_eq(again.first, first.first);
    const struct keeper_event answer = answered(ATTEMPT, "q1", "{\"response\":\"1\"}");
    const struct ask_append more = { .events = &answer, .count = 1 };
    send_only(&kiosk, MESSAGE_append, 901, &more);
    ck_assert_int_eq(answer_of(&kiosk, &next), 0);
    ck_assert_int_gt(next.first, first.first);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_registration_that_is_sent_again_makes_one_person_who_sits_there)
{
    static const char client[] = "01890000-0000-7000-8000-0000000000fe";
    struct kiosk kiosk;
    struct keeper_signed first, again;
    struct keeper_kept kept;
    const struct ask_register ask = { .name = "Grace", .pin = "4711" };
    start(NULL);
    plug_in(&kiosk);
    ck_assert_int_eq(hello_as(&kiosk, client, "", false, NULL), 0);
    send_only(&kiosk, MESSAGE_register, 5, &ask);
    ck_assert_int_eq(answer_of(&kiosk, &first), 0);
    unplug(&kiosk);
    plug_in(&kiosk);
    ck_assert_int_eq(hello_as(&kiosk, client, "", false, NULL), 0);
    send_only(&kiosk, MESSAGE_register, 5, &ask);
    ck_assert_int_eq(answer_of(&kiosk, &again), 0);
    ck_assert_str_eq(first.person.id, again.person.id);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_kept, NULL, &kept), 0);
    ck_assert_str_eq(kept.person.id, first.person.id);
    unplug(&kiosk);
    finish();
}
END_TEST

#define MANY 60
START_TEST(what_comes_together_is_committed_together)
{
    struct kiosk kiosks[MANY];
    struct keeper_tally before, after;
    char attempt[UUID_SIZE];
    start(NULL);
    for (int i = 0; i < MANY; i++) {
        new_kiosk(&kiosks[i]);
        ck_assert_int_eq(ask_it(&kiosks[i], MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    }
    before = keeper_tally(keeper);
    for (int i = 0; i < MANY; i++) {
        snprintf(attempt, sizeof attempt, "01890000-0000-7000-8000-%012d", i);
        const struct keeper_event begin = started(attempt);
        send_only(&kiosks[i], MESSAGE_append, 50, &(struct ask_append){ .events = &begin, .count = 1 });
    }
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    after = keeper_tally(keeper);
    ck_assert_uint_eq(after.commits - before.commits, 1);
    ck_assert_uint_eq(after.writes - before.writes, MANY);
    for (int i = 0; i < MANY; i++) {
        struct frame frame;
        ck_assert(fetch(&kiosks[i], &frame));
        ck_assert_int_eq(answer_of(&kiosks[i], NULL), 0);
        unplug(&kiosks[i]);
    }
    finish();
}
END_TEST

START_TEST(a_refusal_in_a_round_harms_nobody_else_in_it)
{
    struct kiosk good, bad;
    struct keeper_attempts attempts;
    start(NULL);
    new_kiosk(&good);
    new_kiosk(&bad);
    ck_assert_int_eq(ask_it(&good, MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    ck_assert_int_eq(ask_it(&bad, MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    const struct keeper_event begin = started(ATTEMPT), wrong = { .kind = "erased", .data = "{}" };
    send_only(&bad, MESSAGE_append, 9, &(struct ask_append){ .events = &wrong, .count = 1 });
    send_only(&good, MESSAGE_append, 9, &(struct ask_append){ .events = &begin, .count = 1 });
    ck_assert_int_eq(answer_of(&good, NULL), 0);
    ck_assert_int_eq(answer_of(&bad, NULL), ERROR_REFUSED);
    ck_assert_int_eq(ask_it(&good, MESSAGE_attempts, &(struct ask_attempts){ 0 }, &attempts), 0);
    ck_assert_uint_eq(attempts.count, 1);
    unplug(&good);
    unplug(&bad);
    finish();
}
END_TEST

START_TEST(a_learner_does_nothing_of_a_manager_s)
{
    static const enum message_kind staff[] = { MESSAGE_learners, MESSAGE_pin_reset, MESSAGE_confirm_date, MESSAGE_counts };
    static const enum message_kind manager[] = { MESSAGE_pack_installed, MESSAGE_pack_activated, MESSAGE_pack_removed, MESSAGE_set };
    struct kiosk kiosk;
    start(NULL);
    enrol("Boss", "9999", KEEPER_MANAGER);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER), *helper = enrol("Ann", "4712", KEEPER_FACILITATOR);
    new_kiosk(&kiosk);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof staff / sizeof *staff; i++) {
            ck_assert_int_eq(ask_it(&kiosk, staff[i], NULL, NULL), ERROR_REFUSED);
            ck_assert_error(error, "only a facilitator or a manager may do this");
        }
        ck_assert_int_eq(sign_in(&kiosk, number, "4711", NULL), 0);
    }
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof manager / sizeof *manager; i++) {
            ck_assert_int_eq(ask_it(&kiosk, manager[i], NULL, NULL), ERROR_REFUSED);
            ck_assert_error(error, "only a manager may do this");
        }
        const struct ask_enrol climb = { .name = "Me", .pin = "1111", .role = KEEPER_MANAGER };
        ck_assert_int_eq(ask_it(&kiosk, MESSAGE_enrol, &climb, NULL), ERROR_REFUSED);
        ck_assert_int_eq(sign_in(&kiosk, helper, "4712", NULL), 0);
    }
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_facilitator_gives_a_learner_a_new_pin_but_not_the_manager)
{
    struct kiosk kiosk;
    struct keeper_people people;
    struct keeper_pin made;
    start(NULL);
    const char *boss = enrol("Boss", "9999", KEEPER_MANAGER), *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    const char *helper = enrol("Ann", "4712", KEEPER_FACILITATOR);
    new_kiosk(&kiosk);
    for (int i = 0; i < 6; i++)
        ck_assert_int_eq(sign_in(&kiosk, grace, "0000", NULL), ERROR_REFUSED);
    ck_assert_int_eq(sign_in(&kiosk, helper, "4712", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_learners, &(struct ask_people){ .prefix = grace }, &people), 0);
    ck_assert_uint_eq(people.count, 1);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pin_reset, &(struct ask_text){ .text = people.rows[0].id }, &made), 0);
    ck_assert_uint_eq(strlen(made.pin), 4);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_learners, &(struct ask_people){ .prefix = boss }, &people), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pin_reset, &(struct ask_text){ .text = people.rows[0].id }, NULL), ERROR_REFUSED);
    ck_assert_error(error, "only a manager may give staff a new PIN");
    /* the wait of the wrong tries is over with it */
    ck_assert_int_eq(sign_in(&kiosk, grace, made.pin, NULL), 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(names_come_in_pages_and_only_where_the_centre_allows)
{
    struct kiosk kiosk;
    struct keeper_people page;
    char name[40], after[400];
    start(NULL);
    const char *boss = enrol("Boss", "9999", KEEPER_MANAGER);
    for (int i = 0; i < 7; i++) {
        snprintf(name, sizeof name, "Name %c", 'A' + i);
        enrol(name, "4711", KEEPER_LEARNER);
    }
    new_kiosk(&kiosk);
    struct ask_people ask = { .prefix = "na", .limit = 3 };
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_names, &ask, &page), 0);
    ck_assert_uint_eq(page.count, 3);
    ck_assert(page.more);
    ck_assert_str_eq(page.rows[2].name, "Name C");
    ck_assert_str_eq(page.rows[2].id, "");
    snprintf(after, sizeof after, "%s", page.rows[2].place);
    ask.after = after;
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_names, &ask, &page), 0);
    ck_assert_str_eq(page.rows[0].name, "Name D");
    ask.after = "";
    ask.offset = 5;
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_names, &ask, &page), 0);
    ck_assert_uint_eq(page.count, 2);
    ck_assert(!page.more);
    ck_assert_str_eq(page.rows[0].name, "Name F");
    ask.offset = 5000;
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_names, &ask, &page), 0);
    ck_assert_uint_eq(page.count, 0);
    ck_assert_int_eq(sign_in(&kiosk, boss, "9999", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_set, &(struct ask_setting){ .name = "names_list", .value = "false" }, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_names, &ask, &page), ERROR_REFUSED);
    ck_assert_error(error, "the list of names is switched off here; type your number");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_setting_is_checked_and_outlives_the_keeper)
{
    struct kiosk kiosk;
    struct ask_setting setting;
    start(NULL);
    char boss[20];
    snprintf(boss, sizeof boss, "%s", enrol("Boss", "9999", KEEPER_MANAGER));
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, boss, "9999", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_set, &(struct ask_setting){ .name = "idle_minutes", .value = "500" }, NULL), ERROR_INVALID);
    ck_assert_error(error, "idle_minutes: this is a whole number from 0 to 240, not \"500\"");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_set, &(struct ask_setting){ .name = "terminal", .value = "5" }, NULL), ERROR_REFUSED);
    ck_assert_error(error, "terminal is set in kiosk.cfg alone");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_set, &(struct ask_setting){ .name = "language", .value = "fr" }, NULL), ERROR_INVALID);
    ck_assert_error(error, "the language \"fr\" is not offered here");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_set, &(struct ask_setting){ .name = "idle_minutes", .value = "12" }, NULL), 0);
    unplug(&kiosk);
    keeper_free(keeper);
    open_keeper();
    new_kiosk(&kiosk);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_setting, &(struct ask_text){ .text = "idle_minutes" }, &setting), 0);
    ck_assert_str_eq(setting.value, "12");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_draft_belongs_to_its_person_and_goes_with_the_answer)
{
    struct kiosk kiosk;
    struct keeper_draft draft;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER), *john = enrol("John", "4712", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    const struct keeper_event begin = started(ATTEMPT), answer = answered(ATTEMPT, "q1", "{\"response\":\"1\"}");
    const struct keeper_draft half = { .attempt = ATTEMPT, .item = "q1", .text = "half a sen" };
    ck_assert_int_eq(append(&kiosk, &begin, 1, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_put, &half, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_get, &half, &draft), 0);
    ck_assert_str_eq(draft.text, "half a sen");
    ck_assert_int_eq(sign_in(&kiosk, john, "4712", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_get, &half, &draft), 0);
    ck_assert_str_eq(draft.text, "");
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    const struct ask_append ask = { .events = &answer, .count = 1, .drop_attempt = ATTEMPT, .drop_item = "q1" };
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_append, &ask, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_get, &half, &draft), 0);
    ck_assert_str_eq(draft.text, "");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(bytes_that_are_no_message_end_their_connection_and_no_other)
{
    struct kiosk good, bad;
    struct pollfd one;
    start(NULL);
    new_kiosk(&good);
    plug_in(&bad);
    ck_assert_int_eq(file_write_all(bad.fd, "GET / HTTP/1.0\r\n\r\n", 18), 0);
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    one = (struct pollfd){ .fd = bad.fd, .events = POLLIN };
    ck_assert_int_eq(poll(&one, 1, 0), 1);
    ck_assert(one.revents & POLLHUP);
    ck_assert_int_eq(ask_it(&good, MESSAGE_packs, NULL, NULL), 0);
    unplug(&good);
    unplug(&bad);
    finish();
}
END_TEST

START_TEST(half_a_message_holds_up_nobody_and_is_given_up)
{
    struct kiosk good, bad;
    struct pollfd one;
    start(NULL);
    new_kiosk(&good);
    plug_in(&bad);
    ck_assert_int_eq(file_write_all(bad.fd, "\0\0\1\0\0\1", 6), 0);
    ck_assert_int_eq(ask_it(&good, MESSAGE_packs, NULL, NULL), 0);
    fixed_clock_advance(&hands, 9000);
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    one = (struct pollfd){ .fd = bad.fd, .events = POLLIN };
    ck_assert_int_eq(poll(&one, 1, 0), 0);
    fixed_clock_advance(&hands, 2000);
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    ck_assert_int_eq(poll(&one, 1, 0), 1);
    ck_assert_int_eq(ask_it(&good, MESSAGE_packs, NULL, NULL), 0);
    unplug(&good);
    unplug(&bad);
    finish();
}
END_TEST

START_TEST(who_does_not_fetch_answers_is_read_no_further)
{
    struct kiosk good, bad;
    struct buf flood = BUF_INIT;
    start(NULL);
    new_kiosk(&good);
    new_kiosk(&bad);
    for (uint32_t i = 0; i < 60000; i++)
        ck_assert_int_eq(frame_ask(&flood, MESSAGE_hello, i, &(struct ask_hello){ .version = KEEPER_VERSION }, &error), 0);
    size_t sent = 0;
    for (int round = 0; round < 3000; round++) {
        ssize_t now_sent = send(bad.fd, flood.data + sent, flood.length - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        sent += now_sent > 0 ? (size_t)now_sent : 0;
        ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    }
    /* it is held up by its own full buffers, long before all was taken */
    ck_assert_uint_lt(sent, flood.length);
    ck_assert_int_eq(ask_it(&good, MESSAGE_packs, NULL, NULL), 0);
    fixed_clock_advance(&hands, 11000);
    ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    ck_assert_uint_eq(keeper_tally(keeper).refused, 1);
    buf_release(&flood);
    unplug(&good);
    unplug(&bad);
    finish();
}
END_TEST

START_TEST(a_second_keeper_is_kept_out)
{
    struct keeper *second = NULL;
    const struct keeper_options options = { .centre = folder, .hardware = "board 1", .boot = BOOT };
    char want[200];
    start(NULL);
    ck_assert_int_eq(keeper_open(&second, &options, &error), ERROR_BUSY);
    snprintf(want, sizeof want, "%s: another keeper (process %ld) has this centre open; stop it, or wait until it is done", folder, (long)getpid());
    ck_assert_error(error, want);
    ck_assert_ptr_null(second);
    finish();
}
END_TEST

START_TEST(a_lost_database_is_not_replaced_by_an_empty_one)
{
    char path[200];
    struct keeper *second = NULL;
    start(NULL);
    enrol("Grace", "4711", KEEPER_LEARNER);
    keeper_free(keeper);
    keeper = NULL;
    static const char *const files[] = { "records.db", "records.db-wal", "records.db-shm" };
    for (int i = 0; i < 3; i++) {
        path_join(path, sizeof path, folder, files[i]);
        unlink(path);
    }
    const struct keeper_options options = { .centre = folder, .hardware = "board 1", .boot = BOOT };
    char want[400];
    path_join(path, sizeof path, folder, "rows/1.rows");             /* people are in it: without, a backup is needed */
    ck_assert_int_eq(unlink(path), 0);
    path_join(path, sizeof path, folder, "records.db");
    ck_assert_int_eq(keeper_open(&second, &options, &error), ERROR_NOT_FOUND);
    snprintf(want, sizeof want, "%s: the records are gone, but their journal is there: restore a backup, or rebuild them from the journal", path);
    ck_assert_error(error, want);
    error_clear(&error);
    ck_assert_int_eq(file_write(path, "", 0, 0600, &error), 0);      /* cut to nothing it is as lost */
    ck_assert_int_eq(keeper_open(&second, &options, &error), ERROR_DAMAGED);
    snprintf(want, sizeof want, "%s: the records are damaged: restore a backup, or rebuild them from the journal", path);
    ck_assert_error(error, want);
    finish();
}
END_TEST

START_TEST(a_damaged_database_comes_back_with_its_people)
{
    char path[200];
    start(NULL);
    enrol("Grace", "4711", KEEPER_MANAGER);
    keeper_free(keeper);
    keeper = NULL;
    path_join(path, sizeof path, folder, "records.db");
    ck_assert_int_eq(file_write(path, "no database any more", 20, 0600, &error), 0);
    const struct keeper_options options = { .centre = folder, .hardware = "board 1", .boot = BOOT };
    ck_assert_int_eq(keeper_open(&keeper, &options, &error), 0);
    keeper_free(keeper);
    keeper = NULL;
    struct records *records = NULL;
    int64_t count = 0;
    const struct records_options look = { .folder = folder, .read_only = true };
    ck_assert_int_eq(records_open(&records, &look, &error), 0);
    bool has = false;
    ck_assert_int_eq(people_has_role(records, ROLE_MANAGER, &has, &error), 0);
    ck_assert(has);
    ck_assert_int_eq(people_count(records, &count, &error), 0);
    ck_assert_int_eq(count, 1);
    records_close(records);
    path_join(path, sizeof path, folder, "set-aside");
    ck_assert_int_eq(access(path, F_OK), 0);
    finish();
}
END_TEST

static void make_centre(void)
{
    snprintf(folder, sizeof folder, "/tmp/test-keeper-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(centre_make(folder, NULL, &error), 0);
    arena_init(&arena, NULL, 0);
    seeded_source_init(&chance, 42);
}

START_TEST(a_full_disk_is_said_and_what_was_saved_stays)
{
    struct kiosk one, two;
    struct keeper_signed guest;
    struct keeper_attempt_whole whole;
    struct rlimit full;
    char path[200];
    struct stat status;
    start(NULL);
    signal(SIGXFSZ, SIG_IGN);
    new_kiosk(&one);
    new_kiosk(&two);
    ck_assert_int_eq(ask_it(&one, MESSAGE_guest, &(struct ask_text){ .text = "en" }, &guest), 0);
    const struct keeper_event begin = started(ATTEMPT), answer = answered(ATTEMPT, "q1", "{\"response\":\"1\"}");
    ck_assert_int_eq(append(&one, &begin, 1, NULL), 0);
    /* no file grows beyond what the longest one is now */
    path_join(path, sizeof path, folder, "records.db-wal");
    ck_assert_int_eq(stat(path, &status), 0);
    getrlimit(RLIMIT_FSIZE, &full);
    const struct rlimit before = full;
    full.rlim_cur = (rlim_t)status.st_size;
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &full), 0);
    int refused = 0;
    for (int i = 0; i < 50 && !refused; i++)
        refused = append(&one, &answer, 1, NULL);
    ck_assert_int_lt(refused, 0);
    ck_assert_ptr_nonnull(error.message);
    /* whoever sits down in such a round does not sit there, and who sat there still does */
    ck_assert_int_lt(ask_it(&two, MESSAGE_guest, &(struct ask_text){ .text = "en" }, NULL), 0);
    ck_assert_int_eq(ask_it(&two, MESSAGE_kept, NULL, NULL), ERROR_REFUSED);
    ck_assert_int_eq(ask_it(&one, MESSAGE_kept, NULL, NULL), 0);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
    const struct keeper_event later = answered(ATTEMPT, "q2", "{\"response\":\"1\"}");
    ck_assert_int_eq(append(&one, &later, 1, NULL), 0);
    ck_assert_int_eq(ask_it(&one, MESSAGE_attempt, &(struct ask_attempt){ .attempt = ATTEMPT }, &whole), 0);
    ck_assert_str_eq(whole.rows[whole.count - 1].item, "q2");
    unplug(&one);
    unplug(&two);
    finish();
}
END_TEST

START_TEST(one_connection_s_many_requests_are_all_answered_in_turn)
{
    struct kiosk kiosk;
    struct keeper_signed signed_in;
    start(NULL);
    const char *number = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    /* more than a round takes, and two PINs to be hashed among them */
    for (uint32_t i = 0; i < 20; i++)
        send_only(&kiosk, MESSAGE_packs, 100 + i, &(struct keeper_none){ 0 });
    for (uint32_t i = 0; i < 2; i++)
        send_only(&kiosk, MESSAGE_sign_in, 200 + i, &(struct ask_sign_in){ .number = number, .pin = "4711" });
    for (int i = 0; i < 20; i++)
        ck_assert_int_eq(answer_of(&kiosk, NULL), 0);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(answer_of(&kiosk, &signed_in), 0);
    ck_assert_str_eq(signed_in.person.name, "Grace");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(what_a_manager_sets_is_known_to_the_kiosk_at_once)
{
    struct client *client;
    struct keeper_pin boss;
    make_centre();
    ck_assert_int_eq(client_open(&client, &(struct client_options){ .centre = folder, .spawn = true }, &error), 0);
    ck_assert_int_eq(client_enrol(client, &(struct ask_enrol){ .name = "Boss", .role = KEEPER_MANAGER }, &arena, &boss, &error), 0);
    ck_assert_uint_eq(strlen(boss.pin), 4);
    /* a second first manager there is not */
    ck_assert_int_eq(client_enrol(client, &(struct ask_enrol){ .name = "Me", .role = KEEPER_MANAGER }, &arena, &boss, &error), ERROR_REFUSED);
    ck_assert_int_eq(client_sign_in(client, &(struct ask_sign_in){ .number = boss.number, .pin = boss.pin }, &arena, NULL, &error), 0);
    ck_assert(client_centre(client)->guests_allowed);
    ck_assert_int_eq(client_set(client, &(struct ask_setting){ .name = "guests", .value = "false" }, &arena, NULL, &error), 0);
    ck_assert(!client_centre(client)->guests_allowed);
    ck_assert_str_eq(client_centre(client)->person.name, "Boss");
    client_free(client);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

/* The child keeper's process. */
static pid_t keeper_process(void)
{
    char path[200];
    struct buf text = BUF_INIT;
    path_join(path, sizeof path, folder, "keeper.lock");
    ck_assert_int_eq(file_read(path, 100, &text, &error), 0);
    pid_t pid = (pid_t)strtol(text.data, NULL, 10);
    buf_release(&text);
    ck_assert_int_gt(pid, 1);
    return pid;
}

START_TEST(what_was_acknowledged_is_there_however_often_the_keeper_is_killed)
{
    struct client *client;
    struct keeper_signed signed_in;
    struct keeper_attempt_whole whole;
    char text[400], item[20];
    make_centre();
    int code = client_open(&client, &(struct client_options){ .centre = folder, .spawn = true }, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
    ck_assert_int_eq(client_register(client, &(struct ask_register){ .name = "Grace", .pin = "4711" }, &arena, &signed_in, &error), 0);
    struct event begin = { .kind = EVENT_ATTEMPT_STARTED, .attempt = ATTEMPT, .pack = "skills", .version = "1.0.0", .unit = "test",
                           .attempt_started = { .seed = 7, .mode = "test", .questions = 60 } };
    ck_assert_int_eq(client_write(client, &begin, 1, NULL, NULL, NULL, &error), 0);
    int64_t last = 0;
    for (int i = 0; i < 60; i++) {
        struct event answer = { .kind = EVENT_ANSWERED, .attempt = ATTEMPT, .pack = "skills", .version = "1.0.0", .unit = "test", .item = item,
                                .answered = { .seed = 7, .response = "1", .seconds = i } };
        struct keeper_appended appended;
        snprintf(item, sizeof item, "q%02d", i);
        /* at a moment that the seed chooses: before, while, or after the request is served */
        pid_t killer = 0;
        if (i % 3 == 0) {
            pid_t victim = keeper_process();
            int delay = (int)(random_u64(&chance.source) % 3000);
            killer = fork();
            if (killer == 0) {
                usleep((useconds_t)delay);
                kill(victim, SIGKILL);
                quick_exit(0);
            }
        }
        code = client_write(client, &answer, 1, NULL, NULL, &appended, &error);
        ck_assert_msg(code == 0, "%d: %s", i, error_text(&error, NULL, text, sizeof text));
        ck_assert_int_gt(appended.first, last);
        last = appended.first;
        if (killer)
            waitpid(killer, NULL, 0);
    }
    ck_assert_int_eq(client_attempt(client, &(struct ask_attempt){ .attempt = ATTEMPT }, &arena, &whole, &error), 0);
    ck_assert_uint_eq(whole.count, 60);
    for (size_t i = 0; i < whole.count; i++)
        ck_assert_int_eq(whole.rows[i].times, 1);    /* none was lost, none was written twice */
    ck_assert_str_eq(client_centre(client)->person.name, "Grace");
    client_free(client);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

START_TEST(two_kiosks_share_the_child_keeper_of_one)
{
    struct client *one, *two;
    struct keeper_signed a, b;
    make_centre();
    ck_assert_int_eq(client_open(&one, &(struct client_options){ .centre = folder, .spawn = true }, &error), 0);
    ck_assert_int_eq(client_open(&two, &(struct client_options){ .centre = folder }, &error), 0);
    ck_assert_int_eq(client_guest(one, NULL, &arena, &a, &error), 0);
    ck_assert_int_eq(client_guest(two, NULL, &arena, &b, &error), 0);
    ck_assert_str_ne(a.person.id, b.person.id);
    client_free(two);
    client_free(one);
    /* the keeper left with its parent, and took its socket along */
    ck_assert_int_eq(client_open(&two, &(struct client_options){ .centre = folder, .timeout = 200 }, &error), ERROR_BUSY);
    char want[200];
    snprintf(want, sizeof want, "%s: no keeper is running for this centre; start it with kiosk-admin keep", folder);
    ck_assert_error(error, want);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

START_TEST(a_keeper_that_cannot_begin_says_why_through_its_client)
{
    struct client *client;
    char path[200], want[300];
    make_centre();
    path_join(path, sizeof path, folder, CENTRE_CONFIG);
    ck_assert_int_eq(file_write(path, "guests = maybe;\n", 16, 0600, &error), 0);
    int code = client_open(&client, &(struct client_options){ .centre = folder, .spawn = true, .timeout = 3000 }, &error);
    ck_assert_int_eq(code, ERROR_SYNTAX);
    snprintf(want, sizeof want, "%s:1", path);
    char text[400];
    error_text(&error, NULL, text, sizeof text);
    ck_assert_msg(strncmp(text, want, strlen(want)) == 0, "%s", text);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

/* Were it tried again until the time is over, this would last an hour, and Check ends it. */
START_TEST(a_reason_that_stays_is_said_at_once)
{
    struct client *client;
    char path[200], want[300], text[400];
    make_centre();
    path_join(path, sizeof path, folder, CENTRE_CONFIG);
    ck_assert_int_eq(unlink(path), 0);
    ck_assert_int_eq(symlink(CENTRE_CONFIG, path), 0);   /* a link to itself cannot be read by root either */
    int code = client_open(&client, &(struct client_options){ .centre = folder, .spawn = true, .timeout = 3600 * 1000 }, &error);
    ck_assert_int_eq(code, ERROR_SYSTEM);
    snprintf(want, sizeof want, "%s: ", path);
    error_text(&error, NULL, text, sizeof text);
    ck_assert_msg(strncmp(text, want, strlen(want)) == 0 && strstr(text, strerror(ELOOP)), "%s", text);
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
END_TEST

START_TEST(what_was_read_and_answered_in_a_lesson_is_told_to_the_one_who_did)
{
    struct kiosk kiosk;
    struct keeper_activity activity;
    struct keeper_lessons lessons;
    struct keeper_pages pages;
    struct keeper_blocks blocks;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER), *john = enrol("John", "4712", KEEPER_LEARNER);
    const struct ask_unit lesson = { .pack = "skills", .unit = "bread" };
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_activity, NULL, &activity), 0);
    ck_assert_str_eq(activity.pack, "");
    const struct keeper_event done[] = {
        { .kind = "page-read", .pack = "skills", .version = "1.0.0", .unit = "bread", .data = "{\"page\":2,\"seconds\":30}" },
        { .kind = "page-read", .pack = "skills", .version = "1.0.0", .unit = "bread", .data = "{\"page\":1,\"seconds\":10}" },
        { .kind = "block-answered", .pack = "skills", .version = "1.0.0", .unit = "bread", .item = "b1",
          .data = "{\"response\":\"1\",\"fraction\":0}" },
        { .kind = "block-answered", .pack = "skills", .version = "1.0.0", .unit = "bread", .item = "b1",
          .data = "{\"response\":\"0\",\"fraction\":1}" },
    };
    ck_assert_int_eq(append(&kiosk, done, 4, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_activity, NULL, &activity), 0);
    ck_assert_str_eq(activity.unit, "bread");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_lessons, &(struct ask_unit){ .pack = "" }, &lessons), 0);
    ck_assert_uint_eq(lessons.count, 1);
    ck_assert_int_eq(lessons.rows[0].pages_read, 2);
    ck_assert_int_eq(lessons.rows[0].page, 1);
    ck_assert_int_eq(lessons.rows[0].right, 1);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pages, &lesson, &pages), 0);
    ck_assert_uint_eq(pages.count, 2);
    ck_assert(pages.rows[0].page == 1 && pages.rows[1].page == 2);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_blocks, &lesson, &blocks), 0);
    ck_assert_uint_eq(blocks.count, 1);
    ck_assert_str_eq(blocks.rows[0].response, "0");
    ck_assert_int_eq(blocks.rows[0].times, 2);
    /* and to nobody else */
    ck_assert_int_eq(sign_in(&kiosk, john, "4712", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_activity, NULL, &activity), 0);
    ck_assert_str_eq(activity.pack, "");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_lessons, &(struct ask_unit){ .pack = "" }, &lessons), 0);
    ck_assert_uint_eq(lessons.count, 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pages, &lesson, &pages), 0);
    ck_assert_uint_eq(pages.count, 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_blocks, &lesson, &blocks), 0);
    ck_assert_uint_eq(blocks.count, 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(all_drafts_of_an_attempt_go_at_once_and_only_ones_own)
{
    struct kiosk kiosk;
    struct keeper_draft draft;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER), *john = enrol("John", "4712", KEEPER_LEARNER);
    const struct keeper_event begin = started(ATTEMPT);
    const struct keeper_draft half = { .attempt = ATTEMPT, .item = "q1", .text = "half a sen" };
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(append(&kiosk, &begin, 1, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_put, &half, NULL), 0);
    ck_assert_int_eq(sign_in(&kiosk, john, "4712", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_drop, &(struct ask_text){ .text = ATTEMPT }, NULL), 0);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_get, &half, &draft), 0);
    ck_assert_str_eq(draft.text, "half a sen");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_drop, &(struct ask_text){ .text = ATTEMPT }, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_draft_get, &half, &draft), 0);
    ck_assert_str_eq(draft.text, "");
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(one_changes_ones_own_pin_with_the_old_one)
{
    struct kiosk kiosk;
    start(NULL);
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pin_change, &(struct ask_pin){ "4711", "12" }, NULL), ERROR_INVALID);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pin_change, &(struct ask_pin){ "0000", "2580" }, NULL), ERROR_REFUSED);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pin_change, &(struct ask_pin){ "4711", "2580" }, NULL), 0);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), ERROR_REFUSED);
    ck_assert_int_eq(sign_in(&kiosk, grace, "2580", NULL), 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(a_date_is_confirmed_by_staff_and_must_be_of_this_century)
{
    struct kiosk kiosk;
    start(NULL);
    const char *boss = enrol("Boss", "9999", KEEPER_MANAGER), *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    const struct ask_date good = { .wall = 1790000000000 };
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_confirm_date, &good, NULL), ERROR_REFUSED);
    ck_assert_int_eq(sign_in(&kiosk, boss, "9999", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_confirm_date, &(struct ask_date){ .wall = 0 }, NULL), ERROR_INVALID);
    ck_assert_error(error, "the year 1970 cannot be right");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_confirm_date, &good, NULL), 0);
    unplug(&kiosk);
    finish();
}
END_TEST

START_TEST(the_log_knows_which_packs_were_installed_activated_and_removed)
{
    struct kiosk kiosk;
    struct keeper_packs packs;
    start(NULL);
    const char *boss = enrol("Boss", "9999", KEEPER_MANAGER), *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    const struct ask_pack first = { .id = "skills", .version = "1.0.0", .file_digest = "", .publisher = "unctad" };
    const struct ask_pack second = { .id = "skills", .version = "1.1.0", .file_digest = "", .publisher = "unctad" };
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_installed, &first, NULL), ERROR_REFUSED);
    ck_assert_int_eq(sign_in(&kiosk, boss, "9999", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_installed, &first, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_installed, &second, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_activated, &first, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_pack_removed, &second, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_packs, NULL, &packs), 0);
    ck_assert_uint_eq(packs.count, 2);
    for (size_t i = 0; i < 2; i++) {
        bool is_first = strcmp(packs.rows[i].version, "1.0.0") == 0;
        ck_assert_int_eq(packs.rows[i].installed, is_first);
        ck_assert_int_eq(packs.rows[i].active, is_first);
    }
    unplug(&kiosk);
    finish();
}
END_TEST

TEST_MAIN("keeper", a_new_centre_greets_with_its_settings, another_version_is_told_to_start_again, a_registered_learner_signs_in_anywhere,
          a_learner_takes_back_what_was_agreed_to_and_the_log_says_so, a_profile_value_that_is_no_code_is_refused, who_is_enrolled_with_an_id_is_enrolled_once, wrong_pins_make_longer_and_longer_waits_that_end, waits_outlive_the_keeper,
          a_number_that_nobody_has_is_answered_like_a_wrong_pin, an_answer_is_kept_under_the_one_who_sits_there,
          an_attempt_is_begun_once_and_ends_when_it_is_handed_in, a_kiosk_writes_nothing_but_what_a_learner_does,
          a_guest_s_work_joins_the_one_who_signs_in, a_guest_s_work_stays_apart_where_it_is_not_claimed,
          after_signing_out_nobody_sits_there, the_journal_is_synced_each_minute_and_when_somebody_signs_out,
          a_session_takes_its_seat_again_after_the_keeper_was_gone,
          what_is_sent_again_after_a_broken_connection_is_done_once, a_registration_that_is_sent_again_makes_one_person_who_sits_there,
          what_comes_together_is_committed_together, a_refusal_in_a_round_harms_nobody_else_in_it, a_learner_does_nothing_of_a_manager_s,
          a_facilitator_gives_a_learner_a_new_pin_but_not_the_manager, names_come_in_pages_and_only_where_the_centre_allows,
          a_setting_is_checked_and_outlives_the_keeper, a_draft_belongs_to_its_person_and_goes_with_the_answer,
          bytes_that_are_no_message_end_their_connection_and_no_other, half_a_message_holds_up_nobody_and_is_given_up,
          who_does_not_fetch_answers_is_read_no_further, a_second_keeper_is_kept_out, a_lost_database_is_not_replaced_by_an_empty_one, a_damaged_database_comes_back_with_its_people,
          a_full_disk_is_said_and_what_was_saved_stays, one_connection_s_many_requests_are_all_answered_in_turn,
          what_a_manager_sets_is_known_to_the_kiosk_at_once,
          what_was_acknowledged_is_there_however_often_the_keeper_is_killed, two_kiosks_share_the_child_keeper_of_one,
          a_keeper_that_cannot_begin_says_why_through_its_client, a_reason_that_stays_is_said_at_once,
          what_was_read_and_answered_in_a_lesson_is_told_to_the_one_who_did, all_drafts_of_an_attempt_go_at_once_and_only_ones_own,
          one_changes_ones_own_pin_with_the_old_one, a_date_is_confirmed_by_staff_and_must_be_of_this_century,
          the_log_knows_which_packs_were_installed_activated_and_removed)
