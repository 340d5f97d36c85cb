/*
 * Each write cut short. A VFS beneath SQLite writes down all that is done to the database's files; the disk is then made anew as it would
 * be after a power cut behind each of these steps, whole, torn in the middle of the step, and with everything lost that was not synced yet. Whatever
 * was acknowledged until then must be there, and the check content.
 */
#include "check_main.h"

#include <sqlite3.h>

#include "records/people.h"
#include "records_fixture.h"

enum step_kind { STEP_WRITE, STEP_TRUNCATE, STEP_SYNC, STEP_DELETE };

struct step {
    enum step_kind kind;
    int file;
    sqlite3_int64 offset;
    size_t length;
    unsigned char *bytes;
    int64_t acknowledged;                        /* the seq that was acknowledged before this step */
};

#define FILES 8
#define STEPS 20000
static struct {
    char names[FILES][32];
    int files, count;
    struct step steps[STEPS];
    int64_t acknowledged;
    bool on;
} tape;

/* The VFS: the default one's files, with a note beside. */
struct tape_file {
    sqlite3_file base;
    int file;
    sqlite3_file *real;
};

static sqlite3_vfs *system_vfs;
#define REAL(f) (((struct tape_file *)(void *)(f))->real)

static int file_of(const char *name)
{
    const char *slash = strrchr(name, '/');
    const char *last = slash ? slash + 1 : name;
    for (int i = 0; i < tape.files; i++)
        if (strcmp(tape.names[i], last) == 0)
            return i;
    ck_assert_int_lt(tape.files, FILES);
    snprintf(tape.names[tape.files], sizeof tape.names[0], "%s", last);
    return tape.files++;
}

static void note(enum step_kind kind, int file, sqlite3_int64 offset, const void *bytes, size_t length)
{
    if (!tape.on || file < 0)
        return;
    ck_assert_int_lt(tape.count, STEPS);
    struct step *step = &tape.steps[tape.count++];
    *step = (struct step){ kind, file, offset, length, NULL, tape.acknowledged };
    if (bytes) {
        step->bytes = malloc(length ? length : 1);
        memcpy(step->bytes, bytes, length);
    }
}

static int x_close(sqlite3_file *f) { int r = REAL(f)->pMethods ? REAL(f)->pMethods->xClose(REAL(f)) : SQLITE_OK; sqlite3_free(REAL(f)); return r; }
static int x_read(sqlite3_file *f, void *b, int n, sqlite3_int64 o) { return REAL(f)->pMethods->xRead(REAL(f), b, n, o); }
static int x_write(sqlite3_file *f, const void *b, int n, sqlite3_int64 o)
{
    note(STEP_WRITE, ((struct tape_file *)(void *)f)->file, o, b, (size_t)n);
    return REAL(f)->pMethods->xWrite(REAL(f), b, n, o);
}
static int x_truncate(sqlite3_file *f, sqlite3_int64 n)
{
    note(STEP_TRUNCATE, ((struct tape_file *)(void *)f)->file, n, NULL, 0);
    return REAL(f)->pMethods->xTruncate(REAL(f), n);
}
static int x_sync(sqlite3_file *f, int flags)
{
    note(STEP_SYNC, ((struct tape_file *)(void *)f)->file, 0, NULL, 0);
    return REAL(f)->pMethods->xSync(REAL(f), flags);
}
static int x_size(sqlite3_file *f, sqlite3_int64 *n) { return REAL(f)->pMethods->xFileSize(REAL(f), n); }
static int x_lock(sqlite3_file *f, int l) { return REAL(f)->pMethods->xLock(REAL(f), l); }
static int x_unlock(sqlite3_file *f, int l) { return REAL(f)->pMethods->xUnlock(REAL(f), l); }
static int x_reserved(sqlite3_file *f, int *r) { return REAL(f)->pMethods->xCheckReservedLock(REAL(f), r); }
static int x_control(sqlite3_file *f, int op, void *a) { return REAL(f)->pMethods->xFileControl(REAL(f), op, a); }
static int x_sector(sqlite3_file *f) { return REAL(f)->pMethods->xSectorSize(REAL(f)); }
static int x_device(sqlite3_file *f) { (void)f; return 0; } /* promises nothing: no atomic writes, no safe overwriting */
static int x_map(sqlite3_file *f, int r, int s, int e, void volatile **p) { return REAL(f)->pMethods->xShmMap(REAL(f), r, s, e, p); }
static int x_shm_lock(sqlite3_file *f, int o, int n, int l) { return REAL(f)->pMethods->xShmLock(REAL(f), o, n, l); }
static void x_barrier(sqlite3_file *f) { REAL(f)->pMethods->xShmBarrier(REAL(f)); }
static int x_unmap(sqlite3_file *f, int d) { return REAL(f)->pMethods->xShmUnmap(REAL(f), d); }

static const sqlite3_io_methods methods = {
    .iVersion = 2, .xClose = x_close, .xRead = x_read, .xWrite = x_write, .xTruncate = x_truncate, .xSync = x_sync, .xFileSize = x_size,
    .xLock = x_lock, .xUnlock = x_unlock, .xCheckReservedLock = x_reserved, .xFileControl = x_control, .xSectorSize = x_sector,
    .xDeviceCharacteristics = x_device, .xShmMap = x_map, .xShmLock = x_shm_lock, .xShmBarrier = x_barrier, .xShmUnmap = x_unmap,
};

static int v_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
    struct tape_file *file = (struct tape_file *)(void *)f;
    (void)vfs;
    file->file = name ? file_of(name) : -1;
    file->real = sqlite3_malloc(system_vfs->szOsFile);
    memset(file->real, 0, (size_t)system_vfs->szOsFile);
    int result = system_vfs->xOpen(system_vfs, name, file->real, flags, out);
    if (result != SQLITE_OK)
        sqlite3_free(file->real);
    f->pMethods = result == SQLITE_OK ? &methods : NULL;
    return result;
}

static int v_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
    (void)vfs;
    note(STEP_DELETE, file_of(name), 0, NULL, 0);
    return system_vfs->xDelete(system_vfs, name, sync);
}

static void install(void)
{
    static sqlite3_vfs vfs;
    sqlite3_initialize();
    system_vfs = sqlite3_vfs_find(NULL);
    vfs = *system_vfs;
    vfs.szOsFile = sizeof(struct tape_file);
    vfs.zName = "tape";
    vfs.pNext = NULL;
    vfs.xOpen = v_open;
    vfs.xDelete = v_delete;
    ck_assert_int_eq(sqlite3_vfs_register(&vfs, 0), SQLITE_OK);
}

/* The disk after a cut: steps 0 … count-1 whole, the next one cut to part bytes; with lost, what its file's last sync did not cover is not there. */
struct image {
    unsigned char *bytes;
    size_t length, capacity;
    bool exists;
};

static void image_write(struct image *image, size_t offset, const unsigned char *bytes, size_t length)
{
    if (offset + length > image->capacity) {
        image->capacity = (offset + length) * 2;
        image->bytes = realloc(image->bytes, image->capacity);
    }
    if (offset > image->length)
        memset(image->bytes + image->length, 0, offset - image->length);
    memcpy(image->bytes + offset, bytes, length);
    if (offset + length > image->length)
        image->length = offset + length;
    image->exists = true;
}

static void build(const char *folder, int count, size_t part, bool lost)
{
    struct image images[FILES] = { 0 };
    int synced[FILES];
    for (int i = 0; i < FILES; i++)
        synced[i] = -1;
    for (int i = 0; i < count; i++)
        if (tape.steps[i].kind == STEP_SYNC)
            synced[tape.steps[i].file] = i;
    for (int i = 0; i < count + (part > 0); i++) {
        const struct step *step = &tape.steps[i];
        struct image *image = &images[step->file];
        if (lost && i > synced[step->file] && step->kind != STEP_DELETE)
            continue;
        if (step->kind == STEP_WRITE)
            image_write(image, (size_t)step->offset, step->bytes, i == count ? part : step->length);
        else if (step->kind == STEP_TRUNCATE && (size_t)step->offset < image->length)
            image->length = (size_t)step->offset;
        else if (step->kind == STEP_DELETE)
            image->exists = false, image->length = 0;
    }
    for (int i = 0; i < tape.files; i++) {
        char path[200];
        struct error error = { 0 };
        path_join(path, sizeof path, folder, tape.names[i]);
        unlink(path);
        if (images[i].exists && images[i].length)
            ck_assert_int_eq(file_write(path, images[i].bytes, images[i].length, 0600, &error), 0);
        free(images[i].bytes);
    }
}

/* What is recorded on the tape: single answers, groups, people, free text, an erasure, working checkpoints. */
static void record(struct fixture *fixture)
{
    struct error error = { 0 };
    tape.on = true;
    fixture_open(fixture);
    tape.acknowledged = records_seq(fixture->records);
    append(fixture->records, start_event(AMINA));
    tape.acknowledged = records_seq(fixture->records);
    for (int i = 0; i < 12; i++) {
        char item[20];
        snprintf(item, sizeof item, "item-%d", i);
        struct event event = answer_event(AMINA, item, i % 3 ? "1" : NULL);
        event.body = i % 3 ? NULL : "some words of one's own";
        event.body_length = i % 3 ? 0 : 23;
        append(fixture->records, event);
        tape.acknowledged = records_seq(fixture->records);
        if (i % 4 == 3) {
            ck_assert_int_eq(records_begin(fixture->records, &error), 0);
            struct person person = { .name = "Grace Wanjiku" };
            ck_assert_int_eq(people_add(fixture->records, &person, NULL, NULL, NULL, NULL, &error), 0);
            append(fixture->records, answer_event(BEN, item, "0"));
            ck_assert_int_eq(records_commit(fixture->records, &error), 0);
            tape.acknowledged = records_seq(fixture->records);
        }
        if (i == 6)
            sqlite3_wal_checkpoint_v2(*(sqlite3 **)(void *)fixture->records, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    }
    append(fixture->records, (struct event){ .kind = EVENT_ERASED, .erased.person = AMINA });
    tape.acknowledged = records_seq(fixture->records);
    fixture_close(fixture);
    tape.on = false;
}

static void look(struct fixture *fixture, int count, size_t part, bool lost, int64_t acknowledged)
{
    struct error error = { 0 };
    char text[1024], path[200];
    path_join(path, sizeof path, fixture->folder, "journal");
    remove_tree(path);                           /* nothing of it was synced yet */
    build(fixture->folder, count, part, lost);
    int code = records_open(&fixture->records, &fixture->options, &error);
    ck_assert_msg(code == 0, "step %d, %zu bytes, lost %d: %s", count, part, lost, error_text(&error, NULL, text, sizeof text));
    ck_assert_msg(records_seq(fixture->records) >= acknowledged, "step %d, %zu bytes, lost %d: %lld of %lld events", count, part, lost,
                  (long long)records_seq(fixture->records), (long long)acknowledged);
    fixture_content(fixture->records);
    append(fixture->records, answer_event(BEN, "afterwards", "1"));
    fixture_close(fixture);
}

START_TEST(after_each_write_cut_short_all_that_was_acknowledged_is_there)
{
    struct fixture source, target;
    install();
    fixture_init(&source);
    source.options.vfs = "tape";
    record(&source);
    ck_assert_int_gt(tape.count, 150);
    fixture_init(&target);
    int looks = 0;
    for (int i = 0; i < tape.count; i++) {
        const struct step *step = &tape.steps[i];
        if (step->kind != STEP_WRITE && step->kind != STEP_DELETE)
            continue;
        look(&target, i, 0, false, step->acknowledged);
        if (step->length > 1)
            look(&target, i, step->length / 2, false, step->acknowledged);
        if (i % 3 == 0 || step->kind == STEP_DELETE)
            look(&target, i, 0, true, step->acknowledged);
        looks++;
    }
    look(&target, tape.count, 0, true, tape.acknowledged);
    ck_assert_int_gt(looks, 100);
    for (int i = 0; i < tape.count; i++)
        free(tape.steps[i].bytes);
    fixture_release(&target);
    fixture_release(&source);
}
END_TEST

/* SQLite's own memory failing at the N-th call. */
static sqlite3_mem_methods real_memory;
static long memory_calls, memory_fails_at;

static void *failing_malloc(int size)
{
    return memory_fails_at && ++memory_calls >= memory_fails_at ? NULL : real_memory.xMalloc(size);
}

static void *failing_realloc(void *block, int size)
{
    return memory_fails_at && ++memory_calls >= memory_fails_at ? NULL : real_memory.xRealloc(block, size);
}

START_TEST(an_append_without_memory_does_nothing_and_says_so)
{
    struct fixture fixture;
    struct error error = { 0 };
    bool done = false;
    sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory);
    sqlite3_mem_methods failing = real_memory;
    failing.xMalloc = failing_malloc;
    failing.xRealloc = failing_realloc;
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_MALLOC, &failing), SQLITE_OK);
    ck_assert_int_eq(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0), SQLITE_OK);
    fixture_init(&fixture);
    for (long n = 1; n < 3000 && !done; n++) {
        fixture_open(&fixture);
        int64_t before = records_seq(fixture.records);
        struct event events[] = { start_event(AMINA), answer_event(AMINA, "a", "1") };
        memory_calls = 0;
        memory_fails_at = n;
        int code = records_append(fixture.records, events, 2, &error);
        memory_fails_at = 0;
        ck_assert_int_eq(code, code ? ERROR_MEMORY : 0);
        ck_assert_int_eq(records_seq(fixture.records), code ? before : before + 2);
        ck_assert_int_eq(events[0].seq, code ? 0 : before + 1);
        done = !code && memory_calls < n;
        if (n % 20 == 0 || done)
            fixture_content(fixture.records);
        fixture_close(&fixture);
    }
    ck_assert(done);
    fixture_release(&fixture);
}
END_TEST

/* This room's own memory failing at the N-th call. */
START_TEST(opening_and_appending_without_memory_says_so)
{
    struct fixture fixture;
    struct error error = { 0 };
    bool done = false;
    fixture_init(&fixture);
    for (size_t n = 1; n < 3000 && !done; n++) {
        struct failing_allocator failing;
        failing_allocator_init(&failing, n);
        fixture.options.allocator = &failing.allocator;
        int code = records_open(&fixture.records, &fixture.options, &error);
        if (!code) {
            struct event event = answer_event(AMINA, "a", "1");
            int64_t before = records_seq(fixture.records);
            code = records_append(fixture.records, &event, 1, &error);
            ck_assert_int_eq(records_seq(fixture.records), code ? before : before + 1);
            done = !code && failing.calls < n;
            fixture_close(&fixture);
        }
        ck_assert_int_eq(code, code ? ERROR_MEMORY : 0);
    }
    ck_assert(done);
    fixture.options.allocator = NULL;
    fixture_open(&fixture);
    fixture_content(fixture.records);
    fixture_release(&fixture);
}
END_TEST

TEST_MAIN("storage", after_each_write_cut_short_all_that_was_acknowledged_is_there, an_append_without_memory_does_nothing_and_says_so,
          opening_and_appending_without_memory_says_so)
