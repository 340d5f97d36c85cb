/* What the doctor sees of the centre: its folder, its keeper, and what is written down. */
#include "doctor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intl.h"
#include "keeper/client.h"
#include "keeper/keeper.h"
#include "keeper/trust_store.h"
#include "library/library.h"
#include "records/log.h"
#include "records/timekeeping.h"

#define KEEPER_PATIENCE 1000                     /* milliseconds */
#define WAITS_LONG (60LL * 24 * 3600 * 1000)     /* results that wait longer are asked about */
#define DAY (24LL * 3600 * 1000)

static const char run_as[] = N_("Only the keeper's user and root may see this: run it as root (sudo kiosk-admin doctor).");

void look_settings(struct doctor *doctor, struct doctor_finding *finding)
{
    size_t mistakes = 0;
    bool denied = false;
    for (size_t i = 0; i < report_kept(&doctor->report); i++) {
        const struct error *error = &doctor->report.kept[i];
        mistakes += strstr(error->file, CENTRE_CONFIG) != NULL && !doctor->report.warning[i];
        denied = denied || (strstr(error->file, CENTRE_CONFIG) && error->system == EACCES);
    }
    if (denied)
        doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("they cannot be looked at"));
    else if (doctor->settings_good && doctor->settings.unsigned_packs)
        doctor_find(finding, DOCTOR_ATTENTION, N_("Anybody's packs may be installed: set unsigned_packs = false in kiosk.cfg, unless that is wanted."), "%s", _("unsigned packs are allowed"));
    else if (doctor->settings_good)
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("kiosk.cfg is read"));
    else if (mistakes)
        doctor_find(finding, DOCTOR_BAD, N_("The kiosk does not start: kiosk-admin check names each mistake with its line in kiosk.cfg."), P_("%zu mistake", "%zu mistakes", mistakes), mistakes);
    else
        doctor_find(finding, DOCTOR_BAD, N_("There is no centre in this folder: name another one with --centre, or make one with kiosk-admin init."), "%s", _("there is no kiosk.cfg"));
}

/* Whether anybody listens: 0, or errno. */
static int knock(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    if (snprintf(address.sun_path, sizeof address.sun_path, "%s", path) >= (int)sizeof address.sun_path)
        return ENAMETOOLONG;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int number = fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    return number;
}

void look_keeper(struct doctor *doctor, struct doctor_finding *finding)
{
    char path[PATH_MAX];
    struct client *client = NULL;
    struct error wrong = { 0 };
    int number = path_join(path, sizeof path, doctor->centre, KEEPER_SOCKET) ? knock(path) : ENAMETOOLONG;
    if (number == ENOENT || number == ENOTDIR) {
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("none runs; a kiosk starts it"));
        return;
    }
    if (number == ECONNREFUSED) {
        doctor_find(finding, DOCTOR_ATTENTION, N_("It ended without taking leave, perhaps by a power cut: start the kiosk again, which mends what is open."), "%s", _("it was cut short"));
        return;
    }
    if (number == EACCES || number == ENAMETOOLONG) {
        doctor_find(finding, DOCTOR_UNKNOWN, number == EACCES ? run_as : "", "%s", _("it cannot be asked"));
        return;
    }
    int code = client_open(&client, &(struct client_options){ .centre = doctor->centre, .timeout = KEEPER_PATIENCE }, &wrong);
    if (!code) {
        doctor_find(finding, DOCTOR_GOOD, "", _("it runs and answers, version %d"), (int)client_centre(client)->version);
        doctor->date_certain = doctor->date_certain || client_centre(client)->date_sound;
    } else {
        report_add(&doctor->report, &wrong);
        if (code == ERROR_VERSION)
            doctor_find(finding, DOCTOR_BAD, N_("The program was changed while it ran: start the machine again."), "%s", _("it is of another version"));
        else if (code == ERROR_BUSY)
            doctor_find(finding, DOCTOR_BAD, N_("It hangs, or the disk does: wait a minute, look again, then start the machine again."), "%s", _("it does not answer within a second"));
        else
            doctor_find(finding, DOCTOR_BAD, N_("It cannot work with this centre: start the machine again; if this stays, say kiosk-admin check."), "%s", _("it refuses"));
    }
    client_free(client);
}

static bool ends(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcmp(name + length - tail, ending) == 0;
}

/* Files of a folder with this ending; -errno. */
static int count_files(const char *folder, const char *ending)
{
    DIR *dir = opendir(folder);
    int count = 0;
    if (!dir)
        return -errno;
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.' && ends(entry->d_name, ending);
    closedir(dir);
    return count;
}

/* Why there are no records to be looked at. */
static void say_no_records(const struct doctor *doctor, struct doctor_finding *finding)
{
    char path[PATH_MAX];
    bool journals = path_join(path, sizeof path, doctor->centre, "journal") && count_files(path, ".tsv") > 0;
    switch (doctor->records_wrong.code) {
    case ERROR_REFUSED:
        doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("they are another user's"));
        break;
    case ERROR_NOT_FOUND:
        if (journals)
            doctor_find(finding, DOCTOR_BAD, N_("The database is lost, the journal is there: copy the centre's folder, then bring a backup and the journal together (kiosk-admin restore --journal); do not make a new centre."), "%s", _("there are none"));
        else if (doctor->settings_good)
            doctor_find(finding, DOCTOR_ATTENTION, N_("They are made when the kiosk is started for the first time."), "%s", _("there are none yet"));
        else
            doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("there are none"));
        break;
    case ERROR_VERSION:
        doctor_find(finding, DOCTOR_ATTENTION, N_("Start the kiosk, which brings them to this version; if it refuses, install a newer version of the program."), "%s", _("of another version"));
        break;
    case ERROR_DAMAGED:
        doctor_find(finding, DOCTOR_BAD, N_("Copy the centre's folder before anything else is done; then restore a backup (kiosk-admin restore)."), "%s", _("damaged"));
        break;
    default:
        doctor_find(finding, DOCTOR_BAD, N_("Copy the centre's folder before anything else is done; kiosk-admin check says more."), "%s", _("they cannot be opened"));
    }
}

void look_database(struct doctor *doctor, struct doctor_finding *finding)
{
    const struct records_health *health = &doctor->health;
    char size[32], waiting[32];
    if (!doctor->records) {
        say_no_records(doctor, finding);
        return;
    }
    if (!health->whole) {
        doctor_find(finding, DOCTOR_BAD, N_("Copy the centre's folder before anything else is done; kiosk-admin check says more, then restore a backup (kiosk-admin restore)."), "%s", _("damaged"));
        return;
    }
    doctor_size(size, (uint64_t)health->bytes);
    doctor_size(waiting, (uint64_t)health->waiting_bytes);
    bool behind = health->waiting_bytes > (64 << 20);
    doctor_find(finding, behind ? DOCTOR_ATTENTION : DOCTOR_GOOD, behind ? N_("Much waits to be moved into the database: leave the kiosk, and start it again.") : "",
                health->waiting_bytes ? _("whole, %s and %s") : _("whole, %s"), size, waiting);
}

void look_journal(struct doctor *doctor, struct doctor_finding *finding)
{
    const struct records_health *health = &doctor->health;
    if (!doctor->records || !health->whole) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("the records do not say"));
        return;
    }
    if (health->seq == 0 || health->journal >= health->seq)
        doctor_find(finding, DOCTOR_GOOD, "", _("up to number %lld"), (long long)health->journal);
    else if (!health->journal)
        doctor_find(finding, DOCTOR_ATTENTION, N_("It is written anew when the kiosk is started; if it is lost again, the disk may be broken."), "%s", _("it is missing or broken"));
    else
        doctor_find(finding, DOCTOR_ATTENTION, N_("It is completed when the kiosk is started."), P_("%lld event behind", "%lld events behind", health->seq - health->journal),
                    (long long)(health->seq - health->journal));
}

void doctor_lost(struct buf *out, const struct aside *aside)
{
    size_t before = out->length;
    if (aside->lost == 1)
        buf_format(out, _("the event number %lld"), (long long)aside->last);
    else if (aside->lost)
        buf_format(out, P_("%lld event from number %lld to %lld", "%lld events from number %lld to %lld", aside->lost), (long long)aside->lost, (long long)aside->first, (long long)aside->last);
    if (aside->texts) {
        buf_text(out, out->length > before ? ", " : "");
        buf_format(out, P_("%lld free text", "%lld free texts", aside->texts), (long long)aside->texts);
    }
    if (aside->people) {
        buf_text(out, out->length > before ? ", " : "");
        buf_format(out, P_("%lld person", "%lld persons", aside->people), (long long)aside->people);
    }
    if (out->length == before)
        buf_text(out, aside->sure && !aside->gap ? _("nothing") : _("nothing that is known of"));
    if (aside->gap || !aside->sure)
        buf_text(out, _("; more may be missing"));
}

/* The newest one that no manager has read; where all are read, the newest. */
void look_rescue(struct doctor *doctor, struct doctor_finding *finding)
{
    struct aside rows[ASIDE_ROWS];
    struct error wrong = { 0 };
    struct buf text = BUF_INIT;
    size_t count = 0, at = 0;
    bool unread = false;
    if (aside_list(doctor->centre, rows, &count, &wrong)) {
        doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("it cannot be looked at"));
        return;
    }
    for (size_t i = 0; i < count; i++)
        if (!rows[i].read || !unread) {
            at = i;
            unread = !rows[i].read;
        }
    if (!count) {
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("none was needed"));
        return;
    }
    doctor_lost(&text, &rows[at]);
    doctor_find(finding, unread ? DOCTOR_ATTENTION : DOCTOR_GOOD,
                unread ? N_("Learners go on. The disk may be failing: make a backup, have the disk looked at, and read it as the manager at the kiosk.") : "", _("brought back on %s; lost: %s"), rows[at].day, text.data);
    buf_release(&text);
}

struct pack_count {
    size_t listed, missing;
};

static int count_packs(const struct doctor *doctor, const char *packs, struct pack_count *count, struct error *error)
{
    static const struct library_options options = { .read_only = true };
    struct library *library = NULL;
    struct library_pack *rows = NULL;
    struct arena arena;
    char keys[PATH_MAX], path[PATH_MAX];
    struct stat status;
    size_t listed = 0, missing = 0;
    arena_init(&arena, NULL, 0);
    path_join(keys, sizeof keys, doctor->centre, "keys");
    /* no keys are needed to read the catalogue, and others than the owner cannot read them */
    int code = library_open(packs, faccessat(AT_FDCWD, keys, R_OK | X_OK, AT_EACCESS) == 0 ? keys : packs, &options, &library, error);
    if (!code)
        code = library_packs(library, &arena, "en", false, &rows, &listed, error);
    for (size_t i = 0; i < listed && !code; i++) {
        bool fits = snprintf(path, sizeof path, "%s/%s-%s.pack", packs, rows[i].id, rows[i].version) < (int)sizeof path;
        missing += !fits || stat(path, &status) != 0 || status.st_size != rows[i].bytes;
    }
    library_close(library);
    arena_release(&arena);
    if (!code)
        *count = (struct pack_count){ .listed = listed, .missing = missing };
    return code;
}

void look_packs(struct doctor *doctor, struct doctor_finding *finding)
{
    char packs[PATH_MAX];
    struct pack_count count;
    struct error wrong = { 0 };
    int files = path_join(packs, sizeof packs, doctor->centre, "packs") ? count_files(packs, ".pack") : -ENAMETOOLONG;
    if (files == -ENOENT) {
        doctor_find(finding, DOCTOR_BAD, N_("The folder packs is missing: kiosk-admin packs makes it; then install the packs again."), "%s", _("there is no folder"));
        return;
    }
    if (files < 0) {
        doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("they cannot be looked at"));
        return;
    }
    int code = count_packs(doctor, packs, &count, &wrong);
    if (code == ERROR_NOT_FOUND && !files)
        doctor_find(finding, DOCTOR_ATTENTION, N_("There is nothing to learn yet: install a pack with kiosk-admin install FILE, or on the manager's screen."), "%s", _("none is installed"));
    else if (code) {
        report_add(&doctor->report, &wrong);
        doctor_find(finding, DOCTOR_ATTENTION, N_("The list of packs is made again from their files by kiosk-admin packs."), "%s", _("their list cannot be read"));
    } else if (count.missing)
        doctor_find(finding, DOCTOR_BAD, N_("A file was lost or cut: kiosk-admin packs shows what is left; install the others again."), _("%zu of %zu missing or cut"), count.missing, count.listed);
    else if ((size_t)files > count.listed)
        doctor_find(finding, DOCTOR_ATTENTION, N_("A file in the folder packs is new, or was refused: kiosk-admin packs takes it up if it may."), _("%zu listed, %d files"), count.listed, files);
    else if (!count.listed)
        doctor_find(finding, DOCTOR_ATTENTION, N_("There is nothing to learn yet: install a pack with kiosk-admin install FILE, or on the manager's screen."), "%s", _("none is installed"));
    else
        doctor_find(finding, DOCTOR_GOOD, "", _("%zu, all there"), count.listed);
}

void look_publishers(struct doctor *doctor, struct doctor_finding *finding)
{
    char keys[PATH_MAX];
    struct keyring ring = { 0 };
    struct error wrong = { 0 };
    int files = path_join(keys, sizeof keys, doctor->centre, "keys") ? count_files(keys, ".pub") : -ENAMETOOLONG;
    if (files == -ENOENT)
        doctor_find(finding, DOCTOR_BAD, N_("The folder keys is missing: restore it from a backup."), "%s", _("there is no folder"));
    else if (files < 0)
        doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("they cannot be looked at"));
    else if (keyring_add_folder(&ring, keys, &wrong)) {
        report_add(&doctor->report, &wrong);
        doctor_find(finding, DOCTOR_BAD, N_("A file of a publisher in the folder keys is broken: copy it there again, or take it away."), "%s", _("one is broken"));
    } else if (!ring.count)
        doctor_find(finding, DOCTOR_ATTENTION, N_("No signed pack can be installed: put the publisher's file, NAME.pub, into the folder keys."), "%s", _("none is trusted"));
    else
        doctor_find(finding, DOCTOR_GOOD, "", P_("%zu is trusted", "%zu are trusted", ring.count), ring.count);
    keyring_release(&ring);
}

void look_key(struct doctor *doctor, struct doctor_finding *finding)
{
    char path[PATH_MAX];
    struct stat status;
    struct error wrong = { 0 };
    struct trust_secret secret = { .owner = "" };
    errno = ENAMETOOLONG;
    if (!path_join(path, sizeof path, doctor->centre, "keys/centre.key") || stat(path, &status) != 0) {
        if (errno == ENOENT)
            doctor_find(finding, DOCTOR_BAD, N_("No results can leave: copy keys/centre.key back from the safe place, or from another machine of the centre."), "%s", _("it is missing"));
        else
            doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("it cannot be looked at"));
        return;
    }
    int code = trust_secret_load(&secret, "centre", path, &wrong);
    trust_secret_forget(&secret);
    if (status.st_mode & 077)
        doctor_find(finding, DOCTOR_BAD, N_("Others can read it: say \"chmod 600\" on keys/centre.key; if strangers use this machine, kiosk-admin new-key gives another one."), "%s",
                    _("it can be read by others"));
    else if (code) {
        report_add(&doctor->report, &wrong);
        doctor_find(finding, DOCTOR_BAD, N_("No results can leave: copy keys/centre.key back from the safe place, or from another machine of the centre."), "%s", _("it cannot be read"));
    } else
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("it is there, for its owner alone"));
}

/* Whom results go to, and the first event that somebody has not. */
struct waiting {
    struct doctor *doctor;
    size_t coordinators, granted;
    int64_t events, since;                       /* since 0: not known */
};

static int first_event(void *context, const struct event *event, const char *line, size_t length, struct error *error)
{
    struct waiting *waiting = context;
    struct dated dated;
    (void)line, (void)length, (void)error;
    if (time_date(waiting->doctor->records, event->boot, event->at, &dated, NULL) == 0 && dated.certain && (!waiting->since || dated.at < waiting->since))
        waiting->since = dated.at;
    return 0;
}

static int count_waiting(struct waiting *waiting, struct error *error)
{
    struct doctor *doctor = waiting->doctor;
    struct centre_identity identity;
    struct trust_store store = { 0 };
    struct origin_row *origins = NULL;
    struct outbox_need *needs = NULL;
    size_t origin_count = 0, need_count = 0;
    int code = centre_identity_open(&identity, doctor->centre, doctor->clock, &random_system, error);
    if (code)
        return code;
    code = trust_store_read(&store, doctor->centre, &identity, &doctor->arena, &doctor->report, error);
    centre_identity_forget(&identity);
    if (!code)
        code = records_origins(doctor->records, &doctor->arena, &origins, &origin_count, error);
    if (!code)
        code = trust_store_needs(&store, doctor->records, origins, origin_count, false, &doctor->arena, &needs, &need_count, error);
    for (size_t n = 0; n < origin_count && !code; n++) {
        int64_t least = store.count ? INT64_MAX : 0;
        for (size_t i = 0; i < store.count; i++)
            if (needs[i * origin_count + n].has < least)
                least = needs[i * origin_count + n].has;
        waiting->events += origins[n].seq - least;
        if (least < origins[n].seq)
            code = log_each(doctor->records, origins[n].id, least + 1, least + 1, first_event, waiting, error);
    }
    for (size_t i = 0; i < store.count; i++)
        waiting->granted += store.rows[i].granted;
    waiting->coordinators = store.count;
    return code;
}

void look_coordinators(struct doctor *doctor, struct doctor_finding *finding)
{
    struct waiting waiting = { .doctor = doctor };
    struct error wrong = { 0 };
    char path[PATH_MAX];
    /* without its key there is nothing to be compared, and opening it would make one */
    if (!doctor->records || !path_join(path, sizeof path, doctor->centre, "keys/centre.key") || faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) != 0) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("records or key are missing"));
        return;
    }
    size_t before = doctor->report.count;
    if (count_waiting(&waiting, &wrong))
        report_add(&doctor->report, &wrong);
    if (doctor->report.count > before) {
        doctor_find(finding, DOCTOR_BAD, N_("A file in the folder trust is broken: kiosk-admin trust names it; ask the coordinator to send it again."), "%s", _("a file is broken"));
        return;
    }
    if (!waiting.coordinators) {
        doctor_find(finding, DOCTOR_ATTENTION, N_("Nobody collects the results: ask your coordinator for a joining file; training goes on meanwhile."), "%s", _("nobody has joined"));
        return;
    }
    char since[DATE_SIZE] = "";
    if (waiting.since) {
        date_iso(since, waiting.since);
        since[10] = 0;
    }
    bool late = waiting.since && clock_wall(doctor->clock) - waiting.since > WAITS_LONG;
    const char *advice = waiting.granted < waiting.coordinators ? N_("Give the coordinator the centre's request (kiosk-admin export writes it to a stick), and take the grant in.")
                         : late ? N_("Results have waited for two months: export them to a stick (kiosk-admin export), and bring the receipt back.") : "";
    if (*since)
        doctor_find(finding, *advice ? DOCTOR_ATTENTION : DOCTOR_GOOD, advice, _("%zu of %zu enrolled us; %lld wait since %s"), waiting.granted, waiting.coordinators, (long long)waiting.events, since);
    else
        doctor_find(finding, *advice ? DOCTOR_ATTENTION : DOCTOR_GOOD, advice, _("%zu of %zu enrolled us; %lld wait"), waiting.granted, waiting.coordinators, (long long)waiting.events);
}

void look_rights(struct doctor *doctor, struct doctor_finding *finding)
{
    static const struct { const char *name; mode_t most; bool secret; } parts[] = {
        { "", 0750, false }, { "keys", 0750, false }, { "journal", 0700, true }, { "trust", 0700, true }, { "packs", 0755, false }, { "outbox", 0750, false },
        { "records.db", 0600, true }, { "kiosk.cfg", 0644, false } };
    char path[PATH_MAX];
    struct stat folder, status;
    if (stat(doctor->centre, &folder) != 0) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("there is no folder"));
        return;
    }
    const char *open_part = NULL, *strange_part = NULL;
    bool secret = false, denied = false;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!path_join(path, sizeof path, doctor->centre, parts[i].name) || stat(path, &status) != 0) {
            denied = denied || errno == EACCES;
            continue;
        }
        if ((status.st_mode & 0777 & ~parts[i].most) && (!open_part || (parts[i].secret && !secret))) {
            open_part = *parts[i].name ? parts[i].name : ".";
            secret = parts[i].secret;
        }
        if (status.st_uid != folder.st_uid && !strange_part)
            strange_part = parts[i].name;
    }
    if (strange_part)
        doctor_find(finding, DOCTOR_BAD, N_("The keeper may be unable to write: give all of the centre's folder to one user (chown -R USER on it)."), _("%s is another user's"), strange_part);
    else if (secret)
        doctor_find(finding, DOCTOR_BAD, N_("Others can read what is secret: say \"chmod go=\" on it, inside the centre's folder."), _("%s is open to others"), open_part);
    else if (open_part)
        doctor_find(finding, DOCTOR_ATTENTION, N_("Others may read or change more than they need: say \"chmod o=,g-w\" on it, inside the centre's folder."), _("%s is open to others"), open_part);
    else if (denied)
        doctor_find(finding, DOCTOR_UNKNOWN, run_as, "%s", _("they cannot be looked at"));
    else
        doctor_find(finding, DOCTOR_GOOD, "", "%s", _("as they should be"));
}

/* The n-th part between colons of a line that ends with LF or NUL. */
static const char *part(const char *line, int n, size_t *length)
{
    for (; n > 0 && *line && *line != '\n'; line++)
        n -= *line == ':';
    *length = strcspn(line, ":\n");
    return line;
}

/* How many users but the owner are of a group: members, and those whose first group it is. */
static size_t others_of(const struct doctor *doctor, uid_t owner, gid_t group)
{
    struct buf text = BUF_INIT;
    size_t others = 0, length;
    if (doctor_read(doctor, "/etc/passwd", &text))
        for (const char *line = text.data; *line; line += strcspn(line, "\n"), line += *line == '\n')
            others += strtoul(part(line, 3, &length), NULL, 10) == group && strtoul(part(line, 2, &length), NULL, 10) != owner && *part(line, 2, &length) != '\n' && length > 0;
    if (doctor_read(doctor, "/etc/group", &text))
        for (const char *line = text.data; *line; line += strcspn(line, "\n"), line += *line == '\n') {
            if (strtoul(part(line, 2, &length), NULL, 10) != group || !length)
                continue;
            const char *members = part(line, 3, &length);
            for (size_t i = 0; i < length; i++)
                others += i == 0 || members[i] == ',';
        }
    buf_release(&text);
    return others;
}

void look_users(struct doctor *doctor, struct doctor_finding *finding)
{
    struct stat status;
    if (stat(doctor->centre, &status) != 0) {
        doctor_find(finding, DOCTOR_UNKNOWN, "", "%s", _("there is no folder"));
        return;
    }
    size_t others = others_of(doctor, status.st_uid, status.st_gid);
    if (others)
        doctor_find(finding, DOCTOR_GOOD, "", P_("%zu other user may reach the keeper", "%zu other users may reach the keeper", others), others);
    else
        doctor_find(finding, DOCTOR_ATTENTION,
                    N_("Whoever leaves the kiosk for a shell can change results: for examinations, run kiosk-admin keep as one user, and the kiosk as another of its group."),
                    "%s", _("keeper and kiosk are one user"));
}
