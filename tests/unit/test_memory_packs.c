/* Packs, keys and the library when memory runs out: it is said, and what is installed stays as it was. */
#include "check_main.h"

#include "base/file.h"
#include "library/library.h"
#include "memory_fault.h"
#include "pack/container.h"
#include "pack/writer.h"
#include "pack_fixture.h"

static const char page[] = "# What to charge\n\nThe price must cover the cost of a caf\xc3\xa9.\n";
static const struct fixture_file files[] = {
    { "lesson", "price", "What to charge", NULL, "en", "en/price.md", page },
    { "lesson", "price", "Le prix", NULL, "fr", "fr/price.md", "# Le prix\n" },
    { "bank", "bank", NULL, NULL, "en", "en/bank.gift", "price" },
};
static char root[64], pack_path[200], keys_path[200], packs_path[200];
static struct public_key public_key;
static struct secret_key secret_key;
static struct keyring ring;

static void make_place(void)
{
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    char path[300];
    fixture_folder(root);
    snprintf(pack_path, sizeof pack_path, "%s/a.pack", root);
    snprintf(keys_path, sizeof keys_path, "%s/keys", root);
    snprintf(packs_path, sizeof packs_path, "%s/packs", root);
    ck_assert_int_eq(folder_make(keys_path, 0755, &error), 0);
    ck_assert_int_eq(folder_make(packs_path, 0755, &error), 0);
    fixture_keys(1, &public_key, &secret_key);
    public_key_write(&public_key, &text);
    snprintf(path, sizeof path, "%s/unctad.pub", keys_path);
    ck_assert_int_eq(file_write(path, text.data, text.length, 0644, &error), 0);
    ring = (struct keyring){ 0 };
    ck_assert_int_eq(keyring_add(&ring, &public_key, &error), 0);
    fixture_pack(pack_path, "business", "1.0.0", files, 3, &secret_key);
    buf_release(&text);
}

static void remove_place(void)
{
    keyring_release(&ring);
    fixture_remove(root);
}

static int open_and_read(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct pack *pack = NULL;
    struct buf text = BUF_INIT;
    (void)context;
    fault_arm(fault, at);
    int code = pack_open(pack_path, &ring, 0, NULL, &pack, error);
    bool opened = code == 0;
    if (!code)
        code = pack_read(pack, "en/price.md", &text, error);
    if (!code)
        code = pack_check(pack, NULL, NULL, error);
    *reached = fault_disarm();
    ck_assert(opened == (pack != NULL));
    if (!code)
        ck_assert_str_eq(text.data, page);
    pack_close(pack);
    buf_release(&text);
    return code;
}

START_TEST(a_pack_is_opened_and_read_or_memory_is_said_to_lack)
{
    make_place();
    fault_every(open_and_read, NULL, false);
    remove_place();
}
END_TEST

static int read_keys(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct keyring keys = { 0 };
    (void)context;
    fault_arm(fault, at);
    int code = keyring_add_folder(&keys, keys_path, error);
    *reached = fault_disarm();
    ck_assert_uint_eq(keys.count, code ? 0 : 1);
    keyring_release(&keys);
    return code;
}

START_TEST(a_key_is_in_the_ring_or_memory_is_said_to_lack)
{
    make_place();
    fault_every(read_keys, NULL, false);
    remove_place();
}
END_TEST

static int write_pack(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct pack_writer *writer = NULL;
    const struct buf *manifest = context;
    char path[200];
    snprintf(path, sizeof path, "%s/new.pack", root);
    fault_arm(fault, at);
    int code = pack_writer_new(&writer, error);
    if (!code)
        code = pack_writer_add(writer, MANIFEST_NAME, manifest->data, manifest->length, error);
    for (size_t i = 0; i < 3 && !code; i++)
        code = pack_writer_add(writer, files[i].path, files[i].text, strlen(files[i].text), error);
    if (!code)
        code = pack_writer_finish(writer, path, &secret_key, "business 1.0.0", error);
    *reached = fault_disarm();
    pack_writer_free(writer);
    struct buf made = BUF_INIT, want = BUF_INIT;
    struct error none = { 0 };
    int there = file_read(path, 1 << 20, &made, &none);
    ck_assert_int_eq(there, code ? ERROR_NOT_FOUND : 0); /* no half of one, nor a temporary one */
    if (!code) {
        ck_assert_int_eq(file_read(pack_path, 1 << 20, &want, &none), 0);
        ck_assert_uint_eq(made.length, want.length);
        ck_assert_mem_eq(made.data, want.data, want.length);
        ck_assert_int_eq(remove(path), 0);
    }
    buf_release(&made);
    buf_release(&want);
    return code;
}

START_TEST(a_pack_is_written_whole_or_not_at_all)
{
    struct buf manifest = BUF_INIT;
    make_place();
    fixture_manifest(&manifest, "business", "1.0.0", files, 3);
    fault_every(write_pack, &manifest, false);
    buf_release(&manifest);
    remove_place();
}
END_TEST

static const struct library_options plain = { .keep_free = 0 };

static int install(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct library *library = NULL;
    struct error none = { 0 };
    char version[VERSION_SIZE];
    (void)context;
    fault_arm(fault, at);
    int code = library_open(packs_path, keys_path, &plain, &library, error);
    if (!code)
        code = library_install(library, pack_path, NULL, NULL, error);
    *reached = fault_disarm();
    library_close(library);
    library = NULL;
    /* afterwards, with memory: all of it or nothing */
    ck_assert_int_eq(library_open(packs_path, keys_path, &plain, &library, &none), 0);
    ck_assert_int_eq(library_active(library, "business", version, &none), code ? ERROR_NOT_FOUND : 0);
    if (!code)
        ck_assert_int_eq(library_remove(library, "business", NULL, NULL, &none), 0);
    library_close(library);
    return code;
}

START_TEST(an_installation_is_whole_or_leaves_nothing)
{
    make_place();
    fault_every(install, NULL, false);
    remove_place();
}
END_TEST

static int look_up(void *context, enum fault fault, size_t at, bool *reached, struct error *error)
{
    struct library *library = context;
    struct arena arena;
    struct library_pack *packs;
    struct library_unit *units;
    struct library_hit *hits;
    size_t pack_count, unit_count, hit_count;
    struct buf text = BUF_INIT;
    arena_init(&arena, NULL, 0);
    fault_arm(fault, at);
    int code = library_packs(library, &arena, "fr", true, &packs, &pack_count, error);
    if (!code)
        code = library_units(library, &arena, "business", NULL, "fr", &units, &unit_count, error);
    if (!code)
        code = library_read(library, &arena, "business", NULL, "price", "en", &text, NULL, error);
    if (!code)
        code = library_search(library, &arena, "chArg\xc3\xa9", "en", 10, &hits, &hit_count, error);
    *reached = fault_disarm();
    if (!code) {
        ck_assert_uint_eq(pack_count, 1);
        ck_assert_uint_eq(unit_count, 2);
        ck_assert_uint_eq(hit_count, 1);
        ck_assert_str_eq(text.data, page);
    }
    arena_release(&arena);
    buf_release(&text);
    return code;
}

START_TEST(what_is_installed_is_found_or_memory_is_said_to_lack)
{
    struct library *library = NULL;
    struct error error = { 0 };
    make_place();
    ck_assert_int_eq(library_open(packs_path, keys_path, &plain, &library, &error), 0);
    ck_assert_int_eq(library_install(library, pack_path, NULL, NULL, &error), 0);
    fault_every(look_up, library, false);
    library_close(library);
    remove_place();
}
END_TEST

TEST_MAIN("memory_packs", a_pack_is_opened_and_read_or_memory_is_said_to_lack, a_key_is_in_the_ring_or_memory_is_said_to_lack,
          a_pack_is_written_whole_or_not_at_all, an_installation_is_whole_or_leaves_nothing, what_is_installed_is_found_or_memory_is_said_to_lack)
