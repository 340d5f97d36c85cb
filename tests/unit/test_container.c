/* Packs as files: what is written is read, what is wrong is refused, each with its message. */
#include "check_main.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pack/container.h"
#include "pack/writer.h"
#include "pack_fixture.h"

static const struct fixture_file two[] = {
    { "lesson", "idea", "An idea", NULL, "en", "en/lessons/01-idea.md", "# An idea\n\nText.\n" },
    { "lesson", "idea", "Une idée", NULL, "fr", "fr/lessons/01-idée.md", "# Une idée\n" },
    { "quiz", "post-test", "Post-test", NULL, "", "quizzes/post-test.quiz", "id = \"post-test\";\n" },
};
#define TWO two, sizeof two / sizeof *two
#define ANY (PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY)

/* Opens and closes; on failure the error without the folder's path. */
static int try_limits(const char *path, const struct keyring *keys, unsigned options, const struct pack_limits *limits, struct error *error)
{
    struct pack *pack = NULL;
    memset(error, 0, sizeof *error);
    int code = pack_open(path, keys, options, limits, &pack, error);
    if (!code)
        code = pack_check(pack, NULL, NULL, error);
    pack_close(pack);
    if (code) {
        ck_assert_str_eq(error->file, path);
        error->file[0] = 0;
    }
    return code;
}

#define ck_assert_refused(path, keys, options, want_code, want)                    \
    do {                                                                           \
        struct error refused;                                                      \
        ck_assert_int_eq(try_limits(path, keys, options, NULL, &refused), want_code); \
        ck_assert_error(refused, want);                                            \
    } while (0)

static void put(const char *path, const struct buf *bytes)
{
    struct error error = { 0 };
    ck_assert_int_eq(file_write(path, bytes->data, bytes->length, 0644, &error), 0);
}

static void get(const char *path, struct buf *bytes)
{
    struct error error = { 0 };
    buf_clear(bytes);
    ck_assert_int_eq(file_read(path, 1 << 24, bytes, &error), 0);
}

static char *in(char out[200], const char *folder, const char *name)
{
    ck_assert(path_join(out, 200, folder, name));
    return out;
}

START_TEST(a_signed_pack_is_read_back)
{
    struct error error = { 0 };
    struct public_key public_key;
    struct secret_key secret_key;
    struct keyring ring = { 0 };
    struct pack *pack;
    struct buf text = BUF_INIT;
    char folder[64], path[200];
    fixture_keys(1, &public_key, &secret_key);
    keyring_add(&ring, &public_key, &error);
    fixture_pack(in(path, fixture_folder(folder), "a.pack"), "business-skills", "1.2.3", TWO, &secret_key);
    ck_assert_int_eq(pack_open(path, &ring, 0, NULL, &pack, &error), 0);
    ck_assert_int_eq(pack_trust(pack), PACK_TRUSTED);
    ck_assert_str_eq(pack_signer(pack)->name, "publisher-1");
    ck_assert_str_eq(pack_signature(pack)->trusted, "business-skills 1.2.3");
    ck_assert_str_eq(pack_manifest(pack)->version, "1.2.3");
    ck_assert_uint_eq(pack_entry_count(pack), 4);
    ck_assert_str_eq(pack_entry(pack, 0)->name, "pack.cfg");
    const struct manifest_unit *unit = manifest_unit(pack_manifest(pack), "idea");
    ck_assert_int_eq(pack_read_file(pack, manifest_file(unit, "fr"), &text, &error), 0);
    ck_assert_str_eq(text.data, "# Une idée\n");
    ck_assert_int_eq(pack_check(pack, NULL, NULL, &error), 0);
    ck_assert_int_eq(pack_read(pack, "en/none.md", &text, &error), ERROR_NOT_FOUND);
    ck_assert_str_eq(error.entry, "en/none.md");
    pack_close(pack);
    keyring_release(&ring);
    buf_release(&text);
    fixture_remove(folder);
}
END_TEST

START_TEST(the_same_entries_give_the_same_bytes_in_any_order)
{
    char folder[64], a[200], b[200];
    struct buf first = BUF_INIT, second = BUF_INIT;
    struct fixture_file turned[] = { two[0], two[1], two[2] };
    struct error error = { 0 };
    struct pack_writer *writer;
    struct buf manifest = BUF_INIT;
    fixture_pack(in(a, fixture_folder(folder), "a.pack"), "x", "1.0.0", TWO, NULL);
    fixture_manifest(&manifest, "x", "1.0.0", TWO);
    ck_assert_int_eq(pack_writer_new(&writer, &error), 0);
    pack_writer_add(writer, MANIFEST_NAME, manifest.data, manifest.length, &error);
    for (int i = 2; i >= 0; i--)
        ck_assert_int_eq(pack_writer_add(writer, turned[i].path, turned[i].text, strlen(turned[i].text), &error), 0);
    ck_assert_int_eq(pack_writer_finish(writer, in(b, folder, "b.pack"), NULL, "", &error), 0);
    pack_writer_free(writer);
    get(a, &first);
    get(b, &second);
    ck_assert_uint_eq(first.length, second.length);
    ck_assert_mem_eq(first.data, second.data, first.length);
    buf_release(&first);
    buf_release(&second);
    buf_release(&manifest);
    fixture_remove(folder);
}
END_TEST

START_TEST(the_writer_refuses_what_the_reader_would)
{
    struct error error = { 0 };
    struct pack_writer *writer;
    ck_assert_int_eq(pack_writer_new(&writer, &error), 0);
    ck_assert_int_eq(pack_writer_add(writer, "../a", "x", 1, &error), ERROR_INVALID);
    ck_assert_error(error, "../a: this name leads out of its folder");
    ck_assert_int_eq(pack_writer_add(writer, "en/A.md", "x", 1, &error), 0);
    ck_assert_int_eq(pack_writer_add(writer, "en/a.md", "x", 1, &error), ERROR_EXISTS);
    ck_assert_error(error, "en/a.md: this name is there twice, perhaps in upper and lower case");
    pack_writer_free(writer);
}
END_TEST

START_TEST(trust_is_what_the_keys_say)
{
    struct error error = { 0 };
    struct public_key public_key, other, stolen;
    struct secret_key secret_key, other_secret;
    struct keyring ring = { 0 }, others = { 0 };
    struct pack *pack;
    char folder[64], path[200];
    fixture_keys(1, &public_key, &secret_key);
    fixture_keys(2, &other, &other_secret);
    stolen = other;
    memcpy(stolen.id, public_key.id, sizeof stolen.id);
    keyring_add(&ring, &other, &error);
    keyring_add(&others, &stolen, &error);
    fixture_pack(in(path, fixture_folder(folder), "a.pack"), "x", "1.0.0", TWO, NULL);
    ck_assert_refused(path, &ring, 0, ERROR_REFUSED, "this pack is not signed; ask its publisher for a signed one");
    ck_assert_int_eq(pack_open(path, &ring, PACK_ALLOW_UNSIGNED, NULL, &pack, &error), 0);
    ck_assert_int_eq(pack_trust(pack), PACK_UNSIGNED);
    pack_close(pack);
    ck_assert_int_eq(pack_sign_file(path, &secret_key, "x 1.0.0", &error), 0);
    char id[KEY_ID_SIZE], want[200];
    snprintf(want, sizeof want, "signed with the key %s, which is not among the publishers' keys here; if you trust the publisher, add their .pub (a centre keeps them in its folder keys)",
             key_id_text(id, public_key.id));
    ck_assert_refused(path, &ring, PACK_ALLOW_UNSIGNED, ERROR_REFUSED, want);
    ck_assert_refused(path, NULL, PACK_ALLOW_UNSIGNED, ERROR_REFUSED, want);
    ck_assert_int_eq(pack_open(path, &ring, PACK_ALLOW_UNKNOWN_KEY, NULL, &pack, &error), 0);
    ck_assert_int_eq(pack_trust(pack), PACK_UNKNOWN_KEY);
    pack_close(pack);
    /* the same number, another key: never let through, whatever is allowed */
    ck_assert_refused(path, &others, ANY, ERROR_REFUSED,
                      "the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came");
    ck_assert_int_eq(pack_sign_file(path, &other_secret, "x 1.0.0", &error), 0); /* signed again */
    ck_assert_int_eq(pack_open(path, &ring, 0, NULL, &pack, &error), 0);
    ck_assert_int_eq(pack_trust(pack), PACK_TRUSTED);
    pack_close(pack);
    keyring_release(&ring);
    keyring_release(&others);
    fixture_remove(folder);
}
END_TEST

START_TEST(no_byte_of_a_signed_pack_can_be_changed_or_lost)
{
    struct error error = { 0 };
    struct public_key public_key;
    struct secret_key secret_key;
    struct keyring ring = { 0 };
    struct buf bytes = BUF_INIT;
    char folder[64], path[200], bad[200];
    fixture_keys(1, &public_key, &secret_key);
    keyring_add(&ring, &public_key, &error);
    fixture_pack(in(path, fixture_folder(folder), "a.pack"), "x", "1.0.0", TWO, &secret_key);
    get(path, &bytes);
    in(bad, folder, "bad.pack");
    int fd = open(bad, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    const char *comment = memmem(bytes.data, bytes.length, "untrusted comment: ", 19);
    ck_assert_ptr_nonnull(comment);
    size_t free_from = (size_t)(comment - bytes.data) + 19;
    size_t free_to = free_from + strcspn(comment + 19, "\n"); /* the one text that nothing signs */
    for (size_t i = 0; i < bytes.length; i++) {
        struct pack *pack = NULL;
        bytes.data[i] ^= 1;
        ck_assert_int_eq(pwrite(fd, bytes.data, bytes.length, 0), (ssize_t)bytes.length);
        int code = pack_open_fd(fd, "bad.pack", &ring, 0, NULL, &pack, &error);
        pack_close(pack);
        bytes.data[i] ^= 1;
        ck_assert_msg(code < 0 || (i >= free_from && i < free_to), "byte %zu can be changed", i);
    }
    ck_assert_int_eq(pwrite(fd, bytes.data, bytes.length, 0), (ssize_t)bytes.length);
    for (size_t length = bytes.length; length-- > 0;) {
        struct pack *pack = NULL;
        ck_assert_int_eq(ftruncate(fd, (off_t)length), 0);
        ck_assert_msg(pack_open_fd(fd, "bad.pack", &ring, 0, NULL, &pack, &error) < 0, "cut to %zu bytes it is read", length);
    }
    close(fd);
    keyring_release(&ring);
    buf_release(&bytes);
    fixture_remove(folder);
}
END_TEST

START_TEST(what_is_no_pack_is_named)
{
    char folder[64], path[200];
    struct buf bytes = BUF_INIT;
    in(path, fixture_folder(folder), "a.pack");
    put(path, &bytes);
    ck_assert_refused(path, NULL, ANY, ERROR_SYNTAX, "this is no pack: it is not a ZIP file");
    buf_fill(&bytes, 'x', 3000);
    put(path, &bytes);
    ck_assert_refused(path, NULL, ANY, ERROR_SYNTAX, "this is no pack: it is not a ZIP file");
    fixture_pack(path, "x", "1.0.0", TWO, NULL);
    get(path, &bytes);
    buf_cut(&bytes, bytes.length - 1);
    put(path, &bytes);
    ck_assert_refused(path, NULL, ANY, ERROR_DAMAGED, "the pack is cut short, or something was added behind it; copy it again from where it came");
    fixture_pack(path, "x", "1.0.0", TWO, NULL);
    get(path, &bytes);
    buf_char(&bytes, '\n');
    put(path, &bytes);
    ck_assert_refused(path, NULL, ANY, ERROR_DAMAGED, "the pack is cut short, or something was added behind it; copy it again from where it came");
    struct error error = { 0 };
    struct pack *pack;
    ck_assert_int_eq(pack_open(folder, NULL, ANY, NULL, &pack, &error), ERROR_INVALID);
    error.file[0] = 0;
    ck_assert_error(error, "this is not a file; name a file");
    buf_release(&bytes);
    fixture_remove(folder);
}
END_TEST

START_TEST(a_second_archive_within_is_refused)
{
    char folder[64], path[200];
    struct buf one = BUF_INIT, both = BUF_INIT;
    in(path, fixture_folder(folder), "a.pack");
    fixture_pack(path, "x", "1.0.0", TWO, NULL);
    get(path, &one);
    buf_add(&both, one.data, one.length);        /* before */
    buf_add(&both, one.data, one.length);
    put(path, &both);
    ck_assert_refused(path, NULL, ANY, ERROR_REFUSED,
                      "there is something before the archive, or between its directory and its end; do not use this file");
    const struct raw_entry entry = { .name = "a", .data = "b" };
    buf_clear(&both);                            /* in the comment: one end record covers the other */
    buf_clear(&one);
    raw_zip(&one, &entry, 1, "", 0);
    raw_zip(&both, &entry, 1, one.data, one.length);
    put(path, &both);
    ck_assert_refused(path, NULL, ANY, ERROR_REFUSED, "a second archive hides in the comment of this one; do not use this file");
    buf_clear(&both);
    raw_zip(&both, &entry, 1, "hello\n", 6);
    put(path, &both);
    ck_assert_refused(path, NULL, ANY, ERROR_SYNTAX,
                      "the comment of the archive is not a signature: it must be the four lines of minisign and nothing else");
    buf_release(&one);
    buf_release(&both);
    fixture_remove(folder);
}
END_TEST

START_TEST(each_odd_entry_is_named_with_its_reason)
{
    static const struct {
        struct raw_entry entry;
        enum error_code code;
        const char *want;
    } odd[] = {
        { { .name = "/etc/passwd", .data = "" }, ERROR_REFUSED, "/etc/passwd: this name is absolute" },
        { { .name = "C:/x", .data = "" }, ERROR_REFUSED, "C:/x: this name is absolute" },
        { { .name = "en/../../x", .data = "" }, ERROR_REFUSED, "en/../../x: this name leads out of its folder" },
        { { .name = "..", .data = "" }, ERROR_REFUSED, "..: this name leads out of its folder" },
        { { .name = "en/./x", .data = "" }, ERROR_REFUSED, "en/./x: this name leads out of its folder" },
        { { .name = "en\\x", .data = "" }, ERROR_REFUSED, "en\\x: this name holds a backslash" },
        { { .name = "en//x", .data = "" }, ERROR_REFUSED, "en//x: this name has an empty component" },
        { { .name = "", .data = "" }, ERROR_REFUSED, "a name is empty" },
        { { .name = "en/a\033[2J", .data = "" }, ERROR_REFUSED, "en/a?[2J: this name holds characters that cannot be shown" },
        { { .name = "en/\xe2\x80\xae", .data = "", .flags = 1 << 11 }, ERROR_REFUSED, NULL },
        { { .name = "en/\xff", .data = "", .flags = 1 << 11 }, ERROR_REFUSED, NULL },
        { { .name = "en/\xc3\xa9", .data = "" }, ERROR_REFUSED, "en/\xc3\xa9: this name is not marked as UTF-8" },
        { { .name = "en/link", .data = "/etc/passwd", .attributes = 0120777u << 16 }, ERROR_REFUSED,
          "en/link: this is a symbolic link; a pack holds files alone" },
        { { .name = "en/", .data = "" }, ERROR_REFUSED, "en/: this is a folder; a pack holds files alone (zip -D)" },
        { { .name = "en", .data = "", .attributes = 0040755u << 16 }, ERROR_REFUSED, "en: this is a folder; a pack holds files alone (zip -D)" },
        { { .name = "en", .data = "", .attributes = 0x10 }, ERROR_REFUSED, "en: this is a folder; a pack holds files alone (zip -D)" },
        { { .name = "pipe", .data = "", .attributes = 0010644u << 16 }, ERROR_REFUSED, "pipe: this is not a plain file; a pack holds files alone" },
        { { .name = "secret", .data = "x", .flags = 1 }, ERROR_REFUSED, "secret: this entry is encrypted; packs are not" },
        { { .name = "stream", .data = "x", .flags = 8 }, ERROR_REFUSED,
          "stream: the size of this entry stands behind it; in a pack it stands in front" },
        { { .name = "patch", .data = "x", .flags = 32 }, ERROR_REFUSED, "patch: this entry has flags that a pack does not use" },
        { { .name = "lzma", .data = "x", .method = 14 }, ERROR_REFUSED,
          "lzma: this entry is packed by method 14; a pack has only 0 (stored) and 8 (deflated)" },
        { { .name = "extra", .data = "x", .extra = 8 }, ERROR_REFUSED,
          "extra: this entry has extra fields; a pack has none (make it with kiosk-pack build, or zip -X)" },
        { { .name = "stored", .data = "x", .size = 2 }, ERROR_DAMAGED, "stored: this entry is stored, but its two sizes differ" },
        { { .name = "bomb", .data = "x", .method = 8, .size = 0xfffffff0u }, ERROR_LIMIT,
          "bomb: this entry holds 4294967280 bytes; at most 67108864 are read" },
        { { .name = "one", .data = "x", .local_name = "two" }, ERROR_REFUSED,
          "one: this entry and the directory contradict each other; do not use this file" },
        { { .name = "late", .data = "x", .gap = 5 }, ERROR_REFUSED,
          "late: there is something before this entry that does not belong to the pack; do not use this file" },
    };
    char folder[64], path[200];
    in(path, fixture_folder(folder), "a.pack");
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct buf bytes = BUF_INIT;
        struct error error;
        raw_zip(&bytes, &odd[i].entry, 1, "", 0);
        put(path, &bytes);
        ck_assert_msg(try_limits(path, NULL, ANY, NULL, &error) == odd[i].code, "%s", odd[i].entry.name);
        if (odd[i].want)
            ck_assert_error(error, odd[i].want);
        buf_release(&bytes);
    }
    fixture_remove(folder);
}
END_TEST

START_TEST(a_name_that_is_there_twice_is_refused)
{
    char folder[64], path[200];
    struct buf bytes = BUF_INIT;
    const struct raw_entry same[] = { { .name = "a", .data = "1" }, { .name = "b", .data = "1" }, { .name = "a", .data = "2" } };
    const struct raw_entry cases[] = { { .name = "en/A.md", .data = "1" }, { .name = "en/a.md", .data = "2" } };
    in(path, fixture_folder(folder), "a.pack");
    raw_zip(&bytes, same, 3, "", 0);
    put(path, &bytes);
    ck_assert_refused(path, NULL, ANY, ERROR_REFUSED, "a: this name is there twice, perhaps in upper and lower case");
    buf_clear(&bytes);
    raw_zip(&bytes, cases, 2, "", 0);
    put(path, &bytes);
    struct error error;
    ck_assert_int_eq(try_limits(path, NULL, ANY, NULL, &error), ERROR_REFUSED);
    error.entry[0] = 0;                          /* which of the two is named is sorting's business */
    ck_assert_error(error, "this name is there twice, perhaps in upper and lower case");
    buf_release(&bytes);
    fixture_remove(folder);
}
END_TEST

START_TEST(limits_hold_for_file_entry_total_and_count)
{
    char folder[64], path[200];
    struct error error;
    struct pack_limits limits = pack_limits_usual;
    in(path, fixture_folder(folder), "a.pack");
    fixture_pack(path, "x", "1.0.0", TWO, NULL);
    limits.entries = 3;
    ck_assert_int_eq(try_limits(path, NULL, ANY, &limits, &error), ERROR_LIMIT);
    ck_assert_error(error, "the pack holds 4 files; at most 3 are read");
    limits = pack_limits_usual;
    limits.entry = 16;
    ck_assert_int_eq(try_limits(path, NULL, ANY, &limits, &error), ERROR_LIMIT);
    ck_assert_str_eq(error.message, "this entry holds %lld bytes; at most %lld are read");
    limits = pack_limits_usual;
    limits.total = 100;
    ck_assert_int_eq(try_limits(path, NULL, ANY, &limits, &error), ERROR_LIMIT);
    ck_assert_str_eq(error.message, "up to this entry the pack holds %lld bytes; at most %lld are read");
    limits = pack_limits_usual;
    limits.file = 100;
    ck_assert_int_eq(try_limits(path, NULL, ANY, &limits, &error), ERROR_LIMIT);
    ck_assert_error(error, "the pack is larger than 0 MiB, the most that is read");
    fixture_remove(folder);
}
END_TEST

/* Patches a number in the local header and in the directory. */
static void patch(struct buf *bytes, const char *name, size_t local, size_t central, uint32_t value)
{
    size_t length = strlen(name);
    int found = 0;
    for (char *at = bytes->data; (at = memmem(at, (size_t)(bytes->data + bytes->length - at), name, length)); at += length) {
        char *field = NULL;
        if (at - bytes->data >= 30 && memcmp(at - 30, "PK\3\4", 4) == 0)
            field = at - 30 + local;
        else if (at - bytes->data >= 46 && memcmp(at - 46, "PK\1\2", 4) == 0)
            field = at - 46 + central;
        for (int i = 0; field && i < 4; i++)
            field[i] = (char)(value >> 8 * i);
        found += field != NULL;
    }
    ck_assert_int_eq(found, 2);
}

START_TEST(an_entry_that_is_longer_or_shorter_than_it_says_is_refused)
{
    char folder[64], path[200], zeroes[200001];
    struct buf bytes = BUF_INIT;
    const struct { uint32_t size; } claims[] = { { 199999 }, { 200001 }, { 1 }, { 60000000 } };
    memset(zeroes, '0', sizeof zeroes - 1);
    zeroes[sizeof zeroes - 1] = 0;
    const struct fixture_file big = { "lesson", "big", NULL, NULL, "en", "en/big.md", zeroes };
    in(path, fixture_folder(folder), "a.pack");
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        struct error error;
        fixture_pack(path, "x", "1.0.0", &big, 1, NULL);
        get(path, &bytes);
        patch(&bytes, "en/big.md", 22, 24, claims[i].size);
        put(path, &bytes);
        ck_assert_int_eq(try_limits(path, NULL, ANY, NULL, &error), ERROR_DAMAGED);
        ck_assert_str_eq(error.entry, "en/big.md");
    }
    fixture_pack(path, "x", "1.0.0", &big, 1, NULL); /* and with a wrong check sum */
    get(path, &bytes);
    patch(&bytes, "en/big.md", 14, 16, 12345);
    put(path, &bytes);
    ck_assert_refused(path, NULL, ANY, ERROR_DAMAGED, "en/big.md: this entry cannot be read (CRC error)");
    buf_release(&bytes);
    fixture_remove(folder);
}
END_TEST

START_TEST(manifest_and_files_must_agree)
{
    char folder[64], path[200];
    struct buf bytes = BUF_INIT, manifest = BUF_INIT;
    const struct fixture_file one = { "lesson", "a", NULL, NULL, "en", "en/a.md", "text" };
    in(path, fixture_folder(folder), "a.pack");
    fixture_manifest(&manifest, "x", "1.0.0", &one, 1);
    const struct raw_entry cfg = { .name = "pack.cfg", .data = manifest.data }, a = { .name = "en/a.md", .data = "text" };
    const struct {
        struct raw_entry entries[3];
        size_t count;
        enum error_code code;
        const char *want;
    } cases[] = {
        { { a }, 1, ERROR_INVALID, "the pack has no manifest (pack.cfg)" },
        { { cfg }, 1, ERROR_INVALID, "en/a.md: the manifest names this file, but it is not in the pack" },
        { { cfg, a, { .name = "en/b.md", .data = "" } }, 3, ERROR_INVALID, "en/b.md: this file is not in the manifest" },
        { { cfg, { .name = "en/a.md", .data = "TEXT" } }, 2, ERROR_DAMAGED,
          "en/a.md: this file is not the one that the manifest means: its digest differs" },
        { { { .name = "pack.cfg", .data = "format = 1; id = ;" } }, 1, ERROR_SYNTAX, NULL },
        { { { .name = "pack.cfg", .data = "format = 2; something = 1;" }, a }, 2, ERROR_VERSION,
          "pack.cfg: this pack is of format 2; this version reads format 1: install a newer version of the program" },
        { { cfg, a, { .name = "pictures/a.png", .data = "" } }, 3, 0, NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error error;
        buf_clear(&bytes);
        raw_zip(&bytes, cases[i].entries, cases[i].count, "", 0);
        put(path, &bytes);
        int code = try_limits(path, NULL, ANY, NULL, &error);
        char text[400];
        ck_assert_msg(code == (int)cases[i].code, "case %zu gives %d: %s", i, code, error_text(&error, NULL, text, sizeof text));
        if (cases[i].want)
            ck_assert_error(error, cases[i].want);
    }
    buf_release(&bytes);
    buf_release(&manifest);
    fixture_remove(folder);
}
END_TEST

START_TEST(a_unit_of_an_unknown_kind_is_kept_and_marked)
{
    struct error error = { 0 };
    struct pack *pack;
    char folder[64], path[200];
    const struct fixture_file files[] = {
        { "hologram", "a", NULL, NULL, "en", "en/a.holo", "x" }, { "survey", "b", NULL, NULL, "", "b.form", "y" }
    };
    fixture_pack(in(path, fixture_folder(folder), "a.pack"), "x", "1.0.0", files, 2, NULL);
    ck_assert_int_eq(pack_open(path, NULL, ANY, NULL, &pack, &error), 0);
    const struct manifest_unit *unit = manifest_unit(pack_manifest(pack), "a");
    ck_assert_int_eq(unit->kind, PACK_UNKNOWN);
    ck_assert_str_eq(unit->kind_word, "hologram");
    ck_assert(!pack_kind_read(unit->kind));
    unit = manifest_unit(pack_manifest(pack), "b");
    ck_assert_int_eq(unit->kind, PACK_SURVEY);
    ck_assert(!pack_kind_read(unit->kind));
    pack_close(pack);
    fixture_remove(folder);
}
END_TEST

TEST_MAIN("container", a_signed_pack_is_read_back, the_same_entries_give_the_same_bytes_in_any_order, the_writer_refuses_what_the_reader_would,
          trust_is_what_the_keys_say, no_byte_of_a_signed_pack_can_be_changed_or_lost, what_is_no_pack_is_named,
          a_second_archive_within_is_refused, each_odd_entry_is_named_with_its_reason, a_name_that_is_there_twice_is_refused,
          limits_hold_for_file_entry_total_and_count, an_entry_that_is_longer_or_shorter_than_it_says_is_refused,
          manifest_and_files_must_agree, a_unit_of_an_unknown_kind_is_kept_and_marked)
