/* People in the keeper's hands: each message's right by who asks, and what staff does with somebody, wherever that person sits. */
#include "check_main.h"

#include "keeper/message.h"
#include "kiosk_fixture.h"
#include "records/learner_number.h"

/* Who may ask: n nobody, g a guest, l a learner, f a facilitator, m a manager. A message that is missing here fails: say who may. */
static const struct {
    enum message_kind kind;
    const char *who;
} rights[] = {
    { MESSAGE_hello, "nglfm" }, { MESSAGE_names, "nglfm" }, { MESSAGE_sign_in, "nglfm" }, { MESSAGE_register, "nglfm" }, { MESSAGE_guest, "nglfm" },
    { MESSAGE_sign_out, "nglfm" }, { MESSAGE_packs, "nglfm" }, { MESSAGE_set_up, "nglfm" }, { MESSAGE_setting, "nglfm" },
    { MESSAGE_append, "glfm" }, { MESSAGE_draft_put, "glfm" }, { MESSAGE_draft_get, "glfm" }, { MESSAGE_draft_drop, "glfm" }, { MESSAGE_language, "glfm" },
    { MESSAGE_activity, "glfm" }, { MESSAGE_lessons, "glfm" }, { MESSAGE_pages, "glfm" }, { MESSAGE_blocks, "glfm" }, { MESSAGE_attempts, "glfm" },
    { MESSAGE_attempt, "glfm" }, { MESSAGE_kept, "glfm" },
    { MESSAGE_pin_change, "lfm" }, { MESSAGE_member_add, "lfm" }, { MESSAGE_members_clear, "lfm" }, { MESSAGE_consent, "lfm" },
    { MESSAGE_learners, "fm" }, { MESSAGE_pin_reset, "fm" }, { MESSAGE_enrol, "fm" }, { MESSAGE_known, "fm" }, { MESSAGE_confirm_date, "fm" },
    { MESSAGE_counts, "fm" }, { MESSAGE_notices, "fm" }, { MESSAGE_rescue_read, "m" }, { MESSAGE_trust, "fm" }, { MESSAGE_person, "fm" }, { MESSAGE_person_history, "fm" }, { MESSAGE_person_lessons, "fm" },
    { MESSAGE_person_attempts, "fm" }, { MESSAGE_person_change, "fm" },
    { MESSAGE_person_role, "m" }, { MESSAGE_person_join, "m" }, { MESSAGE_person_retire, "m" }, { MESSAGE_person_return, "m" }, { MESSAGE_person_erase, "m" },
    { MESSAGE_pack_installed, "m" }, { MESSAGE_pack_activated, "m" }, { MESSAGE_pack_removed, "m" }, { MESSAGE_set, "m" }, { MESSAGE_document, "m" },
    { MESSAGE_request, "m" }, { MESSAGE_new_key, "m" }, { MESSAGE_bundles_make, "m" }, { MESSAGE_bundles, "m" }, { MESSAGE_backup_code, "m" },
    { MESSAGE_backup_make, "m" }, { MESSAGE_backup, "m" }, { MESSAGE_ticket, "m" }, { MESSAGE_pack_change, "m" }, { MESSAGE_pack_changed, "m" },
    { MESSAGE_plan, "glfm" },
    { MESSAGE_workshops, "fm" }, { MESSAGE_workshop, "fm" }, { MESSAGE_workshop_put, "fm" }, { MESSAGE_member_put, "fm" }, { MESSAGE_attend, "fm" },
    { MESSAGE_assign, "fm" }, { MESSAGE_open_close, "fm" }, { MESSAGE_reopen, "fm" }, { MESSAGE_drop_item, "fm" }, { MESSAGE_overview, "fm" },
};

static const char *who_may(enum message_kind kind)
{
    for (size_t i = 0; i < sizeof rights / sizeof *rights; i++)
        if (rights[i].kind == kind)
            return rights[i].who;
    ck_abort_msg("the message %s stands in no row of rights: say who may ask it", message_types[kind].name);
    return "";
}

/* The sentence that tells somebody that it is not for them, if this is one. */
static const char *not_for(const struct error *refusal)
{
    static const char *const sentences[] = { "nobody is signed in here; sign in again", "a guest cannot do this; sign in with a number",
                                             "only a facilitator or a manager may do this", "only a manager may do this" };
    for (size_t i = 0; refusal->message && i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(refusal->message, sentences[i]) == 0)
            return sentences[i];
    return "";
}

static const char *refusal_of(const char *who, enum message_kind kind)
{
    if (kind == MESSAGE_enrol || *who == 'm')
        return "only a manager may do this";
    return *who == 'f' ? "only a facilitator or a manager may do this" : *who == 'l' ? "a guest cannot do this; sign in with a number"
                                                                                     : "nobody is signed in here; sign in again";
}

static void sit(struct kiosk *kiosk, char role, const char *session)
{
    plug_in(kiosk);
    ck_assert_int_eq(hello_as(kiosk, "", role == 'l' || role == 'f' || role == 'm' ? session : "", false, NULL), 0);
    if (role == 'g')
        ck_assert_int_eq(ask_it(kiosk, MESSAGE_guest, &(struct ask_text){ "en" }, NULL), 0);
}

START_TEST(each_message_is_for_those_whom_the_table_names_and_for_nobody_else)
{
    static const struct { char role; const char *pin; int rank; } people[] = {
        { 'n', NULL, 0 }, { 'g', NULL, 0 }, { 'l', "4711", KEEPER_LEARNER }, { 'f', "4712", KEEPER_FACILITATOR }, { 'm', "4713", KEEPER_MANAGER },
    };
    struct kiosk kiosk;
    start(NULL);
    enrol("Boss", "9999", KEEPER_MANAGER);
    for (size_t p = 0; p < sizeof people / sizeof *people; p++) {
        char number[LEARNER_NUMBER_SIZE] = "";
        struct keeper_signed here = { .session = "" };
        if (people[p].pin)
            snprintf(number, sizeof number, "%s", enrol("One", people[p].pin, people[p].rank));
        for (enum message_kind kind = 0; kind < MESSAGE_KINDS; kind++) {
            const char *who = who_may(kind);
            bool ends = kind == MESSAGE_guest || kind == MESSAGE_sign_out || kind == MESSAGE_register;
            if (people[p].pin && !*here.session) {
                new_kiosk(&kiosk);
                ck_assert_int_eq(sign_in(&kiosk, number, people[p].pin, &here), 0);
                unplug(&kiosk);
            }
            sit(&kiosk, people[p].role, here.session);
            ask_it(&kiosk, kind, NULL, NULL);
            ck_assert_msg(strcmp(not_for(&error), strchr(who, people[p].role) ? "" : refusal_of(who, kind)) == 0, "%s for %c: %s", message_types[kind].name,
                          people[p].role, error.message ? error.message : "done");
            if (ends)
                here.session = "";
            unplug(&kiosk);
        }
    }
    finish();
}
END_TEST

/* A manager who is signed in, a learner and a facilitator. */
static struct kiosk desk;
static char grace[LEARNER_NUMBER_SIZE], ann[LEARNER_NUMBER_SIZE], boss[LEARNER_NUMBER_SIZE];
static struct keeper_signed manager;

static void open_desk(void)
{
    start(NULL);
    snprintf(boss, sizeof boss, "%s", enrol("Boss", "9999", KEEPER_MANAGER));
    snprintf(grace, sizeof grace, "%s", enrol("Grace", "4711", KEEPER_LEARNER));
    snprintf(ann, sizeof ann, "%s", enrol("Ann", "4712", KEEPER_FACILITATOR));
    new_kiosk(&desk);
    ck_assert_int_eq(sign_in(&desk, boss, "9999", &manager), 0);
}

static void close_desk(void)
{
    unplug(&desk);
    finish();
}

static const char *id_of(const char *number)
{
    struct keeper_people found;
    ck_assert_int_eq(ask_it(&desk, MESSAGE_learners, &(struct ask_people){ .prefix = number }, &found), 0);
    ck_assert_uint_eq(found.count, 1);
    return found.rows[0].id;
}

static struct keeper_whole whole(const char *id)
{
    struct keeper_whole person;
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person, &(struct ask_text){ id }, &person), 0);
    return person;
}

static void refused(int code, const char *sentence)
{
    ck_assert_int_eq(code, ERROR_REFUSED);
    ck_assert_error(error, sentence);
}

START_TEST(a_person_is_changed_in_the_version_that_was_looked_at_and_it_is_told_who_did_it)
{
    static const struct keeper_value values[] = { { "sex", "female" }, { "born", "1990-1994" }, { "cows", "3" } };
    struct keeper_history history;
    open_desk();
    const char *id = id_of(grace);
    struct ask_change change = { .id = id, .name = "Grace Banda", .language = "en", .contact = "0700", .version = whole(id).version, .values = values,
                                 .value_count = 3 };
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_change, &change, NULL), 0);
    struct keeper_whole now = whole(id);
    ck_assert_str_eq(now.name, "Grace Banda");
    ck_assert_str_eq(now.contact, "0700");
    ck_assert_uint_eq(now.value_count, 3);
    ck_assert_int_eq(now.version, 2);
    ck_assert_int_eq(now.added, 1790000000000);
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_change, &change, NULL), ERROR_BUSY);
    ck_assert_error(error, "somebody else has changed this person meanwhile; look again");
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_history, &(struct ask_history){ .person = id }, &history), 0);
    ck_assert_uint_eq(history.count, 6);         /* name, sex, born, extras, contact; and added */
    ck_assert_str_eq(history.rows[0].field, "name");
    ck_assert_str_eq(history.rows[0].before, "Grace");
    ck_assert_str_eq(history.rows[0].after, "Grace Banda");
    ck_assert_str_eq(history.rows[0].who, "Boss");
    ck_assert_str_eq(history.rows[5].kind, "person-added");
    ck_assert_uint_eq(history.next, 0);
    close_desk();
}
END_TEST

START_TEST(a_facilitator_edits_learners_and_not_staff)
{
    struct kiosk helper;
    open_desk();
    const char *learner = id_of(grace), *chief = id_of(boss);
    new_kiosk(&helper);
    ck_assert_int_eq(sign_in(&helper, ann, "4712", NULL), 0);
    struct ask_change change = { .id = chief, .name = "Nobody", .version = 1 };
    refused(ask_it(&helper, MESSAGE_person_change, &change, NULL), "only a manager looks after staff");
    refused(ask_it(&helper, MESSAGE_person, &(struct ask_text){ chief }, NULL), "only a manager looks after staff");
    change.id = learner;
    ck_assert_int_eq(ask_it(&helper, MESSAGE_person_change, &change, NULL), 0);
    ck_assert_str_eq(whole(learner).name, "Nobody");
    unplug(&helper);
    close_desk();
}
END_TEST

START_TEST(who_is_retired_sits_nowhere_until_brought_back)
{
    struct kiosk seat;
    struct keeper_people people;
    open_desk();
    const char *id = id_of(grace);
    new_kiosk(&seat);
    ck_assert_int_eq(sign_in(&seat, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_retire, &(struct ask_text){ id }, NULL), 0);
    refused(ask_it(&seat, MESSAGE_kept, NULL, NULL), "nobody is signed in here; sign in again");
    refused(sign_in(&seat, grace, "4711", NULL), "Grace is not on the list of this centre any more; a manager can bring you back");
    /* who does not know the PIN is told nothing of it */
    refused(sign_in(&seat, grace, "0000", NULL), "this number and this PIN do not belong together; try again, or ask a facilitator for a new PIN");
    ck_assert_int_eq(ask_it(&seat, MESSAGE_names, &(struct ask_people){ .prefix = grace }, &people), 0);
    ck_assert_uint_eq(people.count, 0);
    ck_assert_int_eq(ask_it(&desk, MESSAGE_learners, &(struct ask_people){ .prefix = "gra", .retired = true }, &people), 0);
    ck_assert_uint_eq(people.count, 1);
    ck_assert(people.rows[0].retired);
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_return, &(struct ask_text){ id }, NULL), 0);
    ck_assert_int_eq(sign_in(&seat, grace, "4711", NULL), 0);
    unplug(&seat);
    close_desk();
}
END_TEST

START_TEST(a_learner_who_was_joined_into_another_goes_on_as_that_one)
{
    struct kiosk seat;
    struct keeper_kept kept;
    open_desk();
    char second[LEARNER_NUMBER_SIZE];
    snprintf(second, sizeof second, "%s", enrol("Grace again", "4714", KEEPER_LEARNER));
    const char *from = id_of(second), *into = id_of(grace);
    struct keeper_event events[] = { started(ATTEMPT), answered(ATTEMPT, "q1", "{\"response\":\"1\"}") }, more[] = { answered(ATTEMPT, "q2", "{\"response\":\"0\"}") };
    new_kiosk(&seat);
    ck_assert_int_eq(sign_in(&seat, second, "4714", NULL), 0);
    ck_assert_int_eq(append(&seat, events, 2, NULL), 0);
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_join, &(struct ask_join){ .id = from, .into = into, .take = "" }, NULL), 0);
    ck_assert_int_eq(append(&seat, more, 1, NULL), 0); /* in the midst of a quiz */
    ck_assert_int_eq(ask_it(&seat, MESSAGE_kept, NULL, &kept), 0);
    ck_assert_str_eq(kept.person.name, "Grace");
    ck_assert_int_eq(kept.attempts, 1);
    ck_assert_int_eq(kept.answers, 2);
    ck_assert_str_eq(whole(into).numbers, second);
    ck_assert_int_eq(sign_in(&seat, second, "4711", NULL), 0); /* the old card, the PIN of the row that stayed */
    unplug(&seat);
    close_desk();
}
END_TEST

START_TEST(roles_are_another_manager_s_to_give_and_hold_at_once)
{
    struct kiosk helper;
    open_desk();
    const char *id = id_of(ann), *self = id_of(boss);
    new_kiosk(&helper);
    ck_assert_int_eq(sign_in(&helper, ann, "4712", NULL), 0);
    refused(ask_it(&desk, MESSAGE_person_role, &(struct ask_role){ self, KEEPER_LEARNER }, NULL), "nobody changes their own role; another manager can do it");
    refused(ask_it(&desk, MESSAGE_person_retire, &(struct ask_text){ self }, NULL), "nobody retires themselves; another manager can do it");
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_role, &(struct ask_role){ id, KEEPER_LEARNER }, NULL), 0);
    refused(ask_it(&helper, MESSAGE_counts, NULL, NULL), "only a facilitator or a manager may do this");
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_role, &(struct ask_role){ id, KEEPER_MANAGER }, NULL), 0);
    ck_assert_int_eq(ask_it(&helper, MESSAGE_person_retire, &(struct ask_text){ self }, NULL), 0);
    refused(ask_it(&desk, MESSAGE_counts, NULL, NULL), "only a facilitator or a manager may do this");
    ck_assert_int_eq(ask_it(&helper, MESSAGE_person_role, &(struct ask_role){ self, 7 }, NULL), ERROR_INVALID);
    unplug(&helper);
    close_desk();
}
END_TEST

START_TEST(erasing_needs_the_number_and_leaves_no_name_in_any_file)
{
    struct kiosk seat;
    struct keeper_signed signed_in;
    struct buf bytes = BUF_INIT;
    char path[200];
    open_desk();
    plug_in(&seat);
    /* the answer to a registration is kept for its client: it has the name in it */
    ck_assert_int_eq(hello_as(&seat, "01930000-0000-7000-8000-0000000000c1", "", false, NULL), 0);
    ck_assert_int_eq(ask_it(&seat, MESSAGE_register, &(struct ask_register){ .name = "Zuleikha Uniquename", .pin = "4711", .language = "en" }, &signed_in), 0);
    struct ask_erase erase = { .id = signed_in.person.id, .number = grace };
    refused(ask_it(&desk, MESSAGE_person_erase, &erase, NULL), "this is not the number of Zuleikha Uniquename; nobody was erased");
    erase.number = signed_in.person.number;
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_erase, &erase, NULL), 0);
    refused(ask_it(&seat, MESSAGE_kept, NULL, NULL), "nobody is signed in here; sign in again");
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person, &(struct ask_text){ erase.id }, NULL), ERROR_NOT_FOUND);
    unplug(&seat);
    unplug(&desk);
    keeper_free(keeper);
    keeper = NULL;
    path_join(path, sizeof path, folder, "records.db");
    ck_assert_int_eq(file_read(path, 1 << 24, &bytes, &error), 0);
    ck_assert_ptr_null(memmem(bytes.data, bytes.length, "Uniquename", 10));
    ck_assert_ptr_null(memmem(bytes.data, bytes.length, "uniquename", 10));
    buf_release(&bytes);
    finish();
}
END_TEST

START_TEST(nobody_erases_oneself_unsaid_nor_the_last_manager)
{
    open_desk();
    const char *self = id_of(boss), *other = id_of(ann);
    struct ask_erase erase = { .id = self, .number = boss };
    refused(ask_it(&desk, MESSAGE_person_erase, &erase, NULL), "this is you: you would be signed out, and could not sign in any more");
    erase.oneself = true;
    refused(ask_it(&desk, MESSAGE_person_erase, &erase, NULL), "Boss is the only manager here; make somebody else a manager first");
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_role, &(struct ask_role){ other, KEEPER_MANAGER }, NULL), 0);
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_erase, &erase, NULL), 0);
    refused(ask_it(&desk, MESSAGE_counts, NULL, NULL), "only a facilitator or a manager may do this");
    close_desk();
}
END_TEST

START_TEST(an_attempt_of_several_counts_for_each_and_any_of_them_goes_on_with_it)
{
    struct kiosk seat, other, stranger;
    struct keeper_members members;
    struct keeper_attempts attempts;
    struct keeper_attempt_whole attempt;
    struct keeper_kept kept;
    struct keeper_event begin_it = started(ATTEMPT), second = answered(ATTEMPT, "q2", "{\"response\":\"1\"}"), end_it = submitted(ATTEMPT);
    const struct ask_append together = { .events = &begin_it, .count = 1, .together = true };
    open_desk();
    new_kiosk(&seat);
    new_kiosk(&other);
    new_kiosk(&stranger);
    char third[LEARNER_NUMBER_SIZE];
    snprintf(third, sizeof third, "%s", enrol("Ben", "4715", KEEPER_LEARNER));
    ck_assert_int_eq(sign_in(&seat, grace, "4711", NULL), 0);
    refused(ask_it(&seat, MESSAGE_append, &together, NULL), "the others have to type their PINs again: the connection was broken meanwhile");
    refused(ask_it(&seat, MESSAGE_member_add, &(struct ask_sign_in){ .number = third, .pin = "0000" }, NULL),
            "this number and this PIN do not belong together; try again, or ask a facilitator for a new PIN");
    ck_assert_int_eq(ask_it(&seat, MESSAGE_member_add, &(struct ask_sign_in){ .number = third, .pin = "4715" }, &members), 0);
    ck_assert_uint_eq(members.count, 1);
    ck_assert_str_eq(members.rows[0].name, "Ben");
    ck_assert_int_eq(ask_it(&seat, MESSAGE_member_add, &(struct ask_sign_in){ .number = third, .pin = "4715" }, NULL), ERROR_EXISTS);
    ck_assert_error(error, "Ben takes part already");
    ck_assert_int_eq(ask_it(&seat, MESSAGE_member_add, &(struct ask_sign_in){ .number = grace, .pin = "4711" }, NULL), ERROR_EXISTS);
    ck_assert_int_eq(ask_it(&seat, MESSAGE_append, &together, NULL), 0);
    /* Ben has it at another seat, and goes on; a stranger has not */
    ck_assert_int_eq(sign_in(&other, third, "4715", NULL), 0);
    ck_assert_int_eq(ask_it(&other, MESSAGE_attempts, &(struct ask_attempts){ .pack = "", .unit = "" }, &attempts), 0);
    ck_assert_uint_eq(attempts.count, 1);
    ck_assert_str_eq(attempts.rows[0].together, "Grace");
    ck_assert_int_eq(append(&other, &second, 1, NULL), 0);
    ck_assert_int_eq(sign_in(&stranger, ann, "4712", NULL), 0);
    refused(append(&stranger, &second, 1, NULL), "this attempt is another person's");
    ck_assert_int_eq(ask_it(&stranger, MESSAGE_attempt, &(struct ask_attempt){ .attempt = ATTEMPT }, NULL), ERROR_NOT_FOUND);
    ck_assert_int_eq(append(&seat, &end_it, 1, NULL), 0);
    ck_assert_int_eq(ask_it(&other, MESSAGE_attempt, &(struct ask_attempt){ .attempt = ATTEMPT }, &attempt), 0);
    ck_assert(attempt.attempt.submitted);
    ck_assert_uint_eq(attempt.count, 1);
    for (int i = 0; i < 2; i++) {
        ck_assert_int_eq(ask_it(i ? &seat : &other, MESSAGE_kept, NULL, &kept), 0);
        ck_assert_int_eq(kept.attempts, 1);
        ck_assert_int_eq(kept.answers, 1);
    }
    /* the next attempt is one's own again */
    struct keeper_event own = started("01890000-0000-7000-8000-00000000000b"), exam = started("01890000-0000-7000-8000-00000000000c");
    ck_assert_int_eq(append(&seat, &own, 1, NULL), 0);
    ck_assert_int_eq(ask_it(&other, MESSAGE_kept, NULL, &kept), 0);
    ck_assert_int_eq(kept.attempts, 1);
    /* who is joined into another takes the membership along */
    ck_assert_int_eq(ask_it(&desk, MESSAGE_person_join, &(struct ask_join){ .id = id_of(third), .into = id_of(ann), .take = "" }, NULL), 0);
    ck_assert_int_eq(ask_it(&stranger, MESSAGE_attempt, &(struct ask_attempt){ .attempt = ATTEMPT }, &attempt), 0);
    ck_assert_str_eq(attempt.attempt.together, "Grace");
    exam.data = "{\"seed\":7,\"mode\":\"exam\",\"questions\":3}";
    ck_assert_int_eq(ask_it(&seat, MESSAGE_member_add, &(struct ask_sign_in){ .number = ann, .pin = "4712" }, NULL), 0);
    refused(ask_it(&seat, MESSAGE_append, &(struct ask_append){ .events = &exam, .count = 1, .together = true }, NULL),
            "an examination is taken by each person alone");
    ck_assert_int_eq(ask_it(&seat, MESSAGE_members_clear, NULL, &members), 0);
    ck_assert_uint_eq(members.count, 0);
    unplug(&seat);
    unplug(&other);
    unplug(&stranger);
    close_desk();
}
END_TEST

START_TEST(six_take_a_quiz_together_and_no_more)
{
    struct kiosk seat;
    open_desk();
    new_kiosk(&seat);
    ck_assert_int_eq(sign_in(&seat, grace, "4711", NULL), 0);
    for (int i = 0; i < KEEPER_TOGETHER; i++) {
        char pin[8];
        snprintf(pin, sizeof pin, "500%d", i);
        const char *number = enrol("Somebody", pin, KEEPER_LEARNER);
        int code = ask_it(&seat, MESSAGE_member_add, &(struct ask_sign_in){ .number = number, .pin = pin }, NULL);
        ck_assert_int_eq(code, i < KEEPER_TOGETHER - 1 ? 0 : ERROR_REFUSED);
    }
    ck_assert_error(error, "at most 6 people take a quiz together");
    unplug(&seat);
    close_desk();
}
END_TEST

TEST_MAIN("keeper people", each_message_is_for_those_whom_the_table_names_and_for_nobody_else,
          a_person_is_changed_in_the_version_that_was_looked_at_and_it_is_told_who_did_it, a_facilitator_edits_learners_and_not_staff,
          who_is_retired_sits_nowhere_until_brought_back, a_learner_who_was_joined_into_another_goes_on_as_that_one,
          roles_are_another_manager_s_to_give_and_hold_at_once, erasing_needs_the_number_and_leaves_no_name_in_any_file,
          nobody_erases_oneself_unsaid_nor_the_last_manager, an_attempt_of_several_counts_for_each_and_any_of_them_goes_on_with_it,
          six_take_a_quiz_together_and_no_more)
