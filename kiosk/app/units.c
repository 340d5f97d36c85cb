#include "app/units.h"

#include "base/encoding.h"
#include "base/file.h"
#include "base/intl.h"

/* The first mistake of a report stands for all: the author sees them all with kiosk-pack check. */
static int first_of(const struct report *report, int code, const char *unit, struct error *error)
{
    for (size_t i = 0; i < report_kept(report); i++) {
        if (!report->warning[i]) {
            if (error)
                *error = report->kept[i];
            error_in(error, unit);
            return code;
        }
    }
    return error_set(error, code, N_("this unit cannot be read; install the pack again"));
}

static int text_of(struct services *services, struct arena *arena, const char *pack, const char *version, const char *unit,
                   const char *language, struct buf *text, struct library_found *found, struct error *error)
{
    struct buf raw = BUF_INIT;
    enum encoding encoding;
    int code = library_read(services->library, arena, pack, version, unit, language, &raw, found, error);
    if (!code)
        code = encoding_decode(text, raw.data, raw.length, &encoding, error);
    buf_release(&raw);
    if (!code && buf_failed(text))
        code = error_memory(error);
    return code;
}

int unit_lesson(struct services *services, struct arena *arena, const char *pack, const char *version, const char *unit,
                const char *language, struct lesson **lesson, struct library_found *found, struct error *error)
{
    struct buf text = BUF_INIT;
    struct report report;
    report_init(&report);
    int code = text_of(services, arena, pack, version, unit, language, &text, found, error);
    if (!code) {
        code = lesson_parse(arena, text.data, text.length, found->path, services->engine, &report, lesson);
        if (code)
            code = first_of(&report, code, unit, error);
    }
    report_release(&report);
    buf_release(&text);
    return code;
}

int unit_quiz(struct services *services, struct arena *arena, const char *pack, const char *version, const char *unit,
              const char *language, struct quiz **quiz, struct library_found *found, struct error *error)
{
    struct buf text = BUF_INIT;
    struct report report;
    report_init(&report);
    int code = text_of(services, arena, pack, version, unit, language, &text, found, error);
    if (!code) {
        code = quiz_parse(arena, text.data, text.length, found->path, &report, quiz);
        if (code)
            code = first_of(&report, code, unit, error);
    }
    report_release(&report);
    buf_release(&text);
    return code;
}

static int read_bank(struct services *services, struct arena *arena, const char *pack, const char *version, const char *unit,
                     const char *language, struct unit_banks *banks, struct error *error)
{
    struct buf text = BUF_INIT;
    struct report report;
    struct library_found found = { 0 };
    struct bank *bank = arena_alloc(arena, sizeof *bank);
    char *hex = arena_alloc(arena, DIGEST_HEX);
    if (!bank || !hex)
        return error_memory(error);
    report_init(&report);
    int code = text_of(services, arena, pack, version, unit, language, &text, &found, error);
    if (!code) {
        code = bank_parse(arena, text.data, text.length, found.path, &report, bank);
        if (code)
            code = first_of(&report, code, unit, error);
    }
    if (!code) {
        hex_from(hex, found.digest.bytes, DIGEST_BYTES);
        banks->banks[banks->count] = (struct quiz_bank){ .id = unit, .bank = bank };
        banks->digests[banks->count] = (struct unit_digest){ .unit = unit, .digest = hex };
        banks->count++;
    }
    report_release(&report);
    buf_release(&text);
    return code;
}

int unit_banks(struct services *services, struct arena *arena, const char *pack, const char *version, const struct quiz *quiz,
               const char *language, struct unit_banks *out, struct error *error)
{
    struct unit_banks banks = {
        .banks = arena_array(arena, quiz->draw_count, sizeof *banks.banks),
        .digests = arena_array(arena, quiz->draw_count, sizeof *banks.digests),
    };
    if (!banks.banks || !banks.digests)
        return error_memory(error);
    for (size_t i = 0; i < quiz->draw_count; i++) {
        bool there = false;
        for (size_t j = 0; j < banks.count && !there; j++)
            there = strcmp(banks.banks[j].id, quiz->draws[i].bank) == 0;
        int code = there ? 0 : read_bank(services, arena, pack, version, quiz->draws[i].bank, language, &banks, error);
        if (code)
            return code;
    }
    *out = banks;
    return 0;
}

int unit_form(struct arena *arena, const char *path, struct form **form, struct error *error)
{
    struct buf text = BUF_INIT;
    struct report report;
    report_init(&report);
    int code = encoding_read(path, 1 << 20, &text, &report);
    if (!code)
        code = form_parse(arena, text.data, text.length, path, &report, form);
    if (code)
        code = first_of(&report, code, "", error);
    report_release(&report);
    buf_release(&text);
    return code;
}
