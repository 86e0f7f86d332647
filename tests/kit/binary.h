/* SPDX-License-Identifier: MIT */
/*
 * The real program, $BEYATOP_BINARY, started in a pseudo-terminal or without one. Failures of the
 * expect functions fail the running cmocka test and show the screen.
 */
#ifndef BEYATOP_TESTS_BINARY_H
#define BEYATOP_TESTS_BINARY_H

#include "kit/pty.h"
#include "kit/run.h"

/* Up to this many flags beyond table and endpoint. */
#define BINARY_MAX_FLAGS 16

/* What a test starts it with; all may be NULL. */
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

/* In a pseudo-terminal. Free by pty_free(). */
struct pty *binary_start(const struct binary *binary) MUST_USE;

/* Without one; run_fini() frees what it printed. stdout_path as for run_program(). */
void binary_run(const struct binary *binary, struct run *run, const char *stdout_path);

/* Waits until the screen has the text, or has it no more. */
void binary_expect(struct pty *pty, const char *text);
void binary_expect_gone(struct pty *pty, const char *text);

/* As binary_expect(), but however many blanks stand between the words. */
void binary_expect_words(struct pty *pty, const char *words);

/* Waits for the end, and compares the exit status. */
void binary_expect_exit(struct pty *pty, int exit_status);

/* As above, and the terminal is as it was: main screen, cursor shown, settings restored. */
void binary_expect_clean_exit(struct pty *pty, int exit_status);
void binary_expect_restored(struct pty *pty);

#endif
