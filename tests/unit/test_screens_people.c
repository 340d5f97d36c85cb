/* The ways in and out, and what is about a person: the first screen, signing in, registering, the lock, help, dialogues, progress, what is kept. */
#include "check_main.h"

#include "model/form.h"
#include "screens/drive.h"
#include "screens/golden.h"
#include "screens/message.h"

#include "screens/common.h"

static const char *const three_languages[] = { "en", "fr", "ar", NULL };

/* ---- The first screen ---- */

static void at_the_door(struct drive *drive)
{
    drive_init(drive);
    drive->context.person = (struct person_view){ 0 };
    drive->context.names_listed = drive->context.guests_allowed = drive->context.registering_allowed = true;
}

START_TEST(any_key_begins_and_the_ways_in_follow_the_settings)
{
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_attract, NULL);
    drive_golden(&drive, "attract");
    drive_keys(&drive, "'x'");
    drive_golden(&drive, "attract-ways");
    drive_wants(&drive, "");
    drive_keys(&drive, "'12'");
    drive_wants(&drive, "push sign_in; push sign_in");
    ck_assert_text(drive_opened(&drive, &screen_sign_in)->item, "names");
    drive_keys(&drive, "'345'");
    drive_wants(&drive, "push registering; request GUEST; push keys");

    drive.context.names_listed = drive.context.guests_allowed = drive.context.registering_allowed = false;
    drive_open(&drive, &screen_attract, NULL);
    drive_keys(&drive, "Enter");
    ck_assert(drive_shows(&drive, "I have a number"));
    ck_assert(drive_shows(&drive, "Keyboard practice"));
    ck_assert(!drive_shows(&drive, "I am new here"));
    ck_assert(!drive_shows(&drive, "Just look around"));
    ck_assert(!drive_shows(&drive, "I look for my name"));
    drive_release(&drive);
}
END_TEST

START_TEST(a_language_is_chosen_by_its_own_name_before_anything_else)
{
    struct drive drive;
    at_the_door(&drive);
    drive.context.languages = three_languages;
    drive.context.hint = "A demonstration: nothing is kept. The manager's number is 0000011, the PIN 1234.";
    drive_open(&drive, &screen_attract, NULL);
    drive_golden(&drive, "attract-languages");
    drive_keys(&drive, "'2'");
    drive_wants(&drive, "request LANGUAGE");
    ck_assert_text(((const struct request_language *)drive_asked(&drive, REQUEST_LANGUAGE))->language, "fr");
    ck_assert(drive_shows(&drive, "I have a number"));
    drive_release(&drive);
}
END_TEST

START_TEST(a_guest_goes_home_only_once_the_keeper_agrees)
{
    struct drive drive;
    struct person_view guest = { .id = "g1", .name = "Guest", .guest = true };
    at_the_door(&drive);
    drive_open(&drive, &screen_attract, NULL);
    drive_keys(&drive, "Enter '4'");
    drive_wants(&drive, "request GUEST");
    drive_refuse(&drive, REQUEST_GUEST, ERROR_REFUSED, "guests are not allowed here");
    drive_wants(&drive, "");
    ck_assert(drive_shows(&drive, "guests are not allowed here"));
    drive_keys(&drive, "'4'");
    drive_result(&drive, REQUEST_GUEST, &guest);
    drive_wants(&drive, "request GUEST; home");
    drive_release(&drive);
}
END_TEST

START_TEST(the_welcome_comes_back_when_nobody_touches_it)
{
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_attract, NULL);
    drive_keys(&drive, "Enter");
    drive.context.running += 59000;
    drive_event(&drive, &(struct event){ .kind = EVENT_TICK });
    ck_assert(drive_shows(&drive, "I have a number"));
    drive.context.running += 2000;
    drive_event(&drive, &(struct event){ .kind = EVENT_TICK });
    ck_assert(!drive_shows(&drive, "I have a number"));
    ck_assert(drive_shows(&drive, "Press Enter to begin"));
    drive_release(&drive);
}
END_TEST

START_TEST(the_program_is_left_only_where_it_may_be_and_after_a_yes)
{
    struct drive drive, dialogue;
    at_the_door(&drive);
    drive_open(&drive, &screen_attract, NULL);
    drive_keys(&drive, "F10 Esc Esc");
    drive_wants(&drive, "");
    drive.context.may_quit = true;
    drive_open(&drive, &screen_attract, NULL);
    for (int yes = 0; yes < 2; yes++) {
        drive_keys(&drive, "F10");
        drive_wants(&drive, "push message");
        drive_init(&dialogue);
        dialogue.context.person = (struct person_view){ 0 };
        drive_open(&dialogue, &screen_message, drive_opened(&drive, &screen_message));
        if (!yes)
            drive_golden(&dialogue, "message-ask");
        drive_keys(&dialogue, yes ? "Right Enter" : "Enter");
        ck_assert(dialogue.left);
        drive_release(&dialogue);
        drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
        drive_wants(&drive, yes ? "quit" : "");
    }
    drive_release(&drive);
}
END_TEST

/* ---- Languages ---- */

START_TEST(the_language_that_is_chosen_is_asked_for_and_the_screen_left)
{
    struct drive drive;
    drive_init(&drive);
    drive.context.languages = three_languages;
    drive_open(&drive, &screen_languages, NULL);
    drive_golden(&drive, "languages");
    drive_keys(&drive, "Down Enter");
    ck_assert(drive.left);
    ck_assert_text(((const struct request_language *)drive_asked(&drive, REQUEST_LANGUAGE))->language, "fr");
    drive_open(&drive, &screen_languages, NULL);
    drive_effects(&drive);
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_wants(&drive, "");
    drive_release(&drive);
}
END_TEST

/* ---- Signing in ---- */

START_TEST(number_and_pin_sign_in_also_on_a_french_keyboard)
{
    struct drive drive;
    struct person_view person = { .id = "p1", .number = "1000017", .name = "Grace Banda" };
    at_the_door(&drive);
    drive.context.names_listed = false;
    drive_open(&drive, &screen_sign_in, NULL);
    drive_golden(&drive, "sign-in");
    drive_keys(&drive, "Enter Enter");
    ck_assert(drive_shows(&drive, "Please type the number from your card."));
    drive_keys(&drive, "'&àààà&è' Enter Enter");
    ck_assert(drive_shows(&drive, "Please type your PIN."));
    drive_wants(&drive, "");
    drive_keys(&drive, "'1234' Enter");
    drive_wants(&drive, "request SIGN_IN");
    const struct request_sign_in *ask = drive_asked(&drive, REQUEST_SIGN_IN);
    ck_assert_text(ask->number, "1000017");
    ck_assert_text(ask->pin, "1234");
    ck_assert(!ask->claim);
    ck_assert(!drive_shows(&drive, "1234"));
    drive_keys(&drive, "Enter");                 /* the keeper is busy with it: not asked twice */
    drive_wants(&drive, "");
    drive_result(&drive, REQUEST_SIGN_IN, &person);
    drive_wants(&drive, "home");
    drive_release(&drive);
}
END_TEST

START_TEST(a_refusal_is_shown_whole_and_the_pin_is_typed_anew)
{
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_sign_in, &(struct screen_args){ .number = 1 });
    drive_keys(&drive, "'1000017' Enter '9999' Enter");
    ck_assert(((const struct request_sign_in *)drive_asked(&drive, REQUEST_SIGN_IN))->claim);
    drive_refuse(&drive, REQUEST_SIGN_IN, ERROR_REFUSED, "this PIN is wrong; wait 30 seconds before you try again, or ask the manager for a new one");
    drive_golden(&drive, "sign-in-refused");
    drive_effects(&drive);
    drive_keys(&drive, "'1234' Enter");
    drive_wants(&drive, "request SIGN_IN");
    ck_assert_text(((const struct request_sign_in *)drive_asked(&drive, REQUEST_SIGN_IN))->pin, "1234");
    drive_release(&drive);
}
END_TEST

START_TEST(a_number_that_cannot_be_one_is_mended_and_no_more_is_typed_anew_than_must_be)
{
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_sign_in, NULL);
    drive_keys(&drive, "'1000018' Enter '1234' Enter");
    drive_refuse(&drive, REQUEST_SIGN_IN, ERROR_INVALID, "no learner has this number; look at the card, all digits count");
    drive_effects(&drive);
    drive_keys(&drive, "Backspace '7' Enter '1234' Enter");
    drive_wants(&drive, "request SIGN_IN");
    ck_assert_text(((const struct request_sign_in *)drive_asked(&drive, REQUEST_SIGN_IN))->number, "1000017");
    drive_release(&drive);
}
END_TEST

START_TEST(names_are_looked_for_as_they_are_typed)
{
    static const struct name_line rows[] = { { "1000017", "Grace Banda" }, { "1000025", "Grace Mwansa" }, { "1000033", "Grâce Ilunga" } };
    struct names names = { .rows = rows, .count = 3, .more = true }, none = { 0 };
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_sign_in, &(struct screen_args){ .item = "names" });
    drive_wants(&drive, "request NAMES");
    drive_keys(&drive, "'Gl'");                  /* l is a letter here, not the key of the languages */
    drive_wants(&drive, "request NAMES; request NAMES");
    ck_assert_text(((const struct request_names *)drive_asked(&drive, REQUEST_NAMES))->prefix, "Gl");
    drive_result(&drive, REQUEST_NAMES, &none);
    ck_assert(drive_shows(&drive, "No name begins like this."));
    drive_keys(&drive, "Backspace");
    drive_result(&drive, REQUEST_NAMES, &names);
    drive_golden(&drive, "sign-in-names");
    drive_effects(&drive);
    drive_keys(&drive, "Down Enter");
    drive_golden(&drive, "sign-in-name");
    drive_keys(&drive, "'1234' Enter");
    drive_wants(&drive, "request SIGN_IN");
    ck_assert_text(((const struct request_sign_in *)drive_asked(&drive, REQUEST_SIGN_IN))->number, "1000025");
    drive_refuse(&drive, REQUEST_SIGN_IN, ERROR_REFUSED, "this PIN is wrong");
    drive_keys(&drive, "Esc");
    ck_assert(!drive.left);
    ck_assert(drive_shows(&drive, "Look for your name"));
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_release(&drive);
}
END_TEST

START_TEST(a_list_of_names_that_came_late_is_not_shown)
{
    static const struct name_line rows[] = { { "1000017", "Grace Banda" } };
    struct names names = { .rows = rows, .count = 1 };
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_sign_in, &(struct screen_args){ .item = "names" });
    struct result late = { .kind = REQUEST_NAMES, .number = 1, .data = &names };
    drive_keys(&drive, "'Q'");
    drive_event(&drive, &(struct event){ .kind = EVENT_RESULT, .payload = &late });
    ck_assert(!drive_shows(&drive, "Grace Banda"));
    drive_keys(&drive, "Enter");
    ck_assert(drive_shows(&drive, "Look for your name"));
    drive_release(&drive);
}
END_TEST

/* ---- Registering ---- */

static const char core_text[] =
    "id = \"core\"; title = { en = \"About you\"; }; summary = { en = \"Your answers are counted together with those of others.\"; };\n"
    "fields = (\n"
    "  { id = \"sex\"; kind = \"single\"; required = true; label = { en = \"Are you a woman or a man?\"; };\n"
    "    choices = ( { id = \"f\"; label = { en = \"A woman\"; }; }, { id = \"m\"; label = { en = \"A man\"; }; },\n"
    "                { id = \"not-said\"; label = { en = \"I would rather not say\"; }; } ); },\n"
    "  { id = \"birth\"; kind = \"year-band\"; required = true; first = 1925; last = 2014; width = 5; label = { en = \"When were you born?\"; };\n"
    "    choices = ( { id = \"not-said\"; label = { en = \"I would rather not say\"; }; } ); },\n"
    "  { id = \"disability\"; kind = \"single\"; required = false; label = { en = \"Do you have a disability?\"; }; hint = { en = \"You may leave this out.\"; };\n"
    "    choices = ( { id = \"yes\"; label = { en = \"Yes\"; }; }, { id = \"no\"; label = { en = \"No\"; }; } ); }\n"
    ");\n";
static const char centre_text[] =
    "id = \"centre\"; title = { en = \"This centre asks\"; }; summary = { en = \"\"; };\n"
    "fields = (\n"
    "  { id = \"workers\"; kind = \"integer\"; required = true; least = 0; most = 500; label = { en = \"How many people work with you?\"; }; },\n"
    "  { id = \"heard\"; kind = \"multiple\"; required = false; label = { en = \"How did you hear of us?\"; };\n"
    "    choices = ( { id = \"radio\"; label = { en = \"Radio\"; }; }, { id = \"friend\"; label = { en = \"A friend\"; }; } ); }\n"
    ");\n";
static const char consents_text[] =
    "id = \"consents\"; title = { en = \"What may we do?\"; }; summary = { en = \"Each is your choice.\"; };\n"
    "fields = (\n"
    "  { id = \"follow-up\"; kind = \"yes-no\"; default = \"no\"; label = { en = \"May we ask you later how your firm is doing?\"; };\n"
    "    hint = { en = \"We would call or write to you in the next two years.\"; }; },\n"
    "  { id = \"surveys\"; kind = \"yes-no\"; default = \"no\"; label = { en = \"May we invite you to surveys?\"; }; }\n"
    ");\n";

static struct form *form_of(struct arena *arena, const char *text)
{
    struct report report;
    struct form *form = NULL;
    char line[1024] = "";
    report_init(&report);
    int code = form_parse(arena, text, strlen(text), "form", &report, &form);
    if (report_kept(&report))
        error_text(&report.kept[0], NULL, line, sizeof line);
    report_release(&report);
    ck_assert_msg(code == 0 && form, "the form is not read: %s", line);
    return form;
}

struct forms {
    struct arena arena;
    struct profile_forms forms;
};

static void forms_init(struct forms *forms, bool centre)
{
    arena_init(&forms->arena, NULL, 0);
    forms->forms = (struct profile_forms){ .core = form_of(&forms->arena, core_text), .consents = form_of(&forms->arena, consents_text),
                                           .centre = centre ? form_of(&forms->arena, centre_text) : NULL };
}

static const char *value_of(const struct request_register *ask, const char *name)
{
    for (size_t i = 0; i < ask->value_count; i++)
        if (strcmp(ask->values[i].name, name) == 0)
            return ask->values[i].value;
    return "(none)";
}

START_TEST(registering_asks_one_question_a_page_and_ends_with_the_number)
{
    struct drive drive;
    struct forms forms;
    struct person_view person = { .id = "p9", .number = "1000090", .name = "Joseph Phiri" };
    at_the_door(&drive);
    forms_init(&forms, true);
    drive_open(&drive, &screen_registering, NULL);
    drive_wants(&drive, "request FORMS");
    drive_result(&drive, REQUEST_FORMS, &forms.forms);
    drive_golden(&drive, "registering-name");
    drive_keys(&drive, "Enter");
    ck_assert(drive_shows(&drive, "Please type your name."));
    drive_keys(&drive, "' Joseph Phiri ' Enter");
    drive_golden(&drive, "registering-question");
    drive_keys(&drive, "'2' Enter End Up Enter");
    drive_golden(&drive, "registering-years");
    drive_keys(&drive, "Enter");
    ck_assert(drive_shows(&drive, "Do you have a disability?"));
    ck_assert(drive_shows(&drive, "I would rather not say"));
    drive_keys(&drive, "'3' Enter 'x' Enter");
    ck_assert(drive_shows(&drive, "Please type an answer."));
    drive_keys(&drive, "'900' Enter");
    ck_assert(drive_shows(&drive, "Please type a whole number from 0 to 500."));
    drive_golden(&drive, "registering-refused");
    drive_keys(&drive, "Backspace Enter ' ' Down ' ' Enter");
    drive_golden(&drive, "registering-consent");
    drive_keys(&drive, "Enter '2' Enter");
    drive_golden(&drive, "registering-pin");
    drive_keys(&drive, "'12' Enter Enter");
    ck_assert(drive_shows(&drive, "Please type 4 to 6 digits."));
    drive_keys(&drive, "'34' Enter '1235' Enter");
    ck_assert(drive_shows(&drive, "That is another PIN."));
    drive_wants(&drive, "");
    drive_keys(&drive, "'1234' Enter Enter");
    drive_wants(&drive, "request REGISTER");
    const struct request_register *ask = drive_asked(&drive, REQUEST_REGISTER);
    ck_assert_text(ask->name, "Joseph Phiri");
    ck_assert_text(ask->pin, "1234");
    ck_assert(!ask->claim);
    ck_assert_text(value_of(ask, "sex"), "m");
    ck_assert_text(value_of(ask, "birth"), "1925-1929");
    ck_assert_text(value_of(ask, "disability"), "(none)");
    ck_assert_text(value_of(ask, "workers"), "90");
    ck_assert_text(value_of(ask, "heard"), "radio friend");
    ck_assert_uint_eq(ask->consent_count, 1);
    ck_assert_text(ask->consents[0], "surveys");
    drive.context.person = person;
    drive_result(&drive, REQUEST_REGISTER, &person);
    drive_golden(&drive, "registering-number");
    drive_keys(&drive, "Right Enter Left Enter");
    drive_wants(&drive, "push keys; home");
    drive_release(&drive);
    arena_release(&forms.arena);
}
END_TEST

START_TEST(a_year_of_birth_is_found_by_typing_it_or_with_the_arrows)
{
    struct drive drive;
    struct forms forms;
    at_the_door(&drive);
    forms_init(&forms, false);
    drive_open(&drive, &screen_registering, NULL);
    drive_result(&drive, REQUEST_FORMS, &forms.forms);
    drive_keys(&drive, "'Joseph' Enter '2' Enter");
    drive_golden(&drive, "registering-years-first"); /* in the middle of the list, nothing chosen */
    drive_keys(&drive, "'19è' Enter");           /* è: the 7 of a French keyboard. Not whole yet */
    ck_assert(drive_shows(&drive, "Please type a year from 1925 to 2014."));
    drive_keys(&drive, "'3'");
    drive_golden(&drive, "registering-years-typed");
    drive_keys(&drive, "Backspace Backspace '00'"); /* 1900: nobody's */
    ck_assert(drive_shows(&drive, "Please type a year from 1925 to 2014."));
    drive_keys(&drive, "Enter Enter");
    ck_assert(drive_shows(&drive, "When were you born?"));
    drive_keys(&drive, "Up");                    /* what was typed is gone */
    ck_assert(!drive_shows(&drive, "1900"));
    drive_keys(&drive, "Home PageDown PageDown PageDown PageDown End PageUp PageUp PageUp PageUp Down Enter Enter");
    ck_assert(drive_shows(&drive, "Do you have a disability?"));
    drive_keys(&drive, "'1' Enter Enter Enter '1234' Enter '1234' Enter");
    const struct request_register *ask = drive_asked(&drive, REQUEST_REGISTER);
    ck_assert_text(value_of(ask, "birth"), "2005-2009");
    drive_release(&drive);
    arena_release(&forms.arena);
}
END_TEST

/* Rules of a test's own: `heard` is asked where workers is "1"; workers must not be "13". */
static bool asked_of_one(const void *context, const struct form_field *field, const struct named_value *values, size_t count)
{
    (void)context;
    bool one = false;
    for (size_t i = 0; i < count; i++)
        one = one || (strcmp(values[i].name, "workers") == 0 && strcmp(values[i].value, "1") == 0);
    return one || strcmp(field->id, "heard") != 0;
}

static const char *not_thirteen(const void *context, const struct form_field *field, const char *language, const struct named_value *values, size_t count)
{
    if (strcmp(field->id, "workers") != 0 || strcmp(values[count - 1].value, "13") != 0)
        return NULL;
    (void)context;
    return strcmp(language, "en") == 0 ? "Thirteen is not a number of ours." : "?";
}

START_TEST(a_question_that_does_not_matter_is_not_asked_and_a_wrong_answer_is_refused)
{
    struct drive drive;
    struct forms forms;
    const struct form_rules rules = { .relevant = asked_of_one, .wrong = not_thirteen };
    at_the_door(&drive);
    forms_init(&forms, true);
    forms.forms.rules = &rules;
    drive_open(&drive, &screen_registering, NULL);
    drive_result(&drive, REQUEST_FORMS, &forms.forms);
    drive_keys(&drive, "'Joseph' Enter '1' Enter '1990' Enter '1' Enter '13' Enter");
    ck_assert(drive_shows(&drive, "Thirteen is not a number of ours."));
    ck_assert(drive_shows(&drive, "5 of 8"));
    drive_keys(&drive, "Backspace Enter");
    ck_assert(drive_shows(&drive, "How did you hear of us?"));
    ck_assert(drive_shows(&drive, "6 of 9"));
    drive_keys(&drive, "'1' Enter");
    ck_assert(drive_shows(&drive, "May we ask you later how your firm is doing?"));
    drive_keys(&drive, "Esc Esc '2' Enter");     /* 12 workers: what was heard is not asked any more */
    ck_assert(drive_shows(&drive, "May we ask you later how your firm is doing?"));
    drive_keys(&drive, "Esc");
    ck_assert(drive_shows(&drive, "How many people work with you?"));
    drive_keys(&drive, "Enter Enter Enter '1234' Enter '1234' Enter");
    const struct request_register *ask = drive_asked(&drive, REQUEST_REGISTER);
    ck_assert_text(value_of(ask, "workers"), "12");
    ck_assert_text(value_of(ask, "heard"), "(none)");
    drive_refuse(&drive, REQUEST_REGISTER, ERROR_FULL, "the disk is full");
    drive_keys(&drive, "Esc Esc Esc Backspace Enter"); /* 1 again: the answer is still there */
    ck_assert(drive_shows(&drive, "How did you hear of us?"));
    drive_keys(&drive, "Enter Enter Enter Enter");
    ask = drive_asked(&drive, REQUEST_REGISTER);
    ck_assert_text(value_of(ask, "workers"), "1");
    ck_assert_text(value_of(ask, "heard"), "radio");
    drive_release(&drive);
    arena_release(&forms.arena);
}
END_TEST

START_TEST(a_broken_form_of_the_centre_is_said_and_keeps_nobody_out)
{
    struct drive drive;
    struct forms forms;
    at_the_door(&drive);
    forms_init(&forms, false);
    forms.forms.trouble = "This centre's own questions are left out, since their form has a mistake. Tell the manager: profile.form:7: `shops` is asked later; "
                          "a condition reads what was asked before it";
    drive_open(&drive, &screen_registering, NULL);
    drive_result(&drive, REQUEST_FORMS, &forms.forms);
    drive_golden(&drive, "registering-trouble");
    drive_keys(&drive, "'Joseph' Enter");
    ck_assert(drive_shows(&drive, "Are you a woman or a man?"));
    ck_assert(!drive_shows(&drive, "Tell the manager"));
    drive_release(&drive);
    arena_release(&forms.arena);
}
END_TEST

START_TEST(going_back_while_registering_loses_nothing)
{
    struct drive drive;
    struct forms forms;
    at_the_door(&drive);
    forms_init(&forms, false);
    drive_open(&drive, &screen_registering, NULL);
    drive_result(&drive, REQUEST_FORMS, &forms.forms);
    drive_keys(&drive, "'Joseph' Enter '1' Enter '2007' Enter '1' Enter Enter Enter '1234' Esc Esc Esc Esc Esc Esc");
    ck_assert(drive_shows(&drive, "What is your name?"));
    ck_assert(drive_shows(&drive, "Joseph"));
    drive_effects(&drive);
    drive_keys(&drive, "Enter Enter Enter Enter Enter Enter");
    ck_assert(drive_shows(&drive, "Choose a PIN"));
    drive_keys(&drive, "Up Enter '1234' Enter");
    drive_wants(&drive, "request REGISTER");
    const struct request_register *ask = drive_asked(&drive, REQUEST_REGISTER);
    ck_assert_text(value_of(ask, "sex"), "f");
    ck_assert_text(value_of(ask, "birth"), "2005-2009");
    ck_assert_text(value_of(ask, "disability"), "yes");
    ck_assert_uint_eq(ask->consent_count, 0);    /* nobody said yes */
    drive_refuse(&drive, REQUEST_REGISTER, ERROR_FULL, "the disk is full; tell the manager");
    ck_assert(drive_shows(&drive, "the disk is full; tell the manager"));
    drive_keys(&drive, "Enter");
    drive_wants(&drive, "request REGISTER");
    drive_release(&drive);
    arena_release(&forms.arena);
}
END_TEST

START_TEST(a_guest_registers_with_the_work_or_signs_in_with_it)
{
    struct drive drive;
    struct forms forms;
    drive_init(&drive);
    drive.context.person = (struct person_view){ .id = "g1", .name = "Guest", .guest = true };
    forms_init(&forms, false);
    drive_open(&drive, &screen_registering, &(struct screen_args){ .number = 1 });
    drive_result(&drive, REQUEST_FORMS, &forms.forms);
    ck_assert(drive_shows(&drive, "What you did as a guest"));
    drive_effects(&drive);
    drive_keys(&drive, "F2");
    drive_wants(&drive, "replace sign_in");
    ck_assert_int_eq(drive_opened(&drive, &screen_sign_in)->number, 1);
    drive_keys(&drive, "'Joseph' Esc");
    drive_wants(&drive, "push message");
    *(int *)(uintptr_t)drive_opened(&drive, &screen_message)->data = MESSAGE_NO;
    ck_assert(!(drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED }) & SCREEN_LEAVE));
    *(int *)(uintptr_t)drive_opened(&drive, &screen_message)->data = MESSAGE_YES;
    ck_assert(drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED }) & SCREEN_LEAVE);
    drive_keys(&drive, "Enter '1' Enter '1990' Enter '1' Enter Enter Enter '1234' Enter '1234' Enter");
    ck_assert(((const struct request_register *)drive_asked(&drive, REQUEST_REGISTER))->claim);
    drive_release(&drive);
    arena_release(&forms.arena);
}
END_TEST

START_TEST(a_stray_esc_signs_nobody_out)
{
    struct drive drive;
    at_the_door(&drive);
    drive.context.person = (struct person_view){ .id = "p1", .number = "1000017", .name = "Grace Banda" };
    drive_open(&drive, &screen_home, NULL);
    drive_effects(&drive);
    drive_keys(&drive, "Esc");
    drive_wants(&drive, "push message");
    *(int *)(uintptr_t)drive_opened(&drive, &screen_message)->data = MESSAGE_NO;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    drive_wants(&drive, "request HOME");
    drive_keys(&drive, "Esc");
    *(int *)(uintptr_t)drive_opened(&drive, &screen_message)->data = MESSAGE_YES;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    drive_wants(&drive, "push message; request SIGN_OUT");
    drive_release(&drive);
}
END_TEST

START_TEST(a_guest_s_work_is_claimed_with_a_number_or_by_getting_one)
{
    struct drive drive;
    at_the_door(&drive);
    drive.context.person = (struct person_view){ .id = "g1", .name = "Guest", .guest = true };
    drive_open(&drive, &screen_home, NULL);
    struct home empty = { 0 };
    drive_result(&drive, REQUEST_HOME, &empty);
    ck_assert(drive_shows(&drive, "No packs yet. The manager brings them on a stick."));
    drive_effects(&drive);
    drive_keys(&drive, "'r' Esc");
    drive_wants(&drive, "push claim; push claim"); /* a stray Esc signs no guest out */
    drive_open(&drive, &screen_claim, NULL);
    drive_golden(&drive, "claim");
    drive_keys(&drive, "'12'");
    drive_wants(&drive, "push sign_in; push sign_in");
    ck_assert_int_eq(drive_opened(&drive, &screen_sign_in)->number, 1);
    ck_assert_text(drive_opened(&drive, &screen_sign_in)->item, "names");
    drive_keys(&drive, "'3'");
    drive_wants(&drive, "push registering");
    ck_assert_int_eq(drive_opened(&drive, &screen_registering)->number, 1);
    drive_keys(&drive, "'4'");
    drive_wants(&drive, "");
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive.context.names_listed = drive.context.registering_allowed = false;
    drive_open(&drive, &screen_claim, NULL);
    ck_assert(drive_shows(&drive, "Are you new? A facilitator gives you a number"));
    drive_keys(&drive, "'2' Enter");
    drive_wants(&drive, "push sign_in");
    drive_release(&drive);
}
END_TEST

START_TEST(a_guest_leaves_the_work_behind_only_by_choosing_to)
{
    struct drive drive;
    at_the_door(&drive);
    drive.context.names_listed = false;
    drive.context.person = (struct person_view){ .id = "g1", .name = "Guest", .guest = true };
    drive_open(&drive, &screen_claim, &(struct screen_args){ .number = 1 });
    drive_golden(&drive, "claim-leaving");
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_wants(&drive, "");
    drive_open(&drive, &screen_claim, &(struct screen_args){ .number = 1 });
    drive_keys(&drive, "End Enter");
    drive_wants(&drive, "request SIGN_OUT");
    drive_result(&drive, REQUEST_SIGN_OUT, NULL);
    drive_wants(&drive, "attract");
    drive_release(&drive);
}
END_TEST

START_TEST(without_the_forms_registering_says_so_and_can_be_left)
{
    struct drive drive;
    at_the_door(&drive);
    drive_open(&drive, &screen_registering, NULL);
    drive_keys(&drive, "'Joseph' Enter");        /* too early */
    drive_refuse(&drive, REQUEST_FORMS, ERROR_NOT_FOUND, "the profile is not there; install the program again");
    ck_assert(drive_shows(&drive, "the profile is not there; install the program again"));
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_release(&drive);
}
END_TEST

/* ---- Keyboard practice ---- */

START_TEST(the_practice_goes_through_all_keys_and_nobody_gets_stuck)
{
    struct drive drive;
    drive_init(&drive);
    drive_open(&drive, &screen_keys, NULL);
    drive_golden(&drive, "keys-arrow");
    drive_keys(&drive, "'q'");
    ck_assert(drive_shows(&drive, "That was q. No harm done"));
    drive_keys(&drive, "Down Up Right Left");
    drive_golden(&drive, "keys-digit");
    drive_keys(&drive, "'é' '5' Backspace");      /* é: the 2 of a French keyboard */
    drive_golden(&drive, "keys-enter");
    drive_keys(&drive, "Enter");
    ck_assert(drive_shows(&drive, "key 9 of 9"));
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_open(&drive, &screen_keys, NULL);
    drive_keys(&drive, "' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' ' '");
    ck_assert(drive_shows(&drive, "key 9 of 9"));
    ck_assert(!drive.left);
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_wants(&drive, "");
    drive_release(&drive);
}
END_TEST

START_TEST(in_a_mirrored_layout_keys_and_letters_stand_as_in_the_world)
{
    struct drive drive;
    struct grid grid;
    drive_init(&drive);
    drive.look.direction = DIRECTION_RTL;
    drive_open(&drive, &screen_keys, NULL);
    grid = drive_draw(&drive);
    golden_check("keys-mirrored", &grid);
    grid_release(&grid);
    drive_keys(&drive, "Down Up Right Left");
    grid = drive_draw(&drive);
    golden_check("keys-digit-mirrored", &grid);
    grid_release(&grid);
    drive_open(&drive, &screen_attract, NULL);
    drive_keys(&drive, "Enter");
    grid = drive_draw(&drive);
    golden_check("attract-mirrored", &grid);
    grid_release(&grid);
    drive_release(&drive);
}
END_TEST

/* ---- The lock ---- */

START_TEST(only_the_own_pin_opens_the_lock)
{
    struct drive drive;
    struct person_view person = { .id = "p1", .number = "1000017", .name = "Grace Banda" };
    drive_init(&drive);
    drive_open(&drive, &screen_lock, NULL);
    drive_golden(&drive, "lock");
    drive_keys(&drive, "Esc Enter");
    ck_assert(!drive.left);
    drive_wants(&drive, "");
    ck_assert(drive_shows(&drive, "Please type your PIN."));
    drive_keys(&drive, "'1111' Enter");
    drive_wants(&drive, "request SIGN_IN");
    ck_assert_text(((const struct request_sign_in *)drive_asked(&drive, REQUEST_SIGN_IN))->number, "1000017");
    ck_assert(!((const struct request_sign_in *)drive_asked(&drive, REQUEST_SIGN_IN))->claim);
    drive_refuse(&drive, REQUEST_SIGN_IN, ERROR_REFUSED, "this PIN is wrong");
    ck_assert(drive_shows(&drive, "this PIN is wrong"));
    ck_assert(!drive.left);
    drive_keys(&drive, "'1234' Enter");
    drive_result(&drive, REQUEST_SIGN_IN, &person);
    ck_assert(drive.left);
    drive_release(&drive);
}
END_TEST

START_TEST(another_person_starts_anew_and_is_told_that_the_work_is_kept)
{
    struct drive drive;
    drive_init(&drive);
    drive_open(&drive, &screen_lock, NULL);
    drive_keys(&drive, "Down Enter");
    drive_wants(&drive, "push message");
    const struct screen_args *args = drive_opened(&drive, &screen_message);
    ck_assert_text(args->text, "Grace Banda is signed out. Every answer is saved; a quiz that is not finished can be gone on with after signing in again.");
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    drive_wants(&drive, "");
    *(int *)(uintptr_t)args->data = MESSAGE_YES;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESUMED });
    drive_wants(&drive, "request SIGN_OUT");
    drive_result(&drive, REQUEST_SIGN_OUT, NULL);
    drive_wants(&drive, "attract");
    ck_assert(!drive.left);
    drive_release(&drive);
}
END_TEST

START_TEST(a_guest_goes_on_without_a_pin)
{
    struct drive drive;
    drive_init(&drive);
    drive.context.person = (struct person_view){ .id = "g1", .name = "Guest", .guest = true };
    drive_open(&drive, &screen_lock, NULL);
    drive_golden(&drive, "lock-guest");
    drive_keys(&drive, "Enter");
    ck_assert(drive.left);
    drive_wants(&drive, "");
    drive_release(&drive);
}
END_TEST

/* ---- Help and dialogues ---- */

START_TEST(help_tells_what_works_now_and_what_does_not)
{
    struct drive below, help;
    at_the_door(&below);
    drive_open(&below, &screen_attract, NULL);
    drive_keys(&below, "Enter F1");
    drive_wants(&below, "push help");
    drive_init(&help);
    drive_open(&help, &screen_help, drive_opened(&below, &screen_help));
    drive_golden(&help, "help");
    drive_keys(&help, "Down F1");
    ck_assert(help.left);
    drive_release(&help);
    drive_release(&below);
}
END_TEST

START_TEST(a_message_is_left_by_any_sensible_key)
{
    struct drive below, message;
    static const char *const keys[] = { "Enter", "Esc", "Backspace", "' '" };
    drive_init(&below);
    message_show(&below.effects, "Out of space", "The disk is full. Nothing that you answered is lost. Tell the manager.");
    drive_init(&message);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        drive_open(&message, &screen_message, drive_opened(&below, &screen_message));
        if (i == 0)
            drive_golden(&message, "message");
        drive_keys(&message, keys[i]);
        ck_assert_msg(message.left, "%s does not leave it", keys[i]);
    }
    drive_release(&message);
    drive_release(&below);
}
END_TEST

START_TEST(a_question_is_answered_no_by_esc_and_yes_by_its_button_alone)
{
    static const struct { const char *keys; int answer; } ways[] = {
        { "Esc", MESSAGE_NO }, { "Enter", MESSAGE_NO }, { "Right Esc", MESSAGE_NO }, { "Right Left Enter", MESSAGE_NO }, { "Tab Enter", MESSAGE_YES },
    };
    struct drive below, message;
    int answer;
    drive_init(&below);
    message_ask(&below.effects, "Hand in?", "2 questions are not answered.", "Hand in", &answer);
    drive_init(&message);
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        answer = MESSAGE_NOTHING;
        drive_open(&message, &screen_message, drive_opened(&below, &screen_message));
        drive_keys(&message, ways[i].keys);
        ck_assert(message.left);
        ck_assert_msg(answer == ways[i].answer, "%s gives %d", ways[i].keys, answer);
    }
    drive_release(&message);
    drive_release(&below);
}
END_TEST

/* ---- Progress, and what is kept ---- */

static struct kept_view what_grace_agreed_to(void)
{
    static const struct kept_line rows[] = { { "Name", "Grace Banda", "You" } };
    static const struct kept_consent consents[] = {
        { "follow-up", "May we ask you later how your firm is doing?", "We would call or write to you in the next two years.", false },
        { "surveys", "May we invite you to surveys?", "You can still refuse each of them.", true },
        { "government", "May we pass your name and your results on to the government?", "Without your yes, it gets numbers only, and no names.", false },
    };
    return (struct kept_view){ .rows = rows, .count = 1, .consents = consents, .consent_count = 3 };
}

START_TEST(progress_shows_numbers_and_bars_and_opens_units)
{
    static const struct progress_line rows[] = {
        { "Business skills", "When do you start to earn?", "lesson", "business", "earn", 1, -1, 0, false },
        { "Business skills", "Fixed and variable cost", "lesson", "business", "cost", 0.5, -1, 0, false },
        { "Business skills", "Post-test", "quiz", "business", "post", 1, 83.3, 2, true },
        { "Financial literacy", "A budget", "lesson", "money", "budget", 0, -1, 0, false },
        { "Financial literacy", "Pre-test", "quiz", "money", "pre", 1, 40, 1, false },
        { "Financial literacy", "My plan", "quiz", "money", "plan", 1, -1, 1, false },
    };
    struct progress_view view = { .rows = rows, .count = 6, .lessons_done = 1, .questions_answered = 42, .minutes = 95 }, none = { 0 };
    struct drive drive;
    drive_init(&drive);
    drive_open(&drive, &screen_progress, NULL);
    drive_result(&drive, REQUEST_PROGRESS, &view);
    drive_golden(&drive, "progress");
    drive_effects(&drive);
    drive_keys(&drive, "Down Enter Down Enter Down Enter");
    drive_wants(&drive, "push lesson; push quiz; push lesson");
    ck_assert_text(drive_opened(&drive, &screen_quiz)->unit, "post");
    ck_assert_text(drive_opened(&drive, &screen_lesson)->pack, "money");
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_open(&drive, &screen_progress, NULL);
    drive_result(&drive, REQUEST_PROGRESS, &none);
    ck_assert(drive_shows(&drive, "Nothing yet. Open a pack and read its first page."));
    drive_keys(&drive, "Enter");
    drive_release(&drive);
}
END_TEST

START_TEST(what_is_kept_stands_in_sections_and_scrolls)
{
    static const struct kept_line rows[] = {
        { "Name", "Grace Banda", "You" }, { "Number", "1000017", "You" }, { "Are you a woman or a man?", "A woman", "You" },
        { "What does your firm do?", "Buying and selling; repair of cars and motorcycles", "You" }, { "Disability", "", "You" },
        { "To be asked later how you get on", "no", "What you agreed to" }, { "To take part in surveys", "yes", "What you agreed to" },
        { "Lessons opened", "12", "Your work" }, { "Answers", "84", "Your work" }, { "From", "2026-02-03", "Your work" },
    };
    struct kept_view view = what_grace_agreed_to();
    view.rows = rows;
    view.count = sizeof rows / sizeof *rows;
    struct drive drive;
    drive_init(&drive);
    drive_open(&drive, &screen_kept, NULL);
    drive_result(&drive, REQUEST_KEPT, &view);
    drive_golden(&drive, "kept");
    drive.context.rows = 18;
    drive.context.cols = 60;
    drive_event(&drive, &(struct event){ .kind = EVENT_RESULT, .payload = &(struct result){ .kind = REQUEST_HOME } });
    drive_keys(&drive, "End");
    ck_assert(drive_shows(&drive, "2026-02-03"));
    ck_assert(drive_shows(&drive, "100 %"));
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_release(&drive);
}
END_TEST

START_TEST(what_was_agreed_to_is_changed_at_once_and_said_when_it_is_saved)
{
    struct kept_view view = what_grace_agreed_to();
    struct drive drive;
    drive_init(&drive);
    drive_open(&drive, &screen_kept, NULL);
    drive_result(&drive, REQUEST_KEPT, &view);
    drive_effects(&drive);
    drive_keys(&drive, "'c'");
    drive_wants(&drive, "push consents");
    drive_open(&drive, &screen_consents, NULL);
    drive_wants(&drive, "request KEPT");
    drive_result(&drive, REQUEST_KEPT, &view);
    drive_golden(&drive, "consents");
    drive_keys(&drive, "'2'");
    drive_wants(&drive, "request CONSENT");
    const struct request_consent *ask = drive_asked(&drive, REQUEST_CONSENT);
    ck_assert_text(ask->id, "surveys");
    ck_assert(!ask->given);
    ck_assert(drive_shows(&drive, "Yes, you agreed.")); /* not saved yet */
    drive_keys(&drive, "'1' Enter");             /* one at a time */
    drive_wants(&drive, "");
    drive_result(&drive, REQUEST_CONSENT, NULL);
    ck_assert(!drive_shows(&drive, "Yes, you agreed."));
    ck_assert(drive_shows(&drive, "Saved: no, from now on."));
    drive_golden(&drive, "consents-saved");
    drive_keys(&drive, "Down Enter");
    ask = drive_asked(&drive, REQUEST_CONSENT);
    ck_assert_text(ask->id, "government");
    ck_assert(ask->given);
    drive_effects(&drive);
    drive_refuse(&drive, REQUEST_CONSENT, ERROR_FULL, "the disk is full; tell the manager");
    ck_assert(drive_shows(&drive, "the disk is full; tell the manager"));
    ck_assert(!drive_shows(&drive, "Yes, you agreed."));
    drive_wants(&drive, "request KEPT");
    drive_keys(&drive, "Esc");
    ck_assert(drive.left);
    drive_release(&drive);
}
END_TEST

START_TEST(nobody_is_offered_to_change_consents_that_are_not_there)
{
    static const struct kept_line rows[] = { { "Language", "English", "You" } };
    struct kept_view view = { .rows = rows, .count = 1 };
    struct drive drive;
    drive_init(&drive);
    drive_open(&drive, &screen_kept, NULL);
    drive_result(&drive, REQUEST_KEPT, &view);
    drive_effects(&drive);
    drive_keys(&drive, "'c'");
    drive_wants(&drive, "");
    ck_assert(!drive_shows(&drive, "agreed to"));
    drive_open(&drive, &screen_consents, NULL);
    drive_result(&drive, REQUEST_KEPT, &view);
    drive_effects(&drive);
    drive_keys(&drive, "'1' Enter Down");
    drive_wants(&drive, "");
    drive_release(&drive);
}
END_TEST

TEST_MAIN("screens of people", any_key_begins_and_the_ways_in_follow_the_settings, a_language_is_chosen_by_its_own_name_before_anything_else,
          a_guest_goes_home_only_once_the_keeper_agrees, the_welcome_comes_back_when_nobody_touches_it,
          the_program_is_left_only_where_it_may_be_and_after_a_yes, the_language_that_is_chosen_is_asked_for_and_the_screen_left,
          number_and_pin_sign_in_also_on_a_french_keyboard, a_refusal_is_shown_whole_and_the_pin_is_typed_anew,
          a_number_that_cannot_be_one_is_mended_and_no_more_is_typed_anew_than_must_be, names_are_looked_for_as_they_are_typed, a_list_of_names_that_came_late_is_not_shown,
          registering_asks_one_question_a_page_and_ends_with_the_number, a_year_of_birth_is_found_by_typing_it_or_with_the_arrows,
          a_question_that_does_not_matter_is_not_asked_and_a_wrong_answer_is_refused, a_broken_form_of_the_centre_is_said_and_keeps_nobody_out,
          going_back_while_registering_loses_nothing,
          a_guest_registers_with_the_work_or_signs_in_with_it, a_stray_esc_signs_nobody_out, a_guest_s_work_is_claimed_with_a_number_or_by_getting_one,
          a_guest_leaves_the_work_behind_only_by_choosing_to, without_the_forms_registering_says_so_and_can_be_left,
          the_practice_goes_through_all_keys_and_nobody_gets_stuck, in_a_mirrored_layout_keys_and_letters_stand_as_in_the_world, only_the_own_pin_opens_the_lock,
          another_person_starts_anew_and_is_told_that_the_work_is_kept, a_guest_goes_on_without_a_pin,
          help_tells_what_works_now_and_what_does_not, a_message_is_left_by_any_sensible_key,
          a_question_is_answered_no_by_esc_and_yes_by_its_button_alone, progress_shows_numbers_and_bars_and_opens_units,
          what_is_kept_stands_in_sections_and_scrolls,
          what_was_agreed_to_is_changed_at_once_and_said_when_it_is_saved, nobody_is_offered_to_change_consents_that_are_not_there)
