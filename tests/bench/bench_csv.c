/*
 * Tables: `kiosk-collect export --csv` of a database of N events, against sqlite3's own CSV of the answers among them, joined as our table is but with nothing followed. The first
 * argument is N; without it a million. Rounds take turns, medians count.
 */
#include "bench.h"

#include "collect/store.h"

#define ROUNDS 3

static void run_sql(struct central *central, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(central->db, sql, NULL, NULL, &message) != SQLITE_OK)
        bench_give_up(message, NULL);
}

static void id_of(unsigned char id[16], int kind, int64_t number)
{
    static const unsigned char start[] = { 0x01, 0x93, 0, 0, 0, 0, 0x70, 0, 0x80 };
    memset(id, 0, 16);
    memcpy(id, start, sizeof start);
    id[9] = (unsigned char)kind;
    for (int i = 15; i > 9; i--, number >>= 8)
        id[i] = (unsigned char)number;
}

/* Attempts of 20 questions, by 300 learners, in ten quizzes; a lesson's page now and then. */
static void write_events(struct central *central, int64_t rows)
{
    static const char *const kinds[] = { NULL, "attempt-started", "answered", "attempt-submitted", "page-read" };
    unsigned char actor[16], attempt[16];
    char data[900], fractions[600] = "";
    sqlite3_stmt *statement;
    for (int i = 0; i < 20; i++)
        snprintf(fractions + strlen(fractions), sizeof fractions - strlen(fractions), "%sprice.item-%d=%d", i ? " " : "", i, i % 2);
    for (int i = 1; i <= 4; i++) {
        snprintf(data, sizeof data, "INSERT INTO kind VALUES(%d, '%s')", i, kinds[i]);
        run_sql(central, data);
    }
    if (sqlite3_prepare_v2(central->db, "INSERT INTO event VALUES(1, 0, ?1, ?2, 1, ?3, ?5, ?4, ?6, ?7, ?8, NULL)", -1, &statement, NULL) != SQLITE_OK)
        bench_give_up("there is no table of events", NULL);
    for (int64_t seq = 1; seq <= rows; seq++) {
        int64_t number = seq / 23;
        int step = (int)(seq % 23), kind = step == 0 ? 1 : step == 21 ? 3 : step == 22 ? 4 : 2;
        id_of(actor, 1, number % 300);
        id_of(attempt, 2, number);
        if (kind == 1)
            snprintf(data, sizeof data, "{\"seed\":%lld,\"mode\":\"test\",\"questions\":20}", (long long)(seq * 7919));
        else if (kind == 2)
            snprintf(data, sizeof data, "{\"seed\":%lld,\"response\":\"%d\",\"seconds\":%d}", (long long)(seq * 7919), (int)(seq % 4), step * 40);
        else if (kind == 3)
            snprintf(data, sizeof data, "{\"marks\":10,\"possible\":20,\"passed\":1,\"seconds\":900,\"fractions\":\"%s\",\"how\":\"asked\"}", fractions);
        else
            snprintf(data, sizeof data, "{\"page\":%d,\"seconds\":30}", (int)(number % 12) + 1);
        sqlite3_bind_int64(statement, 1, seq);
        sqlite3_bind_int64(statement, 2, 1763900000000 + seq * 4321);
        sqlite3_bind_blob(statement, 3, actor, 16, SQLITE_STATIC);
        if (kind == 4)
            sqlite3_bind_null(statement, 4);
        else
            sqlite3_bind_blob(statement, 4, attempt, 16, SQLITE_STATIC);
        sqlite3_bind_int(statement, 5, kind);
        sqlite3_bind_int64(statement, 6, number % 10 + 1);
        if (kind == 2)
            sqlite3_bind_int(statement, 7, step);
        else
            sqlite3_bind_null(statement, 7);
        sqlite3_bind_text(statement, 8, data, -1, SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_DONE)
            bench_give_up("an event cannot be written", NULL);
        sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
}

static void make_database(int64_t rows)
{
    struct error error = { 0 };
    struct central *central;
    char sql[400];
    if (central_open(&central, &(struct central_options){ .path = "central.db", .create = true }, &error))
        bench_give_up("there is no place for a database:", &error);
    run_sql(central, "BEGIN; INSERT INTO centre VALUES(1, x'0193000000007000800000000000c001', 'Lusaka', x'01', 1, 1, 1, NULL, NULL, NULL, NULL);"
            "INSERT INTO origin VALUES(1, x'019300000000700080000000000000f1', 1, x'00', 1, NULL, NULL, NULL, NULL);"
            "INSERT INTO boot VALUES(1, x'11111111222243338444555555555555', 1, NULL, 1, 1, 1, NULL, NULL, NULL);"
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 10) INSERT INTO source SELECT i, 'business-skills', '1.0.0', 'quiz-' || i, '', 'en' FROM n;"
            "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO item SELECT i, 'price.item-' || (i - 1) FROM n;"
            "INSERT INTO branch VALUES(1, 0, NULL, 0)");
    snprintf(sql, sizeof sql, "INSERT INTO segment VALUES(1, 0, 1, %lld, zeroblob(32), zeroblob(32)); INSERT INTO checkpoint VALUES(1, 0, %lld, zeroblob(32))", (long long)rows,
             (long long)rows);
    run_sql(central, sql);
    write_events(central, rows);
    run_sql(central, "COMMIT");
    central_close(central);
}

int main(int argc, char **argv)
{
    static const char plain[] =
        "SELECT hex(o.uuid) AS origin, e.branch, e.seq, e.at, hex(c.uuid), hex(e.actor), hex(e.attempt), s.pack, s.version, s.unit, s.language, i.name, e.data FROM event e"
        " JOIN origin o ON o.id = e.origin JOIN centre c ON c.id = o.centre JOIN source s ON s.id = e.source JOIN item i ON i.id = e.item WHERE e.kind = 2";
    int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    double ours[ROUNDS], bare[ROUNDS], our_cpu[ROUNDS], bare_cpu[ROUNDS];
    char folder[PATH_MAX], build[PATH_MAX], program[PATH_MAX + 30];
    struct rusage children;
    if (rows < 1)
        bench_give_up("the argument is a number of rows", NULL);
    bench_build(build);
    snprintf(program, sizeof program, "%s/tools/kiosk-collect", build);
    bench_folder(folder);
    make_database(rows);
    const char *const export[] = { program, "export", "--database", "central.db", "--csv", "-o", "tables", NULL };
    const char *const dump[] = { "sqlite3", "-csv", "-header", "-readonly", "central.db", plain, NULL };
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = bench_run(&our_cpu[i], export);
        bare[i] = bench_run(&bare_cpu[i], dump);
    }
    getrusage(RUSAGE_CHILDREN, &children);
    double us = bench_median(ours, ROUNDS), them = bench_median(bare, ROUNDS), us_cpu = bench_median(our_cpu, ROUNDS), them_cpu = bench_median(bare_cpu, ROUNDS);
    printf("tables: %lld events: %.0f events/s, CPU %.2f s, %.1f MB of memory at most\n", (long long)rows, (double)rows / us, us_cpu, (double)children.ru_maxrss / 1024);
    printf("tables: sqlite3 -csv of the answers alone: %.0f events/s, CPU %.2f s; our time in its %.2f (CPU %.2f)\n", (double)rows / them, them_cpu, us / them, us_cpu / them_cpu);
    bench_folder_remove(folder);
    return 0;
}
