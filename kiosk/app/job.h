/*
 * Work that takes longer than a key press: a child process that reports through a pipe and can be cancelled. Progress comes as lines "PER-CENT TEXT"
 * on a descriptor of its own, and what it found as lines "= FIELD<tab>FIELD…" there; what it says on standard error is the reason where it fails. It speaks the language of LANGUAGE,
 * as the screens do.
 */
#ifndef APP_JOB_H
#define APP_JOB_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "screens/request.h"

#define JOB_DOING 160
#define JOB_ROWS 200                             /* that are kept */

struct job {
    pid_t pid;                                   /* 0: none runs */
    int progress, words;                         /* descriptors to be polled; -1 when closed */
    struct buf line, said;
    int per_cent;
    char doing[JOB_DOING];                       /* the text of the latest line, cleaned; "" */
    int stopping;                                /* how often job_stop was asked for */
    struct arena finding, found;                 /* own the rows: of the one that runs, and of the last that was done */
    struct job_row *rows;                        /* of the one that runs, then of the one that is done: until the next is done */
    size_t count, capacity;
};
void job_init(struct job *job);
/* argv[0] is a path. The number of the progress descriptor is put for the argument "@". input: what it reads
 * on its standard input, at most JOB_INPUT bytes; NULL: nothing. ERROR_BUSY where one runs already. */
#define JOB_INPUT 1000
int job_start(struct job *job, const char *const *argv, const char *input, struct error *error);
/* Reads what there is. 1: it goes on; 0: it ended well; else -code, with the sentence that the child said, or ERROR_CANCELLED after job_stop. */
int job_read(struct job *job, struct error *error);
/* Asks the child to end, and waits for nothing, since a slow stick may keep it for a while: nobody reads its progress any more, so it puts away what is half done and ends. Asked
 * again and again, it is asked by SIGTERM, and then killed. How it ended, job_read says: it may have been done before. */
void job_stop(struct job *job);
void job_cancel(struct job *job);                /* and waits for its end */
void job_release(struct job *job);

#endif
