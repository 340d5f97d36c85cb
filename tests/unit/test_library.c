/* What is installed: all of a pack or nothing, found again in its language, kept while it is needed. */
#include "check_main.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "library/library.h"
#include "pack_fixture.h"

struct place {
    char root[64], packs[200], keys[200], stick[200];
    struct public_key public_key;
    struct secret_key secret_key;
};

/* Pages are divided by a line ---; the first line of each is its title. */
static int index_pages(void *context, enum pack_kind kind, const char *bytes, size_t length, const char *path, const struct library_page_sink *sink,
                       struct error *error)
{
    (void)path;
    ++*(int *)context;
    if (kind != PACK_LESSON)
        return 0;
    int number = 1, code = 0;
    for (const char *at = bytes, *end = bytes + length; at < end && !code; number++) {
        const char *stop = memmem(at, (size_t)(end - at), "\n---\n", 5);
        const char *line = memchr(at, '\n', (size_t)(end - at));
        char title[100];
        snprintf(title, sizeof title, "%.*s", line ? (int)(line - at) : 0, at);
        size_t part = (size_t)((stop ? stop : end) - at);
        code = sink->page(sink->context, number, title, at, part, error);
        at += part + (stop ? 5 : 0);
    }
    return code;
}
static int indexed;
static const struct library_indexer indexer = { .index = index_pages, .context = &indexed };

static void make_place(struct place *place)
{
    struct error error = { 0 };
    struct buf text = BUF_INIT;
    char path[300];
    fixture_folder(place->root);
    snprintf(place->packs, sizeof place->packs, "%s/packs", place->root);
    snprintf(place->keys, sizeof place->keys, "%s/keys", place->root);
    snprintf(place->stick, sizeof place->stick, "%s/stick", place->root);
    ck_assert_int_eq(folder_make(place->packs, 0755, &error), 0);
    ck_assert_int_eq(folder_make(place->keys, 0755, &error), 0);
    ck_assert_int_eq(folder_make(place->stick, 0755, &error), 0);
    fixture_keys(1, &place->public_key, &place->secret_key);
    public_key_write(&place->public_key, &text);
    snprintf(path, sizeof path, "%s/unctad.pub", place->keys);
    ck_assert_int_eq(file_write(path, text.data, text.length, 0644, &error), 0);
    buf_release(&text);
}

static const char lesson_en[] = "# What to charge\n\nThe price must cover the cost.\n---\n# Margin\n\nA margin is a part of the price; Élodie sells caf\xc3\xa9.\n";
static const char lesson_fr[] = "# Le prix\n\nLe prix couvre le co\xc3\xbbt.\n";

static char *make_pack(const struct place *place, const char *id, const char *version, const struct secret_key *key, char path[300])
{
    const struct fixture_file files[] = {
        { "lesson", "price", "What to charge", "quiz-price", "en", "en/price.md", lesson_en },
        { "lesson", "price", "Le prix", NULL, "fr", "fr/price.md", lesson_fr },
        { "quiz", "quiz-price", "Quiz: charging", NULL, "", "quiz-price.quiz", version },
        { "bank", "bank", NULL, NULL, "en", "en/bank.gift", "price" },
    };
    snprintf(path, 300, "%s/some name %s %s", place->stick, id, version);
    fixture_pack(path, id, version, files, 4, key);
    return path;
}

static struct library *open_it(const struct place *place)
{
    struct error error = { 0 };
    struct library *library = NULL;
    const struct library_options options = { .indexer = &indexer };
    int code = library_open(place->packs, place->keys, &options, &library, &error);
    char text[500];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
    return library;
}

static int install(struct library *library, const struct place *place, const char *id, const char *version, struct error *error)
{
    char path[300];
    return library_install(library, make_pack(place, id, version, &place->secret_key, path), NULL, NULL, error);
}

/* "a 1.1.0* 1.0.0, b 2.0.0*": the active ones with a star. */
static char *listing(struct library *library, char out[400])
{
    struct error error = { 0 };
    struct arena arena;
    struct library_pack *rows;
    size_t count, length = 0;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(library_packs(library, &arena, "en", false, &rows, &count, &error), 0);
    out[0] = 0;
    for (size_t i = 0; i < count; i++) {
        bool more = i > 0 && strcmp(rows[i - 1].id, rows[i].id) == 0;
        length += (size_t)snprintf(out + length, 400 - length, "%s%s%s %s%s", i && !more ? ", " : "", more ? "" : rows[i].id, "", rows[i].version,
                                   rows[i].active ? "*" : "");
    }
    arena_release(&arena);
    return out;
}

#define ck_assert_listing(library, want)                         \
    do {                                                         \
        char ck_listing[400];                                    \
        ck_assert_str_eq(listing(library, ck_listing), want);    \
    } while (0)

START_TEST(an_installed_pack_is_listed_and_read_in_its_languages)
{
    struct place place;
    struct error error = { 0 };
    struct arena arena;
    struct library_pack *packs;
    struct library_unit *units;
    struct library_found found;
    struct library_installed installed;
    struct buf text = BUF_INIT;
    struct digest digest;
    size_t count;
    char path[300];
    make_place(&place);
    arena_init(&arena, NULL, 0);
    struct library *library = open_it(&place);
    make_pack(&place, "business-skills", "1.0.0", &place.secret_key, path);
    ck_assert_int_eq(library_install(library, path, NULL, &installed, &error), 0);
    ck_assert_str_eq(installed.id, "business-skills");
    ck_assert_str_eq(installed.previous, "");
    ck_assert(installed.active);
    ck_assert_int_eq(library_packs(library, &arena, "fr_CI", true, &packs, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(packs[0].title, "Paquet d'essais");
    ck_assert_str_eq(packs[0].languages, "en fr");
    ck_assert_str_eq(packs[0].signer, "unctad");
    ck_assert_int_eq(packs[0].trust, PACK_TRUSTED);
    ck_assert_int_eq(library_units(library, &arena, "business-skills", NULL, "fr", &units, &count, &error), 0);
    ck_assert_uint_eq(count, 3);
    ck_assert_str_eq(units[0].title, "Le prix");
    ck_assert_str_eq(units[0].quiz, "quiz-price");
    ck_assert_str_eq(units[0].language, "fr");
    ck_assert_int_eq(units[0].minutes, 15);
    digest_of(&digest, lesson_fr, strlen(lesson_fr));
    ck_assert_mem_eq(&units[0].digest, &digest, sizeof digest);
    ck_assert_int_eq(units[2].kind, PACK_BANK);
    ck_assert_int_eq(library_units(library, &arena, "business-skills", "1.0.0", "sw", &units, &count, &error), 0);
    ck_assert_str_eq(units[0].title, "What to charge");
    ck_assert_int_eq(library_read(library, &arena, "business-skills", NULL, "price", "fr", &text, &found, &error), 0);
    ck_assert_str_eq(text.data, lesson_fr);
    ck_assert_str_eq(found.version, "1.0.0");
    ck_assert_str_eq(found.path, "fr/price.md");
    buf_clear(&text);
    ck_assert_int_eq(library_read(library, &arena, "business-skills", "1.0.0", "quiz-price", "fr", &text, &found, &error), 0);
    ck_assert_str_eq(found.language, "");
    ck_assert_int_eq(library_read(library, &arena, "business-skills", NULL, "nothing", "fr", &text, NULL, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "\"nothing\" is not in the pack \"business-skills\", or the pack is not installed");
    library_close(library);
    buf_release(&text);
    arena_release(&arena);
    fixture_remove(place.root);
}
END_TEST

START_TEST(the_newest_version_is_active_unless_another_one_was_chosen)
{
    struct place place;
    struct error error = { 0 };
    make_place(&place);
    struct library *library = open_it(&place);
    ck_assert_int_eq(install(library, &place, "a", "1.9.0", &error), 0);
    ck_assert_int_eq(install(library, &place, "a", "1.10.0", &error), 0);
    ck_assert_int_eq(install(library, &place, "b", "1.0.0", &error), 0);
    ck_assert_listing(library, "a 1.10.0* 1.9.0, b 1.0.0*");
    ck_assert_int_eq(library_activate(library, "a", "1.9.0", &error), 0);
    ck_assert_listing(library, "a 1.10.0 1.9.0*, b 1.0.0*");
    ck_assert_int_eq(library_rebuild(library, NULL, &error), 0);
    ck_assert_listing(library, "a 1.10.0 1.9.0*, b 1.0.0*");
    library_close(library);
    library = open_it(&place);
    ck_assert_listing(library, "a 1.10.0 1.9.0*, b 1.0.0*");
    ck_assert_int_eq(install(library, &place, "a", "1.0.0", &error), 0); /* an older one changes nothing */
    ck_assert_listing(library, "a 1.10.0 1.9.0* 1.0.0, b 1.0.0*");
    ck_assert_int_eq(install(library, &place, "a", "2.0.0", &error), 0);
    ck_assert_listing(library, "a 2.0.0* 1.10.0 1.9.0 1.0.0, b 1.0.0*");
    ck_assert_int_eq(library_activate(library, "a", "3.0.0", &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "the pack \"a\" is not installed in version 3.0.0");
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

START_TEST(what_cannot_be_trusted_is_not_installed)
{
    struct place place;
    struct error error = { 0 };
    struct public_key stranger;
    struct secret_key stranger_key;
    char path[300], want[700];
    make_place(&place);
    struct library *library = open_it(&place);
    fixture_keys(9, &stranger, &stranger_key);
    make_pack(&place, "a", "1.0.0", NULL, path);
    ck_assert_int_eq(library_install(library, path, NULL, NULL, &error), ERROR_REFUSED);
    snprintf(want, sizeof want, "%s: this pack is not signed; ask its publisher for a signed one", path);
    ck_assert_error(error, want);
    make_pack(&place, "a", "1.0.0", &stranger_key, path);
    ck_assert_int_eq(library_install(library, path, NULL, NULL, &error), ERROR_REFUSED);
    ck_assert_listing(library, "");
    library_close(library);
    const struct library_options lax = { .allow_unknown = true };
    ck_assert_int_eq(library_open(place.packs, place.keys, &lax, &library, &error), 0);
    struct library_installed installed;
    ck_assert_int_eq(library_look(library, path, "fr", &installed, &error), 0);
    ck_assert_str_eq(installed.title, "Paquet d'essais");
    ck_assert_int_eq(library_install(library, path, NULL, &installed, &error), 0);
    ck_assert_int_eq(installed.trust, PACK_UNKNOWN_KEY);
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

static struct library *open_beside(const struct place *place, const char *shipped)
{
    struct error error = { 0 };
    struct library *library = NULL;
    const struct library_options options = { .shipped = shipped, .indexer = &indexer };
    char text[500];
    ck_assert_msg(library_open(place->packs, place->keys, &options, &library, &error) == 0, "%s", error_text(&error, NULL, text, sizeof text));
    return library;
}

static void copy_file(const char *from, const char *to, size_t change, mode_t mode)
{
    struct error error = { 0 };
    struct buf bytes = BUF_INIT;
    ck_assert_int_eq(file_read(from, 1 << 20, &bytes, &error), 0);
    if (change)
        bytes.data[bytes.length - change] ^= 1;
    ck_assert_int_eq(file_write(to, bytes.data, bytes.length, mode, &error), 0);
    ck_assert_int_eq(chmod(to, mode), 0);
    buf_release(&bytes);
}

/* Without a signature: what came with the program is taken, and taken again when the catalogue is made anew from the folder; what only goes by its name is not. */
START_TEST(what_came_with_the_program_stays_without_a_signature)
{
    struct place place;
    struct error error = { 0 };
    struct library_installed installed;
    char shipped[300], original[400], path[300], other[300], inside[400], catalogue[400], want[700];
    make_place(&place);
    snprintf(shipped, sizeof shipped, "%s/shipped", place.root);
    ck_assert_int_eq(folder_make(shipped, 0755, &error), 0);
    snprintf(original, sizeof original, "%s/a.pack", shipped);
    snprintf(inside, sizeof inside, "%s/a-1.0.0.pack", place.packs);
    snprintf(catalogue, sizeof catalogue, "%s/catalogue.db", place.packs);
    make_pack(&place, "a", "1.0.0", NULL, path);
    make_pack(&place, "b", "1.0.0", NULL, other);
    copy_file(path, original, 0, 0644);
    struct library *library = open_beside(&place, shipped);
    ck_assert_int_eq(library_install(library, other, NULL, NULL, &error), ERROR_REFUSED);
    snprintf(want, sizeof want, "%s: this pack is not signed; ask its publisher for a signed one", other);
    ck_assert_error(error, want);
    ck_assert_int_eq(library_look(library, path, "en", &installed, &error), 0);
    ck_assert_int_eq(library_install(library, path, NULL, &installed, &error), 0);
    ck_assert_int_eq(installed.trust, PACK_UNSIGNED);
    library_close(library);
    for (int round = 0; round < 2; round++) {    /* the catalogue is lost, then the original as well */
        struct arena arena;
        struct library_pack row;
        arena_init(&arena, NULL, 0);
        ck_assert_int_eq(unlink(catalogue), 0);
        library = open_beside(&place, round == 0 ? shipped : NULL);
        ck_assert_listing(library, round == 0 ? "a 1.0.0*" : "");
        if (round == 0) {
            ck_assert_int_eq(library_pack(library, &arena, "a", NULL, "en", &row, &error), 0);
            ck_assert_int_eq(row.trust, PACK_UNSIGNED);
        }
        library_close(library);
        arena_release(&arena);
    }
    /* one bit is another: neither from a stick, nor in the folder under the right name */
    ck_assert_int_eq(unlink(inside), 0);
    make_pack(&place, "a", "1.0.0", NULL, path);
    for (size_t change = 30; change < 300; change += 90) {
        copy_file(original, path, change, 0644);
        copy_file(path, inside, 0, 0644);
        unlink(catalogue);
        library = open_beside(&place, shipped);
        ck_assert_listing(library, "");
        ck_assert_int_lt(library_install(library, path, NULL, NULL, &error), 0);
        library_close(library);
    }
    /* a folder's file that anybody may write did not come with the program */
    ck_assert_int_eq(unlink(inside), 0);
    copy_file(original, path, 0, 0644);
    ck_assert_int_eq(chmod(original, 0666), 0);
    library = open_beside(&place, shipped);
    ck_assert_int_eq(library_install(library, path, NULL, NULL, &error), ERROR_REFUSED);
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

START_TEST(a_version_never_changes)
{
    struct place place;
    struct error error = { 0 };
    const struct fixture_file other = { "lesson", "price", "Other", NULL, "en", "en/price.md", "other" };
    char path[300];
    make_place(&place);
    struct library *library = open_it(&place);
    ck_assert_int_eq(install(library, &place, "a", "1.0.0", &error), 0);
    ck_assert_int_eq(install(library, &place, "a", "1.0.0", &error), ERROR_EXISTS);
    error.file[0] = 0;
    ck_assert_error(error, "a 1.0.0 is already installed");
    snprintf(path, sizeof path, "%s/other.pack", place.stick);
    fixture_pack(path, "a", "1.0.0", &other, 1, &place.secret_key);
    ck_assert_int_eq(library_install(library, path, NULL, NULL, &error), ERROR_EXISTS);
    error.file[0] = 0;
    ck_assert_error(error, "a 1.0.0 is already installed, with another content; ask the publisher for a pack with a new version");
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

START_TEST(a_full_disk_is_said_before_anything_is_copied)
{
    struct place place;
    struct error error = { 0 };
    struct library *library;
    const struct library_options options = { .keep_free = (uint64_t)1 << 60 };
    make_place(&place);
    ck_assert_int_eq(library_open(place.packs, place.keys, &options, &library, &error), 0);
    ck_assert_int_eq(install(library, &place, "a", "1.0.0", &error), ERROR_FULL);
    ck_assert_str_eq(error.message, "there is no room for this pack: it needs %lld MiB, %lld MiB are free; remove packs that are not needed");
    ck_assert_listing(library, "");
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

static bool use_one(void *context, const char *id, const char *version)
{
    (void)id;
    return strcmp(version, context) == 0;
}

START_TEST(a_version_is_kept_while_attempts_refer_to_it)
{
    struct place place;
    struct error error = { 0 };
    char used[] = "1.0.0";
    const struct library_use use = { .in_use = use_one, .context = used };
    make_place(&place);
    struct library *library = open_it(&place);
    install(library, &place, "a", "1.0.0", &error);
    ck_assert_int_eq(library_remove(library, "a", "1.0.0", &use, &error), ERROR_BUSY);
    ck_assert_error(error, "a 1.0.0 cannot be removed: attempts refer to it, and need it to be reviewed");
    install(library, &place, "a", "1.1.0", &error);
    ck_assert_int_eq(library_activate(library, "a", "1.0.0", &error), 0);
    ck_assert_int_eq(library_remove(library, "a", "1.0.0", &use, &error), ERROR_BUSY);
    ck_assert_error(error, "a 1.0.0 stays on the disk, since attempts refer to it; learners now get version 1.1.0");
    ck_assert_listing(library, "a 1.1.0* 1.0.0");
    ck_assert_int_eq(library_remove(library, "a", NULL, &use, &error), ERROR_BUSY); /* 1.1.0 goes, 1.0.0 stays */
    ck_assert_listing(library, "a 1.0.0*");
    ck_assert_int_eq(library_remove(library, "a", "1.0.0", NULL, &error), 0);
    ck_assert_listing(library, "");
    ck_assert_int_eq(library_remove(library, "a", NULL, NULL, &error), ERROR_NOT_FOUND);
    struct library_hit *hits;
    size_t count;
    struct arena arena;
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(library_search(library, &arena, "price", "en", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    arena_release(&arena);
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

START_TEST(words_are_found_by_their_beginning_without_marks_or_case)
{
    struct place place;
    struct error error = { 0 };
    struct arena arena;
    struct library_hit *hits;
    size_t count;
    make_place(&place);
    arena_init(&arena, NULL, 0);
    struct library *library = open_it(&place);
    install(library, &place, "a", "1.0.0", &error);
    ck_assert_int_eq(library_search(library, &arena, "ELOD", "en", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(hits[0].page, 2);
    ck_assert_str_eq(hits[0].unit, "price");
    ck_assert_str_eq(hits[0].unit_title, "What to charge");
    ck_assert_str_eq(hits[0].pack_title, "Pack of tests");
    ck_assert_ptr_nonnull(strstr(hits[0].snippet, "\xc3\x89lodie sells"));
    ck_assert_int_eq(library_search(library, &arena, "cafe margin", "en", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(library_search(library, &arena, "cafe nowhere", "en", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    /* a title and the first page under it are one hit; the other titles that hold the word are others */
    ck_assert_int_eq(library_search(library, &arena, "charg", "en", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 2);
    ck_assert_int_eq(library_search(library, &arena, "charg", "en", 1, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    /* in the learner's language alone; the fall-back where a unit has no other */
    ck_assert_int_eq(library_search(library, &arena, "cout", "fr", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(library_search(library, &arena, "cout", "en", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 0);
    ck_assert_int_eq(library_search(library, &arena, "quiz", "fr", 10, &hits, &count, &error), 0);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_eq(hits[0].page, 0);
    library_close(library);
    arena_release(&arena);
    fixture_remove(place.root);
}
END_TEST

START_TEST(any_query_is_only_words)
{
    static const char *const odd[] = { "", "   ", "\"", "\"price", "price AND", "NOT", "NEAR(", "title:price", "pri*", "^price", "-", "(", "a\"b", "\xe2\x80\x94", "*", "{}" };
    struct place place;
    struct error error = { 0 };
    struct arena arena;
    struct library_hit *hits;
    size_t count;
    make_place(&place);
    arena_init(&arena, NULL, 0);
    struct library *library = open_it(&place);
    install(library, &place, "a", "1.0.0", &error);
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        ck_assert_msg(library_search(library, &arena, odd[i], "en", 10, &hits, &count, &error) == 0, "\"%s\" fails", odd[i]);
    library_close(library);
    arena_release(&arena);
    fixture_remove(place.root);
}
END_TEST

/* The same size and time, other bytes: who opens it will notice. */
static void spoil(const char *path)
{
    struct stat status;
    int fd = open(path, O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(fstat(fd, &status), 0);
    for (off_t at = 0; at < status.st_size; at++)
        ck_assert_int_eq(pwrite(fd, "x", 1, at), 1);
    const struct timespec times[2] = { status.st_atim, status.st_mtim };
    ck_assert_int_eq(futimens(fd, times), 0);
    close(fd);
}

START_TEST(starting_with_many_packs_opens_none)
{
    struct place place;
    struct error error = { 0 };
    struct arena arena;
    struct library_pack *rows;
    struct buf text = BUF_INIT;
    size_t count;
    char id[32], path[300];
    make_place(&place);
    arena_init(&arena, NULL, 0);
    struct library *library = open_it(&place);
    for (int i = 0; i < 200; i++) {              /* dropped into the folder, taken up at the next start */
        snprintf(id, sizeof id, "pack-%03d", i);
        make_pack(&place, id, "1.0.0", &place.secret_key, path);
        char target[400];
        snprintf(target, sizeof target, "%s/%s.pack", place.packs, id);
        ck_assert_int_eq(rename(path, target), 0);
    }
    library_close(library);
    library = open_it(&place);
    library_close(library);
    for (int i = 0; i < 200; i++) {
        snprintf(path, sizeof path, "%s/pack-%03d.pack", place.packs, i);
        spoil(path);
    }
    indexed = 0;
    library = open_it(&place);
    ck_assert_int_eq(library_packs(library, &arena, "en", true, &rows, &count, &error), 0);
    ck_assert_uint_eq(count, 200);
    ck_assert_int_eq(indexed, 0);
    /* and a unit that is read is still held against its digest */
    ck_assert_int_lt(library_read(library, &arena, "pack-007", NULL, "price", "en", &text, NULL, &error), 0);
    ck_assert_uint_eq(text.length, 0);
    library_close(library);
    buf_release(&text);
    arena_release(&arena);
    fixture_remove(place.root);
}
END_TEST

static void overwrite(const char *folder, const char *bytes, size_t length)
{
    struct error error = { 0 };
    char path[300];
    snprintf(path, sizeof path, "%s/catalogue.db", folder);
    ck_assert_int_eq(file_write(path, bytes, length, 0644, &error), 0);
}

START_TEST(a_catalogue_that_is_lost_damaged_or_of_another_version_is_made_again)
{
    struct place place;
    struct error error = { 0 };
    char path[300], rubbish[8192];
    make_place(&place);
    struct library *library = open_it(&place);
    install(library, &place, "a", "1.0.0", &error);
    install(library, &place, "b", "1.0.0", &error);
    library_close(library);
    snprintf(path, sizeof path, "%s/catalogue.db", place.packs);
    ck_assert_int_eq(unlink(path), 0);
    library = open_it(&place);
    ck_assert_listing(library, "a 1.0.0*, b 1.0.0*");
    library_close(library);
    memset(rubbish, 'r', sizeof rubbish);
    overwrite(place.packs, rubbish, sizeof rubbish);
    library = open_it(&place);
    ck_assert_listing(library, "a 1.0.0*, b 1.0.0*");
    library_close(library);
    int fd = open(path, O_RDWR | O_CLOEXEC);     /* PRAGMA user_version lies there, big endian */
    ck_assert_int_eq(pwrite(fd, "\0\0\0\143", 4, 60), 4);
    close(fd);
    library = NULL;
    const struct library_options reader = { .read_only = true };
    ck_assert_int_eq(library_open(place.packs, place.keys, &reader, &library, &error), ERROR_VERSION);
    library = open_it(&place);
    ck_assert_listing(library, "a 1.0.0*, b 1.0.0*");
    struct library *second;
    ck_assert_int_eq(library_open(place.packs, place.keys, &reader, &second, &error), 0);
    ck_assert_listing(second, "a 1.0.0*, b 1.0.0*");
    int64_t before, after;                       /* a reader sees what another process installs */
    library_generation(second, &before, &error);
    ck_assert_int_eq(install(library, &place, "c", "1.0.0", &error), 0);
    library_generation(second, &after, &error);
    ck_assert_int_gt(after, before);
    ck_assert_listing(second, "a 1.0.0*, b 1.0.0*, c 1.0.0*");
    ck_assert_int_eq(install(second, &place, "d", "1.0.0", &error), ERROR_REFUSED);
    ck_assert_error(error, "packs are not changed from here; use kiosk-admin");
    library_close(second);
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

/* In the midst of one installation another one, and a start, are tried. */
static bool install_too(void *context, enum library_step step, uint64_t done, uint64_t total)
{
    const struct place *place = context;
    struct error error = { 0 };
    (void)total;
    if (step == LIBRARY_VERIFYING) {
        char path[300];
        struct library *second = open_it(place); /* opens, and does not sweep away what is being installed */
        ck_assert_int_eq(library_install(second, make_pack(place, "b", "1.0.0", &place->secret_key, path), NULL, NULL, &error), ERROR_BUSY);
        error.file[0] = 0;
        ck_assert_error(error, "another program is installing or removing a pack; wait until it is done");
        library_close(second);
    }
    if (step == LIBRARY_SAVING && done < 4) {    /* a reader neither waits nor sees half of it */
        const struct library_options reader = { .read_only = true };
        struct library *second;
        ck_assert_int_eq(library_open(place->packs, place->keys, &reader, &second, &error), 0);
        ck_assert_listing(second, "");
        library_close(second);
    }
    return true;
}

START_TEST(two_do_not_install_at_once)
{
    struct place place;
    struct error error = { 0 };
    char path[300];
    make_place(&place);
    const struct library_progress progress = { .step = install_too, .context = &place };
    struct library *library = open_it(&place);
    ck_assert_int_eq(library_install(library, make_pack(&place, "a", "1.0.0", &place.secret_key, path), &progress, NULL, &error), 0);
    ck_assert_listing(library, "a 1.0.0*");
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

/* Stands for the plug: at the N-th call the process is gone, without any clearing up. */
static bool pull_the_plug(void *context, enum library_step step, uint64_t done, uint64_t total)
{
    (void)step, (void)done, (void)total;
    int *left = context;
    if (--*left == 0)
        _exit(7);
    return true;
}

START_TEST(a_plug_pulled_at_any_step_leaves_the_old_state_or_the_new)
{
    struct place place;
    struct error error = { 0 };
    char path[300], have[400];
    bool old_seen = false, new_seen = false;
    make_place(&place);
    make_pack(&place, "a", "2.0.0", &place.secret_key, path);
    for (int steps = 1;; steps++) {
        struct library *library = open_it(&place);
        library_remove(library, "a", NULL, NULL, &error);
        ck_assert_int_eq(install(library, &place, "a", "1.0.0", &error), 0);
        ck_assert_int_eq(library_activate(library, "a", "1.0.0", &error), 0);
        library_close(library);
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            int left = steps;
            const struct library_progress progress = { .step = pull_the_plug, .context = &left };
            const struct library_options options = { .indexer = &indexer };
            if (library_open(place.packs, place.keys, &options, &library, &error) < 0)
                _exit(9);
            _exit(library_install(library, path, &progress, NULL, &error) < 0 ? 8 : 0);
        }
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFEXITED(status));
        ck_assert(WEXITSTATUS(status) == 7 || WEXITSTATUS(status) == 0);
        library = open_it(&place);
        listing(library, have);
        bool old = strcmp(have, "a 1.0.0*") == 0, new = strcmp(have, "a 2.0.0* 1.0.0") == 0;
        ck_assert_msg(old || new, "after step %d: %s", steps, have);
        old_seen = old_seen || old;
        new_seen = new_seen || new;
        struct arena arena;
        struct buf text = BUF_INIT;
        arena_init(&arena, NULL, 0);
        ck_assert_int_eq(library_read(library, &arena, "a", NULL, "quiz-price", "en", &text, NULL, &error), 0);
        ck_assert_str_eq(text.data, new ? "2.0.0" : "1.0.0");
        arena_release(&arena);
        buf_release(&text);
        library_close(library);
        char left_over[300];
        snprintf(left_over, sizeof left_over, "ls -A %s | grep -q incoming", place.packs);
        ck_assert_int_ne(system(left_over), 0);
        if (WEXITSTATUS(status) == 0)
            break;
        ck_assert_int_lt(steps, 100);
    }
    ck_assert(old_seen && new_seen);
    fixture_remove(place.root);
}
END_TEST

START_TEST(a_disk_that_fills_up_on_the_way_leaves_the_old_state)
{
    struct place place;
    struct error error = { 0 };
    char path[300], have[400];
    int failures = 0;
    make_place(&place);
    make_pack(&place, "a", "2.0.0", &place.secret_key, path);
    struct library *library = open_it(&place);
    ck_assert_int_eq(install(library, &place, "a", "1.0.0", &error), 0);
    library_close(library);
    for (rlim_t most = 0;; most += 4096) {       /* no file may grow beyond it: so each write fails once */
        pid_t child = fork();
        ck_assert_int_ge(child, 0);
        if (child == 0) {
            const struct library_options options = { .indexer = &indexer };
            const struct rlimit limit = { most, most };
            if (library_open(place.packs, place.keys, &options, &library, &error) < 0)
                _exit(9);
            signal(SIGXFSZ, SIG_IGN);
            setrlimit(RLIMIT_FSIZE, &limit);
            int code = library_install(library, path, NULL, NULL, &error);
            library_close(library);
            _exit(code < 0 ? error.message && error.message[0] ? 8 : 7 : 0);
        }
        int status;
        ck_assert_int_eq(waitpid(child, &status, 0), child);
        ck_assert(WIFEXITED(status));
        bool done = WEXITSTATUS(status) == 0;
        ck_assert_msg(done || WEXITSTATUS(status) == 8, "at %ld: %d", (long)most, WEXITSTATUS(status));
        library = open_it(&place);
        ck_assert_str_eq(listing(library, have), done ? "a 2.0.0* 1.0.0" : "a 1.0.0*");
        library_close(library);
        if (done)
            break;
        failures++;
        ck_assert_uint_lt(most, 4 << 20);
    }
    ck_assert_int_gt(failures, 3);
    fixture_remove(place.root);
}
END_TEST

static bool stop(void *context, enum library_step step, uint64_t done, uint64_t total)
{
    (void)done, (void)total;
    return step != *(enum library_step *)context;
}

START_TEST(an_installation_can_be_stopped_until_it_is_saved)
{
    struct place place;
    struct error error = { 0 };
    char path[300];
    make_place(&place);
    struct library *library = open_it(&place);
    make_pack(&place, "a", "1.0.0", &place.secret_key, path);
    for (enum library_step step = LIBRARY_CHECKING; step <= LIBRARY_SAVING; step++) {
        const struct library_progress progress = { .step = stop, .context = &step };
        int code = library_install(library, path, &progress, NULL, &error);
        ck_assert_int_eq(code, step == LIBRARY_SAVING ? 0 : ERROR_CANCELLED);
        ck_assert_listing(library, step == LIBRARY_SAVING ? "a 1.0.0*" : "");
    }
    library_close(library);
    fixture_remove(place.root);
}
END_TEST

START_TEST(a_file_that_was_swapped_is_verified_again)
{
    struct place place;
    struct error error = { 0 };
    struct arena arena;
    struct buf text = BUF_INIT;
    char path[300];
    make_place(&place);
    arena_init(&arena, NULL, 0);
    struct library *library = open_it(&place);
    install(library, &place, "a", "1.0.0", &error);
    snprintf(path, sizeof path, "%s/a-1.0.0.pack", place.packs);
    const struct fixture_file other = { "lesson", "price", "Other", NULL, "en", "en/price.md", "other" };
    fixture_pack(path, "a", "1.0.0", &other, 1, NULL);
    ck_assert_int_eq(library_read(library, &arena, "a", NULL, "price", "en", &text, NULL, &error), ERROR_REFUSED);
    library_close(library);
    library = open_it(&place);                   /* and at the next start it is no longer there */
    ck_assert_listing(library, "");
    struct report report;
    report_init(&report);
    ck_assert_int_eq(library_rebuild(library, &report, &error), 0);
    ck_assert_uint_eq(report.count, 1);
    ck_assert_int_eq(report.kept[0].code, ERROR_REFUSED);
    report_release(&report);
    library_close(library);
    buf_release(&text);
    arena_release(&arena);
    fixture_remove(place.root);
}
END_TEST

TEST_MAIN("library", an_installed_pack_is_listed_and_read_in_its_languages, the_newest_version_is_active_unless_another_one_was_chosen,
          what_cannot_be_trusted_is_not_installed, what_came_with_the_program_stays_without_a_signature, a_version_never_changes, a_full_disk_is_said_before_anything_is_copied,
          a_version_is_kept_while_attempts_refer_to_it, words_are_found_by_their_beginning_without_marks_or_case, any_query_is_only_words,
          starting_with_many_packs_opens_none, a_catalogue_that_is_lost_damaged_or_of_another_version_is_made_again, two_do_not_install_at_once,
          a_plug_pulled_at_any_step_leaves_the_old_state_or_the_new, a_disk_that_fills_up_on_the_way_leaves_the_old_state,
          an_installation_can_be_stopped_until_it_is_saved,
          a_file_that_was_swapped_is_verified_again)
