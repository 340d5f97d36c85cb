#include "records/pin.h"

#include <sodium.h>

#include "base/cursor.h"
#include "records/store.h"
#include "records/working.h"

#define PIN_MEMORY ((size_t)8 * 1024 * 1024)
#define PIN_PASSES 2
_Static_assert(PIN_HASH_SIZE >= crypto_pwhash_STRBYTES, "the hash must fit");

static const char scope[] = "pin";

char *pin_draw(const struct random_source *random, char pin[PIN_DRAWN + 1])
{
    for (;;) {
        uint64_t number = random_u64(random);
        if (number >= UINT64_MAX - UINT64_MAX % 10000)
            continue;                            /* else the lower PINs would come a little more often */
        snprintf(pin, PIN_DRAWN + 1, "%04d", (int)(number % 10000));
        int step = pin[1] - pin[0];
        if ((step < -1 || step > 1) || pin[2] - pin[1] != step || pin[3] - pin[2] != step)
            return pin;                          /* neither 1111, nor 1234, nor 4321 */
    }
}

bool pin_valid(const char *pin)
{
    size_t length = strspn(pin, "0123456789");
    return !pin[length] && length >= PIN_LEAST && length <= PIN_MOST;
}

int pin_hash(char hash[PIN_HASH_SIZE], const char *pin, struct error *error)
{
    char made[crypto_pwhash_STRBYTES];
    if (!pin_valid(pin))
        return error_set(error, ERROR_INVALID, N_("a PIN has %d to %d digits"), PIN_LEAST, PIN_MOST);
    if (sodium_init() < 0 || crypto_pwhash_str_alg(made, pin, strlen(pin), PIN_PASSES, PIN_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return error_memory(error);
    memcpy(hash, made, sizeof made);
    return 0;
}

bool pin_matches(const char *hash, const char *pin)
{
    return hash[0] && crypto_pwhash_str_verify(hash, pin, strlen(pin)) == 0;
}

struct tries {
    uint32_t wrong;
    int64_t last;                                /* wall time of the last wrong one */
};

static int read_tries(struct records *records, const char *subject, struct tries *tries, struct error *error)
{
    struct error why = { 0 };
    struct buf value = BUF_INIT;
    *tries = (struct tries){ 0 };
    int code = working_get(records, scope, subject, &value, &why);
    if (!code) {
        struct cursor cursor;
        cursor_init(&cursor, value.data, value.length);
        tries->wrong = cursor_u32(&cursor);
        tries->last = (int64_t)cursor_u64(&cursor);
    } else if (code != ERROR_NOT_FOUND && error) {
        *error = why;
    }
    buf_release(&value);
    return code == ERROR_NOT_FOUND ? 0 : code;
}

static int write_tries(struct records *records, const char *subject, uint32_t wrong, struct error *error)
{
    struct buf value = BUF_INIT;
    buf_u32(&value, wrong);
    buf_u64(&value, (uint64_t)clock_wall(records->clock));
    int code = buf_failed(&value) ? error_memory(error) : working_set(records, scope, subject, value.data, value.length, error);
    buf_release(&value);
    return code;
}

int pin_wait(struct records *records, const char *subject, int64_t *milliseconds, struct error *error)
{
    struct tries tries;
    int code = read_tries(records, subject, &tries, error);
    if (code)
        return code;
    int64_t wait = 0;
    if (tries.wrong >= PIN_FREE_TRIES) {
        wait = PIN_FIRST_WAIT;
        for (uint32_t i = PIN_FREE_TRIES; i < tries.wrong && wait < PIN_LONGEST_WAIT; i++)
            wait *= 2;
        if (wait > PIN_LONGEST_WAIT)
            wait = PIN_LONGEST_WAIT;
        int64_t passed = clock_wall(records->clock) - tries.last;
        if (passed >= 0)
            wait -= passed;
        else if (!records->read_only)            /* the clock was set back: the wait begins anew, once, instead of lasting for years */
            code = write_tries(records, subject, tries.wrong, error);
    }
    if (!code)
        *milliseconds = wait > 0 ? wait : 0;
    return code;
}

int pin_failed(struct records *records, const char *subject, struct error *error)
{
    struct tries tries;
    int code = read_tries(records, subject, &tries, error);
    if (code)
        return code;
    return write_tries(records, subject, tries.wrong < UINT32_MAX ? tries.wrong + 1 : tries.wrong, error);
}

int pin_succeeded(struct records *records, const char *subject, struct error *error)
{
    return working_remove(records, scope, subject, error);
}
