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
		/* split into words as by a shell; other shell syntax has no effect */
		*command;
	/* for the whole run */
	int64_t timeout_ms;
	/* limit of its output */
	size_t max_bytes;
	/* cancels the run when it becomes readable; -1: none */
	int cancel_fd;
	/* its standard output; the caller frees it, also after an error */
	struct buf output;
	/* the end of its standard error, sanitised, on one line */
	char error_text[200];
};

/*
 * Runs the program without input or terminal, with no descriptors of ours, in the environment of
 * environment_of_programs(), in its own session and process group, with no signals blocked, and
 * kills the whole group at the end. ERROR_CONFIG if it cannot be started, exits with a non-zero
 * status, prints too much or takes too long; ERROR_STOPPED if cancelled. The text continues a
 * sentence that begins with the program and never quotes its standard output.
 */
MUST_USE bool subprocess_run(struct subprocess *run, struct error *err);

/*
 * Splits a command line at spaces. '…' is literal; in "…" a backslash escapes \ and "; elsewhere it
 * escapes any character. Returns a NULL-terminated array of words in one allocation, which the
 * caller frees; NULL if a quote is not closed or there are no words.
 */
char **subprocess_split(const char *command) MUST_USE;

#endif
