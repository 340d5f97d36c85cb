#include "base/random.h"

#include <sodium.h>

static void system_bytes(void *context, void *out, size_t length)
{
    (void)context;
    randombytes_buf(out, length);
}

const struct random_source random_system = { .bytes = system_bytes };

uint64_t random_u64(const struct random_source *source)
{
    uint64_t value;
    source->bytes(source->context, &value, sizeof value);
    return value;
}

void sequence_init(struct sequence *sequence, uint64_t seed)
{
    sequence->state = seed;
}

uint64_t sequence_next(struct sequence *sequence)
{
    uint64_t z = sequence->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint32_t sequence_below(struct sequence *sequence, uint32_t bound)
{
    uint32_t reject = (uint32_t)(-bound) % bound; /* 2^32 mod bound: values below it would be favoured */
    uint32_t value;
    do
        value = (uint32_t)(sequence_next(sequence) >> 32);
    while (value < reject);
    return value % bound;
}

void sequence_shuffle(struct sequence *sequence, uint32_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        uint32_t j = sequence_below(sequence, (uint32_t)i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

static void seeded_bytes(void *context, void *out, size_t length)
{
    struct seeded_source *seeded = context;
    unsigned char *at = out;
    while (length > 0) {
        uint64_t value = sequence_next(&seeded->sequence);
        size_t part = length < sizeof value ? length : sizeof value;
        memcpy(at, &value, part);
        at += part;
        length -= part;
    }
}

void seeded_source_init(struct seeded_source *seeded, uint64_t seed)
{
    seeded->source = (struct random_source){ .bytes = seeded_bytes, .context = seeded };
    sequence_init(&seeded->sequence, seed);
}
