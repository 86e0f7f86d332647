/* SPDX-License-Identifier: MIT */
/* Runs --whoami and --doctor, and prints what they found. The caller's thread. */
#ifndef BEYATOP_FACTS_REPORT_H
#define BEYATOP_FACTS_REPORT_H

#include "settings.h"

/*
 * Prints the facts to stdout in the format of settings->output. Returns the process exit status: 0;
 * 1 if stdout cannot be written; else error_exit_status() of the error found. Ignores SIGPIPE from
 * then on.
 */
int facts_report_run(const struct settings *settings);

#endif
