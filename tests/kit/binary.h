/* SPDX-License-Identifier: MIT */
/*
 * The real program, $BEYATOP_BINARY, started in a pseudo-terminal or without one. Failures of the
 * expect functions fail the running cmocka test and show the screen.
 */
#ifndef BEYATOP_TESTS_BINARY_H
#define BEYATOP_TESTS_BINARY_H

#include "kit/play_step.h"
#include "kit/pty.h"
#include "kit/run.h"

/* Maximum number of flags besides table and endpoint. */
#define BINARY_MAX_FLAGS 16

/* How a test starts it; every member may be NULL. */
struct binary {
	const char *url;
	const char *table;
	/* ended by NULL */
	const char *const *flags;
	/* started by /bin/sh, which waits for it in the same job */
	bool is_below_shell;
	/* pty.env also serves binary_run() */
	struct pty_options pty;
};

/* Starts it in a pseudo-terminal. Free by pty_free(). */
struct pty *binary_start(const struct binary *binary) MUST_USE;

/* Runs it without one; run_fini() frees its output. stdout_path as for run_program(). */
void binary_run(const struct binary *binary, struct run *run, const char *stdout_path);

/*
 * Types the keys, and waits until the screen shows what is expected:
 *   "text"    the text, somewhere on the screen
 *   "~a b"    the same, however many blanks stand between the words
 *   "!text"   no such text
 */
void binary_type(struct pty *pty, const char *keys, const char *expected);

/* The same without a key, and for each row of a table. */
void binary_expect(struct pty *pty, const char *expected);
void binary_steps(struct pty *pty, const struct play_step *steps, size_t count);

/* Waits for the program to exit with this status. */
void binary_expect_exit(struct pty *pty, int exit_status);

/* The same, and the terminal is as it was before: main screen, cursor shown, settings restored. */
void binary_expect_clean_exit(struct pty *pty, int exit_status);
void binary_expect_restored(struct pty *pty);

/* Types Q, expects a clean exit with status 0, and frees. */
void binary_quit(struct pty *pty);

#endif
