/*
 * The texts of questions, from packs, so that reports can show what an item asked. Packs are read as the library reads them.
 */
#ifndef COLLECT_ITEMS_H
#define COLLECT_ITEMS_H

#include "collect/central.h"

struct items_added {
    const char *id, *version;                    /* in the arena that was given */
    int64_t items;
    bool known;                                  /* this very pack was there */
};
/* Every question of its banks and lessons, in every language. keys: a folder of publishers' keys, NULL: an unsigned pack is taken as well, since nobody is examined by it here. */
int items_add(struct central *central, const char *path, const char *keys, struct arena *arena, struct items_added *added, struct report *report, struct error *error);

#endif
