/*
 * Entities of HTML: named and numeric ones.
 */
#ifndef MODEL_MARKUP_ENTITY_H
#define MODEL_MARKUP_ENTITY_H

#include <stddef.h>
#include <stdint.h>

/* The code point of the entity that begins at text ('&'), and the bytes it takes in *size; 0 where there is none that is known. What is beyond Unicode is U+FFFD. */
uint32_t entity_read(const char *text, size_t length, size_t *size);

#endif
