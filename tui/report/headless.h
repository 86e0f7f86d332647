/* SPDX-License-Identifier: MIT */
/* The dashboard's data without a screen: --once, -n, --check, --wait-until, --statusline. */
#ifndef BEYATOP_HEADLESS_H
#define BEYATOP_HEADLESS_H

#include "settings.h"

/*
 * Reads the table and prints what the settings ask for to stdout, and errors to stderr. Returns
 * the process exit status: 0; 1 when the output cannot be written or --wait-until was not
 * reached; 2 when the last report is partial; error_exit_status() when nothing could be read; with
 * --check, enum check_status. Ignores SIGPIPE from then on. The caller's thread.
 */
int headless_run(const struct settings *settings);

#endif
