#include "pack/signature.h"

#include <dirent.h>
#include <errno.h>

#include "base/file.h"

void keyring_release(struct keyring *keyring)
{
    free(keyring->keys);
    *keyring = (struct keyring){ 0 };
}

const struct public_key *keyring_find(const struct keyring *keyring, const unsigned char id[KEY_ID_BYTES])
{
    for (size_t i = 0; keyring && i < keyring->count; i++)
        if (memcmp(keyring->keys[i].id, id, KEY_ID_BYTES) == 0)
            return &keyring->keys[i];
    return NULL;
}

int keyring_add(struct keyring *keyring, const struct public_key *key, struct error *error)
{
    const struct public_key *same = keyring_find(keyring, key->id);
    if (same && memcmp(same->key, key->key, sizeof key->key) == 0)
        return 0;
    if (same)
        return error_set(error, ERROR_EXISTS, N_("two different keys have the same number; ask the publisher which one is theirs, and remove the other"));
    if (keyring->count >= KEYRING_LIMIT)
        return error_set(error, ERROR_LIMIT, N_("there are more than %d publishers' keys; remove some"), KEYRING_LIMIT);
    struct public_key *keys = realloc(keyring->keys, (keyring->count + 1) * sizeof *keys);
    if (!keys)
        return error_memory(error);
    keyring->keys = keys;
    keys[keyring->count++] = *key;
    return 0;
}

int keyring_add_file(struct keyring *keyring, const char *path, struct error *error)
{
    struct buf text = BUF_INIT;
    struct public_key key;
    int code = file_read(path, KEY_FILE_LIMIT, &text, error);
    if (!code)
        code = public_key_parse(text.data, text.length, &key, error);
    if (!code) {
        const char *slash = strrchr(path, '/');
        const char *name = slash ? slash + 1 : path;
        size_t length = strlen(name);
        if (length > 4 && strcmp(name + length - 4, ".pub") == 0)
            length -= 4;
        snprintf(key.name, sizeof key.name, "%.*s", (int)length, name);
        code = keyring_add(keyring, &key, error);
    }
    if (code)
        error_at(error, path, 0, 0);
    buf_release(&text);
    return code;
}

static int is_public_key(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return entry->d_name[0] != '.' && length > 4 && strcmp(entry->d_name + length - 4, ".pub") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);   /* not by the locale */
}

/* all: one that is broken fails all. */
static int add_one(struct keyring *keyring, const char *file, bool all, struct report *report, struct error *error)
{
    struct error wrong = { 0 };
    int code = keyring_add_file(keyring, file, &wrong);
    if (code && (all || code == ERROR_MEMORY)) {
        if (error)
            *error = wrong;
        return code;
    }
    if (code && report)
        report_warn(report, &wrong);
    return 0;
}

static int add_folder(struct keyring *keyring, const char *path, bool all, struct report *report, struct error *error)
{
    struct dirent **names = NULL;
    int code = 0;
    int count = scandir(path, &names, is_public_key, by_bytes);
    if (count < 0 && errno == ENOENT)
        return 0;
    if (count < 0) {
        error_at(error, path, 0, 0);
        return error_system(error, errno, N_("this folder of keys cannot be read"));
    }
    for (int i = 0; i < count; i++) {
        char file[4096];
        if (!code && !path_join(file, sizeof file, path, names[i]->d_name))
            code = error_set(error, ERROR_LIMIT, N_("the path of this folder is too long"));
        if (!code)
            code = add_one(keyring, file, all, report, error);
        free(names[i]);
    }
    free(names);
    return code;
}

int keyring_add_folder(struct keyring *keyring, const char *path, struct error *error)
{
    return add_folder(keyring, path, true, NULL, error);
}

int keyring_add_sound(struct keyring *keyring, const char *path, struct report *report, struct error *error)
{
    return add_folder(keyring, path, false, report, error);
}
