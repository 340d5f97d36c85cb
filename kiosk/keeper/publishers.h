/*
 * The publishers of a joining file: they become files in the centre's folder keys/, by which packs are checked.
 */
#ifndef KEEPER_PUBLISHERS_H
#define KEEPER_PUBLISHERS_H

#include "records/document.h"

/* Whether each can be a key, and its name the name of a file. ERROR_INVALID. */
int publishers_valid(const struct document_named_list *list, struct error *error);
/* Whether keys/ can take them all: ERROR_EXISTS where two keys would have one id, ERROR_LIMIT where they would be more than are read. Nothing is written. */
int publishers_check(const char *folder, const struct document_named_list *list, struct error *error);
/* Writes those that are not there yet. A file that is there is not replaced: ERROR_EXISTS where both names of a publisher are taken. */
int publishers_write(const char *folder, const struct document_named_list *list, struct error *error);

#endif
