/* SPDX-License-Identifier: MIT */
/*
 * The same data as the dashboard, without a screen: --once, -n, --check, --wait-until,
 * --statusline. The caller's thread; report_print() and report_is_partial() are pure.
 */
#ifndef BEYATOP_REPORT_H
#define BEYATOP_REPORT_H

#include "settings.h"
#include "snapshot.h"

#include <stdbool.h>
#include <stdio.h>

/*
 * Reads the table and prints what the settings ask for to stdout, what went wrong to stderr.
 * Returns the process exit status: 0; 1 when the output cannot be written or --wait-until was not
 * reached; 2 when the last report is there but partial; error_exit_status() when nothing could be
 * read; of --check enum check_status. Ignores SIGPIPE from then on.
 */
int report_run(const struct settings *settings);

/* Prints in the format of settings->output. Check ferror(out) afterwards. */
void report_print(const struct snapshot *snapshot, const struct settings *settings, FILE *out);

/* True when something that was asked for is not in the snapshot. */
bool report_is_partial(const struct snapshot *snapshot, const struct settings *settings);

#endif
