/*
 * A bundle of 200,000 events: written, against the same bytes deflated by zlib at the same level; read (certificate, signature, opened, inflated, the chain followed, each line
 * passed on), against what zlib inflates, and against that with the chain's digests. Each measurement is a process of its own, so that its peak of memory is its own.
 */
#include "bench.h"
#include "unit/bundle_forge.h"

#define EVENTS 200000
#define ROUNDS 5
#define STEP 65536

struct lines {
    struct buf text, deflated;
    size_t *ends;                                /* of each line, its LF included */
    char path[PATH_MAX];                         /* of the bundle */
};

struct measured {
    double seconds, cpu, memory;                 /* memory: bytes beyond what was there */
};

static double cpu_now(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static double peak_now(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss * 1024;
}

static void measure_once(struct measured *out, void (*run)(const struct lines *), const struct lines *lines)
{
    int ends[2], status;
    if (pipe(ends))
        bench_give_up("pipe", NULL);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        double memory = peak_now(), cpu = cpu_now(), start = bench_seconds();
        run(lines);
        struct measured made = { .seconds = bench_seconds() - start, .cpu = cpu_now() - cpu, .memory = peak_now() - memory };
        _exit(write(ends[1], &made, sizeof made) != sizeof made);
    }
    close(ends[1]);
    if (pid < 0 || read(ends[0], out, sizeof *out) != sizeof *out || waitpid(pid, &status, 0) != pid || status != 0)
        bench_give_up("a measurement failed", NULL);
    close(ends[0]);
}

static void bare_deflate(const struct lines *lines)
{
    static unsigned char out[STEP];
    z_stream stream = { .next_in = (Bytef *)lines->text.data, .avail_in = (uInt)lines->text.length };
    FORGE_TRY(deflateInit(&stream, 6) == Z_OK);
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = out;
        stream.avail_out = sizeof out;
        result = deflate(&stream, Z_FINISH);
    }
    FORGE_TRY(result == Z_STREAM_END && stream.total_out == lines->deflated.length);
    deflateEnd(&stream);
}

static void inflate_all(const struct lines *lines, bool chain)
{
    static unsigned char out[2 * STEP];
    z_stream stream = { .next_in = (Bytef *)lines->deflated.data, .avail_in = (uInt)lines->deflated.length };
    struct digest head = { { 0 } };
    size_t held = 0, count = 0;
    FORGE_TRY(inflateInit(&stream) == Z_OK);
    for (int result = Z_OK; result == Z_OK;) {
        stream.next_out = out + held;
        stream.avail_out = STEP;
        result = inflate(&stream, Z_NO_FLUSH);
        if (!chain)
            continue;
        char *at = (char *)out, *end = (char *)stream.next_out, *stop;
        for (; (stop = memchr(at, '\n', (size_t)(end - at))); at = stop + 1, count++)
            event_chain(&head, at, (size_t)(stop - at));
        held = (size_t)(end - at);
        memmove(out, at, held);
    }
    FORGE_TRY(stream.total_out == lines->text.length && (!chain || count == EVENTS));
    inflateEnd(&stream);
}

static void bare_inflate(const struct lines *lines)
{
    inflate_all(lines, false);
}

static void inflate_and_chain(const struct lines *lines)
{
    inflate_all(lines, true);
}

static void write_bundle(const struct lines *lines)
{
    struct forge forge;
    struct bundle_writer *writer;
    struct digest zero = { { 0 } }, after;
    struct error error = { 0 };
    char name[BUNDLE_NAME_SIZE];
    forge_init(&forge, 2);
    int code = bundle_writer_new(&writer, &forge.maker, ".", 1, &zero, NULL, &error);
    for (size_t i = 0, at = 0; !code && i < EVENTS; at = lines->ends[i++])
        code = bundle_writer_event(writer, (int64_t)i + 1, lines->text.data + at, lines->ends[i] - at - 1, &error);
    if (!code)
        code = bundle_writer_finish(writer, name, &after, &error);
    if (code)
        bench_give_up("a bundle is not written:", &error);
    bundle_writer_free(writer);
    FORGE_TRY(strcmp(name, lines->path) == 0);
}

static int see(void *context, int64_t seq, const char *line, size_t length, const struct digest *head, struct error *error)
{
    (void)seq, (void)line, (void)head, (void)error;
    *(size_t *)context += length + 1;
    return 0;
}

static void read_bundle(const struct lines *lines)
{
    struct forge forge;
    struct bundle_reader *reader;
    struct error error = { 0 };
    size_t seen = 0;
    const struct bundle_visitor visitor = { .event = see, .context = &seen };
    forge_init(&forge, 2);
    int code = bundle_open(&reader, lines->path, NULL, &error);
    if (!code)
        code = bundle_verify(reader, &error);
    if (!code)
        code = bundle_read(reader, &forge.coordinator, &visitor, &error);
    if (code)
        bench_give_up("a bundle is not read:", &error);
    bundle_close(reader);
    FORGE_TRY(seen == lines->text.length);
}

/* Answers as a hundred learners give them in a year: ids, times, seeds and answers differ as they do there. */
static void make_line(struct buf *out, int64_t seq, struct sequence *chance)
{
    static char attempt[UUID_SIZE], actor[UUID_SIZE];
    static int64_t at = 1763900000000;
    char item[40], response[24], unit[24], digest[DIGEST_HEX];
    struct digest of_unit;
    struct buf data = BUF_INIT;
    uint32_t learner = sequence_below(chance, 100), lesson = (uint32_t)(seq / 20 % 30);
    if (seq % 20 == 1) {
        uint64_t random = sequence_next(chance);
        snprintf(attempt, sizeof attempt, "019abc%02x-%04x-7%03x-8%03x-%012llx", (unsigned)(seq / 65536), (unsigned)(seq % 65536), (unsigned)(random & 0xfff),
                 (unsigned)(random >> 12 & 0xfff), (unsigned long long)(random >> 16));
        snprintf(actor, sizeof actor, "0199%04x-1234-7%03x-9%03x-%012llx", learner * 577, learner * 37 & 0xfff, learner * 91 & 0xfff, learner * 2654435761ull);
    }
    at += 4000 + sequence_below(chance, 60000);
    snprintf(unit, sizeof unit, "lesson-%u", lesson);
    digest_of(&of_unit, unit, strlen(unit));
    snprintf(item, sizeof item, "%s.q%u", unit, sequence_below(chance, 40));
    if (seq % 3)
        snprintf(response, sizeof response, "%u", sequence_below(chance, 4));
    else
        snprintf(response, sizeof response, "%u.%02u", sequence_below(chance, 3000), sequence_below(chance, 100));
    struct event event = { .kind = EVENT_ANSWERED, .kind_name = "answered", .actor = actor, .attempt = attempt, .pack = "business-skills", .version = "1.0.0",
                           .unit = unit, .digest = hex_from(digest, of_unit.bytes, DIGEST_BYTES), .language = "en", .item = item, .at = at, .origin = FORGE_ORIGIN,
                           .boot = "11111111-2222-4333-8444-555555555555", .seq = seq,
                           .answered = { .seed = (int64_t)sequence_next(chance), .response = response, .seconds = 3 + sequence_below(chance, 90) } };
    event_data_write(&data, &event);
    event.data = data.data;
    event_line_write(out, &event);
    buf_release(&data);
}

static void make_lines(struct lines *lines)
{
    struct sequence chance;
    sequence_init(&chance, 11);
    lines->ends = calloc(EVENTS, sizeof *lines->ends);
    FORGE_TRY(lines->ends);
    for (size_t i = 0; i < EVENTS; i++) {
        make_line(&lines->text, (int64_t)i + 1, &chance);
        buf_char(&lines->text, '\n');
        lines->ends[i] = lines->text.length;
    }
    forge_deflate(&lines->deflated, lines->text.data, lines->text.length);
    snprintf(lines->path, sizeof lines->path, FORGE_ORIGIN "-%010d-%010d.bundle", 1, EVENTS);
}

static const struct measurement {
    const char *name;
    void (*run)(const struct lines *);
    int bare;                                    /* the row that it is compared with */
} measurements[] = {
    { "bare: zlib deflates", bare_deflate, 0 },
    { "a bundle is written", write_bundle, 0 },
    { "bare: zlib inflates", bare_inflate, 2 },
    { "bare: and the chain", inflate_and_chain, 2 },
    { "a bundle is read", read_bundle, 2 },
    { "the same", read_bundle, 3 },
};
#define MEASUREMENTS (sizeof measurements / sizeof *measurements)

int main(void)
{
    static struct lines lines;
    static double seconds[MEASUREMENTS][ROUNDS], cpu[MEASUREMENTS][ROUNDS], memory[MEASUREMENTS][ROUNDS];
    char folder[PATH_MAX];
    bench_folder(folder);
    FORGE_TRY(sodium_init() >= 0);               /* it chooses the fastest BLAKE2b, for the bare ones too */
    buf_init(&lines.text, NULL);
    buf_init(&lines.deflated, NULL);
    make_lines(&lines);
    double size = (double)lines.text.length / 1e6;
    printf("bundle: %d events, %.1f MB of lines, deflated to %.1f MB\n", EVENTS, size, (double)lines.deflated.length / 1e6);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < MEASUREMENTS; i++) {
            struct measured one = { 0 };
            measure_once(&one, measurements[i].run, &lines);
            seconds[i][round] = one.seconds;
            cpu[i][round] = one.cpu;
            memory[i][round] = one.memory;
        }
    for (size_t i = 0; i < MEASUREMENTS; i++) {
        double time = bench_median(seconds[i], ROUNDS), bare = bench_median(seconds[measurements[i].bare], ROUNDS);
        double work = bench_median(cpu[i], ROUNDS), bare_work = bench_median(cpu[measurements[i].bare], ROUNDS);
        printf("%-24s %7.1f MB/s", measurements[i].name, size / time);
        if ((size_t)measurements[i].bare != i)
            printf("  ratio %5.2f  (CPU %5.2f)", time / bare, work / bare_work);
        else
            printf("%28s", "");
        printf("  memory %5.2f MB\n", bench_median(memory[i], ROUNDS) / 1e6);
    }
    buf_release(&lines.text);
    buf_release(&lines.deflated);
    free(lines.ends);
    bench_folder_remove(folder);
    return 0;
}
