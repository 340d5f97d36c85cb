#include "keeper/publishers.h"

#include <limits.h>

#include "base/digest.h"
#include "base/file.h"
#include "pack/signature.h"

#define PUBLISHER_BYTES (KEY_ID_BYTES + 32)

/* "NAME" of keys/NAME.pub; length 0 where it cannot be one. */
static size_t publisher_name(const char *text)
{
    size_t length = strlen(text);
    if (length > 4 && strcmp(text + length - 4, ".pub") == 0)
        length -= 4;
    return *text == '.' || memchr(text, '/', length) || length > 70 ? 0 : length;
}

int publishers_valid(const struct document_named_list *list, struct error *error)
{
    unsigned char bytes[PUBLISHER_BYTES];
    for (size_t i = 0; i < list->count; i++)
        if (hex_to(bytes, sizeof bytes, list->rows[i].hex))
            return error_set(error, ERROR_INVALID, N_("this joining file holds a key that cannot be one; ask the coordinator for a new file"));
    for (size_t i = 0; i < list->count; i++)
        if (!publisher_name(list->rows[i].text))
            return error_set(error, ERROR_INVALID, N_("this joining file has a publisher \"%s\", which cannot be the name of a file; ask the coordinator for a new file"),
                             list->rows[i].text);
    return 0;
}

/* "NAME.pub", or "NAME-ID.pub": where it lies, and whether there is anything, this very key perhaps. */
static int look_for_publisher(const char *folder, const struct document_named *row, const struct public_key *key, bool with_id, char path[PATH_MAX],
                              bool *taken, bool *same, struct error *error)
{
    char id[KEY_ID_SIZE];
    struct public_key old;
    struct buf there = BUF_INIT;
    if (snprintf(path, PATH_MAX, "%s/keys/%.*s%s%s.pub", folder, (int)publisher_name(row->text), row->text, with_id ? "-" : "",
                 with_id ? key_id_text(id, key->id) : "") >= PATH_MAX)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    int code = file_read(path, KEY_FILE_LIMIT, &there, NULL);
    *taken = code != ERROR_NOT_FOUND;
    *same = !code && public_key_parse(there.data, there.length, &old, NULL) == 0 && memcmp(old.id, key->id, sizeof old.id) == 0 &&
            memcmp(old.key, key->key, sizeof old.key) == 0;
    buf_release(&there);
    return code == ERROR_MEMORY ? error_memory(error) : 0;
}

static int publisher_key(const struct document_named *row, struct public_key *key, struct error *error)
{
    unsigned char bytes[PUBLISHER_BYTES];
    if (hex_to(bytes, sizeof bytes, row->hex))
        return error_set(error, ERROR_INVALID, N_("this joining file holds a key that cannot be one; ask the coordinator for a new file"));
    *key = (struct public_key){ .name = "" };
    memcpy(key->id, bytes, KEY_ID_BYTES);
    memcpy(key->key, bytes + KEY_ID_BYTES, sizeof key->key);
    return 0;
}

/* Keys of one id, or more keys than are read, would keep the kiosk from opening its packs: what the folder cannot take is refused before anything is written. */
int publishers_check(const char *folder, const struct document_named_list *list, struct error *error)
{
    char path[PATH_MAX];
    struct keyring keyring = { 0 };
    int code = 0;
    if (snprintf(path, sizeof path, "%s/keys", folder) >= (int)sizeof path)
        return error_set(error, ERROR_LIMIT, N_("this path is too long"));
    /* what is broken there already is said where packs are */
    if (list->count && keyring_add_folder(&keyring, path, NULL) == ERROR_MEMORY)
        code = error_memory(error);
    for (size_t i = 0; i < list->count && !code; i++) {
        struct public_key key;
        code = publisher_key(&list->rows[i], &key, error);
        if (!code)
            code = keyring_add(&keyring, &key, error);
    }
    keyring_release(&keyring);
    return code;
}

/* keys/NAME.pub; where another key has that name, keys/NAME-ID.pub: a file that is there already is not replaced. */
static int write_publisher(const char *folder, const struct document_named *row, struct error *error)
{
    char path[PATH_MAX];
    struct public_key key;
    struct buf text = BUF_INIT;
    bool taken = false, same = false;
    int code = publisher_key(row, &key, error);
    if (!code)
        code = look_for_publisher(folder, row, &key, false, path, &taken, &same, error);
    if (!code && taken && !same)
        code = look_for_publisher(folder, row, &key, true, path, &taken, &same, error);
    if (code || same)
        return code;
    if (taken) {
        error_at(error, path, 0, 0);
        return error_set(error, ERROR_EXISTS, N_("this file is in the way of a publisher's key; move it out of keys/"));
    }
    public_key_write(&key, &text);
    code = buf_failed(&text) ? error_memory(error) : file_write(path, text.data, text.length, 0644, error);
    buf_release(&text);
    return code;
}

int publishers_write(const char *folder, const struct document_named_list *list, struct error *error)
{
    int code = 0;
    for (size_t i = 0; i < list->count && !code; i++)
        code = write_publisher(folder, &list->rows[i], error);
    return code;
}
