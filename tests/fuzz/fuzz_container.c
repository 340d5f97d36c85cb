/*
 * The archive of a pack. So that a corpus can be kept as text, an input that begins with "HEX" is first turned into bytes: two hexadecimal digits each, blanks and
 * line ends passed over, "name" in quotation marks as it stands.
 */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "pack/container.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static int digit(int c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void from_hex(struct buf *out, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] == '"') {
            for (i++; i < size && bytes[i] != '"'; i++)
                buf_char(out, (char)bytes[i]);
        } else if (i + 1 < size && digit(bytes[i]) >= 0 && digit(bytes[i + 1]) >= 0) {
            buf_u8(out, (uint8_t)(digit(bytes[i]) << 4 | digit(bytes[i + 1])));
            i++;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct pack_limits limits = { .file = 1 << 22, .entry = 1 << 20, .total = 1 << 22, .entries = 100 };
    struct buf file = BUF_INIT;
    struct pack *pack = NULL;
    struct error error = { 0 };
    if (size >= 3 && memcmp(bytes, "HEX", 3) == 0)
        from_hex(&file, bytes + 3, size - 3);
    else
        buf_add(&file, bytes, size);
    int fd = memfd_create("pack", MFD_CLOEXEC);
    if (fd < 0 || write(fd, file.data, file.length) != (ssize_t)file.length)
        abort();
    int code = pack_open_fd(fd, "fuzz.pack", NULL, PACK_ALLOW_UNSIGNED | PACK_ALLOW_UNKNOWN_KEY, &limits, &pack, &error);
    if ((code == 0) != (pack != NULL) || (code < 0 && !error.message))
        abort();
    if (pack) {
        for (size_t i = 0; i < pack_entry_count(pack); i++)
            if (pack_path_fault(pack_entry(pack, i)->name, strlen(pack_entry(pack, i)->name)))
                abort();
        pack_check(pack, NULL, NULL, &error);
    }
    pack_close(pack);
    close(fd);
    buf_release(&file);
    return 0;
}
