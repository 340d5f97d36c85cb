#include "keeper/trust_store.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "keeper/publishers.h"
#include "records/log.h"

#define JOINING ".joining"
#define GRANT ".grant"
#define RECEIPT ".receipt"
#define ENDED ".ended"
#define FOLLOWED_LIMIT 8                         /* keys that followed each other */

/* trust/NAME in the centre's folder. */
static int path_of(char path[PATH_MAX], const char *folder, const char *id, const char *suffix, struct error *error)
{
    if (snprintf(path, PATH_MAX, "%s/" TRUST_FOLDER "%s%s%s", folder, *id ? "/" : "", id, suffix) < PATH_MAX)
        return 0;
    return error_set(error, ERROR_LIMIT, N_("this path is too long"));
}

static bool same_key(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool key_id(char id[TRUST_ID_SIZE], const char *hex)
{
    unsigned char key[TRUST_PUBLIC];
    if (hex_to(key, sizeof key, hex))
        return false;
    trust_seal_id(id, key);
    return true;
}

/* As document_read takes it: the text that the signature and the digest are over. */
static void plain_text(struct buf *out, const char *text, size_t length)
{
    while (length > 0 && strchr(" \t\r\n\f\v", text[length - 1]))
        length--;
    for (size_t i = 0; i < length; i++)
        if (text[i] != '\r' || text[i + 1] != '\n')
            buf_char(out, text[i]);
    buf_char(out, '\n');
}

/* A key that something can be sealed for. */
static bool seal_key(const char *hex, unsigned char key[TRUST_PUBLIC])
{
    unsigned char shared[crypto_box_BEFORENMBYTES], secret[crypto_box_SECRETKEYBYTES] = { 1 };
    bool good = hex_to(key, TRUST_PUBLIC, hex) == 0 && crypto_box_beforenm(shared, key, secret) == 0;
    sodium_memzero(shared, sizeof shared);
    return good;
}

static int check_invitation(const struct document_invitation *invitation, struct error *error)
{
    unsigned char key[TRUST_PUBLIC];
    bool good = seal_key(invitation->seal, key);
    for (size_t i = 0; i < invitation->recipient.count; i++)
        good = good && seal_key(invitation->recipient.rows[i].hex, key);
    if (!good)
        return error_set(error, ERROR_INVALID, N_("this joining file holds a key that cannot be one; ask the coordinator for a new file"));
    return publishers_valid(&invitation->publisher, error);
}

/* Who the centre is */
static bool centre_was_there(const char *folder)
{
    char path[PATH_MAX];
    bool found = false;
    const char *const folders[] = { "/" TRUST_FOLDER, "" };
    for (size_t i = 0; i < sizeof folders / sizeof *folders && !found; i++) {
        if (snprintf(path, sizeof path, "%s%s", folder, folders[i]) >= (int)sizeof path)
            continue;
        DIR *dir = opendir(path);
        for (struct dirent *entry; dir && !found && (entry = readdir(dir));) {
            const char *dot = strrchr(entry->d_name, '.');
            found = dot && (i == 0 ? strcmp(dot, JOINING) == 0 || strcmp(dot, GRANT) == 0 || strcmp(dot, RECEIPT) == 0 : strcmp(dot, ".request") == 0);
        }
        if (dir)
            closedir(dir);
    }
    return found;
}

static int make_secret(struct trust_secret *secret, const char *path, const char *folder, const struct clock *clock, const struct random_source *random,
                       struct error *error)
{
    char id[UUID_SIZE];
    if (centre_was_there(folder)) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_NOT_FOUND, N_("the centre's key is gone: restore it from a backup. Training goes on, but no results can leave until then"));
    }
    int code = trust_secret_make(secret, "centre", uuid_make(id, clock, random), random, error);
    return code ? code : trust_secret_save(secret, path, error);
}

static int key_path(char path[PATH_MAX], const char *folder, const char *name, struct error *error)
{
    if (snprintf(path, PATH_MAX, "%s/keys/centre.%s", folder, name) < PATH_MAX)
        return 0;
    return error_set(error, ERROR_LIMIT, N_("this path is too long"));
}

/* The word of the key before. Without that key, or with another centre's, there is none: then a coordinator compares the fingerprint again. */
static void read_previous(struct centre_identity *identity, const char *folder)
{
    char path[PATH_MAX], previous[2 * TRUST_PUBLIC + 1];
    struct trust_secret secret;
    struct sign_pair pair;
    if (key_path(path, folder, "previous", NULL) || trust_secret_load(&secret, "centre", path, NULL))
        return;
    trust_sign_pair(&pair, secret.secret, TRUST_SIGN);
    hex_from(previous, pair.public, TRUST_PUBLIC);
    if (strcmp(secret.name, identity->id) == 0 && strcmp(previous, identity->key) != 0) {
        memcpy(identity->previous, previous, sizeof previous);
        trust_follow(identity->follows, &pair, identity->key);
    }
    sodium_memzero(&pair, sizeof pair);
    trust_secret_forget(&secret);
}

int centre_identity_open(struct centre_identity *identity, const char *folder, const struct clock *clock, const struct random_source *random,
                         struct error *error)
{
    char path[PATH_MAX];
    struct trust_secret secret = { .owner = "" };
    struct error missing = { 0 };
    struct seal_pair seal;
    int code = key_path(path, folder, "key", error);
    if (code)
        return code;
    code = trust_secret_load(&secret, "centre", path, &missing);
    if (code == ERROR_NOT_FOUND)
        code = make_secret(&secret, path, folder, clock, random, error);
    else if (code)
        *error = missing;
    if (!code && !uuid_valid(secret.name)) {
        error_at(error, path, 0, 0);
        code = error_set(error, ERROR_DAMAGED, N_("this key does not name a centre; restore it from a backup"));
    }
    if (!code) {
        memset(identity, 0, sizeof *identity);
        memcpy(identity->id, secret.name, UUID_SIZE);
        trust_sign_pair(&identity->sign, secret.secret, TRUST_SIGN);
        trust_seal_pair(&seal, secret.secret, TRUST_SEAL);
        memcpy(identity->seal, seal.public, TRUST_PUBLIC);
        hex_from(identity->key, identity->sign.public, TRUST_PUBLIC);
        hex_from(identity->seal_hex, identity->seal, TRUST_PUBLIC);
        trust_fingerprint(identity->fingerprint, identity->sign.public);
        read_previous(identity, folder);
        sodium_memzero(&seal, sizeof seal);
    }
    trust_secret_forget(&secret);
    return code;
}

int centre_identity_renew(const char *folder, const struct random_source *random, struct error *error)
{
    char key[PATH_MAX], next[PATH_MAX], previous[PATH_MAX];
    struct trust_secret old = { .owner = "" }, new = { .owner = "" };
    int code = key_path(key, folder, "key", error);
    if (!code)
        code = key_path(next, folder, "next", error);
    if (!code)
        code = key_path(previous, folder, "previous", error);
    if (!code)
        code = trust_secret_load(&old, "centre", key, error);
    if (!code)
        code = trust_secret_make(&new, "centre", old.name, random, error);
    /* the new one first: from the rename on it is the centre's, and the old one is kept by then */
    if (!code) {
        unlink(next);
        unlink(previous);
        code = trust_secret_save(&new, next, error);
    }
    if (!code)
        code = trust_secret_save(&old, previous, error);
    if (!code && rename(next, key) < 0) {
        error_at(error, key, 0, 0);
        code = error_system(error, errno, N_("this file cannot be written"));
    }
    if (!code)
        code = file_sync_folder(key, error);
    trust_secret_forget(&old);
    trust_secret_forget(&new);
    return code;
}

void centre_identity_forget(struct centre_identity *identity)
{
    sodium_memzero(identity, sizeof *identity);
}

/* The request */
int centre_request(const struct centre_identity *identity, const char *folder, const char *name, int64_t now, struct buf *out, struct error *error)
{
    char path[PATH_MAX];
    struct document document;
    struct arena arena;
    struct buf text = BUF_INIT;
    int64_t serial = now > 0 ? now : 0;
    if (snprintf(path, sizeof path, "%s/%s.request", folder, identity->id) >= (int)sizeof path)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    arena_init(&arena, NULL, 4 * DOCUMENT_LIMIT);
    int code = file_read(path, DOCUMENT_LIMIT, &text, NULL);
    if (!code)
        code = document_read(&document, DOCUMENT_REQUEST, text.data, text.length, path, &arena, NULL);
    bool there = code == 0;
    bool same = there && strcmp(document.request.centre, identity->id) == 0 && same_key(document.request.key, identity->key);
    const char *previous = *identity->previous ? identity->previous : NULL;
    if (code == ERROR_MEMORY) {
        code = error_memory(error);
        goto cleanup;
    }
    code = 0;
    if (!same || !same_key(document.request.seal, identity->seal_hex) || strcmp(document.request.name, name) != 0 ||
        (previous && !same_key(document.request.previous, previous))) {
        if (there && document.request.serial >= serial)
            serial = document.request.serial + 1;
        const struct document made = { .kind = DOCUMENT_REQUEST, .request = { .serial = serial, .centre = identity->id, .name = name, .key = identity->key,
                                                                              .seal = identity->seal_hex, .previous = previous,
                                                                              .follows = previous ? identity->follows : NULL } };
        buf_clear(&text);
        code = document_write(&text, &made, identity->sign.secret, error);
        if (!code && buf_failed(&text))
            code = error_memory(error);
        if (!code)
            code = file_write(path, text.data, text.length, 0640, error);
    }
    if (!code)
        buf_add(out, text.data, text.length);
    if (!code && buf_failed(out))
        code = error_memory(error);
cleanup:
    buf_release(&text);
    arena_release(&arena);
    return code;
}

/* Reading what was taken */
static int read_document(const char *folder, const char *id, const char *suffix, enum document_kind kind, struct arena *arena, struct document *document,
                         char digest[DIGEST_HEX], struct error *error)
{
    char path[PATH_MAX];
    struct buf text = BUF_INIT, plain = BUF_INIT;
    struct digest bytes;
    int code = path_of(path, folder, id, suffix, error);
    if (!code)
        code = file_read(path, DOCUMENT_LIMIT, &text, error);
    if (!code)
        code = document_read(document, kind, text.data, text.length, path, arena, error);
    if (!code && digest) {
        plain_text(&plain, text.data, text.length);
        digest_of(&bytes, plain.data, plain.length);
        hex_from(digest, bytes.bytes, DIGEST_BYTES);
        if (buf_failed(&plain))
            code = error_memory(error);
    }
    buf_release(&text);
    buf_release(&plain);
    return code;
}

static int not_its_own(const char *folder, const char *id, const char *suffix, struct error *error)
{
    char path[PATH_MAX];
    if (path_of(path, folder, id, suffix, NULL) == 0)
        error_at(error, path, 0, 0);
    return error_set(error, ERROR_REFUSED, N_("this file does not belong to this coordinator, or to this centre; take it in again from where it came"));
}

static int read_receipt(struct coordinator *row, const char *folder, const struct centre_identity *identity, struct arena *arena, struct error *error)
{
    struct document document;
    int code = read_document(folder, row->id, RECEIPT, DOCUMENT_RECEIPT, arena, &document, NULL, error);
    if (code)
        return code;
    if (!same_key(document.receipt.coordinator, row->invitation.sign) || !same_key(document.receipt.receipt, row->invitation.receipt) ||
        strcmp(document.receipt.centre, identity->id) != 0)
        return not_its_own(folder, row->id, RECEIPT, error);
    row->receipt = document.receipt;
    row->received = true;
    return 0;
}

/* A file that is not there, or broken, is no failure; a lack of memory is one: it must not look like somebody who has not joined. */
static int pass_over(int code, const struct error *wrong, struct report *report, struct error *error)
{
    if (code == ERROR_MEMORY)
        return error_memory(error);
    if (code && code != ERROR_NOT_FOUND && report)
        report_add(report, wrong);
    return 0;
}

/* The coordinator alone, with its receipt. */
static int read_joining(struct coordinator *row, const char *folder, const char *id, const char *suffix, const struct centre_identity *identity,
                        struct arena *arena, struct report *report, struct error *error)
{
    struct document document;
    struct error wrong = { 0 };
    *row = (struct coordinator){ .id = "" };
    int code = read_document(folder, id, suffix, DOCUMENT_INVITATION, arena, &document, NULL, error);
    if (!code)
        code = check_invitation(&document.invitation, error);
    if (code)
        return code;
    row->invitation = document.invitation;
    if (!key_id(row->id, row->invitation.sign) || strcmp(row->id, id) != 0 || !key_id(row->seal_id, row->invitation.seal))
        return not_its_own(folder, id, suffix, error);
    return pass_over(read_receipt(row, folder, identity, arena, &wrong), &wrong, report, error);
}

static bool follows(const struct document_invitation *invitation)
{
    return invitation->previous && trust_follows(invitation->follows, invitation->previous, invitation->sign);
}

/* A key that follows another one goes on with what had arrived for that one: it is the same office. */
static int inherit(struct coordinator *row, const char *folder, const struct centre_identity *identity, struct arena *arena, struct error *error)
{
    struct coordinator before = *row;
    for (int i = 0; i < FOLLOWED_LIMIT && !row->received && follows(&before.invitation); i++) {
        char id[TRUST_ID_SIZE];
        if (!key_id(id, before.invitation.previous))
            return 0;
        int code = read_joining(&before, folder, id, ENDED, identity, arena, NULL, NULL);
        if (code && code != ERROR_MEMORY)
            code = read_joining(&before, folder, id, JOINING, identity, arena, NULL, NULL);
        if (code)
            return pass_over(code, NULL, NULL, error);
        row->receipt = before.receipt;
        row->received = before.received;
    }
    return 0;
}

static int read_grant(struct coordinator *row, const char *folder, const struct centre_identity *identity, struct arena *arena, struct report *report,
                      struct error *error)
{
    struct document document;
    struct error wrong = { 0 };
    int code = read_document(folder, row->id, GRANT, DOCUMENT_GRANT, arena, &document, row->grant_digest, &wrong);
    if (!code && (!same_key(document.grant.coordinator, row->invitation.sign) || strcmp(document.grant.centre, identity->id) != 0))
        code = not_its_own(folder, row->id, GRANT, &wrong);
    else if (!code && same_key(document.grant.key, identity->previous))
        code = ERROR_NOT_FOUND;                  /* of the key before: the one for this key has not come yet */
    else if (!code && !same_key(document.grant.key, identity->key))
        code = not_its_own(folder, row->id, GRANT, &wrong);
    row->granted = code == 0;
    if (row->granted)
        row->grant = document.grant;
    return pass_over(code, &wrong, report, error);
}

static bool joining_id(char id[TRUST_ID_SIZE], const char *name)
{
    size_t length = TRUST_ID_SIZE - 1;
    if (strspn(name, "0123456789abcdef") != length || strcmp(name + length, JOINING) != 0)
        return false;
    memcpy(id, name, length);
    id[length] = 0;
    return true;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct coordinator *)a)->id, ((const struct coordinator *)b)->id);
}

static void leave_out_ended(struct trust_store *store)
{
    size_t kept = 0;
    for (size_t i = 0; i < store->count; i++)
        for (size_t n = 0; n < store->count; n++)
            if (n != i && follows(&store->rows[n].invitation) && same_key(store->rows[n].invitation.previous, store->rows[i].invitation.sign))
                store->rows[i].ended = true;
    for (size_t i = 0; i < store->count; i++)
        if (!store->rows[i].ended)
            store->rows[kept++] = store->rows[i];
    store->count = kept;
}

int trust_store_read(struct trust_store *store, const char *folder, const struct centre_identity *identity, struct arena *arena, struct report *report,
                     struct error *error)
{
    char path[PATH_MAX];
    struct coordinator *rows = arena_array(arena, TRUST_COORDINATORS, sizeof *rows);
    struct trust_store read = { .rows = rows };
    int code = rows ? path_of(path, folder, "", "", error) : error_memory(error);
    if (code)
        return code;
    DIR *dir = opendir(path);
    if (!dir && errno != ENOENT) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this folder cannot be read"));
    }
    for (struct dirent *entry; dir && !code && read.count < TRUST_COORDINATORS && (entry = readdir(dir));) {
        char id[TRUST_ID_SIZE];
        struct error wrong = { 0 };
        if (!joining_id(id, entry->d_name))
            continue;
        int one = read_joining(&rows[read.count], folder, id, JOINING, identity, arena, report, &wrong);
        read.count += one == 0;
        code = pass_over(one, &wrong, report, error);
    }
    if (dir)
        closedir(dir);
    leave_out_ended(&read);
    if (read.count > 1)
        qsort(rows, read.count, sizeof *rows, by_id);
    for (size_t i = 0; i < read.count && !code; i++) {
        code = inherit(&rows[i], folder, identity, arena, error);
        if (!code)
            code = read_grant(&rows[i], folder, identity, arena, report, error);
    }
    if (!code && arena_failed(arena))
        code = error_memory(error);
    if (code)
        return code;
    *store = read;
    return 0;
}

/* For whom bundles are sealed */
struct keys {
    unsigned char (*rows)[TRUST_PUBLIC];
    size_t count;
    bool over;
};

static void add_key(struct keys *keys, const char *hex)
{
    unsigned char key[TRUST_PUBLIC];
    if (hex_to(key, sizeof key, hex))
        return;
    for (size_t i = 0; i < keys->count; i++)
        if (memcmp(keys->rows[i], key, sizeof key) == 0)
            return;
    if (keys->count == BUNDLE_RECIPIENTS)
        keys->over = true;
    else
        memcpy(keys->rows[keys->count++], key, sizeof key);
}

static void add_keys(struct keys *keys, const struct document_invitation *invitation)
{
    add_key(keys, invitation->seal);
    for (size_t i = 0; i < invitation->recipient.count; i++)
        add_key(keys, invitation->recipient.rows[i].hex);
}

size_t trust_store_recipients(const struct trust_store *store, unsigned char rows[BUNDLE_RECIPIENTS][TRUST_PUBLIC])
{
    struct keys keys = { .rows = rows };
    /* the coordinators themselves before their further keys */
    for (size_t i = 0; i < store->count; i++)
        add_key(&keys, store->rows[i].invitation.seal);
    for (size_t i = 0; i < store->count; i++)
        add_keys(&keys, &store->rows[i].invitation);
    return keys.count;
}

size_t coordinator_recipients(const struct coordinator *coordinator)
{
    unsigned char rows[BUNDLE_RECIPIENTS][TRUST_PUBLIC];
    struct keys keys = { .rows = rows };
    add_keys(&keys, &coordinator->invitation);
    return keys.count;
}

/* What has arrived */
/* Whether the log has this head at this number. */
static int fits(struct records *records, const struct document_arrived *line, bool *fit, struct error *error)
{
    struct digest head, want;
    struct error none = { 0 };
    *fit = false;
    if (hex_to(want.bytes, DIGEST_BYTES, line->head))
        return 0;
    int code = log_head(records, line->origin, line->last, &head, &none);
    if (code && code != ERROR_NOT_FOUND) {
        if (error)
            *error = none;
        return code;
    }
    *fit = code == 0 && memcmp(head.bytes, want.bytes, DIGEST_BYTES) == 0;
    return 0;
}

int coordinator_has(const struct coordinator *coordinator, struct records *records, const char *origin, int64_t *has, bool *odd, struct error *error)
{
    const struct document_arrived_list *lines = &coordinator->receipt.arrived;
    int64_t found = 0;
    bool strange = false;
    for (size_t i = 0; coordinator->received && i < lines->count; i++) {
        bool fit;
        if (strcmp(lines->rows[i].origin, origin) != 0)
            continue;
        int code = fits(records, &lines->rows[i], &fit, error);
        if (code)
            return code;
        if (fit && lines->rows[i].last > found)
            found = lines->rows[i].last;
        strange = strange || !fit;
    }
    *has = found;
    *odd = strange;
    return 0;
}

int trust_store_needs(const struct trust_store *store, struct records *records, const struct origin_row *origins, size_t origin_count, bool all,
                      struct arena *arena, struct outbox_need **needs, size_t *count, struct error *error)
{
    size_t number = 0;
    struct outbox_need *rows = arena_array(arena, store->count * origin_count + 1, sizeof *rows);
    if (!rows)
        return error_memory(error);
    for (size_t i = 0; i < store->count; i++)
        for (size_t n = 0; n < origin_count; n++) {
            struct outbox_need *need = &rows[number++];
            bool odd;
            *need = (struct outbox_need){ .origin = origins[n].id, .reader = store->rows[i].seal_id };
            int code = all ? 0 : coordinator_has(&store->rows[i], records, origins[n].id, &need->has, &odd, error);
            if (code)
                return code;
        }
    *needs = rows;
    *count = number;
    return 0;
}

/* Taking */
struct taking {
    const char *folder;
    const struct centre_identity *identity;
    struct trust_store store;
    struct arena *arena;
    const char *text;                            /* plain */
    size_t length;
    bool accept;
    struct error *error;
};

static struct coordinator *find(const struct trust_store *store, const char *sign)
{
    for (size_t i = 0; i < store->count; i++)
        if (same_key(store->rows[i].invitation.sign, sign))
            return &store->rows[i];
    return NULL;
}

static bool among(const struct document_named_list *list, const char *hex)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->rows[i].hex, hex) == 0)
            return true;
    return false;
}

/* Whether with the new file more people could read bundles, sign packs, or say what has arrived. */
static bool widens(const struct document_invitation *new, const struct document_invitation *old)
{
    bool same_owner = same_key(new->sign, old->sign);
    if (same_owner && (!same_key(new->seal, old->seal) || !same_key(new->receipt, old->receipt)))
        return true;
    for (size_t i = 0; i < new->recipient.count; i++)
        if (!among(&old->recipient, new->recipient.rows[i].hex) && !same_key(new->recipient.rows[i].hex, old->seal))
            return true;
    for (size_t i = 0; i < new->publisher.count; i++)
        if (!among(&old->publisher, new->publisher.rows[i].hex))
            return true;
    return false;
}

static int check_count(const struct taking *taking, const struct document_invitation *new, const struct coordinator *instead)
{
    unsigned char rows[BUNDLE_RECIPIENTS][TRUST_PUBLIC];
    struct keys keys = { .rows = rows };
    for (size_t i = 0; i < taking->store.count; i++)
        if (&taking->store.rows[i] != instead)
            add_keys(&keys, &taking->store.rows[i].invitation);
    add_keys(&keys, new);
    if (!keys.over)
        return 0;
    return error_set(taking->error, ERROR_LIMIT, N_("with this joining file bundles would be sealed for more than %d keys; more cannot be"), BUNDLE_RECIPIENTS);
}

static int write_file(const struct taking *taking, const char *id, const char *suffix)
{
    char path[PATH_MAX];
    int code = path_of(path, taking->folder, "", "", taking->error);
    if (!code)
        code = folder_make(path, 0700, taking->error);
    if (!code)
        code = path_of(path, taking->folder, id, suffix, taking->error);
    return code ? code : file_write(path, taking->text, taking->length, 0600, taking->error);
}

/* Whether another key has followed this one, and this is no later word of it. */
static int has_ended(const struct taking *taking, const char *id, int64_t serial, bool *ended)
{
    struct document document;
    int code = read_document(taking->folder, id, ENDED, DOCUMENT_INVITATION, taking->arena, &document, NULL, NULL);
    *ended = code == 0 && document.invitation.serial >= serial;
    return pass_over(code, NULL, NULL, taking->error);
}

static int take_invitation(const struct taking *taking, const struct document_invitation *new, struct trust_taken *taken)
{
    const struct coordinator *known = find(&taking->store, new->sign);
    const struct coordinator *previous = !known && follows(new) ? find(&taking->store, new->previous) : NULL;
    taken->who = new->name;
    taken->from = new->sign;
    key_id(taken->id, new->sign);
    bool old = known && new->serial <= known->invitation.serial;
    int code = check_invitation(new, taking->error);
    if (!code && !known)
        code = has_ended(taking, taken->id, new->serial, &old);
    if (code)
        return code;
    if (old) {
        taken->known = true;
        return 0;
    }
    const struct coordinator *instead = known ? known : previous;
    code = check_count(taking, new, instead);
    if (!code)
        code = publishers_check(taking->folder, &new->publisher, taking->error);
    if (code)
        return code;
    if (!taking->accept && (!instead || widens(new, &instead->invitation))) {
        taken->asks = true;
        return 0;
    }
    code = publishers_write(taking->folder, &new->publisher, taking->error);
    if (!code)
        code = write_file(taking, taken->id, JOINING);
    if (code)
        return code;
    taken->taken = true;
    if (previous) {                              /* where this fails, trust_store_read leaves the old one out all the same */
        char from[PATH_MAX], to[PATH_MAX];
        if (path_of(from, taking->folder, previous->id, JOINING, NULL) == 0 && path_of(to, taking->folder, previous->id, ENDED, NULL) == 0 && rename(from, to) == 0)
            file_sync_folder(to, NULL);
    }
    return 0;
}

static int take_grant(const struct taking *taking, const struct document_grant *grant, struct trust_taken *taken)
{
    const struct coordinator *from = find(&taking->store, grant->coordinator);
    if (!from)
        return error_set(taking->error, ERROR_REFUSED, N_("this grant is by a coordinator that this centre has not joined; take in its joining file first"));
    if (strcmp(grant->centre, taking->identity->id) != 0)
        return error_set(taking->error, ERROR_REFUSED, N_("this grant is for the centre \"%s\", not for this one; ask the coordinator for the right file"), grant->name);
    if (!same_key(grant->key, taking->identity->key))
        return error_set(taking->error, ERROR_REFUSED, N_("this grant is for another key of this centre; give the coordinator the centre's request again"));
    taken->who = from->invitation.name;
    taken->from = from->invitation.sign;
    memcpy(taken->id, from->id, sizeof taken->id);
    if (from->granted && grant->serial <= from->grant.serial) {
        taken->known = true;
        return 0;
    }
    int code = write_file(taking, from->id, GRANT);
    taken->taken = code == 0;
    return code;
}

static int take_receipt(const struct taking *taking, const struct document_receipt *receipt, struct trust_taken *taken)
{
    struct document stored;
    const struct coordinator *from = find(&taking->store, receipt->coordinator);
    if (!from)
        return error_set(taking->error, ERROR_REFUSED, N_("this receipt is by a coordinator that this centre has not joined; take in its joining file first"));
    if (!same_key(receipt->receipt, from->invitation.receipt))
        return error_set(taking->error, ERROR_REFUSED, N_("this receipt is not signed with the key that %s signs receipts with; ask for a new one"), from->invitation.name);
    if (strcmp(receipt->centre, taking->identity->id) != 0)
        return error_set(taking->error, ERROR_REFUSED, N_("this receipt is for another centre; ask the coordinator for the right file"));
    taken->who = from->invitation.name;
    taken->from = from->invitation.sign;
    memcpy(taken->id, from->id, sizeof taken->id);
    int code = read_document(taking->folder, from->id, RECEIPT, DOCUMENT_RECEIPT, taking->arena, &stored, NULL, NULL);
    if (code == 0 && receipt->serial <= stored.receipt.serial) {
        taken->known = true;
        return 0;
    }
    code = pass_over(code, NULL, NULL, taking->error);
    if (!code)
        code = write_file(taking, from->id, RECEIPT);
    taken->taken = code == 0;
    return code;
}

int trust_store_take(const char *folder, const struct centre_identity *identity, const char *text, bool accept, struct arena *arena,
                     struct trust_taken *out, struct error *error)
{
    struct document document;
    struct digest digest;
    struct buf plain = BUF_INIT;
    struct taking taking = { .folder = folder, .identity = identity, .arena = arena, .accept = accept, .error = error };
    struct trust_taken taken = { .who = "" };
    int code = document_read(&document, DOCUMENT_NONE, text, strlen(text), "", arena, error);
    if (!code && document.kind != DOCUMENT_INVITATION && document.kind != DOCUMENT_GRANT && document.kind != DOCUMENT_RECEIPT)
        code = error_set(error, ERROR_REFUSED, N_("a centre takes in joining files, grants and receipts; this is a %s"), document_word(document.kind));
    if (!code)
        code = trust_store_read(&taking.store, folder, identity, arena, NULL, error);
    if (code)
        return code;
    plain_text(&plain, text, strlen(text));
    taking.text = plain.data;
    taking.length = plain.length;
    taken.kind = document.kind;
    digest_of(&digest, plain.data, plain.length);
    hex_from(taken.digest, digest.bytes, DIGEST_BYTES);
    if (buf_failed(&plain))
        code = error_memory(error);
    else if (document.kind == DOCUMENT_INVITATION)
        code = take_invitation(&taking, &document.invitation, &taken);
    else if (document.kind == DOCUMENT_GRANT)
        code = take_grant(&taking, &document.grant, &taken);
    else
        code = take_receipt(&taking, &document.receipt, &taken);
    if (!code) {
        trust_fingerprint_hex(taken.fingerprint, taken.from);
        *out = taken;
    }
    buf_release(&plain);
    return code;
}
