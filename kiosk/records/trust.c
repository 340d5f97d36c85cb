#include "records/trust.h"

#include <sodium.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

#define CONTEXT "EmpKiosk"
#define FILE_HEAD "empretec-kiosk %s secret 1"
_Static_assert(sizeof CONTEXT - 1 == crypto_kdf_CONTEXTBYTES && TRUST_SECRET == crypto_kdf_KEYBYTES, "sizes of crypto_kdf");
_Static_assert(TRUST_PUBLIC == crypto_sign_PUBLICKEYBYTES && TRUST_PUBLIC == crypto_box_PUBLICKEYBYTES, "sizes of public keys");
_Static_assert(TRUST_SIGNATURE == crypto_sign_BYTES, "size of a signature");

static void derive(unsigned char seed[32], const unsigned char secret[TRUST_SECRET], enum trust_purpose purpose)
{
    crypto_kdf_derive_from_key(seed, 32, (uint64_t)purpose, CONTEXT, secret);
}

void trust_sign_pair(struct sign_pair *pair, const unsigned char secret[TRUST_SECRET], enum trust_purpose purpose)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    derive(seed, secret, purpose);
    crypto_sign_seed_keypair(pair->public, pair->secret, seed);
    sodium_memzero(seed, sizeof seed);
}

void trust_seal_pair(struct seal_pair *pair, const unsigned char secret[TRUST_SECRET], enum trust_purpose purpose)
{
    derive(pair->secret, secret, purpose);
    crypto_scalarmult_base(pair->public, pair->secret);
}

static bool name_allowed(const char *name)
{
    size_t length = strlen(name), size;
    if (length == 0 || length > TRUST_NAME_LIMIT || name[0] == ' ' || name[length - 1] == ' ' || !text_valid(name, length))
        return false;
    for (size_t at = 0; at < length; at += size)
        if (!text_printable(text_next(name + at, length - at, &size)))
            return false;
    return true;
}

static bool owner_known(const char *owner)
{
    return strcmp(owner, "coordinator") == 0 || strcmp(owner, "recipient") == 0 || strcmp(owner, "centre") == 0;
}

int trust_secret_make(struct trust_secret *secret, const char *owner, const char *name, const struct random_source *random, struct error *error)
{
    if (!owner_known(owner))
        return error_set(error, ERROR_INVALID, N_("a secret is a coordinator's, a recipient's or a centre's"));
    if (!name_allowed(name))
        return error_set(error, ERROR_INVALID, N_("a name has 1 to %d bytes of printable text, without blanks at its ends"), TRUST_NAME_LIMIT);
    snprintf(secret->owner, sizeof secret->owner, "%s", owner);
    snprintf(secret->name, sizeof secret->name, "%s", name);
    random->bytes(random->context, secret->secret, sizeof secret->secret);
    return 0;
}

void trust_secret_forget(struct trust_secret *secret)
{
    sodium_memzero(secret, sizeof *secret);
}

/* One line, and where the next one begins; NULL where there is none. CR before LF is passed over. */
static const char *take_line(char **at)
{
    char *line = *at, *end = strchr(line, '\n');
    if (!end)
        return NULL;
    *at = end + 1;
    if (end > line && end[-1] == '\r')
        end--;
    *end = 0;
    return line;
}

int trust_secret_load(struct trust_secret *secret, const char *owner, const char *path, struct error *error)
{
    struct trust_secret read = { .owner = "" };
    struct buf text = BUF_INIT;
    int code = file_read(path, 4096, &text, error);
    if (code)
        goto cleanup;
    char *at = text.data;
    const char *head = take_line(&at), *name = head ? take_line(&at) : NULL, *hex = name ? take_line(&at) : NULL;
    char want[64];
    static const char *const owners[] = { "coordinator", "recipient", "centre" };
    for (size_t i = 0; head && i < sizeof owners / sizeof *owners; i++) {
        snprintf(want, sizeof want, FILE_HEAD, owners[i]);
        if (strcmp(head, want) == 0)
            snprintf(read.owner, sizeof read.owner, "%s", owners[i]);
    }
    bool whole = hex && at == text.data + text.length;
    error_at(error, path, 0, 0);
    if (!read.owner[0] || !whole || !name_allowed(name) || hex_to(read.secret, sizeof read.secret, hex)) {
        code = error_set(error, ERROR_DAMAGED, N_("this is no secret key of this program, or it is damaged; take it from your copy, or from the recovery sheet"));
    } else if (owner && strcmp(owner, read.owner) != 0) {
        code = error_set(error, ERROR_REFUSED, N_("this is the secret of a %s; the one of a %s is needed here"), read.owner, owner);
    } else {
        error_at(error, "", 0, 0);
        snprintf(read.name, sizeof read.name, "%s", name);
        *secret = read;
    }
cleanup:
    trust_secret_forget(&read);
    if (text.capacity)
        sodium_memzero(text.data, text.capacity);
    buf_release(&text);
    return code;
}

int trust_secret_save(const struct trust_secret *secret, const char *path, struct error *error)
{
    char text[64 + TRUST_NAME_LIMIT + 2 * TRUST_SECRET + 8], hex[2 * TRUST_SECRET + 1];
    if (access(path, F_OK) == 0) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_EXISTS, N_("this file is there already; a key is never overwritten: give another name"));
    }
    int length = snprintf(text, sizeof text, FILE_HEAD "\n%s\n%s\n", secret->owner, secret->name, hex_from(hex, secret->secret, TRUST_SECRET));
    int code = file_write(path, text, (size_t)length, 0600, error);
    sodium_memzero(text, sizeof text);
    sodium_memzero(hex, sizeof hex);
    return code;
}

/* The code: 256 bits in 52 characters of 5 bits (the last one has one bit), then 20 bits of a digest in four. */
static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
#define CODE_CHARACTERS 52
#define CODE_CHECK 4

static void code_check(int check[CODE_CHECK], const unsigned char secret[TRUST_SECRET])
{
    static const char label[] = "EmpKiosk recovery code";
    struct digest digest;
    digest_of_two(&digest, label, sizeof label - 1, secret, TRUST_SECRET);
    uint32_t bits = (uint32_t)digest.bytes[0] << 12 | (uint32_t)digest.bytes[1] << 4 | digest.bytes[2] >> 4;
    for (int i = 0; i < CODE_CHECK; i++)
        check[i] = (int)(bits >> (15 - 5 * i) & 31);
}

/* Five bits from bit 5·i on; those behind the end are 0. */
static int five_bits(const unsigned char secret[TRUST_SECRET], int i)
{
    int value = 0;
    for (int bit = 5 * i; bit < 5 * i + 5; bit++)
        value = value << 1 | (bit < 8 * TRUST_SECRET ? secret[bit / 8] >> (7 - bit % 8) & 1 : 0);
    return value;
}

void trust_code(char code[TRUST_CODE_SIZE], const unsigned char secret[TRUST_SECRET])
{
    int check[CODE_CHECK], at = 0;
    code_check(check, secret);
    for (int i = 0; i < CODE_CHARACTERS + CODE_CHECK; i++) {
        if (i && i % 4 == 0)
            code[at++] = ' ';
        code[at++] = letters[i < CODE_CHARACTERS ? five_bits(secret, i) : check[i - CODE_CHARACTERS]];
    }
    code[at] = 0;
}

static int letter_value(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'O')
        c = '0';
    if (c == 'I' || c == 'L')
        c = '1';
    const char *at = c ? strchr(letters, c) : NULL;
    return at ? (int)(at - letters) : -1;
}

static bool stands_apart(char c)
{
    return ascii_space((unsigned char)c) || c == '-';
}

/* Behind the number of the next group, where one stands before four signs as on the sheet ("3 ABCD"); else at itself. A code in groups of four has no other word of one or two digits. */
static const char *behind_number(const char *at, size_t signs)
{
    char number[4];
    const char *next = at;
    size_t length, four = 0;
    if (signs % 4 != 0)
        return at;
    length = (size_t)snprintf(number, sizeof number, "%u", (unsigned)(signs / 4 + 1) % 100);
    if (strncmp(at, number, length) != 0)
        return at;
    next += length;
    next += *next == '.' || *next == ':' || *next == ')';
    if (!stands_apart(*next))
        return at;
    while (stands_apart(*next))
        next++;
    while (next[four] && !stands_apart(next[four]))
        four++;
    return four == 4 ? next : at;
}

size_t trust_code_signs(const char *code)
{
    size_t signs = 0;
    bool apart = true;
    for (const char *at = code; *at; at++) {
        if (apart)
            at = behind_number(at, signs);
        apart = stands_apart(*at);
        signs += !apart;
    }
    return signs;
}

int trust_code_read(unsigned char secret[TRUST_SECRET], const char *code, struct error *error)
{
    unsigned char read[TRUST_SECRET] = { 0 };
    int values[CODE_CHARACTERS + CODE_CHECK], count = 0, check[CODE_CHECK], result = 0;
    bool apart = true;
    for (const char *at = code; *at; at++) {
        if (apart)
            at = behind_number(at, (size_t)count);
        apart = stands_apart(*at);
        if (apart)
            continue;
        int value = letter_value(*at);
        if (value < 0) {
            result = error_set(error, ERROR_SYNTAX, N_("group %d of the code holds a sign that no code has"), count / 4 + 1);
            goto cleanup;
        }
        if (count == CODE_CHARACTERS + CODE_CHECK) {
            result = error_set(error, ERROR_SYNTAX, N_("the code is too long; it has %d groups of four"), (CODE_CHARACTERS + CODE_CHECK) / 4);
            goto cleanup;
        }
        values[count++] = value;
    }
    if (count < CODE_CHARACTERS + CODE_CHECK) {
        result = error_set(error, ERROR_SYNTAX, N_("the code is too short: it has %d groups of four, and group %d is not whole"),
                           (CODE_CHARACTERS + CODE_CHECK) / 4, count / 4 + 1);
        goto cleanup;
    }
    for (int bit = 0; bit < 8 * TRUST_SECRET; bit++)
        read[bit / 8] |= (unsigned char)((values[bit / 5] >> (4 - bit % 5) & 1) << (7 - bit % 8));
    code_check(check, read);
    bool good = (values[CODE_CHARACTERS - 1] & 15) == 0;
    for (int i = 0; i < CODE_CHECK; i++)
        good = good && values[CODE_CHARACTERS + i] == check[i];
    if (good)
        memcpy(secret, read, sizeof read);
    else
        result = error_set(error, ERROR_DAMAGED, N_("a sign of the code is wrong; compare it with the sheet, group by group"));
cleanup:
    sodium_memzero(read, sizeof read);
    sodium_memzero(values, sizeof values);
    return result;
}

void trust_fingerprint(char text[TRUST_FINGERPRINT_SIZE], const unsigned char public[TRUST_PUBLIC])
{
    static const char label[] = "EmpKiosk fingerprint";
    struct digest digest;
    digest_of_two(&digest, label, sizeof label - 1, public, TRUST_PUBLIC);
    for (int group = 0; group < 6; group++) {    /* four bytes a group: what 2^32 is no multiple of 10000 by does not matter here */
        const unsigned char *at = digest.bytes + 4 * group;
        uint32_t value = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
        snprintf(text + 5 * group, (size_t)(TRUST_FINGERPRINT_SIZE - 5 * group), "%04u%s", value % 10000, group < 5 ? " " : "");
    }
}

#define FINGERPRINT_DIGITS 24

/* How many digits there are; no more than 24 are taken. */
static int digits_of(char out[FINGERPRINT_DIGITS], const char *text)
{
    int count = 0;
    for (; *text; text++)
        if (*text >= '0' && *text <= '9') {
            if (count < FINGERPRINT_DIGITS)
                out[count] = *text;
            count++;
        }
    return count;
}

int trust_fingerprint_compare(const char *typed, const char *fingerprint, struct error *error)
{
    char said[FINGERPRINT_DIGITS], is[FINGERPRINT_DIGITS];
    int count = digits_of(said, typed), differs = 0, group = 0;
    if (count != FINGERPRINT_DIGITS)
        return error_set(error, ERROR_INVALID, N_("a fingerprint has 24 digits in six groups of four; %d were given: let it be read out again"), count);
    if (digits_of(is, fingerprint) != FINGERPRINT_DIGITS)
        return ERROR_REFUSED;
    for (int i = 0; i < 6; i++)
        if (memcmp(said + 4 * i, is + 4 * i, 4) != 0) {
            differs++;
            group = i;
        }
    if (differs == 0)
        return 0;
    if (differs > 1)
        return ERROR_REFUSED;
    char one[5] = "", other[5] = "";
    memcpy(one, is + 4 * group, 4);
    memcpy(other, said + 4 * group, 4);
    return error_set(error, ERROR_INVALID, N_("all but group %d of the fingerprint fit: here it is %s, %s was given. Let that group be read out again, and give all of it once more"),
                     group + 1, one, other);
}

void trust_fingerprint_hex(char text[TRUST_FINGERPRINT_SIZE], const char *hex)
{
    unsigned char public[TRUST_PUBLIC];
    text[0] = 0;
    if (hex && hex_to(public, sizeof public, hex) == 0)
        trust_fingerprint(text, public);
}

void trust_seal_id(char id[TRUST_ID_SIZE], const unsigned char public[TRUST_PUBLIC])
{
    struct digest digest;
    digest_of(&digest, public, TRUST_PUBLIC);
    hex_from(id, digest.bytes, 8);
}

#define SUCCESSION_SIZE 200
static size_t succession(char text[SUCCESSION_SIZE], const char *old_hex, const char *new_hex)
{
    int length = snprintf(text, SUCCESSION_SIZE, "empretec-kiosk succession 1\n%s\n%s\n", old_hex, new_hex);
    return length > 0 && length < SUCCESSION_SIZE ? (size_t)length : 0;
}

void trust_follow(char signature[2 * TRUST_SIGNATURE + 1], const struct sign_pair *old, const char *new_hex)
{
    char text[SUCCESSION_SIZE], old_hex[2 * TRUST_PUBLIC + 1];
    unsigned char bytes[TRUST_SIGNATURE];
    size_t length = succession(text, hex_from(old_hex, old->public, TRUST_PUBLIC), new_hex);
    crypto_sign_detached(bytes, NULL, (const unsigned char *)text, length, old->secret);
    hex_from(signature, bytes, sizeof bytes);
}

bool trust_follows(const char *signature, const char *old_hex, const char *new_hex)
{
    char text[SUCCESSION_SIZE];
    unsigned char bytes[TRUST_SIGNATURE], public[TRUST_PUBLIC];
    if (!signature || !old_hex || !new_hex || hex_to(public, sizeof public, old_hex) || hex_to(bytes, sizeof bytes, signature))
        return false;
    size_t length = succession(text, old_hex, new_hex);
    return length && crypto_sign_verify_detached(bytes, (const unsigned char *)text, length, public) == 0;
}
