/*
 * A throw-away centre: a folder below the temporary one, with the shipped packs and a manager, gone at the end.
 */
#ifndef APP_DEMO_H
#define APP_DEMO_H

#include "app/app.h"

struct demo {
    char folder[512];                            /* "" while there is none */
    char pin[16], number[32];                    /* of the manager, to be shown */
};
/* Makes the folder, the settings and the packs; before the keeper starts. */
int demo_make(struct demo *demo, const struct app_paths *paths, struct error *error);
/* Enrols the manager, once the keeper runs, and tells it of the packs. */
int demo_people(struct demo *demo, struct services *services, struct error *error);
void demo_remove(struct demo *demo);

#endif
