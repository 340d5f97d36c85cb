/* A bank of 10,000 questions: how fast it is read, and in how much memory, against a bare pass over the same bytes that only cuts at blank lines. */
#include "base/random.h"
#include "model/gift.h"

#define QUESTIONS 10000
#define ROUNDS 7

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void generate(struct buf *text)
{
    struct sequence sequence;
    sequence_init(&sequence, 1);
    for (int i = 0; i < QUESTIONS; i++) {
        int price = (int)sequence_below(&sequence, 900) + 100;
        if (i % 500 == 0)
            buf_format(text, "$CATEGORY: topic-%d\n\n", i / 500);
        buf_format(text, "// [id:q-%d] [tag:arithmetic]\n", i);
        switch (i % 4) {
        case 0:
        case 1:
            buf_format(text, "::Question %d:: A loaf costs %d to make. Which price earns something? {\n", i, price);
            for (int j = 0; j < 4; j++)
                buf_format(text, "  %c%d crowns#This is %d more than it costs, and here is why.\n", j == 2 ? '=' : '~', price + j, j);
            buf_text(text, "  ####The price must be above the cost.\n}\n\n");
            break;
        case 2:
            buf_format(text, "::Sum %d:: What are %d and 5? {#=%d:0.5#Right. ~#Add them again.}\n\n", i, price, price + 5);
            break;
        default:
            buf_format(text, "::Fact %d:: The price of %d covers a cost of %d. {T#No: compare the two.#Yes.}\n\n", i, price + 1, price);
        }
    }
}

/* The least that any reader does: each line looked at once, cut at blank lines. */
static size_t bare_pass(const char *text, size_t length)
{
    size_t blocks = 0;
    bool within = false;
    for (const char *at = text, *end = text + length; at < end;) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        next = next ? next : end;
        if (next > at && !within)
            blocks++;
        within = next > at;
        at = next + 1;
    }
    return blocks;
}

int main(void)
{
    struct buf text = BUF_INIT;
    double bare = 1e9, read = 1e9;
    size_t blocks = 0, used = 0;
    generate(&text);
    for (int round = 0; round < ROUNDS; round++) {
        double begin = seconds();
        blocks += bare_pass(text.data, text.length);
        bare = seconds() - begin < bare ? seconds() - begin : bare;

        struct arena arena;
        struct report report;
        struct bank bank;
        arena_init(&arena, NULL, 0);
        report_init(&report);
        begin = seconds();
        int code = bank_parse(&arena, text.data, text.length, "bench", &report, &bank);
        read = seconds() - begin < read ? seconds() - begin : read;
        if (code || bank.count != QUESTIONS || blocks < QUESTIONS) {
            fprintf(stderr, "bench_gift: the bank was not read\n");
            return 1;
        }
        used = arena.used;
        report_release(&report);
        arena_release(&arena);
    }
    printf("gift: %d questions, %.1f MB: %.0f questions/s, %.0f MB/s, %.1f times the bare pass; %.1f MB of memory, %.1f times the text\n", QUESTIONS,
           (double)text.length / 1e6, QUESTIONS / read, (double)text.length / 1e6 / read, read / bare, (double)used / 1e6, (double)used / (double)text.length);
    buf_release(&text);
    return 0;
}
