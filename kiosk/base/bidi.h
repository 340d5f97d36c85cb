/*
 * Right-to-left text (FriBidi: UAX #9, and Arabic joining). It works on a paragraph's text, before lines are broken: shaping replaces letters by their presentation
 * forms, and each line is then put into visual order within its own cells. Plain ASCII and any text without right-to-left letters passes by at the cost of one look.
 */
#ifndef BASE_BIDI_H
#define BASE_BIDI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum direction { DIRECTION_LTR, DIRECTION_RTL };

bool bidi_needed(const char *text, size_t length);         /* holds a right-to-left letter or digit */
enum direction bidi_direction(const char *text, size_t length, enum direction otherwise); /* of the first strong letter */

/* A paragraph, resolved: its clusters in logical order after shaping, with the level of each. */
struct bidi_cluster {
    const char *text;                            /* as shown: shaped, mirrored if its level is odd; in the arena or the source */
    uint16_t length;
    uint8_t width, level;                        /* cells; odd: from right to left */
    size_t source;                               /* byte offset in the paragraph */
};
struct bidi_paragraph {
    struct bidi_cluster *clusters;
    size_t count;
    enum direction direction;
};
/* One that is longer than 1 MiB is not taken. Lam and Alef become one cluster. NULL, and the arena has failed, if memory lacks. */
struct bidi_paragraph *bidi_resolve(struct arena *arena, const char *text, size_t length, enum direction otherwise);

/* Fills visual[0 … count-1] with cluster indices (first … first+count-1) of a line, from left to right (rules L1, L2). */
void bidi_order(const struct bidi_paragraph *paragraph, size_t first, size_t count, uint32_t *visual);

#endif
