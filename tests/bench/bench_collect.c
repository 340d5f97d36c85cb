/*
 * Collecting: bundles of N events verified, opened, inflated, chained and merged into the coordinator's database, against sqlite3's .import of the same rows as text into a table
 * with the log's key, and into one without any. The first argument is N; without it a million. Rounds take turns, medians count.
 */
#include "bench.h"
#include "collect/add.h"
#include "records/origin.h"

#define ORIGIN "01930000-0000-7000-8000-0000000000f1"
#define CENTRE "01930000-0000-7000-8000-00000000c001"
#define BOOT "11111111-2222-4333-8444-555555555555"
#define DIGEST "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define ROUNDS 3

struct keys {
    struct sign_pair centre;
    struct seal_pair coordinator;
    struct origin_key terminal;
    char centre_hex[DIGEST_HEX], terminal_hex[DIGEST_HEX];
};

struct figures {
    double wall, cpu;
    long memory;                                 /* KiB at most */
};

static void make_keys(struct keys *keys)
{
    unsigned char secret[TRUST_SECRET];
    memset(secret, 1, sizeof secret);
    trust_seal_pair(&keys->coordinator, secret, TRUST_SEAL);
    memset(secret, 2, sizeof secret);
    trust_sign_pair(&keys->centre, secret, TRUST_SIGN);
    origin_key_make(&keys->terminal, &random_system);
    hex_from(keys->centre_hex, keys->centre.public, TRUST_PUBLIC);
    hex_from(keys->terminal_hex, keys->terminal.public, TRUST_PUBLIC);
}

/* As a centre's log looks: attempts of 20 questions of 40, in ten packs, by 300 learners. */
static void write_line(struct buf *line, struct buf *data, const struct keys *keys, int64_t seq)
{
    char actor[40], attempt[40], item[40], unit[40], response[40];
    uint64_t mixed = (uint64_t)seq / 20 * 0x9e3779b97f4a7c15u;
    struct event event = { .origin = ORIGIN, .seq = seq, .at = 1763900000000 + seq * 4321, .boot = BOOT };
    if (seq == 1) {
        event.kind = EVENT_ORIGIN_MADE;
        event.origin_made.key = keys->terminal_hex;
        event.origin_made.reason = "new";
    } else {
        snprintf(actor, sizeof actor, "01930000-0000-7000-8000-%012llx", (unsigned long long)(mixed % 300));
        snprintf(attempt, sizeof attempt, "01930000-%04llx-7%03llx-8000-%012llx", (unsigned long long)(mixed >> 48), (unsigned long long)(mixed >> 36 & 0xfff),
                 (unsigned long long)(mixed & 0xffffffffffff));
        snprintf(item, sizeof item, "price.item-%llu", (unsigned long long)((mixed >> 20) % 20 + (uint64_t)seq % 20));
        snprintf(unit, sizeof unit, "post-test-%llu", (unsigned long long)(mixed >> 30) % 10);
        snprintf(response, sizeof response, "%lld", (long long)(seq * 7 % 4));
        event.kind = EVENT_ANSWERED;
        event.actor = actor;
        event.attempt = attempt;
        event.pack = "business-skills";
        event.version = "1.0.0";
        event.unit = unit;
        event.digest = DIGEST;
        event.language = "en";
        event.item = item;
        event.answered.seed = (int64_t)mixed;
        event.answered.response = response;
        event.answered.seconds = seq % 20 * 40 + 17;
    }
    event.kind_name = event_kind_name(event.kind);
    buf_clear(line);
    buf_clear(data);
    event_data_write(data, &event);
    event.data = data->data;
    event_line_write(line, &event);
}

static void must(int code, const struct error *error)
{
    if (code)
        bench_give_up("collecting fails:", error);
}

/* in/: bundles; rows.tsv: the same rows. */
static void make_bundles(const struct keys *keys, int64_t rows)
{
    char name[BUNDLE_NAME_SIZE];
    struct buf line, data;
    struct error error = { 0 };
    struct digest head = { { 0 } };
    buf_init(&line, NULL);
    buf_init(&data, NULL);
    FILE *text = mkdir("in", 0700) ? NULL : fopen("rows.tsv", "w");
    if (!text)
        bench_give_up("there is no place for the rows", NULL);
    const struct bundle_maker maker = { .centre = CENTRE, .centre_key = &keys->centre, .recipients = (const unsigned char(*)[TRUST_PUBLIC])&keys->coordinator.public,
                                        .recipient_count = 1, .origin = ORIGIN, .terminal_secret = keys->terminal.secret, .random = &random_system,
                                        .made = 1763900000000 };
    for (int64_t first = 1; first <= rows; first += BUNDLE_EVENTS) {
        struct bundle_writer *writer = NULL;
        must(bundle_writer_new(&writer, &maker, "in", first, &head, NULL, &error), &error);
        for (int64_t seq = first; seq < first + BUNDLE_EVENTS && seq <= rows; seq++) {
            write_line(&line, &data, keys, seq);
            must(bundle_writer_event(writer, seq, line.data, line.length, &error), &error);
            fwrite(line.data, 1, line.length, text);
            fputc('\n', text);
        }
        must(bundle_writer_finish(writer, name, &head, &error), &error);
        bundle_writer_free(writer);
    }
    if (fclose(text))
        bench_give_up("the rows cannot be written", NULL);
    buf_release(&line);
    buf_release(&data);
}

static int count_added(void *context, const char *path, const struct add_result *result, const struct error *error)
{
    int64_t *added = context;
    (void)path;
    must(result->outcome == ADD_MERGED ? 0 : ERROR_INVALID, error);
    *added += result->added;
    return 0;
}

static void collect(const struct keys *keys, int64_t rows)
{
    struct central *central;
    struct error error = { 0 };
    int64_t added = 0;
    const struct central_options options = { .path = "central.db", .create = true };
    must(central_open(&central, &options, &error), &error);
    const struct document_request request = { .serial = 1, .centre = CENTRE, .name = "Lusaka", .key = keys->centre_hex, .seal = keys->centre_hex };
    const struct document_grant grant = { .serial = 1, .coordinator = keys->centre_hex, .centre = CENTRE, .name = "Lusaka", .key = keys->centre_hex };
    must(central_request(central, &request, "-", &error), &error);
    must(central_enrol(central, &grant, "-", &error), &error);
    must(add_path(central, "in", &keys->coordinator, count_added, &added, &error), &error);
    central_close(central);
    if (added != rows)
        bench_give_up("not all events were added", NULL);
}


/* In a process of its own, so that its memory is its own. keys NULL: sqlite3 with this table. */
static struct figures measure(const struct keys *keys, int64_t rows, const char *table)
{
    static const char *const leftovers[] = { "central.db", "central.db.lock", "import.db", "import.db-journal" };
    struct rusage used;
    int status;
    for (size_t i = 0; i < sizeof leftovers / sizeof *leftovers; i++)
        unlink(leftovers[i]);
    sync();
    double start = bench_seconds();
    pid_t child = fork();
    if (child == 0) {
        if (table) {
            execlp("sqlite3", "sqlite3", "-batch", "import.db", table, ".mode tabs", ".import rows.tsv event", (char *)NULL);
            bench_give_up("there is no sqlite3", NULL);
        }
        collect(keys, rows);
        _exit(0);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
        bench_give_up("a child failed", NULL);
    return (struct figures){ bench_seconds() - start, (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec + 1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec),
                             used.ru_maxrss };
}

static int by_wall(const void *a, const void *b)
{
    double x = ((const struct figures *)a)->wall, y = ((const struct figures *)b)->wall;
    return x < y ? -1 : x > y;
}

int main(int argc, char **argv)
{
    static const char bare[] = "CREATE TABLE event(origin TEXT, seq TEXT, at TEXT, boot TEXT, actor TEXT, kind TEXT, attempt TEXT, pack TEXT, version TEXT, unit TEXT,"
                               " digest TEXT, language TEXT, item TEXT, data TEXT, payload TEXT)",
                      keyed[] = "CREATE TABLE event(origin TEXT, seq INTEGER, at TEXT, boot TEXT, actor TEXT, kind TEXT, attempt TEXT, pack TEXT, version TEXT, unit TEXT,"
                                " digest TEXT, language TEXT, item TEXT, data TEXT, payload TEXT, PRIMARY KEY(origin, seq)) WITHOUT ROWID";
    int64_t rows = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    int rounds = rows > 2000000 ? 1 : ROUNDS;
    struct figures ours[ROUNDS], in_bare[ROUNDS], in_keyed[ROUNDS];
    char folder[PATH_MAX];
    struct keys keys;
    if (rows < 1)
        bench_give_up("the argument is a number of rows", NULL);
    bench_folder(folder);
    make_keys(&keys);
    make_bundles(&keys, rows);
    for (int i = 0; i < rounds; i++) {
        ours[i] = measure(&keys, rows, NULL);
        in_bare[i] = measure(&keys, rows, bare);
        in_keyed[i] = measure(&keys, rows, keyed);
    }
    qsort(ours, (size_t)rounds, sizeof *ours, by_wall);
    qsort(in_bare, (size_t)rounds, sizeof *in_bare, by_wall);
    qsort(in_keyed, (size_t)rounds, sizeof *in_keyed, by_wall);
    const struct figures *us = &ours[rounds / 2], *b = &in_bare[rounds / 2], *k = &in_keyed[rounds / 2];
    printf("collect: %lld events: %.0f rows/s, CPU %.2f s, %.1f MB of memory at most\n", (long long)rows, (double)rows / us->wall, us->cpu, (double)us->memory / 1024);
    printf("collect: sqlite3 .import, bare table: %.0f rows/s, CPU %.2f s; our time in its %.2f (CPU %.2f)\n", (double)rows / b->wall, b->cpu, us->wall / b->wall,
           us->cpu / b->cpu);
    printf("collect: sqlite3 .import, with the key: %.0f rows/s, CPU %.2f s; our time in its %.2f (CPU %.2f)\n", (double)rows / k->wall, k->cpu, us->wall / k->wall,
           us->cpu / k->cpu);
    bench_folder_remove(folder);
    return 0;
}
