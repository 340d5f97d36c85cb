#include "doctor.h"

#include <limits.h>
#include <sys/statvfs.h>

#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"
#include "keeper/machine.h"
#include "records/timekeeping.h"

#define SYSTEM_FILE_LIMIT 1048576
#define VALUE_CELLS 100

const struct doctor_row doctor_rows[] = {
    { "terminal", N_("Terminal"), look_terminal },
    { "locale", N_("Signs"), look_locale },
    { "console", N_("Console"), look_console },
    { "disk", N_("Disk space"), look_disk },
    { "inodes", N_("Number of files"), look_inodes },
    { "mount", N_("File system"), look_mount },
    { "wear", N_("Wear of the card"), look_wear },
    { "clock", N_("Clock"), look_clock },
    { "memory", N_("Memory"), look_memory },
    { "load", N_("Load"), look_load },
    { "power", N_("Power"), look_power },
    { "temperature", N_("Temperature"), look_temperature },
    { "settings", N_("Settings"), look_settings },
    { "keeper", N_("Keeper"), look_keeper },
    { "database", N_("Records"), look_database },
    { "journal", N_("Journal"), look_journal },
    { "rescue", N_("Rescues"), look_rescue },
    { "packs", N_("Packs"), look_packs },
    { "publishers", N_("Publishers"), look_publishers },
    { "key", N_("Centre's key"), look_key },
    { "coordinators", N_("Coordinators"), look_coordinators },
    { "rights", N_("Rights of files"), look_rights },
    { "users", N_("Users"), look_users },
    { "versions", N_("Versions"), look_versions },
    { .name = NULL },
};

void doctor_find(struct doctor_finding *finding, enum doctor_verdict verdict, const char *advice, const char *value, ...)
{
    struct buf text = BUF_INIT, clean = BUF_INIT;
    va_list list;
    va_start(list, value);
    buf_format_list(&text, value, list);
    va_end(list);
    text_clean(&clean, text.data, text.length, false);
    size_t length = clean.length;
    for (int cells = VALUE_CELLS, used; (length = text_fit(clean.data, clean.length, cells, &used)) >= sizeof finding->value; cells -= 10)
        ;
    snprintf(finding->value, sizeof finding->value, "%.*s", (int)length, clean.data);
    finding->verdict = verdict;
    finding->advice = advice;
    buf_release(&text);
    buf_release(&clean);
}

bool doctor_read(const struct doctor *doctor, const char *path, struct buf *text)
{
    char whole[PATH_MAX];
    buf_clear(text);
    return snprintf(whole, sizeof whole, "%s%s", doctor->root, path) < (int)sizeof whole && file_read(whole, SYSTEM_FILE_LIMIT, text, NULL) == 0;
}

bool doctor_number(const struct doctor *doctor, const char *path, int base, long long *number)
{
    struct buf text = BUF_INIT;
    char *end = NULL;
    bool good = doctor_read(doctor, path, &text);
    long long value = good ? strtoll(text.data, &end, base) : 0;
    good = good && end != text.data;
    buf_release(&text);
    if (good)
        *number = value;
    return good;
}

void doctor_size(char text[32], uint64_t bytes)
{
    static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
    double value = (double)bytes / 1024;
    size_t unit = 0;
    for (; value >= 1024 && unit + 1 < sizeof units / sizeof *units; unit++)
        value /= 1024;
    snprintf(text, 32, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

const char *doctor_word(enum doctor_verdict verdict)
{
    switch (verdict) {
    case DOCTOR_GOOD:
        return _("good");
    case DOCTOR_ATTENTION:
        return _("needs attention");
    case DOCTOR_BAD:
        return _("bad");
    default:
        return _("cannot be told here");
    }
}

bool doctor_space_of(const char *path, struct doctor_space *space)
{
    struct statvfs status;
    if (statvfs(path, &status) != 0)
        return false;
    *space = (struct doctor_space){ .bytes = (uint64_t)status.f_blocks * status.f_frsize, .free_bytes = (uint64_t)status.f_bavail * status.f_frsize,
                                    .files = status.f_files, .free_files = status.f_favail };
    return true;
}

/* Whether this boot's date is sure, as far as the records know. */
static bool date_known(const struct doctor *doctor)
{
    char boot[UUID_SIZE];
    struct dated dated;
    return doctor->records && machine_boot(doctor->root, boot) && time_date(doctor->records, boot, clock_wall(doctor->clock), &dated, NULL) == 0 && dated.certain;
}

void doctor_begin(struct doctor *doctor)
{
    arena_init(&doctor->arena, NULL, 0);
    report_init(&doctor->report);
    settings_default(&doctor->settings);
    doctor->records = NULL;
    doctor->records_wrong = (struct error){ 0 };
    doctor->settings_good = centre_read(doctor->centre, &doctor->arena, &doctor->settings, &doctor->report) == 0;
    if (records_open_look(&doctor->records, doctor->centre, &doctor->records_wrong))
        report_add(&doctor->report, &doctor->records_wrong);
    doctor->health = (struct records_health){ 0 };
    struct error wrong = { 0 };
    if (doctor->records && records_health(doctor->records, &doctor->report, &doctor->health, &wrong))
        report_add(&doctor->report, &wrong);
    doctor->date_certain = date_known(doctor);
}

void doctor_end(struct doctor *doctor)
{
    records_close(doctor->records);
    report_release(&doctor->report);
    arena_release(&doctor->arena);
}
