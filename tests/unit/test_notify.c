/* A service manager is told in one datagram, and only where it asked. */
#include "check_main.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "keeper/notify.h"

/* A manager's socket of that name; bytes: of its name in the address. */
static int manager(const char *name, size_t length)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    memcpy(address.sun_path, name, length);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)), 0);
    return fd;
}

static void hears(int fd, const char *want)
{
    char heard[64];
    ssize_t length = recv(fd, heard, sizeof heard - 1, 0);
    ck_assert_int_ge(length, 0);
    heard[length] = 0;
    ck_assert_str_eq(heard, want);
}

START_TEST(what_nobody_asked_for_is_not_sent)
{
    char longest[sizeof ((struct sockaddr_un *)0)->sun_path + 1];
    unsetenv("NOTIFY_SOCKET");
    ck_assert(!notify_send(NOTIFY_READY));
    static const char *const odd[] = { "", "/", "@", "relative", "vsock:2:1234", "/no/such/place" };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        setenv("NOTIFY_SOCKET", odd[i], 1);
        ck_assert_msg(!notify_send(NOTIFY_READY), "%s", odd[i]);
    }
    memset(longest, 'a', sizeof longest - 1);
    longest[0] = '/';
    longest[sizeof longest - 1] = 0;
    setenv("NOTIFY_SOCKET", longest, 1);
    ck_assert(!notify_send(NOTIFY_READY));
}
END_TEST

START_TEST(a_manager_hears_each_word_once)
{
    char folder[] = "/tmp/kiosk-notify-XXXXXX", path[64];
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/socket", folder);
    int fd = manager(path, strlen(path) + 1);
    setenv("NOTIFY_SOCKET", path, 1);
    ck_assert(notify_send(NOTIFY_READY));
    ck_assert(notify_send(NOTIFY_ALIVE));
    hears(fd, "READY=1");
    hears(fd, "WATCHDOG=1");
    ck_assert_int_lt(recv(fd, path, sizeof path, 0), 0);
    close(fd);
    snprintf(path, sizeof path, "%s/socket", folder);
    ck_assert(!notify_send(NOTIFY_ALIVE));       /* the manager is gone */
    unlink(path);
    rmdir(folder);
}
END_TEST

START_TEST(an_abstract_name_works_as_well)
{
    char name[64];
    int length = snprintf(name, sizeof name, "@kiosk-notify-%ld", (long)getpid());
    char bytes[64];
    memcpy(bytes, name, sizeof bytes);
    bytes[0] = 0;
    int fd = manager(bytes, (size_t)length);
    setenv("NOTIFY_SOCKET", name, 1);
    ck_assert(notify_send(NOTIFY_ENDING));
    hears(fd, "STOPPING=1");
    close(fd);
}
END_TEST

TEST_MAIN("notify", what_nobody_asked_for_is_not_sent, a_manager_hears_each_word_once, an_abstract_name_works_as_well)
