/* SPDX-License-Identifier: MIT */
/* --whoami and --doctor: prints what was found. The caller's thread. */
#ifndef BEYATOP_FACTS_REPORT_H
#define BEYATOP_FACTS_REPORT_H

#include "settings.h"

/*
 * Examines what the flag is about and prints it to stdout in the format of settings->output.
 * Returns the process exit status: 0, 1 when stdout cannot be written, else error_exit_status() of
 * what is wrong. Ignores SIGPIPE from then on.
 */
int facts_report_run(const struct settings *settings);

#endif
