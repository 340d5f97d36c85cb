/*
 * The texts of questions, from packs, so that reports can show what an item asked. Packs are read as the library reads them.
 */
#ifndef COLLECT_ITEMS_H
#define COLLECT_ITEMS_H

#include "collect/central.h"

struct items_added {
    const char *id, *version;                    /* in the arena that was given */
    int64_t items;                               /* different questions; each may be there in several languages */
    bool known;                                  /* this very pack was there */
};
/*
 * Every question of its banks and lessons, in every language. keys: a folder of publishers' keys, NULL: an unsigned pack is taken as well, since nobody is
 * examined by it here. Another pack of the same id and version takes the place of the one that was there; report warns of it. A unit that cannot be read is
 * left out, and its mistakes are in report.
 */
int items_add(struct central *central, const char *path, const char *keys, struct arena *arena, struct items_added *added, struct report *report,
              struct error *error);

struct items_pack {
    const char *id, *version, *title, *languages; /* languages: of its questions, blanks between */
    int64_t items, added;                        /* added: milliseconds since 1970 by the coordinator's clock */
};
/* By id and version. */
int items_packs(struct central *central, struct arena *arena, struct items_pack **rows, size_t *count, struct error *error);

#endif
