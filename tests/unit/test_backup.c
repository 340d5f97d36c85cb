/* A backup as a file: what went in comes out, for who has the code, and nothing else does. */
#include "check_main.h"

#include <sodium.h>

#include "records/backup.h"
#include "records_fixture.h"

#define CENTRE "01930000-0000-7000-8000-0000000000c1"
#define BIG 300000                               /* several chunks that zlib cannot make smaller */

static char folder[64], target[80], path[100];
static struct error error;
static struct seeded_source chance;
static unsigned char secret[TRUST_SECRET];
static struct seal_pair pair;
static struct backup_file files[16];
static size_t file_count;
static const struct document_backup head = { .centre = CENTRE, .name = "Empretec Lusaka", .key = DIGEST, .terminal = 1, .origin = AMINA, .last = 7, .events = 9, .made = START };

static const char *text_of(void)
{
    static char text[1024];
    return error_text(&error, NULL, text, sizeof text);
}

static void start(void)
{
    snprintf(folder, sizeof folder, "%s/test-backup-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(target, sizeof target, "%s/again", folder);
    snprintf(path, sizeof path, "%s/a.backup", folder);
    seeded_source_init(&chance, 5);
    chance.source.bytes(chance.source.context, secret, sizeof secret);
    trust_seal_pair(&pair, secret, TRUST_BACKUP);
    file_count = 0;
    error = (struct error){ 0 };
}

static void remove_folder(const char *name)
{
    DIR *dir = opendir(name);
    char inner[1300];
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(inner, sizeof inner, "%s/%s", name, entry->d_name);
        if (unlink(inner) != 0)
            remove_folder(inner);
    }
    if (dir)
        closedir(dir);
    rmdir(name);
}

static void finish(void)
{
    for (size_t i = 0; i < file_count; i++)
        free((char *)(uintptr_t)files[i].path);
    remove_folder(folder);
}

static void add(const char *name, const void *bytes, size_t length)
{
    char *at = malloc(100);
    snprintf(at, 100, "%s/source-%zu", folder, file_count);
    ck_assert_int_eq(file_write(at, bytes, length, 0600, NULL), 0);
    files[file_count++] = (struct backup_file){ .name = name, .path = at, .bytes = (int64_t)length };
}

static int write_it(void)
{
    return backup_write(path, &head, files, file_count, pair.public, &chance.source, NULL, &error);
}

/* Into a folder that is new each time. */
static int unpack(const unsigned char with[TRUST_SECRET])
{
    char part[100];
    static const char *const parts[] = { "", "/keys", "/trust" };
    remove_folder(target);
    for (size_t i = 0; i < 3; i++) {
        snprintf(part, sizeof part, "%s%s", target, parts[i]);
        ck_assert_int_eq(mkdir(part, 0700), 0);
    }
    error = (struct error){ 0 };
    return backup_unpack(path, with, target, &error);
}

static void holds(const char *name, const void *bytes, size_t length, mode_t mode)
{
    char at[200];
    struct stat status;
    struct buf text = BUF_INIT;
    snprintf(at, sizeof at, "%s/%s", target, name);
    ck_assert_int_eq(file_read(at, BIG, &text, NULL), 0);
    ck_assert_uint_eq(text.length, length);
    ck_assert(length == 0 || memcmp(text.data, bytes, length) == 0);
    ck_assert_int_eq(stat(at, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, mode);
    buf_release(&text);
}

static unsigned char big[BIG];

START_TEST(what_went_in_comes_out)
{
    struct arena arena;
    struct document_backup seen;
    start();
    chance.source.bytes(chance.source.context, big, sizeof big);
    add("kiosk.cfg", "name = \"x\";\n", 12);
    add("records.db", big, sizeof big);
    add("keys/centre.key", "secret", 6);
    add("keys/Ministère x.pub", "public", 6);
    add("trust/0011223344556677.receipt", "", 0);
    add(CENTRE ".request", "asks", 4);
    ck_assert_msg(write_it() == 0, "%s", text_of());
    ck_assert_msg(unpack(secret) == 0, "%s", text_of());
    holds("kiosk.cfg", "name = \"x\";\n", 12, 0640);
    holds("records.db", big, sizeof big, 0600);
    holds("keys/centre.key", "secret", 6, 0600);
    holds("keys/Ministère x.pub", "public", 6, 0640);
    holds("trust/0011223344556677.receipt", "", 0, 0600);
    holds(CENTRE ".request", "asks", 4, 0640);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(backup_look(path, &arena, &seen, &error), 0);
    ck_assert_str_eq(seen.name, "Empretec Lusaka");
    ck_assert_int_eq(seen.bytes, 12 + BIG + 6 + 6 + 0 + 4);
    arena_release(&arena);
    finish();
}
END_TEST

START_TEST(names_that_could_leave_the_folder_are_none)
{
    static const char *const bad[] = { "", "records.db/", "../records.db", "keys/../x", "keys/", "keys/.x", "keys/a/b", "trust/..", "/etc/passwd", "other", "keys/a\nb", "keys/\x80",
                                       CENTRE ".requests", "x.request", "outbox/a.bundle" };
    start();
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!backup_name_allowed(bad[i]), "%s", bad[i]);
    ck_assert(backup_name_allowed("profile.form"));
    add("keys/../x", "a", 1);
    ck_assert_int_eq(write_it(), ERROR_INVALID);
    ck_assert_ptr_nonnull(strstr(text_of(), "this file cannot be in a backup; give it another name, or move it away"));
    ck_assert_int_ne(access(path, F_OK), 0);
    finish();
}
END_TEST

START_TEST(another_code_opens_nothing)
{
    unsigned char other[TRUST_SECRET] = { 1 };
    char want[300], mark[BACKUP_MARK_SIZE], mine[BACKUP_MARK_SIZE];
    struct seal_pair others;
    start();
    add("kiosk.cfg", "x", 1);
    ck_assert_int_eq(write_it(), 0);
    ck_assert_int_eq(unpack(other), ERROR_REFUSED);
    trust_seal_pair(&others, other, TRUST_BACKUP);
    backup_mark(mark, pair.public);
    backup_mark(mine, others.public);
    snprintf(want, sizeof want, "%s: this backup was made for the code with the mark %s; the one that was typed has the mark %s: look for the other sheet", path, mark, mine);
    ck_assert_str_eq(text_of(), want);
    /* the same secret for another purpose is another key */
    trust_seal_pair(&others, secret, TRUST_SEAL);
    ck_assert_mem_ne(others.public, pair.public, TRUST_PUBLIC);
    finish();
}
END_TEST

START_TEST(each_altered_byte_and_each_cut_is_refused)
{
    struct buf whole = BUF_INIT;
    start();
    add("kiosk.cfg", "name = \"x\";\n", 12);
    add("keys/centre.key", "secret", 6);
    ck_assert_int_eq(write_it(), 0);
    ck_assert_int_eq(file_read(path, 1 << 20, &whole, NULL), 0);
    for (size_t i = 0; i < whole.length; i++) {
        whole.data[i] ^= 1;
        ck_assert_int_eq(file_write(path, whole.data, whole.length, 0600, NULL), 0);
        ck_assert_msg(unpack(secret) < 0, "byte %zu of %zu", i, whole.length);
        whole.data[i] ^= 1;
        ck_assert_int_eq(file_write(path, whole.data, i, 0600, NULL), 0);
        ck_assert_msg(unpack(secret) < 0, "cut at %zu of %zu", i, whole.length);
    }
    buf_char(&whole, 0);                         /* and one byte more */
    ck_assert_int_eq(file_write(path, whole.data, whole.length, 0600, NULL), 0);
    ck_assert_int_eq(unpack(secret), ERROR_REFUSED);
    ck_assert_int_eq(file_write(path, whole.data, whole.length - 1, 0600, NULL), 0);
    ck_assert_int_eq(unpack(secret), 0);
    buf_release(&whole);
    finish();
}
END_TEST

/* Where a chunk ends, a shorter file is a chain of good chunks: only the mark of the last one tells. */
START_TEST(a_cut_between_chunks_is_one)
{
    char want[200];
    struct arena arena;
    struct document_backup seen;
    struct buf whole = BUF_INIT;
    start();
    chance.source.bytes(chance.source.context, big, sizeof big);
    add("records.db", big, sizeof big);
    ck_assert_int_eq(write_it(), 0);
    ck_assert_int_eq(file_read(path, 1 << 20, &whole, NULL), 0);
    const char *end = strstr(whole.data, "\n\n");
    size_t first = (size_t)(end + 2 - whole.data) + 24 + 65536 + 17;
    snprintf(want, sizeof want, "%s: this backup is cut off: copy it again, or take another one", path);
    for (size_t cut = first; cut < whole.length; cut += 65536 + 17) {
        ck_assert_int_eq(file_write(path, whole.data, cut, 0600, NULL), 0);
        ck_assert_int_eq(unpack(secret), ERROR_DAMAGED);
        ck_assert_str_eq(text_of(), want);
    }
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(file_write(path, "not a backup\n", 13, 0600, NULL), 0);
    error = (struct error){ 0 };
    ck_assert_int_eq(backup_look(path, &arena, &seen, &error), ERROR_SYNTAX);
    snprintf(want, sizeof want, "%s:1: this is no backup of this program", path);
    ck_assert_str_eq(text_of(), want);
    arena_release(&arena);
    buf_release(&whole);
    finish();
}
END_TEST

START_TEST(a_file_that_changes_meanwhile_ends_it)
{
    start();
    for (int i = -1; i <= 1; i += 2) {
        add("kiosk.cfg", "12345", 5);
        files[0].bytes += i;
        ck_assert_int_eq(write_it(), ERROR_CANCELLED);
        ck_assert_ptr_nonnull(strstr(text_of(), "this file changed while the backup was made; begin it again"));
        ck_assert_int_ne(access(path, F_OK), 0);
        free((char *)(uintptr_t)files[--file_count].path);
        error = (struct error){ 0 };
    }
    finish();
}
END_TEST

/* Signed by nobody, so made by hand with the key: what a reader must not believe even then. */
START_TEST(a_name_twice_is_refused)
{
    start();
    add("kiosk.cfg", "a", 1);
    add("kiosk.cfg", "b", 1);
    ck_assert_int_eq(write_it(), 0);
    ck_assert_int_eq(unpack(secret), ERROR_DAMAGED);
    finish();
}
END_TEST

START_TEST(the_key_is_kept_and_read)
{
    unsigned char read[TRUST_PUBLIC];
    char keys[100], want[300];
    start();
    snprintf(keys, sizeof keys, "%s/keys", folder);
    ck_assert_int_eq(backup_key_load(read, folder, &error), ERROR_NOT_FOUND);
    ck_assert_int_eq(mkdir(keys, 0700), 0);
    ck_assert_int_eq(backup_key_save(pair.public, folder, &error), 0);
    ck_assert_int_eq(backup_key_load(read, folder, &error), 0);
    ck_assert_mem_eq(read, pair.public, TRUST_PUBLIC);
    snprintf(keys, sizeof keys, "%s/" BACKUP_KEY, folder);
    ck_assert_int_eq(file_write(keys, "empretec", 8, 0600, NULL), 0);
    error = (struct error){ 0 };
    ck_assert_int_eq(backup_key_load(read, folder, &error), ERROR_DAMAGED);
    snprintf(want, sizeof want, "%s: this is not the key of the backups; make a new code with kiosk-admin backup --new-code", keys);
    ck_assert_str_eq(text_of(), want);
    finish();
}
END_TEST

TEST_MAIN("backup", what_went_in_comes_out, names_that_could_leave_the_folder_are_none, another_code_opens_nothing, each_altered_byte_and_each_cut_is_refused, a_cut_between_chunks_is_one, a_file_that_changes_meanwhile_ends_it, a_name_twice_is_refused, the_key_is_kept_and_read)
