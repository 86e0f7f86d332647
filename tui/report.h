/* SPDX-License-Identifier: MIT */
/*
 * --once: the same data as the dashboard, without a screen. The caller's
 * thread; report_print() and report_is_partial() are pure.
 */
#ifndef BEYATOP_REPORT_H
#define BEYATOP_REPORT_H

#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Reads the table once and prints the report to stdout, what went wrong to stderr. Returns the
 * process exit status: 0, 1 when stdout cannot be written, 2 when the report is there but
 * partial, error_exit_status() when nothing could be read. Ignores SIGPIPE from then on.
 */
int report_run(const struct settings *settings);

/* Prints in the format of settings->output. Check ferror(out) afterwards. */
void report_print(const struct snapshot *snapshot, const struct settings *settings, FILE *out);

/* True when something that was asked for is not in the snapshot. */
bool report_is_partial(const struct snapshot *snapshot, const struct settings *settings);

#endif
