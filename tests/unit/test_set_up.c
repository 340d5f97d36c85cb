/* A centre is made out of an empty folder by the keeper: all of it or nothing, and nothing that is there is harmed. */
#include "check_main.h"

#include <ftw.h>
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
#include "keeper/set_up.h"

#define BOOT "00000000-0000-4000-8000-000000000001"
#define SEEN "this centre is set up already; sign in as its manager"

static char above[64], folder[100];
static struct arena arena;
static struct error error;
static struct client *client;

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static void begin(void)
{
    snprintf(above, sizeof above, "/tmp/test-set-up-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(above));
    snprintf(folder, sizeof folder, "%s/centre", above);
    arena_init(&arena, NULL, 0);
}

static void end(void)
{
    client_free(client);
    client = NULL;
    arena_release(&arena);
    nftw(above, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int open_kiosk(void)
{
    client_free(client);
    client = NULL;
    error_clear(&error);
    return client_open(&client, &(struct client_options){ .centre = folder, .spawn = true, .may_set_up = true, .timeout = 60000 }, &error);
}

static void good(int code)
{
    char text[700];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static void refused(int code, int want, const char *message)
{
    char text[700];
    ck_assert_int_eq(code, want);
    ck_assert_str_eq(error_message(&error, NULL, text, sizeof text), message);
}

static struct ask_set_up lusaka(void)
{
    return (struct ask_set_up){ .name = "Empretec Lusaka", .terminal = 3, .languages = "en fr", .language = "fr", .keyboard = "gb", .manager = "Grace Banda", .pin = "4711" };
}

static bool there(const char *name)
{
    char path[300];
    return path_join(path, sizeof path, folder, name) && access(path, F_OK) == 0;
}

static void put(const char *name, const char *text)
{
    char path[300];
    ck_assert(path_join(path, sizeof path, folder, name));
    ck_assert_int_eq(file_write(path, text, strlen(text), 0644, &error), 0);
}

/* The manager signs in, and is one; the settings are those that were asked for. */
static void is_whole(const char *number)
{
    struct keeper_signed signed_in;
    struct ask_setting setting;
    struct ask_text id;
    good(open_kiosk());
    const struct keeper_hello *hello = client_centre(client);
    ck_assert(!hello->fresh);
    ck_assert(hello->has_manager);
    ck_assert_str_eq(hello->centre_name, "Empretec Lusaka");
    ck_assert_str_eq(hello->languages, "en fr");
    ck_assert_str_eq(hello->language, "fr");
    good(client_setting(client, &(struct ask_text){ "keyboard" }, &arena, &setting, &error));
    ck_assert_str_eq(setting.value, "gb");
    good(client_sign_in(client, &(struct ask_sign_in){ .number = number, .pin = "4711" }, &arena, &signed_in, &error));
    ck_assert_str_eq(signed_in.person.name, "Grace Banda");
    ck_assert_int_eq(signed_in.person.role, KEEPER_MANAGER);
    good(client_request(client, NULL, &arena, &id, &error));
    ck_assert(there("keys/backup.seal"));
    ck_assert(!there(SET_UP_FOLDER));
    ck_assert_int_eq(client_set_up(client, &(struct ask_set_up){ .name = "Other", .terminal = 1, .manager = "Other", .pin = "1357" }, &arena, NULL, &error), ERROR_EXISTS);
}

START_TEST(the_same_keeper_goes_on_as_the_keeper_of_the_new_centre)
{
    struct keeper_set_up made;
    struct keeper_signed signed_in;
    begin();
    good(open_kiosk());
    ck_assert(client_centre(client)->fresh);
    ck_assert(!there(CENTRE_CONFIG));
    const struct ask_set_up ask = lusaka();
    good(client_set_up(client, &ask, &arena, &made, &error));
    ck_assert(!client_centre(client)->fresh);
    ck_assert_str_eq(client_centre(client)->centre_name, "Empretec Lusaka");
    ck_assert_uint_eq(strlen(made.mark), 8);
    ck_assert_uint_gt(strlen(made.code), 60);
    ck_assert_int_eq(strncmp(made.number, "03", 2), 0);
    good(client_sign_in(client, &(struct ask_sign_in){ .number = made.number, .pin = "4711" }, &arena, &signed_in, &error));
    ck_assert_int_eq(signed_in.person.role, KEEPER_MANAGER);
    refused(client_set_up(client, &ask, &arena, NULL, &error), ERROR_EXISTS, SEEN);
    is_whole(made.number);
    end();
}
END_TEST

START_TEST(a_keeper_without_a_centre_answers_nothing_else)
{
    struct keeper_signed signed_in;
    begin();
    good(open_kiosk());
    refused(client_guest(client, &(struct ask_text){ "en" }, &arena, &signed_in, &error), ERROR_REFUSED,
            "this centre is not set up yet; the screen of its machine leads through it");
    refused(client_enrol(client, &(struct ask_enrol){ .name = "Boss", .role = KEEPER_MANAGER }, &arena, NULL, &error), ERROR_REFUSED,
            "this centre is not set up yet; the screen of its machine leads through it");
    ck_assert(!there(CENTRE_CONFIG));
    ck_assert(!there("records.db"));
    end();
}
END_TEST

START_TEST(what_cannot_be_is_refused_and_makes_nothing)
{
    static const struct { size_t member; const char *value, *message; } wrong[] = {
        { offsetof(struct ask_set_up, name), "", "this is a text of 1 to 100 bytes that can be shown" },
        { offsetof(struct ask_set_up, name), "A\033[2J", "this is a text of 1 to 100 bytes that can be shown" },
        { offsetof(struct ask_set_up, name), " Lusaka", "a name does not begin or end with a blank" },
        { offsetof(struct ask_set_up, language), "pt", "language is \"pt\", which is not one of languages (\"en fr\")" },
        { offsetof(struct ask_set_up, languages), "en; fr", "\"en; fr\" is no language code; write en, fr or pt_BR, with blanks between" },
        { offsetof(struct ask_set_up, keyboard), "us;reboot", "this is the X name of a keyboard's layout: small letters, such as us or gb" },
        { offsetof(struct ask_set_up, pin), "12", "a PIN has 4 to 12 digits" },
        { offsetof(struct ask_set_up, pin), "abcd", "a PIN has 4 to 12 digits" },
        { offsetof(struct ask_set_up, manager), "", "a name has 1 to 120 bytes that can be shown" },
    };
    begin();
    good(open_kiosk());
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct ask_set_up ask = lusaka();
        *(const char **)((char *)&ask + wrong[i].member) = wrong[i].value;
        refused(client_set_up(client, &ask, &arena, NULL, &error), ERROR_INVALID, wrong[i].message);
        ck_assert(!there(CENTRE_CONFIG));
        ck_assert(!there(SET_UP_FOLDER));
    }
    struct ask_set_up ask = lusaka();
    ask.terminal = 100;
    refused(client_set_up(client, &ask, &arena, NULL, &error), ERROR_INVALID, "this is a whole number from 1 to 99, not \"100\"");
    ask.terminal = 3;
    struct keeper_set_up made;
    good(client_set_up(client, &ask, &arena, &made, &error));
    is_whole(made.number);
    end();
}
END_TEST

START_TEST(a_folder_that_holds_something_else_is_left_alone)
{
    char want[400];
    begin();
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    put("thesis.txt", "years of work\n");
    snprintf(want, sizeof want, "this folder is no centre, and it is not empty (\"thesis.txt\" lies there); name an empty one, or one that is not there yet");
    refused(open_kiosk(), ERROR_EXISTS, want);
    ck_assert(there("thesis.txt"));
    ck_assert(!there("keeper.lock"));
    /* what comes between the look and the making is not written over either */
    char path[300];
    path_join(path, sizeof path, folder, "thesis.txt");
    ck_assert_int_eq(unlink(path), 0);
    good(open_kiosk());
    put("records.db", "not ours");
    const struct ask_set_up ask = lusaka();
    refused(client_set_up(client, &ask, &arena, NULL, &error), ERROR_EXISTS, "this file is in the way of the new centre; move it elsewhere, and start again");
    struct buf text = BUF_INIT;
    path_join(path, sizeof path, folder, "records.db");
    good(file_read(path, 100, &text, &error));
    ck_assert_str_eq(text.data, "not ours");
    buf_release(&text);
    end();
}
END_TEST

START_TEST(who_does_not_ask_for_it_finds_no_centre_in_an_empty_folder)
{
    begin();
    ck_assert_int_eq(mkdir(folder, 0755), 0);
    int code = client_open(&client, &(struct client_options){ .centre = folder, .spawn = true, .timeout = 60000 }, &error);
    refused(code, ERROR_NOT_FOUND, "this is no centre's folder (it has no kiosk.cfg); make one with kiosk-admin init");
    ck_assert(!there("keeper.lock"));
    end();
}
END_TEST

START_TEST(another_version_is_told_so)
{
    struct keeper *keeper;
    struct buf bytes = BUF_INIT, in = BUF_INIT;
    struct frame frame;
    struct keeper_hello hello;
    char got[4096];
    int pair[2];
    begin();
    good(keeper_open(&keeper, &(struct keeper_options){ .centre = folder, .hardware = "board 1", .boot = BOOT, .sound = true, .may_set_up = true }, &error));
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    good(keeper_add(keeper, pair[1], false, &error));
    good(frame_ask(&bytes, MESSAGE_hello, 1, &(struct ask_hello){ .version = KEEPER_VERSION - 1, .client = "", .session = "" }, &error));
    ck_assert_int_eq(file_write_all(pair[0], bytes.data, bytes.length), 0);
    good(keeper_round(keeper, 1000, &error));
    buf_add(&in, got, (size_t)recv(pair[0], got, sizeof got, 0));
    memcpy(got, in.data, in.length);
    ck_assert_int_eq(frame_read(in.data, in.length, &frame, NULL), 1);
    refused(frame_read_answer(&frame, &arena, &hello, &error), ERROR_VERSION, "this program and its keeper are of different versions (3 and 4); start both again");
    close(pair[0]);
    keeper_free(keeper);
    buf_release(&bytes);
    buf_release(&in);
    end();
}
END_TEST

/* The plug is pulled before the n-th step. */
static int steps_left;

static void count_down(void)
{
    if (steps_left-- == 0)
        _exit(9);
}

START_TEST(pulling_the_plug_leaves_no_centre_or_a_whole_one)
{
    int none = 0, whole = 0;
    for (int n = 0;; n++) {
        int status;
        begin();
        pid_t child = fork();
        if (child == 0) {
            struct settings settings;
            struct keeper_set_up made;
            const struct keeper_options options = { .centre = folder, .hardware = "board 1", .boot = BOOT, .sound = true };
            const struct ask_set_up ask = lusaka();
            steps_left = n;
            settings_default(&settings);
            _exit(folder_make(folder, 0750, &error) || set_up_make(&options, &settings, &ask, count_down, &arena, &made, &error) ? 1 : 0);
        }
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFEXITED(status));
        ck_assert_int_ne(WEXITSTATUS(status), 1);
        good(open_kiosk());
        bool fresh = client_centre(client)->fresh;
        none += fresh;
        whole += !fresh;
        ck_assert_msg(!(fresh && whole > 0), "there was a centre after fewer steps than %d", n);
        struct keeper_set_up made = { .number = NULL };
        if (fresh) {
            const struct ask_set_up ask = lusaka();
            good(client_set_up(client, &ask, &arena, &made, &error));
        } else {
            struct keeper_people people;
            good(client_names(client, &(struct ask_people){ .prefix = "", .after = "" }, &arena, &people, &error));
            ck_assert_uint_eq(people.count, 1);
            made.number = people.rows[0].number;
        }
        is_whole(made.number);
        end();
        if (WEXITSTATUS(status) == 0)
            break;
        ck_assert_int_lt(n, 40);
    }
    ck_assert_int_ge(none, 5);
    ck_assert_int_ge(whole, 5);
}
END_TEST

TEST_MAIN("set up", the_same_keeper_goes_on_as_the_keeper_of_the_new_centre, a_keeper_without_a_centre_answers_nothing_else,
          what_cannot_be_is_refused_and_makes_nothing, a_folder_that_holds_something_else_is_left_alone,
          who_does_not_ask_for_it_finds_no_centre_in_an_empty_folder, another_version_is_told_so, pulling_the_plug_leaves_no_centre_or_a_whole_one)
