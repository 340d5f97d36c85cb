/*
 * A saved answer (event, chain, projections, journal; durable) against a lone durable INSERT of the same line into a bare table of a database in
 * the same mode; then a hundred answers in one commit against a hundred INSERTs in one commit; then without the disk's share, many to a commit.
 */
#include <sqlite3.h>
#include <unistd.h>

#include "base/file.h"
#include "records/log.h"
#include "records/records.h"

#define ROUNDS 5
#define BOOT "11111111-2222-4333-8444-555555555555"
#define AMINA "01930000-0000-7000-8000-000000000001"
#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void give_up(const char *what)
{
    fprintf(stderr, "bench_records: %s\n", what);
    exit(1);
}

struct bare {
    sqlite3 *db;
    sqlite3_stmt *insert, *begin, *commit;
};

static void prepare(sqlite3 *db, const char *sql, sqlite3_stmt **statement)
{
    if (sqlite3_prepare_v2(db, sql, -1, statement, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(db));
}

static void run(sqlite3_stmt *statement)
{
    if (sqlite3_step(statement) != SQLITE_DONE)
        give_up("the bare table fails");
    sqlite3_reset(statement);
}

static void bare_open(struct bare *bare, const char *path)
{
    if (sqlite3_open(path, &bare->db) != SQLITE_OK ||
        sqlite3_exec(bare->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE line(seq INTEGER PRIMARY KEY, line TEXT)", NULL, NULL,
                     NULL) != SQLITE_OK)
        give_up("the bare table cannot be made");
    prepare(bare->db, "INSERT INTO line(line) VALUES(?1)", &bare->insert);
    prepare(bare->db, "BEGIN IMMEDIATE", &bare->begin);
    prepare(bare->db, "COMMIT", &bare->commit);
}

static void bare_add(struct bare *bare, int commits, int group)
{
    static const char line[] = "01930000-0000-7000-8000-0000000000ff\t7\t1763900000000\t" BOOT "\t" AMINA "\tanswered\t" AMINA
                               "\tbusiness-skills\t1.0.0\tpost-test\t" DIGEST "\ten\tprice.markup-1\t{\"seed\":42,\"response\":\"1\",\"seconds\":7}\t\\N";
    for (int i = 0; i < commits; i++) {
        run(bare->begin);
        for (int j = 0; j < group; j++) {
            sqlite3_bind_text(bare->insert, 1, line, -1, SQLITE_STATIC);
            run(bare->insert);
        }
        run(bare->commit);
    }
}

static void records_add(struct records *records, int commits, int group)
{
    static int made;
    struct event *events = calloc((size_t)group, sizeof *events);
    char (*texts)[2][64] = calloc((size_t)group, sizeof *texts);
    struct error error = { 0 };
    for (int i = 0; i < commits; i++) {
        for (int j = 0; j < group; j++, made++) {
            snprintf(texts[j][0], sizeof texts[j][0], "01930000-0000-7000-8000-%012d", made / 20 % 1000);
            snprintf(texts[j][1], sizeof texts[j][1], "price.item-%d", made % 20);
            events[j] = (struct event){ .kind = EVENT_ANSWERED, .actor = AMINA, .attempt = texts[j][0], .pack = "business-skills", .version = "1.0.0",
                                        .unit = "post-test", .digest = DIGEST, .language = "en", .item = texts[j][1],
                                        .answered = { .seed = 42, .response = "1", .seconds = 7 } };
        }
        if (records_append(records, events, (size_t)group, &error))
            give_up("an answer is not recorded");
    }
    free(events);
    free(texts);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* Medians of rounds that take turns, so that both meet the same disk. */
static void measure(struct records *records, struct bare *bare, const char *what, int commits, int group)
{
    double ours[ROUNDS], theirs[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double start = seconds();
        bare_add(bare, commits, group);
        theirs[i] = seconds() - start;
        start = seconds();
        records_add(records, commits, group);
        ours[i] = seconds() - start;
    }
    qsort(ours, ROUNDS, sizeof *ours, ascending);
    qsort(theirs, ROUNDS, sizeof *theirs, ascending);
    double each = 1e6 / ((double)commits * group);
    printf("%-40s %10.1f us  bare %10.1f us  ratio %5.2f\n", what, ours[ROUNDS / 2] * each, theirs[ROUNDS / 2] * each,
           ours[ROUNDS / 2] / theirs[ROUNDS / 2]);
}

int main(void)
{
    const char *base = getenv("TMPDIR");
    char folder[512], path[600], command[600];
    struct records *records;
    struct bare bare;
    struct error error = { 0 };
    snprintf(folder, sizeof folder, "%s/bench-records-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(folder))
        give_up("there is no place for the database");
    const struct records_options options = { .folder = folder, .boot = BOOT, .sound = true, .create = true };
    if (records_open(&records, &options, &error))
        give_up("the records cannot be opened");
    path_join(path, sizeof path, folder, "bare.db");
    bare_open(&bare, path);
    measure(records, &bare, "answer saved, a commit each", 200, 1);
    measure(records, &bare, "answer saved, 100 to a commit", 20, 100);
    measure(records, &bare, "answer saved, 5000 to a commit", 2, 5000);
    records_close(records);
    sqlite3_finalize(bare.insert);
    sqlite3_finalize(bare.begin);
    sqlite3_finalize(bare.commit);
    sqlite3_close(bare.db);
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return system(command) ? 1 : 0;
}
