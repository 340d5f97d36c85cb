#include "pack/manifest.h"

#include "base/id.h"
#include "base/text.h"

bool pack_version_read(const char *text, int numbers[3])
{
    int read[3];
    for (int i = 0; i < 3; i++) {
        int digits = 0;
        read[i] = 0;
        for (; ascii_digit((unsigned char)text[digits]); digits++) {
            if (digits == 6 || (digits == 1 && text[0] == '0'))
                return false;
            read[i] = read[i] * 10 + (text[digits] - '0');
        }
        if (digits == 0 || text[digits] != (i < 2 ? '.' : 0))
            return false;
        text += digits + 1;
    }
    memcpy(numbers, read, sizeof read);
    return true;
}

int pack_version_compare(const char *a, const char *b)
{
    int left[3] = { -1, 0, 0 }, right[3] = { -1, 0, 0 };
    pack_version_read(a, left);
    pack_version_read(b, right);
    for (int i = 0; i < 3; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

const char *pack_path_fault(const char *path, size_t length)
{
    if (length == 0)
        return N_("a name is empty");
    if (length > PACK_PATH_LIMIT)
        return N_("this name is longer than 200 bytes");
    if (!text_valid(path, length))
        return N_("this name is not UTF-8");
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t codepoint = text_next(path + at, length - at, &size);
        if (size == 0 || !text_printable(codepoint))
            return N_("this name holds characters that cannot be shown");
    }
    if (memchr(path, '\\', length))
        return N_("this name holds a backslash");
    if (path[0] == '/' || (length > 1 && path[1] == ':'))
        return N_("this name is absolute");
    for (size_t start = 0; start <= length;) {
        const char *slash = memchr(path + start, '/', length - start);
        size_t part = (slash ? (size_t)(slash - path) : length) - start;
        if (part == 0)
            return N_("this name has an empty component");
        if (path[start] == '.' && (part == 1 || (part == 2 && path[start + 1] == '.')))
            return N_("this name leads out of its folder");
        start += part + 1;
    }
    return NULL;
}

const struct manifest_unit *manifest_unit(const struct manifest *manifest, const char *id)
{
    for (size_t i = 0; i < manifest->unit_count; i++)
        if (strcmp(manifest->units[i].id, id) == 0)
            return &manifest->units[i];
    return NULL;
}

const struct manifest_file *manifest_file(const struct manifest_unit *unit, const char *language)
{
    size_t parent = strcspn(language, "_-");
    const struct manifest_file *best = &unit->files[0];
    for (size_t i = 0; i < unit->file_count; i++) {
        const char *have = unit->files[i].language;
        if (strcmp(have, language) == 0)
            return &unit->files[i];
        if (language[parent] && strlen(have) == parent && strncmp(have, language, parent) == 0)
            best = &unit->files[i];
    }
    return best;
}

/* As cfg_localized wants it: en, pt_BR. */
static bool language_valid(const char *text)
{
    size_t letters = 0;
    while (text[letters] >= 'a' && text[letters] <= 'z')
        letters++;
    const char *rest = text + letters;
    return (letters == 2 || letters == 3)
        && (!*rest || (*rest == '_' && rest[1] >= 'A' && rest[1] <= 'Z' && rest[2] >= 'A' && rest[2] <= 'Z' && !rest[3]));
}

/* A path or digest for each language, or one for all: the same shape as a text in several languages. */
static const char *of_language(const struct localized *values, const char *language)
{
    for (size_t i = 0; i < values->count; i++) {
        if (strcmp(values->texts[i].language, language) == 0)
            return values->texts[i].text;
    }
    return NULL;
}

static void read_files(const struct cfg *cfg, const config_setting_t *group, const struct manifest *manifest, struct manifest_unit *unit)
{
    struct localized paths = { 0 }, digests = { 0 };
    if (!cfg_localized(cfg, group, "files", true, &paths) || !cfg_localized(cfg, group, "digest", true, &digests) || paths.count == 0)
        return;
    if (digests.count != paths.count)
        cfg_report(cfg, group, N_("\"digest\" must have one value for each of \"files\""));
    unit->files = arena_array(cfg->arena, paths.count, sizeof *unit->files);
    if (!unit->files)
        return;
    /* in the order of the pack's languages, so that the first is the fall-back */
    bool shared = paths.count == 1 && of_language(&paths, "");
    for (size_t l = 0; l < (shared ? 1 : manifest->language_count) && unit->file_count < paths.count; l++) {
        const char *language = shared ? "" : manifest->languages[l];
        const char *path = of_language(&paths, language), *hex = of_language(&digests, language);
        if (!path)
            continue;
        const char *fault = pack_path_fault(path, strlen(path));
        struct manifest_file *file = &unit->files[unit->file_count++];
        *file = (struct manifest_file){ .language = language, .path = path };
        if (fault)
            cfg_report(cfg, group, fault, "");
        if (!hex || hex_to(file->digest.bytes, sizeof file->digest.bytes, hex) < 0)
            cfg_report(cfg, group, N_("the digest of \"%s\" is not %d hexadecimal digits"), path, 2 * DIGEST_BYTES);
    }
    if (unit->file_count < paths.count)
        cfg_report(cfg, group, N_("\"files\" names a language that the pack does not have"));
}

static void read_unit(const struct cfg *cfg, const config_setting_t *group, struct manifest *manifest, struct manifest_unit *unit)
{
    int64_t minutes = 0;
    unit->line = config_setting_source_line(group);
    unit->kind_word = unit->id = "";
    cfg_name(cfg, group, "kind", true, &unit->kind_word);
    cfg_name(cfg, group, "id", true, &unit->id);
    cfg_localized(cfg, group, "title", false, &unit->title);
    cfg_int(cfg, group, "minutes", false, 0, 10000, &minutes);
    cfg_name(cfg, group, "quiz", false, &unit->quiz);
    unit->minutes = (int)minutes;
    unit->kind = pack_kind_from(unit->kind_word);
    read_files(cfg, group, manifest, unit);
    const struct manifest_unit *same = manifest_unit(manifest, unit->id);
    if (*unit->id && same && same != unit)
        cfg_report(cfg, group, N_("two units are called \"%s\""), unit->id);
}

static void read_units(const struct cfg *cfg, const config_setting_t *root, struct manifest *manifest)
{
    const config_setting_t *list = cfg_list(cfg, root, "units", true);
    int count = list ? config_setting_length(list) : 0;
    if (!list)
        return;
    if (count == 0 || count > MANIFEST_UNITS_LIMIT) {
        cfg_report(cfg, list, N_("a pack holds 1 to %d units"), MANIFEST_UNITS_LIMIT);
        return;
    }
    manifest->units = arena_array(cfg->arena, (size_t)count, sizeof *manifest->units);
    for (int i = 0; i < count && manifest->units; i++) {
        const config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
        if (!config_setting_is_group(group)) {
            cfg_report(cfg, group, N_("a unit is written { kind = …; id = …; … }"));
            continue;
        }
        struct manifest_unit *unit = &manifest->units[manifest->unit_count++];
        unit->kind_word = unit->id = "";
        read_unit(cfg, group, manifest, unit);
    }
    for (size_t i = 0; i < manifest->unit_count; i++) {
        const struct manifest_unit *unit = &manifest->units[i];
        const struct manifest_unit *quiz = unit->quiz ? manifest_unit(manifest, unit->quiz) : NULL;
        if (unit->quiz && (!quiz || quiz->kind != PACK_QUIZ))
            report_at(cfg->report, ERROR_INVALID, cfg->file, unit->line, 0, N_("\"%s\" is no quiz of this pack"), unit->quiz);
    }
}

static void read_languages(const struct cfg *cfg, const config_setting_t *root, struct manifest *manifest)
{
    if (!cfg_strings(cfg, root, "languages", true, &manifest->languages, &manifest->language_count))
        return;
    if (manifest->language_count == 0 || manifest->language_count > MANIFEST_LANGUAGES_LIMIT) {
        cfg_report(cfg, root, N_("a pack has 1 to %d languages"), MANIFEST_LANGUAGES_LIMIT);
        manifest->language_count = 0;
    }
    for (size_t i = 0; i < manifest->language_count; i++) {
        if (!language_valid(manifest->languages[i]))
            cfg_report(cfg, root, N_("\"%s\" is no language; write it like en or pt_BR"), manifest->languages[i]);
        for (size_t k = 0; k < i; k++)
            if (strcmp(manifest->languages[i], manifest->languages[k]) == 0)
                cfg_report(cfg, root, N_("the language \"%s\" is named twice"), manifest->languages[i]);
    }
}

static void read_sdg(const struct cfg *cfg, const config_setting_t *root, struct manifest *manifest)
{
    const config_setting_t *list = config_setting_get_member(root, "sdg");
    int count = list ? config_setting_length(list) : 0;
    if (!list)
        return;
    if (!config_setting_is_aggregate(list) || config_setting_is_group(list) || count > 17) {
        cfg_report(cfg, list, N_("\"sdg\" is a list of numbers from 1 to 17"));
        return;
    }
    manifest->sdg = arena_array(cfg->arena, (size_t)count, sizeof *manifest->sdg);
    for (int i = 0; i < count && manifest->sdg; i++) {
        int goal = config_setting_get_int_elem(list, i);
        if (goal < 1 || goal > 17)
            cfg_report(cfg, list, N_("\"sdg\" is a list of numbers from 1 to 17"));
        manifest->sdg[manifest->sdg_count++] = goal;
    }
}

static void read_all(const struct cfg *cfg, const config_setting_t *root, struct manifest *manifest)
{
    int64_t cluster = 0, minutes = 0;
    int numbers[3];
    manifest->id = manifest->version = manifest->licence = manifest->publisher = "";
    cfg_name(cfg, root, "id", true, &manifest->id);
    if (cfg_string(cfg, root, "version", true, &manifest->version) && !pack_version_read(manifest->version, numbers))
        cfg_report(cfg, root, N_("\"%s\" is no version; write it like 1.0.0"), manifest->version);
    cfg_localized(cfg, root, "title", true, &manifest->title);
    cfg_localized(cfg, root, "summary", false, &manifest->summary);
    cfg_int(cfg, root, "cluster", false, 0, 8, &cluster);
    cfg_strings(cfg, root, "audience", false, &manifest->audience, &manifest->audience_count);
    cfg_int(cfg, root, "minutes", false, 0, 100000, &minutes);
    cfg_string(cfg, root, "licence", true, &manifest->licence);
    cfg_string(cfg, root, "publisher", true, &manifest->publisher);
    manifest->cluster = (int)cluster;
    manifest->minutes = (int)minutes;
    if (manifest->audience_count > MANIFEST_LIST_LIMIT)
        cfg_report(cfg, root, N_("\"audience\" is longer than %d"), MANIFEST_LIST_LIMIT);
    read_sdg(cfg, root, manifest);
    read_languages(cfg, root, manifest);
    read_units(cfg, root, manifest);
}

int manifest_parse(struct arena *arena, const char *text, size_t length, const char *file, struct report *report, struct manifest **manifest)
{
    struct report own;
    config_t config;
    struct error error = { 0 };
    report_init(&own);
    int code = length > MANIFEST_SIZE_LIMIT ? error_set(&error, ERROR_LIMIT, N_("the manifest is larger than %zu bytes"), MANIFEST_SIZE_LIMIT)
                                            : cfg_parse(&config, text, length, file, &error);
    if (code) {
        if (!error.file[0])
            error_at(&error, file, 0, 0);
        report_add(report, &error);
        return code;
    }
    const struct cfg cfg = { .file = file, .arena = arena, .report = &own };
    const config_setting_t *root = config_root_setting(&config);
    struct manifest *read = arena_alloc(arena, sizeof *read);
    int64_t format = 0;
    if (read && cfg_int(&cfg, root, "format", true, 1, INT32_MAX, &format)) {
        if (format > MANIFEST_FORMAT)
            report_at(&own, ERROR_VERSION, file, 0, 0, N_("this pack is of format %lld; this version reads format %d: install a newer version of the program"),
                      (long long)format, MANIFEST_FORMAT);
        else
            read_all(&cfg, root, read);
    }
    config_destroy(&config);
    if (arena_failed(arena)) {
        code = error_memory(&error);
        report_add(report, &error);
    } else if (report_failed(&own)) {
        code = report_kept(&own) ? own.kept[0].code : ERROR_INVALID;
        for (size_t i = 0; i < report_kept(&own); i++)
            report_add(report, &own.kept[i]);
    } else {
        *manifest = read;
    }
    report_release(&own);
    return code;
}

static void put_quoted(struct buf *out, const char *text)
{
    buf_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_char(out, '\\');
        if (*text == '\n')
            buf_text(out, "\\n");
        else
            buf_char(out, *text);
    }
    buf_char(out, '"');
}

static void put_string(struct buf *out, const char *name, const char *text)
{
    buf_format(out, "%s = ", name);
    put_quoted(out, text);
    buf_text(out, ";\n");
}

static void put_localized(struct buf *out, const char *name, const struct localized *values)
{
    if (values->count == 0)
        return;
    buf_format(out, "%s = ", name);
    if (!*values->texts[0].language) {
        put_quoted(out, values->texts[0].text);
    } else {
        buf_text(out, "{ ");
        for (size_t i = 0; i < values->count; i++) {
            buf_format(out, "%s = ", values->texts[i].language);
            put_quoted(out, values->texts[i].text);
            buf_text(out, "; ");
        }
        buf_char(out, '}');
    }
    buf_text(out, ";\n");
}

static void put_strings(struct buf *out, const char *name, const char *const *texts, size_t count)
{
    buf_format(out, "%s = [ ", name);
    for (size_t i = 0; i < count; i++) {
        buf_text(out, i ? ", " : "");
        put_quoted(out, texts[i]);
    }
    buf_text(out, " ];\n");
}

static void put_files(struct buf *out, const struct manifest_unit *unit)
{
    for (int digests = 0; digests < 2; digests++) {
        bool shared = !*unit->files[0].language;
        buf_format(out, "    %s = %s", digests ? "digest" : "files", shared ? "" : "{ ");
        for (size_t i = 0; i < unit->file_count; i++) {
            char hex[DIGEST_HEX];
            const struct manifest_file *file = &unit->files[i];
            if (!shared)
                buf_format(out, "%s = ", file->language);
            put_quoted(out, digests ? hex_from(hex, file->digest.bytes, sizeof file->digest.bytes) : file->path);
            if (!shared)
                buf_text(out, "; ");
        }
        buf_text(out, shared ? ";\n" : "};\n");
    }
}

void manifest_write(const struct manifest *manifest, struct buf *out)
{
    buf_format(out, "format = %d;\n", MANIFEST_FORMAT);
    put_string(out, "id", manifest->id);
    put_string(out, "version", manifest->version);
    put_localized(out, "title", &manifest->title);
    put_localized(out, "summary", &manifest->summary);
    put_strings(out, "languages", manifest->languages, manifest->language_count);
    if (manifest->cluster)
        buf_format(out, "cluster = %d;\n", manifest->cluster);
    if (manifest->sdg_count) {
        buf_text(out, "sdg = [ ");
        for (size_t i = 0; i < manifest->sdg_count; i++)
            buf_format(out, "%s%d", i ? ", " : "", manifest->sdg[i]);
        buf_text(out, " ];\n");
    }
    if (manifest->audience_count)
        put_strings(out, "audience", manifest->audience, manifest->audience_count);
    if (manifest->minutes)
        buf_format(out, "minutes = %d;\n", manifest->minutes);
    put_string(out, "licence", manifest->licence);
    put_string(out, "publisher", manifest->publisher);
    buf_text(out, "units = (\n");
    for (size_t i = 0; i < manifest->unit_count; i++) {
        const struct manifest_unit *unit = &manifest->units[i];
        buf_text(out, "  {\n    ");
        put_string(out, "kind", unit->kind_word);
        buf_text(out, "    ");
        put_string(out, "id", unit->id);
        if (unit->title.count)
            buf_text(out, "    ");
        put_localized(out, "title", &unit->title);
        if (unit->minutes)
            buf_format(out, "    minutes = %d;\n", unit->minutes);
        if (unit->quiz) {
            buf_text(out, "    ");
            put_string(out, "quiz", unit->quiz);
        }
        put_files(out, unit);
        buf_text(out, i + 1 < manifest->unit_count ? "  },\n" : "  }\n");
    }
    buf_text(out, ");\n");
}
