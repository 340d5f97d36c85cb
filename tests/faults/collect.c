/* Killed at any moment, or out of space: what was collected is whole, and adding it all again gives what an undisturbed run gives. */
#include "check_main.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "collect_fixture.h"

#define BUNDLES 12
#define EACH 400

static struct error error;

static int no_visit(void *context, const char *path, const struct add_result *result, const struct error *why)
{
    (void)context, (void)path, (void)why;
    return result->outcome == ADD_REFUSED ? ERROR_INVALID : 0;
}

/* Two terminals, one of them forked, one bundle of a centre that is not enrolled, texts and an erasure. */
static void make_bundles(struct world *world)
{
    struct terminal one, clone, two;
    char path[300];
    terminal_init(world, &one, TERMINAL_A);
    terminal_add(&one, answer_event(BEN, "essay", NULL), "What Ben wrote");
    terminal_answers(&one, 3 * EACH, "x");
    terminal_fork(&clone, &one, 2 * EACH);
    terminal_answers(&clone, 4 * EACH, "clone");
    terminal_add(&one, (struct event){ .kind = EVENT_ERASED, .actor = AMINA, .erased.person = BEN }, NULL);
    terminal_answers(&one, 4 * EACH, "x");
    terminal_init(world, &two, TERMINAL_B);
    terminal_answers(&two, 3 * EACH, "y");
    for (int i = 0; i < 4; i++)
        world_bundle(world, &one, 1 + i * EACH, (i + 1) * EACH, path);
    for (int i = 1; i < 4; i++)
        world_bundle(world, &clone, 1 + i * EACH, (i + 1) * EACH, path);
    for (int i = 2; i >= 0; i--)
        world_bundle(world, &two, 1 + i * EACH, (i + 1) * EACH, path);
    world_bundle(world, &two, EACH / 2, 2 * EACH, path);
    world_bundle_for(world, &world->kitwe, &world->coordinator, &clone, 1, EACH, "kitwe.bundle", path);
    terminal_release(&one);
    terminal_release(&clone);
    terminal_release(&two);
}

/* A disk that takes so many bytes, and then no more: SQLite's own system call is replaced. */
static int64_t space_left;

static ssize_t write_while_space(int fd, const void *bytes, size_t length, off_t offset)
{
    if ((int64_t)length > space_left) {
        space_left = 0;
        errno = ENOSPC;
        return -1;
    }
    space_left -= (int64_t)length;
    return pwrite(fd, bytes, length, offset);
}

static void limit_space(int64_t space)
{
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    space_left = space;
    int result = vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)write_while_space);
    if (result == SQLITE_OK || result == SQLITE_NOTFOUND)
        result = vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)write_while_space);
    if (result != SQLITE_OK && result != SQLITE_NOTFOUND)
        quick_exit(99);
}

/* A child that adds all of it. space: bytes that can be written; 0: any. Its exit code tells how it went. */
static pid_t start_adding(const struct world *world, int64_t space)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    struct central *central;
    const struct central_options options = { .path = world->path, .clock = &world->clock.clock };
    struct error why = { 0 };
    if (space)
        limit_space(space);
    int code = central_open(&central, &options, &why);
    if (!code)
        code = add_path(central, world->in, &world->coordinator.seal, no_visit, NULL, &why);
    /* no close: as if the power went, also where it came to its end */
    quick_exit(-code);
}

static int how_it_ended(pid_t child)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000;
}

static void wait_a_little(int64_t microseconds)
{
    const struct timespec pause = { .tv_nsec = microseconds * 1000 };
    nanosleep(&pause, NULL);
}

static char *undisturbed(struct world *world)
{
    int code = add_path(world->central, world->in, &world->coordinator.seal, no_visit, NULL, &error);
    ck_assert_msg(code == 0, "%s", said(&error));
    return world_dump(world);
}

/* How many files lie aside; each is whole, since it is named by its digest. */
static int count_aside(const struct world *world)
{
    char path[200];
    int count = 0;
    snprintf(path, sizeof path, "%s.quarantine", world->path);
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        count += strstr(entry->d_name, ".bundle") != NULL;
    if (folder)
        closedir(folder);
    return count;
}

START_TEST(killed_at_any_moment_nothing_is_half_there)
{
    struct world world;
    struct sequence chance;
    char name[40];
    int kills = 0;
    world_init(&world);
    make_bundles(&world);
    char *expected = undisturbed(&world);
    sequence_init(&chance, 11);
    for (int round = 0; round < 6; round++) {
        snprintf(name, sizeof name, "killed-%d.db", round);
        world_again(&world, name);
        central_close(world.central);
        world.central = NULL;
        for (int ended = 1000, patience = 2000; ended != 0; patience += 700) {
            pid_t child = start_adding(&world, 0);
            wait_a_little(sequence_below(&chance, (uint32_t)patience));
            kill(child, SIGKILL);
            ended = how_it_ended(child);
            ck_assert_msg(ended == 0 || ended == 1000, "it ended with %d", -ended);
            kills += ended == 1000;
            world_open(&world, false);
            world_content(&world);
            if (ended != 0) {
                central_close(world.central);
                world.central = NULL;
            }
        }
        char *dump = world_dump(&world);
        ck_assert_str_eq(dump, expected);
        ck_assert_int_eq(count_aside(&world), 1);
        free(dump);
    }
    ck_assert_int_gt(kills, 20);
    free(expected);
    world_release(&world);
}
END_TEST

START_TEST(where_the_disk_is_full_what_was_collected_stays)
{
    struct world world;
    char name[40];
    int full = 0;
    world_init(&world);
    make_bundles(&world);
    char *expected = undisturbed(&world);
    for (int64_t space = 10000; space < 2500000; space += 47000) {
        snprintf(name, sizeof name, "full-%d.db", (int)space);
        world_again(&world, name);
        central_close(world.central);
        int ended = how_it_ended(start_adding(&world, space));
        ck_assert_msg(ended == 0 || ended == -ERROR_FULL, "with %d bytes it ended with %d", (int)space, -ended);
        full += ended == -ERROR_FULL;
        world_open(&world, false);
        world_content(&world);
        char *dump = undisturbed(&world);
        ck_assert_str_eq(dump, expected);
        free(dump);
    }
    ck_assert_int_gt(full, 20);
    free(expected);
    world_release(&world);
}
END_TEST

TEST_MAIN("collecting where power and disks fail",
    killed_at_any_moment_nothing_is_half_there,
    where_the_disk_is_full_what_was_collected_stays)
