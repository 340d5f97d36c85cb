#include "base/cfg.h"

#include <math.h>
#include <stdarg.h>

#include "base/id.h"
#include "base/text.h"

#define CFG_BYTES ((size_t)4 << 20)
#define CFG_NESTING 32
/* libconfig looks through a group from its start for each setting that it adds: half a million of them would take hours. */
#define CFG_SETTINGS 4096

struct scan {
    const char *text;
    size_t length, at, line_start;
    long line;
    const char *file;
    struct error *error;
};

static int peek(const struct scan *scan, size_t ahead)
{
    return ahead < scan->length - scan->at ? (unsigned char)scan->text[scan->at + ahead] : -1;
}

static void step(struct scan *scan)
{
    if (scan->text[scan->at++] == '\n') {
        scan->line++;
        scan->line_start = scan->at;
    }
}

static void here(const struct scan *scan)
{
    long column = 1;
    for (size_t at = scan->line_start, size; at < scan->at; at += size, column++)
        text_next(scan->text + at, scan->length - at, &size);
    error_at(scan->error, scan->file, scan->line, column);
}

#define refuse(scan, ...) (here(scan), error_set((scan)->error, __VA_ARGS__))

static int scan_comment(struct scan *scan)
{
    if (peek(scan, 0) == '#' || peek(scan, 1) == '/') {
        while (scan->at < scan->length && scan->text[scan->at] != '\n')
            step(scan);
        return 0;
    }
    struct scan start = *scan;
    scan->at += 2;
    while (scan->at < scan->length) {
        if (peek(scan, 0) == '*' && peek(scan, 1) == '/') {
            scan->at += 2;
            return 0;
        }
        step(scan);
    }
    return refuse(&start, ERROR_SYNTAX, N_("this comment never ends; close it with \"*/\""));
}

static int scan_string(struct scan *scan)
{
    struct scan start = *scan;
    step(scan);
    while (scan->at < scan->length) {
        int c = peek(scan, 0);
        if (c == '"') {
            step(scan);
            return 0;
        }
        if (c == '\\' && (peek(scan, 1) == 'x' || peek(scan, 1) == 'X') && peek(scan, 2) == '0' && peek(scan, 3) == '0')
            return refuse(scan, ERROR_SYNTAX, N_("\"\\x00\" would end the text here; take it out"));
        if (c == '\\' && scan->length - scan->at > 1)
            step(scan);
        step(scan);
    }
    return refuse(&start, ERROR_SYNTAX, N_("this text never ends; close it with a quotation mark"));
}

static bool hex_digit(int c)
{
    return ascii_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/* The places that a number's digits take without leading zeros decide: libconfig would wrap it without a word. */
static bool fits(const char *digits, size_t count, bool hex, bool negative, bool large)
{
    uint64_t most = large ? INT64_MAX : INT32_MAX, value = 0;
    uint64_t base = hex ? 16 : 10;
    most += negative;
    for (size_t i = 0; i < count; i++) {
        int c = digits[i];
        uint64_t digit = (uint64_t)(ascii_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        if (value > (most - digit) / base)
            return false;
        value = value * base + digit;
    }
    return true;
}

static int scan_number(struct scan *scan)
{
    const char *start = scan->text + scan->at, *end = scan->text + scan->length, *at = start;
    bool negative = *at == '-';
    at += *at == '-' || *at == '+';
    bool hex = end - at > 2 && at[0] == '0' && (at[1] | 0x20) == 'x' && hex_digit(at[2]);
    if (hex)
        at += 2;
    const char *digits = at;
    while (at < end && (hex ? hex_digit(*at) : ascii_digit(*at)))
        at++;
    size_t count = (size_t)(at - digits);
    bool real = !hex && at < end && (*at == '.' || (*at | 0x20) == 'e');
    if (real) {
        while (at < end && (ascii_digit(*at) || *at == '.' || (*at | 0x20) == 'e'
                            || ((*at == '+' || *at == '-') && (at[-1] | 0x20) == 'e')))
            at++;
    } else if (count > 0) {
        bool large = at < end && *at == 'L';
        if (!fits(digits, count, hex, negative, large)) {
            char shown[64];
            snprintf(shown, sizeof shown, "%.*s", at - start < 60 ? (int)(at - start) : 60, start);
            return large ? refuse(scan, ERROR_LIMIT, N_("%s is larger than any number here may be"), shown)
                : refuse(scan, ERROR_LIMIT, N_("%s needs an L behind it, since it is over 32 bits: %sL"), shown, shown);
        }
        at += large;
        at += large && at < end && *at == 'L';
    }
    if (at == start)
        at++;
    scan->at += (size_t)(at - start);
    return 0;
}

int cfg_scan(const char *text, size_t length, const char *file, struct error *error)
{
    struct scan scan = { .text = text, .length = length, .line = 1, .file = file, .error = error };
    size_t depth = 0, settings[CFG_NESTING + 1] = { 0 };
    int code = 0;
    if (length > CFG_BYTES) {
        error_at(error, file, 0, 0);
        return error_set(error, ERROR_LIMIT, N_("this file is longer than %zu bytes, the most that is read"), CFG_BYTES);
    }
    /* first, so that no reader may see the end of a line or of the text where another does not */
    for (; scan.at < length; step(&scan)) {
        unsigned char c = (unsigned char)text[scan.at];
        if ((c < 0x20 && c != '\t' && c != '\n' && !(c == '\r' && peek(&scan, 1) == '\n')) || c == 0x7f)
            return refuse(&scan, ERROR_SYNTAX, N_("there is a control character here; take it out"));
    }
    scan.at = scan.line_start = 0;
    scan.line = 1;
    while (scan.at < length && code == 0) {
        int c = peek(&scan, 0);
        if (c == '#' || (c == '/' && (peek(&scan, 1) == '/' || peek(&scan, 1) == '*'))) {
            code = scan_comment(&scan);
        } else if (c == '"') {
            code = scan_string(&scan);
        } else if (c == '@') {
            /* libconfig knows it at the beginning of a line alone; nothing else that begins so means anything */
            code = refuse(&scan, ERROR_REFUSED, N_("other files are not included here; take out \"@\" and what follows"));
        } else if (ascii_alpha(c) || c == '*') {
            while (scan.at < length && (ascii_alpha(c = peek(&scan, 0)) || ascii_digit(c) || c == '-' || c == '_' || c == '*'))
                step(&scan);
        } else if (ascii_digit(c) || c == '-' || c == '+' || c == '.') {
            code = scan_number(&scan);
        } else {
            if (c == '{' || c == '(' || c == '[') {
                if (depth == CFG_NESTING)
                    return refuse(&scan, ERROR_LIMIT, N_("brackets are nested more than %d deep here, the most that is read"), CFG_NESTING);
                settings[++depth] = 0;
            } else if ((c == '}' || c == ')' || c == ']') && depth > 0) {
                depth--;
            } else if ((c == '=' || c == ':') && ++settings[depth] > CFG_SETTINGS) {
                return refuse(&scan, ERROR_LIMIT, N_("there are more than %d settings in this group, the most that is read"), CFG_SETTINGS);
            }
            step(&scan);
        }
    }
    return code;
}

int cfg_parse(config_t *config, const char *text, size_t length, const char *file, struct error *error)
{
    int code = cfg_scan(text, length, file, error);
    if (code)
        return code;
    if (!text_valid(text, length)) {
        error_at(error, file, 0, 0);
        return error_set(error, ERROR_ENCODING, N_("this is not UTF-8"));
    }
    /* libconfig 1.5 calls a comment that ends with the file, not with a line, a mistake */
    struct buf copy = BUF_INIT;
    buf_add(&copy, text, length);
    buf_char(&copy, '\n');
    if (buf_failed(&copy)) {
        error_at(error, file, 0, 0);
        return error_memory(error);
    }
    config_init(config);
    if (!config_read_string(config, copy.data)) {
        /* the words of libconfig are not translated: those that it has are few */
        const char *words = config_error_text(config);
        error_at(error, file, config_error_line(config), 0);
        if (words && strcmp(words, "duplicate setting name") == 0)
            code = error_set(error, ERROR_SYNTAX, N_("a setting of this name is already there; take one of them out"));
        else if (words && strcmp(words, "mismatched element type in array") == 0)
            code = error_set(error, ERROR_SYNTAX, N_("all in [ ] must be of one kind; use ( ) for a list of several kinds"));
        else
            code = error_set(error, ERROR_SYNTAX, N_("this is not understood; look here and just before for a missing \";\", \"=\", quotation mark or bracket"));
        config_destroy(config);
    }
    buf_release(&copy);
    return code;
}

static void report_list(const struct cfg *cfg, enum error_code code, const config_setting_t *setting, const char *message, va_list list)
{
    struct error error = { 0 };
    error_at(&error, cfg->file, setting ? (long)config_setting_source_line(setting) : 0, 0);
    error_set_list(&error, code, message, list);
    report_add(cfg->report, &error);
}

void cfg_report(const struct cfg *cfg, const config_setting_t *setting, const char *message, ...)
{
    va_list list;
    va_start(list, message);
    report_list(cfg, ERROR_INVALID, setting, message, list);
    va_end(list);
}

static bool no_memory(const struct cfg *cfg)
{
    struct error error = { 0 };
    error_at(&error, cfg->file, 0, 0);
    error_memory(&error);
    report_add(cfg->report, &error);
    return false;
}

/* The setting, or NULL; *good is false where it is required and missing. */
static config_setting_t *find(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, bool *good)
{
    config_setting_t *setting = config_setting_get_member(group, name);
    *good = setting || !required;
    if (!*good)
        cfg_report(cfg, group, N_("the setting \"%s\" is missing"), name);
    return setting;
}

/* What a setting is called in messages; elements of a list have no name, so their list's stands for them. */
static const char *called(const config_setting_t *setting)
{
    while (setting && !config_setting_name(setting) && !config_setting_is_root(setting))
        setting = config_setting_parent(setting);
    const char *name = setting ? config_setting_name(setting) : NULL;
    return name ? name : "";
}

static bool take_text(const struct cfg *cfg, const config_setting_t *setting, bool lines, const char **out)
{
    const char *text = config_setting_get_string(setting);
    if (config_setting_type(setting) != CONFIG_TYPE_STRING || !text) {
        cfg_report(cfg, setting, N_("\"%s\" must be a text in quotation marks"), called(setting));
        return false;
    }
    size_t length = strlen(text);
    if (!text_valid(text, length)) {
        cfg_report(cfg, setting, N_("\"%s\" is not UTF-8"), called(setting));
        return false;
    }
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t c = text_next(text + at, length - at, &size);
        if (c == '\n' && !lines) {
            cfg_report(cfg, setting, N_("\"%s\" must be one line; a long text may be written as several, one behind the other: \"…\" \"…\""),
                       called(setting));
            return false;
        }
        if (!text_printable(c) && c != '\n') {
            char shown[16];
            snprintf(shown, sizeof shown, "U+%04X", (unsigned)c);
            cfg_report(cfg, setting, N_("\"%s\" holds a character that cannot be shown, %s; take it out"), called(setting), shown);
            return false;
        }
    }
    struct buf nfc;
    buf_init(&nfc, cfg->arena->allocator);
    char *copy = text_nfc(&nfc, text, length) ? arena_copy(cfg->arena, nfc.data, nfc.length) : NULL;
    buf_release(&nfc);
    if (!copy)
        return no_memory(cfg);
    *out = copy;
    return true;
}

bool cfg_string(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char **out)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    return setting ? take_text(cfg, setting, false, out) : good;
}

bool cfg_text(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char **out)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    return setting ? take_text(cfg, setting, true, out) : good;
}

bool cfg_name(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char **out)
{
    bool good;
    const char *text = NULL;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    if (!take_text(cfg, setting, false, &text))
        return false;
    if (!name_valid(text)) {
        cfg_report(cfg, setting, N_("\"%s\" cannot be an id: it takes 1 to %d of a-z, 0-9, \".\", \"_\" and \"-\", a letter or digit first"),
                   text, NAME_LIMIT);
        return false;
    }
    *out = text;
    return true;
}

bool cfg_int(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, int64_t least, int64_t most, int64_t *out)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    int type = config_setting_type(setting);
    if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) {
        cfg_report(cfg, setting, N_("\"%s\" must be a whole number"), name);
        return false;
    }
    int64_t value = type == CONFIG_TYPE_INT ? config_setting_get_int(setting) : config_setting_get_int64(setting);
    if (value < least || value > most) {
        cfg_report(cfg, setting, N_("\"%s\" must be from %lld to %lld"), name, (long long)least, (long long)most);
        return false;
    }
    *out = value;
    return true;
}

bool cfg_real(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, double *out)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    int type = config_setting_type(setting);
    double value = type == CONFIG_TYPE_INT ? config_setting_get_int(setting)
        : type == CONFIG_TYPE_INT64 ? (double)config_setting_get_int64(setting)
        : type == CONFIG_TYPE_FLOAT ? config_setting_get_float(setting) : NAN;
    if (!isfinite(value)) {
        cfg_report(cfg, setting, N_("\"%s\" must be a number"), name);
        return false;
    }
    *out = value;
    return true;
}

bool cfg_bool(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, bool *out)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    if (config_setting_type(setting) != CONFIG_TYPE_BOOL) {
        cfg_report(cfg, setting, N_("\"%s\" must be true or false"), name);
        return false;
    }
    *out = config_setting_get_bool(setting);
    return true;
}

/*
 * How many letters must be changed, added, left out, or swapped with their neighbour (optimal string alignment); more than a few is
 * reported as FAR.
 */
#define FAR 99
static int distance(const char *a, const char *b)
{
    enum { MOST = 40 };
    int rows[3][MOST + 1];
    size_t a_length = strlen(a), b_length = strlen(b);
    if (a_length > MOST || b_length > MOST)
        return FAR;
    int *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b_length; j++)
        above[j] = (int)j;
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= b_length; j++) {
            int best = above[j - 1] + (a[i - 1] != b[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
        int *oldest = before;
        before = above;
        above = row;
        row = oldest;
    }
    return above[b_length];
}

/* The nearest of the words, or NULL where none is near: two slips at most, and fewer in a short word. */
static const char *nearest(const char *word, const char *const *words)
{
    const char *best = NULL;
    int least = strlen(word) < 3 ? 0 : strlen(word) < 5 ? 1 : 2;
    for (size_t i = 0; words[i]; i++) {
        int far = distance(word, words[i]);
        if (far < least || (far == least && !best)) {
            best = words[i];
            least = far;
        }
    }
    return best;
}

bool cfg_word(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char *const *words, int *out)
{
    bool good;
    const char *text = NULL;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    if (!take_text(cfg, setting, false, &text))
        return false;
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0) {
            *out = i;
            return true;
        }
    const char *meant = nearest(text, words);
    if (meant) {
        cfg_report(cfg, setting, N_("\"%s\" cannot be \"%s\"; did you mean \"%s\"?"), name, text, meant);
        return false;
    }
    char list[ERROR_ARGUMENT_SIZE] = "";
    for (size_t i = 0, used = 0; words[i] && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s\"%s\"", i ? ", " : "", words[i]);
    cfg_report(cfg, setting, N_("\"%s\" cannot be \"%s\"; it is one of %s"), name, text, list);
    return false;
}

bool cfg_strings(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, const char ***out, size_t *count)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    if (!config_setting_is_array(setting) && !config_setting_is_list(setting)) {
        cfg_report(cfg, setting, N_("\"%s\" must be a list of texts: ( \"…\", \"…\" )"), name);
        return false;
    }
    int length = config_setting_length(setting);
    const char **texts = arena_array(cfg->arena, (size_t)length, sizeof *texts);
    if (!texts)
        return no_memory(cfg);
    for (int i = 0; i < length; i++)
        if (!take_text(cfg, config_setting_get_elem(setting, (unsigned)i), false, &texts[i]))
            good = false;
    if (!good)
        return false;
    *out = texts;
    *count = (size_t)length;
    return true;
}

config_setting_t *cfg_list(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required)
{
    bool good;
    config_setting_t *setting = find(cfg, group, name, required, &good);
    if (setting && !config_setting_is_list(setting)) {
        cfg_report(cfg, setting, N_("\"%s\" must be a list in ( )"), name);
        return NULL;
    }
    return setting;
}

config_setting_t *cfg_group(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required)
{
    bool good;
    config_setting_t *setting = find(cfg, group, name, required, &good);
    if (setting && !config_setting_is_group(setting)) {
        cfg_report(cfg, setting, N_("\"%s\" must be a group in { }"), name);
        return NULL;
    }
    return setting;
}

void cfg_known(const struct cfg *cfg, const config_setting_t *group, const char *const *names)
{
    int length = config_setting_length(group);
    for (int i = 0; i < length; i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        const char *name = config_setting_name(setting);
        size_t known = 0;
        while (name && names[known] && strcmp(names[known], name) != 0)
            known++;
        if (!name || names[known])
            continue;
        const char *meant = nearest(name, names);
        if (meant)
            cfg_report(cfg, setting, N_("unknown setting \"%s\"; did you mean \"%s\"?"), name, meant);
        else
            cfg_report(cfg, setting, N_("unknown setting \"%s\"; take it out"), name);
    }
}

/* "fr", "pt_BR": ISO 639, and a country. */
static bool language_valid(const char *text)
{
    size_t letters = 0;
    while (text[letters] >= 'a' && text[letters] <= 'z')
        letters++;
    const char *rest = text + letters;
    return (letters == 2 || letters == 3) && (!*rest
        || (*rest == '_' && rest[1] >= 'A' && rest[1] <= 'Z' && rest[2] >= 'A' && rest[2] <= 'Z' && !rest[3]));
}

bool cfg_localized(const struct cfg *cfg, const config_setting_t *group, const char *name, bool required, struct localized *out)
{
    bool good;
    const config_setting_t *setting = find(cfg, group, name, required, &good);
    if (!setting)
        return good;
    bool many = config_setting_is_group(setting);
    int length = many ? config_setting_length(setting) : 1;
    if (many && length == 0) {
        cfg_report(cfg, setting, N_("\"%s\" holds no text; write { en = \"…\"; }, or take it out"), name);
        return false;
    }
    struct localized_text *texts = arena_array(cfg->arena, (size_t)length, sizeof *texts);
    if (!texts)
        return no_memory(cfg);
    for (int i = 0; i < length; i++) {
        const config_setting_t *one = many ? config_setting_get_elem(setting, (unsigned)i) : setting;
        const char *language = many ? config_setting_name(one) : "";
        if (many && !language_valid(language)) {
            cfg_report(cfg, one, N_("\"%s\" is not a language; write it as fr or pt_BR"), language);
            good = false;
            continue;
        }
        texts[i].language = arena_text(cfg->arena, language);
        if (!texts[i].language)
            return no_memory(cfg);
        if (!take_text(cfg, one, true, &texts[i].text))
            good = false;
    }
    if (!good)
        return false;
    out->texts = texts;
    out->count = (size_t)length;
    return true;
}

const char *localized_get(const struct localized *localized, const char *language)
{
    size_t parent = strcspn(language, "_-@.");
    for (size_t i = 0; i < localized->count; i++)
        if (strcmp(localized->texts[i].language, language) == 0)
            return localized->texts[i].text;
    for (size_t i = 0; i < localized->count; i++)
        if (strlen(localized->texts[i].language) == parent && strncmp(localized->texts[i].language, language, parent) == 0)
            return localized->texts[i].text;
    return localized->count ? localized->texts[0].text : "";
}
