/*
 * Runs a fuzz target over files, where libFuzzer is not at hand: each argument is a file or a folder of files. Prints TAP, one case a file; a
 * target that finds something wrong aborts. Without arguments the target's own corpus is taken: corpus/NAME of a program fuzz_NAME, below
 * $srcdir/tests/fuzz.
 */
#include <dirent.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/intl.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define INPUT_LIMIT ((size_t)16 << 20)

static int cases, failed;

static void run_file(const char *path)
{
    struct buf input = BUF_INIT;
    struct error error = { 0 };
    char said[1024];
    cases++;
    if (file_read(path, INPUT_LIMIT, &input, &error)) {
        failed++;
        printf("not ok %d - %s\n# %s\n", cases, path, error_text(&error, NULL, said, sizeof said));
    } else {
        /* a copy of exactly this size, so that a sanitizer sees one byte too many */
        uint8_t *exact = malloc(input.length ? input.length : 1);
        if (exact)
            memcpy(exact, input.data, input.length);
        bool good = exact && LLVMFuzzerTestOneInput(exact, input.length) == 0;
        failed += !good;
        printf("%s %d - %s\n", good ? "ok" : "not ok", cases, path);
        free(exact);
    }
    fflush(stdout);                              /* an abort must not swallow what went before */
    buf_release(&input);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void run(const char *path)
{
    struct stat status;
    struct dirent **entries;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        run_file(path);
        return;
    }
    int count = scandir(path, &entries, visible, alphasort);
    for (int i = 0; i < count; i++) {
        char inner[2048];
        if (path_join(inner, sizeof inner, path, entries[i]->d_name))
            run(inner);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

int main(int argc, char **argv)
{
    intl_start();
    for (int i = 1; i < argc; i++)
        run(argv[i]);
    if (argc == 1) {
        const char *source = getenv("srcdir"), *name = strstr(argv[0], "fuzz_");
        for (const char *later = name; later; later = strstr(later + 1, "fuzz_"))
            name = later;
        char corpus[2048];
        snprintf(corpus, sizeof corpus, "%s/tests/fuzz/corpus/%s", source ? source : ".", name ? name + 5 : "");
        run(corpus);
    }
    printf("1..%d\n", cases);
    return failed || cases == 0;
}
