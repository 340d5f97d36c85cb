#include "keeper/centre.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cfg.h"
#include "base/file.h"
#include "base/text.h"

#define CONFIG_LIMIT 65536

const struct setting setting_table[] = {
#define T(member, type, kind_, least_, most_, default_text, screen, words)                                                         \
    { .name = #member, .kind = SETTING_##kind_, .least = least_, .most = most_, .otherwise = default_text, .on_screen = screen,    \
      .text = words, .offset = offsetof(struct settings, member) },
    SETTINGS(T)
#undef T
    { .name = NULL },
};

const struct setting *setting_find(const char *name)
{
    for (const struct setting *setting = setting_table; setting->name; setting++)
        if (strcmp(setting->name, name) == 0)
            return setting;
    return NULL;
}

/* A language is ll or lll, with _RR for a region: as gettext names its catalogues. */
static bool language_valid(const char *code, size_t length)
{
    size_t letters = 0;
    while (letters < length && code[letters] >= 'a' && code[letters] <= 'z')
        letters++;
    if (letters < 2 || letters > 3)
        return false;
    if (letters == length)
        return true;
    return length == letters + 3 && code[letters] == '_' && code[letters + 1] >= 'A' && code[letters + 1] <= 'Z' &&
           code[letters + 2] >= 'A' && code[letters + 2] <= 'Z';
}

static bool languages_valid(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, " ");
        if (!language_valid(text, length))
            return false;
        text += length;
        while (*text == ' ')
            text++;
    }
    return true;
}

static bool printable(const char *text)
{
    size_t length = strlen(text), size;
    if (!text_valid(text, length))
        return false;
    for (; length > 0; text += size, length -= size)
        if (!text_printable(text_next(text, length, &size)))
            return false;
    return true;
}

static int read_setting(const struct setting *setting, const char *text, struct arena *arena, struct settings *settings, struct error *error)
{
    void *at = (char *)settings + setting->offset;
    if (setting->kind == SETTING_BOOL) {
        bool yes = strcmp(text, "true") == 0;
        if (!yes && strcmp(text, "false") != 0)
            return error_set(error, ERROR_INVALID, N_("this is true or false, not \"%s\""), text);
        *(bool *)at = yes;
        return 0;
    }
    if (setting->kind == SETTING_INT) {
        char *end;
        errno = 0;
        long long number = strtoll(text, &end, 10);
        if (errno || end == text || *end || number < setting->least || number > setting->most)
            return error_set(error, ERROR_INVALID, N_("this is a whole number from %lld to %lld, not \"%s\""), (long long)setting->least,
                             (long long)setting->most, text);
        *(int64_t *)at = number;
        return 0;
    }
    int64_t length = (int64_t)strlen(text);
    if (length < setting->least || length > setting->most || !printable(text))
        return error_set(error, ERROR_INVALID, N_("this is a text of %lld to %lld bytes that can be shown"), (long long)setting->least,
                         (long long)setting->most);
    if (setting->kind == SETTING_LANGUAGES && !languages_valid(text))
        return error_set(error, ERROR_INVALID, N_("\"%s\" is no language code; write en, fr or pt_BR, with blanks between"), text);
    if (setting->kind == SETTING_LAYOUT && text[strspn(text, "abcdefghijklmnopqrstuvwxyz")])
        return error_set(error, ERROR_INVALID, N_("this is the X name of a keyboard's layout: small letters, such as us or gb"));
    const char *copy = arena_text(arena, text);
    if (!copy)
        return error_memory(error);
    *(const char **)at = copy;
    return 0;
}

int setting_read(const struct setting *setting, const char *text, struct arena *arena, struct settings *settings, struct error *error)
{
    int code = read_setting(setting, text, arena, settings, error);
    if (code)
        error_in(error, setting->name);
    return code;
}

void settings_default(struct settings *settings)
{
    memset(settings, 0, sizeof *settings);
    for (const struct setting *setting = setting_table; setting->name; setting++) {
        void *at = (char *)settings + setting->offset;
        if (setting->kind == SETTING_BOOL)
            *(bool *)at = strcmp(setting->otherwise, "true") == 0;
        else if (setting->kind == SETTING_INT)
            *(int64_t *)at = strtoll(setting->otherwise, NULL, 10);
        else
            *(const char **)at = setting->otherwise;
    }
}

void setting_write(struct buf *out, const struct setting *setting, const struct settings *settings)
{
    const void *at = (const char *)settings + setting->offset;
    if (setting->kind == SETTING_BOOL)
        buf_text(out, *(const bool *)at ? "true" : "false");
    else if (setting->kind == SETTING_INT)
        buf_format(out, "%lld", (long long)*(const int64_t *)at);
    else
        buf_text(out, *(const char *const *)at);
}

bool settings_offer(const struct settings *settings, const char *language)
{
    size_t wanted = strlen(language);
    for (const char *at = settings->languages; *at && wanted;) {
        size_t length = strcspn(at, " ");
        if (length == wanted && memcmp(at, language, length) == 0)
            return true;
        at += length;
        at += strspn(at, " ");
    }
    return false;
}

static void read_config(const char *text, size_t length, const char *file, struct arena *arena, struct settings *settings,
                        struct report *report)
{
    config_t config;
    struct error error = { 0 };
    if (cfg_parse(&config, text, length, file, &error)) {
        report_add(report, &error);
        return;
    }
    const struct cfg cfg = { .file = file, .arena = arena, .report = report };
    const config_setting_t *root = config_root_setting(&config);
    const char *names[sizeof setting_table / sizeof *setting_table] = { 0 };
    for (size_t i = 0; setting_table[i].name; i++) {
        const struct setting *setting = &setting_table[i];
        void *at = (char *)settings + setting->offset;
        names[i] = setting->name;
        if (setting->kind == SETTING_BOOL) {
            cfg_bool(&cfg, root, setting->name, false, at);
        } else if (setting->kind == SETTING_INT) {
            cfg_int(&cfg, root, setting->name, false, setting->least, setting->most, at);
        } else {
            const char *value = NULL;
            struct error wrong = { 0 };
            cfg_string(&cfg, root, setting->name, false, &value);
            error_at(&wrong, file, 0, 0);
            if (value && setting_read(setting, value, arena, settings, &wrong))
                report_add(report, &wrong);
        }
    }
    cfg_known(&cfg, root, names);
    config_destroy(&config);
    if (!settings_offer(settings, settings->language))
        report_at(report, ERROR_INVALID, file, 0, 0, N_("language is \"%s\", which is not one of languages (\"%s\")"), settings->language,
                  settings->languages);
}

int centre_read(const char *folder, struct arena *arena, struct settings *settings, struct report *report)
{
    char path[PATH_MAX];
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    struct settings read;
    settings_default(&read);
    bool fits = path_join(path, sizeof path, folder, CENTRE_CONFIG);
    if (fits && access(path, F_OK) != 0 && errno == ENOENT)
        snprintf(path, sizeof path, "%s", SYSCONFDIR "/empretec-kiosk/" CENTRE_CONFIG);
    size_t before = report->count - report->warnings;
    int code = fits ? file_read(path, CONFIG_LIMIT, &text, &error) : error_set(&error, ERROR_LIMIT, N_("this path is too long"));
    if (code == ERROR_NOT_FOUND) {
        error_clear(&error);
        error_at(&error, folder, 0, 0);
        code = error_set(&error, ERROR_NOT_FOUND, N_("this is no centre's folder (it has no kiosk.cfg); make one with kiosk-admin init"));
    }
    if (code)
        report_add(report, &error);
    else
        read_config(text.data, text.length, path, arena, &read, report);
    buf_release(&text);
    if (report->count - report->warnings > before)
        return code ? code : ERROR_INVALID;
    *settings = read;
    return 0;
}

/* A string as libconfig reads it. */
static void quoted(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        buf_char(out, *text);
    }
    buf_char(out, '"');
}

/* A comment, broken at blanks. */
static void comment(struct buf *out, const char *text)
{
    size_t column = 0;
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column == 0 || column + 1 + length > 98) {
            buf_text(out, column ? "\n#" : "#");
            column = 1;
        }
        buf_char(out, ' ');
        buf_add(out, text, length);
        column += length + 1;
        text += length;
        text += strspn(text, " ");
    }
    buf_char(out, '\n');
}

void centre_write(struct buf *out, const struct settings *settings)
{
    struct settings defaults;
    settings_default(&defaults);
    comment(out, "The settings of a centre of Empretec Kiosk; see kiosk.cfg(5). What is left out has its default. Some can be changed on the "
                 "manager's screen: what is chosen there goes before what is written here.");
    for (const struct setting *setting = setting_table; setting->name; setting++) {
        struct buf value = BUF_INIT;
        buf_char(out, '\n');
        comment(out, setting->text);
        setting_write(&value, setting, settings ? settings : &defaults);
        buf_format(out, "%s = ", setting->name);
        if (setting->kind == SETTING_TEXT || setting->kind == SETTING_LANGUAGES || setting->kind == SETTING_LAYOUT)
            quoted(out, value.data);
        else
            buf_text(out, value.data);
        buf_text(out, ";\n");
        buf_release(&value);
    }
}

int centre_folders(const char *folder, struct error *error)
{
    static const struct { const char *name; mode_t mode; } parts[] = { { "packs", 0750 }, { "journal", 0700 }, { "keys", 0750 },
                                                                    { "trust", 0700 }, { "outbox", 0750 }, { "", 0750 } };
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!path_join(path, sizeof path, folder, parts[i].name))
            return error_set(error, ERROR_LIMIT, N_("this path is too long"));
        int code = folder_make(path, parts[i].mode, error);
        if (code)
            return code;
        if (chmod(path, parts[i].mode) != 0) {
            error_at(error, path, 0, 0);
            return error_system(error, errno, N_("this folder's rights cannot be set"));
        }
    }
    return 0;
}

int centre_make(const char *folder, const struct settings *settings, struct error *error)
{
    char path[PATH_MAX];
    struct buf text = BUF_INIT;
    int code = folder_make(folder, 0750, error);
    if (code)
        return code;
    static const char *const there[] = { CENTRE_CONFIG, "records.db" };
    for (size_t i = 0; i < sizeof there / sizeof *there; i++) {
        if (!path_join(path, sizeof path, folder, there[i]))
            return error_set(error, ERROR_LIMIT, N_("this path is too long"));
        if (access(path, F_OK) == 0) {
            error_at(error, path, 0, 0);
            return error_set(error, ERROR_EXISTS, N_("this folder is a centre already; name a new one"));
        }
    }
    code = centre_folders(folder, error);
    if (code)
        return code;
    centre_write(&text, settings);
    path_join(path, sizeof path, folder, CENTRE_CONFIG);
    code = buf_failed(&text) ? error_memory(error) : file_write(path, text.data, text.length, 0640, error);
    buf_release(&text);
    return code;
}

/* The lock is a file of its own: closing a descriptor of records.db would drop the locks that SQLite holds on it. */
int centre_lock(const char *folder, int *fd, struct error *error)
{
    char path[PATH_MAX], text[32] = "";
    if (!path_join(path, sizeof path, folder, "keeper.lock"))
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    error_at(error, path, 0, 0);
    if (lock < 0)
        return error_system(error, errno, N_("this file cannot be opened"));
    if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
        int number = errno;
        ssize_t length = read(lock, text, sizeof text - 1);
        text[length > 0 ? strcspn(text, "\n") : 0] = 0;
        close(lock);
        if (number != EWOULDBLOCK)
            return error_system(error, number, N_("this file cannot be locked"));
        error_at(error, folder, 0, 0);
        return error_set(error, ERROR_BUSY, N_("another keeper (process %s) has this centre open; stop it, or wait until it is done"), text);
    }
    snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(lock, 0) != 0 || pwrite(lock, text, strlen(text), 0) < 0) {
        /* the number is only for people; a full disk must not keep the centre shut */
    }
    error_at(error, "", 0, 0);
    *fd = lock;
    return 0;
}
