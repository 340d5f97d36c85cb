#include "pack_fixture.h"

#include <check.h>
#include <ftw.h>
#include <unistd.h>

#include "pack/writer.h"

void fixture_keys(int seed, struct public_key *public_key, struct secret_key *secret_key)
{
    struct seeded_source seeded;
    seeded_source_init(&seeded, (uint64_t)seed);
    key_pair_make(&seeded.source, public_key, secret_key);
    snprintf(public_key->name, sizeof public_key->name, "publisher-%d", seed);
}

char *fixture_folder(char out[64])
{
    snprintf(out, 64, "/tmp/kiosk-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(out));
    return out;
}

static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *place)
{
    (void)status, (void)flag, (void)place;
    return remove(path);
}

void fixture_remove(const char *folder)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

void fixture_manifest(struct buf *out, const char *id, const char *version, const struct fixture_file *files, size_t count)
{
    const char *languages[] = { "en", "fr" };
    struct localized_text titles[] = { { "en", "Pack of tests" }, { "fr", "Paquet d'essais" } };
    struct manifest_unit units[64] = { 0 };
    struct manifest_file unit_files[128];
    struct localized_text unit_titles[128];
    struct manifest manifest = {
        .id = id, .version = version, .title = { titles, 2 }, .languages = languages, .language_count = 2, .minutes = 30, .cluster = 1,
        .licence = "CC-BY-4.0", .publisher = "Tests", .units = units,
    };
    ck_assert_uint_le(count, 64);
    for (size_t i = 0; i < count; i++) {
        const struct fixture_file *file = &files[i];
        bool more = i > 0 && strcmp(files[i - 1].id, file->id) == 0;
        struct manifest_unit *unit = &units[more ? manifest.unit_count - 1 : manifest.unit_count++];
        if (!more)
            *unit = (struct manifest_unit){ .kind_word = file->kind, .id = file->id, .quiz = file->quiz, .files = unit_files + i,
                                            .title = { .texts = unit_titles + i }, .minutes = 15 };
        struct manifest_file *put = &unit->files[unit->file_count++];
        *put = (struct manifest_file){ .language = file->language, .path = file->path };
        digest_of(&put->digest, file->text, strlen(file->text));
        if (file->title)
            unit->title.texts[unit->title.count++] = (struct localized_text){ file->language, file->title };
    }
    manifest_write(&manifest, out);
    ck_assert(!buf_failed(out));
}

void fixture_pack(const char *path, const char *id, const char *version, const struct fixture_file *files, size_t count,
                  const struct secret_key *key)
{
    struct error error = { 0 };
    struct pack_writer *writer;
    struct buf manifest = BUF_INIT;
    char comment[200];
    fixture_manifest(&manifest, id, version, files, count);
    ck_assert_int_eq(pack_writer_new(&writer, &error), 0);
    for (size_t i = 0; i < count; i++)
        ck_assert_int_eq(pack_writer_add(writer, files[i].path, files[i].text, strlen(files[i].text), &error), 0);
    ck_assert_int_eq(pack_writer_add(writer, MANIFEST_NAME, manifest.data, manifest.length, &error), 0);
    snprintf(comment, sizeof comment, "%s %s", id, version);
    ck_assert_int_eq(pack_writer_finish(writer, path, key, comment, &error), 0);
    pack_writer_free(writer);
    buf_release(&manifest);
}

static void le16(struct buf *out, unsigned value)
{
    buf_u8(out, (uint8_t)value);
    buf_u8(out, (uint8_t)(value >> 8));
}

static void le32(struct buf *out, uint32_t value)
{
    le16(out, value & 0xffff);
    le16(out, value >> 16);
}

/* As PKWARE's note has it: the polynomial 0xEDB88320. */
static uint32_t crc32_of(const char *data, size_t length)
{
    uint32_t crc = ~0u;
    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void header(struct buf *out, const struct raw_entry *entry, const char *name)
{
    size_t length = strlen(entry->data);
    le16(out, entry->flags);
    le16(out, entry->method);
    le32(out, 0x00210000);
    le32(out, crc32_of(entry->data, length));
    le32(out, (uint32_t)length);
    le32(out, entry->size ? entry->size : (uint32_t)length);
    le16(out, (unsigned)strlen(name));
    le16(out, entry->extra);
}

void raw_zip(struct buf *out, const struct raw_entry *entries, size_t count, const char *comment, size_t comment_length)
{
    uint32_t offsets[16];
    ck_assert_uint_le(count, 16);
    for (size_t i = 0; i < count; i++) {
        const char *name = entries[i].local_name ? entries[i].local_name : entries[i].name;
        buf_fill(out, 'x', entries[i].gap);
        offsets[i] = (uint32_t)out->length;
        buf_text(out, "PK\3\4");
        le16(out, 20);
        header(out, &entries[i], name);
        buf_text(out, name);
        buf_fill(out, 'e', entries[i].extra);
        buf_text(out, entries[i].data);
    }
    size_t directory = out->length;
    for (size_t i = 0; i < count; i++) {
        buf_text(out, "PK\1\2");
        le16(out, 3 << 8 | 20);
        le16(out, 20);
        header(out, &entries[i], entries[i].name);
        le16(out, 0);
        le16(out, 0);
        le16(out, 0);
        le32(out, entries[i].attributes);
        le32(out, offsets[i]);
        buf_text(out, entries[i].name);
        buf_fill(out, 'e', entries[i].extra);
    }
    size_t size = out->length - directory;
    buf_text(out, "PK\5\6");
    le32(out, 0);
    le16(out, (unsigned)count);
    le16(out, (unsigned)count);
    le32(out, (uint32_t)size);
    le32(out, (uint32_t)directory);
    le16(out, (unsigned)comment_length);
    buf_add(out, comment, comment_length);
    ck_assert(!buf_failed(out));
}
