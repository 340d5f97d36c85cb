#include "keeper/machine.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/timex.h>
#include <unistd.h>

/* No clock that is right shows less: 2025-01-01. A clock whose battery is empty begins at 1970 or 2000. */
#define EARLIEST_SECOND 1735689600LL

/* One line of a small file of the system's that everybody may read: else the answer would depend on who asks, and root would take the machine for another one. */
static bool read_line(const char *root, const char *path, char *text, size_t size)
{
    char whole[PATH_MAX];
    struct stat status;
    if (snprintf(whole, sizeof whole, "%s%s", root, path) >= (int)sizeof whole)
        return false;
    int fd = open(whole, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return false;
    ssize_t length = -1;
    if (fstat(fd, &status) == 0 && (status.st_mode & S_IROTH))
        length = read(fd, text, size - 1);
    close(fd);
    if (length <= 0)
        return false;
    text[length] = 0;
    text[strcspn(text, "\n")] = 0;
    for (char *at = text; *at; at++)
        if (*at < ' ' || *at > '~')
            *at = '?';
    return *text != 0;
}

static bool board(const char *root, char *text, size_t size)
{
    /* the first is for machines whose UUID only root may read: a boot script puts it there */
    static const char *const places[] = { "/run/empretec-kiosk/machine", "/proc/device-tree/serial-number",
                                          "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/board_serial" };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (read_line(root, places[i], text, size))
            return true;
    return false;
}

static bool disk(const char *root, const char *path, char *text, size_t size)
{
    /* in the disk's folder, or, where path lies on a partition, in the folder above */
    static const char *const places[] = { "device/cid", "device/serial", "device/wwid", "wwid", "serial",
                                          "../device/cid", "../device/serial", "../device/wwid", "../wwid" };
    struct stat status;
    if (stat(path, &status) != 0)
        return false;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char place[200];
        snprintf(place, sizeof place, "/sys/dev/block/%u:%u/%s", major(status.st_dev), minor(status.st_dev), places[i]);
        if (read_line(root, place, text, size))
            return true;
    }
    return false;
}

bool machine_identity(const char *root, const char *path, char *text, size_t size)
{
    char board_text[200], disk_text[200];
    bool has_board = board(root, board_text, sizeof board_text), has_disk = disk(root, path, disk_text, sizeof disk_text);
    if (!has_board && !has_disk)
        return false;
    int length = snprintf(text, size, "board %s disk %s", has_board ? board_text : "-", has_disk ? disk_text : "-");
    return length > 0 && (size_t)length < size;
}

bool machine_boot(const char *root, char boot[UUID_SIZE])
{
    char text[100];
    if (!read_line(root, "/proc/sys/kernel/random/boot_id", text, sizeof text) || strlen(text) != UUID_SIZE - 1)
        return false;
    memcpy(boot, text, UUID_SIZE);
    return true;
}

bool machine_clock_sound(const char *root)
{
    char text[100];
    if (read_line(root, "/sys/class/rtc/rtc0/since_epoch", text, sizeof text) && strtoll(text, NULL, 10) >= EARLIEST_SECOND)
        return true;
    if (*root)
        return false;
    struct timex state = { 0 };
    return adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}
