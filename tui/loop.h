/* SPDX-License-Identifier: MIT */
/*
 * The main loop: waits for keys, snapshots and signals, and draws when something visible has
 * changed. The thread that calls it is the UI thread.
 */
#ifndef BEYATOP_LOOP_H
#define BEYATOP_LOOP_H

#include "error.h"
#include "settings.h"

/*
 * Runs the dashboard on this terminal, and restores the terminal in any case. Sets *exit_status to
 * 0 if the user quit, else to 128 + the signal that ended it (SIGHUP if the terminal is gone).
 * Returns false with *err if it cannot start.
 */
MUST_USE bool loop_run(const struct settings *settings, int *exit_status, struct error *err);

#endif
