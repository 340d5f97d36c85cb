/* A stick that fails while it is written: what is said, and what is left. */
#include "check_main.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "../../tools/stick.h"

#define BYTES 300000

static char top[64], source[100];
static struct stick stick;
static struct error error;
static int calls;

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static void start(bool (*step)(void *context, uint64_t bytes))
{
    struct buf bytes = BUF_INIT;
    snprintf(top, sizeof top, "/tmp/test-stick-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(top));
    snprintf(source, sizeof source, "%s/source", top);
    for (int i = 0; i < BYTES; i++)
        buf_char(&bytes, (char)(i * 7 + i / 251));
    ck_assert_int_eq(file_write(source, bytes.data, bytes.length, 0600, &error), 0);
    buf_release(&bytes);
    ck_assert_int_eq(stick_open(&stick, top, &error), 0);
    stick.step = step;
    calls = 0;
}

static void finish(void)
{
    nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static size_t files(void)
{
    size_t count = 0;
    DIR *dir = opendir(stick.folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return count;
}

static bool go_on(void *context, uint64_t bytes)
{
    (void)context, (void)bytes;
    calls++;
    return true;
}

START_TEST(a_file_is_copied_and_read_back_and_then_it_is_there)
{
    char path[1100];
    start(go_on);
    ck_assert(!stick_has(&stick, "a.bundle", source, BYTES));
    ck_assert_int_eq(stick_copy(&stick, "a.bundle", source, &error), 0);
    ck_assert_int_eq(calls, 2 * (BYTES / 65536 + 1));
    ck_assert(stick_has(&stick, "a.bundle", source, BYTES));
    /* one byte in the middle is enough */
    path_join(path, sizeof path, stick.folder, "a.bundle");
    int fd = open(path, O_WRONLY);
    ck_assert_int_eq(pwrite(fd, "x", 1, BYTES / 2), 1);
    close(fd);
    ck_assert(!stick_has(&stick, "a.bundle", source, BYTES));
    ck_assert_int_eq(stick_copy(&stick, "a.bundle", source, &error), 0);
    ck_assert(stick_has(&stick, "a.bundle", source, BYTES));
    ck_assert_uint_eq(files(), 1);
    finish();
}
END_TEST

/* The one file in the folder, which is being written. */
static bool spoil(void *context, uint64_t bytes)
{
    char path[1400];
    (void)context, (void)bytes;
    if (++calls != 3)
        return true;
    DIR *dir = opendir(stick.folder);
    for (struct dirent *entry; (entry = readdir(dir));)
        if (strstr(entry->d_name, ".new-")) {
            path_join(path, sizeof path, stick.folder, entry->d_name);
            int fd = open(path, O_WRONLY);
            ck_assert_int_eq(pwrite(fd, "spoilt", 6, 1000), 6);
            close(fd);
        }
    closedir(dir);
    return true;
}

START_TEST(a_stick_that_keeps_something_else_is_found_out)
{
    char want[1200];
    start(spoil);
    ck_assert_int_eq(stick_copy(&stick, "a.bundle", source, &error), ERROR_DAMAGED);
    snprintf(want, sizeof want, "%s/empretec/a.bundle: what was read back from the stick is not what was written; take another stick", top);
    ck_assert_error(error, want);
    ck_assert_uint_eq(files(), 0);
    finish();
}
END_TEST

static bool vanish(void *context, uint64_t bytes)
{
    char away[100];
    (void)context, (void)bytes;
    snprintf(away, sizeof away, "%s/away", top);
    if (++calls == 2)
        ck_assert_int_eq(rename(stick.folder, away), 0);
    return true;
}

START_TEST(a_stick_that_vanishes_is_said)
{
    char want[1200];
    start(vanish);
    ck_assert_int_eq(stick_copy(&stick, "a.bundle", source, &error), ERROR_NOT_FOUND);
    snprintf(want, sizeof want, "%s/empretec/a.bundle: this file cannot be written: No such file or directory", top);
    ck_assert_error(error, want);
    finish();
}
END_TEST

static bool stop(void *context, uint64_t bytes)
{
    (void)bytes;
    return ++calls < *(int *)context;
}

START_TEST(stopping_leaves_nothing_half_at_any_moment)
{
    start(stop);
    for (int moment = 1; moment <= 2 * (BYTES / 65536 + 1); moment++) {
        calls = 0;
        stick.context = &moment;
        int code = stick_copy(&stick, "a.bundle", source, &error);
        ck_assert_int_eq(code, ERROR_CANCELLED);
        /* while it is read back the file is whole already */
        ck_assert_uint_eq(files(), moment > BYTES / 65536 + 1 ? 1 : 0);
        if (files())
            ck_assert(stick_has(&stick, "a.bundle", source, BYTES));
    }
    finish();
}
END_TEST

START_TEST(half_files_of_before_are_removed_and_others_are_left)
{
    char path[1100];
    struct buf text = BUF_INIT;
    start(go_on);
    buf_text(&text, "hello");
    ck_assert_int_eq(stick_put(&stick, "centre.request", &text, &error), 0);
    path_join(path, sizeof path, stick.folder, "a.bundle.new-aB3xYz");
    ck_assert_int_eq(file_write(path, "half", 4, 0600, &error), 0);
    path_join(path, sizeof path, stick.folder, "letter.new-idea.txt");
    ck_assert_int_eq(file_write(path, "mine", 4, 0600, &error), 0);
    ck_assert_uint_eq(files(), 3);
    ck_assert_int_eq(stick_open(&stick, top, &error), 0);
    ck_assert_uint_eq(files(), 2);
    buf_release(&text);
    finish();
}
END_TEST

START_TEST(files_are_found_at_the_top_and_in_the_folder)
{
    static const char *const names[] = { "b.receipt", "a.receipt", "._a.receipt", ".receipt", "a.grant", "a.receipt.txt" };
    const char **paths;
    size_t count;
    char path[1100], want[200];
    struct arena arena;
    struct buf text = BUF_INIT;
    start(go_on);
    arena_init(&arena, NULL, 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_join(path, sizeof path, top, names[i]);
        ck_assert_int_eq(file_write(path, "x", 1, 0600, &error), 0);
    }
    buf_text(&text, "y");
    ck_assert_int_eq(stick_put(&stick, "c.receipt", &text, &error), 0);
    ck_assert_int_eq(stick_find(&stick, ".receipt", &arena, &paths, &count, &error), 0);
    ck_assert_uint_eq(count, 3);
    snprintf(want, sizeof want, "%s/a.receipt", top);
    ck_assert_str_eq(paths[0], want);
    snprintf(want, sizeof want, "%s/empretec/c.receipt", top);
    ck_assert_str_eq(paths[2], want);
    arena_release(&arena);
    buf_release(&text);
    finish();
}
END_TEST

TEST_MAIN("stick", a_file_is_copied_and_read_back_and_then_it_is_there, a_stick_that_keeps_something_else_is_found_out, a_stick_that_vanishes_is_said,
          stopping_leaves_nothing_half_at_any_moment, half_files_of_before_are_removed_and_others_are_left, files_are_found_at_the_top_and_in_the_folder)
