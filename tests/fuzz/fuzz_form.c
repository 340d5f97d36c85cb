/* A form that is read can be filled in: its choices are values of their fields; one that is refused says why. */
#include <stdint.h>

#include "model/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void need(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct report report;
    struct form *form = NULL;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = form_parse(&arena, (const char *)bytes, size, "x", &report, &form);
    need((code == 0) == (form != NULL));
    need((code == 0) == !report_failed(&report));
    if (form) {
        need(form->id && form->count >= 1);
        for (size_t i = 0; i < form->count; i++) {
            const struct form_field *field = &form->fields[i];
            need(field->id && field->kind < FORM_KINDS && form_field(form, field->id) == field);
            need(form_value_valid(field, "") != field->required);
            for (size_t j = 0; j < field->choice_count; j++)
                need(form_value_valid(field, field->choices[j].id));
        }
    }
    report_release(&report);
    arena_release(&arena);
    return 0;
}
