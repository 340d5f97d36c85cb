/*
 * A program made of subcommands: one row a subcommand; --help, the check of the command line and the manual's list come from it.
 *
 * Exit codes: 0 done, 1 failed, 2 the command line was not understood. Errors go to standard error as
 * `program: file:line:column: what is wrong and what to do`.
 *
 * To add a subcommand: a file tools/PROGRAM_VERB.c with its `const struct command`, its name in the program's table and in tools/local.mk.
 */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

struct command_option {
    const char *name;                            /* "key" for --key; NULL ends the table */
    char letter;                                 /* 'o' for -o; 0: none */
    const char *argument;                        /* "FILE"; NULL: a switch */
    const char *help;                            /* N_() */
    bool required;
};

struct command_call;
struct command {
    const char *name;                            /* "keygen" */
    const char *operands;                        /* "FILE…"; "" for none */
    int least, most;                             /* operands; most -1: any number */
    int (*run)(struct command_call *call);       /* returns the exit code */
    const char *help;                            /* N_(), one sentence */
    const char *example;                         /* a line that works */
    const struct command_option *options;        /* NULL: none */
};

struct command_program {
    const char *name, *help;                     /* help: N_(), one sentence */
    const struct command *const *commands;       /* ended by NULL */
    const struct command_option *options;        /* that every subcommand takes, before or behind its name; NULL: none */
};

#define COMMAND_VALUES 24
struct command_call {
    const struct command_program *program;
    const struct command *command;
    char **operands;
    int operand_count;
    /* private */
    const struct command_option *given[COMMAND_VALUES];
    const char *values[COMMAND_VALUES];
    int given_count;
};

/* Parses the command line and runs the subcommand. Call intl_start first. */
int command_main(const struct command_program *program, int argc, char **argv);

/* The argument of an option, the last one where it was given twice; NULL where it was not given. "" for a switch. */
const char *command_value(const struct command_call *call, const char *name);
bool command_given(const struct command_call *call, const char *name);
/* The index-th argument of an option that may be given several times, in their order; NULL where there is none. */
const char *command_value_at(const struct command_call *call, const char *name, int index);

int command_fail(const struct command_call *call, const struct error *error);     /* prints it; returns 1 */
int command_usage(const struct command_call *call, const char *message, ...) __attribute__((format(printf, 2, 3))); /* returns 2 */
/* Prints all mistakes and warnings of a report; 1 if there is a mistake, else 0. */
int command_report(const struct command_call *call, const struct report *report);
/* Whether what was printed reached its file: call at the end of a subcommand that prints. 0 or 1. */
int command_printed(const struct command_call *call);
/* Prints text, cleaned of what a terminal could run, padded with blanks to so many cells. */
void command_column(const char *text, int cells);
/* Appends text as a JSON string, quoted. */
void json_string(struct buf *out, const char *text);

#endif
