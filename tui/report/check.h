/* SPDX-License-Identifier: MIT */
/*
 * What a report means for those who only want to know whether all is well: --check, --wait-until
 * and
 * --statusline. Pure, any thread.
 */
#ifndef BEYATOP_CHECK_H
#define BEYATOP_CHECK_H

#include "report/report.h"

/* Their numbers are the exit statuses of the Monitoring Plugins' guidelines. */
enum check_status { CHECK_OK, CHECK_WARNING, CHECK_CRITICAL, CHECK_UNKNOWN };

/* By --warn-if and --crit-if; unknown unless everything was seen that they are about, and there is
 * anybody. */
enum check_status check_judge(const struct report *report);

/* "CRITICAL"; static. */
const char *check_word(enum check_status status);

/* What --wait-until waits for is there. Never while something was not seen. */
bool check_is_reached(const struct report *report);

/* The line of a check that failed before there was anything to report. */
void check_print_failure(const char *why, FILE *out);

#endif
