/* SPDX-License-Identifier: MIT */
/* --whoami: prints what is known of who we are to AWS. The caller's thread. */
#ifndef BEYATOP_WHOAMI_REPORT_H
#define BEYATOP_WHOAMI_REPORT_H

#include "settings.h"
#include "whoami.h"

#include <stdio.h>

/*
 * Asks, and prints to stdout in the format of settings->output, and what is wrong to stderr.
 * Returns the process exit status: 0, 1 when stdout cannot be written, else error_exit_status() of
 * what went wrong. Ignores SIGPIPE.
 */
int whoami_report_run(const struct settings *settings);

/* Prints the lines of whoami_print() in a form that is safe on a terminal. */
void whoami_report_facts(const char *facts, FILE *out);

#endif
