/* SPDX-License-Identifier: MIT */
/*
 * Takes a frame that curses writes, so that it can go to the terminal together with more, and still
 * in one write. There is one, so there is no handle. UI thread.
 */
#ifndef BEYATOP_CAPTURE_H
#define BEYATOP_CAPTURE_H

#include "base.h"

#include <stdbool.h>

/* output is the file that curses writes to. Returns false when this system cannot do it. */
MUST_USE bool capture_open(int output);

/* Leaves output as it was. Does nothing when it is not open. */
void capture_close(void);

/* From here on what is written to output is kept… */
void capture_begin(void);

struct capture_marks {
	const char *begin, *end;
};

/* …and here it is written, between marks if there is anything, and with also behind it. */
void capture_end(const struct capture_marks *marks, const char *also);

#endif
