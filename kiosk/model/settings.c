#include "model/settings.h"

int settings_read(struct arena *arena, const char *text, size_t length, const char *file, struct report *report,
                  void *(*read)(const struct cfg *cfg, const config_setting_t *root), void **made)
{
    const struct cfg cfg = { .file = file, .arena = arena, .report = report };
    size_t mistakes = report->count - report->warnings;
    struct error error = { 0 };
    config_t config;
    const char *copy = arena_copy(arena, text, length); /* libconfig reads up to a NUL */
    int code = copy ? cfg_parse(&config, copy, length, file, &error) : ERROR_MEMORY;
    void *result = NULL;
    if (code < 0 && code != ERROR_MEMORY) {
        report_add(report, &error);
        return code;
    }
    if (code == 0) {
        result = read(&cfg, config_root_setting(&config));
        config_destroy(&config);
    }
    if (!result || arena_failed(arena)) {
        error_at(&error, file, 0, 0);
        error_memory(&error);
        report_add(report, &error);
        return ERROR_MEMORY;
    }
    if (report->count - report->warnings > mistakes)
        return ERROR_SYNTAX;
    *made = result;
    return 0;
}
