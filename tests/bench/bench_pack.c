/* A pack of some 10 MB of text, built and verified; against zip -6, zip -9 (the level that packs are deflated at) and unzip -t of the same files. */
#include "bench/bench.h"

#define LESSONS 24
#define PAGES 20
#define PAGE_BYTES 20000
#define ROUNDS 5

static void generate(void)
{
    struct buf recipe = BUF_INIT, lesson = BUF_INIT;
    char path[64];
    uint32_t state = 1;
    if (mkdir("en", 0755))
        bench_give_up("a folder cannot be made:", NULL);
    buf_text(&recipe, "format = 1;\nid = \"large\";\nversion = \"1.0.0\";\ntitle = { en = \"Large\"; };\nlanguages = [ \"en\" ];\nsource = \".\";\n"
                      "licence = \"CC0-1.0\";\npublisher = \"Bench\";\nunits = (\n");
    for (int i = 0; i < LESSONS; i++) {
        buf_clear(&lesson);
        buf_format(&lesson, "# Lesson %d\n\n", i);
        for (int page = 0; page < PAGES; page++) {
            buf_text(&lesson, page ? "\n---\n\n" : "");
            for (size_t length = lesson.length; lesson.length - length < PAGE_BYTES; buf_text(&lesson, "\n"))
                bench_words(&lesson, 700, &state);
        }
        snprintf(path, sizeof path, "en/%d.md", i);
        bench_write(path, &lesson);
        buf_format(&recipe, "%s  { kind = \"lesson\"; id = \"lesson-%d\"; file = \"%d.md\"; }", i ? ",\n" : "", i, i);
    }
    buf_text(&recipe, "\n);\n");
    bench_write("large.cfg", &recipe);
    buf_release(&recipe);
    buf_release(&lesson);
}

static double size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) ? 0 : (double)status.st_size / 1e6;
}

static void compare(const char *what, const char *const ours[], const char *const theirs[], const char *other)
{
    double a[ROUNDS], b[ROUNDS], a_cpu[ROUNDS], b_cpu[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        remove("large.zip");
        b[i] = bench_run(&b_cpu[i], theirs);
        a[i] = bench_run(&a_cpu[i], ours);
    }
    double mine = bench_median(a, ROUNDS), bare = bench_median(b, ROUNDS);
    printf("%-40s %10.1f ms  %-16s %8.1f ms  ratio %5.2f  (CPU %.1f and %.1f ms)\n", what, 1e3 * mine, other, 1e3 * bare, mine / bare,
           1e3 * bench_median(a_cpu, ROUNDS), 1e3 * bench_median(b_cpu, ROUNDS));
}

int main(void)
{
    char build[PATH_MAX], folder[PATH_MAX], tool[PATH_MAX + 32];
    bench_build(build);
    snprintf(tool, sizeof tool, "%s/tools/kiosk-pack", build);
    if (access("/usr/bin/zip", X_OK) || access("/usr/bin/unzip", X_OK)) {
        printf("a pack built and verified: left out, zip and unzip are not installed\n");
        return 0;
    }
    bench_folder(folder);
    generate();
    bench_run(NULL, (const char *[]){ tool, "keygen", "-o", "bench", NULL });
    const char *const build_it[] = { tool, "build", "large.cfg", "-o", "large.pack", NULL };
    const char *const sign_it[] = { tool, "build", "large.cfg", "-o", "large.pack", "--key", "bench.key", NULL };
    const char *const verify[] = { tool, "verify", "--key", "bench.pub", "large.pack", NULL };
    const char *const zip[] = { "zip", "-q", "-6", "-r", "large.zip", "en", "large.cfg", NULL };
    const char *const zip_most[] = { "zip", "-q", "-9", "-r", "large.zip", "en", "large.cfg", NULL };
    const char *const unzip[] = { "unzip", "-q", "-t", "large.pack", NULL };
    compare("a pack of 10 MB built", build_it, zip, "zip -6");
    compare("the same, and signed", sign_it, zip_most, "zip -9");
    printf("%-40s %10.2f MB  %-16s %8.2f MB  ratio %5.2f\n", "its size", size_of("large.pack"), "zip -9", size_of("large.zip"), size_of("large.pack") / size_of("large.zip"));
    compare("verified", verify, unzip, "unzip -t");
    bench_folder_remove(folder);
    return 0;
}
