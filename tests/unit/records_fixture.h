/*
 * A centre's folder for a test, with a clock and a chance that follow from the test alone.
 */
#ifndef TESTS_RECORDS_FIXTURE_H
#define TESTS_RECORDS_FIXTURE_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "records/check.h"
#include "records/log.h"
#include "records/records.h"

#define BOOT_A "11111111-2222-4333-8444-555555555555"
#define BOOT_B "11111111-2222-4333-8444-666666666666"
#define AMINA "01930000-0000-7000-8000-000000000001"
#define BEN "01930000-0000-7000-8000-000000000002"
#define GUEST "01930000-0000-7000-8000-000000000009"
#define ATTEMPT "01930000-0000-7000-8000-0000000000a1"
#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define START 1763900000000

struct fixture {
    char folder[64];
    struct fixed_clock clock;
    struct seeded_source random;
    struct records_options options;
    struct records *records;
};

static inline void fixture_init(struct fixture *fixture)
{
    memset(fixture, 0, sizeof *fixture);
    /* in memory where that can be: hundreds of openings sync thousands of times */
    snprintf(fixture->folder, sizeof fixture->folder, "%s/test-records-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(fixture->folder));
    fixed_clock_init(&fixture->clock, START);
    seeded_source_init(&fixture->random, 1);
    fixture->options = (struct records_options){ .folder = fixture->folder, .hardware = "board 1", .boot = BOOT_A, .sound = true, .create = true,
                                                 .clock = &fixture->clock.clock, .random = &fixture->random.source };
}

static inline void fixture_open(struct fixture *fixture)
{
    struct error error = { 0 };
    char text[1024];
    int code = records_open(&fixture->records, &fixture->options, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static inline void fixture_close(struct fixture *fixture)
{
    records_close(fixture->records);
    fixture->records = NULL;
}

static inline void fixture_reopen(struct fixture *fixture)
{
    fixture_close(fixture);
    fixture_open(fixture);
}

static inline void remove_tree(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char below[600];
        struct stat status;
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        path_join(below, sizeof below, path, entry->d_name);
        if (lstat(below, &status) == 0 && S_ISDIR(status.st_mode))
            remove_tree(below);
        else
            unlink(below);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

static inline void fixture_release(struct fixture *fixture)
{
    fixture_close(fixture);
    remove_tree(fixture->folder);
}

/* records_check must find nothing wrong. */
static inline void fixture_content(struct records *records)
{
    struct report report;
    struct error error = { 0 };
    struct check_summary summary = { 0 };
    char text[1024];
    report_init(&report);
    int code = records_check(records, &report, &summary, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
    if (report_failed(&report))
        ck_abort_msg("%s", error_text(&report.kept[0], NULL, text, sizeof text));
    report_release(&report);
}

static inline struct event answer_event(const char *actor, const char *item, const char *response)
{
    return (struct event){ .kind = EVENT_ANSWERED, .actor = actor, .attempt = ATTEMPT, .pack = "business-skills", .version = "1.0.0",
                           .unit = "post-test", .digest = DIGEST, .language = "en", .item = item,
                           .answered = { .seed = 42, .response = response, .seconds = 7 } };
}

static inline struct event start_event(const char *actor)
{
    return (struct event){ .kind = EVENT_ATTEMPT_STARTED, .actor = actor, .attempt = ATTEMPT, .pack = "business-skills", .version = "1.0.0",
                           .unit = "post-test", .digest = DIGEST, .language = "en",
                           .attempt_started = { .seed = 42, .mode = "test", .questions = 3, .settings = "time=30" } };
}

static inline void append(struct records *records, struct event event)
{
    struct error error = { 0 };
    char text[1024];
    int code = records_append(records, &event, 1, &error);
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

#endif
