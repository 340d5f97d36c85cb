/* A centre's folder and settings, and what a machine says of itself. */
#include "check_main.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "keeper/centre.h"
#include "keeper/machine.h"

static struct arena arena;
static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/test-centre-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    arena_init(&arena, NULL, 0);
}

static void remove_folder(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    ck_assert_int_eq(system(command), 0);
    arena_release(&arena);
}

static void put(const char *name, const char *text, mode_t mode)
{
    char path[300];
    struct error error = { 0 };
    path_join(path, sizeof path, folder, name);
    *strrchr(path, '/') = 0;
    ck_assert_int_eq(folder_make(path, 0755, &error), 0);
    path_join(path, sizeof path, folder, name);
    ck_assert_int_eq(file_write(path, text, strlen(text), mode, &error), 0);
    chmod(path, mode);
}

START_TEST(what_is_written_is_read_again)
{
    struct settings settings, back;
    struct report report;
    struct error error = { 0 };
    make_folder();
    report_init(&report);
    settings_default(&settings);
    settings.name = "Caf\xc3\xa9 \"Lusaka\" \\ 2";
    settings.languages = "en fr pt_BR";
    settings.language = "pt_BR";
    settings.terminal = 17;
    settings.guests = false;
    settings.unsigned_packs = true;
    settings.idle_minutes = 0;
    ck_assert_int_eq(centre_make(folder, &settings, &error), 0);
    ck_assert_int_eq(centre_read(folder, &arena, &back, &report), 0);
    ck_assert_str_eq(back.name, settings.name);
    ck_assert_str_eq(back.languages, "en fr pt_BR");
    ck_assert_str_eq(back.language, "pt_BR");
    ck_assert_int_eq(back.terminal, 17);
    ck_assert(!back.guests && back.unsigned_packs && back.names_list && back.registering);
    ck_assert_int_eq(back.idle_minutes, 0);
    report_release(&report);
    remove_folder();
}
END_TEST

START_TEST(an_empty_file_gives_the_defaults)
{
    struct settings settings, defaults;
    struct report report;
    make_folder();
    report_init(&report);
    put("kiosk.cfg", "# nothing\n", 0644);
    settings_default(&defaults);
    ck_assert_int_eq(centre_read(folder, &arena, &settings, &report), 0);
    ck_assert_int_eq(settings.idle_minutes, defaults.idle_minutes);
    ck_assert_str_eq(settings.name, "Empretec Centre");
    report_release(&report);
    remove_folder();
}
END_TEST

START_TEST(each_default_is_one_that_may_be_set)
{
    struct settings settings;
    struct error error = { 0 };
    make_folder();
    settings_default(&settings);
    for (const struct setting *setting = setting_table; setting->name; setting++)
        ck_assert_int_eq(setting_read(setting, setting->otherwise, &arena, &settings, &error), 0);
    ck_assert(settings_offer(&settings, settings.language));
    remove_folder();
}
END_TEST

static void check_mistake(const char *text, const char *want)
{
    struct settings settings = { .name = "untouched" };
    struct report report;
    char have[400], whole[400], path[200];
    make_folder();
    report_init(&report);
    put("kiosk.cfg", text, 0644);
    ck_assert_int_lt(centre_read(folder, &arena, &settings, &report), 0);
    ck_assert_str_eq(settings.name, "untouched");
    ck_assert_uint_eq(report.count, 1);
    path_join(path, sizeof path, folder, "kiosk.cfg");
    snprintf(whole, sizeof whole, "%s:%s", path, want);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, have, sizeof have), whole);
    report_release(&report);
    remove_folder();
}

START_TEST(mistakes_name_the_setting_and_what_it_may_be)
{
    check_mistake("languages = \"english\";\n", " languages: \"english\" is no language code; write en, fr or pt_BR, with blanks between");
    check_mistake("language = \"fr\";\n", " language is \"fr\", which is not one of languages (\"en\")");
    check_mistake("name = \"\";\n", " name: this is a text of 1 to 100 bytes that can be shown");
}
END_TEST

START_TEST(a_wrong_type_a_wrong_range_and_an_unknown_name_are_mistakes)
{
    static const char *const texts[] = { "guests = 1;\n", "idle_minutes = 999;\n", "terminal = 0;\n", "gests = true;\n", "name = 5;\n",
                                         "@include \"/etc/passwd\"\n" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct settings settings;
        struct report report;
        make_folder();
        report_init(&report);
        put("kiosk.cfg", texts[i], 0644);
        ck_assert_msg(centre_read(folder, &arena, &settings, &report) < 0, "%s", texts[i]);
        ck_assert_int_eq(report.kept[0].line, 1);
        report_release(&report);
        remove_folder();
    }
}
END_TEST

START_TEST(a_folder_that_is_no_centre_says_how_to_make_one)
{
    struct settings settings;
    struct report report;
    char want[200], have[400];
    make_folder();
    report_init(&report);
    ck_assert_int_eq(centre_read(folder, &arena, &settings, &report), ERROR_NOT_FOUND);
    snprintf(want, sizeof want, "%s: this is no centre's folder (it has no kiosk.cfg); make one with kiosk-admin init", folder);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, have, sizeof have), want);
    report_release(&report);
    remove_folder();
}
END_TEST

START_TEST(a_centre_is_made_once_with_its_rights)
{
    static const struct { const char *name; mode_t mode; } parts[] = { { ".", 0750 }, { "packs", 0750 }, { "journal", 0700 }, { "keys", 0750 },
                                                                      { "kiosk.cfg", 0640 } };
    struct error error = { 0 };
    char path[200], want[300];
    make_folder();
    ck_assert_int_eq(centre_make(folder, NULL, &error), 0);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct stat status;
        path_join(path, sizeof path, folder, parts[i].name);
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_int_eq(status.st_mode & 0777, parts[i].mode);
    }
    ck_assert_int_eq(centre_make(folder, NULL, &error), ERROR_EXISTS);
    snprintf(want, sizeof want, "%s/kiosk.cfg: this folder is a centre already; name a new one", folder);
    ck_assert_error(error, want);
    remove_folder();
}
END_TEST

START_TEST(the_lock_is_free_again_when_its_holder_closes_it)
{
    struct error error = { 0 };
    int one = -1, two = -1;
    make_folder();
    ck_assert_int_eq(centre_lock(folder, &one, &error), 0);
    ck_assert_int_eq(centre_lock(folder, &two, &error), ERROR_BUSY);
    ck_assert_int_eq(two, -1);
    close(one);
    ck_assert_int_eq(centre_lock(folder, &two, &error), 0);
    close(two);
    remove_folder();
}
END_TEST

/* The manual's entry of a setting, made from the table: so that the two cannot disagree. */
START_TEST(the_manual_says_of_each_setting_what_the_table_says)
{
    const char *source = getenv("srcdir");
    char path[400];
    struct buf manual = BUF_INIT, entry = BUF_INIT;
    struct error error = { 0 };
    snprintf(path, sizeof path, "%s/docs/kiosk.cfg.5", source ? source : ".");
    ck_assert_int_eq(file_read(path, 100000, &manual, &error), 0);
    const char *at = manual.data;
    size_t entries = 0, settings = 0;
    for (const struct setting *setting = setting_table; setting->name; setting++, settings++) {
        bool text = setting->kind == SETTING_TEXT || setting->kind == SETTING_LANGUAGES || setting->kind == SETTING_LAYOUT;
        buf_clear(&entry);
        buf_format(&entry, ".It Va %s\n%s\n", setting->name, setting->text);
        /* a sentence begins a line, as mdoc(7) wants it */
        for (char *end = entry.data; (end = strstr(end, ". ")) != NULL;)
            end[1] = '\n';
        if (setting->kind == SETTING_INT)
            buf_format(&entry, "From %lld to %lld; ", (long long)setting->least, (long long)setting->most);
        else
            buf_text(&entry, setting->kind == SETTING_BOOL ? "Either true or false; " : "A text; ");
        buf_format(&entry, "%s%s%s if it is left out.\n", text ? "\\(dq" : "", setting->otherwise, text ? "\\(dq" : "");
        if (setting->on_screen)
            buf_text(&entry, "A manager may change it on the screen.\n");
        const char *found = strstr(at, entry.data);
        ck_assert_msg(found != NULL, "docs/kiosk.cfg.5 lacks, at its place:\n%s", entry.data);
        at = found + entry.length;
    }
    for (at = manual.data; (at = strstr(at, "\n.It Va ")) != NULL; at++)
        entries++;
    ck_assert_uint_eq(entries, settings);
    buf_release(&manual);
    buf_release(&entry);
}
END_TEST

START_TEST(a_machine_is_known_by_its_board)
{
    char text[300];
    make_folder();
    ck_assert(!machine_identity(folder, "/", text, sizeof text));
    put("sys/class/dmi/id/board_serial", "PF0ABC\n", 0644);
    ck_assert(machine_identity(folder, "/", text, sizeof text));
    ck_assert_str_eq(text, "board PF0ABC disk -");
    put("proc/device-tree/serial-number", "10000000abcdef01", 0644);
    ck_assert(machine_identity(folder, "/", text, sizeof text));
    ck_assert_str_eq(text, "board 10000000abcdef01 disk -");
    remove_folder();
}
END_TEST

START_TEST(what_only_root_may_read_does_not_count)
{
    char text[300];
    make_folder();
    put("sys/class/dmi/id/product_uuid", "4c4c4544-0042\n", 0400);
    ck_assert(!machine_identity(folder, "/", text, sizeof text));
    put("run/empretec-kiosk/machine", "4c4c4544-0042\n", 0444);
    ck_assert(machine_identity(folder, "/", text, sizeof text));
    ck_assert_str_eq(text, "board 4c4c4544-0042 disk -");
    remove_folder();
}
END_TEST

START_TEST(a_clock_whose_battery_is_empty_is_not_trusted)
{
    make_folder();
    ck_assert(!machine_clock_sound(folder));
    put("sys/class/rtc/rtc0/since_epoch", "946684800\n", 0444);
    ck_assert(!machine_clock_sound(folder));
    put("sys/class/rtc/rtc0/since_epoch", "1795000000\n", 0444);
    ck_assert(machine_clock_sound(folder));
    remove_folder();
}
END_TEST

START_TEST(a_boot_is_known_by_the_kernel_s_id)
{
    char boot[UUID_SIZE];
    make_folder();
    ck_assert(!machine_boot(folder, boot));
    put("proc/sys/kernel/random/boot_id", "6fa459ea-ee8a-4ca4-894e-db77e160355e\n", 0444);
    ck_assert(machine_boot(folder, boot));
    ck_assert_str_eq(boot, "6fa459ea-ee8a-4ca4-894e-db77e160355e");
    remove_folder();
}
END_TEST

TEST_MAIN("centre", what_is_written_is_read_again, an_empty_file_gives_the_defaults, each_default_is_one_that_may_be_set,
          mistakes_name_the_setting_and_what_it_may_be, a_wrong_type_a_wrong_range_and_an_unknown_name_are_mistakes,
          a_folder_that_is_no_centre_says_how_to_make_one, a_centre_is_made_once_with_its_rights,
          the_lock_is_free_again_when_its_holder_closes_it, the_manual_says_of_each_setting_what_the_table_says,
          a_machine_is_known_by_its_board, what_only_root_may_read_does_not_count, a_clock_whose_battery_is_empty_is_not_trusted,
          a_boot_is_known_by_the_kernel_s_id)
