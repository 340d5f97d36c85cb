/*
 * Identifiers: UUIDs of version 7 (RFC 9562 §5.7) for things that are made (centres, terminals, people, attempts), and names that authors
 * give (units, questions).
 */
#ifndef BASE_ID_H
#define BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/random.h"

#define UUID_SIZE 37                             /* 36 characters and NUL */
char *uuid_make(char text[UUID_SIZE], const struct clock *clock, const struct random_source *source);
bool uuid_valid(const char *text);               /* lower case, 8-4-4-4-12, version 7 */

#define NAME_LIMIT 64
bool name_valid(const char *text);               /* 1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit */

#endif
