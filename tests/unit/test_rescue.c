/* A damaged database brings itself back: whatever page is bad, nothing that was recorded is lost. */
#include "check_main.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "records/aside.h"
#include "records/people.h"
#include "records/pin.h"
#include "records/rows.h"
#include "records/snapshot.h"
#include "records_fixture.h"

#define PAGE 4096
#define HASH "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA"
#define PEOPLE 12

static struct fixture fixture;
static struct error error;
static char ids[PEOPLE][UUID_SIZE];
static int64_t events;

static void good(int code)
{
    char text[1024];
    ck_assert_msg(code == 0, "%s", error_text(&error, NULL, text, sizeof text));
}

static void add_person(int number)
{
    char name[40], learner[LEARNER_NUMBER_SIZE];
    snprintf(name, sizeof name, "Amina Diallo %d", number);
    const struct person person = { .name = name, .role = number == 0 ? ROLE_MANAGER : ROLE_LEARNER };
    good(people_add(fixture.records, &person, HASH, NULL, ids[number], learner, &error));
}

static void write_text(const char *item, const char *text)
{
    struct event event = answer_event(AMINA, item, NULL);
    event.body = text;
    event.body_length = strlen(text);
    append(fixture.records, event);
}

static char long_text[9000];                     /* fills pages of its own */

/* Half of it before the snapshot, half behind it. */
static void fill(bool snapshot)
{
    memset(long_text, 'w', sizeof long_text - 1);
    fixture_init(&fixture);
    fixture_open(&fixture);
    append(fixture.records, start_event(AMINA));
    for (int i = 0; i < PEOPLE; i++) {
        char item[20];
        add_person(i);
        snprintf(item, sizeof item, "question-%d", i);
        append(fixture.records, answer_event(AMINA, item, "1,3"));
        write_text(item, i % 4 == 1 ? long_text : "What I sell, and to whom.");
        if (snapshot && i == PEOPLE / 2) {
            int64_t number = records_next_rows(fixture.records);
            good(snapshot_make(fixture.folder, number, &error));
        }
    }
    events = records_seq(fixture.records);
    fixture_close(&fixture);
}

static void check_text(const char *origin, int64_t seq, const char *text)
{
    struct buf body = BUF_INIT;
    good(log_body(fixture.records, origin, seq, &body, &error));
    ck_assert_uint_eq(body.length, strlen(text));
    ck_assert_mem_eq(body.data, text, body.length);
    buf_release(&body);
}

struct seen {
    int64_t events, texts;
    char origin[UUID_SIZE];
};

static int see(void *context, const struct event *event, const char *line, size_t length, struct error *ignored)
{
    struct seen *seen = context;
    (void)line, (void)length, (void)ignored;
    if (event->seq == 1 && !seen->events)
        snprintf(seen->origin, sizeof seen->origin, "%s", event->origin);
    if (strcmp(event->origin, seen->origin) != 0)
        return 0;
    seen->events++;
    if (event->payload) {
        seen->texts++;
        check_text(event->origin, event->seq, strcmp(event->item, "question-1") == 0 || strcmp(event->item, "question-5") == 0 || strcmp(event->item, "question-9") == 0
                                                  ? long_text : "What I sell, and to whom.");
    }
    return 0;
}

/* All events of the first origin, each text, each person with name, number and PIN. */
static void nothing_lost(void)
{
    struct seen seen = { 0 };
    struct arena arena;
    struct person person;
    char hash[PIN_HASH_SIZE], name[40];
    good(log_each(fixture.records, NULL, 1, INT64_MAX, see, &seen, &error));
    ck_assert_int_eq(seen.events, events);
    ck_assert_int_eq(seen.texts, PEOPLE);
    arena_init(&arena, NULL, 0);
    for (int i = 0; i < PEOPLE; i++) {
        snprintf(name, sizeof name, "Amina Diallo %d", i);
        good(people_get(fixture.records, ids[i], &arena, &person, &error));
        ck_assert_str_eq(person.name, name);
        good(people_pin(fixture.records, ids[i], hash, &error));
        ck_assert_str_eq(hash, HASH);
    }
    arena_release(&arena);
    fixture_content(fixture.records);
}

/* As the keeper does it, with a night in between where the start finds nothing. *rescued: it was needed. */
static void open_again(struct rescue *rescue, bool *rescued)
{
    error_clear(&error);
    *rescue = (struct rescue){ .aside = "" };
    *rescued = false;
    struct records_options options = fixture.options;
    options.create = false;
    int code = records_look_first(fixture.folder, &error);
    if (!code)
        code = records_open(&fixture.records, &options, &error);
    if (!code && snapshot_make(fixture.folder, records_next_rows(fixture.records), NULL) == ERROR_DAMAGED) {
        fixture_close(&fixture);                 /* within a text, say: its digest tells */
        code = records_look_first(fixture.folder, &error);
    }
    if (code) {
        ck_assert_int_eq(code, ERROR_DAMAGED);
        error_clear(&error);
        good(records_rescue(&options, rescue, &error));
        *rescued = true;
        good(records_open(&fixture.records, &options, &error));
    }
}

static void path_of(char path[200], const char *name) { snprintf(path, 200, "%s/%s", fixture.folder, name); }

static void put_back(const struct buf *whole, size_t length)
{
    char path[200];
    path_of(path, "records.db");
    good(file_write(path, whole->data, length, 0600, &error));
}

static void overwrite(size_t page, int byte)
{
    char path[200], bytes[PAGE];
    path_of(path, "records.db");
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    memset(bytes, byte, sizeof bytes);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, bytes, sizeof bytes, (off_t)(page * PAGE)), PAGE);
    close(fd);
}

/* The folder as it was, for the next page: what the rescue and the new origin have made goes. */
static void reset(const struct buf *whole, const char *copy)
{
    char command[600];
    snprintf(command, sizeof command, "rm -rf '%s' && cp -a '%s' '%s'", fixture.folder, copy, fixture.folder);
    ck_assert_int_eq(system(command), 0);
    put_back(whole, whole->length);
}

enum harm { HARM_ONES, HARM_ZEROS, HARM_CUT, HARMS };

static void each_page(bool snapshot)
{
    struct buf whole = BUF_INIT;
    char path[200], copy[200], command[600];
    size_t rescues = 0;
    fill(snapshot);
    path_of(path, "records.db");
    good(file_read(path, 64 << 20, &whole, &error));
    size_t pages = whole.length / PAGE;
    ck_assert_uint_gt(pages, 40);
    snprintf(copy, sizeof copy, "%s.copy", fixture.folder);
    snprintf(command, sizeof command, "cp -a '%s' '%s'", fixture.folder, copy);
    ck_assert_int_eq(system(command), 0);
    for (size_t page = 0; page < pages; page++)
        for (enum harm harm = 0; harm < HARMS; harm++) {
            struct rescue rescue;
            bool rescued;
            reset(&whole, copy);
            if (harm == HARM_CUT)
                put_back(&whole, page * PAGE);
            else
                overwrite(page, harm == HARM_ONES ? 0xff : 0);
            open_again(&rescue, &rescued);
            if (rescued) {
                rescues++;
                ck_assert_int_eq(rescue.texts, 0);
                ck_assert_int_eq(rescue.people, 0);
                ck_assert(!rescue.gap);
                ck_assert_int_eq(rescue.events, events);
                ck_assert_int_eq(strncmp(rescue.aside, "set-aside/20", 12), 0);
                snprintf(path, sizeof path, "%s/%s/records.db", fixture.folder, rescue.aside);
                ck_assert_int_eq(access(path, F_OK), 0);
                ck_assert_int_eq(records_seq(fixture.records) > 0 && records_seq(fixture.records) < events, 1); /* of a new origin */
            }
            nothing_lost();
            fixture_close(&fixture);
        }
    ck_assert_uint_gt(rescues, 2 * pages);       /* a page that is free may be anything */
    remove_tree(copy);
    buf_release(&whole);
    fixture_release(&fixture);
}

START_TEST(each_page_in_turn_behind_a_snapshot) { each_page(true); }
END_TEST

START_TEST(each_page_in_turn_with_rows_from_the_beginning) { each_page(false); }
END_TEST

START_TEST(without_snapshot_and_rows_nothing_is_touched)
{
    struct rescue rescue;
    char path[200], text[700];
    fill(false);
    path_of(path, "rows/1.rows");
    ck_assert_int_eq(unlink(path), 0);
    overwrite(0, 0xff);
    ck_assert_int_eq(records_look_first(fixture.folder, &error), ERROR_DAMAGED);
    error_clear(&error);
    ck_assert_int_eq(records_rescue(&fixture.options, &rescue, &error), ERROR_NOT_FOUND);
    snprintf(path, sizeof path, "%s: there is no snapshot of the records here, so people and texts would be missing: restore a backup (kiosk-admin restore)", fixture.folder);
    ck_assert_str_eq(error_text(&error, NULL, text, sizeof text), path);
    path_of(path, "records.db");
    ck_assert_int_eq(access(path, F_OK), 0);
    path_of(path, "set-aside");
    ck_assert_int_ne(access(path, F_OK), 0);
    path_of(path, "records.db.new");
    ck_assert_int_ne(access(path, F_OK), 0);
    fixture_release(&fixture);
}
END_TEST

/* What is missing is counted, and the rest comes back. */
START_TEST(rows_that_were_cut_off_are_said)
{
    struct rescue rescue;
    bool rescued;
    char path[200];
    struct stat status;
    fill(true);
    path_of(path, "rows/2.rows");
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_eq(truncate(path, status.st_size - 10), 0);
    overwrite(0, 0xff);
    open_again(&rescue, &rescued);
    ck_assert(rescued);
    ck_assert(rescue.gap);
    ck_assert_int_eq(rescue.texts, 1);           /* the very last one */
    ck_assert_int_eq(rescue.people, 0);
    ck_assert_int_eq(rescue.events, events);
    fixture_release(&fixture);
}
END_TEST

/* The journal was cut off too, as by a power cut: what it lacks is read from the damaged file, as far as that goes. */
START_TEST(the_damaged_file_completes_the_journal)
{
    struct rescue rescue;
    bool rescued;
    char path[200], command[600];
    fill(true);
    snprintf(command, sizeof command, "for f in '%s'/journal/*.tsv; do head -n -3 \"$f\" > \"$f.x\" && mv \"$f.x\" \"$f\"; done", fixture.folder);
    ck_assert_int_eq(system(command), 0);
    struct buf whole = BUF_INIT;
    path_of(path, "records.db");
    good(file_read(path, 64 << 20, &whole, &error));
    /* a page that only people are on */
    size_t page = 0;
    for (size_t i = 1; i < whole.length / PAGE && !page; i++)
        if (memmem(whole.data + i * PAGE, PAGE, "Amina Diallo 11", 15) && !memmem(whole.data + i * PAGE, PAGE, "question", 8))
            page = i;
    ck_assert_uint_gt(page, 0);
    buf_release(&whole);
    overwrite(page, 0xff);
    open_again(&rescue, &rescued);
    ck_assert(rescued);
    ck_assert_int_eq(rescue.read, 3);
    ck_assert_int_eq(rescue.events, events);
    nothing_lost();
    fixture_release(&fixture);
}
END_TEST

/* Neither journal nor damaged file has them any more, but the damaged file knows that there were some. */
START_TEST(events_that_are_lost_are_numbered)
{
    struct rescue rescue;
    struct aside aside;
    char command[600];
    sqlite3 *db;
    fill(true);
    snprintf(command, sizeof command, "%s/records.db", fixture.folder);
    ck_assert_int_eq(sqlite3_open(command, &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "PRAGMA foreign_keys = OFF; DELETE FROM event WHERE seq > (SELECT max(seq) - 3 FROM event)", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    snprintf(command, sizeof command, "for f in '%s'/journal/*.tsv; do head -n -3 \"$f\" > \"$f.x\" && mv \"$f.x\" \"$f\"; done", fixture.folder);
    ck_assert_int_eq(system(command), 0);
    records_suspect(fixture.folder);
    struct records_options options = fixture.options;
    options.create = false;
    good(records_rescue(&options, &rescue, &error));
    ck_assert_int_eq(rescue.lost, 3);
    ck_assert_int_eq(rescue.lost_first, events - 2);
    ck_assert_int_eq(rescue.lost_last, events);
    ck_assert(rescue.sure);
    ck_assert(aside_unread(fixture.folder, &aside));
    ck_assert_str_eq(aside.name, rescue.aside + strlen("set-aside/"));
    ck_assert_int_eq(aside.lost, 3);
    ck_assert_int_eq(aside.first, events - 2);
    ck_assert_int_eq(aside.last, events);
    ck_assert(aside.sure && !aside.read);
    fixture_release(&fixture);
}
END_TEST

static size_t asides(void)
{
    struct aside rows[ASIDE_ROWS];
    size_t count;
    good(aside_list(fixture.folder, rows, &count, &error));
    return count;
}

/* Three are kept; what no manager has read is kept above that. */
START_TEST(the_oldest_go_when_they_were_read)
{
    static const char *const names[] = { "20260401-100000-10", "20260401-100000-2", "20260401-100000", "20260402-100000", "20260403-100000" };
    struct aside rows[ASIDE_ROWS];
    char path[200], text[200];
    size_t count;
    fill(false);
    ck_assert_uint_eq(asides(), 0);
    ck_assert(!aside_unread(fixture.folder, &rows[0]));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(text, sizeof text, "set-aside/%s", names[i]);
        path_of(path, text);
        good(folder_make(path, 0700, &error));
        snprintf(path, sizeof path, "%s/%s/records.db", fixture.folder, text);
        good(file_write(path, "x", 1, 0600, &error));
    }
    path_of(path, "set-aside/notes");
    good(folder_make(path, 0700, &error));
    aside_trim(fixture.folder);
    good(aside_list(fixture.folder, rows, &count, &error));
    ck_assert_uint_eq(count, 5);
    ck_assert_str_eq(rows[0].name, "20260401-100000");
    ck_assert_str_eq(rows[1].name, "20260401-100000-2");
    ck_assert_str_eq(rows[2].name, "20260401-100000-10");
    ck_assert_str_eq(rows[2].day, "2026-04-01");
    ck_assert(!rows[2].sure);
    good(aside_mark(fixture.folder, "20260401-100000-2", &error));
    ck_assert_uint_eq(asides(), 4);
    good(aside_mark(fixture.folder, "20260403-100000", &error));  /* goes: it is the only one that was read */
    ck_assert_uint_eq(asides(), 3);
    good(aside_mark(fixture.folder, "20260401-100000", &error));
    ck_assert_uint_eq(asides(), 3);
    path_of(path, "set-aside/20260401-100000/records.db");
    ck_assert_int_eq(access(path, F_OK), 0);
    ck_assert_int_eq(aside_mark(fixture.folder, "../keys", &error), ERROR_NOT_FOUND);
    ck_assert_str_eq(error_text(&error, NULL, text, sizeof text), "nothing of this name was set aside");
    error_clear(&error);
    path_of(path, "set-aside/notes");
    ck_assert_int_eq(access(path, F_OK), 0);
    fixture_release(&fixture);
}
END_TEST

/* Who was erased does not come back, and is in no older file once there is a new snapshot. */
START_TEST(the_erased_stay_erased)
{
    struct rescue rescue;
    bool rescued;
    char command[600];
    struct person person;
    struct arena arena;
    fill(true);
    fixture_open(&fixture);
    good(people_erase(fixture.records, ids[2], NULL, &error));
    ck_assert(records_snapshot_due(fixture.records));
    fixture_close(&fixture);
    overwrite(0, 0xff);
    open_again(&rescue, &rescued);
    ck_assert(rescued);
    ck_assert_int_eq(rescue.people, 0);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(people_get(fixture.records, ids[2], &arena, &person, &error), ERROR_NOT_FOUND);
    error_clear(&error);
    good(people_get(fixture.records, ids[3], &arena, &person, &error));
    arena_release(&arena);
    good(snapshot_make(fixture.folder, records_next_rows(fixture.records), &error));
    snprintf(command, sizeof command, "! grep -qsr 'Amina Diallo 2' '%s/rows' '%s/snapshot'", fixture.folder, fixture.folder);
    ck_assert_int_eq(system(command), 0);
    fixture_release(&fixture);
}
END_TEST

/* When the damaged file had gone aside, and half a new one lay there. */
START_TEST(a_rescue_that_was_killed_is_done_again)
{
    struct rescue rescue;
    char path[200], to[200];
    fill(true);
    path_of(path, "records.db");
    path_of(to, "records.db.new");
    ck_assert_int_eq(rename(path, to), 0);
    ck_assert_int_eq(truncate(to, 3 * PAGE + 100), 0);
    struct records_options options = fixture.options;
    options.create = false;
    ck_assert_int_eq(records_open(&fixture.records, &options, &error), ERROR_NOT_FOUND);
    error_clear(&error);
    good(records_rescue(&options, &rescue, &error));
    good(records_open(&fixture.records, &options, &error));
    nothing_lost();
    fixture_release(&fixture);
}
END_TEST

START_TEST(damage_under_an_open_database_is_remembered)
{
    struct arena arena;
    struct person person;
    struct buf whole = BUF_INIT;
    char path[200];
    fill(true);
    path_of(path, "records.db");
    good(file_read(path, 64 << 20, &whole, &error));
    fixture_open(&fixture);
    ck_assert(!records_failed(fixture.records));
    for (size_t page = 1; page < whole.length / PAGE; page++)
        if (memmem(whole.data + page * PAGE, PAGE, "Amina Diallo 3", 14))
            overwrite(page, 0xff);
    arena_init(&arena, NULL, 0);
    ck_assert_int_eq(people_get(fixture.records, ids[3], &arena, &person, &error), ERROR_DAMAGED);
    ck_assert(records_failed(fixture.records));
    error_clear(&error);
    records_suspect(fixture.folder);
    fixture_close(&fixture);
    struct rescue rescue;
    bool rescued;
    open_again(&rescue, &rescued);
    ck_assert(rescued);
    nothing_lost();
    path_of(path, SNAPSHOT_SUSPECT);
    ck_assert_int_ne(access(path, F_OK), 0);
    arena_release(&arena);
    buf_release(&whole);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("rescue", events_that_are_lost_are_numbered, the_oldest_go_when_they_were_read, damage_under_an_open_database_is_remembered, each_page_in_turn_behind_a_snapshot, each_page_in_turn_with_rows_from_the_beginning, without_snapshot_and_rows_nothing_is_touched, rows_that_were_cut_off_are_said,
          the_damaged_file_completes_the_journal, the_erased_stay_erased, a_rescue_that_was_killed_is_done_again)
