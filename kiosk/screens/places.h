/*
 * The places where files come from or go to: what is plugged in, and some folders. A screen asks for them each second, since sticks come and go; the mark
 * stays on its place meanwhile.
 */
#ifndef SCREENS_PLACES_H
#define SCREENS_PLACES_H

#include "screens/screen.h"

#define PLACES_SHOWN 20

struct places {
    const struct places_view *view;              /* as it came last; NULL before */
    struct list list;
    bool writing;                                /* only places where something may be written */
    size_t shown[PLACES_SHOWN];                  /* indexes in view */
};

/* A new answer to PLACES, while the one before is still there. With keep the mark stays on its place; else it is on the first. It must not be moved afterwards. */
void places_take(struct places *places, const struct places_view *view, bool keep);
/* The one that is marked; NULL where there is none. */
const struct place *places_marked(const struct places *places);
/* Whether that path is among them: it is not where a stick was pulled out. */
bool places_hold(const struct places *places, const char *path);
/* In the area: what to do, then the list, or that there is nothing. places_area: that of the list. */
struct area places_area(struct area area, const char *what_to_do);
void places_layout(struct places *places, struct area area, const char *what_to_do);
void places_draw(const struct places *places, struct grid *grid, struct area area, const char *what_to_do);

#endif
