/* Settings from outside, read through every getter. */
#include <stdint.h>

#include "base/cfg.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void visit(const struct cfg *cfg, const config_setting_t *group)
{
    static const char *const known[] = { "title", "kind", "units", NULL };
    cfg_known(cfg, group, known);
    for (int i = 0; i < config_setting_length(group); i++) {
        const config_setting_t *setting = config_setting_get_elem(group, (unsigned)i);
        const char *name = config_setting_name(setting), *text, **texts;
        struct localized localized;
        int64_t number;
        double real;
        size_t count;
        bool yes;
        int word;
        if (config_setting_is_aggregate(setting))
            visit(cfg, setting);
        if (!name)
            continue;
        if (cfg_string(cfg, group, name, true, &text) && strchr(text, '\n'))
            abort();
        cfg_text(cfg, group, name, true, &text);
        cfg_name(cfg, group, name, true, &text);
        if (cfg_int(cfg, group, name, true, -5, 5, &number) && (number < -5 || number > 5))
            abort();
        cfg_real(cfg, group, name, true, &real);
        cfg_bool(cfg, group, name, true, &yes);
        cfg_word(cfg, group, name, true, known, &word);
        cfg_strings(cfg, group, name, true, &texts, &count);
        if (cfg_localized(cfg, group, name, true, &localized) && !localized_get(&localized, "pt_BR"))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    config_t config;
    struct error error = { 0 };
    struct arena arena;
    struct report report;
    if (cfg_parse(&config, (const char *)bytes, size, "f", &error)) {
        if (!error.message)
            abort();
        return 0;
    }
    arena_init(&arena, NULL, (size_t)64 << 20);
    report_init(&report);
    visit(&(struct cfg){ "f", &arena, &report }, config_root_setting(&config));
    report_release(&report);
    arena_release(&arena);
    config_destroy(&config);
    return 0;
}
