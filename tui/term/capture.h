/* SPDX-License-Identifier: MIT */
/*
 * Catches a frame that curses writes, so that it goes to the terminal in one write, together with
 * what belongs around it. Curses writes to its file descriptor directly, past any stdio buffer:
 * between begin and end that descriptor is a file in memory. There is one, so there is no handle.
 * UI thread.
 */
#ifndef BEYATOP_CAPTURE_H
#define BEYATOP_CAPTURE_H

#include "base.h"

#include <stdbool.h>

/* output is the descriptor that curses writes to. Returns false where the system lacks memfd. */
MUST_USE bool capture_open(int output);

/* Does nothing when it is not open. */
void capture_close(void);

/* From here on, what is written to output is kept… */
void capture_begin(void);

struct capture_marks {
	const char *begin, *end;
};

/* …and here it is sent, between the marks unless it is empty, followed by also. */
void capture_end(const struct capture_marks *marks, const char *also);

#endif
