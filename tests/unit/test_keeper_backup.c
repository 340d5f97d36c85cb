/* Backups through the keeper, which goes on meanwhile; and what a restoring refuses even where the code fits. */
#include "check_main.h"

#include <sodium.h>

#include "keeper/restore.h"
#include "keeper_fixture.h"
#include "records/backup.h"
#include "records/records.h"

static unsigned char secret[TRUST_SECRET];

static void new_code(void)
{
    struct keeper_code code;
    struct seal_pair pair;
    char mark[BACKUP_MARK_SIZE];
    good(client_backup_code(client, NULL, &arena, &code, &error));
    good(trust_code_read(secret, code.code, &error));
    trust_seal_pair(&pair, secret, TRUST_BACKUP);
    backup_mark(mark, pair.public);
    ck_assert_str_eq(code.mark, mark);
}

static struct keeper_backup wait_for_backup(void)
{
    struct keeper_backup backup;
    for (int i = 0; i < 30000; i++) {
        good(client_backup(client, NULL, &arena, &backup, &error));
        if (!backup.running)
            return backup;
        poll(NULL, 0, 1);
    }
    ck_abort_msg("the making does not end");
    return backup;
}

static void begin_backup(void)
{
    good(client_backup_make(client, NULL, &arena, NULL, &error));
}

static const char *path_of(const struct keeper_backup *backup)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/backup/%s", folder, backup->file);
    return path;
}

static int restore_to(const char *file, const char *name, struct restored *restored)
{
    char target[300];
    snprintf(target, sizeof target, "%s/%s", folder, name);
    error_clear(&error);
    return centre_restore(&(struct restore){ .file = file, .folder = target }, secret, &arena, restored, &error);
}

START_TEST(a_learner_makes_no_backup_and_no_code)
{
    struct client *kiosk;
    struct keeper_signed signed_in;
    struct keeper_backup backup;
    struct keeper_code code;
    start();
    good(client_open(&kiosk, &(struct client_options){ .centre = folder }, &error));
    good(client_guest(kiosk, &(struct ask_text){ .text = "en" }, &arena, &signed_in, &error));
    ck_assert_int_eq(client_backup_make(kiosk, NULL, &arena, NULL, &error), ERROR_REFUSED);
    ck_assert_error(error, "only a manager may do this");
    ck_assert_int_eq(client_backup(kiosk, NULL, &arena, &backup, &error), ERROR_REFUSED);
    ck_assert_int_eq(client_backup_code(kiosk, NULL, &arena, &code, &error), ERROR_REFUSED);
    client_free(kiosk);
    finish();
}
END_TEST

START_TEST(without_a_code_there_is_none)
{
    start();
    begin_backup();
    struct keeper_backup backup = wait_for_backup();
    ck_assert_str_eq(backup.trouble, "there is no recovery code for backups yet: make one with kiosk-admin backup --new-code, and write it down");
    ck_assert_str_eq(backup.file, "");
    new_code();
    begin_backup();
    backup = wait_for_backup();
    ck_assert_str_eq(backup.trouble, "");
    ck_assert_int_gt(backup.bytes, 0);
    finish();
}
END_TEST

/* An export and a backup that are asked for together come one after the other, and people learn meanwhile. */
START_TEST(bundles_and_a_backup_wait_for_each_other_and_nobody_else_does)
{
    struct keeper_bundles bundles;
    struct restored restored;
    start();
    new_code();
    join(&zambia, "Empretec Zambia");
    learn(4000);
    begin_backup();
    good(client_bundles_make(client, &(struct ask_bundles){ .all = false }, &arena, NULL, &error));
    good(client_bundles(client, &(struct ask_bundles){ .all = false }, &arena, &bundles, &error));
    ck_assert(bundles.running);
    learn(200);                                  /* answered while both are under way */
    struct keeper_backup backup = wait_for_backup();
    ck_assert_str_eq(backup.trouble, "");
    while (bundles.running) {
        good(client_bundles(client, &(struct ask_bundles){ .all = false }, &arena, &bundles, &error));
        poll(NULL, 0, 1);
    }
    ck_assert_str_eq(bundles.trouble, "");
    ck_assert_uint_eq(bundles.count, 1);
    ck_assert_int_gt(bundles.rows[0].last, 4000);
    good(restore_to(path_of(&backup), "again", &restored));
    ck_assert_int_gt(restored.head.last, 4000);
    ck_assert_int_eq(restored.events, restored.head.events + 1); /* the new origin */
    finish();
}
END_TEST

START_TEST(a_making_that_is_killed_leaves_the_backup_that_was_there)
{
    struct restored restored;
    int killed = 0;
    char before[200];
    start();
    new_code();
    learn(20000);
    begin_backup();
    struct keeper_backup backup = wait_for_backup();
    for (int moment = 0; moment < 30; moment++) {
        snprintf(before, sizeof before, "%s", path_of(&backup));
        begin_backup();
        poll(NULL, 0, moment * 3);
        pid_t waiter = child_of(keeper_process()), maker = waiter ? child_of(waiter) : 0;
        if (maker <= 0 || kill(maker, SIGKILL) != 0)
            continue;
        struct keeper_backup now = wait_for_backup();
        if (!*now.trouble)
            continue;
        ck_assert_str_eq(now.trouble, "the making of the backup was stopped; nothing is lost: begin it again");
        killed++;
    }
    ck_assert_int_ge(killed, 3);
    begin_backup();
    backup = wait_for_backup();
    ck_assert_str_eq(backup.trouble, "");
    good(restore_to(path_of(&backup), "again", &restored));
    DIR *dir = opendir(in_folder("backup"));
    int files = 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        files += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    ck_assert_int_eq(files, 1);
    finish();
}
END_TEST

/* Made with the right key, by somebody who has it: still only a whole centre becomes one. */
static void pack(const char *path, const char *records, int64_t last)
{
    char origin[UUID_SIZE], key[400];
    struct seal_pair pair;
    struct stat status;
    struct backup_file files[3];
    size_t count = 0;
    trust_seal_pair(&pair, secret, TRUST_BACKUP);
    snprintf(origin, sizeof origin, "%s", client_centre(client)->terminal);
    const struct document_backup head = { .centre = origin, .name = "X", .key = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", .terminal = 1,
                                          .origin = origin, .last = last, .events = last, .made = 1 };
    const char *paths[] = { in_folder("kiosk.cfg"), NULL, records }, *const names[] = { "kiosk.cfg", "keys/centre.key", "records.db" };
    char config[400];
    snprintf(config, sizeof config, "%s", paths[0]);
    snprintf(key, sizeof key, "%s", in_folder("keys/centre.key"));
    paths[0] = config;
    paths[1] = key;
    for (size_t i = 0; i < 3; i++) {
        if (!paths[i])
            continue;
        ck_assert_int_eq(stat(paths[i], &status), 0);
        files[count++] = (struct backup_file){ names[i], paths[i], (int64_t)status.st_size };
    }
    good(backup_write(path, &head, files, count, pair.public, &random_system, NULL, &error));
}

START_TEST(what_is_no_whole_centre_is_not_restored)
{
    struct restored restored;
    struct records *records;
    char path[400], copy[400], want[600];
    struct buf text = BUF_INIT;
    start();
    new_code();
    learn(40);
    snprintf(path, sizeof path, "%s", in_folder("made.backup"));
    snprintf(copy, sizeof copy, "%s", in_folder("copy.db"));
    snprintf(want, sizeof want, "%s: what is in this backup is no whole centre; take another one", path);
    pack(path, NULL, 1);
    ck_assert_int_eq(restore_to(path, "again", &restored), ERROR_DAMAGED);
    ck_assert_error(error, want);
    good(records_open(&records, &(struct records_options){ .folder = folder, .read_only = true }, &error));
    good(records_backup(records, copy, &error));
    int64_t last = records_seq(records);
    records_close(records);
    pack(path, copy, last + 1);                  /* less than the head says */
    ck_assert_int_eq(restore_to(path, "again", &restored), ERROR_DAMAGED);
    ck_assert_error(error, want);
    good(file_read(copy, 16 << 20, &text, &error));
    char *seconds = NULL;
    for (size_t i = 0; i + 11 < text.length && !seconds; i++)
        if (memcmp(text.data + i, "\"seconds\":3", 11) == 0)
            seconds = text.data + i;
    ck_assert_ptr_nonnull(seconds);
    seconds[10] = '4';                           /* an event that was altered */
    good(file_write(copy, text.data, text.length, 0600, &error));
    pack(path, copy, last);
    ck_assert_int_eq(restore_to(path, "again", &restored), ERROR_DAMAGED);
    ck_assert_error(error, want);
    seconds[10] = '3';
    good(file_write(copy, text.data, text.length, 0600, &error));
    ck_assert_int_ne(access(in_folder("again"), F_OK), 0);
    pack(path, copy, last);
    good(restore_to(path, "again", &restored));
    buf_release(&text);
    finish();
}
END_TEST

TEST_MAIN("keeper backup", a_learner_makes_no_backup_and_no_code, without_a_code_there_is_none, bundles_and_a_backup_wait_for_each_other_and_nobody_else_does,
          a_making_that_is_killed_leaves_the_backup_that_was_there, what_is_no_whole_centre_is_not_restored)
