/*
 * Two kinds of chance: a source of unpredictable bytes, handed in (keys, ids, salts, seeds); and a sequence that follows from its seed
 * alone, the same on every machine and in every version, for shuffles and draws that are recorded by their seed.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

struct random_source {
    void (*bytes)(void *context, void *out, size_t length);
    void *context;
};
extern const struct random_source random_system; /* the kernel's, by libsodium */

uint64_t random_u64(const struct random_source *source);

/* SplitMix64 (Steele, Lea, Flood 2014). Frozen: recorded attempts depend on each of its values. */
struct sequence {
    uint64_t state;
};
void sequence_init(struct sequence *sequence, uint64_t seed);
uint64_t sequence_next(struct sequence *sequence);
uint32_t sequence_below(struct sequence *sequence, uint32_t bound); /* uniform in 0 … bound-1; bound > 0 */
/* Fisher-Yates from the end; order holds count indices. */
void sequence_shuffle(struct sequence *sequence, uint32_t *order, size_t count);

/* A source that follows from a seed, for tests. */
struct seeded_source {
    struct random_source source;
    struct sequence sequence;
};
void seeded_source_init(struct seeded_source *seeded, uint64_t seed);

#endif
