/*
 * kiosk-vt: brings one of the machine's consoles to the front and keeps it there: Alt with an arrow or a function key then leads to no other. The unit of the kiosk runs it as root
 * before the kiosk, since the kernel asks for CAP_SYS_TTY_CONFIG; so it does nothing else, and believes nothing of what it is given.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/vt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define CONSOLE_MAJOR 4                          /* of the kernel's list of devices: tty0 to tty63, then serial lines */

static const char usage[] =
    "Usage: kiosk-vt lock|unlock CONSOLE\n"
    "Keep the screen on one console, such as /dev/tty1, or let it be changed again.\n"
    "\n"
    "      --help     this text\n"
    "      --version  the version\n";

static int fail(const char *console, const char *what)
{
    fprintf(stderr, "kiosk-vt: %s: %s\n", console, what);
    return EXIT_FAILURE;
}

static int fail_system(const char *console, const char *what)
{
    fprintf(stderr, "kiosk-vt: %s: %s: %s\n", console, what, strerror(errno));
    return EXIT_FAILURE;
}

/* The console's number, or 0. Looked at before it is opened: opening a device may do something already. */
static unsigned console_number(const char *path, struct stat *status)
{
    if (stat(path, status) < 0 || !S_ISCHR(status->st_mode) || major(status->st_rdev) != CONSOLE_MAJOR)
        return 0;
    return minor(status->st_rdev) < MAX_NR_CONSOLES ? minor(status->st_rdev) : 0;
}

static int lock_console(int fd, const char *path, unsigned number)
{
    /* a lock that is there already, of a kiosk that was killed, would keep the wrong console in front */
    if (ioctl(fd, VT_UNLOCKSWITCH, 0) < 0)
        return fail_system(path, "switching cannot be unlocked; this needs CAP_SYS_TTY_CONFIG");
    if (ioctl(fd, VT_ACTIVATE, number) < 0 || ioctl(fd, VT_WAITACTIVE, number) < 0)
        return fail_system(path, "it cannot be brought to the front");
    if (ioctl(fd, VT_LOCKSWITCH, 0) < 0)
        return fail_system(path, "switching cannot be locked");
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct stat before, opened;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return EXIT_SUCCESS;
    }
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        printf("kiosk-vt (%s) %s\n", PACKAGE_NAME, PACKAGE_VERSION);
        return EXIT_SUCCESS;
    }
    bool lock = argc == 3 && strcmp(argv[1], "lock") == 0;
    if (!lock && !(argc == 3 && strcmp(argv[1], "unlock") == 0)) {
        fputs("kiosk-vt: say lock or unlock, and a console such as /dev/tty1\n", stderr);
        return 2;
    }
    const char *path = argv[2];
    unsigned number = console_number(path, &before);
    if (!number)
        return fail(path, "this is no console of the machine; name one from /dev/tty1 to /dev/tty63");
    int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return fail_system(path, "it cannot be opened");
    int code;
    if (fstat(fd, &opened) < 0 || opened.st_rdev != before.st_rdev)
        code = fail(path, "another device took its place; try again");
    else if (lock)
        code = lock_console(fd, path, number);
    else
        code = ioctl(fd, VT_UNLOCKSWITCH, 0) < 0 ? fail_system(path, "switching cannot be unlocked; this needs CAP_SYS_TTY_CONFIG") : EXIT_SUCCESS;
    close(fd);
    return code;
}
