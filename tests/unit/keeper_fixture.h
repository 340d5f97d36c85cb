/*
 * A centre with a keeper in a process of its own, a client that is a manager, and two coordinators, for a test.
 */
#ifndef TESTS_KEEPER_FIXTURE_H
#define TESTS_KEEPER_FIXTURE_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/id.h"
#include "coordinator_fixture.h"
#include "keeper/centre.h"
#include "keeper/client.h"

static char folder[64];
static struct client *client;
static struct arena arena;
static struct error error;
static struct party zambia, ghana;

static inline int remove_one(const char *path, const struct stat *status, int flag, struct FTW *walk)
{
    (void)status, (void)flag, (void)walk;
    return remove(path);
}

static inline void good(int code)
{
    char text[700];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static inline void open_client(void)
{
    good(client_open(&client, &(struct client_options){ .centre = folder, .spawn = true, .command = true, .timeout = 60000 }, &error));
}

static inline void start(void)
{
    snprintf(folder, sizeof folder, "%s/test-export-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    good(centre_make(folder, NULL, &error));
    arena_init(&arena, NULL, 0);
    party_make(&zambia, 1);
    party_make(&ghana, 2);
    open_client();
}

static inline void finish(void)
{
    client_free(client);
    client = NULL;
    arena_release(&arena);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline const char *in_folder(const char *name)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static inline int give(const struct party *party, const struct document *document, bool accept, struct keeper_document *answer)
{
    struct buf text = BUF_INIT;
    good(party_write(party, document, &text, &error));
    error_clear(&error);
    int code = client_document(client, &(struct ask_document){ .text = text.data, .accept = accept }, &arena, answer, &error);
    buf_release(&text);
    return code;
}

static inline void join(const struct party *party, const char *name)
{
    struct keeper_document answer;
    struct document document = party_invitation(party, 1, name);
    good(give(party, &document, true, &answer));
    ck_assert(answer.taken);
}

/* Somebody sits down as a guest, and so many events are written. */
static inline void learn(int events)
{
    struct keeper_signed signed_in;
    struct keeper_event rows[KEEPER_EVENTS];
    const struct keeper_event opened = { .kind = "page-read", .pack = "skills", .version = "1.0.0", .unit = "idea", .language = "en", .data = "{\"page\":1,\"seconds\":3}" };
    good(client_guest(client, &(struct ask_text){ .text = "en" }, &arena, &signed_in, &error));
    for (int i = 0; i < KEEPER_EVENTS; i++)
        rows[i] = opened;
    for (int left = events; left > 0; left -= KEEPER_EVENTS) {
        const struct ask_append ask = { .events = rows, .count = left < KEEPER_EVENTS ? (size_t)left : KEEPER_EVENTS };
        good(client_append(client, &ask, &arena, NULL, &error));
    }
    good(client_sign_out(client, &(struct ask_text){ .text = "asked" }, &arena, NULL, &error));
}

/* The first process that this one has started; 0 where there is none. */
static inline pid_t child_of(pid_t parent)
{
    pid_t found = 0;
    DIR *dir = opendir("/proc");
    for (struct dirent *entry; dir && !found && (entry = readdir(dir));) {
        char path[300];
        struct buf text = BUF_INIT;
        long ppid = 0;
        snprintf(path, sizeof path, "/proc/%.200s/stat", entry->d_name);
        if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' && file_read(path, 4096, &text, NULL) == 0) {
            const char *behind = strrchr(text.data, ')');
            if (behind && sscanf(behind, ") %*c %ld", &ppid) == 1 && ppid == parent)
                found = (pid_t)atol(entry->d_name);
        }
        buf_release(&text);
    }
    if (dir)
        closedir(dir);
    return found;
}

static inline pid_t keeper_process(void)
{
    struct buf text = BUF_INIT;
    good(file_read(in_folder("keeper.lock"), 100, &text, &error));
    pid_t pid = (pid_t)atol(text.data);
    buf_release(&text);
    return pid;
}

#endif
