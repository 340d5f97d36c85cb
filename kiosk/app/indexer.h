/*
 * Lessons' words for the library's search index: whoever installs packs hands this in.
 */
#ifndef APP_INDEXER_H
#define APP_INDEXER_H

#include "library/library.h"

extern const struct library_indexer lesson_indexer;

#endif
