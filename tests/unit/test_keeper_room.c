/* What staff is told of the machine: a rescue until a manager has read of it, a disk that gets full; and what is refused when it is. */
#include "check_main.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "keeper/write.h"
#include "kiosk_fixture.h"
#include "records/aside.h"

static struct room disk;

static bool disk_of(const char *path, struct room *found)
{
    ck_assert_str_eq(path, folder);
    *found = disk;
    return disk.bytes > 0;
}

static void begin(void)
{
    disk = (struct room){ .free = 4000000000, .bytes = 8000000000 };
    room = disk_of;
    start(NULL);
}

static void set_aside(const char *name, const char *report)
{
    char path[200];
    snprintf(path, sizeof path, "%s/set-aside/%s", folder, name);
    ck_assert_int_eq(folder_make(path, 0700, &error), 0);
    strncat(path, "/report", sizeof path - strlen(path) - 1);
    ck_assert_int_eq(file_write(path, report, strlen(report), 0600, &error), 0);
}

START_TEST(a_rescue_is_told_until_a_manager_has_read_of_it)
{
    struct kiosk kiosk, boss;
    struct keeper_notices notices;
    begin();
    const char *helper = enrol("Ann", "4712", KEEPER_FACILITATOR);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, helper, "4712", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_notices, NULL, &notices), 0);
    ck_assert_str_eq(notices.rescue, "");
    ck_assert(!notices.little_room);
    set_aside("20260402-080000", "events 9\nsure 1\n");
    set_aside("20260401-143200", "events 9\nevents-lost 3\nlost-first 12\nlost-last 14\nsure 1\ntexts-lost 2\npeople-lost 1\ngap 1\n");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_notices, NULL, &notices), 0);
    ck_assert_str_eq(notices.rescue, "20260401-143200");
    ck_assert_str_eq(notices.day, "2026-04-01");
    ck_assert(notices.sure && notices.gap);
    ck_assert_int_eq(notices.lost, 3);
    ck_assert_int_eq(notices.first, 12);
    ck_assert_int_eq(notices.last, 14);
    ck_assert_int_eq(notices.texts, 2);
    ck_assert_int_eq(notices.people, 1);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_rescue_read, &(struct ask_text){ "20260401-143200" }, NULL), ERROR_REFUSED);
    ck_assert_error(error, "only a manager may do this");
    plug_in(&boss);
    ck_assert_int_eq(hello_as(&boss, "", "", true, NULL), 0);
    ck_assert_int_eq(ask_it(&boss, MESSAGE_rescue_read, &(struct ask_text){ "20260401-143200" }, NULL), 0);
    ck_assert_int_eq(ask_it(&boss, MESSAGE_rescue_read, &(struct ask_text){ "../journal" }, NULL), ERROR_NOT_FOUND);
    ck_assert_error(error, "nothing of this name was set aside");
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_notices, NULL, &notices), 0);
    ck_assert_str_eq(notices.rescue, "20260402-080000");
    ck_assert_int_eq(ask_it(&boss, MESSAGE_rescue_read, &(struct ask_text){ "20260402-080000" }, NULL), 0);
    keeper_free(keeper);                         /* that it was read is remembered */
    unplug(&kiosk);
    unplug(&boss);
    open_keeper();
    plug_in(&boss);
    ck_assert_int_eq(hello_as(&boss, "", "", true, NULL), 0);
    ck_assert_int_eq(ask_it(&boss, MESSAGE_notices, NULL, &notices), 0);
    ck_assert_str_eq(notices.rescue, "");
    unplug(&boss);
    finish();
}
END_TEST

START_TEST(room_is_little_by_its_tenth_and_by_what_is_left)
{
    static const struct { uint64_t free, bytes; bool little; } disks[] = {
        { 4000000000, 8000000000, false }, { 799999999, 8000000000, true }, { 800000000, 8000000000, false }, { 199999999, 300000000, true }, { 200000000, 300000000, false },
    };
    struct kiosk boss;
    struct keeper_notices notices;
    begin();
    plug_in(&boss);
    ck_assert_int_eq(hello_as(&boss, "", "", true, NULL), 0);
    for (size_t i = 0; i < sizeof disks / sizeof *disks; i++) {
        disk = (struct room){ .free = disks[i].free, .bytes = disks[i].bytes };
        ck_assert_int_eq(ask_it(&boss, MESSAGE_notices, NULL, &notices), 0);
        ck_assert_int_eq(notices.little_room, disks[i].little);
        ck_assert_int_eq(notices.free, (int64_t)disks[i].free);
    }
    disk = (struct room){ 0 };                   /* it says nothing */
    ck_assert_int_eq(ask_it(&boss, MESSAGE_notices, NULL, &notices), 0);
    ck_assert(!notices.little_room);
    unplug(&boss);
    finish();
}
END_TEST

START_TEST(what_has_begun_goes_on_when_nothing_else_may)
{
    struct kiosk kiosk, boss;
    const struct ask_pack_change install = { .name = "one.pack" };
    const struct keeper_event another = started("01890000-0000-7000-8000-000000000002");
    begin();
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    plug_in(&boss);
    ck_assert_int_eq(hello_as(&boss, "", "", true, NULL), 0);
    disk.free = 19500000;
    ck_assert_int_eq(ask_it(&boss, MESSAGE_pack_change, &install, NULL), ERROR_REFUSED);
    ck_assert_error(error, "the disk is nearly full, and what is left is kept for answers: free 1 MB first; remove packs that nobody uses, or files that are not the kiosk's");
    ck_assert_int_eq(ask_it(&boss, MESSAGE_backup_make, NULL, NULL), ERROR_REFUSED);
    ck_assert_error(error, "the disk is nearly full, and what is left is kept for answers: free 1 MB first; remove packs that nobody uses, or files that are not the kiosk's");
    const struct keeper_event begun = started(ATTEMPT), answer = answered(ATTEMPT, "q1", "{\"response\":\"1\"}"), done = submitted(ATTEMPT);
    ck_assert_int_eq(append(&kiosk, &begun, 1, NULL), 0);
    disk.free = 7400000;
    ck_assert_int_eq(append(&kiosk, &another, 1, NULL), ERROR_REFUSED);
    ck_assert_error(error, "the disk is nearly full, so no quiz is begun now; quizzes that have begun go on. Call the manager: 3 MB have to be freed");
    disk.free = 0;
    ck_assert_int_eq(append(&kiosk, &answer, 1, NULL), 0);
    ck_assert_int_eq(append(&kiosk, &done, 1, NULL), 0);
    disk.free = 10000000;
    ck_assert_int_eq(append(&kiosk, &another, 1, NULL), 0);
    unplug(&kiosk);
    unplug(&boss);
    finish();
}
END_TEST

/* A disk of 2 MB that is full: what was acknowledged is there when somebody has made room. */
START_TEST(a_full_disk_is_said_when_the_keeper_opens)
{
    static char bytes[65536];
    struct kiosk kiosk;
    struct keeper_kept kept;
    char path[100], text[300];
    snprintf(folder, sizeof folder, "/tmp/test-keeper-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    if (geteuid() != 0 || mount("none", folder, "tmpfs", 0, "size=2m") != 0) {
        printf("# a full disk was not tried: that needs root, and a tmpfs\n");
        rmdir(folder);
        return;
    }
    room = NULL;
    fixed_clock_init(&hands, 1790000000000);
    seeded_source_init(&chance, 42);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(centre_make(folder, NULL, &error), 0);
    open_keeper();
    const char *grace = enrol("Grace", "4711", KEEPER_LEARNER);
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    const struct keeper_event read = { .kind = "page-read", .pack = "skills", .version = "1.0.0", .unit = "one", .language = "en", .data = "{\"page\":1,\"seconds\":5}" };
    ck_assert_int_eq(append(&kiosk, &read, 1, NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_kept, NULL, &kept), 0);
    int64_t events = kept.events;
    unplug(&kiosk);
    keeper_free(keeper);
    snprintf(path, sizeof path, "%s/fill", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    memset(bytes, 'x', sizeof bytes);
    while (write(fd, bytes, sizeof bytes) > 0) {
    }
    close(fd);
    const struct keeper_options options = { .centre = folder, .hardware = "board 1", .boot = BOOT, .sound = true, .clock = &hands.clock, .random = &chance.source };
    error_clear(&error);
    ck_assert_int_eq(keeper_open(&keeper, &options, &error), ERROR_FULL);
    snprintf(text, sizeof text, "%s: the disk is full, so the records cannot be opened; nothing that was saved is lost: free 10 MB (files that are not the kiosk's), and start again", folder);
    char said[400];
    ck_assert_str_eq(error_text(&error, NULL, said, sizeof said), text);
    ck_assert_int_eq(unlink(path), 0);
    open_keeper();
    new_kiosk(&kiosk);
    ck_assert_int_eq(sign_in(&kiosk, grace, "4711", NULL), 0);
    ck_assert_int_eq(ask_it(&kiosk, MESSAGE_kept, NULL, &kept), 0);
    ck_assert_int_eq(kept.events, events + 1);   /* and that she signed in again */
    unplug(&kiosk);
    keeper_free(keeper);
    keeper = NULL;
    arena_release(&arena);
    ck_assert_int_eq(umount(folder), 0);
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

TEST_MAIN("keeper_room", a_full_disk_is_said_when_the_keeper_opens, a_rescue_is_told_until_a_manager_has_read_of_it, room_is_little_by_its_tenth_and_by_what_is_left, what_has_begun_goes_on_when_nothing_else_may)
