/* Bundles: what is written is read, whoever meddles is found out, and what a broken terminal signs is not taken. */
#include "check_main.h"

#include <sys/resource.h>
#include <signal.h>

#include "bundle_nonsense.h"
#include "records_fixture.h"

static struct error error;
static char folder[64];

static void begin(void)
{
    memset(&error, 0, sizeof error);
    snprintf(folder, sizeof folder, "%s/test-bundle-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void end(void)
{
    remove_tree(folder);
}

static size_t files_in(const char *path)
{
    size_t count = 0;
    DIR *dir = opendir(path);
    for (struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    closedir(dir);
    return count;
}

static void good(int code)
{
    char text[1024];
    ck_assert_msg(code == 0, "%d: %s", code, error_text(&error, NULL, text, sizeof text));
}

static const char hard_text[] = "one\ttab, two\nlines, a \\ and a \\n; Élodie 漢字 \U0001f600\r\n\\.";

/* What is written, and what a reader must then see. */
struct script {
    int64_t first, events;
    int every;                                   /* event with free text; 0: none */
    int profiles;
    struct digest before;
    struct buf seen;
};

static struct bundle_profile profile_of(int64_t number, char person[UUID_SIZE])
{
    snprintf(person, UUID_SIZE, FORGE_PERSON, (long long)number);
    return (struct bundle_profile){ .person = person, .version = number + 1, .changed = 1763900000000 + number, .role = (enum person_role)(number % 3),
                                    .values = { [PROFILE_SEX] = number % 2 ? "female" : NULL, [PROFILE_BORN] = "1990-1994", [PROFILE_SECTOR] = "g",
                                                [PROFILE_WORKERS] = number % 3 ? NULL : "2-4" },
                                    .follow_up = number % 2, .surveys = number % 3 == 0, .provisional = number % 5 == 0 };
}

static int write_script(struct forge *forge, struct script *script, const char *where, const struct allocator *allocator, char name[BUNDLE_NAME_SIZE])
{
    struct bundle_writer *writer = NULL;
    struct buf line = BUF_INIT;
    struct digest chain = script->before, after = { { 0 } };
    struct bundle_visitor see = forge_visitor(&script->seen);
    buf_clear(&script->seen);
    int code = bundle_writer_new(&writer, &forge->maker, where, script->first, &script->before, allocator, &error);
    for (int64_t seq = script->first; !code && seq < script->first + script->events; seq++) {
        unsigned char salt[PAYLOAD_SALT];
        char hex[DIGEST_HEX];
        struct digest digest;
        bool text = script->every && seq % script->every == 0;
        forge_salt(salt, seq);
        payload_digest(&digest, salt, hard_text, strlen(hard_text));
        buf_clear(&line);
        forge_line(&line, seq, text || seq % 11 == 0 ? hex_from(hex, digest.bytes, DIGEST_BYTES) : NULL); /* some have been erased */
        event_chain(&chain, line.data, line.length);
        code = bundle_writer_event(writer, seq, line.data, line.length, &error);
        see.event(see.context, seq, line.data, line.length, &chain, NULL);
        if (!code && text) {
            code = bundle_writer_payload(writer, salt, hard_text, strlen(hard_text), &error);
            see.payload(see.context, seq, salt, hard_text, strlen(hard_text), NULL);
        }
    }
    for (int i = 0; !code && i < script->profiles; i++) {
        char person[UUID_SIZE];
        struct bundle_profile profile = profile_of(i, person);
        code = bundle_writer_profile(writer, &profile, &error);
        see.profile(see.context, &profile, NULL);
    }
    if (!code)
        code = bundle_writer_finish(writer, name, &after, &error);
    if (!code)
        ck_assert_mem_eq(&after, &chain, sizeof chain);
    bundle_writer_free(writer);
    buf_release(&line);
    return code;
}

static int read_path(const char *path, const struct seal_pair *pair, struct buf *seen, const struct allocator *allocator)
{
    struct bundle_reader *reader = NULL;
    struct bundle_visitor visitor = forge_visitor(seen);
    buf_clear(seen);
    int code = bundle_open(&reader, path, allocator, &error);
    if (!code)
        code = bundle_verify(reader, &error);
    if (!code)
        code = bundle_read(reader, pair, &visitor, &error);
    bundle_close(reader);
    return code;
}

static int read_bytes(const void *bytes, size_t length, const struct seal_pair *pair, struct buf *seen)
{
    char path[40];
    memset(&error, 0, sizeof error);
    int fd = forge_file(path, bytes, length);
    int code = read_path(path, pair, seen, NULL);
    close(fd);
    snprintf(error.file, sizeof error.file, "%s", code ? "a.bundle" : "");
    return code;
}

static void round_trip(struct script script, size_t recipients)
{
    struct forge forge;
    struct buf seen = BUF_INIT, file = BUF_INIT;
    struct digest digest;
    char name[BUNDLE_NAME_SIZE], path[200], want[BUNDLE_NAME_SIZE];
    struct bundle_reader *reader;
    struct stat status;
    forge_init(&forge, recipients);
    buf_init(&script.seen, NULL);
    good(write_script(&forge, &script, folder, NULL, name));
    snprintf(want, sizeof want, FORGE_ORIGIN "-%010lld-%010lld.bundle", (long long)script.first, (long long)(script.first + script.events - 1));
    ck_assert_str_eq(name, want);
    ck_assert_uint_eq(files_in(folder), 1);
    path_join(path, sizeof path, folder, name);
    good(read_path(path, &forge.coordinator, &seen, NULL));
    ck_assert_uint_eq(seen.length, script.seen.length);
    ck_assert_mem_eq(seen.data, script.seen.data, seen.length);
    if (recipients > 1)
        good(read_path(path, &forge.safe, &seen, NULL));
    ck_assert_mem_eq(seen.data, script.seen.data, seen.length);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0640);
    good(bundle_open(&reader, path, NULL, &error));
    const struct document_bundle *head = bundle_head(reader);
    ck_assert_int_eq(head->first, script.first);
    ck_assert_int_eq(head->count, script.events);
    ck_assert_str_eq(head->centre, FORGE_CENTRE);
    ck_assert_str_eq(head->grant, FORGE_GRANT);
    ck_assert_int_eq(head->made, 1763900000000);
    ck_assert_uint_eq(head->recipient.count, recipients > 2 ? 2 : recipients);
    ck_assert_int_eq(bundle_bytes(reader), status.st_size);
    good(bundle_verify(reader, &error));
    good(file_read(path, 1 << 28, &file, &error));
    digest_of(&digest, file.data, file.length);
    ck_assert_mem_eq(bundle_digest(reader), &digest, sizeof digest);
    bundle_close(reader);
    unlink(path);
    buf_release(&seen);
    buf_release(&file);
    buf_release(&script.seen);
}

START_TEST(what_is_written_is_read_line_for_line)
{
    begin();
    round_trip((struct script){ .first = 1, .events = 1 }, 1);
    round_trip((struct script){ .first = 1, .events = 1, .every = 1, .profiles = 2 }, 2);
    round_trip((struct script){ .first = 118, .events = 14, .every = 3, .profiles = 9, .before = { { 7 } } }, 3);
    round_trip((struct script){ .first = 9999999990, .events = 20, .every = 2 }, 1);
    /* several chunks */
    round_trip((struct script){ .first = 1, .events = 20000, .every = 5, .profiles = 300 }, 2);
    end();
}
END_TEST

/* Lines of events 1 to count, each third with free text. */
static void forge_lines(struct buf *out, int64_t first, int64_t last)
{
    for (int64_t seq = first; seq <= last; seq++) {
        if (seq % 3 == 0) {
            forge_text(out, seq, hard_text);
        } else {
            forge_line(out, seq, NULL);
            buf_char(out, '\n');
        }
    }
}

START_TEST(what_another_writer_seals_is_read_too)
{
    struct forge forge;
    struct buf lines = BUF_INIT, bytes = BUF_INIT, seen = BUF_INIT;
    struct forgery honest = { 0 };
    forge_init(&forge, 2);
    forge_lines(&lines, 1, 5);
    forge_text(&lines, 6, "");
    buf_text(&lines, "\tprofile\t" AMINA "\t1\t5\tlearner\tfemale\t2015-2019\t\\N\t\\N\t\\N\tvillage\t\\N\t0\t1\t0\t1\n");
    forge_bundle(&forge, &honest, lines.data, lines.length, &bytes);
    good(read_bytes(bytes.data, bytes.length, &forge.safe, &seen));
    ck_assert_ptr_nonnull(strstr(seen.data, "(text of 3, 04040404040404040404040404040404, "));
    ck_assert_ptr_nonnull(strstr(seen.data, "(text of 6, 07070707070707070707070707070707, 0 bytes: )"));
    /* codes that a later version knows */
    ck_assert_ptr_nonnull(strstr(seen.data, "(profile of " AMINA ", 1 5, learner: female 2015-2019 - - - village -; 0 1 0 1)"));
    buf_release(&lines);
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

START_TEST(the_same_chance_gives_the_same_bytes)
{
    struct script script = { .first = 5, .events = 30, .every = 4, .profiles = 3 };
    struct buf one = BUF_INIT, two = BUF_INIT;
    char name[BUNDLE_NAME_SIZE], path[200];
    begin();
    for (int i = 0; i < 3; i++) {
        struct forge forge;
        forge_init(&forge, 2);
        if (i == 2)
            seeded_source_init(&forge.random, 2);
        good(write_script(&forge, &script, folder, NULL, name));
        path_join(path, sizeof path, folder, name);
        buf_clear(&two);
        good(file_read(path, 1 << 20, i ? &two : &one, &error));
        ck_assert_uint_eq(i == 2 ? one.length == two.length && memcmp(one.data, two.data, one.length) == 0 : i == 1, i == 1);
        if (i == 1) {
            ck_assert_uint_eq(one.length, two.length);
            ck_assert_mem_eq(one.data, two.data, one.length);
        }
    }
    buf_release(&one);
    buf_release(&two);
    buf_release(&script.seen);
    end();
}
END_TEST

/* One event with so many bytes of text that deflates badly: bytes of the deflated lines. */
static int64_t write_noise(struct forge *forge, size_t length, char path[200])
{
    struct bundle_writer *writer;
    struct buf line = BUF_INIT;
    struct digest zero = { { 0 } }, digest, after;
    struct sequence noise;
    struct bundle_reader *reader;
    unsigned char salt[PAYLOAD_SALT] = { 1 };
    char hex[DIGEST_HEX], name[BUNDLE_NAME_SIZE], *body = malloc(length + 1);
    sequence_init(&noise, 3);
    for (size_t i = 0; i < length; i++)
        body[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[sequence_below(&noise, 64)];
    payload_digest(&digest, salt, body, length);
    forge_line(&line, 1, hex_from(hex, digest.bytes, DIGEST_BYTES));
    good(bundle_writer_new(&writer, &forge->maker, folder, 1, &zero, NULL, &error));
    good(bundle_writer_event(writer, 1, line.data, line.length, &error));
    good(bundle_writer_payload(writer, salt, body, length, &error));
    good(bundle_writer_finish(writer, name, &after, &error));
    bundle_writer_free(writer);
    path_join(path, 200, folder, name);
    good(bundle_open(&reader, path, NULL, &error));
    int64_t bytes = bundle_head(reader)->bytes;
    bundle_close(reader);
    buf_release(&line);
    free(body);
    return bytes;
}

START_TEST(a_body_may_be_as_long_as_its_chunks)
{
    struct forge forge;
    struct buf seen = BUF_INIT;
    char path[200];
    begin();
    forge_init(&forge, 1);
    for (int chunks = 1; chunks <= 2; chunks++) {
        size_t least = 80000u * (unsigned)chunks, most = 88000u * (unsigned)chunks, length;
        while (most - least > 1) {
            length = (least + most) / 2;
            *(write_noise(&forge, length, path) < chunks * BUNDLE_CHUNK ? &least : &most) = length;
        }
        int hits = 0;
        for (length = least - 8; length < least + 9; length++) {
            hits += write_noise(&forge, length, path) == chunks * BUNDLE_CHUNK;
            good(read_path(path, &forge.coordinator, &seen, NULL));
        }
        ck_assert_int_gt(hits, 0);
    }
    buf_release(&seen);
    end();
}
END_TEST

START_TEST(what_is_given_up_leaves_nothing_behind)
{
    struct forge forge;
    struct bundle_writer *writer;
    struct digest zero = { { 0 } };
    struct buf line = BUF_INIT;
    begin();
    forge_init(&forge, 1);
    forge_line(&line, 1, NULL);
    good(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error));
    good(bundle_writer_event(writer, 1, line.data, line.length, &error));
    ck_assert_uint_eq(files_in(folder), 0);
    bundle_writer_free(writer);
    ck_assert_uint_eq(files_in(folder), 0);
    bundle_writer_free(NULL);
    buf_release(&line);
    end();
}
END_TEST

START_TEST(a_full_disk_leaves_nothing_behind)
{
    struct script script = { .first = 1, .events = 8, .every = 2, .profiles = 2 };
    struct rlimit limit;
    struct forge forge;
    char name[BUNDLE_NAME_SIZE], want[200];
    bool done = false;
    begin();
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    for (rlim_t most = 0; !done && most < 100000; most += 13) {
        struct rlimit less = { .rlim_cur = most, .rlim_max = limit.rlim_max };
        forge_init(&forge, 2);
        memset(&error, 0, sizeof error);
        setrlimit(RLIMIT_FSIZE, &less);
        int code = write_script(&forge, &script, folder, NULL, name);
        setrlimit(RLIMIT_FSIZE, &limit);
        done = !code;
        ck_assert_int_eq(code, done ? 0 : ERROR_SYSTEM);
        ck_assert_uint_eq(files_in(folder), done);
        if (!done && most < 50) {
            snprintf(want, sizeof want, "%s: a bundle cannot be written here: File too large", folder);
            ck_assert_error(error, want);
        }
    }
    ck_assert(done);
    buf_release(&script.seen);
    end();
}
END_TEST

START_TEST(a_folder_that_is_not_there_is_named)
{
    struct bundle_writer *writer = NULL;
    struct forge forge;
    struct digest zero = { { 0 } };
    memset(&error, 0, sizeof error);
    forge_init(&forge, 1);
    ck_assert_int_eq(bundle_writer_new(&writer, &forge.maker, "/nowhere/outbox", 1, &zero, NULL, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "/nowhere/outbox: a bundle cannot be written here: No such file or directory");
    ck_assert_ptr_null(writer);
}
END_TEST

/* A bundle of four events, as bytes. */
static void small_bundle(struct forge *forge, struct buf *bytes, int64_t first)
{
    struct forgery honest = { .first = first };
    struct buf lines = BUF_INIT;
    forge_lines(&lines, first, first + 3);
    forge_bundle(forge, &honest, lines.data, lines.length, bytes);
    buf_release(&lines);
}

START_TEST(a_file_cut_anywhere_is_said_to_be_cut_off)
{
    struct forge forge;
    struct buf bytes = BUF_INIT, seen = BUF_INIT;
    forge_init(&forge, 1);
    small_bundle(&forge, &bytes, 1);
    for (size_t length = 0; length < bytes.length; length++) {
        ck_assert_int_eq(read_bytes(bytes.data, length, &forge.coordinator, &seen), ERROR_DAMAGED);
        ck_assert_error(error, "a.bundle: this file is cut off: copy it again from the stick, or export again");
        ck_assert_uint_eq(seen.length, 0);
    }
    good(read_bytes(bytes.data, bytes.length, &forge.coordinator, &seen));
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

START_TEST(two_bundles_in_one_file_are_refused)
{
    struct forge forge;
    struct buf bytes = BUF_INIT, seen = BUF_INIT;
    forge_init(&forge, 1);
    small_bundle(&forge, &bytes, 1);
    small_bundle(&forge, &bytes, 5);
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge.coordinator, &seen), ERROR_DAMAGED);
    ck_assert_error(error, "a.bundle: there is more behind the end of this bundle: copy it again from the stick, or export again");
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

#define MUTATIONS 100000

static size_t any(struct sequence *chance, size_t bound)
{
    return bound ? sequence_below(chance, (uint32_t)bound) : 0;
}

/* Lines of a head that change places, or come from another bundle. */
static void mutate_head(struct buf *out, const struct buf *one, const struct buf *two, struct sequence *chance)
{
    const char *starts[40], *others[40];
    size_t count = 0, other_count = 0;
    const char *end = (const char *)memmem(one->data, one->length, "\n\n", 2) + 1, *other_end = (const char *)memmem(two->data, two->length, "\n\n", 2) + 1;
    for (const char *at = one->data; at < end; at = strchr(at, '\n') + 1)
        starts[count++] = at;
    for (const char *at = two->data; at < other_end; at = strchr(at, '\n') + 1)
        others[other_count++] = at;
    size_t a = any(chance, count), b = any(chance, count), how = any(chance, 3);
    for (size_t i = 0; i < count; i++) {
        const char *from = how == 0 && i == a ? starts[b] : how == 0 && i == b ? starts[a] : how == 1 && i == a ? others[any(chance, other_count)]
                           : how == 2 && i == a ? others[i < other_count ? i : 0] : starts[i];
        buf_add(out, from, (size_t)(strchr(from, '\n') + 1 - from));
    }
    buf_add(out, end, one->length - (size_t)(end - one->data));
}

static void mutate(struct buf *out, const struct buf *one, const struct buf *two, struct sequence *chance)
{
    size_t length = one->length, at = any(chance, length), to = any(chance, length), size = 1 + any(chance, 40);
    buf_clear(out);
    switch (any(chance, 7)) {
    case 0:                                      /* bits turned */
        buf_add(out, one->data, length);
        for (size_t i = 1 + any(chance, 3); i > 0; i--)
            out->data[any(chance, length)] ^= (char)(1 << any(chance, 8));
        break;
    case 1:                                      /* bytes put in */
        buf_add(out, one->data, at);
        for (size_t i = 0; i < size; i++)
            buf_char(out, (char)any(chance, 256));
        buf_add(out, one->data + at, length - at);
        break;
    case 2:                                      /* bytes taken out */
        size = size > length - at ? length - at : size;
        buf_add(out, one->data, at);
        buf_add(out, one->data + at + size, length - at - size);
        break;
    case 3:                                      /* two regions change places */
        size = size > length - at ? length - at : size;
        size = size > length - to ? length - to : size;
        buf_add(out, one->data, length);
        memmove(out->data + at, one->data + to, size);
        memmove(out->data + to, one->data + at, size);
        break;
    case 4:
        mutate_head(out, one, two, chance);
        break;
    case 5:                                      /* the beginning of the one, the end of the other */
        to = two->length - (any(chance, 2) ? any(chance, two->length) : length - at > two->length ? 0 : length - at);
        buf_add(out, one->data, at);
        buf_add(out, two->data + to, two->length - to);
        break;
    default:                                     /* a region of the other */
        size = any(chance, length - at);
        size = at + size > two->length ? (at < two->length ? two->length - at : 0) : size;
        buf_add(out, one->data, length);
        if (size)
            memcpy(out->data + at, two->data + at, size);
        break;
    }
}

START_TEST(no_altered_bundle_is_accepted)
{
    struct forge forge;
    struct buf one = BUF_INIT, two = BUF_INIT, mutant = BUF_INIT;
    struct sequence chance;
    char path[40], text[1024];
    size_t same = 0, opened = 0;
    forge_init(&forge, 1);
    small_bundle(&forge, &one, 1);
    small_bundle(&forge, &two, 5);
    sequence_init(&chance, 17);
    int fd = forge_file(path, "", 0);
    for (int i = 0; i < MUTATIONS; i++) {
        struct bundle_reader *reader = NULL;
        struct error why = { 0 };
        mutate(&mutant, &one, &two, &chance);
        ck_assert(!buf_failed(&mutant));
        FORGE_TRY(ftruncate(fd, 0) == 0 && pwrite(fd, mutant.data, mutant.length, 0) == (ssize_t)mutant.length);
        int code = bundle_open(&reader, path, NULL, &why);
        opened += code == 0;
        if (!code)
            code = bundle_verify(reader, &why);
        bundle_close(reader);
        bool is_same = (mutant.length == one.length && memcmp(mutant.data, one.data, one.length) == 0) ||
                       (mutant.length == two.length && memcmp(mutant.data, two.data, two.length) == 0);
        same += is_same;
        if ((code == 0) != is_same || (code && (!why.message || strcmp(why.file, path) != 0)))
            ck_abort_msg("mutation %d: %d %s", i, code, error_text(&why, NULL, text, sizeof text));
    }
    close(fd);
    ck_assert_uint_lt(same, MUTATIONS / 10);
    ck_assert_uint_gt(opened, MUTATIONS / 4);    /* so the signature was what found them out */
    buf_release(&one);
    buf_release(&two);
    buf_release(&mutant);
}
END_TEST

START_TEST(what_is_no_bundle_is_told_apart)
{
    struct forge forge;
    struct buf bytes = BUF_INIT, seen = BUF_INIT;
    struct bundle_reader *reader = NULL;
    memset(&error, 0, sizeof error);
    forge_init(&forge, 1);
    ck_assert_int_eq(read_bytes("PK\3\4", 4, &forge.coordinator, &seen), ERROR_SYNTAX);
    ck_assert_error(error, "a.bundle:1: this is no bundle of this program");
    ck_assert_int_eq(read_bytes("empretec-kiosk grant 1\n\n", 24, &forge.coordinator, &seen), ERROR_SYNTAX);
    ck_assert_error(error, "a.bundle:1: this is no bundle of this program");
    small_bundle(&forge, &bytes, 1);
    *strchr(bytes.data, '1') = '2';
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge.coordinator, &seen), ERROR_VERSION);
    ck_assert_error(error, "a.bundle:1: this bundle was made by a later version; use the newer program");
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(bundle_open(&reader, "/dev/null", NULL, &error), ERROR_INVALID);
    ck_assert_error(error, "/dev/null: this is not a file; name a file");
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(bundle_open(&reader, "/nowhere/x.bundle", NULL, &error), ERROR_NOT_FOUND);
    ck_assert_error(error, "/nowhere/x.bundle: this file cannot be opened: No such file or directory");
    ck_assert_ptr_null(reader);
    bundle_close(NULL);
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

START_TEST(another_centre_certifies_no_terminal_of_ours)
{
    struct forge forge;
    struct buf bytes = BUF_INIT, seen = BUF_INIT;
    char hex[65];
    struct sign_pair other;
    forge_init(&forge, 1);
    small_bundle(&forge, &bytes, 1);
    forge_sign_pair(&other, 77);
    memcpy(strstr(bytes.data, "\nkey ") + 5, hex_from(hex, other.public, 32), 64);
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge.coordinator, &seen), ERROR_REFUSED);
    ck_assert_error(error, "a.bundle: the centre has not certified this terminal's key: the bundle was altered on its way, or made by somebody else; export again");
    bytes.data[bytes.length - 100] ^= 1;
    memcpy(strstr(bytes.data, "\nkey ") + 5, hex_from(hex, forge.centre.public, 32), 64);
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge.coordinator, &seen), ERROR_REFUSED);
    ck_assert_error(error, "a.bundle: this bundle was altered or damaged on its way: copy it again from the stick, or export again");
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

START_TEST(others_are_told_for_whom_it_is_sealed)
{
    struct forge forge;
    struct buf lines = BUF_INIT, bytes = BUF_INIT, seen = BUF_INIT;
    struct forgery bad_key = { .bad_key = true };
    char one[TRUST_ID_SIZE], two[TRUST_ID_SIZE], tried[TRUST_ID_SIZE], want[500];
    forge_init(&forge, 2);
    trust_seal_id(one, forge.coordinator.public);
    trust_seal_id(two, forge.safe.public);
    trust_seal_id(tried, forge.stranger.public);
    small_bundle(&forge, &bytes, 1);
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge.stranger, &seen), ERROR_REFUSED);
    snprintf(want, sizeof want, "a.bundle: this bundle is sealed for others (keys %s %s); the key that was tried is %s. Take the secret that it was made for", one, two, tried);
    ck_assert_error(error, want);
    buf_clear(&bytes);
    forge_lines(&lines, 1, 2);
    forge_bundle(&forge, &bad_key, lines.data, lines.length, &bytes);
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge.safe, &seen), ERROR_REFUSED);
    snprintf(want, sizeof want, "a.bundle: what this bundle has sealed for the key %s does not open with it: export again with the newest program", two);
    ck_assert_error(error, want);
    ck_assert_uint_eq(seen.length, 0);
    buf_release(&lines);
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

START_TEST(nonsense_is_refused_though_it_is_signed)
{
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        struct forge forge;
        struct buf lines = BUF_INIT, bytes = BUF_INIT, seen = BUF_INIT;
        char want[400], have[1024];
        forge_init(&forge, 1);
        nonsense_lines(&lines, nonsense[i].lines);
        forge_bundle(&forge, &nonsense[i].forgery, lines.data, lines.length, &bytes);
        int code = read_bytes(bytes.data, bytes.length, &forge.coordinator, &seen);
        snprintf(want, sizeof want, "a.bundle: %s", nonsense[i].says);
        ck_assert_msg(strcmp(error_text(&error, NULL, have, sizeof have), want) == 0, "%zu: %s", i, have);
        ck_assert_int_eq(code, strstr(want, "larger") ? ERROR_LIMIT : strstr(want, "at the head") ? ERROR_SYNTAX : ERROR_DAMAGED);
        buf_release(&lines);
        buf_release(&bytes);
        buf_release(&seen);
    }
}
END_TEST

static void forged_is(struct forge *forge, const struct forgery *forgery, const struct buf *lines, const char *says)
{
    struct buf bytes = BUF_INIT, seen = BUF_INIT;
    char want[400];
    forge_bundle(forge, forgery, lines->data, lines->length, &bytes);
    ck_assert_int_eq(read_bytes(bytes.data, bytes.length, &forge->coordinator, &seen), ERROR_DAMAGED);
    snprintf(want, sizeof want, "a.bundle: %s", says);
    ck_assert_error(error, want);
    buf_release(&bytes);
    buf_release(&seen);
}

START_TEST(marks_of_chunks_must_be_at_their_places)
{
    struct forge forge;
    struct buf lines = BUF_INIT;
    forge_init(&forge, 1);
    forge_lines(&lines, 1, 5000);
    forged_is(&forge, &(struct forgery){ .early_final = true }, &lines, "what is sealed in this bundle ends at the wrong place, behind event 0" LOOK);
    forged_is(&forge, &(struct forgery){ .rekey = true }, &lines, "what is sealed in this bundle ends at the wrong place, behind event 0" LOOK);
    buf_release(&lines);
}
END_TEST

START_TEST(only_one_whole_zlib_stream_is_inflated)
{
    static const char bad[] = "what was sealed in this bundle is not deflated as it must be, behind event %d" LOOK;
    static const unsigned char preset[] = { 0x78, 0xbb, 1, 2, 3, 4, 3, 0 };
    struct forge forge;
    struct buf lines = BUF_INIT, deflated = BUF_INIT, other = BUF_INIT;
    struct digest chain = { { 0 } };
    char none[200], one[200];
    snprintf(none, sizeof none, bad, 0);
    snprintf(one, sizeof one, bad, 1);
    forge_init(&forge, 1);
    forge_line(&lines, 1, NULL);
    event_chain(&chain, lines.data, lines.length);
    buf_char(&lines, '\n');
    forge_deflate(&deflated, lines.data, lines.length);
    const struct forgery raw = { .last = 1, .after = &chain, .deflated = true };
    buf_add(&other, deflated.data, deflated.length);
    buf_char(&other, 0);                         /* a byte behind its end */
    forged_is(&forge, &raw, &other, one);
    buf_cut(&other, deflated.length);
    buf_add(&other, deflated.data, deflated.length); /* another stream behind it */
    forged_is(&forge, &raw, &other, one);
    buf_cut(&other, deflated.length);
    other.data[other.length - 1] ^= 1;           /* another check sum */
    forged_is(&forge, &raw, &other, none);
    buf_cut(&other, deflated.length - 1);
    forged_is(&forge, &raw, &other, "this bundle ends behind event 1, but its head names more" LOOK);
    buf_clear(&other);
    buf_add(&other, preset, sizeof preset);      /* a dictionary that nobody has */
    forged_is(&forge, &raw, &other, none);
    buf_clear(&other);
    buf_add(&other, deflated.data + 2, deflated.length - 6); /* without zlib's own head */
    forged_is(&forge, &raw, &other, none);
    buf_clear(&other);
    buf_fill(&other, 'a', 64 << 20);             /* a bomb: a thousand times its size, and no line end */
    forged_is(&forge, &(struct forgery){ .last = 1 }, &other, "the line behind event 0 of this bundle is too long" LOOK);
    other.data[0] = '\t';
    forged_is(&forge, &(struct forgery){ .last = 1 }, &other, "the line behind event 0 of this bundle is too long" LOOK);
    buf_release(&lines);
    buf_release(&deflated);
    buf_release(&other);
}
END_TEST

START_TEST(the_writer_refuses_what_no_reader_would_take)
{
    struct forge forge;
    struct digest zero = { { 0 } }, after;
    struct buf one = BUF_INIT, two = BUF_INIT, text = BUF_INIT, big = BUF_INIT;
    unsigned char salt[PAYLOAD_SALT];
    char name[BUNDLE_NAME_SIZE], person[UUID_SIZE], hex[DIGEST_HEX];
    struct digest digest;
    struct bundle_profile fits = profile_of(1, person);
    begin();
    forge_init(&forge, 1);
    forge_line(&one, 1, NULL);
    forge_line(&two, 2, NULL);
    memset(salt, 2, sizeof salt);
    payload_digest(&digest, salt, "words", 5);
    forge_line(&text, 1, hex_from(hex, digest.bytes, DIGEST_BYTES));
    buf_add(&big, one.data, one.length);
    buf_fill(&big, 'x', EVENT_LINE_LIMIT);
    for (int i = 0; i < 16; i++) {
        struct bundle_writer *writer = NULL;
        struct bundle_profile profile = fits;
        memset(&error, 0, sizeof error);
        good(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error));
        int code = i > 5 ? bundle_writer_event(writer, 1, i == 13 ? text.data : one.data, i == 13 ? text.length : one.length, &error) : 0;
        good(code);
        switch (i) {
        case 0: code = bundle_writer_event(writer, 2, two.data, two.length, &error); break;
        case 1: code = bundle_writer_event(writer, 1, two.data, two.length, &error); break;
        case 2: code = bundle_writer_event(writer, 1, one.data, one.length - 1, &error); break;
        case 3: code = bundle_writer_event(writer, 1, big.data, big.length, &error); break;
        case 4: code = bundle_writer_finish(writer, name, &after, &error); break;
        case 5: code = bundle_writer_profile(writer, &profile, &error); break;
        case 6: code = bundle_writer_payload(writer, salt, "words", 5, &error); break;
        case 7: profile.person = "x"; break;
        case 8: profile.values[PROFILE_SEX] = "unheard"; break;
        case 9: profile.version = 0; break;
        case 10: profile.role = (enum person_role)3; break;
        case 11: profile.changed = -1; break;
        case 12: good(bundle_writer_profile(writer, &fits, &error));
            code = bundle_writer_event(writer, 2, two.data, two.length, &error);
            break;
        case 13: code = bundle_writer_payload(writer, salt, "word", 4, &error); break;
        case 14: good(bundle_writer_profile(writer, &fits, &error));
            good(bundle_writer_profile(writer, &fits, &error));
            code = bundle_writer_profile(writer, &fits, &error);
            break;
        default: good(bundle_writer_finish(writer, name, &after, &error));
            code = bundle_writer_finish(writer, name, &after, &error);
        }
        if (i >= 7 && i <= 11)
            code = bundle_writer_profile(writer, &profile, &error);
        ck_assert_int_eq(code, i == 13 ? ERROR_DAMAGED : ERROR_INVALID);
        ck_assert_error(error, i == 13 ? "the free text of event 1 is not the one that was written down; look with kiosk-admin check"
                                       : "this does not belong at this place of a bundle");
        ck_assert_int_eq(bundle_writer_event(writer, 1, one.data, one.length, &error), ERROR_INVALID);
        bundle_writer_free(writer);
    }
    buf_release(&one);
    buf_release(&two);
    buf_release(&text);
    buf_release(&big);
    end();
}
END_TEST

START_TEST(recipients_are_counted_once_and_no_more_than_there_may_be)
{
    static unsigned char keys[BUNDLE_RECIPIENTS + 1][TRUST_PUBLIC];
    struct bundle_writer *writer = NULL;
    struct digest zero = { { 0 } }, after;
    struct forge forge;
    struct buf line = BUF_INIT;
    char name[BUNDLE_NAME_SIZE];
    begin();
    forge_init(&forge, 0);
    ck_assert_int_eq(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error), ERROR_INVALID);
    ck_assert_error(error, "there is nobody to seal a bundle for; join a coordinator first");
    for (int i = 0; i <= BUNDLE_RECIPIENTS; i++)
        keys[i][0] = (unsigned char)(i + 1);
    forge.maker.recipients = (const unsigned char (*)[TRUST_PUBLIC])keys;
    forge.maker.recipient_count = BUNDLE_RECIPIENTS + 1;
    ck_assert_int_eq(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error), ERROR_LIMIT);
    ck_assert_error(error, "a bundle can be sealed for 32 keys, not for more; take some of them out of trust/");
    keys[BUNDLE_RECIPIENTS][0] = 1;
    good(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error));
    bundle_writer_free(writer);
    /* what is no point of the curve that anything could be sealed for */
    memset(keys, 0, sizeof keys);
    forge.maker.recipient_count = 1;
    forge_line(&line, 1, NULL);
    good(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error));
    good(bundle_writer_event(writer, 1, line.data, line.length, &error));
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(bundle_writer_finish(writer, name, &after, &error), ERROR_INVALID);
    ck_assert_error(error, "89eb0d6a8a691dae: nothing can be sealed for this key: it is none; take a new joining file from the coordinator");
    bundle_writer_free(writer);
    ck_assert_uint_eq(files_in(folder), 0);
    buf_release(&line);
    end();
}
END_TEST

static int stop_at_three(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *out)
{
    (void)line, (void)length, (void)head;
    *(int64_t *)context = seq;
    return seq == 3 ? error_set(out, ERROR_CANCELLED, "enough") : 0;
}

START_TEST(a_visitor_may_stop_and_nothing_is_read_unverified)
{
    struct forge forge;
    struct buf bytes = BUF_INIT;
    struct bundle_reader *reader;
    char path[40];
    int64_t last = 0;
    const struct bundle_visitor visitor = { .event = stop_at_three, .context = &last }, nobody = { .event = NULL };
    memset(&error, 0, sizeof error);
    forge_init(&forge, 1);
    small_bundle(&forge, &bytes, 1);
    int fd = forge_file(path, bytes.data, bytes.length);
    good(bundle_open(&reader, path, NULL, &error));
    ck_assert_int_eq(bundle_read(reader, &forge.coordinator, &visitor, &error), ERROR_INVALID);
    ck_assert_int_eq(last, 0);
    memset(&error, 0, sizeof error);
    good(bundle_verify(reader, &error));
    ck_assert_int_eq(bundle_read(reader, &forge.coordinator, &visitor, &error), ERROR_CANCELLED);
    ck_assert_error(error, "enough");
    ck_assert_int_eq(last, 3);
    good(bundle_read(reader, &forge.coordinator, &nobody, &error)); /* once more, from the beginning */
    bundle_close(reader);
    close(fd);
    buf_release(&bytes);
}
END_TEST

static int meddle(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *out)
{
    const struct stick {
        int fd;
        off_t at;
    } *stick = context;
    (void)seq, (void)line, (void)length, (void)head, (void)out;
    return pwrite(stick->fd, "x", 1, stick->at) == 1 ? 0 : ERROR_SYSTEM;
}

START_TEST(a_file_that_changes_while_it_is_read_is_refused)
{
    struct forge forge;
    struct buf bytes = BUF_INIT;
    struct bundle_reader *reader;
    char path[40], want[200];
    forge_init(&forge, 1);
    small_bundle(&forge, &bytes, 1);
    for (int i = 0; i < 2; i++) {
        int fd = forge_file(path, bytes.data, bytes.length);
        struct {
            int fd;
            off_t at;
        } stick = { fd, (off_t)bytes.length - 1 };
        struct bundle_visitor visitor = { .event = meddle, .context = &stick };
        memset(&error, 0, sizeof error);
        good(bundle_open(&reader, path, NULL, &error));
        good(bundle_verify(reader, &error));
        if (i)                                   /* before it is opened */
            ck_assert_int_eq(pwrite(fd, "xxxx", 4, (off_t)bytes.length - 200), 4);
        ck_assert_int_eq(bundle_read(reader, &forge.coordinator, &visitor, &error), i ? ERROR_DAMAGED : ERROR_REFUSED);
        snprintf(want, sizeof want, "%s: %s: copy it again from the stick, or export again", path,
                 i ? "what is sealed in this bundle does not open, behind event 0" : "this bundle was altered or damaged on its way");
        ck_assert_error(error, want);
        bundle_close(reader);
        close(fd);
    }
    buf_release(&bytes);
}
END_TEST

START_TEST(each_allocation_may_fail)
{
    struct script script = { .first = 1, .events = 6, .every = 2, .profiles = 2 };
    struct forge forge;
    struct buf seen = BUF_INIT;
    char name[BUNDLE_NAME_SIZE], path[200];
    bool done = false;
    size_t n;
    begin();
    for (n = 1; n < 100 && !done; n++) {
        struct failing_allocator failing;
        failing_allocator_init(&failing, n);
        forge_init(&forge, 2);
        int code = write_script(&forge, &script, folder, &failing.allocator, name);
        done = !code;
        ck_assert_int_eq(code, done ? 0 : ERROR_MEMORY);
        ck_assert_uint_eq(files_in(folder), done);
    }
    ck_assert(done);
    ck_assert_uint_gt(n, 5);
    path_join(path, sizeof path, folder, name);
    done = false;
    for (n = 1; n < 100 && !done; n++) {
        struct failing_allocator failing;
        failing_allocator_init(&failing, n);
        int code = read_path(path, &forge.coordinator, &seen, &failing.allocator);
        done = !code;
        ck_assert_int_eq(code, done ? 0 : ERROR_MEMORY);
    }
    ck_assert(done);
    ck_assert_uint_gt(n, 5);
    ck_assert_str_eq(seen.data, script.seen.data);
    buf_release(&seen);
    buf_release(&script.seen);
    end();
}
END_TEST

/* A sanitizer keeps what was freed, and takes its time. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

struct counted {
    int64_t events, texts, bytes;
};

static int count_event(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *out)
{
    struct counted *counted = context;
    (void)seq, (void)line, (void)head, (void)out;
    counted->events++;
    counted->bytes += (int64_t)length + 1;
    return 0;
}

static int count_text(void *context, int64_t seq, const unsigned char salt[PAYLOAD_SALT], const char *body, size_t length, struct error *out)
{
    struct counted *counted = context;
    (void)seq, (void)salt, (void)body, (void)out;
    counted->texts++;
    counted->bytes += (int64_t)length;
    return 0;
}

static long peak(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

START_TEST(memory_does_not_grow_with_the_bundle)
{
    enum { TEXT = 1000, EVENTS = SANITIZED ? 2000 : BUNDLE_EVENTS };
    struct forge forge;
    struct bundle_writer *writer;
    struct bundle_reader *reader;
    struct buf line = BUF_INIT;
    struct counted counted = { 0 };
    struct bundle_visitor visitor = { .event = count_event, .payload = count_text, .context = &counted };
    struct digest zero = { { 0 } }, after;
    unsigned char salt[PAYLOAD_SALT] = { 1 };
    char name[BUNDLE_NAME_SIZE], path[200], body[TEXT + 1] = "", hex[DIGEST_HEX];
    begin();
    forge_init(&forge, 1);
    buf_reserve(&line, 65536);
    long start = peak();
    good(bundle_writer_new(&writer, &forge.maker, folder, 1, &zero, NULL, &error));
    for (int64_t seq = 1; seq <= EVENTS; seq++) {
        bool text = seq % 10 == 0;
        if (text) {
            struct digest digest;
            for (int i = 0; i < TEXT; i++)
                body[i] = (char)('a' + (seq * (i / 7 + 1) + i) % 26);
            payload_digest(&digest, salt, body, TEXT);
            hex_from(hex, digest.bytes, DIGEST_BYTES);
        }
        buf_clear(&line);
        forge_line(&line, seq, text ? hex : NULL);
        good(bundle_writer_event(writer, seq, line.data, line.length, &error));
        if (text)
            good(bundle_writer_payload(writer, salt, body, TEXT, &error));
    }
    good(bundle_writer_finish(writer, name, &after, &error));
    bundle_writer_free(writer);
    path_join(path, sizeof path, folder, name);
    good(bundle_open(&reader, path, NULL, &error));
    good(bundle_verify(reader, &error));
    good(bundle_read(reader, &forge.coordinator, &visitor, &error));
    bundle_close(reader);
    long grown = peak() - start;
    ck_assert_int_eq(counted.events, EVENTS);
    ck_assert_int_eq(counted.texts, EVENTS / 10);
    ck_assert_int_gt(counted.bytes, SANITIZED ? 0 : 100000000);
    ck_assert(SANITIZED || grown < 8 * 1024);
    buf_release(&line);
    end();
}
END_TEST

TEST_MAIN("bundle", what_is_written_is_read_line_for_line, what_another_writer_seals_is_read_too, the_same_chance_gives_the_same_bytes,
          a_body_may_be_as_long_as_its_chunks, what_is_given_up_leaves_nothing_behind, a_full_disk_leaves_nothing_behind, a_folder_that_is_not_there_is_named,
          a_file_cut_anywhere_is_said_to_be_cut_off, two_bundles_in_one_file_are_refused, no_altered_bundle_is_accepted, what_is_no_bundle_is_told_apart,
          another_centre_certifies_no_terminal_of_ours, others_are_told_for_whom_it_is_sealed, nonsense_is_refused_though_it_is_signed,
          marks_of_chunks_must_be_at_their_places, only_one_whole_zlib_stream_is_inflated, the_writer_refuses_what_no_reader_would_take,
          recipients_are_counted_once_and_no_more_than_there_may_be, a_visitor_may_stop_and_nothing_is_read_unverified,
          a_file_that_changes_while_it_is_read_is_refused, each_allocation_may_fail,
          memory_does_not_grow_with_the_bundle)
