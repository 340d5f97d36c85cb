#include "pack/signature.h"

#include <sodium.h>

#include "base/text.h"

#define COMMENT_PREFIX "untrusted comment: "
#define TRUSTED_PREFIX "trusted comment: "

_Static_assert(sizeof(crypto_generichash_state) <= sizeof ((struct signature_hash *)0)->state, "the header keeps room for libsodium's state");

void signature_hash_start(struct signature_hash *hash)
{
    (void)!sodium_init();                        /* chooses the fastest BLAKE2b; without it the plain one serves */
    crypto_generichash_init((void *)hash->state, NULL, 0, SIGNATURE_HASH_BYTES);
}

void signature_hash_add(struct signature_hash *hash, const void *bytes, size_t length)
{
    crypto_generichash_update((void *)hash->state, bytes, length);
}

void signature_hash_end(struct signature_hash *hash, unsigned char out[SIGNATURE_HASH_BYTES])
{
    crypto_generichash_final((void *)hash->state, out, SIGNATURE_HASH_BYTES);
}

/* A tab may stand in it: minisign's own trusted comments have some. */
static bool printable(const char *text, size_t length)
{
    if (!text_valid(text, length))
        return false;
    for (size_t at = 0, size; at < length; at += size) {
        uint32_t codepoint = text_next(text + at, length - at, &size);
        if (size == 0 || (codepoint != '\t' && !text_printable(codepoint)))
            return false;
    }
    return true;
}

/* One line without its LF; NULL where there is none. */
static const char *take_line(const char **at, size_t *left, size_t *length)
{
    const char *line = *at;
    const char *end = *left ? memchr(line, '\n', *left) : NULL;
    if (!end)
        return NULL;
    *length = (size_t)(end - line);
    *at += *length + 1;
    *left -= *length + 1;
    return line;
}

static bool take_comment(const char **at, size_t *left, const char *prefix, char out[SIGNATURE_COMMENT_LIMIT + 1])
{
    size_t length, skip = strlen(prefix);
    const char *line = take_line(at, left, &length);
    if (!line || length < skip || memcmp(line, prefix, skip) != 0 || length - skip > SIGNATURE_COMMENT_LIMIT
        || !printable(line, length))
        return false;
    memcpy(out, line + skip, length - skip);
    out[length - skip] = 0;
    return true;
}

/* Exactly so many bytes in base64, with nothing before or behind. libsodium lets some characters beyond ASCII pass for letters, so it is written again
 * and compared: a text that can be changed without notice would be a place to hide something. */
static bool base64_to(unsigned char *bytes, size_t size, const char *text, size_t length)
{
    char again[256];
    size_t got;
    bool good = length == sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL) - 1 && length < sizeof again
        && sodium_base642bin(bytes, size, text, length, NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 && got == size;
    if (good) {
        sodium_bin2base64(again, sizeof again, bytes, size, sodium_base64_VARIANT_ORIGINAL);
        good = memcmp(again, text, length) == 0;
        sodium_memzero(again, sizeof again);
    }
    return good;
}

static bool take_base64(const char **at, size_t *left, unsigned char *bytes, size_t size)
{
    size_t length;
    const char *line = take_line(at, left, &length);
    return line && base64_to(bytes, size, line, length);
}

static void put_base64(struct buf *out, const unsigned char *bytes, size_t size)
{
    char text[256];
    buf_text(out, sodium_bin2base64(text, sizeof text, bytes, size, sodium_base64_VARIANT_ORIGINAL));
    buf_char(out, '\n');
    sodium_memzero(text, sizeof text);
}

int signature_parse(const char *text, size_t length, struct signature *signature, struct error *error)
{
    struct signature read = { 0 };
    unsigned char first[2 + KEY_ID_BYTES + 64];
    if (length > SIGNATURE_TEXT_LIMIT)
        return error_set(error, ERROR_SYNTAX, N_("the comment of the archive is longer than a signature"));
    if (!take_comment(&text, &length, COMMENT_PREFIX, read.untrusted) || !take_base64(&text, &length, first, sizeof first)
        || !take_comment(&text, &length, TRUSTED_PREFIX, read.trusted) || !take_base64(&text, &length, read.global, sizeof read.global)
        || length > 0)
        return error_set(error, ERROR_SYNTAX, N_("the comment of the archive is not a signature: it must be the four lines of minisign and nothing else"));
    if (memcmp(first, "Ed", 2) == 0)
        return error_set(error, ERROR_VERSION, N_("signed in minisign's older form; sign it again with kiosk-pack sign, or with minisign 0.10 or later"));
    if (memcmp(first, "ED", 2) != 0)
        return error_set(error, ERROR_VERSION, N_("signed in a form that this version does not know"));
    memcpy(read.id, first + 2, sizeof read.id);
    memcpy(read.signature, first + 2 + KEY_ID_BYTES, sizeof read.signature);
    *signature = read;
    return 0;
}

void signature_write(const struct signature *signature, struct buf *out)
{
    unsigned char first[2 + KEY_ID_BYTES + 64] = { 'E', 'D' };
    memcpy(first + 2, signature->id, KEY_ID_BYTES);
    memcpy(first + 2 + KEY_ID_BYTES, signature->signature, 64);
    buf_format(out, COMMENT_PREFIX "%s\n", signature->untrusted);
    put_base64(out, first, sizeof first);
    buf_format(out, TRUSTED_PREFIX "%s\n", signature->trusted);
    put_base64(out, signature->global, sizeof signature->global);
}

/* The global signature covers the signature and the trusted comment. */
static size_t global_message(const struct signature *signature, unsigned char out[64 + SIGNATURE_COMMENT_LIMIT])
{
    size_t length = strlen(signature->trusted);
    memcpy(out, signature->signature, 64);
    memcpy(out + 64, signature->trusted, length);
    return 64 + length;
}

int signature_make(const struct secret_key *key, const unsigned char hash[SIGNATURE_HASH_BYTES], const char *untrusted, const char *trusted,
                   struct signature *signature, struct error *error)
{
    struct signature made = { 0 };
    unsigned char message[64 + SIGNATURE_COMMENT_LIMIT];
    struct buf text = BUF_INIT;
    int code = 0;
    if (strlen(untrusted) > SIGNATURE_COMMENT_LIMIT || strlen(trusted) > SIGNATURE_COMMENT_LIMIT
        || !printable(untrusted, strlen(untrusted)) || !printable(trusted, strlen(trusted)))
        return error_set(error, ERROR_INVALID, N_("the comment of a signature must be one line of at most %d bytes"), SIGNATURE_COMMENT_LIMIT);
    snprintf(made.untrusted, sizeof made.untrusted, "%s", untrusted);
    snprintf(made.trusted, sizeof made.trusted, "%s", trusted);
    memcpy(made.id, key->id, sizeof made.id);
    crypto_sign_detached(made.signature, NULL, hash, SIGNATURE_HASH_BYTES, key->key);
    crypto_sign_detached(made.global, NULL, message, global_message(&made, message), key->key);
    signature_write(&made, &text);
    if (buf_failed(&text))
        code = error_memory(error);
    else if (text.length > SIGNATURE_TEXT_LIMIT)
        code = error_set(error, ERROR_INVALID, N_("the comments of a signature are too long; shorten them"));
    else
        *signature = made;
    buf_release(&text);
    return code;
}

int signature_check(const struct signature *signature, const struct public_key *key, const unsigned char hash[SIGNATURE_HASH_BYTES],
                    struct error *error)
{
    unsigned char message[64 + SIGNATURE_COMMENT_LIMIT];
    char have[KEY_ID_SIZE], want[KEY_ID_SIZE];
    if (memcmp(signature->id, key->id, sizeof key->id) != 0)
        return error_set(error, ERROR_REFUSED, N_("signed with the key %s, not with %s"), key_id_text(have, signature->id), key_id_text(want, key->id));
    if (crypto_sign_verify_detached(signature->signature, hash, SIGNATURE_HASH_BYTES, key->key) != 0)
        return error_set(error, ERROR_REFUSED, N_("the signature does not fit: the file was altered, or damaged on its way; copy it again from where it came"));
    if (crypto_sign_verify_detached(signature->global, message, global_message(signature, message), key->key) != 0)
        return error_set(error, ERROR_REFUSED, N_("the trusted comment of the signature was altered; copy the file again from where it came"));
    return 0;
}

void key_pair_make(const struct random_source *source, struct public_key *public_key, struct secret_key *secret_key)
{
    unsigned char seed[crypto_sign_SEEDBYTES];
    memset(public_key, 0, sizeof *public_key);
    source->bytes(source->context, seed, sizeof seed);
    source->bytes(source->context, public_key->id, sizeof public_key->id);
    crypto_sign_seed_keypair(public_key->key, secret_key->key, seed);
    memcpy(secret_key->id, public_key->id, sizeof secret_key->id);
    sodium_memzero(seed, sizeof seed);
}

void secret_key_wipe(struct secret_key *key)
{
    sodium_memzero(key, sizeof *key);
}

char *key_id_text(char out[KEY_ID_SIZE], const unsigned char id[KEY_ID_BYTES])
{
    for (size_t i = 0; i < KEY_ID_BYTES; i++)    /* minisign reads the id as a little-endian number */
        snprintf(out + 2 * i, 3, "%02X", id[KEY_ID_BYTES - 1 - i]);
    return out;
}

/* A key file: a comment, and a line of base64; the last LF may lack, and lines may end with CR LF: people send such files by mail. */
static bool key_lines(const char *text, size_t length, unsigned char *bytes, size_t size)
{
    const size_t skip = strlen(COMMENT_PREFIX);
    const char *end = length ? memchr(text, '\n', length) : NULL;
    if (!end || length < skip || memcmp(text, COMMENT_PREFIX, skip) != 0)
        return false;
    const char *line = end + 1;
    size_t left = length - (size_t)(line - text);
    line = text_trim(line, &left);
    return base64_to(bytes, size, line, left);
}

int public_key_parse(const char *text, size_t length, struct public_key *key, struct error *error)
{
    unsigned char bytes[2 + KEY_ID_BYTES + 32];
    if (!key_lines(text, length, bytes, sizeof bytes) || memcmp(bytes, "Ed", 2) != 0)
        return error_set(error, ERROR_SYNTAX, N_("this is no public key; give the file that ends in .pub"));
    memset(key, 0, sizeof *key);
    memcpy(key->id, bytes + 2, sizeof key->id);
    memcpy(key->key, bytes + 2 + KEY_ID_BYTES, sizeof key->key);
    return 0;
}

void public_key_write(const struct public_key *key, struct buf *out)
{
    unsigned char bytes[2 + KEY_ID_BYTES + 32] = { 'E', 'd' };
    char id[KEY_ID_SIZE];
    memcpy(bytes + 2, key->id, sizeof key->id);
    memcpy(bytes + 2 + KEY_ID_BYTES, key->key, sizeof key->key);
    buf_format(out, COMMENT_PREFIX "minisign public key %s\n", key_id_text(id, key->id));
    put_base64(out, bytes, sizeof bytes);
}

/* minisign's secret key file, decoded: "Ed", how it is encrypted (0 0: not), "B2", 48 bytes of parameters for that, key id, key, check sum (not used where it is
 * not encrypted). */
enum { SECRET_KDF = 2, SECRET_CHECK = 4, SECRET_ID = 54, SECRET_KEY = 62, SECRET_SUM = 126, SECRET_SIZE = 158 };

int secret_key_parse(const char *text, size_t length, struct secret_key *key, struct error *error)
{
    unsigned char bytes[SECRET_SIZE], again[crypto_sign_SECRETKEYBYTES], public[crypto_sign_PUBLICKEYBYTES];
    int code = 0;
    if (!key_lines(text, length, bytes, sizeof bytes) || memcmp(bytes, "Ed", 2) != 0 || memcmp(bytes + SECRET_CHECK, "B2", 2) != 0) {
        code = error_set(error, ERROR_SYNTAX, N_("this is no secret key; give the file that ends in .key"));
        goto cleanup;
    }
    if (bytes[SECRET_KDF] || bytes[SECRET_KDF + 1]) {
        code = error_set(error, ERROR_REFUSED, N_("this key has a password; make a copy without one: minisign -C -W -s FILE"));
        goto cleanup;
    }
    crypto_sign_seed_keypair(public, again, bytes + SECRET_KEY);
    if (sodium_memcmp(again, bytes + SECRET_KEY, sizeof again) != 0) {
        code = error_set(error, ERROR_DAMAGED, N_("this secret key is damaged; take it from your copy"));
        goto cleanup;
    }
    memcpy(key->id, bytes + SECRET_ID, sizeof key->id);
    memcpy(key->key, bytes + SECRET_KEY, sizeof key->key);
cleanup:
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(again, sizeof again);
    return code;
}

void secret_key_write(const struct secret_key *key, struct buf *out)
{
    unsigned char bytes[SECRET_SIZE] = { 'E', 'd', 0, 0, 'B', '2' };
    memcpy(bytes + SECRET_ID, key->id, sizeof key->id);
    memcpy(bytes + SECRET_KEY, key->key, sizeof key->key);
    buf_text(out, COMMENT_PREFIX "minisign secret key without a password: keep it secret\n");
    put_base64(out, bytes, sizeof bytes);
    sodium_memzero(bytes, sizeof bytes);
}
