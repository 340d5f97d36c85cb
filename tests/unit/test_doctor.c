/* What the doctor says of a machine made of files, and of a centre that is broken in each way. */
#include "check_main.h"

#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "coordinator_fixture.h"
#include "keeper/keeper.h"
#include "keeper/machine.h"
#include "keeper/trust_store.h"
#include "../../tools/doctor.h"

static char top[64], root[100], centre[100];
static struct fixed_clock now;
static struct doctor doctor;
static struct doctor_space disk;

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static bool disk_of(const char *path, struct doctor_space *space)
{
    (void)path;
    *space = disk;
    return disk.bytes > 0;
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[400];
    struct error error = { 0 };
    ck_assert(path_join(path, sizeof path, folder, name));
    *strrchr(path, '/') = 0;
    ck_assert_int_eq(folder_make(path, 0755, &error), 0);
    ck_assert(path_join(path, sizeof path, folder, name));
    ck_assert_int_eq(file_write(path, text, strlen(text), 0644, &error), 0);
}

static void take(const char *name)
{
    char path[400];
    ck_assert(path_join(path, sizeof path, centre, name));
    ck_assert_int_eq(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void start(void)
{
    struct date date = { .year = 2026, .month = 11, .day = 25 };
    snprintf(top, sizeof top, "/tmp/test-doctor-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    snprintf(root, sizeof root, "%s/root", top);
    snprintf(centre, sizeof centre, "%s/centre", top);
    ck_assert_int_eq(mkdir(root, 0755), 0);
    fixed_clock_init(&now, date_to(&date));
    disk = (struct doctor_space){ .bytes = 8ull << 30, .free_bytes = 4ull << 30, .files = 1000, .free_files = 900 };
    doctor = (struct doctor){ .root = root, .centre = centre, .clock = &now.clock, .space = disk_of };
}

static void make_centre(void)
{
    struct error error = { 0 };
    struct keeper *keeper = NULL;
    ck_assert_int_eq(centre_make(centre, NULL, &error), 0);
    const struct keeper_options options = { .centre = centre, .hardware = "board", .boot = "6fa459ea-ee8a-4ca4-894e-db77e160355e", .sound = true, .clock = &now.clock, .random = &random_system };
    ck_assert_int_eq(keeper_open(&keeper, &options, &error), 0);
    keeper_free(keeper);
}

static void finish(void)
{
    nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What a row says now: "verdict: value" and, where there is one, " | advice". */
static const char *say(const char *name)
{
    static char text[600];
    static const char *const words[] = { "none", "good", "attention", "bad", "unknown" };
    for (const struct doctor_row *row = doctor_rows; row->name; row++) {
        if (strcmp(row->name, name) != 0)
            continue;
        struct doctor_finding finding = { .advice = "" };
        doctor_begin(&doctor);
        row->look(&doctor, &finding);
        doctor_end(&doctor);
        snprintf(text, sizeof text, "%s: %s%s%s", words[finding.verdict], finding.value, *finding.advice ? " | " : "", finding.advice);
        return text;
    }
    return "no such row";
}

START_TEST(a_terminal_has_a_kind_a_size_colours_and_signs)
{
    start();
    unsetenv("NO_COLOR"), unsetenv("KIOSK_COLOURS"), unsetenv("KIOSK_GLYPHS");
    setenv("LC_ALL", "C.UTF-8", 1);
    ck_assert_str_eq(say("terminal"), "unknown: this is no terminal | Run this on the screen that learners use, without sending its output elsewhere.");
    doctor.term = "vt100", doctor.rows = 24, doctor.cols = 80;
    ck_assert_str_eq(say("terminal"), "good: vt100, 80 x 24, no colours, plain signs");
    doctor.rows = 20;
    ck_assert_str_eq(say("terminal"), "attention: vt100, 80 x 20, no colours, plain signs | It works, but with 80 columns and 24 rows more can be seen: choose a smaller font or a larger window.");
    doctor.cols = 59;
    ck_assert_str_eq(say("terminal"), "bad: vt100, 59 x 20, no colours, plain signs | This screen is too small: choose a smaller font or a larger window, of 60 columns and 18 rows at least.");
    doctor.term = "no-such-terminal";
    ck_assert_str_eq(say("terminal"), "bad: no-such-terminal is not known | The kiosk does not start here: set TERM to a kind that is installed, such as linux or vt100.");
    finish();
}
END_TEST

START_TEST(a_locale_is_utf_8)
{
    start();
    doctor.locale = "fr_FR.UTF-8";
    ck_assert_str_eq(say("locale"), "good: UTF-8");
    doctor.locale = "C.utf8";
    ck_assert_str_eq(say("locale"), "good: UTF-8");
    doctor.locale = "POSIX";
    ck_assert_str_eq(say("locale"), "attention: the locale is not UTF-8 | Letters with accents may be drawn wrongly: set LANG=C.UTF-8 where the kiosk is started.");
    doctor.locale = NULL;
    ck_assert_ptr_nonnull(strstr(say("locale"), "attention: no locale is set"));
    finish();
}
END_TEST

START_TEST(a_console_has_a_keyboard_and_a_font)
{
    start();
    ck_assert_str_eq(say("console"), "none: ");
    doctor.term = "xterm";
    ck_assert_str_eq(say("console"), "none: ");
    doctor.term = "linux";
    ck_assert_ptr_nonnull(strstr(say("console"), "unknown: the keyboard is not set | Type a few letters"));
    put(root, "etc/default/keyboard", "# a line\nXKBMODEL=\"pc105\"\nXKBLAYOUT=\"fr\"\n");
    ck_assert_str_eq(say("console"), "good: keyboard fr, font of the kernel");
    put(root, "etc/vconsole.conf", "KEYMAP=us\x1b[31m\nFONT=Lat15-Terminus16\n");
    ck_assert_str_eq(say("console"), "good: keyboard us31m, font Lat15-Terminus16");
    put(root, "sys/module/vt/parameters/default_utf8", "0\n");
    ck_assert_ptr_nonnull(strstr(say("console"), "attention: not UTF-8 | "));
    finish();
}
END_TEST

START_TEST(a_disk_is_nearly_full_by_its_tenth_and_by_what_is_left)
{
    start();
    ck_assert_str_eq(say("disk"), "good: 4.0 GiB free of 8.0 GiB");
    disk.free_bytes = 800u << 20;
    ck_assert_str_eq(say("disk"), "attention: 800 MiB free of 8.0 GiB | Little is free: remove packs that nobody uses (kiosk-admin remove), or files that are not the kiosk's.");
    disk = (struct doctor_space){ .bytes = 300u << 20, .free_bytes = 180u << 20, .files = 1000, .free_files = 900 }; /* more than half, and little */
    ck_assert_str_eq(say("disk"), "attention: 180 MiB free of 300 MiB | Little is free: remove packs that nobody uses (kiosk-admin remove), or files that are not the kiosk's.");
    disk.bytes = 8ull << 30;
    disk.free_bytes = 63u << 20;
    ck_assert_str_eq(say("disk"), "bad: 63 MiB free of 8.0 GiB | Soon nothing more can be written down: export results, remove packs that nobody uses (kiosk-admin remove), or use a larger disk.");
    disk.bytes = disk.free_bytes = 63u << 20;    /* empty, and too small all the same */
    ck_assert_ptr_nonnull(strstr(say("disk"), "bad: 63 MiB free of 63 MiB"));
    ck_assert_str_eq(say("inodes"), "good: 900 more fit");
    disk.free_files = 99;
    ck_assert_ptr_nonnull(strstr(say("inodes"), "bad: 99 more fit | The disk holds too many small files"));
    disk.files = 0;
    ck_assert_str_eq(say("inodes"), "good: no limit");
    disk.bytes = 0;
    ck_assert_str_eq(say("disk"), "unknown: the disk does not say");
    finish();
}
END_TEST

static const char *mounted(const char *options, const char *kind, const char *super)
{
    char text[600];
    snprintf(text, sizeof text, "21 1 8:1 / / rw,relatime shared:1 - squashfs /dev/sda1 rw\n22 1 8:2 / %s %s shared:2 master:3 - %s /dev/sda2 %s\n"
             "23 1 8:3 / /tmp/test-doctor-other rw - vfat /dev/sdb1 rw\nnonsense\n", top, options, kind, super);
    put(root, "proc/self/mountinfo", text);
    return say("mount");
}

START_TEST(a_file_system_keeps_rights_and_what_was_written)
{
    start();
    make_centre();
    ck_assert_str_eq(say("mount"), "unknown: the system does not say");
    ck_assert_str_eq(mounted("rw,noatime", "ext4", "rw,commit=30"), "good: ext4, noatime");
    ck_assert_str_eq(mounted("rw,relatime", "ext4", "rw"), "good: ext4, relatime");
    ck_assert_str_eq(mounted("rw", "ext4", "rw"), "attention: ext4 | Reading wears the card as well: add noatime to its options in /etc/fstab.");
    ck_assert_str_eq(mounted("ro,relatime", "ext4", "rw"), "bad: ext4, read-only | Nothing can be written: if the disk was not set so on purpose it may be broken; "
                     "copy the centre's folder, then check or replace the disk.");
    ck_assert_str_eq(mounted("rw,noatime", "vfat", "rw"), "bad: vfat | This kind of disk cannot keep keys and records from other users: move the centre to one with ext4.");
    ck_assert_str_eq(mounted("rw,noatime", "nfs4", "rw"), "bad: nfs4 | Records can be damaged on a network's disk: move the centre to a disk in this machine.");
    ck_assert_str_eq(mounted("rw,relatime", "overlay", "rw"), "attention: overlay | What is written here may be gone when the machine is switched off: put the centre on a partition of its own.");
    ck_assert_str_eq(mounted("rw,noatime", "ext4", "rw,nobarrier"), "bad: ext4, unsafe when power fails | A power cut can damage the records: take nobarrier, barrier=0 and data=writeback out of /etc/fstab.");
    finish();
}
END_TEST

START_TEST(a_card_is_worn_as_the_kernel_tells)
{
    start();
    ck_assert_str_eq(say("wear"), "unknown: the disk does not say");
    put(root, "sys/block/sda/device/model", "disk\n");
    put(root, "sys/block/mmcblk0/device/life_time", "0x01 0x02\n");
    put(root, "sys/block/mmcblk0/device/pre_eol_info", "0x01\n");
    ck_assert_str_eq(say("wear"), "good: at most 20 % used");
    put(root, "sys/block/mmcblk1/device/life_time", "0x09 0x01\n");
    ck_assert_str_eq(say("wear"), "attention: at most 90 % used | The card is nearly worn out: order a new one, and copy the centre's folder to it soon.");
    put(root, "sys/block/mmcblk1/device/pre_eol_info", "0x03\n");
    ck_assert_ptr_nonnull(strstr(say("wear"), "bad: at most 90 % used"));
    put(root, "sys/block/mmcblk1/device/life_time", "0x0b 0x01\n");
    ck_assert_str_eq(say("wear"), "bad: past its time | The card may fail any day: export results now, copy the centre's folder, and replace the card.");
    put(root, "sys/block/mmcblk1/device/life_time", "0xff nonsense\n");
    put(root, "sys/block/mmcblk1/device/pre_eol_info", "0x77\n");
    ck_assert_str_eq(say("wear"), "good: at most 20 % used");
    finish();
}
END_TEST

START_TEST(a_clock_is_kept_by_a_battery_the_network_or_a_person)
{
    start();
    make_centre();
    ck_assert_str_eq(say("clock"), "attention: 2026-11-25, not confirmed | Nothing keeps the time while the machine is off: sign in on the kiosk as staff after each start and confirm the date.");
    put(root, "sys/class/rtc/rtc0/since_epoch", "946684800\n");
    ck_assert_str_eq(say("clock"), "attention: 2026-11-25; the battery is empty | Replace the battery on the board; until then sign in on the kiosk as staff after each start and confirm the date.");
    put(root, "proc/sys/kernel/random/boot_id", "6fa459ea-ee8a-4ca4-894e-db77e160355e\n"); /* of which the records know that it is sound */
    ck_assert_str_eq(say("clock"), "good: 2026-11-25, confirmed");
    put(root, "sys/class/rtc/rtc0/since_epoch", "1795000000\n");
    ck_assert_str_eq(say("clock"), "good: 2026-11-25, by a battery");
    put(root, "run/systemd/timesync/synchronized", "");
    ck_assert_str_eq(say("clock"), "good: 2026-11-25, by the network");
    fixed_clock_init(&now, 86400000);
    ck_assert_str_eq(say("clock"), "bad: 1970-01-02 | The date is wrong: sign in on the kiosk as staff and give today's date, or set it with \"timedatectl set-time\".");
    finish();
}
END_TEST

START_TEST(memory_and_load_are_enough_or_not)
{
    start();
    ck_assert_str_eq(say("memory"), "unknown: the system does not say");
    put(root, "proc/meminfo", "MemTotal:  1024000 kB\nMemFree: 5 kB\nMemAvailable:  512000 kB\n");
    ck_assert_str_eq(say("memory"), "good: 500 MiB free of 1000 MiB");
    put(root, "proc/meminfo", "MemTotal:  1024000 kB\nMemAvailable:  51200 kB\n");
    ck_assert_ptr_nonnull(strstr(say("memory"), "attention: 50 MiB free of 1000 MiB | End programs that are not needed"));
    put(root, "proc/meminfo", "MemTotal:  1024000 kB\nMemAvailable:  1024 kB\n");
    ck_assert_ptr_nonnull(strstr(say("memory"), "bad: 1.0 MiB free of 1000 MiB"));
    ck_assert_str_eq(say("load"), "unknown: the system does not say");
    put(root, "proc/stat", "cpu  1 2\ncpu0 1\ncpu1 1\nintr 5\n");
    put(root, "proc/loadavg", "0.50 3.90 1.00 1/100 4711\n");
    ck_assert_str_eq(say("load"), "good: 3.9 on 2 processors");
    put(root, "proc/loadavg", "0.50 4.10 1.00 1/100 4711\n");
    ck_assert_ptr_nonnull(strstr(say("load"), "attention: 4.1 on 2 processors | The machine has had too much to do"));
    finish();
}
END_TEST

START_TEST(power_and_heat_are_told_where_the_board_does)
{
    static const char file[] = "sys/devices/platform/soc/soc:firmware/get_throttled";
    static const char weak[] = "The power supply or its cable is too weak, which damages cards: use the one that was made for this board.";
    char want[300];
    start();
    ck_assert_str_eq(say("power"), "unknown: the machine does not say");
    put(root, file, "0\n");
    ck_assert_str_eq(say("power"), "good: enough");
    put(root, file, "50000\n");
    snprintf(want, sizeof want, "attention: too little voltage since the start | %s", weak);
    ck_assert_str_eq(say("power"), want);
    put(root, file, "50005\n");
    snprintf(want, sizeof want, "bad: too little voltage | %s", weak);
    ck_assert_str_eq(say("power"), want);
    put(root, file, "80008\n");
    ck_assert_str_eq(say("power"), "attention: slowed down | The board was too hot and slowed down: give it air, or a heat sink.");
    put(root, "sys/class/hwmon/hwmon1/name", "rpi_volt\n");
    put(root, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "1\n");
    ck_assert_str_eq(say("power"), want);
    ck_assert_str_eq(say("temperature"), "unknown: the machine does not say");
    put(root, "sys/class/thermal/thermal_zone0/temp", "51234\n");
    put(root, "sys/class/thermal/cooling_device0/temp", "99000\n");
    ck_assert_str_eq(say("temperature"), "good: 51 degrees");
    put(root, "sys/class/thermal/thermal_zone1/temp", "85000\n");
    ck_assert_ptr_nonnull(strstr(say("temperature"), "attention: 85 degrees | It is too hot"));
    put(root, "sys/class/thermal/thermal_zone1/temp", "91000\n");
    ck_assert_ptr_nonnull(strstr(say("temperature"), "bad: 91 degrees"));
    finish();
}
END_TEST

START_TEST(a_new_centre_has_nothing_broken)
{
    start();
    make_centre();
    ck_assert_str_eq(say("settings"), "good: kiosk.cfg is read");
    ck_assert_str_eq(say("keeper"), "good: none runs; a kiosk starts it");
    ck_assert_ptr_eq(strstr(say("database"), "good: whole, "), say("database"));
    ck_assert_ptr_eq(strstr(say("journal"), "good: up to number "), say("journal"));
    ck_assert_ptr_nonnull(strstr(say("packs"), "attention: none is installed | There is nothing to learn yet"));
    ck_assert_ptr_nonnull(strstr(say("publishers"), "attention: none is trusted | No signed pack can be installed"));
    ck_assert_str_eq(say("key"), "good: it is there, for its owner alone");
    ck_assert_ptr_nonnull(strstr(say("coordinators"), "attention: nobody has joined | Nobody collects the results"));
    ck_assert_str_eq(say("rights"), "good: as they should be");
    finish();
}
END_TEST

START_TEST(settings_that_are_broken_or_loose_are_said)
{
    start();
    make_centre();
    put(centre, "kiosk.cfg", "gests = true;\n");
    ck_assert_str_eq(say("settings"), "bad: 1 mistake | The kiosk does not start: kiosk-admin check names each mistake with its line in kiosk.cfg.");
    put(centre, "kiosk.cfg", "unsigned_packs = true;\n");
    ck_assert_ptr_nonnull(strstr(say("settings"), "attention: unsigned packs are allowed | "));
    take("kiosk.cfg");
    ck_assert_str_eq(say("settings"), "bad: there is no kiosk.cfg | There is no centre in this folder: name another one with --centre, or make one with kiosk-admin init.");
    finish();
}
END_TEST

START_TEST(records_that_are_lost_or_damaged_are_said)
{
    start();
    make_centre();
    put(centre, "records.db", "this is no database, and long enough to be looked at as one: ............................................................");
    ck_assert_ptr_nonnull(strstr(say("database"), "bad: damaged | Copy the centre's folder before anything else is done"));
    ck_assert_str_eq(say("journal"), "unknown: the records do not say");
    ck_assert_str_eq(say("coordinators"), "unknown: records or key are missing");
    take("records.db");
    ck_assert_str_eq(say("database"), "bad: there are none | The database is lost, the journal is there: copy the centre's folder, then bring a backup and the journal together (kiosk-admin restore --journal); do not make a new centre.");
    take("journal");
    ck_assert_str_eq(say("database"), "attention: there are none yet | They are made when the kiosk is started for the first time.");
    finish();
}
END_TEST

START_TEST(a_journal_that_is_lost_is_said)
{
    start();
    make_centre();
    take("journal");
    ck_assert_str_eq(say("journal"), "attention: it is missing or broken | It is written anew when the kiosk is started; if it is lost again, the disk may be broken.");
    finish();
}
END_TEST

static void aside(const char *name, const char *report)
{
    char path[300];
    snprintf(path, sizeof path, "set-aside/%s/report", name);
    put(centre, path, report);
}

START_TEST(a_rescue_is_said_until_a_manager_has_read_it)
{
    static const char advice[] = " | Learners go on. The disk may be failing: make a backup, have the disk looked at, and read it as the manager at the kiosk.";
    char text[600];
    struct error error = { 0 };
    start();
    make_centre();
    ck_assert_str_eq(say("rescue"), "good: none was needed");
    aside("20260401-143200", "events 90\nevents-lost 0\nsure 1\ntexts-lost 0\npeople-lost 0\ngap 0\nlater 7\n");
    snprintf(text, sizeof text, "attention: brought back on 2026-04-01; lost: nothing%s", advice);
    ck_assert_str_eq(say("rescue"), text);
    aside("20260402-080000", "events 90\nevents-lost 3\nlost-first 12\nlost-last 14\nsure 1\ntexts-lost 1\npeople-lost 2\ngap 0\n");
    snprintf(text, sizeof text, "attention: brought back on 2026-04-02; lost: 3 events from number 12 to 14, 1 free text, 2 persons%s", advice);
    ck_assert_str_eq(say("rescue"), text);
    aside("20260402-080000-2", "nonsense");
    snprintf(text, sizeof text, "attention: brought back on 2026-04-02; lost: nothing that is known of; more may be missing%s", advice);
    ck_assert_str_eq(say("rescue"), text);
    ck_assert_int_eq(aside_mark(centre, "20260402-080000-2", &error), 0);
    ck_assert_int_eq(aside_mark(centre, "20260402-080000", &error), 0);
    snprintf(text, sizeof text, "attention: brought back on 2026-04-01; lost: nothing%s", advice);
    ck_assert_str_eq(say("rescue"), text);
    ck_assert_int_eq(aside_mark(centre, "20260401-143200", &error), 0);
    ck_assert_str_eq(say("rescue"), "good: brought back on 2026-04-02; lost: nothing that is known of; more may be missing");
    finish();
}
END_TEST

START_TEST(packs_and_keys_that_are_lost_are_said)
{
    char path[200];
    start();
    make_centre();
    put(centre, "packs/one-1.0.0.pack", "nonsense");
    ck_assert_ptr_nonnull(strstr(say("packs"), "attention: their list cannot be read | The list of packs is made again from their files by kiosk-admin packs."));
    take("packs");
    ck_assert_str_eq(say("packs"), "bad: there is no folder | The folder packs is missing: kiosk-admin packs makes it; then install the packs again.");
    put(centre, "keys/them.pub", "nonsense");
    ck_assert_str_eq(say("publishers"), "bad: one is broken | A file of a publisher in the folder keys is broken: copy it there again, or take it away.");
    snprintf(path, sizeof path, "%s/keys/centre.key", centre);
    ck_assert_int_eq(chmod(path, 0644), 0);
    ck_assert_ptr_nonnull(strstr(say("key"), "bad: it can be read by others | "));
    take("keys/centre.key");
    ck_assert_str_eq(say("key"), "bad: it is missing | No results can leave: copy keys/centre.key back from the safe place, or from another machine of the centre.");
    ck_assert_str_eq(say("coordinators"), "unknown: records or key are missing");
    ck_assert_int_ne(access(path, F_OK), 0);     /* and none was made */
    take("keys");
    ck_assert_str_eq(say("publishers"), "bad: there is no folder | The folder keys is missing: restore it from a backup.");
    finish();
}
END_TEST

/* Takes a coordinator's document into the centre. */
static void take_in(const struct party *party, const struct document *document)
{
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    struct arena arena;
    struct centre_identity identity;
    struct trust_taken taken;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(centre_identity_open(&identity, centre, &now.clock, &random_system, &error), 0);
    ck_assert_int_eq(party_write(party, document, &text, &error), 0);
    ck_assert_int_eq(trust_store_take(centre, &identity, text.data, true, &arena, &taken, &error), 0);
    centre_identity_forget(&identity);
    arena_release(&arena);
    buf_release(&text);
}

START_TEST(results_that_wait_for_long_are_said)
{
    struct party party;
    struct centre_identity identity;
    struct error error = { 0 };
    char want[300];
    start();
    make_centre();
    doctor_begin(&doctor);
    long long waiting = (long long)records_seq(doctor.records);
    doctor_end(&doctor);
    ck_assert_int_gt(waiting, 0);
    party_make(&party, 1);
    struct document invitation = party_invitation(&party, 1, "Empretec Zambia");
    take_in(&party, &invitation);
    snprintf(want, sizeof want, "attention: 0 of 1 enrolled us; %lld wait since 2026-11-25 | "
             "Give the coordinator the centre's request (kiosk-admin export writes it to a stick), and take the grant in.", waiting);
    ck_assert_str_eq(say("coordinators"), want);
    ck_assert_int_eq(centre_identity_open(&identity, centre, &now.clock, &random_system, &error), 0);
    struct document grant = party_grant(&party, 2, identity.id, "Lusaka", identity.key);
    take_in(&party, &grant);
    centre_identity_forget(&identity);
    snprintf(want, sizeof want, "good: 1 of 1 enrolled us; %lld wait since 2026-11-25", waiting);
    ck_assert_str_eq(say("coordinators"), want);
    fixed_clock_advance(&now, 61LL * 24 * 3600 * 1000);
    snprintf(want, sizeof want, "attention: 1 of 1 enrolled us; %lld wait since 2026-11-25 | "
             "Results have waited for two months: export them to a stick (kiosk-admin export), and bring the receipt back.", waiting);
    ck_assert_str_eq(say("coordinators"), want);
    finish();
}
END_TEST

/* A database that nobody writes to is opened by a URI: what means something there must not. */
START_TEST(a_centre_may_be_called_anything)
{
    static const char *const names[] = { "100%25 ?mode=memory#x", "a b&immutable=0", "%" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        start();
        snprintf(centre, sizeof centre, "%s/%s", top, names[i]);
        make_centre();
        ck_assert_msg(strncmp(say("database"), "good: whole, ", 13) == 0, "%s", names[i]);
        finish();
    }
}
END_TEST

START_TEST(trust_that_is_broken_is_said)
{
    start();
    make_centre();
    put(centre, "trust/0123456789abcdef.joining", "nonsense\n");
    ck_assert_ptr_nonnull(strstr(say("coordinators"), "bad: a file is broken | A file in the folder trust is broken"));
    finish();
}
END_TEST

START_TEST(folders_that_are_open_to_others_are_said)
{
    char path[200];
    start();
    make_centre();
    snprintf(path, sizeof path, "%s/outbox", centre);
    ck_assert_int_eq(chmod(path, 0777), 0);
    ck_assert_ptr_nonnull(strstr(say("rights"), "attention: outbox is open to others | "));
    snprintf(path, sizeof path, "%s/journal", centre);
    ck_assert_int_eq(chmod(path, 0750), 0);
    ck_assert_str_eq(say("rights"), "bad: journal is open to others | Others can read what is secret: say \"chmod go=\" on it, inside the centre's folder.");
    finish();
}
END_TEST

START_TEST(keeper_and_kiosk_are_two_users_where_the_group_has_others)
{
    char text[300];
    start();
    make_centre();
    ck_assert_ptr_nonnull(strstr(say("users"), "attention: keeper and kiosk are one user | Whoever leaves the kiosk"));
    snprintf(text, sizeof text, "root:x:0:\nkiosk:x:%ld:anna,ben\n", (long)getegid());
    put(root, "etc/group", text);
    snprintf(text, sizeof text, "keeper:x:%ld:%ld::/:/bin/false\nthird:x:4711:%ld::/:/bin/false\n", (long)geteuid(), (long)getegid(), (long)getegid());
    put(root, "etc/passwd", text);
    ck_assert_str_eq(say("users"), "good: 3 other users may reach the keeper");
    finish();
}
END_TEST

START_TEST(a_socket_that_nobody_listens_on_is_said)
{
    start();
    make_centre();
    put(centre, "keeper.sock", "");
    ck_assert_str_eq(say("keeper"), "attention: it was cut short | It ended without taking leave, perhaps by a power cut: start the kiosk again, which mends what is open.");
    finish();
}
END_TEST

START_TEST(each_row_says_something_of_a_folder_that_is_not_there)
{
    start();
    for (const struct doctor_row *row = doctor_rows; row->name; row++)
        ck_assert_msg(strcmp(row->name, "console") == 0 || strncmp(say(row->name), "none", 4) != 0, "%s", row->name);
    ck_assert_ptr_nonnull(strstr(say("versions"), "SQLite 3."));
    finish();
}
END_TEST

TEST_MAIN("doctor", a_terminal_has_a_kind_a_size_colours_and_signs, a_locale_is_utf_8, a_console_has_a_keyboard_and_a_font,
          a_disk_is_nearly_full_by_its_tenth_and_by_what_is_left, a_file_system_keeps_rights_and_what_was_written, a_card_is_worn_as_the_kernel_tells,
          a_clock_is_kept_by_a_battery_the_network_or_a_person, memory_and_load_are_enough_or_not, power_and_heat_are_told_where_the_board_does,
          a_new_centre_has_nothing_broken, settings_that_are_broken_or_loose_are_said, records_that_are_lost_or_damaged_are_said, a_journal_that_is_lost_is_said,
          a_rescue_is_said_until_a_manager_has_read_it, packs_and_keys_that_are_lost_are_said, results_that_wait_for_long_are_said, a_centre_may_be_called_anything, trust_that_is_broken_is_said, folders_that_are_open_to_others_are_said,
          keeper_and_kiosk_are_two_users_where_the_group_has_others, a_socket_that_nobody_listens_on_is_said,
          each_row_says_something_of_a_folder_that_is_not_there)
