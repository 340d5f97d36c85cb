/* Keys from one secret, and what people copy by hand or compare over the telephone. */
#include "check_main.h"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/trust.h"

static void secret_of(unsigned char secret[TRUST_SECRET], uint64_t seed)
{
    struct seeded_source source;
    ck_assert_int_ge(sodium_init(), 0);
    seeded_source_init(&source, seed);
    source.source.bytes(source.source.context, secret, TRUST_SECRET);
}

START_TEST(each_purpose_has_a_key_of_its_own_and_always_the_same)
{
    unsigned char secret[TRUST_SECRET], other[TRUST_SECRET];
    struct sign_pair sign, receipt, again;
    struct seal_pair seal, exchange;
    secret_of(secret, 1);
    secret_of(other, 2);
    trust_sign_pair(&sign, secret, TRUST_SIGN);
    trust_sign_pair(&receipt, secret, TRUST_RECEIPT);
    trust_sign_pair(&again, secret, TRUST_SIGN);
    trust_seal_pair(&seal, secret, TRUST_SEAL);
    trust_seal_pair(&exchange, secret, TRUST_EXCHANGE);
    ck_assert_mem_eq(&sign, &again, sizeof sign);
    ck_assert_mem_ne(sign.public, receipt.public, TRUST_PUBLIC);
    ck_assert_mem_ne(seal.public, exchange.public, TRUST_PUBLIC);
    trust_sign_pair(&again, other, TRUST_SIGN);
    ck_assert_mem_ne(sign.public, again.public, TRUST_PUBLIC);
    /* crypto_kdf is BLAKE2b keyed with the secret, salted with the purpose (little endian), the context as its person */
    unsigned char seed[32], salt[16] = { TRUST_SIGN }, person[16] = "EmpKiosk", public[32], full[64];
    crypto_generichash_blake2b_salt_personal(seed, sizeof seed, NULL, 0, secret, sizeof secret, salt, person);
    crypto_sign_seed_keypair(public, full, seed);
    ck_assert_mem_eq(sign.public, public, sizeof public);
}
END_TEST

START_TEST(a_code_comes_back_as_the_secret)
{
    unsigned char secret[TRUST_SECRET], read[TRUST_SECRET];
    char code[TRUST_CODE_SIZE];
    struct error error = { 0 };
    for (uint64_t seed = 1; seed <= 200; seed++) {
        secret_of(secret, seed);
        trust_code(code, secret);
        ck_assert_uint_eq(strlen(code), TRUST_CODE_SIZE - 1);
        ck_assert_int_eq(trust_code_read(read, code, &error), 0);
        ck_assert_mem_eq(secret, read, sizeof secret);
    }
    memset(secret, 0, sizeof secret);
    trust_code(code, secret);
    ck_assert_int_eq(strncmp(code, "0000 0000 0000 ", 15), 0);
}
END_TEST

START_TEST(a_code_is_read_as_people_write_it)
{
    unsigned char secret[TRUST_SECRET], read[TRUST_SECRET];
    char code[TRUST_CODE_SIZE], typed[2 * TRUST_CODE_SIZE] = "";
    struct error error = { 0 };
    secret_of(secret, 8);
    trust_code(code, secret);
    size_t at = 0;
    for (const char *from = code; *from; from++) {
        char c = *from;
        if (c == '0')
            c = 'o';
        else if (c == '1')
            c = 'L';
        else if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        else if (c == ' ')
            c = '-';
        typed[at++] = c;
        if (at % 7 == 0)
            typed[at++] = '\n';
    }
    ck_assert_int_eq(trust_code_read(read, typed, &error), 0);
    ck_assert_mem_eq(secret, read, sizeof secret);
    /* with the numbers of the groups, as the sheet has them; of every secret, since a group may look like a number */
    for (int n = 0; n < 256; n++) {
        struct buf sheet = BUF_INIT;
        secret_of(secret, n);
        trust_code(code, secret);
        for (int group = 0; group < 14; group++)
            buf_format(&sheet, "   %2d%s %.4s%s", group + 1, n % 2 ? "." : "", code + 5 * group, group % 4 == 3 ? "\n" : "");
        ck_assert_uint_eq(trust_code_signs(sheet.data), 56);
        ck_assert_uint_eq(trust_code_signs(code), 56);
        memset(read, 0, sizeof read);
        ck_assert_int_eq(trust_code_read(read, sheet.data, &error), 0);
        ck_assert_mem_eq(secret, read, sizeof secret);
        buf_release(&sheet);
    }
}
END_TEST

START_TEST(a_wrong_sign_in_a_code_is_noticed)
{
    unsigned char secret[TRUST_SECRET], read[TRUST_SECRET] = { 0 }, none[TRUST_SECRET] = { 0 };
    char code[TRUST_CODE_SIZE];
    struct error error = { 0 };
    secret_of(secret, 5);
    trust_code(code, secret);
    for (int i = 0; i < TRUST_CODE_SIZE - 1; i++) {
        char before = code[i];
        if (before == ' ')
            continue;
        code[i] = before == '7' ? '8' : '7';
        ck_assert_int_eq(trust_code_read(read, code, &error), ERROR_DAMAGED);
        code[i] = before;
    }
    ck_assert_mem_eq(read, none, sizeof none);   /* untouched */
    ck_assert_error(error, "a sign of the code is wrong; compare it with the sheet, group by group");
    code[6] = '!';
    ck_assert_int_eq(trust_code_read(read, code, &error), ERROR_SYNTAX);
    ck_assert_error(error, "group 2 of the code holds a sign that no code has");
    code[5] = 0;
    ck_assert_int_eq(trust_code_read(read, code, &error), ERROR_SYNTAX);
    ck_assert_error(error, "the code is too short: it has 14 groups of four, and group 2 is not whole");
    char twice[2 * TRUST_CODE_SIZE];
    trust_code(code, secret);
    snprintf(twice, sizeof twice, "%s 0", code);
    ck_assert_int_eq(trust_code_read(read, twice, &error), ERROR_SYNTAX);
    ck_assert_error(error, "the code is too long; it has 14 groups of four");
}
END_TEST

START_TEST(a_fingerprint_is_24_digits_and_another_for_another_key)
{
    unsigned char secret[TRUST_SECRET];
    struct sign_pair a, b;
    char first[TRUST_FINGERPRINT_SIZE], second[TRUST_FINGERPRINT_SIZE], hex[65];
    secret_of(secret, 1);
    trust_sign_pair(&a, secret, TRUST_SIGN);
    trust_sign_pair(&b, secret, TRUST_RECEIPT);
    trust_fingerprint(first, a.public);
    trust_fingerprint(second, b.public);
    ck_assert_uint_eq(strlen(first), 29);
    ck_assert_uint_eq(strspn(first, "0123456789 "), 29);
    ck_assert_str_ne(first, second);
    trust_fingerprint_hex(second, hex_from(hex, a.public, sizeof a.public));
    ck_assert_str_eq(first, second);
    trust_fingerprint_hex(second, "00");
    ck_assert_str_eq(second, "");
}
END_TEST

START_TEST(a_secret_is_kept_for_its_owner_alone_and_never_overwritten)
{
    char folder[] = "/tmp/test-trust-XXXXXX", path[64], words[400];
    struct trust_secret secret, read = { .owner = "" };
    struct seeded_source source;
    struct error error = { 0 };
    struct stat status;
    seeded_source_init(&source, 3);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.key", folder);
    ck_assert_int_eq(trust_secret_make(&secret, "coordinator", "Empretec Zambia", &source.source, &error), 0);
    ck_assert_int_eq(trust_secret_save(&secret, path, &error), 0);
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(status.st_mode & 0777, 0600);
    ck_assert_int_eq(trust_secret_save(&secret, path, &error), ERROR_EXISTS);
    ck_assert_int_eq(trust_secret_load(&read, "coordinator", path, &error), 0);
    ck_assert_mem_eq(read.secret, secret.secret, sizeof read.secret);
    ck_assert_str_eq(read.name, "Empretec Zambia");
    ck_assert_str_eq(read.owner, "coordinator");
    error = (struct error){ 0 };
    ck_assert_int_eq(trust_secret_load(&read, "centre", path, &error), ERROR_REFUSED);
    snprintf(words, sizeof words, "%s: this is the secret of a coordinator; the one of a centre is needed here", path);
    ck_assert_error(error, words);
    static const char bad[] = "empretec-kiosk coordinator secret 1\nZambia\n00\n";
    ck_assert_int_eq(file_write(path, bad, sizeof bad - 1, 0600, &error), 0);
    error = (struct error){ 0 };
    ck_assert_int_eq(trust_secret_load(&read, NULL, path, &error), ERROR_DAMAGED);
    snprintf(words, sizeof words, "%s: this is no secret key of this program, or it is damaged; take it from your copy, or from the recovery sheet", path);
    ck_assert_error(error, words);
    unlink(path);
    ck_assert_int_eq(trust_secret_load(&read, NULL, path, &error), ERROR_NOT_FOUND);
    rmdir(folder);
    ck_assert_int_eq(trust_secret_make(&secret, "somebody", "Zambia", &source.source, &error), ERROR_INVALID);
    ck_assert_int_eq(trust_secret_make(&secret, "centre", "two\nlines", &source.source, &error), ERROR_INVALID);
}
END_TEST

START_TEST(an_old_key_says_which_follows_and_no_other)
{
    unsigned char secret[TRUST_SECRET];
    struct sign_pair old, next, stranger;
    char old_hex[65], next_hex[65], stranger_hex[65], signature[129];
    secret_of(secret, 1);
    trust_sign_pair(&old, secret, TRUST_SIGN);
    secret_of(secret, 2);
    trust_sign_pair(&next, secret, TRUST_SIGN);
    secret_of(secret, 3);
    trust_sign_pair(&stranger, secret, TRUST_SIGN);
    hex_from(old_hex, old.public, 32);
    hex_from(next_hex, next.public, 32);
    hex_from(stranger_hex, stranger.public, 32);
    trust_follow(signature, &old, next_hex);
    ck_assert(trust_follows(signature, old_hex, next_hex));
    ck_assert(!trust_follows(signature, old_hex, stranger_hex));
    ck_assert(!trust_follows(signature, stranger_hex, next_hex));
    ck_assert(!trust_follows(NULL, old_hex, next_hex));
}
END_TEST

START_TEST(a_slip_in_a_fingerprint_is_named_and_another_one_refused)
{
    static const char is[] = "0447 0012 4933 9548 2895 4367";
    struct error slip = { 0 };
    ck_assert_int_eq(trust_fingerprint_compare("0447-00124933.9548-28954367", is, &slip), 0);
    ck_assert_int_eq(trust_fingerprint_compare("0447 0012 4933 9548 2895 4368", is, &slip), ERROR_INVALID);
    ck_assert_error(slip, "all but group 6 of the fingerprint fit: here it is 4367, 4368 was given. Let that group be read out again, and give all of it once more");
    ck_assert_int_eq(trust_fingerprint_compare("0447 0012 4933 9548 2895", is, &slip), ERROR_INVALID);
    ck_assert_error(slip, "a fingerprint has 24 digits in six groups of four; 20 were given: let it be read out again");
    memset(&slip, 0, sizeof slip);
    ck_assert_int_eq(trust_fingerprint_compare("1447 0012 4933 9548 2895 4368", is, &slip), ERROR_REFUSED);
    ck_assert_int_eq(slip.code, ERROR_NONE);
    ck_assert_int_eq(trust_fingerprint_compare("0447 0012 4933 9548 2895 4367 1", is, &slip), ERROR_INVALID);
    ck_assert_int_eq(trust_fingerprint_compare(is, "", NULL), ERROR_REFUSED);
}
END_TEST

TEST_MAIN("trust", each_purpose_has_a_key_of_its_own_and_always_the_same, a_code_comes_back_as_the_secret, a_code_is_read_as_people_write_it,
          a_wrong_sign_in_a_code_is_noticed, a_fingerprint_is_24_digits_and_another_for_another_key,
          a_slip_in_a_fingerprint_is_named_and_another_one_refused, a_secret_is_kept_for_its_owner_alone_and_never_overwritten,
          an_old_key_says_which_follows_and_no_other)
