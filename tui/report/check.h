/* SPDX-License-Identifier: MIT */
/* --check and --wait-until: whether their conditions are true, and a line that says so. Pure, any
 * thread. */
#ifndef BEYATOP_CHECK_H
#define BEYATOP_CHECK_H

#include "report/report.h"

/* The exit statuses of the Monitoring Plugins guidelines. */
enum check_status { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN };

/*
 * Evaluates --crit-if and --warn-if. CHECK_UNKNOWN if not everything was read, if there are no
 * sessions, or if a figure that the conditions need is unknown.
 */
enum check_status check_judge(const struct report *report);

/* True if the condition of --wait-until is met; never while data that it needs are missing. */
bool check_wait_is_over(const struct report *report);

/* True if everything was read that the conditions may refer to. */
bool check_has_all_data(const struct report *report);

/* Prints the line of a check that failed before there was anything to report. */
void check_print_failure(const char *why, FILE *out);

#endif
