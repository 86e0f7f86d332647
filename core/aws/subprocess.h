/* SPDX-License-Identifier: MIT */
/* Runs a program for its output, with limits on time and size. */
#ifndef BEYATOP_SUBPROCESS_H
#define BEYATOP_SUBPROCESS_H

#include "buf.h"
#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct subprocess {
	const char
		/* split into words as in a shell; no other syntax of a shell applies */
		*command;
	/* for the whole run */
	int64_t timeout_ms;
	/* of output */
	size_t max_bytes;
	/* cancels the run when it becomes readable; -1: none */
	int cancel_fd;
	/* its standard output; the caller frees it, also after an error */
	struct buf output;
	/* the end of its standard error, sanitised, on one line */
	char complaint[200];
};

/*
 * Runs the program without input and terminal, in a session and process group of its own, with no
 * signal blocked. The whole group is killed at the end. ERROR_CONFIG if it cannot be started, exits
 * with a status other than 0, prints too much or takes too long; ERROR_STOPPED when cancelled. The
 * text continues a sentence that begins with the program, and never quotes its standard output.
 */
MUST_USE bool subprocess_run(struct subprocess *run, struct error *err);

/*
 * Splits a command line at spaces. '…' is literal; in "…" a backslash escapes \ and "; elsewhere it
 * escapes any character. Returns an array of words that ends with NULL, in one block which the
 * caller frees; NULL if a quote is not closed or there are no words.
 */
char **subprocess_split(const char *command) MUST_USE;

#endif
