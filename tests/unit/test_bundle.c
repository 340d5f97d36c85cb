/* Bundles: what is written is read, whoever meddles is found out, and what a broken terminal signs is not taken. */
#include "check_main.h"

#include "bundle_forge.h"
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
    forge_bundle(&forge, &honest, lines.data, lines.length, &bytes);
    good(read_bytes(bytes.data, bytes.length, &forge.safe, &seen));
    ck_assert_ptr_nonnull(strstr(seen.data, "(text of 3, 04040404040404040404040404040404, "));
    buf_release(&lines);
    buf_release(&bytes);
    buf_release(&seen);
}
END_TEST

TEST_MAIN("bundle", what_is_written_is_read_line_for_line, what_another_writer_seals_is_read_too)
