/* What the doctor sees of the machine. Everything is read below the doctor's root. */
#include "doctor.h"

#include <dirent.h>
#include <limits.h>
#include <sodium.h>
#include <strings.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/text.h"
#include "keeper/room.h"
#include "tty/tty.h"

#define LEAST_ROWS 18
#define LEAST_COLS 60
#define NEARLY_FULL (64u << 20)                  /* bytes: less is bad whatever the disk's size */

void look_terminal(struct doctor *doctor, struct doctor_finding *finding)
{
    static const char *const colours_of[] = { [COLOURS_NONE] = N_("no colours"), [COLOURS_8] = N_("8 colours"), [COLOURS_16] = N_("16 colours"),
                                              [COLOURS_256] = N_("256 colours") };
    static const char *const glyphs_of[] = { [GLYPHS_UNICODE] = N_("all signs"), [GLYPHS_LINUX] = N_("the console's signs"), [GLYPHS_ASCII] = N_("plain signs") };
    struct look look;
    int colours;
    if (!doctor->term || doctor->rows <= 0) {
        doctor_find(finding, DOCTOR_UNKNOWN, N_("Run this on the screen that learners use, without sending its output elsewhere."), "%s", _("this is no terminal"));
        return;
    }
    if (tty_ask(doctor->term, &look, &colours, NULL)) {
        doctor_find(finding, DOCTOR_BAD, N_("The kiosk does not start here: set TERM to a kind that is installed, such as linux or vt100."), _("%.30s is not known"), doctor->term);
        return;
    }
    enum doctor_verdict verdict = DOCTOR_GOOD;
    const char *advice = "";
    if (doctor->rows < LEAST_ROWS || doctor->cols < LEAST_COLS) {
        verdict = DOCTOR_BAD;
        advice = N_("This screen is too small: choose a smaller font or a larger window, of 60 columns and 18 rows at least.");
    } else if (doctor->rows < 24 || doctor->cols < 80) {
        verdict = DOCTOR_ATTENTION;
        advice = N_("It works, but with 80 columns and 24 rows more can be seen: choose a smaller font or a larger window.");
    }
    doctor_find(finding, verdict, advice, "%.30s, %d x %d, %s, %s", doctor->term, doctor->cols, doctor->rows, _(colours_of[look.colours]), _(glyphs_of[look.glyphs]));
}

void look_locale(struct doctor *doctor, struct doctor_finding *finding)
{
    const char *locale = doctor->locale && *doctor->locale ? doctor->locale : NULL;
    if (locale && (strcasestr(locale, "utf-8") || strcasestr(locale, "utf8")))
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("UTF-8"));
    else
        doctor_find(finding, DOCTOR_ATTENTION, N_("Letters with accents may be drawn wrongly: set LANG=C.UTF-8 where the kiosk is started."), "%s",
                    locale ? _("the locale is not UTF-8") : _("no locale is set"));
}

/* NAME=value or NAME="value" of a file of shell variables; only letters, digits, dots, hyphens and commas are kept. */
static bool variable(const char *text, const char *name, char *value, size_t size)
{
    size_t length = strlen(name), used = 0;
    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (strncmp(line, name, length) != 0 || line[length] != '=')
            continue;
        for (const char *at = line + length + 1; *at && *at != '\n' && used + 1 < size; at++)
            if (ascii_alpha(*at) || ascii_digit(*at) || strchr(".-_,", *at))
                value[used++] = *at;
        value[used] = 0;
        return used > 0;
    }
    return false;
}

void look_console(struct doctor *doctor, struct doctor_finding *finding)
{
    struct buf text = BUF_INIT;
    char keys[40] = "", font[40] = "";
    long long utf8 = 1;
    if (!doctor->term || strncmp(doctor->term, "linux", 5) != 0)
        return;
    if (doctor_read(doctor, "/etc/vconsole.conf", &text)) {
        variable(text.data, "KEYMAP", keys, sizeof keys);
        variable(text.data, "FONT", font, sizeof font);
    }
    if (!*keys && doctor_read(doctor, "/etc/default/keyboard", &text))
        variable(text.data, "XKBLAYOUT", keys, sizeof keys);
    if (!*font && doctor_read(doctor, "/etc/default/console-setup", &text) && !variable(text.data, "FONT", font, sizeof font))
        variable(text.data, "CODESET", font, sizeof font);
    buf_release(&text);
    doctor_number(doctor, "/sys/module/vt/parameters/default_utf8", 10, &utf8);
    if (utf8 == 0)
        doctor_find(finding, DOCTOR_ATTENTION, N_("Letters with accents are drawn wrongly: take vt.default_utf8=0 out of the kernel's command line."), "%s", _("not UTF-8"));
    else if (!*keys)
        doctor_find(finding, DOCTOR_UNKNOWN, N_("Type a few letters and digits: if others appear, choose the keyboard with \"localectl set-keymap\" or \"dpkg-reconfigure keyboard-configuration\"."),
                    "%s", _("the keyboard is not set"));
    else
        doctor_find(finding, DOCTOR_GOOD, "", _("keyboard %s, font %s"), keys, *font ? font : _("of the kernel"));
}

void look_disk(struct doctor *doctor, struct doctor_finding *finding)
{
    struct doctor_space space;
    char free_text[32], all_text[32];
    if (!doctor->space(doctor->centre, &space) || !space.bytes) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the disk does not say"));
        return;
    }
    doctor_size(free_text, space.free_bytes);
    doctor_size(all_text, space.bytes);
    bool bad = space.free_bytes < NEARLY_FULL, little = room_little(&(struct room){ .free = space.free_bytes, .bytes = space.bytes });
    doctor_find(finding, bad ? DOCTOR_BAD : little ? DOCTOR_ATTENTION : DOCTOR_GOOD,
                bad ? N_("Soon nothing more can be written down: export results, remove packs that nobody uses (kiosk-admin remove), or use a larger disk.")
                : little ? N_("Little is free: remove packs that nobody uses (kiosk-admin remove), or files that are not the kiosk's.") : "",
                _("%s free of %s"), free_text, all_text);
}

void look_inodes(struct doctor *doctor, struct doctor_finding *finding)
{
    struct doctor_space space;
    if (!doctor->space(doctor->centre, &space)) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the disk does not say"));
        return;
    }
    if (!space.files) {
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("no limit"));
        return;
    }
    bool bad = space.free_files < 100, little = space.free_files < space.files / 10;
    doctor_find(finding, bad ? DOCTOR_BAD : little ? DOCTOR_ATTENTION : DOCTOR_GOOD,
                bad || little ? N_("The disk holds too many small files: remove those that are not the kiosk's, such as old logs and caches.") : "", _("%lld more fit"),
                (long long)space.free_files);
}

/* \040 and the like, as mountinfo writes blanks. */
static void unescape(char *text)
{
    char *out = text;
    for (const char *at = text; *at; at++) {
        if (at[0] == '\\' && at[1] >= '0' && at[1] <= '3' && at[2] >= '0' && at[2] <= '7' && at[3] >= '0' && at[3] <= '7') {
            *out++ = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0'));
            at += 3;
        } else {
            *out++ = *at;
        }
    }
    *out = 0;
}

struct mounted {
    char kind[40], options[300], super[300];
    size_t length;                               /* of its place; 0: none found */
};

/* "36 35 98:0 /root /place options optional - kind source super-options": the last that path lies below counts. */
static void read_mount(char *line, const char *path, struct mounted *found)
{
    char *fields[16], *save = NULL;
    int count = 0, dash = 0;
    for (char *word = strtok_r(line, " ", &save); word && count < 16; word = strtok_r(NULL, " ", &save)) {
        if (!dash && count > 5 && strcmp(word, "-") == 0)
            dash = count;
        fields[count++] = word;
    }
    if (!dash || dash + 1 >= count)
        return;
    unescape(fields[4]);
    size_t length = strlen(fields[4]);
    bool below = strcmp(fields[4], "/") == 0 || (strncmp(path, fields[4], length) == 0 && (path[length] == '/' || !path[length]));
    if (!below || length < found->length)
        return;
    found->length = length;
    snprintf(found->kind, sizeof found->kind, "%s", fields[dash + 1]);
    snprintf(found->options, sizeof found->options, ",%s,", fields[5]);
    snprintf(found->super, sizeof found->super, ",%s,", dash + 3 < count ? fields[dash + 3] : "");
}

static bool find_mount(const struct doctor *doctor, struct mounted *found)
{
    struct buf text = BUF_INIT;
    char path[PATH_MAX], *save = NULL;
    found->length = 0;
    if (realpath(doctor->centre, path) && doctor_read(doctor, "/proc/self/mountinfo", &text))
        for (char *line = strtok_r(text.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
            read_mount(line, path, found);
    buf_release(&text);
    return found->length > 0;
}

static bool one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(word, *words) == 0)
            return true;
    return false;
}

void look_mount(struct doctor *doctor, struct doctor_finding *finding)
{
    static const char *const no_rights[] = { "vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", NULL };
    static const char *const fleeting[] = { "tmpfs", "ramfs", "overlay", "aufs", NULL };
    static const char *const distant[] = { "nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", NULL };
    struct mounted mount;
    if (!find_mount(doctor, &mount)) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the system does not say"));
        return;
    }
    if (strstr(mount.options, ",ro,") || strstr(mount.super, ",ro,"))
        doctor_find(finding, DOCTOR_BAD, N_("Nothing can be written: if the disk was not set so on purpose it may be broken; copy the centre's folder, then check or replace the disk."),
                    _("%s, read-only"), mount.kind);
    else if (one_of(mount.kind, no_rights))
        doctor_find(finding, DOCTOR_BAD, N_("This kind of disk cannot keep keys and records from other users: move the centre to one with ext4."), "%s", mount.kind);
    else if (one_of(mount.kind, distant))
        doctor_find(finding, DOCTOR_BAD, N_("Records can be damaged on a network's disk: move the centre to a disk in this machine."), "%s", mount.kind);
    else if (one_of(mount.kind, fleeting))
        doctor_find(finding, DOCTOR_ATTENTION, N_("What is written here may be gone when the machine is switched off: put the centre on a partition of its own."), "%s", mount.kind);
    else if (strstr(mount.super, ",nobarrier,") || strstr(mount.super, ",barrier=0,") || strstr(mount.super, ",data=writeback,"))
        doctor_find(finding, DOCTOR_BAD, N_("A power cut can damage the records: take nobarrier, barrier=0 and data=writeback out of /etc/fstab."), _("%s, unsafe when power fails"),
                    mount.kind);
    else if (strstr(mount.options, ",noatime,"))
        doctor_find(finding, DOCTOR_GOOD, "", "%s, noatime", mount.kind);
    else if (strstr(mount.options, ",relatime,"))
        doctor_find(finding, DOCTOR_GOOD, "", "%s, relatime", mount.kind);
    else
        doctor_find(finding, DOCTOR_ATTENTION, N_("Reading wears the card as well: add noatime to its options in /etc/fstab."), "%s", mount.kind);
}

/* Calls visit for each entry of a folder below root, at most 200. */
static void each_entry(const struct doctor *doctor, const char *folder, void (*visit)(const struct doctor *doctor, const char *path, long long *worst), long long *worst)
{
    char whole[PATH_MAX], path[PATH_MAX];
    struct dirent *entry;
    int count = 0;
    snprintf(whole, sizeof whole, "%s%s", doctor->root, folder);
    DIR *dir = opendir(whole);
    while (dir && (entry = readdir(dir)) && count++ < 200)
        if (entry->d_name[0] != '.' && snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path - 50)
            visit(doctor, path, worst);
    if (dir)
        closedir(dir);
}

/* worst[0]: the most used tenth, 1 to 11; worst[1]: of the reserve, 1 good, 2 nearly used, 3 used. */
static void look_card(const struct doctor *doctor, const char *path, long long *worst)
{
    struct buf text = BUF_INIT;
    char file[PATH_MAX];
    long long reserve;
    snprintf(file, sizeof file, "%s/device/life_time", path);
    if (doctor_read(doctor, file, &text)) {
        char *at = text.data, *end;
        for (int i = 0; i < 2; i++, at = end) {
            long long used = strtoll(at, &end, 16);
            if (end == at)
                break;
            if (used > worst[0] && used <= 0x0b)
                worst[0] = used;
        }
    }
    buf_release(&text);
    snprintf(file, sizeof file, "%s/device/pre_eol_info", path);
    if (doctor_number(doctor, file, 16, &reserve) && reserve > worst[1] && reserve <= 3)
        worst[1] = reserve;
}

void look_wear(struct doctor *doctor, struct doctor_finding *finding)
{
    long long worst[2] = { 0, 0 };
    each_entry(doctor, "/sys/block", look_card, worst);
    if (!worst[0] && !worst[1]) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the disk does not say"));
        return;
    }
    bool bad = worst[0] >= 11 || worst[1] == 3, near = worst[0] >= 9 || worst[1] == 2;
    const char *advice = bad ? N_("The card may fail any day: export results now, copy the centre's folder, and replace the card.")
                         : near ? N_("The card is nearly worn out: order a new one, and copy the centre's folder to it soon.") : "";
    enum doctor_verdict verdict = bad ? DOCTOR_BAD : near ? DOCTOR_ATTENTION : DOCTOR_GOOD;
    if (worst[0] >= 11)
        doctor_find(finding, verdict, advice, "%s", _("past its time"));
    else if (worst[0])
        doctor_find(finding, verdict, advice, _("at most %lld %% used"), worst[0] * 10);
    else
        doctor_find(finding, verdict, advice, "%s", worst[1] == 1 ? _("the reserve is good") : worst[1] == 2 ? _("the reserve is nearly used") : _("the reserve is used"));
}

static bool network_time(const struct doctor *doctor)
{
    char path[PATH_MAX];
    struct timex state = { 0 };
    snprintf(path, sizeof path, "%s/run/systemd/timesync/synchronized", doctor->root);
    if (access(path, F_OK) == 0)
        return true;
    return !*doctor->root && adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}

void look_clock(struct doctor *doctor, struct doctor_finding *finding)
{
    char date[DATE_SIZE];
    struct date now;
    long long battery = 0;
    date_iso(date, clock_wall(doctor->clock));
    date[10] = 0;
    date_from(&now, clock_wall(doctor->clock), 0);
    bool has_battery = doctor_number(doctor, "/sys/class/rtc/rtc0/since_epoch", 10, &battery);
    struct date kept;
    date_from(&kept, battery * 1000, 0);
    if (now.year < 2025 || now.year > 2099)
        doctor_find(finding, DOCTOR_BAD, N_("The date is wrong: sign in on the kiosk as staff and give today's date, or set it with \"timedatectl set-time\"."), "%s", date);
    else if (network_time(doctor))
        doctor_find(finding, DOCTOR_GOOD, "", _("%s, by the network"), date);
    else if (has_battery && kept.year >= 2025 && kept.year <= 2099)
        doctor_find(finding, DOCTOR_GOOD, "", _("%s, by a battery"), date);
    else if (doctor->date_certain)
        doctor_find(finding, DOCTOR_GOOD, "", _("%s, confirmed"), date);
    else if (has_battery)
        doctor_find(finding, DOCTOR_ATTENTION, N_("Replace the battery on the board; until then sign in on the kiosk as staff after each start and confirm the date."),
                    _("%s; the battery is empty"), date);
    else
        doctor_find(finding, DOCTOR_ATTENTION, N_("Nothing keeps the time while the machine is off: sign in on the kiosk as staff after each start and confirm the date."),
                    _("%s, not confirmed"), date);
}

/* "MemTotal:  123 kB", in bytes. */
static bool memory_line(const char *text, const char *name, uint64_t *bytes)
{
    const char *at = strstr(text, name);
    if (!at || (at != text && at[-1] != '\n'))
        return false;
    *bytes = strtoull(at + strlen(name), NULL, 10) * 1024;
    return true;
}

void look_memory(struct doctor *doctor, struct doctor_finding *finding)
{
    struct buf text = BUF_INIT;
    uint64_t all, left;
    char all_text[32], left_text[32];
    if (!doctor_read(doctor, "/proc/meminfo", &text) || !memory_line(text.data, "MemTotal:", &all) || !memory_line(text.data, "MemAvailable:", &left) || !all) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the system does not say"));
    } else {
        bool bad = left < (16u << 20), little = left < all / 20 || left < (64u << 20);
        doctor_size(all_text, all);
        doctor_size(left_text, left);
        doctor_find(finding, bad ? DOCTOR_BAD : little ? DOCTOR_ATTENTION : DOCTOR_GOOD,
                    bad || little ? N_("End programs that are not needed, or start the machine again; if it comes back, use a machine with more memory.") : "",
                    _("%s free of %s"), left_text, all_text);
    }
    buf_release(&text);
}

static int processors(const struct doctor *doctor)
{
    struct buf text = BUF_INIT;
    int count = 0;
    if (doctor_read(doctor, "/proc/stat", &text))
        for (const char *at = text.data; (at = strstr(at, "\ncpu")) != NULL; at++)
            count += ascii_digit(at[4]);
    buf_release(&text);
    return count ? count : 1;
}

void look_load(struct doctor *doctor, struct doctor_finding *finding)
{
    struct buf text = BUF_INIT;
    double minute = 0, five = 0;
    int count = processors(doctor);
    if (!doctor_read(doctor, "/proc/loadavg", &text) || sscanf(text.data, "%lf %lf", &minute, &five) != 2)
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the system does not say"));
    else
        doctor_find(finding, five > 2.0 * count ? DOCTOR_ATTENTION : DOCTOR_GOOD,
                    five > 2.0 * count ? N_("The machine has had too much to do for minutes: see with \"top\" what it is, or start the machine again.") : "",
                    P_("%.1f on %d processor", "%.1f on %d processors", count), five, count);
    buf_release(&text);
}

/* worst[0]: 1 where a low voltage is told of, 2 where there is one. */
static void look_voltage(const struct doctor *doctor, const char *path, long long *worst)
{
    struct buf text = BUF_INIT;
    char file[PATH_MAX];
    long long alarm;
    snprintf(file, sizeof file, "%s/name", path);
    bool ours = doctor_read(doctor, file, &text) && strncmp(text.data, "rpi_volt", 8) == 0;
    buf_release(&text);
    snprintf(file, sizeof file, "%s/in0_lcrit_alarm", path);
    if (ours && doctor_number(doctor, file, 10, &alarm))
        worst[0] = alarm ? 2 : worst[0] ? worst[0] : 1;
}

void look_power(struct doctor *doctor, struct doctor_finding *finding)
{
    static const char weak[] = N_("The power supply or its cable is too weak, which damages cards: use the one that was made for this board.");
    long long flags = 0, alarm = 0;
    bool told = doctor_number(doctor, "/sys/devices/platform/soc/soc:firmware/get_throttled", 16, &flags);
    each_entry(doctor, "/sys/class/hwmon", look_voltage, &alarm);
    if (!told && !alarm)
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the machine does not say"));
    else if ((flags & 0x1) || alarm == 2)
        doctor_find(finding, DOCTOR_BAD, weak, "%s", _("too little voltage"));
    else if (flags & 0x10000)
        doctor_find(finding, DOCTOR_ATTENTION, weak, "%s", _("too little voltage since the start"));
    else if (flags & 0xe000e)
        doctor_find(finding, DOCTOR_ATTENTION, N_("The board was too hot and slowed down: give it air, or a heat sink."), "%s", _("slowed down"));
    else
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("enough"));
}

static void look_zone(const struct doctor *doctor, const char *path, long long *worst)
{
    char file[PATH_MAX];
    long long here;
    snprintf(file, sizeof file, "%s/temp", path);
    if (strstr(path, "/thermal_zone") && doctor_number(doctor, file, 10, &here) && here > *worst && here < 200000)
        *worst = here;
}

void look_temperature(struct doctor *doctor, struct doctor_finding *finding)
{
    long long worst = LLONG_MIN;
    each_entry(doctor, "/sys/class/thermal", look_zone, &worst);
    if (worst == LLONG_MIN)
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the machine does not say"));
    else
        doctor_find(finding, worst >= 90000 ? DOCTOR_BAD : worst >= 80000 ? DOCTOR_ATTENTION : DOCTOR_GOOD,
                    worst >= 80000 ? N_("It is too hot: free its openings from dust, keep it out of the sun, and give it air.") : "", _("%lld degrees"), worst / 1000);
}

void look_versions(struct doctor *doctor, struct doctor_finding *finding)
{
    const char *curses = tty_library();
    (void)doctor;
    doctor_find(finding, DOCTOR_GOOD, "", "%s, SQLite %s, sodium %s, %s", PACKAGE_VERSION, records_library(), sodium_version_string(), curses);
}
