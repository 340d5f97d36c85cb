/* A publisher's secret key from its file, for the subcommands that sign. */
#ifndef TOOLS_PACK_KEY_H
#define TOOLS_PACK_KEY_H

#include "base/error.h"
#include "pack/signature.h"

/* Wipe it with secret_key_wipe. */
int secret_key_load(const char *path, struct secret_key *key, struct error *error);

#endif
