#include "slips.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/intl.h"
#include "base/text.h"

#define WIDTH 70

int slips_open(struct slips *slips, const char *path, const char *centre, struct error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) {
        error_at(error, path, 0, 0);
        return errno == EEXIST ? error_set(error, ERROR_EXISTS, N_("this file is there already, and may hold PINs that stand nowhere else; name another one"))
                               : error_system(error, errno, N_("the slips cannot be written here"));
    }
    *slips = (struct slips){ .fd = fd, .path = path, .centre = centre };
    return file_sync_folder(path, error);
}

static void put_line(struct buf *out, const char *before, const char *text)
{
    struct buf clean = BUF_INIT;
    text_clean(&clean, text, strlen(text), false);
    out->failed = out->failed || buf_failed(&clean);
    buf_text(out, before);
    text_shorten(out, clean.data, clean.length, WIDTH, false);
    buf_char(out, '\n');
    buf_release(&clean);
}

int slips_add(struct slips *slips, const char *name, const char *number, const char *pin, struct error *error)
{
    struct buf out = BUF_INIT;
    if (slips->count && slips->count % SLIPS_ON_PAGE == 0)
        buf_char(&out, '\f');
    put_line(&out, "  ", slips->centre);
    buf_char(&out, '\n');
    put_line(&out, "  ", name);
    buf_char(&out, '\n');
    buf_format(&out, _("  Number:  %s\n"), number);
    buf_format(&out, _("  PIN:     %s\n"), pin);
    buf_char(&out, '\n');
    put_line(&out, "  ", _("With both you sign in at any terminal. Tell nobody your PIN."));
    buf_char(&out, '\n');
    for (int i = 0; i < WIDTH / 2; i++)
        buf_text(&out, "- ");
    buf_char(&out, '\n');
    int code = buf_failed(&out) ? error_memory(error) : 0;
    int failed = code ? 0 : -file_write_all(slips->fd, out.data, out.length);
    if (!code && !failed && fsync(slips->fd) != 0)
        failed = errno;
    if (failed) {
        error_at(error, slips->path, 0, 0);
        code = error_system(error, failed, N_("the slip of the number %s cannot be written; kiosk-admin pin gives a new PIN"), number);
    }
    if (out.length)
        explicit_bzero(out.data, out.length);
    buf_release(&out);
    slips->count += !code;
    return code;
}

void slips_close(struct slips *slips)
{
    if (slips->fd >= 0)
        close(slips->fd);
    slips->fd = -1;
}
