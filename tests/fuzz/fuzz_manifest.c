/* A manifest that is taken must be written, and that text taken again, as the same. */
#include <stdint.h>

#include "pack/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct manifest *parse(struct arena *arena, const char *text, size_t length)
{
    struct report report;
    struct manifest *manifest = NULL;
    report_init(&report);
    int code = manifest_parse(arena, text, length, "pack.cfg", &report, &manifest);
    if ((code == 0) != (manifest != NULL) || (code < 0 && report.count == 0))
        abort();
    report_release(&report);
    return manifest;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena arena;
    struct buf text, again = BUF_INIT, third = BUF_INIT;
    buf_init(&text, NULL);
    buf_add(&text, bytes, size);                 /* ended by NUL, as the parser wants it */
    arena_init(&arena, NULL, (size_t)256 << 20);
    struct manifest *manifest = parse(&arena, text.data, text.length);
    if (manifest) {
        manifest_write(manifest, &again);
        manifest = parse(&arena, again.data, again.length);
        if (!manifest)
            abort();
        manifest_write(manifest, &third);
        if (strcmp(again.data, third.data) != 0)
            abort();
        for (size_t i = 0; i < manifest->unit_count; i++)
            if (!manifest_file(&manifest->units[i], "fr_CI"))
                abort();
    }
    buf_release(&text);
    buf_release(&again);
    buf_release(&third);
    arena_release(&arena);
    return 0;
}
