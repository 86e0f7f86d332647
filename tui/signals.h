/* SPDX-License-Identifier: MIT */
/*
 * Signals as bytes in a pipe, so that the main loop can wait for them with everything else. UI
 * thread; there is one, so there is no handle.
 */
#ifndef BEYATOP_SIGNALS_H
#define BEYATOP_SIGNALS_H

#include "error.h"

#include <stdbool.h>

/*
 * Catches SIGINT, SIGTERM and SIGHUP, which end the program, and SIGTSTP, SIGCONT and SIGWINCH,
 * unless they are ignored. To be called before curses starts.
 */
MUST_USE bool signals_open(struct error *err);
void signals_close(void);

/* Readable when a signal has come. For poll(2). */
int signals_fd(void);

/* The next signal that has come; 0: none. */
int signals_take(void);

/* True once a signal that ends the program has come, taken or not. */
bool signals_end_program(void);

/*
 * Stops the process as SIGTSTP does, after give_back() has left the terminal, and returns once it
 * is continued: at once, if SIGCONT has come since SIGTSTP. Returns false, with nothing done, where
 * SIGTSTP is ignored, as in a terminal without a shell: nobody could continue us.
 */
bool signals_stop(void (*give_back)(void));

#endif
