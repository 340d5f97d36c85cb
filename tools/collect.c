#include "collect.h"

#include <signal.h>
#include <sodium.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"

static const char *setting(const struct command_call *call, const char *option, const char *variable)
{
    const char *value = command_value(call, option);
    return value && *value ? value : variable;
}

int collect_open(struct collect *collect, struct command_call *call, unsigned needs)
{
    struct error error = { 0 };
    *collect = (struct collect){ .call = call };
    arena_init(&collect->arena, NULL, 0);
    if (needs & (COLLECT_KEY | COLLECT_ANY_KEY)) {
        const char *key = setting(call, "key", getenv("KIOSK_COLLECT_KEY"));
        if (!key || !*key)
            return command_usage(call, N_("which key? give --key FILE, or set KIOSK_COLLECT_KEY"));
        if (trust_secret_load(&collect->secret, needs & COLLECT_KEY ? "coordinator" : NULL, key, &error))
            return command_fail(call, &error);
        trust_seal_pair(&collect->seal, collect->secret.secret, TRUST_SEAL);
    }
    if (needs & (COLLECT_DATABASE | COLLECT_CHANGE)) {
        const char *database = setting(call, "database", getenv("KIOSK_DATABASE"));
        if (!database || !*database)
            return command_usage(call, N_("which database? give --database FILE, or set KIOSK_DATABASE"));
        const struct central_options options = { .path = database, .read_only = !(needs & COLLECT_CHANGE) };
        if (central_open(&collect->central, &options, &error))
            return command_fail(call, &error);
    }
    return 0;
}

void collect_close(struct collect *collect)
{
    central_close(collect->central);
    trust_secret_forget(&collect->secret);
    sodium_memzero(&collect->seal, sizeof collect->seal);
    arena_release(&collect->arena);
}

void collect_sign_hex(const struct collect *collect, char hex[2 * TRUST_PUBLIC + 1])
{
    struct sign_pair sign;
    trust_sign_pair(&sign, collect->secret.secret, TRUST_SIGN);
    hex_from(hex, sign.public, TRUST_PUBLIC);
    sodium_memzero(&sign, sizeof sign);
}

int collect_owner(struct collect *collect, bool take, struct error *error)
{
    const char *owner, *name;
    char own[2 * TRUST_PUBLIC + 1];
    collect_sign_hex(collect, own);
    int code = central_coordinator(collect->central, &collect->arena, &owner, &name, error);
    if (code || (owner && strcmp(owner, own) == 0))
        return code;
    if (take && (!owner || command_given(collect->call, "changed-key")))
        return central_own(collect->central, own, collect->secret.name, error);
    if (!owner)
        return 0;
    return error_set(error, ERROR_REFUSED, N_("this is the key of %s; the database belongs to %s, with another key. Give that one; where it was changed, say kiosk-collect enrol CENTRE --changed-key"),
                     collect->secret.name, name ? name : "");
}

int collect_folder(const char *folder, struct error *error)
{
    struct stat status;
    if (stat(folder, &status) == 0 && S_ISDIR(status.st_mode))
        return 0;
    error_at(error, folder, 0, 0);
    return error_set(error, ERROR_NOT_FOUND, N_("there is no such folder; put the stick in, and name its folder"));
}

const char *collect_short(char text[COLLECT_SHORT], const char *uuid)
{
    size_t length = strlen(uuid);
    snprintf(text, COLLECT_SHORT, "%s", length >= COLLECT_SHORT ? uuid + length - (COLLECT_SHORT - 1) : uuid);
    return text;
}

static const char *cleaned(struct arena *arena, const char *text)
{
    struct buf clean = BUF_INIT;
    text_clean(&clean, text, strlen(text), false);
    const char *copy = arena_copy(arena, clean.data, clean.length);
    buf_release(&clean);
    return copy ? copy : "";
}

const char *collect_centre_name(struct collect *collect, const char *uuid)
{
    struct central_centre centre;
    bool known = *uuid && central_centre(collect->central, uuid, &collect->arena, &centre, NULL) == 0;
    return cleaned(&collect->arena, known ? centre.name : uuid);
}

/* What every file system of a stick takes: letters and digits of any script, and '-' for all else. */
static void file_name(struct buf *out, const char *name)
{
    size_t length = strlen(name), size;
    for (size_t at = 0; at < length && out->length < 60; at += size) {
        uint32_t c = text_next(name + at, length - at, &size);
        bool letter = c >= 0x80 ? text_printable(c) && c != 0xa0 && c != 0xfffd : ascii_alpha((int)c) || ascii_digit((int)c);
        if (letter)
            buf_add(out, name + at, size);
        else if (out->length && out->data[out->length - 1] != '-')
            buf_char(out, '-');
    }
    while (out->length && out->data[out->length - 1] == '-')
        buf_cut(out, out->length - 1);
    if (!out->length)
        buf_text(out, "centre");
}

int collect_path(struct collect *collect, char *path, size_t size, const char *folder, const struct central_centre *centre, const char *suffix,
                 struct error *error)
{
    struct central_centre *all = NULL;
    struct buf name = BUF_INIT, other = BUF_INIT;
    size_t count = 0;
    bool shared = false;
    char digits[COLLECT_SHORT];
    int code = central_centres(collect->central, &collect->arena, &all, &count, error);
    file_name(&name, centre->name);
    for (size_t i = 0; i < count && !code; i++) {
        buf_clear(&other);
        file_name(&other, all[i].name);
        shared = shared || (strcmp(all[i].uuid, centre->uuid) != 0 && strcasecmp(other.data, name.data) == 0);
    }
    if (shared)
        buf_format(&name, "-%s", collect_short(digits, centre->uuid));
    buf_format(&name, ".%s", suffix);
    if (!code && (buf_failed(&name) || buf_failed(&other)))
        code = error_memory(error);
    if (!code && !path_join(path, size, folder, name.data))
        code = error_set(error, ERROR_LIMIT, N_("this path is too long"));
    buf_release(&name);
    buf_release(&other);
    return code;
}

const char *collect_date(char text[20], int64_t at)
{
    struct date date;
    date_from(&date, at, 0);
    if (at == 0)
        snprintf(text, 20, "-");
    else
        snprintf(text, 20, "%04d-%02d-%02d %02d:%02d", date.year % 10000, date.month, date.day, date.hour, date.minute);
    return text;
}

static void tick(int number)
{
    ssize_t written = write(STDERR_FILENO, ".", 1); /* all that a signal may do */
    (void)number, (void)written;
}

void collect_busy(bool on)
{
    const struct sigaction action = { .sa_handler = tick, .sa_flags = SA_RESTART };
    const struct itimerval second = { { 1, 0 }, { 1, 0 } }, never = { { 0, 0 }, { 0, 0 } };
    if (!isatty(STDERR_FILENO))
        return;
    if (on)
        sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, on ? &second : &never, NULL);
    if (!on)
        collect_busy_clear();
}

void collect_busy_clear(void)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K");
}

static bool enrolled(struct collect *collect, const char *uuid)
{
    struct central_centre centre;
    return central_centre(collect->central, uuid, &collect->arena, &centre, NULL) == 0 && centre.grant && !centre.revoked;
}

void collect_say_ahead(const struct central_centre *centre)
{
    char date[20];
    if (centre->ahead)
        printf(_("  This request is dated %s: the centre's clock is ahead, or somebody else made it. Ask them when they made it.\n"), collect_date(date, centre->ahead));
}

/* Whether it waits for an answer. */
static bool say_request(struct collect *collect, const struct add_result *result)
{
    struct central_centre centre;
    char fingerprint[TRUST_FINGERPRINT_SIZE];
    if (central_centre(collect->central, result->centre, &collect->arena, &centre, NULL) != 0)
        return true;
    if (centre.grant && !centre.revoked) {
        printf(_("%s is enrolled already.\n"), collect_centre_name(collect, centre.uuid));
        return false;
    }
    trust_fingerprint_hex(fingerprint, centre.key);
    printf(_("%s asks to be enrolled. Its fingerprint is %s: compare it by telephone, then kiosk-collect enrol.\n"), collect_centre_name(collect, centre.uuid),
           fingerprint);
    collect_say_ahead(&centre);
    return true;
}

static void say_bundle(struct collect *collect, const struct add_result *result)
{
    char terminal[COLLECT_SHORT];
    collect_short(terminal, result->origin);
    printf(_("%s, terminal %s, %lld to %lld: "), collect_centre_name(collect, result->centre), terminal, (long long)result->first, (long long)result->last);
    if (result->outcome == ADD_MERGED)
        printf(_("%lld new\n"), (long long)result->added);
    else if (result->outcome == ADD_KNOWN)
        printf("%s\n", _("known"));
    else if (enrolled(collect, result->centre))
        printf(_("kept aside: %s; ask the centre what happened\n"), _(result->why));
    else
        printf(_("kept aside: %s; it is taken in when the centre is enrolled\n"), _(result->why));
    if (result->fork >= 0)
        printf(_("  Terminal %s has two histories since %lld: a card was copied or a backup restored; both are kept.\n"), terminal, (long long)result->fork);
    if (result->elsewhere)
        printf(P_("  It says of %lld person that they were joined or erased, of whom another centre sent something, too: nothing of that was touched. kiosk-collect check names them.\n",
                  "  It says of %lld people that they were joined or erased, of whom another centre sent something, too: nothing of that was touched. kiosk-collect check names them.\n",
                  result->elsewhere), (long long)result->elsewhere);
}

int collect_visit(void *context, const char *path, const struct add_result *result, const struct error *error)
{
    struct collect_tally *tally = context;
    tally->files++;
    tally->events += result->added;
    if (result->outcome == ADD_REFUSED) {
        tally->refused++;
        collect_busy_clear();
        command_fail(tally->collect->call, error);
        return 0;
    }
    collect_busy_clear();
    if (!tally->again) {
        command_column(path, 0);
        printf(": ");
    }
    bool waits = result->outcome == ADD_NOTED && say_request(tally->collect, result);
    if (result->outcome != ADD_NOTED && (!tally->again || result->outcome == ADD_MERGED))
        say_bundle(tally->collect, result);
    tally->merged += result->outcome == ADD_MERGED;
    tally->known += result->outcome == ADD_KNOWN || (result->outcome == ADD_NOTED && !waits);
    tally->requests += waits;
    tally->aside += result->outcome == ADD_ASIDE;
    fflush(stdout);
    return 0;
}

static void json_name(struct buf *out, const char *name)
{
    char last = out->length ? out->data[out->length - 1] : '{';
    buf_format(out, "%s\"%s\": ", last == '{' ? "" : ", ", name);
}

void collect_json_text(struct buf *out, const char *name, const char *text)
{
    json_name(out, name);
    if (!text) {
        buf_text(out, "null");
        return;
    }
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            buf_format(out, "\\u%04x", (unsigned char)*text);
        else
            buf_char(out, *text);
    }
    buf_char(out, '"');
}

void collect_json_int(struct buf *out, const char *name, int64_t value)
{
    json_name(out, name);
    buf_format(out, "%lld", (long long)value);
}

#define PUBLIC_HEAD "empretec-kiosk %s public 1"

void collect_public_of(struct collect_public *public, const struct trust_secret *secret)
{
    struct seal_pair seal;
    trust_seal_pair(&seal, secret->secret, TRUST_SEAL);
    snprintf(public->owner, sizeof public->owner, "%s", secret->owner);
    snprintf(public->name, sizeof public->name, "%s", secret->name);
    hex_from(public->seal, seal.public, TRUST_PUBLIC);
    sodium_memzero(&seal, sizeof seal);
}

int collect_public_save(const struct collect_public *public, const char *path, struct error *error)
{
    char text[64 + TRUST_NAME_LIMIT + 2 * TRUST_PUBLIC + 8];
    int length = snprintf(text, sizeof text, PUBLIC_HEAD "\n%s\n%s\n", public->owner, public->name, public->seal);
    return file_write(path, text, (size_t)length, 0644, error);
}

/* One line without its end, CR LF let pass; false where it is not there or does not fit. */
static bool line(const char **at, char *out, size_t size)
{
    size_t length = strcspn(*at, "\n");
    if (!(*at)[length])
        return false;
    const char *start = *at;
    *at += length + 1;
    if (length && start[length - 1] == '\r')
        length--;
    if (length == 0 || length >= size || !text_valid(start, length))
        return false;
    memcpy(out, start, length);
    out[length] = 0;
    return true;
}

int collect_public_load(struct collect_public *public, const char *path, struct error *error)
{
    static const char *const owners[] = { "coordinator", "recipient" };
    struct collect_public read = { .owner = "" };
    struct buf text = BUF_INIT, clean = BUF_INIT;
    unsigned char key[TRUST_PUBLIC];
    char head[64] = "", want[64];
    int code = file_read(path, 4096, &text, error);
    const char *at = text.data;
    if (code)
        goto cleanup;
    bool whole = line(&at, head, sizeof head) && line(&at, read.name, sizeof read.name) && line(&at, read.seal, sizeof read.seal) && !at[strspn(at, " \r\n")]
        && strlen(text.data) == text.length;
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++) {
        snprintf(want, sizeof want, PUBLIC_HEAD, owners[i]);
        if (strcmp(head, want) == 0)
            snprintf(read.owner, sizeof read.owner, "%s", owners[i]);
    }
    text_clean(&clean, read.name, strlen(read.name), false);
    if (!whole || !read.owner[0] || hex_to(key, sizeof key, read.seal) || strcmp(clean.data, read.name) != 0) {
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_SYNTAX, N_("this is no public part of a key (NAME.pub of kiosk-collect keygen)"));
    } else {
        *public = read;
    }
cleanup:
    buf_release(&clean);
    buf_release(&text);
    return code;
}

void collect_fingerprint(char text[TRUST_FINGERPRINT_SIZE], const struct trust_secret *secret)
{
    struct sign_pair sign;
    struct seal_pair seal;
    trust_sign_pair(&sign, secret->secret, TRUST_SIGN);
    trust_seal_pair(&seal, secret->secret, TRUST_SEAL);
    trust_fingerprint(text, strcmp(secret->owner, "recipient") == 0 ? seal.public : sign.public);
    sodium_memzero(&sign, sizeof sign);
    sodium_memzero(&seal, sizeof seal);
}
