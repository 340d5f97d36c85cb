/*
 * Progress of a command that the kiosk runs as a job: lines "PER-CENT TEXT" to the descriptor that --progress-fd names. Whoever does not read them any more has cancelled.
 */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include "command.h"

struct progress {
    int fd;                                      /* -1: none */
    int said;                                    /* the last number */
};
#define PROGRESS_OPTION { .name = "progress-fd", .argument = "N", .help = N_("Write lines of progress, \"PER-CENT TEXT\", to descriptor N.") }

/* 0, or the exit code of a command line that was not understood. */
int progress_open(struct progress *progress, const struct command_call *call);
/* text: translated. Writes nothing where the number is the same as before. false: it was cancelled. */
bool progress_say(struct progress *progress, int per_cent, const char *text);
/* "= FIELD<tab>FIELD…": something that was found. fields is ended by NULL. */
bool progress_row(struct progress *progress, const char *const *fields);

#endif
