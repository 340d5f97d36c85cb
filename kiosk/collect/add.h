/*
 * Taking in what came from the centres: bundles and requests. Each file is one transaction.
 */
#ifndef COLLECT_ADD_H
#define COLLECT_ADD_H

#include "collect/central.h"
#include "records/bundle.h"

enum add_outcome {
    ADD_MERGED,                                  /* events that were not there are there now */
    ADD_KNOWN,                                   /* nothing in it is new: this very file, or what it holds, is there */
    ADD_NOTED,                                   /* a request that waits for the coordinator */
    ADD_ASIDE,                                   /* unopened in quarantine: its centre is not enrolled, or was revoked */
    ADD_REFUSED,                                 /* altered, truncated, sealed for others, or no bundle: error says it */
};

struct add_result {
    enum add_outcome outcome;
    char centre[UUID_SIZE], origin[UUID_SIZE];   /* "" where they could not be read */
    int64_t first, last, count;                  /* of the bundle */
    int64_t added;                               /* events that were new */
    int64_t fork;                                /* the last number that both branches share, where this bundle showed that the origin has forked; else -1 */
    int branch;
    int64_t elsewhere;                           /* times that it says of a person that they were joined or erased, of whom another centre sent something, too: nothing of that was touched */
    const char *why;                             /* N_(): it was kept aside; else NULL */
};

/*
 * Takes in one file. recipient: the coordinator's key. Returns 0 with the outcome, also for ADD_REFUSED (error says why), or a code where the database itself could not go on (a full
 * disk): then nothing of the file is there, and it may be added again.
 * A bundle of a centre that is not enrolled is copied to DB.quarantine/DIGEST.bundle, and taken in by add_quarantine once it is.
 */
int add_file(struct central *central, const char *path, const struct seal_pair *recipient, struct add_result *result, struct error *error);

/* Every *.bundle and *.request at path: a file, or a folder and what is below it, in the order of their names (requests first). visit is called behind each; a code other than 0
 * stops. */
typedef int add_visit(void *context, const char *path, const struct add_result *result, const struct error *error);
int add_path(struct central *central, const char *path, const struct seal_pair *recipient, add_visit *visit, void *context, struct error *error);
/* Tries again what was kept aside. */
int add_quarantine(struct central *central, const struct seal_pair *recipient, add_visit *visit, void *context, struct error *error);

/*
 * Two claim one terminal. It belongs to the centre that sent it first, and what the other one sends is kept aside: who was first may have been a forger. The coordinator asks both centres,
 * and gives it to the one of a file in quarantine (digest, hex). What is here of the terminal goes then, since it is another one's under the same name; whoever sent it can send it again,
 * and is kept aside. claim says what that is; where sure is false it is all that is done. ERROR_NOT_FOUND; ERROR_REFUSED where the file's centre is not enrolled, or was revoked.
 */
struct add_claim {
    char holder[UUID_SIZE], claimant[UUID_SIZE]; /* centres; the same one where a terminal has another key. holder "": nobody disputes it */
    char origin[UUID_SIZE];
    int64_t events;                              /* of the holder's, that go */
};
int add_accept(struct central *central, const char *digest, bool sure, struct add_claim *claim, struct error *error);
/* Forgets a file of the quarantine. ERROR_NOT_FOUND. */
int add_drop(struct central *central, const char *digest, struct error *error);

#endif
