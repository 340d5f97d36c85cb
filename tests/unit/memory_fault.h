/*
 * Memory that runs out on purpose, for a whole program and not only for what takes an allocator: a test linked with $(memory_fault_ldflags) has
 * its own malloc(3), calloc, realloc, strdup and strndup in front of the C library's. What a shared library allocates is not touched.
 */
#ifndef TESTS_MEMORY_FAULT_H
#define TESTS_MEMORY_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

enum fault { FAULT_ONCE, FAULT_EVER };           /* the N-th call alone; the N-th and all after it */

/* From now on the N-th allocation fails (from 1; 0: never). */
void fault_arm(enum fault fault, size_t at);
/* The end of it; whether the N-th was reached. Nothing of libcheck's may run in between. */
bool fault_disarm(void);
/* For what stands in for another program, and has memory: between these two nothing fails or counts. */
bool fault_pause(void);
void fault_resume(bool armed);

/*
 * Runs it with N = 1, 2, 3 … until N is not reached, in both ways. It arms and disarms around what is tested: so that it may look at the outcome.
 * It returns what was tested returned: 0, or ERROR_MEMORY where an allocation failed, with the error's message; another code, or a failure when there
 * was memory, fails the test. spared: a lack of memory may also go without harm (a cache that is not there), and 0 be returned.
 */
void fault_every(int (*run)(void *context, enum fault fault, size_t at, bool *reached, struct error *error), void *context, bool spared);

#endif
