/* SPDX-License-Identifier: MIT */
/*
 * The dashboard from its first frame to its end: waits for keys, snapshots and
 * signals, and draws when something visible changed. The thread that calls it is the UI thread.
 */
#ifndef BEYATOP_LOOP_H
#define BEYATOP_LOOP_H

#include "error.h"
#include "settings.h"

/*
 * Runs the dashboard on this terminal. Returns the process exit status: 0 when the user quit,
 * 128 + the signal that ended it, as if by SIGHUP when the terminal went away. The
 * terminal is restored in any case. Returns false with *err when it cannot begin.
 */
MUST_USE bool loop_run(const struct settings *settings, int *exit_status, struct error *err);

#endif
