#include "pack_key.h"

#include "base/file.h"

int secret_key_load(const char *path, struct secret_key *key, struct error *error)
{
    struct buf text = BUF_INIT;
    int code = file_read(path, KEY_FILE_LIMIT, &text, error);
    if (!code)
        code = secret_key_parse(text.data, text.length, key, error);
    if (code)
        error_at(error, path, 0, 0);
    memset(text.data, 0, text.length);
    buf_release(&text);
    return code;
}
