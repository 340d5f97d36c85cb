/* A recipe that is read names units that can be looked for; one that is refused says why. */
#include <stdint.h>

#include "model/recipe.h"

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
    struct recipe *recipe = NULL;
    arena_init(&arena, NULL, 0);
    report_init(&report);
    int code = recipe_parse(&arena, (const char *)bytes, size, "x", &report, &recipe);
    need((code == 0) == (recipe != NULL));
    need((code == 0) == !report_failed(&report));
    if (recipe) {
        need(recipe->id && recipe->unit_count >= 1 && recipe->language_count >= 1);
        for (size_t i = 0; i < recipe->unit_count; i++) {
            struct buf path = BUF_INIT;
            need(recipe->units[i].id && recipe_unit(recipe, recipe->units[i].id) == &recipe->units[i]);
            need(recipe_path(recipe, "packs/r.cfg", &recipe->units[i], recipe->languages[0], &path) && path.length > 0);
            buf_release(&path);
        }
    }
    report_release(&report);
    arena_release(&arena);
    return 0;
}
