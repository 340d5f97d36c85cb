/* Whom a list yields can be enrolled as they are, and a list that yields nobody says why. The first byte chooses whether the columns are named beside it. */
#include <stdint.h>

#include "base/text.h"
#include "records/roster.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void look_at(const struct roster_person *person)
{
    size_t length = strlen(person->name);
    if (!length || length > PERSON_NAME_LIMIT || !text_valid(person->name, length) || person->name[0] == ' ' || person->name[length - 1] == ' ')
        abort();
    for (size_t at = 0, step; at < length; at += step)
        if (!text_printable(text_next(person->name + at, length - at, &step)))
            abort();
    if (*person->pin && !pin_valid(person->pin))
        abort();
    if (*person->language && strcmp(person->language, "en") != 0 && strcmp(person->language, "pt_BR") != 0)
        abort();
    for (int field = 0; field < PROFILE_COUNT; field++)
        if (!profile_valid((enum profile_field)field, person->profile[field]))
            abort();
    if (person->double_of >= person->line)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct report report;
    struct roster roster = { 0 };
    struct roster_options options = { .languages = "en pt_BR" };
    if (!size)
        return 0;
    if (bytes[0] == '!')
        options.columns = "name,sex,born,workers,pin,language,-,sector";
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = roster_read("list", (const char *)bytes + 1, size - 1, &options, &arena, &roster, &report);
    if (!code != !report_failed(&report) || !code != (roster.count > 0))
        abort();
    for (size_t i = 0; i < roster.count; i++)
        look_at(&roster.people[i]);
    report_release(&report);
    arena_release(&arena);
    return 0;
}
