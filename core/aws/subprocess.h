/* SPDX-License-Identifier: MIT */
/* Another program, run for what it prints, that may hang, fail or print too much. */
#ifndef BEYATOP_SUBPROCESS_H
#define BEYATOP_SUBPROCESS_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct subprocess {
	const char
		/* split into words as a shell does it, but nothing else is a shell's */
		*command;
	/* for all of it */
	int64_t timeout_ms;
	/* that it may print */
	size_t max_bytes;
	/* ends the waiting when it becomes readable; -1: none */
	int cancel_fd;
	/* what it printed; the caller frees it, also after an error */
	struct buf output;
	/* the end of what it wrote to stderr, sanitised, on one line */
	char complaint[200];
};

/*
 * Runs it with nothing to read, no terminal, in a session and process group of its own, and with no
 * signal blocked; all of the group is killed when it does not end in time. ERROR_CONFIG when it
 * cannot be started, ends with another status than 0, prints or takes too much; ERROR_STOPPED when
 * cancelled. The text completes a sentence that begins with the program, and never quotes what it
 * printed to stdout.
 */
MUST_USE bool subprocess_run(struct subprocess *run, struct error *err);

/*
 * Splits a command line: blanks part words; '…' takes all as it is; in "…" a backslash escapes
 * \ and "; elsewhere it escapes anything. Returns an array of words that ends with NULL, in one
 * piece of memory which the caller frees; NULL where a quote is not closed or there is no word.
 */
char **subprocess_split(const char *command) MUST_USE;

#endif
