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

/* The folder of what was installed with the program. It goes by the program's place, so that an installed tree may be moved as a whole; else it is where it was installed to. */
void shelf_data(char *out, size_t size);
/* The packs in it, for library_options. out: as large as a path may be. */
const char *shelf_shipped(char *out, size_t size);

/* What a keeper is started with, so that it can change the packs of its centre. */
extern const struct packer shelf_packer;

#endif
