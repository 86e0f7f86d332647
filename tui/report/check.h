/* SPDX-License-Identifier: MIT */
/* --check and --wait-until: whether the conditions hold, and one line that says so. Pure, any
 * thread. */
#ifndef BEYATOP_CHECK_H
#define BEYATOP_CHECK_H

#include "report/report.h"

/* Their numbers are the exit statuses of the Monitoring Plugins' guidelines. */
enum check_status { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN };

/*
 * By --crit-if and --warn-if. CHECK_UNKNOWN if not everything was read, if there are no sessions,
 * or if a figure that the conditions need is unknown.
 */
enum check_status check_judge(const struct report *report);

/* True when what --wait-until waits for holds. Never while something was not read. */
bool check_wait_is_over(const struct report *report);

/* True when everything was read that the conditions may be about. */
bool check_has_all_data(const struct report *report);

/* Prints the line of a check that failed before there was anything to report. */
void check_print_failure(const char *why, FILE *out);

#endif
