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
 * Catches all signals that would end or stop the program, except those that are ignored and those
 * that screen.c catches: then only SIGKILL and SIGSTOP leave the terminal unrestored. They stay
 * caught until the process ends. Call it before curses starts.
 *
 * SIGINT, SIGTERM, SIGHUP, SIGXCPU, SIGPWR and SIGSTKFLT end the program in good order: it has two
 * seconds for that. Only a second SIGINT ends it at once. SIGUSR1, SIGALRM and others do nothing.
 */
MUST_USE bool signals_open(struct error *err);

/* A descriptor for poll(2), readable when a signal has arrived. */
int signals_fd(void);

/* The next signal that has arrived; 0: none. */
int signals_take(void);

/* True once a signal that ends the program has arrived, even if signals_take() has not returned it.
 */
bool signals_end_program(void);

/* Sends SIGTSTP to the whole job, as the terminal does on Ctrl-Z, unless it is ignored. */
void signals_request_stop(void);

/*
 * Calls give_back() to restore the terminal, stops the process as SIGTSTP does, and returns once it
 * is continued (at once, if SIGCONT has arrived since SIGTSTP). Returns false and does nothing if
 * SIGTSTP is ignored, as in a terminal without a shell: there is no one to continue the process.
 */
bool signals_stop(void (*give_back)(void));

#endif
