/*
 * The centre's packs, opened: to be read by a kiosk, or to be changed.
 */
#ifndef APP_SHELF_H
#define APP_SHELF_H

#include <stdbool.h>

#include "keeper/packer.h"
#include "library/library.h"

/* Read only. The catalogue is a cache: where it is missing, damaged or of another version, it is made anew from the packs first; the error says why that cannot be. */
int shelf_open(const char *centre, bool unsigned_packs, struct library **library, struct error *error);
/* For changes; brings the catalogue up to what lies in the folder. */
int shelf_change(const char *centre, bool unsigned_packs, struct library **library, struct error *error);

/* What a keeper is started with, so that it can change the packs of its centre. */
extern const struct packer shelf_packer;

#endif
