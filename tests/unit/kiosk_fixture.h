/*
 * A keeper in the test's own process, and kiosks that speak frames with it over socket pairs. Clock, chance and machine are the test's own.
 */
#ifndef TESTS_KIOSK_FIXTURE_H
#define TESTS_KIOSK_FIXTURE_H

#include <ftw.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/id.h"
#include "keeper/centre.h"
#include "keeper/keeper.h"
#include "keeper/protocol.h"

#define BOOT "00000000-0000-4000-8000-000000000001"

static char folder[64];
static struct keeper *keeper;
static room_look *room;                          /* NULL: the system's */
static struct fixed_clock hands;
static struct seeded_source chance;
static struct arena arena;
static struct error error;

static inline int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static inline void open_keeper(void)
{
    const struct keeper_options options = { .centre = folder, .hardware = "board 1", .boot = BOOT, .sound = true, .clock = &hands.clock,
                                            .random = &chance.source, .room = room };
    char text[400];
    error_clear(&error);
    int code = keeper_open(&keeper, &options, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static inline void start(const struct settings *settings)
{
    snprintf(folder, sizeof folder, "/tmp/test-keeper-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(centre_make(folder, settings, &error), 0);
    fixed_clock_init(&hands, 1790000000000);
    seeded_source_init(&chance, 42);
    arena_init(&arena, NULL, 0);
    open_keeper();
}

static inline void finish(void)
{
    keeper_free(keeper);
    keeper = NULL;
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A kiosk that speaks frames. */
struct kiosk {
    int fd;
    uint32_t number;
    struct buf in;
};

static inline void plug_in(struct kiosk *kiosk)
{
    int pair[2];
    ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    *kiosk = (struct kiosk){ .fd = pair[0], .in = BUF_INIT };
    ck_assert_int_eq(keeper_add(keeper, pair[1], false, &error), 0);
}

static inline void unplug(struct kiosk *kiosk)
{
    close(kiosk->fd);
    buf_release(&kiosk->in);
}

static inline void send_only(struct kiosk *kiosk, enum message_kind kind, uint32_t number, const void *ask)
{
    struct buf bytes = BUF_INIT;
    ck_assert_int_eq(frame_ask(&bytes, kind, number, ask, &error), 0);
    ck_assert_int_eq(file_write_all(kiosk->fd, bytes.data, bytes.length), 0);
    buf_release(&bytes);
}

/* What has come back so far: true where there is a whole answer to be had. */
static inline bool fetch(struct kiosk *kiosk, struct frame *frame)
{
    char bytes[65536];
    ssize_t got;
    while ((got = recv(kiosk->fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0)
        buf_add(&kiosk->in, bytes, (size_t)got);
    return frame_read(kiosk->in.data, kiosk->in.length, frame, NULL) == 1;
}

static inline int answer_of(struct kiosk *kiosk, void *answer)
{
    struct frame frame;
    char unused[4096];
    for (int round = 0; round < 20 && !fetch(kiosk, &frame); round++)
        ck_assert_int_eq(keeper_round(keeper, 0, &error), 0);
    ck_assert_int_eq(fetch(kiosk, &frame), true);
    error_clear(&error);
    int code = frame_read_answer(&frame, &arena, answer ? answer : (void *)unused, &error);
    memmove(kiosk->in.data, kiosk->in.data + frame.size, kiosk->in.length - frame.size);
    buf_cut(&kiosk->in, kiosk->in.length - frame.size);
    return code;
}

static inline int ask_it(struct kiosk *kiosk, enum message_kind kind, const void *ask, void *answer)
{
    static const char nothing[512];
    send_only(kiosk, kind, ++kiosk->number, ask ? ask : nothing);
    return answer_of(kiosk, answer);
}

static inline int hello_as(struct kiosk *kiosk, const char *client, const char *session, bool command, struct keeper_hello *hello)
{
    const struct ask_hello ask = { .version = KEEPER_VERSION, .client = client, .session = session, .command = command };
    return ask_it(kiosk, MESSAGE_hello, &ask, hello);
}

static inline void new_kiosk(struct kiosk *kiosk)
{
    plug_in(kiosk);
    ck_assert_int_eq(hello_as(kiosk, "", "", false, NULL), 0);
}

static inline const char *enrol(const char *name, const char *pin, int role)
{
    struct kiosk command;
    struct keeper_pin made;
    plug_in(&command);
    ck_assert_int_eq(hello_as(&command, "", "", true, NULL), 0);
    const struct ask_enrol ask = { .name = name, .pin = pin, .language = "en", .role = role };
    ck_assert_int_eq(ask_it(&command, MESSAGE_enrol, &ask, &made), 0);
    unplug(&command);
    return made.number;
}

static inline int sign_in(struct kiosk *kiosk, const char *number, const char *pin, struct keeper_signed *answer)
{
    const struct ask_sign_in ask = { .number = number, .pin = pin };
    return ask_it(kiosk, MESSAGE_sign_in, &ask, answer);
}

#define ATTEMPT "01890000-0000-7000-8000-00000000000a"
static inline struct keeper_event started(const char *attempt)
{
    return (struct keeper_event){ .kind = "attempt-started", .attempt = attempt, .pack = "skills", .version = "1.0.0", .unit = "post-test",
                                  .language = "en", .data = "{\"seed\":7,\"mode\":\"test\",\"questions\":3}" };
}
static inline struct keeper_event answered(const char *attempt, const char *item, const char *data)
{
    return (struct keeper_event){ .kind = "answered", .attempt = attempt, .pack = "skills", .version = "1.0.0", .unit = "post-test",
                                  .language = "en", .item = item, .data = data };
}
static inline struct keeper_event submitted(const char *attempt)
{
    return (struct keeper_event){ .kind = "attempt-submitted", .attempt = attempt, .pack = "skills", .version = "1.0.0", .unit = "post-test",
                                  .data = "{\"marks\":1,\"possible\":3,\"passed\":0,\"seconds\":9}" };
}
static inline int append(struct kiosk *kiosk, const struct keeper_event *events, size_t count, struct keeper_appended *appended)
{
    const struct ask_append ask = { .events = events, .count = count };
    return ask_it(kiosk, MESSAGE_append, &ask, appended);
}

#endif
