/*
 * Working state: drafts, sessions, PIN tries. Overwritten, never exported, in no log.
 */
#ifndef RECORDS_WORKING_H
#define RECORDS_WORKING_H

#include "base/buf.h"
#include "records/records.h"

#define WORKING_NAME_LIMIT 200                   /* bytes of scope and of key */
#define WORKING_VALUE_LIMIT 262144

/* A value of any bytes by scope and key. */
int working_set(struct records *records, const char *scope, const char *key, const void *value, size_t length, struct error *error);
int working_get(struct records *records, const char *scope, const char *key, struct buf *value, struct error *error); /* appends; ERROR_NOT_FOUND */
int working_remove(struct records *records, const char *scope, const char *key, struct error *error); /* nothing there is no error */
int working_clear(struct records *records, const char *scope, struct error *error); /* the whole scope */
/* In the order of keys. Stops with a code other than 0, which is returned. The records must not be changed meanwhile. */
int working_each(struct records *records, const char *scope,
                 int (*visit)(void *context, const char *key, const void *value, size_t length, int64_t at), void *context, struct error *error);

/* Drafts: text that is not sent yet, by person, attempt (or unit, in a lesson) and item. An empty text removes it. */
int draft_set(struct records *records, const char *person, const char *attempt, const char *item, const char *text, size_t length, struct error *error);
int draft_get(struct records *records, const char *person, const char *attempt, const char *item, struct buf *text, struct error *error);
/* All of an attempt: once it is submitted. */
int draft_clear(struct records *records, const char *person, const char *attempt, struct error *error);

#endif
