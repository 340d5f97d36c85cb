/* Keys and signatures in minisign's formats. The vectors were made by minisign 0.11 itself. */
#include "check_main.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "pack/signature.h"

static const char minisign_public[] =
    "untrusted comment: minisign public key 3E2A0E1EC1F5AE85\n"
    "RWSFrvXBHg4qPgEHnPGZYIs0wH13qDFhS5aVY2m0RrITdBRmbXktK8t0\n";
static const char minisign_secret[] =
    "untrusted comment: minisign encrypted secret key\n"
    "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAha71wR4OKj5c16EaV9/Ngczw3jxqovKnKfHSPFkpwnKgutcZwRzQ"
    "1gEHnPGZYIs0wH13qDFhS5aVY2m0RrITdBRmbXktK8t0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";
static const char minisign_signature[] =
    "untrusted comment: signature from minisign secret key\n"
    "RUSFrvXBHg4qPtO0WpKUicBoF4yU7ibs23BPeCQDbwz8ualch0r6fxJmaHtBsO+sfldQ3fRYkR+IMgJ2pR+ztxHUDcu6eRYL5gs=\n"
    "trusted comment: timestamp:1795473371\tfile:f\thashed\n"
    "/RjSxWZzHic37nq8bb/xowlN/u/JeUiRSWWWbfKbI3JG+kXBavEStix4rPztLifn419Cb9emHbz4nSGv1GFLBQ==\n";

static void hash_of(const char *text, unsigned char hash[SIGNATURE_HASH_BYTES])
{
    struct signature_hash state;
    signature_hash_start(&state);
    for (; *text; text++)                        /* byte by byte: steps make no difference */
        signature_hash_add(&state, text, 1);
    signature_hash_end(&state, hash);
}

static void vector_signature(struct signature *signature)
{
    struct error error = { 0 };
    ck_assert_int_eq(signature_parse(minisign_signature, strlen(minisign_signature), signature, &error), 0);
    ck_assert_str_eq(signature->trusted, "timestamp:1795473371\tfile:f\thashed");
}

static void vector_keys(struct public_key *public_key, struct secret_key *secret_key)
{
    struct error error = { 0 };
    ck_assert_int_eq(public_key_parse(minisign_public, strlen(minisign_public), public_key, &error), 0);
    ck_assert_int_eq(secret_key_parse(minisign_secret, strlen(minisign_secret), secret_key, &error), 0);
}

START_TEST(what_minisign_signed_is_verified)
{
    struct error error = { 0 };
    struct signature signature;
    struct public_key public_key;
    struct secret_key secret_key;
    unsigned char hash[SIGNATURE_HASH_BYTES];
    char id[KEY_ID_SIZE];
    vector_keys(&public_key, &secret_key);
    vector_signature(&signature);
    hash_of("hi\n", hash);
    ck_assert_int_eq(signature_check(&signature, &public_key, hash, &error), 0);
    ck_assert_str_eq(key_id_text(id, public_key.id), "3E2A0E1EC1F5AE85");
}
END_TEST

START_TEST(the_same_key_signs_the_same_bytes_as_minisign)
{
    struct error error = { 0 };
    struct signature want, made;
    struct public_key public_key;
    struct secret_key secret_key;
    unsigned char hash[SIGNATURE_HASH_BYTES];
    vector_keys(&public_key, &secret_key);
    vector_signature(&want);
    hash_of("hi\n", hash);
    ck_assert_int_eq(signature_make(&secret_key, hash, "x", "business-skills 1.0.0", &made, &error), 0);
    ck_assert_mem_eq(made.signature, want.signature, 64);
    ck_assert_mem_eq(made.id, want.id, KEY_ID_BYTES);
    ck_assert_int_eq(signature_check(&made, &public_key, hash, &error), 0);
}
END_TEST

START_TEST(other_bytes_another_key_and_an_altered_comment_are_refused)
{
    struct error error = { 0 };
    struct signature signature;
    struct public_key public_key;
    struct secret_key secret_key;
    unsigned char hash[SIGNATURE_HASH_BYTES];
    vector_keys(&public_key, &secret_key);
    vector_signature(&signature);
    hash_of("ho\n", hash);
    ck_assert_int_eq(signature_check(&signature, &public_key, hash, &error), ERROR_REFUSED);
    ck_assert_error(error, "the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came");
    hash_of("hi\n", hash);
    signature.trusted[0] = 'T';
    ck_assert_int_eq(signature_check(&signature, &public_key, hash, &error), ERROR_REFUSED);
    ck_assert_error(error, "the trusted comment of the signature was altered; copy the file again from where it came");
    public_key.id[0] ^= 1;
    ck_assert_int_eq(signature_check(&signature, &public_key, hash, &error), ERROR_REFUSED);
    ck_assert_error(error, "signed with the key 3E2A0E1EC1F5AE85, not with 3E2A0E1EC1F5AE84");
}
END_TEST

START_TEST(a_comment_that_is_not_exactly_four_lines_is_refused)
{
    static const char u[] = "untrusted comment: a\n", t[] = "trusted comment: b\n";
    static const char s[] = "RUSFrvXBHg4qPtO0WpKUicBoF4yU7ibs23BPeCQDbwz8ualch0r6fxJmaHtBsO+sfldQ3fRYkR+IMgJ2pR+ztxHUDcu6eRYL5gs=\n";
    static const char g[] = "/RjSxWZzHic37nq8bb/xowlN/u/JeUiRSWWWbfKbI3JG+kXBavEStix4rPztLifn419Cb9emHbz4nSGv1GFLBQ==\n";
    const struct {
        const char *parts[6];
    } odd[] = {
        { { "" } },
        { { u, s, t } },
        { { u, s, t, g, "more\n" } },
        { { u, s, t, g, "\n" } },
        { { " ", u, s, t, g } },
        { { "untrusted comment: a\r\n", s, t, g } },
        { { "untrusted comment: \033[2J\n", s, t, g } },
        { { "untrusted comment: \xe2\x80\xae\n", s, t, g } },
        { { "untrusted comment: \xff\n", s, t, g } },
        { { "untrusted: a\n", s, t, g } },
        { { u, s, "trusted: b\n", g } },
        { { u, t, s, g } },
        { { u, "RUSFrvXBHg4qPtO0\n", t, g } },
        { { u, s, t, " ", g } },
        { { u, s, t, "/RjSxWZzHic37nq8bb/xowlN/u/JeUiRSWWWbfKbI3JG+kXBavEStix4rPztLifn419Cb9emHbz4nSGv1GFLBQ==" } },
        { { u, s, t, "/RjSxWZzHic37nq8bb/xkwlN/u/JeUiRSWWWbfKbI3JG+kXBavEStix4rP\x86\x8b\xb3\x90" "fn419Cb9emHbz4nSGv1GFLBQ==\n" } },
        { { u, s, t, "*RjSxWZzHic37nq8bb/xowlN/u/JeUiRSWWWbfKbI3JG+kXBavEStix4rPztLifn419Cb9emHbz4nSGv1GFLBQ==\n" } },
    };
    struct signature signature;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct error error = { 0 };
        struct buf text = BUF_INIT;
        for (const char *const *part = odd[i].parts; *part; part++)
            buf_text(&text, *part);
        ck_assert_msg(signature_parse(text.data, text.length, &signature, &error) == ERROR_SYNTAX, "number %zu was read", i);
        ck_assert_error(error, "the comment of the archive is not a signature: it must be the four lines of minisign and nothing else");
        buf_release(&text);
    }
    struct error error = { 0 };
    char longer[1100];
    memset(longer, 'x', sizeof longer);
    ck_assert_int_eq(signature_parse(longer, sizeof longer, &signature, &error), ERROR_SYNTAX);
    ck_assert_error(error, "the comment of the archive is longer than a signature");
}
END_TEST

START_TEST(the_older_form_is_named_and_not_read)
{
    struct error error = { 0 };
    struct signature signature;
    char text[] =
        "untrusted comment: a\n"
        "RWSFrvXBHg4qPtO0WpKUicBoF4yU7ibs23BPeCQDbwz8ualch0r6fxJmaHtBsO+sfldQ3fRYkR+IMgJ2pR+ztxHUDcu6eRYL5gs=\n"
        "trusted comment: b\n"
        "/RjSxWZzHic37nq8bb/xowlN/u/JeUiRSWWWbfKbI3JG+kXBavEStix4rPztLifn419Cb9emHbz4nSGv1GFLBQ==\n";
    ck_assert_int_eq(signature_parse(text, strlen(text), &signature, &error), ERROR_VERSION);
    ck_assert_error(error, "signed in minisign's older form; sign it again with kiosk-pack sign, or with minisign 0.10 or later");
    text[strlen("untrusted comment: a\nR")] = 'A';
    ck_assert_int_eq(signature_parse(text, strlen(text), &signature, &error), ERROR_VERSION);
    ck_assert_error(error, "signed in a form that this version does not know");
}
END_TEST

START_TEST(what_is_written_is_read_back)
{
    struct error error = { 0 };
    struct seeded_source seeded;
    struct public_key public_key, public_again;
    struct secret_key secret_key, secret_again;
    struct signature made, again;
    unsigned char hash[SIGNATURE_HASH_BYTES];
    struct buf text = BUF_INIT;
    seeded_source_init(&seeded, 7);
    key_pair_make(&seeded.source, &public_key, &secret_key);
    public_key_write(&public_key, &text);
    ck_assert_int_eq(public_key_parse(text.data, text.length, &public_again, &error), 0);
    ck_assert_mem_eq(public_again.key, public_key.key, sizeof public_key.key);
    ck_assert_mem_eq(public_again.id, public_key.id, sizeof public_key.id);
    ck_assert_int_eq(secret_key_parse(text.data, text.length, &secret_again, &error), ERROR_SYNTAX);
    ck_assert_error(error, "this is no secret key; give the file that ends in .key");
    buf_clear(&text);
    secret_key_write(&secret_key, &text);
    ck_assert_int_eq(secret_key_parse(text.data, text.length, &secret_again, &error), 0);
    ck_assert_mem_eq(&secret_again, &secret_key, sizeof secret_key);
    ck_assert_int_eq(public_key_parse(text.data, text.length, &public_again, &error), ERROR_SYNTAX);
    ck_assert_error(error, "this is no public key; give the file that ends in .pub");
    buf_clear(&text);
    hash_of("body", hash);
    ck_assert_int_eq(signature_make(&secret_key, hash, "a", "caf\xc3\xa9 1.0.0", &made, &error), 0);
    signature_write(&made, &text);
    ck_assert_int_eq(signature_parse(text.data, text.length, &again, &error), 0);
    ck_assert_mem_eq(&again, &made, sizeof made);
    ck_assert_int_eq(signature_check(&again, &public_key, hash, &error), 0);
    buf_release(&text);
}
END_TEST

START_TEST(a_comment_with_a_line_end_is_not_signed)
{
    struct error error = { 0 };
    struct signature made;
    struct secret_key secret_key;
    struct public_key public_key;
    char longer[SIGNATURE_COMMENT_LIMIT + 2];
    unsigned char hash[SIGNATURE_HASH_BYTES] = { 0 };
    vector_keys(&public_key, &secret_key);
    ck_assert_int_eq(signature_make(&secret_key, hash, "a", "b\nuntrusted comment: c", &made, &error), ERROR_INVALID);
    ck_assert_error(error, "the comment of a signature must be one line of at most 500 bytes");
    memset(longer, 'x', sizeof longer);
    longer[SIGNATURE_COMMENT_LIMIT + 1] = 0;
    ck_assert_int_eq(signature_make(&secret_key, hash, longer, "b", &made, &error), ERROR_INVALID);
    longer[SIGNATURE_COMMENT_LIMIT] = 0;
    ck_assert_int_eq(signature_make(&secret_key, hash, longer, longer, &made, &error), ERROR_INVALID);
    ck_assert_error(error, "the comments of a signature are too long; shorten them");
}
END_TEST

START_TEST(a_key_with_a_password_and_a_damaged_key_are_named)
{
    struct error error = { 0 };
    struct secret_key key;
    char text[sizeof minisign_secret];
    memcpy(text, minisign_secret, sizeof text);
    char *base64 = strchr(text, '\n') + 1;
    memcpy(base64, "RWRTY0Iy", 8);
    ck_assert_int_eq(secret_key_parse(text, strlen(text), &key, &error), ERROR_REFUSED);
    ck_assert_error(error, "this key has a password; make a copy without one: minisign -C -W -s FILE");
    memcpy(text, minisign_secret, sizeof text);
    base64[140] = base64[140] == 'A' ? 'B' : 'A';
    ck_assert_int_eq(secret_key_parse(text, strlen(text), &key, &error), ERROR_DAMAGED);
    ck_assert_error(error, "this secret key is damaged; take it from your copy");
}
END_TEST

START_TEST(a_key_file_may_have_dos_line_ends_or_lack_the_last_one)
{
    struct error error = { 0 };
    struct public_key key;
    const char dos[] = "untrusted comment: x\r\nRWSFrvXBHg4qPgEHnPGZYIs0wH13qDFhS5aVY2m0RrITdBRmbXktK8t0\r\n";
    const char cut[] = "untrusted comment: x\nRWSFrvXBHg4qPgEHnPGZYIs0wH13qDFhS5aVY2m0RrITdBRmbXktK8t0";
    ck_assert_int_eq(public_key_parse(dos, strlen(dos), &key, &error), 0);
    ck_assert_int_eq(public_key_parse(cut, strlen(cut), &key, &error), 0);
    ck_assert_int_eq(public_key_parse(cut, strlen(cut) - 1, &key, &error), ERROR_SYNTAX);
}
END_TEST

START_TEST(a_ring_takes_the_public_keys_of_a_folder)
{
    struct error error = { 0 };
    struct keyring ring = { 0 };
    struct seeded_source seeded;
    struct public_key public_key, other;
    struct secret_key secret_key;
    struct buf text = BUF_INIT;
    char folder[] = "/tmp/kiosk-keys-XXXXXX", path[200];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    seeded_source_init(&seeded, 3);
    key_pair_make(&seeded.source, &public_key, &secret_key);
    public_key_write(&public_key, &text);
    ck_assert_int_eq(keyring_add_folder(&ring, "/tmp/there-is-no-such-folder", &error), 0);
    ck_assert_uint_eq(ring.count, 0);
    for (int i = 0; i < 2; i++) {                /* the same key twice counts once */
        snprintf(path, sizeof path, "%s/%s.pub", folder, i ? "beta" : "alpha");
        ck_assert_int_eq(file_write(path, text.data, text.length, 0644, &error), 0);
    }
    ck_assert_int_eq(keyring_add_folder(&ring, folder, &error), 0);
    ck_assert_uint_eq(ring.count, 1);
    ck_assert_str_eq(keyring_find(&ring, public_key.id)->name, "alpha");
    other = public_key;
    other.key[0] ^= 1;
    ck_assert_int_eq(keyring_add(&ring, &other, &error), ERROR_EXISTS);
    ck_assert_error(error, "two different keys have the same number; ask the publisher which one is theirs, and remove the other");
    ck_assert_int_eq(file_write(path, "nonsense", 8, 0644, &error), 0);
    ck_assert_int_eq(keyring_add_folder(&ring, folder, &error), ERROR_SYNTAX);
    ck_assert_str_eq(error.file, path);
    /* whoever has to go on takes the others, and says which one is broken */
    struct report report;
    char said[300], want[300];
    keyring_release(&ring);
    ring = (struct keyring){ 0 };
    report_init(&report);
    memset(&error, 0, sizeof error);
    ck_assert_int_eq(keyring_add_sound(&ring, folder, &report, &error), 0);
    ck_assert_uint_eq(ring.count, 1);
    ck_assert_ptr_nonnull(keyring_find(&ring, public_key.id));
    ck_assert_uint_eq(report_kept(&report), 1);
    ck_assert(!report_failed(&report));
    snprintf(want, sizeof want, "%s: this is no public key; give the file that ends in .pub", path);
    ck_assert_str_eq(error_text(&report.kept[0], NULL, said, sizeof said), want);
    report_release(&report);
    ck_assert_int_eq(keyring_add_sound(&ring, folder, NULL, &error), 0);
    unlink(path);
    snprintf(path, sizeof path, "%s/alpha.pub", folder);
    unlink(path);
    rmdir(folder);
    keyring_release(&ring);
    buf_release(&text);
}
END_TEST

TEST_MAIN("signature", what_minisign_signed_is_verified, the_same_key_signs_the_same_bytes_as_minisign,
          other_bytes_another_key_and_an_altered_comment_are_refused, a_comment_that_is_not_exactly_four_lines_is_refused,
          the_older_form_is_named_and_not_read, what_is_written_is_read_back, a_comment_with_a_line_end_is_not_signed,
          a_key_with_a_password_and_a_damaged_key_are_named, a_key_file_may_have_dos_line_ends_or_lack_the_last_one,
          a_ring_takes_the_public_keys_of_a_folder)
